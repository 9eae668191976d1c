/* Settlements as features, and those that a service leaves out, of the made-up province. */
#include "server/support_answers.h"
#include <string.h>

static json_t *row_of(json_t *collection, size_t row)
{
    json_t *feature = json_array_get(json_object_get(collection, "features"), row);
    ck_assert_ptr_nonnull(feature);
    return json_object_get(feature, "properties");
}

static const char *text(json_t *object, const char *key) { return json_string_value(json_object_get(object, key)); }

/* support_world.c: the first settlement, of 214 people, 200 of them beyond the health station. */
START_TEST(an_unserved_settlement_names_its_service_and_people)
{
    json_t *all = json_of("/collections/unserved_settlements/items", NULL, 200), *row = row_of(all, 0);
    json_t *places = json_of("/collections/settlements/items", NULL, 200), *place = row_of(places, 0);
    ck_assert_double_eq(number(all, "numberMatched"), 1);
    ck_assert_str_eq(text(row, "service"), "health_station");
    ck_assert_str_eq(text(row, "settlement"), text(place, "id"));
    ck_assert_str_eq(text(row, "name"), text(place, "name"));
    ck_assert_double_eq(number(row, "people"), 214);
    ck_assert_double_eq(number(row, "left_out"), 200);
    ck_assert_double_eq(number(row, "unreachable_people"), 0);
    ck_assert_double_eq(number(row, "mean"), 96);
    static const char *const shared[] = {"kind", "unit", "unit_name", "difficult"};
    for (size_t i = 0; i < sizeof shared / sizeof *shared; i++)
        ck_assert_msg(json_equal(json_object_get(row, shared[i]), json_object_get(place, shared[i])), "%s", shared[i]);
    json_t *here = json_object_get(json_array_get(json_object_get(all, "features"), 0), "geometry");
    ck_assert(json_equal(here, json_object_get(json_array_get(json_object_get(places, "features"), 0), "geometry")));
    json_decref(places);
    json_decref(all);
}
END_TEST

START_TEST(an_unserved_settlement_is_found_by_its_people)
{
    static const struct {
        const char *query;
        double count;
    } asked[] = {{"filter=left_out%3E199", 1},
                 {"filter=left_out%3E200", 0},
                 {"filter=service%3D'health_station'", 1},
                 {"filter=service%3D'school'", 0},
                 {"bbox=0,0,1,1", 0}};
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        json_t *all = json_of("/collections/unserved_settlements/items", asked[i].query, 200);
        ck_assert_msg(number(all, "numberMatched") == asked[i].count, "%s", asked[i].query);
        json_decref(all);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("settlements as features");
    TCase *cases = tcase_create("items");
    tcase_add_checked_fixture(cases, start_answering, stop_answering);
    tcase_add_test(cases, an_unserved_settlement_names_its_service_and_people);
    tcase_add_test(cases, an_unserved_settlement_is_found_by_its_people);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
