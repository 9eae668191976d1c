#include "base/random.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/group_people.h>
#include <vungphu/joint_reach.h>
#include <vungphu/uncertainty.h>

#define TURN 6.283185307179586

/* The region with the main set and the one indicator, whose speeds and places a run may change, and what all runs
 * gave. */
typedef struct {
    const vp_region *base;
    const vp_uncertainty_options *causes;
    const vp_analysis_options *analysis;
    vp_region region;
    vp_indicator indicator;
    vp_joint joint;
    size_t services[VP_JOINT_MOST], service_count; /* that the indicator asks for */
    vp_weights *weights[1];
    vp_coverage *coverage;
    float *surfaces[VP_JOINT_MOST]; /* of a joint question, as services */
    vp_random random;
    size_t units, estimates;
    double *values; /* [unit or the whole][run] */
} runs;

static double draw(vp_random *random) { return (double)(vp_random_next(random) >> 11) * 0x1p-53; }

static vp_measure_row measure_of(const runs *r) { return vp_measures[r->indicator.measure]; }

static const vp_service *service_of(const runs *r, size_t i) { return &r->base->definitions.services[r->services[i]]; }

static bool asks_for(const runs *r, size_t service)
{
    for (size_t i = 0; i < r->service_count; i++)
        if (r->services[i] == service) return true;
    return false;
}

/* ------------------------------------------------------------ what a run may change */

static void *copy_of(const void *items, size_t count, size_t size, vp_error *err)
{
    void *copy = malloc((count + 1) * size);
    if (!copy) vp_fail_memory(err, count * size);
    if (copy && count) memcpy(copy, items, count * size);
    return copy;
}

/* Polygons of the services asked for have corners of their own. */
static bool copy_areas(runs *r, vp_error *err)
{
    vp_supply *s = &r->region.supply;
    s->service_areas = copy_of(s->service_areas, s->service_area_count, sizeof *s->service_areas, err);
    for (size_t i = 0; s->service_areas && i < s->service_area_count; i++) {
        vp_shape *shape = &s->service_areas[i].shape;
        if (!asks_for(r, s->service_areas[i].service)) continue;
        shape->points = copy_of(shape->points, shape->point_count, sizeof *shape->points, err);
        if (!shape->points) return false;
    }
    return s->service_areas != NULL;
}

static bool copy_supply(runs *r, vp_error *err)
{
    vp_supply *s = &r->region.supply;
    vp_speed_table *t = &r->region.speed_table;
    t->speeds = copy_of(t->speeds, t->speed_count, sizeof *t->speeds, err);
    s->facilities = copy_of(s->facilities, s->facility_count, sizeof *s->facilities, err);
    s->transmitters = copy_of(s->transmitters, s->transmitter_count, sizeof *s->transmitters, err);
    return t->speeds && s->facilities && s->transmitters && copy_areas(r, err);
}

/* Groups are kept by unit set: the main one becomes the first. */
static bool copy_groups(runs *r, vp_error *err)
{
    vp_definitions *d = &r->region.definitions;
    size_t main_set = r->base->units.main_set;
    d->groups = copy_of(d->groups, d->group_count, sizeof *d->groups, err);
    for (size_t g = 0; d->groups && g < d->group_count; g++) {
        d->groups[g].member += main_set;
        d->groups[g].share += main_set;
        if (d->groups[g].low) d->groups[g].low += main_set, d->groups[g].high += main_set;
    }
    return d->groups != NULL;
}

static bool make_room(runs *r, vp_error *err)
{
    size_t cells = vp_grid_geometry_cells(r->region.geometry);
    r->values = calloc((r->units + 1) * r->causes->runs, sizeof *r->values);
    if (!r->values) return vp_fail_memory(err, (r->units + 1) * r->causes->runs * sizeof *r->values);
    for (size_t i = 0; measure_of(r).of_joint && i < r->service_count; i++) {
        r->surfaces[i] = malloc(cells * sizeof *r->surfaces[i]);
        if (!r->surfaces[i]) return vp_fail_memory(err, cells * sizeof *r->surfaces[i]);
    }
    return true;
}

