/* An investment problem in the form that the methods work on. */
#include "sites/invest/invest_internal.h"
#include <stdlib.h>
#include <string.h>

void vp_invest_case_free(vp_invest_case *c)
{
    if (!c) return;
    free(c->project_start);
    free(c->project_demand);
    free(c->demand_start);
    free(c->demand_project);
    free(c->tail);
    free(c->aim_start);
    free(c->aim);
    free(c->need);
    free(c->target_period);
    free(c->penalty);
    free(c->price);
    free(c->first);
    free(c->kind);
    free(c->most);
    free(c->budget);
    free(c);
}

/* ---- demands with the same projects */

typedef struct {
    uint64_t hash;
    uint32_t demand;
} signature;

static int by_hash(const void *left, const void *right)
{
    const signature *a = left, *b = right;
    if (a->hash != b->hash) return a->hash < b->hash ? -1 : 1;
    return (a->demand > b->demand) - (a->demand < b->demand);
}

static bool same_projects(const vp_costs *covers, uint32_t a, uint32_t b)
{
    size_t from = covers->demand_start[a], other = covers->demand_start[b], count = covers->demand_start[a + 1] - from;
    return covers->demand_start[b + 1] - other == count &&
           memcmp(covers->demand_site + from, covers->demand_site + other, count * sizeof *covers->demand_site) == 0;
}

/* into[demand]: its number in the case, UINT32_MAX where nobody can cover it; first[number]: one demand of it. */
static bool merge(const vp_costs *covers, uint32_t into[], uint32_t first[], size_t *merged, vp_error *err)
{
    size_t count = covers->demand_count, some = 0;
    signature *signatures = malloc((count + 1) * sizeof *signatures);
    if (!signatures) return vp_fail_memory(err, count * sizeof *signatures);
    for (uint32_t d = 0; d < count; d++) {
        uint64_t hash = 0;
        into[d] = UINT32_MAX;
        for (size_t k = covers->demand_start[d]; k < covers->demand_start[d + 1]; k++)
            hash = vp_random_mix(hash * 31 + covers->demand_site[k] + 1);
        if (covers->demand_start[d] < covers->demand_start[d + 1])
            signatures[some++] = (signature){.hash = hash, .demand = d};
    }
    qsort(signatures, some, sizeof *signatures, by_hash);
    *merged = 0;
    for (size_t i = 0; i < some; i++) {
        uint32_t d = signatures[i].demand;
        for (size_t b = i; b-- > 0 && signatures[b].hash == signatures[i].hash && into[d] == UINT32_MAX;)
            if (same_projects(covers, d, signatures[b].demand)) into[d] = into[signatures[b].demand];
        if (into[d] != UINT32_MAX) continue;
        first[*merged] = d;
        into[d] = (uint32_t)(*merged)++;
    }
    free(signatures);
    return true;
}

/* ---- filling */

static bool allocate(vp_invest_case *c, const vp_investment_problem *p, size_t entries, vp_error *err)
{
    size_t aims = 0;
    for (size_t r = 0; r < p->target_count; r++) aims += p->targets[r].entry_count;
    c->project_start = calloc(c->projects + 2, sizeof *c->project_start);
    c->project_demand = malloc((entries + 1) * sizeof *c->project_demand);
    c->demand_start = calloc(c->demands + 2, sizeof *c->demand_start);
    c->demand_project = malloc((entries + 1) * sizeof *c->demand_project);
    c->tail = calloc(c->demands * (c->periods + 1) + 1, sizeof *c->tail);
    c->aim_start = calloc(c->demands + 2, sizeof *c->aim_start);
    c->aim = malloc((aims + 1) * sizeof *c->aim);
    c->need = calloc(c->targets + 1, sizeof *c->need);
    c->target_period = calloc(c->targets + 1, sizeof *c->target_period);
    c->penalty = calloc(c->targets + 1, sizeof *c->penalty);
    c->price = malloc((c->projects + 1) * sizeof *c->price);
    c->first = calloc(c->projects + 1, sizeof *c->first);
    c->kind = calloc(c->projects + 1, sizeof *c->kind);
    c->most = malloc((c->kinds + 1) * sizeof *c->most);
    c->budget = malloc((c->periods + 1) * sizeof *c->budget);
    return (c->project_start && c->project_demand && c->demand_start && c->demand_project && c->tail && c->aim_start &&
            c->aim && c->need && c->target_period && c->penalty && c->price && c->first && c->kind && c->most &&
            c->budget) ||
           vp_fail_memory(err, entries * sizeof *c->project_demand);
}

