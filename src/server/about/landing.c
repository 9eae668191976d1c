/* / and /conformance. */
#include "server/about/handlers.h"
#include "server/about/static_files.h"
#include "server/html_page.h"
#include "json/json.h"
#include <stdio.h>

typedef struct {
    const char *relation, *path, *type, *title;
} link_row;

static const link_row links[] = {
    {"self", "/?f=json", "application/json", "this page"},
    {"alternate", "/?f=html", "text/html", "the web map"},
    {"service-desc", "/api", "application/vnd.oai.openapi+json;version=3.0", "the API, OpenAPI 3.0"},
    {"service-doc", "/api?f=html", "text/html", "the API, as a page"},
    {"conformance", "/conformance", "application/json", "conformance classes"},
    {"http://www.opengis.net/def/rel/ogc/1.0/conformance", "/conformance", "application/json", "conformance classes"},
    {"data", "/collections", "application/json", "collections of features"},
    {"http://www.opengis.net/def/rel/ogc/1.0/data", "/collections", "application/json", "collections of features"},
    {"indicators", "/indicators", "application/json", "indicators and their definitions"},
    {"targets", "/targets", "application/json", "the plan's targets"},
    {"gaps", "/gaps", "application/json", "places left out"},
    {"tiles", "/tiles/units.json", "application/json", "vector tiles of the units"},
    {"http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector", "/tiles", "application/json", "tile sets of all layers"},
    {"http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes", "/tileMatrixSets", "application/json",
     "tile matrix sets"},
    {"http://www.opengis.net/def/rel/ogc/1.0/styles", "/styles", "application/json", "styles of the maps"},
    {"enclosure", "/export", "application/json", "tables, layers and the report as files"},
    {"scenarios", "/scenarios", "application/json", "what if: saved scenarios"},
    {"http://www.opengis.net/def/rel/ogc/1.0/processes", "/processes", "application/json", "what can be computed"},
    {"http://www.opengis.net/def/rel/ogc/1.0/job-list", "/jobs", "application/json", "jobs"},
};

static json_t *link_at(const void *context, size_t i)
{
    const vp_call *call = context;
    char address[600];
    snprintf(address, sizeof address, "%s%s", call->base, links[i].path);
    return json_pack("{s:s, s:s, s:s, s:s}", "rel", links[i].relation, "href", address, "type", links[i].type, "title",
                     links[i].title);
}

bool vp_get_landing(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    if (call->media == VP_MEDIA_HTML) {
        char page[] = "index.html";
        char *segments[] = {page};
        return vp_static_read(call, segments, 1, reply, err);
    }
    const vp_region *region = snapshot->region;
    json_t *title = vp_json_title(region->name_vi, region->name_en);
    reply->body = vp_json_blob(
        json_pack("{s:s, s:o, s:s, s:s, s:o}", "title", "Vùng Phủ", "province", title, "description",
                  vp_call_title(
                      call, "Dịch vụ đến với người dân của một tỉnh: chỉ tiêu, nơi còn thiếu, đối tượng và mảnh bản đồ",
                      "How well services reach the people of a province: indicators, gaps, features and map tiles"),
                  "snapshot", snapshot->provenance.id, "links",
                  vp_json_list(sizeof links / sizeof *links, link_at, call)),
        err);
    return reply->body != NULL;
}

