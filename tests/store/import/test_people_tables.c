/* People as places and as units' numbers, and rasters of densities: every figure by hand. The province's grid has 80 ×
 * 80 cells of 100 m, from ten cells before its four communes of 30 × 30 cells each. */
#include "store/region/load.h"
#include "store/support_province.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *folder;
static void make(void) { folder = mini_province(); }
static void drop(void) { remove_directory(folder); }

static void set_people(const char *rows)
{
    char text[1200];
    snprintf(text, sizeof text,
             "role,path,layer,vintage,crs,fields\nunits,units.csv,,2025,EPSG:32648,level:=commune\n%s", rows);
    write_text(folder, "datasets.csv", text);
}

static vp_region *imported(vp_severity severity, const char *said)
{
    vp_findings findings = {0};
    vp_error err = {0};
    bool ok = import_province(folder, &findings, &err);
    size_t count = count_findings(&findings, severity, said);
    if (!ok || !count) print_findings(&findings);
    ck_assert_msg(ok, "%s", err.message);
    ck_assert_msg(count == 1, "\"%s\" is said %zu times", said, count);
    vp_findings_clear(&findings);
    char *path = path_in(folder, "dataset.sqlite");
    vp_region *region = vp_region_load(path, &err);
    ck_assert_msg(region != NULL, "%s", err.message);
    remove(path);
    free(path);
    return region;
}

/* People in the cell whose column and row count from the corner of the units. */
static double at(const vp_region *region, size_t population, size_t column, size_t row)
{
    const vp_grid *grid = region->people.populations[population].people;
    return (double)vp_grid_cells(grid)[(row + 10) * vp_grid_geometry_of(grid).columns + column + 10];
}

static double sum(const vp_region *region, size_t population)
{
    const vp_grid *grid = region->people.populations[population].people;
    size_t cells = vp_grid_geometry_cells(vp_grid_geometry_of(grid));
    double total = 0;
    for (size_t i = 0; i < cells; i++) total += isnan(vp_grid_cells(grid)[i]) ? 0 : (double)vp_grid_cells(grid)[i];
    return total;
}

#define POINTS "population_points,villages.csv,,2020,EPSG:32648,people=dan;lon=x;lat=y\n"

START_TEST(a_place_counts_where_it_stands)
{
    write_text(folder, "villages.csv",
               "ten,dan,x,y\nA,120,500050,2405950\nB,30,500060,2405940\nC,7.5,505950,2400050\nD,0,503000,2403000\n");
    set_people(POINTS);
    vp_region *region = imported(VP_FINDING_NOTE, "4 places with 158 people: each is counted in the one cell of 100 m");
    ck_assert_uint_eq(region->people.population_count, 1);
    ck_assert_double_eq(at(region, 0, 0, 0), 150);
    ck_assert_double_eq(at(region, 0, 59, 59), 7.5);
    ck_assert_double_eq(at(region, 0, 20, 20), 0); /* known to be nobody, not unknown */
    ck_assert_double_eq(sum(region, 0), 157.5);
    vp_region_free(region);
}
END_TEST

/* Thousands in squares, in metres: over three cells by two, over four of a row of which the grid has two, over a square
 * that no cell's middle lies in, which is a place, and over a ring around one cell. */
