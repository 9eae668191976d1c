#include "store/plain/signal_files.h"
#include "broadcast/check.h"
#include "store/plain/raster_file.h"
#include "store/province/table.h"
#include "store/spatial/projection.h"
#include "store/text/coordinates.h"
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A table being read, with where its findings go. */
typedef struct {
    const vp_table *table;
    vp_findings *findings;
    size_t row;
    bool bad; /* this row has an error */
} reading;

static void report(reading *r, const char *column, const char *value, const char *reason)
{
    vp_place place = {.file = r->table->file, .column = column, .value = value, .row = r->table->lines[r->row]};
    vp_findings_add(r->findings, VP_FINDING_ERROR, place, "%s", reason);
    r->bad = true;
}

/* The cell under the first of two names that is a column; "" when neither is. */
static const char *cell(const reading *r, const char *name, const char *other)
{
    size_t column = vp_table_column(r->table, name);
    if (column == (size_t)-1 && other) column = vp_table_column(r->table, other);
    return vp_table_cell(r->table, r->row, column);
}

static double number(reading *r, const char *name, const char *other)
{
    const char *text = cell(r, name, other);
    double value;
    char doubt[160];
    if (vp_number_in_table(text, r->table->decimal, &value)) return value;
    bool doubtful = vp_number_doubt(text, r->table->decimal, doubt, sizeof doubt);
    report(r, name, text, doubtful ? doubt : "a number is needed");
    return NAN;
}

static bool has_column(const vp_table *table, const char *name) { return vp_table_column(table, name) != (size_t)-1; }

/* The place in degrees, as people write it: in lon and lat, or both in lonlat. */
static void read_place(reading *r, double *lon, double *lat)
{
    vp_coordinate_fault fault;
    const vp_decimal decimal = VP_DECIMAL_UNKNOWN; /* both signs are understood: degrees have no thousands */
    vp_coordinate_cell x = {"lon", cell(r, "lon", NULL), decimal}, y = {"lat", cell(r, "lat", NULL), decimal},
                       both = {"lonlat", cell(r, "lonlat", NULL), decimal};
    if (vp_coordinates_read(&x, &y, has_column(r->table, "lonlat") ? &both : NULL, lon, lat, &fault)) return;
    report(r, fault.column, fault.value, fault.reason);
    *lon = *lat = NAN;
}

/* Where each name has another that will do, the heading is sought by either. */
static bool read_table(vp_table *table, const char *path, const vp_column_names wanted[], size_t count,
                       vp_findings *findings, vp_error *err)
{
    return vp_table_read(table, &(vp_table_source){path, path, wanted, count}, findings, err);
}

static bool need_columns(const vp_table *table, const char *const names[][2], size_t count, vp_error *err)
{
    for (size_t i = 0; i < count; i++)
        if (vp_table_column(table, names[i][0]) == (size_t)-1 &&
            (!names[i][1] || vp_table_column(table, names[i][1]) == (size_t)-1))
            return vp_fail(err, VP_BAD_INPUT, "%s: there is no column %s", table->file, names[i][0]);
    return true;
}

static bool copy(char **out, const char *text, vp_error *err)
{
    *out = strdup(text);
    return *out || vp_fail_memory(err, strlen(text) + 1);
}

/* ------------------------------------------------------------ transmitters */

static bool read_words(reading *r, vp_transmitter *t)
{
    const char *scope = cell(r, "scope", NULL), *polarisation = cell(r, "polarisation", NULL);
    if (strcmp(scope, "local") == 0)
        t->scope = VP_SCOPE_LOCAL;
    else if (strcmp(scope, "national") != 0)
        report(r, "scope", scope, "must be national or local");
    if (strcasecmp(polarisation, "V") == 0 || strcasecmp(polarisation, "vertical") == 0)
        t->polarisation = VP_POLARISATION_VERTICAL;
    else if (strcasecmp(polarisation, "H") != 0 && strcasecmp(polarisation, "horizontal") != 0)
        report(r, "polarisation", polarisation, "must be H or V");
    return !r->bad;
}

static bool take_vertical(reading *r, vp_transmitter *t, vp_error *err)
{
    vp_error why = {0};
    const char *text = cell(r, "vertical_pattern", "elevation_pattern");
    if (vp_transmitter_set_vertical(t, text, &why)) return true;
    if (why.kind == VP_NO_MEMORY) return vp_fail(err, why.kind, "%s", why.message);
    report(r, "vertical_pattern", text, why.message);
    return true;
}

