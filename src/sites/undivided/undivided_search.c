/* Good plans: demands by regret, exchanges of demands, sites moved within what they serve. */
#include "sites/undivided/undivided_internal.h"
#include <stdlib.h>
#include <string.h>

static const size_t mends_most = 12, passes_most = 60;
static const double penalty_grows = 2.5;

bool vp_undivided_plan_init(vp_undivided_plan *plan, const vp_undivided *p, vp_error *err)
{
    *plan = (vp_undivided_plan){.open = calloc(p->sites + 1, sizeof *plan->open),
                                .site = calloc(p->demands + 1, sizeof *plan->site),
                                .left = calloc(p->sites + 1, sizeof *plan->left),
                                .list = calloc(p->sites + 1, sizeof *plan->list),
                                .value = INFINITY};
    return (plan->open && plan->site && plan->left && plan->list) ||
           vp_fail_memory(err, p->demands * sizeof *plan->site);
}

void vp_undivided_plan_clear(vp_undivided_plan *plan)
{
    free(plan->open);
    free(plan->site);
    free(plan->left);
    free(plan->list);
    *plan = (vp_undivided_plan){0};
}

static void copy(const vp_undivided *p, const vp_undivided_plan *from, vp_undivided_plan *to)
{
    memcpy(to->open, from->open, p->sites * sizeof *to->open);
    memcpy(to->site, from->site, p->demands * sizeof *to->site);
    memcpy(to->left, from->left, p->sites * sizeof *to->left);
    to->value = from->value;
}

static void list_open(const vp_undivided *p, vp_undivided_plan *plan)
{
    plan->listed = 0;
    for (size_t s = 0; s < p->sites; s++)
        if (plan->open[s]) plan->list[plan->listed++] = (uint32_t)s;
}

static double overfull(double left) { return left < 0 ? -left : 0; }

/* ---- the first plan of a set of sites */

/* The open site that is cheapest with room for it, or without room the one with most left; SIZE_MAX: none. */
static size_t cheapest(const vp_undivided *p, const vp_undivided_plan *plan, size_t d, double *regret)
{
    size_t best = SIZE_MAX, roomiest = SIZE_MAX;
    double least = INFINITY, second = INFINITY;
    for (size_t k = 0; k < plan->listed; k++) {
        size_t s = plan->list[k];
        double cost = vp_undivided_cost(p, d, s);
        if (!isfinite(cost)) continue;
        if (roomiest == SIZE_MAX || plan->left[s] > plan->left[roomiest]) roomiest = s;
        if (p->load[d] > plan->left[s] * (1 + 1e-12)) continue;
        second = fmin(second, fmax(cost, least));
        if (cost >= least) continue;
        least = cost;
        best = s;
    }
    *regret = best == SIZE_MAX ? INFINITY : second - least;
    return best == SIZE_MAX ? roomiest : best;
}

/* Who would lose most by waiting first (Martello and Toth 1981). False: somebody has no site at all. */
static bool place_all(const vp_undivided *p, vp_undivided_plan *plan)
{
    list_open(p, plan);
    for (size_t s = 0; s < p->sites; s++) plan->left[s] = p->room[s];
    for (size_t d = 0; d < p->demands; d++) plan->site[d] = UINT32_MAX;
    for (size_t placed = 0; placed < p->demands; placed++) {
        size_t next = SIZE_MAX, where = SIZE_MAX;
        double most = -1;
        for (size_t d = 0; d < p->demands; d++) {
            double regret;
            if (plan->site[d] != UINT32_MAX) continue;
            size_t s = cheapest(p, plan, d, &regret);
            if (s == SIZE_MAX) return false;
            if (isinf(regret)) regret = 1e30 * (1 + p->load[d]);
            if (regret <= most) continue;
            most = regret;
            next = d;
            where = s;
        }
        if (next == SIZE_MAX) return false; /* a cost that is no number */
        plan->site[next] = (uint32_t)where;
        plan->left[where] -= p->load[next];
    }
    return true;
}

/* ---- exchanges, with a price on what is too much */

static double change_of_load(const vp_undivided_plan *plan, size_t site, double more)
{
    return overfull(plan->left[site] - more) - overfull(plan->left[site]);
}

static bool shift_one(const vp_undivided *p, vp_undivided_plan *plan, size_t d, double penalty)
{
    size_t from = plan->site[d], best = SIZE_MAX;
    double least = -1e-9, base = penalty * change_of_load(plan, from, -p->load[d]) - vp_undivided_cost(p, d, from);
    for (size_t k = 0; k < plan->listed; k++) {
        size_t s = plan->list[k];
        if (s == from || isinf(vp_undivided_cost(p, d, s))) continue;
        double change = base + vp_undivided_cost(p, d, s) + penalty * change_of_load(plan, s, p->load[d]);
        if (change >= least) continue;
        least = change;
        best = s;
    }
    if (best == SIZE_MAX) return false;
    plan->site[d] = (uint32_t)best;
    plan->left[from] += p->load[d];
    plan->left[best] -= p->load[d];
    return true;
}

static bool exchange_one(const vp_undivided *p, vp_undivided_plan *plan, size_t d, double penalty)
{
    size_t from = plan->site[d], best = SIZE_MAX;
    double least = -1e-9, own = vp_undivided_cost(p, d, from);
    for (size_t e = 0; e < p->demands; e++) {
        size_t to = plan->site[e];
        if (to == from) continue;
        double change = vp_undivided_cost(p, d, to) + vp_undivided_cost(p, e, from) - own - vp_undivided_cost(p, e, to);
        if (change >= least && penalty <= 0) continue;
        double more = p->load[d] - p->load[e];
        change += penalty * (change_of_load(plan, to, more) + change_of_load(plan, from, -more));
        if (!(change < least)) continue;
        least = change;
        best = e;
    }
    if (best == SIZE_MAX) return false;
    size_t to = plan->site[best];
    double more = p->load[d] - p->load[best];
    plan->site[d] = (uint32_t)to;
    plan->site[best] = (uint32_t)from;
    plan->left[to] -= more;
    plan->left[from] += more;
    return true;
}

