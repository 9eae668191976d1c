#include "store/spatial/crs.h"
#include "store/spatial/proj_database.h"
#include "store/spatial/transform.h"
#include <geodesic.h>
#include <math.h>
#include <proj.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A system read from its text, with PROJ's context. */
typedef struct {
    PJ_CONTEXT *context;
    PJ *object; /* NULL: the text is no system */
} known;

static known open_crs(const char *crs)
{
    known k = {.context = vp_proj_context_take()};
    if (!k.context) return k;
    k.object = proj_create(k.context, crs);
    if (k.object && !proj_is_crs(k.object)) {
        proj_destroy(k.object);
        k.object = NULL;
    }
    return k;
}

static void close_crs(known k)
{
    proj_destroy(k.object);
    vp_proj_context_return(k.context);
}

/* Without its height or its shift to WGS 84; the caller destroys it. */
static PJ *plain_of(known k)
{
    PJ_TYPE type = proj_get_type(k.object);
    if (type == PJ_TYPE_BOUND_CRS) return proj_get_source_crs(k.context, k.object);
    if (type == PJ_TYPE_COMPOUND_CRS) return proj_crs_get_sub_crs(k.context, k.object, 0);
    return proj_clone(k.context, k.object);
}

static bool has_metric_axes(known k, const PJ *plain)
{
    PJ *axes = proj_crs_get_coordinate_system(k.context, plain);
    double factor = 0;
    bool metric =
        axes && proj_cs_get_axis_info(k.context, axes, 0, NULL, NULL, NULL, &factor, NULL, NULL, NULL) && factor == 1;
    proj_destroy(axes);
    return metric;
}

bool vp_crs_is_metric(const char *crs, vp_error *err)
{
    known k = open_crs(crs);
    PJ *plain = k.object ? plain_of(k) : NULL;
    PJ_TYPE type = plain ? proj_get_type(plain) : PJ_TYPE_UNKNOWN;
    bool ok = false;
    if (!k.context)
        vp_fail_memory(err, 1);
    else if (!plain && vp_proj_database_check(k.context, err))
        vp_fail(err, VP_BAD_INPUT, "\"%.60s\" is not a coordinate system that PROJ knows", crs);
    else if (!plain)
        ok = false;
    else if (type == PJ_TYPE_GEOGRAPHIC_2D_CRS || type == PJ_TYPE_GEOGRAPHIC_3D_CRS)
        vp_fail(err, VP_BAD_INPUT, "%.60s is in degrees; a projected system in metres is needed", crs);
    else if (type != PJ_TYPE_PROJECTED_CRS)
        vp_fail(err, VP_BAD_INPUT, "%.60s is not a projected system; one in metres is needed", crs);
    else if (!has_metric_axes(k, plain))
        vp_fail(err, VP_BAD_INPUT, "%.60s is not in metres", crs);
    else
        ok = true;
    proj_destroy(plain);
    close_crs(k);
    return ok;
}

bool vp_crs_is_geographic(const char *crs)
{
    known k = open_crs(crs);
    PJ *plain = k.object ? plain_of(k) : NULL;
    PJ_TYPE type = plain ? proj_get_type(plain) : PJ_TYPE_UNKNOWN;
    proj_destroy(plain);
    close_crs(k);
    return type == PJ_TYPE_GEOGRAPHIC_2D_CRS || type == PJ_TYPE_GEOGRAPHIC_3D_CRS;
}

bool vp_crs_same(const char *a, const char *b)
{
    known first = open_crs(a);
    PJ *second = first.context ? proj_create(first.context, b) : NULL;
    bool same = first.object && second &&
                proj_is_equivalent_to_with_ctx(first.context, first.object, second,
                                               PJ_COMP_EQUIVALENT_EXCEPT_AXIS_ORDER_GEOGCRS);
    proj_destroy(second);
    close_crs(first);
    return same;
}

void vp_crs_name(const char *crs, char *name, size_t size)
{
    known k = open_crs(crs);
    const char *text = k.object ? proj_get_name(k.object) : NULL;
    snprintf(name, size, "%s", text ? text : "unknown");
    close_crs(k);
}

