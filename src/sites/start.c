/* A choice for coverage under conditions: greedy (zones below their share first), then exchanges, each
 * valued exactly by a maximal flow. */
#include "sites/start_internal.h"
#include <stdlib.h>
#include <string.h>

static const int share_steps = 10;
static const double share_part = 0.25, exchange_part = 0.3; /* of the time left */

typedef struct {
    const vp_start_pairs *pairs;
    const bool *plain; /* a choice without the conditions */
    double target;     /* share of every zone that is wanted */
    bool *open;
    double *unserved; /* [demand] */
    double *lacking;  /* [zone] people below the target */
    double *add;      /* [zone] what the site being looked at brings */
    uint32_t *touched;
    double value, lack, least; /* of open: weight, Σ lacking, least share */
    bool *best;
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
    const vp_sites_problem *p = c->pairs->problem;
    if (!vp_conditions_flow(p, c->open, &c->value, c->unserved, err)) return false;
    c->lack = 0;
    c->least = 1;
    for (size_t z = 0; z < p->zone_count; z++) {
        c->lacking[z] = 0;
        if (!(p->zone_whole[z] > 0)) continue;
        double reached = p->zone_reached[z];
        for (size_t k = p->zone_start[z]; k < p->zone_start[z + 1]; k++) {
            uint32_t d = p->zone_demand[k];
            if (c->pairs->weight[d] > 0 && !(c->unserved[d] > 0)) reached += p->zone_weight[k];
        }
        double share = reached / p->zone_whole[z];
        c->least = fmin(c->least, share);
        if (share < c->target - 1e-10) c->lacking[z] = c->target * p->zone_whole[z] - reached;
        c->lack += c->lacking[z];
    }
    return true;
}

/* What a site adds: people, and people that some zone lacks; zone: of that one alone. */
static double gain_of(choice *c, size_t s, size_t zone, double *lacked)
{
    const vp_start_pairs *q = c->pairs;
    double sum = 0;
    size_t count = 0;
    *lacked = 0;
    for (size_t e = q->site_start[s]; e < q->site_start[s + 1]; e++) {
        uint32_t d = q->site_demand[e];
        if (!(c->unserved[d] > 0)) continue;
        sum += c->unserved[d];
        for (size_t k = q->zone_start[d]; c->lack > 0 && k < q->zone_start[d + 1]; k++) {
            uint32_t z = q->zone[k];
            if (!(c->lacking[z] > 0) || (zone != SIZE_MAX && z != zone)) continue;
            if (c->add[z] == 0) c->touched[count++] = z;
            c->add[z] += q->part[k] + 1e-300;
        }
    }
    for (size_t i = 0; i < count; i++) {
        *lacked += fmin(c->add[c->touched[i]], c->lacking[c->touched[i]]);
        c->add[c->touched[i]] = 0;
    }
    return fmin(sum, q->room[s]);
}

/* The zone that lacks the largest part; SIZE_MAX: none lacks anything. */
static size_t worst_zone(const choice *c)
{
    const vp_sites_problem *p = c->pairs->problem;
    size_t worst = SIZE_MAX;
    double most = 0;
    for (size_t z = 0; z < p->zone_count; z++)
        if (c->lacking[z] > most * p->zone_whole[z]) {
            worst = z;
            most = c->lacking[z] / p->zone_whole[z];
        }
    return worst;
}

typedef enum { BY_GAIN = 0, BY_PRICE = 1, WORST_ZONE = 2, RULES = 4 } rule;

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

