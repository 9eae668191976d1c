/* Coverage in which every zone must have a share: rounds of a core of sites, its choices and its bound, and a look at
 * all sites, which drops those in no better choice and says who belongs to the core; then branch and bound on what is
 * left. Worst first: the largest share by halving. */
#include "sites/share_internal.h"
#include <stdlib.h>
#include <string.h>

static const size_t first_batch = 256, batch_most = 2048, zone_first = 40, rounds_most = 30, search_rounds = 6,
                    searched_rounds = 2, cut_rounds = 24, cut_iterations = 80, share_steps = 16;
static const double choice_part = 0.15, share_part = 0.35, share_bound_part = 0.15, whole_part = 0.5,
                    step_part = 0.3;     /* of the time left */
static const double same_share = 1e-7;   /* shares nearer to each other are one */
static const double share_close = 0.01;  /* a bound on the share so near is left */
static const double settled_part = 2e-3; /* a bound that falls less in a round is left to branch and bound */

typedef struct {
    const vp_share_table *table;
    vp_time_budget *budget;
    vp_random random;
    bool *open;  /* [site] of all choices so far the one that lacks least of the share asked for, then the best */
    double lack; /* its */
    uint32_t *list;
    bool *listed, *before;
    vp_start_ranked *ranked;
} work;

static void clear(work *w)
{
    free(w->open);
    free(w->list);
    free(w->listed);
    free(w->before);
    free(w->ranked);
}

static bool make_room(work *w, vp_error *err)
{
    size_t sites = w->table->pairs->site_count + 1;
    w->open = calloc(sites, sizeof *w->open);
    w->list = malloc(sites * sizeof *w->list);
    w->listed = calloc(sites, sizeof *w->listed);
    w->before = calloc(sites, sizeof *w->before);
    w->ranked = malloc(sites * sizeof *w->ranked);
    return (w->open && w->list && w->listed && w->before && w->ranked) ||
           vp_fail_memory(err, sites * sizeof *w->ranked);
}

/* ---- the core */

static void list_site(work *w, uint32_t site, size_t *count)
{
    if (w->listed[site]) return;
    w->listed[site] = true;
    w->list[(*count)++] = site;
}

/* Sites of each lacking zone that give it most. */
static void list_for_zones(work *w, const vp_share_asked *a, size_t *count)
{
    const vp_share_table *t = w->table;
    for (uint32_t z = 0; z < a->count; z++) {
        size_t n = 0;
        for (uint32_t s = 0; s < t->pairs->site_count; s++)
            for (size_t k = t->start[s]; !a->dropped[s] && k < t->start[s + 1]; k++)
                if (t->parts[k].zone == a->zones[z]) w->ranked[n++] = (vp_start_ranked){t->parts[k].people, s};
        vp_start_rank(w->ranked, n);
        for (size_t k = 0; k < n && k < zone_first; k++) list_site(w, w->ranked[k].at, count);
    }
}

/* The best of those not listed; returns how many there were. */
static size_t list_best(work *w, const vp_share_asked *a, size_t most, size_t *count)
{
    size_t n = 0;
    for (uint32_t s = 0; s < w->table->pairs->site_count; s++)
        if (!a->dropped[s] && !w->listed[s]) w->ranked[n++] = (vp_start_ranked){a->score[s], s};
    vp_start_rank(w->ranked, n);
    for (size_t k = 0; k < n && k < most; k++) list_site(w, w->ranked[k].at, count);
    return n;
}

/* The choice, what must be chosen, and those that were listed before and are not dropped. */
static size_t list_known(work *w, const vp_share_asked *a, bool again)
{
    size_t sites = w->table->pairs->site_count, count = 0;
    memcpy(w->before, w->listed, sites);
    memset(w->listed, 0, sites);
    for (uint32_t s = 0; s < sites; s++)
        if (w->open[s] || (again && w->before[s] && !a->dropped[s]) ||
            vp_start_state(w->table->pairs, s) == VP_SITE_FIXED)
            list_site(w, s, &count);
    return count;
}

