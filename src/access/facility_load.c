#include "access/facility_reach.h"
#include "access/reach_sets.h"
#include <math.h>
#include <stdlib.h>
#include <vungphu/facility_load.h>
#include <vungphu/group_people.h>

/* What is known of a cell with people so far. */
typedef struct {
    double people;
    float best;       /* value of the nearest facility within the limit */
    uint32_t nearest; /* that facility, by number in the service */
    uint32_t reaches; /* facilities within the limit: 0, 1, or 2 for more */
    uint32_t set;     /* which they are: of vp_reach_sets */
} cell_load;

typedef struct {
    const vp_region *region;
    const vp_service *service;
    double limit;
    cell_load *cells;
    vp_facility_load *loads;
    vp_reach_sets *sets; /* NULL: nothing is asked of who finds no place */
} counting;

static void add_people(counting *c, const vp_group_unit *unit, size_t cell, double share)
{
    vp_group_there there = vp_group_there_of(unit, cell);
    if (there.people > 0 && there.part.middle > 0)
        c->cells[cell].people += share * there.part.middle * (double)there.people;
}

static void add_all_people(counting *c, size_t group, const vp_weights *weights)
{
    const vp_group_cells counted = vp_group_cells_of(c->region, group);
    for (size_t r = 0; r < weights->run_count; r++) {
        const vp_group_unit unit = vp_group_unit_of(&counted, weights->runs[r].zone);
        for (size_t i = 0; i < weights->runs[r].cell_count; i++)
            add_people(c, &unit, weights->runs[r].first_cell + i, 1);
    }
    for (size_t p = 0; p < weights->partial_count; p++) {
        const vp_group_unit unit = vp_group_unit_of(&counted, weights->partials[p].zone);
        add_people(c, &unit, weights->partials[p].cell, weights->partials[p].share);
    }
}

static bool is_lived_in(const void *context, size_t cell)
{
    return ((const counting *)context)->cells[cell].people > 0;
}

/* False: no memory. */
static bool reach(void *context, size_t facility, size_t cell, float value)
{
    counting *c = context;
    cell_load *at = &c->cells[cell];
    c->loads[facility].within += at->people;
    if (!at->reaches || value < at->best) {
        at->best = value;
        at->nearest = (uint32_t)facility;
    }
    at->reaches += at->reaches < 2;
    return !c->sets || vp_reach_sets_add(c->sets, &at->set, (uint32_t)facility);
}

/* Whom no facility within the limit has a place for. Those who reach one whose capacity is not stated may find it
 * there: they are not counted, nor do they take places elsewhere. */
static bool leave_out(const counting *c, double people_per_place, vp_error *err)
{
    size_t cells = vp_grid_geometry_cells(c->region->geometry), count = c->service->facility_count;
    double *places = calloc(count + 1, sizeof *places);
    if (!places) return vp_fail_memory(err, count * sizeof *places);
    for (size_t i = 0; i < count; i++) {
        places[i] = c->loads[i].capacity * people_per_place;
        c->loads[i].left_out = isnan(places[i]) ? (double)NAN : 0;
    }
    for (size_t i = 0; c->sets && i < cells; i++)
        if (c->cells[i].reaches) vp_reach_sets_people(c->sets, c->cells[i].set, c->cells[i].people);
    bool ok = !c->sets || vp_reach_sets_fill(c->sets, places, count, err);
    for (size_t i = 0; ok && c->sets && i < cells; i++)
        if (c->cells[i].reaches)
            c->loads[c->cells[i].nearest].left_out += c->cells[i].people * vp_reach_sets_left(c->sets, c->cells[i].set);
    free(places);
    return ok;
}

static int most_alone_first(const void *left, const void *right)
{
    const vp_facility_load *a = left, *b = right;
    if (a->alone != b->alone) return a->alone > b->alone ? -1 : 1;
    if (a->catchment != b->catchment) return a->catchment > b->catchment ? -1 : 1;
    return a->facility < b->facility ? -1 : a->facility > b->facility;
}

