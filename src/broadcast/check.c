#include "broadcast/check.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/zonal.h>

/* A finding about one column, with its number as the value. */
static void report(vp_findings *findings, vp_severity severity, vp_place place, const char *column, double value,
                   const char *reason)
{
    char text[32];
    snprintf(text, sizeof text, "%g", value);
    place.column = column;
    place.value = text;
    vp_findings_add(findings, severity, place, "%s", reason);
}

static bool outside(double value, double least, double most) { return !(value >= least && value <= most); }

/* Bands of the systems that the program knows. */
static const struct {
    const char *system;
    double least_mhz, most_mhz;
} bands[] = {
    {"fm", 65.8, 74},        /* the OIRT band */
    {"fm", 87.5, 108},       /* band II */
    {"loudspeaker", 54, 68}, /* wireless loudspeakers of communes: no broadcast that a household receives */
    {"dvb_t2", 174, 230},    /* band III */
    {"dvb_t2", 470, 862},    /* bands IV and V */
};

static void check_band(const vp_transmitter *t, vp_place place, vp_findings *findings)
{
    bool known = false, inside = false;
    for (size_t i = 0; t->system && i < sizeof bands / sizeof *bands; i++) {
        if (strcmp(bands[i].system, t->system) != 0) continue;
        known = true;
        inside |= !outside(t->frequency_mhz, bands[i].least_mhz, bands[i].most_mhz);
    }
    if (!known) {
        place.column = "system";
        place.value = t->system;
        vp_findings_add(findings, VP_FINDING_WARNING, place,
                        "no thresholds are known for this system; there are fm, dvb_t2 and loudspeaker");
    } else if (!inside)
        report(findings, VP_FINDING_WARNING, place, "frequency_mhz", t->frequency_mhz,
               "outside the bands of its system");
}

static void check_figures(const vp_transmitter *t, vp_place place, vp_findings *findings)
{
    if (outside(t->frequency_mhz, 30, 6000))
        report(findings, VP_FINDING_ERROR, place, "frequency_mhz", t->frequency_mhz,
               "ITU-R P.1812 holds from 30 to 6000 MHz; is the unit right?");
    else
        check_band(t, place, findings);
    if (!(t->erp_kw > 0) || t->erp_kw > 5000)
        report(findings, VP_FINDING_ERROR, place, "erp_kw", t->erp_kw,
               "the effective radiated power must be above 0 and at most 5000 kW; is it in kW?");
    else if (t->erp_kw > 500)
        report(findings, VP_FINDING_WARNING, place, "erp_kw", t->erp_kw, "an unusually high power; is it in kW?");
    if (outside(t->mast_metres, 1, 1000))
        report(findings, VP_FINDING_ERROR, place, "mast_metres", t->mast_metres,
               "the aerial's height above terrain must be from 1 to 1000 m");
    if (!t->programme || !t->programme[0]) {
        place.column = "programme";
        vp_findings_add(findings, VP_FINDING_WARNING, place, "it names no programme");
    }
}

static void check_pattern(const vp_transmitter *t, vp_place place, vp_findings *findings)
{
    const double *at = t->pattern_azimuth_degrees, *db = t->pattern_db;
    for (size_t i = 0; i < t->pattern_count; i++) {
        if (outside(at[i], 0, 359.999999) || (i && !(at[i] > at[i - 1])))
            report(findings, VP_FINDING_ERROR, place, "pattern", at[i], "azimuths must ascend within 0 to 360 degrees");
        if (outside(db[i], -100, 0))
            report(findings, VP_FINDING_ERROR, place, "pattern", db[i], "reductions must be from -100 to 0 dB");
        double next = i + 1 < t->pattern_count ? at[i + 1] : at[0] + 360;
        if (next - at[i] > 90)
            report(findings, VP_FINDING_ERROR, place, "pattern", at[i],
                   "the pattern has a gap of more than 90 degrees after this azimuth");
    }
}

