#include "sites/sites_internal.h"
#include <stdlib.h>
#include <string.h>

static const size_t chunk = 20; /* iterations between two looks at the trial's choice */
static const size_t node_iterations = 30;
static const double node_step = 1.3; /* half of it takes three times the nodes; 2.5 does not settle */
static const size_t nodes_between_searches = 128, search_rounds = 4, nodes_between_choices = 4;
static const double worth_narrowing = 0.6;  /* sites left of those when the pairs were last gone through */
static const double worth_improving = 1.03; /* at the root a choice within this factor of the best is improved */

/* Takes over a choice when it is better, after improving it when it is within the factor. */
static bool offer(vp_relaxation *r, vp_search_state *state, bool open[], double factor, vp_error *err)
{
    const vp_instance *s = r->choices;
    double value = vp_instance_value(s, open);
    if (value < factor * state->value && !vp_search_improve(s, open, &value, err)) return false;
    if (value < state->value) {
        state->value = r->upper = value;
        memcpy(state->open, open, s->site_count);
    }
    return true;
}

bool vp_branch_root(vp_relaxation *r, vp_search_state *state, size_t iterations, vp_time_budget *budget, vp_error *err)
{
    bool ok = false;
    size_t sites = r->instance->site_count;
    bool *open = malloc(sites + 1), *last = calloc(sites + 1, 1);
    if (!open || !last) {
        vp_fail_memory(err, 2 * sites);
        goto done;
    }
    bool proven = false;
    for (size_t i = 0; i < iterations && !proven && r->step > 1e-3; i += chunk) {
        if (!vp_time_budget_on(budget, state->value, r->bound, 0.5 * (double)i / (double)iterations)) break;
        proven = vp_relaxation_run(r, chunk);
        if (proven) break;
        if (!vp_relaxation_choice(r, open, err)) goto done;
        if (memcmp(open, last, sites) == 0) continue;
        memcpy(last, open, sites);
        if (!offer(r, state, open, worth_improving, err)) goto done;
    }
    state->bound = proven || r->bound > state->value ? state->value : fmax(r->bound, 0);
    ok = true;
done:
    free(open);
    free(last);
    return ok;
}

typedef struct {
    vp_relaxation *relaxation;
    vp_search_state *state;
    vp_time_budget *budget;
    vp_random *random; /* NULL: no search between the nodes */
    bool *open;
    size_t nodes_left;
    size_t live;       /* sites not decided closed when the instance was narrowed last */
    double open_bound; /* least bound of the nodes given up */
} search;

typedef struct {
    size_t open_count, free_count;
    double price;
} tally;

static tally count(const vp_relaxation *r)
{
    tally t = {0};
    for (size_t j = 0; j < r->instance->site_count; j++) {
        t.free_count += r->decision[j] == VP_SITE_OPEN_OR_NOT;
        t.open_count += r->decision[j] == VP_SITE_OPEN;
        if (r->decision[j] == VP_SITE_OPEN && r->instance->price) t.price += r->instance->price[j];
    }
    return t;
}

/* The free site that of late was chosen in about half of the trials: both answers then move the bound. site_count when
 * none is left. */
static uint32_t branching_site(const vp_relaxation *r)
{
    uint32_t best = (uint32_t)r->instance->site_count;
    double best_doubt = INFINITY;
    for (uint32_t j = 0; j < r->instance->site_count; j++) {
        double doubt = fabs(r->average[j] - 0.5);
        if (r->decision[j] != VP_SITE_OPEN_OR_NOT || doubt >= best_doubt) continue;
        best = j;
        best_doubt = doubt;
    }
    return best;
}

/* Nothing is left to decide: the choice itself, or all free sites when they fit. */
static bool settle(search *b, bool with_free)
{
    vp_relaxation *r = b->relaxation;
    size_t sites = r->instance->site_count;
    for (size_t j = 0; j < sites; j++)
        b->open[j] = r->decision[j] == VP_SITE_OPEN || (with_free && r->decision[j] == VP_SITE_OPEN_OR_NOT);
    if (!vp_instance_allows(r->choices, b->open)) return false;
    double value = vp_instance_value(r->choices, b->open);
    if (value < b->state->value) {
        b->state->value = r->upper = value;
        memcpy(b->state->open, b->open, sites);
    }
    return true;
}

static bool search_now_and_then(search *b, vp_error *err)
{
    vp_relaxation *r = b->relaxation;
    if (!b->random || b->nodes_left % nodes_between_searches) return true;
    if (!vp_search_iterate(r->choices, b->state, search_rounds, -1, b->random, b->budget, err)) return false;
    r->upper = fmin(r->upper, b->state->value);
    return true;
}

