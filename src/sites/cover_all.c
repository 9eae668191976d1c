#include "base/heap.h"
#include "sites/sites_internal.h"
#include <stdlib.h>
#include <string.h>

static const size_t search_rounds = 40; /* of iterated search before a smaller number of sites is given up */
static const size_t bound_iterations = 600;
static const size_t decide_nodes = 5000;

static double price_of(const vp_instance *s, size_t site) { return s->price ? s->price[site] : 1; }

static double price_all(const vp_instance *s, const bool open[])
{
    double sum = 0;
    for (size_t j = 0; j < s->site_count; j++) sum += open[j] ? price_of(s, j) : 0;
    return sum;
}

/* Sums in another order may differ in the last digits. */
static double tolerance(const vp_instance *s, double spare)
{
    double sum = 0;
    for (size_t d = 0; d < s->demand_count; d++) sum += s->beyond[d];
    return spare + 1e-12 * sum;
}

/* The least value that is still above what is possible: whole when prices are. */
static double round_up(const vp_instance *s, double bound)
{
    for (size_t j = 0; s->price && j < s->site_count; j++)
        if (s->price[j] != floor(s->price[j])) return bound;
    return ceil(bound - 1e-6);
}

/* ---- bound: relaxing "each demand is covered or let off"
 *     L(u) = Σ u_d + Σ_j min(0, p_j - Σ_{d of j} u_d) - max { Σ u_d z_d : Σ beyond_d z_d <= spare } */

typedef struct {
    const vp_instance *instance;
    double spare;
    double *u, *best, *direction, *let; /* [demand] */
    double *ratio;                      /* [demand] what it is worth to let one of its weight off */
    vp_heap order;                      /* of demands by it */
    double *reduced;                    /* [site] */
} relaxed;

static void order_demands(relaxed *r)
{
    const vp_instance *s = r->instance;
    for (size_t k = 0; k < r->order.count; k++) r->order.place[r->order.numbers[k]] = VP_HEAP_NOT_IN;
    r->order.count = 0;
    for (uint32_t d = 0; d < s->demand_count; d++) {
        r->ratio[d] = r->u[d] / s->beyond[d];
        vp_heap_put(&r->order, d, vp_heap_larger, r->ratio);
    }
}

static double let_some_off(relaxed *r)
{
    const vp_instance *s = r->instance;
    memset(r->let, 0, s->demand_count * sizeof *r->let);
    if (r->spare <= 0) return 0;
    order_demands(r);
    double sum = 0, left = r->spare;
    while (r->order.count > 0 && left > 0) {
        uint32_t d = vp_heap_take(&r->order, vp_heap_larger, r->ratio);
        r->let[d] = s->beyond[d] <= left ? 1 : left / s->beyond[d];
        sum += r->let[d] * r->u[d];
        left -= s->beyond[d];
    }
    return sum;
}

static double evaluate(relaxed *r)
{
    const vp_instance *s = r->instance;
    double value = -let_some_off(r);
    for (size_t d = 0; d < s->demand_count; d++) value += r->u[d];
    for (size_t j = 0; j < s->site_count; j++) {
        double sum = price_of(s, j);
        for (size_t k = s->site_start[j]; k < s->site_start[j + 1]; k++) sum -= r->u[s->site_demand[k]];
        r->reduced[j] = sum;
        if (sum < 0 || s->fixed[j]) value += sum;
    }
    return value;
}

static double turn(relaxed *r)
{
    const vp_instance *s = r->instance;
    double length = 0;
    for (size_t d = 0; d < s->demand_count; d++) {
        double component = 1 - r->let[d];
        for (size_t k = s->demand_start[d]; k < s->demand_start[d + 1]; k++) {
            uint32_t j = s->demand_site[k];
            component -= r->reduced[j] < 0 || s->fixed[j];
        }
        component += 0.35 * r->direction[d];
        if (r->u[d] <= 0 && component < 0) component = 0;
        r->direction[d] = component;
        length += component * component;
    }
    return length;
}

