/* What the methods for sites that do not depend on each other are made of, by itself, on random small problems: the
 * instance, greedy, exchange, the Lagrangian bound step by step, the smaller instance, the order of the chosen. */
#include "sites/brute_sites.h"
#include "sites/sites_internal.h"
#include <check.h>
#include <string.h>

static vp_instance *instance_of(const brute *b)
{
    vp_error err = {0};
    vp_instance *s = vp_instance_new(&b->problem, &err);
    ck_assert_msg(s != NULL, "%s", err.message);
    return s;
}

static void open_of(const vp_instance *s, unsigned set, bool open[])
{
    for (size_t j = 0; j < s->site_count; j++) open[j] = set >> s->origin[j] & 1;
}

/* All sets of sites that the instance has. */
static unsigned sites_of(const vp_instance *s)
{
    unsigned set = 0;
    for (size_t j = 0; j < s->site_count; j++) set |= 1u << s->origin[j];
    return set;
}

/* Covering: what is not covered of what can be; median: the same sum, more than `big` where somebody is not served. */
static void check_values(const brute *b, const vp_instance *s)
{
    unsigned all = sites_of(s);
    bool open[BRUTE_SITES], median = b->problem.objective == VP_OBJECTIVE_P_MEDIAN;
    double most = brute_value(b, all);
    for (unsigned set = 0; set < 1u << b->sites; set++) {
        if (set & ~all) continue;
        open_of(s, set, open);
        double value = vp_instance_value(s, open), wanted = brute_value(b, set);
        if (!median)
            ck_assert_double_eq_tol(value, most - wanted, 1e-9 * (1 + most));
        else if (isnan(wanted))
            ck_assert(s->big > 0 && value >= s->big);
        else
            ck_assert_double_eq_tol(value, wanted, 1e-9 * (1 + wanted));
        ck_assert(!s->integral || fabs(value - round(value)) < 1e-9);
        ck_assert_int_eq(vp_instance_allows(s, open), brute_allows(b, set));
    }
}

/* ---- greedy and exchange */

static double gain_of(const vp_instance *s, const double now[], uint32_t site)
{
    double gain = 0;
    for (size_t k = s->site_start[site]; k < s->site_start[site + 1]; k++)
        gain += fmax(0, now[s->site_demand[k]] - (s->site_cost ? s->site_cost[k] : 0));
    return gain;
}

static void values_of(const vp_instance *s, const bool open[], double now[], double *price, size_t *count)
{
    *price = 0;
    *count = 0;
    memcpy(now, s->beyond, s->demand_count * sizeof *now);
    for (size_t j = 0; j < s->site_count; j++) {
        if (!open[j]) continue;
        for (size_t k = s->site_start[j]; k < s->site_start[j + 1]; k++)
            now[s->site_demand[k]] = fmin(now[s->site_demand[k]], s->site_cost ? s->site_cost[k] : 0);
        *price += s->price ? s->price[j] : 0;
        ++*count;
    }
}

/* The most gain (for its price) of all, looked at anew each time; of equals the first. */
static void greedy_of(const vp_instance *s, bool open[], bool per_price, double enough)
{
    double now[BRUTE_DEMANDS], price;
    size_t count;
    for (size_t j = 0; j < s->site_count; j++) open[j] |= s->fixed[j];
    for (;;) {
        uint32_t best = UINT32_MAX;
        double most = 0, sum = 0;
        values_of(s, open, now, &price, &count);
        for (size_t d = 0; d < s->demand_count; d++) sum += now[d];
        for (uint32_t j = 0; j < s->site_count && count < s->count && sum > enough; j++) {
            double key = open[j] ? 0 : gain_of(s, now, j);
            if (s->price && price + s->price[j] > s->budget) continue;
            if (per_price && s->price) key = s->price[j] > 0 ? key / s->price[j] : key > 0 ? INFINITY : 0;
            if (key > most) most = key, best = j;
        }
        if (best == UINT32_MAX) return;
        open[best] = true;
    }
}

