/* /tiles: vector and raster tiles, and their TileJSON. */
#include "server/plan/definitions.h"
#include "server/plan/selection.h"
#include "server/tiles/handlers.h"
#include "snapshot/attribution.h"
#include "snapshot/outlines.h"
#include "snapshot/ramps.h"
#include "snapshot/reached_areas.h"
#include "tiles/layers.h"
#include "tiles/painted_tile.h"
#include "tiles/raster_tile.h"
#include "tiles/value_tile.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool read_tile(const vp_call *call, const vp_snapshot *snapshot, vp_tile *tile, vp_error *err)
{
    static const char *const names[][2] = {{"z", "tileMatrix"}, {"x", "tileCol"}, {"y", "tileRow"}};
    bool by_standard = vp_target_capture(&call->target, "tileMatrix") != NULL; /* tile_sets.c */
    uint32_t *numbers[] = {&tile->zoom, &tile->column, &tile->row};
    for (size_t i = 0; i < 3; i++) {
        size_t number;
        const char *name = names[i][by_standard];
        if (!vp_whole_parse(vp_target_capture(&call->target, name), name, UINT32_MAX, &number, err)) return false;
        *numbers[i] = (uint32_t)number;
    }
    if (!vp_tile_check(*tile, err)) return false;
    *tile = vp_tile_beside(*tile, snapshot->places.outlines->lonlat);
    return true;
}

static bool no_layer(const char *id, vp_error *err)
{
    return vp_fail(err, VP_NOT_FOUND, "there is no tile layer '%.60s'; /tiles lists what there is", id);
}

enum { LAYERS_MOST = 16 };

/* The layers of a list between commas; 0 where one is unknown, or there are too many. */
static size_t find_layers(const vp_snapshot *snapshot, const char *list, const vp_layer *layers[LAYERS_MOST],
                          vp_error *err)
{
    size_t count = 0;
    char id[60];
    for (const char *at = list;; at++) {
        size_t length = strcspn(at, ",");
        snprintf(id, sizeof id, "%.*s", (int)(length < sizeof id ? length : sizeof id - 1), at);
        const vp_layer *layer = length < sizeof id ? vp_layers_of(snapshot, id) : NULL;
        bool again = false;
        for (size_t i = 0; i < count; i++) again |= layers[i] == layer;
        if (!layer || again || count == LAYERS_MOST) {
            no_layer(layer ? list : id, err);
            return 0;
        }
        layers[count++] = layer;
        at += length;
        if (!*at) return count;
    }
}

/* Several layers are one tile: their parts follow one another. */
bool vp_get_vector_tile(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    const char *id = vp_target_capture(&call->target, "layer");
    if (!id) id = vp_target_capture(&call->target, "collectionId"); /* tile_sets.c */
    const vp_layer *layers[LAYERS_MOST];
    size_t set, count = find_layers(snapshot, id, layers, err);
    vp_tile tile;
    if (!count || !read_tile(call, snapshot, &tile, err) || !vp_select_set(call, &snapshot->region->units, &set, err))
        return false;
    vp_buffer bytes = {0};
    for (size_t i = 0; i < count; i++)
        if (!layers[i]->draw(snapshot, set, tile, &bytes, err)) {
            vp_buffer_clear(&bytes);
            return false;
        }
    reply->body = vp_blob_new(&bytes, err);
    return reply->body != NULL;
}

/* The first tile of isochrones, which draws them all. */
bool vp_vector_tile_is_long(const vp_call *call, const vp_snapshot *snapshot)
{
    const char *id = vp_target_capture(&call->target, "layer");
    if (!id) id = vp_target_capture(&call->target, "collectionId");
    return strstr(id, "isochrones") && !vp_reached_areas_are_made(snapshot);
}

/* ------------------------------------------------------------ TileJSON */

static bool add_fields(json_t *fields, const vp_layer *layer, const vp_snapshot *snapshot)
{
    vp_layer_field more;
    for (size_t i = 0; i < VP_LAYER_FIELDS_MOST && layer->fields[i].name; i++)
        if (!vp_json_set(fields, layer->fields[i].name, json_string(layer->fields[i].description))) return false;
    for (size_t i = 0; vp_layer_more(layer, snapshot, i, &more); i++)
        if (!vp_json_set(fields, more.name, vp_json_text(more.description))) return false;
    return true;
}