/* False only when memory is short. */
static bool read_transmitter(reading *r, vp_projection *projection, vp_transmitter *t, vp_error *err)
{
    vp_error why = {0};
    if (!copy(&t->id, cell(r, "id", NULL), err) || !copy(&t->site, cell(r, "site", NULL), err) ||
        !copy(&t->programme, cell(r, "programme", NULL), err) || !copy(&t->system, cell(r, "system", "service"), err))
        return false;
    t->open = true;
    read_place(r, &t->lon, &t->lat);
    t->x = t->lon, t->y = t->lat;
    t->mast_metres = number(r, "mast_metres", "mast_height_m");
    t->frequency_mhz = number(r, "frequency_mhz", NULL);
    t->erp_kw = number(r, "erp_kw", NULL);
    read_words(r, t);
    if (!r->bad && !vp_projection_from_lonlat(projection, 1, &t->x, &t->y, sizeof t->x))
        report(r, "lon", cell(r, "lon", NULL), "this place is not within the elevation's coordinate system");
    if (!take_vertical(r, t, err)) return false;
    if (vp_transmitter_set_pattern(t, cell(r, "pattern", "azimuth_pattern"), &why)) return true;
    if (why.kind == VP_NO_MEMORY) return vp_fail(err, why.kind, "%s", why.message);
    report(r, "pattern", cell(r, "pattern", "azimuth_pattern"), why.message);
    return true;
}

static bool take_transmitters(const vp_signal_files *files, const vp_table *table, vp_projection *projection,
                              vp_region *region, vp_findings *findings, vp_error *err)
{
    static const char *const names[][2] = {{"id", NULL},
                                           {"lon", "lonlat"},
                                           {"lat", "lonlat"},
                                           {"mast_metres", "mast_height_m"},
                                           {"frequency_mhz", NULL},
                                           {"erp_kw", NULL},
                                           {"system", "service"},
                                           {"scope", NULL},
                                           {"polarisation", NULL}};
    if (!need_columns(table, names, sizeof names / sizeof *names, err)) return false;
    region->supply.transmitters = calloc(table->row_count + 1, sizeof *region->supply.transmitters);
    if (!region->supply.transmitters)
        return vp_fail_memory(err, table->row_count * sizeof *region->supply.transmitters);
    vp_signal_terrain terrain = {.geometry = region->geometry,
                                 .elevation = vp_grid_cells(region->land.elevation),
                                 .wide = region->land.elevation_wide};
    reading r = {.table = table, .findings = findings};
    for (; r.row < table->row_count; r.row++) {
        if (files->only && strcmp(cell(&r, "id", NULL), files->only) != 0) continue;
        vp_transmitter *t = &region->supply.transmitters[region->supply.transmitter_count++];
        r.bad = false;
        if (!read_transmitter(&r, projection, t, err)) return false;
        vp_place place = {.file = table->file, .row = table->lines[r.row]};
        if (!r.bad) vp_transmitter_check(t, &terrain, place, findings);
    }
    if (region->supply.transmitter_count) return true;
    return vp_fail(err, VP_NOT_FOUND, "%s: there is no transmitter %s", table->file,
                   files->only ? files->only : "in it");
}

static bool read_transmitters(const vp_signal_files *files, const char *crs, vp_region *region, vp_findings *findings,
                              vp_error *err)
{
    static const char *const names[] = {"id", "frequency_mhz", "erp_kw", "scope", "polarisation"};
    const vp_column_names wanted = {names, sizeof names / sizeof *names};
    vp_table table = {0};
    vp_projection *projection = vp_projection_new(crs, region->geometry, err);
    bool ok = projection &&
              vp_projection_lattice_to_lonlat(projection, region->geometry, &region->cell_to_lonlat, err) &&
              read_table(&table, files->transmitters, &wanted, 1, findings, err) &&
              take_transmitters(files, &table, projection, region, findings, err);
    vp_table_clear(&table);
    vp_projection_free(projection);
    if (ok && findings->errors) ok = vp_fail(err, VP_BAD_INPUT, "%s has errors", files->transmitters);
    return ok;
}

/* ------------------------------------------------------------ the terrain */

/* A raster in the elevation's coordinate system. */
static bool read_beside(const vp_raster_request *request, const vp_raster_file *elevation, vp_raster_file *out,
                        vp_error *err)
{
    if (!vp_raster_file_read(request, out, err)) return false;
    if (vp_raster_file_same_crs(out, elevation)) return true;
    vp_raster_file_clear(out);
    return vp_fail(err, VP_BAD_INPUT, "%s: its coordinate system is not the elevation's; gdalwarp -r near changes it",
                   request->path);
}

/* The raster's value at the centre of a cell; NaN where it has none. */
static float value_at(const vp_raster_file *raster, vp_grid_geometry geometry, size_t cell)
{
    double x, y;
    size_t there;
    vp_grid_geometry_centre(geometry, cell, &x, &y);
    return vp_grid_geometry_locate(vp_grid_geometry_of(raster->grid), x, y, &there) ? vp_grid_cells(raster->grid)[there]
                                                                                    : NAN;
}

