/* OGC API – Tiles (OGC 20-057): the tiles of map_tiles.c under the paths of the standard, which name the row before
 * the column, and what describes them. Tile matrix sets are after OGC 17-083r4. */
#include "server/plan/definitions.h"
#include "server/routes.h"
#include "server/tiles/handlers.h"
#include "snapshot/outlines.h"
#include "snapshot/unit_columns.h"
#include "tiles/layers.h"
#include "tiles/raster_tile.h"
#include "tiles/web_mercator.h"
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <vungphu/lattice.h>

static const char quad[] = "WebMercatorQuad",
                  quad_uri[] = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad",
                  mercator[] = "http://www.opengis.net/def/crs/EPSG/0/3857";

/* Of 256 by 256 pixels of 0.28 mm at zoom 0 (17-083r4, annex D.1). */
#define SCALE_DENOMINATOR_0 559082264.028717
#define TILE_PIXELS         256

static bool has_quad(const vp_call *call, vp_error *err)
{
    const char *id = vp_target_capture(&call->target, "tileMatrixSetId");
    return strcmp(id, quad) == 0 ||
           vp_fail(err, VP_NOT_FOUND, "there is no tile matrix set '%.60s'; there is %s", id, quad);
}

static json_t *link_to(const vp_call *call, const char *relation, const char *type, const char *path)
{
    char address[800];
    snprintf(address, sizeof address, "%s%s", call->base, path);
    return json_pack("{s:s, s:s, s:s}", "rel", relation, "type", type, "href", address);
}

/* ------------------------------------------------------------ the tile matrix set */

/* With the members of the standard's first version too (identifier, supportedCRS, topLeftCorner), which GDAL before 3.7
 * reads. */

static json_t *matrix_at(const void *context, size_t zoom)
{
    (void)context;
    vp_bounds world = vp_tile_bounds((vp_tile){0, 0, 0});
    double tiles = (double)(UINT32_C(1) << zoom), side = (world.east - world.west) / tiles;
    char id[8];
    snprintf(id, sizeof id, "%zu", zoom);
    return json_pack("{s:s, s:s, s:f, s:f, s:s, s:[f, f], s:[f, f], s:i, s:i, s:I, s:I}", "id", id, "identifier", id,
                     "scaleDenominator", SCALE_DENOMINATOR_0 / tiles, "cellSize", side / TILE_PIXELS, "cornerOfOrigin",
                     "topLeft", "pointOfOrigin", world.west, world.north, "topLeftCorner", world.west, world.north,
                     "tileWidth", TILE_PIXELS, "tileHeight", TILE_PIXELS, "matrixWidth", (json_int_t)tiles,
                     "matrixHeight", (json_int_t)tiles);
}

bool vp_get_tile_matrix_set(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    (void)snapshot;
    if (!has_quad(call, err)) return false;
    vp_bounds world = vp_tile_bounds((vp_tile){0, 0, 0});
    json_t *box = json_pack("{s:[f, f], s:[f, f], s:s}", "lowerLeft", world.west, world.south, "upperRight", world.east,
                            world.north, "crs", mercator);
    reply->body =
        vp_json_blob(json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:[s, s], s:s, s:o}", "id", quad, "identifier",
                               quad, "title", "Google Maps Compatible for the World", "uri", quad_uri, "crs", mercator,
                               "supportedCRS", mercator, "boundingBox", box, "orderedAxes", "X", "Y",
                               "wellKnownScaleSet", "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible",
                               "tileMatrices", vp_json_list(VP_ZOOM_MOST + 1, matrix_at, NULL)),
                     err);
    return reply->body != NULL;
}

bool vp_get_tile_matrix_sets(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    (void)snapshot;
    json_t *self = link_to(call, "self", "application/json", "/tileMatrixSets/WebMercatorQuad");
    reply->body = vp_json_blob(
        json_pack("{s:[{s:s, s:s, s:[o]}]}", "tileMatrixSets", "id", quad, "uri", quad_uri, "links", self), err);
    return reply->body != NULL;
}

