/* The writer of snapshots. */
#include "base/array.h"
#include "base/utc.h"
#include "platform/parallel.h"
#include "platform/path.h"
#include "snapshot/backdrop.h"
#include "snapshot/outlines.h"
#include "snapshot/ramps.h"
#include "store/files/mapped_file.h"
#include "store/files/published.h"
#include "store/snapshot/backdrop_rows.h"
#include "store/snapshot/coverage_database.h"
#include "store/snapshot/former.h"
#include "store/snapshot/land_files.h"
#include "store/snapshot/manifest.h"
#include "store/snapshot/past.h"
#include "store/snapshot/quality_collect.h"
#include "store/snapshot/snapshot_archive.h"
#include "store/snapshot/snapshot_store.h"
#include "store/snapshot/writer_internal.h"
#include "store/spatial/projection.h"
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <vungphu/relief.h>
#include <vungphu/unit_weights.h>
#include <vungphu/version.h>

/* Beside the files of the manifest. */
#define SYNCED_LAST VP_SNAPSHOT_JSON, VP_SNAPSHOT_SUM, "dataset.sqlite", "surfaces", "facts", "cells"

static bool make_directories(const char *draft, vp_error *err)
{
    static const char *const names[] = {"", "surfaces", "facts", "cells"};
    bool ok = true;
    for (size_t i = 0; ok && i < sizeof names / sizeof *names; i++) {
        char *path = *names[i] ? vp_path_join(err, draft, names[i], NULL) : strdup(draft);
        ok = path && (mkdir(path, 0777) == 0 ||
                      vp_fail(err, vp_error_of_system(errno), "%s: cannot be made: %s", path, strerror(errno)));
        free(path);
    }
    return ok;
}

static char *utc_now(vp_error *err)
{
    char *text = calloc(1, sizeof(vp_utc_text));
    if (text)
        vp_utc_write(time(NULL), text);
    else
        vp_fail_memory(err, sizeof(vp_utc_text));
    return text;
}

static bool fill_manifest(vp_snapshot_writer *w, vp_error *err)
{
    w->manifest.travel = vp_travel_defaults();
    w->manifest.id = vp_published_new_id(err);
    w->manifest.made_at = utc_now(err);
    w->manifest.software = strdup(VP_VERSION);
    return w->manifest.id && w->manifest.made_at && (w->manifest.software || vp_fail_memory(err, 8));
}

const char *vp_snapshot_draft_dataset(const vp_snapshot_writer *w) { return w->dataset; }

bool vp_snapshot_write_region(vp_snapshot_writer *w, const vp_region *region, vp_error *err)
{
    w->region = region;
    return vp_manifest_read_dataset(&w->manifest, w->dataset, err) &&
           vp_manifest_measure(&w->manifest.dataset, w->draft, "dataset.sqlite", err);
}

void vp_snapshot_write_merged(vp_snapshot_writer *w) { w->manifest.merged = true; }

void vp_snapshot_write_travel(vp_snapshot_writer *w, const vp_travel_options *travel) { w->manifest.travel = *travel; }

void vp_snapshot_write_weights(vp_snapshot_writer *w, const vp_weights *main_set) { w->weights = main_set; }

void vp_snapshot_write_same(vp_snapshot_writer *w) { w->same_but_places = true; }

const vp_region *vp_snapshot_last_region(vp_snapshot_writer *w)
{
    vp_error why = {0};
    if (!w->last) w->last = vp_snapshot_load(w->directory, &why);
    return w->last ? w->last->region : NULL;
}

bool vp_snapshot_check_last(vp_snapshot_writer *w, vp_error *err)
{
    w->check = vp_kept_check_new(w->directory, err);
    return w->check != NULL;
}

vp_kept_results *vp_snapshot_write_inputs(vp_snapshot_writer *w, bool anew, vp_error *err)
{
    vp_manifest *m = &w->manifest;
    m->inputs = vp_service_inputs_of(w->region, &m->travel, &m->input_count, err);
    if (m->inputs && !anew && !w->check && !vp_snapshot_check_last(w, err)) return NULL;
    if (!m->inputs) return NULL;
    w->kept = vp_kept_results_open(anew ? NULL : w->directory, w->check, w->last, w->region, m->inputs, err);
    w->check = NULL;
    w->last = NULL;
    return w->kept;
}

