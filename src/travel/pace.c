#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/pace.h>

#define LAND_COVER_CODES 256

/* What a class means for the mode. known is false when no row of the table speaks of it. */
typedef struct {
    bool known, slope;
    float minutes_per_metre; /* INFINITY: cannot be crossed */
} pace;

typedef struct {
    pace road[VP_ROAD_CLASSES_MOST], barrier[VP_ROAD_CLASSES_MOST], land_cover[LAND_COVER_CODES];
} pace_table;

static pace pace_of(const vp_speed *speed)
{
    if (!(speed->km_per_h > 0)) return (pace){.known = true, .minutes_per_metre = INFINITY};
    return (pace){.known = true, .slope = speed->slope, .minutes_per_metre = (float)(0.06 / speed->km_per_h)};
}

/* Which rows speak: those of the mode that hold in the season. */
typedef struct {
    const vp_region *region;
    const char *mode;
    vp_season season; /* dry or flood */
} journey_kind;

/* How nearly a row speaks of the class: 0 not at all. The class itself before "*", a row of the season
 * before one that always holds. */
static int nearness(const vp_speed *speed, const char *class_name, vp_season season)
{
    bool itself = strcmp(speed->class_name, class_name) == 0;
    if (!itself && strcmp(speed->class_name, "*") != 0) return 0;
    if (speed->season != VP_SEASON_ALWAYS && speed->season != season) return 0;
    return 1 + (speed->season != VP_SEASON_ALWAYS) + 2 * itself;
}

static pace pace_of_class(const journey_kind *kind, vp_surface_kind surface, const char *class_name)
{
    pace found = {.known = false, .minutes_per_metre = INFINITY};
    int nearest = 0;
    for (size_t i = 0; i < kind->region->speed_table.speed_count; i++) {
        const vp_speed *speed = &kind->region->speed_table.speeds[i];
        if (speed->surface != surface || strcmp(speed->mode, kind->mode) != 0) continue;
        int near = nearness(speed, class_name, kind->season);
        if (near <= nearest) continue;
        nearest = near;
        found = pace_of(speed);
    }
    return found;
}

static bool check_speeds(const vp_speed_table *speed_table, const char *mode, vp_error *err)
{
    bool any = false;
    for (size_t i = 0; i < speed_table->speed_count; i++) {
        const vp_speed *speed = &speed_table->speeds[i];
        if (strcmp(speed->mode, mode) != 0) continue;
        any = true;
        if (!isfinite(speed->km_per_h) || speed->km_per_h < 0)
            return vp_fail(err, VP_BAD_INPUT, "the speed of mode %s on class %s is %g km/h; it must be 0 or more", mode,
                           speed->class_name, speed->km_per_h);
    }
    if (strchr(mode, '|'))
        return vp_fail(err, VP_BAD_INPUT, "%s are several modes; this is answered for a service of one mode", mode);
    if (!any) return vp_fail(err, VP_BAD_INPUT, "there are no speeds for mode %s", mode);
    return true;
}

static void fill_table(pace_table *table, const journey_kind *kind)
{
    const vp_region *region = kind->region;
    for (size_t i = 0; i < VP_ROAD_CLASSES_MOST; i++)
        table->road[i] = table->barrier[i] = (pace){.minutes_per_metre = INFINITY};
    for (size_t i = 0; i < region->land.road_class_count; i++)
        table->road[i] = pace_of_class(kind, VP_SURFACE_ROAD, region->land.road_classes[i]);
    for (size_t i = 0; i < region->land.barrier_class_count; i++)
        table->barrier[i] = pace_of_class(kind, VP_SURFACE_BARRIER, region->land.barrier_classes[i]);
    table->land_cover[0] = (pace){.minutes_per_metre = INFINITY}; /* unknown terrain: "*" does not speak of it */
    for (int code = 1; code < LAND_COVER_CODES; code++) {
        char text[12];
        snprintf(text, sizeof text, "%d", code);
        table->land_cover[code] = pace_of_class(kind, VP_SURFACE_LAND_COVER, text);
    }
}

/* A class without a row does not exist for the mode (a track for a car); one of speed 0
 * is there and is impassable (a motorway on foot). */
static pace fastest_road(const pace road[], uint32_t classes)
{
    pace best = {.known = false, .minutes_per_metre = INFINITY};
    for (; classes; classes &= classes - 1) {
        pace next = road[__builtin_ctz(classes)];
        if (next.known && (!best.known || next.minutes_per_metre < best.minutes_per_metre)) best = next;
    }
    return best;
}

/* All barriers of a cell have to be crossed, so the slowest counts. */
static pace slowest_barrier(const pace barrier[], uint32_t classes)
{
    pace worst = barrier[__builtin_ctz(classes)];
    for (classes &= classes - 1; classes; classes &= classes - 1) {
        pace next = barrier[__builtin_ctz(classes)];
        if (next.minutes_per_metre > worst.minutes_per_metre) worst = next;
    }
    return worst;
}

