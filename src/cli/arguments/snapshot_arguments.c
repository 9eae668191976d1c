#include "cli/arguments/snapshot_arguments.h"
#include "cli/arguments/command.h"
#include "cli/arguments/console.h"
#include "cli/arguments/parse.h"
#include "platform/team.h"
#include "snapshot/group_view.h"
#include "snapshot/year_view.h"
#include "store/snapshot/snapshot_store.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

double vp_argument_number(const char *value, struct argp_state *state)
{
    char *end;
    double result = strtod(value, &end);
    if (end == value || *end || isnan(result)) vp_argument_error(state, "%s is not a number", value);
    return result;
}

size_t vp_argument_whole(const char *value, struct argp_state *state)
{
    double number = vp_argument_number(value, state);
    if (!(number >= 0 && number <= 1e9) || number != floor(number))
        vp_argument_error(state, "%s is not a whole number from 0 on", value);
    return (size_t)number;
}

double vp_argument_above_0(const char *value, struct argp_state *state)
{
    double number = vp_argument_number(value, state);
    if (!(number > 0)) vp_argument_error(state, "%s is not above 0", value);
    return number;
}

size_t vp_argument_count(const char *value, struct argp_state *state)
{
    size_t number = vp_argument_whole(value, state);
    if (number == 0) vp_argument_error(state, "%s is not a whole number from 1 on", value);
    return number;
}

int vp_argument_neighbours(const char *value, struct argp_state *state)
{
    size_t number = vp_argument_whole(value, state);
    if (number != 8 && number != 16 && number != 32)
        vp_argument_error(state, "neighbours are 8, 16 or 32, not %s", value);
    return (int)number;
}

int vp_argument_threads(const char *value, struct argp_state *state)
{
    size_t threads = vp_argument_whole(value, state);
    if (threads > VP_TEAM_MOST)
        vp_argument_error(state, "from 1 to %d threads, or 0 for one per core, not %s", VP_TEAM_MOST, value);
    vp_team_set_budget(threads);
    return (int)threads;
}

static error_t parse(int key, char *value, struct argp_state *state)
{
    vp_snapshot_arguments *a = state->input;
    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = &a->table; return 0;
    case ARGP_KEY_ARG:
        if (a->directory) vp_argument_error(state, "one dataset directory, not two: %s", value);
        a->directory = value;
        return 0;
    case ARGP_KEY_END:
        if (!a->directory) vp_argument_error(state, "which dataset directory?");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_child children[] = {{&vp_format_text_argp, 0, NULL, 0}, {0}};
const struct argp vp_snapshot_argp = {NULL, parse, "DIR", NULL, children, NULL, NULL};

/* Of the whole: both children have the command's struct. */
static error_t hand_on(int key, char *value, struct argp_state *state)
{
    (void)value;
    if (key != ARGP_KEY_INIT) return ARGP_ERR_UNKNOWN;
    state->child_inputs[0] = state->child_inputs[1] = state->input;
    return 0;
}

bool vp_snapshot_arguments_parse(const struct argp *own, const struct argp *shared, int count, char **texts,
                                 void *arguments)
{
    struct argp rest = *own;
    rest.doc = NULL;
    const struct argp_child both[] = {{&rest, 0, NULL, 0}, {shared, 0, NULL, 0}, {0}};
    const struct argp whole = {NULL, hand_on, NULL, own->doc, both, NULL, NULL};
    return vp_arguments_parse(&whole, count, texts, arguments) == 0;
}

size_t vp_snapshot_arguments_set(const vp_units *units, const char *level, const char *vintage, vp_error *err)
{
    if (!level && !vintage) return units->main_set;
    for (size_t s = 0; s < units->set_count; s++)
        if ((!level || strcmp(units->sets[s].level, level) == 0) &&
            (!vintage || strcmp(units->sets[s].vintage, vintage) == 0))
            return s;
    vp_fail(err, VP_NOT_FOUND, "there are no units of level %s and vintage %s", level ? level : "(any)",
            vintage ? vintage : "(any)");
    return VP_NONE;
}

static bool print_group(const vp_snapshot *snapshot, const char *group, vp_snapshot_printer *print,
                        const void *arguments, vp_error *err)
{
    vp_group_view view;
    bool ok = vp_group_view_init(&view, snapshot, group, err) && print(&view.snapshot, arguments, err);
    vp_group_view_clear(&view);
    return ok;
}

int vp_snapshot_arguments_print_view(const vp_snapshot_arguments *common, int year, const char *group,
                                     vp_snapshot_printer *print, const void *arguments)
{
    vp_error err = {0};
    vp_year_view later;
    vp_snapshot *snapshot = vp_snapshot_load(common->directory, &err);
    bool ok = snapshot != NULL;
    if (ok) {
        ok = vp_year_view_init(&later, snapshot, year, &err) &&
             print_group(&later.snapshot, group, print, arguments, &err);
        vp_year_view_clear(&later);
    }
    vp_snapshot_release(snapshot);
    return ok ? VP_EXIT_DONE : vp_console_fail(&err);
}

int vp_snapshot_arguments_print(const vp_snapshot_arguments *common, vp_snapshot_printer *print, const void *arguments)
{
    vp_error err = {0};
    vp_snapshot *snapshot = vp_snapshot_load(common->directory, &err);
    bool ok = snapshot && print(snapshot, arguments, &err);
    vp_snapshot_release(snapshot);
    return ok ? VP_EXIT_DONE : vp_console_fail(&err);
}
