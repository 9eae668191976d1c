/* Siting on a terrain, whose catchments are worked out only where they could matter, against
 * all catchments worked out on the whole grid one by one. */
#include "model/support_worlds.h"
#include "support/thorough.h"
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/distance.h>
#include <vungphu/sites_on_terrain.h>

enum { COLUMNS = 60, ROWS = 50, CELLS = COLUMNS * ROWS };

typedef struct {
    world land;
    vp_terrain_problem problem;
    uint32_t demand_cells[CELLS], candidate_cells[CELLS];
    double people[CELLS], limits[CELLS], worth[CELLS];
} scene;

static uint64_t state;
static size_t below(size_t n)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (size_t)(state >> 33) % n;
}

/* Demands on a fifth of the cells, candidates on each passable cell of a lattice. */
static void make(scene *s, uint64_t seed, size_t step)
{
    state = seed;
    s->land = world_random(seed, COLUMNS, ROWS);
    s->problem = (vp_terrain_problem){.terrain = &s->land.terrain,
                                      .travel = vp_travel_defaults(),
                                      .demand_cells = s->demand_cells,
                                      .people = s->people,
                                      .candidate_cells = s->candidate_cells,
                                      .count = 3,
                                      .share = NAN,
                                      .limit_minutes = 4 + (double)below(4)};
    for (uint32_t i = 0; i < CELLS; i++) {
        if (below(5) == 0) {
            s->demand_cells[s->problem.demand_count] = i;
            s->people[s->problem.demand_count++] = 0.25 * (double)(1 + below(40));
        }
        if (isfinite(s->land.terrain.minutes_per_metre[i]) && i % COLUMNS % step == 0 && i / COLUMNS % step == 0)
            s->candidate_cells[s->problem.candidate_count++] = i;
    }
}

/* Half of the demands have a limit of less than the whole, and a third of the cells people of both limits. */
static void set_limits(scene *s)
{
    static uint32_t cells[CELLS];
    static double people[CELLS];
    vp_terrain_problem *p = &s->problem;
    size_t count = 0, most = p->demand_count;
    p->limit_least = 0.6 * p->limit_minutes;
    for (size_t d = 0; d < most; d++) {
        size_t kinds = below(3);
        for (size_t k = 0; k < 1 + (size_t)(kinds == 2) && count < CELLS; k++) {
            cells[count] = s->demand_cells[d];
            people[count] = s->people[d];
            s->limits[count++] = kinds == 0 || (kinds == 2 && k == 1) ? p->limit_least : p->limit_minutes;
        }
    }
    memcpy(s->demand_cells, cells, count * sizeof *cells);
    memcpy(s->people, people, count * sizeof *people);
    p->demand_count = count;
    p->limits = s->limits;
}

static double limit_of(const scene *s, size_t demand)
{
    return s->problem.limits ? s->problem.limits[demand] : s->problem.limit_minutes;
}

/* Where the scene lies: 100 m are a thousandth of a degree, more or less. */
static bool to_degrees(void *context, size_t count, double u[], double v[])
{
    (void)context;
    for (size_t i = 0; i < count; i++) u[i] = 105 + u[i] * 9.7e-4, v[i] = 21.5 - v[i] * 9e-4;
    return true;
}

static bool in_line(const scene *s, size_t a, size_t b, double limit)
{
    double lon[2], lat[2];
    const size_t cells[2] = {a, b};
    for (size_t k = 0; k < 2; k++) {
        size_t column = cells[k] % COLUMNS, row = cells[k] / COLUMNS;
        ck_assert(vp_lattice_at(s->problem.straight, (double)column + 0.5, (double)row + 0.5, &lon[k], &lat[k]));
    }
    return (double)(float)vp_distance_metres(lon[0], lat[0], lon[1], lat[1]) <= limit;
}

static bool reached(const scene *s, const vp_travel *there, const vp_travel *back, size_t demand)
{
    size_t cell = s->problem.demand_cells[demand];
    float minutes = vp_grid_cells(there->minutes)[cell];
    if (s->problem.round_trip) minutes += vp_grid_cells(back->minutes)[cell] + (float)s->problem.queue_minutes;
    return (double)minutes <= limit_of(s, demand);
}

