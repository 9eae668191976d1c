#include "access/floating_surface.h"
#include "pipeline/follow.h"
#include "platform/parallel.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/analysis.h>
#include <vungphu/distance.h>
#include <vungphu/service_areas.h>
#include <vungphu/travel_surface.h>
#include <vungphu/unit_weights.h>

/* One surface: values on the geometry and, unless NULL, the nearest facility and the mode per cell. */
typedef struct {
    vp_grid *values;
    int32_t *nearest, *mode;
    bool known; /* then nearest and mode are another's */
} surface;

typedef struct {
    const vp_region *region;
    const vp_analysis_options *options;
    vp_analysis_terrain *terrain; /* kept while services of its mode and season follow one another */
    vp_signal *signal;            /* made for the first signal service */
    vp_known_before before;       /* what the service at hand was followed from; values NULL: it was not */
} run;

static bool report(const vp_analysis_options *options, const char *step, double done, vp_error *err)
{
    if (!options->progress || options->progress(options->context, step, done)) return true;
    return vp_fail(err, VP_CANCELLED, "cancelled at step %s", step);
}

/* ------------------------------------------------------------ people */

/* covered[unit]: cells of the geometry that the unit takes. */
static double *covered_cells(const vp_weights *weights, vp_error *err)
{
    double *covered = calloc(weights->zone_count + 1, sizeof *covered);
    if (!covered) {
        vp_fail_memory(err, weights->zone_count * sizeof *covered);
        return NULL;
    }
    for (size_t r = 0; r < weights->run_count; r++) covered[weights->runs[r].zone] += weights->runs[r].cell_count;
    for (size_t p = 0; p < weights->partial_count; p++)
        covered[weights->partials[p].zone] += weights->partials[p].share;
    return covered;
}

static bool is_within(vp_grid_geometry g, vp_bounds b)
{
    return b.west >= g.west && b.north <= g.north && b.east <= g.west + (double)g.columns * g.cell_metres &&
           b.south >= g.north - (double)g.rows * g.cell_metres;
}

/* People of a set's units from the source's own cells where there are such, else from the geometry's. */
static bool count_set_people(const vp_region *region, const vp_weights *on_geometry, size_t set, size_t p,
                             vp_coverage *coverage, vp_error *err)
{
    const vp_population *population = &region->people.populations[p];
    const vp_unit_set *units = &region->units.sets[set];
    double *people = coverage->people[set][p], *missing = coverage->no_people_share[set][p];
    const vp_grid *grid = population->source ? population->source : population->people;
    vp_weights *own = NULL;
    if (population->source)
        own = vp_unit_weights_new(units, vp_grid_geometry_of(grid), population->source_in_degrees, err);
    if (population->source && !own) return false;
    const vp_weights *weights = own ? own : on_geometry;
    double cell = weights->geometry.cell_metres, *covered = covered_cells(weights, err);
    if (covered) vp_zonal_sum(weights, vp_grid_cells(grid), people, missing);
    for (size_t u = 0; covered && u < units->unit_count; u++) {
        const vp_shape *shape = population->source_in_degrees ? &units->units[u].lonlat : &units->units[u].shape;
        double area = population->source_in_degrees ? vp_shape_area(shape) : coverage->area[set][u];
        /* Beyond the raster's edge nothing is known either. */
        if (!is_within(weights->geometry, vp_shape_bounds(shape)))
            missing[u] += fmax(0, area / (cell * cell) - covered[u]);
        missing[u] = area > 0 ? fmin(1, missing[u] * cell * cell / area) : (double)NAN;
        if (!(missing[u] < 1 - 1e-9)) people[u] = (double)NAN; /* nothing known anywhere in the unit */
    }
    free(covered);
    vp_weights_free(own);
    return covered != NULL;
}

bool vp_analysis_count_people(const vp_region *region, vp_weights *const weights[], vp_coverage *coverage,
                              vp_error *err)
{
    for (size_t s = 0; s < region->units.set_count; s++)
        for (size_t p = 0; p < region->people.population_count; p++)
            if (!count_set_people(region, weights[s], s, p, coverage, err)) return false;
    return true;
}

/* ------------------------------------------------------------ terrain */

/* A road or a barrier is known whatever lies below. */
static bool is_terrain_known(const vp_land *land, size_t cell)
{
    bool cover = !land->land_cover || land->land_cover[cell] || (land->roads && land->roads[cell]) ||
                 (land->barriers && land->barriers[cell]);
    return cover && !(land->elevation && isnan(vp_grid_cells(land->elevation)[cell]));
}

