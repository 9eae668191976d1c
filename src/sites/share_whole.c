/* A bound that keeps zones' needs and sites whole: at multipliers of "a demand is served once" alone, the most that a
 * choice scores in which every lacking zone gets its need, a small 0-1 program of a row a zone (Fisher 1981: what is
 * kept whole makes the Lagrangian bound better than that of the linear program).
 *
 * What sites give a zone is first summed as if they served nobody twice. Where the program's choice lives on that, what
 * it serves of the zone by a part A of its sites is taken off, and a row more asks of all others what they give beyond
 * A (submodularity; Nemhauser and Wolsey 1981, section 3): true of every choice, so that rows are kept. When no choice
 * is left, no choice gives every zone its share. */
#include "sites/share_internal.h"
#include <stdlib.h>
#include <string.h>

static const size_t looks = 40, descents = 60, rows_most = 240;
static const double program_part = 0.25; /* of the time left, for one program */

typedef struct {
    vp_share_asked *asked;
    vp_time_budget *budget;
    double *score;    /* [site] */
    uint32_t *column; /* [column] its site */
    uint32_t *number; /* [site] its column, UINT32_MAX: none */
    size_t columns;
    bool *chosen;    /* [site] by the last program */
    bool *served;    /* [demand] zeros between uses */
    uint16_t *times; /* [demand] by the chosen sites */
    double constant; /* of the bound */
    vp_start_ranked *list;
} work;

static void clear(work *w)
{
    free(w->score);
    free(w->column);
    free(w->number);
    free(w->chosen);
    free(w->served);
    free(w->times);
    free(w->list);
}

static bool make_room(work *w, vp_error *err)
{
    const vp_start_pairs *q = w->asked->table->pairs;
    size_t sites = q->site_count + 1;
    w->score = calloc(sites, sizeof *w->score);
    w->column = malloc(sites * sizeof *w->column);
    w->number = malloc(sites * sizeof *w->number);
    w->chosen = calloc(sites, sizeof *w->chosen);
    w->served = calloc(q->demand_count + 1, sizeof *w->served);
    w->times = malloc((q->demand_count + 1) * sizeof *w->times);
    w->list = malloc(sites * sizeof *w->list);
    bool ok = w->score && w->column && w->number && w->chosen && w->served && w->times && w->list;
    if (ok) return true;
    clear(w);
    return vp_fail_memory(err, sites * sizeof *w->list);
}

/* ---- rows */

static vp_share_need *add_need(vp_share_asked *a, double need, size_t entries, vp_error *err)
{
    vp_share_needs *n = &a->needs;
    if (!VP_ARRAY_FIT(n->rows, n->room, n->count + 1, err)) return NULL;
    vp_share_need row = {.need = need,
                         .sites = malloc((entries + 1) * sizeof *row.sites),
                         .gives = malloc((entries + 1) * sizeof *row.gives)};
    if (row.sites && row.gives) return n->rows[n->count] = row, &n->rows[n->count++];
    free(row.sites);
    free(row.gives);
    return vp_fail_memory(err, entries * sizeof *row.gives), NULL;
}

static void put(vp_share_need *row, uint32_t site, double gives)
{
    row->sites[row->count] = site;
    row->gives[row->count++] = fmin(gives, row->need);
}

/* A row a zone: all that each site gives it. */
static bool begin_rows(vp_share_asked *a, vp_error *err)
{
    const vp_share_table *t = a->table;
    size_t sites = t->pairs->site_count;
    for (size_t z = 0; z < a->count && a->needs.count < a->count; z++) {
        size_t entries = 0;
        for (size_t k = 0; k < t->start[sites]; k++) entries += t->parts[k].zone == a->zones[z];
        vp_share_need *row = add_need(a, a->need[z], entries, err);
        if (!row) return false;
        for (uint32_t s = 0; s < sites; s++)
            for (size_t k = t->start[s]; k < t->start[s + 1]; k++)
                if (t->parts[k].zone == a->zones[z]) put(row, s, t->parts[k].people);
    }
    return true;
}

/* Of a demand, who lives in the zone. */
static double people_of(const vp_start_pairs *q, uint32_t demand, uint32_t zone)
{
    double people = 0;
    for (size_t k = q->zone_start[demand]; k < q->zone_start[demand + 1]; k++)
        if (q->zone[k] == zone) people += q->part[k];
    return people;
}