static void free_writer(vp_snapshot_writer *w)
{
    if (w->lock >= 0) close(w->lock);
    vp_manifest_clear(&w->manifest);
    for (size_t i = 0; i < w->isochrone_count; i++) {
        vp_contour_clear(&w->isochrones[i].contour);
        free(w->isochrones[i].wkb);
    }
    vp_kept_check_free(w->check);
    free(w->isochrones);
    vp_weights_free(w->own_weights);
    vp_snapshot_release(w->last);
    free(w->inside);
    free(w->directory);
    free(w->draft);
    free(w->dataset);
    free(w);
}

void vp_snapshot_abandon(vp_snapshot_writer *w)
{
    if (!w) return;
    if (w->draft) vp_path_remove_tree(w->draft);
    free_writer(w);
}

static bool begin(vp_snapshot_writer *w, const char *directory, double wait_seconds, vp_error *err)
{
    w->lock = -1;
    w->directory = strdup(directory);
    if (!w->directory) return vp_fail_memory(err, strlen(directory));
    w->lock = vp_published_lock(directory, wait_seconds, err);
    if (w->lock < 0 || !vp_former_take_over(directory, err) || !fill_manifest(w, err)) return false;
    w->draft = vp_published_draft(directory, w->manifest.id, err);
    w->dataset = w->draft ? vp_path_join(err, w->draft, "dataset.sqlite", NULL) : NULL;
    return w->dataset && make_directories(w->draft, err);
}

vp_snapshot_writer *vp_snapshot_begin(const char *directory, double wait_seconds, vp_error *err)
{
    vp_snapshot_writer *w = calloc(1, sizeof *w);
    if (!w) {
        vp_fail_memory(err, sizeof *w);
        return NULL;
    }
    if (begin(w, directory, wait_seconds, err)) return w;
    vp_snapshot_abandon(w);
    return NULL;
}

void vp_snapshot_write_unserved(vp_snapshot_writer *w, const vp_unserved_list *unserved) { w->unserved = *unserved; }

void vp_snapshot_write_quality(vp_snapshot_writer *w, const vp_quality *quality) { w->doubts = quality; }

/* ------------------------------------------------------------ the rest */

/* Everything that finish writes, one piece a file: populations as rasters and as cells, facts by service, then the
 * pieces of the whole. */
typedef struct {
    vp_snapshot_writer *writer;
    const vp_region *region;
    vp_coverage *coverage;
    vp_quality quality;          /* owned */
    vp_history history;          /* of the snapshots before and of this one; owned */
    vp_gaps gaps;                /* placed and sorted; owned */
    vp_coverage_content content; /* of the coverage database; what is measured is owned */
    vp_manifest_file *files;     /* [piece] as measured; owned until they are added */
} rest;

static bool write_archive(const rest *r, const char *name, const char *kind, vp_archive_walk *walk, void *subject,
                          vp_error *err)
{
    char *path = vp_path_join(err, r->writer->draft, name, NULL);
    bool ok = path && vp_archive_write(path, kind, walk, subject, err);
    free(path);
    return ok;
}

/* Facts as they will be mapped. */
static bool write_mapped(const rest *r, const char *name, const char *kind, vp_archive_walk *walk,
                         vp_archived_coverage *subject, vp_error *err)
{
    char *path = vp_path_join(err, r->writer->draft, name, NULL);
    bool ok = path && vp_archive_write_mapped(path, kind, walk, subject, err);
    free(path);
    return ok;
}

/* Subjects as the archive walks it: not changed while writing. */
static void *unconst(const void *subject) { return (void *)(uintptr_t)subject; }

static bool write_weights(const rest *r, vp_error *err)
{
    if (!vp_writer_find_inside(r->writer, err)) return false;
    vp_archived_weights subject = {r->region, unconst(r->writer->weights)};
    return write_archive(r, VP_WEIGHTS_FILE, "weights", vp_archive_weights, &subject, err);
}

/* How the web map lies on the grid, so that no reader needs PROJ. */
static bool write_lattices(const rest *r, vp_error *err)
{
    vp_lattice there = {0}, back = {0};
    vp_archived_lattices subject = {&there, &back};
    vp_projection *projection = vp_projection_new(r->region->crs, r->region->geometry, err);
    bool ok = projection && vp_projection_lattice_from_mercator(projection, r->region->geometry, &there, err) &&
              vp_projection_lattice_to_lonlat(projection, r->region->geometry, &back, err) &&
              write_archive(r, VP_LATTICES_FILE, "lattices", vp_archive_lattices, &subject, err);
    vp_projection_free(projection);
    vp_lattice_clear(&there);
    vp_lattice_clear(&back);
    return ok;
}

