/* Places and units as offices send them: without coordinates, as areas, twice, in pieces; and all findings at once.
 * Each is made here, small. */
#include "store/support_import.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------ places and units */

START_TEST(a_place_without_a_coordinate_is_reported_with_its_reason)
{
    write_text(folder, "f.csv", "id,name,gps,beds\nA,Trạm,21.716 105.014 0 0,10\nB,Trạm,21.716,10\n");
    set_clinics("", "lonlat=gps", "");
    ck_assert_uint_eq(imported(VP_FINDING_WARNING, "two coordinates are needed here"), 1);
    write_text(folder, "f.csv", "id,name,lon,lat,beds\nA,Trạm,105.014,21.716,1\nB,Trạm,21°42'N,105°0'E,10\n");
    set_clinics("", "lon=lon;lat=lat", "");
    ck_assert_uint_eq(imported(VP_FINDING_WARNING, "it is a latitude; longitude and latitude look swapped"), 1);
}
END_TEST

START_TEST(a_source_that_loses_all_its_rows_is_an_error)
{
    write_text(folder, "f.csv", "id,name,lon,lat,beds\nA,Trạm,x,21.716,10\nB,Trạm,y,21.739,5\n");
    set_clinics("", "lon=lon;lat=lat", "");
    refused("none of its 2 rows could be taken; the first: row 2, lon:");
    write_text(folder, "r.csv", "code,population\n99991,5\n99992,6\n");
    set_sources(UNITS_CSV, "records,r.csv,,2025,,,,,\n");
    refused("none of its 2 rows could be taken; the first: row 2, code:");
}
END_TEST

#define IN_SQUARE "x BETWEEN 501000 AND 501300 AND y BETWEEN 2401000 AND 2401300 AND "
static const struct {
    const char *wkt, *inside; /* condition on x and y of the point */
} areas[] = {
    {"POLYGON((501000 2401000,501200 2401000,501200 2401200,501000 2401200,501000 2401000))",
     "x = 501100 AND y = 2401100"},
    {"MULTIPOLYGON(((501000 2401000,501200 2401000,501200 2401200,501000 2401200,501000 2401000)))",
     "x = 501100 AND y = 2401100"},
    /* a yard in the middle, a horseshoe, a bow-tie: none has its centroid inside */
    {"POLYGON((501000 2401000,501300 2401000,501300 2401300,501000 2401300,501000 2401000),(501050 2401050,501050 "
     "2401250,501250 2401250,501250 2401050,501050 2401050))",
     IN_SQUARE "NOT (x > 501050 AND x < 501250 AND y > 2401050 AND y < 2401250)"},
    {"POLYGON((501000 2401000,501300 2401000,501300 2401300,501250 2401300,501250 2401050,501050 2401050,501050 "
     "2401300,501000 2401300,501000 2401000))",
     IN_SQUARE "NOT (x > 501050 AND x < 501250 AND y > 2401050)"},
    {"POLYGON((501000 2401000,501200 2401200,501200 2401000,501000 2401200,501000 2401000))",
     IN_SQUARE "abs(x - 501100) >= abs(y - 2401100)"},
};

START_TEST(an_area_becomes_a_point_inside)
{
    char text[900], sql[900];
    snprintf(text, sizeof text, "id,name,WKT\nA,Bệnh viện,\"%s\"\nB,Trạm,POINT(502000 2402000)\n", areas[_i].wkt);
    write_text(folder, "f.csv", text);
    set_sources(UNITS_CSV, "facilities,f.csv,,2025,EPSG:32648,,,service:=school,\n");
    ck_assert_uint_eq(imported(VP_FINDING_NOTE, "1 places are areas in the source"), 1);
    ck_assert_double_eq(ask(folder, "SELECT count(*) FROM facility"), 2);
    snprintf(sql, sizeof sql,
             "SELECT count(*) FROM (SELECT ST_X(geom) x, ST_Y(geom) y FROM facility WHERE code = 'A') WHERE %s",
             areas[_i].inside);
    ck_assert_double_eq(ask(folder, sql), 1);
}
END_TEST

#define SQUARE(w, s, e, n) "\"POLYGON((" #w " " #s "," #e " " #s "," #e " " #n "," #w " " #n "," #w " " #s "))\"\n"

