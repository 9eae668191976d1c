/* Answers without sockets: what is refused and how, copies, methods, hosts. */
#include "platform/memory.h"
#include "server/endpoints/endpoints.h"
#include "server/support_answers.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *path, *query;
    unsigned status;
} bad[] = {
    {"/../etc/passwd", NULL, 400},
    {"/%2e%2e%2fetc/passwd", NULL, 400},
    {"/%2e%2e/x", NULL, 400},
    {"/%c0%ae%c0%ae/x", NULL, 400},
    {"/indicators%00/x", NULL, 400},
    {"/indicators/%0d%0aX: y", NULL, 400},
    {"/indicators/%1b[31m", NULL, 400},
    {"/indicators/%zz", NULL, 400},
    {"/indicators/%4", NULL, 400},
    {"/indicators/nothing", NULL, 404},
    {"/nothing/at/all", NULL, 404},
    {"/indicators/", NULL, 404},
    {"/indicators/reached", "limit=1e99", 400},
    {"/indicators/reached", "limit=nan", 400},
    {"/indicators/reached", "limit=0x10", 400},
    {"/indicators/reached", "limit=12.5", 400},
    {"/indicators/beds", "limit=30", 400}, /* it would change nothing */
    {"/indicators/connected", "limit=30", 400},
    {"/indicators/beds/groups", "limit=30", 400},
    {"/units/00001", "limit=30", 400},
    {"/units/00001", "group=remote", 400},
    {"/units/00001", "service=health_station&limit=12.5", 400},
    {"/units/00001", "service=none", 400},
    {"/indicators/reached", "group=none", 400},
    {"/indicators/reached", "level=village", 400},
    {"/indicators/reached", "threshold=2", 400},
    {"/indicators/reached", "offset=<script>", 400},
    {"/indicators/reached", "f=xml", 400},
    {"/indicators/reached", "limit=30&limit=60", 400},
    {"/gaps", "service=' OR 1=1--", 400},
    {"/gaps", "limit=30", 400},
    {"/gaps", "limit_count=-1", 400},
    {"/collections/units/items", "bbox=10,10,5,5", 400},
    {"/collections/units/items", "bbox=nan,0,1,1", 400},
    {"/collections/units/items", "bbox=1,2,3", 400},
    {"/collections/units/items", "bbox=1,2,3,4,5,6,7", 400},
    {"/collections/units/items", "bbox=-500,0,500,1", 400},
    {"/collections/units/items", "bbox=0,0,1,1&bbox-crs=EPSG:4326", 400},
    {"/collections/units/items", "limit=0", 400},
    {"/collections/units/items", "limit=-1", 400},
    {"/collections/units/items", "offset=-1", 400},
    {"/collections/units/items", "offset=<script>", 400},
    {"/collections/units/items", "filter=' OR 1=1--", 400},
    {"/collections/units/items", "filter=code='00001'&filter-lang=cql2-json", 400},
    {"/collections/units/items", "filter=code='00001'&filter-crs=EPSG:32648", 400},
    {"/collections/units/items", "password=x", 400},
    {"/collections/units/items", "people=many", 400},
    {"/collections/units/items", "datetime=yesterday", 400},
    {"/collections/units/items", "datetime=2026-01-01/2025-01-01", 400},
    {"/collections/nothing/items", NULL, 404},
    {"/collections/nothing/tiles", NULL, 404},
    {"/collections/units/tiles/WorldCRS84Quad", NULL, 404},
    {"/collections/units/tiles/WebMercatorQuad/23/0/0", NULL, 404},
    {"/collections/units/tiles/WebMercatorQuad/1/2/0", NULL, 404},
    {"/collections/reach_school/tiles", NULL, 404},
    {"/maps/units/tiles", NULL, 404},
    {"/maps/reach_nothing/tiles/WebMercatorQuad/0/0/0", NULL, 404},
    {"/tileMatrixSets/nothing", NULL, 404},
    {"/collections/units/items/nothing", NULL, 404},
    {"/collections/transmitters", NULL, 404}, /* the province has none */
};

START_TEST(what_makes_no_sense_is_refused_with_a_reason)
{
    json_t *root = json_of(bad[_i].path, bad[_i].query, bad[_i].status);
    ck_assert_str_eq(json_string_value(json_object_get(root, "type")), "about:blank");
    ck_assert_uint_eq((unsigned)json_integer_value(json_object_get(root, "status")), bad[_i].status);
    ck_assert(json_string_length(json_object_get(root, "detail")) > 0);
    json_decref(root);
}
END_TEST

