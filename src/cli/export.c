/* vungphu export DIR FILE: tables, layers and surfaces as files for other programs. */
#include "store/export/export.h"
#include "cli/arguments/console.h"
#include "cli/arguments/decimal_argument.h"
#include "cli/arguments/parse.h"
#include "cli/arguments/web_folder.h"
#include "cli/commands.h"
#include "platform/whole_file.h"
#include "publish/site.h"
#include "report/report.h"
#include "server/endpoints/endpoints.h"
#include "service/exports.h"
#include "service/scenario_columns.h"
#include "service/tile_archive.h"
#include "store/snapshot/snapshot_store.h"
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    const char *directory, *file, *layer, *level, *vintage, *code, *web;
    bool bom, english, no_surfaces, groups;
    vp_decimal_argument decimal;
} arguments;

enum { LAYER = 256, LANG, LEVEL, VINTAGE, CODE, WEB, NO_SURFACES, GROUPS };

static error_t parse(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;
    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = &a->decimal; return 0;
    case WEB: a->web = value; return 0;
    case NO_SURFACES: a->no_surfaces = true; return 0;
    case GROUPS: a->groups = true; return 0;
    case LEVEL: a->level = value; return 0;
    case VINTAGE: a->vintage = value; return 0;
    case CODE: a->code = value; return 0;
    case LAYER: a->layer = value; return 0;
    case LANG:
        a->english = strcmp(value, "en") == 0;
        if (!a->english && strcmp(value, "vi") != 0) vp_argument_error(state, "--lang is vi or en, not %s", value);
        return 0;
    case 'b': a->bom = true; return 0;
    case ARGP_KEY_ARG:
        if (a->file) vp_argument_error(state, "one dataset directory and one file, not also %s", value);
        if (a->directory)
            a->file = value;
        else
            a->directory = value;
        return 0;
    case ARGP_KEY_END:
        if (!a->file) vp_argument_error(state, "which dataset directory, and which file to write?");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option options[] = {
    {"layer", LAYER, "NAME", 0,
     "units (default; also units_LEVEL_VINTAGE), facilities, transmitters, service_areas, gaps, quality, isochrones, "
     "indicators, indicator_values, targets, "
     "history, "
     "services, "
     "population_groups, sources; of a tif: a service, nearest_SERVICE or population_LABEL; of pmtiles and mbtiles: "
     "tile "
     "layers between commas (default: all), or one reach_SERVICE; scenario_ID: what a saved scenario changes, by unit",
     0},
    {"level", LEVEL, "LEVEL", 0,
     "html: the report of another territory than the plan's: commune, district, province; pmtiles, mbtiles: of the "
     "units",
     0},
    {"vintage", VINTAGE, "YEAR", 0, "html: of its units, such as 2024", 0},
    {"code", CODE, "CODE", 0, "html: one unit, for its people's committee", 0},
    {"lang", LANG, "vi|en", 0, "language of the titles in xlsx (default vi)", 0},
    {"web", WEB, "DIR", 0, "site/: the web map as built; default: that of this program", 0},
    {"no-surfaces", NO_SURFACES, NULL, 0, "site/: without the surfaces as files (COG)", 0},
    {"groups", GROUPS, NULL, 0,
     "site/: also each indicator for every population group, by the units of today: many files", 0},
    {"bom", 'b', NULL, 0, "csv begins with a byte order mark, so that Excel reads Vietnamese", 0},
    {0}};

static bool is_report(const char *file)
{
    const char *dot = strrchr(file, '.');
    return dot && (strcmp(dot, ".html") == 0 || strcmp(dot, ".htm") == 0);
}

/* The printable report is made from the snapshot itself, not from its tables. */
static bool write_report(const arguments *a, vp_error *err)
{
    vp_buffer html = {0};
    vp_snapshot *snapshot = vp_snapshot_load(a->directory, err);
    vp_territory territory;
    bool ok = snapshot && vp_territory_find(&snapshot->region->units, a->level, a->vintage, a->code, &territory, err) &&
              vp_report_write(snapshot, territory, &html, err) && vp_whole_file_write(a->file, &html, err);
    vp_snapshot_release(snapshot);
    vp_buffer_clear(&html);
    return ok;
}

static bool is_scenario(const char *layer)
{
    char id[VP_SCENARIO_ID];
    return layer && vp_scenario_columns_named(layer, id);
}

/* From the snapshot itself, too; with what a scenario changes where a layer is of one. */
static bool write_loaded(const arguments *a, vp_error *err)
{
    const vp_tile_archive_question tiles = {.layers = a->layer, .level = a->level, .vintage = a->vintage};
    const vp_export_question table = {.bom = a->bom, .decimal_comma = a->decimal.comma};
    vp_snapshot *snapshot = vp_snapshot_load(a->directory, err);
    vp_unit_columns *columns = snapshot && is_scenario(a->layer)
                                   ? vp_scenario_columns_of_dataset(a->directory, a->layer, snapshot, err)
                                   : NULL;
    bool ok = snapshot && (columns || !is_scenario(a->layer));
    if (ok) snapshot->places.columns = columns;
    ok = ok && (vp_tile_archive_is(a->file) ? vp_tile_archive_write(snapshot, &tiles, a->file, err)
                                            : vp_exports_write_columns(snapshot, &table, a->file, err));
    vp_snapshot_release(snapshot);
    vp_unit_columns_free(columns);
    return ok;
}

/* The map and the answers that it asks for. */
static bool write_site(const arguments *a, vp_error *err)
{
    char found[PATH_MAX];
    return vp_site_write(&(vp_site_options){.directory = a->directory,
                                            .web_folder = a->web ? a->web : vp_web_folder_find(found),
                                            .routes = &vp_endpoints,
                                            .surfaces = !a->no_surfaces,
                                            .groups = a->groups,
                                            .sheets = VP_SITE_SHEETS_SELF},
                         a->file, NULL, err);
}

int vp_export_command(int count, char **texts)
{
    static const struct argp_child children[] = {{&vp_decimal_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {
        options,
        parse,
        "DIR FILE",
        "Writes what is published in the dataset directory DIR to FILE, in the format of its "
        "extension: csv, geojson, fgb (one layer), xlsx, gpkg (all of them), tif (a surface), html (the printable "
        "report), pmtiles, mbtiles (tiles of any layers, zoom 0 to 14); or, where FILE ends with a slash, a folder "
        "that any "
        "host of files serves: the web map in reading mode with all that it asks for.\v"
        "Example: vungphu export gis-data/sample/dataset gaps.geojson --layer gaps",
        children,
        NULL,
        NULL};
    arguments a = {0};
    vp_error err = {0};
    if (vp_arguments_parse(&argp, count, texts, &a) != 0) return VP_EXIT_USAGE;
    vp_export_question question = {.directory = a.directory,
                                   .layer = a.layer,
                                   .bom = a.bom,
                                   .decimal_comma = a.decimal.comma,
                                   .english = a.english};
    if (vp_site_is(a.file)                                   ? write_site(&a, &err)
        : is_report(a.file)                                  ? write_report(&a, &err)
        : vp_tile_archive_is(a.file) || is_scenario(a.layer) ? write_loaded(&a, &err)
                                                             : vp_export(&question, a.file, &err))
        return VP_EXIT_DONE;
    vp_console_fail(&err);
    return VP_EXIT_FAILED;
}
