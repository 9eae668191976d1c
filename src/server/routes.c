#include "server/routes.h"
#include <stdio.h>
#include <string.h>

#define SET "level vintage"

/* To add an endpoint, write its handler and its row here. */
const vp_route vp_routes[] = {
    {"/", vp_get_landing, "The web map (HTML) or the landing page (JSON)", "json html", "", VP_FROM_SNAPSHOT, NULL},
    {"/api", vp_get_api, "This description, OpenAPI 3.0", "openapi json", "", VP_FROM_SNAPSHOT, NULL},
    {"/conformance", vp_get_conformance, "Conformance classes", "json", "", VP_FROM_SNAPSHOT, NULL},
    {"/collections", vp_get_collections, "The collections of features", "json", "", VP_FROM_SNAPSHOT, NULL},
    {"/collections/{collection}", vp_get_collection, "One collection", "json", "", VP_FROM_SNAPSHOT, NULL},
    {"/collections/{collection}/queryables", vp_get_queryables, "Properties to filter by", "schema json", "",
     VP_FROM_SNAPSHOT, NULL},
    {"/collections/{collection}/items", vp_get_items, "Features, page by page", "geojson json csv",
     "bbox bbox-crs crs datetime filter filter-crs filter-lang limit offset " SET " *", VP_FROM_SNAPSHOT, NULL},
    {"/collections/{collection}/items/{id}", vp_get_item, "One feature", "geojson json", "crs " SET, VP_FROM_SNAPSHOT,
     NULL},
    {"/indicators", vp_get_indicators, "Indicators, services, groups, levels and sources", "json", "", VP_FROM_SNAPSHOT,
     NULL},
    {"/indicators/{id}", vp_get_indicator, "One indicator's values by unit", "json csv",
     SET " group limit threshold carried_from", VP_FROM_SNAPSHOT, NULL},
    {"/indicators/{id}/groups", vp_get_indicator_groups, "One indicator for every population group", "json csv",
     SET " code limit threshold", VP_FROM_SNAPSHOT, NULL},
    {"/crosswalk", vp_get_crosswalk, "Where the people of old units went", "json csv", "code divided", VP_FROM_SNAPSHOT,
     NULL},
    {"/targets", vp_get_targets, "The plan's targets and how far they are met", "json csv", "history", VP_FROM_SNAPSHOT,
     NULL},
    {"/gaps", vp_get_gaps, "Places left out, most people first", "json csv",
     "service services group limit limits least level limit_count", VP_FROM_SNAPSHOT, NULL},
    {"/isochrones/{service}", vp_get_isochrone, "The area that a service reaches within a limit, as polygons",
     "geojson json", "limit", VP_FROM_SNAPSHOT, NULL},
    {"/quality", vp_get_quality, "What is doubtful in the data behind the figures", "json csv", "kind",
     VP_FROM_SNAPSHOT, NULL},
    {"/units/{code}", vp_get_unit, "One unit's profile", "json", SET, VP_FROM_SNAPSHOT, NULL},
    {"/reach", vp_get_reach, "From a point: how each service is reached", "json", "lon lat", VP_FROM_SNAPSHOT, NULL},
    {"/tiles/{layer}.json", vp_get_tilejson, "A tile layer's description, TileJSON 3.0", "json", SET, VP_FROM_SNAPSHOT,
     NULL},
    {"/tiles/{layer}/{z}/{x}/{y}.mvt", vp_get_vector_tile, "One vector tile", "mvt", SET, VP_FROM_SNAPSHOT, NULL},
    {"/tiles/{layer}/{z}/{x}/{y}.png", vp_get_raster_tile, "One raster tile", "png", "", VP_FROM_SNAPSHOT, NULL},
    {"/tiles", vp_get_all_tile_sets, "The tile sets of all layers", "json", "", VP_FROM_SNAPSHOT, NULL},
    {"/tileMatrixSets", vp_get_tile_matrix_sets, "How tiles lie: the tile matrix sets", "json", "", VP_FROM_SNAPSHOT,
     NULL},
    {"/tileMatrixSets/{tile_matrix_set}", vp_get_tile_matrix_set, "One tile matrix set", "json", "", VP_FROM_SNAPSHOT,
     NULL},
    {"/collections/{collection}/tiles", vp_get_tile_sets, "A collection's tile sets", "json", "", VP_FROM_SNAPSHOT,
     NULL},
    {"/collections/{collection}/tiles/{tile_matrix_set}", vp_get_tile_set, "One tile set", "json", "", VP_FROM_SNAPSHOT,
     NULL},
    {"/collections/{collection}/tiles/{tile_matrix_set}/{z}/{y}/{x}", vp_get_tile_of_collection, "One vector tile",
     "mvt", SET, VP_FROM_SNAPSHOT, NULL},
    {"/map/{layer}/tiles", vp_get_tile_sets, "A raster layer's tile sets", "json", "", VP_FROM_SNAPSHOT, NULL},
    {"/map/{layer}/tiles/{tile_matrix_set}", vp_get_tile_set, "One tile set", "json", "", VP_FROM_SNAPSHOT, NULL},
    {"/map/{layer}/tiles/{tile_matrix_set}/{z}/{y}/{x}", vp_get_tile_of_map, "One raster tile", "png", "",
     VP_FROM_SNAPSHOT, NULL},
    {"/export", vp_get_exports, "The files that can be had", "json", "", VP_FROM_SNAPSHOT, NULL},
    {"/export/{file}", vp_get_export, "A table, layer or surface as a file, or the printable report", "file", "bom",
     VP_LIVE, NULL},
    {"/processes", vp_get_processes, "What can be computed", "json", "", VP_LIVE, NULL},
    {"/processes/{process}", vp_get_process, "One process: its inputs and result", "json", "", VP_LIVE, NULL},
    {"/processes/{process}/execution", vp_post_execution, "Execute a process (Prefer: respond-async for a job)", "json",
     "", VP_LIVE, "POST"},
    {"/jobs", vp_get_jobs, "Jobs, newest first", "json", "limit offset", VP_LIVE, NULL},
    {"/jobs/{job}", vp_get_job, "A job's state", "json", "", VP_LIVE, NULL},
    {"/jobs/{job}", vp_delete_job, "Dismiss a job, or forget one that is over", "json", "", VP_LIVE, "DELETE"},
    {"/jobs/{job}/results", vp_get_job_results, "A job's result", "json", "", VP_LIVE, NULL},
    {"/scenarios", vp_get_scenarios, "Saved scenarios: what if", "json", "", VP_LIVE, NULL},
    {"/scenarios", vp_post_scenario, "Saves a scenario and answers it", "json", "", VP_LIVE, "POST"},
    {"/scenarios/{id}", vp_get_scenario, "One scenario", "json", "", VP_LIVE, NULL},
    {"/scenarios/{id}", vp_put_scenario, "A new version of a scenario; needs If-Match", "json", "", VP_LIVE, "PUT"},
    {"/scenarios/{id}", vp_delete_scenario, "Deletes a scenario; needs If-Match", "json", "", VP_LIVE, "DELETE"},
    {"/scenarios/{id}/versions", vp_get_scenario_versions, "All versions of a scenario", "json", "", VP_LIVE, NULL},
    {"/scenarios/{id}/indicators", vp_get_scenario_indicators, "Indicators before and after, per unit", "json",
     SET " group limit indicator", VP_LIVE, NULL},
    {"/scenarios/{id}/tiles/{layer}/{z}/{x}/{y}.mvt", vp_get_scenario_vector_tile, "One vector tile as it would be",
     "mvt", SET, VP_LIVE, NULL},
    {"/scenarios/{id}/tiles/{layer}/{z}/{x}/{y}.png", vp_get_scenario_raster_tile, "One raster tile as it would be",
     "png", "", VP_LIVE, NULL},
    {"/healthz", vp_get_health, "The process is alive", "json", "", VP_TIMELESS, NULL},
    {"/readyz", vp_get_ready, "There is a snapshot to read", "json", "", VP_TIMELESS, NULL},
    {"/metrics", vp_get_metrics, "Counters for Prometheus", "metrics", "", VP_TIMELESS, NULL},
    {"/{*}", vp_get_static, "Files of the web map", "html", "*", VP_TIMELESS, NULL},
};
const size_t vp_route_count = sizeof vp_routes / sizeof *vp_routes;

