#include "analysis/floating_surface.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/floating_catchment.h>

/* The cells with people that one facility reaches: which step of distance each lies on. */
typedef struct {
    uint32_t *cells;
    uint8_t *steps;
    size_t count, room;
    double supply, crowd; /* beds, doctors …; Σ weight · people */
} catchment;

typedef struct {
    const vp_region *region;
    const vp_service *service;
    vp_floating_options steps;
    float *demand;  /* per cell: people of the main set's units */
    double *access; /* per cell: supply per person */
    catchment *catchments;
    size_t catchment_count;
} floating;

static bool keep(catchment *c, uint32_t cell, uint8_t step)
{
    if (c->count == c->room) {
        size_t room = c->room ? c->room * 2 : 1024;
        uint32_t *cells = realloc(c->cells, room * sizeof *cells);
        if (cells) c->cells = cells;
        uint8_t *steps = realloc(c->steps, room * sizeof *steps);
        if (steps) c->steps = steps;
        if (!cells || !steps) return false;
        c->room = room;
    }
    c->cells[c->count] = cell;
    c->steps[c->count++] = step;
    return true;
}

static size_t step_of(const vp_floating_options *o, double minutes)
{
    size_t step = 0;
    while (step < o->step_count && minutes > o->ends[step]) step++;
    return step;
}

static bool gather(floating *f, const float minutes[], catchment *c)
{
    size_t cells = vp_frame_cells(f->region->frame);
    for (size_t i = 0; i < cells; i++) {
        if (!(f->demand[i] > 0) || !isfinite(minutes[i])) continue;
        size_t step = step_of(&f->steps, (double)minutes[i]);
        if (step == f->steps.step_count) continue;
        if (!keep(c, (uint32_t)i, (uint8_t)step)) return false;
        c->crowd += f->steps.weights[step] * (double)f->demand[i];
    }
    return true;
}

static bool gather_all(floating *f, vp_travel_engine *engine, vp_error *err)
{
    for (size_t i = 0; i < f->service->facility_count; i++) {
        const vp_facility *facility = &f->region->facilities[f->service->facilities[i]];
        double supply = facility->attributes[f->service->capacity];
        size_t cell;
        if (!(supply > 0) || !vp_frame_locate(f->region->frame, facility->x, facility->y, &cell)) continue;
        vp_travel travel = {0};
        if (!vp_travel_engine_solve(engine, &cell, 1, &travel, err)) return false;
        catchment *c = &f->catchments[f->catchment_count++];
        c->supply = supply;
        bool ok = gather(f, vp_grid_cells(travel.minutes), c);
        vp_travel_clear(&travel);
        if (!ok) return vp_fail_memory(err, c->room * 10);
    }
    return true;
}

static void add_access(floating *f)
{
    for (size_t j = 0; j < f->catchment_count; j++) {
        const catchment *c = &f->catchments[j];
        double per_person = c->crowd > 0 ? c->supply / c->crowd : 0;
        for (size_t k = 0; k < c->count; k++) f->access[c->cells[k]] += per_person * f->steps.weights[c->steps[k]];
    }
}

static void add_demand(floating *f, const vp_weights *weights)
{
    const float *people = vp_grid_cells(f->region->populations[0].people);
    for (size_t r = 0; r < weights->run_count; r++)
        for (uint32_t k = 0; k < weights->runs[r].cell_count; k++) {
            size_t cell = weights->runs[r].first_cell + k;
            if (people[cell] > 0) f->demand[cell] += people[cell];
        }
    for (size_t p = 0; p < weights->partial_count; p++) {
        vp_partial part = weights->partials[p];
        if (people[part.cell] > 0) f->demand[part.cell] += (float)part.share * people[part.cell];
    }
}

/* The mean over each unit's people, per 10,000; NaN for a unit of nobody. */
static double *mean_access(const floating *f, const vp_weights *weights, size_t units)
{
    const float *people = vp_grid_cells(f->region->populations[0].people);
    double *access = calloc(units ? units : 1, sizeof *access), *counted = calloc(units ? units : 1, sizeof *counted);
    for (size_t r = 0; access && counted && r < weights->run_count; r++)
        for (uint32_t k = 0; k < weights->runs[r].cell_count; k++) {
            size_t cell = weights->runs[r].first_cell + k;
            if (!(people[cell] > 0)) continue;
            counted[weights->runs[r].zone] += (double)people[cell];
            access[weights->runs[r].zone] += (double)people[cell] * f->access[cell];
        }
    for (size_t p = 0; access && counted && p < weights->partial_count; p++) {
        vp_partial part = weights->partials[p];
        if (!(people[part.cell] > 0)) continue;
        counted[part.zone] += part.share * (double)people[part.cell];
        access[part.zone] += part.share * (double)people[part.cell] * f->access[part.cell];
    }
    for (size_t u = 0; access && counted && u < units; u++)
        access[u] = counted[u] > 0 ? 1e4 * access[u] / counted[u] : (double)NAN;
    if (!counted) {
        free(access);
        access = NULL;
    }
    free(counted);
    return access;
}

static bool count_units(const floating *f, vp_weights *const weights[], size_t service, vp_coverage *coverage,
                        vp_error *err)
{
    for (size_t s = 0; s < f->region->unit_set_count; s++) {
        size_t units = f->region->unit_sets[s].unit_count;
        free(coverage->floating[s][service]);
        coverage->floating[s][service] = mean_access(f, weights[s], units);
        if (!coverage->floating[s][service]) return vp_fail_memory(err, units * sizeof(double));
    }
    return true;
}

bool vp_floating_surface_count(const vp_region *region, vp_weights *const weights[], size_t service,
                               const vp_terrain *terrain, const vp_travel_options *travel, vp_coverage *coverage,
                               vp_error *err)
{
    const vp_service *s = &region->services[service];
    if (s->capacity == VP_NONE || s->facility_count == 0 || region->population_count == 0) return true;
    vp_travel_options options = *travel;
    options.limit_minutes = s->default_limit;
    options.from_facility = false;
    options.without_nearest = true;
    size_t cells = vp_frame_cells(region->frame);
    floating f = {.region = region,
                  .service = s,
                  .steps = vp_floating_defaults(VP_FLOATING_E2SFCA, s->default_limit),
                  .demand = calloc(cells, sizeof *f.demand),
                  .access = calloc(cells, sizeof *f.access),
                  .catchments = calloc(s->facility_count, sizeof *f.catchments)};
    bool ok = (f.demand && f.access && f.catchments) || vp_fail_memory(err, cells * (sizeof(float) + sizeof(double)));
    vp_travel_engine *engine = ok ? vp_travel_engine_new(terrain, &options, err) : NULL;
    ok = engine != NULL;
    if (ok) add_demand(&f, weights[region->main_set]);
    ok = ok && gather_all(&f, engine, err);
    if (ok && f.catchment_count) {
        add_access(&f);
        ok = count_units(&f, weights, service, coverage, err);
    }
    vp_travel_engine_free(engine);
    for (size_t j = 0; f.catchments && j < f.catchment_count; j++) {
        free(f.catchments[j].cells);
        free(f.catchments[j].steps);
    }
    free(f.catchments);
    free(f.demand);
    free(f.access);
    return ok;
}
