/* Replies: problem documents, the form of each answer; bodies and reference systems of requests. */
#include "server/message/body.h"
#include "server/message/reference.h"
#include "server/message/reply.h"
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static json_t *problem(vp_reply *reply, unsigned status, vp_error_kind kind, const char *message)
{
    vp_error err = {.kind = kind};
    strcpy(err.message, message);
    vp_reply_problem(reply, status, &err);
    ck_assert_ptr_nonnull(reply->body);
    json_t *body = json_loadb((const char *)reply->body->bytes, reply->body->length, 0, NULL);
    ck_assert_ptr_nonnull(body);
    ck_assert_uint_eq((unsigned)json_integer_value(json_object_get(body, "status")), reply->status);
    ck_assert_str_eq(json_string_value(json_object_get(body, "type")), "about:blank");
    return body;
}

static const struct {
    vp_error_kind kind;
    unsigned status;
    const char *title;
} kinds[] = {
    {0, 500, "Internal Server Error"},          {VP_BAD_INPUT, 400, "Bad Request"},
    {VP_NOT_FOUND, 404, "Not Found"},           {VP_NO_MEMORY, 503, "Service Unavailable"},
    {VP_IO, 500, "Internal Server Error"},      {VP_CANCELLED, 503, "Service Unavailable"},
    {VP_CONFLICT, 412, "Precondition Failed"},  {VP_DENIED, 403, "Forbidden"},
    {VP_BUSY, 503, "Service Unavailable"},      {VP_NO_SPACE, 507, "Insufficient Storage"},
    {VP_READ_ONLY, 503, "Service Unavailable"}, {VP_NO_FILES, 503, "Service Unavailable"},
    {1000, 500, "Internal Server Error"},
};

START_TEST(a_kind_of_error_has_one_status)
{
    vp_reply reply = {.tag = "\"a\"", .file = "x.csv", .store = true, .reference = "somewhere"};
    json_t *body = problem(&reply, 0, kinds[_i].kind, "so it is");
    ck_assert_uint_eq(reply.status, kinds[_i].status);
    ck_assert_str_eq(json_string_value(json_object_get(body, "title")), kinds[_i].title);
    bool hidden = kinds[_i].kind == VP_IO || kinds[_i].kind == VP_NO_SPACE || kinds[_i].kind == VP_READ_ONLY ||
                  kinds[_i].kind == VP_NO_FILES;
    ck_assert_int_eq(strcmp(json_string_value(json_object_get(body, "detail")), "so it is") == 0, !hidden);
    ck_assert_str_eq(reply.type, "application/problem+json");
    ck_assert_int_eq(reply.retry_seconds > 0, reply.status == 503);
    ck_assert(!*reply.tag && !*reply.file && !reply.store && !*reply.reference);
    json_decref(body);
    vp_reply_clear(&reply);
    ck_assert(!reply.body && reply.status == 0);
}
END_TEST

START_TEST(a_problem_is_in_vietnamese_too)
{
    static const vp_phrase phrases[] = {{"there is no service '%s'", "không có dịch vụ '%s'"}};
    vp_error err;
    vp_sentences *sentences = vp_sentences_new(phrases, 1, &err);
    ck_assert_ptr_nonnull(sentences);
    vp_reply_translate(sentences);
    vp_reply reply = {0};
    json_t *body = problem(&reply, 0, VP_NOT_FOUND, "there is no service 'x'");
    ck_assert_str_eq(json_string_value(json_object_get(body, "detail")), "there is no service 'x'");
    ck_assert_str_eq(json_string_value(json_object_get(body, "detail_vi")), "không có dịch vụ 'x'");
    json_decref(body);
    body = problem(&reply, 0, VP_NOT_FOUND, "nobody has translated this");
    ck_assert_ptr_null(json_object_get(body, "detail_vi"));
    json_decref(body);
    vp_reply_clear(&reply);
    vp_reply_translate(NULL);
    vp_sentences_free(sentences);
}
END_TEST

static const struct {
    unsigned status;
    const char *title;
} titles[] = {{401, "Unauthorized"},
              {405, "Method Not Allowed"},
              {409, "Conflict"},
              {410, "Gone"},
              {411, "Length Required"},
              {413, "Content Too Large"},
              {414, "URI Too Long"},
              {415, "Unsupported Media Type"},
              {422, "Unprocessable Content"},
              {428, "Precondition Required"},
              {429, "Too Many Requests"},
              {431, "Request Header Fields Too Large"},
              {503, "Service Unavailable"}};

