/* OGC API – Styles (OGC 20-009): complete MapLibre styles of the server's own tiles, glyphs and sprite. Every address
 * in them is whole, so that any renderer draws them without more. Where the web map is not built there are no glyphs,
 * and the styles draw no names. */
#include "base/array.h"
#include "server/plan/definitions.h"
#include "server/tiles/handlers.h"
#include "server/tiles/style_names.h"
#include "server/tiles/style_ramps.h"
#include "snapshot/outlines.h"
#include "snapshot/unit_table.h"
#include "tiles/layers.h"
#include "tiles/raster_tile.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char mapbox[] = "application/vnd.mapbox.style+json";
#define INDICATOR "indicator_"
#define REACH     "reach_"
/* Drawn from one source, in the order of the tile. */
#define LAYERS "indicators,waters,roads,settlements,facilities,unit_names"

/* What a style is of. */
typedef struct {
    const char *title_vi, *title_en;
    size_t indicator; /* VP_NONE: all units in one colour */
    size_t service;   /* of a surface; VP_NONE: none */
} subject;

static subject plain_subject(void) { return (subject){"Bản đồ nền", "Base map", VP_NONE, VP_NONE}; }

static bool find_subject(const vp_snapshot *snapshot, const char *id, subject *out)
{
    const vp_definitions *d = &snapshot->region->definitions;
    *out = plain_subject();
    if (strcmp(id, "base") == 0) return true;
    for (size_t i = 0; strncmp(id, INDICATOR, sizeof INDICATOR - 1) == 0 && i < d->indicator_count; i++)
        if (strcmp(d->indicators[i].id, id + sizeof INDICATOR - 1) == 0) {
            *out = (subject){d->indicators[i].title_vi, d->indicators[i].title_en, i, VP_NONE};
            return true;
        }
    size_t service = strncmp(id, REACH, sizeof REACH - 1) == 0 ? vp_layers_raster(snapshot, id) : VP_NONE;
    if (service >= d->service_count) return false;
    *out = (subject){d->services[service].title_vi, d->services[service].title_en, VP_NONE, service};
    return true;
}

/* ------------------------------------------------------------ a style */

static int order_numbers(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Where a fifth of the units end, each once: at most four, ascending; none where nothing is known. */
static size_t find_breaks(const vp_snapshot *snapshot, size_t indicator, double breaks[VP_STYLE_CLASSES - 1],
                          vp_error *err)
{
    size_t set = snapshot->region->units.main_set, units = snapshot->region->units.sets[set].unit_count;
    size_t width = snapshot->region->definitions.indicator_count, known = 0, count = 0;
    const double *table = vp_unit_table_of(snapshot, set, err);
    double *values = table ? calloc(units + 1, sizeof *values) : NULL;
    for (size_t u = 0; values && u < units; u++)
        if (!isnan(table[u * width + indicator])) values[known++] = table[u * width + indicator];
    if (values) qsort(values, known, sizeof *values, order_numbers);
    for (size_t c = 1; known > 0 && c < VP_STYLE_CLASSES; c++) {
        double at = values[c * known / VP_STYLE_CLASSES];
        if (at > values[0] && (count == 0 || at > breaks[count - 1])) breaks[count++] = at;
    }
    free(values);
    return count;
}

static json_t *sources_of(const vp_call *call, const vp_snapshot *snapshot, const subject *s)
{
    char address[700];
    const char *id = snapshot->provenance.id;
    json_t *bounds = vp_definition_tiled(snapshot->places.outlines->lonlat);
    snprintf(address, sizeof address, "%s/tiles/" LAYERS "/{z}/{x}/{y}.mvt?v=%.100s", call->base, id);
    json_t *sources = json_pack("{s:{s:s, s:[s], s:i, s:O}}", "map", "type", "vector", "tiles", address, "maxzoom",
                                VP_LAYER_ZOOM_MOST, "bounds", bounds);
    if (s->service == VP_NONE) {
        json_decref(bounds);
        return sources;
    }
    snprintf(address, sizeof address, "%s/tiles/" REACH "%.120s/{z}/{x}/{y}.png?v=%.100s", call->base,
             snapshot->region->definitions.services[s->service].id, id);
    vp_json_put(&sources, "reach",
                json_pack("{s:s, s:[s], s:i, s:i, s:o}", "type", "raster", "tiles", address, "tileSize", VP_RASTER_SIDE,
                          "maxzoom", (int)vp_raster_tile_zoom_most(snapshot->region->geometry), "bounds", bounds));
    return sources;
}

/* One layer of the composite source. */
static json_t *drawn(const char *id, const char *type, const char *layer, json_t *paint)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:o}", "id", id, "type", type, "source", "map", "source-layer", layer,
                     "paint", paint);
}

static json_t *filtered(json_t *layer, json_t *filter)
{
    vp_json_put(&layer, "filter", filter);
    return layer;
}

