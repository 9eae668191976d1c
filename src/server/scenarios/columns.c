/* Collections and tiles of what saved scenarios change: the handlers of server/ogc, server/tiles and server/plan, on a
 * view of the snapshot that carries the columns of the scenario that the path names. */
#include "server/ogc/handlers.h"
#include "server/plan/handlers.h"
#include "server/plan/selection.h"
#include "server/scenarios/handlers.h"
#include "server/scenarios/scenarios_internal.h"
#include "server/tiles/handlers.h"
#include "service/scenario_columns.h"

/* Longer than any scenario of a province takes. */
#define WAIT_SECONDS 60

static bool is_named(const vp_call *call, char id[VP_SCENARIO_ID])
{
    const char *name = vp_target_capture(&call->target, "collectionId");
    if (!name) name = vp_target_capture(&call->target, "layer");
    return name && vp_scenario_columns_named(name, id) && call->backends->scenarios;
}

/* A tile shows one set of units. */
typedef enum { NAMES, VALUES, OF_ONE_SET } wanted;

static bool with_columns(const vp_call *call, const vp_snapshot *snapshot, wanted what, vp_handler *handler,
                         vp_reply *reply, vp_error *err)
{
    char id[VP_SCENARIO_ID];
    vp_snapshot view;
    size_t only = VP_NONE;
    vp_scenario_service *service = call->backends->scenarios;
    if (!is_named(call, id)) return handler(call, snapshot, reply, err);
    if (what == OF_ONE_SET && !vp_select_set(call, &snapshot->region->units, &only, err)) return false;
    vp_unit_columns *columns = what == NAMES
                                   ? vp_scenario_columns_names(service, id, snapshot, err)
                                   : vp_scenario_columns_solve(service, id, snapshot, WAIT_SECONDS, only, err);
    if (!columns) return false;
    vp_unit_columns_view(snapshot, columns, &view);
    bool ok = handler(call, &view, reply, err);
    vp_unit_columns_free(columns);
    return ok;
}

/* With the titles of all that there are. */
static bool with_list(const vp_call *call, const vp_snapshot *snapshot, vp_handler *handler, vp_reply *reply,
                      vp_error *err)
{
    vp_snapshot view;
    vp_unit_columns *columns = NULL;
    if (call->backends->scenarios && !vp_scenario_columns_list(call->backends->scenarios, snapshot, &columns, err))
        return false;
    vp_unit_columns_view(snapshot, columns, &view);
    bool ok = handler(call, &view, reply, err);
    vp_unit_columns_free(columns);
    return ok;
}

/* Where nobody asked before, it must be solved first. */
static bool is_unsolved(const vp_call *call, const vp_snapshot *snapshot)
{
    char id[VP_SCENARIO_ID];
    vp_error ignored;
    vp_scenario_record record = {0};
    vp_scenario_service *service = call->backends->scenarios;
    if (!is_named(call, id) || !vp_scenario_service_get(service, id, 0, &record, &ignored)) return false;
    bool have = vp_scenario_answers_have(vp_scenario_service_answers(service), snapshot, &record);
    vp_scenario_record_clear(&record);
    return !have;
}

bool vp_shown_items_are_long(const vp_call *call, const vp_snapshot *snapshot)
{
    char id[VP_SCENARIO_ID];
    return is_named(call, id) || vp_items_are_long(call, snapshot);
}

bool vp_shown_tile_is_long(const vp_call *call, const vp_snapshot *snapshot)
{
    return is_unsolved(call, snapshot) || vp_vector_tile_is_long(call, snapshot);
}

#define LIST(name, handler)                                                                                            \
    bool name(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)                        \
    {                                                                                                                  \
        return with_list(call, snapshot, handler, reply, err);                                                         \
    }
#define SHOWN(name, what, handler)                                                                                     \
    bool name(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)                        \
    {                                                                                                                  \
        return with_columns(call, snapshot, what, handler, reply, err);                                                \
    }
LIST(vp_get_shown_collections, vp_get_collections)
LIST(vp_get_shown_exports, vp_get_exports)
LIST(vp_get_all_shown_tile_sets, vp_get_all_tile_sets)
SHOWN(vp_get_shown_collection, NAMES, vp_get_collection)
SHOWN(vp_get_shown_queryables, NAMES, vp_get_queryables)
SHOWN(vp_get_shown_items, VALUES, vp_get_items)
SHOWN(vp_get_shown_item, VALUES, vp_get_item)
SHOWN(vp_get_shown_tilejson, NAMES, vp_get_tilejson)
SHOWN(vp_get_shown_tile, OF_ONE_SET, vp_get_vector_tile)
SHOWN(vp_get_shown_tile_sets, NAMES, vp_get_tile_sets)
SHOWN(vp_get_shown_tile_set, NAMES, vp_get_tile_set)
SHOWN(vp_get_shown_tile_of_collection, OF_ONE_SET, vp_get_tile_of_collection)
