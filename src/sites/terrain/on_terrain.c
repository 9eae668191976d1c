/* Covering with candidates by the thousand, whose catchments are worked out only when they
 * could matter.
 *
 * Demands are put into blocks. One run outwards from all demands of a block shows which
 * candidates can reach anyone in it; the weight of the blocks in reach is then more than any
 * catchment of a candidate can hold. With the multipliers of the best bound on the
 * catchments known so far,
 *     Σ (w - u) + the P largest scores, a score being Σ u over the catchment, or over the
 *     blocks in reach where the catchment is not known
 * bounds every choice. Candidates that this proves useless are dropped; of the others those
 * with the largest scores are worked out, until none is left or the gap is small enough. */
#include "base/array.h"
#include "sites/branch.h"
#include "sites/terrain/lazy_cover_internal.h"
#include <stdlib.h>
#include <string.h>

static const size_t masts_batch = 32; /* so that progress shows */
enum { first_look_most = 48, first_look_batch = 4 };
static const double first_look_part = 0.15; /* of the time */
static const size_t first_batch = 256, batch_most = 4096, rounds_most = 400, round_iterations = 120;

static void clear(vp_lazy_cover *l)
{
    for (size_t j = 0; l->cover && j < l->problem->candidate_count; j++) free(l->cover[j].targets);
    free(l->target_of);
    free(l->cover);
    free(l->dropped);
    free(l->best);
    free(l->weight);
    free(l->multiplier);
    free(l->score);
    free(l->block_of);
    free(l->block_sum);
    free(l->near_start);
    free(l->near_block);
}

static bool init(vp_lazy_cover *l, const vp_terrain_problem *g, vp_time_budget *budget, vp_error *err)
{
    size_t cells = vp_grid_geometry_cells(g->terrain->geometry), candidates = g->candidate_count + 1,
           demands = g->demand_count + (g->worth ? g->candidate_count : 0) + 1;
    *l = (vp_lazy_cover){.problem = g,
                         .budget = budget,
                         .bound = INFINITY,
                         .demand_count = demands - 1,
                         .weight = malloc(demands * sizeof *l->weight),
                         .target_of = calloc(cells, sizeof *l->target_of),
                         .cover = calloc(candidates, sizeof *l->cover),
                         .dropped = calloc(candidates, 1),
                         .best = calloc(candidates, 1),
                         .multiplier = malloc(demands * sizeof *l->multiplier),
                         .score = calloc(candidates, sizeof *l->score),
                         .block_of = calloc(demands, sizeof *l->block_of)};
    if (!l->target_of || !l->cover || !l->dropped || !l->best || !l->weight || !l->multiplier || !l->score ||
        !l->block_of) {
        clear(l);
        return vp_fail_memory(err, cells * sizeof *l->target_of);
    }
    for (size_t d = 0; d < l->demand_count; d++) {
        l->weight[d] = d < g->demand_count ? g->people[d] : g->worth[d - g->demand_count];
        l->multiplier[d] = l->weight[d];
        l->people += l->weight[d];
    }
    for (size_t j = 0; j < g->candidate_count; j++)
        l->cover[j] = (vp_reach_job){.sources = &g->candidate_cells[j], .source_count = 1};
    return true;
}

/* ---- catchments */

typedef struct {
    uint32_t square, candidate;
} seated;

static int by_square(const void *left, const void *right)
{
    const seated *a = left, *b = right;
    if (a->square != b->square) return a->square < b->square ? -1 : 1;
    return (a->candidate > b->candidate) - (a->candidate < b->candidate);
}