bool vp_crs_area(const char *crs, vp_bounds *area)
{
    known k = open_crs(crs);
    bool stated =
        k.object &&
        proj_get_area_of_use(k.context, k.object, &area->west, &area->south, &area->east, &area->north, NULL) &&
        area->west > -1000;
    close_crs(k);
    return stated;
}

/* ------------------------------------------------------------ datum */

static bool says_unknown(const char *name)
{
    static const char *const words[] = {"unknown", "not specified", "not_specified", "unspecified", "undefined"};
    for (size_t i = 0; name && i < sizeof words / sizeof *words; i++)
        if (strcasestr(name, words[i])) return true;
    return false;
}

bool vp_crs_datum_is_unknown(const char *crs)
{
    known k = open_crs(crs);
    PJ *datum = k.object ? proj_crs_get_datum(k.context, k.object) : NULL,
       *base = k.object ? proj_crs_get_geodetic_crs(k.context, k.object) : NULL;
    if (!datum && base) datum = proj_crs_get_datum(k.context, base);
    bool ensemble = !datum && base && (datum = proj_crs_get_datum_ensemble(k.context, base)) != NULL;
    bool bound = k.object && proj_get_type(k.object) == PJ_TYPE_BOUND_CRS; /* its shift to WGS 84 is stated */
    bool unknown =
        k.object && !bound && !ensemble &&
        ((datum && says_unknown(proj_get_name(datum))) || proj_get_type(k.object) == PJ_TYPE_ENGINEERING_CRS);
    proj_destroy(datum);
    proj_destroy(base);
    close_crs(k);
    return unknown;
}

/* ------------------------------------------------------------ scale */

enum { SCALE_STEPS = 4 };

static double worse(double a, double b) { return fabs(log(b)) > fabs(log(a)) ? b : a; }

/* Metres on the ground of one metre east and one north at a place; the worse. */
static double ground_metre_at(vp_transform *to_degrees, const struct geod_geodesic *earth, vp_point p)
{
    const double step = 200; /* metres of the system */
    vp_point at[4] = {{p.x - step / 2, p.y}, {p.x + step / 2, p.y}, {p.x, p.y - step / 2}, {p.x, p.y + step / 2}};
    double along[2];
    if (!vp_transform_forward(to_degrees, at, 4)) return NAN;
    for (size_t i = 0; i < 2; i++) {
        geod_inverse(earth, at[2 * i].y, at[2 * i].x, at[2 * i + 1].y, at[2 * i + 1].x, &along[i], NULL, NULL);
        along[i] /= step;
    }
    return worse(along[0], along[1]);
}

double vp_crs_ground_metre(const char *crs, vp_bounds area)
{
    vp_transform *to_degrees = vp_transform_new(crs, "EPSG:4326", NULL);
    struct geod_geodesic earth;
    geod_init(&earth, 6378137, 1 / 298.257223563);
    double worst = to_degrees ? 1 : NAN;
    for (int i = 0; to_degrees && i <= SCALE_STEPS; i++)
        for (int j = 0; j <= SCALE_STEPS && !isnan(worst); j++) {
            vp_point p = {area.west + (area.east - area.west) * i / SCALE_STEPS,
                          area.south + (area.north - area.south) * j / SCALE_STEPS};
            double metre = ground_metre_at(to_degrees, &earth, p);
            worst = metre > 0 ? worse(worst, metre) : NAN;
        }
    vp_transform_free(to_degrees);
    return worst;
}

bool vp_crs_crosses_180(const char *crs, vp_bounds area)
{
    vp_transform *to_degrees = vp_transform_new(crs, "EPSG:4326", NULL);
    bool west = false, east = false, ok = to_degrees != NULL;
    for (int i = 0; ok && i <= SCALE_STEPS; i++)
        for (int j = 0; ok && j <= SCALE_STEPS; j++) {
            vp_point p = {area.west + (area.east - area.west) * i / SCALE_STEPS,
                          area.south + (area.north - area.south) * j / SCALE_STEPS};
            ok = vp_transform_forward(to_degrees, &p, 1);
            east |= p.x > 90, west |= p.x < -90;
        }
    vp_transform_free(to_degrees);
    return ok && west && east;
}

double vp_crs_longitude_near(double lon, double beside) { return lon + 360 * round((beside - lon) / 360); }

