#include "base/array.h"
#include "indicators/left_out.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/gaps.h>
#include <vungphu/group.h>
#include <vungphu/group_people.h>

#define NO_UNIT UINT32_MAX

/* Per cell of the grid: the unit that has most of it and the group's people not reached. */
typedef struct {
    const vp_region *region;
    vp_grid_geometry geometry;
    uint32_t *unit;    /* NO_UNIT where no unit of the group lies */
    float *left_out;   /* 0 where everyone is reached */
    float *low, *high; /* the same of a group that lies between two; else NULL */
    float *best_share; /* of the cell, by the unit in unit[] */
    double *tally;     /* [settlement] people of the place in hand; NULL without settlements */
} field;

/* there: of the whole cell; beyond: the part of its people that is left out. */
static void claim(field *f, vp_group_there there, vp_partial at, double beyond)
{
    size_t cell = at.cell;
    double share = at.share;
    if (!(there.part.middle * beyond > 0) || !(there.people > 0)) return;
    f->left_out[cell] += (float)(there.part.middle * beyond * share) * there.people;
    if (f->low) {
        f->low[cell] += (float)(there.part.low * beyond * share) * there.people;
        f->high[cell] += (float)(there.part.high * beyond * share) * there.people;
    }
    if ((float)share <= f->best_share[cell]) return;
    f->best_share[cell] = (float)share;
    f->unit[cell] = at.zone;
}

static bool fill_field(field *f, const vp_weights *weights, const float surface[], const vp_gap_question *q,
                       double limit)
{
    size_t cells = vp_grid_geometry_cells(f->geometry);
    const vp_group *group = q->group == VP_NONE ? NULL : &f->region->definitions.groups[q->group];
    vp_reach reach = f->region->definitions.services[q->service].reach;
    f->unit = calloc(cells, sizeof *f->unit);
    f->left_out = calloc(cells, sizeof *f->left_out);
    f->best_share = calloc(cells, sizeof *f->best_share);
    bool bounded = vp_group_is_bounded(group);
    f->low = bounded ? calloc(cells, sizeof *f->low) : NULL;
    f->high = bounded ? calloc(cells, sizeof *f->high) : NULL;
    if (!f->unit || !f->left_out || !f->best_share || (bounded && (!f->low || !f->high))) return false;
    if (f->region->settlements.of_cell) {
        f->tally = calloc(f->region->settlements.count + 1, sizeof *f->tally);
        if (!f->tally) return false;
    }
    for (size_t i = 0; i < cells; i++) f->unit[i] = NO_UNIT;
    const vp_group_cells counted = vp_group_cells_of(f->region, q->group);
    for (size_t r = 0; r < weights->run_count; r++) {
        vp_run run = weights->runs[r];
        vp_group_unit unit = vp_group_unit_of(&counted, run.zone);
        if (unit.base && !(unit.part.middle > 0)) continue;
        for (size_t i = run.first_cell; i < (size_t)run.first_cell + run.cell_count; i++) {
            vp_group_there there = vp_group_there_of(&unit, i);
            if (there.people > 0) /* most cells hold nobody */
                claim(f, there, (vp_partial){(uint32_t)i, run.zone, 1},
                      vp_left_out_part(reach, limit, (double)surface[i]));
        }
    }
    for (size_t p = 0; p < weights->partial_count; p++) {
        vp_partial partial = weights->partials[p];
        vp_group_unit unit = vp_group_unit_of(&counted, partial.zone);
        claim(f, vp_group_there_of(&unit, partial.cell), partial,
              vp_left_out_part(reach, limit, (double)surface[partial.cell]));
    }
    return true;
}

static void clear_field(field *f)
{
    free(f->unit);
    free(f->left_out);
    free(f->low);
    free(f->high);
    free(f->best_share);
    free(f->tally);
}

