#include "server/message/body.h"
#include "json/json.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <utf8proc.h>

static bool is_json_type(const char *type)
{
    static const char json[] = "application/json";
    return type && strncasecmp(type, json, sizeof json - 1) == 0 && strchr("; ", type[sizeof json - 1]);
}

static json_t *composed(const json_t *value);

static json_t *composed_text(const char *text)
{
    char *nfc = (char *)utf8proc_NFC((const utf8proc_uint8_t *)text);
    json_t *made = nfc ? json_string(nfc) : NULL;
    free(nfc);
    return made;
}

static bool compose_member(json_t *object, const char *name, const json_t *value)
{
    char *nfc = (char *)utf8proc_NFC((const utf8proc_uint8_t *)name);
    bool ok = nfc && vp_json_set(object, nfc, composed(value));
    free(nfc);
    return ok;
}

/* A copy with letters and marks composed; NULL without memory. The depth is the parser's (JSON_PARSER_MAX_DEPTH). */
static json_t *composed(const json_t *value)
{
    if (json_is_string(value)) return composed_text(json_string_value(value));
    if (!json_is_object(value) && !json_is_array(value)) return json_incref((json_t *)value);
    json_t *copy = json_is_object(value) ? json_object() : json_array(), *member;
    bool ok = copy != NULL;
    for (size_t i = 0; ok && i < json_array_size(value); i++)
        ok = vp_json_append(copy, composed(json_array_get(value, i)));
    const char *name;
    json_object_foreach((json_t *)value, name, member) ok = ok && compose_member(copy, name, member);
    if (ok) return copy;
    json_decref(copy);
    return NULL;
}

static json_t *with_composed_texts(json_t *root, vp_error *err)
{
    json_t *copy = composed(root);
    json_decref(root);
    if (!copy) vp_fail(err, VP_NO_MEMORY, "no memory for the body");
    return copy;
}

json_t *vp_body_json(const vp_request *request, vp_reply *reply, vp_error *err)
{
    if (!is_json_type(request->content_type)) {
        reply->failed_status = 415;
        vp_fail(err, VP_BAD_INPUT, "the body is sent as Content-Type: application/json");
        return NULL;
    }
    json_error_t wrong;
    json_t *root = json_loadb(request->body ? request->body : "", request->body_length, JSON_REJECT_DUPLICATES, &wrong);
    if (root && json_is_object(root)) return with_composed_texts(root, err);
    if (root)
        vp_fail(err, VP_BAD_INPUT, "the body is not a JSON object");
    else
        vp_fail(err, VP_BAD_INPUT, "the body is not JSON: line %d, column %d: %.100s", wrong.line, wrong.column,
                wrong.text);
    json_decref(root);
    return NULL;
}
