#include "snapshot/outlines.h"
#include "snapshot/feature_ids.h"
#include "snapshot/outline_names.h"
#include "snapshot/vertex_weights.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/lattice.h>
#include <vungphu/transmitter.h>

/* ------------------------------------------------------------ weights of vertices */

/* A vertex as one ring passes through it. Two rings that share a border pass through its
 * vertices with the same pair of neighbours. */
typedef struct {
    vp_point point, low, high; /* low, high: the neighbours, in order of vp_vertex_compare */
    float *weight;
} corner;

static int compare_corners(const void *one, const void *other)
{
    const corner *a = one, *b = other;
    int order = vp_vertex_compare(a->point, b->point);
    if (!order) order = vp_vertex_compare(a->low, b->low);
    return order ? order : vp_vertex_compare(a->high, b->high);
}

/* Points of ring r without its repeated end. */
static size_t ring_points(const vp_shape *shape, size_t r)
{
    size_t size = shape->ring_starts[r + 1] - shape->ring_starts[r];
    return size > 0 ? size - 1 : 0;
}

static size_t add_corners(const vp_shape *shape, const vp_outline *outline, corner *corners)
{
    size_t count = 0;
    for (size_t r = 0; r < shape->ring_count; r++) {
        const vp_point *points = outline->points + shape->ring_starts[r];
        size_t n = ring_points(shape, r);
        for (size_t i = 0; i < n; i++) {
            vp_point one = points[(i + n - 1) % n], other = points[(i + 1) % n];
            bool ordered = vp_vertex_compare(one, other) <= 0;
            corners[count++] = (corner){points[i], ordered ? one : other, ordered ? other : one,
                                        &outline->weights[shape->ring_starts[r] + i]};
        }
    }
    return count;
}

/* Where rings that pass through a point do not pass on the same way, the point stays. */
static void mark_meetings(corner *corners, size_t count)
{
    qsort(corners, count, sizeof *corners, compare_corners);
    for (size_t first = 0, next; first < count; first = next) {
        bool meeting = false;
        for (next = first + 1; next < count && vp_vertex_compare(corners[next].point, corners[first].point) == 0;
             next++)
            if (compare_corners(&corners[next], &corners[first]) != 0) meeting = true;
        for (size_t i = first; i < next; i++) *corners[i].weight = meeting ? INFINITY : 0;
    }
}

static void weigh_ring(const vp_point *points, float *weights, size_t n, vp_vertex_line *l)
{
    size_t start = n;
    if (n == 0) return;
    for (size_t i = 0; i < n && start == n; i++)
        if (isinf(weights[i])) start = i;
    if (start == n) { /* an island or an enclave: its least point stays, the same one seen from either side */
        start = 0;
        for (size_t i = 1; i < n; i++)
            if (vp_vertex_compare(points[i], points[start]) < 0) start = i;
        weights[start] = INFINITY;
    }
    l->count = 0;
    for (size_t i = 0; i <= n; i++) {
        size_t at = (start + i) % n;
        l->points[l->count] = points[at];
        l->weights[l->count++] = &weights[at];
        if (i == 0 || !isinf(weights[at])) continue;
        vp_vertex_line_weigh(l);
        l->points[0] = points[at];
        l->weights[0] = &weights[at];
        l->count = 1;
    }
}

static bool weigh_set(const vp_unit_set *set, vp_outline *outlines, vp_error *err)
{
    size_t count = 0, longest = 0;
    for (size_t u = 0; u < set->unit_count; u++) {
        const vp_shape *shape = &set->units[u].lonlat;
        count += shape->point_count;
        if (shape->point_count > longest) longest = shape->point_count;
    }
    vp_vertex_line l = {0};
    corner *corners = calloc(count + 1, sizeof *corners);
    bool ok = corners && vp_vertex_line_init(&l, longest + 2);
    if (!ok) {
        vp_fail_memory(err, count * sizeof *corners);
        goto done;
    }
    count = 0;
    for (size_t u = 0; u < set->unit_count; u++)
        count += add_corners(&set->units[u].lonlat, &outlines[u], corners + count);
    mark_meetings(corners, count);
    for (size_t u = 0; u < set->unit_count; u++) {
        const vp_shape *shape = &set->units[u].lonlat;
        for (size_t r = 0; r < shape->ring_count; r++) {
            size_t start = shape->ring_starts[r], n = ring_points(shape, r);
            if (n == 0) continue;
            weigh_ring(outlines[u].points + start, outlines[u].weights + start, n, &l);
            outlines[u].weights[start + n] = outlines[u].weights[start];
        }
    }
done:
    vp_vertex_line_clear(&l);
    free(corners);
    return ok;
}

