#include "platform/whole_file.h"
#include "platform/path.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define DRAFT ".draft-"

static const char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* A descriptor that holds the lock of the draft's folder, or -1. */
static int lock_folder(const char *folder)
{
    int lock = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) == 0) return lock;
    if (lock >= 0) close(lock);
    return -1;
}

/* Removes the drafts of the same file whose makers are dead: nobody holds their locks. */
static void sweep(const char *path)
{
    const char *name = name_of(path);
    size_t length = strlen(name), folder_length = (size_t)(name - path);
    char *folder = folder_length ? strndup(path, folder_length) : strdup(".");
    DIR *list = folder ? opendir(folder) : NULL;
    for (struct dirent *e; list && (e = readdir(list));) {
        const char *n = e->d_name;
        if (n[0] != '.' || strncmp(n + 1, name, length) != 0 || strncmp(n + 1 + length, DRAFT, strlen(DRAFT)) != 0 ||
            strlen(n) != 1 + length + strlen(DRAFT) + 6)
            continue;
        char *old = NULL;
        if (asprintf(&old, "%.*s%s", (int)folder_length, path, n) < 0) continue;
        int lock = lock_folder(old);
        if (lock >= 0) vp_path_remove_tree(old);
        if (lock >= 0) close(lock);
        free(old);
    }
    if (list) closedir(list);
    free(folder);
}

/* False, with no lock kept, when someone's sweep took the new folder before it was locked. */
static bool hold(vp_whole_file *file)
{
    struct stat state;
    file->lock = lock_folder(file->folder);
    if (file->lock >= 0) return fstat(file->lock, &state) == 0 && state.st_nlink > 0;
    return access(file->folder, F_OK) == 0 && errno != EWOULDBLOCK; /* a file system that knows no locks */
}

static bool make_folder(vp_whole_file *file, vp_error *err)
{
    for (int attempt = 0; attempt < 100; attempt++) {
        free(file->folder);
        file->folder = NULL;
        const char *name = name_of(file->path);
        if (asprintf(&file->folder, "%.*s.%s" DRAFT "XXXXXX", (int)(name - file->path), file->path, name) < 0) {
            file->folder = NULL;
            return vp_fail_memory(err, strlen(file->path));
        }
        if (!mkdtemp(file->folder)) break;
        if (hold(file)) return true;
        if (file->lock >= 0) close(file->lock);
        file->lock = -1;
    }
    vp_fail(err, vp_error_of_system(errno), "%s: cannot be written: %s", file->path, strerror(errno));
    free(file->folder); /* it is not there */
    file->folder = NULL;
    return false;
}

bool vp_whole_file_begin(vp_whole_file *file, const char *path, vp_error *err)
{
    *file = (vp_whole_file){.path = strdup(path), .lock = -1};
    if (!file->path) return vp_fail_memory(err, strlen(path));
    if (!*name_of(path)) {
        vp_whole_file_abandon(file);
        return vp_fail(err, VP_BAD_INPUT, "%s: is no name of a file", path);
    }
    sweep(path);
    bool ok = make_folder(file, err);
    if (ok && asprintf(&file->draft, "%s/%s", file->folder, name_of(path)) < 0) {
        file->draft = NULL;
        ok = vp_fail_memory(err, strlen(path));
    }
    if (!ok) vp_whole_file_abandon(file);
    return ok;
}

bool vp_whole_file_commit(vp_whole_file *file, vp_error *err)
{
    bool ok = vp_path_replace(file->draft, file->path, err);
    vp_whole_file_abandon(file);
    return ok;
}

void vp_whole_file_abandon(vp_whole_file *file)
{
    if (file->folder) vp_path_remove_tree(file->folder);
    if (file->folder && file->lock >= 0) close(file->lock);
    free(file->path);
    free(file->draft);
    free(file->folder);
    *file = (vp_whole_file){.lock = -1};
}

static bool write_bytes(const char *path, const vp_buffer *bytes)
{
    FILE *file = fopen(path, "wbx");
    bool ok = file && fwrite(bytes->bytes, 1, bytes->length, file) == bytes->length;
    if (file && fclose(file) != 0) ok = false;
    return ok;
}

bool vp_whole_file_write(const char *path, const vp_buffer *bytes, vp_error *err)
{
    vp_whole_file file;
    if (!vp_whole_file_begin(&file, path, err)) return false;
    if (write_bytes(file.draft, bytes)) return vp_whole_file_commit(&file, err);
    vp_fail(err, vp_error_of_system(errno), "%s: cannot be written: %s", path, strerror(errno));
    vp_whole_file_abandon(&file);
    return false;
}
