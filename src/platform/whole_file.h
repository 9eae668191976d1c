/* Files that are there whole or not at all, whoever writes them:
 *
 *     vp_whole_file file;
 *     if (!vp_whole_file_begin(&file, path, err)) return false;
 *     if (!make(file.draft, err)) {
 *         vp_whole_file_abandon(&file);
 *         return false;
 *     }
 *     return vp_whole_file_commit(&file, err);
 *
 * The draft has the file's own name, in a hidden folder of its own beside it (.NAME.draft-XXXXXX), so that libraries
 * that look at names, or write more files than one, feel at home. The folder is locked while its maker lives; what a
 * killed one left goes when the same file is begun again. */
#pragma once
#include "base/buffer.h"
#include <vungphu/error.h>

typedef struct {
    char *path;   /* where it will be */
    char *draft;  /* where to make it; nothing is there yet */
    char *folder; /* that holds the draft */
    int lock;     /* on the folder, -1 when there is none */
} vp_whole_file;

bool vp_whole_file_begin(vp_whole_file *file, const char *path, vp_error *err);
/* The draft takes its place, on the disk as well; on failure it is gone. Ends the file in any case. */
bool vp_whole_file_commit(vp_whole_file *file, vp_error *err);
/* Removes the draft. Harmless after commit and on a file that did not begin (all zero). */
void vp_whole_file_abandon(vp_whole_file *file);

bool vp_whole_file_write(const char *path, const vp_buffer *bytes, vp_error *err);
