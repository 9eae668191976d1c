#include "store/spatial/validity.h"
#include <math.h>
#include <stdio.h>

#define TOLERANCE 1e-4 /* of the area */

static double area_of(GEOSContextHandle_t geos, const GEOSGeometry *shape)
{
    double area = 0;
    return shape && GEOSArea_r(geos, shape, &area) ? area : 0;
}

static void say_why(GEOSContextHandle_t geos, const GEOSGeometry *shape, int decimals, vp_validity *out)
{
    char *reason = NULL;
    GEOSGeometry *where = NULL;
    double x = NAN, y = NAN;
    GEOSisValidDetail_r(geos, shape, 0, &reason, &where);
    if (where) {
        GEOSGeomGetX_r(geos, where, &x);
        GEOSGeomGetY_r(geos, where, &y);
    }
    snprintf(out->reason, sizeof out->reason, "%s at %.*f, %.*f", reason ? reason : "invalid", decimals, x, decimals,
             y);
    if (reason) GEOSFree_r(geos, reason);
    if (where) GEOSGeom_destroy_r(geos, where);
}

bool vp_validity_of(GEOSContextHandle_t geos, const GEOSGeometry *shape, int decimals, vp_validity *out,
                    GEOSGeometry **valid)
{
    *out = (vp_validity){0};
    if (valid) *valid = NULL;
    if (GEOSisValid_r(geos, shape) == 1) return true;
    GEOSGeometry *mended = GEOSMakeValid_r(geos, shape);
    out->area = area_of(geos, shape);
    out->mended = area_of(geos, mended);
    say_why(geos, shape, decimals, out);
    if (valid)
        *valid = mended;
    else if (mended)
        GEOSGeom_destroy_r(geos, mended);
    return false;
}

bool vp_validity_is_doubtful(const vp_validity *v) { return !(fabs(v->mended - v->area) <= TOLERANCE * v->mended); }