/* ------------------------------------------------------------ tile sets */

/* A layer, vector or raster, and the path that its tile sets lie under. */
typedef struct {
    const vp_call *call;
    const vp_snapshot *snapshot;
    const vp_layer *vector; /* NULL: raster */
    size_t service;         /* of a raster */
    char path[200];
} tiled;

static bool find_tiled(const vp_call *call, const vp_snapshot *snapshot, tiled *out, vp_error *err)
{
    const char *collection = vp_target_capture(&call->target, "collectionId"),
               *layer = vp_target_capture(&call->target, "layer");
    *out = (tiled){call, snapshot, collection ? vp_layers_of(snapshot, collection) : NULL, VP_NONE, ""};
    if (layer) out->service = vp_layers_raster(snapshot, layer);
    if (!out->vector && out->service == VP_NONE)
        return vp_fail(err, VP_NOT_FOUND, "'%.60s' has no tiles; /tiles lists what has",
                       collection ? collection : layer);
    snprintf(out->path, sizeof out->path, "/%s/%.120s/tiles", collection ? "collections" : "maps",
             collection ? collection : layer);
    return true;
}

typedef struct {
    size_t first_row, last_row, first_column, last_column;
} limit;

static limit limit_of(vp_bounds b, size_t zoom)
{
    vp_bounds world = vp_tile_bounds((vp_tile){0, 0, 0});
    double tiles = (double)(UINT32_C(1) << zoom), side = (world.east - world.west) / tiles;
    bool around = b.east > world.east; /* beyond the 180th meridian the first columns follow */
    return (limit){(size_t)((world.north - b.north) / side), (size_t)((world.north - b.south) / side),
                   (size_t)(around ? 0 : (b.west - world.west) / side),
                   (size_t)(around ? tiles - 1 : (b.east - world.west) / side)};
}

static json_t *limit_at(vp_bounds b, size_t zoom)
{
    char id[24];
    limit at = limit_of(b, zoom);
    snprintf(id, sizeof id, "%zu", zoom);
    return json_pack("{s:s, s:I, s:I, s:I, s:I}", "tileMatrix", id, "minTileRow", (json_int_t)at.first_row,
                     "maxTileRow", (json_int_t)at.last_row, "minTileCol", (json_int_t)at.first_column, "maxTileCol",
                     (json_int_t)at.last_column);
}

static vp_bounds metres_of(const vp_snapshot *snapshot)
{
    vp_bounds b = snapshot->places.outlines->lonlat, metres;
    vp_mercator_from_lonlat(b.west, b.south, &metres.west, &metres.south);
    vp_mercator_from_lonlat(b.east, b.north, &metres.east, &metres.north);
    return metres;
}

/* From which zoom on the province is a pixel of a picture high and wide. */
static size_t first_zoom(vp_bounds metres)
{
    vp_bounds world = vp_tile_bounds((vp_tile){0, 0, 0});
    double pixel = (world.east - world.west) / TILE_PIXELS;
    size_t zoom = 0;
    for (; zoom < VP_ZOOM_MOST && pixel > fmin(metres.east - metres.west, metres.north - metres.south); zoom++)
        pixel /= 2;
    return zoom;
}

/* Tiles that meet the province: others are empty. Pictures are answered everywhere, and all of them are named where
 * there is something to see: GDAL before 3.7 takes a part of them for as high as the whole, and opens nothing where
 * one zoom shows less than a pixel. */
typedef struct {
    vp_bounds metres;
    size_t first, last; /* zooms; first > last: there is nothing to see */
} covered;

static covered covered_by(const tiled *t)
{
    const double margin = 0.001; /* the world ends in its last tile, not where another one would begin */
    vp_bounds b = t->snapshot->places.outlines->lonlat, w = vp_tile_bounds((vp_tile){0, 0, 0}),
              metres = metres_of(t->snapshot);
    if (b.west > b.east) return (covered){w, 1, 0};
    if (t->vector) return (covered){metres, 0, VP_LAYER_ZOOM_MOST};
    return (covered){{w.west + margin, w.south + margin, w.east - margin, w.north - margin},
                     first_zoom(metres),
                     vp_raster_tile_zoom_most(t->snapshot->region->geometry)};
}

