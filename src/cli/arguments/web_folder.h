/* Where the web map lies that belongs to this program. */
#pragma once
#include <limits.h>

/* The map beside the installed program, else that of the sources it was built from; NULL when neither is there. found:
 * room for the path. */
const char *vp_web_folder_find(char found[PATH_MAX]);
