/* The table of endpoints: every row can be reached, and says only what is known. */
#include "server/endpoints/endpoints.h"
#include "server/support_world.h"
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const vp_route_table *const table = &vp_endpoints;

static size_t rows_with(const char *path, const char *method)
{
    size_t count = 0;
    for (size_t i = 0; i < table->route_count; i++) {
        const vp_route *r = &table->routes[i];
        count += strcmp(r->path, path) == 0 && strcmp(r->method ? r->method : "GET", method) == 0;
    }
    return count;
}

static bool is_described(const vp_route *route, const char *name, size_t length)
{
    char text[80];
    snprintf(text, sizeof text, "%.*s", (int)length, name);
    return vp_routes_parameter(table, route, text) != NULL;
}

static bool is_form(const char *name, size_t length)
{
    for (size_t i = 0; i < VP_MEDIA_COUNT; i++)
        if (strlen(vp_media_rows[i].name) == length && strncmp(vp_media_rows[i].name, name, length) == 0) return true;
    return false;
}

START_TEST(a_row_says_what_is_known) /* runs once per row, _i */
{
    const vp_route *r = &table->routes[_i];
    ck_assert_msg(*r->path == '/' && r->handler && r->summary && *r->summary, "row %d", _i);
    ck_assert_msg(rows_with(r->path, r->method ? r->method : "GET") == 1, "%s stands twice", r->path);
    size_t forms = 0, length;
    for (const char *at = r->media; *at; at += length + strspn(at + length, " ")) {
        length = strcspn(at, " ");
        ck_assert_msg(is_form(at, length), "%s: no form %s", r->path, at);
        forms++;
    }
    ck_assert_msg(forms > 0 || r->freshness == VP_LIVE, "%s has no form", r->path);
    for (const char *at = r->query; *at; at += length + strspn(at + length, " ")) {
        length = strcspn(at, " ");
        ck_assert_msg(*at == '*' || is_described(r, at, length), "%s: no parameter %s", r->path, at);
    }
    for (const char *at = r->path; (at = strchr(at, '{')); at++) {
        length = strcspn(at + 1, "}");
        ck_assert_msg(at[1] == '*' || is_described(r, at + 1, length), "%s: no parameter %s", r->path, at + 1);
    }
}
END_TEST

/* No earlier template takes its path: with words for {name} it is matched itself. */
START_TEST(a_row_can_be_reached) /* runs once per row, _i */
{
    const vp_route *r = &table->routes[_i];
    char path[400];
    size_t length = 0;
    for (const char *at = r->path; *at; at++) {
        if (*at != '{') {
            path[length++] = *at;
            continue;
        }
        path[length++] = 'q';
        at += strcspn(at, "}");
    }
    path[length] = 0;
    vp_target target;
    vp_error err = {0};
    unsigned status = 0;
    ck_assert_msg(vp_target_parse(&(vp_request){.method = "GET", .path = path}, &target, &status, &err), "%s",
                  err.message);
    size_t first = vp_routes_match(table, &target);
    ck_assert_msg(first != VP_ROUTE_NONE && strcmp(table->routes[first].path, r->path) == 0, "%s is taken by %s", path,
                  first == VP_ROUTE_NONE ? "none" : table->routes[first].path);
    size_t row = vp_routes_for_method(table, first, r->method ? r->method : "GET");
    ck_assert_msg(row == (size_t)_i, "%s %s is row %zu", r->method ? r->method : "GET", path, row);
    bool writes = r->method && strcmp(r->method, "GET") != 0;
    ck_assert_int_eq(vp_routes_writes(r), writes);
}
END_TEST

START_TEST(a_parameter_is_described_and_used)
{
    for (size_t i = 0; i < table->parameter_count; i++) {
        const vp_parameter *p = &table->parameters[i];
        ck_assert_msg(p->description && *p->description, "%s", p->name);
        for (size_t k = 0; k < i; k++)
            ck_assert_msg(strcmp(table->parameters[k].name, p->name) != 0 ||
                              (table->parameters[k].of && (!p->of || strcmp(table->parameters[k].of, p->of) != 0)),
                          "%s stands twice", p->name);
        char braces[80];
        snprintf(braces, sizeof braces, "{%s}", p->name);
        bool used = false;
        for (size_t k = 0; k < table->route_count; k++)
            used |= (strstr(table->routes[k].path, braces) || vp_routes_names(&table->routes[k], p->name)) &&
                    vp_routes_parameter(table, &table->routes[k], p->name) == p;
        ck_assert_msg(used, "nothing takes %s", p->name);
    }
}
END_TEST

