/* The abstract tests of OGC API – Features, Part 1 (17-069r4, annex A), Part 2 (18-058r1), Part 3 (19-079r2), and of
 * CQL2 (21-065r2), by hand, on the made-up province: an item of a conformance class each, which the output lists. */
#include "server/endpoints/endpoints.h"
#include "server/message/reference.h"
#include "server/routes.h"
#include "server/support_answers.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define BASE         "http://map.example:8080"

/* ------------------------------------------------------------ asking */

typedef struct {
    vp_reply reply;
    json_t *root; /* NULL: no JSON */
} answer;

static answer ask(const char *method, const char *path, const char *query, const char *accept, const char *tags)
{
    answer a = {.root = NULL};
    vp_answer(answering,
              &(vp_request){.method = method,
                            .path = path,
                            .query = query,
                            .host = "map.example:8080",
                            .accept = accept,
                            .if_none_match = tags},
              &a.reply);
    if (a.reply.body) a.root = json_loadb(a.reply.body->bytes, a.reply.body->length, 0, NULL);
    return a;
}

static void release(answer *a)
{
    json_decref(a->root);
    vp_reply_clear(&a->reply);
}

static json_t *get(const char *path, const char *query)
{
    answer a = ask("GET", path, query, NULL, NULL);
    ck_assert_msg(a.reply.status == 200 && a.root, "%s?%s: %u", path, query ? query : "", a.reply.status);
    vp_reply_clear(&a.reply);
    return a.root;
}

static const char *text(json_t *object, const char *key)
{
    const char *found = json_string_value(json_object_get(object, key));
    return found ? found : "";
}

/* The link of a relation and a type; NULL: any type. */
static json_t *link_of(json_t *object, const char *relation, const char *type)
{
    json_t *link;
    size_t i;
    json_array_foreach(json_object_get(object, "links"), i,
                       link) if (strcmp(text(link, "rel"), relation) == 0 &&
                                 (!type || strcmp(text(link, "type"), type) == 0)) return link;
    return NULL;
}

static void expect_link(json_t *object, const char *relation, const char *type)
{
    json_t *link = link_of(object, relation, type);
    ck_assert_msg(link != NULL, "no link %s of %s", relation, type ? type : "any type");
    ck_assert_msg(strncmp(text(link, "href"), BASE, strlen(BASE)) == 0, "%s", text(link, "href"));
}

/* All that a link must have, and what it leads to is there, of the type that it says. */
static void expect_links(json_t *object)
{
    json_t *link;
    size_t i;
    json_array_foreach(json_object_get(object, "links"), i, link)
    {
        char path[1000];
        ck_assert(*text(link, "rel") && *text(link, "type") && *text(link, "href"));
        if (json_is_true(json_object_get(link, "templated"))) continue;
        snprintf(path, sizeof path, "%s", text(link, "href") + strlen(BASE));
        char *query = strchr(path, '?');
        if (query) *query++ = '\0';
        if (strncmp(path, "/scenarios", 10) == 0 || strncmp(path, "/jobs", 5) == 0 || strcmp(path, "/") == 0) continue;
        answer a = ask("GET", path, query, text(link, "type"), NULL);
        ck_assert_msg(a.reply.status == 200, "%s: %u", text(link, "href"), a.reply.status);
        ck_assert_msg(strncmp(a.reply.type, text(link, "type"), strcspn(text(link, "type"), ";")) == 0,
                      "%s is %s, not %s", text(link, "href"), a.reply.type, text(link, "type"));
        release(&a);
    }
}

static size_t matched(const char *collection, const char *query)
{
    char path[100];
    snprintf(path, sizeof path, "/collections/%s/items", collection);
    json_t *root = get(path, query);
    size_t count = (size_t)number(root, "numberMatched");
    json_decref(root);
    return count;
}

/* 400, with a problem document that says what is wrong. */
static void expect_bad(const char *path, const char *query)
{
    answer a = ask("GET", path, query, NULL, NULL);
    ck_assert_msg(a.reply.status == 400, "%s?%s: %u", path, query, a.reply.status);
    ck_assert_str_eq(a.reply.type, "application/problem+json");
    ck_assert_int_eq((int)number(a.root, "status"), 400);
    ck_assert(*text(a.root, "title") && *text(a.root, "detail") && *text(a.root, "type"));
    release(&a);
}

static json_t *parameter(const char *path, const char *name)
{
    json_t *api = get("/api", NULL), *found = NULL, *one;
    size_t i;
    json_array_foreach(
        json_object_get(json_object_get(json_object_get(json_object_get(api, "paths"), path), "get"), "parameters"), i,
        one) if (strcmp(text(one, "name"), name) == 0) found = json_incref(one);
    ck_assert_msg(found != NULL, "%s has no parameter %s", path, name);
    json_decref(api);
    return found;
}

