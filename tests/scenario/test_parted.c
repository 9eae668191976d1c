/* A nation put together of parts, each solved within its window: what a what-if answers is, to the bit, what the parts
 * give when they are solved again as changed and put together. */
#include "scenario/scenario_internal.h"
#include "support_random_province.h"
#include "travel/tiles.h"
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/unit_weights.h>

enum { PARTS = 3, HALO = 6 };

/* Bands of columns, one beside the other, with as many cells of their neighbours on each side; and a province. */
typedef struct {
    province *p;
    vp_grid_geometry windows[PARTS];
    vp_run *own;
    size_t own_count;
    vp_what_if_parts parts;
    size_t cuts;      /* taken so far */
    vp_region region; /* without roads, as a what-if has it */
} nation;

/* ------------------------------------------------------------ the parts */

static void *cut_cells(const void *cells, size_t each, vp_grid_geometry all, vp_grid_geometry window)
{
    char *out = malloc(vp_grid_geometry_cells(window) * each);
    size_t column = (size_t)((window.west - all.west) / all.cell_metres),
           first = (size_t)((all.north - window.north) / all.cell_metres);
    for (size_t row = 0; row < window.rows; row++)
        memcpy(out + row * window.columns * each, (const char *)cells + ((first + row) * all.columns + column) * each,
               window.columns * each);
    return out;
}

static vp_unit_set nobody;

static vp_region *cut_region(const vp_region *whole, vp_grid_geometry window)
{
    vp_region *cut = malloc(sizeof *cut);
    *cut = *whole;
    cut->geometry = window;
    cut->units = (vp_units){.sets = &nobody, .set_count = 1};
    cut->people = (vp_people){0};
    cut->land.elevation = vp_grid_new(window, 0, NULL);
    float *heights = cut_cells(vp_grid_cells(whole->land.elevation), sizeof(float), whole->geometry, window);
    memcpy(vp_grid_edit(cut->land.elevation), heights, vp_grid_geometry_cells(window) * sizeof(float));
    free(heights);
    cut->land.land_cover = cut_cells(whole->land.land_cover, 1, whole->geometry, window);
    cut->land.roads = cut_cells(whole->land.roads, sizeof(uint32_t), whole->geometry, window);
    return cut;
}

static void free_cut(vp_region *cut)
{
    vp_grid_free(cut->land.elevation);
    free(cut->land.land_cover);
    free(cut->land.roads);
    free(cut);
}

static vp_region *cut(const void *context, size_t part, vp_error *err)
{
    (void)err;
    nation *n = (nation *)(uintptr_t)context;
    n->cuts++;
    return cut_region(&n->p->region, n->windows[part]);
}

static vp_region *cut_any(const void *context, vp_grid_geometry window, vp_error *err)
{
    (void)err;
    return cut_region(&((const nation *)context)->p->region, window);
}

static const uint32_t *whole_roads(const void *context, vp_error *err)
{
    (void)err;
    return ((const nation *)context)->p->region.land.roads;
}

static void divide(nation *n)
{
    vp_grid_geometry g = n->p->region.geometry;
    n->own = calloc(PARTS * g.rows, sizeof *n->own);
    for (size_t k = 0; k < PARTS; k++) {
        size_t first = k * g.columns / PARTS, end = (k + 1) * g.columns / PARTS;
        size_t west = first < HALO ? 0 : first - HALO, east = end + HALO > g.columns ? g.columns : end + HALO;
        n->windows[k] =
            (vp_grid_geometry){east - west, g.rows, g.cell_metres, g.west + (double)west * g.cell_metres, g.north};
        for (size_t row = 0; row < g.rows; row++)
            n->own[n->own_count++] =
                (vp_run){(uint32_t)(row * g.columns + first), (uint32_t)(end - first), (uint32_t)k};
    }
    n->parts = (vp_what_if_parts){PARTS, n->windows, n->own, n->own_count, cut, cut_any, free_cut, whole_roads, n};
}

/* ------------------------------------------------------------ put together */

typedef struct {
    const nation *n;
    size_t part;
    vp_region *region;
    vp_grid **whole;
} putting;

static bool put_cells(void *context, size_t service, const vp_grid *values, const int32_t *nearest, vp_error *err)
{
    const putting *b = context;
    (void)nearest;
    vp_grid_geometry g = b->n->p->region.geometry, w = b->region->geometry;
    size_t column = (size_t)((w.west - g.west) / g.cell_metres);
    if (!b->whole[service]) b->whole[service] = vp_grid_new(g, NAN, err);
    for (size_t i = 0; i < b->n->own_count; i++) {
        vp_run run = b->n->own[i];
        if (run.zone != b->part) continue;
        size_t row = run.first_cell / g.columns, from = row * w.columns + run.first_cell % g.columns - column;
        memcpy(vp_grid_edit(b->whole[service]) + run.first_cell, vp_grid_cells(values) + from,
               run.cell_count * sizeof(float));
    }
    return true;
}

