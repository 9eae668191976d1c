/* What the factors of suitability are: a number of each cell. */
#include "store/plain/plain_file.h"
#include "store/plain/raster_read.h"
#include "store/plain/suitability_internal.h"
#include "store/plain/well_known_text.h"
#include "store/spatial/nearness.h"
#include "store/spatial/transform.h"
#include "store/text/number.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/distance.h>
#include <vungphu/relief.h>

typedef vp_suitability_reading reading;

static bool reject(reading *r, const char *column, const char *reason)
{
    return vp_suitability_reject(r, column, reason);
}

static size_t cells_of(const reading *r) { return vp_grid_geometry_cells(r->source->region->geometry); }

static void take_floats(reading *r, const float cells[])
{
    for (size_t i = 0; i < cells_of(r); i++) r->values[i] = (double)cells[i];
}

/* Whether a name is one of a list a|b|c; an empty list has every name. */
static bool is_listed(const char *list, const char *name)
{
    size_t length = strlen(name);
    if (!*list) return true;
    for (const char *at = list; at; at = strchr(at, '|') ? strchr(at, '|') + 1 : NULL)
        if (strncmp(at, name, length) == 0 && (at[length] == 0 || at[length] == '|')) return true;
    return false;
}

/* ---- what lies on the land */

/* Metres to cells that a class touches. */
static bool measure_classes(reading *r, const uint32_t mask[], char *const classes[], size_t count, vp_error *err)
{
    const char *asked = vp_suitability_text(r, "class");
    uint32_t bits = 0;
    char names[300] = "", reason[400];
    for (size_t k = 0; k < count; k++) {
        if (is_listed(asked, classes[k])) bits |= (uint32_t)1 << k;
        snprintf(names + strlen(names), sizeof names - strlen(names), "%s%s", k ? ", " : "", classes[k]);
    }
    snprintf(reason, sizeof reason, "the dataset has no such class; it has %s", names);
    if (!mask || count == 0) return reject(r, "factor", "the dataset has none");
    if (!bits) return reject(r, "class", reason);
    return vp_distance_to_cells(r->source->region->geometry, mask, bits, r->values, err);
}

static bool fill_road(reading *r, vp_error *err)
{
    const vp_land *land = &r->source->region->land;
    return measure_classes(r, land->roads, land->road_classes, land->road_class_count, err);
}

static bool fill_barrier(reading *r, vp_error *err)
{
    const vp_land *land = &r->source->region->land;
    return measure_classes(r, land->barriers, land->barrier_classes, land->barrier_class_count, err);
}

static bool fill_land_cover(reading *r, vp_error *err)
{
    (void)err;
    const uint8_t *cover = r->source->region->land.land_cover;
    const char *asked = vp_suitability_text(r, "class");
    bool any = false, wanted[256];
    char name[16];
    if (!cover) return reject(r, "factor", "the dataset has no land cover");
    if (!*asked) return reject(r, "class", "which classes of land cover? Their codes, as 10|20");
    for (int k = 0; k < 256; k++) {
        snprintf(name, sizeof name, "%d", k);
        wanted[k] = k && is_listed(asked, name);
    }
    for (size_t i = 0; i < cells_of(r); i++) {
        r->values[i] = cover[i] ? (double)wanted[cover[i]] : (double)NAN; /* 0: not known */
        any |= wanted[cover[i]];
    }
    return any || reject(r, "class", "no cell of the dataset has such a class of land cover");
}

static bool fill_elevation(reading *r, vp_error *err)
{
    (void)err;
    if (!r->source->region->land.elevation) return reject(r, "factor", "the dataset has no elevation");
    take_floats(r, vp_grid_cells(r->source->region->land.elevation));
    return true;
}

static bool fill_slope(reading *r, vp_error *err)
{
    if (!r->source->region->land.elevation) return reject(r, "factor", "the dataset has no elevation");
    vp_grid *slope = vp_relief_slope(r->source->region->land.elevation, err);
    if (!slope) return false;
    take_floats(r, vp_grid_cells(slope));
    vp_grid_free(slope);
    return true;
}

/* ---- services */

static bool find_service(reading *r, size_t *service)
{
    const vp_definitions *d = &r->source->region->definitions;
    const char *id = vp_suitability_text(r, "service");
    *service = VP_NONE;
    for (size_t s = 0; s < d->service_count; s++)
        if (strcmp(d->services[s].id, id) == 0) *service = s;
    return *service != VP_NONE || reject(r, "service", "there is no such service");
}

/* As the build found it: minutes, of straight lines metres, of signals dB(µV/m). */
static bool fill_travel(reading *r, vp_error *err)
{
    size_t service;
    if (!find_service(r, &service)) return false;
    const vp_results *results = &r->source->snapshot->results;
    if (r->source->region->definitions.services[service].reach == VP_REACH_AREA)
        return reject(r, "service", "it is served areas: give their polygons as a layer");
    if (!results->surfaces[service]) return reject(r, "service", "it was not analysed");
    const float *surface = vp_results_surface(results, service, 0, VP_EVERY_CELL, err);
    if (!surface) return false;
    take_floats(r, surface);
    return true;
}

