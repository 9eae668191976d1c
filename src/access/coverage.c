#include "access/people_sums.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/coverage.h>
#include <vungphu/limit.h>

#define STEP_SLACK 1e-6 /* of a step: 54.0 dB in steps of 0.1 is on the scale although 0.1 is not exact */

static const vp_scale scales[VP_REACH_COUNT] = {
    [VP_REACH_TRAVEL_TIME] = {0, 1, 1441, false, "min"},
    [VP_REACH_ROUND_TRIP] = {0, 1, 1441, false, "min"},
    [VP_REACH_DISTANCE] = {0, 50, 2001, false, "m"},
    [VP_REACH_SIGNAL] = {-50, 0.1, 2001, true, "dBµV/m"},
    [VP_REACH_AREA] = {0, 1, 1, false, ""},
};

vp_scale vp_scale_of(vp_reach reach) { return scales[reach]; }

const char *vp_reach_status(vp_reach reach, double value)
{
    bool path = reach != VP_REACH_SIGNAL && reach != VP_REACH_AREA;
    if (isnan(value)) return "not_known";
    if (isinf(value)) return path ? "no_path" : "no_signal";
    return path ? "reached" : "known";
}

static bool is_everything(vp_scale scale, double limit) { return isinf(limit) && (limit > 0) != scale.more_is_better; }

bool vp_scale_check(vp_scale scale, double limit, vp_error *err)
{
    if (is_everything(scale, limit)) return true;
    double last = scale.first + scale.step * (double)(scale.bins - 1);
    if (!(limit >= scale.first && limit <= last + STEP_SLACK))
        return vp_fail(err, VP_BAD_INPUT, "the limit %g is outside %g to %g %s", limit, scale.first, last, scale.unit);
    double steps = (limit - scale.first) / scale.step;
    if (fabs(steps - round(steps)) > STEP_SLACK)
        return vp_fail(err, VP_BAD_INPUT, "the limit %g is between the steps of %g %s in which people are counted",
                       limit, scale.step, scale.unit);
    return true;
}

vp_facts *vp_facts_new(vp_scale scale, size_t unit_count, vp_error *err)
{
    vp_facts *facts = calloc(1, sizeof *facts);
    size_t units = unit_count ? unit_count : 1;
    double *cells = calloc(units * (scale.bins + 3), sizeof *cells);
    if (!facts || !cells) {
        free(facts);
        free(cells);
        vp_fail_memory(err, units * (scale.bins + 3) * sizeof *cells);
        return NULL;
    }
    *facts = (vp_facts){.scale = scale,
                        .unit_count = unit_count,
                        .by_bin = cells,
                        .beyond = cells + units * scale.bins,
                        .unreachable = cells + units * (scale.bins + 1),
                        .no_data = cells + units * (scale.bins + 2)};
    return facts;
}

void vp_facts_free(vp_facts *facts)
{
    if (!facts) return;
    if (!facts->stretches) free(facts->by_bin); /* one block holds all four */
    free(facts);
}

vp_facts *vp_facts_over(const vp_facts *parts, vp_error *err)
{
    vp_facts *facts = malloc(sizeof *facts);
    if (facts)
        *facts = *parts;
    else
        vp_fail_memory(err, sizeof *facts);
    return facts;
}

vp_unit_bins vp_facts_bins(const vp_facts *facts, size_t unit)
{
    size_t bins = facts->scale.bins;
    if (!facts->stretches) return (vp_unit_bins){facts->by_bin + unit * bins, 0, bins};
    vp_fact_stretch s = facts->stretches[unit];
    return (vp_unit_bins){facts->by_bin + s.at, s.first, (size_t)s.first + s.count};
}

vp_facts *vp_facts_copy(const vp_facts *facts, vp_error *err)
{
    size_t bins = facts->scale.bins, bytes = facts->unit_count * sizeof(double);
    vp_facts *copy = vp_facts_new(facts->scale, facts->unit_count, err);
    if (!copy) return NULL;
    for (size_t u = 0; u < facts->unit_count; u++) {
        vp_unit_bins b = vp_facts_bins(facts, u);
        memcpy(copy->by_bin + u * bins + b.first, b.people, (b.end - b.first) * sizeof *b.people);
    }
    memcpy(copy->beyond, facts->beyond, bytes);
    memcpy(copy->unreachable, facts->unreachable, bytes);
    memcpy(copy->no_data, facts->no_data, bytes);
    return copy;
}