/* ---- choices */

static void take(work *w, vp_share_asked *a, const vp_share_choice *c)
{
    double value = c->lack <= 0 ? c->value : -INFINITY;
    if (c->lack > w->lack || (c->lack == w->lack && !(value > a->value))) return;
    w->lack = c->lack;
    a->value = value;
    memset(w->open, 0, w->table->pairs->site_count);
    for (size_t k = 0; k < c->core->site_count; k++) w->open[c->core->sites[k]] = c->open[k];
}

/* From what the relaxation takes, or from the best choice known and then further. */
static bool choose_on(work *w, vp_share_asked *a, const vp_share_core *core, const double amount[], vp_error *err)
{
    vp_share_choice c;
    bool *open = calloc(core->site_count + 1, sizeof *open);
    if (!open) return vp_fail_memory(err, core->site_count);
    if (!vp_share_choice_make(&c, core, err)) {
        free(open);
        return false;
    }
    double until = vp_clock_now() + choice_part * vp_time_budget_left(w->budget);
    for (size_t k = 0; k < core->site_count; k++) open[k] = amount ? amount[k] >= 1 : w->open[core->sites[k]];
    vp_share_choice_set(&c, open);
    vp_share_choice_improve(&c, until);
    take(w, a, &c);
    bool ok = (amount || vp_share_choice_iterate(&c, search_rounds, &w->random, until, err));
    if (ok) take(w, a, &c);
    vp_share_choice_clear(&c);
    free(open);
    return ok;
}

typedef struct {
    work *w;
    vp_share_asked *a;
} giving;

static bool give(void *context, const vp_share_core *core, const double amount[], vp_error *err)
{
    giving *g = context;
    return choose_on(g->w, g->a, core, amount, err);
}

/* ---- rounds */

static bool is_settled(const work *w, const vp_share_asked *a)
{
    if (vp_share_is_impossible(a)) return true;
    if (a->only_share) return w->lack <= 0;
    return a->bound <= vp_share_cutoff(a) || !vp_share_wanted(a, a->bound, w->budget);
}

/* With inequalities that the relaxation departs from, as long as that lowers the bound; then branch and bound. */
static bool close_core(work *w, vp_share_asked *a, const vp_share_core *core, double until, vp_error *err)
{
    vp_share_relaxed r;
    vp_share_rows rows = {0};
    if (!vp_share_relaxed_init(&r, a, core, err)) return false;
    bool ok = true;
    vp_share_relaxed_run(&r, cut_iterations, 0.1, w->budget);
    for (size_t added = 1, n = 0; ok && added && n < cut_rounds && vp_clock_now() < until; n++) {
        a->bound = fmin(a->bound, r.least);
        if (is_settled(w, a)) break;
        ok = vp_share_separate(&r, &rows, &added, err);
        vp_share_relaxed_run(&r, cut_iterations, 0.1, w->budget);
    }
    a->bound = fmin(a->bound, r.least);
    giving g = {w, a};
    vp_share_branching asked = {&r, &rows, give, &g, w->budget, until};
    if (ok && !is_settled(w, a)) ok = vp_share_branch(&asked, &a->bound, err);
    vp_share_rows_clear(&rows);
    vp_share_relaxed_clear(&r);
    return ok;
}

/* One core; whole: it holds all sites that are left, and its own bound falls no more. */
static bool one_round(work *w, vp_share_asked *a, size_t count, size_t round, bool whole, double until, vp_error *err)
{
    double theta = fmax(0.1, pow(0.6, (double)round)); /* late steps are short */
    vp_share_core core;
    double *amount = calloc(count + 1, sizeof *amount);
    if (!amount) return vp_fail_memory(err, count * sizeof *amount);
    bool ok = vp_share_core_make(&core, a, w->list, count, err);
    if (ok) {
        if (whole) {
            ok = close_core(w, a, &core, until, err);
        } else {
            ok = (round >= searched_rounds || choose_on(w, a, &core, NULL, err)) &&
                 vp_share_descend(a, &core, theta, amount, w->budget, err) && choose_on(w, a, &core, amount, err);
        }
        vp_share_core_clear(&core);
    }
    free(amount);
    return ok;
}

