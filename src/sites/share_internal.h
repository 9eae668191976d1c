/* Coverage in which every zone must have a share of its people: what the files share_*.c have in common.
 * docs/methods.md, "Sites", "Conditions". */
#pragma once
#include "base/array.h"
#include "base/random.h"
#include "sites/start_internal.h"

enum { VP_SHARE_CUTS = 8 }; /* kinds of inequalities of a zone */

typedef struct {
    uint32_t zone;
    double people; /* of the zone, in reach of the site */
} vp_share_part;

/* What sites can do for zones, whatever share is asked for. Kept sites' demands are served: they are left out. */
typedef struct {
    const vp_start_pairs *pairs;
    bool *live;         /* [demand] has a weight and a site, and no kept site serves it */
    double kept_weight; /* of those that a kept site serves */
    double *reached;    /* [zone] people, kept sites' included */
    double *left;       /* [zone] people whom some site reaches */
    size_t *start;      /* [site] into parts */
    vp_share_part *parts;
} vp_share_table;

bool vp_share_table_make(vp_share_table *table, const vp_start_pairs *pairs, vp_error *err);
void vp_share_table_clear(vp_share_table *table);

/* Σ gives(site) x(site) >= need of every choice that gives the zones their share. */
typedef struct {
    double need;
    uint32_t *sites;
    double *gives; /* at most the need */
    size_t count;
} vp_share_need;

typedef struct {
    vp_share_need *rows; /* the first are those of the lacking zones */
    size_t count, room;
} vp_share_needs;

void vp_share_needs_clear(vp_share_needs *needs);

/* A share that is asked for: the zones that lack it, and the sites that may still be part of a better choice. */
typedef struct {
    const vp_share_table *table;
    double share;
    size_t count;                   /* zones that lack it */
    uint32_t *zones;                /* their numbers */
    double *need;                   /* what each lacks, in people */
    uint32_t *lacking;              /* [zone] number among them, UINT32_MAX: it has the share */
    bool only_share;                /* people count only where their zone lacks them */
    double *slack;                  /* [demand] what it is worth beyond its multiplier */
    double *zone_price, *cut_price; /* multipliers of zones, and [zone * VP_SHARE_CUTS + kind] of their inequalities */
    bool *dropped;                  /* [site] in no better choice */
    double *score;                  /* [site] by the last look at all */
    vp_share_needs needs;           /* share_whole.c */
    double scale;                   /* of a bound: the people that count */
    double bound;                   /* least found; no choice of all sites has more */
    double value;                   /* of the best choice known, kept sites left out; -INFINITY: none */
} vp_share_asked;

bool vp_share_asked_make(vp_share_asked *asked, const vp_share_table *table, double share, bool only_share,
                         vp_error *err);
void vp_share_asked_clear(vp_share_asked *asked);
/* a(j) of an inequality Σ a(j) x(j) >= 1 of a zone that lacks need: of a site with so many of its people in reach. */
double vp_share_cut(int kind, double people, double need);
/* Some sites and the demands that they tell apart. */
typedef struct {
    const vp_share_asked *asked;
    size_t site_count, class_count;
    uint32_t *sites;
    uint8_t *states; /* [site] vp_site_state */
    size_t *site_start;
    uint32_t *site_class;
    uint32_t *class_of; /* [demand] 0: of no site listed */
    double *weight;     /* [class] */
    size_t *zone_start; /* [class] into zone (number among those lacking) and part */
    uint32_t *zone;
    double *part;
} vp_share_core;

bool vp_share_core_make(vp_share_core *core, const vp_share_asked *asked, const uint32_t sites[], size_t count,
                        vp_error *err);
void vp_share_core_clear(vp_share_core *core);

/* ---- share_choice.c */

typedef struct {
    const vp_share_core *core;
    bool *open;     /* [site of the core] */
    uint32_t *list; /* the open ones */
    size_t count;
    double paid;
    uint32_t *times; /* [class] served by so many open sites */
    double *have;    /* [zone lacking] */
    double value, lack;
    double *add;  /* [zone lacking] zeros between uses */
    bool *before; /* [site of the core] */
} vp_share_choice;

bool vp_share_choice_make(vp_share_choice *choice, const vp_share_core *core, vp_error *err);
void vp_share_choice_clear(vp_share_choice *choice);
/* The fixed sites and of open[site of the core] what may be added to them. */
void vp_share_choice_set(vp_share_choice *choice, const bool open[]);
/* Adds what helps most while something may be added, then swaps while that helps; until. */
void vp_share_choice_improve(vp_share_choice *choice, double until);
/* Random swaps, then improvement, the best kept. */
bool vp_share_choice_iterate(vp_share_choice *choice, size_t rounds, vp_random *random, double until, vp_error *err);

