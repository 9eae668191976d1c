#include "store/sandbox/reader_internal.h"
#include "store/spatial/band.h"
#include <cpl_conv.h>
#include <stdlib.h>
#include <string.h>

enum { BYTES_AT_ONCE = 4 << 20 };

static void put_text(vp_buffer *message, const char *text) { vp_message_text(message, text, strlen(text)); }

static bool send_header(vp_reader *reader, const vp_band_about *about)
{
    vp_buffer *m = &reader->message;
    vp_message_whole(m, about->columns);
    vp_message_whole(m, about->rows);
    for (size_t i = 0; i < 6; i++) vp_message_number(m, about->transform[i]);
    put_text(m, about->crs);
    vp_message_whole(m, about->has_no_data);
    vp_message_number(m, about->no_data);
    vp_message_number(m, about->most);
    put_text(m, about->type);
    put_text(m, about->words);
    put_text(m, about->unit);
    vp_message_whole(m, about->classes);
    return vp_reader_send(reader, m, VP_MESSAGE_RASTER);
}

static bool send_cells(vp_reader *reader, vp_band *band)
{
    vp_raster_window w = reader->job->window;
    const vp_band_about *about = vp_band_tell(band);
    if (w.column + w.columns > about->columns || w.row + w.rows > about->rows)
        return vp_reader_fail(reader, "the raster has become smaller while it was read");
    size_t line = w.columns * sizeof(double), rows = BYTES_AT_ONCE / line ? BYTES_AT_ONCE / line : 1;
    double *cells = malloc(rows * line);
    reader->no_memory |= !cells;
    bool ok = cells || vp_reader_fail(reader, "no memory for a row of cells");
    for (size_t row = 0; ok && row < w.rows; row += rows) {
        size_t count = w.rows - row < rows ? w.rows - row : rows;
        vp_error why = {0};
        reader->opening = true;
        ok = vp_band_read(band, w.column, w.row + row, w.columns, count, cells, &why) ||
             vp_reader_fail(reader, "%s", why.message);
        if (!ok) break;
        vp_message_whole(&reader->message, row);
        vp_buffer_append(&reader->message, cells, count * line);
        ok = vp_reader_send(reader, &reader->message, VP_MESSAGE_CELLS);
    }
    free(cells);
    return ok;
}

/* What a mask or an .aux.xml names is opened by GDAL itself: then only by drivers that name nothing further. */
static const char *const plain_drivers[] = {"GTiff", "SRTMHGT", "AAIGrid", "MEM", NULL};

bool vp_reader_raster(vp_reader *reader)
{
    vp_error why = {0};
    vp_reader_keep_drivers(plain_drivers);
    CPLSetConfigOption("GDAL_PAM_ENABLED", "YES"); /* FILE.aux.xml is read; nothing is written */
    reader->opening = true;
    bool cells = reader->job->work == VP_SOURCE_RASTER_CELLS;
    vp_band *band = vp_band_open(reader->path, &why);
    bool ok = band && (cells || vp_band_describe(band, &why));
    reader->opening = false;
    if (!ok) return vp_reader_fail(reader, "%s", why.message);
    if (reader->said[0]) vp_reader_finding(reader, VP_FINDING_WARNING, 0, NULL, "%s", reader->said);
    if (cells) return send_cells(reader, band);
    const vp_band_about *about = vp_band_tell(band);
    for (size_t i = 0; i < about->remark_count; i++)
        vp_reader_finding(reader, VP_FINDING_WARNING, 0, NULL, "%s", about->remarks[i]);
    return send_header(reader, about);
}
