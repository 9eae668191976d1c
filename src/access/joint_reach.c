#include <math.h>
#include <stdlib.h>
#include <vungphu/joint_reach.h>
#include <vungphu/limit.h>

/* Of the people of a cell, those whom one service reaches; NaN: no data. */
static float share_reached(vp_reach reach, double limit, float value)
{
    if (isnan(value)) return value;
    switch (reach) {
    case VP_REACH_AREA: return value;
    case VP_REACH_SIGNAL: return !isinf(value) && (double)value >= limit;
    default: return vp_limit_holds(limit, (double)value);
    }
}

/* Whom at least k reach: the k-th largest of the shares, which are 0 and 1 but for polygons. NaN when one is. */
static float kth_largest(float shares[], size_t count, size_t k)
{
    for (size_t i = 0; i < count; i++) {
        if (isnan(shares[i])) return shares[i];
        float moved = shares[i];
        size_t at = i;
        for (; at > 0 && shares[at - 1] < moved; at--) shares[at] = shares[at - 1];
        shares[at] = moved;
    }
    return shares[k - 1];
}

void vp_joint_shares(const vp_definitions *definitions, const vp_joint *joint, const float *const surfaces[],
                     const float people[], size_t cell_count, float shares[])
{
    vp_reach reaches[VP_JOINT_MOST];
    for (size_t i = 0; i < joint->service_count; i++) reaches[i] = definitions->services[joint->services[i]].reach;
    for (size_t cell = 0; cell < cell_count; cell++) {
        float of[VP_JOINT_MOST] = {0};
        if (people && !(people[cell] > 0)) continue;
        for (size_t i = 0; i < joint->service_count; i++) {
            float share = share_reached(reaches[i], joint->limits[i], surfaces[i][cell]), *part = &of[joint->parts[i]];
            if (isnan(share) || share > *part) *part = share; /* a NaN stays: nothing is above it */
        }
        shares[cell] = kth_largest(of, joint->part_count, joint->at_least);
    }
}

bool vp_joint_count(const vp_region *region, const vp_weights *weights, size_t set, const float shares[],
                    const vp_coverage *coverage, vp_facts *facts[], vp_error *err)
{
    for (size_t p = 0; p < region->people.population_count; p++) {
        vp_facts_free(facts[p]);
        facts[p] = vp_facts_new(vp_scale_of(VP_REACH_AREA), region->units.sets[set].unit_count, err);
        if (!facts[p]) return false;
        vp_facts_add_share(facts[p], weights, shares, vp_grid_cells(region->people.populations[p].people));
        vp_facts_scale(facts[p], coverage->people[set][p]);
    }
    return true;
}
