/* The one reader of rasters that others made: the first band of a file as numbers, NaN wherever the file says, by
 * whatever means, that nothing is known: a declared value, not-a-number, a mask band, a mask file (.msk) or
 * transparency. Scale, offset, signed bytes and what stands in FILE.aux.xml are heeded. Rows come north to south and
 * columns west to east, whichever way the file keeps them. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <vungphu/error.h>

/* Read by its first bytes, whatever the name: GeoTIFF and COG, Esri ASCII grid; SRTM HGT by its name and size. */
#define VP_BAND_FORMATS "GeoTIFF (also cloud-optimised), SRTM HGT and Esri ASCII grid"

enum { VP_BAND_REMARKS_MOST = 6 };

typedef struct {
    size_t columns, rows;
    double transform[6]; /* GDAL's, north up: [1] > 0, [5] < 0, [2] = [4] = 0 */
    const char *crs;     /* WKT; "" when the file does not say */
    const char *type;    /* of a stored number: Byte, Int16 … */
    double least, most;  /* that the type holds; infinite for floating point, 0 where it is not asked for */
    const char *words;   /* what the file says of itself: descriptions and unit; "" */
    const char *unit;    /* of its values; "" */
    bool classes;        /* numbers of colours or classes: it has a colour table, class names or an attribute table */
    char remarks[VP_BAND_REMARKS_MOST][400]; /* warnings, whatever the raster is read as */
    size_t remark_count;
    int bands;
    bool has_no_data;
    double no_data; /* as stored, before scale and offset */
} vp_band_about;

typedef struct vp_band vp_band;

/* Refuses other formats by what they are, rotated rasters, and files that do not say where they lie. The sentence does
 * not name the file. The caller has registered
 * GDAL's drivers and hears its messages. */
vp_band *vp_band_open(const char *path, vp_error *err);
/* What only who asks about the raster needs, and takes PROJ a third of a small file's time: crs, words, unit, classes
 * and remarks, which are empty until then. Once. */
bool vp_band_describe(vp_band *band, vp_error *err);
void vp_band_close(vp_band *band); /* NULL is fine */
const vp_band_about *vp_band_tell(const vp_band *band);
/* A window that lies within the raster, row by row. */
bool vp_band_read(vp_band *band, size_t column, size_t row, size_t columns, size_t rows, double cells[], vp_error *err);
