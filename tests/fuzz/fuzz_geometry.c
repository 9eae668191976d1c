/* Any bytes are a geometry or refused; what is accepted is written as WKB that reads the same again. */
#include "store/spatial/vector_geometry.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(vp_vector_geometry *geometry)
{
    size_t ring = 0, point = 0;
    for (size_t part = 0; part < geometry->part_count; part++) {
        if (geometry->part_ends[part] < ring || geometry->part_ends[part] > geometry->ring_count) abort();
        ring = geometry->part_ends[part];
    }
    for (size_t i = 0; i < geometry->ring_count; i++) {
        if (geometry->ring_ends[i] < point || geometry->ring_ends[i] > geometry->point_count) abort();
        point = geometry->ring_ends[i];
    }
    if (ring != geometry->ring_count || point != geometry->point_count) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    vp_vector_geometry first = {0}, second = {0};
    vp_buffer wkb = {0};
    vp_error err = {0};
    if (vp_vector_geometry_read(&first, data, size, &err)) {
        check(&first);
        vp_vector_geometry_unclosed(&first);
        if (first.kind == VP_SHAPE_AREA) {
            if (!vp_vector_geometry_write(&first, 0, &wkb)) abort();
            if (!vp_vector_geometry_read(&second, (const uint8_t *)wkb.bytes, wkb.length, &err)) abort();
            if (second.point_count != first.point_count || second.part_count != first.part_count) abort();
            if (!vp_vector_geometry_close_rings(&first, &err)) abort();
        }
    } else if (!err.message[0]) {
        abort();
    }
    vp_vector_geometry_clear(&first);
    vp_vector_geometry_clear(&second);
    vp_buffer_clear(&wkb);
    return 0;
}
