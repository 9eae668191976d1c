/* Who goes to which facility of a service: cells with people as the demands of a division (division.c). */
#include "access/catchments_internal.h"
#include "access/facility_reach.h"
#include "base/array.h"
#include <math.h>
#include <stdlib.h>
#include <vungphu/group_people.h>
#include <vungphu/limit.h>

typedef vp_catchment_work work;
typedef vp_catchment_pair pair;
enum { KINDS = VP_CATCHMENT_KINDS };

static int kind_of(const work *w, size_t unit)
{
    if (w->q->other_group == VP_NONE) return 0;
    return w->region->definitions.groups[w->q->other_group].member[w->region->units.main_set][unit];
}

/* ---- people */

typedef void part_visitor(work *w, size_t unit, size_t cell, double people);

/* Every part of a cell that a unit has, with its people of the group. */
static void visit_parts(work *w, part_visitor *visit)
{
    const vp_group_cells counted = vp_group_cells_of(w->region, w->q->group);
    for (size_t r = 0; r < w->weights->run_count; r++) {
        const vp_run *run = &w->weights->runs[r];
        const vp_group_unit unit = vp_group_unit_of(&counted, run->zone);
        for (uint32_t cell = run->first_cell; cell < run->first_cell + run->cell_count; cell++) {
            vp_group_there there = vp_group_there_of(&unit, cell);
            visit(w, run->zone, cell, there.part.middle * (double)there.people);
        }
    }
    for (size_t p = 0; p < w->weights->partial_count; p++) {
        const vp_partial *part = &w->weights->partials[p];
        const vp_group_unit unit = vp_group_unit_of(&counted, part->zone);
        vp_group_there there = vp_group_there_of(&unit, part->cell);
        visit(w, part->zone, part->cell, part->share * there.part.middle * (double)there.people);
    }
}

static void add_people(work *w, size_t unit, size_t cell, double people)
{
    int kind = kind_of(w, unit);
    w->kinds[cell] |= (uint8_t)(1 << kind);
    if (people > 0) w->people[kind][cell] += people;
}

static bool find_demands(work *w, vp_error *err)
{
    size_t cells = vp_grid_geometry_cells(w->region->geometry), count = 0;
    visit_parts(w, add_people);
    for (int k = 0; k < KINDS; k++)
        for (size_t cell = 0; cell < cells; cell++) count += w->people[k][cell] > 0;
    w->demand_people = malloc((count + 1) * sizeof *w->demand_people);
    w->starts = calloc(count + 2, sizeof *w->starts);
    if (!w->demand_people || !w->starts || count >= UINT32_MAX) return vp_fail_memory(err, count * sizeof(double));
    for (size_t cell = 0; cell < cells; cell++)
        for (int k = 0; k < KINDS; k++) {
            if (!(w->people[k][cell] > 0)) continue;
            w->demands[k][cell] = (uint32_t)w->problem.demand_count;
            w->demand_people[w->problem.demand_count++] = w->people[k][cell];
        }
    return true;
}

/* ---- choices */

static bool add_pair(work *w, uint32_t demand, size_t facility, float value)
{
    if (!VP_ARRAY_FIT(w->pairs, w->pair_room, w->pair_count + 1, NULL)) return false;
    w->pairs[w->pair_count++] = (pair){demand, {(uint32_t)facility, value}};
    return true;
}

static bool add_choice(void *context, size_t facility, size_t cell, float value)
{
    work *w = context;
    for (int k = 0; k < KINDS; k++)
        if (w->people[k][cell] > 0 && vp_limit_holds(w->limits[k], (double)value) &&
            !add_pair(w, w->demands[k][cell], facility, value))
            return false;
    return true;
}

static int nearest_first(const void *left, const void *right)
{
    const vp_division_choice *a = left, *b = right;
    if (a->cost != b->cost) return a->cost < b->cost ? -1 : 1;
    return a->facility < b->facility ? -1 : a->facility > b->facility;
}

