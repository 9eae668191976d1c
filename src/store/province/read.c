/* A province folder read and checked: table by table, then the tables against each other. */
#include "store/province/province_internal.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { COLUMNS_MOST = 40 };

static char *join(const char *folder, const char *name)
{
    char *path = NULL;
    return asprintf(&path, "%s/%s", folder, name) < 0 ? NULL : path;
}

/* services.xlsx in the place of services.csv. */
static char *workbook_of(const char *folder, const char *file)
{
    char *path = NULL;
    size_t stem = strlen(file) - strlen("csv");
    return asprintf(&path, "%s/%.*sxlsx", folder, (int)stem, file) < 0 ? NULL : path;
}

/* The table's file, CSV or workbook; with both it is not known which one is meant. */
static char *choose_file(const char *folder, const char *file, vp_findings *findings)
{
    struct stat about;
    char *table = join(folder, file), *workbook = workbook_of(folder, file);
    bool other = workbook && stat(workbook, &about) == 0 && S_ISREG(about.st_mode);
    if (table && other && stat(table, &about) == 0)
        vp_findings_add(findings, VP_FINDING_ERROR, (vp_place){.file = file},
                        "there is %s too, and only one of them can be meant: take the other out of the folder",
                        strrchr(workbook, '/') + 1);
    if (!other || !table || stat(table, &about) == 0) {
        free(workbook);
        return table;
    }
    free(table);
    return workbook;
}

/* Nobody changes mode; heights are those built in; no year to come is asked for; the folder is one part. */
static bool may_be_missing(vp_province_table table)
{
    return table == VP_TABLE_MODES || table == VP_TABLE_CLUTTER || table == VP_TABLE_GROWTH || table == VP_TABLE_PARTS;
}

/* Its heading is the row with all columns that must be there. */
static bool read_found(vp_table *out, vp_province_table table, const char *path, vp_findings *findings, vp_error *err)
{
    const char *needed[COLUMNS_MOST] = {"key", "value"};
    size_t count = table == VP_TABLE_PROVINCE ? 2 : 0; /* whose required names are keys */
    for (size_t i = 0; i < vp_province_column_count && table != VP_TABLE_PROVINCE && count < COLUMNS_MOST; i++)
        if (vp_province_columns[i].table == table && vp_province_columns[i].required)
            needed[count++] = vp_province_columns[i].name;
    const vp_column_names wanted[] = {{needed, count},
                                      {(const char *const[]){"year", "rate"}, 2}, /* of growth, which needs none */
                                      {(const char *const[]){"year", "people"}, 2}};
    vp_table_source source = {path, strrchr(path, '/') + 1, wanted, table == VP_TABLE_GROWTH ? 3 : 1};
    return vp_table_read(out, &source, findings, err);
}

static bool read_table(vp_province *province, vp_province_table table, vp_findings *findings, vp_error *err)
{
    const char *file = vp_province_files[table];
    char *path = choose_file(province->folder, file, findings);
    if (!path) return vp_fail_memory(err, strlen(file));
    struct stat about;
    bool ok = true;
    if (stat(path, &about) != 0 && errno == ENOENT && may_be_missing(table))
        ok = true;
    else if (stat(path, &about) != 0 || !S_ISREG(about.st_mode))
        vp_findings_add(findings, VP_FINDING_ERROR, (vp_place){.file = file}, "the table is missing in %s",
                        province->folder);
    else
        ok = read_found(&province->tables[table], table, path, findings, err);
    if (ok && !vp_province_settle_numbers(&province->tables[table], table, findings))
        ok = vp_fail_memory(err, strlen(path));
    if (ok && province->tables[table].column_count) vp_province_check_table(province, table, findings);
    free(path);
    return ok;
}

static bool is_folder(const char *path, vp_error *err)
{
    struct stat about;
    if (stat(path, &about) != 0) return vp_fail(err, VP_NOT_FOUND, "%s: %s", path, strerror(errno));
    return S_ISDIR(about.st_mode) || vp_fail(err, VP_BAD_INPUT, "%s is not a folder", path);
}

vp_province *vp_province_read(const char *folder, const char *data_folder, vp_findings *findings, vp_error *err)
{
    if (!is_folder(folder, err) || (data_folder && !is_folder(data_folder, err))) return NULL;
    bool ok = false;
    vp_province *province = calloc(1, sizeof *province);
    if (!province) {
        vp_fail_memory(err, sizeof *province);
        goto done;
    }
    province->folder = strdup(folder);
    province->data_folder = realpath(data_folder ? data_folder : folder, NULL);
    if (!province->folder || !province->data_folder) {
        vp_fail(err, vp_error_of_system(errno), "%s: %s", data_folder ? data_folder : folder, strerror(errno));
        goto done;
    }
    for (int table = 0; table < VP_TABLE_COUNT; table++)
        if (!read_table(province, (vp_province_table)table, findings, err)) goto done;
    if (!vp_province_read_datasets(province, findings, err)) goto done;
    vp_province_check_references(province, findings);
    ok = !findings->failed || vp_fail_memory(err, sizeof(vp_finding));
done:
    if (!ok) {
        vp_province_free(province);
        return NULL;
    }
    return province;
}
