/* Snapshots drawn by hand in units of a tile, and their layers drawn and read. */
#pragma once
#include "snapshot/outlines.h"
#include "tile_reader.h"
#include "tiles/layers.h"
#include <math.h>

static const vp_tile world_tile = {0, 0, 0}; /* one tile; a unit is 9.8 km */

static inline double unit_metres(uint32_t zoom)
{
    vp_bounds world = vp_tile_bounds(world_tile);
    return (world.east - world.west) / (4096.0 * (double)(1U << zoom));
}

static inline vp_point mercator(vp_tile tile, double u, double v)
{
    vp_bounds b = vp_tile_bounds(tile);
    return (vp_point){b.west + u * unit_metres(tile.zoom), b.north - v * unit_metres(tile.zoom)};
}

static inline char *copy(const char *text) { return text ? strdup(text) : NULL; }

static inline vp_snapshot *new_snapshot(size_t units, size_t facilities)
{
    vp_snapshot *s = vp_snapshot_new(NULL);
    vp_region *region = s->region = calloc(1, sizeof *region);
    vp_outlines *outlines = s->places.outlines = calloc(1, sizeof *outlines);
    region->units.set_count = outlines->set_count = 1;
    region->units.sets = calloc(1, sizeof *region->units.sets);
    region->units.sets[0] = (vp_unit_set){copy("commune"), copy("2025"), calloc(units + 1, sizeof(vp_unit)), units};
    outlines->sets = calloc(1, sizeof *outlines->sets);
    outlines->sets[0] = calloc(units + 1, sizeof **outlines->sets);
    outlines->unit_counts = calloc(1, sizeof *outlines->unit_counts);
    outlines->unit_counts[0] = units;
    region->supply.facility_count = outlines->facility_count = facilities;
    region->supply.facilities = calloc(facilities + 1, sizeof *region->supply.facilities);
    outlines->facilities = calloc(facilities + 1, sizeof *outlines->facilities);
    outlines->facility_services = calloc(facilities + 1, sizeof *outlines->facility_services);
    return s;
}

static inline read_layer *draw(const vp_snapshot *s, const char *id, vp_tile tile)
{
    static vp_buffer bytes; /* what the reader points into */
    vp_buffer_clear(&bytes);
    ck_assert(vp_layers_find(id)->draw(s, 0, tile, &bytes, NULL));
    return read_tile(bytes.bytes, bytes.length);
}
