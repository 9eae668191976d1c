#include "base/array.h"
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <vungphu/group.h>
#include <vungphu/group_people.h>
#include <vungphu/limit.h>
#include <vungphu/shortage.h>

/* A service is missing where its value is above one number or below the other; no data is neither. */
typedef struct {
    const float *values;
    float above, below;
    bool is_share; /* a served part, of which there is no mean */
} wanted;

/* A cell where enough is missing and people of the group live. */
typedef struct {
    double people; /* of the group */
    uint32_t cell;
    uint32_t unit; /* with most of it */
    float best;    /* share of that unit */
} short_cell;

typedef struct {
    const vp_region *region;
    const vp_shortage_question *question;
    wanted services[VP_SHORTAGE_MOST];
    size_t least;
    bool is_bounded;
    uint32_t
        *slot; /* per cell of the grid: number of the short cell + 1; 0 where none is, or it is in a place already */
    short_cell *cells;
    float *values;     /* [short cell · services] of the surfaces, so that a place's lie together */
    double (*ends)[2]; /* of a group that lies between two: the least and most people of each short cell; else NULL */
    size_t count, room, values_room, ends_room;
    uint32_t *place; /* numbers of short cells */
} field;

/* The greatest float not above it. */
static float float_below(double value)
{
    float near = (float)value;
    return (double)near > value ? nextafterf(near, -INFINITY) : near;
}

static float float_above(double value) { return -float_below(-value); }

static wanted want(vp_reach reach, double limit, const float *values)
{
    switch (reach) {
    case VP_REACH_AREA: return (wanted){values, INFINITY, 0.5F, true};
    case VP_REACH_SIGNAL: return (wanted){values, FLT_MAX, float_above(limit), false};
    default: return (wanted){values, float_below(vp_limit_most(limit)), -INFINITY, false};
    }
}

/* ------------------------------------------------------------ short cells */

enum { BLOCK = 512 };

/* How many services are missing, of neighbouring cells. */
static void count_missing(const field *f, size_t first, size_t count, uint32_t missing[restrict BLOCK])
{
    for (size_t i = 0; i < count; i++) missing[i] = 0;
    for (size_t s = 0; s < f->question->service_count; s++) {
        const float *restrict values = f->services[s].values + first, above = f->services[s].above,
                              below = f->services[s].below;
        for (size_t i = 0; i < count; i++) missing[i] += values[i] > above;
        for (size_t i = 0; i < count; i++) missing[i] += values[i] < below; /* never both */
    }
}

static bool make_room(field *f)
{
    return VP_ARRAY_FIT(f->cells, f->room, f->count + 1, NULL) &&
           VP_ARRAY_FIT(f->values, f->values_room, (f->count + 1) * f->question->service_count, NULL) &&
           (!f->is_bounded || VP_ARRAY_FIT(f->ends, f->ends_room, f->count + 1, NULL));
}

/* everyone: who lives in the share of the cell that the unit has; part: of them in the group. */
static bool claim(field *f, vp_partial p, const vp_group_people *part, double everyone)
{
    if (!f->slot[p.cell]) {
        if (!make_room(f)) return false;
        if (f->is_bounded) f->ends[f->count][0] = f->ends[f->count][1] = 0;
        for (size_t i = 0; i < f->question->service_count; i++)
            f->values[f->count * f->question->service_count + i] = f->services[i].values[p.cell];
        f->cells[f->count++] = (short_cell){0, p.cell, p.zone, 0};
        f->slot[p.cell] = (uint32_t)f->count;
    }
    size_t number = f->slot[p.cell] - 1;
    short_cell *at = &f->cells[number];
    at->people += part->middle * everyone;
    if (f->is_bounded) {
        f->ends[number][0] += part->low * everyone;
        f->ends[number][1] += part->high * everyone;
    }
    if ((float)p.share <= at->best) return true;
    at->best = (float)p.share;
    at->unit = p.zone;
    return true;
}

static bool claim_block(field *f, size_t first, size_t count, const vp_group_unit *unit)
{
    uint32_t missing[BLOCK];
    bool ok = true;
    count_missing(f, first, count, missing);
    for (size_t i = 0; ok && i < count; i++) {
        if (missing[i] < f->least) continue;
        vp_group_there there = vp_group_there_of(unit, first + i);
        if (there.part.middle * (double)there.people > 0)
            ok = claim(f, (vp_partial){(uint32_t)(first + i), (uint32_t)unit->unit, 1}, &there.part,
                       (double)there.people);
    }
    return ok;
}

