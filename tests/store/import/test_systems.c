/* The system a province is computed in: any that PROJ knows; one whose metres are not of the ground is refused, with
 * the zone to use, and hides nothing else. */
#include "store/support_province.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

static char *folder;
static void make(void) { folder = mini_province(); }
static void drop(void) { remove_directory(folder); }

static void set_crs(const char *crs)
{
    char text[1200];
    snprintf(text, sizeof text,
             "key,value\nid,mini\nname_vi,Tỉnh thử\nname_en,Test province\ncrs,\"%s\"\ncell_metres,100\n"
             "as_of,2026-12-31\nunit_level,commune\nmargin_metres,1000\n",
             crs);
    write_text(folder, "province.csv", text);
}

static const struct {
    const char *crs, *said; /* NULL: imported */
} systems[] = {
    {"EPSG:32648", NULL},
    {"EPSG:3405", NULL},                           /* VN-2000 / UTM zone 48N */
    {"EPSG:9210", NULL},                           /* VN-2000 / TM-3 105-30: not in SpatiaLite's own table */
    {"ESRI:102028", "1.121 m on the ground here"}, /* Asia Lambert, far off its parallels */
    {"+proj=tmerc +lat_0=0 +lon_0=105 +k=0.9999 +x_0=500000 +y_0=0 +datum=WGS84 +units=m +type=crs", NULL},
    {"EPSG:3857", "EPSG:32648 (WGS 84 / UTM zone 48N) or EPSG:3405"},
    {"EPSG:4326", "in degrees; a projected system in metres is needed; use EPSG:32648"},
    {"EPSG:4756", "in degrees; a projected system in metres is needed; use EPSG:32648"},
    {"EPSG:2225", "is not in metres; use EPSG:32648"},
    {"EPSG:99999", "is not a coordinate system that PROJ knows; use EPSG:32648"},
};

START_TEST(a_system_is_taken_or_refused_with_the_zone_to_use)
{
    set_crs(systems[_i].crs);
    if (systems[_i].said) {
        expect_finding(folder, true, VP_FINDING_ERROR, systems[_i].said);
        return;
    }
    vp_findings findings = {0};
    vp_error err = {0};
    if (!import_province(folder, &findings, &err)) print_findings(&findings);
    ck_assert_msg(!err.kind, "%s", err.message);
    /* 36 km² of UTM zone 48N are 36 / 0.9996² on the ground; other zones differ by their own scale, below 0.1 % */
    double area = ask(folder, "SELECT sum(ST_Area(geom)) / 1e6 FROM unit");
    ck_assert_msg(fabs(area - 36) < 0.04, "%g km²", area);
    ck_assert_double_eq(ask(folder, "SELECT count(*) FROM geometry_columns g JOIN spatial_ref_sys s USING (srid)"), 7);
    vp_findings_clear(&findings);
}
END_TEST

START_TEST(a_system_of_esri_has_its_number)
{
    float people[400];
    for (size_t i = 0; i < 400; i++) people[i] = 5;
    set_crs("ESRI:102226"); /* MONREF 1997 / UTM zone 48N, in Mongolia */
    write_text(folder, "units.csv",
               "code,name,WKT\n1,Сум,\"POLYGON((105 47,105.05 47,105.05 47.05,105 47.05,105 47))\"\n");
    write_text(folder, "datasets.csv",
               "role,path,vintage,crs,fields\nunits,units.csv,2025,EPSG:4326,level:=commune\n"
               "population,people.tif,2020,,\n");
    write_raster(folder, "people.tif", (raster_place){4326, (double[]){105, 0.0025, 0, 47.05, 0, -0.0025}, 20, 20},
                 people, -1);
    expect_finding(folder, false, VP_FINDING_NOTE, "2000.00 people");
    ck_assert_double_eq(ask(folder, "SELECT ST_SRID(geom) FROM unit"), 102226);
    ck_assert_double_eq(ask(folder, "SELECT auth_srid FROM spatial_ref_sys WHERE auth_name = 'ESRI'"), 102226);
    /* 0.05° of latitude and of longitude at 47.025° on WGS 84, as Karney's geodesics have them */
    double area = ask(folder, "SELECT sum(ST_Area(geom)) / 1e6 FROM unit");
    ck_assert_msg(fabs(area - 21.13) < 0.03, "%g km²", area);
}
END_TEST

START_TEST(a_refused_system_hides_nothing_else)
{
    set_crs("EPSG:4326");
    append_text(folder, "units.csv",
                "00002,Đôi,\"POLYGON((506000 2400000,507000 2400000,507000 2401000,506000 "
                "2400000))\"\n");
    expect_finding(folder, true, VP_FINDING_ERROR, "use EPSG:32648");
    expect_finding(folder, true, VP_FINDING_ERROR, "rows 3 and 6 are both the unit of this code");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("systems");
    TCase *tests = tcase_create("systems");
    tcase_add_checked_fixture(tests, make, drop);
    tcase_add_loop_test(tests, a_system_is_taken_or_refused_with_the_zone_to_use, 0, sizeof systems / sizeof *systems);
    tcase_add_test(tests, a_system_of_esri_has_its_number);
    tcase_add_test(tests, a_refused_system_hides_nothing_else);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