static void start(relaxed *r)
{
    const vp_instance *s = r->instance;
    for (size_t d = 0; d < s->demand_count; d++) {
        double least = INFINITY;
        for (size_t k = s->demand_start[d]; k < s->demand_start[d + 1]; k++) {
            size_t j = s->demand_site[k];
            least = fmin(least, price_of(s, j) / (double)(s->site_start[j + 1] - s->site_start[j]));
        }
        r->u[d] = isfinite(least) ? least : 0;
    }
}

static void clear(relaxed *r)
{
    free(r->u);
    free(r->best);
    free(r->direction);
    free(r->let);
    free(r->ratio);
    vp_heap_clear(&r->order);
    free(r->reduced);
}

static bool init(relaxed *r, const vp_instance *s, double spare, vp_error *err)
{
    size_t demands = s->demand_count + 1;
    *r = (relaxed){.instance = s,
                   .spare = spare,
                   .u = calloc(demands, sizeof(double)),
                   .best = calloc(demands, sizeof(double)),
                   .direction = calloc(demands, sizeof(double)),
                   .let = calloc(demands, sizeof(double)),
                   .ratio = calloc(demands, sizeof(double)),
                   .reduced = calloc(s->site_count + 1, sizeof(double))};
    if (!r->u || !r->best || !r->direction || !r->let || !r->ratio || !r->reduced ||
        !vp_heap_init(&r->order, s->demand_count, NULL)) {
        clear(r);
        return vp_fail_memory(err, demands * 6 * sizeof(double));
    }
    start(r);
    return true;
}

/* Largest bound on Σ prices found by relaxing the covering rows. */
static bool relax(const vp_instance *s, double spare, double upper, size_t iterations, vp_time_budget *budget,
                  double *bound, vp_error *err)
{
    relaxed r;
    if (!init(&r, s, spare, err)) return false;
    double step = 1, best = -INFINITY;
    size_t stalled = 0;
    for (size_t i = 0; i < iterations && step > 1e-3; i++) {
        double value = evaluate(&r);
        if (value > best) {
            if (value > best + 1e-4 * fabs(value)) stalled = 0;
            best = value;
            memcpy(r.best, r.u, s->demand_count * sizeof *r.u);
        }
        if (round_up(s, best) >= upper || !vp_time_budget_on(budget, upper, best, NAN)) break;
        if (++stalled > 15) {
            stalled = 0;
            step *= 0.7;
            memcpy(r.u, r.best, s->demand_count * sizeof *r.u);
        }
        double length = turn(&r);
        if (length <= 0) break;
        double stride = step * fmax(upper - value, 1e-3 * upper) / length;
        for (size_t d = 0; d < s->demand_count; d++) r.u[d] = fmax(r.u[d] + stride * r.direction[d], 0);
    }
    clear(&r);
    if (round_up(s, best) > *bound) *bound = round_up(s, best);
    return true;
}

/* ---- choices */

/* Closes sites that are not needed, the dearest first, the last ones opened last. */
static bool prune(const vp_instance *s, bool open[], double spare, vp_error *err)
{
    uint32_t *covers = calloc(s->demand_count + 1, sizeof *covers);
    if (!covers) return vp_fail_memory(err, s->demand_count * sizeof *covers);
    double uncovered = 0;
    for (size_t j = 0; j < s->site_count; j++)
        for (size_t k = s->site_start[j]; open[j] && k < s->site_start[j + 1]; k++) covers[s->site_demand[k]]++;
    for (size_t d = 0; d < s->demand_count; d++) uncovered += covers[d] == 0 ? s->beyond[d] : 0;
    for (;;) {
        size_t worst = s->site_count;
        double worst_lost = 0;
        for (size_t j = 0; j < s->site_count; j++) {
            if (!open[j] || s->fixed[j] || (worst < s->site_count && price_of(s, j) <= price_of(s, worst))) continue;
            double lost = 0;
            for (size_t k = s->site_start[j]; k < s->site_start[j + 1]; k++)
                if (covers[s->site_demand[k]] == 1) lost += s->beyond[s->site_demand[k]];
            if (uncovered + lost > spare) continue;
            worst = j;
            worst_lost = lost;
        }
        if (worst == s->site_count) break;
        open[worst] = false;
        uncovered += worst_lost;
        for (size_t k = s->site_start[worst]; k < s->site_start[worst + 1]; k++) covers[s->site_demand[k]]--;
    }
    free(covers);
    return true;
}

