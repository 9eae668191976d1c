#include "store/files/published.h"
#include "platform/path.h"
#include "platform/whole_file.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define PREFIX "published/"

char *vp_path_join(vp_error *err, const char *first, ...)
{
    size_t room = strlen(first) + 1;
    va_list parts;
    va_start(parts, first);
    for (const char *part; (part = va_arg(parts, const char *));) room += strlen(part) + 1;
    va_end(parts);
    char *path = malloc(room);
    if (!path) {
        vp_fail_memory(err, room);
        return NULL;
    }
    char *end = stpcpy(path, first);
    va_start(parts, first);
    for (const char *part; (part = va_arg(parts, const char *));) {
        *end++ = '/';
        end = stpcpy(end, part);
    }
    va_end(parts);
    return path;
}

static bool is_draft(const char *name)
{
    size_t length = strlen(name);
    return length > 5 && name[0] == '.' && strcmp(name + length - 4, ".tmp") == 0;
}

static int select_drafts(const struct dirent *entry) { return is_draft(entry->d_name); }
static int select_snapshots(const struct dirent *entry) { return entry->d_name[0] != '.'; }

/* Removes those of published/ that select picks, but the newest `kept` and the one named so. */
static void clear(const char *published, int (*select)(const struct dirent *), int kept, const char *but)
{
    struct dirent **entries = NULL;
    int count = scandir(published, &entries, select, alphasort);
    for (int i = 0; i < count; i++) {
        char *path = i < count - kept && !(but && strcmp(entries[i]->d_name, but) == 0)
                         ? vp_path_join(NULL, published, entries[i]->d_name, NULL)
                         : NULL;
        if (path) vp_path_remove_tree(path);
        free(path);
        free(entries[i]);
    }
    free(entries);
}

int vp_published_lock(const char *directory, vp_error *err)
{
    char *published = vp_path_join(err, directory, "published", NULL);
    char *path = published ? vp_path_join(err, published, ".lock", NULL) : NULL;
    int lock = -1;
    if (!path) goto done;
    if (mkdir(published, 0777) != 0 && errno != EEXIST) {
        vp_fail(err, vp_error_of_system(errno), "%s: cannot be made: %s", published, strerror(errno));
        goto done;
    }
    lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (lock < 0) {
        vp_fail(err, vp_error_of_system(errno), "%s: cannot be written: %s", path, strerror(errno));
    } else if (flock(lock, LOCK_EX | LOCK_NB) != 0) {
        vp_fail(err, VP_BUSY, "%s: another build is publishing here", published);
        close(lock);
        lock = -1;
    } else {
        clear(published, select_drafts, 0, NULL);
    }
done:
    free(published);
    free(path);
    return lock;
}

char *vp_published_new_id(vp_error *err)
{
    enum { ROOM = 32 };
    unsigned char chance[3];
    struct tm utc;
    time_t now = time(NULL);
    char *id = calloc(1, ROOM);
    if (!id) {
        vp_fail_memory(err, ROOM);
        return NULL;
    }
    if (getrandom(chance, sizeof chance, 0) != (ssize_t)sizeof chance || !gmtime_r(&now, &utc)) {
        vp_fail(err, VP_IO, "the system gives no random bytes or no time");
        free(id);
        return NULL;
    }
    size_t length = strftime(id, ROOM, "%Y%m%dT%H%M%SZ", &utc);
    snprintf(id + length, ROOM - length, "-%02x%02x%02x", chance[0], chance[1], chance[2]);
    return id;
}

char *vp_published_draft(const char *directory, const char *id, vp_error *err)
{
    char name[64];
    snprintf(name, sizeof name, ".%s.tmp", id);
    return vp_path_join(err, directory, "published", name, NULL);
}

/* The link is made beside the old one and renamed over it: readers see one or the other. */
static bool move_current(const char *directory, const char *id, vp_error *err)
{
    char target[64];
    snprintf(target, sizeof target, PREFIX "%s", id);
    char *current = vp_path_join(err, directory, "current", NULL);
    vp_whole_file link = {0};
    bool ok = current && vp_whole_file_begin(&link, current, err);
    if (ok && (symlink(target, link.draft) != 0 || rename(link.draft, current) != 0))
        ok = vp_fail(err, vp_error_of_system(errno), "%s: cannot be moved to the new snapshot: %s", current,
                     strerror(errno));
    vp_whole_file_abandon(&link);
    free(current);
    return ok;
}

bool vp_published_commit(const char *directory, const char *id, vp_error *err)
{
    char *draft = vp_published_draft(directory, id, err);
    char *snapshot = vp_path_join(err, directory, "published", id, NULL);
    bool made = draft && snapshot && access(draft, F_OK) == 0;
    bool ok = draft && snapshot && vp_path_replace(draft, snapshot, err) && move_current(directory, id, err);
    if (made && !ok && access(draft, F_OK) != 0) vp_path_remove_tree(snapshot); /* it had its name already */
    if (ok) {
        /* From here on the new snapshot is served; a failed sync could only lose the link in a
         * power cut, and then the old one is found. */
        char *published = vp_path_join(NULL, directory, "published", NULL);
        vp_path_sync(directory, NULL);
        if (published) clear(published, select_snapshots, VP_PUBLISHED_KEPT, id);
        free(published);
    }
    if (!ok && draft) vp_path_remove_tree(draft);
    free(draft);
    free(snapshot);
    return ok;
}

char *vp_published_current(const char *directory, vp_error *err)
{
    char target[256];
    char *current = vp_path_join(err, directory, "current", NULL), *id = NULL;
    if (!current) return NULL;
    ssize_t length = readlink(current, target, sizeof target - 1);
    target[length > 0 ? length : 0] = 0;
    const char *name = target + sizeof PREFIX - 1;
    if (length < 0)
        vp_fail(err, errno == ENOENT ? VP_NOT_FOUND : VP_IO, "%s: %s", current,
                errno == ENOENT ? "nothing is published here yet; run vungphu build" : strerror(errno));
    else if (strncmp(target, PREFIX, sizeof PREFIX - 1) != 0 || !*name || *name == '.' || strchr(name, '/'))
        vp_fail(err, VP_BAD_INPUT, "%s: leads to %s instead of a snapshot in published", current, target);
    else if (!(id = strdup(name)))
        vp_fail_memory(err, strlen(name));
    free(current);
    return id;
}
