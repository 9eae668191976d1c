/* The files of `vungphu signal`: small ones, each value and each refusal by hand. */
#include "store/plain/signal_files.h"
#include "store/support_province.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *directory, *crs;
static vp_findings findings;
static vp_error err;
static vp_region *region;

enum { COLUMNS = 4, ROWS = 3, CELLS = COLUMNS * ROWS };
static const double place[6] = {500000, 1000, 0, 2400000, 0, -1000};
static const float heights[CELLS] = {10, 20, 30, 40, 50, 60, 70, 80, 90, 100, -9999, 120};

static void make(void)
{
    directory = temporary_directory();
    findings = (vp_findings){0};
    err = (vp_error){0};
    crs = NULL;
    region = NULL;
    write_raster(directory, "elevation.tif", (raster_place){32648, place, COLUMNS, ROWS}, heights, -9999);
}

static void drop(void)
{
    remove_directory(directory);
    vp_findings_clear(&findings);
    vp_region_free(region);
    free(crs);
}

static bool read_files(const char *transmitters, const char *wide, const char *cover, const char *only)
{
    char *paths[] = {path_in(directory, "masts.csv"), path_in(directory, "elevation.tif"),
                     wide ? path_in(directory, wide) : NULL, cover ? path_in(directory, cover) : NULL};
    if (transmitters) write_text(directory, "masts.csv", transmitters);
    vp_signal_files files = {.transmitters = paths[0],
                             .elevation = paths[1],
                             .elevation_wide = paths[2],
                             .land_cover = paths[3],
                             .only = only};
    free(crs);
    crs = NULL;
    region = vp_signal_files_read(&files, &crs, &findings, &err);
    for (size_t i = 0; i < 4; i++) free(paths[i]);
    return region != NULL;
}

#define HEADING                                                                                                        \
    "id,site,programme,lon,lat,mast_metres,frequency_mhz,erp_kw,system,scope,polarisation,pattern,vertical_pattern\n"
#define GOOD                                                                                                           \
    HEADING "t1,Hill,News,105.01,21.69,100,99.5,2,fm,local,V,0:0;90:-3;180:0;270:0,0:0;10:-6\nt2,,,105.02,21.685,50,"  \
            "500,1,dvb_t2,"                                                                                            \
            "national,horizontal,,\n"

START_TEST(transmitters_are_as_they_are_written)
{
    OK(read_files(GOOD, NULL, NULL, NULL));
    ck_assert_uint_eq(region->supply.transmitter_count, 2);
    const vp_transmitter *t = &region->supply.transmitters[0], *u = &region->supply.transmitters[1];
    ck_assert_str_eq(t->id, "t1");
    ck_assert_str_eq(t->site, "Hill");
    ck_assert_str_eq(t->programme, "News");
    ck_assert_str_eq(t->system, "fm");
    ck_assert_int_eq(t->scope, VP_SCOPE_LOCAL);
    ck_assert_int_eq(t->polarisation, VP_POLARISATION_VERTICAL);
    ck_assert_int_eq(u->scope, VP_SCOPE_NATIONAL);
    ck_assert_int_eq(u->polarisation, VP_POLARISATION_HORIZONTAL);
    ck_assert(t->open);
    ck_assert_double_eq(t->lon, 105.01);
    ck_assert_double_eq(t->lat, 21.69);
    ck_assert_double_eq_tol(t->x, 501034.4, 1);   /* 0.01° east of the meridian of zone 48: 0.9996 N cos φ Δλ */
    ck_assert_double_eq_tol(t->y, 2398516.2, 10); /* 0.9996 times the meridian's arc to 21.69° */
    ck_assert_double_eq(t->mast_metres, 100);
    ck_assert_double_eq(t->frequency_mhz, 99.5);
    ck_assert_double_eq(t->erp_kw, 2);
    ck_assert_uint_eq(t->pattern_count, 4);
    ck_assert_double_eq(t->pattern_db[1], -3);
    ck_assert_uint_eq(t->vertical_count, 2);
    ck_assert_double_eq(t->vertical_degrees[1], 10);
    ck_assert_uint_eq(u->pattern_count, 0);
    ck_assert(strstr(crs, "UTM zone 48N") != NULL);
    ck_assert_uint_eq(region->geometry.columns, COLUMNS);
    ck_assert_double_eq(region->geometry.west, 500000);
    ck_assert_float_eq(vp_grid_cells(region->land.elevation)[6], 70);
    ck_assert(isnan(vp_grid_cells(region->land.elevation)[10]));
    ck_assert_ptr_null(region->land.land_cover);
    ck_assert_ptr_null(region->land.elevation_wide);
}
END_TEST