/* All catchments, on the whole grid. */
static vp_costs *all_covers(const scene *s)
{
    const vp_terrain_problem *p = &s->problem;
    size_t *start = calloc(p->candidate_count + 1, sizeof *start);
    uint32_t *demand = malloc(p->candidate_count * p->demand_count * sizeof *demand);
    ck_assert(start && demand);
    for (size_t j = 0; j < p->candidate_count; j++) {
        vp_travel there = {0}, back = {0};
        vp_error err;
        size_t cell = p->candidate_cells[j];
        vp_travel_options options = p->travel;
        if (p->straight) {
            start[j + 1] = start[j];
            for (uint32_t d = 0; d < p->demand_count; d++)
                if (in_line(s, cell, p->demand_cells[d], limit_of(s, d))) demand[start[j + 1]++] = d;
            continue;
        }
        ck_assert(vp_travel_time(p->terrain, &cell, 1, &options, &there, &err));
        options.from_facility = true;
        if (p->round_trip) ck_assert(vp_travel_time(p->terrain, &cell, 1, &options, &back, &err));
        start[j + 1] = start[j];
        for (uint32_t d = 0; d < p->demand_count; d++)
            if (reached(s, &there, &back, d)) demand[start[j + 1]++] = d;
        vp_travel_clear(&there);
        vp_travel_clear(&back);
    }
    vp_error err;
    vp_costs *costs = vp_costs_of_covers(p->demand_count, p->candidate_count, start, demand, &err);
    ck_assert_ptr_nonnull(costs);
    return costs;
}

/* What choices are worth besides, each as a demand of its own that nobody else covers. */
static vp_costs *with_worth(const scene *s, const vp_costs *costs, double weights[])
{
    size_t sites = costs->site_count, count = 0, *start = calloc(sites + 1, sizeof *start);
    uint32_t *demand = malloc((costs->site_start[sites] + sites) * sizeof *demand);
    ck_assert(start && demand);
    memcpy(weights, s->people, costs->demand_count * sizeof *weights);
    for (size_t j = 0; j < sites; j++) {
        for (size_t k = costs->site_start[j]; k < costs->site_start[j + 1]; k++)
            demand[count++] = costs->site_demand[k];
        demand[count++] = (uint32_t)(costs->demand_count + j);
        start[j + 1] = count;
        weights[costs->demand_count + j] = s->worth[j];
    }
    vp_costs *all = vp_costs_of_covers(costs->demand_count + sites, sites, start, demand, NULL);
    ck_assert_ptr_nonnull(all);
    return all;
}

static vp_sites_answer *expected(const scene *s, const vp_costs *costs)
{
    static double weights[2 * CELLS];
    vp_error err;
    vp_sites_problem problem = vp_sites_problem_defaults();
    problem.objective = s->problem.objective;
    problem.costs = costs;
    problem.weights = s->problem.people;
    problem.share = s->problem.share;
    if (problem.objective == VP_OBJECTIVE_COVERAGE) problem.count = s->problem.count;
    vp_costs *worth = s->problem.worth ? with_worth(s, costs, weights) : NULL;
    if (worth) problem.costs = worth, problem.weights = weights;
    vp_sites_options options = vp_sites_defaults();
    vp_sites_answer *answer = vp_sites_solve(&problem, &options, &err);
    ck_assert_msg(answer != NULL, "%s", err.message);
    vp_costs_free(worth);
    return answer;
}

static double covered_by(const scene *s, const vp_costs *costs, const vp_sites_answer *a)
{
    double sum = 0;
    for (size_t d = 0; d < costs->demand_count; d++) {
        bool covered = false;
        for (size_t k = costs->demand_start[d]; k < costs->demand_start[d + 1]; k++)
            for (size_t c = 0; c < a->chosen_count; c++)
                covered = covered || a->chosen[c].site == costs->demand_site[k];
        sum += covered ? s->people[d] : 0;
    }
    return sum;
}

static void compare(scene *s)
{
    vp_error err;
    vp_terrain_effort effort;
    vp_costs *costs = all_covers(s);
    vp_sites_answer *all = expected(s, costs);
    vp_sites_options options = vp_sites_defaults();
    vp_sites_answer *lazy = vp_sites_on_terrain(&s->problem, &options, &effort, &err);
    ck_assert_msg(lazy != NULL, "%s", err.message);
    ck_assert(all->proven);
    ck_assert(lazy->proven);
    ck_assert_double_eq_tol(lazy->objective, all->objective, 1e-9);
    double worth = 0;
    for (size_t k = 0; s->problem.worth && k < lazy->chosen_count; k++) worth += s->worth[lazy->chosen[k].site];
    if (s->problem.objective == VP_OBJECTIVE_COVERAGE)
        ck_assert_double_eq_tol(covered_by(s, costs, lazy) + worth, lazy->objective, 1e-9);
    ck_assert_uint_le(effort.catchments, s->problem.candidate_count);
    double gains = 0;
    for (size_t k = 0; k < lazy->chosen_count; k++) gains += lazy->chosen[k].gain;
    ck_assert_double_eq_tol(gains, lazy->weight_covered, 1e-9);
    vp_sites_answer_free(all);
    vp_sites_answer_free(lazy);
    vp_costs_free(costs);
}

