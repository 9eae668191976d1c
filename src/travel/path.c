/* A path back along steps that add up, from the cells around each cell only. */
#include "base/array.h"
#include "travel/tiles.h"
#include <stdlib.h>
#include <vungphu/travel_path.h>

/* The terrain within a step of a cell: what every step that ends there crosses. */
enum { PATCH_SIDE = 2 * VP_STEP_REACH + 1, PATCH_CELLS = PATCH_SIDE * PATCH_SIDE, PATCH_CENTRE = PATCH_CELLS / 2 };

typedef struct {
    const vp_modes *modes;
    const vp_travel_options *options;
    const vp_travel *layers;
    vp_grid_geometry geometry;
    vp_step steps[VP_STEPS_MOST]; /* in a patch */
    float crossing[PATCH_CELLS], elevation[PATCH_CELLS];
} walk;

static float minutes_at(const walk *w, size_t mode, size_t cell)
{
    return vp_grid_cells(w->layers[mode].minutes)[cell];
}

static void fill_patch(walk *w, const vp_terrain *terrain, size_t cell)
{
    vp_grid_geometry f = w->geometry;
    bool sloped = terrain->slope_applies, langmuir = sloped && w->options->slope_rule == VP_SLOPE_LANGMUIR;
    size_t column = cell % f.columns, row = cell / f.columns;
    for (size_t i = 0; i < PATCH_CELLS; i++) {
        /* Below zero these wrap around and lie beyond the grid as well. */
        size_t x = column + i % PATCH_SIDE - VP_STEP_REACH, y = row + i / PATCH_SIDE - VP_STEP_REACH;
        bool inside = x < f.columns && y < f.rows;
        w->crossing[i] = inside ? vp_tiles_crossing(terrain, y * f.columns + x, langmuir) : INFINITY;
        w->elevation[i] = inside && sloped ? terrain->elevation[y * f.columns + x] : 0;
    }
}

/* The cell that the step to this one begins at; SIZE_MAX when the step does not lie on the cell's path. */
static size_t behind(const walk *w, size_t mode, const vp_step *step, size_t cell)
{
    vp_grid_geometry f = w->geometry;
    const vp_terrain *terrain = w->modes->terrains[mode];
    const int32_t *nearest = w->layers[mode].nearest;
    size_t column = cell % f.columns - (size_t)step->dx, row = cell / f.columns - (size_t)step->dy;
    if (column >= f.columns || row >= f.rows) return SIZE_MAX;
    size_t start = row * f.columns + column, in_patch = PATCH_CENTRE - (size_t)step->end;
    float before = minutes_at(w, mode, start), minutes = minutes_at(w, mode, cell);
    if (!(before < minutes)) return SIZE_MAX;
    if (nearest && nearest[start] != nearest[cell]) return SIZE_MAX;
    if (!w->options->open_corners && vp_step_corner_shut(w->crossing, in_patch, step)) return SIZE_MAX;
    vp_step_terrain patch = {w->crossing, terrain->slope_applies ? w->elevation : NULL,
                             terrain->slope_applies && w->options->slope_rule == VP_SLOPE_LANGMUIR};
    float dither = vp_step_dither(before, vp_step_place_of(f, start));
    float sum = vp_step_sum(before, vp_step_minutes(&patch, in_patch, step), dither);
    return sum == minutes ? start : SIZE_MAX;
}

/* The cell before this one in the mode; the cell itself where the path ends; SIZE_MAX when no step adds up. */
static size_t step_back(walk *w, size_t mode, size_t cell)
{
    if (minutes_at(w, mode, cell) == 0) return cell;
    size_t start = SIZE_MAX;
    fill_patch(w, w->modes->terrains[mode], cell);
    for (int k = 0; k < w->options->neighbours && start == SIZE_MAX; k++) start = behind(w, mode, &w->steps[k], cell);
    return start;
}

/* Whether the minutes in a mode are those of another and the change. */
static bool is_handed_on(const walk *w, size_t mode, size_t other, size_t cell)
{
    const double(*changes)[VP_MODES_MOST] = w->modes->change_minutes;
    double change = w->options->from_facility ? changes[other][mode] : changes[mode][other];
    const int32_t *labels = w->layers[mode].nearest;
    return other != mode && change < INFINITY &&
           minutes_at(w, other, cell) + (float)change == minutes_at(w, mode, cell) &&
           (!labels || labels[cell] == w->layers[other].nearest[cell]);
}

/* The modes that one changes to at the cell until a step adds up; 0 when none does. With changes that take no time a
 * change may lead nowhere, so all are tried. */
