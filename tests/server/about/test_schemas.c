/* /api is held against the server: what may be asked, and what is answered. */
#include "server/endpoints/endpoints.h"
#include "server/routes.h"
#include "server/support_answers.h"
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static json_t *api;

static void start(void)
{
    start_answering();
    api = json_of("/api", NULL, 200);
}

static void stop(void)
{
    json_decref(api);
    stop_answering();
}

static json_t *operation(const char *path, const char *verb)
{
    return json_object_get(json_object_get(json_object_get(api, "paths"), path), verb);
}

/* ------------------------------------------------------------ answers */

static json_t *resolve(json_t *schema)
{
    const char *reference = json_string_value(json_object_get(schema, "$ref"));
    if (!reference) return schema;
    json_t *found =
        json_object_get(json_object_get(json_object_get(api, "components"), "schemas"), strrchr(reference, '/') + 1);
    ck_assert_msg(found != NULL, "no schema %s", reference);
    return found;
}

static bool is_of_type(const json_t *value, const char *type)
{
    if (!type) return true;
    switch (type[0]) {
    case 's': return json_is_string(value);
    case 'n': return json_is_number(value);
    case 'i': return json_is_integer(value);
    case 'b': return json_is_boolean(value);
    case 'a': return json_is_array(value);
    default: return json_is_object(value);
    }
}

static void check(json_t *value, json_t *schema, const char *where);

static void check_members(json_t *value, json_t *schema, const char *where)
{
    json_t *member, *known = json_object_get(schema, "properties"), *name;
    const char *key;
    char below[400];
    size_t i;
    json_array_foreach(json_object_get(schema, "required"), i, name) ck_assert_msg(
        json_object_get(value, json_string_value(name)) != NULL, "%s: no %s", where, json_string_value(name));
    if (!known) return;
    json_object_foreach(value, key, member)
    {
        snprintf(below, sizeof below, "%.300s.%.80s", where, key);
        ck_assert_msg(json_object_get(known, key) != NULL, "%s is not described", below);
        check(member, json_object_get(known, key), below);
    }
}

/* What OpenAPI 3.0 says of a value, as far as schemas here use it; a member that no schema has is a fault here. */
static void check(json_t *value, json_t *schema, const char *where)
{
    bool nullable = json_is_true(json_object_get(schema, "nullable"));
    if (json_object_get(schema, "allOf")) schema = json_array_get(json_object_get(schema, "allOf"), 0);
    schema = resolve(schema);
    if (json_is_null(value) && nullable) return;
    const char *type = json_string_value(json_object_get(schema, "type"));
    ck_assert_msg(is_of_type(value, type), "%s is not a %s%s", where, type, json_is_null(value) ? ", but null" : "");
    char below[400];
    size_t i;
    json_t *item;
    snprintf(below, sizeof below, "%.390s[]", where);
    json_array_foreach(value, i, item) check(item, json_object_get(schema, "items"), below);
    if (json_is_object(value)) check_members(value, schema, where);
}

static const struct {
    const char *path, *asked, *query;
} answers[] = {
    {"/", "/", "f=json"},
    {"/conformance", "/conformance", NULL},
    {"/collections", "/collections", NULL},
    {"/collections/{collectionId}", "/collections/units", NULL},
    {"/collections/{collectionId}/queryables", "/collections/facilities/queryables", NULL},
    {"/collections/{collectionId}/items", "/collections/quality/items", NULL},
    {"/collections/{collectionId}/items", "/collections/units/items", "limit=2&offset=1"},
    {"/collections/{collectionId}/items", "/collections/units/items", "skipGeometry=true"},
    {"/collections/{collectionId}/items/{id}", "/collections/units/items/00004", NULL},
    {"/indicators", "/indicators", NULL},
    {"/crosswalk", "/crosswalk", NULL},
    {"/targets", "/targets", "history=1"},
    {"/territories", "/territories", NULL},
    {"/gaps", "/gaps", NULL},
    {"/gaps", "/gaps", "service=health_station"},
    {"/gaps", "/gaps", "services=health_station,school"},
    {"/gaps", "/gaps", "level=commune"},
    {"/ranking", "/ranking", "services=health_station,school"},
    {"/settlements", "/settlements", "service=health_station&all=1"},
    {"/isochrones/{service}", "/isochrones/health_station", NULL},
    {"/quality", "/quality", NULL},
    {"/units/{code}", "/units/00004", NULL},
    {"/units/{code}", "/units/00001", NULL},
    {"/reach/joint", "/reach/joint", "services=health_station,school"},
    {"/tiles", "/tiles", NULL},
    {"/tiles/{layer}.json", "/tiles/gaps.json", NULL},
    {"/tiles/{layer}.json", "/tiles/reach_health_station.json", NULL},
    {"/tileMatrixSets", "/tileMatrixSets", NULL},
    {"/tileMatrixSets/{tileMatrixSetId}", "/tileMatrixSets/WebMercatorQuad", NULL},
    {"/collections/{collectionId}/tiles", "/collections/units/tiles", NULL},
    {"/collections/{collectionId}/tiles/{tileMatrixSetId}", "/collections/units/tiles/WebMercatorQuad", NULL},
    {"/maps/{layer}", "/maps/reach_health_station", NULL},
    {"/maps/{layer}/tiles", "/maps/reach_health_station/tiles", NULL},
    {"/export", "/export", NULL},
    {"/healthz", "/healthz", NULL},
    {"/readyz", "/readyz", NULL},
};

