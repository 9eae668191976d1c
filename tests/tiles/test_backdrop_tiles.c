/* Roads and waters as tiles: by rank, by zoom, with their islands. */
#include "drawn_snapshot.h"
#include "snapshot/backdrop.h"

/* A row whose parts are given in units of a tile, each ended by NAN. */
static vp_backdrop_row backdrop_row(const char *class_name, const char *name, bool area, vp_tile tile,
                                    const double places[])
{
    vp_point points[32];
    size_t sizes[8], parts = 0, count = 0, first = 0;
    for (; !isnan(places[0]); places++) {
        for (first = count; !isnan(places[0]); places += 2) points[count++] = mercator(tile, places[0], places[1]);
        sizes[parts++] = count - first;
    }
    vp_backdrop_row row = {copy(class_name), copy(name), area, {0}};
    ck_assert(vp_shape_init(&row.shape, points, sizes, parts, NULL));
    return row;
}

static void add_backdrop(vp_snapshot *s, vp_backdrop_kind kind, vp_backdrop_row rows[], size_t count)
{
    if (!s->places.backdrop) s->places.backdrop = calloc(1, sizeof *s->places.backdrop);
    ck_assert(vp_backdrop_layer_init(&s->places.backdrop->layers[kind], rows, count, NULL));
    for (size_t i = 0; i < count; i++) {
        free(rows[i].class_name);
        free(rows[i].name);
        vp_shape_clear(&rows[i].shape);
    }
}

START_TEST(roads_are_drawn_by_rank_from_their_zoom_on)
{
    static const struct {
        uint32_t zoom;
        size_t ranks;
    } zooms[] = {{0, 1}, {8, 1}, {9, 2}, {10, 2}, {11, 3}, {16, 3}};
    for (size_t i = 0; i < sizeof zooms / sizeof *zooms; i++) {
        vp_tile tile = {zooms[i].zoom, 0, 0};
        vp_snapshot *s = new_snapshot(0, 0);
        vp_backdrop_row rows[] = {backdrop_row("a", "QL3", false, tile, (double[]){0, 0, 50, 60, NAN, NAN}),
                                  backdrop_row("b", NULL, false, tile, (double[]){9, 9, 90, 90, NAN, NAN}),
                                  backdrop_row("c", "", false, tile, (double[]){7, 7, 70, 90, NAN, NAN})};
        add_backdrop(s, VP_BACKDROP_ROADS, rows, 3);
        for (size_t f = 0; f < 3; f++) s->places.backdrop->layers[VP_BACKDROP_ROADS].features[f].rank = (int)f + 1;
        read_layer *layer = draw(s, "roads", tile);
        ck_assert_uint_eq(layer->feature_count, zooms[i].ranks);
        const read_feature *f = layer->features;
        const uint8_t *bytes;
        size_t length;
        ck_assert(f->kind == 2 && f->rings[0].points[1][0] == 50 && f->rings[0].points[1][1] == 60);
        ck_assert(read_text_is(layer, f, "class", "a") && read_text_is(layer, f, "name", "QL3"));
        ck_assert_double_eq(read_number(layer, f, "rank"), 1);
        if (zooms[i].ranks == 3) ck_assert(!read_property(layer, &f[2], "name", &bytes, &length));
        read_free(layer);
        ck_assert_ptr_null(draw(s, "roads", (vp_tile){12, 4000, 4000}));
        ck_assert_ptr_null(draw(s, "waters", tile)); /* none were given */
        vp_snapshot_release(s);
    }
}
END_TEST

START_TEST(a_river_loses_what_is_smaller_than_a_pixel)
{
    vp_snapshot *s = new_snapshot(0, 0);
    vp_backdrop_row river =
        backdrop_row("river", "Sông Cầu", false, world_tile, (double[]){0, 0, 10, 1, 20, 0, 30, 40, 40, 0, NAN, NAN});
    add_backdrop(s, VP_BACKDROP_WATERS, &river, 1);
    read_layer *layer = draw(s, "waters", world_tile);
    ck_assert_uint_eq(layer->features[0].rings[0].count, 4); /* without the point at (10, 1): a triangle of 10 */
    ck_assert_int_eq(layer->features[0].rings[0].points[1][0], 20);
    read_free(layer);
    layer = draw(s, "waters", (vp_tile){1, 0, 0});
    ck_assert_uint_eq(layer->features[0].rings[0].count, 5); /* nearer by, of 40 */
    read_free(layer);
    vp_snapshot_release(s);
}
END_TEST

START_TEST(a_lake_has_its_island)
{
    vp_snapshot *s = new_snapshot(0, 0);
    vp_backdrop_row lake = backdrop_row(
        "lake", NULL, true, world_tile, /* y grows southwards here: the first turns to the left */
        (double[]){0, 0, 0, 100, 100, 100, 100, 0, 0, 0, NAN, 20, 20, 40, 20, 40, 40, 20, 40, 20, 20, NAN, NAN});
    add_backdrop(s, VP_BACKDROP_WATERS, &lake, 1);
    read_layer *layer = draw(s, "waters", world_tile);
    ck_assert_uint_eq(layer->feature_count, 1);
    ck_assert_uint_eq(layer->features[0].kind, 3);
    ck_assert_uint_eq(layer->features[0].ring_count, 2);
    ck_assert_double_eq(layer->features[0].rings[0].area, 10000);
    ck_assert_double_eq(layer->features[0].rings[1].area, -400);
    read_free(layer);
    vp_snapshot_release(s);
}
END_TEST

/* Bent shores, wherever their rings begin; most points of the island's lie at one end. */
START_TEST(an_island_is_one_wherever_its_shore_begins) /* vertex _i */
{
    static const double shore[6][2] = {{0, 0}, {0, 100}, {100, 100}, {100, 60}, {40, 60}, {40, 0}};
    static const double island[14][2] = {{10, 10}, {12, 10}, {14, 10}, {16, 10}, {18, 10}, {20, 10}, {22, 10},
                                         {24, 10}, {26, 10}, {30, 10}, {30, 70}, {80, 70}, {80, 90}, {10, 90}};
    double places[60], *at = places;
    for (size_t i = 0; i <= 6; i++)
        for (size_t k = 0; k < 2; k++) *at++ = shore[((size_t)_i + i) % 6][k];
    *at++ = NAN;
    for (size_t i = 0; i <= 14; i++)
        for (size_t k = 0; k < 2; k++) *at++ = island[((size_t)_i + i) % 14][k];
    *at++ = NAN;
    *at = NAN;
    vp_snapshot *s = new_snapshot(0, 0);
    vp_backdrop_row lake = backdrop_row("lake", NULL, true, world_tile, places);
    add_backdrop(s, VP_BACKDROP_WATERS, &lake, 1);
    read_layer *layer = draw(s, "waters", world_tile);
    ck_assert_uint_eq(layer->features[0].ring_count, 2);
    ck_assert_double_eq(layer->features[0].rings[0].area, 100 * 100 - 60 * 60);
    ck_assert_double_eq(layer->features[0].rings[1].area, -(20 * 80 + 50 * 20));
    read_free(layer);
    vp_snapshot_release(s);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("tiles of the backdrop");
    TCase *cases = tcase_create("drawn by hand");
    tcase_add_test(cases, roads_are_drawn_by_rank_from_their_zoom_on);
    tcase_add_test(cases, a_river_loses_what_is_smaller_than_a_pixel);
    tcase_add_test(cases, a_lake_has_its_island);
    tcase_add_loop_test(cases, an_island_is_one_wherever_its_shore_begins, 0, 14);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
