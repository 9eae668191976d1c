/* Problems whose sites depend on each other (too close, full, shares of units): one 0-1 program, solved
 * by the solver that the caller brings. Demands are covered by z <= Σ y, or, where capacities or costs
 * count, assigned in parts x <= y. */
#include "base/array.h"
#include "base/sentences.h"
#include "sites/sites_internal.h"
#include <stdlib.h>
#include <string.h>

static const size_t entries_most = 4000000; /* a larger program would not come back in time */
static const size_t entries_tried = 300000; /* where greedy and bound answer too */
static const double plain_time_part = 0.15, plain_gap = 1e-3;
static const double rounds_part = 0.75; /* of the time, where a program ends what rounds leave open */

typedef struct {
    const vp_sites_problem *problem;
    bool assigned;           /* columns x of pairs instead of z of demands */
    bool worst;              /* maximise the least share instead of the objective */
    uint32_t *site_column;   /* [site] UINT32_MAX: forbidden */
    uint32_t *first, *count; /* [demand] its columns follow each other */
    double *objective;
    bool *whole;
    size_t column_count;
    double *value, *low, *high;
    uint32_t *column;
    size_t *start;
    size_t entry, entry_room, row_count, row_room;
    double constant; /* added to the objective */
    bool short_of_memory;
} form;

bool vp_conditions_has(const vp_sites_problem *p) { return p->apart_count > 0 || p->capacities || p->zone_count > 0; }

static uint8_t state_of(const vp_sites_problem *p, size_t s) { return p->states ? p->states[s] : VP_SITE_FREE; }
static double weight_of(const vp_sites_problem *p, size_t d) { return p->weights ? p->weights[d] : 1; }
static double load_of(const vp_sites_problem *p, size_t d) { return p->loads ? p->loads[d] : weight_of(p, d); }
static double cost_at(const vp_sites_problem *p, size_t k)
{
    return p->costs->demand_cost ? p->costs->demand_cost[k] : 0;
}
static bool is_median(const vp_sites_problem *p) { return p->objective == VP_OBJECTIVE_P_MEDIAN; }

static bool is_useful(const vp_sites_problem *p, size_t d, size_t k)
{
    if (!(weight_of(p, d) > 0) || state_of(p, p->costs->demand_site[k]) == VP_SITE_FORBIDDEN) return false;
    if (is_median(p)) return isnan(p->beyond) || cost_at(p, k) < p->beyond;
    return cost_at(p, k) <= p->limit;
}

static void clear(form *f)
{
    free(f->site_column);
    free(f->first);
    free(f->count);
    free(f->objective);
    free(f->whole);
    free(f->value);
    free(f->low);
    free(f->high);
    free(f->column);
    free(f->start);
}

/* ---- rows */

static void put(form *f, uint32_t column, double value)
{
    if (f->short_of_memory || value == 0) return;
    if (!VP_ARRAYS_FIT(f->entry_room, f->entry + 1, NULL, VP_ARRAY(f->value), VP_ARRAY(f->column))) {
        f->short_of_memory = true;
        return;
    }
    f->value[f->entry] = value;
    f->column[f->entry++] = column;
}

static void end_row(form *f, double low, double high)
{
    if (f->short_of_memory) return;
    if (!VP_ARRAYS_FIT(f->row_room, f->row_count + 2, NULL, VP_ARRAY(f->low), VP_ARRAY(f->high), VP_ARRAY(f->start))) {
        f->short_of_memory = true;
        return;
    }
    f->start[0] = 0;
    f->low[f->row_count] = low;
    f->high[f->row_count++] = high;
    f->start[f->row_count] = f->entry;
}

