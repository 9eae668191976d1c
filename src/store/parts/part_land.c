#include "store/parts/part_land.h"
#include "store/parts/part_owners.h"
#include "store/sqlite/settings.h"
#include <stdlib.h>
#include <string.h>

/* Without units: a set of none stands for them. */
static vp_unit_set nobody;

/* Cells of the window, of bytes each; NULL without err where there are none. */
static void *cut_cells(const void *cells, size_t bytes, vp_grid_geometry all, vp_grid_geometry window, bool *ok,
                       vp_error *err)
{
    size_t column, row;
    if (!*ok || !cells || !vp_part_corner(all, window, &column, &row)) return NULL;
    char *out = malloc(vp_grid_geometry_cells(window) * bytes);
    if (!out) *ok = vp_fail_memory(err, vp_grid_geometry_cells(window) * bytes);
    for (size_t r = 0; out && r < window.rows; r++)
        memcpy(out + r * window.columns * bytes, (const char *)cells + ((row + r) * all.columns + column) * bytes,
               window.columns * bytes);
    return out;
}

static vp_grid *cut_grid(const vp_grid *grid, vp_grid_geometry window, bool *ok, vp_error *err)
{
    size_t column, row;
    vp_grid_geometry all = grid ? vp_grid_geometry_of(grid) : window;
    if (!*ok || !grid || !vp_part_corner(all, window, &column, &row)) return NULL;
    vp_grid *out = vp_grid_new_unset(window, err);
    *ok = out != NULL;
    for (size_t r = 0; out && r < window.rows; r++)
        memcpy(vp_grid_edit(out) + r * window.columns, vp_grid_cells(grid) + (row + r) * all.columns + column,
               window.columns * sizeof(float));
    return out;
}

static bool cut_land(const vp_region *whole, vp_region *cut, vp_error *err)
{
    vp_grid_geometry all = whole->geometry, window = cut->geometry;
    const vp_land *from = &whole->land;
    vp_land *land = &cut->land;
    bool ok = true;
    land->elevation = cut_grid(from->elevation, window, &ok, err);
    land->elevation_wide = NULL;
    if (from->elevation_wide)
        land->elevation_wide = cut_grid(
            from->elevation_wide, vp_transmitter_window(vp_grid_geometry_of(from->elevation_wide), window), &ok, err);
    land->land_cover = cut_cells(from->land_cover, sizeof *land->land_cover, all, window, &ok, err);
    land->roads = cut_cells(from->roads, sizeof *land->roads, all, window, &ok, err);
    land->barriers = cut_cells(from->barriers, sizeof *land->barriers, all, window, &ok, err);
    return ok;
}

/* A part moves those alone that terrain beyond its window could not have moved elsewhere. */
static bool put_back(const vp_region *cut, vp_grid_geometry whole, double snap_metres, vp_facility facilities[],
                     sqlite3_stmt *query, vp_error *err)
{
    bool row = false, ok = vp_statement_next(query, &row, err);
    for (size_t i = 0; ok && row && i < cut->supply.facility_count; i++) {
        double x = vp_statement_number(query, 0), y = vp_statement_number(query, 1);
        if (facilities[i].moved_metres > 0 && vp_grid_geometry_inside(whole, cut->geometry, x, y) < snap_metres)
            facilities[i].x = x, facilities[i].y = y;
        ok = vp_statement_next(query, &row, err);
    }
    return ok;
}

/* Rows of the table are the region's, in its order. */
static bool put_facilities_back(const vp_region *cut, vp_grid_geometry whole, const char *dataset,
                                vp_facility facilities[], vp_error *err)
{
    bool moved = false;
    double snap_metres;
    for (size_t i = 0; i < cut->supply.facility_count; i++) moved |= facilities[i].moved_metres > 0;
    if (!moved) return true;
    vp_database *database = vp_database_open(dataset, err);
    sqlite3_stmt *query =
        database && vp_settings_number(database, "snap_metres", 0, &snap_metres, err)
            ? vp_database_prepare(database, "SELECT ST_X(geom), ST_Y(geom) FROM facility ORDER BY id", err)
            : NULL;
    bool ok = query && put_back(cut, whole, snap_metres, facilities, query, err);
    sqlite3_finalize(query);
    vp_database_close(database);
    return ok;
}

vp_region *vp_part_land_cut(const vp_region *whole, const char *dataset, vp_grid_geometry window, vp_error *err)
{
    vp_region *cut = calloc(1, sizeof *cut);
    size_t count = whole->supply.facility_count;
    vp_facility *facilities = malloc((count + 1) * sizeof *facilities);
    if (!cut || !facilities) {
        vp_fail_memory(err, count * sizeof *facilities);
        free(cut);
        free(facilities);
        return NULL;
    }
    *cut = *whole;
    cut->geometry = window;
    cut->units = (vp_units){.sets = &nobody, .set_count = 1};
    cut->people = (vp_people){0};
    cut->settlements = (vp_settlements){0};
    memcpy(facilities, whole->supply.facilities, count * sizeof *facilities);
    cut->supply.facilities = facilities;
    bool ok = cut_land(whole, cut, err) && put_facilities_back(cut, whole->geometry, dataset, facilities, err);
    if (ok) return cut;
    vp_part_land_free(cut);
    return NULL;
}

void vp_part_land_free(vp_region *cut)
{
    if (!cut) return;
    vp_grid_free(cut->land.elevation);
    vp_grid_free(cut->land.elevation_wide);
    free(cut->land.land_cover);
    free(cut->land.roads);
    free(cut->land.barriers);
    free(cut->supply.facilities);
    free(cut);
}
