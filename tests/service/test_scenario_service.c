/* Saved scenarios and their answers on the small province (test_processes.c says what it is like): what a new station
 * east of the river changes, what becomes of scenarios when a new snapshot comes, who waits and who is refused. */
#include "service/scenario_service.h"
#include "service/support_published.h"
#include "store/support_dataset.h"
#include <math.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <vungphu/indicators.h>

static char *directory;
static vp_snapshot *snapshot;
static vp_scenario_service *service;

static void start(void)
{
    vp_error err = {0};
    directory = published_directory();
    snapshot = served(directory);
    service = vp_scenario_service_new(directory, 4, 5, &err);
    ck_assert_msg(service != NULL, "%s", err.message);
}

static void stop(void)
{
    vp_scenario_service_free(service);
    vp_snapshot_release(snapshot);
    remove_directory(directory);
}

static char *text(const char *from)
{
    char *copy = strdup(from);
    ck_assert_ptr_nonnull(copy);
    return copy;
}

static vp_scenario_record saved(const char *changes)
{
    vp_error err = {0};
    vp_scenario_record r = {.title_vi = text("Trạm mới"),
                            .title_en = text(""),
                            .changes = text(changes),
                            .snapshot = text(snapshot->provenance.id),
                            .status = text("ready"),
                            .conflict = text(""),
                            .reason = text("created")};
    OK(vp_scenario_service_create(service, &r, &err));
    return r;
}

/* A station in column 5, row 1. */
static vp_scenario_record east_of_the_river(void)
{
    char changes[200];
    vp_point p = lonlat_of(snapshot, 5.5, 1.5);
    snprintf(changes, sizeof changes, "[{\"change\": \"add\", \"service\": \"station\", \"lon\": %.9f, \"lat\": %.9f}]",
             p.x, p.y);
    return saved(changes);
}

static vp_scenario_answer answer_of(const vp_scenario_record *r)
{
    vp_scenario_answer answer = {0};
    bool ready = false;
    while (!ready) { /* each waits some seconds */
        vp_error err = {0};
        OK(vp_scenario_answers_ask(vp_scenario_service_answers(service), snapshot, r, 4, &ready, &answer, &err));
    }
    return answer;
}

static void release(vp_scenario_answer *answer)
{
    vp_scenario_answers_release(vp_scenario_service_answers(service), answer);
}

/* People of commune B within 30 minutes of a station. */
static double people_of_b(const vp_region *region, const vp_coverage *coverage)
{
    const vp_indicator reached = {.measure = VP_MEASURE_REACHED_SHARE,
                                  .service = vp_region_service(&region->definitions, "station"),
                                  .group = VP_NONE,
                                  .other_group = VP_NONE,
                                  .limit = 30,
                                  .threshold = NAN,
                                  .target = NAN};
    vp_question question =
        vp_question_of(region->units.main_set, vp_unit_set_find(&region->units.sets[region->units.main_set], "B"));
    vp_measurement out;
    vp_error err = {0};
    OK(vp_indicator_measure(region, coverage, &reached, &question, &out, &err));
    return out.numerator;
}

START_TEST(a_station_more_reaches_who_was_left_out)
{
    vp_scenario_record r = east_of_the_river();
    vp_scenario_answer first = answer_of(&r), again = answer_of(&r);
    ck_assert_ptr_eq(first.result, again.result); /* computed once */
    ck_assert_uint_eq(first.result->service_count, 1);
    ck_assert_int_eq(first.result->services[0].kind, VP_SERVICE_PLACES);
    ck_assert(first.result->services[0].incremental);
    vp_coverage *after =
        vp_scenario_coverage(snapshot->region, snapshot->results.coverage, first.changed, first.result, NULL);
    ck_assert_ptr_nonnull(after);
    ck_assert_double_eq_tol(people_of_b(&first.changed->region, after) -
                                people_of_b(snapshot->region, snapshot->results.coverage),
                            50 + 110 + 170, 1e-6);
    vp_scenario_coverage_free(after);
    release(&first);
    ck_assert_ptr_null(first.result);
    release(&first); /* nothing more to let go */
    release(&again);
    vp_scenario_record_clear(&r);
}
END_TEST

