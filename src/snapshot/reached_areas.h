/* Where each service is reached within its default limit: isochrones as polygons, made when they are first asked for;
 * and what one limit of a service is asked. */
#pragma once
#include "snapshot/snapshot.h"
#include <vungphu/indicators.h>

#define VP_REACHED_BLOCK 64

typedef struct {
    size_t service;
    double limit;                /* in the service's unit */
    const char *unit;            /* of it; static text */
    double people, people_total; /* of the service's group within it; NaN: not counted */
    double area_square_metres;   /* on the grid */
    vp_shape lonlat;             /* degrees */
    size_t *outer;               /* as in vp_outline */
    size_t *first_hole;          /* [ring] of an outer one: its first hole; VP_NONE: it has none */
    size_t *next_hole;           /* [ring] of a hole: the next one of the same outer ring; VP_NONE: the last */
    vp_point *mercator;          /* of lonlat's points, metres */
    vp_bounds bounds;            /* of them; west > east: nowhere within the limit */
    vp_bounds *rings;            /* of each ring, metres */
    vp_bounds *blocks;           /* of each VP_REACHED_BLOCK points one after the other, metres */
} vp_reached_area;

typedef struct vp_reached_areas vp_reached_areas;
vp_reached_areas *vp_reached_areas_new(vp_error *err);
void vp_reached_areas_free(vp_reached_areas *areas); /* NULL is fine */

/* Of the services that are reached by minutes or metres and were analysed. */
size_t vp_reached_areas_count(const vp_snapshot *snapshot);
/* All, in the order of the services; they live as long as the snapshot. Some tenths of a second at first. Any thread.
 */
const vp_reached_area *vp_reached_areas_of(const vp_snapshot *snapshot, vp_error *err);

/* Whether they are there, so that to ask for them takes no time. */
bool vp_reached_areas_are_made(const vp_snapshot *snapshot);

/* The service's group within a limit of it: the formula of the indicators. */
bool vp_reached_areas_measure(const vp_snapshot *snapshot, size_t service, double limit, vp_measurement *out,
                              vp_error *err);
/* From projected metres to degrees in place. A crossing may lie on the grid's very edge. */
bool vp_reached_areas_to_degrees(const vp_region *region, vp_shape *shape, vp_error *err);
