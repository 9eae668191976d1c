#include "json/json.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

json_t *vp_json_number(double value) { return isfinite(value) ? json_real(value) : json_null(); }

json_t *vp_json_count(double count)
{
    bool whole = fabs(count) < 9e15 && count == round(count);
    return whole ? json_integer((json_int_t)count) : vp_json_number(count);
}

json_t *vp_json_text(const char *text) { return text && *text ? json_string(text) : json_null(); }

json_t *vp_json_title(const char *vi, const char *en)
{
    return json_pack("{s:o, s:o}", "vi", vp_json_text(vi), "en", vp_json_text(en));
}

static double rounded(double degrees) { return round(degrees * 1e7) / 1e7; }

json_t *vp_json_lonlat(double lon, double lat)
{
    return json_pack("[o, o]", vp_json_number(rounded(lon)), vp_json_number(rounded(lat)));
}

json_t *vp_json_list(size_t count, vp_json_item *make, const void *context)
{
    json_t *array = json_array();
    for (size_t i = 0; array && i < count; i++)
        if (!vp_json_append(array, make(context, i))) {
            json_decref(array);
            return NULL;
        }
    return array;
}

bool vp_json_append(json_t *array, json_t *item) { return json_array_append_new(array, item) == 0; }

void vp_json_put(json_t **object, const char *key, json_t *member)
{
    if (json_object_set_new(*object, key, member) == 0) return;
    json_decref(*object);
    *object = NULL;
}

void vp_json_add(json_t **array, json_t *member)
{
    if (json_array_append_new(*array, member) == 0) return;
    json_decref(*array);
    *array = NULL;
}

json_t *vp_json_collection(json_t *answer)
{
    json_t *o = answer ? json_pack("{s:s}", "type", "FeatureCollection") : NULL;
    if (o && json_object_update(o, answer) != 0) {
        json_decref(o);
        o = NULL;
    }
    json_decref(answer);
    return o;
}

bool vp_json_set(json_t *object, const char *key, json_t *value)
{
    return json_object_set_new(object, key, value) == 0;
}

static int append_bytes(const char *bytes, size_t size, void *buffer)
{
    return vp_buffer_append(buffer, bytes, size) ? 0 : -1;
}

char *vp_json_dump(const json_t *root, size_t flags)
{
    vp_buffer text = {0};
    if (root && json_dump_callback(root, append_bytes, &text, flags) == 0 && vp_buffer_terminated(&text))
        return text.bytes;
    vp_buffer_clear(&text);
    return NULL;
}

bool vp_json_print(json_t *root, vp_error *err)
{
    char *text = vp_json_dump(root, JSON_INDENT(2));
    json_decref(root);
    if (!text) return vp_fail(err, VP_NO_MEMORY, "no memory for the result");
    bool ok = puts(text) != EOF && fflush(stdout) == 0;
    free(text);
    return ok || vp_fail(err, VP_IO, "the result cannot be written to stdout");
}

vp_blob *vp_json_blob(json_t *root, vp_error *err)
{
    vp_buffer text = {0};
    /* 12 digits: a metre in the position of a degree, a millionth of a person in a million. */
    bool ok = root && json_dump_callback(root, append_bytes, &text, JSON_COMPACT | JSON_REAL_PRECISION(12)) == 0 &&
              vp_buffer_append(&text, "\n", 1);
    json_decref(root);
    if (ok) return vp_blob_new(&text, err);
    vp_fail(err, VP_NO_MEMORY, "no memory for the answer");
    vp_buffer_clear(&text);
    return NULL;
}
