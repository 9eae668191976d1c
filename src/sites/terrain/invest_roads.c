/* Road links as projects of an investment plan. */
#include "sites/terrain/invest_internal.h"
#include "sites/terrain/road_internal.h"
#include <stdlib.h>

bool vp_invest_check_links(const vp_invest_question *q, const vp_invest_row *row, vp_error *err)
{
    const char *service = q->regions[0]->definitions.services[q->needs[row->need].service].id;
    if (!row->links || row->link_count == 0)
        return vp_fail(err, VP_BAD_INPUT, "%s, road: it needs a list of road links", service);
    if (q->needs[row->need].other_group != VP_NONE)
        return vp_fail(err, VP_BAD_INPUT, "%s, road: road links go with one limit for all", service);
    for (size_t l = 0; l < row->link_count; l++)
        if (!(row->links[l].price >= 0) || isinf(row->links[l].price))
            return vp_fail(err, VP_BAD_INPUT, "%s, road: link %zu has no price; a price is 0 or more", service, l + 1);
    return true;
}

/* The number of a demand at the cell; SIZE_MAX: nobody is left out there. */
static size_t demand_at(const vp_invest_demand *d, uint32_t cell)
{
    size_t from = 0, to = d->count;
    while (from < to) {
        size_t middle = (from + to) / 2;
        if (d->cells[middle] < cell)
            from = middle + 1;
        else
            to = middle;
    }
    return from < d->count && d->cells[from] == cell ? from : SIZE_MAX;
}

static int ascending(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

typedef struct {
    vp_invest_work *work;
    size_t row;
} taking;

/* The link's middle stands for it. */
static uint32_t middle_of(const vp_invest_question *q, const vp_road_link *link)
{
    vp_point at = link->line.points[link->line.point_count / 2];
    size_t cell;
    return vp_grid_geometry_locate(q->regions[0]->geometry, at.x, at.y, &cell) ? (uint32_t)cell : 0;
}

static bool take(void *context, size_t link, const uint32_t cells[], size_t count, vp_error *err)
{
    const taking *t = context;
    vp_invest_work *w = t->work;
    const vp_invest_row *row = &w->question->rows[t->row];
    const vp_invest_demand *d = &w->demands[row->need];
    if (!vp_invest_grow(w, 1, count, err)) return false;
    size_t at = w->start[w->project_count], kept = 0;
    uint32_t *list = w->covered + at;
    for (size_t i = 0; i < count; i++) {
        size_t demand = demand_at(d, cells[i]);
        if (demand != SIZE_MAX) list[kept++] = (uint32_t)(d->first + demand);
    }
    if (kept == 0) return true; /* it brings nobody within the limit who is left out */
    qsort(list, kept, sizeof *list, ascending);
    w->prices[w->project_count] = row->links[link].price;
    w->first[w->project_count] = (uint8_t)row->first;
    w->kinds[w->project_count] = (uint32_t)t->row;
    w->result->projects[w->project_count] =
        (vp_invest_project){t->row, middle_of(w->question, &row->links[link]), link, VP_NONE};
    w->start[++w->project_count] = at + kept;
    return true;
}

bool vp_invest_find_links(vp_invest_work *w, size_t row, const vp_sites_options *options, vp_error *err)
{
    const vp_invest_question *q = w->question;
    const vp_invest_need *n = &q->needs[q->rows[row].need];
    vp_road_question asked = vp_road_defaults();
    asked.region = q->regions[0];
    asked.main_weights = q->main_weights;
    asked.surface = n->surfaces[0];
    asked.travel = q->travel;
    asked.service = n->service;
    asked.group = n->group;
    asked.limit = n->limit;
    asked.links = q->rows[row].links;
    asked.link_count = q->rows[row].link_count;
    taking t = {w, row};
    return vp_road_each(&asked, options, take, &t, err);
}