bool vp_analysis_measure_terrain(const vp_region *region, vp_weights *const weights[], vp_coverage *coverage,
                                 vp_error *err)
{
    size_t cells = vp_grid_geometry_cells(region->geometry), most = 1;
    if (!region->land.land_cover && !region->land.elevation) return true;
    for (size_t s = 0; s < region->units.set_count; s++)
        if (region->units.sets[s].unit_count > most) most = region->units.sets[s].unit_count;
    float *known = malloc(cells * sizeof *known);
    double *shares = malloc(most * sizeof *shares);
    bool ok = (known && shares) || vp_fail_memory(err, cells * sizeof *known);
    for (size_t i = 0; ok && i < cells; i++) known[i] = is_terrain_known(&region->land, i) ? 1 : NAN;
    for (size_t s = 0; ok && s < region->units.set_count; s++) {
        double *missing = coverage->no_terrain_share[s];
        vp_zonal_sum(weights[s], known, shares, missing);
        for (size_t u = 0; u < region->units.sets[s].unit_count; u++)
            missing[u] = shares[u] + missing[u] > 0 ? missing[u] / (shares[u] + missing[u]) : (double)NAN;
    }
    free(known);
    free(shares);
    return ok;
}

/* ------------------------------------------------------------ people by step of a surface */

/* The surface of a service, and as steps of its scale; steps is NULL for a surface of shares. */
typedef struct {
    const vp_region *region;
    vp_weights *const *weights; /* [set] */
    size_t service;
    const float *values;
    uint16_t *steps;
    const vp_known_before *before; /* a surface that this one follows, its facts known; NULL: none */
    uint16_t *then;                /* its steps */
    bool **changed;                /* [set][unit] since then */
    vp_coverage *coverage;
} reached;

/* Piece i: the people of one population in the units of one set. */
static bool count_piece(void *context, size_t place, size_t i, vp_error *err)
{
    (void)place;
    const reached *r = context;
    const vp_region *region = r->region;
    size_t set = i / region->people.population_count, p = i % region->people.population_count;
    vp_scale scale = vp_scale_of(region->definitions.services[r->service].reach);
    const float *people = vp_grid_cells(region->people.populations[p].people);
    vp_facts *facts = vp_facts_new(scale, region->units.sets[set].unit_count, err);
    if (!facts) return false;
    vp_facts_free(r->coverage->facts[set][r->service][p]);
    r->coverage->facts[set][r->service][p] = facts;
    if (r->before && r->before->facts[set][p]) {
        const vp_known_before *b = r->before;
        const vp_facts_before before = {b->facts[set][p], r->changed[set], b->sums ? b->sums[i] : NULL, r->then};
        return vp_facts_follow(facts, r->weights[set], r->steps, people, &before, r->coverage->people[set][p], err);
    }
    if (!r->steps)
        vp_facts_add_share(facts, r->weights[set], r->values, people);
    else if (!vp_facts_add(facts, r->weights[set], r->steps, people, err))
        return false;
    vp_facts_scale(facts, r->coverage->people[set][p]);
    return true;
}

static bool count_all(reached *r, vp_error *err)
{
    const vp_region *region = r->region;
    vp_reach reach = region->definitions.services[r->service].reach;
    size_t cells = vp_grid_geometry_cells(region->geometry);
    if (reach != VP_REACH_AREA) {
        r->steps = malloc(cells * sizeof *r->steps);
        if (!r->steps) return vp_fail_memory(err, cells * sizeof *r->steps);
        vp_scale_steps(vp_scale_of(reach), r->values, cells, r->steps);
    }
    return vp_parallel_run(0, region->units.set_count * region->people.population_count, count_piece, r, err);
}

bool vp_analysis_count_reached(const vp_region *region, vp_weights *const weights[], size_t service,
                               const float values[], vp_coverage *coverage, vp_error *err)
{
    reached r = {.region = region, .weights = weights, .service = service, .values = values, .coverage = coverage};
    bool ok = count_all(&r, err);
    free(r.steps);
    return ok;
}

