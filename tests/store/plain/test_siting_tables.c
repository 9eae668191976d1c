/* Tables of factors of suitability and of an investment plan: what their cells become, and each refusal. */
#include "snapshot/snapshot.h"
#include "store/plain/invest_tables.h"
#include "store/plain/suitability.h"
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static vp_findings findings;
static vp_error err;

static void begin(void)
{
    findings = (vp_findings){0};
    err = (vp_error){0};
}

static void end(void) { vp_findings_clear(&findings); }

/* How many findings of a column say so. */
static size_t said(const char *column, const char *words)
{
    size_t count = 0;
    for (size_t i = 0; i < findings.count; i++) {
        const vp_finding *f = &findings.items[i];
        count += f->column && strcmp(f->column, column) == 0 && strstr(f->reason, words) != NULL;
    }
    return count;
}

/* ------------------------------------------------------------ factors */

enum { COLUMNS = 4, ROWS = 3, CELLS = COLUMNS * ROWS };
static const float heights[CELLS] = {0, 10, 20, 30, 0, 10, 20, 30, 0, 10, 20, NAN};
static const float minutes[CELLS] = {0, 1, 2, 3, 4, 5, INFINITY, NAN, 8, 9, 10, 11};
static const uint8_t cover[CELLS] = {10, 20, 30, 0, 10, 10, 30, 30, 20, 20, 20, 10};
static const uint32_t roads[CELLS] = {1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 2, 0};

static vp_service services[] = {{.id = "station", .reach = VP_REACH_TRAVEL_TIME},
                                {.id = "water", .reach = VP_REACH_AREA},
                                {.id = "new", .reach = VP_REACH_TRAVEL_TIME}};
static vp_region region;
static vp_snapshot snapshot;
static vp_grid *surfaces[3];

static void make_land(void)
{
    begin();
    region = (vp_region){.geometry = {COLUMNS, ROWS, 100, 500000, 2400000}};
    region.definitions.services = services;
    region.definitions.service_count = 3;
    region.land.elevation = vp_grid_new(region.geometry, 0, NULL);
    surfaces[0] = vp_grid_new(region.geometry, 0, NULL);
    memcpy(vp_grid_edit(region.land.elevation), heights, sizeof heights);
    memcpy(vp_grid_edit(surfaces[0]), minutes, sizeof minutes);
    region.land.land_cover = (uint8_t *)(uintptr_t)cover;
    region.land.roads = (uint32_t *)(uintptr_t)roads;
    region.land.road_classes[0] = (char *)(uintptr_t) "primary";
    region.land.road_classes[1] = (char *)(uintptr_t) "track";
    region.land.road_class_count = 2;
    memset(&snapshot, 0, sizeof snapshot);
    snapshot.region = &region;
    snapshot.results.surfaces = surfaces;
}

static void clear_land(void)
{
    vp_grid_free(region.land.elevation);
    vp_grid_free(surfaces[0]);
    end();
}

static bool read_factors(const char *text, vp_suitability *out)
{
    const vp_suitability_source source = {"factors.csv", text, &snapshot, &region};
    return vp_suitability_read(&source, out, &findings, &err);
}

START_TEST(a_factor_is_a_number_of_each_cell)
{
    vp_suitability s;
    ck_assert_msg(read_factors("factor,class,service,least,most,zero,one,weight,name\n"
                               "elevation,,,,25,,,,height\n"
                               "travel,,station,,,60,0,2,\n"
                               "land_cover,10|20,,1,,,,,\n"
                               "road,track,,,,max,min,,\n"
                               "slope,,,,80,,,,\n",
                               &s),
                  "%s: %s", err.message, findings.count ? findings.items[0].reason : "");
    ck_assert_uint_eq(findings.count, 0);
    ck_assert_uint_eq(s.count, 5);
    ck_assert_str_eq(s.factors[0].name, "height");
    ck_assert_str_eq(s.factors[1].name, "travel station");
    ck_assert_str_eq(s.factors[3].name, "road track, m");
    ck_assert(isinf(s.factors[0].least) && s.factors[0].most == 25 && s.factors[0].weight == 0);
    ck_assert(s.factors[1].zero == 60 && s.factors[1].one == 0 && s.factors[1].weight == 2);
    ck_assert(s.factors[3].zero == INFINITY && s.factors[3].one == -INFINITY && s.factors[3].weight == 1);
    for (size_t i = 0; i < CELLS; i++) {
        size_t row = i / COLUMNS;
        double metres = 100 * hypot((double)(i % COLUMNS) - 2, (double)row - 2),
               covered = cover[i] == 10 || cover[i] == 20;
        double wanted[] = {(double)heights[i], (double)minutes[i], cover[i] ? covered : NAN, metres};
        for (size_t k = 0; k < 4; k++) {
            double got = s.factors[k].values[i];
            ck_assert_msg(got == wanted[k] || (isnan(got) && isnan(wanted[k])) || fabs(got - wanted[k]) < 1e-6,
                          "factor %zu of cell %zu is %g, not %g", k, i, got, wanted[k]);
        }
    }
    ck_assert_double_eq_tol(s.factors[4].values[5], 10, 1e-4); /* ten metres a cell of a hundred */
    vp_suitability_clear(&s);
}
END_TEST

