/* Lagrangian relaxation of "a demand is served once" (slack s = W - u of a demand worth W), of the people that zones
 * lack (multipliers ν >= 0, in people for a person) and of the inequalities that follow from them (μ >= 0):
 *     W(d) = w(d) + Σ ν(z) part(z, d),   0 <= s <= W
 *     Σ s - Σ ν need - Σ μ b + the most that an allowed choice scores with Σ (W - s) + Σ μ a(j)
 * is passed by no choice. */
#include "sites/share_internal.h"
#include <stdlib.h>
#include <string.h>

static const double shrink = 0.7, memory = 0.35, prices_most = 1000;
static const size_t patience = 12, iterations_most = 150;

typedef vp_share_relaxed relaxed;

static size_t cut_of(size_t zone, int kind) { return zone * VP_SHARE_CUTS + (size_t)kind; }

void vp_share_relaxed_clear(relaxed *r)
{
    free(r->slack);
    free(r->best);
    free(r->direction);
    free(r->worth);
    free(r->served);
    free(r->zone);
    free(r->zone_best);
    free(r->zone_slope);
    free(r->cut);
    free(r->cut_best);
    free(r->cut_slope);
    free(r->score);
    free(r->list);
    free(r->amount);
    free(r->average);
}

static void begin(relaxed *r);

bool vp_share_relaxed_init(relaxed *r, vp_share_asked *a, const vp_share_core *c, vp_error *err)
{
    size_t classes = c->class_count + 1, zones = a->count + 1, cuts = a->count * VP_SHARE_CUTS + 1;
    *r = (relaxed){.asked = a,
                   .core = c,
                   .cuts = a->count * VP_SHARE_CUTS,
                   .slack = calloc(classes, sizeof(double)),
                   .best = calloc(classes, sizeof(double)),
                   .direction = calloc(classes, sizeof(double)),
                   .worth = calloc(classes, sizeof(double)),
                   .served = calloc(classes, sizeof(double)),
                   .zone = calloc(zones, sizeof(double)),
                   .zone_best = calloc(zones, sizeof(double)),
                   .zone_slope = calloc(zones, sizeof(double)),
                   .cut = calloc(cuts, sizeof(double)),
                   .cut_best = calloc(cuts, sizeof(double)),
                   .cut_slope = calloc(cuts, sizeof(double)),
                   .score = calloc(c->site_count + 1, sizeof(double)),
                   .list = calloc(c->site_count + 1, sizeof *r->list),
                   .amount = calloc(c->site_count + 1, sizeof(double)),
                   .average = calloc(c->site_count + 1, sizeof(double)),
                   .states = c->states,
                   .least = INFINITY};
    if (r->slack && r->best && r->direction && r->worth && r->served && r->zone && r->zone_best && r->zone_slope &&
        r->cut && r->cut_best && r->cut_slope && r->score && r->list && r->amount && r->average) {
        begin(r);
        return true;
    }
    vp_share_relaxed_clear(r);
    return vp_fail_memory(err, classes * sizeof(double));
}

static double worth_of(const relaxed *r, size_t class)
{
    const vp_share_core *c = r->core;
    double worth = c->weight[class];
    for (size_t k = c->zone_start[class]; k < c->zone_start[class + 1]; k++) worth += r->zone[c->zone[k]] * c->part[k];
    return worth;
}

/* What a site's people in lacking zones earn by the inequalities. */
static double score_of_cuts(const vp_share_asked *a, const double cut[], uint32_t site)
{
    const vp_share_table *t = a->table;
    double sum = 0;
    for (size_t k = t->start[site]; k < t->start[site + 1]; k++) {
        uint32_t z = a->lacking[t->parts[k].zone];
        if (z == UINT32_MAX) continue;
        for (int kind = 0; kind < VP_SHARE_CUTS; kind++)
            if (cut[cut_of(z, kind)] > 0)
                sum += cut[cut_of(z, kind)] * vp_share_cut(kind, t->parts[k].people, a->need[z]);
    }
    return sum;
}

static double constant_of(const vp_share_asked *a, const double zone[], const double cut[])
{
    double sum = 0;
    for (size_t z = 0; z < a->count; z++) {
        sum -= zone[z] * a->need[z];
        for (int kind = 0; kind < VP_SHARE_CUTS; kind++) sum -= cut[cut_of(z, kind)];
    }
    return sum;
}

