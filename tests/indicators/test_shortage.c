/* Several services missing at once: a world drawn by hand, then random worlds against plain relabelling. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/shortage.h>

enum { COLUMNS = 9, ROWS = 7, CELLS = COLUMNS * ROWS, SERVICES = 3 };
static vp_unit units[2] = {{.code = "W", .name = "W"}, {.code = "E", .name = "E"}};
static vp_unit_set set = {.units = units, .unit_count = 2};
static vp_service services[SERVICES] = {
    {.id = "a", .reach = VP_REACH_TRAVEL_TIME, .default_limit = 30, .group = VP_NONE},
    {.id = "b", .reach = VP_REACH_TRAVEL_TIME, .default_limit = 60, .group = VP_NONE},
    {.id = "c", .reach = VP_REACH_SIGNAL, .default_limit = 54, .group = VP_NONE}};
static vp_run runs[ROWS * 2];
static float surfaces[SERVICES][CELLS];
static vp_grid *people;
static vp_population population;
static vp_region region;
static vp_weights weights;

static uint32_t unit_of(size_t cell) { return cell % COLUMNS < 4 ? 0 : 1; }

static void set_up(void)
{
    vp_grid_geometry geometry = {COLUMNS, ROWS, 100, 0, ROWS * 100};
    people = vp_grid_new(geometry, 0, NULL);
    weights = (vp_weights){.zone_count = 2, .runs = runs, .run_count = (size_t)ROWS * 2};
    population = (vp_population){.label = "p", .people = people};
    for (uint32_t r = 0; r < ROWS; r++) {
        runs[2 * r] = (vp_run){r * COLUMNS, 4, 0};
        runs[2 * r + 1] = (vp_run){r * COLUMNS + 4, COLUMNS - 4, 1};
    }
    region = (vp_region){.geometry = geometry,
                         .units.sets = &set,
                         .units.set_count = 1,
                         .definitions.services = services,
                         .definitions.service_count = SERVICES,
                         .people.populations = &population,
                         .people.population_count = 1};
    for (size_t i = 0; i < CELLS; i++) surfaces[0][i] = surfaces[1][i] = 10, surfaces[2][i] = 80;
}

static void tear_down(void) { vp_grid_free(people); }

static vp_shortages find(size_t count, size_t least)
{
    const float *const all[SERVICES] = {surfaces[0], surfaces[1], surfaces[2]};
    vp_shortage_question q = {
        .services = {0, 1, 2}, .service_count = count, .limits = {NAN, NAN, NAN}, .least = least, .group = VP_NONE};
    vp_shortages out;
    vp_error err = {0};
    ck_assert_msg(vp_shortages_find(&region, &weights, all, &q, &out, &err), "%s", err.message);
    return out;
}

START_TEST(a_place_names_what_is_missing)
{
    float *p = vp_grid_edit(people);
    p[0] = 100, p[1] = 50, p[2] = 7;
    surfaces[0][0] = 45, surfaces[0][1] = 35, surfaces[0][2] = 90;
    surfaces[1][0] = INFINITY, surfaces[1][1] = 61; /* the third cell reaches b */
    vp_shortages s = find(2, 0);
    ck_assert_uint_eq(s.count, 1);
    ck_assert_double_eq(s.items[0].people, 150);
    ck_assert_double_eq(s.items[0].lacking[0], 150);
    ck_assert_double_eq(s.items[0].unreachable[1], 100);
    ck_assert_double_eq_tol(s.items[0].mean[0], (100 * 45 + 50 * 35) / 150.0, 1e-9);
    ck_assert_double_eq(s.items[0].mean[1], 61); /* of those who have a path */
    ck_assert_double_eq(s.items[0].x, 50);
    ck_assert_double_eq(s.items[0].y, ROWS * 100 - 50);
    ck_assert_double_eq(s.items[0].unknown[0] + s.items[0].unknown[1], 0);
    vp_shortages_clear(&s);
    surfaces[1][1] = NAN; /* nothing is known of b there: it does not lack */
    s = find(2, 1);
    ck_assert_double_eq(s.items[0].lacking[1], 100);
    ck_assert_double_eq(s.items[0].unknown[1], 50);
    ck_assert_double_eq(s.items[0].unknown[0], 0);
    vp_shortages_clear(&s);
    surfaces[1][1] = 61;
    s = find(2, 1); /* one of the two is enough: the third cell joins */
    ck_assert_double_eq(s.items[0].people, 157);
    ck_assert_double_eq(s.items[0].lacking[1], 150);
    vp_shortages_clear(&s);
}
END_TEST

/* A row of cells that is longer than what is looked at at once, each with one person who lacks everything but the last.
 */
START_TEST(a_long_row_is_one_place)
{
    enum { LONG = 3 * 512 + 7 };
    static float far[LONG];
    vp_grid_geometry geometry = {LONG, 1, 100, 0, 100};
    vp_grid *one_each = vp_grid_new(geometry, 1, NULL);
    vp_run run = {0, LONG, 0};
    vp_weights row = {.geometry = geometry, .zone_count = 1, .runs = &run, .run_count = 1};
    population.people = one_each;
    region.geometry = geometry;
    for (size_t i = 0; i < LONG; i++) far[i] = i + 1 < LONG ? 99 : 10;
    const float *const all[SERVICES] = {far, far, far};
    vp_shortage_question q = {.services = {0, 1}, .service_count = 2, .limits = {NAN, NAN}, .group = VP_NONE};
    vp_shortages out;
    vp_error err = {0};
    ck_assert_msg(vp_shortages_find(&region, &row, all, &q, &out, &err), "%s", err.message);
    ck_assert_uint_eq(out.count, 1);
    ck_assert_double_eq(out.items[0].people, LONG - 1);
    vp_shortages_clear(&out);
    vp_grid_free(one_each);
}
END_TEST

