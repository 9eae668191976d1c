#include "travel/quicker.h"
#include "base/array.h"
#include "base/heap.h"
#include "travel/step.h"
#include "travel/tiles.h"
#include <stdlib.h>

enum { HALO = VP_STEP_REACH };

typedef struct {
    size_t at; /* padded */
    float crossing;
} old_pace;

typedef struct {
    size_t change_count, pace_count; /* before it */
} level;

/* Grids have a halo of impassable cells: at = padded(cell). */
struct vp_quicker {
    vp_grid_geometry geometry;
    size_t stride, cells; /* of the padded grids */
    float cell_metres, limit;
    bool open_corners, langmuir;
    int step_count;
    vp_step steps[VP_STEPS_MOST];
    float *crossing, *elevation; /* elevation NULL: no cell feels the slope, or ever will */
    float *minutes, *through;    /* through: INFINITY between questions */
    uint8_t *facility, *asked;   /* asked: 0 between questions */
    vp_heap heap;
    vp_quicker_change *changes; /* cells padded while they are here */
    size_t change_count, change_room;
    old_pace *paces;
    size_t pace_count, pace_room;
    level *levels;
    size_t level_count, level_room;
    vp_quicker_change *listed; /* for the caller */
    size_t listed_count, listed_room;
};

static size_t padded(const vp_quicker *q, size_t cell)
{
    return (cell / q->geometry.columns + HALO) * q->stride + cell % q->geometry.columns + HALO;
}

static size_t plain(const vp_quicker *q, size_t at)
{
    return (at / q->stride - HALO) * q->geometry.columns + at % q->stride - HALO;
}

/* ------------------------------------------------------------ made */

static bool allocate(vp_quicker *q, bool sloped, vp_error *err)
{
    q->crossing = malloc(q->cells * sizeof *q->crossing);
    q->elevation = sloped ? calloc(q->cells, sizeof *q->elevation) : NULL;
    q->minutes = malloc(q->cells * sizeof *q->minutes);
    q->through = malloc(q->cells * sizeof *q->through);
    q->facility = calloc(q->cells, 1);
    q->asked = calloc(q->cells, 1);
    if (q->crossing && q->minutes && q->through && q->facility && q->asked && (!sloped || q->elevation))
        return vp_heap_init(&q->heap, q->cells, err);
    return vp_fail_memory(err, q->cells * (4 * sizeof(float) + 2));
}

static void lay_terrain(vp_quicker *q, const vp_terrain *terrain, const float elevation[])
{
    size_t cells = vp_grid_geometry_cells(q->geometry);
    for (size_t i = 0; i < q->cells; i++) q->crossing[i] = q->minutes[i] = q->through[i] = INFINITY;
    for (size_t i = 0; i < cells; i++) {
        size_t at = padded(q, i);
        q->crossing[at] = vp_tiles_crossing(terrain, i, q->langmuir);
        if (q->elevation) q->elevation[at] = elevation[i];
    }
}

static bool solve(vp_quicker *q, const vp_terrain *terrain, const size_t facility_cells[], size_t facility_count,
                  vp_travel_options options, vp_error *err)
{
    options.without_nearest = true;
    vp_travel travel = {0};
    vp_travel_engine *engine = vp_travel_engine_new(terrain, &options, err);
    bool ok = engine && vp_travel_engine_solve(engine, facility_cells, facility_count, &travel, err);
    if (engine) q->limit = vp_travel_engine_limit(engine);
    vp_travel_engine_free(engine);
    size_t cells = ok ? vp_grid_geometry_cells(q->geometry) : 0;
    for (size_t i = 0; i < cells; i++) {
        float minutes = vp_grid_cells(travel.minutes)[i];
        if (isfinite(minutes)) q->minutes[padded(q, i)] = minutes;
    }
    for (size_t f = 0; ok && f < facility_count; f++)
        if (facility_cells[f] < cells) q->facility[padded(q, facility_cells[f])] = 1;
    vp_travel_clear(&travel);
    return ok;
}

vp_quicker *vp_quicker_new(const vp_terrain *terrain, const float elevation[], const size_t facility_cells[],
                           size_t facility_count, const vp_travel_options *options, vp_error *err)
{
    vp_quicker *q = calloc(1, sizeof *q);
    if (!q) return vp_fail_memory(err, sizeof *q), NULL;
    const float *heights = terrain->slope_applies                     ? terrain->elevation
                           : options->slope_rule == VP_SLOPE_LANGMUIR ? NULL /* it would change every step */
                                                                      : elevation;
    q->geometry = terrain->geometry;
    q->stride = q->geometry.columns + (size_t)2 * HALO;
    q->cells = q->stride * (q->geometry.rows + (size_t)2 * HALO);
    q->cell_metres = (float)q->geometry.cell_metres;
    q->open_corners = options->open_corners;
    q->langmuir = terrain->slope_applies && options->slope_rule == VP_SLOPE_LANGMUIR;
    q->step_count = options->neighbours;
    vp_steps_init(q->steps, options->neighbours, (ptrdiff_t)q->stride, q->geometry.cell_metres, options->from_facility);
    bool ok = allocate(q, heights != NULL, err);
    if (ok) lay_terrain(q, terrain, heights);
    if (ok && solve(q, terrain, facility_cells, facility_count, *options, err)) return q;
    vp_quicker_free(q);
    return NULL;
}