/* The steps of two surfaces that are the same nearly everywhere. */
static void find_steps(vp_scale scale, const float before[], const float values[], size_t cells, uint16_t then[],
                       uint16_t now[])
{
    enum { TOGETHER = 4096 };
    for (size_t first = 0; first < cells; first += TOGETHER) {
        size_t count = cells - first < TOGETHER ? cells - first : TOGETHER;
        vp_scale_steps(scale, values + first, count, now + first);
        if (memcmp(before + first, values + first, count * sizeof *values) == 0)
            memcpy(then + first, now + first, count * sizeof *now);
        else
            vp_scale_steps(scale, before + first, count, then + first);
    }
}

/* Of a surface that follows another, whose facts are known: units on other steps alone. */
static bool count_followed(const run *r, vp_weights *const weights[], size_t service, const float values[],
                           vp_coverage *coverage, vp_error *err)
{
    const vp_region *region = r->region;
    size_t cells = vp_grid_geometry_cells(region->geometry), sets = region->units.set_count;
    vp_scale scale = vp_scale_of(region->definitions.services[service].reach);
    uint16_t *then = malloc(cells * sizeof *then), *now = malloc(cells * sizeof *now);
    reached counted = {.region = region,
                       .weights = weights,
                       .service = service,
                       .values = values,
                       .steps = now,
                       .before = &r->before,
                       .then = then,
                       .changed = calloc(sets + 1, sizeof *counted.changed),
                       .coverage = coverage};
    bool ok = (then && now && counted.changed) || vp_fail_memory(err, cells * sizeof *then);
    if (ok) find_steps(scale, r->before.values, values, cells, then, now);
    for (size_t s = 0; ok && s < sets; s++) {
        counted.changed[s] = calloc(region->units.sets[s].unit_count + 1, sizeof(bool));
        ok = counted.changed[s] || vp_fail_memory(err, region->units.sets[s].unit_count);
        if (ok) vp_follow_units(weights[s], then, now, counted.changed[s]);
    }
    ok = ok && vp_parallel_run(0, sets * region->people.population_count, count_piece, &counted, err);
    for (size_t s = 0; counted.changed && s < sets; s++) free(counted.changed[s]);
    free(counted.changed);
    free(then);
    free(now);
    return ok;
}

/* ------------------------------------------------------------ surfaces */

static void clear_surface(surface *out)
{
    vp_grid_free(out->values);
    if (!out->known) free(out->nearest);
    if (!out->known) free(out->mode);
    *out = (surface){0};
}

static bool use_modes(run *r, const vp_service *service, vp_error *err)
{
    vp_analysis_terrain *t = r->terrain;
    if (t->modes && strcmp(t->mode, service->mode) == 0 && t->season == service->season) return true;
    vp_analysis_terrain_clear(t);
    t->mode = service->mode;
    t->season = service->season;
    t->modes = vp_modes_new(r->region, service->mode, service->season, err);
    return t->modes != NULL;
}

/* From what was there before other facilities, where that is known and quicker. */
static bool follow(run *r, size_t index, surface *out, vp_error *err)
{
    const vp_analysis_known *known = r->options->known;
    const vp_service *service = &r->region->definitions.services[index];
    vp_modes_travel made = {0};
    vp_known_before before;
    bool travels = service->reach != VP_REACH_DISTANCE;
    if (!known || !known->before || (travels && service->reach != VP_REACH_TRAVEL_TIME) ||
        !known->before(known->context, index, &before))
        return true;
    if (travels && !use_modes(r, service, err)) return false;
    bool ok =
        vp_follow_surface(r->region, service, travels ? r->terrain : NULL, &r->options->travel, &before, &made, err);
    *out = (surface){.values = made.minutes, .nearest = made.nearest};
    if (made.minutes) r->before = before;
    return ok;
}

static bool travel(run *r, const vp_service *service, surface *out, vp_error *err)
{
    vp_modes_travel made = {0};
    if (!use_modes(r, service, err) ||
        !vp_travel_surface_of(r->region, service, r->terrain->modes, &r->options->travel, &made, err))
        return false;
    *out = (surface){.values = made.minutes, .nearest = made.nearest, .mode = made.mode};
    return true;
}

vp_signal_options vp_analysis_signal_options(const vp_analysis_options *options)
{
    vp_signal_options signal = vp_signal_defaults();
    signal.threads = options->travel.threads;
    signal.at_reference = true;
    return signal;
}

