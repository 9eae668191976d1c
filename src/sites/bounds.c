/* Lagrangian relaxation of "each demand is served once": for multipliers 0 <= u <= beyond
 *     L(u) = Σ_d u_d + min over allowed sets S of Σ_{j in S} Σ_d min(0, c_dj - u_d)
 * is below the value of every choice, and the subgradient climbs it. */
#include "sites/bounds.h"
#include "sites/search.h"
#include <stdlib.h>
#include <string.h>

static const double shrink = 0.7; /* of the step, after so many trials without a better bound */
static const size_t patience = 12;
static const double memory = 0.35; /* of the last direction in the next (Camerini et al. 1975) */

/* What the trial's best set is made of. */
typedef struct {
    double open_sum; /* scores of the sites decided open */
    size_t open_count, free_count, room;
    double money; /* left of the budget */
} selection;

void vp_relaxation_clear(vp_relaxation *r)
{
    free(r->decision);
    free(r->multiplier);
    free(r->trial);
    free(r->direction);
    free(r->served);
    free(r->score);
    free(r->average);
    free(r->order);
    free(r->amount);
    free(r->changed);
    *r = (vp_relaxation){0};
}

double vp_relaxation_cutoff(const vp_instance *instance, double upper)
{
    return instance->integral ? upper - 1 + 1e-6 : upper - 1e-9 * (fabs(upper) + 1e-3);
}

/* A little more, so that rounding never cuts. */
double vp_relaxation_most(const vp_relaxation *r, size_t d)
{
    double room = vp_relaxation_cutoff(r->instance, r->upper) - r->bound;
    return r->multiplier[d] + room + 1e-9 * (1 + fabs(r->upper));
}

/* Covering: only one site covers the demand. Its multiplier is best as large as can be: less lowers Σ u by as much as
 * it can spare the one site that is chosen for it. So it stands still, and no step is spent on it. */
static bool has_one_site(const vp_instance *s, size_t demand)
{
    return !s->demand_cost && s->demand_start[demand + 1] - s->demand_start[demand] == 1;
}

/* Between the nearest and second nearest open site: about where the best multipliers lie. */
static void start_multipliers(vp_relaxation *r, const bool open[])
{
    const vp_instance *s = r->instance;
    for (size_t d = 0; d < s->demand_count; d++) {
        double found[2] = {s->beyond[d], s->beyond[d]};
        size_t count = 0;
        for (size_t k = s->demand_start[d]; count < 2 && k < s->demand_start[d + 1]; k++)
            if (open[s->demand_site[k]]) found[count++] = s->demand_cost ? s->demand_cost[k] : 0;
        if (s->big > 0 && found[1] >= s->big) found[1] = found[0] < s->big ? 2 * found[0] : 0;
        r->trial[d] = s->demand_cost ? (found[0] + found[1]) / 2 : found[1] * 0.7;
        if (has_one_site(s, d)) r->trial[d] = s->beyond[d];
    }
    memcpy(r->multiplier, r->trial, s->demand_count * sizeof *r->trial);
}

bool vp_relaxation_init(vp_relaxation *r, const vp_instance *s, const bool open[], double upper, vp_error *err)
{
    size_t demands = s->demand_count + 1, sites = s->site_count + 1;
    *r = (vp_relaxation){.instance = s,
                         .choices = s,
                         .bound = -INFINITY,
                         .upper = upper,
                         .step = 1,
                         .decision = calloc(sites, 1),
                         .multiplier = calloc(demands, sizeof(double)),
                         .trial = calloc(demands, sizeof(double)),
                         .direction = calloc(demands, sizeof(double)),
                         .served = calloc(demands, sizeof(double)),
                         .score = calloc(sites, sizeof(double)),
                         .average = calloc(sites, sizeof(double)),
                         .order = calloc(sites, sizeof(uint32_t)),
                         .amount = calloc(sites, sizeof(double)),
                         .changed = calloc(sites, sizeof(uint32_t))};
    if (!r->decision || !r->multiplier || !r->trial || !r->direction || !r->served || !r->score || !r->average ||
        !r->order || !r->amount || !r->changed) {
        vp_relaxation_clear(r);
        return vp_fail_memory(err, (demands + sites) * 3 * sizeof(double));
    }
    for (uint32_t j = 0; j < s->site_count; j++)
        if (s->fixed[j]) vp_relaxation_decide(r, j, VP_SITE_OPEN);
    start_multipliers(r, open);
    return true;
}

