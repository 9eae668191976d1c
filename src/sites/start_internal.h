/* A choice and a bound for coverage under conditions: what the files flow.c, start.c and
 * start_bound.c share. */
#pragma once
#include "sites/sites_internal.h"

/* The pairs that count: weight above 0, site allowed, cost within the limit. */
typedef struct {
    const vp_sites_problem *problem;
    size_t demand_count, site_count;
    double *weight; /* [demand] 0: no pair of it counts */
    size_t *demand_start, *site_start;
    uint32_t *demand_site, *site_demand;
    double *room;       /* [site] capacity, or INFINITY */
    size_t *near_start; /* [site] into near: sites it excludes */
    uint32_t *near;
    size_t *zone_start; /* [demand] into zone and part */
    uint32_t *zone;
    double *part;
} vp_start_pairs;

bool vp_start_pairs_make(vp_start_pairs *pairs, const vp_sites_problem *problem, vp_error *err);
void vp_start_pairs_clear(vp_start_pairs *pairs);
static inline uint8_t vp_start_state(const vp_start_pairs *pairs, size_t site)
{
    return pairs->problem->states ? pairs->problem->states[site] : VP_SITE_FREE;
}
/* No choice covers more that gives every zone this share: Lagrangian relaxation of "a demand is served once" and of the
 * shares, capacities and limits on the choice kept, separation left out; -INFINITY: there is no such choice. value: of
 * a choice known, for the steps. */
bool vp_start_bound(const vp_start_pairs *pairs, double value, double share, vp_time_budget *budget, double *bound,
                    vp_error *err);
/* No choice gives every zone more than this share: of each zone by itself, and by the same relaxation. */
bool vp_start_share_bound(const vp_start_pairs *pairs, vp_time_budget *budget, double *share, vp_error *err);