static json_t *limits_of(const tiled *t)
{
    covered c = covered_by(t);
    json_t *limits = json_array();
    for (size_t zoom = c.first; zoom <= c.last; zoom++) vp_json_add(&limits, limit_at(c.metres, zoom));
    return limits;
}

static json_t *titles_of(const tiled *t)
{
    if (t->vector)
        return vp_json_title(vp_layer_title(t->vector, t->snapshot, true),
                             vp_layer_title(t->vector, t->snapshot, false));
    if (t->service == VP_RASTER_RELIEF) return vp_json_title(vp_relief_title_vi, vp_relief_title_en);
    const vp_service *s = &t->snapshot->region->definitions.services[t->service];
    return vp_json_title(s->title_vi, s->title_en);
}

static json_t *describe(const tiled *t, bool whole)
{
    char self[300], tile[400];
    const char *type = t->vector ? "application/vnd.mapbox-vector-tile" : "image/png";
    json_t *titles = titles_of(t);
    const char *title = json_string_value(json_object_get(titles, t->call->vietnamese ? "vi" : "en"));
    snprintf(self, sizeof self, "%s/%s", t->path, quad);
    snprintf(tile, sizeof tile, "%s/{tileMatrix}/{tileRow}/{tileCol}", self);
    json_t *links = json_pack("[o, o]", link_to(t->call, "self", "application/json", self),
                              link_to(t->call, "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme",
                                      "application/json", "/tileMatrixSets/WebMercatorQuad"));
    json_t *item = link_to(t->call, "item", type, tile);
    bool ok = links && item && vp_json_set(item, "templated", json_true());
    if (!ok) json_decref(item);
    ok = ok && vp_json_append(links, item);
    json_t *root = json_pack("{s:s, s:o, s:s, s:s, s:s, s:s, s:o}", "title", title ? title : "", "titles", titles,
                             "dataType", t->vector ? "vector" : "map", "crs", mercator, "tileMatrixSetId", quad,
                             "tileMatrixSetURI", quad_uri, "links", links);
    if (root && ok && (!whole || vp_json_set(root, "tileMatrixSetLimits", limits_of(t)))) return root;
    json_decref(root);
    return NULL;
}

/* A raster layer as a collection of the standard: where it lies, and a link to its tile sets. GDAL opens it, which
 * before 3.7 takes the box as it stands for one of the tiles' own system. */
bool vp_get_map(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    static const char tilesets[] = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-map";
    tiled t;
    char self[200];
    if (!find_tiled(call, snapshot, &t, err)) return false;
    const char *id = vp_target_capture(&call->target, "layer");
    vp_bounds metres = metres_of(snapshot);
    snprintf(self, sizeof self, "/maps/%.120s", id);
    json_t *titles = titles_of(&t);
    json_t *links = json_pack("[o, o]", link_to(call, "self", "application/json", self),
                              link_to(call, tilesets, "application/json", t.path));
    reply->body = vp_json_blob(
        json_pack("{s:s, s:O, s:o, s:{s:{s:[o], s:s}}, s:o}", "id", id, "title",
                  json_object_get(titles, call->vietnamese ? "vi" : "en"), "titles", titles, "extent", "spatial",
                  "bbox", json_pack("[f, f, f, f]", metres.west, metres.south, metres.east, metres.north), "crs",
                  mercator, "links", links),
        err);
    return reply->body != NULL;
}

bool vp_get_tile_set(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    tiled t;
    if (!has_quad(call, err) || !find_tiled(call, snapshot, &t, err)) return false;
    reply->body = vp_json_blob(describe(&t, true), err);
    return reply->body != NULL;
}

