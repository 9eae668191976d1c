#include "analysis/sites_start.h"
#include <stdlib.h>
#include <string.h>

static const size_t iterations_most = 400, patience = 10;
static const double time_part = 0.4; /* of what is left, for the bound */

typedef struct {
    double key;
    uint32_t at;
} ranked;

typedef struct {
    const vp_start_pairs *pairs;
    double *multiplier, *best, *taken; /* [demand] best: multipliers of the least bound */
    bool unlimited;                    /* capacities left out */
    double *score, *room, *amount;     /* [site]; amount: part chosen, 0..1 */
    ranked *demands, *sites;
} relaxed;

static int by_key(const void *a, const void *b)
{
    const ranked *x = a, *y = b;
    if (x->key != y->key) return x->key < y->key ? 1 : -1;
    return x->at < y->at ? -1 : x->at > y->at;
}

static double price_of(const vp_sites_problem *p, size_t s) { return p->prices ? p->prices[s] : 0; }

/* The most that an allowed choice can score: the count alone, or the budget alone (Dantzig), whichever is less. */
static double choose(relaxed *r, const double score[], double amount[])
{
    const vp_start_pairs *q = r->pairs;
    const vp_sites_problem *p = q->problem;
    double given = 0, budget = p->budget, best = INFINITY;
    size_t count = p->count;
    for (uint32_t s = 0; s < q->site_count; s++) {
        uint8_t state = vp_start_state(q, s);
        if (state != VP_SITE_KEPT && state != VP_SITE_FIXED) continue;
        given += score[s];
        if (state != VP_SITE_FIXED) continue;
        if (count != SIZE_MAX) count--;
        budget -= price_of(p, s);
    }
    for (int budgeted = 0; budgeted < 2; budgeted++) {
        if (budgeted ? !p->prices || !isfinite(p->budget) : p->count == SIZE_MAX && isfinite(best)) continue;
        size_t n = 0;
        for (uint32_t s = 0; s < q->site_count; s++)
            if (vp_start_state(q, s) == VP_SITE_FREE && score[s] > 0 && price_of(p, s) <= p->budget) {
                double price = price_of(p, s);
                double key = !budgeted ? score[s] : price > 0 ? score[s] / price : INFINITY;
                r->sites[n++] = (ranked){key, s};
            }
        qsort(r->sites, n, sizeof *r->sites, by_key);
        double sum = given, left = budgeted ? budget : (double)count;
        size_t k = 0;
        for (; k < n && left > 0; k++) {
            double each = budgeted ? price_of(p, r->sites[k].at) : 1;
            double part = each > left ? left / each : 1;
            sum += part * score[r->sites[k].at];
            left -= part * each;
            r->sites[k].key = part;
        }
        if (sum >= best) continue;
        best = sum;
        for (size_t s = 0; amount && s < q->site_count; s++) amount[s] = 0;
        for (size_t i = 0; amount && i < k; i++) amount[r->sites[i].at] = r->sites[i].key;
    }
    for (size_t s = 0; amount && s < q->site_count; s++)
        if (vp_start_state(q, s) == VP_SITE_KEPT || vp_start_state(q, s) == VP_SITE_FIXED) amount[s] = 1;
    return best;
}

/* Fills the sites with the demands of the largest multiplier a person first. */
static void fill_sites(relaxed *r, bool take)
{
    const vp_start_pairs *q = r->pairs;
    for (size_t s = 0; s < q->site_count; s++) {
        r->room[s] = r->unlimited ? INFINITY : q->room[s];
        if (!take) r->score[s] = 0;
    }
    for (size_t k = 0; k < q->demand_count; k++) {
        uint32_t d = r->demands[k].at;
        double part = r->demands[k].key, weight = q->weight[d];
        if (take) r->taken[d] = 0;
        if (!(weight > 0) || part <= 0) continue;
        for (size_t e = q->demand_start[d]; e < q->demand_start[d + 1]; e++) {
            uint32_t s = q->demand_site[e];
            double amount = fmin(weight, r->room[s]);
            r->room[s] -= amount;
            if (take)
                r->taken[d] += r->amount[s] * amount;
            else
                r->score[s] += part * amount;
        }
    }
}

static double evaluate(relaxed *r)
{
    const vp_start_pairs *q = r->pairs;
    double sum = 0;
    for (uint32_t d = 0; d < q->demand_count; d++) {
        sum += q->weight[d] - r->multiplier[d];
        r->demands[d] = (ranked){q->weight[d] > 0 ? r->multiplier[d] / q->weight[d] : 0, d};
    }
    qsort(r->demands, q->demand_count, sizeof *r->demands, by_key);
    fill_sites(r, false);
    double chosen = choose(r, r->score, r->amount);
    fill_sites(r, true);
    return sum + chosen;
}

