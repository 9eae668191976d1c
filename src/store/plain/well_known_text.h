/* Geometries that people write into a table: WKT in degrees, WGS 84, projected by the lattice of a snapshot, so that
 * neither GDAL nor PROJ is asked. */
#pragma once
#include "snapshot/snapshot.h"
#include <vungphu/shape.h>

/* Degrees to projected metres; false outside the grid of the province. */
bool vp_well_known_text_project(const vp_snapshot *snapshot, double lon, double lat, vp_point *out);
/* POINT, LINESTRING or POLYGON, MULTI or not, as one shape: a ring each point, line or ring. NULL, and the shape is to
 * be cleared; else what is wrong. */
const char *vp_well_known_text_read(const char *text, const vp_snapshot *snapshot, vp_shape *shape, bool *area);
