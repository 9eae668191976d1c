/* A cell depends on another when an exact step leads from the one to the other: float32 minutes add up to the bit. The
 * cells that depend on changed terrain are forgotten and re-solved from the cells around them, on a piece of the grid
 * where all else is impassable. A cell that is not forgotten has a path that keeps clear of them. */
#include "travel/slower.h"
#include "travel/tiles.h"
#include <stdlib.h>

enum { PATCH_SIDE = 2 * VP_STEP_REACH + 1, PATCH_CELLS = PATCH_SIDE * PATCH_SIDE, PATCH_CENTRE = PATCH_CELLS / 2 };
enum { FORGOTTEN = 1, AROUND = 2 };
enum { SHARE_MOST = 3 }; /* of the cells, one in so many may depend on the change */

typedef struct {
    size_t first_column, end_column, first_row, end_row;
} box;

typedef struct {
    const vp_slower_terrain *q;
    vp_grid_geometry geometry;
    uint8_t *flags;
    uint32_t *queue; /* forgotten cells, in the order found */
    size_t count;
    vp_step steps[VP_STEPS_MOST]; /* in a patch */
    float crossing[PATCH_CELLS], elevation[PATCH_CELLS];
} change;

/* The cells within a step of one, inside the grid. */
static box box_around(vp_grid_geometry f, size_t cell)
{
    size_t column = cell % f.columns, row = cell / f.columns, reach = VP_STEP_REACH;
    return (box){column < reach ? 0 : column - reach, column + reach < f.columns ? column + reach + 1 : f.columns,
                 row < reach ? 0 : row - reach, row + reach < f.rows ? row + reach + 1 : f.rows};
}

/* ------------------------------------------------------------ what depends on the change */

static void fill_patch(change *r, size_t cell)
{
    const vp_terrain *t = r->q->before;
    bool langmuir = t->slope_applies && r->q->options->slope_rule == VP_SLOPE_LANGMUIR;
    for (size_t i = 0; i < PATCH_CELLS; i++) {
        r->crossing[i] = INFINITY;
        r->elevation[i] = 0;
    }
    box b = box_around(r->geometry, cell);
    size_t column = cell % r->geometry.columns, row = cell / r->geometry.columns;
    for (size_t y = b.first_row; y < b.end_row; y++)
        for (size_t x = b.first_column; x < b.end_column; x++) {
            size_t i = (y + VP_STEP_REACH - row) * PATCH_SIDE + x + VP_STEP_REACH - column;
            size_t at = y * r->geometry.columns + x;
            r->crossing[i] = vp_tiles_crossing(t, at, langmuir);
            if (t->slope_applies) r->elevation[i] = t->elevation[at];
        }
}

static vp_step_terrain terrain_of(const change *r)
{
    const vp_terrain *t = r->q->before;
    return (vp_step_terrain){r->crossing, t->slope_applies ? r->elevation : NULL,
                             t->slope_applies && r->q->options->slope_rule == VP_SLOPE_LANGMUIR};
}

/* The cell at so many columns and rows; SIZE_MAX outside the grid. */
static size_t cell_beside(vp_grid_geometry f, size_t cell, int dx, int dy)
{
    size_t column = cell % f.columns + (size_t)dx, row = cell / f.columns + (size_t)dy; /* below zero they wrap */
    return column < f.columns && row < f.rows ? row * f.columns + column : SIZE_MAX;
}

/* Whether the step from start, which lies at in_patch of the patch, leads exactly to end. */
static bool is_exact(const change *r, const vp_step *step, size_t in_patch, size_t start, size_t end)
{
    const float *minutes = r->q->minutes;
    if (start == SIZE_MAX || end == SIZE_MAX || !isfinite(minutes[start]) || !isfinite(minutes[end])) return false;
    if (!r->q->options->open_corners && vp_step_corner_shut(r->crossing, in_patch, step)) return false;
    vp_step_terrain terrain = terrain_of(r);
    float dither = vp_step_dither(minutes[start], vp_step_place_of(r->geometry, start));
    return vp_step_sum(minutes[start], vp_step_minutes(&terrain, in_patch, step), dither) == minutes[end];
}

