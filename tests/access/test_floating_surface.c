/* E2SFCA over the terrain of random provinces against the formula, cell by cell: in units, facility by facility, and
 * after facilities have come and gone. */
#include "access/floating_surface.h"
#include "scenario/support_random_province.h"
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 24, ROWS = 18, CELLS = COLUMNS * ROWS };

static province *p;
static vp_modes *modes;
static vp_travel_options travel;
static vp_modes_engine *engine; /* towards a facility, within the limit */
static double demand[CELLS];
static const double limit = 30;

static vp_floating_surface *surface_of(void)
{
    vp_error err = {0};
    vp_floating_surface *f = vp_floating_surface_new(&p->region, p->weights[0], FLOATING, modes, &travel, &err);
    ck_assert_msg(f != NULL, "%s", err.message);
    return f;
}

static void follow(vp_floating_surface *f)
{
    vp_error err = {0};
    ck_assert_msg(vp_floating_surface_follow(f, &p->region, &err), "%s", err.message);
}

static double people_at(size_t cell)
{
    double people = (double)vp_grid_cells(p->populations[0].people)[cell];
    return people > 0 ? people : 0;
}

/* The part of each cell that a unit has: a run is whole. */
static void parts_of(size_t set, size_t unit, double part[CELLS])
{
    const vp_weights *w = p->weights[set];
    memset(part, 0, CELLS * sizeof *part);
    for (size_t r = 0; r < w->run_count; r++)
        for (size_t i = 0; w->runs[r].zone == unit && i < w->runs[r].cell_count; i++)
            part[w->runs[r].first_cell + i] = 1;
    for (size_t i = 0; i < w->partial_count; i++)
        if (w->partials[i].zone == unit) part[w->partials[i].cell] = w->partials[i].share;
}

static void set_up(unsigned seed)
{
    vp_error err = {0};
    p = random_province(seed, COLUMNS, ROWS, 0);
    vp_service *s = &p->services[FLOATING];
    s->default_limit = limit;
    p->facilities[1].x -= 1e6; /* off the grid: it takes no part, wherever it stands in the list */
    p->beds[2] = NAN;
    p->beds[3] = 0;
    p->facilities[5].x = p->facilities[4].x; /* two in one cell */
    p->facilities[5].y = p->facilities[4].y;
    s->facility_count = FACILITIES;
    for (size_t i = 0; i < FACILITIES; i++) p->lists[FLOATING][i] = i;
    travel = vp_travel_defaults();
    modes = vp_modes_new(&p->region, s->mode, s->season, &err);
    ck_assert_msg(modes != NULL, "%s", err.message);
    vp_travel_options options = travel;
    options.limit_minutes = limit;
    engine = vp_modes_engine_new(modes, &options, &err);
    memset(demand, 0, sizeof demand);
    for (size_t u = 0; u < 2; u++) {
        double part[CELLS];
        parts_of(0, u, part);
        for (size_t i = 0; i < CELLS; i++) demand[i] += part[i] * people_at(i);
    }
}

static void tear_down(void)
{
    vp_modes_engine_free(engine);
    vp_modes_free(modes);
    random_province_free(p);
}

static bool takes_part(size_t facility) { return facility != 1 && p->beds[facility] > 0; }

/* Thirds of the limit weigh 1, 0.68 and 0.22. */
static void weights_of(size_t facility, double weight[CELLS])
{
    size_t cell;
    vp_reached reached = {0};
    vp_error err = {0};
    ck_assert(vp_grid_geometry_locate(p->region.geometry, p->facilities[facility].x, p->facilities[facility].y, &cell));
    ck_assert(vp_modes_engine_reached(engine, &cell, 1, &reached, &err));
    memset(weight, 0, CELLS * sizeof *weight);
    for (size_t i = 0; i < reached.count; i++) {
        double minutes = (double)reached.minutes[i];
        weight[reached.cells[i]] = minutes <= limit / 3       ? 1
                                   : minutes <= 2 * limit / 3 ? 0.68
                                   : minutes <= limit         ? 0.22
                                                              : 0;
    }
    vp_reached_clear(&reached);
}

/* What the facilities of the service give to a person of each cell. */
static void plain_access(double access[CELLS])
{
    memset(access, 0, CELLS * sizeof *access);
    for (size_t k = 0; k < p->services[FLOATING].facility_count; k++) {
        double weight[CELLS], crowd = 0;
        size_t facility = p->lists[FLOATING][k];
        if (!takes_part(facility)) continue;
        weights_of(facility, weight);
        for (size_t i = 0; i < CELLS; i++) crowd += weight[i] * demand[i];
        for (size_t i = 0; i < CELLS && crowd > 0; i++)
            if (demand[i] > 0) access[i] += weight[i] * p->beds[facility] / crowd;
    }
}

