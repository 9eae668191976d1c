/* Definitions and figures as JSON: the shapes that several endpoints share (docs/api.md). */
#pragma once
#include "snapshot/snapshot.h"
#include "json/json.h"
#include <vungphu/indicators.h>

/* The definition of an indicator, as in /indicators. */
json_t *vp_definition_indicator(const vp_definitions *definitions, const vp_indicator *indicator);
json_t *vp_definition_service(const vp_definitions *definitions, const vp_service *service);
json_t *vp_definition_group(const vp_group *group);
/* The id of a row, null for VP_NONE. */
json_t *vp_definition_service_id(const vp_definitions *definitions, size_t service);
json_t *vp_definition_group_id(const vp_definitions *definitions, size_t group);
/* What was measured under: level, vintage, group, limit, threshold with every default filled in. */
/* The file of the population grid that counts the group; null where shares of everyone do. */
json_t *vp_definition_group_grid(const vp_definitions *definitions, size_t group);
json_t *vp_definition_question(const vp_region *region, const vp_indicator *indicator, const vp_question *question);
/* The year to come that the region is a view of (snapshot/year_view.h); null, or NaN, of as_of. */
json_t *vp_definition_year(const vp_region *region);
double vp_definition_year_number(const vp_region *region);
/* Adds value, numerator, denominator, low, high. */
bool vp_definition_add_figures(json_t *object, const vp_measurement *measured);
/* [west, south, east, north], null when empty. */
json_t *vp_definition_bbox(vp_bounds bounds);
/* The same of tiles: those beyond the 180th meridian are in the first columns of the world, so that they are anywhere.
 */
json_t *vp_definition_tiled(vp_bounds bounds);

/* The limit that answers a question of the indicator: asked, its own, its service's; NaN without a service. */
double vp_definition_limit(const vp_definitions *definitions, const vp_indicator *indicator, double asked);
