#include "support_answers.h"
#include "server/endpoints/endpoints.h"
#include <string.h>

vp_server *answering;

void start_answering(void) { start_answering_with(NULL); }

void start_answering_with(const char *web_folder)
{
    vp_error err = {0};
    answering = vp_server_new(&(vp_server_options){.routes = &vp_endpoints,
                                                   .publication = vp_publication_new(NULL),
                                                   .cache_bytes = 1 << 20,
                                                   .web_folder = web_folder},
                              &err);
    ck_assert_msg(answering != NULL, "%s", err.message);
    ck_assert(vp_server_publish(answering, vp_world_new("s1", 0), &err));
}

void stop_answering(void) { vp_server_free(answering); }

vp_reply reply_to(const char *path, const char *query)
{
    vp_reply reply;
    vp_answer(answering, &(vp_request){.method = "GET", .path = path, .query = query, .host = "map.example:8080"},
              &reply);
    return reply;
}

json_t *json_of(const char *path, const char *query, unsigned status)
{
    vp_reply reply = reply_to(path, query);
    ck_assert_msg(reply.status == status, "%s?%s is %u: %.*s", path, query ? query : "", reply.status,
                  reply.body ? (int)reply.body->length : 0, reply.body ? reply.body->bytes : "");
    json_error_t error;
    json_t *root = json_loadb(reply.body->bytes, reply.body->length, 0, &error);
    ck_assert_msg(root != NULL, "%s: %s", path, error.text);
    vp_reply_clear(&reply);
    return root;
}

double number(json_t *object, const char *key)
{
    json_t *value = json_object_get(object, key);
    ck_assert_msg(json_is_number(value), "%s is not a number", key);
    return json_number_value(value);
}

void expect_refused(const char *path, refused_query asked)
{
    json_t *root = json_of(path, asked.query, asked.status);
    const char *detail = json_string_value(json_object_get(root, "detail"));
    ck_assert_msg(detail && strstr(detail, asked.says) != NULL, "%s: %s", asked.query, detail);
    json_decref(root);
}
