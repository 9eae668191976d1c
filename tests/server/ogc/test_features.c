/* Features page by page, by box, property, day and condition, in the system of positions that is asked. */
#include "server/endpoints/endpoints.h"
#include "server/routes.h"
#include "server/support_answers.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

START_TEST(features_come_page_by_page_without_loss)
{
    char query[64] = "limit=2";
    size_t seen = 0;
    for (int page = 0; page < 3; page++) {
        snprintf(query, sizeof query, "limit=2&offset=%zu", seen);
        json_t *root = json_of("/collections/units/items", query, 200);
        ck_assert_double_eq(number(root, "numberMatched"), 5);
        size_t here = json_array_size(json_object_get(root, "features")), i;
        bool next = false;
        json_t *link;
        json_array_foreach(json_object_get(root, "links"), i, link)
        {
            if (strcmp(json_string_value(json_object_get(link, "rel")), "next") == 0) next = true;
            ck_assert_int_eq(strncmp(json_string_value(json_object_get(link, "href")), "http://map.example:8080/", 24),
                             0);
        }
        seen += here;
        ck_assert_int_eq(next, seen < 5);
        json_decref(root);
    }
    ck_assert_uint_eq(seen, 5);
}
END_TEST

START_TEST(features_are_a_table_of_one_row_each)
{
    vp_reply reply = reply_to("/collections/units/items", "f=csv");
    ck_assert_uint_eq(reply.status, 200);
    size_t rows = 0;
    for (size_t i = 0; i < reply.body->length; i++) rows += reply.body->bytes[i] == '\n';
    ck_assert_uint_eq(rows, 1 + 5);
    vp_reply_clear(&reply);
}
END_TEST

START_TEST(features_are_found_by_box_property_and_day)
{
    char query[128];
    snprintf(query, sizeof query, "bbox=%f,%f,%f,%f", vp_world_lon(29), vp_world_lat(31), vp_world_lon(31),
             vp_world_lat(29));
    json_t *root = json_of("/collections/units/items", query, 200); /* inside the hole of D: E alone */
    ck_assert_double_eq(number(root, "numberMatched"), 1);
    json_t *feature = json_array_get(json_object_get(root, "features"), 0);
    ck_assert_str_eq(json_string_value(json_object_get(feature, "id")), "00005");
    json_decref(root);
    root = json_of("/collections/facilities/items", "kind=health_station&datetime=2026-12-31", 200);
    ck_assert_double_eq(number(root, "numberMatched"), 2); /* one opens in 2028 */
    json_decref(root);
    root = json_of("/collections/facilities/items/hs-2", NULL, 200);
    ck_assert_str_eq(json_string_value(json_object_get(json_object_get(root, "properties"), "services")),
                     "health_station");
    json_decref(root);
    root = json_of("/collections/units/items/00004", NULL, 200);
    json_t *polygon = json_object_get(json_object_get(root, "geometry"), "coordinates");
    ck_assert_uint_eq(json_array_size(json_array_get(polygon, 0)), 2); /* outer ring and hole */
    json_decref(root);
    root = json_of("/collections/units/items", "bbox=-180,-90,180,90&limit=1000000000", 200); /* capped, not refused */
    ck_assert_double_eq(number(root, "numberReturned"), 5);
    json_decref(root);
}
END_TEST

START_TEST(features_are_found_by_a_condition_page_by_page)
{
    static const char query[] =
        "filter=code%20IN%20('00001','00003','00005')%20AND%20name%20LIKE%20'X%C3%A3%25'&limit=1";
    json_t *root = json_of("/collections/units/items", query, 200), *next = NULL, *link;
    ck_assert_double_eq(number(root, "numberMatched"), 2);
    ck_assert_double_eq(number(root, "numberReturned"), 1);
    size_t i;
    json_array_foreach(json_object_get(root, "links"), i,
                       link) if (strcmp(json_string_value(json_object_get(link, "rel")), "next") == 0) next =
        json_object_get(link, "href");
    ck_assert_ptr_nonnull(next);
    json_t *second = json_of("/collections/units/items", strchr(json_string_value(next), '?') + 1, 200);
    ck_assert_double_eq(number(second, "numberMatched"), 2);
    json_t *feature = json_array_get(json_object_get(second, "features"), 0);
    ck_assert_str_eq(json_string_value(json_object_get(feature, "id")), "00005");
    json_decref(second);
    json_decref(root);
}
END_TEST

