/* Values that cannot be: which are refused, which only reported, and where the first one is. */
#include "store/spatial/plausible.h"
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SIDE = 40, COUNT = SIDE * SIDE };
static double cells[COUNT];
static vp_plausible_line lines[VP_PLAUSIBLE_LINES];

static void fill(double value)
{
    for (size_t i = 0; i < COUNT; i++) cells[i] = value;
}

/* Cells of 100 m; the number of findings. */
static size_t look(vp_cells_kind kind, double type_most)
{
    vp_plausible p = {.kind = kind,
                      .transform = {500000, 100, 0, 2400000, 0, -100},
                      .people_per_km2_most = VP_PEOPLE_PER_KM2_MOST,
                      .type_most = type_most};
    vp_plausible_check(&p, 0, 0, SIDE, SIDE, cells);
    return vp_plausible_lines(&p, lines);
}

START_TEST(a_tower_is_reported_and_stays)
{
    fill(10);
    cells[3 * SIDE + 7] = 1128.87; /* 112,887 people per km² */
    ck_assert_uint_eq(look(VP_CELLS_PEOPLE, INFINITY), 1);
    ck_assert_int_eq(lines[0].severity, VP_FINDING_WARNING);
    ck_assert_int_eq(lines[0].row, 4);
    ck_assert_str_eq(lines[0].column, "8");
    ck_assert_double_eq(cells[3 * SIDE + 7], 1128.87);
}
END_TEST

START_TEST(many_dense_cells_are_an_error)
{
    fill(10);
    for (size_t i = 0; i < 2; i++) cells[i] = 1128.87; /* 2 of 1,600 */
    ck_assert_uint_eq(look(VP_CELLS_PEOPLE, INFINITY), 1);
    ck_assert_int_eq(lines[0].severity, VP_FINDING_ERROR);
}
END_TEST

START_TEST(one_absurd_cell_is_an_error)
{
    fill(10);
    cells[5] = 65535;
    ck_assert_uint_eq(look(VP_CELLS_PEOPLE, 65535), 1);
    ck_assert_int_eq(lines[0].severity, VP_FINDING_ERROR);
}
END_TEST