/* Choices and bound until they meet, until nothing is left to look at, or until the time. */
static bool solve(work *w, vp_share_asked *a, double until, vp_error *err)
{
    size_t batch = first_batch;
    double last = INFINITY;
    for (size_t z = 0; a->only_share && z < a->count; z++) a->zone_price[z] = 1;
    if (!vp_share_price_all(a, err)) return false;
    size_t count = list_known(w, a, false);
    list_for_zones(w, a, &count);
    size_t left = list_best(w, a, batch, &count);
    for (size_t round = 0; round < rounds_most; round++) {
        bool whole = left <= batch && last - a->bound < settled_part * fabs(a->bound);
        last = left <= batch ? a->bound : INFINITY;
        if (!one_round(w, a, count, round, whole, until, err)) return false;
        if (whole || is_settled(w, a)) break;
        if (!vp_share_price_all(a, err)) return false;
        if (is_settled(w, a) || !vp_time_budget_on(w->budget, NAN, NAN, NAN) || vp_clock_now() >= until) break;
        if (batch < batch_most) batch *= 2;
        count = list_known(w, a, true);
        left = list_best(w, a, batch, &count);
    }
    return true;
}

/* What a choice of sites lacks of the share asked for, and whom it serves. */
static bool value_of(const vp_share_asked *a, const bool chosen[], double *lack, double *value, vp_error *err)
{
    const vp_start_pairs *q = a->table->pairs;
    bool *served = calloc(q->demand_count + 1, sizeof *served);
    double *have = calloc(a->count + 1, sizeof *have);
    bool ok = (served && have) || vp_fail_memory(err, q->demand_count);
    *lack = *value = 0;
    for (size_t s = 0; ok && s < q->site_count; s++)
        for (size_t e = q->site_start[s]; chosen[s] && e < q->site_start[s + 1]; e++) {
            uint32_t d = q->site_demand[e];
            if (served[d] || !a->table->live[d]) continue;
            served[d] = true;
            *value += a->only_share ? 0 : q->weight[d];
            for (size_t k = q->zone_start[d]; k < q->zone_start[d + 1]; k++)
                if (a->lacking[q->zone[k]] != UINT32_MAX) have[a->lacking[q->zone[k]]] += q->part[k];
        }
    for (size_t z = 0; ok && z < a->count; z++) *lack += fmax(0, a->need[z] - have[z]);
    free(served);
    free(have);
    return ok;
}

/* Sites that the separation forbids side by side are no choice. */
static bool are_apart(const vp_start_pairs *q, const bool chosen[])
{
    for (size_t s = 0; s < q->site_count; s++)
        for (size_t k = q->near_start[s]; chosen[s] && k < q->near_start[s + 1]; k++)
            if (chosen[q->near[k]]) return false;
    return true;
}

static bool give_sites(void *context, const bool chosen[], vp_error *err)
{
    const giving *g = context;
    double lack, value;
    if (!are_apart(g->w->table->pairs, chosen)) return true;
    if (!value_of(g->a, chosen, &lack, &value, err)) return false;
    if (lack > 0) value = -INFINITY;
    if (lack > g->w->lack || (lack == g->w->lack && !(value > g->a->value))) return true;
    g->w->lack = lack;
    g->a->value = value;
    memcpy(g->w->open, chosen, g->w->table->pairs->site_count);
    return true;
}

/* Can every zone have the share? Then w->open gives it to them; impossible: proven that no choice does. */
static bool try_share(work *w, double share, double until, bool *impossible, vp_error *err)
{
    vp_share_asked a;
    if (!vp_share_asked_make(&a, w->table, share, true, err)) return false;
    w->lack = INFINITY;
    giving g = {w, &a};
    bool ok = vp_share_whole(&a, w->budget, give_sites, &g, until, err);
    if (ok && !is_settled(w, &a)) ok = solve(w, &a, until, err);
    *impossible = ok && w->lack > 0 && vp_share_is_impossible(&a);
    vp_share_asked_clear(&a);
    return ok;
}