static bool count_people(runs *r, const vp_coverage *counted, vp_error *err)
{
    size_t main_set = r->base->units.main_set, bytes = r->units * sizeof(double);
    if (!counted) return vp_analysis_count_people(&r->region, r->weights, r->coverage, err);
    for (size_t p = 0; p < r->base->people.population_count; p++) {
        memcpy(r->coverage->people[0][p], counted->people[main_set][p], bytes);
        memcpy(r->coverage->no_people_share[0][p], counted->no_people_share[main_set][p], bytes);
    }
    return true;
}

static bool set_up(runs *r, const vp_weights *main_weights, const vp_coverage *counted, vp_error *err)
{
    const vp_region *base = r->base;
    vp_definitions *d = &r->region.definitions;
    r->region = *base;
    r->region.units.sets = &base->units.sets[base->units.main_set];
    r->region.units.set_count = 1;
    r->region.units.main_set = 0;
    d->indicators = &r->indicator;
    d->joints = &r->joint;
    d->indicator_count = 1;
    d->joint_count = measure_of(r).of_joint;
    d->planned_count = d->planned_joint_count = 0;
    r->weights[0] = (vp_weights *)(uintptr_t)main_weights; /* read only */
    r->units = r->region.units.sets[0].unit_count;
    if (!copy_supply(r, err) || !copy_groups(r, err) || !make_room(r, err)) return false;
    r->coverage = vp_coverage_new(&r->region, err);
    return r->coverage && count_people(r, counted, err);
}

static void clear(runs *r)
{
    vp_supply *s = &r->region.supply;
    vp_coverage_free(r->coverage);
    for (size_t i = 0;
         s->service_areas && s->service_areas != r->base->supply.service_areas && i < s->service_area_count; i++)
        if (s->service_areas[i].shape.points != r->base->supply.service_areas[i].shape.points)
            free(s->service_areas[i].shape.points);
    if (s->service_areas != r->base->supply.service_areas) free(s->service_areas);
    if (s->transmitters != r->base->supply.transmitters) free(s->transmitters);
    if (s->facilities != r->base->supply.facilities) free(s->facilities);
    if (r->region.speed_table.speeds != r->base->speed_table.speeds) free(r->region.speed_table.speeds);
    if (r->region.definitions.groups != r->base->definitions.groups) free(r->region.definitions.groups);
    for (size_t i = 0; i < r->service_count; i++) free(r->surfaces[i]);
    free(r->values);
}

/* ------------------------------------------------------------ one run */

typedef struct {
    double x, y, lon, lat;
} spot;

/* Even over the disc; where that is off the grid it stays. */
static spot moved(runs *r, spot from)
{
    vp_grid_geometry g = r->region.geometry;
    double away = r->causes->position_metres * sqrt(draw(&r->random)), turn = TURN * draw(&r->random);
    spot to = {.x = from.x + away * cos(turn), .y = from.y + away * sin(turn)};
    size_t cell;
    return vp_grid_geometry_locate(g, to.x, to.y, &cell) &&
                   vp_lattice_at(&r->region.cell_to_lonlat, (to.x - g.west) / g.cell_metres,
                                 (g.north - to.y) / g.cell_metres, &to.lon, &to.lat)
               ? to
               : from;
}

static void move_facilities(runs *r, const vp_service *service)
{
    for (size_t i = 0; i < service->facility_count; i++) {
        const vp_facility *from = &r->base->supply.facilities[service->facilities[i]];
        vp_facility *to = &r->region.supply.facilities[service->facilities[i]];
        spot at = moved(r, (spot){from->x, from->y, from->lon, from->lat});
        to->x = at.x, to->y = at.y, to->lon = at.lon, to->lat = at.lat;
        if (r->indicator.measure == VP_MEASURE_PER_10000)
            r->coverage->facility_unit[0][service->facilities[i]] = vp_coverage_unit_of(&r->region.units, 0, to);
    }
}

