/* vungphu travel-time: minutes to the nearest facility on the analyst's own rasters. */
#include "cli/arguments/console.h"
#include "cli/arguments/parse.h"
#include "cli/arguments/snapshot_arguments.h"
#include "cli/commands.h"
#include "store/plain/plain_file.h"
#include "store/plain/terrain_files.h"
#include "store/plain/travel_areas.h"
#include "store/plain/travel_paths.h"
#include <libintl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/travel_surface.h>

typedef struct {
    const char *speed, *elevation, *facilities, *layer, *output, *nearest;
    const char *isochrones, *catchments, *population, *paths;
    vp_feature_file from;  /* of the paths */
    vp_travel_areas areas; /* the limits */
    vp_terrain_files land;
    const char *mode;
    vp_season season;
    vp_travel_options travel;
    double snap_metres, people_per_km2_most;
    bool compress, quiet;
} arguments;

enum {
    CORNERS = 256,
    SPEED,
    FACILITIES,
    TOWARDS,
    LAYER,
    NEAREST,
    SNAP,
    COMPRESS,
    SLOPE_RULE,
    THREADS,
    ISOCHRONES,
    CATCHMENTS,
    PATHS,
    FROM,
    FROM_LAYER,
    LIMITS,
    POPULATION,
    PEOPLE_MOST,
    LAND_COVER,
    ROADS,
    BARRIERS,
    SPEEDS,
    SEASON,
    ROAD_LAYER,
    BARRIER_LAYER
};

static const struct argp_option options[] = {
    {"speed", SPEED, "RASTER", 0, "km/h on level terrain; 0 and nodata cannot be crossed", 0},
    {"land-cover", LAND_COVER, "RASTER", 0, "instead of --speed: codes 0 to 255, with --speeds and --mode", 0},
    {"roads", ROADS, "FILE", 0, "lines with a column class (or highway): they lie over barriers and land cover", 0},
    {"road-layer", ROAD_LAYER, "NAME", 0, "layer of the roads, when the file has several", 0},
    {"barriers", BARRIERS, "FILE", 0, "lines and polygons with a column class (or kind)", 0},
    {"barrier-layer", BARRIER_LAYER, "NAME", 0, "layer of the barriers", 0},
    {"speeds", SPEEDS, "CSV", 0, "mode,surface,class,km_per_h,slope,season, as in a province folder", 0},
    {"mode", 'm', "MODE", 0, "of the speeds; several joined by |: the fastest of them", 0},
    {"season", SEASON, "dry|flood", 0, "of the speeds (default dry)", 0},
    {"elevation", 'e', "RASTER", 0, "metres; the pace then follows the slope", 0},
    {"slope-rule", SLOPE_RULE, "tobler|langmuir", 0,
     "tobler (default) multiplies the pace; langmuir adds it to walking, as r.walk does", 0},
    {"facilities", FACILITIES, "FILE", 0, "points: .gpkg, .geojson, .shp, .fgb, or .csv with x,y or lon,lat", 0},
    {"layer", LAYER, "NAME", 0, "layer of the facilities, when the file has several", 0},
    {"output", 'o', "RASTER", 0,
     "minutes as GeoTIFF, float32: band 1 the minutes, -9999 (nodata) where there are none; band 2 is 1 where there"
     " is no path, 0 where there are minutes, nodata where that is not known",
     0},
    {"nearest", NEAREST, "RASTER", 0, "also the number of the nearest facility, from 0 in file order", 0},
    {"isochrones", ISOCHRONES, "FILE", 0, "also polygons of the --limits: .gpkg, .geojson or .fgb", 0},
    {"catchments", CATCHMENTS, "FILE", 0, "also a polygon for each facility, of the cells it is nearest to", 0},
    {"paths", PATHS, "FILE", 0,
     "also lines from the points of --from to their nearest facility: .gpkg, .geojson or .fgb", 0},
    {"from", FROM, "FILE", 0, "points where the paths begin, as --facilities", 0},
    {"from-layer", FROM_LAYER, "NAME", 0, "layer of these points, when the file has several", 0},
    {"limits", LIMITS, "LIST", 0, "minutes of the polygons, such as 15,30,60 (default: --limit)", 0},
    {"population", POPULATION, "RASTER", 0, "people per cell, counted into the polygons' column people", 0},
    {"people-per-km2", PEOPLE_MOST, "N", 0, "the most that can be in a cell (default 100000)", 0},
    {"neighbours", 'n', "8|16|32", 0, "directions of a step (default 32)", 0},
    {"towards", TOWARDS, "facility|population", 0, "the direction that is walked (default facility)", 0},
    {"limit", 'l', "MINUTES", 0, "go no further", 0},
    {"corners", CORNERS, "open|closed", 0, "steps between two barriers that touch at a corner (default closed)", 0},
    {"snap", SNAP, "METRES", 0, "move facilities on impassable terrain to passable terrain no further away", 0},
    {"threads", THREADS, "N", 0, "default: one per core; the result is the same", 0},
    {"compress", COMPRESS, NULL, 0, "smaller files, more time", 0},
    {"quiet", 'q', NULL, 0, "only failures on stderr", 0},
    {0}};

