/* Programs for the exact solver: columns are the sites still open to choice, then one per
 * demand that may stay uncovered. */
#include "sites/sites_internal.h"
#include <stdlib.h>
#include <string.h>

static const size_t entries_most = 3000000; /* a larger program would not come back in time */

typedef struct {
    vp_program program;
    double *objective, *value, *low, *high;
    bool *whole;
    size_t *start;
    uint32_t *column;
    size_t entry;
    uint32_t *site_of;   /* [column] */
    uint32_t *column_of; /* [site] UINT32_MAX: decided */
    size_t site_columns;
} draft;

static void clear(draft *d)
{
    free(d->objective);
    free(d->value);
    free(d->low);
    free(d->high);
    free(d->whole);
    free(d->start);
    free(d->column);
    free(d->site_of);
    free(d->column_of);
}

/* Room for that many columns besides the sites', rows besides the limits', and entries besides those of the pairs. */
static bool init(draft *d, const vp_instance *s, const uint8_t decision[], size_t more, vp_error *err)
{
    size_t columns = s->site_count + more + 1, rows = more + 3;
    size_t entries = s->entry_count + 2 * more + 2 * columns + 1;
    *d = (draft){.objective = calloc(columns, sizeof(double)),
                 .whole = calloc(columns, sizeof(bool)),
                 .value = calloc(entries, sizeof(double)),
                 .column = calloc(entries, sizeof(uint32_t)),
                 .low = calloc(rows, sizeof(double)),
                 .high = calloc(rows, sizeof(double)),
                 .start = calloc(rows + 1, sizeof(size_t)),
                 .site_of = calloc(columns, sizeof(uint32_t)),
                 .column_of = calloc(s->site_count + 1, sizeof(uint32_t))};
    if (!d->objective || !d->whole || !d->value || !d->column || !d->low || !d->high || !d->start || !d->site_of ||
        !d->column_of) {
        clear(d);
        return vp_fail_memory(err, entries * (sizeof(double) + sizeof(uint32_t)));
    }
    for (uint32_t j = 0; j < s->site_count; j++) {
        bool free_site = decision ? decision[j] == VP_SITE_OPEN_OR_NOT : !s->fixed[j];
        d->column_of[j] = free_site ? (uint32_t)d->site_columns : UINT32_MAX;
        if (!free_site) continue;
        d->whole[d->site_columns] = true;
        d->site_of[d->site_columns++] = j;
    }
    d->program.column_count = d->site_columns;
    return true;
}

static void put(draft *d, uint32_t column, double value)
{
    d->column[d->entry] = column;
    d->value[d->entry++] = value;
}

static void end_row(draft *d, double low, double high)
{
    size_t row = d->program.row_count++;
    d->low[row] = low;
    d->high[row] = high;
    d->start[row + 1] = d->entry;
}

static bool is_open(const vp_instance *s, const uint8_t decision[], uint32_t site)
{
    return decision ? decision[site] == VP_SITE_OPEN : s->fixed[site];
}

/* A row for each demand that no open site covers; letting_off: it may stay uncovered, at its
 * weight in the objective when weighted. Returns the weight that stays uncovered whatever is chosen. */
static double add_demands(draft *d, const vp_instance *s, const uint8_t decision[], bool letting_off, bool weighted,
                          uint32_t let_demand[])
{
    double lost = 0;
    for (uint32_t i = 0; i < s->demand_count; i++) {
        bool covered = false;
        size_t row_entry = d->entry;
        for (size_t k = s->demand_start[i]; k < s->demand_start[i + 1]; k++) {
            covered |= is_open(s, decision, s->demand_site[k]);
            if (d->column_of[s->demand_site[k]] != UINT32_MAX) put(d, d->column_of[s->demand_site[k]], 1);
        }
        bool empty = d->entry == row_entry;
        if (covered || (empty && letting_off && weighted)) {
            d->entry = row_entry;
            if (!covered) lost += s->beyond[i];
            continue;
        }
        if (letting_off) {
            let_demand[d->program.column_count - d->site_columns] = i;
            if (weighted) d->objective[d->program.column_count] = s->beyond[i];
            put(d, (uint32_t)d->program.column_count++, 1);
        }
        end_row(d, 1, INFINITY);
    }
    return lost;
}

static void finish(draft *d)
{
    d->program.objective = d->objective;
    d->program.whole = d->whole;
    d->program.row_start = d->start;
    d->program.row_column = d->column;
    d->program.row_value = d->value;
    d->program.row_low = d->low;
    d->program.row_high = d->high;
}

static bool keep_going(void *context) { return vp_time_budget_on(context, NAN, NAN, NAN); }

static void take_choice(const draft *d, const vp_instance *s, const uint8_t decision[], const double values[],
                        bool open[])
{
    for (uint32_t j = 0; j < s->site_count; j++)
        open[j] = d->column_of[j] == UINT32_MAX ? is_open(s, decision, j) : values[d->column_of[j]] > 0.5;
}

