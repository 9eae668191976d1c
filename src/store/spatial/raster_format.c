#include "store/spatial/raster_format.h"
#include "base/sentences.h"
#include "store/spatial/band.h"
#include <cpl_vsi.h>
#include <string.h>
#include <strings.h>

enum { HEAD = 512 };

typedef struct {
    const char *magic;
    size_t length;
    const char *driver, *refused;
    const char *remedy; /* NULL: to_tiff */
} format;

/* Bytes that may hold zeros have their length stated. */
#define BYTES(text) text, sizeof(text) - 1

static const char to_tiff[] = VP_PART("gdal_translate IN OUT.tif makes a GeoTIFF of it");
static const format formats[] = {
    {BYTES("II*\0"), .driver = "GTiff"},
    {BYTES("MM\0*"), .driver = "GTiff"},
    {BYTES("II+\0"), .driver = "GTiff"},
    {BYTES("MM\0+"), .driver = "GTiff"},
    {BYTES("ncols"), .driver = "AAIGrid"},
    {BYTES("nrows"), .driver = "AAIGrid"},
    {BYTES("EHFA_HEADER_TAG"),
     .refused = VP_PART("an Erdas Imagine file (.img), which may keep its cells in other files")},
    {BYTES("SQLite format 3"), .refused = VP_PART("an SQLite database (GeoPackage, MBTiles)")},
    {BYTES("PK\x03\x04"), .refused = VP_PART("a zip archive under another name"),
     .remedy = VP_PART("end its name in .zip, or unpack it")},
    {BYTES("\x1f\x8b"), .refused = VP_PART("gzip-compressed"), .remedy = VP_PART("unpack it")},
    {BYTES("\x89PNG"), .refused = VP_PART("a PNG picture, which holds colours and not values")},
    {BYTES("\xff\xd8\xff"), .refused = VP_PART("a JPEG picture, which holds colours and not values")},
    {BYTES("\0\0\0\x0cjP"), .refused = VP_PART("a JPEG 2000 file")},
    {BYTES("CDF"), .refused = VP_PART("a NetCDF file, which may hold several variables")},
    {BYTES("\x89HDF"), .refused = VP_PART("an HDF5 or NetCDF-4 file, which may hold several variables")},
    {BYTES("\x0e\x03\x13\x01"), .refused = VP_PART("an HDF4 file, which may hold several variables")},
    {BYTES("GRIB"), .refused = VP_PART("a GRIB file, which may hold several variables")},
    {BYTES("ENVI"), .refused = VP_PART("the heading of an ENVI raster, whose cells are in another file")},
    {BYTES("DSAA"), .refused = VP_PART("a Surfer grid")},
    {BYTES("DSBB"), .refused = VP_PART("a Surfer grid")},
    {BYTES("DSRB"), .refused = VP_PART("a Surfer grid")},
    {BYTES("%PDF"), .refused = VP_PART("a PDF document"),
     .remedy = VP_PART("export its map as GeoTIFF where it was made")},
    {BYTES("\xd0\xcf\x11\xe0"), .refused = VP_PART("an old workbook or document of Office"),
     .remedy = VP_PART("save it as .xlsx")},
};

static const char *text_of(const char *head)
{
    if (memcmp(head, "\xEF\xBB\xBF", 3) == 0) head += 3;
    return head + strspn(head, " \t\r\n");
}

static const format virtual_raster = {.refused = VP_PART("a GDAL VRT, which names other files")};

static const format *known(const char head[HEAD], size_t length)
{
    const char *text = text_of(head);
    if (strstr(text, "<VRTDataset") || strstr(text, "<OGRVRTDataSource")) return &virtual_raster;
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        const format *f = &formats[i];
        if (f->length <= length && memcmp(head, f->magic, f->length) == 0) return f;
        if (strncasecmp(text, f->magic, f->length) == 0 && !memchr(f->magic, 0, f->length)) return f;
    }
    return NULL;
}

/* 1 or 3 arc seconds of one degree; GDAL takes the place from a name such as N21E105.hgt. */
static bool is_hgt(const char *path)
{
    static const long long sides[][2] = {{1201, 1201}, {3601, 3601}, {1801, 3601}, {7201, 7201}};
    VSIStatBufL about;
    size_t length = strlen(path);
    if (length < 4 || strcasecmp(path + length - 4, ".hgt") != 0 || VSIStatL(path, &about) != 0) return false;
    for (size_t i = 0; i < sizeof sides / sizeof *sides; i++)
        if ((long long)about.st_size == 2 * sides[i][0] * sides[i][1]) return true;
    return false;
}

const char *vp_raster_format_driver(const char *path, vp_error *err)
{
    char head[HEAD + 1] = {0};
    VSILFILE *file = VSIFOpenL(path, "rb");
    size_t length = file ? VSIFReadL(head, 1, HEAD, file) : 0;
    if (file) VSIFCloseL(file);
    const char *driver = NULL;
    const format *f = known(head, length);
    if (!file)
        vp_fail(err, VP_BAD_INPUT, "cannot be opened");
    else if (!length)
        vp_fail(err, VP_BAD_INPUT, "the file is empty");
    else if (is_hgt(path) && !f)
        driver = "SRTMHGT";
    else if (!f)
        vp_fail(err, VP_BAD_INPUT,
                "by its first bytes it is none of the rasters that are read: " VP_BAND_FORMATS "; %s", to_tiff);
    else if (f->refused)
        vp_fail(err, VP_BAD_INPUT, "the file is %s, so it is refused; %s", f->refused, f->remedy ? f->remedy : to_tiff);
    else
        driver = f->driver;
    return driver;
}
