#include "base/array.h"
#include "snapshot/backdrop.h"
#include "tiles/layers_internal.h"
#include <stdlib.h>

/* From which zoom on roads of a rank are drawn. */
static const uint32_t road_zooms[] = {0, 0, 9, 11};

/* A hole turns to the right where y grows northwards. */
static bool is_hole(const vp_point *points, size_t count)
{
    double twice = 0;
    for (size_t i = 0; i + 1 < count; i++)
        twice += (points[i].x - points[0].x) * (points[i + 1].y - points[0].y) -
                 (points[i + 1].x - points[0].x) * (points[i].y - points[0].y);
    return twice < 0;
}

static bool draw_part(vp_tile_drawing *d, const vp_backdrop_layer *from, const vp_backdrop_part *part, bool area,
                      vp_error *err)
{
    double least = VP_TOLERANCE_UNITS * VP_TOLERANCE_UNITS * d->scale.unit_metres * d->scale.unit_metres;
    const vp_point *points = from->points + part->first;
    size_t count = 0;
    if (!vp_tile_meets(&part->bounds, &d->around)) return true;
    if (!VP_ARRAY_FIT(d->ring, d->room, part->count, err)) return false;
    for (size_t i = 0; i < part->count; i++)
        if ((double)from->weights[part->first + i] >= least) d->ring[count++] = vp_tile_snap(&d->scale, points[i]);
    if (!area)
        vp_tile_geometry_line(&d->geometry, d->ring, count);
    else if (count > 0)
        vp_tile_geometry_ring(&d->geometry, d->ring, count - 1, is_hole(points, part->count));
    return true;
}

/* Several parts of a feature in one geometry: few features, short tiles. */
static bool draw_feature(vp_tile_drawing *d, const vp_backdrop_layer *from, const vp_backdrop_feature *f, vp_error *err)
{
    vp_tile_geometry_begin(&d->geometry, f->area ? VP_GEOMETRY_POLYGON : VP_GEOMETRY_LINE);
    for (size_t i = f->first; i < f->first + f->count; i++)
        if (!draw_part(d, from, &from->parts[i], f->area, err)) return false;
    return true;
}

static bool draw_backdrop(const vp_snapshot *snapshot, vp_backdrop_kind kind, vp_tile tile, vp_buffer *out,
                          vp_error *err)
{
    bool roads = kind == VP_BACKDROP_ROADS;
    const vp_backdrop_layer none = {0},
                            *from = snapshot->places.backdrop ? &snapshot->places.backdrop->layers[kind] : &none;
    vp_tile_drawing d = {.scale = vp_tile_scale_of(tile), .around = vp_tile_around(tile)};
    vp_vector_layer *layer = vp_vector_layer_new(roads ? "roads" : "waters", err);
    bool ok = layer != NULL;
    for (size_t i = 0; ok && i < from->feature_count; i++) {
        const vp_backdrop_feature *f = &from->features[i];
        if (roads && tile.zoom < road_zooms[f->rank]) continue;
        const vp_tile_property properties[] = {{"class", f->class_name, NAN},
                                               {"name", f->name, NAN},
                                               {"rank", NULL, roads ? (double)f->rank : (double)NAN}};
        ok = draw_feature(&d, from, f, err) && vp_vector_layer_add(layer, i + 1, &d.geometry, properties, 3, err);
    }
    ok = ok && vp_vector_layer_write(layer, out, err);
    vp_vector_layer_free(layer);
    vp_tile_geometry_clear(&d.geometry);
    free(d.ring);
    return ok;
}

bool vp_road_layer_draw(const vp_snapshot *snapshot, size_t set, vp_tile tile, vp_buffer *out, vp_error *err)
{
    (void)set;
    return draw_backdrop(snapshot, VP_BACKDROP_ROADS, tile, out, err);
}

bool vp_water_layer_draw(const vp_snapshot *snapshot, size_t set, vp_tile tile, vp_buffer *out, vp_error *err)
{
    (void)set;
    return draw_backdrop(snapshot, VP_BACKDROP_WATERS, tile, out, err);
}
