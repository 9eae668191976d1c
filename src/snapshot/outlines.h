/* What is drawn on a web map, ready for it: outlines of the units in Web Mercator with the rings
 * that are holes and how much each vertex matters, facilities, and areas in degrees; and what features are called.
 *
 * The weight of a vertex is the effective area of Visvalingam and Whyatt (1993), in
 * square Web Mercator metres, computed per border line between two places where
 * three meet, always in the same direction: so both neighbours of a border drop the same
 * vertices at a given tolerance and no sliver opens between them. */
#pragma once
#include "snapshot/snapshot.h"

/* What the points k * VP_OUTLINE_BLOCK to the next block say together, of a unit's last block as many as there are; of
 * a span likewise, which is whole. */
enum { VP_OUTLINE_BLOCK = 32, VP_OUTLINE_SPAN = 8 * VP_OUTLINE_BLOCK };
typedef struct {
    vp_bounds bounds; /* Web Mercator metres */
    float most;       /* the greatest weight */
} vp_outline_block;

typedef struct {
    vp_point *points;               /* Web Mercator metres, in the order of vp_unit.lonlat.points */
    float *weights;                 /* of each point; INFINITY: never dropped */
    size_t *outer;                  /* [ring] the ring it is a hole of, or VP_NONE for an outer ring */
    vp_bounds bounds;               /* Web Mercator metres; west > east when the unit has no shape */
    vp_bounds lonlat;               /* degrees */
    const vp_outline_block *blocks; /* of all points; NULL: not made */
    const vp_outline_block *spans;  /* of those that fill whole ones; NULL as blocks */
    vp_point name;                  /* where its name is written, Web Mercator metres */
    double name_width;              /* of the unit there, metres; 0: there is no place for it */
} vp_outline;

/* A service area in degrees. */
typedef struct {
    vp_shape lonlat;
    size_t *outer; /* as in vp_outline */
} vp_area_outline;

typedef struct vp_outlines {
    vp_outline **sets; /* [set][unit] */
    size_t set_count;
    size_t *unit_counts; /* [set] */
    vp_bounds lonlat;    /* of the main set */
    size_t facility_count, area_count, transmitter_count, settlement_count;
    vp_point *facilities;     /* Web Mercator metres */
    char **facility_services; /* ids of a facility's services, separated by commas; "" for none */
    char **patterns;          /* of transmitter t as text: [2 t] by azimuth, [2 t + 1] vertical; "" for none */
    vp_area_outline *areas;   /* as vp_region.supply.service_areas */
    /* Ids that no other feature of the collection has (feature_ids.h), as vp_region has the rows. */
    char **facility_ids, **area_ids, **transmitter_ids, **settlement_ids;
    vp_outline_block *blocks; /* and spans, of all units */
    bool borrowed;            /* the arrays of sets: of vp_outlines_over */
} vp_outlines;

/* outer[ring] of the shape, whose points may be others': a ring inside an odd number of others is a hole of the
 * smallest of them. */
void vp_outlines_nest(const vp_shape *shape, const vp_point points[], size_t outer[]);

/* O(v log v) in vertices. */
vp_outlines *vp_outlines_new(const vp_region *region, vp_error *err);
/* The units' alone, with nothing of facilities, areas and transmitters. */
vp_outlines *vp_outlines_of_units(const vp_region *region, vp_error *err);

/* What outlines of units are made of, set by set and unit by unit: as long as the shapes in degrees say, bounds two a
 * unit (metres, degrees). */
typedef struct {
    vp_point *points;
    float *weights;
    size_t *outer;
    vp_bounds *bounds;
} vp_outline_parts;

typedef struct {
    size_t points, rings, units;
} vp_outline_counts;

vp_outline_counts vp_outlines_count(const vp_units *units);
/* The same as vp_outlines_new, over parts that outlive it. VP_BAD_INPUT where a ring is a hole of none. */
vp_outlines *vp_outlines_over(const vp_region *region, vp_outline_parts parts, vp_error *err);
void vp_outlines_free(vp_outlines *outlines); /* NULL is fine */

/* Where a gap is drawn, degrees; NaN when it lies outside the grid. */
void vp_gap_place(const vp_region *region, const vp_gap *gap, double *lon, double *lat);