static bool start_choice(const vp_instance *s, double spare, vp_cover_answer *answer, vp_error *err)
{
    vp_instance unlimited = *s;
    unlimited.count = s->site_count;
    unlimited.budget = INFINITY;
    memcpy(answer->open, s->fixed, s->site_count);
    if (!vp_search_greedy(&unlimited, answer->open, true, spare, err) || !prune(s, answer->open, spare, err))
        return false;
    answer->found = vp_instance_value(s, answer->open) <= spare;
    answer->value = answer->found ? price_all(s, answer->open) : INFINITY;
    return true;
}

/* The most weight that `count` sites cover, searched for: is it enough? */
static bool try_count(const vp_instance *s, size_t count, double spare, vp_random *random, vp_time_budget *budget,
                      vp_cover_answer *answer, vp_error *err)
{
    vp_instance fewer = *s;
    fewer.count = count;
    fewer.budget = INFINITY;
    vp_search_state state = {.open = malloc(s->site_count + 1)};
    if (!state.open) return vp_fail_memory(err, s->site_count);
    memcpy(state.open, s->fixed, s->site_count);
    bool ok = vp_search_greedy(&fewer, state.open, false, spare, err);
    if (ok) state.value = vp_instance_value(s, state.open);
    ok = ok && (state.value <= spare || vp_search_improve(&fewer, state.open, &state.value, err)) &&
         (state.value <= spare || vp_search_iterate(&fewer, &state, search_rounds, spare, random, budget, err));
    if (ok && state.value <= spare && prune(s, state.open, spare, err)) {
        answer->found = true;
        answer->value = price_all(s, state.open);
        memcpy(answer->open, state.open, s->site_count);
    }
    free(state.open);
    return ok;
}

/* Without a solver: can `most` (sites, or money) cover enough? Maximal covering by branch and bound. */
static bool decide(const vp_instance *s, double most, double spare, vp_time_budget *budget, vp_cover_answer *answer,
                   vp_error *err)
{
    vp_instance limited = *s;
    limited.count = s->price || most >= (double)s->site_count ? s->site_count : (size_t)most;
    limited.budget = s->price ? most : INFINITY;
    vp_relaxation relaxation = {0};
    vp_search_state state = {.open = calloc(s->site_count + 1, 1)};
    bool ok = false;
    if (!state.open) return vp_fail_memory(err, s->site_count);
    memcpy(state.open, s->fixed, s->site_count);
    if (!vp_search_greedy(&limited, state.open, true, spare, err)) goto done;
    state.value = vp_instance_value(s, state.open);
    if (!vp_relaxation_init(&relaxation, &limited, state.open, state.value, err) ||
        !vp_branch_root(&relaxation, &state, bound_iterations, budget, err))
        goto done;
    if (state.value > spare && state.bound <= spare &&
        !vp_branch_search(&relaxation, &state, decide_nodes, NULL, budget, err))
        goto done;
    if (state.value <= spare) {
        if (!prune(s, state.open, spare, err)) goto done;
        answer->found = true;
        answer->value = price_all(s, state.open);
        memcpy(answer->open, state.open, s->site_count);
    } else if (state.bound > spare) {
        answer->bound = fmax(answer->bound, s->price ? nextafter(most, INFINITY) : floor(most) + 1);
    }
    ok = true;
done:
    vp_relaxation_clear(&relaxation);
    free(state.open);
    return ok;
}