START_TEST(long_input_gets_a_short_answer)
{
    char *path = malloc(20001), *query = malloc(20001);
    memset(path, 'a', 20000);
    memcpy(path, "/indicators/", 12);
    path[20000] = '\0';
    vp_reply reply = reply_to(path, NULL);
    ck_assert_uint_eq(reply.status, 414);
    ck_assert_uint_lt(reply.body->length, 1000);
    vp_reply_clear(&reply);
    path[1500] = '\0';
    reply = reply_to(path, NULL); /* hazard 38: what is echoed is bounded */
    ck_assert_uint_eq(reply.status, 404);
    ck_assert_uint_lt(reply.body->length, 400);
    vp_reply_clear(&reply);
    for (size_t i = 0; i < 1000; i++) memcpy(query + i * 7, "code=1&", 7);
    query[7000] = '\0';
    reply = reply_to("/collections/units/items", query); /* hazard 43: a thousand times the same is once */
    ck_assert_uint_eq(reply.status, 200);
    vp_reply_clear(&reply);
    free(path);
    free(query);
}
END_TEST

START_TEST(a_cut_name_stays_text)
{
    /* 40 bytes of the value are echoed; the cut falls inside a three-byte character. */
    json_decref(json_of("/indicators/reached",
                        "level=aa%E1%BA%A1%E1%BA%A1%E1%BA%A1%E1%BA%A1%E1%BA%A1%E1%BA%A1%E1%BA%A1%E1%BA%A1"
                        "%E1%BA%A1%E1%BA%A1%E1%BA%A1%E1%BA%A1%E1%BA%A1%E1%BA%A1",
                        400));
}
END_TEST

START_TEST(a_current_copy_is_not_sent_again)
{
    vp_reply reply;
    vp_request request = {.method = "GET", .path = "/indicators", .accept_encoding = "br, gzip;q=0.5"};
    vp_answer(answering, &request, &reply);
    ck_assert_int_eq(reply.body->encoding, VP_ENCODING_BROTLI);
    char tag[VP_TAG_MOST + 8];
    snprintf(tag, sizeof tag, "\"x\", %s", reply.tag);
    vp_reply_clear(&reply);
    request.if_none_match = tag;
    vp_answer(answering, &request, &reply);
    ck_assert_uint_eq(reply.status, 304);
    vp_reply_clear(&reply);
    request.accept_encoding = "gzip;q=0"; /* another representation, another tag */
    vp_answer(answering, &request, &reply);
    ck_assert_uint_eq(reply.status, 200);
    ck_assert_int_eq(reply.body->encoding, VP_ENCODING_NONE);
    vp_reply_clear(&reply);
    ck_assert(vp_server_publish(answering, vp_world_new("s2", 1), NULL));
    request.accept_encoding = "gzip";
    vp_answer(answering, &request, &reply);
    ck_assert_uint_eq(reply.status, 200); /* a new snapshot */
    vp_reply_clear(&reply);
}
END_TEST

START_TEST(only_reading_is_allowed)
{
    vp_reply reply;
    vp_answer(answering, &(vp_request){.method = "DELETE", .path = "/indicators"}, &reply);
    ck_assert_uint_eq(reply.status, 405);
    ck_assert_str_eq(reply.allow, "GET, HEAD, OPTIONS");
    vp_reply_clear(&reply);
    vp_answer(answering, &(vp_request){.method = "OPTIONS", .path = "/indicators"}, &reply);
    ck_assert_uint_eq(reply.status, 204);
    vp_reply_clear(&reply);
}
END_TEST

START_TEST(a_host_is_checked_before_it_becomes_a_link)
{
    vp_reply reply;
    vp_answer(answering, &(vp_request){.method = "GET", .path = "/collections", .host = "a.example/\"><script>"},
              &reply);
    ck_assert_uint_eq(reply.status, 400);
    vp_reply_clear(&reply);
}
END_TEST

/* Every address that answers csv; a query that it needs goes with it. */
static const struct {
    const char *path, *query;
} tables[] = {
    {"/targets", ""},
    {"/quality", ""},
    {"/crosswalk", ""},
    {"/gaps", "&service=health_station"},
    {"/gaps", "&services=health_station"},
    {"/indicators/reached", ""},
    {"/indicators/reached/groups", ""},
    {"/collections/units/items", ""},
};

