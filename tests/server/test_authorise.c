/* Who may write. */
#include "server/endpoints/endpoints.h"
#include "server/server.h"
#include <check.h>
#include <stdlib.h>
#include <string.h>

static vp_server *server_with(const char *token)
{
    vp_error err = {0};
    vp_server *server = vp_server_new(
        &(vp_server_options){
            .routes = &vp_endpoints, .publication = vp_publication_new(NULL), .cache_bytes = 1 << 16, .token = token},
        &err);
    ck_assert_msg(server != NULL, "%s", err.message);
    return server;
}

static unsigned status_of(const vp_server *server, vp_request request)
{
    vp_error err = {0};
    unsigned status = 0;
    if (vp_server_authorise(server, &request, &status, &err)) return 200;
    ck_assert_int_eq(err.kind, VP_DENIED);
    ck_assert_ptr_null(strstr(err.message, "s3cret"));
    const char *why = request.authorization ? "not the one" : "needs the header";
    if (status == 401) ck_assert_msg(strstr(err.message, why) != NULL, "%s", err.message);
    return status;
}

START_TEST(the_token_and_nothing_else_opens)
{
    static const struct {
        const char *header;
        unsigned status;
    } cases[] = {
        {"Bearer s3cret-token", 200},
        {"bearer   s3cret-token", 200},
        {NULL, 401},
        {"", 401},
        {"Bearer", 401},
        {"Bearer ", 401},
        {"Bearer s3cret", 401},
        {"Bearer s3cret-token ", 401},
        {"Bearer s3cret-tokenx", 401},
        {"s3cret-token", 401},
        {"Basic s3cret-token", 401},
        {"Bearer S3CRET-TOKEN", 401},
    };
    vp_server *server = server_with("s3cret-token");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int local = 0; local < 2; local++) /* this machine needs it too */
            ck_assert_msg(status_of(server, (vp_request){.authorization = cases[i].header,
                                                         .from_loopback = local,
                                                         .host = "localhost"}) == cases[i].status,
                          "row %zu", i);
    ck_assert(vp_server_is_secret(server, "/indicators?token=s3cret-token"));
    ck_assert(!vp_server_is_secret(server, "/indicators?token=s3cret"));
    ck_assert(vp_server_is_secret(server, "/indicators?token=s3cret%2Dtoken"));
    ck_assert(vp_server_is_secret(server, "/indicators?token=%73%33cret-%74oken"));
    ck_assert(vp_server_is_secret(server, "/indicators?token=s3cret%252Dtoken")); /* encoded twice */
    ck_assert(!vp_server_is_secret(server, "/%2&%zz%00%"));
    vp_server_free(server);
}
END_TEST

START_TEST(without_a_token_only_this_machine_writes)
{
    static const struct {
        const char *host, *origin;
        bool local;
        unsigned status;
    } cases[] = {
        {"localhost:8080", NULL, true, 200},
        {"127.0.0.1", NULL, true, 200},
        {"[::1]:8080", NULL, true, 200},
        {"localhost:8080", "http://localhost:8080", true, 200},
        {"localhost:8080", NULL, false, 403},
        {NULL, NULL, true, 403},
        {"map.example", NULL, true, 403}, /* a name that was made to point here */
        {"localhost.evil.example", NULL, true, 403},
        {"localhost:8080", "null", true, 403},
        {"localhost:8080", "http://evil.example", true, 403},
        {"localhost:8080", "http://localhost:9999", true, 403},
        {"localhost:8080", "https://localhost:8080", true, 403},
    };
    for (int empty = 0; empty < 2; empty++) { /* an empty token is none, not one that an empty header fits */
        vp_server *server = server_with(empty ? "" : NULL);
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
            ck_assert_msg(status_of(server, (vp_request){.host = cases[i].host,
                                                         .origin = cases[i].origin,
                                                         .authorization = "Bearer ",
                                                         .from_loopback = cases[i].local}) == cases[i].status,
                          "row %zu", i);
        ck_assert(!vp_server_is_secret(server, ""));
        vp_server_free(server);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("authorise");
    TCase *cases = tcase_create("authorise");
    tcase_add_test(cases, the_token_and_nothing_else_opens);
    tcase_add_test(cases, without_a_token_only_this_machine_writes);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