START_TEST(a_unit_in_pieces_is_joined_when_asked)
{
    append_text(folder, "units.csv",
                "00005,Đảo," SQUARE(506000, 2400000, 507000, 2401000) "00005,đảo," SQUARE(
                    508000, 2400000, 509000, 2402000) "00005,Đảo," SQUARE(506500, 2400000, 507500, 2401000));
    refused("rows 6 and 7 are both the unit of this code; repair = yes");
    append_text(folder, "province.csv", "repair,yes\n");
    expect_finding(folder, false, VP_FINDING_WARNING,
                   "rows 6 and 7 are one unit: joined by its code, 1.000000 km² and 2.000000 km² make 3.000000 km²");
    ck_assert_double_eq(ask(folder, "SELECT count(*) FROM unit WHERE code = '00005'"), 1);
    ck_assert_double_eq_tol(ask(folder, "SELECT ST_Area(geom) FROM unit WHERE code = '00005'"), 3.5e6, 1e-3);
    ck_assert_double_eq(ask(folder, "SELECT count(*) FROM unit WHERE code = '00005' AND rowid IN (SELECT rowid FROM "
                                    "SpatialIndex WHERE f_table_name = 'unit' AND search_frame = BuildMbr(508400, "
                                    "2401500, 508500, 2401600, 32648))"),
                        1);
    append_text(folder, "units.csv", "00005,Khác," SQUARE(508000, 2403000, 509000, 2404000));
    refused("are both the unit of this code, under two names");
}
END_TEST

static const struct {
    const char *rows, *said;
    vp_severity severity;
} twins[] = {
    {"A,Trạm A,105.014,21.716,10\nA2,Trạm  a,105.014,21.716,10\n", "lie 0 m apart", VP_FINDING_WARNING},
    {"A,Trạm A,105.014,21.716,10\nA2,Trạm A,105.015,21.716,10\n", "lie 103 m apart", VP_FINDING_WARNING},
    {"A,Trạm A,105.014,21.716,10\nA2,TYT xã,105.014,21.716,10\n", "stand on one spot", VP_FINDING_NOTE},
    {"A,Trạm A,105.014,21.716,10\nA2,Trạm A,105.024,21.716,10\n", NULL, VP_FINDING_WARNING},
    {"A,Trạm A,105.014,21.716,10\nA2,Trạm B,105.015,21.716,10\n", NULL, VP_FINDING_WARNING},
};

START_TEST(one_place_under_two_ids_is_reported)
{
    char text[300];
    snprintf(text, sizeof text, "id,name,lon,lat,beds\n%s", twins[_i].rows);
    write_text(folder, "f.csv", text);
    set_clinics("", "lon=lon;lat=lat", "");
    if (twins[_i].said)
        ck_assert_uint_eq(imported(twins[_i].severity, twins[_i].said), 1);
    else
        ck_assert_uint_eq(imported(VP_FINDING_WARNING, "duplicate"), 0);
}
END_TEST

static const struct {
    const char *name, *text;
} empty[] = {
    {"r.geojson", "{\"type\":\"FeatureCollection\",\"features\":[]}"},
    {"r.geojson", "{\"type\":\"FeatureCollection\",\"name\":\"r\",\"features\":[ ]}"},
    {"r.csv", "class,WKT\n"},
};

START_TEST(an_empty_layer_is_none_and_reported)
{
    char row[100];
    write_text(folder, empty[_i].name, empty[_i].text);
    snprintf(row, sizeof row, "roads,%s,,,EPSG:32648,,,class=class,\n", empty[_i].name);
    set_sources(UNITS_CSV, row);
    ck_assert_uint_eq(imported(VP_FINDING_WARNING, "the layer has no row: no roads from it"), 1);
    ck_assert_double_eq(ask(folder, "SELECT count(*) FROM road"), 0);
}
END_TEST

/* ------------------------------------------------------------ everything at once */

/* Findings of one check, all of which must be there. */
static void expect_all(const char *const said[])
{
    vp_findings findings = {0};
    vp_error err = {0};
    ck_assert(!import_province(folder, &findings, &err));
    for (size_t i = 0; said[i]; i++) {
        if (!count_findings(&findings, VP_FINDING_ERROR, said[i])) print_findings(&findings);
        ck_assert_msg(count_findings(&findings, VP_FINDING_ERROR, said[i]), "no error says \"%s\"", said[i]);
    }
    vp_findings_clear(&findings);
}

#define BAD_SOURCES                                                                                                    \
    "facilities,f.csv,,2025,EPSG:4326,,,lon=lon;lat=lat;service:=school,\nrecords,r.csv,,2025,,,,,\n"                  \
    "roads,r.geojson,,,,,,,\nelevation,dem.tif,,,EPSG:99999,,,,\n"

