/* vungphu status FOLDER: how far the parts of a nation are. */
#include "cli/arguments/command.h"
#include "cli/arguments/console.h"
#include "cli/arguments/folder_argument.h"
#include "cli/arguments/format_argument.h"
#include "cli/arguments/language.h"
#include "cli/arguments/parse.h"
#include "cli/nation/nation.h"
#include "cli/nation/plan.h"
#include <argp.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    vp_folder_argument from;
    const char *output;
    vp_format_argument table;
} arguments;

static error_t parse(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &a->from;
        state->child_inputs[1] = &a->table;
        return 0;
    case 'o': a->output = value; return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option options[] = {
    {"output", 'o', "DIR", 0, "the dataset directory (default: FOLDER/dataset)", 0}, {0}};

static const char *const columns[] = {"part",    "state",   "inputs",   "since", "host",
                                      "seconds", "peak_mb", "attempts", "reason"};

/* today: whether it was begun with what the folder has now. */
static void put_row(vp_output *output, const char *name, const vp_task_state *s, bool today)
{
    bool ended = strcmp(s->state, "waiting") != 0 && strcmp(s->state, "running") != 0;
    char *reason = vp_language_sentence(s->reason);
    vp_output_text(output, name);
    vp_output_text(output, s->state);
    vp_output_text(output, !*s->inputs ? NULL : today ? "today's" : "older");
    vp_output_text(output, *s->since ? s->since : NULL);
    vp_output_text(output, *s->host ? s->host : NULL);
    vp_output_number(output, ended ? s->seconds : (double)NAN, 0);
    vp_output_number(output, ended ? s->peak_mb : (double)NAN, 0);
    vp_output_number(output, (double)s->attempts, 0);
    vp_output_text(output, reason ? reason : s->reason);
    free(reason);
}

static bool print(const arguments *a, vp_error *err)
{
    vp_nation_plan plan;
    vp_task_state state;
    bool ok = vp_nation_plan_read(&plan, a->from.folder, a->from.data, a->output, false, false, err);
    vp_output *output = ok ? vp_output_new(columns, sizeof columns / sizeof *columns, err) : NULL;
    for (size_t p = 0; output && p < plan.part_count; p++) {
        vp_task_read(&plan.place, plan.parts[p].id, &state);
        put_row(output, plan.parts[p].id, &state, strcmp(state.inputs, plan.inputs) == 0);
    }
    if (output) {
        vp_task_read(&plan.place, VP_TASK_MERGE, &state);
        put_row(output, "merge", &state, strcmp(state.inputs, plan.inputs) == 0);
        vp_task_read(&plan.place, VP_TASK_PUBLISH, &state);
        if (*state.since) put_row(output, "publish", &state, strcmp(state.inputs, plan.inputs) == 0);
    }
    ok = output && vp_output_print(output, a->table.format, err);
    vp_output_free(output);
    vp_nation_plan_clear(&plan);
    return ok;
}

int vp_status_command(int count, char **texts)
{
    static const struct argp_child children[] = {
        {&vp_folder_argp, 0, NULL, 0}, {&vp_format_text_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {
        options,
        parse,
        NULL,
        "How far the parts of a nation and their merge are that vungphu submit began: waiting, running, done, failed "
        "or killed, how long and with how much memory the last attempt ran, and why it failed.\v"
        "Example: vungphu status gis-data/nation",
        children,
        NULL,
        NULL};
    arguments a = {0};
    if (vp_arguments_parse(&argp, count, texts, &a) != 0) return VP_EXIT_USAGE;
    vp_error err = {0};
    return print(&a, &err) ? VP_EXIT_DONE : vp_console_fail(&err);
}
