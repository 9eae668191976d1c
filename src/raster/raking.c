#include <math.h>
#include <stdlib.h>
#include <vungphu/raking.h>

/* One round: every cell's factor is the mean of those of its zones, the rest of it having 1. change: zeros, per cell.
 */
static void multiply(const vp_weights *weights, const double factors[], float people[], float change[])
{
    for (size_t r = 0; r < weights->run_count; r++) {
        vp_run run = weights->runs[r];
        float factor = (float)factors[run.zone];
        for (size_t i = run.first_cell; i < (size_t)run.first_cell + run.cell_count; i++) people[i] *= factor;
    }
    for (size_t p = 0; p < weights->partial_count; p++) change[weights->partials[p].cell] = 0;
    for (size_t p = 0; p < weights->partial_count; p++) {
        vp_partial partial = weights->partials[p];
        change[partial.cell] += (float)(partial.share * (factors[partial.zone] - 1));
    }
    for (size_t p = 0; p < weights->partial_count; p++) { /* once a cell, though it stands here for each of its zones */
        size_t cell = weights->partials[p].cell;
        people[cell] *= 1 + change[cell];
        change[cell] = 0;
    }
}

/* factors[zone] that each zone still needs; the greatest distance of one from 1. */
static double missing(const vp_weights *weights, const double totals[], const float people[], double sums[],
                      double factors[])
{
    double most = 0;
    vp_zonal_sum(weights, people, sums, NULL);
    for (size_t z = 0; z < weights->zone_count; z++) {
        factors[z] = totals[z] >= 0 && sums[z] > 0 ? totals[z] / sums[z] : 1;
        most = fmax(most, fabs(factors[z] - 1));
    }
    return most;
}

bool vp_raking(const vp_weights *weights, const double totals[], float people[], double factors[], vp_error *err)
{
    enum { ROUNDS_MOST = 100 };
    size_t zones = weights->zone_count ? weights->zone_count : 1;
    double *sums = malloc(zones * sizeof *sums), *needed = malloc(zones * sizeof *needed);
    float *change = calloc(vp_grid_geometry_cells(weights->geometry), sizeof *change);
    bool ok = (sums && needed && change) || vp_fail_memory(err, zones * sizeof *sums);
    for (int round = 0; ok && round < ROUNDS_MOST; round++) {
        double most = missing(weights, totals, people, sums, needed);
        for (size_t z = 0; !round && z < weights->zone_count; z++)
            factors[z] = totals[z] >= 0 && sums[z] > 0 ? needed[z] : (double)NAN;
        if (most < 1e-7) break;
        multiply(weights, needed, people, change);
    }
    free(sums);
    free(needed);
    free(change);
    return ok;
}
