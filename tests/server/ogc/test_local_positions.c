/* Positions in a system of the province's own: its axes, boxes whose sides are bent in degrees, filters. */
#include "server/endpoints/endpoints.h"
#include "server/support_answers.h"
#include <stdio.h>
#include <stdlib.h>

#define OWN "http://www.opengis.net/def/crs/EPSG/0/99999"

/* Made up: turned by 45°, so that a box of it is a diamond in degrees. */
static bool turn(const vp_reference *reference, bool to_lonlat, size_t count, double x[], double y[])
{
    (void)reference;
    for (size_t i = 0; i < count; i++) {
        double a = x[i], b = y[i];
        if (to_lonlat) {
            x[i] = 105.8 + ((a - 5e5) + (b - 2e6)) / 2e5;
            y[i] = 21.6 + ((b - 2e6) - (a - 5e5)) / 2e5;
        } else {
            x[i] = 5e5 + 1e5 * ((a - 105.8) - (b - 21.6));
            y[i] = 2e6 + 1e5 * ((a - 105.8) + (b - 21.6));
        }
    }
    return true;
}

static void free_references(vp_local_references *references) { free(references); }

static vp_reference own = {OWN, true, 1e2, turn, &own};

static void start(void)
{
    vp_error err = {0};
    vp_snapshot *world = vp_world_new("s1", 0);
    world->places.references = malloc(sizeof(vp_local_references));
    ck_assert_ptr_nonnull(world->places.references);
    *world->places.references = (vp_local_references){&own, 1, free_references};
    answering =
        vp_server_new(&(vp_server_options){.routes = &vp_endpoints, .publication = vp_publication_new(NULL)}, &err);
    ck_assert_msg(answering != NULL, "%s", err.message);
    ck_assert(vp_server_publish(answering, world, &err));
}

/* Of hs-2, in the system: north before east. */
static void place(double *north, double *east)
{
    json_t *feature = json_of("/collections/facilities/items/hs-2", "crs=" OWN, 200),
           *at = json_object_get(json_object_get(feature, "geometry"), "coordinates");
    *north = json_number_value(json_array_get(at, 0));
    *east = json_number_value(json_array_get(at, 1));
    json_decref(feature);
}

START_TEST(positions_are_answered_in_the_order_of_its_axes)
{
    double north, east, lon = vp_world_lon(30.5), lat;
    place(&north, &east);
    json_t *plain = json_of("/collections/facilities/items/hs-2", NULL, 200);
    lat = json_number_value(json_array_get(json_object_get(json_object_get(plain, "geometry"), "coordinates"), 1));
    json_decref(plain);
    ck_assert_double_eq_tol(north, 2e6 + 1e5 * ((lon - 105.8) + (lat - 21.6)), 0.011);
    ck_assert_double_eq_tol(east, 5e5 + 1e5 * ((lon - 105.8) - (lat - 21.6)), 0.011);
    vp_reply reply = reply_to("/collections/facilities/items", "crs=" OWN);
    ck_assert_str_eq(reply.reference, OWN);
    vp_reply_clear(&reply);
    json_t *about = json_of("/collections/facilities", NULL, 200), *listed = json_object_get(about, "crs");
    ck_assert_uint_eq(json_array_size(listed), 4);
    ck_assert_str_eq(json_string_value(json_array_get(listed, 3)), OWN);
    json_decref(about);
}
END_TEST

static double matched(const char *collection, const char *query)
{
    char path[60];
    snprintf(path, sizeof path, "/collections/%s/items", collection);
    json_t *root = json_of(path, query, 200);
    double count = number(root, "numberMatched");
    json_decref(root);
    return count;
}

/* The facility lies 10 beside the box; in degrees, within the bounds around it. */
START_TEST(a_box_is_the_area_that_the_system_means)
{
    char query[300];
    double north, east;
    place(&north, &east);
    for (int beside = 0; beside < 2; beside++) {
        double from = east + (beside ? 10 : -10);
        snprintf(query, sizeof query, "bbox-crs=" OWN "&bbox=%.2f,%.2f,%.2f,%.2f", north - 1000, from, north + 1000,
                 from + 2000);
        ck_assert_double_eq(matched("facilities", query), !beside);
        snprintf(query, sizeof query, "filter-crs=" OWN "&filter=S_INTERSECTS(geometry,BBOX(%.2f,%.2f,%.2f,%.2f))",
                 north - 1000, from, north + 1000, from + 2000);
        ck_assert_double_eq(matched("facilities", query), !beside);
        snprintf(query, sizeof query,
                 "filter-crs=" OWN
                 "&filter=S_WITHIN(geometry,POLYGON((%.2f%%20%.2f,%.2f%%20%.2f,%.2f%%20%.2f,%.2f%%20%.2f)))",
                 north - 1000, from, north + 1000, from, north, from + 2000, north - 1000, from);
        ck_assert_double_eq(matched("facilities", query), !beside);
    }
    snprintf(query, sizeof query, "bbox-crs=" OWN "&bbox=%.2f,%.2f,%.2f,%.2f", north - 1, east - 1, north + 1,
             east + 1);
    ck_assert_double_eq(matched("units", query), 1); /* the unit around it */
    snprintf(query, sizeof query, "bbox-crs=" OWN "&bbox=%.2f,%.2f,%.2f,%.2f", north + 1, east - 1, north - 1,
             east + 1);
    json_decref(json_of("/collections/units/items", query, 400)); /* reversed */
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("local_positions");
    TCase *cases = tcase_create("local_positions");
    tcase_add_checked_fixture(cases, start, stop_answering);
    tcase_add_test(cases, positions_are_answered_in_the_order_of_its_axes);
    tcase_add_test(cases, a_box_is_the_area_that_the_system_means);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
