#include "snapshot/reached_areas.h"
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <vungphu/contour.h>

struct vp_reached_areas {
    pthread_mutex_t lock;   /* for making them */
    vp_reached_area *items; /* NULL: not asked for yet */
    size_t count;
};

vp_reached_areas *vp_reached_areas_new(vp_error *err)
{
    vp_reached_areas *areas = calloc(1, sizeof *areas);
    if (!areas) {
        vp_fail_memory(err, sizeof *areas);
        return NULL;
    }
    pthread_mutex_init(&areas->lock, NULL);
    return areas;
}

static void clear(vp_reached_area *area)
{
    vp_shape_clear(&area->lonlat);
    free(area->outer);
    free(area->first_hole);
    free(area->next_hole);
    free(area->mercator);
    free(area->rings);
    free(area->blocks);
}

static void free_all(vp_reached_area *items, size_t count)
{
    for (size_t i = 0; i < count; i++) clear(&items[i]);
    free(items);
}

void vp_reached_areas_free(vp_reached_areas *areas)
{
    if (!areas) return;
    free_all(areas->items, areas->count);
    pthread_mutex_destroy(&areas->lock);
    free(areas);
}

static bool has_areas(const vp_snapshot *snapshot, size_t service)
{
    vp_reach reach = snapshot->region->definitions.services[service].reach;
    return reach != VP_REACH_AREA && !vp_scale_of(reach).more_is_better && snapshot->results.surfaces &&
           snapshot->results.surfaces[service];
}

size_t vp_reached_areas_count(const vp_snapshot *snapshot)
{
    size_t count = 0;
    for (size_t s = 0; s < snapshot->region->definitions.service_count; s++) count += has_areas(snapshot, s);
    return count;
}

bool vp_reached_areas_measure(const vp_snapshot *snapshot, size_t service, double limit, vp_measurement *out,
                              vp_error *err)
{
    const vp_region *region = snapshot->region;
    const vp_indicator reached = vp_indicator_of_reach(service, region->definitions.services[service].group, NAN);
    vp_question question = vp_question_of(region->units.main_set, VP_NONE);
    question.limit = limit;
    return vp_indicator_measure(region, snapshot->results.coverage, &reached, &question, out, err);
}

bool vp_reached_areas_to_degrees(const vp_region *region, vp_shape *shape, vp_error *err)
{
    vp_grid_geometry f = region->geometry;
    for (size_t i = 0; i < shape->point_count; i++) {
        vp_point *p = &shape->points[i];
        double column = fmin(fmax((p->x - f.west) / f.cell_metres, 0), (double)f.columns);
        double row = fmin(fmax((f.north - p->y) / f.cell_metres, 0), (double)f.rows);
        if (!vp_lattice_at(&region->cell_to_lonlat, column, row, &p->x, &p->y))
            return vp_fail(err, VP_IO, "a corner lies outside the snapshot's lattice");
    }
    return true;
}

static vp_bounds around(vp_bounds b, vp_point p)
{
    return (vp_bounds){fmin(b.west, p.x), fmin(b.south, p.y), fmax(b.east, p.x), fmax(b.north, p.y)};
}

/* The points as a web map has them, and where they lie. */
static bool project(vp_reached_area *area, vp_error *err)
{
    const vp_bounds nowhere = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    const vp_shape *shape = &area->lonlat;
    area->bounds = nowhere;
    area->mercator = calloc(shape->point_count + 1, sizeof *area->mercator);
    area->rings = calloc(shape->ring_count + 1, sizeof *area->rings);
    size_t blocks = shape->point_count / VP_REACHED_BLOCK + 1;
    area->blocks = calloc(blocks, sizeof *area->blocks);
    if (!area->mercator || !area->rings || !area->blocks)
        return vp_fail_memory(err, shape->point_count * sizeof *area->mercator);
    for (size_t b = 0; b < blocks; b++) area->blocks[b] = nowhere;
    for (size_t r = 0; r < shape->ring_count; r++) {
        area->rings[r] = nowhere;
        for (size_t i = shape->ring_starts[r]; i < shape->ring_starts[r + 1]; i++) {
            vp_point *p = &area->mercator[i];
            vp_mercator_from_lonlat(shape->points[i].x, shape->points[i].y, &p->x, &p->y);
            area->rings[r] = around(area->rings[r], *p);
            area->bounds = around(area->bounds, *p);
            area->blocks[i / VP_REACHED_BLOCK] = around(area->blocks[i / VP_REACHED_BLOCK], *p);
        }
    }
    return true;
}

