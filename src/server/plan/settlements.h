/* How settlements are answered, wherever they are. */
#pragma once
#include "snapshot/snapshot.h"
#include "json/json.h"
#include <vungphu/settlements.h>

/* One settlement and how it is reached; reach: of the service. */
json_t *vp_settlement_row(const vp_region *region, vp_reach reach, const vp_settlement_reach *row);
/* VP_NOT_FOUND without a surface of the service, or without settlements. */
bool vp_settlements_of(const vp_snapshot *snapshot, const vp_gap_question *question, vp_settlement_list *out,
                       vp_error *err);
