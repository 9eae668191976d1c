/* A site to a store of objects. What lies there, and with which sums, stands in its files.json. */
#include "platform/path.h"
#include "publish/publish_internal.h"
#include "publish/site_internal.h"
#include "store/files/checksum.h"
#include "store/objects/objects.h"
#include "json/json.h"
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

typedef struct {
    const char *prefix, *folder; /* folder: of the site on this machine */
    vp_site_files files;
    json_t *list;        /* as it lies there */
    json_t *there, *now; /* name: sum */
} transfer;

static const char *type_of(const char *name)
{
    static const char *const types[][2] = {
        {".html", "text/html; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".mjs", "text/javascript; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".json", "application/json"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".pbf", "application/x-protobuf"},
        {".woff2", "font/woff2"},
        {".txt", "text/plain; charset=utf-8"},
        {".tif", "image/tiff; application=geotiff; profile=cloud-optimized"},
        {".pmtiles", "application/vnd.pmtiles"},
        {".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    };
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; dot && i < sizeof types / sizeof *types; i++)
        if (strcmp(dot, types[i][0]) == 0) return types[i][1];
    return "application/octet-stream";
}

/* By these the map begins: they change when all else is there. */
static bool comes_last(const char *name)
{
    static const char *const names[] = {"api/book.js", "index.html", "data/indicators.json", "data/readyz.json",
                                        "data/site.json"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0) return true;
    return false;
}

static void read_there(transfer *t)
{
    char object[PATH_MAX];
    vp_buffer text = {0};
    snprintf(object, sizeof object, "%.3500s/" VP_PUBLISH_LIST, t->prefix);
    t->list = vp_objects_read(object, &text) ? json_loadb(text.bytes, text.length, 0, NULL) : NULL;
    t->there = json_object_get(t->list, "files");
    vp_buffer_clear(&text);
}

static bool sum_all(transfer *t, vp_error *err)
{
    char path[2 * PATH_MAX];
    t->now = json_object();
    bool ok = vp_site_files_list(t->folder, &t->files, err);
    for (size_t i = 0; ok && i < t->files.count; i++) {
        vp_checksum sum;
        snprintf(path, sizeof path, "%s/%s", t->folder, t->files.items[i].name);
        ok = vp_checksum_file(path, sum, NULL, err) &&
             (vp_json_set(t->now, t->files.items[i].name, json_string(sum)) || vp_fail_memory(err, sizeof sum));
    }
    return ok;
}

static bool put(const transfer *t, const char *name, vp_error *err)
{
    char file[2 * PATH_MAX], object[2 * PATH_MAX];
    snprintf(file, sizeof file, "%s/%s", t->folder, name);
    snprintf(object, sizeof object, "%.3500s/%s", t->prefix, name);
    return vp_objects_put(file, object, type_of(name), err);
}

static bool is_there(const transfer *t, const char *name)
{
    const char *old = json_string_value(json_object_get(t->there, name));
    return old && strcmp(old, json_string_value(json_object_get(t->now, name))) == 0;
}

static bool put_changed(const transfer *t, bool last, vp_published_site *out, vp_error *err)
{
    for (size_t i = 0; i < t->files.count; i++) {
        const vp_site_file *file = &t->files.items[i];
        if (comes_last(file->name) != last) continue;
        out->files++;
        out->bytes += file->bytes;
        if (is_there(t, file->name)) continue;
        if (!put(t, file->name, err)) return false;
        out->changed++;
        out->changed_bytes += file->bytes;
    }
    return true;
}

/* made_of NULL: what lies there is of no one snapshot. */
static bool put_list(const transfer *t, const json_t *made_of, const char *id, json_t *files, vp_error *err)
{
    char path[PATH_MAX];
    json_t *root = json_pack("{s:s, s:O?, s:O}", "snapshot", id, "made_of", made_of, "files", files);
    char *text = root ? vp_json_dump(root, JSON_COMPACT) : NULL;
    snprintf(path, sizeof path, "%.4000s/" VP_PUBLISH_LIST, t->folder);
    bool ok = text ? vp_site_write_bytes(path, text, strlen(text), err) && put(t, VP_PUBLISH_LIST, err)
                   : vp_fail_memory(err, sizeof *t);
    free(text);
    json_decref(root);
    return ok;
}

/* Before the first object changes, the list says of which that may be: whoever comes after one that was killed cannot
 * take the sum of an object that is there no more for that of what lies there now, and knows all that may be too much.
 */
static bool put_intent(const transfer *t, const char *id, vp_error *err)
{
    const char *name;
    json_t *sum, *files = t->there ? json_copy(t->there) : json_object();
    bool ok = files || vp_fail_memory(err, sizeof *t);
    size_t changes = 0;
    json_object_foreach(t->now, name, sum)
    {
        if (!ok || is_there(t, name)) continue;
        ok = vp_json_set(files, name, json_string("")) || vp_fail_memory(err, sizeof *t);
        changes++;
    }
    ok = ok && (changes == 0 || put_list(t, NULL, id, files, err));
    json_decref(files);
    return ok;
}

static bool remove_gone(const transfer *t, vp_published_site *out, vp_error *err)
{
    const char *name;
    json_t *sum;
    char object[2 * PATH_MAX];
    json_object_foreach(t->there, name, sum)
    {
        if (json_object_get(t->now, name)) continue;
        snprintf(object, sizeof object, "%.3500s/%.3500s", t->prefix, name);
        if (!vp_objects_remove(object, err)) return false;
        out->removed++;
    }
    return true;
}

static bool publish_new(const vp_site_options *options, transfer *t, const json_t *source, vp_published_site *out,
                        vp_error *err)
{
    char folder[PATH_MAX];
    const char *temporary = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%.3500s/vungphu-site-XXXXXX", temporary && *temporary ? temporary : "/tmp");
    if (!mkdtemp(folder))
        return vp_fail(err, vp_error_of_system(errno), "%s: cannot be made: %s", folder, strerror(errno));
    t->folder = folder;
    bool ok = vp_site_fill(options, folder, out->snapshot, err) && sum_all(t, err) &&
              put_intent(t, out->snapshot, err) && put_changed(t, false, out, err) && put_changed(t, true, out, err) &&
              remove_gone(t, out, err) && put_list(t, source, out->snapshot, t->now, err);
    vp_site_files_clear(&t->files);
    vp_path_remove_tree(folder);
    return ok;
}

bool vp_publish_remote(const vp_site_options *options, const char *prefix, vp_published_site *out, vp_error *err)
{
    transfer t = {.prefix = prefix};
    json_t *source = vp_publish_source(options, out->snapshot, err);
    bool ok = source != NULL;
    if (ok) read_there(&t);
    if (ok && (options->anew || !vp_publish_is_there(t.list, source, out)))
        ok = publish_new(options, &t, source, out, err);
    json_decref(source);
    json_decref(t.list);
    json_decref(t.now);
    return ok;
}
