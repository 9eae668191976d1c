/* Gaps as marks of a web map: places are given in squares of 2^31 a side of the world, so that squares of a zoom are
 * counted by hand. */
#include "base/random.h"
#include "snapshot/gap_marks.h"
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/lattice.h>

#define WORLD 2147483648.0 /* 2^31 */

static vp_region region;

static void start(void)
{
    static char *const ids[] = {"school", "fm", "market"};
    region = (vp_region){0};
    region.units.set_count = 1;
    region.units.sets = calloc(1, sizeof *region.units.sets);
    region.units.sets[0] = (vp_unit_set){.units = calloc(1, sizeof(vp_unit)), .unit_count = 1};
    region.units.sets[0].units[0].code = strdup("00001");
    region.definitions.service_count = 3;
    region.definitions.services = calloc(3, sizeof *region.definitions.services);
    for (size_t s = 0; s < 3; s++) region.definitions.services[s].id = ids[s];
    region.definitions.services[1].reach = VP_REACH_SIGNAL;
}

static void stop(void)
{
    free(region.units.sets[0].units[0].code);
    free(region.units.sets[0].units);
    free(region.units.sets);
    free(region.definitions.services);
}

/* column, row: in squares of the world's 2^31. */
static vp_gap gap_at(size_t service, double column, double row, double people, double worst)
{
    double half, equator, lon, lat;
    vp_mercator_from_lonlat(180, 0, &half, &equator);
    vp_mercator_to_lonlat((2 * column / WORLD - 1) * half, (1 - 2 * row / WORLD) * half, &lon, &lat);
    return (vp_gap){.service = service, .people = people, .worst = worst, .lon = lon, .lat = lat};
}

/* A square of zoom 10's finest, 2^18 a side of the world: its corner in squares of 2^31. */
static double corner(double squares) { return squares * 8192; }

static vp_gap_marks *marks_of(vp_gap rows[], size_t count, size_t tile_bytes)
{
    vp_gap_marks *marks = vp_gap_marks_new(&region, &(vp_gaps){rows, count}, tile_bytes, NULL);
    ck_assert_ptr_nonnull(marks);
    return marks;
}

START_TEST(gaps_of_one_service_in_one_square_are_one_mark)
{
    const double column = corner(1000), row = corner(2000);
    vp_gap rows[] = {gap_at(0, column + 1000, row + 1000, 12.34, 40), gap_at(0, column + 7000, row + 7000, 50.06, 70),
                     gap_at(2, column + 1000, row + 7000, 1, 3), gap_at(0, column + 9000, row + 1000, 7, 99)};
    vp_gap_marks *marks = marks_of(rows, 4, VP_GAP_TILE_BYTES);
    size_t count;
    /* 1000 and 2000 squares are 3 and 7 tiles of 256. */
    const vp_gap_mark *m = vp_gap_marks_in(marks, 10, 3, 7, &count);
    ck_assert_uint_eq(count, 3);
    ck_assert_uint_eq(m[0].row, 1); /* the one with most people, at its own place */
    ck_assert_uint_eq(m[0].count, 2);
    ck_assert_int_eq(m[0].people_tenths, 123 + 501);
    ck_assert_double_eq(m[0].worst, 70);
    uint32_t x, y;
    vp_gap_mark_at(&m[0], 10, 4096, &x, &y); /* a unit is 512: 1000 mod 256 is 232, 2000 mod 256 is 208 */
    ck_assert_uint_eq(x, 232 * 16 + 7000 / 512);
    ck_assert_uint_eq(y, 208 * 16 + 7000 / 512);
    vp_gap_mark_at(&m[0], 10, 256, &x, &y);
    ck_assert(x == 232 && y == 208);
    for (size_t i = 1; i < 3; i++) {
        ck_assert_uint_eq(m[i].count, 1);
        ck_assert_uint_eq(m[i].row, m[i].people_tenths == 10 ? 2 : 3);
    }
    vp_gap_marks_in(marks, 10, 4, 7, &count);
    ck_assert_uint_eq(count, 0);
    vp_gap_marks_in(marks, 11, 7, 15, &count); /* their square is four there */
    ck_assert_uint_eq(count, 4);
    vp_gap_marks_free(marks);
}
END_TEST

