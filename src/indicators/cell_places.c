#include "indicators/cell_places.h"
#include "base/array.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

bool vp_cell_places_init(vp_cell_places *places, vp_grid_geometry geometry, size_t unit_count, vp_error *err)
{
    size_t cells = vp_grid_geometry_cells(geometry);
    *places = (vp_cell_places){.geometry = geometry, .unit_count = (uint32_t)unit_count};
    places->marks = malloc((cells + 1) * sizeof *places->marks);
    places->x = malloc((geometry.columns + 1) * sizeof *places->x);
    places->y = malloc((geometry.rows + 1) * sizeof *places->y);
    if (!places->marks || !places->x || !places->y) return vp_fail_memory(err, cells * sizeof *places->marks);
    memset(places->marks, 0,
           cells * sizeof *places->marks); /* calloc's pages would be asked for twice: read, written */
    /* As vp_grid_geometry_centre has them. */
    for (size_t i = 0; i < geometry.columns; i++)
        places->x[i] = geometry.west + ((double)i + 0.5) * geometry.cell_metres;
    for (size_t i = 0; i < geometry.rows; i++) places->y[i] = geometry.north - ((double)i + 0.5) * geometry.cell_metres;
    return true;
}

void vp_cell_places_clear(vp_cell_places *places)
{
    free(places->marks);
    free(places->shared);
    free(places->x);
    free(places->y);
    free(places->stretches);
    free(places->own);
    free(places->people);
    *places = (vp_cell_places){0};
}

bool vp_cell_places_are_free(const vp_cell_places *places, size_t first, size_t count)
{
    uint32_t any = 0;
    for (size_t i = 0; i < count; i++) any |= places->marks[first + i];
    return any == 0;
}

bool vp_cell_places_mark(vp_cell_places *places, const vp_weights *weights, const vp_group_unit units[],
                         vp_cell_marker marker, void *question, vp_error *err)
{
    bool ok = true;
    for (size_t r = 0; ok && r < weights->run_count; r++) {
        vp_run run = weights->runs[r];
        const vp_group_unit *unit = &units[run.zone];
        if (unit->base && !(unit->part.middle > 0)) continue;
        if (unit->base && vp_cell_places_are_free(places, run.first_cell, run.cell_count))
            marker.mark(question, run);
        else
            for (uint32_t i = 0; ok && i < run.cell_count; i++)
                ok = marker.claim(question, (vp_partial){run.first_cell + i, run.zone, 1}, err);
    }
    for (size_t p = 0; ok && p < weights->partial_count; p++) ok = marker.claim(question, weights->partials[p], err);
    return ok;
}

vp_shared_cell *vp_cell_places_share(vp_cell_places *places, vp_partial part, size_t *whole, vp_error *err)
{
    uint32_t *mark = &places->marks[part.cell];
    bool is_new = *mark <= places->unit_count;
    *whole = is_new && *mark ? *mark - 1 : VP_NONE;
    if (is_new) {
        if (!VP_ARRAY_FIT(places->shared, places->shared_room, places->shared_count + 1, err)) return NULL;
        places->shared[places->shared_count] =
            (vp_shared_cell){.unit = *mark ? *mark - 1 : part.zone, .best = *mark != 0};
        *mark = 1 + places->unit_count + (uint32_t)places->shared_count++;
    }
    vp_shared_cell *row = &places->shared[*mark - places->unit_count - 1];
    if ((float)part.share > row->best) {
        row->best = (float)part.share;
        row->unit = part.zone;
    }
    return row;
}

/* ------------------------------------------------------------ stretches of a row */

/* Of a mark that is not 0. */
static inline uint32_t unit_of(const vp_cell_places *places, uint32_t mark)
{
    return mark <= places->unit_count ? mark - 1 : places->shared[mark - places->unit_count - 1].unit;
}

/* The first marked column from there on. */
static size_t next_marked(const uint32_t marks[], size_t column, size_t columns)
{
    enum { AT_ONCE = 8 };
    while (column + AT_ONCE <= columns) {
        uint32_t any = 0;
        for (size_t i = 0; i < AT_ONCE; i++) any |= marks[column + i];
        if (any) break;
        column += AT_ONCE;
    }
    while (column < columns && !marks[column]) column++;
    return column;
}

static vp_cell_stretch stretch_at(const vp_cell_places *places, const uint32_t marks[], size_t column)
{
    size_t end = column + 1, columns = places->geometry.columns;
    uint32_t unit = unit_of(places, marks[column]), others = marks[column] ^ (unit + 1);
    for (; end < columns && marks[end]; end++) {
        if (marks[end] != unit + 1 && unit_of(places, marks[end]) != unit) break;
        others |= marks[end] ^ (unit + 1);
    }
    return (vp_cell_stretch){.count = (uint32_t)(end - column), .unit = unit, .is_shared = others != 0};
}

static bool add_row(vp_cell_places *places, size_t row, vp_error *err)
{
    size_t columns = places->geometry.columns;
    const uint32_t *marks = places->marks + row * columns;
    for (size_t column = 0; (column = next_marked(marks, column, columns)) < columns;) {
        if (!VP_ARRAY_FIT(places->stretches, places->stretch_room, places->stretch_count + 1, err)) return false;
        uint32_t at = (uint32_t)places->stretch_count++;
        vp_cell_stretch *s = &places->stretches[at];
        *s = stretch_at(places, marks, column);
        s->first = (uint32_t)(row * columns + column);
        s->earlier = s->last = at;
        s->next = UINT32_MAX;
        column += s->count;
    }
    return true;
}

