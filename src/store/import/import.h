/* Sources into a dataset: each opened by GDAL in a confined child process, checked,
 * reprojected, and written in one transaction. */
#pragma once
#include "store/province/province.h"
#include <vungphu/region.h>

/* What of the dataset before this one holds. */
typedef struct {
    bool but_places; /* its program, tables, options and sources, but for places: facilities, transmitters, settlements,
                        service areas */
    bool settlements; /* the same, and its settlements */
} vp_import_kept;

typedef struct {
    const char *part; /* id in parts.csv: only its window of the grids, and of roads and barriers; NULL: everything */
    bool units_only;  /* no more than the units and where the parts' windows lie (store/parts/part_owners.h) */
    bool facilities;  /* of those: and the facilities */
    bool gaps;        /* of a merge: cells of rasters that cannot be read are no data, and a warning, not an error */
    const char *last; /* the dataset before this one, whole: what it has of the same inputs is taken over; NULL: none */
    bool (*progress)(void *context, const char *step, double done); /* false cancels; may be NULL */
    /* Of each step that may be kept, why it is done again, NULL: it is taken over; may be NULL. */
    void (*explain)(void *context, const char *step, const char *since);
    void *context;
    vp_import_kept *kept; /* filled; may be NULL */
    size_t cells_at_once; /* of a source of elevation or land cover that are read together; 0: 16 million */
} vp_import_options;

/* Writes a new SpatiaLite file as database_path.tmp and, when it is whole and synced, renames it
 * over database_path. On failure or any finding of kind error the temporary file is removed and
 * what was at database_path stays. Findings are added and also stored. The calling process
 * must have one thread, since sources are read in forked children. */
bool vp_import(const vp_province *province, const char *database_path, const vp_import_options *options,
               vp_findings *findings, vp_error *err);

/* What only the whole region shows. */
typedef bool vp_region_checker(const vp_region *region, vp_findings *findings, vp_error *err);

/* Reads and checks everything as vp_import does, and leaves nothing behind. checker looks at what came of it, where
 * there is no error; NULL: none. */
bool vp_import_check(const vp_province *province, vp_region_checker *checker, vp_findings *findings, vp_error *err);
