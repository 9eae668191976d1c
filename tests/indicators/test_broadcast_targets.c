/* The plan's rule that a commune counts, from transmitters to the share of communes: national or local, national and
 * local, at 50, 75 and 95 % of its people, on a plain where the answer can be counted on paper. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <vungphu/indicators.h>
#include <vungphu/signal.h>

/* A plain 40 km long: a national mast in the west, a local one in the east, alike. West, middle and east are places
 * where only the first, neither and only the second is heard. */
enum { COLUMNS = 40, ROWS = 3, WEST = COLUMNS + 5, MIDDLE = COLUMNS + 20, EAST = COLUMNS + 34 };
static const double limit = 54;
static char *const scopes[] = {"national", "local", "both", "either"};
enum { NATIONAL, LOCAL, BOTH, EITHER, SCOPES };

static vp_transmitter mast(char *id, vp_scope scope, double column)
{
    return (vp_transmitter){.id = id,
                            .system = "fm",
                            .programme = id,
                            .scope = scope,
                            .open = true,
                            .mast_metres = 20,
                            .frequency_mhz = 100,
                            .erp_kw = 0.01,
                            .lat = 21.6,
                            .lon = 105.8,
                            .x = (column + 0.5) * 1000,
                            .y = 1500};
}

/* Communes A, B, C and people by place, 100 each:
 *            west  middle  east      national  local  either  both
 *      A       60      40     0          60 %    0 %    60 %   0 %
 *      B       50       4    46          50 %   46 %    96 %   0 %
 *      C        0      70    30           0 %   30 %    30 %   0 %
 * The cells of a place lie in three rows, one of each commune. */
static const double people_of[3][3] = {{60, 40, 0}, {50, 4, 46}, {0, 70, 30}};

typedef struct {
    vp_region region;
    vp_transmitter transmitters[2];
    vp_service services[SCOPES];
    vp_unit units[3];
    vp_unit_set set;
    vp_population population;
    vp_coverage *coverage;
} world;

static vp_grid *plain(float height)
{
    vp_error err;
    vp_grid *grid = vp_grid_new((vp_grid_geometry){COLUMNS, ROWS, 1000, 0, ROWS * 1000}, height, &err);
    ck_assert_ptr_nonnull(grid);
    return grid;
}

static void count(world *w, vp_signal *signal, size_t service)
{
    static const size_t places[3] = {WEST - COLUMNS, MIDDLE - COLUMNS, EAST - COLUMNS};
    vp_run runs[9];
    float people[COLUMNS * ROWS] = {0};
    uint16_t steps[COLUMNS * ROWS];
    vp_error err;
    for (size_t commune = 0; commune < 3; commune++)
        for (size_t place = 0; place < 3; place++) {
            size_t cell = commune * COLUMNS + places[place];
            runs[commune * 3 + place] = (vp_run){(uint32_t)cell, 1, (uint32_t)commune};
            people[cell] = (float)people_of[commune][place];
        }
    vp_weights weights = {.geometry = w->region.geometry, .zone_count = 3, .runs = runs, .run_count = 9};
    vp_grid *field = vp_signal_service(signal, &w->services[service], NULL, &err);
    ck_assert_ptr_nonnull(field);
    const float *f = vp_grid_cells(field);
    bool heard[3] = {service != LOCAL, false, service != NATIONAL}; /* west, middle, east */
    for (size_t place = 0; place < 3; place++)
        for (size_t row = 0; row < ROWS; row++)
            ck_assert_msg(((double)f[row * COLUMNS + places[place]] >= limit) == (service != BOTH && heard[place]),
                          "%s, place %zu: %g", scopes[service], place, (double)f[row * COLUMNS + places[place]]);
    vp_facts *facts = w->coverage->facts[0][service][0] = vp_facts_new(vp_scale_of(VP_REACH_SIGNAL), 3, NULL);
    vp_scale_steps(facts->scale, f, COLUMNS * ROWS, steps);
    ck_assert(vp_facts_add(facts, &weights, steps, people, NULL));
    vp_grid_free(field);
}

