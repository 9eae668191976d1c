#include "access/floating_surface.h"
#include "base/array.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/floating_catchment.h>

/* Supply per person in whole numbers of 2^-60. */
__extension__ typedef __int128 access_sum;
#define ACCESS_WHOLE 0x1p60

/* A facility that takes part. */
typedef struct {
    size_t cell;
    double supply;   /* beds, doctors …, above 0 */
    vp_reached kept; /* of those that came after the first follow: they are likely to go soon. Else nothing */
} supplier;

struct vp_floating_surface {
    const vp_region *region;
    size_t service;
    vp_floating_options steps;
    double limit;
    vp_modes_engine *engine, *own_engine; /* own: where none was given */
    float *demand;                        /* [cell] people of the main set's units */
    int64_t *access;                      /* [cell] NULL once a sum does not fit: then */
    access_sum *wide;
    supplier *suppliers; /* by cell and supply */
    size_t supplier_count;
    vp_reached reached; /* the cells with people within the limit of one facility */
    bool settled;       /* after the first follow */
};

static access_sum whole(double value)
{
    double scaled = rint(value * ACCESS_WHOLE);
    return scaled < 0x1p62 ? (access_sum)(int64_t)scaled : (access_sum)scaled;
}

static double per_person(const vp_floating_surface *f, size_t cell)
{
    return (f->access ? (double)f->access[cell] : (double)f->wide[cell]) / ACCESS_WHOLE;
}

static bool widen(vp_floating_surface *f, vp_error *err)
{
    size_t cells = vp_grid_geometry_cells(f->region->geometry);
    f->wide = malloc(cells * sizeof *f->wide);
    if (!f->wide) return vp_fail_memory(err, cells * sizeof *f->wide);
    for (size_t i = 0; i < cells; i++) f->wide[i] = f->access[i];
    free(f->access);
    f->access = NULL;
    return true;
}

static bool add_access(vp_floating_surface *f, size_t cell, access_sum more, vp_error *err)
{
    int64_t sum;
    if (f->access && (int64_t)more == more && !__builtin_add_overflow(f->access[cell], (int64_t)more, &sum)) {
        f->access[cell] = sum;
        return true;
    }
    if (f->access && !widen(f, err)) return false;
    f->wide[cell] += more;
    return true;
}

/* ------------------------------------------------------------ life */

