/* Whatever path and query a client sends, it is answered, and never with a server error. The first byte chooses
 * headers; a question mark ends the path. */
#include "server/endpoints/endpoints.h"
#include "server/server.h"
#include "server/support_world.h"
#include <jansson.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static vp_server *server;

static void start(void)
{
    vp_error err;
    server = vp_server_new(&(vp_server_options){.routes = &vp_endpoints,
                                                .publication = vp_publication_new(NULL),
                                                .cache_bytes = 1 << 20,
                                                .web_folder = "/nonexistent"},
                           &err);
    MUST(server && vp_server_publish(server, vp_world_new("s1", 0), &err));
}

static void check(const vp_reply *reply)
{
    MUST(reply->status >= 200 && reply->status < 500);
    if (!reply->body || reply->body->encoding || !reply->type || !strstr(reply->type, "json")) return;
    json_t *root = json_loadb(reply->body->bytes, reply->body->length, 0, NULL);
    MUST(root);
    json_decref(root);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const accepts[] = {NULL, "text/html", "text/csv", "application/json;q=0.1, */*"};
    if (!server) start();
    if (size < 1) return 0;
    char *path = malloc(size + 1);
    MUST(path);
    path[0] = '/';
    memcpy(path + 1, data + 1, size - 1);
    path[size] = '\0';
    char *query = strchr(path, '?');
    if (query) *query++ = '\0';
    vp_request request = {.method = data[0] & 4 ? "HEAD" : "GET",
                          .path = path,
                          .query = query,
                          .host = data[0] & 8 ? "a:80" : NULL,
                          .accept = accepts[data[0] & 3],
                          .accept_encoding = data[0] & 16 ? "gzip" : NULL,
                          .if_none_match = data[0] & 32 ? path : NULL};
    vp_reply reply;
    vp_answer(server, &request, &reply);
    /* /readyz is the one that says 503 by design; this server is never drained. */
    check(&reply);
    vp_reply_clear(&reply);
    free(path);
    return 0;
}
