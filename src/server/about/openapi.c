/* /api: an OpenAPI 3.0 document made by walking the tables of routes and parameters. */
#include "server/about/handlers.h"
#include "server/about/schemas.h"
#include "server/html_page.h"
#include "server/routes.h"
#include "json/json.h"
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <vungphu/version.h>

static const char *const type_names[] = {
    [VP_TYPE_TEXT] = "string", [VP_TYPE_NUMBER] = "number", [VP_TYPE_WHOLE] = "integer"};

static json_t *choices_of(const char *choices)
{
    json_t *list = json_array();
    for (const char *at = choices; *at; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        vp_json_add(&list, json_stringn(at, length));
        at += length;
    }
    return list;
}

static json_t *schema_of(const vp_parameter *p)
{
    json_t *schema = json_pack("{s:s}", "type", type_names[p->type]);
    if (p->choices) vp_json_put(&schema, "enum", choices_of(p->choices));
    json_t *more = p->schema ? json_loads(p->schema, 0, NULL) : NULL;
    if ((p->schema && !more) || (more && json_object_update(schema, more) != 0)) {
        json_decref(schema);
        schema = NULL;
    }
    json_decref(more);
    return schema;
}

/* Lists stand in one value, between commas. */
static json_t *describe_parameter(const vp_parameter *p, bool in_path)
{
    json_t *about = json_pack("{s:s, s:s, s:b, s:s, s:o}", "name", p->name, "in", in_path ? "path" : "query",
                              "required", (int)in_path, "description", p->description, "schema", schema_of(p));
    if (in_path) return about;
    vp_json_put(&about, "style", json_string("form"));
    vp_json_put(&about, "explode", json_false());
    return about;
}

static bool in_template(const char *path, const char *name)
{
    char wanted[64];
    snprintf(wanted, sizeof wanted, "{%.60s}", name);
    return strstr(path, wanted) != NULL;
}

/* f is that of the route's forms. */
static json_t *describe_row(const vp_parameter *row, const vp_route *route, bool in_path)
{
    vp_parameter p = *row;
    if (strcmp(p.name, "f") == 0) p.choices = route->media;
    return describe_parameter(&p, in_path);
}

static json_t *parameters_of(const vp_route_table *table, const vp_route *route)
{
    json_t *list = json_array();
    for (size_t i = 0; list && i < table->parameter_count; i++) {
        const vp_parameter *p = &table->parameters[i];
        bool path = in_template(route->path, p->name);
        bool query = !path && vp_routes_names(route, p->name);
        if ((path || query) && vp_routes_parameter(table, route, p->name) == p)
            vp_json_add(&list, describe_row(p, route, path));
    }
    vp_parameter other;
    for (size_t i = 0; table->others && table->others(route, i, &other); i++)
        vp_json_add(&list, describe_parameter(&other, false));
    return list;
}

/* Of the forms that are JSON the route's answer; of others what they are. */
static json_t *schema_of_answer(const vp_route *route, vp_media media)
{
    if (media == VP_MEDIA_PNG || media == VP_MEDIA_MVT || media == VP_MEDIA_FILE)
        return json_pack("{s:s, s:s}", "type", "string", "format", "binary");
    if (media == VP_MEDIA_OPENAPI || media == VP_MEDIA_STYLE)
        return json_pack("{s:s, s:b}", "type", "object", "additionalProperties", 1);
    if (!route->answer || (media != VP_MEDIA_JSON && media != VP_MEDIA_GEOJSON && media != VP_MEDIA_SCHEMA))
        return json_pack("{s:s}", "type", media == VP_MEDIA_JSON ? "object" : "string");
    return vp_schemas_reference(route->answer, strcspn(route->answer, " "));
}

static json_t *content_of(const vp_route *route)
{
    json_t *content = json_object();
    for (size_t m = 0; m < VP_MEDIA_COUNT; m++)
        if (vp_routes_has_media(route, (vp_media)m))
            vp_json_put(&content, vp_media_rows[m].type,
                        json_pack("{s:o}", "schema", schema_of_answer(route, (vp_media)m)));
    return content;
}

