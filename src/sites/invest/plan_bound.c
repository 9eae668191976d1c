/* What no plan passes: Lagrangian relaxation of "each demand counts once", of the money and of the targets. */
#include "sites/invest/invest_internal.h"
#include <stdlib.h>
#include <string.h>

static const double step_first = 1, step_again = 0.2, step_least = 1e-4, step_part = 0.7, memory = 0.3, no_plan = 0.05;
static const size_t stalls_most = 10;

void vp_plan_bound_clear(vp_plan_bound *b)
{
    free(b->share);
    free(b->money);
    free(b->lack);
    free(b->direction);
    free(b->count);
    free(b->extra);
    free(b->multiplier);
    free(b->pick);
    free(b->profit);
    free(b->by_profit);
    free(b->alive);
    free(b->spend);
    free(b->scale);
    free(b->above);
    *b = (vp_plan_bound){0};
}

bool vp_plan_bound_init(vp_plan_bound *b, const vp_invest_case *c, vp_error *err)
{
    size_t cells = c->demands * c->periods + 1;
    *b = (vp_plan_bound){.c = c,
                         .share = calloc(cells, sizeof *b->share),
                         .money = calloc(c->periods + 1, sizeof *b->money),
                         .lack = calloc(c->targets + 1, sizeof *b->lack),
                         .direction = calloc(cells, sizeof *b->direction),
                         .count = calloc(cells, sizeof *b->count),
                         .multiplier = calloc(cells, sizeof *b->multiplier),
                         .extra = calloc(cells, sizeof *b->extra),
                         .pick = malloc(c->projects + 1),
                         .profit = calloc(c->projects + 1, sizeof *b->profit),
                         .by_profit = malloc((c->projects + 1) * sizeof *b->by_profit),
                         .alive = malloc((c->projects + 1) * sizeof *b->alive),
                         .spend = calloc(c->periods + 1, sizeof *b->spend),
                         .scale = calloc(c->periods + 1, sizeof *b->scale),
                         .above = calloc(c->targets + 1, sizeof *b->above),
                         .bound = INFINITY,
                         .step = step_first};
    if (!b->share || !b->money || !b->lack || !b->direction || !b->count || !b->multiplier || !b->extra || !b->pick ||
        !b->profit || !b->by_profit || !b->alive || !b->spend || !b->scale || !b->above) {
        vp_plan_bound_clear(b);
        return vp_fail_memory(err, cells * sizeof *b->share);
    }
    for (size_t j = 0; j < c->projects; j++) b->alive[j] = true;
    for (size_t i = 0; i < c->demands * c->periods; i++) b->share[i] = 1;
    return true;
}

static void set_scales(vp_plan_bound *b)
{
    const vp_invest_case *c = b->c;
    double mean = 0;
    for (size_t t = 0; t < c->periods; t++) mean += c->budget[t] / (double)c->periods;
    for (size_t t = 0; t < c->periods; t++) b->scale[t] = fmax(c->budget[t], mean > 0 && isfinite(mean) ? mean : 1);
}

void vp_plan_bound_begin(vp_plan_bound *b, const vp_plan *plan)
{
    const vp_invest_case *c = b->c;
    double worth = c->for_worth * plan->worth + c->for_cost * plan->cost;
    set_scales(b);
    for (size_t t = 0; t < c->periods; t++)
        b->money[t] = isfinite(c->budget[t]) && plan->cost > 0
                          ? 0.5 * c->for_worth * worth / plan->cost / (c->carry ? (double)c->periods : 1)
                          : 0;
    for (size_t r = 0; r < c->targets; r++)
        b->lack[r] = c->need[r] > 0 ? c->for_cost * worth / c->need[r] / (double)c->targets : 0;
}

void vp_plan_bound_budgets(vp_plan_bound *b)
{
    set_scales(b);
    b->step = step_again;
    b->stalled = 0;
}

/* ---- one step */

/* What covering is worth now, and the multipliers as parts of that. */
static void set_extra(vp_plan_bound *b)
{
    const vp_invest_case *c = b->c;
    size_t periods = c->periods;
    for (size_t d = 0; d < c->demands; d++) {
        const double *tail = c->tail + d * (periods + 1);
        double *extra = b->extra + d * periods;
        for (size_t t = 0; t < periods; t++) extra[t] = c->for_worth * (tail[t] - tail[t + 1]);
        for (size_t k = c->aim_start[d]; k < c->aim_start[d + 1]; k++)
            extra[c->target_period[c->aim[k].target]] += b->lack[c->aim[k].target] * c->aim[k].weight;
        for (size_t t = 0; t < periods; t++) b->multiplier[d * periods + t] = b->share[d * periods + t] * extra[t];
    }
}