/* ------------------------------------------------------------ nesting of rings */

static bool ring_contains(const vp_point *ring, size_t size, vp_point p)
{
    bool inside = false;
    for (size_t i = 0; i + 1 < size; i++) {
        vp_point a = ring[i], b = ring[i + 1];
        if ((a.y > p.y) != (b.y > p.y) && p.x < a.x + (b.x - a.x) * (p.y - a.y) / (b.y - a.y)) inside = !inside;
    }
    return inside;
}

static double ring_area(const vp_point *ring, size_t size)
{
    double twice = 0;
    for (size_t i = 0; i + 1 < size; i++)
        twice += (ring[i].x - ring[0].x) * (ring[i + 1].y - ring[0].y) -
                 (ring[i + 1].x - ring[0].x) * (ring[i].y - ring[0].y);
    return fabs(twice) / 2;
}

void vp_outlines_nest(const vp_shape *shape, const vp_point points[], size_t outer[])
{
    for (size_t r = 0; r < shape->ring_count; r++) {
        outer[r] = VP_NONE;
        size_t start = shape->ring_starts[r], size = shape->ring_starts[r + 1] - start, depth = 0, innermost = VP_NONE;
        if (size < 2) continue;
        vp_point a = points[start], b = points[start + 1], middle = {(a.x + b.x) / 2, (a.y + b.y) / 2};
        double least = INFINITY;
        for (size_t o = 0; o < shape->ring_count; o++) {
            size_t from = shape->ring_starts[o], length = shape->ring_starts[o + 1] - from;
            if (o == r || !ring_contains(points + from, length, middle)) continue;
            double area = ring_area(points + from, length);
            depth++;
            if (area < least) {
                least = area;
                innermost = o;
            }
        }
        if (depth % 2 == 1) outer[r] = innermost;
    }
}

/* ------------------------------------------------------------ all of it */

static bool init_outline(vp_outline *outline, const vp_shape *shape, vp_error *err)
{
    outline->points = calloc(shape->point_count + 1, sizeof *outline->points);
    outline->weights = calloc(shape->point_count + 1, sizeof *outline->weights);
    outline->outer = calloc(shape->ring_count + 1, sizeof *outline->outer);
    if (!outline->points || !outline->weights || !outline->outer)
        return vp_fail_memory(err, shape->point_count * (sizeof *outline->points + sizeof *outline->weights));
    vp_bounds all = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t i = 0; i < shape->point_count; i++) {
        vp_point *p = &outline->points[i];
        vp_mercator_from_lonlat(shape->points[i].x, shape->points[i].y, &p->x, &p->y);
        all = (vp_bounds){fmin(all.west, p->x), fmin(all.south, p->y), fmax(all.east, p->x), fmax(all.north, p->y)};
    }
    outline->bounds = all;
    outline->lonlat = vp_shape_bounds(shape);
    vp_outlines_nest(shape, outline->points, outline->outer);
    return true;
}

static bool init_set(const vp_unit_set *set, vp_outline **out, vp_error *err)
{
    vp_outline *outlines = *out = calloc(set->unit_count + 1, sizeof *outlines);
    if (!outlines) return vp_fail_memory(err, set->unit_count * sizeof *outlines);
    for (size_t u = 0; u < set->unit_count; u++)
        if (!init_outline(&outlines[u], &set->units[u].lonlat, err)) return false;
    return weigh_set(set, outlines, err);
}