/* Works out the catchments of these candidates, neighbours together. */
static bool work_out(vp_lazy_cover *l, const uint32_t list[], size_t count, vp_error *err)
{
    const vp_terrain_problem *g = l->problem;
    size_t stride = g->terrain->geometry.columns, side = vp_reach_margin(g) / 2 + 8, across = stride / side + 1;
    seated *seats = malloc((count + 1) * sizeof *seats);
    vp_reach_job *jobs = malloc((count + 1) * sizeof *jobs);
    bool ok = seats && jobs;
    if (!ok) vp_fail_memory(err, count * (sizeof *seats + sizeof *jobs));
    for (size_t k = 0; ok && k < count; k++) {
        size_t cell = g->candidate_cells[list[k]];
        seats[k] = (seated){(uint32_t)(cell / stride / side * across + cell % stride / side), list[k]};
    }
    if (ok) qsort(seats, count, sizeof *seats, by_square);
    for (size_t k = 0; ok && k < count; k++) jobs[k] = l->cover[seats[k].candidate];
    ok = ok && vp_reach_run(g, l->target_of, true, jobs, count, &l->quiet, err);
    for (size_t k = 0; seats && jobs && k < count; k++) {
        l->cover[seats[k].candidate] = jobs[k];
        l->known += jobs[k].targets != NULL;
    }
    free(seats);
    free(jobs);
    return ok;
}

/* ---- scores and the bound */

static void score_all(vp_lazy_cover *l)
{
    const vp_terrain_problem *g = l->problem;
    if (l->near_start) {
        memset(l->block_sum, 0, l->block_count * sizeof *l->block_sum);
        for (size_t d = 0; d < g->demand_count; d++) l->block_sum[l->block_of[d]] += l->multiplier[d];
    }
    for (size_t j = 0; j < g->candidate_count; j++) {
        double sum = g->worth ? l->multiplier[g->demand_count + j] : 0;
        const vp_reach_job *c = &l->cover[j];
        for (size_t k = 0; c->targets && k < c->target_count; k++) sum += l->multiplier[c->targets[k]];
        if (!c->targets && l->near_start)
            for (size_t k = l->near_start[j]; k < l->near_start[j + 1]; k++) sum += l->block_sum[l->near_block[k]];
        if (!c->targets && !l->near_start) sum = INFINITY;
        l->score[j] = sum;
    }
}

typedef struct {
    double score;
    uint32_t candidate;
} ranked;

static int by_score(const void *left, const void *right)
{
    const ranked *a = left, *b = right;
    if (a->score != b->score) return a->score > b->score ? -1 : 1;
    return (a->candidate > b->candidate) - (a->candidate < b->candidate);
}

/* Candidates not dropped, largest score first; drops those that the bound proves useless. */
static size_t rank(vp_lazy_cover *l, ranked list[])
{
    const vp_terrain_problem *g = l->problem;
    size_t count = 0, most = g->count;
    double bound = 0;
    score_all(l);
    for (uint32_t j = 0; j < g->candidate_count; j++)
        if (!l->dropped[j]) list[count++] = (ranked){l->score[j], j};
    qsort(list, count, sizeof *list, by_score);
    if (most > count) most = count;
    for (size_t d = 0; d < l->demand_count; d++) bound += l->weight[d] - l->multiplier[d];
    for (size_t k = 0; k < most; k++) bound += list[k].score;
    if (bound < l->bound) l->bound = bound;
    if (most == 0 || most == count) return count;
    double last = list[most - 1].score, least = last - (bound - l->best_value) - 1e-9 * bound;
    while (count > most && list[count - 1].score < least) {
        uint32_t j = list[--count].candidate;
        if (!l->best[j]) l->dropped[j] = true;
    }
    return count;
}

/* ---- rounds */

/* The catchments of the listed candidates as covers. */
static vp_costs *covers_of(const vp_lazy_cover *l, const uint32_t list[], size_t count, vp_error *err)
{
    const double *worth = l->problem->worth;
    size_t entries = 0;
    for (size_t k = 0; k < count; k++) entries += l->cover[list[k]].target_count + 1;
    size_t *start = malloc((count + 1) * sizeof *start);
    uint32_t *demand = malloc((entries + 1) * sizeof *demand);
    if (!start || !demand) {
        free(start);
        free(demand);
        return vp_fail_memory(err, entries * sizeof *demand), NULL;
    }
    start[0] = 0;
    for (size_t k = 0; k < count; k++) {
        const vp_reach_job *c = &l->cover[list[k]];
        if (c->target_count) memcpy(demand + start[k], c->targets, c->target_count * sizeof *demand);
        start[k + 1] = start[k] + c->target_count;
        if (worth && worth[list[k]] > 0) demand[start[k + 1]++] = (uint32_t)(l->problem->demand_count + list[k]);
    }
    return vp_costs_of_covers(l->demand_count, count, start, demand, err);
}

