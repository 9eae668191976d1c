/* Masts on drawn hills: what is chosen against every choice looked at, each catchment from a sweep of the whole grid.
 */
#include "base/random.h"
#include "broadcast/drawn_terrain.h"
#include "support/thorough.h"
#include <vungphu/reception.h>
#include <vungphu/sites_on_terrain.h>

enum { DEMANDS = 250, SITES = 9 };

typedef struct {
    vp_terrain land;
    vp_terrain_masts masts;
    vp_terrain_problem problem;
    uint32_t demands[DEMANDS], sites[SITES];
    double people[DEMANDS];
    float other[CELLS];
    bool covers[SITES][DEMANDS];
    size_t reported; /* chosen masts that said whom they serve */
} scene;

static vp_random chance;

/* Cells that were not drawn before, ascending when sorted is asked for. */
static void draw_cells(uint32_t out[], size_t count, bool sorted)
{
    static bool taken[CELLS];
    memset(taken, 0, sizeof taken);
    for (size_t k = 0; k < count;) {
        uint32_t cell = (uint32_t)vp_random_below(&chance, CELLS);
        if (taken[cell]) continue;
        taken[cell] = true;
        out[k++] = cell;
    }
    for (uint32_t i = 0, k = 0; sorted && i < CELLS; i++)
        if (taken[i]) out[k++] = i;
}

static void make(scene *s, int seed)
{
    memset(s, 0, sizeof *s);
    chance = (vp_random){(uint64_t)seed + 1};
    draw_hills();
    s->land.geometry = geometry();
    s->masts =
        (vp_terrain_masts){.terrain = terrain(seed % 2), .transmitter = mast_at(0, 0), .options = vp_signal_defaults()};
    s->masts.options.method = seed % 3 ? VP_SIGNAL_RADIAL : VP_SIGNAL_EXACT;
    s->masts.options.at_reference = true;
    s->masts.transmitter.mast_metres = 20;
    s->masts.transmitter.erp_kw = 0.05;
    if (seed % 2) {
        s->masts.transmitter.system = "dvb_t2";
        s->masts.transmitter.frequency_mhz = 514;
    }
    draw_cells(s->demands, DEMANDS, true);
    draw_cells(s->sites, SITES, false);
    for (size_t d = 0; d < DEMANDS; d++) s->people[d] = (double)(1 + vp_random_below(&chance, 50));
    for (size_t i = 0; i < CELLS; i++) s->other[i] = vp_random_below(&chance, 4) ? 90 : 20;
    if (seed % 4 == 3) s->masts.other = s->other;
    s->problem = (vp_terrain_problem){.terrain = &s->land,
                                      .masts = &s->masts,
                                      .demand_cells = s->demands,
                                      .people = s->people,
                                      .demand_count = DEMANDS,
                                      .candidate_cells = s->sites,
                                      .candidate_count = SITES,
                                      .count = 2,
                                      .budget = INFINITY,
                                      .share = NAN};
}

/* A limit that no demand's field comes nearer to than 0.01 dB, and who is covered then. */
static void sweep_all(scene *s)
{
    const vp_terrain_masts *m = &s->masts;
    static double field[SITES][DEMANDS];
    double shift = vp_threshold_shift(m->transmitter.system, m->transmitter.frequency_mhz), limit = 50;
    for (size_t j = 0; j < SITES; j++) {
        vp_transmitter mast = m->transmitter;
        vp_grid_geometry_centre(geometry(), s->sites[j], &mast.x, &mast.y);
        vp_grid *whole = field_of(&m->terrain, &mast, &m->options);
        for (size_t d = 0; d < DEMANDS; d++) field[j][d] = (double)vp_grid_cells(whole)[s->demands[d]] + shift;
        vp_grid_free(whole);
    }
    for (bool near = true; near;) {
        near = false;
        limit += 0.037;
        for (size_t k = 0; k < (size_t)SITES * DEMANDS; k++)
            near |= fabs(field[k / DEMANDS][k % DEMANDS] - limit) < 0.01;
    }
    s->problem.limit_minutes = limit;
    for (size_t j = 0; j < SITES; j++)
        for (size_t d = 0; d < DEMANDS; d++)
            s->covers[j][d] = field[j][d] >= limit && (!m->other || (double)m->other[s->demands[d]] >= limit);
}

static double covered(const scene *s, unsigned choice)
{
    double sum = 0;
    for (size_t d = 0; d < DEMANDS; d++) {
        bool some = false;
        for (size_t j = 0; j < SITES; j++) some |= (choice >> j & 1) && s->covers[j][d];
        if (some) sum += s->people[d];
    }
    return sum;
}

