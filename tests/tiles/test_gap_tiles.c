/* Tiles of gaps as bytes: what is drawn far away stays small, and its people are those of the gaps. */
#include "base/random.h"
#include "drawn_snapshot.h"
#include "snapshot/gap_marks.h"
#include <stdio.h>

enum { SERVICES = 9, COUNT = 3000 };

/* Gaps with names as long as their bytes are counted for, all within a tile of zoom 8. */
static vp_snapshot *crowd(uint64_t seed, size_t tile_bytes)
{
    vp_random random = {seed};
    vp_snapshot *s = vp_snapshot_new(NULL);
    vp_region *region = s->region = calloc(1, sizeof *region);
    region->units.set_count = 1;
    region->units.sets = calloc(1, sizeof *region->units.sets);
    region->units.sets[0] = (vp_unit_set){.units = calloc(COUNT, sizeof(vp_unit)), .unit_count = COUNT};
    region->definitions.service_count = SERVICES;
    region->definitions.services = calloc(SERVICES, sizeof *region->definitions.services);
    for (int i = 0; i < SERVICES; i++) {
        char id[96];
        snprintf(id, sizeof id, "a_service_with_a_name_of_%d_%.*s", i, 5 * i,
                 "letters and letters and letters and letters");
        region->definitions.services[i].id = strdup(id);
    }
    s->listings.gaps = (vp_gaps){calloc(COUNT, sizeof(vp_gap)), COUNT};
    for (size_t g = 0; g < COUNT; g++) {
        char code[16];
        snprintf(code, sizeof code, "unit %zu", g);
        region->units.sets[0].units[g].code = strdup(code);
        s->listings.gaps.gaps[g] = (vp_gap){.service = vp_random_below(&random, SERVICES),
                                            .unit = g,
                                            .people = (double)vp_random_below(&random, 1000000) / 7,
                                            .worst = (double)vp_random_below(&random, 1000000) / 3,
                                            .limit = 30 + (double)vp_random_below(&random, 5),
                                            .lon = 0.01 + (double)vp_random_below(&random, 1000000) * 1e-6,
                                            .lat = 0.01 + (double)vp_random_below(&random, 1000000) * 1e-6,
                                            .first_cell = (size_t)1 << vp_random_below(&random, 32)};
    }
    s->places.gap_marks = vp_gap_marks_new(region, &s->listings.gaps, tile_bytes, NULL);
    ck_assert_ptr_nonnull(s->places.gap_marks);
    return s;
}

START_TEST(a_tile_far_away_is_not_larger_than_asked)
{
    size_t tile_bytes = 6000 + 12000 * (size_t)_i;
    vp_snapshot *s = crowd((uint64_t)_i, tile_bytes);
    double people = 0;
    for (size_t g = 0; g < COUNT; g++) people += round(s->listings.gaps.gaps[g].people * 10) / 10;
    for (uint32_t zoom = 0; zoom <= 8; zoom++) {
        vp_buffer bytes = {0};
        vp_tile tile = {zoom, zoom ? 1U << (zoom - 1) : 0, zoom ? (1U << (zoom - 1)) - 1 : 0};
        ck_assert(vp_layers_find("gaps")->draw(s, 0, tile, &bytes, NULL));
        ck_assert_uint_le(bytes.length, tile_bytes);
        if (zoom == 8) ck_assert_uint_gt(bytes.length, tile_bytes / 8); /* squares have four quarters */
        read_layer *layer = read_tile(bytes.bytes, bytes.length);
        double sum = 0, count = 0;
        for (size_t f = 0; f < layer->feature_count; f++) {
            sum += read_number(layer, &layer->features[f], "people");
            count += read_number(layer, &layer->features[f], "count");
        }
        ck_assert_double_eq(count, COUNT);
        ck_assert_double_eq_tol(sum, people, 1e-4);
        read_free(layer);
        vp_buffer_clear(&bytes);
    }
    vp_snapshot_release(s);
}
END_TEST

START_TEST(a_gap_carries_its_people_service_and_unit)
{
    vp_snapshot *s = new_snapshot(2, 0);
    s->region->units.sets[0].units[1].code = copy("00002");
    s->region->definitions.service_count = 1;
    s->region->definitions.services = calloc(1, sizeof *s->region->definitions.services);
    s->region->definitions.services[0].id = copy("school");
    static const vp_gap rows[] = {
        {.unit = 1, .people = 12.34, .limit = 30, .worst = 45.5, .lon = 0, .lat = 0, .first_cell = 17},
        {.unit = VP_NONE, .people = 5.06, .limit = 60, .worst = NAN, .lon = 90, .lat = 0, .first_cell = 4},
        {.unit = 0, .people = 1, .lon = NAN, .lat = 0, .x = NAN},
        {.unit = 0, .people = 1, .lon = 0, .lat = NAN, .x = NAN},
    };
    s->listings.gaps = (vp_gaps){calloc(4, sizeof *rows), 4};
    memcpy(s->listings.gaps.gaps, rows, sizeof rows);
    s->places.gap_marks = vp_gap_marks_new(s->region, &s->listings.gaps, VP_GAP_TILE_BYTES, NULL);
    read_layer *layer = draw(s, "gaps", world_tile);
    ck_assert_uint_eq(layer->feature_count, 2); /* the others have no place */
    const read_feature *f = layer->features;
    const uint8_t *bytes;
    size_t length;
    ck_assert_uint_eq(f[1].id, 2);
    ck_assert_uint_eq(f[0].kind, 1);
    ck_assert(read_text_is(layer, f, "id", "school-17") && read_text_is(layer, f, "service", "school"));
    ck_assert(read_text_is(layer, f, "unit", "00002") && !read_property(layer, &f[1], "unit", &bytes, &length));
    ck_assert_double_eq(read_number(layer, f, "people"), 12.3); /* to a tenth */
    ck_assert_double_eq(read_number(layer, &f[1], "people"), 5.1);
    ck_assert_double_eq(read_number(layer, &f[1], "limit"), 60);
    ck_assert_double_eq(read_number(layer, f, "worst"), 45.5);
    ck_assert(!read_property(layer, &f[1], "worst", &bytes, &length));
    ck_assert_double_eq(read_number(layer, f, "count"), 1);
    ck_assert_int_eq(f[0].rings[0].points[0][0], 2048); /* 0 E, 0 N is the middle of the world */
    ck_assert_int_eq(f[0].rings[0].points[0][1], 2048);
    ck_assert_int_eq(f[1].rings[0].points[0][0], 3072); /* 90 E: three quarters */
    read_free(layer);
    layer = draw(s, "gaps", (vp_tile){1, 1, 1}); /* each in one of the tiles that meet there */
    ck_assert_uint_eq(layer->feature_count, 2);
    ck_assert_int_eq(layer->features[0].rings[0].points[0][0], 0);
    read_free(layer);
    ck_assert_ptr_null(draw(s, "gaps", (vp_tile){1, 0, 0}));
    vp_snapshot_release(s);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("tiles of gaps");
    TCase *cases = tcase_create("crowds");
    tcase_add_loop_test(cases, a_tile_far_away_is_not_larger_than_asked, 0, 4);
    suite_add_tcase(suite, cases);
    TCase *one = tcase_create("drawn by hand");
    tcase_add_test(one, a_gap_carries_its_people_service_and_unit);
    suite_add_tcase(suite, one);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
