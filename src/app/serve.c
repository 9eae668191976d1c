/* vungphu serve DIR: the API, tiles and web map of the current snapshot. */
#include "app/commands.h"
#include "app/console.h"
#include "base/log.h"
#include "server/http.h"
#include "store/snapshot_store.h"
#include <argp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define STOP_SECONDS 8.0 /* within the 10 that a service manager commonly grants */

typedef struct {
    const char *directory;
    vp_server_options server;
    vp_http_options http;
} arguments;

static error_t parse(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;
    switch (key) {
    case 'l': a->http.listen = value; return 0;
    case 'w': a->server.web_folder = value; return 0;
    case 'u': a->server.url = value; return 0;
    case 't': a->http.threads = (unsigned)strtoul(value, NULL, 10); return 0;
    case 'c': a->server.cache_bytes = (size_t)strtoul(value, NULL, 10) << 20; return 0;
    case 'q': a->http.quiet = true; return 0;
    case ARGP_KEY_ARG:
        if (a->directory) argp_error(state, "one DIR is enough");
        a->directory = value;
        return 0;
    case ARGP_KEY_END:
        if (!a->directory) argp_error(state, "which DIR? It is what vungphu build wrote");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option options[] = {
    {"listen", 'l', "HOST:PORT", 0, "where to listen (default 127.0.0.1:8080; port 0 takes a free one)", 0},
    {"web", 'w', "DIR", 0, "the web map's files (default: those built or installed with the program)", 0},
    {"url", 'u', "URL", 0, "what links begin with, behind a proxy (default: http:// and the Host header)", 0},
    {"threads", 't', "N", 0, "threads that answer (default: one per core)", 0},
    {"cache", 'c', "MEGABYTES", 0, "memory for ready-made answers (default 128)", 0},
    {"quiet", 'q', NULL, 0, "no line per request on stderr", 0},
    {0}};

static bool take_up(vp_server *server, const char *directory, vp_error *err)
{
    vp_snapshot *snapshot = vp_snapshot_load(directory, err);
    if (!snapshot) return false;
    char id[128];
    snprintf(id, sizeof id, "%s", snapshot->id);
    if (!vp_server_publish(server, snapshot, err)) return false;
    vp_log(VP_LOG_INFO, "serving snapshot %s", id);
    return true;
}

/* SIGHUP takes up the current snapshot, the others end it. */
static void wait_for_signals(vp_server *server, const char *directory, const sigset_t *signals)
{
    for (int number; sigwait(signals, &number) == 0;) {
        if (number != SIGHUP) break;
        vp_error err = {0};
        if (!take_up(server, directory, &err)) vp_log(VP_LOG_ERROR, "the snapshot stays as it was: %s", err.message);
    }
    vp_log(VP_LOG_INFO, "stopping");
}

static const char *default_web_folder(void)
{
    static const char *const folders[] = {VP_WEB_INSTALLED, VP_WEB_SOURCE};
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        if (access(folders[i], R_OK | X_OK) == 0) return folders[i];
    return NULL;
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

int vp_serve_command(int count, char **texts)
{
    static const struct argp argp = {
        options,
        parse,
        "DIR",
        "Serves the current snapshot of DIR: API, map tiles and web map. SIGHUP takes up a new "
        "snapshot, SIGTERM finishes what is under way and stops.\v"
        "Example: vungphu serve gis-data/sample/dataset --listen 127.0.0.1:8080",
        NULL,
        NULL,
        NULL};
    arguments a = {.server = {.web_folder = default_web_folder(), .cache_bytes = (size_t)128 << 20},
                   .http = {.listen = "127.0.0.1:8080"}};
    if (argp_parse(&argp, count, texts, 0, NULL, &a) != 0) return VP_EXIT_USAGE;
    sigset_t signals;
    block(&signals);
    vp_error err = {0};
    vp_http *http = NULL;
    vp_server *server = vp_server_new(&a.server, &err);
    if (server && take_up(server, a.directory, &err)) http = vp_http_start(server, &a.http, &err);
    if (http) {
        printf("%s/\n", vp_http_address(http));
        fflush(stdout);
        wait_for_signals(server, a.directory, &signals);
        vp_http_stop(http, STOP_SECONDS);
    }
    vp_server_free(server);
    return http ? VP_EXIT_DONE : vp_console_fail(&err);
}