static void check_answer(const char *path, const char *asked, const char *query)
{
    json_t *content =
        json_object_get(json_object_get(json_object_get(operation(path, "get"), "responses"), "200"), "content");
    json_t *media = json_object_get(content, "application/json");
    if (!media) media = json_object_get(content, "application/geo+json");
    if (!media) media = json_object_get(content, "application/schema+json");
    ck_assert_msg(media != NULL, "%s is not described", path);
    json_t *answer = json_of(asked, query, 200);
    check(answer, json_object_get(media, "schema"), asked);
    json_decref(answer);
}

START_TEST(answers_are_as_described)
{
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
        check_answer(answers[i].path, answers[i].asked, answers[i].query);
}
END_TEST

/* Of every indicator, at every place of the grid. */
START_TEST(indicators_and_places_are_as_described)
{
    char asked[200];
    json_t *all = json_of("/indicators", NULL, 200), *indicator;
    size_t i;
    json_array_foreach(json_object_get(all, "indicators"), i, indicator)
    {
        snprintf(asked, sizeof asked, "/indicators/%s", json_string_value(json_object_get(indicator, "id")));
        check_answer("/indicators/{id}", asked, NULL);
        snprintf(asked, sizeof asked, "/indicators/%s/groups", json_string_value(json_object_get(indicator, "id")));
        check_answer("/indicators/{id}/groups", asked, NULL);
        if (!json_is_true(json_object_get(indicator, "takes_limit"))) continue;
        snprintf(asked, sizeof asked, "/indicators/%s/limits", json_string_value(json_object_get(indicator, "id")));
        check_answer("/indicators/{id}/limits", asked, NULL);
    }
    json_decref(all);
    for (int cell = 0; cell < WORLD_SIDE; cell++) {
        char query[80];
        snprintf(query, sizeof query, "lon=%.6f&lat=%.6f", vp_world_lon(cell + 0.5), vp_world_lat(cell + 0.5));
        check_answer("/reach", "/reach", query);
    }
}
END_TEST

/* ------------------------------------------------------------ questions */

static bool is_described(json_t *of_operation, const char *name)
{
    json_t *parameter;
    size_t i;
    json_array_foreach(json_object_get(of_operation, "parameters"), i,
                       parameter) if (strcmp(json_string_value(json_object_get(parameter, "name")), name) ==
                                      0) return true;
    return false;
}

START_TEST(every_parameter_of_a_route_is_described)
{
    size_t seen = 0;
    for (size_t r = 0; r < vp_endpoints.route_count; r++) {
        const vp_route *route = &vp_endpoints.routes[r];
        if (strstr(route->path, "{*}") || route->method) continue;
        char names[400], *rest = names, *name;
        snprintf(names, sizeof names, "%s", route->query);
        while ((name = strsep(&rest, " ")))
            if (*name && *name != '*') {
                ck_assert_msg(is_described(operation(route->path, "get"), name), "%s: %s", route->path, name);
                seen++;
            }
    }
    ck_assert_uint_gt(seen, 50);
}
END_TEST

