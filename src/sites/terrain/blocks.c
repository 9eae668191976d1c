/* Blocks of demands, and which candidates could reach anyone in them. */
#include "sites/terrain/lazy_cover_internal.h"
#include <stdlib.h>
#include <string.h>

static const double candidates_a_block = 6; /* at least: a block's run costs as much as a catchment */

void vp_lazy_cover_mark(vp_lazy_cover *l, const uint32_t cells[], size_t count)
{
    memset(l->target_of, 0, vp_grid_geometry_cells(l->problem->terrain->geometry) * sizeof *l->target_of);
    for (uint32_t k = 0; k < count; k++)
        if (!l->target_of[cells[k]]) l->target_of[cells[k]] = k + 1;
}

typedef struct {
    uint32_t block, demand;
} placed;

static int by_block(const void *left, const void *right)
{
    const placed *a = left, *b = right;
    if (a->block != b->block) return a->block < b->block ? -1 : 1;
    return (a->demand > b->demand) - (a->demand < b->demand);
}

static size_t square_of(const vp_lazy_cover *l, size_t demand, size_t side)
{
    size_t stride = l->problem->terrain->geometry.columns, cell = l->problem->demand_cells[demand];
    return cell / stride / side * ((stride + side - 1) / side) + cell % stride / side;
}

/* Sorts the demands into squares; cells holds them block by block, jobs the blocks' runs. */
static void fill_blocks(vp_lazy_cover *l, size_t side, placed order[], uint32_t cells[], vp_reach_job jobs[])
{
    const vp_terrain_problem *g = l->problem;
    l->block_count = 0;
    for (uint32_t d = 0; d < g->demand_count; d++) order[d] = (placed){(uint32_t)square_of(l, d, side), d};
    qsort(order, g->demand_count, sizeof *order, by_block);
    for (size_t k = 0; k < g->demand_count; k++) {
        if (k == 0 || order[k].block != order[k - 1].block)
            jobs[l->block_count++] = (vp_reach_job){.sources = &cells[k]};
        cells[k] = g->demand_cells[order[k].demand];
        jobs[l->block_count - 1].source_count++;
        l->block_of[order[k].demand] = (uint32_t)l->block_count - 1;
    }
}

/* The smallest squares that are few enough. */
static bool make_blocks(vp_lazy_cover *l, uint32_t cells[], vp_reach_job **jobs, vp_error *err)
{
    size_t demands = l->problem->demand_count,
           most = (size_t)((double)l->problem->candidate_count / candidates_a_block);
    placed *order = malloc((demands + 1) * sizeof *order);
    *jobs = calloc(demands + 1, sizeof **jobs);
    bool ok = order && *jobs;
    if (!ok) vp_fail_memory(err, demands * (sizeof *order + sizeof **jobs));
    for (size_t side = 4; ok; side += side / 4) {
        memset(*jobs, 0, (demands + 1) * sizeof **jobs);
        fill_blocks(l, side, order, cells, *jobs);
        if (l->block_count <= most || l->block_count <= 1) break;
    }
    free(order);
    return ok;
}

/* The blocks in reach of each candidate, from the candidates in reach of each block. */
static bool turn_blocks(vp_lazy_cover *l, const vp_reach_job jobs[], vp_error *err)
{
    size_t candidates = l->problem->candidate_count, entries = 0;
    for (size_t b = 0; b < l->block_count; b++) entries += jobs[b].target_count;
    l->near_start = calloc(candidates + 2, sizeof *l->near_start);
    l->near_block = malloc((entries + 1) * sizeof *l->near_block);
    l->block_sum = calloc(l->block_count + 1, sizeof *l->block_sum);
    if (!l->near_start || !l->near_block || !l->block_sum) return vp_fail_memory(err, entries * sizeof *l->near_block);
    for (size_t b = 0; b < l->block_count; b++)
        for (size_t k = 0; k < jobs[b].target_count; k++) l->near_start[jobs[b].targets[k] + 2]++;
    for (size_t j = 1; j <= candidates; j++) l->near_start[j + 1] += l->near_start[j];
    for (uint32_t b = 0; b < l->block_count; b++)
        for (size_t k = 0; k < jobs[b].target_count; k++) l->near_block[l->near_start[jobs[b].targets[k] + 1]++] = b;
    return true;
}

/* done: every block was run. */
bool vp_blocks_find(vp_lazy_cover *l, bool *done, vp_error *err)
{
    const vp_terrain_problem *g = l->problem;
    vp_reach_job *jobs = NULL;
    uint32_t *cells = malloc((g->demand_count + 1) * sizeof *cells);
    bool ok = cells || vp_fail_memory(err, g->demand_count * sizeof *cells);
    ok = ok && make_blocks(l, cells, &jobs, err);
    if (ok) {
        vp_lazy_cover_mark(l, g->candidate_cells, g->candidate_count);
        ok = vp_reach_run(g, l->target_of, false, jobs, l->block_count, &l->quiet, err);
    }
    *done = true;
    for (size_t b = 0; ok && b < l->block_count; b++) *done = *done && jobs[b].targets;
    ok = ok && (!*done || turn_blocks(l, jobs, err));
    for (size_t b = 0; jobs && b < l->block_count; b++) free(jobs[b].targets);
    free(jobs);
    free(cells);
    return ok;
}
