#include "store/spatial/band_remarks.h"
#include "store/spatial/raster.h"
#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_minixml.h>
#include <cpl_string.h>
#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void vp_band_remark(vp_band_about *about, const char *format, ...)
{
    va_list arguments;
    if (about->remark_count == VP_BAND_REMARKS_MOST) return;
    va_start(arguments, format);
    vsnprintf(about->remarks[about->remark_count++], sizeof *about->remarks, format, arguments);
    va_end(arguments);
}

/* most is INFINITY for floating point, and 0 where the no-data value is a whole number of 64 bits in any case. */
static bool holds(const vp_band_about *about, double value)
{
    if (!isfinite(about->most)) return true;
    return about->most == 0 || (value >= about->least && value <= about->most && value == floor(value));
}

static bool is_classes(GDALRasterBandH cells)
{
    GDALColorInterp colour = GDALGetRasterColorInterpretation(cells);
    GDALRasterAttributeTableH table = GDALGetDefaultRAT(cells);
    return colour == GCI_PaletteIndex || colour == GCI_RedBand || GDALGetRasterCategoryNames(cells) ||
           (table && GDALRATGetRowCount(table) > 0);
}

/* Alpha, or our own band that says where there is no path: of no interest by itself. */
static bool is_of_first(GDALRasterBandH band)
{
    return GDALGetRasterColorInterpretation(band) == GCI_AlphaBand ||
           strcmp(GDALGetDescription(band), VP_RASTER_NO_PATH) == 0;
}

void vp_band_remarks(GDALDatasetH dataset, GDALRasterBandH cells, bool bare, vp_band_about *about)
{
    int bands = 0, rasters = CSLCount(GDALGetMetadata(dataset, "SUBDATASETS")) / 2;
    double written = 100;
    about->classes = is_classes(cells);
    for (int i = 1; i <= about->bands; i++) bands += !is_of_first(GDALGetRasterBand(dataset, i));
    if (bands > 1) vp_band_remark(about, "the raster has %d bands; the first is read", bands);
    if (rasters > 1)
        vp_band_remark(about, "the file holds %d rasters; the first is read, and gdal_translate can take out another",
                       rasters);
    if (about->has_no_data && !holds(about, about->no_data))
        vp_band_remark(
            about,
            "it declares %.9g for no data, which no cell of its type (%s) can hold, so nothing is hidden; if another "
            "value stands for no data, declare that (gdal_edit.py -a_nodata)",
            about->no_data, about->type);
    int has_scale = 0, has_offset = 0;
    double scale = GDALGetRasterScale(cells, &has_scale), offset = GDALGetRasterOffset(cells, &has_offset);
    if ((has_scale && !(isfinite(scale) && scale != 0)) || (has_offset && !isfinite(offset)))
        vp_band_remark(about, "it states the scale %g and the offset %g, which give no numbers; %s is not applied",
                       scale, offset, has_offset && !isfinite(offset) ? "what is no number of them" : "the scale");
    int status = GDALGetDataCoverageStatus(cells, 0, 0, (int)about->columns, (int)about->rows, 0, &written);
    if (bare && !about->has_no_data && status & GDAL_DATA_COVERAGE_STATUS_EMPTY)
        vp_band_remark(
            about,
            "%.2g %% of it was never written and is read as 0; if nothing is known there, the file should declare it "
            "(gdal_edit.py -a_nodata 0)",
            fmax(0, 100 - written));
}

/* ------------------------------------------------------------ damaged texts */

static bool check_aux(const char *path, vp_error *err)
{
    char name[4096];
    int length = snprintf(name, sizeof name, "%s.aux.xml", path);
    VSIStatBufL there;
    if (length < 0 || (size_t)length >= sizeof name || VSIStatL(name, &there) != 0) return true;
    CPLPushErrorHandler(CPLQuietErrorHandler);
    CPLXMLNode *tree = CPLParseXMLFile(name);
    CPLPopErrorHandler();
    CPLErrorReset();
    bool good = tree != NULL;
    CPLDestroyXMLNode(tree);
    return good || vp_fail(err, VP_BAD_INPUT,
                           "what stands beside it (.aux.xml) is damaged, and may say what has no data: mend it or take "
                           "it away");
}

static bool is_number(const char *word)
{
    if (strspn(word, "0123456789+-.,eE") == strlen(word)) return true;
    word += *word == '-' || *word == '+';
    return strncasecmp(word, "nan", 3) == 0 || strncasecmp(word, "inf", 3) == 0 || strncasecmp(word, "1.#", 3) == 0;
}

/* GDAL reads a word among the numbers of an Esri ASCII grid as 0. */
static bool check_words(VSILFILE *file, vp_error *err)
{
    const char *line;
    char *rest = NULL;
    long row = 0;
    bool ok = true, heading = true;
    while (ok && (line = CPLReadLine2L(file, -1, NULL))) {
        char *word = strtok_r((char *)(uintptr_t)line, " \t\r\n", &rest); /* GDAL's own room, until the next line */
        heading = heading && (!word || (isalpha((unsigned char)*word) && !is_number(word)));
        row += !heading;
        for (; ok && !heading && word; word = strtok_r(NULL, " \t\r\n", &rest))
            if (!is_number(word))
                ok = vp_fail(err, VP_BAD_INPUT, "line %ld of its cells holds \"%.40s\", which is no number", row, word);
    }
    CPLReadLineL(NULL);
    return ok;
}

bool vp_band_check_files(const char *path, const char *driver, vp_error *err)
{
    if (!check_aux(path, err)) return false;
    VSILFILE *file = strcmp(driver, "AAIGrid") == 0 ? VSIFOpenL(path, "rb") : NULL;
    bool ok = !file || check_words(file, err);
    if (file) VSIFCloseL(file);
    return ok;
}
