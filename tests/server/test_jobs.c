/* The queue, its workers and what clients see of them. The computation is a gate that the test opens. */
#include "server/endpoints/endpoints.h"
#include "server/http/http.h"
#include "support_world.h"
#include <arpa/inet.h>
#include <check.h>
#include <jansson.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* ---- a computation in the test's hands */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static size_t begun, let_go;
static bool broken;

static char *compute(void *context, const char *process, const char *inputs, const vp_job_progress *progress,
                     vp_error *err)
{
    (void)context;
    pthread_mutex_lock(&lock);
    size_t number = ++begun;
    pthread_cond_broadcast(&changed);
    bool go_on = true;
    while (let_go < number && (go_on = vp_job_goes_on(progress, "half way", 0.5))) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += 2000000;
        until.tv_sec += until.tv_nsec / 1000000000;
        until.tv_nsec %= 1000000000;
        pthread_cond_timedwait(&changed, &lock, &until); /* woken at once by the gate; looks for a dismissal besides */
    }
    bool fail = broken;
    pthread_mutex_unlock(&lock);
    char *result = NULL;
    if (!go_on)
        vp_fail(err, VP_CANCELLED, "cancelled");
    else if (fail)
        vp_fail(err, VP_BAD_INPUT, "%s cannot be computed", process);
    else if (asprintf(&result, "{\"echo\": %s}", inputs) < 0)
        result = NULL;
    return result;
}

static void wait_until_begun(size_t count)
{
    pthread_mutex_lock(&lock);
    while (begun < count) pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
}

static void open_gate(size_t count)
{
    pthread_mutex_lock(&lock);
    let_go = count;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
}

/* ---- a log in memory, which outlives the jobs */

enum { LOG_MOST = 64 };
static vp_job_record kept[LOG_MOST];
static size_t kept_count;
static bool log_full;

static bool log_save(void *context, const vp_job_record *record, vp_error *err)
{
    (void)context;
    if (log_full) return vp_fail(err, VP_IO, "the disk is full");
    size_t k = 0;
    while (k < kept_count && strcmp(kept[k].id, record->id) != 0) k++;
    ck_assert_uint_lt(k, LOG_MOST);
    if (k == kept_count)
        kept_count++;
    else
        vp_job_record_clear(&kept[k]);
    kept[k] = *record;
    kept[k].inputs = strdup(record->inputs);
    kept[k].result = record->result ? strdup(record->result) : NULL;
    return true;
}

static bool log_remove(void *context, const char *id, vp_error *err)
{
    (void)context;
    (void)err;
    for (size_t k = 0; k < kept_count; k++) {
        if (strcmp(kept[k].id, id) != 0) continue;
        vp_job_record_clear(&kept[k]);
        kept[k] = kept[--kept_count];
        return true;
    }
    return true;
}

static bool log_load(void *context, bool (*visit)(void *visitor, vp_job_record *record, vp_error *err), void *visitor,
                     vp_error *err)
{
    (void)context;
    for (size_t k = 0; k < kept_count; k++) {
        vp_job_record copy = kept[k];
        copy.inputs = strdup(kept[k].inputs);
        copy.result = kept[k].result ? strdup(kept[k].result) : NULL;
        if (!visit(visitor, &copy, err)) return false;
    }
    return true;
}

static vp_jobs_options options_with(size_t queue_most, size_t per_client)
{
    return (vp_jobs_options){.workers = 1,
                             .queue_most = queue_most,
                             .kept = 100,
                             .per_client = per_client,
                             .seconds_most = 60,
                             .run = compute,
                             .log = {NULL, log_save, log_remove, log_load}};
}

static vp_jobs *jobs_with(const vp_jobs_options *options)
{
    vp_error err = {0};
    vp_jobs *jobs = vp_jobs_new(options, &err);
    ck_assert_msg(jobs && vp_jobs_start(jobs, &err), "%s", err.message);
    return jobs;
}

static void submit(vp_jobs *jobs, const char *client, char id[VP_JOB_ID_MOST])
{
    vp_error err = {0};
    unsigned status;
    ck_assert_msg(vp_jobs_submit(jobs, "double", "{\"n\":1}", client, id, &status, &err), "%s", err.message);
}

