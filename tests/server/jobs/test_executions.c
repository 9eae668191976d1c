/* What clients see of processes and jobs, over HTTP. The computation is a gate that the test opens. */
#include "server/endpoints/endpoints.h"
#include "server/http/http.h"
#include "server/support_world.h"
#include "service/support_jobs.h"
#include <arpa/inet.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const vp_input inputs[] = {
    {"n", VP_INPUT_WHOLE, true, 1, 9, NULL, "a number"},
    {"mode", VP_INPUT_TEXT, false, 0, 20, "walk car", "how"},
    {"at", VP_INPUT_POINTS, false, 1, 3, NULL, "where"},
    {"round", VP_INPUT_AREAS, false, 1, 2, NULL, "polygons"},
    {"x", VP_INPUT_NUMBER, false, -1, INFINITY, NULL, "a measure"},
    {"on", VP_INPUT_YES_NO, false, 0, 0, NULL, "whether"},
    {"each", VP_INPUT_NUMBERS, false, 0, 9, NULL, "numbers"},
};
static const vp_input of_range[] = {{"limit", VP_INPUT_NUMBER, false, 0, 60, NULL, "minutes"},
                                    {"runs", VP_INPUT_WHOLE, false, 1, 9, NULL, "how many"},
                                    {"service", VP_INPUT_TEXT, false, 0, 20, NULL, "which"}};
static const vp_process rows[] = {
    {"double", "Đôi", "Double", "Doubles a number", "The number", inputs, 7, NULL},
    {"uncertainty", "Khoảng", "Range", "How far a figure may be off", "Low and high", of_range, 3, NULL}};
static vp_server *server;
static vp_http *http;
static unsigned port;

