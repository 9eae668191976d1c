#include "base/random.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/group.h>
#include <vungphu/group_people.h>
#include <vungphu/uncertainty.h>

#define TURN 6.283185307179586

/* The region with the main set alone, whose speeds and facilities a run may change, and what all runs gave. */
typedef struct {
    const vp_region *base;
    const vp_uncertainty_question *question;
    const vp_uncertainty_options *causes;
    const vp_analysis_options *analysis;
    vp_region region;
    vp_weights *weights[1];
    vp_coverage *coverage;
    vp_random random;
    double limit, *values; /* [unit or the whole][run] */
    size_t units;
} runs;

static double draw(vp_random *random) { return (double)(vp_random_next(random) >> 11) * 0x1p-53; }

static bool set_up(runs *r, const vp_weights *main_weights, vp_error *err)
{
    const vp_region *base = r->base;
    r->region = *base;
    r->region.units.sets = &base->units.sets[base->units.main_set];
    r->region.units.set_count = 1;
    r->region.units.main_set = 0;
    r->region.definitions.indicator_count = 0; /* no floating catchments */
    r->region.definitions.joint_count = 0;
    r->region.definitions.planned_count = r->region.definitions.planned_joint_count = 0;
    r->weights[0] = (vp_weights *)(uintptr_t)main_weights; /* read only */
    r->units = r->region.units.sets[0].unit_count;
    size_t speeds = base->speed_table.speed_count, facilities = base->supply.facility_count;
    r->region.speed_table.speeds = malloc((speeds + 1) * sizeof(vp_speed));
    r->region.supply.facilities = malloc((facilities + 1) * sizeof(vp_facility));
    r->values = calloc((r->units + 1) * r->causes->runs, sizeof *r->values);
    if (!r->region.speed_table.speeds || !r->region.supply.facilities || !r->values)
        return vp_fail_memory(err, (r->units + 1) * r->causes->runs * sizeof *r->values);
    if (speeds) memcpy(r->region.speed_table.speeds, base->speed_table.speeds, speeds * sizeof(vp_speed));
    if (facilities) memcpy(r->region.supply.facilities, base->supply.facilities, facilities * sizeof(vp_facility));
    r->coverage = vp_coverage_new(&r->region, err);
    return r->coverage && vp_analysis_count_people(&r->region, r->weights, r->coverage, err);
}

static void move(runs *r, size_t facility)
{
    const vp_facility *from = &r->base->supply.facilities[facility];
    vp_facility *to = &r->region.supply.facilities[facility];
    vp_grid_geometry g = r->region.geometry;
    double away = r->causes->position_metres * sqrt(draw(&r->random)), turn = TURN * draw(&r->random), lon, lat;
    double x = from->x + away * cos(turn), y = from->y + away * sin(turn);
    size_t cell;
    *to = *from;
    if (!vp_grid_geometry_locate(g, x, y, &cell) ||
        !vp_lattice_at(&r->region.cell_to_lonlat, (x - g.west) / g.cell_metres, (g.north - y) / g.cell_metres, &lon,
                       &lat))
        return;
    to->x = x;
    to->y = y;
    to->lon = lon;
    to->lat = lat;
}

/* The next run's speeds, places and population; a cause of size 0 draws all the same, so that each keeps its numbers
 * whatever the others are. */
static size_t change(runs *r)
{
    const vp_service *service = &r->region.definitions.services[r->question->service];
    double factor = 1 + r->causes->speed_part * (2 * draw(&r->random) - 1);
    for (size_t i = 0; i < r->region.speed_table.speed_count; i++)
        r->region.speed_table.speeds[i].km_per_h = r->base->speed_table.speeds[i].km_per_h * factor;
    size_t population = vp_random_below(&r->random, vp_group_estimates(&r->region.people, VP_NONE));
    for (size_t i = 0; i < service->facility_count; i++) move(r, service->facilities[i]);
    return population;
}

/* Shares of every unit and of the whole, by the facts at hand. */
static void measure(const runs *r, size_t population, double shares[])
{
    const vp_facts *facts = r->coverage->facts[0][r->question->service][population];
    const vp_group *group = r->question->group == VP_NONE ? NULL : &r->region.definitions.groups[r->question->group];
    double part = 0, whole = 0;
    for (size_t u = 0; u < r->units; u++) {
        double of = vp_group_part(group, r->base->units.main_set, u, VP_GROUP_MIDDLE);
        double people = facts ? of * vp_facts_people(facts, u) : (double)NAN;
        double reached = facts ? of * vp_facts_reached(facts, u, r->limit) : (double)NAN;
        shares[u] = people > 0 ? reached / people : (double)NAN;
        if (!(people > 0)) continue;
        part += reached;
        whole += people;
    }
    shares[r->units] = whole > 0 ? part / whole : (double)NAN;
}

