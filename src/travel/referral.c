#include "travel/referral_status.h"
#include <math.h>
#include <stdlib.h>
#include <vungphu/referral.h>
#include <vungphu/travel_path.h>

/* One number for each pair, [from * to_count + to]; not reached: INFINITY. */
typedef struct {
    const vp_referral_question *q;
    float *there, *back;
    double *metres; /* NaN where not reached */
    size_t *cells;  /* [from] inside the grid … */
    size_t *owners; /* … and whose they are */
    size_t cell_count;
    float *column; /* [cell] */
} table;

static void clear(table *t)
{
    free(t->there);
    free(t->back);
    free(t->metres);
    free(t->cells);
    free(t->owners);
    free(t->column);
}

static bool init(table *t, const vp_referral_question *q, vp_error *err)
{
    size_t pairs = q->from_count * q->to_count + 1, from = q->from_count + 1;
    *t = (table){.q = q,
                 .there = malloc(pairs * sizeof *t->there),
                 .back = malloc(pairs * sizeof *t->back),
                 .metres = malloc(pairs * sizeof *t->metres),
                 .cells = malloc(from * sizeof *t->cells),
                 .owners = malloc(from * sizeof *t->owners),
                 .column = malloc(from * sizeof *t->column)};
    if (!t->there || !t->back || !t->metres || !t->cells || !t->owners || !t->column)
        return vp_fail_memory(err, pairs * 16);
    for (size_t i = 0; i < pairs; i++) {
        t->there[i] = t->back[i] = INFINITY;
        t->metres[i] = NAN;
    }
    for (size_t a = 0; a < q->from_count; a++) {
        if (q->from[a].cell == SIZE_MAX) continue;
        t->cells[t->cell_count] = q->from[a].cell;
        t->owners[t->cell_count++] = a;
    }
    return true;
}

static vp_travel_options towards(const vp_referral_question *q)
{
    vp_travel_options options = q->travel;
    options.from_facility = false;
    options.without_nearest = true;
    return options;
}

/* The fastest path from one place, as the layers have it. */
static bool measure_path(table *t, const vp_travel layers[], size_t i, size_t to, vp_error *err)
{
    const vp_referral_question *q = t->q;
    vp_travel_options options = towards(q);
    bool reached = false;
    for (size_t m = 0; m < q->modes->count; m++)
        reached |= isfinite(vp_grid_cells(layers[m].minutes)[t->cells[i]]) != 0;
    if (!reached) return true;
    vp_travel_path path;
    if (!vp_modes_path_find(q->modes, &options, layers, t->cells[i], &path, err)) return false;
    t->there[t->owners[i] * q->to_count + to] = path.minutes[0];
    t->metres[t->owners[i] * q->to_count + to] = path.metres;
    vp_travel_path_clear(&path);
    return true;
}

/* Minutes from every place to one, and the length of the path. */
static bool go_there(table *t, vp_modes_engine *engine, size_t to, vp_error *err)
{
    vp_travel layers[VP_MODES_MOST];
    if (!vp_modes_engine_solve_layers(engine, &t->q->to[to].cell, 1, layers, err)) return false;
    bool ok = true;
    for (size_t i = 0; ok && i < t->cell_count; i++) ok = measure_path(t, layers, i, to, err);
    for (size_t m = 0; m < t->q->modes->count; m++) vp_travel_clear(&layers[m]);
    return ok;
}

static bool go_back(table *t, vp_modes_engine *engine, size_t to, vp_error *err)
{
    const vp_referral_question *q = t->q;
    if (!vp_modes_engine_minutes(engine, &q->to[to].cell, 1, t->cells, t->cell_count, t->column, err)) return false;
    for (size_t i = 0; i < t->cell_count; i++)
        if (isfinite(t->column[i])) t->back[t->owners[i] * q->to_count + to] = t->column[i];
    return true;
}

static bool fill(table *t, vp_error *err)
{
    vp_travel_options there = towards(t->q), back = there;
    back.from_facility = true;
    vp_modes_engine *out = vp_modes_engine_new(t->q->modes, &there, err);
    vp_modes_engine *home = out ? vp_modes_engine_new(t->q->modes, &back, err) : NULL;
    bool ok = out && home;
    for (size_t to = 0; ok && to < t->q->to_count; to++) {
        if (t->q->to[to].cell != SIZE_MAX) ok = go_there(t, out, to, err) && go_back(t, home, to, err);
        double done = (double)(to + 1) / (double)t->q->to_count;
        if (ok && t->q->progress && !t->q->progress(t->q->context, "referral", done))
            ok = vp_fail(err, VP_CANCELLED, "cancelled");
    }
    vp_modes_engine_free(out);
    vp_modes_engine_free(home);
    return ok;
}

/* ------------------------------------------------------------ ranks */

static bool is_pair(const vp_referral_question *q, size_t from, size_t to)
{
    return q->from[from].identity == VP_NONE || q->from[from].identity != q->to[to].identity;
}

/* The next nearest after the row before, VP_NONE when there is none. */
static size_t next_nearest(const table *t, size_t from, float last, size_t last_to)
{
    size_t best = VP_NONE;
    const float *there = t->there + from * t->q->to_count;
    for (size_t to = 0; to < t->q->to_count; to++) {
        bool after = last_to == VP_NONE || there[to] > last || (there[to] == last && to > last_to);
        if (isfinite(there[to]) && after && is_pair(t->q, from, to) && (best == VP_NONE || there[to] < there[best]))
            best = to;
    }
    return best;
}

static size_t rank_places(const table *t, size_t from, vp_referral *rows)
{
    const vp_referral_question *q = t->q;
    size_t count = 0, to = VP_NONE;
    float last = 0;
    while (count < q->nearest && (to = next_nearest(t, from, last, to)) != VP_NONE) {
        size_t pair = from * q->to_count + to;
        last = t->there[pair];
        rows[count] =
            (vp_referral){.from = from,
                          .to = to,
                          .rank = count + 1,
                          .minutes_there = (double)last,
                          .minutes_back = (double)t->back[pair],
                          .metres = t->metres[pair],
                          .straight_metres = hypot(q->from[from].x - q->to[to].x, q->from[from].y - q->to[to].y)};
        count++;
    }
    if (count == 0)
        rows[count++] = (vp_referral){.from = from,
                                      .to = VP_NONE,
                                      .minutes_there = NAN,
                                      .minutes_back = NAN,
                                      .metres = NAN,
                                      .straight_metres = NAN};
    return count;
}

bool vp_referral_find(const vp_referral_question *question, vp_referral **rows, size_t *row_count, vp_error *err)
{
    size_t most = question->nearest < question->to_count ? question->nearest : question->to_count;
    size_t room = question->from_count * (most ? most : 1) + 1;
    table t = {0};
    *row_count = 0;
    *rows = malloc(room * sizeof **rows);
    bool ok = *rows || vp_fail_memory(err, room * sizeof **rows);
    ok = ok && init(&t, question, err) && fill(&t, err);
    for (size_t from = 0; ok && from < question->from_count; from++)
        *row_count += rank_places(&t, from, *rows + *row_count);
    clear(&t);
    ok = ok && vp_referral_find_status(question, *rows, *row_count, err);
    if (ok) return true;
    free(*rows);
    *rows = NULL;
    return false;
}