static void write_bad_sources(void)
{
    write_text(folder, "f.csv", "id,lon,lat\nA,x,21.7\n");
    write_text(folder, "r.csv", "code;population\n00001;1.234\n00002;900\n");
    write_text(folder, "r.geojson", "not json");
    write_raster(folder, "dem.tif", (raster_place){0, (double[]){500000, 100, 0, 2406000, 0, -100}, 2, 2},
                 (float[]){1, 2, 3, 4}, NAN);
}

START_TEST(no_finding_hides_behind_units_without_geometry)
{
    write_bad_sources();
    write_text(folder, "units.csv", "code,name\n00001,A\n");
    set_sources("units,units.csv,,2025,,,,level:=commune,", BAD_SOURCES);
    expect_all((const char *[]){"the layer has no geometry", "no unit of this level",
                                "none of its 1 rows could be taken", "cannot be read as GeoJSON", "EPSG:99999", NULL});
}
END_TEST

START_TEST(no_finding_hides_behind_the_tables_or_the_system)
{
    write_bad_sources();
    append_text(folder, "province.csv", "margin_metres,far\n");
    append_text(folder, "services.csv", "school,Hai,Two,,nonsense,,,,,,,\n");
    append_text(folder, "groups.csv", "half,Nửa,Half,population >,\n");
    set_sources(UNITS_CSV, BAD_SOURCES "units,../x.csv,,2025,,,,,\nnothing,y.csv,,2025,,,,,\n");
    expect_all((const char *[]){"not a number", "nonsense", "../x.csv", "nothing", "population >",
                                "none of its 1 rows could be taken", "may be 1.234 or 1234",
                                "cannot be read as GeoJSON", "EPSG:99999", NULL});
}
END_TEST

START_TEST(a_check_sees_what_only_the_whole_dataset_shows)
{
    vp_findings findings = {0};
    vp_error err = {0};
    write_text(folder, "r.csv", "code,population,children\n00001,900,50\n00002,900,1000\n00003,900,5\n00004,900,5\n");
    set_sources(UNITS_CSV, "records,r.csv,,2025,,,,,\n");
    append_text(folder, "groups.csv", "young,Trẻ,Young,,children/population\n");
    vp_province *province = vp_province_read(folder, NULL, &findings, &err);
    ck_assert_ptr_nonnull(province);
    ck_assert(vp_import_check(province, NULL, &findings, &err));
    if (!count_findings(&findings, VP_FINDING_ERROR,
                        "group young: children/population must be a share from 0 to 1, and is not in 1 units, 00002 of "
                        "2025 first, where it is 1.11"))
        print_findings(&findings);
    ck_assert_uint_eq(count_findings(&findings, VP_FINDING_ERROR,
                                     "group young: children/population must be a share from 0 to 1, and is not in 1 "
                                     "units, 00002 of 2025 first, where it is 1.11"),
                      1);
    vp_province_free(province);
    vp_findings_clear(&findings);
}
END_TEST

#define LOOP(test, table) tcase_add_loop_test(tests, test, 0, sizeof(table) / sizeof *(table))

START_TEST(codes_that_a_spreadsheet_spoiled_are_reported)
{
    append_text(
        folder, "units.csv",
        "1834.0,Khác," SQUARE(506000, 2403000, 506500, 2403500) "'00006,Nữa," SQUARE(506500, 2403000, 507000, 2403500));
    set_sources(UNITS_CSV, "");
    ck_assert_uint_eq(imported(VP_FINDING_WARNING, "code \"1834.0\": a spreadsheet made a number of this code"), 1);
    ck_assert_uint_eq(imported(VP_FINDING_WARNING, "begins with a spreadsheet's mark of texts"), 1);
    ck_assert_uint_eq(imported(VP_FINDING_WARNING, "save the codes as texts"), 2); /* and of no other unit */
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sent places");
    TCase *tests = tcase_create("sent places");
    tcase_add_checked_fixture(tests, make_folder, drop_folder);
    tcase_add_test(tests, codes_that_a_spreadsheet_spoiled_are_reported);
    tcase_add_test(tests, a_place_without_a_coordinate_is_reported_with_its_reason);
    tcase_add_test(tests, a_source_that_loses_all_its_rows_is_an_error);
    LOOP(an_area_becomes_a_point_inside, areas);
    tcase_add_test(tests, a_unit_in_pieces_is_joined_when_asked);
    LOOP(one_place_under_two_ids_is_reported, twins);
    LOOP(an_empty_layer_is_none_and_reported, empty);
    tcase_add_test(tests, no_finding_hides_behind_units_without_geometry);
    tcase_add_test(tests, no_finding_hides_behind_the_tables_or_the_system);
    tcase_add_test(tests, a_check_sees_what_only_the_whole_dataset_shows);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
