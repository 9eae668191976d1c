#include "base/array.h"
#include <math.h>
#include <stdlib.h>
#include <vungphu/group.h>
#include <vungphu/limit.h>
#include <vungphu/shortage.h>

#define NO_UNIT UINT32_MAX

typedef struct {
    const vp_region *region;
    const vp_shortage_question *question;
    const float *const *surfaces;
    double limits[VP_SHORTAGE_MOST];
    size_t least;
    uint32_t *unit;     /* per cell: with most of it; NO_UNIT where not enough is missing or nobody lives */
    double *people;     /* per cell: of the group */
    double *low, *high; /* the same of a group that lies between two; else NULL */
    float *best;        /* share of the unit in unit[] */
} field;

static bool is_missing(const field *f, size_t i, size_t cell)
{
    double value = (double)f->surfaces[i][cell];
    if (isnan(value)) return false;
    switch (f->region->definitions.services[f->question->services[i]].reach) {
    case VP_REACH_AREA: return value < 0.5;
    case VP_REACH_SIGNAL: return isinf(value) || value < f->limits[i];
    default: return !vp_limit_holds(f->limits[i], value);
    }
}

static bool is_short(const field *f, size_t cell)
{
    size_t missing = 0;
    for (size_t i = 0; i < f->question->service_count; i++) missing += is_missing(f, i, cell);
    return missing >= f->least;
}

static void claim(field *f, size_t cell, uint32_t zone, double share)
{
    size_t set = f->region->units.main_set;
    const vp_group *group = f->question->group == VP_NONE ? NULL : &f->region->definitions.groups[f->question->group];
    double everyone = share * (double)vp_grid_cells(f->region->people.populations[0].people)[cell];
    double people = vp_group_part(group, set, zone, VP_GROUP_MIDDLE) * everyone;
    if (!(people > 0) || !is_short(f, cell)) return;
    f->people[cell] += people;
    if (f->low) {
        f->low[cell] += vp_group_part(group, set, zone, VP_GROUP_LOW) * everyone;
        f->high[cell] += vp_group_part(group, set, zone, VP_GROUP_HIGH) * everyone;
    }
    if ((float)share <= f->best[cell]) return;
    f->best[cell] = (float)share;
    f->unit[cell] = zone;
}

static bool fill(field *f, const vp_weights *weights)
{
    size_t cells = vp_grid_geometry_cells(f->region->geometry);
    f->unit = malloc(cells * sizeof *f->unit);
    f->people = calloc(cells, sizeof *f->people);
    f->best = calloc(cells, sizeof *f->best);
    bool bounded =
        f->question->group != VP_NONE && vp_group_is_bounded(&f->region->definitions.groups[f->question->group]);
    f->low = bounded ? calloc(cells, sizeof *f->low) : NULL;
    f->high = bounded ? calloc(cells, sizeof *f->high) : NULL;
    if (!f->unit || !f->people || !f->best || (bounded && (!f->low || !f->high))) return false;
    for (size_t i = 0; i < cells; i++) f->unit[i] = NO_UNIT;
    for (size_t r = 0; r < weights->run_count; r++)
        for (size_t i = 0; i < weights->runs[r].cell_count; i++)
            claim(f, weights->runs[r].first_cell + i, weights->runs[r].zone, 1);
    for (size_t p = 0; p < weights->partial_count; p++)
        claim(f, weights->partials[p].cell, weights->partials[p].zone, weights->partials[p].share);
    return true;
}

/* The cells of the seed's place, taken out of the field. Returns how many. */
static size_t flood(field *f, size_t seed, size_t cells[])
{
    vp_grid_geometry geometry = f->region->geometry;
    uint32_t unit = f->unit[seed];
    size_t count = 1;
    cells[0] = seed;
    f->unit[seed] = NO_UNIT;
    for (size_t next = 0; next < count; next++) {
        size_t column = cells[next] % geometry.columns, row = cells[next] / geometry.columns;
        for (size_t r = row ? row - 1 : 0; r <= row + 1 && r < geometry.rows; r++)
            for (size_t c = column ? column - 1 : 0; c <= column + 1 && c < geometry.columns; c++) {
                size_t cell = r * geometry.columns + c;
                if (f->unit[cell] != unit) continue;
                f->unit[cell] = NO_UNIT;
                cells[count++] = cell;
            }
    }
    return count;
}

static void count_service(const field *f, size_t i, const size_t cells[], size_t count, vp_shortage *out)
{
    double sum = 0, reached = 0;
    bool area = f->region->definitions.services[f->question->services[i]].reach == VP_REACH_AREA;
    for (size_t k = 0; k < count; k++) {
        double value = (double)f->surfaces[i][cells[k]], people = f->people[cells[k]];
        if (is_missing(f, i, cells[k])) out->lacking[i] += people;
        if (isinf(value)) out->unreachable[i] += people;
        if (!isfinite(value) || area) continue;
        sum += people * value;
        reached += people;
    }
    out->mean[i] = reached > 0 ? sum / reached : (double)NAN;
}

