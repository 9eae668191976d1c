#include "support_world.h"
#include "snapshot/backdrop.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/analysis.h>
#include <vungphu/indicators.h>
#include <vungphu/settlement_cells.h>
#include <vungphu/unit_weights.h>
#include <vungphu/version.h>

#define CELL         500.0
#define WEST_METRES  500000.0
#define NORTH_METRES 2420000.0
#define DEGREES_X    (1 / 103500.0) /* per metre */
#define DEGREES_Y    (1 / 110700.0)

double vp_world_lon(double column) { return WORLD_WEST + column * CELL * DEGREES_X; }
double vp_world_lat(double row) { return WORLD_SOUTH + (WORLD_SIDE - row) * CELL * DEGREES_Y; }

static char *text(const char *from)
{
    char *copy = strdup(from);
    MUST(copy);
    return copy;
}

static void *make(size_t count, size_t size)
{
    void *all = calloc(count, size);
    MUST(all);
    return all;
}

static bool to_cell(void *context, size_t count, double u[], double v[])
{
    (void)context;
    for (size_t i = 0; i < count; i++) {
        double lon, lat;
        vp_mercator_to_lonlat(u[i], v[i], &lon, &lat);
        u[i] = (lon - WORLD_WEST) / DEGREES_X / CELL;
        v[i] = WORLD_SIDE - (lat - WORLD_SOUTH) / DEGREES_Y / CELL;
    }
    return true;
}

static bool to_lonlat(void *context, size_t count, double u[], double v[])
{
    (void)context;
    for (size_t i = 0; i < count; i++) {
        u[i] = vp_world_lon(u[i]);
        v[i] = vp_world_lat(v[i]);
    }
    return true;
}

/* Rings of squares: column, row of the northwest corner and side, in cells; every edge in halves, so that
 * neighbours share vertices along it. */
typedef struct {
    double column, row, width, height;
} box;

static void shape_of(vp_unit *unit, const box boxes[], size_t count)
{
    vp_point metres[64], degrees[64];
    size_t sizes[4], n = 0;
    for (size_t b = 0; b < count; b++) {
        static const double around[9][2] = {{0, 0},   {0.5, 0}, {1, 0},   {1, 0.5}, {1, 1},
                                            {0.5, 1}, {0, 1},   {0, 0.5}, {0, 0}};
        for (size_t i = 0; i < 9; i++) {
            double column = boxes[b].column + around[i][0] * boxes[b].width,
                   row = boxes[b].row + around[i][1] * boxes[b].height;
            metres[n] = (vp_point){WEST_METRES + column * CELL, NORTH_METRES - row * CELL};
            degrees[n++] = (vp_point){vp_world_lon(column), vp_world_lat(row)};
        }
        sizes[b] = 9;
    }
    MUST(vp_shape_init(&unit->shape, metres, sizes, count, NULL));
    MUST(vp_shape_init(&unit->lonlat, degrees, sizes, count, NULL));
}

static void fill_unit(const vp_region *region, vp_unit *unit, const char *code, const char *name, double households)
{
    unit->code = text(code);
    unit->name = text(name);
    unit->name_en = text("Commune");
    unit->full_name = text(name);
    unit->kind = text("xã");
    strcpy(unit->valid_from, "2025-07-01");
    unit->records = make(region->units.record_count, sizeof *unit->records);
    unit->records[0].number = households;
    unit->records[1].number = isnan(households) ? NAN : households / 2;
}

