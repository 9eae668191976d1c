/* What the analysis found: people of each unit by how well a service reaches them.
 *
 * People are kept by whole step of the scale (minute, 50 m, 0.1 dB), so that every
 * limit that is a multiple of the step is answered at once and exactly, and each
 * indicator is a formula on these facts. */
#pragma once
#include <vungphu/api.h>
#include <vungphu/region.h>
#include <vungphu/zonal.h>

VP_BEGIN_DECLS

/* Bin k of a less-is-better scale, whose first is 0, holds people with (k-1)·step < value <= k·step
 * (bin 0: value <= 0); of a more-is-better scale those with
 * first + k·step <= value < first + (k+1)·step. */
typedef struct {
    double first, step;
    size_t bins;
    bool more_is_better;
    const char *unit; /* min, m, dBµV/m, "" */
} vp_scale;

/* The scale of a reach: minutes 0..1440 by 1, metres 0..100 km by 50, dB -50..150 by 0.1, area 0..0. */
VP_API vp_scale vp_scale_of(vp_reach reach);
/* What a value of a surface says, since in answers both no path and no data are without a number: reached, no_path or
 * not_known; of a signal known, no_signal or not_known; of an area known or not_known. */
VP_API const char *vp_reach_status(vp_reach reach, double value);
/* False, with a sentence, when limit is not on the scale. INFINITY (-INFINITY where more is
 * better) is allowed and means "whatever it takes". */
VP_API bool vp_scale_check(vp_scale scale, double limit, vp_error *err);

/* Where one unit's people lie: bins first to first + count - 1 at by_bin[at] on, nobody in another. */
typedef struct {
    uint32_t first, count;
    uint64_t at;
} vp_fact_stretch;

/* One unit set × service × population. */
typedef struct {
    vp_scale scale;
    size_t unit_count;
    const vp_fact_stretch *stretches; /* [unit] read only, and so are the numbers; NULL: by_bin holds every bin */
    double *by_bin;                   /* people; without stretches [unit][bin]. Read it by vp_facts_bins */
    double *beyond;                   /* [unit] reached worse than the scale holds */
    double *unreachable;              /* [unit] no path at all (travel: cut off or on impassable terrain) */
    double *no_data;                  /* [unit] the surface has no data there (a hole in the elevation …) */
    const double *factor; /* [unit] by which all of them are multiplied, of a year to come; NULL: 1. Borrowed */
} vp_facts;

VP_API vp_facts *vp_facts_new(vp_scale scale, size_t unit_count, vp_error *err);
VP_API void vp_facts_free(vp_facts *facts);
/* Facts over arrays of another, which outlive them and are not changed: where they lie in a file. With stretches. */
VP_API vp_facts *vp_facts_over(const vp_facts *parts, vp_error *err);
/* All bins of facts as new ones, to be changed. */
VP_API vp_facts *vp_facts_copy(const vp_facts *facts, vp_error *err);

/* A unit's people in bin k: people[k - first] for first <= k < end, nobody in another. */
typedef struct {
    const double *people;
    size_t first, end;
} vp_unit_bins;
VP_API vp_unit_bins vp_facts_bins(const vp_facts *facts, size_t unit);
static inline double vp_facts_bin(vp_unit_bins bins, size_t bin)
{
    return bin >= bins.first && bin < bins.end ? bins.people[bin - bins.first] : 0;
}

/* The step of the scale each value falls on: 0..bins-1, or one of the three beyond them.
 * value: INFINITY unreachable (a signal: nothing is received), NaN no data. */
enum { VP_STEP_BEYOND, VP_STEP_UNREACHABLE, VP_STEP_NO_DATA, VP_STEPS_BESIDE_BINS };
VP_API void vp_scale_steps(vp_scale scale, const float values[], size_t count, uint16_t steps[]);

/* One pass over the weights, once for new facts. steps: of a surface, per cell of the grid (vp_scale_steps), made
 * once and used for every unit set and population. people: persons per cell. People are summed exactly (in
 * 2^-40 person), so that the result does not depend on the order. */
VP_API bool vp_facts_add(vp_facts *facts, const vp_weights *weights, const uint16_t steps[], const float people[],
                         vp_error *err);

/* The same for a surface of shares 0..1 (service areas): people * share are reached at value 0,
 * the others cannot be reached. */
VP_API void vp_facts_add_share(vp_facts *facts, const vp_weights *weights, const float share[], const float people[]);

/* Makes the people of each unit sum to people[unit]: cells of the grid that a border cuts hold a mean
 * of the source's cells, so their sum is off by some 1e-4. A unit whose cells hold nobody gets its
 * people as no data; people[unit] NaN leaves the unit as it is. */
