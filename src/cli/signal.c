/* vungphu signal: field strength of transmitters over an area, or every figure of one path. */
#include "cli/arguments/console.h"
#include "cli/arguments/format_argument.h"
#include "cli/arguments/parse.h"
#include "cli/arguments/snapshot_arguments.h"
#include "cli/commands.h"
#include "store/plain/raster_file.h"
#include "store/plain/signal_files.h"
#include "store/spatial/raster.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    vp_signal_files files;
    const char *output, *best, *scope, *system, *profile;
    vp_signal_options options;
    vp_link link; /* --profile */
    double erp_kw;
    vp_format_argument table;
    vp_console console;
} arguments;

enum {
    SCOPE = 1000,
    TRANSMITTERS,
    PROFILE,
    CLUTTER,
    SYSTEM,
    METHOD,
    TIME,
    LOCATIONS,
    SIGMA,
    RECEIVER,
    N0,
    DELTA_N,
    RADIUS,
    THREADS,
    INTERFERENCE,
    CLUTTER_HEIGHTS,
    ZONES,
    ELEVATION_WIDE,
    ONLY,
    BEST,
    FREQUENCY,
    MAST,
    ERP,
    POLARISATION,
    LATITUDE
};

static const struct argp_option options[] = {
    {NULL, 0, NULL, 0, "Over an area:", 1},
    {"transmitters", TRANSMITTERS, "CSV", 0,
     "id,lon,lat,mast_metres,frequency_mhz,erp_kw,polarisation,system,scope and perhaps "
     "site,programme,pattern (azimuth:dB;…),vertical_pattern (degrees below the horizontal:dB;…)",
     1},
    {"elevation", 'e', "RASTER", 0, "metres above sea level, in a projected system in metres", 1},
    {"elevation-wide", ELEVATION_WIDE, "RASTER", 0,
     "the same, coarser and farther, where --elevation knows no height: for transmitters that stand beyond it", 1},
    {"clutter", CLUTTER, "RASTER", 0,
     "land-cover classes (ESA WorldCover codes) in the same system (default: bare ground)", 1},
    {"clutter-heights", CLUTTER_HEIGHTS, "CSV", 0,
     "class,metres: representative clutter heights in place of the built-in ones (trees 15, built 10, mangroves 10, "
     "shrubs 5, all other 0)",
     1},
    {"zones", ZONES, "RASTER", 0,
     "radio-climatic zones of P.1812 in the same system: 1 sea, 3 coastal land, 4 inland (default: all inland)", 1},
    {"output", 'o', "TIF", 0, "dB(µV/m) at the receiver; nodata where a hole in the elevation hides the answer", 1},
    {"best", BEST, "TIF", 0,
     "also the row of the strongest transmitter in the file, from 0 (-1 none or not known), and prints how much each "
     "serves",
     1},
    {"transmitter", ONLY, "ID", 0, "only this one (default: the best of all)", 1},
    {"system", SYSTEM, "NAME", 0, "only those of fm, dvb_t2 … (default: the only one there is)", 1},
    {"scope", SCOPE, "WHAT", 0, "national, local, both (the weaker of the two), either (default)", 1},
    {"method", METHOD, "WHAT", 0,
     "radial (default), exact (slow: a profile per cell), sight (free space where in sight)", 1},
    {"interference", INTERFERENCE, NULL, 0, "count a transmitter only where it is protected from others on its channel",
     1},
    {"radius", RADIUS, "KM", 0, "nothing is received farther away (default 300)", 1},
    {"threads", THREADS, "N", 0, "default: one per core", 1},
    {NULL, 0, NULL, 0, "Of one path:", 2},
    {"profile", PROFILE, "CSV", 0, "km,ground and perhaps clutter,zone: prints every step of ITU-R P.1812", 2},
    {"frequency", FREQUENCY, "MHZ", 0, "30 to 6000", 2},
    {"mast", MAST, "METRES", 0, "transmitting aerial above ground", 2},
    {"erp", ERP, "KW", 0, "effective radiated power (default 1)", 2},
    {"polarisation", POLARISATION, "H|V", 0, "default H", 2},
    {"latitude", LATITUDE, "DEGREES", 0, "of the middle of the path", 2},
    {NULL, 0, NULL, 0, "Both:", 3},
    {"receiver", RECEIVER, "METRES", 0, "receiving aerial above ground (default 10)", 3},
    {"time", TIME, "PERCENT", 0, "1 to 50 (default 50; 1 for interference)", 3},
    {"locations", LOCATIONS, "PERCENT", 0, "1 to 99 (default 50, which thresholds are stated for)", 3},
    {"sigma", SIGMA, "DB", 0, "deviation over locations (default 5.5)", 3},
    {"n0", N0, "N", 0, "sea-level refractivity (default 325)", 3},
    {"delta-n", DELTA_N, "N", 0, "how much it falls over the lowest km (default 45)", 3},
    {"quiet", 'q', NULL, 0, "no progress on stderr", 3},
    {0}};

