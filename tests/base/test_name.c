/* The nearest name, and the list, in one sentence. */
#include "base/name.h"
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const few[] = {"health_station_walk", "hospital", "H5_walk_60", "tv"};
static const char *few_at(const void *of, size_t i)
{
    (void)of;
    return few[i];
}
static const char *many_at(const void *of, size_t i)
{
    static char name[40];
    (void)of;
    snprintf(name, sizeof name, "service_number_%zu", i);
    return i == 99 ? "school_at_the_end" : name;
}

START_TEST(the_nearest_is_named_and_all_are_listed)
{
    static const struct {
        const char *word, *said;
    } rows[] = {
        {"hospitl",
         "there is no service hospitl; is hospital meant? There are: health_station_walk hospital H5_walk_60 tv"},
        {"health_staton", "is health_station_walk meant?"}, /* a beginning, misspelt */
        {"H5_walk_6", "is H5_walk_60 meant?"},
        {"tw", "is tv meant?"},
        {"xx", "there is no service xx; There are: health"},
        {"library", "there is no service library; There are: health"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        vp_error err = {0};
        ck_assert(!vp_name_fail(&err, VP_NOT_FOUND, "service", rows[i].word, few_at, NULL, 4));
        ck_assert_msg(strstr(err.message, rows[i].said) != NULL, "%s", err.message);
    }
}
END_TEST

START_TEST(a_long_list_is_cut_and_still_looked_through)
{
    vp_error err = {0};
    vp_name_fail(&err, VP_NOT_FOUND, "service", "school_at_the_ent", many_at, NULL, 100);
    ck_assert_ptr_nonnull(strstr(err.message, "is school_at_the_end meant? There are: service_number_0 "));
    ck_assert_str_eq(err.message + strlen(err.message) - strlen(" …"), " …");
    vp_name_fail(&err, VP_NOT_FOUND, "service", "x", many_at, NULL, 0);
    ck_assert_str_eq(err.message, "there is no service x; There are: none");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("name");
    TCase *tests = tcase_create("name");
    tcase_add_test(tests, the_nearest_is_named_and_all_are_listed);
    tcase_add_test(tests, a_long_list_is_cut_and_still_looked_through);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