START_TEST(an_area_is_spread_over_the_cells_in_it)
{
    write_text(folder, "squares.geojson",
               "{\"type\": \"FeatureCollection\", \"crs\": {\"type\": \"name\", \"properties\": {\"name\": "
               "\"urn:ogc:def:crs:EPSG::32648\"}}, \"features\": [\n"
               "{\"type\": \"Feature\", \"properties\": {\"dan\": 0.06}, \"geometry\": {\"type\": \"Polygon\", "
               "\"coordinates\": [[[500000, 2405800], [500300, 2405800], [500300, 2406000], [500000, 2406000], "
               "[500000, 2405800]]]}},\n"
               "{\"type\": \"Feature\", \"properties\": {\"dan\": 0.04}, \"geometry\": {\"type\": \"Polygon\", "
               "\"coordinates\": [[[498800, 2405900], [499200, 2405900], [499200, 2406000], [498800, 2406000], "
               "[498800, 2405900]]]}},\n"
               "{\"type\": \"Feature\", \"properties\": {\"dan\": 0.007}, \"geometry\": {\"type\": \"Polygon\", "
               "\"coordinates\": [[[501010, 2405010], [501030, 2405010], [501030, 2405030], [501010, 2405030], "
               "[501010, 2405010]]]}},\n"
               "{\"type\": \"Feature\", \"properties\": {\"dan\": 0.08}, \"geometry\": {\"type\": \"Polygon\", "
               "\"coordinates\": [[[502000, 2404000], [502300, 2404000], [502300, 2404300], [502000, 2404300], "
               "[502000, 2404000]], [[502100, 2404100], [502100, 2404200], [502200, 2404200], [502200, 2404100], "
               "[502100, 2404100]]]}}]}\n");
    set_people("population_points,squares.geojson,,2020,EPSG:32648,people=dan;times:=1000\n");
    vp_region *region = imported(VP_FINDING_NOTE, "1 places with 7 people: each is counted in the one cell of 100 m");
    for (size_t row = 0; row < 3; row++)
        for (size_t column = 0; column < 4; column++)
            ck_assert_double_eq_tol(at(region, 0, column, row), column < 3 && row < 2 ? 10 : 0, 1e-6);
    for (size_t column = 0; column < 3; column++)
        ck_assert_double_eq_tol(at(region, 0, column - 10, 0), column < 2 ? 10 : 0, 1e-6);
    ck_assert_double_eq_tol(at(region, 0, 10, 9), 7, 1e-6);
    for (size_t row = 17; row < 20; row++)
        for (size_t column = 20; column < 23; column++)
            ck_assert_double_eq_tol(at(region, 0, column, row), column == 21 && row == 18 ? 0 : 10, 1e-6);
    ck_assert_double_eq_tol(sum(region, 0), 60 + 20 + 7 + 80, 1e-5);
    vp_region_free(region);
    set_people("population_points,squares.geojson,,2020,EPSG:32648,people=dan;times:=0\n");
    expect_finding(folder, true, VP_FINDING_WARNING, "a number above 0 is needed: times:=1000");
}
END_TEST

START_TEST(a_place_with_no_number_of_people_is_left_out)
{
    write_text(folder, "villages.csv", "ten,dan,x,y\nA,120,500050,2405950\nB,-5,500050,2405950\nC,,500050,2405950\n");
    set_people(POINTS);
    vp_region *region = imported(VP_FINDING_NOTE, "1 places with 120 people");
    ck_assert_double_eq(sum(region, 0), 120);
    vp_region_free(region);
    expect_finding(folder, false, VP_FINDING_WARNING, "row 3 people \"-5\": row left out: a number of people");
    expect_finding(folder, false, VP_FINDING_WARNING, "row 4 people \"\": row left out: a number of people");
}
END_TEST

START_TEST(two_estimates_need_two_vintages)
{
    write_text(folder, "villages.csv", "ten,dan,x,y\nA,120,500050,2405950\n");
    set_people("population,people.tif,,2020,,\n" POINTS);
    expect_finding(folder, true, VP_FINDING_ERROR, "people.tif has this vintage too");
    write_text(folder, "t.csv", "code,people\n00001,900\n");
    set_people("population,people.tif,,2020,,\npopulation_units,t.csv,,2020,,\n");
    expect_finding(folder, true, VP_FINDING_ERROR, "another population has this vintage");
    set_people("population_units,t.csv,,2019,,\npopulation,people.tif,,2020,,\n");
    vp_region *region = imported(VP_FINDING_WARNING, "3 units have no row");
    ck_assert_uint_eq(region->people.population_count, 2);
    ck_assert_double_eq(at(region, 0, 0, 0), 10); /* the raster comes first, whatever the order of the rows */
    ck_assert_str_eq(region->people.populations[1].label, "2019");
    vp_region_free(region);
}
END_TEST

START_TEST(units_without_land_cover_are_spread_evenly)
{
    write_text(folder, "t.csv", "code,people\n1,900\n2,1800\n3,0\n");
    set_people("population_units,t.csv,,2019,,\n");
    vp_region *region =
        imported(VP_FINDING_WARNING, "people of 3 units (2700) are spread evenly over them, since there");
    ck_assert_double_eq_tol(at(region, 0, 0, 59), 1, 1e-6);  /* 00001, whose zeros a spreadsheet had taken */
    ck_assert_double_eq_tol(at(region, 0, 59, 59), 2, 1e-6); /* 00002 */
    ck_assert_double_eq(at(region, 0, 0, 0), 0);             /* 00003 */
    ck_assert(isnan(at(region, 0, 59, 0)));                  /* 00004, of which nothing is known */
    ck_assert_double_eq_tol(sum(region, 0), 2700, 1e-3);
    vp_region_free(region);
}
END_TEST

/* Land cover: 00001 has 100 built cells, 00002 none and half of it water, 00003 water alone, 00004 crops. */
static void write_cover(void)
{
    float cells[3600];
    for (int i = 0; i < 3600; i++) {
        int column = i % 60, row = i / 60;
        bool west = column < 30, south = row >= 30;
        cells[i] = west && south    ? (column < 10 && row < 40 ? 50 : 40)
                   : !west && south ? (row < 45 ? 80 : 40)
                   : west           ? 80
                                    : 40;
    }
    write_raster(folder, "cover.tif", (raster_place){32648, (double[]){500000, 100, 0, 2406000, 0, -100}, 60, 60},
                 cells, -1);
}

