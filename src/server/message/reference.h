/* Coordinate reference systems that positions may be asked and answered in (OGC API – Features, part 2). */
#pragma once
#include "model/reference.h"
#include "server/message/request.h"
#include "json/json.h"
#include <vungphu/shape.h>

extern const vp_reference vp_references[]; /* of every province; the first is CRS84, the default and how positions are
                                              kept */

/* The system that a parameter names, of those or of local ones (NULL: none); the default when it is absent; NULL and
 * VP_BAD_INPUT when it is unknown. */
const vp_reference *vp_reference_asked(const vp_target *target, const char *parameter, const vp_local_references *local,
                                       vp_error *err);

/* Changes all positions of a GeoJSON geometry (or null) from CRS84. False when memory is short or one has no place in
 * the system. */
bool vp_reference_apply(const vp_reference *reference, json_t *geometry);

/* The box in degrees around one given in the system, its numbers in the order of the system's axes. */
bool vp_reference_box(const vp_reference *reference, vp_bounds given, vp_bounds *degrees, vp_error *err);

/* The corners in degrees of a ring around a box given so, closed: its sides may be bent, and so have many corners.
 * False where it leaves the world of the system. A side of 100 km is followed to a tenth of a metre. */
enum { VP_REFERENCE_SIDE = 32, VP_REFERENCE_RING = 4 * VP_REFERENCE_SIDE + 1 };
bool vp_reference_ring(const vp_reference *reference, vp_bounds given, vp_point ring[VP_REFERENCE_RING]);

/* All URIs, as a collection lists them. */
json_t *vp_reference_list(const vp_local_references *local);
