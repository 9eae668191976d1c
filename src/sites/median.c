/* p-median: root bound and choices, on ever less of the problem; then what is left as a program by radii where that is
 * small, else branch and bound with the search going on, until it is proven or the time is up. */
#include "base/sentences.h"
#include "sites/sites_internal.h"
#include <stdlib.h>
#include <string.h>

static const size_t stage_iterations = 100, stages_most = 20;
static const size_t stage_rounds = 4, last_rounds = 40; /* of iterated search: after each stage, and before the proof */
static const double worth_narrowing = 0.8;              /* pairs, or sites, left of those of the last instance */
static const size_t program_entries_most = 20000;       /* above, branch and bound is quicker than the program */
static const double program_time_part = 0.8;
static const size_t first_nodes = 300;
static const size_t nodes_most = 20000; /* without a time limit */

typedef struct {
    const vp_instance *whole;
    vp_instance *near, *core; /* pairs that the bound needs; those that choices are improved on. NULL: all */
    size_t live;              /* sites of core */
    vp_relaxation relaxation;
    vp_search_state *state;
    vp_random *random;
    vp_time_budget *budget;
    const char *method;
} closing;

static bool goes_on(closing *c)
{
    return c->state->bound <= vp_relaxation_cutoff(c->whole, c->state->value) &&
           vp_time_budget_on(c->budget, c->state->value, c->state->bound, NAN);
}

static size_t count_live(const vp_relaxation *r)
{
    size_t live = 0;
    for (size_t j = 0; j < r->instance->site_count; j++) live += r->decision[j] != VP_SITE_CLOSED;
    return live;
}

/* Replaces an instance by its core, freeing the one that was made before. */
static bool replace(vp_instance **made, const vp_relaxation *r, const vp_instance *from, bool near_only, vp_error *err)
{
    vp_instance *core = vp_relaxation_core(r, from, near_only, err);
    if (!core) return false;
    vp_instance_free(*made);
    *made = core;
    return true;
}

static bool narrow(closing *c, vp_error *err)
{
    vp_relaxation *r = &c->relaxation;
    size_t live = count_live(r);
    bool fewer_pairs =
        (double)vp_relaxation_core_pairs(r, r->instance, true) <= worth_narrowing * (double)r->instance->entry_count;
    bool fewer_sites = (double)live <= worth_narrowing * (double)c->live;
    if (fewer_pairs && !replace(&c->near, r, r->instance, true, err)) return false;
    if (fewer_pairs) vp_relaxation_narrow(r, c->near, r->choices);
    if (fewer_sites && !replace(&c->core, r, r->choices, false, err)) return false;
    if (fewer_sites) vp_relaxation_narrow(r, r->instance, c->core);
    if (fewer_sites) c->live = live;
    return true;
}

static bool search(closing *c, size_t rounds, vp_error *err)
{
    vp_relaxation *r = &c->relaxation;
    bool ok = vp_search_iterate(r->choices, c->state, rounds, -1, c->random, c->budget, err);
    r->upper = fmin(r->upper, c->state->value);
    return ok;
}

static bool raise_bound(closing *c, vp_error *err)
{
    vp_relaxation *r = &c->relaxation;
    c->method = VP_PART("greedy, exchange, Lagrangian bound");
    for (size_t stage = 0; stage < stages_most && r->step > 1e-3 && goes_on(c); stage++) {
        if (!vp_branch_root(r, c->state, stage_iterations, c->budget, err)) return false;
        if (goes_on(c) && (!search(c, stage_rounds, err) || !narrow(c, err))) return false;
    }
    if (!goes_on(c)) return true;
    c->method = VP_PART("greedy, exchange, iterated search, Lagrangian bound");
    return search(c, last_rounds, err) && narrow(c, err);
}

static bool branch(closing *c, size_t nodes, vp_error *err)
{
    c->method = VP_PART("greedy, exchange, iterated search, Lagrangian branch and bound");
    return vp_branch_search(&c->relaxation, c->state, nodes, c->random, c->budget, err);
}

/* Few sites left: branching ends soon. Many with few pairs each: the program is far quicker. */
static bool prove(closing *c, vp_error *err)
{
    vp_relaxation *r = &c->relaxation;
    bool limited = isfinite(c->budget->options->seconds);
    if (goes_on(c) && !branch(c, first_nodes, err)) return false;
    if (goes_on(c) && c->budget->options->solve && r->instance->entry_count <= program_entries_most) {
        c->method = VP_PART("greedy, exchange, iterated search, Lagrangian bound, exact solver by radii");
        double seconds = limited ? program_time_part * vp_time_budget_left(c->budget) : INFINITY;
        if (!vp_exact_median(r, c->state, seconds, c->budget, err)) return false;
        r->upper = fmin(r->upper, c->state->value);
    }
    return !goes_on(c) || branch(c, limited ? SIZE_MAX : nodes_most, err);
}

bool vp_median_close(const vp_instance *whole, vp_search_state *state, vp_random *random, vp_time_budget *budget,
                     const char **method, vp_error *err)
{
    closing c = {.whole = whole, .live = whole->site_count, .state = state, .random = random, .budget = budget};
    if (!vp_relaxation_init(&c.relaxation, whole, state->open, state->value, err)) return false;
    bool ok = raise_bound(&c, err) && prove(&c, err);
    state->value = vp_instance_value(whole, state->open); /* without a closed site it may have counted as dearer */
    if (state->bound > vp_relaxation_cutoff(whole, state->value)) state->bound = state->value;
    *method = c.method;
    vp_relaxation_clear(&c.relaxation);
    vp_instance_free(c.near);
    vp_instance_free(c.core);
    return ok;
}
