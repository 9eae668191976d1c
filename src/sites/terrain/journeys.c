/* p-median and p-center on the terrain, beside the facilities that stay (their minutes are `before`).
 *
 * p-median: the minutes of every candidate, kept where they are less than before.
 * p-center: the demands that decide are few (Chen and Chen 2009): solved exactly for some of them,
 * which bounds the problem from below; the choice is tried on all, and whoever has the longest
 * journey joins, until bound and choice meet. */
#include "base/array.h"
#include "base/sentences.h"
#include "platform/team.h"
#include "sites/terrain/lazy_cover_internal.h"
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static const double meets = 1e-5; /* relative; float minutes summed there and back differ by less */
static const size_t entries_most = 120000000, rows_a_round = 6;

typedef struct {
    const vp_terrain_problem *problem;
    vp_time_budget *budget;
    vp_travel_engine **engines; /* [worker] */
    float **minutes;            /* [worker][target] */
    size_t *targets;            /* cells whose minutes are asked */
    size_t target_count;
    const uint32_t *sources;
    vp_cost **found; /* [source] */
    size_t *found_count;
    bool savings; /* only what is less than before */
    atomic_size_t entries;
    atomic_bool failed, stopped;
} fan;

static double most_of(const vp_terrain_problem *g, size_t d) { return fmin(g->before[d], g->beyond); }

static void run_source(void *context, size_t worker, size_t job)
{
    fan *f = context;
    const vp_terrain_problem *g = f->problem;
    vp_error err;
    if (worker == 0 && !vp_time_budget_on(f->budget, NAN, NAN, NAN)) atomic_store(&f->stopped, true);
    if (atomic_load(&f->failed) || atomic_load(&f->stopped)) return;
    size_t source = f->sources[job], count = 0;
    float *m = f->minutes[worker];
    bool ok = vp_travel_engine_minutes(f->engines[worker], &source, 1, f->targets, f->target_count, m, &err);
    for (size_t k = 0; ok && k < f->target_count; k++)
        count += isfinite(m[k]) && (!f->savings || (double)m[k] < most_of(g, k));
    f->found[job] = ok ? malloc((count + 1) * sizeof **f->found) : NULL;
    if (!f->found[job] || atomic_fetch_add(&f->entries, count) > entries_most) {
        atomic_store(&f->failed, true);
        return;
    }
    for (size_t k = 0; k < f->target_count; k++)
        if (isfinite(m[k]) && (!f->savings || (double)m[k] < most_of(g, k)))
            f->found[job][f->found_count[job]++] =
                (vp_cost){.demand = (uint32_t)k, .site = (uint32_t)job, .cost = (double)m[k]};
}

static void fan_clear(fan *f, size_t workers, size_t sources)
{
    for (size_t w = 0; w < workers; w++) {
        if (f->engines) vp_travel_engine_free(f->engines[w]);
        if (f->minutes) free(f->minutes[w]);
    }
    for (size_t k = 0; f->found && k < sources; k++) free(f->found[k]);
    free(f->engines);
    free(f->minutes);
    free(f->found);
    free(f->found_count);
}

/* Runs every source; false also when stopped (VP_CANCELLED). outwards: from the sources to the targets. */
static bool fan_run(fan *f, vp_team *team, size_t source_count, bool outwards, double limit, vp_error *err)
{
    size_t workers = vp_team_size(team);
    vp_travel_options options = f->problem->travel;
    options.from_facility = outwards;
    options.threads = 1;
    options.without_nearest = true;
    options.limit_minutes = limit;
    f->engines = calloc(workers, sizeof *f->engines);
    f->minutes = calloc(workers, sizeof *f->minutes);
    f->found = calloc(source_count + 1, sizeof *f->found);
    f->found_count = calloc(source_count + 1, sizeof *f->found_count);
    if (!f->engines || !f->minutes || !f->found || !f->found_count)
        return vp_fail_memory(err, source_count * sizeof *f->found);
    for (size_t w = 0; w < workers; w++) {
        f->engines[w] = vp_travel_engine_new(f->problem->terrain, &options, err);
        f->minutes[w] = malloc((f->target_count + 1) * sizeof **f->minutes);
        if (!f->engines[w]) return false;
        if (!f->minutes[w]) return vp_fail_memory(err, f->target_count * sizeof **f->minutes);
    }
    vp_team_run(team, run_source, f, source_count);
    if (atomic_load(&f->failed))
        return vp_fail(err, VP_NO_MEMORY, "the journeys of %zu candidates are too many: take a larger spacing",
                       f->problem->candidate_count);
    return !atomic_load(&f->stopped) || vp_fail(err, VP_CANCELLED, "stopped before the journeys were known");
}

