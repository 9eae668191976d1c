/* Groups combined in a query: remote is half of the people of the first two communes of the made-up province. */
#include "server/support_answers.h"
#include <math.h>
#include <string.h>

static json_t *whole(const char *path, const char *query, const char *group, bool bounded)
{
    json_t *root = json_of(path, query, 200), *question = json_object_get(root, "question");
    ck_assert_str_eq(json_string_value(json_object_get(question, "group")), group);
    ck_assert_int_eq(json_is_true(json_object_get(question, "group_bounded")), bounded);
    return root;
}

static double denominator(json_t *root) { return number(json_object_get(root, "province"), "denominator"); }

START_TEST(who_is_remote_and_who_is_not_are_all)
{
    json_t *all = json_of("/indicators/reached", NULL, 200),
           *in = whole("/indicators/reached", "group=remote", "remote", false),
           *out = whole("/indicators/reached", "group=-remote", "-remote", false);
    ck_assert_double_gt(denominator(in), 0);
    ck_assert_double_eq_tol(denominator(in) + denominator(out), denominator(all), 1e-6);
    json_decref(all);
    json_decref(in);
    json_decref(out);
}
END_TEST

START_TEST(a_blank_of_an_address_is_a_plus)
{
    vp_reply reply = reply_to("/indicators/reached", "group=remote+remote");
    ck_assert_uint_eq(reply.status, 400); /* half of a commune, twice */
    ck_assert_ptr_nonnull(
        strstr(reply.body->bytes, "remote is a share of each unit and stands twice in 'remote remote'"));
    vp_reply_clear(&reply);
}
END_TEST

START_TEST(every_address_with_a_group_takes_it)
{
    static const char *const asked[][2] = {{"/reach/joint", "services=health_station,school&group=-remote"},
                                           {"/gaps", "service=health_station&group=-remote"},
                                           {"/gaps", "services=health_station,school&group=-remote"},
                                           {"/gaps", "service=health_station&group=-remote&level=commune"}};
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        json_t *root = json_of(asked[i][0], asked[i][1], 200), *question = json_object_get(root, "question");
        ck_assert_str_eq(json_string_value(json_object_get(question, "group")), "-remote");
        json_t *gaps = json_object_get(root, "gaps"), *gap;
        size_t k;
        json_array_foreach(gaps, k, gap)
        {
            ck_assert_double_eq_tol(number(gap, "people_low"), number(gap, "people"), 1e-6);
            ck_assert_double_eq_tol(number(gap, "people_high"), number(gap, "people"), 1e-6);
        }
        json_decref(root);
    }
    json_decref(json_of("/units/00001", "service=health_station&group=remote%7C-remote", 400));
}
END_TEST

START_TEST(what_is_no_group_is_refused)
{
    json_t *root = json_of("/gaps", "service=school&group=remote%2Bnobody", 400);
    ck_assert_ptr_nonnull(strstr(json_string_value(json_object_get(root, "detail")), "no population group 'nobody'"));
    json_decref(root);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("group_answers");
    TCase *cases = tcase_create("group_answers");
    tcase_add_checked_fixture(cases, start_answering, stop_answering);
    tcase_add_test(cases, who_is_remote_and_who_is_not_are_all);
    tcase_add_test(cases, a_blank_of_an_address_is_a_plus);
    tcase_add_test(cases, every_address_with_a_group_takes_it);
    tcase_add_test(cases, what_is_no_group_is_refused);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
