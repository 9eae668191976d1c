/* Gaps, settlements that are left out, values of earlier snapshots and doubts come back from the archive with every
 * figure, and a row that points at what is not there is refused. */
#include "store/files/file_bytes.h"
#include "store/snapshot/snapshot_archive.h"
#include "store/support_dataset.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static vp_unit units[3];
static vp_unit_set sets[1] = {{.units = units, .unit_count = 3}};
static vp_service services[2];
static vp_group groups[2];
static vp_settlement settlements[4];
static vp_region region = {
    .geometry = {5, 4, 100, 0, 0},
    .units = {.sets = sets, .set_count = 1},
    .definitions = {.services = services, .service_count = 2, .groups = groups, .group_count = 2},
    .settlements = {.items = settlements, .count = 4}};

/* Writes and reads into back; whether both could be. */
static bool comes_back(vp_archive_walk *walk, void *subject, void *back, vp_error *err)
{
    size_t length;
    void *bytes = NULL;
    char *directory = temporary_directory(), *path = path_in(directory, "listing.bin");
    bool ok = vp_archive_write(path, "test", walk, subject, err);
    if (ok) bytes = vp_file_bytes(path, &length, err);
    ok = ok && bytes && vp_archive_read("test", bytes, length, "test", walk, back, err);
    free(bytes);
    free(path);
    remove_directory(directory);
    return ok;
}

static vp_gap a_gap(void)
{
    return (vp_gap){.service = 1,
                    .group = 1,
                    .unit = 2,
                    .settlement = 3,
                    .first_cell = 19,
                    .limit = 30,
                    .people = 41.5,
                    .x = 1.25,
                    .y = 2.25,
                    .lon = 105.5,
                    .lat = 21.5,
                    .unreachable_people = 7.5,
                    .mean = 33.5,
                    .worst = 61.5,
                    .area_square_metres = 12345.5,
                    .settlement_people = 40.5,
                    .people_low = 41.5,
                    .people_high = 41.5};
}

START_TEST(a_gap_comes_back)
{
    vp_error err = {0};
    vp_gap drawn[2] = {a_gap(), a_gap()};
    drawn[1].group = drawn[1].unit = drawn[1].settlement = VP_NONE;
    vp_gaps gaps = {.gaps = drawn, .gap_count = 2}, read = {0};
    vp_archived_gaps from = {&region, &gaps}, into = {&region, &read};
    ck_assert_msg(comes_back(vp_archive_gaps, &from, &into, &err), "%s", err.message);
    ck_assert_uint_eq(read.gap_count, 2);
    ck_assert_mem_eq(read.gaps, drawn, sizeof drawn);
    vp_gaps_clear(&read);
}
END_TEST

START_TEST(a_gap_of_what_is_not_there_is_refused) /* member _i */
{
    vp_error err = {0};
    vp_gap drawn = a_gap();
    size_t *const members[] = {&drawn.service, &drawn.group, &drawn.unit, &drawn.settlement, &drawn.first_cell};
    ++*members[_i];
    vp_gaps gaps = {.gaps = &drawn, .gap_count = 1}, read = {0};
    vp_archived_gaps from = {&region, &gaps}, into = {&region, &read};
    ck_assert(!comes_back(vp_archive_gaps, &from, &into, &err));
    ck_assert_int_eq(err.kind, VP_BAD_INPUT);
    vp_gaps_clear(&read);
}
END_TEST

