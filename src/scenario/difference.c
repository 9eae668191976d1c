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

/* Cells whose step changes, in order. */
typedef struct {
    uint32_t *cells;
    size_t count;
} moved_cells;

/* Every cell's value is known before and after; the range [first, end) of cells that hold what is counted. */
static bool find_moved(const vp_what_if *w, const vp_service_result *r, moved_cells *out)
{
    enum { TOGETHER = 256 };
    vp_scale scale = vp_scale_of(w->base.region->definitions.services[r->service].reach);
    const float *before = vp_grid_cells(w->base.surfaces[r->service]), *after = r->values;
    *out = (moved_cells){malloc((r->value_count + 1) * sizeof *out->cells), 0};
    for (size_t i = 0; out->cells && i < r->cell_run_count; after += r->cells[i++].count)
        for (size_t k = 0; k < r->cells[i].count; k += TOGETHER) {
            uint16_t then[TOGETHER], now[TOGETHER];
            size_t first = r->cells[i].first + k,
                   count = r->cells[i].count - k < TOGETHER ? r->cells[i].count - k : TOGETHER;
            vp_scale_steps(scale, before + first, count, then);
            vp_scale_steps(scale, after + k, count, now);
            for (size_t c = 0; c < count; c++)
                if (then[c] != now[c]) out->cells[out->count++] = (uint32_t)(first + c);
        }
    return out->cells != NULL;
}

/* Whether one of count cells from first on has moved. */
static bool has_moved(const moved_cells *moved, size_t first, size_t count)
{
    size_t low = 0, high = moved->count;
    if (!high || moved->cells[high - 1] < first || moved->cells[0] >= first + count) return false;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (moved->cells[middle] < first)
            low = middle + 1;
        else
            high = middle;
    }
    return low < moved->count && moved->cells[low] < first + count;
}

/* The zones of a set in which a cell moved: their weights, numbered anew, over the cells from first to end. */
typedef struct {
    vp_weights weights; /* only arrays and counts are set; its cells are counted from first on */
    uint32_t *zones;    /* [zone of weights] in the set */
    size_t first, end;
    uint16_t *steps; /* after the changes, of the cells from first to end; NULL: there are none */
} touched_zones;

static void clear_zones(touched_zones *t)
{
    free(t->weights.runs);
    free(t->weights.partials);
    free(t->zones);
    free(t->steps);
}

static void find_zones(const vp_weights *all, const moved_cells *moved, bool touched[])
{
    for (size_t r = 0; r < all->run_count; r++)
        if (!touched[all->runs[r].zone])
            touched[all->runs[r].zone] = has_moved(moved, all->runs[r].first_cell, all->runs[r].cell_count);
    for (size_t p = 0; p < all->partial_count; p++)
        if (!touched[all->partials[p].zone])
            touched[all->partials[p].zone] = has_moved(moved, all->partials[p].cell, 1);
}

static void widen(touched_zones *t, size_t first, size_t count)
{
    if (first < t->first) t->first = first;
    if (first + count > t->end) t->end = first + count;
}

/* Both lists of the weights are by zone. */
static void take_zones(const vp_weights *all, const uint32_t number[], touched_zones *t)
{
    for (size_t r = 0; r < all->run_count; r++) {
        vp_run run = all->runs[r];
        if (number[run.zone] == UINT32_MAX) continue;
        widen(t, run.first_cell, run.cell_count);
        t->weights.runs[t->weights.run_count++] = (vp_run){run.first_cell, run.cell_count, number[run.zone]};
    }
    for (size_t p = 0; p < all->partial_count; p++) {
        vp_partial partial = all->partials[p];
        if (number[partial.zone] == UINT32_MAX) continue;
        widen(t, partial.cell, 1);
        t->weights.partials[t->weights.partial_count++] =
            (vp_partial){partial.cell, number[partial.zone], partial.share};
    }
    for (size_t r = 0; r < t->weights.run_count; r++) t->weights.runs[r].first_cell -= (uint32_t)t->first;
    for (size_t p = 0; p < t->weights.partial_count; p++) t->weights.partials[p].cell -= (uint32_t)t->first;
}

