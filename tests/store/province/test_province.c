/* The province folder: every column of every table is checked, and the tables against each other. */
#include "store/support_province.h"
#include "support/thorough.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <vungphu/indicators.h>

static char *folder;
static void make_folder(void) { folder = mini_province(); }
static void drop_folder(void) { remove_directory(folder); }

/* Reads the folder; expects a finding, or none at all of kind error when text is NULL. */
static void expect(vp_severity severity, const char *text)
{
    vp_findings findings = {0};
    vp_error err = {0};
    vp_province *province = vp_province_read(folder, NULL, &findings, &err);
    bool found = text ? count_findings(&findings, severity, text) > 0 : findings.errors == 0;
    if (!found) print_findings(&findings);
    ck_assert_msg(found, "no %s says \"%s\"", vp_severity_names[severity], text ? text : "");
    ck_assert_ptr_nonnull(province); /* whatever its tables hold: its sources are checked, too */
    vp_province_free(province);
    vp_findings_clear(&findings);
}

static void expect_row(const char *document, const char *name)
{
    static char page[300000];
    FILE *file = fopen(document, "rb");
    ck_assert_msg(file != NULL, "%s", document);
    size_t length = fread(page, 1, sizeof page - 1, file);
    fclose(file);
    ck_assert_uint_lt(length, sizeof page - 1);
    page[length] = '\0';
    char cell[80];
    snprintf(cell, sizeof cell, "\n| `%s` |", name);
    ck_assert_msg(strstr(page, cell) != NULL, "%s has no row for the measure %s", document, name);
}

/* What a measure needs are columns of the table; readers of the table's page find it there, its formula in the methods.
 */
START_TEST(every_measure_needs_columns_that_exist_and_is_explained) /* row _i */
{
    const vp_measure_row *m = &vp_measures[_i];
    expect_row(VP_SOURCE "/gis-data/README.md", m->name);
    expect_row(VP_SOURCE "/docs/methods.md", m->name);
    char needs[200];
    snprintf(needs, sizeof needs, "%s", m->needs);
    for (char *column = strtok(needs, " "); column; column = strtok(NULL, " ")) {
        size_t i = 0;
        while (i < vp_province_column_count && (vp_province_columns[i].table != VP_TABLE_INDICATORS ||
                                                strcmp(vp_province_columns[i].name, column) != 0))
            i++;
        ck_assert_msg(i < vp_province_column_count, "%s needs %s, which indicators.csv has not", m->name, column);
    }
    ck_assert(m->of_people || m->of_records || m->of_attributes);
    ck_assert(*m->unit && *m->formula_vi && *m->formula_en);
    ck_assert_int_eq(vp_measure_named(m->name), _i);
}
END_TEST

START_TEST(the_mini_province_is_right) { expect(VP_FINDING_ERROR, NULL); }
END_TEST

static const char *wrong_value(const vp_province_column *column)
{
    switch (column->kind) {
    case VP_COLUMN_ID:
    case VP_COLUMN_IDS: return "Hoà Bình!";
    case VP_COLUMN_NUMBER:
    case VP_COLUMN_WHOLE: return "12,5a";
    case VP_COLUMN_NUMBERS: return "5;3";
    case VP_COLUMN_DATE: return "2026-02-30";
    case VP_COLUMN_FLAG: return "maybe";
    case VP_COLUMN_CHOICE: return "units crosswalk";
    case VP_COLUMN_MEASURE: return "reached";
    default: return NULL;
    }
}

/* A table of one row in which only this column is filled, and wrongly. */
static void write_one_cell(const vp_province_column *column, const char *value)
{
    char text[400];
    const char *file = vp_province_files[column->table];
    if (column->table == VP_TABLE_PROVINCE)
        snprintf(text, sizeof text, "key,value\n%s,\"%s\"\n", column->name, value);
    else
        snprintf(text, sizeof text, "%s,note_x\n\"%s\",x\n", column->name, value);
    write_text(folder, file, text);
}

START_TEST(a_wrong_cell_of_any_column_is_found)
{
    const vp_province_column *column = &vp_province_columns[_i];
    const char *value = wrong_value(column);
    ck_assert_msg(column->meaning && *column->meaning, "%s has no meaning", column->name);
    if (!value) return;
    char said[200];
    snprintf(said, sizeof said, "%s: row 2 %s \"%s\"", vp_province_files[column->table], column->name, value);
    write_one_cell(column, value);
    expect(VP_FINDING_ERROR, said);
}
END_TEST

