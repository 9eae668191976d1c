#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/floating_catchment.h>
#include <vungphu/limit.h>

#define EQUILIBRIUM_GAP 1e-9
#define ROUNDS_MOST     20000

const char *const vp_floating_names[4] = {"2sfca", "e2sfca", "3sfca", "raam"};
const char *const vp_decay_names[3] = {"steps", "gravity", "gaussian"};

vp_floating_options vp_floating_defaults(vp_floating_method method, double limit)
{
    vp_floating_options o = {.method = method,
                             .limit = limit,
                             .scale = 1,
                             .power = 1,
                             .tau = 60,
                             .step_count = 1,
                             .ends = {limit},
                             .weights = {1}};
    if (method == VP_FLOATING_E2SFCA || method == VP_FLOATING_3SFCA) {
        static const double weights[3] = {1, 0.68, 0.22}; /* Luo and Qi 2009, table 1, slow decay */
        o.step_count = 3;
        for (int k = 0; k < 3; k++) {
            o.ends[k] = limit * (k + 1) / 3;
            o.weights[k] = weights[k];
        }
    }
    return o;
}

/* Dai 2010, equation 2: 1 at cost 0, 0 at the limit. */
static double falling_to_limit(double share) { return (exp(-0.5 * share * share) - exp(-0.5)) / (1 - exp(-0.5)); }

static double weight_of(const vp_floating_options *o, double cost)
{
    if (!vp_limit_holds(o->limit, cost)) return 0;
    if (o->decay == VP_DECAY_GRAVITY) return pow(fmax(cost, o->nearest) / o->scale, -o->power);
    if (o->decay == VP_DECAY_GAUSSIAN)
        return o->sigma > 0 ? exp(-0.5 * (cost / o->sigma) * (cost / o->sigma))
                            : falling_to_limit(fmin(1, cost / o->limit));
    for (size_t k = 0; k < o->step_count; k++)
        if (vp_limit_holds(o->ends[k], cost)) return o->weights[k];
    return 0;
}

static bool check(const vp_floating_problem *p, vp_error *err)
{
    for (size_t i = 0; i < p->demand_count; i++)
        if (!(p->demand[i] >= 0) || isinf(p->demand[i]))
            return vp_fail(err, VP_BAD_INPUT, "demand %zu is %g; it must be a number of people from 0 up", i,
                           p->demand[i]);
    for (size_t j = 0; j < p->site_count; j++)
        if (!(p->supply[j] >= 0) || isinf(p->supply[j]))
            return vp_fail(err, VP_BAD_INPUT, "the supply of site %zu is %g; it must be a number from 0 up", j,
                           p->supply[j]);
    for (size_t k = 0; k < p->cost_count; k++) {
        vp_cost c = p->costs[k];
        if (c.demand >= p->demand_count || c.site >= p->site_count)
            return vp_fail(err, VP_BAD_INPUT, "cost %zu joins demand %u and site %u, which are not both there", k,
                           c.demand, c.site);
        if (!(c.cost >= 0)) return vp_fail(err, VP_BAD_INPUT, "cost %zu is %g; it must be from 0 up", k, c.cost);
    }
    return true;
}

static bool check_steps(const vp_floating_options *o, vp_error *err)
{
    if (o->step_count == 0 || o->step_count > VP_DECAY_STEPS_MOST)
        return vp_fail(err, VP_BAD_INPUT, "%zu steps of weight; there are 1 to %d", o->step_count, VP_DECAY_STEPS_MOST);
    for (size_t k = 0; k < o->step_count; k++) {
        if (!(o->ends[k] >= 0) || (k > 0 && !(o->ends[k] > o->ends[k - 1])))
            return vp_fail(err, VP_BAD_INPUT, "step %zu ends at %g; steps end one after the other, from 0 up", k + 1,
                           o->ends[k]);
        if (!(o->weights[k] >= 0) || isinf(o->weights[k]))
            return vp_fail(err, VP_BAD_INPUT, "step %zu weighs %g; it must be a number from 0 up", k + 1,
                           o->weights[k]);
    }
    return true;
}

