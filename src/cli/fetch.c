/* vungphu fetch FOLDER: brings what datasets.csv names by url, or with --country open data for a new folder. No other
 * command opens an address. */
#include "cli/arguments/console.h"
#include "cli/arguments/parse.h"
#include "cli/commands.h"
#include "store/fetch/folder.h"
#include "store/fetch/open_data.h"
#include "store/fetch/record.h"
#include <argp.h>
#include <errno.h>
#include <libintl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    OPTION_COUNTRY = 1000,
    OPTION_ADMIN,
    OPTION_LEVEL,
    OPTION_LAYERS,
    OPTION_CATALOGUE,
    OPTION_SET,
    OPTION_MIRROR,
    OPTION_PATIENCE,
    OPTION_AGAIN,
    OPTION_LIST,
    SETS_MOST = 20,
    FILES_MOST = 40,
    PATIENCE_SECONDS = 30
};

typedef struct {
    const char *folder, *data, *country, *admin, *level, *layers, *catalogue, *mirror;
    const char *sets[SETS_MOST + 1];
    size_t set_count;
    unsigned patience;
    bool again, list, quiet;
} arguments;

typedef struct {
    const arguments *a;
    vp_console console;
    vp_fetch_options options;
    size_t brought, failed;
    vp_table catalogue;
    vp_bounds degrees; /* of the country's part */
    vp_buffer outline;
    char *files[FILES_MOST]; /* of the catalogue's layers, in the folder */
    size_t file_count;
} job;

static error_t take_folder(arguments *a, char *value, struct argp_state *state)
{
    if (a->folder) vp_argument_error(state, "one province folder, not two: %s", value);
    a->folder = value;
    return 0;
}

static error_t check_arguments(arguments *a, struct argp_state *state)
{
    if (!a->folder && !a->list) vp_argument_error(state, "which province folder?");
    if (a->country && strlen(a->country) != 3)
        vp_argument_error(state, "--country is three letters, such as VNM: %s", a->country);
    if (!a->country && (a->admin || a->layers || a->level))
        vp_argument_error(state, "--admin, --level and --layers go with --country");
    if (!a->patience) vp_argument_error(state, "--patience is a number of seconds");
    return 0;
}