START_TEST(an_unserved_settlement_comes_back)
{
    vp_error err = {0};
    vp_unserved drawn = {1,
                         {.settlement = 3,
                          .people = 214.5,
                          .left_out = 200.5,
                          .unreachable = 3.5,
                          .unknown = 1.5,
                          .mean = 96.5,
                          .value = 97.5,
                          .unserved = true}};
    vp_unserved_list list = {&drawn, 1}, read = {0};
    vp_archived_unserved from = {&region, &list}, into = {&region, &read};
    ck_assert_msg(comes_back(vp_archive_unserved, &from, &into, &err), "%s", err.message);
    ck_assert_uint_eq(read.count, 1);
    const vp_unserved *r = read.items;
    ck_assert(r->service == 1 && r->reach.settlement == 3 && r->reach.unserved);
    const double wanted[] = {214.5, 200.5, 3.5, 1.5, 96.5, 97.5},
                 got[] = {r->reach.people,  r->reach.left_out, r->reach.unreachable,
                          r->reach.unknown, r->reach.mean,     r->reach.value};
    for (size_t i = 0; i < 6; i++) ck_assert_double_eq(got[i], wanted[i]);
    for (int k = 0; k < 2; k++) {
        vp_unserved_clear(&read);
        drawn.service = k ? 1 : 2, drawn.reach.settlement = k ? 4 : 3;
        ck_assert(!comes_back(vp_archive_unserved, &from, &into, &err));
    }
    vp_unserved_clear(&read);
}
END_TEST

START_TEST(a_value_of_an_earlier_snapshot_comes_back)
{
    vp_error err = {0};
    char *texts[] = {strdup("reached"), strdup("how"), strdup("s-1"), strdup("province 2024 19")};
    vp_history_point drawn = {texts[0], texts[1], texts[3], texts[2], "2025-12-31", 0.625};
    vp_history history = {.points = &drawn, .count = 1}, read = {0};
    ck_assert_msg(comes_back(vp_archive_history, &history, &read, &err), "%s", err.message);
    ck_assert_uint_eq(read.count, 1);
    ck_assert_str_eq(read.points[0].indicator, "reached");
    ck_assert_str_eq(read.points[0].question, "how");
    ck_assert_str_eq(read.points[0].snapshot, "s-1");
    ck_assert_str_eq(read.points[0].territory, "province 2024 19");
    ck_assert_str_eq(read.points[0].as_of, "2025-12-31");
    ck_assert_double_eq(read.points[0].value, 0.625);
    char **const names[] = {&drawn.indicator, &drawn.question, &drawn.snapshot, &drawn.territory};
    for (size_t i = 0; i < 4; i++) {
        char *kept = *names[i];
        vp_history_clear(&read);
        *names[i] = NULL;
        err = (vp_error){0};
        char *directory = temporary_directory(), *path = path_in(directory, "h");
        ck_assert(!vp_archive_write(path, "test", vp_archive_history, &history, &err));
        ck_assert_ptr_nonnull(strstr(err.message, "a value of its history has no name"));
        free(path);
        remove_directory(directory);
        *names[i] = kept;
    }
    for (size_t i = 0; i < 4; i++) free(texts[i]);
}
END_TEST

START_TEST(a_doubt_comes_back)
{
    vp_error err = {0};
    char words[7][8] = {"kind", "severe", "file", "layer", "field", "value", "reason"};
    vp_quality_row drawn[2] = {
        {.kind = words[0],
         .severity = words[1],
         .file = words[2],
         .layer = words[3],
         .field = words[4],
         .value = words[5],
         .reason = words[6],
         .row = 77,
         .lon = 105.5,
         .lat = 21.5,
         .x = 1.5,
         .y = 2.5},
        {.kind = words[0], .reason = words[6], .row = -3, .lon = NAN, .lat = NAN, .x = NAN, .y = NAN}};
    vp_quality quality = {.rows = drawn, .count = 2}, read = {0};
    ck_assert_msg(comes_back(vp_archive_quality, &quality, &read, &err), "%s", err.message);
    ck_assert_uint_eq(read.count, 2);
    const vp_quality_row *r = &read.rows[0];
    char *const got[] = {r->kind, r->severity, r->file, r->layer, r->field, r->value, r->reason};
    for (size_t i = 0; i < 7; i++) ck_assert_str_eq(got[i], words[i]);
    ck_assert(r->row == 77 && r->lon == 105.5 && r->lat == 21.5 && r->x == 1.5 && r->y == 2.5);
    ck_assert(read.rows[1].row == 0 && isnan(read.rows[1].lon) && isnan(read.rows[1].y) && !read.rows[1].file);
    vp_quality_clear(&read);
}
END_TEST