static void add_demand(vp_floating_surface *f, const vp_weights *weights)
{
    const float *people = vp_grid_cells(f->region->people.populations[0].people);
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

vp_modes_engine *vp_floating_surface_engine(const vp_modes *modes, const vp_travel_options *travel, double minutes,
                                            vp_error *err)
{
    vp_travel_options options = *travel;
    options.limit_minutes = minutes;
    options.from_facility = false;
    options.without_nearest = true;
    return vp_modes_engine_new(modes, &options, err);
}

vp_floating_surface *vp_floating_surface_new_on(const vp_region *region, const vp_weights *main_weights, size_t service,
                                                vp_modes_engine *engine, vp_error *err)
{
    vp_floating_surface *f = calloc(1, sizeof *f);
    if (!f) {
        vp_fail_memory(err, sizeof *f);
        return NULL;
    }
    size_t cells = vp_grid_geometry_cells(region->geometry);
    double limit = region->definitions.services[service].default_limit;
    *f = (vp_floating_surface){.region = region,
                               .service = service,
                               .limit = limit,
                               .steps = vp_floating_defaults(VP_FLOATING_E2SFCA, limit),
                               .engine = engine,
                               .demand = calloc(cells, sizeof *f->demand),
                               .access = calloc(cells, sizeof *f->access)};
    if (f->demand && f->access) {
        add_demand(f, main_weights);
        return f;
    }
    vp_floating_surface_free(f);
    vp_fail_memory(err, cells * (sizeof *f->access + sizeof *f->demand));
    return NULL;
}

vp_floating_surface *vp_floating_surface_new(const vp_region *region, const vp_weights *main_weights, size_t service,
                                             const vp_modes *modes, const vp_travel_options *travel, vp_error *err)
{
    double limit = region->definitions.services[service].default_limit;
    vp_modes_engine *engine = vp_floating_surface_engine(modes, travel, limit, err);
    vp_floating_surface *f = engine ? vp_floating_surface_new_on(region, main_weights, service, engine, err) : NULL;
    if (f)
        f->own_engine = engine;
    else
        vp_modes_engine_free(engine);
    return f;
}

void vp_floating_surface_free(vp_floating_surface *f)
{
    if (!f) return;
    vp_modes_engine_free(f->own_engine);
    free(f->demand);
    free(f->access);
    free(f->wide);
    for (size_t i = 0; i < f->supplier_count; i++) vp_reached_clear(&f->suppliers[i].kept);
    free(f->suppliers);
    vp_reached_clear(&f->reached);
    free(f);
}

size_t vp_floating_surface_bytes(const vp_floating_surface *f)
{
    size_t cell = sizeof *f->demand + (f->wide ? sizeof *f->wide : sizeof *f->access) + 13;
    return vp_grid_geometry_cells(f->region->geometry) * cell;
}

/* ------------------------------------------------------------ one facility */

static double weight_of(const vp_floating_options *o, double minutes)
{
    for (size_t step = 0; step < o->step_count; step++)
        if (minutes <= o->ends[step]) return o->weights[step];
    return 0;
}

/* The cells with people within the limit. */
static bool reach(vp_floating_surface *f, size_t facility_cell, vp_error *err)
{
    vp_reached *r = &f->reached;
    if (!vp_modes_engine_reached(f->engine, &facility_cell, 1, r, err)) return false;
    size_t all = r->count;
    r->count = 0;
    for (size_t i = 0; i < all; i++) {
        if (!(f->demand[r->cells[i]] > 0)) continue;
        r->cells[r->count] = r->cells[i];
        r->minutes[r->count++] = r->minutes[i];
    }
    return true;
}

/* sign +1 puts the supply in, -1 takes it out. */
static bool share_out(vp_floating_surface *f, const vp_reached *c, double supply, int sign, vp_error *err)
{
    double crowd = 0;
    for (size_t i = 0; i < c->count; i++)
        crowd += weight_of(&f->steps, (double)c->minutes[i]) * (double)f->demand[c->cells[i]];
    double share = crowd > 0 ? supply / crowd : 0;
    bool ok = true;
    for (size_t i = 0; ok && i < c->count; i++)
        ok = add_access(f, c->cells[i], sign * whole(share * weight_of(&f->steps, (double)c->minutes[i])), err);
    return ok;
}

static bool put_in(vp_floating_surface *f, supplier *s, vp_error *err)
{
    if (!reach(f, s->cell, err) || !share_out(f, &f->reached, s->supply, 1, err)) return false;
    if (!f->settled) return true;
    for (size_t i = 0; i < f->reached.count; i++)
        if (!vp_reached_add(&s->kept, f->reached.cells[i], f->reached.minutes[i], err)) return false;
    return true;
}

static bool take_out(vp_floating_surface *f, supplier *s, vp_error *err)
{
    if (!s->kept.cells && !reach(f, s->cell, err)) return false;
    if (!share_out(f, s->kept.cells ? &s->kept : &f->reached, s->supply, -1, err)) return false;
    vp_reached_clear(&s->kept);
    return true;
}

/* ------------------------------------------------------------ all facilities */

static int by_cell_and_supply(const void *left, const void *right)
{
    const supplier *a = left, *b = right;
    if (a->cell != b->cell) return a->cell < b->cell ? -1 : 1;
    return (a->supply > b->supply) - (a->supply < b->supply);
}

/* Those of the service that state a capacity and lie on the grid, in order. */
static supplier *suppliers_of(const vp_region *region, size_t service, size_t *count, vp_error *err)
{
    const vp_service *row = &region->definitions.services[service];
    supplier *list = malloc((row->facility_count + 1) * sizeof *list);
    *count = 0;
    if (!list) vp_fail_memory(err, row->facility_count * sizeof *list);
    for (size_t i = 0; list && row->capacity != VP_NONE && i < row->facility_count; i++) {
        const vp_facility *facility = &region->supply.facilities[row->facilities[i]];
        supplier *next = &list[*count];
        *next = (supplier){0};
        next->supply = facility->attributes[row->capacity];
        if (next->supply > 0 && vp_grid_geometry_locate(region->geometry, facility->x, facility->y, &next->cell))
            ++*count;
    }
    if (list) qsort(list, *count, sizeof *list, by_cell_and_supply);
    return list;
}

bool vp_floating_surface_resume(vp_floating_surface *f, const int64_t access[], vp_error *err)
{
    return vp_floating_surface_resume_from(f, f->region, f->service, access, err);
}

bool vp_floating_surface_resume_from(vp_floating_surface *f, const vp_region *region, size_t service,
                                     const int64_t access[], vp_error *err)
{
    f->suppliers = suppliers_of(region, service, &f->supplier_count, err);
    if (!f->suppliers) return false;
    memcpy(f->access, access, vp_grid_geometry_cells(f->region->geometry) * sizeof *access);
    f->settled = true;
    return true;
}

const int64_t *vp_floating_surface_access(const vp_floating_surface *f) { return f->access; }

bool vp_floating_surface_follow(vp_floating_surface *f, const vp_region *region, vp_error *err)
{
    size_t count;
    supplier *wanted = suppliers_of(region, f->service, &count, err), *now = f->suppliers;
    bool ok = wanted != NULL;
    size_t a = 0, b = 0;
    while (ok && (a < f->supplier_count || b < count)) {
        int order = a == f->supplier_count ? 1 : b == count ? -1 : by_cell_and_supply(&now[a], &wanted[b]);
        if (order < 0)
            ok = take_out(f, &now[a++], err);
        else if (order > 0)
            ok = put_in(f, &wanted[b++], err);
        else
            wanted[b++].kept = now[a++].kept;
    }
    for (; a < f->supplier_count; a++) vp_reached_clear(&now[a].kept);
    free(now);
    f->suppliers = wanted;
    f->supplier_count = wanted ? b : 0;
    f->settled = true;
    return ok;
}

/* ------------------------------------------------------------ units */

bool vp_floating_surface_means(const vp_floating_surface *f, const vp_weights *weights, double **access, vp_error *err)
{
    *access = NULL;
    if (f->supplier_count == 0) return true;
    const float *people = vp_grid_cells(f->region->people.populations[0].people);
    size_t units = weights->zone_count;
    double *sums = calloc(units + 1, sizeof *sums), *counted = calloc(units + 1, sizeof *counted);
    for (size_t r = 0; sums && counted && r < weights->run_count; r++) {
        vp_run run = weights->runs[r];
        double crowd = 0, access_of_run = 0;
        for (size_t cell = run.first_cell; cell < (size_t)run.first_cell + run.cell_count; cell++) {
            double here = people[cell] > 0 ? (double)people[cell] : 0;
            crowd += here;
            access_of_run += here * per_person(f, cell);
        }
        counted[run.zone] += crowd;
        sums[run.zone] += access_of_run;
    }
    for (size_t p = 0; sums && counted && p < weights->partial_count; p++) {
        vp_partial part = weights->partials[p];
        if (!(people[part.cell] > 0)) continue;
        counted[part.zone] += part.share * (double)people[part.cell];
        sums[part.zone] += part.share * (double)people[part.cell] * per_person(f, part.cell);
    }
    bool ok = sums && counted;
    for (size_t u = 0; ok && u < units; u++) sums[u] = counted[u] > 0 ? 1e4 * sums[u] / counted[u] : (double)NAN;
    free(counted);
    if (ok)
        *access = sums;
    else
        free(sums);
    return ok || vp_fail_memory(err, units * 2 * sizeof *sums);
}

/* ------------------------------------------------------------ catchments by unit */

/* One unit set under way: the unit of every whole cell, and the rows so far. */
typedef struct {
    const vp_weights *weights;
    const float *people;
    uint32_t *zone; /* [cell] NONE where it is in no unit as a whole */
    double *sums;   /* [unit] of the facility at hand */
    vp_catchment_people *out;
    size_t count, room;
} catchment_set;

#define NONE UINT32_MAX

static bool begin_set(catchment_set *s, size_t cells, size_t facilities, vp_error *err)
{
    const vp_weights *w = s->weights;
    s->zone = malloc(cells * sizeof *s->zone);
    s->sums = calloc(w->zone_count + 1, sizeof *s->sums);
    s->out->first = calloc(facilities + 1, sizeof *s->out->first);
    s->out->everyone = calloc(w->zone_count + 1, sizeof *s->out->everyone);
    if (!s->zone || !s->sums || !s->out->first || !s->out->everyone)
        return vp_fail_memory(err, cells * sizeof *s->zone);
    for (size_t i = 0; i < cells; i++) s->zone[i] = NONE;
    for (size_t r = 0; r < w->run_count; r++)
        for (uint32_t k = 0; k < w->runs[r].cell_count; k++) {
            size_t cell = w->runs[r].first_cell + k;
            s->zone[cell] = w->runs[r].zone;
            if (s->people[cell] > 0) s->out->everyone[w->runs[r].zone] += (double)s->people[cell];
        }
    for (size_t p = 0; p < w->partial_count; p++) {
        vp_partial part = w->partials[p];
        if (s->people[part.cell] > 0) s->out->everyone[part.zone] += part.share * (double)s->people[part.cell];
    }
    return true;
}

/* weight: [cell] of the facility at hand, 0 beyond its limit. */
static void add_catchment(catchment_set *s, const vp_reached *reached, const double weight[])
{
    for (size_t i = 0; i < reached->count; i++) {
        uint32_t cell = reached->cells[i];
        if (s->zone[cell] != NONE) s->sums[s->zone[cell]] += weight[cell] * (double)s->people[cell];
    }
    for (size_t p = 0; p < s->weights->partial_count; p++) {
        vp_partial part = s->weights->partials[p];
        if (weight[part.cell] > 0 && s->people[part.cell] > 0)
            s->sums[part.zone] += weight[part.cell] * part.share * (double)s->people[part.cell];
    }
}

static bool keep_catchment(catchment_set *s, size_t facility, vp_error *err)
{
    for (size_t u = 0; u < s->weights->zone_count; u++) {
        if (!(s->sums[u] > 0)) continue;
        if (!VP_ARRAYS_FIT(s->room, s->count + 1, err, VP_ARRAY(s->out->unit), VP_ARRAY(s->out->people))) return false;
        s->out->unit[s->count] = (uint32_t)u;
        s->out->people[s->count++] = s->sums[u];
        s->sums[u] = 0;
    }
    s->out->first[facility + 1] = s->count;
    return true;
}

/* Facilities of the service that are open now or will be and state a capacity on the grid; each once. */
static bool list_facilities(const vp_floating_surface *f, vp_catchments *out, vp_error *err)
{
    const vp_definitions *d = &f->region->definitions;
    const vp_supply *supply = &f->region->supply;
    bool *wanted = calloc(supply->facility_count + 1, sizeof *wanted);
    out->facilities = calloc(supply->facility_count + 1, sizeof *out->facilities);
    bool ok = (wanted && out->facilities) || vp_fail_memory(err, supply->facility_count * sizeof *out->facilities);
    const vp_service *service = &d->services[f->service];
    for (size_t i = 0; ok && i < service->facility_count; i++) wanted[service->facilities[i]] = true;
    for (size_t p = 0; ok && p < d->planned_count; p++)
        for (size_t i = 0; d->planned[p].service == f->service && i < d->planned[p].facility_count; i++)
            wanted[d->planned[p].facilities[i]] = true;
    for (size_t i = 0; ok && i < supply->facility_count; i++) {
        const vp_facility *at = &supply->facilities[i];
        size_t cell;
        if (wanted[i] && at->attributes[service->capacity] > 0 &&
            vp_grid_geometry_locate(f->region->geometry, at->x, at->y, &cell))
            out->facilities[out->facility_count++] = i;
    }
    free(wanted);
    return ok;
}

static bool count_catchments(vp_floating_surface *f, catchment_set sets[], size_t set_count, double weight[],
                             const vp_catchments *out, vp_error *err)
{
    bool ok = true;
    for (size_t i = 0; ok && i < out->facility_count; i++) {
        const vp_facility *at = &f->region->supply.facilities[out->facilities[i]];
        size_t cell;
        ok = vp_grid_geometry_locate(f->region->geometry, at->x, at->y, &cell) && reach(f, cell, err);
        const vp_reached *r = &f->reached;
        for (size_t k = 0; ok && k < r->count; k++) weight[r->cells[k]] = weight_of(&f->steps, (double)r->minutes[k]);
        for (size_t s = 0; ok && s < set_count; s++) {
            add_catchment(&sets[s], r, weight);
            ok = keep_catchment(&sets[s], i, err);
        }
        for (size_t k = 0; k < r->count; k++) weight[r->cells[k]] = 0;
    }
    return ok;
}

vp_catchments *vp_floating_surface_catchments(vp_floating_surface *f, vp_weights *const weights[], vp_error *err)
{
    size_t set_count = f->region->units.set_count, cells = vp_grid_geometry_cells(f->region->geometry);
    vp_catchments *out = calloc(1, sizeof *out);
    catchment_set *sets = calloc(set_count + 1, sizeof *sets);
    double *weight = calloc(cells, sizeof *weight);
    if (out) out->sets = calloc(set_count + 1, sizeof *out->sets);
    bool ok = (out && out->sets && sets && weight) || vp_fail_memory(err, cells * sizeof *weight);
    ok = ok && list_facilities(f, out, err);
    for (size_t s = 0; ok && s < set_count; s++) {
        sets[s].weights = weights[s];
        sets[s].people = vp_grid_cells(f->region->people.populations[0].people);
        sets[s].out = &out->sets[s];
        ok = begin_set(&sets[s], cells, out->facility_count, err);
    }
    ok = ok && count_catchments(f, sets, set_count, weight, out, err);
    for (size_t s = 0; sets && s < set_count; s++) {
        free(sets[s].zone);
        free(sets[s].sums);
    }
    free(sets);
    free(weight);
    if (ok) return out;
    vp_catchments_free(out, set_count);
    return NULL;
}

bool vp_floating_surface_is_counted(const vp_region *region, size_t service)
{
    const vp_service *row = &region->definitions.services[service];
    return row->capacity != VP_NONE && row->facility_count > 0 && region->people.population_count > 0;
}

bool vp_floating_surface_count(vp_floating_surface *f, vp_weights *const weights[], vp_coverage *coverage,
                               vp_error *err)
{
    bool ok = true;
    size_t service = f->service;
    if (f->region->people.growth_count && !coverage->catchments[service]) {
        coverage->catchments[service] = vp_floating_surface_catchments(f, weights, err);
        ok = coverage->catchments[service] != NULL;
    }
    for (size_t s = 0; ok && f->supplier_count && s < f->region->units.set_count; s++) {
        free(coverage->floating[s][service]);
        ok = vp_floating_surface_means(f, weights[s], &coverage->floating[s][service], err);
    }
    return ok;
}
