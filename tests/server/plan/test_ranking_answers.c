/* /ranking on the made-up province: its figures are those of the services' own indicators and of /reach/joint. */
#include "server/support_answers.h"
#include <math.h>
#include <string.h>

static const char asked[] = "services=health_station,school&limits=30,5000&weights=2,1";

static json_t *value_of(json_t *root, const char *code)
{
    json_t *row;
    size_t i;
    json_array_foreach(json_object_get(root, "values"), i,
                       row) if (strcmp(json_string_value(json_object_get(row, "code")), code) == 0) return row;
    return NULL;
}

START_TEST(the_index_is_the_weighted_share_left_out)
{
    json_t *root = json_of("/ranking", asked, 200), *unit,
           *one = json_of("/reach/joint", "services=health_station", 200),
           *other = json_of("/reach/joint", "services=school", 200),
           *both = json_of("/reach/joint", "services=health_station,school", 200);
    size_t i;
    double before = INFINITY;
    json_array_foreach(json_object_get(root, "units"), i, unit)
    {
        const char *code = json_string_value(json_object_get(unit, "code"));
        json_t *a = value_of(one, code), *b = value_of(other, code), *all = value_of(both, code);
        double index = number(unit, "index");
        ck_assert_double_eq_tol(index, (2 * (1 - number(a, "value")) + (1 - number(b, "value"))) / 3, 1e-9);
        ck_assert_double_eq_tol(number(unit, "people_missing"), number(all, "denominator") - number(all, "numerator"),
                                1e-6);
        ck_assert_double_eq(number(unit, "rank"), (double)i + 1);
        ck_assert_double_le(index, before + 1e-12);
        ck_assert_double_le(number(unit, "rank_least"), number(unit, "rank"));
        ck_assert_double_ge(number(unit, "rank_most"), number(unit, "rank"));
        before = index;
    }
    ck_assert_uint_gt(i, 1);
    json_decref(root);
    json_decref(one);
    json_decref(other);
    json_decref(both);
}
END_TEST

START_TEST(all_services_missing_are_fewer_people)
{
    char query[200];
    snprintf(query, sizeof query, "%s&least=2", asked);
    json_t *any = json_of("/ranking", asked, 200), *all = json_of("/ranking", query, 200), *unit;
    double sums[2] = {0};
    size_t i;
    json_array_foreach(json_object_get(any, "units"), i, unit) sums[0] += number(unit, "people_missing");
    json_array_foreach(json_object_get(all, "units"), i, unit) sums[1] += number(unit, "people_missing");
    ck_assert_double_gt(sums[0], sums[1]);
    json_decref(any);
    json_decref(all);
    vp_reply reply = reply_to("/ranking", "services=health_station&f=csv");
    ck_assert_uint_eq(reply.status, 200);
    ck_assert_ptr_nonnull(strstr(reply.body->bytes, "rank,rank_least,rank_most,index"));
    vp_reply_clear(&reply);
}
END_TEST

static const refused_query refused[] = {
    {NULL, "which services?", 400},
    {"services=health_station,school&weights=1", "one number a service", 400},
    {"services=health_station&weights=-1", "a weight is a number of 0 or more", 400},
    {"services=health_station|school", "one by one", 400},
    {"services=health_station&least=2", "2 of 1 services cannot be lacking", 400},
    {"services=fm", "no surface of service 'fm'", 404},
    {"services=health_station&threshold=2", "not a share", 400}};

START_TEST(what_cannot_be_asked_is_refused) /* row _i */ { expect_refused("/ranking", refused[_i]); }
END_TEST

int main(void)
{
    Suite *suite = suite_create("ranking_answers");
    TCase *cases = tcase_create("ranking_answers");
    tcase_add_checked_fixture(cases, start_answering, stop_answering);
    tcase_add_test(cases, the_index_is_the_weighted_share_left_out);
    tcase_add_test(cases, all_services_missing_are_fewer_people);
    tcase_add_loop_test(cases, what_cannot_be_asked_is_refused, 0, sizeof refused / sizeof *refused);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