/* The fourth cell is a quarter of W and three of E; the first of the sixth row is W's, and E lies over half of it. */
START_TEST(a_cut_cell_counts_its_parts_where_most_of_it_is)
{
    enum { SIXTH_ROW = 5 * COLUMNS };
    vp_partial parts[] = {{3, 0, 0.25F}, {3, 1, 0.75F}, {SIXTH_ROW, 1, 0.5F}};
    float *p = vp_grid_edit(people);
    runs[0] = (vp_run){0, 3, 0};
    weights.partials = parts;
    weights.partial_count = sizeof parts / sizeof *parts;
    p[2] = 200, p[3] = 400, p[4] = 300, p[SIXTH_ROW] = 200, surfaces[0][SIXTH_ROW] = 45;
    for (size_t i = 2; i < 5; i++) surfaces[0][i] = 45;
    vp_shortages s = find(1, 0);
    ck_assert_uint_eq(s.count, 3);
    ck_assert_uint_eq(s.items[0].unit, 1);
    ck_assert_double_eq(s.items[0].people, 400 + 300);
    ck_assert_double_eq(s.items[0].lacking[0], 400 + 300);
    ck_assert_double_eq(s.items[1].people, 200 + 0.5 * 200);
    ck_assert_double_eq(s.items[2].people, 200);
    ck_assert_double_eq(s.people, 900 + 300);
    vp_shortages_clear(&s);
}
END_TEST

START_TEST(what_makes_no_sense_is_refused)
{
    const float *const all[SERVICES] = {surfaces[0], surfaces[1], surfaces[2]};
    vp_shortage_question q = {.services = {0, 0}, .service_count = 2, .limits = {NAN, NAN}, .group = VP_NONE};
    vp_shortages out;
    vp_error err = {0};
    ck_assert(!vp_shortages_find(&region, &weights, all, &q, &out, &err) && strstr(err.message, "twice"));
    q.services[1] = 1, q.least = 3;
    ck_assert(!vp_shortages_find(&region, &weights, all, &q, &out, &err));
    q.least = 0, q.limits[0] = 30.5;
    ck_assert(!vp_shortages_find(&region, &weights, all, &q, &out, &err));
}
END_TEST

static bool brute_missing(size_t s, size_t i)
{
    float v = surfaces[s][i];
    return !isnan(v) && (s == 2 ? isinf(v) || v < 54 : v > (s == 0 ? 30 : 60));
}

/* Labels spread to neighbours until nothing changes. */
static void brute(size_t least, size_t label[CELLS])
{
    for (size_t i = 0; i < CELLS; i++) {
        size_t missing = (size_t)brute_missing(0, i) + (size_t)brute_missing(1, i) + (size_t)brute_missing(2, i);
        label[i] = missing >= least && vp_grid_cells(people)[i] > 0 ? i : SIZE_MAX;
    }
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t a = 0; a < CELLS; a++)
            for (size_t b = 0; b < CELLS; b++) {
                long dc = labs((long)(a % COLUMNS) - (long)(b % COLUMNS)),
                     dr = labs((long)(a / COLUMNS) - (long)(b / COLUMNS));
                if (label[a] == SIZE_MAX || label[b] == SIZE_MAX || dc > 1 || dr > 1 || unit_of(a) != unit_of(b))
                    continue;
                if (label[a] < label[b]) label[b] = label[a], changed = true;
            }
    }
}

START_TEST(random_worlds_agree_with_relabelling) /* a world a seed */
{
    srand((unsigned)_i + 1);
    float *p = vp_grid_edit(people);
    for (size_t i = 0; i < CELLS; i++) {
        p[i] = rand() % 3 ? (float)(rand() % 50) : 0;
        for (size_t s = 0; s < SERVICES; s++)
            surfaces[s][i] = rand() % 20 == 0 ? NAN : rand() % 15 == 0 ? INFINITY : (float)(rand() % 100);
    }
    for (size_t least = 1; least <= SERVICES; least++) {
        size_t label[CELLS], places = 0;
        double total = 0;
        brute(least, label);
        vp_shortages found = find(SERVICES, least);
        for (size_t i = 0; i < CELLS; i++) places += label[i] == i;
        ck_assert_uint_eq(found.count, places);
        for (size_t k = 0; k < found.count; k++) {
            double sum = 0, lacking[SERVICES] = {0};
            size_t cells = 0;
            for (size_t i = 0; i < CELLS; i++) {
                if (label[i] != found.items[k].first_cell) continue;
                sum += (double)p[i];
                cells++;
                for (size_t s = 0; s < SERVICES; s++) lacking[s] += brute_missing(s, i) ? (double)p[i] : 0;
            }
            ck_assert_double_eq_tol(found.items[k].people, sum, 1e-9);
            ck_assert_double_eq(found.items[k].area_square_metres, (double)cells * 1e4);
            for (size_t s = 0; s < SERVICES; s++) ck_assert_double_eq_tol(found.items[k].lacking[s], lacking[s], 1e-9);
            if (k) ck_assert_double_ge(found.items[k - 1].people, found.items[k].people);
            total += sum;
        }
        ck_assert_double_eq_tol(found.people, total, 1e-9);
        vp_shortages_clear(&found);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("shortage");
    TCase *cases = tcase_create("places");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, a_place_names_what_is_missing);
    tcase_add_test(cases, a_long_row_is_one_place);
    tcase_add_test(cases, a_cut_cell_counts_its_parts_where_most_of_it_is);
    tcase_add_test(cases, what_makes_no_sense_is_refused);
    tcase_add_loop_test(cases, random_worlds_agree_with_relabelling, 0, 60);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
