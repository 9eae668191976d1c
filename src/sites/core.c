/* What of an instance may still be part of a better choice. With multipliers u and their bound L, a choice S is worth
 * at least L + Σ_d max(0, cost of d in S - u_d) (docs/methods.md, "Sites"). So in a choice below the best one known
 * every demand is served at u_d + (cutoff - L) or less, and sites decided closed are not in it: all else goes. */
#include "sites/sites_internal.h"
#include <stdlib.h>
#include <string.h>

/* A little more, so that rounding never cuts. */
double vp_core_most(const vp_relaxation *r, size_t d)
{
    double room = vp_relaxation_cutoff(r->instance, r->upper) - r->bound;
    return r->multiplier[d] + room + 1e-9 * (1 + fabs(r->upper));
}

size_t vp_core_pairs(const vp_relaxation *r, const vp_instance *from, bool near_only)
{
    size_t count = 0;
    for (size_t d = 0; d < from->demand_count; d++) {
        double most = near_only ? vp_core_most(r, d) : INFINITY;
        for (size_t k = from->demand_start[d]; k < from->demand_start[d + 1] && from->demand_cost[k] <= most; k++)
            count += r->decision[from->demand_site[k]] != VP_SITE_CLOSED;
    }
    return count;
}

static void fill(const vp_relaxation *r, const vp_instance *from, bool near_only, vp_instance *core)
{
    size_t at = 0;
    memcpy(core->origin, from->origin, from->site_count * sizeof *core->origin);
    memcpy(core->beyond, from->beyond, from->demand_count * sizeof *core->beyond);
    if (from->price) memcpy(core->price, from->price, from->site_count * sizeof *core->price);
    for (size_t j = 0; j < from->site_count; j++) core->fixed[j] = r->decision[j] == VP_SITE_OPEN;
    for (size_t d = 0; d < from->demand_count; d++) {
        double most = near_only ? vp_core_most(r, d) : INFINITY;
        for (size_t k = from->demand_start[d]; k < from->demand_start[d + 1] && from->demand_cost[k] <= most; k++) {
            if (r->decision[from->demand_site[k]] == VP_SITE_CLOSED) continue;
            core->demand_site[at] = from->demand_site[k];
            core->demand_cost[at++] = from->demand_cost[k];
        }
        core->demand_start[d + 1] = at;
    }
}

vp_instance *vp_core_new(const vp_relaxation *r, const vp_instance *from, bool near_only, vp_error *err)
{
    vp_instance *core = calloc(1, sizeof *core);
    if (!core) return vp_fail_memory(err, sizeof *core), NULL;
    *core = (vp_instance){.demand_count = from->demand_count,
                          .site_count = from->site_count,
                          .entry_count = vp_core_pairs(r, from, near_only),
                          .count = from->count,
                          .budget = from->budget,
                          .integral = from->integral,
                          .big = from->big};
    if (!vp_instance_allocate(core, true, from->price != NULL, err)) {
        free(core);
        return NULL;
    }
    fill(r, from, near_only, core);
    if (vp_instance_fill_by_site(core, err)) return core;
    vp_instance_free(core);
    return NULL;
}
