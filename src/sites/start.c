/* A choice for coverage under capacities and separation: greedy, then exchanges, each valued exactly by a maximal flow.
 */
#include "sites/share_internal.h"
#include <stdlib.h>
#include <string.h>

static const double exchange_part = 0.3; /* of the time left */

typedef struct {
    const vp_start_pairs *pairs;
    const bool *plain; /* a choice without the conditions */
    bool *open;
    double *unserved; /* [demand] */
    double value;     /* of open: weight */
} choice;

static double price_of(const vp_sites_problem *p, size_t s) { return p->prices ? p->prices[s] : 0; }

static bool may_add(const choice *c, size_t s, size_t count, double paid)
{
    const vp_start_pairs *q = c->pairs;
    if (c->open[s] || vp_start_state(q, s) != VP_SITE_FREE || count >= q->problem->count ||
        paid + price_of(q->problem, s) > q->problem->budget)
        return false;
    for (size_t k = q->near_start[s]; k < q->near_start[s + 1]; k++)
        if (c->open[q->near[k]] || vp_start_state(q, q->near[k]) == VP_SITE_KEPT) return false;
    return true;
}

static bool measure(choice *c, vp_error *err)
{
    return vp_conditions_flow(c->pairs->problem, c->open, &c->value, c->unserved, err);
}

static double gain_of(const choice *c, size_t s)
{
    const vp_start_pairs *q = c->pairs;
    double sum = 0;
    for (size_t e = q->site_start[s]; e < q->site_start[s + 1]; e++) sum += c->unserved[q->site_demand[e]];
    return fmin(sum, q->room[s]);
}

typedef enum { BY_GAIN, BY_PRICE, RULES } rule;

static void count_open(const choice *c, size_t *count, double *paid)
{
    *count = 0;
    *paid = 0;
    for (size_t s = 0; s < c->pairs->site_count; s++)
        if (c->open[s]) {
            ++*count;
            *paid += price_of(c->pairs->problem, s);
        }
}

static size_t best_site(const choice *c, int how)
{
    size_t best = SIZE_MAX, count;
    double most = 0, paid;
    count_open(c, &count, &paid);
    for (size_t s = 0; s < c->pairs->site_count; s++) {
        if (!may_add(c, s, count, paid)) continue;
        double gain = gain_of(c, s);
        if (how == BY_PRICE && gain > 0) gain = gain / fmax(price_of(c->pairs->problem, s), 1e-9);
        if (gain <= most) continue;
        best = s;
        most = gain;
    }
    return best;
}

static bool grow(choice *c, int how, vp_error *err)
{
    if (!measure(c, err)) return false;
    for (size_t s = best_site(c, how); s != SIZE_MAX; s = best_site(c, how)) {
        c->open[s] = true;
        if (!measure(c, err)) return false;
    }
    return true;
}

static bool better(double value, const choice *than) { return value > than->value + 1e-9 * (1 + than->value); }

/* Gives up one site after the other for what is then the best; the choice is never worse after. */
static bool exchange(choice *c, double until, vp_error *err)
{
    size_t sites = c->pairs->site_count;
    bool *kept = malloc(sites + 1), moved = true;
    if (!kept) return vp_fail_memory(err, sites);
    bool ok = true;
    while (ok && moved) {
        moved = false;
        for (size_t s = 0; ok && s < sites; s++) {
            if (!c->open[s] || vp_start_state(c->pairs, s) != VP_SITE_FREE) continue;
            if (vp_clock_now() >= until) goto done;
            memcpy(kept, c->open, sites);
            choice before = *c;
            c->open[s] = false;
            ok = grow(c, BY_GAIN, err);
            if (ok && better(c->value, &before)) {
                moved = true;
                continue;
            }
            memcpy(c->open, kept, sites);
            c->value = before.value;
        }
    }
done:
    free(kept);
    return ok && measure(c, err);
}

static void begin(choice *c)
{
    for (size_t s = 0; s < c->pairs->site_count; s++) c->open[s] = vp_start_state(c->pairs, s) == VP_SITE_FIXED;
}

/* What may be kept of the choice without the conditions. */
static void begin_with_plain(choice *c)
{
    begin(c);
    for (size_t s = 0; s < c->pairs->site_count; s++) {
        size_t count;
        double paid;
        if (!c->plain[s]) continue;
        count_open(c, &count, &paid);
        c->open[s] |= may_add(c, s, count, paid);
    }
}

/* The best of the greedy rules and of the choice without conditions, exchanged further. */
static bool reach(choice *c, double until, vp_error *err)
{
    size_t sites = c->pairs->site_count;
    bool *best = malloc(sites + 1), ok = true;
    choice found = {.value = -INFINITY};
    if (!best) return vp_fail_memory(err, sites);
    for (int how = 0; ok && how <= RULES; how++) {
        if (how == BY_PRICE && !c->pairs->problem->prices) continue;
        if (how == RULES)
            begin_with_plain(c);
        else
            begin(c);
        ok = grow(c, how == RULES ? BY_GAIN : how, err);
        if (!ok || (how && !better(c->value, &found))) continue;
        found.value = c->value;
        memcpy(best, c->open, sites);
    }
    memcpy(c->open, best, sites);
    free(best);
    return ok && measure(c, err) && exchange(c, until, err);
}

static bool fixed_are_apart(const vp_start_pairs *q)
{
    for (size_t k = 0; k < q->problem->apart_count; k++) {
        uint8_t a = vp_start_state(q, q->problem->apart[k].a), b = vp_start_state(q, q->problem->apart[k].b);
        if ((a == VP_SITE_FIXED || a == VP_SITE_KEPT) && (b == VP_SITE_FIXED || b == VP_SITE_KEPT)) return false;
    }
    return true;
}

static bool find(choice *c, double plain_bound, vp_time_budget *budget, vp_condition_answer *out, vp_error *err)
{
    if (!reach(c, vp_clock_now() + exchange_part * vp_time_budget_left(budget), err)) return false;
    out->found = true;
    out->value = c->value;
    memcpy(out->open, c->open, c->pairs->site_count);
    if (!vp_start_bound(c->pairs, c->value, budget, &out->bound, err)) return false;
    out->bound = fmin(out->bound, plain_bound);
    out->finished = out->bound <= c->value * (1 + 1e-9);
    return true;
}

static bool find_with_room(const vp_start_pairs *q, const bool plain[], double plain_bound, vp_time_budget *budget,
                           vp_condition_answer *out, vp_error *err)
{
    choice c = {.pairs = q,
                .plain = plain,
                .open = calloc(q->site_count + 1, sizeof *c.open),
                .unserved = calloc(q->demand_count + 1, sizeof *c.unserved)};
    bool ok = c.open && c.unserved;
    if (!ok) vp_fail_memory(err, q->demand_count * sizeof *c.unserved);
    ok = ok && find(&c, plain_bound, budget, out, err);
    free(c.open);
    free(c.unserved);
    return ok;
}

bool vp_conditions_start(const vp_sites_problem *p, const bool plain[], double plain_bound, vp_time_budget *budget,
                         vp_condition_answer *out, vp_error *err)
{
    vp_start_pairs q;
    out->found = out->finished = false;
    out->bound = INFINITY;
    if (!vp_start_pairs_make(&q, p, err)) return false;
    bool ok = true;
    if (!fixed_are_apart(&q))
        out->finished = true; /* no choice is allowed */
    else if (p->zone_count)
        ok = vp_shares_solve(&q, budget, out, err);
    else
        ok = find_with_room(&q, plain, plain_bound, budget, out, err);
    vp_start_pairs_clear(&q);
    return ok;
}
