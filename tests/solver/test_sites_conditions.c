/* Separation, capacity and shares of zones against every choice looked at; the flow of people to sites with
 * room is found by a maximal flow and a cheapest flow written for this test alone. */
#include "sites/brute_sites.h"
#include "sites/share_internal.h"
#include "solver/exact.h"
#include "support/thorough.h"
#include <check.h>
#include <stdio.h>
#include <vungphu/undivided.h>

enum { ZONES = 3 };

typedef struct {
    brute b;
    vp_site_pair apart[BRUTE_SITES];
    double capacities[BRUTE_SITES];
    size_t start[ZONES + 1];
    uint32_t demand[BRUTE_DEMANDS];
    double weight[BRUTE_DEMANDS], whole[ZONES], reached[ZONES];
} conditioned;

typedef enum { APART, CAPACITY, LEAST, WORST, KINDS } kind;

static void make(conditioned *c, vp_objective objective, kind what, uint64_t seed)
{
    brute_make(&c->b, objective, seed);
    vp_sites_problem *p = &c->b.problem;
    size_t sites = c->b.sites, demands = c->b.demands;
    if (what == APART || brute_below(3) == 0) {
        for (size_t k = 0; k < 1 + brute_below(sites); k++) {
            uint32_t a = (uint32_t)brute_below(sites), b = (uint32_t)brute_below(sites);
            if (a != b) c->apart[p->apart_count++] = (vp_site_pair){a, b};
            if (p->apart_count == BRUTE_SITES) break;
        }
        p->apart = c->apart;
    }
    if (what == CAPACITY) {
        for (size_t s = 0; s < sites; s++) c->capacities[s] = brute_below(5) == 0 ? INFINITY : (double)brute_below(16);
        p->capacities = c->capacities;
        p->share = isnan(p->share) ? NAN : p->share * 0.6;
    }
    if (what == LEAST || what == WORST) {
        uint32_t at = 0;
        for (size_t z = 0; z < ZONES; z++) {
            c->start[z] = at;
            c->reached[z] = brute_below(2) ? 2 * brute_draw() : 0;
            c->whole[z] = c->reached[z];
            for (uint32_t d = (uint32_t)z; d < demands; d += ZONES) {
                c->demand[at] = d;
                c->weight[at] = p->weights ? c->b.weights[d] : 1;
                c->whole[z] += c->weight[at++];
            }
        }
        c->start[ZONES] = at;
        p->zone_count = ZONES;
        p->zone_start = c->start;
        p->zone_demand = c->demand;
        p->zone_weight = c->weight;
        p->zone_whole = c->whole;
        p->zone_reached = c->reached;
        p->zone_least = 0;
        p->worst_first = what == WORST;
    }
}

static bool is_open(const brute *b, unsigned set, size_t s)
{
    return set >> s & 1 || brute_state(b, s) == VP_SITE_KEPT;
}

static bool allows(const conditioned *c, unsigned set)
{
    if (!brute_allows(&c->b, set)) return false;
    for (size_t k = 0; k < c->b.problem.apart_count; k++)
        if (is_open(&c->b, set, c->apart[k].a) && is_open(&c->b, set, c->apart[k].b)) return false;
    return true;
}

