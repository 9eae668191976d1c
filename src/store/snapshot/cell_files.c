#include "store/snapshot/cell_files.h"
#include "platform/memory.h"
#include "store/files/published.h"
#include "store/snapshot/files.h"
#include "store/snapshot/snapshot_archive.h"
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct vp_cell_files {
    const vp_region *region;
    const char *directory;       /* while opening */
    const vp_manifest *manifest; /* the same */
    size_t services, populations;
    vp_mapped_file **files; /* [kind · services + service], then the populations, then the facts by service, joint and
                               of years to come */
    vp_mapped_file *outlines, *relief, *land[VP_LAND_COUNT];
    atomic_size_t asked; /* bytes so far */
    size_t resident, together;
};

#define LOOK_AFTER ((size_t)64 << 20)
/* One cell that is asked for brings what lies around it: the system maps up to a large page of its cache. */
#define BROUGHT_AT_LEAST ((size_t)1 << 20)

/* Of each cell of the grid; 0: on cells of its own. */
static const size_t land_bytes[VP_LAND_COUNT] = {
    [VP_LAND_ELEVATION] = 4, [VP_LAND_COVER] = 1, [VP_LAND_ROADS] = 4, [VP_LAND_BARRIERS] = 4};
static const char *const kinds[VP_CELLS_COUNT] = {"surface", "nearest", "mode", "shown", "access"};

static size_t bytes_each(vp_result_cells kind)
{
    switch (kind) {
    case VP_CELLS_SHOWN: return sizeof(uint8_t);
    case VP_CELLS_ACCESS: return sizeof(int64_t);
    default: return sizeof(float);
    }
}

static size_t first_facts(const vp_cell_files *f) { return VP_CELLS_COUNT * f->services + f->populations; }

static size_t file_count(const vp_cell_files *f) { return first_facts(f) + f->services + 2; }

vp_cell_files *vp_cell_files_new(const vp_region *region, const char *directory, const vp_manifest *manifest,
                                 vp_error *err)
{
    vp_cell_files *f = calloc(1, sizeof *f);
    if (f) {
        *f = (vp_cell_files){.region = region,
                             .directory = directory,
                             .manifest = manifest,
                             .resident = VP_CELLS_RESIDENT,
                             .together = VP_CELLS_TOGETHER,
                             .services = region->definitions.service_count,
                             .populations = region->people.population_count};
        f->files = calloc(file_count(f) + 1, sizeof *f->files);
    }
    if (f && f->files) return f;
    free(f);
    vp_fail_memory(err, sizeof *f);
    return NULL;
}

void vp_cell_files_free(vp_cell_files *f)
{
    if (!f) return;
    for (size_t i = 0; i < file_count(f); i++) vp_mapped_file_close(f->files[i]);
    vp_mapped_file_close(f->outlines);
    vp_mapped_file_close(f->relief);
    for (size_t i = 0; i < VP_LAND_COUNT; i++) vp_mapped_file_close(f->land[i]);
    free(f->files);
    free(f);
}

/* NULL and no error where the manifest has no such file. */
static bool open_file(vp_cell_files *f, const char *name, const char *kind, size_t bytes, vp_mapped_file **file,
                      vp_error *err)
{
    if (!vp_manifest_find(f->manifest, name)) return true;
    char *path = vp_path_join(err, f->directory, name, NULL);
    *file = path ? vp_mapped_file_open(path, kind, bytes, err) : NULL;
    free(path);
    return *file != NULL;
}

static void name_cells(const vp_definitions *definitions, vp_result_cells kind, size_t service, vp_file_name name)
{
    vp_file_name raster;
    switch (kind) {
    case VP_CELLS_NEAREST: vp_snapshot_nearest_name(definitions, service, raster); break;
    case VP_CELLS_MODE: vp_snapshot_mode_name(definitions, service, raster); break;
    case VP_CELLS_SHOWN: vp_snapshot_shown_name(definitions, service, name); return;
    case VP_CELLS_ACCESS: vp_snapshot_access_name(definitions, service, name); return;
    default: vp_snapshot_surface_name(definitions, service, raster); break;
    }
    vp_snapshot_cells_name(raster, name);
}

static size_t mode_count(const char *modes)
{
    size_t count = 1;
    for (const char *at = modes; (at = strchr(at, '|')); at++) count++;
    return count;
}