static bool make_columns(form *f, vp_error *err)
{
    const vp_sites_problem *p = f->problem;
    const vp_costs *c = p->costs;
    size_t most = c->site_count + (f->assigned ? c->entry_count : c->demand_count) + 2;
    f->site_column = malloc((c->site_count + 1) * sizeof *f->site_column);
    f->first = calloc(c->demand_count + 1, sizeof *f->first);
    f->count = calloc(c->demand_count + 1, sizeof *f->count);
    f->objective = calloc(most, sizeof *f->objective);
    f->whole = calloc(most, sizeof *f->whole);
    if (!f->site_column || !f->first || !f->count || !f->objective || !f->whole)
        return vp_fail_memory(err, most * sizeof(double));
    for (size_t s = 0; s < c->site_count; s++) {
        f->site_column[s] = state_of(p, s) == VP_SITE_FORBIDDEN ? UINT32_MAX : (uint32_t)f->column_count;
        if (f->site_column[s] == UINT32_MAX) continue;
        if (p->objective == VP_OBJECTIVE_SET_COVER && state_of(p, s) != VP_SITE_KEPT)
            f->objective[f->column_count] = p->prices ? p->prices[s] : 1;
        f->whole[f->column_count++] = true;
    }
    return true;
}

/* The columns of a demand and the rows that bind them to sites. */
static void add_demand(form *f, size_t d)
{
    const vp_sites_problem *p = f->problem;
    const vp_costs *c = p->costs;
    double weight = weight_of(p, d);
    size_t end = c->demand_start[d + 1];
    f->first[d] = (uint32_t)f->column_count;
    if (is_median(p) && weight > 0 && !isnan(p->beyond)) f->constant += weight * p->beyond;
    for (size_t k = c->demand_start[d]; k < end; k++) {
        if (!is_useful(p, d, k)) continue;
        uint32_t x = (uint32_t)f->column_count, y = f->site_column[c->demand_site[k]];
        if (f->assigned) {
            put(f, x, 1);
            put(f, y, -1);
            end_row(f, -INFINITY, 0);
            f->whole[x] = p->undivided;
            if (is_median(p)) f->objective[x] = weight * (cost_at(p, k) - (isnan(p->beyond) ? 0 : p->beyond));
            if (p->objective == VP_OBJECTIVE_COVERAGE) f->objective[x] = -weight;
            f->column_count++;
            f->count[d]++;
        } else {
            if (f->count[d]++ == 0) put(f, x, 1);
            put(f, y, -1);
        }
    }
    bool must = is_median(p) && weight > 0 && isnan(p->beyond);
    if (f->assigned) {
        for (uint32_t k = 0; k < f->count[d]; k++) put(f, f->first[d] + k, 1);
        if (f->count[d] || must) end_row(f, must ? 1 : -INFINITY, 1);
    } else if (f->count[d]) {
        end_row(f, -INFINITY, 0);
        if (p->objective == VP_OBJECTIVE_COVERAGE) f->objective[f->first[d]] = -weight;
        f->column_count++;
        f->count[d] = 1;
    }
}

static void add_capacities(form *f)
{
    const vp_sites_problem *p = f->problem;
    const vp_costs *c = p->costs;
    if (!p->capacities) return;
    for (uint32_t s = 0; s < c->site_count; s++) {
        if (f->site_column[s] == UINT32_MAX || !isfinite(p->capacities[s])) continue;
        for (size_t e = c->site_start[s]; e < c->site_start[s + 1]; e++) {
            size_t d = c->site_demand[e];
            uint32_t x = f->first[d];
            for (size_t k = c->demand_start[d]; k < c->demand_start[d + 1]; k++) {
                if (!is_useful(p, d, k)) continue;
                if (c->demand_site[k] == s) put(f, x, load_of(p, d));
                x++;
            }
        }
        put(f, f->site_column[s], -p->capacities[s]);
        end_row(f, -INFINITY, 0);
    }
}

