#include "cli/nation/task.h"
#include "base/buffer.h"
#include "base/utc.h"
#include "platform/whole_file.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

typedef char path_text[4300];

static void path_of(const vp_task_place *place, const char *task, const char *name, path_text path)
{
    snprintf(path, sizeof(path_text), "%.4096s/parts/%.64s%s%s", place->directory, task, *name ? "/" : "", name);
}

/* ------------------------------------------------------------ the file */

/* A line of key and value; members that are numbers are read by the caller. */
static void take_line(vp_task_state *s, const char *key, const char *value)
{
    const struct {
        const char *key;
        char *text;
        size_t size;
    } texts[] = {{"state", s->state, sizeof s->state},
                 {"since", s->since, sizeof s->since},
                 {"host", s->host, sizeof s->host},
                 {"inputs", s->inputs, sizeof s->inputs},
                 {"reason", s->reason, sizeof s->reason}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (strcmp(texts[i].key, key) == 0) snprintf(texts[i].text, texts[i].size, "%s", value);
    if (strcmp(key, "seconds") == 0) s->seconds = strtod(value, NULL);
    if (strcmp(key, "peak_mb") == 0) s->peak_mb = strtod(value, NULL);
    if (strcmp(key, "process") == 0) s->process = strtol(value, NULL, 10);
    if (strcmp(key, "attempts") == 0) s->attempts = strtol(value, NULL, 10);
}

static bool is_here(const vp_task_state *s)
{
    char host[sizeof s->host] = "";
    return gethostname(host, sizeof host - 1) == 0 && strcmp(host, s->host) == 0;
}

/* Also of one that nobody has waited for yet: its parent may have been killed with it. */
static bool is_gone(long process)
{
    char path[64], line[400] = "";
    snprintf(path, sizeof path, "/proc/%ld/stat", process);
    FILE *file = fopen(path, "r");
    if (!file) return true;
    const char *read = fgets(line, sizeof line, file), *name = read ? strrchr(line, ')') : NULL;
    fclose(file);
    return !name || strlen(name) < 3 || name[2] == 'Z' || name[2] == 'X';
}

void vp_task_read(const vp_task_place *place, const char *task, vp_task_state *s)
{
    path_text path;
    char line[400];
    *s = (vp_task_state){.state = "waiting"};
    path_of(place, task, "state", path);
    FILE *file = fopen(path, "r");
    while (file && fgets(line, sizeof line, file)) {
        char *value = strchr(line, ' ');
        line[strcspn(line, "\n")] = '\0';
        if (!value) continue;
        *value++ = '\0';
        take_line(s, line, value);
    }
    if (file) fclose(file);
    if (strcmp(s->state, "running") == 0 && is_here(s) && is_gone(s->process))
        snprintf(s->state, sizeof s->state, "killed");
}

static void put_line(char *text, size_t size, const char *key, const char *value)
{
    size_t used = strlen(text);
    snprintf(text + used, size - used, "%s %s\n", key, value);
}

static void put_number(char *text, size_t size, const char *key, double value)
{
    char number[40];
    snprintf(number, sizeof number, "%.2f", value);
    put_line(text, size, key, number);
}

static bool write_state(const vp_task_place *place, const char *task, const vp_task_state *s, vp_error *err)
{
    path_text path;
    char text[900] = "";
    path_of(place, task, "state", path);
    put_line(text, sizeof text, "state", s->state);
    put_line(text, sizeof text, "since", s->since);
    put_line(text, sizeof text, "host", s->host);
    put_line(text, sizeof text, "inputs", s->inputs);
    put_number(text, sizeof text, "seconds", s->seconds);
    put_number(text, sizeof text, "peak_mb", s->peak_mb);
    put_number(text, sizeof text, "process", (double)s->process);
    put_number(text, sizeof text, "attempts", (double)s->attempts);
    put_line(text, sizeof text, "reason", s->reason);
    const vp_buffer bytes = {.bytes = (void *)text, .length = strlen(text)};
    return vp_whole_file_write(path, &bytes, err);
}

/* ------------------------------------------------------------ what a part rests on */

static bool make_folder(const vp_task_place *place, const char *task, vp_error *err)
{
    path_text path;
    const char *const names[] = {NULL, "", task};
    for (size_t i = 0; i < 3; i++) {
        if (!names[i])
            snprintf(path, sizeof path, "%.4096s", place->directory);
        else
            path_of(place, names[i], "", path);
        if (mkdir(path, 0777) != 0 && errno != EEXIST)
            return vp_fail(err, vp_error_of_system(errno), "%s: cannot be made: %s", path, strerror(errno));
    }
    return true;
}

typedef char near_line[100];

static void write_near(near_line line, const char *inputs, const char *near)
{
    snprintf(line, sizeof(near_line), "%.40s %.40s\n", inputs, near);
}

bool vp_task_rests_on(const vp_task_place *place, const char *task, const vp_task_state *s, const char *near)
{
    path_text path;
    near_line line = "", wanted;
    path_of(place, task, "near", path);
    write_near(wanted, s->inputs, near);
    FILE *file = fopen(path, "r");
    bool read = file && fgets(line, sizeof line, file);
    if (file) fclose(file);
    return read && *near && strcmp(line, wanted) == 0;
}

bool vp_task_note(const vp_task_place *place, const char *task, const char *inputs, const char *near, bool done,
                  vp_error *err)
{
    path_text path;
    near_line line;
    vp_task_state s;
    vp_error unwritable = {0};
    vp_task_read(place, task, &s);
    if (done && strcmp(s.inputs, inputs) == 0 && vp_task_rests_on(place, task, &s, near)) return true;
    path_of(place, task, "near", path);
    write_near(line, inputs, near);
    const vp_buffer bytes = {.bytes = (void *)line, .length = strlen(line)};
    /* Where the part's folder cannot be made it says so when it is begun. */
    if (!make_folder(place, task, &unwritable) || !vp_whole_file_write(path, &bytes, &unwritable)) return true;
    snprintf(s.inputs, sizeof s.inputs, "%s", inputs);
    return !done || write_state(place, task, &s, err);
}

/* ------------------------------------------------------------ the process */

enum { ARGUMENTS_MOST = 16 };

static void list_build(const vp_task_place *place, const char *task, const char *threads,
                       const char *arguments[ARGUMENTS_MOST])
{
    bool merge = strcmp(task, VP_TASK_MERGE) == 0;
    const char *const first[] = {merge ? "merge" : "build", place->folder, "-q", "-o", place->directory};
    size_t count = 1 + sizeof first / sizeof *first;
    memcpy(arguments + 1, first, sizeof first);
    if (place->data) arguments[count++] = "--data", arguments[count++] = place->data;
    if (place->threads) arguments[count++] = "--threads", arguments[count++] = threads;
    if (!merge) arguments[count++] = "--part", arguments[count++] = task;
}

/* In the child: this program as another command. */
static void become(const vp_task_place *place, const char *task, int log)
{
    char threads[16];
    const char *arguments[ARGUMENTS_MOST] = {"vungphu", "publish", place->directory, place->publish, "-q"};
    snprintf(threads, sizeof threads, "%d", place->threads);
    if (strcmp(task, VP_TASK_PUBLISH) != 0) list_build(place, task, threads, arguments);
    if (dup2(log, STDOUT_FILENO) < 0 || dup2(log, STDERR_FILENO) < 0) _exit(127);
    execv("/proc/self/exe", (char *const *)(uintptr_t)arguments);
    _exit(127);
}

pid_t vp_task_begin(const vp_task_place *place, const char *task, const char *inputs, vp_task_state *s, vp_error *err)
{
    path_text path;
    if (!make_folder(place, task, err)) return -1;
    path_of(place, task, "log", path);
    int log = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (log < 0) {
        vp_fail(err, vp_error_of_system(errno), "%s: cannot be written: %s", path, strerror(errno));
        return -1;
    }
    vp_utc_write(time(NULL), s->since);
    gethostname(s->host, sizeof s->host - 1);
    snprintf(s->state, sizeof s->state, "running");
    snprintf(s->inputs, sizeof s->inputs, "%s", inputs);
    s->reason[0] = '\0';
    s->attempts++;
    fflush(NULL);
    pid_t process = fork();
    if (process == 0) become(place, task, log);
    close(log);
    s->process = process;
    if (process < 0) vp_fail(err, vp_error_of_system(errno), "no process for part %s: %s", task, strerror(errno));
    if (process > 0 && !write_state(place, task, s, err)) {
        kill(process, SIGTERM);
        waitpid(process, NULL, 0);
        return -1;
    }
    return process;
}

/* What the log ends with. */
static void last_line(const char *path, char *line, size_t size)
{
    char next[400];
    FILE *file = fopen(path, "r");
    line[0] = '\0';
    while (file && fgets(next, sizeof next, file)) {
        next[strcspn(next, "\n")] = '\0';
        if (*next) snprintf(line, size, "%.*s", (int)size - 1, next);
    }
    if (file) fclose(file);
}

static double seconds_since(const char *text)
{
    struct tm began = {0};
    if (!strptime(text, "%Y-%m-%dT%H:%M:%SZ", &began)) return 0;
    return difftime(time(NULL), timegm(&began));
}

bool vp_task_end(const vp_task_place *place, const char *task, int status, const struct rusage *usage, vp_task_state *s,
                 vp_error *err)
{
    path_text path;
    path_of(place, task, "log", path);
    bool done = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    snprintf(s->state, sizeof s->state, "%s", done ? "done" : WIFEXITED(status) ? "failed" : "killed");
    if (WIFSIGNALED(status))
        snprintf(s->reason, sizeof s->reason, "signal %d", WTERMSIG(status));
    else if (!done)
        last_line(path, s->reason, sizeof s->reason);
    s->seconds = seconds_since(s->since);
    s->peak_mb = (double)usage->ru_maxrss / 1024;
    return write_state(place, task, s, err);
}

bool vp_task_run(const vp_task_place *place, const char *task, const char *inputs, long attempts_most, vp_task_state *s,
                 vp_error *err)
{
    vp_task_read(place, task, s);
    s->attempts = 0;
    do {
        struct rusage usage = {0};
        int status;
        pid_t process = vp_task_begin(place, task, inputs, s, err);
        if (process < 0 || wait4(process, &status, 0, &usage) != process) return false;
        if (!vp_task_end(place, task, status, &usage, s, err)) return false;
    } while (strcmp(s->state, "killed") == 0 && s->attempts < attempts_most);
    return strcmp(s->state, "done") == 0;
}
