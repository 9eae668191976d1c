/* Rows of a snapshot that a request names: unit sets, units, services, groups. */
#pragma once
#include "server/call.h"
#include <vungphu/territory.h>

/* level and vintage of the query; the main set without them, the latest vintage with a level alone. */
bool vp_select_set(const vp_call *call, const vp_units *units, size_t *set, vp_error *err);
/* level, vintage and code of the query; the plan's territory without any. */
bool vp_select_territory(const vp_call *call, const vp_units *units, vp_territory *territory, vp_error *err);
/* The query's service or group; VP_NONE without one, VP_BAD_INPUT when there is no such row. */
bool vp_select_service(const vp_call *call, const vp_definitions *definitions, size_t *service, vp_error *err);
bool vp_select_group(const vp_call *call, const vp_definitions *definitions, size_t *group, vp_error *err);
/* Answers from the snapshot as it will be at the end of the query's year (snapshot/year_view.h), in which the query's
 * group stands also where it is a combination (vungphu/group.h). The handler must not hold the snapshot. */
bool vp_select_view(const vp_call *call, const vp_snapshot *snapshot, vp_handler *answer, vp_reply *reply,
                    vp_error *err);
/* The query's `services` and `limits`, between commas (services of which either will do between |); a limit that is not
 * given or empty is the service's default. at_least is left 0. */
bool vp_select_services(const vp_call *call, const vp_definitions *definitions, vp_joint *joint, vp_error *err);
/* The query's limit for an indicator; NaN without one. A limit that changes nothing is refused: its figure would
 * stand under the wrong limit. */
bool vp_select_limit(const vp_call *call, const vp_indicator *indicator, double *limit, vp_error *err);
/* The unit that a point of the earth lies in; VP_NONE outside all of the main set. */
size_t vp_select_unit_at(const vp_snapshot *snapshot, double lon, double lat);

extern const char *const vp_reach_names[VP_REACH_COUNT];
/* Unit of a service's values: min, m, dBµV/m. */
const char *vp_reach_unit(vp_reach reach);