static bool solve(runs *r, vp_error *err)
{
    vp_analysis_options options = {.travel = r->analysis->travel};
    return vp_analysis_services(&r->region, r->weights, &r->question->service, 1, &options, r->coverage, err);
}

static int ascending(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* The smallest of the values that at least this part of them does not exceed. */
static double quantile(const double sorted[], size_t count, double part)
{
    double rank = ceil(part * (double)count - 1e-9);
    return sorted[rank < 1 ? 0 : (size_t)rank - 1];
}

static void spread(const runs *r, size_t unit, vp_spread *out)
{
    double *values = r->values + unit * r->causes->runs;
    size_t known = 0;
    for (size_t i = 0; i < r->causes->runs; i++)
        if (!isnan(values[i])) values[known++] = values[i];
    out->low = out->high = out->least = out->most = (double)NAN;
    if (!known) return;
    qsort(values, known, sizeof *values, ascending);
    out->low = quantile(values, known, 0.05);
    out->high = quantile(values, known, 0.95);
    out->least = values[0];
    out->most = values[known - 1];
}

static bool run_all(runs *r, vp_spread spreads[], vp_error *err)
{
    double *shares = calloc(r->units + 1, sizeof *shares);
    bool ok = (shares || vp_fail_memory(err, r->units * sizeof *shares)) && solve(r, err);
    if (ok) measure(r, 0, shares);
    for (size_t u = 0; ok && u <= r->units; u++) spreads[u].value = shares[u];
    for (size_t i = 0; ok && i < r->causes->runs; i++) {
        size_t population = change(r);
        if (r->analysis->progress &&
            !r->analysis->progress(r->analysis->context, "runs", (double)i / (double)r->causes->runs))
            ok = vp_fail(err, VP_CANCELLED, "cancelled at run %zu", i + 1);
        ok = ok && solve(r, err);
        if (ok) measure(r, population, shares);
        for (size_t u = 0; ok && u <= r->units; u++) r->values[u * r->causes->runs + i] = shares[u];
    }
    for (size_t u = 0; ok && u <= r->units; u++) spread(r, u, &spreads[u]);
    free(shares);
    return ok;
}

static bool check(runs *r, vp_error *err)
{
    const vp_definitions *d = &r->base->definitions;
    const vp_uncertainty_options *c = r->causes;
    if (r->question->service >= d->service_count) return vp_fail(err, VP_NOT_FOUND, "there is no such service");
    const vp_service *service = &d->services[r->question->service];
    if (service->reach != VP_REACH_TRAVEL_TIME && service->reach != VP_REACH_ROUND_TRIP &&
        service->reach != VP_REACH_DISTANCE)
        return vp_fail(err, VP_BAD_INPUT, "%s is not reached by travel time or distance", service->id);
    if (!r->base->people.population_count) return vp_fail(err, VP_NOT_FOUND, "the province has no population grid");
    if (!(c->speed_part >= 0 && c->speed_part <= 0.9))
        return vp_fail(err, VP_BAD_INPUT, "speeds may be off by a part of 0 to 0.9, not %g", c->speed_part);
    if (!(c->position_metres >= 0 && c->position_metres <= 1e5))
        return vp_fail(err, VP_BAD_INPUT, "places may be off by 0 to 100000 metres, not %g", c->position_metres);
    if (c->runs < 1 || c->runs > 10000) return vp_fail(err, VP_BAD_INPUT, "1 to 10000 runs, not %zu", c->runs);
    r->limit = isnan(r->question->limit) ? service->default_limit : r->question->limit;
    return vp_scale_check(vp_scale_of(service->reach), r->limit, err);
}

bool vp_uncertainty_of_reach(const vp_region *region, const vp_weights *main_weights,
                             const vp_uncertainty_question *question, const vp_uncertainty_options *uncertainty,
                             const vp_analysis_options *options, vp_spread spreads[], vp_error *err)
{
    runs r = {.base = region,
              .question = question,
              .causes = uncertainty,
              .analysis = options,
              .random = {uncertainty->seed}};
    if (!check(&r, err)) return false;
    bool ok = set_up(&r, main_weights, err) && run_all(&r, spreads, err);
    vp_coverage_free(r.coverage);
    free(r.region.speed_table.speeds);
    free(r.region.supply.facilities);
    free(r.values);
    return ok;
}
