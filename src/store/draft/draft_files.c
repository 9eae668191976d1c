/* Sources beside the tables, and squares that stand for units. */
#include "platform/whole_file.h"
#include "store/draft/draft.h"
#include "store/files/side_files.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

static bool copy_bytes(int from, int to, const char *target, vp_error *err)
{
    char part[1 << 16];
    for (;;) {
        ssize_t got = read(from, part, sizeof part);
        if (got == 0) return true;
        if (got < 0 || write(to, part, (size_t)got) != got)
            return vp_fail(err, vp_error_of_system(errno), "%s: cannot be copied: %s", target, strerror(errno));
    }
}

static bool copy(const char *file, const char *target, vp_error *err)
{
    vp_whole_file whole;
    if (!vp_whole_file_begin(&whole, target, err)) return false;
    int from = open(file, O_RDONLY | O_CLOEXEC), to = open(whole.draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    bool ok = from >= 0 && to >= 0
                  ? copy_bytes(from, to, target, err)
                  : vp_fail(err, vp_error_of_system(errno), "%s: cannot be copied: %s", file, strerror(errno));
    if (from >= 0) close(from);
    if (to >= 0 && close(to) != 0 && ok) ok = vp_fail(err, VP_IO, "%s: %s", target, strerror(errno));
    if (ok) return vp_whole_file_commit(&whole, err);
    vp_whole_file_abandon(&whole);
    return false;
}

static bool same_bytes(const char *a, const char *b)
{
    FILE *one = fopen(a, "rb"), *other = fopen(b, "rb");
    bool same = one && other;
    static char x[1 << 16], y[1 << 16];
    while (same) {
        size_t got = fread(x, 1, sizeof x, one), more = fread(y, 1, sizeof y, other);
        same = got == more && memcmp(x, y, got) == 0;
        if (!got) break;
    }
    if (one) fclose(one);
    if (other) fclose(other);
    return same;
}

static bool bring_one(const char *file, const char *target, vp_error *err)
{
    struct stat from, there;
    if (stat(file, &from) != 0) return vp_fail(err, vp_error_of_system(errno), "%s: %s", file, strerror(errno));
    if (!S_ISREG(from.st_mode)) return vp_fail(err, VP_BAD_INPUT, "%s: this is not a regular file", file);
    if (stat(target, &there) == 0) {
        bool same = (from.st_dev == there.st_dev && from.st_ino == there.st_ino) ||
                    (from.st_size == there.st_size && same_bytes(file, target));
        return same ||
               vp_fail(err, VP_CONFLICT,
                       "%s: another file of this name is there already; it is not overwritten: rename one", target);
    }
    char real[PATH_MAX];
    if (realpath(file, real) && link(real, target) == 0) return true;
    return copy(file, target, err);
}

typedef struct {
    const char *file, *target;
} bringing;

static bool bring_part(void *context, const char *beside, const char *suffix, vp_error *err)
{
    const bringing *b = context;
    char to[2 * PATH_MAX + 16];
    const char *dot = strrchr(b->file, '.'), *end = strrchr(b->target, '.');
    bool behind = strncmp(beside, b->file, strlen(b->file)) == 0; /* name.tif.aux.xml, else in place of .tif */
    size_t kept = behind ? strlen(b->file) : dot ? (size_t)(dot - b->file) : strlen(beside);
    size_t stem = behind || !end ? strlen(b->target) : (size_t)(end - b->target);
    (void)suffix;
    snprintf(to, sizeof to, "%.*s%s", (int)stem, b->target, beside + kept);
    return bring_one(beside, to, err);
}

static bool bring_beside(const char *file, const char *target, vp_error *err)
{
    bringing b = {file, target};
    return vp_side_files_visit(file, bring_part, &b, err);
}

static bool is_this(void *context, const char *beside, const char *suffix, vp_error *err)
{
    const char **file = context;
    (void)suffix, (void)err;
    if (strcmp(beside, *file) == 0) *file = "";
    return true;
}

static bool ends_in(const char *name, const char *end)
{
    size_t length = strlen(name), tail = strlen(end);
    return length > tail && strcasecmp(name + length - tail, end) == 0;
}

/* Indexes, styles and descriptions, whatever they belong to; else what the list of a format's parts has. */
bool vp_draft_is_beside(const char *file)
{
    static const char *const behind[] = {".aux.xml", ".shp.xml", ".msk", ".ovr", ".tfw", ".sbn",
                                         ".sbx",     ".qix",     ".qpj", ".qmd", ".qml"};
    static const char *const owners[] = {".shp", ".SHP", ".tab", ".TAB", ".mif", ".MIF", ".asc", ".tif", ".TIF"};
    char owner[PATH_MAX];
    const char *dot = strrchr(file, '.'), *left = file;
    for (size_t i = 0; i < sizeof behind / sizeof *behind; i++)
        if (ends_in(file, behind[i])) return true;
    for (size_t i = 0; dot && *left && i < sizeof owners / sizeof *owners; i++) {
        snprintf(owner, sizeof owner, "%.*s%s", (int)(dot - file), file, owners[i]);
        if (strcmp(owner, file) != 0 && access(owner, R_OK) == 0) vp_side_files_visit(owner, is_this, &left, NULL);
    }
    return !*left;
}

/* Before the name of a source that is that of one of the folder's own tables. */
#define DATA_PREFIX "data_"

bool vp_draft_is_table(const char *name)
{
    static const char *const names[] = {"province.csv", "datasets.csv",   "services.csv",     "speeds.csv",
                                        "groups.csv",   "indicators.csv", "modes.csv",        "clutter.csv",
                                        "growth.csv",   "fetched.csv",    VP_PROPOSED_PEOPLE, VP_DRAFT_SQUARES};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0) return true;
    return false;
}