START_TEST(doubtful_data_is_a_collection)
{
    json_t *root = json_of("/collections/quality/items", NULL, 200);
    ck_assert_double_eq(number(root, "numberMatched"), 3);
    ck_assert(json_is_null(json_object_get(json_array_get(json_object_get(root, "features"), 1), "geometry")));
    json_decref(root);
    char query[120];
    snprintf(query, sizeof query, "bbox=%.4f,%.4f,%.4f,%.4f", vp_world_lon(5), vp_world_lat(6), vp_world_lon(6),
             vp_world_lat(5));
    root = json_of("/collections/quality/items", query, 200);
    ck_assert_double_eq(number(root, "numberMatched"), 2); /* one finding has no place: OGC 17-069r4, 7.15.3 */
    json_t *only = json_array_get(json_object_get(root, "features"), 0), *at = json_object_get(only, "geometry");
    ck_assert_str_eq(json_string_value(json_object_get(only, "id")), "1");
    ck_assert_double_eq_tol(json_number_value(json_array_get(json_object_get(at, "coordinates"), 0)), vp_world_lon(5.5),
                            1e-5);
    json_decref(root);
    root = json_of("/collections/quality/items/3", NULL, 200);
    ck_assert_str_eq(json_string_value(json_object_get(json_object_get(root, "properties"), "kind")), "stated_unit");
    json_decref(root);
}
END_TEST

static double matched(const char *path, const char *query)
{
    json_t *root = json_of(path, query, 200);
    double count = number(root, "numberMatched");
    json_decref(root);
    return count;
}

/* Five communes of 2025 and two districts of 2024. */
START_TEST(units_of_every_level_and_vintage_are_found)
{
    static const struct {
        const char *query;
        double count;
    } cases[] = {
        {NULL, 5},
        {"level=district", 2},
        {"vintage=2025", 5},
        {"level=district&vintage=2024", 2},
        {"filter=level='district'", 2},
        {"filter=level%20IS%20NOT%20NULL", 7},
        {"filter=vintage='2024'%20AND%20level='district'", 2},
        {"filter=vintage='2024'", 0}, /* there are no communes of 2024 */
        {"level=district&filter=vintage='2024'", 2},
        {"filter=level='commune'%20OR%20level='district'", 7},
        {"filter=level='commune'%20AND%20code='00003'", 1},
        {"datetime=2026-01-01", 5},
        {"datetime=2026-01-01&level=district", 2},
        {"datetime=2024-01-01", 0}, /* all of them begin on 2025-07-01 */
        {"valid_from=2025-07-01", 5},
        {"valid_to=", 5},
        {"code=164", 0},
        {"code=164&level=district", 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double count = matched("/collections/units/items", cases[i].query);
        ck_assert_msg(count == cases[i].count, "%s: %g, not %g", cases[i].query, count, cases[i].count);
    }
    json_decref(json_of("/collections/units/items", "vintage=1999", 400));
}
END_TEST

/* Communes of two vintages, of which a day, a condition or a property that is asked for takes both. */
START_TEST(a_day_chooses_among_vintages)
{
    static const struct {
        const char *query;
        double count;
    } cases[] = {
        {NULL, 5},
        {"vintage=2024", 2},
        {"datetime=2026-01-01", 7},
        {"datetime=../2026-01-01", 7},
        {"datetime=2024-01-01", 0}, /* all of them begin on 2025-07-01 */
        {"datetime=2026-01-01&vintage=2024", 2},
        {"filter=vintage='2024'", 2},
        {"valid_from=2025-07-01", 7},
        {"name=none", 0},
    };
    vp_snapshot *snapshot = vp_world_new("two-vintages", 0);
    vp_unit_set *older = &snapshot->region->units.sets[1];
    free(older->level);
    older->level = strdup("commune");
    vp_error err = {0};
    ck_assert(vp_server_publish(answering, snapshot, &err));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double count = matched("/collections/units/items", cases[i].query);
        ck_assert_msg(count == cases[i].count, "%s: %g, not %g", cases[i].query, count, cases[i].count);
    }
}
END_TEST