START_TEST(a_status_of_its_own_goes_before_the_kind)
{
    vp_reply reply = {0};
    json_t *body = problem(&reply, titles[_i].status, VP_BAD_INPUT, "x");
    ck_assert_uint_eq(reply.status, titles[_i].status);
    ck_assert_str_eq(json_string_value(json_object_get(body, "title")), titles[_i].title);
    json_decref(body);
    vp_reply_clear(&reply);
}
END_TEST

START_TEST(bytes_that_are_no_text_are_question_marks)
{
    vp_reply reply = {0};
    json_t *body = problem(&reply, 0, VP_BAD_INPUT, "xã \xff\xc3 b\xc3");
    ck_assert_str_eq(json_string_value(json_object_get(body, "detail")), "xã ?? b?");
    json_decref(body);
    vp_reply_clear(&reply);
}
END_TEST

START_TEST(every_form_has_a_name_and_a_type)
{
    static const char *const accept[] = {"application/json",
                                         "text/csv",
                                         "application/geo+json",
                                         "text/html",
                                         "application/vnd.mapbox-vector-tile",
                                         "image/png",
                                         "application/vnd.oai.openapi+json",
                                         "application/schema+json",
                                         "application/vnd.mapbox.style+json",
                                         "text/plain",
                                         "application/octet-stream",
                                         "application/problem+json"};
    static const char *const names[] = {"json",    "csv",    "geojson", "html",    "mvt",  "png",
                                        "openapi", "schema", "mapbox",  "metrics", "file", "problem"};
    ck_assert_uint_eq(VP_MEDIA_COUNT, sizeof names / sizeof *names);
    for (size_t i = 0; i < VP_MEDIA_COUNT; i++) {
        const vp_media_row *row = &vp_media_rows[i];
        ck_assert_str_eq(row->name, names[i]);
        ck_assert_str_eq(row->accept, accept[i]);
        ck_assert_msg(strncmp(row->type, accept[i], strlen(accept[i])) == 0, "%s", row->type);
        bool packed = i == VP_MEDIA_PNG || i == VP_MEDIA_FILE || i == VP_MEDIA_PROBLEM;
        ck_assert_msg(row->worth_encoding == !packed, "%s", row->name);
    }
}
END_TEST

/* ------------------------------------------------------------ bodies */

static const struct {
    const char *type, *body, *says;
    unsigned status;
} bodies[] = {
    {NULL, "{}", "Content-Type", 415},
    {"text/json", "{}", "Content-Type", 415},
    {"application/jsonx", "{}", "Content-Type", 415},
    {"application/json", "[]", "not a JSON object", 0},
    {"application/json", "1", "not JSON", 0},
    {"application/json", "{\"a\": 1, \"a\": 2}", "duplicate object key", 0},
    {"application/json", "{", "not JSON: line 1", 0},
    {"application/json", NULL, "not JSON", 0},
    {"application/json", "{\"a\":\n }", "line 2", 0},
};

static json_t *body_of(const char *type, const char *body, vp_reply *reply, vp_error *err)
{
    vp_request request = {.method = "POST", .content_type = type, .body = body, .body_length = body ? strlen(body) : 0};
    return vp_body_json(&request, reply, err);
}

START_TEST(a_body_that_is_no_object_is_refused)
{
    vp_reply reply = {0};
    vp_error err = {0};
    ck_assert_ptr_null(body_of(bodies[_i].type, bodies[_i].body, &reply, &err));
    ck_assert_int_eq(err.kind, VP_BAD_INPUT);
    ck_assert_msg(strstr(err.message, bodies[_i].says) != NULL, "%s", err.message);
    ck_assert_uint_eq(reply.failed_status, bodies[_i].status);
}
END_TEST

/* "e" and a circumflex of its own, in a name, a text, and texts inside of arrays and objects. */
START_TEST(letters_and_marks_are_composed)
{
    static const char *const types[] = {"application/json", "Application/JSON; charset=utf-8", "application/json ;x=1"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        vp_reply reply = {0};
        vp_error err = {0};
        json_t *root = body_of(types[i], "{\"e\xcc\x82\": [\"e\xcc\x82\", 1.5, {\"x\": \"e\xcc\x82\"}, true, null]}",
                               &reply, &err);
        ck_assert_msg(root != NULL, "%s: %s", types[i], err.message);
        json_t *wanted = json_loads("{\"ê\": [\"ê\", 1.5, {\"x\": \"ê\"}, true, null]}", 0, NULL);
        ck_assert(json_equal(root, wanted));
        json_decref(wanted);
        json_decref(root);
    }
}
END_TEST

