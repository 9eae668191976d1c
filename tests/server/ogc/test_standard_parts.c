/* The abstract tests of OGC API – Common (19-072, 20-024), Tiles (20-057) and Styles (20-009), and of tile matrix sets
 * (17-083r4), by hand, on the made-up province. Those of Features and CQL2 are in test_standard.c and
 * test_standard_filters.c, those of Processes in tests/server/jobs. */
#include "server/ogc/standard_answers.h"
#include <stdlib.h>

#define REL "http://www.opengis.net/def/rel/ogc/1.0/"

static const char mvt[] = "application/vnd.mapbox-vector-tile";

/* What a whole address leads to; NULL accept: any form. */
static answer follow(const char *href, const char *accept)
{
    char path[1000];
    ck_assert_int_eq(strncmp(href, BASE, strlen(BASE)), 0);
    snprintf(path, sizeof path, "%s", href + strlen(BASE));
    char *query = strchr(path, '?');
    if (query) *query++ = '\0';
    return ask("GET", path, query, accept, NULL);
}

/* ------------------------------------------------------------ Common */

static void landing_page(void)
{
    json_t *root = get("/", "f=json");
    ck_assert(*text(root, "title") && *text(root, "description"));
    expect_link(root, "self", "application/json");
    expect_link(root, "service-desc", "application/vnd.oai.openapi+json;version=3.0");
    expect_link(root, "service-doc", "text/html");
    expect_link(root, REL "conformance", "application/json");
    expect_link(root, REL "data", "application/json");
    expect_link(root, REL "tilesets-vector", "application/json");
    expect_link(root, REL "tiling-schemes", "application/json");
    expect_link(root, REL "styles", "application/json");
    json_decref(root);
}

static void json_and_html(void)
{
    static const char *const paths[] = {"/conformance", "/collections", "/collections/units"};
    for (size_t i = 0; i < COUNT(paths); i++) {
        answer json = ask("GET", paths[i], NULL, "application/json", NULL),
               page = ask("GET", paths[i], NULL, "text/html", NULL);
        ck_assert_msg(json.root && strcmp(json.reply.type, "application/json") == 0, "%s", paths[i]);
        ck_assert_int_eq(strncmp(page.reply.type, "text/html", 9), 0);
        ck_assert_ptr_nonnull(memmem(page.reply.body->bytes, page.reply.body->length, "<title>", 7));
        release(&json), release(&page);
    }
}

static void oas30(void)
{
    static const char *const needed[] = {"/", "/api", "/conformance", "/collections", "/collections/{collectionId}"};
    json_t *api = get("/api", NULL), *info = json_object_get(api, "info"), *paths = json_object_get(api, "paths");
    ck_assert_int_eq(strncmp(text(api, "openapi"), "3.0.", 4), 0);
    ck_assert(*text(info, "title") && *text(info, "version"));
    for (size_t i = 0; i < COUNT(needed); i++) {
        json_t *responses = json_object_get(json_object_get(json_object_get(paths, needed[i]), "get"), "responses");
        ck_assert_msg(json_object_get(responses, "200") && json_object_get(responses, "400"), "%s", needed[i]);
    }
    ck_assert_uint_gt(json_object_size(json_object_get(json_object_get(api, "components"), "securitySchemes")), 0);
    json_decref(api);
}

static void collections(void)
{
    json_t *root = get("/collections", NULL), *c;
    size_t i;
    expect_link(root, "self", "application/json");
    json_array_foreach(json_object_get(root, "collections"), i, c)
    {
        char path[100];
        snprintf(path, sizeof path, "/collections/%s", text(c, "id"));
        json_t *alone = get(path, NULL), *extent = json_object_get(alone, "extent");
        ck_assert(*text(alone, "id") && *text(alone, "title") && json_object_get(extent, "spatial"));
        expect_link(alone, "self", "application/json");
        expect_link(alone, "items", "application/geo+json");
        json_decref(alone);
    }
    ck_assert_uint_ge(i, 6);
    json_decref(root);
}

/* ------------------------------------------------------------ Tiles */

