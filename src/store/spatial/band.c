#include "store/spatial/band.h"
#include "store/spatial/band_place.h"
#include "store/spatial/band_remarks.h"
#include "store/spatial/raster_format.h"
#include <cpl_conv.h>
#include <cpl_error.h>
#include <gdal.h>
#include <limits.h>
#include <math.h>
#include <ogr_srs_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct vp_band {
    GDALDatasetH dataset;
    GDALRasterBandH cells, mask, alpha; /* mask, alpha: 0 hides a cell; NULL: there is none */
    vp_band_about about;
    char *crs, *words;
    bool south_up, east_first; /* the file's order */
    bool signed_bytes;         /* GDAL before 3.7 gives them as 0 to 255 */
    bool single;               /* 32-bit floating point */
    double scale, offset;
    unsigned char *hidden; /* room of the mask */
    size_t hidden_room;
};

/* ------------------------------------------------------------ opening */

static bool place(vp_band *b, vp_error *err)
{
    double *t = b->about.transform;
    b->about.columns = (size_t)GDALGetRasterXSize(b->dataset);
    b->about.rows = (size_t)GDALGetRasterYSize(b->dataset);
    if (GDALGetGeoTransform(b->dataset, t) != CE_None && GDALGetGCPCount(b->dataset) > 0)
        return vp_fail(
            err, VP_BAD_INPUT,
            "it is placed by control points (GCPs), not on the axes of a coordinate system; gdalwarp lays it "
            "on them");
    if (GDALGetGeoTransform(b->dataset, t) != CE_None)
        return vp_fail(err, VP_BAD_INPUT, "the raster does not say where it lies (no geotransform)");
    if (t[2] != 0 || t[4] != 0 || t[1] == 0 || t[5] == 0 || !isfinite(t[0] + t[1] + t[3] + t[5]))
        return vp_fail(err, VP_BAD_INPUT,
                       "it is rotated: its rows do not run along the axes of its coordinate system; gdalwarp makes it "
                       "north up");
    b->south_up = t[5] > 0;
    b->east_first = t[1] < 0;
    if (b->south_up) t[3] += (double)b->about.rows * t[5], t[5] = -t[5];
    if (b->east_first) t[0] += (double)b->about.columns * t[1], t[1] = -t[1];
    return true;
}

static bool take_crs(vp_band *b, const char *path, vp_error *err)
{
    const char *const options[] = {"FORMAT=WKT2_2018", NULL};
    OGRSpatialReferenceH crs = GDALGetSpatialRef(b->dataset);
    const char *by = "";
    if (!crs) {
        b->crs = vp_band_place_crs_beside(path, &by);
        if (b->crs) b->about.crs = b->crs;
        if (b->crs && *by)
            vp_band_remark(&b->about, "the file does not say its coordinate system; that of the %s beside it is taken",
                           by);
        return true;
    }
    if (OSRExportToWktEx(crs, &b->crs, options) != OGRERR_NONE || !b->crs)
        return vp_fail(err, VP_BAD_INPUT, "the coordinate system cannot be read");
    b->about.crs = b->crs;
    return true;
}

static double most_of(GDALDataType type, bool signed_bytes)
{
    switch (type) {
    case GDT_Byte: return signed_bytes ? 127 : 255;
    case GDT_UInt16: return 65535;
    case GDT_Int16: return 32767;
    case GDT_UInt32: return 4294967295.0;
    case GDT_Int32: return 2147483647;
    case GDT_Float32:
    case GDT_Float64: return INFINITY;
    default: return 0; /* 8-bit signed where GDAL has that type, 64 bits: not asked for */
    }
}

static void take_range(vp_band *b, GDALDataType type)
{
    const char *bits = GDALGetMetadataItem(b->cells, "NBITS", "IMAGE_STRUCTURE");
    int count = bits ? atoi(bits) : 0;
    bool whole = type == GDT_Byte || type == GDT_UInt16 || type == GDT_UInt32;
    b->about.most = most_of(type, b->signed_bytes);
    b->about.least = type == GDT_Int16 || type == GDT_Int32 || b->signed_bytes ? -1 - b->about.most : 0;
    if (!isfinite(b->about.most)) b->about.least = -INFINITY;
    if (whole && !b->signed_bytes && count > 0 && count < 32) b->about.most = ldexp(1, count) - 1;
    if (type == GDT_Float32 && count == 16) b->about.most = 65504, b->about.least = -65504; /* half precision */
}

static bool take_type(vp_band *b, vp_error *err)
{
    GDALDataType type = GDALGetRasterDataType(b->cells);
    const char *pixel = GDALGetMetadataItem(b->cells, "PIXELTYPE", "IMAGE_STRUCTURE");
    if (GDALDataTypeIsComplex(type))
        return vp_fail(err, VP_BAD_INPUT, "its cells are complex numbers (%s)", GDALGetDataTypeName(type));
    b->signed_bytes = type == GDT_Byte && pixel && strcmp(pixel, "SIGNEDBYTE") == 0;
    b->single = type == GDT_Float32;
    b->about.type = b->signed_bytes ? "Int8" : GDALGetDataTypeName(type);
    take_range(b, type);
    return true;
}