static void check_greedy(const vp_instance *s)
{
    for (int kind = 0; kind < 4; kind++) {
        bool open[BRUTE_SITES + 1] = {false}, own[BRUTE_SITES + 1] = {false};
        double value = vp_instance_value(s, open), enough = kind & 2 ? 0.4 * value : -1;
        if (s->site_count) open[s->site_count / 2] = own[s->site_count / 2] = kind == 3 && s->count > 0 && !s->price;
        ck_assert(vp_search_greedy(s, open, kind & 1, enough, NULL));
        greedy_of(s, own, kind & 1, enough);
        ck_assert_mem_eq(open, own, s->site_count);
    }
}

/* Ends where no site more, and none in the place of another, makes it better. */
static void check_improved(const vp_instance *s, bool open[])
{
    double value = vp_instance_value(s, open);
    bool allowed = vp_instance_allows(s, open);
    ck_assert(vp_search_improve(s, open, &value, NULL));
    ck_assert_double_eq(value, vp_instance_value(s, open));
    ck_assert(!allowed || vp_instance_allows(s, open));
    for (size_t out = 0; allowed && out <= s->site_count; out++)
        for (size_t in = 0; in < s->site_count; in++) {
            if (open[in] || (out < s->site_count && (!open[out] || s->fixed[out]))) continue;
            bool trial[BRUTE_SITES];
            memcpy(trial, open, s->site_count);
            if (out < s->site_count) trial[out] = false;
            trial[in] = true;
            if (vp_instance_allows(s, trial))
                ck_assert_double_ge(vp_instance_value(s, trial), value - 2e-9 * (1 + value));
        }
}

static bool find_best(const brute *b, const vp_instance *s)
{
    vp_sites_options options = vp_sites_defaults();
    vp_time_budget budget;
    vp_random random = {3};
    bool open[BRUTE_SITES + 1] = {false};
    vp_time_budget_start(&budget, &options);
    ck_assert(vp_search_greedy(s, open, true, -1, NULL));
    vp_search_state state = {.open = open, .value = vp_instance_value(s, open)};
    double before = state.value, best = INFINITY;
    bool trial[BRUTE_SITES + 1], kept[BRUTE_SITES + 1];
    memcpy(kept, open, s->site_count);
    ck_assert(vp_search_iterate(s, &state, 50, state.value, &random, &budget, NULL)); /* it is enough */
    ck_assert_mem_eq(kept, open, s->site_count);
    ck_assert(vp_search_iterate(s, &state, 50, -1, &random, &budget, NULL));
    ck_assert_double_eq_tol(state.value, vp_instance_value(s, open), 1e-12 * (1 + before));
    ck_assert_double_le(state.value, before);
    ck_assert(vp_instance_allows(s, open) || !vp_instance_allows(s, kept));
    for (unsigned set = 0; set < 1u << b->sites; set++) {
        if (set & ~sites_of(s) || !brute_allows(b, set)) continue;
        open_of(s, set, trial);
        best = fmin(best, vp_instance_value(s, trial));
    }
    return state.value > best + 1e-9 * (1 + best);
}

START_TEST(instances_greedy_and_exchange_are_as_looked_at_one_by_one)
{
    size_t missed = 0;
    for (uint64_t seed = 1; seed <= 150; seed++) {
        brute b;
        brute_make(&b, _i ? VP_OBJECTIVE_P_MEDIAN : VP_OBJECTIVE_COVERAGE, seed);
        vp_instance *s = instance_of(&b);
        bool open[BRUTE_SITES + 1];
        check_values(&b, s);
        check_greedy(s);
        memcpy(open, s->fixed, s->site_count);
        for (size_t j = 0, k = 0; j < s->site_count; j++)
            k += s->fixed[j] || (k < s->count && !s->price && (open[j] = brute_below(2)));
        size_t count = 0;
        for (size_t j = 0; j < s->site_count; j++) count += open[j];
        if (count > s->count) memcpy(open, s->fixed, s->site_count);
        check_improved(s, open);
        missed += s->site_count && find_best(&b, s);
        vp_instance_free(s);
        brute_clear(&b);
    }
    ck_assert_msg(missed <= 3, "%zu", missed);
}
END_TEST