/* Count and budget for what is still open to choice. */
static void add_limits(draft *d, const vp_instance *s, const uint8_t decision[])
{
    size_t open = 0;
    double price = 0;
    for (uint32_t j = 0; j < s->site_count; j++) {
        if (!is_open(s, decision, j)) continue;
        open++;
        price += s->price ? s->price[j] : 0;
    }
    for (uint32_t c = 0; c < d->site_columns; c++) put(d, c, 1);
    end_row(d, -INFINITY, (double)(s->count - open));
    if (!s->price) return;
    for (uint32_t c = 0; c < d->site_columns; c++) put(d, c, s->price[d->site_of[c]]);
    end_row(d, -INFINITY, s->budget - price);
}

/* One program, its answer, and the choice that it gives. */
typedef struct {
    draft d;
    vp_program_answer answer;
    uint32_t *let_demand; /* [column - site_columns] demand that may stay uncovered */
    bool *open;           /* [site] */
    bool refused;         /* only the solver's tolerance allowed the choice */
} attempt;

static bool is_worth_it(const vp_instance *s, const vp_time_budget *budget)
{
    return budget->options->solve && s->entry_count <= entries_most && !budget->stopped && !budget->enough;
}

static void end(attempt *t)
{
    free(t->answer.values);
    free(t->let_demand);
    free(t->open);
    clear(&t->d);
}

/* more as in init. */
static bool begin(attempt *t, const vp_instance *s, const uint8_t decision[], size_t more, vp_error *err)
{
    *t = (attempt){0};
    if (!init(&t->d, s, decision, more, err)) return false;
    t->let_demand = malloc((s->demand_count + 1) * sizeof *t->let_demand);
    t->open = malloc(s->site_count + 1);
    if (t->let_demand && t->open) return true;
    end(t);
    return vp_fail_memory(err, s->demand_count * sizeof *t->let_demand);
}

/* The choice found, valued among `choices`, where it is allowed and better than the best one known. */
static void take_better(attempt *t, const vp_instance *s, const uint8_t decision[], const vp_instance *choices,
                        vp_search_state *state)
{
    if (!t->answer.values) return;
    take_choice(&t->d, s, decision, t->answer.values, t->open);
    double value = vp_instance_value(choices, t->open);
    t->refused = !vp_instance_allows(s, t->open);
    if (t->refused || !(value < state->value)) return;
    memcpy(state->open, t->open, s->site_count);
    state->value = value;
}

/* No choice below the cutoff, or the optimum found: the best one known is it. A choice that only the solver's
 * tolerance allowed proves no more than its own value. besides: what no column of the program stands for. */
static double bound_of(const attempt *t, bool finished, double best, double besides)
{
    if (finished && !t->refused) return best;
    return (t->refused ? fmin(t->answer.objective, t->answer.bound) : t->answer.bound) + besides;
}

bool vp_exact_covering(const vp_instance *s, const uint8_t decision[], vp_search_state *state, vp_time_budget *budget,
                       vp_error *err)
{
    attempt t;
    if (!is_worth_it(s, budget)) return true;
    if (!begin(&t, s, decision, s->demand_count, err)) return false;
    double lost = add_demands(&t.d, s, decision, true, true, t.let_demand);
    add_limits(&t.d, s, decision);
    finish(&t.d);
    vp_program_limits limits = {.seconds = vp_time_budget_left(budget),
                                .cutoff = vp_relaxation_cutoff(s, state->value) - lost,
                                .keep_going = keep_going,
                                .context = budget};
    bool ok = budget->options->solve(&t.d.program, &limits, &t.answer, err);
    if (ok) {
        take_better(&t, s, decision, s, state);
        state->bound = fmax(state->bound, fmin(bound_of(&t, t.answer.finished, state->value, lost), state->value));
    }
    end(&t);
    return ok;
}

/* ---- p-median
 *
 * By radii (Cornuéjols, Nemhauser and Wolsey 1980; Elloumi 2010): the distinct costs c_0 < c_1 < … of a demand, z_k = 1
 * when no open site is at c_k or nearer. It costs c_0 + Σ (c_k+1 - c_k) z_k, with z_k + Σ of the sites at c_k >= z_k-1.
 */

/* Ends the demand's row of one radius: z of the radius before, if any, has to be covered. */
static void end_radius(draft *d, bool first) { end_row(d, first ? 1 : 0, INFINITY); }

/* The rows of demand i. Served is at most what a better choice has; beyond counts where it is not above that. Returns
 * the part of its cost that every choice has; INFINITY: nothing can serve it. */