/* Cheapest flow by Bellman-Ford over demands and sites; unsent weight costs `beyond` a unit. Served: its sum. */
static double flow(const conditioned *c, unsigned set, double beyond, bool median, double *served)
{
    const brute *b = &c->b;
    enum { N = BRUTE_DEMANDS + BRUTE_SITES };
    double sent[BRUTE_DEMANDS][BRUTE_SITES] = {{0}}, left[BRUTE_DEMANDS], room[BRUTE_SITES], total = 0;
    *served = 0;
    for (size_t d = 0; d < b->demands; d++) left[d] = b->problem.weights ? b->weights[d] : 1;
    for (size_t s = 0; s < b->sites; s++) room[s] = is_open(b, set, s) ? c->capacities[s] : 0;
    for (;;) {
        double dist[N];
        int from[N];
        for (size_t i = 0; i < N; i++) {
            dist[i] = i < b->demands && left[i] > 1e-11 ? 0 : INFINITY;
            from[i] = -1;
        }
        for (int round = 0; round < N; round++)
            for (size_t d = 0; d < b->demands; d++)
                for (size_t s = 0; s < b->sites; s++) {
                    double cost = median ? b->cost[d][s] : b->cost[d][s] <= b->problem.limit ? 0 : INFINITY;
                    size_t t = BRUTE_DEMANDS + s;
                    if (!is_open(b, set, s) || !isfinite(cost)) continue;
                    if (dist[d] + cost < dist[t] - 1e-12) dist[t] = dist[d] + cost, from[t] = (int)d;
                    if (sent[d][s] > 1e-11 && dist[t] - cost < dist[d] - 1e-12)
                        dist[d] = dist[t] - cost, from[d] = (int)t;
                }
        int end = -1;
        for (size_t s = 0; s < b->sites; s++)
            if (room[s] > 1e-11 && dist[BRUTE_DEMANDS + s] < beyond && (end < 0 || dist[BRUTE_DEMANDS + s] < dist[end]))
                end = (int)(BRUTE_DEMANDS + s);
        if (end < 0) break;
        double amount = room[end - BRUTE_DEMANDS];
        int at = end;
        for (; from[at] >= 0; at = from[at])
            if (at < BRUTE_DEMANDS) amount = fmin(amount, sent[at][from[at] - BRUTE_DEMANDS]);
        amount = fmin(amount, left[at]);
        left[at] -= amount;
        for (at = end; from[at] >= 0; at = from[at]) {
            if (at >= BRUTE_DEMANDS)
                sent[from[at]][at - BRUTE_DEMANDS] += amount;
            else
                sent[at][from[at] - BRUTE_DEMANDS] -= amount;
        }
        room[end - BRUTE_DEMANDS] -= amount;
        total += amount * dist[end];
        *served += amount;
    }
    for (size_t d = 0; d < b->demands; d++)
        if (left[d] > 1e-9) total += left[d] * beyond;
    return total;
}

static double share_of(const conditioned *c, unsigned set)
{
    double least = 1;
    for (size_t z = 0; z < ZONES; z++) {
        double covered = c->reached[z];
        for (size_t k = c->start[z]; k < c->start[z + 1]; k++) {
            bool in = false;
            for (size_t s = 0; s < c->b.sites; s++)
                in |= is_open(&c->b, set, s) && c->b.cost[c->demand[k]][s] <= c->b.problem.limit;
            if (in) covered += c->weight[k];
        }
        if (c->whole[z] > 0) least = fmin(least, covered / c->whole[z]);
    }
    return least;
}

static double value(const conditioned *c, unsigned set)
{
    const vp_sites_problem *p = &c->b.problem;
    if (!p->capacities) return brute_value(&c->b, set);
    bool median = p->objective == VP_OBJECTIVE_P_MEDIAN;
    double served, cost = flow(c, set, median ? (isnan(p->beyond) ? INFINITY : p->beyond) : 1, median, &served);
    if (median) return isfinite(cost) ? cost : NAN;
    if (p->objective == VP_OBJECTIVE_COVERAGE) return served;
    double all = 0, reachable = 0, price = 0;
    for (size_t d = 0; d < c->b.demands; d++) {
        double weight = p->weights ? c->b.weights[d] : 1, nearest = INFINITY;
        for (size_t s = 0; s < c->b.sites; s++)
            if (brute_state(&c->b, s) != VP_SITE_FORBIDDEN) nearest = fmin(nearest, c->b.cost[d][s]);
        all += weight;
        if (nearest <= p->limit) reachable += weight;
    }
    for (size_t s = 0; s < c->b.sites; s++)
        if (set >> s & 1) price += p->prices ? c->b.prices[s] : 1;
    return served >= (isnan(p->share) ? reachable : p->share * all) - 1e-7 ? price : NAN;
}

