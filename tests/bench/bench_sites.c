/* One CSV line per instance: time to the answer and how much of it is proven.
 *
 * p_median: random graphs of OR-Library's kind and sizes (n nodes, n²/50 edges of length 1 to
 * 100), and clustered ones (points around few centres, joined to their nearest). Up to 400 nodes CBC alone solves the
 * same beside it. Arguments: case, seconds for each, seconds more to prove the optimum (0: not), and to pick instances
 * the fewest nodes, the largest and the least p. covering: 300 candidates, 20,000 demand cells around villages, with
 * weights. shares: 100 candidates, 2,000 cells in 16 squares, of each of which a share must be covered, or the worst as
 * much as can be; CBC alone solves the same beside it, by one program (the worst square: two). */
#include "platform/clock.h"
#include "solver/exact.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <vungphu/sites.h>

static uint64_t state;
static double proof_seconds; /* a second, longer run for what the first leaves unproven */
static size_t smallest, least_p, largest_p = SIZE_MAX;
static const size_t peer_most = 400; /* nodes; above, it finds nothing within a minute */

static double chance(void) /* 0..1 */
{
    uint64_t z = state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

static size_t below(size_t n) { return (size_t)(chance() * (double)n); }

static void *must(void *memory)
{
    if (!memory) {
        fputs("out of memory\n", stderr);
        exit(1);
    }
    return memory;
}

/* A ring keeps the graph connected. */
static vp_costs *random_graph(size_t n)
{
    vp_error err;
    size_t m = n * n / 50 + n;
    vp_edge *edges = must(malloc(m * sizeof *edges));
    for (size_t k = 0; k < m; k++) {
        uint32_t a = (uint32_t)(k < n ? k : below(n)), b = (uint32_t)(k < n ? (k + 1) % n : below(n));
        edges[k] = (vp_edge){.a = a, .b = b, .length = 1 + (double)below(100)};
    }
    vp_costs *costs = must(vp_costs_of_graph(n, edges, m, &err));
    free(edges);
    return costs;
}

static vp_costs *clustered(size_t n)
{
    vp_error err;
    double *x = must(malloc(2 * n * sizeof *x));
    for (size_t i = 0; i < n; i++) {
        if (i < 12 || i % 5 == 0) {
            x[2 * i] = 1000 * chance();
            x[2 * i + 1] = 1000 * chance();
        } else {
            size_t centre = below(12);
            x[2 * i] = x[2 * centre] + 60 * (chance() + chance() - 1);
            x[2 * i + 1] = x[2 * centre + 1] + 60 * (chance() + chance() - 1);
        }
    }
    vp_cost *entries = must(malloc(n * n * sizeof *entries));
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = 0; j < n; j++)
            entries[i * n + j] = (vp_cost){i, j, floor(10 * hypot(x[2 * i] - x[2 * j], x[2 * i + 1] - x[2 * j + 1]))};
    vp_costs *costs = must(vp_costs_new(n, n, entries, n * n, &err));
    free(x);
    free(entries);
    return costs;
}

static double cpu_seconds(void) { return (double)clock() / CLOCKS_PER_SEC; }

static vp_sites_answer *solve(const vp_sites_problem *problem, double seconds, const char *name)
{
    vp_error err;
    vp_sites_options options = vp_sites_defaults();
    options.seconds = seconds;
    options.solve = vp_exact_solve;
    vp_sites_answer *a = vp_sites_solve(problem, &options, &err);
    if (!a) printf("%s,%zu,%s\n", name, problem->count, err.message);
    return a;
}

/* What the answer is off the optimum, and the optimum's bound: from a second run that may take longer
 * where the first has not proven its own. NaN while neither is proven. */
static double true_gap_percent(const vp_sites_problem *problem, const vp_sites_answer *a, double *bound,
                               const char *name)
{
    *bound = a->bound;
    if (a->proven) return 0;
    if (!(proof_seconds > 0)) return NAN;
    vp_sites_answer *longer = solve(problem, proof_seconds, name);
    if (!longer) return NAN;
    double off = longer->proven ? 100 * fabs(a->objective - longer->objective) / longer->objective : (double)NAN;
    *bound = longer->bound;
    vp_sites_answer_free(longer);
    return off;
}