static double add_radii(draft *d, const vp_relaxation *r, uint32_t i)
{
    const vp_instance *s = r->instance;
    size_t k = s->demand_start[i], end = s->demand_start[i + 1];
    bool let_off = s->beyond[i] <= vp_relaxation_most(r, i), first = true;
    double least = k < end ? s->demand_cost[k] : INFINITY;
    uint32_t before = UINT32_MAX; /* z of the radius before */
    while (k < end) {
        double cost = s->demand_cost[k];
        size_t row_entry = d->entry;
        bool open = false;
        for (; k < end && s->demand_cost[k] == cost; k++) {
            uint32_t site = s->demand_site[k];
            open |= r->decision[site] == VP_SITE_OPEN;
            if (d->column_of[site] != UINT32_MAX) put(d, d->column_of[site], 1);
        }
        if (open) {
            d->entry = row_entry;
            return least;
        }
        if (before != UINT32_MAX) put(d, before, -1);
        double next = k < end ? s->demand_cost[k] : let_off ? s->beyond[i] : INFINITY;
        if (isfinite(next)) {
            before = (uint32_t)d->program.column_count++;
            d->objective[before] = next - cost;
            put(d, before, 1);
        }
        end_radius(d, first);
        first = false;
    }
    return isinf(least) && let_off ? s->beyond[i] : least;
}

bool vp_exact_median(const vp_relaxation *r, vp_search_state *state, double seconds, vp_time_budget *budget,
                     vp_error *err)
{
    const vp_instance *s = r->instance;
    attempt t;
    if (!is_worth_it(s, budget)) return true;
    if (!begin(&t, s, r->decision, s->entry_count, err)) return false;
    double constant = 0;
    for (uint32_t i = 0; i < s->demand_count; i++) constant += add_radii(&t.d, r, i);
    add_limits(&t.d, s, r->decision);
    finish(&t.d);
    vp_program_limits limits = {.seconds = fmin(seconds, vp_time_budget_left(budget)),
                                .cutoff = vp_relaxation_cutoff(s, state->value) - constant,
                                .keep_going = keep_going,
                                .context = budget};
    bool served = isfinite(constant), ok = !served || budget->options->solve(&t.d.program, &limits, &t.answer, err);
    if (ok) {
        take_better(&t, s, r->decision, r->choices, state);
        double bound = bound_of(&t, t.answer.finished || !served, state->value, constant);
        state->bound = fmax(state->bound, fmin(bound, state->value));
    }
    end(&t);
    return ok;
}

/* ---- set cover */

static void add_spare(draft *d, const vp_instance *s, const uint32_t let_demand[], double spare)
{
    for (size_t c = d->site_columns; c < d->program.column_count; c++)
        put(d, (uint32_t)c, s->beyond[let_demand[c - d->site_columns]]);
    end_row(d, -INFINITY, spare);
}

static double price_of(const vp_instance *s, const bool open[])
{
    double price = 0;
    for (size_t j = 0; j < s->site_count; j++) price += open[j] ? s->price ? s->price[j] : 1 : 0;
    return price;
}

/* The rows and costs of all; returns what the sites that are open anyhow cost. */
static double add_cover(attempt *t, const vp_instance *s, double spare)
{
    double least = INFINITY;
    for (size_t i = 0; i < s->demand_count; i++) least = fmin(least, s->beyond[i]);
    bool letting_off = spare >= least; /* else every demand must be covered */
    add_demands(&t->d, s, NULL, letting_off, false, t->let_demand);
    if (letting_off) add_spare(&t->d, s, t->let_demand, spare);
    for (size_t c = 0; c < t->d.site_columns; c++) t->d.objective[c] = s->price ? s->price[t->d.site_of[c]] : 1;
    finish(&t->d);
    return price_of(s, s->fixed);
}

bool vp_exact_cover_all(const vp_instance *s, double spare, double enough, vp_time_budget *budget,
                        vp_cover_answer *answer, vp_error *err)
{
    attempt t;
    if (!is_worth_it(s, budget)) return true;
    if (!begin(&t, s, NULL, s->demand_count, err)) return false;
    double paid = add_cover(&t, s, spare);
    /* Without prices only values up to `enough` matter, or below the best one known. */
    double ceiling = s->price || enough < 0 ? answer->value : fmin(answer->value, floor(enough) + 1);
    double cutoff = s->price ? ceiling - 1e-9 * (1 + ceiling) : ceiling - 0.5;
    vp_program_limits limits = {
        .seconds = vp_time_budget_left(budget), .cutoff = cutoff - paid, .keep_going = keep_going, .context = budget};
    bool ok = budget->options->solve(&t.d.program, &limits, &t.answer, err);
    if (ok && t.answer.values) {
        take_choice(&t.d, s, NULL, t.answer.values, t.open);
        double price = price_of(s, t.open);
        t.refused = vp_instance_value(s, t.open) > spare;
        if (!t.refused && price < answer->value) {
            memcpy(answer->open, t.open, s->site_count);
            answer->value = ceiling = price;
        }
    }
    if (ok) {
        double bound = fmin(bound_of(&t, t.answer.finished, ceiling, paid), ceiling);
        answer->bound = fmax(answer->bound, s->price ? bound : ceil(bound - 1e-6));
    }
    end(&t);
    return ok;
}
