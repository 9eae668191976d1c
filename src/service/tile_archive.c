#include "service/tile_archive.h"
#include "platform/whole_file.h"
#include "snapshot/attribution.h"
#include "snapshot/gap_marks.h"
#include "snapshot/outlines.h"
#include "store/export/mbtiles.h"
#include "tiles/layers.h"
#include "tiles/pmtiles.h"
#include "tiles/raster_tile.h"
#include "json/json.h"
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { LAYERS_MOST = 16, TEXT_MOST = 400 };

typedef struct {
    const vp_snapshot *snapshot;
    const vp_tile_archive_question *asked;
    const vp_layer *layers[LAYERS_MOST];
    vp_pyramid_question question;
    char *metadata, *vector_layers; /* JSON */
    const char *description;
} archive;

static bool has_ending(const char *path, const char *ending)
{
    const char *dot = strrchr(path, '.');
    return dot && strcmp(dot, ending) == 0;
}

bool vp_tile_archive_is(const char *path) { return has_ending(path, ".pmtiles") || has_ending(path, ".mbtiles"); }

/* ------------------------------------------------------------ what is asked */

static bool fail_layer(const char *id, size_t length, vp_error *err)
{
    char known[TEXT_MOST] = "";
    for (size_t i = 0, at = 0; i < vp_layer_count && at < sizeof known; i++)
        at += (size_t)snprintf(known + at, sizeof known - at, "%s%s", i ? ", " : "", vp_layers[i].id);
    return vp_fail(err, VP_NOT_FOUND, "there is no tile layer %.*s; there is: %s, or one reach_SERVICE alone",
                   (int)(length < 60 ? length : 60), id, known);
}

static bool add_layer(archive *a, const char *list, size_t length, vp_error *err)
{
    char id[160];
    snprintf(id, sizeof id, "%.*s", (int)(length < sizeof id ? length : sizeof id - 1), list);
    const vp_layer *layer = length < sizeof id ? vp_layers_of(a->snapshot, id) : NULL;
    if (!layer) return fail_layer(list, length, err);
    if (a->question.layer_count == LAYERS_MOST) return vp_fail(err, VP_BAD_INPUT, "too many layers");
    a->layers[a->question.layer_count++] = layer;
    return true;
}

static bool find_layers(archive *a, const char *list, vp_error *err)
{
    a->question.zoom_most = VP_ARCHIVE_ZOOM_MOST;
    a->question.service = list ? vp_layers_raster(a->snapshot, list) : VP_NONE;
    if (a->question.service != VP_NONE) {
        uint32_t most = vp_raster_tile_zoom_most(a->snapshot->region->geometry);
        if (a->question.service == VP_RASTER_RELIEF && most > 0) most--; /* its TileJSON says why */
        if (most < a->question.zoom_most) a->question.zoom_most = most;
        return true;
    }
    for (size_t i = 0; !list && i < vp_layer_count; i++)
        if (!add_layer(a, vp_layers[i].id, strlen(vp_layers[i].id), err)) return false;
    while (list && *list) {
        size_t length = strcspn(list, ",");
        if (!add_layer(a, list, length, err)) return false;
        list += length + (list[length] == ',');
    }
    return a->question.layer_count > 0 || vp_fail(err, VP_BAD_INPUT, "no layer is named");
}

static bool find_set(archive *a, const vp_tile_archive_question *q, vp_error *err)
{
    const vp_units *units = &a->snapshot->region->units;
    a->question.set = units->main_set;
    if (!q->level && !q->vintage) return true;
    for (size_t s = 0; s < units->set_count; s++) {
        a->question.set = s;
        if ((!q->level || strcmp(units->sets[s].level, q->level) == 0) &&
            (!q->vintage || strcmp(units->sets[s].vintage, q->vintage) == 0))
            return true;
    }
    return vp_fail(err, VP_NOT_FOUND, "there are no units of level %s and vintage %s", q->level ? q->level : "any",
                   q->vintage ? q->vintage : "any");
}

/* ------------------------------------------------------------ what it says of itself */

