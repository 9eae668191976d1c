#include "server/ogc/features_internal.h"

/* To add a collection, write its getters and its row in a file beside this one, and name it here. */
const vp_collection *const vp_collections[] = {
    &vp_units_collection,       &vp_indicators_collection, &vp_scenario_collection,     &vp_facilities_collection,
    &vp_gaps_collection,        &vp_isochrones_collection, &vp_quality_collection,      &vp_service_areas_collection,
    &vp_settlements_collection, &vp_unserved_collection,   &vp_transmitters_collection,
};
const size_t vp_collection_count = sizeof vp_collections / sizeof *vp_collections;