/* ------------------------------------------------------------ joined to places */

/* The first stretch of the place; what is passed on the path leads nearer to it. */
static uint32_t first_of(vp_cell_stretch stretches[], uint32_t at)
{
    while (stretches[at].earlier != at) at = stretches[at].earlier = stretches[stretches[at].earlier].earlier;
    return at;
}

static void join(vp_cell_stretch stretches[], uint32_t a, uint32_t b)
{
    a = first_of(stretches, a);
    b = first_of(stretches, b);
    if (a < b)
        stretches[b].earlier = a;
    else
        stretches[a].earlier = b;
}

/* Stretches of a row, begin to end, with those of the row above, from above on, where they touch, corners included. */
static void join_row(vp_cell_places *places, uint32_t above, uint32_t begin, uint32_t end)
{
    vp_cell_stretch *s = places->stretches;
    uint32_t columns = (uint32_t)places->geometry.columns;
    for (uint32_t at = begin; at < end; at++) {
        uint32_t west = s[at].first - columns, east = west + s[at].count; /* in the row above; east is beyond */
        while (above < begin && s[above].first + s[above].count < west) above++;
        for (uint32_t other = above; other < begin && s[other].first <= east; other++)
            if (s[other].unit == s[at].unit) join(s, other, at);
    }
}

static void chain(vp_cell_stretch stretches[], size_t count)
{
    for (uint32_t at = 0; at < count; at++) {
        uint32_t first = first_of(stretches, at);
        stretches[at].earlier = first;
        if (first == at) continue;
        stretches[stretches[first].last].next = at;
        stretches[first].last = at;
    }
}

static bool join_all(vp_cell_places *places, vp_error *err)
{
    size_t above = 0, begin = 0;
    if (!VP_ARRAY_FIT(places->stretches, places->stretch_room, 1, err)) return false;
    for (size_t row = 0; row < places->geometry.rows; row++) {
        if (!add_row(places, row, err)) return false;
        join_row(places, (uint32_t)above, (uint32_t)begin, (uint32_t)places->stretch_count);
        above = begin;
        begin = places->stretch_count;
    }
    chain(places->stretches, places->stretch_count);
    return true;
}

bool vp_cell_places_next(vp_cell_places *places, vp_error *err)
{
    places->count = places->own_count = 0;
    if (!places->stretches && !join_all(places, err)) return false;
    const vp_cell_stretch *s = places->stretches;
    while (places->searched < places->stretch_count && s[places->searched].earlier != places->searched)
        places->searched++;
    if (places->searched == places->stretch_count) return true;
    places->unit = s[places->searched].unit;
    for (size_t at = places->searched++; at != UINT32_MAX; at = s[at].next) {
        if (!VP_ARRAY_FIT(places->own, places->own_room, places->own_count + 1, err)) return false;
        places->own[places->own_count++] = s[at];
        places->count += s[at].count;
    }
    return VP_ARRAY_FIT(places->people, places->room, places->count, err);
}

/* ------------------------------------------------------------ measured */

/* The cell of a stretch nearest to (x, y), the first of equals; metres apart. */
static double nearest_of(const vp_cell_places *places, const vp_cell_stretch *s, double x, double y, size_t *nearest)
{
    size_t row = s->first / places->geometry.columns, west = s->first - row * places->geometry.columns;
    double at = floor((x - places->x[0]) / places->geometry.cell_metres) - 1, least = INFINITY;
    size_t from = at <= (double)west ? west : (size_t)fmin(at, (double)(west + s->count - 1));
    for (size_t column = from; column < west + s->count && column <= from + 3; column++) {
        double apart = hypot(places->x[column] - x, places->y[row] - y);
        if (apart >= least) continue;
        least = apart;
        *nearest = column;
    }
    return least;
}

/* The place's own cell nearest to (x, y). */
static void move_to_cell(const vp_cell_places *places, vp_cell_place *out, double x, double y)
{
    double nearest = INFINITY;
    for (size_t i = 0; i < places->own_count; i++) {
        const vp_cell_stretch *s = &places->own[i];
        size_t row = s->first / places->geometry.columns, column = 0;
        if (fabs(places->y[row] - y) > nearest * (1 + 1e-9)) continue;
        double apart = nearest_of(places, s, x, y, &column);
        if (apart >= nearest) continue;
        nearest = apart;
        out->x = places->x[column];
        out->y = places->y[row];
    }
}

vp_cell_place vp_cell_places_measure(const vp_cell_places *places)
{
    size_t columns = places->geometry.columns;
    vp_cell_place out = {.area_square_metres =
                             (double)places->count * places->geometry.cell_metres * places->geometry.cell_metres};
    double x = 0, y = 0;
    const double *people = places->people;
    for (size_t i = 0; i < places->own_count; i++) {
        size_t row = places->own[i].first / columns;
        const double *east = places->x + (places->own[i].first - row * columns), north = places->y[row];
        for (size_t k = 0; k < places->own[i].count; k++) {
            out.people += people[k];
            x += people[k] * east[k];
            y += people[k] * north;
        }
        people += places->own[i].count;
    }
    move_to_cell(places, &out, x / out.people, y / out.people);
    return out;
}

vp_group_unit *vp_cell_places_units(const vp_group_cells *counted, vp_error *err)
{
    size_t count = counted->region->units.sets[counted->set].unit_count;
    vp_group_unit *units = malloc((count + 1) * sizeof *units);
    if (!units) vp_fail_memory(err, count * sizeof *units);
    for (size_t u = 0; units && u < count; u++) units[u] = vp_group_unit_of(counted, u);
    return units;
}
