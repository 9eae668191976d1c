/* /scenarios on the small province: saved, read, changed with the version in hand, answered, drawn and refused. A
 * station in column 5, row 1, east of the river, reaches 330 people whom nobody reached. */
#include "server/endpoints/endpoints.h"
#include "server/server.h"
#include "service/scenario_service.h"
#include "service/support_published.h"
#include "store/support_dataset.h"
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *directory;
static vp_scenario_service *scenarios;
static vp_server *server;
static vp_point place; /* of the new station, degrees */

static vp_server *serve(vp_scenario_service *with)
{
    vp_error err = {0};
    vp_server *made = vp_server_new(&(vp_server_options){.routes = &vp_endpoints,
                                                         .publication = vp_publication_new(NULL),
                                                         .cache_bytes = 1 << 20,
                                                         .scenarios = with},
                                    &err);
    ck_assert_msg(made != NULL, "%s", err.message);
    OK(vp_server_publish(made, served(directory), &err));
    return made;
}

static void start(void)
{
    vp_error err = {0};
    directory = published_directory();
    scenarios = vp_scenario_service_new(directory, 10, 10, &err);
    ck_assert_msg(scenarios != NULL, "%s", err.message);
    server = serve(scenarios);
    vp_snapshot *snapshot = served(directory);
    place = lonlat_of(snapshot, 5.5, 1.5);
    vp_snapshot_release(snapshot);
}

static void stop(void)
{
    vp_server_free(server);
    vp_scenario_service_free(scenarios);
    remove_directory(directory);
}

static vp_reply ask(const char *method, const char *path, const char *body, const char *if_match)
{
    vp_reply reply;
    char bare[200];
    size_t length = strcspn(path, "?");
    snprintf(bare, sizeof bare, "%.*s", (int)length, path);
    vp_request request = {.method = method,
                          .path = bare,
                          .query = path[length] ? path + length + 1 : NULL,
                          .host = "localhost",
                          .from_loopback = true,
                          .body = body,
                          .body_length = body ? strlen(body) : 0,
                          .content_type = body ? "application/json" : NULL,
                          .if_match = if_match};
    vp_answer(server, &request, &reply);
    return reply;
}

/* Takes reply. */
static json_t *body_of(vp_reply reply, unsigned status)
{
    ck_assert_msg(reply.status == status, "%u, not %u: %.*s", reply.status, status,
                  reply.body ? (int)reply.body->length : 0, reply.body ? reply.body->bytes : "");
    json_t *root = json_loadb(reply.body->bytes, reply.body->length, 0, NULL);
    ck_assert_ptr_nonnull(root);
    vp_reply_clear(&reply);
    return root;
}

