/* vungphu init FOLDER FILE…: looks into files and proposes a province folder. */
#include "base/utc.h"
#include "cli/arguments/console.h"
#include "cli/arguments/parse.h"
#include "cli/commands.h"
#include "store/draft/draft.h"
#include "store/fetch/record.h"
#include "store/import/import.h"
#include "store/look/among.h"
#include "store/look/file_look.h"
#include "store/province/province.h"
#include "store/sandbox/format.h"
#include "store/snapshot/quality_findings.h"
#include "store/spatial/crs.h"
#include "store/text/text.h"
#include <argp.h>
#include <dirent.h>
#include <errno.h>
#include <libintl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { FILES_MOST = 200, ANSWER_MOST = 120, OPTION_NAME = 1000, OPTION_NO_CHECK };

typedef struct {
    const char *folder, *template, *name, *files[FILES_MOST];
    size_t file_count;
    bool yes, quiet, no_check;
} arguments;

typedef struct {
    const arguments *a;
    vp_looks looks;
    vp_proposal proposal;
    vp_draft_place place;
    char id[64], name[ANSWER_MOST];
    size_t failed; /* files that could not be read */
} job;

static const char *const templates[] = {"health", "education", "water", "broadcast", "vn-plan"};

static const char *template_named(const char *value, struct argp_state *state)
{
    for (size_t i = 0; i < sizeof templates / sizeof *templates; i++)
        if (strcmp(templates[i], value) == 0) return value;
    vp_argument_error(state, "there is no template %s; there are: health, education, water, broadcast, vn-plan", value);
    return NULL;
}