static const char items_path[] = "/collections/{collectionId}/items";

/* A parameter of items as the standard defines it; takes nothing. */
static json_t *defined(const char *name)
{
    json_t *found = parameter(items_path, name);
    ck_assert_str_eq(text(found, "in"), "query");
    ck_assert(json_is_false(json_object_get(found, "required")) && json_is_false(json_object_get(found, "explode")));
    ck_assert_str_eq(text(found, "style"), "form");
    return found;
}

/* ------------------------------------------------------------ Part 1, core */

static void http(void)
{
    static const char *const paths[] = {"/",
                                        "/api",
                                        "/conformance",
                                        "/collections",
                                        "/collections/units",
                                        "/collections/units/items",
                                        "/collections/units/items/00001"};
    for (size_t i = 0; i < COUNT(paths); i++) {
        answer whole = ask("GET", paths[i], NULL, "application/json", NULL),
               head = ask("HEAD", paths[i], NULL, NULL, NULL), options = ask("OPTIONS", paths[i], NULL, NULL, NULL),
               put = ask("PUT", paths[i], NULL, NULL, NULL);
        ck_assert_msg(whole.reply.status == 200 && head.reply.status == 200, "%s", paths[i]);
        ck_assert_uint_eq(options.reply.status, 204);
        ck_assert_str_eq(options.reply.allow, "GET, HEAD, OPTIONS");
        ck_assert_uint_eq(put.reply.status, 405);
        ck_assert_str_eq(put.reply.allow, "GET, HEAD, OPTIONS");
        if (*whole.reply.tag) {
            answer again = ask("GET", paths[i], NULL, "application/json", whole.reply.tag);
            ck_assert_msg(again.reply.status == 304, "%s: %u", paths[i], again.reply.status);
            release(&again);
        }
        release(&whole), release(&head), release(&options), release(&put);
    }
    answer none = ask("GET", "/nothing/here", NULL, "application/json", NULL);
    ck_assert_uint_eq(none.reply.status, 404);
    release(&none);
}

static void landing_page(void)
{
    json_t *root = get("/", "f=json");
    expect_link(root, "service-desc", "application/vnd.oai.openapi+json;version=3.0");
    expect_link(root, "service-doc", "text/html");
    expect_link(root, "conformance", NULL);
    expect_link(root, "data", NULL);
    expect_link(root, "self", "application/json");
    expect_link(root, "alternate", "text/html");
    json_decref(root);
}

static void api_definition(void)
{
    json_t *root = get("/api", NULL);
    ck_assert_int_eq(strncmp(text(root, "openapi"), "3.0.", 4), 0);
    ck_assert_ptr_nonnull(json_object_get(root, "paths"));
    json_decref(root);
}

static void conformance(void)
{
    static const char *const declared[] = {"ogcapi-features-1/1.0/conf/core",
                                           "ogcapi-features-1/1.0/conf/geojson",
                                           "ogcapi-features-1/1.0/conf/html",
                                           "ogcapi-features-1/1.0/conf/oas30",
                                           "ogcapi-features-2/1.0/conf/crs",
                                           "ogcapi-features-3/1.0/conf/queryables",
                                           "ogcapi-features-3/1.0/conf/filter",
                                           "ogcapi-features-3/1.0/conf/features-filter",
                                           "cql2/1.0/conf/cql2-text",
                                           "cql2/1.0/conf/cql2-json",
                                           "ogcapi-features-3/1.0/conf/queryables-query-parameters"};
    json_t *root = get("/conformance", NULL), *one;
    for (size_t i = 0; i < COUNT(declared); i++) {
        char address[200];
        size_t k, found = 0;
        snprintf(address, sizeof address, "http://www.opengis.net/spec/%s", declared[i]);
        json_array_foreach(json_object_get(root, "conformsTo"), k, one) found +=
            !strcmp(json_string_value(one), address);
        ck_assert_msg(found == 1, "%s", address);
    }
    json_decref(root);
}

static void expect_collection(json_t *c)
{
    json_t *spatial = json_object_get(json_object_get(c, "extent"), "spatial"),
           *box = json_array_get(json_object_get(spatial, "bbox"), 0);
    ck_assert(*text(c, "id") && *text(c, "title"));
    expect_link(c, "self", "application/json");
    expect_link(c, "alternate", "text/html");
    expect_link(c, "items", "application/geo+json");
    expect_link(c, "items", "text/html");
    ck_assert_str_eq(text(spatial, "crs"), "http://www.opengis.net/def/crs/OGC/1.3/CRS84");
    ck_assert_uint_eq(json_array_size(box), 4);
    for (size_t i = 0; i < 2; i++)
        ck_assert_double_le(json_number_value(json_array_get(box, i)), json_number_value(json_array_get(box, i + 2)));
}

