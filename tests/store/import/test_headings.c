/* CSV files whose heading is not their first row: titles, years and empty rows above it, as offices send them. */
#include "store/support_import.h"
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void set_source(const char *file, const char *encoding, const char *header_row)
{
    char text[700];
    snprintf(text, sizeof text,
             "role,path,vintage,crs,encoding,fields,header_row\nunits,units.csv,2025,EPSG:32648,,level:=commune,\n"
             "population,people.tif,2020,,,,\nfacilities,%s,2025,EPSG:4326,%s,id=id;name=tên;lon=lon;lat=lat;"
             "beds=beds;service:=school,%s\n",
             file, encoding, header_row);
    write_text(folder, "datasets.csv", text);
}

static void put_as(const char *encoding, const char *mark, size_t mark_length, const char *text)
{
    char bytes[2000], *from = (char *)(uintptr_t)text, *to = bytes + mark_length;
    size_t left = strlen(text), room = sizeof bytes - mark_length;
    memcpy(bytes, mark, mark_length);
    iconv_t converter = iconv_open(encoding, "UTF-8");
    ck_assert_uint_eq(iconv(converter, &from, &left, &to, &room), 0);
    iconv_close(converter);
    write_bytes("f.csv", bytes, (size_t)(to - bytes));
}

#define HEADING "id,tên,lon,lat,beds\n"
#define A       "A,Trạm,105.014,21.716,1234.5\n"
#define BAD     "B,Trạm,x,21.716,1\n"

/* Place A, and place B whose longitude is none in the row of the file that is said. */
static const struct {
    const char *file, *text;
    long heading, bad; /* rows; heading 0: nothing is said of it */
} found[] = {
    {"f.csv", HEADING A BAD, 0, 3},
    {"f.csv", "Danh sách trạm y tế\n" HEADING A BAD, 2, 4},
    {"f.csv", "Danh sách trạm, điểm trường\nNăm 2025\n\n" HEADING A "\n" BAD, 4, 7},
    {"f.csv", "Danh sách trạm,,,,\n,,,,\n" HEADING A BAD, 3, 5},
    {"f.csv", "\n\n,,,,\n" HEADING A BAD, 0, 6},
    {"f.csv", "\"Danh sách\ntrạm\",,,,\n" HEADING A BAD, 3, 5},
    {"f.csv",
     "\xEF\xBB\xBF"
     "Danh sách trạm, điểm trường\r\n"
     "id;tên;lon;lat;beds\r\nA;Trạm;105,014;21,716;1234,5\r\n"
     "B;Trạm;x;21,716;1\r\n",
     2, 4},
    {"f.csv", "\n\nid;tên;lon;lat;beds\nA;Trạm;105,014;21,716;1234,5\nB;Trạm;x;21,716;1\n", 0, 5},
    {"f.csv", "sep=;\nDanh sách, năm 2025\nid;tên;lon;lat;beds\nA;Trạm;105,014;21,716;1234,5\nB;Trạm;x;21,716;1\n", 3,
     5},
    {"f.tsv", "Danh sách trạm\nid\ttên\tlon\tlat\tbeds\nA\tTrạm\t105.014\t21.716\t1234.5\nB\tTrạm\tx\t21.716\t1\n", 2,
     4},
    {"f.csv", "Danh sách\nid|tên|lon|lat|beds\nA|Trạm|105.014|21.716|1234.5\nB|Trạm|x|21.716|1\n", 2, 4},
    {"f.csv", "Danh sách\nid|tên|lon|lat|beds\n\nA|Trạm|105.014|21.716|1234.5\n   \n\nB|Trạm|x|21.716|1\n", 2, 7},
    {"f.csv", HEADING A "   \n" BAD, 0, 4},
    {"f.csv", "STT,1\nBEDS,\"tên\", id ,lat,lon\n1234.5,Trạm,A,21.716,105.014\n1,Trạm,B,21.716,x\n", 2, 4},
};