void vp_quicker_free(vp_quicker *q)
{
    if (!q) return;
    free(q->crossing);
    free(q->elevation);
    free(q->minutes);
    free(q->through);
    free(q->facility);
    free(q->asked);
    vp_heap_clear(&q->heap);
    free(q->changes);
    free(q->paces);
    free(q->levels);
    free(q->listed);
    free(q);
}

float vp_quicker_minutes(const vp_quicker *q, size_t cell) { return q->minutes[padded(q, cell)]; }

/* ------------------------------------------------------------ searching */

typedef struct {
    vp_quicker *q;
    float *labels;
    bool logs; /* what labels were */
    bool full; /* memory ran out */
} search;

static bool before(const void *context, uint32_t a, uint32_t b)
{
    const float *labels = context;
    return labels[a] < labels[b];
}

static void set(search *s, size_t at, float minutes)
{
    vp_quicker *q = s->q;
    if (s->logs && q->heap.place[at] == VP_HEAP_NOT_IN) {
        s->full = s->full || !VP_ARRAY_FIT(q->changes, q->change_room, q->change_count + 1, NULL);
        if (s->full) return;
        q->changes[q->change_count++] = (vp_quicker_change){(uint32_t)at, s->labels[at]};
    }
    s->labels[at] = minutes;
    vp_heap_put(&q->heap, (uint32_t)at, before, s->labels);
}

static bool touches(const vp_quicker *q, size_t at, const vp_step *step)
{
    const uint8_t *a = q->asked + at;
    if (a[0] || a[step->end]) return true;
    if (step->near_weight > 0 && (a[step->near_cells[0]] || a[step->near_cells[1]])) return true;
    if (step->middle_weight > 0 && (a[step->middle_cells[0]] || a[step->middle_cells[1]])) return true;
    return step->crosses_corner && (a[step->corner_cells[0]] || a[step->corner_cells[1]]);
}

/* The steps from a cell with these minutes. only_asked: those that touch an asked cell. */
static void relax(search *s, size_t at, float minutes, bool only_asked)
{
    const vp_quicker *q = s->q;
    const vp_step_terrain terrain = {q->crossing, q->elevation, q->langmuir};
    float dither = vp_step_dither(minutes, vp_step_place_of(q->geometry, plain(q, at)));
    for (int k = 0; k < q->step_count; k++) {
        const vp_step *step = &q->steps[k];
        if (!q->open_corners && vp_step_corner_shut(q->crossing, at, step)) continue;
        if (only_asked && !touches(q, at, step)) continue;
        float one = vp_step_minutes(&terrain, at, step);
        if (!(one < INFINITY)) continue;
        float sum = vp_step_sum(minutes, one, dither);
        size_t end = at + (size_t)step->end;
        if (sum <= q->limit && sum < s->labels[end]) set(s, end, sum);
    }
}

static void spread(search *s)
{
    while (s->q->heap.count > 0 && !s->full) {
        size_t at = vp_heap_take(&s->q->heap, before, s->labels);
        relax(s, at, s->labels[at], false);
    }
    while (s->q->heap.count > 0) vp_heap_take(&s->q->heap, before, s->labels);
}

/* From all cells whose steps can touch the cell. */
static void begin_around(search *s, size_t at, bool only_asked)
{
    const vp_quicker *q = s->q;
    for (size_t row = 0; row < 2 * HALO + 1; row++)
        for (size_t column = 0; column < 2 * HALO + 1; column++) {
            size_t from = at + row * q->stride + column - HALO * q->stride - HALO;
            if (isfinite(q->minutes[from])) relax(s, from, q->minutes[from], only_asked);
        }
}

/* ------------------------------------------------------------ quicker cells */

static float crossing_of(const vp_quicker *q, size_t at, const vp_quicker_cell *cell)
{
    float crossing = cell->minutes_per_metre * q->cell_metres;
    if (!(crossing < INFINITY)) return INFINITY;
    if (!cell->slope) return crossing;
    if (!q->elevation || isnan(q->elevation[at])) return INFINITY;
    return q->langmuir ? crossing : -crossing;
}