/* Joins the ids of the services that each facility has. */
static bool init_facilities(const vp_region *region, vp_outlines *all, vp_error *err)
{
    size_t count = region->supply.facility_count, bytes = 1;
    for (size_t s = 0; s < region->definitions.service_count; s++)
        bytes += strlen(region->definitions.services[s].id) + 1;
    all->facilities = calloc(count + 1, sizeof *all->facilities);
    all->facility_services = calloc(count + 1, sizeof *all->facility_services);
    if (!all->facilities || !all->facility_services) return vp_fail_memory(err, count * sizeof *all->facilities);
    all->facility_count = count;
    for (size_t f = 0; f < count; f++) {
        const vp_facility *facility = &region->supply.facilities[f];
        vp_mercator_from_lonlat(facility->lon, facility->lat, &all->facilities[f].x, &all->facilities[f].y);
        all->facility_services[f] = calloc(1, bytes);
        if (!all->facility_services[f]) return vp_fail_memory(err, bytes);
    }
    for (size_t s = 0; s < region->definitions.service_count; s++)
        for (size_t i = 0; i < region->definitions.services[s].facility_count; i++) {
            char *list = all->facility_services[region->definitions.services[s].facilities[i]];
            size_t length = strlen(list);
            snprintf(list + length, bytes - length, "%s%s", length ? "," : "", region->definitions.services[s].id);
        }
    return true;
}

static bool init_patterns(const vp_supply *supply, vp_outlines *all, vp_error *err)
{
    size_t count = supply->transmitter_count;
    all->patterns = calloc(2 * count + 1, sizeof *all->patterns);
    if (!all->patterns) return vp_fail_memory(err, 2 * count * sizeof *all->patterns);
    all->transmitter_count = count;
    for (size_t i = 0; i < count; i++) {
        const vp_transmitter *t = &supply->transmitters[i];
        char **pair = &all->patterns[2 * i];
        pair[0] = vp_transmitter_pattern_text(t->pattern_azimuth_degrees, t->pattern_db, t->pattern_count, err);
        pair[1] = vp_transmitter_pattern_text(t->vertical_degrees, t->vertical_db, t->vertical_count, err);
        if (!pair[0] || !pair[1]) return false;
    }
    return true;
}

static bool init_areas(const vp_region *region, vp_outlines *all, vp_error *err)
{
    all->areas = calloc(region->supply.service_area_count + 1, sizeof *all->areas);
    if (!all->areas) return vp_fail_memory(err, region->supply.service_area_count * sizeof *all->areas);
    all->area_count = region->supply.service_area_count;
    vp_grid_geometry geometry = region->geometry;
    for (size_t a = 0; a < all->area_count; a++) {
        const vp_shape *shape = &region->supply.service_areas[a].shape;
        vp_area_outline *area = &all->areas[a];
        area->lonlat.points = calloc(shape->point_count + 1, sizeof *area->lonlat.points);
        area->lonlat.ring_starts = calloc(shape->ring_count + 1, sizeof *area->lonlat.ring_starts);
        area->outer = calloc(shape->ring_count + 1, sizeof *area->outer);
        if (!area->lonlat.points || !area->lonlat.ring_starts || !area->outer)
            return vp_fail_memory(err, shape->point_count * sizeof *area->lonlat.points);
        for (size_t r = 0; shape->ring_starts && r <= shape->ring_count; r++)
            area->lonlat.ring_starts[r] = shape->ring_starts[r];
        area->lonlat.ring_count = shape->ring_count;
        area->lonlat.point_count = shape->point_count;
        for (size_t i = 0; i < shape->point_count; i++) {
            vp_point p = shape->points[i], *to = &area->lonlat.points[i];
            to->x = to->y = NAN; /* outside the grid's lattice there is no position */
            vp_lattice_at(&region->cell_to_lonlat, (p.x - geometry.west) / geometry.cell_metres,
                          (geometry.north - p.y) / geometry.cell_metres, &to->x, &to->y);
        }
        vp_outlines_nest(shape, shape->points, area->outer);
    }
    return true;
}