static void take_no_data(vp_band *b)
{
    int has = 0;
    switch (GDALGetRasterDataType(b->cells)) {
#if GDAL_VERSION_NUM >= GDAL_COMPUTE_VERSION(3, 5, 0)
    case GDT_Int64: b->about.no_data = (double)GDALGetRasterNoDataValueAsInt64(b->cells, &has); break;
    case GDT_UInt64: b->about.no_data = (double)GDALGetRasterNoDataValueAsUInt64(b->cells, &has); break;
#endif
    default: b->about.no_data = GDALGetRasterNoDataValue(b->cells, &has);
    }
    b->about.has_no_data = has != 0;
    if (b->signed_bytes && b->about.no_data > 127) b->about.no_data -= 256;
    if (b->single) b->about.no_data = (double)(float)b->about.no_data; /* as the cells hold it */
}

static void take_masks(vp_band *b)
{
    int flags = GDALGetMaskFlags(b->cells);
    bool by_value = flags & (GMF_ALL_VALID | GMF_NODATA) && (flags & GMF_ALL_VALID || b->about.has_no_data);
    if (!by_value && !(flags & GMF_ALPHA)) b->mask = GDALGetMaskBand(b->cells);
    for (int i = 2; i <= b->about.bands && !b->alpha; i++) {
        GDALRasterBandH other = GDALGetRasterBand(b->dataset, i);
        if (GDALGetRasterColorInterpretation(other) == GCI_AlphaBand) b->alpha = other;
    }
}

static void take_scale(vp_band *b)
{
    int has_scale = 0, has_offset = 0;
    double scale = GDALGetRasterScale(b->cells, &has_scale), offset = GDALGetRasterOffset(b->cells, &has_offset);
    b->scale = has_scale && isfinite(scale) && scale != 0 ? scale : 1;
    b->offset = has_offset && isfinite(offset) ? offset : 0;
}

static bool take_words(vp_band *b, vp_error *err)
{
    const char *parts[] = {GDALGetDescription(b->cells), GDALGetRasterUnitType(b->cells),
                           GDALGetMetadataItem(b->dataset, "TIFFTAG_IMAGEDESCRIPTION", NULL),
                           GDALGetMetadataItem(b->dataset, "TIFFTAG_DOCUMENTNAME", NULL)};
    size_t room = 1;
    for (size_t i = 0; i < 4; i++) room += parts[i] ? strlen(parts[i]) + 1 : 0;
    b->words = calloc(room, 1);
    if (!b->words) return vp_fail_memory(err, room);
    for (size_t i = 0; i < 4; i++) {
        if (!parts[i] || !*parts[i]) continue;
        if (*b->words) strcat(b->words, " ");
        strcat(b->words, parts[i]);
    }
    b->about.words = b->words;
    return true;
}

/* GDAL opens FILE.msk by whatever driver knows it: one that could name other files is refused. */
static bool check_mask_file(const char *path, vp_error *err)
{
    char name[4096];
    VSIStatBufL about;
    vp_error why = {0};
    int length = snprintf(name, sizeof name, "%s.msk", path);
    if (length < 0 || (size_t)length >= sizeof name || VSIStatL(name, &about) != 0) return true;
    const char *driver = vp_raster_format_driver(name, &why);
    return (driver && strcmp(driver, "GTiff") == 0) ||
           vp_fail(err, VP_BAD_INPUT, "its mask (.msk): %s", driver ? "is not a GeoTIFF" : why.message);
}

static GDALDatasetH open_file(const char *path, vp_error *err)
{
    const char *const drivers[] = {vp_raster_format_driver(path, err), NULL};
    if (!drivers[0] || !check_mask_file(path, err) || !vp_band_check_files(path, drivers[0], err)) return NULL;
    CPLErrorReset();
    GDALDatasetH dataset =
        GDALOpenEx(path, GDAL_OF_RASTER | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, drivers, NULL, NULL);
    const char *why = CPLGetLastErrorMsg();
    if (!dataset)
        vp_fail(err, VP_BAD_INPUT, "cannot be read as %s%s%s", drivers[0], why && *why ? ": " : "", why ? why : "");
    return dataset;
}

