/* The changes of a scenario as options of a command, gathered into the JSON that POST /scenarios takes, so that both
 * are checked by one reader. */
#pragma once
#include <argp.h>
#include <jansson.h>
#include <vungphu/scenario.h>

typedef struct {
    json_t *list;     /* changes in the order given */
    const char *file; /* --changes, or NULL: read after the options, and its changes come after theirs */
} vp_scenario_changes;

/* A child parser; its input is a vp_scenario_changes, zeroed before. */
extern const struct argp vp_scenario_changes_argp;

/* VP_BAD_INPUT when there are none. Clear out also on failure. */
bool vp_scenario_changes_read(vp_scenario_changes *changes, vp_scenario *out, vp_error *err);
void vp_scenario_changes_clear(vp_scenario_changes *changes);
