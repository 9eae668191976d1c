/* Gaps as features, set by hand in the made-up province. */
#include "server/endpoints/endpoints.h"
#include "server/support_answers.h"
#include <math.h>
#include <string.h>

static const vp_gap rows[] = {
    {.service = 1,
     .group = 0,
     .limit = 5000,
     .unit = 1,
     .people = 12.5,
     .lon = 105.9,
     .lat = 21.7,
     .unreachable_people = 2,
     .mean = 7000,
     .worst = 9000,
     .area_square_metres = 750000,
     .first_cell = 41},
    {.service = 0,
     .group = VP_NONE,
     .limit = 30,
     .unit = VP_NONE,
     .people = 3,
     .lon = 105.95,
     .lat = 21.75,
     .mean = NAN,
     .worst = NAN,
     .first_cell = 7},
};

static void start(void)
{
    vp_error err = {0};
    vp_publication *publication = vp_publication_new(NULL);
    vp_snapshot *s = vp_world_new("s1", 0);
    s->listings.gaps.gap_count = 2;
    memcpy(s->listings.gaps.gaps, rows, sizeof rows);
    answering = vp_server_new(&(vp_server_options){.routes = &vp_endpoints, .publication = publication}, &err);
    ck_assert_msg(answering && vp_server_publish(answering, s, &err), "%s", err.message);
}

static json_t *gap(json_t *collection, size_t row)
{
    json_t *feature = json_array_get(json_object_get(collection, "features"), row);
    ck_assert_ptr_nonnull(feature);
    return json_object_get(feature, "properties");
}

static const char *text(json_t *object, const char *key) { return json_string_value(json_object_get(object, key)); }

START_TEST(a_gap_names_its_service_group_and_unit)
{
    json_t *all = json_of("/collections/gaps/items", NULL, 200), *first = gap(all, 0), *second = gap(all, 1);
    ck_assert_double_eq(number(all, "numberMatched"), 2);
    ck_assert_str_eq(text(json_array_get(json_object_get(all, "features"), 0), "id"), "school-41");
    ck_assert_str_eq(text(first, "service"), "school");
    ck_assert_str_eq(text(first, "group"), "remote");
    ck_assert_str_eq(text(first, "unit"), "00002");
    ck_assert_str_eq(text(first, "unit_name"), "=HYPERLINK(\"x\")");
    ck_assert_double_eq(number(first, "limit"), 5000);
    ck_assert_double_eq(number(first, "people"), 12.5);
    ck_assert_double_eq(number(first, "unreachable_people"), 2);
    ck_assert_double_eq(number(first, "mean"), 7000);
    ck_assert_double_eq(number(first, "worst"), 9000);
    ck_assert_double_eq(number(first, "area_km2"), 0.75);
    ck_assert_str_eq(text(second, "service"), "health_station");
    static const char *const none[] = {"group", "unit", "unit_name", "mean", "worst"};
    for (size_t i = 0; i < 5; i++) ck_assert_msg(json_is_null(json_object_get(second, none[i])), "%s", none[i]);
    json_decref(all);
}
END_TEST

START_TEST(a_gap_is_found_by_its_unit_and_place)
{
    json_t *all = json_of("/collections/gaps/items", "unit=00002", 200);
    ck_assert_double_eq(number(all, "numberMatched"), 1);
    json_decref(all);
    static const struct {
        const char *box;
        double count;
    } boxes[] = {{"bbox=105.9,21.7,105.95,21.75", 2}, /* the edges belong to it */
                 {"bbox=105.91,21.7,106,21.8", 1},    {"bbox=105.9,21.71,106,21.8", 1},
                 {"bbox=105.8,21.6,105.94,21.8", 1},  {"bbox=105.8,21.6,106,21.74", 1},
                 {"bbox=105.8,21.6,105.85,21.65", 0}};
    for (size_t i = 0; i < sizeof boxes / sizeof *boxes; i++) {
        all = json_of("/collections/gaps/items", boxes[i].box, 200);
        ck_assert_msg(number(all, "numberMatched") == boxes[i].count, "%s", boxes[i].box);
        json_decref(all);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("gaps as features");
    TCase *cases = tcase_create("items");
    tcase_add_checked_fixture(cases, start, stop_answering);
    tcase_add_test(cases, a_gap_names_its_service_group_and_unit);
    tcase_add_test(cases, a_gap_is_found_by_its_unit_and_place);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