static bool claim_partial(field *f, const vp_group_cells *counted, vp_partial p)
{
    vp_group_unit unit = vp_group_unit_of(counted, p.zone);
    vp_group_there there = vp_group_there_of(&unit, p.cell);
    double everyone = p.share * (double)there.people;
    uint32_t missing[BLOCK];
    if (!(there.part.middle * everyone > 0)) return true;
    count_missing(f, p.cell, 1, missing);
    return missing[0] < f->least || claim(f, p, &there.part, everyone);
}

static bool fill(field *f, const vp_weights *weights)
{
    size_t group = f->question->group;
    bool ok = true;
    f->is_bounded = group != VP_NONE && vp_group_is_bounded(&f->region->definitions.groups[group]);
    const vp_group_cells counted = vp_group_cells_of(f->region, group);
    for (size_t r = 0; r < weights->run_count; r++) {
        vp_run run = weights->runs[r];
        vp_group_unit unit = vp_group_unit_of(&counted, run.zone);
        for (size_t i = 0; ok && i < run.cell_count; i += BLOCK)
            ok = claim_block(f, run.first_cell + i, run.cell_count - i < BLOCK ? run.cell_count - i : BLOCK, &unit);
    }
    for (size_t p = 0; ok && p < weights->partial_count; p++) ok = claim_partial(f, &counted, weights->partials[p]);
    if (ok) f->place = malloc((f->count + 1) * sizeof *f->place);
    return ok && f->place;
}

/* ------------------------------------------------------------ places */

/* vp_grid_geometry_centre of a cell of a grid of at most 2^32: whole numbers of 32 bits divide much faster. */
static inline void centre_of(vp_grid_geometry g, uint32_t cell, double *x, double *y)
{
    uint32_t row = cell / (uint32_t)g.columns, column = cell - row * (uint32_t)g.columns;
    *x = g.west + ((double)column + 0.5) * g.cell_metres;
    *y = g.north - ((double)row + 0.5) * g.cell_metres;
}

/* The cells of the seed's place, taken out of the field. Returns how many. */
static size_t flood(field *f, size_t seed)
{
    uint32_t columns = (uint32_t)f->region->geometry.columns, rows = (uint32_t)f->region->geometry.rows;
    uint32_t unit = f->cells[f->slot[seed] - 1].unit;
    size_t count = 1;
    f->place[0] = f->slot[seed] - 1;
    f->slot[seed] = 0;
    for (size_t next = 0; next < count; next++) {
        uint32_t at = f->cells[f->place[next]].cell, row = at / columns, column = at - row * columns;
        uint32_t west = column ? column - 1 : 0, east = column + 1 < columns ? column + 1 : column;
        for (uint32_t r = row ? row - 1 : 0; r <= row + 1 && r < rows; r++)
            for (uint32_t cell = r * columns + west; cell <= r * columns + east; cell++) {
                if (!f->slot[cell] || f->cells[f->slot[cell] - 1].unit != unit) continue;
                f->place[count++] = f->slot[cell] - 1;
                f->slot[cell] = 0;
            }
    }
    return count;
}

/* Of one service, while the cells of a place are gone through. */
typedef struct {
    double lacking, unreachable, unknown, sum, reached;
} tally;

/* Without a branch: whether a service is missing changes from cell to cell. */
static void count_value(const wanted *w, float value, double people, tally *t)
{
    bool finite = fabsf(value) <= FLT_MAX, no_data = isnan(value);
    t->lacking += ((value > w->above) | (value < w->below)) ? people : 0;
    t->unreachable += (finite | no_data) ? 0 : people;
    t->unknown += no_data ? people : 0;
    t->sum += finite ? people * (double)value : 0;
    t->reached += finite ? people : 0;
}

