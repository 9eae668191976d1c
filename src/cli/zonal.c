/* vungphu zonal: what lies in each zone of a layer, from a raster, by exact shares of cells. */
#include "cli/arguments/console.h"
#include "cli/arguments/format_argument.h"
#include "cli/arguments/parse.h"
#include "cli/arguments/snapshot_arguments.h"
#include "cli/commands.h"
#include "store/plain/raster_read.h"
#include "store/spatial/cell_area.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <vungphu/zonal_summary.h>

enum { QUANTILES_MOST = 16, FIXED_COLUMNS = 9, LAYER = 256, NAME_COLUMN, QUANTILES, VALUES, WEIGHTS };

typedef struct {
    const char *values, *weights;
    vp_feature_file zones;
    double levels[QUANTILES_MOST];
    size_t level_count;
    vp_format_argument table;
} arguments;

static const struct argp_option options[] = {
    {"zones", 'z', "FILE", 0, "polygons: .gpkg, .shp, .geojson, .fgb, .kml …, or a .zip with one", 0},
    {"layer", LAYER, "NAME", 0, "layer of the zones, when the file has several", 0},
    {"name", NAME_COLUMN, "COLUMN", 0, "what a zone is called (default: code, id or name)", 0},
    {"values", VALUES, "RASTER", 0, "what is summed up, such as minutes", 0},
    {"weights", WEIGHTS, "RASTER", 0, "what a cell counts for, such as people; on the same grid (default 1)", 0},
    {"quantiles", QUANTILES, "LIST", 0, "levels from 0 to 1 (default 0.25,0.5,0.75)", 0},
    {0}};

static void parse_levels(arguments *a, const char *text, struct argp_state *state)
{
    const char *all = text;
    a->level_count = 0;
    for (char *end; *text; text = *end == ',' ? end + 1 : end) {
        double level = strtod(text, &end);
        if (end == text || (*end && *end != ',') || !(level >= 0 && level <= 1) || a->level_count == QUANTILES_MOST)
            vp_argument_error(state, "--quantiles takes up to %d numbers from 0 to 1 with commas between, not %s",
                              QUANTILES_MOST, all);
        a->levels[a->level_count++] = level;
    }
}