static size_t *widened(const uint32_t cells[], size_t count, vp_error *err)
{
    size_t *wide = malloc((count + 1) * sizeof *wide);
    if (!wide) return vp_fail_memory(err, count * sizeof *wide), NULL;
    for (size_t k = 0; k < count; k++) wide[k] = cells[k];
    return wide;
}

/* ---- p-median: site 0 of the problem stands for all that exists */

static vp_sites_answer *solve_beside(const vp_terrain_problem *g, const vp_cost entries[], size_t entry_count,
                                     size_t demand_count, const double people[], const vp_sites_options *options,
                                     vp_error *err)
{
    size_t sites = g->candidate_count + 1;
    uint8_t *states = calloc(sites, 1);
    double *prices = g->prices ? calloc(sites, sizeof *prices) : NULL;
    vp_costs *costs = vp_costs_new(demand_count, sites, entries, entry_count, err);
    vp_sites_answer *answer = NULL;
    if (costs && (!states || (g->prices && !prices))) vp_fail_memory(err, sites);
    if (costs && states && (!g->prices || prices)) {
        states[0] = VP_SITE_KEPT;
        if (prices) memcpy(prices + 1, g->prices, g->candidate_count * sizeof *prices);
        vp_sites_problem p = vp_sites_problem_defaults();
        p.objective = g->objective;
        p.costs = costs;
        p.weights = people;
        p.states = states;
        p.prices = prices;
        p.budget = prices ? g->budget : INFINITY;
        p.count = g->count;
        if (g->objective == VP_OBJECTIVE_P_MEDIAN) p.beyond = g->beyond;
        answer = vp_sites_solve(&p, options, err);
    }
    free(states);
    free(prices);
    vp_costs_free(costs);
    return answer;
}

static vp_sites_answer *solve_median(const vp_terrain_problem *g, vp_team *team, vp_time_budget *budget,
                                     const vp_sites_options *options, vp_error *err)
{
    fan f = {.problem = g, .budget = budget, .sources = g->candidate_cells, .savings = true};
    double most = 0;
    for (size_t d = 0; d < g->demand_count; d++) most = fmax(most, most_of(g, d));
    vp_sites_answer *answer = NULL;
    vp_cost *all = NULL;
    f.targets = widened(g->demand_cells, g->demand_count, err);
    f.target_count = g->demand_count;
    if (!f.targets || !fan_run(&f, team, g->candidate_count, false, most, err)) goto done;
    size_t entries = g->demand_count, at = 0;
    for (size_t j = 0; j < g->candidate_count; j++) entries += f.found_count[j];
    all = malloc((entries + 1) * sizeof *all);
    if (!all) {
        vp_fail_memory(err, entries * sizeof *all);
        goto done;
    }
    for (uint32_t d = 0; d < g->demand_count; d++)
        if (isfinite(g->before[d])) all[at++] = (vp_cost){.demand = d, .site = 0, .cost = g->before[d]};
    for (size_t j = 0; j < g->candidate_count; j++) {
        for (size_t k = 0; k < f.found_count[j]; k++, at++) {
            all[at] = f.found[j][k];
            all[at].site++;
        }
        free(f.found[j]);
        f.found[j] = NULL;
    }
    vp_sites_options left = *options;
    left.seconds = vp_time_budget_left(budget);
    answer = solve_beside(g, all, at, g->demand_count, g->people, &left, err);
    for (size_t k = 0; answer && k < answer->chosen_count; k++) answer->chosen[k].site--;
done:
    fan_clear(&f, vp_team_size(team), g->candidate_count);
    free(f.targets);
    free(all);
    return answer;
}

/* ---- p-center */

typedef struct {
    const vp_terrain_problem *problem;
    vp_time_budget *budget;
    vp_travel_engine *engine;
    size_t *candidates, *demands; /* cells */
    float *minutes;               /* [demand] */
    double *after;                /* [demand] */
    bool *counted, *in;           /* [demand] has some path; is a row already */
    vp_cost *entries;
    size_t entry_count, row_count;
} center;

