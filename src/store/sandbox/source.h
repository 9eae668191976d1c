/* A source file as a stream of features, or as a window of cells. GDAL runs only in a
 * confined child (sandbox.h) and opens only the drivers of the file's extension; what it
 * sends is checked here as untrusted bytes. */
#pragma once
#include "base/findings.h"
#include "store/text/csv_heading.h"
#include <stddef.h>
#include <stdint.h>
#include <vungphu/error.h>
#include <vungphu/shape.h>

/* Which row of a CSV or of a workbook's sheet names its columns. */
typedef struct {
    long row;                      /* as datasets.csv states it, from 1; 0: it does not */
    const vp_column_names *wanted; /* then the first row, unless it lacks some of these names and one other of the
                                    * first rows has them; each alone will do */
    size_t wanted_count;
    bool guess; /* of a sheet: nobody knows its names; the first row as wide as any that holds texts alone */
} vp_source_heading;

/* What is asked for of a layer with a spatial index, and perhaps some about it. */
typedef struct {
    const char *crs;
    vp_bounds bounds;
    const char *declared; /* the layer's system; "": as it says itself */
} vp_source_area;

typedef struct {
    const char *path;     /* of a regular file */
    const char *file;     /* as findings name it */
    const char *layer;    /* "" : the only one */
    const char *filter;   /* OGR SQL WHERE; "" for none */
    const char *encoding; /* declared; "" when it is not */
    const char *decimal;  /* as datasets.csv declares it: "point", "comma", "" */
    vp_source_heading heading;
    const vp_source_area *area; /* NULL: everything */
} vp_source_request;

/* ------------------------------------------------------------ vectors */

typedef struct vp_source vp_source;

typedef struct {
    const char *layer;
    const char *crs;  /* WKT; "" when the source does not say */
    const char *page; /* encoding that the file states for its texts and columns; "" : UTF-8, or it does not say */
    int64_t declared; /* features, or -1 when unknown before reading */
    bool has_geometry;
    bool by_area; /* features that lie elsewhere are passed over */
    long heading; /* the row that names the columns, of CSV and workbooks; 0 of others */
    size_t column_count;
    const char *const *columns; /* raw bytes of the source, as values are */
    const bool *is_number;      /* per column: the source keeps numbers, not texts that people read as numbers */
} vp_source_header;

/* Borrowed until the next vp_source_next. */
typedef struct {
    long row;                  /* CSV: line of the file; else the feature's number, from 1 */
    const char *const *values; /* one per column, terminated, raw bytes of the source; NULL: missing */
    const size_t *lengths;
    const uint8_t *wkb; /* ISO WKB; NULL when there is no geometry */
    size_t wkb_length;
} vp_source_feature;

/* Findings get what the reader warns about. */
vp_source *vp_source_open(const vp_source_request *request, vp_findings *findings, vp_error *err);
const vp_source_header *vp_source_about(const vp_source *source);
/* *more is false after the last feature; then the child has ended well. */
bool vp_source_next(vp_source *source, vp_source_feature *feature, bool *more, vp_error *err);
void vp_source_close(vp_source *source); /* NULL is fine */

/* The names of its layers, as many as *count; free them and each of them. NULL when it cannot be read. */
char **vp_source_layers(const vp_source_request *request, size_t *count, vp_findings *findings, vp_error *err);

/* ------------------------------------------------------------ rasters */

typedef struct {
    size_t columns, rows;
    double transform[6]; /* GDAL's, north up and west to east: x = t0 + column t1, y = t3 + row t5, t5 < 0 < t1 */
    char *crs;           /* WKT; "" when the source does not say */
    bool has_no_data;
    double no_data;
    double most;  /* the largest number its type holds; INFINITY for floating point */
    char *type;   /* of a stored number: Byte, Int16 … */
    char *words;  /* what the file says of itself */
    char *unit;   /* of its values; "" */
    bool classes; /* numbers of colours or classes */
} vp_raster_header;

typedef struct {
    size_t column, row, columns, rows;
} vp_raster_window;

enum { VP_RASTER_CELLS_MOST = 256 << 20 }; /* of one window: 2 GB */

bool vp_source_raster_header(const vp_source_request *request, vp_raster_header *header, vp_findings *findings,
                             vp_error *err);
void vp_raster_header_clear(vp_raster_header *header);
/* The first band's window, row-major, NaN where the source has no data; the caller frees it. */
double *vp_source_raster_cells(const vp_source_request *request, vp_raster_window window, vp_findings *findings,
                               vp_error *err);