/* A cell that is not a facility's has an exact step that leads to it, if the minutes are of this terrain at all. */
static bool is_upheld(change *r, size_t cell)
{
    if (!(r->q->minutes[cell] > 0) || !isfinite(r->q->minutes[cell])) return true;
    fill_patch(r, cell);
    for (int k = 0; k < r->q->options->neighbours; k++) {
        const vp_step *step = &r->steps[k];
        size_t start = cell_beside(r->geometry, cell, -step->dx, -step->dy);
        if (is_exact(r, step, PATCH_CENTRE - (size_t)step->end, start, cell)) return true;
    }
    return false;
}

static void forget(change *r, size_t cell)
{
    if (r->flags[cell] & FORGOTTEN) return;
    r->flags[cell] |= FORGOTTEN;
    r->queue[r->count++] = (uint32_t)cell;
}

static bool is_changed(const vp_slower_terrain *q, size_t cell)
{
    const uint8_t *before = q->before->slope_applies, *after = q->after->slope_applies;
    return q->before->minutes_per_metre[cell] != q->after->minutes_per_metre[cell] ||
           (before ? before[cell] : 0) != (after ? after[cell] : 0);
}

/* All steps over a changed cell begin and end within a step of it. */
static bool forget_around_changes(change *r)
{
    size_t cells = vp_grid_geometry_cells(r->geometry);
    for (size_t i = 0; i < cells; i++) {
        if (!is_changed(r->q, i)) continue;
        box b = box_around(r->geometry, i);
        for (size_t row = b.first_row; row < b.end_row; row++)
            for (size_t column = b.first_column; column < b.end_column; column++)
                forget(r, row * r->geometry.columns + column);
    }
    for (size_t i = 0; i < r->count; i++)
        if (!is_upheld(r, r->queue[i])) return false;
    return true;
}

static bool forget_dependants(change *r)
{
    size_t most = vp_grid_geometry_cells(r->geometry) / SHARE_MOST;
    for (size_t i = 0; i < r->count; i++) {
        size_t cell = r->queue[i];
        if (r->count > most) return false;
        if (!isfinite(r->q->minutes[cell])) continue;
        fill_patch(r, cell);
        for (int k = 0; k < r->q->options->neighbours; k++) {
            size_t end = cell_beside(r->geometry, cell, r->steps[k].dx, r->steps[k].dy);
            if (is_exact(r, &r->steps[k], PATCH_CENTRE, cell, end)) forget(r, end);
        }
    }
    return true;
}

/* ------------------------------------------------------------ the piece */

/* A piece of the grid: the forgotten cells and those within a step, all else impassable. */
typedef struct {
    box box;
    vp_terrain terrain;
    float *elevation, *starts;
    size_t *facilities;
} piece;

static box box_of_all(const change *r)
{
    box all = {SIZE_MAX, 0, SIZE_MAX, 0};
    for (size_t i = 0; i < r->count; i++) {
        box b = box_around(r->geometry, r->queue[i]);
        all.first_column = b.first_column < all.first_column ? b.first_column : all.first_column;
        all.end_column = b.end_column > all.end_column ? b.end_column : all.end_column;
        all.first_row = b.first_row < all.first_row ? b.first_row : all.first_row;
        all.end_row = b.end_row > all.end_row ? b.end_row : all.end_row;
        for (size_t row = b.first_row; row < b.end_row; row++)
            for (size_t column = b.first_column; column < b.end_column; column++)
                r->flags[row * r->geometry.columns + column] |= AROUND;
    }
    return all;
}

static size_t in_geometry(const change *r, const piece *p, size_t cell)
{
    vp_grid_geometry f = p->terrain.geometry;
    return (cell / f.columns + p->box.first_row) * r->geometry.columns + cell % f.columns + p->box.first_column;
}

static size_t in_piece(const change *r, const piece *p, size_t cell)
{
    size_t column = cell % r->geometry.columns, row = cell / r->geometry.columns;
    if (cell == SIZE_MAX || column < p->box.first_column || column >= p->box.end_column || row < p->box.first_row ||
        row >= p->box.end_row)
        return SIZE_MAX;
    return (row - p->box.first_row) * p->terrain.geometry.columns + column - p->box.first_column;
}

static void piece_clear(piece *p)
{
    free(p->terrain.minutes_per_metre);
    free(p->terrain.slope_applies);
    free(p->elevation);
    free(p->starts);
    free(p->facilities);
}

