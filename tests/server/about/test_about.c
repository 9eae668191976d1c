/* What the server says of itself. */
#include "server/about/handlers.h"
#include "server/endpoints/endpoints.h"
#include "server/support_answers.h"
#include "support/short_memory.h"
#include <stdlib.h>
#include <string.h>

START_TEST(every_route_is_described)
{
    json_t *root = json_of("/api", NULL, 200), *paths = json_object_get(root, "paths");
    ck_assert_str_eq(json_string_value(json_object_get(root, "openapi")), "3.0.3");
    ck_assert_uint_gt(json_object_size(paths), 10);
    const char *path;
    json_t *item;
    json_object_foreach(paths, path, item)
    {
        static const char *const verbs[] = {"get", "post", "put", "delete"};
        json_t *get = NULL;
        for (size_t v = 0; !get && v < 4; v++) get = json_object_get(item, verbs[v]);
        ck_assert_msg(json_string_length(json_object_get(get, "summary")) > 0, "%s", path);
        /* Every {name} of the template is a parameter in the path. */
        for (const char *at = path; (at = strchr(at, '{')); at++) {
            size_t i, found = 0, length = strcspn(at + 1, "}");
            json_t *parameter;
            json_array_foreach(json_object_get(get, "parameters"), i, parameter)
            {
                const char *name = json_string_value(json_object_get(parameter, "name"));
                found += strlen(name) == length && strncmp(name, at + 1, length) == 0;
            }
            ck_assert_msg(found == 1, "%s has %zu parameters for %.20s", path, found, at);
        }
    }
    static const char *const writes[][2] = {
        {"/scenarios", "post"}, {"/scenarios/{id}", "put"}, {"/scenarios/{id}", "delete"}};
    for (size_t i = 0; i < 3; i++) {
        item = json_object_get(paths, writes[i][0]);
        ck_assert_msg(json_object_get(item, writes[i][1]) && json_object_get(item, "get"), "%s %s", writes[i][1],
                      writes[i][0]);
    }
    json_decref(root);
}
END_TEST

static char *api_as_text(void *context)
{
    (void)context;
    vp_backends backends = {.routes = &vp_endpoints};
    vp_call call = {.base = "http://map.example", .backends = &backends};
    vp_reply reply = {0};
    vp_error err;
    bool ok = vp_get_api(&call, NULL, &reply, &err);
    char *text = ok ? strndup(reply.body->bytes, reply.body->length) : NULL;
    ck_assert_int_eq(ok ? VP_NO_MEMORY : err.kind, VP_NO_MEMORY);
    vp_reply_clear(&reply);
    return text;
}

START_TEST(short_memory_leaves_no_route_out) { short_memory_try(api_as_text, NULL, 211); }
END_TEST

START_TEST(what_the_server_conforms_to_is_listed)
{
    json_t *root = json_of("/conformance", NULL, 200), *classes = json_object_get(root, "conformsTo");
    char *text = json_dumps(classes, 0);
    static const char *const some[] = {"ogcapi-common-1/1.0/conf/core", "ogcapi-features-1/1.0/conf/geojson",
                                       "ogcapi-features-3/1.0/conf/filter", "cql2/1.0/conf/property-property"};
    for (size_t i = 0; i < sizeof some / sizeof *some; i++) ck_assert_msg(strstr(text, some[i]) != NULL, "%s", some[i]);
    ck_assert_uint_ge(json_array_size(classes), 15);
    free(text);
    json_decref(root);
}
END_TEST

static char *metrics(void)
{
    vp_reply reply = reply_to("/metrics", NULL);
    ck_assert_uint_eq(reply.status, 200);
    char *text = strndup(reply.body->bytes, reply.body->length);
    vp_reply_clear(&reply);
    return text;
}

static size_t row_of(const char *path)
{
    size_t row = 0;
    while (strcmp(vp_endpoints.routes[row].path, path) != 0) row++;
    return row;
}

/* Prometheus: each metric has one line of help and one of type, in this order, and then its samples. */
START_TEST(every_metric_says_what_it_is)
{
    char *text = metrics(), name[100] = "", help[100] = "";
    size_t types = 0;
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        if (sscanf(line, "# HELP %99s", help) == 1) {
            ck_assert_msg(line[strlen(line) - 1] == '.', "%s", line);
        } else if (sscanf(line, "# TYPE %99s", name) == 1) {
            ck_assert_str_eq(name, help);
            types++;
        } else {
            ck_assert_msg(strncmp(line, name, strlen(name)) == 0, "%s stands under %s", line, name);
        }
    }
    ck_assert_uint_ge(types, 12);
    free(text);
}
END_TEST