static double best_of(const conditioned *c, double *least)
{
    const vp_sites_problem *p = &c->b.problem;
    double best = NAN, sign = p->objective == VP_OBJECTIVE_COVERAGE ? -1 : 1;
    *least = p->zone_count ? p->zone_least : 0;
    for (unsigned set = 0; p->worst_first && set < 1u << c->b.sites; set++)
        if (allows(c, set)) *least = fmax(*least, share_of(c, set));
    for (unsigned set = 0; set < 1u << c->b.sites; set++) {
        if (!allows(c, set) || (p->zone_count && share_of(c, set) < *least - 1e-9)) continue;
        double v = value(c, set);
        if (!isnan(v) && !(sign * v >= sign * best)) best = v;
    }
    return best;
}

/* Of the problems of a kind, as many as compare() asks by itself: how often a choice is found, is the best, is proven,
 * and by how much bounds pass the best, in parts of it; more is better, of the last less. */
static const struct {
    size_t found, best, proven;
    double excess;
} good_start[KINDS] = {{33, 31, 29, 1.05}, {38, 38, 33, 0.274}, {71, 71, 70, 1.22}, {67, 67, 64, 1e-9}};

static size_t starts_found, starts_best, starts_proven;
static double starts_excess;

static bool near(double a, double b) { return fabs(a - b) <= 1e-5 * (1 + fabs(b)); }

/* Without the solver: an allowed choice, worth what is said, and a bound that holds. */
static void check_start(const conditioned *c, kind what, double best, double least, uint64_t seed)
{
    vp_error err = {0};
    vp_sites_options options = vp_sites_defaults();
    vp_sites_answer *a = vp_sites_solve(&c->b.problem, &options, &err);
    ck_assert_msg(!a || !isnan(best), "%d, problem %zu: an answer where there is none", what, (size_t)seed);
    if (!a) {
        ck_assert_msg(isnan(best) || err.kind == VP_NOT_FOUND, "%d, problem %zu: %s", what, (size_t)seed, err.message);
        return;
    }
    unsigned set = 0;
    for (size_t k = 0; k < a->chosen_count; k++) set |= 1u << a->chosen[k].site;
    ck_assert_msg(allows(c, set), "%d, problem %zu: not allowed", what, (size_t)seed);
    ck_assert_msg(near(value(c, set), a->objective), "%d, problem %zu: %g is worth %g", what, (size_t)seed,
                  a->objective, value(c, set));
    ck_assert_msg(a->bound >= best - 1e-7 * (1 + best), "%d, problem %zu: bound %g below %g", what, (size_t)seed,
                  a->bound, best);
    if (what == LEAST) ck_assert_msg(share_of(c, set) >= least - 1e-9, "%g, not %g", share_of(c, set), least);
    if (what == WORST) {
        ck_assert(near(share_of(c, set), a->least_share));
        ck_assert(a->least_share <= least + 1e-7);
        ck_assert_msg(a->least_share_bound >= least - 1e-9, "%g below %g", a->least_share_bound, least);
    } else {
        ck_assert_msg(a->objective <= best + 1e-7 * (1 + best), "%g above %g", a->objective, best);
    }
    if (a->proven) ck_assert(near(a->objective, best) && (what != WORST || near(a->least_share, least)));
    starts_found++;
    starts_best += near(a->objective, best);
    starts_proven += a->proven;
    starts_excess += fmax(0, a->bound - best) / (1 + best);
    vp_sites_answer_free(a);
}

/* The Lagrangian bound by itself, of which the answer takes the better of two: never below the best, seldom far above.
 */
static double excess_of_bound(const conditioned *c, double best)
{
    vp_start_pairs pairs;
    vp_error err = {0};
    vp_time_budget budget;
    vp_sites_options options = vp_sites_defaults();
    double bound;
    vp_time_budget_start(&budget, &options);
    ck_assert(vp_start_pairs_make(&pairs, &c->b.problem, &err) && vp_start_bound(&pairs, best, &budget, &bound, &err));
    ck_assert_msg(bound >= best - 1e-7 * (1 + best), "%g below %g", bound, best);
    vp_start_pairs_clear(&pairs);
    return fmax(0, bound - best) / (1 + best);
}

