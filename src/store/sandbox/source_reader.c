#include "store/sandbox/source_reader_internal.h"
#include <cpl_conv.h>
#include <cpl_error.h>
#include <ogr_srs_api.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FINDINGS_MOST = 20 };

bool vp_reader_fail(vp_reader *reader, const char *format, ...)
{
    char sentence[900];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    reader->message.length = 0;
    vp_message_text(&reader->message, sentence, length < 0 ? 0 : strlen(sentence));
    vp_message_send(&reader->message, VP_MESSAGE_FAILURE, reader->output);
    return false;
}

static void send_finding(vp_reader *reader, vp_severity severity, long row, const char *column, const char *reason)
{
    vp_buffer message = {0}; /* reader->message may be half filled */
    if (reader->findings_sent++ >= FINDINGS_MOST && severity != VP_FINDING_ERROR) return;
    reader->errors_sent += severity == VP_FINDING_ERROR;
    if (reader->errors_sent > FINDINGS_MOST) return;
    vp_message_whole(&message, severity);
    vp_message_whole(&message, (uint64_t)row);
    vp_message_text(&message, column ? column : "", column ? strlen(column) : 0);
    vp_message_text(&message, "", 0);
    vp_message_text(&message, reason, strlen(reason));
    vp_message_send(&message, VP_MESSAGE_FINDING, reader->output);
    vp_buffer_clear(&message);
}

void vp_reader_finding(vp_reader *reader, vp_severity severity, long row, const char *column, const char *format, ...)
{
    char reason[600];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reason, sizeof reason, format, arguments);
    va_end(arguments);
    send_finding(reader, severity, row, column, reason);
}

static void hear_gdal(CPLErr severity, CPLErrorNum number, const char *text)
{
    (void)number;
    vp_reader *reader = CPLGetErrorHandlerUserData();
    if (severity < CE_Warning) return;
    if (reader->opening) {
        if (severity >= CE_Failure || !reader->said[0]) snprintf(reader->said, sizeof reader->said, "%s", text);
    } else {
        send_finding(reader, severity >= CE_Failure ? VP_FINDING_ERROR : VP_FINDING_WARNING, 0, NULL, text);
    }
}

/* A file that says what it is not: a VRT would make GDAL open other files. */
static bool check_beginning(vp_reader *reader)
{
    char head[512] = {0};
    FILE *file = fopen(reader->job->request.path, "rb");
    if (!file) return vp_reader_fail(reader, "cannot be opened");
    size_t length = fread(head, 1, sizeof head - 1, file);
    fclose(file);
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

GDALDatasetH vp_reader_open(vp_reader *reader, const char *path, unsigned flags, const char *const *options)
{
    reader->opening = true;
    GDALDatasetH dataset =
        GDALOpenEx(path, GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR | flags, reader->format->drivers, options, NULL);
    if (!dataset)
        vp_reader_fail(reader, "cannot be read as %s%s%s", reader->format->drivers[0], reader->said[0] ? ": " : "",
                       reader->said);
    reader->opening = false;
    if (dataset && reader->said[0]) send_finding(reader, VP_FINDING_WARNING, 0, NULL, reader->said);
    reader->said[0] = '\0';
    return dataset;
}

static void set_options(void)
{
    static const char *const options[][2] = {
        {"GDAL_PAM_ENABLED", "NO"},         {"GDAL_DISABLE_READDIR_ON_OPEN", "YES"},
        {"GDAL_HTTP_MAX_RETRY", "0"},       {"CPL_VSIL_CURL_ALLOWED_EXTENSIONS", "none"},
        {"CPL_CURL_ENABLE_VSIMEM", "NO"},   {"GDAL_CACHEMAX", "64"},
        {"GDAL_NUM_THREADS", "1"},          {"OGR_GEOJSON_MAX_OBJ_SIZE", "200"},
        {"OGR_SQLITE_LOAD_EXTENSIONS", ""}, {"SHAPE_RESTORE_SHX", "NO"},
        {"OSM_USE_CUSTOM_INDEXING", "YES"}, {"CPL_DEBUG", "OFF"},
    };
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) CPLSetConfigOption(options[i][0], options[i][1]);
}

int vp_source_reader_run(void *context, int output)
{
    vp_reader reader = {.job = context, .output = output};
    reader.format = vp_source_format_of(reader.job->request.path);
    OSRCleanup(); /* PROJ's database, if the parent had it open, was closed with its other files */
    set_options();
    CPLPushErrorHandlerEx(hear_gdal, &reader);
    bool ok =
        reader.format ? check_beginning(&reader) : vp_reader_fail(&reader, "no format is known by this extension");
    if (ok) {
        GDALAllRegister();
        ok = reader.job->work == VP_SOURCE_FEATURES ? vp_reader_features(&reader) : vp_reader_raster(&reader);
    }
    if (ok) vp_message_send(&reader.message, VP_MESSAGE_END, output);
    return 0; /* a failure was sent as a sentence */
}