/* The index of the value among two words. */
static bool is_second(const char *value, const char *first, const char *second, struct argp_state *state)
{
    if (strcmp(value, second) == 0) return true;
    if (strcmp(value, first) != 0) vp_argument_error(state, "%s: choose %s or %s", value, first, second);
    return false;
}

static error_t parse(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;
    switch (key) {
    case SPEED: a->speed = value; return 0;
    case 'e': a->elevation = value; return 0;
    case FACILITIES: a->facilities = value; return 0;
    case LAYER: a->layer = value; return 0;
    case 'o': a->output = value; return 0;
    case NEAREST: a->nearest = value; return 0;
    case 'n': a->travel.neighbours = vp_argument_neighbours(value, state); return 0;
    case TOWARDS: a->travel.from_facility = is_second(value, "facility", "population", state); return 0;
    case 'l': a->travel.limit_minutes = vp_argument_number(value, state); return 0;
    case CORNERS: a->travel.open_corners = is_second(value, "closed", "open", state); return 0;
    case SNAP: a->snap_metres = vp_argument_number(value, state); return 0;
    case THREADS: a->travel.threads = vp_argument_threads(value, state); return 0;
    case SLOPE_RULE:
        a->travel.slope_rule = is_second(value, "tobler", "langmuir", state) ? VP_SLOPE_LANGMUIR : VP_SLOPE_TOBLER;
        return 0;
    case ISOCHRONES: a->isochrones = value; return 0;
    case CATCHMENTS: a->catchments = value; return 0;
    case PATHS: a->paths = value; return 0;
    case FROM: a->from.path = value; return 0;
    case FROM_LAYER: a->from.layer = value; return 0;
    case POPULATION: a->population = value; return 0;
    case PEOPLE_MOST: a->people_per_km2_most = vp_argument_number(value, state); return 0;
    case LIMITS:
        if (!vp_travel_areas_limits(&a->areas, value))
            vp_argument_error(state, "--limits takes up to %d numbers of minutes with commas between, not %s",
                              VP_TRAVEL_LIMITS_MOST, value);
        return 0;
    case LAND_COVER: a->land.land_cover = value; return 0;
    case ROADS: a->land.roads.path = value; return 0;
    case ROAD_LAYER: a->land.roads.layer = value; return 0;
    case BARRIERS: a->land.barriers.path = value; return 0;
    case BARRIER_LAYER: a->land.barriers.layer = value; return 0;
    case SPEEDS: a->land.speeds = value; return 0;
    case 'm': a->mode = value; return 0;
    case SEASON:
        a->season = vp_season_named(value);
        if (a->season == VP_SEASON_COUNT) vp_argument_error(state, "%s: choose dry or flood", value);
        return 0;
    case COMPRESS: a->compress = true; return 0;
    case 'q': a->quiet = true; return 0;
    case ARGP_KEY_ARG: argp_usage(state); return 0;
    case ARGP_KEY_END:
        if (!(a->speed || a->land.land_cover) || !a->facilities || !a->output)
            vp_argument_error(state, "--speed (or --land-cover), --facilities and --output are needed");
        if (!a->paths != !a->from.path) vp_argument_error(state, "--paths and --from belong together");
        if (a->speed && (a->land.land_cover || a->land.roads.path || a->land.barriers.path || a->land.speeds ||
                         a->mode || a->season != VP_SEASON_ALWAYS))
            vp_argument_error(state, "--speed has all speeds already; the others go with --land-cover");
        if (a->land.land_cover && !(a->land.speeds && a->mode))
            vp_argument_error(state, "--land-cover needs --speeds and --mode");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

/* What one run holds. */
typedef struct {
    vp_raster_place place;
    vp_grid *speed, *elevation, *people;
    vp_region land;     /* of --land-cover; of --speed where it is unknown */
    vp_modes *modes;    /* the same */
    vp_terrain terrain; /* of --speed … */
    vp_modes alone;     /* … as the only mode, without a name */
    vp_features facilities;
    size_t *cells;
    vp_travel travel;
    vp_findings findings;            /* of what is read */
    vp_travel layers[VP_MODES_MOST]; /* one a mode, when paths are asked for of several */
} run;

/* Turns the speeds into paces in place. */
static bool lay_terrain(run *r, const arguments *a, vp_error *err)
{
    float *cells = vp_grid_edit(r->speed);
    size_t count = vp_grid_geometry_cells(r->place.geometry);
    r->land.geometry = r->place.geometry;
    r->land.land.land_cover = malloc(count + 1);
    if (!r->land.land.land_cover) return vp_fail_memory(err, count);
    for (size_t i = 0; i < count; i++) {
        if (cells[i] < 0)
            return vp_fail(err, VP_BAD_INPUT, "%s: column %zu, row %zu has a speed of %g km/h", a->speed,
                           i % r->place.geometry.columns, i / r->place.geometry.columns, (double)cells[i]);
        r->land.land.land_cover[i] = (uint8_t)(isnan(cells[i]) ? 0 : 1); /* 0: unknown */
        cells[i] = cells[i] > 0 ? (float)(0.06 / (double)cells[i]) : INFINITY;
    }
    r->terrain = (vp_terrain){.geometry = r->place.geometry, .minutes_per_metre = cells};
    r->alone = (vp_modes){.count = 1, .terrains = {&r->terrain}};
    if (!r->elevation) return true;
    r->terrain.elevation = vp_grid_cells(r->elevation);
    r->terrain.slope_applies = malloc(count);
    if (!r->terrain.slope_applies) return vp_fail_memory(err, count);
    memset(r->terrain.slope_applies, 1, count);
    return true;
}

/* Land cover, roads and barriers as the modes meet them. */
static bool lay_modes(run *r, const arguments *a, vp_error *err)
{
    r->land.land.elevation = r->elevation;
    r->modes = vp_modes_new(&r->land, a->mode, a->season, err);
    return r->modes != NULL;
}

static const vp_modes *modes_of(const run *r) { return r->modes ? r->modes : &r->alone; }

/* A facility that reaches nobody is always reported; it is moved only when asked. */
static void place_facility(run *r, size_t i, const arguments *a)
{
    vp_point p = r->facilities.points[i];
    const char *name = r->facilities.names[i];
    double metres;
    if (!vp_grid_geometry_locate(r->place.geometry, p.x, p.y, &r->cells[i])) {
        r->cells[i] = SIZE_MAX;
        fprintf(stderr, gettext("vungphu: facility %zu (%s) lies outside the raster and reaches nobody\n"), i, name);
    } else if (vp_modes_passable(modes_of(r), r->cells[i]))
        return;
    else if (a->snap_metres > 0 && vp_modes_snap(modes_of(r), p.x, p.y, a->snap_metres, &r->cells[i], &metres))
        fprintf(stderr, gettext("vungphu: facility %zu (%s) on impassable terrain was moved by %.0f m\n"), i, name,
                metres);
    else
        fprintf(stderr,
                gettext("vungphu: facility %zu (%s) lies on terrain that cannot be crossed and reaches nobody\n"), i,
                name);
}

static bool read_rasters(run *r, const arguments *a, vp_error *err)
{
    vp_terrain_files land = a->land;
    vp_raster_request speed = {.path = a->speed, .kind = VP_CELLS_KM_PER_H, .findings = &r->findings},
                      elevation = {.path = a->elevation, .kind = VP_CELLS_ELEVATION, .findings = &r->findings},
                      people = {.path = a->population,
                                .kind = VP_CELLS_PEOPLE,
                                .people_per_km2_most = a->people_per_km2_most,
                                .findings = &r->findings};
    land.findings = &r->findings;
    if (a->speed && !(r->speed = vp_raster_read_metres(&speed, &r->place, err))) return false;
    if (!a->speed && !vp_terrain_files_read(&land, &r->land, &r->place, err)) return false;
    if (a->elevation && !(r->elevation = vp_raster_read_on(&elevation, &r->place, err))) return false;
    return !a->population || (r->people = vp_raster_read_on(&people, &r->place, err));
}

static bool read_inputs(run *r, const arguments *a, vp_error *err)
{
    vp_feature_file file = {.path = a->facilities, .layer = a->layer, .findings = &r->findings};
    bool read = read_rasters(r, a, err) && vp_plain_points_read(&file, &r->place, &r->facilities, err);
    if (r->findings.count) vp_console_findings(&r->findings, a->quiet ? VP_FINDING_WARNING : VP_FINDING_NOTE);
    if (!read || !(a->speed ? lay_terrain(r, a, err) : lay_modes(r, a, err))) return false;
    r->cells = malloc((r->facilities.count + 1) * sizeof *r->cells);
    if (!r->cells) return vp_fail_memory(err, r->facilities.count * sizeof *r->cells);
    for (size_t i = 0; i < r->facilities.count; i++) place_facility(r, i, a);
    if (r->facilities.count == 0)
        fprintf(stderr, gettext("vungphu: %s has no facility: nobody is reached\n"), a->facilities);
    return true;
}

/* Without --limits one polygon as far as the surface goes. */
static bool write_areas(const run *r, const arguments *a, vp_error *err)
{
    vp_travel_areas areas = a->areas;
    areas.place = &r->place;
    areas.travel = &r->travel;
    areas.facilities = &r->facilities;
    areas.people = r->people ? vp_grid_cells(r->people) : NULL;
    if (areas.limit_count == 0) areas.limits[areas.limit_count++] = a->travel.limit_minutes;
    return (!a->isochrones || vp_travel_areas_isochrones(&areas, a->isochrones, err)) &&
           (!a->catchments || vp_travel_areas_catchments(&areas, a->catchments, err));
}

static void report_path(const char *sentence)
{
    fputs("vungphu: ", stderr);
    vp_console_sentence(stderr, sentence);
    fputc('\n', stderr);
}

static bool write_paths(const run *r, const arguments *a, vp_error *err)
{
    if (!a->paths) return true;
    bool several = modes_of(r)->count > 1;
    vp_travel_paths paths = {&r->place,         modes_of(r),    &a->travel, several ? r->layers : &r->travel,
                             r->travel.minutes, &r->facilities, report_path};
    vp_findings findings = {0};
    vp_feature_file from = a->from;
    from.findings = &findings;
    bool ok = vp_travel_paths_write(&paths, &from, a->paths, err);
    if (findings.count) vp_console_findings(&findings, a->quiet ? VP_FINDING_WARNING : VP_FINDING_NOTE);
    vp_findings_clear(&findings);
    return ok;
}

/* Paths are traced along sums of steps, before the minutes are settled. */
static bool write_outputs(run *r, const arguments *a, vp_error *err)
{
    if (!write_paths(r, a, err)) return false;
    vp_travel_surface_settle(r->travel.minutes, a->travel.limit_minutes);
    return vp_plain_raster_write_minutes(a->output, &r->place, vp_grid_cells(r->travel.minutes), a->compress, err) &&
           (!a->nearest || vp_plain_raster_write_whole(a->nearest, &r->place, r->travel.nearest, a->compress, err)) &&
           write_areas(r, a, err);
}

static void clear(run *r)
{
    vp_travel_clear(&r->travel);
    vp_features_clear(&r->facilities);
    vp_raster_place_clear(&r->place);
    vp_grid_free(r->speed);
    vp_grid_free(r->elevation);
    vp_grid_free(r->people);
    vp_findings_clear(&r->findings);
    for (size_t m = 0; m < VP_MODES_MOST; m++) vp_travel_clear(&r->layers[m]);
    free(r->terrain.slope_applies);
    vp_modes_free(r->modes);
    vp_terrain_files_clear(&r->land);
    free(r->cells);
}

static bool solve_minutes(run *r, const arguments *a, vp_error *err)
{
    const vp_travel_options *how = &a->travel;
    if (!r->modes) return vp_travel_time(&r->terrain, r->cells, r->facilities.count, how, &r->travel, err);
    vp_modes_travel travel = {0};
    vp_modes_engine *engine = vp_modes_engine_new(r->modes, how, err);
    bool keep = a->paths && r->modes->count > 1, ok = engine != NULL;
    if (ok && keep)
        ok = vp_modes_engine_solve_layers(engine, r->cells, r->facilities.count, r->layers, err) &&
             vp_modes_fastest(r->layers, r->modes->count, &travel, err);
    else if (ok)
        ok = vp_modes_engine_solve(engine, r->cells, r->facilities.count, &travel, err);
    vp_modes_engine_free(engine);
    r->travel = (vp_travel){travel.minutes, travel.nearest};
    free(travel.mode);
    return ok;
}

/* What is not known is told apart from what has no path. */
static bool solve(run *r, const arguments *a, vp_error *err)
{
    vp_travel_solved solved = {&r->land, modes_of(r), r->cells, r->facilities.count, &a->travel};
    return solve_minutes(r, a, err) && vp_travel_surface_mark_unknown(&solved, r->travel.minutes, err);
}

int vp_travel_time_command(int count, char **texts)
{
    static const struct argp argp = {
        options,
        parse,
        NULL,
        "Minutes from each cell to the nearest facility, over a raster of speeds, or land cover, roads and barriers.\v"
        "Example: vungphu travel-time --speed walk.tif --elevation dem.tif --facilities stations.gpkg"
        " --output minutes.tif --nearest station.tif --limit 120",
        NULL,
        NULL,
        NULL};
    arguments a = {.travel = vp_travel_defaults()};
    if (vp_arguments_parse(&argp, count, texts, &a) != 0) return VP_EXIT_USAGE;
    a.travel.without_nearest = !a.nearest && !a.catchments && !a.paths;
    run r = {0};
    vp_error err = {0};
    vp_console console = {.quiet = a.quiet};
    vp_console_progress(&console, "reading", 0);
    bool ok = read_inputs(&r, &a, &err);
    if (ok) vp_console_progress(&console, "travel time", 0.3);
    ok = ok && solve(&r, &a, &err);
    if (ok) vp_console_progress(&console, "writing", 0.8);
    ok = ok && write_outputs(&r, &a, &err);
    if (ok) vp_console_progress(&console, "done", 1);
    vp_console_end(&console);
    clear(&r);
    return ok ? VP_EXIT_DONE : vp_console_fail(&err);
}