/* Of more the better: the last step whose value is not above. */
static inline uint16_t step_below(vp_scale scale, double last, double value)
{
    double steps = (value - scale.first) / scale.step + STEP_SLACK;
    return (uint16_t)(steps < 0 ? (double)scale.bins + VP_STEP_BEYOND : steps < last ? steps : last);
}

/* Of less the better: the first step whose value is not below, as a limit holds. Such scales begin at 0. */
static inline uint16_t step_above(vp_scale scale, double last, double value)
{
    double steps = value / scale.step * (1 - VP_LIMIT_SLACK); /* at exactly a step: not the next one */
    if (steps > last) return (uint16_t)(scale.bins + VP_STEP_BEYOND);
    if (!(steps > 0)) return 0;
    int below = (int)steps; /* rounded up without ceil, a call on most processors */
    return (uint16_t)(below + (steps > below));
}

static inline uint16_t step_beside(vp_scale scale, float value)
{
    return (uint16_t)(scale.bins + (isnan(value) ? VP_STEP_NO_DATA : VP_STEP_UNREACHABLE));
}

static void steps_below(vp_scale scale, const float values[], size_t count, uint16_t steps[])
{
    double last = (double)(scale.bins - 1);
    for (size_t i = 0; i < count; i++)
        steps[i] =
            fabsf(values[i]) < INFINITY ? step_below(scale, last, (double)values[i]) : step_beside(scale, values[i]);
}

static void steps_above(vp_scale scale, const float values[], size_t count, uint16_t steps[])
{
    double last = (double)(scale.bins - 1);
    for (size_t i = 0; i < count; i++)
        steps[i] =
            fabsf(values[i]) < INFINITY ? step_above(scale, last, (double)values[i]) : step_beside(scale, values[i]);
}

void vp_scale_steps(vp_scale scale, const float values[], size_t count, uint16_t steps[])
{
    (scale.more_is_better ? steps_below : steps_above)(scale, values, count, steps);
}

bool vp_facts_add(vp_facts *facts, const vp_weights *weights, const uint16_t steps[], const float people[],
                  vp_error *err)
{
    size_t width = facts->scale.bins + VP_STEPS_BESIDE_BINS;
    vp_people_sum *sums = calloc((facts->unit_count ? facts->unit_count : 1) * width, sizeof *sums);
    if (!sums) return vp_fail_memory(err, facts->unit_count * width * sizeof *sums);
    vp_people_sums_count(sums, width, weights, steps, people);
    for (size_t u = 0; u < facts->unit_count; u++) vp_people_sums_give(sums + u * width, facts, u);
    free(sums);
    return true;
}

static void add_shared(vp_facts *facts, size_t unit, double share, double people)
{
    if (!(people > 0)) return;
    if (isnan(share)) {
        facts->no_data[unit] += people;
        return;
    }
    facts->by_bin[unit * facts->scale.bins] += share * people;
    facts->unreachable[unit] += (1 - share) * people;
}

void vp_facts_add_share(vp_facts *facts, const vp_weights *weights, const float share[], const float people[])
{
    for (size_t r = 0; r < weights->run_count; r++) {
        vp_run run = weights->runs[r];
        for (size_t i = run.first_cell; i < (size_t)run.first_cell + run.cell_count; i++)
            add_shared(facts, run.zone, (double)share[i], (double)people[i]);
    }
    for (size_t p = 0; p < weights->partial_count; p++) {
        vp_partial partial = weights->partials[p];
        add_shared(facts, partial.zone, (double)share[partial.cell], partial.share * (double)people[partial.cell]);
    }
}

double vp_facts_reached(const vp_facts *facts, size_t unit, double limit)
{
    vp_scale scale = facts->scale;
    vp_unit_bins bins = vp_facts_bins(facts, unit);
    double sum = 0;
    size_t first = bins.first, end = bins.end;
    if (is_everything(scale, limit)) {
        sum = facts->beyond[unit];
    } else {
        double step = fmin(fmax(round((limit - scale.first) / scale.step), 0), (double)(scale.bins - 1));
        if (scale.more_is_better && first < (size_t)step) first = (size_t)step;
        if (!scale.more_is_better && end > (size_t)step + 1) end = (size_t)step + 1;
    }
    for (size_t k = first; k < end; k++) sum += bins.people[k - bins.first];
    return facts->factor ? facts->factor[unit] * sum : sum;
}

double vp_facts_people(const vp_facts *facts, size_t unit)
{
    double sum = facts->beyond[unit] + facts->unreachable[unit];
    vp_unit_bins bins = vp_facts_bins(facts, unit);
    for (size_t k = 0; k < bins.end - bins.first; k++) sum += bins.people[k];
    return facts->factor ? facts->factor[unit] * sum : sum;
}