/* Row _i: seed. More than 256 candidates, so that catchments are worked out lazily. */
START_TEST(lazy_catchments_find_the_same_optimum)
{
    scene s = {0};
    make(&s, (uint64_t)_i + 1, 3);
    ck_assert_uint_gt(s.problem.candidate_count, 256);
    compare(&s);
    for (size_t j = 0; j < s.problem.candidate_count; j++) s.worth[j] = 0.25 * (double)below(80);
    s.problem.worth = s.worth;
    compare(&s);
    world_clear(&s.land);
}
END_TEST

static bool stop_at_once(void *context, double objective, double bound, double done)
{
    (void)context;
    (void)objective;
    (void)bound;
    (void)done;
    return false;
}

/* Whoever stops has a choice all the same, and a bound that is true. */
START_TEST(a_search_that_is_stopped_at_once_has_a_choice)
{
    scene s = {0};
    vp_error err;
    make(&s, 1, 3);
    ck_assert_uint_gt(s.problem.candidate_count, 256);
    vp_costs *costs = all_covers(&s);
    vp_sites_answer *all = expected(&s, costs);
    vp_sites_options options = vp_sites_defaults();
    options.progress = stop_at_once;
    vp_sites_answer *a = vp_sites_on_terrain(&s.problem, &options, NULL, &err);
    ck_assert_msg(a != NULL, "%s", err.message);
    ck_assert(a->stopped && !a->proven);
    ck_assert_uint_eq(a->chosen_count, 3);
    ck_assert_double_gt(a->objective, 0);
    ck_assert_double_eq_tol(covered_by(&s, costs, a), a->objective, 1e-9);
    ck_assert_double_ge(a->bound, all->objective);
    vp_sites_answer_free(a);
    vp_sites_answer_free(all);
    vp_costs_free(costs);
    world_clear(&s.land);
}
END_TEST

/* What covers all that the catchments known so far reach is no set cover: there is no answer. */
START_TEST(a_set_cover_that_is_stopped_at_once_is_none)
{
    scene s = {0};
    vp_error err;
    make(&s, 1, 3);
    s.problem.objective = VP_OBJECTIVE_SET_COVER;
    s.problem.share = 1;
    vp_sites_options options = vp_sites_defaults();
    options.progress = stop_at_once;
    ck_assert_ptr_null(vp_sites_on_terrain(&s.problem, &options, NULL, &err));
    ck_assert_int_eq(err.kind, VP_CANCELLED);
    ck_assert_msg(strstr(err.message, " catchments worked out") != NULL, "%s", err.message);
    world_clear(&s.land);
}
END_TEST

/* Straight lines cross what nobody can: all pairs, measured one by one. */
START_TEST(straight_lines_find_the_same_optimum) /* seed _i */
{
    static scene s;
    vp_lattice lattice = {0};
    memset(&s, 0, sizeof s);
    make(&s, (uint64_t)_i + 300, 3);
    ck_assert(vp_lattice_init(&lattice, (vp_lattice_knots){0, 0, COLUMNS, ROWS, 5, 5}, to_degrees, NULL, NULL));
    s.problem.straight = &lattice;
    s.problem.limit_minutes = 250 + 10 * (double)below(60);
    s.problem.objective = _i % 3 ? VP_OBJECTIVE_COVERAGE : VP_OBJECTIVE_SET_COVER;
    if (_i % 3 == 0) s.problem.share = 0.5, s.problem.limit_minutes += 300;
    if (_i % 2) set_limits(&s);
    compare(&s);
    s.problem.objective = VP_OBJECTIVE_P_MEDIAN;
    s.problem.limits = NULL;
    vp_sites_options options = vp_sites_defaults();
    vp_error err;
    ck_assert_ptr_null(vp_sites_on_terrain(&s.problem, &options, NULL, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "straight lines"));
    vp_lattice_clear(&lattice);
    world_clear(&s.land);
}
END_TEST

