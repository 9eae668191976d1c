/* People on terrain that no service's travellers can cross: moved, when the province asks for it, to the nearest cells
 * of their unit that can be (AccessMod's "population on barriers"). Every unit keeps its people. */
#include "store/region/region_internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/modes.h>

#define NO_UNIT UINT32_MAX

typedef struct {
    vp_region *region;
    vp_grid_geometry geometry;
    uint8_t *passable;   /* [cell] by some mode of some service */
    uint32_t *unit;      /* [cell] that has the whole of it; NO_UNIT else */
    uint8_t *has_target; /* [unit] a whole cell that can be crossed */
    float *before;       /* [cell] people of the grid at hand */
} moving;

static bool wants_move(vp_region_parts *parts, bool *move, vp_error *err)
{
    sqlite3_stmt *query = vp_database_prepare(
        parts->database, "SELECT 1 FROM setting WHERE key = 'people_on_barriers' AND trim(value) = 'move'", err);
    bool ok = query && vp_statement_next(query, move, err);
    sqlite3_finalize(query);
    return ok;
}

static bool mark_passable(const vp_region *region, uint8_t passable[], bool *any, vp_error *err)
{
    size_t cells = vp_grid_geometry_cells(region->geometry);
    memset(passable, 0, cells);
    *any = false;
    for (size_t s = 0; s < region->definitions.service_count; s++) {
        const vp_service *service = &region->definitions.services[s];
        if (service->reach != VP_REACH_TRAVEL_TIME && service->reach != VP_REACH_ROUND_TRIP) continue;
        vp_modes *modes = vp_modes_new(region, service->mode, service->season, err);
        if (!modes) return false;
        for (size_t i = 0; i < cells; i++) passable[i] |= vp_modes_passable(modes, i);
        vp_modes_free(modes);
        *any = true;
    }
    return true;
}

static void mark_units(moving *m, const vp_weights *weights)
{
    size_t cells = vp_grid_geometry_cells(m->geometry);
    for (size_t i = 0; i < cells; i++) m->unit[i] = NO_UNIT;
    for (size_t r = 0; r < weights->run_count; r++)
        for (uint32_t k = 0; k < weights->runs[r].cell_count; k++) {
            size_t cell = weights->runs[r].first_cell + k;
            m->unit[cell] = weights->runs[r].zone;
            if (m->passable[cell]) m->has_target[weights->runs[r].zone] = 1;
        }
}

/* The nearer of best and the cells of row y of a square ring; ties stay with the lower cell. */
typedef struct {
    size_t cell;
    double squared;
} target;

static void look_at(const moving *m, long x, long y, size_t from, uint32_t unit, target *best)
{
    long columns = (long)m->geometry.columns, rows = (long)m->geometry.rows;
    if (x < 0 || y < 0 || x >= columns || y >= rows) return;
    size_t cell = (size_t)(y * columns + x);
    if (!m->passable[cell] || m->unit[cell] != unit) return;
    double dx = (double)(x - (long)from % columns), dy = (double)(y - (long)from / columns);
    double squared = dx * dx + dy * dy;
    if (squared > best->squared || (squared == best->squared && cell > best->cell)) return;
    *best = (target){cell, squared};
}

static size_t nearest_terrain(const moving *m, size_t from, uint32_t unit)
{
    long columns = (long)m->geometry.columns, x = (long)from % columns, y = (long)from / columns;
    target best = {SIZE_MAX, INFINITY};
    for (long r = 1; (double)(r * r) <= best.squared && r < columns + (long)m->geometry.rows; r++)
        for (long k = -r; k <= r; k++) {
            look_at(m, x + k, y - r, from, unit, &best);
            look_at(m, x + k, y + r, from, unit, &best);
            look_at(m, x - r, y + k, from, unit, &best);
            look_at(m, x + r, y + k, from, unit, &best);
        }
    return best.cell;
}

static void move_part(moving *m, float people[], size_t cell, uint32_t unit, double share, bool first)
{
    double part = share * (double)m->before[cell];
    if (m->passable[cell] || !(part > 0) || !m->has_target[unit]) return;
    size_t to = nearest_terrain(m, cell, unit);
    people[cell] = (float)fmax(0, (double)people[cell] - part);
    people[to] = (isnan(people[to]) ? 0 : people[to]) + (float)part; /* where nobody was known there are some now */
    if (first) m->region->people.moved += part;
}

static void move_grid(moving *m, const vp_weights *weights, size_t population)
{
    vp_grid *grid = m->region->people.populations[population].people;
    float *people = vp_grid_edit(grid);
    memcpy(m->before, people, vp_grid_geometry_cells(m->geometry) * sizeof *people);
    for (size_t r = 0; r < weights->run_count; r++)
        for (uint32_t k = 0; k < weights->runs[r].cell_count; k++)
            move_part(m, people, weights->runs[r].first_cell + k, weights->runs[r].zone, 1, population == 0);
    for (size_t p = 0; p < weights->partial_count; p++) {
        vp_partial part = weights->partials[p];
        move_part(m, people, part.cell, part.zone, part.share, population == 0);
    }
}

bool vp_region_move_people(vp_region_parts *parts, vp_error *err)
{
    vp_region *region = parts->region;
    bool move = false, any = false;
    if (!wants_move(parts, &move, err)) return false;
    if (!move || !region->land.land_cover || region->people.population_count == 0) return true;
    const vp_unit_set *set = &region->units.sets[region->units.main_set];
    size_t cells = vp_grid_geometry_cells(region->geometry);
    moving m = {region,
                region->geometry,
                malloc(cells),
                malloc(cells * sizeof *m.unit),
                calloc(set->unit_count + 1, 1),
                malloc(cells * sizeof *m.before)};
    bool ok = (m.passable && m.unit && m.has_target && m.before) || vp_fail_memory(err, cells * 9);
    ok = ok && mark_passable(region, m.passable, &any, err);
    const vp_weights *weights = ok && any ? parts->weights[region->units.main_set] : NULL;
    if (weights) mark_units(&m, weights);
    for (size_t p = 0; weights && p < region->people.population_count; p++) move_grid(&m, weights, p);
    free(m.passable);
    free(m.unit);
    free(m.has_target);
    free(m.before);
    return ok;
}