/* [service] The surfaces of travel of a region, of its parts. */
static void put_together(const nation *n, const vp_region *region, vp_grid *whole[])
{
    vp_error err = {0};
    for (size_t k = 0; k < PARTS; k++) {
        putting b = {n, k, cut_region(region, n->windows[k]), whole};
        vp_definitions *d = &b.region->definitions;
        d->indicator_count = d->joint_count = 0;
        vp_weights **weights = vp_unit_weights_of_region(b.region, &err);
        const vp_analysis_options options = {
            .travel = vp_travel_defaults(), .journeys_only = true, .surface_ready = put_cells, .context = &b};
        vp_coverage *coverage = vp_analysis_run(b.region, weights, &options, &err);
        ck_assert_msg(coverage != NULL, "%s", err.message);
        vp_coverage_free(coverage);
        vp_weights_free(weights[0]);
        free(weights);
        free_cut(b.region);
    }
}

static bool known(void *context, size_t service, vp_known_surface *out, vp_error *err)
{
    vp_grid **whole = context;
    (void)err;
    *out = (vp_known_surface){.values = whole[service] ? vp_grid_cells(whole[service]) : NULL};
    return true;
}

static bool not_counted(void *context, size_t row, vp_coverage *coverage)
{
    (void)context, (void)row, (void)coverage;
    return false;
}

static bool no_surface(void *context, size_t service, const vp_grid *values, const int32_t *nearest, vp_error *err)
{
    (void)context, (void)service, (void)values, (void)nearest, (void)err;
    return true;
}

/* All that is counted of a region whose surfaces of travel are these, as a merge counts it. */
static vp_coverage *count(const nation *n, const vp_region *region, vp_grid *whole[])
{
    vp_error err = {0};
    const vp_analysis_known of_parts = {known, not_counted, not_counted, not_counted, not_counted, NULL, NULL, whole};
    const vp_analysis_options options = {
        .travel = vp_travel_defaults(), .known = &of_parts, .surface_ready = no_surface};
    vp_coverage *coverage = vp_analysis_run(region, n->p->weights, &options, &err);
    ck_assert_msg(coverage != NULL, "%s", err.message);
    return coverage;
}

static nation *make_nation(uint64_t seed, size_t columns, size_t rows)
{
    nation *n = calloc(1, sizeof *n);
    province *p = n->p = random_province(seed, columns, rows, 0);
    divide(n);
    vp_grid *whole[SERVICES] = {NULL};
    put_together(n, &p->region, whole);
    for (size_t s = 0; s < SERVICES; s++) {
        if (!whole[s]) continue;
        vp_grid_free(p->surfaces[s]);
        p->surfaces[s] = whole[s];
    }
    vp_coverage_free(p->coverage);
    p->coverage = count(n, &p->region, whole);
    n->region = p->region;
    n->region.land.roads = NULL;
    const vp_what_if_base base = {.region = &n->region,
                                  .coverage = p->coverage,
                                  .surfaces = p->surfaces,
                                  .nearest = p->nearest,
                                  .access = rows % 2 ? p->access : NULL,
                                  .parts = &n->parts,
                                  .travel = vp_travel_defaults(),
                                  .prepared_bytes = columns % 2 ? SIZE_MAX : 1};
    vp_what_if_free(p->what_if);
    p->what_if = vp_what_if_new(&base, NULL);
    return n;
}

static void free_nation(nation *n)
{
    random_province_free(n->p);
    free(n->own);
    free(n);
}

/* ------------------------------------------------------------ the comparison */

static void same_facts(const vp_facts *is, const vp_facts *should, size_t numbers, const char *what)
{
    ck_assert_msg(!is == !should, "%s: facts", what);
    for (size_t i = 0; is && i < should->unit_count * numbers; i++)
        ck_assert_msg(is->by_bin[i] == should->by_bin[i], "%s, number %zu: %a, not %a", what, i, is->by_bin[i],
                      should->by_bin[i]);
}