static vp_sites_problem problem_of(const vp_lazy_cover *l, const vp_costs *costs)
{
    vp_sites_problem p = vp_sites_problem_defaults();
    p.objective = VP_OBJECTIVE_COVERAGE;
    p.costs = costs;
    p.weights = l->weight;
    p.count = l->problem->count;
    return p;
}

/* The demands of the instance are those with a cover, in order. first: its multipliers are its own. */
static void set_multipliers(vp_lazy_cover *l, const vp_costs *costs, vp_relaxation *r)
{
    size_t at = 0;
    for (size_t d = 0; d < costs->demand_count; d++) {
        if (costs->demand_start[d] == costs->demand_start[d + 1]) continue;
        r->trial[at] = r->multiplier[at] = l->multiplier[d];
        at++;
    }
}

static void get_multipliers(vp_lazy_cover *l, const vp_costs *costs, const vp_relaxation *r)
{
    size_t at = 0;
    for (size_t d = 0; d < costs->demand_count; d++)
        l->multiplier[d] = costs->demand_start[d] == costs->demand_start[d + 1] ? l->weight[d] : r->multiplier[at++];
}

static void take_best(vp_lazy_cover *l, const vp_instance *s, const vp_search_state *state, const uint32_t list[])
{
    double all = 0;
    for (size_t d = 0; d < s->demand_count; d++) all += s->beyond[d];
    if (all - state->value <= l->best_value) return;
    l->best_value = all - state->value;
    memset(l->best, false, l->problem->candidate_count);
    for (size_t k = 0; k < s->site_count; k++) l->best[list[s->origin[k]]] = state->open[k];
}

/* Better multipliers, and perhaps a better choice, from the catchments known. */
static bool improve(vp_lazy_cover *l, const uint32_t list[], size_t count, bool first, vp_error *err)
{
    vp_costs *costs = covers_of(l, list, count, err);
    if (!costs) return false;
    vp_sites_problem problem = problem_of(l, costs);
    vp_instance *s = vp_instance_new(&problem, err);
    vp_relaxation r = {0};
    vp_search_state state = {.open = s ? calloc(s->site_count + 1, 1) : NULL};
    bool ok = false;
    if (s && !state.open) vp_fail_memory(err, s->site_count);
    if (!state.open) goto done;
    for (size_t k = 0; k < s->site_count; k++) state.open[k] = l->best[list[s->origin[k]]];
    if (!vp_search_greedy(s, state.open, false, -1, err)) goto done;
    state.value = vp_instance_value(s, state.open);
    if (!vp_search_improve(s, state.open, &state.value, err)) goto done;
    if (!vp_relaxation_init(&r, s, state.open, state.value, err)) goto done;
    if (!first) set_multipliers(l, costs, &r);
    if (!vp_branch_root(&r, &state, round_iterations, &l->quiet, err)) goto done;
    take_best(l, s, &state, list);
    get_multipliers(l, costs, &r);
    ok = true;
done:
    vp_relaxation_clear(&r);
    free(state.open);
    vp_instance_free(s);
    vp_costs_free(costs);
    return ok;
}

/* Candidates whose catchments are known and not dropped. */
static size_t known_ones(const vp_lazy_cover *l, uint32_t list[])
{
    size_t count = 0;
    for (uint32_t j = 0; j < l->problem->candidate_count; j++)
        if (l->cover[j].targets && !l->dropped[j]) list[count++] = j;
    return count;
}

static size_t open_ones(const vp_lazy_cover *l)
{
    size_t count = 0;
    for (size_t j = 0; j < l->problem->candidate_count; j++) count += !l->cover[j].targets && !l->dropped[j];
    return count;
}

/* The next catchments to work out: the largest scores that are not known. */
static size_t next_batch(const vp_lazy_cover *l, const ranked ranks[], size_t count, size_t most, uint32_t list[])
{
    size_t chosen = 0;
    for (size_t k = 0; k < count && chosen < most; k++)
        if (!l->cover[ranks[k].candidate].targets) list[chosen++] = ranks[k].candidate;
    return chosen;
}