static const char *text_of(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static const char *plan_of(const char *service)
{
    static char text[300];
    snprintf(
        text, sizeof text,
        "{\"title\": {\"vi\": \"Trạm mới\"}, \"changes\": [{\"change\": \"add\", \"service\": \"%s\", \"lon\": %.9f, "
        "\"lat\": %.9f}]}",
        service, place.x, place.y);
    return text;
}

/* Saves one more place of the service and waits for the answer; address is /scenarios/ID, tag its ETag. */
static void save(const char *service, char address[60], char tag[VP_TAG_MOST])
{
    vp_reply reply = ask("POST", "/scenarios", plan_of(service), NULL);
    ck_assert_uint_eq(reply.status, 201);
    ck_assert_int_eq(strncmp(reply.location, "http://localhost/scenarios/", 27), 0);
    snprintf(address, 60, "%.50s", reply.location + strlen("http://localhost"));
    memcpy(tag, reply.tag, VP_TAG_MOST);
    vp_reply_clear(&reply);
    char path[100];
    snprintf(path, sizeof path, "%s/indicators", address);
    for (unsigned status = 202; status == 202;) {
        reply = ask("GET", path, NULL, NULL);
        status = reply.status;
        vp_reply_clear(&reply);
    }
}

static json_t *get(const char *address, const char *rest, unsigned status)
{
    char path[200];
    snprintf(path, sizeof path, "%s%s", address, rest);
    return body_of(ask("GET", path, NULL, NULL), status);
}

START_TEST(a_scenario_is_saved_read_changed_and_deleted)
{
    char address[60], tag[VP_TAG_MOST];
    save("station", address, tag);
    json_t *root = get(address, "", 200), *title = json_object_get(root, "title");
    ck_assert_str_eq(text_of(title, "vi"), "Trạm mới");
    ck_assert_str_eq(text_of(root, "status"), "ready");
    ck_assert_str_eq(text_of(root, "reason"), "created");
    ck_assert(json_is_null(json_object_get(root, "conflict")));
    ck_assert_uint_eq(json_array_size(json_object_get(root, "changes")), 1);
    json_decref(root);
    static const char other[] =
        "{\"title\": {\"en\": \"Closed\"}, \"changes\": [{\"change\": \"remove\", \"facility\": \"s1\"}]}";
    json_decref(body_of(ask("PUT", address, other, NULL), 428));
    json_decref(body_of(ask("PUT", address, other, "\"other.1\""), 412));
    json_decref(body_of(ask("PUT", address, "{}", tag), 400));
    vp_reply reply = ask("PUT", address, other, tag);
    ck_assert_uint_eq(reply.status, 200);
    char second[VP_TAG_MOST];
    memcpy(second, reply.tag, sizeof second);
    ck_assert_str_ne(second, tag);
    vp_reply_clear(&reply);
    json_decref(body_of(ask("PUT", address, other, tag), 412)); /* somebody was quicker */
    root = get(address, "/versions", 200);
    ck_assert_uint_eq(json_array_size(json_object_get(root, "versions")), 2);
    json_decref(root);
    root = body_of(ask("GET", "/scenarios", NULL, NULL), 200);
    ck_assert_uint_eq(json_array_size(json_object_get(root, "scenarios")), 1);
    json_decref(root);
    json_decref(body_of(ask("DELETE", address, NULL, NULL), 428));
    reply = ask("DELETE", address, NULL, second);
    ck_assert_uint_eq(reply.status, 204);
    vp_reply_clear(&reply);
    json_decref(get(address, "", 404));
    json_decref(get(address, "/versions", 404));
}
END_TEST

/* Within 2 km of s1, whose degrees are column 0.6, row 0.9, live 10 + 20 + 60 + 70 + 80 + 120 of the 2400 people;
 * within 2 km of the new place 110 + 100 + 50 + 170 + 40 + 160 more. */
START_TEST(an_answer_says_what_changes_before_and_after)
{
    char address[60], tag[VP_TAG_MOST];
    save("near", address, tag);
    json_t *root = get(address, "/indicators", 200), *service = json_array_get(json_object_get(root, "services"), 0),
           *indicators = json_object_get(root, "indicators"), *first = json_array_get(indicators, 0);
    ck_assert_uint_eq(json_array_size(json_object_get(root, "services")), 1);
    ck_assert_str_eq(text_of(service, "id"), "near");
    ck_assert_str_eq(text_of(service, "change"), "places");
    ck_assert_uint_eq(json_array_size(indicators), 1);
    ck_assert_str_eq(text_of(first, "id"), "near_share");
    json_t *all = json_object_get(first, "province");
    ck_assert_double_eq_tol(json_number_value(json_object_get(all, "numerator_before")), 360, 1e-6);
    ck_assert_double_eq_tol(json_number_value(json_object_get(all, "numerator_after")), 360 + 630, 1e-6);
    ck_assert_double_eq_tol(json_number_value(json_object_get(all, "denominator_after")), 2400, 1e-6);
    ck_assert_double_eq_tol(json_number_value(json_object_get(all, "change")), 630.0 / 2400, 1e-9);
    json_t *values = json_object_get(first, "values"), *a = json_array_get(values, 0), *b = json_array_get(values, 1);
    ck_assert_uint_eq(json_array_size(values), 2);
    ck_assert_str_ne(text_of(a, "code"), text_of(b, "code"));
    ck_assert_double_eq_tol(json_number_value(json_object_get(a, "numerator_after")) +
                                json_number_value(json_object_get(b, "numerator_after")),
                            360 + 630, 1e-6);
    json_decref(root);
    root = get(address, "/indicators?indicator=none", 200);
    ck_assert_uint_eq(json_array_size(json_object_get(root, "indicators")), 0);
    json_decref(root);
    json_decref(get(address, "/indicators?level=village", 400));
}
END_TEST

static bool tile_names(const char *path, const char *text)
{
    vp_reply reply = ask("GET", path, NULL, NULL);
    ck_assert_msg(reply.status == 200, "%s: %u", path, reply.status);
    bool found = memmem(reply.body->bytes, reply.body->length, text, strlen(text)) != NULL;
    vp_reply_clear(&reply);
    return found;
}

/* A scenario that changes nothing of a tile gives the tile of the snapshot. */
START_TEST(tiles_are_drawn_as_they_would_be)
{
    char address[60], tag[VP_TAG_MOST], path[200];
    save("station", address, tag);
    static const struct {
        const char *tile;
        bool differs;
    } rows[] = {{"/tiles/facilities/8/203/112.mvt", true},
                {"/tiles/units/8/203/112.mvt", false},
                {"/tiles/reach_station/8/203/112.png", true},
                {"/tiles/reach_near/8/203/112.png", false}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        vp_reply now = ask("GET", rows[i].tile, NULL, NULL);
        snprintf(path, sizeof path, "%s%s", address, rows[i].tile);
        vp_reply then = ask("GET", path, NULL, NULL);
        ck_assert_msg(now.status == 200 && then.status == 200, "%s: %u, %u", path, now.status, then.status);
        ck_assert_str_eq(now.type, then.type);
        ck_assert_uint_gt(now.body->length, 0);
        bool same =
            now.body->length == then.body->length && memcmp(now.body->bytes, then.body->bytes, now.body->length) == 0;
        ck_assert_msg(same == !rows[i].differs, "%s", path);
        vp_reply_clear(&now);
        vp_reply_clear(&then);
    }
    snprintf(path, sizeof path, "%s/tiles/facilities/8/203/112.mvt", address);
    ck_assert(tile_names(path, "new_1") && tile_names(path, "station,near")); /* of those that are there already, too */
    json_decref(get(address, "/tiles/none/8/203/112.mvt", 404));
}
END_TEST

/* The member of a list that has this id. */
static json_t *named(json_t *list, const char *id)
{
    json_t *one;
    size_t i;
    json_array_foreach(list, i, one) if (text_of(one, "id") && strcmp(text_of(one, "id"), id) == 0) return one;
    return NULL;
}

/* What one feature says is what /scenarios/{id}/indicators says of the unit. */
static void expect_values(json_t *features, json_t *indicators)
{
    static const char *const of[] = {"before", "after", "change"};
    json_t *indicator, *value;
    size_t i, row;
    json_array_foreach(indicators, i, indicator) json_array_foreach(json_object_get(indicator, "values"), row, value)
    {
        json_t *feature = named(features, text_of(value, "code"));
        ck_assert_ptr_nonnull(feature);
        ck_assert_str_eq(text_of(json_object_get(feature, "geometry"), "type"), "MultiPolygon");
        for (size_t k = 0; k < 3; k++) {
            char name[100];
            snprintf(name, sizeof name, "%s_%s", text_of(indicator, "id"), of[k]);
            json_t *found = json_object_get(json_object_get(feature, "properties"), name);
            ck_assert_msg(found && json_equal(found, json_object_get(value, of[k])), "%s", name);
        }
    }
}

/* A collection for any GIS: units with each indicator before and after; tiles with the same values; gone with the
 * scenario. */
START_TEST(what_a_scenario_changes_is_a_collection)
{
    char address[60], tag[VP_TAG_MOST], id[80], path[200];
    save("near", address, tag);
    snprintf(id, sizeof id, "scenario_%s", address + strlen("/scenarios/"));
    json_t *root = body_of(ask("GET", "/collections", NULL, NULL), 200),
           *found = named(json_object_get(root, "collections"), id);
    ck_assert_ptr_nonnull(found);
    ck_assert_str_eq(text_of(found, "title"), "Trạm mới");
    ck_assert_double_eq(json_number_value(json_object_get(found, "feature_count")), 2);
    ck_assert_ptr_null(named(json_object_get(root, "collections"), "scenario"));
    json_decref(root);

    json_t *answer = get(address, "/indicators", 200);
    snprintf(path, sizeof path, "/collections/%s/items", id);
    root = get(path, "", 200);
    ck_assert_uint_eq(json_array_size(json_object_get(root, "features")), 2);
    expect_values(json_object_get(root, "features"), json_object_get(answer, "indicators"));
    json_decref(root);
    json_decref(answer);
    root = get(path, "?filter=near_share_change%3E0&sortby=-near_share_change&properties=near_share_after", 200);
    ck_assert_uint_gt(json_array_size(json_object_get(root, "features")), 0);
    json_decref(root);
    snprintf(path, sizeof path, "/collections/%s", id);
    json_decref(get(path, "/tiles/WebMercatorQuad", 200));
    root = get(path, "/queryables", 200);
    ck_assert_ptr_nonnull(json_object_get(json_object_get(root, "properties"), "near_share_before"));
    json_decref(root);
    snprintf(path, sizeof path, "/collections/%s/tiles/WebMercatorQuad/8/112/203", id);
    ck_assert(tile_names(path, id) && tile_names(path, "near_share_change"));
    snprintf(path, sizeof path, "/tiles/%s.json", id);
    root = get(path, "", 200);
    const char *tiles = json_string_value(json_array_get(json_object_get(root, "tiles"), 0));
    ck_assert_ptr_nonnull(strstr(tiles, address + strlen("/scenarios/"))); /* v names the scenario's version */
    json_decref(root);
}
END_TEST

/* The tag of the list is another one when a scenario is saved, changed or deleted. */
START_TEST(collections_are_told_apart_by_what_is_saved)
{
    char address[60], tag[VP_TAG_MOST], seen[4][VP_TAG_MOST];
    for (size_t i = 0; i < 4; i++) {
        vp_reply change = {0};
        if (i == 1) save("near", address, tag);
        if (i == 2) change = ask("PUT", address, plan_of("station"), tag);
        if (i == 2) memcpy(tag, change.tag, sizeof tag);
        if (i == 3) change = ask("DELETE", address, NULL, tag);
        vp_reply_clear(&change);
        vp_reply reply = ask("GET", "/collections", NULL, NULL);
        memcpy(seen[i], reply.tag, sizeof seen[i]);
        vp_reply_clear(&reply);
        for (size_t k = 0; k < i; k++) ck_assert_int_eq(strcmp(seen[i], seen[k]) == 0, i == 3 && k == 0);
    }
    char path[120];
    snprintf(path, sizeof path, "/collections/scenario_%s", address + strlen("/scenarios/"));
    json_decref(get(path, "", 404));
    json_decref(get(path, "/items", 404));
    json_decref(get(path, "/tiles/WebMercatorQuad/8/112/203", 404));
}
END_TEST

/* Values of indicators as they would be; what is not computed is refused, not shown as it was. */
START_TEST(layers_of_values_are_those_of_the_scenario)
{
    char address[60], tag[VP_TAG_MOST], path[200];
    save("near", address, tag);
    vp_reply now = ask("GET", "/tiles/indicators/8/203/112.mvt", NULL, NULL);
    snprintf(path, sizeof path, "%s/tiles/indicators/8/203/112.mvt", address);
    vp_reply then = ask("GET", path, NULL, NULL);
    ck_assert_uint_eq(then.status, 200);
    ck_assert(now.body->length != then.body->length ||
              memcmp(now.body->bytes, then.body->bytes, now.body->length) != 0);
    vp_reply_clear(&now);
    vp_reply_clear(&then);
    static const char *const refused[] = {"isochrones", "gaps", "unserved_settlements", "quality", "units,isochrones"};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        snprintf(path, sizeof path, "/tiles/%s/8/203/112.mvt", refused[i]);
        json_t *root = get(address, path, 404);
        ck_assert_ptr_nonnull(strstr(text_of(root, "detail"), "is not drawn of a scenario"));
        json_decref(root);
    }
}
END_TEST