static vp_shortage describe(const field *f, const size_t cells[], size_t count, uint32_t unit)
{
    vp_grid_geometry geometry = f->region->geometry;
    vp_shortage out = {.unit = unit,
                       .area_square_metres = (double)count * geometry.cell_metres * geometry.cell_metres,
                       .first_cell = cells[0]};
    double x = 0, y = 0, nearest = INFINITY, cx, cy;
    for (size_t k = 0; k < count; k++) {
        vp_grid_geometry_centre(geometry, cells[k], &cx, &cy);
        out.people += f->people[cells[k]];
        out.people_low += (f->low ? f->low : f->people)[cells[k]];
        out.people_high += (f->high ? f->high : f->people)[cells[k]];
        x += f->people[cells[k]] * cx;
        y += f->people[cells[k]] * cy;
        if (cells[k] < out.first_cell) out.first_cell = cells[k];
    }
    for (size_t k = 0; k < count; k++) {
        vp_grid_geometry_centre(geometry, cells[k], &cx, &cy);
        double apart = hypot(cx - x / out.people, cy - y / out.people);
        if (apart >= nearest) continue;
        nearest = apart;
        out.x = cx;
        out.y = cy;
    }
    for (size_t i = 0; i < f->question->service_count; i++) count_service(f, i, cells, count, &out);
    return out;
}

static int most_people_first(const void *left, const void *right)
{
    const vp_shortage *a = left, *b = right;
    if (a->people != b->people) return a->people > b->people ? -1 : 1;
    return a->first_cell < b->first_cell ? -1 : a->first_cell > b->first_cell;
}

static bool check(field *f, vp_error *err)
{
    const vp_region *region = f->region;
    const vp_shortage_question *q = f->question;
    if (q->service_count == 0 || q->service_count > VP_SHORTAGE_MOST)
        return vp_fail(err, VP_BAD_INPUT, "from 1 to %d services can be asked for, not %zu", VP_SHORTAGE_MOST,
                       q->service_count);
    if (q->least > q->service_count)
        return vp_fail(err, VP_BAD_INPUT, "%zu of %zu services cannot be missing", q->least, q->service_count);
    if (region->people.population_count == 0) return vp_fail(err, VP_NOT_FOUND, "the province has no population grid");
    f->least = q->least ? q->least : q->service_count;
    for (size_t i = 0; i < q->service_count; i++) {
        const vp_service *s = &region->definitions.services[q->services[i]];
        f->limits[i] = isnan(q->limits[i]) ? s->default_limit : q->limits[i];
        if (s->reach == VP_REACH_AREA) f->limits[i] = 0;
        for (size_t k = 0; k < i; k++)
            if (q->services[k] == q->services[i]) return vp_fail(err, VP_BAD_INPUT, "%s is asked for twice", s->id);
        if (!vp_scale_check(vp_scale_of(s->reach), f->limits[i], err)) return false;
    }
    return true;
}

static bool append(vp_shortages *out, const vp_shortage *item, size_t *room)
{
    if (!VP_ARRAY_FIT(out->items, *room, out->count + 1, NULL)) return false;
    out->items[out->count++] = *item;
    return true;
}

bool vp_shortages_find(const vp_region *region, const vp_weights *main_weights, const float *const surfaces[],
                       const vp_shortage_question *question, vp_shortages *out, vp_error *err)
{
    *out = (vp_shortages){0};
    field f = {.region = region, .question = question, .surfaces = surfaces};
    if (!check(&f, err)) return false;
    size_t cell_count = vp_grid_geometry_cells(region->geometry), room = 0;
    size_t *cells = malloc(cell_count * sizeof *cells);
    bool ok = cells && fill(&f, main_weights);
    for (size_t i = 0; ok && i < cell_count; i++) {
        if (f.unit[i] == NO_UNIT) continue;
        uint32_t unit = f.unit[i];
        vp_shortage item = describe(&f, cells, flood(&f, i, cells), unit);
        out->people += item.people;
        if (item.people >= question->least_people) ok = append(out, &item, &room);
    }
    free(cells);
    free(f.unit);
    free(f.people);
    free(f.low);
    free(f.high);
    free(f.best);
    if (!ok) {
        vp_shortages_clear(out);
        return vp_fail_memory(err, cell_count * sizeof *cells);
    }
    if (out->count) qsort(out->items, out->count, sizeof *out->items, most_people_first);
    return true;
}

void vp_shortages_clear(vp_shortages *shortages)
{
    free(shortages->items);
    *shortages = (vp_shortages){0};
}
