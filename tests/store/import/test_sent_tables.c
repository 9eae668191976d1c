/* Tables as offices send them: decimal commas, thousands, UTF-16, coordinates in every form, filters. Each is made
 * here, small. */
#include "store/support_import.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *decimal, *place, *text;
} tables[] = {
    {"", "lon=lon;lat=lat", "id;name;lon;lat;beds\nA;Trạm;105,014;21,716;1234,5\n"},
    {"", "lon=lon;lat=lat", "id;name;lon;lat;beds\nA;Trạm;105,014;21,716;1.234,5\n"},
    {"", "lon=lon;lat=lat", "id,name,lon,lat,beds\nA,Trạm,\"105,014\",\"21,716\",\"1.234,5\"\n"},
    {"", "lon=lon;lat=lat", "id,name,lon,lat,beds\nA,Trạm,105.014,21.716,\"1,234.5\"\n"},
    {"", "lon=lon;lat=lat", "id,name,lon,lat,beds\nA,Trạm,105.014,21.716,1 234.5\n"},
    {"", "lon=lon;lat=lat", "id;name;lon;lat;beds\nA;Trạm;105,014;21,716;1'234,5\n"},
    {"", "lon=lon;lat=lat",
     "id;name;lon;lat;beds\nA;Trạm;105,014;21,716;1\xC2\xA0"
     "234,5\n"},
    {"", "lon=lon;lat=lat", "id\tname\tlon\tlat\tbeds\nA\tTrạm\t105,014\t21,716\t1.234,5\n"},
    {"comma", "lon=lon;lat=lat", "id;name;lon;lat;beds\nA;Trạm;105,014;21,716;1.234,5\n"},
    {"point", "lon=lon;lat=lat", "id,name,lon,lat,beds\nA,Trạm,105.014,21.716,\"1,234.5\"\n"},
    {"", "lon=lon;lat=lat", "sep=;\nid;name;lon;lat;beds\nA;Trạm;105,014;21,716;1234,5\n"},
    {"", "lon=lon;lat=lat", "\xEF\xBB\xBFsep=;\r\nid;name;lon;lat;beds\r\nA;Trạm;105,014;21,716;1234,5\r\n"},
    {"", "lon=lon;lat=lat", "\"sep=,\"\nid,name,lon,lat,beds\nA,Trạm,105.014,21.716,1234.5\n"},
    {"", "lon=lon;lat=lat", "\xEF\xBB\xBFid;name;lon;lat;beds\nA;Trạm;105,014;21,716;1234,5\n"},
    {"", "lon=lon;lat=lat", "id,name,lon,lat,beds\nA,Trạm,\"105°00'50.4\"\"E\",\"21°42'57.6\"\"N\",1234.5\n"},
    {"", "lon=lon;lat=lat", "id;name;lon;lat;beds\nA;Trạm;\"105°00'50,4\"\"Đ\";\"21°42'57,6\"\"B\";1234,5\n"},
    {"", "lon=lon;lat=lat", "id,name,lon,lat,beds\nA,Trạm,105 0 50.4,21 42 57.6,1234.5\n"},
    {"", "lonlat=gps", "id,name,gps,beds\nA,Trạm,21.716 105.014 0 0,1234.5\n"},
    {"", "lon=gps;lat=gps", "id,name,gps,beds\nA,Trạm,\"21.716 105.014 0 0\",1234.5\n"},
    {"", "lonlat=gps", "id,name,gps,beds\nA,Trạm,\"21.716, 105.014\",1234.5\n"},
    {"", "lonlat=gps", "id;name;gps;beds\nA;Trạm;21,716 105,014;1234,5\n"},
    {"", "lonlat=gps", "id,name,gps,beds\nA,Trạm,\"105.014,21.716\",1234.5\n"},
    {"", "lonlat=gps", "id,name,gps,beds\nA,Trạm,POINT (105.014 21.716),1234.5\n"},
    {"", "lonlat=gps", "id,name,gps,beds\nA,Trạm,\"21°42'57.6\"\"N 105°0'50.4\"\"E\",1234.5\n"},
    {"", "lon=lon;lat=lat", /* blanks that nobody sees */
     "id\xC2\xA0,\xE2\x80\x8Bname,lon,lat,beds\nA\xE2\x80\xAF,\xC2\xA0Trạm\xEF\xBB\xBF,105.014,21.716,1234.5\n"},
};

