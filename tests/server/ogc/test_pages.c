/* Pages for people: their language, the map that is drawn, nothing of the data run as a page's own. */
#include "server/endpoints/endpoints.h"
#include "server/message/reply.h"
#include "server/ogc/page.h"
#include "server/ogc/page_map.h"
#include "server/routes.h"
#include "server/support_answers.h"
#include "store/files/checksum.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static vp_reply page_of(const char *path, const char *query, const char *language)
{
    vp_reply reply;
    vp_answer(answering,
              &(vp_request){.method = "GET",
                            .path = path,
                            .query = query,
                            .host = "map.example:8080",
                            .accept = "text/html,application/xhtml+xml,*/*;q=0.8",
                            .accept_language = language},
              &reply);
    ck_assert_msg(reply.status == 200, "%s: %u", path, reply.status);
    vp_buffer text = {0}; /* ended, as strstr needs it */
    vp_buffer_append(&text, reply.body->bytes, reply.body->length);
    vp_buffer_append(&text, "", 1);
    vp_blob_release(reply.body);
    reply.body = vp_blob_new(&text, NULL);
    ck_assert_ptr_nonnull(reply.body);
    return reply;
}

static size_t times(const char *text, const char *what)
{
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, what)); at += strlen(what)) count++;
    return count;
}

START_TEST(browsers_get_pages_in_their_language)
{
    static const char *const paths[] = {"/collections", "/collections/units", "/collections/units/items",
                                        "/collections/units/items/00004"};
    for (size_t i = 0; i < 4; i++) {
        vp_reply vi = page_of(paths[i], NULL, "vi-VN,vi;q=0.9,en;q=0.8"),
                 en = page_of(paths[i], NULL, "en-US,vi;q=0.3");
        ck_assert(vi.strict && en.strict && !vi.page);
        ck_assert_str_eq(vi.language, "vi");
        ck_assert_str_eq(en.language, "en");
        ck_assert_str_ne(vi.tag, en.tag);
        ck_assert_ptr_nonnull(strstr(vi.body->bytes, "<html lang=\"vi\">"));
        ck_assert_ptr_nonnull(strstr(vi.body->bytes, "Các lớp dữ liệu"));
        ck_assert_ptr_nonnull(strstr(en.body->bytes, "<html lang=\"en\">"));
        ck_assert_ptr_null(strstr(en.body->bytes, "Các lớp dữ liệu"));
        ck_assert_uint_eq(times(vi.body->bytes, "<script") + times(vi.body->bytes, "style="), 0);
        vp_reply_clear(&vi);
        vp_reply_clear(&en);
    }
}
END_TEST

