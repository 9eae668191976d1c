/* A published result, frozen: everything a reader can ask for, in memory. */
#pragma once
#include "snapshot/quality.h"
#include <vungphu/coverage.h>
#include <vungphu/gaps.h>
#include <vungphu/lattice.h>
#include <vungphu/score.h>
#include <vungphu/settlements.h>
#include <vungphu/travel_time.h>

typedef struct {
    char *role, *path, *layer, *vintage, *licence, *attribution, *note, *checksum, *imported_at;
} vp_source;

/* What a snapshot is and what it was made from. */
typedef struct {
    char *id;       /* also the name of its directory */
    char *made_at;  /* ISO 8601, UTC */
    char *software; /* vungphu version that built it */
    vp_source *sources;
    size_t source_count;
    char *directory; /* of datasets, that it was loaded from; NULL: of none */
    bool merged;     /* its surfaces of travel are those of a nation's parts, each solved within its window */
} vp_provenance;

typedef enum {
    VP_CELLS_SURFACE,
    VP_CELLS_NEAREST,
    VP_CELLS_MODE,
    VP_CELLS_SHOWN,
    VP_CELLS_ACCESS,
    VP_CELLS_COUNT
} vp_result_cells;

/* Whose the cells of results are: of files that check them when they are first asked for; all NULL: the results' own,
 * in memory. touch may be called by any thread. */
typedef struct {
    bool (*touch)(void *files, vp_result_cells kind, size_t service, size_t first, size_t count, vp_error *err);
    bool (*touch_land)(void *files, size_t first, size_t count, vp_error *err); /* the same of the snapshot's land */
    void (*free)(void *files);
    void *files;
    /* To be called now and then by who lives long: above what may be held of the files the rest goes back to the
     * system. NULL: nothing to do. */
    void (*rest)(void *files);
} vp_cell_store;

/* Surfaces that differ in a year to come (year_view.h), made when first asked for, by one thread. */
typedef struct {
    const vp_planned_facts **rows; /* [service] NULL: its own surface holds then too */
    float **surfaces;              /* [service] owned; NULL before */
} vp_year_cells;

/* What the analysis found. Cells are read through vp_results_surface, _nearest and _mode only: the members say what is
 * there. */
typedef struct {
    vp_travel_options travel; /* how the surfaces were made; whoever adds to them does the same */
    vp_coverage *coverage;
    vp_weights *main_weights;
    vp_grid **surfaces; /* [service]; NULL where not analysed. INFINITY unreachable, NaN no data */
    int32_t *
        *nearest;   /* [service] facility (signal: transmitter) index per cell, -1 none; NULL where it has no meaning */
    int32_t **mode; /* [service] index into the service's modes per cell, -1 none; NULL for one mode */
    uint8_t **shown;  /* [service] what a picture shows of each cell (ramps.h), nothing outside the units of the main
                         set; NULL: pictures are drawn from the surface */
    int64_t **access; /* [service] floating catchments (vp_analysis_options.access_ready); NULL: nobody asks, or they do
                         not fit */
    vp_cell_store store;
    vp_year_cells *year; /* NULL: surfaces are those of as_of */
} vp_results;

/* What is listed, each kind in its order. */
typedef struct {
    vp_gaps gaps;              /* every service at its default limit and group, most people first */
    vp_unserved_list unserved; /* settlements that services leave out, each at its default limit and group */
    vp_history history;        /* what this snapshot and those before it gave, by day */
    vp_quality quality;        /* what is doubtful in the data; without shapes */
} vp_listings;

/* Where things lie on a web map. */
typedef struct {
    vp_lattice mercator_to_cell;      /* Web Mercator metres → (column, row), fractional */
    uint8_t *inside;                  /* per cell: 1 where a unit of the main set has a part of it; NULL: not marked */
    struct vp_outlines *outlines;     /* made by whoever draws maps (outlines.h); NULL before */
    struct vp_gap_marks *gap_marks;   /* the same (gap_marks.h) */
    struct vp_backdrop *backdrop;     /* roads and waters (backdrop.h); NULL: none are drawn */
    const uint8_t *relief;            /* per cell what a picture of the relief shows (backdrop.h); NULL: none. The cell
                                         store's, else the snapshot's own */
    struct vp_unit_table *unit_table; /* filled when first asked for (unit_table.h) */
    struct vp_reached_areas *reached_areas; /* the same (reached_areas.h) */
    const struct vp_unit_columns *columns;  /* of a view: what a scenario changes (unit_columns.h); else NULL */
    struct vp_local_references *references; /* systems that positions are asked in (model/reference.h); NULL: none */
} vp_places;

typedef struct vp_snapshot {
    vp_provenance provenance;
    vp_region *region; /* definitions, units, facilities, populations; no land but its classes: */
    vp_land land;      /* elevation, land cover, roads and barriers, the cell store's: read through land_view.h */
    vp_results results;
    vp_listings listings;
    vp_places places;
    _Atomic int references;                     /* use acquire and release */
    void (*free)(struct vp_snapshot *snapshot); /* by whose its cells are: its own, or a store's */
} vp_snapshot;

/* The cells of a service that has them, all of the grid; count cells from first on may be read. NULL and err where they
 * are damaged: no figure leaves. Any thread; what was asked for once costs next to nothing again. */
#define VP_EVERY_CELL ((size_t)-1) /* as count, with first 0 */
const float *vp_results_surface(const vp_results *results, size_t service, size_t first, size_t count, vp_error *err);
const int32_t *vp_results_nearest(const vp_results *results, size_t service, size_t first, size_t count, vp_error *err);
const int32_t *vp_results_mode(const vp_results *results, size_t service, size_t first, size_t count, vp_error *err);
const uint8_t *vp_results_shown(const vp_results *results, size_t service, size_t first, size_t count, vp_error *err);
/* Cells of a service's surface, nearest and access, those there are, for whoever reads the arrays themselves. */
bool vp_results_touch(const vp_results *results, size_t service, size_t first, size_t count, vp_error *err);

/* The current snapshot, shared by all readers. Its lock is the only one on a read. */
typedef struct vp_publication vp_publication;
vp_publication *vp_publication_new(vp_error *err);
void vp_publication_free(vp_publication *publication);
void vp_publication_replace(vp_publication *publication, vp_snapshot *next); /* takes next */
const vp_snapshot *vp_publication_acquire(vp_publication *publication);      /* NULL before the first */
const vp_snapshot *vp_snapshot_hold(const vp_snapshot *snapshot);            /* the same, with one reader more */
void vp_snapshot_release(const vp_snapshot *snapshot);                       /* NULL is fine */
/* Fills snapshot->inside from its main weights, before it is published. */
bool vp_snapshot_mark_inside(vp_snapshot *snapshot, vp_error *err);
/* An empty snapshot with one reference, to be filled by the store. */
vp_snapshot *vp_snapshot_new(vp_error *err);
/* From now on its cells are those of store, which it takes. Before any of them is set. */
void vp_snapshot_keep_in(vp_snapshot *snapshot, vp_cell_store store);

/* The longitude as the snapshot writes it: those of a place on both sides of the 180th meridian go on beyond 180. */
double vp_snapshot_longitude(const vp_snapshot *snapshot, double lon);
/* Where a point of the earth lies on the grid; false outside the lattice or the grid. */
bool vp_snapshot_locate(const vp_snapshot *snapshot, double lon, double lat, size_t *cell);
void vp_snapshot_lonlat(const vp_region *region, size_t cell, double *lon, double *lat);
