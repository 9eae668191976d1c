/* The layer of isochrones: where each service is reached within its default limit. */
#include "base/array.h"
#include "snapshot/reached_areas.h"
#include "tiles/layers_internal.h"
#include <stdlib.h>

typedef struct {
    vp_tile_scale scale;
    vp_bounds around; /* the tile and its buffer, metres */
    vp_tile_geometry geometry;
    vp_point *ring;
    size_t room;
} drawing;

/* Beyond one side of the tile: of such a piece of a ring only its ends are needed, as clipping leaves nothing of what
 * lies between. */
static bool is_beyond(const vp_bounds *piece, const vp_bounds *tile)
{
    return piece->east < tile->west || piece->west > tile->east || piece->north < tile->south ||
           piece->south > tile->north;
}

/* Rings follow the cells of the grid: what shares a unit of the tile is one point. */
static size_t add_point(drawing *d, size_t count, vp_point metres)
{
    vp_point p = vp_tile_snap(&d->scale, metres);
    if (count > 0 && p.x == d->ring[count - 1].x && p.y == d->ring[count - 1].y) return count;
    d->ring[count] = p;
    return count + 1;
}

static bool draw_ring(drawing *d, const vp_reached_area *area, size_t ring, bool is_hole)
{
    const size_t *starts = area->lonlat.ring_starts;
    size_t count = 0, end = starts[ring + 1] - 1;
    if (!vp_tile_meets(&area->rings[ring], &d->around)) return false;
    for (size_t i = starts[ring]; i < end; i++) {
        count = add_point(d, count, area->mercator[i]);
        if (i % VP_REACHED_BLOCK || i + VP_REACHED_BLOCK > end) continue;
        if (is_beyond(&area->blocks[i / VP_REACHED_BLOCK], &d->around)) i += VP_REACHED_BLOCK - 2;
    }
    return vp_tile_geometry_ring(&d->geometry, d->ring, count, is_hole);
}

static bool draw_area(drawing *d, const vp_reached_area *area, vp_error *err)
{
    if (!VP_ARRAY_FIT(d->ring, d->room, area->lonlat.point_count, err)) return false;
    vp_tile_geometry_begin(&d->geometry, VP_GEOMETRY_POLYGON);
    for (size_t r = 0; r < area->lonlat.ring_count; r++) {
        if (area->outer[r] != VP_NONE || !draw_ring(d, area, r, false)) continue;
        for (size_t h = area->first_hole[r]; h != VP_NONE; h = area->next_hole[h]) draw_ring(d, area, h, true);
    }
    return true;
}

static bool write_area(vp_vector_layer *layer, const drawing *d, const vp_region *region, const vp_reached_area *area,
                       vp_error *err)
{
    const vp_service *s = &region->definitions.services[area->service];
    const vp_tile_property properties[] = {{"service", s->id, NAN},
                                           {"title", s->title_vi, NAN},
                                           {"title_en", s->title_en, NAN},
                                           {"limit", NULL, area->limit},
                                           {"unit", area->unit, NAN},
                                           {"people", NULL, area->people},
                                           {"area_km2", NULL, area->area_square_metres / 1e6}};
    return vp_vector_layer_add(layer, area->service + 1, &d->geometry, properties,
                               sizeof properties / sizeof *properties, err);
}

bool vp_isochrone_layer_draw(const vp_snapshot *snapshot, size_t set, vp_tile tile, vp_buffer *out, vp_error *err)
{
    (void)set;
    drawing d = {.scale = vp_tile_scale_of(tile), .around = vp_tile_around(tile)};
    const vp_reached_area *areas = vp_reached_areas_of(snapshot, err);
    vp_vector_layer *layer = areas ? vp_vector_layer_new("isochrones", err) : NULL;
    bool ok = layer != NULL;
    for (size_t i = 0; ok && i < vp_reached_areas_count(snapshot); i++)
        if (vp_tile_meets(&areas[i].bounds, &d.around))
            ok = draw_area(&d, &areas[i], err) && write_area(layer, &d, snapshot->region, &areas[i], err);
    ok = ok && vp_vector_layer_write(layer, out, err);
    vp_vector_layer_free(layer);
    vp_tile_geometry_clear(&d.geometry);
    free(d.ring);
    return ok;
}