static size_t best_site(choice *c, int how)
{
    size_t best = SIZE_MAX, count, zone = how & WORST_ZONE ? worst_zone(c) : SIZE_MAX;
    double most_lacked = 0, most = 0, paid;
    count_open(c, &count, &paid);
    for (size_t s = 0; s < c->pairs->site_count; s++) {
        if (!may_add(c, s, count, paid)) continue;
        double lacked, gain = gain_of(c, s, zone, &lacked), price = price_of(c->pairs->problem, s);
        if (how & BY_PRICE && (gain > 0 || lacked > 0)) {
            gain = gain / fmax(price, 1e-9);
            lacked = lacked / fmax(price, 1e-9);
        }
        if (lacked < most_lacked || (lacked == most_lacked && gain <= most)) continue;
        best = s;
        most_lacked = lacked;
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

static bool better(double lack, double value, const choice *than)
{
    if (lack < than->lack - 1e-9 * (1 + than->lack)) return true;
    return lack <= than->lack && value > than->value + 1e-9 * (1 + than->value);
}

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
            ok = grow(c, c->pairs->problem->zone_count ? WORST_ZONE : BY_GAIN, err);
            if (ok && better(c->lack, c->value, &before)) {
                moved = true;
                continue;
            }
            memcpy(c->open, kept, sites);
            c->lack = before.lack;
            c->value = before.value;
            c->least = before.least;
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

/* The best of the greedy rules at a target and of the choice without conditions, exchanged further. */
static bool reach(choice *c, double target, double until, vp_error *err)
{
    size_t sites = c->pairs->site_count;
    bool *best = malloc(sites + 1), ok = true;
    choice found = {.lack = INFINITY, .value = -INFINITY};
    if (!best) return vp_fail_memory(err, sites);
    c->target = target;
    for (int how = 0; ok && how <= RULES; how++) {
        if ((how & BY_PRICE && !c->pairs->problem->prices) || (how & WORST_ZONE && !c->pairs->problem->zone_count))
            continue;
        if (how == RULES)
            begin_with_plain(c);
        else
            begin(c);
        ok = grow(c, how == RULES ? BY_GAIN : how, err);
        if (!ok || (how && !better(c->lack, c->value, &found))) continue;
        found.lack = c->lack;
        found.value = c->value;
        memcpy(best, c->open, sites);
    }
    memcpy(c->open, best, sites);
    free(best);
    return ok && measure(c, err) && exchange(c, until, err);
}

/* The largest least share found, by halving between what is reached and what no choice reaches. */
static bool raise_share(choice *c, double bound, vp_time_budget *budget, vp_error *err)
{
    size_t sites = c->pairs->site_count;
    double until = vp_clock_now() + share_part * vp_time_budget_left(budget), low = -INFINITY, high = bound,
           target = bound;
    bool ok = true;
    for (int step = 0; ok && step < share_steps && low < bound - 1e-9; step++) {
        if (step && (!vp_time_budget_on(budget, NAN, NAN, NAN) || vp_clock_now() >= until)) break;
        ok = reach(c, target, until, err);
        if (ok && c->least > low) {
            low = c->least;
            memcpy(c->best, c->open, sites);
        }
        if (c->lack > 0) high = target;
        target = 0.5 * (fmax(low, 0) + high);
    }
    memcpy(c->open, c->best, sites);
    c->target = low;
    return ok && measure(c, err);
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
    const vp_sites_problem *p = c->pairs->problem;
    out->share_bound = NAN;
    if (p->zone_count && !vp_start_share_bound(c->pairs, budget, &out->share_bound, err)) return false;
    if (!fixed_are_apart(c->pairs) || (p->zone_count && out->share_bound < p->zone_least - 1e-9)) {
        out->finished = true; /* no choice does */
        return true;
    }
    double target = p->zone_least, part = exchange_part;
    bool ok = true;
    if (p->worst_first && p->zone_count) {
        ok = raise_share(c, out->share_bound, budget, err);
        target = fmax(target, c->target);
        c->target = target;
        ok = ok && measure(c, err) && exchange(c, vp_clock_now() + part * vp_time_budget_left(budget), err);
    } else {
        ok = reach(c, target, vp_clock_now() + part * vp_time_budget_left(budget), err);
    }
    if (!ok) return false;
    out->found = c->lack <= 0;
    out->value = c->value;
    if (p->worst_first) out->least_share = c->least;
    for (size_t s = 0; s < c->pairs->site_count; s++) out->open[s] = c->open[s];
    double share = p->worst_first && out->found ? fmax(p->zone_least, out->least_share) : p->zone_least;
    if (!vp_start_bound(c->pairs, out->found ? c->value : 0, share - 1e-9, budget, &out->bound, err)) return false;
    out->bound = fmin(out->bound, plain_bound);
    if (!out->found && out->bound < 0) {
        out->finished = true; /* no choice does */
        return true;
    }
    bool most = !p->worst_first || out->least_share >= out->share_bound - 1e-9;
    out->finished = out->found && most && out->bound <= c->value * (1 + 1e-9);
    return true;
}

bool vp_conditions_start(const vp_sites_problem *p, const bool plain[], double plain_bound, vp_time_budget *budget,
                         vp_condition_answer *out, vp_error *err)
{
    vp_start_pairs q;
    out->found = out->finished = false;
    out->bound = INFINITY;
    if (!vp_start_pairs_make(&q, p, err)) return false;
    choice c = {.pairs = &q,
                .plain = plain,
                .open = calloc(q.site_count + 1, 1),
                .best = calloc(q.site_count + 1, 1),
                .unserved = calloc(q.demand_count + 1, sizeof(double)),
                .lacking = calloc(p->zone_count + 1, sizeof(double)),
                .add = calloc(p->zone_count + 1, sizeof(double)),
                .touched = calloc(p->zone_count + 1, sizeof(uint32_t))};
    bool ok = c.open && c.best && c.unserved && c.lacking && c.add && c.touched;
    if (!ok) vp_fail_memory(err, q.demand_count * sizeof(double));
    ok = ok && find(&c, plain_bound, budget, out, err);
    free(c.open);
    free(c.best);
    free(c.unserved);
    free(c.lacking);
    free(c.add);
    free(c.touched);
    vp_start_pairs_clear(&q);
    return ok;
}