/* ---- the largest share of all */

/* No zone can have more than its best sites give it alone. */
static bool bound_each_zone(const vp_share_table *t, double *share, vp_error *err)
{
    const vp_sites_problem *p = t->pairs->problem;
    double *score = calloc(t->pairs->site_count + 1, sizeof *score);
    vp_start_ranked *list = malloc((t->pairs->site_count + 1) * sizeof *list);
    bool ok = score && list;
    if (!ok) vp_fail_memory(err, t->pairs->site_count * sizeof *list);
    vp_start_scored scored = {.problem = p, .count = t->pairs->site_count, .score = score, .list = list};
    *share = 1;
    for (uint32_t z = 0; ok && z < p->zone_count; z++) {
        if (!(p->zone_whole[z] > 0)) continue;
        for (size_t s = 0; s < t->pairs->site_count; s++) {
            score[s] = 0;
            for (size_t k = t->start[s]; k < t->start[s + 1]; k++)
                if (t->parts[k].zone == z) score[s] = t->parts[k].people;
        }
        double most = fmin(t->left[z], vp_start_choose(&scored, NULL));
        *share = fmin(*share, (t->reached[z] + most) / p->zone_whole[z]);
    }
    free(score);
    free(list);
    return ok;
}

/* The least share that the choice gives. */
static bool least_share_of(const work *w, double *least, vp_error *err)
{
    const vp_start_pairs *q = w->table->pairs;
    const vp_sites_problem *p = q->problem;
    bool *served = calloc(q->demand_count + 1, sizeof *served);
    double *have = malloc((p->zone_count + 1) * sizeof *have);
    bool ok = served && have;
    if (!ok) vp_fail_memory(err, q->demand_count);
    if (ok) memcpy(have, w->table->reached, p->zone_count * sizeof *have);
    for (size_t s = 0; ok && s < q->site_count; s++)
        for (size_t e = q->site_start[s]; w->open[s] && e < q->site_start[s + 1]; e++) {
            uint32_t d = q->site_demand[e];
            if (served[d] || !w->table->live[d]) continue;
            served[d] = true;
            for (size_t k = q->zone_start[d]; k < q->zone_start[d + 1]; k++) have[q->zone[k]] += q->part[k];
        }
    *least = 1;
    for (size_t z = 0; ok && z < p->zone_count; z++)
        if (p->zone_whole[z] > 0) *least = fmin(*least, have[z] / p->zone_whole[z]);
    free(served);
    free(have);
    return ok;
}

/* Whether there is more than the share found; then halving between what could not be proven impossible and what was. */
static bool lower_share_bound(work *w, double share, double open, double *bound, double until, vp_error *err)
{
    bool impossible = false;
    double start = vp_clock_now();
    if (share + same_share >= *bound || start >= until) return true;
    bool ok = try_share(w, share + same_share, start + step_part * (until - start), &impossible, err);
    if (impossible) *bound = share + same_share;
    for (size_t step = 0; ok && step<share_steps && * bound - open> share_close * *bound; step++) {
        double now = vp_clock_now(), target = 0.5 * (open + *bound);
        if (now >= until || !vp_time_budget_on(w->budget, NAN, NAN, NAN)) break;
        ok = try_share(w, target, now + step_part * (until - now), &impossible, err);
        *(impossible ? bound : &open) = target;
    }
    return ok;
}