void vp_relaxation_narrow(vp_relaxation *r, const vp_instance *instance, const vp_instance *choices)
{
    r->instance = instance;
    r->choices = choices;
    r->stalled = 0;
    memcpy(r->trial, r->multiplier, instance->demand_count * sizeof *r->trial);
    memset(r->direction, 0, instance->demand_count * sizeof *r->direction);
}

void vp_relaxation_decide(vp_relaxation *r, uint32_t site, vp_decision decision)
{
    r->decision[site] = (uint8_t)decision;
    r->changed[r->changed_count++] = site;
}

void vp_relaxation_undo(vp_relaxation *r, size_t changed_count)
{
    while (r->changed_count > changed_count) r->decision[r->changed[--r->changed_count]] = VP_SITE_OPEN_OR_NOT;
}

static void score_sites(vp_relaxation *r)
{
    const vp_instance *s = r->instance;
    memset(r->score, 0, s->site_count * sizeof *r->score);
    for (size_t d = 0; d < s->demand_count; d++) {
        double u = r->trial[d];
        if (u <= 0) continue;
        size_t end = s->demand_start[d + 1];
        if (!s->demand_cost)
            for (size_t k = s->demand_start[d]; k < end; k++) r->score[s->demand_site[k]] -= u;
        else
            for (size_t k = s->demand_start[d]; k < end && s->demand_cost[k] < u; k++)
                r->score[s->demand_site[k]] += s->demand_cost[k] - u;
    }
}

static bool better(const double key[], uint32_t a, uint32_t b) { return key[a] != key[b] ? key[a] < key[b] : a < b; }

/* The `most` lowest keys first (Hoare's selection); a total order, so always the same set. */
static void select_lowest(const double key[], uint32_t order[], size_t count, size_t most)
{
    size_t low = 0, high = count;
    while (high - low > 1 && low < most) {
        uint32_t pivot = order[low + (high - low) / 2];
        size_t i = low, j = high;
        for (;;) {
            while (better(key, order[i], pivot)) i++;
            do j--;
            while (better(key, pivot, order[j]));
            if (i >= j) break;
            uint32_t swapped = order[i];
            order[i++] = order[j];
            order[j] = swapped;
        }
        size_t split = j + 1;
        if (split >= high) split = high - 1; /* the pivot was the highest and last */
        if (most <= split)
            high = split;
        else
            low = split;
    }
}

static selection gather(vp_relaxation *r)
{
    const vp_instance *s = r->instance;
    selection g = {.money = s->budget};
    for (uint32_t j = 0; j < s->site_count; j++) {
        r->amount[j] = r->decision[j] == VP_SITE_OPEN;
        if (r->decision[j] == VP_SITE_OPEN) {
            g.open_sum += r->score[j];
            g.open_count++;
            if (s->price) g.money -= s->price[j];
        }
    }
    for (uint32_t j = 0; j < s->site_count; j++)
        if (r->decision[j] == VP_SITE_OPEN_OR_NOT && !(s->price && s->price[j] > g.money)) r->order[g.free_count++] = j;
    g.room = s->count > g.open_count ? s->count - g.open_count : 0;
    if (g.room > g.free_count) g.room = g.free_count;
    return g;
}

static int by_ratio(const void *left, const void *right)
{
    const double *a = left, *b = right;
    if (a[0] != b[0]) return a[0] < b[0] ? -1 : 1;
    return (a[1] > b[1]) - (a[1] < b[1]);
}

/* The best part of the free sites that the money buys, the last one in part (Dantzig 1957).
 * pairs: room for ratio and number of each free site. */
