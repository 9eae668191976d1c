#include "cli/arguments/folder_argument.h"
#include "cli/arguments/parse.h"
#include <stddef.h>

static error_t parse(int key, char *value, struct argp_state *state)
{
    vp_folder_argument *a = state->input;
    switch (key) {
    case 'd': a->data = value; return 0;
    case ARGP_KEY_ARG:
        if (a->folder) vp_argument_error(state, "one province folder, not two: %s", value);
        a->folder = value;
        return 0;
    case ARGP_KEY_END:
        if (!a->folder) vp_argument_error(state, "which province folder?");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option options[] = {
    {"data", 'd', "DIR", 0, "where the files named in datasets.csv lie (default: FOLDER)", 0}, {0}};
const struct argp vp_folder_argp = {options, parse, "FOLDER", NULL, NULL, NULL, NULL};