/* With room: what each site adds in the order of the answer, by people sent anew. */
static void check_report(const conditioned *c, const vp_sites_answer *a)
{
    const vp_sites_problem *p = &c->b.problem;
    unsigned set = 0;
    double served, before, price = 0;
    flow(c, set, 1, false, &before);
    ck_assert(near(a->before, p->objective == VP_OBJECTIVE_COVERAGE ? before : 0));
    for (size_t k = 0; k < a->chosen_count; k++) {
        const vp_chosen *chosen = &a->chosen[k];
        set |= 1u << chosen->site;
        price += p->prices ? p->prices[chosen->site] : 1;
        flow(c, set, 1, false, &served);
        ck_assert(near(chosen->served, served - before) && near(chosen->gain, served - before));
        ck_assert(near(chosen->total, p->objective == VP_OBJECTIVE_COVERAGE ? served : price));
        before = served;
    }
    ck_assert(near(a->weight_covered, before));
    ck_assert_double_nan(a->weight_reachable);
}

static void compare(vp_objective objective, kind what, int problems)
{
    uint64_t seeds = (uint64_t)problems;
    size_t answered = 0, bound = 0;
    double bounds_excess = 0;
    starts_found = starts_best = starts_proven = 0;
    starts_excess = 0;
    for (uint64_t seed = 1; seed <= seeds; seed++) {
        conditioned c = {0};
        make(&c, objective, what, seed + 1000 * (uint64_t)what);
        vp_error err = {0};
        vp_sites_options options = vp_sites_defaults();
        options.solve = vp_exact_solve;
        double least, most = 0;
        for (unsigned set = 0; what == LEAST && set < 1u << c.b.sites; set++)
            if (allows(&c, set)) most = fmax(most, share_of(&c, set));
        if (what == LEAST) c.b.problem.zone_least = fmin(1, most * (0.8 + 0.22 * brute_draw()));
        double best = best_of(&c, &least);
        if (objective == VP_OBJECTIVE_COVERAGE) check_start(&c, what, best, least, seed);
        vp_sites_answer *a = vp_sites_solve(&c.b.problem, &options, &err);
        ck_assert_msg((a != NULL) == !isnan(best), "%s %d, problem %zu: best %g, but %s", vp_objective_names[objective],
                      what, (size_t)seed, best, a ? "answered" : err.message);
        if (a) {
            unsigned set = 0;
            ck_assert_msg(a->method && *a->method, "%s %d says not how", vp_objective_names[objective], what);
            for (size_t k = 0; k < a->chosen_count; k++) set |= 1u << a->chosen[k].site;
            ck_assert_msg(allows(&c, set), "%s %d, problem %zu: not allowed", vp_objective_names[objective], what,
                          (size_t)seed);
            ck_assert_msg(near(a->objective, best) && near(value(&c, set), best) && a->proven,
                          "%s %d, problem %zu: %g, worth %g, best %g", vp_objective_names[objective], what,
                          (size_t)seed, a->objective, value(&c, set), best);
            if (what == WORST) ck_assert_msg(near(a->least_share, least), "%g, not %g", a->least_share, least);
            if (a->chosen_count && objective != VP_OBJECTIVE_SET_COVER)
                ck_assert_msg(near(a->chosen[a->chosen_count - 1].total, best), "last total %g of %g",
                              a->chosen[a->chosen_count - 1].total, best);
            if (what == CAPACITY && objective != VP_OBJECTIVE_P_MEDIAN) check_report(&c, a);
            if (what == CAPACITY && objective == VP_OBJECTIVE_COVERAGE) bounds_excess += excess_of_bound(&c, best);
            double free_best = brute_best(&c.b);
            bound += !near(free_best, best);
        }
        answered += a != NULL;
        vp_sites_answer_free(a);
        brute_clear(&c.b);
    }
    if (objective == VP_OBJECTIVE_COVERAGE) { /* a good start: mostly found, mostly best */
        ck_assert_uint_ge(starts_found, answered * 9 / 10);
        ck_assert_uint_ge(starts_best, answered * 7 / 10);
        bool usual = seeds == (what == APART || what == CAPACITY ? 40 : 75);
        ck_assert_msg(!usual || bounds_excess <= 0.397, "%g", bounds_excess);
        ck_assert_msg(!usual || (starts_found >= good_start[what].found && starts_best >= good_start[what].best &&
                                 starts_proven >= good_start[what].proven && starts_excess <= good_start[what].excess),
                      "%d: %zu found, %zu the best, %zu proven, bounds %g above", what, starts_found, starts_best,
                      starts_proven, starts_excess);
    }
    ck_assert_uint_ge(answered, seeds / 4);
    ck_assert_uint_ge(bound, seeds / 40); /* the conditions do bind */
}