/* Marks what the site serves; how many people of the zone are served by it first. */
static double serve(work *w, uint32_t site, uint32_t zone)
{
    const vp_start_pairs *q = w->asked->table->pairs;
    double people = 0;
    for (size_t e = q->site_start[site]; e < q->site_start[site + 1]; e++) {
        uint32_t d = q->site_demand[e];
        if (w->served[d] || !w->asked->table->live[d]) continue;
        w->served[d] = true;
        people += people_of(q, d, zone);
    }
    return people;
}

static void forget(work *w, const uint32_t sites[], size_t count)
{
    const vp_start_pairs *q = w->asked->table->pairs;
    for (size_t i = 0; i < count; i++)
        for (size_t e = q->site_start[sites[i]]; e < q->site_start[sites[i] + 1]; e++)
            w->served[q->site_demand[e]] = false;
}

/* Sites A are marked as served: what the others of the zone's first row give beyond them. */
static bool add_row(work *w, size_t zone, double need, vp_error *err)
{
    vp_share_asked *a = w->asked;
    const vp_start_pairs *q = a->table->pairs;
    size_t entries = a->needs.rows[zone].count;
    vp_share_need *row = add_need(a, need, entries, err);
    if (!row) return false;
    const vp_share_need *all = &a->needs.rows[zone];
    for (size_t i = 0; i < entries; i++) {
        double people = 0;
        uint32_t s = all->sites[i];
        for (size_t e = q->site_start[s]; !a->dropped[s] && e < q->site_start[s + 1]; e++)
            if (!w->served[q->site_demand[e]] && a->table->live[q->site_demand[e]])
                people += people_of(q, q->site_demand[e], a->zones[zone]);
        if (people > 0) put(row, s, people * (1 + 1e-12));
    }
    return true;
}

/* A zone that the chosen sites give less than they do in sum: a row for each of its sites in turn, the largest first,
 * as A, then for the first two, and so on, while A alone does not do. */
static bool separate_zone(work *w, size_t zone, bool *added, vp_error *err)
{
    const vp_share_asked *a = w->asked;
    size_t n = 0;
    uint32_t in[64];
    const vp_share_need *all = &a->needs.rows[zone];
    double need = a->need[zone], have = 0;
    for (size_t i = 0; i < all->count; i++)
        if (w->chosen[all->sites[i]]) w->list[n++] = (vp_start_ranked){all->gives[i], all->sites[i]};
    vp_start_rank(w->list, n);
    if (n > 64) n = 64;
    for (size_t i = 0; i < n; i++) have += serve(w, in[i] = w->list[i].at, a->zones[zone]);
    forget(w, in, n);
    if (have >= need * (1 - 1e-9)) return true;
    bool ok = true;
    *added = true;
    for (size_t i = 0; ok && i < n && i < 4; i++) { /* each alone */
        double left = need - serve(w, in[i], a->zones[zone]);
        if (left > 0 && a->needs.count < rows_most) ok = add_row(w, zone, left, err);
        forget(w, in + i, 1);
    }
    double left = need;
    for (size_t i = 0; ok && i + 1 < n; i++) { /* the first ones together */
        left -= serve(w, in[i], a->zones[zone]);
        if (i > 0 && left > 0 && a->needs.count < rows_most) ok = add_row(w, zone, left, err);
    }
    forget(w, in, n);
    return ok;
}

/* ---- the program */

typedef struct {
    double *objective, *value, *low, *high;
    bool *whole;
    size_t *start;
    uint32_t *entry;
} form;

static void clear_form(form *f)
{
    free(f->objective);
    free(f->value);
    free(f->low);
    free(f->high);
    free(f->whole);
    free(f->start);
    free(f->entry);
}

/* What the rows have of each column, by column. */
typedef struct {
    size_t *start;
    uint32_t *row;
    double *gives;
    uint64_t *mask; /* of rows, so that most comparisons are one */
} sides;

static void clear_sides(sides *d)
{
    free(d->start);
    free(d->row);
    free(d->gives);
    free(d->mask);
}

