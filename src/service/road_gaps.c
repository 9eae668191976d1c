#include "service/road_gaps.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/gaps.h>
#include <vungphu/travel_path.h>

typedef struct {
    const vp_region *region;
    const vp_service *service;
    vp_travel_options options;
    vp_terrain *terrain;
    vp_travel travel;
    vp_point *points;
    size_t count;
} tracing;

static bool solve(tracing *t, vp_error *err)
{
    size_t *cells = malloc((t->service->facility_count + 1) * sizeof *cells);
    if (!cells) return vp_fail_memory(err, t->service->facility_count * sizeof *cells);
    for (size_t i = 0; i < t->service->facility_count; i++) {
        const vp_facility *f = &t->region->supply.facilities[t->service->facilities[i]];
        if (!vp_grid_geometry_locate(t->region->geometry, f->x, f->y, &cells[i])) cells[i] = SIZE_MAX;
    }
    t->terrain = vp_terrain_new(t->region, t->service->mode, t->service->season, err);
    bool ok = t->terrain && vp_travel_time(t->terrain, cells, t->service->facility_count, &t->options, &t->travel, err);
    free(cells);
    return ok;
}

static bool room(tracing *t, size_t count, vp_error *err)
{
    free(t->points);
    t->points = malloc((count + 1) * sizeof *t->points);
    return t->points || vp_fail_memory(err, count * sizeof *t->points);
}

static void add_centre(tracing *t, size_t cell)
{
    vp_point *p = &t->points[t->count++];
    vp_grid_geometry_centre(t->region->geometry, cell, &p->x, &p->y);
}

/* The nearest cell by straight line from which there is a path; SIZE_MAX: there is none. */
static size_t nearest_reached(const tracing *t, size_t from)
{
    const float *minutes = vp_grid_cells(t->travel.minutes);
    size_t columns = t->region->geometry.columns, cells = vp_grid_geometry_cells(t->region->geometry), best = SIZE_MAX;
    size_t from_column = from % columns, from_row = from / columns;
    double least = INFINITY;
    for (size_t i = 0; i < cells; i++) {
        if (!isfinite(minutes[i])) continue;
        size_t column = i % columns, row = i / columns;
        double away = hypot((double)column - (double)from_column, (double)row - (double)from_row);
        if (away < least) least = away, best = i;
    }
    return best;
}

static bool trace(tracing *t, size_t cell, vp_error *err)
{
    t->count = 0;
    if (!isfinite(vp_grid_cells(t->travel.minutes)[cell])) {
        size_t to = nearest_reached(t, cell);
        if (!room(t, 2, err)) return false;
        if (to == SIZE_MAX) return true; /* no line */
        add_centre(t, cell);
        add_centre(t, to);
        return true;
    }
    vp_travel_path path = {0};
    bool ok = vp_travel_path_find(t->terrain, &t->options, &t->travel, cell, &path, err) && room(t, path.count, err);
    for (size_t i = 0; ok && i < path.count; i++) add_centre(t, path.cells[i]);
    vp_travel_path_clear(&path);
    return ok;
}

static void name_of(const tracing *t, const vp_gap *gap, char *text, size_t size)
{
    const vp_unit_set *set = &t->region->units.sets[t->region->units.main_set];
    const char *unit = gap->unit < set->unit_count ? set->units[gap->unit].name : "";
    const char *place = gap->settlement == VP_NONE ? NULL : t->region->settlements.items[gap->settlement].name;
    snprintf(text, size, "%s%s%s", place ? place : "", place && *place ? ", " : "", unit ? unit : "");
}

static bool add_gap(tracing *t, const vp_gap *gap, const char *class_name, vp_road_list *list, vp_error *err)
{
    size_t cell;
    char name[300];
    if (!vp_grid_geometry_locate(t->region->geometry, gap->x, gap->y, &cell)) return true;
    if (!trace(t, cell, err)) return false;
    if (t->count < 2) return true; /* a facility's own cell, or nothing to join */
    vp_shape line;
    name_of(t, gap, name, sizeof name);
    bool ok =
        vp_shape_init(&line, t->points, &t->count, 1, err) && vp_road_list_add(list, &line, class_name, name, NAN, err);
    vp_shape_clear(&line);
    return ok;
}

bool vp_road_gaps_links(const vp_land_view *view, const vp_road_question *q, size_t most, const char *class_name,
                        vp_road_list *list, vp_error *err)
{
    tracing t = {.region = q->region, .service = &q->region->definitions.services[q->service], .options = q->travel};
    if (t.service->reach != VP_REACH_TRAVEL_TIME && t.service->reach != VP_REACH_ROUND_TRIP)
        return vp_fail(err, VP_BAD_INPUT, "%s is not reached by travel time: roads change nothing for it",
                       t.service->id);
    t.options.limit_minutes = INFINITY;
    const vp_gap_question asked = {q->service, q->group, q->limit, 0, 0};
    vp_gaps gaps = {0};
    *list = (vp_road_list){0};
    bool ok =
        vp_gaps_find(q->region, view->snapshot->results.main_weights, q->surface, &asked, &gaps, err) && solve(&t, err);
    for (size_t g = 0; ok && g < gaps.gap_count && list->count < most; g++)
        ok = add_gap(&t, &gaps.gaps[g], class_name, list, err);
    if (ok && list->count == 0)
        ok = vp_fail(err, VP_NOT_FOUND, "%s leaves out no place that a road could join", t.service->id);
    vp_gaps_clear(&gaps);
    vp_travel_clear(&t.travel);
    vp_terrain_free(t.terrain);
    free(t.points);
    if (!ok) vp_road_list_clear(list);
    return ok;
}