static vp_job_record state_of(vp_jobs *jobs, const char *id)
{
    vp_job_record record;
    vp_error err = {0};
    ck_assert_msg(vp_jobs_find(jobs, id, false, &record, &err), "%s", err.message);
    return record;
}

static void note(void *context)
{
    pthread_mutex_lock(&lock);
    *(bool *)context = true;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
}

static void wait_until_over(vp_jobs *jobs, const char *id)
{
    bool over = false;
    if (!vp_jobs_when_over(jobs, id, 60, note, &over)) return;
    pthread_mutex_lock(&lock);
    while (!over) pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
}

/* ---- the queue */

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
    ck_assert_uint_eq(vp_jobs_list(jobs, 0, 4, list, &total), 2);
    ck_assert_str_eq(list[0].id, b); /* newest first */
    ck_assert_uint_eq(vp_jobs_list(jobs, 1, 4, list, &total), 1);
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
    ck_assert_uint_eq(kept_count, 3); /* what was refused is nowhere */
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
    log_full = true;
    ck_assert(!vp_jobs_submit(jobs, "double", "{}", "x", id, &status, &err));
    ck_assert_int_eq(err.kind, VP_IO);
    log_full = false;
    size_t total;
    vp_job_record record;
    ck_assert_uint_eq(vp_jobs_list(jobs, 0, 1, &record, &total), 0);
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
    broken = true;
    open_gate(9);
    submit(jobs, "x", id);
    wait_until_over(jobs, id);
    ck_assert_int_eq(state_of(jobs, id).status, VP_JOB_FAILED);
    ck_assert_str_eq(state_of(jobs, id).message, "double cannot be computed");
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
    ck_assert_uint_eq(kept_count, 2);
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

/* ---- over HTTP */

static const vp_input inputs[] = {
    {"n", VP_INPUT_WHOLE, true, 1, 9, NULL, "a number"},
    {"mode", VP_INPUT_TEXT, false, 0, 20, "walk car", "how"},
    {"at", VP_INPUT_POINTS, false, 1, 3, NULL, "where"},
    {"x", VP_INPUT_NUMBER, false, -1, INFINITY, NULL, "a measure"},
    {"on", VP_INPUT_YES_NO, false, 0, 0, NULL, "whether"},
};
static const vp_process rows[] = {{"double", "Đôi", "Double", "Doubles a number", "The number", inputs, 5, NULL}};
static vp_server *server;
static vp_http *http;
static unsigned port;

static void serve_with(double wait_seconds, vp_jobs_options jobs)
{
    vp_error err = {0};
    vp_processes processes = {.rows = rows, .count = 1, .jobs = jobs, .wait_seconds = wait_seconds};
    server = vp_server_new(&(vp_server_options){.routes = &vp_endpoints,
                                                .publication = vp_publication_new(NULL),
                                                .cache_bytes = 1 << 20,
                                                .processes = &processes},
                           &err);
    ck_assert_msg(server && vp_server_publish(server, vp_world_new("s0", 0), &err), "%s", err.message);
    http = vp_http_start(server, &(vp_http_options){.listen = "127.0.0.1:0", .threads = 2, .quiet = true}, &err);
    ck_assert_msg(http != NULL, "%s", err.message);
    ck_assert_int_eq(sscanf(vp_http_address(http), "http://127.0.0.1:%u", &port), 1);
}

static void end_serving(void)
{
    vp_http_stop(http, 2);
    vp_server_free(server);
}

static int ask(const char *method, const char *path, const char *headers, const char *body)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    char text[2000];
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    ck_assert_int_eq(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    int length = snprintf(text, sizeof text,
                          "%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n"
                          "%sContent-Length: %zu\r\n\r\n%s",
                          method, path, headers, strlen(body), body);
    ck_assert_int_eq(send(fd, text, (size_t)length, MSG_NOSIGNAL), length);
    return fd;
}

/* Status; the body as JSON in *root unless NULL. Closes. */
static unsigned hear(int fd, json_t **root)
{
    char text[65536] = "";
    size_t length = 0;
    for (ssize_t got; (got = recv(fd, text + length, sizeof text - 1 - length, 0)) > 0;) length += (size_t)got;
    close(fd);
    text[length] = '\0';
    unsigned status = 0;
    sscanf(text, "HTTP/1.1 %u", &status);
    const char *body = strstr(text, "\r\n\r\n");
    if (root) ck_assert_msg((*root = json_loads(body ? body + 4 : "", 0, NULL)) != NULL, "%s", text);
    return status;
}