/* A choice among a few candidates, so that there is one whenever time runs out: the first of them are worked out
 * however little time there is. */
static bool look_first(vp_lazy_cover *l, vp_error *err)
{
    uint32_t list[first_look_most];
    size_t count;
    const vp_time_budget asked = l->quiet;
    vp_sites_options endless = *asked.options;
    double until = vp_clock_now() + first_look_part * vp_time_budget_left(&asked);
    endless.seconds = INFINITY;
    endless.progress = NULL;
    vp_time_budget_start(&l->quiet, &endless);
    vp_lazy_cover_mark(l, l->problem->demand_cells, l->problem->demand_count);
    bool ok = vp_first_look(l->problem, list, first_look_most, &count, err);
    for (size_t at = 0; ok && at < count && (at == 0 || vp_clock_now() < until); at += first_look_batch) {
        ok = work_out(l, list + at, count - at < first_look_batch ? count - at : first_look_batch, err);
        l->quiet = asked;
    }
    l->quiet = asked;
    size_t known = ok ? known_ones(l, list) : 0;
    return ok && (known == 0 || improve(l, list, known, true, err));
}

static bool search(vp_lazy_cover *l, vp_error *err)
{
    size_t candidates = l->problem->candidate_count, batch = first_batch;
    ranked *ranks = malloc((candidates + 1) * sizeof *ranks);
    uint32_t *list = malloc((candidates + 1) * sizeof *list);
    bool ok = false;
    if (!ranks || !list) {
        vp_fail_memory(err, candidates * sizeof *ranks);
        goto done;
    }
    for (size_t round = 0; round < rounds_most; round++) {
        size_t count = rank(l, ranks), chosen = next_batch(l, ranks, count, batch, list);
        double done = (double)l->known / (double)candidates;
        if (chosen == 0 || !vp_time_budget_on(l->budget, round ? l->best_value : NAN, l->bound, done)) break;
        if (!work_out(l, list, chosen, err)) goto done;
        if (!improve(l, list, known_ones(l, list), round == 0, err)) goto done;
        if (batch < batch_most) batch *= 2;
    }
    ok = true;
done:
    free(ranks);
    free(list);
    return ok;
}

/* ---- the answer */

static const double rounds_part = 0.9;                  /* of the time, for catchments and rounds */
static const double plain_part = 0.2, plain_gap = 1e-2; /* of the time, for the problem without its conditions */

static bool work_out_all(vp_lazy_cover *l, vp_error *err)
{
    size_t count = l->problem->candidate_count;
    uint32_t *list = malloc((count + 1) * sizeof *list);
    if (!list) return vp_fail_memory(err, count * sizeof *list);
    for (uint32_t j = 0; j < count; j++) list[j] = j;
    size_t batch = l->problem->masts ? masts_batch : count;
    bool ok = true;
    for (size_t first = 0; ok && first < count && !l->quiet.stopped; first += batch)
        ok = work_out(l, list + first, count - first < batch ? count - first : batch, err);
    free(list);
    return ok;
}

static void set_conditions(const vp_terrain_problem *g, vp_sites_problem *p)
{
    p->zone_count = g->zone_count;
    p->zone_start = g->zone_start;
    p->zone_demand = g->zone_demand;
    p->zone_weight = g->zone_weight;
    p->zone_whole = g->zone_whole;
    p->zone_reached = g->zone_reached;
    p->zone_least = g->zone_least;
    p->worst_first = g->worst_first;
    p->budget = g->prices ? g->budget : INFINITY;
}

/* Numbers of the candidates as numbers of the list; NULL without any, or (false) without memory. */
static bool listed(const double values[], const uint32_t list[], size_t count, double **out, vp_error *err)
{
    *out = values ? malloc((count + 1) * sizeof **out) : NULL;
    if (values && !*out) return vp_fail_memory(err, count * sizeof **out);
    for (size_t k = 0; values && k < count; k++) (*out)[k] = values[list[k]];
    return true;
}