/* Place A of t<number>.csv. */
static double ask_of(size_t number, const char *what)
{
    char sql[300];
    snprintf(sql, sizeof sql,
             "SELECT %s FROM facility f JOIN source s ON s.id = f.source LEFT JOIN facility_attribute a ON a.facility "
             "= f.id "
             "WHERE s.path = 't%zu.csv'",
             what, number);
    return ask(folder, sql);
}

/* All in one import, each a source of its own. */
START_TEST(tables_are_read_as_their_offices_wrote_them)
{
    enum { COUNT = sizeof tables / sizeof *tables };
    char rows[5000] = "", name[20];
    for (size_t i = 0; i < COUNT; i++) {
        size_t used = strlen(rows);
        snprintf(name, sizeof name, "t%zu.csv", i);
        write_text(folder, name, tables[i].text);
        snprintf(rows + used, sizeof rows - used,
                 "facilities,%s,,2025,EPSG:4326,,%s,id=id;name=name;%s;beds=beds;service:=school,\n", name,
                 tables[i].decimal, tables[i].place);
    }
    set_sources(UNITS_CSV, rows);
    imported(VP_FINDING_NOTE, "");
    for (size_t i = 0; i < COUNT; i++) {
        const char *text = tables[i].text;
        ck_assert_msg(ask_of(i, "count(*)") == 1, "%s", text);
        ck_assert_msg(fabs(ask_of(i, "lon") - 105.014) < 1e-9 && fabs(ask_of(i, "lat") - 21.716) < 1e-9, "%s", text);
        ck_assert_msg(ask_of(i, "number") == 1234.5, "%s", text);
    }
}
END_TEST

/* UTF-16 of text, little- or big-endian, with or without the mark. */
static void write_utf16(const char *name, const char *text, bool big, bool mark)
{
    char bytes[2000];
    size_t length = 0;
    for (const unsigned char *at = (const unsigned char *)text; *at || mark;) {
        unsigned point = 0xFEFF;
        if (!mark && *at < 0x80)
            point = *at++;
        else if (!mark)
            point = (at[0] & 0x0Fu) << 12 | (at[1] & 0x3Fu) << 6 | (at[2] & 0x3Fu), at += 3;
        mark = false;
        bytes[length + big] = (char)(point & 0xFF);
        bytes[length + !big] = (char)(point >> 8);
        length += 2;
    }
    write_bytes(name, bytes, length);
}

START_TEST(unicode_text_of_a_spreadsheet_is_read)
{
    write_utf16("f.csv", "id\tname\tlon\tlat\tbeds\r\nA\tTrạm\t105,014\t21,716\t1234,5\r\n", _i & 1, _i & 2);
    set_clinics("", "lon=lon;lat=lat", "");
    imported(VP_FINDING_NOTE, "");
    expect_place_a();
    ck_assert_str_eq(ask_text("SELECT name FROM facility"), "Trạm");
}
END_TEST

START_TEST(rows_are_counted_from_the_first_line_of_the_file)
{
    write_text(folder, "f.csv", "sep=;\nid;name;lon;lat;beds\nA;Trạm;105,014;21,716;5\nB;Trạm;x;21,716;5\n");
    set_clinics("", "lon=lon;lat=lat", "");
    ck_assert_uint_eq(imported(VP_FINDING_WARNING, "f.csv: row 4 lon \"x\""), 1);
}
END_TEST

static const struct {
    const char *filter;
    int kept; /* -1: refused */
} filters[] = {
    {"beds > 0", 2},
    {"beds > 9", 1},
    {"beds > 9 AND kind = '3'", 1},
    {"kind = '3'", 2},
    {"beds >= 5 AND code = '007'", 1},
    {"name LIKE 'Tr%'", 3},
    {"beds IS NULL", 1},
    {"FID = 1", 1},
    {"beds > ", -1},
    {"beds + 1 > 11", 1},
    {"nothing > 0", -1},
};

