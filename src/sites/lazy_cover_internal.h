/* Covering on the ground: what on_terrain.c and blocks.c share. */
#pragma once
#include "sites/sites_internal.h"

typedef struct {
    const vp_ground *ground;
    vp_watch *watch;
    vp_watch quiet;      /* of the rounds: the same deadline, no progress */
    uint32_t *target_of; /* [cell of the frame] */
    vp_reach_job *cover; /* [candidate] targets NULL: not worked out */
    bool *dropped;       /* [candidate] proven useless */
    bool *best;          /* [candidate] in the best choice */
    double best_value;   /* people covered */
    double bound;        /* least bound on what any choice covers */
    double *multiplier;  /* [demand] */
    double *score;       /* [candidate] */
    uint32_t *block_of;  /* [demand] */
    size_t block_count;
    double *block_sum;  /* of the multipliers */
    size_t *near_start; /* [candidate] into near_block; NULL: all catchments are known */
    uint32_t *near_block;
    size_t known;
    double people;
} vp_lazy;

/* target_of: the cells' numbers plus 1, all others 0. */
void vp_lazy_mark(vp_lazy *lazy, const uint32_t cells[], size_t count);
/* Puts the demands into blocks and finds the blocks that each candidate can reach; leaves the
 * candidates as targets. done false: stopped before the end, nothing is known of blocks. */
bool vp_blocks_find(vp_lazy *lazy, bool *done, vp_error *err);
/* Two candidates nearer than the separation. */
bool vp_ground_too_near(const vp_ground *ground, size_t a, size_t b);

/* ---- journeys.c: p-median and p-center */
vp_sites_answer *vp_ground_journeys(const vp_ground *ground, const vp_sites_options *options, vp_ground_effort *effort,
                                    vp_error *err);