/* ---- the bound */

typedef struct {
    double trial[BRUTE_DEMANDS], multiplier[BRUTE_DEMANDS], direction[BRUTE_DEMANDS];
    double amount[BRUTE_SITES], average[BRUTE_SITES], bound, step;
    uint8_t decision[BRUTE_SITES];
    size_t stalled;
    bool tie; /* the last value is the bound, but for rounding */
} multipliers;

static double cost_at(const vp_instance *s, size_t k) { return s->demand_cost ? s->demand_cost[k] : 0; }
static bool alone(const vp_instance *s, size_t d)
{
    return !s->demand_cost && s->demand_start[d + 1] - s->demand_start[d] == 1;
}

/* Half between the nearest and the second nearest open site; of covering .7 of the weight where not two cover. */
static double first_multiplier(const vp_instance *s, const bool open[], size_t d)
{
    double near[2] = {s->beyond[d], s->beyond[d]};
    size_t found = 0;
    for (size_t k = s->demand_start[d]; k < s->demand_start[d + 1]; k++)
        if (open[s->demand_site[k]] && found < 2) near[found++] = cost_at(s, k);
    if (alone(s, d)) return s->beyond[d];
    if (!s->demand_cost) return 0.7 * near[1];
    if (s->big > 0 && near[1] >= s->big) return (near[0] + (near[0] < s->big ? 2 * near[0] : 0)) / 2;
    return (near[0] + near[1]) / 2;
}

/* Fills list with the free sites, lowest score (for its price) first; of equals the first. */
static size_t list_free(const vp_instance *s, const multipliers *m, const double key[], double money, uint32_t list[])
{
    size_t count = 0;
    for (uint32_t j = 0; j < s->site_count; j++) {
        if (m->decision[j] != VP_SITE_OPEN_OR_NOT || (s->price && s->price[j] > money)) continue;
        size_t at = count++;
        for (; at > 0 && key[list[at - 1]] > key[j]; at--) list[at] = list[at - 1];
        list[at] = j;
    }
    return count;
}

/* The value at the trial, its set, and what it decides about sites. taken: the set where count and money allow as much,
 * which only rounding tells apart. */
static double evaluate(const vp_instance *s, multipliers *m, double upper, const double taken[])
{
    double score[BRUTE_SITES] = {0}, ratio[BRUTE_SITES], sum = 0, money = s->budget, by_count = 0, by_money = -INFINITY;
    uint32_t list[BRUTE_SITES] = {0}, dear[BRUTE_SITES] = {0};
    size_t opened = 0;
    for (size_t d = 0; d < s->demand_count; d++) {
        sum += m->trial[d];
        for (size_t k = s->demand_start[d]; k < s->demand_start[d + 1]; k++)
            score[s->demand_site[k]] += fmin(0, cost_at(s, k) - m->trial[d]);
    }
    for (size_t j = 0; j < s->site_count; j++) {
        m->amount[j] = m->decision[j] == VP_SITE_OPEN;
        ratio[j] = s->price && s->price[j] > 0 ? score[j] / s->price[j] : score[j] < 0 ? -INFINITY : 0;
        if (m->decision[j] != VP_SITE_OPEN) continue;
        sum += score[j];
        opened++;
        if (s->price) money -= s->price[j];
    }
    if (money < 0 || opened > s->count) return INFINITY;
    size_t count = list_free(s, m, score, money, list), room = s->count - opened < count ? s->count - opened : count;
    for (size_t k = 0; k < room; k++) by_count += score[list[k]];
    if (s->price) {
        double part[BRUTE_SITES] = {0}, left = money;
        by_money = 0;
        list_free(s, m, ratio, money, dear);
        for (size_t k = 0; k < count && left >= 0; k++) {
            uint32_t j = dear[k];
            part[j] = s->price[j] <= left ? 1 : left / s->price[j];
            by_money += part[j] * score[j];
            left -= s->price[j];
        }
        if (fabs(by_money - by_count) <= 1e-9 * fabs(by_count)) {
            memcpy(m->amount, taken, s->site_count * sizeof *taken);
            return sum + by_money;
        }
        if (by_money >= by_count) {
            for (size_t k = 0; k < count; k++) m->amount[list[k]] = part[list[k]];
            return sum + by_money;
        }
    }
    for (size_t k = 0; k < count; k++) m->amount[list[k]] = k < room;
    double value = sum + by_count, cutoff = s->integral ? upper - 1 + 1e-6 : upper - 1e-9 * (fabs(upper) + 1e-3);
    if (s->price || room == 0 || room == count) return value;
    for (size_t k = 0; k < count; k++) { /* the other one instead of it */
        if (k < room && value - score[list[k]] + fmin(0, score[list[room]]) > cutoff)
            m->decision[list[k]] = VP_SITE_OPEN;
        if (k >= room && value + score[list[k]] - score[list[room - 1]] > cutoff) m->decision[list[k]] = VP_SITE_CLOSED;
    }
    return value;
}