/* Sites whose choice would bring the bound to the best value known. */
static void decide(relaxed *r, double sum, const vp_start_scored *scored)
{
    const vp_sites_problem *p = r->asked->table->pairs->problem;
    double least = vp_share_cutoff(r->asked);
    for (size_t k = 0; k < r->core->site_count; k++) {
        double worth =
            r->score[k] - scored->per_site - scored->per_price * (p->prices ? p->prices[r->core->sites[k]] : 0);
        if (r->states[k] == VP_SITE_FREE && worth < 0 && sum + worth < least) r->states[k] = VP_SITE_FORBIDDEN;
    }
}

static double evaluate(relaxed *r)
{
    const vp_share_core *c = r->core;
    const vp_start_pairs *q = r->asked->table->pairs;
    double sum = constant_of(r->asked, r->zone, r->cut);
    double *u = r->served; /* until the slopes are asked for */
    for (size_t i = 1; i < c->class_count; i++) {
        sum += r->slack[i];
        u[i] = r->worth[i] - r->slack[i];
    }
    for (size_t i = 0; i < r->row_count; i++) sum -= r->row_price[i];
    for (uint32_t k = 0; k < c->site_count; k++) {
        if (r->states[k] == VP_SITE_FORBIDDEN) continue;
        double score = score_of_cuts(r->asked, r->cut, c->sites[k]);
        for (size_t e = c->site_start[k]; e < c->site_start[k + 1]; e++) score += u[c->site_class[e]];
        for (size_t i = 0; i < r->row_count; i++) score += (double)r->rows[i][k] * r->row_price[i];
        r->score[k] = score;
    }
    vp_start_scored scored = {.problem = q->problem,
                              .sites = c->sites,
                              .states = r->states,
                              .count = c->site_count,
                              .score = r->score,
                              .list = r->list};
    sum += vp_start_choose(&scored, r->amount);
    decide(r, sum, &scored);
    return sum;
}

static void find_slopes(relaxed *r)
{
    const vp_share_core *c = r->core;
    const vp_share_table *t = r->asked->table;
    memset(r->served, 0, c->class_count * sizeof *r->served);
    for (size_t z = 0; z < r->asked->count; z++) {
        r->zone_slope[z] = -r->asked->need[z];
        for (int kind = 0; kind < VP_SHARE_CUTS; kind++) r->cut_slope[cut_of(z, kind)] = -1;
    }
    for (size_t i = 0; i < r->row_count; i++) r->row_slope[i] = -1;
    for (uint32_t k = 0; k < c->site_count; k++) {
        double amount = r->amount[k];
        r->average[k] += 0.1 * (amount - r->average[k]);
        if (!(amount > 0)) continue;
        for (size_t i = 0; i < r->row_count; i++) r->row_slope[i] += (double)r->rows[i][k] * amount;
        for (size_t e = c->site_start[k]; e < c->site_start[k + 1]; e++) r->served[c->site_class[e]] += amount;
        for (size_t i = t->start[c->sites[k]]; i < t->start[c->sites[k] + 1]; i++) {
            uint32_t z = r->asked->lacking[t->parts[i].zone];
            if (z == UINT32_MAX) continue;
            r->zone_slope[z] += amount * t->parts[i].people;
            for (int kind = 0; kind < VP_SHARE_CUTS; kind++)
                r->cut_slope[cut_of(z, kind)] += amount * vp_share_cut(kind, t->parts[i].people, r->asked->need[z]);
        }
    }
}

/* Polyak's step along each kind of multiplier by its own length: they have different units. above: how far down. */
static void step_prices(double price[], const double slope[], size_t count, double above)
{
    double square = 0;
    for (size_t i = 0; i < count; i++)
        if (price[i] > 0 || slope[i] < 0) square += slope[i] * slope[i];
    for (size_t i = 0; square > 0 && i < count; i++) price[i] = fmax(0, price[i] - above / square * slope[i]);
}

/* Before sums lose their digits. */
static void limit_prices(relaxed *r)
{
    const vp_share_asked *a = r->asked;
    double most = prices_most * (1 + a->scale);
    for (size_t z = 0; z < a->count; z++) r->zone[z] = fmin(r->zone[z], most / (1e-300 + a->table->left[a->zones[z]]));
    for (size_t i = 0; i < r->cuts; i++) r->cut[i] = fmin(r->cut[i], most);
    for (size_t i = 0; i < r->row_count; i++) r->row_price[i] = fmin(r->row_price[i], most);
}