static void means_are_plain(const vp_floating_surface *f)
{
    double access[CELLS];
    plain_access(access);
    for (size_t set = 0; set < SETS; set++) {
        double *means;
        ck_assert(vp_floating_surface_means(f, p->weights[set], &means, NULL));
        ck_assert_ptr_nonnull(means);
        for (size_t u = 0; u < 2; u++) {
            double part[CELLS], people = 0, sum = 0;
            parts_of(set, u, part);
            for (size_t i = 0; i < CELLS; i++) {
                people += part[i] * people_at(i);
                sum += part[i] * people_at(i) * access[i];
            }
            ck_assert_double_eq_tol(means[u], 1e4 * sum / people, 1e-6 * (1 + 1e4 * sum / people));
        }
        free(means);
    }
}

START_TEST(units_have_the_mean_of_their_people) /* seed _i */
{
    set_up((unsigned)_i + 1);
    vp_floating_surface *f = surface_of();
    double *means;
    ck_assert(vp_floating_surface_means(f, p->weights[0], &means, NULL));
    ck_assert_ptr_null(means); /* nobody takes part yet */
    follow(f);
    means_are_plain(f);
    for (size_t i = 0; i < CELLS; i++)
        ck_assert(vp_floating_surface_access(f)[i] == 0 || (demand[i] > 0 && vp_floating_surface_access(f)[i] > 0));
    vp_floating_surface_free(f);
    tear_down();
}
END_TEST

/* The same bits as of a surface that never knew the others: what a facility gave is taken out with it, whether it
 * was there from the beginning or came later. */
START_TEST(facilities_come_and_go_to_the_bit) /* seed _i */
{
    set_up((unsigned)_i + 11);
    static int64_t access[CELLS];
    vp_service *s = &p->services[FLOATING];
    static const size_t lists[][3] = {{0, 4, 6}, {4, 5, 6}, {0, 5, 8}, {4, 6, 7}, {8, 2, 7}, {0, 4, 6}};
    vp_floating_surface *f = surface_of(), *resumed = surface_of();
    for (size_t k = 0; k < sizeof lists / sizeof *lists; k++) {
        s->facility_count = 3;
        memcpy(p->lists[FLOATING], lists[k], sizeof lists[k]);
        p->beds[0] = k == 2 ? 50 : 1; /* the same place with more beds is another supplier */
        vp_floating_surface *fresh = surface_of();
        follow(f);
        follow(fresh);
        if (k == 0) {
            memcpy(access, vp_floating_surface_access(f), sizeof access);
            ck_assert(vp_floating_surface_resume(resumed, access, NULL));
        }
        follow(resumed);
        ck_assert_mem_eq(vp_floating_surface_access(f), vp_floating_surface_access(fresh), sizeof access);
        ck_assert_mem_eq(vp_floating_surface_access(resumed), vp_floating_surface_access(fresh), sizeof access);
        means_are_plain(f);
        vp_floating_surface_free(fresh);
    }
    ck_assert_mem_eq(access, vp_floating_surface_access(f), sizeof access);
    vp_floating_surface_free(f);
    vp_floating_surface_free(resumed);
    tear_down();
}
END_TEST

/* More than 8 beds a person do not fit 64 bits: sums become wider, and stay right when the many beds go again. */
START_TEST(sums_beyond_64_bits_are_kept)
{
    set_up(3);
    vp_floating_surface *f = surface_of();
    size_t narrow = vp_floating_surface_bytes(f);
    p->beds[6] = 1e8;
    follow(f);
    ck_assert_ptr_null(vp_floating_surface_access(f));
    ck_assert_uint_gt(vp_floating_surface_bytes(f), narrow);
    means_are_plain(f);
    p->beds[6] = 2;
    follow(f);
    means_are_plain(f);
    vp_floating_surface_free(f);
    tear_down();
}
END_TEST

/* Of the facilities that are open or will be, in the order of the table: how many of each unit, weighed, are within the
 * limit, and how many there are in all. */
