/* The pairs that reduced costs leave, as one 0-1 program: x of a pair, y of a free site. */
#include "base/array.h"
#include "sites/undivided/undivided_internal.h"
#include <stdlib.h>
#include <string.h>

typedef struct {
    const vp_undivided *problem;
    uint32_t *site_column; /* [site] UINT32_MAX: it is open in any case */
    uint32_t *pair_column; /* [demand · sites + site] plus 1, 0: not together */
    double *objective, *value, *low, *high;
    bool *whole;
    uint32_t *column;
    size_t *start, columns, entry, entry_room, rows, row_room;
    bool short_of_memory;
} form;

static void clear(form *f)
{
    free(f->site_column);
    free(f->pair_column);
    free(f->objective);
    free(f->value);
    free(f->low);
    free(f->high);
    free(f->whole);
    free(f->column);
    free(f->start);
}

static void put(form *f, uint32_t column, double value)
{
    if (f->short_of_memory) return;
    f->short_of_memory = !VP_ARRAYS_FIT(f->entry_room, f->entry + 1, NULL, VP_ARRAY(f->value), VP_ARRAY(f->column));
    if (f->short_of_memory) return;
    f->value[f->entry] = value;
    f->column[f->entry++] = column;
}

static void end_row(form *f, double low, double high)
{
    if (f->short_of_memory) return;
    f->short_of_memory =
        !VP_ARRAYS_FIT(f->row_room, f->rows + 2, NULL, VP_ARRAY(f->low), VP_ARRAY(f->high), VP_ARRAY(f->start));
    if (f->short_of_memory) return;
    f->start[0] = 0;
    f->low[f->rows] = low;
    f->high[f->rows++] = high;
    f->start[f->rows] = f->entry;
}

static bool make_columns(form *f, const vp_undivided_pair pairs[], size_t count, vp_error *err)
{
    const vp_undivided *p = f->problem;
    size_t cells = p->demands * p->sites;
    f->site_column = calloc(p->sites + 1, sizeof *f->site_column);
    f->pair_column = calloc(cells + 1, sizeof *f->pair_column);
    f->objective = calloc(p->sites + count + 1, sizeof *f->objective);
    f->whole = malloc((p->sites + count + 1) * sizeof *f->whole);
    if (!f->site_column || !f->pair_column || !f->objective || !f->whole)
        return vp_fail_memory(err, cells * sizeof *f->pair_column);
    memset(f->whole, true, (p->sites + count + 1) * sizeof *f->whole);
    for (size_t s = 0; s < p->sites; s++)
        f->site_column[s] = p->state[s] == VP_SITE_FREE ? (uint32_t)f->columns++ : UINT32_MAX;
    for (size_t k = 0; k < count; k++) {
        f->objective[f->columns] = vp_undivided_cost(p, pairs[k].demand, pairs[k].site);
        f->pair_column[pairs[k].demand * p->sites + pairs[k].site] = (uint32_t)++f->columns;
    }
    return true;
}

static void add_demands(form *f)
{
    const vp_undivided *p = f->problem;
    for (size_t d = 0; d < p->demands; d++) {
        const uint32_t *x = f->pair_column + d * p->sites;
        for (size_t s = 0; s < p->sites; s++)
            if (x[s]) put(f, x[s] - 1, 1);
        end_row(f, 1, 1);
        for (size_t s = 0; s < p->sites; s++) {
            if (!x[s] || f->site_column[s] == UINT32_MAX) continue;
            put(f, x[s] - 1, 1);
            put(f, f->site_column[s], -1);
            end_row(f, -INFINITY, 0);
        }
    }
}

static void add_sites(form *f)
{
    const vp_undivided *p = f->problem;
    size_t room = p->count;
    for (size_t s = 0; s < p->sites; s++) {
        if (p->state[s] == VP_SITE_FIXED) room--;
        if (isinf(p->room[s])) continue;
        for (size_t d = 0; d < p->demands; d++)
            if (f->pair_column[d * p->sites + s] && p->load[d] > 0)
                put(f, f->pair_column[d * p->sites + s] - 1, p->load[d]);
        if (f->site_column[s] != UINT32_MAX && p->room[s] > 0) put(f, f->site_column[s], -p->room[s]);
        end_row(f, -INFINITY, f->site_column[s] == UINT32_MAX ? p->room[s] : 0);
    }
    for (size_t s = 0; s < p->sites; s++)
        if (f->site_column[s] != UINT32_MAX) put(f, f->site_column[s], 1);
    end_row(f, -INFINITY, (double)room);
}

static void take(const form *f, const double values[], vp_undivided_plan *plan)
{
    const vp_undivided *p = f->problem;
    plan->value = 0;
    for (size_t s = 0; s < p->sites; s++) {
        plan->left[s] = p->room[s];
        plan->open[s] =
            f->site_column[s] == UINT32_MAX ? p->state[s] != VP_SITE_FORBIDDEN : values[f->site_column[s]] > 0.5;
    }
    for (size_t d = 0; d < p->demands; d++) {
        size_t at = SIZE_MAX;
        for (size_t s = 0; s < p->sites; s++) {
            uint32_t x = f->pair_column[d * p->sites + s];
            if (x && values[x - 1] > 0.5) at = s;
        }
        if (at == SIZE_MAX) {
            plan->value = INFINITY;
            return;
        }
        plan->site[d] = (uint32_t)at;
        plan->left[at] -= p->load[d];
        plan->value += vp_undivided_cost(p, d, at);
    }
    for (size_t s = 0; s < p->sites; s++)
        if (plan->left[s] < -1e-6 * (1 + fabs(p->room[s]))) plan->value = INFINITY;
}

static bool keep_going(void *context) { return vp_time_budget_on(context, NAN, NAN, NAN); }

bool vp_undivided_exact(const vp_undivided *p, const vp_undivided_pair pairs[], size_t count, double most,
                        vp_undivided_plan *plan, vp_undivided_proof *proof, vp_error *err)
{
    form f = {.problem = p};
    vp_program_answer answer = {0};
    bool ok = make_columns(&f, pairs, count, err);
    if (ok) {
        add_demands(&f);
        add_sites(&f);
        ok = !f.short_of_memory || vp_fail_memory(err, f.entry_room * sizeof(double));
    }
    const vp_program program = {f.columns, f.rows, f.objective, f.whole, f.start, f.column, f.value, f.low, f.high};
    const vp_program_limits limits = {
        .seconds = vp_time_budget_left(p->budget), .cutoff = most, .keep_going = keep_going, .context = p->budget};
    ok = ok && p->budget->options->solve(&program, &limits, &answer, err);
    plan->value = INFINITY;
    if (ok && answer.values) take(&f, answer.values, plan);
    if (ok) *proof = (vp_undivided_proof){answer.bound, answer.finished};
    free(answer.values);
    clear(&f);
    return ok;
}