/* Slack moves in parts of a demand's worth, so that heavy and light demands move alike. */
static void step_slack(relaxed *r, double above)
{
    const vp_share_core *c = r->core;
    double square = 0;
    for (size_t i = 1; i < c->class_count; i++) {
        double slope = 1 - r->served[i] + memory * r->direction[i];
        if ((r->slack[i] <= 0 && slope > 0) || (r->slack[i] >= r->worth[i] && slope < 0)) slope = 0;
        r->direction[i] = slope;
        square += r->worth[i] * slope * slope;
    }
    for (size_t i = 1; square > 0 && i < c->class_count; i++)
        r->slack[i] -= above / square * r->worth[i] * r->direction[i];
}

static void settle(relaxed *r)
{
    for (size_t i = 1; i < r->core->class_count; i++) {
        r->worth[i] = worth_of(r, i);
        r->slack[i] = fmin(fmax(r->slack[i], 0), r->worth[i]);
    }
}

static void copy(relaxed *r, bool back)
{
    size_t classes = r->core->class_count * sizeof(double), zones = r->asked->count * sizeof(double);
    memcpy(back ? r->slack : r->best, back ? r->best : r->slack, classes);
    memcpy(back ? r->zone : r->zone_best, back ? r->zone_best : r->zone, zones);
    memcpy(back ? r->cut : r->cut_best, back ? r->cut_best : r->cut, zones * VP_SHARE_CUTS);
    memcpy(back ? r->row_price : r->row_best, back ? r->row_best : r->row_price, sizeof r->row_best);
    if (!back) return;
    settle(r);
    memset(r->direction, 0, classes);
}

/* From the multipliers of the last look, which demands hold. */
static void begin(relaxed *r)
{
    const vp_share_core *c = r->core;
    size_t demands = r->asked->table->pairs->demand_count;
    for (size_t d = 0; d < demands; d++) r->slack[c->class_of[d]] += r->asked->slack[d];
    memcpy(r->zone, r->asked->zone_price, r->asked->count * sizeof(double));
    memcpy(r->cut, r->asked->cut_price, r->cuts * sizeof(double));
    settle(r);
    copy(r, false);
}

void vp_share_relaxed_restart(relaxed *r)
{
    settle(r);
    memset(r->direction, 0, r->core->class_count * sizeof *r->direction);
}

bool vp_share_wanted(const vp_share_asked *a, double bound, vp_time_budget *budget)
{
    double more = a->table->kept_weight;
    if (a->only_share && isfinite(a->value)) return false; /* a choice gives the share */
    return vp_time_budget_on(budget, a->only_share || !isfinite(a->value) ? NAN : a->value + more,
                             a->only_share ? NAN : bound + more, NAN);
}

static double worth_of_demand(const vp_share_asked *a, size_t d)
{
    const vp_start_pairs *q = a->table->pairs;
    double worth = a->only_share ? 0 : q->weight[d];
    for (size_t k = q->zone_start[d]; k < q->zone_start[d + 1]; k++)
        if (a->lacking[q->zone[k]] != UINT32_MAX) worth += a->zone_price[a->lacking[q->zone[k]]] * q->part[k];
    return worth;
}

/* A class's slack is divided among its demands by their worth. */
static void end(relaxed *r)
{
    vp_share_asked *a = r->asked;
    memcpy(a->zone_price, r->zone_best, a->count * sizeof(double));
    memcpy(a->cut_price, r->cut_best, r->cuts * sizeof(double));
    copy(r, true);
    for (size_t d = 0; d < a->table->pairs->demand_count; d++) {
        uint32_t class = r->core->class_of[d];
        a->slack[d] = 0;
        if (class && r->worth[class] > 0) a->slack[d] = worth_of_demand(a, d) * (r->slack[class] / r->worth[class]);
    }
}

double vp_share_cutoff(const vp_share_asked *a)
{
    if (isfinite(a->value)) return a->value + 1e-9 * (1 + fabs(a->value));
    return -1e-9 * (1 + a->scale); /* below it there is no choice */
}

