/* Inside the looks: one layer, one raster. */
#pragma once
#include "store/proposal/look.h"
#include "store/sandbox/source.h"

bool vp_look_vector(vp_look *look, const vp_source_request *request, vp_error *err);
bool vp_look_raster_cells(vp_look *look, const vp_source_request *request, vp_error *err);

/* Of a system, in degrees; false when it cannot be said. */
bool vp_look_degrees(const char *crs, vp_bounds bounds, vp_bounds *degrees);
/* A value more of a column; text is UTF-8. */
bool vp_look_column_add(vp_look_column *column, const char *text, vp_error *err);
/* After the last: codes sorted, each once. */
void vp_look_column_end(vp_look_column *column);