static void scale_unit(vp_facts *facts, size_t u, double people)
{
    double counted = vp_facts_people(facts, u) + facts->no_data[u], factor = people / counted;
    if (isnan(people)) return;
    if (!(counted > 0)) {
        facts->no_data[u] = people;
        return;
    }
    double *bins = facts->by_bin + u * facts->scale.bins;
    for (size_t k = 0; k < facts->scale.bins; k++) bins[k] *= factor;
    facts->beyond[u] *= factor;
    facts->unreachable[u] *= factor;
    facts->no_data[u] *= factor;
}

void vp_facts_scale(vp_facts *facts, const double people[])
{
    for (size_t u = 0; u < facts->unit_count; u++) scale_unit(facts, u, people[u]);
}

static void copy_unit(vp_facts *facts, const vp_facts *from, size_t u)
{
    vp_unit_bins b = vp_facts_bins(from, u);
    memcpy(facts->by_bin + u * facts->scale.bins + b.first, b.people, (b.end - b.first) * sizeof *b.people);
    facts->beyond[u] = from->beyond[u];
    facts->unreachable[u] = from->unreachable[u];
    facts->no_data[u] = from->no_data[u];
}

struct vp_facts_sums {
    size_t unit_count;
    vp_people_sum **rows; /* [unit] NULL: not counted */
};

vp_facts_sums *vp_facts_sums_new(size_t unit_count, vp_error *err)
{
    vp_facts_sums *sums = malloc(sizeof *sums);
    vp_people_sum **rows = calloc(unit_count + 1, sizeof *rows);
    if (!sums || !rows) {
        free(sums);
        free(rows);
        vp_fail_memory(err, unit_count * sizeof *rows);
        return NULL;
    }
    *sums = (vp_facts_sums){unit_count, rows};
    return sums;
}

void vp_facts_sums_free(vp_facts_sums *sums)
{
    for (size_t u = 0; sums && u < sums->unit_count; u++) free(sums->rows[u]);
    if (sums) free(sums->rows);
    free(sums);
}

/* Where the next unit in order is counted anew, and from what. */
typedef struct {
    const vp_weights *weights;
    const uint16_t *steps;
    const float *people;
    const vp_facts_before *before;
    vp_people_sums_place at;
    size_t width;
} following;

/* The sums of the surface before, from this one's place, which stays. NULL: no memory. */
static const vp_people_sum *row_before(const following *f, size_t unit)
{
    vp_people_sum **row = &f->before->sums->rows[unit];
    vp_people_sums_place at = f->at;
    if (*row) return *row;
    *row = calloc(f->width, sizeof **row);
    if (*row) vp_people_sums_count_zone(*row, f->weights, &at, unit, f->before->steps, f->people);
    return *row;
}

static bool count_unit(following *f, size_t unit, vp_people_sum row[], vp_error *err)
{
    size_t bytes = f->width * sizeof *row;
    if (!f->before->sums) {
        memset(row, 0, bytes);
        vp_people_sums_count_zone(row, f->weights, &f->at, unit, f->steps, f->people);
        return true;
    }
    const vp_people_sum *before = row_before(f, unit);
    if (!before) return vp_fail_memory(err, bytes);
    memcpy(row, before, bytes);
    const vp_people_sums_move move = {f->before->steps, f->steps};
    vp_people_sums_move_zone(row, f->weights, &f->at, unit, move, f->people);
    return true;
}

bool vp_facts_follow(vp_facts *facts, const vp_weights *weights, const uint16_t steps[], const float people[],
                     const vp_facts_before *before, const double scaled[], vp_error *err)
{
    following f = {weights, steps, people, before, {0}, facts->scale.bins + VP_STEPS_BESIDE_BINS};
    vp_people_sum *row = malloc(f.width * sizeof *row);
    bool ok = row || vp_fail_memory(err, f.width * sizeof *row);
    for (size_t u = 0; ok && u < facts->unit_count; u++) {
        if (!before->changed[u]) {
            vp_people_sums_count_zone(NULL, weights, &f.at, u, steps, people);
            copy_unit(facts, before->facts, u);
            continue;
        }
        ok = count_unit(&f, u, row, err);
        if (ok) vp_people_sums_give(row, facts, u), scale_unit(facts, u, scaled[u]);
    }
    free(row);
    return ok;
}

/* ------------------------------------------------------------ the whole region's results */

