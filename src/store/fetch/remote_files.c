#include "store/fetch/remote_files.h"
#include <cpl_vsi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PREFIX "/vsifetch/"
enum { BLOCK_BYTES = 32768, CACHE_BYTES = 32 << 20 };

typedef struct {
    vp_remote_files *files;
    vp_remote *remote;
    uint64_t at;
    bool ended;
} handle;

static vp_remote *find(vp_remote_files *files, const char *name)
{
    char *end, ending[16], expected[64];
    unsigned long index = strtoul(name, &end, 10);
    if (end == name || index >= files->count) return NULL;
    vp_address_ending(name, ending);
    vp_remote_files_name(index, ending, expected, sizeof expected);
    return strcmp(expected + strlen(PREFIX), name) == 0 ? files->remotes[index] : NULL;
}

static void keep(vp_remote_files *files, const vp_error *err)
{
    if (!files->err.kind) files->err = *err;
}

static int ask_size(void *context, const char *name, VSIStatBufL *about, int flags)
{
    vp_remote *remote = find(context, name);
    (void)flags;
    memset(about, 0, sizeof *about);
    if (!remote) return -1;
    about->st_mode = S_IFREG;
    about->st_size = (off_t)vp_remote_describe(remote)->size;
    return 0;
}

static void *open_file(void *context, const char *name, const char *access)
{
    vp_remote *remote = *access == 'r' ? find(context, name) : NULL;
    handle *h = remote ? calloc(1, sizeof *h) : NULL;
    if (h) *h = (handle){.files = context, .remote = remote};
    return h;
}

static vsi_l_offset place(void *file) { return ((handle *)file)->at; }

static int seek(void *file, vsi_l_offset offset, int whence)
{
    handle *h = file;
    h->at = whence == SEEK_SET   ? offset
            : whence == SEEK_CUR ? h->at + offset
                                 : vp_remote_describe(h->remote)->size + offset;
    h->ended = false;
    return 0;
}

static size_t read_file(void *file, void *bytes, size_t size, size_t count)
{
    handle *h = file;
    size_t got = 0, wanted = size * count;
    vp_error err = {0};
    if (!size || !vp_remote_read(h->remote, h->at, bytes, wanted, &got, &err)) {
        keep(h->files, &err);
        return 0;
    }
    h->at += got;
    h->ended = got < wanted;
    return got / size;
}

static int is_ended(void *file) { return ((handle *)file)->ended; }

static int close_file(void *file)
{
    free(file);
    return 0;
}

bool vp_remote_files_install(vp_remote_files *files, vp_error *err)
{
    VSIFilesystemPluginCallbacksStruct *calls = VSIAllocFilesystemPluginCallbacksStruct();
    if (!calls) return vp_fail_memory(err, sizeof *calls);
    calls->pUserData = files;
    calls->stat = ask_size;
    calls->open = open_file;
    calls->tell = place;
    calls->seek = seek;
    calls->read = read_file;
    calls->eof = is_ended;
    calls->close = close_file;
    calls->nBufferSize = BLOCK_BYTES;
    calls->nCacheSize = CACHE_BYTES;
    bool ok = VSIInstallPluginHandler(PREFIX, calls) == 0;
    VSIFreeFilesystemPluginCallbacksStruct(calls);
    return ok || vp_fail(err, VP_IO, "GDAL takes no files of the network");
}

void vp_remote_files_name(size_t index, const char *ending, char *name, size_t size)
{
    snprintf(name, size, PREFIX "%zu%s", index, ending);
}
