/* Getters of the collection of isochrones, for its row in collections.c. */
#pragma once
#include "server/ogc/collections.h"

enum { VP_ISOCHRONE_PROPERTIES = 9 };
extern const vp_property vp_isochrone_properties[VP_ISOCHRONE_PROPERTIES];

size_t vp_isochrone_count(const vp_view *view);
bool vp_isochrone_prepare(const vp_view *view, vp_error *err);
void vp_isochrone_place(const vp_view *view, size_t row, vp_cql2_place *out);
json_t *vp_isochrone_geometry(const vp_view *view, size_t row);
bool vp_isochrone_touches(const vp_view *view, size_t row, vp_bounds box);