static double **unit_table(size_t rows, size_t units)
{
    double **table = calloc(rows ? rows : 1, sizeof *table);
    for (size_t i = 0; table && i < rows; i++) {
        table[i] = malloc((units ? units : 1) * sizeof **table);
        if (!table[i]) {
            while (i-- > 0) free(table[i]);
            free(table);
            return NULL;
        }
        for (size_t u = 0; u < units; u++) table[i][u] = NAN;
    }
    return table;
}

static void free_table(double **table, size_t rows)
{
    for (size_t i = 0; table && i < rows; i++) free(table[i]);
    free(table);
}

/* The unit whose shape holds the facility; else the one its source states; else none. */
static size_t unit_of(const vp_units *units, size_t s, const vp_bounds bounds[], const vp_facility *facility)
{
    const vp_unit_set *set = &units->sets[s];
    vp_point at = {facility->x, facility->y};
    for (size_t u = 0; u < set->unit_count; u++) {
        vp_bounds b = bounds ? bounds[u] : vp_shape_bounds(&set->units[u].shape);
        if (at.x >= b.west && at.x <= b.east && at.y >= b.south && at.y <= b.north &&
            vp_shape_contains(&set->units[u].shape, at))
            return u;
    }
    return vp_region_unit_of_code(units, s, facility->unit_code);
}

size_t vp_coverage_unit_of(const vp_units *units, size_t set, const vp_facility *facility)
{
    return unit_of(units, set, NULL, facility);
}

static size_t *facility_units(const vp_region *region, size_t s)
{
    const vp_unit_set *set = &region->units.sets[s];
    size_t *units = calloc(region->supply.facility_count ? region->supply.facility_count : 1, sizeof *units);
    vp_bounds *bounds = calloc(set->unit_count ? set->unit_count : 1, sizeof *bounds);
    for (size_t u = 0; bounds && u < set->unit_count; u++) bounds[u] = vp_shape_bounds(&set->units[u].shape);
    for (size_t f = 0; units && bounds && f < region->supply.facility_count; f++)
        units[f] = unit_of(&region->units, s, bounds, &region->supply.facilities[f]);
    if (!bounds) {
        free(units);
        units = NULL;
    }
    free(bounds);
    return units;
}

static void free_facts(vp_facts ***table, size_t rows, size_t populations)
{
    for (size_t v = 0; table && v < rows; v++) {
        for (size_t p = 0; table[v] && p < populations; p++) vp_facts_free(table[v][p]);
        free(table[v]);
    }
    free(table);
}

/* [row][population], all NULL. */
static vp_facts ***facts_table(size_t rows, size_t populations)
{
    vp_facts ***table = calloc(rows + 1, sizeof *table);
    for (size_t v = 0; table && v < rows; v++) {
        table[v] = calloc(populations + 1, sizeof *table[v]);
        if (table[v]) continue;
        free_facts(table, v, populations);
        return NULL;
    }
    return table;
}

static bool make_set(vp_coverage *c, const vp_unit_set *set, size_t s)
{
    size_t units = set->unit_count ? set->unit_count : 1;
    c->people[s] = unit_table(c->population_count, set->unit_count);
    c->no_people_share[s] = unit_table(c->population_count, set->unit_count);
    c->facts[s] = facts_table(c->service_count, c->population_count);
    c->joint[s] = facts_table(c->joint_count, c->population_count);
    c->floating[s] = calloc(c->service_count ? c->service_count : 1, sizeof *c->floating[s]);
    c->area[s] = calloc(units, sizeof *c->area[s]);
    c->no_terrain_share[s] = calloc(units, sizeof *c->no_terrain_share[s]);
    if (!c->people[s] || !c->no_people_share[s] || !c->facts[s] || !c->joint[s] || !c->floating[s] || !c->area[s] ||
        !c->no_terrain_share[s])
        return false;
    for (size_t u = 0; u < set->unit_count; u++) {
        c->area[s][u] = vp_shape_area(&set->units[u].shape);
        c->no_terrain_share[s][u] = NAN;
    }
    return true;
}

static void free_planned(vp_planned_facts *planned, size_t count, size_t sets, size_t populations)
{
    for (size_t i = 0; planned && i < count; i++) {
        free_facts(planned[i].facts, sets, populations);
        free_table(planned[i].floating, sets);
        free(planned[i].cells);
        free(planned[i].values);
    }
    free(planned);
}

/* Without facts in it. NULL when memory is short. */
static vp_planned_facts *new_planned(size_t count, size_t sets, size_t populations)
{
    vp_planned_facts *planned = calloc(count + 1, sizeof *planned);
    bool ok = planned != NULL;
    for (size_t i = 0; ok && i < count; i++) {
        planned[i].facts = facts_table(sets, populations);
        planned[i].floating = calloc(sets + 1, sizeof *planned[i].floating);
        ok = planned[i].facts && planned[i].floating;
    }
    if (ok) return planned;
    free_planned(planned, count, sets, populations);
    return NULL;
}