static double select_by_money(vp_relaxation *r, const selection *g, double pairs[])
{
    const double *price = r->instance->price;
    for (size_t k = 0; k < g->free_count; k++) {
        uint32_t j = r->order[k];
        pairs[2 * k] = price[j] > 0 ? r->score[j] / price[j] : r->score[j] < 0 ? -INFINITY : 0;
        pairs[2 * k + 1] = j;
    }
    qsort(pairs, g->free_count, 2 * sizeof *pairs, by_ratio);
    double sum = 0, money = g->money;
    for (size_t k = 0; k < g->free_count && money >= 0; k++) {
        uint32_t j = (uint32_t)pairs[2 * k + 1];
        double part = price[j] <= money ? 1 : money / price[j];
        r->amount[j] = part;
        sum += part * r->score[j];
        money -= price[j];
    }
    return sum;
}

/* Sites whose choice, or whose absence, would bring the bound above the cutoff. */
static void decide_by_reduced_cost(vp_relaxation *r, const selection *g, double value)
{
    double cutoff = vp_relaxation_cutoff(r->instance, r->upper);
    if (g->room == 0 || g->room == g->free_count) return;
    double last_in = -INFINITY, first_out = 0;
    for (size_t k = 0; k < g->room; k++) last_in = fmax(last_in, r->score[r->order[k]]);
    for (size_t k = g->room; k < g->free_count; k++) first_out = fmin(first_out, r->score[r->order[k]]);
    for (size_t k = 0; k < g->free_count; k++) {
        uint32_t j = r->order[k];
        if (k < g->room && value - r->score[j] + first_out > cutoff) vp_relaxation_decide(r, j, VP_SITE_OPEN);
        if (k >= g->room && value + r->score[j] - last_in > cutoff) vp_relaxation_decide(r, j, VP_SITE_CLOSED);
    }
}

/* L at the trial's multipliers; amount holds its set. */
static double evaluate(vp_relaxation *r)
{
    const vp_instance *s = r->instance;
    score_sites(r);
    selection g = gather(r);
    if (g.money < 0 || g.open_count > s->count) return INFINITY; /* the decisions allow no choice */
    double value = g.open_sum, by_count = 0;
    for (size_t d = 0; d < s->demand_count; d++) value += r->trial[d];
    select_lowest(r->score, r->order, g.free_count, g.room);
    for (size_t k = 0; k < g.room; k++) by_count += r->score[r->order[k]];
    if (s->price) {
        double *pairs = malloc((2 * g.free_count + 2) * sizeof *pairs);
        double by_money = pairs ? select_by_money(r, &g, pairs) : -INFINITY; /* without memory: a weaker bound */
        free(pairs);
        if (by_money >= by_count) return value + by_money;
        for (size_t k = g.room; k < g.free_count; k++) r->amount[r->order[k]] = 0;
    }
    for (size_t k = 0; k < g.room; k++) r->amount[r->order[k]] = 1;
    value += by_count;
    if (!s->price) decide_by_reduced_cost(r, &g, value);
    return value;
}

/* How often each demand is served by the trial's sites at less than its multiplier. */
static void count_served(const vp_relaxation *r)
{
    const vp_instance *s = r->instance;
    memset(r->served, 0, s->demand_count * sizeof *r->served);
    for (size_t j = 0; j < s->site_count; j++) {
        if (r->amount[j] <= 0) continue;
        for (size_t k = s->site_start[j]; k < s->site_start[j + 1]; k++) {
            uint32_t d = s->site_demand[k];
            if (!s->site_cost || s->site_cost[k] < r->trial[d]) r->served[d] += r->amount[j];
        }
    }
}

/* The next direction and its squared length; 0 when the trial is a peak. */
static double turn(vp_relaxation *r)
{
    const vp_instance *s = r->instance;
    double length = 0;
    count_served(r);
    for (size_t d = 0; d < s->demand_count; d++) {
        double u = r->trial[d], component = 1 - r->served[d] + memory * r->direction[d];
        bool at_end = (u <= 0 && component < 0) || (u >= s->beyond[d] && component > 0);
        if (at_end || has_one_site(s, d)) component = 0;
        r->direction[d] = component;
        length += component * component;
    }
    return length;
}