START_TEST(sites_that_must_be_apart)
{
    compare(_i == 2 ? VP_OBJECTIVE_SET_COVER : (vp_objective)_i, APART, vp_thorough(40, 80));
}
END_TEST
START_TEST(sites_that_can_be_full)
{
    compare(_i == 2 ? VP_OBJECTIVE_SET_COVER : (vp_objective)_i, CAPACITY, vp_thorough(40, 80));
}
END_TEST
START_TEST(every_zone_gets_its_share) { compare(VP_OBJECTIVE_COVERAGE, LEAST, vp_thorough(75, 5000)); }
END_TEST
START_TEST(the_worst_zone_comes_first) { compare(VP_OBJECTIVE_COVERAGE, WORST, vp_thorough(75, 5000)); }
END_TEST

/* Three zones of 100 people, three sites of which each covers one zone, and two of them chosen. By itself each zone
 * can have all its people, so only all zones together show that no choice gives each more than 2/3. */
static vp_sites_problem three_zones(void)
{
    static const vp_cost entries[] = {{0, 0, 0}, {1, 1, 0}, {2, 2, 0}};
    static const double weights[] = {100, 100, 100}, reached[3] = {0};
    static const size_t start[] = {0, 1, 2, 3};
    static const uint32_t members[] = {0, 1, 2};
    vp_error err = {0};
    vp_sites_problem p = vp_sites_problem_defaults();
    p.costs = vp_costs_new(3, 3, entries, 3, &err);
    ck_assert_ptr_nonnull(p.costs);
    p.weights = p.zone_weight = p.zone_whole = weights;
    p.zone_reached = reached;
    p.count = 2;
    p.zone_count = 3;
    p.zone_start = start;
    p.zone_demand = members;
    return p;
}

START_TEST(shares_are_bounded_over_all_zones_together)
{
    vp_error err = {0};
    vp_sites_options options = vp_sites_defaults();
    vp_sites_problem p = three_zones();
    p.worst_first = true;
    vp_sites_answer *a = vp_sites_solve(&p, &options, &err);
    ck_assert_msg(a != NULL, "%s", err.message);
    ck_assert_double_eq(a->objective, 200);
    ck_assert_double_eq(a->least_share, 0);
    ck_assert_msg(a->least_share_bound < 1e-6 && a->proven, "%g", a->least_share_bound); /* two sites for three zones */
    vp_sites_answer_free(a);
    p.worst_first = false;
    p.zone_least = 0.7;
    ck_assert_ptr_null(vp_sites_solve(&p, &options, &err));
    ck_assert_msg(err.kind == VP_BAD_INPUT, "%s", err.message); /* proven without the solver */
    vp_costs_free((vp_costs *)p.costs);
}
END_TEST

/* A share for the small zone costs people: one site reaches 100 of zone 0, one 10 of zone 1. Chosen is one, and zone 1
 * must have its half, so 10 is all that can be covered; without the condition it is 100. */
