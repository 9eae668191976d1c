#include "base/array.h"
#include "platform/parallel.h"
#include "sites/terrain/masts_internal.h"
#include "sites/terrain/reach_internal.h"
#include "sites/terrain/straight_internal.h"
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/limit.h>

/* Tobler's factor is never below exp(-0.175): the fastest descent. */
static const double fastest_slope = 0.839457;

typedef struct {
    size_t left, top, columns, rows;
} window;

/* Reaches first to last share a window. */
typedef struct {
    size_t first, last;
    window box;
} part;

typedef struct {
    const vp_terrain_problem *problem;
    const uint32_t *target_of;
    bool towards;
    vp_reach_job *reaches;
    part *parts;
    size_t part_count;
    vp_time_budget *budget;
    atomic_bool stop;
} batch;

/* The targets of a window. */
typedef struct {
    size_t *cells; /* of the window */
    uint32_t *numbers;
    float *minutes, *back; /* room for a run */
    size_t count;
} targets;

size_t vp_reach_margin(const vp_terrain_problem *g)
{
    const vp_terrain *t = g->terrain;
    size_t cells = vp_grid_geometry_cells(t->geometry);
    if (g->masts) return t->geometry.columns + t->geometry.rows;
    if (g->straight) return vp_straight_margin(g);
    float least[2] = {INFINITY, INFINITY}; /* on level terrain, and where slope counts */
    for (size_t i = 0; i < cells; i++) {
        bool slope = t->slope_applies && t->slope_applies[i];
        least[slope] = fminf(least[slope], t->minutes_per_metre[i]);
    }
    double pace = fmin((double)least[0], (double)least[1] * fastest_slope);
    double reach = pace > 0 ? g->limit_minutes / pace / t->geometry.cell_metres : INFINITY;
    size_t most = t->geometry.columns + t->geometry.rows;
    return reach < (double)most ? (size_t)reach + 4 : most;
}

double vp_reach_one_way(const vp_terrain_problem *g)
{
    double most = vp_limit_most(g->limit_minutes) - (g->round_trip ? g->queue_minutes : 0);
    return (double)nextafterf((float)most, INFINITY);
}

/* ---- one window */

static window around(const vp_terrain_problem *g, window box, size_t margin)
{
    vp_grid_geometry f = g->terrain->geometry;
    size_t left = box.left > margin ? box.left - margin : 0, top = box.top > margin ? box.top - margin : 0;
    size_t right = box.left + box.columns + margin, bottom = box.top + box.rows + margin;
    if (right > f.columns) right = f.columns;
    if (bottom > f.rows) bottom = f.rows;
    return (window){left, top, right - left, bottom - top};
}

static void *cut(const void *from, size_t size, vp_grid_geometry f, window w)
{
    char *to = malloc(w.columns * w.rows * size);
    for (size_t row = 0; to && row < w.rows; row++)
        memcpy(to + row * w.columns * size, (const char *)from + ((w.top + row) * f.columns + w.left) * size,
               w.columns * size);
    return to;
}

static vp_travel_engine *engine_on(const vp_terrain_problem *g, window w, bool from_facility, vp_error *err)
{
    const vp_terrain *t = g->terrain;
    vp_terrain problem = {.geometry = {.columns = w.columns,
                                       .rows = w.rows,
                                       .cell_metres = t->geometry.cell_metres,
                                       .west = t->geometry.west + (double)w.left * t->geometry.cell_metres,
                                       .north = t->geometry.north - (double)w.top * t->geometry.cell_metres}};
    vp_travel_engine *engine = NULL;
    float *elevation = t->elevation ? cut(t->elevation, sizeof(float), t->geometry, w) : NULL;
    problem.minutes_per_metre = cut(t->minutes_per_metre, sizeof(float), t->geometry, w);
    problem.slope_applies = t->slope_applies ? cut(t->slope_applies, 1, t->geometry, w) : NULL;
    problem.elevation = elevation;
    if (!problem.minutes_per_metre || (t->slope_applies && !problem.slope_applies) || (t->elevation && !elevation)) {
        vp_fail_memory(err, w.columns * w.rows * sizeof(float));
    } else {
        vp_travel_options options = g->travel;
        options.limit_minutes = vp_reach_one_way(g);
        options.from_facility = from_facility;
        options.threads = 1;
        options.without_nearest = true;
        engine = vp_travel_engine_new(&problem, &options, err);
    }
    free(problem.minutes_per_metre);
    free(problem.slope_applies);
    free(elevation);
    return engine;
}

static void clear_targets(targets *t)
{
    free(t->cells);
    free(t->numbers);
    free(t->minutes);
    free(t->back);
}

