/* /reach/joint on a made-up province, worked out by hand. */
#include "server/support_answers.h"
#include <math.h>
#include <string.h>

/* People within 5 cells of a station (30 minutes) and of a school (2,500 m at 500 m a cell) in the rows of a unit:
 * 10 on each cell. The last column is cut off from all. */
static void count_people(double *both, double *any, double *all)
{
    *both = *any = *all = 0;
    for (size_t row = 1; row < WORLD_SIDE; row++) /* of the first nobody knows how many live there */
        for (size_t column = 0; column < WORLD_SIDE; column++) {
            double x = (double)column, y = (double)row;
            bool station = column < WORLD_SIDE - 1 && fmin(hypot(x - 5, y - 5), hypot(x - 30, y - 10)) <= 5,
                 school = hypot(x - 35, y - 35) <= 40;
            *both += station && school ? 10 : 0;
            *any += station || school ? 10 : 0;
            *all += 10;
        }
}

START_TEST(people_are_reached_by_all_or_by_any)
{
    double both, any, all;
    count_people(&both, &any, &all);
    json_t *root = json_of("/reach/joint", "services=health_station,school&limits=,20000", 200),
           *joint = json_object_get(root, "joint"), *asked = json_object_get(joint, "services");
    ck_assert_uint_eq(json_array_size(asked), 2);
    ck_assert_double_eq(number(joint, "at_least"), 2);
    ck_assert_double_eq(number(json_array_get(asked, 0), "limit"), 30); /* its own */
    ck_assert_double_eq(number(json_array_get(asked, 1), "limit"), 20000);
    ck_assert_double_eq(number(json_array_get(asked, 1), "part"), 2);
    json_t *province = json_object_get(root, "province");
    ck_assert_double_gt(both, 0);
    ck_assert_double_lt(both, any);
    ck_assert_double_eq_tol(number(province, "numerator"), both, 1e-6);
    ck_assert_double_eq_tol(number(province, "denominator"), all, 1e-6);
    json_t *values = json_object_get(root, "values"), *unit;
    double sum = 0;
    size_t i;
    json_array_foreach(values, i, unit) sum += number(unit, "numerator");
    ck_assert_double_eq_tol(sum, both, 1e-6);
    json_decref(root);
    root = json_of("/reach/joint", "services=health_station,school&limits=,20000&at_least=1", 200);
    ck_assert_double_eq_tol(number(json_object_get(root, "province"), "numerator"), any, 1e-6);
    json_decref(root);
    root = json_of("/reach/joint", "services=health_station|school&limits=,20000", 200);
    ck_assert_double_eq_tol(number(json_object_get(root, "province"), "numerator"), any, 1e-6);
    json_decref(root);
}
END_TEST

/* One service alone is what its own indicator says, on every level. */
START_TEST(one_service_is_its_own_indicator)
{
    static const char *const levels[] = {"level=commune", "level=district"};
    for (size_t l = 0; l < 2; l++) {
        char query[100];
        snprintf(query, sizeof query, "services=health_station&%s", levels[l]);
        json_t *joint = json_of("/reach/joint", query, 200), *own = json_of("/indicators/reached", levels[l], 200),
               *left = json_object_get(joint, "values"), *right = json_object_get(own, "values");
        ck_assert_uint_eq(json_array_size(left), json_array_size(right));
        for (size_t i = 0; i < json_array_size(left); i++)
            ck_assert_double_eq_tol(number(json_array_get(left, i), "numerator"),
                                    number(json_array_get(right, i), "numerator"), 1e-6);
        json_decref(joint);
        json_decref(own);
    }
}
END_TEST

START_TEST(units_count_from_a_threshold)
{
    json_t *root = json_of("/reach/joint", "services=health_station&threshold=0.5", 200),
           *own = json_of("/indicators/reached_units", NULL, 200);
    ck_assert_double_eq(number(json_object_get(root, "province"), "value"),
                        number(json_object_get(own, "province"), "value"));
    ck_assert_double_eq(number(json_object_get(root, "question"), "threshold"), 0.5);
    json_decref(root);
    json_decref(own);
}
END_TEST

START_TEST(it_is_a_table_too)
{
    vp_reply reply = reply_to("/reach/joint", "services=health_station,school&f=csv");
    ck_assert_uint_eq(reply.status, 200);
    char *csv = strndup(reply.body->bytes, reply.body->length);
    ck_assert_ptr_nonnull(strstr(csv, "code,name,value,numerator"));
    ck_assert_ptr_nonnull(strstr(csv, "\"health_station=30+school="));
    free(csv);
    vp_reply_clear(&reply);
}
END_TEST

static const refused_query refused[] = {{NULL, "which services?", 400},
                                        {"services=", "no service is named", 400},
                                        {"services=none", "no service none", 400},
                                        {"services=fm", "no surface of service 'fm'", 404},
                                        {"services=school,school", "school is asked for twice", 400},
                                        {"services=school&limits=5", "between the steps", 400},
                                        {"services=school=x", "the limit of school is not a number", 400},
                                        {"services=school&at_least=2", "at least 2 of 1", 400},
                                        {"services=school&threshold=2", "not a share", 400},
                                        {"services=school&group=nobody", "no population group 'nobody'", 400}};

START_TEST(what_cannot_be_asked_is_refused) /* row _i */ { expect_refused("/reach/joint", refused[_i]); }
END_TEST

int main(void)
{
    Suite *suite = suite_create("joint");
    TCase *cases = tcase_create("joint");
    tcase_add_checked_fixture(cases, start_answering, stop_answering);
    tcase_add_test(cases, people_are_reached_by_all_or_by_any);
    tcase_add_test(cases, one_service_is_its_own_indicator);
    tcase_add_test(cases, units_count_from_a_threshold);
    tcase_add_test(cases, it_is_a_table_too);
    tcase_add_loop_test(cases, what_cannot_be_asked_is_refused, 0, sizeof refused / sizeof *refused);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