/* The answer, for whoever frees it; NULL: none, said. */
static vp_sites_answer *run(const char *name, size_t n, const vp_sites_problem *problem, double seconds)
{
    double started = cpu_seconds(), bound;
    vp_sites_answer *a = solve(problem, seconds, name);
    if (!a) return NULL;
    double cpu = cpu_seconds() - started, off = true_gap_percent(problem, a, &bound, name);
    printf("%s,%zu,%zu,%.3f,%.3f,%.10g,%.10g,%.6f,%.6f,%.10g,%d,%s\n", name, n, a->chosen_count, a->seconds, cpu,
           a->objective, a->bound, 100 * a->gap, off, bound, a->proven, a->method);
    fflush(stdout);
    return a;
}

/* ---- programs for CBC alone */

typedef struct {
    vp_program program;
    double *objective, *value, *low, *high;
    bool *whole;
    size_t *start;
    uint32_t *column;
    size_t entry;
    double constant;
} whole_program;

static void end_row(whole_program *r, double low, double high)
{
    r->low[r->program.row_count] = low;
    r->high[r->program.row_count++] = high;
    r->start[r->program.row_count] = r->entry;
}

static void put(whole_program *r, size_t column, double value)
{
    r->column[r->entry] = (uint32_t)column;
    r->value[r->entry++] = value;
}

/* The first columns are the sites, and the first row says that at most p are chosen. */
static whole_program begin_program(const vp_costs *c, size_t columns, size_t rows, size_t entries, size_t p)
{
    whole_program r = {.objective = must(calloc(columns, sizeof(double))),
                       .whole = must(calloc(columns, sizeof(bool))),
                       .value = must(malloc(entries * sizeof(double))),
                       .column = must(malloc(entries * sizeof(uint32_t))),
                       .low = must(malloc(rows * sizeof(double))),
                       .high = must(malloc(rows * sizeof(double))),
                       .start = must(calloc(rows + 1, sizeof(size_t)))};
    r.program.column_count = c->site_count;
    for (size_t j = 0; j < c->site_count; j++) {
        r.whole[j] = true;
        put(&r, j, 1);
    }
    end_row(&r, -INFINITY, (double)p);
    return r;
}

static vp_program_answer solve_program(whole_program *r, double seconds)
{
    vp_program_answer a;
    vp_error err;
    r->program.objective = r->objective;
    r->program.whole = r->whole;
    r->program.row_start = r->start;
    r->program.row_column = r->column;
    r->program.row_value = r->value;
    r->program.row_low = r->low;
    r->program.row_high = r->high;
    if (!vp_exact_solve(&r->program, &(vp_program_limits){.seconds = seconds, .cutoff = INFINITY}, &a, &err)) exit(1);
    return a;
}

static void free_program(whole_program *r)
{
    free(r->objective);
    free(r->whole);
    free(r->value);
    free(r->column);
    free(r->low);
    free(r->high);
    free(r->start);
}

/* ---- the peer of p-median: the whole problem by radii (Elloumi 2010) */

/* z of a radius: no open site is at that cost or nearer. The last radius of a demand needs none: all sites are within.
 */
static void add_demand(whole_program *r, const vp_costs *c, size_t d)
{
    size_t k = c->demand_start[d], end = c->demand_start[d + 1], before = 0;
    r->constant += c->demand_cost[k];
    while (k < end) {
        double cost = c->demand_cost[k];
        for (; k < end && c->demand_cost[k] == cost; k++) put(r, c->demand_site[k], 1);
        if (before) put(r, before, -1);
        double low = before ? 0 : 1;
        if (k < end) {
            before = r->program.column_count++;
            r->objective[before] = c->demand_cost[k] - cost;
            put(r, before, 1);
        }
        end_row(r, low, INFINITY);
    }
}