/* Minutes from the nearest of the cells, or before. The largest of those counted. */
static bool journeys(center *c, const size_t cells[], size_t count, double *longest, vp_error *err)
{
    const vp_terrain_problem *g = c->problem;
    if (!vp_travel_engine_minutes(c->engine, cells, count, c->demands, g->demand_count, c->minutes, err)) return false;
    *longest = 0;
    for (size_t d = 0; d < g->demand_count; d++) {
        c->after[d] = fmin(g->before[d], (double)c->minutes[d]);
        if (c->counted[d]) *longest = fmax(*longest, c->after[d]);
    }
    return true;
}

/* How many cells lie between two of a padded grid. */
static double cells_apart(size_t a, size_t b, size_t stride)
{
    size_t row_a = a / stride, row_b = b / stride;
    return hypot((double)(a % stride) - (double)(b % stride), (double)row_a - (double)row_b);
}

/* The demand with the longest journey that is far from those just added; demand_count: none above least. */
static size_t next_row(const center *c, const size_t added[], size_t count, double least)
{
    const vp_terrain_problem *g = c->problem;
    size_t best = g->demand_count, stride = g->terrain->geometry.columns;
    for (size_t d = 0; d < g->demand_count; d++) {
        if (!c->counted[d] || c->in[d] || c->after[d] <= least) continue;
        if (best < g->demand_count && c->after[d] <= c->after[best]) continue;
        bool apart = true;
        for (size_t k = 0; k < count; k++)
            apart = apart && cells_apart(c->demands[d], c->demands[added[k]], stride) > 50;
        if (apart) best = d;
    }
    return best;
}

static bool add_rows(center *c, vp_team *team, double least, size_t *added_count, vp_error *err)
{
    const vp_terrain_problem *g = c->problem;
    size_t added[16];
    uint32_t cells[16];
    *added_count = 0;
    while (*added_count < rows_a_round) {
        size_t d = next_row(c, added, *added_count, least);
        if (d == g->demand_count) break;
        cells[*added_count] = g->demand_cells[d];
        added[(*added_count)++] = d;
    }
    fan f = {.problem = g,
             .budget = c->budget,
             .sources = cells,
             .targets = c->candidates,
             .target_count = g->candidate_count};
    bool ok = fan_run(&f, team, *added_count, true, INFINITY, err);
    for (size_t k = 0; ok && k < *added_count; k++) {
        ok = vp_array_resize(VP_ARRAY(c->entries), c->entry_count + f.found_count[k] + 1, err);
        if (!ok) break;
        uint32_t row = (uint32_t)c->row_count++;
        c->in[added[k]] = true;
        if (isfinite(g->before[added[k]])) c->entries[c->entry_count++] = (vp_cost){row, 0, g->before[added[k]]};
        for (size_t e = 0; e < f.found_count[k]; e++)
            c->entries[c->entry_count++] = (vp_cost){row, f.found[k][e].demand + 1, f.found[k][e].cost};
    }
    fan_clear(&f, vp_team_size(team), *added_count);
    return ok;
}

static bool find_counted(center *c, double *least, vp_error *err)
{
    const vp_terrain_problem *g = c->problem;
    if (!journeys(c, c->candidates, g->candidate_count, least, err)) return false;
    *least = 0;
    for (size_t d = 0; d < g->demand_count; d++) {
        c->counted[d] = isfinite(c->after[d]);
        if (c->counted[d]) *least = fmax(*least, c->after[d]);
        c->after[d] = g->before[d]; /* of the first rows */
    }
    return true;
}

static bool chosen_journeys(center *c, const vp_sites_answer *a, size_t count, double *longest, vp_error *err)
{
    size_t *cells = malloc((count + 1) * sizeof *cells);
    if (!cells) return vp_fail_memory(err, count * sizeof *cells);
    for (size_t k = 0; k < count; k++) cells[k] = c->candidates[a->chosen[k].site];
    bool ok = journeys(c, cells, count, longest, err);
    free(cells);
    return ok;
}

/* Totals and gains in order, on all demands. */
static bool report(center *c, vp_sites_answer *a, double bound, vp_error *err)
{
    const vp_terrain_problem *g = c->problem;
    double longest, last = 0;
    bool ok = true;
    a->weight = a->weight_covered = 0;
    for (size_t d = 0; d < g->demand_count; d++) {
        a->weight += g->people[d];
        if (c->counted[d]) {
            a->weight_covered += g->people[d];
            last = fmax(last, g->before[d]);
        }
    }
    a->weight_reachable = a->weight_covered;
    a->before = isfinite(last) ? last : NAN;
    for (size_t k = 0; ok && k < a->chosen_count; k++) {
        ok = chosen_journeys(c, a, k + 1, &longest, err);
        a->chosen[k].total = isfinite(longest) ? longest : NAN;
        a->chosen[k].gain = isfinite(last) ? last - longest : NAN;
        a->chosen[k].served = NAN;
        last = longest;
    }
    a->objective = last;
    a->proven = bound >= last * (1 - meets);
    a->bound = a->proven ? last : bound;
    a->gap = last > 0 ? (last - a->bound) / last : 0;
    a->stopped = c->budget->stopped;
    a->method = VP_PART("longest journeys added one by one, set cover with Lagrangian bound and exact solver");
    return ok;
}