bool vp_relaxation_run(vp_relaxation *r, size_t iterations)
{
    const vp_instance *s = r->instance;
    for (size_t i = 0; i < iterations; i++) {
        double value = evaluate(r);
        for (size_t j = 0; j < s->site_count; j++) r->average[j] += 0.1 * (r->amount[j] - r->average[j]);
        if (value > r->bound) {
            if (value > r->bound + 1e-5 * fabs(value)) r->stalled = 0;
            r->bound = value;
            memcpy(r->multiplier, r->trial, s->demand_count * sizeof *r->trial);
        }
        if (r->bound > vp_relaxation_cutoff(s, r->upper)) return true;
        if (++r->stalled > patience) {
            r->stalled = 0;
            r->step *= shrink;
            memcpy(r->trial, r->multiplier, s->demand_count * sizeof *r->trial);
        }
        double length = turn(r);
        if (length <= 0) break;
        double stride = r->step * fmax(r->upper - value, 1e-6 * fabs(r->upper)) / length;
        for (size_t d = 0; d < s->demand_count; d++)
            r->trial[d] = fmin(fmax(r->trial[d] + stride * r->direction[d], 0), s->beyond[d]);
    }
    return false;
}

bool vp_relaxation_choice(const vp_relaxation *r, bool open[], vp_error *err)
{
    const vp_instance *s = r->choices;
    for (size_t j = 0; j < s->site_count; j++) open[j] = r->decision[j] == VP_SITE_OPEN || r->amount[j] >= 1;
    if (!vp_instance_allows(s, open)) memcpy(open, s->fixed, s->site_count);
    return vp_search_greedy(s, open, true, -1, err);
}

/* ---- what of an instance may still be part of a better choice */

size_t vp_relaxation_core_pairs(const vp_relaxation *r, const vp_instance *from, bool near_only)
{
    size_t count = 0;
    for (size_t d = 0; d < from->demand_count; d++) {
        double most = near_only ? vp_relaxation_most(r, d) : INFINITY;
        for (size_t k = from->demand_start[d]; k < from->demand_start[d + 1] && from->demand_cost[k] <= most; k++)
            count += r->decision[from->demand_site[k]] != VP_SITE_CLOSED;
    }
    return count;
}

static void fill(const vp_relaxation *r, const vp_instance *from, bool near_only, vp_instance *core)
{
    size_t at = 0;
    memcpy(core->origin, from->origin, from->site_count * sizeof *core->origin);
    memcpy(core->beyond, from->beyond, from->demand_count * sizeof *core->beyond);
    if (from->price) memcpy(core->price, from->price, from->site_count * sizeof *core->price);
    for (size_t j = 0; j < from->site_count; j++) core->fixed[j] = r->decision[j] == VP_SITE_OPEN;
    for (size_t d = 0; d < from->demand_count; d++) {
        double most = near_only ? vp_relaxation_most(r, d) : INFINITY;
        for (size_t k = from->demand_start[d]; k < from->demand_start[d + 1] && from->demand_cost[k] <= most; k++) {
            if (r->decision[from->demand_site[k]] == VP_SITE_CLOSED) continue;
            core->demand_site[at] = from->demand_site[k];
            core->demand_cost[at++] = from->demand_cost[k];
        }
        core->demand_start[d + 1] = at;
    }
}

vp_instance *vp_relaxation_core(const vp_relaxation *r, const vp_instance *from, bool near_only, vp_error *err)
{
    vp_instance *core = calloc(1, sizeof *core);
    if (!core) return vp_fail_memory(err, sizeof *core), NULL;
    *core = (vp_instance){.demand_count = from->demand_count,
                          .site_count = from->site_count,
                          .entry_count = vp_relaxation_core_pairs(r, from, near_only),
                          .count = from->count,
                          .budget = from->budget,
                          .integral = from->integral,
                          .big = from->big};
    if (!vp_instance_allocate(core, true, from->price != NULL, err)) {
        free(core);
        return NULL;
    }
    fill(r, from, near_only, core);
    if (vp_instance_fill_by_site(core, err)) return core;
    vp_instance_free(core);
    return NULL;
}