START_TEST(what_a_row_takes_is_what_it_names)
{
    const vp_route plain = {.path = "/a", .query = "limit group", .media = "json csv"},
                   open = {.path = "/b", .query = "limit *", .media = "png"};
    ck_assert(vp_routes_names(&plain, "limit") && vp_routes_names(&plain, "group"));
    ck_assert(!vp_routes_names(&plain, "lim"));
    ck_assert(vp_routes_takes(&plain, "f") && vp_routes_takes(&plain, "group") && !vp_routes_takes(&plain, "x"));
    /* f where there is a choice of forms, decimal where one is CSV; f is taken everywhere. */
    ck_assert(vp_routes_names(&plain, "f") && !vp_routes_names(&open, "f") && vp_routes_takes(&open, "f"));
    ck_assert(vp_routes_names(&plain, "decimal") && !vp_routes_names(&open, "decimal"));
    ck_assert(vp_routes_takes(&open, "x") && !vp_routes_names(&open, "x"));
    ck_assert(vp_routes_has_media(&plain, VP_MEDIA_CSV) && !vp_routes_has_media(&plain, VP_MEDIA_PNG));
    ck_assert(vp_routes_has_media(&open, VP_MEDIA_PNG));
}
END_TEST

/* Which questions are answered in the lane of long answers: of the made-up province, with five communes and four
 * facilities. */
START_TEST(what_takes_long_goes_to_the_lane)
{
    static const struct {
        const char *path, *query;
        vp_media media;
        bool is_long;
    } rows[] = {{"/gaps", NULL, VP_MEDIA_JSON, false},
                {"/gaps", "service=school", VP_MEDIA_JSON, false},
                {"/gaps", "services=school", VP_MEDIA_JSON, true},
                {"/gaps", "group=remote", VP_MEDIA_JSON, true},
                {"/gaps", "limit=30", VP_MEDIA_JSON, true},
                {"/gaps", "year=2030", VP_MEDIA_JSON, true},
                {"/ranking", NULL, VP_MEDIA_JSON, true},
                {"/settlements", NULL, VP_MEDIA_JSON, true},
                {"/uncertainty", NULL, VP_MEDIA_JSON, true},
                {"/reach", "lon=1&lat=2", VP_MEDIA_JSON, false},
                {"/indicators", NULL, VP_MEDIA_JSON, false},
                {"/collections/units/items", NULL, VP_MEDIA_GEOJSON, false}, /* five outlines are few */
                {"/collections/units/items", NULL, VP_MEDIA_CSV, false},
                {"/collections/facilities/items", NULL, VP_MEDIA_GEOJSON, false},
                {"/collections/facilities/items", "limit=1000", VP_MEDIA_GEOJSON, false},
                {"/collections/facilities/items", "limit=1001", VP_MEDIA_GEOJSON, true},
                {"/collections/facilities/items", "filter=x", VP_MEDIA_GEOJSON, false}, /* four are soon looked at */
                {"/collections/nothing/items", NULL, VP_MEDIA_GEOJSON, false},
                {"/tiles/units/0/0/0.mvt", NULL, VP_MEDIA_MVT, false},
                {"/tiles/isochrones_school/0/0/0.mvt", NULL, VP_MEDIA_MVT, true},
                {"/collections/isochrones_school/tiles/WebMercatorQuad/0/0/0", NULL, VP_MEDIA_MVT, true},
                {"/collections/units/tiles/WebMercatorQuad/0/0/0", NULL, VP_MEDIA_MVT, false}};
    vp_snapshot *world = vp_world_new("s", 0);
    const vp_backends backends = {.routes = table};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        vp_call call = {.backends = &backends, .media = rows[i].media};
        vp_error err = {0};
        unsigned status = 0;
        const vp_request request = {.method = "GET", .path = rows[i].path, .query = rows[i].query};
        ck_assert_msg(vp_target_parse(&request, &call.target, &status, &err), "%s", err.message);
        size_t row = vp_routes_match(table, &call.target);
        ck_assert_msg(row != VP_ROUTE_NONE, "%s", rows[i].path);
        const vp_route *route = &table->routes[row];
        bool is_long = route->is_long && route->is_long(&call, world);
        ck_assert_msg(is_long == rows[i].is_long, "%s?%s", rows[i].path, rows[i].query ? rows[i].query : "");
    }
    vp_snapshot_release(world);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("endpoints");
    TCase *cases = tcase_create("endpoints");
    tcase_add_loop_test(cases, a_row_says_what_is_known, 0, (int)vp_endpoints.route_count);
    tcase_add_loop_test(cases, a_row_can_be_reached, 0, (int)vp_endpoints.route_count);
    tcase_add_test(cases, a_parameter_is_described_and_used);
    tcase_add_test(cases, what_a_row_takes_is_what_it_names);
    tcase_add_test(cases, what_takes_long_goes_to_the_lane);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