static vp_sites_answer *solve_center(const vp_terrain_problem *g, vp_team *team, vp_time_budget *budget,
                                     const vp_sites_options *options, vp_error *err)
{
    size_t demands = g->demand_count + 1;
    vp_travel_options travel = g->travel;
    travel.without_nearest = true;
    travel.limit_minutes = INFINITY;
    center c = {.problem = g,
                .budget = budget,
                .engine = vp_travel_engine_new(g->terrain, &travel, err),
                .candidates = widened(g->candidate_cells, g->candidate_count, err),
                .demands = widened(g->demand_cells, g->demand_count, err),
                .minutes = malloc(demands * sizeof(float)),
                .after = malloc(demands * sizeof(double)),
                .counted = calloc(demands, 1),
                .in = calloc(demands, 1)};
    vp_sites_answer *best = NULL;
    double bound = 0, upper = INFINITY;
    bool ok = c.engine && c.candidates && c.demands;
    if (ok && (!c.minutes || !c.after || !c.counted || !c.in)) ok = vp_fail_memory(err, demands * sizeof(double));
    ok = ok && find_counted(&c, &bound, err);
    while (ok && bound < upper * (1 - meets) && vp_time_budget_on(budget, best ? upper : NAN, bound, NAN)) {
        size_t added;
        double longest = INFINITY;
        ok = add_rows(&c, team, bound, &added, err);
        if (!ok || added == 0) break;
        vp_sites_options left = *options;
        left.seconds = vp_time_budget_left(budget);
        left.gap = 0;
        vp_sites_answer *a = solve_beside(g, c.entries, c.entry_count, c.row_count, NULL, &left, err);
        ok = a != NULL;
        for (size_t k = 0; a && k < a->chosen_count; k++) a->chosen[k].site--;
        if (a) bound = fmax(bound, a->bound);
        ok = ok && chosen_journeys(&c, a, a->chosen_count, &longest, err);
        if (ok && longest < upper) {
            upper = longest;
            vp_sites_answer_free(best);
            best = a;
        } else {
            vp_sites_answer_free(a);
        }
    }
    if (!ok && best && budget->stopped) ok = true; /* the best so far */
    if (ok && !best)
        ok = vp_fail(err, budget->stopped ? VP_CANCELLED : VP_NOT_FOUND,
                     "no choice of sites shortens the longest journey");
    if (ok) ok = report(&c, best, bound, err);
    vp_travel_engine_free(c.engine);
    free(c.candidates);
    free(c.demands);
    free(c.minutes);
    free(c.after);
    free(c.counted);
    free(c.in);
    free(c.entries);
    if (ok) return best;
    vp_sites_answer_free(best);
    return NULL;
}

vp_sites_answer *vp_terrain_journeys(const vp_terrain_problem *g, const vp_sites_options *options,
                                     vp_terrain_effort *effort, vp_error *err)
{
    vp_time_budget budget;
    if (!g->before) return vp_fail(err, VP_BAD_INPUT, "the minutes before are missing"), NULL;
    if (g->round_trip || g->capacities || g->zone_count || g->separation > 0)
        return vp_fail(err, VP_BAD_INPUT,
                       "on the problem %s goes without round trips, capacities, shares and separation",
                       vp_objective_names[g->objective]),
               NULL;
    vp_time_budget_start(&budget, options);
    vp_team *team = vp_team_new((size_t)g->threads, err);
    if (!team) return NULL;
    vp_sites_answer *answer = g->objective == VP_OBJECTIVE_P_MEDIAN ? solve_median(g, team, &budget, options, err)
                                                                    : solve_center(g, team, &budget, options, err);
    vp_team_free(team);
    if (answer) answer->seconds = vp_clock_now() - budget.started;
    if (answer && effort) *effort = (vp_terrain_effort){.catchments = g->candidate_count};
    return answer;
}