static void peer(const char *name, const vp_costs *c, size_t p, double seconds)
{
    size_t entries = 3 * c->entry_count + c->site_count;
    whole_program r = begin_program(c, c->site_count + c->entry_count, c->entry_count + 1, entries, p);
    for (size_t d = 0; d < c->demand_count; d++) add_demand(&r, c, d);
    double started = vp_clock_now(), cpu = cpu_seconds();
    vp_program_answer a = solve_program(&r, seconds);
    double value = a.values ? a.objective + r.constant : NAN, bound = a.bound + r.constant;
    printf("%s_cbc,%zu,%zu,%.3f,%.3f,%.10g,%.10g,%.6f,,,%d,CBC alone by radii\n", name, c->demand_count, p,
           vp_clock_now() - started, cpu_seconds() - cpu, value, bound, 100 * (value - bound) / value, a.finished);
    fflush(stdout);
    free(a.values);
    free_program(&r);
}

static void medians_and_centers(const char *which, double seconds)
{
    static const size_t sizes[][6] = {{100, 5, 10, 20, 33},      {200, 5, 10, 20, 40, 67},   {300, 5, 10, 30, 60, 100},
                                      {400, 5, 10, 40, 80, 133}, {500, 5, 10, 50, 100, 167}, {600, 5, 10, 60, 120, 200},
                                      {700, 5, 10, 70, 140},     {800, 5, 10, 80},           {900, 5, 10, 90}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        state = 1000 + i;
        if (sizes[i][0] < smallest) continue;
        for (int kind = 0; kind < 2; kind++) {
            vp_costs *costs = kind ? clustered(sizes[i][0]) : random_graph(sizes[i][0]);
            for (size_t k = 1; k < 6 && sizes[i][k]; k++) {
                vp_sites_problem problem = vp_sites_problem_defaults();
                if (sizes[i][k] < least_p || sizes[i][k] > largest_p) continue;
                problem.costs = costs;
                problem.count = sizes[i][k];
                problem.objective = strcmp(which, "p_center") == 0 ? VP_OBJECTIVE_P_CENTER : VP_OBJECTIVE_P_MEDIAN;
                char name[40];
                snprintf(name, sizeof name, "%s_%s", which, kind ? "clustered" : "random");
                vp_sites_answer_free(run(name, sizes[i][0], &problem, seconds));
                if (problem.objective == VP_OBJECTIVE_P_MEDIAN && sizes[i][0] <= peer_most)
                    peer(name, costs, problem.count, seconds);
            }
            vp_costs_free(costs);
        }
    }
}

enum { SQUARES = 16 };

static uint8_t square_of(const double place[2])
{
    double x = fmin(fmax(place[0], 0), 99), y = fmin(fmax(place[1], 0), 99);
    return (uint8_t)(4 * floor(y / 25) + floor(x / 25));
}

/* Candidates on open problem, demand cells in villages, covered within a radius that varies with the site. squares:
 * where each cell lies; may be NULL. */
static vp_costs *villages(size_t sites, size_t cells, double weights[], uint8_t squares[])
{
    vp_error err;
    double *x = must(malloc(2 * (sites + cells + 200) * sizeof *x));
    double *village = x + 2 * (sites + cells);
    for (size_t i = 0; i < 400; i++) village[i] = 100 * chance();
    for (size_t i = 0; i < sites + cells; i++) {
        size_t v = below(200);
        bool spread = i < sites && i % 2;
        x[2 * i] = spread ? 100 * chance() : village[2 * v] + 3 * (chance() + chance() - 1);
        x[2 * i + 1] = spread ? 100 * chance() : village[2 * v + 1] + 3 * (chance() + chance() - 1);
    }
    for (size_t d = 0; squares && d < cells; d++) squares[d] = square_of(x + 2 * (sites + d));
    for (size_t d = 0; d < cells; d++)
        weights[d] = floor(4096 * 40 * chance() * chance() * chance()) / 4096 + 1.0 / 4096;
    vp_cost *entries = must(malloc(sites * cells * sizeof *entries));
    size_t count = 0;
    for (uint32_t j = 0; j < sites; j++) {
        double reach = 4 + 4 * chance();
        for (uint32_t d = 0; d < cells; d++) {
            double cost = hypot(x[2 * j] - x[2 * (sites + d)], x[2 * j + 1] - x[2 * (sites + d) + 1]) / reach;
            if (cost <= 1) entries[count++] = (vp_cost){d, j, cost};
        }
    }
    vp_costs *costs = must(vp_costs_new(cells, sites, entries, count, &err));
    free(entries);
    free(x);
    return costs;
}