bool vp_cell_files_open(vp_cell_files *f, vp_result_cells kind, size_t service, vp_results *results, vp_error *err)
{
    const vp_service *s = &f->region->definitions.services[service];
    vp_mapped_file **file = &f->files[kind * f->services + service];
    size_t bytes = vp_grid_geometry_cells(f->region->geometry) * bytes_each(kind);
    vp_file_name name;
    name_cells(&f->region->definitions, kind, service, name);
    if (!open_file(f, name, kinds[kind], bytes, file, err)) return false;
    if (!*file) return true;
    void *cells = (void *)(uintptr_t)vp_mapped_file_bytes(*file);
    bool signal = s->reach == VP_REACH_SIGNAL;
    switch (kind) {
    case VP_CELLS_NEAREST:
        vp_mapped_file_holds_rows(*file,
                                  signal ? f->region->supply.transmitter_count : f->region->supply.facility_count,
                                  signal ? "transmitter" : "facility");
        results->nearest[service] = cells;
        return true;
    case VP_CELLS_MODE:
        vp_mapped_file_holds_rows(*file, mode_count(s->mode), "mode");
        results->mode[service] = cells;
        return true;
    case VP_CELLS_SHOWN: results->shown[service] = cells; return true;
    case VP_CELLS_ACCESS: results->access[service] = cells; return true;
    default: return (results->surfaces[service] = vp_grid_over(f->region->geometry, cells, err)) != NULL;
    }
}

bool vp_cell_files_open_population(vp_cell_files *f, size_t population, vp_grid **people, vp_error *err)
{
    vp_mapped_file **file = &f->files[VP_CELLS_COUNT * f->services + population];
    size_t bytes = vp_grid_geometry_cells(f->region->geometry) * sizeof(float);
    vp_file_name raster, name;
    vp_snapshot_population_name(&f->region->people, population, raster);
    vp_snapshot_cells_name(raster, name);
    if (!open_file(f, name, "population", bytes, file, err)) return false;
    if (!*file)
        return vp_fail(err, VP_BAD_INPUT, "%s/snapshot.json: lists no cells of population %s; build the snapshot again",
                       f->directory, f->region->people.populations[population].label);
    *people = vp_grid_over(f->region->geometry, vp_mapped_file_bytes(*file), err);
    return *people && vp_mapped_file_touch(*file, 0, bytes, err);
}

/* A file of facts: its place behind first_facts, its name and kind, and what reads it. */
typedef struct {
    size_t place;
    const char *name, *kind;
    vp_archive_walk *walk;
} mapped_walk;

static bool read_mapped(vp_cell_files *f, mapped_walk w, vp_archived_coverage *subject, vp_error *err)
{
    vp_mapped_file **file = &f->files[first_facts(f) + w.place];
    if (!open_file(f, w.name, w.kind, SIZE_MAX, file, err)) return false;
    if (!*file)
        return vp_fail(err, VP_BAD_INPUT, "%s/snapshot.json: lists no %s; build the snapshot again", f->directory,
                       w.name);
    return vp_archive_read_mapped(*file, w.name, w.walk, subject, err);
}

bool vp_cell_files_open_facts(vp_cell_files *f, size_t service, vp_coverage *coverage, vp_error *err)
{
    bool joint = service == VP_NONE;
    vp_archived_coverage subject = {f->region, coverage, service};
    vp_file_name name = VP_JOINT_FILE;
    if (joint) return read_mapped(f, (mapped_walk){f->services, name, "joint", vp_archive_joint}, &subject, err);
    vp_snapshot_facts_name(&f->region->definitions, service, name);
    return read_mapped(f, (mapped_walk){service, name, "facts", vp_archive_facts}, &subject, err);
}

bool vp_cell_files_open_planned(vp_cell_files *f, vp_coverage *coverage, vp_error *err)
{
    vp_archived_coverage subject = {f->region, coverage, VP_NONE};
    const mapped_walk planned = {f->services + 1, VP_PLANNED_FILE, "planned", vp_archive_planned};
    return read_mapped(f, planned, &subject, err);
}

vp_outlines *vp_cell_files_open_outlines(vp_cell_files *f, vp_error *err)
{
    vp_outline_layout layout = vp_snapshot_outline_layout(&f->region->units);
    if (!open_file(f, VP_OUTLINES_FILE, "outlines", layout.length, &f->outlines, err)) return NULL;
    if (!f->outlines) {
        vp_fail(err, VP_BAD_INPUT, "%s/snapshot.json: lists no %s; build the snapshot again", f->directory,
                VP_OUTLINES_FILE);
        return NULL;
    }
    char *bytes = (char *)(uintptr_t)vp_mapped_file_bytes(f->outlines);
    vp_outline_parts parts = {.points = (void *)bytes,
                              .weights = (void *)(bytes + layout.weights_at),
                              .outer = (void *)(bytes + layout.outer_at),
                              .bounds = (void *)(bytes + layout.bounds_at)};
    if (!vp_mapped_file_touch(f->outlines, 0, layout.length, err)) return NULL;
    return vp_outlines_over(f->region, parts, err);
}

