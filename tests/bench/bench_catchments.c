/* People divided among full facilities (vp_divide), beside the same as a linear program by CBC's simplex
 * (solver/exact.h, whose columns end at 1: parts of a demand). A square of demands of 1 to 4 people, facilities at
 * random places with places for 95 % of the people in all, each demand the choice of the 6 nearest. CSV: demands,
 * facilities, milliseconds of CPU of both, people placed and cost of both. */
#include "base/random.h"
#include "solver/exact.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <vungphu/catchments.h>

enum { CHOICES = 6 };

typedef struct {
    size_t demands, facilities;
    double *people, *places;
    size_t *starts;
    vp_division_choice *choices;
    vp_division_problem p;
} table;

static double cpu_ms(void)
{
    struct timespec at;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at);
    return (double)at.tv_sec * 1e3 + (double)at.tv_nsec / 1e6;
}

static void choose(table *t, size_t demand, double x, double y, const double at[])
{
    vp_division_choice *mine = &t->choices[demand * CHOICES];
    size_t count = 0;
    for (uint32_t f = 0; f < t->facilities; f++) {
        vp_division_choice c = {f, (float)hypot(at[(size_t)f * 2] - x, at[(size_t)f * 2 + 1] - y)};
        size_t k = count < CHOICES ? count++ : CHOICES;
        if (k == CHOICES && c.cost >= mine[--k].cost) continue;
        for (; k && mine[k - 1].cost > c.cost; k--) mine[k] = mine[k - 1];
        mine[k] = c;
    }
}

static table make(size_t side, size_t facilities)
{
    vp_random random = {side};
    table t = {side * side, facilities, NULL, NULL, NULL, NULL, {0}};
    double *at = malloc(facilities * 2 * sizeof *at), all = 0;
    t.people = malloc(t.demands * sizeof *t.people);
    t.places = malloc(facilities * sizeof *t.places);
    t.starts = malloc((t.demands + 1) * sizeof *t.starts);
    t.choices = malloc(t.demands * CHOICES * sizeof *t.choices);
    if (!at || !t.people || !t.places || !t.starts || !t.choices) abort();
    for (size_t i = 0; i < facilities * 2; i++) at[i] = (double)vp_random_below(&random, 10 * side) / 10;
    for (size_t d = 0; d < t.demands; d++) {
        size_t row = d / side;
        all += t.people[d] = 1 + (double)vp_random_below(&random, 4);
        t.starts[d] = d * CHOICES;
        choose(&t, d, (double)(d % side), (double)row, at);
    }
    t.starts[t.demands] = t.demands * CHOICES;
    for (size_t f = 0; f < facilities; f++) t.places[f] = floor(0.95 * all / (double)facilities);
    t.p = (vp_division_problem){t.demands, facilities, t.people, t.starts, t.choices, t.places};
    free(at);
    return t;
}

/* Σ people · (cost − refused) of the parts, as small as can be: rows of demands, then of facilities. */
static bool solve_as_program(const table *t, double refused, double *placed, double *cost, vp_error *err)
{
    size_t columns = t->demands * CHOICES, rows = t->demands + t->facilities;
    double *objective = calloc(columns + 1, sizeof *objective), *value = malloc(2 * columns * sizeof *value);
    double *low = malloc(rows * sizeof *low), *high = malloc(rows * sizeof *high);
    bool *whole = calloc(columns + 1, sizeof *whole); /* of one more column, in no row: CBC keeps no solution without */
    size_t *start = calloc(rows + 2, sizeof *start);
    uint32_t *column = malloc(2 * columns * sizeof *column);
    if (!objective || !value || !low || !high || !whole || !start || !column) abort();
    for (size_t r = 0; r < rows; r++) {
        low[r] = -INFINITY;
        high[r] = r < t->demands ? 1 : t->places[r - t->demands];
    }
    for (size_t c = 0; c < columns; c++) {
        objective[c] = t->people[c / CHOICES] * ((double)t->choices[c].cost - refused);
        column[c] = (uint32_t)c;
        value[c] = 1;
        start[t->demands + t->choices[c].facility + 2]++;
    }
    for (size_t d = 0; d <= t->demands; d++) start[d] = d * CHOICES;
    start[t->demands + 1] = start[t->demands];
    for (size_t r = t->demands + 1; r <= rows; r++) start[r + 1] += start[r];
    for (size_t c = 0; c < columns; c++) {
        size_t at = start[t->demands + t->choices[c].facility + 1]++;
        column[at] = (uint32_t)c;
        value[at] = t->people[c / CHOICES];
    }
    whole[columns] = true;
    const vp_program program = {columns + 1, rows, objective, whole, start, column, value, low, high};
    const vp_program_limits limits = {INFINITY, INFINITY, NULL, NULL};
    vp_program_answer answer = {0};
    bool ok = vp_exact_solve(&program, &limits, &answer, err);
    *placed = *cost = 0;
    for (size_t c = 0; ok && answer.values && c < columns; c++) {
        *placed += t->people[c / CHOICES] * answer.values[c];
        *cost += t->people[c / CHOICES] * answer.values[c] * (double)t->choices[c].cost;
    }
    free(answer.values);
    free(objective), free(value), free(low), free(high), free(whole), free(start), free(column);
    return ok;
}

static bool run(size_t side, size_t facilities, vp_error *err)
{
    table t = make(side, facilities);
    vp_division d;
    double began = cpu_ms(), ours, placed, cost;
    bool ok = vp_divide(&t.p, NULL, &d, err);
    ours = cpu_ms() - began;
    began = cpu_ms();
    ok = ok && solve_as_program(&t, d.refused, &placed, &cost, err);
    if (ok)
        printf("catchments,%zu,%zu,%.1f,%.1f,%.3f,%.3f,%.3f,%.3f\n", t.demands, facilities, ours, cpu_ms() - began,
               d.placed, placed, d.cost, cost);
    vp_division_clear(&d);
    free(t.people), free(t.places), free(t.starts), free(t.choices);
    return ok;
}

int main(void)
{
    static const size_t sides[] = {30, 60, 120}, facilities[] = {20, 60, 200};
    vp_error err = {0};
    puts("bench,demands,facilities,ours_ms,cbc_ms,ours_placed,cbc_placed,ours_cost,cbc_cost");
    for (int i = 0; i < 3; i++)
        if (!run(sides[i], facilities[i], &err)) {
            fprintf(stderr, "%s\n", err.message);
            return 1;
        }
    return 0;
}
