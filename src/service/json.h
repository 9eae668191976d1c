/* JSON values of figures and texts. A maker returns NULL when
 * memory is short; json_pack passes such a NULL on, so one check at the end is enough. */
#pragma once
#include "base/blob.h"
#include <jansson.h>

json_t *vp_json_number(double value);   /* null where it is not finite: no data */
json_t *vp_json_text(const char *text); /* null where there is none */
json_t *vp_json_title(const char *vi, const char *en);
json_t *vp_json_lonlat(double lon, double lat); /* [lon, lat], to 1e-7 degrees (1 cm) */

/* An array of count items; make returns NULL only when memory is short. */
typedef json_t *vp_json_item(const void *context, size_t index);
json_t *vp_json_list(size_t count, vp_json_item *make, const void *context);
/* Takes item. False and err-less when either is NULL. */
bool vp_json_append(json_t *array, json_t *item);
bool vp_json_set(json_t *object, const char *key, json_t *value);

/* Takes root, which may be NULL: then err says that memory was short. */
vp_blob *vp_json_blob(json_t *root, vp_error *err);
