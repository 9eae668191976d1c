/* Waiters taken by time and by context, and called once each. */
#include "service/waiters.h"
#include <check.h>
#include <math.h>
#include <stdlib.h>

static void count(void *context) { ++*(int *)context; }

START_TEST(the_late_are_taken_and_called_once)
{
    int early = 0, late = 0, last = 0;
    vp_waiter *list = NULL, *due = NULL;
    vp_waiters_add(&list, vp_waiter_new(10, count, &early));
    vp_waiters_add(&list, vp_waiter_new(20, count, &late));
    vp_waiters_add(&list, vp_waiter_new(10, count, &early));
    vp_waiters_add(&list, vp_waiter_new(INFINITY, count, &last));
    vp_waiters_take_late(&list, 9.9, &due);
    ck_assert_ptr_null(due);
    vp_waiters_take_late(&list, 10, &due);
    ck_assert_int_eq(early, 0); /* taken, not yet called */
    vp_waiters_resume(due);
    ck_assert_int_eq(early, 2);
    due = NULL;
    vp_waiters_take_late(&list, INFINITY, &due);
    ck_assert_ptr_null(list);
    vp_waiters_resume(due);
    ck_assert_int_eq(early, 2);
    ck_assert_int_eq(late, 1);
    ck_assert_int_eq(last, 1);
}
END_TEST

START_TEST(who_leaves_is_taken_alone)
{
    int a = 0, b = 0;
    vp_waiter *list = NULL, *due = NULL;
    vp_waiters_add(&list, vp_waiter_new(1, count, &a));
    vp_waiters_add(&list, vp_waiter_new(1, count, &b));
    vp_waiters_add(&list, vp_waiter_new(1, count, &a));
    vp_waiters_take_of(&list, &a, &due);
    vp_waiters_resume(due);
    ck_assert_int_eq(a, 2);
    ck_assert_int_eq(b, 0);
    due = NULL;
    vp_waiters_take_of(&list, &a, &due);
    ck_assert_ptr_null(due);
    vp_waiters_take_of(&list, &b, &due);
    vp_waiters_resume(due);
    ck_assert_int_eq(b, 1);
    ck_assert_ptr_null(list);
    vp_waiters_resume(NULL);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("waiters");
    TCase *cases = tcase_create("waiters");
    tcase_add_test(cases, the_late_are_taken_and_called_once);
    tcase_add_test(cases, who_leaves_is_taken_alone);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
