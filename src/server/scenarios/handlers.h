/* Handlers of saved scenarios; what they answer stands in server/endpoints. */
#pragma once
#include "server/call.h"

vp_handler vp_get_scenarios, vp_post_scenario, vp_get_scenario;           /* saved.c */
vp_handler vp_put_scenario, vp_delete_scenario, vp_get_scenario_versions; /* saved.c */
vp_handler vp_get_scenario_indicators;                                    /* indicators.c */
vp_handler vp_get_scenario_vector_tile, vp_get_scenario_raster_tile;      /* tiles.c */

/* columns.c: those of server/ogc and server/tiles, which also show what saved scenarios change */
vp_handler vp_get_shown_collections, vp_get_shown_collection, vp_get_shown_queryables, vp_get_shown_items,
    vp_get_shown_item;
vp_handler vp_get_shown_tilejson, vp_get_shown_tile, vp_get_shown_tile_sets, vp_get_shown_tile_set,
    vp_get_shown_tile_of_collection, vp_get_all_shown_tile_sets, vp_get_shown_exports;
vp_long_answer vp_shown_items_are_long, vp_shown_tile_is_long;