const uint8_t *vp_cell_files_open_relief(vp_cell_files *f, vp_error *err)
{
    size_t cells = vp_grid_geometry_cells(f->region->geometry);
    if (!open_file(f, VP_RELIEF_FILE, "relief", cells, &f->relief, err)) return NULL;
    if (!f->relief) {
        vp_fail(err, VP_BAD_INPUT, "%s/snapshot.json: lists no %s; build the snapshot again", f->directory,
                VP_RELIEF_FILE);
        return NULL;
    }
    return vp_mapped_file_touch(f->relief, 0, cells, err) ? vp_mapped_file_bytes(f->relief) : NULL;
}

static const void *bytes_of(const vp_mapped_file *file) { return file ? vp_mapped_file_bytes(file) : NULL; }

/* The coarser elevation of a file, over its cells; NULL and err where its geometry is none or not its length's. */
static vp_grid *open_wide(vp_mapped_file *file, vp_error *err)
{
    double head[VP_LAND_WIDE_HEAD];
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

bool vp_cell_files_open_land(vp_cell_files *f, vp_land *land, vp_error *err)
{
    size_t cells = vp_grid_geometry_cells(f->region->geometry);
    for (size_t i = 0; i < VP_LAND_COUNT; i++)
        if (!open_file(f, vp_land_files[i], vp_land_kinds[i], land_bytes[i] ? cells * land_bytes[i] : SIZE_MAX,
                       &f->land[i], err))
            return false;
    land->land_cover = (void *)(uintptr_t)bytes_of(f->land[VP_LAND_COVER]);
    land->roads = (void *)(uintptr_t)bytes_of(f->land[VP_LAND_ROADS]);
    land->barriers = (void *)(uintptr_t)bytes_of(f->land[VP_LAND_BARRIERS]);
    const vp_mapped_file *elevation = f->land[VP_LAND_ELEVATION];
    if (elevation) land->elevation = vp_grid_over(f->region->geometry, bytes_of(elevation), err);
    if (elevation && !land->elevation) return false;
    if (f->land[VP_LAND_WIDE]) land->elevation_wide = open_wide(f->land[VP_LAND_WIDE], err);
    return land->elevation_wide || !f->land[VP_LAND_WIDE];
}

static void give_back(const vp_cell_files *f)
{
    for (size_t i = 0; i < file_count(f); i++)
        if (f->files[i]) vp_mapped_file_give_back(f->files[i]);
    if (f->relief) vp_mapped_file_give_back(f->relief);
    for (size_t i = 0; i < VP_LAND_COUNT; i++)
        if (f->land[i]) vp_mapped_file_give_back(f->land[i]);
}

/* What is mapped and goes must be mapped again when it is asked for, which takes as long as to compute with it. */
void vp_cell_files_rest(void *files)
{
    const vp_cell_files *f = files;
    size_t own = vp_memory_own(), left = own < f->together ? f->together - own : 0;
    if (vp_memory_of_files() > (left > f->resident ? left : f->resident)) give_back(f);
}

void vp_cell_files_limit(vp_cell_files *f, size_t resident, size_t together)
{
    f->resident = resident;
    f->together = together;
}

/* Each LOOK_AFTER bytes that are asked for, one caller looks whether the process holds too much, and frees some. */
static void count_asked(vp_cell_files *f, size_t asked)
{
    size_t bytes = asked > BROUGHT_AT_LEAST ? asked : BROUGHT_AT_LEAST;
    size_t before = atomic_fetch_add_explicit(&f->asked, bytes, memory_order_relaxed);
    if (before / LOOK_AFTER != (before + bytes) / LOOK_AFTER) vp_cell_files_rest(f);
}

bool vp_cell_files_touch(void *files, vp_result_cells kind, size_t service, size_t first, size_t count, vp_error *err)
{
    vp_cell_files *f = files;
    size_t cells = vp_grid_geometry_cells(f->region->geometry);
    if (count > cells - first) count = cells - first;
    size_t each = bytes_each(kind);
    count_asked(f, count * each);
    return vp_mapped_file_touch(f->files[kind * f->services + service], first * each, count * each, err);
}

/* The coarser elevation has cells of its own: it is looked at whole. */
bool vp_cell_files_touch_land(void *files, size_t first, size_t count, vp_error *err)
{
    vp_cell_files *f = files;
    size_t cells = vp_grid_geometry_cells(f->region->geometry);
    if (count > cells - first) count = cells - first;
    for (size_t i = 0; i < VP_LAND_COUNT; i++) {
        size_t each = land_bytes[i], length = f->land[i] ? vp_mapped_file_length(f->land[i]) : 0;
        size_t from = each ? first * each : 0, bytes = each ? count * each : length;
        if (!f->land[i]) continue;
        count_asked(f, bytes);
        if (!vp_mapped_file_touch(f->land[i], from, bytes, err)) return false;
    }
    return true;
}