const vp_parameter vp_parameters[] = {
    {"f", VP_TYPE_TEXT, "form of the answer, before the Accept header"},
    {"level", VP_TYPE_TEXT,
     "level of units: commune, district or province (default: the finest); of gaps: place (default) or commune"},
    {"vintage", VP_TYPE_TEXT, "vintage of units, such as 2025; default: the one valid on the snapshot's date"},
    {"carried_from", VP_TYPE_TEXT,
     "an older vintage, such as 2024: its values, carried over to these units through the crosswalk, with bounds"},
    {"divided", VP_TYPE_TEXT, "yes: only passages of divided units"},
    {"group", VP_TYPE_TEXT, "population group; default: the indicator's or service's own"},
    {"limit", VP_TYPE_NUMBER,
     "limit of reach in the service's unit (default: its own); features on a page (1 to 10000, default 100)"},
    {"threshold", VP_TYPE_NUMBER, "share of people, 0 to 1, from which a unit counts as reached"},
    {"indicator", VP_TYPE_TEXT, "id of one indicator; default: all that change"},
    {"service", VP_TYPE_TEXT, "id of a service; of a query the default is all"},
    {"services", VP_TYPE_TEXT, "services between commas: places where several are missing at once"},
    {"limits", VP_TYPE_TEXT, "of services: their limits in the same order, between commas; an empty one is its own"},
    {"least", VP_TYPE_WHOLE, "of services: how many must be missing; default all"},
    {"limit_count", VP_TYPE_WHOLE, "most gaps to list, 1 to 10000; default 100"},
    {"history", VP_TYPE_WHOLE, "1: with each target its values by day (json)"},
    {"kind", VP_TYPE_TEXT, "only findings of this kind"},
    {"lon", VP_TYPE_NUMBER, "longitude, degrees, WGS 84"},
    {"lat", VP_TYPE_NUMBER, "latitude, degrees, WGS 84"},
    {"bbox", VP_TYPE_TEXT, "west,south,east,north in degrees, WGS 84"},
    {"bbox-crs", VP_TYPE_TEXT,
     "reference system of the box: a URI that /collections lists; default CRS84 (longitude, latitude)"},
    {"crs", VP_TYPE_TEXT,
     "reference system of positions in the answer: a URI that /collections lists; default CRS84 (longitude, latitude)"},
    {"filter", VP_TYPE_TEXT, "a condition in CQL2 Text, such as people > 500 AND CASEI(name) LIKE CASEI('phú%')"},
    {"filter-crs", VP_TYPE_TEXT, "only http://www.opengis.net/def/crs/OGC/1.3/CRS84"},
    {"filter-lang", VP_TYPE_TEXT, "only cql2-text"},
    {"datetime", VP_TYPE_TEXT, "a date or an interval such as 2025-07-01/..: what is valid or open then"},
    {"offset", VP_TYPE_WHOLE, "features to pass over"},
    {"collection", VP_TYPE_TEXT, "id of a collection"},
    {"id", VP_TYPE_TEXT, "id of the indicator or feature"},
    {"code", VP_TYPE_TEXT, "code of a unit"},
    {"layer", VP_TYPE_TEXT, "units, facilities, gaps, quality, or reach_ and the id of a service"},
    {"tile_matrix_set", VP_TYPE_TEXT, "WebMercatorQuad"},
    {"file", VP_TYPE_TEXT,
     "all.xlsx, all.gpkg, report.html, a layer or table as .csv, .geojson, .fgb, a service as .tif"},
    {"bom", VP_TYPE_TEXT, "1: the csv begins with a byte order mark, by which Excel knows UTF-8"},
    {"process", VP_TYPE_TEXT, "id of a process"},
    {"job", VP_TYPE_TEXT, "id of a job"},
    {"z", VP_TYPE_WHOLE, "zoom, 0 to 22"},
    {"x", VP_TYPE_WHOLE, "column, from the west"},
    {"y", VP_TYPE_WHOLE, "row, from the north"},
};
const size_t vp_parameter_count = sizeof vp_parameters / sizeof *vp_parameters;

