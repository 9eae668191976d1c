/* Good plans: filling greedily, taking some out and filling again. */
#include "base/heap.h"
#include "sites/invest/invest_internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const size_t passes = 4;

/* Projects by what they are worth by themselves: they join the queue only when their turn could have come. */
struct vp_plan_queue {
    vp_heap heap;
    uint32_t *order[2]; /* most score first; most score for the money first */
};

static double key_of(const vp_invest_case *c, uint32_t project, double gain, bool for_money)
{
    return for_money && c->price[project] > 0 ? (gain + c->for_cost * c->price[project]) / c->price[project] : gain;
}

typedef struct {
    double key;
    uint32_t project;
} keyed;

static int by_key(const void *left, const void *right)
{
    const keyed *a = left, *b = right;
    if (a->key != b->key) return a->key > b->key ? -1 : 1;
    return (a->project > b->project) - (a->project < b->project);
}

static bool sort_projects(vp_plan_search *s, vp_error *err)
{
    const vp_invest_case *c = s->plan->c;
    keyed *list = malloc((c->projects + 1) * sizeof *list);
    bool ok = list != NULL;
    for (int for_money = 0; ok && for_money < 2; for_money++) {
        uint32_t *order = s->queue->order[for_money] = malloc((c->projects + 1) * sizeof *order);
        ok = order != NULL;
        for (uint32_t j = 0; ok && j < c->projects; j++) list[j] = (keyed){key_of(c, j, s->full[j], for_money), j};
        if (ok) qsort(list, c->projects, sizeof *list, by_key);
        for (size_t k = 0; ok && k < c->projects; k++) order[k] = list[k].project;
    }
    free(list);
    return ok || vp_fail_memory(err, c->projects * sizeof *list);
}

bool vp_plan_search_init(vp_plan_search *s, vp_plan *plan, const bool alive[], vp_random *random, vp_error *err)
{
    size_t projects = plan->c->projects;
    vp_plan empty = {0};
    *s = (vp_plan_search){.plan = plan,
                          .alive = alive,
                          .random = random,
                          .full = malloc((projects + 1) * sizeof *s->full),
                          .key = malloc((projects + 1) * sizeof *s->key),
                          .kept = malloc(projects + 1),
                          .list = malloc((projects + 1) * sizeof *s->list),
                          .queue = calloc(1, sizeof *s->queue)};
    bool ok = (s->full && s->key && s->kept && s->list && s->queue) || vp_fail_memory(err, projects * sizeof *s->full);
    ok = ok && vp_heap_init(&s->queue->heap, projects + 1, err) && vp_plan_init(&empty, plan->c, err);
    for (uint32_t j = 0; ok && j < projects; j++) s->full[j] = vp_plan_gain(&empty, j, plan->c->first[j]);
    ok = ok && sort_projects(s, err);
    vp_plan_clear(&empty);
    if (!ok) vp_plan_search_clear(s);
    return ok;
}

void vp_plan_search_clear(vp_plan_search *s)
{
    if (s->queue) {
        vp_heap_clear(&s->queue->heap);
        free(s->queue->order[0]);
        free(s->queue->order[1]);
    }
    free(s->queue);
    free(s->full);
    free(s->key);
    free(s->kept);
    free(s->list);
    *s = (vp_plan_search){0};
}

static bool more(const void *context, uint32_t a, uint32_t b)
{
    const double *key = context;
    return key[a] != key[b] ? key[a] > key[b] : a < b;
}

/* The first of the queue or of the order, whose keys may be too large; UINT32_MAX: none is left. */
static uint32_t next_of(vp_plan_search *s, bool for_money, size_t *at)
{
    const vp_plan *p = s->plan;
    vp_heap *heap = &s->queue->heap;
    const uint32_t *order = s->queue->order[for_money];
    while (*at < p->c->projects && (!s->alive[order[*at]] || p->when[order[*at]] != VP_NEVER)) (*at)++;
    uint32_t next = *at < p->c->projects && s->full[order[*at]] > 0 ? order[*at] : UINT32_MAX;
    if (next != UINT32_MAX) s->key[next] = key_of(p->c, next, s->full[next], for_money);
    if (heap->count && (next == UINT32_MAX || more(s->key, heap->numbers[0], next)))
        return vp_heap_take(heap, more, s->key);
    if (next != UINT32_MAX) (*at)++;
    return next;
}

/* Gains only become less as the plan grows, and the earliest period with money only later: so what was computed before
 * is a bound, and only the first of all is computed anew (Minoux 1978). */
void vp_plan_fill(vp_plan_search *s, bool for_money)
{
    vp_plan *p = s->plan;
    vp_heap *heap = &s->queue->heap;
    while (heap->count) vp_heap_take(heap, more, s->key);
    size_t at = 0;
    for (uint32_t j; (j = next_of(s, for_money, &at)) != UINT32_MAX;) {
        if (p->c->for_worth <= 0 && vp_plan_meets(p)) break; /* nothing else is worth its price */
        size_t t = vp_plan_earliest(p, j);
        double gain = t < p->c->periods ? vp_plan_gain(p, j, t) : 0;
        if (!(gain > 0)) continue;
        double key = key_of(p->c, j, gain, for_money);
        bool first = key >= s->key[j];
        s->key[j] = key;
        if (first)
            vp_plan_put(p, j, t);
        else
            vp_heap_put(heap, j, more, s->key);
    }
}