static bool choose_zones(const vp_weights *all, const moved_cells *moved, touched_zones *t)
{
    bool *touched = calloc(all->zone_count + 1, sizeof *touched);
    uint32_t *number = malloc((all->zone_count + 1) * sizeof *number);
    *t = (touched_zones){.zones = malloc((all->zone_count + 1) * sizeof *t->zones), .first = SIZE_MAX};
    t->weights.runs = malloc((all->run_count + 1) * sizeof *t->weights.runs);
    t->weights.partials = malloc((all->partial_count + 1) * sizeof *t->weights.partials);
    bool ok = touched && number && t->zones && t->weights.runs && t->weights.partials;
    if (ok) find_zones(all, moved, touched);
    for (size_t z = 0; ok && z < all->zone_count; z++) {
        number[z] = touched[z] ? (uint32_t)t->weights.zone_count : UINT32_MAX;
        if (touched[z]) t->zones[t->weights.zone_count++] = (uint32_t)z;
    }
    if (ok) take_zones(all, number, t);
    free(touched);
    free(number);
    return ok;
}

/* The steps after the changes of the cells from first to end. */
static uint16_t *step_cells(const vp_what_if *w, const vp_service_result *r, size_t first, size_t end)
{
    vp_scale scale = vp_scale_of(w->base.region->definitions.services[r->service].reach);
    uint16_t *steps = malloc((end - first) * sizeof *steps);
    if (!steps) return NULL;
    vp_scale_steps(scale, vp_grid_cells(w->base.surfaces[r->service]) + first, end - first, steps);
    const float *values = r->values;
    for (size_t i = 0; i < r->cell_run_count; values += r->cells[i++].count) {
        size_t from = r->cells[i].first, to = from + r->cells[i].count;
        size_t low = from > first ? from : first, high = to < end ? to : end;
        if (low < high) vp_scale_steps(scale, values + (low - from), high - low, steps + (low - first));
    }
    return steps;
}

/* People of one population in the zones, by step. */
static bool keep_population(const vp_what_if *w, size_t set, size_t population, const touched_zones *t, vp_facts *one,
                            vp_service_result *result)
{
    const vp_people *people = &w->base.region->people;
    size_t width = one->scale.bins + VP_STEPS_BESIDE_BINS;
    vp_people_sum *sums = calloc(t->weights.zone_count * width + 1, sizeof *sums);
    bool ok = sums != NULL;
    if (ok)
        vp_people_sums_count(sums, width, &t->weights, t->steps,
                             vp_grid_cells(people->populations[population].people) + t->first);
    for (size_t z = 0; ok && z < t->weights.zone_count; z++) {
        vp_people_sums_give(sums + z * width, one, 0);
        vp_facts_scale(one, &w->base.coverage->people[set][population][t->zones[z]]);
        ok = keep_unit(&result->facts[set * people->population_count + population], t->zones[z], one, 0);
    }
    free(sums);
    return ok;
}

/* *err is filled only where cells are damaged. */
static bool recount_set(const vp_what_if *w, size_t set, const moved_cells *moved, vp_facts *one,
                        vp_service_result *result, vp_error *err)
{
    touched_zones t;
    bool ok = choose_zones(w->weights[set], moved, &t), any = ok && t.end > t.first && t.first != SIZE_MAX;
    if (any && w->base.touch) ok = w->base.touch(w->base.touched, result->service, t.first, t.end - t.first, err);
    if (ok && any) t.steps = step_cells(w, result, t.first, t.end);
    ok = ok && (!any || t.steps);
    for (size_t p = 0; ok && any && p < w->base.region->people.population_count; p++)
        ok = keep_population(w, set, p, &t, one, result);
    clear_zones(&t);
    return ok;
}

bool vp_difference_recount(const vp_what_if *w, vp_service_result *result, vp_error *err)
{
    const vp_region *region = w->base.region;
    moved_cells moved = {0};
    vp_error why = {0};
    if (result->value_count == 0) return true;
    vp_facts *one = vp_facts_new(vp_scale_of(region->definitions.services[result->service].reach), 1, err);
    if (!one) return false;
    bool ok = find_moved(w, result, &moved);
    for (size_t s = 0; ok && moved.count && s < region->units.set_count; s++)
        ok = recount_set(w, s, &moved, one, result, &why);
    free(moved.cells);
    vp_facts_free(one);
    if (ok) return true;
    return *why.message ? vp_fail(err, why.kind, "%s", why.message)
                        : vp_fail_memory(err, result->value_count * sizeof *moved.cells);
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