static json_t *line(const char *colour, double width)
{
    return json_pack("{s:s, s:f}", "line-color", colour, "line-width", width);
}

/* From a zoom to another in proportion. */
static json_t *growing(double from_zoom, double from, double to_zoom, double to)
{
    return json_pack("[s, [s], [s], f, f, f, f]", "interpolate", "linear", "zoom", from_zoom, from, to_zoom, to);
}

static json_t *growing_line(const char *colour, double at_7, double at_14)
{
    return json_pack("{s:s, s:o}", "line-color", colour, "line-width", growing(7, at_7, 14, at_14));
}

static void add_waters_and_roads(json_t **layers)
{
    vp_json_add(layers, filtered(drawn("lakes", "fill", "waters", json_pack("{s:s}", "fill-color", "#a9cfe3")),
                                 json_pack("[s, s, s]", "==", "$type", "Polygon")));
    vp_json_add(layers, drawn("waters", "line", "waters", growing_line("#8fc0da", 0.8, 3)));
    vp_json_add(layers, drawn("roads", "line", "roads", growing_line("#a89e93", 0.5, 2)));
    vp_json_add(layers, filtered(drawn("roads_main", "line", "roads", growing_line("#7c6b5a", 0.7, 4.5)),
                                 json_pack("[s, s, i]", "==", "rank", 1)));
}

/* Filters are of the form before expressions: every renderer reads it, and older ones take no expression of a property
 * whose type they do not know. */
static json_t *compared(const char *sign, const char *id, double value)
{
    return json_pack("[s, s, f]", sign, id, value);
}

/* A layer for each class, of the units whose value lies in it: a colour that is computed QGIS 3.22 does not draw. */
static void add_classes(json_t **layers, const vp_snapshot *snapshot, size_t indicator, vp_error *err)
{
    double breaks[VP_STYLE_CLASSES - 1];
    const char *id = snapshot->region->definitions.indicators[indicator].id;
    size_t count = find_breaks(snapshot, indicator, breaks, err);
    for (size_t c = 0; c <= count; c++) {
        char name[24];
        snprintf(name, sizeof name, "units_%zu", c + 1);
        json_t *filter = json_pack("[s, [s, s]]", "all", "has", id);
        if (c > 0) vp_json_add(&filter, compared(">=", id, breaks[c - 1]));
        if (c < count) vp_json_add(&filter, compared("<", id, breaks[c]));
        json_t *layer = drawn(name, "fill", "indicators", json_pack("{s:s}", "fill-color", vp_style_sequential[c]));
        vp_json_add(layers, filtered(layer, filter));
    }
}

/* Over the grey of units without a value. */
static json_t *no_data_sign(const char *indicator)
{
    return filtered(drawn("units_no_data", "fill", "indicators", json_pack("{s:s}", "fill-pattern", "no-data")),
                    json_pack("[s, s]", "!has", indicator));
}

static json_t *layers_of(const vp_snapshot *snapshot, const subject *s, bool has_letters, vp_error *err)
{
    const char *land = s->indicator == VP_NONE ? vp_style_land : vp_style_no_data;
    json_t *layers = json_pack("[{s:s, s:s, s:{s:s}}]", "id", "background", "type", "background", "paint",
                               "background-color", vp_style_backdrop);
    vp_json_add(&layers, drawn("units", "fill", "indicators", json_pack("{s:s}", "fill-color", land)));
    if (s->indicator != VP_NONE && has_letters)
        vp_json_add(&layers, no_data_sign(snapshot->region->definitions.indicators[s->indicator].id));
    if (s->indicator != VP_NONE) add_classes(&layers, snapshot, s->indicator, err);
    if (s->service != VP_NONE)
        vp_json_add(&layers, json_pack("{s:s, s:s, s:s}", "id", "reach", "type", "raster", "source", "reach"));
    add_waters_and_roads(&layers);
    vp_json_add(&layers, drawn("borders", "line", "indicators", line("#3d504c", 1)));
    vp_json_add(&layers, drawn("facilities", "circle", "facilities",
                               json_pack("{s:o, s:s, s:s, s:o}", "circle-radius", growing(7, 1.2, 14, 6),
                                         "circle-color", "#5b2c83", "circle-stroke-color", "#ffffff",
                                         "circle-stroke-width", growing(7, 0.4, 14, 1.5))));
    json_t *names = has_letters ? vp_style_names() : json_array(), *one;
    size_t i;
    if (!names) vp_json_add(&layers, NULL);
    json_array_foreach(names, i, one) vp_json_add(&layers, json_incref(one));
    json_decref(names);
    return layers;
}

static void add_letters(json_t **style, const vp_call *call)
{
    char address[320];
    snprintf(address, sizeof address, "%s/glyphs/{fontstack}/{range}.pbf", call->base);
    vp_json_put(style, "glyphs", json_string(address));
    snprintf(address, sizeof address, "%s/sprite", call->base);
    vp_json_put(style, "sprite", json_string(address));
}

