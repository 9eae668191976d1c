/* The changes of a scenario as a command's options give them, gathered into the JSON that POST /scenarios takes, so
 * that both are checked by one reader. */
#pragma once
#include "scenario/scenario.h"
#include <jansson.h>

typedef struct {
    json_t *list;     /* changes in the order given */
    const char *file; /* JSON, or NULL: read after the options, and its changes come after theirs */
} vp_scenario_changes;

/* Appends the change that a text names. VP_BAD_INPUT says which form it must have. */
typedef bool vp_scenario_change_text(vp_scenario_changes *changes, const char *text, vp_error *err);
vp_scenario_change_text vp_scenario_changes_add;        /* SERVICE:LON,LAT[,CAPACITY] */
vp_scenario_change_text vp_scenario_changes_remove;     /* ID */
vp_scenario_change_text vp_scenario_changes_move;       /* ID:LON,LAT */
vp_scenario_change_text vp_scenario_changes_capacity;   /* ID=N[,SERVICE] */
vp_scenario_change_text vp_scenario_changes_opening;    /* ID=DATE[,SERVICE] */
vp_scenario_change_text vp_scenario_changes_close_road; /* METRES:LON,LAT[,LON,LAT…] */
vp_scenario_change_text vp_scenario_changes_season;     /* [SERVICE:]dry|flood */

/* VP_BAD_INPUT when there are none. Clear out also on failure. */
bool vp_scenario_changes_read(vp_scenario_changes *changes, vp_scenario *out, vp_error *err);
void vp_scenario_changes_clear(vp_scenario_changes *changes);
