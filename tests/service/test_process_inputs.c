/* What was sent to a process: fallbacks, places on the grid, rows by name. */
#include "server/support_world.h"
#include "service/process_inputs.h"
#include <check.h>
#include <math.h>
#include <string.h>

static json_t *inputs_of(const char *text)
{
    json_t *inputs = json_loads(text, 0, NULL);
    ck_assert_ptr_nonnull(inputs);
    return inputs;
}

START_TEST(what_was_not_sent_is_the_fallback)
{
    json_t *in =
        inputs_of("{\"n\": 4, \"x\": 2.5, \"t\": \"word\", \"yes\": true, \"no\": false, \"at\": [[1, 2], [3, 4]]}");
    ck_assert_double_eq(vp_inputs_number(in, "n", 7), 4);
    ck_assert_double_eq(vp_inputs_number(in, "x", 7), 2.5);
    ck_assert_double_eq(vp_inputs_number(in, "none", 7), 7);
    ck_assert_str_eq(vp_inputs_text(in, "t", "else"), "word");
    ck_assert_str_eq(vp_inputs_text(in, "none", "else"), "else");
    ck_assert(vp_inputs_yes(in, "yes") && !vp_inputs_yes(in, "no") && !vp_inputs_yes(in, "none"));
    ck_assert_uint_eq(vp_inputs_points(in, "at"), 2);
    ck_assert_uint_eq(vp_inputs_points(in, "none"), 0);
    json_decref(in);
}
END_TEST

/* The made-up province: cells of 500 m from (500000, 2420000), 40 by 40. */
START_TEST(a_place_is_found_in_metres_and_cells)
{
    static const struct {
        double column, row;
        bool inside;
    } places[] = {{5.25, 7.75, true}, {0.01, 0.01, true}, {39.9, 39.9, true}, {-0.1, 5, false},
                  {5, -0.1, false},   {40.1, 5, false},   {5, 40.1, false},   {4000, 5, false}};
    vp_snapshot *world = vp_world_new("s1", 0);
    const vp_inputs_grid grid = {world->region->geometry, &world->places.mercator_to_cell};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        double column = places[i].column, row = places[i].row;
        json_t *in = json_pack("{s:[[i, i], [f, f]]}", "at", 0, 0, vp_world_lon(column), vp_world_lat(row));
        vp_input_place place;
        vp_error err = {0};
        bool found = vp_inputs_place(in, "at", 1, &grid, &place, &err);
        ck_assert_msg(found == places[i].inside, "place %zu", i);
        if (found) {
            ck_assert_double_eq(place.lon, vp_world_lon(column));
            ck_assert_double_eq(place.lat, vp_world_lat(row));
            ck_assert_double_eq_tol(place.x, 500000 + 500 * column, 1);
            ck_assert_double_eq_tol(place.y, 2420000 - 500 * row, 1);
            ck_assert_uint_eq(place.cell, (size_t)row * 40 + (size_t)column);
        } else {
            ck_assert_int_eq(err.kind, VP_BAD_INPUT);
            ck_assert_ptr_nonnull(strstr(err.message, "inputs.at[1] ("));
        }
        json_decref(in);
    }
    vp_snapshot_release(world);
}
END_TEST

START_TEST(services_and_groups_are_named_by_their_id)
{
    vp_snapshot *world = vp_world_new("s1", 0);
    json_t *in = inputs_of("{\"service\": \"school\", \"group\": \"remote\", \"wrong\": \"none\"}");
    size_t row;
    vp_error err = {0};
    vp_land_view view;
    ck_assert(vp_land_view_init(&view, world, &err));
    ck_assert(vp_inputs_service(in, "service", &world->region->definitions, &row, &err));
    ck_assert_uint_eq(row, 1);
    ck_assert(vp_inputs_group(in, "group", &view, &row, &err));
    ck_assert_uint_eq(row, 0);
    ck_assert(vp_inputs_service(in, "unsent", &world->region->definitions, &row, &err));
    ck_assert_uint_eq(row, VP_NONE);
    ck_assert(vp_inputs_group(in, "unsent", &view, &row, &err));
    ck_assert_uint_eq(row, VP_NONE);
    json_t *joined = inputs_of("{\"group\": \"-remote\"}");
    size_t groups = world->region->definitions.group_count;
    ck_assert(vp_inputs_group(joined, "group", &view, &row, &err));
    ck_assert_uint_eq(row, groups);
    ck_assert_str_eq(view.region.definitions.groups[row].id, "-remote");
    json_decref(joined);
    ck_assert(!vp_inputs_service(in, "wrong", &world->region->definitions, &row, &err));
    ck_assert_str_eq(err.message, "inputs.wrong: there is no service none");
    ck_assert_int_eq(err.kind, VP_NOT_FOUND);
    ck_assert(!vp_inputs_group(in, "wrong", &view, &row, &err));
    ck_assert_str_eq(err.message, "inputs.wrong: there is no group none");
    ck_assert_uint_eq(world->region->definitions.group_count, groups); /* the view's alone */
    vp_land_view_clear(&view);
    json_decref(in);
    vp_snapshot_release(world);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("process_inputs");
    TCase *cases = tcase_create("process_inputs");
    tcase_add_test(cases, what_was_not_sent_is_the_fallback);
    tcase_add_test(cases, a_place_is_found_in_metres_and_cells);
    tcase_add_test(cases, services_and_groups_are_named_by_their_id);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
