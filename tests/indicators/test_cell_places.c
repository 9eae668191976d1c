/* Connected places: random worlds of whole and shared cells against plain following from cell to cell. */
#include "indicators/cell_places.h"
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 11, ROWS = 8, CELLS = COLUMNS * ROWS, UNITS = 3 };
static const vp_grid_geometry geometry = {COLUMNS, ROWS, 100, 1000, 5000};

/* What is claimed of each cell, in this order. */
typedef struct {
    vp_partial parts[CELLS * 4];
    size_t count;
    int unit[CELLS]; /* with most, of equals the first; -1: none */
    double people[CELLS];
} world;

static void claim(world *w, float best[CELLS], uint32_t cell, uint32_t unit, double share)
{
    w->parts[w->count++] = (vp_partial){cell, unit, share};
    w->people[cell] += share * (double)(cell + 1);
    if ((float)share <= best[cell]) return;
    best[cell] = (float)share;
    w->unit[cell] = (int)unit;
}

static world make_world(void)
{
    world w = {0};
    float best[CELLS] = {0};
    for (uint32_t i = 0; i < CELLS; i++) w.unit[i] = -1;
    for (uint32_t i = 0; i < CELLS; i++)
        if (rand() % 3) claim(&w, best, i, (uint32_t)rand() % UNITS, 1);
    for (uint32_t i = 0; i < CELLS; i++)
        for (int k = rand() % 4; k > 0; k--) claim(&w, best, i, (uint32_t)rand() % UNITS, rand() % 3 * 0.25 + 0.25);
    return w;
}

static void mark(vp_cell_places *places, const world *w)
{
    for (size_t i = 0; i < w->count; i++) {
        vp_partial part = w->parts[i];
        if (part.share == 1 && vp_cell_places_are_free(places, part.cell, 1)) {
            places->marks[part.cell] = part.zone + 1;
            continue;
        }
        size_t whole;
        vp_shared_cell *row = vp_cell_places_share(places, part, &whole, NULL);
        ck_assert_ptr_nonnull(row);
        if (whole != VP_NONE) row->people.middle += part.cell + 1;
        row->people.middle += part.share * (part.cell + 1);
    }
}

static int ascending(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

/* The place of a cell, by a queue; its cells lose their unit. Returns how many. */
static size_t follow(world *w, uint32_t seed, uint32_t cells[CELLS])
{
    int unit = w->unit[seed];
    size_t count = 1;
    cells[0] = seed;
    w->unit[seed] = -1;
    for (size_t next = 0; next < count; next++)
        for (int step = 0; step < 9; step++) {
            int row = (int)(cells[next] / COLUMNS) + step / 3 - 1, column = (int)(cells[next] % COLUMNS) + step % 3 - 1;
            if (row < 0 || row >= ROWS || column < 0 || column >= COLUMNS) continue;
            uint32_t cell = (uint32_t)(row * COLUMNS + column);
            if (w->unit[cell] != unit) continue;
            w->unit[cell] = -1;
            cells[count++] = cell;
        }
    return count;
}

/* The distance of the nearest of the cells from their people's centre. */
static double nearest(const world *w, const uint32_t cells[], size_t count, double *x, double *y)
{
    double people = 0, least = INFINITY;
    *x = *y = 0;
    for (size_t k = 0; k < count; k++) {
        double cx, cy;
        vp_grid_geometry_centre(geometry, cells[k], &cx, &cy);
        people += w->people[cells[k]];
        *x += w->people[cells[k]] * cx;
        *y += w->people[cells[k]] * cy;
    }
    *x /= people;
    *y /= people;
    for (size_t k = 0; k < count; k++) {
        double cx, cy;
        vp_grid_geometry_centre(geometry, cells[k], &cx, &cy);
        least = fmin(least, hypot(cx - *x, cy - *y));
    }
    return least;
}

static void check_place(vp_cell_places *places, const world *w, const uint32_t cells[], size_t count, int unit)
{
    double people = 0, x, y;
    ck_assert_uint_eq(places->count, count);
    ck_assert_int_eq((int)places->unit, unit);
    size_t at = 0;
    for (size_t i = 0; i < places->own_count; i++) {
        bool shared = false;
        for (uint32_t c = 0; c < places->own[i].count; c++, at++) {
            ck_assert_uint_lt(at, count);
            ck_assert_uint_eq(cells[at], places->own[i].first + c); /* row by row */
            shared |= vp_cell_places_row(places, cells[at]) != NULL;
        }
        ck_assert_int_eq(places->own[i].is_shared, shared);
        ck_assert_int_eq((int)places->own[i].unit, unit);
    }
    ck_assert_uint_eq(at, count);
    for (size_t k = 0; k < count; k++) {
        const vp_shared_cell *row = vp_cell_places_row(places, cells[k]);
        places->people[k] = row ? row->people.middle : cells[k] + 1;
        ck_assert_double_eq_tol(places->people[k], w->people[cells[k]], 1e-9);
        people += places->people[k];
    }
    vp_cell_place place = vp_cell_places_measure(places);
    ck_assert_double_eq(place.people, people);
    ck_assert_double_eq(place.area_square_metres, (double)count * 1e4);
    double least = nearest(w, cells, count, &x, &y);
    ck_assert_double_eq_tol(hypot(place.x - x, place.y - y), least, 1e-6);
}

START_TEST(random_worlds_agree_with_following) /* a world a seed */
{
    srand((unsigned)_i + 1);
    world w = make_world();
    vp_cell_places places;
    ck_assert(vp_cell_places_init(&places, geometry, UNITS, NULL));
    mark(&places, &w);
    for (uint32_t i = 0; i < CELLS; i++) {
        uint32_t cells[CELLS];
        int unit = w.unit[i];
        if (unit < 0) continue;
        size_t count = follow(&w, i, cells);
        qsort(cells, count, sizeof *cells, ascending);
        ck_assert(vp_cell_places_next(&places, NULL));
        check_place(&places, &w, cells, count, unit);
    }
    ck_assert(vp_cell_places_next(&places, NULL));
    ck_assert_uint_eq(places.count, 0);
    vp_cell_places_clear(&places);
}
END_TEST

START_TEST(a_narrow_grid_has_edges_only)
{
    vp_cell_places places;
    for (size_t columns = 1; columns <= 3; columns++) {
        vp_grid_geometry narrow = {columns, 6 / columns, 100, 0, 0};
        ck_assert(vp_cell_places_init(&places, narrow, 1, NULL));
        for (size_t i = 0; i < 6; i++) places.marks[i] = 1;
        ck_assert(vp_cell_places_next(&places, NULL));
        ck_assert_uint_eq(places.count, 6);
        vp_cell_places_clear(&places);
    }
    ck_assert(vp_cell_places_init(&places, (vp_grid_geometry){4, 3, 100, 0, 0}, 1, NULL));
    places.marks[3] = places.marks[4] = 1; /* the east of a row and the west of the next are no neighbours */
    ck_assert(vp_cell_places_next(&places, NULL));
    ck_assert_uint_eq(places.count, 1);
    vp_cell_places_clear(&places);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cell_places");
    TCase *cases = tcase_create("places");
    tcase_add_loop_test(cases, random_worlds_agree_with_following, 0, 80);
    tcase_add_test(cases, a_narrow_grid_has_edges_only);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