static void collections(void)
{
    json_t *root = get("/collections", NULL), *c;
    size_t i;
    expect_link(root, "self", "application/json");
    expect_link(root, "alternate", "text/html");
    ck_assert_uint_ge(json_array_size(json_object_get(root, "collections")), 6);
    json_array_foreach(json_object_get(root, "collections"), i, c) expect_collection(c);
    json_decref(root);
}

static void one_collection(void)
{
    json_t *root = get("/collections", NULL), *c;
    size_t i;
    json_array_foreach(json_object_get(root, "collections"), i, c)
    {
        char path[100];
        snprintf(path, sizeof path, "/collections/%s", text(c, "id"));
        json_t *alone = get(path, NULL);
        ck_assert_msg(json_equal(alone, c), "%s", path);
        expect_links(alone);
        json_decref(alone);
    }
    json_decref(root);
    answer none = ask("GET", "/collections/none", NULL, NULL, NULL);
    ck_assert_uint_eq(none.reply.status, 404);
    release(&none);
}

/* The first facilities open on 2000-01-01, units begin on 2025-07-01; none ends. */
static void extent_in_time(void)
{
    json_t *root = get("/collections/facilities", NULL),
           *interval = json_object_get(json_object_get(json_object_get(root, "extent"), "temporal"), "interval"),
           *first = json_array_get(interval, 0);
    ck_assert_uint_eq(json_array_size(first), 2);
    ck_assert_str_eq(json_string_value(json_array_get(first, 0)), "2000-01-01T00:00:00Z");
    ck_assert(json_is_null(json_array_get(first, 1)));
    json_decref(root);
    root = get("/collections/units", NULL);
    interval = json_object_get(json_object_get(json_object_get(root, "extent"), "temporal"), "interval");
    ck_assert_str_eq(json_string_value(json_array_get(json_array_get(interval, 0), 0)), "2025-07-01T00:00:00Z");
    json_decref(root);
}

static void all_items(void)
{
    json_t *root = get("/collections", NULL), *c;
    size_t i;
    json_array_foreach(json_object_get(root, "collections"), i, c)
    {
        char path[100];
        snprintf(path, sizeof path, "/collections/%s/items", text(c, "id"));
        answer a = ask("GET", path, NULL, NULL, NULL);
        ck_assert_uint_eq(a.reply.status, 200);
        ck_assert_str_eq(a.reply.type, "application/geo+json");
        ck_assert_double_eq(number(a.root, "numberMatched"), number(c, "feature_count"));
        release(&a);
    }
    json_decref(root);
}

static void bbox_definition(void)
{
    json_t *p = defined("bbox"), *schema = json_object_get(p, "schema");
    ck_assert_str_eq(text(schema, "type"), "array");
    ck_assert_str_eq(text(json_object_get(schema, "items"), "type"), "number");
    ck_assert_uint_eq(json_array_size(json_object_get(schema, "oneOf")), 2);
    json_decref(p);
}

/* The hole of D is E; the world; what lies on the other side of the antimeridian; heights. */
static void bbox_response(void)
{
    char query[200];
    double w = vp_world_lon(29), s = vp_world_lat(31), e = vp_world_lon(31), n = vp_world_lat(29);
    snprintf(query, sizeof query, "bbox=%f,%f,%f,%f", w, s, e, n);
    ck_assert_uint_eq(matched("units", query), 1);
    snprintf(query, sizeof query, "bbox=%f,%f,-10,%f,%f,9000", w, s, e, n);
    ck_assert_uint_eq(matched("units", query), 1);
    ck_assert_uint_eq(matched("units", "bbox=-180,-90,180,90"), 5);
    ck_assert_uint_eq(matched("units", "bbox=100,-90,-170,90"), 5); /* across */
    ck_assert_uint_eq(matched("units", "bbox=170,-90,-170,90"), 0);
    ck_assert_uint_eq(matched("units", "bbox=-10,0,10,10"), 0);
    static const char *const bad[] = {"bbox=1,2,3",      "bbox=1,2,3,4,5", "bbox=a,2,3,4", "bbox=1,2,3,4,5,6,7",
                                      "bbox=",           "bbox=1,2,,4",    "bbox=1,5,2,4", "bbox=1,2,3,91",
                                      "bbox=-181,2,3,4", "bbox=1,2,nan,4", "bbox=1;2;3;4"};
    for (size_t i = 0; i < COUNT(bad); i++) expect_bad("/collections/units/items", bad[i]);
}