/* Pairs by demand, those of each by cost. */
static bool sort_choices(work *w, vp_error *err)
{
    size_t count = w->problem.demand_count;
    w->choices = malloc((w->pair_count + 1) * sizeof *w->choices);
    if (!w->choices) return vp_fail_memory(err, w->pair_count * sizeof *w->choices);
    for (size_t i = 0; i < w->pair_count; i++) w->starts[w->pairs[i].demand + 1]++;
    for (size_t d = 0; d < count; d++) w->starts[d + 1] += w->starts[d];
    for (size_t i = w->pair_count; i-- > 0;) { /* the ends move to the starts */
        const pair *p = &w->pairs[i];
        w->choices[--w->starts[p->demand + 1]] = p->choice;
    }
    for (size_t d = 0; d < count; d++) w->starts[d] = w->starts[d + 1];
    w->starts[count] = w->pair_count;
    for (size_t d = 0; d < count; d++)
        qsort(&w->choices[w->starts[d]], w->starts[d + 1] - w->starts[d], sizeof *w->choices, nearest_first);
    free(w->pairs);
    w->pairs = NULL;
    return true;
}

static double places_of(const work *w, size_t facility)
{
    const vp_facility *f = &w->region->supply.facilities[w->service->facilities[facility]];
    return w->service->capacity == VP_NONE ? (double)NAN : f->attributes[w->service->capacity] * w->q->people_per_place;
}

static bool divide(work *w, const vp_travel_options *travel, vp_error *err)
{
    const vp_facility_reach reach = {w->region,  w->service, w->limit_most, travel, vp_catchment_has_people,
                                     add_choice, w};
    w->places = malloc((w->out->count + 1) * sizeof *w->places);
    if (!w->places) return vp_fail_memory(err, w->out->count * sizeof *w->places);
    for (size_t j = 0; j < w->out->count; j++) {
        w->out->items[j].places = places_of(w, j);
        w->places[j] = isnan(w->out->items[j].places) ? (double)INFINITY : w->out->items[j].places;
    }
    if (!vp_facility_reach_all(&reach, err) || !sort_choices(w, err)) return false;
    w->problem.facility_count = w->out->count;
    w->problem.people = w->demand_people;
    w->problem.starts = w->starts;
    w->problem.choices = w->choices;
    w->problem.places = w->places;
    return vp_divide(&w->problem, NULL, &w->division, err);
}

/* ---- figures */

static void sum_facilities(work *w)
{
    double placed = 0, cost = 0;
    for (size_t d = 0; d < w->problem.demand_count; d++) {
        size_t first = w->starts[d];
        if (first == w->starts[d + 1]) continue;
        vp_catchment *nearest = &w->out->items[w->choices[first].facility];
        nearest->nearest += w->demand_people[d];
        for (size_t e = first; e < w->starts[d + 1]; e++) {
            double people = w->division.people[e], value = (double)w->choices[e].cost;
            vp_catchment *c = &w->out->items[w->choices[e].facility];
            if (!(people > 1e-9)) continue; /* what rounding left */
            placed += people;
            cost += people * (double)w->choices[first].cost;
            c->people += people;
            c->mean += people * value;
            c->most = isnan(c->most) ? value : fmax(c->most, value);
            if (c != nearest) nearest->sent += people;
        }
    }
    for (size_t j = 0; j < w->out->count; j++) {
        vp_catchment *c = &w->out->items[j];
        if (fabs(c->people - c->places) < 1e-6) c->people = c->places; /* but for rounding */
        c->mean = c->people > 0 ? c->mean / c->people : (double)NAN;
        c->wanted = !c->merged && w->division.prices[j] > w->division.refused / 2;
        c->price = c->wanted || c->merged ? (double)NAN : w->division.prices[j];
        w->out->most = fmax(w->out->most, c->most);
    }
    w->out->mean_nearest = placed > 0 ? cost / placed : (double)NAN;
    w->out->bound = w->division.bound;
}

static void add_to_unit(work *w, size_t unit, size_t cell, double people)
{
    if (!(people > 0)) return;
    vp_catchment_unit *u = &w->out->units[unit];
    uint32_t d = w->demands[kind_of(w, unit)][cell];
    double placed = 0, cost = 0;
    for (size_t e = w->starts[d]; e < w->starts[d + 1]; e++) {
        placed += w->division.people[e];
        cost += w->division.people[e] * (double)w->choices[e].cost;
    }
    u->people += people;
    if (w->starts[d] == w->starts[d + 1])
        u->beyond += people;
    else
        u->no_place += people * fmax(0, 1 - placed / w->demand_people[d]);
    u->cost += people * cost / w->demand_people[d];
}