/* fixed: exactly these are open (the kept ones too); NULL: what the states say. */
static void add_choice(form *f, const bool fixed[])
{
    const vp_sites_problem *p = f->problem;
    for (size_t s = 0; s < p->costs->site_count; s++) {
        if (f->site_column[s] == UINT32_MAX) continue;
        uint8_t state = state_of(p, s);
        bool must = state == VP_SITE_KEPT || (fixed ? fixed[s] : state == VP_SITE_FIXED);
        if (!must && !fixed) continue;
        put(f, f->site_column[s], 1);
        end_row(f, must, must);
    }
    if (fixed) return;
    for (size_t k = 0; k < p->apart_count; k++) {
        uint32_t a = f->site_column[p->apart[k].a], b = f->site_column[p->apart[k].b];
        if (a == UINT32_MAX || b == UINT32_MAX) continue;
        put(f, a, 1);
        put(f, b, 1);
        end_row(f, -INFINITY, 1);
    }
    for (size_t s = 0; s < p->costs->site_count; s++)
        if (f->site_column[s] != UINT32_MAX && state_of(p, s) != VP_SITE_KEPT) put(f, f->site_column[s], 1);
    end_row(f, -INFINITY, p->count == SIZE_MAX ? INFINITY : (double)p->count);
    for (size_t s = 0; p->prices && isfinite(p->budget) && s < p->costs->site_count; s++)
        if (f->site_column[s] != UINT32_MAX && state_of(p, s) != VP_SITE_KEPT) put(f, f->site_column[s], p->prices[s]);
    if (p->prices && isfinite(p->budget)) end_row(f, -INFINITY, p->budget);
}

/* Σ covered weight of the zone >= share·whole - reached already; the share is t where it is maximised. */
static void add_zones(form *f, double share)
{
    const vp_sites_problem *p = f->problem;
    for (size_t z = 0; z < p->zone_count; z++) {
        if (!(p->zone_whole[z] > 0)) continue;
        for (size_t k = p->zone_start[z]; k < p->zone_start[z + 1]; k++) {
            uint32_t d = p->zone_demand[k];
            for (uint32_t i = 0; i < f->count[d]; i++) put(f, f->first[d] + i, p->zone_weight[k] / p->zone_whole[z]);
        }
        if (f->worst) put(f, (uint32_t)f->column_count, -1);
        end_row(f, (f->worst ? 0 : share) - p->zone_reached[z] / p->zone_whole[z], INFINITY);
    }
    if (f->worst) f->objective[f->column_count++] = -1;
}

static double wanted_weight(const vp_sites_problem *p)
{
    double reachable = vp_order_weight(p, NULL, VP_EVERY_ALLOWED);
    return isnan(p->share) ? reachable : p->share * vp_order_total_weight(p);
}

static bool build(form *f, const bool fixed[], double share, vp_error *err)
{
    const vp_sites_problem *p = f->problem;
    f->assigned = p->capacities || is_median(p);
    if (!make_columns(f, err)) return false;
    for (size_t d = 0; d < p->costs->demand_count; d++) add_demand(f, d);
    add_capacities(f);
    add_choice(f, fixed);
    if (p->objective == VP_OBJECTIVE_SET_COVER) {
        for (size_t d = 0; d < p->costs->demand_count; d++)
            for (uint32_t k = 0; k < f->count[d]; k++) put(f, f->first[d] + k, weight_of(p, d));
        end_row(f, wanted_weight(p) - 1e-9 * (1 + vp_order_total_weight(p)), INFINITY);
    }
    if (!fixed) {
        if (f->worst) memset(f->objective, 0, f->column_count * sizeof *f->objective);
        add_zones(f, share);
    }
    return !f->short_of_memory || vp_fail_memory(err, f->entry_room * sizeof(double));
}

static bool keep_going(void *context) { return vp_time_budget_on(context, NAN, NAN, NAN); }