static void serve_with(double wait_seconds, vp_jobs_options jobs)
{
    vp_error err = {0};
    vp_processes processes = {.rows = rows, .count = 2, .jobs = jobs, .wait_seconds = wait_seconds};
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

/* The whole answer. Closes. */
static void hear_text(int fd, char text[], size_t room)
{
    size_t length = 0;
    for (ssize_t got; (got = recv(fd, text + length, room - 1 - length, 0)) > 0;) length += (size_t)got;
    close(fd);
    text[length] = '\0';
}

/* Status; the body as JSON in *root unless NULL. Closes. */
static unsigned hear(int fd, json_t **root)
{
    char text[65536];
    hear_text(fd, text, sizeof text);
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

/* What is asked may name something that is not there, which only the computation sees. */
START_TEST(a_computation_that_fails_says_whose_fault_it_is)
{
    static const struct {
        vp_error_kind kind;
        unsigned status;
    } cases[] = {{VP_BAD_INPUT, 400}, {VP_NOT_FOUND, 400}, {VP_IO, 500}, {VP_NO_MEMORY, 503}, {VP_NO_SPACE, 507}};
    serve_with(60, options_with(5, 5));
    computing_fails = true;
    open_gate(99);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *root;
        failing_kind = cases[i].kind;
        ck_assert_uint_eq(hear(ask("POST", EXECUTION, "", "{\"inputs\": {\"n\": 2}}"), &root), cases[i].status);
        bool public = cases[i].kind != VP_IO && cases[i].kind != VP_NO_SPACE; /* whose sentences may name files */
        static const char sentence[] = "double cannot be computed"; /* and nothing before it: it has a translation */
        ck_assert_int_eq(strncmp(text_of(root, "detail"), sentence, strlen(sentence)) == 0, public);
        json_decref(root);
    }
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
    ck_assert_int_eq(logged[0].status, VP_JOB_ACCEPTED); /* the next start computes it */
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
    {"{\"inputs\": {\"n\": {\"value\": 10}}}", "from 1 to 9", 400},
    {"{\"inputs\": {\"n\": {\"href\": \"http://127.0.0.1/n\"}}}", "fetches nothing", 400},
    {"{\"inputs\": {\"n\": 2, \"n\": 3}}", "not JSON", 400},
    {"{\"inputs\": {\"n\": 2, \"m\": 3}}", "no such input", 400},
    {"{\"inputs\": {\"n\": 2, \"mode\": \"fly\"}}", "one of: walk car", 400},
    {"{\"inputs\": {\"n\": 2, \"mode\": \"wal\"}}", "one of: walk car", 400},
    {"{\"inputs\": {\"n\": 2, \"at\": []}}", "1 to 3 points", 400},
    {"{\"inputs\": {\"n\": 2, \"at\": [[1]]}}", "at[0]", 400},
    {"{\"inputs\": {\"n\": 2, \"at\": [[1, 2], [1, 91]]}}", "at[1]", 400},
    {"{\"inputs\": {\"n\": 2, \"x\": -2}}", "inputs.x", 400},
    {"{\"inputs\": {\"n\": 2, \"each\": []}}", "inputs.each is not an array of 1 to 5000 numbers", 400},
    {"{\"inputs\": {\"n\": 2, \"each\": [0, 9, 9.1]}}", "inputs.each[2] is not a number from 0 to 9", 400},
    {"{\"inputs\": {\"n\": 2, \"each\": [true]}}", "inputs.each[0]", 400},
    {"{\"inputs\": {\"n\": 2, \"round\": []}}", "1 to 2 polygons", 400},
    {"{\"inputs\": {\"n\": 2, \"round\": [[[1, 2], [3, 4]]]}}", "inputs.round[0]", 400},
    {"{\"inputs\": {\"n\": 2, \"round\": [[[1, 2], [3, 4], [5, 6]], [[1, 2], [3, 4], [5, 96]]]}}", "inputs.round[1]",
     400},
    {"{\"inputs\": {\"n\": 2, \"on\": 1}}", "true or false", 400},
    {"{\"inputs\": {\"n\": 2}, \"response\": \"x\"}", "response", 400},
    {"{\"inputs\": {\"n\": 2}, \"outputs\": {\"half\": {}}}", "outputs.half", 400},
    {"{\"inputs\": {\"n\": 2}, \"outputs\": [\"result\"]}", "outputs is", 400},
    {"{\"inputs\": {\"n\": 2}, \"outputs\": {\"result\": {\"transmissionMode\": \"reference\"}}}", "transmissionMode",
     400},
    {"{\"inputs\": {\"n\": 2}, \"subscriber\": {\"successUri\": \"http://127.0.0.1/\"}}", "subscriber", 400},
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
    ck_assert_uint_eq(computations_begun(), 0);
    end_serving();
}
END_TEST

static char *spread(void *context, const char *process, const char *sent, const vp_job_progress *progress,
                    vp_error *err)
{
    (void)context, (void)progress, (void)err;
    ck_assert_str_eq(process, "uncertainty");
    bool is_old = strstr(sent, "\"runs\":9") != NULL; /* a snapshot was taken up while it was computed */
    static const char form[] =
        "{\"snapshot\": \"%s\", \"province\": {\"code\": \"19\", \"name\": \"All\", \"value\": 5},"
        " \"units\": [{\"code\": \"00001\", \"name\": \"A, b\", \"value\": 1.5, \"low\": 0,"
        " \"high\": null, \"least\": \"\", \"crosses\": true}, {\"code\": \"00002\", \"crosses\": false}]}";
    char text[400];
    snprintf(text, sizeof text, form, is_old ? "before" : "s0");
    json_t *result = json_loads(text, 0, NULL);
    ck_assert_int_eq(json_object_set_new(result, "sent", json_string(sent)), 0);
    char *dumped = json_dumps(result, 0);
    json_decref(result);
    return dumped;
}

/* The members that are columns, in their order: of the province first, then of each unit; what is missing is empty. */
START_TEST(what_is_computed_is_a_table_as_well)
{
    vp_jobs_options jobs = options_with(5, 5);
    jobs.run = spread;
    serve_with(60, jobs);
    char got[2000];
    hear_text(ask("GET", "/uncertainty?f=csv", "", ""), got, sizeof got);
    const char *body = strstr(got, "\r\n\r\n");
    ck_assert_msg(body && strcmp(body + 4, "code,name,value,low,high,least,most,crosses\r\n"
                                           "\"19\",\"All\",5,\"\",\"\",\"\",\"\",\"\"\r\n"
                                           "\"00001\",\"A, b\",1.5,0,\"\",\"\",\"\",1\r\n"
                                           "\"00002\",\"\",\"\",\"\",\"\",\"\",\"\",0\r\n") == 0,
                  "%s", got);
    json_t *root;
    ck_assert_uint_eq(hear(ask("GET", "/uncertainty?limit=2.5&service=school&runs=2", "", ""), &root), 200);
    ck_assert_str_eq(text_of(root, "sent"), "{\"limit\":2.5,\"runs\":2,\"service\":\"school\"}");
    json_decref(root);
    ck_assert_uint_eq(hear(ask("GET", "/uncertainty?runs=9", "", ""), NULL), 503);
    static const char *const refused[] = {"limit=-2", "limit=x", "runs=1.5"};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        char path[100];
        snprintf(path, sizeof path, "/uncertainty?%s", refused[i]);
        ck_assert_uint_eq(hear(ask("GET", path, "", ""), &root), 400);
        ck_assert_msg(strncmp(text_of(root, "detail"), refused[i], strcspn(refused[i], "=")) == 0, "%s",
                      text_of(root, "detail"));
        json_decref(root);
    }
    ck_assert_uint_eq(hear(ask("GET", "/facilities?service=school", "", ""), NULL), 404); /* not among the processes */
    end_serving();
}
END_TEST

