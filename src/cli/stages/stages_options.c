#include "cli/stages/stages_options.h"
#include "cli/arguments/snapshot_arguments.h"
#include <stddef.h>

enum { OPTION_OPEN_CORNERS = 1500, OPTION_TIMINGS };

static error_t parse(int key, char *value, struct argp_state *state)
{
    vp_stages_request *a = state->input;
    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = &a->from; return 0;
    case 'o': a->output = value; return 0;
    case 'q': a->quiet = true; return 0;
    case 't': a->threads = vp_argument_threads(value, state); return 0;
    case 'n': a->neighbours = vp_argument_neighbours(value, state); return 0;
    case OPTION_OPEN_CORNERS: a->open_corners = true; return 0;
    case OPTION_TIMINGS: a->timings = true; return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option options[] = {
    {"output", 'o', "DIR", 0, "the dataset directory, parts in DIR/parts (default: FOLDER/dataset)", 0},
    {"neighbours", 'n', "8|16|32", 0, "directions of a step of travel, the same for parts and their merge (default 32)",
     0},
    {"open-corners", OPTION_OPEN_CORNERS, NULL, 0, "step diagonally between two barriers that touch at a corner", 0},
    {"threads", 't', "N", 0, "threads of the analysis (default: one a core)", 0},
    {"timings", OPTION_TIMINGS, NULL, 0, "print seconds and peak memory of each stage as CSV on stdout", 0},
    {"quiet", 'q', NULL, 0, "no progress bar, no notes", 0},
    {0}};
static const struct argp_child children[] = {{&vp_folder_argp, 0, NULL, 0}, {0}};
const struct argp vp_stages_argp = {options, parse, NULL, NULL, children, NULL, NULL};
