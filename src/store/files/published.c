#include "store/files/published.h"
#include "base/utc.h"
#include "platform/clock.h"
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

#define PREFIX       "published/"
#define DATASET_LINK "current/dataset.sqlite"

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

/* ------------------------------------------------------------ the lock */

#define HOLDER_FORMAT "%ld %s\n" /* process, since when */

typedef struct {
    long process; /* 0 when it has not written who it is */
    vp_utc_text since;
} holder;

static holder read_holder(int lock)
{
    char text[64];
    holder found = {0};
    ssize_t length = pread(lock, text, sizeof text - 1, 0);
    text[length > 0 ? length : 0] = 0;
    if (sscanf(text, "%ld %20[0-9TZ:-]\n", &found.process, found.since) != 2) found.process = 0;
    return found;
}

/* So that who is refused can say by whom. */
static bool sign(int lock, const char *path, vp_error *err)
{
    char text[64];
    vp_utc_text now;
    vp_utc_write(time(NULL), now);
    int length = snprintf(text, sizeof text, HOLDER_FORMAT, (long)getpid(), now);
    if (ftruncate(lock, 0) == 0 && pwrite(lock, text, (size_t)length, 0) == length) return true;
    return vp_fail(err, vp_error_of_system(errno), "%s: cannot be written: %s", path, strerror(errno));
}

static bool refuse(int lock, const char *published, vp_error *err)
{
    holder other = read_holder(lock);
    if (!other.process)
        return vp_fail(err, VP_BUSY, "%s: another build is at work here; --wait waits for it", published);
    return vp_fail(err, VP_BUSY, "%s: another build is at work here, process %ld since %s; --wait waits for it",
                   published, other.process, other.since);
}

static bool await(int lock, double until, const char *published, vp_error *err)
{
    static const struct timespec moment = {0, 50000000};
    while (flock(lock, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR)
            return vp_fail(err, vp_error_of_system(errno), "%s: cannot be locked: %s", published, strerror(errno));
        if (vp_clock_now() >= until) return refuse(lock, published, err);
        nanosleep(&moment, NULL);
    }
    return true;
}

static int open_lock(const char *path, vp_error *err)
{
    int lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (lock < 0) vp_fail(err, vp_error_of_system(errno), "%s: cannot be written: %s", path, strerror(errno));
    return lock;
}

/* Again from the start when someone removed the file that was waited for: its lock is worth nothing. */
static int take_lock(const char *published, const char *path, double until, vp_error *err)
{
    struct stat state;
    for (;;) {
        int lock = open_lock(path, err);
        if (lock < 0) return -1;
        bool ok = await(lock, until, published, err);
        if (ok && fstat(lock, &state) == 0 && state.st_nlink > 0 && sign(lock, path, err)) return lock;
        bool removed = ok && state.st_nlink == 0;
        close(lock);
        if (!removed) return -1;
    }
}

int vp_published_lock(const char *directory, double wait_seconds, vp_error *err)
{
    double until = vp_clock_now() + wait_seconds;
    char *published = vp_path_join(err, directory, "published", NULL);
    char *path = published ? vp_path_join(err, published, ".lock", NULL) : NULL;
    int lock = -1;
    if (path && mkdir(published, 0777) != 0 && errno != EEXIST)
        vp_fail(err, vp_error_of_system(errno), "%s: cannot be made: %s", published, strerror(errno));
    else if (path)
        lock = take_lock(published, path, until, err);
    if (lock >= 0) clear(published, select_drafts, 0, NULL);
    free(published);
    free(path);
    return lock;
}

/* ------------------------------------------------------------ names and the moment of publication */

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
static bool move_link(const char *path, const char *target, vp_error *err)
{
    vp_whole_file link = {0};
    bool ok = vp_whole_file_begin(&link, path, err);
    if (ok && (symlink(target, link.draft) != 0 || rename(link.draft, path) != 0))
        ok = vp_fail(err, vp_error_of_system(errno), "%s: cannot be moved to the new snapshot: %s", path,
                     strerror(errno));
    vp_whole_file_abandon(&link);
    return ok;
}

static bool move_current(const char *directory, const char *id, vp_error *err)
{
    char target[64];
    snprintf(target, sizeof target, PREFIX "%s", id);
    char *current = vp_path_join(err, directory, "current", NULL);
    bool ok = current && move_link(current, target, err);
    free(current);
    return ok;
}

/* DIRECTORY/dataset.sqlite leads to the current snapshot's, and so moves with it. Leads nowhere until the first is
 * published. */
static bool link_dataset(const char *directory, vp_error *err)
{
    char target[sizeof DATASET_LINK + 1];
    char *path = vp_path_join(err, directory, "dataset.sqlite", NULL);
    if (!path) return false;
    ssize_t length = readlink(path, target, sizeof target);
    bool there = length == sizeof DATASET_LINK - 1 && memcmp(target, DATASET_LINK, sizeof DATASET_LINK - 1) == 0;
    bool ok = there || move_link(path, DATASET_LINK, err);
    free(path);
    return ok;
}

bool vp_published_commit(const char *directory, const char *id, vp_error *err)
{
    char *draft = vp_published_draft(directory, id, err);
    char *snapshot = vp_path_join(err, directory, "published", id, NULL);
    bool made = draft && snapshot && access(draft, F_OK) == 0;
    bool ok = draft && snapshot && vp_path_replace(draft, snapshot, err) && link_dataset(directory, err) &&
              move_current(directory, id, err);
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

char *vp_published_dataset(const char *directory, const char *id, vp_error *err)
{
    struct stat state;
    char *kept = vp_path_join(err, directory, "published", id, "dataset.sqlite", NULL);
    char *beside = kept ? vp_path_join(err, directory, "dataset.sqlite", NULL) : NULL;
    bool former = beside && access(kept, F_OK) != 0 && lstat(beside, &state) == 0 && S_ISREG(state.st_mode);
    char *path = former ? beside : beside ? kept : NULL;
    if (path != beside) free(beside);
    if (path != kept) free(kept);
    return path;
}
