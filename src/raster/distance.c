#include "platform/parallel.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/distance.h>

#define SEMI_MAJOR_METRES  6378137.0 /* WGS 84 */
#define FLATTENING         (1 / 298.257223563)
#define MEAN_RADIUS_METRES 6371008.8

typedef struct {
    double x, y, z;
} place; /* earth-centred metres */

static place on_ellipsoid(double lon, double lat)
{
    const double e2 = FLATTENING * (2 - FLATTENING);
    double s = sin(lat * M_PI / 180), c = cos(lat * M_PI / 180);
    double normal = SEMI_MAJOR_METRES / sqrt(1 - e2 * s * s);
    return (place){normal * c * cos(lon * M_PI / 180), normal * c * sin(lon * M_PI / 180), normal * (1 - e2) * s};
}

/* arc = 2R asin(chord / 2R): the correction is 1e-5 of 100 km, and R is within 0.7 % of the radius
 * of curvature in any direction, so the error is at most 1.2e-7 there and grows with
 * the square of the distance: 1.1e-6 at 300 km. */
static double arc_between(place a, place b)
{
    double dx = a.x - b.x, dy = a.y - b.y, dz = a.z - b.z;
    double chord = sqrt(dx * dx + dy * dy + dz * dz);
    return 2 * MEAN_RADIUS_METRES * asin(fmin(1, chord / (2 * MEAN_RADIUS_METRES)));
}

double vp_distance_metres(double lon_a, double lat_a, double lon_b, double lat_b)
{
    return arc_between(on_ellipsoid(lon_a, lat_a), on_ellipsoid(lon_b, lat_b));
}

/* ------------------------------------------------------------ the nearest facility */

/* A facility as a parabola over one row of cells: squared distance = (x - site.x)² + height. */
typedef struct {
    double x, height;
    size_t index;
} parabola;

typedef struct {
    const vp_distance_plane *plane;
    const size_t *facilities;
    size_t facility_count;
    size_t *by_x;       /* positions in facilities, ascending by x, then by index */
    parabola *envelope; /* the lowest parabolas of the row, left to right */
    double *from;       /* from[i]: where envelope[i] begins to be the lowest */
} sweep;

typedef struct {
    double x;
    size_t position;
} keyed;

static int by_place(const void *left, const void *right)
{
    const keyed *a = left, *b = right;
    if (a->x != b->x) return a->x < b->x ? -1 : 1;
    return a->position < b->position ? -1 : a->position > b->position;
}

static bool make_room(sweep *s)
{
    s->envelope = calloc(s->facility_count, sizeof *s->envelope);
    s->from = calloc(s->facility_count, sizeof *s->from);
    return s->envelope && s->from;
}

static bool prepare(sweep *s)
{
    size_t count = s->facility_count;
    keyed *keys = calloc(count, sizeof *keys);
    s->by_x = calloc(count, sizeof *s->by_x);
    bool ok = keys && s->by_x && make_room(s);
    for (size_t i = 0; ok && i < count; i++) keys[i] = (keyed){s->plane->facilities[s->facilities[i]].x, i};
    if (ok) qsort(keys, count, sizeof *keys, by_place);
    for (size_t i = 0; ok && i < count; i++) s->by_x[i] = keys[i].position;
    free(keys);
    return ok;
}

/* Felzenszwalb & Huttenlocher 2012, section 2.1, with sites anywhere instead of on the grid. */
static size_t lower_envelope(sweep *s, double y)
{
    size_t count = 0;
    for (size_t i = 0; i < s->facility_count; i++) {
        size_t position = s->by_x[i];
        const vp_facility *facility = &s->plane->facilities[s->facilities[position]];
        parabola next = {facility->x, (facility->y - y) * (facility->y - y), position};
        double begins = -INFINITY;
        bool hidden = false;
        while (count > 0) {
            parabola last = s->envelope[count - 1];
            if (next.x == last.x) { /* one above the other: only the lower stays, the first of equals */
                hidden = next.height >= last.height;
                if (hidden) break;
                count--;
                continue;
            }
            begins = (next.x * next.x + next.height - last.x * last.x - last.height) / (2 * (next.x - last.x));
            if (begins > s->from[count - 1]) break;
            count--;
            begins = -INFINITY;
        }
        if (hidden) continue;
        s->envelope[count] = next;
        s->from[count++] = begins;
    }
    return count;
}

static float distance_at(const sweep *s, size_t column, size_t row, place site)
{
    double lon = NAN, lat = NAN;
    bool known = vp_lattice_at(s->plane->cell_to_lonlat, (double)column + 0.5, (double)row + 0.5, &lon, &lat);
    return known ? (float)arc_between(on_ellipsoid(lon, lat), site) : NAN;
}