static void fill_units(vp_region *region)
{
    region->units.set_count = 2;
    region->units.sets = make(2, sizeof *region->units.sets);
    vp_unit_set *communes = &region->units.sets[0], *districts = &region->units.sets[1];
    *communes = (vp_unit_set){text("commune"), text("2025"), make(5, sizeof(vp_unit)), 5};
    *districts = (vp_unit_set){text("district"), text("2024"), make(2, sizeof(vp_unit)), 2};
    fill_unit(region, &communes->units[0], "00001", "Xã \"Định Hoá\"", 400);
    fill_unit(region, &communes->units[1], "00002", "=HYPERLINK(\"x\")", 400);
    fill_unit(region, &communes->units[2], "00003", "Phường Đức Xuân", 400);
    fill_unit(region, &communes->units[3], "00004", "Xã Võ Nhai", NAN);
    fill_unit(region, &communes->units[4], "00005", "Xã Thần Sa", 16);
    shape_of(&communes->units[0], (box[]){{0, 0, 20, 20}}, 1);
    shape_of(&communes->units[1], (box[]){{20, 0, 20, 20}}, 1);
    shape_of(&communes->units[2], (box[]){{0, 20, 20, 20}}, 1);
    shape_of(&communes->units[3], (box[]){{20, 20, 20, 20}, {28, 28, 4, 4}}, 2);
    shape_of(&communes->units[4], (box[]){{28, 28, 4, 4}}, 1);
    fill_unit(region, &districts->units[0], "164", "Huyện Tây", 800);
    fill_unit(region, &districts->units[1], "165", "Huyện Đông", 416);
    shape_of(&districts->units[0], (box[]){{0, 0, 20, 40}}, 1);
    shape_of(&districts->units[1], (box[]){{20, 0, 20, 40}}, 1);
}

static void fill_facilities(vp_region *region)
{
    static const double places[4][2] = {{5.5, 5.5}, {30.5, 10.5}, {10.5, 35.5}, {35.5, 35.5}};
    static const char *const ids[] = {"hs-1", "hs-2", "hs-3", "sc-1"}, *const names[] = {"Trạm Y tế A", "Trạm <B>",
                                                                                         "Trạm C", "Trường D"};
    region->supply.facility_count = 4;
    region->supply.facilities = make(4, sizeof *region->supply.facilities);
    for (size_t i = 0; i < 4; i++) {
        vp_facility *f = &region->supply.facilities[i];
        *f = (vp_facility){.id = text(ids[i]),
                           .name = text(names[i]),
                           .kind = text(i < 3 ? "health_station" : "school"),
                           .unit_code = text("00001"),
                           .dataset = text("facilities"),
                           .open = i != 2,
                           .x = WEST_METRES + places[i][0] * CELL,
                           .y = NORTH_METRES - places[i][1] * CELL,
                           .lon = vp_world_lon(places[i][0]),
                           .lat = vp_world_lat(places[i][1]),
                           .attributes = make(1, sizeof(double))};
        f->attributes[0] = 5;
        strcpy(f->open_from, i == 2 ? "2028-01-01" : "2000-01-01");
    }
}

static void fill_service(vp_service *s, const char *id, vp_reach reach, double limit, const size_t facilities[],
                         size_t count)
{
    *s = (vp_service){.id = text(id),
                      .title_vi = text("Dịch vụ"),
                      .title_en = text(id),
                      .department = text("Sở"),
                      .reach = reach,
                      .mode = text("walk"),
                      .scope = text(""),
                      .limits = make(3, sizeof(double)),
                      .limit_count = 3,
                      .default_limit = limit,
                      .capacity = 0,
                      .group = VP_NONE,
                      .facilities = make(count + 1, sizeof(size_t)),
                      .facility_count = count};
    for (size_t i = 0; i < 3; i++) s->limits[i] = limit * (double)(i + 1) / 2;
    for (size_t i = 0; i < count; i++) s->facilities[i] = facilities[i];
}

