#include "platform/path.h"
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool vp_path_sync(const char *path, vp_error *err)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    bool ok = file >= 0 && fsync(file) == 0;
    int reason = errno;
    if (file >= 0) close(file);
    return ok ||
           vp_fail(err, vp_error_of_system(reason), "%s: cannot be written to the disk: %s", path, strerror(reason));
}

void vp_path_begin_sync(const char *path)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0) return;
    sync_file_range(file, 0, 0, SYNC_FILE_RANGE_WRITE);
    close(file);
}

static int remove_entry(const char *path, const struct stat *state, int kind, struct FTW *place)
{
    (void)state, (void)kind, (void)place;
    remove(path); /* what cannot be removed stays; the rest goes on */
    return 0;
}

void vp_path_remove_tree(const char *path) { nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS); }

/* The folder may be reached through a link: "/." follows it. */
static bool sync_folder_of(const char *path, vp_error *err)
{
    const char *slash = strrchr(path, '/');
    char *folder = NULL;
    if (asprintf(&folder, "%.*s.", slash ? (int)(slash - path + 1) : 0, path) < 0)
        return vp_fail_memory(err, strlen(path));
    bool ok = vp_path_sync(folder, err);
    free(folder);
    return ok;
}

bool vp_path_replace(const char *draft, const char *path, vp_error *err)
{
    if (!vp_path_sync(draft, err)) return false;
    if (rename(draft, path) != 0)
        return vp_fail(err, vp_error_of_system(errno), "%s: cannot be written: %s", path, strerror(errno));
    return sync_folder_of(path, err);
}

int vp_path_refusal(void)
{
    int any = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (any < 0) return errno;
    close(any);
    return 0;
}
