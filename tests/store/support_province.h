/* A province of four square communes, 3 km each, from (500000, 2400000) in EPSG:32648; 10 people
 * on each of its 3600 cells of 100 m. Each test makes a copy and spoils it.
 *
 *     00003 | 00004
 *     ------+------
 *     00001 | 00002                                                     */
#pragma once
#include "store/import/import.h"
#include "support_dataset.h"

/* tests/data/mini and its population raster in a fresh directory; free with remove_directory. */
char *mini_province(void);
void write_text(const char *directory, const char *name, const char *text);
void append_text(const char *directory, const char *name, const char *text);
/* How a raster lies: GDAL's transform; epsg 0: no system is stated. */
typedef struct {
    int epsg;
    const double *transform;
    int columns, rows;
} raster_place;

/* A GeoTIFF, float32; no_data is declared unless it is NaN. */
void write_raster(const char *directory, const char *name, raster_place place, const float cells[], double no_data);

/* The i-th of the communes (0 to 3) as a feature of an OGR layer whose first column is its code. */
void *commune_feature(void *layer, int i);

/* Reads and imports directory (tables and data) into directory/dataset.sqlite. */
bool import_province(const char *directory, vp_findings *findings, vp_error *err);
/* The findings of this severity whose line "file row column value reason" holds text. */
size_t count_findings(const vp_findings *findings, vp_severity severity, const char *text);
void print_findings(const vp_findings *findings);
/* One number from directory/dataset.sqlite. */
double ask(const char *directory, const char *sql);

/* Imports, expects at least one such finding; failed says whether the import must fail. Returns the count. */
void expect_finding(const char *directory, bool failed, vp_severity severity, const char *text);