static bool check_decay(const vp_floating_problem *p, const vp_floating_options *o, vp_error *err)
{
    if (!(o->limit > 0)) return vp_fail(err, VP_BAD_INPUT, "the limit %g is not above 0", o->limit);
    if (o->decay == VP_DECAY_STEPS && !check_steps(o, err)) return false;
    if (o->decay == VP_DECAY_GRAVITY && !(o->scale > 0 && o->power > 0 && o->nearest >= 0))
        return vp_fail(err, VP_BAD_INPUT, "gravity needs a scale and a power above 0 and a nearest cost from 0 up");
    if (o->decay == VP_DECAY_GAUSSIAN && !(o->sigma >= 0 && isfinite(o->sigma > 0 ? o->sigma : o->limit)))
        return vp_fail(err, VP_BAD_INPUT, "the Gaussian needs a sigma, or a limit at which it is 0");
    for (size_t k = 0; k < p->cost_count; k++)
        if (!isfinite(weight_of(o, p->costs[k].cost)))
            return vp_fail(err, VP_BAD_INPUT,
                           "the cost %g of demand %u and site %u weighs without end; say the nearest cost that counts",
                           p->costs[k].cost, p->costs[k].demand, p->costs[k].site);
    return true;
}

/* ------------------------------------------------------------ the SFCA family */

/* One pass over the pairs for the crowding of sites, one for the access of places. selection[demand]
 * is Σⱼ W of the place for 3SFCA, which multiplies each weight by W / that sum; NULL for the others. */
static void two_steps(const vp_floating_problem *p, const vp_floating_options *o, const double *selection,
                      double crowd[], double access[])
{
    for (int step = 0; step < 2; step++)
        for (size_t k = 0; k < p->cost_count; k++) {
            vp_cost c = p->costs[k];
            double w = weight_of(o, c.cost);
            if (selection) w *= w > 0 ? w / selection[c.demand] : 0;
            if (step == 0)
                crowd[c.site] += w * p->demand[c.demand];
            else if (w > 0 && p->supply[c.site] > 0) /* without people in the catchment the share is not defined */
                access[c.demand] += crowd[c.site] > 0 ? w * p->supply[c.site] / crowd[c.site] : (double)NAN;
        }
}

static bool floating_steps(const vp_floating_problem *p, const vp_floating_options *o, double access[], vp_error *err)
{
    double *crowd = calloc(p->site_count ? p->site_count : 1, sizeof *crowd);
    double *selection = calloc(p->demand_count ? p->demand_count : 1, sizeof *selection);
    bool ok = crowd && selection;
    if (ok) {
        for (size_t i = 0; i < p->demand_count; i++) access[i] = 0;
        for (size_t k = 0; k < p->cost_count; k++) selection[p->costs[k].demand] += weight_of(o, p->costs[k].cost);
        two_steps(p, o, o->method == VP_FLOATING_3SFCA ? selection : NULL, crowd, access);
    }
    free(crowd);
    free(selection);
    return ok || vp_fail_memory(err, (p->site_count + p->demand_count) * sizeof *crowd);
}

/* ------------------------------------------------------------ RAAM */

/* The agents' equilibrium is the minimum of Σ xᵢⱼ tᵢⱼ/τ + Σ Dⱼ²/(2ρSⱼ), Dⱼ = Σᵢ xᵢⱼ, Σⱼ xᵢⱼ = Pᵢ: a convex
 * problem. One place at a time is put to its best answer exactly; the gap
 * Σᵢ (Σⱼ xᵢⱼ costᵢⱼ − Pᵢ minⱼ costᵢⱼ) says how far the whole still is. */
