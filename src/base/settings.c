#include "base/settings.h"
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PREFIX "VUNGPHU_"

#define TEXT(name, member, fallback, secret, argument, meaning)                                                        \
    {                                                                                                                  \
        name, VP_SETTING_TEXT, offsetof(vp_settings, member), fallback, 0, 0, secret, argument, meaning                \
    }
#define WHOLE(name, member, fallback, least, most, argument, meaning)                                                  \
    {                                                                                                                  \
        name, VP_SETTING_WHOLE, offsetof(vp_settings, member), fallback, least, most, false, argument, meaning         \
    }

const vp_setting vp_setting_rows[] = {
    TEXT("listen", listen, "127.0.0.1:8080", false, "HOST:PORT", "where to listen; port 0 takes a free one"),
    TEXT("web", web, "", false, "DIR", "the web map's files (default: those built or installed with the program)"),
    TEXT("url", url, "", false, "URL", "what links begin with, behind a proxy (default: http:// and the Host header)"),
    TEXT("token", token, "", true, "TOKEN",
         "who writes or computes must send it as Authorization: Bearer; without one, only loopback may"),
    WHOLE("threads", threads, "0", 0, 256, "N", "threads that answer; 0: one per core"),
    WHOLE("connections-per-client", connections_per_client, "1000", 0, 65536, "N",
          "connections of one address at once, more are closed; 0: as many as there are. A proxy is one address"),
    WHOLE("cache-megabytes", cache_megabytes, "128", 0, 1 << 20, "N", "memory for ready-made answers"),
    WHOLE("answers-megabytes", answers_megabytes, "256", 1, 1 << 20, "N",
          "memory for answers that clients are taking; 503 above"),
    WHOLE("body-kilobytes", body_kilobytes, "1024", 1, 1 << 16, "N", "the largest request body taken"),
    WHOLE("workers", workers, "1", 1, 64, "N", "jobs that are computed at once"),
    WHOLE("queue-most", queue_most, "16", 1, 10000, "N", "jobs that may wait; more are refused with 503"),
    WHOLE("jobs-kept", jobs_kept, "200", 1, 100000, "N", "finished jobs whose results are kept, the oldest go first"),
    WHOLE("job-megabytes", job_megabytes, "256", 1, 1 << 20, "N",
          "results of jobs that are kept, the oldest go first; one that is larger alone fails"),
    WHOLE("jobs-per-client", jobs_per_client, "4", 1, 10000, "N", "jobs of one address that may wait or run at once"),
    WHOLE("job-seconds", job_seconds, "1800", 1, 604800, "SECONDS", "a job that takes longer is stopped"),
    WHOLE("wait-seconds", wait_seconds, "30", 1, 3600, "SECONDS",
          "how long a synchronous execution is waited for before it becomes a job to be asked for"),
    WHOLE("long-threads", long_threads, "0", 0, 64, "N",
          "long answers (files, isochrones, other gaps, pages of thousands) computed at once; 0: one per core"),
    WHOLE("long-queue", long_queue, "64", 1, 10000, "N", "long answers that may wait; more are refused with 503"),
    WHOLE("long-per-client", long_per_client, "8", 1, 10000, "N",
          "long answers of one address that may wait or be computed"),
    WHOLE("long-seconds", long_seconds, "60", 1, 3600, "SECONDS", "longest that a long answer is waited for"),
    WHOLE("scenarios-most", scenarios_most, "100", 1, 100000, "N", "scenarios that may be saved"),
    WHOLE("changes-most", changes_most, "200", 1, 10000, "N", "changes in one scenario"),
    WHOLE("versions-most", versions_most, "100", 1, 100000, "N",
          "versions of a scenario that are kept, the oldest go first"),
    WHOLE("scenario-megabytes", scenario_megabytes, "256", 1, 1 << 20, "N",
          "the file of scenarios; what would make it larger is refused with 507"),
    WHOLE("memory-megabytes", memory_megabytes, "0", 0, 1 << 24, "N",
          "memory of its own that the server may hold; above it long answers, jobs and scenarios are refused with 503. "
          "0: three "
          "quarters of what the machine or the control group has"),
    WHOLE("stop-seconds", stop_seconds, "8", 1, 3600, "SECONDS",
          "how long answers that are under way may take after SIGTERM; then they are cut"),
    WHOLE("log-json", log_json, "0", 0, 1, "0|1",
          "1: each line of the log is a JSON object, those of requests with client, agent, seconds and trace id"),
    WHOLE("confined", confined, "1", 0, 1, "0|1",
          "1: gives up the files and system calls that serving does not need (Landlock, seccomp)"),
};
const size_t vp_setting_count = sizeof vp_setting_rows / sizeof *vp_setting_rows;

void vp_settings_init(vp_settings *settings)
{
    memset(settings, 0, sizeof *settings);
    vp_error ignored;
    for (size_t i = 0; i < vp_setting_count; i++) /* a test sees to it that defaults are in range */
        vp_settings_set(settings, &vp_setting_rows[i], vp_setting_rows[i].fallback, "default", &ignored);
}