static void coverings(double seconds)
{
    double *weights = must(malloc(20000 * sizeof *weights));
    for (uint64_t seed = 1; seed <= 3; seed++) {
        state = seed;
        vp_costs *costs = villages(300, 20000, weights, NULL);
        for (size_t p = 5; p <= 40; p *= 2) {
            vp_sites_problem problem = vp_sites_problem_defaults();
            problem.costs = costs;
            problem.weights = weights;
            problem.count = p;
            problem.limit = 1;
            vp_sites_answer_free(run("covering", 20000, &problem, seconds));
        }
        vp_sites_problem problem = vp_sites_problem_defaults();
        problem.costs = costs;
        problem.weights = weights;
        problem.objective = VP_OBJECTIVE_SET_COVER;
        problem.limit = 1;
        vp_sites_answer_free(run("set_cover", 20000, &problem, seconds));
        problem.share = 0.9;
        vp_sites_answer_free(run("set_cover_0.9", 20000, &problem, seconds));
        vp_costs_free(costs);
    }
    free(weights);
}

/* ---- shares of squares */

typedef struct {
    size_t start[SQUARES + 1];
    uint32_t *demand;
    double *weight, whole[SQUARES], none[SQUARES];
} squares;

static squares by_square(const uint8_t of[], const double weights[], size_t cells)
{
    squares s = {.demand = must(malloc(cells * sizeof(uint32_t))), .weight = must(malloc(cells * sizeof(double)))};
    size_t n = 0;
    for (size_t z = 0; z < SQUARES; z++) {
        for (size_t d = 0; d < cells; d++) {
            if (of[d] != z) continue;
            s.demand[n] = (uint32_t)d;
            s.weight[n++] = weights[d];
            s.whole[z] += weights[d];
        }
        s.start[z + 1] = n;
    }
    return s;
}

/* Columns: the sites, the demands, and the least share. least: NaN: it is what is asked for. */
static void shares_by_program(const char *name, const vp_sites_problem *q, double least, double seconds)
{
    const vp_costs *c = q->costs;
    size_t share = c->site_count + c->demand_count, entries = share + 2 * c->entry_count + c->demand_count + SQUARES;
    whole_program r = begin_program(c, share + 1, c->demand_count + SQUARES + 1, entries, q->count);
    r.program.column_count = share + 1;
    for (size_t d = 0; d < c->demand_count; d++) { /* covered only by what is open */
        if (!isnan(least)) r.objective[c->site_count + d] = -q->weights[d];
        for (size_t k = c->demand_start[d]; k < c->demand_start[d + 1]; k++) put(&r, c->demand_site[k], 1);
        put(&r, c->site_count + d, -1);
        end_row(&r, 0, INFINITY);
    }
    for (size_t z = 0; z < SQUARES; z++) {
        if (!(q->zone_whole[z] > 0)) continue;
        for (size_t k = q->zone_start[z]; k < q->zone_start[z + 1]; k++)
            put(&r, c->site_count + q->zone_demand[k], q->zone_weight[k]);
        put(&r, share, isnan(least) ? -q->zone_whole[z] : 0);
        end_row(&r, isnan(least) ? 0 : least * q->zone_whole[z] * (1 - 1e-9), INFINITY);
    }
    if (isnan(least)) r.objective[share] = -1;
    double started = vp_clock_now(), cpu = cpu_seconds();
    vp_program_answer a = solve_program(&r, seconds);
    double value = a.values ? -a.objective : NAN;
    printf("%s_cbc,%zu,%zu,%.3f,%.3f,%.10g,%.10g,%.6f,,,%d,CBC alone%s\n", name, c->demand_count, q->count,
           vp_clock_now() - started, cpu_seconds() - cpu, value, -a.bound, 100 * (-a.bound - value) / value, a.finished,
           isnan(least) ? ": the least share" : "");
    fflush(stdout);
    free(a.values);
    free_program(&r);
}

