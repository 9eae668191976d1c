#include "service/scenario_parts.h"
#include "base/array.h"
#include "store/parts/part_land.h"
#include "store/parts/part_owners.h"
#include "store/snapshot/snapshot_store.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct vp_scenario_parts {
    vp_what_if_parts parts; /* what a what-if gets */
    const vp_land_view *view;
    char *dataset; /* of the whole */
    vp_part *rows;
    vp_grid_geometry *windows;
    vp_run *own;
};

/* ------------------------------------------------------------ whose cells */

typedef struct {
    const uint16_t *owners;
    vp_grid_geometry geometry;
    vp_run *runs; /* NULL: only counted */
    size_t *next; /* [part] where its next run goes, or how many it has */
} listing;

/* The runs of each part within rows. */
static void walk(listing *l)
{
    size_t cells = vp_grid_geometry_cells(l->geometry);
    for (size_t first = 0, end; first < cells; first = end) {
        size_t row_end = (first / l->geometry.columns + 1) * l->geometry.columns;
        uint16_t part = l->owners[first];
        for (end = first + 1; end < row_end && l->owners[end] == part;) end++;
        if (part == VP_NO_PART) continue;
        if (l->runs) l->runs[l->next[part]] = (vp_run){(uint32_t)first, (uint32_t)(end - first), part};
        l->next[part]++;
    }
}

static bool list_own(vp_scenario_parts *p, vp_error *err)
{
    uint16_t *owners = vp_part_owners(&p->view->region, p->rows, p->parts.count, err);
    size_t *next = calloc(p->parts.count + 1, sizeof *next), total = 0;
    listing l = {owners, p->view->region.geometry, NULL, next};
    bool ok = owners && (next || vp_fail_memory(err, p->parts.count * sizeof *next));
    if (ok) walk(&l);
    for (size_t i = 0; ok && i < p->parts.count; i++) {
        size_t count = next[i];
        next[i] = total;
        total += count;
    }
    if (ok) p->own = l.runs = malloc((total + 1) * sizeof *p->own);
    ok = ok && (p->own || vp_fail_memory(err, total * sizeof *p->own));
    if (ok) walk(&l);
    p->parts.own = p->own;
    p->parts.own_count = total;
    free(owners);
    free(next);
    return ok;
}

/* ------------------------------------------------------------ one part */

static vp_region *cut_window(const void *context, vp_grid_geometry window, vp_error *err)
{
    const vp_scenario_parts *p = context;
    vp_grid_geometry all = p->view->region.geometry;
    size_t column, row;
    vp_region whole = p->view->region;
    whole.land.roads = p->view->snapshot->land.roads;
    bool fits = vp_part_corner(all, window, &column, &row);
    assert(fits);
    return fits && vp_land_view_touch(p->view, row * all.columns, window.rows * all.columns, err)
               ? vp_part_land_cut(&whole, p->dataset, window, err)
               : NULL;
}

static vp_region *cut(const void *context, size_t part, vp_error *err)
{
    const vp_scenario_parts *p = context;
    if (!*p->rows[part].crs) return cut_window(context, p->windows[part], err);
    vp_fail(err, VP_BAD_INPUT,
            "part %.64s is computed in %.64s, a system of its own: what would change there shows when its tables are "
            "edited, it is built (vungphu build --part %.64s) and merged",
            p->rows[part].id, p->rows[part].crs, p->rows[part].id);
    return NULL;
}

static const uint32_t *whole_roads(const void *context, vp_error *err)
{
    const vp_scenario_parts *p = context;
    return vp_land_view_touch(p->view, 0, VP_EVERY_CELL, err) ? p->view->snapshot->land.roads : NULL;
}

/* ------------------------------------------------------------ life */

static bool load(vp_scenario_parts *p, vp_error *err)
{
    const vp_provenance *from = &p->view->snapshot->provenance;
    p->dataset = vp_snapshot_find_dataset(from->directory, from->id, NULL, err);
    if (!p->dataset || !vp_parts_load(p->dataset, &p->rows, &p->parts.count, err)) return false;
    p->windows = malloc((p->parts.count + 1) * sizeof *p->windows);
    if (!p->windows) return vp_fail_memory(err, p->parts.count * sizeof *p->windows);
    for (size_t i = 0; i < p->parts.count; i++) p->windows[i] = p->rows[i].window;
    p->parts.windows = p->windows;
    p->parts.cut = cut;
    p->parts.cut_window = cut_window;
    p->parts.free_cut = vp_part_land_free;
    p->parts.whole_roads = whole_roads;
    p->parts.context = p;
    return list_own(p, err);
}

vp_scenario_parts *vp_scenario_parts_new(const vp_land_view *view, vp_error *err)
{
    vp_scenario_parts *p = calloc(1, sizeof *p);
    if (!p) {
        vp_fail_memory(err, sizeof *p);
        return NULL;
    }
    p->view = view;
    if (load(p, err)) return p;
    vp_scenario_parts_free(p);
    return NULL;
}

void vp_scenario_parts_free(vp_scenario_parts *p)
{
    if (!p) return;
    vp_parts_free(p->rows, p->parts.count);
    free(p->windows);
    free(p->own);
    free(p->dataset);
    free(p);
}

const vp_what_if_parts *vp_scenario_parts_of(const vp_scenario_parts *p) { return p ? &p->parts : NULL; }
