/* Zips as offices send them: any format, in whatever folder, with what macOS adds (__MACOSX, .DS_Store, ._files). */
#include "store/sandbox/reader_internal.h"
#include <cpl_conv.h>
#include <cpl_string.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MEGABYTES_MOST = 2048, RATIO_MOST = 200, COPIED_BYTES_MOST = 1 << 30 };

bool vp_reader_check_zip(vp_reader *reader, const char *zip)
{
    VSIStatBufL about;
    double packed = VSIStatL(zip, &about) == 0 ? (double)about.st_size : 0, whole = 0;
    char inside[4400];
    snprintf(inside, sizeof inside, "/vsizip/{%s}", zip);
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

/* ------------------------------------------------------------ which of its files */

/* All that it holds; a file geodatabase is a folder, and stands there as "name.gdb". */
static char **list_inside(const char *inside)
{
    char **names = VSIReadDirRecursive(inside);
    for (size_t i = 0; names && names[i]; i++) {
        size_t length = strlen(names[i]);
        if (length > 5 && strcasecmp(names[i] + length - 5, ".gdb/") == 0) names[i][length - 1] = '\0';
    }
    return names;
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

static bool ends_in(const char *name, const char *end)
{
    size_t length = strlen(name), tail = strlen(end);
    return length > tail && strcasecmp(name + length - tail, end) == 0;
}

static bool is_zip(const vp_source_format *format) { return format && !format->drivers[0]; }

/* A source of the kind that is asked for, raster or vector. Rasters are known by their bytes once they are opened. */
static bool is_source(const char *name, bool raster)
{
    const vp_source_format *format = vp_source_format_of(name);
    if (is_of_macos(name) || is_zip(format)) return false;
    if (raster && ends_in(name, ".asc")) return true;
    if (format && strcmp(format->extension, ".dbf") == 0) return false; /* of a shapefile, as a rule */
    return format && format->raster == raster;
}

/* "ranh gioi/u.shp" is the layer u. */
static bool is_layer(const char *name, const char *layer)
{
    const char *file = last_part(name), *dot = strrchr(file, '.');
    size_t length = dot ? (size_t)(dot - file) : strlen(file);
    return *layer && strlen(layer) == length && strncmp(file, layer, length) == 0;
}

typedef struct {
    size_t found, layers;
    const char *chosen, *nested; /* nested: another zip */
    char list[600];              /* of the sources; where there is none, of all files */
    size_t used;
} contents;

static void add_name(contents *c, const char *name)
{
    if (c->used < sizeof c->list - 1)
        c->used += (size_t)snprintf(c->list + c->used, sizeof c->list - c->used, "%s%s", c->used ? ", " : "", name);
}

static void look_through(contents *c, char **names, bool raster, const char *layer)
{
    for (size_t i = 0; names && names[i]; i++) {
        if (!is_of_macos(names[i]) && is_zip(vp_source_format_of(names[i])) && !c->nested) c->nested = names[i];
        if (!is_source(names[i], raster)) continue;
        bool named = is_layer(names[i], layer);
        c->found++, c->layers += named;
        if (!c->chosen || named) c->chosen = names[i];
        add_name(c, names[i]);
    }
    for (size_t i = 0; !c->found && names && names[i]; i++)
        if (!is_of_macos(names[i]) && names[i][strlen(names[i]) - 1] != '/') add_name(c, names[i]);
}

static bool fail_choice(vp_reader *reader, const contents *c, bool raster)
{
    if (c->found)
        return vp_reader_fail(reader, "the zip holds %zu sources; name one in the column layer, or unpack it: %s",
                              c->found, c->list);
    if (c->nested)
        return vp_reader_fail(reader, "the zip holds another zip, %s, which is not read; unpack it once", c->nested);
    return vp_reader_fail(reader, "the zip holds no %s; it holds: %s",
                          raster ? "raster (tif, hgt, asc)" : "vector or table source (" VP_SOURCE_EXTENSIONS ")",
                          *c->list ? c->list : "nothing");
}

/* ------------------------------------------------------------ into memory */

/* Formats that are read from many places at once, or by others than GDAL. */
static bool needs_copy(const vp_source_format *format)
{
    static const char *const ends[] = {".gpkg", ".xlsx", ".pbf", ".osm", ".gdb"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (format && strcmp(format->extension, ends[i]) == 0) return true;
    return !format || format->raster;
}

static bool copy_file(vp_reader *reader, const char *from, const char *to)
{
    VSIStatBufL about;
    if (VSIStatL(from, &about) != 0 || !VSI_ISREG(about.st_mode)) return true;
    if ((uint64_t)about.st_size > COPIED_BYTES_MOST)
        return vp_reader_fail(reader, "%s is %.0f MB unpacked, and at most %d are read out of a zip; unpack it",
                              last_part(from), (double)about.st_size / 1e6, COPIED_BYTES_MOST / 1000000);
    size_t size = (size_t)about.st_size;
    GByte *bytes = VSIMalloc(size + 1);
    reader->no_memory |= !bytes;
    VSILFILE *file = bytes ? VSIFOpenL(from, "rb") : NULL;
    bool whole = file && VSIFReadL(bytes, 1, size, file) == size;
    if (file) VSIFCloseL(file);
    VSILFILE *copy = whole ? VSIFileFromMemBuffer(to, bytes, size, TRUE) : NULL;
    if (copy) return VSIFCloseL(copy) == 0;
    VSIFree(bytes);
    return vp_reader_fail(reader, "%s cannot be unpacked: it is damaged, or memory is short", last_part(from));
}

/* The part of a name behind the folder in which the chosen source lies, when it is the source or, of a raster, lies
 * beside it under its name (.aux.xml, .msk, .tfw, .prj), or in its folder; else NULL. */
static const char *part_of(const char *name, const char *chosen, bool raster)
{
    size_t length = strlen(chosen), stem = (size_t)(strrchr(chosen, '.') - chosen) + 1;
    bool same = strncmp(name, chosen, length) == 0 && (!name[length] || name[length] == '/');
    bool beside = raster && strncmp(name, chosen, stem) == 0;
    return same || beside ? name + (last_part(chosen) - chosen) : NULL;
}

static bool copy_out(vp_reader *reader, const char *inside, const char *chosen, char **names)
{
    bool ok = true, raster = !reader->format || reader->format->raster;
    char folder[1000];
    snprintf(folder, sizeof folder, "/vsimem/zip/%.900s", last_part(chosen));
    if (ends_in(chosen, ".gdb")) VSIMkdirRecursive(folder, 0700);
    for (size_t i = 0; ok && names[i]; i++) {
        const char *part = part_of(names[i], chosen, raster);
        if (!part) continue;
        char from[4900], to[1000];
        snprintf(from, sizeof from, "%s/%s", inside, names[i]);
        snprintf(to, sizeof to, "/vsimem/zip/%.900s", part);
        ok = copy_file(reader, from, to);
    }
    snprintf(reader->path, sizeof reader->path, "%s", folder);
    return ok;
}

/* "ranh gioi/u.shp" is the layer u; every one is read by that name. */
static bool send_names(vp_reader *reader, char **names)
{
    vp_buffer stems = {0};
    uint64_t count = 0;
    for (size_t i = 0; names && names[i]; i++) {
        const char *file = last_part(names[i]), *dot = strrchr(file, '.');
        if (!is_source(names[i], false)) continue;
        vp_message_text(&stems, file, dot ? (size_t)(dot - file) : strlen(file));
        count++;
    }
    vp_message_whole(&reader->message, count);
    vp_buffer_append(&reader->message, stems.bytes, stems.length);
    vp_buffer_clear(&stems);
    return vp_reader_send(reader, &reader->message, VP_MESSAGE_NAMES);
}

bool vp_reader_zip_layers(vp_reader *reader, bool *several)
{
    contents c = {0};
    char inside[4300];
    snprintf(inside, sizeof inside, "/vsizip/{%s}", reader->job->request.path);
    if (!vp_reader_check_zip(reader, reader->path)) return false;
    char **names = list_inside(inside);
    look_through(&c, names, false, "");
    *several = c.found > 1;
    bool ok = !*several || send_names(reader, names);
    CSLDestroy(names);
    return ok;
}

bool vp_reader_enter_zip(vp_reader *reader)
{
    bool raster = reader->job->work >= VP_SOURCE_RASTER_HEADER;
    contents c = {0};
    char inside[4300];
    snprintf(inside, sizeof inside, "/vsizip/{%s}", reader->job->request.path);
    char **names = list_inside(inside);
    look_through(&c, names, raster, reader->layer);
    bool ok = c.found == 1 || c.layers == 1 || fail_choice(reader, &c, raster);
    if (ok) {
        if (c.nested)
            vp_reader_finding(reader, VP_FINDING_NOTE, 0, NULL, "the zip inside the zip, %s, was not read", c.nested);
        if (c.found > 1) reader->layer = ""; /* it named the file */
        snprintf(reader->path, sizeof reader->path, "%s/%s", inside, c.chosen);
        reader->format = vp_source_format_of(c.chosen);
        CPLSetConfigOption("GDAL_DISABLE_READDIR_ON_OPEN", "NO"); /* the folder inside is listed */
        if (needs_copy(reader->format)) ok = copy_out(reader, inside, c.chosen, names);
    }
    CSLDestroy(names);
    return ok;
}