START_TEST(units_are_spread_over_built_up_land)
{
    write_cover();
    write_text(folder, "t.csv", "code,people\n00001,900\n00002,900\n00003,90\n00004,1800\n");
    set_people("population_units,t.csv,,2019,,\nland_cover,cover.tif,,,,\n");
    vp_region *region =
        imported(VP_FINDING_NOTE, "people of 1 units (900) are spread over their built-up land cover, of 2 "
                                  "without any (2700) evenly over their land, of 1 all water (90)");
    ck_assert_double_eq_tol(at(region, 0, 5, 35), 9, 1e-5);  /* 900 over 100 cells */
    ck_assert_double_eq(at(region, 0, 15, 50), 0);           /* its fields */
    ck_assert_double_eq_tol(at(region, 0, 40, 50), 2, 1e-6); /* 900 over 450 cells of land */
    ck_assert_double_eq(at(region, 0, 40, 32), 0);           /* its water */
    ck_assert_double_eq_tol(at(region, 0, 3, 3), 0.1, 1e-6); /* all water: evenly */
    ck_assert_double_eq_tol(at(region, 0, 45, 20), 2, 1e-6); /* no built-up land: all its fields */
    ck_assert_double_eq_tol(sum(region, 0), 3690, 1e-2);
    vp_region_free(region);
    set_people("population_units,t.csv,,2019,,built:=40\nland_cover,cover.tif,,,,\n");
    region = imported(VP_FINDING_NOTE, "people of 3 units (3600) are spread over their built-up land cover");
    ck_assert_double_eq(at(region, 0, 5, 35), 0);
    vp_region_free(region);
}
END_TEST

START_TEST(a_unit_twice_and_one_that_is_none_are_named)
{
    write_text(folder, "t.csv", "code,people\n00001,900\n00001,5\n99999,5\n00002,many\n");
    set_people("population_units,t.csv,,2019,,\n");
    expect_finding(folder, false, VP_FINDING_WARNING,
                   "row 3 code \"00001\": row left out: a row before it has this code");
    expect_finding(folder, false, VP_FINDING_WARNING, "row 4 code \"99999\": row left out: no unit has this code");
    expect_finding(folder, false, VP_FINDING_WARNING, "row 5 people \"many\": row left out: a number of people");
}
END_TEST

/* 10 in each cell of a hectare. */
START_TEST(a_density_is_multiplied_by_the_cells_area)
{
    set_people("population,people.tif,,2020,,density:=km2\n");
    vp_region *region =
        imported(VP_FINDING_NOTE, "people per km2 were multiplied by the area of each cell: 360 people");
    ck_assert_double_eq_tol(at(region, 0, 0, 0), 0.1, 1e-6);
    ck_assert_double_eq_tol(sum(region, 0), 360, 1e-3);
    vp_region_free(region);
    set_people("population,people.tif,,2020,,density:=hectare\n");
    region = imported(VP_FINDING_NOTE, "people per hectare were multiplied by the area of each cell: 36000 people");
    vp_region_free(region);
    set_people("population,people.tif,,2020,,density:=mile\n");
    expect_finding(folder, true, VP_FINDING_ERROR, "a density is per km2 or per hectare");
}
END_TEST

START_TEST(a_density_that_is_not_declared_is_reported)
{
    char *from = path_in(folder, "people.tif"), *to = path_in(folder, "pop_density_2020.tif");
    ck_assert_int_eq(rename(from, to), 0);
    free(from);
    free(to);
    set_people("population,pop_density_2020.tif,,2020,,\n");
    expect_finding(folder, false, VP_FINDING_WARNING, "write density:=km2 in fields");
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("tables");
    tcase_add_checked_fixture(cases, make, drop);
    tcase_add_test(cases, a_place_counts_where_it_stands);
    tcase_add_test(cases, an_area_is_spread_over_the_cells_in_it);
    tcase_add_test(cases, a_place_with_no_number_of_people_is_left_out);
    tcase_add_test(cases, two_estimates_need_two_vintages);
    tcase_add_test(cases, units_without_land_cover_are_spread_evenly);
    tcase_add_test(cases, units_are_spread_over_built_up_land);
    tcase_add_test(cases, a_unit_twice_and_one_that_is_none_are_named);
    tcase_add_test(cases, a_density_is_multiplied_by_the_cells_area);
    tcase_add_test(cases, a_density_that_is_not_declared_is_reported);
    Suite *suite = suite_create("people of tables");
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