START_TEST(round_trips_count_there_back_and_the_queue)
{
    scene s = {0};
    make(&s, (uint64_t)_i + 50, 3);
    s.problem.round_trip = true;
    s.problem.queue_minutes = 1.5;
    s.problem.limit_minutes += 4;
    compare(&s);
    world_clear(&s.land);
}
END_TEST

START_TEST(the_fewest_sites_for_a_share)
{
    scene s = {0};
    make(&s, 90, 12);
    s.problem.objective = VP_OBJECTIVE_SET_COVER;
    s.problem.limit_minutes = 25;
    compare(&s);
    vp_costs *costs = all_covers(&s);
    double most = 0, people = 0;
    for (size_t d = 0; d < costs->demand_count; d++) {
        people += s.people[d];
        most += costs->demand_start[d] < costs->demand_start[d + 1] ? s.people[d] : 0;
    }
    vp_costs_free(costs);
    s.problem.share = 0.8 * most / people;
    compare(&s);
    world_clear(&s.land);
}
END_TEST

/* People only in a corner: the far candidates need no catchment. */
START_TEST(catchments_that_cannot_matter_are_spared)
{
    scene s = {0};
    make(&s, 5, 2);
    size_t kept = 0;
    for (size_t d = 0; d < s.problem.demand_count; d++) {
        uint32_t cell = s.demand_cells[d];
        if (cell % COLUMNS >= 20 || cell / COLUMNS >= 20) continue;
        s.demand_cells[kept] = cell;
        s.people[kept++] = s.people[d];
    }
    s.problem.demand_count = kept;
    s.problem.limit_minutes = 3;
    vp_error err;
    vp_terrain_effort effort;
    vp_sites_options options = vp_sites_defaults();
    vp_sites_answer *a = vp_sites_on_terrain(&s.problem, &options, &effort, &err);
    ck_assert_msg(a != NULL, "%s", err.message);
    ck_assert(a->proven);
    ck_assert_uint_eq(effort.open, 0);
    ck_assert_msg(effort.catchments <= s.problem.candidate_count / 2, "%zu catchments of %zu candidates",
                  effort.catchments, s.problem.candidate_count);
    vp_sites_answer_free(a);
    world_clear(&s.land);
}
END_TEST

static bool stop(void *context, double objective, double bound, double done)
{
    (void)context;
    (void)bound;
    (void)done;
    return isnan(objective);
}

/* Stopped after the first choice: what is answered is no better than true, and its bound holds. */
START_TEST(a_stopped_search_answers_within_its_bound)
{
    scene s = {0};
    make(&s, 7, 2);
    vp_costs *costs = all_covers(&s);
    vp_sites_answer *all = expected(&s, costs);
    vp_sites_options options = vp_sites_defaults();
    options.progress = stop;
    vp_error err;
    vp_sites_answer *a = vp_sites_on_terrain(&s.problem, &options, NULL, &err);
    ck_assert_msg(a != NULL || err.kind == VP_CANCELLED, "%s", err.message);
    if (a) {
        ck_assert_double_eq_tol(covered_by(&s, costs, a), a->objective, 1e-9);
        ck_assert_double_ge(a->bound, all->objective - 1e-9);
    }
    vp_sites_answer_free(a);
    vp_sites_answer_free(all);
    vp_costs_free(costs);
    world_clear(&s.land);
}
END_TEST