START_TEST(one_transmitter_and_other_names_of_columns)
{
    static const char other[] =
        "id,lon,lat,mast_height_m,frequency_mhz,erp_kw,service,scope,polarisation,azimuth_pattern,"
        "elevation_pattern\nt1,105.01,21.69,60,99.5,2,fm,local,v,0:-1;90:-1;180:-1;270:-1,0:-2\nt2,x,,,,,,,,,\n";
    OK(read_files(other, NULL, NULL, "t1")); /* what is wrong with t2 does not matter */
    ck_assert_uint_eq(region->supply.transmitter_count, 1);
    ck_assert_double_eq(region->supply.transmitters[0].mast_metres, 60);
    ck_assert_str_eq(region->supply.transmitters[0].system, "fm");
    ck_assert_double_eq(region->supply.transmitters[0].pattern_db[0], -1);
    ck_assert_double_eq(region->supply.transmitters[0].vertical_db[0], -2);
}
END_TEST

static const struct {
    const char *row, *said;
} bad_rows[] = {
    {"t1,,,105.01,21.69,100,99.5,2,fm,district,V,,", "row 2 scope \"district\": must be national or local"},
    {"t1,,,105.01,21.69,100,99.5,2,fm,local,circular,,", "row 2 polarisation \"circular\": must be H or V"},
    {"t1,,,east,21.69,100,99.5,2,fm,local,V,,", "row 2 lon \"east\": a coordinate is missing or not a number"},
    {"t1,,,105.01,,100,99.5,2,fm,local,V,,", "row 2 lat \"\": a coordinate is missing or not a number"},
    {"t1,,,105.01,21.69,1e999,99.5,2,fm,local,V,,", "row 2 mast_metres \"1e999\": a number is needed"},
    {"t1,,,105.01,21.69,100,99.5 MHz,2,fm,local,V,,", "row 2 frequency_mhz \"99.5 MHz\": a number is needed"},
    {"t1,,,105.01,21.69,100,99.5,2,fm,local,V,90:-3;0:0,", "row 2 pattern \"90:-3;0:0\": "},
    {"t1,,,105.01,21.69,100,99.5,2,fm,local,V,,95:0", "row 2 vertical_pattern \"95:0\": "},
};

START_TEST(a_bad_row_is_named)
{
    char text[600];
    snprintf(text, sizeof text, HEADING "%s\n", bad_rows[_i].row);
    ck_assert(!read_files(text, NULL, NULL, NULL));
    if (count_findings(&findings, VP_FINDING_ERROR, bad_rows[_i].said) != 1) print_findings(&findings);
    ck_assert_uint_eq(count_findings(&findings, VP_FINDING_ERROR, bad_rows[_i].said), 1);
    ck_assert_uint_eq(findings.errors, 1);
    ck_assert(strstr(err.message, "masts.csv has errors") != NULL);
}
END_TEST

START_TEST(what_is_not_there_is_named)
{
    ck_assert(!read_files(GOOD, NULL, NULL, "t3"));
    ck_assert_int_eq(err.kind, VP_NOT_FOUND);
    ck_assert(strstr(err.message, "there is no transmitter t3") != NULL);
    ck_assert(!read_files(HEADING, NULL, NULL, NULL));
    ck_assert(strstr(err.message, "there is no transmitter in it") != NULL);
    ck_assert(!read_files("id,lon,lat,mast_metres,frequency_mhz,system,scope,polarisation\n", NULL, NULL, NULL));
    ck_assert(strstr(err.message, "there is no column erp_kw") != NULL);
    write_raster(directory, "elevation.tif", (raster_place){0, place, COLUMNS, ROWS}, heights, -9999);
    ck_assert(!read_files(GOOD, NULL, NULL, NULL));
    ck_assert(strstr(err.message, "it states no coordinate system") != NULL);
}
END_TEST

START_TEST(land_cover_is_that_of_a_cells_centre)
{
    /* Cells of 500 m over the two middle columns and the upper two rows. */
    static const double part[6] = {501000, 500, 0, 2400000, 0, -500};
    float classes[16];
    for (int i = 0; i < 16; i++) classes[i] = (float)(i + 1);
    classes[5] = 0;
    write_raster(directory, "cover.tif", (raster_place){32648, part, 4, 4}, classes, NAN);
    write_raster(directory, "other.tif", (raster_place){32649, part, 4, 4}, classes, NAN);
    OK(read_files(GOOD, NULL, "cover.tif", NULL));
    /* A centre lies where four fine cells meet: the one south-east of it counts. */
    static const uint8_t expected[CELLS] = {0, 0, 8, 0, 0, 14, 16, 0, 0, 0, 0, 0};
    for (size_t i = 0; i < CELLS; i++) ck_assert_uint_eq(region->land.land_cover[i], expected[i]);
    vp_region_free(region);
    free(crs);
    crs = NULL;
    ck_assert(!read_files(NULL, NULL, "other.tif", NULL));
    ck_assert(strstr(err.message, "other.tif: its coordinate system is not the elevation's") != NULL);
}
END_TEST