START_TEST(a_share_lowers_the_bound)
{
    static const vp_cost entries[] = {{0, 0, 0}, {1, 1, 0}};
    static const double weights[] = {100, 10}, whole[] = {1000, 10}, reached[] = {500, 0};
    static const size_t start[] = {0, 1, 2};
    static const uint32_t members[] = {0, 1};
    vp_error err = {0};
    vp_sites_options options = vp_sites_defaults();
    vp_sites_problem p = vp_sites_problem_defaults();
    p.costs = vp_costs_new(2, 2, entries, 2, &err);
    ck_assert_ptr_nonnull(p.costs);
    p.weights = p.zone_weight = weights;
    p.zone_whole = whole;
    p.zone_reached = reached;
    p.count = 1;
    p.zone_count = 2;
    p.zone_start = start;
    p.zone_demand = members;
    p.zone_least = 0.5;
    vp_sites_answer *a = vp_sites_solve(&p, &options, &err);
    ck_assert_msg(a != NULL, "%s", err.message);
    ck_assert_double_eq(a->objective, 10);
    ck_assert_msg(a->bound < 60, "%g", a->bound); /* with half of each site at best: (100 + 10) / 2 */
    vp_sites_answer_free(a);
    vp_costs_free((vp_costs *)p.costs);
}
END_TEST

/* Least cost when each demand from d on goes to one open site with room; below most. */
static double assign(const conditioned *c, unsigned set, size_t d, double room[], double cost, double most)
{
    const brute *b = &c->b;
    double weight = b->problem.weights && d < b->demands ? b->weights[d] : 1;
    if (cost >= most) return most;
    if (d == b->demands) return cost;
    double load = b->problem.loads ? b->problem.loads[d] : weight;
    if (weight <= 0) return assign(c, set, d + 1, room, cost, most);
    if (!isnan(b->problem.beyond)) most = assign(c, set, d + 1, room, cost + weight * b->problem.beyond, most);
    for (size_t s = 0; s < b->sites; s++) {
        if (!is_open(b, set, s) || !isfinite(b->cost[d][s]) || load > room[s] + 1e-9) continue;
        room[s] -= load;
        most = assign(c, set, d + 1, room, cost + weight * b->cost[d][s], most);
        room[s] += load;
    }
    return most;
}

/* Without the exact solver: a choice that holds, and a bound that does not pass the best one. */
static void bound_alone(const conditioned *c, double best, size_t *proven)
{
    vp_sites_options options = vp_sites_defaults();
    vp_error err = {0};
    vp_sites_answer *a = vp_undivided_solve(&c->b.problem, &options, &err);
    if (a) {
        ck_assert_msg(a->objective >= best - 1e-6 && a->bound <= best + 1e-6, "%g to %g, not %g", a->bound,
                      a->objective, best);
        *proven += a->proven;
    }
    vp_sites_answer_free(a);
}

START_TEST(each_demand_goes_to_one_site)
{
    size_t answered = 0, dearer = 0, proven = 0;
    for (uint64_t seed = 1; seed <= (uint64_t)vp_thorough(300, 10000); seed++) {
        conditioned c = {0};
        make(&c, VP_OBJECTIVE_P_MEDIAN, CAPACITY, 7000 + seed);
        vp_sites_options options = vp_sites_defaults();
        options.solve = vp_exact_solve;
        vp_error err = {0};
        double best = INFINITY, least, room[BRUTE_SITES];
        c.b.problem.undivided = true;
        double loads[BRUTE_DEMANDS];
        for (size_t d = 0; d < c.b.demands; d++) loads[d] = seed % 4 < 2 ? (double)brute_below(6) : 5 * brute_draw();
        if (seed % 2) c.b.problem.loads = loads;
        for (unsigned set = 0; c.b.demands <= 7 && set < 1u << c.b.sites; set++) {
            memcpy(room, c.capacities, sizeof room);
            if (allows(&c, set)) best = fmin(best, assign(&c, set, 0, room, 0, INFINITY));
        }
        if (c.b.demands <= 7) {
            vp_sites_answer *a = (seed % 5 ? vp_undivided_solve : vp_sites_solve)(&c.b.problem, &options, &err);
            ck_assert_msg((a != NULL) == isfinite(best), "problem %zu: %g, but %s", (size_t)seed, best,
                          a ? "answered" : err.message);
            if (a)
                ck_assert_msg(near(a->objective, best) && a->proven, "problem %zu: %g, not %g", (size_t)seed,
                              a->objective, best);
            bound_alone(&c, best, &proven);
            answered += a != NULL;
            dearer += a && !c.b.problem.loads && !near(best_of(&c, &least), best);
            vp_sites_answer_free(a);
        }
        brute_clear(&c.b);
    }
    ck_assert_uint_gt(answered, 80);
    ck_assert_uint_ge(proven, 39);
    ck_assert_uint_gt(dearer, 2); /* than when demands are divided */
}
END_TEST

