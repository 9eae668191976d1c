/* vungphu submit FOLDER: the parts of a nation and their merge, as processes of this machine or as jobs of Slurm. */
#include "cli/arguments/command.h"
#include "cli/arguments/console.h"
#include "cli/arguments/folder_argument.h"
#include "cli/arguments/parse.h"
#include "cli/arguments/snapshot_arguments.h"
#include "cli/nation/nation.h"
#include "cli/nation/plan.h"
#include "cli/nation/slurm.h"
#include "platform/cores.h"
#include <argp.h>
#include <errno.h>
#include <libintl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

typedef struct {
    vp_folder_argument from;
    const char *output, *task, *publish;
    size_t local; /* workers; 0: Slurm */
    size_t attempts;
    int threads;
    bool anew;
} arguments;

enum { OPTION_LOCAL = 1000, OPTION_TASK, OPTION_ATTEMPTS, OPTION_ANEW, OPTION_PUBLISH };

static error_t parse(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;
    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = &a->from; return 0;
    case 'o': a->output = value; return 0;
    case 't': a->threads = (int)vp_argument_count(value, state); return 0;
    case OPTION_LOCAL: a->local = vp_argument_count(value, state); return 0;
    case OPTION_ATTEMPTS: a->attempts = vp_argument_count(value, state); return 0;
    case OPTION_PUBLISH: a->publish = value; return 0;
    case OPTION_TASK: a->task = value; return 0;
    case OPTION_ANEW: a->anew = true; return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option options[] = {
    {"output", 'o', "DIR", 0, "the dataset directory (default: FOLDER/dataset)", 0},
    {"local", OPTION_LOCAL, "N", 0, "N parts at a time on this machine (default: as jobs of Slurm)", 0},
    {"threads", 't', "N", 0, "threads of each part (default: the cores shared out; on Slurm 2)", 0},
    {"attempts", OPTION_ATTEMPTS, "N", 0, "how often a part is begun that something killed (default 3)", 0},
    {"publish", OPTION_PUBLISH, "DEST", 0, "then the merged snapshot to DEST, as vungphu publish does", 0},
    {"anew", OPTION_ANEW, NULL, 0, "all parts, also those that are done with the same inputs", 0},
    {"task", OPTION_TASK, "K", OPTION_HIDDEN, "what a job of Slurm runs: a row of parts.csv from 0, merge or publish",
     0},
    {0}};

/* ------------------------------------------------------------ on this machine */

typedef struct {
    const vp_nation_plan *plan;
    vp_task_state *states; /* [part] */
    pid_t *processes;      /* [part] that runs it; 0: none does */
    size_t attempts, running, failed;
} crew;

static void report(const char *id, const vp_task_state *s)
{
    fprintf(stderr, gettext("part %s: %s, %.0f s, %.0f MB\n"), id, gettext(s->state), s->seconds, s->peak_mb);
    if (!*s->reason) return;
    fputs("  ", stderr);
    vp_console_sentence(stderr, s->reason);
    fputc('\n', stderr);
}

static bool begin(crew *c, size_t p, vp_error *err)
{
    pid_t process = vp_task_begin(&c->plan->place, c->plan->parts[p].id, c->plan->inputs, &c->states[p], err);
    c->processes[p] = process < 0 ? 0 : process;
    c->running += process > 0;
    c->failed += process < 0;
    if (process < 0 && err->kind == VP_NO_MEMORY) return false;
    if (process < 0) vp_console_fail(err); /* what keeps one from beginning does not keep the others */
    if (process < 0) *err = (vp_error){0};
    return true;
}

/* Waits for one that ends; one that was killed is begun again. */
static bool collect(crew *c, vp_error *err)
{
    struct rusage usage = {0};
    int status;
    pid_t process = wait4(-1, &status, 0, &usage);
    if (process < 0) return errno == EINTR || vp_fail(err, vp_error_of_system(errno), "no part to wait for");
    for (size_t p = 0; p < c->plan->part_count; p++) {
        if (c->processes[p] != process) continue;
        c->processes[p] = 0;
        c->running--;
        if (!vp_task_end(&c->plan->place, c->plan->parts[p].id, status, &usage, &c->states[p], err)) return false;
        report(c->plan->parts[p].id, &c->states[p]);
        if (strcmp(c->states[p].state, "killed") == 0 && (size_t)c->states[p].attempts < c->attempts)
            return begin(c, p, err);
        c->failed += strcmp(c->states[p].state, "done") != 0;
    }
    return true;
}

static bool run_parts(crew *c, size_t workers, vp_error *err)
{
    bool ok = true;
    for (size_t p = 0; ok && p < c->plan->part_count; p++) {
        if (!c->plan->parts[p].wanted) continue;
        while (ok && c->running >= workers) ok = collect(c, err);
        c->states[p] = (vp_task_state){0};
        ok = ok && begin(c, p, err);
    }
    while (c->running && collect(c, ok ? err : NULL)) continue;
    return ok;
}

/* Whether the merged snapshot is of these parts already. */
static bool is_merged(const vp_nation_plan *plan)
{
    vp_task_state state;
    for (size_t p = 0; p < plan->part_count; p++)
        if (plan->parts[p].wanted) return false;
    vp_task_read(&plan->place, VP_TASK_MERGE, &state);
    return strcmp(state.state, "done") == 0 && strcmp(state.inputs, plan->inputs) == 0;
}

static bool merge(const vp_nation_plan *plan, size_t attempts, vp_error *err)
{
    vp_task_state state;
    bool done = vp_task_run(&plan->place, VP_TASK_MERGE, plan->inputs, (long)attempts, &state, err);
    if (err->kind) return false;
    fprintf(stderr, gettext("merge: %s, %.0f s, %.0f MB\n"), gettext(state.state), state.seconds, state.peak_mb);
    return done || vp_fail(err, VP_BAD_INPUT, "%s", *state.reason ? state.reason : "the merge failed");
}

/* Each time: it leaves alone what is there of the same snapshot. */
static bool publish(const vp_nation_plan *plan, size_t attempts, vp_error *err)
{
    vp_task_state state;
    if (!plan->place.publish) return true;
    bool done = vp_task_run(&plan->place, VP_TASK_PUBLISH, plan->inputs, (long)attempts, &state, err);
    if (err->kind) return false;
    fprintf(stderr, gettext("publish: %s, %.0f s, %.0f MB\n"), gettext(state.state), state.seconds, state.peak_mb);
    return done || vp_fail(err, VP_BAD_INPUT, "%s", *state.reason ? state.reason : "publishing failed");
}

static bool run_here(const vp_nation_plan *plan, const arguments *a, vp_error *err)
{
    crew c = {.plan = plan,
              .attempts = a->attempts,
              .states = calloc(plan->part_count, sizeof *c.states),
              .processes = calloc(plan->part_count, sizeof *c.processes)};
    bool ok = (c.states && c.processes) || vp_fail_memory(err, plan->part_count * sizeof *c.states);
    ok = ok && run_parts(&c, a->local, err);
    if (ok && is_merged(plan))
        fputs(gettext("all parts and their merge are done with these inputs\n"), stderr);
    else
        ok = ok && merge(plan, a->attempts, err);
    ok = ok && publish(plan, a->attempts, err);
    if (ok && c.failed) ok = vp_fail(err, VP_BAD_INPUT, "%zu parts failed; vungphu status names them", c.failed);
    free(c.states);
    free(c.processes);
    return ok;
}

/* ------------------------------------------------------------ one step of a job */

static bool run_task(const vp_nation_plan *plan, const arguments *a, vp_error *err)
{
    vp_task_state state;
    char *end;
    if (strcmp(a->task, "merge") == 0) return merge(plan, a->attempts, err);
    if (strcmp(a->task, "publish") == 0) return publish(plan, a->attempts, err);
    unsigned long row = strtoul(a->task, &end, 10);
    if (*end || row >= plan->part_count) return vp_fail(err, VP_BAD_INPUT, "--task=%s is no row of parts.csv", a->task);
    bool done = vp_task_run(&plan->place, plan->parts[row].id, plan->inputs, (long)a->attempts, &state, err);
    if (err->kind) return false;
    report(plan->parts[row].id, &state);
    return done || vp_fail(err, VP_BAD_INPUT, "part %s failed", plan->parts[row].id);
}

static bool run(const arguments *a, vp_error *err)
{
    vp_nation_plan plan;
    bool ok = vp_nation_plan_read(&plan, a->from.folder, a->from.data, a->output, !a->task, a->anew, err);
    size_t cores = vp_cores_count();
    plan.place.publish = a->publish;
    plan.place.threads = a->threads                     ? a->threads
                         : a->local && cores > a->local ? (int)(cores / a->local)
                         : a->local                     ? 1
                                                        : 2;
    if (ok && a->task)
        ok = run_task(&plan, a, err);
    else if (ok && a->local)
        ok = run_here(&plan, a, err);
    else if (ok && !vp_slurm_is_there())
        ok = vp_fail(err, VP_NOT_FOUND,
                     "there is no sbatch here: install Slurm (script/bootstrap cluster), or use --local N");
    else if (ok)
        ok = vp_slurm_submit(&plan, plan.place.threads, err);
    vp_nation_plan_clear(&plan);
    return ok;
}

int vp_submit_command(int count, char **texts)
{
    static const struct argp_child children[] = {{&vp_folder_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {
        options,
        parse,
        NULL,
        "Builds the parts of a nation (parts.csv) that are missing or were built with other inputs, each a process of "
        "its "
        "own, then merges them and publishes the whole where --publish says. A part that something kills is begun "
        "again; one that fails is named, and the others "
        "are "
        "merged all the same. vungphu status says how far it is; DIR/parts/ID/log is what a part said.\v"
        "Example: vungphu submit gis-data/nation --local 2",
        children,
        NULL,
        NULL};
    arguments a = {.attempts = 3};
    if (vp_arguments_parse(&argp, count, texts, &a) != 0) return VP_EXIT_USAGE;
    vp_error err = {0};
    return run(&a, &err) ? VP_EXIT_DONE : vp_console_fail(&err);
}