START_TEST(a_needed_column_of_any_table_is_missed)
{
    const vp_province_column *column = &vp_province_columns[_i];
    if (!column->required) return;
    char said[200];
    snprintf(said, sizeof said, "%s: row %d %s", vp_province_files[column->table],
             column->table == VP_TABLE_PROVINCE ? 0 : 1, column->name);
    write_text(folder, vp_province_files[column->table],
               column->table == VP_TABLE_PROVINCE ? "key,value\nx_y_z,1\n" : "x_y_z\n1\n");
    expect(VP_FINDING_ERROR, said);
}
END_TEST

START_TEST(all_findings_come_at_once)
{
    append_text(folder, "services.csv", "school,,,,flight,,,2;1,abc,,,nobody\n");
    vp_findings findings = {0};
    vp_error err = {0};
    vp_province_free(vp_province_read(folder, NULL, &findings, &err));
    ck_assert_uint_ge(findings.errors, 6); /* id twice, no title, reach, limits, default_limit, group */
    ck_assert_uint_eq(count_findings(&findings, VP_FINDING_ERROR, "rows 2 and 6"), 1);
    vp_findings_clear(&findings);
}
END_TEST

typedef struct {
    const char *file, *row, *said;
    vp_severity severity;
} row_case;
static const row_case rows[] = {
    {"indicators.csv", "E2,a,,,reached_share,shcool,,,,,,,,\n", "is school meant?", VP_FINDING_ERROR},
    {"indicators.csv", "E2,a,,,reached_share,school,nobody,,,,,,,\n", "groups.csv has no row", VP_FINDING_ERROR},
    {"indicators.csv", "E2,a,,,reached_units,school,,,,,,,,\n", "needed by reached_units", VP_FINDING_ERROR},
    {"indicators.csv", "E2,a,,,joint_share,school+bus,,,,,,,,\n", "services.csv has no row bus", VP_FINDING_ERROR},
    {"indicators.csv", "E2,a,,,joint_share,school=x,,,,,,,,\n", "limit of school is not a number", VP_FINDING_ERROR},
    {"indicators.csv", "E2,a,,,joint_share,,,,,,,,,\n", "needed by joint_share", VP_FINDING_ERROR},
    {"indicators.csv", "E2,a,,,joint_units,school,,,,,,,,\n", "needed by joint_units", VP_FINDING_ERROR},
    {"indicators.csv", "E2,a,,,reached_share,school+school,,,,,,,,\n", "has no row of this id", VP_FINDING_ERROR},
    {"indicators.csv", "E2,a,,,reached_share,school,,,,80,2030,more,,\n", "0.8 for 80 %", VP_FINDING_ERROR},
    {"indicators.csv", "E2,a,,,reached_share,school,,,,0.8,2030,,,\n", "needed by an indicator with a target",
     VP_FINDING_ERROR},
    {"services.csv", "bus,Xe,,,travel_time,bus,,30,30,,,\n", "no speed of this mode", VP_FINDING_ERROR},
    {"services.csv", "bus,Xe,,,travel_time,,,30,30,,,\n", "needed by travel_time", VP_FINDING_ERROR},
    {"services.csv", "bus,Xe,,,travel_time,walk|bus,,30,30,,,\n", "no speed of this mode: bus", VP_FINDING_ERROR},
    {"services.csv", "bus,Xe,,,travel_time,walk|walk,,30,30,,,\n", "each once", VP_FINDING_ERROR},
    {"services.csv", "bus,Xe,,,travel_time,walk|,,30,30,,,\n", "ids joined by |", VP_FINDING_ERROR},
    {"services.csv", "bus,Xe,,,signal,fm|am,national,54,54,,,\n", "only travel can be by several", VP_FINDING_ERROR},
    {"speeds.csv", "walk,road,*,3,no\n", "rows 3 and 5", VP_FINDING_ERROR},
    {"speeds.csv", "walk,road,track,-1,no\n", "must be from 0 to 300", VP_FINDING_ERROR},
    {"speeds.csv", "walk,road,track,9999,no\n", "must be from 0 to 300", VP_FINDING_ERROR},
    {"speeds.csv", "walk,road,track,nan,no\n", "not a number", VP_FINDING_ERROR},
    {"speeds.csv", "walk,road,track,inf,no\n", "not a number", VP_FINDING_ERROR},
    {"speeds.csv", "walk,road,track,0x10,no\n", "not a number", VP_FINDING_ERROR},
    {"speeds.csv", "walk,road,track,,no\n", "empty, but needed", VP_FINDING_ERROR},
    {"speeds.csv", "walk,sea,track,3,no\n", "must be one of: land_cover road barrier", VP_FINDING_ERROR},
    {"speeds.csv", "walk,road,track,3,maybe\n", "must be yes or no", VP_FINDING_ERROR},
    {"province.csv", "season,monsoon\n", "must be one of: dry flood", VP_FINDING_ERROR},
    {"groups.csv", "g,Nhóm,,load_extension('x') = 1,\n", "no function", VP_FINDING_ERROR},
    {"groups.csv", "g,Nhóm,,1 = 1); DROP TABLE unit; --,\n", "not a condition", VP_FINDING_ERROR},
    {"groups.csv", "g,Nhóm,,(SELECT 1) = 1,\n", "not a condition", VP_FINDING_ERROR},
    {"groups.csv", "g,Nhóm,,,under1 / population )\n", "not a record or an expression", VP_FINDING_ERROR},
    {"province.csv", "cell_meters,50\n", "is cell_metres meant?", VP_FINDING_WARNING},
    {"province.csv", "colour,blue\n", "not known", VP_FINDING_NOTE},
    {"province.csv", "id,twice\n", "rows 2 and 10", VP_FINDING_ERROR},
    {"services.csv", "x1,P¸c NÆm,,,distance,,,,5,,,\n", "TCVN3", VP_FINDING_WARNING},
    {"datasets.csv", "units,gone.csv,,2025,,,,,,,,\n", "there is no such file", VP_FINDING_ERROR},
    {"datasets.csv", "units,../units.csv,,2025,,,,,,,,\n", "must not leave the data folder", VP_FINDING_ERROR},
    {"datasets.csv", "units,a/../../units.csv,,2025,,,,,,,,\n", "must not leave the data folder", VP_FINDING_ERROR},
    {"datasets.csv", "units,/etc/passwd.csv,,2025,,,,,,,,\n", "relative", VP_FINDING_ERROR},
    {"datasets.csv", "units,/vsicurl/http://x.example/a.gpkg,,2025,,,,,,,,\n", "virtual file systems",
     VP_FINDING_ERROR},
    {"datasets.csv", "units,http://x.example/a.geojson,,2025,,,,,,,,\n", "network addresses", VP_FINDING_ERROR},
    {"datasets.csv", "population,MEM:::DATAPOINTER=1.tif,,2025,,,,,,,,\n", "colon", VP_FINDING_ERROR},
    {"datasets.csv", "units,datasets.xyz,,2025,,,,,,,,\n", "there is no such file", VP_FINDING_ERROR},
    {"datasets.csv", "units,people.tif,,2025,,,,,,,,\n", "units needs a vector source", VP_FINDING_ERROR},
    {"datasets.csv", "elevation,units.csv,,2025,,,,,,,,\n", "elevation needs a raster source", VP_FINDING_ERROR},
    {"datasets.csv", "units,units.csv,,,,,,,,,,\n", "need their vintage", VP_FINDING_ERROR},
    {"datasets.csv", "units,units.csv,,2025,,,code=code;code=name,,,,,\n", "assigned twice", VP_FINDING_ERROR},
    {"datasets.csv", "units,units.csv,,2025,,,colour=code,,,,,\n", "has no field colour", VP_FINDING_ERROR},
    {"datasets.csv", "units,units.csv,,2025,,,code,,,,,\n", "not an assignment", VP_FINDING_ERROR},
    {"datasets.csv", "units,units.csv,,2025,,EBCDIC,,,,,,\n", "not known; known: UTF-8, TCVN3", VP_FINDING_ERROR},
    {"datasets.csv", "facilities,units.csv,,,,,service:=school|pub,,,,,\n", "no service pub", VP_FINDING_ERROR},
};

