/* What the files that solve a location problem share: the problem boiled down, and what works on it. */
#pragma once
#include "base/random.h"
#include "platform/clock.h"
#include <vungphu/sites.h>

/* ---- time_budget.c: time, cancelling */

typedef struct {
    const vp_sites_options *options;
    double started, deadline, reported;
    bool stopped, enough; /* time or the caller; the gap is small enough */
    double scale, shift;  /* a value v inside is scale·v + shift to the caller */
} vp_time_budget;

void vp_time_budget_start(vp_time_budget *budget, const vp_sites_options *options);
/* False once time is up or the caller cancelled, and ever after. Inner values, NaN: none yet. */
bool vp_time_budget_on(vp_time_budget *budget, double objective, double bound, double done);
double vp_time_budget_left(const vp_time_budget *budget); /* seconds */

/* ---- siting_problem.c: the problem without what is decided already
 *
 * Covering and p-median are one problem: choose sites so that Σ over demands of
 * min(beyond, cost of the nearest chosen site) is least. In covering a pair costs 0 and
 * `beyond` is the demand's weight, so the sum is the weight not covered. Kept sites are
 * folded into beyond; forbidden sites, demands without weight and pairs that cannot help
 * are gone. Costs are weighted. */
typedef struct {
    size_t demand_count, site_count, entry_count;
    size_t *site_start;
    uint32_t *site_demand; /* ascending */
    double *site_cost;     /* NULL: covering */
    size_t *demand_start;
    uint32_t *demand_site; /* cost ascending, then site */
    double *demand_cost;   /* NULL: covering */
    double *beyond;        /* [demand] above 0 */
    bool *fixed;           /* [site] must be chosen */
    double *price;         /* [site]; NULL: no budget */
    uint32_t *origin;      /* [site] number in the problem */
    size_t count;          /* most sites; at most site_count */
    double budget;
    bool integral; /* every value of the objective is a whole number */
    double big;    /* a beyond that stands for "must be served"; 0: there is none */
} vp_siting;

vp_siting *vp_siting_new(const vp_sites_problem *problem, vp_error *err);
/* Covering at a radius, whatever the problem's own objective. Every demand weighs 1 when unweighted. */
vp_siting *vp_siting_covering(const vp_sites_problem *problem, double radius, bool unweighted, vp_error *err);
/* Room for the counts that siting states; false leaves nothing allocated. */
bool vp_siting_allocate(vp_siting *siting, bool costed, bool priced, vp_error *err);
/* The pairs by site from those by demand, whose site_start is zero yet; demands ascend within a site. */
bool vp_siting_fill_by_site(vp_siting *siting, vp_error *err);
void vp_siting_free(vp_siting *siting);
/* The value of a choice: open[site]. */
double vp_siting_value(const vp_siting *siting, const bool open[]);
bool vp_siting_allows(const vp_siting *siting, const bool open[]); /* count, budget, fixed */

/* ---- reduction.c: smaller covering problems with the same optimum */

/* Merges demands with the same sites; removes sites whose demands another site covers at no
 * higher price. With everyone true (all demands must be covered) also removes demands that
 * are covered whenever another is. Never removes fixed sites. */
vp_siting *vp_siting_reduced(const vp_siting *siting, bool everyone, vp_error *err);

/* ---- covering.c, p_median.c, search.c: good choices */

/* The best choice so far and what is proven about any. */
typedef struct {
    bool *open;
    double value, bound;
} vp_search_state;

/* Improves open by adding and swapping sites until neither helps; value holds its value
 * before and after. */
bool vp_covering_improve(const vp_siting *siting, bool open[], double *value, vp_error *err);
bool vp_p_median_improve(const vp_siting *siting, bool open[], double *value, vp_error *err);
bool vp_search_improve(const vp_siting *siting, bool open[], double *value, vp_error *err);
/* Adds sites to open, most gain (per price) first, gains recomputed only when they could win;
 * until the value is at most `enough` or no site may be added. */
bool vp_search_greedy(const vp_siting *siting, bool open[], bool per_price, double enough, vp_error *err);
/* Random exchanges, then improvement, the best kept; rounds times. Stops below enough. */
bool vp_search_iterate(const vp_siting *siting, vp_search_state *state, size_t rounds, double enough, vp_random *random,
                       vp_time_budget *budget, vp_error *err);

/* ---- bounds.c: Lagrangian relaxation */

typedef enum { VP_SITE_OPEN_OR_NOT, VP_SITE_OPEN, VP_SITE_CLOSED } vp_decision;

typedef struct {
    const vp_siting *siting;   /* what the bound is of */
    const vp_siting *choices;  /* what choices are valued and improved on; the same unless narrowed */
    uint8_t *decision;         /* [site] vp_decision; made from reduced costs, valid for choices below upper */
    double *multiplier;        /* [demand] those of the best bound, 0..beyond */
    double *trial, *direction; /* [demand] */
    double *served;            /* [demand] by the last trial's set */
    double *score, *average;   /* [site] its reduced cost (<= 0); how often it was chosen of late */
    uint32_t *order;
    double *amount;    /* [site] 0..1, chosen by the last trial */
    uint32_t *changed; /* sites decided, in order */
    size_t changed_count;
    double bound; /* no choice that respects the decisions is below this */
    double upper; /* value of the best choice known */
    double step;
    size_t stalled;
} vp_relaxation;