/* One iteration; whether the bound is closed. */
static bool iterate(const vp_instance *s, multipliers *m, double upper, const double taken[])
{
    double value = evaluate(s, m, upper, taken), length = 0;
    for (size_t j = 0; j < s->site_count; j++) m->average[j] = 0.9 * m->average[j] + 0.1 * m->amount[j];
    m->tie = fabs(value - m->bound) <= 1e-9 * (1 + fabs(value));
    if (value > m->bound + 1e-5 * fabs(value)) m->stalled = 0;
    if (value > m->bound) {
        m->bound = value;
        memcpy(m->multiplier, m->trial, sizeof m->trial);
    }
    if (m->bound > (s->integral ? upper - 1 + 1e-6 : upper - 1e-9 * (fabs(upper) + 1e-3))) return true;
    if (++m->stalled > 12) {
        m->stalled = 0;
        m->step *= 0.7;
        memcpy(m->trial, m->multiplier, sizeof m->trial);
    }
    for (size_t d = 0; d < s->demand_count; d++) {
        double served = 0, u = m->trial[d];
        for (size_t k = s->demand_start[d]; k < s->demand_start[d + 1]; k++)
            if (!s->demand_cost || cost_at(s, k) < u) served += m->amount[s->demand_site[k]];
        m->direction[d] = 1 - served + 0.35 * m->direction[d];
        if ((u <= 0 && m->direction[d] < 0) || (u >= s->beyond[d] && m->direction[d] > 0) || alone(s, d))
            m->direction[d] = 0;
        length += m->direction[d] * m->direction[d];
    }
    for (size_t d = 0; length > 0 && d < s->demand_count; d++)
        m->trial[d] = fmin(s->beyond[d], fmax(0, m->trial[d] + m->step * fmax(upper - value, 1e-6 * fabs(upper)) /
                                                                   length * m->direction[d]));
    return false;
}

static bool near(double a, double b) { return a == b || fabs(a - b) <= 1e-6 * (1 + fabs(b)); }

