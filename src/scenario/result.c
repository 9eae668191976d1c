#include "scenario/scenario.h"
#include <stdlib.h>
#include <string.h>

void vp_scenario_result_free(vp_scenario_result *result)
{
    if (!result) return;
    for (size_t i = 0; i < result->service_count; i++) {
        vp_service_result *r = &result->services[i];
        for (size_t t = 0; r->facts && t < r->fact_table_count; t++) {
            for (size_t u = 0; u < r->facts[t].count; u++) free(r->facts[t].units[u].by_bin);
            free(r->facts[t].units);
        }
        for (size_t s = 0; s < r->floating_count; s++) free(r->floating[s]);
        free(r->facts);
        free(r->floating);
        free(r->cells);
        free(r->values);
    }
    for (size_t i = 0; result->joints && i < result->joint_count; i++) {
        vp_joint_result *r = &result->joints[i];
        for (size_t t = 0; r->facts && t < r->fact_table_count; t++) vp_facts_free(r->facts[t]);
        free(r->facts);
    }
    free(result->joints);
    free(result->services);
    free(result);
}

size_t vp_scenario_result_bytes(const vp_scenario_result *result)
{
    size_t bytes = sizeof *result;
    for (size_t i = 0; i < result->service_count; i++) {
        const vp_service_result *r = &result->services[i];
        bytes += sizeof *r + r->cell_run_room * sizeof *r->cells + r->value_room * sizeof *r->values;
        for (size_t t = 0; t < r->fact_table_count; t++) {
            bytes += sizeof r->facts[t] + r->facts[t].room * sizeof(vp_unit_facts);
            for (size_t u = 0; u < r->facts[t].count; u++) bytes += (r->facts[t].units[u].count + 1) * sizeof(double);
        }
    }
    for (size_t i = 0; i < result->joint_count; i++)
        for (size_t t = 0; t < result->joints[i].fact_table_count; t++)
            if (result->joints[i].facts[t])
                bytes += sizeof(vp_facts) + 4 * result->joints[i].facts[t]->unit_count * sizeof(double);
    return bytes;
}

/* ------------------------------------------------------------ the coverage as changed */

/* Owned by a changed coverage: the arrays of pointers (the joint facts themselves are the result's), the facts of
 * changed services and facility_unit. All else is the base's. */
typedef struct {
    vp_coverage coverage; /* first: what readers get */
    const vp_scenario_result *result;
} laid_over;

static void lay_over(vp_facts *facts, const vp_fact_changes *changes)
{
    size_t bins = facts->scale.bins;
    for (size_t i = 0; i < changes->count; i++) {
        const vp_unit_facts *u = &changes->units[i];
        double *row = facts->by_bin + u->unit * bins;
        memset(row, 0, bins * sizeof *row);
        memcpy(row + u->first, u->by_bin, u->count * sizeof *row);
        facts->beyond[u->unit] = u->beyond;
        facts->unreachable[u->unit] = u->unreachable;
        facts->no_data[u->unit] = u->no_data;
    }
}

static vp_facts *change_facts(const vp_region *region, const vp_facts *before, size_t set,
                              const vp_service_result *result, size_t table, vp_error *err)
{
    size_t units = region->units.sets[set].unit_count;
    vp_scale scale = vp_scale_of(region->definitions.services[result->service].reach);
    vp_facts *facts = before ? vp_facts_copy(before, err) : vp_facts_new(scale, units, err);
    if (facts) lay_over(facts, &result->facts[table]);
    return facts;
}

static bool change_service(const vp_region *region, const vp_coverage *base, vp_coverage *c, size_t set,
                           const vp_service_result *result, vp_error *err)
{
    size_t s = result->service, populations = c->population_count;
    vp_facts **facts = calloc(populations + 1, sizeof *facts);
    c->facts[set][s] = facts;
    if (!facts) return vp_fail_memory(err, populations * sizeof *facts);
    for (size_t p = 0; !result->unknown && p < populations; p++) {
        facts[p] = change_facts(region, base->facts[set][s][p], set, result, set * populations + p, err);
        if (!facts[p]) return false;
    }
    if (result->floating) c->floating[set][s] = result->floating[set];
    if (result->unknown) c->floating[set][s] = NULL;
    return true;
}

/* The joint questions of one set: those that changed are the result's, which outlives the coverage. */
static bool change_joints(const vp_coverage *base, laid_over *l, size_t set, vp_error *err)
{
    vp_coverage *c = &l->coverage;
    c->joint[set] = malloc((c->joint_count + 1) * sizeof *c->joint[set]);
    if (!c->joint[set]) return vp_fail_memory(err, c->joint_count * sizeof *c->joint[set]);
    if (c->joint_count) memcpy(c->joint[set], base->joint[set], c->joint_count * sizeof *c->joint[set]);
    for (size_t i = 0; i < l->result->joint_count; i++)
        c->joint[set][l->result->joints[i].joint] = l->result->joints[i].facts + set * c->population_count;
    return true;
}