/* The address of a tile by the template of a set. */
static void tile_address(json_t *set, const char *zoom, json_int_t row, json_int_t column, char out[400])
{
    const char *template = text(link_of(set, "item", NULL), "href"), *brace = strstr(template, "{tileMatrix}");
    ck_assert_msg(brace && strcmp(brace, "{tileMatrix}/{tileRow}/{tileCol}") == 0, "%s", template);
    snprintf(out, 400, "%.*s%s/%lld/%lld", (int)(brace - template), template, zoom, (long long)row, (long long)column);
}

static json_int_t whole(json_t *object, const char *key) { return json_integer_value(json_object_get(object, key)); }

/* Of a limit: a tile within is there, in the form that its link says; those beside it are not. */
static void check_limit(json_t *set, json_t *limit)
{
    const char *zoom = text(limit, "tileMatrix"), *type = text(link_of(set, "item", NULL), "type");
    json_int_t row = whole(limit, "minTileRow"), column = whole(limit, "maxTileCol"), last = (1 << atoi(zoom)) - 1;
    char address[400];
    tile_address(set, zoom, row, column, address);
    answer tile = follow(address, type);
    ck_assert_msg(tile.reply.status == 200 && strcmp(tile.reply.type, type) == 0, "%s: %u", address, tile.reply.status);
    if (strcmp(type, "image/png") == 0) ck_assert_mem_eq(tile.reply.body->bytes, "\x89PNG", 4);
    release(&tile);
    const json_int_t outside[][2] = {{whole(limit, "maxTileRow") + 1, column},
                                     {row, whole(limit, "maxTileCol") + 1},
                                     {last + 1, column},
                                     {row, last + 1}};
    for (size_t i = 0; i < COUNT(outside); i++) {
        tile_address(set, zoom, outside[i][0], outside[i][1], address);
        answer none = follow(address, type);
        ck_assert_msg(none.reply.status == 404 || none.reply.status == 400, "%s: %u", address, none.reply.status);
        release(&none);
    }
}

/* A set as its list has it, and whole. */
static void check_set(json_t *row)
{
    answer a = follow(text(link_of(row, "self", "application/json"), "href"), "application/json");
    ck_assert_uint_eq(a.reply.status, 200);
    json_t *const both[] = {row, a.root}, *limit;
    size_t i;
    for (i = 0; i < 2; i++) {
        ck_assert(*text(both[i], "title") && *text(both[i], "dataType"));
        ck_assert_str_eq(text(both[i], "crs"), "http://www.opengis.net/def/crs/EPSG/0/3857");
        ck_assert_str_eq(text(both[i], "tileMatrixSetURI"),
                         "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad");
        expect_link(both[i], REL "tiling-scheme", "application/json");
        json_t *item = link_of(both[i], "item", NULL);
        ck_assert(json_is_true(json_object_get(item, "templated")));
    }
    const char *name = strstr(text(link_of(row, "self", NULL), "href"), "/tiles/");
    ck_assert(name && strcmp(name, "/tiles/WebMercatorQuad") == 0);
    json_array_foreach(json_object_get(a.root, "tileMatrixSetLimits"), i, limit) if (i % 7 == 0)
        check_limit(a.root, limit); /* of 17 zooms three */
    ck_assert_uint_gt(i, 0);
    release(&a);
}

static void tile_sets(void)
{
    json_t *all = get("/tiles", NULL), *set;
    size_t i;
    expect_link(all, "self", "application/json");
    json_array_foreach(json_object_get(all, "tilesets"), i, set) check_set(set);
    ck_assert_uint_gt(i, 10);
    json_decref(all);
}

static void sets_of_collections(void)
{
    json_t *root = get("/collections", NULL), *c;
    size_t i, tiled = 0;
    json_array_foreach(json_object_get(root, "collections"), i, c)
    {
        json_t *link = link_of(c, REL "tilesets-vector", "application/json");
        if (!link) continue;
        answer list = follow(text(link, "href"), NULL);
        ck_assert_uint_eq(json_array_size(json_object_get(list.root, "tilesets")), 1);
        release(&list);
        tiled++;
    }
    ck_assert_uint_ge(tiled, 5);
    json_decref(root);
    answer none = ask("GET", "/collections/transmitters/tiles", NULL, NULL, NULL);
    ck_assert_uint_eq(none.reply.status, 404);
    release(&none);
}