START_TEST(a_wider_elevation_is_kept_beside_it)
{
    static const double wide[6] = {498000, 2000, 0, 2402000, 0, -2000};
    static const float cells[12] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    write_raster(directory, "wide.tif", (raster_place){32648, wide, 4, 3}, cells, NAN);
    OK(read_files(GOOD, "wide.tif", NULL, NULL));
    ck_assert_uint_eq(vp_grid_geometry_of(region->land.elevation_wide).rows, 3);
    ck_assert_float_eq(vp_grid_cells(region->land.elevation_wide)[11], 12);
}
END_TEST

static bool read_zones(const float zones[], int epsg, uint8_t **out)
{
    write_raster(directory, "zones.tif", (raster_place){epsg, place, COLUMNS, ROWS}, zones, NAN);
    char *path = path_in(directory, "zones.tif");
    vp_signal_files files = {.zones = path};
    bool ok = vp_signal_files_zones(&files, region, crs, out, &findings, &err);
    free(path);
    return ok;
}

START_TEST(zones_are_sea_coast_and_inland)
{
    float zones[CELLS] = {1, 3, 4, 4, 1, 1, 3, 3, 4, 1, 0, 1}; /* cell 10 is a hole of the elevation */
    static const uint8_t expected[CELLS] = {1, 3, 4, 4, 1, 1, 3, 3, 4, 1, 4, 1};
    uint8_t *found = NULL;
    OK(read_files(GOOD, NULL, NULL, NULL));
    OK(vp_signal_files_zones(&(vp_signal_files){0}, region, crs, &found, &findings, &err));
    ck_assert_ptr_null(found);
    OK(read_zones(zones, 32648, &found));
    ck_assert_mem_eq(found, expected, CELLS);
    free(found);
    zones[6] = 2;
    ck_assert(!read_zones(zones, 32648, &found)); /* column 2, row 1: its centre */
    ck_assert(strstr(err.message, "zones.tif: 2 at 502500 2398500, where 1 sea, 3 coastal land or 4 inland") != NULL);
    ck_assert_ptr_null(found);
    zones[6] = 3;
    ck_assert(!read_zones(zones, 32649, &found));
}
END_TEST

static bool read_clutter(const char *text, float out[256])
{
    write_text(directory, "clutter.csv", text);
    char *path = path_in(directory, "clutter.csv");
    vp_findings_clear(&findings);
    bool ok = vp_signal_files_clutter(&(vp_signal_files){.clutter_heights = path}, out, &findings, &err);
    free(path);
    return ok;
}

START_TEST(clutter_heights_replace_those_built_in)
{
    float metres[256];
    OK(vp_signal_files_clutter(&(vp_signal_files){0}, metres, &findings, &err));
    ck_assert_float_eq(metres[10], 15); /* P.1812-6, table 2: trees */
    OK(read_clutter("class,metres\n10,25.5\n0,100\n255,0\n", metres));
    ck_assert_float_eq(metres[10], 25.5f);
    ck_assert_float_eq(metres[0], 100);
    ck_assert_float_eq(metres[255], 0);
    ck_assert_float_eq(metres[50], vp_clutter_metres(50));
    OK(read_clutter("code,height_m\n20,1\n", metres));
    ck_assert_float_eq(metres[20], 1);
    static const char *const bad[][2] = {
        {"256,1", "row 2 class \"256\": a land-cover class is a whole number from 0 to 255"},
        {"-1,1", "row 2 class \"-1\": a land-cover"},
        {"2.5,1", "row 2 class \"2.5\": a land-cover"},
        {"x,1", "row 2 class \"x\": a number is needed"},
        {"3,100.5", "row 2 metres \"100.5\": a clutter height from 0 to 100 m"},
        {"3,-1", "row 2 metres \"-1\": a clutter height"}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char text[80];
        snprintf(text, sizeof text, "class,metres\n%s\n7,7\n", bad[i][0]);
        ck_assert(!read_clutter(text, metres));
        ck_assert_msg(count_findings(&findings, VP_FINDING_ERROR, bad[i][1]) == 1, "%s", bad[i][0]);
        ck_assert_uint_eq(findings.errors, 1);
    }
    ck_assert(!read_clutter("class\n1\n", metres));
    ck_assert(strstr(err.message, "there is no column metres") != NULL);
}
END_TEST

