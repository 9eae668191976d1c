/* Shapes as GeoJSON. */
#include "service/geometry_json.h"
#include <check.h>
#include <math.h>
#include <stdlib.h>

/* Takes value. */
static void expect(json_t *value, const char *text)
{
    char *found = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
    ck_assert_str_eq(found, text);
    free(found);
    json_decref(value);
}

/* A square with a hole and a triangle beside it, both drawn in the wrong direction. */
static const vp_point corners[] = {{0, 0}, {0, 4}, {4, 4}, {4, 0}, {0, 0},  {1, 1},  {2, 1},
                                   {2, 2}, {1, 2}, {1, 1}, {9, 9}, {9, 10}, {10, 9}, {9, 9}};
static const size_t sizes[] = {5, 5, 4}, outer[] = {VP_NONE, 0, VP_NONE}, only[] = {VP_NONE, 0};

/* RFC 7946, 3.1.6: outer rings counterclockwise, holes clockwise. */
START_TEST(a_shape_is_geojson_by_the_right_hand)
{
    vp_shape two, one, none = {0};
    vp_error err = {0};
    ck_assert(vp_shape_init(&two, corners, sizes, 3, &err) && vp_shape_init(&one, corners, sizes, 2, &err));
    expect(vp_geometry_json_polygons(&one, only),
           "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0.0,0.0],[4.0,0.0],[4.0,4.0],[0.0,4.0],[0.0,0.0]],"
           "[[1.0,1.0],[1.0,2.0],[2.0,2.0],[2.0,1.0],[1.0,1.0]]]]}");
    json_t *several = vp_geometry_json_polygons(&two, outer);
    ck_assert_str_eq(json_string_value(json_object_get(several, "type")), "MultiPolygon");
    json_t *all = json_object_get(several, "coordinates");
    ck_assert_uint_eq(json_array_size(all), 2);
    ck_assert_uint_eq(json_array_size(json_array_get(all, 0)), 2);
    expect(json_deep_copy(json_array_get(all, 1)), "[[[9.0,9.0],[10.0,9.0],[9.0,10.0],[9.0,9.0]]]");
    json_decref(several);
    expect(vp_geometry_json_polygons(&none, NULL), "null");
    expect(vp_geometry_json_point(105.5, 21), "{\"type\":\"Point\",\"coordinates\":[105.5,21.0]}");
    expect(vp_geometry_json_point(NAN, 21), "null");
    vp_shape_clear(&two);
    vp_shape_clear(&one);
}
END_TEST

/* To 1e-7 degrees two corners of a square are one, a hole is a point, and a second polygon a line. */
START_TEST(what_rounding_makes_one_position_is_given_once)
{
    static const vp_point points[] = {
        {0, 0},     {1, 0}, {1, 2e-8}, {1, 1},        {0, 1}, {0, 0}, {0.5, 0.5}, {0.5, 0.5 + 1e-8}, {0.5 + 1e-8, 0.5},
        {0.5, 0.5}, {2, 2}, {3, 2},    {3, 2 + 1e-8}, {2, 2}};
    static const size_t of_rings[] = {6, 4, 4}, of[] = {VP_NONE, 0, VP_NONE};
    vp_shape shape;
    vp_error err = {0};
    ck_assert(vp_shape_init(&shape, points, of_rings, 3, &err));
    expect(vp_geometry_json_polygons(&shape, of),
           "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0.0,0.0],[1.0,0.0],[1.0,1.0],[0.0,1.0],[0.0,0.0]]]]}");
    vp_shape_clear(&shape);
    json_t *changed =
        json_loads("{\"type\": \"MultiPolygon\", \"coordinates\": [[[[0,0],[0,0],[9,0],[9,9],[0,0],[0,0]],"
                   "[[1,1],[1,1],[2,1],[1,1]]], [[[3,3],[4,3],[4,3],[3,3]]]]}",
                   0, NULL);
    vp_geometry_json_tidy(changed);
    expect(changed, "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0,0],[9,0],[9,9],[0,0]]]]}");
}
END_TEST

START_TEST(a_shape_touches_a_box)
{
    static const struct {
        vp_bounds box; /* west, south, east, north */
        bool touches;
    } rows[] = {{{0.1, 0.1, 0.2, 0.2}, true},   /* inside */
                {{1.2, 1.2, 1.8, 1.8}, false},  /* inside the hole */
                {{0.5, 0.5, 3, 3}, true},       /* around the hole */
                {{-1, -1, 5, 5}, true},         /* around all */
                {{3.9, 3.9, 6, 6}, true},       /* over a corner */
                {{4.1, 0, 6, 6}, false},        /* beside */
                {{-1, 1.9, 5, 1.95}, true},     /* across */
                {{9.6, 9.6, 9.9, 9.9}, false}}; /* beyond the slope of the triangle */
    vp_shape shape;
    vp_error err = {0};
    ck_assert(vp_shape_init(&shape, corners, sizes, 3, &err));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        ck_assert_msg(vp_geometry_json_touches(&shape, rows[i].box) == rows[i].touches, "box %zu", i);
    vp_shape_clear(&shape);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("geometry_json");
    TCase *cases = tcase_create("geometry_json");
    tcase_add_test(cases, a_shape_is_geojson_by_the_right_hand);
    tcase_add_test(cases, what_rounding_makes_one_position_is_given_once);
    tcase_add_test(cases, a_shape_touches_a_box);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
