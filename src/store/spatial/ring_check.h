/* Rings that somebody draws, without GEOS for whoever asks. */
#pragma once
#include <vungphu/error.h>
#include <vungphu/shape.h>

/* Of a closed ring in degrees: VP_BAD_INPUT where what lies inside is doubtful, by reason and place, behind
 * inputs.name[index]. */
bool vp_ring_check(const vp_point points[], size_t count, const char *name, size_t index, vp_error *err);