static bool place_facilities(size_t set, const size_t before[], const vp_changed *changed, size_t **out, vp_error *err)
{
    size_t count = changed->region.supply.facility_count;
    size_t *units = malloc((count + 1) * sizeof *units);
    *out = units;
    if (!units) return vp_fail_memory(err, count * sizeof *units);
    if (changed->first_new) memcpy(units, before, changed->first_new * sizeof *units);
    for (size_t f = changed->first_new; f < count; f++)
        units[f] = vp_coverage_unit_of(&changed->region.units, set, &changed->region.supply.facilities[f]);
    return true;
}

static bool change_set(const vp_region *region, const vp_coverage *base, const vp_changed *changed, laid_over *l,
                       size_t set, vp_error *err)
{
    vp_coverage *c = &l->coverage;
    size_t services = c->service_count;
    c->facts[set] = malloc((services + 1) * sizeof *c->facts[set]);
    c->floating[set] = malloc((services + 1) * sizeof *c->floating[set]);
    if (!c->facts[set] || !c->floating[set]) return vp_fail_memory(err, services * sizeof(void *));
    memcpy(c->facts[set], base->facts[set], services * sizeof *c->facts[set]);
    memcpy(c->floating[set], base->floating[set], services * sizeof *c->floating[set]);
    for (size_t i = 0; i < l->result->service_count; i++) c->facts[set][l->result->services[i].service] = NULL;
    if (!change_joints(base, l, set, err)) return false;
    if (!place_facilities(set, base->facility_unit[set], changed, &c->facility_unit[set], err)) return false;
    for (size_t i = 0; i < l->result->service_count; i++)
        if (!change_service(region, base, c, set, &l->result->services[i], err)) return false;
    return true;
}

vp_coverage *vp_scenario_coverage(const vp_region *base_region, const vp_coverage *base, const vp_changed *changed,
                                  const vp_scenario_result *result, vp_error *err)
{
    laid_over *l = calloc(1, sizeof *l);
    if (!l) {
        vp_fail_memory(err, sizeof *l);
        return NULL;
    }
    *l = (laid_over){*base, result};
    size_t sets = base->set_count;
    l->coverage.facts = calloc(sets + 1, sizeof *l->coverage.facts);
    l->coverage.floating = calloc(sets + 1, sizeof *l->coverage.floating);
    l->coverage.facility_unit = calloc(sets + 1, sizeof *l->coverage.facility_unit);
    l->coverage.joint = calloc(sets + 1, sizeof *l->coverage.joint);
    bool ok = (l->coverage.facts && l->coverage.floating && l->coverage.facility_unit && l->coverage.joint) ||
              vp_fail_memory(err, sets * sizeof(void *));
    for (size_t s = 0; ok && s < sets; s++) ok = change_set(base_region, base, changed, l, s, err);
    if (ok) return &l->coverage;
    vp_scenario_coverage_free(&l->coverage);
    return NULL;
}

void vp_scenario_coverage_free(vp_coverage *coverage)
{
    laid_over *l = (laid_over *)coverage;
    if (!l) return;
    for (size_t s = 0; s < coverage->set_count; s++) {
        bool placed = coverage->facility_unit && coverage->facility_unit[s];
        for (size_t i = 0; placed && coverage->facts && coverage->facts[s] && i < l->result->service_count; i++) {
            vp_facts **facts = coverage->facts[s][l->result->services[i].service];
            for (size_t p = 0; facts && p < coverage->population_count; p++) vp_facts_free(facts[p]);
            free(facts);
        }
        if (coverage->facts) free(coverage->facts[s]);
        if (coverage->joint) free(coverage->joint[s]);
        if (coverage->floating) free(coverage->floating[s]);
        if (coverage->facility_unit) free(coverage->facility_unit[s]);
    }
    free(coverage->facts);
    free(coverage->joint);
    free(coverage->floating);
    free(coverage->facility_unit);
    free(l);
}

vp_grid *vp_scenario_surface(const vp_service_result *result, vp_grid_geometry geometry, const vp_grid *base,
                             vp_error *err)
{
    if (result->unknown) return NULL;
    vp_grid *surface = vp_grid_new(geometry, NAN, err);
    if (!surface) return NULL;
    float *values = vp_grid_edit(surface);
    const float *next = result->values;
    if (base) memcpy(values, vp_grid_cells(base), vp_grid_geometry_cells(geometry) * sizeof *values);
    for (size_t i = 0; i < result->cell_run_count; i++) {
        memcpy(values + result->cells[i].first, next, result->cells[i].count * sizeof *values);
        next += result->cells[i].count;
    }
    return surface;
}
