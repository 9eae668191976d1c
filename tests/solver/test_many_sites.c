/* Choices under conditions among hundreds of sites, in a second and a half: an answer with a bound that holds. Small
 * problems against every choice: test_sites_conditions.c. */
#include "sites/brute_sites.h"
#include <check.h>

typedef enum { CAPACITY, LEAST, WORST } kind;

enum { MANY_SITES = 400, MANY_DEMANDS = 5000, MANY_ZONES = 25 };

/* People scattered on a square, sites that reach a disc of it; zones are squares. */
typedef struct {
    double x[MANY_DEMANDS], y[MANY_DEMANDS], weights[MANY_DEMANDS], capacities[MANY_SITES];
    vp_cost entries[MANY_SITES * 500];
    size_t entry_count, start[MANY_ZONES + 1];
    uint32_t members[MANY_DEMANDS];
    double parts[MANY_DEMANDS], whole[MANY_ZONES], reached[MANY_ZONES];
} square;

static void draw_square(square *q)
{
    for (size_t d = 0; d < MANY_DEMANDS; d++) {
        q->x[d] = brute_draw();
        q->y[d] = brute_draw() * brute_draw();
        q->weights[d] = 10 * brute_draw();
    }
    for (uint32_t s = 0; s < MANY_SITES; s++) {
        double sx = brute_draw(), sy = brute_draw();
        q->capacities[s] = 200 + 1800 * brute_draw();
        for (uint32_t d = 0; d < MANY_DEMANDS; d++) {
            double far = hypot(q->x[d] - sx, q->y[d] - sy);
            if (far < 0.12 && q->entry_count < (size_t)MANY_SITES * 500)
                q->entries[q->entry_count++] = (vp_cost){d, s, far};
        }
    }
}

static void divide_square(square *q)
{
    size_t at = 0;
    for (size_t z = 0; z < MANY_ZONES; z++) {
        q->start[z] = at;
        for (uint32_t d = 0; d < MANY_DEMANDS; d++) {
            if ((size_t)(q->x[d] * 5) + 5 * (size_t)(q->y[d] * 5) != z) continue;
            q->members[at] = d;
            q->parts[at++] = q->weights[d];
            q->whole[z] += q->weights[d];
        }
    }
    q->start[MANY_ZONES] = at;
}

static vp_sites_problem many_problem(const square *q, kind what)
{
    vp_error err = {0};
    vp_sites_problem p = vp_sites_problem_defaults();
    p.costs = vp_costs_new(MANY_DEMANDS, MANY_SITES, q->entries, q->entry_count, &err);
    ck_assert_ptr_nonnull(p.costs);
    p.weights = q->weights;
    p.limit = 0.1;
    p.count = what == CAPACITY ? 12 : 30;
    if (what == CAPACITY) {
        p.capacities = q->capacities;
    } else {
        p.zone_count = MANY_ZONES;
        p.zone_start = q->start;
        p.zone_demand = q->members;
        p.zone_weight = q->parts;
        p.zone_whole = q->whole;
        p.zone_reached = q->reached;
        p.zone_least = what == LEAST ? 0.2 : 0;
        p.worst_first = what == WORST;
    }
    return p;
}

static void answer_many(kind what)
{
    static square q;
    q = (square){0};
    vp_error err = {0};
    brute_chance = 78 + (uint64_t)what;
    draw_square(&q);
    divide_square(&q);
    vp_sites_problem p = many_problem(&q, what);
    vp_sites_options options = vp_sites_defaults();
    options.seconds = 1.5;
    vp_sites_answer *a = vp_sites_solve(&p, &options, &err);
    ck_assert_msg(a != NULL, "%s", err.message);
    ck_assert_double_lt(a->seconds, 60); /* the limit and what one step takes on a machine that others use */
    ck_assert_double_ge(a->bound, a->objective * (1 - 1e-9));
    ck_assert(isfinite(a->gap)); /* how small it is, depends on the machine: script/bench sites shares */
    ck_assert_double_gt(a->objective, 0);
    if (what == CAPACITY) ck_assert_double_le(a->bound, 12 * 2000);
    vp_sites_answer_free(a);
    vp_costs_free((vp_costs *)p.costs);
}

START_TEST(many_sites_are_answered_with_a_bound) { answer_many((kind)_i); }
END_TEST

int main(void)
{
    Suite *suite = suite_create("many sites");
    TCase *tc = tcase_create("with conditions");
    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, many_sites_are_answered_with_a_bound, 0, 3);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