/* vp_grid_geometry_centre of a cell of a grid of at most 2^32: whole numbers of 32 bits divide much faster. */
static inline void centre_of(vp_grid_geometry g, uint32_t cell, double *x, double *y)
{
    uint32_t row = cell / (uint32_t)g.columns, column = cell - row * (uint32_t)g.columns;
    *x = g.west + ((double)column + 0.5) * g.cell_metres;
    *y = g.north - ((double)row + 0.5) * g.cell_metres;
}

/* The cells of the place that holds `seed`, appended to stack's array in the order of discovery;
 * each is taken out of the field by its unit. Returns how many. */
static size_t flood(field *f, size_t seed, uint32_t *cells)
{
    uint32_t unit = f->unit[seed], columns = (uint32_t)f->geometry.columns, rows = (uint32_t)f->geometry.rows;
    size_t count = 0;
    cells[count++] = (uint32_t)seed;
    f->unit[seed] = NO_UNIT;
    for (size_t next = 0; next < count; next++) {
        uint32_t row = cells[next] / columns, column = cells[next] - row * columns;
        uint32_t west = column ? column - 1 : 0, east = column + 1 < columns ? column + 1 : column;
        for (uint32_t r = row ? row - 1 : 0; r <= row + 1 && r < rows; r++)
            for (uint32_t cell = r * columns + west; cell <= r * columns + east; cell++) {
                if (f->unit[cell] != unit) continue;
                f->unit[cell] = NO_UNIT;
                cells[count++] = cell;
            }
    }
    return count;
}

/* The value that serves least: of signals and served shares the lowest. */
static double worse(vp_reach reach, double value, double worst)
{
    bool more_is_better = reach == VP_REACH_SIGNAL || reach == VP_REACH_AREA;
    return isnan(worst) || (more_is_better ? value < worst : value > worst) ? value : worst;
}

/* People, centre and values of one place. */
static vp_gap describe(const field *f, vp_reach reach, const uint32_t cells[], size_t count, const float surface[])
{
    vp_gap gap = {.area_square_metres = (double)count * f->geometry.cell_metres * f->geometry.cell_metres,
                  .lon = NAN,
                  .lat = NAN,
                  .first_cell = cells[0],
                  .worst = NAN};
    double x = 0, y = 0, sum = 0, valued = 0, cell_x, cell_y;
    bool finite = true;
    for (size_t i = 0; i < count; i++) {
        double people = (double)f->left_out[cells[i]], value = (double)surface[cells[i]];
        centre_of(f->geometry, cells[i], &cell_x, &cell_y);
        gap.people += people;
        gap.people_low += f->low ? (double)f->low[cells[i]] : people;
        gap.people_high += f->high ? (double)f->high[cells[i]] : people;
        x += people * cell_x;
        y += people * cell_y;
        if (isfinite(value)) {
            sum += people * value;
            valued += people;
        } else {
            finite = false;
            gap.unreachable_people += people;
        }
        if (cells[i] < gap.first_cell) gap.first_cell = cells[i];
    }
    gap.mean = valued > 0 ? sum / valued : NAN;
    double nearest = INFINITY;
    for (size_t i = 0; i < count; i++) {
        double value = (double)surface[cells[i]];
        centre_of(f->geometry, cells[i], &cell_x, &cell_y);
        if (finite) gap.worst = worse(reach, value, gap.worst);
        double dx = cell_x - x / gap.people, dy = cell_y - y / gap.people;
        if (dx * dx + dy * dy > nearest * nearest * (1 + 1e-9)) continue; /* surely farther: hypot is dear */
        double apart = hypot(dx, dy);
        if (apart >= nearest) continue;
        nearest = apart;
        gap.x = cell_x;
        gap.y = cell_y;
    }
    return gap;
}

