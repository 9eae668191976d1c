#include "store/spatial/proj_database.h"
#include "platform/memory.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* What keeps any file from being opened now; PROJ keeps no errno. */
static int refusal_of_system(void)
{
    int any = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (any < 0) return errno;
    close(any);
    return 0;
}

bool vp_proj_database_check(PJ_CONTEXT *context, vp_error *err)
{
    bool found = proj_context_get_database_path(context) != NULL;
    if (!vp_memory_is_left()) return vp_fail(err, VP_NO_MEMORY, "not enough memory for PROJ");
    if (found) return true;
    int number = refusal_of_system();
    if (!number) return vp_fail(err, VP_IO, "PROJ cannot find its database proj.db; is proj-data installed?");
    return vp_fail(err, vp_error_of_system(number), "PROJ cannot read its database proj.db: %s", strerror(number));
}
