/* What lies on the path from a transmitter to a place: terrain, clutter, zones, bearing, and the most it can give. */
#include "broadcast/sweep_internal.h"
#include <vungphu/distance.h>

/* ------------------------------------------------------------ the terrain */

/* Position between cell centres, kept within the outermost centres; the part behind in *part. */
static size_t between_centres(double at, size_t count, double *part)
{
    double inner = fmin(fmax(at - 0.5, 0), (double)(count - 1));
    size_t first = (size_t)inner;
    if (first + 1 == count && count > 1) first--;
    *part = inner - (double)first;
    return first;
}

static double height_on(const vp_grid_geometry *f, const float *cells, double x, double y)
{
    double u = (x - f->west) / f->cell_metres, v = (f->north - y) / f->cell_metres, s, t;
    if (!(u >= 0 && v >= 0 && u <= (double)f->columns && v <= (double)f->rows)) return NAN;
    size_t c = between_centres(u, f->columns, &s), r = between_centres(v, f->rows, &t);
    size_t right = f->columns > 1, below = f->rows > 1 ? f->columns : 0;
    const float *at = cells + r * f->columns + c;
    double upper = (double)at[0] * (1 - s) + (double)at[right] * s;
    double lower = (double)at[below] * (1 - s) + (double)at[below + right] * s;
    return upper * (1 - t) + lower * t;
}

double vp_signal_height(const vp_signal_terrain *terrain, double x, double y)
{
    double fine = height_on(&terrain->geometry, terrain->elevation, x, y);
    if (!isnan(fine) || !terrain->wide) return fine;
    vp_grid_geometry wide = vp_grid_geometry_of(terrain->wide);
    return height_on(&wide, vp_grid_cells(terrain->wide), x, y);
}

double vp_sweep_height(const vp_sweep *sweep, double x, double y) { return vp_signal_height(sweep->terrain, x, y); }

double vp_sweep_clutter(const vp_sweep *sweep, double x, double y)
{
    size_t cell;
    if (!sweep->terrain->land_cover || !vp_grid_geometry_locate(sweep->terrain->geometry, x, y, &cell)) return 0;
    return (double)sweep->clutter[sweep->terrain->land_cover[cell]];
}

uint8_t vp_sweep_zone(const vp_sweep *sweep, double x, double y)
{
    size_t cell;
    if (!sweep->terrain->zones || !vp_grid_geometry_locate(sweep->terrain->geometry, x, y, &cell))
        return VP_ZONE_INLAND;
    return sweep->terrain->zones[cell];
}

/* ------------------------------------------------------------ the path to a place */

double vp_sweep_farthest(const vp_sweep *sweep)
{
    const vp_grid_geometry *f = &sweep->terrain->geometry;
    double west = sweep->transmitter->x - f->west, north = f->north - sweep->transmitter->y;
    double east = (double)f->columns * f->cell_metres - west, south = (double)f->rows * f->cell_metres - north;
    double corner = hypot(fmax(west, east), fmax(north, south));
    return fmin(corner, sweep->options->radius_km * 1000 * 1.001); /* the map's scale is within 0.1 % */
}

/* Initial great-circle course, degrees from true north. */
static double course(double lon1, double lat1, double lon2, double lat2)
{
    double a = lat1 * M_PI / 180, b = lat2 * M_PI / 180, turn = (lon2 - lon1) * M_PI / 180;
    return atan2(cos(b) * sin(turn), cos(a) * sin(b) - sin(a) * cos(b) * cos(turn)) * 180 / M_PI;
}

vp_bearing vp_sweep_bearing(const vp_sweep *sweep, double x, double y)
{
    const vp_transmitter *t = sweep->transmitter;
    const vp_grid_geometry *f = &sweep->terrain->geometry;
    double dx = x - t->x, dy = y - t->y, metres = hypot(dx, dy), lon, lat;
    double azimuth = atan2(dx, dy) * 180 / M_PI;
    vp_bearing b = {.metres = metres, .km_per_metre = 1e-3, .latitude_degrees = t->lat};
    const vp_lattice *map = sweep->terrain->lonlat;
    double column = (x - f->west) / f->cell_metres, row = (f->north - y) / f->cell_metres;
    if (map && metres > 0 && vp_lattice_at(map, column, row, &lon, &lat)) {
        b.km_per_metre = vp_distance_metres(t->lon, t->lat, lon, lat) / metres / 1000;
        b.latitude_degrees = lat;
        azimuth = course(t->lon, t->lat, lon, lat);
    }
    b.pattern_db = vp_transmitter_pattern(t, azimuth);
    return b;
}

double vp_sweep_vertical(const vp_sweep *sweep, double km, size_t cell)
{
    if (sweep->transmitter->vertical_count == 0 || !(km > 0)) return 0;
    double terrain = (double)sweep->terrain->elevation[cell];
    double fall = sweep->site_metres + sweep->transmitter->mast_metres - terrain - sweep->options->receiver_metres;
    double below = atan(fall / 1000 / km + km / 2 / sweep->constants.median_radius_km) * 180 / M_PI;
    return isnan(below) ? 0 : vp_transmitter_vertical(sweep->transmitter, below);
}

size_t vp_sweep_places(const vp_sweep *sweep)
{
    return sweep->only ? sweep->only_count : vp_grid_geometry_cells(sweep->terrain->geometry);
}

bool vp_sweep_spares(const vp_sweep *sweep, uint32_t cell, double most)
{
    return most < sweep->least || (sweep->enough && most <= (double)sweep->enough[cell]);
}

double vp_sweep_most(const vp_sweep *sweep, double km, double pattern_db)
{
    return vp_field_strength_most(&sweep->constants, km, 1) + sweep->power_db + pattern_db;
}

void vp_sweep_enter(vp_sweep *sweep, size_t cell, double value, double most)
{
    if (isnan(value))
        sweep->field.unknown[cell] = fmaxf(sweep->field.unknown[cell], (float)most);
    else
        sweep->field.best[cell] = fmaxf(sweep->field.best[cell], (float)value);
}
