#include "publish/publish.h"
#include "publish/publish_internal.h"
#include "store/objects/objects.h"
#include <stdlib.h>

bool vp_publish(const vp_site_options *options, const char *destination, vp_published_site *out, vp_error *err)
{
    char *prefix = vp_objects_path(destination);
    *out = (vp_published_site){0};
    bool ok = prefix ? vp_publish_remote(options, prefix, out, err) : vp_publish_folder(options, destination, out, err);
    free(prefix);
    return ok;
}
