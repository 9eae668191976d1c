/* Inside the import: populations under way, from rasters (people.c) and from tables (people_tables.c). */
#pragma once
#include "store/import/job_internal.h"

/* Cells of the sources, as they are, of all tiles on one lattice. */
typedef struct {
    vp_grid_geometry geometry;
    float *cells; /* NULL: none, or tiles whose cells do not fit together */
    bool degrees, lost;
} vp_source_cells;

enum { VP_PEOPLE_PARTS_MOST = 120 };

typedef struct vp_people_mosaic {
    char *label;
    const char *group;         /* whom it counts; NULL: everyone */
    const vp_dataset *dataset; /* of the first tile */
    int64_t source;            /* the same: source.id */
    bool raster;
    double *people; /* on the grid; NaN where no tile has data */
    float *cover;   /* share of each cell that tiles of the part at hand cover, about */
    /* Whom its rows count, by sex and age, in the order they came; "": everyone whom it counts. Parts add up, tiles of
     * one part must not overlap. */
    const char *parts[VP_PEOPLE_PARTS_MOST];
    size_t part_count;
    uint8_t *beyond; /* 1 where no tile reaches */
    vp_source_cells own;
} vp_people_mosaic;

/* Of a dataset's population: its vintage; of a group's people the group before it, since everyone's may have the same.
 * NULL without memory. */
char *vp_import_people_label(const vp_dataset *dataset);
/* That of the dataset at hand, by its vintage, made when there is none. *found NULL: a finding says why not. */
bool vp_import_people_mosaic(vp_import_job *job, bool raster, vp_people_mosaic **found, vp_error *err);