/* ------------------------------------------------------------ reference systems */

static const vp_reference *asked(const char *uri, vp_error *err)
{
    vp_target target = {.parameters = {{"crs", uri}}, .parameter_count = uri ? 1 : 0};
    return vp_reference_asked(&target, "crs", NULL, err);
}

START_TEST(a_system_is_asked_by_its_uri)
{
    vp_error err = {0};
    ck_assert_ptr_eq(asked(NULL, &err), &vp_references[0]);
    for (size_t i = 0; i < 3; i++) ck_assert_ptr_eq(asked(vp_references[i].uri, &err), &vp_references[i]);
    ck_assert_ptr_null(asked("http://www.opengis.net/def/crs/EPSG/0/432", &err));
    ck_assert_int_eq(err.kind, VP_BAD_INPUT);
    ck_assert_ptr_nonnull(strstr(err.message, "EPSG/0/432'"));
    json_t *list = vp_reference_list(NULL);
    ck_assert_uint_eq(json_array_size(list), 3);
    ck_assert_str_eq(json_string_value(json_array_get(list, 1)), "http://www.opengis.net/def/crs/EPSG/0/4326");
    json_decref(list);
}
END_TEST

static void expect(const vp_reference *reference, const char *given, const char *wanted)
{
    json_t *geometry = json_loads(given, 0, NULL), *right = json_loads(wanted, 0, NULL);
    ck_assert(geometry && right);
    ck_assert(vp_reference_apply(reference, geometry));
    char *text = json_dumps(geometry, JSON_REAL_PRECISION(12));
    ck_assert_msg(json_equal(geometry, right), "%s", text);
    free(text);
    json_decref(geometry);
    json_decref(right);
}

/* 180° is half of the equator, π·6378137 = 20037508.34 m; 90° a quarter. */
START_TEST(positions_follow_the_axes_of_their_system)
{
    vp_error err;
    const vp_reference *axes = asked("http://www.opengis.net/def/crs/EPSG/0/4326", &err),
                       *web = asked("http://www.opengis.net/def/crs/EPSG/0/3857", &err);
    expect(&vp_references[0], "{\"coordinates\": [105.123456789, 21.5]}", "{\"coordinates\": [105.123456789, 21.5]}");
    expect(axes, "{\"coordinates\": [105.123456789, 21.5]}", "{\"coordinates\": [21.5, 105.1234568]}");
    expect(axes, "{\"coordinates\": [[[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0]]]}",
           "{\"coordinates\": [[[2.0, 1.0], [4.0, 3.0]], [[6.0, 5.0]]]}");
    expect(web, "{\"coordinates\": [[180.0, 0.0], [-90.0, 0.0]]}",
           "{\"coordinates\": [[20037508.34, 0.0], [-10018754.17, 0.0]]}");
    json_t *nothing = json_null();
    ck_assert(vp_reference_apply(axes, nothing));
}
END_TEST

START_TEST(a_box_is_given_in_the_order_of_the_axes)
{
    vp_error err = {0};
    const vp_reference *axes = &vp_references[1], *web = &vp_references[2];
    vp_bounds box;
    ck_assert(vp_reference_box(&vp_references[0], (vp_bounds){105, 21, 106, 22}, &box, &err));
    ck_assert(box.west == 105 && box.south == 21 && box.east == 106 && box.north == 22);
    ck_assert(vp_reference_box(axes, (vp_bounds){21, 105, 22, 106}, &box, &err));
    ck_assert(box.west == 105 && box.south == 21 && box.east == 106 && box.north == 22);
    ck_assert(vp_reference_box(web, (vp_bounds){0, 0, 20037508.34, 20037508.34}, &box, &err));
    ck_assert(fabs(box.west) < 1e-9 && fabs(box.south) < 1e-9 && fabs(box.east - 180) < 1e-6);
    ck_assert(fabs(box.north - 85.0511288) < 1e-6); /* where the web map ends */
    static const vp_bounds outside[] = {{-180.1, 0, 1, 1}, {0, 0, 180.1, 1}, {0, -90.1, 1, 1}, {0, 0, 1, 90.1}};
    for (size_t i = 0; i < 4; i++) {
        ck_assert(!vp_reference_box(&vp_references[0], outside[i], &box, &err));
        ck_assert_ptr_nonnull(strstr(err.message, "outside the world"));
    }
    ck_assert(vp_reference_box(&vp_references[0], (vp_bounds){-180, -90, 180, 90}, &box, &err));
}
END_TEST