static void same_coverage(const vp_coverage *is, const vp_coverage *should, const char *what)
{
    char where[80];
    for (size_t s = 0; s < SETS; s++)
        for (size_t k = 0; k < POPULATIONS; k++) {
            for (size_t v = 0; v < PLACED; v++) {
                snprintf(where, sizeof where, "%s: service %zu, set %zu, population %zu", what, v, s, k);
                const vp_facts *facts = should->facts[s][v][k];
                same_facts(is->facts[s][v][k], facts, facts ? facts->scale.bins + 3 : 0, where);
            }
            same_facts(is->joint[s][0][k], should->joint[s][0][k], 4, what);
        }
    for (size_t s = 0; s < SETS; s++) {
        const double *a = is->floating[s][FLOATING], *b = should->floating[s][FLOATING];
        ck_assert_msg(!a == !b, "%s: access", what);
        for (size_t u = 0; a && u < 2; u++) ck_assert_double_eq(a[u], b[u]);
    }
}

static void same_cells(const nation *n, const vp_scenario_result *result, vp_grid *whole[], const char *what)
{
    const province *p = n->p;
    for (size_t i = 0; i < result->service_count; i++) {
        const vp_service_result *r = &result->services[i];
        vp_grid *mine =
            whole[r->service] ? vp_scenario_surface(r, p->region.geometry, p->surfaces[r->service], NULL) : NULL;
        for (size_t c = 0; mine && c < vp_grid_geometry_cells(p->region.geometry); c++) {
            float is = vp_grid_cells(mine)[c], should = vp_grid_cells(whole[r->service])[c];
            ck_assert_msg(is == should || (isnan(is) && isnan(should)), "%s: service %zu, cell %zu: %a, not %a", what,
                          r->service, c, (double)is, (double)should);
        }
        vp_grid_free(mine);
    }
}

/* Answers, compares with the parts solved again, clears the scenario; how many cells change. */
static size_t check(nation *n, vp_scenario *scenario, const char *what)
{
    vp_error err = {0};
    vp_changed changed, asked; /* with roads, and without */
    vp_grid *whole[SERVICES] = {NULL};
    size_t cells = 0;
    ck_assert_msg(vp_scenario_apply(&n->p->region, scenario, &changed, &err), "%s", err.message);
    ck_assert(vp_scenario_apply(&n->region, scenario, &asked, &err));
    vp_scenario_result *result = vp_what_if_answer(n->p->what_if, &asked, &err);
    ck_assert_msg(result != NULL, "%s: %s", what, err.message);
    put_together(n, &changed.region, whole);
    vp_coverage *should = count(n, &changed.region, whole),
                *is = vp_scenario_coverage(&n->p->region, n->p->coverage, &asked, result, &err);
    same_coverage(is, should, what);
    same_cells(n, result, whole, what);
    for (size_t i = 0; i < result->service_count; i++) cells += result->services[i].value_count;
    vp_scenario_coverage_free(is);
    vp_coverage_free(should);
    for (size_t s = 0; s < SERVICES; s++) vp_grid_free(whole[s]);
    vp_scenario_result_free(result);
    vp_changed_clear(&changed);
    vp_changed_clear(&asked);
    vp_scenario_clear(scenario);
    return cells;
}

/* ------------------------------------------------------------ the tests */

static vp_change *change(vp_scenario *scenario, vp_change_kind kind, const char *service, const char *facility)
{
    vp_change *c = vp_scenario_add(scenario);
    c->kind = kind;
    c->service = service ? strdup(service) : NULL;
    c->facility = facility ? strdup(facility) : NULL;
    return c;
}

static vp_change *put(vp_change *c, const nation *n, double column, double row)
{
    vp_grid_geometry g = n->p->region.geometry;
    c->x = g.west + column * g.cell_metres;
    c->y = g.north - row * g.cell_metres;
    return c;
}

static void close_road(vp_scenario *scenario, const nation *n, double column, double row)
{
    vp_grid_geometry g = n->p->region.geometry;
    vp_change *c = change(scenario, VP_CHANGE_CLOSE_ROAD, NULL, NULL);
    c->points = malloc(sizeof *c->points);
    c->points[0] = (vp_point){g.west + column * g.cell_metres, g.north - row * g.cell_metres};
    c->point_count = 1;
    c->metres = 250;
}