static bool solve(form *f, vp_time_budget *budget, vp_program_answer *answer, vp_error *err)
{
    if (f->entry > entries_most)
        return vp_fail(err, VP_BAD_INPUT,
                       "with these conditions the problem has %zu entries, more than %zu: take fewer candidates",
                       f->entry, entries_most);
    vp_program program = {.column_count = f->column_count,
                          .row_count = f->row_count,
                          .objective = f->objective,
                          .whole = f->whole,
                          .row_start = f->start,
                          .row_column = f->column,
                          .row_value = f->value,
                          .row_low = f->low,
                          .row_high = f->high};
    vp_program_limits limits = {
        .seconds = vp_time_budget_left(budget), .cutoff = INFINITY, .keep_going = keep_going, .context = budget};
    return budget->options->solve(&program, &limits, answer, err);
}

/* The value of a choice: what it covers or costs, people sent where there is room. Also the weight served. */
static bool value_of(const vp_sites_problem *p, const bool open[], vp_time_budget *budget, double *value,
                     double *served, vp_error *err)
{
    if (!is_median(p)) {
        bool found = vp_conditions_flow(p, open, served, NULL, err);
        *value = *served;
        return found;
    }
    form f = {.problem = p};
    vp_program_answer answer = {0};
    vp_time_budget patient = *budget; /* a choice is valued whole, even when time is up */
    patient.deadline = INFINITY;
    patient.stopped = patient.enough = false;
    vp_sites_options silent = *budget->options;
    silent.progress = NULL;
    silent.gap = 0;
    patient.options = &silent;
    bool ok = build(&f, open, 0, err) && solve(&f, &patient, &answer, err);
    *value = NAN;
    *served = 0;
    if (ok && answer.values) {
        *value = answer.objective + f.constant;
        for (size_t d = 0; d < p->costs->demand_count; d++)
            for (uint32_t k = 0; k < f.count[d]; k++) *served += weight_of(p, d) * answer.values[f.first[d] + k];
    }
    free(answer.values);
    clear(&f);
    return ok;
}

static double paid(const vp_sites_problem *p, const bool open[])
{
    double sum = 0;
    for (size_t s = 0; s < p->costs->site_count; s++) sum += open[s] ? p->prices ? p->prices[s] : 1 : 0;
    return sum;
}

static void take_choice(const form *f, const double values[], bool open[])
{
    for (size_t s = 0; s < f->problem->costs->site_count; s++)
        open[s] = f->site_column[s] != UINT32_MAX && state_of(f->problem, s) != VP_SITE_KEPT &&
                  values[f->site_column[s]] > 0.5;
}

/* One program; bound in the caller's sense. found false: none exists, or none was found (budget stopped). */
static bool one_program(const vp_sites_problem *p, bool worst, double share, vp_time_budget *budget,
                        vp_condition_answer *out, vp_error *err)
{
    form f = {.problem = p, .worst = worst};
    vp_program_answer answer = {0};
    bool ok = build(&f, NULL, share, err) && solve(&f, budget, &answer, err);
    if (ok) {
        bool negative = worst || p->objective == VP_OBJECTIVE_COVERAGE;
        out->found = answer.values != NULL;
        out->finished = answer.finished;
        double bound = answer.bound + f.constant;
        out->bound = negative ? -bound : bound;
        out->value = negative ? -(answer.objective + f.constant) : answer.objective + f.constant;
        if (answer.values) take_choice(&f, answer.values, out->open);
    }
    free(answer.values);
    clear(&f);
    return ok;
}

static bool no_choice(const vp_time_budget *budget, const vp_condition_answer *out, vp_error *err)
{
    if (out->finished) return vp_fail(err, VP_BAD_INPUT, "no allowed choice of sites meets the conditions");
    return vp_fail(err, budget->stopped ? VP_CANCELLED : VP_NOT_FOUND,
                   "no choice that meets the conditions was found in the time given, nor proof that there is none");
}

