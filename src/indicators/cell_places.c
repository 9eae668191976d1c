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
    free(places->cells);
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

/* While a place is followed; the members of places, where they cannot be taken for each other. */
typedef struct {
    uint32_t *marks, *cells;
    const vp_shared_cell *shared;
    uint32_t own, first_row, rows; /* the mark of the unit's plain cells; marks of shared ones, and how many */
} search;

/* Takes a cell that belongs to the place and is left; returns how many it has then. */
static inline size_t take(const search *s, uint32_t cell, size_t count)
{
    uint32_t mark = s->marks[cell], row = mark - s->first_row; /* beyond all rows where it is not shared, or taken */
    if (mark != s->own && (row >= s->rows || s->shared[row].unit + 1 != s->own)) return count;
    s->marks[cell] = mark | VP_CELL_TAKEN;
    s->cells[count] = cell;
    return count + 1;
}

static inline size_t take_three(const search *s, uint32_t middle, size_t count)
{
    return take(s, middle + 1, take(s, middle, take(s, middle - 1, count)));
}

/* The neighbours of a cell, row after row. */
static size_t take_neighbours(const search *s, vp_grid_geometry g, uint32_t at, size_t count)
{
    uint32_t columns = (uint32_t)g.columns, rows = (uint32_t)g.rows, row = at / columns, column = at - row * columns;
    if (row - 1 < rows - 2 && column - 1 < columns - 2 && rows > 2 && columns > 2) /* not at an edge */
        return take_three(s, at + columns, take_three(s, at, take_three(s, at - columns, count)));
    uint32_t west = column ? column - 1 : 0, east = column + 1 < columns ? column + 1 : column;
    for (uint32_t r = row ? row - 1 : 0; r <= row + 1 && r < rows; r++)
        for (uint32_t cell = r * columns + west; cell <= r * columns + east; cell++) count = take(s, cell, count);
    return count;
}

static bool make_room(vp_cell_places *places, size_t count, vp_error *err)
{
    return VP_ARRAYS_FIT(places->room, count, err, VP_ARRAY(places->cells), VP_ARRAY(places->people));
}

/* The first cell that is left: its mark is neither 0 nor taken. */
static size_t first_left(const vp_cell_places *places)
{
    size_t cells = vp_grid_geometry_cells(places->geometry), at = places->searched;
    const uint32_t *marks = places->marks;
    while (at < cells && marks[at] - 1 >= VP_CELL_TAKEN - 1) at++;
    return at;
}

bool vp_cell_places_next(vp_cell_places *places, vp_error *err)
{
    size_t count = 0;
    places->count = 0;
    places->searched = first_left(places);
    if (places->searched == vp_grid_geometry_cells(places->geometry)) return true;
    if (!make_room(places, 1, err)) return false;
    uint32_t seed = (uint32_t)places->searched;
    const vp_shared_cell *row = vp_cell_places_row(places, seed);
    places->unit = row ? row->unit : places->marks[seed] - 1;
    search s = {places->marks,    places->cells,          places->shared,
                places->unit + 1, places->unit_count + 1, (uint32_t)places->shared_count};
    count = take(&s, seed, count);
    for (size_t next = 0; next < count; next++) {
        if (!make_room(places, count + 8, err)) return false;
        s.cells = places->cells;
        count = take_neighbours(&s, places->geometry, s.cells[next], count);
    }
    places->count = count;
    return true;
}

/* The place's own cell nearest to (x, y). */
static void move_to_cell(const vp_cell_places *places, vp_cell_place *out, double x, double y)
{
    uint32_t columns = (uint32_t)places->geometry.columns;
    double nearest = INFINITY;
    for (size_t k = 0; k < places->count; k++) {
        uint32_t row = places->cells[k] / columns, column = places->cells[k] - row * columns;
        double dx = places->x[column] - x, dy = places->y[row] - y;
        if (dx * dx + dy * dy > nearest * nearest * (1 + 1e-9)) continue; /* surely farther: hypot is dear */
        double apart = hypot(dx, dy);
        if (apart >= nearest) continue;
        nearest = apart;
        out->x = places->x[column];
        out->y = places->y[row];
    }
}

vp_cell_place vp_cell_places_measure(const vp_cell_places *places)
{
    uint32_t columns = (uint32_t)places->geometry.columns;
    vp_cell_place out = {.area_square_metres =
                             (double)places->count * places->geometry.cell_metres * places->geometry.cell_metres};
    double x = 0, y = 0;
    for (size_t k = 0; k < places->count; k++) {
        uint32_t row = places->cells[k] / columns, column = places->cells[k] - row * columns;
        out.people += places->people[k];
        x += places->people[k] * places->x[column];
        y += places->people[k] * places->y[row];
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
