/* A population in several rasters, and what is said of its edge: every cell by hand. */
#include "store/region/load.h"
#include "store/support_province.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *folder;
static void make(void) { folder = mini_province(); }
static void drop(void) { remove_directory(folder); }

/* People of a fine cell of 50 m, column and row from the corner of the units; two cells say nothing. */
static float people_at(int column, int row)
{
    bool hole = (column == 7 && row == 3) || (column == 90 && row == 119);
    return hole ? -1 : (float)((column * 3 + row * 7) % 11);
}

/* Fine cells of columns first to first + count, as a raster. */
static void write_tile(const char *name, int first, int count, int rows)
{
    float *cells = malloc((size_t)(count * rows) * sizeof *cells);
    for (int i = 0; i < count * rows; i++) cells[i] = people_at(first + i % count, i / count);
    write_raster(folder, name,
                 (raster_place){32648, (double[]){500000 + 50 * first, 50, 0, 2406000, 0, -50}, count, rows}, cells,
                 -1);
    free(cells);
}

/* A dataset a name, of the same vintage. */
static void name_tiles(const char *one, const char *other)
{
    char text[600];
    int length = snprintf(text, sizeof text,
                          "role,path,layer,vintage,crs,encoding,fields,filter,licence,attribution,url,note\n"
                          "units,units.csv,,2025,EPSG:32648,,code=code;name=name;level:=commune,,CC0,,,\npopulation,%s,"
                          ",2020,,,,,CC0,,,\n",
                          one);
    if (other) snprintf(text + length, sizeof text - (size_t)length, "population,%s,,2020,,,,,CC0,,,\n", other);
    write_text(folder, "datasets.csv", text);
}

/* Two rows of one vintage, each of a part; "": of none. */
static void name_parts(const char *one, const char *other)
{
    char text[600];
    snprintf(text, sizeof text,
             "role,path,vintage,crs,fields\nunits,units.csv,2025,EPSG:32648,code=code;name=name;level:=commune\n"
             "population,west.tif,2020,,%s%s\npopulation,east.tif,2020,,%s%s\n",
             *one ? "part:=" : "", one, *other ? "part:=" : "", other);
    write_text(folder, "datasets.csv", text);
}

static vp_region *import_well(void)
{
    vp_findings findings = {0};
    vp_error err = {0};
    bool ok = import_province(folder, &findings, &err);
    if (!ok) print_findings(&findings);
    ck_assert_msg(ok, "%s", err.message);
    vp_findings_clear(&findings);
    char *path = path_in(folder, "dataset.sqlite");
    vp_region *region = vp_region_load(path, &err);
    ck_assert_msg(region != NULL, "%s", err.message);
    remove(path);
    free(path);
    return region;
}

/* The grid begins a kilometre, ten cells, before the units; each of its cells has four fine ones. */
static void check_grid(const vp_region *region)
{
    const vp_grid *grid = region->people.populations[0].people;
    vp_grid_geometry f = vp_grid_geometry_of(grid);
    ck_assert(f.west == 499000 && f.north == 2407000 && f.cell_metres == 100);
    for (int row = 0; row < 60; row++)
        for (int column = 0; column < 60; column++) {
            double sum = 0;
            for (int k = 0; k < 4; k++) sum += fmax(0, (double)people_at(2 * column + k % 2, 2 * row + k / 2));
            double found = (double)vp_grid_cells(grid)[(size_t)(row + 10) * f.columns + (size_t)column + 10];
            ck_assert_msg(fabs(found - sum) < 1e-4, "cell %d, %d: %g, not %g", column, row, found, sum);
        }
    ck_assert(isnan(vp_grid_cells(grid)[10 * f.columns + 9])); /* beyond the rasters */
}

START_TEST(two_tiles_are_one_population) /* in either order */
{
    write_tile("west.tif", 0, 50, 120);
    write_tile("east.tif", 50, 70, 120);
    name_tiles(_i ? "east.tif" : "west.tif", _i ? "west.tif" : "east.tif");
    vp_region *region = import_well();
    ck_assert_uint_eq(region->people.population_count, 1);
    check_grid(region);
    const vp_population *p = &region->people.populations[0];
    ck_assert_ptr_nonnull(p->source); /* their own cells are joined too */
    ck_assert(!p->source_in_degrees);
    vp_grid_geometry f = vp_grid_geometry_of(p->source);
    ck_assert(f.columns == 120 && f.rows == 120 && f.cell_metres == 50 && f.west == 500000 && f.north == 2406000);
    for (int i = 0; i < 120 * 120; i++) {
        float found = vp_grid_cells(p->source)[i], expected = people_at(i % 120, i / 120);
        ck_assert_msg(expected < 0 ? isnan(found) : found == expected, "fine cell %d: %g", i, (double)found);
    }
    vp_region_free(region);
}
END_TEST