static void check_vertical(const vp_transmitter *t, vp_place place, vp_findings *findings)
{
    const double *at = t->vertical_degrees, *db = t->vertical_db;
    for (size_t i = 0; i < t->vertical_count; i++) {
        if (outside(at[i], -90, 90) || (i && !(at[i] > at[i - 1])))
            report(findings, VP_FINDING_ERROR, place, "vertical_pattern", at[i],
                   "degrees below the horizontal must ascend within -90 to 90");
        if (outside(db[i], -100, 0))
            report(findings, VP_FINDING_ERROR, place, "vertical_pattern", db[i],
                   "reductions must be from -100 to 0 dB");
        if (i && at[i] - at[i - 1] > 45)
            report(findings, VP_FINDING_ERROR, place, "vertical_pattern", at[i - 1],
                   "the pattern has a gap of more than 45 degrees after this angle");
    }
    if (t->vertical_count && !(at[0] <= 0 && at[t->vertical_count - 1] >= 0))
        report(findings, VP_FINDING_ERROR, place, "vertical_pattern", at[0],
               "the pattern leaves out the horizontal (0 degrees), where most receivers are");
}

static void check_site(const vp_transmitter *t, const vp_signal_terrain *terrain, vp_place place, vp_findings *findings)
{
    size_t cell;
    if (isfinite(t->x) && isfinite(t->y) && !isnan(vp_signal_height(terrain, t->x, t->y))) return;
    if (!isfinite(t->x) || !isfinite(t->y) || !vp_grid_geometry_locate(terrain->geometry, t->x, t->y, &cell))
        report(
            findings, VP_FINDING_WARNING, place, "geometry", t->lon,
            "the site lies outside the elevation: wherever it could be the strongest there is no data; give elevation "
            "that reaches it (role elevation_wide) or correct the place (longitude given)");
    else
        report(
            findings, VP_FINDING_WARNING, place, "geometry", t->lon,
            "the site lies in a hole of the elevation: wherever it could be the strongest there is no data (longitude "
            "given)");
}

void vp_transmitter_check(const vp_transmitter *transmitter, const vp_signal_terrain *terrain, vp_place place,
                          vp_findings *findings)
{
    check_figures(transmitter, place, findings);
    check_pattern(transmitter, place, findings);
    check_vertical(transmitter, place, findings);
    if (terrain) check_site(transmitter, terrain, place, findings);
}

/* ------------------------------------------------------------ service areas */

/* A window of a grid: whole cells around bounds, at least one. False when they lie apart. */
static bool window_of(vp_grid_geometry geometry, vp_bounds b, vp_grid_geometry *window, size_t *first)
{
    double cell = geometry.cell_metres, columns = (double)geometry.columns, rows = (double)geometry.rows;
    double left = fmax(0, floor((b.west - geometry.west) / cell)),
           right = fmin(columns, ceil((b.east - geometry.west) / cell));
    double top = fmax(0, floor((geometry.north - b.north) / cell)),
           bottom = fmin(rows, ceil((geometry.north - b.south) / cell));
    if (!(right > left && bottom > top)) return false;
    *window = (vp_grid_geometry){.columns = (size_t)(right - left),
                                 .rows = (size_t)(bottom - top),
                                 .cell_metres = cell,
                                 .west = geometry.west + left * cell,
                                 .north = geometry.north - top * cell};
    *first = (size_t)top * geometry.columns + (size_t)left;
    return true;
}

/* People inside a shape, by exact shares of cells. NAN and err when memory is short. */
static double people_inside(const vp_grid *people, const vp_shape *shape, vp_error *err)
{
    vp_grid_geometry geometry = vp_grid_geometry_of(people), window;
    size_t first;
    double sum = NAN;
    if (!window_of(geometry, vp_shape_bounds(shape), &window, &first)) return 0;
    float *values = malloc(vp_grid_geometry_cells(window) * sizeof *values);
    vp_weights *weights = values ? vp_weights_new(window, &shape, 1, err) : NULL;
    if (!values) vp_fail_memory(err, vp_grid_geometry_cells(window) * sizeof *values);
    if (!weights) goto done;
    for (size_t row = 0; row < window.rows; row++)
        memcpy(values + row * window.columns, vp_grid_cells(people) + first + row * geometry.columns,
               window.columns * sizeof *values);
    vp_zonal_sum(weights, values, &sum, NULL);
done:
    vp_weights_free(weights);
    free(values);
    return sum;
}

