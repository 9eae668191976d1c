/* A plan that changes, and what it is worth. */
#include "sites/invest/invest_internal.h"
#include <stdlib.h>
#include <string.h>

static const double rounding = 1e-9; /* of sums of prices against a budget */

bool vp_plan_init(vp_plan *p, const vp_invest_case *c, vp_error *err)
{
    *p = (vp_plan){.c = c,
                   .when = malloc(c->projects + 1),
                   .opens = calloc(c->demands * c->periods + 1, sizeof *p->opens),
                   .best = malloc(c->demands + 1),
                   .spent = calloc(c->periods + 1, sizeof *p->spent),
                   .used = calloc(c->kinds + 1, sizeof *p->used),
                   .aimed = calloc(c->targets + 1, sizeof *p->aimed),
                   .added = calloc(c->targets + 1, sizeof *p->added)};
    if (!p->when || !p->opens || !p->best || !p->spent || !p->used || !p->aimed || !p->added) {
        vp_plan_clear(p);
        return vp_fail_memory(err, c->demands * c->periods * sizeof *p->opens);
    }
    memset(p->when, VP_NEVER, c->projects);
    memset(p->best, (int)c->periods, c->demands);
    return true;
}

void vp_plan_clear(vp_plan *p)
{
    free(p->when);
    free(p->opens);
    free(p->best);
    free(p->spent);
    free(p->used);
    free(p->aimed);
    free(p->added);
    *p = (vp_plan){0};
}

/* The demand is covered from another period on: what that changes. */
static void move(vp_plan *p, uint32_t demand, size_t from, size_t to)
{
    const vp_invest_case *c = p->c;
    const double *tail = c->tail + demand * (c->periods + 1);
    p->best[demand] = (uint8_t)to;
    p->worth += tail[to] - tail[from];
    for (size_t k = c->aim_start[demand]; k < c->aim_start[demand + 1]; k++) {
        size_t due = c->target_period[c->aim[k].target];
        if ((from <= due) == (to <= due)) continue;
        p->aimed[c->aim[k].target] += to <= due ? c->aim[k].weight : -c->aim[k].weight;
    }
}

void vp_plan_put(vp_plan *p, uint32_t project, size_t period)
{
    const vp_invest_case *c = p->c;
    p->when[project] = (uint8_t)period;
    p->spent[period] += c->price[project];
    p->cost += c->price[project];
    p->used[c->kind[project]]++;
    p->chosen++;
    for (size_t k = c->project_start[project]; k < c->project_start[project + 1]; k++) {
        uint32_t d = c->project_demand[k];
        p->opens[d * c->periods + period]++;
        if (period < p->best[d]) move(p, d, p->best[d], period);
    }
}

void vp_plan_take(vp_plan *p, uint32_t project)
{
    const vp_invest_case *c = p->c;
    size_t period = p->when[project];
    p->when[project] = VP_NEVER;
    p->spent[period] -= c->price[project];
    p->cost -= c->price[project];
    p->used[c->kind[project]]--;
    p->chosen--;
    for (size_t k = c->project_start[project]; k < c->project_start[project + 1]; k++) {
        uint32_t d = c->project_demand[k];
        uint16_t *opens = p->opens + d * c->periods;
        if (--opens[period] > 0 || p->best[d] != period) continue;
        size_t next = period + 1;
        while (next < c->periods && opens[next] == 0) next++;
        move(p, d, period, next);
    }
}

void vp_plan_set(vp_plan *p, const uint8_t when[])
{
    for (uint32_t j = 0; j < p->c->projects; j++)
        if (p->when[j] != when[j] && p->when[j] != VP_NEVER) vp_plan_take(p, j);
    for (uint32_t j = 0; j < p->c->projects; j++)
        if (p->when[j] != when[j] && when[j] != VP_NEVER) vp_plan_put(p, j, when[j]);
}