static void lay_outlines(const vp_units *units, const vp_outlines *outlines, vp_outline_parts parts)
{
    for (size_t s = 0; s < outlines->set_count; s++)
        for (size_t u = 0; u < outlines->unit_counts[s]; u++) {
            const vp_outline *o = &outlines->sets[s][u];
            const vp_shape *shape = &units->sets[s].units[u].lonlat;
            for (size_t i = 0; i < shape->point_count; i++) *parts.points++ = o->points[i];
            for (size_t i = 0; i < shape->point_count; i++) *parts.weights++ = o->weights[i];
            for (size_t i = 0; i < shape->ring_count; i++) *parts.outer++ = o->outer[i];
            *parts.bounds++ = o->bounds;
            *parts.bounds++ = o->lonlat;
        }
}

static bool write_outlines(const rest *r, vp_error *err)
{
    vp_outline_layout layout = vp_snapshot_outline_layout(&r->region->units);
    vp_outlines *outlines = vp_outlines_of_units(r->region, err);
    char *path = vp_path_join(err, r->writer->draft, VP_OUTLINES_FILE, NULL), *bytes = calloc(1, layout.length + 1);
    bool ok = outlines && path && (bytes || vp_fail_memory(err, layout.length));
    if (ok) {
        lay_outlines(&r->region->units, outlines,
                     (vp_outline_parts){.points = (void *)bytes,
                                        .weights = (void *)(bytes + layout.weights_at),
                                        .outer = (void *)(bytes + layout.outer_at),
                                        .bounds = (void *)(bytes + layout.bounds_at)});
        ok = vp_mapped_file_write(path, "outlines", bytes, layout.length, err);
    }
    vp_outlines_free(outlines);
    free(path);
    free(bytes);
    return ok;
}

static bool write_backdrop(const rest *r, vp_error *err)
{
    vp_backdrop *backdrop = vp_backdrop_read(r->writer->dataset, r->region, err);
    bool ok = backdrop && write_archive(r, VP_BACKDROP_FILE, "backdrop", vp_archive_backdrop, backdrop, err);
    vp_backdrop_free(backdrop);
    return ok;
}

/* Heights are twice what they are: in the delta a hill of 30 m is a landmark. */
#define RELIEF_EXAGGERATION 2.0

/* What pictures of the relief show; level without an elevation. */
static uint8_t *shade(const rest *r, vp_error *err)
{
    size_t cells = vp_grid_geometry_cells(r->region->geometry);
    const vp_grid *elevation = r->region->land.elevation;
    vp_grid *light =
        elevation ? vp_relief_light(elevation, RELIEF_EXAGGERATION, err) : vp_grid_new(r->region->geometry, NAN, err);
    uint8_t *shown = light ? malloc(cells + 1) : NULL;
    if (light && !shown) vp_fail_memory(err, cells);
    if (shown) vp_backdrop_relief(vp_grid_cells(light), r->writer->inside, r->region->geometry, shown);
    vp_grid_free(light);
    return shown;
}

static bool write_relief(const rest *r, vp_error *err)
{
    uint8_t *shown = vp_writer_find_inside(r->writer, err) ? shade(r, err) : NULL;
    bool ok = shown && vp_writer_cells(r->writer, VP_RELIEF_FILE, "relief", shown, sizeof *shown, err);
    free(shown);
    return ok;
}

static size_t piece_count(const rest *r)
{
    return 2 * r->region->people.population_count + r->region->definitions.service_count + VP_PIECE_COUNT;
}

