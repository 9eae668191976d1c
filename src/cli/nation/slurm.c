#include "cli/nation/slurm.h"
#include "base/buffer.h"
#include "platform/whole_file.h"
#include "store/files/published.h"
#include <errno.h>
#include <libintl.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

typedef char path_text[4300];

bool vp_slurm_is_there(void)
{
    char folder[4096];
    path_text path;
    for (const char *at = getenv("PATH"); at && *at; at += strcspn(at, ":"), at += *at == ':') {
        snprintf(folder, sizeof folder, "%.*s", (int)strcspn(at, ":"), at);
        snprintf(path, sizeof path, "%.4096s/sbatch", folder);
        if (access(path, X_OK) == 0) return true;
    }
    return false;
}

/* ------------------------------------------------------------ scripts */

/* As one word of a shell. */
static bool put_word(vp_buffer *script, const char *text)
{
    bool ok = vp_buffer_append(script, " '", 2);
    for (; ok && *text; text++)
        ok = *text == '\'' ? vp_buffer_append(script, "'\\''", 4) : vp_buffer_append(script, text, 1);
    return ok && vp_buffer_append(script, "'", 1);
}

static bool put(vp_buffer *script, const char *text) { return vp_buffer_append(script, text, strlen(text)); }

static char *absolute(const char *path, vp_error *err)
{
    char *full = realpath(path, NULL);
    if (!full) vp_fail(err, vp_error_of_system(errno), "%s: %s", path, strerror(errno));
    return full;
}

/* What a job publishes to: a folder wherever the job runs, a store as it is named. */
static bool put_destination(vp_buffer *script, const char *destination, vp_error *err)
{
    char here[4096] = "";
    bool store = strstr(destination, "://") || *destination == '/';
    if (!store && !getcwd(here, sizeof here))
        return vp_fail(err, vp_error_of_system(errno), "the folder that this runs in has no name: %s", strerror(errno));
    char *path = store ? strdup(destination) : vp_path_join(err, here, destination, NULL);
    bool ok = path && put(script, " --publish") && put_word(script, path);
    free(path);
    return ok || vp_fail_memory(err, script->length);
}

static bool write_script(const vp_nation_plan *plan, const char *path, const char *task, vp_error *err)
{
    vp_buffer script = {0};
    char *program = absolute("/proc/self/exe", err), *folder = program ? absolute(plan->place.folder, err) : NULL,
         *data = folder && plan->place.data ? absolute(plan->place.data, err) : NULL,
         *directory = folder ? absolute(plan->directory, err) : NULL;
    bool ok = program && folder && directory && (data || !plan->place.data);
    if (ok) {
        ok = put(&script, "#!/bin/sh\nexec") && put_word(&script, program) && put(&script, " submit") &&
             put_word(&script, folder) && (!data || (put(&script, " --data") && put_word(&script, data))) &&
             put(&script, " -o") && put_word(&script, directory) && put(&script, " --task ") && put(&script, task);
        if (!ok) vp_fail_memory(err, script.length);
        if (ok && plan->place.publish) ok = put_destination(&script, plan->place.publish, err);
        ok = ok && (put(&script, "\n") || vp_fail_memory(err, script.length));
    }
    ok = ok && vp_whole_file_write(path, &script, err);
    vp_buffer_clear(&script);
    free(program);
    free(folder);
    free(data);
    free(directory);
    return ok;
}

/* ------------------------------------------------------------ sbatch */

/* What it prints is the job's number. */
static bool run_sbatch(const char *const arguments[], char *job, size_t size, vp_error *err)
{
    int ends[2], status = 0;
    if (pipe(ends) != 0) return vp_fail(err, vp_error_of_system(errno), "no pipe to sbatch: %s", strerror(errno));
    pid_t process = fork();
    if (process == 0) {
        if (dup2(ends[1], STDOUT_FILENO) < 0) _exit(127);
        close(ends[0]);
        close(ends[1]);
        execvp("sbatch", (char *const *)(uintptr_t)arguments);
        _exit(127);
    }
    close(ends[1]);
    ssize_t got = 0;
    size_t length = 0;
    while (process > 0 && length + 1 < size && (got = read(ends[0], job + length, size - 1 - length)) > 0)
        length += (size_t)got;
    close(ends[0]);
    job[length] = '\0';
    job[strcspn(job, ";\n")] = '\0'; /* NUMBER;CLUSTER */
    if (process < 0 || waitpid(process, &status, 0) != process || !WIFEXITED(status) || WEXITSTATUS(status) != 0 ||
        !*job)
        return vp_fail(err, VP_IO, "sbatch took no job; what it said stands above");
    return true;
}

