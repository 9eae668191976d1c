#include "cli/arguments/web_folder.h"
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

const char *vp_web_folder_find(char found[PATH_MAX])
{
    char program[PATH_MAX], beside[2 * PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    if (length > 0) {
        program[length] = '\0';
        snprintf(beside, sizeof beside, "%s/" VP_WEB_FROM_PROGRAM, dirname(program));
        if (realpath(beside, found)) return found;
    }
    return access(VP_WEB_SOURCE, R_OK | X_OK) == 0 ? VP_WEB_SOURCE : NULL;
}
