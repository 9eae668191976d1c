/* Covering on the terrain: what on_terrain.c and blocks.c share. */
#pragma once
#include "sites/terrain/reach_internal.h"

typedef struct {
    const vp_terrain_problem *problem;
    vp_time_budget *budget;
    vp_time_budget quiet; /* of the rounds: the same deadline, no progress */
    uint32_t *target_of;  /* [cell of the geometry] */
    vp_reach_job *cover;  /* [candidate] targets NULL: not worked out */
    bool *dropped;        /* [candidate] proven useless */
    bool *best;           /* [candidate] in the best choice */
    double best_value;    /* people covered */
    double bound;         /* least bound on what any choice covers */
    size_t demand_count;  /* the problem's, then one for each candidate where choices are worth something */
    double *weight;       /* [demand] people, or what the candidate's choice is worth: only it covers that demand */
    double *multiplier;   /* [demand] */
    double *score;        /* [candidate] */
    uint32_t *block_of;   /* [demand] */
    size_t block_count;
    double *block_sum;  /* of the multipliers */
    size_t *near_start; /* [candidate] into near_block; NULL: all catchments are known */
    uint32_t *near_block;
    size_t known;
    double people; /* Σ weight */
} vp_lazy_cover;

/* target_of: the cells' numbers plus 1, of a cell that comes again the first, all others 0. */
void vp_lazy_cover_mark(vp_lazy_cover *lazy, const uint32_t cells[], size_t count);
/* Puts the demands into blocks and finds the blocks that each candidate can reach; leaves the
 * candidates as targets. done false: stopped before the end, nothing is known of blocks. */
bool vp_blocks_find(vp_lazy_cover *lazy, bool *done, vp_error *err);
/* first_look.c: up to most candidates amid people, the most people first. */
bool vp_first_look(const vp_terrain_problem *problem, uint32_t list[], size_t most, size_t *count, vp_error *err);
/* ---- apart.c */
/* Two candidates nearer than the separation. */
bool vp_terrain_too_near(const vp_terrain_problem *problem, size_t a, size_t b);
/* All such pairs of listed candidates. */
bool vp_terrain_pairs(const vp_terrain_problem *problem, const uint32_t list[], size_t count, vp_site_pair **pairs,
                      size_t *found, vp_error *err);
bool vp_terrain_are_apart(const vp_terrain_problem *problem, const vp_sites_answer *answer);

/* Who covers whom, all candidates worked out; the seconds and the progress of options are looked at, its figures are
 * not given. VP_CANCELLED: not all. */
vp_costs *vp_terrain_covers(const vp_terrain_problem *problem, const vp_sites_options *options, vp_error *err);

/* ---- journeys.c: p-median and p-center */
vp_sites_answer *vp_terrain_journeys(const vp_terrain_problem *problem, const vp_sites_options *options,
                                     vp_terrain_effort *effort, vp_error *err);
