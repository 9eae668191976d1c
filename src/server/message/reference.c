#include "server/message/reference.h"
#include <math.h>
#include <string.h>
#include <vungphu/lattice.h>

static bool convert_mercator(const vp_reference *reference, bool to_lonlat, size_t count, double x[], double y[])
{
    (void)reference;
    for (size_t i = 0; i < count; i++)
        (to_lonlat ? vp_mercator_to_lonlat : vp_mercator_from_lonlat)(x[i], y[i], &x[i], &y[i]);
    return true;
}

const vp_reference vp_references[] = {
    {"http://www.opengis.net/def/crs/OGC/1.3/CRS84", false, 1e7, NULL, NULL},
    {"http://www.opengis.net/def/crs/EPSG/0/4326", true, 1e7, NULL, NULL},
    {"http://www.opengis.net/def/crs/EPSG/0/3857", false, 1e2, convert_mercator, NULL},
};
enum { REFERENCES = sizeof vp_references / sizeof *vp_references };

/* Of all, those of every province first; NULL behind the last. */
static const vp_reference *reference_at(const vp_local_references *local, size_t i)
{
    if (i < REFERENCES) return &vp_references[i];
    return local && i - REFERENCES < local->count ? &local->rows[i - REFERENCES] : NULL;
}

const vp_reference *vp_reference_asked(const vp_target *target, const char *parameter, const vp_local_references *local,
                                       vp_error *err)
{
    const char *uri = vp_target_parameter(target, parameter);
    if (!uri) return &vp_references[0];
    const vp_reference *reference;
    for (size_t i = 0; (reference = reference_at(local, i)); i++)
        if (strcmp(uri, reference->uri) == 0) return reference;
    vp_fail(err, VP_BAD_INPUT,
            "%s '%.60s' is not among those that /collections lists: %s, …/EPSG/0/4326, …/EPSG/0/3857 and others",
            parameter, uri, vp_references[0].uri);
    return NULL;
}

static bool apply_to_position(const vp_reference *r, json_t *position)
{
    double x = json_number_value(json_array_get(position, 0)), y = json_number_value(json_array_get(position, 1));
    if (r->convert && !r->convert(r, false, 1, &x, &y)) return false;
    x = rint(x * r->places) / r->places;
    y = rint(y * r->places) / r->places;
    return json_array_set_new(position, 0, json_real(r->latitude_first ? y : x)) == 0 &&
           json_array_set_new(position, 1, json_real(r->latitude_first ? x : y)) == 0;
}

static bool apply_to_all(const vp_reference *r, json_t *array)
{
    if (json_is_number(json_array_get(array, 0))) return apply_to_position(r, array);
    for (size_t i = 0; i < json_array_size(array); i++)
        if (!apply_to_all(r, json_array_get(array, i))) return false;
    return true;
}

bool vp_reference_apply(const vp_reference *reference, json_t *geometry)
{
    return reference == &vp_references[0] || apply_to_all(reference, json_object_get(geometry, "coordinates"));
}

/* East and west in the order of ours. */
static vp_bounds in_our_order(const vp_reference *r, vp_bounds given)
{
    return r->latitude_first ? (vp_bounds){given.south, given.west, given.north, given.east} : given;
}

bool vp_reference_ring(const vp_reference *r, vp_bounds given, vp_point ring[VP_REFERENCE_RING])
{
    double x[VP_REFERENCE_RING], y[VP_REFERENCE_RING];
    vp_bounds b = in_our_order(r, given);
    const vp_point corners[] = {
        {b.west, b.south}, {b.east, b.south}, {b.east, b.north}, {b.west, b.north}, {b.west, b.south}};
    for (size_t i = 0; i < VP_REFERENCE_RING; i++) {
        size_t side = i / VP_REFERENCE_SIDE;
        double part = (double)(i % VP_REFERENCE_SIDE) / VP_REFERENCE_SIDE;
        vp_point from = corners[side], to = corners[side < 4 ? side + 1 : side];
        x[i] = from.x + part * (to.x - from.x);
        y[i] = from.y + part * (to.y - from.y);
    }
    if (r->convert && !r->convert(r, true, VP_REFERENCE_RING, x, y)) return false;
    for (size_t i = 0; i < VP_REFERENCE_RING; i++) ring[i] = (vp_point){x[i], y[i]};
    return true;
}

/* Of a projected system, whose sides are bent in degrees. */
static bool bounds_of_ring(const vp_reference *r, vp_bounds given, vp_bounds *degrees)
{
    vp_point ring[VP_REFERENCE_RING];
    if (!vp_reference_ring(r, given, ring)) return false;
    *degrees = (vp_bounds){INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t i = 0; i < VP_REFERENCE_RING; i++) {
        degrees->west = fmin(degrees->west, ring[i].x);
        degrees->south = fmin(degrees->south, ring[i].y);
        degrees->east = fmax(degrees->east, ring[i].x);
        degrees->north = fmax(degrees->north, ring[i].y);
    }
    return true;
}

/* Of a system whose lines east and north are those of degrees. */
static bool bounds_of_corners(const vp_reference *r, vp_bounds given, vp_bounds *degrees)
{
    vp_bounds b = in_our_order(r, given);
    double x[] = {b.west, b.east}, y[] = {b.south, b.north};
    if (r->convert && !r->convert(r, true, 2, x, y)) return false;
    *degrees = (vp_bounds){x[0], y[0], x[1], y[1]};
    return true;
}

bool vp_reference_box(const vp_reference *r, vp_bounds given, vp_bounds *degrees, vp_error *err)
{
    vp_bounds ours = in_our_order(r, given);
    if (r->projection && (ours.west > ours.east || ours.south > ours.north))
        return vp_fail(err, VP_BAD_INPUT, "bbox is reversed: its first corner is the least of both axes in %s", r->uri);
    if ((r->projection ? bounds_of_ring : bounds_of_corners)(r, given, degrees) && fabs(degrees->west) <= 180 &&
        fabs(degrees->east) <= 180 && fabs(degrees->south) <= 90 && fabs(degrees->north) <= 90)
        return true;
    return vp_fail(err, VP_BAD_INPUT, "bbox lies outside the world of %s", r->uri);
}

json_t *vp_reference_list(const vp_local_references *local)
{
    json_t *list = json_array();
    const vp_reference *reference;
    for (size_t i = 0; list && (reference = reference_at(local, i)); i++)
        if (!vp_json_append(list, json_string(reference->uri))) {
            json_decref(list);
            return NULL;
        }
    return list;
}