/* Of what is cheaper without it, the dearest first. */
static void prune(vp_plan_search *s)
{
    vp_plan *p = s->plan;
    for (bool again = p->c->for_cost > 0; again;) {
        uint32_t worst = UINT32_MAX;
        for (uint32_t j = 0; j < p->c->projects; j++) {
            if (p->when[j] == VP_NEVER || (worst != UINT32_MAX && p->c->price[j] <= p->c->price[worst])) continue;
            if (vp_plan_spares(p, j)) worst = j;
        }
        again = worst != UINT32_MAX;
        if (again) vp_plan_take(p, worst);
    }
}

/* Into another period, as late (or early) as there is money and no target loses by it. */
static void shift(vp_plan *p, uint32_t project, bool late)
{
    size_t from = p->when[project], to = late ? p->c->periods - 1 : 0;
    if (from == VP_NEVER) return;
    vp_plan_take(p, project);
    double now = vp_plan_gain(p, project, from);
    while (to != from && !(vp_plan_affords(p, project, to) && vp_plan_gain(p, project, to) >= now))
        to += late ? SIZE_MAX : 1;
    vp_plan_put(p, project, to);
}

/* Where cost alone counts: late, the money of the years before is free for what targets need by then. */
static void postpone(vp_plan *p)
{
    for (uint32_t j = 0; p->c->for_worth <= 0 && j < p->c->projects; j++) shift(p, j, true);
}

void vp_plan_reschedule(vp_plan *p)
{
    for (size_t pass = 0; pass < passes; pass++) postpone(p); /* each makes room for those that cannot be so late */
    for (uint32_t j = 0; j < p->c->projects; j++) {
        size_t period = p->when[j];
        if (period == VP_NEVER) continue;
        vp_plan_take(p, j);
        if (vp_plan_affords(p, j, period)) vp_plan_put(p, j, period);
    }
}

bool vp_plan_advance(vp_plan *p, vp_error *err)
{
    const vp_invest_case *c = p->c;
    if (c->for_worth > 0) return true;
    keyed *list = malloc((c->projects + 1) * sizeof *list);
    if (!list) return vp_fail_memory(err, c->projects * sizeof *list);
    for (uint32_t j = 0; j < c->projects; j++) {
        list[j] = (keyed){0, j};
        for (size_t k = c->project_start[j]; k < c->project_start[j + 1]; k++)
            list[j].key += c->tail[c->project_demand[k] * (c->periods + 1)] / fmax(c->price[j], 1e-9);
    }
    qsort(list, c->projects, sizeof *list, by_key);
    postpone(p);
    for (size_t k = 0; k < c->projects; k++) shift(p, list[k].project, false);
    free(list);
    return true;
}

static size_t list_chosen(vp_plan_search *s)
{
    size_t count = 0;
    for (uint32_t j = 0; j < s->plan->c->projects; j++)
        if (s->plan->when[j] != VP_NEVER) s->list[count++] = j;
    return count;
}

/* Another project of the plan that covers a demand of this one; the same: there is none at that demand. */
static uint32_t neighbour_of(vp_plan_search *s, uint32_t project)
{
    const vp_invest_case *c = s->plan->c;
    size_t from = c->project_start[project], count = c->project_start[project + 1] - from;
    if (count == 0) return project;
    uint32_t d = c->project_demand[from + vp_random_below(s->random, count)];
    size_t most = c->demand_start[d + 1] - c->demand_start[d], at = vp_random_below(s->random, most);
    for (size_t k = 0; k < most; k++, at = at + 1 == most ? 0 : at + 1) {
        uint32_t j = c->demand_project[c->demand_start[d] + at];
        if (j != project && s->plan->when[j] != VP_NEVER) return j;
    }
    return project;
}

static void take_some(vp_plan_search *s)
{
    size_t count = list_chosen(s), wanted = 1 + vp_random_below(s->random, 4);
    uint32_t last = s->list[vp_random_below(s->random, count)];
    for (size_t k = 0; k < wanted; k++) {
        if (s->plan->when[last] != VP_NEVER) vp_plan_take(s->plan, last);
        uint32_t near = k % 2 ? last : neighbour_of(s, last);
        last = near != last ? near : s->list[vp_random_below(s->random, count)];
    }
}

bool vp_plan_improve(vp_plan_search *s, size_t rounds, size_t patience, double enough, vp_time_budget *budget)
{
    vp_plan *p = s->plan;
    size_t projects = p->c->projects, idle = 0;
    bool better = false;
    if (!vp_plan_meets(p)) {
        postpone(p);
        vp_plan_fill(s, true);
    }
    prune(s);
    double best = vp_plan_score(p);
    memcpy(s->kept, p->when, projects);
    for (size_t round = 0; round < rounds && idle < patience && best < enough && p->chosen; round++, idle++) {
        vp_time_budget_on(budget, NAN, NAN, NAN);
        if (budget->stopped || vp_time_budget_left(budget) <= 0) break;
        take_some(s);
        if (!vp_plan_meets(p)) postpone(p);
        vp_plan_fill(s, vp_random_below(s->random, 3) > 0);
        if (p->c->for_cost > 0) prune(s);
        double score = vp_plan_score(p);
        if (score > best + 1e-9 * fabs(best)) {
            best = score;
            better = true;
            idle = 0;
            memcpy(s->kept, p->when, projects);
        } else {
            vp_plan_set(p, s->kept);
        }
    }
    return better;
}
