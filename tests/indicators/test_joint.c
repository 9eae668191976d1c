/* Joint reach: lists as they are typed, a world drawn by hand, then random worlds counted person by person. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/indicators.h>
#include <vungphu/joint.h>
#include <vungphu/joint_reach.h>

enum { COLUMNS = 23, ROWS = 27, CELLS = COLUMNS * ROWS, SERVICES = 5, UNITS = 2, POPULATIONS = 2 };
static vp_service services[SERVICES] = {{.id = "walk", .reach = VP_REACH_TRAVEL_TIME, .default_limit = 30},
                                        {.id = "drive", .reach = VP_REACH_TRAVEL_TIME, .default_limit = 60},
                                        {.id = "fm", .reach = VP_REACH_SIGNAL, .default_limit = 54},
                                        {.id = "tv", .reach = VP_REACH_SIGNAL, .default_limit = 54.3},
                                        {.id = "water", .reach = VP_REACH_AREA, .default_limit = 0}};
static bool members[UNITS] = {true, true}, *member_sets[] = {members};
static double shares_of_people[UNITS], *share_sets[] = {shares_of_people};
static vp_group group = {.id = "old", .member = member_sets, .share = share_sets};
static vp_unit units[UNITS] = {{.code = "W"}, {.code = "E"}};
static vp_unit_set set = {.level = "commune", .vintage = "2025", .units = units, .unit_count = UNITS};
static vp_run runs[ROWS * UNITS];
static vp_partial partials[ROWS * UNITS]; /* the column between both, 0.25 and 0.75 of a cell */
static const vp_weights weights = {.zone_count = UNITS,
                                   .runs = runs,
                                   .run_count = (size_t)ROWS * UNITS,
                                   .partials = partials,
                                   .partial_count = (size_t)ROWS * UNITS};
static float surfaces[SERVICES][CELLS];
static vp_population populations[POPULATIONS];
static vp_region region;
static vp_coverage *coverage;

static double part_of(size_t cell, size_t unit)
{
    size_t column = cell % COLUMNS;
    if (column == 3) return unit == 0 ? 0.25 : 0.75;
    return (column < 3) == (unit == 0);
}

static void set_up(void)
{
    vp_grid_geometry geometry = {COLUMNS, ROWS, 100, 0, ROWS * 100};
    for (uint32_t r = 0; r < ROWS; r++) {
        runs[r] = (vp_run){r * COLUMNS, 3, 0};
        runs[ROWS + r] = (vp_run){r * COLUMNS + 4, COLUMNS - 4, 1};
        partials[r] = (vp_partial){r * COLUMNS + 3, 0, 0.25};
        partials[ROWS + r] = (vp_partial){r * COLUMNS + 3, 1, 0.75};
    }
    for (size_t p = 0; p < POPULATIONS; p++) populations[p].people = vp_grid_new(geometry, 0, NULL);
    region = (vp_region){.geometry = geometry,
                         .units = {.sets = &set, .set_count = 1},
                         .definitions = {.services = services,
                                         .service_count = SERVICES,
                                         .groups = &group,
                                         .group_count = 1,
                                         .joint_count = 1},
                         .people = {.populations = populations, .population_count = POPULATIONS}};
    for (size_t u = 0; u < UNITS; u++) shares_of_people[u] = 1;
    for (size_t s = 0; s < SERVICES; s++)
        for (size_t i = 0; i < CELLS; i++) surfaces[s][i] = s == 4 ? 0 : s > 1 ? 20 : 90; /* nothing reaches */
    coverage = vp_coverage_new(&region, NULL);
    ck_assert_ptr_nonnull(coverage);
}

static void tear_down(void)
{
    vp_coverage_free(coverage);
    for (size_t p = 0; p < POPULATIONS; p++) vp_grid_free(populations[p].people);
}

static vp_joint joint_of(const char *text, size_t at_least)
{
    vp_joint joint;
    vp_error err = {0};
    ck_assert_msg(vp_joint_read(&region.definitions, text, at_least, &joint, &err), "%s", err.message);
    return joint;
}