/* Beside what exists: every pair of candidates looked at. _i: seed. */
START_TEST(journeys_agree_with_every_pair_looked_at)
{
    static double before[CELLS], least[CELLS], cost[40][CELLS];
    for (int objective = VP_OBJECTIVE_P_MEDIAN; objective <= VP_OBJECTIVE_P_CENTER; objective++) {
        scene s = {0};
        make(&s, (uint64_t)_i + 300, 12);
        vp_terrain_problem *p = &s.problem;
        ck_assert_uint_le(p->candidate_count, 40);
        p->objective = (vp_objective)objective;
        p->count = 2;
        p->before = before;
        p->beyond = 60;
        for (size_t d = 0; d < p->demand_count; d++)
            least[d] = before[d] = below(20) == 0 ? INFINITY : (double)(1 + below(80));
        vp_error err;
        for (size_t j = 0; j < p->candidate_count; j++) {
            vp_travel there = {0};
            size_t cell = p->candidate_cells[j];
            ck_assert(vp_travel_time(p->terrain, &cell, 1, &p->travel, &there, &err));
            for (size_t d = 0; d < p->demand_count; d++)
                least[d] = fmin(least[d], cost[j][d] = (double)vp_grid_cells(there.minutes)[p->demand_cells[d]]);
            vp_travel_clear(&there);
        }
        double best = INFINITY;
        for (size_t a = 0; a < p->candidate_count; a++)
            for (size_t b = a; b < p->candidate_count; b++) {
                double value = 0;
                for (size_t d = 0; d < p->demand_count; d++) {
                    double minutes = fmin(before[d], fmin(cost[a][d], cost[b][d]));
                    if (objective == VP_OBJECTIVE_P_MEDIAN)
                        value += s.people[d] * fmin(minutes, p->beyond);
                    else if (isfinite(least[d]))
                        value = fmax(value, minutes);
                }
                best = fmin(best, value);
            }
        vp_sites_options options = vp_sites_defaults();
        vp_sites_answer *answer = vp_sites_on_terrain(p, &options, NULL, &err);
        if (!answer) {
            ck_assert(isinf(best)); /* no pair serves all who could be served */
        } else {
            ck_assert(answer->proven);
            ck_assert_double_eq_tol(answer->objective, best, 1e-5 * best);
            if (answer->chosen_count)
                ck_assert_double_eq_tol(answer->chosen[answer->chosen_count - 1].total, best, 1e-5 * best);
        }
        vp_sites_answer_free(answer);
        world_clear(&s.land);
    }
}
END_TEST

/* A strip of six cells of 100 m in one unit, its third cell impassable, the last one half outside. */
static vp_run strip_runs[] = {{0, 5, 0}};
static vp_partial strip_partials[] = {{5, 0, 0.25}};
static vp_weights strip = {.geometry = {6, 1, 100, 0, 100},
                           .zone_count = 1,
                           .runs = strip_runs,
                           .run_count = 1,
                           .partials = strip_partials,
                           .partial_count = 1};

START_TEST(candidates_are_passable_and_inside)
{
    float pace[] = {1, 1, INFINITY, 1, 1, 1};
    vp_terrain terrain = {.geometry = strip.geometry, .minutes_per_metre = pace};
    uint32_t *cells;
    size_t count;
    vp_error err;
    ck_assert(vp_sites_candidates(&terrain, &strip, 100, &cells, &count, &err));
    static const uint32_t each[] = {0, 1, 3, 4};
    ck_assert_uint_eq(count, 4);
    ck_assert_mem_eq(cells, each, sizeof each);
    free(cells);
    ck_assert(vp_sites_candidates(&terrain, &strip, 300, &cells, &count, &err));
    ck_assert_uint_eq(count, 2);
    ck_assert_uint_eq(cells[0], 1);
    ck_assert_uint_eq(cells[1], 4);
    free(cells);
    ck_assert(!vp_sites_candidates(&terrain, &strip, 0, &cells, &count, &err));
}
END_TEST

/* 10 people a cell: the first is reached, the second has no data, the third is just on the limit. */
START_TEST(demand_is_the_group_beyond_the_limit)
{
    float minutes[] = {10, NAN, 30, 30.5f, INFINITY, 90};
    vp_error err;
    vp_grid *people = vp_grid_new(strip.geometry, 10, &err);
    vp_population population = {.label = "p", .people = people};
    vp_service service = {.id = "s", .reach = VP_REACH_TRAVEL_TIME};
    bool member[] = {true};
    double share[] = {0.5};
    bool *members[] = {member};
    double *shares[] = {share};
    vp_group group = {.id = "g", .member = members, .share = shares};
    vp_region region = {.geometry = strip.geometry,
                        .definitions.services = &service,
                        .definitions.service_count = 1,
                        .definitions.groups = &group,
                        .definitions.group_count = 1,
                        .people.populations = &population,
                        .people.population_count = 1};
    vp_demand demand;
    ck_assert(vp_sites_demand(&region, &strip, &(vp_demand_question){minutes, 0, VP_NONE, 30, NULL}, &demand, &err));
    ck_assert_uint_eq(demand.count, 3);
    ck_assert_uint_eq(demand.cells[0], 3);
    ck_assert_double_eq(demand.people[0] + demand.people[1], 20);
    ck_assert_double_eq(demand.people[2], 2.5);
    vp_demand_clear(&demand);
    ck_assert(vp_sites_demand(&region, &strip, &(vp_demand_question){minutes, 0, 0, 30, NULL}, &demand, &err));
    ck_assert_double_eq(demand.people[0], 5);
    vp_demand_clear(&demand);
    service.reach = VP_REACH_SIGNAL; /* dB(µV/m): at the limit it is received, with INFINITY nothing is */
    ck_assert(vp_sites_demand(&region, &strip, &(vp_demand_question){minutes, 0, VP_NONE, 30, NULL}, &demand, &err));
    ck_assert_uint_eq(demand.count, 2);
    ck_assert_uint_eq(demand.cells[0], 0);
    ck_assert_uint_eq(demand.cells[1], 4);
    vp_demand_clear(&demand);
    service.reach = VP_REACH_AREA;
    ck_assert(!vp_sites_demand(&region, &strip, &(vp_demand_question){minutes, 0, 0, 30, NULL}, &demand, &err));
    vp_grid_free(people);
}
END_TEST

