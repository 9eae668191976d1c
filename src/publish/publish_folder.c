/* A site to a folder: a new version beside the last, and a link that moves. */
#include "platform/path.h"
#include "publish/publish_internal.h"
#include "publish/site_internal.h"
#include "json/json.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { VERSIONS_MOST = 10000 };

typedef struct {
    const char *destination;
    char draft[PATH_MAX], version[300]; /* version: its name below versions/ */
    char last[300];                     /* what `current` names, below versions/; "" for nothing */
} publication;

static bool fail_at(const char *path, const char *what, vp_error *err)
{
    return vp_fail(err, vp_error_of_system(errno), "%s: cannot be %s: %s", path, what, strerror(errno));
}

/* The lock is the kernel's: it ends with its holder. */
static int lock(const char *destination, vp_error *err)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%.4000s/.lock", destination);
    if (!vp_site_make_folders(path, err)) return -1;
    int file = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0666);
    if (file < 0) {
        fail_at(path, "made", err);
        return -1;
    }
    if (flock(file, LOCK_EX | LOCK_NB) == 0) return file;
    close(file);
    vp_fail(err, VP_BUSY, "%s: another is publishing there; try again when it is done", destination);
    return -1;
}

static void find_last(publication *p)
{
    char link[PATH_MAX], target[400];
    snprintf(link, sizeof link, "%.4000s/current", p->destination);
    ssize_t length = readlink(link, target, sizeof target - 1);
    const char *name = length > 0 ? (target[length] = '\0', strrchr(target, '/')) : NULL;
    if (name) snprintf(p->last, sizeof p->last, "%.250s", name + 1);
}

static bool is_same(const char *one, const char *other, size_t bytes)
{
    char a[1 << 14], b[1 << 14];
    struct stat about;
    if (stat(other, &about) != 0 || (size_t)about.st_size != bytes) return false;
    FILE *first = fopen(one, "rb"), *second = first ? fopen(other, "rb") : NULL;
    bool same = second != NULL;
    for (size_t got; same && (got = fread(a, 1, sizeof a, first)) > 0;)
        same = fread(b, 1, got, second) == got && memcmp(a, b, got) == 0;
    if (first) fclose(first);
    if (second) fclose(second);
    return same;
}

/* What is as it was shares the bytes of the last version. */
static bool share(const publication *p, const vp_site_file *file, vp_published_site *out, vp_error *err)
{
    char mine[2 * PATH_MAX], old[2 * PATH_MAX];
    snprintf(mine, sizeof mine, "%s/%s", p->draft, file->name);
    snprintf(old, sizeof old, "%.3500s/versions/%s/%s", p->destination, p->last, file->name);
    out->files++;
    out->bytes += file->bytes;
    if (*p->last && is_same(mine, old, file->bytes)) {
        if (unlink(mine) != 0 || link(old, mine) != 0) return fail_at(mine, "linked", err);
        return true;
    }
    out->changed++;
    out->changed_bytes += file->bytes;
    return true;
}

/* What the last version has and this one has not. Of a version that cannot be listed nothing is said. */
static void count_removed(const publication *p, vp_published_site *out)
{
    char path[2 * PATH_MAX];
    vp_site_files files = {0};
    vp_error unread = {0};
    snprintf(path, sizeof path, "%.3500s/versions/%s", p->destination, p->last);
    bool ok = *p->last && vp_site_files_list(path, &files, &unread);
    for (size_t i = 0; ok && i < files.count; i++) {
        snprintf(path, sizeof path, "%s/%s", p->draft, files.items[i].name);
        if (strcmp(files.items[i].name, VP_PUBLISH_LIST) != 0 && access(path, F_OK) != 0) out->removed++;
    }
    vp_site_files_clear(&files);
}

static bool share_all(const publication *p, vp_published_site *out, vp_error *err)
{
    vp_site_files files;
    bool ok = vp_site_files_list(p->draft, &files, err);
    for (size_t i = 0; ok && i < files.count; i++) ok = share(p, &files.items[i], out, err);
    vp_site_files_clear(&files);
    if (ok) count_removed(p, out);
    return ok;
}