/* Two roads, one of them of two pieces that meet nowhere, and an area, as the map draws them. */
static void draw_backdrop(vp_backdrop *backdrop)
{
    static vp_point lines[] = {{0, 0}, {10.5, 3}, {20, 0}, {100, 50}, {120, 55.5}, {7, 7}, {9, 1}, {12, 8}, {7, 7}};
    vp_error err = {0};
    vp_backdrop_row roads[2] = {{.class_name = (char[]){"primary"}, .name = (char[]){"QL3"}},
                                {.class_name = (char[]){"track"}}},
                    lake = {.class_name = (char[]){"lake"}, .name = (char[]){"Hồ"}, .area = true};
    ck_assert(vp_shape_init(&roads[0].shape, lines, (size_t[]){3, 2}, 2, &err) &&
              vp_shape_init(&roads[1].shape, lines + 5, (size_t[]){2}, 1, &err) &&
              vp_shape_init(&lake.shape, lines + 5, (size_t[]){4}, 1, &err));
    ck_assert(vp_backdrop_layer_init(&backdrop->layers[VP_BACKDROP_ROADS], roads, 2, &err) &&
              vp_backdrop_layer_init(&backdrop->layers[VP_BACKDROP_WATERS], &lake, 1, &err));
    const vp_speed speed = {
        .mode = (char[]){"car"}, .surface = VP_SURFACE_ROAD, .class_name = (char[]){"primary"}, .km_per_h = 60};
    vp_backdrop_rank_roads(&backdrop->layers[VP_BACKDROP_ROADS],
                           &(vp_speed_table){.speeds = (vp_speed *)(uintptr_t)&speed, .speed_count = 1});
    for (size_t k = 0; k < VP_BACKDROP_LAYERS; k++)
        for (size_t i = 0; i < backdrop->layers[k].feature_count; i++)
            if (!backdrop->layers[k].features[i].rank) backdrop->layers[k].features[i].rank = 1;
    vp_shape_clear(&roads[0].shape);
    vp_shape_clear(&roads[1].shape);
    vp_shape_clear(&lake.shape);
}

START_TEST(what_the_map_draws_comes_back)
{
    vp_error err = {0};
    vp_backdrop *drawn = calloc(1, sizeof *drawn), *read = calloc(1, sizeof *read);
    draw_backdrop(drawn);
    ck_assert_msg(comes_back(vp_archive_backdrop, drawn, read, &err), "%s", err.message);
    for (size_t k = 0; k < VP_BACKDROP_LAYERS; k++) {
        const vp_backdrop_layer *a = &drawn->layers[k], *b = &read->layers[k];
        ck_assert_uint_gt(a->feature_count, 0);
        ck_assert(a->feature_count == b->feature_count && a->part_count == b->part_count &&
                  a->point_count == b->point_count);
        ck_assert_mem_eq(a->parts, b->parts, a->part_count * sizeof *a->parts);
        ck_assert_mem_eq(a->points, b->points, a->point_count * sizeof *a->points);
        ck_assert_mem_eq(a->weights, b->weights, a->point_count * sizeof *a->weights);
        for (size_t i = 0; i < a->feature_count; i++) {
            const vp_backdrop_feature *f = &a->features[i], *g = &b->features[i];
            ck_assert_str_eq(f->class_name, g->class_name);
            ck_assert(f->name ? g->name && strcmp(f->name, g->name) == 0 : !g->name);
            ck_assert(f->rank == g->rank && f->area == g->area && f->first == g->first && f->count == g->count);
        }
    }
    for (int what = 0; what < 4; what++) { /* what has other parts, points or no rank is refused */
        vp_backdrop_layer *roads = &drawn->layers[VP_BACKDROP_ROADS];
        vp_backdrop_feature kept = roads->features[0];
        vp_backdrop_part part = roads->parts[0];
        if (what == 0) roads->features[0].count = roads->part_count + 1;
        if (what == 1) roads->parts[0].count = roads->point_count + 1;
        if (what == 2) roads->features[0].rank = 0;
        if (what == 3) roads->features[0].rank = 4;
        vp_backdrop *none = calloc(1, sizeof *none);
        ck_assert(!comes_back(vp_archive_backdrop, drawn, none, &err));
        vp_backdrop_free(none);
        roads->features[0] = kept;
        roads->parts[0] = part;
    }
    vp_backdrop_free(drawn);
    vp_backdrop_free(read);
}
END_TEST

