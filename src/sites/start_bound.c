#include "sites/start_internal.h"
#include <stdlib.h>
#include <string.h>

static const size_t iterations_most = 400, patience = 10;
static const double time_part = 0.4; /* of what is left */

/* Lagrangian relaxation of "a demand is served once", with multipliers 0 <= u <= w:
 *     Σ (w - u) + the most that an allowed choice scores with u */
typedef struct {
    const vp_start_pairs *pairs;
    double *multiplier, *best, *taken; /* [demand] best: multipliers of the least bound; taken: how often served */
    bool unlimited;                    /* capacities left out */
    double *score, *room, *amount;     /* [site]; amount: part chosen, 0..1 */
    vp_start_ranked *demands, *sites;
} relaxed;

static double choose(relaxed *r, double amount[])
{
    vp_start_scored scored = {
        .problem = r->pairs->problem, .count = r->pairs->site_count, .score = r->score, .list = r->sites};
    return vp_start_choose(&scored, amount);
}

/* Sites that take everyone in reach. */
static void score_unlimited(relaxed *r)
{
    const vp_start_pairs *q = r->pairs;
    for (size_t s = 0; s < q->site_count; s++) {
        double sum = 0;
        for (size_t e = q->site_start[s]; e < q->site_start[s + 1]; e++) sum += r->multiplier[q->site_demand[e]];
        r->score[s] = sum;
    }
}

static void take_unlimited(relaxed *r)
{
    const vp_start_pairs *q = r->pairs;
    memset(r->taken, 0, q->demand_count * sizeof *r->taken);
    for (size_t s = 0; s < q->site_count; s++)
        for (size_t e = q->site_start[s]; r->amount[s] > 0 && e < q->site_start[s + 1]; e++)
            r->taken[q->site_demand[e]] += r->amount[s];
}

/* Fills limited sites with the demands of the largest multiplier a person first. */
static void fill_sites(relaxed *r, bool take)
{
    const vp_start_pairs *q = r->pairs;
    for (size_t s = 0; s < q->site_count; s++) {
        r->room[s] = q->room[s];
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
                r->taken[d] += r->amount[s] * amount / weight;
            else
                r->score[s] += part * amount;
        }
    }
}

static double evaluate(relaxed *r)
{
    const vp_start_pairs *q = r->pairs;
    double sum = 0;
    for (size_t d = 0; d < q->demand_count; d++) sum += q->weight[d] - r->multiplier[d];
    if (r->unlimited) {
        score_unlimited(r);
        sum += choose(r, r->amount);
        take_unlimited(r);
        return sum;
    }
    for (uint32_t d = 0; d < q->demand_count; d++)
        r->demands[d] = (vp_start_ranked){q->weight[d] > 0 ? r->multiplier[d] / q->weight[d] : 0, d};
    vp_start_rank(r->demands, q->demand_count);
    fill_sites(r, false);
    sum += choose(r, r->amount);
    fill_sites(r, true);
    return sum;
}

/* Polyak's step. Slopes are 0 where a multiplier is at its end, and stand in place of taken. */
static bool step(relaxed *r, double above)
{
    const vp_start_pairs *q = r->pairs;
    double square = 0;
    for (size_t d = 0; d < q->demand_count; d++) {
        double slope = 1 - r->taken[d];
        bool full = r->multiplier[d] >= q->weight[d], empty = r->multiplier[d] <= 0;
        if (!(q->weight[d] > 0) || (full && slope > 0) || (empty && slope < 0)) slope = 0;
        r->taken[d] = slope;
        square += slope * slope;
    }
    if (square <= 0) return false;
    for (size_t d = 0; d < q->demand_count; d++)
        r->multiplier[d] = fmin(fmax(r->multiplier[d] + above / square * r->taken[d], 0), q->weight[d]);
    return true;
}

static void keep(relaxed *r, bool back)
{
    memcpy(back ? r->multiplier : r->best, back ? r->best : r->multiplier, r->pairs->demand_count * sizeof *r->best);
}

/* Subgradient steps from the multipliers; ends with those of the least value met. */
static void descend(relaxed *r, double value, double *bound, double until, vp_time_budget *budget)
{
    size_t stalled = 0;
    double theta = 1, least = INFINITY;
    for (size_t i = 0; i < iterations_most && theta > 1e-3; i++) {
        double now = evaluate(r);
        if (now < least * (1 - 1e-5)) stalled = 0;
        if (now < least) {
            least = now;
            keep(r, false);
        }
        *bound = fmin(*bound, least);
        if (*bound <= value * (1 + 1e-9) || vp_clock_now() >= until) break;
        if (!vp_time_budget_on(budget, value, *bound, NAN)) break;
        if (++stalled > patience) {
            stalled = 0;
            theta *= 0.6;
            keep(r, true);
            now = evaluate(r);
        }
        if (!step(r, theta * (now - value))) break;
    }
    keep(r, true);
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
                   .demands = calloc(demands, sizeof(vp_start_ranked)),
                   .sites = calloc(sites, sizeof(vp_start_ranked))};
    if (r->multiplier && r->best && r->taken && r->score && r->room && r->amount && r->demands && r->sites) return true;
    clear(r);
    return vp_fail_memory(err, (demands + sites) * sizeof(vp_start_ranked));
}

bool vp_start_bound(const vp_start_pairs *q, double value, vp_time_budget *budget, double *bound, vp_error *err)
{
    relaxed r;
    if (!init(&r, q, err)) return false;
    *bound = INFINITY;
    double all = 0;
    for (size_t d = 0; d < q->demand_count; d++) {
        r.multiplier[d] = q->weight[d]; /* the P largest min(capacity, people in reach) */
        all += q->weight[d];
    }
    r.unlimited = !q->problem->capacities;
    *bound = fmin(all, evaluate(&r)); /* everyone in reach of some site: multipliers of 0 */
    double now = vp_clock_now(), left = vp_time_budget_left(budget);
    if (q->problem->capacities) { /* from what is best without them */
        r.unlimited = true;
        descend(&r, value, bound, now + 0.5 * time_part * left, budget);
        r.unlimited = false;
    }
    descend(&r, value, bound, now + time_part * left, budget);
    *bound = fmax(*bound, 0);
    clear(&r);
    return true;
}
