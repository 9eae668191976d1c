#include "store/province/province.h"
#include "store/province/province_internal.h"
#include "store/text/text.h"
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <vungphu/region.h>

/* ------------------------------------------------------------ reading the rows */

size_t vp_province_rows(const vp_province *province, vp_province_table table)
{
    return province->tables[table].row_count;
}

const char *vp_province_text(const vp_province *province, vp_province_table table, size_t row, const char *column)
{
    const vp_table *t = &province->tables[table];
    return vp_table_cell(t, row, vp_table_column(t, column));
}

double vp_province_number(const vp_province *province, vp_province_table table, size_t row, const char *column)
{
    const char *text = vp_province_text(province, table, row, column);
    return *text ? strtod(text, NULL) : NAN;
}

long vp_province_line(const vp_province *province, vp_province_table table, size_t row)
{
    return row < province->tables[table].row_count ? province->tables[table].lines[row] : 0;
}

const char *vp_province_setting(const vp_province *province, const char *key)
{
    size_t row = vp_province_find(province, VP_TABLE_PROVINCE, key);
    return row == VP_NONE ? "" : vp_province_text(province, VP_TABLE_PROVINCE, row, "value");
}

size_t vp_province_find(const vp_province *province, vp_province_table table, const char *id)
{
    const char *key = table == VP_TABLE_PROVINCE ? "key" : "id";
    for (size_t row = 0; row < vp_province_rows(province, table); row++)
        if (strcmp(vp_province_text(province, table, row, key), id) == 0) return row;
    return VP_NONE;
}

size_t vp_province_dataset_count(const vp_province *province) { return province->dataset_count; }
const vp_dataset *vp_province_dataset(const vp_province *province, size_t index) { return &province->datasets[index]; }

const vp_field *vp_dataset_field(const vp_dataset *dataset, const char *name)
{
    for (size_t i = 0; i < dataset->field_count; i++)
        if (strcmp(dataset->fields[i].name, name) == 0) return &dataset->fields[i];
    return NULL;
}

void vp_province_free(vp_province *province)
{
    if (!province) return;
    for (size_t i = 0; i < VP_TABLE_COUNT; i++) vp_table_clear(&province->tables[i]);
    for (size_t i = 0; i < province->dataset_count; i++) {
        vp_dataset *d = &province->datasets[i];
        for (size_t f = 0; f < d->field_count; f++) {
            free(d->fields[f].name);
            free(d->fields[f].value);
        }
        free(d->fields);
        free(d->full_path);
    }
    free(province->datasets);
    free(province->folder);
    free(province->data_folder);
    free(province);
}

/* ------------------------------------------------------------ checking the cells */

static const vp_province_column *find_column(vp_province_table table, const char *name)
{
    for (size_t i = 0; i < vp_province_column_count; i++)
        if (vp_province_columns[i].table == table && strcmp(vp_province_columns[i].name, name) == 0)
            return &vp_province_columns[i];
    return NULL;
}

/* The known column whose name is nearest, for a note about an unknown one; NULL when none is near. */
static const char *nearest_column(vp_province_table table, const char *name)
{
    const char *nearest = NULL;
    size_t least = 3;
    for (size_t i = 0; i < vp_province_column_count; i++) {
        if (vp_province_columns[i].table != table) continue;
        size_t distance = vp_text_distance(vp_province_columns[i].name, name, 2);
        if (distance < least) nearest = vp_province_columns[i].name, least = distance;
    }
    return nearest;
}

static void note_unknown(vp_province_table table, const char *name, vp_place place, vp_findings *findings)
{
    const char *near = nearest_column(table, name);
    place.column = table == VP_TABLE_PROVINCE ? "key" : name;
    if (near)
        vp_findings_add(findings, VP_FINDING_WARNING, place, "%s is not known; is %s meant?", name, near);
    else
        vp_findings_add(findings, VP_FINDING_NOTE, place, "%s is not known and is not read", name);
}

static void check_settings(const vp_province *province, vp_findings *findings)
{
    const vp_table *t = &province->tables[VP_TABLE_PROVINCE];
    size_t keys = vp_table_column(t, "key"), values = vp_table_column(t, "value");
    if (t->column_count && (keys == VP_NONE || values == VP_NONE)) {
        vp_findings_add(findings, VP_FINDING_ERROR, (vp_place){.file = t->file, .row = 1},
                        "the columns must be key and value");
        return;
    }
    for (size_t row = 0; row < t->row_count; row++) {
        const char *key = vp_table_cell(t, row, keys);
        vp_place place = {.file = t->file, .row = t->lines[row], .column = key, .value = vp_table_cell(t, row, values)};
        const vp_province_column *column = find_column(VP_TABLE_PROVINCE, key);
        if (!column)
            note_unknown(VP_TABLE_PROVINCE, key, (vp_place){.file = t->file, .row = t->lines[row], .value = key},
                         findings);
        else if (*place.value)
            vp_province_check_cell(column, place.value, place, findings);
        size_t first = vp_province_find(province, VP_TABLE_PROVINCE, key);
        if (first < row)
            vp_findings_add(findings, VP_FINDING_ERROR, place, "the key is in rows %ld and %ld", t->lines[first],
                            t->lines[row]);
    }
    for (size_t i = 0; i < vp_province_column_count; i++) {
        const vp_province_column *c = &vp_province_columns[i];
        if (c->table == VP_TABLE_PROVINCE && c->required && !*vp_province_setting(province, c->name))
            vp_findings_add(findings, VP_FINDING_ERROR, (vp_place){.file = t->file, .column = c->name},
                            "the key %s is missing or empty: %s", c->name, c->meaning);
    }
}