static vp_signal_method method_of(const char *value, struct argp_state *state)
{
    static const char *const names[] = {"radial", "exact", "sight"};
    for (int i = 0; i < 3; i++)
        if (strcmp(value, names[i]) == 0) return (vp_signal_method)i;
    vp_argument_error(state, "the method is radial, exact or sight, not %s", value);
    return VP_SIGNAL_RADIAL;
}

static error_t parse_files(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;
    switch (key) {
    case TRANSMITTERS: a->files.transmitters = value; return 0;
    case 'e': a->files.elevation = value; return 0;
    case CLUTTER: a->files.land_cover = value; return 0;
    case 'o': a->output = value; return 0;
    case PROFILE: a->profile = value; return 0;
    case CLUTTER_HEIGHTS: a->files.clutter_heights = value; return 0;
    case ZONES: a->files.zones = value; return 0;
    case ELEVATION_WIDE: a->files.elevation_wide = value; return 0;
    case 'q': a->console.quiet = true; return 0;
    case ONLY: a->files.only = value; return 0;
    case BEST: a->best = value; return 0;
    case SYSTEM: a->system = value; return 0;
    case SCOPE: a->scope = value; return 0;
    case INTERFERENCE: a->options.interference = true; return 0;
    case METHOD: a->options.method = method_of(value, state); return 0;
    case POLARISATION:
        if (strcmp(value, "H") != 0 && strcmp(value, "V") != 0)
            vp_argument_error(state, "the polarisation is H or V, not %s", value);
        a->link.polarisation = value[0] == 'V' ? VP_POLARISATION_VERTICAL : VP_POLARISATION_HORIZONTAL;
        return 0;
    case ARGP_KEY_ARG: vp_argument_error(state, "%s: files are given by option", value); return EINVAL;
    case ARGP_KEY_END:
        if (a->profile ? a->output || a->files.transmitters || a->files.elevation || a->files.zones
                       : !a->output || !a->files.transmitters || !a->files.elevation)
            vp_argument_error(state, "give --transmitters, --elevation and --output, or --profile");
        if (a->profile && isnan(a->link.frequency_mhz + a->link.transmitter_metres + a->link.latitude_degrees))
            vp_argument_error(state, "--profile needs --frequency, --mast and --latitude");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

/* The lengths that Recommendation ITU-R P.1812 is made for. */
static const double shortest_km = 0.25, longest_km = 3000;

static error_t parse(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;
    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = &a->table; return 0;
    case FREQUENCY: a->link.frequency_mhz = vp_argument_number(value, state); return 0;
    case MAST: a->link.transmitter_metres = vp_argument_number(value, state); return 0;
    case LATITUDE: a->link.latitude_degrees = vp_argument_number(value, state); return 0;
    case ERP:
        a->erp_kw = vp_argument_number(value, state);
        if (!(a->erp_kw > 0)) vp_argument_error(state, "the power must be above 0 kW, not %s", value);
        return 0;
    case RECEIVER: a->options.receiver_metres = vp_argument_number(value, state); return 0;
    case TIME: a->options.time_percent = vp_argument_number(value, state); return 0;
    case LOCATIONS: a->options.location_percent = vp_argument_number(value, state); return 0;
    case SIGMA: a->options.location_sigma_db = vp_argument_number(value, state); return 0;
    case N0: a->options.n0 = vp_argument_number(value, state); return 0;
    case DELTA_N: a->options.delta_n = vp_argument_number(value, state); return 0;
    case RADIUS:
        a->options.radius_km = vp_argument_above_0(value, state);
        if (a->options.radius_km > longest_km)
            vp_argument_error(state, "a radius of %s km: P.1812 is made for paths of %g to %g km", value, shortest_km,
                              longest_km);
        return 0;
    case THREADS: a->options.threads = vp_argument_threads(value, state); return 0;
    default: return parse_files(key, value, state);
    }
}

/* ------------------------------------------------------------ one path */

typedef struct {
    const char *quantity, *unit;
    double value;
} figure;

static bool print_figures(const arguments *a, const figure figures[], size_t count, vp_error *err)
{
    static const char *const columns[] = {"quantity", "value", "unit"};
    vp_output *output = vp_output_new(columns, 3, err);
    if (!output) return false;
    for (size_t i = 0; i < count; i++) {
        vp_output_text(output, figures[i].quantity);
        vp_output_number(output, figures[i].value, 4);
        vp_output_text(output, figures[i].unit);
    }
    bool ok = vp_output_print(output, a->table.format, err);
    vp_output_free(output);
    return ok;
}

static bool print_path(const arguments *a, const vp_link_constants *c, const vp_path *p, vp_error *err)
{
    vp_loss l;
    vp_path_loss(c, p, &l);
    double field = vp_field_strength(c->frequency_ghz, l.lb, a->erp_kw);
    const figure figures[] = {
        {"basic_transmission_loss", "dB", l.lb},
        {"field_strength", "dBµV/m", field},
        {"distance", "km", p->km},
        {"transhorizon", "", p->transhorizon},
        {"hts", "m", p->hts},
        {"hrs", "m", p->hrs},
        {"theta_t", "mrad", p->theta_t},
        {"theta_r", "mrad", p->theta_r},
        {"theta", "mrad", p->theta},
        {"dlt", "km", p->dlt},
        {"dlr", "km", p->dlr},
        {"sea_share", "", p->sea_share},
        {"dtm", "km", p->longest_land_km},
        {"dlm", "km", p->longest_inland_km},
        {"hst", "m", p->hst},
        {"hsr", "m", p->hsr},
        {"hstd", "m", p->hstd},
        {"hsrd", "m", p->hsrd},
        {"hte", "m", p->hte},
        {"hre", "m", p->hre},
        {"hm", "m", p->hm},
        {"beta0", "%", l.beta0},
        {"Fi", "", l.fi},
        {"Fj", "", l.fj},
        {"Fk", "", l.fk},
        {"Lbfs", "dB", l.lbfs},
        {"Lb0p", "dB", l.lb0p},
        {"Lb0b", "dB", l.lb0b},
        {"Lbulla", "dB", l.lbulla},
        {"Lbulls", "dB", l.lbulls},
        {"Ldsph", "dB", l.ldsph},
        {"Ld50", "dB", l.ld50},
        {"Ldb", "dB", l.ldb},
        {"Ldp", "dB", l.ldp},
        {"Lbd50", "dB", l.lbd50},
        {"Lbd", "dB", l.lbd},
        {"Lminb0p", "dB", l.lminb0p},
        {"Lba", "dB", l.lba},
        {"Lminbap", "dB", l.lminbap},
        {"Lbda", "dB", l.lbda},
        {"Lbam", "dB", l.lbam},
        {"Lbs", "dB", l.lbs},
        {"Lbc", "dB", l.lbc},
    };
    size_t all = sizeof figures / sizeof *figures;
    return print_figures(a, figures, p->kind == VP_PATH_FULL ? all : 3, err); /* free space or a hole has no steps */
}

static void report_length(const char *file, double km, vp_findings *findings)
{
    if (km < shortest_km)
        vp_findings_add(findings, VP_FINDING_WARNING, (vp_place){.file = file},
                        "the path is %g km long, and P.1812 is made for %g to %g km: free space is taken instead", km,
                        shortest_km, longest_km);
    if (km > longest_km)
        vp_findings_add(findings, VP_FINDING_WARNING, (vp_place){.file = file},
                        "the path is %g km long, and P.1812 is made for %g to %g km: do not rely on the result", km,
                        shortest_km, longest_km);
}

static bool one_path(arguments *a, vp_findings *findings, vp_error *err)
{
    vp_profile_file file;
    vp_link_constants constants;
    vp_path path;
    const vp_signal_options *o = &a->options;
    a->link.receiver_metres = o->receiver_metres;
    a->link.time_percent = o->time_percent;
    a->link.location_percent = o->location_percent;
    a->link.location_sigma_db = o->location_sigma_db;
    a->link.n0 = o->n0;
    a->link.delta_n = o->delta_n;
    if (!vp_link_prepare(&a->link, &constants, err) || !vp_profile_file_read(a->profile, &file, findings, err))
        return false;
    vp_profile profile = {file.count, file.km, file.terrain, file.clutter, file.zones};
    vp_path_measure(&constants, &profile, &path);
    report_length(a->profile, path.km, findings);
    vp_profile_file_clear(&file);
    return print_path(a, &constants, &path, err);
}

/* ------------------------------------------------------------ an area */

static bool progress(void *context, double done) { return vp_console_progress(context, "transmitters", done); }

/* The system asked for, or the only one of the file. */
static const char *system_of(const arguments *a, const vp_supply *supply, vp_error *err)
{
    if (a->system) return a->system;
    const char *first = supply->transmitters[0].system;
    for (size_t i = 1; i < supply->transmitter_count; i++)
        if (strcmp(supply->transmitters[i].system, first) != 0) {
            vp_fail(err, VP_BAD_INPUT, "the transmitters are of %s and %s: choose with --system", first,
                    supply->transmitters[i].system);
            return NULL;
        }
    return first;
}

/* The cells of which each transmitter is the strongest. */
static bool print_servers(const arguments *a, const vp_region *region, const int32_t best[], vp_error *err)
{
    static const char *const columns[] = {"row", "id", "site", "programme", "scope", "cells", "km2"};
    size_t cells = vp_grid_geometry_cells(region->geometry),
           *served = calloc(region->supply.transmitter_count + 1, sizeof *served);
    if (!served) return vp_fail_memory(err, region->supply.transmitter_count * sizeof *served);
    for (size_t i = 0; i < cells; i++) served[best[i] < 0 ? region->supply.transmitter_count : (size_t)best[i]]++;
    double cell_km2 = region->geometry.cell_metres * region->geometry.cell_metres / 1e6;
    vp_output *output = vp_output_new(columns, sizeof columns / sizeof *columns, err);
    for (size_t i = 0; output && i <= region->supply.transmitter_count; i++) {
        bool none = i == region->supply.transmitter_count;
        const vp_transmitter *t = none ? NULL : &region->supply.transmitters[i];
        vp_output_number(output, none ? -1 : (double)i, 0);
        vp_output_text(output, none ? NULL : t->id);
        vp_output_text(output, none ? NULL : t->site);
        vp_output_text(output, none ? NULL : t->programme);
        vp_output_text(output, none ? NULL : t->scope == VP_SCOPE_NATIONAL ? "national" : "local");
        vp_output_number(output, (double)served[i], 0);
        vp_output_number(output, (double)served[i] * cell_km2, 2);
    }
    free(served);
    bool ok = output && vp_output_print(output, a->table.format, err);
    vp_output_free(output);
    return ok;
}

/* The surface, and with --best whose it is, in *best. */
static vp_grid *compute(const arguments *a, const vp_region *region, const vp_service *service, int32_t **best,
                        vp_error *err)
{
    size_t cells = vp_grid_geometry_cells(region->geometry);
    vp_signal *signal = vp_signal_new(region, &a->options, err);
    vp_grid *surface = NULL;
    bool ok = signal != NULL;
    if (ok && a->best && !(*best = malloc(cells * sizeof **best))) ok = vp_fail_memory(err, cells * sizeof **best);
    if (ok) surface = vp_signal_service(signal, service, *best, err);
    vp_signal_free(signal);
    return surface;
}

static bool write_best(const arguments *a, const vp_region *region, const char *crs, const int32_t best[],
                       vp_error *err)
{
    vp_raster raster = {.geometry = region->geometry,
                        .crs = crs,
                        .type = VP_RASTER_INT32,
                        .nodata = -1,
                        .description = "row of the strongest transmitter, from 0"};
    return vp_raster_file_write_cells(a->best, &raster, best, err) && print_servers(a, region, best, err);
}

static bool area(arguments *a, vp_findings *findings, vp_error *err)
{
    char *crs = NULL;
    vp_grid *surface = NULL;
    int32_t *best = NULL;
    uint8_t *zones = NULL;
    float heights[256];
    if (!vp_signal_files_clutter(&a->files, heights, findings, err)) return false;
    a->options.clutter_metres = heights;
    vp_region *region = vp_signal_files_read(&a->files, &crs, findings, err);
    const char *system = region ? system_of(a, &region->supply, err) : NULL;
    if (system && vp_signal_files_zones(&a->files, region, crs, &zones, findings, err)) {
        char *mode = strdup(system), *scope = strdup(a->scope ? a->scope : "either");
        vp_service service = {.id = mode, .mode = mode, .scope = scope, .reach = VP_REACH_SIGNAL};
        a->options.zones = zones;
        a->options.progress = progress;
        a->options.context = &a->console;
        if (!mode || !scope)
            vp_fail_memory(err, strlen(system));
        else
            surface = compute(a, region, &service, &best, err);
        vp_console_end(&a->console);
        free(mode);
        free(scope);
    }
    bool ok = surface && vp_raster_file_write(a->output, surface, crs, "field strength, dB(uV/m)", err);
    if (ok && best) ok = write_best(a, region, crs, best, err);
    free(best);
    vp_grid_free(surface);
    vp_region_free(region);
    free(crs);
    free(zones);
    a->options.clutter_metres = NULL;
    a->options.zones = NULL;
    return ok;
}

int vp_signal_command(int count, char **texts)
{
    static const struct argp_child children[] = {{&vp_format_text_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {
        options,
        parse,
        NULL,
        "Field strength of broadcast transmitters by ITU-R P.1812, over an area or on one path.\v"
        "Examples:\n"
        "  vungphu signal --transmitters transmitters.csv --system fm --elevation dem_60m.tif --clutter "
        "landcover_60m.tif "
        "--output fm.tif\n"
        "  vungphu signal --profile path.csv --frequency 102.5 --mast 60 --latitude 21.5 --erp 10",
        children,
        NULL,
        NULL};
    arguments a = {.options = vp_signal_defaults(), .link = vp_link_defaults(), .erp_kw = 1};
    a.options.location_sigma_db = 5.5;
    a.link.frequency_mhz = a.link.transmitter_metres = a.link.latitude_degrees = NAN;
    if (vp_arguments_parse(&argp, count, texts, &a) != 0) return VP_EXIT_USAGE;
    vp_error err = {0};
    vp_findings findings = {0};
    bool ok = a.profile ? one_path(&a, &findings, &err) : area(&a, &findings, &err);
    if (findings.count) vp_console_findings(&findings, a.console.quiet ? VP_FINDING_WARNING : VP_FINDING_NOTE);
    vp_findings_clear(&findings);
    return ok ? VP_EXIT_DONE : vp_console_fail(&err);
}