static void piece_name(const rest *r, size_t i, vp_file_name name)
{
    static const char *const fixed[VP_PIECE_COUNT] = {
        [VP_PIECE_REGION] = VP_REGION_FILE,     [VP_PIECE_PEOPLE] = VP_PEOPLE_FILE,
        [VP_PIECE_GAPS] = VP_GAPS_FILE,         [VP_PIECE_JOINT] = VP_JOINT_FILE,
        [VP_PIECE_PLANNED] = VP_PLANNED_FILE,   [VP_PIECE_UNSERVED] = VP_UNSERVED_FILE,
        [VP_PIECE_HISTORY] = VP_HISTORY_FILE,   [VP_PIECE_QUALITY] = VP_QUALITY_FILE,
        [VP_PIECE_WEIGHTS] = VP_WEIGHTS_FILE,   [VP_PIECE_LATTICES] = VP_LATTICES_FILE,
        [VP_PIECE_OUTLINES] = VP_OUTLINES_FILE, [VP_PIECE_BACKDROP] = VP_BACKDROP_FILE,
        [VP_PIECE_RELIEF] = VP_RELIEF_FILE};
    size_t populations = r->region->people.population_count, services = r->region->definitions.service_count;
    if (i < 2 * populations) {
        vp_file_name raster;
        vp_snapshot_population_name(&r->region->people, i % populations, raster);
        if (i < populations)
            snprintf(name, sizeof(vp_file_name), "%s", raster);
        else
            vp_snapshot_cells_name(raster, name);
    } else if (i < 2 * populations + services)
        vp_snapshot_facts_name(&r->region->definitions, i - 2 * populations, name);
    else
        snprintf(name, sizeof(vp_file_name), "%s", fixed[i - 2 * populations - services]);
}

static bool write_population(const rest *r, size_t i, const char *name, vp_error *err)
{
    size_t population = i % r->region->people.population_count;
    const float *people = vp_grid_cells(r->region->people.populations[population].people);
    vp_raster raster = vp_snapshot_population_raster(r->region, population);
    if (i == population) return vp_writer_raster(r->writer, name, &raster, people, err);
    return vp_writer_cells(r->writer, name, "population", people, sizeof *people, err);
}

static bool write_part(const rest *r, size_t i, const char *name, vp_error *err)
{
    size_t populations = 2 * r->region->people.population_count, services = r->region->definitions.service_count;
    if (i < populations) return write_population(r, i, name, err);
    vp_archived_coverage coverage = {r->region, r->coverage, i - populations};
    if (i < populations + services) return write_mapped(r, name, "facts", vp_archive_facts, &coverage, err);
    vp_archived_gaps gaps = {r->region, unconst(&r->gaps)};
    vp_archived_unserved unserved = {r->region, &r->writer->unserved};
    switch (i - populations - services) {
    case VP_PIECE_JOINT: return write_mapped(r, name, "joint", vp_archive_joint, &coverage, err);
    case VP_PIECE_PLANNED: return write_mapped(r, name, "planned", vp_archive_planned, &coverage, err);
    case VP_PIECE_REGION: return write_archive(r, name, "region", vp_archive_region, unconst(r->region), err);
    case VP_PIECE_PEOPLE: return write_archive(r, name, "people", vp_archive_people, &coverage, err);
    case VP_PIECE_UNSERVED: return write_archive(r, name, "unserved", vp_archive_unserved, &unserved, err);
    case VP_PIECE_GAPS: return write_archive(r, name, "gaps", vp_archive_gaps, &gaps, err);
    case VP_PIECE_QUALITY: return write_archive(r, name, "quality", vp_archive_quality, unconst(&r->quality), err);
    case VP_PIECE_HISTORY: return write_archive(r, name, "history", vp_archive_history, unconst(&r->history), err);
    case VP_PIECE_LATTICES: return write_lattices(r, err);
    case VP_PIECE_OUTLINES: return write_outlines(r, err);
    case VP_PIECE_BACKDROP: return write_backdrop(r, err);
    case VP_PIECE_RELIEF: return write_relief(r, err);
    default: return write_weights(r, err);
    }
}

/* Of units, grid, terrain, roads and barriers alone. */
static bool rests_on_no_place(size_t piece)
{
    return piece == VP_PIECE_WEIGHTS || piece == VP_PIECE_LATTICES || piece == VP_PIECE_OUTLINES ||
           piece == VP_PIECE_BACKDROP || piece == VP_PIECE_RELIEF;
}

/* As the last snapshot has it, by a second name for the same bytes. */
static bool is_given(rest *r, size_t i, const char *name)
{
    size_t people = r->region->people.population_count, services = r->region->definitions.service_count;
    const vp_kept_results *kept = r->writer->kept;
    if (i < 2 * people) return vp_kept_results_give_people(kept, i % people, r->writer->draft, name, &r->files[i]);
    i -= 2 * people;
    vp_manifest_file *file = &r->files[i + 2 * people];
    if (i < services) return vp_kept_results_give(kept, i, VP_KEPT_FACTS, r->writer->draft, name, file);
    bool planned = i - services == VP_PIECE_PLANNED;
    if (r->writer->same_but_places && rests_on_no_place(i - services))
        return vp_kept_results_give_same(kept, r->writer->draft, name, file);
    return (planned || i - services == VP_PIECE_JOINT) &&
           vp_kept_results_give_counts(kept, planned, r->writer->draft, name, file);
}