/* The holes of each outer ring, in the order of the rings: a tile needs those of few. */
static bool list_holes(vp_reached_area *area, vp_error *err)
{
    size_t count = area->lonlat.ring_count;
    area->first_hole = calloc(count + 1, sizeof *area->first_hole);
    area->next_hole = calloc(count + 1, sizeof *area->next_hole);
    if (!area->first_hole || !area->next_hole) return vp_fail_memory(err, 2 * count * sizeof *area->first_hole);
    for (size_t r = 0; r < count; r++) area->first_hole[r] = area->next_hole[r] = VP_NONE;
    for (size_t r = count; r-- > 0;) {
        size_t outer = area->outer[r];
        if (outer == VP_NONE) continue;
        area->next_hole[r] = area->first_hole[outer];
        area->first_hole[outer] = r;
    }
    return true;
}

/* Cleared by the caller, also when it fails. */
static bool draw(const vp_snapshot *snapshot, size_t service, vp_reached_area *area, vp_error *err)
{
    const vp_region *region = snapshot->region;
    vp_measurement m;
    vp_contour contour = {0};
    const vp_service *asked = &region->definitions.services[service];
    *area =
        (vp_reached_area){.service = service, .limit = asked->default_limit, .unit = vp_scale_of(asked->reach).unit};
    if (!vp_reached_areas_measure(snapshot, service, area->limit, &m, err)) return false;
    const float *cells = vp_results_surface(&snapshot->results, service, 0, VP_EVERY_CELL, err);
    const vp_contour_field field = {.values = cells, .mask = snapshot->places.inside};
    if (!cells || !vp_contour_at(region->geometry, &field, (vp_contour_box){0}, area->limit, &contour, err))
        return false;
    area->people = m.numerator;
    area->people_total = m.denominator;
    area->area_square_metres = vp_shape_area(&contour.shape);
    area->lonlat = contour.shape; /* both are taken */
    area->outer = contour.outer;
    return vp_reached_areas_to_degrees(region, &area->lonlat, err) && project(area, err) && list_holes(area, err);
}

static bool make(const vp_snapshot *snapshot, vp_reached_areas *areas, vp_error *err)
{
    size_t count = vp_reached_areas_count(snapshot), made = 0;
    vp_reached_area *items = calloc(count + 1, sizeof *items);
    bool ok = items || vp_fail_memory(err, count * sizeof *items);
    for (size_t s = 0; ok && s < snapshot->region->definitions.service_count; s++)
        if (has_areas(snapshot, s)) ok = draw(snapshot, s, &items[made++], err);
    if (!ok) {
        free_all(items, items ? made : 0);
        return false;
    }
    areas->items = items;
    areas->count = count;
    return true;
}

const vp_reached_area *vp_reached_areas_of(const vp_snapshot *snapshot, vp_error *err)
{
    vp_reached_areas *areas = snapshot->places.reached_areas;
    pthread_mutex_lock(&areas->lock);
    const vp_reached_area *items = areas->items || make(snapshot, areas, err) ? areas->items : NULL;
    pthread_mutex_unlock(&areas->lock);
    return items;
}

bool vp_reached_areas_are_made(const vp_snapshot *snapshot)
{
    vp_reached_areas *areas = snapshot->places.reached_areas;
    pthread_mutex_lock(&areas->lock);
    bool made = areas->items != NULL;
    pthread_mutex_unlock(&areas->lock);
    return made;
}