static json_t *vector_layer(const vp_layer *layer, const vp_snapshot *snapshot)
{
    json_t *fields = json_object();
    if (fields && !add_fields(fields, layer, snapshot)) {
        json_decref(fields);
        return NULL;
    }
    return json_pack("{s:s, s:s, s:i, s:i, s:o}", "id", vp_layer_name(layer, snapshot), "description",
                     vp_layer_title(layer, snapshot, false), "minzoom", 0, "maxzoom", VP_LAYER_ZOOM_MOST, "fields",
                     fields);
}

static json_t *legend_row(const char *kind, double from, double to, vp_colour colour)
{
    char text[8];
    snprintf(text, sizeof text, "#%02x%02x%02x", colour.red, colour.green, colour.blue);
    return json_pack("{s:s, s:o, s:o, s:s}", "kind", kind, "from", vp_json_number(from), "to", vp_json_number(to),
                     "color", text);
}

/* Ends that are null are open. */
static json_t *class_at(const void *context, size_t i)
{
    const vp_ramp *ramp = context;
    const vp_class *c = &ramp->classes[i];
    if (i == ramp->class_count) return legend_row("unreachable", NAN, NAN, vp_ramp_unreachable);
    if (ramp->more_is_better)
        return legend_row("class", c->edge, i + 1 < ramp->class_count ? c[1].edge : NAN, c->colour);
    return legend_row("class", i ? c[-1].edge : 0, c->edge, c->colour);
}

static json_t *attribution_of(const vp_provenance *provenance)
{
    char *html = vp_attribution_html(provenance);
    json_t *value = html ? json_string(html) : NULL;
    free(html);
    return value;
}

/* What all tile layers have. extension: mvt, png. query: what selects the unit set, or "". Addresses name the snapshot.
 */
static json_t *describe(const vp_call *call, const vp_snapshot *snapshot, const char *extension, const char *query,
                        int zoom_most)
{
    char address[800], version[VP_VERSION_MOST];
    vp_call_version(call, snapshot, version);
    snprintf(address, sizeof address, "%s/tiles/%.100s/{z}/{x}/{y}.%s?v=%s%s", call->base,
             vp_target_capture(&call->target, "layer"), extension, version, query);
    vp_bounds b = snapshot->places.outlines->lonlat;
    json_t *centre =
        b.west <= b.east ? json_pack("[f, f, i]", (b.west + b.east) / 2, (b.south + b.north) / 2, 8) : json_null();
    return json_pack("{s:s, s:s, s:[s], s:s, s:i, s:i, s:o, s:o, s:o, s:s}", "tilejson", "3.0.0", "version", "1.0.0",
                     "tiles", address, "scheme", "xyz", "minzoom", 0, "maxzoom", zoom_most, "bounds",
                     vp_definition_tiled(b), "center", centre, "attribution", attribution_of(&snapshot->provenance),
                     "snapshot", snapshot->provenance.id);
}

/* Of one layer its own title, of several those of all. */
static bool name_vector(json_t *root, const char *id, const vp_layer *const layers[], size_t count,
                        const vp_snapshot *snapshot)
{
    vp_buffer vi = {0}, en = {0};
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        vp_buffer_format(&vi, "%s%s", i ? ", " : "", vp_layer_title(layers[i], snapshot, true));
        vp_buffer_format(&en, "%s%s", i ? ", " : "", vp_layer_title(layers[i], snapshot, false));
        vp_json_add(&list, vector_layer(layers[i], snapshot));
    }
    const char *title_vi = vp_buffer_terminated(&vi), *title_en = vp_buffer_terminated(&en);
    bool ok = title_vi && title_en && vp_json_set(root, "name", json_string(id)) &&
              vp_json_set(root, "title", vp_json_title(title_vi, title_en));
    vp_buffer_clear(&vi);
    vp_buffer_clear(&en);
    if (ok) return vp_json_set(root, "vector_layers", list);
    json_decref(list);
    return false;
}

