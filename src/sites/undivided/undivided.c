/* From a p-median with capacities, each demand at one site, to a plan: picks of the bound become plans, random ones
 * follow, what reduced costs leave goes to the exact solver. */
#include "base/sentences.h"
#include "sites/undivided/undivided_internal.h"
#include <stdlib.h>
#include <string.h>

static const size_t iterations_most = 1500, between = 10, cells_most = 60000000, pairs_most = 30000000,
                    pairs_exact = 60000, shakes = 3, last_shakes = 4000;
static const double step_least = 2e-3, shake_part = 0.5; /* of the time that is left after the bound */

typedef struct {
    vp_undivided problem;
    vp_undivided_plan plan, best;
    vp_undivided_bound bound;
    vp_random random;
    vp_time_budget *budget;
    double proven; /* no plan costs less */
    const char *method;
} work;

static void clear(work *w)
{
    vp_undivided_bound_clear(&w->bound);
    vp_undivided_plan_clear(&w->plan);
    vp_undivided_plan_clear(&w->best);
    free(w->problem.demand);
    free(w->problem.cost);
    free(w->problem.load);
    free(w->problem.room);
    free(w->problem.state);
}

/* ---- the problem with every pair at hand */

static double load_of(const vp_sites_problem *p, size_t d)
{
    return p->loads ? p->loads[d] : p->weights ? p->weights[d] : 1;
}

static void fill_sites(vp_undivided *u)
{
    const vp_sites_problem *p = u->problem;
    for (size_t s = 0; s < p->costs->site_count; s++) {
        u->room[s] = p->capacities[s];
        u->state[s] = p->states ? p->states[s] : VP_SITE_FREE;
    }
    if (u->sites == p->costs->site_count) return;
    u->room[u->sites - 1] = INFINITY; /* where who is not served is, at what that counts */
    u->state[u->sites - 1] = VP_SITE_KEPT;
}

static void fill_demand(vp_undivided *u, size_t d)
{
    const vp_sites_problem *p = u->problem;
    const vp_costs *c = p->costs;
    size_t number = u->demand[d];
    double weight = p->weights ? p->weights[number] : 1, *cost = u->cost + d * u->sites;
    for (size_t s = 0; s < u->sites; s++) cost[s] = INFINITY;
    for (size_t k = c->demand_start[number]; k < c->demand_start[number + 1]; k++)
        if (u->state[c->demand_site[k]] != VP_SITE_FORBIDDEN && (isnan(p->beyond) || c->demand_cost[k] < p->beyond))
            cost[c->demand_site[k]] = weight * c->demand_cost[k];
    if (u->sites > c->site_count) cost[u->sites - 1] = weight * p->beyond;
    u->load[d] = load_of(p, number);
}

static bool is_whole(double value) { return value == floor(value) && value < 1e9; }

/* Loads that are whole fill a knapsack by a table, where it is not too large. */
static void look_for_whole(vp_undivided *u)
{
    double most = 0;
    bool whole = true;
    for (size_t d = 0; d < u->demands; d++) whole &= is_whole(u->load[d]);
    for (size_t s = 0; s < u->sites; s++)
        if (isfinite(u->room[s])) most = fmax(most, floor(u->room[s]));
    if (whole && most >= 1 && most * (double)(u->demands + 1) < (double)cells_most) u->most_whole = (size_t)most + 1;
    u->whole_costs = true;
    for (size_t k = 0; k < u->demands * u->sites && u->whole_costs; k++)
        u->whole_costs = isinf(u->cost[k]) || is_whole(u->cost[k]);
}

static bool make(vp_undivided *u, const vp_sites_problem *p, vp_error *err)
{
    size_t demands = p->costs->demand_count, sites = p->costs->site_count + (isnan(p->beyond) ? 0 : 1);
    *u = (vp_undivided){.problem = p,
                        .sites = sites,
                        .count = p->count,
                        .demand = malloc((demands + 1) * sizeof *u->demand),
                        .cost = malloc((demands * sites + 1) * sizeof *u->cost),
                        .load = malloc((demands + 1) * sizeof *u->load),
                        .room = malloc((sites + 1) * sizeof *u->room),
                        .state = malloc(sites + 1)};
    if (!u->demand || !u->cost || !u->load || !u->room || !u->state)
        return vp_fail_memory(err, demands * sites * sizeof *u->cost);
    fill_sites(u);
    for (size_t d = 0; d < demands; d++) {
        if (p->weights && !(p->weights[d] > 0)) continue;
        u->demand[u->demands] = (uint32_t)d;
        fill_demand(u, u->demands++);
    }
    look_for_whole(u);
    return true;
}

/* ---- bound and plans in turn */

static bool is_closed(const work *w)
{
    return w->proven >= w->best.value - 1e-9 * fabs(w->best.value) && isfinite(w->best.value);
}