/* The type of the problem that an address answers with. */
static void problem_is(const char *method, const char *path, const char *body, const char *name)
{
    json_t *root;
    char type[200];
    snprintf(type, sizeof type, "http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0/%s", name);
    ck_assert_uint_eq(hear(ask(method, path, "", body), &root), 404);
    ck_assert_msg(strcmp(text_of(root, "type"), *name ? type : "about:blank") == 0, "%s: %s", path,
                  text_of(root, "type"));
    json_decref(root);
}

START_TEST(what_is_not_there_has_the_standards_type)
{
    serve_with(60, options_with(5, 5));
    problem_is("GET", "/processes/none", "", "no-such-process");
    problem_is("POST", "/processes/none/execution", "{\"inputs\": {}}", "no-such-process");
    problem_is("GET", "/jobs/none", "", "no-such-job");
    problem_is("GET", "/jobs/none/results", "", "no-such-job");
    problem_is("DELETE", "/jobs/none", "", "no-such-job");
    problem_is("GET", "/nowhere", "", "");
    json_t *root;
    ck_assert_uint_eq(hear(ask("POST", EXECUTION, "Prefer: respond-async\r\n", "{\"inputs\": {\"n\": 3}}"), &root),
                      201);
    char path[100];
    snprintf(path, sizeof path, "/jobs/%s/results", text_of(root, "jobID"));
    json_decref(root);
    problem_is("GET", path, "", "result-not-ready");
    open_gate(9);
    end_serving();
}
END_TEST

static size_t matched(const char *query)
{
    json_t *root;
    char path[200];
    snprintf(path, sizeof path, "/jobs?%s", query);
    ck_assert_uint_eq(hear(ask("GET", path, "", ""), &root), 200);
    size_t count = json_array_size(json_object_get(root, "jobs"));
    ck_assert_int_eq(json_integer_value(json_object_get(root, "numberMatched")), (json_int_t)count);
    json_decref(root);
    return count;
}

START_TEST(jobs_are_listed_by_status_process_and_type)
{
    serve_with(60, options_with(5, 5));
    for (size_t i = 0; i < 2; i++)
        ck_assert_uint_eq(hear(ask("POST", EXECUTION, "Prefer: respond-async\r\n", "{\"inputs\": {\"n\": 3}}"), NULL),
                          201);
    json_t *root;
    ck_assert_uint_eq(hear(ask("GET", "/jobs?limit=1", "", ""), &root), 200);
    char path[100];
    snprintf(path, sizeof path, "/jobs/%s", text_of(json_array_get(json_object_get(root, "jobs"), 0), "jobID"));
    json_decref(root);
    ck_assert_uint_eq(hear(ask("DELETE", path, "", ""), NULL), 200);
    ck_assert_uint_eq(matched(""), 2);
    ck_assert_uint_eq(matched("status=dismissed"), 1);
    ck_assert_uint_eq(matched("status=accepted,running"), 1);
    ck_assert_uint_eq(matched("status=successful"), 0);
    ck_assert_uint_eq(matched("processID=double&type=process"), 2);
    ck_assert_uint_eq(matched("processID=other"), 0);
    ck_assert_uint_eq(matched("datetime=2000-01-01/.."), 2);
    ck_assert_uint_eq(matched("datetime=../2000-01-01T00:00:00Z"), 0);
    ck_assert_uint_eq(matched("datetime=2000-01-01"), 0);
    ck_assert_uint_eq(matched("minDuration=3600"), 0);
    static const char *const refused[] = {"datetime=today", "datetime=2026-02-30", "datetime=2026-01-01/x",
                                          "datetime=2026-01-01T00:00:00+07:00", "minDuration=x"};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        char address[100];
        snprintf(address, sizeof address, "/jobs?%s", refused[i]);
        ck_assert_msg(hear(ask("GET", address, "", ""), NULL) == 400, "%s", refused[i]);
    }
    ck_assert_uint_eq(hear(ask("GET", "/jobs?status=done", "", ""), NULL), 400);
    ck_assert_uint_eq(hear(ask("GET", "/jobs?type=map", "", ""), NULL), 400);
    open_gate(9);
    end_serving();
}
END_TEST

static const char *rel_at(json_t *list, size_t index)
{
    return text_of(json_array_get(json_object_get(list, "links"), index), "rel");
}

