/* The objectives, each site standing for itself: what conditions.c starts from, too. */
#include "base/sentences.h"
#include "sites/sites_internal.h"
#include <stdlib.h>
#include <string.h>

const char *const vp_objective_names[] = {"coverage", "p-median", "p-center", "set-cover"};

static const size_t root_iterations = 1500, search_rounds = 60, nodes_most = 20000;

typedef struct {
    const vp_sites_problem *problem;
    vp_time_budget *budget;
    vp_random random;
    bool *open; /* [problem site] chosen */
    vp_sites_answer *answer;
} task;

static void take_open(task *t, const vp_instance *s, const bool open[])
{
    for (size_t j = 0; j < s->site_count; j++) t->open[s->origin[j]] |= open[j];
}

static bool start_choice(const vp_instance *s, vp_search_state *state, vp_error *err)
{
    bool *other = malloc(s->site_count + 1);
    if (!other) return vp_fail_memory(err, s->site_count);
    bool ok = false;
    memcpy(state->open, s->fixed, s->site_count);
    memcpy(other, s->fixed, s->site_count);
    if (!vp_search_greedy(s, state->open, false, -1, err)) goto done;
    state->value = vp_instance_value(s, state->open);
    if (!vp_search_improve(s, state->open, &state->value, err)) goto done;
    if (s->price) { /* greedy by gain per price is the better one on a tight budget */
        if (!vp_search_greedy(s, other, true, -1, err)) goto done;
        double value = vp_instance_value(s, other);
        if (!vp_search_improve(s, other, &value, err)) goto done;
        if (value < state->value) {
            state->value = value;
            memcpy(state->open, other, s->site_count);
        }
    }
    ok = true;
done:
    free(other);
    return ok;
}

static bool proven(const vp_instance *s, const vp_search_state *state)
{
    return state->bound > vp_relaxation_cutoff(s, state->value);
}

/* Greedy and exchange, then bound and choice together until they meet: the relaxation at the
 * root, an iterated search, the solver where it fits, branch and bound. */
static bool close_gap(task *t, const vp_instance *s, vp_search_state *state, vp_error *err)
{
    vp_relaxation relaxation = {0};
    bool ok = false;
    state->bound = -INFINITY;
    if (!start_choice(s, state, err)) return false;
    if (s->site_cost) return vp_median_close(s, state, &t->random, t->budget, &t->answer->method, err);
    if (!vp_relaxation_init(&relaxation, s, state->open, state->value, err)) return false;
    t->answer->method = VP_PART("greedy, exchange, Lagrangian bound");
    if (!vp_branch_root(&relaxation, state, root_iterations, t->budget, err)) goto done;
    if (!proven(s, state)) {
        t->answer->method = VP_PART("greedy, exchange, iterated search, Lagrangian bound");
        if (!vp_search_iterate(s, state, search_rounds, -1, &t->random, t->budget, err)) goto done;
        relaxation.upper = state->value;
    }
    if (!proven(s, state) && t->budget->options->solve) {
        t->answer->method = VP_PART("greedy, exchange, iterated search, Lagrangian bound, exact solver");
        if (!vp_exact_covering(s, relaxation.decision, state, t->budget, err)) goto done;
        relaxation.upper = state->value;
    }
    if (!proven(s, state) && !t->budget->stopped && !t->budget->enough) {
        t->answer->method = VP_PART("greedy, exchange, iterated search, Lagrangian branch and bound");
        if (!vp_branch_search(&relaxation, state, nodes_most, NULL, t->budget, err)) goto done;
    }
    if (proven(s, state)) state->bound = state->value;
    ok = true;
done:
    vp_relaxation_clear(&relaxation);
    return ok;
}

static bool has_answer(const vp_instance *s, double value, vp_error *err)
{
    if (s->big > 0 && value >= s->big)
        return vp_fail(err, VP_BAD_INPUT,
                       "no choice was found in which every demand has a path to a site: give the cost that a "
                       "demand without one counts (beyond), or allow more sites");
    return true;
}

