#include "store/fetch/fetch.h"
#include "platform/path.h"
#include "store/fetch/child.h"
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#define PARTS ".fetch"
enum { NAME_MOST = 2 * PATH_MAX };

typedef struct {
    const vp_fetch_options *o;
    const vp_fetch_wish *w;
    vp_fetched *fetched;
    char addresses[VP_FETCH_ADDRESSES_MOST][VP_ADDRESS_MOST]; /* as asked: of the mirror */
    const char *asked[VP_FETCH_ADDRESSES_MOST];
    char draft[NAME_MOST], target[NAME_MOST];
} task;

/* ------------------------------------------------------------ places on the disk */

static bool make_folder(const char *path, vp_error *err)
{
    if (mkdir(path, 0777) == 0 || errno == EEXIST) return true;
    return vp_fail(err, vp_error_of_system(errno), "%s: the folder cannot be made: %s", path, strerror(errno));
}

/* The folders of the path, none of which may lead out of the one it begins in. */
static bool make_folders(const char *root, const char *path, vp_error *err)
{
    char name[NAME_MOST], real[PATH_MAX], real_root[PATH_MAX];
    if (!make_folder(root, err)) return false;
    for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
        snprintf(name, sizeof name, "%s/%.*s", root, (int)(slash - path), path);
        if (!make_folder(name, err)) return false;
        size_t length = realpath(root, real_root) ? strlen(real_root) : 0;
        if (!length || !realpath(name, real) || strncmp(real, real_root, length) != 0 || real[length] != '/')
            return vp_fail(err, VP_DENIED, "%s: this leads out of %s", name, root);
    }
    return true;
}

/* FOLDER/.fetch/NAME.N: of a part, or with .about what it is a part of. */
static void name_part(const task *t, size_t i, const char *behind, char *name)
{
    char flat[400];
    snprintf(flat, sizeof flat, "%.380s", t->w->path);
    for (char *at = flat; *at; at++)
        if (*at == '/') *at = '+';
    char ending[16];
    vp_address_ending(t->w->addresses[i], ending);
    snprintf(name, NAME_MOST, "%.4000s/" PARTS "/%s.%zu%s%s", t->o->folder, flat, i, ending, behind);
}

static bool prepare(task *t, vp_error *err)
{
    const vp_fetch_wish *w = t->w;
    char parts[NAME_MOST];
    if (!w->address_count || w->address_count > VP_FETCH_ADDRESSES_MOST)
        return vp_fail(err, VP_BAD_INPUT, "%s: %zu addresses; 1 to %d can be joined", w->path, w->address_count,
                       VP_FETCH_ADDRESSES_MOST);
    for (size_t i = 0; i < w->address_count; i++) {
        vp_address a;
        bool fits = strlen(w->addresses[i]) < VP_ADDRESS_MOST;
        if (!fits) return vp_fail(err, VP_BAD_INPUT, "%s: too long an address", w->path);
        if (!vp_address_parse(w->addresses[i], &a, err)) return false;
        snprintf(t->addresses[i], VP_ADDRESS_MOST, "%s", w->addresses[i]);
        if (t->o->mirror && !vp_address_mirrored(t->o->mirror, w->addresses[i], t->addresses[i], err)) return false;
        t->asked[i] = t->addresses[i];
    }
    snprintf(t->target, sizeof t->target, "%.4000s/%.4000s", t->o->folder, w->path);
    snprintf(parts, sizeof parts, "%.4000s/" PARTS, t->o->folder);
    name_part(t, 0, ".made", t->draft);
    return make_folders(t->o->folder, w->path, err) && make_folder(parts, err);
}

/* ------------------------------------------------------------ what is asked for */

static vp_fetch_job job_of(const task *t, vp_fetch_work work)
{
    const vp_fetch_wish *w = t->w;
    return (vp_fetch_job){.work = work,
                          .files = t->asked,
                          .count = w->address_count,
                          .raster = w->raster,
                          .path = w->path,
                          .layer = w->layer,
                          .crs = w->crs,
                          .filter = w->filter,
                          .admin = "",
                          .degrees = w->degrees,
                          .outline = w->outline,
                          .etag = "",
                          .patience = t->o->patience};
}

