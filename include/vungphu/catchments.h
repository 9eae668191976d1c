/* Whose facility is whose: the people of a province divided among the facilities of a service, without overlap. By the
 * nearest, or so that none takes more than it has places for: a school map.
 *
 * A capacity-constrained Voronoi diagram: at the optimum each facility has a price of its places, 0 where one is free,
 * and everyone goes where cost + price is least (docs/methods.md, "Catchments"). */
#pragma once
#include <vungphu/api.h>
#include <vungphu/contour.h>
#include <vungphu/modes.h>
#include <vungphu/zonal.h>

VP_BEGIN_DECLS

/* ---- on a table of costs */

typedef struct {
    uint32_t facility;
    float cost; /* >= 0, finite */
} vp_division_choice;

typedef struct {
    size_t demand_count, facility_count;
    const double *people;              /* [demand] above 0 */
    const size_t *starts;              /* demand_count + 1 offsets into choices */
    const vp_division_choice *choices; /* of a demand by cost, then facility; each facility once */
    const double *places;              /* [facility] people whom it can take, >= 0; INFINITY: any number */
} vp_division_problem;

/* A demand may be divided between facilities: at most facility_count are, but for equal costs. */
typedef struct {
    double *people;      /* [choice] who go there */
    double *prices;      /* [facility] what one place more would save, in cost per person; 0 where one is free */
    double refused;      /* what somebody without a place counts: more than any place can save others */
    double placed, cost; /* people who have a place, Σ people · cost of them */
    double bound;        /* of cost: no division that places as many people costs less, none places more */
} vp_division;

/* Most people placed, and of the divisions that place so many one of least cost. VP_BAD_INPUT for a malformed table.
 * before: the same table's, when some facilities had more places than now: work begins there; NULL: anew. Clear it. */
VP_API bool vp_divide(const vp_division_problem *problem, const vp_division *before, vp_division *out, vp_error *err);
VP_API void vp_division_clear(vp_division *division);

/* ---- on a region */

typedef struct {
    size_t service;     /* reached by travel time or distance */
    size_t group;       /* VP_NONE: everyone */
    double limit;       /* NaN: the service's default */
    size_t other_group; /* whose units (of the main set) have the limit other_limit; VP_NONE: none */
    double other_limit;
    double people_per_place; /* whom one of the capacity can take; NaN: everyone goes to the nearest */
    double merge_below;      /* facilities with fewer people than this may be merged into others; NaN: none may */
    const char *merge_only;  /* of these, only of this kind, or with this text in their name; NULL: any */
} vp_catchment_question;

typedef struct {
    size_t facility;      /* of the region */
    double nearest;       /* people within their limit whose nearest it is */
    double people;        /* who are given to it */
    double sent;          /* of those whose nearest it is, given to another */
    double places;        /* NaN: it states none, and takes anyone */
    double mean, most;    /* minutes or metres of its people; NaN without any */
    bool wanted;          /* one place more would take somebody who has none */
    double price;         /* minutes or metres that one place more would save; 0 where one is free, NaN where wanted */
    size_t merged;        /* it could close, as the first, second …, so that nobody loses a place; 0: no */
    double merged_people; /* who went to it until then */
    double merged_cost;   /* Σ people · minutes or metres that it adds, for all who go elsewhere then */
    size_t into;          /* of items: where most of its people go then; VP_NONE */
    vp_contour area;      /* no rings: nobody's */
} vp_catchment;

typedef struct {
    double people;   /* of the group, with data */
    double beyond;   /* of them, beyond the limit of every facility */
    double no_place; /* within it, but all places are taken */
    double cost;     /* Σ people · minutes or metres of the rest */
} vp_catchment_unit;

typedef struct {
    vp_catchment *items; /* [facility of the service] */
    size_t count;
    vp_catchment_unit *units; /* [unit of the main set] */
    size_t unit_count;
    vp_catchment_unit all; /* sums of the units */
    double limit;          /* used */
    double mean_nearest;   /* minutes or metres to the nearest, of those with a place */
    double most;           /* of those with a place */
    size_t merged;         /* how many could close; the figures above are after that */
    double bound;          /* of all.cost, as vp_division */
    int32_t *owners;       /* [cell] of items; -1: nobody's */
} vp_catchment_map;

/* People of the first population in units of the main set. travel: as the surfaces were made. Two bounded searches a
 * facility. Clear it, also on failure. */
VP_API bool vp_catchment_map_make(const vp_region *region, const vp_weights *main_weights,
                                  const vp_catchment_question *question, const vp_travel_options *travel,
                                  vp_catchment_map *out, vp_error *err);
VP_API void vp_catchment_map_clear(vp_catchment_map *catchments);

VP_END_DECLS
