/* What collections are written with, and where each is. */
#pragma once
#include "server/ogc/collections.h"

/* A property's getter: gives `row` of the view as `r`. */
#define TEXT(name, type, array, value)                                                                                 \
    static void name(const vp_view *view, size_t row, vp_property_value *out)                                          \
    {                                                                                                                  \
        const type *r = &(array)[row];                                                                                 \
        *out = (vp_property_value){.text = (value)};                                                                   \
    }
#define NUMBER(name, type, array, value)                                                                               \
    static void name(const vp_view *view, size_t row, vp_property_value *out)                                          \
    {                                                                                                                  \
        const type *r = &(array)[row];                                                                                 \
        (void)r;                                                                                                       \
        *out = (vp_property_value){.is_number = true, .number = (value)};                                              \
    }
#define REGION (view->snapshot->region)
/* Of a collection's row: its properties. */
#define PROPERTIES(list) .properties = (list), .property_count = sizeof(list) / sizeof *(list)

/* Rows of the table in collections.c. */
extern const vp_collection vp_units_collection, vp_indicators_collection, vp_scenario_collection; /* unit_features.c */
extern const vp_collection vp_facilities_collection, vp_transmitters_collection,
    vp_service_areas_collection;                                              /* supply_features.c */
extern const vp_collection vp_gaps_collection, vp_quality_collection;         /* finding_features.c */
extern const vp_collection vp_isochrones_collection;                          /* isochrone_features.c */
extern const vp_collection vp_settlements_collection, vp_unserved_collection; /* settlement_features.c */

static inline bool vp_is_in_box(vp_point p, vp_bounds box)
{
    return p.x >= box.west && p.x <= box.east && p.y >= box.south && p.y <= box.north;
}