static const char *facility_id(const void *region, size_t i)
{
    return ((const vp_region *)region)->supply.facilities[i].id;
}
static const char *facility_dataset(const void *region, size_t i)
{
    return ((const vp_region *)region)->supply.facilities[i].dataset;
}
static const char *area_id(const void *region, size_t i)
{
    return ((const vp_region *)region)->supply.service_areas[i].id;
}
static const char *area_service(const void *region, size_t i)
{
    const vp_region *r = region;
    size_t service = r->supply.service_areas[i].service;
    return service < r->definitions.service_count ? r->definitions.services[service].id : NULL;
}
static const char *transmitter_id(const void *region, size_t i)
{
    return ((const vp_region *)region)->supply.transmitters[i].id;
}
static const char *transmitter_site(const void *region, size_t i)
{
    return ((const vp_region *)region)->supply.transmitters[i].site;
}

static const char *settlement_id(const void *region, size_t i)
{
    return ((const vp_region *)region)->settlements.items[i].id;
}
static const char *settlement_kind(const void *region, size_t i)
{
    return ((const vp_region *)region)->settlements.items[i].kind;
}

static bool init_ids(const vp_region *region, vp_outlines *all, vp_error *err)
{
    all->facility_ids = vp_feature_ids_new(region->supply.facility_count, facility_id, facility_dataset, region, err);
    all->area_ids = vp_feature_ids_new(region->supply.service_area_count, area_id, area_service, region, err);
    all->transmitter_ids =
        vp_feature_ids_new(region->supply.transmitter_count, transmitter_id, transmitter_site, region, err);
    all->settlement_count = region->settlements.count;
    all->settlement_ids = vp_feature_ids_new(region->settlements.count, settlement_id, settlement_kind, region, err);
    return all->facility_ids && all->area_ids && all->transmitter_ids && all->settlement_ids;
}

#define NOWHERE ((vp_bounds){INFINITY, INFINITY, -INFINITY, -INFINITY})

static void add_bounds(vp_outlines *all, size_t set)
{
    for (size_t u = 0; u < all->unit_counts[set]; u++) {
        vp_bounds b = all->sets[set][u].lonlat, a = all->lonlat;
        all->lonlat =
            (vp_bounds){fmin(a.west, b.west), fmin(a.south, b.south), fmax(a.east, b.east), fmax(a.north, b.north)};
    }
}

static bool init_units(const vp_units *units, vp_outlines *all, vp_error *err)
{
    all->lonlat = NOWHERE;
    for (size_t s = 0; s < all->set_count; s++) {
        all->unit_counts[s] = units->sets[s].unit_count;
        if (!init_set(&units->sets[s], &all->sets[s], err)) return false;
        if (s == units->main_set) add_bounds(all, s);
    }
    return true;
}

static vp_outline_block block_of(const vp_point *points, const float *weights, size_t count)
{
    vp_outline_block b = {.bounds = {INFINITY, INFINITY, -INFINITY, -INFINITY}, .most = 0};
    for (size_t i = 0; i < count; i++) {
        b.bounds.west = points[i].x < b.bounds.west ? points[i].x : b.bounds.west;
        b.bounds.south = points[i].y < b.bounds.south ? points[i].y : b.bounds.south;
        b.bounds.east = points[i].x > b.bounds.east ? points[i].x : b.bounds.east;
        b.bounds.north = points[i].y > b.bounds.north ? points[i].y : b.bounds.north;
        b.most = weights[i] > b.most ? weights[i] : b.most;
    }
    return b;
}

static vp_outline_block span_of(const vp_outline_block *blocks)
{
    vp_outline_block span = blocks[0];
    for (size_t i = 1; i < VP_OUTLINE_SPAN / VP_OUTLINE_BLOCK; i++) {
        const vp_bounds *b = &blocks[i].bounds;
        span.bounds = (vp_bounds){fmin(span.bounds.west, b->west), fmin(span.bounds.south, b->south),
                                  fmax(span.bounds.east, b->east), fmax(span.bounds.north, b->north)};
        if (blocks[i].most > span.most) span.most = blocks[i].most;
    }
    return span;
}