static const struct {
    const char *table, *column, *says;
} bad_factors[] = {
    {"factor,most\nheight,25\n", "factor", "there is no such factor; there are road, barrier"},
    {"factor,most,class\nelevation,25,10\n", "class", "the factor elevation has no class"},
    {"factor,most\nelevation,high\n", "most", "it is not a number"},
    {"factor,zero,one\nelevation,high,0\n", "zero", "it is a number, or min or max"},
    {"factor,least,most\nelevation,9,8\n", "most", "it is less than the least"},
    {"factor,zero\nelevation,9\n", "one", "a score needs both"},
    {"factor,one\nelevation,9\n", "zero", "a score needs both"},
    {"factor,zero,one\nelevation,9,9\n", "one", "the same value cannot score 0 and 1"},
    {"factor,most,weight\nelevation,9,1\n", "zero", "a weight needs a score"},
    {"factor,zero,one,weight\nelevation,9,1,-1\n", "weight", "it must be 0 or more"},
    {"factor\nelevation\n", "factor", "the row says nothing"},
    {"factor,most,class\nroad,9,highway\n", "class", "no such class; it has primary, track"},
    {"factor,most,class\nbarrier,9,\n", "factor", "the dataset has none"},
    {"factor,most,class\nland_cover,9,\n", "class", "which classes of land cover"},
    {"factor,most,class\nland_cover,9,90\n", "class", "no cell of the dataset has such a class"},
    {"factor,most,service\ntravel,9,school\n", "service", "there is no such service"},
    {"factor,most,service\ntravel,9,water\n", "service", "give their polygons as a layer"},
    {"factor,most,service\ntravel,9,new\n", "service", "it was not analysed"},
    {"factor,most,service\nfacility,9,new\n", "service", "it has no facility"},
    {"kind,most\nelevation,9\n", "factor", "the column is missing"},
};

START_TEST(a_factor_that_cannot_be_is_refused) /* row _i */
{
    vp_suitability s;
    ck_assert(!read_factors(bad_factors[_i].table, &s));
    ck_assert_uint_eq(s.count, 0);
    ck_assert_int_eq(err.kind, VP_BAD_INPUT);
    ck_assert_msg(said(bad_factors[_i].column, bad_factors[_i].says) == 1, "%s: %s: %s", bad_factors[_i].table,
                  findings.count ? findings.items[0].column : "",
                  findings.count ? findings.items[0].reason : "nothing");
}
END_TEST

START_TEST(a_column_that_no_factor_has_is_named)
{
    vp_suitability s;
    ck_assert(read_factors("factor,most,wieght\nelevation,25,1\n", &s));
    ck_assert_uint_eq(said("wieght", "this table has no such column"), 1);
    ck_assert_uint_eq(findings.count, 1);
    vp_suitability_clear(&s);
}
END_TEST

/* ------------------------------------------------------------ plans */

START_TEST(a_plan_is_what_its_tables_say)
{
    const vp_invest_source projects = {"projects.csv", "service,kind,price,spacing,limit,weight,nmae\n"
                                                       "station,build,8000,300,,,\n"
                                                       "station,build,9000.5,,45,2,\n"},
                           budgets = {"budgets.csv", "year,budget,note\n2028,70,later\n2027,50,\n"},
                           targets = {"targets.csv",
                                      "service,year,share,of,who\nstation,2028,0.9,,x\nall,,0.5,left_out,\n"};
    vp_invest_tables t;
    ck_assert_msg(vp_invest_tables_read(&projects, &budgets, &targets, &t, &findings, &err), "%s: %s", err.message,
                  findings.count ? findings.items[0].reason : "");
    ck_assert_uint_eq(said("nmae", "this table has no such column"), 1);
    ck_assert_uint_eq(said("who", "this table has no such column"), 1);
    ck_assert_uint_eq(findings.count, 2);
    ck_assert_uint_eq(t.offer_count, 2);
    ck_assert_str_eq(t.offers[1].service, "station");
    ck_assert(t.offers[0].kind == VP_INVEST_BUILD && t.offers[0].price == 8000 && t.offers[0].spacing == 300);
    ck_assert(isnan(t.offers[0].limit) && t.offers[1].limit == 45 && t.offers[1].weight == 2);
    ck_assert(t.offers[1].price == 9000.5 && t.offers[1].row == 3);
    ck_assert_uint_eq(t.budget_count, 2);
    ck_assert(t.budgets[0].year == 2027 && t.budgets[0].money == 50 && t.budgets[1].year == 2028);
    ck_assert_uint_eq(t.aim_count, 2);
    ck_assert(t.aims[0].year == 2028 && t.aims[0].share == 0.9 && !t.aims[0].of_gain && t.aims[1].of_gain &&
              !*t.aims[1].service && t.aims[1].year == 0);
    vp_invest_tables_clear(&t);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("siting tables");
    TCase *factors = tcase_create("factors"), *plans = tcase_create("plans");
    tcase_add_checked_fixture(factors, make_land, clear_land);
    tcase_add_test(factors, a_factor_is_a_number_of_each_cell);
    tcase_add_loop_test(factors, a_factor_that_cannot_be_is_refused, 0,
                        (int)(sizeof bad_factors / sizeof *bad_factors));
    tcase_add_test(factors, a_column_that_no_factor_has_is_named);
    tcase_add_checked_fixture(plans, begin, end);
    tcase_add_test(plans, a_plan_is_what_its_tables_say);
    suite_add_tcase(suite, factors);
    suite_add_tcase(suite, plans);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
