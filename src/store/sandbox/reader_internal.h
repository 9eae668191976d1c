/* Inside the reader*.c files: the pipe of the confined child and what GDAL says. */
#pragma once
#include "base/buffer.h"
#include "store/sandbox/format.h"
#include "store/sandbox/message.h"
#include "store/sandbox/reader.h"
#include <gdal.h>

typedef struct {
    const vp_source_job *job;
    const vp_source_format *format;
    int output;
    vp_buffer message;
    bool opening;   /* GDAL's failures are kept for the sentence instead of sent */
    char said[400]; /* GDAL's last failure while opening */
    size_t findings_sent, errors_sent;
} vp_reader;

/* Sends a sentence and returns false. */
bool vp_reader_fail(vp_reader *reader, const char *format, ...) __attribute__((format(printf, 2, 3)));
void vp_reader_finding(vp_reader *reader, vp_severity severity, long row, const char *column, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
/* From now on GDAL's warnings and failures are sent. */
void vp_reader_listen(vp_reader *reader);
/* Opens with the drivers of the extension only; NULL after a failure was sent. */
GDALDatasetH vp_reader_open(vp_reader *reader, const char *path, unsigned flags, const char *const *options);

/* What the file itself says of its size, before GDAL sees it. */
bool vp_reader_check_shapefile(vp_reader *reader, const char *path);
bool vp_reader_check_geopackage(vp_reader *reader, const char *path, const char *layer);

bool vp_reader_features(vp_reader *reader);
bool vp_reader_raster(vp_reader *reader);