static double square_of(const relaxed *r)
{
    const vp_start_pairs *q = r->pairs;
    double square = 0;
    for (size_t d = 0; d < q->demand_count; d++) {
        double g = q->weight[d] > 0 ? r->taken[d] / q->weight[d] - 1 : 0;
        square += g * g;
    }
    return square;
}

static void step_by(relaxed *r, double step)
{
    const vp_start_pairs *q = r->pairs;
    for (size_t d = 0; d < q->demand_count; d++) {
        if (!(q->weight[d] > 0)) continue;
        double moved = r->multiplier[d] - step * (r->taken[d] / q->weight[d] - 1);
        r->multiplier[d] = fmax(0, fmin(q->weight[d], moved));
    }
}

/* Subgradient steps from the multipliers; ends with those of the least value met. */
static void descend(relaxed *r, double value, double *bound, double until, vp_watch *watch)
{
    size_t size = r->pairs->demand_count * sizeof *r->best, stalled = 0;
    double theta = 1, least = INFINITY;
    for (size_t i = 0; i < iterations_most && theta > 1e-3; i++) {
        double now = evaluate(r);
        if (now < least * (1 - 1e-5)) stalled = 0;
        if (now < least) {
            least = now;
            memcpy(r->best, r->multiplier, size);
        }
        *bound = fmin(*bound, least);
        if (*bound <= value * (1 + 1e-9) || vp_watch_now() >= until || !vp_watch_on(watch, value, *bound, NAN)) break;
        double square = square_of(r);
        if (!(square > 0)) break;
        if (++stalled > patience) {
            stalled = 0;
            theta *= 0.6;
            memcpy(r->multiplier, r->best, size);
            continue;
        }
        step_by(r, theta * (now - value) / square);
    }
    memcpy(r->multiplier, r->best, size);
}

static void clear(relaxed *r)
{
    free(r->multiplier);
    free(r->best);
    free(r->taken);
    free(r->score);
    free(r->room);
    free(r->amount);
    free(r->demands);
    free(r->sites);
}

static bool init(relaxed *r, const vp_start_pairs *q, vp_error *err)
{
    size_t demands = q->demand_count + 1, sites = q->site_count + 1;
    *r = (relaxed){.pairs = q,
                   .multiplier = calloc(demands, sizeof(double)),
                   .best = calloc(demands, sizeof(double)),
                   .taken = calloc(demands, sizeof(double)),
                   .score = calloc(sites, sizeof(double)),
                   .room = calloc(sites, sizeof(double)),
                   .amount = calloc(sites, sizeof(double)),
                   .demands = calloc(demands, sizeof(ranked)),
                   .sites = calloc(sites, sizeof(ranked))};
    if (r->multiplier && r->best && r->taken && r->score && r->room && r->amount && r->demands && r->sites) return true;
    clear(r);
    return vp_fail_memory(err, (demands + sites) * sizeof(ranked));
}

bool vp_start_bound(const vp_start_pairs *q, double value, vp_watch *watch, double *bound, vp_error *err)
{
    relaxed r;
    if (!init(&r, q, err)) return false;
    *bound = INFINITY;
    double all = 0;
    for (size_t d = 0; d < q->demand_count; d++) {
        r.multiplier[d] = q->weight[d]; /* the P largest min(capacity, people in reach) */
        all += q->weight[d];
    }
    *bound = fmin(all, evaluate(&r)); /* everyone in reach of some site: multipliers of 0 */
    double now = vp_watch_now(), left = vp_watch_left(watch);
    if (q->problem->capacities) { /* from what is best without them */
        r.unlimited = true;
        descend(&r, value, bound, now + 0.5 * time_part * left, watch);
        r.unlimited = false;
    }
    descend(&r, value, bound, now + time_part * left, watch);
    clear(&r);
    return true;
}

bool vp_start_share_bound(const vp_start_pairs *q, double *share, vp_error *err)
{
    const vp_sites_problem *p = q->problem;
    relaxed r;
    if (!init(&r, q, err)) return false;
    *share = 1;
    for (size_t z = 0; z < p->zone_count; z++) {
        if (!(p->zone_whole[z] > 0)) continue;
        double all = 0;
        for (size_t s = 0; s < q->site_count; s++) r.score[s] = 0;
        for (size_t k = p->zone_start[z]; k < p->zone_start[z + 1]; k++) {
            uint32_t d = p->zone_demand[k];
            if (q->demand_start[d + 1] > q->demand_start[d]) all += p->zone_weight[k];
            for (size_t e = q->demand_start[d]; e < q->demand_start[d + 1]; e++)
                r.score[q->demand_site[e]] += p->zone_weight[k];
        }
        *share = fmin(*share, (p->zone_reached[z] + fmin(all, choose(&r, r.score, NULL))) / p->zone_whole[z]);
    }
    clear(&r);
    return true;
}