/* The class of land cover at each cell's centre; 0 where it has none. */
static bool read_land_cover(const vp_signal_files *files, const vp_raster_file *elevation, vp_region *region,
                            vp_findings *findings, vp_error *err)
{
    vp_raster_file classes;
    vp_raster_request request = {.path = files->land_cover, .kind = VP_CELLS_CLASSES, .findings = findings};
    if (!read_beside(&request, elevation, &classes, err)) return false;
    size_t count = vp_grid_geometry_cells(region->geometry);
    region->land.land_cover = calloc(count, 1);
    for (size_t i = 0; region->land.land_cover && i < count; i++) {
        float class = value_at(&classes, region->geometry, i);
        if (class >= 0 && class <= 255) region->land.land_cover[i] = (uint8_t) class;
    }
    vp_raster_file_clear(&classes);
    return region->land.land_cover || vp_fail_memory(err, count);
}

static bool read_wide(const vp_signal_files *files, const vp_raster_file *elevation, vp_land *land,
                      vp_findings *findings, vp_error *err)
{
    vp_raster_file wide;
    vp_raster_request request = {.path = files->elevation_wide, .kind = VP_CELLS_ELEVATION, .findings = findings};
    if (!read_beside(&request, elevation, &wide, err)) return false;
    land->elevation_wide = wide.grid;
    wide.grid = NULL;
    vp_raster_file_clear(&wide);
    return true;
}

static bool take_zones(const char *path, const vp_raster_file *raster, const vp_region *region, uint8_t *zones,
                       vp_error *err)
{
    for (size_t i = 0; i < vp_grid_geometry_cells(region->geometry); i++) {
        float zone = value_at(raster, region->geometry, i);
        bool known = zone == VP_ZONE_SEA || zone == VP_ZONE_COASTAL || zone == VP_ZONE_INLAND;
        zones[i] = known ? (uint8_t)zone : VP_ZONE_INLAND;
        if (known || isnan(vp_grid_cells(region->land.elevation)[i])) continue; /* no path crosses a hole */
        double x, y;
        vp_grid_geometry_centre(region->geometry, i, &x, &y);
        return vp_fail(err, VP_BAD_INPUT, "%s: %g at %.0f %.0f, where 1 sea, 3 coastal land or 4 inland is needed",
                       path, (double)zone, x, y);
    }
    return true;
}

bool vp_signal_files_zones(const vp_signal_files *files, const vp_region *region, char *crs, uint8_t **zones,
                           vp_findings *findings, vp_error *err)
{
    vp_raster_request request = {.path = files->zones, .kind = VP_CELLS_CLASSES, .findings = findings};
    vp_raster_file raster, elevation = {.crs = crs};
    *zones = NULL;
    if (!files->zones) return true;
    if (!read_beside(&request, &elevation, &raster, err)) return false;
    size_t count = vp_grid_geometry_cells(region->geometry);
    *zones = malloc(count);
    bool ok = (*zones || vp_fail_memory(err, count)) && take_zones(files->zones, &raster, region, *zones, err);
    vp_raster_file_clear(&raster);
    if (ok) return true;
    free(*zones);
    *zones = NULL;
    return false;
}

vp_region *vp_signal_files_read(const vp_signal_files *files, char **crs, vp_findings *findings, vp_error *err)
{
    vp_raster_file elevation = {0};
    vp_raster_request request = {.path = files->elevation, .kind = VP_CELLS_ELEVATION, .findings = findings};
    vp_region *region = calloc(1, sizeof *region);
    bool ok = region || vp_fail_memory(err, sizeof *region);
    ok = ok && vp_raster_file_read(&request, &elevation, err);
    if (ok && !elevation.crs)
        ok = vp_fail(err, VP_BAD_INPUT, "%s: it states no coordinate system; gdal_edit.py -a_srs states one",
                     files->elevation);
    if (ok) {
        region->geometry = vp_grid_geometry_of(elevation.grid);
        region->land.elevation = elevation.grid;
        ok = (!files->land_cover || read_land_cover(files, &elevation, region, findings, err)) &&
             (!files->elevation_wide || read_wide(files, &elevation, &region->land, findings, err)) &&
             read_transmitters(files, elevation.crs, region, findings, err);
        elevation.grid = NULL;
        *crs = elevation.crs;
        elevation.crs = NULL;
    }
    vp_raster_file_clear(&elevation);
    if (ok) return region;
    vp_region_free(region);
    return NULL;
}