static void raise_bound(work *w)
{
    double bound = w->bound.bound;
    if (w->problem.whole_costs) bound = ceil(bound - 1e-6);
    w->proven = fmax(w->proven, bound);
}

static bool goes_on(work *w)
{
    return vp_time_budget_on(w->budget, isfinite(w->best.value) ? w->best.value : (double)NAN,
                             isfinite(w->proven) ? w->proven : (double)NAN, NAN);
}

/* The bound's picks, and as many more as may be: those that would save most. */
static void try_picks(work *w)
{
    const vp_undivided *u = &w->problem;
    size_t picked = 0;
    bool *open = w->bound.picked;
    for (size_t s = 0; s < u->sites; s++) picked += open[s] && u->state[s] != VP_SITE_KEPT;
    while (picked < u->count) {
        size_t next = SIZE_MAX;
        for (size_t s = 0; s < u->sites; s++)
            if (!open[s] && u->state[s] == VP_SITE_FREE &&
                (next == SIZE_MAX || w->bound.worth[s] < w->bound.worth[next] ||
                 (w->bound.worth[s] == w->bound.worth[next] && u->room[s] > u->room[next])))
                next = s;
        if (next == SIZE_MAX) break;
        open[next] = true;
        picked++;
    }
    vp_undivided_try(u, open, &w->plan, &w->best);
}

static void alternate(work *w)
{
    for (size_t i = 0; i < iterations_most; i++) {
        double before = w->bound.bound;
        vp_undivided_bound_step(&w->problem, &w->bound, w->best.value);
        raise_bound(w);
        if (i % between == 0 || (w->bound.bound > before && i % 3 == 0)) {
            try_picks(w);
            vp_undivided_shake(&w->problem, shakes, &w->random, &w->plan, &w->best, w->budget);
        }
        if (is_closed(w) || !goes_on(w) || w->bound.step < step_least) break;
    }
    vp_undivided_bound_back(&w->problem, &w->bound);
}

/* ---- what is left for the exact solver */

/* What the bound would be with the pair, no less than: the site open, the demand there. */
static double with_pair(const work *w, size_t d, size_t s, double worst)
{
    double reduced = vp_undivided_cost(&w->problem, d, s) - w->bound.u[d];
    return w->bound.value + fmax(0, reduced) + (w->bound.picked[s] ? 0 : fmax(0, w->bound.worth[s] - worst));
}

/* The worth of the last free site picked; where there is room for more 0. */
static double worst_picked(const work *w)
{
    const vp_undivided *u = &w->problem;
    size_t picked = 0;
    double worst = -INFINITY;
    for (size_t s = 0; s < u->sites; s++) {
        if (!w->bound.picked[s] || u->state[s] == VP_SITE_KEPT) continue;
        picked++;
        if (u->state[s] == VP_SITE_FREE) worst = fmax(worst, w->bound.worth[s]);
    }
    return picked < u->count ? 0 : worst;
}

/* Pairs that a better plan could have. */
static size_t list_pairs(const work *w, vp_undivided_pair pairs[])
{
    const vp_undivided *u = &w->problem;
    size_t count = 0;
    double worst = worst_picked(w), most = w->best.value;
    if (u->whole_costs) most -= 1 - 1e-6;
    for (size_t d = 0; d < u->demands; d++)
        for (size_t s = 0; s < u->sites; s++) {
            if (isinf(vp_undivided_cost(u, d, s)) || u->load[d] > u->room[s] * (1 + 1e-12)) continue;
            if (isfinite(w->best.value) && with_pair(w, d, s, worst) > most + 1e-9 * fabs(most)) continue;
            pairs[count++] = (vp_undivided_pair){(uint32_t)d, (uint32_t)s};
        }
    return count;
}

/* none: it is proven that there is no plan. */
static bool close_exactly(work *w, bool *none, vp_error *err)
{
    const vp_undivided *u = &w->problem;
    vp_undivided_proof proof = {0};
    vp_undivided_pair *pairs = malloc((u->demands * u->sites + 1) * sizeof *pairs);
    if (!pairs) return vp_fail_memory(err, u->demands * u->sites * sizeof *pairs);
    size_t count = list_pairs(w, pairs);
    bool ok = true, known = isfinite(w->best.value);
    if (!known || count <= pairs_exact) {
        w->method = VP_PART("Lagrangian bound with knapsacks, exchange, exact solver");
        ok = vp_undivided_exact(u, pairs, count, w->best.value, &w->plan, &proof, err);
    }
    free(pairs);
    if (!ok) return false;
    if (w->plan.value < w->best.value) {
        vp_undivided_plan kept = w->best;
        w->best = w->plan;
        w->plan = kept;
    }
    *none = proof.finished && isinf(w->best.value);
    if (proof.finished)
        w->proven = w->best.value;
    else if (proof.bound > w->proven)
        w->proven = fmin(proof.bound, w->best.value);
    return true;
}

