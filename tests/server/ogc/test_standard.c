/* The abstract tests of OGC API – Features, Part 1 (17-069r4, annex A), by hand, on the made-up province. */
#include "server/ogc/standard_answers.h"
#include <stdlib.h>
#include <time.h>

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

/* ------------------------------------------------------------ the list */

static const standard_item items[] = {
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
};

int main(void) { return try_items("standard", items, COUNT(items)); }
