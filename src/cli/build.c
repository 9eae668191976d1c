/* vungphu build FOLDER: check → import → analyse → publish. */
#include "cli/arguments/parse.h"
#include "cli/arguments/snapshot_arguments.h"
#include "cli/commands.h"
#include "cli/stages/stages.h"
#include <argp.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { OPTION_OPEN_CORNERS = 1000, OPTION_TIMINGS, OPTION_ANEW, OPTION_EXPLAIN, OPTION_PART };

/* Without end when no number is given. */
static double parse_wait(const char *value, struct argp_state *state)
{
    char *end;
    double seconds = value ? strtod(value, &end) : INFINITY;
    if (value && (*end || end == value || !(seconds >= 0)))
        vp_argument_error(state, "--wait=%s is no number of seconds", value);
    return seconds;
}

/* It names a folder. */
static const char *parse_part(const char *value, struct argp_state *state)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    if (!*value || strlen(value) > 64 || value[strspn(value, letters)])
        vp_argument_error(state, "--part=%s is no id: letters, digits, _ and -", value);
    return value;
}

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
    case 'w': a->wait_seconds = parse_wait(value, state); return 0;
    case OPTION_TIMINGS: a->timings = true; return 0;
    case OPTION_ANEW: a->anew = true; return 0;
    case OPTION_EXPLAIN: a->explain = true; return 0;
    case OPTION_PART: a->part = parse_part(value, state); return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option options[] = {
    {"output", 'o', "DIR", 0, "the dataset directory (default: FOLDER/dataset)", 0},
    {"neighbours", 'n', "8|16|32", 0, "directions of a step of travel (default 32)", 0},
    {"open-corners", OPTION_OPEN_CORNERS, NULL, 0, "step diagonally between two barriers that touch at a corner", 0},
    {"threads", 't', "N", 0, "threads of the analysis (default: one a core)", 0},
    {"wait", 'w', "SECONDS", OPTION_ARG_OPTIONAL,
     "wait for another build in the same directory, without end when no number is given (default: refuse)", 0},
    {"anew", OPTION_ANEW, NULL, 0, "compute everything, also what the last snapshot holds of the same inputs", 0},
    {"explain", OPTION_EXPLAIN, NULL, 0,
     "print what is taken from the last snapshot, what is not, and why, as CSV on stdout", 0},
    {"part", OPTION_PART, "ID", 0, "one part of a nation (parts.csv), into DIR/parts/ID; vungphu merge joins them", 0},
    {"timings", OPTION_TIMINGS, NULL, 0, "print seconds and peak memory of each stage as CSV on stdout", 0},
    {"quiet", 'q', NULL, 0, "no progress bar, no notes", 0},
    {0}};

int vp_build_command(int count, char **texts)
{
    static const struct argp_child children[] = {{&vp_folder_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {
        options,
        parse,
        NULL,
        "Checks a province folder, imports its sources, analyses who reaches what, and publishes a "
        "snapshot. Results of services whose inputs are as they were are taken from the last snapshot. When "
        "anything fails, it stays as it was.\v"
        "Example: vungphu build gis-data/sample",
        children,
        NULL,
        NULL};
    vp_stages_request a = {0};
    if (vp_arguments_parse(&argp, count, texts, &a) != 0) return VP_EXIT_USAGE;
    return vp_stages_run(&a);
}