typedef struct {
    const vp_floating_problem *p;
    double *base;     /* [pair] travel / tau */
    double *flow;     /* [pair] people of the place who use the site */
    double *load;     /* [site] Dⱼ */
    double *crowding; /* [site] 1 / (ρ Sⱼ) */
    size_t *first;    /* [demand + 1] pairs of a place, in pair_of */
    size_t *pair_of;
    double *level; /* scratch: costs of a place's pairs without its own people, ascending */
    size_t *by_level;
} agents;

static void sort_by_level(agents *a, size_t from, size_t count)
{
    for (size_t i = 0; i < count; i++) { /* a place has few sites: insertion keeps it simple */
        size_t pair = a->pair_of[from + i], at = i;
        const vp_cost *c = &a->p->costs[pair];
        double level = a->base[pair] + a->crowding[c->site] * (a->load[c->site] - a->flow[pair]);
        for (; at > 0 && a->level[at - 1] > level; at--) {
            a->level[at] = a->level[at - 1];
            a->by_level[at] = a->by_level[at - 1];
        }
        a->level[at] = level;
        a->by_level[at] = pair;
    }
}

/* Water filling: the place's people go where cost is least until all used sites cost the same. */
static void best_answer(agents *a, size_t demand)
{
    size_t from = a->first[demand], count = a->first[demand + 1] - from, used = 0;
    if (count == 0) return;
    sort_by_level(a, from, count);
    double slope = 0, sum = 0, cost = NAN;
    while (used < count) {
        double ease = 1 / a->crowding[a->p->costs[a->by_level[used]].site];
        slope += ease;
        sum += ease * a->level[used];
        used++;
        cost = (a->p->demand[demand] + sum) / slope;
        if (used == count || cost <= a->level[used]) break;
    }
    for (size_t i = 0; i < count; i++) {
        size_t pair = a->by_level[i], site = a->p->costs[pair].site;
        double flow = i < used ? (cost - a->level[i]) / a->crowding[site] : 0;
        a->load[site] += flow - a->flow[pair];
        a->flow[pair] = flow;
    }
}

/* Fills access with each place's least cost; returns the relative gap of the whole. */
static double least_costs(const agents *a, double access[])
{
    double gap = 0, total = 0;
    for (size_t i = 0; i < a->p->demand_count; i++) {
        double least = INFINITY, paid = 0;
        for (size_t k = a->first[i]; k < a->first[i + 1]; k++) {
            size_t pair = a->pair_of[k], site = a->p->costs[pair].site;
            double cost = a->base[pair] + a->crowding[site] * a->load[site];
            least = fmin(least, cost);
            paid += a->flow[pair] * cost;
        }
        access[i] = isinf(least) ? NAN : least;
        if (isinf(least)) continue;
        gap += paid - a->p->demand[i] * least;
        total += paid;
    }
    return total > 0 ? gap / total : 0;
}

static bool is_usable(const vp_floating_problem *p, const vp_floating_options *o, size_t pair)
{
    return p->supply[p->costs[pair].site] > 0 && weight_of(o, p->costs[pair].cost) > 0;
}

static void group_pairs(agents *a, const vp_floating_options *o)
{
    const vp_floating_problem *p = a->p;
    for (size_t k = 0; k < p->cost_count; k++) a->first[p->costs[k].demand + 1] += is_usable(p, o, k);
    for (size_t i = 0; i < p->demand_count; i++) a->first[i + 1] += a->first[i];
    size_t *next = a->by_level; /* as scratch: large enough for one entry a place */
    memcpy(next, a->first, p->demand_count * sizeof *next);
    for (size_t k = 0; k < p->cost_count; k++)
        if (is_usable(p, o, k)) a->pair_of[next[p->costs[k].demand]++] = k;
}

static void set_crowding(agents *a)
{
    double people = 0, supply = 0;
    for (size_t i = 0; i < a->p->demand_count; i++) people += a->p->demand[i];
    for (size_t j = 0; j < a->p->site_count; j++) supply += a->p->supply[j];
    for (size_t j = 0; j < a->p->site_count; j++)
        a->crowding[j] = people > 0 ? supply / (people * a->p->supply[j]) : 1 / a->p->supply[j];
}

