#include "snapshot/snapshot.h"
#include "model/reference.h"
#include "snapshot/backdrop.h"
#include "snapshot/gap_marks.h"
#include "snapshot/outlines.h"
#include "snapshot/reached_areas.h"
#include "snapshot/unit_table.h"
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct vp_publication {
    pthread_mutex_t lock;
    vp_snapshot *current;
};

static void free_source(vp_source *source)
{
    free(source->role);
    free(source->path);
    free(source->layer);
    free(source->vintage);
    free(source->licence);
    free(source->attribution);
    free(source->note);
    free(source->checksum);
    free(source->imported_at);
}

/* What every snapshot has of its own but its cells; grids know whose their values are. */
static void free_parts(vp_snapshot *snapshot)
{
    vp_results *results = &snapshot->results;
    size_t services = snapshot->region ? snapshot->region->definitions.service_count : 0;
    for (size_t i = 0; results->surfaces && i < services; i++) vp_grid_free(results->surfaces[i]);
    free(results->surfaces);
    free(results->nearest);
    free(results->mode);
    free(results->shown);
    free(results->access);
    vp_grid_free(snapshot->land.elevation);
    vp_grid_free(snapshot->land.elevation_wide);
    vp_coverage_free(results->coverage);
    vp_weights_free(results->main_weights);
    free(snapshot->places.inside);
    vp_gaps_clear(&snapshot->listings.gaps);
    vp_unserved_clear(&snapshot->listings.unserved);
    vp_history_clear(&snapshot->listings.history);
    vp_quality_clear(&snapshot->listings.quality);
    for (size_t i = 0; i < snapshot->provenance.source_count; i++) free_source(&snapshot->provenance.sources[i]);
    free(snapshot->provenance.sources);
    vp_outlines_free(snapshot->places.outlines);
    vp_gap_marks_free(snapshot->places.gap_marks);
    vp_backdrop_free(snapshot->places.backdrop);
    vp_unit_table_free(snapshot->places.unit_table);
    vp_reached_areas_free(snapshot->places.reached_areas);
    if (snapshot->places.references) snapshot->places.references->free(snapshot->places.references);
    vp_lattice_clear(&snapshot->places.mercator_to_cell);
    vp_region_free(snapshot->region);
    free(snapshot->provenance.id);
    free(snapshot->provenance.made_at);
    free(snapshot->provenance.software);
    free(snapshot->provenance.directory);
}

/* Its cells were computed, and are its own. */
static void free_computed(vp_snapshot *snapshot)
{
    vp_results *results = &snapshot->results;
    size_t services = snapshot->region ? snapshot->region->definitions.service_count : 0;
    for (size_t i = 0; i < services; i++) {
        if (results->nearest) free(results->nearest[i]);
        if (results->mode) free(results->mode[i]);
        if (results->shown) free(results->shown[i]);
        if (results->access) free(results->access[i]);
    }
    free(snapshot->land.land_cover);
    free(snapshot->land.roads);
    free(snapshot->land.barriers);
    free((void *)(uintptr_t)snapshot->places.relief);
    free_parts(snapshot);
    free(snapshot);
}

/* Its cells lie in files, which go last. */
static void free_stored(vp_snapshot *snapshot)
{
    vp_cell_store store = snapshot->results.store;
    free_parts(snapshot);
    store.free(store.files);
    free(snapshot);
}

/* ------------------------------------------------------------ one snapshot */

vp_snapshot *vp_snapshot_new(vp_error *err)
{
    vp_snapshot *snapshot = calloc(1, sizeof *snapshot);
    if (!snapshot) {
        vp_fail_memory(err, sizeof *snapshot);
        return NULL;
    }
    atomic_init(&snapshot->references, 1);
    snapshot->free = free_computed;
    snapshot->results.travel = vp_travel_defaults();
    snapshot->places.unit_table = vp_unit_table_new(err);
    snapshot->places.reached_areas = snapshot->places.unit_table ? vp_reached_areas_new(err) : NULL;
    if (snapshot->places.reached_areas) return snapshot;
    vp_unit_table_free(snapshot->places.unit_table);
    free(snapshot);
    return NULL;
}

void vp_snapshot_keep_in(vp_snapshot *snapshot, vp_cell_store store)
{
    snapshot->results.store = store;
    snapshot->free = free_stored;
}

bool vp_snapshot_mark_inside(vp_snapshot *snapshot, vp_error *err)
{
    uint8_t *inside = vp_weights_inside(snapshot->results.main_weights, err);
    if (!inside) return false;
    free(snapshot->places.inside);
    snapshot->places.inside = inside;
    return true;
}

void vp_snapshot_release(const vp_snapshot *snapshot)
{
    /* Readers hold it const; only the count and, for the last of them, the memory change. */
    vp_snapshot *mine = (vp_snapshot *)(uintptr_t)snapshot;
    if (mine && atomic_fetch_sub_explicit(&mine->references, 1, memory_order_acq_rel) == 1) mine->free(mine);
}

const vp_snapshot *vp_snapshot_hold(const vp_snapshot *snapshot)
{
    atomic_fetch_add_explicit(&((vp_snapshot *)(uintptr_t)snapshot)->references, 1, memory_order_relaxed);
    return snapshot;
}

vp_publication *vp_publication_new(vp_error *err)
{
    vp_publication *publication = calloc(1, sizeof *publication);
    if (!publication) {
        vp_fail_memory(err, sizeof *publication);
        return NULL;
    }
    pthread_mutex_init(&publication->lock, NULL);
    return publication;
}

void vp_publication_free(vp_publication *publication)
{
    if (!publication) return;
    vp_snapshot_release(publication->current);
    pthread_mutex_destroy(&publication->lock);
    free(publication);
}

void vp_publication_replace(vp_publication *publication, vp_snapshot *next)
{
    pthread_mutex_lock(&publication->lock);
    vp_snapshot *previous = publication->current;
    publication->current = next;
    pthread_mutex_unlock(&publication->lock);
    vp_snapshot_release(previous);
}

const vp_snapshot *vp_publication_acquire(vp_publication *publication)
{
    pthread_mutex_lock(&publication->lock);
    vp_snapshot *current = publication->current;
    if (current) vp_snapshot_hold(current);
    pthread_mutex_unlock(&publication->lock);
    return current;
}

double vp_snapshot_longitude(const vp_snapshot *snapshot, double lon)
{
    return lon < 0 && snapshot->places.outlines->lonlat.east > 180 ? lon + 360 : lon;
}

bool vp_snapshot_locate(const vp_snapshot *snapshot, double lon, double lat, size_t *cell)
{
    double x, y, column, row;
    if (!isfinite(lon) || !isfinite(lat)) return false;
    lon = vp_snapshot_longitude(snapshot, lon);
    vp_mercator_from_lonlat(lon, lat, &x, &y);
    if (!vp_lattice_at(&snapshot->places.mercator_to_cell, x, y, &column, &row)) return false;
    vp_grid_geometry geometry = snapshot->region->geometry;
    if (!(column >= 0 && row >= 0 && column < (double)geometry.columns && row < (double)geometry.rows)) return false;
    *cell = (size_t)row * geometry.columns + (size_t)column;
    return true;
}

void vp_snapshot_lonlat(const vp_region *region, size_t cell, double *lon, double *lat)
{
    size_t columns = region->geometry.columns;
    *lon = *lat = NAN;
    size_t column = cell % columns, row = cell / columns;
    vp_lattice_at(&region->cell_to_lonlat, (double)column + 0.5, (double)row + 0.5, lon, lat);
}