/* Counts the list on the cells, then asks the indicator of it for the whole set or one unit. */
static vp_measurement measured(const char *text, size_t at_least, size_t unit, size_t of_group)
{
    vp_joint joint = joint_of(text, at_least);
    const float *of[VP_JOINT_MOST];
    float shares[CELLS];
    vp_error err = {0};
    for (size_t i = 0; i < joint.service_count; i++) of[i] = surfaces[joint.services[i]];
    vp_joint_shares(&region.definitions, &joint, of, CELLS, shares);
    for (size_t p = 0; p < POPULATIONS; p++)
        vp_zonal_sum(&weights, vp_grid_cells(populations[p].people), coverage->people[0][p], NULL);
    ck_assert(vp_joint_count(&region, &weights, 0, shares, coverage, coverage->joint[0][0], &err));
    vp_indicator n = {.measure = VP_MEASURE_JOINT_SHARE,
                      .service = VP_NONE,
                      .group = of_group,
                      .other_group = VP_NONE,
                      .limit = NAN,
                      .other_limit = NAN};
    vp_question q = vp_question_of(0, unit);
    vp_measurement m;
    ck_assert_msg(vp_indicator_measure(&region, coverage, &n, &q, &m, &err), "%s", err.message);
    return m;
}

START_TEST(a_list_is_read_and_written)
{
    vp_joint j = joint_of("fm=48|tv + walk", 0);
    char text[VP_JOINT_TEXT];
    ck_assert_uint_eq(j.service_count, 3);
    ck_assert_uint_eq(j.part_count, 2);
    ck_assert_uint_eq(j.at_least, 2);
    ck_assert_uint_eq(j.parts[0], 0);
    ck_assert_uint_eq(j.parts[1], 0);
    ck_assert_uint_eq(j.parts[2], 1);
    vp_joint_write(&region.definitions, &j, text);
    ck_assert_str_eq(text, "fm=48|tv=54.3+walk=30 2 of 2");
    j = joint_of("walk,drive=45,water", 1);
    vp_joint_write(&region.definitions, &j, text);
    ck_assert_str_eq(text, "walk=30+drive=45+water=0 1 of 3");
}
END_TEST

static const struct {
    const char *text;
    size_t at_least;
    const char *says;
} refused[] = {{"", 0, "no service is named"},
               {"walk+bus", 0, "no service bus"},
               {"walk+walk=20", 0, "walk is asked for twice"},
               {"walk=x", 0, "limit of walk is not a number: x"},
               {"walk=", 0, "limit of walk is not a number"},
               {"walk=30x+drive", 0, "limit of walk is not a number: 30x"},
               {"walk=30.5", 0, "walk: the limit 30.5 is between the steps"},
               {"fm|tv+walk", 3, "at least 3 of 2 services cannot be"}};

START_TEST(what_makes_no_sense_is_refused) /* row _i */
{
    vp_joint joint;
    vp_error err = {0};
    ck_assert(!vp_joint_read(&region.definitions, refused[_i].text, refused[_i].at_least, &joint, &err));
    ck_assert_int_eq(err.kind, VP_BAD_INPUT);
    ck_assert_msg(strstr(err.message, refused[_i].says) != NULL, "%s", err.message);
}
END_TEST

/* Half of the people have the one, the other half the other: a product of shares would say a quarter. */
START_TEST(shares_are_not_multiplied)
{
    float *people = vp_grid_edit(populations[0].people);
    people[0] = 100, people[1] = 100;
    vp_grid_edit(populations[1].people)[0] = 10;
    surfaces[2][0] = 60, surfaces[3][1] = 60;
    ck_assert_double_eq(measured("fm+tv", 0, VP_NONE, VP_NONE).value, 0);
    vp_measurement any = measured("fm+tv", 1, VP_NONE, VP_NONE);
    ck_assert_double_eq(any.value, 1);
    ck_assert_double_eq(any.denominator, 200);
    ck_assert_double_eq(measured("fm|tv", 0, VP_NONE, VP_NONE).value, 1);
    surfaces[0][1] = 30; /* at its limit */
    vp_measurement both = measured("fm|tv+walk", 0, VP_NONE, VP_NONE);
    ck_assert_double_eq(both.value, 0.5);
    ck_assert_double_eq(both.low, 0); /* by the other population nobody lives there */
}
END_TEST

START_TEST(no_data_is_left_out_of_both_parts)
{
    float *people = vp_grid_edit(populations[0].people);
    people[0] = 100, people[1] = 50, people[5] = 30;
    surfaces[2][0] = 60, surfaces[0][0] = 5, surfaces[0][1] = NAN, surfaces[2][1] = 60;
    vp_measurement m = measured("fm+walk", 1, VP_NONE, VP_NONE);
    ck_assert_double_eq(m.numerator, 100);
    ck_assert_double_eq(m.denominator, 130);
    surfaces[0][5] = NAN;
    m = measured("fm+walk", 0, 1, VP_NONE); /* nothing is known of anybody there */
    ck_assert(isnan(m.value));
    ck_assert_uint_eq(m.units_without_data, 1);
}
END_TEST