static void limit_definition(void)
{
    json_t *p = defined("limit"), *schema = json_object_get(p, "schema");
    ck_assert_str_eq(text(schema, "type"), "integer");
    ck_assert_int_eq((int)number(schema, "minimum"), 1);
    ck_assert_int_eq((int)number(schema, "maximum"), 10000);
    ck_assert_int_eq((int)number(schema, "default"), 100);
    json_decref(p);
}

static void limit_response(void)
{
    static const struct {
        const char *query;
        size_t returned;
    } rows[] = {{"limit=1", 1}, {"limit=3", 3}, {"limit=5", 5}, {"limit=10000", 5}, {"limit=10001", 5}, {NULL, 5}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        json_t *root = get("/collections/units/items", rows[i].query);
        ck_assert_uint_eq(json_array_size(json_object_get(root, "features")), rows[i].returned);
        json_decref(root);
    }
    static const char *const bad[] = {"limit=0", "limit=-1", "limit=1.5", "limit=many", "limit="};
    for (size_t i = 0; i < COUNT(bad); i++) expect_bad("/collections/units/items", bad[i]);
}

static void time_definition(void)
{
    json_t *p = defined("datetime");
    ck_assert_str_eq(text(json_object_get(p, "schema"), "type"), "string");
    json_decref(p);
}

/* All five begin on 2025-07-01 and do not end. */
static void time_response(void)
{
    static const struct {
        const char *value;
        size_t count;
    } rows[] = {{"2026-01-01", 5},
                {"2025-07-01", 5},
                {"2025-06-30", 0},
                {"2025-07-01T00:00:00Z", 5},
                {"2025-06-30T23:59:59Z", 0},
                {"2026-01-01T12:00:00%2B07:00", 5},
                {"2025-01-01/2025-07-01", 5},
                {"2025-01-01T00:00:00Z/2025-06-30T00:00:00Z", 0},
                {"2026-01-01/..", 5},
                {"2026-01-01/", 5},
                {"../2025-06-30", 0},
                {"/2025-06-30", 0},
                {"../..", 5},
                {"2026-01-01T00:00:00.123Z/..", 5}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        char query[120];
        snprintf(query, sizeof query, "level=commune&datetime=%s", rows[i].value);
        size_t found = matched("units", query);
        ck_assert_msg(found == rows[i].count, "%s: %zu", query, found);
    }
    static const char *const bad[] = {"datetime=2026",
                                      "datetime=2026-13-01",
                                      "datetime=2026-02-30",
                                      "datetime=today",
                                      "datetime=",
                                      "datetime=2026-02-01/2026-01-01",
                                      "datetime=2026-01-01/2026-01-02/2026-01-03",
                                      "datetime=2026-01-01T25:00:00Z"};
    for (size_t i = 0; i < COUNT(bad); i++) expect_bad("/collections/units/items", bad[i]);
}

static void unknown_parameters(void)
{
    static const char *const paths[] = {"/",
                                        "/api",
                                        "/conformance",
                                        "/collections",
                                        "/collections/units",
                                        "/collections/units/items",
                                        "/collections/units/items/00001",
                                        "/collections/units/queryables"};
    for (size_t i = 0; i < COUNT(paths); i++) expect_bad(paths[i], "f=json&noSuchParameter=1");
}

static void invalid_parameters(void)
{
    static const char *const bad[] = {"f=xml",
                                      "crs=nowhere",
                                      "bbox=0,0,1,1&bbox-crs=nowhere",
                                      "sortby=none",
                                      "offset=-1",
                                      "properties=none",
                                      "skipGeometry=maybe",
                                      "filter=code",
                                      "filter=none=1",
                                      "filter=code='1'&filter-lang=sql",
                                      "filter=code='1'&filter-crs=nowhere",
                                      "people=many",
                                      "limit=1&limit=2",
                                      "lang=fr"};
    for (size_t i = 0; i < COUNT(bad); i++) expect_bad("/collections/units/items", bad[i]);
}

static void response(void)
{
    json_t *root = get("/collections/facilities/items", "limit=2"), *feature;
    size_t i;
    struct tm moment;
    ck_assert_str_eq(text(root, "type"), "FeatureCollection");
    ck_assert_ptr_nonnull(strptime(text(root, "timeStamp"), "%Y-%m-%dT%H:%M:%SZ", &moment));
    ck_assert_double_eq(number(root, "numberReturned"), 2);
    ck_assert_uint_eq(json_array_size(json_object_get(root, "features")), 2);
    json_array_foreach(json_object_get(root, "features"), i, feature)
    {
        ck_assert_str_eq(text(feature, "type"), "Feature");
        ck_assert(*text(feature, "id") && json_is_object(json_object_get(feature, "properties")));
    }
    expect_link(root, "self", "application/geo+json");
    expect_link(root, "alternate", "text/html");
    expect_link(root, "next", "application/geo+json");
    expect_links(root);
    json_decref(root);
}

