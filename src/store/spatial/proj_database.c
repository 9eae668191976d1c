#include "store/spatial/proj_database.h"
#include "platform/memory.h"
#include "platform/path.h"
#include <string.h>

bool vp_proj_database_check(PJ_CONTEXT *context, vp_error *err)
{
    bool found = proj_context_get_database_path(context) != NULL;
    if (!vp_memory_is_left()) return vp_fail(err, VP_NO_MEMORY, "not enough memory for PROJ");
    if (found) return true;
    int number = vp_path_refusal();
    if (!number) return vp_fail(err, VP_IO, "PROJ cannot find its database proj.db; is proj-data installed?");
    return vp_fail(err, vp_error_of_system(number), "PROJ cannot read its database proj.db: %s", strerror(number));
}