/* Four in a corner need no common lattice to be added up, but then the sources' own cells are not kept. */
START_TEST(tiles_of_two_sizes_have_no_common_cells)
{
    float coarse[35 * 60];
    write_tile("west.tif", 0, 50, 120);
    for (int i = 0; i < 35 * 60; i++) {
        coarse[i] = 0;
        for (int k = 0; k < 4; k++) coarse[i] += fmaxf(0, people_at(50 + 2 * (i % 35) + k % 2, 2 * (i / 35) + k / 2));
    }
    write_raster(folder, "east.tif", (raster_place){32648, (double[]){502500, 100, 0, 2406000, 0, -100}, 35, 60},
                 coarse, -1);
    name_tiles("west.tif", "east.tif");
    vp_region *region = import_well();
    check_grid(region);
    ck_assert_ptr_null(region->people.populations[0].source);
    vp_region_free(region);
}
END_TEST

START_TEST(tiles_that_overlap_are_refused)
{
    write_tile("west.tif", 0, 52, 120);
    write_tile("east.tif", 50, 70, 120);
    name_tiles("west.tif", "east.tif");
    expect_finding(folder, true, VP_FINDING_ERROR,
                   "vintage \"2020\": it overlaps west.tif of the same vintage on 60 cells of the grid");
}
END_TEST

/* Rows of one vintage that count different people add up, in their own cells too. */
START_TEST(parts_add_up)
{
    write_tile("west.tif", 0, 120, 120);
    write_tile("east.tif", 0, 120, 120);
    name_parts("f_0", "m_0");
    vp_region *region = import_well();
    const vp_grid *all = region->people.populations[0].people, *own = region->people.populations[0].source;
    size_t cell = (size_t)12 * vp_grid_geometry_of(all).columns + 13;
    double sum = 0;
    for (int k = 0; k < 4; k++) sum += 2 * fmax(0, (double)people_at(6 + k % 2, 4 + k / 2));
    ck_assert_double_eq_tol((double)vp_grid_cells(all)[cell], sum, 1e-4);
    ck_assert(sum > 0 && own && vp_grid_cells(own)[121] == 2 * people_at(1, 1));
    vp_region_free(region);
    name_parts("f_0", "f_0");
    expect_finding(folder, true, VP_FINDING_ERROR, "it overlaps west.tif of the same vintage");
    name_parts("", "f_0");
    expect_finding(folder, true, VP_FINDING_ERROR, "either all have a part or none");
}
END_TEST

/* 00002 and 00004 lie in the east: from 503000 to 506000. */
START_TEST(units_beyond_the_edge_are_named)
{
    write_tile("west.tif", 0, 60, 120);
    name_tiles("west.tif", NULL);
    expect_finding(folder, false, VP_FINDING_WARNING, "2 units have no people data at all: 00002 (");
    write_tile("west.tif", 0, 72, 120); /* a fifth of the eastern ones */
    expect_finding(folder, false, VP_FINDING_WARNING, "\"00004\": the raster covers 20.0 % of the area of ");
    expect_finding(folder, false, VP_FINDING_WARNING, "\"00002\": the raster covers 20.0 % of the area of ");
    write_tile("west.tif", 0, 120, 60); /* the northern half: 00003 and 00004 */
    expect_finding(folder, false, VP_FINDING_WARNING, "2 units have no people data at all: 00001 (");
}
END_TEST

START_TEST(sums_are_reported)
{
    vp_findings findings = {0};
    vp_error err = {0};
    double sum = 0;
    char text[120];
    write_tile("west.tif", 0, 120, 120);
    name_tiles("west.tif", NULL);
    for (int i = 0; i < 120 * 120; i++) sum += fmax(0, (double)people_at(i % 120, i / 120));
    ck_assert_msg(import_province(folder, &findings, &err), "%s", err.message);
    snprintf(text, sizeof text, "%.2f people on the grids; 0.00 %% of the province's area has no data", sum);
    ck_assert_uint_eq(count_findings(&findings, VP_FINDING_NOTE, text), 1);
    snprintf(text, sizeof text, "file's sum on the grids %.2f, units' sum %.2f: 0.00 people (0.00 %%) are in no unit",
             sum, sum);
    ck_assert_uint_eq(count_findings(&findings, VP_FINDING_NOTE, text), 1);
    ck_assert_uint_eq(count_findings(&findings, VP_FINDING_WARNING, "people per km"), 0);
    vp_findings_clear(&findings);
    append_text(folder, "province.csv",
                "people_per_km2_most,5000\n"); /* 2000 a km² are usual ones with 5 a fine cell */
    expect_finding(folder, false, VP_FINDING_WARNING,
                   "the units have 2000 people per km², more than 1000: is this a layer of people per km²");
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("tiles");
    tcase_add_checked_fixture(cases, make, drop);
    tcase_add_loop_test(cases, two_tiles_are_one_population, 0, 2);
    tcase_add_test(cases, tiles_of_two_sizes_have_no_common_cells);
    tcase_add_test(cases, tiles_that_overlap_are_refused);
    tcase_add_test(cases, parts_add_up);
    tcase_add_test(cases, units_beyond_the_edge_are_named);
    tcase_add_test(cases, sums_are_reported);
    Suite *suite = suite_create("population tiles");
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