static error_t parse(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;
    switch (key) {
    case 'd': a->data = value; return 0;
    case 'q': a->quiet = true; return 0;
    case OPTION_COUNTRY: a->country = value; return 0;
    case OPTION_ADMIN: a->admin = value; return 0;
    case OPTION_LEVEL: a->level = value; return 0;
    case OPTION_LAYERS: a->layers = value; return 0;
    case OPTION_CATALOGUE: a->catalogue = value; return 0;
    case OPTION_MIRROR: a->mirror = value; return 0;
    case OPTION_AGAIN: a->again = true; return 0;
    case OPTION_LIST: a->list = true; return 0;
    case OPTION_PATIENCE: a->patience = (unsigned)strtoul(value, NULL, 10); return 0;
    case OPTION_SET:
        if (a->set_count == SETS_MOST || !strchr(value, '=')) vp_argument_error(state, "--set NAME=VALUE: %s", value);
        a->sets[a->set_count++] = value;
        return 0;
    case ARGP_KEY_ARG: return take_folder(a, value, state);
    case ARGP_KEY_END: return check_arguments(a, state);
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option options[] = {
    {"data", 'd', "DIR", 0, "where the files named in datasets.csv lie (default: FOLDER)", 0},
    {"country", OPTION_COUNTRY, "ISO3", 0, "fill the folder with open data of this country: VNM, LAO …", 0},
    {"admin", OPTION_ADMIN, "UNIT", 0, "only of this unit of its first level, by name or code: VN-69", 0},
    {"level", OPTION_LEVEL, "ADM2", 0, "the level of its units (default: the finest of ADM3, ADM2, ADM1)", 0},
    {"layers", OPTION_LAYERS, "ID,ID", 0, "layers of the catalogue (default: those that it takes; see --list)", 0},
    {"list", OPTION_LIST, NULL, 0, "print the catalogue: layers, licences, addresses", 0},
    {"catalogue", OPTION_CATALOGUE, "FILE", 0, "a catalogue of your own, as gis-data/open-data.csv", 0},
    {"set", OPTION_SET, "NAME=VALUE", 0, "what stands for {NAME} in its addresses", 0},
    {"mirror", OPTION_MIRROR, "URL", 0, "ask URL/host/path instead of https://host/path", 0},
    {"again", OPTION_AGAIN, NULL, 0, "also what is there already", 0},
    {"patience", OPTION_PATIENCE, "SECONDS", 0, "without a byte until a try is given up (30)", 0},
    {"quiet", 'q', NULL, 0, "only what could not be brought", 0},
    {0}};

/* ------------------------------------------------------------ what is said */

static void print_bytes(double bytes)
{
    if (bytes < 1e6)
        printf("%.0f kB", bytes / 1e3);
    else
        printf("%.1f MB", bytes / 1e6);
}

static void print_brought(void *context, const char *path, const vp_fetched *f)
{
    job *j = context;
    vp_console_end(&j->console);
    j->brought++;
    if (j->a->quiet) return;
    printf("%s: ", path);
    print_bytes((double)f->bytes);
    printf(f->window ? ", read in parts (" : ", brought whole (");
    print_bytes((double)f->received);
    printf(gettext(" in %llu requests)"), (unsigned long long)f->requests);
    if (f->absent) printf(gettext("; %zu tiles are not there, as over the sea"), f->absent);
    putchar('\n');
    fflush(stdout);
}

static void print_failed(void *context, const vp_error *why)
{
    job *j = context;
    vp_console_end(&j->console);
    j->failed++;
    fputs(gettext("not brought: "), stderr);
    vp_console_sentence(stderr, why->message);
    fputc('\n', stderr);
}

/* ------------------------------------------------------------ the folder's tables */

static bool bring_tables(job *j, vp_error *err)
{
    vp_findings findings = {0};
    vp_province *province = vp_province_read(j->a->folder, j->a->data, &findings, err);
    vp_fetch_report report = {print_brought, print_failed, j, j->a->again};
    bool ok = province && vp_fetch_tables(province, &j->options, &report, err);
    if (ok && !j->brought && !j->failed && !j->a->quiet)
        puts(gettext("nothing to bring: each file that datasets.csv names is there, or its row has no url"));
    vp_province_free(province);
    vp_findings_clear(&findings);
    return ok;
}

/* ------------------------------------------------------------ open data of a country */

static const char *cell(const job *j, size_t row, const char *column)
{
    return vp_table_cell(&j->catalogue, row, vp_table_column(&j->catalogue, column));
}

static bool is_in_list(const char *list, const char *id)
{
    size_t length = strlen(id);
    for (const char *at = list; at; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL)
        if (strncmp(at, id, length) == 0 && (at[length] == ',' || !at[length])) return true;
    return false;
}

/* Each name of --layers is a layer's. */
static bool check_layers(const job *j, vp_error *err)
{
    for (const char *at = j->a->layers; at && *at;) {
        size_t length = strcspn(at, ","), row = 0;
        char names[400] = "";
        while (row < j->catalogue.row_count &&
               (strncmp(cell(j, row, "id"), at, length) != 0 || cell(j, row, "id")[length]))
            row++;
        for (size_t i = 0; row == j->catalogue.row_count && i < row; i++)
            snprintf(names + strlen(names), sizeof names - strlen(names), " %s", cell(j, i, "id"));
        if (row == j->catalogue.row_count)
            return vp_fail(err, VP_BAD_INPUT, "there is no layer %.*s; there are:%s", (int)length, at, names);
        at += length + (at[length] == ',');
    }
    return true;
}

static bool is_raster(const char *role)
{
    return strcmp(role, "population") == 0 || strncmp(role, "elevation", 9) == 0 || strcmp(role, "land_cover") == 0;
}

/* One layer of the catalogue into path. */
static bool bring_layer(job *j, size_t row, const char *level, const char *path, vp_bounds degrees, vp_error *err)
{
    static char addresses[VP_FETCH_ADDRESSES_MOST][VP_ADDRESS_MOST];
    const char *asked[VP_FETCH_ADDRESSES_MOST];
    vp_open_data_place place = {j->a->country, level, degrees, j->a->sets};
    size_t count = vp_open_data_addresses(cell(j, row, "address"), cell(j, row, "tiles"), &place, addresses, err);
    if (!count) return false;
    vp_buffer all = {0};
    for (size_t i = 0; i < count; i++) vp_buffer_format(&all, "%s%s", i ? "|" : "", asked[i] = addresses[i]);
    bool units = strcmp(cell(j, row, "role"), "units") == 0;
    vp_fetch_wish wish = {.addresses = asked,
                          .address_count = count,
                          .path = path,
                          .layer = cell(j, row, "layer"),
                          .crs = "",
                          .filter = cell(j, row, "filter"),
                          .sha256 = "",
                          .raster = is_raster(cell(j, row, "role")),
                          .degrees = degrees,
                          .outline = units && j->outline.length && *path != '.' ? &j->outline : NULL};
    vp_fetched fetched;
    vp_fetch_record record = {path,
                              vp_buffer_terminated(&all),
                              cell(j, row, "licence"),
                              cell(j, row, "attribution"),
                              cell(j, row, "citation"),
                              cell(j, row, "vintage"),
                              cell(j, row, "note")};
    bool ok = (record.address || vp_fail_memory(err, 1)) && vp_fetch_file(&j->options, &wish, &fetched, err) &&
              (*path == '.' || vp_fetch_record_write(j->options.folder, &record, &fetched, err));
    if (ok) print_brought(j, path, &fetched);
    vp_buffer_clear(&all);
    return ok;
}

static bool keep_file(job *j, const char *path, vp_error *err)
{
    if (j->file_count == FILES_MOST || asprintf(&j->files[j->file_count], "%s/%s", j->options.folder, path) < 0)
        return vp_fail_memory(err, strlen(path));
    j->file_count++;
    return true;
}

static bool is_there(const job *j, const char *path)
{
    char full[PATH_MAX];
    snprintf(full, sizeof full, "%.3000s/%.500s", j->options.folder, path);
    return !j->a->again && access(full, F_OK) == 0;
}

static const vp_bounds everywhere = {.west = 1, .east = -1};

/* The country, or the unit of its first level, from the layer that the units come from. */
static bool find_place(job *j, size_t row, vp_error *err)
{
    char path[64], full[PATH_MAX];
    snprintf(path, sizeof path, ".fetch-%s.geojson", j->a->admin ? "ADM1" : "ADM0");
    snprintf(full, sizeof full, "%.4000s/%s", j->options.folder, path);
    if (!bring_layer(j, row, j->a->admin ? "ADM1" : "ADM0", path, everywhere, err)) return false;
    bool ok = j->a->admin ? vp_fetch_outline(full, j->a->admin, &j->degrees, &j->outline, err)
                          : vp_fetch_extent(full, "", "", "", &j->degrees, err);
    unlink(full);
    return ok;
}

/* The finest level that the country has. */
static bool bring_units(job *j, size_t row, vp_error *err)
{
    static const char *const levels[] = {"ADM3", "ADM2", "ADM1"};
    const char *path = cell(j, row, "file");
    bool ok = is_there(j, path);
    for (size_t i = 0; !ok && i < (j->a->level ? 1 : sizeof levels / sizeof *levels); i++) {
        *err = (vp_error){0};
        ok = bring_layer(j, row, j->a->level ? j->a->level : levels[i], path, j->degrees, err);
        if (!ok && err->kind != VP_NOT_FOUND) return false;
    }
    return ok && keep_file(j, path, err);
}

static bool bring_others(job *j, vp_error *err)
{
    const double margin_metres = 3000; /* a little more than init's margin_metres */
    for (size_t row = 0; row < j->catalogue.row_count; row++) {
        const char *id = cell(j, row, "id"), *path = cell(j, row, "file"), *role = cell(j, row, "role");
        bool wanted = j->a->layers ? is_in_list(j->a->layers, id) : strcmp(cell(j, row, "take"), "yes") == 0;
        vp_error why = {0};
        if (!wanted || strcmp(role, "units") == 0) continue;
        double metres = strcmp(role, "elevation_wide") == 0 ? 150000 : margin_metres;
        if (is_there(j, path) || bring_layer(j, row, "", path, vp_fetch_widened(j->degrees, metres), &why)) {
            if (!keep_file(j, path, err)) return false;
        } else if (why.kind == VP_NO_MEMORY || why.kind == VP_NO_SPACE || why.kind == VP_CANCELLED) {
            return vp_fail(err, why.kind, "%s", why.message);
        } else {
            print_failed(j, &why);
        }
    }
    return true;
}

static bool bring_country(job *j, vp_error *err)
{
    size_t row = 0;
    if (mkdir(j->options.folder, 0777) != 0 && errno != EEXIST)
        return vp_fail(err, vp_error_of_system(errno), "%s: the folder cannot be made: %s", j->options.folder,
                       strerror(errno));
    if (!check_layers(j, err)) return false;
    while (row < j->catalogue.row_count && strcmp(cell(j, row, "role"), "units") != 0) row++;
    if (row == j->catalogue.row_count) return vp_fail(err, VP_BAD_INPUT, "the catalogue has no units");
    return find_place(j, row, err) && bring_units(j, row, err) && bring_others(j, err);
}

static int write_tables(const job *j)
{
    static char init[] = "vungphu init", yes[] = "--yes", name[] = "--name", quiet[] = "--quiet";
    char *words[FILES_MOST + 8] = {init, (char *)(uintptr_t)j->a->folder, yes};
    int count = 3;
    if (j->a->admin) words[count++] = name, words[count++] = (char *)(uintptr_t)j->a->admin;
    if (j->a->quiet) words[count++] = quiet;
    for (size_t i = 0; i < j->file_count; i++) words[count++] = j->files[i];
    return vp_init_command(count, words);
}

/* ------------------------------------------------------------ the catalogue */

static void print_catalogue(const job *j)
{
    for (size_t row = 0; row < j->catalogue.row_count; row++) {
        printf("%s (%s%s): %s, %s, %s\n  %s\n", cell(j, row, "id"), cell(j, row, "role"),
               strcmp(cell(j, row, "take"), "yes") == 0 ? "" : "; only by --layers", cell(j, row, "attribution"),
               cell(j, row, "vintage"), cell(j, row, "licence"), cell(j, row, "address"));
        if (*cell(j, row, "note")) printf("  %s\n", cell(j, row, "note"));
    }
}

static int run(job *j, vp_error *err)
{
    bool ok = vp_open_data_read(j->a->catalogue, &j->catalogue, err);
    if (ok && j->a->list) return print_catalogue(j), VP_EXIT_DONE;
    ok = ok && (j->a->country ? bring_country(j, err) : bring_tables(j, err));
    vp_console_end(&j->console);
    if (!ok) return vp_console_fail(err);
    int status = j->a->country ? write_tables(j) : VP_EXIT_DONE;
    if (j->failed)
        fprintf(stderr, gettext("%zu files were not brought: the same command goes on with them\n"), j->failed);
    return j->failed ? VP_EXIT_FAILED : status;
}

int vp_fetch_command(int count, char **texts)
{
    static const struct argp argp = {
        options,
        parse,
        "FOLDER",
        "Brings the files that FOLDER/datasets.csv names by url and that are not there: of rasters and FlatGeobuf only "
        "what lies in the province. With --country an empty folder gets boundaries, people, relief, land cover, roads "
        "and places of a country or a unit of it, from a catalogue of open data, and its tables. What was brought, "
        "from "
        "where and under which licence stands in FOLDER/fetched.csv. A fetch that was cut off goes on where it was.\v"
        "Example: vungphu fetch my-place --country VNM --admin VN-69\n"
        "No other command opens an address.",
        NULL,
        NULL,
        NULL};
    arguments a = {.patience = PATIENCE_SECONDS};
    if (vp_arguments_parse(&argp, count, texts, &a) != 0) return VP_EXIT_USAGE;
    job *j = calloc(1, sizeof *j);
    if (!j) return VP_EXIT_FAILED;
    vp_error err = {0};
    j->a = &a;
    j->console.quiet = a.quiet;
    j->options = (vp_fetch_options){.folder = a.data && !a.country ? a.data : a.folder,
                                    .mirror = a.mirror,
                                    .patience = a.patience,
                                    .progress = vp_console_progress,
                                    .context = &j->console};
    int status = run(j, &err);
    for (size_t i = 0; i < j->file_count; i++) free(j->files[i]);
    vp_table_clear(&j->catalogue);
    vp_buffer_clear(&j->outline);
    free(j);
    return status;
}
