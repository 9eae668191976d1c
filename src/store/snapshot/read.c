/* The loader of snapshots: every byte that is used is checked against its sum first; cells when they are first asked
 * for. */
#include "platform/parallel.h"
#include "store/files/published.h"
#include "store/snapshot/cell_files.h"
#include "store/snapshot/manifest.h"
#include "store/snapshot/snapshot_archive.h"
#include "store/snapshot/snapshot_store.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <vungphu/levels.h>

typedef struct {
    char *directory; /* of this snapshot */
    vp_manifest manifest;
    vp_snapshot *snapshot;
    vp_cell_files *cells; /* the snapshot's, once it holds them */
} loading;

static bool read_archive(const loading *l, const char *name, const char *kind, vp_archive_walk *walk, void *subject,
                         vp_error *err)
{
    size_t length;
    void *bytes = vp_manifest_bytes(&l->manifest, l->directory, name, &length, err);
    bool ok = bytes && vp_archive_read(name, bytes, length, kind, walk, subject, err);
    free(bytes);
    return ok;
}

static bool load_weights(loading *l, vp_error *err)
{
    l->snapshot->results.main_weights = calloc(1, sizeof *l->snapshot->results.main_weights);
    if (!l->snapshot->results.main_weights) return vp_fail_memory(err, sizeof *l->snapshot->results.main_weights);
    vp_archived_weights subject = {l->snapshot->region, l->snapshot->results.main_weights};
    return read_archive(l, VP_WEIGHTS_FILE, "weights", vp_archive_weights, &subject, err);
}

static bool load_lattices(loading *l, vp_error *err)
{
    vp_archived_lattices subject = {&l->snapshot->places.mercator_to_cell, &l->snapshot->region->cell_to_lonlat};
    return read_archive(l, VP_LATTICES_FILE, "lattices", vp_archive_lattices, &subject, err);
}

static bool load_backdrop(loading *l, vp_error *err)
{
    vp_backdrop *backdrop = l->snapshot->places.backdrop = calloc(1, sizeof *backdrop);
    if (!backdrop) return vp_fail_memory(err, sizeof *backdrop);
    return read_archive(l, VP_BACKDROP_FILE, "backdrop", vp_archive_backdrop, backdrop, err);
}

static bool load_relief(loading *l, vp_error *err)
{
    return (l->snapshot->places.relief = vp_cell_files_open_relief(l->cells, err)) != NULL;
}

static bool load_fixed(loading *l, size_t which, vp_error *err)
{
    vp_archived_coverage coverage = {l->snapshot->region, l->snapshot->results.coverage, 0};
    vp_archived_gaps gaps = {l->snapshot->region, &l->snapshot->listings.gaps};
    vp_archived_unserved unserved = {l->snapshot->region, &l->snapshot->listings.unserved};
    switch (which) {
    case VP_PIECE_PEOPLE: return read_archive(l, VP_PEOPLE_FILE, "people", vp_archive_people, &coverage, err);
    case VP_PIECE_JOINT: return vp_cell_files_open_facts(l->cells, VP_NONE, coverage.coverage, err);
    case VP_PIECE_PLANNED: return vp_cell_files_open_planned(l->cells, coverage.coverage, err);
    case VP_PIECE_UNSERVED: return read_archive(l, VP_UNSERVED_FILE, "unserved", vp_archive_unserved, &unserved, err);
    case VP_PIECE_GAPS: return read_archive(l, VP_GAPS_FILE, "gaps", vp_archive_gaps, &gaps, err);
    case VP_PIECE_QUALITY:
        return read_archive(l, VP_QUALITY_FILE, "quality", vp_archive_quality, &l->snapshot->listings.quality, err);
    case VP_PIECE_HISTORY:
        return read_archive(l, VP_HISTORY_FILE, "history", vp_archive_history, &l->snapshot->listings.history, err);
    case VP_PIECE_WEIGHTS: return load_weights(l, err);
    case VP_PIECE_BACKDROP: return load_backdrop(l, err);
    case VP_PIECE_RELIEF: return load_relief(l, err);
    default: return load_lattices(l, err);
    }
}