/* before: of the row, the facilities that were nearest; cells that keep theirs are passed over. NULL: none is. */
static bool sweep_row(sweep *s, size_t row, const place sites[], const int32_t before[], vp_distance_cell *visit,
                      void *context)
{
    vp_grid_geometry geometry = s->plane->geometry;
    double x, y;
    vp_grid_geometry_centre(geometry, row * geometry.columns, &x, &y);
    size_t count = lower_envelope(s, y), at = 0;
    for (size_t column = 0; column < geometry.columns; column++, x += geometry.cell_metres) {
        while (at + 1 < count && s->from[at + 1] < x) at++;
        size_t position = s->envelope[at].index;
        int32_t nearest = (int32_t)s->facilities[position];
        if (before && before[column] == nearest) continue;
        if (!visit(context, row * geometry.columns + column, distance_at(s, column, row, sites[position]), nearest))
            return false;
    }
    return true;
}

static place *places_of(const vp_distance_plane *plane, const size_t facilities[], size_t count)
{
    place *sites = calloc(count ? count : 1, sizeof *sites);
    for (size_t i = 0; sites && i < count; i++) {
        const vp_facility *facility = &plane->facilities[facilities[i]];
        sites[i] = on_ellipsoid(facility->lon, facility->lat);
    }
    return sites;
}

static void clear_sweep(sweep *s)
{
    free(s->by_x);
    free(s->envelope);
    free(s->from);
}

bool vp_distance_changes(const vp_distance_plane *plane, const size_t facilities[], size_t facility_count,
                         const int32_t before[], vp_distance_cell *visit, void *context)
{
    sweep s = {.plane = plane, .facilities = facilities, .facility_count = facility_count};
    place *sites = places_of(plane, facilities, facility_count);
    bool ok = sites && prepare(&s);
    size_t columns = plane->geometry.columns;
    for (size_t row = 0; ok && row < plane->geometry.rows; row++)
        ok = sweep_row(&s, row, sites, before ? before + row * columns : NULL, visit, context);
    clear_sweep(&s);
    free(sites);
    return ok;
}

enum { BAND_ROWS = 64 };

typedef struct {
    const sweep *whole; /* its room is not used */
    const place *sites;
    vp_distance_cell *visit;
    void *context;
} bands;

static bool sweep_band(void *context, size_t team_place, size_t band, vp_error *err)
{
    (void)team_place;
    const bands *b = context;
    sweep own = *b->whole;
    bool ok = make_room(&own) || vp_fail_memory(err, own.facility_count * sizeof *own.envelope);
    size_t rows = own.plane->geometry.rows, end = (band + 1) * BAND_ROWS < rows ? (band + 1) * BAND_ROWS : rows;
    for (size_t row = band * BAND_ROWS; ok && row < end; row++)
        ok = sweep_row(&own, row, b->sites, NULL, b->visit, b->context);
    free(own.envelope);
    free(own.from);
    return ok;
}

bool vp_distance_everywhere(const vp_distance_plane *plane, const size_t facilities[], size_t facility_count,
                            vp_distance_cell *visit, void *context)
{
    sweep s = {.plane = plane, .facilities = facilities, .facility_count = facility_count};
    place *sites = places_of(plane, facilities, facility_count);
    bands b = {&s, sites, visit, context};
    vp_error err = {0};
    bool ok = sites && prepare(&s) &&
              vp_parallel_run(0, (plane->geometry.rows + BAND_ROWS - 1) / BAND_ROWS, sweep_band, &b, &err);
    clear_sweep(&s);
    free(sites);
    return ok;
}

typedef struct {
    float *values;
    int32_t *nearest;
} filling;

static bool fill_cell(void *context, size_t cell, float metres, int32_t nearest)
{
    filling *f = context;
    f->values[cell] = metres;
    f->nearest[cell] = nearest;
    return true;
}

bool vp_distance_renew(const vp_distance_plane *plane, const size_t facilities[], size_t facility_count, float metres[],
                       int32_t nearest[], vp_error *err)
{
    filling f = {metres, nearest};
    return vp_distance_changes(plane, facilities, facility_count, nearest, fill_cell, &f) ||
           vp_fail_memory(err, vp_grid_geometry_cells(plane->geometry) * sizeof *nearest);
}

vp_distance_plane vp_distance_plane_of(const vp_region *region)
{
    return (vp_distance_plane){region->geometry, &region->cell_to_lonlat, region->supply.facilities};
}

vp_grid *vp_distance_surface(const vp_distance_plane *plane, const size_t facilities[], size_t facility_count,
                             int32_t **nearest, vp_error *err)
{
    vp_grid *grid = vp_grid_new(plane->geometry, INFINITY, err);
    if (!grid) return NULL;
    size_t cells = vp_grid_geometry_cells(plane->geometry);
    *nearest = malloc(cells * sizeof **nearest);
    bool ok = *nearest != NULL;
    for (size_t i = 0; ok && i < cells; i++) (*nearest)[i] = -1;
    filling f = {vp_grid_edit(grid), *nearest};
    if (ok && facility_count) ok = vp_distance_everywhere(plane, facilities, facility_count, fill_cell, &f);
    if (ok) return grid;
    free(*nearest);
    *nearest = NULL;
    vp_grid_free(grid);
    vp_fail_memory(err, cells * sizeof **nearest);
    return NULL;
}