/* The settlement with most of the place's people. */
static void name_gap(const field *f, const uint32_t cells[], size_t count, vp_gap *gap)
{
    const uint32_t *of_cell = f->region->settlements.of_cell;
    gap->settlement = VP_NONE;
    if (!f->tally) return;
    for (size_t i = 0; i < count; i++)
        if (of_cell[cells[i]] != UINT32_MAX) f->tally[of_cell[cells[i]]] += (double)f->left_out[cells[i]];
    for (size_t i = 0; i < count; i++) {
        size_t s = of_cell[cells[i]];
        if (s == UINT32_MAX || f->tally[s] <= gap->settlement_people) continue;
        gap->settlement = s;
        gap->settlement_people = f->tally[s];
    }
    for (size_t i = 0; i < count; i++)
        if (of_cell[cells[i]] != UINT32_MAX) f->tally[of_cell[cells[i]]] = 0;
}

static int most_people_first(const void *left, const void *right)
{
    const vp_gap *a = left, *b = right;
    if (a->people != b->people) return a->people > b->people ? -1 : 1;
    return a->first_cell < b->first_cell ? -1 : a->first_cell > b->first_cell;
}

static bool append(vp_gaps *out, vp_gap gap, size_t *room)
{
    if (!VP_ARRAY_FIT(out->gaps, *room, out->gap_count + 1, NULL)) return false;
    out->gaps[out->gap_count++] = gap;
    return true;
}

static bool check_question(const vp_region *region, const vp_gap_question *q, double *limit, vp_error *err)
{
    if (q->service >= region->definitions.service_count) return vp_fail(err, VP_NOT_FOUND, "there is no such service");
    if (q->group != VP_NONE && q->group >= region->definitions.group_count)
        return vp_fail(err, VP_NOT_FOUND, "there is no such group");
    if (region->people.population_count == 0) return vp_fail(err, VP_NOT_FOUND, "the province has no population grid");
    const vp_service *service = &region->definitions.services[q->service];
    *limit = isnan(q->limit) ? service->default_limit : q->limit;
    if (service->reach == VP_REACH_AREA) *limit = 0;
    return vp_scale_check(vp_scale_of(service->reach), *limit, err);
}

bool vp_gaps_find(const vp_region *region, const vp_weights *main_weights, const float surface[],
                  const vp_gap_question *question, vp_gaps *out, vp_error *err)
{
    *out = (vp_gaps){0};
    double limit = NAN;
    if (!check_question(region, question, &limit, err)) return false;
    field f = {.region = region, .geometry = region->geometry};
    size_t cell_count = vp_grid_geometry_cells(region->geometry), room = 0;
    uint32_t *cells = malloc(cell_count * sizeof *cells);
    bool ok = cells && fill_field(&f, main_weights, surface, question, limit);
    for (size_t i = 0; ok && i < cell_count; i++) {
        if (f.unit[i] == NO_UNIT) continue;
        size_t unit = f.unit[i];
        size_t count = flood(&f, i, cells);
        vp_gap gap = describe(&f, region->definitions.services[question->service].reach, cells, count, surface);
        name_gap(&f, cells, count, &gap);
        gap.service = question->service;
        gap.group = question->group;
        gap.limit = limit;
        gap.unit = unit;
        if (gap.people >= question->least_people) ok = append(out, gap, &room);
    }
    free(cells);
    clear_field(&f);
    if (!ok) {
        vp_gaps_clear(out);
        return vp_fail_memory(err, cell_count * 3 * sizeof(float));
    }
    if (out->gap_count) qsort(out->gaps, out->gap_count, sizeof *out->gaps, most_people_first);
    return true;
}

bool vp_gaps_append(vp_gaps *into, vp_gaps *from, vp_error *err)
{
    if (from->gap_count == 0) return true;
    size_t count = into->gap_count + from->gap_count;
    if (!vp_array_resize(VP_ARRAY(into->gaps), count, err)) return false;
    memcpy(into->gaps + into->gap_count, from->gaps, from->gap_count * sizeof *from->gaps);
    into->gap_count = count;
    vp_gaps_clear(from);
    return true;
}

void vp_gaps_clear(vp_gaps *gaps)
{
    free(gaps->gaps);
    *gaps = (vp_gaps){0};
}