START_TEST(a_row_that_does_not_fit_is_found)
{
    append_text(folder, rows[_i].file, rows[_i].row);
    expect(rows[_i].severity, rows[_i].said);
}
END_TEST

/* Tables of their own: the columns of seasons and changes. */
static const row_case seasons[] = {
    {"speeds.csv", "walk,road,*,5,no,monsoon\n", "must be one of: dry flood", VP_FINDING_ERROR},
    {"speeds.csv", "walk,road,*,5,no,flood\nwalk,road,*,4,no,flood\n", "rows 4 and 5", VP_FINDING_ERROR},
    {"speeds.csv", "walk,road,track,5,no,flood\n", "no speed on this class in the dry season", VP_FINDING_WARNING},
    {"speeds.csv", "walk,road,track,5,no,dry\n", "no speed on this class in the flood season", VP_FINDING_NOTE},
    {"speeds.csv", "walk,barrier,ford,5,no,dry\n", "there is no path", VP_FINDING_NOTE},
    {"modes.csv", "walk,bus,3\n", "no speed of this mode", VP_FINDING_ERROR},
    {"modes.csv", "walk,walk,3\n", "not changed to itself", VP_FINDING_ERROR},
    {"modes.csv", "walk,car,-3\n", "must be from 0 to 1440", VP_FINDING_ERROR},
    {"modes.csv", "walk,car,3\nwalk,car,4\n", "rows 2 and 3", VP_FINDING_ERROR},
    {"modes.csv", "walk,car,\n", "empty, but needed", VP_FINDING_ERROR},
    {"clutter.csv", "10,15\n10,20\n", "rows 2 and 3 are of the same class", VP_FINDING_ERROR},
    {"clutter.csv", "10,-1\n", "must be from 0 to 100", VP_FINDING_ERROR},
    {"clutter.csv", "256,1\n", "must be from 0 to 255", VP_FINDING_ERROR},
    {"clutter.csv", "10,\n", "empty, but needed", VP_FINDING_ERROR},
};