static vp_blob *describe_vector(const vp_call *call, const vp_snapshot *snapshot, const vp_layer *const layers[],
                                size_t count, vp_error *err)
{
    size_t set;
    char query[160] = "";
    if (!vp_select_set(call, &snapshot->region->units, &set, err)) return NULL;
    const vp_unit_set *units = &snapshot->region->units.sets[set];
    if (set != snapshot->region->units.main_set)
        snprintf(query, sizeof query, "&level=%.60s&vintage=%.60s", units->level, units->vintage);
    json_t *root = describe(call, snapshot, "mvt", query, VP_LAYER_ZOOM_MOST);
    if (root && name_vector(root, vp_target_capture(&call->target, "layer"), layers, count, snapshot))
        return vp_json_blob(root, err);
    json_decref(root);
    return vp_json_blob(NULL, err);
}

/* The shade of the relief stands for no values: it has no legend. Its pixels are no finer than cells, so that clients
 * that stretch pictures smooth it. */
static vp_blob *describe_relief(const vp_call *call, const vp_snapshot *snapshot, vp_error *err)
{
    int finest = (int)vp_raster_tile_zoom_most(snapshot->region->geometry);
    json_t *root = describe(call, snapshot, "png", "", finest > 0 ? finest - 1 : 0);
    bool ok = root && vp_json_set(root, "name", json_string(VP_RELIEF_LAYER)) &&
              vp_json_set(root, "title", vp_json_title(vp_relief_title_vi, vp_relief_title_en)) &&
              vp_json_set(root, "tileSize", json_integer(VP_RASTER_SIDE)) &&
              vp_json_set(root, "vector_layers", json_array());
    if (ok) return vp_json_blob(root, err);
    json_decref(root);
    return vp_json_blob(NULL, err);
}

/* How its pixels are read: by the words of MapLibre's raster-dem. */
static bool add_encoding(json_t *root)
{
    return vp_json_set(root, "encoding", json_string("custom")) &&
           vp_json_set(root, "redFactor", json_real(65536 * VP_VALUE_STEP)) &&
           vp_json_set(root, "greenFactor", json_real(256 * VP_VALUE_STEP)) &&
           vp_json_set(root, "blueFactor", json_real(VP_VALUE_STEP)) &&
           vp_json_set(root, "baseShift", json_real(-VP_VALUE_BASE)) &&
           vp_json_set(root, "unreachable", json_real(VP_VALUE_BASE + VP_VALUE_STEP * VP_VALUE_UNREACHABLE));
}

static vp_blob *describe_values(const vp_call *call, const vp_snapshot *snapshot, size_t service, vp_error *err)
{
    const vp_service *s = &snapshot->region->definitions.services[service];
    json_t *root = describe(call, snapshot, "png", "", (int)vp_raster_tile_zoom_most(snapshot->region->geometry));
    bool ok = root && vp_json_set(root, "name", json_string(vp_target_capture(&call->target, "layer"))) &&
              vp_json_set(root, "title", vp_json_title(s->title_vi, s->title_en)) &&
              vp_json_set(root, "unit", json_string(vp_reach_unit(s->reach))) &&
              vp_json_set(root, "tileSize", json_integer(VP_RASTER_SIDE)) &&
              vp_json_set(root, "vector_layers", json_array()) && add_encoding(root);
    if (ok) return vp_json_blob(root, err);
    json_decref(root);
    return vp_json_blob(NULL, err);
}

static vp_blob *describe_raster(const vp_call *call, const vp_snapshot *snapshot, size_t service, vp_error *err)
{
    if (service == VP_RASTER_RELIEF) return describe_relief(call, snapshot, err);
    const vp_service *s = &snapshot->region->definitions.services[service];
    const vp_ramp *ramp = vp_ramp_of(s->reach);
    json_t *root = describe(call, snapshot, "png", "", (int)vp_raster_tile_zoom_most(snapshot->region->geometry));
    bool ok = root && vp_json_set(root, "name", json_string(vp_target_capture(&call->target, "layer"))) &&
              vp_json_set(root, "title", vp_json_title(s->title_vi, s->title_en)) &&
              vp_json_set(root, "unit", json_string(vp_reach_unit(s->reach))) &&
              vp_json_set(root, "tileSize", json_integer(VP_RASTER_SIDE)) &&
              vp_json_set(root, "vector_layers", json_array()) &&
              vp_json_set(root, "legend", vp_json_list(ramp->class_count + 1, class_at, ramp));
    if (ok) return vp_json_blob(root, err);
    json_decref(root);
    return vp_json_blob(NULL, err);
}

