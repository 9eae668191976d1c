#include "store/snapshot/files.h"
#include "snapshot/outlines.h"
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

const char *const vp_land_files[VP_LAND_COUNT] = {[VP_LAND_ELEVATION] = "cells/land_elevation.bin",
                                                  [VP_LAND_WIDE] = "cells/land_wide.bin",
                                                  [VP_LAND_COVER] = "cells/land_cover.bin",
                                                  [VP_LAND_ROADS] = "cells/land_roads.bin",
                                                  [VP_LAND_BARRIERS] = "cells/land_barriers.bin"};
const char *const vp_land_kinds[VP_LAND_COUNT] = {"elevation", "elevation_wide", "land_cover", "roads", "barriers"};

/* ids are ASCII words as a rule; what is not becomes _, and two that fall together are kept
 * apart by their position. */
static void plain(const char *id, char out[80])
{
    size_t length = 0;
    for (; id[length] && length < 79; length++) {
        unsigned char c = (unsigned char)id[length];
        out[length] = c < 128 && (isalnum(c) || c == '-') ? (char)c : '_';
    }
    out[length] = 0;
}

static bool is_plain(const char *id)
{
    char out[80];
    plain(id, out);
    return *id && strcmp(out, id) == 0 && strncmp(id, "nearest_", 8) != 0 && strncmp(id, "mode_", 5) != 0 &&
           strncmp(id, "shown_", 6) != 0 && strncmp(id, "access_", 7) != 0 && strncmp(id, "land_", 5) != 0 &&
           strcmp(id, "outlines") != 0 && strcmp(id, "relief") != 0 && strncmp(id, "population_", 11) != 0;
}

static void service_name(const vp_definitions *definitions, size_t service, const char *prefix, const char *suffix,
                         vp_file_name name)
{
    char id[80];
    plain(definitions->services[service].id, id);
    if (is_plain(definitions->services[service].id))
        snprintf(name, sizeof(vp_file_name), "%s%s%s", prefix, id, suffix);
    else
        snprintf(name, sizeof(vp_file_name), "%s%02zu_%s%s", prefix, service, id, suffix);
}

void vp_snapshot_facts_name(const vp_definitions *definitions, size_t service, vp_file_name name)
{
    char id[80];
    plain(definitions->services[service].id, id);
    snprintf(name, sizeof(vp_file_name), "facts/%02zu_%s.bin", service, id);
}

void vp_snapshot_surface_name(const vp_definitions *definitions, size_t service, vp_file_name name)
{
    service_name(definitions, service, "surfaces/", ".tif", name);
}

void vp_snapshot_nearest_name(const vp_definitions *definitions, size_t service, vp_file_name name)
{
    service_name(definitions, service, "surfaces/nearest_", ".tif", name);
}

void vp_snapshot_mode_name(const vp_definitions *definitions, size_t service, vp_file_name name)
{
    service_name(definitions, service, "surfaces/mode_", ".tif", name);
}

void vp_snapshot_shown_name(const vp_definitions *definitions, size_t service, vp_file_name name)
{
    service_name(definitions, service, "cells/shown_", ".bin", name);
}

void vp_snapshot_access_name(const vp_definitions *definitions, size_t service, vp_file_name name)
{
    service_name(definitions, service, "cells/access_", ".bin", name);
}

void vp_snapshot_population_name(const vp_people *people, size_t population, vp_file_name name)
{
    char label[80];
    plain(people->populations[population].label, label);
    bool repeated = strcmp(label, people->populations[population].label) != 0;
    if (repeated)
        snprintf(name, sizeof(vp_file_name), "surfaces/population_%02zu_%s.tif", population, label);
    else
        snprintf(name, sizeof(vp_file_name), "surfaces/population_%s.tif", label);
}

void vp_snapshot_cells_name(const char *raster, vp_file_name name)
{
    const char *base = strrchr(raster, '/') + 1;
    snprintf(name, sizeof(vp_file_name), "cells/%.*s.bin", (int)(strrchr(raster, '.') - base), base);
}

vp_outline_layout vp_snapshot_outline_layout(const vp_units *units)
{
    vp_outline_counts c = vp_outlines_count(units);
    vp_outline_layout l = {.weights_at = c.points * sizeof(vp_point)};
    l.outer_at = (l.weights_at + c.points * sizeof(float) + 7) / 8 * 8;
    l.bounds_at = l.outer_at + c.rings * sizeof(size_t);
    l.length = l.bounds_at + 2 * c.units * sizeof(vp_bounds);
    return l;
}

vp_raster vp_snapshot_surface_raster(const vp_region *region, size_t service)
{
    return (vp_raster){
        region->geometry, region->crs, VP_RASTER_FLOAT32, NAN, region->definitions.services[service].title_en, true};
}

vp_raster vp_snapshot_nearest_raster(const vp_region *region, size_t service)
{
    const char *rows = region->definitions.services[service].reach == VP_REACH_SIGNAL
                           ? "row of transmitters (GET /collections/transmitters/items), from 0"
                           : "fid of facilities in coverage.sqlite";
    return (vp_raster){region->geometry, region->crs, VP_RASTER_INT32, -1, rows, true};
}

vp_raster vp_snapshot_mode_raster(const vp_region *region, size_t service)
{
    return (vp_raster){
        region->geometry, region->crs, VP_RASTER_INT32, -1, region->definitions.services[service].mode, true};
}

vp_raster vp_snapshot_population_raster(const vp_region *region, size_t population)
{
    return (vp_raster){
        region->geometry, region->crs, VP_RASTER_FLOAT32, NAN, region->people.populations[population].label, false};
}
