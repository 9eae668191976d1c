/* The encoder alone: what it writes is read back by tile_reader.h. */
#include "tile_reader.h"
#include "tiles/vector_tile.h"
#include <math.h>

static vp_tile_geometry geometry;

static read_layer *encode(const vp_tile_property properties[], size_t count)
{
    vp_error err = {0};
    vp_buffer bytes = {0};
    vp_vector_layer *layer = vp_vector_layer_new("test", &err);
    ck_assert(vp_vector_layer_add(layer, 7, &geometry, properties, count, &err));
    ck_assert(vp_vector_layer_write(layer, &bytes, &err));
    vp_vector_layer_free(layer);
    static char kept[1 << 16]; /* what the reader points into */
    ck_assert_uint_lt(bytes.length, sizeof kept);
    if (bytes.length) memcpy(kept, bytes.bytes, bytes.length);
    size_t length = bytes.length;
    vp_buffer_clear(&bytes);
    vp_tile_geometry_clear(&geometry);
    return read_tile(kept, length);
}

static void polygon(void) { vp_tile_geometry_begin(&geometry, VP_GEOMETRY_POLYGON); }

START_TEST(a_point_comes_back_with_its_properties)
{
    const vp_tile_property properties[] = {
        {"name", "Xã Định Hoá", NAN}, {"people", NULL, 1234.5}, {"none", NULL, NAN}, {"again", NULL, 1234.5}};
    vp_tile_geometry_begin(&geometry, VP_GEOMETRY_POINT);
    vp_tile_geometry_point(&geometry, 25, 17);
    read_layer *layer = encode(properties, 4);
    ck_assert_str_eq(layer->name, "test");
    ck_assert_uint_eq(layer->version, 2);
    ck_assert_uint_eq(layer->extent, 4096);
    ck_assert_uint_eq(layer->value_count, 2); /* equal values are kept once */
    const read_feature *f = &layer->features[0];
    ck_assert_uint_eq(f->id, 7);
    ck_assert_uint_eq(f->kind, 1);
    ck_assert_int_eq(f->rings[0].points[0][0], 25);
    ck_assert_int_eq(f->rings[0].points[0][1], 17);
    ck_assert(read_text_is(layer, f, "name", "Xã Định Hoá"));
    ck_assert_double_eq(read_number(layer, f, "people"), 1234.5);
    const uint8_t *bytes;
    size_t length;
    ck_assert(!read_property(layer, f, "none", &bytes, &length));
    read_free(layer);
}
END_TEST

START_TEST(rings_are_wound_whichever_way_they_come)
{
    const vp_point square[] = {{0, 0}, {10, 0}, {10, 10}, {0, 10}}, reversed[] = {{0, 10}, {10, 10}, {10, 0}, {0, 0}};
    const vp_point hole[] = {{2, 2}, {4, 2}, {4, 4}, {2, 4}};
    for (int backwards = 0; backwards < 2; backwards++) {
        polygon();
        ck_assert(vp_tile_geometry_ring(&geometry, backwards ? reversed : square, 4, false));
        ck_assert(vp_tile_geometry_ring(&geometry, hole, 4, true));
        read_layer *layer = encode(NULL, 0);
        ck_assert_double_eq(layer->features[0].rings[0].area, 100);
        ck_assert_double_eq(layer->features[0].rings[1].area, -4);
        read_free(layer);
    }
}
END_TEST

START_TEST(points_that_do_not_bend_a_ring_and_spikes_are_left_out)
{
    const vp_point ring[] = {{0, 0}, {5, 0}, {5, 0}, {10, 0}, {10, 5}, {20, 5}, {10, 5}, {10, 10}, {0, 10}, {0, 4}};
    polygon();
    ck_assert(vp_tile_geometry_ring(&geometry, ring, 10, false));
    read_layer *layer = encode(NULL, 0);
    ck_assert_uint_eq(layer->features[0].rings[0].count, 4);
    ck_assert_double_eq(layer->features[0].rings[0].area, 100);
    read_free(layer);
}
END_TEST

START_TEST(what_has_no_area_is_not_added)
{
    const vp_point line[] = {{0, 0}, {10, 10}, {5, 5}}, twice[] = {{1, 1}, {1, 1}, {1, 1}};
    polygon();
    ck_assert(!vp_tile_geometry_ring(&geometry, line, 3, false));
    ck_assert(!vp_tile_geometry_ring(&geometry, twice, 3, false));
    ck_assert_ptr_null(encode(NULL, 0)); /* an empty tile has no layer */
}
END_TEST

START_TEST(a_ring_far_larger_than_the_tile_is_cut_to_its_buffer)
{
    const vp_point around[] = {{-1e9, -1e9}, {1e9, -1e9}, {1e9, 1e9}, {-1e9, 1e9}};
    const vp_point corner[] = {{2048, -1e9}, {1e9, -1e9}, {1e9, 2048}, {2048, 2048}};
    polygon();
    ck_assert(vp_tile_geometry_ring(&geometry, around, 4, false));
    read_layer *layer = encode(NULL, 0);
    ck_assert_double_eq(layer->features[0].rings[0].area, 4224.0 * 4224.0);
    read_free(layer);
    polygon();
    ck_assert(vp_tile_geometry_ring(&geometry, corner, 4, false));
    layer = encode(NULL, 0);
    ck_assert_double_eq(layer->features[0].rings[0].area, (4160.0 - 2048) * (2048 + 64));
    read_free(layer);
    const vp_point outside[] = {{5000, 0}, {6000, 0}, {6000, 100}};
    polygon();
    ck_assert(!vp_tile_geometry_ring(&geometry, outside, 3, false));
    vp_tile_geometry_clear(&geometry);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("vector tiles");
    TCase *cases = tcase_create("encoder");
    tcase_add_test(cases, a_point_comes_back_with_its_properties);
    tcase_add_test(cases, rings_are_wound_whichever_way_they_come);
    tcase_add_test(cases, points_that_do_not_bend_a_ring_and_spikes_are_left_out);
    tcase_add_test(cases, what_has_no_area_is_not_added);
    tcase_add_test(cases, a_ring_far_larger_than_the_tile_is_cut_to_its_buffer);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