/* What is lacking of targets becomes less. */
static double aim_gain(vp_plan *p, uint32_t project, size_t period)
{
    const vp_invest_case *c = p->c;
    double gain = 0;
    for (size_t r = 0; r < c->targets; r++) p->added[r] = 0;
    for (size_t k = c->project_start[project]; k < c->project_start[project + 1]; k++) {
        uint32_t d = c->project_demand[k];
        if (p->best[d] <= period) continue;
        for (size_t a = c->aim_start[d]; a < c->aim_start[d + 1]; a++) {
            size_t due = c->target_period[c->aim[a].target];
            if (period <= due && due < p->best[d]) p->added[c->aim[a].target] += c->aim[a].weight;
        }
    }
    for (size_t r = 0; r < c->targets; r++) {
        double lack = c->need[r] - p->aimed[r];
        if (lack > 0) gain += c->penalty[r] * fmin(lack, p->added[r]);
    }
    return gain;
}

double vp_plan_gain(vp_plan *p, uint32_t project, size_t period)
{
    const vp_invest_case *c = p->c;
    double worth = 0;
    if (c->for_worth > 0)
        for (size_t k = c->project_start[project]; k < c->project_start[project + 1]; k++) {
            uint32_t d = c->project_demand[k];
            const double *tail = c->tail + d * (c->periods + 1);
            if (period < p->best[d]) worth += tail[period] - tail[p->best[d]];
        }
    return c->for_worth * worth - c->for_cost * c->price[project] + (c->targets ? aim_gain(p, project, period) : 0);
}

/* What a target loses when the demand is covered from another period on, of what it needs; in score. */
static double aim_loss(vp_plan *p, const vp_aim *aim)
{
    const vp_invest_case *c = p->c;
    uint32_t r = aim->target;
    double spare = fmax(0, p->aimed[r] - c->need[r]), before = fmax(0, p->added[r] - spare);
    p->added[r] += aim->weight;
    return c->penalty[r] * (fmax(0, p->added[r] - spare) - before);
}

bool vp_plan_spares(vp_plan *p, uint32_t project)
{
    const vp_invest_case *c = p->c;
    size_t period = p->when[project];
    double saved = c->for_cost * c->price[project];
    for (size_t r = 0; r < c->targets; r++) p->added[r] = 0;
    for (size_t k = c->project_start[project]; saved > 0 && k < c->project_start[project + 1]; k++) {
        uint32_t d = c->project_demand[k];
        const uint16_t *opens = p->opens + d * c->periods;
        if (p->best[d] != period || opens[period] > 1) continue;
        size_t next = period + 1;
        while (next < c->periods && opens[next] == 0) next++;
        for (size_t a = c->aim_start[d]; a < c->aim_start[d + 1]; a++) {
            size_t due = c->target_period[c->aim[a].target];
            if (period <= due && due < next) saved -= aim_loss(p, &c->aim[a]);
        }
    }
    return saved > 0;
}

double vp_plan_score(const vp_plan *p)
{
    const vp_invest_case *c = p->c;
    double score = c->for_worth * p->worth - c->for_cost * p->cost;
    for (size_t r = 0; r < c->targets; r++) score -= c->penalty[r] * fmax(0, c->need[r] - p->aimed[r]);
    return score;
}

bool vp_plan_meets(const vp_plan *p)
{
    for (size_t r = 0; r < p->c->targets; r++)
        if (p->aimed[r] < p->c->need[r]) return false;
    return true;
}

bool vp_plan_affords(const vp_plan *p, uint32_t project, size_t period)
{
    const vp_invest_case *c = p->c;
    double price = c->price[project], sum = 0;
    if (period < c->first[project] || p->used[c->kind[project]] >= c->most[c->kind[project]]) return false;
    if (!c->carry) return p->spent[period] + price <= c->budget[period] * (1 + rounding);
    for (size_t t = 0; t < c->periods; t++) {
        sum += p->spent[t];
        if (t >= period && sum + price > c->budget[t] * (1 + rounding)) return false;
    }
    return true;
}

size_t vp_plan_earliest(const vp_plan *p, uint32_t project)
{
    size_t t = p->c->first[project];
    while (t < p->c->periods && !vp_plan_affords(p, project, t)) t++;
    return t;
}
