#include "platform/parallel.h"
#include "platform/team.h"
#include <check.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>

typedef struct {
    size_t bad, also_bad;       /* pieces that fail */
    atomic_size_t begun, after; /* after: pieces begun though a failure was known */
    atomic_bool failed;
    atomic_size_t least; /* piece that failed, and one */
} pieces;

static bool run(void *context, size_t place, size_t i, vp_error *err)
{
    (void)place;
    pieces *p = context;
    atomic_fetch_add(&p->begun, 1);
    if (atomic_load(&p->failed)) {
        atomic_fetch_add(&p->after, 1);
        sched_yield(); /* to the one that failed, which may have no core to say so */
    }
    if (i != p->bad && i != p->also_bad) return true;
    vp_fail(err, VP_BAD_INPUT, "piece %zu is bad", i);
    size_t least = atomic_load(&p->least);
    while ((least == 0 || i + 1 < least) && !atomic_compare_exchange_weak(&p->least, &least, i + 1)) continue;
    atomic_store(&p->failed, true);
    return false;
}

START_TEST(all_pieces_run_and_nothing_fails)
{
    pieces p = {.bad = 1000, .also_bad = 1000};
    vp_error err = {0};
    ck_assert(vp_parallel_run(0, 500, run, &p, &err));
    ck_assert_uint_eq(atomic_load(&p.begun), 500);
    ck_assert(vp_parallel_run(0, 0, run, &p, &err));
    ck_assert_int_eq(err.kind, 0);
}
END_TEST

/* Alone it is always piece 5; together 6 may have failed before 5 began. */
START_TEST(the_failure_reported_is_of_the_lowest_piece_that_ran)
{
    for (int round = 0; round < 200; round++) {
        pieces p = {.bad = 6, .also_bad = 5};
        vp_error err = {0};
        ck_assert(!vp_parallel_run(_i ? 0 : 1, 10000, run, &p, &err));
        ck_assert_int_eq(err.kind, VP_BAD_INPUT);
        char expected[64];
        snprintf(expected, sizeof expected, "piece %zu is bad", atomic_load(&p.least) - 1);
        ck_assert_str_eq(err.message, expected);
        if (_i == 0) ck_assert_uint_eq(atomic_load(&p.least), 6);
    }
}
END_TEST

/* But few: threads that go on until the one that failed has said so. */
START_TEST(no_piece_begins_after_a_failure)
{
    pieces p = {.bad = 100, .also_bad = 100};
    ck_assert(!vp_parallel_run(0, 100000, run, &p, NULL));
    ck_assert_uint_lt(atomic_load(&p.after), 1000); /* of 100,000 */
    p = (pieces){.bad = 100, .also_bad = 100};
    ck_assert(!vp_parallel_run(1, 100000, run, &p, NULL));
    ck_assert_uint_eq(atomic_load(&p.begun), 101);
}
END_TEST

int main(void)
{
    vp_team_set_budget(4);
    Suite *suite = suite_create("parallel");
    TCase *cases = tcase_create("parallel");
    tcase_add_test(cases, all_pieces_run_and_nothing_fails);
    tcase_add_loop_test(cases, the_failure_reported_is_of_the_lowest_piece_that_ran, 0, 2);
    tcase_add_test(cases, no_piece_begins_after_a_failure);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