static json_t *fields_of(const vp_layer *layer, const vp_snapshot *snapshot)
{
    json_t *fields = json_object();
    vp_layer_field more;
    for (size_t i = 0; i < VP_LAYER_FIELDS_MOST && layer->fields[i].name; i++)
        vp_json_put(&fields, layer->fields[i].name, json_string("String or Number"));
    for (size_t i = 0; vp_layer_more(layer, snapshot, i, &more); i++)
        vp_json_put(&fields, more.name, json_string("Number"));
    return fields;
}

static json_t *list_layers(const archive *a)
{
    json_t *list = json_array();
    for (size_t i = 0; i < a->question.layer_count; i++) {
        const vp_layer *layer = a->layers[i];
        vp_json_add(&list, json_pack("{s:s, s:s, s:i, s:i, s:o}", "id", vp_layer_name(layer, a->snapshot),
                                     "description", vp_layer_title(layer, a->snapshot, false), "minzoom", 0, "maxzoom",
                                     (int)a->question.zoom_most, "fields", fields_of(layer, a->snapshot)));
    }
    return list;
}

static json_t *attribution_of(const vp_provenance *provenance)
{
    char *html = vp_attribution_html(provenance);
    json_t *value = html ? json_string(html) : NULL;
    free(html);
    return value;
}

static bool describe(archive *a, vp_error *err)
{
    const vp_snapshot *s = a->snapshot;
    json_t *layers = list_layers(a), *wrapped = json_pack("{s:O}", "vector_layers", layers);
    json_t *root = json_pack("{s:s, s:o, s:s, s:s, s:o, s:o}", "name", "Vùng Phủ", "attribution",
                             attribution_of(&s->provenance), "type", "overlay", "version", "1.0.0", "description",
                             vp_json_text(a->description), "vector_layers", layers);
    a->metadata = vp_json_dump(root, JSON_COMPACT);
    a->vector_layers = vp_json_dump(wrapped, JSON_COMPACT);
    json_decref(root);
    json_decref(wrapped);
    return (a->metadata && a->vector_layers) || vp_fail_memory(err, sizeof *a);
}

/* ------------------------------------------------------------ writing */

static bool write_mbtiles(const archive *a, const vp_pyramid *pyramid, vp_bounds b, const char *path, vp_error *err)
{
    char bounds[100], zoom[8];
    if (b.east > 180) b.west = -180, b.east = 180; /* on both sides of the 180th meridian */
    snprintf(bounds, sizeof bounds, "%.6f,%.6f,%.6f,%.6f", b.west, b.south, b.east, b.north);
    snprintf(zoom, sizeof zoom, "%u", pyramid->zoom_most);
    const char *const names[] = {"name", "format",  "bounds",      "minzoom", "maxzoom",
                                 "type", "version", "description", "json"};
    const char *const values[] = {
        "Vùng Phủ",      pyramid->is_raster ? "png" : "pbf", bounds, "0", zoom, "overlay", "1", a->description,
        a->vector_layers};
    vp_mbtiles_tile *tiles = calloc(pyramid->count + 1, sizeof *tiles);
    if (!tiles) return vp_fail_memory(err, pyramid->count * sizeof *tiles);
    for (size_t i = 0; i < pyramid->count; i++) {
        const vp_pyramid_tile *t = &pyramid->tiles[i];
        tiles[i] = (vp_mbtiles_tile){t->tile.zoom, t->tile.column, t->tile.row, t->bytes.bytes, t->bytes.length};
    }
    bool ok = vp_mbtiles_write(path, names, values, sizeof names / sizeof *names, tiles, pyramid->count, err);
    free(tiles);
    return ok;
}

static bool write_file(const archive *a, const vp_pyramid *pyramid, vp_bounds b, const char *path, vp_error *err)
{
    vp_whole_file file;
    if (!vp_whole_file_begin(&file, path, err)) return false;
    bool ok = has_ending(path, ".mbtiles") ? write_mbtiles(a, pyramid, b, file.draft, err)
                                           : vp_pmtiles_write(pyramid, a->metadata, b, file.draft, err);
    if (ok)
        ok = vp_whole_file_commit(&file, err);
    else
        vp_whole_file_abandon(&file);
    return ok && (!a->asked->wrote || a->asked->wrote(a->asked->context, path, err));
}

/* The tile of that zoom above it. */
static vp_tile sheet_of(vp_tile tile, uint32_t zoom)
{
    return (vp_tile){zoom, tile.column >> (tile.zoom - zoom), tile.row >> (tile.zoom - zoom)};
}