static void sum_units(work *w)
{
    visit_parts(w, add_to_unit);
    for (size_t u = 0; u < w->out->unit_count; u++) {
        w->out->all.people += w->out->units[u].people;
        w->out->all.beyond += w->out->units[u].beyond;
        w->out->all.no_place += w->out->units[u].no_place;
        w->out->all.cost += w->out->units[u].cost;
    }
}

/* ---- the whole */

static bool make_room(work *w, vp_error *err)
{
    size_t cells = vp_grid_geometry_cells(w->region->geometry);
    vp_catchment_map *out = w->out;
    out->count = w->service->facility_count;
    out->unit_count = w->weights->zone_count;
    out->items = calloc(out->count + 1, sizeof *out->items);
    out->units = calloc(out->unit_count + 1, sizeof *out->units);
    w->kinds = calloc(cells + 1, sizeof *w->kinds);
    for (int k = 0; k < KINDS; k++) {
        w->people[k] = calloc(cells + 1, sizeof *w->people[k]);
        w->demands[k] = calloc(cells + 1, sizeof *w->demands[k]);
        if (!w->people[k] || !w->demands[k]) return vp_fail_memory(err, cells * sizeof(double));
    }
    for (size_t j = 0; out->items && j < out->count; j++)
        out->items[j] = (vp_catchment){.facility = w->service->facilities[j], .most = NAN, .into = VP_NONE};
    return (out->items && out->units && w->kinds) || vp_fail_memory(err, cells * sizeof(double));
}

static bool ask(work *w, vp_error *err)
{
    const vp_catchment_question *q = w->q;
    const vp_definitions *d = &w->region->definitions;
    if (q->service >= d->service_count) return vp_fail(err, VP_NOT_FOUND, "there is no such service");
    w->service = &d->services[q->service];
    w->out->limit = w->limits[0] = isnan(q->limit) ? w->service->default_limit : q->limit;
    w->limits[1] = q->other_group == VP_NONE ? w->limits[0] : q->other_limit;
    w->limit_most = fmax(w->limits[0], w->limits[1]);
    if (q->people_per_place <= 0)
        return vp_fail(err, VP_BAD_INPUT, "%g people to a place: it must be above 0", q->people_per_place);
    if (!isnan(q->people_per_place) && w->service->capacity == VP_NONE)
        return vp_fail(err, VP_BAD_INPUT, "%s counts no capacity: services.csv names no column of it (capacity_field)",
                       w->service->id);
    return vp_facility_reach_check(w->region, w->service, w->limits[0], err) &&
           vp_facility_reach_check(w->region, w->service, w->limits[1], err);
}

static void clear(work *w)
{
    for (int k = 0; k < KINDS; k++) {
        free(w->people[k]);
        free(w->demands[k]);
    }
    free(w->kinds);
    free(w->demand_people);
    free(w->starts);
    free(w->choices);
    free(w->places);
    free(w->pairs);
    free(w->values);
    free(w->best);
    vp_division_clear(&w->division);
}

bool vp_catchment_map_make(const vp_region *region, const vp_weights *main_weights,
                           const vp_catchment_question *question, const vp_travel_options *travel,
                           vp_catchment_map *out, vp_error *err)
{
    *out = (vp_catchment_map){0};
    work w = {.region = region, .weights = main_weights, .q = question, .out = out};
    bool ok = ask(&w, err) && make_room(&w, err) && find_demands(&w, err) && divide(&w, travel, err) &&
              vp_catchment_merge(&w, err);
    if (ok) {
        sum_facilities(&w);
        sum_units(&w);
    }
    ok = ok && vp_catchment_areas(&w, travel, err);
    clear(&w);
    return ok;
}

void vp_catchment_map_clear(vp_catchment_map *c)
{
    for (size_t j = 0; c->items && j < c->count; j++) vp_contour_clear(&c->items[j].area);
    free(c->items);
    free(c->units);
    free(c->owners);
    *c = (vp_catchment_map){0};
}
