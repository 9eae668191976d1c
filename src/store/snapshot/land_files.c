#include "store/snapshot/land_files.h"
#include "platform/parallel.h"
#include "store/files/mapped_file.h"
#include "store/files/published.h"
#include "store/snapshot/files.h"
#include <stdlib.h>
#include <string.h>

typedef struct {
    const vp_region *region;
    const vp_kept_results *kept; /* NULL: nothing is */
    const char *draft;
    vp_manifest_file files[VP_LAND_COUNT]; /* as measured; path NULL: none */
} writing;

/* NULL: the region has none. */
static const void *cells_of(const vp_land *land, vp_land_file which, size_t *bytes_each)
{
    *bytes_each = which == VP_LAND_COVER ? sizeof *land->land_cover : sizeof(uint32_t);
    switch (which) {
    case VP_LAND_ELEVATION: return land->elevation ? vp_grid_cells(land->elevation) : NULL;
    case VP_LAND_COVER: return land->land_cover;
    case VP_LAND_ROADS: return land->roads;
    case VP_LAND_BARRIERS: return land->barriers;
    default: return NULL;
    }
}

static bool write_wide(const char *path, const vp_grid *wide, vp_error *err)
{
    vp_grid_geometry g = vp_grid_geometry_of(wide);
    double head[VP_LAND_WIDE_HEAD] = {(double)g.columns, (double)g.rows, g.cell_metres, g.west, g.north};
    size_t bytes = vp_grid_geometry_cells(g) * sizeof(float);
    char *all = malloc(sizeof head + bytes);
    if (!all) return vp_fail_memory(err, bytes);
    memcpy(all, head, sizeof head);
    memcpy(all + sizeof head, vp_grid_cells(wide), bytes);
    bool ok = vp_mapped_file_write(path, vp_land_kinds[VP_LAND_WIDE], all, sizeof head + bytes, err);
    free(all);
    return ok;
}

static bool write_file(writing *w, vp_land_file which, const void *cells, size_t bytes, vp_error *err)
{
    char *path = vp_path_join(err, w->draft, vp_land_files[which], NULL);
    bool ok = path && (cells ? vp_mapped_file_write(path, vp_land_kinds[which], cells, bytes, err)
                             : write_wide(path, w->region->land.elevation_wide, err));
    free(path);
    return ok && vp_manifest_measure(&w->files[which], w->draft, vp_land_files[which], err);
}

/* As the last snapshot has them. */
static bool is_given(writing *w, vp_land_file which)
{
    const vp_snapshot *last = vp_kept_results_snapshot(w->kept);
    const vp_land *now = &w->region->land, *then = last ? &last->land : NULL;
    if (!last || !vp_grid_geometry_same(last->region->geometry, w->region->geometry)) return false;
    size_t each = 0, ignored;
    const void *a = cells_of(now, which, &each), *b = cells_of(then, which, &ignored);
    size_t bytes = vp_grid_geometry_cells(w->region->geometry) * each;
    if (which == VP_LAND_WIDE && now->elevation_wide && then->elevation_wide) {
        vp_grid_geometry g = vp_grid_geometry_of(now->elevation_wide);
        if (!vp_grid_geometry_same(g, vp_grid_geometry_of(then->elevation_wide))) return false;
        a = vp_grid_cells(now->elevation_wide), b = vp_grid_cells(then->elevation_wide);
        bytes = vp_grid_geometry_cells(g) * sizeof(float);
    }
    return a && b && memcmp(a, b, bytes) == 0 &&
           vp_kept_results_give_same(w->kept, w->draft, vp_land_files[which], &w->files[which]);
}

static bool write_one(void *context, size_t place, size_t i, vp_error *err)
{
    (void)place;
    writing *w = context;
    size_t each;
    const void *cells = cells_of(&w->region->land, (vp_land_file)i, &each);
    if (!cells && (i != VP_LAND_WIDE || !w->region->land.elevation_wide)) return true;
    if (is_given(w, (vp_land_file)i)) return true;
    return write_file(w, (vp_land_file)i, cells, vp_grid_geometry_cells(w->region->geometry) * each, err);
}

bool vp_land_files_write(const vp_region *region, const vp_kept_results *kept, const char *draft, vp_manifest *manifest,
                         vp_error *err)
{
    writing w = {.region = region, .kept = kept, .draft = draft};
    bool ok = vp_parallel_run(0, VP_LAND_COUNT, write_one, &w, err);
    for (size_t i = 0; i < VP_LAND_COUNT; i++) {
        if (ok && w.files[i].path)
            ok = vp_manifest_add(manifest, w.files[i], err);
        else
            free(w.files[i].path);
    }
    return ok;
}