bool vp_get_tile_sets(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    tiled t;
    if (!find_tiled(call, snapshot, &t, err)) return false;
    reply->body = vp_json_blob(json_pack("{s:[o], s:[o]}", "links", link_to(call, "self", "application/json", t.path),
                                         "tilesets", describe(&t, false)),
                               err);
    return reply->body != NULL;
}

/* Those of scenarios. */
static bool add_columns(const vp_call *call, const vp_snapshot *snapshot, json_t *all)
{
    for (const vp_unit_columns *one = snapshot->places.columns; one; one = one->next) {
        vp_snapshot shown;
        vp_unit_columns_view(snapshot, one, &shown);
        tiled t = {call, &shown, &vp_columns_layer, VP_NONE, ""};
        snprintf(t.path, sizeof t.path, "/collections/%.120s/tiles", one->id);
        if (!vp_json_append(all, describe(&t, false))) return false;
    }
    return true;
}

/* /tiles: the tile sets of all layers. */
bool vp_get_all_tile_sets(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    json_t *all = json_array();
    bool ok = all != NULL;
    for (size_t i = 0; ok && i < vp_layer_count; i++) {
        tiled t = {call, snapshot, &vp_layers[i], VP_NONE, ""};
        snprintf(t.path, sizeof t.path, "/collections/%.120s/tiles", vp_layers[i].id);
        ok = vp_json_append(all, describe(&t, false));
    }
    for (size_t i = 0; ok && i < snapshot->region->definitions.service_count; i++) {
        tiled t = {call, snapshot, NULL, i, ""};
        char layer[130];
        snprintf(layer, sizeof layer, "reach_%.120s", snapshot->region->definitions.services[i].id);
        if (vp_layers_raster(snapshot, layer) != i) continue;
        snprintf(t.path, sizeof t.path, "/maps/%.126s/tiles", layer);
        ok = vp_json_append(all, describe(&t, false));
    }
    if (ok && snapshot->places.relief)
        ok = vp_json_append(
            all, describe(&(tiled){call, snapshot, NULL, VP_RASTER_RELIEF, "/maps/" VP_RELIEF_LAYER "/tiles"}, false));
    ok = ok && add_columns(call, snapshot, all);
    if (!ok) {
        json_decref(all);
        all = NULL;
    }
    reply->body = vp_json_blob(
        json_pack("{s:[o], s:o}", "links", link_to(call, "self", "application/json", "/tiles"), "tilesets", all), err);
    return reply->body != NULL;
}

/* ------------------------------------------------------------ tiles */

/* Beyond the limits of the set there is none (20-057, /req/core/tc-error). What is no number is left to who reads it.
 */
static bool is_covered(const tiled *t, vp_error *err)
{
    static const char *const names[] = {"tileMatrix", "tileRow", "tileCol"};
    size_t at[3];
    vp_error ignored;
    covered c = covered_by(t);
    for (size_t i = 0; i < 3; i++)
        if (!vp_whole_parse(vp_target_capture(&t->call->target, names[i]), names[i], UINT32_MAX, &at[i], &ignored))
            return true;
    limit l = at[0] <= c.last && c.first <= c.last ? limit_of(c.metres, at[0]) : (limit){1, 0, 1, 0};
    if (at[0] >= c.first && at[1] >= l.first_row && at[1] <= l.last_row && at[2] >= l.first_column &&
        at[2] <= l.last_column)
        return true;
    return vp_fail(err, VP_NOT_FOUND, "tile %zu/%zu/%zu lies outside the tileMatrixSetLimits of the tile set", at[0],
                   at[1], at[2]);
}

bool vp_get_tile_of_collection(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    tiled t;
    return has_quad(call, err) && find_tiled(call, snapshot, &t, err) && is_covered(&t, err) &&
           vp_get_vector_tile(call, snapshot, reply, err);
}

bool vp_get_tile_of_map(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    tiled t;
    return has_quad(call, err) && find_tiled(call, snapshot, &t, err) && is_covered(&t, err) &&
           vp_get_raster_tile(call, snapshot, reply, err);
}