START_TEST(every_csv_takes_decimal_commas) /* runs once per row _i */
{
    char query[200];
    snprintf(query, sizeof query, "f=csv%s", tables[_i].query);
    vp_reply plain = reply_to(tables[_i].path, query);
    ck_assert_msg(plain.status == 200, "%s?%s is %u", tables[_i].path, query, plain.status);
    snprintf(query, sizeof query, "f=csv&decimal=comma%s", tables[_i].query);
    vp_reply comma = reply_to(tables[_i].path, query);
    ck_assert_uint_eq(comma.status, 200);
    ck_assert_mem_eq(comma.body->bytes, "\xEF\xBB\xBF", 3);
    const char *line = comma.body->bytes + 3, *end = memchr(line, '\r', comma.body->length - 3);
    ck_assert_ptr_nonnull(end);
    ck_assert(memchr(line, ';', (size_t)(end - line)) && !memchr(line, ',', (size_t)(end - line)));
    ck_assert(memchr(plain.body->bytes, ',', plain.body->length) && plain.body->bytes[0] != '\xEF');
    vp_reply_clear(&plain);
    vp_reply_clear(&comma);
    snprintf(query, sizeof query, "f=json&decimal=comma%s", tables[_i].query);
    json_decref(json_of(tables[_i].path, query, 400));
    snprintf(query, sizeof query, "f=csv&decimal=point%s", tables[_i].query);
    json_decref(json_of(tables[_i].path, query, 400));
}
END_TEST

/* Any process holds more than one byte: long answers and jobs are refused, all else is served. */
START_TEST(above_its_memory_the_server_begins_nothing_long)
{
    vp_error err = {0};
    vp_server *small = vp_server_new(&(vp_server_options){.routes = &vp_endpoints,
                                                          .publication = vp_publication_new(NULL),
                                                          .cache_bytes = 1 << 20,
                                                          .memory_most = 1,
                                                          .lane = {1, 8, 4, 60}},
                                     &err);
    ck_assert(small && vp_server_publish(small, vp_world_new("s1", 0), &err));
    vp_server_resume_late(small, false);
    static const struct {
        const char *method, *path;
        unsigned status;
    } asked[] = {{"GET", "/healthz", 200},
                 {"GET", "/units/00001", 200},
                 {"GET", "/export/all.xlsx", 503},
                 {"POST", "/processes/site/execution", 503}};
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        vp_reply reply;
        vp_answer(
            small,
            &(vp_request){.method = asked[i].method, .path = asked[i].path, .host = "localhost", .from_loopback = true},
            &reply);
        ck_assert_msg(reply.status == asked[i].status, "%s is %u", asked[i].path, reply.status);
        ck_assert_msg(reply.status != 503 || reply.retry_seconds > 0, "%s", asked[i].path);
        vp_reply_clear(&reply);
    }
    vp_server_free(small);
}
END_TEST

#ifdef __has_feature /* clang */
#define VP_OTHER_ALLOCATOR (__has_feature(address_sanitizer) || __has_feature(thread_sanitizer))
#elif defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define VP_OTHER_ALLOCATOR 1
#else
#define VP_OTHER_ALLOCATOR 0
#endif

/* Pieces below the size that the allocator maps apart, as grids are once one was freed. */
START_TEST(what_was_freed_goes_back_to_the_system)
{
    if (VP_OTHER_ALLOCATOR) return; /* it keeps what was freed, to find who uses it */
    vp_error err = {0};
    enum { PIECES = 1600, BYTES = 100000 };
    static char *pieces[PIECES];
    vp_server *server = vp_server_new(&(vp_server_options){.routes = &vp_endpoints,
                                                           .publication = vp_publication_new(NULL),
                                                           .cache_bytes = 1 << 20,
                                                           .memory_most = SIZE_MAX},
                                      &err);
    ck_assert(server && vp_server_publish(server, vp_world_new("s1", 0), &err));
    for (size_t i = 0; i < PIECES; i++) {
        pieces[i] = malloc(BYTES);
        ck_assert_ptr_nonnull(pieces[i]);
        memset(pieces[i], 1, BYTES);
    }
    vp_server_resume_late(server, false); /* a look while all of it is used takes nothing for granted */
    for (size_t i = 0; i + 1 < PIECES; i++) free(pieces[i]); /* the last keeps them from going back by themselves */
    size_t before = vp_memory_own();
    vp_server_resume_late(server, false);
    ck_assert_uint_lt(vp_memory_own() + (size_t)PIECES * BYTES / 2, before);
    free(pieces[PIECES - 1]);
    vp_server_free(server);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("answers");
    TCase *cases = tcase_create("answers");
    tcase_add_checked_fixture(cases, start_answering, stop_answering);
    tcase_add_loop_test(cases, what_makes_no_sense_is_refused_with_a_reason, 0, (int)(sizeof bad / sizeof *bad));
    tcase_add_test(cases, long_input_gets_a_short_answer);
    tcase_add_test(cases, a_cut_name_stays_text);
    tcase_add_test(cases, a_current_copy_is_not_sent_again);
    tcase_add_test(cases, only_reading_is_allowed);
    tcase_add_test(cases, a_host_is_checked_before_it_becomes_a_link);
    tcase_add_loop_test(cases, every_csv_takes_decimal_commas, 0, (int)(sizeof tables / sizeof *tables));
    tcase_add_test(cases, above_its_memory_the_server_begins_nothing_long);
    tcase_add_test(cases, what_was_freed_goes_back_to_the_system);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
