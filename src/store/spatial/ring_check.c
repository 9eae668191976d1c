#include "store/spatial/ring_check.h"
#include "store/spatial/validity.h"
#include "store/spatial/vector_geometry.h"

bool vp_ring_check(const vp_point points[], size_t count, const char *name, size_t index, vp_error *err)
{
    size_t one = 1;
    vp_validity found;
    const vp_vector_geometry ring = {.kind = VP_SHAPE_AREA,
                                     .points = (vp_point *)(uintptr_t)points,
                                     .point_count = count,
                                     .ring_ends = &count,
                                     .ring_count = 1,
                                     .part_ends = &one,
                                     .part_count = 1};
    GEOSContextHandle_t geos = GEOS_init_r();
    if (!geos) return vp_fail_memory(err, 1);
    GEOSGeometry *shape = vp_vector_geometry_to_geos(&ring, geos);
    bool fine = shape && (vp_validity_of(geos, shape, 5, &found, NULL) || !vp_validity_is_doubtful(&found));
    if (!shape) vp_fail(err, VP_BAD_INPUT, "inputs.%s[%zu]: it is not a polygon", name, index);
    if (shape && !fine)
        vp_fail(err, VP_BAD_INPUT, "inputs.%s[%zu]: %s: what lies inside is doubtful; draw it without crossing lines",
                name, index, found.reason);
    if (shape) GEOSGeom_destroy_r(geos, shape);
    GEOS_finish_r(geos);
    return fine;
}
