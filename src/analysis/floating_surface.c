#include "analysis/floating_surface.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/catchment.h>
#include <vungphu/floating_catchment.h>

/* The cells with people that one facility reaches. */
typedef struct {
    vp_catchment cells;
    double supply, crowd; /* beds, doctors …; Σ weight · people */
} catchment;

typedef struct {
    const vp_region *region;
    const vp_service *service;
    vp_floating_options steps;
    float *demand;   /* per cell: people of the main set's units */
    uint8_t *wanted; /* per cell: 1 where there is demand */
    double *access;  /* per cell: supply per person */
    catchment *catchments;
    size_t catchment_count;
} floating;

static double weight_of(const vp_floating_options *o, double minutes)
{
    for (size_t step = 0; step < o->step_count; step++)
        if (minutes <= o->ends[step]) return o->weights[step];
    return 0;
}

static bool gather(const floating *f, const vp_modes_travel *travel, catchment *c, vp_error *err)
{
    vp_catchment_source source = {
        .minutes = vp_grid_cells(travel->minutes), .mask = f->wanted, .limit = f->service->default_limit};
    if (!vp_catchment_init(&c->cells, f->region->frame, &source, err)) return false;
    vp_catchment_reader reader = {.catchment = &c->cells};
    size_t cell;
    float minutes;
    while (vp_catchment_next(&reader, &cell, &minutes))
        c->crowd += weight_of(&f->steps, (double)minutes) * (double)f->demand[cell];
    return true;
}

static bool gather_all(floating *f, vp_modes_engine *engine, vp_error *err)
{
    for (size_t i = 0; i < f->service->facility_count; i++) {
        const vp_facility *facility = &f->region->facilities[f->service->facilities[i]];
        double supply = facility->attributes[f->service->capacity];
        size_t cell;
        if (!(supply > 0) || !vp_frame_locate(f->region->frame, facility->x, facility->y, &cell)) continue;
        vp_modes_travel travel = {0};
        if (!vp_modes_engine_solve(engine, &cell, 1, &travel, err)) return false;
        catchment *c = &f->catchments[f->catchment_count++];
        c->supply = supply;
        bool ok = gather(f, &travel, c, err);
        vp_modes_travel_clear(&travel);
        if (!ok) return false;
    }
    return true;
}

static void add_access(floating *f)
{
    for (size_t j = 0; j < f->catchment_count; j++) {
        const catchment *c = &f->catchments[j];
        double per_person = c->crowd > 0 ? c->supply / c->crowd : 0;
        vp_catchment_reader reader = {.catchment = &c->cells};
        size_t cell;
        float minutes;
        while (vp_catchment_next(&reader, &cell, &minutes))
            f->access[cell] += per_person * weight_of(&f->steps, (double)minutes);
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
                               const vp_modes *modes, const vp_travel_options *travel, vp_coverage *coverage,
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
                  .wanted = calloc(cells, 1),
                  .access = calloc(cells, sizeof *f.access),
                  .catchments = calloc(s->facility_count, sizeof *f.catchments)};
    bool ok = (f.demand && f.wanted && f.access && f.catchments) ||
              vp_fail_memory(err, cells * (sizeof(float) + sizeof(double)));
    vp_modes_engine *engine = ok ? vp_modes_engine_new(modes, &options, err) : NULL;
    ok = engine != NULL;
    if (ok) add_demand(&f, weights[region->main_set]);
    for (size_t i = 0; ok && i < cells; i++) f.wanted[i] = f.demand[i] > 0;
    ok = ok && gather_all(&f, engine, err);
    if (ok && f.catchment_count) {
        add_access(&f);
        ok = count_units(&f, weights, service, coverage, err);
    }
    vp_modes_engine_free(engine);
    for (size_t j = 0; f.catchments && j < f.catchment_count; j++) vp_catchment_clear(&f.catchments[j].cells);
    free(f.catchments);
    free(f.demand);
    free(f.wanted);
    free(f.access);
    return ok;
}
