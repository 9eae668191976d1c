/* The files of a database, with a memory for failures: whoever called SQLite may have swallowed one, as SpatiaLite does
 * in its functions. */
#pragma once
#include <sqlite3.h>
#include <vungphu/error.h>

typedef struct vp_checked_files vp_checked_files;

vp_checked_files *vp_checked_files_new(vp_error *err);
void vp_checked_files_free(vp_checked_files *files); /* after its databases are closed; NULL is fine */

/* For sqlite3_open_v2; as long as files live. */
const char *vp_checked_files_name(const vp_checked_files *files);

/* Those of an open database; NULL when it has none. */
const vp_checked_files *vp_checked_files_of(sqlite3 *handle);

/* False, with the system's reason, when a write, sync, truncation or opening failed since they were made. */
bool vp_checked_files_whole(const vp_checked_files *files, const char *path, vp_error *err);