static error_t parse(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;
    switch (key) {
    case 'y': a->yes = true; return 0;
    case 'q': a->quiet = true; return 0;
    case 'T': a->template = template_named(value, state); return 0;
    case OPTION_NAME: a->name = value; return 0;
    case OPTION_NO_CHECK: a->no_check = true; return 0;
    case ARGP_KEY_ARG:
        if (!a->folder)
            a->folder = value;
        else if (a->file_count < FILES_MOST)
            a->files[a->file_count++] = value;
        else
            vp_argument_error(state, "at most %d files at once", FILES_MOST);
        return 0;
    case ARGP_KEY_END:
        if (!a->folder) vp_argument_error(state, "which folder, and which files?");
        if (!a->file_count) vp_argument_error(state, "which files? Boundaries, people, roads, places …");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option options[] = {
    {"template", 'T', "NAME", 0, "only services of: health, education, water, broadcast; vn-plan: all", 0},
    {"name", OPTION_NAME, "NAME", 0, "name of the place (default: the folder's)", 0},
    {"yes", 'y', NULL, 0, "ask nothing, take what is proposed", 0},
    {"no-check", OPTION_NO_CHECK, NULL, 0, "do not read everything once to check it", 0},
    {"quiet", 'q', NULL, 0, "only what is wrong or missing", 0},
    {0}};

/* ------------------------------------------------------------ files */

static bool look(job *j, const char *path, vp_error *err)
{
    char full[2 * PATH_MAX];
    for (size_t i = 0; i < j->looks.count; i++)
        if (strcmp(j->looks.items[i].path, path) == 0) return true; /* its layers are there already */
    snprintf(full, sizeof full, "%s/%s", j->a->folder, path);
    if (!j->a->quiet && isatty(STDERR_FILENO)) fprintf(stderr, gettext("looking into %s …\n"), path);
    return vp_file_look(&j->looks, full, path, err);
}

/* Of a folder that was begun before: what its tables name. */
static void look_at_known(job *j)
{
    char path[4200];
    vp_findings ignored = {0};
    vp_error err = {0};
    snprintf(path, sizeof path, "%.4000s/datasets.csv", j->a->folder);
    if (access(path, R_OK) != 0) return;
    vp_province *province = vp_province_read(j->a->folder, NULL, &ignored, &err);
    for (size_t i = 0; province && i < vp_province_dataset_count(province); i++) {
        const vp_dataset *d = vp_province_dataset(province, i);
        if (!d->unusable && strcmp(d->path, VP_DRAFT_SQUARES) != 0) look(j, d->path, NULL);
    }
    vp_province_free(province);
    vp_findings_clear(&ignored);
}

static void print_sentence(const char *sentence)
{
    vp_console_sentence(stdout, sentence);
    putchar('\n');
}

/* A folder, for which there is only advice. */
static bool is_geodatabase(const char *path)
{
    size_t length = strlen(path);
    while (length && path[length - 1] == '/') length--;
    return length > 4 && strncasecmp(path + length - 4, ".gdb", 4) == 0;
}

/* False only when memory is short: a file that cannot be read is said, and the others go on. */
static bool look_at_file(job *j, const char *file, vp_error *err)
{
    char name[512];
    vp_error why = {0};
    if (vp_draft_is_beside(file)) return true; /* comes with its file */
    if (is_geodatabase(file))
        vp_fail(&why, VP_BAD_INPUT, "%s: " VP_SOURCE_FOLDER, file);
    else if (vp_draft_bring(j->a->folder, file, name, sizeof name, &why) &&
             (vp_draft_is_table(name) || look(j, name, &why)))
        return true; /* init . *.csv, again: its own tables are not data */
    if (why.kind == VP_NO_MEMORY) return vp_fail(err, why.kind, "%s", why.message);
    fputs(gettext("not used: "), stderr);
    vp_console_sentence(stderr, why.message);
    fputc('\n', stderr);
    j->failed++;
    return true;
}

static bool is_data(const char *path)
{
    const char *dot = strrchr(path, '.');
    return vp_source_format_of(path) || (dot && strcasecmp(dot, ".asc") == 0);
}

/* Of a folder the files whose names end as those of data do. */
static bool look_at_folder(job *j, const char *folder, vp_error *err)
{
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, NULL, alphasort);
    bool ok = count >= 0 || vp_fail(err, vp_error_of_system(errno), "%s: %s", folder, strerror(errno));
    for (int i = 0; i < count; i++) {
        char path[PATH_MAX];
        struct stat about;
        int length = snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        bool fits = length > 0 && length < (int)sizeof path && *entries[i]->d_name != '.';
        if (ok && fits && is_data(path) && stat(path, &about) == 0 && (S_ISREG(about.st_mode) || is_geodatabase(path)))
            ok = look_at_file(j, path, err);
        free(entries[i]);
    }
    free(entries);
    return ok;
}

static bool look_at_files(job *j, vp_error *err)
{
    bool ok = true;
    if (mkdir(j->a->folder, 0777) != 0 && errno != EEXIST)
        return vp_fail(err, vp_error_of_system(errno), "%s: the folder cannot be made: %s", j->a->folder,
                       strerror(errno));
    look_at_known(j);
    for (size_t i = 0; ok && i < j->a->file_count; i++) {
        struct stat about;
        bool is_folder = stat(j->a->files[i], &about) == 0 && S_ISDIR(about.st_mode);
        ok = (is_folder && !is_geodatabase(j->a->files[i]) ? look_at_folder : look_at_file)(j, j->a->files[i], err);
    }
    if (!ok) return false;
    vp_looks_place_among(&j->looks);
    return j->looks.count > 0 || vp_fail(err, VP_BAD_INPUT, "none of the files could be read");
}

/* ------------------------------------------------------------ questions */

static void ask(const job *j, const char *question, char *answer, size_t size)
{
    char line[ANSWER_MOST];
    if (j->a->yes || !isatty(STDIN_FILENO)) return;
    fprintf(stderr, "%s [%s] ", question, answer);
    if (!fgets(line, sizeof line, stdin)) return;
    line[strcspn(line, "\n")] = '\0';
    if (*line) snprintf(answer, size, "%s", line);
}

static void make_id(job *j)
{
    char *key = vp_text_fold(j->name);
    snprintf(j->id, sizeof j->id, "%.60s", key && *key ? key : "place");
    for (char *at = j->id; *at; at++)
        if (*at == '_') *at = '-';
    free(key);
}

static void last_part(const char *folder, char *name, size_t size)
{
    char real[PATH_MAX];
    const char *from = realpath(folder, real) ? real : folder, *slash = strrchr(from, '/');
    snprintf(name, size, "%.100s", slash && slash[1] ? slash + 1 : from);
}

/* The zone of the middle, a cell that a first build takes seconds with, the name: at most five questions. */
static bool settle(job *j, vp_error *err)
{
    vp_draft_place *place = &j->place;
    const vp_bounds *b = &j->proposal.bounds;
    char hint[300], zone[16], cell[ANSWER_MOST], crs[ANSWER_MOST];
    vp_utc_text now;
    if (b->west > b->east)
        return vp_fail(
            err, VP_BAD_INPUT,
            "none of the files says where the place is: give boundaries, places with coordinates, or a raster");
    if (b->east - b->west > 180)
        return vp_fail(
            err, VP_BAD_INPUT,
            "the files reach more than half way round the earth: give boundaries, or a raster of the place alone");
    vp_crs_zone((vp_point){(b->west + b->east) / 2, (b->south + b->north) / 2}, zone, hint, sizeof hint);
    vp_utc_write((int64_t)time(NULL), now);
    snprintf(place->as_of, sizeof place->as_of, "%.10s", now);
    snprintf(cell, sizeof cell, "%g", vp_proposal_cell_metres(*b, j->proposal.finest_metres));
    snprintf(crs, sizeof crs, "%s", zone);
    last_part(j->a->folder, j->name, sizeof j->name);
    if (j->a->name) snprintf(j->name, sizeof j->name, "%s", j->a->name);
    ask(j, gettext("Name of the place?"), j->name, sizeof j->name);
    ask(j, gettext("Metric coordinate system?"), crs, sizeof crs);
    ask(j, gettext("Side of a cell, in metres?"), cell, sizeof cell);
    ask(j, gettext("The day that the figures describe?"), place->as_of, sizeof place->as_of);
    make_id(j);
    place->folder = j->a->folder, place->id = j->id, place->name = j->name;
    place->cell_metres = strtod(cell, NULL);
    snprintf(place->crs, sizeof place->crs, "%.39s", crs);
    return place->cell_metres >= 1 || vp_fail(err, VP_BAD_INPUT, "a cell of %s metres cannot be", cell);
}

/* ------------------------------------------------------------ squares */

static bool make_squares(const job *j, vp_error *err)
{
    size_t count = 0, points = 0;
    const vp_point *at = NULL;
    for (size_t i = 0; i < j->proposal.source_count; i++) {
        const vp_look *look = &j->looks.items[j->proposal.sources[i].look];
        if (strcmp(j->proposal.sources[i].role, "population_points") == 0)
            at = look->points, points = look->point_count;
    }
    vp_proposed_square *squares = vp_proposal_squares(j->proposal.bounds, at, points, &count, err);
    bool ok = squares && vp_draft_write_squares(j->a->folder, squares, count, err);
    if (ok)
        printf(gettext("no boundaries were given: %zu squares stand for units (%s/%s)\n"), count, j->a->folder,
               VP_DRAFT_SQUARES);
    free(squares);
    return ok;
}

/* ------------------------------------------------------------ what is said */

static void print_missing(const vp_proposal *p)
{
    if (!p->raster_people && !p->table_people)
        puts(gettext(
            "missing: people (a raster such as WorldPop's, places with people, or people of units). Without them "
            "there is "
            "no build"));
    if (!p->roads) puts(gettext("missing: roads. Everybody goes across the land, or distances are in a straight line"));
    if (!p->land_cover)
        puts(gettext(
            "missing: land_cover. Off roads all land is crossed at 3 km/h (off_road_km_per_h), water too where no "
            "barrier "
            "is given"));
    if (!p->elevation) puts(gettext("missing: elevation. Slopes slow nobody"));
    if (!p->service_count) puts(gettext("missing: facilities. There is no service to measure yet"));
}

static void print_understood(const job *j)
{
    for (size_t i = 0; !j->a->quiet && i < j->proposal.understood_count; i++) print_sentence(j->proposal.understood[i]);
    if (!j->a->quiet)
        printf(gettext("coordinate system %s, cells of %g m, %zu services, %zu groups\n"), j->place.crs,
               j->place.cell_metres, j->proposal.service_count, j->proposal.group_count);
    print_missing(&j->proposal);
}

/* The same of another row or unit: one sentence, filled in otherwise. */
static bool alike(const vp_finding *a, const vp_finding *b)
{
    enum { BEGINNING = 16 };
    bool file = (!a->file && !b->file) || (a->file && b->file && strcmp(a->file, b->file) == 0);
    return file && a->severity == b->severity && strncmp(a->reason, b->reason, BEGINNING) == 0;
}

/* Of many alike the first three: vungphu check lists every one. */
static void print_findings(const vp_findings *findings)
{
    enum { SHOWN = 3 };
    for (size_t i = 0; i < findings->count; i++) {
        const vp_finding *f = &findings->items[i];
        size_t before = 0, after = 0;
        if (f->severity == VP_FINDING_NOTE && !strstr(f->reason, "people")) continue;
        for (size_t k = 0; k < i; k++) before += alike(&findings->items[k], f);
        if (before >= SHOWN) continue;
        printf("%s: %s%s%s%s%s: ", gettext(vp_severity_names[f->severity]), f->file ? f->file : "",
               f->column ? ", " : "", f->column ? f->column : "", f->value ? ", " : "", f->value ? f->value : "");
        print_sentence(f->reason);
        for (size_t k = i + 1; before + 1 == SHOWN && k < findings->count; k++) after += alike(f, &findings->items[k]);
        if (after) printf(gettext("… and %zu more like it (vungphu check lists all)\n"), after);
    }
}

/* Everything is read once, as a build does: what is wrong is known now, and how many people are where. */
static bool check(const job *j, vp_error *err)
{
    vp_findings findings = {0};
    vp_province *province = vp_province_read(j->a->folder, NULL, &findings, err);
    bool ok = province != NULL;
    if (ok && findings.errors == 0 && !vp_import_check(province, vp_quality_findings, &findings, err))
        ok = findings.errors > 0;
    print_findings(&findings);
    if (ok) printf(gettext("checked: %zu errors, %zu warnings\n"), findings.errors, findings.warnings);
    if (ok && findings.errors)
        ok = vp_fail(err, VP_BAD_INPUT, "%s: %zu errors, above; mend the tables, and vungphu check %s", j->a->folder,
                     findings.errors, j->a->folder);
    vp_province_free(province);
    vp_findings_clear(&findings);
    return ok;
}

/* people_by_name.csv, of the table and of the units. */
static bool join_names(const job *j, vp_findings *notes, vp_error *err)
{
    const vp_proposed_names *n = &j->proposal.names;
    const vp_look *table = &j->looks.items[n->table], *units = &j->looks.items[n->units];
    char path[2 * PATH_MAX];
    vp_look_pairs people = {0}, codes = {0};
    snprintf(path, sizeof path, "%s/%s", j->a->folder, table->path);
    bool ok = vp_look_read_pairs(table, path, n->name, n->people, &people, err);
    snprintf(path, sizeof path, "%s/%s", j->a->folder, units->path);
    ok = ok && vp_look_read_pairs(units, path, n->unit_name, n->unit_code, &codes, err);
    const vp_look_column *c = &table->columns[n->people];
    const char *decimal = c->doubtful + c->whole >= c->numbers && c->doubtful ? "comma" : "";
    ok = ok && vp_draft_write_people(j->a->folder, &people, &codes, decimal, notes, err);
    vp_look_pairs_clear(&people);
    vp_look_pairs_clear(&codes);
    return ok;
}

static bool write_tables(const job *j, vp_error *err)
{
    vp_findings notes = {0};
    bool ok = (!j->proposal.squares || make_squares(j, err)) &&
              (!j->proposal.names.any || join_names(j, &notes, err)) &&
              vp_draft_write(&j->proposal, &j->place, &notes, err);
    for (size_t i = 0; i < notes.count; i++) {
        const vp_finding *f = &notes.items[i];
        printf("%s%s%s: ", f->file, f->column ? ", " : "", f->column ? f->column : "");
        print_sentence(f->reason);
    }
    vp_findings_clear(&notes);
    return ok;
}

static void take_recorded(const job *j, const char *path, const char *column, char *out, size_t size)
{
    char *text = vp_fetch_record_find(j->a->folder, path, column);
    if (text && *text && strlen(text) < size) snprintf(out, size, "%s", text);
    free(text);
}

/* Of files that vungphu fetch brought: from where, and under which licence. */
static void take_records(job *j)
{
    for (size_t i = 0; i < j->proposal.source_count; i++) {
        vp_proposed_source *s = &j->proposal.sources[i];
        take_recorded(j, s->path, "licence", s->licence, sizeof s->licence);
        take_recorded(j, s->path, "attribution", s->attribution, sizeof s->attribution);
        take_recorded(j, s->path, "address", s->url, sizeof s->url);
    }
}

static bool run(job *j, vp_error *err)
{
    if (!look_at_files(j, err)) return false;
    time_t now = time(NULL);
    bool all = !j->a->template || strcmp(j->a->template, "vn-plan") == 0;
    bool plan = all && j->a->template;
    vp_proposal_wishes wishes = {all ? NULL : j->a->template, gmtime(&now)->tm_year + 1900, plan};
    if (!vp_proposal_make(j->looks.items, j->looks.count, &wishes, &j->proposal, err)) return false;
    take_records(j);
    if (!settle(j, err) || !write_tables(j, err)) return false;
    print_understood(j);
    fflush(stdout);
    if (!j->proposal.raster_people && !j->proposal.table_people) return true; /* said above */
    if (!j->a->no_check && !check(j, err)) return false;
    printf(gettext("next: vungphu build %s && vungphu serve %s\n"), j->a->folder, j->a->folder);
    return true;
}

int vp_init_command(int count, char **texts)
{
    static const struct argp argp = {
        options,
        parse,
        "FOLDER FILE...",
        "Looks into files and writes a province folder for them: which file is what, services "
        "found in the data, speeds, groups and indicators. Again with more files it adds to "
        "the folder and overwrites nothing that you changed.\v"
        "Example: vungphu init my-place communes.gpkg people.tif roads.osm.pbf clinics.csv",
        NULL,
        NULL,
        NULL};
    arguments a = {0};
    if (vp_arguments_parse(&argp, count, texts, &a) != 0) return VP_EXIT_USAGE;
    vp_error err = {0};
    job *j = calloc(1, sizeof *j);
    if (!j) return VP_EXIT_FAILED;
    j->a = &a;
    bool ok = run(j, &err);
    int status = ok && !j->failed ? VP_EXIT_DONE : VP_EXIT_FAILED;
    if (!ok) vp_console_fail(&err);
    vp_proposal_clear(&j->proposal);
    vp_looks_clear(&j->looks);
    free(j);
    return status;
}
