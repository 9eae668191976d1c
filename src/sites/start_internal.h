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
typedef struct {
    double key;
    uint32_t at;
} vp_start_ranked;

void vp_start_rank(vp_start_ranked list[], size_t count); /* largest key first, then the lower number */

typedef struct {
    const vp_sites_problem *problem;
    const uint32_t *sites; /* [k] number of the site in the problem; NULL: all, in order */
    const uint8_t *states; /* [k] NULL: the problem's */
    size_t count;
    const double *score;        /* [k] */
    vp_start_ranked *list;      /* room for count */
    double per_site, per_price; /* what a site and a unit of money are worth to the best choice */
} vp_start_scored;

/* The most that an allowed choice can score: by the count alone, or the budget alone (Dantzig), whichever is less.
 * amount: [k] part chosen, NULL: not asked for. Separation is left out. */
double vp_start_choose(vp_start_scored *scored, double amount[]);

/* No choice covers more: Lagrangian relaxation of "a demand is served once", capacities and limits on the choice kept,
 * separation left out. value: of a choice known, for the steps. */
bool vp_start_bound(const vp_start_pairs *pairs, double value, vp_time_budget *budget, double *bound, vp_error *err);