static bool find_sides(const work *w, sides *d, vp_error *err)
{
    const vp_share_needs *n = &w->asked->needs;
    size_t entries = 0;
    for (size_t r = 0; r < n->count; r++) entries += n->rows[r].count;
    *d = (sides){.start = calloc(w->columns + 2, sizeof *d->start),
                 .row = malloc((entries + 1) * sizeof *d->row),
                 .gives = malloc((entries + 1) * sizeof *d->gives),
                 .mask = calloc(w->columns + 1, sizeof *d->mask)};
    if (!d->start || !d->row || !d->gives || !d->mask) return vp_fail_memory(err, entries * sizeof *d->gives);
    for (size_t r = 0; r < n->count; r++)
        for (size_t k = 0; k < n->rows[r].count; k++)
            if (w->number[n->rows[r].sites[k]] != UINT32_MAX) d->start[w->number[n->rows[r].sites[k]] + 2]++;
    for (size_t c = 0; c < w->columns; c++) d->start[c + 1] += d->start[c];
    for (uint32_t r = 0; r < n->count; r++)
        for (size_t k = 0; k < n->rows[r].count; k++) {
            uint32_t c = w->number[n->rows[r].sites[k]];
            if (c == UINT32_MAX) continue;
            size_t at = d->start[c + 1]++;
            d->row[at] = r;
            d->gives[at] = n->rows[r].gives[k];
            d->mask[c] |= (uint64_t)1 << r % 64;
        }
    return true;
}

/* Whether b is at least as good in all: rows ascend within a column. */
static bool is_as_good(const work *w, const sides *d, uint32_t b, uint32_t a)
{
    if ((d->mask[a] & ~d->mask[b]) || w->score[w->column[b]] < w->score[w->column[a]]) return false;
    size_t at = d->start[b];
    for (size_t k = d->start[a]; k < d->start[a + 1]; k++) {
        while (at < d->start[b + 1] && d->row[at] < d->row[k]) at++;
        if (at == d->start[b + 1] || d->row[at] != d->row[k] || d->gives[at] < d->gives[k]) return false;
    }
    return true;
}

/* Leaves out the columns to which as many as may be chosen are as good: one of these is free in every choice. */
static bool leave_out_worse(work *w, vp_error *err)
{
    const vp_start_pairs *q = w->asked->table->pairs;
    size_t most = q->problem->count, kept = 0;
    sides d;
    if (most >= w->columns || (q->problem->prices && isfinite(q->problem->budget))) return true;
    bool ok = find_sides(w, &d, err);
    uint32_t *keep = malloc((w->columns + 1) * sizeof *keep);
    if (ok && !keep) ok = vp_fail_memory(err, w->columns * sizeof *keep);
    for (uint32_t c = 0; ok && c < w->columns; c++) { /* the best of all first */
        double all = w->score[w->column[c]];
        for (size_t k = d.start[c]; k < d.start[c + 1]; k++) all += d.gives[k];
        w->list[c] = (vp_start_ranked){all, c};
    }
    if (ok) vp_start_rank(w->list, w->columns);
    for (size_t i = 0; ok && i < w->columns; i++) {
        uint32_t c = w->list[i].at;
        size_t better = 0;
        bool fixed = vp_start_state(q, w->column[c]) == VP_SITE_FIXED;
        for (size_t k = 0; !fixed && k < kept && better < most; k++)
            better += vp_start_state(q, w->column[keep[k]]) != VP_SITE_FIXED && is_as_good(w, &d, keep[k], c);
        if (fixed || better < most) keep[kept++] = c;
    }
    clear_sides(&d);
    for (size_t k = 0; ok && k < w->columns; k++) w->number[w->column[k]] = UINT32_MAX;
    for (size_t k = 0; ok && k < kept; k++) keep[k] = w->column[keep[k]];
    for (uint32_t k = 0; ok && k < kept; k++) w->number[w->column[k] = keep[k]] = k;
    if (ok) w->columns = kept;
    free(keep);
    return ok;
}

/* The sites that can be part of a best choice: of those that give no zone anything the best scores alone. */
static void list_columns(work *w)
{
    const vp_share_asked *a = w->asked;
    const vp_start_pairs *q = a->table->pairs;
    const vp_sites_problem *p = q->problem;
    bool bought = p->prices && isfinite(p->budget);
    size_t n = 0;
    w->columns = 0;
    for (uint32_t s = 0; s < q->site_count; s++) w->number[s] = UINT32_MAX;
    for (size_t z = 0; z < a->count; z++)
        for (size_t i = 0; i < a->needs.rows[z].count; i++) w->number[a->needs.rows[z].sites[i]] = 0;
    for (uint32_t s = 0; s < q->site_count; s++) {
        bool helps = w->number[s] == 0 || vp_start_state(q, s) == VP_SITE_FIXED || bought;
        w->number[s] = UINT32_MAX;
        if (a->dropped[s]) continue;
        if (helps)
            w->column[w->columns++] = s;
        else if (w->score[s] > 0)
            w->list[n++] = (vp_start_ranked){w->score[s], s};
    }
    vp_start_rank(w->list, n);
    for (size_t i = 0; i < n && i < p->count; i++) w->column[w->columns++] = w->list[i].at;
    for (uint32_t c = 0; c < w->columns; c++) w->number[w->column[c]] = c;
}

