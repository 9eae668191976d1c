#include "access/people_sums.h"
#include "base/array.h"
#include "scenario/scenario_internal.h"
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------ cells */

bool vp_difference_cell(vp_service_result *r, size_t cell, float value)
{
    bool follows =
        r->cell_run_count && r->cells[r->cell_run_count - 1].first + r->cells[r->cell_run_count - 1].count == cell;
    if (!VP_ARRAY_FIT(r->values, r->value_room, r->value_count + 1, NULL)) return false;
    if (!follows && !VP_ARRAY_FIT(r->cells, r->cell_run_room, r->cell_run_count + 1, NULL)) return false;
    if (follows)
        r->cells[r->cell_run_count - 1].count++;
    else
        r->cells[r->cell_run_count++] = (vp_cells){(uint32_t)cell, 1};
    r->values[r->value_count++] = value;
    return true;
}

/* ------------------------------------------------------------ people */

/* facts: of one unit. */
static bool keep_unit(vp_fact_changes *changes, size_t unit, const vp_facts *facts, size_t row)
{
    vp_unit_bins bins = vp_facts_bins(facts, row);
    size_t first = bins.first, end = bins.end;
    while (end > first && vp_facts_bin(bins, end - 1) == 0) end--;
    while (first < end && vp_facts_bin(bins, first) == 0) first++;
    bool ok = VP_ARRAY_FIT(changes->units, changes->room, changes->count + 1, NULL);
    double *kept = ok ? malloc((end - first + 1) * sizeof *kept) : NULL;
    if (!kept) return false;
    memcpy(kept, bins.people + (first - bins.first), (end - first) * sizeof *kept);
    changes->units[changes->count++] =
        (vp_unit_facts){(uint32_t)unit,     (uint32_t)first,         (uint32_t)(end - first), kept,
                        facts->beyond[row], facts->unreachable[row], facts->no_data[row]};
    return true;
}

/* Of the units that are touched, people of each population by step. */
static bool keep_set(const vp_what_if *w, size_t set, vp_people_sum *const sums[], const bool touched[], vp_facts *one,
                     vp_service_result *result)
{
    size_t populations = w->base.region->people.population_count, width = one->scale.bins + VP_STEPS_BESIDE_BINS;
    for (size_t p = 0; p < populations; p++)
        for (size_t u = 0; u < w->weights[set]->zone_count; u++) {
            if (!touched[u]) continue;
            vp_people_sums_give(sums[p] + u * width, one, 0);
            vp_facts_scale(one, &w->base.coverage->people[set][p][u]);
            if (!keep_unit(&result->facts[set * populations + p], u, one, 0)) return false;
        }
    return true;
}

/* Steps of every cell before and after. */
typedef struct {
    uint16_t *before, *after;
} both_steps;

static bool step_cells(const vp_what_if *w, const vp_service_result *r, both_steps *out)
{
    vp_scale scale = vp_scale_of(w->base.region->definitions.services[r->service].reach);
    size_t cells = vp_grid_geometry_cells(w->base.region->geometry);
    *out = (both_steps){malloc(cells * sizeof *out->before), malloc(cells * sizeof *out->after)};
    if (!out->before || !out->after) return false;
    vp_scale_steps(scale, vp_grid_cells(w->base.surfaces[r->service]), cells, out->before);
    memcpy(out->after, out->before, cells * sizeof *out->after);
    const float *values = r->values;
    for (size_t i = 0; i < r->cell_run_count; values += r->cells[i++].count)
        vp_scale_steps(scale, values, r->cells[i].count, out->after + r->cells[i].first);
    return true;
}

/* The runs and partials of the zones in which a step changes; only the arrays and counts are set. */
static bool choose_zones(const vp_weights *all, const both_steps *steps, bool touched[], vp_weights *out)
{
    for (size_t r = 0; r < all->run_count; r++) {
        vp_run run = all->runs[r];
        if (!touched[run.zone])
            touched[run.zone] = memcmp(steps->before + run.first_cell, steps->after + run.first_cell,
                                       run.cell_count * sizeof *steps->after) != 0;
    }
    for (size_t p = 0; p < all->partial_count; p++)
        touched[all->partials[p].zone] |= steps->before[all->partials[p].cell] != steps->after[all->partials[p].cell];
    *out = (vp_weights){.geometry = all->geometry,
                        .zone_count = all->zone_count,
                        .runs = malloc((all->run_count + 1) * sizeof *out->runs),
                        .partials = malloc((all->partial_count + 1) * sizeof *out->partials)};
    if (!out->runs || !out->partials) return false;
    for (size_t r = 0; r < all->run_count; r++)
        if (touched[all->runs[r].zone]) out->runs[out->run_count++] = all->runs[r];
    for (size_t p = 0; p < all->partial_count; p++)
        if (touched[all->partials[p].zone]) out->partials[out->partial_count++] = all->partials[p];
    return true;
}

