/* Which unit a facility counts in, in which minute people do, and surfaces of years to come. */
#include "access/floating_surface.h"
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/coverage.h>
#include <vungphu/planned_surface.h>

static vp_unit square(char *code, double west)
{
    const vp_point ring[] = {{west, 0}, {west + 1000, 0}, {west + 1000, 1000}, {west, 1000}, {west, 0}};
    vp_unit unit = {.code = code};
    ck_assert(vp_shape_init(&unit.shape, ring, (const size_t[]){5}, 1, NULL));
    return unit;
}

/* Before: p, q, r. p and most of q became x, the rest of q and r became y. z is of neither. */
START_TEST(a_code_of_before_goes_through_the_crosswalk)
{
    char x[] = "x", y[] = "y", p[] = "p", q[] = "q", r[] = "r", old[] = "2024", new[] = "2025", other[] = "district";
    vp_unit after[] = {square(x, 0), square(y, 1000)};
    vp_unit_set sets[] = {{.level = (char[]){"commune"}, .vintage = new, .units = after, .unit_count = 2}};
    vp_crosswalk rows[] = {{p, old, x, new, 1, true, VP_SHARE_WHOLE},
                           {q, old, y, new, 0.3, false, VP_SHARE_STATED},
                           {q, old, x, new, 0.7, false, VP_SHARE_STATED},
                           {r, old, other, new, 1, true, VP_SHARE_WHOLE},
                           {r, old, y, new, 1, true, VP_SHARE_WHOLE}};
    vp_region region = {.units.sets = sets, .units.set_count = 1, .units.crosswalk = rows, .units.crosswalk_count = 5};
    const struct {
        const char *code;
        double east;
        size_t unit;
    } places[] = {{NULL, 500, 0}, {"y", 500, 0}, /* where it lies goes before what it states */
                  {"x", 9000, 0}, {"y", 9000, 1},       {"p", 9000, 0},       {"q", 9000, 0},
                  {"r", 9000, 1}, {"z", 9000, VP_NONE}, {NULL, 9000, VP_NONE}};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        vp_facility f = {.x = places[i].east, .y = 500, .unit_code = (char *)(uintptr_t)places[i].code};
        size_t unit = vp_coverage_unit_of(&region.units, 0, &f);
        ck_assert_msg(unit == places[i].unit, "place %zu is in unit %zu", i, unit);
    }
    for (size_t u = 0; u < 2; u++) vp_shape_clear(&after[u].shape);
}
END_TEST

/* Of units that nothing has been counted of, what their shape gives is known, and how much of the land is not. */
START_TEST(nothing_is_known_of_the_land_before_it_is_measured)
{
    vp_unit units[] = {square((char[]){"x"}, 0), square((char[]){"y"}, 1000)};
    vp_unit_set set = {.level = (char[]){"commune"}, .units = units, .unit_count = 2};
    vp_region region = {.units.sets = &set, .units.set_count = 1};
    vp_coverage *c = vp_coverage_new(&region, NULL);
    ck_assert_ptr_nonnull(c);
    for (size_t u = 0; u < 2; u++) {
        ck_assert(isnan(c->no_terrain_share[0][u]));
        ck_assert_double_eq(c->area[0][u], 1e6);
        vp_shape_clear(&units[u].shape);
    }
    vp_coverage_free(c);
}
END_TEST

START_TEST(a_value_says_what_is_known_of_a_place)
{
    static const struct {
        vp_reach reach;
        const char *known, *none;
    } rows[] = {{VP_REACH_TRAVEL_TIME, "reached", "no_path"},
                {VP_REACH_ROUND_TRIP, "reached", "no_path"},
                {VP_REACH_DISTANCE, "reached", "no_path"},
                {VP_REACH_SIGNAL, "known", "no_signal"},
                {VP_REACH_AREA, "known", "no_signal"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ck_assert_str_eq(vp_reach_status(rows[i].reach, 12), rows[i].known);
        ck_assert_str_eq(vp_reach_status(rows[i].reach, 0), rows[i].known);
        ck_assert_str_eq(vp_reach_status(rows[i].reach, INFINITY), rows[i].none);
        ck_assert_str_eq(vp_reach_status(rows[i].reach, NAN), "not_known");
    }
}
END_TEST

/* Supply a person is counted where some facility has one and people are known. */
START_TEST(supply_is_counted_of_one_facility_too)
{
    vp_service service = {.facility_count = 1};
    vp_region region = {.definitions.services = &service, .definitions.service_count = 1, .people.population_count = 1};
    ck_assert(vp_floating_surface_is_counted(&region, 0));
    service.capacity = VP_NONE;
    ck_assert(!vp_floating_surface_is_counted(&region, 0));
    service.capacity = 0;
    service.facility_count = 0;
    ck_assert(!vp_floating_surface_is_counted(&region, 0));
    service.facility_count = 1;
    region.people.population_count = 0;
    ck_assert(!vp_floating_surface_is_counted(&region, 0));
}
END_TEST

/* A sum of steps a millionth too long is still of its minute; one of a second more is of the next. */
START_TEST(whoever_is_at_a_minute_counts_in_it)
{
    vp_scale scale = vp_scale_of(VP_REACH_TRAVEL_TIME);
    for (int minute = 1; minute <= 1440; minute++) {
        const float exact = (float)minute,
                    values[] = {exact, exact * (1 + 9e-7f), exact * (1 - 9e-7f), exact + 1.f / 60};
        uint16_t steps[4];
        vp_scale_steps(scale, values, 4, steps);
        for (int i = 0; i < 3; i++) ck_assert_msg(steps[i] == minute, "minute %d: %u", minute, steps[i]);
        ck_assert_msg(steps[3] == minute + 1, "a second after minute %d: %u", minute, steps[3]);
    }
}
END_TEST

/* Of a surface and one of a year to come the second is made again from the first: where there is no data, or no path,
 * as well. Cells without a change are not kept. */
START_TEST(a_surface_to_come_is_made_from_what_differs)
{
    static const float now[] = {5, NAN, INFINITY, 7, NAN, 0}, then[] = {5, NAN, 30, 3, 2, NAN};
    vp_planned_facts planned = {0};
    ck_assert(vp_planned_differ(&planned, now, then, 6, NULL));
    static const uint32_t cells[] = {2, 3, 4, 5};
    ck_assert_uint_eq(planned.cell_count, 4);
    ck_assert_mem_eq(planned.cells, cells, sizeof cells);
    float *made = vp_planned_surface(&planned, now, 6, NULL);
    ck_assert_mem_eq(made, then, sizeof then);
    free(made);
    free(planned.cells);
    free(planned.values);
    ck_assert(vp_planned_differ(&planned, now, now, 6, NULL));
    ck_assert_uint_eq(planned.cell_count, 0);
    free(planned.cells);
    free(planned.values);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("coverage");
    TCase *tests = tcase_create("coverage");
    tcase_add_test(tests, a_code_of_before_goes_through_the_crosswalk);
    tcase_add_test(tests, nothing_is_known_of_the_land_before_it_is_measured);
    tcase_add_test(tests, a_value_says_what_is_known_of_a_place);
    tcase_add_test(tests, supply_is_counted_of_one_facility_too);
    tcase_add_test(tests, whoever_is_at_a_minute_counts_in_it);
    tcase_add_test(tests, a_surface_to_come_is_made_from_what_differs);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