/* A heading in other letters is found, and what is missing then named. */
START_TEST(the_heading_below_titles_is_found)
{
    char row[80], heading[80];
    bool letters = strstr(found[_i].text, "BEDS") != NULL;
    write_text(folder, found[_i].file, found[_i].text);
    set_source(found[_i].file, "", "");
    if (letters) {
        refused("the source has no column beds; it has: BEDS, tên, id, lat, lon");
        return;
    }
    snprintf(row, sizeof row, "%s: row %ld lon \"x\"", found[_i].file, found[_i].bad);
    snprintf(heading, sizeof heading, "row %ld  \"\": the names of the columns stand in this row", found[_i].heading);
    vp_findings findings = {0};
    vp_error err = {0};
    ck_assert_msg(import_province(folder, &findings, &err), "%s", err.message);
    ck_assert_uint_eq(count_findings(&findings, VP_FINDING_WARNING, row), 1);
    ck_assert_uint_eq(count_findings(&findings, VP_FINDING_NOTE, found[_i].heading ? heading : "names of the columns"),
                      found[_i].heading ? 1 : 0);
    vp_findings_clear(&findings);
    expect_place_a();
    ck_assert_str_eq(ask_text("SELECT name FROM facility"), "Trạm");
}
END_TEST

static const struct {
    const char *encoding, *mark;
    size_t mark_length;
    const char *declared;
} pages[] = {{"UTF-16LE", "\xFF\xFE", 2, ""}, {"UTF-16BE", "\xFE\xFF", 2, ""}, {"UTF-16LE", "", 0, ""}};

START_TEST(the_heading_is_found_in_other_encodings)
{
    put_as(pages[_i].encoding, pages[_i].mark, pages[_i].mark_length,
           "Danh sách trạm\tnăm\n\n"
           "id\ttên\tlon\tlat\tbeds\n"
           "A\tTrạm\t105,014\t21,716\t1234,5\nB\tTrạm\tx\t21,716\t1\n");
    set_source("f.csv", pages[_i].declared, "");
    ck_assert_uint_eq(imported(VP_FINDING_WARNING, "f.csv: row 5 lon \"x\""), 1);
    expect_place_a();
    ck_assert_str_eq(ask_text("SELECT name FROM facility"), "Trạm");
}
END_TEST

/* "Tên" in a TCVN3 font. */
START_TEST(the_heading_is_found_in_the_encoding_that_is_declared)
{
    write_text(folder, "f.csv",
               "Danh s\xB8"
               "ch\nid,t\xAAn,lon,lat,beds\nA,Tr\xB9m,105.014,21.716,1234.5\n");
    set_source("f.csv", "TCVN3", "");
    ck_assert_uint_eq(imported(VP_FINDING_NOTE, "row 2  \"\": the names of the columns stand in this row"), 1);
    expect_place_a();
    ck_assert_str_eq(ask_text("SELECT name FROM facility"), "Trạm");
}
END_TEST

static const struct {
    const char *text, *header_row, *said; /* NULL: read, A in it */
} stated[] = {
    {HEADING HEADING A, "2", NULL},
    {"Danh sách\n\n" HEADING A, "3", NULL},
    {HEADING A, "1", NULL},
    {"Danh sách\n" HEADING A HEADING A, "", "rows 2 and 4 both name all columns that are wanted; say which"},
    {"Danh sách\n" HEADING A HEADING A, "4", NULL},
    {"Danh sách\n" HEADING A, "1", "the source has no column id; it has: Danh sách; they stand in row 1"},
    {"Danh sách\n\n" HEADING A, "2", "header_row is 2, and that row is empty"},
    {"Danh sách\n" HEADING A, "9", "header_row is 9, and no row of the table begins in that line; it has 3 lines"},
    {"Danh sách\nmã,tên,lon,lat,beds\n" A, "",
     "the source has no column id; it has: Danh sách; they stand in row 1: "
     "header_row states another"},
    {"Danh sách\n" HEADING A, "x", "header_row"},
};

START_TEST(the_heading_is_stated)
{
    write_text(folder, "f.csv", stated[_i].text);
    set_source("f.csv", "", stated[_i].header_row);
    if (stated[_i].said) {
        refused(stated[_i].said);
        return;
    }
    imported(VP_FINDING_NOTE, "");
    expect_place_a();
}
END_TEST

START_TEST(only_tables_have_a_row_of_headings)
{
    write_text(folder, "f.geojson", "{\"type\":\"FeatureCollection\",\"features\":[]}");
    set_source("f.geojson", "", "2");
    refused("header_row \"\": only CSV and workbooks have a row of headings");
}
END_TEST

/* The row's number as an id is no name that a heading has. */
START_TEST(a_rows_number_is_not_looked_for)
{
    write_text(folder, "f.csv", "Danh sách trạm\nlon,lat,beds\n105.014,21.716,1234.5\n");
    set_sources(UNITS_CSV, "facilities,f.csv,,2025,EPSG:4326,,,id=fid;lon=lon;lat=lat;beds=beds;service:=school,\n");
    ck_assert_uint_eq(imported(VP_FINDING_NOTE, "row 2  \"\": the names of the columns stand in this row"), 1);
    ck_assert_str_eq(ask_text("SELECT code FROM facility"), "1");
}
END_TEST