static bool fill_facility(reading *r, vp_error *err)
{
    size_t service;
    if (!find_service(r, &service)) return false;
    const vp_service *s = &r->source->region->definitions.services[service];
    const vp_distance_plane plane = vp_distance_plane_of(r->source->region);
    int32_t *nearest = NULL;
    if (s->facility_count == 0) return reject(r, "service", "it has no facility");
    vp_grid *metres = vp_distance_surface(&plane, s->facilities, s->facility_count, &nearest, err);
    free(nearest);
    if (!metres) return false;
    take_floats(r, vp_grid_cells(metres));
    vp_grid_free(metres);
    return true;
}

/* ---- people */

/* People within so many metres of a cell's centre, by the centres of theirs: [cell of a row] summed from the west. */
static void sum_around(vp_grid_geometry f, const double west[], double radius, double values[])
{
    double reach = radius / f.cell_metres;
    size_t rows = (size_t)fmin(floor(reach), (double)f.rows);
    for (size_t cell = 0; cell < f.columns * f.rows; cell++) {
        size_t row = cell / f.columns, column = cell % f.columns, first = row > rows ? row - rows : 0;
        double sum = 0;
        for (size_t y = first; y <= row + rows && y < f.rows; y++) {
            double down = (double)y - (double)row, side = floor(sqrt(fmax(0, reach * reach - down * down)));
            size_t across = (size_t)fmin(side, (double)f.columns);
            size_t left = column > across ? column - across : 0, right = column + across + 1;
            if (right > f.columns) right = f.columns;
            sum += west[y * (f.columns + 1) + right] - west[y * (f.columns + 1) + left];
        }
        values[cell] = fmax(0, sum);
    }
}

static bool fill_people(reading *r, vp_error *err)
{
    const vp_region *region = r->source->region;
    vp_grid_geometry f = region->geometry;
    double radius;
    const char *text = vp_suitability_text(r, "radius");
    if (!vp_number_in_table(text, r->table.decimal, &radius) || !(radius >= 0) || radius > 1e6)
        return reject(r, "radius", "within how many metres are people counted? A number, 0 or more");
    if (region->people.population_count == 0) return reject(r, "factor", "the dataset has no people");
    double *west = calloc((f.columns + 1) * f.rows + 1, sizeof *west);
    if (!west) return vp_fail_memory(err, f.columns * f.rows * sizeof *west);
    const float *people = vp_grid_cells(region->people.populations[0].people);
    for (size_t row = 0; row < f.rows; row++)
        for (size_t column = 0; column < f.columns; column++) {
            float there = people[row * f.columns + column];
            double *at = west + row * (f.columns + 1) + column;
            at[1] = at[0] + (isfinite(there) ? (double)there : 0);
        }
    sum_around(f, west, radius, r->values);
    free(west);
    return true;
}

/* ---- files and geometries */

/* Keeps the shapes whose name is one of the row's classes. */
static size_t keep_classes(const reading *r, vp_features *f)
{
    const char *asked = vp_suitability_text(r, "class");
    size_t kept = 0;
    for (size_t k = 0; k < f->count; k++) {
        if (!f->named || !is_listed(asked, f->names[k])) continue;
        vp_shape shape = f->shapes[kept];
        char *name = f->names[kept];
        bool area = f->areas[kept];
        f->shapes[kept] = f->shapes[k], f->names[kept] = f->names[k], f->areas[kept] = f->areas[k];
        f->shapes[k] = shape, f->names[k] = name, f->areas[k] = area;
        kept++;
    }
    return kept;
}

typedef bool from_layer(reading *r, const vp_nearness_layer *layer, vp_error *err);

static bool from_file(reading *r, const char *path, from_layer *use, vp_error *err)
{
    const vp_raster_place place = {.geometry = r->source->region->geometry, .crs = r->source->region->crs};
    const vp_feature_file file = {.path = path, .findings = r->findings};
    vp_features features;
    vp_error why = {0};
    if (!vp_plain_layer_read(&file, &place, &features, &why)) {
        if (why.kind == VP_NO_MEMORY) return vp_fail(err, why.kind, "%s", why.message);
        return reject(r, "file", why.message);
    }
    bool classed = *vp_suitability_text(r, "class") != 0;
    vp_nearness_layer layer = {features.shapes, features.areas, classed ? keep_classes(r, &features) : features.count};
    bool ok = true;
    if (layer.count == 0)
        ok = reject(r, classed ? "class" : "file",
                    classed ? "no feature of the file has that in its column class, highway or kind"
                            : "it has no features");
    ok = ok && use(r, &layer, err);
    vp_features_clear(&features);
    return ok;
}

