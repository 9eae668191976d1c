#include "sites/start_internal.h"
#include <stdlib.h>
#include <string.h>

static const size_t iterations_most = 400, patience = 10;
static const double time_part = 0.4, share_time_part = 0.1; /* of what is left, for the bounds */

typedef struct {
    double key;
    uint32_t at;
} ranked;

/* Lagrangian relaxation of "a demand is served once" (multipliers u) and of the shares of zones (ν >= 0, of a zone's
 * share). A person of demand d is worth W(d) = w(d) + Σ ν(z) part(z,d) / whole(z), 0 <= u <= W:
 *     Σ (W - u) + Σ ν (reached / whole - target) + the most that an allowed choice scores with u */
typedef struct {
    const vp_start_pairs *pairs;
    double *multiplier, *best, *taken; /* [demand] best: multipliers of the least bound; taken: how often served */
    double *worth;                     /* [demand] W */
    bool unlimited;                    /* capacities left out */
    bool zoned, of_share;              /* shares of zones count; nothing else does, and Σ ν = 1 */
    double target;                     /* share that every zone must have */
    double *zone_multiplier, *zone_best, *zone_slope; /* [zone] */
    double *score, *room, *amount;                    /* [site]; amount: part chosen, 0..1 */
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

static void set_worth(relaxed *r)
{
    const vp_start_pairs *q = r->pairs;
    for (size_t d = 0; d < q->demand_count; d++) {
        r->worth[d] = r->of_share ? 0 : q->weight[d];
        for (size_t k = q->zone_start[d]; r->zoned && q->weight[d] > 0 && k < q->zone_start[d + 1]; k++)
            if (q->problem->zone_whole[q->zone[k]] > 0)
                r->worth[d] += r->zone_multiplier[q->zone[k]] * q->part[k] / q->problem->zone_whole[q->zone[k]];
    }
}

static double evaluate(relaxed *r)
{
    const vp_start_pairs *q = r->pairs;
    const vp_sites_problem *p = q->problem;
    double sum = 0;
    for (size_t z = 0; r->zoned && z < p->zone_count; z++)
        if (p->zone_whole[z] > 0) sum += r->zone_multiplier[z] * (p->zone_reached[z] / p->zone_whole[z] - r->target);
    for (size_t d = 0; d < q->demand_count; d++) sum += r->worth[d] - r->multiplier[d];
    if (r->unlimited) {
        score_unlimited(r);
        sum += choose(r, r->score, r->amount);
        take_unlimited(r);
        return sum;
    }
    for (uint32_t d = 0; d < q->demand_count; d++)
        r->demands[d] = (ranked){q->weight[d] > 0 ? r->multiplier[d] / q->weight[d] : 0, d};
    qsort(r->demands, q->demand_count, sizeof *r->demands, by_key);
    fill_sites(r, false);
    sum += choose(r, r->score, r->amount);
    fill_sites(r, true);
    return sum;
}

/* What a demand is worth beyond its multiplier, s = W - u, is what the steps move: so a zone that gains weight gains it
 * for sites, too. Slopes are 0 where s is at its end, and stand in place of taken. Returns the sum of their squares. */
static double slope_of_demands(relaxed *r)
{
    const vp_start_pairs *q = r->pairs;
    double square = 0;
    for (size_t z = 0; r->zoned && z < q->problem->zone_count; z++) r->zone_slope[z] = 0;
    for (size_t d = 0; d < q->demand_count; d++) {
        double slope = 1 - r->taken[d];
        for (size_t k = q->zone_start[d]; r->zoned && q->weight[d] > 0 && k < q->zone_start[d + 1]; k++)
            r->zone_slope[q->zone[k]] += r->taken[d] * q->part[k];
        bool full = r->multiplier[d] >= r->worth[d], empty = r->multiplier[d] <= 0;
        if (!(q->weight[d] > 0) || (full && slope > 0) || (empty && slope < 0)) slope = 0;
        r->taken[d] = slope;
        square += slope * slope;
    }
    return square;
}

static double slope_of_zones(relaxed *r, double now)
{
    const vp_sites_problem *p = r->pairs->problem;
    double square = 0, target = r->of_share ? now : r->target;
    for (size_t z = 0; z < p->zone_count; z++) {
        if (!(p->zone_whole[z] > 0)) continue;
        double slope = (r->zone_slope[z] + p->zone_reached[z]) / p->zone_whole[z] - target;
        if (r->zone_multiplier[z] <= 0 && slope > 0) slope = 0;
        r->zone_slope[z] = slope;
        square += slope * slope;
    }
    return square;
}

/* Σ ν = 1: the bound on the share is homogeneous in all multipliers. */
static void scale(relaxed *r)
{
    const vp_start_pairs *q = r->pairs;
    double sum = 0;
    for (size_t z = 0; z < q->problem->zone_count; z++) sum += r->zone_multiplier[z];
    if (!(sum > 0)) {
        memcpy(r->zone_multiplier, r->zone_best, q->problem->zone_count * sizeof *r->zone_best);
        sum = 1;
    }
    for (size_t z = 0; z < q->problem->zone_count; z++) r->zone_multiplier[z] /= sum;
    for (size_t d = 0; d < q->demand_count; d++) r->multiplier[d] /= sum;
}

/* Polyak's step for demands and for zones, each by its own length: the two have different units. */
static bool step(relaxed *r, double theta, double now, double value)
{
    const vp_start_pairs *q = r->pairs;
    double demands = slope_of_demands(r), zones = r->zoned ? slope_of_zones(r, now) : 0;
    double above = theta * (now - value);
    if (demands <= 0 && zones <= 0) return false;
    for (size_t z = 0; zones > 0 && z < q->problem->zone_count; z++)
        if (q->problem->zone_whole[z] > 0)
            r->zone_multiplier[z] = fmax(0, r->zone_multiplier[z] - above / zones * r->zone_slope[z]);
    for (size_t d = 0; d < q->demand_count; d++) {
        double slack = r->worth[d] - r->multiplier[d];
        r->multiplier[d] = demands > 0 ? fmax(0, slack - above / demands * r->taken[d]) : slack;
    }
    if (r->of_share) scale(r); /* of the slack for now */
    set_worth(r);
    for (size_t d = 0; d < q->demand_count; d++) r->multiplier[d] = fmax(0, r->worth[d] - r->multiplier[d]);
    return true;
}

static void keep(relaxed *r, bool back)
{
    size_t demands = r->pairs->demand_count * sizeof *r->best;
    size_t zones = r->zoned ? r->pairs->problem->zone_count * sizeof *r->zone_best : 0;
    memcpy(back ? r->multiplier : r->best, back ? r->best : r->multiplier, demands);
    if (zones) memcpy(back ? r->zone_multiplier : r->zone_best, back ? r->zone_best : r->zone_multiplier, zones);
    if (back) set_worth(r);
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
        if (!vp_time_budget_on(budget, r->of_share ? NAN : value, r->of_share ? NAN : *bound, NAN)) break;
        if (++stalled > patience) {
            stalled = 0;
            theta *= 0.6;
            keep(r, true);
            now = evaluate(r);
        }
        if (!step(r, theta, now, value)) break;
    }
    keep(r, true);
}

