#include "cli/arguments/scenario_options.h"
#include "cli/arguments/parse.h"
#include "service/scenario_changes.h"

enum { CHANGES_FILE = 0x400, ADD, REMOVE, MOVE, CAPACITY, OPENING, CLOSE_ROAD, SEASON };

static const struct argp_option options[] = {
    {"add", ADD, "SERVICE:LON,LAT[,CAPACITY]", 0, "a new facility of this service; each of these may be given again",
     0},
    {"remove", REMOVE, "ID", 0, "a facility that closes, in all its services", 0},
    {"move", MOVE, "ID:LON,LAT", 0, "a facility at another place", 0},
    {"capacity", CAPACITY, "ID=N[,SERVICE]", 0, "what a facility holds", 0},
    {"opening", OPENING, "ID=DATE[,SERVICE]", 0, "a facility's opening day, and the service that it opens for", 0},
    {"close-road", CLOSE_ROAD, "METRES:LON,LAT[,LON,LAT…]", 0, "no road within so many metres of a point or line", 0},
    {"season", SEASON, "[SERVICE:]dry|flood", 0, "travel as in this season", 0},
    {"changes", CHANGES_FILE, "FILE.json", 0, "changes as POST /scenarios takes them, or only their array", 0},
    {0}};

static const struct {
    int key;
    vp_scenario_change_text *append;
} texts[] = {
    {ADD, vp_scenario_changes_add},         {REMOVE, vp_scenario_changes_remove},
    {MOVE, vp_scenario_changes_move},       {CAPACITY, vp_scenario_changes_capacity},
    {OPENING, vp_scenario_changes_opening}, {CLOSE_ROAD, vp_scenario_changes_close_road},
    {SEASON, vp_scenario_changes_season},
};

static error_t append(int key, const char *value, struct argp_state *state)
{
    vp_error err = {0};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (texts[i].key != key) continue;
        if (texts[i].append(state->input, value, &err)) return 0;
        if (err.kind == VP_BAD_INPUT)
            vp_argument_error(state, "%s", err.message);
        else
            argp_failure(state, 1, 0, "%s", err.message);
        return EINVAL;
    }
    return ARGP_ERR_UNKNOWN;
}

static error_t parse(int key, char *value, struct argp_state *state)
{
    vp_scenario_changes *c = state->input;
    switch (key) {
    case CHANGES_FILE: c->file = value; return 0;
    case ARGP_KEY_END:
        if (!c->list && !c->file) vp_argument_error(state, "what changes? --add, --remove … or --changes");
        return 0;
    default: return append(key, value, state);
    }
}

const struct argp vp_scenario_options_argp = {options, parse, NULL, NULL, NULL, NULL, NULL};