/* From page to page by `next` alone: all features, each once, and then no `next`. */
static void next_links(void)
{
    static const char *const asked[] = {"limit=1", "limit=2&sortby=-code", "limit=2&filter=people%20%3E%20200",
                                        "limit=3&bbox=100,20,110,25&properties=code"};
    for (size_t i = 0; i < COUNT(asked); i++) {
        char query[500];
        size_t seen = 0, all = matched("units", asked[i]);
        snprintf(query, sizeof query, "%s", asked[i]);
        for (bool more = true; more;) {
            json_t *root = get("/collections/units/items", query), *next = link_of(root, "next", NULL);
            seen += json_array_size(json_object_get(root, "features"));
            ck_assert_double_eq(number(root, "numberMatched"), (double)all);
            more = next != NULL && seen <= all;
            if (more) snprintf(query, sizeof query, "%s", strchr(text(next, "href"), '?') + 1);
            json_decref(root);
        }
        ck_assert_uint_eq(seen, all);
    }
}

static void one_feature(void)
{
    json_t *root = get("/collections/units/items", NULL), *feature;
    size_t i;
    json_array_foreach(json_object_get(root, "features"), i, feature)
    {
        char path[100];
        snprintf(path, sizeof path, "/collections/units/items/%s", text(feature, "id"));
        answer a = ask("GET", path, NULL, NULL, NULL);
        ck_assert_str_eq(a.reply.type, "application/geo+json");
        ck_assert(json_equal(json_object_get(a.root, "geometry"), json_object_get(feature, "geometry")));
        expect_link(a.root, "self", "application/geo+json");
        expect_link(a.root, "alternate", "text/html");
        expect_link(a.root, "collection", NULL);
        expect_links(a.root);
        release(&a);
    }
    json_decref(root);
    answer none = ask("GET", "/collections/units/items/none", NULL, NULL, NULL);
    ck_assert_uint_eq(none.reply.status, 404);
    release(&none);
}

/* Longitude first, in degrees, where nothing else is asked. */
static void crs84(void)
{
    json_t *root = get("/collections/facilities/items", NULL),
           *at = json_object_get(json_object_get(json_array_get(json_object_get(root, "features"), 0), "geometry"),
                                 "coordinates");
    ck_assert_double_eq_tol(json_number_value(json_array_get(at, 0)), WORLD_WEST, 1);
    ck_assert_double_eq_tol(json_number_value(json_array_get(at, 1)), WORLD_SOUTH, 1);
    json_decref(root);
}

/* ------------------------------------------------------------ Part 1, encodings */

static void expect_position(json_t *position)
{
    ck_assert_uint_eq(json_array_size(position), 2);
    ck_assert(json_is_number(json_array_get(position, 0)) && json_is_number(json_array_get(position, 1)));
}

/* Closed, of four positions and more, none twice in a row. */
static void expect_ring(json_t *ring)
{
    size_t count = json_array_size(ring);
    ck_assert_uint_ge(count, 4);
    ck_assert(json_equal(json_array_get(ring, 0), json_array_get(ring, count - 1)));
    for (size_t i = 0; i < count; i++) {
        expect_position(json_array_get(ring, i));
        if (i > 0) ck_assert(!json_equal(json_array_get(ring, i), json_array_get(ring, i - 1)));
    }
}

static void expect_geometry(json_t *geometry, const char *type)
{
    json_t *coordinates = json_object_get(geometry, "coordinates"), *polygon, *ring;
    size_t p, r;
    if (json_is_null(geometry)) return;
    ck_assert_str_eq(text(geometry, "type"), type);
    if (strcmp(type, "Point") == 0) expect_position(coordinates);
    if (strcmp(type, "MultiPolygon") != 0) return;
    ck_assert_uint_gt(json_array_size(coordinates), 0);
    json_array_foreach(coordinates, p, polygon)
    {
        ck_assert_uint_gt(json_array_size(polygon), 0);
        json_array_foreach(polygon, r, ring) expect_ring(ring);
    }
}

/* Of every collection, in every system: one type of geometry, and rings as they should be. */
static void geojson(void)
{
    json_t *root = get("/collections", NULL), *c, *system, *feature;
    size_t i, k, f;
    json_array_foreach(json_object_get(root, "collections"), i, c)
    {
        const char *type = strcmp(text(c, "vectorType"), "Points") == 0 ? "Point" : "MultiPolygon";
        json_array_foreach(json_object_get(c, "crs"), k, system)
        {
            char path[100], query[200];
            snprintf(path, sizeof path, "/collections/%s/items", text(c, "id"));
            snprintf(query, sizeof query, "limit=1000&crs=%s", json_string_value(system));
            json_t *page = get(path, query);
            json_array_foreach(json_object_get(page, "features"), f, feature)
                expect_geometry(json_object_get(feature, "geometry"), type);
            json_decref(page);
        }
    }
    json_decref(root);
}

