#include "store/snapshot/land_files.h"
#include "platform/parallel.h"
#include "store/files/published.h"
#include "store/snapshot/files.h"
#include <stdlib.h>
#include <string.h>

/* Columns, rows, metres a cell, west, north: whole numbers as numbers, since all are 8 bytes. */
enum { WIDE_HEAD = 5 };

typedef struct {
    const vp_region *region;
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
    double head[WIDE_HEAD] = {(double)g.columns, (double)g.rows, g.cell_metres, g.west, g.north};
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

static bool write_one(void *context, size_t place, size_t i, vp_error *err)
{
    (void)place;
    writing *w = context;
    size_t each;
    const void *cells = cells_of(&w->region->land, (vp_land_file)i, &each);
    if (!cells && (i != VP_LAND_WIDE || !w->region->land.elevation_wide)) return true;
    return write_file(w, (vp_land_file)i, cells, vp_grid_geometry_cells(w->region->geometry) * each, err);
}

bool vp_land_files_write(const vp_region *region, const char *draft, vp_manifest *manifest, vp_error *err)
{
    writing w = {.region = region, .draft = draft};
    bool ok = vp_parallel_run(0, VP_LAND_COUNT, write_one, &w, err);
    for (size_t i = 0; i < VP_LAND_COUNT; i++) {
        if (ok && w.files[i].path)
            ok = vp_manifest_add(manifest, w.files[i], err);
        else
            free(w.files[i].path);
    }
    return ok;
}

vp_grid *vp_land_files_wide(vp_mapped_file *file, vp_error *err)
{
    double head[WIDE_HEAD];
    size_t length = vp_mapped_file_length(file);
    if (length < sizeof head) {
        vp_fail(err, VP_BAD_INPUT, "%s: has no geometry; build the snapshot again", vp_land_files[VP_LAND_WIDE]);
        return NULL;
    }
    if (!vp_mapped_file_touch(file, 0, sizeof head, err)) return NULL;
    memcpy(head, vp_mapped_file_bytes(file), sizeof head);
    bool whole = head[0] >= 1 && head[1] >= 1 && head[0] < INT32_MAX && head[1] < INT32_MAX;
    vp_grid_geometry g = {whole ? (size_t)head[0] : 0, whole ? (size_t)head[1] : 0, head[2], head[3], head[4]};
    if (!vp_grid_geometry_check(g, err)) return NULL;
    if (length == sizeof head + vp_grid_geometry_cells(g) * sizeof(float))
        return vp_grid_over(g, (const float *)((const char *)vp_mapped_file_bytes(file) + sizeof head), err);
    vp_fail(err, VP_BAD_INPUT, "%s: is not as long as its geometry says; build the snapshot again",
            vp_land_files[VP_LAND_WIDE]);
    return NULL;
}