/* Leaves out of the instance what no better choice below here has, when that is much; own: the instance of this node.
 */
static bool narrow(search *b, vp_instance **own, vp_error *err)
{
    vp_relaxation *r = b->relaxation;
    if (!r->instance->site_cost) return true;
    tally t = count(r);
    if ((double)(t.free_count + t.open_count) > worth_narrowing * (double)b->live) return true;
    vp_instance *near = vp_relaxation_core(r, r->instance, true, err);
    if (!near) return false;
    vp_instance_free(*own);
    r->instance = *own = near;
    b->live = t.free_count + t.open_count;
    return true;
}

/* Explores what the decisions so far allow; above is a bound on it. */
static bool explore(search *b, double above, size_t depth, vp_error *err)
{
    vp_relaxation *r = b->relaxation;
    const vp_instance *s = r->instance;
    vp_instance *own = NULL;
    size_t mark = r->changed_count, live = b->live;
    bool ok = false;
    double *kept = malloc((s->demand_count + 1) * sizeof *kept);
    if (!kept) return vp_fail_memory(err, s->demand_count * sizeof *kept);
    memcpy(kept, r->multiplier, s->demand_count * sizeof *kept);
    for (;;) {
        tally t = count(r);
        if (t.open_count > s->count || t.price > s->budget || above > vp_relaxation_cutoff(s, r->upper)) break;
        if (t.open_count == s->count || t.free_count == 0 || t.open_count + t.free_count <= s->count) {
            bool all = t.open_count < s->count;
            if (settle(b, all) || !all) break;
        }
        if (b->nodes_left == 0 || depth > 2000 ||
            !vp_time_budget_on(b->budget, b->state->value, b->state->bound, NAN)) {
            b->open_bound = fmin(b->open_bound, above);
            break;
        }
        if (!search_now_and_then(b, err)) goto done;
        b->nodes_left--;
        r->bound = above;
        r->step = node_step;
        r->stalled = 0;
        memcpy(r->trial, kept, s->demand_count * sizeof *kept);
        memcpy(r->multiplier, kept, s->demand_count * sizeof *kept);
        memset(r->direction, 0, s->demand_count * sizeof *kept);
        if (vp_relaxation_run(r, node_iterations)) break;
        above = r->bound;
        memcpy(kept, r->multiplier, s->demand_count * sizeof *kept);
        if (b->nodes_left % nodes_between_choices == 0 &&
            (!vp_relaxation_choice(r, b->open, err) || !offer(r, b->state, b->open, 1, err)))
            goto done;
        if (!narrow(b, &own, err)) goto done;
        uint32_t site = branching_site(r);
        if (site == s->site_count) continue; /* decided meanwhile */
        size_t before = r->changed_count;
        vp_relaxation_decide(r, site, VP_SITE_OPEN);
        bool explored = explore(b, above, depth + 1, err);
        vp_relaxation_undo(r, before);
        if (!explored) goto done;
        vp_relaxation_decide(r, site, VP_SITE_CLOSED);
    }
    ok = true;
done:
    memcpy(r->multiplier, kept, s->demand_count * sizeof *kept);
    vp_relaxation_undo(r, mark);
    r->instance = s;
    b->live = live;
    vp_instance_free(own);
    free(kept);
    return ok;
}

bool vp_branch_search(vp_relaxation *r, vp_search_state *state, size_t nodes_most, vp_random *random,
                      vp_time_budget *budget, vp_error *err)
{
    size_t demands = r->instance->demand_count;
    search b = {.relaxation = r,
                .state = state,
                .budget = budget,
                .random = random,
                .nodes_left = nodes_most,
                .live = r->instance->site_count,
                .open_bound = INFINITY,
                .open = malloc(r->instance->site_count + 1)};
    double *multiplier = malloc((demands + 1) * sizeof *multiplier), bound = r->bound;
    bool ok = b.open && multiplier;
    if (ok)
        memcpy(multiplier, r->multiplier, demands * sizeof *multiplier);
    else
        vp_fail_memory(err, demands * sizeof *multiplier + r->instance->site_count);
    ok = ok && explore(&b, state->bound, 0, err);
    if (ok) { /* bound and multipliers belong together, and hold without what was decided meanwhile */
        memcpy(r->multiplier, multiplier, demands * sizeof *multiplier);
        r->bound = bound;
        state->bound = fmax(state->bound, fmin(b.open_bound, state->value));
    }
    free(multiplier);
    free(b.open);
    return ok;
}
