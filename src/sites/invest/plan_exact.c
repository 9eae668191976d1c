/* The best plan by the solver, where few projects are left. */
#include "sites/invest/invest_internal.h"
#include <stdlib.h>
#include <string.h>

/* Columns: open(project, period) "is open by then", for alive projects; then covered(demand, period), which need not be
 * whole. */
typedef struct {
    const vp_invest_case *c;
    const bool *alive;
    size_t *column; /* [project] its first column */
    size_t opens, columns, rows, entries;
    double *objective;
    bool *whole;
    size_t *row_start;
    uint32_t *row_column;
    double *row_value, *row_low, *row_high;
} program;

static void clear(program *p)
{
    free(p->column);
    free(p->objective);
    free(p->whole);
    free(p->row_start);
    free(p->row_column);
    free(p->row_value);
    free(p->row_low);
    free(p->row_high);
}

size_t vp_plan_exact_entries(const vp_invest_case *c, const bool alive[])
{
    size_t covers = 0;
    for (size_t j = 0; j < c->projects; j++)
        if (alive[j]) covers += c->project_start[j + 1] - c->project_start[j];
    return (covers + c->demands) * c->periods;
}

static bool allocate(program *p, vp_error *err)
{
    const vp_invest_case *c = p->c;
    size_t alive = 0, aims = c->aim_start[c->demands];
    p->column = malloc((c->projects + 1) * sizeof *p->column);
    for (size_t j = 0; p->column && j < c->projects; j++) p->column[j] = p->alive[j] ? alive++ * c->periods : SIZE_MAX;
    p->opens = alive * c->periods;
    p->columns = p->opens + c->demands * c->periods;
    size_t rows = c->demands * c->periods + p->opens + c->periods + c->kinds + c->targets + 1;
    size_t entries = vp_plan_exact_entries(c, p->alive) + 2 * p->opens + 2 * p->opens * (c->carry ? c->periods : 1) +
                     p->opens + aims + 1;
    p->objective = calloc(p->columns + 1, sizeof *p->objective);
    p->whole = calloc(p->columns + 1, sizeof *p->whole);
    p->row_start = calloc(rows + 1, sizeof *p->row_start);
    p->row_column = malloc(entries * sizeof *p->row_column);
    p->row_value = malloc(entries * sizeof *p->row_value);
    p->row_low = malloc(rows * sizeof *p->row_low);
    p->row_high = malloc(rows * sizeof *p->row_high);
    return (p->column && p->objective && p->whole && p->row_start && p->row_column && p->row_value && p->row_low &&
            p->row_high) ||
           vp_fail_memory(err, entries * sizeof *p->row_value);
}

static void put(program *p, size_t column, double value)
{
    p->row_column[p->entries] = (uint32_t)column;
    p->row_value[p->entries++] = value;
}

static void end_row(program *p, double low, double high)
{
    p->row_low[p->rows] = low;
    p->row_high[p->rows] = high;
    p->row_start[++p->rows] = p->entries;
}

static size_t covered(const program *p, size_t demand, size_t period)
{
    return p->opens + demand * p->c->periods + period;
}

static void add_covers(program *p)
{
    const vp_invest_case *c = p->c;
    for (size_t d = 0; d < c->demands; d++)
        for (size_t t = 0; t < c->periods; t++) {
            put(p, covered(p, d, t), 1);
            for (size_t k = c->demand_start[d]; k < c->demand_start[d + 1]; k++)
                if (p->alive[c->demand_project[k]]) put(p, p->column[c->demand_project[k]] + t, -1);
            end_row(p, -INFINITY, 0);
        }
}

/* What is open stays open; before its first period nothing is. */
static void add_order(program *p)
{
    const vp_invest_case *c = p->c;
    for (size_t j = 0; j < c->projects; j++) {
        if (!p->alive[j]) continue;
        for (size_t t = 1; t < c->periods; t++) {
            put(p, p->column[j] + t - 1, 1);
            put(p, p->column[j] + t, -1);
            end_row(p, -INFINITY, 0);
        }
        if (c->first[j] == 0) continue;
        put(p, p->column[j] + c->first[j] - 1, 1);
        end_row(p, 0, 0);
    }
}

