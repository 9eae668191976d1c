#include "store/spatial/raster.h"
#include "platform/team.h"
#include "store/plain/open.h"
#include "store/plain/plain_file.h"
#include <cpl_conv.h>
#include <cpl_string.h>
#include <math.h>
#include <ogr_srs_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void vp_raster_place_clear(vp_raster_place *place)
{
    free(place->crs);
    *place = (vp_raster_place){0};
}

static char **options_of(GDALDataType type, bool compress)
{
    char **options = CSLSetNameValue(NULL, "BIGTIFF", "IF_SAFER");
    options = CSLSetNameValue(options, "INTERLEAVE", "BAND");
    if (!compress) return options;
    char threads[24];
    snprintf(threads, sizeof threads, "%zu", vp_team_budget());
    options = CSLSetNameValue(options, "COMPRESS", "DEFLATE");
    options = CSLSetNameValue(options, "PREDICTOR", type == GDT_Float32 ? "3" : "2");
    options = CSLSetNameValue(options, "NUM_THREADS", threads);
    return CSLSetNameValue(options, "TILED", "YES");
}

/* Of minutes two bands, of whole numbers one. */
static GDALDatasetH create(const char *path, const vp_raster_place *place, GDALDataType type, bool compress)
{
    vp_grid_geometry f = place->geometry;
    char **options = options_of(type, compress);
    bool minutes = type == GDT_Float32;
    GDALDatasetH dataset = GDALCreate(GDALGetDriverByName("GTiff"), path, (int)f.columns, (int)f.rows, minutes ? 2 : 1,
                                      type, (CSLConstList)options);
    CSLDestroy(options);
    if (!dataset) return NULL;
    double transform[6] = {f.west, f.cell_metres, 0, f.north, 0, -f.cell_metres};
    GDALSetGeoTransform(dataset, transform);
    if (place->crs) GDALSetProjection(dataset, place->crs);
    for (int band = 1; band <= (minutes ? 2 : 1); band++)
        GDALSetRasterNoDataValue(GDALGetRasterBand(dataset, band), minutes ? VP_RASTER_NOWHERE : -1);
    if (minutes) {
        GDALSetDescription(GDALGetRasterBand(dataset, 1), "minutes");
        GDALSetDescription(GDALGetRasterBand(dataset, 2), VP_RASTER_NO_PATH);
    }
    return dataset;
}

/* One row at a time, so that a change of what is not finite needs no second grid. */
static bool write_minutes(GDALDatasetH dataset, vp_grid_geometry f, int band, const float minutes[])
{
    float *line = malloc(f.columns * sizeof *line);
    bool ok = line != NULL;
    for (size_t row = 0; ok && row < f.rows; row++) {
        for (size_t column = 0; column < f.columns; column++) {
            float value = minutes[row * f.columns + column];
            line[column] = band == 1 ? vp_raster_finite(value) : vp_raster_no_path(value);
        }
        ok = GDALRasterIO(GDALGetRasterBand(dataset, band), GF_Write, 0, (int)row, (int)f.columns, 1, line,
                          (int)f.columns, 1, GDT_Float32, 0, 0) == CE_None;
    }
    free(line);
    return ok;
}

static bool write_whole(GDALDatasetH dataset, vp_grid_geometry f, const int32_t wholes[])
{
    return GDALRasterIO(GDALGetRasterBand(dataset, 1), GF_Write, 0, 0, (int)f.columns, (int)f.rows,
                        (int32_t *)(uintptr_t)wholes, (int)f.columns, (int)f.rows, GDT_Int32, 0, 0) == CE_None;
}

static bool write_raster(const char *path, const vp_raster_place *place, const float minutes[], const int32_t wholes[],
                         bool compress, vp_error *err)
{
    vp_whole_file file;
    if (!vp_whole_file_begin(&file, path, err)) return false;
    vp_plain_words words;
    vp_plain_begin(&words);
    GDALDatasetH dataset = create(file.draft, place, minutes ? GDT_Float32 : GDT_Int32, compress);
    bool ok = dataset && (minutes ? write_minutes(dataset, place->geometry, 1, minutes) &&
                                        write_minutes(dataset, place->geometry, 2, minutes)
                                  : write_whole(dataset, place->geometry, wholes));
    if (dataset) GDALClose(dataset);
    return vp_plain_end_file(&words, &file, ok, err);
}

bool vp_plain_raster_write_minutes(const char *path, const vp_raster_place *place, const float cells[], bool compress,
                                   vp_error *err)
{
    return write_raster(path, place, cells, NULL, compress, err);
}

bool vp_plain_raster_write_whole(const char *path, const vp_raster_place *place, const int32_t cells[], bool compress,
                                 vp_error *err)
{
    return write_raster(path, place, NULL, cells, compress, err);
}
