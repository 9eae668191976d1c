#include "store/snapshot/local_references.h"
#include "base/array.h"
#include "store/spatial/proj_database.h"
#include <math.h>
#include <proj.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* PROJ's objects are one thread's at a time. */
typedef struct {
    pthread_mutex_t lock;
    PJ_CONTEXT *context;
    char crs[32];
    bool
        tried; /* to make transform: only when somebody asks for the system, since it takes PROJ tens of milliseconds */
    PJ *transform; /* forward: degrees to the system, east before north; NULL: PROJ does not know how */
} projection;

static void free_projection(projection *p)
{
    if (!p) return;
    proj_destroy(p->transform);
    vp_proj_context_return(p->context);
    pthread_mutex_destroy(&p->lock);
    free(p);
}

/* With the lock. */
static void make_transform(projection *p)
{
    PJ *plain = proj_create_crs_to_crs(p->context, "EPSG:4326", p->crs, NULL);
    p->transform = plain ? proj_normalize_for_visualization(p->context, plain) : NULL;
    proj_destroy(plain);
    p->tried = true;
}

static bool convert(const vp_reference *reference, bool to_lonlat, size_t count, double x[], double y[])
{
    projection *p = reference->projection;
    size_t step = sizeof *x;
    pthread_mutex_lock(&p->lock);
    if (!p->tried) make_transform(p);
    bool ok = p->transform && proj_trans_generic(p->transform, to_lonlat ? PJ_INV : PJ_FWD, x, step, count, y, step,
                                                 count, NULL, 0, 0, NULL, 0, 0) == count;
    pthread_mutex_unlock(&p->lock);
    for (size_t i = 0; ok && i < count; i++) ok = isfinite(x[i]) && isfinite(y[i]);
    return ok;
}

/* The order of the axes and how fine positions are. */
static bool describe(PJ_CONTEXT *context, const char *crs, vp_reference *out)
{
    enum { CENTIMETRES = 100, TENTHS_OF_MICRODEGREES = 10000000 };
    const char *direction = NULL;
    PJ *system = proj_create(context, crs);
    PJ *axes = system ? proj_crs_get_coordinate_system(context, system) : NULL;
    bool ok =
        axes && proj_cs_get_axis_info(context, axes, 0, NULL, NULL, &direction, NULL, NULL, NULL, NULL) && direction;
    if (ok) {
        out->latitude_first = strcmp(direction, "north") == 0;
        out->places = proj_get_type(system) == PJ_TYPE_PROJECTED_CRS ? CENTIMETRES : TENTHS_OF_MICRODEGREES;
    }
    proj_destroy(axes);
    proj_destroy(system);
    return ok;
}

static bool open_projection(const char *crs, vp_reference *out)
{
    projection *p = calloc(1, sizeof *p);
    if (!p) return false;
    pthread_mutex_init(&p->lock, NULL);
    snprintf(p->crs, sizeof p->crs, "%s", crs);
    p->context = vp_proj_context_take();
    if (!p->context || !describe(p->context, crs, out)) {
        free_projection(p);
        return false;
    }
    out->projection = p;
    out->convert = convert;
    return true;
}

static void free_references(vp_local_references *references)
{
    for (size_t i = 0; i < references->count; i++) free_projection(references->rows[i].projection);
    free(references->rows);
    free(references);
}

/* Once, and only what PROJ knows. False: memory is short. */
static bool add(vp_local_references *list, const char *code, size_t *room, vp_error *err)
{
    vp_reference row = {0};
    char crs[32];
    snprintf(row.uri, sizeof row.uri, "http://www.opengis.net/def/crs/EPSG/0/%.10s", code);
    snprintf(crs, sizeof crs, "EPSG:%.10s", code);
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->rows[i].uri, row.uri) == 0) return true;
    if (!VP_ARRAY_FIT(list->rows, *room, list->count + 1, err)) return false;
    if (open_projection(crs, &row)) list->rows[list->count++] = row;
    return true;
}

/* Systems whose area of use meets the box, as PROJ's database states it. */
static PROJ_CRS_INFO **list_systems(PJ_CONTEXT *context, vp_bounds box, int *count)
{
    PROJ_CRS_LIST_PARAMETERS *wanted = proj_get_crs_list_parameters_create();
    if (!wanted) return NULL;
    static const PJ_TYPE types[] = {PJ_TYPE_GEOGRAPHIC_2D_CRS, PJ_TYPE_PROJECTED_CRS};
    wanted->types = types;
    wanted->typesCount = sizeof types / sizeof *types;
    wanted->bbox_valid = 1;
    wanted->west_lon_degree = box.west, wanted->south_lat_degree = box.south;
    wanted->east_lon_degree = box.east, wanted->north_lat_degree = box.north;
    PROJ_CRS_INFO **list = proj_get_crs_info_list_from_database(context, "EPSG", wanted, count);
    proj_get_crs_list_parameters_destroy(wanted);
    return list;
}

static bool add_national(vp_local_references *list, vp_bounds degrees, size_t *room, vp_error *err)
{
    static const char datum[] = "VN-2000";
    PJ_CONTEXT *context = vp_proj_context_take();
    if (!context) return vp_fail_memory(err, 1);
    int count = 0;
    bool ok = true;
    PROJ_CRS_INFO **systems = list_systems(context, degrees, &count);
    for (int i = 0; ok && i < count; i++)
        if (!systems[i]->deprecated && strncmp(systems[i]->name, datum, sizeof datum - 1) == 0)
            ok = add(list, systems[i]->code, room, err);
    if (systems) proj_crs_info_list_destroy(systems);
    vp_proj_context_return(context);
    return ok;
}

vp_local_references *vp_local_references_new(const char *crs, vp_bounds degrees, vp_error *err)
{
    vp_local_references *list = calloc(1, sizeof *list);
    if (!list) {
        vp_fail_memory(err, sizeof *list);
        return NULL;
    }
    list->free = free_references;
    size_t room = 0;
    bool coded = strncmp(crs, "EPSG:", 5) == 0;
    if ((!coded || add(list, crs + 5, &room, err)) &&
        (degrees.west > degrees.east || add_national(list, degrees, &room, err)))
        return list;
    free_references(list);
    return NULL;
}