static bool load_piece(void *context, size_t place, size_t i, vp_error *err)
{
    (void)place;
    loading *l = context;
    vp_region *region = l->snapshot->region;
    size_t services = region->definitions.service_count, populations = region->people.population_count;
    /* The largest first, so that no thread is left alone with one at the end. */
    if (i < populations) return vp_cell_files_open_population(l->cells, i, &region->people.populations[i].people, err);
    i -= populations;
    if (i < services) return vp_cell_files_open_facts(l->cells, i, l->snapshot->results.coverage, err);
    i -= services;
    if (i < VP_CELLS_COUNT * services)
        return vp_cell_files_open(l->cells, (vp_result_cells)(i / services), i % services, &l->snapshot->results, err);
    return load_fixed(l, i - VP_CELLS_COUNT * services, err);
}

static void free_files(void *files) { vp_cell_files_free(files); }

static bool load_region(loading *l, vp_error *err)
{
    vp_snapshot *s = l->snapshot;
    s->region = calloc(1, sizeof *s->region);
    if (!s->region) return vp_fail_memory(err, sizeof *s->region);
    if (!read_archive(l, VP_REGION_FILE, "region", vp_archive_region, s->region, err) ||
        !vp_levels_prepare(&s->region->units, err))
        return false;
    s->results.coverage = vp_coverage_new_unplaced(s->region, err);
    if (!s->results.coverage) return false;
    s->results.surfaces = calloc(s->region->definitions.service_count + 1, sizeof *s->results.surfaces);
    s->results.nearest = calloc(s->region->definitions.service_count + 1, sizeof *s->results.nearest);
    s->results.mode = calloc(s->region->definitions.service_count + 1, sizeof *s->results.mode);
    s->results.shown = calloc(s->region->definitions.service_count + 1, sizeof *s->results.shown);
    s->results.access = calloc(s->region->definitions.service_count + 1, sizeof *s->results.access);
    l->cells = vp_cell_files_new(s->region, l->directory, &l->manifest, err);
    if (!l->cells) return false;
    vp_snapshot_keep_in(
        s, (vp_cell_store){vp_cell_files_touch, vp_cell_files_touch_land, free_files, l->cells, vp_cell_files_rest});
    return (s->results.surfaces && s->results.nearest && s->results.mode && s->results.shown && s->results.access) ||
           vp_fail_memory(err, s->region->definitions.service_count * sizeof *s->results.surfaces);
}

static bool load_all(loading *l, const char *id, vp_error *err)
{
    vp_snapshot *s = l->snapshot;
    if (!vp_manifest_read(&l->manifest, l->directory, err)) return false;
    if (strcmp(l->manifest.id, id) != 0)
        return vp_fail(err, VP_BAD_INPUT, "%s: says that it is %s", l->directory, l->manifest.id);
    if (!vp_manifest_check_lengths(&l->manifest, l->directory, err) || !load_region(l, err)) return false;
    size_t pieces = s->region->definitions.service_count * (VP_CELLS_COUNT + 1) + s->region->people.population_count +
                    VP_PIECES_APART;
    if (!vp_parallel_run(0, pieces, load_piece, l, err) || !vp_cell_files_open_land(l->cells, &s->land, err))
        return false;
    s->places.outlines = vp_cell_files_open_outlines(l->cells, err); /* places areas on a lattice */
    if (!s->places.outlines) return false;
    vp_manifest *m = &l->manifest; /* what the snapshot takes over */
    s->provenance.id = m->id;
    s->provenance.made_at = m->made_at;
    s->provenance.software = m->software;
    s->provenance.merged = m->merged;
    s->results.travel = m->travel;
    s->provenance.sources = m->sources;
    s->provenance.source_count = m->source_count;
    m->id = m->made_at = m->software = NULL;
    m->sources = NULL;
    m->source_count = 0;
    return true;
}

