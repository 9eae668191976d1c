#include "travel/cut_off.h"
#include "base/array.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool cover_is_unknown(const vp_land *land, size_t cell)
{
    return land->land_cover && land->land_cover[cell] == 0 && !(land->barriers && land->barriers[cell]);
}

/* A mode that cannot be in the cell, as far as is known, and might be. */
static bool hides_pace(const vp_region *region, const vp_terrain *terrain, size_t cell)
{
    return terrain->minutes_per_metre[cell] < INFINITY || cover_is_unknown(&region->land, cell);
}

bool vp_cut_off_is_unknown(const vp_travel_solved *s, size_t cell)
{
    if (vp_modes_passable(s->modes, cell)) return false;
    for (size_t m = 0; m < s->modes->count; m++)
        if (hides_pace(s->region, s->modes->terrains[m], cell)) return true;
    return false;
}

void vp_cut_off_clear(vp_cut_off *cut)
{
    free(cut->cells);
    *cut = (vp_cut_off){0};
}

static bool append(vp_cut_off *list, size_t cell, vp_error *err)
{
    if (!VP_ARRAY_FIT(list->cells, list->room, list->count + 1, err)) return false;
    list->cells[list->count++] = (uint32_t)cell;
    return true;
}

/* ------------------------------------------------------------ without a limit: who is joined to whom */

enum { SEEN = 1, FACILITY = 2 };

typedef struct {
    const vp_travel_solved *s;
    const float *minutes;
    uint8_t *state;
    vp_cut_off part; /* cells that are not reached and unknown ones, all joined */
    bool touches;    /* a reached cell, or a facility on unknown terrain */
} flood;

static bool is_open(const flood *f, size_t cell)
{
    return isfinite(f->minutes[cell]) || vp_modes_passable(f->s->modes, cell) || vp_cut_off_is_unknown(f->s, cell);
}

/* Beside a cell that is not reached, a reached one is of a mode that it cannot change to. */
static bool visit(flood *f, size_t cell, bool from_unknown, vp_error *err)
{
    if (isfinite(f->minutes[cell])) {
        f->touches |= from_unknown;
        return true;
    }
    if (f->state[cell] & SEEN || !is_open(f, cell)) return true;
    f->state[cell] |= SEEN;
    f->touches |= (f->state[cell] & FACILITY) != 0;
    return append(&f->part, cell, err);
}

/* All longer moves lead over cells that these join too. */
static bool visit_around(flood *f, size_t cell, vp_error *err)
{
    vp_grid_geometry g = f->s->region->geometry;
    size_t column = cell % g.columns, row = cell / g.columns;
    bool unknown = !vp_modes_passable(f->s->modes, cell);
    for (size_t r = row ? row - 1 : 0; r <= row + 1 && r < g.rows; r++)
        for (size_t c = column ? column - 1 : 0; c <= column + 1 && c < g.columns; c++) {
            bool corner = r != row && c != column && !f->s->options->open_corners;
            if (corner && !is_open(f, r * g.columns + column) && !is_open(f, row * g.columns + c)) continue;
            if (!visit(f, r * g.columns + c, unknown, err)) return false;
        }
    return true;
}

static bool flood_from(flood *f, size_t cell, vp_cut_off *out, vp_error *err)
{
    f->part.count = 0;
    f->touches = false;
    bool ok = visit(f, cell, false, err);
    for (size_t i = 0; ok && i < f->part.count; i++) ok = visit_around(f, f->part.cells[i], err);
    for (size_t i = 0; ok && f->touches && i < f->part.count; i++)
        if (vp_modes_passable(f->s->modes, f->part.cells[i])) ok = append(out, f->part.cells[i], err);
    return ok;
}

static bool is_waiting(const vp_travel_solved *s, const float minutes[], size_t cell)
{
    return isinf(minutes[cell]) && vp_modes_passable(s->modes, cell);
}

static bool find_joined(const vp_travel_solved *s, const float minutes[], vp_cut_off *out, vp_error *err)
{
    size_t cells = vp_grid_geometry_cells(s->region->geometry);
    flood f = {.s = s, .minutes = minutes};
    bool ok = true;
    for (size_t i = 0; ok && i < cells; i++) {
        if (!isinf(minutes[i]) || !is_waiting(s, minutes, i)) continue;
        if (!f.state) {
            f.state = calloc(cells, 1);
            ok = f.state || vp_fail_memory(err, cells);
            for (size_t k = 0; ok && k < s->facility_count; k++)
                if (s->facility_cells[k] < cells) f.state[s->facility_cells[k]] |= FACILITY;
        }
        if (ok && !(f.state[i] & SEEN)) ok = flood_from(&f, i, out, err);
    }
    free(f.state);
    vp_cut_off_clear(&f.part);
    return ok;
}

