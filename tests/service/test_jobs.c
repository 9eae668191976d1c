/* The queue of jobs and its workers. The computation is a gate that the test opens. */
#include "support_jobs.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

START_TEST(jobs_are_done_in_turn_and_their_results_kept)
{
    vp_jobs_options options = options_with(10, 10);
    vp_jobs *jobs = jobs_with(&options);
    char a[VP_JOB_ID_MOST], b[VP_JOB_ID_MOST];
    submit(jobs, "x", a);
    wait_until_begun(1);
    submit(jobs, "x", b);
    ck_assert_int_eq(state_of(jobs, a).status, VP_JOB_RUNNING);
    ck_assert_int_eq(state_of(jobs, b).status, VP_JOB_ACCEPTED);
    open_gate(2);
    wait_until_over(jobs, b);
    vp_job_record record;
    vp_error err;
    ck_assert(vp_jobs_find(jobs, a, true, &record, &err));
    ck_assert_int_eq(record.status, VP_JOB_SUCCESSFUL);
    ck_assert_str_eq(record.result, "{\"echo\": {\"n\":1}}");
    ck_assert_int_ge(record.finished, record.started);
    vp_job_record_clear(&record);
    vp_job_record list[4];
    size_t total;
    ck_assert_uint_eq(vp_jobs_list(jobs, (vp_jobs_wanted){0}, 0, 4, list, &total), 2);
    ck_assert_str_eq(list[0].id, b); /* newest first */
    ck_assert_uint_eq(vp_jobs_list(jobs, (vp_jobs_wanted){0}, 1, 4, list, &total), 1);
    ck_assert_str_eq(list[0].id, a);
    ck_assert_uint_eq(total, 2);
    vp_jobs_free(jobs);
}
END_TEST

START_TEST(a_full_queue_and_a_greedy_client_are_refused)
{
    vp_jobs_options options = options_with(2, 2);
    vp_jobs *jobs = jobs_with(&options);
    char id[VP_JOB_ID_MOST];
    unsigned status;
    vp_error err;
    submit(jobs, "x", id);
    wait_until_begun(1); /* one runs, none waits */
    submit(jobs, "x", id);
    ck_assert(!vp_jobs_submit(jobs, "double", "{}", "x", id, &status, &err));
    ck_assert_uint_eq(status, 429);
    submit(jobs, "y", id);
    ck_assert(!vp_jobs_submit(jobs, "double", "{}", "z", id, &status, &err));
    ck_assert_uint_eq(status, 503);
    ck_assert_int_eq(err.kind, VP_BUSY);
    ck_assert_uint_eq(logged_count, 3); /* what was refused is nowhere */
    open_gate(3);
    vp_jobs_free(jobs);
}
END_TEST

START_TEST(what_cannot_be_logged_is_not_taken)
{
    vp_jobs_options options = options_with(2, 2);
    vp_jobs *jobs = jobs_with(&options);
    char id[VP_JOB_ID_MOST];
    unsigned status;
    vp_error err;
    log_is_full = true;
    ck_assert(!vp_jobs_submit(jobs, "double", "{}", "x", id, &status, &err));
    ck_assert_int_eq(err.kind, VP_IO);
    log_is_full = false;
    size_t total;
    vp_job_record record;
    ck_assert_uint_eq(vp_jobs_list(jobs, (vp_jobs_wanted){0}, 0, 1, &record, &total), 0);
    vp_jobs_free(jobs);
}
END_TEST

START_TEST(a_dismissed_job_ends_whether_it_waits_or_runs)
{
    vp_jobs_options options = options_with(5, 5);
    vp_jobs *jobs = jobs_with(&options);
    char runs[VP_JOB_ID_MOST], waits[VP_JOB_ID_MOST], next[VP_JOB_ID_MOST];
    vp_job_record record;
    vp_error err = {0};
    submit(jobs, "x", runs);
    wait_until_begun(1);
    submit(jobs, "x", waits);
    submit(jobs, "x", next);
    ck_assert(vp_jobs_dismiss(jobs, waits, &record, &err));
    ck_assert_int_eq(record.status, VP_JOB_DISMISSED);
    ck_assert(vp_jobs_dismiss(jobs, runs, &record, &err));
    wait_until_begun(2); /* the worker came back, passed over the one that waited, and took the next */
    ck_assert_uint_eq(computations_unwanted(), 1);
    ck_assert_int_eq(state_of(jobs, next).status, VP_JOB_RUNNING);
    ck_assert_int_eq(state_of(jobs, runs).status, VP_JOB_DISMISSED);
    ck_assert(vp_jobs_dismiss(jobs, waits, &record, &err)); /* again: forgotten */
    ck_assert(!vp_jobs_find(jobs, waits, false, &record, &err));
    ck_assert_int_eq(err.kind, VP_NOT_FOUND);
    open_gate(2);
    wait_until_over(jobs, next);
    ck_assert_int_eq(state_of(jobs, next).status, VP_JOB_SUCCESSFUL);
    vp_jobs_free(jobs);
}
END_TEST