static bool recount_set(const vp_what_if *w, size_t set, const both_steps *steps, vp_facts *one,
                        vp_service_result *result)
{
    const vp_region *region = w->base.region;
    size_t zones = w->weights[set]->zone_count, width = one->scale.bins + VP_STEPS_BESIDE_BINS;
    size_t populations = region->people.population_count;
    bool *touched = calloc(zones + 1, sizeof *touched);
    vp_people_sum *sums[populations + 1];
    memset(sums, 0, sizeof sums);
    vp_weights some = {0};
    bool ok = touched && choose_zones(w->weights[set], steps, touched, &some);
    for (size_t p = 0; ok && p < populations; p++) {
        sums[p] = calloc(zones * width + 1, sizeof **sums);
        ok = sums[p] != NULL;
        if (ok)
            vp_people_sums_count(sums[p], width, &some, steps->after,
                                 vp_grid_cells(region->people.populations[p].people));
    }
    ok = ok && keep_set(w, set, sums, touched, one, result);
    for (size_t p = 0; p < populations; p++) free(sums[p]);
    free(some.runs);
    free(some.partials);
    free(touched);
    return ok;
}

bool vp_difference_recount(const vp_what_if *w, vp_service_result *result, vp_error *err)
{
    const vp_region *region = w->base.region;
    both_steps steps = {0};
    vp_facts *one = vp_facts_new(vp_scale_of(region->definitions.services[result->service].reach), 1, err);
    if (!one) return false;
    bool ok = result->value_count == 0 || step_cells(w, result, &steps);
    for (size_t s = 0; ok && result->value_count && s < region->units.set_count; s++)
        ok = recount_set(w, s, &steps, one, result);
    free(steps.before);
    free(steps.after);
    vp_facts_free(one);
    return ok || vp_fail_memory(err, vp_grid_geometry_cells(region->geometry) * 2 * sizeof *steps.after);
}

/* ------------------------------------------------------------ whole solves */

static bool same_facts(const vp_facts *a, const vp_facts *b, size_t u)
{
    vp_unit_bins left = vp_facts_bins(a, u), right = vp_facts_bins(b, u);
    for (size_t k = 0; k < a->scale.bins; k++)
        if (vp_facts_bin(left, k) != vp_facts_bin(right, k)) return false;
    return a->beyond[u] == b->beyond[u] && a->unreachable[u] == b->unreachable[u] && a->no_data[u] == b->no_data[u];
}

static bool same_floating(const double *a, const double *b, size_t count)
{
    return a == b || (a && b && memcmp(a, b, count * sizeof *a) == 0);
}

bool vp_difference_floating(const vp_what_if *w, double *const access[], vp_service_result *result, vp_error *err)
{
    const vp_region *region = w->base.region;
    size_t sets = region->units.set_count, s = result->service;
    bool same = true;
    for (size_t k = 0; k < sets; k++)
        same = same && same_floating(access[k], w->base.coverage->floating[k][s], region->units.sets[k].unit_count);
    if (same) return true;
    result->floating = calloc(sets + 1, sizeof *result->floating);
    result->floating_count = result->floating ? sets : 0;
    bool ok = result->floating != NULL;
    for (size_t k = 0; ok && k < sets; k++) {
        size_t bytes = region->units.sets[k].unit_count * sizeof(double);
        if (!access[k]) continue;
        result->floating[k] = malloc(bytes + 1);
        ok = result->floating[k] != NULL;
        if (ok) memcpy(result->floating[k], access[k], bytes);
    }
    return ok || vp_fail_memory(err, sets * sizeof(double *));
}

bool vp_difference_facts(const vp_what_if *w, const vp_coverage *after, vp_service_result *result, vp_error *err)
{
    const vp_region *region = w->base.region;
    size_t populations = region->people.population_count;
    bool ok = true;
    for (size_t i = 0; ok && i < region->units.set_count * populations; i++) {
        size_t set = i / populations, p = i % populations;
        const vp_facts *now = after->facts[set][result->service][p];
        const vp_facts *before = w->base.coverage->facts[set][result->service][p];
        result->unknown |= !now;
        for (size_t u = 0; ok && now && u < now->unit_count; u++)
            if (!before || !same_facts(now, before, u)) ok = keep_unit(&result->facts[i], u, now, u);
    }
    if (!ok) return vp_fail_memory(err, sizeof(vp_unit_facts));
    double *access[region->units.set_count + 1];
    for (size_t set = 0; set < region->units.set_count; set++) access[set] = after->floating[set][result->service];
    return vp_difference_floating(w, access, result, err);
}

static bool same_value(float a, float b) { return a == b || (isnan(a) && isnan(b)); }

bool vp_difference_surface(vp_what_if *w, const vp_grid *after, vp_service_result *result, vp_error *err)
{
    const vp_grid *base = w->base.surfaces[result->service];
    const float *now = vp_grid_cells(after), *before = base ? vp_grid_cells(base) : NULL;
    size_t cells = vp_grid_geometry_cells(w->base.region->geometry);
    for (size_t i = 0; i < cells; i++)
        if ((!before || !same_value(now[i], before[i])) && !vp_difference_cell(result, i, now[i]))
            return vp_fail_memory(err, result->value_room * 2 * sizeof(float));
    return true;
}