/* ------------------------------------------------------------ with a limit: solved as if it could be crossed */

/* The terrain with its fastest pace, level, where the mode's is not known. */
static vp_terrain *fill(const vp_region *region, const vp_terrain *terrain, vp_error *err)
{
    size_t cells = vp_grid_geometry_cells(terrain->geometry);
    vp_terrain *filled = calloc(1, sizeof *filled);
    if (filled) *filled = (vp_terrain){terrain->geometry, malloc(cells * sizeof(float)), NULL, terrain->elevation};
    if (filled && terrain->slope_applies) filled->slope_applies = malloc(cells);
    if (!filled || !filled->minutes_per_metre || (terrain->slope_applies && !filled->slope_applies)) {
        vp_terrain_free(filled);
        vp_fail_memory(err, cells * sizeof(float));
        return NULL;
    }
    float fastest = INFINITY;
    for (size_t i = 0; i < cells; i++) fastest = fminf(fastest, terrain->minutes_per_metre[i]);
    memcpy(filled->minutes_per_metre, terrain->minutes_per_metre, cells * sizeof(float));
    if (terrain->slope_applies) memcpy(filled->slope_applies, terrain->slope_applies, cells);
    for (size_t i = 0; i < cells; i++) {
        if (vp_terrain_passable(terrain, i) || !hides_pace(region, terrain, i)) continue;
        filled->minutes_per_metre[i] = fastest;
        if (filled->slope_applies) filled->slope_applies[i] = 0;
    }
    return filled;
}

static bool solve_filled(const vp_travel_solved *s, vp_modes *filled, vp_modes_travel *out, vp_error *err)
{
    vp_travel_options options = *s->options;
    options.without_nearest = true;
    vp_modes_engine *engine = vp_modes_engine_new(filled, &options, err);
    bool ok = engine && vp_modes_engine_solve(engine, s->facility_cells, s->facility_count, out, err);
    vp_modes_engine_free(engine);
    return ok;
}

static bool find_within(const vp_travel_solved *s, const float minutes[], vp_cut_off *out, vp_error *err)
{
    vp_modes filled = *s->modes;
    vp_modes_travel travel = {0};
    bool ok = true;
    for (size_t m = 0; m < filled.count; m++) filled.terrains[m] = NULL;
    for (size_t m = 0; ok && m < filled.count; m++)
        ok = (filled.terrains[m] = fill(s->region, s->modes->terrains[m], err)) != NULL;
    ok = ok && solve_filled(s, &filled, &travel, err);
    const float *then = ok ? vp_grid_cells(travel.minutes) : NULL;
    for (size_t i = 0; ok && i < vp_grid_geometry_cells(s->region->geometry); i++)
        if (isfinite(then[i]) && is_waiting(s, minutes, i)) ok = append(out, i, err);
    vp_modes_travel_clear(&travel);
    for (size_t m = 0; m < filled.count; m++) vp_terrain_free(filled.terrains[m]);
    return ok;
}

/* Whether a path may lead on from a reached cell into unknown terrain, or a facility stands on such. */
static bool meets_unknown(const vp_travel_solved *s, const float minutes[])
{
    vp_grid_geometry g = s->region->geometry;
    size_t cells = vp_grid_geometry_cells(g);
    for (size_t k = 0; k < s->facility_count; k++)
        if (s->facility_cells[k] < cells && vp_cut_off_is_unknown(s, s->facility_cells[k])) return true;
    for (size_t i = 0; i < cells; i++) {
        if (isfinite(minutes[i]) || !vp_cut_off_is_unknown(s, i)) continue;
        size_t column = i % g.columns, row = i / g.columns;
        for (size_t r = row ? row - 1 : 0; r <= row + 1 && r < g.rows; r++)
            for (size_t c = column ? column - 1 : 0; c <= column + 1 && c < g.columns; c++)
                if (isfinite(minutes[r * g.columns + c])) return true;
    }
    return false;
}

bool vp_cut_off_find(const vp_travel_solved *s, const float minutes[], vp_cut_off *out, vp_error *err)
{
    size_t cells = vp_grid_geometry_cells(s->region->geometry);
    bool given = false;
    for (size_t k = 0; k < s->facility_count; k++)
        given |= s->facility_cells[k] < cells &&
                 (isfinite(minutes[s->facility_cells[k]]) || vp_cut_off_is_unknown(s, s->facility_cells[k]));
    if (!given) return true; /* no place that anybody could reach */
    if (!(s->options->limit_minutes < INFINITY)) return find_joined(s, minutes, out, err);
    return !meets_unknown(s, minutes) || find_within(s, minutes, out, err);
}
