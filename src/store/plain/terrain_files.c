#include "store/plain/terrain_files.h"
#include "base/array.h"
#include "store/sandbox/sheet_rows.h"
#include "store/text/number.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <vungphu/burn.h>

#define KM_PER_H_MOST 300

/* ------------------------------------------------------------ land cover */

static bool read_land_cover(const vp_terrain_files *files, vp_region *region, vp_raster_place *place, vp_error *err)
{
    vp_raster_request request = {.path = files->land_cover, .kind = VP_CELLS_CLASSES, .findings = files->findings};
    vp_grid *codes = vp_raster_read_metres(&request, place, err);
    if (!codes) return false;
    region->geometry = place->geometry;
    size_t count = vp_grid_geometry_cells(region->geometry);
    const float *cells = vp_grid_cells(codes);
    region->land.land_cover = calloc(count, 1);
    for (size_t i = 0; region->land.land_cover && i < count; i++)
        if (!isnan(cells[i])) region->land.land_cover[i] = (uint8_t)cells[i]; /* else 0: unknown */
    vp_grid_free(codes);
    return region->land.land_cover || vp_fail_memory(err, count);
}

/* ------------------------------------------------------------ roads and barriers */

/* The bit of a class, which is added when it is new. */
static bool bit_of(const char *name, const char *path, char *classes[], size_t *count, uint32_t *bit, vp_error *err)
{
    size_t at = 0;
    while (at < *count && strcmp(classes[at], name) != 0) at++;
    if (at == VP_ROAD_CLASSES_MOST)
        return vp_fail(err, VP_BAD_INPUT, "%s has more than %d classes", path, VP_ROAD_CLASSES_MOST);
    if (at == *count) {
        classes[at] = strdup(name);
        if (!classes[at]) return vp_fail_memory(err, strlen(name));
        ++*count;
    }
    *bit = (uint32_t)1 << at;
    return true;
}

static bool burn(vp_grid_geometry geometry, const vp_features *features, size_t i, uint32_t bit, uint32_t *mask,
                 vp_error *err)
{
    const vp_shape *shape = &features->shapes[i];
    if (features->areas[i]) return vp_burn_shapes(geometry, &shape, 1, bit, mask, err);
    for (size_t r = 0; r < shape->ring_count; r++)
        vp_burn_line(geometry, shape->points + shape->ring_starts[r], shape->ring_starts[r + 1] - shape->ring_starts[r],
                     bit, mask);
    return true;
}

static bool read_mask(const vp_feature_file *file, const vp_raster_place *place, char *classes[], size_t *count,
                      uint32_t **mask, vp_error *err)
{
    vp_features features = {0};
    if (!file->path) return true;
    if (!vp_plain_land_read(file, place, &features, err)) return false;
    size_t cells = vp_grid_geometry_cells(place->geometry);
    *mask = calloc(cells, sizeof **mask);
    bool ok = *mask || vp_fail_memory(err, cells * sizeof **mask);
    for (size_t i = 0; ok && i < features.count; i++) {
        uint32_t bit = 0;
        ok = bit_of(features.names[i], file->path, classes, count, &bit, err) &&
             burn(place->geometry, &features, i, bit, *mask, err);
    }
    vp_features_clear(&features);
    return ok;
}

/* ------------------------------------------------------------ speeds */

enum { MODE, SURFACE, CLASS, KM_PER_H, SLOPE, SEASON, COLUMN_COUNT };
static const char *const column_names[COLUMN_COUNT] = {"mode", "surface", "class", "km_per_h", "slope", "season"};

typedef struct {
    const char *path;
    vp_region *region;
    vp_findings *findings;
    size_t columns[COLUMN_COUNT]; /* VP_NONE: not there */
    vp_error *err;
    bool failed;
} speed_table;

static bool refuse(speed_table *t, const vp_csv_row *row, const char *column, const char *value, const char *why)
{
    char doubt[160];
    t->failed = true;
    if (vp_number_doubt(value, row->decimal, doubt, sizeof doubt)) why = doubt;
    return vp_fail(t->err, VP_BAD_INPUT, "%s: row %ld, %s \"%s\": %s", t->path, row->row, column, value, why);
}

static bool read_header(speed_table *t, const vp_csv_row *row)
{
    for (size_t c = 0; c < COLUMN_COUNT; c++) {
        t->columns[c] = VP_NONE;
        for (size_t f = 0; f < row->field_count; f++)
            if (strcmp(row->fields[f], column_names[c]) == 0) t->columns[c] = f;
        if (t->columns[c] == VP_NONE && c <= KM_PER_H)
            return refuse(t, row, column_names[c], "", "the column is missing");
    }
    return true;
}

static const char *cell(const speed_table *t, const vp_csv_row *row, int column)
{
    size_t at = t->columns[column];
    return at < row->field_count ? row->fields[at] : "";
}