void vp_crs_zone(vp_point degrees, char code[16], char *hint, size_t size)
{
    int zone = (int)floor((vp_crs_longitude_near(degrees.x, 0) + 180) / 6) + 1;
    zone = zone < 1 ? 1 : zone > 60 ? 60 : zone;
    bool north = degrees.y >= 0,
         viet_nam = degrees.x > 101 && degrees.x < 112 && degrees.y > 7 && degrees.y < 24 && (zone == 48 || zone == 49);
    snprintf(code, 16, "EPSG:%d", (north ? 32600 : 32700) + zone);
    int used = snprintf(hint, size, "%s (WGS 84 / UTM zone %d%c)", code, zone, north ? 'N' : 'S');
    if (viet_nam && used > 0 && (size_t)used < size)
        snprintf(hint + used, size - (size_t)used, " or EPSG:%d (VN-2000 / UTM zone %dN)", 3405 + zone - 48, zone);
}

bool vp_crs_check_scale(const char *crs, vp_bounds area, vp_error *err)
{
    double metre = vp_crs_ground_metre(crs, area);
    char code[16], hint[120] = "a UTM zone", name[80];
    snprintf(name, sizeof name, "%.60s", crs);
    if (strchr(crs, '[')) vp_crs_name(crs, name, sizeof name); /* WKT */
    vp_point middle = {(area.west + area.east) / 2, (area.south + area.north) / 2};
    if (fabs(metre - 1) <= 0.01) return true;
    vp_transform *to_degrees = vp_transform_new(crs, "EPSG:4326", NULL);
    if (to_degrees && vp_transform_forward(to_degrees, &middle, 1)) vp_crs_zone(middle, code, hint, sizeof hint);
    vp_transform_free(to_degrees);
    if (isnan(metre))
        return vp_fail(err, VP_BAD_INPUT, "%s has no place on the earth for all of the area; use %s", name, hint);
    return vp_fail(err, VP_BAD_INPUT,
                   "a metre of %s is %.3f m on the ground here, so lengths, areas and minutes would be wrong; use %s",
                   name, metre, hint);
}

/* ------------------------------------------------------------ SpatiaLite's row */

enum { SRID_WITHOUT_CODE = 990001, EPSG_LARGEST = 32767 };

static char *insert_of(known k, int srid, const char *authority, int code)
{
    const char *wkt = proj_as_wkt(k.context, k.object, PJ_WKT1_GDAL, NULL),
               *proj = proj_as_proj_string(k.context, k.object, PJ_PROJ_4, NULL), *name = proj_get_name(k.object);
    char *sql = sqlite3_mprintf("INSERT OR REPLACE INTO spatial_ref_sys (srid, auth_name, auth_srid, ref_sys_name, "
                                "proj4text, srtext) VALUES (%d, %Q, %d, %Q, %Q, %Q)",
                                srid, authority, code, name ? name : "unknown", proj ? proj : "", wkt ? wkt : "");
    char *copy = sql ? strdup(sql) : NULL;
    sqlite3_free(sql);
    return copy;
}

bool vp_crs_row_init(vp_crs_row *row, const char *crs, vp_error *err)
{
    known k = open_crs(crs);
    *row = (vp_crs_row){0};
    if (!k.object) {
        if (!k.context || vp_proj_database_check(k.context, err))
            vp_fail(err, VP_BAD_INPUT, "\"%.60s\" is not a coordinate system that PROJ knows", crs);
        close_crs(k);
        return false;
    }
    const char *authority = proj_get_id_auth_name(k.object, 0), *text = proj_get_id_code(k.object, 0);
    char *end = NULL;
    long code = text ? strtol(text, &end, 10) : 0;
    row->epsg = authority && strcmp(authority, "EPSG") == 0 && code > 0 && !*end;
    bool numbered = row->epsg || (authority && code > EPSG_LARGEST && code < SRID_WITHOUT_CODE && !*end);
    row->srid = numbered ? (int)code : SRID_WITHOUT_CODE;
    row->insert = insert_of(k, row->srid, numbered ? authority : "vungphu", row->srid);
    close_crs(k);
    return row->insert || vp_fail_memory(err, 1);
}

void vp_crs_row_clear(vp_crs_row *row)
{
    free(row->insert);
    *row = (vp_crs_row){0};
}