START_TEST(a_failure_and_a_job_that_takes_too_long_say_why)
{
    vp_jobs_options options = options_with(5, 5);
    options.seconds_most = 0.05;
    vp_jobs *jobs = jobs_with(&options);
    char id[VP_JOB_ID_MOST];
    submit(jobs, "x", id);
    wait_until_over(jobs, id);
    ck_assert_int_eq(state_of(jobs, id).status, VP_JOB_FAILED);
    ck_assert_ptr_nonnull(strstr(state_of(jobs, id).message, "longer than 0.05 seconds"));
    ck_assert_int_eq(state_of(jobs, id).failure, VP_CANCELLED);
    ck_assert_uint_eq(computations_unwanted(), 0); /* what it found so far would have been the answer */
    computing_fails = true;
    open_gate(9);
    submit(jobs, "x", id);
    wait_until_over(jobs, id);
    ck_assert_int_eq(state_of(jobs, id).status, VP_JOB_FAILED);
    ck_assert_str_eq(state_of(jobs, id).message, "double cannot be computed");
    ck_assert_int_eq(state_of(jobs, id).failure, VP_BAD_INPUT);
    vp_jobs_free(jobs);
}
END_TEST

START_TEST(only_so_many_results_are_kept)
{
    vp_jobs_options options = options_with(5, 5);
    options.kept = 2;
    vp_jobs *jobs = jobs_with(&options);
    char ids[4][VP_JOB_ID_MOST];
    open_gate(9);
    for (int i = 0; i < 4; i++) {
        submit(jobs, "x", ids[i]);
        wait_until_over(jobs, ids[i]);
    }
    vp_job_record record;
    vp_error err;
    ck_assert(!vp_jobs_find(jobs, ids[0], false, &record, &err) && !vp_jobs_find(jobs, ids[1], false, &record, &err));
    ck_assert(vp_jobs_find(jobs, ids[2], false, &record, &err) && vp_jobs_find(jobs, ids[3], false, &record, &err));
    ck_assert_uint_eq(logged_count, 2);
    vp_jobs_free(jobs);
}
END_TEST

START_TEST(results_take_only_so_many_bytes)
{
    vp_jobs_options options = options_with(5, 5);
    options.kept_bytes = 2 * strlen("{\"echo\": {\"n\":1}}"); /* two of them */
    vp_jobs *jobs = jobs_with(&options);
    char ids[4][VP_JOB_ID_MOST];
    open_gate(9);
    for (int i = 0; i < 3; i++) {
        submit(jobs, "x", ids[i]);
        wait_until_over(jobs, ids[i]);
    }
    vp_job_record record;
    vp_error err;
    unsigned status;
    ck_assert(!vp_jobs_find(jobs, ids[0], false, &record, &err));
    ck_assert(vp_jobs_find(jobs, ids[1], false, &record, &err) && vp_jobs_find(jobs, ids[2], false, &record, &err));
    /* One that is larger alone, and pushes none out. */
    const char *large = "\"a text that is longer than what all results may take together\"";
    ck_assert(vp_jobs_submit(jobs, "double", large, "x", ids[3], &status, &err));
    wait_until_over(jobs, ids[3]);
    ck_assert_int_eq(state_of(jobs, ids[3]).status, VP_JOB_FAILED);
    ck_assert_int_eq(state_of(jobs, ids[3]).failure, VP_BAD_INPUT);
    ck_assert_ptr_nonnull(
        strstr(state_of(jobs, ids[3]).message, "more than the 34 that results may take: ask for less"));
    ck_assert(vp_jobs_find(jobs, ids[1], false, &record, &err) && vp_jobs_find(jobs, ids[2], false, &record, &err));
    vp_jobs_free(jobs);
}
END_TEST

/* ---- over a restart */

