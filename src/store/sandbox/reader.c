#include "platform/memory.h"
#include "platform/path.h"
#include "store/sandbox/reader_internal.h"
#include <cpl_error.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { FINDINGS_MOST = 20 };

bool vp_reader_send(vp_reader *reader, vp_buffer *message, vp_message_type type)
{
    if (!vp_message_send(message, type, reader->output)) _exit(errno); /* what follows would make no sense without it */
    return true;
}

/* Without memory or descriptors libraries go on as if a file were damaged, or not there. */
static void stop_for_want(vp_reader *reader)
{
    int refused = vp_path_refusal();
    if (refused == EMFILE || refused == ENFILE) _exit(refused);
    reader->no_memory |= !vp_memory_is_left();
}

bool vp_reader_fail(vp_reader *reader, const char *format, ...)
{
    char sentence[900];
    va_list arguments;
    stop_for_want(reader);
    va_start(arguments, format);
    int length = vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    reader->message.length = 0;
    vp_message_whole(&reader->message, reader->no_memory);
    vp_message_text(&reader->message, sentence, length < 0 ? 0 : strlen(sentence));
    vp_reader_send(reader, &reader->message, VP_MESSAGE_FAILURE);
    return false;
}

static void send_finding(vp_reader *reader, vp_severity severity, long row, const char *column, const char *reason)
{
    vp_buffer message = {0};    /* reader->message may be half filled */
    if (!vp_memory_is_left()) { /* libraries would go on without what they could not read */
        vp_reader_fail(reader, "%s", reason);
        _exit(0);
    }
    if (reader->findings_sent++ >= FINDINGS_MOST && severity != VP_FINDING_ERROR) return;
    reader->errors_sent += severity == VP_FINDING_ERROR;
    if (reader->errors_sent > FINDINGS_MOST) return;
    vp_message_whole(&message, severity);
    vp_message_whole(&message, (uint64_t)row);
    vp_message_text(&message, column ? column : "", column ? strlen(column) : 0);
    vp_message_text(&message, "", 0);
    vp_message_text(&message, reason, strlen(reason));
    vp_reader_send(reader, &message, VP_MESSAGE_FINDING);
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
    vp_reader *reader = CPLGetErrorHandlerUserData();
    if (severity < CE_Warning) return;
    if (number == CPLE_OutOfMemory) reader->no_memory = true;
    if (severity == CE_Fatal) { /* else GDAL would end the process by a signal */
        vp_reader_fail(reader, "%s", text);
        _exit(0);
    }
    if (reader->opening) {
        if (severity >= CE_Failure || !reader->said[0]) snprintf(reader->said, sizeof reader->said, "%s", text);
    } else {
        send_finding(reader, severity >= CE_Failure ? VP_FINDING_ERROR : VP_FINDING_WARNING, 0, NULL, text);
    }
}

void vp_reader_listen(vp_reader *reader) { CPLPushErrorHandlerEx(hear_gdal, reader); }

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