START_TEST(values_in_another_unit_are_brought_to_ours)
{
    static const struct {
        vp_cells_kind kind;
        const char *unit;
        double right;
        size_t findings;
    } cases[] = {
        {VP_CELLS_ELEVATION, "m", 1000, 0},       {VP_CELLS_ELEVATION, "", 1000, 0},
        {VP_CELLS_ELEVATION, "ft", 304.8, 1},     {VP_CELLS_ELEVATION, "US survey foot", 1200000.0 / 3937, 1},
        {VP_CELLS_ELEVATION, "CM", 10, 1},        {VP_CELLS_ELEVATION, "fathoms", 1000, 1},
        {VP_CELLS_KM_PER_H, "m/s", 3600, 1},      {VP_CELLS_KM_PER_H, "km/h", 1000, 0},
        {VP_CELLS_PEOPLE, "ft", 1000, 1},         {VP_CELLS_PEOPLE, "people", 1000, 0},
        {VP_CELLS_PEOPLE, "people/km2", 1000, 0}, /* reported as a density */
        {VP_CELLS_NUMBERS, "ft", 1000, 0},        {VP_CELLS_CLASSES, "ft", 100, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        vp_plausible p = {.kind = cases[i].kind,
                          .transform = {500000, 100, 0, 2400000, 0, -100},
                          .people_per_km2_most = VP_PEOPLE_PER_KM2_MOST,
                          .unit = cases[i].unit,
                          .type_most = INFINITY};
        fill(cases[i].kind == VP_CELLS_CLASSES ? 100 : 1000);
        vp_plausible_check(&p, 0, 0, SIDE, SIDE, cells);
        ck_assert_double_eq_tol(cells[COUNT - 1], cases[i].right, 1e-9);
        ck_assert_msg(vp_plausible_lines(&p, lines) == cases[i].findings, "%s: %s", cases[i].unit, lines[0].reason);
        if (cases[i].findings) ck_assert_str_eq(lines[0].value, cases[i].unit);
    }
}
END_TEST

START_TEST(classes_are_no_measurements)
{
    for (int kind = VP_CELLS_NUMBERS; kind <= VP_CELLS_PEOPLE; kind++) {
        vp_plausible p = {.kind = (vp_cells_kind)kind, .people_per_km2_most = VP_PEOPLE_PER_KM2_MOST, .classes = true};
        bool measured = kind != VP_CELLS_NUMBERS && kind != VP_CELLS_CLASSES;
        ck_assert_uint_eq(vp_plausible_lines(&p, lines), measured);
        if (measured) ck_assert_int_eq(lines[0].severity, VP_FINDING_WARNING);
    }
}
END_TEST

START_TEST(voids_of_elevation_become_no_data)
{
    static const double voids[] = {-32768, 32767, -9999, INFINITY};
    fill(100);
    for (size_t i = 0; i < 4; i++) cells[i] = voids[i];
    ck_assert_uint_eq(look(VP_CELLS_ELEVATION, INFINITY), 1);
    ck_assert_int_eq(lines[0].severity, VP_FINDING_WARNING);
    ck_assert_ptr_nonnull(strstr(lines[0].reason, "4 cells"));
    for (size_t i = 0; i < 4; i++) ck_assert(isnan(cells[i]));
    ck_assert_double_eq(cells[4], 100);
}
END_TEST

START_TEST(full_bytes_of_people_are_reported)
{
    fill(10);
    for (size_t i = 0; i < COUNT / 2; i++) cells[i] = 255;
    ck_assert_uint_eq(look(VP_CELLS_PEOPLE, 255), 1);
    ck_assert_ptr_nonnull(strstr(lines[0].reason, "the most that a cell of this file can hold"));
}
END_TEST

/* 255 of a land cover that declares nothing: any other class may well have a speed. */
START_TEST(full_bytes_of_classes_are_reported)
{
    fill(10);
    for (size_t i = 0; i < COUNT / 2; i++) cells[i] = 255;
    ck_assert_uint_eq(look(VP_CELLS_CLASSES, 255), 1);
    ck_assert_int_eq(lines[0].severity, VP_FINDING_WARNING);
    ck_assert_double_eq(cells[0], 255);
    ck_assert_uint_eq(look(VP_CELLS_CLASSES, 65535), 0);
    ck_assert_uint_eq(look(VP_CELLS_CLASSES, INFINITY), 0);
}
END_TEST

/* One odd cell is found wherever it stands, whatever is not known around it. */
static const struct {
    vp_cells_kind kind;
    double value;
} odd_ones[] = {{VP_CELLS_CLASSES, 10.5},   {VP_CELLS_CLASSES, -1},        {VP_CELLS_CLASSES, 256},
                {VP_CELLS_ELEVATION, -501}, {VP_CELLS_ELEVATION, 9001},    {VP_CELLS_NUMBERS, -9999},
                {VP_CELLS_NUMBERS, 1e31},   {VP_CELLS_NUMBERS, -1e31},     {VP_CELLS_NUMBERS, INFINITY},
                {VP_CELLS_PEOPLE, -1},      {VP_CELLS_KM_PER_H, INFINITY}, {VP_CELLS_KM_PER_H, -INFINITY}};

START_TEST(one_odd_cell_is_found)
{
    for (size_t at = 0; at < COUNT; at += COUNT / 7)
        for (int holes = 0; holes < 2; holes++) {
            fill(10);
            for (size_t i = 0; holes && i < COUNT; i += 3) cells[i] = NAN;
            cells[at] = odd_ones[_i].value;
            ck_assert_uint_eq(look(odd_ones[_i].kind, INFINITY), 1);
        }
}
END_TEST

START_TEST(ordinary_values_are_left_alone)
{
    fill(10);
    for (int kind = VP_CELLS_NUMBERS; kind <= VP_CELLS_PEOPLE; kind++)
        ck_assert_uint_eq(look((vp_cells_kind)kind, INFINITY), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("plausible");
    TCase *tests = tcase_create("plausible");
    tcase_add_test(tests, a_tower_is_reported_and_stays);
    tcase_add_test(tests, many_dense_cells_are_an_error);
    tcase_add_test(tests, one_absurd_cell_is_an_error);
    tcase_add_test(tests, values_in_another_unit_are_brought_to_ours);
    tcase_add_test(tests, classes_are_no_measurements);
    tcase_add_test(tests, voids_of_elevation_become_no_data);
    tcase_add_test(tests, full_bytes_of_people_are_reported);
    tcase_add_test(tests, full_bytes_of_classes_are_reported);
    tcase_add_loop_test(tests, one_odd_cell_is_found, 0, (int)(sizeof odd_ones / sizeof *odd_ones));
    tcase_add_test(tests, ordinary_values_are_left_alone);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