bool vp_draft_bring(const char *folder, const char *file, char *name, size_t size, vp_error *err)
{
    char real[PATH_MAX], root[PATH_MAX], target[2 * PATH_MAX];
    if (!realpath(file, real)) return vp_fail(err, vp_error_of_system(errno), "%s: %s", file, strerror(errno));
    if (!realpath(folder, root)) return vp_fail(err, vp_error_of_system(errno), "%s: %s", folder, strerror(errno));
    size_t length = strlen(root);
    bool inside = strncmp(real, root, length) == 0 && real[length] == '/';
    const char *last = inside ? real + length + 1 : strrchr(file, '/') ? strrchr(file, '/') + 1 : file;
    if (strlen(last) + sizeof DATA_PREFIX >= size || strpbrk(last, "\n") || strncmp(last, "..", 2) == 0)
        return vp_fail(err, VP_BAD_INPUT, "%s: give it a shorter name", file);
    snprintf(name, size, "%s%s", !inside && vp_draft_is_table(last) ? DATA_PREFIX : "", last);
    if (inside) return true;
    for (char *at = name; *at; at++) /* no layer, drive or address */
        if (*at == ':') *at = '_';
    snprintf(target, sizeof target, "%s/%s", root, name);
    return bring_one(file, target, err) && bring_beside(file, target, err);
}

bool vp_draft_write_squares(const char *folder, const vp_proposed_square squares[], size_t count, vp_error *err)
{
    char path[4200];
    vp_buffer out = {0};
    snprintf(path, sizeof path, "%.4000s/" VP_DRAFT_SQUARES, folder);
    vp_buffer_text(&out, "{\"type\": \"FeatureCollection\", \"features\": [\n");
    for (size_t i = 0; i < count; i++) {
        vp_bounds b = squares[i].degrees;
        vp_buffer_format(
            &out,
            "%s{\"type\": \"Feature\", \"properties\": {\"code\": \"S%02zu%02zu\"}, \"geometry\": {\"type\": "
            "\"Polygon\", \"coordinates\": [[[%.9f, %.9f], [%.9f, %.9f], [%.9f, %.9f], [%.9f, %.9f], "
            "[%.9f, %.9f]]]}}",
            i ? ",\n" : "", squares[i].row + 1, squares[i].column + 1, b.west, b.south, b.east, b.south, b.east,
            b.north, b.west, b.north, b.west, b.south);
    }
    vp_buffer_text(&out, "\n]}\n");
    bool ok = out.failed ? vp_fail_memory(err, out.length) : vp_whole_file_write(path, &out, err);
    vp_buffer_clear(&out);
    return ok;
}