/* Of a file of ten bytes. */
static const struct {
    const char *range, *if_range;
    unsigned status;
    size_t first, count;
} cuts[] = {
    {"bytes=0-3", NULL, 206, 0, 4},
    {"bytes=4-", NULL, 206, 4, 6},
    {"bytes=-3", NULL, 206, 7, 3},
    {"bytes=-30", NULL, 206, 0, 10},
    {"bytes=9-9", NULL, 206, 9, 1},
    {"bytes=9-99999", NULL, 206, 9, 1},
    {"bytes=10-", NULL, 416, 0, 10},
    {"bytes=-0", NULL, 416, 0, 10},
    {"bytes=0-3", "\"tag\"", 206, 0, 4},
    {"bytes=0-3", "\"old\"", 200, 0, 0},
    {"bytes=3-1", NULL, 200, 0, 0},
    {"bytes=0-1,4-5", NULL, 200, 0, 0},
    {"bytes=a-b", NULL, 200, 0, 0},
    {"bytes=", NULL, 200, 0, 0},
    {"bytes=-", NULL, 200, 0, 0},
    {"lines=0-3", NULL, 200, 0, 0},
    {"bytes=0-99999999999999999999", NULL, 200, 0, 0},
    {NULL, NULL, 200, 0, 0},
};

START_TEST(a_part_of_a_file_is_what_the_header_names)
{
    vp_error err = {0};
    vp_buffer bytes = {0};
    vp_buffer_text(&bytes, "0123456789");
    vp_reply reply = {.status = 200, .body = vp_blob_new(&bytes, &err), .ranges = true, .tag = "\"tag\""};
    vp_reply_cut(&reply, cuts[_i].range, cuts[_i].if_range);
    ck_assert_msg(reply.status == cuts[_i].status, "%s: %u", cuts[_i].range, reply.status);
    ck_assert_uint_eq(reply.first, cuts[_i].first);
    ck_assert_uint_eq(reply.count, cuts[_i].count);
    if (reply.status == 416)
        ck_assert_msg(memmem(reply.body->bytes, reply.body->length, "behind the 10 bytes", 19), "%.*s",
                      (int)reply.body->length, reply.body->bytes);
    vp_reply_clear(&reply);
}
END_TEST

START_TEST(only_what_has_parts_is_cut)
{
    vp_error err = {0};
    vp_buffer bytes = {0};
    vp_buffer_text(&bytes, "0123456789");
    vp_reply reply = {.status = 200, .body = vp_blob_new(&bytes, &err)};
    vp_reply_cut(&reply, "bytes=0-3", NULL);
    ck_assert_uint_eq(reply.status, 200);
    reply.ranges = true;
    reply.status = 304;
    vp_reply_cut(&reply, "bytes=0-3", NULL);
    ck_assert_uint_eq(reply.status, 304);
    vp_reply_clear(&reply);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("reply");
    TCase *cases = tcase_create("reply");
    tcase_add_loop_test(cases, a_kind_of_error_has_one_status, 0, sizeof kinds / sizeof *kinds);
    tcase_add_loop_test(cases, a_status_of_its_own_goes_before_the_kind, 0, sizeof titles / sizeof *titles);
    tcase_add_test(cases, bytes_that_are_no_text_are_question_marks);
    tcase_add_test(cases, a_problem_is_in_vietnamese_too);
    tcase_add_loop_test(cases, a_part_of_a_file_is_what_the_header_names, 0, sizeof cuts / sizeof *cuts);
    tcase_add_test(cases, only_what_has_parts_is_cut);
    tcase_add_test(cases, every_form_has_a_name_and_a_type);
    tcase_add_loop_test(cases, a_body_that_is_no_object_is_refused, 0, sizeof bodies / sizeof *bodies);
    tcase_add_test(cases, letters_and_marks_are_composed);
    tcase_add_test(cases, a_system_is_asked_by_its_uri);
    tcase_add_test(cases, positions_follow_the_axes_of_their_system);
    tcase_add_test(cases, a_box_is_given_in_the_order_of_the_axes);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