static void html(void)
{
    static const char *const paths[] = {"/api",
                                        "/conformance",
                                        "/collections",
                                        "/collections/units",
                                        "/collections/units/queryables",
                                        "/collections/units/items",
                                        "/collections/units/items/00001"};
    for (size_t i = 0; i < COUNT(paths); i++) {
        answer by_query = ask("GET", paths[i], "f=html", NULL, NULL),
               by_header = ask("GET", paths[i], NULL, "text/html;q=0.9,*/*;q=0.1", NULL);
        ck_assert_msg(by_query.reply.status == 200, "%s: %u", paths[i], by_query.reply.status);
        ck_assert_int_eq(strncmp(by_query.reply.type, "text/html", 9), 0);
        ck_assert_int_eq(strncmp(by_header.reply.type, "text/html", 9), 0);
        ck_assert(by_query.reply.strict && by_query.reply.body->length > 500);
        ck_assert_int_eq(strncmp(by_query.reply.body->bytes, "<!doctype html>", 15), 0);
        release(&by_query), release(&by_header);
    }
}

/* Every operation is described, and every answer of it that is no success is a problem. */
static void oas30(void)
{
    json_t *api = get("/api", NULL), *paths = json_object_get(api, "paths"), *path, *operation;
    const char *name, *verb;
    static const char *const needed[] = {"/",
                                         "/conformance",
                                         "/collections",
                                         "/collections/{collectionId}",
                                         "/collections/{collectionId}/items",
                                         "/collections/{collectionId}/items/{id}",
                                         "/collections/{collectionId}/queryables"};
    for (size_t i = 0; i < COUNT(needed); i++) ck_assert_ptr_nonnull(json_object_get(paths, needed[i]));
    json_object_foreach(paths, name, path) json_object_foreach(path, verb, operation)
    {
        json_t *responses = json_object_get(operation, "responses");
        ck_assert_msg(*text(operation, "operationId") && json_object_get(responses, "200") &&
                          json_object_get(responses, "400") && json_object_get(responses, "404"),
                      "%s %s", verb, name);
    }
    json_decref(api);
}

/* ------------------------------------------------------------ Part 2 */

static void crs_lists(void)
{
    json_t *root = get("/collections", NULL), *c, *system;
    size_t i, k;
    json_array_foreach(json_object_get(root, "collections"), i, c)
    {
        bool has_crs84 = false, has_storage = false;
        json_array_foreach(json_object_get(c, "crs"), k, system)
        {
            const char *uri = json_string_value(system);
            ck_assert_int_eq(strncmp(uri, "http://www.opengis.net/def/crs/", 31), 0);
            has_crs84 |= strcmp(uri, "http://www.opengis.net/def/crs/OGC/1.3/CRS84") == 0;
            has_storage |= strcmp(uri, text(c, "storageCrs")) == 0;
        }
        ck_assert(has_crs84 && has_storage);
    }
    json_decref(root);
    static const char *const names[] = {"crs", "bbox-crs"};
    for (size_t n = 0; n < COUNT(names); n++) json_decref(defined(names[n]));
}

static void crs_response(void)
{
    json_t *first = get("/collections/facilities/items", "limit=1"),
           *degrees = json_object_get(
               json_object_get(json_array_get(json_object_get(first, "features"), 0), "geometry"), "coordinates");
    double lon = json_number_value(json_array_get(degrees, 0)), lat = json_number_value(json_array_get(degrees, 1));
    const double expected[][2] = {
        {lon, lat}, {lat, lon}, {lon * 111319.490793, log(tan((90 + lat) * 0.00872664625997165)) * 6378137}};
    for (size_t i = 0; i < 3; i++) {
        char query[200], header[200];
        snprintf(query, sizeof query, "limit=1&crs=%s", vp_references[i].uri);
        snprintf(header, sizeof header, "%s", vp_references[i].uri);
        answer a = ask("GET", "/collections/facilities/items", query, NULL, NULL);
        json_t *at = json_object_get(
            json_object_get(json_array_get(json_object_get(a.root, "features"), 0), "geometry"), "coordinates");
        ck_assert_str_eq(a.reply.reference, header); /* Content-Crs */
        for (size_t k = 0; k < 2; k++)
            ck_assert_double_eq_tol(json_number_value(json_array_get(at, k)), expected[i][k], i == 2 ? 0.02 : 1e-6);
        release(&a);
    }
    answer plain = ask("GET", "/collections/facilities/items", "limit=1", NULL, NULL);
    ck_assert_str_eq(plain.reply.reference, vp_references[0].uri);
    release(&plain);
    json_decref(first);
}

