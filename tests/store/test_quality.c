/* Doubtful data is found where it was put: a wrong population, an overlap, a hole, an old source. */
#include "store/quality_collect.h"
#include "store/quality_cover.h"
#include "store/support_snapshot.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static size_t count_kind(const vp_quality *q, const char *kind, const char *text)
{
    size_t count = 0;
    for (size_t i = 0; i < q->count; i++)
        count += strcmp(q->rows[i].kind, kind) == 0 && (!text || strstr(q->rows[i].reason, text));
    return count;
}

static vp_unit square(const char *code, double west)
{
    const vp_point ring[] = {{west, 0}, {west + 1000, 0}, {west + 1000, 1000}, {west, 1000}, {west, 0}};
    vp_unit unit = {.code = (char *)(uintptr_t)code, .name = (char *)(uintptr_t)code};
    ck_assert(vp_shape_init(&unit.shape, ring, (const size_t[]){5}, 1, NULL));
    return unit;
}

START_TEST(an_overlap_is_a_polygon_of_its_own)
{
    vp_unit units[] = {square("a", 0), square("b", 900), square("c", 1900)}; /* b and c only touch */
    vp_unit_set set = {.level = "commune", .vintage = "2025", .units = units, .unit_count = 3};
    vp_region region = {.unit_sets = &set, .unit_set_count = 1};
    vp_quality found = {0};
    vp_error err = {0};
    OK(vp_quality_cover(&region, 0, &found, &err));
    ck_assert_uint_eq(found.count, 1);
    ck_assert_str_eq(found.rows[0].kind, "overlap");
    ck_assert_double_eq_tol(vp_shape_area(&found.rows[0].shape), 100 * 1000, 1e-6);
    ck_assert(found.rows[0].x > 900 && found.rows[0].x < 1000);
    vp_quality_clear(&found);
    for (size_t i = 0; i < 3; i++) vp_shape_clear(&units[i].shape);
}
END_TEST

START_TEST(a_build_finds_what_was_put_in)
{
    char *directory = temporary_directory();
    write_small_dataset(directory);
    /* Tây has 1,070 people on the grid, Đông 1,330 and is recorded with 800: within a factor of two. */
    change_dataset(directory, "UPDATE record SET number = 80832 WHERE code = 'A' AND name = 'population'");
    change_dataset(directory, "INSERT INTO finding VALUES (NULL, 'warning', 'places.gpkg', 'stations', 3, 'unit_code', "
                              "'s1', 'stands 2 km outside')");
    small_results made = analyse_small(directory);
    vp_source sources[] = {{.path = "old.tif", .vintage = "2020_1km"}, {.path = "new.tif", .vintage = "2021"}};
    vp_quality found;
    vp_error err = {0};
    OK(vp_quality_collect(directory, made.region, made.coverage, sources, 2, &found, &err));
    ck_assert_uint_eq(count_kind(&found, "population", NULL), 1);
    ck_assert_uint_eq(count_kind(&found, "population", "recorded 80832 people, the grid worldpop_2020 has 1070"), 1);
    ck_assert_uint_eq(count_kind(&found, "stale", NULL),
                      1); /* of 2020 on the last day of 2026; 2021 is five years old */
    ck_assert_uint_eq(count_kind(&found, "gap", "1000000 m²"), 1); /* the hole in Tây */
    ck_assert_uint_eq(count_kind(&found, "overlap", NULL), 0);
    for (size_t i = 0; i < found.count; i++) {
        if (strcmp(found.rows[i].kind, "stated_unit") != 0) continue;
        ck_assert_double_eq(found.rows[i].x, 580500); /* where the facility stands */
        ck_assert_double_eq_tol(found.rows[i].lon, 105.78, 0.02);
    }
    ck_assert_uint_eq(count_kind(&found, "stated_unit", "2 km"), 1);
    vp_quality_clear(&found);
    clear_small(&made);
    remove_directory(directory);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("quality");
    TCase *cases = tcase_create("findings");
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, an_overlap_is_a_polygon_of_its_own);
    tcase_add_test(cases, a_build_finds_what_was_put_in);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