static bool run(task *t, const vp_fetch_job *job, FILE *file, uint64_t at, const char *about, vp_error *err)
{
    vp_fetch_child child = {.file = file, .at = at, .about = about, .options = t->o, .what = t->w->path};
    bool ok = vp_fetch_child_run(&child, job, err);
    t->fetched->received += child.received;
    t->fetched->requests += child.requests;
    t->fetched->absent += child.absent;
    if (!ok || job->work != VP_FETCH_WHOLE || child.size == VP_REMOTE_UNKNOWN || child.at == child.size) return ok;
    return vp_fail(err, VP_IO, "%s: %llu bytes came of %llu", t->w->path, (unsigned long long)child.at,
                   (unsigned long long)child.size);
}

static bool write_with(task *t, const vp_fetch_job *job, vp_error *err)
{
    FILE *file = fopen(t->draft, "wb");
    if (!file) return vp_fail(err, vp_error_of_system(errno), "%s: %s", t->draft, strerror(errno));
    bool ok = run(t, job, file, 0, NULL, err);
    if (fclose(file) != 0 && ok) ok = vp_fail(err, vp_error_of_system(errno), "%s: %s", t->draft, strerror(errno));
    if (ok) ok = vp_path_replace(t->draft, t->target, err);
    if (!ok) unlink(t->draft);
    return ok;
}

/* ------------------------------------------------------------ whole files */

/* How much of the file is there already, and the etag it had. A part without a size was ended, or is none. */
static uint64_t find_part(const char *part, const char *about, char etag[200])
{
    struct stat there;
    FILE *file = fopen(about, "r");
    bool known = file && fgets(etag, 200, file);
    if (file) fclose(file);
    if (!known || stat(part, &there) != 0 || !S_ISREG(there.st_mode)) return etag[0] = '\0', 0;
    etag[strcspn(etag, "\n")] = '\0';
    return *etag ? (uint64_t)there.st_size : 0; /* without an etag nobody knows whether it is the same file */
}

static bool bring_part(task *t, size_t i, char *part, vp_error *err)
{
    char about[NAME_MOST], etag[200] = "";
    name_part(t, i, "", part);
    name_part(t, i, ".about", about);
    uint64_t from = find_part(part, about, etag);
    FILE *file = fopen(part, from ? "r+b" : "wb");
    if (!file) return vp_fail(err, vp_error_of_system(errno), "%s: %s", part, strerror(errno));
    vp_fetch_job job = job_of(t, VP_FETCH_WHOLE);
    const char *address[] = {t->asked[i]};
    job.files = address, job.count = 1, job.from = from, job.etag = etag;
    bool ok = (from == 0 || fseeko(file, (off_t)from, SEEK_SET) == 0) && run(t, &job, file, from, about, err);
    struct stat came;
    bool nothing = fflush(file) != 0 || fstat(fileno(file), &came) != 0 || came.st_size == 0;
    if (fclose(file) != 0 && ok) ok = vp_fail(err, vp_error_of_system(errno), "%s: %s", part, strerror(errno));
    if (!ok && nothing) unlink(part), unlink(about);
    return ok;
}

static bool check_sum(const task *t, const char *part, vp_error *err)
{
    vp_checksum sum;
    if (!*t->w->sha256) return true;
    if (!vp_checksum_file(part, sum, NULL, err)) return false;
    if (strcasecmp(sum, t->w->sha256) == 0) return true;
    return vp_fail(err, VP_BAD_INPUT, "%s: the file at %.200s has the SHA-256 %s, not %s: it is not kept", t->w->path,
                   t->w->addresses[0], sum, t->w->sha256);
}

static bool has_place(const vp_fetch_wish *w) { return w->degrees.west <= w->degrees.east || w->outline; }

/* Whether only what lies in the place is kept of a file that was brought whole. */
static bool is_cut(const vp_fetch_wish *w)
{
    char from[16], to[16];
    vp_address_ending(w->addresses[0], from);
    vp_address_ending(w->path, to);
    bool same = strcmp(from, to) == 0;
    if (w->raster) return !same || has_place(w) || w->address_count > 1;
    return !same || (strcmp(to, ".fgb") == 0 && has_place(w)) || w->outline;
}

/* When nothing is left in it. */
static void remove_folder(const task *t)
{
    char name[NAME_MOST];
    snprintf(name, sizeof name, "%.4000s/" PARTS, t->o->folder);
    rmdir(name);
}

static void remove_parts(const task *t)
{
    char name[NAME_MOST];
    for (size_t i = 0; i < t->w->address_count; i++) {
        name_part(t, i, "", name);
        unlink(name);
        name_part(t, i, ".about", name);
        unlink(name);
    }
    remove_folder(t);
}