static bool signal_surface(run *r, const vp_service *service, surface *out, vp_error *err)
{
    if (!r->signal) {
        vp_signal_options options = vp_analysis_signal_options(r->options);
        r->signal = vp_signal_new(r->region, &options, err);
    }
    size_t cells = vp_grid_geometry_cells(r->region->geometry);
    if (r->signal && !(out->nearest = malloc(cells * sizeof *out->nearest)))
        return vp_fail_memory(err, cells * sizeof *out->nearest);
    if (r->signal) out->values = vp_signal_service(r->signal, service, out->nearest, err);
    return out->values != NULL;
}

/* Whether anything is known of where the service is given. A layer that nobody handed in is not
 * a service that reaches nobody. */
static bool is_known(const vp_region *region, size_t index)
{
    const vp_service *service = &region->definitions.services[index];
    bool known = false;
    switch (service->reach) {
    case VP_REACH_AREA:
        for (size_t i = 0; i < region->supply.service_area_count; i++)
            known |= region->supply.service_areas[i].service == index;
        return known;
    case VP_REACH_SIGNAL:
        for (size_t i = 0; i < region->supply.transmitter_count; i++)
            known |= strcmp(region->supply.transmitters[i].system, service->mode) == 0;
        return known;
    default: return service->facility_count > 0;
    }
}

/* Leaves out->values NULL when the region lacks what this reach needs. */
static bool make_surface(run *r, size_t index, surface *out, vp_error *err)
{
    const vp_region *region = r->region;
    const vp_service *service = &region->definitions.services[index];
    switch (service->reach) {
    case VP_REACH_TRAVEL_TIME:
    case VP_REACH_ROUND_TRIP: return !region->land.land_cover || travel(r, service, out, err);
    case VP_REACH_DISTANCE: {
        vp_distance_plane plane = vp_distance_plane_of(region);
        out->values = vp_distance_surface(&plane, service->facilities, service->facility_count, &out->nearest, err);
        return out->values != NULL;
    }
    case VP_REACH_AREA:
        out->values = vp_service_areas_surface(region->geometry, region->supply.service_areas,
                                               region->supply.service_area_count, index, err);
        return out->values != NULL;
    case VP_REACH_SIGNAL: return !region->land.elevation || signal_surface(r, service, out, err);
    case VP_REACH_COUNT: break;
    }
    return true;
}

/* ------------------------------------------------------------ the whole */

/* Floating catchments run once per facility, so only for services whose access an indicator asks for. */
bool vp_analysis_wants_floating(const vp_definitions *definitions, size_t service)
{
    for (size_t i = 0; i < definitions->indicator_count; i++)
        if (definitions->indicators[i].measure == VP_MEASURE_FLOATING_CATCHMENT &&
            definitions->indicators[i].service == service)
            return definitions->services[service].reach == VP_REACH_TRAVEL_TIME;
    return false;
}

/* The one that was made before, else a new one. */
static bool find_surface(run *r, size_t service, surface *out, vp_error *err)
{
    const vp_analysis_known *known = r->options->known;
    vp_known_surface found = {0};
    if (!is_known(r->region, service)) return true;
    if (known && known->surface && !known->surface(known->context, service, &found, err)) return false;
    if (!found.values) {
        if (!follow(r, service, out, err)) return false;
        return out->values || make_surface(r, service, out, err);
    }
    *out = (surface){.values = vp_grid_over(r->region->geometry, found.values, err),
                     .nearest = (int32_t *)(uintptr_t)found.nearest,
                     .mode = (int32_t *)(uintptr_t)found.mode,
                     .known = true};
    return out->values != NULL;
}

static bool give_access(const run *r, size_t service, const int64_t *access, vp_error *err)
{
    return !r->options->access_ready || r->options->access_ready(r->options->context, service, access, err);
}

/* That of the terrain at hand. */
static vp_modes_engine *floating_engine(run *r, double minutes, vp_error *err)
{
    vp_analysis_terrain *t = r->terrain;
    if (t->floating && t->floating_minutes == minutes) return t->floating;
    vp_modes_engine_free(t->floating);
    t->floating_minutes = minutes;
    return t->floating = vp_floating_surface_engine(t->modes, &r->options->travel, minutes, err);
}