START_TEST(what_changes_gives_what_the_parts_built_again_give)
{
    static const char *const services[] = {"walk", "car", "water", "beds", "straight"};
    vp_random random = {300 + (uint64_t)_i};
    nation *n = make_nation(random.state, 45 + (size_t)_i * 71, 20 + (size_t)_i * 3);
    double columns = (double)n->p->region.geometry.columns, rows = (double)n->p->region.geometry.rows;
    vp_scenario s = {0};
    size_t cells = 0;
    for (size_t turn = 0; turn < 6; turn++) {
        for (size_t k = 0; k <= turn % 3; k++)
            put(change(&s, VP_CHANGE_ADD, services[vp_random_next(&random) % 5], NULL), n,
                columns * random_share(&random), rows * random_share(&random));
        if (turn % 2) put(change(&s, VP_CHANGE_MOVE, NULL, "f0"), n, columns * random_share(&random), rows / 2);
        cells += check(n, &s, "added and moved");
    }
    ck_assert_uint_gt(cells, 0);
    change(&s, VP_CHANGE_REMOVE, NULL, "f0");
    ck_assert_uint_gt(check(n, &s, "removed"), 0);
    put(change(&s, VP_CHANGE_ADD, "beds", NULL), n, columns / 3, rows / 2)->capacity = 40; /* on a seam */
    change(&s, VP_CHANGE_CAPACITY, NULL, "f0")->capacity = 77;
    check(n, &s, "capacity");
    close_road(&s, n, columns / 2, rows / 3);
    ck_assert_uint_gt(check(n, &s, "road closed"), 0);
    change(&s, VP_CHANGE_SEASON, NULL, NULL)->season = VP_SEASON_FLOOD;
    ck_assert_uint_gt(check(n, &s, "flood"), 0);
    for (size_t k = 0; k < FACILITIES; k++) change(&s, VP_CHANGE_REMOVE, NULL, n->p->ids[k]);
    check(n, &s, "nothing left");
    free_nation(n);
}
END_TEST

/* Where tiles of the engine meet, two or four: who is reached on either side is added up tile by tile, in a window as
 * in the whole, else shares are off by their last bits. */
START_TEST(people_are_added_up_in_the_order_of_the_whole)
{
    size_t rows = _i ? VP_TILE_INSIDE + 15 : 21;
    nation *n = make_nation(11 + (uint64_t)_i, VP_TILE_INSIDE + 50, rows);
    vp_scenario s = {0};
    for (size_t k = 0; k < (_i ? 1 : 4); k++) {
        put(change(&s, VP_CHANGE_ADD, "beds", NULL), n, (double)VP_TILE_INSIDE - 4.5 + 3 * (double)k,
            _i ? (double)VP_TILE_INSIDE - 2.5 : 5.5 + 3 * (double)k)
            ->capacity = 40;
        check(n, &s, "beds where tiles meet");
    }
    free_nation(n);
}
END_TEST

/* Only the parts that have a place of the change are solved. */
START_TEST(a_part_that_nothing_touches_is_left_alone)
{
    nation *n = make_nation(8, 60, 20);
    vp_scenario s = {0};
    put(change(&s, VP_CHANGE_ADD, "walk", NULL), n, 5, 5);
    check(n, &s, "at the western end");
    ck_assert_uint_eq(n->cuts, 1);
    put(change(&s, VP_CHANGE_ADD, "walk", NULL), n, 19, 5);
    check(n, &s, "at a seam");
    ck_assert_uint_ge(n->cuts, 2);
    free_nation(n);
}
END_TEST

/* Where a part gave nothing, there is no data afterwards either; other minutes than it solves are refused. */
START_TEST(a_part_that_gave_nothing_stays_without_data)
{
    nation *n = make_nation(9, 45, 21);
    province *p = n->p;
    vp_error err = {0};
    vp_scenario s = {0};
    for (size_t i = 0; i < n->own_count; i++)
        for (size_t c = 0; n->own[i].zone == 0 && c < n->own[i].cell_count; c++)
            vp_grid_edit(p->surfaces[WALK])[n->own[i].first_cell + c] = NAN;
    put(change(&s, VP_CHANGE_ADD, "walk", NULL), n, 5.5, 5.5);
    for (size_t turn = 0; turn < 2; turn++) {
        vp_changed changed;
        if (turn)
            vp_grid_edit(p->surfaces[CAR])[3 * 45 + 3] += 1,
                s.changes[0].service[0] = 'c', s.changes[0].service[1] = 'a', s.changes[0].service[2] = 'r',
                s.changes[0].service[3] = 0;
        ck_assert(vp_scenario_apply(&p->region, &s, &changed, &err));
        vp_scenario_result *result = vp_what_if_answer(p->what_if, &changed, &err);
        ck_assert_msg(!result == !!turn && (!turn || err.kind == VP_CONFLICT), "%zu: %s", turn, err.message);
        ck_assert(!result || result->services[0].value_count == 0);
        vp_scenario_result_free(result);
        vp_changed_clear(&changed);
    }
    vp_scenario_clear(&s);
    free_nation(n);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("parted");
    TCase *tests = tcase_create("parted");
    tcase_add_loop_test(tests, what_changes_gives_what_the_parts_built_again_give, 0, 3);
    tcase_add_loop_test(tests, people_are_added_up_in_the_order_of_the_whole, 0, 2);
    tcase_add_test(tests, a_part_that_nothing_touches_is_left_alone);
    tcase_add_test(tests, a_part_that_gave_nothing_stays_without_data);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
