/* Whom services leave out in each year. */
#include "base/array.h"
#include "sites/terrain/invest_internal.h"
#include <stdlib.h>
#include <string.h>

bool vp_invest_year_open(const vp_invest_question *q, size_t need, size_t year, vp_invest_year *y, vp_error *err)
{
    const vp_invest_need *n = &q->needs[need];
    *y = (vp_invest_year){.asked = vp_siting_defaults()};
    y->asked.region = q->regions[year];
    y->asked.main_weights = q->main_weights;
    y->asked.travel = q->travel;
    y->asked.surface = n->surfaces[year];
    y->asked.service = n->service;
    y->asked.group = n->group;
    y->asked.limit = n->limit;
    y->asked.other_group = n->other_group;
    y->asked.other_limit = n->other_limit;
    y->asked.people_per_place = n->people_per_place;
    y->work = (vp_siting_work){.question = &y->asked, .result = &y->found, .surface = y->asked.surface};
    return vp_siting_find_demand(&y->work, err);
}

void vp_invest_year_close(vp_invest_year *y)
{
    vp_siting_close(&y->work);
    vp_siting_result_clear(&y->found);
}

/* ---- the demands of all years as one list */

typedef struct {
    uint32_t cell;
    uint32_t year;
    double limit, people;
} left_out;

static int by_cell(const void *left, const void *right)
{
    const left_out *a = left, *b = right;
    if (a->cell != b->cell) return a->cell < b->cell ? -1 : 1;
    if (a->limit != b->limit) return a->limit < b->limit ? -1 : 1;
    return (a->year > b->year) - (a->year < b->year);
}

/* Adds one year to the list; counts the people that there are and those reached. */
static bool add_year(vp_invest_work *w, size_t need, size_t year, left_out **list, size_t *count, vp_error *err)
{
    vp_invest_year y;
    size_t at = need * w->question->year_count + year;
    bool ok = vp_invest_year_open(w->question, need, year, &y, err);
    left_out *more = ok ? realloc(*list, (*count + y.work.demand.count + 1) * sizeof **list) : NULL;
    if (ok && !more) ok = vp_fail_memory(err, (*count + y.work.demand.count) * sizeof **list);
    if (more) *list = more;
    for (size_t d = 0; ok && d < y.work.demand.count; d++)
        (*list)[(*count)++] = (left_out){y.work.demand.cells[d], (uint32_t)year,
                                         y.work.demand_limits ? y.work.demand_limits[d] : 0, y.work.demand.people[d]};
    w->result->people[at] = y.found.people;
    w->result->before[at] = y.found.before;
    vp_invest_year_close(&y);
    return ok;
}

static bool fill(vp_invest_demand *d, const left_out list[], size_t count, size_t years, bool limited, vp_error *err)
{
    d->cells = malloc((count + 1) * sizeof *d->cells);
    d->limits = limited ? malloc((count + 1) * sizeof *d->limits) : NULL;
    d->people = calloc(count * years + 1, sizeof *d->people);
    d->target = calloc(count + 1, sizeof *d->target);
    if (!d->cells || !d->people || !d->target || (limited && !d->limits))
        return vp_fail_memory(err, count * years * sizeof *d->people);
    for (size_t k = 0; k < count; k++) {
        bool same = k > 0 && list[k].cell == list[k - 1].cell && list[k].limit == list[k - 1].limit;
        if (!same) {
            d->cells[d->count] = list[k].cell;
            if (limited) d->limits[d->count] = list[k].limit;
            d->count++;
        }
        d->people[(d->count - 1) * years + list[k].year] = list[k].people;
    }
    return true;
}

bool vp_invest_find_demands(vp_invest_work *w, vp_error *err)
{
    const vp_invest_question *q = w->question;
    bool ok = true;
    for (size_t n = 0; ok && n < q->need_count; n++) {
        left_out *list = NULL;
        size_t count = 0;
        for (size_t year = 0; ok && year < q->year_count; year++) ok = add_year(w, n, year, &list, &count, err);
        if (ok) qsort(list, count, sizeof *list, by_cell);
        w->demands[n].first = w->demand_count;
        ok = ok && fill(&w->demands[n], list, count, q->year_count, q->needs[n].other_group != VP_NONE, err);
        if (ok) w->demand_count += w->demands[n].count;
        free(list);
    }
    w->result->demand_count = w->demand_count;
    if (ok && w->demand_count >= UINT32_MAX) ok = vp_fail(err, VP_BAD_INPUT, "too many cells are left out");
    return ok;
}

/* ---- units */

typedef struct {
    const vp_invest_demand *demand;
    const vp_siting_work *work;
    const uint32_t *place_of; /* [cell] first demand there plus 1 */
    vp_invest_visit *visit;
    void *context;
} walk;

static size_t place_in(const walk *k, size_t cell, uint32_t zone)
{
    const vp_invest_demand *d = k->demand;
    uint32_t first = k->place_of[cell];
    if (!first) return SIZE_MAX;
    double limit = vp_siting_limit(k->work, zone);
    for (size_t at = first - 1; at < d->count && d->cells[at] == cell; at++)
        if (!d->limits || d->limits[at] == limit) return at;
    return SIZE_MAX;
}

static void visit_cell(const walk *k, size_t cell, uint32_t zone, double share)
{
    double people = vp_siting_people(k->work, cell, zone, share);
    if (!(people > 0)) return;
    double served = vp_siting_served(k->work, cell, vp_siting_limit(k->work, zone));
    k->visit(k->context, zone, place_in(k, cell, zone), people, people * (1 - served));
}

bool vp_invest_walk(const vp_invest_work *w, size_t need, size_t year, vp_invest_visit *visit, void *context,
                    vp_error *err)
{
    const vp_weights *weights = w->question->main_weights;
    const vp_invest_demand *d = &w->demands[need];
    vp_invest_year y;
    size_t cells = vp_grid_geometry_cells(weights->geometry);
    uint32_t *place_of = calloc(cells, sizeof *place_of);
    bool ok = vp_invest_year_open(w->question, need, year, &y, err);
    if (ok && !place_of) ok = vp_fail_memory(err, cells * sizeof *place_of);
    if (ok) {
        for (size_t k = d->count; k-- > 0;) place_of[d->cells[k]] = (uint32_t)k + 1;
        const walk all = {d, &y.work, place_of, visit, context};
        for (size_t k = 0; k < weights->run_count; k++)
            for (uint32_t i = 0; i < weights->runs[k].cell_count; i++)
                visit_cell(&all, weights->runs[k].first_cell + i, weights->runs[k].zone, 1);
        for (size_t k = 0; k < weights->partial_count; k++)
            visit_cell(&all, weights->partials[k].cell, weights->partials[k].zone, weights->partials[k].share);
    }
    vp_invest_year_close(&y);
    free(place_of);
    return ok;
}

/* ---- room for projects of whatever kind */

bool vp_invest_grow(vp_invest_work *w, size_t projects, size_t covered, vp_error *err)
{
    vp_invest_result *r = w->result;
    return VP_ARRAYS_FIT(w->project_room, w->project_count + projects + 1, err, VP_ARRAY(w->start), VP_ARRAY(w->prices),
                         VP_ARRAY(w->first), VP_ARRAY(w->kinds), VP_ARRAY(r->projects)) &&
           VP_ARRAY_FIT(w->covered, w->covered_room, w->start[w->project_count] + covered + 1, err);
}