static void exchange_all(const vp_undivided *p, vp_undivided_plan *plan, double penalty)
{
    bool again = true;
    for (size_t pass = 0; again && pass < passes_most && vp_time_budget_left(p->budget) > 0; pass++) {
        again = false;
        for (size_t d = 0; d < p->demands; d++)
            again |= shift_one(p, plan, d, penalty) || exchange_one(p, plan, d, penalty);
    }
}

static bool fits(const vp_undivided *p, const vp_undivided_plan *plan)
{
    for (size_t s = 0; s < p->sites; s++)
        if (plan->left[s] < -1e-9 * (1 + fabs(p->room[s]))) return false;
    return true;
}

static double value_of(const vp_undivided *p, const vp_undivided_plan *plan)
{
    double sum = 0;
    for (size_t d = 0; d < p->demands; d++) sum += vp_undivided_cost(p, d, plan->site[d]);
    return sum;
}

/* Mends what is overfull; false: it stays so. */
static bool mend(const vp_undivided *p, vp_undivided_plan *plan)
{
    double load = 0, penalty;
    list_open(p, plan);
    for (size_t d = 0; d < p->demands; d++) load += p->load[d];
    penalty = load > 0 ? 0.5 * value_of(p, plan) / load + 1e-6 : 1;
    for (size_t k = 0; k < mends_most; k++, penalty *= penalty_grows) {
        exchange_all(p, plan, penalty);
        if (fits(p, plan)) return true;
    }
    return false;
}

/* ---- sites that move */

/* Each free open site goes where it costs least for whom it serves. */
static bool move_sites(const vp_undivided *p, vp_undivided_plan *plan, double sums[])
{
    bool moved = false;
    for (size_t s = 0; s < p->sites; s++) {
        if (!plan->open[s] || p->state[s] != VP_SITE_FREE) continue;
        double load = p->room[s] - plan->left[s], *sum = sums;
        if (isinf(p->room[s])) load = 0;
        memset(sum, 0, p->sites * sizeof *sum);
        for (size_t d = 0; d < p->demands; d++) {
            if (plan->site[d] != s) continue;
            if (isinf(p->room[s])) load += p->load[d];
            for (size_t t = 0; t < p->sites; t++) sum[t] += vp_undivided_cost(p, d, t);
        }
        size_t best = s;
        for (size_t t = 0; t < p->sites; t++)
            if (!plan->open[t] && p->state[t] == VP_SITE_FREE && sum[t] < sum[best] - 1e-9 &&
                load <= p->room[t] * (1 + 1e-12))
                best = t;
        if (best == s) continue;
        moved = plan->open[best] = true;
        plan->open[s] = false;
        for (size_t d = 0; d < p->demands; d++)
            if (plan->site[d] == s) plan->site[d] = (uint32_t)best;
        plan->left[s] = p->room[s];
        plan->left[best] = p->room[best] - load;
    }
    return moved;
}

/* Exchanges and moves until neither helps. */
static void settle(const vp_undivided *p, vp_undivided_plan *plan, vp_undivided_plan *best)
{
    double *sums = malloc((p->sites + 1) * sizeof *sums);
    double before = INFINITY; /* each round costs less than the one before, so they end */
    for (bool again = sums != NULL; again;) {
        plan->value = INFINITY;
        if (!mend(p, plan)) break;
        plan->value = value_of(p, plan);
        if (!(plan->value < before)) break;
        before = plan->value;
        if (plan->value < best->value - 1e-9 * fabs(best->value)) copy(p, plan, best);
        if (isinf(best->value)) copy(p, plan, best);
        again = move_sites(p, plan, sums);
    }
    free(sums);
}

bool vp_undivided_try(const vp_undivided *p, const bool open[], vp_undivided_plan *plan, vp_undivided_plan *best)
{
    double before = best->value;
    memcpy(plan->open, open, p->sites * sizeof *plan->open);
    if (place_all(p, plan)) settle(p, plan, best);
    return best->value < before;
}

/* ---- random ones */

/* Another site in the place of one, near as the demands of that one have it. */
static bool swap_site(const vp_undivided *p, vp_undivided_plan *plan, vp_random *random)
{
    size_t from = SIZE_MAX, to = SIZE_MAX, seen = 0;
    for (size_t s = 0; s < p->sites; s++)
        if (plan->open[s] && p->state[s] == VP_SITE_FREE && vp_random_below(random, ++seen) == 0) from = s;
    seen = 0;
    for (size_t s = 0; s < p->sites; s++)
        if (!plan->open[s] && p->state[s] == VP_SITE_FREE && vp_random_below(random, ++seen) == 0) to = s;
    if (from == SIZE_MAX || to == SIZE_MAX) return false;
    plan->open[from] = false;
    plan->open[to] = true;
    return true;
}

void vp_undivided_shake(const vp_undivided *p, size_t rounds, vp_random *random, vp_undivided_plan *plan,
                        vp_undivided_plan *best, vp_time_budget *budget)
{
    for (size_t round = 0; round < rounds && isfinite(best->value); round++) {
        if (budget->stopped || vp_time_budget_left(budget) <= 0) break;
        copy(p, best, plan);
        bool swapped = swap_site(p, plan, random);
        if (vp_random_below(random, 3) == 0) swapped |= swap_site(p, plan, random);
        if (!swapped || !place_all(p, plan)) break;
        settle(p, plan, best);
    }
}
