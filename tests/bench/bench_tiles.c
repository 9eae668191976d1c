/* Tiles drawn on one core, every tile of the province at each zoom, again and again for a while; DIR is a dataset
 * directory, LAYER one layer (all without it). CSV: layer, zoom, tiles, tiles per second of CPU, bytes at the most. */
#include "snapshot/gap_marks.h"
#include "snapshot/outlines.h"
#include "store/snapshot/snapshot_store.h"
#include "tiles/layers.h"
#include "tiles/raster_tile.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SECONDS_EACH 0.5
enum { BETWEEN_LOOKS = 16 }; /* tiles: to look at the clock takes a tenth of what a small tile takes */

static double cpu_seconds(void)
{
    struct timespec at;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at);
    return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

typedef struct {
    uint32_t west, north, east, south;
} range;

static uint32_t tile_at(double metres, uint32_t zoom)
{
    vp_bounds world = vp_tile_bounds((vp_tile){0, 0, 0});
    return (uint32_t)((metres - world.west) / (world.east - world.west) * (double)(UINT32_C(1) << zoom));
}

/* The tiles that the main set's units touch. */
static range range_of(const vp_snapshot *snapshot, uint32_t zoom)
{
    size_t set = snapshot->region->units.main_set;
    vp_bounds all = snapshot->places.outlines->sets[set][0].bounds;
    for (size_t u = 1; u < snapshot->region->units.sets[set].unit_count; u++) {
        vp_bounds b = snapshot->places.outlines->sets[set][u].bounds;
        if (b.west < all.west) all.west = b.west;
        if (b.east > all.east) all.east = b.east;
        if (b.south < all.south) all.south = b.south;
        if (b.north > all.north) all.north = b.north;
    }
    return (range){tile_at(all.west, zoom), tile_at(-all.north, zoom), tile_at(all.east, zoom),
                   tile_at(-all.south, zoom)};
}

typedef bool draw(const vp_snapshot *snapshot, const void *what, vp_tile tile, vp_buffer *out, vp_error *err);

static bool draw_layer(const vp_snapshot *snapshot, const void *what, vp_tile tile, vp_buffer *out, vp_error *err)
{
    const vp_layer *layer = what;
    return layer->draw(snapshot, snapshot->region->units.main_set, tile, out, err);
}

static bool draw_raster(const vp_snapshot *snapshot, const void *what, vp_tile tile, vp_buffer *out, vp_error *err)
{
    const size_t *service = what;
    return vp_raster_tile_draw(snapshot, *service, tile, out, err);
}

static const char *only;   /* NULL: every layer */
static uint32_t only_zoom; /* 0: every zoom */

static void run(const vp_snapshot *snapshot, const char *name, draw *one, const void *what, uint32_t zoom)
{
    if ((only && strcmp(only, name) != 0) || (only_zoom && zoom != only_zoom)) return;
    range r = range_of(snapshot, zoom);
    size_t drawn = 0, most = 0, tiles = (size_t)(r.east - r.west + 1) * (r.south - r.north + 1);
    double began = cpu_seconds(), spent = 0;
    while (spent < SECONDS_EACH) {
        for (size_t i = 0; i < tiles && spent < SECONDS_EACH; i++) {
            size_t k = drawn % tiles, wide = r.east - r.west + 1;
            vp_tile tile = {zoom, r.west + (uint32_t)(k % wide), r.north + (uint32_t)(k / wide)};
            vp_buffer out = {0};
            vp_error err = {0};
            if (!one(snapshot, what, tile, &out, &err)) {
                fprintf(stderr, "%s\n", err.message);
                exit(1);
            }
            if (out.length > most) most = out.length;
            vp_buffer_clear(&out);
            if (++drawn % BETWEEN_LOOKS == 0) spent = cpu_seconds() - began;
        }
    }
    printf("tiles,%s,%u,%zu,%.0f,%zu\n", name, zoom, tiles, (double)drawn / spent, most);
    fflush(stdout);
}

static bool prepare(vp_snapshot *s, vp_error *err)
{
    s->places.gap_marks = vp_gap_marks_new(s->region, &s->listings.gaps, VP_GAP_TILE_BYTES, err);
    return s->places.gap_marks != NULL;
}

int main(int count, char **arguments)
{
    if (count < 2 || count > 4) {
        fprintf(stderr, "usage: bench_tiles DIR [LAYER [ZOOM]]\n");
        return 2;
    }
    only = arguments[2];
    only_zoom = count > 3 ? (uint32_t)strtoul(arguments[3], NULL, 10) : 0;
    vp_error err = {0};
    vp_snapshot *snapshot = vp_snapshot_load(arguments[1], &err);
    if (!snapshot || !prepare(snapshot, &err)) {
        fprintf(stderr, "%s\n", err.message);
        return 1;
    }
    for (size_t l = 0; l < vp_layer_count; l++)
        for (uint32_t zoom = 8; zoom <= 14; zoom += 2) run(snapshot, vp_layers[l].id, draw_layer, &vp_layers[l], zoom);
    size_t services = snapshot->region->definitions.service_count, reaches = 0;
    for (size_t s = 0; s < services; s++) { /* the first of each kind of reach */
        if (!snapshot->results.surfaces[s] || reaches & (size_t)1 << snapshot->region->definitions.services[s].reach)
            continue;
        reaches |= (size_t)1 << snapshot->region->definitions.services[s].reach;
        for (uint32_t zoom = 8; zoom <= 14; zoom += 2)
            run(snapshot, snapshot->region->definitions.services[s].id, draw_raster, &s, zoom);
    }
    vp_snapshot_release(snapshot);
    return 0;
}