/* Halving between what is given and what is proven or (high) supposed to be impossible. */
static bool raise_share(work *w, double *share, double *bound, vp_error *err)
{
    size_t sites = w->table->pairs->site_count;
    bool *best = malloc(sites + 1);
    if (!best) return vp_fail_memory(err, sites);
    double left = vp_time_budget_left(w->budget), until = vp_clock_now() + share_part * left;
    bool ok = bound_each_zone(w->table, bound, err) && least_share_of(w, share, err), impossible = false;
    double high = *bound, target = high, open = *share;
    memcpy(best, w->open, sites);
    for (size_t step = 0; ok && step < share_steps && *share < high * (1 - 1e-9); step++) {
        double now = vp_clock_now(), found = 0;
        if (step && (now >= until || !vp_time_budget_on(w->budget, NAN, NAN, NAN))) break;
        ok = try_share(w, target, now + step_part * (until - now), &impossible, err) && least_share_of(w, &found, err);
        if (!ok) break;
        if (found > *share) {
            *share = found;
            memcpy(best, w->open, sites);
        }
        if (impossible) *bound = target;
        if (w->lack > 0) high = target;
        if (w->lack > 0 && !impossible) open = fmax(open, target);
        target = 0.5 * (*share + high);
    }
    ok = ok && lower_share_bound(w, *share, open, bound, until + share_bound_part * left, err);
    memcpy(w->open, best, sites);
    free(best);
    return ok;
}

/* ---- the answer */

/* The share that the choice must give; finished: there is no choice that gives the least one. */
static bool find_share(work *w, double *share, vp_condition_answer *out, vp_error *err)
{
    const vp_sites_problem *p = w->table->pairs->problem;
    *share = p->zone_least;
    if (p->worst_first) {
        double found = 0;
        if (!raise_share(w, &found, &out->share_bound, err)) return false;
        *share = fmax(*share, fmin(1, found));
        out->least_share = fmin(1, found);
        out->finished = out->share_bound < p->zone_least - 1e-9;
        return true;
    }
    double now = vp_clock_now();
    return try_share(w, *share, now + share_part * vp_time_budget_left(w->budget), &out->finished, err);
}

/* The choice that gives the share is known; programs that keep sites whole, then rounds, in turn. */
static bool search(work *w, vp_share_asked *a, vp_error *err)
{
    giving g = {w, a};
    bool *known = malloc(w->table->pairs->site_count + 1);
    if (!known) return vp_fail_memory(err, w->table->pairs->site_count);
    memcpy(known, w->open, w->table->pairs->site_count);
    bool ok = give_sites(&g, known, err);
    free(known);
    double now = vp_clock_now();
    ok = ok && vp_share_whole(a, w->budget, give_sites, &g, now + whole_part * vp_time_budget_left(w->budget), err);
    if (ok && !is_settled(w, a)) ok = solve(w, a, INFINITY, err);
    return ok;
}

static bool find(work *w, vp_condition_answer *out, vp_error *err)
{
    double share, kept = w->table->kept_weight;
    if (!find_share(w, &share, out, err)) return false;
    if (out->finished) return true;
    vp_share_asked a;
    if (!vp_share_asked_make(&a, w->table, share, false, err)) return false;
    w->lack = INFINITY;
    bool ok = search(w, &a, err);
    bool most = !w->table->pairs->problem->worst_first || out->least_share >= out->share_bound - 2 * same_share;
    out->found = ok && w->lack <= 0;
    out->value = a.value + kept;
    out->bound = fmax(a.bound, a.value) + kept; /* the bound may be that of better choices alone */
    out->finished = out->found ? most && a.bound <= vp_share_cutoff(&a) : vp_share_is_impossible(&a);
    memcpy(out->open, w->open, w->table->pairs->site_count);
    vp_share_asked_clear(&a);
    return ok;
}

bool vp_shares_solve(const vp_start_pairs *q, vp_time_budget *budget, vp_condition_answer *out, vp_error *err)
{
    vp_share_table table;
    if (!vp_share_table_make(&table, q, err)) return false;
    work w = {.table = &table, .budget = budget, .random = {budget->options->seed}, .lack = INFINITY};
    bool ok = make_room(&w, err);
    for (size_t s = 0; ok && s < q->site_count; s++) w.open[s] = vp_start_state(q, s) == VP_SITE_FIXED;
    ok = ok && find(&w, out, err);
    clear(&w);
    vp_share_table_clear(&table);
    return ok;
}
