/* Inside the import: one raster that is laid onto the province's grid. */
#pragma once
#include "store/import/job_internal.h"
#include "store/sandbox/source.h"
#include "store/spatial/plausible.h"

typedef struct {
    vp_import_job *job;
    vp_raster_header header;
    vp_grid_geometry geometry; /* the job's, or that of the wide elevation */
    vp_transform *transform;   /* source system to the province's */
    vp_raster_window window;
    double turn;          /* degrees that its longitudes lie behind those of the province: 0, 360 or -360 */
    bool reaches_all;     /* no part of the geometry lies beyond the raster */
    double *cells;        /* of the window */
    vp_point *corners[2]; /* two lines of a lattice of cell corners, above and below a row */
    vp_plausible odd;     /* values that cannot be, of all that was read */
} vp_import_raster;

/* ---- raster_cells.c */

vp_point vp_import_from_source_cell(const vp_import_raster *r, double column, double row);
/* Of a place in the source's system, as its transform gives it: column and row, fractional. */
vp_point vp_import_to_source_cell(const vp_import_raster *r, vp_point place);
/* Values that cannot be become no data, and are counted in r->odd. */
void vp_import_begin_refusing(vp_import_raster *r, vp_cells_kind kind);
void vp_import_refuse(vp_import_raster *r);
void vp_import_report_refused(vp_import_raster *r);

/* ---- raster_read.c */

/* Those of r->window; free them. In a merge those that cannot be read are NaN, which is reported. */
double *vp_import_read_cells(vp_import_raster *r, const vp_source_request *request, vp_error *why);

/* ---- people.c */

/* One raster of people more; those of one label (vintage) are one mosaic, whose tiles must not overlap. */
bool vp_import_people(vp_import_raster *r, vp_error *err);