START_TEST(a_filter_compares_numbers_of_a_csv)
{
    enum { COUNT = sizeof filters / sizeof *filters };
    static const char text[] =
        "id,name,lon,lat,beds,kind,code\nA,Trạm,105.014,21.716,\"10,5\",3,007\nB,Trạm B,105.02,21.72,5,3,008\n"
        "C,Trạm C,105.03,21.72,,2,009\n";
    char rows[5000] = "", name[20];
    for (size_t i = 0; i < COUNT; i++) {
        size_t used = strlen(rows);
        snprintf(name, sizeof name, "t%zu.csv", i);
        write_text(folder, name, text);
        if (filters[i].kept >= 0)
            snprintf(rows + used, sizeof rows - used,
                     "facilities,%s,,2025,EPSG:4326,,,id=id;name=name;lon=lon;lat=lat;beds=beds;service:=school,%s\n",
                     name, filters[i].filter);
    }
    set_sources(UNITS_CSV, rows);
    imported(VP_FINDING_NOTE, "");
    for (size_t i = 0; i < COUNT; i++)
        if (filters[i].kept >= 0)
            ck_assert_msg(ask_of(i, "count(*)") == filters[i].kept, "%s: %g", filters[i].filter, ask_of(i, "count(*)"));
}
END_TEST

START_TEST(a_filter_that_is_no_condition_is_refused)
{
    write_text(folder, "f.csv", "id,name,lon,lat,beds\nA,Trạm,105.014,21.716,10\n");
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        if (filters[i].kept >= 0) continue;
        set_clinics("", "lon=lon;lat=lat", filters[i].filter);
        refused("the filter is not a condition on this layer");
    }
}
END_TEST

static const struct {
    const char *decimal, *text;
    vp_severity severity;
    const char *said; /* NULL: nothing is in doubt */
    double first;     /* population of 00001; not asked when it is an error */
} doubts[] = {
    {"", "code;population\n00001;1.234\n00002;900\n00003;12.345\n", VP_FINDING_ERROR, "may be 1.234 or 1234", 0},
    {"", "code,population\n00001,\"1,234\"\n00002,900\n", VP_FINDING_ERROR, "may be 1.234 or 1234", 0},
    {"", "code;population\n00001;1.234\n00002;1.234.567\n", VP_FINDING_ERROR, "may be 1.234 or 1234", 0},
    {"", "code;population\n00001;1.234\n00002;0,5\n", VP_FINDING_ERROR, "may be 1.234 or 1234", 0},
    {"", "code;population\n00001;1.234\n00002;2.345\n", VP_FINDING_WARNING, "were read as fractions", 1.234},
    {"", "code;population\n00001;1.234\n00002;0.5\n00003;7\n", VP_FINDING_NOTE, NULL, 1.234},
    {"", "code;population\n00001;1,234\n00002;0,5\n", VP_FINDING_NOTE, NULL, 1.234},
    {"comma", "code;population\n00001;1.234\n00002;900\n00003;12.345\n", VP_FINDING_NOTE, NULL, 1234},
    {"point", "code;population\n00001;1.234\n00002;900\n", VP_FINDING_NOTE, NULL, 1.234},
    {"point", "code,population\n00001,\"1,234\"\n00002,900\n", VP_FINDING_NOTE, NULL, 1234},
    {"", "code;population\n00001;1 234\n00002;900\n", VP_FINDING_NOTE, NULL, 1234},
};

START_TEST(thousands_are_reported_or_declared)
{
    char row[200];
    write_text(folder, "r.csv", doubts[_i].text);
    snprintf(row, sizeof row, "records,r.csv,,2025,,,%s,,\n", doubts[_i].decimal);
    set_sources(UNITS_CSV, row);
    if (doubts[_i].severity == VP_FINDING_ERROR) {
        refused(doubts[_i].said);
        return;
    }
    size_t reported = imported(VP_FINDING_WARNING, "thousands");
    ck_assert_uint_eq(reported, doubts[_i].said != NULL);
    ck_assert_double_eq(ask(folder, "SELECT number FROM record WHERE code = '00001'"), doubts[_i].first);
}
END_TEST

#define LOOP(test, table) tcase_add_loop_test(tests, test, 0, sizeof(table) / sizeof *(table))

int main(void)
{
    Suite *suite = suite_create("sent tables");
    TCase *tests = tcase_create("sent tables");
    tcase_add_checked_fixture(tests, make_folder, drop_folder);
    tcase_add_test(tests, tables_are_read_as_their_offices_wrote_them);
    tcase_add_loop_test(tests, unicode_text_of_a_spreadsheet_is_read, 0, 4);
    tcase_add_test(tests, rows_are_counted_from_the_first_line_of_the_file);
    tcase_add_test(tests, a_filter_compares_numbers_of_a_csv);
    tcase_add_test(tests, a_filter_that_is_no_condition_is_refused);
    LOOP(thousands_are_reported_or_declared, doubts);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