START_TEST(questions_that_cannot_be_are_refused)
{
    static const struct {
        vp_error_kind kind;
        const char *said;
    } rows[] = {{VP_NOT_FOUND, "nobody is left out: there is no demand"},
                {VP_NOT_FOUND, "there are no candidate sites"},
                {VP_BAD_INPUT, "a limit of -1: it must be finite and 0 or more"},
                {VP_BAD_INPUT, "a limit of inf: it must be finite and 0 or more"},
                {VP_BAD_INPUT, "limits of their own go with coverage and set-cover, and not with masts"},
                {VP_BAD_INPUT, "limits of their own go with coverage and set-cover, and not with masts"},
                {VP_BAD_INPUT, "what sites are worth besides people goes with coverage"},
                {VP_BAD_INPUT, "straight lines and masts go with coverage and set-cover"},
                {VP_BAD_INPUT, "straight lines and masts go with coverage and set-cover"}};
    for (size_t row = 0; row < sizeof rows / sizeof *rows; row++) {
        static scene s;
        static vp_lattice lattice;
        vp_error err = {0};
        vp_sites_options options = vp_sites_defaults();
        s = (scene){0};
        make(&s, 1, 5);
        vp_terrain_problem *p = &s.problem;
        if (row == 0) p->demand_count = 0;
        if (row == 1) p->candidate_count = 0;
        if (row == 2) p->limit_minutes = -1;
        if (row == 3) p->limit_minutes = INFINITY;
        if (row == 4 || row == 5)
            p->limits = s.limits, p->objective = row == 4 ? VP_OBJECTIVE_P_MEDIAN : VP_OBJECTIVE_P_CENTER;
        if (row == 6) p->worth = s.worth, p->objective = VP_OBJECTIVE_SET_COVER;
        if (row == 7) p->straight = &lattice, p->round_trip = true;
        if (row == 8) p->straight = &lattice, p->objective = VP_OBJECTIVE_P_MEDIAN;
        ck_assert_ptr_null(vp_sites_on_terrain(p, &options, NULL, &err));
        ck_assert_int_eq(err.kind, rows[row].kind);
        ck_assert_str_eq(err.message, rows[row].said);
        world_clear(&s.land);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sites on terrain");
    TCase *tests = tcase_create("terrain");
    suite_add_tcase(suite, tests);
    tcase_set_timeout(tests, 280);
    tcase_add_loop_test(tests, journeys_agree_with_every_pair_looked_at, 0, 6);
    tcase_add_loop_test(tests, straight_lines_find_the_same_optimum, 0, vp_thorough(6, 300));
    tcase_add_loop_test(tests, lazy_catchments_find_the_same_optimum, 0, vp_thorough(2, 4));
    tcase_add_loop_test(tests, round_trips_count_there_back_and_the_queue, 0, vp_thorough(1, 2));
    tcase_add_test(tests, the_fewest_sites_for_a_share);
    tcase_add_test(tests, catchments_that_cannot_matter_are_spared);
    tcase_add_test(tests, a_stopped_search_answers_within_its_bound);
    tcase_add_test(tests, a_search_that_is_stopped_at_once_has_a_choice);
    tcase_add_test(tests, a_set_cover_that_is_stopped_at_once_is_none);
    tcase_add_test(tests, candidates_are_passable_and_inside);
    tcase_add_test(tests, demand_is_the_group_beyond_the_limit);
    tcase_add_test(tests, questions_that_cannot_be_are_refused);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