static pace pace_of_cell(const pace_table *table, const vp_land *land, size_t cell)
{
    uint32_t roads = land->roads ? land->roads[cell] : 0;
    uint32_t barriers = land->barriers ? land->barriers[cell] : 0;
    pace road = fastest_road(table->road, roads);
    if (road.known) return road;
    if (barriers) return slowest_barrier(table->barrier, barriers);
    return table->land_cover[land->land_cover ? land->land_cover[cell] : 0];
}

static bool fill_cells(vp_terrain *terrain, const pace_table *table, const vp_land *land)
{
    bool any_slope = false;
    size_t cells = vp_grid_geometry_cells(terrain->geometry);
    for (size_t i = 0; i < cells; i++) {
        pace p = pace_of_cell(table, land, i);
        bool slope = p.slope && p.minutes_per_metre < INFINITY;
        terrain->minutes_per_metre[i] = p.minutes_per_metre;
        terrain->slope_applies[i] = slope;
        any_slope |= slope;
    }
    return any_slope;
}

vp_terrain *vp_terrain_new(const vp_region *region, const char *mode, vp_season season, vp_error *err)
{
    if (!vp_grid_geometry_check(region->geometry, err) || !check_speeds(&region->speed_table, mode, err)) return NULL;
    bool ok = false;
    size_t cells = vp_grid_geometry_cells(region->geometry);
    pace_table *table = calloc(1, sizeof *table);
    vp_terrain *terrain = calloc(1, sizeof *terrain);
    if (!table || !terrain) {
        vp_fail_memory(err, sizeof *table + sizeof *terrain);
        goto done;
    }
    terrain->geometry = region->geometry;
    terrain->minutes_per_metre = malloc(cells * sizeof *terrain->minutes_per_metre);
    terrain->slope_applies = malloc(cells);
    if (!terrain->minutes_per_metre || !terrain->slope_applies) {
        vp_fail_memory(err, cells * (sizeof *terrain->minutes_per_metre + 1));
        goto done;
    }
    if (season == VP_SEASON_ALWAYS) season = region->season;
    if (season == VP_SEASON_ALWAYS) season = VP_SEASON_DRY;
    fill_table(table, &(journey_kind){region, mode, season});
    if (!fill_cells(terrain, table, &region->land)) {
        free(terrain->slope_applies);
        terrain->slope_applies = NULL;
    } else if (!region->land.elevation) {
        vp_fail(err, VP_BAD_INPUT, "mode %s follows the slope of the terrain, but there is no elevation", mode);
        goto done;
    } else
        terrain->elevation = vp_grid_cells(region->land.elevation);
    ok = true;
done:
    free(table);
    if (!ok) {
        vp_terrain_free(terrain);
        return NULL;
    }
    return terrain;
}

void vp_terrain_free(vp_terrain *terrain)
{
    if (!terrain) return;
    free(terrain->minutes_per_metre);
    free(terrain->slope_applies);
    free(terrain);
}

bool vp_terrain_passable(const vp_terrain *terrain, size_t cell)
{
    if (!(terrain->minutes_per_metre[cell] < INFINITY)) return false;
    bool slope = terrain->slope_applies && terrain->slope_applies[cell] && terrain->elevation;
    return !slope || !isnan(terrain->elevation[cell]);
}

/* First and last of the cells along an axis whose centres may lie within reach of at; false
 * when there is none. */
static bool span(double at, double reach, size_t cells, size_t *first, size_t *last)
{
    double from = floor(at - reach), to = ceil(at + reach);
    if (!(to >= 0) || !(from < (double)cells)) return false;
    *first = from > 0 ? (size_t)from : 0;
    *last = to < (double)cells ? (size_t)to : cells - 1;
    return true;
}

bool vp_terrain_snap(const vp_terrain *terrain, double x, double y, double most_metres, size_t *cell, double *metres)
{
    vp_grid_geometry f = terrain->geometry;
    size_t west, east, north, south;
    double reach = most_metres / f.cell_metres, best = most_metres;
    bool found = false;
    if (!span((x - f.west) / f.cell_metres, reach, f.columns, &west, &east)) return false;
    if (!span((f.north - y) / f.cell_metres, reach, f.rows, &north, &south)) return false;
    for (size_t row = north; row <= south; row++)
        for (size_t i = row * f.columns + west; i <= row * f.columns + east; i++) {
            double centre_x, centre_y;
            if (!vp_terrain_passable(terrain, i)) continue;
            vp_grid_geometry_centre(f, i, &centre_x, &centre_y);
            double away = hypot(centre_x - x, centre_y - y);
            if (away > best || (found && away == best)) continue;
            best = away;
            *cell = i;
            found = true;
        }
    if (found) *metres = best;
    return found;
}