static bool find_targets(const batch *b, window w, targets *t, vp_error *err)
{
    size_t stride = b->problem->terrain->geometry.columns, count = 0;
    for (size_t row = 0; row < w.rows; row++) {
        const uint32_t *line = b->target_of + (w.top + row) * stride + w.left;
        for (size_t c = 0; c < w.columns; c++) count += line[c] != 0;
    }
    *t = (targets){.cells = malloc((count + 1) * sizeof *t->cells),
                   .numbers = malloc((count + 1) * sizeof *t->numbers),
                   .minutes = malloc((count + 1) * sizeof *t->minutes),
                   .back = malloc((count + 1) * sizeof *t->back)};
    if (!t->cells || !t->numbers || !t->minutes || !t->back) {
        clear_targets(t);
        return vp_fail_memory(err, count * sizeof *t->cells);
    }
    for (size_t row = 0; row < w.rows; row++) {
        const uint32_t *line = b->target_of + (w.top + row) * stride + w.left;
        for (size_t c = 0; c < w.columns; c++) {
            if (!line[c]) continue;
            t->cells[t->count] = row * w.columns + c;
            t->numbers[t->count++] = line[c] - 1;
        }
    }
    return true;
}

static int ascending(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

static bool is_same_cell(const vp_terrain_problem *g, uint32_t demand, uint32_t next)
{
    return next < g->demand_count && g->demand_cells[next] == g->demand_cells[demand];
}

/* Minutes there, and back again for a round trip, summed as the service's surface is. */
static bool collect(const vp_terrain_problem *g, bool towards, const targets *t, vp_reach_job *reach)
{
    size_t count = 0;
    bool own = towards && g->limits;
    uint32_t *found = malloc(((own ? 2 : 1) * t->count + 1) * sizeof *found);
    if (!found) return false;
    for (size_t k = 0; k < t->count; k++) {
        float all = t->minutes[k];
        if (g->round_trip) all += t->back[k] + (float)g->queue_minutes;
        if (!own && vp_limit_holds(g->limit_minutes, (double)all)) found[count++] = t->numbers[k];
        for (uint32_t d = t->numbers[k]; own && is_same_cell(g, t->numbers[k], d); d++)
            if (vp_limit_holds(g->limits[d], (double)all)) found[count++] = d;
    }
    qsort(found, count, sizeof *found, ascending);
    (void)vp_array_resize(VP_ARRAY(found), count, NULL); /* what is too large stays, where it cannot be made smaller */
    reach->targets = found;
    reach->target_count = count;
    return true;
}

static bool run_one(const batch *b, vp_travel_engine *there, vp_travel_engine *back, window w, targets *t,
                    vp_reach_job *reach, vp_error *err)
{
    size_t stride = b->problem->terrain->geometry.columns;
    size_t *cells = malloc((reach->source_count + 1) * sizeof *cells);
    bool ok = cells || vp_fail_memory(err, reach->source_count * sizeof *cells);
    for (size_t k = 0; ok && k < reach->source_count; k++)
        cells[k] = (reach->sources[k] / stride - w.top) * w.columns + reach->sources[k] % stride - w.left;
    ok = ok && vp_travel_engine_minutes(there, cells, reach->source_count, t->cells, t->count, t->minutes, err) &&
         (!back || vp_travel_engine_minutes(back, cells, reach->source_count, t->cells, t->count, t->back, err));
    if (ok && !collect(b->problem, b->towards, t, reach)) ok = vp_fail_memory(err, t->count * sizeof *reach->targets);
    free(cells);
    return ok;
}

/* Nobody to be reached in the window: nothing to run. */
static bool reach_nobody(const batch *b, const part *p, vp_error *err)
{
    for (size_t k = p->first; k <= p->last; k++) {
        b->reaches[k].targets = malloc(sizeof *b->reaches[k].targets);
        if (!b->reaches[k].targets) return vp_fail_memory(err, sizeof *b->reaches[k].targets);
    }
    return true;
}

/* Cells of the grid instead of the window's. */
static bool run_straight(batch *b, const part *p, targets *t, vp_error *err)
{
    size_t stride = b->problem->terrain->geometry.columns;
    for (size_t k = 0; k < t->count; k++)
        t->cells[k] = (t->cells[k] / p->box.columns + p->box.top) * stride + t->cells[k] % p->box.columns + p->box.left;
    for (size_t k = p->first; k <= p->last && !atomic_load(&b->stop); k++) {
        vp_reach_job *reach = &b->reaches[k];
        if (!vp_straight_metres(b->problem, reach->sources, reach->source_count, t->cells, t->count, t->minutes, err))
            return false;
        if (!collect(b->problem, b->towards, t, reach)) return vp_fail_memory(err, t->count * sizeof *reach->targets);
    }
    return true;
}

static bool run_part(batch *b, const part *p, vp_error *err)
{
    targets t;
    if (!find_targets(b, p->box, &t, err)) return false;
    bool towards = b->towards, round = b->problem->round_trip, ok;
    if (t.count == 0) {
        ok = reach_nobody(b, p, err);
    } else if (b->problem->straight) {
        ok = run_straight(b, p, &t, err);
    } else {
        vp_travel_engine *there = engine_on(b->problem, p->box, !towards, err), *back = NULL;
        if (there && round) back = engine_on(b->problem, p->box, towards, err);
        ok = there && (!round || back);
        for (size_t k = p->first; ok && k <= p->last && !atomic_load(&b->stop); k++)
            ok = run_one(b, there, back, p->box, &t, &b->reaches[k], err);
        vp_travel_engine_free(there);
        vp_travel_engine_free(back);
    }
    clear_targets(&t);
    return ok;
}

static bool run_piece(void *context, size_t place, size_t number, vp_error *err)
{
    batch *b = context;
    if (place == 0 && !vp_time_budget_on(b->budget, NAN, NAN, NAN)) atomic_store(&b->stop, true);
    if (atomic_load(&b->stop) || run_part(b, &b->parts[number], err)) return true;
    atomic_store(&b->stop, true);
    return false;
}

/* ---- dividing the list */

static window box_of(const vp_reach_job *r, size_t stride)
{
    size_t left = SIZE_MAX, top = SIZE_MAX, right = 0, bottom = 0;
    for (size_t k = 0; k < r->source_count; k++) {
        size_t column = r->sources[k] % stride, row = r->sources[k] / stride;
        left = column < left ? column : left;
        right = column > right ? column : right;
        top = row < top ? row : top;
        bottom = row > bottom ? row : bottom;
    }
    return (window){left, top, right - left + 1, bottom - top + 1};
}

static window join(window a, window b)
{
    size_t left = a.left < b.left ? a.left : b.left, top = a.top < b.top ? a.top : b.top;
    size_t right = a.left + a.columns > b.left + b.columns ? a.left + a.columns : b.left + b.columns;
    size_t bottom = a.top + a.rows > b.top + b.rows ? a.top + a.rows : b.top + b.rows;
    return (window){left, top, right - left, bottom - top};
}

/* Neighbours in the list share a window while it stays small against the margin. */
static void divide(batch *b, size_t count, size_t margin)
{
    size_t stride = b->problem->terrain->geometry.columns, side = margin / 2 > 8 ? margin / 2 : 8;
    for (size_t k = 0; k < count; k++) {
        window box = box_of(&b->reaches[k], stride);
        part *last = b->part_count ? &b->parts[b->part_count - 1] : NULL;
        window joined = last ? join(last->box, box) : box;
        if (last && joined.columns <= side && joined.rows <= side) {
            last->box = joined;
            last->last = k;
        } else {
            b->parts[b->part_count++] = (part){.first = k, .last = k, .box = box};
        }
    }
    for (size_t p = 0; p < b->part_count; p++) b->parts[p].box = around(b->problem, b->parts[p].box, margin);
}

/* The sources are candidates. */
static bool take_given(const vp_terrain_problem *g, vp_reach_job reaches[], size_t count, vp_error *err)
{
    for (size_t k = 0; k < count; k++) {
        size_t j = (size_t)(reaches[k].sources - g->candidate_cells);
        size_t first = g->given_start[j], covered = g->given_start[j + 1] - first;
        reaches[k].targets = malloc((covered + 1) * sizeof *reaches[k].targets);
        if (!reaches[k].targets) return vp_fail_memory(err, covered * sizeof *reaches[k].targets);
        if (covered) memcpy(reaches[k].targets, g->given + first, covered * sizeof *reaches[k].targets);
        reaches[k].target_count = covered;
    }
    return true;
}

bool vp_reach_run(const vp_terrain_problem *problem, const uint32_t target_of[], bool towards, vp_reach_job reaches[],
                  size_t count, vp_time_budget *budget, vp_error *err)
{
    if (problem->given_start) return take_given(problem, reaches, count, err);
    if (problem->masts) return vp_masts_reach_run(problem, target_of, reaches, count, budget, err);
    batch b = {.problem = problem,
               .target_of = target_of,
               .towards = towards,
               .reaches = reaches,
               .budget = budget,
               .parts = malloc((count + 1) * sizeof *b.parts)};
    if (!b.parts) return vp_fail_memory(err, count * sizeof *b.parts);
    divide(&b, count, vp_reach_margin(problem));
    bool ok = vp_parallel_run((size_t)problem->threads, b.part_count, run_piece, &b, err);
    free(b.parts);
    return ok;
}
