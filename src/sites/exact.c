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
static bool init(draft *d, const vp_siting *s, const uint8_t decision[], size_t more, vp_error *err)
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

static bool is_open(const vp_siting *s, const uint8_t decision[], uint32_t site)
{
    return decision ? decision[site] == VP_SITE_OPEN : s->fixed[site];
}

/* A row for each demand that no open site covers; letting_off: it may stay uncovered, at its
 * weight in the objective when weighted. Returns the weight that stays uncovered whatever is chosen. */
static double add_demands(draft *d, const vp_siting *s, const uint8_t decision[], bool letting_off, bool weighted,
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

static void take_choice(const draft *d, const vp_siting *s, const uint8_t decision[], const double values[],
                        bool open[])
{
    for (uint32_t j = 0; j < s->site_count; j++)
        open[j] = d->column_of[j] == UINT32_MAX ? is_open(s, decision, j) : values[d->column_of[j]] > 0.5;
}

/* Count and budget for what is still open to choice. */
static void add_limits(draft *d, const vp_siting *s, const uint8_t decision[])
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

bool vp_exact_covering(const vp_siting *s, const uint8_t decision[], vp_search_state *state, vp_time_budget *budget,
                       vp_error *err)
{
    if (!budget->options->solve || s->entry_count > entries_most || budget->stopped || budget->enough) return true;
    draft d;
    if (!init(&d, s, decision, s->demand_count, err)) return false;
    vp_program_answer answer = {0};
    uint32_t *let_demand = malloc((s->demand_count + 1) * sizeof *let_demand);
    bool *open = malloc(s->site_count + 1);
    bool ok = false, refused = false;
    if (!let_demand || !open) {
        vp_fail_memory(err, s->demand_count * sizeof *let_demand);
        goto done;
    }
    double lost = add_demands(&d, s, decision, true, true, let_demand);
    add_limits(&d, s, decision);
    finish(&d);
    vp_program_limits limits = {.seconds = vp_time_budget_left(budget),
                                .cutoff = vp_relaxation_cutoff(s, state->value) - lost,
                                .keep_going = keep_going,
                                .context = budget};
    ok = budget->options->solve(&d.program, &limits, &answer, err);
    if (!ok) goto done;
    if (answer.values) {
        take_choice(&d, s, decision, answer.values, open);
        double value = vp_siting_value(s, open);
        refused = !vp_siting_allows(s, open);
        if (!refused && value < state->value) {
            memcpy(state->open, open, s->site_count);
            state->value = value;
        }
    }
    /* No choice below the cutoff, or the optimum found: the best one known is it. A choice that
     * only the solver's tolerance allowed proves no more than its own value. */
    double bound = answer.finished && !refused ? state->value
                   : refused                   ? fmin(answer.objective, answer.bound) + lost
                                               : answer.bound + lost;
    state->bound = fmax(state->bound, fmin(bound, state->value));
done:
    free(answer.values);
    free(let_demand);
    free(open);
    clear(&d);
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
    const vp_siting *s = r->siting;
    size_t k = s->demand_start[i], end = s->demand_start[i + 1];
    bool let_off = s->beyond[i] <= vp_core_most(r, i), first = true;
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
    const vp_siting *s = r->siting;
    if (!budget->options->solve || s->entry_count > entries_most || budget->stopped || budget->enough) return true;
    draft d;
    if (!init(&d, s, r->decision, s->entry_count, err)) return false;
    vp_program_answer answer = {0};
    bool *open = malloc(s->site_count + 1);
    bool ok = false, refused = false;
    if (!open) {
        vp_fail_memory(err, s->site_count);
        goto done;
    }
    double constant = 0;
    for (uint32_t i = 0; i < s->demand_count; i++) constant += add_radii(&d, r, i);
    add_limits(&d, s, r->decision);
    finish(&d);
    vp_program_limits limits = {.seconds = fmin(seconds, vp_time_budget_left(budget)),
                                .cutoff = vp_relaxation_cutoff(s, state->value) - constant,
                                .keep_going = keep_going,
                                .context = budget};
    ok = !isfinite(constant) || budget->options->solve(&d.program, &limits, &answer, err);
    if (!ok) goto done;
    if (answer.values) {
        take_choice(&d, s, r->decision, answer.values, open);
        double value = vp_siting_value(r->choices, open);
        refused = !vp_siting_allows(s, open);
        if (!refused && value < state->value) {
            memcpy(state->open, open, s->site_count);
            state->value = value;
        }
    }
    bool finished = answer.finished || isinf(constant);
    double bound = finished && !refused ? state->value
                   : refused            ? fmin(answer.objective, answer.bound) + constant
                                        : answer.bound + constant;
    state->bound = fmax(state->bound, fmin(bound, state->value));
done:
    free(answer.values);
    free(open);
    clear(&d);
    return ok;
}

/* ---- set cover */

static void add_spare(draft *d, const vp_siting *s, const uint32_t let_demand[], double spare)
{
    for (size_t c = d->site_columns; c < d->program.column_count; c++)
        put(d, (uint32_t)c, s->beyond[let_demand[c - d->site_columns]]);
    end_row(d, -INFINITY, spare);
}

bool vp_exact_cover_all(const vp_siting *s, double spare, double enough, vp_time_budget *budget,
                        vp_cover_answer *answer, vp_error *err)
{
    if (!budget->options->solve || s->entry_count > entries_most || budget->stopped || budget->enough) return true;
    draft d;
    if (!init(&d, s, NULL, s->demand_count, err)) return false;
    vp_program_answer found = {0};
    uint32_t *let_demand = malloc((s->demand_count + 1) * sizeof *let_demand);
    bool *open = malloc(s->site_count + 1);
    bool ok = false, refused = false;
    if (!let_demand || !open) {
        vp_fail_memory(err, s->demand_count * sizeof *let_demand);
        goto done;
    }
    double least = INFINITY;
    for (size_t i = 0; i < s->demand_count; i++) least = fmin(least, s->beyond[i]);
    bool letting_off = spare >= least; /* else every demand must be covered */
    add_demands(&d, s, NULL, letting_off, false, let_demand);
    if (letting_off) add_spare(&d, s, let_demand, spare);
    double paid = 0;
    for (size_t j = 0; j < s->site_count; j++) paid += s->fixed[j] ? s->price ? s->price[j] : 1 : 0;
    for (size_t c = 0; c < d.site_columns; c++) d.objective[c] = s->price ? s->price[d.site_of[c]] : 1;
    finish(&d);
    /* Without prices only values up to `enough` matter, or below the best one known. */
    double ceiling = s->price || enough < 0 ? answer->value : fmin(answer->value, floor(enough) + 1);
    double cutoff = s->price ? ceiling - 1e-9 * (1 + ceiling) : ceiling - 0.5;
    vp_program_limits limits = {
        .seconds = vp_time_budget_left(budget), .cutoff = cutoff - paid, .keep_going = keep_going, .context = budget};
    ok = budget->options->solve(&d.program, &limits, &found, err);
    if (!ok) goto done;
    if (found.values) {
        take_choice(&d, s, NULL, found.values, open);
        double price = 0;
        for (size_t j = 0; j < s->site_count; j++) price += open[j] ? s->price ? s->price[j] : 1 : 0;
        refused = vp_siting_value(s, open) > spare;
        if (!refused && price < answer->value) {
            memcpy(answer->open, open, s->site_count);
            answer->value = ceiling = price;
        }
    }
    double bound = found.finished && !refused ? ceiling
                   : refused                  ? fmin(found.objective, found.bound) + paid
                                              : found.bound + paid;
    bound = fmin(bound, ceiling);
    answer->bound = fmax(answer->bound, s->price ? bound : ceil(bound - 1e-6));
done:
    free(found.values);
    free(let_demand);
    free(open);
    clear(&d);
    return ok;
}
