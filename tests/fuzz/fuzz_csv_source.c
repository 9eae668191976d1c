/* Any bytes as a CSV source: its rows are counted and it becomes something that GDAL understands, or it is refused. The
 * lines of its rows ascend, and there are no more rows than line ends. */
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

static void check(const vp_reader *reader, const char *path)
{
    VSIStatBufL about;
    if (VSIStatL(reader->path, &about) != 0) abort();
    if (strcmp(reader->path, path) != 0 && strcmp(reader->path, "/vsimem/table.csv") != 0) abort();
    for (size_t i = 1; i < reader->row_line_count; i++)
        if (reader->row_lines[i] <= reader->row_lines[i - 1]) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char path[] = "/vsimem/fuzz.csv";
    static int nowhere = -1;
    if (nowhere < 0) nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    VSILFILE *file = VSIFileFromMemBuffer(path, (GByte *)(uintptr_t)data, size, FALSE);
    if (!file || nowhere < 0) abort();
    VSIFCloseL(file);
    static const char *const names[] = {"id"};
    static const vp_column_names wanted = {names, 1};
    vp_source_job job = {.request = {path, "fuzz.csv", "", "", "", "", {0, &wanted, 1, false}, NULL},
                         .work = VP_SOURCE_FEATURES};
    vp_reader reader = {.job = &job, .format = vp_source_format_of(path), .layer = "", .output = nowhere};
    snprintf(reader.path, sizeof reader.path, "%s", path);
    vp_reader_listen(&reader);
    if (vp_reader_prepare_csv(&reader)) check(&reader, path);
    CPLPopErrorHandler();
    free(reader.row_lines);
    vp_buffer_clear(&reader.message);
    VSIUnlink("/vsimem/table.csv");
    VSIUnlink(path);
    return 0;
}