/* What a site takes, people and what it is worth: that always finds room. */
static void make_room_for_worth(const vp_terrain_problem *g, const uint32_t list[], size_t count, double capacities[])
{
    for (size_t k = 0; capacities && g->worth && k < count; k++) capacities[k] += g->worth[list[k]];
}

/* Gains and weights are people's. */
static void take_worth_off(const vp_terrain_problem *g, const uint32_t list[], size_t count, vp_sites_answer *a)
{
    for (size_t k = 0; g->worth && k < count; k++) a->weight_reachable -= g->worth[list[k]];
    for (size_t j = 0; g->worth && j < g->candidate_count; j++) a->weight -= g->worth[j];
    for (size_t k = 0; g->worth && k < a->chosen_count; k++) {
        a->chosen[k].gain -= g->worth[a->chosen[k].site];
        a->weight_covered -= g->worth[a->chosen[k].site];
    }
}

/* Exactly, among the catchments that are known and not useless; out of time: the best so far. */
static vp_sites_answer *finish(vp_lazy_cover *l, const vp_sites_options *options, vp_error *err)
{
    const vp_terrain_problem *g = l->problem;
    vp_sites_answer *answer = NULL;
    uint32_t *list = malloc((g->candidate_count + 1) * sizeof *list);
    if (!list) return vp_fail_memory(err, g->candidate_count * sizeof *list), NULL;
    size_t count = 0;
    bool hurry = l->budget->stopped && g->objective == VP_OBJECTIVE_COVERAGE, chosen = false;
    for (size_t j = 0; j < g->candidate_count; j++) chosen |= l->best[j];
    for (uint32_t j = 0; j < g->candidate_count; j++)
        if (l->cover[j].targets && (hurry && chosen ? l->best[j] : l->best[j] || !l->dropped[j])) list[count++] = j;
    vp_costs *costs = count ? covers_of(l, list, count, err) : NULL;
    if (!count)
        vp_fail(err, l->budget->stopped ? VP_CANCELLED : VP_BAD_INPUT, "stopped before any catchment was worked out");
    double *prices = NULL, *capacities = NULL;
    uint8_t *states = g->fixed ? calloc(count + 1, sizeof *states) : NULL;
    vp_site_pair *pairs = NULL;
    size_t pair_count = 0;
    for (size_t k = 0; states && k < count; k++) states[k] = g->fixed[list[k]] ? VP_SITE_FIXED : VP_SITE_FREE;
    bool ok = costs && (states || !g->fixed || vp_fail_memory(err, count)) &&
              listed(g->prices, list, count, &prices, err) && listed(g->capacities, list, count, &capacities, err) &&
              vp_terrain_pairs(g, list, count, &pairs, &pair_count, err);
    make_room_for_worth(g, list, count, ok ? capacities : NULL);
    if (ok) {
        vp_sites_problem problem = problem_of(l, costs);
        vp_sites_options left = *options;
        set_conditions(g, &problem);
        problem.prices = prices;
        problem.capacities = capacities;
        problem.states = states;
        problem.apart = pairs;
        problem.apart_count = pair_count;
        left.seconds = vp_time_budget_left(l->budget);
        problem.objective = g->objective;
        problem.share = g->share;
        if (g->objective == VP_OBJECTIVE_SET_COVER) problem.count = SIZE_MAX;
        answer = vp_sites_solve(&problem, &left, err);
        if (!answer && hurry && l->known < g->candidate_count)
            vp_fail(err, VP_CANCELLED, "time ran out with %zu of %zu catchments worked out; they hold no choice found",
                    l->known, g->candidate_count);
    }
    for (size_t k = 0; answer && k < answer->chosen_count; k++) answer->chosen[k].site = list[answer->chosen[k].site];
    if (answer) take_worth_off(g, list, count, answer);
    free(list);
    free(prices);
    free(capacities);
    free(states);
    free(pairs);
    vp_costs_free(costs);
    return answer;
}