bool vp_relaxation_init(vp_relaxation *relaxation, const vp_siting *siting, const bool open[], double upper,
                        vp_error *err);
void vp_relaxation_clear(vp_relaxation *relaxation);
/* Iterations of the subgradient; true when the bound proves that nothing is below upper. */
bool vp_relaxation_run(vp_relaxation *relaxation, size_t iterations);
/* Only choices strictly below this are still of interest. */
double vp_relaxation_cutoff(const vp_siting *siting, double upper);
/* The sites of the last trial, completed to an allowed choice. */
bool vp_relaxation_choice(const vp_relaxation *relaxation, bool open[], vp_error *err);
void vp_relaxation_decide(vp_relaxation *relaxation, uint32_t site, vp_decision decision);
void vp_relaxation_undo(vp_relaxation *relaxation, size_t changed_count); /* back to that many decisions */

/* Goes on with a siting of the same sites and demands that has every choice below upper at its value. */
void vp_relaxation_narrow(vp_relaxation *relaxation, const vp_siting *siting, const vp_siting *choices);

/* ---- core.c: p-median without what no better choice needs */

/* The pairs of `from` whose site is not decided closed and, near_only, whose cost a choice below upper may have;
 * sites decided open are fixed. Sites and demands keep their numbers. */
vp_siting *vp_core_new(const vp_relaxation *relaxation, const vp_siting *from, bool near_only, vp_error *err);

size_t vp_core_pairs(const vp_relaxation *relaxation, const vp_siting *from, bool near_only); /* that it would have */
/* The most that the demand costs in a choice below upper. */
double vp_core_most(const vp_relaxation *relaxation, size_t demand);

/* ---- branch.c: the bound raised until it meets the best choice */

/* Root relaxation with choices improved meanwhile, then branch and bound over nodes_most nodes. random: iterated
 * search goes on between the nodes; NULL: none. */
bool vp_branch_root(vp_relaxation *relaxation, vp_search_state *state, size_t iterations, vp_time_budget *budget,
                    vp_error *err);
bool vp_branch_search(vp_relaxation *relaxation, vp_search_state *state, size_t nodes_most, vp_random *random,
                      vp_time_budget *budget, vp_error *err);

/* ---- median.c: p-median */

/* From a first choice to the best one, or as far as the time goes; method says how. */
bool vp_median_close(const vp_siting *siting, vp_search_state *state, vp_random *random, vp_time_budget *budget,
                     const char **method, vp_error *err);

/* ---- cover_all.c: fewest (or cheapest) sites that cover enough weight */

typedef struct {
    bool *open; /* [site] of the siting; a choice that covers enough, when found */
    bool found;
    double value; /* Σ prices, or sites */
    double bound; /* no choice is below this */
} vp_cover_answer;

/* Leaves at most `spare` weight uncovered. Stops as soon as value <= enough or bound > enough;
 * enough below 0: only at the optimum. */
bool vp_cover_all(const vp_siting *siting, double spare, double enough, vp_random *random, vp_time_budget *budget,
                  vp_cover_answer *answer, vp_error *err);
/* Largest bound on Σ prices found by relaxing the covering rows. */
bool vp_cover_bound(const vp_siting *siting, double spare, double upper, size_t iterations, vp_time_budget *budget,
                    double *bound, vp_error *err);

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
bool vp_exact_covering(const vp_siting *siting, const uint8_t decision[], vp_search_state *state,
                       vp_time_budget *budget, vp_error *err);
/* p-median on the relaxation's siting, at most that long; improves state when the solver finds better. */
bool vp_exact_median(const vp_relaxation *relaxation, vp_search_state *state, double seconds, vp_time_budget *budget,
                     vp_error *err);
bool vp_exact_cover_all(const vp_siting *siting, double spare, double enough, vp_time_budget *budget,
                        vp_cover_answer *answer, vp_error *err);

/* ---- reach.c: who is within the limit of whom */

typedef struct {
    const uint32_t *sources; /* cells; the run starts from all of them at once */
    size_t source_count;
    uint32_t *targets; /* numbers of the targets within the limit, ascending; NULL: not run */
    size_t target_count;
} vp_reach_job;

/* Runs each reach in a window of the terrain that holds all it could touch; neighbours in the
 * list share one. target_of[cell]: number of the target there plus 1, 0 for none. towards:
 * targets walk to the sources, else the sources' people to the targets. Stops early, leaving
 * reaches not run, when the budget says so. */
bool vp_reach_run(const vp_terrain_problem *problem, const uint32_t target_of[], bool towards, vp_reach_job reaches[],
                  size_t count, vp_time_budget *budget, vp_error *err);
size_t vp_reach_margin(const vp_terrain_problem *problem); /* cells; nobody further off is within the limit */

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
