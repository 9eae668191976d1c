/* What vungphu serve gives up for ever, because serving does not need it. */
#pragma once
#include <vungphu/error.h>

/* Before any thread starts: files other than the dataset directory, the web map's folder (NULL: none), the temporary
 * folder and the system's libraries. What the kernel lacks for it is logged, once. */
bool vp_serve_rights_leave_files(const char *directory, const char *web_folder, vp_error *err);
/* Once it listens: new programs, processes, connections; of all threads. */
bool vp_serve_rights_leave_calls(vp_error *err);
