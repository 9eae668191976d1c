/* Where new facilities should stand, asked of the process: what is counted is worked out by hand. */
#include "service/support_processes.h"

/* ------------------------------------------------------------ siting */

/* East of the river nobody reaches a station: 50 + 110 + 170 people, for whom one in column 5 is best. */
START_TEST(a_site_is_found_where_people_are_left_out)
{
    json_t *r = result_of("site", "{\"service\": \"station\", \"count\": 1}"),
           *site = json_array_get(json_object_get(r, "sites"), 0);
    ck_assert_uint_eq(json_array_size(json_object_get(r, "sites")), 1);
    ck_assert_double_eq_tol(number(r, "objective"), 330, 1e-6);
    ck_assert(json_is_true(json_object_get(r, "proven")));
    ck_assert_str_eq(json_string_value(json_object_get(json_object_get(site, "unit"), "code")), "B");
    json_decref(r);
}
END_TEST

/* Of three candidates, two in one cell, only one is east of the river. Such a job once ended the server. */
START_TEST(a_site_is_one_of_the_candidates)
{
    static const double places[][2] = {{0.5, 1.5}, {5.5, 1.5}, {5.6, 1.4}};
    json_t *r = result_of("site", at("{\"service\": \"station\", \"count\": 2, \"candidates\": [%P, %P, %P]}", places)),
           *site = json_array_get(json_object_get(r, "sites"), 0);
    const vp_snapshot *snapshot = vp_publication_acquire(publication);
    vp_point east = lonlat_of(snapshot, 5.5, 1.5);
    vp_snapshot_release(snapshot);
    ck_assert_double_eq_tol(number(r, "objective"), 330, 1e-6);
    ck_assert_double_eq_tol(number(site, "lon"), east.x, 1e-6);
    ck_assert_double_eq_tol(number(site, "lat"), east.y, 1e-6);
    json_decref(r);
}
END_TEST

/* A polygon around the eastern two of three candidates leaves the western one, where nobody gains. */
START_TEST(no_site_stands_where_none_may)
{
    static const double places[][2] = {{0.5, 1.5}, {5.5, 1.5}, {5.5, 0.5}, {4.2, 0.1},
                                       {5.9, 0.1}, {5.9, 3.9}, {4.2, 3.9}};
    json_t *r = result_of("site", at("{\"service\": \"station\", \"count\": 1, \"candidates\": [%P, %P, %P], "
                                     "\"excluded\": [[%P, %P, %P, %P]]}",
                                     places));
    ck_assert_double_eq(number(r, "candidates"), 1);
    ck_assert_double_eq(number(r, "candidates_excluded"), 2);
    ck_assert_double_eq_tol(number(r, "objective"), 0, 1e-6);
    json_decref(r);
}
END_TEST

/* In column 5 within 13 minutes the middle cell reaches all three, the northern one itself and the middle. */
START_TEST(the_sites_cost_no_more_than_the_budget)
{
    static const double places[][2] = {{5.5, 1.5}, {5.5, 0.5}, {5.6, 0.4}};
    static const struct {
        double budget, price, objective;
    } cases[] = {{9, 9, 330}, {8.5, 4, 160}, {4, 4, 160}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[300];
        snprintf(text, sizeof text,
                 "{\"service\": \"station\", \"limit\": 13, \"budget\": %g, \"prices\": [9, 7, 4], \"candidates\": "
                 "[%%P, %%P, %%P]}",
                 cases[i].budget);
        json_t *r = result_of("site", at(text, places));
        ck_assert_double_eq_tol(number(r, "objective"), cases[i].objective, 1e-6);
        ck_assert_double_eq(number(json_array_get(json_object_get(r, "sites"), 0), "price"), cases[i].price);
        json_decref(r);
    }
    /* Where all cost the same, a budget is a number of sites. */
    json_t *r = result_of("site", "{\"service\": \"station\", \"budget\": 9, \"price\": 5}");
    ck_assert_uint_eq(json_array_size(json_object_get(r, "sites")), 1);
    ck_assert_double_eq_tol(number(r, "objective"), 330, 1e-6);
    json_decref(r);
}
END_TEST