/* What the catchments alone prove holds for all candidates only when none is left open. */
static void widen(const vp_lazy_cover *l, vp_sites_answer *a)
{
    bool hurry = l->budget->stopped;
    if (open_ones(l) == 0 && !hurry) return;
    double bound = fmax(fmin(l->bound, l->people), a->objective);
    a->bound = hurry ? bound : fmax(a->bound, bound);
    a->gap = a->bound > a->objective ? (a->bound - a->objective) / a->objective : 0;
    a->proven = a->bound <= a->objective * (1 + 1e-9);
    a->stopped = a->stopped || hurry;
}

static bool check(const vp_terrain_problem *g, vp_error *err)
{
    if (g->demand_count == 0) return vp_fail(err, VP_NOT_FOUND, "nobody is left out: there is no demand");
    if (g->candidate_count == 0) return vp_fail(err, VP_NOT_FOUND, "there are no candidate sites");
    if (!(g->limit_minutes >= 0) || !isfinite(g->limit_minutes))
        return vp_fail(err, VP_BAD_INPUT, "a limit of %g: it must be finite and 0 or more", g->limit_minutes);
    bool journeys = g->objective == VP_OBJECTIVE_P_MEDIAN || g->objective == VP_OBJECTIVE_P_CENTER;
    if (g->limits && (g->masts || journeys))
        return vp_fail(err, VP_BAD_INPUT, "limits of their own go with coverage and set-cover, and not with masts");
    if (g->worth && g->objective != VP_OBJECTIVE_COVERAGE)
        return vp_fail(err, VP_BAD_INPUT, "what sites are worth besides people goes with coverage");
    if ((g->straight || g->masts) && (g->round_trip || journeys))
        return vp_fail(err, VP_BAD_INPUT, "straight lines and masts go with coverage and set-cover");
    return true;
}

/* What the rounds ask now and then: the caller's own budget, with figures for all candidates. */
static bool still_wanted(void *context, double objective, double bound, double done)
{
    const vp_lazy_cover *l = context;
    (void)objective;
    (void)bound;
    (void)done;
    return vp_time_budget_on(l->budget, l->best_value > 0 ? l->best_value : NAN, l->bound,
                             (double)l->known / (double)l->problem->candidate_count);
}

static bool hand_on_served(const vp_lazy_cover *l, const vp_sites_answer *a, vp_error *err)
{
    const vp_terrain_problem *g = l->problem;
    for (size_t k = 0; g->serves && k < a->chosen_count; k++) {
        const vp_reach_job *c = &l->cover[a->chosen[k].site];
        if (c->targets && !g->serves(g->context, k, a->chosen[k].site, c->targets, c->target_count, err)) return false;
    }
    return true;
}

static bool say_stopped(const vp_lazy_cover *l, vp_error *err)
{
    return vp_fail(err, VP_CANCELLED,
                   "stopped with %zu of %zu catchments worked out, and the answer needs all: give it more time",
                   l->known, l->problem->candidate_count);
}

static vp_sites_answer *cover(const vp_terrain_problem *problem, const vp_sites_options *options,
                              vp_terrain_effort *effort, vp_error *err)
{
    vp_time_budget budget;
    vp_lazy_cover l;
    vp_sites_answer *answer = NULL;
    vp_time_budget_start(&budget, options);
    if (!init(&l, problem, &budget, err)) return NULL;
    vp_sites_options silent = *options;
    silent.gap = 0;
    silent.seconds *= rounds_part; /* the last choice among many catchments takes a while */
    silent.progress = still_wanted;
    silent.context = &l;
    vp_time_budget_start(&l.quiet, &silent);
    bool ok = true, blocks = false;
    /* Few candidates, or a question about all of them: no blocks. */
    bool every = problem->objective == VP_OBJECTIVE_SET_COVER || problem->candidate_count <= first_batch ||
                 problem->given_start || problem->masts || problem->fixed || problem->prices || problem->capacities ||
                 problem->zone_count || problem->separation > 0;
    if (!every) ok = look_first(&l, err) && vp_blocks_find(&l, &blocks, err);
    if (ok) vp_lazy_cover_mark(&l, problem->demand_cells, problem->demand_count);
    if (ok && every) ok = work_out_all(&l, err);
    if (ok && blocks) ok = search(&l, err);
    budget.stopped = budget.stopped || (l.quiet.stopped && !budget.enough);
    if (ok && problem->objective == VP_OBJECTIVE_SET_COVER && l.known < problem->candidate_count)
        ok = say_stopped(&l, err); /* fewest sites are known from all catchments alone */
    if (ok) answer = finish(&l, options, err);
    if (answer && problem->objective == VP_OBJECTIVE_COVERAGE) widen(&l, answer);
    if (answer && !hand_on_served(&l, answer, err)) {
        vp_sites_answer_free(answer);
        answer = NULL;
    }
    if (answer) {
        answer->seconds = vp_clock_now() - budget.started;
        if (l.known < problem->candidate_count) answer->weight_reachable = NAN; /* not all catchments are known */
        if (effort) *effort = (vp_terrain_effort){.catchments = l.known, .open = open_ones(&l)};
    }
    clear(&l);
    return answer;
}