static void count_services(const field *f, size_t count, vp_shortage *out)
{
    tally tallies[VP_SHORTAGE_MOST] = {{0}};
    size_t services = f->question->service_count;
    for (size_t k = 0; k < count; k++) {
        const short_cell *at = &f->cells[f->place[k]];
        const float *values = f->values + f->place[k] * services;
        for (size_t i = 0; i < services; i++) count_value(&f->services[i], values[i], at->people, &tallies[i]);
    }
    for (size_t i = 0; i < services; i++) {
        const tally *t = &tallies[i];
        out->lacking[i] = t->lacking;
        out->unreachable[i] = t->unreachable;
        out->unknown[i] = t->unknown;
        out->mean[i] = t->reached > 0 && !f->services[i].is_share ? t->sum / t->reached : (double)NAN;
    }
}

/* The place's own cell nearest to (x, y). */
static void find_nearest(const field *f, size_t count, double x, double y, vp_shortage *out)
{
    double nearest = INFINITY, cx, cy;
    for (size_t k = 0; k < count; k++) {
        centre_of(f->region->geometry, f->cells[f->place[k]].cell, &cx, &cy);
        double dx = cx - x, dy = cy - y;
        if (dx * dx + dy * dy > nearest * nearest * (1 + 1e-9)) continue; /* surely farther: hypot is dear */
        double apart = hypot(dx, dy);
        if (apart >= nearest) continue;
        nearest = apart;
        out->x = cx;
        out->y = cy;
    }
}

static vp_shortage describe(const field *f, size_t count)
{
    vp_grid_geometry geometry = f->region->geometry;
    const short_cell *seed = &f->cells[f->place[0]];
    vp_shortage out = {.unit = seed->unit,
                       .area_square_metres = (double)count * geometry.cell_metres * geometry.cell_metres,
                       .first_cell = seed->cell};
    double x = 0, y = 0, cx, cy;
    for (size_t k = 0; k < count; k++) {
        const short_cell *at = &f->cells[f->place[k]];
        centre_of(geometry, at->cell, &cx, &cy);
        out.people += at->people;
        out.people_low += f->is_bounded ? f->ends[f->place[k]][0] : at->people;
        out.people_high += f->is_bounded ? f->ends[f->place[k]][1] : at->people;
        x += at->people * cx;
        y += at->people * cy;
        if (at->cell < out.first_cell) out.first_cell = at->cell;
    }
    find_nearest(f, count, x / out.people, y / out.people, &out);
    count_services(f, count, &out);
    return out;
}

static int most_people_first(const void *left, const void *right)
{
    const vp_shortage *a = left, *b = right;
    if (a->people != b->people) return a->people > b->people ? -1 : 1;
    return a->first_cell < b->first_cell ? -1 : a->first_cell > b->first_cell;
}

static bool check(field *f, const float *const surfaces[], vp_error *err)
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
        double limit = isnan(q->limits[i]) ? s->default_limit : q->limits[i];
        if (s->reach == VP_REACH_AREA) limit = 0;
        f->services[i] = want(s->reach, limit, surfaces[i]);
        for (size_t k = 0; k < i; k++)
            if (q->services[k] == q->services[i]) return vp_fail(err, VP_BAD_INPUT, "%s is asked for twice", s->id);
        if (!vp_scale_check(vp_scale_of(s->reach), limit, err)) return false;
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
    field f = {.region = region, .question = question};
    if (!check(&f, surfaces, err)) return false;
    size_t cell_count = vp_grid_geometry_cells(region->geometry), room = 0;
    f.slot = calloc(cell_count + 1, sizeof *f.slot);
    bool ok = f.slot && fill(&f, main_weights);
    for (size_t i = 0; ok && i < cell_count; i++) {
        if (!f.slot[i]) continue;
        vp_shortage item = describe(&f, flood(&f, i));
        out->people += item.people;
        if (item.people >= question->least_people) ok = append(out, &item, &room);
    }
    free(f.slot);
    free(f.cells);
    free(f.ends);
    free(f.values);
    free(f.place);
    if (!ok) {
        vp_shortages_clear(out);
        return vp_fail_memory(err, cell_count * sizeof *f.slot);
    }
    if (out->count) qsort(out->items, out->count, sizeof *out->items, most_people_first);
    return true;
}

void vp_shortages_clear(vp_shortages *shortages)
{
    free(shortages->items);
    *shortages = (vp_shortages){0};
}
