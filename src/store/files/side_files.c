#include "store/files/side_files.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { SUFFIX_MOST = 16 };

/* Behind the whole name, whatever the format. */
static const char *const behind_name[] = {".aux.xml", ".msk", ".ovr", ".msk.ovr", "-wal", "-journal", NULL};
/* In place of the file's own ending, which stands first: of that format alone; the last row is of all others. */
static const struct {
    const char *ending, *suffixes[9];
} behind_stem[] = {
    {".shp", {".shx", ".dbf", ".prj", ".cpg", ".cst"}},
    {".dbf", {".cpg", ".cst"}},
    {".tab", {".dat", ".map", ".id", ".ind", ".dbf"}},
    {".mif", {".mid"}},
    {NULL, {".prj", ".tfw", ".tifw", ".tiffw", ".wld", ".tab", ".csvt"}},
};

static const char *ending_of(const char *path)
{
    const char *dot = strrchr(path, '.'), *slash = strrchr(path, '/');
    return dot && (!slash || dot > slash) ? dot : path + strlen(path);
}

static const char *const *suffixes_of(const char *ending)
{
    size_t row = 0;
    while (behind_stem[row].ending && strcasecmp(behind_stem[row].ending, ending) != 0) row++;
    return behind_stem[row].suffixes;
}

typedef struct {
    const char *path;
    char *name; /* room for any of the names */
    vp_side_file_visitor *visit;
    void *context;
} looking;

static bool is_there(const char *name) { return access(name, F_OK) == 0; }

/* The file that has the suffix behind the first stem bytes of the path, in small letters or else in capitals. */
static bool look_for(looking *l, size_t stem, const char *suffix, vp_error *err)
{
    memcpy(l->name, l->path, stem);
    memcpy(l->name + stem, suffix, strlen(suffix) + 1);
    if (!is_there(l->name))
        for (char *c = l->name + stem; *c; c++) *c = (char)toupper((unsigned char)*c);
    return !is_there(l->name) || l->visit(l->context, l->name, suffix, err);
}

bool vp_side_files_visit(const char *path, vp_side_file_visitor *visit, void *context, vp_error *err)
{
    looking l = {path, malloc(strlen(path) + SUFFIX_MOST), visit, context};
    if (!l.name) return vp_fail_memory(err, strlen(path));
    const char *ending = ending_of(path), *const *instead = suffixes_of(ending);
    bool ok = true;
    for (size_t i = 0; ok && behind_name[i]; i++) ok = look_for(&l, strlen(path), behind_name[i], err);
    for (size_t i = 0; ok && instead[i]; i++) ok = look_for(&l, (size_t)(ending - path), instead[i], err);
    free(l.name);
    return ok;
}