static void check_keys(const vp_table *t, size_t column, vp_findings *findings)
{
    for (size_t row = 0; row < t->row_count; row++)
        for (size_t before = 0; before < row; before++) {
            const char *value = vp_table_cell(t, row, column);
            if (!*value || strcmp(value, vp_table_cell(t, before, column)) != 0) continue;
            vp_findings_add(
                findings, VP_FINDING_ERROR,
                (vp_place){.file = t->file, .row = t->lines[row], .column = t->columns[column], .value = value},
                "the id is in rows %ld and %ld", t->lines[before], t->lines[row]);
            break;
        }
}

static void check_column(const vp_table *t, const vp_province_column *column, vp_findings *findings)
{
    size_t at = vp_table_column(t, column->name);
    if (at == VP_NONE) {
        if (column->required)
            vp_findings_add(findings, VP_FINDING_ERROR, (vp_place){.file = t->file, .row = 1, .column = column->name},
                            "the column %s is missing: %s", column->name, column->meaning);
        return;
    }
    for (size_t row = 0; row < t->row_count; row++) {
        const char *value = vp_table_cell(t, row, at);
        vp_place place = {.file = t->file, .row = t->lines[row], .column = column->name, .value = value};
        if (*value)
            vp_province_check_cell(column, value, place, findings);
        else if (column->required)
            vp_findings_add(findings, VP_FINDING_ERROR, place, "empty, but needed: %s", column->meaning);
    }
    if (strcmp(column->name, "id") == 0) check_keys(t, at, findings);
}

static void check_table(const vp_province *province, vp_province_table table, vp_findings *findings)
{
    const vp_table *t = &province->tables[table];
    if (table == VP_TABLE_PROVINCE) {
        check_settings(province, findings);
        return;
    }
    for (size_t i = 0; t->column_count && i < vp_province_column_count; i++)
        if (vp_province_columns[i].table == table) check_column(t, &vp_province_columns[i], findings);
    for (size_t i = 0; i < t->column_count; i++)
        if (!find_column(table, t->columns[i]))
            note_unknown(table, t->columns[i], (vp_place){.file = t->file, .row = 1}, findings);
}

/* ------------------------------------------------------------ reading the folder */

static char *join(const char *folder, const char *name)
{
    char *path = NULL;
    return asprintf(&path, "%s/%s", folder, name) < 0 ? NULL : path;
}

static bool read_table(vp_province *province, vp_province_table table, vp_findings *findings, vp_error *err)
{
    const char *file = vp_province_files[table];
    char *path = join(province->folder, file);
    if (!path) return vp_fail_memory(err, strlen(file));
    struct stat about;
    bool ok = true;
    if (stat(path, &about) != 0 && errno == ENOENT && (table == VP_TABLE_MODES || table == VP_TABLE_CLUTTER))
        ok = true; /* nobody changes mode; heights are those built in */
    else if (stat(path, &about) != 0 || !S_ISREG(about.st_mode))
        vp_findings_add(findings, VP_FINDING_ERROR, (vp_place){.file = file}, "the table is missing in %s",
                        province->folder);
    else
        ok = vp_table_read(&province->tables[table], path, file, findings, err);
    if (ok && province->tables[table].column_count) check_table(province, table, findings);
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
    size_t errors_before = findings->errors;
    bool ok = false;
    vp_province *province = calloc(1, sizeof *province);
    if (!province) {
        vp_fail_memory(err, sizeof *province);
        goto done;
    }
    province->folder = strdup(folder);
    province->data_folder = realpath(data_folder ? data_folder : folder, NULL);
    if (!province->folder || !province->data_folder) {
        vp_fail(err, VP_IO, "%s: %s", data_folder ? data_folder : folder, strerror(errno));
        goto done;
    }
    for (int table = 0; table < VP_TABLE_COUNT; table++)
        if (!read_table(province, (vp_province_table)table, findings, err)) goto done;
    if (!vp_province_read_datasets(province, findings, err)) goto done;
    vp_province_check_references(province, findings);
    if (findings->failed)
        vp_fail_memory(err, sizeof(vp_finding));
    else if (findings->errors > errors_before)
        vp_fail(err, VP_BAD_INPUT, "%s: %zu errors in the tables", folder, findings->errors - errors_before);
    else
        ok = true;
done:
    if (!ok) {
        vp_province_free(province);
        return NULL;
    }
    return province;
}