static bool fill_form(const work *w, form *f, size_t *row_count, vp_error *err)
{
    const vp_share_asked *a = w->asked;
    const vp_sites_problem *p = a->table->pairs->problem;
    size_t rows = a->needs.count + 3, entries = 3 * w->columns, at = 0, r = 0;
    for (size_t i = 0; i < a->needs.count; i++) entries += a->needs.rows[i].count;
    *f = (form){.objective = calloc(w->columns + 1, sizeof(double)),
                .value = calloc(entries + 1, sizeof(double)),
                .low = calloc(rows + 1, sizeof(double)),
                .high = calloc(rows + 1, sizeof(double)),
                .whole = calloc(w->columns + 1, sizeof(bool)),
                .start = calloc(rows + 2, sizeof(size_t)),
                .entry = calloc(entries + 1, sizeof(uint32_t))};
    if (!f->objective || !f->value || !f->low || !f->high || !f->whole || !f->start || !f->entry)
        return vp_fail_memory(err, entries * sizeof(double));
    size_t fixed = 0;
    for (uint32_t c = 0; c < w->columns; c++) {
        f->objective[c] = -w->score[w->column[c]];
        f->whole[c] = true;
        f->entry[at] = c;
        f->value[at++] = 1;
    }
    f->low[r] = -INFINITY, f->high[r] = p->count < w->columns ? (double)p->count : (double)w->columns;
    f->start[++r] = at;
    for (uint32_t c = 0; c < w->columns; c++)
        if (vp_start_state(a->table->pairs, w->column[c]) == VP_SITE_FIXED)
            f->entry[at] = c, f->value[at++] = 1, fixed++;
    f->low[r] = (double)fixed, f->high[r] = INFINITY;
    f->start[++r] = at;
    for (uint32_t c = 0; p->prices && c < w->columns; c++) f->entry[at] = c, f->value[at++] = p->prices[w->column[c]];
    f->low[r] = -INFINITY, f->high[r] = p->prices ? p->budget : (double)INFINITY;
    f->start[++r] = at;
    for (size_t i = 0; i < a->needs.count; i++) {
        const vp_share_need *n = &a->needs.rows[i];
        for (size_t k = 0; k < n->count; k++)
            if (w->number[n->sites[k]] != UINT32_MAX)
                f->entry[at] = w->number[n->sites[k]], f->value[at++] = n->gives[k];
        f->low[r] = n->need * (1 - 1e-12), f->high[r] = INFINITY;
        f->start[++r] = at;
    }
    *row_count = r;
    return true;
}

/* The most that is scored; -INFINITY: there is no choice. finished false: it may be less. */
static bool solve_program(work *w, double *most, bool *finished, vp_error *err)
{
    const vp_share_asked *a = w->asked;
    form f;
    size_t rows = 0;
    list_columns(w);
    if (!leave_out_worse(w, err)) return false;
    bool ok = fill_form(w, &f, &rows, err);
    const vp_program program = {w->columns, rows, f.objective, f.whole, f.start, f.entry, f.value, f.low, f.high};
    const vp_program_limits limits = {.seconds = program_part * vp_time_budget_left(w->budget),
                                      .cutoff = isfinite(a->value) ? -(a->value - w->constant) : (double)INFINITY};
    vp_program_answer answer = {0};
    ok = ok && w->budget->options->solve(&program, &limits, &answer, err);
    memset(w->chosen, 0, a->table->pairs->site_count);
    for (size_t c = 0; ok && answer.values && c < w->columns; c++) w->chosen[w->column[c]] = answer.values[c] > 0.5;
    *finished = ok && answer.finished;
    *most = -answer.bound;
    if (ok && isinf(answer.bound) && answer.bound > 0 && isfinite(a->value)) *most = a->value - w->constant;
    if (!answer.values && *finished && !isfinite(a->value)) *most = -INFINITY;
    if (!answer.values) w->columns = 0;
    free(answer.values);
    clear_form(&f);
    return ok;
}

/* ---- the bound */

static void score_sites(work *w)
{
    const vp_share_asked *a = w->asked;
    const vp_start_pairs *q = a->table->pairs;
    w->constant = 0;
    for (size_t d = 0; d < q->demand_count; d++) w->constant += a->table->live[d] ? a->slack[d] : 0;
    for (size_t s = 0; s < q->site_count; s++) {
        w->score[s] = 0;
        for (size_t e = q->site_start[s]; !a->dropped[s] && e < q->site_start[s + 1]; e++) {
            uint32_t d = q->site_demand[e];
            if (a->table->live[d] && !a->only_share) w->score[s] += q->weight[d] - a->slack[d];
        }
    }
}

