#include "platform/backlog.h"
#include <check.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { ITEMS = 200 };

typedef struct {
    int done[ITEMS], count; /* in the order in which they were done; the thread's, until it is drained */
    int bad;                /* fails; -1: none */
} work_log;

static atomic_int dropped; /* by the thread, or, where nothing more is done, by the giver */

static bool work(void *context, void *item, vp_error *err)
{
    work_log *l = context;
    int number = *(const int *)item;
    if (number == l->bad) return vp_fail(err, VP_NO_SPACE, "item %d is bad", number);
    l->done[l->count++] = number;
    return true;
}

static void drop(void *item)
{
    dropped++;
    free(item);
}

static void *item_of(int number)
{
    int *item = malloc(sizeof *item);
    ck_assert_ptr_nonnull(item);
    *item = number;
    return item;
}

START_TEST(items_are_done_in_the_order_given)
{
    work_log l = {.bad = -1};
    vp_error err = {0};
    dropped = 0;
    vp_backlog *backlog = vp_backlog_new(work, drop, &l, 2, &err);
    ck_assert_ptr_nonnull(backlog);
    for (int i = 0; i < ITEMS; i++) ck_assert(vp_backlog_give(backlog, item_of(i), &err));
    ck_assert(vp_backlog_drain(backlog, &err));
    ck_assert_int_eq(l.count, ITEMS);
    for (int i = 0; i < ITEMS; i++) ck_assert_int_eq(l.done[i], i);
    vp_backlog_free(backlog);
    ck_assert_int_eq(dropped, ITEMS);
}
END_TEST

START_TEST(a_failure_is_reported_and_nothing_is_done_after_it)
{
    work_log l = {.bad = 20};
    vp_error err = {0};
    int given = 0;
    dropped = 0;
    vp_backlog *backlog = vp_backlog_new(work, drop, &l, 1, &err);
    ck_assert_ptr_nonnull(backlog);
    while (given < ITEMS && vp_backlog_give(backlog, item_of(given++), &err)) continue;
    ck_assert_int_lt(given, 25); /* of those that wait one is given at most before it is known */
    ck_assert_int_eq(err.kind, VP_NO_SPACE);
    ck_assert_str_eq(err.message, "item 20 is bad");
    err = (vp_error){0};
    ck_assert(!vp_backlog_drain(backlog, &err));
    ck_assert_str_eq(err.message, "item 20 is bad");
    ck_assert_int_eq(l.count, 20);
    vp_backlog_free(backlog);
    ck_assert_int_eq(dropped, given);
}
END_TEST

START_TEST(what_was_not_begun_is_dropped)
{
    work_log l = {.bad = -1};
    vp_error err = {0};
    dropped = 0;
    vp_backlog *backlog = vp_backlog_new(work, drop, &l, ITEMS, &err);
    ck_assert_ptr_nonnull(backlog);
    for (int i = 0; i < ITEMS; i++) ck_assert(vp_backlog_give(backlog, item_of(i), &err));
    vp_backlog_free(backlog);
    ck_assert_int_eq(dropped, ITEMS);
    vp_backlog_free(NULL);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("backlog");
    TCase *cases = tcase_create("backlog");
    tcase_add_test(cases, items_are_done_in_the_order_given);
    tcase_add_test(cases, a_failure_is_reported_and_nothing_is_done_after_it);
    tcase_add_test(cases, what_was_not_begun_is_dropped);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