static bool count_floating(run *r, vp_weights *const weights[], size_t service, vp_coverage *coverage, vp_error *err)
{
    const vp_region *region = r->region;
    if (!vp_floating_surface_is_counted(region, service)) return true;
    if (!use_modes(r, &region->definitions.services[service], err)) return false;
    vp_modes_engine *engine = floating_engine(r, region->definitions.services[service].default_limit, err);
    vp_floating_surface *f =
        engine ? vp_floating_surface_new_on(region, weights[region->units.main_set], service, engine, err) : NULL;
    const vp_analysis_known *known = r->options->known;
    vp_known_access then;
    bool ok = f != NULL;
    if (ok && known && known->access && known->access(known->context, service, &then))
        ok = vp_floating_surface_resume_from(f, then.region, then.service, then.access, err);
    ok = ok && vp_floating_surface_follow(f, region, err) && vp_floating_surface_count(f, weights, coverage, err) &&
         give_access(r, service, vp_floating_surface_access(f), err);
    vp_floating_surface_free(f);
    return ok;
}

static bool count_service(run *r, vp_weights *const weights[], size_t service, const vp_grid *values,
                          vp_coverage *coverage, vp_error *err)
{
    const vp_analysis_known *known = r->options->known;
    bool floats = vp_analysis_wants_floating(&r->region->definitions, service);
    if (known && known->counts && known->counts(known->context, service, coverage))
        return !floats || give_access(r, service, NULL, err);
    const float *cells = vp_grid_cells(values);
    return (r->before.values && r->before.facts
                ? count_followed(r, weights, service, cells, coverage, err)
                : vp_analysis_count_reached(r->region, weights, service, cells, coverage, err)) &&
           (!floats || count_floating(r, weights, service, coverage, err));
}

static bool analyse_service(run *r, vp_weights *const weights[], size_t service, vp_coverage *coverage, vp_error *err)
{
    surface made = {0};
    vp_reach reach = r->region->definitions.services[service].reach;
    bool counted = !r->options->journeys_only;
    r->before = (vp_known_before){0};
    if (!counted && reach != VP_REACH_TRAVEL_TIME && reach != VP_REACH_ROUND_TRIP) return true;
    bool ok = find_surface(r, service, &made, err);
    if (ok && made.values && counted) ok = count_service(r, weights, service, made.values, coverage, err);
    if (ok && made.values && r->options->surface_ready)
        ok = r->options->surface_ready(r->options->context, service, made.values, made.nearest, err);
    if (ok && made.mode && r->options->mode_ready)
        ok = r->options->mode_ready(r->options->context, service, made.mode, err);
    if (ok && made.values && !made.known && r->options->surface_done) {
        r->options->surface_done(r->options->context, service, made.values, made.nearest);
        made.values = NULL;
        made.nearest = NULL;
    }
    clear_surface(&made);
    return ok;
}

static int compare_terrains(const vp_service *a, const vp_service *b)
{
    int modes = strcmp(a->mode ? a->mode : "", b->mode ? b->mode : "");
    return modes ? modes : (int)a->season - (int)b->season;
}

/* Services of one mode and season follow one another, so that each terrain is made once. */
static size_t *service_order(const vp_definitions *definitions, const size_t services[], size_t count)
{
    size_t *order = malloc((count ? count : 1) * sizeof *order);
    for (size_t i = 0; order && i < count; i++) {
        size_t at = i, service = services ? services[i] : i;
        for (; at > 0; at--) {
            if (compare_terrains(&definitions->services[order[at - 1]], &definitions->services[service]) <= 0) break;
            order[at] = order[at - 1];
        }
        order[at] = service;
    }
    return order;
}

static bool analyse_services(run *r, vp_weights *const weights[], const size_t services[], size_t count,
                             vp_coverage *coverage, vp_error *err)
{
    size_t *order = service_order(&r->region->definitions, services, count);
    bool ok = order || vp_fail_memory(err, count * sizeof *order);
    for (size_t i = 0; ok && i < count; i++) {
        const char *id = r->region->definitions.services[order[i]].id;
        ok = report(r->options, id, (double)i / (double)count, err) &&
             analyse_service(r, weights, order[i], coverage, err);
    }
    vp_signal_free(r->signal);
    free(order);
    return ok;
}

bool vp_analysis_services(const vp_region *region, vp_weights *const weights[], const size_t services[], size_t count,
                          const vp_analysis_options *options, vp_coverage *coverage, vp_error *err)
{
    vp_analysis_terrain own = {0};
    run r = {.region = region, .options = options, .terrain = options->terrain ? options->terrain : &own};
    bool ok = analyse_services(&r, weights, services, count, coverage, err) && report(options, "done", 1, err);
    vp_analysis_terrain_clear(&own);
    return ok;
}
