#include "snapshot/joint_view.h"
#include <math.h>
#include <stdlib.h>
#include <vungphu/joint_reach.h>
#include <vungphu/levels.h>
#include <vungphu/unit_weights.h>

static float *shares_of(const vp_snapshot *s, const vp_joint *joint, vp_error *err)
{
    const vp_region *region = s->region;
    const float *surfaces[VP_JOINT_MOST];
    size_t cells = vp_grid_geometry_cells(region->geometry);
    for (size_t i = 0; i < joint->service_count; i++) {
        if (!s->results.surfaces[joint->services[i]]) {
            vp_fail(err, VP_NOT_FOUND, "the snapshot has no surface of service '%.60s'",
                    region->definitions.services[joint->services[i]].id);
            return NULL;
        }
        surfaces[i] = vp_results_surface(&s->results, joint->services[i], 0, VP_EVERY_CELL, err);
        if (!surfaces[i]) return NULL;
    }
    float *shares = malloc(cells * sizeof *shares);
    if (!shares) {
        vp_fail_memory(err, cells * sizeof *shares);
        return NULL;
    }
    vp_joint_shares(&region->definitions, joint, surfaces, cells, shares);
    return shares;
}

static bool count(vp_joint_view *view, const vp_snapshot *s, const vp_joint *joint, size_t set, vp_error *err)
{
    const vp_region *region = s->region;
    vp_weights *own = NULL;
    if (set != region->units.main_set) {
        own = vp_unit_weights_new(&region->units.sets[set], region->geometry, false, err);
        if (!own) return false;
    }
    float *shares = shares_of(s, joint, err);
    bool ok = shares && vp_joint_count(region, own ? own : s->results.main_weights, set, shares, s->results.coverage,
                                       view->facts, err);
    free(shares);
    vp_weights_free(own);
    return ok;
}

bool vp_joint_view_init(vp_joint_view *view, const vp_snapshot *s, const vp_joint *joint, size_t set, double threshold,
                        vp_error *err)
{
    size_t base = vp_levels_base(&s->region->units, set), sets = s->region->units.set_count;
    *view = (vp_joint_view){.coverage = *s->results.coverage};
    view->sets = calloc(sets + 1, sizeof *view->sets);
    view->joints = calloc(1, sizeof *view->joints);
    view->facts = calloc(view->coverage.population_count + 1, sizeof *view->facts);
    if (!view->sets || !view->joints || !view->facts) return vp_fail_memory(err, sets * sizeof *view->sets);
    view->joints[0] = view->facts;
    view->sets[base] = view->joints;
    view->coverage.joint = view->sets;
    view->coverage.joint_count = 1;
    vp_joint_write(&s->region->definitions, joint, view->text);
    view->indicator = vp_indicator_of_joint(VP_NONE, threshold);
    view->indicator.id = view->text;
    return count(view, s, joint, base, err);
}

void vp_joint_view_clear(vp_joint_view *view)
{
    for (size_t p = 0; view->facts && p < view->coverage.population_count; p++) vp_facts_free(view->facts[p]);
    free(view->facts);
    free(view->joints);
    free(view->sets);
    *view = (vp_joint_view){0};
}