static void move_transmitters(runs *r, const vp_service *service)
{
    for (size_t i = 0; i < r->base->supply.transmitter_count; i++) {
        const vp_transmitter *from = &r->base->supply.transmitters[i];
        vp_transmitter *to = &r->region.supply.transmitters[i];
        if (strcmp(from->system, service->mode) != 0) continue;
        spot at = moved(r, (spot){from->x, from->y, from->lon, from->lat});
        to->x = at.x, to->y = at.y, to->lon = at.lon, to->lat = at.lat;
    }
}

/* A polygon is moved as a whole. */
static void move_areas(runs *r, size_t service)
{
    for (size_t i = 0; i < r->base->supply.service_area_count; i++) {
        const vp_service_area *from = &r->base->supply.service_areas[i];
        vp_shape *to = &r->region.supply.service_areas[i].shape;
        if (from->service != service) continue;
        double away = r->causes->position_metres * sqrt(draw(&r->random)), turn = TURN * draw(&r->random);
        for (size_t k = 0; k < to->point_count; k++)
            to->points[k] =
                (vp_point){from->shape.points[k].x + away * cos(turn), from->shape.points[k].y + away * sin(turn)};
    }
}

/* The next run's speeds, population and places; a cause of size 0 draws all the same, so that each keeps its numbers
 * whatever the others are. Returns the estimate of who lives where. */
static size_t change(runs *r)
{
    double factor = 1 + r->causes->speed_part * (2 * draw(&r->random) - 1);
    for (size_t i = 0; i < r->region.speed_table.speed_count; i++)
        r->region.speed_table.speeds[i].km_per_h = r->base->speed_table.speeds[i].km_per_h * factor;
    size_t estimate = vp_random_below(&r->random, r->estimates);
    for (size_t i = 0; i < r->service_count; i++) {
        const vp_service *service = service_of(r, i);
        switch (service->reach) {
        case VP_REACH_SIGNAL: move_transmitters(r, service); break;
        case VP_REACH_AREA: move_areas(r, r->services[i]); break;
        default: move_facilities(r, service);
        }
    }
    return estimate;
}

static bool keep_surface(void *context, size_t service, const vp_grid *values, const int32_t *nearest, vp_error *err)
{
    runs *r = context;
    (void)nearest, (void)err;
    for (size_t i = 0; i < r->service_count; i++)
        if (r->services[i] == service && r->surfaces[i])
            memcpy(r->surfaces[i], vp_grid_cells(values),
                   vp_grid_geometry_cells(r->region.geometry) * sizeof *r->surfaces[i]);
    return true;
}

/* Whom all services asked for reach together; nothing where one of them has no surface. */
static bool join(runs *r, vp_error *err)
{
    size_t cells = vp_grid_geometry_cells(r->region.geometry);
    const float *surfaces[VP_JOINT_MOST];
    for (size_t i = 0; i < r->service_count; i++) {
        if (!r->coverage->facts[0][r->services[i]][0]) return true;
        surfaces[i] = r->surfaces[i];
    }
    float *shares = malloc(cells * sizeof *shares);
    if (!shares) return vp_fail_memory(err, cells * sizeof *shares);
    vp_joint_shares(&r->region.definitions, &r->joint, surfaces, cells, shares);
    bool ok = vp_joint_count(&r->region, r->weights[0], 0, shares, r->coverage, r->coverage->joint[0][0], err);
    free(shares);
    return ok;
}

/* Beds per 10,000 people rest on no surface. */
static bool solve(runs *r, vp_error *err)
{
    vp_analysis_options options = {.travel = r->analysis->travel, .surface_ready = keep_surface, .context = r};
    if (r->indicator.measure == VP_MEASURE_PER_10000) return true;
    return vp_analysis_services(&r->region, r->weights, r->services, r->service_count, &options, r->coverage, err) &&
           (!measure_of(r).of_joint || join(r, err));
}

/* Of every unit and of the whole. */
static bool measure(const runs *r, size_t estimate, double values[], vp_error *err)
{
    for (size_t u = 0; u <= r->units; u++) {
        vp_question question = vp_question_of(0, u < r->units ? u : VP_NONE);
        if (!vp_indicator_value(&r->region, r->coverage, &r->indicator, &question, estimate, &values[u], err))
            return false;
    }
    return true;
}

