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

static GDALDatasetH create(const char *path, const vp_raster_place *place, GDALDataType type, bool compress)
{
    vp_grid_geometry f = place->geometry;
    char **options = CSLSetNameValue(NULL, "BIGTIFF", "IF_SAFER");
    if (compress) {
        options = CSLSetNameValue(options, "COMPRESS", "DEFLATE");
        options = CSLSetNameValue(options, "PREDICTOR", type == GDT_Float32 ? "3" : "2");
        char threads[24];
        snprintf(threads, sizeof threads, "%zu", vp_team_budget());
        options = CSLSetNameValue(options, "NUM_THREADS", threads);
        options = CSLSetNameValue(options, "TILED", "YES");
    }
    GDALDatasetH dataset =
        GDALCreate(GDALGetDriverByName("GTiff"), path, (int)f.columns, (int)f.rows, 1, type, (CSLConstList)options);
    CSLDestroy(options);
    if (!dataset) return NULL;
    double transform[6] = {f.west, f.cell_metres, 0, f.north, 0, -f.cell_metres};
    GDALSetGeoTransform(dataset, transform);
    if (place->crs) GDALSetProjection(dataset, place->crs);
    GDALSetRasterNoDataValue(GDALGetRasterBand(dataset, 1), -1);
    return dataset;
}

/* One row at a time, so that a change of nodata needs no second grid. */
static bool write_rows(GDALDatasetH dataset, vp_grid_geometry f, const float floats[], const int32_t wholes[])
{
    GDALRasterBandH band = GDALGetRasterBand(dataset, 1);
    float *line = malloc(f.columns * sizeof *line);
    bool ok = line != NULL;
    for (size_t row = 0; ok && row < f.rows; row++) {
        int32_t *whole_line = (int32_t *)(void *)line;
        for (size_t column = 0; column < f.columns; column++) {
            size_t cell = row * f.columns + column;
            if (floats)
                line[column] = isfinite(floats[cell]) ? floats[cell] : -1;
            else
                whole_line[column] = wholes[cell];
        }
        ok = GDALRasterIO(band, GF_Write, 0, (int)row, (int)f.columns, 1, line, (int)f.columns, 1,
                          floats ? GDT_Float32 : GDT_Int32, 0, 0) == CE_None;
    }
    free(line);
    return ok;
}

static bool write_raster(const char *path, const vp_raster_place *place, const float floats[], const int32_t wholes[],
                         bool compress, vp_error *err)
{
    vp_whole_file file;
    if (!vp_whole_file_begin(&file, path, err)) return false;
    vp_plain_words words;
    vp_plain_begin(&words);
    GDALDatasetH dataset = create(file.draft, place, floats ? GDT_Float32 : GDT_Int32, compress);
    bool ok = dataset && write_rows(dataset, place->geometry, floats, wholes);
    if (dataset) GDALClose(dataset);
    return vp_plain_end_file(&words, &file, ok, err);
}

bool vp_plain_raster_write_floats(const char *path, const vp_raster_place *place, const float cells[], bool compress,
                                  vp_error *err)
{
    return write_raster(path, place, cells, NULL, compress, err);
}

bool vp_plain_raster_write_whole(const char *path, const vp_raster_place *place, const int32_t cells[], bool compress,
                                 vp_error *err)
{
    return write_raster(path, place, NULL, cells, compress, err);
}
