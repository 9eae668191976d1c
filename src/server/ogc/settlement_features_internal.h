/* Getters of the collections of settlements and of unserved ones, for their rows in collections.c. */
#pragma once
#include "server/ogc/collections.h"

enum { VP_SETTLEMENT_PROPERTIES = 9, VP_UNSERVED_PROPERTIES = 13 };
extern const vp_property vp_settlement_properties[VP_SETTLEMENT_PROPERTIES];
extern const vp_property vp_unserved_properties[VP_UNSERVED_PROPERTIES];

size_t vp_settlement_count(const vp_view *view);
void vp_settlement_unique_id(const vp_view *view, size_t row, vp_property_value *out);
vp_point vp_settlement_point(const vp_view *view, size_t row);
bool vp_settlement_touches(const vp_view *view, size_t row, vp_bounds box);
json_t *vp_settlement_geometry(const vp_view *view, size_t row);

size_t vp_unserved_count(const vp_view *view);
vp_point vp_unserved_point(const vp_view *view, size_t row);
bool vp_unserved_touches(const vp_view *view, size_t row, vp_bounds box);
json_t *vp_unserved_geometry(const vp_view *view, size_t row);