/* Roads, seasons and transmitters are solved anew, by another worker than quick answers. */
START_TEST(a_season_is_solved_anew)
{
    vp_scenario_record slow = saved("[{\"change\": \"season\", \"season\": \"dry\", \"service\": \"station\"}]"),
                       quick = east_of_the_river();
    vp_scenario_answer a = answer_of(&slow), b = answer_of(&quick);
    ck_assert_int_eq(a.result->services[0].kind, VP_SERVICE_TERRAIN);
    ck_assert(!a.result->services[0].incremental && b.result->services[0].incremental);
    release(&a);
    release(&b);
    vp_scenario_record_clear(&slow);
    vp_scenario_record_clear(&quick);
}
END_TEST

START_TEST(what_is_saved_comes_back_with_its_versions)
{
    vp_error err = {0};
    vp_scenario_record r = east_of_the_river(), got = {0}, *all;
    size_t count;
    free(r.reason);
    r.reason = text("edited");
    OK(vp_scenario_service_put(service, &r, 1, &err));
    ck_assert(!vp_scenario_service_put(service, &r, 1, &err));
    ck_assert_int_eq(err.kind, VP_CONFLICT);
    OK(vp_scenario_service_get(service, r.id, 1, &got, &err));
    ck_assert_str_eq(got.reason, "created");
    vp_scenario_record_clear(&got);
    OK(vp_scenario_service_get(service, r.id, 0, &got, &err));
    ck_assert_str_eq(got.reason, "edited");
    vp_scenario_record_clear(&got);
    OK(vp_scenario_service_list(service, r.id, NULL, &all, &count, &err));
    ck_assert_uint_eq(count, 2);
    vp_scenario_records_free(all, count);
    OK(vp_scenario_service_delete(service, r.id, 2, &err));
    ck_assert(!vp_scenario_service_get(service, r.id, 0, &got, &err));
    ck_assert_int_eq(err.kind, VP_NOT_FOUND);
    vp_scenario_record_clear(&r);
    ck_assert_uint_eq(vp_scenario_service_changes_most(service), 5);
    for (size_t i = 0; i < 5; i++) { /* four are kept */
        vp_scenario_record one = {.title_vi = text("a"),
                                  .title_en = text(""),
                                  .changes = text("[]"),
                                  .snapshot = text("s"),
                                  .status = text("ready"),
                                  .conflict = text(""),
                                  .reason = text("created")};
        ck_assert_int_eq(vp_scenario_service_create(service, &one, &err), i < 4);
        vp_scenario_record_clear(&one);
    }
    ck_assert_int_eq(err.kind, VP_DENIED);
}
END_TEST

static void expect(const vp_scenario_record *r, int64_t version, const char *status, const char *of,
                   const char *conflict)
{
    vp_error err = {0};
    vp_scenario_record now = {0};
    OK(vp_scenario_service_get(service, r->id, 0, &now, &err));
    ck_assert_int_eq(now.version, version);
    ck_assert_str_eq(now.status, status);
    ck_assert_str_eq(now.snapshot, of);
    ck_assert_msg(*conflict ? strstr(now.conflict, conflict) != NULL : !*now.conflict, "%s", now.conflict);
    vp_scenario_record_clear(&now);
}