/* Of growth.csv, where the group whole is of whole units, and indicators with milestones. */
static const row_case growths[] = {
    {"growth.csv", ",,,,,,,x\n", "a row states a rate or people, one of both", VP_FINDING_ERROR},
    {"growth.csv", ",,,,2030,0.1,5,x\n", "a row states a rate or people, one of both", VP_FINDING_ERROR},
    {"growth.csv", ",,,,,,5,x\n", "people need the year at whose end they are counted", VP_FINDING_ERROR},
    {"growth.csv", ",,,,2030,0.1,,x\n,,,,2030,0.2,,y\n", "rows 2 and 3 are of the same place and year",
     VP_FINDING_ERROR},
    {"growth.csv", ",,,,2030,0.1,,x\n,,,,2031,,900,y\n", "state rates or people, not both", VP_FINDING_ERROR},
    {"growth.csv", ",,,nobody,2030,0.1,,x\n", "groups.csv has no row of this id", VP_FINDING_ERROR},
    {"growth.csv", ",,,whole,2030,0.1,,x\n", "this group is of whole units and grows as they do", VP_FINDING_ERROR},
    {"growth.csv", ",,,,1899,0.1,,x\n", "must be from 1900 to 2200", VP_FINDING_ERROR},
    {"indicators.csv", "E2,a,reached_share,school,2025\n", "write years and values as 2025=0.6|2027=0.7",
     VP_FINDING_ERROR},
    {"indicators.csv", "E2,a,reached_share,school,2025=x\n", "write years and values as", VP_FINDING_ERROR},
    {"indicators.csv", "E2,a,reached_share,school,2025=0.6;2026=0.7\n", "write years and values as", VP_FINDING_ERROR},
};

START_TEST(a_growth_or_milestone_that_does_not_fit_is_found)
{
    write_text(folder, "groups.csv", "id,title_vi,title_en,units_where,share_field\nwhole,W,,code = '00001',\n");
    write_text(folder, "growth.csv", "level,vintage,code,group,year,rate,people,source\n");
    write_text(folder, "indicators.csv",
               "id,title_vi,measure,service,milestones\nE1,a,reached_share,school,2025=0.6|2026=0.7\n");
    append_text(folder, growths[_i].file, growths[_i].row);
    expect(growths[_i].severity, growths[_i].said);
}
END_TEST

START_TEST(a_season_or_a_change_that_does_not_fit_is_found)
{
    write_text(folder, "speeds.csv",
               "mode,surface,class,km_per_h,slope,season\nwalk,land_cover,*,4,yes,\ncar,road,*,40,no,\n");
    write_text(folder, "modes.csv", "mode,change_to,change_minutes\n");
    write_text(folder, "clutter.csv", "class,metres\n");
    append_text(folder, seasons[_i].file, seasons[_i].row);
    expect(seasons[_i].severity, seasons[_i].said);
}
END_TEST

START_TEST(seasons_and_changes_are_accepted)
{
    write_text(folder, "speeds.csv",
               "mode,surface,class,km_per_h,slope,season\nwalk,land_cover,*,4,yes,\nwalk,road,*,5,no,\n"
               "walk,road,*,3,no,flood\ncar,road,*,40,no,dry\ncar,road,*,0,no,flood\n");
    write_text(folder, "modes.csv", "mode,change_to,change_minutes\nwalk,car,2.5\ncar,walk,0\n");
    write_text(folder, "clutter.csv", "class,metres,name_vi,source\n10,15,rừng,table 2\n50,7.5,,\n");
    write_text(folder, "services.csv",
               "id,title_vi,reach,mode,season,default_limit\nschool,Trường,travel_time,walk|car,flood,30\n");
    expect(VP_FINDING_ERROR, NULL);
    expect(VP_FINDING_WARNING, NULL);
}
END_TEST