START_TEST(the_report_of_a_siting_comes_with_it)
{
    json_t *r = result_of("site", "{\"service\": \"station\", \"count\": 1, \"report\": true}"),
           *plain = result_of("site", "{\"service\": \"station\", \"count\": 1}");
    const char *html = json_string_value(json_object_get(r, "report"));
    ck_assert_msg(html && strncmp(html, "<!DOCTYPE html>", 15) == 0, "%.40s", html);
    ck_assert_ptr_nonnull(strstr(html, "330"));
    ck_assert_ptr_null(json_object_get(plain, "report"));
    json_decref(plain);
    json_decref(r);
}
END_TEST

START_TEST(a_site_suits_by_a_table_sent_as_text)
{
    static const double must[][2] = {{0.5, 1.5}};
    json_t *r = result_of("site", "{\"service\": \"station\", \"count\": 1, \"report\": true, \"score_worth\": 1000, "
                                  "\"suitability\": \"factor,service,least,zero,one,weight\\n"
                                  "facility,station,150,min,max,1\\n\"}"),
           *site = json_array_get(json_object_get(r, "sites"), 0), *judged = json_object_get(r, "suitability"),
           *factor = json_array_get(json_object_get(judged, "factors"), 0);
    const char *html = json_string_value(json_object_get(r, "report"));
    ck_assert_double_ge(number(factor, "excluded"), 0);
    ck_assert_double_eq(number(judged, "places_left") + number(factor, "excluded"), number(judged, "places"));
    ck_assert_double_ge(number(json_object_get(site, "factors"), "facility station, m"), 150);
    ck_assert_double_eq_tol(number(r, "objective"), number(site, "gain") + 1000 * number(site, "score"), 1e-6);
    ck_assert(html && strstr(html, "factor_excluded") && strstr(html, "site_score"));
    json_decref(r);
    r = result_of("site", at("{\"service\": \"station\", \"count\": 2, \"must\": [%P]}", must));
    ck_assert_uint_eq(json_array_size(json_object_get(r, "sites")), 2);
    ck_assert_double_eq_tol(number(r, "objective"), 330, 1e-6);
    json_decref(r);
}
END_TEST

/* Everyone within some metres of a facility of near, and 5 minutes of a station: whoever lacks the station alone gains
 * by a new one. */
START_TEST(services_are_counted_together_and_one_is_sited)
{
    static const char *const counted[] = {"station=5|near=300", "station=5+near=2000"};
    for (size_t i = 0; i < 2; i++) {
        char text[200];
        snprintf(text, sizeof text, "{\"service\": \"station\", \"services\": \"%s\", \"count\": 1, \"report\": true}",
                 counted[i]);
        json_t *r = result_of("site", text), *joint = json_object_get(r, "joint");
        const char *html = json_string_value(json_object_get(r, "report"));
        double people = number(r, "people"), before = number(r, "people_before"),
               lacking = number(r, "people_lacking_more");
        ck_assert_int_eq(json_integer_value(json_object_get(joint, "parts")), i ? 2 : 1);
        ck_assert_double_eq(number(r, "limit"), 5);
        ck_assert_double_eq_tol(people, before + number(r, "weight") + lacking, 1e-6);
        ck_assert_double_eq_tol(number(r, "people_after"), before + number(r, "objective"), 1e-6);
        ck_assert(number(r, "objective") > 0 && (i ? lacking > 0 : lacking == 0));
        ck_assert(html && strstr(html, "lacking_more") && strstr(html, counted[i]));
        json_decref(r);
    }
}
END_TEST
int main(void)
{
    Suite *suite = suite_create("the process site");
    TCase *cases = tcase_create("the process site");
    tcase_add_unchecked_fixture(cases, start, stop); /* only read */
    tcase_add_checked_fixture(cases, use_all_cores, NULL);
    tcase_add_test(cases, a_site_is_found_where_people_are_left_out);
    tcase_add_test(cases, a_site_is_one_of_the_candidates);
    tcase_add_test(cases, no_site_stands_where_none_may);
    tcase_add_test(cases, the_sites_cost_no_more_than_the_budget);
    tcase_add_test(cases, the_report_of_a_siting_comes_with_it);
    tcase_add_test(cases, a_site_suits_by_a_table_sent_as_text);
    tcase_add_test(cases, services_are_counted_together_and_one_is_sited);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