/* What the largest of the wanted parts needs: an array asks for one size. False: none is wanted. */
static bool list_wanted(const vp_nation_plan *plan, char *list, size_t size, vp_planned_part *most)
{
    size_t used = 0;
    *most = (vp_planned_part){0};
    list[0] = '\0';
    for (size_t p = 0; p < plan->part_count && used + 24 < size; p++) {
        if (!plan->parts[p].wanted) continue;
        used += (size_t)snprintf(list + used, size - used, "%s%zu", used ? "," : "", p);
        most->megabytes = fmax(most->megabytes, plan->parts[p].megabytes);
        most->minutes = fmax(most->minutes, plan->parts[p].minutes);
        most->cells += plan->parts[p].cells;
    }
    return used > 0;
}

static bool submit_parts(const vp_nation_plan *plan, int cores, char *job, size_t size, vp_error *err)
{
    path_text script, output;
    char list[60000] = "--array=", memory[40], minutes[40], cpus[40];
    vp_planned_part most;
    job[0] = '\0';
    if (!list_wanted(plan, list + 8, sizeof list - 8, &most)) return true;
    snprintf(script, sizeof script, "%.4096s/parts/.parts.sh", plan->directory);
    snprintf(output, sizeof output, "--output=%.4096s/parts/.parts.%%a.log", plan->directory);
    snprintf(memory, sizeof memory, "--mem=%.0fM", most.megabytes);
    snprintf(minutes, sizeof minutes, "--time=%.0f", most.minutes);
    snprintf(cpus, sizeof cpus, "--cpus-per-task=%d", cores);
    const char *const arguments[] = {"sbatch",
                                     "--parsable",
                                     "--job-name=vungphu-parts",
                                     "--requeue",
                                     "--open-mode=append",
                                     list,
                                     memory,
                                     minutes,
                                     cpus,
                                     output,
                                     script,
                                     NULL};
    return write_script(plan, script, "\"$SLURM_ARRAY_TASK_ID\"", err) && run_sbatch(arguments, job, size, err);
}

/* One job of the whole, merge or publish, after others: "afterany" whatever became of them, "afterok" if they are done.
 */
static bool submit_whole(const vp_nation_plan *plan, int cores, const char *task, const char *after, char job[64],
                         vp_error *err)
{
    path_text script, output;
    char name[40], memory[40], minutes[40], cpus[40];
    snprintf(script, sizeof script, "%.4096s/parts/.%s.sh", plan->directory, task);
    snprintf(output, sizeof output, "--output=%.4096s/parts/.%s.log", plan->directory, task);
    snprintf(name, sizeof name, "--job-name=vungphu-%s", task);
    snprintf(memory, sizeof memory, "--mem=%.0fM", plan->merge.megabytes);
    snprintf(minutes, sizeof minutes, "--time=%.0f", plan->merge.minutes);
    snprintf(cpus, sizeof cpus, "--cpus-per-task=%d", cores);
    const char *const arguments[] = {"sbatch", "--parsable", name,   "--requeue", after, memory,
                                     minutes,  cpus,         output, script,      NULL};
    return write_script(plan, script, task, err) && run_sbatch(arguments, job, 64, err);
}

/* After all parts, whether they are done or not: those that are not are named. */
static bool submit_merge(const vp_nation_plan *plan, int cores, const char *parts, char job[64], vp_error *err)
{
    char after[100];
    snprintf(after, sizeof after, *parts ? "--dependency=afterany:%.60s" : "--open-mode=append%.0s", parts);
    return submit_whole(plan, cores, "merge", after, job, err);
}

static bool submit_publish(const vp_nation_plan *plan, int cores, const char *merge, char job[64], vp_error *err)
{
    char after[100];
    if (!plan->place.publish) return true;
    snprintf(after, sizeof after, "--dependency=afterok:%.60s", merge);
    return submit_whole(plan, cores, "publish", after, job, err);
}

bool vp_slurm_submit(const vp_nation_plan *plan, int cores, vp_error *err)
{
    char parts[64], merge[64], publish[64] = "";
    if (!submit_parts(plan, cores, parts, sizeof parts, err) || !submit_merge(plan, cores, parts, merge, err) ||
        !submit_publish(plan, cores, merge, publish, err))
        return false;
    if (*parts) printf(gettext("parts: job %s\n"), parts);
    printf(gettext("merge: job %s\n"), merge);
    if (*publish) printf(gettext("publish: job %s\n"), publish);
    return true;
}
