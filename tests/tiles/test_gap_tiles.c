/* Tiles of gaps as bytes: what is drawn far away stays small, and its people are those of the gaps. */
#include "base/random.h"
#include "snapshot/gap_marks.h"
#include "tile_reader.h"
#include "tiles/layers.h"
#include <math.h>
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

int main(void)
{
    Suite *suite = suite_create("tiles of gaps");
    TCase *cases = tcase_create("crowds");
    tcase_add_loop_test(cases, a_tile_far_away_is_not_larger_than_asked, 0, 4);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