static bool write_piece(void *context, size_t place, size_t i, vp_error *err)
{
    (void)place;
    rest *r = context;
    vp_file_name name;
    piece_name(r, i, name);
    if (is_given(r, i, name)) return true;
    return write_part(r, i, name, err) && vp_manifest_measure(&r->files[i], r->writer->draft, name, err);
}

/* Most people first; equal ones in an order that does not depend on chance. */
static int compare_gaps(const void *left, const void *right)
{
    const vp_gap *a = left, *b = right;
    if (a->people != b->people) return a->people < b->people ? 1 : -1;
    if (a->service != b->service) return a->service < b->service ? -1 : 1;
    return (a->first_cell > b->first_cell) - (a->first_cell < b->first_cell);
}

static bool place_gaps(rest *r, const vp_gaps *gaps, vp_error *err)
{
    r->gaps.gaps = calloc(gaps->gap_count + 1, sizeof *r->gaps.gaps);
    if (!r->gaps.gaps) return vp_fail_memory(err, gaps->gap_count * sizeof *r->gaps.gaps);
    r->gaps.gap_count = gaps->gap_count;
    vp_projection *projection = vp_projection_new(r->region->crs, r->region->geometry, err);
    bool ok = projection != NULL;
    for (size_t i = 0; ok && i < gaps->gap_count; i++) {
        vp_gap *gap = &r->gaps.gaps[i];
        *gap = gaps->gaps[i];
        gap->lon = gap->x;
        gap->lat = gap->y;
        ok = vp_projection_to_lonlat(projection, 1, &gap->lon, &gap->lat, sizeof gap->lon) ||
             vp_fail(err, VP_BAD_INPUT, "a gap at (%g, %g) has no longitude and latitude", gap->x, gap->y);
    }
    vp_projection_free(projection);
    if (gaps->gap_count) qsort(r->gaps.gaps, gaps->gap_count, sizeof *r->gaps.gaps, compare_gaps);
    return ok;
}

/* What the snapshots before knew, and this one's values. */
static bool gather_history(rest *r, vp_error *err)
{
    return vp_past_read(r->writer->directory, &r->history, err) &&
           vp_history_put_region(&r->history, r->region, r->coverage, r->writer->manifest.id, err);
}

static vp_coverage_content content_of(const rest *r)
{
    const vp_manifest *m = &r->writer->manifest;
    return (vp_coverage_content){.id = m->id,
                                 .made_at = m->made_at,
                                 .region = r->region,
                                 .coverage = r->coverage,
                                 .gaps = &r->gaps,
                                 .unserved = &r->writer->unserved,
                                 .history = &r->history,
                                 .quality = &r->quality,
                                 .sources = m->sources,
                                 .source_count = m->source_count,
                                 .isochrones = r->writer->isochrones,
                                 .isochrone_count = r->writer->isochrone_count};
}

static bool write_coverage(const rest *r, vp_error *err)
{
    char *path = vp_path_join(err, r->writer->draft, VP_COVERAGE_FILE, NULL);
    bool ok = path && vp_coverage_database_write(path, &r->content, err);
    free(path);
    return ok;
}

/* Piece i: a file, or one of the others. */
static bool sync_one(void *context, size_t place, size_t i, vp_error *err)
{
    (void)place;
    static const char *const others[] = {SYNCED_LAST};
    const vp_snapshot_writer *w = context;
    size_t files = w->manifest.file_count;
    char *path = vp_path_join(err, w->draft, i < files ? w->manifest.files[i].path : others[i - files], NULL);
    bool ok = path && vp_path_sync(path, err);
    free(path);
    return ok;
}

/* Every file reaches the disk before the rename makes them a snapshot; a disk takes several at once. */
static bool sync_all(vp_snapshot_writer *w, vp_error *err)
{
    static const char *const others[] = {SYNCED_LAST};
    return vp_parallel_run(0, w->manifest.file_count + sizeof others / sizeof *others, sync_one, w, err);
}

/* Whether the piece's walk leaves alone what the coverage database is written from. */
static bool is_apart(const rest *r, size_t i)
{
    size_t populations = 2 * r->region->people.population_count, services = r->region->definitions.service_count;
    if (i < populations + services) return i < populations;
    switch (i - populations - services) {
    case VP_PIECE_WEIGHTS:
    case VP_PIECE_LATTICES:
    case VP_PIECE_OUTLINES:
    case VP_PIECE_BACKDROP:
    case VP_PIECE_RELIEF: return true;
    default: return false;
    }
}