static void fill_definitions(vp_region *region)
{
    region->definitions.service_count = 3;
    region->definitions.services = make(3, sizeof *region->definitions.services);
    fill_service(&region->definitions.services[0], "health_station", VP_REACH_TRAVEL_TIME, 30, (size_t[]){0, 1}, 2);
    fill_service(&region->definitions.services[1], "school", VP_REACH_DISTANCE, 5000, (size_t[]){3}, 1);
    fill_service(&region->definitions.services[2], "fm", VP_REACH_SIGNAL, 54, NULL, 0);
    region->definitions.group_count = 1;
    region->definitions.groups = make(1, sizeof *region->definitions.groups);
    vp_group *g = region->definitions.groups;
    *g = (vp_group){text("remote"),
                    text("vùng sâu, vùng xa"),
                    text("remote"),
                    text("households < 500"),
                    make(2, sizeof(bool *)),
                    make(2, sizeof(double *)),
                    NULL,
                    NULL,
                    NULL,
                    NULL,
                    0,
                    false};
    for (size_t s = 0; s < 2; s++) {
        size_t count = region->units.sets[s].unit_count;
        g->member[s] = make(count, sizeof(bool));
        g->share[s] = make(count, sizeof(double));
        for (size_t u = 0; u < count; u++) {
            g->member[s][u] = u < 2;
            g->share[s][u] = 0.5;
        }
    }
}

static vp_indicator indicator(const char *id, vp_measure measure, size_t service, double target)
{
    return (vp_indicator){.id = text(id),
                          .title_vi = text("Chỉ tiêu"),
                          .title_en = text(id),
                          .department = text("Sở Y tế"),
                          .measure = measure,
                          .service = service,
                          .group = VP_NONE,
                          .other_group = VP_NONE,
                          .limit = NAN,
                          .threshold = measure == VP_MEASURE_REACHED_UNITS ? 0.5 : NAN,
                          .target = target,
                          .target_year = 2030,
                          .better = 1,
                          .unit = text(""),
                          .source = text("Quyết định 1"),
                          .definition = text("định nghĩa")};
}

static void fill_indicators(vp_region *region)
{
    region->definitions.indicator_count = 5;
    region->definitions.indicators = make(5, sizeof *region->definitions.indicators);
    region->definitions.indicators[0] = indicator("reached", VP_MEASURE_REACHED_SHARE, 0, 0.9);
    region->definitions.indicators[1] = indicator("reached_units", VP_MEASURE_REACHED_UNITS, 0, 0.1);
    region->definitions.indicators[2] = indicator("beds", VP_MEASURE_PER_10000, 0, 60);
    region->definitions.indicators[3] = indicator("connected", VP_MEASURE_RECORDED_SHARE, VP_NONE, NAN);
    region->definitions.indicators[3].numerator = text("connected");
    region->definitions.indicators[3].denominator = text("households");
    region->definitions.indicators[4] = indicator("fm_heard", VP_MEASURE_REACHED_SHARE, 2, 0.75);
}

static vp_region *new_region(double extra_people)
{
    vp_region *region = make(1, sizeof *region);
    *region = (vp_region){.id = text("thu"),
                          .name_vi = text("Tỉnh Thử"),
                          .name_en = text("Test Province"),
                          .crs = text("EPSG:32648"),
                          .as_of = "2026-12-31",
                          .geometry = {WORLD_SIDE, WORLD_SIDE, CELL, WEST_METRES, NORTH_METRES}};
    region->units.record_count = 2;
    region->units.record_names = make(2, sizeof(char *));
    region->units.record_names[0] = text("households");
    region->units.record_names[1] = text("connected");
    region->supply.attribute_count = 1;
    region->supply.attribute_names = make(1, sizeof(char *));
    region->supply.attribute_names[0] = text("beds");
    fill_units(region);
    fill_facilities(region);
    fill_definitions(region);
    fill_indicators(region);
    region->people.population_count = 1;
    region->people.populations = make(1, sizeof *region->people.populations);
    region->people.populations[0] = (vp_population){
        .label = text("made_up"), .people = vp_grid_new(region->geometry, (float)(10 + extra_people), NULL)};
    MUST(region->people.populations[0].people);
    for (size_t c = 0; c < WORLD_SIDE; c++) vp_grid_edit(region->people.populations[0].people)[c] = NAN;
    MUST(vp_lattice_init(&region->cell_to_lonlat, (vp_lattice_knots){0, 0, WORLD_SIDE, WORLD_SIDE, 3, 3}, to_lonlat,
                         NULL, NULL));
    return region;
}

