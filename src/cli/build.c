/* vungphu build FOLDER: check → import → analyse → publish. */
#include "cli/arguments/parse.h"
#include "cli/commands.h"
#include "cli/stages/stages_options.h"
#include <argp.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { OPTION_ANEW = 1000, OPTION_EXPLAIN, OPTION_PART };

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
    case ARGP_KEY_INIT: state->child_inputs[0] = a; return 0;
    case 'w': a->wait_seconds = parse_wait(value, state); return 0;
    case OPTION_ANEW: a->anew = true; return 0;
    case OPTION_EXPLAIN: a->explain = true; return 0;
    case OPTION_PART: a->part = parse_part(value, state); return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option options[] = {
    {"wait", 'w', "SECONDS", OPTION_ARG_OPTIONAL,
     "wait for another build in the same directory, without end when no number is given (default: refuse)", 0},
    {"anew", OPTION_ANEW, NULL, 0, "compute everything, also what the last snapshot holds of the same inputs", 0},
    {"explain", OPTION_EXPLAIN, NULL, 0,
     "print what is taken from the last snapshot, what is not, and why, as CSV on stdout", 0},
    {"part", OPTION_PART, "ID", 0, "one part of a nation (parts.csv), into DIR/parts/ID; vungphu merge joins them", 0},
    {0}};

int vp_build_command(int count, char **texts)
{
    static const struct argp_child children[] = {{&vp_stages_argp, 0, NULL, 0}, {0}};
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