START_TEST(polygons_serve_parts_of_cells)
{
    vp_grid_edit(populations[0].people)[0] = 100;
    surfaces[4][0] = 0.4F;
    ck_assert_double_eq_tol(measured("water", 0, VP_NONE, VP_NONE).value, 0.4, 1e-7);
    ck_assert_double_eq_tol(measured("water+fm", 1, VP_NONE, VP_NONE).value, 0.4, 1e-7);
    ck_assert_double_eq(measured("water+fm", 0, VP_NONE, VP_NONE).value, 0);
    surfaces[2][0] = 60;
    ck_assert_double_eq_tol(measured("water+fm", 0, VP_NONE, VP_NONE).value, 0.4, 1e-7);
    ck_assert_double_eq(measured("water+fm", 1, VP_NONE, VP_NONE).value, 1);
}
END_TEST

START_TEST(what_has_no_path_is_beyond_every_limit)
{
    float *people = vp_grid_edit(populations[0].people);
    people[0] = 100, people[1] = 50, people[2] = 7;
    surfaces[0][0] = INFINITY, surfaces[0][1] = 1e6F, surfaces[2][0] = INFINITY, surfaces[2][1] = -INFINITY;
    ck_assert_double_eq(measured("walk=inf", 0, VP_NONE, VP_NONE).numerator, 57);
    ck_assert_double_eq(measured("fm=-inf", 0, VP_NONE, VP_NONE).numerator, 7);
}
END_TEST

/* No float32 is 54.3: the one below it is not reached, as no step of the facts holds it either. Minutes have
 * VP_LIMIT_SLACK, whose end at 35 lies between two of them. */
START_TEST(a_value_at_its_limit_is_reached)
{
    float *people = vp_grid_edit(populations[0].people);
    people[0] = 1, people[1] = 10, people[2] = 100;
    surfaces[3][0] = 54.3F, surfaces[3][1] = nextafterf(54.3F, INFINITY), surfaces[3][2] = 54.25F;
    ck_assert_double_eq(measured("tv", 0, VP_NONE, VP_NONE).numerator, 10);
    surfaces[1][0] = 35, surfaces[1][1] = 35 + 17 * 0x1p-18F, surfaces[1][2] = 35 + 18 * 0x1p-18F;
    ck_assert_double_eq(measured("drive=35", 0, VP_NONE, VP_NONE).numerator, 11);
}
END_TEST

/* ------------------------------------------------------------ random worlds */

static bool reaches(size_t service, float value, double limit)
{
    return service == 4 ? value > 0.5F : service > 1 ? isfinite(value) && value >= limit : value <= limit;
}

/* People of the unit whom at least k of the parts reach, and all of whom everything is known, cell by cell. Each of
 * the services takes part in one of up to three parts, or none. */
typedef struct {
    int part[SERVICES]; /* -1: not asked for */
    double limit[SERVICES];
    size_t part_count, at_least;
} asking;

static void brute(const asking *a, size_t p, size_t unit, double *reached, double *all)
{
    *reached = *all = 0;
    for (size_t i = 0; i < CELLS; i++) {
        double people = part_of(i, unit) * (double)vp_grid_cells(populations[p].people)[i];
        bool known = true, has[SERVICES] = {false};
        size_t parts = 0;
        for (size_t s = 0; s < SERVICES; s++) {
            if (a->part[s] < 0) continue;
            known &= !isnan(surfaces[s][i]);
            has[a->part[s]] |= reaches(s, surfaces[s][i], a->limit[s]);
        }
        for (size_t k = 0; k < a->part_count; k++) parts += has[k];
        if (known) *all += people;
        if (known && parts >= a->at_least) *reached += people;
    }
}

static void draw_world(void)
{
    for (size_t i = 0; i < CELLS; i++) {
        for (size_t p = 0; p < POPULATIONS; p++)
            vp_grid_edit(populations[p].people)[i] = rand() % 3 ? (float)(rand() % 50) : 0;
        for (size_t s = 0; s < 4; s++)
            surfaces[s][i] = rand() % 25 == 0 ? NAN : rand() % 15 == 0 ? INFINITY : (float)(rand() % 100);
        surfaces[4][i] = (float)(rand() % 2);
    }
    for (size_t u = 0; u < UNITS; u++) shares_of_people[u] = (double)(rand() % 101) / 100;
}

