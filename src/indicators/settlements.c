#include "base/array.h"
#include "indicators/left_out.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/group.h>
#include <vungphu/group_people.h>
#include <vungphu/settlements.h>

/* Of one settlement, in the order of the region. */
typedef struct {
    double people, left_out, unreachable, unknown, sum, valued;
    double everyone; /* of whatever group */
} tally;

typedef struct {
    const vp_region *region;
    vp_group_cells group;
    const float *surface, *people;
    vp_reach reach;
    double limit;
    tally *tallies;
} count;

static void add(count *c, const vp_group_unit *unit, size_t cell, double share)
{
    uint32_t settlement = c->region->settlements.of_cell[cell];
    double growth = vp_people_factor(&c->region->people, c->region->units.main_set, unit->unit);
    double everyone = share * growth * (double)c->people[cell], value = (double)c->surface[cell];
    if (settlement == UINT32_MAX) return;
    tally *t = &c->tallies[settlement];
    vp_group_there there = vp_group_there_of(unit, cell);
    double people = share * there.part.middle * (double)there.people;
    if (everyone > 0) t->everyone += everyone;
    if (!(people > 0)) return;
    if (isnan(value)) {
        t->unknown += people;
        return;
    }
    t->people += people;
    t->left_out += people * vp_left_out_part(c->reach, c->limit, value);
    if (isinf(value)) {
        t->unreachable += people;
        return;
    }
    t->sum += people * value;
    t->valued += people;
}

static void add_all(count *c, const vp_weights *weights)
{
    for (size_t r = 0; r < weights->run_count; r++) {
        const vp_group_unit unit = vp_group_unit_of(&c->group, weights->runs[r].zone);
        for (size_t i = 0; i < weights->runs[r].cell_count; i++) add(c, &unit, weights->runs[r].first_cell + i, 1);
    }
    for (size_t p = 0; p < weights->partial_count; p++) {
        const vp_group_unit unit = vp_group_unit_of(&c->group, weights->partials[p].zone);
        add(c, &unit, weights->partials[p].cell, weights->partials[p].share);
    }
}

/* A stated number of people, in a year to come grown as its unit's, stands for that of the grid. */
static double factor_of(const count *c, const vp_settlement *s, const tally *t)
{
    double growth = s->unit == VP_NONE ? 1 : vp_people_factor(&c->region->people, c->region->units.main_set, s->unit);
    return s->people >= 0 && t->everyone > 0 ? s->people * growth / t->everyone : 1;
}

static vp_settlement_reach describe(const count *c, size_t i)
{
    const vp_settlement *s = &c->region->settlements.items[i];
    const tally *t = &c->tallies[i];
    double factor = factor_of(c, s, t);
    size_t cell;
    vp_settlement_reach out = {.settlement = i,
                               .people = t->people * factor,
                               .left_out = t->left_out * factor,
                               .unreachable = t->unreachable * factor,
                               .unknown = t->unknown * factor,
                               .mean = t->valued > 0 ? t->sum / t->valued : (double)NAN,
                               .value = NAN};
    if (vp_grid_geometry_locate(c->region->geometry, s->x, s->y, &cell)) out.value = (double)c->surface[cell];
    out.unserved = t->people > 0 ? t->left_out > t->people / 2 : vp_left_out_part(c->reach, c->limit, out.value) > 0.5;
    return out;
}

static int unserved_first(const void *left, const void *right)
{
    const vp_settlement_reach *a = left, *b = right;
    if (a->unserved != b->unserved) return a->unserved ? -1 : 1;
    if (a->left_out != b->left_out) return a->left_out > b->left_out ? -1 : 1;
    return a->settlement < b->settlement ? -1 : a->settlement > b->settlement;
}

static bool list(const count *c, double least_people, vp_settlement_list *out, vp_error *err)
{
    size_t room = 0;
    for (size_t i = 0; i < c->region->settlements.count; i++) {
        vp_settlement_reach one = describe(c, i);
        out->people += one.people;
        out->left_out += one.left_out;
        out->unknown += one.unknown;
        bool concerns =
            one.people > 0 || one.unknown > 0 || (c->region->settlements.items[i].unit != VP_NONE && !c->group.group);
        if (!concerns || one.left_out < least_people) continue;
        if (!VP_ARRAY_FIT(out->items, room, out->count + 1, err)) return false;
        out->items[out->count++] = one;
        out->unserved += one.unserved;
    }
    if (out->count) qsort(out->items, out->count, sizeof *out->items, unserved_first);
    return true;
}

static bool ask(count *c, const vp_gap_question *q, vp_error *err)
{
    const vp_definitions *d = &c->region->definitions;
    if (!c->region->settlements.of_cell)
        return vp_fail(err, VP_NOT_FOUND, "no settlements are known: a source of role settlements brings them");
    if (q->service >= d->service_count) return vp_fail(err, VP_NOT_FOUND, "there is no such service");
    if (q->group != VP_NONE && q->group >= d->group_count) return vp_fail(err, VP_NOT_FOUND, "there is no such group");
    if (!c->region->people.population_count) return vp_fail(err, VP_NOT_FOUND, "the province has no population grid");
    const vp_service *service = &d->services[q->service];
    if (!c->region->people.population_count) return vp_fail(err, VP_NOT_FOUND, "the province has no population grid");
    c->group = vp_group_cells_of(c->region, q->group);
    c->people = vp_grid_cells(c->region->people.populations[0].people);
    c->reach = service->reach;
    c->limit = service->reach == VP_REACH_AREA ? 0 : isnan(q->limit) ? service->default_limit : q->limit;
    return vp_scale_check(vp_scale_of(service->reach), c->limit, err);
}

bool vp_settlements_reach(const vp_region *region, const vp_weights *main_weights, const float surface[],
                          const vp_gap_question *question, vp_settlement_list *out, vp_error *err)
{
    *out = (vp_settlement_list){0};
    count c = {.region = region, .surface = surface};
    if (!ask(&c, question, err)) return false;
    c.tallies = calloc(region->settlements.count, sizeof *c.tallies);
    if (!c.tallies) return vp_fail_memory(err, region->settlements.count * sizeof *c.tallies);
    add_all(&c, main_weights);
    bool ok = list(&c, question->least_people, out, err);
    free(c.tallies);
    if (!ok) vp_settlements_clear(out);
    return ok;
}

void vp_settlements_clear(vp_settlement_list *list)
{
    free(list->items);
    *list = (vp_settlement_list){0};
}

/* ------------------------------------------------------------ every service's own question */

bool vp_unserved_add(const vp_region *region, const vp_weights *main_weights, const float surface[], size_t service,
                     vp_unserved_list *into, vp_error *err)
{
    vp_settlement_list found;
    const vp_gap_question own = {service, region->definitions.services[service].group, NAN, 0, 0};
    if (!region->settlements.of_cell) return true;
    if (!vp_settlements_reach(region, main_weights, surface, &own, &found, err)) return false;
    bool ok = vp_array_resize(VP_ARRAY(into->items), into->count + found.unserved, err);
    for (size_t i = 0; ok && i < found.unserved; i++)
        into->items[into->count++] = (vp_unserved){service, found.items[i]};
    vp_settlements_clear(&found);
    return ok;
}

void vp_unserved_clear(vp_unserved_list *list)
{
    free(list->items);
    *list = (vp_unserved_list){0};
}