void vp_facility_loads_sort(vp_facility_load loads[], size_t count)
{
    if (count) qsort(loads, count, sizeof *loads, most_alone_first);
}

double vp_facility_load_default(const vp_service *service, size_t group)
{
    return service->group != VP_NONE && service->group == group && service->capacity != VP_NONE ? 1 : (double)NAN;
}

static void settle(const counting *c)
{
    size_t cells = vp_grid_geometry_cells(c->region->geometry);
    for (size_t i = 0; i < cells; i++) {
        const cell_load *at = &c->cells[i];
        if (!at->reaches) continue;
        c->loads[at->nearest].catchment += at->people;
        if (at->reaches == 1) c->loads[at->nearest].alone += at->people;
    }
}

static bool ask(counting *c, const vp_load_question *q, vp_error *err)
{
    const vp_definitions *d = &c->region->definitions;
    if (q->service >= d->service_count) return vp_fail(err, VP_NOT_FOUND, "there is no such service");
    c->service = &d->services[q->service];
    c->limit = isnan(q->limit) ? c->service->default_limit : q->limit;
    return vp_facility_reach_check(c->region, c->service, c->limit, err);
}

/* Fills c->loads, of which there is one for each facility of the service, and c's cells and sets. */
static bool count(counting *c, const vp_weights *main_weights, const vp_load_question *q,
                  const vp_travel_options *travel, vp_error *err)
{
    size_t cells = vp_grid_geometry_cells(c->region->geometry);
    c->cells = calloc(cells, sizeof *c->cells);
    if (!c->cells) return vp_fail_memory(err, cells * sizeof *c->cells);
    for (size_t i = 0; i < c->service->facility_count; i++) {
        const vp_facility *f = &c->region->supply.facilities[c->service->facilities[i]];
        double capacity = c->service->capacity == VP_NONE ? (double)NAN : f->attributes[c->service->capacity];
        c->loads[i] = (vp_facility_load){.facility = c->service->facilities[i], .capacity = capacity};
    }
    add_all_people(c, q->group, main_weights);
    bool crowded = !isnan(q->people_per_place);
    const vp_facility_reach reaching = {c->region, c->service, c->limit, travel, is_lived_in, reach, c};
    c->sets = crowded ? vp_reach_sets_new(err) : NULL;
    bool ok = c->sets || !crowded;
    ok = ok && vp_facility_reach_all(&reaching, err);
    if (ok) settle(c);
    return ok && leave_out(c, q->people_per_place, err);
}

bool vp_facility_loads(const vp_region *region, const vp_weights *main_weights, const vp_load_question *q,
                       const vp_travel_options *travel, vp_facility_load loads[], vp_error *err)
{
    counting c = {.region = region, .loads = loads};
    bool ok = ask(&c, q, err) && count(&c, main_weights, q, travel, err);
    vp_reach_sets_free(c.sets);
    free(c.cells);
    return ok;
}

bool vp_facility_lacking(const vp_region *region, const vp_weights *main_weights, const vp_load_question *q,
                         const vp_travel_options *travel, double lacking[], vp_error *err)
{
    counting c = {.region = region};
    if (!ask(&c, q, err)) return false;
    if (!(q->people_per_place > 0))
        return vp_fail(err, VP_BAD_INPUT, "%g people to a place: it must be above 0", q->people_per_place);
    c.loads = calloc(c.service->facility_count + 1, sizeof *c.loads);
    bool ok = c.loads || vp_fail_memory(err, c.service->facility_count * sizeof *c.loads);
    ok = ok && count(&c, main_weights, q, travel, err);
    size_t cells = vp_grid_geometry_cells(region->geometry);
    for (size_t i = 0; ok && i < cells; i++)
        lacking[i] = c.cells[i].reaches ? vp_reach_sets_left(c.sets, c.cells[i].set) : 0;
    vp_reach_sets_free(c.sets);
    free(c.cells);
    free(c.loads);
    return ok;
}
