#include "store/plain/travel_areas.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/limit.h>

bool vp_travel_areas_limits(vp_travel_areas *areas, const char *text)
{
    areas->limit_count = 0;
    for (char *end; *text; text = *end == ',' ? end + 1 : end) {
        double limit = strtod(text, &end);
        if (end == text || (*end && *end != ',') || !(limit >= 0) || areas->limit_count == VP_TRAVEL_LIMITS_MOST)
            return false;
        areas->limits[areas->limit_count++] = limit;
    }
    return areas->limit_count > 0;
}

/* What one pass over the surface finds of each facility within a limit. */
typedef struct {
    size_t west, north, east, south; /* cells, both ends included; west > east: none */
    double people;
} extent;

static extent *extents_within(const vp_travel_areas *a, double limit, vp_error *err)
{
    vp_grid_geometry geometry = a->place->geometry;
    const float *minutes = vp_grid_cells(a->travel->minutes);
    extent *extents = calloc(a->facilities->count + 1, sizeof *extents);
    if (!extents) vp_fail_memory(err, a->facilities->count * sizeof *extents);
    for (size_t f = 0; extents && f < a->facilities->count; f++)
        extents[f] = (extent){SIZE_MAX, SIZE_MAX, 0, 0, a->people ? 0 : (double)NAN};
    for (size_t i = 0; extents && i < vp_grid_geometry_cells(geometry); i++) {
        int32_t nearest = a->travel->nearest[i];
        if (nearest < 0 || !vp_limit_holds(limit, (double)minutes[i])) continue;
        extent *e = &extents[nearest];
        size_t column = i % geometry.columns, row = i / geometry.columns;
        e->west = column < e->west ? column : e->west;
        e->east = column > e->east ? column : e->east;
        e->north = row < e->north ? row : e->north;
        e->south = row > e->south ? row : e->south;
        if (a->people && a->people[i] > 0) e->people += (double)a->people[i];
    }
    return extents;
}

static void free_areas(vp_area *areas, size_t count)
{
    for (size_t i = 0; areas && i < count; i++) vp_contour_clear(&areas[i].contour);
    free(areas);
}

bool vp_travel_areas_isochrones(const vp_travel_areas *a, const char *path, vp_error *err)
{
    vp_grid_geometry geometry = a->place->geometry;
    vp_contour_field field = {.values = vp_grid_cells(a->travel->minutes)};
    vp_area *areas = calloc(a->limit_count + 1, sizeof *areas);
    bool ok = areas || vp_fail_memory(err, a->limit_count * sizeof *areas);
    for (size_t k = 0; ok && k < a->limit_count; k++) {
        areas[k] = (vp_area){.limit = a->limits[k], .people = a->people ? 0 : (double)NAN};
        for (size_t i = 0; a->people && i < vp_grid_geometry_cells(geometry); i++)
            if (a->people[i] > 0 && isfinite(field.values[i]) && vp_limit_holds(a->limits[k], (double)field.values[i]))
                areas[k].people += (double)a->people[i];
        ok = vp_contour_at(geometry, &field, (vp_contour_box){0}, a->limits[k], &areas[k].contour, err);
    }
    ok = ok && vp_plain_areas_write(path, a->place, areas, a->limit_count, err);
    free_areas(areas, a->limit_count);
    return ok;
}

/* Whether anything is known of where the facility stands. */
static bool is_known(const vp_travel_areas *a, size_t facility)
{
    size_t cell;
    vp_point p = a->facilities->points[facility];
    return vp_grid_geometry_locate(a->place->geometry, p.x, p.y, &cell) &&
           !isnan(vp_grid_cells(a->travel->minutes)[cell]);
}

/* Of every facility, also of one that is nobody's nearest. */
static bool add_catchments(const vp_travel_areas *a, double limit, vp_area *areas, size_t *count, vp_error *err)
{
    extent *extents = extents_within(a, limit, err);
    bool ok = extents != NULL;
    for (size_t f = 0; ok && f < a->facilities->count; f++) {
        extent e = extents[f];
        if (e.west > e.east) {
            bool known = is_known(a, f);
            areas[(*count)++] = (vp_area){.facility = a->facilities->names[f],
                                          .limit = limit,
                                          .people = known ? e.people : (double)NAN,
                                          .not_known = !known};
            continue;
        }
        vp_contour_field field = {
            .values = vp_grid_cells(a->travel->minutes), .labels = a->travel->nearest, .label = (int32_t)f};
        vp_contour_box box = {e.west, e.north, e.east - e.west + 1, e.south - e.north + 1};
        areas[*count] = (vp_area){.facility = a->facilities->names[f], .limit = limit, .people = e.people};
        ok = vp_contour_at(a->place->geometry, &field, box, limit, &areas[*count].contour, err);
        if (ok) ++*count;
    }
    free(extents);
    return ok;
}

bool vp_travel_areas_catchments(const vp_travel_areas *a, const char *path, vp_error *err)
{
    size_t count = 0, most = a->facilities->count * a->limit_count;
    vp_area *areas = calloc(most + 1, sizeof *areas);
    bool ok = areas || vp_fail_memory(err, most * sizeof *areas);
    for (size_t k = 0; ok && k < a->limit_count; k++) ok = add_catchments(a, a->limits[k], areas, &count, err);
    ok = ok && vp_plain_areas_write(path, a->place, areas, count, err);
    free_areas(areas, count);
    return ok;
}