static size_t change_modes(walk *w, size_t cell, size_t mode, size_t chain[VP_MODES_MOST], size_t *start)
{
    size_t queue[VP_MODES_MOST] = {mode}, before[VP_MODES_MOST], count = 0, tail = 1;
    for (size_t m = 0; m < VP_MODES_MOST; m++) before[m] = SIZE_MAX;
    before[mode] = mode;
    for (size_t head = 0; head < tail; head++) {
        size_t m = queue[head];
        *start = step_back(w, m, cell);
        if (*start != SIZE_MAX) {
            for (size_t k = m; k != mode; k = before[k]) count++;
            for (size_t i = count, k = m; i > 0; k = before[k]) chain[i--] = k;
            chain[0] = mode;
            return count + 1;
        }
        for (size_t k = 0; k < w->modes->count; k++) {
            if (before[k] != SIZE_MAX || !is_handed_on(w, m, k, cell)) continue;
            before[k] = m;
            queue[tail++] = k;
        }
    }
    return 0;
}

static bool append(vp_travel_path *path, size_t *room, size_t cell, float minutes, size_t mode, vp_error *err)
{
    if (!VP_ARRAYS_FIT(*room, path->count + 1, err, VP_ARRAY(path->cells), VP_ARRAY(path->minutes),
                       VP_ARRAY(path->modes)))
        return false;
    path->cells[path->count] = cell;
    path->modes[path->count] = (int32_t)mode;
    path->minutes[path->count++] = minutes;
    return true;
}

static double metres_between(vp_grid_geometry f, size_t a, size_t b)
{
    double dx = (double)(a % f.columns) - (double)(b % f.columns);
    double dy = (double)(a / f.columns) - (double)(b / f.columns);
    return hypot(dx, dy) * f.cell_metres;
}

/* Minutes fall with every step, so the path ends. */
static bool follow(walk *w, size_t mode, size_t cell, vp_travel_path *path, vp_error *err)
{
    size_t room = 0, chain[VP_MODES_MOST], start;
    for (;;) {
        size_t count = change_modes(w, cell, mode, chain, &start);
        if (count == 0)
            return vp_fail(err, VP_BAD_INPUT,
                           "cannot trace the path at cell %zu (%.9g minutes): the surface was computed with other "
                           "terrain or options",
                           cell, (double)minutes_at(w, mode, cell));
        for (size_t i = 0; i < count; i++)
            if (!append(path, &room, cell, minutes_at(w, chain[i], cell), chain[i], err)) return false;
        mode = chain[count - 1];
        if (start == cell) return true;
        path->metres += metres_between(w->geometry, start, cell);
        cell = start;
    }
}

static bool check(const walk *w, size_t cell, vp_error *err)
{
    for (size_t m = 0; m < w->modes->count; m++) {
        if (!vp_travel_check(w->modes->terrains[m], w->options, err)) return false;
        if (!vp_grid_geometry_same(w->modes->terrains[m]->geometry, vp_grid_geometry_of(w->layers[m].minutes)))
            return vp_fail(err, VP_BAD_INPUT, "the minutes do not lie on the grid of the terrain");
    }
    if (cell >= vp_grid_geometry_cells(w->geometry))
        return vp_fail(err, VP_BAD_INPUT, "cell %zu lies outside the grid", cell);
    return true;
}

/* The first mode of the least minutes. */
static bool choose_mode(const walk *w, size_t cell, size_t *mode, vp_error *err)
{
    float least = NAN;
    for (size_t m = 0; m < w->modes->count; m++) {
        float minutes = minutes_at(w, m, cell);
        if (isnan(minutes) || minutes >= least) continue;
        least = minutes;
        *mode = m;
    }
    if (isnan(least)) return vp_fail(err, VP_NOT_FOUND, "the terrain there cannot be crossed");
    if (least == INFINITY) return vp_fail(err, VP_NOT_FOUND, "no facility can be reached from there within the limit");
    return true;
}

bool vp_modes_path_find(const vp_modes *modes, const vp_travel_options *options, const vp_travel layers[], size_t cell,
                        vp_travel_path *path, vp_error *err)
{
    *path = (vp_travel_path){.facility = -1};
    walk w = {.modes = modes, .options = options, .layers = layers, .geometry = modes->terrains[0]->geometry};
    size_t mode = 0;
    if (!check(&w, cell, err) || !choose_mode(&w, cell, &mode, err)) return false;
    vp_steps_init(w.steps, options->neighbours, PATCH_SIDE, w.geometry.cell_metres, options->from_facility);
    if (layers[mode].nearest) path->facility = layers[mode].nearest[cell];
    bool ok = follow(&w, mode, cell, path, err);
    if (!ok) vp_travel_path_clear(path);
    return ok;
}

bool vp_travel_path_find(const vp_terrain *terrain, const vp_travel_options *options, const vp_travel *travel,
                         size_t cell, vp_travel_path *path, vp_error *err)
{
    vp_modes one = {.count = 1, .terrains = {(vp_terrain *)(uintptr_t)terrain}}; /* only read */
    return vp_modes_path_find(&one, options, travel, cell, path, err);
}

void vp_travel_path_clear(vp_travel_path *path)
{
    free(path->cells);
    free(path->minutes);
    free(path->modes);
    *path = (vp_travel_path){.facility = -1};
}
