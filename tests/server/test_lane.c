/* Long answers, with a computation that the test holds at a gate. */
#include "server/lane.h"
#include <check.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static size_t begun, let_go, resumed;
static char last_path[64], last_body[64], last_texts[200];
static bool last_whole; /* no part of it was asked for */
static const atomic_bool *last_unwanted;
static vp_lane *lane;

static void compute(void *context, const vp_request *request, const vp_snapshot *snapshot, const atomic_bool *unwanted,
                    vp_reply *reply)
{
    (void)context;
    (void)snapshot;
    pthread_mutex_lock(&lock);
    size_t number = ++begun;
    snprintf(last_path, sizeof last_path, "%s", request->path);
    snprintf(last_body, sizeof last_body, "%.*s", (int)request->body_length, request->body ? request->body : "");
    const vp_request *r = request;
    const char *const texts[] = {r->method,          r->path,     r->query,          r->host,          r->accept,
                                 r->accept_encoding, r->if_match, r->content_type,   r->authorization, r->origin,
                                 r->prefer,          r->client,   r->accept_language};
    *last_texts = '\0';
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        strncat(last_texts, texts[i] ? texts[i] : "-", sizeof last_texts - strlen(last_texts) - 1);
    last_unwanted = unwanted;
    last_whole = !request->range && !request->if_range && !request->if_none_match;
    pthread_cond_broadcast(&changed);
    while (let_go < number) pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
    vp_buffer text = {0};
    vp_error err;
    vp_buffer_format(&text, "%s %zu", request->path, number);
    *reply = (vp_reply){.status = 200, .type = "text/plain", .body = vp_blob_new(&text, &err)};
}

static void note(void *context)
{
    pthread_mutex_lock(&lock);
    resumed++;
    if (context) *(bool *)context = true;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
}

static void wait_until(const size_t *count, size_t least)
{
    pthread_mutex_lock(&lock);
    while (*count < least) pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
}

static void open_gate(size_t count)
{
    pthread_mutex_lock(&lock);
    let_go = count;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
}

static void start_with(size_t threads, size_t queue_most, size_t per_client, double seconds)
{
    vp_error err = {0};
    lane = vp_lane_new(&(vp_lane_options){.threads = threads,
                                          .queue_most = queue_most,
                                          .per_client = per_client,
                                          .seconds = seconds,
                                          .compute = compute},
                       &err);
    ck_assert_msg(lane != NULL, "%s", err.message);
}

static void stop(void)
{
    open_gate(1000);
    vp_lane_free(lane);
}

static unsigned ask_as(const char *client, const char *key, const char *path, char ticket[VP_LANE_TICKET_MOST])
{
    unsigned status;
    vp_error err = {0};
    const vp_request request = {.method = "GET",
                                .path = path,
                                .client = client,
                                .range = "bytes=0-1",
                                .if_range = "\"1\"",
                                .if_none_match = "\"1\""};
    if (vp_lane_ask(lane, key, &request, NULL, ticket, &status, &err)) return 200;
    ck_assert_int_eq(err.kind, VP_BUSY);
    return status;
}

static void check_answer(const char *ticket, const char *text)
{
    vp_reply reply = {0};
    ck_assert(vp_lane_take(lane, ticket, &reply));
    ck_assert_uint_eq(reply.body->length, strlen(text));
    ck_assert_int_eq(memcmp(reply.body->bytes, text, reply.body->length), 0);
    vp_reply_clear(&reply);
}

START_TEST(who_asks_the_same_shares_one_computation)
{
    char tickets[10][VP_LANE_TICKET_MOST], other[VP_LANE_TICKET_MOST];
    start_with(2, 10, 10, 60);
    for (size_t i = 0; i < 10; i++) {
        ck_assert_uint_eq(ask_as("a", "k", "/x", tickets[i]), 200);
        ck_assert(vp_lane_wait(lane, tickets[i], note, NULL));
    }
    wait_until(&begun, 1);
    ck_assert_uint_eq(ask_as("a", "other", "/y", other), 200);
    wait_until(&begun, 2);
    open_gate(1000);
    wait_until(&resumed, 10);
    for (size_t i = 0; i < 10; i++) check_answer(tickets[i], "/x 1");
    ck_assert(last_whole); /* what a client has, and the part it wants, is its own */
    vp_lane_figures f = vp_lane_count(lane);
    ck_assert_uint_eq(f.shared, 9);
    while (vp_lane_wait(lane, other, note, NULL)) wait_until(&resumed, 11);
    check_answer(other, "/y 2");
    ck_assert_uint_eq(vp_lane_count(lane).computed, 2);
    ck_assert(!vp_lane_take(lane, other, NULL)); /* returned once */
    stop();
}
END_TEST

