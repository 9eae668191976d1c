#include "solver/exact.h"
#include <Cbc_C_Interface.h>
#include <limits.h>
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double first_slice_seconds = 2;

/* CBC keeps state of its command line in static variables. */
static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

/* The program by columns, as CBC takes it. */
typedef struct {
    int *start, *row;
    double *value, *low, *high;
} columns;

static void clear(columns *c)
{
    free(c->start);
    free(c->row);
    free(c->value);
    free(c->low);
    free(c->high);
}

static bool turn_to_columns(const vp_program *p, columns *c, vp_error *err)
{
    size_t entries = p->row_start[p->row_count], n = p->column_count;
    if (entries >= INT_MAX || n >= INT_MAX || p->row_count >= INT_MAX)
        return vp_fail(err, VP_BAD_INPUT, "the program of %zu entries is too large for the solver", entries);
    *c = (columns){.start = calloc(n + 2, sizeof(int)),
                   .row = malloc((entries + 1) * sizeof(int)),
                   .value = malloc((entries + 1) * sizeof(double)),
                   .low = calloc(n + 1, sizeof(double)),
                   .high = malloc((n + 1) * sizeof(double))};
    if (!c->start || !c->row || !c->value || !c->low || !c->high) {
        clear(c);
        return vp_fail_memory(err, entries * (sizeof(int) + sizeof(double)));
    }
    for (size_t k = 0; k < entries; k++) c->start[p->row_column[k] + 2]++;
    for (size_t j = 0; j < n; j++) c->start[j + 1] += c->start[j];
    for (size_t r = 0; r < p->row_count; r++) {
        for (size_t k = p->row_start[r]; k < p->row_start[r + 1]; k++) {
            int at = c->start[p->row_column[k] + 1]++;
            c->row[at] = (int)r;
            c->value[at] = p->row_value[k];
        }
    }
    for (size_t j = 0; j < n; j++) c->high[j] = 1;
    return true;
}

static void set_number(Cbc_Model *model, const char *name, double number)
{
    char text[40];
    snprintf(text, sizeof text, "%.17g", number);
    Cbc_setParameter(model, name, text);
}

/* plain: without perturbation and scaling, with which CBC now and then fails an assertion of its own. */
static Cbc_Model *load(const vp_program *p, const columns *c, double seconds, double cutoff, bool plain, vp_error *err)
{
    Cbc_Model *model = Cbc_newModel();
    if (!model) return vp_fail_memory(err, 1), NULL;
    Cbc_setLogLevel(model, 0);
    Cbc_setParameter(model, "log", "0");
    Cbc_setParameter(model, "slog", "0"); /* the linear programs': else presolving writes to stdout now and then */
    Cbc_setParameter(model, "threads", "0");
    if (plain) Cbc_setParameter(model, "perturbation", "off");
    if (plain) Cbc_setParameter(model, "scaling", "off");
    Cbc_loadProblem(model, (int)p->column_count, (int)p->row_count, c->start, c->row, c->value, c->low, c->high,
                    p->objective, p->row_low, p->row_high);
    for (size_t j = 0; j < p->column_count; j++)
        if (p->whole[j]) Cbc_setInteger(model, (int)j);
    set_number(model, "ratioGap", 0);
    set_number(model, "allowableGap", 0);
    if (isfinite(seconds)) {
        Cbc_setParameter(model, "timeMode", "elapsed");
        set_number(model, "seconds", seconds);
    }
    if (isfinite(cutoff)) Cbc_setCutoff(model, cutoff);
    return model;
}

/* ------------------------------------------------------------ assertions of CBC */

static sigjmp_buf before_solve;
static pthread_t solver;
static volatile sig_atomic_t solving;

/* Elsewhere it returns, and abort goes on. */
static void leave(int number)
{
    (void)number;
    if (solving && pthread_equal(pthread_self(), solver)) siglongjmp(before_solve, 1);
}

/* False where CBC ended itself by an assertion (ClpSimplexDual's dual step, CBC 2.10): nobody else is to end with it.
 * What it held is lost. One at a time. */
static bool solve(Cbc_Model *model)
{
    struct sigaction now = {.sa_handler = leave}, before;
    volatile bool whole = false;
    sigemptyset(&now.sa_mask);
    if (sigaction(SIGABRT, &now, &before) != 0) return false;
    solver = pthread_self();
    if (sigsetjmp(before_solve, 1) == 0) {
        solving = 1;
        Cbc_solve(model);
        whole = true;
    }
    solving = 0;
    sigaction(SIGABRT, &before, NULL);
    return whole;
}

/* What the model found; the time limit leaves finished false. */
static bool take(Cbc_Model *model, const vp_program *p, double cutoff, vp_program_answer *answer, vp_error *err)
{
    const double *values = Cbc_bestSolution(model);
    bool optimal = Cbc_isProvenOptimal(model), infeasible = Cbc_isProvenInfeasible(model);
    free(answer->values);
    *answer = (vp_program_answer){.finished = optimal || infeasible, .bound = Cbc_getBestPossibleObjValue(model)};
    if (infeasible || !values || Cbc_getObjValue(model) > cutoff) {
        if (answer->finished) answer->bound = INFINITY;
        return true;
    }
    answer->values = malloc((p->column_count + 1) * sizeof *answer->values);
    if (!answer->values) return vp_fail_memory(err, p->column_count * sizeof *answer->values);
    memcpy(answer->values, values, p->column_count * sizeof *answer->values);
    for (size_t j = 0; j < p->column_count; j++) answer->objective += p->objective[j] * values[j];
    if (optimal) answer->bound = answer->objective;
    return true;
}

/* Nothing to choose: CBC answers nothing then. Rows without columns are 0. */
static bool answer_without_columns(const vp_program *p, vp_program_answer *answer, vp_error *err)
{
    *answer = (vp_program_answer){.finished = true, .bound = 0};
    for (size_t r = 0; r < p->row_count; r++)
        if (p->row_low[r] > 0 || p->row_high[r] < 0) answer->bound = INFINITY;
    if (answer->bound > 0) return true;
    answer->values = calloc(1, sizeof *answer->values);
    return answer->values || vp_fail_memory(err, sizeof *answer->values);
}

bool vp_exact_solve(const vp_program *program, const vp_program_limits *limits, vp_program_answer *answer,
                    vp_error *err)
{
    columns c = {0};
    *answer = (vp_program_answer){.bound = -INFINITY};
    if (program->column_count == 0) return answer_without_columns(program, answer, err);
    if (!turn_to_columns(program, &c, err)) return false;
    bool ok = true, plain = false;
    double left = limits->seconds, slice = limits->keep_going ? first_slice_seconds : INFINITY;
    pthread_mutex_lock(&one_at_a_time);
    while (ok && !answer->finished && left > 0 && (!limits->keep_going || limits->keep_going(limits->context))) {
        double seconds = fmin(slice, left);
        Cbc_Model *model = load(program, &c, seconds, limits->cutoff, plain, err);
        ok = model != NULL;
        if (!ok) break;
        if (!solve(model)) {
            if (plain) break;
            plain = true;
            continue;
        }
        ok = take(model, program, limits->cutoff, answer, err);
        Cbc_deleteModel(model);
        left -= seconds;
        slice *= 2;
    }
    pthread_mutex_unlock(&one_at_a_time);
    clear(&c);
    if (!ok) {
        free(answer->values);
        answer->values = NULL;
    }
    return ok;
}
