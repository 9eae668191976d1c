/* Road links compared, as `vungphu roads` and its process show them. */
#pragma once
#include "report/siting_print.h"
#include <vungphu/road_links.h>

typedef struct {
    const vp_road_question *question;
    const vp_road_result *result;
    const vp_snapshot *snapshot;
    char *const *names; /* [link]; "" where the list has none */
    const char *source; /* where the links come from, for readers */
    bool decimal_comma; /* of csv */
} vp_road_shown;

/* The last of the result's sets, the one that was asked for. */
const vp_road_set *vp_road_print_set(const vp_road_shown *shown);
/* The place of a link in that set, counted from 1; 0: it is not in it. */
size_t vp_road_print_order(const vp_road_shown *shown, size_t link);
/* The links as a table, or all of it as JSON. */
bool vp_road_print(const vp_road_shown *shown, vp_siting_format format, vp_error *err);
/* All of it as one object; geo: a FeatureCollection of links. NULL when memory is short. */
json_t *vp_road_print_json(const vp_road_shown *shown, bool geo);
