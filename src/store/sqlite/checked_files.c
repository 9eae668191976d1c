#include "store/sqlite/checked_files.h"
#include "platform/path.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct vp_checked_files {
    sqlite3_vfs vfs; /* the system's, but for opening */
    sqlite3_vfs *system;
    char name[40];
    int code, number; /* of the first failure: SQLite's and errno */
};

/* The system's file lies behind it. */
typedef struct {
    sqlite3_file file;
    vp_checked_files *owner;
} checked_file;

static sqlite3_file *real_of(sqlite3_file *file) { return (sqlite3_file *)((checked_file *)file + 1); }

/* The first failure counts: others follow from it. */
static int note(vp_checked_files *files, int code, int number)
{
    if (code != SQLITE_OK && files->code == SQLITE_OK) {
        files->code = code;
        files->number = number;
    }
    return code;
}

/* What SQLite keeps of errno, which other calls change; it keeps nothing of a full disk. */
static int note_file(sqlite3_file *file, int code)
{
    sqlite3_file *real = real_of(file);
    int number = 0;
    if (code == SQLITE_OK) return code;
    if (real->pMethods->xFileControl(real, SQLITE_FCNTL_LAST_ERRNO, &number) != SQLITE_OK) number = 0;
    return note(((checked_file *)file)->owner, code, (code & 0xff) == SQLITE_FULL ? ENOSPC : number);
}

static int close_file(sqlite3_file *file)
{
    sqlite3_file *real = real_of(file);
    return real->pMethods->xClose(real);
}

static int read_file(sqlite3_file *file, void *bytes, int count, sqlite3_int64 at)
{
    sqlite3_file *real = real_of(file);
    return real->pMethods->xRead(real, bytes, count, at);
}

static int write_file(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 at)
{
    sqlite3_file *real = real_of(file);
    return note_file(file, real->pMethods->xWrite(real, bytes, count, at));
}

static int truncate_file(sqlite3_file *file, sqlite3_int64 size)
{
    sqlite3_file *real = real_of(file);
    return note_file(file, real->pMethods->xTruncate(real, size));
}

static int sync_file(sqlite3_file *file, int flags)
{
    sqlite3_file *real = real_of(file);
    return note_file(file, real->pMethods->xSync(real, flags));
}

static int size_of_file(sqlite3_file *file, sqlite3_int64 *size)
{
    sqlite3_file *real = real_of(file);
    return real->pMethods->xFileSize(real, size);
}

static int lock_file(sqlite3_file *file, int level)
{
    sqlite3_file *real = real_of(file);
    return real->pMethods->xLock(real, level);
}

static int unlock_file(sqlite3_file *file, int level)
{
    sqlite3_file *real = real_of(file);
    return real->pMethods->xUnlock(real, level);
}

static int is_reserved(sqlite3_file *file, int *reserved)
{
    sqlite3_file *real = real_of(file);
    return real->pMethods->xCheckReservedLock(real, reserved);
}

static int control_file(sqlite3_file *file, int operation, void *argument)
{
    sqlite3_file *real = real_of(file);
    return real->pMethods->xFileControl(real, operation, argument);
}

static int sector_size(sqlite3_file *file)
{
    sqlite3_file *real = real_of(file);
    return real->pMethods->xSectorSize(real);
}

static int characteristics(sqlite3_file *file)
{
    sqlite3_file *real = real_of(file);
    return real->pMethods->xDeviceCharacteristics(real);
}

static int open_file(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *flags_out)
{
    /* Version 1: no shared memory and no mapping, which a file without a journal has no use for. */
    static const sqlite3_io_methods methods = {
        1,         close_file,  read_file,   write_file,   truncate_file, sync_file,       size_of_file,
        lock_file, unlock_file, is_reserved, control_file, sector_size,   characteristics, NULL,
        NULL,      NULL,        NULL,        NULL,         NULL};
    checked_file *checked = (checked_file *)file;
    checked->owner = vfs->pAppData;
    int code = checked->owner->system->xOpen(checked->owner->system, path, real_of(file), flags, flags_out);
    file->pMethods = real_of(file)->pMethods ? &methods : NULL;
    return note(checked->owner, code, code == SQLITE_OK ? 0 : vp_path_refusal());
}

vp_checked_files *vp_checked_files_new(vp_error *err)
{
    vp_checked_files *files = calloc(1, sizeof *files);
    if (!files || sqlite3_initialize() != SQLITE_OK) {
        free(files);
        vp_fail_memory(err, sizeof *files);
        return NULL;
    }
    files->system = sqlite3_vfs_find(NULL);
    files->vfs = *files->system;
    snprintf(files->name, sizeof files->name, "vungphu-%p", (void *)files);
    files->vfs.zName = files->name;
    files->vfs.pAppData = files;
    files->vfs.pNext = NULL;
    files->vfs.szOsFile = (int)sizeof(checked_file) + files->system->szOsFile;
    files->vfs.xOpen = open_file;
    if (sqlite3_vfs_register(&files->vfs, 0) == SQLITE_OK) return files;
    free(files);
    vp_fail_memory(err, sizeof *files);
    return NULL;
}

void vp_checked_files_free(vp_checked_files *files)
{
    if (files) sqlite3_vfs_unregister(&files->vfs);
    free(files);
}

const char *vp_checked_files_name(const vp_checked_files *files) { return files->name; }

const vp_checked_files *vp_checked_files_of(sqlite3 *handle)
{
    sqlite3_vfs *vfs = NULL;
    if (sqlite3_file_control(handle, "main", SQLITE_FCNTL_VFS_POINTER, &vfs) != SQLITE_OK || !vfs) return NULL;
    return vfs->xOpen == open_file ? vfs->pAppData : NULL;
}

bool vp_checked_files_whole(const vp_checked_files *files, const char *path, vp_error *err)
{
    if (files->code == SQLITE_OK) return true;
    const char *reason = files->number ? strerror(files->number) : sqlite3_errstr(files->code);
    return vp_fail(err, vp_error_of_system(files->number), "%s: cannot be written: %s", path, reason);
}
