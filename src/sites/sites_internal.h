/* What the files that solve a location problem share, and nobody else needs. */
#pragma once
#include "sites/branch.h"

/* ---- reduction.c: smaller covering problems with the same optimum */

/* Merges demands with the same sites; removes sites whose demands another site covers at no
 * higher price. With everyone true (all demands must be covered) also removes demands that
 * are covered whenever another is. Never removes fixed sites. */
vp_instance *vp_reduction_make(const vp_instance *instance, bool everyone, vp_error *err);

/* ---- covering.c, p_median.c: what vp_search_improve does for each */

bool vp_covering_improve(const vp_instance *instance, bool open[], double *value, vp_error *err);
bool vp_p_median_improve(const vp_instance *instance, bool open[], double *value, vp_error *err);

/* ---- median.c: p-median */

/* From a first choice to the best one, or as far as the time goes; method says how. */
bool vp_median_close(const vp_instance *instance, vp_search_state *state, vp_random *random, vp_time_budget *budget,
                     const char **method, vp_error *err);

/* ---- cover_all.c: fewest (or cheapest) sites that cover enough weight */

typedef struct {
    bool *open; /* [site] of the instance; a choice that covers enough, when found */
    bool found;
    double value; /* Σ prices, or sites */
    double bound; /* no choice is below this */
} vp_cover_answer;

/* Leaves at most `spare` weight uncovered. Stops as soon as value <= enough or bound > enough;
 * enough below 0: only at the optimum. */
bool vp_cover_all(const vp_instance *instance, double spare, double enough, vp_random *random, vp_time_budget *budget,
                  vp_cover_answer *answer, vp_error *err);

/* ---- p_center.c */

/* open is by number in the problem. Radius and bound in its costs. */
typedef struct {
    bool *open;
    double radius, bound;
    bool found;
} vp_center;

/* found false: no allowed choice serves everyone, proven when bound is INFINITY. */
bool vp_center_solve(const vp_sites_problem *problem, vp_random *random, vp_time_budget *budget, vp_center *center,
                     vp_error *err);

/* ---- order.c */

typedef enum { VP_KEPT_ONLY, VP_KEPT_AND_CHOSEN, VP_EVERY_ALLOWED } vp_order_which;

double vp_order_total_weight(const vp_sites_problem *problem);
/* Weight of the demands that such sites serve: within the limit where the objective has one. */
double vp_order_weight(const vp_sites_problem *problem, const bool open[], vp_order_which sites);
/* Fills chosen (allocated for chosen_count) and before; clears left, the chosen sites. */
bool vp_order_list(const vp_sites_problem *problem, bool left[], vp_sites_answer *answer, vp_error *err);

/* ---- exact.c: programs for the solver */

/* Covering; improves state when the solver finds better. */
bool vp_exact_covering(const vp_instance *instance, const uint8_t decision[], vp_search_state *state,
                       vp_time_budget *budget, vp_error *err);
/* p-median on the relaxation's instance, at most that long; improves state when the solver finds better. */
bool vp_exact_median(const vp_relaxation *relaxation, vp_search_state *state, double seconds, vp_time_budget *budget,
                     vp_error *err);
bool vp_exact_cover_all(const vp_instance *instance, double spare, double enough, vp_time_budget *budget,
                        vp_cover_answer *answer, vp_error *err);

/* ---- objectives.c: sites that do not depend on each other */

/* Fills objective, bound, proven and method of the answer; of the problem, conditions are not read. open: [site]
 * false before, chosen afterwards; kept ones left out. */
bool vp_objectives_solve(const vp_sites_problem *problem, vp_time_budget *budget, bool open[], vp_sites_answer *answer,
                         vp_error *err);

/* ---- conditions.c: sites that depend on each other */

typedef struct {
    bool *open; /* [site] chosen; kept ones left out */
    bool found, finished;
    double value, bound;
    double least_share; /* NaN unless worst first */
    double share_bound; /* no choice gives every zone more; NaN without zones */
    const char *method;
} vp_condition_answer;

bool vp_conditions_has(const vp_sites_problem *problem);
/* False also when no choice meets the conditions. */
bool vp_conditions_solve(const vp_sites_problem *problem, vp_time_budget *budget, vp_condition_answer *answer,
                         vp_error *err);
/* Gains, totals and weights of an answer under capacities. */
bool vp_conditions_report(const vp_sites_problem *problem, vp_time_budget *budget, vp_sites_answer *answer,
                          vp_error *err);

/* ---- flow.c, start.c: coverage under conditions without the solver */

/* Weight that the open and the kept sites serve at most, demands divided among them at will; unserved: [demand]
 * what is left of each, NULL: not asked for. */
bool vp_conditions_flow(const vp_sites_problem *problem, const bool open[], double *served, double unserved[],
                        vp_error *err);
/* A choice by greedy and exchange, and a bound. plain: a good choice without the conditions, plain_bound: what no
 * choice passes even without them. finished: the choice is proven best or, when none is found, that there is none.
 * Goes once through the greedy even when time is up. */
bool vp_conditions_start(const vp_sites_problem *problem, const bool plain[], double plain_bound,
                         vp_time_budget *budget, vp_condition_answer *answer, vp_error *err);
