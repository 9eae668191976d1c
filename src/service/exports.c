#include "service/exports.h"
#include "store/snapshot/columns_database.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A larger file is sent from the disk and never stands in memory. */
#define IN_MEMORY_MOST ((size_t)1024 * 1024)

static vp_blob *read_whole(int file, size_t length, vp_error *err)
{
    vp_buffer bytes = {0};
    if (!vp_buffer_reserve(&bytes, length + 1)) {
        vp_fail_memory(err, length);
        return NULL;
    }
    while (bytes.length < length) {
        ssize_t got = pread(file, bytes.bytes + bytes.length, length - bytes.length, (off_t)bytes.length);
        if (got <= 0) {
            vp_fail(err, VP_IO, "a file that was just written cannot be read: %s",
                    got ? strerror(errno) : "it is short");
            vp_buffer_clear(&bytes);
            return NULL;
        }
        bytes.length += (size_t)got;
    }
    return vp_blob_new(&bytes, err);
}

static vp_blob *take_file(const char *path, vp_error *err)
{
    struct stat status;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || fstat(file, &status) != 0) {
        vp_fail(err, vp_error_of_system(errno), "%s: cannot be read: %s", path, strerror(errno));
        if (file >= 0) close(file);
        return NULL;
    }
    if ((size_t)status.st_size > IN_MEMORY_MOST) return vp_blob_of_file(file, (size_t)status.st_size, err);
    vp_blob *blob = read_whole(file, (size_t)status.st_size, err);
    close(file);
    return blob;
}

/* One of its own for files under way. */
static bool make_folder(char folder[300], vp_error *err)
{
    const char *temporary = getenv("TMPDIR");
    snprintf(folder, 300, "%.200s/vungphu-export-XXXXXX", temporary && *temporary ? temporary : "/tmp");
    return mkdtemp(folder) ||
           vp_fail(err, vp_error_of_system(errno), "%s: cannot be made: %s", folder, strerror(errno));
}

bool vp_exports_write_columns(const vp_snapshot *view, const vp_export_question *question, const char *path,
                              vp_error *err)
{
    char folder[300], database[340];
    if (!make_folder(folder, err)) return false;
    snprintf(database, sizeof database, "%s/columns.sqlite", folder);
    vp_export_question of_columns = *question;
    of_columns.database = database;
    of_columns.layer = view->places.columns->id;
    bool ok = vp_columns_database_write(database, view->region, view->places.columns, err) &&
              vp_export(&of_columns, path, err);
    unlink(database);
    rmdir(folder);
    return ok;
}

/* The formats' libraries write files, not memory: one in a folder of its own, gone afterwards. */
vp_blob *vp_exports_write(void *context, const vp_exported *what, vp_error *err)
{
    char folder[300], path[340];
    if (!make_folder(folder, err)) return NULL;
    snprintf(path, sizeof path, "%s/export.%.10s", folder, what->extension);
    vp_export_question question = {.directory = context,
                                   .snapshot = what->snapshot,
                                   .layer = what->layer,
                                   .bom = what->bom,
                                   .decimal_comma = what->decimal_comma,
                                   .english = what->english,
                                   .unwanted = what->unwanted};
    bool ok = what->view ? vp_exports_write_columns(what->view, &question, path, err) : vp_export(&question, path, err);
    vp_blob *blob = ok ? take_file(path, err) : NULL;
    unlink(path);
    rmdir(folder);
    return blob;
}
