#include "travel/step.h"
#include <stdlib.h>
#include <vungphu/modes.h>

/* A cell of the padded grid waiting to be settled, by minutes and then by facility. */
typedef struct {
    float minutes;
    int32_t nearest;
    size_t cell;
} waiting;

typedef struct {
    waiting *items;
    size_t count, room;
} heap;

/* The search on a grid with a halo of VP_STEP_REACH cells around the grid. */
typedef struct {
    size_t stride, cells;
    vp_grid_geometry geometry;
    float *crossing, *elevation, *minutes;
    int32_t *nearest;
    vp_step steps[VP_STEPS_MOST];
    float horizon;
    heap queue;
} search;

static bool sooner(waiting a, waiting b)
{
    return a.minutes < b.minutes || (a.minutes == b.minutes && a.nearest < b.nearest);
}

static bool push(heap *h, waiting item, vp_error *err)
{
    if (h->count == h->room) {
        size_t room = h->room ? 2 * h->room : 1024;
        waiting *items = realloc(h->items, room * sizeof *items);
        if (!items) return vp_fail_memory(err, room * sizeof *items);
        h->items = items;
        h->room = room;
    }
    size_t i = h->count++;
    for (; i > 0 && sooner(item, h->items[(i - 1) / 2]); i = (i - 1) / 2) h->items[i] = h->items[(i - 1) / 2];
    h->items[i] = item;
    return true;
}

static waiting pop(heap *h)
{
    waiting first = h->items[0], last = h->items[--h->count];
    size_t i = 0;
    for (size_t child; (child = 2 * i + 1) < h->count; i = child) {
        if (child + 1 < h->count && sooner(h->items[child + 1], h->items[child])) child++;
        if (!sooner(h->items[child], last)) break;
        h->items[i] = h->items[child];
    }
    h->items[i] = last;
    return first;
}

static size_t padded(const search *s, vp_grid_geometry geometry, size_t cell)
{
    return (cell / geometry.columns + VP_STEP_REACH) * s->stride + cell % geometry.columns + VP_STEP_REACH;
}

static bool lay_out(search *s, const vp_terrain *terrain, vp_error *err)
{
    vp_grid_geometry geometry = terrain->geometry;
    s->stride = geometry.columns + 2 * VP_STEP_REACH;
    s->geometry = geometry;
    s->cells = s->stride * (geometry.rows + 2 * VP_STEP_REACH);
    s->crossing = malloc(s->cells * sizeof *s->crossing);
    s->minutes = malloc(s->cells * sizeof *s->minutes);
    s->nearest = malloc(s->cells * sizeof *s->nearest);
    if (terrain->slope_applies) s->elevation = calloc(s->cells, sizeof *s->elevation);
    if (!s->crossing || !s->minutes || !s->nearest || (terrain->slope_applies && !s->elevation))
        return vp_fail_memory(err, s->cells * 4 * sizeof *s->crossing);
    for (size_t i = 0; i < s->cells; i++) {
        s->crossing[i] = s->minutes[i] = INFINITY;
        s->nearest[i] = -1;
    }
    return true;
}

/* A cell that follows the slope but whose height is unknown has no known pace: no data. */
static float crossing_of(const vp_terrain *terrain, size_t cell, bool langmuir)
{
    float crossing = terrain->minutes_per_metre[cell] * (float)terrain->geometry.cell_metres;
    if (!(crossing < INFINITY)) return INFINITY;
    if (!terrain->slope_applies || !terrain->slope_applies[cell]) return crossing;
    return isnan(terrain->elevation[cell]) ? INFINITY : langmuir ? crossing : -crossing;
}

static void fill(search *s, const vp_terrain *terrain, bool langmuir)
{
    float least = INFINITY;
    for (size_t cell = 0; cell < vp_grid_geometry_cells(terrain->geometry); cell++) {
        size_t i = padded(s, terrain->geometry, cell);
        s->crossing[i] = crossing_of(terrain, cell, langmuir);
        if (s->elevation) s->elevation[i] = terrain->elevation[cell];
        least = fminf(least, fabsf(s->crossing[i]));
    }
    if (s->elevation && langmuir)
        least += VP_LANGMUIR_LEAST * ((float)terrain->geometry.cell_metres / 60);
    else if (s->elevation)
        least *= VP_SLOPE_LEAST;
    s->horizon = least * 0x1p23f; /* so that minutes grow with every step: a float32 has 24 bits */
}