START_TEST(what_is_too_much_is_refused)
{
    char ticket[VP_LANE_TICKET_MOST];
    start_with(1, 3, 2, 60);
    ck_assert_uint_eq(ask_as("a", "1", "/1", ticket), 200);
    wait_until(&begun, 1);
    ck_assert_uint_eq(ask_as("a", "2", "/2", ticket), 200);
    ck_assert_uint_eq(ask_as("a", "3", "/3", ticket), 429);
    ck_assert_uint_eq(ask_as("a", "2", "/2", ticket), 200); /* nothing more to compute */
    ck_assert_uint_eq(ask_as("b", "4", "/4", ticket), 200);
    ck_assert_uint_eq(ask_as("c", "5", "/5", ticket), 200);
    ck_assert_uint_eq(ask_as("d", "6", "/6", ticket), 503);
    ck_assert_uint_eq(vp_lane_count(lane).refused, 2);
    ck_assert_uint_eq(vp_lane_count(lane).waiting, 3);
    stop();
}
END_TEST

START_TEST(what_nobody_wants_any_more_is_not_begun)
{
    char first[VP_LANE_TICKET_MOST], second[VP_LANE_TICKET_MOST];
    bool woken = false;
    start_with(1, 10, 10, 60);
    ck_assert_uint_eq(ask_as("a", "1", "/1", first), 200);
    wait_until(&begun, 1);
    ck_assert_uint_eq(ask_as("a", "2", "/2", second), 200);
    ck_assert(vp_lane_wait(lane, second, note, &woken));
    vp_lane_leave(lane, second, "another");
    ck_assert(!woken);
    vp_lane_leave(lane, second, &woken);
    ck_assert(woken);
    ck_assert(!vp_lane_take(lane, second, &(vp_reply){0}));
    ck_assert_uint_eq(vp_lane_count(lane).waiting, 0);
    ck_assert(!atomic_load(last_unwanted));
    vp_lane_take(lane, first, NULL); /* under way: it may end, and nobody joins it */
    ck_assert(atomic_load(last_unwanted));
    ck_assert_uint_eq(ask_as("a", "1", "/1", first), 200);
    ck_assert_uint_eq(vp_lane_count(lane).waiting, 1);
    vp_lane_take(lane, first, NULL);
    open_gate(1000);
    ck_assert_uint_eq(ask_as("a", "3", "/3", second), 200);
    wait_until(&begun, 2);
    ck_assert_str_eq(last_path, "/3");
    stop();
}
END_TEST

START_TEST(who_waits_too_long_gets_an_answer_and_may_ask_again)
{
    char ticket[VP_LANE_TICKET_MOST], again[VP_LANE_TICKET_MOST];
    start_with(1, 10, 10, 0);
    ck_assert_uint_eq(ask_as("a", "1", "/1", ticket), 200);
    ck_assert(vp_lane_wait(lane, ticket, note, NULL));
    wait_until(&begun, 1);
    vp_lane_resume_late(lane, false);
    ck_assert_uint_eq(resumed, 1);
    ck_assert(!vp_lane_take(lane, ticket, &(vp_reply){0}));
    ck_assert(!atomic_load(last_unwanted)); /* kept for who asks again */
    vp_lane_resume_late(lane, false);
    ck_assert(!atomic_load(last_unwanted));                /* nobody else needs its thread */
    ck_assert_uint_eq(ask_as("a", "1", "/1", again), 200); /* joins what is under way */
    ck_assert_uint_eq(vp_lane_count(lane).shared, 1);
    open_gate(1000);
    while (vp_lane_wait(lane, again, note, NULL)) wait_until(&resumed, 2);
    check_answer(again, "/1 1");
    stop();
}
END_TEST

START_TEST(who_takes_too_long_makes_room_for_who_waits)
{
    char ticket[VP_LANE_TICKET_MOST], other[VP_LANE_TICKET_MOST];
    start_with(1, 10, 10, 0);
    ck_assert_uint_eq(ask_as("a", "1", "/1", ticket), 200);
    wait_until(&begun, 1);
    ck_assert_uint_eq(ask_as("b", "2", "/2", other), 200);
    while (!atomic_load(last_unwanted)) vp_lane_resume_late(lane, false);
    stop();
}
END_TEST

/* Its only asker waits, and has hung up: the connection is resumed to learn of it, and asks for the answer. */
START_TEST(who_leaves_ends_what_is_under_way)
{
    char ticket[VP_LANE_TICKET_MOST], other[VP_LANE_TICKET_MOST];
    start_with(1, 10, 10, 60);
    ck_assert_uint_eq(ask_as("a", "1", "/1", ticket), 200);
    ck_assert_uint_eq(ask_as("b", "1", "/1", other), 200);
    bool first = false, second = false;
    ck_assert(vp_lane_wait(lane, ticket, note, &first));
    ck_assert(vp_lane_wait(lane, other, note, &second));
    wait_until(&begun, 1);
    vp_lane_leave(lane, ticket, &first);
    ck_assert(!vp_lane_take(lane, ticket, &(vp_reply){0}));
    ck_assert(!atomic_load(last_unwanted)); /* another waits */
    vp_lane_leave(lane, other, &second);
    ck_assert(!vp_lane_take(lane, other, &(vp_reply){0}));
    ck_assert(atomic_load(last_unwanted));
    stop();
}
END_TEST