/* Minutes: six a cell from the nearest open station as the crow flies. Column 39 cannot be reached; the
 * first cell is a hole in the data. */
static void fill_surfaces(vp_snapshot *s)
{
    vp_region *region = s->region;
    size_t cells = vp_grid_geometry_cells(region->geometry);
    s->results.surfaces = make(3, sizeof *s->results.surfaces);
    s->results.nearest = make(3, sizeof *s->results.nearest);
    for (size_t k = 0; k < 2; k++) {
        s->results.surfaces[k] = vp_grid_new(region->geometry, INFINITY, NULL);
        MUST(s->results.surfaces[k]);
        s->results.nearest[k] = make(cells, sizeof(int32_t));
        float *values = vp_grid_edit(s->results.surfaces[k]);
        for (size_t i = 0; i < cells; i++) {
            double x, y;
            vp_grid_geometry_centre(region->geometry, i, &x, &y);
            s->results.nearest[k][i] = -1;
            for (size_t f = 0; f < region->definitions.services[k].facility_count; f++) {
                const vp_facility *facility = &region->supply.facilities[region->definitions.services[k].facilities[f]];
                double metres = hypot(facility->x - x, facility->y - y), value = k == 0 ? metres / CELL * 6 : metres;
                if (value >= (double)values[i]) continue;
                values[i] = (float)value;
                s->results.nearest[k][i] = (int32_t)region->definitions.services[k].facilities[f];
            }
            if (k == 0 && i % WORLD_SIDE == WORLD_SIDE - 1) {
                values[i] = INFINITY;
                s->results.nearest[k][i] = -1;
            }
        }
        values[0] = NAN;
        s->results.nearest[k][0] = -1;
    }
}

static char *literal(const char *words) { return (char *)(uintptr_t)words; }

/* One with a place in commune A, one of a whole source, one with a text that a spreadsheet would run. */
static void add_findings(vp_snapshot *s)
{
    const vp_quality_row rows[] = {{.kind = literal("population"),
                                    .severity = literal("warning"),
                                    .value = literal("80832"),
                                    .reason = literal("too many")},
                                   {.kind = literal("stale"),
                                    .severity = literal("warning"),
                                    .file = literal("old.tif"),
                                    .reason = literal("of 2009")},
                                   {.kind = literal("stated_unit"),
                                    .severity = literal("warning"),
                                    .row = 7,
                                    .value = literal("=1+1"),
                                    .reason = literal("2 km")}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) MUST(vp_quality_add(&s->listings.quality, &rows[i], NULL));
    for (size_t i = 0; i < 3; i += 2) {
        size_t pair = i / 2;
        s->listings.quality.rows[i].lon = vp_world_lon(5.5 + 20.0 * (double)pair);
        s->listings.quality.rows[i].lat = vp_world_lat(5.5);
    }
}

/* Two on the diagonal; the first states its people. */
static void fill_settlements(vp_region *region)
{
    static const char *const names[] = {"Bản Tèn", "Đồng Xa"};
    region->settlements.count = 2;
    region->settlements.items = make(2, sizeof *region->settlements.items);
    for (size_t i = 0; i < 2; i++) {
        double at = 10.5 + 20 * (double)i;
        region->settlements.items[i] = (vp_settlement){.id = text(i ? "2" : "1"),
                                                       .name = text(names[i]),
                                                       .kind = text("bản"),
                                                       .x = WEST_METRES + at * CELL,
                                                       .y = NORTH_METRES - at * CELL,
                                                       .lon = vp_world_lon(at),
                                                       .lat = vp_world_lat(at),
                                                       .people = i ? NAN : 214,
                                                       .households = NAN,
                                                       .difficult = 1 - (double)i};
    }
    MUST(vp_settlement_cells_assign(region, NULL));
}

