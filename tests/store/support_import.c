#include "store/support_import.h"
#include <stdio.h>
#include <stdlib.h>

char *folder;
void make_folder(void) { folder = mini_province(); }
void drop_folder(void) { remove_directory(folder); }

const char *ask_text(const char *sql)
{
    static char answer[400];
    char *path = path_in(folder, "dataset.sqlite");
    vp_error err = {0};
    vp_database *database = vp_database_open(path, &err);
    ck_assert_msg(database != NULL, "%s", err.message);
    sqlite3_stmt *query = vp_database_prepare(database, sql, &err);
    bool row = false;
    ck_assert_msg(query && vp_statement_next(query, &row, &err), "%s: %s", sql, err.message);
    snprintf(answer, sizeof answer, "%s", row && vp_statement_text(query, 0) ? vp_statement_text(query, 0) : "");
    sqlite3_finalize(query);
    vp_database_close(database);
    free(path);
    return answer;
}

size_t imported(vp_severity severity, const char *said)
{
    vp_findings findings = {0};
    vp_error err = {0};
    bool ok = import_province(folder, &findings, &err);
    if (!ok) print_findings(&findings);
    ck_assert_msg(ok, "%s", err.message);
    size_t count = count_findings(&findings, severity, said);
    vp_findings_clear(&findings);
    return count;
}

void refused(const char *said)
{
    char *path = path_in(folder, "dataset.sqlite");
    remove(path); /* of an import before */
    free(path);
    expect_finding(folder, true, VP_FINDING_ERROR, said);
}

void write_bytes(const char *name, const char *bytes, size_t length)
{
    char *path = path_in(folder, name);
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, length, file), length);
    fclose(file);
    free(path);
}

void set_sources(const char *units, const char *more)
{
    char text[6000];
    snprintf(text, sizeof text,
             "role,path,layer,vintage,crs,encoding,decimal,fields,filter\n%s\npopulation,people.tif,,2020,,,,,\n%s",
             units, more);
    write_text(folder, "datasets.csv", text);
}

#define CLINIC "facilities,f.csv,,2025,EPSG:4326,,%s,id=id;name=name;%s;beds=beds;service:=school,%s\n"

void set_clinics(const char *decimal, const char *place, const char *filter)
{
    char row[400];
    snprintf(row, sizeof row, CLINIC, decimal, place, filter);
    set_sources(UNITS_CSV, row);
}

void expect_place_a(void)
{
    ck_assert_double_eq_tol(ask(folder, "SELECT lon FROM facility WHERE code = 'A'"), 105.014, 1e-9);
    ck_assert_double_eq_tol(ask(folder, "SELECT lat FROM facility WHERE code = 'A'"), 21.716, 1e-9);
    ck_assert_double_eq(ask(folder, "SELECT number FROM facility_attribute JOIN facility f ON f.id = facility WHERE "
                                    "code = 'A'"),
                        1234.5);
}