static void check_ids(const char *path, const char *query)
{
    json_t *root = json_of(path, query, 200), *features = json_object_get(root, "features"), *seen = json_object(),
           *one;
    size_t i;
    json_array_foreach(features, i, one)
    {
        const char *id = json_string_value(json_object_get(one, "id"));
        char address[300];
        ck_assert_msg(id && !json_object_get(seen, id), "%s: %s twice", path, id);
        json_object_set_new(seen, id, json_true());
        snprintf(address, sizeof address, "%s/%s", path, id);
        json_t *same = json_of(address, NULL, 200); /* and each is found by it */
        ck_assert(json_equal(json_object_get(same, "properties"), json_object_get(one, "properties")));
        json_decref(same);
    }
    ck_assert_uint_gt(json_array_size(features), 0);
    json_decref(seen);
    json_decref(root);
}

START_TEST(every_feature_has_an_id_of_its_own)
{
    check_ids("/collections/units/items", "filter=level%20IS%20NOT%20NULL");
    check_ids("/collections/facilities/items", NULL);
    check_ids("/collections/gaps/items", NULL);
    check_ids("/collections/quality/items", NULL);
    json_decref(json_of("/collections/units/items/164", NULL, 404)); /* a code may mean another unit in another set */
    json_decref(json_of("/collections/units/items/164", "level=district", 200));
    json_decref(json_of("/collections/units/items/district:2024:164", NULL, 200));
    json_decref(json_of("/collections/units/items/00001", NULL, 200));
}
END_TEST

START_TEST(names_are_found_however_their_marks_are_written)
{
    /* "Xã Võ Nhai", composed and decomposed. */
    ck_assert_double_eq(matched("/collections/units/items", "name=X%C3%A3%20V%C3%B5%20Nhai"), 1);
    ck_assert_double_eq(matched("/collections/units/items", "name=Xa%CC%83%20Vo%CC%83%20Nhai"), 1);
    ck_assert_double_eq(matched("/collections/units/items", "filter=name='Xa%CC%83%20Vo%CC%83%20Nhai'"), 1);
    ck_assert_double_eq(matched("/collections/units/items", "filter=name%20LIKE%20'Xa%CC%83%20V%25'"), 1);
}
END_TEST

START_TEST(a_box_may_cross_the_antimeridian)
{
    ck_assert_double_eq(matched("/collections/units/items", "bbox=170,-90,106.5,90"), 5);
    ck_assert_double_eq(matched("/collections/units/items", "bbox=170,-90,-170,90"), 0);
    ck_assert_double_eq(matched("/collections/units/items", "bbox-crs=http://www.opengis.net/def/crs/EPSG/0/4326&"
                                                            "bbox=-90,170,90,106.5"),
                        5);
    json_decref(json_of("/collections/units/items", "bbox=100,20,110,10", 400));
}
END_TEST

/* The stamp is the moment of the answer, which no cache keeps; the tag is the snapshot's, so that a client may. */
START_TEST(a_page_says_when_it_was_made)
{
    time_t before = time(NULL);
    json_t *root = json_of("/collections/units/items", NULL, 200);
    struct tm parts = {0};
    const char *text = json_string_value(json_object_get(root, "timeStamp"));
    ck_assert_ptr_nonnull(strptime(text, "%Y-%m-%dT%H:%M:%SZ", &parts));
    ck_assert_int_ge(timegm(&parts), before);
    ck_assert_int_le(timegm(&parts), time(NULL));
    json_decref(root);
    vp_reply reply = reply_to("/collections/units/items", NULL);
    ck_assert(reply.dated && *reply.tag);
    vp_reply_clear(&reply);
    static const char *const kept[] = {"f=csv", "f=html"}; /* no moment stands in them */
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        reply = reply_to("/collections/units/items", kept[i]);
        ck_assert_msg(reply.body && !reply.dated && *reply.tag, "%s", kept[i]);
        vp_reply_clear(&reply);
    }
}
END_TEST

#define CRS "http://www.opengis.net/def/crs/"

static double coordinate(json_t *feature, size_t i)
{
    return json_number_value(json_array_get(json_object_get(json_object_get(feature, "geometry"), "coordinates"), i));
}