static bool rational_agents(const vp_floating_problem *p, const vp_floating_options *o, double access[], vp_error *err)
{
    size_t pairs = p->cost_count ? p->cost_count : 1, sites = p->site_count ? p->site_count : 1;
    size_t most = pairs > p->demand_count ? pairs : p->demand_count;
    agents a = {.p = p,
                .base = calloc(pairs, sizeof *a.base),
                .flow = calloc(pairs, sizeof *a.flow),
                .load = calloc(sites, sizeof *a.load),
                .crowding = calloc(sites, sizeof *a.crowding),
                .first = calloc(p->demand_count + 1, sizeof *a.first),
                .pair_of = calloc(pairs, sizeof *a.pair_of),
                .level = calloc(pairs, sizeof *a.level),
                .by_level = calloc(most, sizeof *a.by_level)};
    bool ok = a.base && a.flow && a.load && a.crowding && a.first && a.pair_of && a.level && a.by_level;
    double gap = INFINITY;
    if (ok) {
        for (size_t k = 0; k < p->cost_count; k++) a.base[k] = p->costs[k].cost / o->tau;
        set_crowding(&a);
        group_pairs(&a, o);
        for (int round = 0; round < ROUNDS_MOST && gap > EQUILIBRIUM_GAP; round++) {
            for (size_t i = 0; i < p->demand_count; i++) best_answer(&a, i);
            gap = least_costs(&a, access);
        }
    }
    free(a.base);
    free(a.flow);
    free(a.load);
    free(a.crowding);
    free(a.first);
    free(a.pair_of);
    free(a.level);
    free(a.by_level);
    if (!ok) return vp_fail_memory(err, pairs * 5 * sizeof(double));
    return gap <= EQUILIBRIUM_GAP ||
           vp_fail(err, VP_BAD_INPUT, "RAAM has not settled after %d rounds (gap %g); the supply is too uneven",
                   ROUNDS_MOST, gap);
}

bool vp_floating_access(const vp_floating_problem *problem, const vp_floating_options *options, double access[],
                        vp_error *err)
{
    if (!check(problem, err) || !check_decay(problem, options, err)) return false;
    if (options->method == VP_FLOATING_RAAM) return rational_agents(problem, options, access, err);
    return floating_steps(problem, options, access, err);
}

/* ------------------------------------------------------------ capacity */

static int by_site_and_cost(const void *left, const void *right)
{
    const vp_cost *a = left, *b = right;
    if (a->site != b->site) return a->site < b->site ? -1 : 1;
    if (a->cost != b->cost) return a->cost < b->cost ? -1 : 1;
    return a->demand < b->demand ? -1 : a->demand > b->demand;
}

/* Fills one site outwards; pairs are its own, by cost. left[demand]: people without a place. */
static double fill_site(const vp_cost pairs[], size_t count, double capacity, double limit, double left[])
{
    double inner = 0;
    for (size_t from = 0, end; from < count && pairs[from].cost <= limit && inner < capacity; from = end) {
        double band = 0;
        for (end = from; end < count && pairs[end].cost == pairs[from].cost; end++) band += left[pairs[end].demand];
        double part = band > capacity - inner ? (capacity - inner) / band : 1;
        for (size_t k = from; k < end; k++) left[pairs[k].demand] *= 1 - part;
        inner += part * band;
    }
    return fmin(inner, capacity);
}

/* Sites that fill up, and who is left without a place. */
typedef struct {
    const vp_floating_problem *p;
    double limit;
    vp_cost *pairs;  /* by site and cost */
    size_t *first;   /* [site + 1] its pairs */
    double *left;    /* [demand] people without a place */
    double *used;    /* [site] */
    double *offer;   /* [site] of a round of sharing: places per person who is left */
    double *offered; /* [demand] of a round: places per person from all sites */
} filling;

