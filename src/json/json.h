/* JSON values of figures and texts. A maker returns NULL when memory is short or a text is no UTF-8; json_pack passes
 * such a NULL on, and so do vp_json_put and vp_json_add: one check at the end is enough. No other room calls jansson's
 * own functions that add a member, whose results are forgotten too easily (src/rooms.txt). */
#pragma once
#include "base/blob.h"
#include <jansson.h>

json_t *vp_json_number(double value);   /* null where it is not finite: no data */
json_t *vp_json_count(double count);    /* a whole number of things; the same, and what is no whole number as it is */
json_t *vp_json_text(const char *text); /* null where there is none */
json_t *vp_json_title(const char *vi, const char *en);
json_t *vp_json_lonlat(double lon, double lat); /* [lon, lat], to 1e-7 degrees (1 cm) */

/* An array of count items; make returns NULL only when memory is short. */
typedef json_t *vp_json_item(const void *context, size_t index);
json_t *vp_json_list(size_t count, vp_json_item *make, const void *context);
/* Takes the member. *object, or *array, is NULL from the first member on that was NULL or found no memory: its maker
 * need not look before the end, when it hands it on or gives it up. */
void vp_json_put(json_t **object, const char *key, json_t *member);
void vp_json_add(json_t **array, json_t *member);

/* The members of an answer, which it takes and which may be NULL, as GeoJSON that says so first: readers look no
 * further than a file's beginning for it. */
json_t *vp_json_collection(json_t *answer);

/* The same of a value that somebody else holds and must learn it. Takes item; false and err-less when either is NULL.
 */
bool vp_json_append(json_t *array, json_t *item) __attribute__((warn_unused_result));
bool vp_json_set(json_t *object, const char *key, json_t *value) __attribute__((warn_unused_result));

/* A new text, with jansson's flags; NULL when memory is short. jansson's own json_dumps goes on behind a key that found
 * no room. */
char *vp_json_dump(const json_t *root, size_t flags);

/* Takes root, which may be NULL: then err says that memory was short. */
bool vp_json_print(json_t *root, vp_error *err); /* to stdout, for people */
vp_blob *vp_json_blob(json_t *root, vp_error *err);
