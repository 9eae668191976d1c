#include "store/look/among.h"
#include "store/look/look_internal.h"
#include "store/proposal/proposal.h"
#include "store/spatial/crs.h"
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <vungphu/region.h>

static vp_bounds none(void) { return (vp_bounds){INFINITY, INFINITY, -INFINITY, -INFINITY}; }

static bool known(vp_bounds b) { return b.west <= b.east && b.south <= b.north; }

static vp_bounds shifted(vp_bounds b, double degrees)
{
    return (vp_bounds){b.west + degrees, b.south, b.east + degrees, b.north};
}

/* How far the longitudes of b are to be turned so that they are near those of a: 0, 360 or -360. What spans 180
 * degrees stays. */
static double turn_towards(vp_bounds a, vp_bounds b)
{
    double middle = (b.west + b.east) / 2;
    if (!known(a) || b.east - b.west >= 180) return 0;
    return vp_crs_longitude_near(middle, (a.west + a.east) / 2) - middle;
}

static vp_bounds together(vp_bounds a, vp_bounds b)
{
    b = shifted(b, turn_towards(a, b));
    return (vp_bounds){fmin(a.west, b.west), fmin(a.south, b.south), fmax(a.east, b.east), fmax(a.north, b.north)};
}

static vp_bounds wider(vp_bounds b)
{
    double x = (b.east - b.west) / 5 + 0.05, y = (b.north - b.south) / 5 + 0.05;
    return (vp_bounds){b.west - x, b.south - y, b.east + x, b.north + y};
}

static bool meet(vp_bounds a, vp_bounds b)
{
    return a.west <= b.east && b.west <= a.east && a.south <= b.north && b.south <= a.north;
}

/* The part of a that lies in b, 0 to 1, also of a line or point. */
static double part_in(vp_bounds a, vp_bounds b)
{
    double width = a.east - a.west, height = a.north - a.south;
    double x = fmin(a.east, b.east) - fmax(a.west, b.west), y = fmin(a.north, b.north) - fmax(a.south, b.south);
    if (x < 0 || y < 0) return 0;
    return (width > 0 ? x / width : 1) * (height > 0 ? y / height : 1);
}

/* ------------------------------------------------------------ what is sure */

/* Of the areas whose system is known; without any, of the points; else of the smallest raster. */
static vp_bounds sure(const vp_looks *looks)
{
    static const vp_look_kind kinds[] = {VP_LOOK_AREAS, VP_LOOK_POINTS, VP_LOOK_LINES};
    vp_bounds all = none(), raster = none();
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds && !known(all); k++)
        for (size_t i = 0; i < looks->count; i++)
            if (looks->items[i].kind == kinds[k] && vp_look_has_bounds(&looks->items[i]))
                all = together(all, looks->items[i].bounds);
    for (size_t i = 0; i < looks->count; i++) {
        const vp_look *look = &looks->items[i];
        bool smaller = !known(raster) || look->bounds.east - look->bounds.west < raster.east - raster.west;
        if (look->kind == VP_LOOK_RASTER && vp_look_has_bounds(look) && smaller) raster = look->bounds;
    }
    return known(all) ? all : raster;
}

static bool has_areas(const vp_looks *looks)
{
    for (size_t i = 0; i < looks->count; i++)
        if (looks->items[i].kind == VP_LOOK_AREAS && vp_look_has_bounds(&looks->items[i])) return true;
    return false;
}

/* ------------------------------------------------------------ metres without a system */

/* The numbers of its geometries, or of its columns. */
static vp_bounds own_numbers(const vp_look *look)
{
    vp_place_columns p;
    if (look->has_geometry) return look->own;
    if (!vp_proposal_places(look, &p) || !p.metres) return (vp_bounds){1, 1, 0, 0};
    const vp_look_column *x = &look->columns[p.lon], *y = &look->columns[p.lat];
    return (vp_bounds){x->least, y->least, x->most, y->most};
}

/* First the systems that other files state: an office uses one. In Viet Nam then the zones of 3 degrees that provinces'
 * maps are drawn in, VN-2000 / TM-3, then those of UTM on WGS 84 and, with the same numbers to some hundred metres, on
 * VN-2000. */