static bool start(search *s, const vp_terrain *terrain, const size_t facility_cells[], size_t facility_count,
                  vp_error *err)
{
    for (size_t f = 0; f < facility_count; f++) {
        if (facility_cells[f] == SIZE_MAX) continue;
        size_t i = padded(s, terrain->geometry, facility_cells[f]);
        if (s->crossing[i] == INFINITY || s->minutes[i] == 0) continue;
        s->minutes[i] = 0;
        s->nearest[i] = (int32_t)f;
        if (!push(&s->queue, (waiting){0, (int32_t)f, i}, err)) return false;
    }
    return true;
}

/* The cell lies inside the halo. */
static float sum(const search *s, waiting at, float step)
{
    size_t column = at.cell % s->stride - VP_STEP_REACH, row = at.cell / s->stride - VP_STEP_REACH;
    return vp_step_sum(at.minutes, step,
                       vp_step_dither(at.minutes, vp_step_place_of(s->geometry, row * s->geometry.columns + column)));
}

/* Settles cells in order of minutes, then of facility: so a cell that several facilities
 * reach in the same minutes goes to the lowest of them. */
static bool spread(search *s, const vp_travel_options *options, vp_error *err)
{
    vp_step_terrain terrain = {s->crossing, s->elevation, options->slope_rule == VP_SLOPE_LANGMUIR};
    float limit = fminf((float)options->limit_minutes, s->horizon);
    while (s->queue.count > 0) {
        waiting at = pop(&s->queue);
        if (at.minutes != s->minutes[at.cell] || at.nearest != s->nearest[at.cell]) continue;
        for (int k = 0; k < options->neighbours; k++) {
            const vp_step *step = &s->steps[k];
            size_t end = at.cell + (size_t)step->end;
            float minutes = sum(s, at, vp_step_minutes(&terrain, at.cell, step));
            if (!(minutes <= limit)) continue;
            waiting next = {minutes, at.nearest, end};
            if (!sooner(next, (waiting){s->minutes[end], s->nearest[end], end})) continue;
            if (!options->open_corners && vp_step_corner_shut(s->crossing, at.cell, step)) continue;
            s->minutes[end] = minutes;
            s->nearest[end] = at.nearest;
            if (!push(&s->queue, next, err)) return false;
        }
    }
    return true;
}

static bool hand_over(const search *s, vp_grid_geometry geometry, vp_travel *travel, vp_error *err)
{
    size_t cells = vp_grid_geometry_cells(geometry);
    travel->minutes = vp_grid_new(geometry, INFINITY, err);
    if (!travel->minutes) return false;
    travel->nearest = malloc(cells * sizeof *travel->nearest);
    if (!travel->nearest) return vp_fail_memory(err, cells * sizeof *travel->nearest);
    float *minutes = vp_grid_edit(travel->minutes);
    for (size_t cell = 0; cell < cells; cell++) {
        size_t i = padded(s, geometry, cell);
        minutes[cell] = s->crossing[i] == INFINITY ? NAN : s->minutes[i];
        travel->nearest[cell] = s->nearest[i];
    }
    return true;
}

bool plain_travel_time(const vp_terrain *terrain, const size_t facility_cells[], size_t facility_count,
                       const vp_travel_options *options, vp_travel *travel, vp_error *err)
{
    *travel = (vp_travel){0};
    bool ok = false;
    search s = {0};
    if (!lay_out(&s, terrain, err)) goto done;
    fill(&s, terrain, options->slope_rule == VP_SLOPE_LANGMUIR);
    vp_steps_init(s.steps, options->neighbours, (ptrdiff_t)s.stride, terrain->geometry.cell_metres,
                  options->from_facility);
    if (!start(&s, terrain, facility_cells, facility_count, err)) goto done;
    if (!spread(&s, options, err)) goto done;
    ok = hand_over(&s, terrain->geometry, travel, err);
done:
    free(s.crossing);
    free(s.elevation);
    free(s.minutes);
    free(s.nearest);
    free(s.queue.items);
    if (!ok) vp_travel_clear(travel);
    return ok;
}