START_TEST(positions_come_in_the_system_that_was_asked)
{
    json_t *plain = json_of("/collections/facilities/items/hs-2", NULL, 200),
           *swapped = json_of("/collections/facilities/items/hs-2", "crs=" CRS "EPSG/0/4326", 200),
           *metres = json_of("/collections/facilities/items/hs-2", "crs=" CRS "EPSG/0/3857", 200);
    ck_assert_double_eq_tol(coordinate(plain, 0), vp_world_lon(30.5), 1e-7);
    ck_assert_double_eq(coordinate(swapped, 0), coordinate(plain, 1));
    ck_assert_double_eq(coordinate(swapped, 1), coordinate(plain, 0));
    /* EPSG guidance note 7-2, 1024: E = a λ, N = a ln tan(π/4 + φ/2), a = 6378137 m. */
    const double a = 6378137, degree = 3.14159265358979323846 / 180;
    ck_assert_double_eq_tol(coordinate(metres, 0), a * coordinate(plain, 0) * degree, 0.02);
    ck_assert_double_eq_tol(coordinate(metres, 1), a * log(tan((45 + coordinate(plain, 1) / 2) * degree)), 0.02);
    json_decref(plain);
    json_decref(swapped);
    json_decref(metres);
    static const char *const same[] = {
        "bbox=105.9,21.6,106,21.7", "bbox-crs=" CRS "EPSG/0/4326&bbox=21.6,105.9,21.7,106",
        "bbox-crs=" CRS "EPSG/0/3857&bbox=11788734.08,2463567.67,11799866.02,2475544.53"};
    json_t *first = json_of("/collections/facilities/items", same[0], 200),
           *features = json_object_get(first, "features");
    ck_assert_uint_gt(json_array_size(features), 0);
    ck_assert_uint_lt(json_array_size(features), 4);
    for (size_t i = 1; i < 3; i++) {
        json_t *other = json_of("/collections/facilities/items", same[i], 200);
        ck_assert(json_equal(features, json_object_get(other, "features")));
        json_decref(other);
    }
    json_decref(first);
    vp_reply reply = reply_to("/collections/units/items", "crs=" CRS "EPSG/0/3857");
    ck_assert_str_eq(reply.reference, CRS "EPSG/0/3857");
    vp_reply_clear(&reply);
    reply = reply_to("/collections/units/items", NULL);
    ck_assert_str_eq(reply.reference, CRS "OGC/1.3/CRS84");
    vp_reply_clear(&reply);
    reply = reply_to("/collections/units/items", "crs=" CRS "EPSG/0/32648");
    ck_assert_uint_eq(reply.status, 400);
    ck_assert_str_eq(reply.reference, "");
    vp_reply_clear(&reply);
    json_decref(json_of("/collections/units/items", "f=csv&crs=" CRS "EPSG/0/3857", 400));
}
END_TEST

/* Ids of the page, between blanks; the number of them that have a geometry. */
static size_t ids_of(const char *path, const char *query, char ids[200])
{
    json_t *root = json_of(path, query, 200), *feature;
    size_t i, places = 0;
    char *end = ids;
    *ids = '\0';
    json_array_foreach(json_object_get(root, "features"), i, feature)
    {
        const char *id = json_string_value(json_object_get(feature, "id"));
        end += snprintf(end, (size_t)(ids + 200 - end), "%s%s", i ? " " : "", id);
        ck_assert(end < ids + 200);
        places += json_is_object(json_object_get(feature, "geometry"));
    }
    json_decref(root);
    return places;
}

/* People of 00001 to 00005: 3800, 3800, 4000, 3840, 160. */
START_TEST(features_are_sorted_before_they_are_paged)
{
    static const char *const cases[][2] = {
        {"sortby=people", "00005 00001 00002 00004 00003"},
        {"sortby=-people", "00003 00004 00001 00002 00005"},
        {"sortby=+people,-code", "00005 00002 00001 00004 00003"},
        {"sortby=%2Bpeople,code&limit=2&offset=1", "00001 00002"},
        {"sortby=-people&limit=1&offset=4", "00005"},
        {"sortby=-code&filter=people%3E3800", "00004 00003"},
        {"sortby=", "00001 00002 00003 00004 00005"},
    };
    char ids[200];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ids_of("/collections/units/items", cases[i][0], ids);
        ck_assert_msg(strcmp(ids, cases[i][1]) == 0, "%s: %s", cases[i][0], ids);
    }
    ids_of("/collections/facilities/items", "sortby=open_to", ids); /* without a value: as they were */
    char plain[200], falling[200];
    ids_of("/collections/facilities/items", NULL, plain);
    ck_assert_str_eq(ids, plain);
    ids_of("/collections/facilities/items", "sortby=-open_to", falling);
    ck_assert_str_eq(falling, plain);
    json_decref(json_of("/collections/units/items", "sortby=height", 400));
    json_decref(json_of("/collections/units/items", "sortby=--people", 400));
    json_decref(json_of("/collections/units/items", "sortby=people,,code", 400));
    json_decref(json_of("/collections/units/items", "sortby=a,a,a,a,a,a,a,a,a", 400));
}
END_TEST

