/* Whether a workbook is whole: its library passes over writes of its parts that fail. */
#include "store/export/formats_internal.h"
#include "store/spatial/gdal_session.h"
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <stdio.h>
#include <string.h>

static const char row_tag[] = "<row ";
enum { TAG = sizeof row_tag - 1, BLOCK = 64 * 1024 };

static size_t count_tags(const char *bytes, size_t length)
{
    size_t count = 0;
    for (const char *at = bytes, *end = bytes + length; (at = memmem(at, (size_t)(end - at), row_tag, TAG)); at += TAG)
        count++;
    return count;
}

/* Adds the rows of a part; false where it is empty or does not end as XML does. */
static bool count_part(const char *path, size_t *rows)
{
    VSILFILE *part = VSIFOpenL(path, "rb");
    char block[TAG + BLOCK];
    size_t kept = 0, got; /* bytes of the block before, in which a tag may have begun */
    bool ends = false;
    while (part && (got = VSIFReadL(block + kept, 1, BLOCK, part)) > 0) {
        size_t length = kept + got;
        *rows += count_tags(block, length);
        ends = block[length - 1] == '>' || (block[length - 1] == '\n' && length > 1 && block[length - 2] == '>');
        kept = length < TAG - 1 ? length : TAG - 1;
        memmove(block, block + length - kept, kept);
    }
    if (part) VSIFCloseL(part);
    return ends;
}

bool vp_export_xlsx_is_whole(const char *path, size_t rows, vp_error *err)
{
    char archive[4300], name[4700];
    vp_gdal_session session;
    snprintf(archive, sizeof archive, "/vsizip/{%.4200s}", path); /* whatever its extension */
    vp_gdal_session_begin(&session);
    char **parts = VSIReadDirRecursive(archive);
    size_t found = 0;
    bool whole = parts != NULL;
    for (char **part = parts; whole && *part; part++) {
        size_t length = strlen(*part);
        snprintf(name, sizeof name, "%s/%.300s", archive, *part);
        if (length && (*part)[length - 1] != '/') whole = count_part(name, &found);
    }
    CSLDestroy(parts);
    vp_gdal_session_end();
    whole = whole && !session.failed;
    return (whole && found == rows) ||
           vp_fail(err, VP_IO, "%s: cannot be written: %zu of %zu rows are in it", path, found, rows);
}