START_TEST(a_link_out_of_the_data_folder_is_refused)
{
    char *link_path = path_in(folder, "linked.csv");
    ck_assert_int_eq(symlink("/etc/passwd", link_path), 0);
    free(link_path);
    append_text(folder, "datasets.csv", "records,linked.csv,,2025,,,,,,,,\n");
    expect(VP_FINDING_ERROR, "leads out of the data folder");
}
END_TEST

/* What lies beside a source is opened with it. */
START_TEST(a_link_beside_a_source_out_of_the_data_folder_is_refused)
{
    char *link_path = path_in(folder, "records.csvt");
    write_text(folder, "records.csv", "code,a\n1,2\n");
    append_text(folder, "datasets.csv", "records,records.csv,,2025,,,,,,,,\n");
    expect(VP_FINDING_ERROR, NULL);
    ck_assert_int_eq(symlink("/etc/passwd", link_path), 0);
    free(link_path);
    expect(VP_FINDING_ERROR, "the file beside it with .csvt is a link that leads out of the data folder");
}
END_TEST

START_TEST(a_condition_on_records_is_accepted)
{
    append_text(folder, "groups.csv",
                "g1,a,,\"remote = 1 AND region IN ('I', 'II''s') OR NOT (x IS NOT NULL)\",\n"
                "g2,b,,share >= 0.5 and name not like 'T%' and y between 1 and 2,under1/population\n");
    expect(VP_FINDING_ERROR, NULL);
}
END_TEST

START_TEST(a_missing_table_and_folder)
{
    char *path = path_in(folder, "speeds.csv");
    ck_assert_int_eq(remove(path), 0);
    free(path);
    expect(VP_FINDING_ERROR, "speeds.csv: row 0");
    vp_findings findings = {0};
    vp_error err = {0};
    ck_assert_ptr_null(vp_province_read("/nowhere", NULL, &findings, &err));
    ck_assert_int_eq(err.kind, VP_NOT_FOUND);
}
END_TEST

/* The committed provinces' tables are right, wherever their data are. */
START_TEST(the_real_tables_are_right)
{
    vp_findings findings = {0};
    vp_error err = {0};
    vp_province *province = vp_province_read(VP_SOURCE "/gis-data/thai-nguyen", NULL, &findings, &err);
    size_t missing = count_findings(&findings, VP_FINDING_ERROR, "there is no such file");
    if (findings.errors != missing) print_findings(&findings);
    ck_assert_uint_eq(findings.errors, missing);
    vp_province_free(province);
    vp_findings_clear(&findings);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("province");
    TCase *tests = tcase_create("province");
    tcase_add_checked_fixture(tests, make_folder, drop_folder);
    tcase_add_test(tests, the_mini_province_is_right);
    tcase_add_loop_test(tests, every_measure_needs_columns_that_exist_and_is_explained, 0, (int)vp_measure_count);
    tcase_add_loop_test(tests, a_wrong_cell_of_any_column_is_found, 0, (int)vp_province_column_count);
    tcase_add_loop_test(tests, a_needed_column_of_any_table_is_missed, 0, (int)vp_province_column_count);
    tcase_add_test(tests, all_findings_come_at_once);
    tcase_add_loop_test(tests, a_row_that_does_not_fit_is_found, 0, (int)(sizeof rows / sizeof *rows));
    tcase_add_loop_test(tests, a_season_or_a_change_that_does_not_fit_is_found, 0,
                        (int)(sizeof seasons / sizeof *seasons));
    tcase_add_loop_test(tests, a_growth_or_milestone_that_does_not_fit_is_found, 0,
                        (int)(sizeof growths / sizeof *growths));
    tcase_add_test(tests, seasons_and_changes_are_accepted);
    tcase_add_test(tests, a_link_out_of_the_data_folder_is_refused);
    tcase_add_test(tests, a_link_beside_a_source_out_of_the_data_folder_is_refused);
    tcase_add_test(tests, a_condition_on_records_is_accepted);
    tcase_add_test(tests, a_missing_table_and_folder);
    tcase_add_test(tests, the_real_tables_are_right);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    if (vp_thorough(0, 1)) srunner_set_fork_status(runner, CK_FORK); /* CTest says no */
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