/* The same mode, surface, class and season twice. */
static bool is_repeated(const vp_speed_table *table, const vp_speed *speed)
{
    for (size_t i = 0; i < table->speed_count; i++) {
        const vp_speed *s = &table->speeds[i];
        if (s->surface == speed->surface && s->season == speed->season && strcmp(s->mode, speed->mode) == 0 &&
            strcmp(s->class_name, speed->class_name) == 0)
            return true;
    }
    return false;
}

static bool keep_speed(speed_table *t, vp_speed speed)
{
    size_t count = t->region->speed_table.speed_count;
    bool fits = vp_array_resize(VP_ARRAY(t->region->speed_table.speeds), count + 1, t->err);
    speed.mode = strdup(speed.mode);
    speed.class_name = strdup(speed.class_name);
    if (fits && speed.mode && speed.class_name) {
        t->region->speed_table.speeds[t->region->speed_table.speed_count++] = speed;
        return true;
    }
    free(speed.mode);
    free(speed.class_name);
    t->failed = true;
    return vp_fail_memory(t->err, (count + 1) * sizeof speed);
}

static bool take_speed(void *context, const vp_csv_row *row)
{
    static const char *const surfaces[] = {"land_cover", "road", "barrier"}; /* in the order of vp_surface_kind */
    speed_table *t = context;
    if (row->first) return read_header(t, row);
    const char *surface = cell(t, row, SURFACE), *season = cell(t, row, SEASON), *slope = cell(t, row, SLOPE);
    int kind = 0;
    while (kind < 3 && strcmp(surfaces[kind], surface) != 0) kind++;
    vp_speed speed = {.mode = (char *)(uintptr_t)cell(t, row, MODE),
                      .surface = (vp_surface_kind)kind,
                      .class_name = (char *)(uintptr_t)cell(t, row, CLASS),
                      .slope = strcasecmp(slope, "yes") == 0 || strcmp(slope, "1") == 0,
                      .season = vp_season_named(season)};
    if (!*speed.mode) return refuse(t, row, "mode", "", "empty");
    if (kind == 3) return refuse(t, row, "surface", surface, "must be land_cover, road or barrier");
    if (!*speed.class_name) return refuse(t, row, "class", "", "empty");
    if (!vp_csv_row_number(row, t->columns[KM_PER_H], &speed.km_per_h) || !(speed.km_per_h >= 0) ||
        speed.km_per_h > KM_PER_H_MOST)
        return refuse(t, row, "km_per_h", cell(t, row, KM_PER_H), "must be a number from 0 to 300");
    if (speed.season == VP_SEASON_COUNT) return refuse(t, row, "season", season, "must be dry, flood or empty");
    if (is_repeated(&t->region->speed_table, &speed))
        return refuse(t, row, "class", speed.class_name, "an earlier row gives this speed already");
    return keep_speed(t, speed);
}

static bool take_note(void *context, long row, const char *reason)
{
    speed_table *t = context;
    vp_findings_add(t->findings, VP_FINDING_NOTE, (vp_place){.file = t->path, .row = row}, "%s", reason);
    return true;
}

static bool read_speeds(const vp_terrain_files *files, vp_region *region, vp_error *err)
{
    const vp_column_names wanted = {column_names, KM_PER_H + 1};
    speed_table t = {.path = files->speeds, .region = region, .findings = files->findings, .err = err};
    const vp_csv_rows rows = {
        .take = take_speed, .context = &t, .heading = true, .wanted = &wanted, .wanted_count = 1, .note = take_note};
    return vp_sheet_rows_file(&rows, files->speeds, err) && !t.failed;
}

/* ------------------------------------------------------------ the whole */

bool vp_terrain_files_read(const vp_terrain_files *files, vp_region *region, vp_raster_place *place, vp_error *err)
{
    vp_feature_file roads = files->roads, barriers = files->barriers;
    roads.findings = barriers.findings = files->findings;
    return read_land_cover(files, region, place, err) && read_speeds(files, region, err) &&
           read_mask(&roads, place, region->land.road_classes, &region->land.road_class_count, &region->land.roads,
                     err) &&
           read_mask(&barriers, place, region->land.barrier_classes, &region->land.barrier_class_count,
                     &region->land.barriers, err);
}

void vp_terrain_files_clear(vp_region *region)
{
    for (size_t i = 0; i < region->speed_table.speed_count; i++) {
        free(region->speed_table.speeds[i].mode);
        free(region->speed_table.speeds[i].class_name);
    }
    free(region->speed_table.speeds);
    free(region->land.land_cover);
    free(region->land.roads);
    free(region->land.barriers);
    for (size_t i = 0; i < region->land.road_class_count; i++) free(region->land.road_classes[i]);
    for (size_t i = 0; i < region->land.barrier_class_count; i++) free(region->land.barrier_classes[i]);
    *region = (vp_region){0};
}
