#include "service/exports.h"
#include "store/export/export.h"
#include "store/files/file_bytes.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool read_whole(const char *path, vp_buffer *out, vp_error *err)
{
    size_t length;
    void *bytes = vp_file_bytes(path, &length, err);
    if (!bytes) return false;
    vp_buffer_append(out, bytes, length);
    free(bytes);
    return !out->failed || vp_fail_memory(err, length);
}

/* The formats' libraries write files, not memory: one in a folder of its own, gone afterwards. */
bool vp_exports_write(void *context, const vp_exported *what, vp_buffer *out, vp_error *err)
{
    const char *temporary = getenv("TMPDIR");
    char folder[300], path[340];
    snprintf(folder, sizeof folder, "%.200s/vungphu-export-XXXXXX", temporary && *temporary ? temporary : "/tmp");
    if (!mkdtemp(folder))
        return vp_fail(err, vp_error_of_system(errno), "%s: cannot be made: %s", folder, strerror(errno));
    snprintf(path, sizeof path, "%s/export.%.10s", folder, what->extension);
    vp_export_question question = {.directory = context,
                                   .snapshot = what->snapshot,
                                   .layer = what->layer,
                                   .bom = what->bom,
                                   .decimal_comma = what->decimal_comma,
                                   .english = what->english};
    bool ok = vp_export(&question, path, err) && read_whole(path, out, err);
    unlink(path);
    rmdir(folder);
    return ok;
}