/* A text that is looked for as it is: nothing has it, which is an answer. */
static bool is_looked_for(const char *path, const char *name, json_t *parameter)
{
    static const char *const by_text[] = {"/crosswalk code", "/quality kind", "/territories level",
                                          "/territories vintage"};
    char both[200];
    snprintf(both, sizeof both, "%s %s", path, name);
    for (size_t i = 0; i < sizeof by_text / sizeof *by_text; i++)
        if (strcmp(both, by_text[i]) == 0) return true;
    /* The properties of features; of tiles a layer without units has no level. */
    bool of_text =
        strcmp(json_string_value(json_object_get(json_object_get(parameter, "schema"), "type")), "string") == 0;
    return of_text && (strstr(path, "/items") || strstr(path, ".json"));
}

static size_t refuse_all(const char *path, const char *asked, const char *with)
{
    json_t *parameter;
    size_t i, refused = 0;
    json_array_foreach(json_object_get(operation(path, "get"), "parameters"), i, parameter)
    {
        const char *name = json_string_value(json_object_get(parameter, "name"));
        if (strcmp(json_string_value(json_object_get(parameter, "in")), "query") != 0) continue;
        char query[300];
        snprintf(query, sizeof query, "%s%s%s=!!", with ? with : "", with ? "&" : "", name);
        vp_reply reply = reply_to(asked, query);
        bool fits =
            reply.status == 400 || reply.status == 404 || (reply.status == 200 && is_looked_for(path, name, parameter));
        ck_assert_msg(fits, "%s?%s is %u", asked, query, reply.status);
        refused += reply.status != 200;
        vp_reply_clear(&reply);
    }
    return refused;
}

/* No parameter is passed over: what it cannot be is refused, wherever it may be sent. */
START_TEST(no_parameter_takes_everything)
{
    size_t refused = 0;
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
        refused += refuse_all(answers[i].path, answers[i].asked, answers[i].query);
    char place[80];
    snprintf(place, sizeof place, "lon=%.6f&lat=%.6f", vp_world_lon(3), vp_world_lat(3));
    refused += refuse_all("/reach", "/reach", place);
    refused += refuse_all("/reach", "/reach", NULL);
    refused += refuse_all("/indicators/{id}", "/indicators/reached", NULL);
    refused += refuse_all("/indicators/{id}/groups", "/indicators/reached/groups", NULL);
    refused += refuse_all("/indicators/{id}/limits", "/indicators/reached/limits", NULL);
    ck_assert_uint_gt(refused, 250);
    static const char *const places[] = {"lon=-180.1&lat=21",  "lon=360.1&lat=21", "lon=105.8&lat=-90.1",
                                         "lon=105.8&lat=90.1", "lat=21",           "lon=105.8"};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        expect_refused("/reach", (refused_query){places[i], "l", 400});
}
END_TEST

/* Names that a handler asks for in the text of the sources: each may be sent to some route. */
static size_t look_for(const char *text, const char *file, const char *call)
{
    size_t seen = 0;
    for (const char *at = text; (at = strstr(at, call)); at += strlen(call)) {
        const char *name = strchr(at, ','), *end = name ? strchr(name, '"') : NULL;
        if (!end || end - name > 3) continue; /* not a literal */
        char literal[60];
        snprintf(literal, sizeof literal, "%.*s", (int)strcspn(end + 1, "\""), end + 1);
        bool taken = false;
        for (size_t r = 0; r < vp_endpoints.route_count && !taken; r++)
            taken = vp_routes_names(&vp_endpoints.routes[r], literal);
        ck_assert_msg(taken, "%s reads a parameter %s that no route takes", file, literal);
        seen++;
    }
    return seen;
}

START_TEST(no_handler_reads_what_cannot_be_sent)
{
    static const char *const calls[] = {"vp_target_parameter(", "vp_target_number(", "vp_target_whole("};
    static char text[200000];
    glob_t files;
    size_t seen = 0;
    ck_assert_int_eq(glob(VP_SOURCE "/src/server/*/*.c", 0, NULL, &files), 0);
    for (size_t f = 0; f < files.gl_pathc; f++) {
        FILE *file = fopen(files.gl_pathv[f], "r");
        ck_assert_ptr_nonnull(file);
        text[fread(text, 1, sizeof text - 1, file)] = '\0';
        fclose(file);
        for (size_t c = 0; c < 3; c++) seen += look_for(text, files.gl_pathv[f], calls[c]);
    }
    globfree(&files);
    ck_assert_uint_gt(seen, 40);
}
END_TEST

