/* Inside the looks: one layer, one raster. */
#pragma once
#include "store/proposal/look.h"
#include "store/sandbox/source.h"
#include <math.h>

/* kinds: rows of points, lines and areas. */
bool vp_look_vector(vp_look *look, const vp_source_request *request, size_t kinds[3], vp_error *err);
bool vp_look_raster_cells(vp_look *look, const vp_source_request *request, vp_error *err);

/* Bounds of longitudes as they are, and as 0 to 360: the narrower of both is meant where the first span more than 180
 * degrees. */
typedef struct {
    vp_bounds plain;
    double west, east; /* as 0 to 360 */
} vp_look_reach;
#define VP_LOOK_NOWHERE ((vp_look_reach){{INFINITY, INFINITY, -INFINITY, -INFINITY}, INFINITY, -INFINITY})
void vp_look_widen(vp_look_reach *reach, vp_point place);
vp_bounds vp_look_narrower(const vp_look_reach *reach);

/* Of a system, in degrees; false when it cannot be said. */
bool vp_look_degrees(const char *crs, vp_bounds bounds, vp_bounds *degrees);
/* A value more of a column; text is UTF-8. */
bool vp_look_column_add(vp_look_column *column, const char *text, vp_error *err);
/* The value of a row, from 0; of the first rows alone. */
bool vp_look_column_place(vp_look_column *column, size_t row, const char *text, vp_error *err);
/* After the last: codes sorted, each once. */
void vp_look_column_end(vp_look_column *column);