/* An area given for several services is looked at once. */
static bool seen_before(const vp_supply *supply, size_t index)
{
    const char *id = supply->service_areas[index].id;
    for (size_t i = 0; id && i < index; i++)
        if (supply->service_areas[i].id && strcmp(supply->service_areas[i].id, id) == 0) return true;
    return false;
}

static bool check_area(const vp_region *region, size_t index, vp_place place, vp_findings *findings, vp_error *err)
{
    const vp_service_area *area = &region->supply.service_areas[index];
    if (!region->people.population_count || isnan(area->households_connected) || seen_before(&region->supply, index))
        return true;
    double people = people_inside(region->people.populations[0].people, &area->shape, err);
    if (isnan(people)) return false;
    if (area->households_connected > ceil(people)) {
        char text[32];
        snprintf(text, sizeof text, "%.0f", area->households_connected);
        place.column = "households_connected";
        place.value = text;
        vp_findings_add(findings, VP_FINDING_WARNING, place,
                        "more households are connected than the %.0f people who live inside the scheme's area", people);
    }
    return true;
}

/* Most households that any unit of that code is recorded with; NaN when none is. */
static double households_of(const vp_units *units, const char *code, size_t record)
{
    double most = NAN;
    for (size_t s = 0; code && s < units->set_count; s++) {
        size_t unit = vp_unit_set_find(&units->sets[s], code);
        if (unit != VP_NONE && units->sets[s].units[unit].records)
            most = fmax(most, units->sets[s].units[unit].records[record].number);
    }
    return most;
}

/* Connections of the areas of the same service and unit up to and with this one; *last: no later one has them. */
static double connected_in_unit(const vp_supply *supply, size_t index, bool *last)
{
    const vp_service_area *areas = supply->service_areas, *own = &areas[index];
    double sum = 0;
    *last = true;
    for (size_t i = 0; i < supply->service_area_count; i++) {
        if (areas[i].service != own->service || !areas[i].unit_code || strcmp(areas[i].unit_code, own->unit_code) != 0)
            continue;
        if (!isnan(areas[i].households_connected)) sum += areas[i].households_connected;
        if (i > index) *last = false;
    }
    return sum;
}

static void check_unit(const vp_region *region, size_t index, size_t record, vp_place place, vp_findings *findings)
{
    const vp_service_area *area = &region->supply.service_areas[index];
    bool last;
    if (!area->unit_code) return;
    double there = households_of(&region->units, area->unit_code, record),
           connected = connected_in_unit(&region->supply, index, &last);
    if (!last || isnan(there) || connected <= there) return;
    char text[32];
    snprintf(text, sizeof text, "%.0f", connected);
    place.column = "households_connected";
    place.value = text;
    vp_findings_add(findings, VP_FINDING_WARNING, place,
                    "the schemes of unit %s (%s) connect more households than the %.0f it is recorded with",
                    area->unit_code, region->definitions.services[area->service].id, there);
}

static bool check_areas(const vp_region *region, vp_findings *findings, vp_error *err)
{
    if (!region->supply.service_area_count) return true;
    size_t record = vp_region_record(&region->units, "households");
    for (size_t i = 0; i < region->supply.service_area_count; i++) {
        vp_place place = {.file = "service_areas", .layer = region->supply.service_areas[i].id, .row = (long)i + 1};
        if (!check_area(region, i, place, findings, err)) return false;
        if (record != VP_NONE) check_unit(region, i, record, place, findings);
    }
    return true;
}

bool vp_broadcast_check(const vp_region *region, vp_findings *findings, vp_error *err)
{
    vp_signal_terrain terrain = {.geometry = region->geometry, .wide = region->land.elevation_wide};
    if (region->land.elevation) terrain.elevation = vp_grid_cells(region->land.elevation);
    for (size_t i = 0; i < region->supply.transmitter_count; i++) {
        const vp_transmitter *t = &region->supply.transmitters[i];
        vp_place place = {.file = "transmitters", .layer = t->id, .row = (long)i + 1};
        vp_transmitter_check(t, region->land.elevation ? &terrain : NULL, place, findings);
    }
    return check_areas(region, findings, err);
}