/* In a process of its own, for now and then an assertion of CBC's simplex fails on these. */
static void try_program(const char *name, const vp_sites_problem *q, double least, double seconds)
{
    int status = 0;
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        shares_by_program(name, q, least, seconds);
        _exit(0);
    }
    if (child < 0 || waitpid(child, &status, 0) < 0 || status != 0)
        printf("%s_cbc,%zu,%zu,,,,,,,,0,CBC alone: aborted\n", name, q->costs->demand_count, q->count);
}

static void shares_of(vp_sites_problem *problem, double seconds)
{
    static const double parts[] = {0.5, 0.9}; /* of what the worst square can have */
    problem->worst_first = true;
    vp_sites_answer *a = run("worst_first", problem->costs->demand_count, problem, seconds);
    problem->worst_first = false;
    if (!a) return;
    printf("worst_first_share,%zu,%zu,,,%.10g,%.10g,,,,%d,of the answer before\n", problem->costs->demand_count,
           problem->count, a->least_share, a->least_share_bound, a->proven);
    try_program("worst_first", problem, NAN, seconds);
    try_program("worst_first", problem, a->least_share, seconds);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        char name[40];
        problem->zone_least = parts[i] * a->least_share;
        if (!(problem->zone_least > 0)) continue;
        snprintf(name, sizeof name, "least_%.3f", problem->zone_least);
        vp_sites_answer_free(run(name, problem->costs->demand_count, problem, seconds));
        try_program(name, problem, problem->zone_least, seconds);
    }
    problem->zone_least = 0;
    vp_sites_answer_free(a);
}

static void shares(double seconds)
{
    enum { CELLS = 2000 };
    double weights[CELLS];
    uint8_t of[CELLS];
    for (uint64_t seed = 1; seed <= 3; seed++) {
        state = seed;
        vp_costs *costs = villages(100, CELLS, weights, of);
        squares s = by_square(of, weights, CELLS);
        for (size_t p = 10; p <= 20; p *= 2) {
            vp_sites_problem problem = vp_sites_problem_defaults();
            problem.costs = costs;
            problem.weights = weights;
            problem.count = p;
            problem.limit = 1;
            problem.zone_count = SQUARES;
            problem.zone_start = s.start;
            problem.zone_demand = s.demand;
            problem.zone_weight = s.weight;
            problem.zone_whole = s.whole;
            problem.zone_reached = s.none;
            shares_of(&problem, seconds);
        }
        free(s.demand);
        free(s.weight);
        vp_costs_free(costs);
    }
}

int main(int count, char **arguments)
{
    const char *which = count > 1 ? arguments[1] : "all";
    double seconds = count > 2 ? atof(arguments[2]) : 60;
    bool all = strcmp(which, "all") == 0;
    proof_seconds = count > 3 ? atof(arguments[3]) : 0;
    smallest = count > 4 ? (size_t)atol(arguments[4]) : 0;
    largest_p = count > 5 ? (size_t)atol(arguments[5]) : SIZE_MAX;
    least_p = count > 6 ? (size_t)atol(arguments[6]) : 0;
    puts("case,n,p,seconds,cpu_seconds,objective,bound,gap_percent,true_gap_percent,optimum_bound,proven,method");
    if (all || strcmp(which, "covering") == 0) coverings(seconds);
    if (all || strcmp(which, "p_median") == 0) medians_and_centers("p_median", seconds);
    if (all || strcmp(which, "p_center") == 0) medians_and_centers("p_center", seconds);
    if (all || strcmp(which, "shares") == 0) shares(seconds);
    return 0;
}