static bool solve_sum(task *t, vp_error *err)
{
    bool covering = t->problem->objective == VP_OBJECTIVE_COVERAGE, ok = false;
    vp_instance *full = vp_instance_new(t->problem, err), *reduced = NULL;
    vp_search_state state = {0};
    if (!full) return false;
    if (covering) reduced = vp_reduction_make(full, false, err);
    if (covering && !reduced) goto done;
    const vp_instance *s = covering ? reduced : full;
    t->budget->scale = covering ? -1 : 1;
    t->budget->shift = 0;
    double all = 0;
    for (size_t d = 0; d < full->demand_count; d++) all += full->beyond[d];
    double kept = covering ? vp_order_weight(t->problem, NULL, VP_KEPT_ONLY) : 0;
    if (covering) t->budget->shift = kept + all;
    state.open = calloc(s->site_count + 1, 1);
    if (!state.open) {
        vp_fail_memory(err, s->site_count);
        goto done;
    }
    if (!close_gap(t, s, &state, err) || !has_answer(s, state.value, err)) goto done;
    take_open(t, full, full->fixed);
    take_open(t, s, state.open);
    t->answer->objective = covering ? kept + all - state.value : state.value;
    t->answer->bound = covering ? kept + all - state.bound : state.bound;
    t->answer->proven = proven(s, &state);
    ok = true;
done:
    free(state.open);
    vp_instance_free(full);
    vp_instance_free(reduced);
    return ok;
}

static bool solve_center(task *t, vp_error *err)
{
    vp_center center;
    if (!vp_center_solve(t->problem, &t->random, t->budget, &center, err)) return false;
    bool ok = center.found;
    if (ok) {
        memcpy(t->open, center.open, t->problem->costs->site_count);
        t->answer->objective = center.radius;
        t->answer->bound = center.bound;
        t->answer->proven = center.bound >= center.radius;
        t->answer->method = VP_PART("bisection over radii, set cover with Lagrangian bound and exact solver");
    } else if (t->budget->stopped) {
        vp_fail(err, VP_CANCELLED, "stopped before a choice was found");
    } else if (isinf(center.bound)) {
        vp_fail(err, VP_BAD_INPUT, "no allowed choice of sites gives every demand a path to one");
    } else {
        vp_fail(err, VP_NOT_FOUND,
                "no choice was found that gives every demand a path to a site, nor proof that there is none");
    }
    free(center.open);
    return ok;
}

static bool solve_set_cover(task *t, vp_error *err)
{
    const vp_sites_problem *p = t->problem;
    double weight = vp_order_total_weight(p), reachable = vp_order_weight(p, NULL, VP_EVERY_ALLOWED),
           kept = vp_order_weight(p, NULL, VP_KEPT_ONLY);
    double wanted = isnan(p->share) ? reachable : p->share * weight;
    if (wanted > reachable + 1e-9 * weight)
        return vp_fail(err, VP_BAD_INPUT, "all sites together cover %.6g of the weight, less than the share of %.6g",
                       weight > 0 ? reachable / weight : 0, p->share);
    bool ok = false;
    vp_instance *full = vp_instance_new(p, err), *reduced = NULL;
    vp_cover_answer answer = {.value = INFINITY};
    if (!full) return false;
    double spare = fmax(reachable - wanted, 0);
    bool everyone = isnan(p->share) || reachable - wanted <= 1e-12 * weight;
    if (wanted <= kept) spare = INFINITY;
    reduced = vp_reduction_make(full, everyone, err);
    if (reduced) answer.open = calloc(reduced->site_count + 1, 1);
    if (reduced && !answer.open) vp_fail_memory(err, reduced->site_count);
    if (!answer.open || !vp_cover_all(reduced, everyone ? 0 : spare, -1, &t->random, t->budget, &answer, err))
        goto done;
    take_open(t, full, full->fixed);
    take_open(t, reduced, answer.open);
    t->answer->objective = answer.value;
    t->answer->bound = fmin(answer.bound, answer.value);
    t->answer->proven = answer.bound >= answer.value - 1e-9 * (1 + answer.value);
    t->answer->method = VP_PART("greedy, pruning, exchange, Lagrangian bound, exact solver");
    ok = true;
done:
    free(answer.open);
    vp_instance_free(full);
    vp_instance_free(reduced);
    return ok;
}

bool vp_objectives_solve(const vp_sites_problem *problem, vp_time_budget *budget, bool open[], vp_sites_answer *answer,
                         vp_error *err)
{
    task t = {.problem = problem,
              .budget = budget,
              .random = {.state = budget->options->seed},
              .open = open,
              .answer = answer};
    switch (problem->objective) {
    case VP_OBJECTIVE_P_CENTER: return solve_center(&t, err);
    case VP_OBJECTIVE_SET_COVER: return solve_set_cover(&t, err);
    default: return solve_sum(&t, err);
    }
}