/* The bound at the slack of asked; chosen: none where no better choice is left. */
static bool look(work *w, bool *none, double *bound, vp_error *err)
{
    vp_share_asked *a = w->asked;
    *none = false;
    *bound = INFINITY;
    score_sites(w);
    for (size_t i = 0; i < looks; i++) {
        double most;
        bool finished, added = false;
        if (!solve_program(w, &most, &finished, err)) return false;
        *bound = fmin(*bound, w->constant + most);
        if (isinf(most) && most < 0) *none = true;
        if (w->columns == 0 || !finished) break;
        for (size_t z = 0; z < a->count; z++)
            if (!separate_zone(w, z, &added, err)) return false;
        if (!added || a->needs.count >= rows_most) break;
        if (!vp_time_budget_on(w->budget, NAN, NAN, NAN)) break;
    }
    a->bound = fmin(a->bound, *none ? -1 - a->scale : *bound);
    return true;
}

static void count_times(work *w)
{
    const vp_start_pairs *q = w->asked->table->pairs;
    memset(w->times, 0, q->demand_count * sizeof *w->times);
    for (size_t s = 0; s < q->site_count; s++)
        for (size_t e = q->site_start[s]; w->chosen[s] && e < q->site_start[s + 1]; e++) w->times[q->site_demand[e]]++;
}

/* Who is served twice is worth less, who is not is worth more: a step of the slack. False: nothing is left to move. */
static bool step(work *w, double above)
{
    vp_share_asked *a = w->asked;
    const vp_start_pairs *q = a->table->pairs;
    double square = 0;
    count_times(w);
    for (int move = 0; move < 2; move++)
        for (size_t d = 0; d < q->demand_count; d++) {
            double slope = 1 - (double)w->times[d], weight = q->weight[d];
            if (!a->table->live[d] || !(weight > 0)) continue;
            if ((slope > 0 && a->slack[d] <= 0) || (slope < 0 && a->slack[d] >= weight)) continue;
            if (move)
                a->slack[d] = fmin(weight, fmax(0, a->slack[d] - above / square * weight * slope));
            else
                square += weight * slope * slope;
        }
    return square > 0;
}

static bool descend(work *w, vp_share_give_sites *give, void *context, double until, vp_error *err)
{
    vp_share_asked *a = w->asked;
    size_t demands = a->table->pairs->demand_count, stalled = 0;
    double *best = malloc((demands + 1) * sizeof *best), least = INFINITY, theta = 0.8;
    bool ok = best || vp_fail_memory(err, demands * sizeof *best);
    for (size_t i = 0; ok && i < descents; i++) {
        bool none;
        double bound;
        ok = look(w, &none, &bound, err);
        if (!ok || none) break;
        if (w->columns) ok = give(context, w->chosen, err);
        if (bound < least) {
            if (bound < least - 1e-4 * fabs(least)) stalled = 0;
            least = bound;
            memcpy(best, a->slack, demands * sizeof *best);
        }
        if (!ok || !w->columns || a->only_share || a->bound <= vp_share_cutoff(a)) break;
        if (vp_clock_now() >= until || !vp_time_budget_on(w->budget, NAN, NAN, NAN)) break;
        if (++stalled > 6) {
            stalled = 0;
            theta *= 0.5;
            memcpy(a->slack, best, demands * sizeof *best);
        }
        double aim = isfinite(a->value) ? a->value : 0.9 * bound;
        if (!step(w, theta * fmax(bound - aim, 1e-6 * fabs(bound)))) break;
    }
    if (ok && isfinite(least)) memcpy(a->slack, best, demands * sizeof *best);
    free(best);
    return ok;
}

bool vp_share_whole(vp_share_asked *a, vp_time_budget *budget, vp_share_give_sites *give, void *context, double until,
                    vp_error *err)
{
    const vp_start_pairs *q = a->table->pairs;
    work w = {.asked = a, .budget = budget};
    for (size_t d = 0; d < q->demand_count; d++) a->slack[d] = fmin(a->slack[d], q->weight[d]);
    if (!budget->options->solve || a->count == 0) return true;
    if (!begin_rows(a, err) || !make_room(&w, err)) return false;
    bool ok = descend(&w, give, context, until, err);
    clear(&w);
    return ok;
}