/* Of a list and of one feature alike: a parameter that cannot be is refused, and leaves nothing else undone. */
START_TEST(what_cannot_be_asked_is_refused_by_name)
{
    static const refused_query of_list[] = {{"people=many", "people", 400},
                                            {"height=1", "'height'", 400},
                                            {"crs=nowhere", "crs", 400},
                                            {"filter-lang=sql&filter=1=1", "filter-lang", 400}};
    for (size_t i = 0; i < sizeof of_list / sizeof *of_list; i++)
        expect_refused("/collections/units/items", of_list[i]);
    expect_refused("/collections/units/items/00001", (refused_query){"crs=nowhere", "crs", 400});
    expect_refused("/collections/units/items/00001", (refused_query){"vintage=1999", "1999", 400});
    expect_refused("/collections/units/items/none", (refused_query){NULL, "no feature 'none'", 404});
    expect_refused("/collections/none/items/00001", (refused_query){NULL, "none", 404});
    expect_refused("/collections/none/items", (refused_query){NULL, "none", 404});
}
END_TEST

START_TEST(features_carry_what_was_asked)
{
    char ids[200];
    ck_assert_uint_eq(ids_of("/collections/units/items", "skipGeometry=false", ids), 5);
    ck_assert_uint_eq(ids_of("/collections/units/items", "skipGeometry=true", ids), 0);
    json_t *root = json_of("/collections/units/items", "properties=people,code&skipGeometry=true", 200);
    json_t *feature = json_array_get(json_object_get(root, "features"), 2);
    json_t *properties = json_object_get(feature, "properties");
    ck_assert_uint_eq(json_object_size(properties), 2);
    ck_assert_double_eq(number(properties, "people"), 4000);
    ck_assert_str_eq(json_string_value(json_object_get(properties, "code")), "00003");
    ck_assert(json_is_null(json_object_get(feature, "geometry")));
    json_decref(root);
    vp_reply numbers = reply_to("/collections/units/items", "f=csv&properties=code,area_km2&skipGeometry=true&limit=1");
    const char *row = memchr(numbers.body->bytes, '\n', numbers.body->length);
    ck_assert_msg(row && strncmp(row, "\n\"00001\",100\r", 13) == 0, "%.*s", (int)numbers.body->length,
                  numbers.body->bytes);
    vp_reply_clear(&numbers);
    vp_reply reply = reply_to("/collections/facilities/items", "f=csv&properties=id&limit=1");
    ck_assert_uint_eq(reply.status, 200);
    ck_assert_int_eq(memcmp(reply.body->bytes, "id,lon,lat", 10), 0);
    vp_reply_clear(&reply);
    reply = reply_to("/collections/facilities/items", "f=csv&properties=id&limit=1&skipGeometry=true");
    ck_assert_int_eq(memcmp(reply.body->bytes, "id\r\n", 4), 0);
    vp_reply_clear(&reply);
    json_decref(json_of("/collections/units/items", "properties=height", 400));
    json_decref(json_of("/collections/units/items", "properties=code,", 200));
    json_decref(json_of("/collections/units/items", "skipGeometry=yes", 400));
}
END_TEST

