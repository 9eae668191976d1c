/* Whether polygons are such that every place is inside or outside them, by GEOS: rings that cross themselves are not.
 */
#pragma once
#include <geos_c.h>
#include <stdbool.h>

typedef struct {
    char reason[200];    /* the sentence of GEOS, with the place */
    double area, mended; /* as the rings are, and once they are made valid */
} vp_validity;

/* True when it is valid. decimals: of the place. *valid: the same made valid, NULL where that is not possible; may be
 * NULL. */
bool vp_validity_of(GEOSContextHandle_t geos, const GEOSGeometry *shape, int decimals, vp_validity *out,
                    GEOSGeometry **valid);
/* Whether what crosses makes more than .01 % of the area doubtful. */
bool vp_validity_is_doubtful(const vp_validity *v);