static size_t candidates(const vp_looks *looks, vp_bounds around, char codes[][24])
{
    enum { STATED_MOST = 4 };
    vp_point middle = {(around.west + around.east) / 2, (around.south + around.north) / 2};
    size_t count = 0;
    char hint[300];
    for (size_t i = 0; i < looks->count && count < STATED_MOST; i++) {
        bool known = !*looks->items[i].stated;
        for (size_t k = 0; k < count; k++) known |= strcmp(codes[k], looks->items[i].stated) == 0;
        if (!known) snprintf(codes[count++], 24, "%s", looks->items[i].stated);
    }
    for (int step = 0; step < 3; step++) {
        char zone[16];
        double shift = step == 0 ? 0 : step == 1 ? -6 : 6;
        vp_crs_zone((vp_point){middle.x + shift, middle.y}, zone, hint, sizeof hint);
        snprintf(codes[count++], 24, "%s", zone);
    }
    bool viet_nam = middle.x > 101 && middle.x < 110.5 && middle.y > 8 && middle.y < 23.6;
    for (int code = 9205; viet_nam && code <= 9218; code++) snprintf(codes[count++], 24, "EPSG:%d", code);
    for (int code = 5896; viet_nam && code <= 5899; code++) snprintf(codes[count++], 24, "EPSG:%d", code);
    snprintf(codes[count++], 24, "EPSG:3857"); /* of web maps, as ArcGIS exports it */
    return count;
}

static bool find_system(const vp_looks *looks, vp_look *look, vp_bounds own, vp_bounds around)
{
    enum { MOST = 32 };
    char codes[MOST][24];
    double best = 0.3;
    size_t count = candidates(looks, around, codes);
    for (size_t i = 0; i < count; i++) {
        vp_bounds there;
        double part = vp_look_degrees(codes[i], own, &there) ? part_in(there, wider(around)) : 0;
        double whole = part > 0 ? part * (0.5 + 0.5 * part_in(there, around)) : 0;
        if (whole <= best + 0.02) continue;
        best = whole;
        snprintf(look->crs, sizeof look->crs, "%.23s", codes[i]);
        look->bounds = there;
    }
    return *look->crs != '\0';
}

static vp_bounds turn(vp_bounds b) { return (vp_bounds){b.south, b.west, b.north, b.east}; }

/* Surveyors in Viet Nam and elsewhere write X for the northing, Y for the easting. */
static void find_turned_system(const vp_looks *looks, vp_look *look, vp_bounds own, vp_bounds around)
{
    vp_place_columns p;
    if (look->has_geometry || !vp_proposal_places(look, &p) || !find_system(looks, look, turn(own), around)) return;
    look->lon = p.lat + 1, look->lat = p.lon + 1;
}

/* Degrees without saying so: a column of WKT, a shapefile without its .prj. */
static void assume_degrees(vp_look *look, vp_bounds own)
{
    bool degrees =
        look->has_geometry && known(own) && own.west >= -180 && own.east <= 360 && own.south >= -90 && own.north <= 90;
    if (!degrees) return;
    look->bounds = own;
    snprintf(look->crs, sizeof look->crs, "EPSG:4326");
}

/* Words of Vietnamese columns and fonts, where no other file says where the place is. */
static bool is_vietnamese(const vp_look *look)
{
    if (strcmp(look->encoding, "TCVN3") == 0 || strcmp(look->encoding, "VNI") == 0) return true;
    for (size_t i = 0; i < look->column_count; i++)
        if (vp_words_in("ten ten_xa maxa ma_xa dan_so xa huyen tinh so_giuong", look->columns[i].key)) return true;
    return false;
}

/* VN-2000 / UTM zone 48N has all of the country but some of its east; which meridian it was drawn on, nothing says. */
static void assume_system(vp_look *look, vp_bounds own)
{
    bool metres = own.west > 1e5 && own.east < 9e5 && own.south > 9e5 && own.north < 2.65e6;
    if (!metres || !is_vietnamese(look) || !vp_look_degrees("EPSG:3405", own, &look->bounds)) return;
    snprintf(look->crs, sizeof look->crs, "EPSG:3405");
}

static bool is_metric(vp_bounds own) { return known(own) && (fabs(own.east) > 360 || fabs(own.north) > 90); }

