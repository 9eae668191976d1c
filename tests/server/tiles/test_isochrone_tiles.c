/* Isochrones of the made-up province as tiles. */
#include "server/support_world.h"
#include "snapshot/reached_areas.h"
#include "tiles/layers.h"
#include "tiles/tile_reader.h"
#include <check.h>
#include <math.h>
#include <stdlib.h>

/* The area of an isochrone is that of its cells: what is cut out of its middle counts as a hole, not as one more ring.
 */
START_TEST(holes_of_an_isochrone_are_holes_of_its_tile)
{
    vp_snapshot *s = vp_world_new("s1", 0);
    const size_t cells = (size_t)WORLD_SIDE * WORLD_SIDE;
    uint8_t *inside = malloc(cells);
    for (size_t i = 0; i < cells; i++) {
        double x, y, least = INFINITY;
        vp_grid_geometry_centre(s->region->geometry, i, &x, &y);
        for (size_t f = 0; f < 4; f += 3) /* of a station and of the school, which are reached from 2.5 and 5 km */
            least = fmin(least, hypot(s->region->supply.facilities[f].x - x, s->region->supply.facilities[f].y - y));
        inside[i] = least > 1250;
    }
    free(s->places.inside);
    s->places.inside = inside;
    const vp_reached_area *areas = vp_reached_areas_of(s, NULL);
    ck_assert_ptr_nonnull(areas);
    size_t holes = 0, seen = 0, count = vp_reached_areas_count(s);
    for (size_t k = 0; k < count; k++)
        for (size_t r = 0; r < areas[k].lonlat.ring_count; r++) holes += areas[k].outer[r] != VP_NONE;
    ck_assert_uint_gt(holes, 0);
    const vp_tile tile = {7, 101, 56}; /* which holds all of it */
    vp_buffer bytes = {0};
    ck_assert(vp_layers_find("isochrones")->draw(s, 0, tile, &bytes, NULL));
    double unit = (vp_tile_bounds(tile).east - vp_tile_bounds(tile).west) / 4096 * cos(21.7 * acos(-1) / 180);
    read_layer *layer = read_tile(bytes.bytes, bytes.length);
    for (size_t f = 0; layer && f < layer->feature_count; f++)
        for (size_t k = 0; k < count; k++) {
            if (areas[k].service + 1 != layer->features[f].id) continue;
            double metres = read_feature_area(&layer->features[f]) * unit * unit, whole = areas[k].area_square_metres;
            ck_assert_msg(fabs(metres - whole) < 0.05 * whole, "service %zu: %g, not %g", areas[k].service, metres,
                          whole);
            ck_assert_double_eq_tol(read_number(layer, &layer->features[f], "area_km2"), whole / 1e6, 1e-9 * whole);
            seen++;
        }
    ck_assert_uint_eq(seen, count);
    read_free(layer);
    vp_buffer_clear(&bytes);
    vp_snapshot_release(s);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("isochrone tiles");
    TCase *cases = tcase_create("areas");
    tcase_add_test(cases, holes_of_an_isochrone_are_holes_of_its_tile);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
