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

vp_snapshot *vp_snapshot_new(vp_error *err)
{
    vp_snapshot *snapshot = calloc(1, sizeof *snapshot);
    if (!snapshot) {
        vp_fail_memory(err, sizeof *snapshot);
        return NULL;
    }
    atomic_init(&snapshot->references, 1);
    snapshot->results.travel = vp_travel_defaults();
    snapshot->places.unit_table = vp_unit_table_new(err);
    snapshot->places.reached_areas = snapshot->places.unit_table ? vp_reached_areas_new(err) : NULL;
    if (snapshot->places.reached_areas) return snapshot;
    vp_unit_table_free(snapshot->places.unit_table);
    free(snapshot);
    return NULL;
}

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

static void free_cells(vp_results *results, size_t service_count)
{
    bool own = !results->store.free;
    for (size_t i = 0; i < service_count; i++) {
        if (results->surfaces) vp_grid_free(results->surfaces[i]);
        if (results->nearest && own) free(results->nearest[i]);
        if (results->mode && own) free(results->mode[i]);
        if (results->shown && own) free(results->shown[i]);
        if (results->access && own) free(results->access[i]);
    }
    free(results->surfaces);
    free(results->nearest);
    free(results->mode);
    free(results->shown);
    free(results->access);
}

static void free_land(vp_land *land, bool own)
{
    vp_grid_free(land->elevation);
    vp_grid_free(land->elevation_wide);
    if (!own) return;
    free(land->land_cover);
    free(land->roads);
    free(land->barriers);
}

static void free_snapshot(vp_snapshot *snapshot)
{
    size_t services = snapshot->region ? snapshot->region->definitions.service_count : 0;
    free_cells(&snapshot->results, services);
    free_land(&snapshot->land, !snapshot->results.store.free);
    vp_coverage_free(snapshot->results.coverage);
    vp_weights_free(snapshot->results.main_weights);
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
    if (!snapshot->results.store.free) free((void *)(uintptr_t)snapshot->places.relief);
    vp_unit_table_free(snapshot->places.unit_table);
    vp_reached_areas_free(snapshot->places.reached_areas);
    if (snapshot->places.references) snapshot->places.references->free(snapshot->places.references);
    vp_lattice_clear(&snapshot->places.mercator_to_cell);
    vp_region_free(snapshot->region);
    if (snapshot->results.store.free) snapshot->results.store.free(snapshot->results.store.files);
    free(snapshot->provenance.id);
    free(snapshot->provenance.made_at);
    free(snapshot->provenance.software);
    free(snapshot);
}

/* ------------------------------------------------------------ one snapshot */

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
    if (mine && atomic_fetch_sub_explicit(&mine->references, 1, memory_order_acq_rel) == 1) free_snapshot(mine);
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