static void clear(relaxed *r)
{
    free(r->multiplier);
    free(r->best);
    free(r->taken);
    free(r->worth);
    free(r->zone_multiplier);
    free(r->zone_best);
    free(r->zone_slope);
    free(r->score);
    free(r->room);
    free(r->amount);
    free(r->demands);
    free(r->sites);
}

static bool init(relaxed *r, const vp_start_pairs *q, vp_error *err)
{
    size_t demands = q->demand_count + 1, sites = q->site_count + 1, zones = q->problem->zone_count + 1;
    *r = (relaxed){.pairs = q,
                   .multiplier = calloc(demands, sizeof(double)),
                   .best = calloc(demands, sizeof(double)),
                   .taken = calloc(demands, sizeof(double)),
                   .worth = calloc(demands, sizeof(double)),
                   .zone_multiplier = calloc(zones, sizeof(double)),
                   .zone_best = calloc(zones, sizeof(double)),
                   .zone_slope = calloc(zones, sizeof(double)),
                   .score = calloc(sites, sizeof(double)),
                   .room = calloc(sites, sizeof(double)),
                   .amount = calloc(sites, sizeof(double)),
                   .demands = calloc(demands, sizeof(ranked)),
                   .sites = calloc(sites, sizeof(ranked))};
    if (r->multiplier && r->best && r->taken && r->worth && r->zone_multiplier && r->zone_best && r->zone_slope &&
        r->score && r->room && r->amount && r->demands && r->sites)
        return true;
    clear(r);
    return vp_fail_memory(err, (demands + sites) * sizeof(ranked));
}