/* Level in the place of sloped must be quicker even where the slope helps most. */
static bool gains(float now, float then)
{
    if (then == INFINITY) return false;
    if (now == INFINITY) return true;
    if ((now < 0) == (then < 0)) return fabsf(then) < fabsf(now);
    return now < 0 && then < VP_SLOPE_LEAST * -now;
}

bool vp_quicker_gains(const vp_quicker *q, const vp_quicker_cell *cell)
{
    size_t at = padded(q, cell->cell);
    return gains(q->crossing[at], crossing_of(q, at, cell));
}

static bool take_paces(vp_quicker *q, const vp_quicker_cell cells[], size_t count, vp_error *err)
{
    for (size_t i = 0; i < count; i++) {
        size_t at = padded(q, cells[i].cell);
        float crossing = crossing_of(q, at, &cells[i]);
        if (!gains(q->crossing[at], crossing)) continue;
        if (!VP_ARRAY_FIT(q->paces, q->pace_room, q->pace_count + 1, err)) return false;
        q->paces[q->pace_count++] = (old_pace){at, q->crossing[at]};
        q->crossing[at] = crossing;
    }
    return true;
}

bool vp_quicker_push(vp_quicker *q, const vp_quicker_cell cells[], size_t count, vp_error *err)
{
    if (!VP_ARRAY_FIT(q->levels, q->level_room, q->level_count + 1, err)) return false;
    level here = {q->change_count, q->pace_count};
    q->levels[q->level_count++] = here;
    search s = {.q = q, .labels = q->minutes, .logs = true};
    if (!take_paces(q, cells, count, err)) return vp_quicker_pop(q), false;
    for (size_t i = here.pace_count; i < q->pace_count && !s.full; i++) {
        size_t at = q->paces[i].at;
        if (q->facility[at] && !(q->minutes[at] <= 0)) set(&s, at, 0); /* it stood where nobody could be */
        begin_around(&s, at, false);
    }
    spread(&s);
    if (!s.full) return true;
    vp_quicker_pop(q);
    return vp_fail_memory(err, q->change_room * 2 * sizeof *q->changes);
}

void vp_quicker_pop(vp_quicker *q)
{
    level last = q->levels[--q->level_count];
    while (q->change_count > last.change_count) {
        const vp_quicker_change *c = &q->changes[--q->change_count];
        q->minutes[c->cell] = c->before;
    }
    while (q->pace_count > last.pace_count) {
        const old_pace *p = &q->paces[--q->pace_count];
        q->crossing[p->at] = p->crossing;
    }
}

const vp_quicker_change *vp_quicker_changes(vp_quicker *q, size_t *count)
{
    size_t first = q->levels[q->level_count - 1].change_count;
    *count = 0;
    if (!VP_ARRAY_FIT(q->listed, q->listed_room, q->change_count - first + 1, NULL)) return NULL;
    for (size_t i = first; i < q->change_count; i++)
        q->listed[(*count)++] = (vp_quicker_change){(uint32_t)plain(q, q->changes[i].cell), q->changes[i].before};
    return q->listed;
}

/* ------------------------------------------------------------ paths over them */

static bool list_through(search *s, vp_reached *out, vp_error *err)
{
    vp_quicker *q = s->q;
    bool ok = true;
    for (size_t i = 0; i < q->change_count; i++) {
        size_t at = q->changes[i].cell;
        ok = ok && vp_reached_add(out, plain(q, at), s->labels[at], err);
        s->labels[at] = INFINITY;
    }
    return ok;
}

bool vp_quicker_through(vp_quicker *q, const vp_quicker_cell cells[], size_t count, vp_reached *out, vp_error *err)
{
    /* The log of changes is borrowed for the cells reached. */
    vp_quicker_change *kept = q->changes;
    size_t kept_count = q->change_count, kept_room = q->change_room;
    q->changes = NULL;
    q->change_count = q->change_room = 0;
    search s = {.q = q, .labels = q->through, .logs = true};
    for (size_t i = 0; i < count; i++) q->asked[padded(q, cells[i].cell)] = 1;
    for (size_t i = 0; i < count; i++) {
        size_t at = padded(q, cells[i].cell);
        if (q->minutes[at] <= 0 && s.labels[at] > 0) set(&s, at, 0);
        begin_around(&s, at, true);
    }
    spread(&s);
    for (size_t i = 0; i < count; i++) q->asked[padded(q, cells[i].cell)] = 0;
    out->count = 0;
    bool ok = list_through(&s, out, err);
    if (s.full) ok = vp_fail_memory(err, q->change_room * 2 * sizeof *q->changes);
    free(q->changes);
    q->changes = kept;
    q->change_count = kept_count;
    q->change_room = kept_room;
    return ok;
}