/* Whether a list of words separated by blanks has the word. */
static bool has_word(const char *list, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = list; *at; at += strspn(at, " ")) {
        size_t size = strcspn(at, " ");
        if (size == length && memcmp(at, word, length) == 0) return true;
        at += size;
    }
    return false;
}

bool vp_routes_names(const vp_route *route, const char *parameter)
{
    return has_word(route->query, parameter) || (strcmp(parameter, "f") == 0 && strchr(route->media, ' '));
}

bool vp_routes_takes(const vp_route *route, const char *parameter)
{
    return vp_routes_names(route, parameter) || has_word(route->query, "*") || strcmp(parameter, "f") == 0;
}

bool vp_routes_has_media(const vp_route *route, vp_media media)
{
    return has_word(route->media, vp_media_rows[media].name);
}

/* One part of a template, length bytes, against one part of a path. */
static bool fits(const char *template, size_t length, const char *segment, vp_target *target)
{
    size_t size = strlen(segment);
    if (*template != '{') return size == length && memcmp(template, segment, length) == 0;
    size_t name = strcspn(template, "}"), suffix = length - name - 1;
    if (size <= suffix || memcmp(segment + size - suffix, template + name + 1, suffix) != 0) return false;
    target->captures[target->capture_count++] = (vp_capture){template + 1, name - 1, segment};
    return true;
}

