/* Joint questions of services that change: counted again on the cells, as an analysis of the changed region counts
 * them, to the bit. Some ten milliseconds a question and unit set. */
#include "scenario/scenario_internal.h"
#include <stdlib.h>
#include <string.h>
#include <vungphu/joint_reach.h>

static const vp_service_result *result_of(const vp_scenario_result *result, size_t service)
{
    for (size_t i = 0; i < result->service_count; i++)
        if (result->services[i].service == service) return &result->services[i];
    return NULL;
}

/* Whether the service's surface is another, or none any more. */
static bool differs(const vp_service_result *r) { return r && (r->unknown || r->cell_run_count > 0); }

static bool is_touched(const vp_joint *joint, const vp_scenario_result *result)
{
    for (size_t i = 0; i < joint->service_count; i++)
        if (differs(result_of(result, joint->services[i]))) return true;
    return false;
}

/* The surface after the changes; *own, which the caller frees, where it is another. NULL without err: unknown. */
static const float *surface_after(const vp_what_if *w, const vp_scenario_result *result, size_t service, vp_grid **own,
                                  vp_error *err)
{
    const vp_grid *base = w->base.surfaces[service];
    const vp_service_result *r = result_of(result, service);
    *own = NULL;
    if (!differs(r)) return base ? vp_grid_cells(base) : NULL;
    *own = vp_scenario_surface(r, w->base.region->geometry, base, err);
    return *own ? vp_grid_cells(*own) : NULL;
}

static bool count_sets(const vp_what_if *w, const vp_joint *joint, const float *const surfaces[], vp_joint_result *out,
                       vp_error *err)
{
    const vp_region *region = w->base.region;
    size_t cells = vp_grid_geometry_cells(region->geometry), populations = region->people.population_count;
    float *shares = malloc((cells + 1) * sizeof *shares);
    bool ok = shares || vp_fail_memory(err, cells * sizeof *shares);
    if (ok) vp_joint_shares(&region->definitions, joint, surfaces, cells, shares);
    for (size_t s = 0; ok && s < region->units.set_count; s++)
        ok = vp_joint_count(region, w->weights[s], s, shares, w->base.coverage, out->facts + s * populations, err);
    free(shares);
    return ok;
}

/* A question one of whose services is unknown now has no facts. */
static bool count_joint(const vp_what_if *w, const vp_scenario_result *result, vp_joint_result *out, vp_error *err)
{
    const vp_joint *joint = &w->base.region->definitions.joints[out->joint];
    const float *surfaces[VP_JOINT_MOST];
    vp_grid *own[VP_JOINT_MOST] = {NULL};
    vp_error why = {0};
    bool known = true;
    for (size_t i = 0; known && i < joint->service_count; i++) {
        surfaces[i] = surface_after(w, result, joint->services[i], &own[i], &why);
        known = surfaces[i] != NULL;
    }
    bool ok = !*why.message || vp_fail(err, why.kind, "%s", why.message);
    if (ok && known) ok = count_sets(w, joint, surfaces, out, err);
    for (size_t i = 0; i < joint->service_count; i++) vp_grid_free(own[i]);
    return ok;
}

bool vp_joints_answer(const vp_what_if *w, vp_scenario_result *result, vp_error *err)
{
    const vp_region *region = w->base.region;
    size_t tables = region->units.set_count * region->people.population_count;
    bool ok = true;
    result->joints = calloc(region->definitions.joint_count + 1, sizeof *result->joints);
    if (!result->joints) return vp_fail_memory(err, region->definitions.joint_count * sizeof *result->joints);
    for (size_t j = 0; ok && j < region->definitions.joint_count; j++) {
        if (!is_touched(&region->definitions.joints[j], result)) continue;
        vp_joint_result *out = &result->joints[result->joint_count++];
        *out = (vp_joint_result){j, calloc(tables + 1, sizeof *out->facts), tables};
        ok = (out->facts || vp_fail_memory(err, tables * sizeof *out->facts)) && count_joint(w, result, out, err);
    }
    return ok;
}