static bool piece_init(piece *p, const change *r, vp_error *err)
{
    const vp_terrain *after = r->q->after;
    *p = (piece){.box = box_of_all(r)};
    p->terrain.geometry =
        (vp_grid_geometry){.columns = p->box.end_column - p->box.first_column,
                           .rows = p->box.end_row - p->box.first_row,
                           .cell_metres = r->geometry.cell_metres,
                           .west = r->geometry.west + (double)p->box.first_column * r->geometry.cell_metres,
                           .north = r->geometry.north - (double)p->box.first_row * r->geometry.cell_metres};
    size_t cells = vp_grid_geometry_cells(p->terrain.geometry);
    bool sloped = after->slope_applies;
    p->terrain.minutes_per_metre = malloc(cells * sizeof(float));
    p->starts = malloc(cells * sizeof *p->starts);
    p->facilities = malloc((r->q->facility_count + 1) * sizeof *p->facilities);
    if (sloped) p->terrain.slope_applies = malloc(cells);
    if (sloped) p->elevation = malloc(cells * sizeof *p->elevation);
    if (!p->terrain.minutes_per_metre || !p->starts || !p->facilities ||
        (sloped && (!p->terrain.slope_applies || !p->elevation)))
        return vp_fail_memory(err, cells * 13);
    p->terrain.elevation = p->elevation;
    for (size_t i = 0; i < cells; i++) {
        size_t cell = in_geometry(r, p, i);
        bool around = r->flags[cell] & AROUND, kept = around && !(r->flags[cell] & FORGOTTEN);
        p->terrain.minutes_per_metre[i] = around ? after->minutes_per_metre[cell] : INFINITY;
        p->starts[i] = kept && isfinite(r->q->minutes[cell]) ? r->q->minutes[cell] : INFINITY;
        if (!sloped) continue;
        p->terrain.slope_applies[i] = after->slope_applies[cell];
        p->elevation[i] = after->elevation[cell];
    }
    for (size_t f = 0; f < r->q->facility_count; f++) p->facilities[f] = in_piece(r, p, r->q->facility_cells[f]);
    return true;
}

/* Where anything is quicker than before, what was kept may not be right. */
static bool read_piece(const change *r, const piece *p, const float minutes[], vp_reached *changed, bool *known,
                       vp_error *err)
{
    size_t cells = vp_grid_geometry_cells(p->terrain.geometry);
    for (size_t i = 0; i < cells; i++) {
        size_t cell = in_geometry(r, p, i);
        if (!(r->flags[cell] & AROUND)) continue;
        if (isfinite(minutes[i]) && !(minutes[i] >= r->q->minutes[cell])) *known = false;
        if (r->flags[cell] & FORGOTTEN && !vp_reached_add(changed, cell, minutes[i], err)) return false;
    }
    return true;
}

static bool solve_piece(const change *r, vp_reached *changed, bool *known, vp_error *err)
{
    piece p;
    vp_travel travel = {0};
    vp_travel_engine *engine = NULL;
    vp_travel_options options = *r->q->options;
    options.without_nearest = true;
    bool ok = piece_init(&p, r, err);
    if (ok) engine = vp_travel_engine_new(&p.terrain, &options, err);
    ok = engine && vp_travel_engine_solve_from(engine, p.facilities, r->q->facility_count,
                                               &(vp_travel_starts){.minutes = p.starts}, &travel, err);
    ok = ok && read_piece(r, &p, vp_grid_cells(travel.minutes), changed, known, err);
    vp_travel_clear(&travel);
    vp_travel_engine_free(engine);
    piece_clear(&p);
    return ok;
}

bool vp_travel_resolve_slower(const vp_slower_terrain *question, vp_reached *changed, bool *known, vp_error *err)
{
    vp_grid_geometry geometry = question->before->geometry;
    size_t cells = vp_grid_geometry_cells(geometry);
    change r = {.q = question,
                .geometry = geometry,
                .flags = calloc(cells, sizeof *r.flags),
                .queue = malloc(cells * sizeof *r.queue)};
    bool ok = (r.flags && r.queue) || vp_fail_memory(err, cells * (sizeof *r.flags + sizeof *r.queue));
    changed->count = 0;
    *known = true;
    if (ok) {
        vp_steps_init(r.steps, question->options->neighbours, PATCH_SIDE, geometry.cell_metres,
                      question->options->from_facility);
        *known = forget_around_changes(&r) && forget_dependants(&r);
        ok = !*known || r.count == 0 || solve_piece(&r, changed, known, err);
    }
    free(r.flags);
    free(r.queue);
    return ok;
}