/* ---- share_bound.c */

enum { VP_SHARE_ROWS = 192 };

/* The relaxation on a core. rows: besides, Σ rows[i][j] x(j) >= 1. */
typedef struct {
    vp_share_asked *asked;
    const vp_share_core *core;
    size_t cuts, row_count;
    double *slack, *best, *direction;      /* [class] */
    double *worth, *served;                /* [class] */
    double *zone, *zone_best, *zone_slope; /* [zone lacking] */
    double *cut, *cut_best, *cut_slope;    /* [zone lacking * kinds] */
    const float *rows[VP_SHARE_ROWS];      /* [site] */
    double row_price[VP_SHARE_ROWS], row_best[VP_SHARE_ROWS], row_slope[VP_SHARE_ROWS];
    double *score, *amount, *average; /* [site] */
    uint8_t *states;                  /* [site] those that cannot be part of a better choice become forbidden */
    vp_start_ranked *list;
    double least;
} vp_share_relaxed;

/* Begins with the multipliers of asked. */
bool vp_share_relaxed_init(vp_share_relaxed *relaxed, vp_share_asked *asked, const vp_share_core *core, vp_error *err);
void vp_share_relaxed_clear(vp_share_relaxed *relaxed);
/* Subgradient steps, the first theta long; stops when the bound is at most the best value. */
void vp_share_relaxed_run(vp_share_relaxed *relaxed, size_t iterations, double theta, vp_time_budget *budget);
double vp_share_cutoff(const vp_share_asked *asked);      /* only choices above it are of interest */
double vp_share_floor(const vp_share_asked *asked);       /* the bound when no choice is above the cutoff */
bool vp_share_is_impossible(const vp_share_asked *asked); /* by the bound, no choice gives the share */

/* Subgradient steps of the relaxation on the core, the first theta long; leaves the best multipliers in asked and the
 * last set of sites in amount[site of the core]. Stops when the core's own bound is at most value. */
bool vp_share_descend(vp_share_asked *asked, const vp_share_core *core, double theta, double amount[],
                      vp_time_budget *budget, vp_error *err);
/* The bound of all sites at the multipliers of asked; drops those that are in no better choice; scores less the price
 * of being chosen stand in asked->score. */
bool vp_share_price_all(vp_share_asked *asked, vp_error *err);

/* ---- share_whole.c */

/* Takes a choice of sites. */
typedef bool vp_share_give_sites(void *context, const bool chosen[], vp_error *err);
/* Lowers the bound of asked by programs that keep needs and sites whole, from its slack on, which is the demands' own
 * (zones have no price); nothing is done without a solver. A bound below 0: no choice gives the share. */
bool vp_share_whole(vp_share_asked *asked, vp_time_budget *budget, vp_share_give_sites *give, void *context,
                    double until, vp_error *err);

/* ---- shares.c */
bool vp_shares_solve(const vp_start_pairs *pairs, vp_time_budget *budget, vp_condition_answer *out, vp_error *err);

/* ---- share_rows.c */

/* Rows that grow. */
typedef struct {
    float **rows; /* [site of the core] */
    size_t count, room;
} vp_share_rows;

float *vp_share_rows_add(vp_share_rows *rows, const vp_share_core *core, vp_error *err); /* of zeros */
void vp_share_rows_clear(vp_share_rows *rows);
/* Adds to the relaxation inequalities that what it takes on average departs from; how many. */
bool vp_share_separate(vp_share_relaxed *relaxed, vp_share_rows *rows, size_t *added, vp_error *err);

/* ---- share_branch.c */
typedef bool vp_share_give(void *context, const vp_share_core *core, const double amount[], vp_error *err);

typedef struct {
    vp_share_relaxed *relaxed; /* the root, as it is */
    vp_share_rows *rows;       /* its own; more are added */
    vp_share_give *give;       /* takes what sites the relaxation takes, for choices */
    void *context;
    vp_time_budget *budget;
    double until;
} vp_share_branching;

/* Lowers *bound, which holds for the root, until it meets the best value. */
bool vp_share_branch(const vp_share_branching *branching, double *bound, vp_error *err);
void vp_share_relaxed_restart(vp_share_relaxed *relaxed); /* after its multipliers were set from outside */
bool vp_share_wanted(const vp_share_asked *asked, double bound, vp_time_budget *budget);
