#include "travel/referral_status.h"
#include "travel/cut_off.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const vp_referral_status_names[] = {"reached", "no_path", "not_known"};

/* Cells from which, or to which, a path would lead if the unknown terrain could be crossed. */
typedef struct {
    const vp_referral_question *q;
    bool back;       /* from the places of `to` instead of towards them */
    size_t *targets; /* of `to`: SIZE_MAX for those left out */
    uint8_t *cut;    /* per cell of the grid */
} terrain_view;

static bool init(terrain_view *view, const vp_referral_question *q, bool back, vp_error *err)
{
    size_t cells = vp_grid_geometry_cells(q->region->geometry);
    *view = (terrain_view){q, back, malloc((q->to_count + 1) * sizeof *view->targets), malloc(cells)};
    return (view->targets && view->cut) || vp_fail_memory(err, cells);
}

static void clear(terrain_view *view)
{
    free(view->targets);
    free(view->cut);
}

/* Fills cut for the targets. */
static bool look(terrain_view *view, vp_error *err)
{
    const vp_referral_question *q = view->q;
    vp_travel_options options = q->travel;
    options.from_facility = view->back;
    options.without_nearest = true;
    vp_travel_solved solved = {q->region, q->modes, view->targets, q->to_count, &options};
    vp_modes_travel travel = {0};
    vp_cut_off cut = {0};
    vp_modes_engine *engine = vp_modes_engine_new(q->modes, &options, err);
    bool ok = engine && vp_modes_engine_solve(engine, view->targets, q->to_count, &travel, err) &&
              vp_cut_off_find(&solved, vp_grid_cells(travel.minutes), &cut, err);
    memset(view->cut, 0, vp_grid_geometry_cells(q->region->geometry));
    for (size_t i = 0; ok && i < cut.count; i++) view->cut[cut.cells[i]] = 1;
    for (size_t i = 0; ok && i < vp_grid_geometry_cells(q->region->geometry); i++)
        if (vp_cut_off_is_unknown(&solved, i)) view->cut[i] = 1;
    vp_modes_engine_free(engine);
    vp_modes_travel_clear(&travel);
    vp_cut_off_clear(&cut);
    return ok;
}

static vp_referral_status status_at(const terrain_view *view, size_t cell)
{
    return cell == SIZE_MAX || view->cut[cell] ? VP_REFERRAL_NOT_KNOWN : VP_REFERRAL_NO_PATH;
}

/* The places that one of `from` may be referred to. Whether some is itself, and so left out. */
static bool aim(terrain_view *view, size_t from)
{
    bool itself = false;
    for (size_t to = 0; to < view->q->to_count; to++) {
        bool same = view->q->from[from].identity != VP_NONE && view->q->from[from].identity == view->q->to[to].identity;
        view->targets[to] = same ? SIZE_MAX : view->q->to[to].cell;
        itself |= same;
    }
    return itself;
}

/* One look serves all that are no place of `to` themselves. */
static bool find_there(terrain_view *view, vp_referral rows[], size_t count, vp_error *err)
{
    bool looked = false;
    for (size_t r = 0; r < count; r++) {
        if (rows[r].to != VP_NONE) continue;
        bool itself = aim(view, rows[r].from);
        if (itself || !looked) {
            if (!look(view, err)) return false;
            looked = !itself;
        }
        rows[r].status = rows[r].status_back = status_at(view, view->q->from[rows[r].from].cell);
    }
    return true;
}

static bool find_back(terrain_view *view, vp_referral rows[], size_t count, size_t to, vp_error *err)
{
    bool looked = false;
    for (size_t r = 0; r < count; r++) {
        if (rows[r].to != to || isfinite(rows[r].minutes_back)) continue;
        for (size_t i = 0; i < view->q->to_count; i++) view->targets[i] = i == to ? view->q->to[i].cell : SIZE_MAX;
        if (!looked && !look(view, err)) return false;
        looked = true;
        rows[r].status_back = status_at(view, view->q->from[rows[r].from].cell);
    }
    return true;
}

bool vp_referral_find_status(const vp_referral_question *q, vp_referral rows[], size_t count, vp_error *err)
{
    for (size_t r = 0; r < count; r++) {
        rows[r].status = rows[r].to == VP_NONE ? VP_REFERRAL_NO_PATH : VP_REFERRAL_REACHED;
        rows[r].status_back = isfinite(rows[r].minutes_back) ? VP_REFERRAL_REACHED : VP_REFERRAL_NO_PATH;
        if (q->from[rows[r].from].cell == SIZE_MAX) rows[r].status = rows[r].status_back = VP_REFERRAL_NOT_KNOWN;
    }
    if (!q->region) return true;
    terrain_view there = {0}, back = {0};
    bool ok = init(&there, q, false, err) && init(&back, q, true, err) && find_there(&there, rows, count, err);
    for (size_t to = 0; ok && to < q->to_count; to++) ok = find_back(&back, rows, count, to, err);
    clear(&there);
    clear(&back);
    return ok;
}
