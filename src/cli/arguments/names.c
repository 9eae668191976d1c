#include "cli/arguments/names.h"
#include "base/name.h"

static const char *service_at(const void *definitions, size_t i)
{
    return ((const vp_definitions *)definitions)->services[i].id;
}

static const char *group_at(const void *definitions, size_t i)
{
    return ((const vp_definitions *)definitions)->groups[i].id;
}

static const char *indicator_at(const void *definitions, size_t i)
{
    return ((const vp_definitions *)definitions)->indicators[i].id;
}

bool vp_names_fail_service(const vp_definitions *d, const char *id, vp_error *err)
{
    return vp_name_fail(err, VP_NOT_FOUND, "service", id, service_at, d, d->service_count);
}

bool vp_names_fail_group(const vp_definitions *d, const char *id, vp_error *err)
{
    return vp_name_fail(err, VP_NOT_FOUND, "group", id, group_at, d, d->group_count);
}

bool vp_names_fail_indicator(const vp_definitions *d, const char *id, vp_error *err)
{
    return vp_name_fail(err, VP_NOT_FOUND, "indicator", id, indicator_at, d, d->indicator_count);
}