static bool count_choices(void *context, const bool chosen[], vp_error *err)
{
    (void)chosen;
    (void)err;
    ++*(size_t *)context;
    return true;
}

/* A zone of ten people; sites have 0 to 3, 2 to 5 and 3 to 6 of them, and two are chosen: 7 at most, though in sum they
 * have 8. share: of the zone; returns the bound. */
static double bound_of_ten(double share, bool only_share, size_t *choices)
{
    static const uint32_t first[] = {0, 2, 3};
    static const double weights[] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, whole[] = {10}, reached[] = {0};
    static const size_t start[] = {0, 10};
    static const uint32_t members[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    vp_cost entries[12];
    vp_error err = {0};
    for (uint32_t k = 0; k < 12; k++) entries[k] = (vp_cost){first[k / 4] + k % 4, k / 4, 0};
    vp_sites_problem p = vp_sites_problem_defaults();
    p.costs = vp_costs_new(10, 3, entries, 12, &err);
    ck_assert_ptr_nonnull(p.costs);
    p.weights = p.zone_weight = weights;
    p.zone_whole = whole;
    p.zone_reached = reached;
    p.count = 2;
    p.zone_count = 1;
    p.zone_start = start;
    p.zone_demand = members;
    vp_start_pairs pairs;
    vp_share_table table;
    vp_share_asked asked;
    vp_time_budget budget;
    vp_sites_options options = vp_sites_defaults();
    options.solve = vp_exact_solve;
    vp_time_budget_start(&budget, &options);
    ck_assert(vp_start_pairs_make(&pairs, &p, &err) && vp_share_table_make(&table, &pairs, &err) &&
              vp_share_asked_make(&asked, &table, share, only_share, &err));
    *choices = 0;
    ck_assert(vp_share_whole(&asked, &budget, count_choices, choices, INFINITY, &err));
    double bound = asked.bound;
    vp_share_asked_clear(&asked);
    vp_share_table_clear(&table);
    vp_start_pairs_clear(&pairs);
    vp_costs_free((vp_costs *)p.costs);
    return bound;
}

START_TEST(programs_count_nobody_of_a_zone_twice)
{
    size_t choices;
    ck_assert_double_lt(bound_of_ten(0.8, true, &choices), 0); /* no choice gives 8 */
    ck_assert_uint_eq(choices, 0);
    ck_assert_double_ge(bound_of_ten(0.7, true, &choices), 0);
    ck_assert_uint_eq(choices, 1);
    ck_assert_double_eq_tol(bound_of_ten(0.7, false, &choices), 7, 0.05); /* 8 before who is served twice counts less */
    ck_assert_double_lt(bound_of_ten(0.8, false, &choices), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sites_conditions");
    TCase *tc = tcase_create("brute force");
    tcase_set_timeout(tc, vp_thorough(60, 3600));
    tcase_add_loop_test(tc, sites_that_must_be_apart, 0, 3);
    tcase_add_loop_test(tc, sites_that_can_be_full, 0, 3);
    tcase_add_test(tc, every_zone_gets_its_share);
    tcase_add_test(tc, the_worst_zone_comes_first);
    tcase_add_test(tc, shares_are_bounded_over_all_zones_together);
    tcase_add_test(tc, each_demand_goes_to_one_site);
    tcase_add_test(tc, programs_count_nobody_of_a_zone_twice);
    tcase_add_test(tc, a_share_lowers_the_bound);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
