#include <stdlib.h>
#include <string.h>
#include <vungphu/group_people.h>
#include <vungphu/limit.h>
#include <vungphu/sites_on_terrain.h>

typedef struct {
    vp_group_cells group;
    const float *surface;
    double limit;
    bool signal;  /* the surface is dB(µV/m) */
    double *left; /* [cell] */
} count;

static bool is_reached(const count *c, double value)
{
    if (isnan(c->limit)) return false;
    return c->signal ? isfinite(value) && value >= c->limit : vp_limit_holds(c->limit, value);
}

static void add(count *c, const vp_group_unit *unit, size_t cell, double share)
{
    double value = (double)c->surface[cell];
    if (isnan(value) || is_reached(c, value)) return; /* no data is no demand */
    vp_group_there there = vp_group_there_of(unit, cell);
    double people = (double)there.people, part = there.part.middle;
    if (!(people > 0) || !(part > 0)) return;
    c->left[cell] += share * part * people;
}

bool vp_sites_demand(const vp_region *region, const vp_weights *weights, const vp_demand_question *question,
                     vp_demand *out, vp_error *err)
{
    *out = (vp_demand){0};
    const vp_service *service = &region->definitions.services[question->service];
    vp_reach reach = service->reach;
    if (reach == VP_REACH_AREA && !isnan(question->limit))
        return vp_fail(err, VP_BAD_INPUT, "%s is an area: nobody is beyond a limit of it", service->id);
    if (region->people.population_count == 0) return vp_fail(err, VP_NOT_FOUND, "there is no population grid");
    size_t cells = vp_grid_geometry_cells(region->geometry), found = 0;
    count c = {.group = vp_group_cells_of(region, question->group),
               .surface = question->surface,
               .limit = question->limit,
               .signal = reach == VP_REACH_SIGNAL,
               .left = calloc(cells, sizeof *c.left)};
    if (!c.left) return vp_fail_memory(err, cells * sizeof *c.left);
    for (size_t r = 0; r < weights->run_count; r++) {
        if (question->units && !question->units[weights->runs[r].zone]) continue;
        const vp_group_unit unit = vp_group_unit_of(&c.group, weights->runs[r].zone);
        for (uint32_t k = 0; k < weights->runs[r].cell_count; k++) add(&c, &unit, weights->runs[r].first_cell + k, 1);
    }
    for (size_t p = 0; p < weights->partial_count; p++) {
        if (question->units && !question->units[weights->partials[p].zone]) continue;
        const vp_group_unit unit = vp_group_unit_of(&c.group, weights->partials[p].zone);
        add(&c, &unit, weights->partials[p].cell, weights->partials[p].share);
    }
    for (size_t i = 0; i < cells; i++) found += c.left[i] > 0;
    out->cells = malloc((found + 1) * sizeof *out->cells);
    out->people = malloc((found + 1) * sizeof *out->people);
    bool ok = out->cells && out->people;
    for (size_t i = 0; ok && i < cells; i++) {
        if (!(c.left[i] > 0)) continue;
        out->cells[out->count] = (uint32_t)i;
        out->people[out->count++] = c.left[i];
    }
    free(c.left);
    if (ok) return true;
    vp_demand_clear(out);
    return vp_fail_memory(err, found * (sizeof *out->cells + sizeof *out->people));
}

void vp_demand_clear(vp_demand *demand)
{
    free(demand->cells);
    free(demand->people);
    *demand = (vp_demand){0};
}

/* Cells that lie in a unit by half at least. */
static bool *inside_units(const vp_weights *weights)
{
    size_t cells = vp_grid_geometry_cells(weights->geometry);
    bool *inside = calloc(cells, sizeof *inside);
    float *share = calloc(cells, sizeof *share);
    for (size_t r = 0; inside && share && r < weights->run_count; r++)
        memset(inside + weights->runs[r].first_cell, true, weights->runs[r].cell_count);
    for (size_t p = 0; inside && share && p < weights->partial_count; p++) {
        uint32_t cell = weights->partials[p].cell;
        share[cell] += (float)weights->partials[p].share;
        inside[cell] = inside[cell] || share[cell] >= 0.5f;
    }
    if (!share) {
        free(inside);
        inside = NULL;
    }
    free(share);
    return inside;
}

size_t vp_sites_square(vp_grid_geometry f, double spacing_metres)
{
    double most = (double)(f.columns > f.rows ? f.columns : f.rows);
    return (size_t)fmin(fmax(1, round(spacing_metres / f.cell_metres)), most);
}

bool vp_sites_candidates(const vp_terrain *terrain, const vp_weights *weights, double spacing_metres, uint32_t **cells,
                         size_t *found, vp_error *err)
{
    vp_grid_geometry f = terrain->geometry;
    if (!(spacing_metres > 0) || !isfinite(spacing_metres))
        return vp_fail(err, VP_BAD_INPUT, "a spacing of %g m: it must be above 0", spacing_metres);
    size_t side = vp_sites_square(f, spacing_metres);
    size_t across = (f.columns + side - 1) / side, down = (f.rows + side - 1) / side;
    bool *inside = inside_units(weights);
    *found = 0;
    *cells = malloc((across * down + 1) * sizeof **cells);
    if (!inside || !*cells) {
        free(inside);
        free(*cells);
        *cells = NULL;
        return vp_fail_memory(err, across * down * sizeof **cells);
    }
    for (size_t square = 0; square < across * down; square++) {
        size_t left = square % across * side, top = square / across * side;
        double best = INFINITY, middle = ((double)side - 1) / 2;
        uint32_t chosen = 0;
        for (size_t row = top; row < top + side && row < f.rows; row++)
            for (size_t column = left; column < left + side && column < f.columns; column++) {
                size_t cell = row * f.columns + column;
                double apart = hypot((double)(column - left) - middle, (double)(row - top) - middle);
                if (!inside[cell] || !isfinite(terrain->minutes_per_metre[cell]) || apart >= best) continue;
                best = apart;
                chosen = (uint32_t)cell;
            }
        if (isfinite(best)) (*cells)[(*found)++] = chosen;
    }
    free(inside);
    return true;
}
