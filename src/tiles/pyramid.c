#include "tiles/pyramid.h"
#include "base/array.h"
#include "platform/parallel.h"
#include "snapshot/outlines.h"
#include "tiles/raster_tile.h"
#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

enum { GZIP_LEVEL = 6 };

typedef struct {
    const vp_snapshot *snapshot;
    const vp_pyramid_question *question;
    vp_bounds province;     /* metres */
    vp_pyramid_tile *tiles; /* of the zoom in hand */
} drawing;

static bool compress(const vp_buffer *plain, vp_buffer *out, vp_error *err)
{
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(GZIP_LEVEL);
    size_t most = compressor ? libdeflate_gzip_compress_bound(compressor, plain->length) : 0;
    bool ok = compressor && vp_buffer_reserve(out, most);
    if (ok) out->length = libdeflate_gzip_compress(compressor, plain->bytes, plain->length, out->bytes, most);
    libdeflate_free_compressor(compressor);
    return (ok && out->length > 0) || vp_fail_memory(err, plain->length);
}

/* Where it lies beside the province: beyond 180 degrees, where that does. */
static vp_tile place_of(const drawing *d, const vp_pyramid_tile *tile)
{
    return vp_tile_beside(tile->tile, d->snapshot->places.outlines->lonlat);
}

static bool draw_vector(const drawing *d, vp_pyramid_tile *tile, vp_error *err)
{
    vp_buffer plain = {0};
    bool ok = true;
    for (size_t i = 0; ok && i < d->question->layer_count; i++)
        ok = d->question->layers[i]->draw(d->snapshot, d->question->set, place_of(d, tile), &plain, err);
    ok = ok && (plain.length == 0 || compress(&plain, &tile->bytes, err));
    vp_buffer_clear(&plain);
    return ok;
}

static bool draw_tile(void *context, size_t place, size_t i, vp_error *err)
{
    const drawing *d = context;
    (void)place;
    if (d->question->layer_count) return draw_vector(d, &d->tiles[i], err);
    return vp_raster_tile_draw(d->snapshot, d->question->service, place_of(d, &d->tiles[i]), &d->tiles[i].bytes, err);
}

/* The four below each tile of the zoom above; at zoom 0 the one there is. A list of *count. */
static vp_pyramid_tile *list_below(const vp_pyramid *above, size_t first, uint32_t zoom, size_t *count)
{
    size_t parents = above->count - first;
    vp_pyramid_tile *tiles = calloc(zoom ? 4 * parents + 1 : 1, sizeof *tiles);
    *count = zoom ? 4 * parents : 1;
    for (size_t i = 0; tiles && zoom && i < *count; i++) {
        vp_tile parent = above->tiles[first + i / 4].tile;
        tiles[i].tile = (vp_tile){zoom, 2 * parent.column + (uint32_t)(i & 1), 2 * parent.row + (uint32_t)(i >> 1 & 1)};
    }
    return tiles;
}

/* What may hold something itself or below: what does, and where the province lies, as from afar some layers leave out
 * what is small. */
static bool leads_on(const drawing *d, const vp_pyramid_tile *tile)
{
    if (d->question->layer_count && tile->bytes.length > 0) return true;
    vp_bounds here = vp_tile_bounds(place_of(d, tile));
    return here.west <= d->province.east && here.east >= d->province.west && here.south <= d->province.north &&
           here.north >= d->province.south;
}

/* Takes those that lead on. */
static bool keep(vp_pyramid *out, const drawing *d, size_t count, vp_error *err)
{
    bool ok = VP_ARRAY_FIT(out->tiles, out->room, out->count + count, err);
    for (size_t i = 0; i < count; i++) {
        if (ok && leads_on(d, &d->tiles[i]))
            out->tiles[out->count++] = d->tiles[i];
        else
            vp_buffer_clear(&d->tiles[i].bytes);
    }
    return ok;
}

static bool is_blank(const vp_pyramid_tile *tile, const vp_buffer *blank)
{
    return tile->bytes.length == 0 ||
           (tile->bytes.length == blank->length && memcmp(tile->bytes.bytes, blank->bytes, blank->length) == 0);
}

/* Empty tiles, and pictures of nothing: each is the same as that of a pole. */
static bool drop_blank(vp_pyramid *out, const vp_snapshot *snapshot, size_t service, vp_error *err)
{
    vp_buffer blank = {0};
    size_t kept = 0;
    bool ok = !out->is_raster || vp_raster_tile_draw(snapshot, service, (vp_tile){VP_ZOOM_MOST, 0, 0}, &blank, err);
    for (size_t i = 0; ok && i < out->count; i++) {
        if (is_blank(&out->tiles[i], &blank))
            vp_buffer_clear(&out->tiles[i].bytes);
        else
            out->tiles[kept++] = out->tiles[i];
    }
    if (ok) out->count = kept;
    vp_buffer_clear(&blank);
    return ok;
}

static void find_province(drawing *d)
{
    vp_bounds b = d->snapshot->places.outlines->lonlat;
    vp_mercator_from_lonlat(b.west, b.south, &d->province.west, &d->province.south);
    vp_mercator_from_lonlat(b.east, b.north, &d->province.east, &d->province.north);
}

static bool draw_zoom(drawing *d, vp_pyramid *out, size_t first, uint32_t zoom, vp_error *err)
{
    size_t count;
    d->tiles = list_below(out, first, zoom, &count);
    bool ok =
        (d->tiles || vp_fail_memory(err, count * sizeof *d->tiles)) && vp_parallel_run(0, count, draw_tile, d, err);
    ok = (d->tiles && keep(out, d, count, err)) && ok;
    free(d->tiles);
    return ok;
}

bool vp_pyramid_draw(const vp_snapshot *snapshot, const vp_pyramid_question *question, vp_pyramid *out, vp_error *err)
{
    drawing d = {.snapshot = snapshot, .question = question};
    *out = (vp_pyramid){.is_raster = question->layer_count == 0, .zoom_most = question->zoom_most};
    find_province(&d);
    bool ok = true;
    for (uint32_t zoom = 0; ok && zoom <= question->zoom_most; zoom++) {
        size_t first = out->count;
        while (first > 0 && zoom > 0 && out->tiles[first - 1].tile.zoom == zoom - 1) first--;
        ok = draw_zoom(&d, out, first, zoom, err);
    }
    return ok && drop_blank(out, snapshot, question->service, err);
}

void vp_pyramid_clear(vp_pyramid *pyramid)
{
    for (size_t i = 0; i < pyramid->count; i++) vp_buffer_clear(&pyramid->tiles[i].bytes);
    free(pyramid->tiles);
    *pyramid = (vp_pyramid){0};
}