static void tile_operations(void)
{
    static const char path[] = "/collections/{collectionId}/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}";
    static const char *const names[] = {"tileMatrixSetId", "tileMatrix", "tileRow", "tileCol"};
    static const char *const operations[] = {"getLandingPage",
                                             "getConformance",
                                             "getAPI",
                                             "getCollectionsList",
                                             "getCollection",
                                             "getTileMatrixSetsList",
                                             "getTileMatrixSet",
                                             ".dataset.vector.getTileSetsList",
                                             ".collection.vector.getTileSetsList",
                                             ".collection.vector.getTileSet",
                                             ".collection.vector.getTile",
                                             ".collection.map.getTile"};
    for (size_t i = 0; i < COUNT(names); i++) {
        json_t *found = parameter(path, names[i]);
        ck_assert(strcmp(text(found, "in"), "path") == 0 && json_is_true(json_object_get(found, "required")));
        json_decref(found);
    }
    json_t *api = get("/api", NULL), *one;
    const char *key;
    for (size_t i = 0; i < COUNT(operations); i++) {
        size_t count = 0;
        json_object_foreach(json_object_get(api, "paths"), key, one) count +=
            strcmp(text(json_object_get(one, "get"), "operationId"), operations[i]) == 0;
        ck_assert_msg(count == 1, "%s", operations[i]);
    }
    json_decref(api);
}

static void vector_content(void)
{
    answer tile = ask("GET", "/collections/units/tiles/WebMercatorQuad/9/224/406", "f=mvt", NULL, NULL);
    ck_assert_str_eq(tile.reply.type, mvt);
    ck_assert(tile.reply.body->length > 20 && tile.reply.body->bytes[0] == 0x1a); /* a layer, as field 3 */
    release(&tile);
}

static void tile_matrix_set(void)
{
    json_t *list = get("/tileMatrixSets", NULL), *first = json_array_get(json_object_get(list, "tileMatrixSets"), 0),
           *m;
    answer a = follow(text(link_of(first, "self", "application/json"), "href"), NULL);
    static const char *const members[] = {"scaleDenominator", "cellSize",    "pointOfOrigin", "tileWidth",
                                          "tileHeight",       "matrixWidth", "matrixHeight"};
    size_t i;
    ck_assert_str_eq(text(a.root, "id"), "WebMercatorQuad");
    ck_assert(*text(a.root, "crs") && *text(a.root, "uri"));
    json_array_foreach(json_object_get(a.root, "tileMatrices"), i, m)
    {
        for (size_t k = 0; k < COUNT(members); k++) ck_assert_ptr_nonnull(json_object_get(m, members[k]));
        ck_assert_int_eq(atoi(text(m, "id")), (int)i);
        if (i)
            ck_assert_double_eq_tol(2 * number(m, "cellSize"),
                                    number(json_array_get(json_object_get(a.root, "tileMatrices"), i - 1), "cellSize"),
                                    1e-6);
    }
    ck_assert_uint_gt(i, 20);
    release(&a);
    json_decref(list);
}

/* ------------------------------------------------------------ Styles */

static void check_style(json_t *style)
{
    json_t *sheet = link_of(style, "stylesheet", "application/vnd.mapbox.style+json"),
           *about = link_of(style, "describedby", "application/json");
    char address[300];
    ck_assert(*text(style, "id") && *text(style, "title") && sheet && about);
    snprintf(address, sizeof address, BASE "/styles/%s", text(style, "id"));
    ck_assert_str_eq(text(sheet, "href"), address);
    snprintf(address, sizeof address, BASE "/styles/%s/metadata", text(style, "id"));
    ck_assert_str_eq(text(about, "href"), address);
    answer drawn = follow(text(sheet, "href"), text(sheet, "type")), known = follow(text(about, "href"), NULL);
    ck_assert_str_eq(drawn.reply.type, "application/vnd.mapbox.style+json");
    ck_assert_int_eq(whole(drawn.root, "version"), 8);
    ck_assert(json_object_size(json_object_get(drawn.root, "sources")) > 0 &&
              json_array_size(json_object_get(drawn.root, "layers")) > 0);
    ck_assert_str_eq(text(known.root, "id"), text(style, "id"));
    ck_assert_str_eq(text(known.root, "scope"), "style");
    json_t *link = json_object_get(json_array_get(json_object_get(known.root, "stylesheets"), 0), "link");
    ck_assert_str_eq(text(link, "href"), text(sheet, "href"));
    ck_assert_uint_gt(json_array_size(json_object_get(known.root, "layers")), 0);
    release(&drawn), release(&known);
}