/* Under conditions no choice covers more than without them. */
static void bound_by(vp_sites_answer *answer, double bound)
{
    if (bound >= answer->bound) return;
    answer->bound = fmax(bound, answer->objective);
    answer->gap = answer->objective > 0 ? (answer->bound - answer->objective) / answer->objective : INFINITY;
}

/* First without the conditions, where most catchments are spared: the best sites are most often far enough apart
 * anyway, and what no choice passes then, none does with the conditions. */
vp_sites_answer *vp_sites_on_terrain(const vp_terrain_problem *problem, const vp_sites_options *options,
                                     vp_terrain_effort *effort, vp_error *err)
{
    if (!check(problem, err)) return NULL;
    if (problem->objective == VP_OBJECTIVE_P_MEDIAN || problem->objective == VP_OBJECTIVE_P_CENTER)
        return vp_terrain_journeys(problem, options, effort, err);
    bool coverage = problem->objective == VP_OBJECTIVE_COVERAGE, others = problem->capacities;
    bool only_apart = problem->separation > 0 && !problem->prices && !others && !problem->zone_count;
    if (!only_apart && !(coverage && others)) return cover(problem, options, effort, err);
    vp_terrain_problem plain = *problem;
    plain.separation = 0;
    plain.capacities = NULL;
    plain.zone_count = 0;
    plain.worst_first = false;
    vp_sites_options left = *options;
    if (others) {
        left.seconds *= plain_part;
        left.gap = fmax(left.gap, plain_gap);
    }
    double started = vp_clock_now();
    vp_sites_answer *answer = cover(&plain, &left, effort, err);
    if (answer && only_apart && vp_terrain_are_apart(problem, answer)) return answer;
    if (!answer && (only_apart || err->kind != VP_CANCELLED)) return NULL;
    double bound = answer ? answer->bound : INFINITY; /* NULL: its part of the time was too short */
    if (!answer) *err = (vp_error){0};
    left = *options;
    left.seconds = fmax(0, left.seconds - (vp_clock_now() - started));
    vp_sites_answer_free(answer);
    answer = cover(problem, &left, effort, err);
    if (answer && coverage) bound_by(answer, bound);
    return answer;
}

vp_costs *vp_terrain_covers(const vp_terrain_problem *problem, const vp_sites_options *options, vp_error *err)
{
    vp_time_budget budget;
    vp_lazy_cover l;
    vp_costs *covers = NULL;
    uint32_t *list = NULL;
    vp_time_budget_start(&budget, options);
    if (!check(problem, err) || !init(&l, problem, &budget, err)) return NULL;
    vp_time_budget_start(&l.quiet, options);
    vp_lazy_cover_mark(&l, problem->demand_cells, problem->demand_count);
    bool ok = work_out_all(&l, err);
    if (ok && l.known < problem->candidate_count) ok = say_stopped(&l, err);
    list = ok ? malloc((problem->candidate_count + 1) * sizeof *list) : NULL;
    if (ok && !list) ok = vp_fail_memory(err, problem->candidate_count * sizeof *list);
    for (uint32_t j = 0; ok && j < problem->candidate_count; j++) list[j] = j;
    if (ok) covers = covers_of(&l, list, problem->candidate_count, err);
    free(list);
    clear(&l);
    return covers;
}