static void fill_covers(vp_invest_case *c, const vp_costs *covers, const uint32_t first[])
{
    size_t at = 0;
    for (size_t d = 0; d < c->demands; d++) {
        for (size_t k = covers->demand_start[first[d]]; k < covers->demand_start[first[d] + 1]; k++) {
            c->demand_project[at++] = covers->demand_site[k];
            c->project_start[covers->demand_site[k] + 2]++;
        }
        c->demand_start[d + 1] = at;
    }
    for (size_t j = 1; j <= c->projects; j++) c->project_start[j + 1] += c->project_start[j];
    for (uint32_t d = 0; d < c->demands; d++)
        for (size_t k = c->demand_start[d]; k < c->demand_start[d + 1]; k++)
            c->project_demand[c->project_start[c->demand_project[k] + 1]++] = d;
}

static void fill_worth(vp_invest_case *c, const vp_investment_problem *p, const uint32_t into[])
{
    size_t periods = c->periods;
    for (size_t d = 0; d < p->covers->demand_count; d++)
        for (size_t t = 0; into[d] != UINT32_MAX && t < periods; t++)
            c->tail[into[d] * (periods + 1) + t] += p->worth[d * periods + t];
    for (size_t d = 0; d < c->demands; d++)
        for (size_t t = periods; t-- > 0;) c->tail[d * (periods + 1) + t] += c->tail[d * (periods + 1) + t + 1];
}

static void list_aims(vp_invest_case *c, const vp_investment_problem *p, const uint32_t into[])
{
    for (size_t r = 0; r < p->target_count; r++)
        for (size_t k = 0; k < p->targets[r].entry_count; k++) {
            uint32_t d = into[p->targets[r].demands[k]];
            if (d != UINT32_MAX) c->aim_start[d + 2]++;
        }
    for (size_t d = 1; d <= c->demands; d++) c->aim_start[d + 1] += c->aim_start[d];
    for (uint32_t r = 0; r < p->target_count; r++)
        for (size_t k = 0; k < p->targets[r].entry_count; k++) {
            uint32_t d = into[p->targets[r].demands[k]];
            if (d == UINT32_MAX) continue;
            c->aim[c->aim_start[d + 1]++] = (vp_aim){.target = r, .weight = p->targets[r].weights[k]};
        }
}

/* What a demand weighs for one target is added up where several were merged: they are by target. */
static bool fill_aims(vp_invest_case *c, const vp_investment_problem *p, const uint32_t into[], vp_error *err)
{
    list_aims(c, p, into);
    size_t count = 0, from = 0;
    for (size_t d = 0; d < c->demands; d++) {
        size_t first = count, end = c->aim_start[d + 1];
        for (size_t k = from; k < end; k++) {
            if (count > first && c->aim[count - 1].target == c->aim[k].target)
                c->aim[count - 1].weight += c->aim[k].weight;
            else
                c->aim[count++] = c->aim[k];
        }
        from = end;
        c->aim_start[d + 1] = count;
    }
    vp_aim *less = realloc(c->aim, (count + 1) * sizeof *less);
    if (!less) return vp_fail_memory(err, count * sizeof *less);
    c->aim = less;
    return true;
}

static void fill_rest(vp_invest_case *c, const vp_investment_problem *p)
{
    double worth = 0, cost = 0;
    for (size_t d = 0; d < c->demands; d++) worth += c->tail[d * (c->periods + 1)];
    for (size_t j = 0; j < c->projects; j++) {
        cost += c->price[j] = p->prices[j];
        if (p->first) c->first[j] = p->first[j];
        if (p->kinds) c->kind[j] = p->kinds[j];
    }
    for (size_t k = 0; k < c->kinds; k++) c->most[k] = p->most ? p->most[k] : SIZE_MAX;
    bool people = p->goal == VP_INVEST_PEOPLE;
    c->for_worth = people ? 1 : 0;
    c->for_cost = people ? 0 : 1;
    for (size_t r = 0; r < c->targets; r++) {
        c->need[r] = p->targets[r].need - 1e-9 * fmax(1, p->targets[r].need);
        c->target_period[r] = p->targets[r].period;
        c->penalty[r] = c->need[r] > 0 ? 1e3 * ((people ? worth : cost) + 1) / c->need[r] : 0;
    }
}