static void add_budgets(program *p)
{
    const vp_invest_case *c = p->c;
    for (size_t t = 0; t < c->periods; t++) {
        if (!isfinite(c->budget[t])) continue;
        for (size_t j = 0; j < c->projects; j++) {
            if (!p->alive[j] || c->price[j] == 0) continue;
            put(p, p->column[j] + t, c->price[j]);
            if (!c->carry && t > 0) put(p, p->column[j] + t - 1, -c->price[j]);
        }
        end_row(p, -INFINITY, c->budget[t]);
    }
}

static void add_kinds(program *p)
{
    const vp_invest_case *c = p->c;
    for (size_t kind = 0; kind < c->kinds; kind++) {
        if (c->most[kind] >= c->projects) continue;
        for (size_t j = 0; j < c->projects; j++)
            if (p->alive[j] && c->kind[j] == kind) put(p, p->column[j] + c->periods - 1, 1);
        end_row(p, -INFINITY, (double)c->most[kind]);
    }
}

static void add_targets(program *p)
{
    const vp_invest_case *c = p->c;
    for (uint32_t r = 0; r < c->targets; r++) {
        for (size_t d = 0; d < c->demands; d++)
            for (size_t k = c->aim_start[d]; k < c->aim_start[d + 1]; k++) {
                if (c->aim[k].target != r) continue;
                put(p, covered(p, d, c->target_period[r]), c->aim[k].weight);
            }
        end_row(p, c->need[r], INFINITY);
    }
}

static void set_objective(program *p)
{
    const vp_invest_case *c = p->c;
    for (size_t j = 0; j < c->projects; j++) {
        if (!p->alive[j]) continue;
        p->objective[p->column[j] + c->periods - 1] = c->for_cost * c->price[j];
        for (size_t t = 0; t < c->periods; t++) p->whole[p->column[j] + t] = true;
    }
    for (size_t d = 0; d < c->demands; d++)
        for (size_t t = 0; t < c->periods; t++) {
            const double *tail = c->tail + d * (c->periods + 1) + t;
            p->objective[covered(p, d, t)] = -c->for_worth * (tail[0] - tail[1]);
        }
}

static bool keep_going(void *context) { return vp_time_budget_on(context, NAN, NAN, NAN); }

/* The answer is valued anew, for the solver allows small violations. */
static void take(program *p, vp_plan *plan, const vp_program_answer *answer)
{
    const vp_invest_case *c = p->c;
    uint8_t *when = malloc(c->projects + 1);
    if (!when) return;
    double before = vp_plan_score(plan);
    for (size_t j = 0; j < c->projects; j++) {
        when[j] = plan->when[j];
    }
    for (uint32_t j = 0; j < c->projects; j++)
        if (plan->when[j] != VP_NEVER) vp_plan_take(plan, j);
    bool affordable = true;
    for (uint32_t j = 0; j < c->projects; j++) {
        size_t t = 0;
        if (!p->alive[j]) continue;
        while (t < c->periods && answer->values[p->column[j] + t] < 0.5) t++;
        if (t == c->periods) continue;
        affordable = affordable && vp_plan_affords(plan, j, t);
        vp_plan_put(plan, j, t);
    }
    if (!affordable || vp_plan_score(plan) < before) vp_plan_set(plan, when);
    free(when);
}

bool vp_plan_exact(vp_plan *plan, const bool alive[], double *bound, vp_time_budget *budget, vp_error *err)
{
    program p = {.c = plan->c, .alive = alive};
    bool ok = allocate(&p, err);
    if (ok) {
        add_covers(&p);
        add_order(&p);
        add_budgets(&p);
        add_kinds(&p);
        add_targets(&p);
        set_objective(&p);
        const vp_program handed = {p.columns,    p.rows,      p.objective, p.whole,   p.row_start,
                                   p.row_column, p.row_value, p.row_low,   p.row_high};
        double score = vp_plan_score(plan);
        bool met = vp_plan_meets(plan);
        vp_program_limits limits = {.seconds = vp_time_budget_left(budget),
                                    .cutoff = met ? -score - 1e-9 * fabs(score) : INFINITY,
                                    .keep_going = keep_going,
                                    .context = budget};
        vp_program_answer answer = {0};
        ok = budget->options->solve(&handed, &limits, &answer, err);
        if (ok && answer.values) take(&p, plan, &answer);
        if (ok && answer.finished && !answer.values)
            *bound = met ? score : -INFINITY; /* none is better; none at all */
        else if (ok && isfinite(answer.bound))
            *bound = fmin(*bound, -answer.bound);
        free(answer.values);
    }
    clear(&p);
    return ok;
}