/* Names of years are names, and one column alone is one, also where its name has spaces. */
START_TEST(names_that_gdal_would_take_for_values)
{
    write_text(folder, "f.csv", "id,lon,lat,2024\nA,105.014,21.716,1234.5\n");
    set_sources(UNITS_CSV, "facilities,f.csv,,2025,EPSG:4326,,,id=id;lon=lon;lat=lat;beds=2024;service:=school,\n");
    imported(VP_FINDING_NOTE, "");
    expect_place_a();
    write_text(folder, "f.csv", "vi tri GPS\n21.716 105.014 0 0\n");
    set_sources(UNITS_CSV,
                "facilities,f.csv,,2025,EPSG:4326,,,id:=A;lonlat=vi tri GPS;beds:=1234.5;service:=school,\n");
    imported(VP_FINDING_NOTE, "");
    expect_place_a();
}
END_TEST

/* ="00001", as our own tables for spreadsheets write codes, is that text: in the heading's rows, filters and tables. */
START_TEST(texts_that_a_spreadsheet_is_to_keep_are_texts)
{
    write_text(folder, "f.csv",
               "id;lon;lat;beds;ma\n\"=\"\"A\"\"\";105,014;21,716;1234,5;\"=\"\"00001\"\"\"\n"
               "B;105,014;21,716;1;=1+1\n");
    set_sources(UNITS_CSV,
                "facilities,f.csv,,2025,EPSG:4326,,,id=id;unit_code=ma;lon=lon;lat=lat;beds=beds;service:=school,"
                "ma = '00001'\n");
    ck_assert_uint_eq(imported(VP_FINDING_WARNING, "f.csv"), 0);
    expect_place_a();
    write_text(folder, "services.csv",
               "id,title_vi,reach,limits,default_limit\n\"=\"\"school\"\"\",Trường,distance,1000,1000\n");
    imported(VP_FINDING_NOTE, "");
    ck_assert_double_eq(ask(folder, "SELECT count(*) FROM service WHERE id = 'school'"), 1);
}
END_TEST

/* Texts where people are wanted are no total of theirs. */
START_TEST(a_total_that_is_no_number_is_reported)
{
    write_text(folder, "r.csv", "code,dan\n00001,-\n00002,100\n");
    set_sources(UNITS_CSV, "records,r.csv,,2025,,,,code=code;population_total=dan,\n");
    ck_assert_uint_eq(imported(VP_FINDING_WARNING, "population_total \"-\": 1 of its 2 values are no numbers"), 1);
}
END_TEST

/* Beyond the 20th row nothing is looked for: a heading there is stated. */
START_TEST(a_heading_far_below_is_stated)
{
    char text[900] = "";
    for (int i = 1; i <= 30; i++) snprintf(text + strlen(text), sizeof text - strlen(text), "Dòng %d\n", i);
    snprintf(text + strlen(text), sizeof text - strlen(text), HEADING A);
    write_text(folder, "f.csv", text);
    set_source("f.csv", "", "");
    refused("the source has no column id; it has: Dòng 1; they stand in row 1");
    set_source("f.csv", "", "31");
    imported(VP_FINDING_NOTE, "");
    expect_place_a();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("headings");
    TCase *tests = tcase_create("headings");
    tcase_add_checked_fixture(tests, make_folder, drop_folder);
    tcase_add_loop_test(tests, the_heading_below_titles_is_found, 0, (int)(sizeof found / sizeof *found));
    tcase_add_loop_test(tests, the_heading_is_found_in_other_encodings, 0, (int)(sizeof pages / sizeof *pages));
    tcase_add_test(tests, the_heading_is_found_in_the_encoding_that_is_declared);
    tcase_add_loop_test(tests, the_heading_is_stated, 0, (int)(sizeof stated / sizeof *stated));
    tcase_add_test(tests, a_rows_number_is_not_looked_for);
    tcase_add_test(tests, names_that_gdal_would_take_for_values);
    tcase_add_test(tests, texts_that_a_spreadsheet_is_to_keep_are_texts);
    tcase_add_test(tests, a_total_that_is_no_number_is_reported);
    tcase_add_test(tests, only_tables_have_a_row_of_headings);
    tcase_add_test(tests, a_heading_far_below_is_stated);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
