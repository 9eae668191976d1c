/* Zips as offices send them: a folder inside, and what macOS adds (__MACOSX, .DS_Store, ._files). */
#include "store/sandbox/reader_internal.h"
#include <cpl_conv.h>
#include <cpl_string.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MEGABYTES_MOST = 2048, RATIO_MOST = 200 };

bool vp_reader_check_zip(vp_reader *reader)
{
    VSIStatBufL about;
    const char *packed_path = reader->job->request.path;
    double packed = VSIStatL(packed_path, &about) == 0 ? (double)about.st_size : 0, whole = 0;
    char inside[4400];
    snprintf(inside, sizeof inside, "/vsizip/{%s}", packed_path);
    char **names = VSIReadDirRecursive(inside);
    bool safe = names != NULL;
    for (size_t i = 0; names && names[i]; i++) {
        char *path = NULL;
        if (asprintf(&path, "%s/%s", inside, names[i]) < 0) break;
        if (names[i][0] == '/' || strstr(names[i], "..")) safe = false;
        if (VSIStatL(path, &about) == 0) whole += (double)about.st_size;
        free(path);
    }
    CSLDestroy(names);
    if (!safe) return vp_reader_fail(reader, "the zip is empty, damaged, or has an entry whose name leads out of it");
    if (whole > MEGABYTES_MOST * 1e6 || whole > packed * RATIO_MOST + 1e6)
        return vp_reader_fail(reader, "the zip unpacks to %.0f MB from %.3f MB; that is more than allowed", whole / 1e6,
                              packed / 1e6);
    return true;
}

static const char *last_part(const char *name)
{
    const char *slash = strrchr(name, '/');
    return slash ? slash + 1 : name;
}

static bool is_of_macos(const char *name)
{
    return strncmp(name, "__MACOSX/", 9) == 0 || strstr(name, "/__MACOSX/") || strncmp(last_part(name), "._", 2) == 0 ||
           strcmp(last_part(name), ".DS_Store") == 0;
}

/* A vector source that may lie in a zip; databases and zips in zips are not. */
static const vp_source_format *source_inside(const char *name)
{
    const vp_source_format *format = is_of_macos(name) ? NULL : vp_source_format_of(name);
    static const char *const packed[] = {".gpkg", ".zip", ".xlsx", ".pbf"};
    for (size_t i = 0; format && i < sizeof packed / sizeof *packed; i++)
        if (strcmp(format->extension, packed[i]) == 0) format = NULL;
    return format && !format->raster ? format : NULL;
}

/* "ranh gioi/u.shp" is the layer u. */
static bool is_layer(const char *name, const char *layer)
{
    const char *file = last_part(name), *dot = strrchr(file, '.');
    size_t length = dot ? (size_t)(dot - file) : strlen(file);
    return strlen(layer) == length && strncmp(file, layer, length) == 0;
}

bool vp_reader_enter_zip(vp_reader *reader)
{
    const vp_source_request *request = &reader->job->request;
    char inside[4300], list[400] = "";
    size_t found = 0, layers = 0, used = 0;
    snprintf(inside, sizeof inside, "/vsizip/{%s}", request->path);
    char **names = VSIReadDirRecursive(inside);
    const char *chosen = NULL;
    for (size_t i = 0; names && names[i]; i++) {
        if (!source_inside(names[i])) continue;
        found++;
        if (used < sizeof list)
            used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", used ? ", " : "", names[i]);
        if (*request->layer && is_layer(names[i], request->layer)) layers++;
        if (!chosen || (*request->layer && is_layer(names[i], request->layer))) chosen = names[i];
    }
    bool one = found == 1 || layers == 1;
    if (one) {
        snprintf(reader->path, sizeof reader->path, "%s/%s", inside, chosen);
        reader->format = vp_source_format_of(chosen);
        CPLSetConfigOption("GDAL_DISABLE_READDIR_ON_OPEN", "NO"); /* the folder inside is listed */
    }
    CSLDestroy(names);
    if (found == 0)
        return vp_reader_fail(reader,
                              "the zip holds no shapefile, GeoJSON, FlatGeobuf, CSV or KML; unpack other formats");
    return one || vp_reader_fail(reader, "the zip holds %zu sources; name one in the column layer, or unpack it: %s",
                                 found, list);
}