START_TEST(catchments_are_of_every_facility_that_will_be) /* seed _i */
{
    set_up((unsigned)_i + 21);
    vp_error err = {0};
    size_t then[] = {7, 3, 1, 8}, elsewhere[] = {6};
    vp_planned_service planned[] = {{.service = CAR, .facilities = elsewhere, .facility_count = 1},
                                    {.service = FLOATING, .facilities = then, .facility_count = 4}};
    p->services[FLOATING].facility_count = 6; /* 0 to 5, of which three take part */
    p->region.definitions.planned = planned;
    p->region.definitions.planned_count = 2;
    vp_floating_surface *f = surface_of();
    vp_catchments *c = vp_floating_surface_catchments(f, p->weights, &err);
    ck_assert_msg(c != NULL, "%s", err.message);
    static const size_t expected[] = {0, 4, 5, 7, 8};
    ck_assert_uint_eq(c->facility_count, 5);
    ck_assert_mem_eq(c->facilities, expected, sizeof expected);
    for (size_t set = 0; set < SETS; set++) {
        const vp_catchment_people *rows = &c->sets[set];
        size_t row = 0;
        double part[2][CELLS], weight[CELLS];
        for (size_t u = 0; u < 2; u++) {
            double everyone = 0;
            parts_of(set, u, part[u]);
            for (size_t i = 0; i < CELLS; i++) everyone += part[u][i] * people_at(i);
            ck_assert_double_eq_tol(rows->everyone[u], everyone, 1e-9 * everyone);
        }
        for (size_t k = 0; k < 5; k++) {
            ck_assert_uint_eq(rows->first[k], row);
            weights_of(expected[k], weight);
            for (size_t u = 0; u < 2; u++) {
                double people = 0;
                for (size_t i = 0; i < CELLS; i++)
                    if (demand[i] > 0) people += weight[i] * part[u][i] * people_at(i);
                if (!(people > 0)) continue;
                ck_assert_uint_eq(rows->unit[row], u);
                ck_assert_double_eq_tol(rows->people[row++], people, 1e-6 * people);
            }
        }
        ck_assert_uint_eq(rows->first[5], row);
    }
    vp_catchments_free(c, SETS);
    vp_floating_surface_free(f);
    p->region.definitions.planned_count = 0;
    tear_down();
}
END_TEST

START_TEST(results_are_filled_where_a_capacity_is_stated)
{
    set_up(5);
    vp_coverage *c = p->coverage;
    vp_floating_surface *f = surface_of();
    vp_catchments_free(c->catchments[FLOATING], SETS);
    c->catchments[FLOATING] = NULL;
    for (size_t i = 0; i < FACILITIES; i++) p->beds[i] = NAN;
    ck_assert(vp_floating_surface_is_counted(&p->region, FLOATING));
    for (size_t set = 0; set < SETS; set++) {
        free(c->floating[set][FLOATING]);
        c->floating[set][FLOATING] = NULL;
    }
    follow(f);
    ck_assert(vp_floating_surface_count(f, p->weights, c, NULL));
    for (size_t set = 0; set < SETS; set++) ck_assert_ptr_null(c->floating[set][FLOATING]);
    p->beds[0] = 1;
    follow(f);
    ck_assert(vp_floating_surface_count(f, p->weights, c, NULL));
    for (size_t set = 0; set < SETS; set++) {
        double *means;
        ck_assert(vp_floating_surface_means(f, p->weights[set], &means, NULL));
        ck_assert_mem_eq(means, c->floating[set][FLOATING], 2 * sizeof *means);
        free(means);
    }
    ck_assert_ptr_null(c->catchments[FLOATING]); /* nobody grows */
    p->services[FLOATING].facility_count = 0;
    ck_assert(!vp_floating_surface_is_counted(&p->region, FLOATING));
    p->services[FLOATING].facility_count = 1;
    p->services[FLOATING].capacity = VP_NONE;
    ck_assert(!vp_floating_surface_is_counted(&p->region, FLOATING));
    p->services[FLOATING].capacity = 0;
    p->region.people.population_count = 0;
    ck_assert(!vp_floating_surface_is_counted(&p->region, FLOATING));
    vp_floating_surface_free(f);
    p->region.people.population_count = POPULATIONS;
    tear_down();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("floating surface");
    TCase *cases = tcase_create("floating surface");
    tcase_add_loop_test(cases, units_have_the_mean_of_their_people, 0, 3);
    tcase_add_loop_test(cases, facilities_come_and_go_to_the_bit, 0, 3);
    tcase_add_test(cases, sums_beyond_64_bits_are_kept);
    tcase_add_loop_test(cases, catchments_are_of_every_facility_that_will_be, 0, 3);
    tcase_add_test(cases, results_are_filled_where_a_capacity_is_stated);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