vp_band *vp_band_open(const char *path, vp_error *err)
{
    GDALDatasetH dataset = open_file(path, err);
    vp_band *b = dataset ? calloc(1, sizeof *b) : NULL;
    if (!b) {
        if (dataset) GDALClose(dataset), vp_fail_memory(err, sizeof *b);
        return NULL;
    }
    b->dataset = dataset;
    b->about.bands = GDALGetRasterCount(dataset);
    b->cells = b->about.bands ? GDALGetRasterBand(dataset, 1) : NULL;
    bool ok = b->cells || vp_fail(err, VP_BAD_INPUT, "the raster has no band");
    ok = ok && place(b, err) && take_type(b, err);
    if (!ok) {
        vp_band_close(b);
        return NULL;
    }
    b->about.crs = b->about.words = b->about.unit = "";
    take_no_data(b);
    take_masks(b);
    take_scale(b);
    return b;
}

bool vp_band_describe(vp_band *band, vp_error *err)
{
    const char *path = GDALGetDescription(band->dataset);
    if (!take_crs(band, path, err) || !take_words(band, err)) return false;
    band->about.unit = GDALGetRasterUnitType(band->cells);
    vp_band_remarks(band->dataset, band->cells, !band->mask && !band->alpha, &band->about);
    vp_band_place_remarks(band->dataset, path, &band->about);
    return true;
}

void vp_band_close(vp_band *band)
{
    if (!band) return;
    GDALClose(band->dataset);
    CPLFree(band->crs);
    free(band->words);
    free(band->hidden);
    free(band);
}

const vp_band_about *vp_band_tell(const vp_band *band) { return &band->about; }

/* ------------------------------------------------------------ cells */

/* Declared values near the end of floating point are often written with too few digits, as -3.4e38. */
static bool is_no_data(const vp_band *b, double value)
{
    double no_data = b->about.no_data;
    return value == no_data || (fabs(no_data) > 1e30 && fabs(value - no_data) < 1e-3 * fabs(no_data));
}

static void understand(const vp_band *b, double cells[], size_t count)
{
    bool scaled = b->scale != 1 || b->offset != 0, declared = b->about.has_no_data;
    for (size_t i = 0; b->signed_bytes && i < count; i++)
        if (cells[i] > 127) cells[i] -= 256;
    if (!scaled && (!declared || isnan(b->about.no_data))) return; /* what is not known is NaN already */
    for (size_t i = 0; i < count; i++) {
        if (isnan(cells[i]) || (declared && is_no_data(b, cells[i])))
            cells[i] = (double)NAN;
        else if (scaled)
            cells[i] = cells[i] * b->scale + b->offset;
    }
}

typedef struct {
    int column, row, columns, rows; /* in the file's own order */
} file_window;

static bool read_raw(GDALRasterBandH band, file_window w, void *out, GDALDataType type, vp_error *err)
{
    CPLErrorReset();
    if (GDALRasterIO(band, GF_Read, w.column, w.row, w.columns, w.rows, out, w.columns, w.rows, type, 0, 0) == CE_None)
        return true;
    return vp_fail(err, VP_BAD_INPUT, "the raster cannot be read near row %d: %s", w.row, CPLGetLastErrorMsg());
}

static bool hide(vp_band *b, GDALRasterBandH mask, file_window w, double cells[], vp_error *err)
{
    if (!mask) return true;
    size_t count = (size_t)w.columns * (size_t)w.rows;
    if (count > b->hidden_room) {
        free(b->hidden);
        b->hidden = malloc(count);
        b->hidden_room = b->hidden ? count : 0;
        if (!b->hidden) return vp_fail_memory(err, count);
    }
    if (!read_raw(mask, w, b->hidden, GDT_Byte, err)) return false;
    for (size_t i = 0; i < count; i++)
        if (!b->hidden[i]) cells[i] = (double)NAN;
    return true;
}

static void swap_rows(double a[], double b[], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        double kept = a[i];
        a[i] = b[i], b[i] = kept;
    }
}

static void turn(const vp_band *b, double cells[], size_t columns, size_t rows)
{
    for (size_t r = 0; b->south_up && r < rows / 2; r++)
        swap_rows(cells + r * columns, cells + (rows - 1 - r) * columns, columns);
    for (size_t r = 0; b->east_first && r < rows; r++)
        for (size_t c = 0; c < columns / 2; c++) {
            double *line = cells + r * columns, kept = line[c];
            line[c] = line[columns - 1 - c], line[columns - 1 - c] = kept;
        }
}

bool vp_band_read(vp_band *b, size_t column, size_t row, size_t columns, size_t rows, double cells[], vp_error *err)
{
    file_window w = {(int)(b->east_first ? b->about.columns - column - columns : column),
                     (int)(b->south_up ? b->about.rows - row - rows : row), (int)columns, (int)rows};
    if (!read_raw(b->cells, w, cells, GDT_Float64, err)) return false;
    understand(b, cells, columns * rows);
    if (!hide(b, b->mask, w, cells, err) || !hide(b, b->alpha, w, cells, err)) return false;
    turn(b, cells, columns, rows);
    return true;
}
