/* A way back along steps that add up, from the cells around each cell only. */
#include "analysis/travel_tiles.h"
#include <stdlib.h>
#include <vungphu/travel_path.h>

/* The ground within a step of a cell: what every step that ends there crosses. */
enum { PATCH_SIDE = 2 * VP_STEP_REACH + 1, PATCH_CELLS = PATCH_SIDE * PATCH_SIDE, PATCH_CENTRE = PATCH_CELLS / 2 };

typedef struct {
    const vp_terrain *terrain;
    const vp_travel_options *options;
    const vp_travel *travel;
    vp_step steps[VP_STEPS_MOST]; /* in a patch */
    float crossing[PATCH_CELLS], elevation[PATCH_CELLS];
} walk;

static void fill_patch(walk *w, size_t cell)
{
    vp_frame f = w->terrain->frame;
    bool sloped = w->terrain->slope_applies, langmuir = sloped && w->options->slope_rule == VP_SLOPE_LANGMUIR;
    size_t column = cell % f.columns, row = cell / f.columns;
    for (size_t i = 0; i < PATCH_CELLS; i++) {
        /* Below zero these wrap around and lie beyond the frame as well. */
        size_t x = column + i % PATCH_SIDE - VP_STEP_REACH, y = row + i / PATCH_SIDE - VP_STEP_REACH;
        bool inside = x < f.columns && y < f.rows;
        w->crossing[i] = inside ? vp_tiles_crossing(w->terrain, y * f.columns + x, langmuir) : INFINITY;
        w->elevation[i] = inside && sloped ? w->terrain->elevation[y * f.columns + x] : 0;
    }
}

/* The cell that the step to this one begins at; SIZE_MAX when the step does not lie on the cell's way. */
static size_t behind(const walk *w, const vp_step *step, size_t cell)
{
    vp_frame f = w->terrain->frame;
    size_t column = cell % f.columns - (size_t)step->dx, row = cell / f.columns - (size_t)step->dy;
    if (column >= f.columns || row >= f.rows) return SIZE_MAX;
    size_t start = row * f.columns + column, in_patch = PATCH_CENTRE - (size_t)step->end;
    const float *minutes = vp_grid_cells(w->travel->minutes);
    if (!(minutes[start] < minutes[cell])) return SIZE_MAX;
    if (w->travel->nearest && w->travel->nearest[start] != w->travel->nearest[cell]) return SIZE_MAX;
    if (!w->options->open_corners && vp_step_corner_shut(w->crossing, in_patch, step)) return SIZE_MAX;
    vp_step_ground ground = {w->crossing, w->terrain->slope_applies ? w->elevation : NULL,
                             w->terrain->slope_applies && w->options->slope_rule == VP_SLOPE_LANGMUIR};
    float dither = vp_step_dither(minutes[start], vp_step_place_of(f, start));
    float sum = vp_step_sum(minutes[start], vp_step_minutes(&ground, in_patch, step), dither);
    return sum == minutes[cell] ? start : SIZE_MAX;
}

static bool append(vp_travel_path *path, size_t *room, size_t cell, float minutes, vp_error *err)
{
    if (path->count == *room) {
        size_t more = *room ? 2 * *room : 256;
        size_t *cells = realloc(path->cells, more * sizeof *cells);
        if (cells) path->cells = cells;
        float *times = realloc(path->minutes, more * sizeof *times);
        if (times) path->minutes = times;
        if (!cells || !times) return vp_fail_memory(err, more * (sizeof *cells + sizeof *times));
        *room = more;
    }
    path->cells[path->count] = cell;
    path->minutes[path->count++] = minutes;
    return true;
}

/* Minutes fall with every step, so the way ends. */
static bool follow(walk *w, size_t cell, vp_travel_path *path, vp_error *err)
{
    const float *minutes = vp_grid_cells(w->travel->minutes);
    size_t room = 0;
    while (minutes[cell] > 0) {
        if (!append(path, &room, cell, minutes[cell], err)) return false;
        fill_patch(w, cell);
        size_t start = SIZE_MAX;
        for (int k = 0; k < w->options->neighbours && start == SIZE_MAX; k++) {
            start = behind(w, &w->steps[k], cell);
            if (start != SIZE_MAX) path->metres += hypot(w->steps[k].dx, w->steps[k].dy);
        }
        if (start == SIZE_MAX)
            return vp_fail(err, VP_BAD_INPUT, "no step leads to cell %zu in its %.9g minutes: other ground or options?",
                           cell, (double)minutes[cell]);
        cell = start;
    }
    path->metres *= w->terrain->frame.cell_metres;
    return append(path, &room, cell, minutes[cell], err);
}

static bool check(const vp_terrain *terrain, const vp_travel_options *options, const vp_travel *travel, size_t cell,
                  vp_error *err)
{
    if (!vp_travel_check(terrain, options, err)) return false;
    if (!vp_frame_same(terrain->frame, vp_grid_frame(travel->minutes)))
        return vp_fail(err, VP_BAD_INPUT, "the minutes do not lie on the grid of the terrain");
    if (cell >= vp_frame_cells(terrain->frame))
        return vp_fail(err, VP_BAD_INPUT, "cell %zu lies outside the grid", cell);
    float minutes = vp_grid_cells(travel->minutes)[cell];
    if (isnan(minutes)) return vp_fail(err, VP_NOT_FOUND, "the ground there cannot be crossed");
    if (minutes == INFINITY)
        return vp_fail(err, VP_NOT_FOUND, "no facility can be reached from there within the limit");
    return true;
}

bool vp_travel_path_find(const vp_terrain *terrain, const vp_travel_options *options, const vp_travel *travel,
                         size_t cell, vp_travel_path *path, vp_error *err)
{
    *path = (vp_travel_path){.facility = -1};
    if (!check(terrain, options, travel, cell, err)) return false;
    walk w = {.terrain = terrain, .options = options, .travel = travel};
    vp_steps_init(w.steps, options->neighbours, PATCH_SIDE, terrain->frame.cell_metres, options->from_facility);
    if (travel->nearest) path->facility = travel->nearest[cell];
    bool ok = follow(&w, cell, path, err);
    if (!ok) vp_travel_path_clear(path);
    return ok;
}

void vp_travel_path_clear(vp_travel_path *path)
{
    free(path->cells);
    free(path->minutes);
    *path = (vp_travel_path){.facility = -1};
}
