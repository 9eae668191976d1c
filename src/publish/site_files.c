/* Folders and files of a site. */
#include "publish/site_internal.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_MOST = 4096, DEPTH_MOST = 16 };

/* Those above the last part of the path. */
bool vp_site_make_folders(const char *path, vp_error *err)
{
    char part[PATH_MOST];
    if (strlen(path) >= sizeof part) return vp_fail(err, VP_BAD_INPUT, "%.200s…: the path is too long", path);
    for (const char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        snprintf(part, sizeof part, "%.*s", (int)(slash - path), path);
        if (mkdir(part, 0777) != 0 && errno != EEXIST)
            return vp_fail(err, vp_error_of_system(errno), "%s: cannot be made: %s", part, strerror(errno));
    }
    return true;
}

bool vp_site_write_bytes(const char *path, const void *bytes, size_t length, vp_error *err)
{
    if (!vp_site_make_folders(path, err)) return false;
    FILE *file = fopen(path, "wb");
    bool ok = file && fwrite(bytes, 1, length, file) == length;
    if (file && fclose(file) != 0) ok = false;
    return ok || vp_fail(err, vp_error_of_system(errno), "%s: cannot be written: %s", path, strerror(errno));
}

static bool copy_file(const char *from, const char *to, vp_error *err)
{
    char part[1 << 16];
    FILE *in = fopen(from, "rb"), *out = in ? fopen(to, "wb") : NULL;
    bool ok = out != NULL;
    for (size_t got; ok && (got = fread(part, 1, sizeof part, in)) > 0;) ok = fwrite(part, 1, got, out) == got;
    ok = ok && !ferror(in);
    if (in) fclose(in);
    if (out && fclose(out) != 0) ok = false;
    return ok || vp_fail(err, vp_error_of_system(errno), "%s: cannot be copied to %s: %s", from, to, strerror(errno));
}

static bool copy_folder(const char *from, const char *to, size_t depth, vp_error *err)
{
    char source[PATH_MOST], target[PATH_MOST];
    DIR *folder = depth < DEPTH_MOST ? opendir(from) : NULL;
    if (!folder) return vp_fail(err, vp_error_of_system(errno), "%s: cannot be read: %s", from, strerror(errno));
    bool ok = mkdir(to, 0777) == 0 || errno == EEXIST ||
              vp_fail(err, vp_error_of_system(errno), "%s: cannot be made: %s", to, strerror(errno));
    for (struct dirent *entry; ok && (entry = readdir(folder));) {
        struct stat about;
        if (entry->d_name[0] == '.') continue;
        snprintf(source, sizeof source, "%.2000s/%s", from, entry->d_name);
        snprintf(target, sizeof target, "%.2000s/%s", to, entry->d_name);
        if (lstat(source, &about) != 0) continue;
        if (S_ISDIR(about.st_mode)) ok = copy_folder(source, target, depth + 1, err);
        if (S_ISREG(about.st_mode)) ok = copy_file(source, target, err);
    }
    closedir(folder);
    return ok;
}

bool vp_site_copy_tree(const char *from, const char *to, vp_error *err) { return copy_folder(from, to, 0, err); }
