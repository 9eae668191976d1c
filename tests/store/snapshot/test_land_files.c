/* What lies on the cells comes back from a snapshot as the region had it, bit for bit, or not at all. */
#include "snapshot/land_view.h"
#include "store/files/file_bytes.h"
#include "store/snapshot/files.h"
#include "store/snapshot/snapshot_store.h"
#include "store/support_snapshot.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <vungphu/group.h>

enum { WIDE_COLUMNS = 3, WIDE_ROWS = 2 };

/* The small province has no elevation farther out. */
static void make(void)
{
    vp_error err = {0};
    make_small_results();
    vp_grid_geometry wide = {WIDE_COLUMNS, WIDE_ROWS, 3000, -1500.5, 9000.25};
    vp_land *land = &small_made.region->land;
    if (!land->elevation_wide) land->elevation_wide = vp_grid_new(wide, 7, &err);
    ck_assert_ptr_nonnull(land->elevation_wide);
    for (size_t i = 0; i < vp_grid_geometry_cells(vp_grid_geometry_of(land->elevation_wide)); i++)
        vp_grid_edit(land->elevation_wide)[i] = 1.5f * (float)i;
}

static void same_grid(const vp_grid *a, const vp_grid *b)
{
    ck_assert(a && b);
    vp_grid_geometry g = vp_grid_geometry_of(a);
    ck_assert(vp_grid_geometry_same(g, vp_grid_geometry_of(b)));
    ck_assert_mem_eq(vp_grid_cells(a), vp_grid_cells(b), vp_grid_geometry_cells(g) * sizeof(float));
}

static void same_classes(char *const a[], size_t a_count, char *const b[], size_t b_count)
{
    ck_assert_uint_gt(a_count, 0);
    ck_assert_uint_eq(a_count, b_count);
    for (size_t i = 0; i < a_count; i++) ck_assert_str_eq(a[i], b[i]);
}

START_TEST(the_land_of_a_snapshot_is_that_of_its_dataset)
{
    vp_error err = {0};
    free(publish_small_case());
    vp_snapshot *s = load_small_case();
    vp_land_view view;
    ck_assert_ptr_null(s->region->land.land_cover);
    ck_assert_msg(vp_land_view_init(&view, s, &err), "%s", err.message);
    const vp_land *made = &small_made.region->land, *read = &view.region.land;
    size_t cells = vp_grid_geometry_cells(small_made.region->geometry);
    same_grid(made->elevation, read->elevation);
    same_grid(made->elevation_wide, read->elevation_wide);
    ck_assert_mem_eq(made->land_cover, read->land_cover, cells);
    ck_assert_mem_eq(made->roads, read->roads, cells * sizeof *made->roads);
    ck_assert_mem_eq(made->barriers, read->barriers, cells * sizeof *made->barriers);
    same_classes(made->road_classes, made->road_class_count, read->road_classes, read->road_class_count);
    same_classes(made->barrier_classes, made->barrier_class_count, read->barrier_classes, read->barrier_class_count);
    vp_snapshot_release(s); /* the view holds it */
    ck_assert_mem_eq(made->land_cover, read->land_cover, cells);
    vp_land_view_clear(&view);
}
END_TEST

/* Two views of one snapshot, each with another group; the snapshot has neither. */
START_TEST(a_group_is_added_to_one_view_alone)
{
    vp_error err = {0};
    free(publish_small_case());
    vp_snapshot *s = load_small_case();
    vp_land_view one, other;
    size_t count = s->region->definitions.group_count;
    char text[200];
    snprintf(text, sizeof text, "-%.100s", s->region->definitions.groups[0].id);
    ck_assert(vp_land_view_init(&one, s, &err) && vp_land_view_init(&other, s, &err));
    ck_assert_msg(vp_land_view_add_group(&one, text, &err), "%s", err.message);
    ck_assert(vp_land_view_add_group(&other, s->region->definitions.groups[0].id, &err));
    ck_assert_uint_eq(one.region.definitions.group_count, count + 1);
    ck_assert_uint_eq(vp_group_find(&one.region.definitions, text), count);
    ck_assert_uint_eq(other.region.definitions.group_count, count);
    ck_assert_uint_eq(s->region->definitions.group_count, count);
    vp_land_view_clear(&other);
    ck_assert(vp_land_view_init(&other, s, &err));
    ck_assert(!vp_land_view_add_group(&other, "-no_such_group", &err));
    ck_assert_ptr_nonnull(strstr(err.message, "no_such_group"));
    vp_land_view_clear(&other);
    vp_land_view_clear(&one);
    vp_snapshot_release(s);
}
END_TEST

START_TEST(no_land_leaves_a_damaged_file) /* file _i, each 193rd byte changed alone */
{
    free(publish_small_case());
    char *current = path_in(small_directory, "current"), *path = path_in(current, vp_land_files[_i]);
    vp_error err = {0};
    size_t length;
    unsigned char *bytes = vp_file_bytes(path, &length, &err);
    ck_assert_ptr_nonnull(bytes);
    int file = open(path, O_WRONLY);
    for (size_t at = 0; at<length; at += at + 194> length && at + 1 < length ? length - 1 - at : 193) {
        unsigned char other = bytes[at] ^ 4;
        vp_land_view view = {0};
        ck_assert_int_eq(pwrite(file, &other, 1, (off_t)at), 1);
        err = (vp_error){0};
        vp_snapshot *s = vp_snapshot_load(small_directory, &err);
        ck_assert_msg(!s || !vp_land_view_init(&view, s, &err), "byte %zu goes unnoticed", at);
        ck_assert_msg(strstr(err.message, vp_land_files[_i]) != NULL, "%s", err.message);
        vp_land_view_clear(&view);
        vp_snapshot_release(s);
        ck_assert_int_eq(pwrite(file, &bytes[at], 1, (off_t)at), 1);
    }
    close(file);
    free(bytes);
    free(path);
    free(current);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("land_files");
    TCase *tests = tcase_create("land_files");
    tcase_add_unchecked_fixture(tests, make, drop_small_results);
    tcase_add_checked_fixture(tests, make_small_directory, drop_small_directory);
    tcase_add_test(tests, the_land_of_a_snapshot_is_that_of_its_dataset);
    tcase_add_test(tests, a_group_is_added_to_one_view_alone);
    tcase_add_loop_test(tests, no_land_leaves_a_damaged_file, 0, VP_LAND_COUNT);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
