/* What a Host header may be, and which address the links of an answer begin with. */
#include "server/endpoints/endpoints.h"
#include "server/server.h"
#include "support_world.h"
#include <check.h>
#include <jansson.h>
#include <string.h>

static vp_server *server_at(const char *url)
{
    vp_error err = {0};
    vp_server *server = vp_server_new(
        &(vp_server_options){.routes = &vp_endpoints, .publication = vp_publication_new(NULL), .url = url}, &err);
    ck_assert_msg(server && vp_server_publish(server, vp_world_new("s1", 0), &err), "%s", err.message);
    return server;
}

/* Whether all links of /collections begin with this. */
static void check_links(const char *url, const char *host, const char *begin)
{
    vp_server *server = server_at(url);
    vp_reply reply;
    vp_answer(server, &(vp_request){.method = "GET", .path = "/collections", .host = host}, &reply);
    ck_assert_uint_eq(reply.status, 200);
    json_t *root = json_loadb(reply.body->bytes, reply.body->length, 0, NULL), *link, *links;
    size_t i;
    links = json_object_get(root, "links");
    ck_assert_uint_gt(json_array_size(links), 0);
    json_array_foreach(links, i, link)
    {
        const char *href = json_string_value(json_object_get(link, "href"));
        ck_assert_msg(strncmp(href, begin, strlen(begin)) == 0 && href[strlen(begin)] == '/', "%s", href);
    }
    json_decref(root);
    vp_reply_clear(&reply);
    vp_server_free(server);
}

START_TEST(links_begin_with_the_servers_own_address_or_the_host)
{
    check_links(NULL, "map.example:8080", "http://map.example:8080");
    check_links(NULL, NULL, "http://localhost");
    check_links("https://coverage.example/api", "map.example", "https://coverage.example/api");
}
END_TEST

START_TEST(a_host_is_a_name_and_a_port)
{
    char longest[201];
    memset(longest, 'a', sizeof longest);
    longest[200] = '\0'; /* 200 characters: one too many */
    const struct {
        const char *host;
        unsigned status;
    } cases[] = {{"h", 200},
                 {"a-b.example:80", 200},
                 {"[::1]:8080", 200},
                 {"A_9", 200},
                 {longest + 1, 200},
                 {longest, 400},
                 {"", 400},
                 {"a b", 400},
                 {"a.example/x", 400},
                 {"a\"", 400},
                 {"<a>", 400},
                 {"b\xC3\xA9", 400}};
    vp_server *server = server_at(NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        vp_reply reply;
        vp_answer(server, &(vp_request){.method = "GET", .path = "/collections", .host = cases[i].host}, &reply);
        ck_assert_msg(reply.status == cases[i].status, "'%s' is %u", cases[i].host, reply.status);
        vp_reply_clear(&reply);
    }
    vp_server_free(server);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("hosts");
    TCase *cases = tcase_create("links");
    tcase_add_test(cases, links_begin_with_the_servers_own_address_or_the_host);
    tcase_add_test(cases, a_host_is_a_name_and_a_port);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
