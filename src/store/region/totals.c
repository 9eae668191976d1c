/* Official totals: the first population brought to the people that a record states for units (raking), and so the first
 * one of each group. The grid as its source has it stays behind it, so that ranges show what the totals change. */
#include "store/region/region_internal.h"
#include "store/sqlite/settings.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/group_people.h>
#include <vungphu/raking.h>

#define USUAL_RECORD    "population_total"
#define USUAL_TOLERANCE 2.0 /* as quality's: vp_quality_collect */

/* The record that states people; VP_NONE when no source has it. */
static bool find_record(vp_region_parts *parts, size_t *record, vp_error *err)
{
    sqlite3_stmt *query = vp_database_prepare(
        parts->database, "SELECT trim(value) FROM setting WHERE key = 'people_total' AND trim(value) <> ''", err);
    bool row = false, ok = query && vp_statement_next(query, &row, err);
    const char *name = ok && row ? vp_statement_text(query, 0) : USUAL_RECORD;
    *record = ok ? vp_region_record(&parts->region->units, name) : VP_NONE;
    if (ok && row && *record == VP_NONE)
        ok = vp_fail(err, VP_BAD_INPUT, "province.csv: people_total is %.60s, which no source of records has", name);
    sqlite3_finalize(query);
    return ok;
}

static bool states(const vp_unit_set *set, size_t record)
{
    for (size_t u = 0; u < set->unit_count; u++)
        if (set->units[u].records && set->units[u].records[record].number >= 0) return true;
    return false;
}

/* The units that state totals: the main set, else the first that does. */
static size_t find_set(const vp_units *units, size_t record)
{
    if (units->main_set < units->set_count && states(&units->sets[units->main_set], record)) return units->main_set;
    for (size_t s = 0; s < units->set_count; s++)
        if (states(&units->sets[s], record)) return s;
    return VP_NONE;
}

/* A copy of a population before it. */
static bool add_population(vp_people *people, size_t at, vp_error *err)
{
    vp_population *grown = realloc(people->populations, (people->population_count + 1) * sizeof *grown);
    if (!grown) return vp_fail_memory(err, (people->population_count + 1) * sizeof *grown);
    people->populations = grown;
    vp_population *first = &grown[at];
    vp_grid *copy = vp_grid_new(vp_grid_geometry_of(first->people), 0, err);
    char *label = NULL;
    if (!copy) return false;
    if (asprintf(&label, "%s_official", first->label) < 0) {
        vp_grid_free(copy);
        return vp_fail_memory(err, strlen(first->label));
    }
    memcpy(vp_grid_edit(copy), vp_grid_cells(first->people),
           vp_grid_geometry_cells(vp_grid_geometry_of(copy)) * sizeof(float));
    memmove(first + 1, first, (people->population_count - at) * sizeof *first);
    people->population_count++;
    *first = (vp_population){.label = label, .people = copy, .of_group = first[1].of_group, .group = first[1].group};
    return true;
}

/* A total that is off by more than the tolerance is more likely wrong than the grid: it is left, and quality reports
 * it. */
static void leave_doubtful(const vp_weights *weights, const float people[], double tolerance, double sums[],
                           double totals[])
{
    vp_zonal_sum(weights, people, sums, NULL);
    for (size_t u = 0; u < weights->zone_count; u++)
        if (!(totals[u] <= sums[u] * tolerance && totals[u] >= sums[u] / tolerance)) totals[u] = (double)NAN;
}

/* What is stated, by which units, of which population. */
typedef struct {
    size_t record, set, population;
    double tolerance;
} totals;

/* factors: [unit] */
static bool rake(vp_region_parts *parts, const totals *t, double factors[], vp_error *err)
{
    vp_region *region = parts->region;
    const vp_unit_set *units = &region->units.sets[t->set];
    size_t count = units->unit_count + 1;
    double *stated = calloc(count, sizeof *stated), *sums = calloc(count, sizeof *sums);
    bool ok = (stated && sums) || vp_fail_memory(err, count * sizeof *stated);
    const vp_weights *weights = parts->weights[t->set];
    ok = ok && add_population(&region->people, t->population, err);
    if (ok) {
        float *people = vp_grid_edit(region->people.populations[t->population].people);
        for (size_t u = 0; u < units->unit_count; u++)
            stated[u] = units->units[u].records ? units->units[u].records[t->record].number : (double)NAN;
        leave_doubtful(weights, people, t->tolerance, sums, stated);
        ok = vp_raking(weights, stated, people, factors, err);
    }
    free(stated);
    free(sums);
    return ok;
}

static double *new_factors(const vp_region *region, size_t set, vp_error *err)
{
    size_t count = region->units.sets[set].unit_count + 1;
    double *factors = malloc(count * sizeof *factors);
    if (!factors) vp_fail_memory(err, count * sizeof *factors);
    return factors;
}

/* The grids of a group by what population_total_GROUP states of it. */
static bool rake_group(vp_region_parts *parts, size_t group, double tolerance, vp_error *err)
{
    const vp_region *region = parts->region;
    char name[160];
    snprintf(name, sizeof name, USUAL_RECORD "_%.100s", region->definitions.groups[group].id);
    totals t = {.record = vp_region_record(&region->units, name),
                .population = vp_group_estimate(&region->people, group, 0),
                .tolerance = tolerance};
    t.set = t.record == VP_NONE ? VP_NONE : find_set(&region->units, t.record);
    if (t.population == VP_NONE || t.set == VP_NONE) return true;
    double *factors = new_factors(region, t.set, err);
    bool ok = factors && rake(parts, &t, factors, err);
    free(factors);
    return ok;
}

/* The grids that the indicators name are there. */
static bool check_labels(const vp_region *region, vp_error *err)
{
    const vp_people *people = &region->people;
    for (size_t i = 0; i < region->definitions.indicator_count; i++) {
        const vp_indicator *n = &region->definitions.indicators[i];
        char known[200] = "";
        bool found = !n->people;
        for (size_t p = 0, at = 0; p < people->population_count && at < sizeof known; p++) {
            found = found || strcmp(people->populations[p].label, n->people) == 0;
            at += (size_t)snprintf(known + at, sizeof known - at, "%s%s", p ? ", " : "", people->populations[p].label);
        }
        if (!found)
            return vp_fail(err, VP_BAD_INPUT, "indicators.csv: %.60s stands on people %.60s; there is: %s", n->id,
                           n->people, known);
    }
    return true;
}

bool vp_region_rake_people(vp_region_parts *parts, vp_error *err)
{
    size_t record;
    double tolerance;
    if (!find_record(parts, &record, err) ||
        !vp_settings_number(parts->database, "quality_population_tolerance", USUAL_TOLERANCE, &tolerance, err))
        return false;
    size_t set = record == VP_NONE ? VP_NONE : find_set(&parts->region->units, record);
    if (set != VP_NONE && parts->region->people.population_count) {
        const totals t = {record, set, 0, tolerance};
        parts->totals_set = set;
        parts->people_factors = new_factors(parts->region, set, err);
        if (!parts->people_factors || !rake(parts, &t, parts->people_factors, err)) return false;
    }
    for (size_t g = 0; g < parts->region->definitions.group_count; g++)
        if (!rake_group(parts, g, tolerance, err)) return false;
    return check_labels(parts->region, err);
}