/* Its files are on the disk before the link names it. */
static bool put_version(publication *p, const char *id, vp_error *err)
{
    char path[PATH_MAX];
    int folder = open(p->draft, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = folder >= 0 && syncfs(folder) == 0;
    if (folder >= 0) close(folder);
    if (!ok) return fail_at(p->draft, "flushed", err);
    for (size_t n = 1; n < VERSIONS_MOST; n++) {
        snprintf(p->version, sizeof p->version, n == 1 ? "%.200s" : "%.200s-%zu", id, n);
        snprintf(path, sizeof path, "%.3500s/versions/%s", p->destination, p->version);
        if (access(path, F_OK) != 0) return vp_path_replace(p->draft, path, err);
    }
    return vp_fail(err, VP_IO, "%s: is there too often", path);
}

static bool move_link(const publication *p, vp_error *err)
{
    char target[400], draft[PATH_MAX], path[PATH_MAX];
    snprintf(target, sizeof target, "versions/%s", p->version);
    snprintf(draft, sizeof draft, "%.4000s/.current", p->destination);
    snprintf(path, sizeof path, "%.4000s/current", p->destination);
    unlink(draft);
    if (symlink(target, draft) != 0) return fail_at(draft, "made", err);
    return rename(draft, path) == 0 || fail_at(path, "moved", err);
}

/* All but the new one and the one before, which some reader may still have open; drafts of killed ones too. */
static void drop_older(const publication *p)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%.4000s/versions", p->destination);
    DIR *folder = opendir(path);
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        const char *name = entry->d_name;
        if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0) continue;
        if (strcmp(name, p->version) == 0 || strcmp(name, p->last) == 0) continue;
        snprintf(path, sizeof path, "%.3500s/versions/%s", p->destination, name);
        vp_path_remove_tree(path);
    }
    if (folder) closedir(folder);
}

static json_t *list_there(const publication *p)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%.3500s/versions/%s/" VP_PUBLISH_LIST, p->destination, p->last);
    return *p->last ? json_load_file(path, 0, NULL) : NULL;
}

static bool write_list(const publication *p, const json_t *source, const char *id, vp_error *err)
{
    char path[2 * PATH_MAX];
    json_t *root = json_pack("{s:s, s:O}", "snapshot", id, "made_of", source);
    char *text = root ? vp_json_dump(root, JSON_COMPACT) : NULL;
    snprintf(path, sizeof path, "%s/" VP_PUBLISH_LIST, p->draft);
    bool ok = text ? vp_site_write_bytes(path, text, strlen(text), err) : vp_fail_memory(err, sizeof *p);
    free(text);
    json_decref(root);
    return ok;
}

static bool publish_new(const vp_site_options *options, publication *p, const json_t *source, vp_published_site *out,
                        vp_error *err)
{
    snprintf(p->draft, sizeof p->draft, "%.3500s/versions/.draft-XXXXXX", p->destination);
    if (!vp_site_make_folders(p->draft, err)) return false;
    if (!mkdtemp(p->draft)) return fail_at(p->draft, "made", err);
    chmod(p->draft, 0755);
    bool ok = vp_site_fill(options, p->draft, out->snapshot, err) && share_all(p, out, err) &&
              write_list(p, source, out->snapshot, err) && put_version(p, out->snapshot, err) && move_link(p, err);
    if (ok)
        drop_older(p);
    else
        vp_path_remove_tree(p->draft);
    return ok;
}

static bool publish_locked(const vp_site_options *options, publication *p, vp_published_site *out, vp_error *err)
{
    find_last(p);
    json_t *source = vp_publish_source(options, out->snapshot, err), *there = list_there(p);
    bool ok = source != NULL;
    if (ok && (options->anew || !vp_publish_is_there(there, source, out)))
        ok = publish_new(options, p, source, out, err);
    json_decref(there);
    json_decref(source);
    return ok;
}

bool vp_publish_folder(const vp_site_options *options, const char *destination, vp_published_site *out, vp_error *err)
{
    publication p = {.destination = destination};
    int held = lock(destination, err);
    if (held < 0) return false;
    bool ok = publish_locked(options, &p, out, err);
    close(held);
    return ok;
}
