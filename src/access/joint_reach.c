#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/joint_reach.h>
#include <vungphu/limit.h>

enum { TOGETHER = 256 }; /* cells taken at once, so that each step below is one loop without a branch */

/* The values within a limit, in float32 as surfaces are, so that none is compared twice over. Infinite ones never are.
 */
typedef struct {
    float least, most;
    bool share; /* a surface of shares instead */
} range;

static range range_of(vp_reach reach, double limit)
{
    double most = vp_limit_most(limit);
    range r = {-FLT_MAX, FLT_MAX, reach == VP_REACH_AREA};
    if (reach == VP_REACH_SIGNAL && limit > -FLT_MAX) {
        r.least = (float)limit;
        if ((double)r.least < limit) r.least = nextafterf(r.least, INFINITY);
    } else if (reach != VP_REACH_SIGNAL && most < FLT_MAX) {
        r.most = (float)most;
        if ((double)r.most > most) r.most = nextafterf(r.most, -INFINITY);
    }
    return r;
}

/* part[i] becomes what the service adds to its part: the larger share, NaN where either is. */
static void join(range within, const float values[], size_t count, float part[])
{
    for (size_t i = 0; i < count; i++) {
        float value = values[i], reached = within.least <= value && value <= within.most ? 1.0F : 0.0F;
        float share = within.share || isnan(value) ? value : reached;
        part[i] = isnan(part[i]) || part[i] >= share ? part[i] : share;
    }
}

/* The k-th largest of the parts of a cell; NaN when one is. */
static float kth_largest(float parts[][TOGETHER], size_t part_count, size_t cell, size_t k)
{
    float sorted[VP_JOINT_MOST];
    for (size_t p = 0; p < part_count; p++) {
        float moved = parts[p][cell];
        if (isnan(moved)) return moved;
        size_t at = p;
        for (; at > 0 && sorted[at - 1] < moved; at--) sorted[at] = sorted[at - 1];
        sorted[at] = moved;
    }
    return sorted[k - 1];
}

/* The same of parts that are 0 or 1: whether there are k. */
static void count_parts(float parts[][TOGETHER], size_t part_count, size_t count, size_t k, float shares[])
{
    float sums[TOGETHER] = {0};
    for (size_t p = 0; p < part_count; p++)
        for (size_t i = 0; i < count; i++) sums[i] += parts[p][i];
    for (size_t i = 0; i < count; i++) shares[i] = isnan(sums[i]) ? sums[i] : sums[i] >= (float)k ? 1.0F : 0.0F;
}

void vp_joint_shares(const vp_definitions *definitions, const vp_joint *joint, const float *const surfaces[],
                     size_t cell_count, float shares[])
{
    range within[VP_JOINT_MOST];
    bool whole = true;
    for (size_t s = 0; s < joint->service_count; s++) {
        within[s] = range_of(definitions->services[joint->services[s]].reach, joint->limits[s]);
        whole &= !within[s].share;
    }
    for (size_t first = 0; first < cell_count; first += TOGETHER) {
        float parts[VP_JOINT_MOST][TOGETHER];
        size_t count = cell_count - first < TOGETHER ? cell_count - first : TOGETHER;
        memset(parts, 0, joint->part_count * sizeof *parts);
        for (size_t s = 0; s < joint->service_count; s++)
            join(within[s], surfaces[s] + first, count, parts[joint->parts[s]]);
        if (whole)
            count_parts(parts, joint->part_count, count, joint->at_least, shares + first);
        else
            for (size_t i = 0; i < count; i++)
                shares[first + i] = kth_largest(parts, joint->part_count, i, joint->at_least);
    }
}

/* What a stretch of a unit's cells holds. */
typedef struct {
    double reached, left, unknown;
} sums;

static void add(sums *to, float share, double people)
{
    if (!(people > 0)) return;
    if (isnan(share)) {
        to->unknown += people;
        return;
    }
    to->reached += (double)share * people;
    to->left += (1 - (double)share) * people;
}

static void give(vp_facts *facts, size_t unit, sums found)
{
    facts->by_bin[unit * facts->scale.bins] += found.reached;
    facts->unreachable[unit] += found.left;
    facts->no_data[unit] += found.unknown;
}

static void count_cells(vp_facts *facts, const vp_weights *weights, const float shares[], const float people[])
{
    for (size_t r = 0; r < weights->run_count; r++) {
        vp_run run = weights->runs[r];
        sums found = {0};
        for (size_t i = run.first_cell; i < (size_t)run.first_cell + run.cell_count; i++)
            add(&found, shares[i], (double)people[i]);
        give(facts, run.zone, found);
    }
    for (size_t p = 0; p < weights->partial_count; p++) {
        vp_partial partial = weights->partials[p];
        sums found = {0};
        add(&found, shares[partial.cell], partial.share * (double)people[partial.cell]);
        give(facts, partial.zone, found);
    }
}

bool vp_joint_count(const vp_region *region, const vp_weights *weights, size_t set, const float shares[],
                    const vp_coverage *coverage, vp_facts *facts[], vp_error *err)
{
    for (size_t p = 0; p < region->people.population_count; p++) {
        vp_facts_free(facts[p]);
        facts[p] = vp_facts_new(vp_scale_of(VP_REACH_AREA), region->units.sets[set].unit_count, err);
        if (!facts[p]) return false;
        count_cells(facts[p], weights, shares, vp_grid_cells(region->people.populations[p].people));
        vp_facts_scale(facts[p], coverage->people[set][p]);
    }
    return true;
}
