/* vungphu export DIR FILE: tables, layers and surfaces as files for other programs. */
#include "store/export.h"
#include "app/commands.h"
#include "app/console.h"
#include <argp.h>

typedef struct {
    const char *directory, *file, *layer;
} arguments;

static error_t parse(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;
    switch (key) {
    case 'l': a->layer = value; return 0;
    case ARGP_KEY_ARG:
        if (a->file) argp_error(state, "one dataset directory and one file, not also %s", value);
        if (a->directory)
            a->file = value;
        else
            a->directory = value;
        return 0;
    case ARGP_KEY_END:
        if (!a->file) argp_error(state, "which dataset directory, and which file to write?");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option options[] = {
    {"layer", 'l', "NAME", 0,
     "units (default; also units_LEVEL_VINTAGE), facilities, gaps, indicators, indicator_values, targets, services, "
     "population_groups, sources; of a tif: a service, nearest_SERVICE or population_LABEL",
     0},
    {0}};

int vp_export_command(int count, char **texts)
{
    static const struct argp argp = {
        options,
        parse,
        "DIR FILE",
        "Writes what is published in the dataset directory DIR to FILE, in the format of its "
        "extension: csv, geojson, fgb (one layer), xlsx, gpkg (all of them), tif (a surface).\v"
        "Example: vungphu export gis-data/sample/dataset gaps.geojson --layer gaps",
        NULL,
        NULL,
        NULL};
    arguments a = {0};
    vp_error err = {0};
    if (argp_parse(&argp, count, texts, 0, NULL, &a) != 0) return VP_EXIT_USAGE;
    if (vp_export(a.directory, a.file, a.layer, &err)) return VP_EXIT_DONE;
    vp_console_fail(&err);
    return VP_EXIT_FAILED;
}
