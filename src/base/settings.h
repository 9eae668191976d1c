/* What the server can be set to: one table of settings, each with its name, range, default and meaning.
 *
 * A value comes from, the later the stronger: the default, a file of lines NAME=VALUE (what
 * systemd calls an EnvironmentFile), the environment, the command line. Names in the file and
 * the environment are VUNGPHU_ and the setting's name in capitals. Built once, then const. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <vungphu/error.h>

#define VP_SETTING_TEXT_MOST 512 /* bytes with the final zero */

typedef struct {
    char listen[VP_SETTING_TEXT_MOST], web[VP_SETTING_TEXT_MOST], url[VP_SETTING_TEXT_MOST];
    char token[VP_SETTING_TEXT_MOST]; /* "": none */
    uint64_t threads, connections_per_client, cache_megabytes, answers_megabytes, body_kilobytes;
    uint64_t long_threads, long_queue, long_per_client, long_seconds;
    uint64_t workers, queue_most, jobs_kept, job_megabytes, jobs_per_client, job_seconds, wait_seconds;
    uint64_t scenarios_most, changes_most, versions_most, scenario_megabytes;
    uint64_t confined, memory_megabytes, log_json, stop_seconds;
} vp_settings;

typedef enum { VP_SETTING_TEXT, VP_SETTING_WHOLE } vp_setting_kind;

typedef struct {
    const char *name; /* listen, cache-megabytes … */
    vp_setting_kind kind;
    size_t offset;        /* in vp_settings */
    const char *fallback; /* the default, as text */
    uint64_t least, most; /* of numbers */
    bool secret;          /* never on a command line, in a log or in help's default */
    const char *argument, *meaning;
} vp_setting;

/* To add a setting: a member above and a row in settings.c. */
extern const vp_setting vp_setting_rows[];
extern const size_t vp_setting_count;

void vp_settings_init(vp_settings *settings); /* the defaults */

/* One setting from text; source ("--threads", "VUNGPHU_THREADS", "file, line 3") begins the error. */
bool vp_settings_set(vp_settings *settings, const vp_setting *setting, const char *text, const char *source,
                     vp_error *err);
/* NULL when there is none of that name. */
const vp_setting *vp_settings_find(const char *name, size_t length);

/* A file of lines NAME=VALUE; empty lines and lines from '#' on are passed over, values may stand in
 * double quotes. Refused: names it does not know, lines of another form. */
bool vp_settings_read_file(vp_settings *settings, const char *path, vp_error *err);
/* Every VUNGPHU_ variable; one that no setting has is refused, so that a slip of the pen is seen. */
bool vp_settings_read_environment(vp_settings *settings, char *const environment[], vp_error *err);
