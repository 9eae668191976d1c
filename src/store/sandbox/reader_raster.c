#include "store/sandbox/reader_internal.h"
#include <cpl_conv.h>
#include <math.h>
#include <ogr_srs_api.h>
#include <stdlib.h>
#include <string.h>

enum { BYTES_AT_ONCE = 4 << 20 };

static bool send_header(vp_reader *reader, GDALDatasetH dataset, GDALRasterBandH band)
{
    double transform[6];
    if (GDALGetGeoTransform(dataset, transform) != CE_None)
        return vp_reader_fail(reader, "the raster does not say where it lies (no geotransform)");
    OGRSpatialReferenceH crs = GDALGetSpatialRef(dataset);
    const char *const options[] = {"FORMAT=WKT2_2018", NULL};
    char *wkt = NULL;
    if (crs) OSRExportToWktEx(crs, &wkt, options);
    int has_no_data = 0;
    double no_data = GDALGetRasterNoDataValue(band, &has_no_data);
    vp_buffer *m = &reader->message;
    vp_message_whole(m, (uint64_t)GDALGetRasterXSize(dataset));
    vp_message_whole(m, (uint64_t)GDALGetRasterYSize(dataset));
    for (size_t i = 0; i < 6; i++) vp_message_number(m, transform[i]);
    vp_message_text(m, wkt ? wkt : "", wkt ? strlen(wkt) : 0);
    vp_message_whole(m, has_no_data != 0);
    vp_message_number(m, no_data);
    CPLFree(wkt);
    return vp_message_send(m, VP_MESSAGE_RASTER, reader->output);
}

static void set_no_data(double cells[], size_t count, GDALRasterBandH band)
{
    int has_no_data = 0, has_scale = 0, has_offset = 0;
    double no_data = GDALGetRasterNoDataValue(band, &has_no_data), scale = GDALGetRasterScale(band, &has_scale),
           offset = GDALGetRasterOffset(band, &has_offset);
    if (GDALGetRasterDataType(band) == GDT_Float32) no_data = (double)(float)no_data; /* as the cells hold it */
    for (size_t i = 0; i < count; i++) {
        if (has_no_data && cells[i] == no_data)
            cells[i] = (double)NAN;
        else if (has_scale || has_offset)
            cells[i] = cells[i] * (has_scale ? scale : 1) + (has_offset ? offset : 0);
    }
}

static bool send_cells(vp_reader *reader, GDALRasterBandH band)
{
    vp_raster_window w = reader->job->window;
    size_t line = w.columns * sizeof(double), rows = BYTES_AT_ONCE / line ? BYTES_AT_ONCE / line : 1;
    double *cells = malloc(rows * line);
    bool ok = cells || vp_reader_fail(reader, "no memory for a row of cells");
    for (size_t row = 0; ok && row < w.rows; row += rows) {
        size_t count = w.rows - row < rows ? w.rows - row : rows;
        reader->opening = true;
        ok = GDALRasterIO(band, GF_Read, (int)w.column, (int)(w.row + row), (int)w.columns, (int)count, cells,
                          (int)w.columns, (int)count, GDT_Float64, 0, 0) == CE_None;
        if (!ok) vp_reader_fail(reader, "the raster cannot be read near row %zu: %s", w.row + row, reader->said);
        if (!ok) break;
        set_no_data(cells, count * w.columns, band);
        vp_message_whole(&reader->message, row);
        vp_buffer_append(&reader->message, cells, count * line);
        ok = vp_message_send(&reader->message, VP_MESSAGE_CELLS, reader->output);
    }
    free(cells);
    return ok;
}

bool vp_reader_raster(vp_reader *reader)
{
    GDALDatasetH dataset = vp_reader_open(reader, reader->job->request.path, GDAL_OF_RASTER, NULL);
    if (!dataset) return false;
    GDALRasterBandH band = GDALGetRasterCount(dataset) ? GDALGetRasterBand(dataset, 1) : NULL;
    if (!band) return vp_reader_fail(reader, "the raster has no band");
    if (reader->job->work == VP_SOURCE_RASTER_CELLS) return send_cells(reader, band);
    if (GDALGetRasterCount(dataset) > 1)
        vp_reader_finding(reader, VP_FINDING_NOTE, 0, NULL, "the raster has %d bands; the first is read",
                          GDALGetRasterCount(dataset));
    return send_header(reader, dataset, band);
}
