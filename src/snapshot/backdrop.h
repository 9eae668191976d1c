/* What a web map draws beneath its figures, of the province's own data: roads, waters and the shade of its relief. */
#pragma once
#include "snapshot/ramps.h"
#include <stddef.h>
#include <vungphu/region.h>

typedef enum { VP_BACKDROP_ROADS, VP_BACKDROP_WATERS, VP_BACKDROP_LAYERS } vp_backdrop_kind;

/* A line, or a ring that repeats its first point at its end: an outer one turns to the left, a hole to the right and
 * stands behind its outer ring. */
typedef struct {
    size_t first, count; /* of points; at least 2 */
    vp_bounds bounds;    /* Web Mercator metres */
} vp_backdrop_part;

/* Roads or waters of one class and name. */
typedef struct {
    char *class_name, *name; /* name: NULL without one */
    int rank;                /* of roads: 1 main, 2 connecting, 3 other; of waters 1 */
    bool area;
    size_t first, count; /* of parts */
} vp_backdrop_feature;

typedef struct {
    vp_backdrop_feature *features;
    size_t feature_count;
    vp_backdrop_part *parts;
    size_t part_count;
    vp_point *points; /* Web Mercator metres */
    float *weights;   /* of each point, square metres (vertex_weights.h); INFINITY: never dropped */
    size_t point_count;
} vp_backdrop_layer;

typedef struct vp_backdrop {
    vp_backdrop_layer layers[VP_BACKDROP_LAYERS];
} vp_backdrop;

/* A row of a source. */
typedef struct {
    char *class_name, *name; /* name: NULL or "" without one */
    bool area;
    vp_shape shape; /* Web Mercator metres; of lines each part is a "ring" that need not close */
} vp_backdrop_row;

/* Rows that stand together and have the same class, name and kind become one feature, whose lines are joined where
 * just two of them meet. The rows stay the caller's. */
bool vp_backdrop_layer_init(vp_backdrop_layer *layer, const vp_backdrop_row rows[], size_t count, vp_error *err);
/* By the fastest speed of any mode on the class: 45 km/h and more is main, 25 and more connecting. */
void vp_backdrop_rank_roads(vp_backdrop_layer *roads, const vp_speed_table *speeds);
void vp_backdrop_free(vp_backdrop *backdrop); /* NULL is fine */

/* ------------------------------------------------------------ the relief */

/* What a picture of the relief shows of a cell: nothing, a shade inside the province, or a shade outside it, where the
 * picture is greyed. */
enum {
    VP_RELIEF_NOTHING,
    VP_RELIEF_INSIDE,    /* the darkest; the others follow */
    VP_RELIEF_TONES = 9, /* inside; the middle one is that of level land */
    VP_RELIEF_OUTSIDE = VP_RELIEF_INSIDE + VP_RELIEF_TONES,
    VP_RELIEF_OUTSIDE_TONES = 5,
    VP_RELIEF_SHOWN = VP_RELIEF_OUTSIDE + VP_RELIEF_OUTSIDE_TONES
};

/* light: vp_relief_light; NaN is drawn as level. inside: per cell. Outside the province the relief fades towards the
 * edges of the grid, so that it does not end in them. */
void vp_backdrop_relief(const float light[], const uint8_t inside[], vp_grid_geometry geometry, uint8_t shown[]);
/* Colour and opacity (0..255) of what is shown. */
vp_colour vp_backdrop_relief_colour(size_t shown, uint8_t *opacity);