static json_t *problem(void) { return json_pack("{s:s}", "$ref", "#/components/responses/problem"); }

static const char *verb_of(const vp_route *route)
{
    static const char *const verbs[][2] = {{"POST", "post"}, {"PUT", "put"}, {"DELETE", "delete"}};
    for (size_t i = 0; route->method && i < sizeof verbs / sizeof *verbs; i++)
        if (strcmp(route->method, verbs[i][0]) == 0) return verbs[i][1];
    return "get";
}

/* Operations that OGC API – Tiles (20-057, table 11) finds by their names. */
static const char *const standard_operations[][2] = {
    {"/", "getLandingPage"},
    {"/api", "getAPI"},
    {"/conformance", "getConformance"},
    {"/collections", "getCollectionsList"},
    {"/collections/{collectionId}", "getCollection"},
    {"/tileMatrixSets", "getTileMatrixSetsList"},
    {"/tileMatrixSets/{tileMatrixSetId}", "getTileMatrixSet"},
    {"/tiles", ".dataset.vector.getTileSetsList"},
    {"/collections/{collectionId}/tiles", ".collection.vector.getTileSetsList"},
    {"/collections/{collectionId}/tiles/{tileMatrixSetId}", ".collection.vector.getTileSet"},
    {"/collections/{collectionId}/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}",
     ".collection.vector.getTile"},
    {"/maps/{layer}/tiles", ".collection.map.getTileSetsList"},
    {"/maps/{layer}/tiles/{tileMatrixSetId}", ".collection.map.getTileSet"},
    {"/maps/{layer}/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}", ".collection.map.getTile"}};

/* Others as getCollectionsItemsById of GET /collections/{collectionId}/items/{id}: the fixed parts, what follows a
 * name's end (the form of a file), and the name of the last part where it is one. */
static json_t *operation_of(const vp_route *route)
{
    for (size_t i = 0; i < sizeof standard_operations / sizeof *standard_operations; i++)
        if (strcmp(standard_operations[i][0], route->path) == 0) return json_string(standard_operations[i][1]);
    char id[160];
    size_t length = (size_t)snprintf(id, sizeof id, "%s", verb_of(route));
    bool begins = true, named = false;
    const char *last = strrchr(route->path, '/') + 1;
    for (const char *at = route->path; *at && length + 4 < sizeof id; at++) {
        named = *at == '{' || (named && *at != '}');
        if (at == last && *at == '{') length += (size_t)snprintf(id + length, sizeof id - length, "By");
        bool letter = isalnum((unsigned char)*at);
        if (letter && (!named || at > last)) id[length++] = (char)(begins ? toupper((unsigned char)*at) : *at);
        begins = letter ? false : true;
    }
    id[length] = '\0';
    return json_string(id);
}

static json_t *tag_of(const vp_route *route)
{
    const char *first = route->path + 1;
    size_t length = strcspn(first, "/");
    return length ? json_stringn(first, length) : json_string("landing");
}

static json_t *body_of(const vp_route *route)
{
    const char *name = route->answer ? strchr(route->answer, ' ') : NULL;
    json_t *schema = name ? vp_schemas_reference(name + 1, strlen(name + 1)) : json_pack("{s:s}", "type", "object");
    return json_pack("{s:b, s:{s:{s:o}}}", "required", 1, "content", "application/json", "schema", schema);
}

