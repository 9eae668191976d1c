/* Files on the network as GDAL opens files: by ranges, each block asked for once. For the confined child. */
#pragma once
#include "store/fetch/remote.h"

enum { VP_REMOTE_FILES_MOST = 64 };

typedef struct {
    vp_remote *remotes[VP_REMOTE_FILES_MOST];
    size_t count;
    vp_error err; /* the first failure, which GDAL would put in words of its own */
} vp_remote_files;

/* Once in a process: files is then read through names of vp_remote_files_name. */
bool vp_remote_files_install(vp_remote_files *files, vp_error *err);
/* As GDAL opens it: with the ending of its address. */
void vp_remote_files_name(size_t index, const char *ending, char *name, size_t size);