/* GDAL asks only for what /api names as a parameter, and in the encoding that it lists. */
START_TEST(the_description_names_properties_and_encodings)
{
    json_t *root = json_of("/api", NULL, 200), *parameter;
    json_t *items = json_object_get(json_object_get(root, "paths"), "/collections/{collectionId}/items");
    size_t i, seen = 0, encodings = 0;
    json_array_foreach(json_object_get(json_object_get(items, "get"), "parameters"), i, parameter)
    {
        const char *name = json_string_value(json_object_get(parameter, "name"));
        json_t *schema = json_object_get(parameter, "schema");
        seen += strcmp(name, "service") == 0 || strcmp(name, "moved_metres") == 0 || strcmp(name, "people") == 0;
        if (strcmp(name, "people") == 0) ck_assert_str_eq(json_string_value(json_object_get(schema, "type")), "number");
        if (strcmp(name, "filter-lang") == 0) encodings = json_array_size(json_object_get(schema, "enum"));
    }
    ck_assert_uint_eq(seen, 3);
    ck_assert_uint_ge(encodings, 2);
    json_decref(root);
    char ids[200];
    ids_of("/collections/units/items", "filter-lang=cql-text&filter=name%20ILIKE%20'X%C3%83%25nhai'", ids);
    ck_assert_str_eq(ids, "00004");
}
END_TEST

static bool is_long(const vp_snapshot *snapshot, const char *path, const char *query, vp_media media)
{
    vp_request request = {.method = "GET", .path = path, .query = query};
    vp_call call = {.request = &request, .media = media};
    vp_error err = {0};
    unsigned status = 0;
    ck_assert_msg(vp_target_parse(&request, &call.target, &status, &err), "%s", err.message);
    size_t route = vp_routes_match(&vp_endpoints, &call.target);
    ck_assert_uint_ne(route, VP_ROUTE_NONE);
    return vp_endpoints.routes[route].is_long(&call, snapshot);
}

/* Outlines are long from six on, points and rows of a table from 1,001 on. */
START_TEST(pages_of_outlines_are_long_answers)
{
    static const struct {
        const char *path, *query;
        vp_media media;
        bool is_long;
    } rows[] = {{"/collections/units/items", NULL, VP_MEDIA_GEOJSON, true}, /* seven of them */
                {"/collections/units/items", "limit=6", VP_MEDIA_GEOJSON, true},
                {"/collections/units/items", "limit=5", VP_MEDIA_GEOJSON, false},
                {"/collections/units/items", NULL, VP_MEDIA_CSV, false},
                {"/collections/facilities/items", "limit=1000", VP_MEDIA_GEOJSON, false},
                {"/collections/facilities/items", "limit=1001", VP_MEDIA_GEOJSON, true},
                {"/collections/facilities/items", "limit=1001", VP_MEDIA_CSV, true}};
    vp_snapshot *snapshot = vp_world_new("s1", 0);
    vp_unit_set *communes = &snapshot->region->units.sets[snapshot->region->units.main_set];
    size_t units = communes->unit_count;
    communes->unit_count = 7; /* only counted here */
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        ck_assert_msg(is_long(snapshot, rows[i].path, rows[i].query, rows[i].media) == rows[i].is_long, "%s?%s",
                      rows[i].path, rows[i].query ? rows[i].query : "");
    communes->unit_count = units;
    vp_snapshot_release(snapshot);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("features");
    TCase *cases = tcase_create("features");
    tcase_add_checked_fixture(cases, start_answering, stop_answering);
    tcase_add_test(cases, features_come_page_by_page_without_loss);
    tcase_add_test(cases, features_are_a_table_of_one_row_each);
    tcase_add_test(cases, features_are_found_by_box_property_and_day);
    tcase_add_test(cases, features_are_found_by_a_condition_page_by_page);
    tcase_add_test(cases, doubtful_data_is_a_collection);
    tcase_add_test(cases, units_of_every_level_and_vintage_are_found);
    tcase_add_test(cases, a_day_chooses_among_vintages);
    tcase_add_test(cases, every_feature_has_an_id_of_its_own);
    tcase_add_test(cases, names_are_found_however_their_marks_are_written);
    tcase_add_test(cases, a_box_may_cross_the_antimeridian);
    tcase_add_test(cases, a_page_says_when_it_was_made);
    tcase_add_test(cases, positions_come_in_the_system_that_was_asked);
    tcase_add_test(cases, features_are_sorted_before_they_are_paged);
    tcase_add_test(cases, what_cannot_be_asked_is_refused_by_name);
    tcase_add_test(cases, features_carry_what_was_asked);
    tcase_add_test(cases, the_description_names_properties_and_encodings);
    tcase_add_test(cases, pages_of_outlines_are_long_answers);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
