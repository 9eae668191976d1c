/* Objects of a store that GDAL reaches by /vsis3/, /vsigs/, /vsiaz/ and the like: put, read and removed whole. Keys and
 * addresses come from the environment, as GDAL describes (AWS_ACCESS_KEY_ID, AWS_S3_ENDPOINT …). */
#pragma once
#include "base/buffer.h"
#include <vungphu/error.h>

/* Whether the path is one of such a store; s3://BUCKET/KEY is written /vsis3/BUCKET/KEY. Free the path. */
char *vp_objects_path(const char *text);

/* A file of this machine as an object. type: its Content-Type. */
bool vp_objects_put(const char *file, const char *object, const char *type, vp_error *err);
/* Appends the object; false when it is not there or cannot be had. */
bool vp_objects_read(const char *object, vp_buffer *out);
/* What is not there is removed. */
bool vp_objects_remove(const char *object, vp_error *err);