static void read_height(reading *r, float heights[256])
{
    double class = number(r, "class", "code"), metres = number(r, "metres", "height_m");
    if (r->bad) return;
    if (!(class >= 0 && class <= 255 && class == floor(class)))
        report(r, "class", cell(r, "class", "code"), "a land-cover class is a whole number from 0 to 255");
    else if (!(metres >= 0 && metres <= 100))
        report(r, "metres", cell(r, "metres", "height_m"), "a clutter height from 0 to 100 m is needed");
    else
        heights[(size_t) class] = (float)metres;
}

bool vp_signal_files_clutter(const vp_signal_files *files, float heights[256], vp_findings *findings, vp_error *err)
{
    static const char *const names[][2] = {{"class", "code"}, {"metres", "height_m"}};
    vp_table table = {0};
    for (int i = 0; i < 256; i++) heights[i] = vp_clutter_metres((uint8_t)i);
    if (!files->clutter_heights) return true;
    const vp_column_names wanted[] = {{(const char *const[]){"class", "metres"}, 2},
                                      {(const char *const[]){"class", "height_m"}, 2},
                                      {(const char *const[]){"code", "metres"}, 2},
                                      {(const char *const[]){"code", "height_m"}, 2}};
    bool ok =
        read_table(&table, files->clutter_heights, wanted, 4, findings, err) && need_columns(&table, names, 2, err);
    reading r = {.table = &table, .findings = findings};
    for (; ok && r.row < table.row_count; r.row++) {
        r.bad = false;
        read_height(&r, heights);
    }
    if (ok && findings->errors) ok = vp_fail(err, VP_BAD_INPUT, "%s has errors", files->clutter_heights);
    vp_table_clear(&table);
    return ok;
}

/* ------------------------------------------------------------ one path */

static void read_point(reading *r, vp_profile_file *out)
{
    size_t i = out->count++;
    const char *zone = cell(r, "zone", "radio_met_code");
    out->km[i] = number(r, "km", "d_km");
    out->terrain[i] = cell(r, "ground", "h_amsl_m")[0] ? number(r, "ground", "h_amsl_m") : NAN;
    out->clutter[i] = cell(r, "clutter", "ground_cover_m")[0] ? number(r, "clutter", "ground_cover_m") : 0;
    out->zones[i] = VP_ZONE_INLAND;
    if (zone[0]) out->zones[i] = (uint8_t)strtoul(zone, NULL, 10);
    if (zone[0] && !(strlen(zone) == 1 && strchr("134", zone[0])))
        report(r, "zone", zone, "must be 1 sea, 3 coast or 4 inland");
    if (i ? !(out->km[i] > out->km[i - 1]) : out->km[i] != 0)
        report(r, "km", cell(r, "km", "d_km"), "distances must begin with 0 and ascend");
}

bool vp_profile_file_read(const char *path, vp_profile_file *out, vp_findings *findings, vp_error *err)
{
    static const char *const names[][2] = {{"km", "d_km"}, {"ground", "h_amsl_m"}};
    vp_table table = {0};
    *out = (vp_profile_file){0};
    const vp_column_names wanted[] = {{(const char *const[]){"km", "ground"}, 2},
                                      {(const char *const[]){"km", "h_amsl_m"}, 2},
                                      {(const char *const[]){"d_km", "ground"}, 2},
                                      {(const char *const[]){"d_km", "h_amsl_m"}, 2}};
    bool ok = read_table(&table, path, wanted, 4, findings, err) && need_columns(&table, names, 2, err);
    size_t rows = table.row_count;
    if (ok && rows < 2) ok = vp_fail(err, VP_BAD_INPUT, "%s: a profile has at least two points", path);
    if (ok) {
        *out = (vp_profile_file){.km = calloc(rows, sizeof *out->km),
                                 .terrain = calloc(rows, sizeof *out->terrain),
                                 .clutter = calloc(rows, sizeof *out->clutter),
                                 .zones = calloc(rows, sizeof *out->zones)};
        ok = (out->km && out->terrain && out->clutter && out->zones) || vp_fail_memory(err, rows * 3 * sizeof(double));
    }
    reading r = {.table = &table, .findings = findings};
    for (; ok && r.row < rows && findings->errors < 100; r.row++) read_point(&r, out);
    if (ok && findings->errors) ok = vp_fail(err, VP_BAD_INPUT, "%s has errors", path);
    vp_table_clear(&table);
    if (!ok) vp_profile_file_clear(out);
    return ok;
}

void vp_profile_file_clear(vp_profile_file *profile)
{
    free(profile->km);
    free(profile->terrain);
    free(profile->clutter);
    free(profile->zones);
    *profile = (vp_profile_file){0};
}