static bool done(const vp_cover_answer *answer, double enough)
{
    return answer->bound >= answer->value || (enough >= 0 && (answer->bound > enough || answer->value <= enough));
}

/* Until the best is proven, or nothing more can be decided. */
static bool decide_all(const vp_instance *s, double spare, double enough, vp_time_budget *budget,
                       vp_cover_answer *answer, vp_error *err)
{
    while (!done(answer, enough) && (enough >= 0 || !s->price)) {
        vp_cover_answer before = *answer;
        if (!decide(s, enough >= 0 ? enough : answer->value - 1, spare, budget, answer, err)) return false;
        if (before.value == answer->value && before.bound == answer->bound) break; /* undecided */
    }
    return true;
}

typedef struct {
    double ratio, weight, price;
} offer;

static int most_for_the_price(const void *left, const void *right)
{
    const offer *a = left, *b = right;
    return (a->ratio < b->ratio) - (a->ratio > b->ratio);
}

/* As if no two sites covered the same demand: what it costs at least, the last site in part. */
static bool count_least(const vp_instance *s, double spare, double *bound, vp_error *err)
{
    offer *offers = malloc((s->site_count + 1) * sizeof *offers);
    if (!offers) return vp_fail_memory(err, s->site_count * sizeof *offers);
    double need = -spare, least = 0;
    for (size_t d = 0; d < s->demand_count; d++) need += s->beyond[d];
    for (size_t j = 0; j < s->site_count; j++) {
        offer *o = &offers[j];
        *o = (offer){.price = price_of(s, j)};
        for (size_t k = s->site_start[j]; k < s->site_start[j + 1]; k++) o->weight += s->beyond[s->site_demand[k]];
        o->ratio = s->fixed[j] || o->price <= 0 ? INFINITY : o->weight / o->price;
    }
    qsort(offers, s->site_count, sizeof *offers, most_for_the_price);
    for (size_t k = 0; k < s->site_count && (need > 0 || isinf(offers[k].ratio)); k++) {
        const offer *o = &offers[k];
        double part = isinf(o->ratio) || o->weight <= need ? 1 : need / o->weight;
        least += part * o->price;
        need -= o->weight;
    }
    free(offers);
    *bound = fmax(*bound, round_up(s, least * (1 - 1e-12)));
    return true;
}

bool vp_cover_all(const vp_instance *s, double spare_weight, double enough, vp_random *random, vp_time_budget *budget,
                  vp_cover_answer *answer, vp_error *err)
{
    double spare = tolerance(s, spare_weight);
    answer->bound = price_all(s, s->fixed);
    if (!start_choice(s, spare, answer, err)) return false;
    if (!answer->found) {
        answer->bound = INFINITY; /* even all sites together leave too much uncovered */
        return true;
    }
    if (!count_least(s, spare, &answer->bound, err)) return false;
    size_t fixed = 0;
    for (size_t j = 0; j < s->site_count; j++) fixed += s->fixed[j];
    if (!done(answer, enough) && !relax(s, spare, answer->value, bound_iterations, budget, &answer->bound, err))
        return false;
    while (!s->price && !done(answer, enough) && answer->value - 1 >= (double)fixed) {
        double before = answer->value, target = isfinite(enough) && enough >= 0 ? fmin(enough, before - 1) : before - 1;
        if (!try_count(s, (size_t)target, spare, random, budget, answer, err)) return false;
        if (answer->value >= before) break;
    }
    /* Where people may be let off, what one site fewer covers at most settles it soon, and the solver's first program,
     * which nothing cuts short, takes minutes when demands are many. Where nobody may, the solver is the better. */
    if (spare_weight > 0 && !decide_all(s, spare, enough, budget, answer, err)) return false;
    if (done(answer, enough)) return true;
    if (!vp_exact_cover_all(s, spare, enough, budget, answer, err)) return false;
    return spare_weight > 0 || decide_all(s, spare, enough, budget, answer, err);
}