static void check_relaxation(const vp_instance *s, const bool open[], unsigned seed, size_t *decided, size_t *closed)
{
    vp_relaxation r;
    double upper = vp_instance_value(s, open);
    ck_assert(vp_relaxation_init(&r, s, open, upper, NULL));
    multipliers m = {.bound = -INFINITY, .step = 1};
    for (size_t d = 0; d < s->demand_count; d++) m.trial[d] = m.multiplier[d] = first_multiplier(s, open, d);
    for (size_t j = 0; j < s->site_count; j++) m.decision[j] = s->fixed[j] ? VP_SITE_OPEN : VP_SITE_OPEN_OR_NOT;
    for (int k = 0; k < 30; k++) {
        for (size_t d = 0; d < s->demand_count; d++) {
            ck_assert_msg(near(r.trial[d], m.trial[d]), "problem %u, step %d: %g, not %g", seed, k, r.trial[d],
                          m.trial[d]);
            m.trial[d] = r.trial[d]; /* rounding must not grow */
        }
        bool done = vp_relaxation_run(&r, 1);
        ck_assert_int_eq(iterate(s, &m, upper, r.amount), done);
        ck_assert_msg(near(r.bound, m.bound), "problem %u, step %d: %.12g, not %.12g", seed, k, r.bound, m.bound);
        ck_assert(near(r.step, m.step) && r.stalled == m.stalled);
        for (size_t j = 0; j < s->site_count; j++) {
            ck_assert(near(r.amount[j], m.amount[j]) && near(r.average[j], m.average[j]));
            ck_assert_uint_eq(r.decision[j], m.decision[j]);
        }
        *closed += done;
        if (done) break;
        for (size_t d = 0; d < s->demand_count; d++) {
            ck_assert(near(r.direction[d], m.direction[d]) && (m.tie || near(r.multiplier[d], m.multiplier[d])));
            m.multiplier[d] = r.multiplier[d];
        }
    }
    bool choice[BRUTE_SITES + 1] = {false};
    size_t fixed = 0;
    for (size_t j = 0; j < s->site_count; j++) *decided += r.decision[j] != VP_SITE_OPEN_OR_NOT, fixed += s->fixed[j];
    ck_assert(vp_relaxation_choice(&r, choice, NULL));
    ck_assert(vp_instance_allows(s, choice) || !vp_instance_allows(s, s->fixed));
    vp_relaxation_undo(&r, fixed);
    for (size_t j = 0; j < s->site_count; j++)
        ck_assert_uint_eq(r.decision[j], s->fixed[j] ? VP_SITE_OPEN : VP_SITE_OPEN_OR_NOT);
    vp_relaxation_clear(&r);
}

START_TEST(each_step_of_the_bound_is_as_written)
{
    size_t decided = 0, closed = 0;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        brute b;
        brute_make(&b, _i ? VP_OBJECTIVE_P_MEDIAN : VP_OBJECTIVE_COVERAGE, seed);
        vp_instance *s = instance_of(&b);
        bool open[BRUTE_SITES + 1] = {false};
        if (s->site_count && s->demand_count && vp_instance_allows(s, s->fixed)) {
            greedy_of(s, open, false, -1);
            check_relaxation(s, open, (unsigned)seed, &decided, &closed);
            memcpy(open, s->fixed, s->site_count);
            check_relaxation(s, open, (unsigned)seed, &decided, &closed);
        }
        vp_instance_free(s);
        brute_clear(&b);
    }
    ck_assert_msg(decided > 100 && closed > 50, "%zu %zu", decided, closed);
}
END_TEST

/* ---- the smaller instance */

static bool within(const size_t start[], const uint32_t member[], size_t small, size_t large)
{
    for (size_t k = start[small]; k < start[small + 1]; k++) {
        bool found = false;
        for (size_t i = start[large]; i < start[large + 1]; i++) found |= member[i] == member[k];
        if (!found) return false;
    }
    return true;
}

static double least_of(const vp_instance *s, bool everyone)
{
    double best = INFINITY;
    for (unsigned set = 0; set < 1u << s->site_count; set++) {
        bool open[BRUTE_SITES];
        double price = 0;
        for (size_t j = 0; j < s->site_count; j++) {
            open[j] = set >> j & 1;
            if (open[j]) price += s->price ? s->price[j] : 1;
        }
        double value = vp_instance_value(s, open);
        if (!vp_instance_allows(s, open) || (everyone && value > 1e-9)) continue;
        best = fmin(best, everyone ? price : value);
    }
    return best;
}