static bool is_same_sheet(vp_tile a, vp_tile b) { return a.column == b.column && a.row == b.row; }

/* Its tiles are moved together to the beginning; their number. */
static size_t gather(vp_pyramid_tile tiles[], size_t count, uint32_t zoom)
{
    size_t held = 0;
    vp_tile sheet = sheet_of(tiles[0].tile, zoom);
    for (size_t i = 0; i < count; i++) {
        if (!is_same_sheet(sheet_of(tiles[i].tile, zoom), sheet)) continue;
        vp_pyramid_tile here = tiles[i];
        tiles[i] = tiles[held];
        tiles[held++] = here;
    }
    return held;
}

static bool write_sheet(const archive *a, const vp_pyramid *all, size_t first, size_t count, const char *path,
                        vp_error *err)
{
    char name[4096];
    vp_tile sheet = sheet_of(all->tiles[first].tile, a->asked->sheets);
    vp_pyramid part = {all->tiles + first, count, count, all->is_raster, a->asked->sheets, all->zoom_most};
    vp_bounds metres = vp_tile_bounds(sheet), degrees;
    vp_mercator_to_lonlat(metres.west, metres.south, &degrees.west, &degrees.south);
    vp_mercator_to_lonlat(metres.east, metres.north, &degrees.east, &degrees.north);
    int stem = (int)(strrchr(path, '.') - path);
    snprintf(name, sizeof name, "%.*s/%u-%u-%u.pmtiles", stem, path, sheet.zoom, sheet.column, sheet.row);
    return write_file(a, &part, degrees, name, err);
}

/* Those before the zoom of sheets come first, as they were drawn. */
static bool write_sheets(const archive *a, vp_pyramid *all, vp_bounds b, const char *path, vp_error *err)
{
    size_t first = 0;
    while (first < all->count && all->tiles[first].tile.zoom < a->asked->sheets) first++;
    vp_pyramid far = {all->tiles, first, first, all->is_raster, 0, all->zoom_most};
    if (far.zoom_most >= a->asked->sheets) far.zoom_most = a->asked->sheets - 1;
    bool ok = write_file(a, &far, b, path, err);
    char *folder = ok ? strndup(path, (size_t)(strrchr(path, '.') - path)) : NULL;
    if (ok && (!folder || (mkdir(folder, 0777) != 0 && errno != EEXIST)))
        ok = vp_fail(err, vp_error_of_system(errno), "%s: cannot be made: %s", path, strerror(errno));
    free(folder);
    for (size_t count; ok && first < all->count; first += count) {
        count = gather(all->tiles + first, all->count - first, a->asked->sheets);
        ok = write_sheet(a, all, first, count, path, err);
    }
    return ok;
}

static bool write_all(archive *a, const char *path, vp_error *err)
{
    vp_pyramid pyramid;
    a->question.layers = a->layers;
    bool ok = vp_pyramid_draw(a->snapshot, &a->question, &pyramid, err);
    vp_bounds b = a->snapshot->places.outlines->lonlat;
    if (ok) ok = a->asked->sheets ? write_sheets(a, &pyramid, b, path, err) : write_file(a, &pyramid, b, path, err);
    vp_pyramid_clear(&pyramid);
    return ok;
}

static bool prepare(vp_snapshot *snapshot, vp_error *err)
{
    vp_places *places = &snapshot->places;
    if (!places->outlines) places->outlines = vp_outlines_new(snapshot->region, err);
    if (places->outlines && !places->gap_marks)
        places->gap_marks = vp_gap_marks_new(snapshot->region, &snapshot->listings.gaps, VP_GAP_TILE_BYTES, err);
    return places->gap_marks &&
           (places->inside || !snapshot->results.main_weights || vp_snapshot_mark_inside(snapshot, err));
}

bool vp_tile_archive_write(vp_snapshot *snapshot, const vp_tile_archive_question *question, const char *path,
                           vp_error *err)
{
    archive a = {
        .snapshot = snapshot, .asked = question, .description = question->undated ? "" : snapshot->provenance.id};
    bool ok = prepare(snapshot, err) && find_layers(&a, question->layers, err) && find_set(&a, question, err) &&
              describe(&a, err) && write_all(&a, path, err);
    free(a.metadata);
    free(a.vector_layers);
    return ok;
}
