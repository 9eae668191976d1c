/* Candidates that are worth a look before anything is known of all of them: in the middle of the people of squares, the
 * squares with most people first. */
#include "sites/terrain/lazy_cover_internal.h"
#include <math.h>
#include <stdlib.h>

enum { SQUARES = 100 }; /* about so many cover the grid */

typedef struct {
    double people, column, row; /* summed, weighted by people */
} square;

static int most_people(const void *left, const void *right)
{
    const square *a = left, *b = right;
    if (a->people != b->people) return a->people > b->people ? -1 : 1;
    if (a->row != b->row) return a->row < b->row ? -1 : 1;
    return (a->column > b->column) - (a->column < b->column);
}

/* The candidate nearest to a place, but those that are taken. */
static uint32_t nearest_to(const vp_terrain_problem *g, double column, double row, const bool taken[])
{
    size_t stride = g->terrain->geometry.columns;
    uint32_t best = UINT32_MAX;
    double least = INFINITY;
    for (uint32_t j = 0; j < g->candidate_count; j++) {
        size_t at = g->candidate_cells[j] % stride, below = g->candidate_cells[j] / stride;
        double across = (double)at - column, down = (double)below - row;
        if (taken[j] || across * across + down * down >= least) continue;
        least = across * across + down * down;
        best = j;
    }
    return best;
}

bool vp_first_look(const vp_terrain_problem *g, uint32_t list[], size_t most, size_t *count, vp_error *err)
{
    vp_grid_geometry f = g->terrain->geometry;
    size_t side = (size_t)ceil(sqrt((double)vp_grid_geometry_cells(f) / SQUARES)), across = f.columns / side + 1;
    size_t all = across * (f.rows / side + 1);
    square *squares = calloc(all, sizeof *squares);
    bool *taken = calloc(g->candidate_count + 1, sizeof *taken);
    bool ok = (squares && taken) || vp_fail_memory(err, all * sizeof *squares);
    *count = 0;
    for (size_t d = 0; ok && d < g->demand_count; d++) {
        size_t column = g->demand_cells[d] % f.columns, row = g->demand_cells[d] / f.columns;
        square *s = &squares[row / side * across + column / side];
        s->people += g->people[d];
        s->column += g->people[d] * (double)column;
        s->row += g->people[d] * (double)row;
    }
    if (ok) qsort(squares, all, sizeof *squares, most_people);
    for (size_t k = 0; ok && k < all && *count < most && squares[k].people > 0; k++) {
        const square *s = &squares[k];
        uint32_t j = nearest_to(g, s->column / s->people, s->row / s->people, taken);
        if (j == UINT32_MAX) break;
        taken[j] = true;
        list[(*count)++] = j;
    }
    free(squares);
    free(taken);
    return ok;
}