/* By the program alone. */
static bool solve_exactly(const vp_sites_problem *p, vp_time_budget *budget, vp_condition_answer *out, vp_error *err)
{
    double share = p->zone_least;
    bool first_done = true;
    if (p->worst_first) {
        if (!one_program(p, true, 0, budget, out, err)) return false;
        if (!out->found) return true;
        first_done = out->finished;
        out->least_share = fmin(1, fmax(out->value, p->zone_least));
        share = fmax(p->zone_least, out->value - 1e-7);
    }
    if (!one_program(p, false, share, budget, out, err)) return false;
    if (!out->found) {
        out->finished = out->finished && (first_done || share <= p->zone_least);
        return true;
    }
    double value, served;
    if (p->objective == VP_OBJECTIVE_SET_COVER)
        value = paid(p, out->open);
    else if (!value_of(p, out->open, budget, &value, &served, err))
        return false;
    out->value = value;
    if (out->finished) out->bound = value;
    out->finished = out->finished && first_done;
    return true;
}

/* About as many as the program will have. */
static size_t entries_expected(const vp_sites_problem *p)
{
    size_t pairs = p->costs->entry_count, zones = p->zone_count ? p->zone_start[p->zone_count] : 0;
    return (p->capacities ? 4 * pairs : pairs + p->costs->demand_count) + zones + p->costs->site_count;
}

static bool is_better(const vp_sites_problem *p, const vp_condition_answer *a, const vp_condition_answer *than)
{
    if (!a->found || !than->found) return a->found;
    if (a->finished) return true;
    if (p->worst_first && fabs(a->least_share - than->least_share) > 1e-7) return a->least_share > than->least_share;
    return a->value > than->value;
}

/* The solver's choice where it is better; the bounds of both, of which the solver's is not believed below a choice
 * (worst first it is of the choices with its own least share, and holds only when that is proven). */
static bool improve_exactly(const vp_sites_problem *p, vp_time_budget *budget, vp_condition_answer *out, vp_error *err)
{
    vp_condition_answer exact = {.open = calloc(p->costs->site_count + 1, 1), .least_share = NAN};
    if (!exact.open) return vp_fail_memory(err, p->costs->site_count);
    bool ok = solve_exactly(p, budget, &exact, err);
    double bound = out->bound;
    if (ok && exact.found && !p->worst_first && exact.bound >= exact.value &&
        (!out->found || exact.bound >= out->value))
        bound = fmin(bound, exact.bound);
    if (ok && is_better(p, &exact, out)) {
        memcpy(out->open, exact.open, p->costs->site_count);
        out->found = true;
        out->finished = exact.finished;
        out->value = exact.value;
        out->least_share = exact.least_share;
    } else if (ok && !exact.found && exact.finished && !out->found) {
        out->finished = true;
    }
    out->bound = out->found && out->finished ? out->value : bound;
    out->method = VP_PART("greedy, exchange, maximal flow, Lagrangian bound, exact solver");
    free(exact.open);
    return ok;
}

static bool is_wanted(void *context, double objective, double bound, double done)
{
    (void)objective;
    (void)bound;
    (void)done;
    return vp_time_budget_on(context, NAN, NAN, NAN);
}

/* The same without the conditions, to `plain_gap`: its bound holds with them too, and its choice is a start. */
static bool solve_plainly(const vp_sites_problem *p, vp_time_budget *budget, bool open[], double *bound, vp_error *err)
{
    vp_sites_problem plain = *p;
    plain.apart_count = plain.zone_count = 0;
    plain.capacities = NULL;
    plain.worst_first = false;
    vp_sites_options options = {.seed = budget->options->seed,
                                .seconds = plain_time_part * vp_time_budget_left(budget),
                                .gap = fmax(plain_gap, budget->options->gap),
                                .progress = is_wanted,
                                .context = budget};
    vp_time_budget part;
    vp_sites_answer answer = {0};
    vp_time_budget_start(&part, &options);
    if (!vp_objectives_solve(&plain, &part, open, &answer, err)) return false;
    *bound = answer.proven ? answer.objective : answer.bound;
    return true;
}

/* Shares of zones, of which the program is small enough to prove what rounds leave open: they leave it a part of the
 * time. */