bool vp_start_bound(const vp_start_pairs *q, double value, double share, vp_time_budget *budget, double *bound,
                    vp_error *err)
{
    relaxed r;
    if (!init(&r, q, err)) return false;
    *bound = INFINITY;
    double all = 0;
    for (size_t d = 0; d < q->demand_count; d++) {
        r.multiplier[d] = q->weight[d]; /* the P largest min(capacity, people in reach) */
        all += q->weight[d];
    }
    set_worth(&r);
    r.unlimited = !q->problem->capacities;
    *bound = fmin(all, evaluate(&r)); /* everyone in reach of some site: multipliers of 0 */
    double now = vp_clock_now(), left = vp_time_budget_left(budget);
    if (q->problem->capacities) { /* from what is best without them */
        r.unlimited = true;
        descend(&r, value, bound, now + 0.5 * time_part * left, budget);
        r.unlimited = false;
    }
    r.zoned = q->problem->zone_count > 0 && share > 0;
    r.target = share;
    descend(&r, value, bound, now + time_part * left, budget);
    *bound = *bound < -1e-9 * all ? -INFINITY : fmax(*bound, 0);
    clear(&r);
    return true;
}

/* No zone can have more than its best sites give it alone; the least of these, and of what is reached already. */
static void bound_each_zone(relaxed *r, double *share, double *reached)
{
    const vp_start_pairs *q = r->pairs;
    const vp_sites_problem *p = q->problem;
    *share = *reached = 1;
    for (size_t z = 0; z < p->zone_count; z++) {
        if (!(p->zone_whole[z] > 0)) continue;
        double all = 0;
        for (size_t s = 0; s < q->site_count; s++) r->score[s] = 0;
        for (size_t k = p->zone_start[z]; k < p->zone_start[z + 1]; k++) {
            uint32_t d = p->zone_demand[k];
            if (q->demand_start[d + 1] > q->demand_start[d]) all += p->zone_weight[k];
            for (size_t e = q->demand_start[d]; e < q->demand_start[d + 1]; e++)
                r->score[q->demand_site[e]] += p->zone_weight[k];
        }
        double most = (p->zone_reached[z] + fmin(all, choose(r, r->score, NULL))) / p->zone_whole[z];
        *share = fmin(*share, most);
        *reached = fmin(*reached, p->zone_reached[z] / p->zone_whole[z]);
    }
}

/* Zones that have less than the bound already, equally. */
static bool begin_with_zones(relaxed *r, double share)
{
    const vp_sites_problem *p = r->pairs->problem;
    bool any = false;
    for (size_t z = 0; z < p->zone_count; z++)
        if (p->zone_whole[z] > 0 && p->zone_reached[z] / p->zone_whole[z] < share) {
            r->zone_multiplier[z] = 1;
            any = true;
        }
    if (!any) return false;
    scale(r);
    set_worth(r);
    memcpy(r->multiplier, r->worth, r->pairs->demand_count * sizeof *r->worth);
    return true;
}

bool vp_start_share_bound(const vp_start_pairs *q, vp_time_budget *budget, double *share, vp_error *err)
{
    relaxed r;
    double reached;
    if (!init(&r, q, err)) return false;
    bound_each_zone(&r, share, &reached);
    r.zoned = r.of_share = r.unlimited = true;
    if (begin_with_zones(&r, *share))
        descend(&r, reached, share, vp_clock_now() + share_time_part * vp_time_budget_left(budget), budget);
    clear(&r);
    return true;
}
