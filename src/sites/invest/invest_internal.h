/* An investment problem being solved: what the files of this room share. */
#pragma once
#include "base/random.h"
#include "sites/time_budget.h"
#include <vungphu/investment.h>

enum { VP_NEVER = 255 }; /* of a project that is not in the plan */

typedef struct {
    uint32_t target;
    double weight;
} vp_aim;

/* The problem in the form that the methods work on: demands with the same projects are one, those without are gone. */
typedef struct {
    size_t periods, projects, demands, targets, kinds;
    size_t *project_start; /* projects + 1 */
    uint32_t *project_demand;
    size_t *demand_start; /* demands + 1 */
    uint32_t *demand_project;
    double *tail;      /* [demand · (periods + 1) + period] worth from that period on; of the last one 0 */
    size_t *aim_start; /* demands + 1: what a demand weighs for targets */
    vp_aim *aim;
    double *need; /* [target] less a rounding error */
    size_t *target_period;
    double *penalty; /* [target] of a weight that is lacking, more than any worth */
    double *price;
    uint8_t *first;
    uint32_t *kind;
    size_t *most;   /* [kind] */
    double *budget; /* [period] with carry of all up to it; INFINITY: none */
    bool carry;
    double for_worth, for_cost; /* the score is the one · worth - the other · cost - penalties: as large as can be */
} vp_invest_case;

vp_invest_case *vp_invest_case_new(const vp_investment_problem *problem, vp_error *err);
void vp_invest_case_free(vp_invest_case *invest_case);
/* Other budgets, of all periods, for the same case; the sums that prices cannot make up are taken off where the prices
 * are whole numbers of a unit. NULL: none. */
bool vp_invest_case_budgets(vp_invest_case *invest_case, const double budgets[], vp_error *err);

/* ---- plan_state.c: a plan that changes, and what it is worth */

typedef struct {
    const vp_invest_case *c;
    uint8_t *when;   /* [project] period, VP_NEVER */
    uint16_t *opens; /* [demand · periods + period] projects of the plan that open then */
    uint8_t *best;   /* [demand] earliest of them; periods: none */
    double *spent;   /* [period] */
    size_t *used;    /* [kind] */
    double *aimed;   /* [target] weight covered in time */
    double *added;   /* [target] of one trial */
    double worth, cost;
    size_t chosen;
} vp_plan;

bool vp_plan_init(vp_plan *plan, const vp_invest_case *invest_case, vp_error *err);
void vp_plan_clear(vp_plan *plan);
void vp_plan_put(vp_plan *plan, uint32_t project, size_t period);
void vp_plan_take(vp_plan *plan, uint32_t project);
void vp_plan_set(vp_plan *plan, const uint8_t when[]);               /* as it was */
double vp_plan_gain(vp_plan *plan, uint32_t project, size_t period); /* of the score */
/* Where cost alone counts: whether the plan is better without the project. */
bool vp_plan_spares(vp_plan *plan, uint32_t project);
double vp_plan_score(const vp_plan *plan);
bool vp_plan_meets(const vp_plan *plan);
/* The earliest period in which there is money and room for one more; periods: none. */
size_t vp_plan_earliest(const vp_plan *plan, uint32_t project);
bool vp_plan_affords(const vp_plan *plan, uint32_t project, size_t period);

/* ---- plan_search.c */

typedef struct {
    vp_plan *plan;
    const bool *alive; /* [project] */
    double *full;      /* [project] its score by itself, opened as early as may be */
    double *key;       /* [project] */
    uint8_t *kept;     /* [project] the plan to come back to */
    uint32_t *list;    /* [project] */
    struct vp_plan_queue *queue;
    vp_random *random;
} vp_plan_search;

bool vp_plan_search_init(vp_plan_search *search, vp_plan *plan, const bool alive[], vp_random *random, vp_error *err);
void vp_plan_search_clear(vp_plan_search *search);
/* Adds what fits, most score for the money (or most score) first. */
void vp_plan_fill(vp_plan_search *search, bool for_money);
/* Takes some out and fills up again, the better plan kept, so many rounds; stops after so many without gain. Returns
 * whether the plan is better. */
bool vp_plan_improve(vp_plan_search *search, size_t rounds, size_t patience, double enough, vp_time_budget *budget);

/* Where cost alone counts: each project as early as there is money, since people gain from then on; most worth for the
 * money first. */
bool vp_plan_advance(vp_plan *plan, vp_error *err);
/* The projects of a plan that budgets do not allow, each as late as its targets allow; what there is no money for is
 * left out. */
void vp_plan_reschedule(vp_plan *plan);

/* ---- plan_bound.c: what no plan passes */

typedef struct {
    const vp_invest_case *c;
    double *share;      /* [demand · periods] multiplier of "covered by one" as a part of extra, 0..1 */
    double *multiplier; /* [demand · periods] share · extra */
    double *money;      /* [period] score of one unit of money */
    double *lack;       /* [target] score of one weight of a target */
    float *direction;   /* [demand · periods] */
    uint16_t *count;    /* [demand · periods] covers by the picks */
    double *extra;      /* [demand · periods] score of covering it then */
    uint8_t *pick;      /* [project] period, VP_NEVER */
    double *profit;     /* [project] of its best period, below 0 too */
    double *by_profit;  /* [project] */
    bool *alive;        /* [project] may be in a better plan */
    double *spend;      /* [period] by the picks */
    double *scale;      /* [period] of its budget */
    double *above;      /* [target] weight that the picks have more than its need */
    double bound;       /* of the score; no plan is above */
    double step;
    size_t stalled;
} vp_plan_bound;

bool vp_plan_bound_init(vp_plan_bound *bound, const vp_invest_case *invest_case, vp_error *err);
/* Money and targets are worth at first what the plan gets for them, by and large. */
void vp_plan_bound_begin(vp_plan_bound *bound, const vp_plan *plan);
/* The case has other, narrower budgets: multipliers go on from where they are, and what is proven stays so. */
void vp_plan_bound_budgets(vp_plan_bound *bound);
void vp_plan_bound_clear(vp_plan_bound *bound);
/* One step of the subgradient; best: score of the best plan known. True when the bound became less. */
bool vp_plan_bound_step(vp_plan_bound *bound, double best);
/* Projects that no plan above best has are no longer alive, but those of the plan. */
void vp_plan_bound_drop(vp_plan_bound *bound, double best, const uint8_t when[]);

/* ---- plan_exact.c */

size_t vp_plan_exact_entries(const vp_invest_case *invest_case, const bool alive[]);
/* By the solver: sets a better plan into the plan, lowers *bound. */
bool vp_plan_exact(vp_plan *plan, const bool alive[], double *bound, vp_time_budget *budget, vp_error *err);

/* ---- plan_curve.c */

/* Puts the listed projects, in their order, into the plan (empty before), each as early as money allows but none before
 * the one ahead of it; ends at the first that there is no money for. Returns how many. */
size_t vp_plan_follow(vp_plan *plan, const uint32_t order[], size_t count);
/* order: of the plan. */
bool vp_plan_curve(const vp_investment_problem *problem, const vp_plan *plan, const uint32_t order[],
                   vp_investment_answer *answer, vp_time_budget *budget, vp_error *err);
/* An order for budgets that may be cut: order (room for all projects) and its count; good at every part of the money.
 */
bool vp_plan_nested(const vp_investment_problem *problem, uint32_t order[], size_t *count, vp_time_budget *budget,
                    vp_error *err);
