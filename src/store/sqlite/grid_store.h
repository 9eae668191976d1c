/* Grids of a dataset as compressed strips of rows (schema.sql: grid, grid_strip). */
#pragma once
#include "store/sqlite/database.h"
#include <vungphu/grid.h>

typedef enum { VP_STRIP_FLOAT32, VP_STRIP_UINT8 } vp_strip_type;

typedef struct {
    int64_t source;    /* source.id; 0: none */
    const char *role;  /* population, elevation, land_cover */
    const char *label; /* by which several of one role differ */
    vp_grid_geometry geometry;
    vp_strip_type type;
    const char *group; /* of a population: whom it counts; NULL: everyone */
} vp_grid_row;

enum { VP_STRIP_ROWS = 64 }; /* of one strip, which is compressed alone */

/* Writes a grid in the caller's transaction, from an array of the whole geometry: float for VP_STRIP_FLOAT32, uint8_t
 * for VP_STRIP_UINT8. */
bool vp_grid_store_write(vp_database *database, const vp_grid_row *row, const void *cells, vp_error *err);

/* The geometry and type of grid.id; refused when the row makes no sense. */
bool vp_grid_store_describe(vp_database *database, int64_t grid, vp_grid_geometry *geometry, vp_strip_type *type,
                            vp_error *err);
/* All cells of grid.id, as many as its geometry has. Missing or damaged strips are refused. */
bool vp_grid_store_read(vp_database *database, int64_t grid, void *cells, vp_error *err);
