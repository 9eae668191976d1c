/* Who is counted when road links are compared: people by cell and unit, and what their minutes are worth. */
#include "base/array.h"
#include "sites/terrain/road_internal.h"
#include <stdlib.h>
#include <vungphu/group_people.h>
#include <vungphu/limit.h>

/* ------------------------------------------------------------ what minutes are worth */

double vp_road_minutes_of(const vp_road_work *w, size_t cell)
{
    float minutes = vp_quicker_minutes(w->sides[0], cell);
    if (w->sides[1]) minutes += vp_quicker_minutes(w->sides[1], cell) + (float)w->service->queue_minutes;
    return (double)minutes;
}

double vp_road_worth(const vp_road_work *w, size_t demand, double minutes)
{
    const vp_road_question *q = w->question;
    if (q->objective == VP_OBJECTIVE_COVERAGE) return vp_limit_holds(w->result->limit, minutes) ? w->people[demand] : 0;
    return minutes < q->beyond ? w->people[demand] * (q->beyond - minutes) : 0;
}

/* ------------------------------------------------------------ people */

typedef struct {
    vp_road_work *work;
    vp_group_cells group;
} count;

static bool add(const count *c, const vp_group_unit *unit, size_t cell, uint32_t zone, double share, vp_error *err)
{
    vp_road_work *w = c->work;
    if (isnan(w->question->surface[cell])) return true; /* no data is no demand */
    vp_group_there there = vp_group_there_of(unit, cell);
    double people = share * there.part.middle * (double)there.people;
    if (!(people > 0)) return true;
    if (!VP_ARRAY_FIT(w->pieces, w->piece_room, w->piece_count + 1, err)) return false;
    w->pieces[w->piece_count++] = (vp_road_piece){(uint32_t)cell, zone, people};
    return true;
}

static int by_cell(const void *a, const void *b)
{
    const vp_road_piece *p = a, *q = b;
    if (p->cell != q->cell) return p->cell < q->cell ? -1 : 1;
    return p->unit < q->unit ? -1 : p->unit > q->unit;
}

static bool add_all(const count *c, const vp_weights *weights, vp_error *err)
{
    for (size_t r = 0; r < weights->run_count; r++) {
        const vp_run *run = &weights->runs[r];
        const vp_group_unit unit = vp_group_unit_of(&c->group, run->zone);
        for (uint32_t k = 0; k < run->cell_count; k++)
            if (!add(c, &unit, run->first_cell + k, run->zone, 1, err)) return false;
    }
    for (size_t p = 0; p < weights->partial_count; p++) {
        const vp_partial *partial = &weights->partials[p];
        const vp_group_unit unit = vp_group_unit_of(&c->group, partial->zone);
        if (!add(c, &unit, partial->cell, partial->zone, partial->share, err)) return false;
    }
    return true;
}

static bool join_by_cell(vp_road_work *w, vp_error *err)
{
    size_t cells = vp_grid_geometry_cells(w->question->region->geometry);
    w->cells = malloc((w->piece_count + 1) * sizeof *w->cells);
    w->people = malloc((w->piece_count + 1) * sizeof *w->people);
    w->worth = calloc(w->piece_count + 1, sizeof *w->worth);
    w->within = calloc(w->piece_count + 1, sizeof *w->within);
    w->changed = malloc((w->piece_count + 1) * sizeof *w->changed);
    w->stamps = calloc(w->piece_count + 1, sizeof *w->stamps);
    w->demand_of = malloc(cells * sizeof *w->demand_of);
    if (!w->cells || !w->people || !w->worth || !w->within || !w->changed || !w->stamps || !w->demand_of)
        return vp_fail_memory(err, w->piece_count * 40 + cells * sizeof *w->demand_of);
    for (size_t i = 0; i < cells; i++) w->demand_of[i] = -1;
    for (size_t p = 0; p < w->piece_count; p++) {
        uint32_t cell = w->pieces[p].cell;
        if (w->demand_of[cell] < 0) {
            w->demand_of[cell] = (int32_t)w->demand_count;
            w->cells[w->demand_count] = cell;
            w->people[w->demand_count++] = 0;
        }
        w->people[w->demand_count - 1] += w->pieces[p].people;
    }
    return true;
}

bool vp_road_find_people(vp_road_work *w, vp_error *err)
{
    const vp_road_question *q = w->question;
    if (q->region->people.population_count == 0) return vp_fail(err, VP_NOT_FOUND, "there is no population grid");
    count c = {w, vp_group_cells_of(q->region, q->group)};
    if (!add_all(&c, q->main_weights, err)) return false;
    if (w->piece_count == 0) return vp_fail(err, VP_NOT_FOUND, "nobody of the group lives where the service has data");
    qsort(w->pieces, w->piece_count, sizeof *w->pieces, by_cell);
    return join_by_cell(w, err);
}

static bool is_within(const vp_road_work *w, size_t cell)
{
    return vp_limit_holds(w->result->limit, vp_road_minutes_of(w, cell));
}

void vp_road_count_people(vp_road_work *w)
{
    for (size_t d = 0; d < w->demand_count; d++) {
        w->result->people += w->people[d];
        w->within[d] = is_within(w, w->cells[d]);
        if (w->within[d]) w->result->before += w->people[d];
        w->worth[d] = vp_road_worth(w, d, vp_road_minutes_of(w, w->cells[d]));
    }
}

static size_t first_piece(const vp_road_work *w, uint32_t cell)
{
    size_t from = 0, to = w->piece_count;
    while (from < to) {
        size_t middle = (from + to) / 2;
        if (w->pieces[middle].cell < cell)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

void vp_road_gain_by_unit(const vp_road_work *w, double out[])
{
    for (size_t i = 0; i < w->changed_count; i++) {
        uint32_t demand = w->changed[i], cell = w->cells[demand];
        if (w->within[demand] || !is_within(w, cell)) continue;
        for (size_t p = first_piece(w, cell); p < w->piece_count && w->pieces[p].cell == cell; p++)
            out[w->pieces[p].unit] += w->pieces[p].people;
    }
}

double vp_road_people_gained(const vp_road_work *w)
{
    double people = 0;
    for (size_t d = 0; d < w->demand_count; d++)
        if (!w->within[d] && is_within(w, w->cells[d])) people += w->people[d];
    return people;
}

size_t vp_road_newly_within(const vp_road_work *w, uint32_t out[])
{
    size_t found = 0;
    for (size_t i = 0; i < w->changed_count; i++) {
        uint32_t demand = w->changed[i];
        if (!w->within[demand] && is_within(w, w->cells[demand])) out[found++] = w->cells[demand];
    }
    return found;
}

void vp_road_count_units(vp_road_work *w)
{
    for (size_t p = 0; p < w->piece_count; p++) {
        const vp_road_piece *piece = &w->pieces[p];
        vp_siting_unit *unit = &w->result->units[piece->unit];
        unit->people += piece->people;
        if (w->within[w->demand_of[piece->cell]]) unit->before += piece->people;
        if (is_within(w, piece->cell)) unit->after += piece->people;
    }
}