START_TEST(when_time_is_up_what_is_under_way_is_given_up)
{
    char ticket[VP_LANE_TICKET_MOST];
    start_with(1, 10, 10, 60);
    ck_assert_uint_eq(ask_as("a", "1", "/1", ticket), 200);
    ck_assert(vp_lane_wait(lane, ticket, note, NULL));
    wait_until(&begun, 1);
    vp_lane_drain(lane);
    ck_assert(!atomic_load(last_unwanted)); /* what has begun may be finished */
    vp_lane_resume_late(lane, true);
    ck_assert(atomic_load(last_unwanted));
    ck_assert_uint_eq(resumed, 1);
    stop();
}
END_TEST

START_TEST(the_end_refuses_what_waits_and_finishes_what_has_begun)
{
    char first[VP_LANE_TICKET_MOST], second[VP_LANE_TICKET_MOST], third[VP_LANE_TICKET_MOST];
    start_with(1, 10, 10, 60);
    ck_assert_uint_eq(ask_as("a", "1", "/1", first), 200);
    wait_until(&begun, 1);
    ck_assert_uint_eq(ask_as("a", "2", "/2", second), 200);
    ck_assert(vp_lane_wait(lane, first, note, NULL));
    ck_assert(vp_lane_wait(lane, second, note, NULL));
    vp_lane_drain(lane);
    ck_assert_uint_eq(resumed, 1);
    vp_reply reply = {0};
    ck_assert(vp_lane_take(lane, second, &reply));
    ck_assert_uint_eq(reply.status, 503);
    ck_assert_uint_gt(reply.retry_seconds, 0);
    vp_reply_clear(&reply);
    ck_assert_uint_eq(ask_as("a", "3", "/3", third), 503);
    open_gate(1000);
    wait_until(&resumed, 2);
    check_answer(first, "/1 1");
    stop();
}
END_TEST

/* What is kept of a request outlives the caller's texts, and is never given to another who sends a body. */
START_TEST(a_request_is_kept_whole)
{
    char path[] = "/p", body[] = "body", ticket[VP_LANE_TICKET_MOST], other[VP_LANE_TICKET_MOST];
    char texts[] = "POST\0q\0host\0*\0gzip\0\"m\"\0type\0Basic\0here\0wait\0::1\0vi", *at[12] = {texts};
    for (size_t i = 1; i < 12; i++) at[i] = at[i - 1] + strlen(at[i - 1]) + 1;
    unsigned status;
    vp_error err;
    start_with(1, 10, 10, 60);
    const vp_request request = {.method = at[0],
                                .path = path,
                                .query = at[1],
                                .host = at[2],
                                .accept = at[3],
                                .accept_encoding = at[4],
                                .if_match = at[5],
                                .content_type = at[6],
                                .authorization = at[7],
                                .origin = at[8],
                                .prefer = at[9],
                                .client = at[10],
                                .accept_language = at[11],
                                .body = body,
                                .body_length = 4,
                                .if_none_match = "x"};
    ck_assert(vp_lane_ask(lane, NULL, &request, NULL, ticket, &status, &err));
    ck_assert(vp_lane_ask(lane, NULL, &request, NULL, other, &status, &err));
    ck_assert_str_ne(ticket, other);
    memset(path, 'z', 2);
    memset(body, 'z', 4);
    memset(texts, 'z', sizeof texts - 1);
    open_gate(1000);
    wait_until(&begun, 2);
    ck_assert_str_eq(last_path, "/p");
    ck_assert_str_eq(last_body, "body");
    ck_assert_str_eq(last_texts, "POST/pqhost*gzip\"m\"typeBasicherewait::1vi");
    stop();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("lane");
    TCase *cases = tcase_create("lane");
    tcase_add_test(cases, who_asks_the_same_shares_one_computation);
    tcase_add_test(cases, what_is_too_much_is_refused);
    tcase_add_test(cases, what_nobody_wants_any_more_is_not_begun);
    tcase_add_test(cases, who_waits_too_long_gets_an_answer_and_may_ask_again);
    tcase_add_test(cases, who_takes_too_long_makes_room_for_who_waits);
    tcase_add_test(cases, who_leaves_ends_what_is_under_way);
    tcase_add_test(cases, when_time_is_up_what_is_under_way_is_given_up);
    tcase_add_test(cases, the_end_refuses_what_waits_and_finishes_what_has_begun);
    tcase_add_test(cases, a_request_is_kept_whole);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