/* ------------------------------------------------------------ all runs */

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

static bool goes_on(const runs *r, size_t run, vp_error *err)
{
    double done = (double)run / (double)r->causes->runs;
    return !r->analysis->progress || r->analysis->progress(r->analysis->context, "runs", done) ||
           vp_fail(err, VP_CANCELLED, "cancelled at run %zu", run + 1);
}

static bool run_all(runs *r, vp_spread spreads[], vp_error *err)
{
    double *values = calloc(r->units + 1, sizeof *values);
    bool ok =
        (values || vp_fail_memory(err, r->units * sizeof *values)) && solve(r, err) && measure(r, VP_NONE, values, err);
    for (size_t u = 0; ok && u <= r->units; u++) spreads[u].value = values[u];
    for (size_t i = 0; ok && i < r->causes->runs; i++) {
        size_t estimate = change(r);
        ok = goes_on(r, i, err) && solve(r, err) && measure(r, estimate, values, err);
        for (size_t u = 0; ok && u <= r->units; u++) r->values[u * r->causes->runs + i] = values[u];
    }
    for (size_t u = 0; ok && u <= r->units; u++) spread(r, u, &spreads[u]);
    free(values);
    return ok;
}

/* What is recorded has no stated cause of error. */
static bool list_services(runs *r, const vp_uncertainty_question *q, vp_error *err)
{
    const vp_measure_row *m = &vp_measures[q->indicator->measure];
    size_t known = r->base->definitions.service_count;
    r->indicator = *q->indicator;
    r->indicator.joint = 0;
    if (!m->of_people)
        return vp_fail(err, VP_BAD_INPUT,
                       "%s has no range: it is made of what is recorded (%s), and no source says how far that may be "
                       "off; shares of people reached, joint reach and capacities per person have one",
                       q->indicator->id ? q->indicator->id : m->name, m->name);
    if (m->of_joint) r->joint = *q->joint;
    r->service_count = m->of_joint ? r->joint.service_count : 1;
    for (size_t i = 0; i < r->service_count; i++) {
        r->services[i] = m->of_joint ? r->joint.services[i] : q->indicator->service;
        if (r->services[i] >= known) return vp_fail(err, VP_NOT_FOUND, "there is no such service");
    }
    return true;
}

static bool check(runs *r, const vp_uncertainty_question *q, vp_error *err)
{
    const vp_uncertainty_options *c = r->causes;
    if (!r->base->people.population_count) return vp_fail(err, VP_NOT_FOUND, "the province has no population grid");
    if (!(c->speed_part >= 0 && c->speed_part <= 0.9))
        return vp_fail(err, VP_BAD_INPUT, "speeds may be off by a part of 0 to 0.9, not %g", c->speed_part);
    if (!(c->position_metres >= 0 && c->position_metres <= 1e5))
        return vp_fail(err, VP_BAD_INPUT, "places may be off by 0 to 100000 metres, not %g", c->position_metres);
    if (c->runs < 1 || c->runs > 10000) return vp_fail(err, VP_BAD_INPUT, "1 to 10000 runs, not %zu", c->runs);
    if (!list_services(r, q, err)) return false;
    r->estimates = vp_indicator_estimates(r->base, q->indicator);
    const vp_service *first = service_of(r, 0);
    double limit = isnan(q->indicator->limit) ? first->default_limit : q->indicator->limit;
    return !measure_of(r).takes_limit || vp_scale_check(vp_scale_of(first->reach), limit, err);
}

bool vp_uncertainty_of(const vp_region *region, const vp_weights *main_weights, const vp_uncertainty_question *question,
                       const vp_uncertainty_options *uncertainty, const vp_analysis_options *options,
                       vp_spread spreads[], vp_error *err)
{
    runs r = {
        .base = region, .causes = uncertainty, .analysis = options, .random = {uncertainty->seed}, .region = *region};
    bool ok = check(&r, question, err) && set_up(&r, main_weights, question->counted, err) && run_all(&r, spreads, err);
    clear(&r);
    return ok;
}