static bool from_text(reading *r, const char *text, from_layer *use, vp_error *err)
{
    vp_shape shape = {0};
    bool area = false;
    const char *wrong = vp_well_known_text_read(text, r->source->snapshot, &shape, &area);
    if (wrong) return reject(r, "geometry", wrong);
    bool ok = use(r, &(vp_nearness_layer){&shape, &area, 1}, err);
    vp_shape_clear(&shape);
    return ok;
}

static bool from_layer_of(reading *r, from_layer *use, vp_error *err)
{
    const char *path = vp_suitability_text(r, "file"), *text = vp_suitability_text(r, "geometry");
    if (*path && r->source->text)
        return reject(r, "file", "a file cannot be named here; put its geometry, as WKT in degrees, into geometry");
    if (!*path == !*text)
        return reject(r, "file", "either a file of points, lines or polygons, or a geometry: WKT in degrees");
    return *path ? from_file(r, path, use, err) : from_text(r, text, use, err);
}

static bool use_metres(reading *r, const vp_nearness_layer *layer, vp_error *err)
{
    return vp_nearness_metres(layer, r->source->region->geometry, r->values, err);
}

static bool use_inside(reading *r, const vp_nearness_layer *layer, vp_error *err)
{
    size_t cells = cells_of(r), areas = 0;
    for (size_t k = 0; k < layer->count; k++) areas += layer->areas[k];
    if (areas == 0) return reject(r, "factor", "of areas, but there are only points and lines");
    bool *inside = malloc(cells + 1);
    if (!inside) return vp_fail_memory(err, cells);
    bool ok = vp_nearness_inside(layer, r->source->region->geometry, inside, err);
    for (size_t i = 0; ok && i < cells; i++) r->values[i] = inside[i];
    free(inside);
    return ok;
}

static bool fill_layer(reading *r, vp_error *err) { return from_layer_of(r, use_metres, err); }
static bool fill_area(reading *r, vp_error *err) { return from_layer_of(r, use_inside, err); }

/* The raster's cell that the centre lies in. */
static bool sample(reading *r, const double cells[], const vp_raster_place *place, vp_transform *transform,
                   vp_error *err)
{
    vp_grid_geometry f = r->source->region->geometry, g = place->geometry;
    vp_point *points = malloc((f.columns + 1) * sizeof *points);
    if (!points) return vp_fail_memory(err, f.columns * sizeof *points);
    for (size_t row = 0; row < f.rows; row++) {
        for (size_t column = 0; column < f.columns; column++)
            vp_grid_geometry_centre(f, row * f.columns + column, &points[column].x, &points[column].y);
        bool placed = vp_transform_forward(transform, points, f.columns);
        for (size_t column = 0; column < f.columns; column++) {
            double across = floor((points[column].x - g.west) / g.cell_metres),
                   down = floor((g.north - points[column].y) / place->row_height);
            bool in = placed && across >= 0 && down >= 0 && across < (double)g.columns && down < (double)g.rows;
            r->values[row * f.columns + column] = in ? cells[(size_t)down * g.columns + (size_t)across] : (double)NAN;
        }
    }
    free(points);
    return true;
}

static bool fill_raster(reading *r, vp_error *err)
{
    const char *path = vp_suitability_text(r, "file");
    vp_raster_request request = {.path = path, .kind = VP_CELLS_NUMBERS, .findings = r->findings};
    vp_raster_place place = {0};
    vp_error why = {0};
    if (!*path) return reject(r, "file", "which raster file?");
    if (r->source->text) return reject(r, "file", "a file cannot be named here");
    double *cells = vp_raster_read_any(&request, &place, &why);
    vp_transform *transform = cells && place.crs ? vp_transform_new(r->source->region->crs, place.crs, &why) : NULL;
    bool ok = cells && transform;
    if (cells && !place.crs)
        reject(r, "file", "the raster states no coordinate system; gdal_edit.py -a_srs states one");
    else if (!ok && why.kind == VP_NO_MEMORY)
        vp_fail(err, why.kind, "%s", why.message);
    else if (!ok)
        reject(r, "file", why.message);
    ok = ok && sample(r, cells, &place, transform, err);
    vp_transform_free(transform);
    vp_raster_place_clear(&place);
    free(cells);
    return ok;
}

/* One more factor: its row here, and what it is in docs/methods.md. */
const vp_suitability_kind vp_suitability_kinds[] = {
    {"road", "m", {"class"}, fill_road},
    {"barrier", "m", {"class"}, fill_barrier},
    {"layer", "m", {"file", "geometry", "class"}, fill_layer},
    {"area", "", {"file", "geometry", "class"}, fill_area},
    {"facility", "m", {"service"}, fill_facility},
    {"travel", "", {"service"}, fill_travel},
    {"slope", "%", {NULL}, fill_slope},
    {"elevation", "m", {NULL}, fill_elevation},
    {"land_cover", "", {"class"}, fill_land_cover},
    {"people", "", {"radius"}, fill_people},
    {"raster", "", {"file"}, fill_raster},
};
const size_t vp_suitability_kind_count = sizeof vp_suitability_kinds / sizeof *vp_suitability_kinds;