/* ------------------------------------------------------------ several modes */

/* The layers' searches; the queue of the first holds states: layer times cells, plus the cell. */
typedef struct {
    const vp_modes *modes;
    const vp_travel_options *options;
    search *layers;
} layered;

static bool offer(layered *l, size_t layer, size_t cell, float minutes, int32_t nearest, vp_error *err)
{
    search *s = &l->layers[layer];
    if (!(minutes <= fminf((float)l->options->limit_minutes, s->horizon)) || s->crossing[cell] == INFINITY) return true;
    waiting next = {minutes, nearest, cell};
    bool none = s->minutes[cell] == INFINITY;
    if (!none && !sooner(next, (waiting){s->minutes[cell], s->nearest[cell], cell})) return true;
    s->minutes[cell] = minutes;
    s->nearest[cell] = nearest;
    next.cell += layer * s->cells;
    return push(&l->layers[0].queue, next, err);
}

static bool settle(layered *l, size_t layer, waiting at, vp_error *err)
{
    search *s = &l->layers[layer];
    vp_step_terrain terrain = {s->crossing, s->elevation, l->options->slope_rule == VP_SLOPE_LANGMUIR};
    for (int k = 0; k < l->options->neighbours; k++) {
        const vp_step *step = &s->steps[k];
        float minutes = sum(s, at, vp_step_minutes(&terrain, at.cell, step));
        if (!l->options->open_corners && vp_step_corner_shut(s->crossing, at.cell, step)) continue;
        if (!offer(l, layer, at.cell + (size_t)step->end, minutes, at.nearest, err)) return false;
    }
    for (size_t other = 0; other < l->modes->count; other++) {
        double change =
            l->options->from_facility ? l->modes->change_minutes[layer][other] : l->modes->change_minutes[other][layer];
        if (other == layer || isinf(change)) continue;
        if (!offer(l, other, at.cell, at.minutes + (float)change, at.nearest, err)) return false;
    }
    return true;
}

static bool settle_all(layered *l, vp_error *err)
{
    heap *queue = &l->layers[0].queue;
    while (queue->count > 0) {
        waiting at = pop(queue);
        size_t layer = at.cell / l->layers[0].cells;
        at.cell %= l->layers[0].cells;
        const search *s = &l->layers[layer];
        if (at.minutes != s->minutes[at.cell] || at.nearest != s->nearest[at.cell]) continue;
        if (!settle(l, layer, at, err)) return false;
    }
    return true;
}

bool plain_layers(const vp_modes *modes, const size_t facility_cells[], size_t facility_count,
                  const vp_travel_options *options, vp_travel layers[], vp_error *err)
{
    search searches[VP_MODES_MOST] = {0};
    layered l = {modes, options, searches};
    vp_grid_geometry geometry = modes->terrains[0]->geometry;
    bool ok = true;
    for (size_t m = 0; ok && m < modes->count; m++) {
        search *s = &searches[m];
        ok = lay_out(s, modes->terrains[m], err);
        if (!ok) break;
        fill(s, modes->terrains[m], options->slope_rule == VP_SLOPE_LANGMUIR);
        vp_steps_init(s->steps, options->neighbours, (ptrdiff_t)s->stride, geometry.cell_metres,
                      options->from_facility);
    }
    for (size_t f = 0; ok && f < facility_count; f++)
        for (size_t m = 0; ok && m < modes->count && facility_cells[f] != SIZE_MAX; m++)
            ok = offer(&l, m, padded(&searches[m], geometry, facility_cells[f]), 0, (int32_t)f, err);
    ok = ok && settle_all(&l, err);
    for (size_t m = 0; m < modes->count; m++) {
        layers[m] = (vp_travel){0};
        ok = ok && hand_over(&searches[m], geometry, &layers[m], err);
        free(searches[m].crossing);
        free(searches[m].elevation);
        free(searches[m].minutes);
        free(searches[m].nearest);
        free(searches[m].queue.items);
    }
    return ok;
}