/* Writes the list of what was drawn, part after part. */
static void draw_question(asking *a, char text[400])
{
    static const int limits[] = {5, 30, 50, 54, 60, 80};
    size_t at = 0;
    a->part_count = 0;
    for (size_t s = 0; s < SERVICES; s++) {
        bool alternative = a->part_count && rand() % 3 == 0;
        a->part[s] = -1;
        if (rand() % 3 == 0 && !(s == SERVICES - 1 && !a->part_count)) continue;
        if (!alternative) a->part_count++;
        a->part[s] = (int)a->part_count - 1;
        a->limit[s] = limits[rand() % 6];
        at += (size_t)snprintf(text + at, 400 - at, "%s%s=%g",
                               !at           ? ""
                               : alternative ? "|"
                                             : "+",
                               services[s].id, a->limit[s]);
    }
    a->at_least = 1 + (size_t)rand() % a->part_count;
}

START_TEST(random_worlds_agree_with_counting_cells) /* a world a seed */
{
    asking a;
    char text[400];
    srand((unsigned)_i + 1);
    draw_world();
    draw_question(&a, text);
    double reached[POPULATIONS] = {0}, all[POPULATIONS] = {0};
    for (size_t u = 0; u < UNITS; u++) {
        vp_measurement one = measured(text, a.at_least, u, 0);
        double part[POPULATIONS], whole[POPULATIONS];
        for (size_t p = 0; p < POPULATIONS; p++) {
            brute(&a, p, u, &part[p], &whole[p]);
            reached[p] += shares_of_people[u] * part[p];
            all[p] += shares_of_people[u] * whole[p];
        }
        ck_assert_double_eq_tol(one.numerator, shares_of_people[u] * part[0], 1e-6);
        ck_assert_double_eq_tol(one.denominator, shares_of_people[u] * whole[0], 1e-6);
    }
    vp_measurement m = measured(text, a.at_least, VP_NONE, 0);
    ck_assert_msg(fabs(m.numerator - reached[0]) < 1e-6, "%s: %g people, counted %g", text, m.numerator, reached[0]);
    ck_assert_double_eq_tol(m.denominator, all[0], 1e-6);
    if (!(all[0] > 0 && all[1] > 0)) return;
    ck_assert_double_eq_tol(m.low, fmin(reached[0] / all[0], reached[1] / all[1]), 1e-9);
    ck_assert_double_eq_tol(m.high, fmax(reached[0] / all[0], reached[1] / all[1]), 1e-9);
}
END_TEST

/* Limits apart from the services go before those in the list; an empty one leaves it. */
START_TEST(limits_may_stand_apart)
{
    vp_joint joint = {0};
    vp_error err = {0};
    ck_assert_msg(vp_joint_add_list(&region.definitions, "walk=20,fm|tv,drive", "15,,48,", &joint, &err), "%s",
                  err.message);
    ck_assert_uint_eq(joint.service_count, 4);
    ck_assert_uint_eq(joint.part_count, 3);
    const double wanted[] = {15, 54, 48, 60};
    for (size_t i = 0; i < 4; i++) ck_assert_double_eq(joint.limits[i], wanted[i]);
    static const char *const wrong[] = {"15", "15,,48", "15,,48,,", "1,2,x,4", "1,2,nan,4", "1,2,3 ,4"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        joint = (vp_joint){0};
        ck_assert(!vp_joint_add_list(&region.definitions, "walk=20,fm|tv,drive", wrong[i], &joint, &err));
        ck_assert_ptr_nonnull(strstr(err.message, "limits"));
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("joint");
    TCase *cases = tcase_create("joint");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, a_list_is_read_and_written);
    tcase_add_loop_test(cases, what_makes_no_sense_is_refused, 0, sizeof refused / sizeof *refused);
    tcase_add_test(cases, limits_may_stand_apart);
    tcase_add_test(cases, shares_are_not_multiplied);
    tcase_add_test(cases, no_data_is_left_out_of_both_parts);
    tcase_add_test(cases, polygons_serve_parts_of_cells);
    tcase_add_test(cases, what_has_no_path_is_beyond_every_limit);
    tcase_add_test(cases, a_value_at_its_limit_is_reached);
    tcase_add_loop_test(cases, random_worlds_agree_with_counting_cells, 0, 300);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