/* Captures of a template that fits end before its suffix (".json"). */
static void cut_suffixes(vp_target *target)
{
    for (size_t i = 0; i < target->capture_count; i++) {
        vp_capture *capture = &target->captures[i];
        const char *suffix = capture->name + capture->name_length + 1;
        size_t length = strcspn(suffix, "/");
        for (size_t s = 0; length > 0 && s < target->segment_count; s++)
            if (target->segments[s] == capture->value) target->segments[s][strlen(capture->value) - length] = '\0';
    }
}

static bool matches(const char *path, vp_target *target)
{
    target->capture_count = 0;
    const char *at = path + 1;
    for (size_t s = 0; s < target->segment_count; s++) {
        size_t length = strcspn(at, "/");
        if (strcmp(at, "{*}") == 0) return true;
        if (!*at || !fits(at, length, target->segments[s], target)) return false;
        at += length + (at[length] == '/');
    }
    if (*at) return false;
    cut_suffixes(target);
    return true;
}

size_t vp_routes_match(vp_target *target)
{
    for (size_t r = 0; r < vp_route_count; r++)
        if (matches(vp_routes[r].path, target)) return r;
    return VP_ROUTE_NONE;
}

static const char *method_of(const vp_route *route) { return route->method ? route->method : "GET"; }

bool vp_routes_writes(const vp_route *route) { return route->method != NULL; }

size_t vp_routes_for_method(size_t first, const char *method)
{
    if (strcmp(method, "HEAD") == 0) method = "GET";
    for (size_t r = first; r < vp_route_count && strcmp(vp_routes[r].path, vp_routes[first].path) == 0; r++)
        if (strcmp(method_of(&vp_routes[r]), method) == 0) return r;
    return VP_ROUTE_NONE;
}

void vp_routes_allow(size_t first, char *allow, size_t size)
{
    size_t length = 0;
    allow[0] = '\0';
    for (size_t r = first; r < vp_route_count && strcmp(vp_routes[r].path, vp_routes[first].path) == 0; r++) {
        const char *method = method_of(&vp_routes[r]);
        length += (size_t)snprintf(allow + length, length < size ? size - length : 0, "%s, %s", method,
                                   strcmp(method, "GET") == 0 ? "HEAD, " : "");
        if (length >= size) return;
    }
    snprintf(allow + length, size - length, "OPTIONS");
}
