/* Coordinate reference systems that positions may be asked and answered in (OGC API – Features, part 2). */
#pragma once
#include "server/message/request.h"
#include "json/json.h"
#include <vungphu/shape.h>

typedef struct {
    const char *uri;
    bool latitude_first;                                               /* the order of the system's axes */
    void (*from_lonlat)(double lon, double lat, double *x, double *y); /* NULL: degrees as they are */
    void (*to_lonlat)(double x, double y, double *lon, double *lat);
    double places; /* positions are answered to this part of the unit */
} vp_reference;

extern const vp_reference vp_references[]; /* the first is CRS84, the default and how positions are kept */

/* The system that a parameter names; the default when it is absent; NULL and VP_BAD_INPUT when it is unknown. */
const vp_reference *vp_reference_asked(const vp_target *target, const char *parameter, vp_error *err);

/* Changes all positions of a GeoJSON geometry (or null) from CRS84. False when memory is short. */
bool vp_reference_apply(const vp_reference *reference, json_t *geometry);

/* The box in degrees of one given in the system, its numbers in the order of the system's axes. */
bool vp_reference_box(const vp_reference *reference, vp_bounds given, vp_bounds *degrees, vp_error *err);

/* All URIs, as a collection lists them. */
json_t *vp_reference_list(void);