static bool start_with_shares(const vp_sites_problem *p, vp_time_budget *budget, vp_condition_answer *out,
                              vp_error *err)
{
    vp_time_budget part = *budget;
    if (budget->options->solve && !p->worst_first && entries_expected(p) <= entries_tried)
        part.deadline = vp_clock_now() + rounds_part * vp_time_budget_left(budget);
    bool ok = vp_conditions_start(p, NULL, INFINITY, &part, out, err);
    budget->reported = part.reported;
    budget->enough = part.enough;
    budget->stopped = part.stopped && (part.deadline >= budget->deadline || vp_clock_now() < part.deadline);
    return ok;
}

static bool solve_coverage(const vp_sites_problem *p, vp_time_budget *budget, vp_condition_answer *out, vp_error *err)
{
    bool *plain = calloc(p->costs->site_count + 1, sizeof *plain);
    double plain_bound = INFINITY;
    if (!plain) return vp_fail_memory(err, p->costs->site_count);
    bool started = p->zone_count ? start_with_shares(p, budget, out, err)
                                 : solve_plainly(p, budget, plain, &plain_bound, err) &&
                                       vp_conditions_start(p, plain, plain_bound, budget, out, err);
    free(plain);
    if (!started) return false;
    out->method = p->zone_count
                      ? VP_PART("greedy, exchange, Lagrangian bound with inequalities of units, branch and bound")
                      : VP_PART("greedy, exchange, maximal flow, Lagrangian bound");
    if (out->finished || budget->stopped || budget->enough || !budget->options->solve) return true;
    if (entries_expected(p) > entries_tried) {
        if (!p->zone_count)
            out->method = VP_PART("greedy, exchange, maximal flow, Lagrangian bound; too large for the exact solver");
        return true;
    }
    return improve_exactly(p, budget, out, err);
}

bool vp_conditions_solve(const vp_sites_problem *p, vp_time_budget *budget, vp_condition_answer *out, vp_error *err)
{
    bool covering = p->objective == VP_OBJECTIVE_COVERAGE, ok;
    out->least_share = out->share_bound = NAN;
    if (!covering && !budget->options->solve)
        return vp_fail(err, VP_BAD_INPUT, "such conditions need the exact solver");
    if (p->zone_count && (!covering || p->capacities))
        return vp_fail(err, VP_BAD_INPUT, "shares of zones go with coverage without capacities");
    if (p->undivided && !(is_median(p) && p->capacities))
        return vp_fail(err, VP_BAD_INPUT, "demands that are not divided go with p-median and capacities");
    if (p->objective == VP_OBJECTIVE_P_CENTER) return vp_fail(err, VP_BAD_INPUT, "p-center takes no such conditions");
    out->method = VP_PART("exact solver");
    ok = covering ? solve_coverage(p, budget, out, err) : solve_exactly(p, budget, out, err);
    if (!ok) return false;
    return out->found || no_choice(budget, out, err);
}

/* Totals and gains with people sent where there is room: what the sites do in this order. */
bool vp_conditions_report(const vp_sites_problem *p, vp_time_budget *budget, vp_sites_answer *a, vp_error *err)
{
    if (!p->capacities) return true;
    bool *open = calloc(p->costs->site_count + 1, 1);
    if (!open) return vp_fail_memory(err, p->costs->site_count);
    double before, served, after, now;
    bool ok = value_of(p, open, budget, &before, &served, err);
    a->before = p->objective == VP_OBJECTIVE_SET_COVER ? 0 : before;
    for (size_t k = 0; ok && k < a->chosen_count; k++) {
        vp_chosen *c = &a->chosen[k];
        open[c->site] = true;
        ok = value_of(p, open, budget, &after, &now, err);
        c->gain = fabs(after - before);
        c->served = now - served;
        c->total = p->objective == VP_OBJECTIVE_SET_COVER ? paid(p, open) : after;
        before = after;
        served = now;
    }
    a->weight_covered = served;
    a->weight_reachable = NAN; /* all sites together are another problem */
    free(open);
    return ok;
}
