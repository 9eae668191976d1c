/* Inside the reader*.c files: the pipe of the confined child and what GDAL says. */
#pragma once
#include "base/buffer.h"
#include "store/sandbox/format.h"
#include "store/sandbox/message.h"
#include "store/sandbox/reader.h"
#include <cpl_vsi.h>
#include <gdal.h>
#include <ogr_api.h>

typedef struct {
    const vp_source_job *job;
    const vp_source_format *format; /* of path; NULL: a raster known by its bytes */
    const char *layer;              /* the request's; "" where it named a file of a zip */
    char path[4400];                /* what GDAL opens: the request's file, one inside its zip, or its copy in memory */
    struct vp_workbook *book;       /* of an .xlsx; NULL: it is none */
    long *row_lines;                /* of a CSV: where each row begins; NULL: it was not looked into */
    size_t row_line_count;
    long heading; /* the row that names the columns; 0: the format has none */
    int output;
    vp_buffer message;
    bool immutable; /* a database that nobody is in the middle of writing */
    bool opening;   /* GDAL's failures are kept for the sentence instead of sent */
    char said[400]; /* GDAL's last failure while opening */
    size_t findings_sent, errors_sent;
    bool no_memory; /* some was refused: what fails afterwards says nothing of the file */
} vp_reader;

/* What reader->message holds, or another; empties it. Ends the process, with errno, when it cannot be sent. */
bool vp_reader_send(vp_reader *reader, vp_buffer *message, vp_message_type type);

/* reader_memory.c: from now on memory that is refused to a library is noted, and a crash that follows from it is an end
 * for want of memory. */
void vp_reader_watch_memory(vp_reader *reader);

/* Sends a sentence and returns false. */
bool vp_reader_fail(vp_reader *reader, const char *format, ...) __attribute__((format(printf, 2, 3)));
void vp_reader_finding(vp_reader *reader, vp_severity severity, long row, const char *column, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
/* From now on GDAL's warnings and failures are sent. */
void vp_reader_listen(vp_reader *reader);
/* Opens with the drivers of the extension only; NULL after a failure was sent. */
GDALDatasetH vp_reader_open(vp_reader *reader, const char *path, unsigned flags, const char *const *options);

/* reader_drivers.c: GDAL has these drivers, by name and ended by NULL: to have all would be a tenth of the time that a
 * small file takes. */
void vp_reader_enter_drivers(const char *const names[]);
/* And no other: the parent may have had use for more. */
void vp_reader_keep_drivers(const char *const names[]);

/* reader_zip.c: no bomb, no entry that leads elsewhere. */
bool vp_reader_check_zip(vp_reader *reader, const char *path);
/* Of a .zip: path and format become those of the one source inside, in whatever folder; what macOS adds is passed over.
 * What GDAL cannot read well from inside is unpacked into memory. */
bool vp_reader_enter_zip(vp_reader *reader);
/* Of a .zip with *several sources: sends their names as those of its layers. */
bool vp_reader_zip_layers(vp_reader *reader, bool *several);

/* reader_csv.c: rows that GDAL would misread are findings, and a CSV that it would not understand becomes a copy in
 * memory that it does. */
bool vp_reader_prepare_csv(vp_reader *reader);

/* reader_heading.c: which row names the columns. */
/* Whether these cells have all names that the request wants. False where it wants none. */
bool vp_reader_is_heading(const vp_reader *reader, const char *const cells[], size_t count);
/* reader->heading, of the rows that are such: one is said, with several a failure is sent. None: first. */
bool vp_reader_take_heading(vp_reader *reader, const long rows[], size_t count, long first);

/* reader_code_page.c: the encoding that a shapefile's .cpg or, without one, its .dbf states; "" when neither does. */
void vp_reader_code_page(const char *path, char page[64]);
/* The sibling with this extension, in either case of letters. NULL when there is none. */
VSILFILE *vp_reader_open_sibling(const char *path, const char *lower, const char *upper, uint64_t *size);

/* reader_filter.c: a filter on columns that are texts for GDAL but numbers, or letters of a code page, for people. */
typedef struct vp_reader_filter vp_reader_filter;
vp_reader_filter *vp_reader_filter_new(vp_reader *reader, OGRLayerH layer, const char *page);
void vp_reader_filter_free(vp_reader_filter *filter); /* NULL is fine */
bool vp_reader_filter_keeps(vp_reader_filter *filter, OGRFeatureH feature);

/* reader_area.c: whether the request's area can be looked for by the layer's index; in the layer's system. */
bool vp_reader_has_area(vp_reader *reader, OGRLayerH layer, vp_bounds *bounds);

/* What the file itself says of its size, before GDAL sees it. */
bool vp_reader_check_shapefile(vp_reader *reader, const char *path);
bool vp_reader_check_geopackage(vp_reader *reader, const char *path, const char *layer);
/* reader_wal.c: a GeoPackage with changes in its -wal becomes a copy in memory that has them. */
bool vp_reader_join_wal(vp_reader *reader);

bool vp_reader_features(vp_reader *reader);
bool vp_reader_layers(vp_reader *reader);
bool vp_reader_raster(vp_reader *reader);