static void bbox_crs(void)
{
    char query[400];
    double w = vp_world_lon(29), s = vp_world_lat(31), e = vp_world_lon(31), n = vp_world_lat(29);
    snprintf(query, sizeof query, "bbox=%f,%f,%f,%f&bbox-crs=%s", s, w, n, e, vp_references[1].uri);
    ck_assert_uint_eq(matched("units", query), 1);
    snprintf(query, sizeof query, "bbox=%f,%f,%f,%f&bbox-crs=%s", w * 111319.490793,
             log(tan((90 + s) * 0.00872664625997165)) * 6378137, e * 111319.490793,
             log(tan((90 + n) * 0.00872664625997165)) * 6378137, vp_references[2].uri);
    ck_assert_uint_eq(matched("units", query), 1);
    expect_bad("/collections/units/items", "bbox=0,0,1,1&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/99999");
    expect_bad("/collections/units/items", "crs=http://www.opengis.net/def/crs/EPSG/0/99999");
}

/* ------------------------------------------------------------ Part 3 */

static void queryables(void)
{
    json_t *root = get("/collections", NULL), *c;
    size_t i;
    json_array_foreach(json_object_get(root, "collections"), i, c)
    {
        char path[100], id[200];
        expect_link(c, "http://www.opengis.net/def/rel/ogc/1.0/queryables", "application/schema+json");
        snprintf(path, sizeof path, "/collections/%s/queryables", text(c, "id"));
        snprintf(id, sizeof id, BASE "%s", path);
        answer a = ask("GET", path, "lang=vi", "application/schema+json", NULL);
        ck_assert_str_eq(a.reply.type, "application/schema+json");
        ck_assert_str_eq(text(a.root, "$schema"), "https://json-schema.org/draft/2019-09/schema");
        ck_assert_str_eq(text(a.root, "$id"), id);
        ck_assert_str_eq(text(a.root, "type"), "object");
        ck_assert_str_eq(text(json_object_get(json_object_get(a.root, "properties"), "geometry"), "format"),
                         "geometry-any");
        release(&a);
    }
    json_decref(root);
}

static void queryables_as_parameters(void)
{
    ck_assert_uint_eq(matched("units", "code=00003"), 1);
    ck_assert_uint_eq(matched("units", "kind=none"), 0);
    ck_assert_uint_eq(matched("units", "parent_code="), 5);
    json_decref(parameter(items_path, "code"));
}

static void filter_parameters(void)
{
    static const char *const names[] = {"filter", "filter-lang", "filter-crs"};
    for (size_t i = 0; i < COUNT(names); i++) json_decref(defined(names[i]));
    json_t *p = parameter(items_path, "filter-lang");
    ck_assert_str_eq(json_string_value(json_array_get(json_object_get(json_object_get(p, "schema"), "enum"), 0)),
                     "cql2-text");
    json_decref(p);
    ck_assert_uint_eq(matched("units", "filter=code='00003'"), 1);
    ck_assert_uint_eq(matched("units", "filter=code='00003'&filter-lang=cql2-text"), 1);
    ck_assert_uint_eq(
        matched("units", "filter-lang=cql2-json&filter={\"op\":\"=\",\"args\":[{\"property\":\"code\"},\"00003\"]}"),
        1);
}

/* filter, bbox, datetime and properties hold together. */
static void mixed_filters(void)
{
    ck_assert_uint_eq(matched("units", "filter=code%20IN%20('00001','00003')&name=none"), 0);
    ck_assert_uint_eq(matched("units", "filter=code%20IN%20('00001','00003')&code=00003&datetime=2026-01-01"), 1);
    ck_assert_uint_eq(matched("units", "filter=code%20IN%20('00001','00003')&bbox=0,0,1,1"), 0);
}

static void filter_crs(void)
{
    char query[400];
    double x = vp_world_lon(30), y = vp_world_lat(30);
    snprintf(query, sizeof query, "filter=S_INTERSECTS(geometry,POINT(%f%%20%f))", x, y);
    ck_assert_uint_eq(matched("units", query), 1);
    snprintf(query, sizeof query, "filter=S_INTERSECTS(geometry,POINT(%f%%20%f))&filter-crs=%s", y, x,
             vp_references[1].uri);
    ck_assert_uint_eq(matched("units", query), 1);
}

/* ------------------------------------------------------------ CQL2 */

