/* vungphu merge FOLDER: the parts of a nation, built alone, as one snapshot. */
#include "cli/arguments/parse.h"
#include "cli/arguments/snapshot_arguments.h"
#include "cli/commands.h"
#include "cli/stages/stages.h"
#include <argp.h>

enum { OPTION_OPEN_CORNERS = 1000, OPTION_TIMINGS };

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
    {"output", 'o', "DIR", 0, "the dataset directory, whose parts lie in DIR/parts (default: FOLDER/dataset)", 0},
    {"neighbours", 'n', "8|16|32", 0, "directions of a step of travel, as the parts were built (default 32)", 0},
    {"open-corners", OPTION_OPEN_CORNERS, NULL, 0, "step diagonally between two barriers that touch at a corner", 0},
    {"threads", 't', "N", 0, "threads of the analysis (default: one a core)", 0},
    {"timings", OPTION_TIMINGS, NULL, 0, "print seconds and peak memory of each stage as CSV on stdout", 0},
    {"quiet", 'q', NULL, 0, "no progress bar, no notes", 0},
    {0}};

int vp_merge_command(int count, char **texts)
{
    static const struct argp_child children[] = {{&vp_folder_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {
        options,
        parse,
        NULL,
        "Publishes one snapshot of a nation whose parts (parts.csv) were built by vungphu build --part. Journeys "
        "are those of the parts, joined where they meet; the rest is computed, and everything counted, as a build of "
        "the whole does. A part that is missing, or older than its inputs, is named, and there is no data in its "
        "units.\v"
        "Example: vungphu merge gis-data/nation",
        children,
        NULL,
        NULL};
    vp_stages_request a = {.merge = true};
    if (vp_arguments_parse(&argp, count, texts, &a) != 0) return VP_EXIT_USAGE;
    return vp_stages_run(&a);
}