static json_t *parameter_of(const char *path, const char *name)
{
    json_t *parameter;
    size_t i;
    json_array_foreach(json_object_get(operation(path, "get"), "parameters"), i,
                       parameter) if (strcmp(json_string_value(json_object_get(parameter, "name")), name) ==
                                      0) return parameter;
    ck_abort_msg("%s has no %s", path, name);
    return NULL;
}

/* OGC 17-069r4, requirements /req/core/fc-bbox-definition, fc-limit-definition and fc-time-definition. */
START_TEST(box_limit_and_time_are_defined_as_the_standard_says)
{
    static const char *const wanted[][2] = {
        {"bbox",
         "{\"type\": \"array\", \"items\": {\"type\": \"number\"}, \"oneOf\": [{\"minItems\": 4, \"maxItems\": 4}, "
         "{\"minItems\": 6, \"maxItems\": 6}]}"},
        {"limit", "{\"type\": \"integer\", \"minimum\": 1, \"maximum\": 10000, \"default\": 100}"},
        {"datetime", "{\"type\": \"string\"}"}};
    for (size_t i = 0; i < 3; i++) {
        json_t *p = parameter_of("/collections/{collectionId}/items", wanted[i][0]),
               *schema = json_loads(wanted[i][1], 0, NULL);
        ck_assert_str_eq(json_string_value(json_object_get(p, "in")), "query");
        ck_assert(json_is_false(json_object_get(p, "required")));
        ck_assert_str_eq(json_string_value(json_object_get(p, "style")), "form");
        ck_assert(json_is_false(json_object_get(p, "explode")));
        ck_assert_msg(json_equal(json_object_get(p, "schema"), schema), "%s", wanted[i][0]);
        json_decref(schema);
    }
    json_t *reach = json_object_get(parameter_of("/indicators/{id}", "limit"), "schema"); /* another one */
    ck_assert_str_eq(json_string_value(json_object_get(reach, "type")), "number");
}
END_TEST

START_TEST(each_operation_has_a_name_of_its_own)
{
    char *names[200];
    size_t count = 0;
    const char *path, *verb;
    json_t *item, *one;
    json_object_foreach(json_object_get(api, "paths"), path, item) json_object_foreach(item, verb, one)
    {
        const char *name = json_string_value(json_object_get(one, "operationId"));
        /* Points are those of the standard's names, as in .collection.vector.getTile. */
        ck_assert_msg(name && strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.") ==
                                  strlen(name),
                      "%s", path);
        for (size_t i = 0; i < count; i++) ck_assert_msg(strcmp(names[i], name) != 0, "%s twice", name);
        ck_assert_uint_lt(count, 200);
        names[count++] = (char *)(uintptr_t)name;
        ck_assert_uint_eq(json_array_size(json_object_get(one, "tags")), 1);
        ck_assert_int_eq(json_object_get(one, "security") != NULL, strcmp(verb, "get") != 0);
    }
    ck_assert_uint_gt(count, 50);
    ck_assert_str_eq(
        json_string_value(json_object_get(operation("/collections/{collectionId}/items/{id}", "get"), "operationId")),
        "getCollectionsItemsById");
    ck_assert_str_eq(
        json_string_value(json_object_get(operation("/tiles/{layer}/{z}/{x}/{y}.png", "get"), "operationId")),
        "getTilesByYPng");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("schemas");
    TCase *cases = tcase_create("schemas");
    tcase_add_checked_fixture(cases, start, stop);
    tcase_add_test(cases, answers_are_as_described);
    tcase_add_test(cases, indicators_and_places_are_as_described);
    tcase_add_test(cases, every_parameter_of_a_route_is_described);
    tcase_add_test(cases, no_parameter_takes_everything);
    tcase_add_test(cases, no_handler_reads_what_cannot_be_sent);
    tcase_add_test(cases, box_limit_and_time_are_defined_as_the_standard_says);
    tcase_add_test(cases, each_operation_has_a_name_of_its_own);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
