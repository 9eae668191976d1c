/* Coordinates from one system to another by PROJ: x east or longitude, y north or latitude,
 * whatever order the systems declare. Nothing is fetched from the network. */
#pragma once
#include <vungphu/shape.h>

typedef struct vp_transform vp_transform;

/* from and to: EPSG:32648, or WKT. */
vp_transform *vp_transform_new(const char *from, const char *to, vp_error *err);
void vp_transform_free(vp_transform *projection); /* NULL is fine */
/* In place. False when a point has no place in the other system; then the points are spoilt. */
bool vp_transform_forward(vp_transform *projection, vp_point points[], size_t count);
bool vp_transform_inverse(vp_transform *projection, vp_point points[], size_t count);

bool vp_transform_is_geographic(const vp_transform *projection); /* of from: degrees */
bool vp_transform_is_identity(const vp_transform *projection);   /* from and to are the same system */

/* Whether the text names a projected system whose axes are in metres. */
bool vp_crs_is_metric(const char *crs, vp_error *err);
bool vp_crs_same(const char *a, const char *b);
/* Name such as "WGS 84 / UTM zone 48N"; "unknown" when it cannot be told. */
void vp_crs_name(const char *crs, char *name, size_t size);
/* Degrees in which the system is meant to be used; false when it does not say. */
bool vp_crs_area(const char *crs, vp_bounds *area);