/* Of one unit with so many points; returns where those of the next one begin. */
static vp_outline_block *make_blocks(vp_outline *o, size_t count, vp_outline_block *next)
{
    vp_outline_block *blocks = next;
    o->blocks = blocks;
    for (size_t i = 0; i < count; i += VP_OUTLINE_BLOCK)
        *next++ = block_of(o->points + i, o->weights + i, count - i < VP_OUTLINE_BLOCK ? count - i : VP_OUTLINE_BLOCK);
    o->spans = next;
    for (size_t i = 0; i + VP_OUTLINE_SPAN <= count; i += VP_OUTLINE_SPAN)
        *next++ = span_of(blocks + i / VP_OUTLINE_BLOCK);
    return next;
}

/* So that a tile passes over what lies beyond it without looking at each point. */
static bool init_blocks(const vp_units *units, vp_outlines *all, vp_error *err)
{
    vp_outline_counts counts = vp_outlines_count(units);
    size_t most = counts.points / VP_OUTLINE_BLOCK + counts.points / VP_OUTLINE_SPAN + counts.units + 1;
    vp_outline_block *next = all->blocks = malloc(most * sizeof *next);
    if (!next) return vp_fail_memory(err, most * sizeof *next);
    for (size_t s = 0; s < all->set_count; s++)
        for (size_t u = 0; u < all->unit_counts[s]; u++)
            next = make_blocks(&all->sets[s][u], units->sets[s].units[u].lonlat.point_count, next);
    return true;
}

/* Whatever is not of units, and what is made of them each time. */
static bool name_units(const vp_units *units, vp_outlines *all, vp_error *err)
{
    for (size_t s = 0; s < units->set_count; s++)
        for (size_t u = 0; u < units->sets[s].unit_count; u++)
            if (!vp_outline_find_name(&all->sets[s][u], &units->sets[s].units[u].lonlat, err)) return false;
    return true;
}

static bool init_others(const vp_region *region, vp_outlines *all, vp_error *err)
{
    return init_blocks(&region->units, all, err) && name_units(&region->units, all, err) &&
           init_facilities(region, all, err) && init_patterns(&region->supply, all, err) &&
           init_areas(region, all, err) && init_ids(region, all, err);
}

static vp_outlines *new_outlines(const vp_units *units, vp_error *err)
{
    size_t count = units->set_count;
    vp_outlines *all = calloc(1, sizeof *all);
    if (all) {
        all->sets = calloc(count + 1, sizeof *all->sets);
        all->unit_counts = calloc(count + 1, sizeof *all->unit_counts);
    }
    if (all && all->sets && all->unit_counts) {
        all->set_count = count;
        return all;
    }
    vp_outlines_free(all);
    vp_fail_memory(err, sizeof *all + count * sizeof *all->sets);
    return NULL;
}

vp_outlines *vp_outlines_new(const vp_region *region, vp_error *err)
{
    vp_outlines *all = vp_outlines_of_units(region, err);
    if (!all || init_others(region, all, err)) return all;
    vp_outlines_free(all);
    return NULL;
}

vp_outlines *vp_outlines_of_units(const vp_region *region, vp_error *err)
{
    vp_outlines *all = new_outlines(&region->units, err);
    if (!all || init_units(&region->units, all, err)) return all;
    vp_outlines_free(all);
    return NULL;
}

/* ------------------------------------------------------------ over parts that are there */

vp_outline_counts vp_outlines_count(const vp_units *units)
{
    vp_outline_counts c = {0};
    for (size_t s = 0; s < units->set_count; s++)
        for (size_t u = 0; u < units->sets[s].unit_count; u++, c.units++) {
            c.points += units->sets[s].units[u].lonlat.point_count;
            c.rings += units->sets[s].units[u].lonlat.ring_count;
        }
    return c;
}