START_TEST(titles_are_in_the_language_that_is_asked)
{
    static const struct {
        const char *query, *header, *title;
    } rows[] = {{NULL, NULL, "Administrative units"},
                {NULL, "fr, de;q=0.5", "Administrative units"},
                {NULL, "vi", "Đơn vị hành chính"},
                {NULL, "en;q=0.5, vi-VN;q=0.6", "Đơn vị hành chính"},
                {NULL, "vi;q=0", "Administrative units"},
                {NULL, "vie", "Administrative units"}, /* a language of three letters */
                {"lang=vi", "en", "Đơn vị hành chính"},
                {"lang=en", "vi", "Administrative units"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        vp_reply reply;
        vp_answer(answering,
                  &(vp_request){.method = "GET",
                                .path = "/collections/units",
                                .query = rows[i].query,
                                .accept_language = rows[i].header},
                  &reply);
        json_t *root = json_loadb(reply.body->bytes, reply.body->length, 0, NULL);
        ck_assert_msg(strcmp(json_string_value(json_object_get(root, "title")), rows[i].title) == 0, "row %zu: %s", i,
                      json_string_value(json_object_get(root, "title")));
        json_decref(root);
        vp_reply_clear(&reply);
    }
    expect_refused("/collections/units", (refused_query){"lang=fr", "neither vi nor en", 400});
    vp_reply plain = reply_to("/indicators", NULL); /* both languages: no header asks */
    ck_assert_ptr_null(plain.language);
    vp_reply_clear(&plain);
}
END_TEST

/* What JSON lists is on the page, with the forms of its features; and each operation of the API. */
START_TEST(a_list_has_a_row_of_each)
{
    vp_reply page = page_of("/collections", NULL, "en"), api = page_of("/api", NULL, "en");
    json_t *all = json_of("/collections", "f=json", 200), *collection;
    char text[200];
    size_t i;
    json_array_foreach(json_object_get(all, "collections"), i, collection)
    {
        static const char *const forms[][2] = {{"html", "Table and map"}, {"geojson", "GeoJSON"}, {"csv", "CSV"}};
        for (size_t k = 0; k < 3; k++) {
            snprintf(text, sizeof text, "/collections/%s/items?f=%s\">%s</a>",
                     json_string_value(json_object_get(collection, "id")), forms[k][0], forms[k][1]);
            ck_assert_msg(strstr(page.body->bytes, text) != NULL, "%s in %s", text, page.body->bytes);
        }
    }
    ck_assert_uint_eq(times(page.body->bytes, "<tr><td>"), i);
    size_t operations = 0;
    for (size_t r = 0; r < vp_endpoints.route_count; r++) {
        if (strstr(vp_endpoints.routes[r].path, "{*}")) continue;
        operations++;
        snprintf(text, sizeof text, "<td>%s<td>", vp_endpoints.routes[r].path);
        ck_assert_msg(strstr(api.body->bytes, text) != NULL, "%s", text);
    }
    ck_assert_uint_eq(times(api.body->bytes, "<tr><td>"), operations);
    json_decref(all);
    vp_reply_clear(&page);
    vp_reply_clear(&api);
}
END_TEST

START_TEST(a_page_has_a_row_and_a_shape_of_each_feature)
{
    vp_reply units = page_of("/collections/units/items", NULL, NULL);
    ck_assert_uint_eq(times(units.body->bytes, "<path d=\""), 5);
    ck_assert_uint_eq(times(units.body->bytes, "<tr><td>"), 5);
    ck_assert_ptr_nonnull(strstr(units.body->bytes, "/collections/units/items/00004?f=html"));
    ck_assert_uint_eq(times(units.body->bytes, "f=csv"), 1);
    ck_assert_uint_eq(times(units.body->bytes, "f=geojson"), 1);
    vp_reply_clear(&units);
    vp_reply places = page_of("/collections/facilities/items", "limit=2&offset=1", NULL);
    ck_assert_uint_eq(times(places.body->bytes, "<circle "), 2);
    ck_assert_uint_eq(times(places.body->bytes, "Next page") + times(places.body->bytes, "Page before"), 2);
    vp_reply_clear(&places);
    vp_reply metres = page_of("/collections/facilities/items", "crs=http://www.opengis.net/def/crs/EPSG/0/3857", NULL);
    ck_assert_uint_eq(times(metres.body->bytes, "<svg"), 0);
    vp_reply_clear(&metres);
}
END_TEST

/* A square of one degree with a hole, on the equator: 640 long with its margins of 2 %. */
START_TEST(shapes_are_drawn_where_they_lie)
{
    json_t *features = json_loads(
        "[{\"id\": \"a/b\", \"properties\": {\"name\": \"<&\\\"\"}, \"geometry\": {\"type\": \"MultiPolygon\", "
        "\"coordinates\": "
        "[[[[0,-0.5],[1,-0.5],[1,0.5],[0.99999,0.5],[0,0.5],[0,-0.5]],[[0.5,0],[0.6,0],[0.6,0.1],[0.5,0]]]]}},"
        "{\"id\": \"c\", \"properties\": {}, \"geometry\": null}]",
        0, NULL);
    ck_assert_ptr_nonnull(features);
    vp_buffer out = {0};
    vp_page_map_draw(&out, json_array_get(features, 0), "/items");
    vp_page_map_draw(&out, json_array_get(features, 1), "/items"); /* has no place: nothing */
    const char *text = vp_buffer_terminated(&out);
    ck_assert_msg(strstr(text, "viewBox=\"0 0 640 640\"") != NULL, "%s", text);
    ck_assert_msg(strstr(text, "<path d=\"M12.3 627.7L627.7 627.7L627.7 12.3L12.3 12.3L12.3 627.7Z"
                               "M320 320L381.5 320L381.5 258.5L320 320Z\"/>") != NULL,
                  "%s", text);
    ck_assert_ptr_nonnull(strstr(text, "href=\"/items/a%2Fb?f=html\"><title>&lt;&amp;&quot;</title>"));
    ck_assert_uint_eq(times(text, "<a "), 1);
    vp_buffer_clear(&out);
    json_decref(features);
}
END_TEST

/* Every element that must be ended is, in the order in which they began; of a table's rows and a list's items that is
 * not asked. */
static void expect_well_formed(const char *path, const char *text)
{
    static const char *const loose = " !doctype html meta li tr td th circle path br link ";
    char open[16][16];
    size_t depth = 0;
    for (const char *at = strchr(text, '<'); at; at = strchr(at + 1, '<')) {
        bool ends = at[1] == '/';
        char name[16], between[20];
        size_t length = strcspn(at + 1 + ends, " >/\n");
        snprintf(name, sizeof name, "%.*s", (int)length, at + 1 + ends);
        snprintf(between, sizeof between, " %s ", name);
        ck_assert_msg(strchr(at, '>') && length > 0, "%s: %.20s", path, at);
        if (strstr(loose, between)) continue;
        if (!ends) {
            ck_assert_uint_lt(depth, 16);
            memcpy(open[depth++], name, sizeof name);
            continue;
        }
        ck_assert_msg(depth > 0 && strcmp(open[depth - 1], name) == 0, "%s: </%s> ends %s", path, name,
                      depth ? open[depth - 1] : "nothing");
        depth--;
    }
    ck_assert_msg(depth == 0, "%s: <%s> does not end", path, depth ? open[depth - 1] : "");
    ck_assert_str_eq(text + strlen(text) - 8, "</html>\n");
}

START_TEST(pages_are_well_formed)
{
    static const char *const parts[] = {"", "/queryables", "/items"};
    char path[200];
    vp_reply reply = page_of("/collections", NULL, NULL);
    expect_well_formed("/collections", reply.body->bytes);
    vp_reply_clear(&reply);
    json_t *all = json_of("/collections", NULL, 200), *one;
    size_t i;
    json_array_foreach(json_object_get(all, "collections"), i, one)
    {
        const char *id = json_string_value(json_object_get(one, "id"));
        for (size_t k = 0; k < 3; k++) {
            snprintf(path, sizeof path, "/collections/%s%s", id, parts[k]);
            reply = page_of(path, NULL, NULL);
            expect_well_formed(path, reply.body->bytes);
            vp_reply_clear(&reply);
        }
        snprintf(path, sizeof path, "/collections/%s/items", id);
        json_t *items = json_of(path, "limit=1", 200), *first = json_array_get(json_object_get(items, "features"), 0),
               *properties = json_object_get(first, "properties");
        if (first) {
            snprintf(path, sizeof path, "/collections/%s/items/%s", id,
                     json_string_value(json_object_get(first, "id")));
            reply = page_of(path, NULL, NULL);
            expect_well_formed(path, reply.body->bytes);
            ck_assert_msg(times(reply.body->bytes, "<tr><th>") == json_object_size(properties), "%s", path);
            vp_reply_clear(&reply);
        }
        json_decref(items);
    }
    json_decref(all);
    reply = page_of("/collections/units/items", "filter=code='none'", NULL); /* a table without rows */
    expect_well_formed("no units", reply.body->bytes);
    ck_assert_uint_eq(times(reply.body->bytes, "<tr>"), 1);
    vp_reply_clear(&reply);
}
END_TEST

static void to_base64(const char *hex, char out[64])
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    unsigned bits = 0, count = 0;
    size_t length = 0;
    for (const char *at = hex; *at; at += 2) {
        unsigned byte;
        ck_assert_int_eq(sscanf(at, "%2x", &byte), 1);
        bits = bits << 8 | byte;
        for (count += 8; count >= 6; count -= 6) out[length++] = letters[bits >> (count - 6) & 63];
    }
    out[length++] = letters[bits << (6 - count) & 63]; /* 32 bytes leave 4 bits */
    out[length++] = '=';
    out[length] = '\0';
}

