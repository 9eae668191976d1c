/* Any bytes are a zip whose one source is entered, at a path inside it or a copy in memory, or are refused: nothing is
 * read from elsewhere. The first byte behind the zip's end chooses what is looked for. */
#include "store/sandbox/reader_internal.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
const char *__asan_default_options(void); /* NOLINT(bugprone-reserved-identifier) */
const char *__asan_default_options(void)  /* NOLINT(bugprone-reserved-identifier) */
{
    return "detect_leaks=0";
} /* the child's memory ends with it */

static void check(const vp_reader *reader, const char *zip)
{
    char inside[100];
    snprintf(inside, sizeof inside, "/vsizip/{%s}/", zip);
    bool in_zip = strncmp(reader->path, inside, strlen(inside)) == 0,
         copied = strncmp(reader->path, "/vsimem/zip/", 12) == 0 && !strchr(reader->path + 12, '/');
    if (!in_zip && !copied) abort();
    if (reader->format && !reader->format->drivers[0]) abort(); /* a zip in the zip */
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static unsigned long count; /* GDAL remembers an archive by its name */
    static int nowhere = -1;
    char zip[64];
    if (nowhere < 0) nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    snprintf(zip, sizeof zip, "/vsimem/fuzz%lu.zip", count++);
    VSILFILE *file = VSIFileFromMemBuffer(zip, (GByte *)(uintptr_t)data, size, FALSE);
    if (!file || nowhere < 0) abort();
    VSIFCloseL(file);
    vp_source_job job = {
        .request = {.path = zip, .file = "fuzz.zip", .layer = "", .filter = "", .encoding = "", .decimal = ""},
        .work = size && data[size - 1] & 1 ? VP_SOURCE_RASTER_CELLS : VP_SOURCE_FEATURES};
    vp_reader reader = {.job = &job, .format = vp_source_format_of(zip), .layer = "", .output = nowhere};
    snprintf(reader.path, sizeof reader.path, "%s", zip);
    vp_reader_listen(&reader);
    if (vp_reader_check_zip(&reader, reader.path) && vp_reader_enter_zip(&reader)) check(&reader, zip);
    CPLPopErrorHandler();
    vp_buffer_clear(&reader.message);
    VSIUnlink(zip);
    VSIRmdirRecursive("/vsimem/zip");
    return 0;
}