bool vp_share_is_impossible(const vp_share_asked *a) { return a->bound < -1e-9 * (1 + a->scale); }

double vp_share_floor(const vp_share_asked *a) { return a->only_share || !isfinite(a->value) ? -INFINITY : a->value; }

void vp_share_relaxed_run(relaxed *r, size_t iterations, double theta, vp_time_budget *budget)
{
    const vp_share_asked *a = r->asked;
    size_t stalled = 0;
    for (size_t i = 0; i < iterations && theta > 1e-3; i++) {
        double now = evaluate(r);
        if (now < r->least - 1e-5 * fabs(r->least)) stalled = 0;
        if (now < r->least) {
            r->least = now;
            copy(r, false);
        }
        double aim = isfinite(a->value) ? a->value : a->only_share ? -1e-3 * fabs(r->least) - 1 : 0.9 * r->least;
        if (r->least <= aim || !vp_time_budget_on(budget, NAN, NAN, NAN)) break;
        if (++stalled > patience) {
            stalled = 0;
            theta *= shrink;
            copy(r, true);
            continue;
        }
        find_slopes(r);
        double above = theta * fmax(now - aim, 1e-6 * fabs(now));
        step_slack(r, above);
        step_prices(r->zone, r->zone_slope, a->count, 0.5 * above);
        step_prices(r->cut, r->cut_slope, r->cuts, 0.5 * above);
        step_prices(r->row_price, r->row_slope, r->row_count, 0.5 * above);
        limit_prices(r);
        settle(r);
    }
}

bool vp_share_descend(vp_share_asked *a, const vp_share_core *c, double theta, double amount[], vp_time_budget *budget,
                      vp_error *err)
{
    relaxed r;
    if (!vp_share_relaxed_init(&r, a, c, err)) return false;
    vp_share_relaxed_run(&r, iterations_most, theta, budget);
    memcpy(amount, r.amount, c->site_count * sizeof *amount);
    end(&r);
    vp_share_relaxed_clear(&r);
    return true;
}

/* [demand] its multiplier u = W - s, in place of nothing: 0 for those that no free site serves. */
static void multipliers_of(const vp_share_asked *a, double u[])
{
    for (size_t d = 0; d < a->table->pairs->demand_count; d++)
        u[d] = a->table->live[d] ? worth_of_demand(a, d) - a->slack[d] : 0;
}

bool vp_share_price_all(vp_share_asked *a, vp_error *err)
{
    const vp_start_pairs *q = a->table->pairs;
    double *u = malloc((q->demand_count + 1) * sizeof *u);
    vp_start_ranked *list = malloc((q->site_count + 1) * sizeof *list);
    uint8_t *states = calloc(q->site_count + 1, sizeof *states);
    bool ok = u && list && states;
    if (!ok) vp_fail_memory(err, q->demand_count * sizeof *u);
    double sum = ok ? constant_of(a, a->zone_price, a->cut_price) : 0;
    if (ok) multipliers_of(a, u);
    for (size_t d = 0; ok && d < q->demand_count; d++) sum += a->table->live[d] ? a->slack[d] : 0;
    for (uint32_t s = 0; ok && s < q->site_count; s++) {
        states[s] = a->dropped[s] ? VP_SITE_FORBIDDEN : vp_start_state(q, s);
        a->score[s] = 0;
        if (a->dropped[s]) continue;
        a->score[s] = score_of_cuts(a, a->cut_price, s);
        for (size_t e = q->site_start[s]; e < q->site_start[s + 1]; e++) a->score[s] += u[q->site_demand[e]];
    }
    vp_start_scored scored = {
        .problem = q->problem, .states = states, .count = q->site_count, .score = a->score, .list = list};
    if (ok) {
        sum += vp_start_choose(&scored, NULL);
        a->bound = fmin(a->bound, sum);
    }
    for (size_t s = 0; ok && s < q->site_count; s++) {
        if (a->dropped[s]) continue;
        a->score[s] -= scored.per_site + scored.per_price * (q->problem->prices ? q->problem->prices[s] : 0);
        if (states[s] == VP_SITE_FREE && sum + fmin(0, a->score[s]) < vp_share_cutoff(a)) a->dropped[s] = true;
    }
    free(u);
    free(list);
    free(states);
    return ok;
}