/* A picture without a unit of its own service: its legend says what of each colour. */
static vp_blob *describe_painted(const vp_call *call, const vp_snapshot *snapshot, const char *unit, json_t *title,
                                 json_t *legend, vp_error *err)
{
    json_t *root = describe(call, snapshot, "png", "", (int)vp_raster_tile_zoom_most(snapshot->region->geometry));
    bool ok = root && vp_json_set(root, "name", json_string(vp_target_capture(&call->target, "layer"))) &&
              vp_json_set(root, "unit", json_string(unit)) &&
              vp_json_set(root, "tileSize", json_integer(VP_RASTER_SIDE)) &&
              vp_json_set(root, "vector_layers", json_array());
    ok = vp_json_set(root, "title", title) && ok;
    ok = vp_json_set(root, "legend", legend) && ok;
    if (ok) return vp_json_blob(root, err);
    json_decref(root);
    return vp_json_blob(NULL, err);
}

static json_t *people_class_at(const void *classes, size_t i)
{
    const vp_class *c = (const vp_class *)classes + i;
    return legend_row("class", c->edge, i + 1 < VP_PEOPLE_CLASSES ? c[1].edge : NAN, c->colour);
}

static vp_blob *describe_people(const vp_call *call, const vp_snapshot *snapshot, size_t unused, vp_error *err)
{
    (void)unused;
    return describe_painted(call, snapshot, "people/km2", vp_json_title("Dân số", "Population"),
                            vp_json_list(VP_PEOPLE_CLASSES, people_class_at, vp_people_classes), err);
}

static vp_blob *describe_nearest(const vp_call *call, const vp_snapshot *snapshot, size_t service, vp_error *err)
{
    const vp_service *s = &snapshot->region->definitions.services[service];
    return describe_painted(call, snapshot, "", vp_json_title(s->title_vi, s->title_en), json_array(), err);
}

/* ------------------------------------------------------------ pictures */

/* How a raster layer is drawn and described. */
typedef struct {
    bool (*draw)(const vp_snapshot *snapshot, size_t service, vp_tile tile, vp_buffer *png, vp_error *err);
    vp_blob *(*describe)(const vp_call *call, const vp_snapshot *snapshot, size_t service, vp_error *err);
    size_t service;
} picture;

/* Without draw when there is no raster layer of that name. */
static picture find_picture(const vp_snapshot *snapshot, const char *id)
{
    size_t service = vp_value_tile_service(snapshot, id);
    if (service != VP_NONE) return (picture){vp_value_tile_draw, describe_values, service};
    if ((service = vp_layers_raster(snapshot, id)) != VP_NONE)
        return (picture){vp_raster_tile_draw, describe_raster, service};
    if ((service = vp_nearest_tile_service(snapshot, id)) != VP_NONE)
        return (picture){vp_nearest_tile_draw, describe_nearest, service};
    if (strcmp(id, VP_PEOPLE_LAYER) == 0 && vp_people_tile_exists(snapshot))
        return (picture){vp_people_tile_draw, describe_people, 0};
    return (picture){NULL, NULL, VP_NONE};
}

bool vp_get_raster_tile(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    const char *id = vp_target_capture(&call->target, "layer");
    picture p = find_picture(snapshot, id);
    vp_tile tile;
    vp_buffer bytes = {0};
    if (!p.draw) return no_layer(id, err);
    if (!read_tile(call, snapshot, &tile, err)) return false;
    if (p.draw(snapshot, p.service, tile, &bytes, err)) {
        reply->body = vp_blob_new(&bytes, err);
        return reply->body != NULL;
    }
    vp_buffer_clear(&bytes);
    return false;
}

bool vp_get_tilejson(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    const char *id = vp_target_capture(&call->target, "layer");
    const vp_layer *layers[LAYERS_MOST];
    picture p = find_picture(snapshot, id);
    size_t count = p.describe ? 0 : find_layers(snapshot, id, layers, err);
    if (p.describe)
        reply->body = p.describe(call, snapshot, p.service, err);
    else if (count)
        reply->body = describe_vector(call, snapshot, layers, count, err);
    return reply->body != NULL;
}
