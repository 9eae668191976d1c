#include "store/objects/objects.h"
#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PART_BYTES = 1 << 20 };

char *vp_objects_path(const char *text)
{
    static const char *const kinds[] = {"/vsis3/", "/vsigs/", "/vsiaz/", "/vsioss/", "/vsiswift/", "/vsiwebhdfs/"};
    char *path = NULL;
    if (strncmp(text, "s3://", 5) == 0 && asprintf(&path, "/vsis3/%s", text + 5) > 0) return path;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strncmp(text, kinds[i], strlen(kinds[i])) == 0) return strdup(text);
    return NULL;
}

/* GDAL's sentence, which names no key. */
static bool fail_last(const char *object, const char *what, vp_error *err)
{
    const char *reason = CPLGetLastErrorMsg();
    return vp_fail(err, VP_IO, "%s: cannot be %s: %s", object, what, reason && *reason ? reason : "the store refuses");
}

static bool copy_parts(FILE *from, VSILFILE *to)
{
    char *part = malloc(PART_BYTES);
    bool ok = part != NULL;
    for (size_t got; ok && (got = fread(part, 1, PART_BYTES, from)) > 0;) ok = VSIFWriteL(part, 1, got, to) == got;
    free(part);
    return ok && !ferror(from);
}

bool vp_objects_put(const char *file, const char *object, const char *type, vp_error *err)
{
    char *head = NULL;
    FILE *from = fopen(file, "rb");
    if (!from) return vp_fail(err, vp_error_of_system(errno), "%s: cannot be read: %s", file, strerror(errno));
    if (asprintf(&head, "Content-Type=%s", type) < 0) head = NULL;
    char cache[] = "Cache-Control=no-cache";
    char *options[] = {head, cache, NULL};
    CPLErrorReset();
    CPLPushErrorHandler(CPLQuietErrorHandler);
    VSILFILE *to = head ? VSIFOpenEx2L(object, "wb", TRUE, options) : NULL;
    bool ok = to && copy_parts(from, to);
    if (to && VSIFCloseL(to) != 0) ok = false;
    CPLPopErrorHandler();
    free(head);
    fclose(from);
    return ok || fail_last(object, "written", err);
}

bool vp_objects_read(const char *object, vp_buffer *out)
{
    CPLPushErrorHandler(CPLQuietErrorHandler);
    VSILFILE *from = VSIFOpenL(object, "rb");
    bool ok = from && vp_buffer_reserve(out, PART_BYTES);
    for (size_t got = 1; ok && got > 0;) {
        ok = vp_buffer_reserve(out, PART_BYTES);
        got = ok ? VSIFReadL(out->bytes + out->length, 1, PART_BYTES, from) : 0;
        out->length += got;
    }
    if (from) VSIFCloseL(from);
    CPLPopErrorHandler();
    return ok;
}

bool vp_objects_remove(const char *object, vp_error *err)
{
    CPLErrorReset();
    CPLPushErrorHandler(CPLQuietErrorHandler);
    VSIStatBufL about;
    bool ok = VSIStatL(object, &about) != 0 || VSIUnlink(object) == 0;
    CPLPopErrorHandler();
    return ok || fail_last(object, "removed", err);
}