static vp_sites_answer *solve(const scene *s)
{
    vp_sites_options options = vp_sites_defaults();
    vp_error err;
    vp_sites_answer *answer = vp_sites_on_terrain(&s->problem, &options, NULL, &err);
    ck_assert_msg(answer != NULL, "%s", err.message);
    ck_assert(answer->proven);
    return answer;
}

/* Whom a chosen mast serves is said as it was swept. */
static bool compare_served(void *context, size_t number, size_t candidate, const uint32_t demands[], size_t count,
                           vp_error *err)
{
    scene *s = context;
    size_t at = 0;
    (void)err;
    ck_assert_uint_eq(number, s->reported++);
    for (uint32_t d = 0; d < DEMANDS; d++) {
        bool served = at < count && demands[at] == d;
        ck_assert(served == s->covers[candidate][d]);
        at += served;
    }
    return true;
}

START_TEST(the_best_of_all_choices_is_found) /* seed _i */
{
    static scene s;
    make(&s, _i);
    sweep_all(&s);
    double best = 0, all = covered(&s, (1u << SITES) - 1);
    int fewest = SITES;
    for (unsigned choice = 0; choice < 1u << SITES; choice++) {
        double people = covered(&s, choice);
        if (__builtin_popcount(choice) <= 2) best = fmax(best, people);
        if (people >= 0.8 * all && __builtin_popcount(choice) < fewest) fewest = __builtin_popcount(choice);
    }
    ck_assert_double_gt(all, best);
    s.problem.serves = compare_served;
    s.problem.context = &s;
    vp_sites_answer *answer = solve(&s);
    ck_assert_uint_eq(s.reported, answer->chosen_count);
    s.problem.serves = NULL;
    ck_assert_double_eq(answer->objective, best);
    ck_assert_double_eq(answer->weight_reachable, all);
    vp_sites_answer_free(answer);
    double weight = 0;
    for (size_t d = 0; d < DEMANDS; d++) weight += s.people[d];
    s.problem.objective = VP_OBJECTIVE_SET_COVER;
    s.problem.share = 0.8 * all / weight * (1 - 1e-12);
    answer = solve(&s);
    ck_assert_double_eq(answer->objective, fewest);
    vp_sites_answer_free(answer);
}
END_TEST

/* Some cells asked about alone have the field of the whole sweep, but for the length of a radial. */
START_TEST(a_field_at_some_cells_is_that_of_all)
{
    static scene s;
    static float field[DEMANDS];
    make(&s, _i);
    vp_transmitter mast = mast_at(30, 77);
    const vp_signal_places places = {s.demands, DEMANDS, -INFINITY};
    vp_signal_options options = s.masts.options;
    options.at_reference = false;
    vp_grid *whole = field_of(&s.masts.terrain, &mast, &options);
    vp_error err;
    ck_assert(vp_signal_field_at(&s.masts.terrain, &mast, &options, &places, field, &err));
    for (size_t k = 0; k < DEMANDS; k++) ck_assert_float_eq_tol(field[k], vp_grid_cells(whole)[s.demands[k]], 0.002f);
    vp_grid_free(whole);
    heights[s.demands[7]] = NAN;
    ck_assert(vp_signal_field_at(&s.masts.terrain, &mast, &options, &places, field, &err));
    ck_assert_float_nan(field[7]);
}
END_TEST

static bool never(void *context, double objective, double bound, double done)
{
    (void)context;
    (void)objective;
    (void)bound;
    (void)done;
    return false;
}

START_TEST(a_cancelled_search_says_so)
{
    static scene s;
    make(&s, 1);
    s.problem.limit_minutes = 60;
    s.problem.threads = 1; /* a second one may have a catchment ready before the first asks */
    vp_sites_options options = vp_sites_defaults();
    vp_error err;
    options.progress = never;
    ck_assert_ptr_null(vp_sites_on_terrain(&s.problem, &options, NULL, &err));
    ck_assert_int_eq(err.kind, VP_CANCELLED);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("masts");
    TCase *tests = tcase_create("hills");
    tcase_set_timeout(tests, 280);
    tcase_add_loop_test(tests, the_best_of_all_choices_is_found, 0, vp_thorough(4, 60));
    tcase_add_loop_test(tests, a_field_at_some_cells_is_that_of_all, 0, 2);
    tcase_add_test(tests, a_cancelled_search_says_so);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