/* Score that one unit of money costs when it is spent in the period. */
static double price_of_money(const vp_plan_bound *b, size_t period)
{
    if (!b->c->carry) return b->money[period];
    double sum = 0;
    for (size_t t = period; t < b->c->periods; t++) sum += b->money[t];
    return sum;
}

static void pick_best(vp_plan_bound *b)
{
    const vp_invest_case *c = b->c;
    size_t periods = c->periods;
    double money[VP_INVESTMENT_PERIODS_MOST], sum[VP_INVESTMENT_PERIODS_MOST];
    for (size_t t = 0; t < periods; t++) money[t] = price_of_money(b, t) + c->for_cost;
    for (size_t j = 0; j < c->projects; j++) {
        b->pick[j] = VP_NEVER;
        b->profit[j] = -INFINITY;
        if (!b->alive[j]) continue;
        for (size_t t = 0; t < periods; t++) sum[t] = 0;
        for (size_t k = c->project_start[j]; k < c->project_start[j + 1]; k++) {
            const double *multiplier = b->multiplier + c->project_demand[k] * periods;
            for (size_t t = 0; t < periods; t++) sum[t] += multiplier[t];
        }
        double rest = 0;
        for (size_t t = periods; t-- > c->first[j];) {
            rest += sum[t];
            double profit = rest - money[t] * c->price[j];
            if (profit < b->profit[j] || c->price[j] > c->budget[t] * (1 + 1e-9)) continue; /* no money is enough */
            b->profit[j] = profit;
            b->pick[j] = (uint8_t)t;
        }
    }
}

static int descending(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a < b) - (a > b);
}

/* The profit that a project of the kind must pass to be picked: 0, or that of the last one there is room for. */
static double least_of(vp_plan_bound *b, size_t kind)
{
    const vp_invest_case *c = b->c;
    size_t count = 0;
    if (c->most[kind] >= c->projects) return 0;
    if (c->most[kind] == 0) return INFINITY;
    for (size_t j = 0; j < c->projects; j++)
        if (c->kind[j] == kind && b->profit[j] > 0) b->by_profit[count++] = b->profit[j];
    if (count <= c->most[kind]) return 0;
    qsort(b->by_profit, count, sizeof *b->by_profit, descending);
    return b->by_profit[c->most[kind] - 1];
}

/* Sum of the picks; who is not picked has VP_NEVER. */
static double take_picks(vp_plan_bound *b)
{
    const vp_invest_case *c = b->c;
    double sum = 0;
    for (size_t kind = 0; kind < c->kinds; kind++) {
        double least = least_of(b, kind);
        size_t room = c->most[kind];
        for (int ties = 0; ties < 2; ties++)
            for (size_t j = 0; j < c->projects; j++) {
                if (c->kind[j] != kind || b->pick[j] == VP_NEVER) continue;
                bool above = b->profit[j] > least, tie = b->profit[j] == least && least > 0 && isfinite(least);
                if (ties ? !tie : !above) continue;
                if (room == 0) continue;
                room--;
                sum += b->profit[j];
                b->spend[b->pick[j]] += c->price[j];
                b->pick[j] |= 0x80; /* taken; periods are fewer */
            }
    }
    for (size_t j = 0; j < c->projects; j++)
        b->pick[j] = b->pick[j] != VP_NEVER && b->pick[j] & 0x80 ? b->pick[j] & 0x7f : VP_NEVER;
    return sum;
}

static void count_covers(vp_plan_bound *b)
{
    const vp_invest_case *c = b->c;
    memset(b->count, 0, c->demands * c->periods * sizeof *b->count);
    for (size_t j = 0; j < c->projects; j++) {
        if (b->pick[j] == VP_NEVER) continue;
        for (size_t k = c->project_start[j]; k < c->project_start[j + 1]; k++) {
            uint16_t *count = b->count + c->project_demand[k] * c->periods;
            for (size_t t = b->pick[j]; t < c->periods; t++) count[t]++;
        }
    }
}

static double spare_of(const vp_plan_bound *b, size_t period)
{
    double spent = b->spend[period];
    for (size_t t = 0; b->c->carry && t < period; t++) spent += b->spend[t];
    return b->c->budget[period] - spent;
}

/* A multiplier at its top leaves it open whether the demand counts as covered: as the picks have it. */
static double counted(const vp_plan_bound *b, size_t at) { return b->share[at] < 1 ? 1 : fmin(1, b->count[at]); }