static bool slanted(void *context, size_t count, double u[], double v[])
{
    (void)context;
    for (size_t i = 0; i < count; i++) u[i] = 3 * u[i] + u[i] * u[i], v[i] = 7 - v[i];
    return true;
}

START_TEST(where_the_grid_lies_comes_back)
{
    vp_error err = {0};
    vp_lattice maps[2], read[2] = {0};
    ck_assert(vp_lattice_init(&maps[0], (vp_lattice_knots){1, 2, 9, 12, 3, 4}, slanted, NULL, &err) &&
              vp_lattice_init(&maps[1], (vp_lattice_knots){-5, 0, 5, 1, 5, 2}, slanted, NULL, &err));
    vp_archived_lattices from = {&maps[0], &maps[1]}, into = {&read[0], &read[1]};
    ck_assert_msg(comes_back(vp_archive_lattices, &from, &into, &err), "%s", err.message);
    for (size_t k = 0; k < 2; k++) {
        const vp_lattice *a = &maps[k], *b = &read[k];
        ck_assert(a->u0 == b->u0 && a->v0 == b->v0 && a->du == b->du && a->dv == b->dv && a->bend == b->bend);
        ck_assert(a->columns == b->columns && a->rows == b->rows && a->bend > 0);
        ck_assert_mem_eq(a->a, b->a, a->columns * a->rows * sizeof *a->a);
        ck_assert_mem_eq(a->b, b->b, a->columns * a->rows * sizeof *a->b);
        vp_lattice_clear(&read[k]);
        vp_lattice_clear(&maps[k]);
    }
}
END_TEST

START_TEST(shares_of_cells_come_back)
{
    vp_error err = {0};
    vp_run runs[] = {{0, 3, 0}, {5, 5, 1}, {10, 10, 2}};
    vp_partial partials[] = {{3, 0, 0.25F}, {19, 2, 0.5F}};
    vp_weights weights = {.geometry = region.geometry,
                          .zone_count = 3,
                          .runs = runs,
                          .run_count = 3,
                          .partials = partials,
                          .partial_count = 2,
                          .overlap_square_metres = 12.5},
               read = {0};
    vp_archived_weights from = {&region, &weights}, into = {&region, &read};
    ck_assert_msg(comes_back(vp_archive_weights, &from, &into, &err), "%s", err.message);
    ck_assert(read.run_count == 3 && read.partial_count == 2 && read.zone_count == 3 &&
              read.overlap_square_metres == 12.5);
    ck_assert(vp_grid_geometry_same(read.geometry, region.geometry));
    ck_assert_mem_eq(read.runs, runs, sizeof runs);
    ck_assert_mem_eq(read.partials, partials, sizeof partials);
    free(read.runs);
    free(read.partials);
    for (int what = 0; what < 4; what++) {
        vp_run run = runs[2];
        vp_partial partial = partials[1];
        if (what == 0) runs[2].zone = 3;
        if (what == 1) runs[2].cell_count = 11;
        if (what == 2) partials[1].zone = 3;
        if (what == 3) partials[1].cell = 20;
        ck_assert(!comes_back(vp_archive_weights, &from, &into, &err));
        ck_assert_ptr_nonnull(
            strstr(err.message, what % 2 ? "a weight is outside the grid" : "a weight is of an unknown unit"));
        runs[2] = run;
        partials[1] = partial;
    }
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("listings");
    tcase_add_test(cases, a_gap_comes_back);
    tcase_add_loop_test(cases, a_gap_of_what_is_not_there_is_refused, 0, 5);
    tcase_add_test(cases, an_unserved_settlement_comes_back);
    tcase_add_test(cases, a_value_of_an_earlier_snapshot_comes_back);
    tcase_add_test(cases, a_doubt_comes_back);
    tcase_add_test(cases, what_the_map_draws_comes_back);
    tcase_add_test(cases, where_the_grid_lies_comes_back);
    tcase_add_test(cases, shares_of_cells_come_back);
    Suite *suite = suite_create("listings in the archive");
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