/* A route is listed once it has answered, in every bucket from that of its time on. */
START_TEST(metrics_count_what_was_answered)
{
    char *text = metrics();
    ck_assert_ptr_null(strstr(text, "{route="));
    free(text);
    size_t gaps = row_of("/gaps");
    vp_server_record(answering, gaps, 200, 0.001, 100);
    vp_server_record(answering, gaps, 200, 0.25, 20);
    vp_server_record(answering, gaps, 404, 60, 3);
    vp_server_record(answering, VP_ROUTE_NONE, 400, 0.002, 0);
    text = metrics();
    static const char wanted[] = "# HELP vungphu_requests_total Requests by route and class of status.\n"
                                 "# TYPE vungphu_requests_total counter\n"
                                 "vungphu_requests_total{route=\"/gaps\",status=\"2xx\"} 2\n"
                                 "vungphu_requests_total{route=\"/gaps\",status=\"4xx\"} 1\n"
                                 "vungphu_requests_total{route=\"none\",status=\"4xx\"} 1\n"
                                 "# HELP vungphu_request_seconds Time from request to reply.\n"
                                 "# TYPE vungphu_request_seconds histogram\n"
                                 "vungphu_request_seconds_bucket{route=\"/gaps\",le=\"0.0005\"} 0\n"
                                 "vungphu_request_seconds_bucket{route=\"/gaps\",le=\"0.002\"} 1\n"
                                 "vungphu_request_seconds_bucket{route=\"/gaps\",le=\"0.01\"} 1\n"
                                 "vungphu_request_seconds_bucket{route=\"/gaps\",le=\"0.05\"} 1\n"
                                 "vungphu_request_seconds_bucket{route=\"/gaps\",le=\"0.2\"} 1\n"
                                 "vungphu_request_seconds_bucket{route=\"/gaps\",le=\"1\"} 2\n"
                                 "vungphu_request_seconds_bucket{route=\"/gaps\",le=\"5\"} 2\n"
                                 "vungphu_request_seconds_bucket{route=\"/gaps\",le=\"+Inf\"} 3\n"
                                 "vungphu_request_seconds_sum{route=\"/gaps\"} 60.251000000\n"
                                 "vungphu_request_seconds_count{route=\"/gaps\"} 3\n"
                                 "vungphu_request_seconds_bucket{route=\"none\",le=\"0.0005\"} 0\n"
                                 "vungphu_request_seconds_bucket{route=\"none\",le=\"0.002\"} 1\n";
    ck_assert_msg(strstr(text, wanted) != NULL, "%s", text);
    ck_assert_ptr_nonnull(strstr(text, "# TYPE vungphu_response_bytes_total counter\n"
                                       "vungphu_response_bytes_total{route=\"/gaps\"} 123\n"));
    ck_assert_ptr_null(strstr(text, "response_bytes_total{route=\"none\"}"));
    free(text);
}
END_TEST

START_TEST(without_a_snapshot_the_server_is_alive_but_not_ready)
{
    vp_server *empty =
        vp_server_new(&(vp_server_options){.routes = &vp_endpoints, .publication = vp_publication_new(NULL)}, NULL);
    static const struct {
        const char *path;
        unsigned status;
    } cases[] = {{"/healthz", 200}, {"/readyz", 503}, {"/indicators", 503}, {"/metrics", 200}};
    for (size_t i = 0; i < 4; i++) {
        vp_reply reply;
        vp_answer(empty, &(vp_request){.method = "GET", .path = cases[i].path}, &reply);
        ck_assert_uint_eq(reply.status, cases[i].status);
        vp_reply_clear(&reply);
    }
    vp_server_free(empty);
    json_decref(json_of("/readyz", NULL, 200));
    vp_server_drain(answering);
    json_decref(json_of("/readyz", NULL, 503));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("about");
    TCase *cases = tcase_create("about");
    tcase_add_checked_fixture(cases, start_answering, stop_answering);
    tcase_add_test(cases, every_route_is_described);
    tcase_add_test(cases, short_memory_leaves_no_route_out);
    tcase_add_test(cases, every_metric_says_what_it_is);
    tcase_add_test(cases, what_the_server_conforms_to_is_listed);
    tcase_add_test(cases, metrics_count_what_was_answered);
    tcase_add_test(cases, without_a_snapshot_the_server_is_alive_but_not_ready);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