vp_invest_case *vp_invest_case_new(const vp_investment_problem *p, vp_error *err)
{
    const vp_costs *covers = p->covers;
    uint32_t *into = malloc((covers->demand_count + 1) * sizeof *into);
    uint32_t *first = malloc((covers->demand_count + 1) * sizeof *first);
    vp_invest_case *c = calloc(1, sizeof *c);
    bool ok = into && first && c;
    if (!ok) vp_fail_memory(err, covers->demand_count * sizeof *into);
    if (ok) {
        *c = (vp_invest_case){.periods = p->period_count,
                              .projects = covers->site_count,
                              .targets = p->target_count,
                              .kinds = p->kinds ? p->kind_count : 1,
                              .carry = p->carry};
        ok = merge(covers, into, first, &c->demands, err);
    }
    size_t entries = 0;
    for (size_t d = 0; ok && d < c->demands; d++)
        entries += covers->demand_start[first[d] + 1] - covers->demand_start[first[d]];
    ok = ok && allocate(c, p, entries, err);
    if (ok) {
        fill_covers(c, covers, first);
        fill_worth(c, p, into);
        fill_rest(c, p);
        ok = fill_aims(c, p, into, err) && vp_invest_case_budgets(c, p->budgets, err);
    }
    free(into);
    free(first);
    if (ok) return c;
    vp_invest_case_free(c);
    return NULL;
}

/* ---- budgets */

enum { SUMS_MOST = 1 << 22 };

/* The largest unit of which all prices are whole numbers; 0: none is found. */
static double unit_of(const vp_invest_case *c)
{
    double scale = 1;
    for (int digits = 0; digits <= 3; digits++, scale *= 10) {
        bool whole = true;
        for (size_t j = 0; whole && j < c->projects; j++) {
            double scaled = c->price[j] * scale;
            whole = scaled < 0x1p52 && fabs(scaled - round(scaled)) <= 1e-9 * fmax(1, scaled);
        }
        if (whole) break;
    }
    if (scale > 1000) return 0;
    uint64_t common = 0;
    for (size_t j = 0; j < c->projects; j++) {
        uint64_t a = (uint64_t)llround(c->price[j] * scale), b = common;
        while (a) {
            uint64_t rest = b % a;
            b = a;
            a = rest;
        }
        common = b;
    }
    return (double)common / scale;
}

/* sums[s]: whether prices, each as often as one likes, sum to s units: more than any plan can pay for. */
static void mark_sums(const vp_invest_case *c, double unit, bool sums[], size_t count)
{
    sums[0] = true;
    for (size_t j = 0; j < c->projects; j++) {
        size_t price = (size_t)llround(c->price[j] / unit);
        if (price == 0 || price >= count || (j > 0 && c->price[j] == c->price[j - 1])) continue;
        if (sums[price]) continue; /* what it makes up others do already */
        for (size_t s = price; s < count; s++) sums[s] = sums[s] || sums[s - price];
    }
}

/* What remains of each budget when it cannot be spent to the last unit is of no use to anyone. */
static bool tighten(vp_invest_case *c, vp_error *err)
{
    double unit = unit_of(c), largest = 0;
    for (size_t t = 0; t < c->periods; t++)
        if (isfinite(c->budget[t])) largest = fmax(largest, c->budget[t]);
    if (!(unit > 0) || largest / unit >= SUMS_MOST) return true;
    size_t count = (size_t)(largest / unit * (1 + 1e-12)) + 2;
    bool *sums = calloc(count, sizeof *sums);
    if (!sums) return vp_fail_memory(err, count);
    mark_sums(c, unit, sums, count);
    for (size_t t = 0; t < c->periods; t++) {
        if (!isfinite(c->budget[t])) continue;
        size_t s = (size_t)(c->budget[t] / unit * (1 + 1e-12));
        while (s > 0 && !sums[s]) s--;
        c->budget[t] = (double)s * unit;
    }
    free(sums);
    return true;
}

bool vp_invest_case_budgets(vp_invest_case *c, const double budgets[], vp_error *err)
{
    double sum = 0;
    for (size_t t = 0; t < c->periods; t++) {
        sum = c->carry && budgets ? sum + budgets[t] : budgets ? budgets[t] : INFINITY;
        c->budget[t] = sum;
    }
    return !budgets || tighten(c, err);
}
