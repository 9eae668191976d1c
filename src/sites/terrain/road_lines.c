/* The cells of road links, and whose minutes could become less by each. */
#include "base/array.h"
#include "sites/terrain/road_internal.h"
#include <stdlib.h>
#include <string.h>
#include <vungphu/burn.h>

/* ------------------------------------------------------------ the pace of a class */

/* As on a region of one cell that has nothing but such a road. */
static bool pace_of(const vp_road_work *w, const char *class_name, vp_quicker_cell *pace, vp_error *err)
{
    const vp_region *region = w->question->region;
    const vp_grid_geometry one = {1, 1, region->geometry.cell_metres, region->geometry.west, region->geometry.north};
    uint32_t road = 1;
    vp_region alone = *region;
    alone.geometry = one;
    alone.land = (vp_land){.roads = &road, .road_classes = {(char *)(uintptr_t)class_name}, .road_class_count = 1};
    alone.land.elevation = region->land.elevation ? vp_grid_new(one, 0, err) : NULL;
    if (region->land.elevation && !alone.land.elevation) return false;
    vp_terrain *terrain = vp_terrain_new(&alone, w->service->mode, w->service->season, err);
    vp_grid_free(alone.land.elevation);
    if (!terrain) return false;
    pace->minutes_per_metre = terrain->minutes_per_metre[0];
    pace->slope = terrain->slope_applies != NULL;
    vp_terrain_free(terrain);
    return pace->minutes_per_metre < INFINITY ||
           vp_fail(err, VP_BAD_INPUT,
                   "mode %s has no speed above 0 on roads of class %s, so nobody takes such a link by it",
                   w->service->mode, class_name);
}

/* ------------------------------------------------------------ cells */

static vp_grid_geometry window_of(const vp_road_work *w, const vp_road_link *link)
{
    vp_bounds b = vp_shape_bounds(&link->line);
    return vp_grid_geometry_window(w->question->region->geometry, b.west, b.south, b.east, b.north);
}

static void burn(const vp_road_link *link, vp_grid_geometry window, uint32_t mask[])
{
    for (size_t r = 0; r < link->line.ring_count; r++) {
        size_t first = link->line.ring_starts[r];
        vp_burn_line(window, link->line.points + first, link->line.ring_starts[r + 1] - first, 1, mask);
    }
}

static bool take_cells(const vp_road_work *w, const vp_road_link *link, vp_quicker_cell pace, vp_road_line *line,
                       vp_error *err)
{
    vp_grid_geometry all = w->question->region->geometry, window = window_of(w, link);
    size_t cells = vp_grid_geometry_cells(window), count = 0;
    uint32_t *mask = calloc(cells, sizeof *mask);
    if (!mask) return vp_fail_memory(err, cells * sizeof *mask);
    burn(link, window, mask);
    for (size_t i = 0; i < cells; i++) count += mask[i];
    line->cells = malloc((count + 1) * sizeof *line->cells);
    for (size_t i = 0; line->cells && i < cells; i++) {
        double x, y;
        size_t cell;
        vp_grid_geometry_centre(window, i, &x, &y);
        if (!mask[i] || !vp_grid_geometry_locate(all, x, y, &cell)) continue;
        pace.cell = (uint32_t)cell;
        line->cells[line->cell_count++] = pace;
    }
    free(mask);
    return line->cells || vp_fail_memory(err, count * sizeof *line->cells);
}

double vp_road_length(const vp_shape *line)
{
    double metres = 0;
    for (size_t r = 0; r < line->ring_count; r++)
        for (size_t p = line->ring_starts[r] + 1; p < line->ring_starts[r + 1]; p++)
            metres += hypot(line->points[p].x - line->points[p - 1].x, line->points[p].y - line->points[p - 1].y);
    return metres;
}