START_TEST(the_policy_lets_these_rules_through_alone)
{
    vp_checksum sum;
    char wanted[64], source[100];
    char path[] = "/tmp/vp_rules_XXXXXX";
    int file = mkstemp(path);
    ck_assert(file >= 0 && write(file, vp_page_rules, strlen(vp_page_rules)) == (ssize_t)strlen(vp_page_rules));
    close(file);
    ck_assert(vp_checksum_file(path, sum, NULL, NULL));
    unlink(path);
    to_base64(sum, wanted);
    snprintf(source, sizeof source, "style-src 'sha256-%s';", wanted);
    ck_assert_msg(strstr(VP_STRICT_POLICY, source) != NULL, "%s", source);
    ck_assert_ptr_nonnull(strstr(VP_STRICT_POLICY, "default-src 'none'"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pages");
    TCase *cases = tcase_create("pages");
    tcase_add_checked_fixture(cases, start_answering, stop_answering);
    tcase_add_test(cases, browsers_get_pages_in_their_language);
    tcase_add_test(cases, titles_are_in_the_language_that_is_asked);
    tcase_add_test(cases, a_list_has_a_row_of_each);
    tcase_add_test(cases, a_page_has_a_row_and_a_shape_of_each_feature);
    tcase_add_test(cases, pages_are_well_formed);
    tcase_add_test(cases, shapes_are_drawn_where_they_lie);
    tcase_add_test(cases, the_policy_lets_these_rules_through_alone);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