static bool bring_whole(task *t, vp_error *err)
{
    size_t count = t->w->address_count;
    char(*parts)[NAME_MOST] = calloc(count, sizeof *parts);
    const char *names[VP_FETCH_ADDRESSES_MOST];
    size_t there = 0;
    bool ok = parts || vp_fail_memory(err, count * sizeof *parts);
    for (size_t i = 0; ok && i < count; i++) {
        ok = bring_part(t, i, parts[there], err);
        if (!ok && err->kind == VP_NOT_FOUND && count > 1) {
            *err = (vp_error){0};
            t->fetched->absent++, ok = true;
            continue;
        }
        ok = ok && check_sum(t, parts[there], err);
        if (!ok && err->kind == VP_BAD_INPUT) remove_parts(t); /* there is nothing to go on with */
        names[there] = parts[there], there++;
    }
    if (ok && !there)
        ok = vp_fail(err, VP_NOT_FOUND, "%s: none of the %zu tiles of the place is there", t->w->path, count);
    vp_fetch_job job = job_of(t, VP_FETCH_CLIP);
    job.files = names, job.count = there, job.local = true;
    if (ok) ok = is_cut(t->w) ? write_with(t, &job, err) : vp_path_replace(parts[0], t->target, err);
    if (ok) remove_parts(t);
    free(parts);
    return ok;
}

/* ------------------------------------------------------------ one file */

/* Rasters and FlatGeobuf are read in parts; a checksum is one of the whole file. */
static bool is_read_in_parts(const vp_fetch_wish *w)
{
    char from[16];
    vp_address_ending(w->addresses[0], from);
    bool tif = strcmp(from, ".tif") == 0 || strcmp(from, ".tiff") == 0 || strcmp(from, ".zip") == 0;
    return !*w->sha256 && has_place(w) && (w->raster ? tif : strcmp(from, ".fgb") == 0);
}

bool vp_fetch_file(const vp_fetch_options *options, const vp_fetch_wish *wish, vp_fetched *fetched, vp_error *err)
{
    *fetched = (vp_fetched){0};
    task *t = calloc(1, sizeof *t);
    if (!t) return vp_fail_memory(err, sizeof *t);
    t->o = options, t->w = wish, t->fetched = fetched;
    bool ok = prepare(t, err);
    if (ok && is_read_in_parts(wish)) {
        vp_fetch_job job = job_of(t, VP_FETCH_CLIP);
        fetched->window = ok = write_with(t, &job, err);
        if (!ok && err->kind == VP_CONFLICT)
            *err = (vp_error){0}, *fetched = (vp_fetched){0}, ok = true; /* the server gives no parts */
    }
    if (ok && !fetched->window) ok = bring_whole(t, err);
    if (ok) remove_parts(t);
    if (!ok) remove_folder(t);
    size_t bytes = 0;
    ok = ok && vp_checksum_file(t->target, fetched->checksum, &bytes, err);
    fetched->bytes = bytes;
    free(t);
    return ok;
}

/* ------------------------------------------------------------ what a local file says */

static vp_fetch_job local_job(const char *const *file, vp_fetch_work work)
{
    return (vp_fetch_job){.work = work,
                          .files = file,
                          .count = 1,
                          .local = true,
                          .path = *file,
                          .layer = "",
                          .crs = "",
                          .filter = "",
                          .admin = "",
                          .etag = ""};
}

bool vp_fetch_extent(const char *file, const char *layer, const char *crs, const char *filter, vp_bounds *degrees,
                     vp_error *err)
{
    vp_fetch_job job = local_job(&file, VP_FETCH_EXTENT);
    vp_fetch_child child = {.what = file};
    job.layer = layer, job.crs = crs, job.filter = filter;
    bool ok = vp_fetch_child_run(&child, &job, err);
    *degrees = child.degrees;
    vp_buffer_clear(&child.outline);
    return ok;
}

bool vp_fetch_outline(const char *file, const char *admin, vp_bounds *degrees, vp_buffer *outline, vp_error *err)
{
    vp_fetch_job job = local_job(&file, VP_FETCH_OUTLINE);
    vp_fetch_child child = {.what = file};
    job.admin = admin;
    bool ok =
        vp_fetch_child_run(&child, &job, err) && (child.outline.length || vp_fail(err, VP_IO, "%s: no outline", file));
    *degrees = child.degrees;
    *outline = ok ? child.outline : (vp_buffer){0};
    if (!ok) vp_buffer_clear(&child.outline);
    return ok;
}