START_TEST(what_makes_no_sense_is_refused_by_name)
{
    static const struct {
        const char *body;
        unsigned status;
        const char *detail;
    } rows[] = {
        {NULL, 400, "the body is missing"},
        {"{", 400, "the body is no JSON"},
        {"[]", 400, "the body must be a JSON object"},
        {"{\"title\": {\"vi\": \"a\"}, \"more\": 1}", 400, "more: a scenario has only title and changes"},
        {"{\"changes\": []}", 400, "title: must be an object with vi or en"},
        {"{\"title\": {}, \"changes\": []}", 400, "title: needs vi or en"},
        {"{\"title\": {\"fr\": \"a\"}, \"changes\": []}", 400, "title.fr: there are only vi and en"},
        {"{\"title\": {\"vi\": 7}, \"changes\": []}", 400, "title.vi: must be a text"},
        {"{\"title\": {\"vi\": \"a\"}, \"changes\": [{\"change\": \"remove\", \"facility\": \"s9\"}]}", 400, "s9"},
        {"{\"title\": {\"vi\": \"a\"}, \"changes\": [{\"change\": \"add\", \"service\": \"station\", \"lon\": 1, "
         "\"lat\": 1}]}",
         400, "change 1"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        json_t *root = body_of(ask("POST", "/scenarios", rows[i].body, NULL), rows[i].status);
        ck_assert_msg(strstr(text_of(root, "detail"), rows[i].detail) != NULL, "%s: %s", rows[i].body,
                      text_of(root, "detail"));
        json_decref(root);
    }
    char body[900], title[601];
    memset(title, 'x', 600);
    title[600] = 0;
    snprintf(body, sizeof body, "{\"title\": {\"vi\": \"%s\"}, \"changes\": []}", title);
    json_t *refused = body_of(ask("POST", "/scenarios", body, NULL), 400);
    ck_assert_ptr_nonnull(strstr(text_of(refused, "detail"), "title.vi: must be a text of at most"));
    json_decref(refused);
    vp_reply reply;
    vp_request form = {.method = "POST",
                       .path = "/scenarios",
                       .host = "localhost",
                       .from_loopback = true,
                       .body = "a=b",
                       .body_length = 3,
                       .content_type = "application/x-www-form-urlencoded"};
    vp_answer(server, &form, &reply);
    json_decref(body_of(reply, 415));
    json_decref(body_of(ask("GET", "/scenarios/none", NULL, NULL), 404));
    json_decref(body_of(ask("GET", "/scenarios/none/indicators", NULL, NULL), 404));
    json_t *root = body_of(ask("GET", "/scenarios", NULL, NULL), 200);
    ck_assert_uint_eq(json_array_size(json_object_get(root, "scenarios")), 0); /* nothing was saved */
    json_decref(root);
}
END_TEST

/* A snapshot that the scenario was not checked against: 409 with the reason, until it is. */
START_TEST(a_scenario_of_another_snapshot_needs_review)
{
    char address[60], tag[VP_TAG_MOST];
    save("station", address, tag);
    vp_error err = {0};
    publish_again(directory);
    OK(vp_server_publish(server, served(directory), &err));
    json_t *root = get(address, "/indicators", 409);
    ck_assert_ptr_nonnull(strstr(text_of(root, "detail"), "it was not yet checked"));
    json_decref(root);
    json_decref(get(address, "/tiles/units/8/203/112.mvt", 409));
    vp_snapshot *snapshot = served(directory);
    OK(vp_scenario_service_rebase(scenarios, snapshot, &err));
    vp_snapshot_release(snapshot);
    vp_reply reply = ask("GET", address, NULL, NULL);
    ck_assert_str_ne(reply.tag, tag);
    root = body_of(reply, 200);
    ck_assert_str_eq(text_of(root, "reason"), "rebased");
    json_decref(root);
    json_decref(body_of(ask("GET", "/scenarios", NULL, NULL), 200));
}
END_TEST

START_TEST(a_server_that_keeps_none_says_so)
{
    vp_server *with = server;
    server = serve(NULL);
    static const char *const paths[] = {"/scenarios", "/scenarios/x", "/scenarios/x/versions",
                                        "/scenarios/x/indicators", "/scenarios/x/tiles/units/0/0/0.mvt"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        json_t *root = body_of(ask("GET", paths[i], NULL, NULL), 503);
        ck_assert_str_eq(text_of(root, "detail"), "this server keeps no scenarios");
        json_decref(root);
    }
    json_decref(body_of(ask("POST", "/scenarios", plan_of("station"), NULL), 503));
    json_decref(body_of(ask("POST", "/processes/site/execution", "{}", NULL), 503)); /* nor jobs */
    json_decref(body_of(ask("GET", "/jobs", NULL, NULL), 503));
    vp_server_free(server);
    server = with;
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("scenarios");
    TCase *cases = tcase_create("scenarios");
    tcase_add_checked_fixture(cases, start, stop);
    tcase_add_test(cases, a_scenario_is_saved_read_changed_and_deleted);
    tcase_add_test(cases, an_answer_says_what_changes_before_and_after);
    tcase_add_test(cases, tiles_are_drawn_as_they_would_be);
    tcase_add_test(cases, what_a_scenario_changes_is_a_collection);
    tcase_add_test(cases, collections_are_told_apart_by_what_is_saved);
    tcase_add_test(cases, layers_of_values_are_those_of_the_scenario);
    tcase_add_test(cases, what_makes_no_sense_is_refused_by_name);
    tcase_add_test(cases, a_scenario_of_another_snapshot_needs_review);
    tcase_add_test(cases, a_server_that_keeps_none_says_so);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
