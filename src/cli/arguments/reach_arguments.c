#include "cli/arguments/reach_arguments.h"
#include "cli/arguments/names.h"
#include "cli/arguments/parse.h"
#include <vungphu/group.h>

static error_t parse(int key, char *value, struct argp_state *state)
{
    vp_reach_arguments *a = state->input;
    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = &a->common; return 0;
    case 's': a->service = value; return 0;
    case 'g': a->group = value; return 0;
    case 'l': a->limit = vp_argument_number(value, state); return 0;
    case ARGP_KEY_END:
        if (a->needs_service && !a->service) vp_argument_error(state, "which service? --service ID");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option options[] = {
    {"service", 's', "ID", 0, "of this service", 0},
    {"group", 'g', "GROUP", 0, "people to count (default: the service's group)", 0},
    {"limit", 'l', "NUMBER", 0, "minutes, metres or dBµV/m, as the service has it (default: the service's)", 0},
    {0}};
static const struct argp_child children[] = {{&vp_snapshot_argp, 0, NULL, 0}, {0}};
static const struct argp reach_argp = {options, parse, NULL, NULL, children, NULL, NULL};

bool vp_reach_arguments_parse(const struct argp *own, int count, char **texts, void *arguments)
{
    return vp_snapshot_arguments_parse(own, &reach_argp, count, texts, arguments);
}

bool vp_reach_arguments_find(const vp_reach_arguments *a, const vp_definitions *definitions, size_t *service,
                             size_t *group, vp_error *err)
{
    *group = VP_NONE;
    *service = vp_region_service(definitions, a->service);
    if (*service == VP_NONE) return vp_names_fail_service(definitions, a->service, err);
    *group = a->group ? vp_group_find(definitions, a->group) : definitions->services[*service].group;
    return !a->group || *group != VP_NONE || vp_names_fail_group(definitions, a->group, err);
}

bool vp_reach_arguments_view(const vp_reach_arguments *a, const vp_snapshot *snapshot, vp_land_view *view,
                             size_t *service, size_t *group, vp_error *err)
{
    return vp_land_view_init(view, snapshot, err) && vp_land_view_add_group(view, a->group, err) &&
           vp_reach_arguments_find(a, &view->region.definitions, service, group, err);
}
