#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/distance.h>
#include <vungphu/settlement_cells.h>

static bool take_cell(void *context, size_t cell, float metres, int32_t nearest)
{
    uint32_t *of_cell = context;
    if (metres <= (float)VP_SETTLEMENT_METRES) of_cell[cell] = (uint32_t)nearest;
    return true;
}

/* The nearest of the settlements that are points, of every cell that is near enough to one, as if they were
 * facilities. */
static bool find_nearest(vp_region *region, vp_error *err)
{
    const vp_settlements *s = &region->settlements;
    vp_facility *places = calloc(s->count, sizeof *places);
    size_t *rows = calloc(s->count, sizeof *rows), count = 0;
    bool ok = places && rows;
    for (size_t i = 0; ok && i < s->count; i++) {
        const vp_settlement *one = &s->items[i];
        places[i] = (vp_facility){.x = one->x, .y = one->y, .lon = one->lon, .lat = one->lat};
        if (!one->shape.ring_count) rows[count++] = i;
    }
    const vp_distance_plane plane = {region->geometry, &region->cell_to_lonlat, places};
    ok = ok && (!count || vp_distance_everywhere(&plane, rows, count, take_cell, s->of_cell));
    free(places);
    free(rows);
    return ok || vp_fail_memory(err, s->count * sizeof *places);
}

/* The least and the first beyond of the cells between two places along an axis; from: metres from the grid's edge. */
static size_t cell_from(double from, double size, size_t most)
{
    double cell = floor(from / size);
    return !(cell > 0) ? 0 : cell < (double)most ? (size_t)cell : most;
}

/* Cells whose centre lies in the area of a settlement are its own, of two areas the first one's. */
static void fill_areas(vp_region *region)
{
    const vp_settlements *s = &region->settlements;
    vp_grid_geometry g = region->geometry;
    for (size_t i = s->count; i-- > 0;) {
        const vp_shape *shape = &s->items[i].shape;
        if (!shape->ring_count) continue;
        vp_bounds b = vp_shape_bounds(shape);
        size_t left = cell_from(b.west - g.west, g.cell_metres, g.columns),
               right = cell_from(b.east - g.west + g.cell_metres, g.cell_metres, g.columns),
               top = cell_from(g.north - b.north, g.cell_metres, g.rows),
               bottom = cell_from(g.north - b.south + g.cell_metres, g.cell_metres, g.rows);
        for (size_t row = top; row < bottom; row++)
            for (size_t column = left; column < right; column++) {
                vp_point at;
                vp_grid_geometry_centre(g, row * g.columns + column, &at.x, &at.y);
                if (vp_shape_contains(shape, at)) s->of_cell[row * g.columns + column] = (uint32_t)i;
            }
    }
}

static bool lives_somebody(const vp_people *people, size_t cell)
{
    for (size_t p = 0; p < people->population_count; p++)
        if (people->populations[p].people && vp_grid_cells(people->populations[p].people)[cell] > 0) return true;
    return false;
}

static void count_people(vp_region *region)
{
    vp_settlements *s = &region->settlements;
    size_t cells = vp_grid_geometry_cells(region->geometry);
    bool counted = region->people.population_count && region->people.populations[0].people;
    const float *people = counted ? vp_grid_cells(region->people.populations[0].people) : NULL;
    for (size_t i = 0; i < s->count; i++) s->items[i].grid_people = people ? 0 : (double)NAN;
    for (size_t cell = 0; cell < cells; cell++) {
        if (s->of_cell[cell] == UINT32_MAX) continue;
        if (!lives_somebody(&region->people, cell))
            s->of_cell[cell] = UINT32_MAX;
        else if (people && people[cell] > 0)
            s->items[s->of_cell[cell]].grid_people += (double)people[cell];
    }
}

static bool find_units(vp_region *region, vp_error *err)
{
    vp_settlements *s = &region->settlements;
    if (region->units.main_set >= region->units.set_count) return true;
    const vp_unit_set *set = &region->units.sets[region->units.main_set];
    vp_bounds *bounds = calloc(set->unit_count + 1, sizeof *bounds);
    if (!bounds) return vp_fail_memory(err, set->unit_count * sizeof *bounds);
    for (size_t u = 0; u < set->unit_count; u++) bounds[u] = vp_shape_bounds(&set->units[u].shape);
    for (size_t i = 0; i < s->count; i++) {
        vp_point at = {s->items[i].x, s->items[i].y};
        s->items[i].unit = VP_NONE;
        for (size_t u = 0; u < set->unit_count && s->items[i].unit == VP_NONE; u++)
            if (at.x >= bounds[u].west && at.x <= bounds[u].east && at.y >= bounds[u].south &&
                at.y <= bounds[u].north && vp_shape_contains(&set->units[u].shape, at))
                s->items[i].unit = u;
    }
    free(bounds);
    return true;
}

static bool make_room(vp_settlements *s, size_t cells, vp_error *err)
{
    free(s->of_cell);
    s->of_cell = calloc(cells, sizeof *s->of_cell);
    return s->of_cell || vp_fail_memory(err, cells * sizeof *s->of_cell);
}

/* Cells where nobody lives are nobody's there: the others are counted as they were. */
bool vp_settlement_cells_take(vp_region *region, const uint32_t of_cell[], vp_error *err)
{
    vp_settlements *s = &region->settlements;
    size_t cells = vp_grid_geometry_cells(region->geometry);
    if (!s->count) return true;
    if (!make_room(s, cells, err)) return false;
    memcpy(s->of_cell, of_cell, cells * sizeof *s->of_cell);
    count_people(region);
    return find_units(region, err);
}

bool vp_settlement_cells_assign(vp_region *region, vp_error *err)
{
    vp_settlements *s = &region->settlements;
    size_t cells = vp_grid_geometry_cells(region->geometry);
    if (!s->count) return true;
    if (!make_room(s, cells, err)) return false;
    for (size_t i = 0; i < cells; i++) s->of_cell[i] = UINT32_MAX;
    if (!find_nearest(region, err)) return false;
    fill_areas(region);
    count_people(region);
    return find_units(region, err);
}