static const char *text_of(json_t *root, const char *key) { return json_string_value(json_object_get(root, key)); }

#define EXECUTION "/processes/double/execution"

START_TEST(a_synchronous_execution_answers_with_the_result)
{
    serve_with(60, options_with(5, 5));
    int fd = ask("POST", EXECUTION, "", "{\"inputs\": {\"n\": 2, \"at\": [[105.8, 21.6]], \"mode\": \"walk\"}}");
    wait_until_begun(1);
    ck_assert_uint_eq(hear(ask("GET", "/healthz", "", ""), NULL), 200); /* nobody else waits */
    open_gate(9);
    json_t *root;
    ck_assert_uint_eq(hear(fd, &root), 200);
    ck_assert_int_eq(json_integer_value(json_object_get(json_object_get(root, "echo"), "n")), 2);
    json_decref(root);
    fd = ask("POST", EXECUTION, "", "{\"inputs\": {\"n\": 2}, \"response\": \"document\"}");
    ck_assert_uint_eq(hear(fd, &root), 200);
    ck_assert_ptr_nonnull(json_object_get(root, "result"));
    json_decref(root);
    end_serving();
}
END_TEST

START_TEST(who_has_waited_long_enough_gets_the_jobs_address)
{
    serve_with(0.01, options_with(5, 5));
    json_t *root;
    ck_assert_uint_eq(hear(ask("POST", EXECUTION, "", "{\"inputs\": {\"n\": 2}}"), &root), 201);
    char path[100];
    snprintf(path, sizeof path, "/jobs/%s", text_of(root, "jobID"));
    json_decref(root);
    ck_assert_uint_eq(hear(ask("GET", path, "", ""), &root), 200);
    ck_assert_str_eq(text_of(root, "status"), "running");
    json_decref(root);
    char results[120];
    snprintf(results, sizeof results, "%s/results", path);
    ck_assert_uint_eq(hear(ask("GET", results, "", ""), NULL), 404);
    ck_assert_uint_eq(hear(ask("DELETE", path, "", ""), &root), 200);
    ck_assert_str_eq(text_of(root, "status"), "dismissed");
    json_decref(root);
    end_serving();
}
END_TEST

START_TEST(an_asynchronous_execution_is_a_job)
{
    serve_with(60, options_with(5, 5));
    json_t *root;
    int fd = ask("POST", EXECUTION, "Prefer: respond-async\r\n", "{\"inputs\": {\"n\": 3}}");
    ck_assert_uint_eq(hear(fd, &root), 201);
    char path[100];
    snprintf(path, sizeof path, "/jobs/%s/results", text_of(root, "jobID"));
    open_gate(9);
    wait_until_begun(1);
    unsigned status;
    do { /* the result appears by itself */
        json_decref(root);
        status = hear(ask("GET", path, "", ""), &root);
    } while (status == 404);
    ck_assert_uint_eq(status, 200);
    json_t *echo = json_object_get(json_object_get(root, "result"), "echo");
    ck_assert_int_eq(json_integer_value(json_object_get(echo, "n")), 3);
    json_decref(root);
    end_serving();
}
END_TEST

START_TEST(stopping_leaves_nobody_waiting)
{
    serve_with(60, options_with(5, 5));
    int fd = ask("POST", EXECUTION, "", "{\"inputs\": {\"n\": 2}}");
    wait_until_begun(1);
    end_serving();
    json_t *root;
    ck_assert_uint_eq(hear(fd, &root), 201);
    json_decref(root);
    ck_assert_int_eq(kept[0].status, VP_JOB_ACCEPTED); /* the next start computes it */
}
END_TEST