bool vp_road_find_lines(vp_road_work *w, vp_error *err)
{
    const vp_road_question *q = w->question;
    vp_quicker_cell pace = {0};
    const char *of = NULL;
    w->lines = calloc(q->link_count + 1, sizeof *w->lines);
    if (!w->lines) return vp_fail_memory(err, q->link_count * sizeof *w->lines);
    for (size_t l = 0; l < q->link_count; l++) {
        vp_road_gain *gain = &w->result->gains[l];
        if (!of || strcmp(of, q->links[l].class_name) != 0) {
            bool slope = pace.slope;
            of = q->links[l].class_name;
            if (!pace_of(w, of, &pace, err)) return false;
            if (l > 0 && slope != pace.slope)
                return vp_fail(err, VP_BAD_INPUT,
                               "%s and %s cannot be compared together: for %s the slope counts on one of them alone",
                               q->links[l - 1].class_name, of, w->service->mode);
        }
        if (!take_cells(w, &q->links[l], pace, &w->lines[l], err)) return false;
        if (w->lines[l].cell_count == 0)
            return vp_fail(err, VP_BAD_INPUT, "link %zu lies outside the province's grid", l + 1);
        gain->metres = vp_road_length(&q->links[l].line);
        gain->cells = w->lines[l].cell_count;
        for (size_t c = 0; c < gain->cells; c++) gain->quicker += vp_quicker_gains(w->sides[0], &w->lines[l].cells[c]);
    }
    return true;
}

/* ------------------------------------------------------------ who could use them */

/* With every link there, minutes of the quickest path over this one; of a round trip one of the two paths uses it. */
static bool take_paths(vp_road_work *w, vp_road_line *line, size_t side, vp_error *err)
{
    vp_reached through = {0};
    bool ok = vp_quicker_through(w->sides[side], line->cells, line->cell_count, &through, err);
    for (size_t i = 0; ok && i < through.count; i++) {
        int32_t demand = w->demand_of[through.cells[i]];
        if (demand < 0) continue;
        float minutes = through.minutes[i];
        if (w->sides[1]) { /* added up as vp_road_minutes_of does */
            float other = vp_quicker_minutes(w->sides[1 - side], through.cells[i]);
            float there = side == 0 ? minutes : other, back = side == 0 ? other : minutes;
            minutes = there + (back + (float)w->service->queue_minutes);
        }
        if (!(vp_road_worth(w, (size_t)demand, (double)minutes) > w->worth[demand])) continue;
        ok = VP_ARRAY_FIT(line->paths, line->path_room, line->path_count + 1, err);
        if (ok) line->paths[line->path_count++] = (vp_road_path){(uint32_t)demand, minutes, 0};
    }
    vp_reached_clear(&through);
    return ok;
}

static int by_demand(const void *a, const void *b)
{
    const vp_road_path *p = a, *q = b;
    if (p->demand != q->demand) return p->demand < q->demand ? -1 : 1;
    return (p->minutes > q->minutes) - (p->minutes < q->minutes);
}

static void keep_quickest(vp_road_line *line)
{
    size_t kept = 0;
    if (line->path_count == 0) return;
    qsort(line->paths, line->path_count, sizeof *line->paths, by_demand);
    for (size_t i = 0; i < line->path_count; i++)
        if (kept == 0 || line->paths[kept - 1].demand != line->paths[i].demand) line->paths[kept++] = line->paths[i];
    line->path_count = kept;
}

/* w->worth is that without links, while the minutes are those with all of them. */
bool vp_road_find_paths(vp_road_work *w, vp_error *err)
{
    for (size_t l = 0; l < w->question->link_count; l++) {
        if (!vp_time_budget_on(w->time, NAN, NAN, 0)) return true; /* paths_known stays false */
        if (!take_paths(w, &w->lines[l], 0, err)) return false;
        if (w->sides[1] && !take_paths(w, &w->lines[l], 1, err)) return false;
        keep_quickest(&w->lines[l]);
    }
    w->paths_known = true;
    return true;
}

double vp_road_most(const vp_road_work *w, size_t link, double gained)
{
    const vp_road_line *line = &w->lines[link];
    double most = gained;
    for (size_t i = 0; i < line->path_count; i++) {
        const vp_road_path *path = &line->paths[i];
        double rest = vp_road_worth(w, path->demand, (double)path->minutes) - w->worth[path->demand];
        if (rest > 0) most += rest / 2;
    }
    return most;
}
