/* Files and folders on the disk, beyond what stdio knows. */
#pragma once
#include <vungphu/error.h>

/* Flushes a file or a folder to the disk. Follows no link. */
bool vp_path_sync(const char *path, vp_error *err);
/* Begins to write a file to the disk, so that vp_path_sync need not wait for it. */
void vp_path_begin_sync(const char *path);

/* Removes a folder with all it holds, or a file, as far as it can; follows no links. */
void vp_path_remove_tree(const char *path);

/* What lies ready at draft goes to path, on the same file system: flushed, renamed over what is there (an empty
 * folder at most, for a folder), and the folder that names it flushed too. On failure draft is where it was, unless
 * only the last flush failed. */
bool vp_path_replace(const char *draft, const char *path, vp_error *err);
/* What keeps any file from being opened now: errno, of no descriptors as a rule; 0: nothing. For libraries that could
 * not open one of theirs and do not say why. */
int vp_path_refusal(void);