/* Those that still make sense follow the new snapshot; the others say why not, once. */
START_TEST(a_new_snapshot_takes_scenarios_along_or_marks_them)
{
    vp_error err = {0};
    vp_scenario_record good = east_of_the_river(), bad = saved("[{\"change\": \"remove\", \"facility\": \"s9\"}]"),
                       many = saved("[{\"change\": \"remove\", \"facility\": \"s1\"}, 1, 1, 1, 1, 1]");
    char *before = text(snapshot->provenance.id);
    OK(vp_scenario_service_rebase(service, snapshot, &err)); /* they refer to it already */
    expect(&bad, 1, "ready", before, "");
    publish_again(directory);
    vp_snapshot_release(snapshot);
    snapshot = served(directory);
    for (size_t i = 0; i < 2; i++) {
        OK(vp_scenario_service_rebase(service, snapshot, &err));
        expect(&good, 2, "ready", snapshot->provenance.id, "");
        expect(&bad, 2, "needs_review", before, "s9");
        expect(&many, 2, "needs_review", before, "changes: 6 are more than 5");
    }
    vp_scenario_record_clear(&good);
    vp_scenario_record_clear(&bad);
    vp_scenario_record_clear(&many);
    free(before);
}
END_TEST

/* What is kept of a snapshot that is served no more goes with its last reader, and the snapshot with it. */
START_TEST(an_old_snapshot_goes_with_the_last_reader_of_its_answers)
{
    vp_scenario_record r = east_of_the_river();
    vp_scenario_answer before = answer_of(&r);
    const vp_snapshot *old = vp_snapshot_hold(snapshot);
    publish_again(directory);
    vp_snapshot_release(snapshot);
    snapshot = served(directory);
    vp_scenario_answer now = answer_of(&r); /* the old one is still read */
    ck_assert_ptr_ne(before.result, now.result);
    ck_assert_uint_eq(before.result->service_count, 1);
    release(&now);
    release(&before);
    while (atomic_load(&old->references) > 1) sched_yield(); /* a worker lets it go; the time limit of tests ends it */
    vp_snapshot_release(old);
    vp_scenario_record_clear(&r);
}
END_TEST

static vp_error refusal_of(const vp_scenario_record *r)
{
    vp_scenario_answer answer = {0};
    bool ready = false, ok = true;
    vp_error err = {0};
    while (ok && !ready)
        ok = vp_scenario_answers_ask(vp_scenario_service_answers(service), snapshot, r, 4, &ready, &answer, &err);
    ck_assert_msg(!ok, "it was answered");
    return err;
}

START_TEST(what_cannot_be_answered_is_refused_with_a_reason)
{
    vp_scenario_record nonsense = saved("[{\"change\": \"remove\", \"facility\": \"s9\"}]"), r = east_of_the_river();
    vp_error err = refusal_of(&nonsense);
    ck_assert_int_eq(err.kind, VP_NOT_FOUND);
    ck_assert_ptr_nonnull(strstr(err.message, "s9"));
    char *dataset = path_in(directory, "current/dataset.sqlite"),
         *roads = path_in(directory, "current/cells/land_roads.bin");
    ck_assert_int_eq(unlink(dataset), 0); /* nothing is read from it */
    vp_scenario_answer answer = answer_of(&r);
    release(&answer);
    damage_last_byte(roads);
    r.version = 2;
    vp_snapshot_release(snapshot);
    snapshot = served(directory);
    err = refusal_of(&r);
    ck_assert_int_eq(err.kind, VP_IO);
    ck_assert_ptr_nonnull(strstr(err.message, "cells/land_roads.bin"));
    err = refusal_of(&r); /* what failed is asked again */
    ck_assert_int_eq(err.kind, VP_IO);
    free(dataset);
    free(roads);
    vp_scenario_record_clear(&nonsense);
    vp_scenario_record_clear(&r);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("scenario_service");
    TCase *cases = tcase_create("scenario_service");
    tcase_add_checked_fixture(cases, start, stop);
    tcase_add_test(cases, a_station_more_reaches_who_was_left_out);
    tcase_add_test(cases, a_season_is_solved_anew);
    tcase_add_test(cases, what_is_saved_comes_back_with_its_versions);
    tcase_add_test(cases, a_new_snapshot_takes_scenarios_along_or_marks_them);
    tcase_add_test(cases, an_old_snapshot_goes_with_the_last_reader_of_its_answers);
    tcase_add_test(cases, what_cannot_be_answered_is_refused_with_a_reason);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