static const struct {
    const char *body, *says;
    unsigned status;
} wrong[] = {
    {"", "not JSON", 400},
    {"[]", "not a JSON object", 400},
    {"{}", "inputs", 400},
    {"{\"inputs\": 1}", "inputs", 400},
    {"{\"inputs\": {}}", "inputs.n is missing", 400},
    {"{\"inputs\": {\"n\": 0}}", "from 1 to 9", 400},
    {"{\"inputs\": {\"n\": 2.5}}", "whole", 400},
    {"{\"inputs\": {\"n\": \"2\"}}", "whole", 400},
    {"{\"inputs\": {\"n\": 2, \"n\": 3}}", "not JSON", 400},
    {"{\"inputs\": {\"n\": 2, \"m\": 3}}", "no such input", 400},
    {"{\"inputs\": {\"n\": 2, \"mode\": \"fly\"}}", "one of: walk car", 400},
    {"{\"inputs\": {\"n\": 2, \"mode\": \"wal\"}}", "one of: walk car", 400},
    {"{\"inputs\": {\"n\": 2, \"at\": []}}", "1 to 3 points", 400},
    {"{\"inputs\": {\"n\": 2, \"at\": [[1]]}}", "at[0]", 400},
    {"{\"inputs\": {\"n\": 2, \"at\": [[1, 2], [1, 91]]}}", "at[1]", 400},
    {"{\"inputs\": {\"n\": 2, \"x\": -2}}", "inputs.x", 400},
    {"{\"inputs\": {\"n\": 2, \"on\": 1}}", "true or false", 400},
    {"{\"inputs\": {\"n\": 2}, \"response\": \"x\"}", "response", 400},
};

START_TEST(inputs_that_do_not_fit_are_named)
{
    serve_with(60, options_with(5, 5));
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        json_t *root;
        unsigned status = hear(ask("POST", EXECUTION, "", wrong[i].body), &root);
        ck_assert_msg(status == wrong[i].status && strstr(text_of(root, "detail"), wrong[i].says), "row %zu: %u %s", i,
                      status, text_of(root, "detail"));
        json_decref(root);
    }
    ck_assert_uint_eq(hear(ask("POST", "/processes/none/execution", "", "{\"inputs\": {}}"), NULL), 404);
    ck_assert_uint_eq(begun, 0);
    end_serving();
}
END_TEST

START_TEST(processes_describe_themselves)
{
    serve_with(60, options_with(5, 5));
    json_t *root;
    ck_assert_uint_eq(hear(ask("GET", "/processes", "", ""), &root), 200);
    ck_assert_str_eq(text_of(json_array_get(json_object_get(root, "processes"), 0), "id"), "double");
    json_decref(root);
    ck_assert_uint_eq(hear(ask("GET", "/processes/double", "", ""), &root), 200);
    json_t *n = json_object_get(json_object_get(root, "inputs"), "n");
    ck_assert_int_eq(json_integer_value(json_object_get(n, "minOccurs")), 1);
    ck_assert_str_eq(text_of(json_object_get(n, "schema"), "type"), "integer");
    json_decref(root);
    ck_assert_uint_eq(hear(ask("GET", "/conformance", "", ""), &root), 200);
    size_t i, processes = 0;
    json_t *name;
    json_array_foreach(json_object_get(root, "conformsTo"), i, name) processes +=
        strstr(json_string_value(name), "/ogcapi-processes-1/") != NULL;
    ck_assert_uint_eq(processes, 5);
    ck_assert_uint_gt(i, processes);
    json_decref(root);
    end_serving();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("jobs");
    TCase *cases = tcase_create("jobs");
    tcase_add_test(cases, jobs_are_done_in_turn_and_their_results_kept);
    tcase_add_test(cases, a_full_queue_and_a_greedy_client_are_refused);
    tcase_add_test(cases, what_cannot_be_logged_is_not_taken);
    tcase_add_test(cases, a_dismissed_job_ends_whether_it_waits_or_runs);
    tcase_add_test(cases, a_failure_and_a_job_that_takes_too_long_say_why);
    tcase_add_test(cases, only_so_many_results_are_kept);
    tcase_add_test(cases, an_orderly_end_leaves_jobs_to_the_next_start);
    tcase_add_test(cases, a_job_that_breaks_off_is_begun_again_once_and_then_reported_lost);
    tcase_add_test(cases, a_synchronous_execution_answers_with_the_result);
    tcase_add_test(cases, who_has_waited_long_enough_gets_the_jobs_address);
    tcase_add_test(cases, an_asynchronous_execution_is_a_job);
    tcase_add_test(cases, stopping_leaves_nobody_waiting);
    tcase_add_test(cases, inputs_that_do_not_fit_are_named);
    tcase_add_test(cases, processes_describe_themselves);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