/* All sites at once: each offers its free capacity to those left in its reach in equal parts per
 * person; a person takes at most one place in all, from each offer in proportion. */
static void make_offers(filling *f)
{
    const vp_floating_problem *p = f->p;
    memset(f->offer, 0, p->site_count * sizeof *f->offer);
    memset(f->offered, 0, p->demand_count * sizeof *f->offered);
    for (size_t k = 0; k < p->cost_count; k++)
        if (f->pairs[k].cost <= f->limit) f->offer[f->pairs[k].site] += f->left[f->pairs[k].demand];
    for (size_t j = 0; j < p->site_count; j++)
        f->offer[j] = f->offer[j] > 0 ? fmin(1, (p->supply[j] - f->used[j]) / f->offer[j]) : 0;
    for (size_t k = 0; k < p->cost_count; k++)
        if (f->pairs[k].cost <= f->limit) f->offered[f->pairs[k].demand] += f->offer[f->pairs[k].site];
}

/* Returns how many people found a place. */
static double take_offers(filling *f)
{
    double moved = 0;
    for (size_t k = 0; k < f->p->cost_count; k++) {
        vp_cost c = f->pairs[k];
        if (c.cost > f->limit || !(f->offered[c.demand] > 0)) continue;
        double taken = f->left[c.demand] * f->offer[c.site] / fmax(1, f->offered[c.demand]);
        f->used[c.site] += taken;
        moved += taken;
    }
    for (size_t i = 0; i < f->p->demand_count; i++) f->left[i] *= 1 - fmin(1, f->offered[i]);
    return moved;
}

static void share_by_need(filling *f)
{
    double moved = INFINITY, people = 0;
    for (size_t i = 0; i < f->p->demand_count; i++) people += f->p->demand[i];
    for (int round = 0; round < ROUNDS_MOST && moved > 1e-12 * people; round++) {
        make_offers(f);
        moved = take_offers(f);
    }
}

static void fill_in_order(filling *f, const size_t order[])
{
    for (size_t n = 0; n < f->p->site_count; n++) {
        size_t site = order ? order[n] : n, first = f->first[site];
        f->used[site] = fill_site(f->pairs + first, f->first[site + 1] - first, f->p->supply[site], f->limit, f->left);
    }
}

bool vp_capacity_fill(const vp_floating_problem *problem, vp_capacity_method method, double limit, const size_t order[],
                      double served[], double used[], vp_error *err)
{
    if (!check(problem, err)) return false;
    size_t sites = problem->site_count, places = problem->demand_count, costs = problem->cost_count;
    filling f = {.p = problem,
                 .limit = limit,
                 .pairs = malloc((costs ? costs : 1) * sizeof *f.pairs),
                 .first = calloc(sites + 1, sizeof *f.first),
                 .left = served, /* who is left, for now */
                 .used = used,
                 .offer = calloc(sites ? sites : 1, sizeof *f.offer),
                 .offered = calloc(places ? places : 1, sizeof *f.offered)};
    bool ok = f.pairs && f.first && f.offer && f.offered;
    if (ok) {
        if (costs) memcpy(f.pairs, problem->costs, costs * sizeof *f.pairs);
        qsort(f.pairs, costs, sizeof *f.pairs, by_site_and_cost);
        for (size_t k = 0; k < costs; k++) f.first[f.pairs[k].site + 1]++;
        for (size_t j = 0; j < sites; j++) f.first[j + 1] += f.first[j];
        for (size_t j = 0; j < sites; j++) used[j] = 0;
        for (size_t i = 0; i < places; i++) served[i] = problem->demand[i];
        if (method == VP_CAPACITY_IN_ORDER)
            fill_in_order(&f, order);
        else
            share_by_need(&f);
        for (size_t i = 0; i < places; i++) served[i] = problem->demand[i] - served[i];
    }
    free(f.pairs);
    free(f.first);
    free(f.offer);
    free(f.offered);
    return ok || vp_fail_memory(err, costs * sizeof *f.pairs);
}