/* OGC 18-062r2: lists are given page by page (pl-limit-definition, pl-limit-response, pl-links; jl-limit-response). */
START_TEST(lists_lead_to_their_next_page)
{
    serve_with(60, options_with(5, 5));
    json_t *root;
    open_gate(9);
    static const char *const bodies[] = {"{\"inputs\": {\"n\": {\"value\": 4}}}", /* a qualified value */
                                         "{\"inputs\": {\"n\": 4}, \"outputs\": {\"result\": {}}}",
                                         "{\"inputs\": {\"n\": 4, \"at\": {\"value\": [[105.8, 21.6]]}}}"};
    for (size_t i = 0; i < 3; i++) {
        ck_assert_uint_eq(hear(ask("POST", EXECUTION, "", bodies[i]), &root), 200);
        ck_assert_int_eq(json_integer_value(json_object_get(json_object_get(root, "echo"), "n")), 4);
        json_decref(root);
    }
    ck_assert_uint_eq(hear(ask("GET", "/jobs?limit=2&processID=double", "", ""), &root), 200);
    ck_assert_uint_eq(json_array_size(json_object_get(root, "jobs")), 2);
    ck_assert_str_eq(rel_at(root, 1), "next");
    const char *next = text_of(json_array_get(json_object_get(root, "links"), 1), "href");
    ck_assert_ptr_nonnull(strstr(next, "/jobs?processID=double&limit=2&offset=2"));
    int rest = ask("GET", strstr(next, "/jobs"), "", "");
    json_decref(root);
    ck_assert_uint_eq(hear(rest, &root), 200);
    ck_assert_uint_eq(json_array_size(json_object_get(root, "jobs")), 1);
    ck_assert_str_eq(rel_at(root, 1), "prev");
    json_decref(root);
    ck_assert_uint_eq(hear(ask("GET", "/processes?limit=1", "", ""), &root), 200);
    ck_assert_uint_eq(json_array_size(json_object_get(root, "processes")), 1);
    ck_assert_str_eq(rel_at(root, 1), "next");
    json_decref(root);
    ck_assert_uint_eq(hear(ask("GET", "/processes?limit=1&offset=1", "", ""), &root), 200);
    ck_assert_str_eq(text_of(json_array_get(json_object_get(root, "processes"), 0), "id"), "uncertainty");
    ck_assert_str_eq(rel_at(root, 1), "prev");
    ck_assert_uint_eq(json_array_size(json_object_get(root, "links")), 2);
    json_decref(root);
    ck_assert_uint_eq(hear(ask("GET", "/processes?limit=0", "", ""), NULL), 400);
    ck_assert_uint_eq(hear(ask("GET", "/processes?limit=x", "", ""), NULL), 400);
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
    static const char *const members[] = {"version", "title", "jobControlOptions", "outputTransmission",
                                          "outputs", "links"};
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        ck_assert_ptr_nonnull(json_object_get(root, members[i]));
    json_t *n = json_object_get(json_object_get(root, "inputs"), "n");
    ck_assert_int_eq(json_integer_value(json_object_get(n, "minOccurs")), 1);
    ck_assert_str_eq(text_of(json_object_get(n, "schema"), "type"), "integer");
    json_decref(root);
    ck_assert_uint_eq(hear(ask("GET", "/conformance", "", ""), &root), 200);
    size_t i, processes = 0;
    json_t *name;
    json_array_foreach(json_object_get(root, "conformsTo"), i, name) processes +=
        strstr(json_string_value(name), "/ogcapi-processes-1/") != NULL;
    ck_assert_uint_eq(processes, 6);
    ck_assert_uint_gt(i, processes);
    json_decref(root);
    end_serving();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("executions");
    TCase *cases = tcase_create("executions");
    tcase_add_test(cases, a_synchronous_execution_answers_with_the_result);
    tcase_add_test(cases, what_is_not_there_has_the_standards_type);
    tcase_add_test(cases, jobs_are_listed_by_status_process_and_type);
    tcase_add_test(cases, who_has_waited_long_enough_gets_the_jobs_address);
    tcase_add_test(cases, an_asynchronous_execution_is_a_job);
    tcase_add_test(cases, a_computation_that_fails_says_whose_fault_it_is);
    tcase_add_test(cases, stopping_leaves_nobody_waiting);
    tcase_add_test(cases, inputs_that_do_not_fit_are_named);
    tcase_add_test(cases, what_is_computed_is_a_table_as_well);
    tcase_add_test(cases, lists_lead_to_their_next_page);
    tcase_add_test(cases, processes_describe_themselves);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
