/* vungphu serve DIR: the API, tiles and web map of the current snapshot. */
#include "base/settings.h"
#include "cli/arguments/console.h"
#include "cli/arguments/language.h"
#include "cli/arguments/parse.h"
#include "cli/arguments/web_folder.h"
#include "cli/commands.h"
#include "cli/serve_rights.h"
#include "platform/clock.h"
#include "platform/cores.h"
#include "platform/ending.h"
#include "platform/log.h"
#include "platform/memory.h"
#include "server/endpoints/endpoints.h"
#include "server/http/http.h"
#include "service/exports.h"
#include "service/processes.h"
#include "service/scenario_service.h"
#include "snapshot/outlines.h"
#include "store/snapshot/local_references.h"
#include "store/snapshot/snapshot_store.h"
#include "store/sqlite/job_store.h"
#include <argp.h>
#include <libintl.h>
#include <limits.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { QUIET = 'q', FIRST_SETTING = 0x100, SETTINGS_FILE = 0x1000, VERIFY };

/* What the command line says is kept until the file and the environment have been read. */
typedef struct {
    const char *directory, *settings_file;
    const char **given; /* [vp_setting_count] */
    bool quiet, verify;
} arguments;

static error_t parse(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;
    if (key >= FIRST_SETTING && (size_t)(key - FIRST_SETTING) < vp_setting_count) {
        a->given[key - FIRST_SETTING] = value;
        return 0;
    }
    switch (key) {
    case QUIET: a->quiet = true; return 0;
    case VERIFY: a->verify = true; return 0;
    case SETTINGS_FILE: a->settings_file = value; return 0;
    case ARGP_KEY_ARG:
        if (a->directory) vp_argument_error(state, "one DIR is enough");
        a->directory = value;
        return 0;
    case ARGP_KEY_END:
        if (!a->directory)
            vp_argument_error(state, "which DIR? A province folder that was built, or what vungphu build wrote");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

/* Options, and the texts that they point to, made from the table of settings. */
typedef struct {
    struct argp_option *options;
    const char **given;
    char (*texts)[400];
} option_table;

static bool make_options(option_table *t)
{
    size_t count = 0;
    t->options = calloc(vp_setting_count + 4, sizeof *t->options);
    t->given = calloc(vp_setting_count, sizeof *t->given);
    t->texts = calloc(vp_setting_count, sizeof *t->texts);
    if (!t->options || !t->given || !t->texts) return false;
    for (size_t i = 0; i < vp_setting_count; i++) {
        const vp_setting *row = &vp_setting_rows[i];
        if (row->secret) continue; /* others on the machine can read a command line */
        const char *fallback = *row->fallback ? row->fallback : NULL;
        const char *meaning = gettext(row->meaning);
        if (fallback)
            snprintf(t->texts[i], sizeof t->texts[i], gettext("%s (default %s)"), meaning, fallback);
        else
            snprintf(t->texts[i], sizeof t->texts[i], "%s", meaning);
        t->options[count++] = (struct argp_option){row->name, FIRST_SETTING + (int)i, row->argument, 0, t->texts[i], 1};
    }
    t->options[count++] = (struct argp_option){"settings", SETTINGS_FILE, "FILE", 0, N_("lines VUNGPHU_NAME=VALUE"), 2};
    t->options[count++] = (struct argp_option){
        "verify", VERIFY, NULL, 0, N_("read every byte of a snapshot and compare its sums before it is served"), 2};
    t->options[count] = (struct argp_option){"quiet", QUIET, NULL, 0, N_("no line per request on stderr"), 2};
    return true;
}

static void free_options(option_table *t)
{
    free(t->options);
    free(t->given);
    free(t->texts);
}

/* Defaults, file, environment, command line: the later is the stronger. */
static bool gather(vp_settings *settings, const arguments *a, vp_error *err)
{
    vp_settings_init(settings);
    if (a->settings_file && !vp_settings_read_file(settings, a->settings_file, err)) return false;
    if (!vp_settings_read_environment(settings, environ, err)) return false;
    for (size_t i = 0; i < vp_setting_count; i++) {
        char source[100];
        snprintf(source, sizeof source, "--%s", vp_setting_rows[i].name);
        if (a->given[i] && !vp_settings_set(settings, &vp_setting_rows[i], a->given[i], source, err)) return false;
    }
    return true;
}

static bool take_up(vp_server *server, vp_scenario_service *scenarios, const arguments *a, vp_error *err)
{
    if (a->verify && !vp_snapshot_verify(a->directory, err)) return false;
    vp_snapshot *snapshot = vp_snapshot_load(a->directory, err);
    if (!snapshot) return false;
    vp_error unknown = {0}; /* without it positions are degrees and Web Mercator */
    snapshot->places.references =
        vp_local_references_new(snapshot->region->crs, snapshot->places.outlines->lonlat, &unknown);
    if (!snapshot->places.references)
        vp_log(VP_LOG_WARNING, "positions are asked in no local system: %s", unknown.message);
    vp_quality_translate(&snapshot->listings.quality, vp_language_vietnamese());
    char id[128];
    snprintf(id, sizeof id, "%s", snapshot->provenance.id);
    if (scenarios && !vp_scenario_service_rebase(scenarios, snapshot, err)) {
        vp_snapshot_release(snapshot);
        return false;
    }
    if (!vp_server_publish(server, snapshot, err)) return false;
    vp_log(VP_LOG_INFO, "serving snapshot %s", id);
    return true;
}

/* SIGHUP takes up the current snapshot, the others end it. Returns how long the last one may have waited meanwhile. */
static double wait_for_signals(vp_server *server, vp_scenario_service *scenarios, const arguments *a,
                               const sigset_t *signals)
{
    double waited = 0;
    for (int number; sigwait(signals, &number) == 0 && number == SIGHUP;) {
        double from = vp_clock_now();
        vp_error err = {0};
        sigset_t next;
        if (!take_up(server, scenarios, a, &err)) vp_log(VP_LOG_ERROR, "the snapshot stays as it was: %s", err.message);
        bool ends = sigpending(&next) == 0 && (sigismember(&next, SIGTERM) == 1 || sigismember(&next, SIGINT) == 1);
        waited = ends ? vp_clock_now() - from : 0;
    }
    return waited;
}

/* From the signal on, all is over a second after the stated time. What computes looks often whether it is wanted; a
 * library that writes a file may not. */
static void stop(vp_http *http, const vp_settings *settings, double waited)
{
    double seconds = fmax(1, (double)settings->stop_seconds - waited);
    vp_ending_by(seconds + 1, VP_EXIT_DONE);
    vp_http_stop(http, seconds);
}

static const char *default_web_folder(char installed[PATH_MAX])
{
    const char *folder = vp_web_folder_find(installed);
    if (!folder)
        vp_log(VP_LOG_WARNING, "there is no web map, only the API: build it in web/, or name its folder with --web");
    return folder;
}

/* Blocked before any thread starts, so that only sigwait sees them. */
static void block(sigset_t *signals)
{
    sigemptyset(signals);
    sigaddset(signals, SIGHUP);
    sigaddset(signals, SIGTERM);
    sigaddset(signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, signals, NULL);
    signal(SIGPIPE, SIG_IGN);
}

/* A stated limit, or what leaves the system and other programs some. */
static size_t memory_most(const vp_settings *s)
{
    size_t granted = vp_memory_granted();
    if (s->memory_megabytes) return (size_t)s->memory_megabytes << 20;
    return granted == SIZE_MAX ? 0 : granted / 4 * 3;
}

static vp_server_options server_options(const vp_settings *s, char installed_web[PATH_MAX])
{
    return (vp_server_options){.routes = &vp_endpoints,
                               .vietnamese = vp_language_vietnamese(), /* a confined process may not open the texts */
                               .web_folder = *s->web ? s->web : default_web_folder(installed_web),
                               .url = *s->url ? s->url : NULL,
                               .token = s->token,
                               .memory_most = memory_most(s),
                               .cache_bytes = (size_t)s->cache_megabytes << 20,
                               .lane = {.threads = s->long_threads ? (size_t)s->long_threads : vp_cores_count(),
                                        .queue_most = (size_t)s->long_queue,
                                        .per_client = (size_t)s->long_per_client,
                                        .seconds = (double)s->long_seconds}};
}

/* Without it all else is served. */
static vp_scenario_service *open_scenarios(const vp_settings *settings, const char *directory)
{
    vp_error err = {0};
    vp_scenario_service *scenarios =
        vp_scenario_service_new(directory, (size_t)settings->scenarios_most, (size_t)settings->changes_most, &err);
    if (!scenarios)
        vp_log(VP_LOG_WARNING, "no scenarios are kept: %s", err.message);
    else
        vp_scenario_service_limit(scenarios, (size_t)settings->versions_most,
                                  (size_t)settings->scenario_megabytes << 20);
    return scenarios;
}

static vp_job_store *open_jobs(const char *directory)
{
    vp_error err = {0};
    vp_job_store *store = vp_job_store_open(directory, &err);
    if (!store) vp_log(VP_LOG_WARNING, "no jobs are taken: %s", err.message);
    return store;
}

static vp_processes process_options(const vp_settings *s, vp_publication *publication, vp_job_store *log)
{
    return (vp_processes){.rows = vp_process_rows,
                          .count = vp_process_count_rows,
                          .wait_seconds = (double)s->wait_seconds,
                          .jobs = {.workers = (size_t)s->workers,
                                   .queue_most = (size_t)s->queue_most,
                                   .kept = (size_t)s->jobs_kept,
                                   .kept_bytes = (size_t)s->job_megabytes << 20,
                                   .per_client = (size_t)s->jobs_per_client,
                                   .seconds_most = (double)s->job_seconds,
                                   .run = vp_process_run,
                                   .run_context = publication,
                                   .log = {log, vp_job_store_save, vp_job_store_remove, vp_job_store_load}}};
}

/* DIR, or FOLDER/dataset of a province folder. */
static bool find_directory(arguments *a, char found[PATH_MAX], vp_error *err)
{
    char tables[PATH_MAX], current[PATH_MAX];
    snprintf(found, PATH_MAX, "%.4000s/dataset", a->directory);
    snprintf(tables, sizeof tables, "%.4000s/province.csv", a->directory);
    snprintf(current, sizeof current, "%.4000s/current", a->directory);
    if (access(current, F_OK) == 0 || access(tables, F_OK) != 0) return true;
    snprintf(current, sizeof current, "%.4000s/current", found);
    if (access(current, F_OK) != 0)
        return vp_fail(err, VP_NOT_FOUND, "%s: this province folder is not built yet: vungphu build %s", a->directory,
                       a->directory);
    a->directory = found;
    return true;
}

/* By which addresses others reach it, found before the process gives up its right to ask; free the text. */
static char *reachable(const vp_http_socket *listening)
{
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    if (!out) return NULL;
    vp_http_print_reachable(listening, out);
    fclose(out);
    return text;
}

/* quiet: nothing for people, as programs read what is on stderr. */
static void print_ready(const vp_http *http, const char *others, bool quiet)
{
    printf("%s/\n", vp_http_address(http));
    fflush(stdout);
    if (quiet) return;
    fputs(others ? others : "", stderr);
    fprintf(stderr, gettext("open it in a browser; Ctrl+C stops it; after another build: kill -HUP %ld\n"),
            (long)getpid());
}

static int serve(const vp_settings *settings, const arguments *a, vp_http_socket *listening)
{
    sigset_t signals;
    block(&signals);
    vp_error err = {0};
    char installed_web[PATH_MAX];
    char *others = reachable(listening);
    vp_server_options options = server_options(settings, installed_web);
    vp_publication *publication = NULL;
    if (!settings->confined || vp_serve_rights_leave_files(a->directory, options.web_folder, &err))
        publication = vp_publication_new(&err);
    if (!publication) {
        free(others);
        return vp_console_fail(&err);
    }
    vp_http *http = NULL;
    vp_scenario_service *scenarios = open_scenarios(settings, a->directory);
    options.scenarios = scenarios;
    vp_http_options front = {.socket = listening,
                             .threads = (unsigned)settings->threads,
                             .connections_per_client = (unsigned)settings->connections_per_client,
                             .body_most = (size_t)settings->body_kilobytes << 10,
                             .answers_most = (size_t)settings->answers_megabytes << 20,
                             .quiet = a->quiet};
    vp_job_store *log = open_jobs(a->directory);
    vp_processes processes = process_options(settings, publication, log);
    options.publication = publication;
    options.processes = log ? &processes : NULL;
    options.exporter = &(vp_exporter){(void *)a->directory, vp_exports_write};
    vp_server *server = vp_server_new(&options, &err);
    if (server && take_up(server, scenarios, a, &err)) http = vp_http_start(server, &front, &err);
    bool ready = http && (!settings->confined || vp_serve_rights_leave_calls(&err));
    if (ready) {
        print_ready(http, others, a->quiet || settings->log_json);
        stop(http, settings, wait_for_signals(server, scenarios, a, &signals));
    } else
        vp_http_stop(http, 0);
    free(others);
    vp_scenario_service_stop(scenarios); /* the server's threads may wait for it */
    vp_server_free(server);
    vp_job_store_close(log);
    vp_scenario_service_free(scenarios);
    return ready ? VP_EXIT_DONE : vp_console_fail(&err);
}

/* What can be wrong is known before the snapshot is loaded. */
static int listen_and_serve(const vp_settings *settings, const arguments *given)
{
    if (settings->log_json) vp_log_as_json();
    arguments a = *given;
    char found[PATH_MAX];
    vp_error err = {0};
    vp_http_socket listening;
    if (!find_directory(&a, found, &err) || !vp_http_listen(&listening, settings->listen, &err))
        return vp_console_fail(&err);
    int status = serve(settings, &a, &listening);
    vp_http_unlisten(&listening);
    return status;
}

int vp_serve_command(int count, char **texts)
{
    option_table table = {0};
    if (!make_options(&table)) return vp_console_fail(&(vp_error){VP_NO_MEMORY, "no memory for the options"});
    const struct argp argp = {
        table.options,
        parse,
        "DIR",
        "Serves the current snapshot of DIR, or of the province folder that it is the dataset of: API, map tiles and "
        "web "
        "map. SIGHUP takes up a new "
        "snapshot, SIGTERM finishes what is under way and stops.\v"
        "Each option is also a variable of the environment or a line of the settings file: VUNGPHU_ and its name in "
        "capitals, with _ for -. The command line goes before the environment, the environment before the file. "
        "VUNGPHU_TOKEN, which has no option, lets who knows it write from elsewhere than this machine.\n\n"
        "Example: vungphu serve gis-data/sample/dataset --listen 127.0.0.1:8080",
        NULL,
        NULL,
        NULL};
    arguments a = {.given = table.given};
    vp_settings settings;
    vp_error err = {0};
    int status = VP_EXIT_USAGE;
    if (vp_arguments_parse(&argp, count, texts, &a) == 0)
        status = gather(&settings, &a, &err) ? listen_and_serve(&settings, &a) : (vp_console_fail(&err), VP_EXIT_USAGE);
    free_options(&table);
    return status;
}
