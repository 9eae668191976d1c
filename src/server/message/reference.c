#include "server/message/reference.h"
#include <math.h>
#include <string.h>
#include <vungphu/lattice.h>

const vp_reference vp_references[] = {
    {"http://www.opengis.net/def/crs/OGC/1.3/CRS84", false, NULL, NULL, 1e7},
    {"http://www.opengis.net/def/crs/EPSG/0/4326", true, NULL, NULL, 1e7},
    {"http://www.opengis.net/def/crs/EPSG/0/3857", false, vp_mercator_from_lonlat, vp_mercator_to_lonlat, 1e2},
};
enum { REFERENCES = sizeof vp_references / sizeof *vp_references };

const vp_reference *vp_reference_asked(const vp_target *target, const char *parameter, vp_error *err)
{
    const char *uri = vp_target_parameter(target, parameter);
    if (!uri) return &vp_references[0];
    for (size_t i = 0; i < REFERENCES; i++)
        if (strcmp(uri, vp_references[i].uri) == 0) return &vp_references[i];
    vp_fail(err, VP_BAD_INPUT,
            "%s '%.60s' is not among those that /collections lists: %s, …/EPSG/0/4326, …/EPSG/0/3857", parameter, uri,
            vp_references[0].uri);
    return NULL;
}

static bool apply_to_position(const vp_reference *r, json_t *position)
{
    double x = json_number_value(json_array_get(position, 0)), y = json_number_value(json_array_get(position, 1));
    if (r->from_lonlat) r->from_lonlat(x, y, &x, &y);
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

bool vp_reference_box(const vp_reference *r, vp_bounds given, vp_bounds *degrees, vp_error *err)
{
    *degrees = r->latitude_first ? (vp_bounds){given.south, given.west, given.north, given.east} : given;
    if (r->to_lonlat) {
        r->to_lonlat(given.west, given.south, &degrees->west, &degrees->south);
        r->to_lonlat(given.east, given.north, &degrees->east, &degrees->north);
    }
    if (fabs(degrees->west) <= 180 && fabs(degrees->east) <= 180 && fabs(degrees->south) <= 90 &&
        fabs(degrees->north) <= 90)
        return true;
    return vp_fail(err, VP_BAD_INPUT, "bbox lies outside the world of %s", r->uri);
}

json_t *vp_reference_list(void)
{
    json_t *list = json_array();
    for (size_t i = 0; list && i < REFERENCES; i++)
        if (!vp_json_append(list, json_string(vp_references[i].uri))) {
            json_decref(list);
            return NULL;
        }
    return list;
}
