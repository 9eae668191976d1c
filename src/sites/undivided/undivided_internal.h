/* p-median with capacities in which each demand has one site alone: what the files that solve it share. */
#pragma once
#include "base/random.h"
#include "sites/time_budget.h"
#include <vungphu/undivided.h>

/* The problem with every pair at hand. */
typedef struct {
    const vp_sites_problem *problem;
    size_t demands,
        sites;           /* demands of weight above 0; sites of the problem, and one more where a demand may be left */
    uint32_t *demand;    /* [demand] its number in the problem */
    double *cost;        /* [demand · sites + site] weight · cost; INFINITY: not together */
    double *load, *room; /* [demand], [site] INFINITY: any */
    uint8_t *state;      /* [site] vp_site_state */
    size_t count;        /* of free and fixed sites at most */
    size_t most_whole;   /* loads are whole: the largest finite room, for knapsacks by table; 0: they are not */
    bool whole_costs;    /* every choice has a whole value */
    vp_time_budget *budget;
} vp_undivided;

static inline double vp_undivided_cost(const vp_undivided *p, size_t d, size_t s) { return p->cost[d * p->sites + s]; }

/* Each demand at a site; overfull sites while it is being mended. */
typedef struct {
    bool *open;
    uint32_t *site; /* [demand] */
    double *left;   /* [site] room, below 0: overfull */
    uint32_t *list; /* the open sites */
    size_t listed;
    double value; /* INFINITY: none found yet */
} vp_undivided_plan;

/* ---- undivided_search.c */
bool vp_undivided_plan_init(vp_undivided_plan *plan, const vp_undivided *problem, vp_error *err);
void vp_undivided_plan_clear(vp_undivided_plan *plan);
/* Gives each demand a site of the open ones, exchanges demands and moves sites; best becomes it when it is better. */
bool vp_undivided_try(const vp_undivided *problem, const bool open[], vp_undivided_plan *plan, vp_undivided_plan *best);
/* Other sites at random near the best plan's, so many times. */
void vp_undivided_shake(const vp_undivided *problem, size_t rounds, vp_random *random, vp_undivided_plan *plan,
                        vp_undivided_plan *best, vp_time_budget *budget);

/* ---- undivided_bound.c: no plan costs less; Lagrangian relaxation of "each demand has one site" */
typedef struct {
    double *u, *direction, *taken; /* [demand] multiplier; last step; how often it is served at u */
    double *worth;                 /* [site] of its best knapsack, 0 or less */
    bool *picked;                  /* [site] */
    double *best_u;
    double value, bound, step; /* at u; the largest so far; of the next step */
    size_t stalled;
    uint32_t *item; /* of the knapsack being filled */
    double *gain, *table;
    uint8_t *kept; /* [item · (most_whole + 1) + room] */
} vp_undivided_bound;

bool vp_undivided_bound_init(vp_undivided_bound *bound, const vp_undivided *problem, vp_error *err);
void vp_undivided_bound_clear(vp_undivided_bound *bound);
/* At the multipliers; then a step towards better ones. upper: value of the best plan, INFINITY: none. */
void vp_undivided_bound_step(const vp_undivided *problem, vp_undivided_bound *bound, double upper);
/* Values, worths and picks at the best multipliers. */
void vp_undivided_bound_back(const vp_undivided *problem, vp_undivided_bound *bound);

/* ---- undivided_exact.c: the best plan of these pairs alone */
typedef struct {
    uint32_t demand, site;
} vp_undivided_pair;
typedef struct {
    double bound;  /* no plan of the pairs that is below `most` costs less */
    bool finished; /* the plan is the best of them, or there is none: proven */
} vp_undivided_proof;

/* By the exact solver; most: no plan that is not below it is wanted. plan->value is INFINITY where none was found. */
bool vp_undivided_exact(const vp_undivided *problem, const vp_undivided_pair pairs[], size_t count, double most,
                        vp_undivided_plan *plan, vp_undivided_proof *proof, vp_error *err);