static bool read_profile(const char *text, vp_profile_file *out)
{
    write_text(directory, "path.csv", text);
    char *path = path_in(directory, "path.csv");
    vp_findings_clear(&findings);
    bool ok = vp_profile_file_read(path, out, &findings, &err);
    free(path);
    return ok;
}

START_TEST(a_profile_is_read_point_by_point)
{
    vp_profile_file p;
    OK(read_profile("km,ground,clutter,zone\n0,100,,\n0.5,,12.5,1\n2,-3,0,3\n", &p));
    ck_assert_uint_eq(p.count, 3);
    ck_assert_double_eq(p.km[0], 0);
    ck_assert_double_eq(p.km[1], 0.5);
    ck_assert_double_eq(p.terrain[0], 100);
    ck_assert_double_nan(p.terrain[1]); /* a hole */
    ck_assert_double_eq(p.terrain[2], -3);
    ck_assert_double_eq(p.clutter[0], 0);
    ck_assert_double_eq(p.clutter[1], 12.5);
    ck_assert_uint_eq(p.zones[0], VP_ZONE_INLAND);
    ck_assert_uint_eq(p.zones[1], VP_ZONE_SEA);
    ck_assert_uint_eq(p.zones[2], VP_ZONE_COASTAL);
    vp_profile_file_clear(&p);
    OK(read_profile("d_km,h_amsl_m,ground_cover_m,radio_met_code\n0,1,2,4\n1,3,5,1\n", &p));
    ck_assert_double_eq(p.terrain[1], 3);
    ck_assert_double_eq(p.clutter[1], 5);
    ck_assert_uint_eq(p.zones[1], VP_ZONE_SEA);
    vp_profile_file_clear(&p);
}
END_TEST

START_TEST(a_profile_that_cannot_be_is_refused)
{
    static const char *const bad[][2] = {
        {"0,1,1,2\n1,1,1,4\n", "row 2 zone \"2\": must be 1 sea, 3 coast or 4 inland"},
        {"0,1,1,4\n1,1,1,41\n", "row 3 zone \"41\": must be 1 sea"},
        {"0.1,1,1,4\n1,1,1,4\n", "row 2 km \"0.1\": distances must begin with 0 and ascend"},
        {"0,1,1,4\n1,1,1,4\n1,1,1,4\n", "row 4 km \"1\": distances must begin with 0"},
        {"0,1,1,4\n1,high,1,4\n", "row 3 ground \"high\": a number is needed"},
        {"0,1,1,4\n1,1,tall,4\n", "row 3 clutter \"tall\": a number is needed"}};
    vp_profile_file p;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char text[120];
        snprintf(text, sizeof text, "km,ground,clutter,zone\n%s", bad[i][0]);
        ck_assert(!read_profile(text, &p));
        ck_assert_msg(count_findings(&findings, VP_FINDING_ERROR, bad[i][1]) == 1, "%s", bad[i][1]);
        ck_assert_uint_eq(findings.errors, 1);
        ck_assert_ptr_null(p.km);
    }
    ck_assert(!read_profile("km,ground\n0,1\n", &p));
    ck_assert(strstr(err.message, "a profile has at least two points") != NULL);
    ck_assert(!read_profile("km,clutter\n0,1\n1,1\n", &p));
    ck_assert(strstr(err.message, "there is no column ground") != NULL);
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("files");
    tcase_add_checked_fixture(cases, make, drop);
    tcase_add_test(cases, transmitters_are_as_they_are_written);
    tcase_add_test(cases, one_transmitter_and_other_names_of_columns);
    tcase_add_loop_test(cases, a_bad_row_is_named, 0, (int)(sizeof bad_rows / sizeof *bad_rows));
    tcase_add_test(cases, what_is_not_there_is_named);
    tcase_add_test(cases, land_cover_is_that_of_a_cells_centre);
    tcase_add_test(cases, a_wider_elevation_is_kept_beside_it);
    tcase_add_test(cases, zones_are_sea_coast_and_inland);
    tcase_add_test(cases, clutter_heights_replace_those_built_in);
    tcase_add_test(cases, a_profile_is_read_point_by_point);
    tcase_add_test(cases, a_profile_that_cannot_be_is_refused);
    Suite *suite = suite_create("signal_files");
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
