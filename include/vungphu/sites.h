/* Where to put P facilities: covering, p-median, p-center and set cover, each with a
 * proven bound (docs/methods.md, "Sites").
 *
 * A problem is a sparse table of costs between demands and candidate sites. Every answer
 * carries the objective, the bound that no choice can beat, and their gap. */
#pragma once
#include <math.h>
#include <vungphu/api.h>
#include <vungphu/cost.h>
#include <vungphu/program.h>

VP_BEGIN_DECLS

/* Pairs that are not listed have no path between them. Read-only once made. */
typedef struct {
    size_t demand_count, site_count, entry_count;
    size_t *site_start;    /* site_count + 1 */
    uint32_t *site_demand; /* by site, demands ascending */
    double *site_cost;     /* NULL: the pairs are covers and have no cost */
    size_t *demand_start;  /* demand_count + 1 */
    uint32_t *demand_site; /* by demand, cost ascending, then site */
    double *demand_cost;   /* NULL with site_cost */
} vp_costs;

/* Copies entries (any order). VP_BAD_INPUT when an index is out of range, a cost is negative
 * or not finite, or a pair comes twice. */
VP_API vp_costs *vp_costs_new(size_t demand_count, size_t site_count, const vp_cost entries[], size_t entry_count,
                              vp_error *err);
/* Takes site_start and site_demand (malloc; freed also on failure): who covers whom, without costs.
 * The demands of a site are ascending. */
VP_API vp_costs *vp_costs_of_covers(size_t demand_count, size_t site_count, size_t *site_start, uint32_t *site_demand,
                                    vp_error *err);
VP_API void vp_costs_free(vp_costs *costs);

/* An edge of an undirected graph; nodes count from 0, length >= 0. */
typedef struct {
    uint32_t a, b;
    double length;
} vp_edge;
/* Shortest paths between all nodes; every node is a demand and a site. Of several edges
 * between two nodes the last one counts (the rule of OR-Library's files). */
VP_API vp_costs *vp_costs_of_graph(size_t node_count, const vp_edge edges[], size_t edge_count, vp_error *err);

typedef enum {
    VP_OBJECTIVE_COVERAGE,
    VP_OBJECTIVE_P_MEDIAN,
    VP_OBJECTIVE_P_CENTER,
    VP_OBJECTIVE_SET_COVER,
    VP_OBJECTIVE_COUNT
} vp_objective;
VP_API extern const char *const vp_objective_names[]; /* coverage, p-median, p-center, set-cover */

typedef enum {
    VP_SITE_FREE,
    VP_SITE_KEPT,  /* exists already: serves, costs nothing, does not count towards P */
    VP_SITE_FIXED, /* must be chosen: counts and is paid for */
    VP_SITE_FORBIDDEN,
} vp_site_state;

typedef struct {
    uint32_t a, b;
} vp_site_pair;

typedef struct {
    vp_objective objective;
    const vp_costs *costs;
    const double *weights; /* [demand] people, >= 0; NULL: 1 each. p-center: only whether it is above 0 */
    const uint8_t *states; /* [site] vp_site_state; NULL: all free */
    const double *prices;  /* [site] >= 0; NULL: 1 each in set cover, else none */
    double budget;         /* Σ prices of the chosen; INFINITY: no limit */
    size_t count;          /* at most this many are chosen; SIZE_MAX: no limit (set cover, or with a budget) */
    double limit;          /* coverage, set cover: a demand is covered at a cost <= limit */
    double share;          /* set cover: of all weight, above 0 to 1; NaN: of everyone some site can reach */
    double beyond;         /* p-median: cost of a demand that no site serves, also the most that one
                              counts; NaN: all must be served */

    /* Conditions; with any of them p-center is refused, and all but coverage needs options.solve. */
    const vp_site_pair *apart; /* not both chosen; of a pair with a kept site the other is not */
    size_t apart_count;
    const double *capacities; /* [site] most weight it takes, INFINITY: any; the weight of a demand may be divided
                                 between sites. NULL: no limits */
    bool undivided;           /* p-median with capacities: each demand is served by one site alone */
    const double *loads;      /* [demand] undivided: what it takes of a capacity; NULL: its weight */
    size_t zone_count;        /* coverage without capacities: zones whose covered share counts */
    const size_t *zone_start; /* zone_count + 1 offsets into the next two */
    const uint32_t *zone_demand;
    const double *zone_weight;  /* what a covered demand adds to the zone */
    const double *zone_whole;   /* [zone] that its share is of; zones of 0 are left out */
    const double *zone_reached; /* [zone] part of zone_whole that is covered whatever is chosen */
    double zone_least;          /* the share of every zone that must be covered; 0: none */
    bool worst_first;           /* first the least share as large as can be, then the weight covered */
} vp_sites_problem;

/* Without limits of budget, count, cost and share. */
VP_API vp_sites_problem vp_sites_problem_defaults(void);

typedef struct {
    uint64_t seed;            /* the same seed gives the same answer unless time runs out */
    double seconds;           /* at most about this long; INFINITY: until the work is done */
    double gap;               /* good enough: work ends when the answer's gap is at most this */
    vp_program_solver *solve; /* NULL: without exact solving of what the bounds leave open */
    /* Best objective and bound so far (NaN before there is one), done 0..1 as a guess. False
     * stops: the answer is the best found so far with its bound. May be NULL. */
    bool (*progress)(void *context, double objective, double bound, double done);
    /* Whether nobody wants the best found so far either: what would follow the search ends with VP_CANCELLED. May be
     * NULL. */
    bool (*is_unwanted)(void *context);
    void *context;
} vp_sites_options;

/* Seed 1, until the work is done. */
VP_API vp_sites_options vp_sites_defaults(void);

typedef struct {
    uint32_t site;
    double gain;   /* what it adds after those before it; NaN where there is nothing to compare with */
    double total;  /* the objective with the sites up to this one; NaN while not all are served */
    double served; /* weight of the demands nearest to it (coverage: covered first by it) */
} vp_chosen;

typedef struct {
    vp_chosen *chosen; /* kept sites left out; the site that gains most first */
    size_t chosen_count;
    double objective;   /* coverage: weight covered, kept sites included; p-median: Σ weight·cost;
                           p-center: the largest cost; set cover: Σ prices, or sites */
    double bound;       /* coverage: no choice covers more; else: no choice costs less */
    double gap;         /* |objective - bound| / |objective|; 0 when proven */
    bool proven;        /* the objective is the optimum (within a relative 1e-9) */
    bool stopped;       /* time ran out or the caller cancelled */
    const char *method; /* what found and proved it, for readers */
    double seconds;
    double before;            /* objective with the kept sites alone; NaN where some demand is not served */
    double weight;            /* of all demands */
    double weight_covered;    /* coverage, set cover: within limit; else: served at all */
    double weight_reachable;  /* the same with every allowed site chosen */
    double least_share;       /* worst first: of the zones; else NaN */
    double least_share_bound; /* worst first: no choice gives every zone more; else NaN */
} vp_sites_answer;

/* VP_BAD_INPUT for a problem that is malformed. */
VP_API bool vp_sites_check(const vp_sites_problem *problem, vp_error *err);
/* VP_BAD_INPUT for a problem that is malformed or has no answer (and says why). */
VP_API vp_sites_answer *vp_sites_solve(const vp_sites_problem *problem, const vp_sites_options *options, vp_error *err);
VP_API void vp_sites_answer_free(vp_sites_answer *answer);

VP_END_DECLS
