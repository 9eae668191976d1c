/* Who goes to which facility, as `vungphu catchments` and its process show it. */
#pragma once
#include "report/siting_print.h"
#include <vungphu/catchments.h>

typedef struct {
    const vp_catchment_question *question;
    const vp_catchment_map *map;
    const vp_snapshot *snapshot;
    const vp_region *region; /* the snapshot's, where a group that is a combination stands */
    bool decimal_comma;      /* of csv */
} vp_catchment_shown;

const vp_facility *vp_catchment_facility(const vp_catchment_shown *shown, size_t at);
/* The facilities as a table, or all of it as JSON. */
bool vp_catchment_print(const vp_catchment_shown *shown, vp_siting_format format, vp_error *err);
/* All of it as one object; geo: a FeatureCollection of areas, null where a facility has none. NULL when memory is
 * short. */
json_t *vp_catchment_print_json(const vp_catchment_shown *shown, bool geo);