static void fill_coverage(vp_snapshot *s)
{
    vp_region *region = s->region;
    fill_settlements(region);
    vp_coverage *coverage = s->results.coverage = vp_coverage_new(region, NULL);
    vp_weights **weights = vp_unit_weights_of_region(region, NULL);
    MUST(coverage && weights);
    for (size_t set = 0; set < region->units.set_count; set++)
        for (size_t u = 0; u < region->units.sets[set].unit_count; u++) {
            const vp_shape *shape = &region->units.sets[set].units[u].shape;
            coverage->area[set][u] = vp_shape_area(shape);
            for (size_t f = 0; f < region->supply.facility_count; f++)
                if (vp_shape_contains(shape,
                                      (vp_point){region->supply.facilities[f].x, region->supply.facilities[f].y}))
                    coverage->facility_unit[set][f] = u;
        }
    MUST(vp_analysis_count_people(region, weights, coverage, NULL));
    for (size_t k = 0; k < 2; k++)
        MUST(vp_analysis_count_reached(region, weights, k, vp_grid_cells(s->results.surfaces[k]), coverage, NULL));
    s->results.main_weights = weights[region->units.main_set];
    vp_weights_free(weights[1 - region->units.main_set]);
    free(weights);
    vp_gap_question question = {0, VP_NONE, NAN, 0, 0};
    MUST(vp_gaps_find(region, s->results.main_weights, vp_grid_cells(s->results.surfaces[0]), &question,
                      &s->listings.gaps, NULL));
    s->listings.unserved = (vp_unserved_list){make(1, sizeof(vp_unserved)), 1};
    s->listings.unserved.items[0] =
        (vp_unserved){0, {.settlement = 0, .people = 214, .left_out = 200, .mean = 96, .value = 96, .unserved = true}};
    add_findings(s);
}

/* A road along the diagonal, a river across it; the relief is level. */
static void fill_backdrop(vp_snapshot *s)
{
    s->places.backdrop = make(1, sizeof *s->places.backdrop);
    for (size_t k = 0; k < VP_BACKDROP_LAYERS; k++) {
        vp_point line[2];
        for (size_t i = 0; i < 2; i++) {
            double at = 5 + 30 * (double)i;
            vp_mercator_from_lonlat(vp_world_lon(at), vp_world_lat(k ? 40 - at : at), &line[i].x, &line[i].y);
        }
        vp_backdrop_row row = {.class_name = literal(k ? "river" : "primary"), .name = literal(k ? "Sông Cầu" : "QL3")};
        MUST(vp_shape_init(&row.shape, line, (size_t[]){2}, 1, NULL));
        MUST(vp_backdrop_layer_init(&s->places.backdrop->layers[k], &row, 1, NULL));
        vp_shape_clear(&row.shape);
    }
    size_t cells = vp_grid_geometry_cells(s->region->geometry);
    uint8_t *relief = make(cells, 1);
    memset(relief, VP_RELIEF_INSIDE, cells);
    s->places.relief = relief;
}

vp_snapshot *vp_world_new(const char *id, double extra_people)
{
    vp_snapshot *s = vp_snapshot_new(NULL);
    MUST(s);
    s->provenance.id = text(id);
    s->provenance.made_at = text("2026-11-23T12:00:00Z");
    s->provenance.software = text(VP_VERSION);
    s->region = new_region(extra_people);
    fill_surfaces(s);
    fill_coverage(s);
    fill_backdrop(s);
    s->provenance.source_count = 1;
    s->provenance.sources = make(1, sizeof *s->provenance.sources);
    s->provenance.sources[0] = (vp_source){.role = text("units"),
                                           .path = text("units.gpkg"),
                                           .licence = text("MIT"),
                                           .attribution = text("© A & B <b>\"C\"</b>"),
                                           .checksum = text("00")};
    double west, south, east, north;
    vp_mercator_from_lonlat(vp_world_lon(-2), vp_world_lat(WORLD_SIDE + 2), &west, &south);
    vp_mercator_from_lonlat(vp_world_lon(WORLD_SIDE + 2), vp_world_lat(-2), &east, &north);
    MUST(vp_lattice_init(&s->places.mercator_to_cell, (vp_lattice_knots){west, south, east, north, 45, 45}, to_cell,
                         NULL, NULL));
    return s;
}