static json_t *describe_route(const vp_route_table *table, const vp_route *route)
{
    json_t *found = json_pack("{s:s, s:o}", "description", route->summary, "content", content_of(route));
    json_t *responses = json_pack("{s:o, s:{s:s}, s:o, s:o}", "200", found, "304", "description",
                                  "what the client has is still current", "400", problem(), "404", problem());
    if (vp_routes_writes(route)) {
        vp_json_put(&responses, "401", problem());
        vp_json_put(&responses, "403", problem());
    }
    json_t *operation =
        json_pack("{s:s, s:o, s:[o], s:o, s:o}", "summary", route->summary, "operationId", operation_of(route), "tags",
                  tag_of(route), "parameters", parameters_of(table, route), "responses", responses);
    if (!vp_routes_writes(route)) return operation;
    vp_json_put(&operation, "security", json_pack("[{s:[]}]", "token"));
    if (strcmp(route->method, "DELETE") != 0) vp_json_put(&operation, "requestBody", body_of(route));
    return operation;
}

/* Rows of one template are one path with several verbs. */
static bool add_route(json_t *paths, const vp_route_table *table, const vp_route *route)
{
    json_t *path = json_object_get(paths, route->path);
    if (!path && !vp_json_set(paths, route->path, path = json_object())) return false;
    return vp_json_set(path, verb_of(route), describe_route(table, route));
}

static json_t *paths_of(const vp_route_table *table)
{
    json_t *paths = json_object();
    for (size_t r = 0; paths && r < table->route_count; r++) {
        const vp_route *route = &table->routes[r];
        if (strstr(route->path, "{*}")) continue; /* files are no part of the API */
        if (add_route(paths, table, route)) continue;
        json_decref(paths);
        return NULL;
    }
    return paths;
}

/* The API as a page: a row for each operation. */
static vp_blob *page_of(const vp_call *call, vp_error *err)
{
    vp_buffer out = {0};
    const vp_route_table *table = call->backends->routes;
    vp_html_page_begin(&out, call, "API");
    vp_html_page_link(&out, "api?f=openapi", "OpenAPI 3.0");
    vp_buffer_text(&out, "<div><table>\n");
    for (size_t r = 0; r < table->route_count; r++) {
        const vp_route *route = &table->routes[r];
        if (strstr(route->path, "{*}")) continue;
        vp_html_page_text(&out, "<tr><td>", route->method ? route->method : "GET", "<td>");
        vp_html_page_text(&out, "", route->path, "<td>");
        vp_html_page_text(&out, "", route->summary, "<td>");
        vp_html_page_text(&out, "", route->media, "<td>");
        vp_html_page_text(&out, "", route->query, "\n");
    }
    vp_buffer_text(&out, "</table></div>\n");
    return vp_html_page_end(&out, err);
}

bool vp_get_api(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    (void)snapshot;
    if (call->media == VP_MEDIA_HTML) {
        reply->body = page_of(call, err);
        return reply->body != NULL;
    }
    json_t *schema = json_pack("{s:s, s:{s:{s:s}, s:{s:s}, s:{s:s}, s:{s:s}, s:{s:s}}}", "type", "object", "properties",
                               "type", "type", "string", "title", "type", "string", "status", "type", "integer",
                               "detail", "type", "string", "detail_vi", "type", "string");
    json_t *components =
        json_pack("{s:o, s:{s:{s:s, s:{s:{s:o}}}}, s:{s:{s:s, s:s}}}", "schemas", vp_schemas_all(), "responses",
                  "problem", "description", "a problem document (RFC 9457)", "content", "application/problem+json",
                  "schema", schema, "securitySchemes", "token", "type", "http", "scheme", "bearer");
    json_t *info =
        json_pack("{s:s, s:s, s:s, s:{s:s, s:s}}", "title", "Vùng Phủ", "version", VP_VERSION, "description",
                  "How well services reach the people of a province. Numbers are null where there is no data.",
                  "license", "name", "Apache-2.0", "url", "https://www.apache.org/licenses/LICENSE-2.0");
    reply->body = vp_json_blob(json_pack("{s:s, s:o, s:[{s:s}], s:[], s:o, s:o}", "openapi", "3.0.3", "info", info,
                                         "servers", "url", call->base, "security", "paths",
                                         paths_of(call->backends->routes), "components", components),
                               err);
    return reply->body != NULL;
}
