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

/* Cells must be squares of metres: anything else would be a wrong distance. */
static bool read_place(GDALDatasetH dataset, const char *path, vp_raster_place *place, vp_error *err)
{
    double t[6];
    if (GDALGetGeoTransform(dataset, t) != CE_None)
        return vp_fail(err, VP_BAD_INPUT, "%s: the raster does not say where it lies", path);
    if (t[2] != 0 || t[4] != 0 || !(t[1] > 0) || !(t[5] < 0))
        return vp_fail(err, VP_BAD_INPUT, "%s: the raster is turned or not north up; warp it first", path);
    if (fabs(t[1] + t[5]) > 1e-6 * t[1])
        return vp_fail(err, VP_BAD_INPUT, "%s: cells of %g by %g are not square", path, t[1], -t[5]);
    OGRSpatialReferenceH srs = GDALGetSpatialRef(dataset);
    if (srs && (!OSRIsProjected(srs) || fabs(OSRGetLinearUnits(srs, NULL) - 1) > 1e-9))
        return vp_fail(err, VP_BAD_INPUT, "%s: the raster's coordinates are not projected metres; warp it first", path);
    place->geometry =
        (vp_grid_geometry){(size_t)GDALGetRasterXSize(dataset), (size_t)GDALGetRasterYSize(dataset), t[1], t[0], t[3]};
    if (!srs) return vp_grid_geometry_check(place->geometry, err);
    char *text = NULL;
    if (OSRExportToWkt(srs, &text) == OGRERR_NONE) place->crs = strdup(text);
    CPLFree(text);
    if (!place->crs) return vp_fail(err, VP_BAD_INPUT, "%s: the coordinate system cannot be read", path);
    return vp_grid_geometry_check(place->geometry, err);
}

static vp_grid *read_cells(GDALDatasetH dataset, const char *path, vp_grid_geometry geometry,
                           const vp_plain_words *words, vp_error *err)
{
    GDALRasterBandH band = GDALGetRasterBand(dataset, 1);
    vp_grid *grid = vp_grid_new(geometry, NAN, err);
    if (!grid) return NULL;
    float *cells = vp_grid_edit(grid);
    if (!band || GDALRasterIO(band, GF_Read, 0, 0, (int)geometry.columns, (int)geometry.rows, cells,
                              (int)geometry.columns, (int)geometry.rows, GDT_Float32, 0, 0) != CE_None) {
        vp_fail(err, VP_IO, "%s: %s", path, words->failed ? words->message : "the cells cannot be read");
        vp_grid_free(grid);
        return NULL;
    }
    int declared = 0;
    float nodata = (float)GDALGetRasterNoDataValue(band, &declared);
    if (!declared) nodata = NAN;
    for (size_t i = 0; i < vp_grid_geometry_cells(geometry); i++)
        if (cells[i] == nodata || !isfinite(cells[i])) cells[i] = NAN;
    return grid;
}

vp_grid *vp_plain_raster_read(const char *path, vp_raster_place *place, vp_error *err)
{
    *place = (vp_raster_place){0};
    vp_plain_words words;
    vp_plain_begin(&words);
    vp_grid *grid = NULL;
    GDALDatasetH dataset = vp_plain_open(path, true, NULL, &words, err);
    if (dataset && read_place(dataset, path, place, err))
        grid = read_cells(dataset, path, place->geometry, &words, err);
    if (dataset) GDALClose(dataset);
    vp_plain_end();
    if (!grid) vp_raster_place_clear(place);
    return grid;
}

static bool same_place(vp_grid_geometry a, vp_grid_geometry b)
{
    double slack = 1e-3 * a.cell_metres;
    return a.columns == b.columns && a.rows == b.rows && fabs(a.cell_metres - b.cell_metres) < 1e-6 * a.cell_metres &&
           fabs(a.west - b.west) < slack && fabs(a.north - b.north) < slack;
}

vp_grid *vp_plain_raster_read_on(const char *path, const vp_raster_place *place, vp_error *err)
{
    vp_raster_place own;
    vp_grid *grid = vp_plain_raster_read(path, &own, err);
    if (grid && !same_place(place->geometry, own.geometry)) {
        vp_fail(err, VP_BAD_INPUT,
                "%s: %zu by %zu cells of %g m from (%.2f, %.2f) do not match the other raster's"
                " %zu by %zu of %g m from (%.2f, %.2f); warp it to them",
                path, own.geometry.columns, own.geometry.rows, own.geometry.cell_metres, own.geometry.west,
                own.geometry.north, place->geometry.columns, place->geometry.rows, place->geometry.cell_metres,
                place->geometry.west, place->geometry.north);
        vp_grid_free(grid);
        grid = NULL;
    }
    vp_raster_place_clear(&own);
    return grid;
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
