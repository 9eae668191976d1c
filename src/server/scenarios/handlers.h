/* Handlers of saved scenarios; what they answer stands in server/endpoints. */
#pragma once
#include "server/call.h"

vp_handler vp_get_scenarios, vp_post_scenario, vp_get_scenario;           /* saved.c */
vp_handler vp_put_scenario, vp_delete_scenario, vp_get_scenario_versions; /* saved.c */
vp_handler vp_get_scenario_indicators;                                    /* indicators.c */
vp_handler vp_get_scenario_vector_tile, vp_get_scenario_raster_tile;      /* tiles.c */