START_TEST(a_smaller_instance_has_the_same_best_choice)
{
    size_t sites = 0, demands = 0;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        brute b;
        bool everyone = seed % 2;
        brute_make(&b, everyone ? VP_OBJECTIVE_SET_COVER : VP_OBJECTIVE_COVERAGE, seed);
        vp_instance *s = vp_instance_covering(&b.problem, b.problem.limit, false, NULL),
                    *r = vp_reduction_make(s, everyone, NULL);
        ck_assert(s && r);
        double all = 0, rest = 0, least = least_of(s, everyone), its = least_of(r, everyone);
        ck_assert_msg(least == its || fabs(least - its) <= 1e-9 * (1 + least), "problem %u: %g, not %g", (unsigned)seed,
                      its, least);
        for (size_t d = 0; d < s->demand_count; d++) all += s->beyond[d];
        for (size_t d = 0; d < r->demand_count; d++) {
            rest += r->beyond[d];
            for (size_t e = 0; e < r->demand_count; e++)
                if (e != d)
                    ck_assert(!within(r->demand_start, r->demand_site, d, e) ||
                              (!everyone && !within(r->demand_start, r->demand_site, e, d)));
        }
        if (!everyone) ck_assert_double_eq_tol(rest, all, 1e-9 * (1 + all));
        for (size_t j = 0; j < r->site_count; j++) {
            size_t from = 0;
            while (s->origin[from] != r->origin[j]) from++;
            ck_assert_int_eq(r->fixed[j], s->fixed[from]);
            if (r->price) ck_assert_double_eq(r->price[j], s->price[from]);
            for (size_t i = 0; i < r->site_count && !r->fixed[j]; i++)
                if (i != j && (!r->price || r->fixed[i] || r->price[i] <= r->price[j]))
                    ck_assert(!within(r->site_start, r->site_demand, j, i));
        }
        for (size_t j = 0; j < s->site_count; j++) {
            bool kept = false;
            for (size_t i = 0; i < r->site_count; i++) kept |= r->origin[i] == s->origin[j];
            ck_assert(kept || !s->fixed[j]);
            sites += !kept;
        }
        ck_assert_uint_eq(r->count, s->count < r->site_count ? s->count : r->site_count);
        demands += s->demand_count - r->demand_count;
        vp_instance_free(r);
        vp_instance_free(s);
        brute_clear(&b);
    }
    ck_assert_msg(sites > 100 && demands > 100, "%zu %zu", sites, demands);
}
END_TEST

/* ---- the order of the chosen */

static double part_of(const brute *b, size_t d, double cost)
{
    const vp_sites_problem *p = &b->problem;
    double weight = p->weights ? b->weights[d] : 1;
    if (p->objective == VP_OBJECTIVE_P_CENTER) return weight > 0 ? cost : 0;
    if (p->objective == VP_OBJECTIVE_P_MEDIAN)
        return weight > 0 ? weight * (isnan(p->beyond) ? cost : fmin(cost, p->beyond)) : 0;
    return cost <= p->limit ? 0 : weight;
}

static double sum_of(const brute *b, const double nearest[])
{
    double sum = 0;
    for (size_t d = 0; d < b->demands; d++)
        sum = b->problem.objective == VP_OBJECTIVE_P_CENTER ? fmax(sum, part_of(b, d, nearest[d]))
                                                            : sum + part_of(b, d, nearest[d]);
    return sum;
}

static double total_of(const brute *b, double sum, double weight, double price)
{
    if (b->problem.objective == VP_OBJECTIVE_COVERAGE) return weight - sum;
    return b->problem.objective == VP_OBJECTIVE_SET_COVER ? price : isfinite(sum) ? sum : NAN;
}

static bool same(double a, double b) { return (isnan(a) && isnan(b)) || fabs(a - b) <= 1e-9 * (1 + fabs(b)); }

/* Whom nobody serves yet first (by p-center, the site that leaves the least radius), then what makes the sum fall most.
 */
static size_t next_of(const brute *b, const double nearest[], const bool left[])
{
    size_t best = BRUTE_SITES;
    double best_first = -1, best_gain = 0;
    for (size_t s = 0; s < b->sites; s++) {
        double first = 0, gain = 0, then[BRUTE_DEMANDS];
        for (size_t d = 0; left[s] && d < b->demands; d++) {
            then[d] = fmin(nearest[d], b->cost[d][s]);
            double before = part_of(b, d, nearest[d]), after = part_of(b, d, then[d]);
            if (!isfinite(b->cost[d][s])) continue;
            first += isfinite(before) ? 0 : b->problem.weights ? b->weights[d] : 1;
            gain += isfinite(before) ? before - after : -after;
        }
        if (left[s] && b->problem.objective == VP_OBJECTIVE_P_CENTER && isfinite(sum_of(b, then)))
            first = INFINITY, gain = -sum_of(b, then);
        if (left[s] && (first > best_first || (first == best_first && gain > best_gain + 1e-12)))
            best = s, best_first = first, best_gain = gain;
    }
    return best;
}

