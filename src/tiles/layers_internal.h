/* What the drawing of layers shares. */
#pragma once
#include "tiles/layers.h"
#include "tiles/vector_tile.h"
#include <math.h>

/* Where a tile lies in units of its zoom, counted from the northwest corner of the world: borders are snapped
 * to the same points in every tile. */
typedef struct {
    double unit_metres, units_metre; /* a unit in metres, and how many a metre is */
    double column, row;              /* the tile's own corner, units */
    double half;                     /* of the world, metres */
} vp_tile_scale;

static inline vp_tile_scale vp_tile_scale_of(vp_tile tile)
{
    vp_bounds world = vp_tile_bounds((vp_tile){0, 0, 0});
    double side = (world.east - world.west) / (double)(UINT32_C(1) << tile.zoom);
    return (vp_tile_scale){side / VP_TILE_EXTENT, VP_TILE_EXTENT / side, (double)tile.column * VP_TILE_EXTENT,
                           (double)tile.row * VP_TILE_EXTENT, world.east};
}

static inline vp_point vp_tile_snap(const vp_tile_scale *s, vp_point p)
{
    const double rounder = 0x1.8p52; /* added, it leaves the nearest whole number, as rint does */
    double x = (p.x + s->half) * s->units_metre, y = (s->half - p.y) * s->units_metre;
    return (vp_point){x + rounder - rounder - s->column, y + rounder - rounder - s->row};
}

/* The tile and its buffer, metres. */
static inline vp_bounds vp_tile_around(vp_tile tile)
{
    vp_bounds b = vp_tile_bounds(tile);
    double buffer = VP_TILE_BUFFER * vp_tile_scale_of(tile).unit_metres;
    return (vp_bounds){b.west - buffer, b.south - buffer, b.east + buffer, b.north + buffer};
}

/* The same in degrees, a little larger: what lies outside need not be projected to say so. */
static inline vp_bounds vp_tile_around_degrees(vp_tile tile)
{
    const double margin = 1e-9;
    vp_bounds m = vp_tile_around(tile), d;
    vp_mercator_to_lonlat(m.west, m.south, &d.west, &d.south);
    vp_mercator_to_lonlat(m.east, m.north, &d.east, &d.north);
    return (vp_bounds){d.west - margin, d.south - margin, d.east + margin, d.north + margin};
}

static inline bool vp_tile_has(const vp_bounds *box, double x, double y)
{
    return x >= box->west && x <= box->east && y >= box->south && y <= box->north;
}

static inline bool vp_tile_meets(const vp_bounds *a, const vp_bounds *b)
{
    return a->west <= b->east && a->east >= b->west && a->south <= b->north && a->north >= b->south;
}

static inline bool vp_tile_holds(vp_point p)
{
    return p.x >= 0 && p.y >= 0 && p.x < VP_TILE_EXTENT && p.y < VP_TILE_EXTENT;
}

/* A vertex is dropped while the triangle it adds is smaller than this many square units: 4 units are
 * half a pixel on a 512-pixel tile. */
#define VP_TOLERANCE_UNITS 4.0

/* A feature under way, and room for its rings. */
typedef struct {
    vp_tile_scale scale;
    vp_bounds around; /* the tile and its buffer, metres */
    vp_tile_geometry geometry;
    vp_point *ring;
    size_t room;
} vp_tile_drawing;

/* backdrop_layers.c */
bool vp_road_layer_draw(const vp_snapshot *snapshot, size_t set, vp_tile tile, vp_buffer *out, vp_error *err);
bool vp_water_layer_draw(const vp_snapshot *snapshot, size_t set, vp_tile tile, vp_buffer *out, vp_error *err);
/* isochrone_layer.c */
bool vp_isochrone_layer_draw(const vp_snapshot *snapshot, size_t set, vp_tile tile, vp_buffer *out, vp_error *err);
/* unit_layers.c */
bool vp_units_layer_draw(const vp_snapshot *snapshot, size_t set, vp_tile tile, vp_buffer *out, vp_error *err);
bool vp_indicators_layer_draw(const vp_snapshot *snapshot, size_t set, vp_tile tile, vp_buffer *out, vp_error *err);
bool vp_columns_layer_draw(const vp_snapshot *snapshot, size_t set, vp_tile tile, vp_buffer *out, vp_error *err);
/* short_name.c. out has room for the name and one byte more than its own end takes. */
typedef enum { VP_NAME_SHORT, VP_NAME_TINY, VP_NAME_INITIALS, VP_NAME_FORMS } vp_name_form;
void vp_short_name(const char *name, vp_name_form form, char *out);
/* unit_names.c */
bool vp_unit_names_layer_draw(const vp_snapshot *snapshot, size_t set, vp_tile tile, vp_buffer *out, vp_error *err);