VP_API void vp_facts_scale(vp_facts *facts, const double people[]);

/* Exact sums of a surface's units, found when first asked for: surfaces that differ in a few cells are counted by
 * those. */
typedef struct vp_facts_sums vp_facts_sums;
/* Of none so far. NULL and err when memory is short. */
VP_API vp_facts_sums *vp_facts_sums_new(size_t unit_count, vp_error *err);
/* NULL is fine. */
VP_API void vp_facts_sums_free(vp_facts_sums *sums);

/* Facts of another surface of the same scale, on the same weights and people, as they were scaled. */
typedef struct {
    const vp_facts *facts;
    const bool *changed;   /* [unit] a cell of it lies on another step now */
    vp_facts_sums *sums;   /* of that surface: gets those that are not there; NULL: not kept */
    const uint16_t *steps; /* its steps, where there are sums */
} vp_facts_before;
/* What vp_facts_add and vp_facts_scale give, to the bit: only what changed is counted. */
VP_API bool vp_facts_follow(vp_facts *facts, const vp_weights *weights, const uint16_t steps[], const float people[],
                            const vp_facts_before *before, const double scaled[], vp_error *err);

/* People of the unit within limit (at or above it where more is better). */
VP_API double vp_facts_reached(const vp_facts *facts, size_t unit, double limit);
/* All people of the unit the surface has data for: reached + beyond + unreachable. */
VP_API double vp_facts_people(const vp_facts *facts, size_t unit);

/* People of a unit set in the catchments of facilities, each counting by the weight of how near it is. */
typedef struct {
    size_t *first;    /* [facility + 1] its rows */
    uint32_t *unit;   /* [row] */
    double *people;   /* [row] */
    double *everyone; /* [unit] people on its cells, whether in a catchment or not */
} vp_catchment_people;

/* What floating catchments of other people are made of (a year to come): of every facility that is open now or will be.
 */
typedef struct {
    size_t facility_count;
    size_t *facilities;        /* rows of vp_supply.facilities that state a capacity */
    vp_catchment_people *sets; /* [set]; those of the main set are the demand */
} vp_catchments;
VP_API void vp_catchments_free(vp_catchments *catchments, size_t set_count); /* NULL is fine */

/* Of a service as it will be (vp_definitions.planned), or of a joint question; owned. */
typedef struct {
    vp_facts ***facts; /* [set][population]; NULL where the service was not analysed */
    double **floating; /* [set][unit] as vp_coverage.floating */
    uint32_t *cells;   /* in which the surface differs from the service's own, ascending */
    float *values;     /* what it has there */
    size_t cell_count;
} vp_planned_facts;

/* Results for a region. All arrays are owned. */
typedef struct {
    size_t set_count, service_count, population_count, joint_count;
    double ***people;           /* [set][population][unit]; NaN where no cell of the unit has data */
    double ***no_people_share;  /* [set][population][unit] share of the area without population data */
    vp_facts ****facts;         /* [set][service][population]; NULL where the service was not analysed */
    vp_facts ****joint;         /* [set][joint][population], on the scale of VP_REACH_AREA; NULL as facts */
    double **no_terrain_share;  /* [set][unit] share of the area whose land cover or height is not known; NaN
                                   where the region has neither layer */
    double **area;              /* [set][unit] square metres */
    size_t **facility_unit;     /* [set][facility] the unit it stands in: by its point, else by the code
                                   that its source states; VP_NONE */
    double ***floating;         /* [set][service][unit] floating catchment access per 10,000 people;
                                   NULL where not computed */
    vp_catchments **catchments; /* [service] of what floating is of, where people grow; else NULL */
    vp_planned_facts *planned;  /* [definitions.planned] */
    size_t planned_count;
    vp_planned_facts *planned_joints; /* [definitions.planned_joints] facts alone */
    size_t planned_joint_count;
} vp_coverage;

VP_API vp_coverage *vp_coverage_new(const vp_region *region, vp_error *err);
/* The same without facility_unit, for who knows it already and adds it: an array of facilities for each unit set. */
VP_API vp_coverage *vp_coverage_new_unplaced(const vp_region *region, vp_error *err);
VP_API void vp_coverage_free(vp_coverage *coverage); /* NULL is fine */

/* The unit of a set that the facility stands in: by its point, else by the code it states; else VP_NONE. */
VP_API size_t vp_coverage_unit_of(const vp_units *units, size_t set, const vp_facility *facility);

VP_END_DECLS