static void place_metres(vp_looks *looks, vp_bounds around)
{
    bool assumed = false;
    for (size_t i = 0; i < looks->count; i++) {
        vp_look *look = &looks->items[i];
        vp_bounds own = own_numbers(look);
        if (look->has_crs || look->kind == VP_LOOK_RASTER || !is_metric(own)) continue;
        if (known(around) && !find_system(looks, look, own, around)) find_turned_system(looks, look, own, around);
        if (!known(around)) assume_system(look, own);
        assumed |= !known(around) && *look->crs;
    }
    for (size_t i = 0; assumed && i < looks->count; i++) { /* the others of that office follow the first */
        vp_look *look = &looks->items[i];
        vp_bounds own = own_numbers(look), there;
        if (look->has_crs || *look->crs || look->kind == VP_LOOK_RASTER || !is_metric(own)) continue;
        if (!vp_look_degrees("EPSG:3405", own, &there)) continue;
        look->bounds = there;
        snprintf(look->crs, sizeof look->crs, "EPSG:3405");
    }
}

/* ------------------------------------------------------------ degrees */

static bool fits(const vp_look *look, size_t column, double least, double most)
{
    const vp_look_column *c = &look->columns[column];
    bool numbers = c->filled && (double)c->numbers >= 0.9 * (double)c->filled && c->whole < c->numbers;
    return numbers && c->least >= least && c->most <= most;
}

/* Two columns of fractions that lie within the units, where their names say nothing. */
static void find_columns(vp_look *look, vp_bounds around)
{
    vp_bounds w = wider(around);
    for (size_t x = 0; x < look->column_count && !look->lon; x++)
        for (size_t y = 0; y < look->column_count && !look->lon; y++)
            if (x != y && fits(look, x, w.west, w.east) && fits(look, y, w.south, w.north))
                look->lon = x + 1, look->lat = y + 1;
    if (!look->lon) return;
    const vp_look_column *x = &look->columns[look->lon - 1], *y = &look->columns[look->lat - 1];
    look->bounds = (vp_bounds){x->least, y->least, x->most, y->most};
}

static void turn_columns(vp_look *look)
{
    vp_place_columns p;
    if (look->has_geometry || !vp_proposal_places(look, &p) || p.both != VP_NONE) {
        look->turned = true;
        return;
    }
    look->lon = p.lat + 1, look->lat = p.lon + 1;
    look->bounds = turn(look->bounds);
    for (size_t i = 0; i < look->point_count; i++) look->points[i] = (vp_point){look->points[i].y, look->points[i].x};
}

static void place_degrees(vp_looks *looks, vp_bounds around, bool areas)
{
    for (size_t i = 0; i < looks->count; i++) {
        vp_look *look = &looks->items[i];
        vp_place_columns p;
        if (look->kind == VP_LOOK_TABLE && !vp_proposal_places(look, &p)) find_columns(look, around);
        if (!areas || look->kind == VP_LOOK_AREAS || !vp_look_has_bounds(look) || meet(look->bounds, wider(around)))
            continue;
        if (look->kind != VP_LOOK_RASTER && meet(turn(look->bounds), around))
            turn_columns(look);
        else
            look->elsewhere = true;
    }
}

/* Of a place on both sides of the 180th meridian all longitudes go on beyond 180. */
static void turn_all(vp_looks *looks, vp_bounds *around)
{
    *around = shifted(*around, around->west < -180 ? 360 : around->west >= 180 ? -360 : 0);
    for (size_t i = 0; i < looks->count; i++) {
        vp_look *look = &looks->items[i];
        double turn = vp_look_has_bounds(look) ? turn_towards(*around, look->bounds) : 0;
        if (turn != 0) look->bounds = shifted(look->bounds, turn);
        for (size_t k = 0; vp_look_has_bounds(look) && around->east > 180 && k < look->point_count; k++)
            look->points[k].x = vp_crs_longitude_near(look->points[k].x, (around->west + around->east) / 2);
    }
}

void vp_looks_place_among(vp_looks *looks)
{
    for (size_t i = 0; i < looks->count; i++)
        if (!looks->items[i].has_crs && looks->items[i].kind != VP_LOOK_RASTER)
            assume_degrees(&looks->items[i], looks->items[i].own);
    vp_bounds around = sure(looks);
    place_metres(looks, around);
    if (!known(around)) around = sure(looks);
    if (known(around)) turn_all(looks, &around);
    if (known(around)) place_degrees(looks, around, has_areas(looks));
}