START_TEST(near_each_gap_is_drawn)
{
    vp_gap rows[] = {gap_at(0, 1000, 1000, 5, 1), gap_at(0, 1000, 1000, 6, 2)};
    vp_gap_marks *marks = marks_of(rows, 2, VP_GAP_TILE_BYTES);
    size_t count;
    const vp_gap_mark *m = vp_gap_marks_in(marks, 13, 0, 0, &count);
    ck_assert_uint_eq(count, 1);
    ck_assert_int_eq(m->people_tenths, 110);
    for (uint32_t zoom = 14; zoom <= 22; zoom++) {
        vp_gap_marks_in(marks, zoom, (uint32_t)(1000 >> (31 - zoom)), (uint32_t)(1000 >> (31 - zoom)), &count);
        ck_assert_uint_eq(count, 2);
    }
    m = vp_gap_marks_in(marks, 22, 1, 1, &count); /* a tile of 512 squares: 1000 is 488 in it */
    uint32_t x, y;
    vp_gap_mark_at(m, 22, 4096, &x, &y);
    ck_assert(x == 488 * 8 && y == 488 * 8);
    vp_gap_marks_free(marks);
}
END_TEST

START_TEST(the_worst_value_is_kept)
{
    vp_gap rows[] = {gap_at(0, 10, 10, 1, 50), gap_at(0, 10, 10, 2, 40), gap_at(1, 10, 10, 1, 50),
                     gap_at(1, 10, 10, 2, 40), gap_at(2, 10, 10, 1, 50), gap_at(2, 10, 10, 2, NAN)};
    vp_gap_marks *marks = marks_of(rows, 6, VP_GAP_TILE_BYTES);
    size_t count;
    const vp_gap_mark *m = vp_gap_marks_in(marks, 5, 0, 0, &count);
    ck_assert_uint_eq(count, 3);
    ck_assert_double_eq(m[0].worst, 50); /* minutes: more is worse */
    ck_assert_double_eq(m[1].worst, 40); /* field strength: less is */
    ck_assert(isnan(m[2].worst));        /* no path in part of it */
    vp_gap_marks_free(marks);
}
END_TEST

START_TEST(of_equal_places_the_first_row_is_drawn)
{
    vp_gap rows[] = {gap_at(0, 300, 300, 5, 1), gap_at(0, 100, 100, 5, 1)};
    vp_gap_marks *marks = marks_of(rows, 2, VP_GAP_TILE_BYTES);
    size_t count;
    ck_assert_uint_eq(vp_gap_marks_in(marks, 3, 0, 0, &count)->row, 0);
    ck_assert_uint_eq(count, 1);
    vp_gap_marks_free(marks);
}
END_TEST

START_TEST(a_gap_without_a_place_has_no_mark)
{
    vp_gap rows[] = {gap_at(0, 10, 10, 1, 50), {.lon = NAN, .lat = 3, .x = NAN}, {.lon = 3, .lat = 89.9}};
    vp_gap_marks *marks = marks_of(rows, 3, VP_GAP_TILE_BYTES);
    size_t count;
    vp_gap_marks_in(marks, 0, 0, 0, &count);
    ck_assert_uint_eq(count, 1);
    vp_gap_marks_free(marks);
    marks = marks_of(rows, 0, VP_GAP_TILE_BYTES);
    vp_gap_marks_in(marks, 0, 0, 0, &count);
    ck_assert_uint_eq(count, 0);
    vp_gap_marks_free(marks);
}
END_TEST

START_TEST(squares_are_coarser_where_a_tile_would_be_too_large)
{
    /* 16 gaps of one service, each in a square of its own of zoom 5, in a row: a quarter of them, then one, fit. */
    vp_gap rows[16];
    for (size_t i = 0; i < 16; i++) rows[i] = gap_at(0, corner(32 * (double)i), 0, (double)i + 1, 1);
    size_t count;
    vp_gap_marks *marks = marks_of(rows, 16, VP_GAP_TILE_BYTES);
    vp_gap_marks_in(marks, 5, 0, 0, &count);
    ck_assert_uint_eq(count, 16);
    vp_gap_marks_free(marks);
    marks = marks_of(rows, 16, 1000); /* a mark counts as some 110 bytes, the tile's texts as some 200 */
    const vp_gap_mark *m = vp_gap_marks_in(marks, 5, 0, 0, &count);
    ck_assert_uint_eq(count, 4);
    for (size_t i = 0; i < 4; i++) {
        ck_assert_uint_eq(m[i].row, 4 * i + 3); /* the last of four has most */
        ck_assert_uint_eq(m[i].count, 4);
    }
    vp_gap_marks_free(marks);
    marks = marks_of(rows, 16, 0); /* never less than one a service */
    m = vp_gap_marks_in(marks, 0, 0, 0, &count);
    ck_assert_uint_eq(count, 1);
    ck_assert_int_eq(m->people_tenths, 10 * 16 * 17 / 2);
    vp_gap_marks_free(marks);
}
END_TEST