static bool find_style(const vp_call *call, const vp_snapshot *snapshot, subject *s, vp_error *err)
{
    const char *id = vp_target_capture(&call->target, "style");
    return find_subject(snapshot, id, s) ||
           vp_fail(err, VP_NOT_FOUND, "there is no style '%.60s'; /styles lists what there is", id);
}

bool vp_get_style(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    const char *id = vp_target_capture(&call->target, "style");
    subject s;
    if (!find_style(call, snapshot, &s, err)) return false;
    vp_bounds b = snapshot->places.outlines->lonlat;
    const char *title = vp_call_title(call, s.title_vi, s.title_en);
    bool has_letters = vp_style_has_letters(call);
    json_t *root = json_pack("{s:i, s:s, s:o, s:o, s:{s:s}}", "version", 8, "name", title ? title : id, "sources",
                             sources_of(call, snapshot, &s), "layers", layers_of(snapshot, &s, has_letters, err),
                             "metadata", "snapshot", snapshot->provenance.id);
    if (has_letters) add_letters(&root, call);
    if (b.west <= b.east) {
        vp_json_put(&root, "center", json_pack("[f, f]", (b.west + b.east) / 2, (b.south + b.north) / 2));
        vp_json_put(&root, "zoom", json_integer(8));
    }
    reply->body = vp_json_blob(root, err);
    return reply->body != NULL;
}

/* ------------------------------------------------------------ what it is of */

static json_t *link_to(const vp_call *call, const char *relation, const char *type, const char *id, const char *part)
{
    char address[500];
    snprintf(address, sizeof address, "%s/styles/%.180s%s", call->base, id, part);
    return json_pack("{s:s, s:s, s:s}", "rel", relation, "type", type, "href", address);
}

static json_t *layer_names(void)
{
    json_t *list = json_array();
    for (const char *at = LAYERS; list; at++) {
        size_t length = strcspn(at, ",");
        vp_json_add(&list, json_pack("{s:s%}", "id", at, length));
        at += length;
        if (!*at) break;
    }
    return list;
}

bool vp_get_style_metadata(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    const char *id = vp_target_capture(&call->target, "style");
    subject s;
    if (!find_style(call, snapshot, &s, err)) return false;
    const char *title = vp_call_title(call, s.title_vi, s.title_en);
    json_t *sheet = json_pack("{s:s, s:s, s:s, s:b, s:o}", "title", "MapLibre Style", "version", "8", "specification",
                              "https://maplibre.org/maplibre-style-spec/", "native", 1, "link",
                              link_to(call, "stylesheet", mapbox, id, ""));
    reply->body =
        vp_json_blob(json_pack("{s:s, s:s, s:o, s:s, s:s, s:[o], s:o, s:[o, o]}", "id", id, "title", title ? title : id,
                               "titles", vp_json_title(s.title_vi, s.title_en), "scope", "style", "version",
                               snapshot->provenance.id, "stylesheets", sheet, "layers", layer_names(), "links",
                               link_to(call, "self", "application/json", id, "/metadata"),
                               link_to(call, "stylesheet", mapbox, id, "")),
                     err);
    return reply->body != NULL;
}

/* ------------------------------------------------------------ the list */

static json_t *row_of(const vp_call *call, const char *prefix, const char *name, const char *vi, const char *en)
{
    char id[200];
    snprintf(id, sizeof id, "%s%.120s", prefix, name);
    const char *title = vp_call_title(call, vi, en);
    return json_pack("{s:s, s:s, s:o, s:[o, o]}", "id", id, "title", title ? title : id, "titles",
                     vp_json_title(vi, en), "links", link_to(call, "stylesheet", mapbox, id, ""),
                     link_to(call, "describedby", "application/json", id, "/metadata"));
}

bool vp_get_styles(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    const vp_definitions *d = &snapshot->region->definitions;
    subject base = plain_subject();
    json_t *list = json_array();
    vp_json_add(&list, row_of(call, "", "base", base.title_vi, base.title_en));
    for (size_t i = 0; i < d->indicator_count; i++)
        vp_json_add(&list,
                    row_of(call, INDICATOR, d->indicators[i].id, d->indicators[i].title_vi, d->indicators[i].title_en));
    for (size_t i = 0; i < d->service_count; i++) {
        char layer[140];
        snprintf(layer, sizeof layer, REACH "%.120s", d->services[i].id);
        if (vp_layers_raster(snapshot, layer) != i) continue;
        vp_json_add(&list, row_of(call, REACH, d->services[i].id, d->services[i].title_vi, d->services[i].title_en));
    }
    char self[300];
    snprintf(self, sizeof self, "%s/styles", call->base);
    reply->body = vp_json_blob(json_pack("{s:s, s:o, s:[{s:s, s:s, s:s}]}", "default", "base", "styles", list, "links",
                                         "rel", "self", "type", "application/json", "href", self),
                               err);
    return reply->body != NULL;
}