vp_snapshot *vp_snapshot_load(const char *directory, vp_error *err)
{
    char *id = vp_published_current(directory, err);
    if (!id) return NULL;
    loading l = {.directory = vp_path_join(err, directory, "published", id, NULL), .snapshot = vp_snapshot_new(err)};
    bool ok = l.directory && l.snapshot && load_all(&l, id, err);
    if (ok) {
        l.snapshot->provenance.directory = strdup(directory);
        ok = l.snapshot->provenance.directory || vp_fail_memory(err, strlen(directory));
    }
    if (!ok) vp_snapshot_release(l.snapshot);
    vp_manifest_clear(&l.manifest);
    free(l.directory);
    free(id);
    return ok ? l.snapshot : NULL;
}

typedef struct {
    const char *directory;
    vp_manifest manifest;
} verifying;

static bool verify_file(void *context, size_t place, size_t i, vp_error *err)
{
    (void)place;
    const verifying *v = context;
    size_t length;
    void *bytes = vp_manifest_bytes(&v->manifest, v->directory, v->manifest.files[i].path, &length, err);
    free(bytes);
    return bytes != NULL;
}

/* It is longer than what is read whole: in pieces. */
static bool verify_dataset(const char *directory, const char *id, const vp_manifest_file *then, vp_error *err)
{
    vp_checksum sum = "";
    char *path = vp_published_dataset(directory, id, err);
    bool ok = path && vp_checksum_file(path, sum, NULL, err);
    if (ok && strcmp(sum, then->sha256) != 0)
        ok = vp_fail(err, VP_BAD_INPUT,
                     "%s: is damaged: its checksum is not the one in snapshot.json; build the snapshot again", path);
    free(path);
    return ok;
}

bool vp_snapshot_verify(const char *directory, vp_error *err)
{
    char *id = vp_published_current(directory, err);
    char *path = id ? vp_path_join(err, directory, "published", id, NULL) : NULL;
    verifying v = {.directory = path};
    bool ok = path && vp_manifest_read(&v.manifest, path, err) &&
              vp_parallel_run(0, v.manifest.file_count, verify_file, &v, err) &&
              verify_dataset(directory, id, &v.manifest.dataset, err);
    vp_manifest_clear(&v.manifest);
    free(path);
    free(id);
    return ok;
}

static bool is_kept(const char *snapshot, const char *id, vp_error *err)
{
    if (access(snapshot, F_OK) == 0) return true;
    return vp_fail(err, VP_CONFLICT, "snapshot %s is no longer kept, but it is served: reload the server", id);
}

static bool check_dataset(const char *path, const char *id, const vp_manifest_file *then, vp_error *err)
{
    vp_manifest_file now = {0};
    const char *slash = strrchr(path, '/');
    char *folder = strndup(path, (size_t)(slash - path));
    bool ok = (folder || vp_fail_memory(err, strlen(path))) && vp_manifest_measure(&now, folder, slash + 1, err);
    if (ok && strcmp(now.blake2b, then->blake2b) != 0)
        ok = vp_fail(err, VP_BAD_INPUT,
                     "%s: is damaged, or not the one that snapshot %s was made from; run vungphu build", path, id);
    free(now.path);
    free(folder);
    return ok;
}

char *vp_snapshot_find_dataset(const char *directory, const char *id, vp_travel_options *travel, vp_error *err)
{
    vp_manifest manifest = {0};
    char *current = id ? NULL : vp_published_current(directory, err);
    if (!id) id = current;
    char *snapshot = id ? vp_path_join(err, directory, "published", id, NULL) : NULL;
    char *path = snapshot ? vp_published_dataset(directory, id, err) : NULL;
    bool ok = path && is_kept(snapshot, id, err) && vp_manifest_read(&manifest, snapshot, err) &&
              check_dataset(path, id, &manifest.dataset, err);
    if (ok && travel) *travel = manifest.travel;
    if (!ok) {
        free(path);
        path = NULL;
    }
    free(snapshot);
    free(current);
    vp_manifest_clear(&manifest);
    return path;
}
