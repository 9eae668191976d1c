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