/* Row _i: objective. */
START_TEST(the_chosen_are_listed_by_what_they_add)
{
    for (uint64_t seed = 1; seed <= 200; seed++) {
        brute b;
        brute_make(&b, (vp_objective)_i, seed);
        vp_chosen chosen[BRUTE_SITES];
        vp_sites_answer a = {.chosen = chosen};
        bool left[BRUTE_SITES] = {false}, own[BRUTE_SITES];
        double nearest[BRUTE_DEMANDS], price = 0, served[BRUTE_SITES] = {0};
        size_t by[BRUTE_DEMANDS], sites[BRUTE_SITES];
        bool has_limit = _i == VP_OBJECTIVE_COVERAGE || _i == VP_OBJECTIVE_SET_COVER;
        for (size_t s = 0; s < b.sites; s++)
            if (brute_state(&b, s) == VP_SITE_FREE || brute_state(&b, s) == VP_SITE_FIXED)
                a.chosen_count += left[s] = brute_below(2);
        for (size_t d = 0; d < b.demands; d++) {
            a.weight += b.problem.weights ? b.weights[d] : 1;
            nearest[d] = INFINITY, by[d] = SIZE_MAX;
            for (size_t s = 0; s < b.sites; s++)
                if (brute_state(&b, s) == VP_SITE_KEPT) nearest[d] = fmin(nearest[d], b.cost[d][s]);
        }
        memcpy(own, left, sizeof left);
        ck_assert(vp_order_list(&b.problem, left, &a, NULL));
        double before = total_of(&b, sum_of(&b, nearest), a.weight, 0);
        ck_assert(same(a.before, before));
        for (size_t k = 0; k < a.chosen_count; k++) {
            size_t s = sites[k] = next_of(&b, nearest, own);
            double covered = sum_of(&b, nearest);
            ck_assert_msg(chosen[k].site == s, "%s, problem %u: %u is number %zu, not %zu", vp_objective_names[_i],
                          (unsigned)seed, chosen[k].site, k, s);
            own[s] = false;
            for (size_t d = 0; d < b.demands; d++) {
                if (b.cost[d][s] < nearest[d]) by[d] = k;
                nearest[d] = fmin(nearest[d], b.cost[d][s]);
            }
            price += b.problem.prices ? b.prices[s] : 1;
            double total = total_of(&b, sum_of(&b, nearest), a.weight, price);
            ck_assert(same(chosen[k].total, total));
            ck_assert(same(chosen[k].gain,
                           _i == VP_OBJECTIVE_SET_COVER ? covered - sum_of(&b, nearest) : fabs(before - total)));
            served[k] = has_limit ? covered - sum_of(&b, nearest) : 0;
            before = total;
            ck_assert(!left[s]);
        }
        for (size_t d = 0; !has_limit && d < b.demands; d++)
            if (by[d] != SIZE_MAX) served[by[d]] += b.problem.weights ? b.weights[d] : 1;
        for (size_t k = 0; k < a.chosen_count; k++) ck_assert(same(chosen[k].served, served[k]));
        brute_clear(&b);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("instances");
    TCase *cases = tcase_create("parts");
    suite_add_tcase(suite, cases);
    tcase_add_loop_test(cases, instances_greedy_and_exchange_are_as_looked_at_one_by_one, 0, 2);
    tcase_add_loop_test(cases, each_step_of_the_bound_is_as_written, 0, 2);
    tcase_add_test(cases, a_smaller_instance_has_the_same_best_choice);
    tcase_add_loop_test(cases, the_chosen_are_listed_by_what_they_add, 0, VP_OBJECTIVE_COUNT);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