/* A condition of each conformance class, with how many of the five communes it is true of. */
static const struct {
    const char *class, *condition;
    size_t count;
} classes[] = {
    {"basic-cql2", "code%20%3C%3E%20'00003'%20AND%20NOT%20(people%20IS%20NULL)", 4},
    {"advanced-comparison-operators", "code%20IN%20('00001','00002')%20OR%20people%20BETWEEN%203840%20AND%204000", 4},
    {"case-insensitive-comparison", "CASEI(name)%20LIKE%20CASEI('X%C3%83%25')", 3},
    {"accent-insensitive-comparison", "ACCENTI(name)%20LIKE%20ACCENTI('Phuong%25')", 1},
    {"basic-spatial-functions", "S_INTERSECTS(geometry,BBOX(100,20,110,25))", 5},
    {"spatial-functions", "S_DISJOINT(geometry,POLYGON((0%200,1%200,1%201,0%200)))", 5},
    {"temporal-functions", "T_AFTER(INTERVAL(valid_from,'..'),DATE('2020-01-01'))", 5},
    {"array-functions", "A_OVERLAPS(('a','b'),('b','c'))", 5},
    {"property-property", "code%20%3C%3E%20name", 5},
    {"arithmetic", "(people%20*%202%20-%20people)%20%3E%203800", 2},
};

static void cql2_classes(void)
{
    for (size_t i = 0; i < COUNT(classes); i++) {
        char query[300];
        snprintf(query, sizeof query, "filter=%s", classes[i].condition);
        size_t found = matched("units", query);
        ck_assert_msg(found == classes[i].count, "%s: %s is true of %zu", classes[i].class, classes[i].condition,
                      found);
        printf("CQL2 /conf/%s: pass\n", classes[i].class);
    }
    expect_bad("/collections/units/items", "filter=avg(people)%20%3E%201");
}

/* ------------------------------------------------------------ the list */

static const struct {
    const char *item;
    void (*check)(void);
} items[] = {
    {"Part 1 /conf/core/http", http},
    {"Part 1 /conf/core/root-op, root-success", landing_page},
    {"Part 1 /conf/core/api-definition-op, api-definition-success", api_definition},
    {"Part 1 /conf/core/conformance-op, conformance-success", conformance},
    {"Part 1 /conf/core/fc-md-op, fc-md-success, fc-md-links, fc-md-items, fc-md-items-links", collections},
    {"Part 1 /conf/core/fc-md-extent", extent_in_time},
    {"Part 1 /conf/core/sfc-md-op, sfc-md-success", one_collection},
    {"Part 1 /conf/core/fc-op", all_items},
    {"Part 1 /conf/core/fc-bbox-definition", bbox_definition},
    {"Part 1 /conf/core/fc-bbox-response", bbox_response},
    {"Part 1 /conf/core/fc-limit-definition", limit_definition},
    {"Part 1 /conf/core/fc-limit-response", limit_response},
    {"Part 1 /conf/core/fc-time-definition", time_definition},
    {"Part 1 /conf/core/fc-time-response", time_response},
    {"Part 1 /conf/core/query-param-unknown", unknown_parameters},
    {"Part 1 /conf/core/query-param-invalid", invalid_parameters},
    {"Part 1 /conf/core/fc-response, fc-timeStamp, fc-numberMatched, fc-numberReturned", response},
    {"Part 1 /conf/core/fc-links", next_links},
    {"Part 1 /conf/core/f-op, f-success, f-links", one_feature},
    {"Part 1 /conf/core/crs84", crs84},
    {"Part 1 /conf/geojson/definition, content", geojson},
    {"Part 1 /conf/html/definition, content", html},
    {"Part 1 /conf/oas30/completeness, exceptions-codes", oas30},
    {"Part 2 /conf/crs/crs-uri, fc-md-crs-list, fc-md-storageCrs, fc-crs-definition, fc-bbox-crs-definition",
     crs_lists},
    {"Part 2 /conf/crs/crs-action, ogc-crs-header, ogc-crs-header-value", crs_response},
    {"Part 2 /conf/crs/bbox-crs-action, fc-crs-valid-value, fc-bbox-crs-valid-value", bbox_crs},
    {"Part 3 /conf/queryables/queryables-link, get-queryables-op, get-queryables-response", queryables},
    {"Part 3 /conf/queryables-query-parameters/parameters", queryables_as_parameters},
    {"Part 3 /conf/filter/filter-param, filter-lang-param", filter_parameters},
    {"Part 3 /conf/filter/mixing-expressions; features-filter", mixed_filters},
    {"Part 3 /conf/filter/filter-crs-wgs84, filter-crs-param", filter_crs},
    {"CQL2", cql2_classes},
};

START_TEST(an_item_of_the_abstract_tests_passes)
{
    items[_i].check();
    printf("%s: pass\n", items[_i].item);
    fflush(stdout);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("standard");
    TCase *cases = tcase_create("standard");
    tcase_add_unchecked_fixture(cases, start_answering, stop_answering);
    tcase_add_loop_test(cases, an_item_of_the_abstract_tests_passes, 0, (int)COUNT(items));
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
