/* A choice prepared for readers: who is served, and what each site adds in order. */
#include "base/heap.h"
#include "sites/sites_internal.h"
#include <stdlib.h>
#include <string.h>

static uint8_t state_of(const vp_sites_problem *p, size_t site) { return p->states ? p->states[site] : VP_SITE_FREE; }
static double weight_of(const vp_sites_problem *p, size_t demand) { return p->weights ? p->weights[demand] : 1; }

/* ---- what is covered or served */

static bool serves(const vp_sites_problem *p, const bool open[], vp_order_which sites, uint32_t site)
{
    uint8_t state = state_of(p, site);
    if (state == VP_SITE_KEPT) return true;
    if (sites == VP_KEPT_AND_CHOSEN) return open[site];
    return sites == VP_EVERY_ALLOWED && state != VP_SITE_FORBIDDEN;
}

static bool has_limit(const vp_sites_problem *p)
{
    return p->objective == VP_OBJECTIVE_COVERAGE || p->objective == VP_OBJECTIVE_SET_COVER;
}

/* Weight of the demands that such a site serves: within the limit where there is one. */
double vp_order_weight(const vp_sites_problem *p, const bool open[], vp_order_which sites)
{
    const vp_costs *c = p->costs;
    double sum = 0;
    for (size_t d = 0; d < c->demand_count; d++) {
        for (size_t k = c->demand_start[d]; k < c->demand_start[d + 1]; k++) {
            if (c->demand_cost && has_limit(p) && c->demand_cost[k] > p->limit) break;
            if (!serves(p, open, sites, c->demand_site[k])) continue;
            sum += weight_of(p, d);
            break;
        }
    }
    return sum;
}

double vp_order_total_weight(const vp_sites_problem *p)
{
    double sum = 0;
    for (size_t d = 0; d < p->costs->demand_count; d++) sum += weight_of(p, d);
    return sum;
}

/* ---- the order of the chosen, and what each adds */

/* Per demand: what it counts with the sites taken so far; INFINITY: not served yet. */
static double part_of(const vp_sites_problem *p, size_t demand, double cost)
{
    double weight = weight_of(p, demand);
    switch (p->objective) {
    case VP_OBJECTIVE_P_MEDIAN: return weight > 0 ? weight * (isnan(p->beyond) ? cost : fmin(cost, p->beyond)) : 0;
    case VP_OBJECTIVE_P_CENTER: return weight > 0 ? cost : 0;
    default: return isfinite(cost) && cost <= p->limit ? 0 : weight; /* weight not covered */
    }
}

static double cost_at(const vp_costs *c, size_t k) { return c->site_cost ? c->site_cost[k] : 0; }

static void take(const vp_sites_problem *p, double nearest[], uint32_t site)
{
    const vp_costs *c = p->costs;
    for (size_t k = c->site_start[site]; k < c->site_start[site + 1]; k++)
        nearest[c->site_demand[k]] = fmin(nearest[c->site_demand[k]], cost_at(c, k));
}

static double sum_parts(const vp_sites_problem *p, const double nearest[])
{
    double sum = 0;
    for (size_t d = 0; d < p->costs->demand_count; d++) {
        double part = part_of(p, d, nearest[d]);
        sum = p->objective == VP_OBJECTIVE_P_CENTER ? fmax(sum, part) : sum + part;
    }
    return sum;
}

/* What the sum falls by with the site. Unserved demands (INFINITY) count first : served_first is the
 * weight of those. */
static double fall(const vp_sites_problem *p, const double nearest[], uint32_t site, double *served_first)
{
    const vp_costs *c = p->costs;
    double gain = 0;
    *served_first = 0;
    for (size_t k = c->site_start[site]; k < c->site_start[site + 1]; k++) {
        size_t d = c->site_demand[k];
        double before = part_of(p, d, nearest[d]), after = part_of(p, d, fmin(nearest[d], cost_at(c, k)));
        if (isfinite(before)) {
            gain += before - after;
        } else {
            *served_first += weight_of(p, d);
            gain -= after;
        }
    }
    return gain;
}

/* p-center orders by the radius left, else by the fall of the sum. */
static uint32_t next_site(const vp_sites_problem *p, const double nearest[], const bool left[], double trial[])
{
    uint32_t best = UINT32_MAX;
    double best_first = -1, best_gain = -INFINITY;
    for (uint32_t s = 0; s < p->costs->site_count; s++) {
        if (!left[s]) continue;
        double first, gain = fall(p, nearest, s, &first);
        if (p->objective == VP_OBJECTIVE_P_CENTER) {
            memcpy(trial, nearest, p->costs->demand_count * sizeof *trial);
            take(p, trial, s);
            double radius = sum_parts(p, trial);
            if (isfinite(radius)) {
                first = INFINITY;
                gain = -radius;
            }
        }
        if (best != UINT32_MAX && (first < best_first || (first == best_first && gain <= best_gain))) continue;
        best = s;
        best_first = first;
        best_gain = gain;
    }
    return best;
}