/* ---- the answer */

static double weight_of(const vp_sites_problem *p, size_t d) { return p->weights ? p->weights[d] : 1; }

/* The sites with whom they serve, the most served first. */
static void list_chosen(const work *w, vp_sites_answer *a)
{
    const vp_undivided *u = &w->problem;
    for (size_t s = 0; s < u->problem->costs->site_count; s++) {
        if (!w->best.open[s] || u->state[s] == VP_SITE_KEPT) continue;
        vp_chosen c = {.site = (uint32_t)s, .gain = NAN, .total = NAN};
        for (size_t d = 0; d < u->demands; d++)
            if (w->best.site[d] == s) c.served += weight_of(u->problem, u->demand[d]);
        size_t at = a->chosen_count++;
        for (; at > 0 && a->chosen[at - 1].served < c.served; at--) a->chosen[at] = a->chosen[at - 1];
        a->chosen[at] = c;
    }
    if (a->chosen_count) a->chosen[a->chosen_count - 1].total = a->objective;
}

static bool conclude(const work *w, vp_sites_answer *a, vp_error *err)
{
    const vp_undivided *u = &w->problem;
    a->chosen = calloc(u->sites + 1, sizeof *a->chosen);
    if (!a->chosen) return vp_fail_memory(err, u->sites * sizeof *a->chosen);
    a->objective = w->best.value;
    a->proven = is_closed(w);
    a->bound = a->proven ? a->objective : fmin(w->proven, a->objective);
    double open = a->objective - a->bound;
    a->gap = open == 0 ? 0 : open / fabs(a->objective);
    a->stopped = w->budget->stopped;
    a->method = w->method;
    a->before = a->weight_reachable = a->least_share = a->least_share_bound = NAN;
    for (size_t d = 0; d < u->problem->costs->demand_count; d++) a->weight += weight_of(u->problem, d);
    for (size_t d = 0; d < u->demands; d++)
        if (w->best.site[d] < u->problem->costs->site_count) a->weight_covered += weight_of(u->problem, u->demand[d]);
    list_chosen(w, a);
    return true;
}

static bool fits(const vp_sites_problem *p)
{
    double pairs = (double)p->costs->demand_count * (double)p->costs->site_count;
    return p->undivided && p->objective == VP_OBJECTIVE_P_MEDIAN && p->capacities && p->apart_count == 0 &&
           !(p->prices && isfinite(p->budget)) && p->count != SIZE_MAX && pairs <= (double)pairs_most;
}

/* Until it is proven, or the time is up. */
static bool search(work *w, vp_error *err)
{
    bool none = false;
    alternate(w);
    if (!is_closed(w) && goes_on(w)) {
        vp_time_budget part = *w->budget;
        part.deadline = vp_clock_now() + shake_part * vp_time_budget_left(w->budget);
        vp_undivided_shake(&w->problem, last_shakes, &w->random, &w->plan, &w->best, &part);
        if (w->budget->options->solve && goes_on(w) && !is_closed(w) && !close_exactly(w, &none, err)) return false;
    }
    if (isfinite(w->best.value)) return true;
    if (none) return vp_fail(err, VP_BAD_INPUT, "no allowed choice of sites meets the conditions");
    return vp_fail(err, w->budget->stopped ? VP_CANCELLED : VP_NOT_FOUND,
                   "no choice that meets the conditions was found in the time given, nor proof that there is none");
}

vp_sites_answer *vp_undivided_solve(const vp_sites_problem *p, const vp_sites_options *options, vp_error *err)
{
    if (!fits(p)) return vp_sites_solve(p, options, err);
    if (!vp_sites_check(p, err)) return NULL;
    vp_time_budget budget;
    vp_time_budget_start(&budget, options);
    work w = {.budget = &budget, .random = {options->seed}, .proven = -INFINITY};
    w.method = VP_PART("Lagrangian bound with knapsacks, exchange");
    vp_sites_answer *a = calloc(1, sizeof *a);
    bool ok = (a || vp_fail_memory(err, sizeof *a)) && make(&w.problem, p, err);
    w.problem.budget = &budget;
    ok = ok && vp_undivided_plan_init(&w.plan, &w.problem, err) && vp_undivided_plan_init(&w.best, &w.problem, err) &&
         vp_undivided_bound_init(&w.bound, &w.problem, err) && search(&w, err) && conclude(&w, a, err);
    if (ok) a->seconds = vp_clock_now() - budget.started;
    clear(&w);
    if (ok) return a;
    vp_sites_answer_free(a);
    return NULL;
}
