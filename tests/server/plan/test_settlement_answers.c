/* Settlements of the made-up province: Bản Tèn states 214 people and lies near the first station, Đồng Xa far from
 * both. */
#include "server/support_answers.h"
#include <math.h>
#include <string.h>

static json_t *first_of(json_t *root)
{
    json_t *row = json_array_get(json_object_get(root, "settlements"), 0);
    ck_assert_ptr_nonnull(row);
    return row;
}

START_TEST(the_unserved_come_first)
{
    json_t *root = json_of("/settlements", "service=health_station&limit=60&all=1", 200), *row;
    size_t i, unserved = (size_t)number(root, "unserved_total");
    double left_out = 0;
    ck_assert_double_eq(number(root, "settlements_total"), 2);
    json_array_foreach(json_object_get(root, "settlements"), i, row)
    {
        ck_assert_int_eq(json_is_true(json_object_get(row, "unserved")), i < unserved);
        ck_assert_double_le(number(row, "left_out"), number(row, "people") * (1 + 1e-9));
        left_out += number(row, "left_out");
    }
    ck_assert_double_eq_tol(left_out, number(root, "left_out_total"), 1e-6);
    json_decref(root);
}
END_TEST

START_TEST(a_settlement_has_its_name_unit_and_stated_people)
{
    json_t *root = json_of("/settlements", "service=health_station&limit=1&all=1", 200), *row;
    size_t i, found = 0;
    json_array_foreach(json_object_get(root, "settlements"), i, row)
    {
        if (strcmp(json_string_value(json_object_get(row, "name")), "Bản Tèn") != 0) continue;
        found++;
        ck_assert_double_eq_tol(number(row, "people"), 214, 1e-6);
        ck_assert(json_is_true(json_object_get(row, "difficult")));
        ck_assert_ptr_nonnull(json_object_get(json_object_get(row, "unit"), "code"));
    }
    ck_assert_uint_eq(found, 1);
    json_decref(root);
}
END_TEST

START_TEST(gaps_and_isochrones_name_them)
{
    json_t *root = json_of("/gaps", "service=health_station", 200), *gap;
    size_t i, named = 0;
    json_array_foreach(json_object_get(root, "gaps"), i, gap) named +=
        json_is_object(json_object_get(gap, "settlement")) ? 1 : 0;
    ck_assert_uint_gt(named, 0);
    json_decref(root);
    root = json_of("/isochrones/health_station", "limit=1", 200);
    ck_assert_uint_gt(json_array_size(json_object_get(json_object_get(root, "properties"), "settlements_beyond")), 0);
    json_decref(root);
}
END_TEST

START_TEST(they_are_a_table_and_a_collection)
{
    vp_reply reply = reply_to("/settlements", "service=health_station&limit=1&f=csv");
    ck_assert_uint_eq(reply.status, 200);
    ck_assert_ptr_nonnull(strstr(reply.body->bytes, "Bản Tèn"));
    vp_reply_clear(&reply);
    json_t *root = json_of("/collections/settlements/items", "filter=people%20%3D%20214", 200);
    ck_assert_double_eq(number(root, "numberMatched"), 1);
    json_decref(root);
}
END_TEST

static const refused_query refused[] = {{NULL, "which service?", 400},
                                        {"service=fm", "no surface of service 'fm'", 404},
                                        {"service=school&limit=-1", "outside", 400},
                                        {"service=school&group=nobody", "no population group 'nobody'", 400}};

START_TEST(what_cannot_be_asked_is_refused) /* row _i */ { expect_refused("/settlements", refused[_i]); }
END_TEST

START_TEST(a_group_is_counted_on_them)
{
    json_t *all = json_of("/settlements", "service=health_station&limit=1&all=1", 200),
           *half = json_of("/settlements", "service=health_station&limit=1&all=1&group=remote", 200);
    ck_assert_double_lt(number(half, "people_total"), number(all, "people_total"));
    ck_assert_double_gt(number(first_of(half), "people"), 0);
    json_decref(all);
    json_decref(half);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("settlement_answers");
    TCase *cases = tcase_create("settlement_answers");
    tcase_add_checked_fixture(cases, start_answering, stop_answering);
    tcase_add_test(cases, the_unserved_come_first);
    tcase_add_test(cases, a_settlement_has_its_name_unit_and_stated_people);
    tcase_add_test(cases, gaps_and_isochrones_name_them);
    tcase_add_test(cases, they_are_a_table_and_a_collection);
    tcase_add_loop_test(cases, what_cannot_be_asked_is_refused, 0, sizeof refused / sizeof *refused);
    tcase_add_test(cases, a_group_is_counted_on_them);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