/* Weight of each target as the bound counts it, less its need: what the bound grows by with the target's multiplier. */
static void find_above(vp_plan_bound *b)
{
    const vp_invest_case *c = b->c;
    for (size_t r = 0; r < c->targets; r++) b->above[r] = -c->need[r];
    for (size_t d = 0; c->targets && d < c->demands; d++)
        for (size_t k = c->aim_start[d]; k < c->aim_start[d + 1]; k++) {
            uint32_t r = c->aim[k].target;
            size_t at = d * c->periods + c->target_period[r];
            b->above[r] += c->aim[k].weight * (1 - b->share[at] + b->share[at] * (double)b->count[at]);
        }
}

/* Directions of all multipliers; the sum of their squares, each in its own unit. */
static double find_directions(vp_plan_bound *b, double size)
{
    const vp_invest_case *c = b->c;
    double norm = 0;
    for (size_t i = 0; i < c->demands * c->periods; i++) {
        double slope = (double)b->count[i] - counted(b, i);
        b->direction[i] = (float)(slope + memory * (double)b->direction[i]);
        norm += b->extra[i] * (double)b->direction[i] * (double)b->direction[i];
    }
    for (size_t t = 0; t < c->periods; t++) {
        if (!isfinite(c->budget[t])) continue;
        double part = spare_of(b, t) / b->scale[t];
        norm += size * part * part;
    }
    for (size_t r = 0; r < c->targets; r++)
        if (c->need[r] > 0) norm += size * (b->above[r] / c->need[r]) * (b->above[r] / c->need[r]);
    return norm;
}

static void go(vp_plan_bound *b, double length, double size)
{
    const vp_invest_case *c = b->c;
    for (size_t i = 0; i < c->demands * c->periods; i++)
        b->share[i] = fmin(1, fmax(0, b->share[i] - length * (double)b->direction[i]));
    for (size_t t = 0; t < c->periods; t++) {
        double scale = b->scale[t];
        if (isfinite(scale)) b->money[t] = fmax(0, b->money[t] - length * size * spare_of(b, t) / scale / scale);
    }
    for (size_t r = 0; r < c->targets; r++)
        if (c->need[r] > 0) b->lack[r] = fmax(0, b->lack[r] - length * size * b->above[r] / c->need[r] / c->need[r]);
}

static double value_of(const vp_plan_bound *b, double picked)
{
    const vp_invest_case *c = b->c;
    double value = picked;
    for (size_t i = 0; i < c->demands * c->periods; i++) value += b->extra[i] - b->multiplier[i];
    for (size_t t = 0; t < c->periods; t++)
        if (isfinite(c->budget[t])) value += b->money[t] * c->budget[t];
    for (size_t r = 0; r < c->targets; r++) value -= b->lack[r] * c->need[r];
    return value;
}

bool vp_plan_bound_step(vp_plan_bound *b, double best)
{
    const vp_invest_case *c = b->c;
    memset(b->spend, 0, c->periods * sizeof *b->spend);
    set_extra(b);
    pick_best(b);
    double value = value_of(b, take_picks(b));
    bool less = value < b->bound - 1e-6 * fabs(b->bound);
    b->stalled = less ? 0 : b->stalled + 1;
    b->bound = fmin(b->bound, value);
    if (b->stalled >= stalls_most) {
        b->stalled = 0;
        b->step = fmax(step_least, b->step * step_part);
    }
    count_covers(b);
    find_above(b);
    double size = fmax(1e-9, isfinite(best) ? fabs(best) : fabs(value));
    double norm = find_directions(b, size), wanted = isfinite(best) ? value - best : no_plan * size;
    if (norm > 0) go(b, b->step * fmax(wanted, 1e-7 * size) / norm, size);
    return less;
}

void vp_plan_bound_drop(vp_plan_bound *b, double best, const uint8_t when[])
{
    const vp_invest_case *c = b->c;
    memset(b->spend, 0, c->periods * sizeof *b->spend);
    set_extra(b);
    pick_best(b);
    double value = value_of(b, take_picks(b));
    b->bound = fmin(b->bound, value);
    for (size_t kind = 0; kind < c->kinds; kind++) {
        double least = least_of(b, kind);
        if (!isfinite(least)) least = 0;
        for (size_t j = 0; j < c->projects; j++)
            if (c->kind[j] == kind && b->alive[j] && when[j] == VP_NEVER && b->profit[j] < least &&
                value + b->profit[j] - least < best - 1e-9 * fabs(best))
                b->alive[j] = false;
    }
}