static const char *const always[] = {"ogcapi-common-1/1.0/conf/core",
                                     "ogcapi-common-1/1.0/conf/landing-page",
                                     "ogcapi-common-1/1.0/conf/json",
                                     "ogcapi-common-1/1.0/conf/html",
                                     "ogcapi-common-1/1.0/conf/oas30",
                                     "ogcapi-common-2/1.0/conf/collections",
                                     "ogcapi-features-1/1.0/conf/core",
                                     "ogcapi-features-1/1.0/conf/oas30",
                                     "ogcapi-features-1/1.0/conf/geojson",
                                     "ogcapi-features-1/1.0/conf/html",
                                     "ogcapi-features-2/1.0/conf/crs",
                                     "ogcapi-features-3/1.0/conf/queryables",
                                     "ogcapi-features-3/1.0/conf/queryables-query-parameters",
                                     "ogcapi-features-3/1.0/conf/filter",
                                     "ogcapi-features-3/1.0/conf/features-filter",
                                     "ogcapi-tiles-1/1.0/conf/core",
                                     "ogcapi-tiles-1/1.0/conf/tileset",
                                     "ogcapi-tiles-1/1.0/conf/tilesets-list",
                                     "ogcapi-tiles-1/1.0/conf/geodata-tilesets",
                                     "ogcapi-tiles-1/1.0/conf/oas30",
                                     "ogcapi-tiles-1/1.0/conf/mvt",
                                     "ogcapi-tiles-1/1.0/conf/png",
                                     "ogcapi-styles-1/1.0/conf/core",
                                     "ogcapi-styles-1/1.0/conf/mapbox-style", /* as drafts before 2025 name it */
                                     "ogcapi-styles-1/1.0/conf/mapbox-styles",
                                     "tms/2.0/conf/tilematrixset",
                                     "tms/2.0/conf/json-tilematrixset",
                                     "cql2/1.0/conf/cql2-text",
                                     "cql2/1.0/conf/cql2-json",
                                     "cql2/1.0/conf/basic-cql2",
                                     "cql2/1.0/conf/advanced-comparison-operators",
                                     "cql2/1.0/conf/case-insensitive-comparison",
                                     "cql2/1.0/conf/accent-insensitive-comparison",
                                     "cql2/1.0/conf/basic-spatial-functions",
                                     "cql2/1.0/conf/basic-spatial-functions-plus",
                                     "cql2/1.0/conf/spatial-functions",
                                     "cql2/1.0/conf/temporal-functions",
                                     "cql2/1.0/conf/array-functions",
                                     "cql2/1.0/conf/property-property",
                                     "cql2/1.0/conf/arithmetic"};
static const char *const computing[] = {
    "ogcapi-processes-1/1.0/conf/core",     "ogcapi-processes-1/1.0/conf/ogc-process-description",
    "ogcapi-processes-1/1.0/conf/json",     "ogcapi-processes-1/1.0/conf/oas30",
    "ogcapi-processes-1/1.0/conf/job-list", "ogcapi-processes-1/1.0/conf/dismiss"};

static bool append_class(json_t *classes, const char *name)
{
    char address[120];
    snprintf(address, sizeof address, "http://www.opengis.net/spec/%s", name);
    return vp_json_append(classes, json_string(address));
}

static json_t *classes_of(const vp_call *call)
{
    json_t *classes = json_array();
    bool ok = classes != NULL;
    for (size_t i = 0; ok && i < sizeof always / sizeof *always; i++) ok = append_class(classes, always[i]);
    for (size_t i = 0; ok && call->backends->jobs && i < sizeof computing / sizeof *computing; i++)
        ok = append_class(classes, computing[i]);
    if (ok) return classes;
    json_decref(classes);
    return NULL;
}

static vp_blob *page_of(const vp_call *call, json_t *classes, vp_error *err)
{
    vp_buffer out = {0};
    json_t *one;
    size_t i;
    vp_html_page_begin(&out, call, vp_call_title(call, "Chuẩn được đáp ứng", "Conformance classes"));
    vp_buffer_text(&out, "<ul>\n");
    json_array_foreach(classes, i, one)
    {
        vp_buffer_text(&out, "<li>");
        vp_html_page_link(&out, json_string_value(one), json_string_value(one));
        vp_buffer_text(&out, "\n");
    }
    vp_buffer_text(&out, "</ul>\n");
    json_decref(classes);
    return vp_html_page_end(&out, err);
}

bool vp_get_conformance(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    (void)snapshot;
    json_t *classes = classes_of(call);
    if (!classes) return vp_fail_memory(err, 1);
    reply->body = call->media == VP_MEDIA_HTML ? page_of(call, classes, err)
                                               : vp_json_blob(json_pack("{s:o}", "conformsTo", classes), err);
    return reply->body != NULL;
}