static void styles(void)
{
    json_t *root = get("/styles", NULL), *list = json_object_get(root, "styles"), *style;
    size_t i, defaults = 0;
    json_array_foreach(list, i, style)
    {
        check_style(style);
        defaults += strcmp(text(style, "id"), text(root, "default")) == 0;
        for (size_t k = 0; k < i; k++) ck_assert_str_ne(text(json_array_get(list, k), "id"), text(style, "id"));
    }
    ck_assert_uint_eq(defaults, 1);
    json_decref(root);
    answer none = ask("GET", "/styles/none/metadata", NULL, NULL, NULL);
    ck_assert_uint_eq(none.reply.status, 404);
    release(&none);
}

/* ------------------------------------------------------------ what is declared */

static void conformance(void);

static const standard_item items[] = {
    {"ogcapi-common-1/1.0/conf/core http, conformance-op, conformance-success", conformance},
    {"ogcapi-common-1/1.0/conf/landing-page root-op, root-success", landing_page},
    {"ogcapi-common-1/1.0/conf/json definition, content", json_and_html},
    {"ogcapi-common-1/1.0/conf/html definition, content", json_and_html},
    {"ogcapi-common-1/1.0/conf/oas30 completeness, exception-codes, oas-definition, oas-impl, security", oas30},
    {"ogcapi-common-2/1.0/conf/collections rc-md-op, rc-md-success, src-md-op, src-md-success", collections},
    {"ogcapi-tiles-1/1.0/conf/core tc-op, tc-success, tc-error", tile_sets},
    {"ogcapi-tiles-1/1.0/conf/tileset description", tile_sets},
    {"ogcapi-tiles-1/1.0/conf/tilesets-list tileset-links", tile_sets},
    {"ogcapi-tiles-1/1.0/conf/geodata-tilesets desc-links, operation", sets_of_collections},
    {"ogcapi-tiles-1/1.0/conf/oas30 completeness, operation-id; core tc-tilematrix-definition", tile_operations},
    {"ogcapi-tiles-1/1.0/conf/mvt content", vector_content},
    {"ogcapi-tiles-1/1.0/conf/png content", tile_sets},
    {"tms/2.0/conf/tilematrixset", tile_matrix_set},
    {"tms/2.0/conf/json-tilematrixset", tile_matrix_set},
    {"ogcapi-styles-1/1.0/conf/core 1", styles},
    {"ogcapi-styles-1/1.0/conf/mapbox-style", styles},
    {"ogcapi-styles-1/1.0/conf/mapbox-styles", styles},
};

/* No class is declared that nothing tries. */
static void conformance(void)
{
    static const char *const elsewhere[] = {"ogcapi-features-1/", "ogcapi-features-2/", "ogcapi-features-3/", "cql2/"};
    static const char before[] = "http://www.opengis.net/spec/";
    json_t *root = get("/conformance", NULL), *one;
    size_t i;
    json_array_foreach(json_object_get(root, "conformsTo"), i, one)
    {
        const char *name = json_string_value(one) + strlen(before);
        size_t tried = 0, length = strlen(name);
        ck_assert_int_eq(strncmp(json_string_value(one), before, strlen(before)), 0);
        for (size_t k = 0; k < COUNT(elsewhere); k++) tried += strncmp(name, elsewhere[k], strlen(elsewhere[k])) == 0;
        for (size_t k = 0; k < COUNT(items); k++)
            tried += strncmp(items[k].item, name, length) == 0 && strchr(" ", items[k].item[length]);
        ck_assert_msg(tried > 0, "%s is declared, and nothing tries it", name);
    }
    ck_assert_uint_gt(i, 30);
    json_decref(root);
}

int main(void) { return try_items("standard_parts", items, COUNT(items)); }