static bool check_outer(const size_t outer[], size_t ring_count, const vp_unit *unit, vp_error *err)
{
    for (size_t r = 0; r < ring_count; r++)
        if (outer[r] != VP_NONE && (outer[r] >= ring_count || outer[r] == r))
            return vp_fail(err, VP_BAD_INPUT, "ring %zu of unit %s is a hole of none", r, unit->code);
    return true;
}

/* Moves the parts behind those of the set. */
static bool lay_set(const vp_unit_set *set, vp_outline_parts *parts, vp_outline **out, vp_error *err)
{
    vp_outline *outlines = *out = calloc(set->unit_count + 1, sizeof *outlines);
    if (!outlines) return vp_fail_memory(err, set->unit_count * sizeof *outlines);
    for (size_t u = 0; u < set->unit_count; u++) {
        const vp_shape *shape = &set->units[u].lonlat;
        outlines[u] = (vp_outline){.points = parts->points,
                                   .weights = parts->weights,
                                   .outer = parts->outer,
                                   .bounds = parts->bounds[0],
                                   .lonlat = parts->bounds[1]};
        if (!check_outer(parts->outer, shape->ring_count, &set->units[u], err)) return false;
        parts->points += shape->point_count;
        parts->weights += shape->point_count;
        parts->outer += shape->ring_count;
        parts->bounds += 2;
    }
    return true;
}

vp_outlines *vp_outlines_over(const vp_region *region, vp_outline_parts parts, vp_error *err)
{
    vp_outlines *all = new_outlines(&region->units, err);
    if (!all) return NULL;
    all->borrowed = true;
    all->lonlat = NOWHERE;
    bool ok = true;
    for (size_t s = 0; ok && s < all->set_count; s++) {
        all->unit_counts[s] = region->units.sets[s].unit_count;
        ok = lay_set(&region->units.sets[s], &parts, &all->sets[s], err);
        if (ok && s == region->units.main_set) add_bounds(all, s);
    }
    if (ok && init_others(region, all, err)) return all;
    vp_outlines_free(all);
    return NULL;
}

void vp_outlines_free(vp_outlines *outlines)
{
    if (!outlines) return;
    for (size_t s = 0; s < outlines->set_count; s++) {
        for (size_t u = 0; !outlines->borrowed && outlines->sets[s] && u < outlines->unit_counts[s]; u++) {
            free(outlines->sets[s][u].points);
            free(outlines->sets[s][u].weights);
            free(outlines->sets[s][u].outer);
        }
        free(outlines->sets[s]);
    }
    for (size_t f = 0; outlines->facility_services && f < outlines->facility_count; f++)
        free(outlines->facility_services[f]);
    for (size_t a = 0; outlines->areas && a < outlines->area_count; a++) {
        vp_shape_clear(&outlines->areas[a].lonlat);
        free(outlines->areas[a].outer);
    }
    for (size_t i = 0; outlines->patterns && i < 2 * outlines->transmitter_count; i++) free(outlines->patterns[i]);
    free(outlines->patterns);
    vp_feature_ids_free(outlines->facility_ids, outlines->facility_count);
    vp_feature_ids_free(outlines->area_ids, outlines->area_count);
    vp_feature_ids_free(outlines->transmitter_ids, outlines->transmitter_count);
    vp_feature_ids_free(outlines->settlement_ids, outlines->settlement_count);
    free(outlines->facility_services);
    free(outlines->facilities);
    free(outlines->areas);
    free(outlines->sets);
    free(outlines->unit_counts);
    free(outlines->blocks);
    free(outlines);
}

void vp_gap_place(const vp_region *region, const vp_gap *gap, double *lon, double *lat)
{
    *lon = gap->lon;
    *lat = gap->lat;
    vp_grid_geometry geometry = region->geometry;
    if (isnan(*lon) || isnan(*lat))
        vp_lattice_at(&region->cell_to_lonlat, (gap->x - geometry.west) / geometry.cell_metres,
                      (geometry.north - gap->y) / geometry.cell_metres, lon, lat);
}