static bool write_database(rest *r, vp_error *err)
{
    return write_coverage(r, err) &&
           vp_manifest_measure(&r->files[piece_count(r)], r->writer->draft, VP_COVERAGE_FILE, err);
}

/* The longest piece first: the coverage database. */
static bool write_beside(void *context, size_t place, size_t i, vp_error *err)
{
    rest *r = context;
    if (i == 0) return write_database(r, err);
    return !is_apart(r, i - 1) || write_piece(r, place, i - 1, err);
}

static bool write_others(void *context, size_t place, size_t i, vp_error *err)
{
    return is_apart(context, i) || write_piece(context, place, i, err);
}

static bool add_doubts(rest *r, vp_error *err)
{
    const vp_quality *doubts = r->writer->doubts;
    bool ok = true;
    for (size_t i = 0; ok && doubts && i < doubts->count; i++)
        ok = vp_quality_add(&r->quality, &doubts->rows[i], err) != NULL;
    return ok;
}

/* What is found apart before the pieces are written, the longest first. */
typedef enum { QUALITY, LAND, GAPS, HISTORY, FOUND_APART } found_apart;

typedef struct {
    rest *rest;
    const vp_gaps *gaps;
} finding;

static bool find_quality(rest *r, vp_error *err)
{
    vp_snapshot_writer *w = r->writer;
    const vp_quality_from from = {w->manifest.sources, w->manifest.source_count, w->kept, w->weights};
    return vp_quality_collect(w->draft, r->region, r->coverage, &from, &r->quality, err) && add_doubts(r, err);
}

static bool find_one(void *context, size_t place, size_t i, vp_error *err)
{
    finding *f = context;
    rest *r = f->rest;
    (void)place;
    switch ((found_apart)i) {
    case QUALITY: return find_quality(r, err);
    case LAND: return vp_land_files_write(r->region, r->writer->kept, r->writer->draft, &r->writer->manifest, err);
    case GAPS: return place_gaps(r, f->gaps, err);
    case HISTORY: return gather_history(r, err);
    case FOUND_APART: break;
    }
    return false;
}

static bool write_rest(rest *r, const vp_gaps *gaps, vp_error *err)
{
    size_t count = piece_count(r);
    vp_snapshot_writer *w = r->writer;
    r->files = calloc(count + 1, sizeof *r->files);
    if (!r->files) return vp_fail_memory(err, count * sizeof *r->files);
    /* The region is the last piece and alone: its walk may not run beside those that read it. */
    /* The cells inside are found before the pieces that need them run beside each other. */
    finding f = {r, gaps};
    bool ok = vp_writer_find_inside(w, err) && vp_parallel_run(0, FOUND_APART, find_one, &f, err);
    r->content = content_of(r);
    ok = ok && vp_coverage_measure_all(&r->content, err) && vp_parallel_run(0, count + 1, write_beside, r, err) &&
         vp_parallel_run(0, count - 1, write_others, r, err) && write_piece(r, 0, count - 1, err);
    if (ok) {
        ok = vp_writer_add_files(w, r->files, count + 1, err);
        memset(r->files, 0, (count + 1) * sizeof *r->files);
    }
    return ok && vp_manifest_write(&w->manifest, w->draft, err) && sync_all(w, err);
}

bool vp_snapshot_finish(vp_snapshot_writer *w, const vp_coverage *coverage, const vp_gaps *gaps, char **id,
                        vp_error *err)
{
    rest r = {.writer = w, .region = w->region, .coverage = unconst(coverage)};
    char *copy = strdup(w->manifest.id);
    bool ok = (copy || vp_fail_memory(err, 32)) && write_rest(&r, gaps, err) &&
              vp_published_commit(w->directory, w->manifest.id, err);
    if (r.content.region) vp_coverage_forget_measured(&r.content);
    vp_gaps_clear(&r.gaps);
    vp_history_clear(&r.history);
    vp_quality_clear(&r.quality);
    for (size_t i = 0; r.files && i <= piece_count(&r); i++) free(r.files[i].path);
    free(r.files);
    if (!ok) {
        free(copy);
        copy = NULL;
        vp_snapshot_abandon(w);
    } else {
        free_writer(w);
    }
    *id = copy;
    return ok;
}
