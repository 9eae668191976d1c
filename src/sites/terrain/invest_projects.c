/* What may be built, enlarged and mended, and whom each project serves. */
#include "base/array.h"
#include "sites/terrain/invest_internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The siting question whose candidates are the row's. */
static vp_siting_question question_of(const vp_invest_question *q, const vp_invest_row *row)
{
    static const uint32_t none;
    const vp_invest_need *n = &q->needs[row->need];
    vp_siting_question asked = vp_siting_defaults();
    asked.region = q->regions[0];
    asked.main_weights = q->main_weights;
    asked.travel = q->travel;
    asked.surface = n->surfaces[0];
    asked.service = n->service;
    asked.group = n->group;
    asked.limit = n->limit;
    asked.other_group = n->other_group;
    asked.other_limit = n->other_limit;
    asked.people_per_place = n->people_per_place;
    asked.mast = row->mast;
    asked.spacing = row->spacing;
    asked.prominence = row->prominence;
    asked.cells = row->cells;
    asked.cell_count = row->cell_count;
    if (row->kind != VP_INVEST_EXPAND) return asked;
    asked.cells = &none; /* an empty list: only facilities that there are */
    asked.cell_count = 0;
    asked.expand = row->takes;
    return asked;
}

/* ---- whom a project has room for */

typedef struct {
    double apart;
    uint32_t demand;
} near_by;

static int nearest_first(const void *left, const void *right)
{
    const near_by *a = left, *b = right;
    if (a->apart != b->apart) return a->apart < b->apart ? -1 : 1;
    return (a->demand > b->demand) - (a->demand < b->demand);
}

static int ascending(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

static double most_people(const vp_invest_demand *d, uint32_t demand, size_t years)
{
    double most = 0;
    for (size_t t = 0; t < years; t++) most = fmax(most, d->people[demand * years + t]);
    return most;
}

/* Keeps the nearest cells whose people there are places for, in the year in which they are most; returns how many. */
static size_t keep_nearest(const vp_invest_work *w, const vp_invest_row *row, uint32_t cell, uint32_t list[],
                           size_t count, near_by room[])
{
    const vp_invest_demand *d = &w->demands[row->need];
    size_t stride = w->question->main_weights->geometry.columns, kept = 0;
    size_t cell_row = cell / stride, cell_column = cell % stride;
    double left = row->takes;
    for (size_t k = 0; k < count; k++) {
        size_t there_row = d->cells[list[k]] / stride, there_column = d->cells[list[k]] % stride;
        double down = (double)there_row - (double)cell_row, across = (double)there_column - (double)cell_column;
        room[k] = (near_by){hypot(across, down), list[k]};
    }
    qsort(room, count, sizeof *room, nearest_first);
    for (size_t k = 0; k < count; k++) {
        double people = most_people(d, room[k].demand, w->question->year_count);
        if (people > left) continue;
        left -= people;
        list[kept++] = room[k].demand;
    }
    qsort(list, kept, sizeof *list, ascending);
    return kept;
}

/* ---- adding */

static bool add_projects(vp_invest_work *w, size_t number, const vp_siting_result *found, const vp_costs *covers,
                         vp_error *err)
{
    const vp_invest_row *row = &w->question->rows[number];
    const vp_invest_demand *d = &w->demands[row->need];
    size_t largest = 0;
    for (size_t j = 0; j < covers->site_count; j++) {
        size_t count = covers->site_start[j + 1] - covers->site_start[j];
        if (count > largest) largest = count;
    }
    near_by *room = malloc((largest + 1) * sizeof *room);
    if (!room) return vp_fail_memory(err, largest * sizeof *room);
    bool ok = vp_invest_grow(w, covers->site_count, covers->entry_count, err);
    for (size_t j = 0; ok && j < covers->site_count; j++) {
        size_t count = covers->site_start[j + 1] - covers->site_start[j], at = w->start[w->project_count];
        size_t listed = found->listed ? found->listed[j] : VP_NONE;
        uint32_t *list = w->covered + at;
        memcpy(list, covers->site_demand + covers->site_start[j], count * sizeof *list);
        if (isfinite(row->takes)) count = keep_nearest(w, row, found->cells[j], list, count, room);
        if (count == 0) continue; /* it serves nobody who is left out */
        for (size_t k = 0; k < count; k++) list[k] += (uint32_t)d->first;
        w->prices[w->project_count] = row->prices && listed != VP_NONE ? row->prices[listed] : row->price;
        w->first[w->project_count] = (uint8_t)row->first;
        w->kinds[w->project_count] = (uint32_t)number;
        w->result->projects[w->project_count] =
            (vp_invest_project){number, found->cells[j], listed, found->expands ? found->expands[j] : VP_NONE};
        w->start[++w->project_count] = at + count;
    }
    free(room);
    return ok;
}

static bool find_row(vp_invest_work *w, size_t number, const vp_sites_options *options, vp_error *err)
{
    const vp_invest_row *row = &w->question->rows[number];
    const vp_invest_demand *d = &w->demands[row->need];
    if (row->kind == VP_INVEST_ROAD) return vp_invest_find_links(w, number, options, err);
    vp_siting_question asked = question_of(w->question, row);
    vp_siting_result found = {0};
    vp_siting_work siting = {.question = &asked, .result = &found};
    vp_terrain_problem problem;
    bool ok = vp_siting_open(&siting, &problem, err);
    vp_costs *covers = NULL;
    if (ok && found.cell_count && d->count) {
        if (d->limits) {
            problem.limit_minutes = fmax(found.limit, asked.other_limit);
            problem.limit_least = fmin(found.limit, asked.other_limit);
        }
        problem.demand_cells = d->cells;
        problem.limits = d->limits;
        problem.people = d->people; /* not read: who covers whom is asked */
        problem.demand_count = d->count;
        covers = vp_terrain_covers(&problem, options, err);
        ok = covers && add_projects(w, number, &found, covers, err);
    }
    w->result->excluded += found.excluded;
    vp_costs_free(covers);
    vp_siting_close(&siting);
    vp_siting_result_clear(&found);
    return ok;
}

bool vp_invest_find_projects(vp_invest_work *w, const vp_sites_options *options, vp_error *err)
{
    bool ok = VP_ARRAYS_FIT(w->project_room, 1, err, VP_ARRAY(w->start), VP_ARRAY(w->prices), VP_ARRAY(w->first),
                            VP_ARRAY(w->kinds), VP_ARRAY(w->result->projects));
    if (ok) w->start[0] = 0;
    for (size_t row = 0; ok && row < w->question->row_count; row++) ok = find_row(w, row, options, err);
    w->result->project_count = w->project_count;
    if (ok && w->project_count == 0)
        ok = vp_fail(err, VP_NOT_FOUND, "no project serves anybody who is left out: nothing is to be planned");
    return ok;
}