/* Of covering: the gains as they were when they were last looked at. They only fall as sites are taken, so one that is
 * still the largest when it is counted anew is the largest (Minoux 1978). */
typedef struct {
    vp_heap heap;
    double *gains; /* [site]; NULL: no covering */
} falling;

static bool look_at_all(falling *f, const vp_sites_problem *p, const double nearest[], const bool left[], vp_error *err)
{
    size_t count = p->costs->site_count;
    double first;
    *f = (falling){0};
    if (!has_limit(p)) return true;
    f->gains = malloc((count + 1) * sizeof *f->gains);
    if (!f->gains || !vp_heap_init(&f->heap, count, NULL)) return vp_fail_memory(err, count * sizeof *f->gains);
    for (uint32_t s = 0; s < count; s++) {
        if (!left[s]) continue;
        f->gains[s] = fall(p, nearest, s, &first);
        vp_heap_put(&f->heap, s, vp_heap_larger, f->gains);
    }
    return true;
}

static uint32_t take_largest(falling *f, const vp_sites_problem *p, const double nearest[])
{
    double first;
    for (;;) {
        uint32_t site = f->heap.numbers[0];
        double gain = fall(p, nearest, site, &first);
        if (gain == f->gains[site]) return vp_heap_take(&f->heap, vp_heap_larger, f->gains);
        f->gains[site] = gain;
        vp_heap_put(&f->heap, site, vp_heap_larger, f->gains);
    }
}

static double objective_of(const vp_sites_problem *p, double sum, double weight, double price)
{
    if (p->objective == VP_OBJECTIVE_COVERAGE) return weight - sum;
    if (p->objective == VP_OBJECTIVE_SET_COVER) return price;
    return isfinite(sum) ? sum : NAN;
}

typedef struct {
    const vp_sites_problem *problem;
    double *nearest, *trial; /* [demand] the cost with the sites taken so far */
    uint32_t *first;         /* [demand] the place in the order of who serves it nearest */
    double sum, total, price;
} ordering;

static bool begin(ordering *o, const vp_sites_problem *p, double weight, vp_error *err)
{
    size_t demands = p->costs->demand_count;
    *o = (ordering){.problem = p,
                    .nearest = malloc((demands + 1) * sizeof *o->nearest),
                    .trial = malloc((demands + 1) * sizeof *o->trial),
                    .first = malloc((demands + 1) * sizeof *o->first)};
    if (!o->nearest || !o->trial || !o->first) return vp_fail_memory(err, demands * 2 * sizeof *o->nearest);
    for (size_t d = 0; d < demands; d++) {
        o->nearest[d] = INFINITY;
        o->first[d] = UINT32_MAX;
    }
    for (uint32_t s = 0; s < p->costs->site_count; s++)
        if (state_of(p, s) == VP_SITE_KEPT) take(p, o->nearest, s);
    o->sum = sum_parts(p, o->nearest);
    o->total = objective_of(p, o->sum, weight, 0);
    return true;
}

static vp_chosen add(ordering *o, uint32_t site, size_t place, double weight)
{
    const vp_sites_problem *p = o->problem;
    const vp_costs *c = p->costs;
    double sum = o->sum, total = o->total;
    for (size_t e = c->site_start[site]; e < c->site_start[site + 1]; e++) {
        size_t d = c->site_demand[e];
        if (cost_at(c, e) < o->nearest[d]) o->first[d] = (uint32_t)place; /* who serves it last is its nearest */
    }
    take(p, o->nearest, site);
    o->price += p->prices ? p->prices[site] : 1;
    o->sum = sum_parts(p, o->nearest);
    o->total = objective_of(p, o->sum, weight, o->price);
    return (vp_chosen){.site = site,
                       .gain = p->objective == VP_OBJECTIVE_SET_COVER ? sum - o->sum : fabs(total - o->total),
                       .total = o->total,
                       .served = has_limit(p) ? sum - o->sum : 0};
}

bool vp_order_list(const vp_sites_problem *p, bool left[], vp_sites_answer *answer, vp_error *err)
{
    ordering o;
    falling gains = {0};
    bool ok = begin(&o, p, answer->weight, err) && look_at_all(&gains, p, o.nearest, left, err);
    if (ok) answer->before = o.total;
    for (size_t k = 0; ok && k < answer->chosen_count; k++) {
        uint32_t site = gains.gains ? take_largest(&gains, p, o.nearest) : next_site(p, o.nearest, left, o.trial);
        left[site] = false;
        answer->chosen[k] = add(&o, site, k, answer->weight);
    }
    for (size_t d = 0; ok && !has_limit(p) && d < p->costs->demand_count; d++)
        if (o.first[d] != UINT32_MAX) answer->chosen[o.first[d]].served += weight_of(p, d);
    free(o.nearest);
    free(o.trial);
    free(o.first);
    free(gains.gains);
    vp_heap_clear(&gains.heap);
    return ok;
}