static void build(world *w)
{
    static char *const codes[] = {"A", "B", "C"};
    *w = (world){.transmitters = {mast("VOV", VP_SCOPE_NATIONAL, 2), mast("TN", VP_SCOPE_LOCAL, 37)}};
    for (size_t i = 0; i < 3; i++) w->units[i] = (vp_unit){.code = codes[i], .name = codes[i]};
    w->set = (vp_unit_set){.level = "commune", .vintage = "2025", .units = w->units, .unit_count = 3};
    for (size_t i = 0; i < SCOPES; i++)
        w->services[i] = (vp_service){.id = scopes[i],
                                      .mode = "fm",
                                      .scope = scopes[i],
                                      .reach = VP_REACH_SIGNAL,
                                      .default_limit = limit,
                                      .capacity = VP_NONE,
                                      .group = VP_NONE};
    vp_grid *elevation = plain(10);
    w->region = (vp_region){.units.sets = &w->set,
                            .units.set_count = 1,
                            .definitions.services = w->services,
                            .definitions.service_count = SCOPES,
                            .supply.transmitters = w->transmitters,
                            .supply.transmitter_count = 2,
                            .people.populations = &w->population,
                            .people.population_count = 1,
                            .land.elevation = elevation,
                            .geometry = vp_grid_geometry_of(elevation)};
    w->coverage = vp_coverage_new(&w->region, NULL);
    ck_assert_ptr_nonnull(w->coverage);
    for (size_t u = 0; u < 3; u++) w->coverage->people[0][0][u] = 100;
    vp_signal_options options = vp_signal_defaults();
    vp_error err;
    vp_signal *signal = vp_signal_new(&w->region, &options, &err);
    ck_assert_ptr_nonnull(signal);
    for (size_t i = 0; i < SCOPES; i++) count(w, signal, i);
    vp_signal_free(signal);
}

static void clear(world *w)
{
    vp_coverage_free(w->coverage);
    vp_grid_free(w->region.land.elevation);
}

static vp_measurement measured(const world *w, vp_measure measure, size_t service, double threshold)
{
    vp_measurement m;
    vp_error err;
    vp_indicator n = {.measure = measure, .service = service, .group = VP_NONE, .limit = NAN, .threshold = 0.75};
    vp_question q = vp_question_of(0, VP_NONE);
    q.threshold = threshold;
    ck_assert(vp_indicator_measure(&w->region, w->coverage, &n, &q, &m, &err));
    return m;
}

START_TEST(communes_count_by_scope_and_share)
{
    static const struct {
        size_t service;
        double threshold, communes; /* of three */
    } cases[] = {
        {EITHER, 0.50, 2}, {EITHER, 0.75, 1}, {EITHER, 0.95, 1},   {EITHER, 0.96, 1},
        {EITHER, 0.97, 0}, {EITHER, 0.30, 3}, {NATIONAL, 0.50, 2}, {NATIONAL, 0.95, 0},
        {LOCAL, 0.50, 0},  {LOCAL, 0.30, 2},  {BOTH, 0.50, 0},     {BOTH, 0.95, 0},
    };
    world w;
    build(&w);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        vp_measurement m = measured(&w, VP_MEASURE_REACHED_UNITS, cases[i].service, cases[i].threshold);
        ck_assert_msg(m.numerator == cases[i].communes && m.denominator == 3, "%s at %g: %g of %g",
                      scopes[cases[i].service], cases[i].threshold, m.numerator, m.denominator);
        ck_assert_double_eq_tol(m.value, cases[i].communes / 3, 1e-12);
    }
    /* without a threshold in the question the indicator's own, 75 %, holds */
    ck_assert_double_eq(measured(&w, VP_MEASURE_REACHED_UNITS, EITHER, NAN).numerator, 1);
    clear(&w);
}
END_TEST

START_TEST(people_count_by_scope)
{
    static const double heard[SCOPES] = {110, 76, 0, 186};
    world w;
    build(&w);
    for (size_t i = 0; i < SCOPES; i++)
        ck_assert_double_eq_tol(measured(&w, VP_MEASURE_REACHED_SHARE, i, NAN).value, heard[i] / 300, 1e-12);
    clear(&w);
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("broadcast_targets");
    tcase_add_test(cases, communes_count_by_scope_and_share);
    tcase_add_test(cases, people_count_by_scope);
    Suite *suite = suite_create("broadcast_targets");
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