static bool set_whole(uint64_t *value, const vp_setting *setting, const char *text, const char *source, vp_error *err)
{
    errno = 0;
    char *end = NULL;
    unsigned long long number = isdigit((unsigned char)*text) ? strtoull(text, &end, 10) : 0;
    if (!end || *end || errno || number < setting->least || number > setting->most)
        return vp_fail(err, VP_BAD_INPUT, "%s: '%.40s' is not a whole number from %llu to %llu", source, text,
                       (unsigned long long)setting->least, (unsigned long long)setting->most);
    *value = number;
    return true;
}

bool vp_settings_set(vp_settings *settings, const vp_setting *setting, const char *text, const char *source,
                     vp_error *err)
{
    char *member = (char *)settings + setting->offset;
    if (setting->kind == VP_SETTING_WHOLE) return set_whole((uint64_t *)(void *)member, setting, text, source, err);
    size_t length = strlen(text);
    if (length >= VP_SETTING_TEXT_MOST)
        return vp_fail(err, VP_BAD_INPUT, "%s: the value has more than %d bytes", source, VP_SETTING_TEXT_MOST - 1);
    memcpy(member, text, length + 1);
    return true;
}

const vp_setting *vp_settings_find(const char *name, size_t length)
{
    for (size_t i = 0; i < vp_setting_count; i++)
        if (strlen(vp_setting_rows[i].name) == length && memcmp(vp_setting_rows[i].name, name, length) == 0)
            return &vp_setting_rows[i];
    return NULL;
}

/* VUNGPHU_CACHE_MEGABYTES is cache-megabytes. */
static const vp_setting *find_variable(const char *variable, size_t length)
{
    char name[64];
    size_t prefix = strlen(PREFIX);
    if (length <= prefix || length - prefix >= sizeof name || memcmp(variable, PREFIX, prefix) != 0) return NULL;
    for (size_t i = prefix; i < length; i++) {
        if (islower((unsigned char)variable[i])) return NULL;
        name[i - prefix] = variable[i] == '_' ? '-' : (char)tolower((unsigned char)variable[i]);
    }
    return vp_settings_find(name, length - prefix);
}

static bool set_variable(vp_settings *settings, const char *variable, size_t length, const char *value,
                         const char *source, vp_error *err)
{
    const vp_setting *setting = find_variable(variable, length);
    if (!setting)
        return vp_fail(err, VP_BAD_INPUT, "%s: there is no setting %.*s; vungphu serve --help lists them", source,
                       length < 80 ? (int)length : 80, variable);
    return vp_settings_set(settings, setting, value, source, err);
}

static bool read_line(vp_settings *settings, char *line, const char *source, vp_error *err)
{
    char *start = line + strspn(line, " \t");
    size_t length = strlen(start);
    while (length > 0 && isspace((unsigned char)start[length - 1])) start[--length] = '\0';
    if (length == 0 || *start == '#') return true;
    char *equals = strchr(start, '=');
    if (!equals) return vp_fail(err, VP_BAD_INPUT, "%s: a line is NAME=VALUE", source);
    char *value = equals + 1, *last = start + length - 1;
    if (*value == '"') {
        if (last == value || *last != '"') return vp_fail(err, VP_BAD_INPUT, "%s: a closing \" is missing", source);
        *last = '\0';
        value++;
    }
    return set_variable(settings, start, (size_t)(equals - start), value, source, err);
}

bool vp_settings_read_file(vp_settings *settings, const char *path, vp_error *err)
{
    FILE *file = fopen(path, "re");
    if (!file) return vp_fail(err, vp_error_of_system(errno), "%s: %s", path, strerror(errno));
    char line[2 * VP_SETTING_TEXT_MOST], source[400];
    bool ok = true;
    for (size_t number = 1; ok && fgets(line, sizeof line, file); number++) {
        snprintf(source, sizeof source, "%.300s, line %zu", path, number);
        if (!strchr(line, '\n') && !feof(file))
            ok = vp_fail(err, VP_BAD_INPUT, "%s: the line is too long", source);
        else
            ok = read_line(settings, line, source, err);
    }
    if (ok && ferror(file)) ok = vp_fail(err, vp_error_of_system(errno), "%s: %s", path, strerror(errno));
    fclose(file);
    return ok;
}

bool vp_settings_read_environment(vp_settings *settings, char *const environment[], vp_error *err)
{
    for (size_t i = 0; environment[i]; i++) {
        const char *equals = strchr(environment[i], '=');
        if (!equals || strncmp(environment[i], PREFIX, strlen(PREFIX)) != 0) continue;
        char source[100];
        size_t length = (size_t)(equals - environment[i]);
        snprintf(source, sizeof source, "%.*s", length < 80 ? (int)length : 80, environment[i]);
        if (!set_variable(settings, environment[i], length, equals + 1, source, err)) return false;
    }
    return true;
}
