/* Handlers of map tiles; what they answer stands in server/endpoints. */
#pragma once
#include "server/call.h"

vp_handler vp_get_vector_tile, vp_get_raster_tile, vp_get_tilejson;             /* map_tiles.c */
vp_handler vp_get_all_tile_sets, vp_get_tile_sets, vp_get_map, vp_get_tile_set; /* tile_sets.c */
vp_handler vp_get_tile_matrix_sets, vp_get_tile_matrix_set;                     /* tile_sets.c */
vp_handler vp_get_tile_of_collection, vp_get_tile_of_map;                       /* tile_sets.c */
vp_handler vp_get_styles, vp_get_style, vp_get_style_metadata;                  /* styles.c */
vp_long_answer vp_vector_tile_is_long;                                          /* map_tiles.c */
