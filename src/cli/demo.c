/* vungphu demo: the sample province built, served, and opened in a browser where there is a display. */
#include "cli/arguments/console.h"
#include "cli/arguments/parse.h"
#include "cli/commands.h"
#include "server/http/http.h"
#include "store/province/province.h"
#include <argp.h>
#include <errno.h>
#include <libgen.h>
#include <libintl.h>
#include <limits.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

typedef struct {
    const char *listen;
    bool no_browser, quiet;
} arguments;

enum { OPTION_NO_BROWSER = 1000 };

static error_t parse(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;
    switch (key) {
    case 'L': a->listen = value; return 0;
    case 'q': a->quiet = true; return 0;
    case OPTION_NO_BROWSER: a->no_browser = true; return 0;
    case ARGP_KEY_ARG:
        vp_argument_error(state, "it takes no folder: the sample is shown; for yours there is vungphu serve FOLDER");
        return EINVAL;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option options[] = {
    {"listen", 'L', "HOST:PORT", 0, "where to listen (default 127.0.0.1:8080, else a free port)", 0},
    {"no-browser", OPTION_NO_BROWSER, NULL, 0, "open no browser", 0},
    {"quiet", 'q', NULL, 0, "no line per request on stderr", 0},
    {0}};

/* Beside the installed program, else in the sources that it was built from. */
static bool find_sample(char sample[PATH_MAX], vp_error *err)
{
    char program[PATH_MAX], beside[2 * PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    if (length > 0) {
        program[length] = '\0';
        snprintf(beside, sizeof beside, "%s/" VP_SAMPLE_FROM_PROGRAM, dirname(program));
        if (realpath(beside, sample)) return true;
    }
    return realpath(VP_SAMPLE_SOURCE, sample) ||
           vp_fail(err, VP_NOT_FOUND, "the sample province is not installed (share/vungphu/sample)");
}

static bool make(const char *path, vp_error *err)
{
    if (mkdir(path, 0777) == 0 || errno == EEXIST) return true;
    return vp_fail(err, vp_error_of_system(errno), "%s: the folder cannot be made: %s", path, strerror(errno));
}

/* $XDG_CACHE_HOME/vungphu/demo, else ~/.cache/vungphu/demo, else of /tmp and the user. */
static bool find_place(char place[PATH_MAX], vp_error *err)
{
    const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    char root[PATH_MAX];
    if (cache && *cache == '/')
        snprintf(root, sizeof root, "%.4000s", cache);
    else if (home && *home == '/')
        snprintf(root, sizeof root, "%.4000s/.cache", home);
    else
        snprintf(root, sizeof root, "/tmp/vungphu-%u", (unsigned)getuid());
    if (!make(root, err)) return false;
    snprintf(place, PATH_MAX, "%.4000s/vungphu", root);
    if (!make(place, err)) return false;
    snprintf(place, PATH_MAX, "%.4000s/vungphu/demo", root);
    return true;
}

static bool newer(const char *path, const struct stat *than)
{
    struct stat about;
    return stat(path, &about) != 0 || about.st_mtime > than->st_mtime;
}

/* Made by this program, or a later build of it, from the sample as it is. */
static bool is_built(const char *sample, const char *place)
{
    static const char *const files[] = {"province.csv", "datasets.csv", "services.csv", "indicators.csv",
                                        "sample.gpkg"};
    char path[2 * PATH_MAX];
    struct stat built;
    snprintf(path, sizeof path, "%s/current/snapshot.json", place);
    if (stat(path, &built) != 0 || newer("/proc/self/exe", &built)) return false;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        snprintf(path, sizeof path, "%s/%s", sample, files[i]);
        if (newer(path, &built)) return false;
    }
    return true;
}

/* Cells of 200 m instead of the sample's own 100: less than half the time of a first look. */
static const char demo_cell[] = "cell_metres,200";

static void copy_line(FILE *from, FILE *to, bool settings)
{
    char line[4096];
    while (fgets(line, sizeof line, from)) {
        bool cell = settings && strncmp(line, "cell_metres,", strlen("cell_metres,")) == 0;
        if (cell) fprintf(to, "%s\n", demo_cell);
        if (!cell) fputs(line, to);
    }
}

/* The sample's tables in the place's own folder, with those cells; their data files stay where they are. */
static bool copy_tables(const char *sample, const char *folder, vp_error *err)
{
    bool ok = make(folder, err);
    for (size_t i = 0; ok && i < VP_TABLE_COUNT; i++) {
        char source[2 * PATH_MAX], target[2 * PATH_MAX];
        snprintf(source, sizeof source, "%.4000s/%s", sample, vp_province_files[i]);
        snprintf(target, sizeof target, "%.4000s/%s", folder, vp_province_files[i]);
        FILE *from = fopen(source, "r"), *to = from ? fopen(target, "w") : NULL;
        if (to) copy_line(from, to, i == VP_TABLE_PROVINCE);
        if (from) fclose(from);
        ok = !from || (to && fclose(to) == 0) ||
             vp_fail(err, vp_error_of_system(errno), "%s: cannot be written: %s", target, strerror(errno));
    }
    return ok;
}

static int build(const char *sample, const char *place, vp_error *err)
{
    char tables[2 * PATH_MAX];
    static char command[] = "vungphu build", data[] = "--data", output[] = "--output", quiet[] = "--quiet",
                wait[] = "--wait";
    snprintf(tables, sizeof tables, "%.4000s-tables", place);
    if (!copy_tables(sample, tables, err)) return vp_console_fail(err);
    char *words[] = {command, tables, data, (char *)(uintptr_t)sample, output, (char *)(uintptr_t)place,
                     quiet,   wait,   NULL};
    fflush(stdout);
    int out = dup(STDOUT_FILENO); /* which is the address's alone */
    if (out < 0 || dup2(STDERR_FILENO, STDOUT_FILENO) < 0) return VP_EXIT_FAILED;
    int status = vp_build_command(8, words);
    fflush(stdout);
    if (dup2(out, STDOUT_FILENO) < 0) status = VP_EXIT_FAILED;
    close(out);
    return status;
}

static bool answers(const struct sockaddr_in *at)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool connected = fd >= 0 && connect(fd, (const struct sockaddr *)at, sizeof *at) == 0;
    if (fd >= 0) close(fd);
    return connected;
}

/* A child, which waits until the server takes connections, a minute at most. */
static void open_browser(const char *listen)
{
    const char *display = getenv("WAYLAND_DISPLAY"), *port = strrchr(listen, ':');
    struct sockaddr_in here = {.sin_family = AF_INET,
                               .sin_port = htons((uint16_t)strtoul(port + 1, NULL, 10)),
                               .sin_addr = {htonl(INADDR_LOOPBACK)}};
    char url[64];
    if (!display || !*display) display = getenv("DISPLAY");
    snprintf(url, sizeof url, "http://127.0.0.1%s/", port);
    if (!display || !*display || fork() != 0) return;
    for (int tries = 0; tries < 1200 && !answers(&here); tries++)
        nanosleep(&(struct timespec){.tv_nsec = 50 * 1000000L}, NULL);
    execlp("xdg-open", "xdg-open", url, (char *)NULL);
    _exit(127);
}

/* The port asked for, or 8080, or a free one when that is taken. */
static bool choose_port(const arguments *a, char listen[300], vp_error *err)
{
    vp_http_socket socket;
    bool ok = vp_http_listen(&socket, a->listen ? a->listen : "127.0.0.1:8080", err);
    if (!ok && !a->listen && err->kind == VP_BUSY) ok = vp_http_listen(&socket, "127.0.0.1:0", err);
    if (!ok) return false;
    snprintf(listen, 300, "%s", socket.address + strlen("http://"));
    vp_http_unlisten(&socket);
    if (!a->no_browser) open_browser(listen);
    return true;
}

int vp_demo_command(int count, char **texts)
{
    static const struct argp argp = {
        options,
        parse,
        NULL,
        "Shows the sample province, which does not exist: builds it once into the user's cache, "
        "serves it, and opens the map when there is a display.\v"
        "Example: vungphu demo --listen 0.0.0.0:8080",
        NULL,
        NULL,
        NULL};
    arguments a = {0};
    if (vp_arguments_parse(&argp, count, texts, &a) != 0) return VP_EXIT_USAGE;
    char sample[PATH_MAX], place[PATH_MAX], listen[300];
    vp_error err = {0};
    if (!find_sample(sample, &err) || !find_place(place, &err)) return vp_console_fail(&err);
    if (!is_built(sample, place)) {
        fprintf(stderr,
                gettext("building the sample province into %s (some seconds, once; on cells of 200 m: vungphu build %s "
                        "has its own 100 m) …\n"),
                place, sample);
        int status = build(sample, place, &err);
        if (status != VP_EXIT_DONE) return status;
    }
    if (!choose_port(&a, listen, &err)) return vp_console_fail(&err);
    char *serve[] = {
        (char[]){"vungphu serve"}, place, (char[]){"--listen"}, listen, a.quiet ? (char[]){"--quiet"} : NULL, NULL};
    return vp_serve_command(a.quiet ? 5 : 4, serve);
}