static error_t parse(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;
    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = &a->table; return 0;
    case 'z': a->zones.path = value; return 0;
    case LAYER: a->zones.layer = value; return 0;
    case NAME_COLUMN: a->zones.name_column = value; return 0;
    case VALUES: a->values = value; return 0;
    case WEIGHTS: a->weights = value; return 0;
    case QUANTILES: parse_levels(a, value, state); return 0;
    case ARGP_KEY_ARG: argp_usage(state); return 0;
    case ARGP_KEY_END:
        if (!a->zones.path || !a->values) vp_argument_error(state, "--zones and --values are needed");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

typedef struct {
    vp_raster_place place;
    double *values, *weights, *row_km2; /* row_km2: of a cell; NULL where all cells are alike */
    vp_features zones;
    vp_findings findings;
} inputs;

static bool check_weights(const inputs *in, const char *path, vp_error *err)
{
    size_t columns = in->place.geometry.columns;
    for (size_t i = 0; in->weights && i < vp_grid_geometry_cells(in->place.geometry); i++)
        if (in->weights[i] < 0)
            return vp_fail(err, VP_BAD_INPUT, "%s: column %zu, row %zu has a weight of %g", path, i % columns,
                           i / columns, in->weights[i]);
    return true;
}

/* Cells in degrees cover less area the further they are from the equator. */
static bool weigh_rows(inputs *in, vp_error *err)
{
    const vp_raster_place *p = &in->place;
    const double transform[6] = {p->geometry.west, p->geometry.cell_metres, 0, p->geometry.north, 0, -p->row_height};
    if (!p->degrees) return true;
    in->row_km2 = malloc(p->geometry.rows * sizeof *in->row_km2);
    if (!in->row_km2) return vp_fail_memory(err, p->geometry.rows * sizeof *in->row_km2);
    for (size_t row = 0; row < p->geometry.rows; row++) in->row_km2[row] = vp_cell_area(transform, true, row) / 1e6;
    return true;
}

/* Cells that are higher than wide, or lower, become squares, and the zones with them: shares stay what they are. */
static void square_cells(inputs *in)
{
    double north = in->place.geometry.north, stretch = in->place.geometry.cell_metres / in->place.row_height;
    for (size_t z = 0; stretch != 1 && z < in->zones.count; z++)
        for (size_t i = 0; i < in->zones.shapes[z].point_count; i++) {
            double *y = &in->zones.shapes[z].points[i].y;
            *y = north + (*y - north) * stretch;
        }
}

static bool read_inputs(inputs *in, const arguments *a, vp_error *err)
{
    vp_raster_request values = {.path = a->values, .findings = &in->findings},
                      weights = {.path = a->weights, .findings = &in->findings};
    vp_feature_file zones = a->zones;
    zones.findings = &in->findings;
    in->values = vp_raster_read_any(&values, &in->place, err);
    if (!in->values) return false;
    if (a->weights && !(in->weights = vp_raster_read_any_on(&weights, &in->place, err))) return false;
    if (!check_weights(in, a->weights, err) || !weigh_rows(in, err) ||
        !vp_plain_polygons_read(&zones, &in->place, &in->zones, err))
        return false;
    square_cells(in);
    return true;
}

static bool add_row(vp_output *output, const inputs *in, const arguments *a, size_t zone, vp_error *err)
{
    const vp_zonal_cells cells = {in->place.geometry, in->values, in->weights, in->row_km2};
    const vp_shape *shape = &in->zones.shapes[zone];
    vp_zonal_summary s;
    double quantiles[QUANTILES_MOST];
    if (!vp_zonal_summarise(&cells, shape, &s, err) ||
        !vp_zonal_quantiles(&cells, shape, a->levels, a->level_count, quantiles, err))
        return false;
    vp_output_text(output, in->zones.names[zone]);
    double all = s.cells + s.missing_cells, nothing = s.cells > 0 ? 0 : (double)NAN; /* known: then no sum is 0 */
    const double numbers[FIXED_COLUMNS - 1] = {
        s.cells, s.missing_cells, all > 0 ? s.cells / all : (double)NAN, s.weight + nothing, s.sum + nothing, s.mean,
        s.least, s.most};
    for (size_t i = 0; i < FIXED_COLUMNS - 1; i++) vp_output_number(output, numbers[i], 3);
    for (size_t i = 0; i < a->level_count; i++) vp_output_number(output, quantiles[i], 3);
    return true;
}

static bool print_zones(const inputs *in, const arguments *a, vp_error *err)
{
    char names[QUANTILES_MOST][32];
    const char *columns[FIXED_COLUMNS + QUANTILES_MOST] = {"zone", "count", "no_data", "known", "weight",
                                                           "sum",  "mean",  "min",     "max"};
    for (size_t i = 0; i < a->level_count; i++) {
        snprintf(names[i], sizeof names[i], "q%g", a->levels[i]);
        columns[FIXED_COLUMNS + i] = names[i];
    }
    vp_output *output = vp_output_new(columns, FIXED_COLUMNS + a->level_count, err);
    bool ok = output != NULL;
    for (size_t i = 0; ok && i < in->zones.count; i++) ok = add_row(output, in, a, i, err);
    ok = ok && vp_output_print(output, a->table.format, err);
    vp_output_free(output);
    return ok;
}

int vp_zonal_command(int count, char **texts)
{
    static const struct argp_child children[] = {{&vp_format_csv_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {
        options,
        parse,
        NULL,
        "Count, sum, mean, extremes and quantiles of a raster in each zone, by exact shares of cells."
        " A zone is taken for itself: where zones overlap, a cell counts in each. What lies beyond the raster has no "
        "data; known is the share of the zone's cells that have some."
        " Cells in degrees count for their area in km2, which is then the weight; the sum is of the cells' values.\v"
        "Example: vungphu zonal --zones communes.gpkg --values minutes.tif --weights people.tif > "
        "minutes_by_commune.csv",
        children,
        NULL,
        NULL};
    arguments a = {.levels = {0.25, 0.5, 0.75}, .level_count = 3, .table.format = VP_OUTPUT_CSV};
    if (vp_arguments_parse(&argp, count, texts, &a) != 0) return VP_EXIT_USAGE;
    inputs in = {0};
    vp_error err = {0};
    bool ok = read_inputs(&in, &a, &err) && print_zones(&in, &a, &err);
    vp_features_clear(&in.zones);
    vp_raster_place_clear(&in.place);
    free(in.values);
    free(in.weights);
    free(in.row_km2);
    if (in.findings.count) vp_console_findings(&in.findings, VP_FINDING_NOTE);
    vp_findings_clear(&in.findings);
    return ok ? VP_EXIT_DONE : vp_console_fail(&err);
}
