#include "server/message/body.h"
#include <string.h>
#include <strings.h>

static bool is_json_type(const char *type)
{
    static const char json[] = "application/json";
    return type && strncasecmp(type, json, sizeof json - 1) == 0 && strchr("; ", type[sizeof json - 1]);
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
    if (root && json_is_object(root)) return root;
    if (root)
        vp_fail(err, VP_BAD_INPUT, "the body is not a JSON object");
    else
        vp_fail(err, VP_BAD_INPUT, "the body is not JSON: line %d, column %d: %.100s", wrong.line, wrong.column,
                wrong.text);
    json_decref(root);
    return NULL;
}