static bool make_planned(vp_coverage *c, const vp_definitions *definitions)
{
    c->planned_count = definitions->planned_count;
    c->planned_joint_count = definitions->planned_joint_count;
    c->planned = new_planned(c->planned_count, c->set_count, c->population_count);
    c->planned_joints = new_planned(c->planned_joint_count, c->set_count, c->population_count);
    return c->planned && c->planned_joints;
}

vp_coverage *vp_coverage_new_unplaced(const vp_region *region, vp_error *err)
{
    size_t sets = region->units.set_count ? region->units.set_count : 1;
    vp_coverage *c = calloc(1, sizeof *c);
    bool ok = c != NULL;
    if (ok) {
        *c = (vp_coverage){.set_count = region->units.set_count,
                           .service_count = region->definitions.service_count,
                           .population_count = region->people.population_count,
                           .joint_count = region->definitions.joint_count,
                           .people = calloc(sets, sizeof *c->people),
                           .facts = calloc(sets, sizeof *c->facts),
                           .joint = calloc(sets, sizeof *c->joint),
                           .no_people_share = calloc(sets, sizeof *c->no_people_share),
                           .no_terrain_share = calloc(sets, sizeof *c->no_terrain_share),
                           .area = calloc(sets, sizeof *c->area),
                           .floating = calloc(sets, sizeof *c->floating),
                           .catchments = calloc(region->definitions.service_count + 1, sizeof *c->catchments),
                           .facility_unit = calloc(sets, sizeof *c->facility_unit)};
        ok = c->people && c->facts && c->joint && c->no_people_share && c->no_terrain_share && c->area && c->floating &&
             c->facility_unit && c->catchments && make_planned(c, &region->definitions);
    }
    for (size_t s = 0; ok && s < region->units.set_count; s++) ok = make_set(c, &region->units.sets[s], s);
    if (ok) return c;
    vp_coverage_free(c);
    vp_fail_memory(err, sets * sizeof *c);
    return NULL;
}

vp_coverage *vp_coverage_new(const vp_region *region, vp_error *err)
{
    vp_coverage *c = vp_coverage_new_unplaced(region, err);
    bool ok = c != NULL;
    for (size_t s = 0; ok && s < region->units.set_count; s++) {
        c->facility_unit[s] = facility_units(region, s);
        ok = c->facility_unit[s] || vp_fail_memory(err, region->supply.facility_count * sizeof **c->facility_unit);
    }
    if (ok) return c;
    vp_coverage_free(c);
    return NULL;
}

void vp_catchments_free(vp_catchments *catchments, size_t set_count)
{
    if (!catchments) return;
    for (size_t s = 0; catchments->sets && s < set_count; s++) {
        free(catchments->sets[s].first);
        free(catchments->sets[s].unit);
        free(catchments->sets[s].people);
        free(catchments->sets[s].everyone);
    }
    free(catchments->sets);
    free(catchments->facilities);
    free(catchments);
}

static void free_set(vp_coverage *c, size_t s)
{
    if (c->people) free_table(c->people[s], c->population_count);
    if (c->no_people_share) free_table(c->no_people_share[s], c->population_count);
    if (c->floating) free_table(c->floating[s], c->service_count);
    if (c->no_terrain_share) free(c->no_terrain_share[s]);
    if (c->area) free(c->area[s]);
    if (c->facility_unit) free(c->facility_unit[s]);
    if (c->facts) free_facts(c->facts[s], c->service_count, c->population_count);
    if (c->joint) free_facts(c->joint[s], c->joint_count, c->population_count);
}

void vp_coverage_free(vp_coverage *coverage)
{
    if (!coverage) return;
    for (size_t s = 0; s < coverage->set_count; s++) free_set(coverage, s);
    for (size_t i = 0; coverage->catchments && i < coverage->service_count; i++)
        vp_catchments_free(coverage->catchments[i], coverage->set_count);
    free(coverage->catchments);
    free_planned(coverage->planned, coverage->planned_count, coverage->set_count, coverage->population_count);
    free_planned(coverage->planned_joints, coverage->planned_joint_count, coverage->set_count,
                 coverage->population_count);
    free(coverage->people);
    free(coverage->no_people_share);
    free(coverage->facts);
    free(coverage->joint);
    free(coverage->floating);
    free(coverage->no_terrain_share);
    free(coverage->area);
    free(coverage->facility_unit);
    free(coverage);
}