START_TEST(an_orderly_end_leaves_jobs_to_the_next_start)
{
    vp_jobs_options options = options_with(5, 5);
    vp_jobs *jobs = jobs_with(&options);
    char runs[VP_JOB_ID_MOST], waits[VP_JOB_ID_MOST];
    submit(jobs, "x", runs);
    wait_until_begun(1);
    submit(jobs, "x", waits);
    vp_jobs_free(jobs);
    open_gate(9);
    jobs = jobs_with(&options);
    wait_until_over(jobs, waits);
    ck_assert_int_eq(state_of(jobs, runs).status, VP_JOB_SUCCESSFUL);
    ck_assert_uint_eq(state_of(jobs, runs).attempts, 1);
    ck_assert_int_eq(state_of(jobs, waits).status, VP_JOB_SUCCESSFUL);
    vp_jobs_free(jobs);
}
END_TEST

/* As kill -9 leaves it: the log says that it runs. */
START_TEST(a_job_that_breaks_off_is_begun_again_once_and_then_reported_lost)
{
    vp_jobs_options options = options_with(5, 5);
    static const vp_job_status after[] = {VP_JOB_SUCCESSFUL, VP_JOB_FAILED};
    open_gate(9);
    for (uint32_t breaks = 1; breaks <= 2; breaks++) {
        vp_job_record broke = {.status = VP_JOB_RUNNING, .attempts = breaks, .created = 1, .inputs = strdup("{}")};
        snprintf(broke.id, sizeof broke.id, "job%u", breaks);
        snprintf(broke.process, sizeof broke.process, "double");
        vp_error err;
        ck_assert(log_save(NULL, &broke, &err));
        vp_jobs *jobs = jobs_with(&options);
        wait_until_over(jobs, broke.id);
        ck_assert_int_eq(state_of(jobs, broke.id).status, after[breaks - 1]);
        if (breaks == 2) ck_assert_ptr_nonnull(strstr(state_of(jobs, broke.id).message, "lost"));
        vp_jobs_free(jobs);
        free(broke.inputs);
    }
}
END_TEST

/* Created at 2026-12-31T07:00:00Z, begun a minute later, over after ten seconds more. */
START_TEST(jobs_are_wanted_by_time)
{
    const int64_t created = 1798700400, now = created + 1000;
    const vp_job_record over = {.created = created, .started = created + 60, .finished = created + 70},
                        running = {.created = created, .started = created + 60}, waiting = {.created = created};
    static const struct {
        vp_utc_text from, to;
        bool wanted;
    } rows[] = {{"", "", true},
                {"2026-12-31", "2026-12-31", true},
                {"2027-01-01", "", false},
                {"", "2026-12-30", false},
                {"2026-12-31T07:00:00Z", "2026-12-31T07:00:00Z", true},
                {"2026-12-31T07:00:01Z", "", false},
                {"", "2026-12-31T06:59:59Z", false}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        vp_jobs_wanted wanted = {0};
        memcpy(wanted.from, rows[i].from, sizeof wanted.from);
        memcpy(wanted.to, rows[i].to, sizeof wanted.to);
        ck_assert_msg(vp_jobs_is_wanted(&over, &wanted, now) == rows[i].wanted, "row %zu", i);
    }
    vp_jobs_wanted ten = {.has_duration = true, .shortest = 10, .longest = 10};
    ck_assert(vp_jobs_is_wanted(&over, &ten, now));
    ck_assert(!vp_jobs_is_wanted(&running, &ten, now));
    vp_jobs_wanted long_ones = {.has_duration = true, .shortest = 940, .longest = 1e9};
    ck_assert(vp_jobs_is_wanted(&running, &long_ones, now));
    ck_assert(!vp_jobs_is_wanted(&over, &long_ones, now));
    vp_jobs_wanted any = {.has_duration = true, .shortest = 0, .longest = 1e9};
    ck_assert(!vp_jobs_is_wanted(&waiting, &any, now)); /* it has none */
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("jobs");
    TCase *cases = tcase_create("jobs");
    tcase_add_test(cases, jobs_are_done_in_turn_and_their_results_kept);
    tcase_add_test(cases, jobs_are_wanted_by_time);
    tcase_add_test(cases, a_full_queue_and_a_greedy_client_are_refused);
    tcase_add_test(cases, what_cannot_be_logged_is_not_taken);
    tcase_add_test(cases, a_dismissed_job_ends_whether_it_waits_or_runs);
    tcase_add_test(cases, a_failure_and_a_job_that_takes_too_long_say_why);
    tcase_add_test(cases, only_so_many_results_are_kept);
    tcase_add_test(cases, results_take_only_so_many_bytes);
    tcase_add_test(cases, an_orderly_end_leaves_jobs_to_the_next_start);
    tcase_add_test(cases, a_job_that_breaks_off_is_begun_again_once_and_then_reported_lost);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
