#include "store/sandbox/reader_internal.h"
#include <cpl_conv.h>
#include <ogr_srs_api.h>
#include <stdio.h>
#include <string.h>

/* A file that says what it is not: a VRT would make GDAL open other files. */
static bool check_beginning(vp_reader *reader)
{
    char head[512] = {0};
    VSILFILE *file = VSIFOpenL(reader->path, "rb");
    if (!file) return vp_reader_fail(reader, "cannot be opened");
    size_t length = VSIFReadL(head, 1, sizeof head - 1, file);
    VSIFCloseL(file);
    if (!length) return vp_reader_fail(reader, "the file is empty");
    const char *magic = reader->format->magic, *text = head;
    size_t magic_length = magic ? (magic[0] ? strlen(magic) : 4) : 0; /* a shapefile's begins with NULs */
    if (memcmp(text, "\xEF\xBB\xBF", 3) == 0) text += 3;
    text += strspn(text, " \t\r\n");
    if (strstr(head, "<OGRVRTDataSource") || strstr(head, "<VRTDataset") || strncmp(text, "<VRT", 4) == 0)
        return vp_reader_fail(
            reader, "the file is a GDAL VRT under the name of %s; it could name other files, so it is refused",
            reader->format->extension);
    if (memcmp(head, "SQLite format 3", 15) == 0 && strcmp(reader->format->extension, ".gpkg") != 0)
        return vp_reader_fail(reader, "the file is an SQLite database under the name of %s", reader->format->extension);
    if (magic_length && (length < magic_length || memcmp(head, magic, magic_length) != 0))
        return vp_reader_fail(reader, "the file does not begin as a %s file does", reader->format->extension);
    return true;
}

/* Of a zip, the one inside. */
static bool enter(vp_reader *reader)
{
    if (!reader->format || reader->format->drivers[0]) return true;
    if (!vp_reader_check_zip(reader, reader->path) || !vp_reader_enter_zip(reader)) return false;
    bool folder = reader->format && strcmp(reader->format->extension, ".gdb") == 0;
    return folder || reader->job->work >= VP_SOURCE_RASTER_HEADER || check_beginning(reader);
}

/* The file and, when it is a zip, the one inside. */
static bool check_file(vp_reader *reader)
{
    if (!reader->format) return vp_reader_fail(reader, "no format is known by this extension");
    if (!check_beginning(reader)) return false;
    return enter(reader);
}

static void set_options(void)
{
    static const char *const options[][2] = {
        {"GDAL_PAM_ENABLED", "NO"},
        {"GDAL_DISABLE_READDIR_ON_OPEN", "YES"},
        {"GDAL_HTTP_MAX_RETRY", "0"},
        {"CPL_VSIL_CURL_ALLOWED_EXTENSIONS", "none"},
        {"CPL_CURL_ENABLE_VSIMEM", "NO"},
        {"GDAL_CACHEMAX", "64"},
        {"GDAL_NUM_THREADS", "1"},
        {"OGR_GEOJSON_MAX_OBJ_SIZE", "200"},
        {"OGR_SQLITE_LOAD_EXTENSIONS", ""},
        {"SHAPE_RESTORE_SHX", "NO"},
        {"OSM_USE_CUSTOM_INDEXING", "YES"},
        {"CPL_DEBUG", "OFF"},
        {"OGR_XLSX_HEADERS", "FORCE"},
        {"OSM_MAX_TMPFILE_SIZE", "1024"}, /* MB, in memory: no file is written */
        {"OGR_SQLITE_PRAGMA", "temp_store=MEMORY"},
        {"SPATIALITE_LOAD", "NO"}, /* a file's own views call none of its functions, and its PROJ database costs time */
    };
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) CPLSetConfigOption(options[i][0], options[i][1]);
}

int vp_reader_run(void *context, int output)
{
    vp_reader reader = {.job = context, .output = output};
    reader.layer = reader.job->request.layer;
    reader.format = vp_source_format_of(reader.job->request.path);
    snprintf(reader.path, sizeof reader.path, "%s", reader.job->request.path);
    OSRCleanup(); /* PROJ's database, if the parent had it open, was closed with its other files */
    set_options();
    vp_reader_watch_memory(&reader);
    vp_reader_listen(&reader);
    bool raster = reader.job->work >= VP_SOURCE_RASTER_HEADER, several = false;
    bool zip = reader.job->work == VP_SOURCE_LAYERS && reader.format && !reader.format->drivers[0];
    bool ok = zip ? vp_reader_zip_layers(&reader, &several) : true;
    if (ok && !several) ok = raster ? enter(&reader) : check_file(&reader);
    if (several) {
        /* each is asked for by its name */
    } else if (ok && raster) {
        ok = vp_reader_raster(&reader);
    } else if (ok) {
        vp_reader_enter_drivers(reader.format->drivers);
        ok = reader.job->work == VP_SOURCE_LAYERS ? vp_reader_layers(&reader) : vp_reader_features(&reader);
    }
    if (ok) vp_reader_send(&reader, &reader.message, VP_MESSAGE_END);
    return 0; /* a failure was sent as a sentence */
}