/* ------------------------------------------------------------ any gaps */

typedef struct {
    const vp_gap_marks *marks;
    uint64_t count[VP_GAP_ZOOM_EACH + 3]; /* [zoom] of all tiles */
    int64_t people[VP_GAP_ZOOM_EACH + 3];
} totals;

/* A mark of the tile is one of its quarter, at the same place. */
static void check_stays(const vp_gap_marks *marks, const vp_gap_mark *mark, uint32_t zoom, uint32_t column,
                        uint32_t row)
{
    uint32_t x, y, fine_x = 0, fine_y = 0;
    size_t count;
    vp_gap_mark_at(mark, zoom, 4096, &x, &y);
    uint32_t east = x >= 2048, south = y >= 2048;
    const vp_gap_mark *finer = vp_gap_marks_in(marks, zoom + 1, 2 * column + east, 2 * row + south, &count);
    bool found = false;
    for (size_t i = 0; i < count && !found; i++) {
        found = finer[i].row == mark->row;
        if (found) vp_gap_mark_at(&finer[i], zoom + 1, 4096, &fine_x, &fine_y);
    }
    ck_assert_msg(found, "gap %u of zoom %u is missing at the next", mark->row, zoom);
    ck_assert_uint_eq((fine_x + 4096 * east) / 2, x);
    ck_assert_uint_eq((fine_y + 4096 * south) / 2, y);
}

static void add_tile(totals *t, uint32_t zoom, uint32_t column, uint32_t row)
{
    size_t count;
    const vp_gap_mark *m = vp_gap_marks_in(t->marks, zoom, column, row, &count);
    for (size_t i = 0; i < count; i++) {
        t->count[zoom] += m[i].count;
        t->people[zoom] += m[i].people_tenths;
        if (zoom < VP_GAP_ZOOM_EACH + 2) check_stays(t->marks, &m[i], zoom, column, row);
    }
    for (uint32_t quarter = 0; count > 0 && zoom < VP_GAP_ZOOM_EACH + 2 && quarter < 4; quarter++)
        add_tile(t, zoom + 1, 2 * column + quarter % 2, 2 * row + quarter / 2);
}

START_TEST(every_zoom_has_the_same_sums_and_what_shows_stays)
{
    enum { COUNT = 2000 };
    vp_random random = {(uint64_t)_i + 1};
    vp_gap *rows = calloc(COUNT, sizeof *rows);
    int64_t people = 0;
    for (size_t g = 0; g < COUNT; g++) { /* in heaps of all sizes */
        double spread = (double)(UINT64_C(1) << vp_random_below(&random, 31));
        rows[g] = gap_at(vp_random_below(&random, 3), 1e9 + spread * (double)vp_random_below(&random, 1000) / 1000,
                         7e8 + spread * (double)vp_random_below(&random, 1000) / 1000,
                         (double)vp_random_below(&random, 100000) / 64, (double)vp_random_below(&random, 100));
        people += llround(rows[g].people * 10);
    }
    totals t = {.marks = marks_of(rows, COUNT, 1000 + 9000 * (size_t)_i)};
    add_tile(&t, 0, 0, 0);
    for (uint32_t zoom = 0; zoom <= VP_GAP_ZOOM_EACH + 2; zoom++) {
        ck_assert_uint_eq(t.count[zoom], COUNT);
        ck_assert_int_eq(t.people[zoom], people);
    }
    vp_gap_marks_free((vp_gap_marks *)(uintptr_t)t.marks);
    free(rows);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("marks of gaps");
    TCase *cases = tcase_create("marks");
    tcase_add_checked_fixture(cases, start, stop);
    tcase_add_test(cases, gaps_of_one_service_in_one_square_are_one_mark);
    tcase_add_test(cases, near_each_gap_is_drawn);
    tcase_add_test(cases, the_worst_value_is_kept);
    tcase_add_test(cases, of_equal_places_the_first_row_is_drawn);
    tcase_add_test(cases, a_gap_without_a_place_has_no_mark);
    tcase_add_test(cases, squares_are_coarser_where_a_tile_would_be_too_large);
    tcase_add_loop_test(cases, every_zoom_has_the_same_sums_and_what_shows_stays, 0, 8);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
