/* Pictures of a surface, read back by libspng: every pixel against the cell that the lattice gives for its middle. */
#include "base/random.h"
#include "snapshot/backdrop.h"
#include "snapshot/ramp_class.h"
#include "snapshot/ramps.h"
#include "tiles/layers.h"
#include "tiles/painted_tile.h"
#include "tiles/raster_tile.h"
#include "tiles/value_tile.h"
#include <check.h>
#include <math.h>
#include <spng.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS 90
#define ROWS    70

/* A plane that is turned, bent and 40 km wide, with its northwest corner at web-mercator (1e6, 2e6). */
static bool bend(void *context, size_t count, double u[], double v[])
{
    (void)context;
    for (size_t i = 0; i < count; i++) {
        double x = (u[i] - 1e6) / 450, y = (2e6 - v[i]) / 460;
        u[i] = x + 0.05 * y + 1e-3 * x * y / 9;
        v[i] = y - 0.04 * x + 2e-4 * x * x;
    }
    return true;
}

static float value_at(vp_random *random)
{
    static const float others[] = {15, 30, 120, INFINITY, NAN, 0.5F, 1e-6F, 0, -40, 34};
    size_t pick = vp_random_below(random, 20);
    return pick < 10 ? others[pick] : (float)vp_random_below(random, 1500) / 10;
}

static vp_snapshot *new_snapshot(vp_reach reach, bool with_inside, vp_random *random)
{
    vp_snapshot *s = vp_snapshot_new(NULL);
    vp_grid_geometry geometry = {.columns = COLUMNS, .rows = ROWS, .cell_metres = 450};
    s->region = calloc(1, sizeof *s->region);
    s->region->geometry = geometry;
    s->region->definitions.services = calloc(1, sizeof *s->region->definitions.services);
    s->region->definitions.services[0].reach = reach;
    s->region->definitions.service_count = 1;
    s->results.surfaces = calloc(1, sizeof *s->results.surfaces);
    s->results.surfaces[0] = vp_grid_new_unset(geometry, NULL);
    for (size_t i = 0; i < (size_t)COLUMNS * ROWS; i++) vp_grid_edit(s->results.surfaces[0])[i] = value_at(random);
    if (with_inside) s->places.inside = calloc(COLUMNS, ROWS);
    for (size_t i = 0; with_inside && i < (size_t)COLUMNS * ROWS; i++)
        s->places.inside[i] = vp_random_below(random, 5) > 0;
    ck_assert(vp_lattice_init(&s->places.mercator_to_cell,
                              (vp_lattice_knots){1e6 - 3000, 2e6 - 36000, 1e6 + 44000, 2e6 + 2000, 48, 39}, bend, NULL,
                              NULL));
    return s;
}

/* What pictures show, found beforehand as a snapshot keeps it. */
static void keep_shown(vp_snapshot *s)
{
    size_t cells = vp_grid_geometry_cells(s->region->geometry);
    vp_ramp_limits limits = vp_ramp_limits_of(vp_ramp_of(s->region->definitions.services[0].reach));
    s->results.shown = calloc(1, sizeof *s->results.shown);
    s->results.shown[0] = calloc(cells, 1);
    vp_ramp_show(&limits, vp_grid_cells(s->results.surfaces[0]), s->results.shown[0], cells);
    for (size_t i = 0; s->places.inside && i < cells; i++)
        if (!s->places.inside[i]) s->results.shown[0][i] = VP_SHOWN_NOTHING;
}

static size_t expected_entry(const vp_snapshot *s, double column, double row)
{
    if (!(column >= 0 && row >= 0 && column < COLUMNS && row < ROWS)) return 0;
    size_t cell = (size_t)row * COLUMNS + (size_t)column;
    float value = vp_grid_cells(s->results.surfaces[0])[cell];
    if ((s->places.inside && !s->places.inside[cell]) || isnan(value)) return 0;
    if (isinf(value)) return 1;
    return 2 + ramp_class(vp_ramp_of(s->region->definitions.services[0].reach), (double)value);
}

static vp_colour colour_of(const vp_snapshot *s, size_t entry)
{
    if (entry < 2) return vp_ramp_unreachable;
    return vp_ramp_of(s->region->definitions.services[0].reach)->classes[entry - 2].colour;
}

/* A pixel's middle may be off by a thousandth of a pixel, and at most by a twentieth of a cell. */
static bool is_near_whole(double x, double side) { return fabs(x - rint(x)) < 1e-6 + fmin(side / 450 * 1e-3, 0.05); }

static size_t compare(const vp_snapshot *s, vp_tile tile, const uint8_t (*pixels)[4])
{
    vp_bounds b = vp_tile_bounds(tile);
    double side = (b.east - b.west) / VP_RASTER_SIDE;
    size_t shown = 0;
    for (size_t i = 0; i < (size_t)VP_RASTER_SIDE * VP_RASTER_SIDE; i++) {
        double x = b.west + ((double)(i % VP_RASTER_SIDE) + 0.5) * side, column = -1, row = -1;
        size_t line = i / VP_RASTER_SIDE;
        double y = b.north - ((double)line + 0.5) * side;
        vp_lattice_at(&s->places.mercator_to_cell, x, y, &column, &row);
        if (is_near_whole(column, side) || is_near_whole(row, side)) continue; /* either cell is right */
        size_t entry = expected_entry(s, column, row);
        vp_colour colour = colour_of(s, entry);
        ck_assert_msg(pixels[i][3] == (entry ? 255 : 0), "pixel %zu: %u instead of entry %zu", i, pixels[i][3], entry);
        if (entry == 0) continue;
        shown++;
        ck_assert_msg(pixels[i][0] == colour.red && pixels[i][1] == colour.green && pixels[i][2] == colour.blue,
                      "pixel %zu of zoom %u: entry %zu", i, tile.zoom, entry);
    }
    return shown;
}

typedef bool drawing(const vp_snapshot *snapshot, size_t service, vp_tile tile, vp_buffer *png, vp_error *err);

static void draw_by(drawing *draw_tile, const vp_snapshot *s, size_t service, vp_tile tile,
                    uint8_t pixels[VP_RASTER_SIDE * VP_RASTER_SIDE][4])
{
    vp_buffer png = {0};
    vp_error err = {0};
    ck_assert_msg(draw_tile(s, service, tile, &png, &err), "%s", err.message);
    spng_ctx *context = spng_ctx_new(0);
    spng_set_crc_action(context, SPNG_CRC_ERROR, SPNG_CRC_ERROR);
    ck_assert_int_eq(spng_set_png_buffer(context, png.bytes, png.length), 0);
    ck_assert_int_eq(spng_decode_image(context, pixels, sizeof(uint8_t[VP_RASTER_SIDE * VP_RASTER_SIDE][4]),
                                       SPNG_FMT_RGBA8, SPNG_DECODE_TRNS),
                     0);
    spng_ctx_free(context);
    vp_buffer_clear(&png);
}

static void draw(const vp_snapshot *s, size_t service, vp_tile tile, uint8_t pixels[VP_RASTER_SIDE * VP_RASTER_SIDE][4])
{
    draw_by(vp_raster_tile_draw, s, service, tile, pixels);
}

static uint8_t pixels[VP_RASTER_SIDE * VP_RASTER_SIDE][4];

static size_t draw_and_compare(const vp_snapshot *s, vp_tile tile)
{
    draw(s, 0, tile, pixels);
    return compare(s, tile, (const uint8_t(*)[4])pixels);
}

START_TEST(every_pixel_shows_the_cell_at_its_middle)
{
    vp_random random = {(uint64_t)_i + 1};
    vp_snapshot *s = new_snapshot((vp_reach)(_i % VP_REACH_COUNT), _i % (2 * VP_REACH_COUNT) < VP_REACH_COUNT, &random);
    vp_bounds world = vp_tile_bounds((vp_tile){0, 0, 0});
    size_t shown = 0;
    if (_i >= 2 * VP_REACH_COUNT) keep_shown(s);
    for (uint32_t zoom = 0; zoom <= 16; zoom += 2) {
        double side = (world.east - world.west) / (double)(UINT32_C(1) << zoom);
        for (size_t corner = 0; corner < 3; corner++) { /* at the edge, in the middle, beyond */
            double x = 1e6 + 20000 * (double)corner, y = 2e6 - 16000 * (double)corner;
            shown += draw_and_compare(
                s, (vp_tile){zoom, (uint32_t)((x - world.west) / side), (uint32_t)((world.north - y) / side)});
        }
    }
    ck_assert_uint_gt(shown, 100000);
    vp_snapshot_release(s);
}
END_TEST

/* Longitudes of a place on both sides of the 180th meridian go on beyond it: there lies the first column of tiles. */
START_TEST(tiles_beyond_the_180th_meridian_are_the_first)
{
    const vp_bounds islands = {179.8, -17, 180.1, -16}, other = {105, 21, 106, 22};
    vp_tile east = vp_tile_beside((vp_tile){10, 0, 560}, islands),
            west = vp_tile_beside((vp_tile){10, 1023, 560}, islands);
    ck_assert_uint_eq(east.column, 1024);
    ck_assert_uint_eq(west.column, 1023);
    ck_assert(vp_tile_bounds(east).west == vp_tile_bounds(west).east);
    ck_assert_uint_eq(vp_tile_in_world(east).column, 0);
    ck_assert_uint_eq(vp_tile_beside((vp_tile){10, 0, 560}, other).column, 0);
    ck_assert_uint_eq(vp_tile_beside((vp_tile){0, 0, 0}, islands).column, 0);
}
END_TEST

/* value = -10000 + 0.01 · number; white where there is no path, nothing without data or outside. */
START_TEST(every_pixel_has_its_cells_value)
{
    vp_random random = {7};
    vp_snapshot *s = new_snapshot(VP_REACH_TRAVEL_TIME, true, &random);
    vp_bounds world = vp_tile_bounds((vp_tile){0, 0, 0});
    double square = (world.east - world.west) / 1024;
    vp_tile tile = {10, (uint32_t)((1.01e6 - world.west) / square), (uint32_t)((world.north - 1.99e6) / square)};
    vp_bounds b = vp_tile_bounds(tile);
    double side = (b.east - b.west) / VP_RASTER_SIDE;
    size_t values = 0, unreachable = 0, nothing = 0;
    draw_by(vp_value_tile_draw, s, 0, tile, pixels);
    for (size_t i = 0; i < (size_t)VP_RASTER_SIDE * VP_RASTER_SIDE; i++) {
        double column = -1, row = -1;
        size_t line = i / VP_RASTER_SIDE;
        vp_lattice_at(&s->places.mercator_to_cell, b.west + ((double)(i % VP_RASTER_SIDE) + 0.5) * side,
                      b.north - ((double)line + 0.5) * side, &column, &row);
        bool within = column >= 0 && row >= 0 && column < COLUMNS && row < ROWS;
        size_t cell = within ? (size_t)row * COLUMNS + (size_t)column : 0;
        within = within && s->places.inside[cell];
        float value = within ? vp_grid_cells(s->results.surfaces[0])[cell] : NAN;
        uint32_t found = (uint32_t)pixels[i][0] << 16 | (uint32_t)pixels[i][1] << 8 | pixels[i][2];
        ck_assert_uint_eq(pixels[i][3], isnan(value) ? 0 : 255);
        if (isinf(value)) ck_assert_uint_eq(found, 0xFFFFFF);
        if (isfinite(value)) ck_assert_double_eq_tol(-10000 + 0.01 * found, (double)value, 0.005 + 1e-9);
        values += isfinite(value) != 0, unreachable += isinf(value) != 0, nothing += isnan(value) != 0;
    }
    ck_assert(values > 1000 && unreachable > 100 && nothing > 100);
    vp_snapshot_release(s);
}
END_TEST

/* The cell at the middle of a pixel; VP_NONE outside the grid and the province. */
static size_t cell_of(const vp_snapshot *s, vp_tile tile, size_t pixel)
{
    vp_bounds b = vp_tile_bounds(tile);
    double side = (b.east - b.west) / VP_RASTER_SIDE, column = -1, row = -1;
    size_t line = pixel / VP_RASTER_SIDE;
    vp_lattice_at(&s->places.mercator_to_cell, b.west + ((double)(pixel % VP_RASTER_SIDE) + 0.5) * side,
                  b.north - ((double)line + 0.5) * side, &column, &row);
    if (!(column >= 0 && row >= 0 && column < COLUMNS && row < ROWS)) return VP_NONE;
    size_t cell = (size_t)row * COLUMNS + (size_t)column;
    return s->places.inside[cell] ? cell : VP_NONE;
}

/* Of a place of the made-up grid, with pixels of some tens of metres. */
static vp_tile tile_within(uint32_t zoom)
{
    vp_bounds world = vp_tile_bounds((vp_tile){0, 0, 0});
    double square = (world.east - world.west) / (double)(UINT32_C(1) << zoom);
    return (vp_tile){zoom, (uint32_t)((1.01e6 - world.west) / square), (uint32_t)((world.north - 1.99e6) / square)};
}

/* The one that holds the grid's northwest corner, so that most of it lies outside. */
static vp_tile tile_around_corner(uint32_t zoom)
{
    vp_tile tile = tile_within(zoom);
    vp_bounds b = vp_tile_bounds(tile);
    for (; b.west > 1e6; b = vp_tile_bounds(tile)) tile.column--;
    for (; b.north < 2e6; b = vp_tile_bounds(tile)) tile.row--;
    return tile;
}

/* Each facility's pixels have one tint, two whose numbers follow another; where another begins there is a line. */
START_TEST(the_nearest_facility_is_a_tint_within_a_line)
{
    vp_random random = {11};
    vp_snapshot *s = new_snapshot(VP_REACH_TRAVEL_TIME, true, &random);
    s->results.nearest = calloc(1, sizeof *s->results.nearest);
    s->results.nearest[0] = calloc((size_t)COLUMNS * ROWS, sizeof(int32_t));
    for (size_t i = 0; i < (size_t)COLUMNS * ROWS; i++)
        s->results.nearest[0][i] = i % COLUMNS - 1 < 10 ? -1 : (int32_t)(i % COLUMNS / 15);
    char id[] = "clinic";
    s->region->definitions.services[0].id = strdup(id);
    ck_assert_uint_eq(vp_nearest_tile_service(s, "nearest_clinic"), 0);
    ck_assert_uint_eq(vp_nearest_tile_service(s, "nearest_school"), VP_NONE);
    vp_tile tile = _i ? tile_around_corner(12) : tile_within(12);
    size_t tinted = 0, lines = 0, nothing = 0;
    draw_by(vp_nearest_tile_draw, s, 0, tile, pixels);
    uint32_t tint_of[COLUMNS] = {0};
    for (size_t i = 0; i < (size_t)VP_RASTER_SIDE * VP_RASTER_SIDE; i++) {
        size_t cell = cell_of(s, tile, i);
        int32_t facility = cell == VP_NONE ? -1 : s->results.nearest[0][cell];
        uint32_t colour = (uint32_t)pixels[i][0] << 16 | (uint32_t)pixels[i][1] << 8 | pixels[i][2];
        ck_assert_uint_eq(pixels[i][3], facility < 0 ? 0 : 255);
        nothing += facility < 0;
        if (facility < 0) continue;
        lines += colour == 0x3d504c;
        if (colour == 0x3d504c) continue;
        tinted++;
        if (!tint_of[facility]) tint_of[facility] = colour;
        ck_assert_uint_eq(colour, tint_of[facility]);
        if (facility > 0) ck_assert_uint_ne(colour, tint_of[facility - 1]);
    }
    ck_assert_msg(tinted > 1000 && lines > 50 && nothing > 100, "%zu %zu %zu", tinted, lines, nothing);
    vp_snapshot_release(s);
}
END_TEST

/* Near, each pixel is one cell: its people a square kilometre, in the class that begins below them. */
START_TEST(people_are_painted_by_the_square_kilometre)
{
    vp_random random = {12};
    vp_snapshot *s = new_snapshot(VP_REACH_TRAVEL_TIME, true, &random);
    ck_assert(!vp_people_tile_exists(s));
    s->region->people.populations = calloc(1, sizeof *s->region->people.populations);
    s->region->people.population_count = 1;
    vp_grid *people = vp_grid_new_unset(s->region->geometry, NULL);
    s->region->people.populations[0].people = people;
    for (size_t i = 0; i < (size_t)COLUMNS * ROWS; i++)
        vp_grid_edit(people)[i] = i % 7 != 6 ? 1 + (float)vp_random_below(&random, 2000) : i % 2 ? NAN : 0;
    for (size_t i = 0; i < (size_t)COLUMNS * ROWS; i += 5) /* a hair below a class or at it */
        vp_grid_edit(people)[i] =
            (float)(vp_people_classes[i / 5 % VP_PEOPLE_CLASSES].edge * 0.45 * 0.45 * (i % 2 ? 0.999 : 1.001));
    ck_assert(vp_people_tile_exists(s));
    vp_tile tile = _i ? tile_around_corner(13) : tile_within(13);
    size_t painted = 0, nothing = 0;
    draw_by(vp_people_tile_draw, s, 0, tile, pixels);
    for (size_t i = 0; i < (size_t)VP_RASTER_SIDE * VP_RASTER_SIDE; i++) {
        size_t cell = cell_of(s, tile, i), k = VP_PEOPLE_CLASSES;
        double density = cell == VP_NONE ? 0 : (double)vp_grid_cells(people)[cell] / (0.45 * 0.45);
        while (k > 0 && !(density >= vp_people_classes[k - 1].edge)) k--;
        ck_assert_uint_eq(pixels[i][3], k ? 255 : 0);
        if (k) ck_assert_uint_eq(pixels[i][0], vp_people_classes[k - 1].colour.red);
        painted += k > 0, nothing += k == 0;
    }
    ck_assert_msg(painted > 1000 && nothing > 100, "%zu %zu", painted, nothing);
    vp_snapshot_release(s);
}
END_TEST

START_TEST(every_pixel_of_the_relief_has_its_cells_tone)
{
    vp_random random = {31};
    vp_snapshot *s = new_snapshot(VP_REACH_TRAVEL_TIME, true, &random);
    uint8_t *relief = calloc(COLUMNS, ROWS);
    for (size_t i = 0; i < (size_t)COLUMNS * ROWS; i++) relief[i] = (uint8_t)vp_random_below(&random, VP_RELIEF_SHOWN);
    s->places.relief = relief;
    vp_bounds world = vp_tile_bounds((vp_tile){0, 0, 0});
    double square = (world.east - world.west) / 1024;
    vp_tile tile = {10, (uint32_t)((1.01e6 - world.west) / square), (uint32_t)((world.north - 1.99e6) / square)};
    vp_bounds b = vp_tile_bounds(tile);
    double side = (b.east - b.west) / VP_RASTER_SIDE;
    draw(s, VP_RASTER_RELIEF, tile, pixels);
    size_t shown = 0;
    for (size_t i = 0; i < (size_t)VP_RASTER_SIDE * VP_RASTER_SIDE; i++) {
        double column = -1, row = -1;
        size_t line = i / VP_RASTER_SIDE;
        vp_lattice_at(&s->places.mercator_to_cell, b.west + ((double)(i % VP_RASTER_SIDE) + 0.5) * side,
                      b.north - ((double)line + 0.5) * side, &column, &row);
        if (is_near_whole(column, side) || is_near_whole(row, side)) continue; /* either cell is right */
        bool within = column >= 0 && row >= 0 && column < COLUMNS && row < ROWS;
        size_t tone = within ? relief[(size_t)row * COLUMNS + (size_t)column] : VP_RELIEF_NOTHING;
        uint8_t opacity;
        vp_colour colour = vp_backdrop_relief_colour(tone, &opacity);
        ck_assert_uint_eq(pixels[i][3], opacity);
        ck_assert(opacity == 0 || (pixels[i][0] == colour.red && pixels[i][2] == colour.blue));
        shown += opacity > 0;
    }
    ck_assert_uint_gt(shown, 10000);
    vp_snapshot_release(s);
}
END_TEST

START_TEST(a_tile_elsewhere_is_empty)
{
    vp_random random = {7};
    vp_snapshot *s = new_snapshot(VP_REACH_TRAVEL_TIME, false, &random);
    ck_assert_uint_eq(draw_and_compare(s, (vp_tile){12, 5, 5}), 0);
    ck_assert_uint_eq(draw_and_compare(s, (vp_tile){22, 4194303, 0}), 0);
    vp_snapshot_release(s);
}
END_TEST

/* ------------------------------------------------------------ cells are asked for before they are read */

enum { WIDE = 700, HIGH = 500, POISON = 77 };

typedef struct {
    uint8_t asked[WIDE * HIGH];
    size_t refused; /* a cell that is damaged; SIZE_MAX: none */
    vp_result_cells kind;
} record;

static bool note_asked(void *files, vp_result_cells kind, size_t service, size_t first, size_t count, vp_error *err)
{
    record *r = files;
    ck_assert(kind == r->kind && service == 0 && count > 0 && first + count <= (size_t)WIDE * HIGH);
    memset(r->asked + first, 1, count);
    if (r->refused < first || r->refused >= first + count) return true;
    return vp_fail(err, VP_IO, "cells/x.bin: is damaged");
}

static bool bend_wide(void *context, size_t count, double u[], double v[])
{
    bend(context, count, u, v);
    for (size_t i = 0; i < count; i++) {
        u[i] *= 7;
        v[i] = v[i] * 7 + u[i] * 0.8 - 150; /* a row of pixels crosses many rows of cells */
    }
    return true;
}

static vp_snapshot *new_wide_snapshot(record *r, vp_result_cells kind)
{
    vp_random random = {11};
    vp_snapshot *s = new_snapshot(VP_REACH_TRAVEL_TIME, false, &random);
    vp_grid_free(s->results.surfaces[0]);
    s->region->geometry = (vp_grid_geometry){.columns = WIDE, .rows = HIGH, .cell_metres = 65};
    s->results.surfaces[0] = vp_grid_new(s->region->geometry, 5, NULL);
    vp_lattice_clear(&s->places.mercator_to_cell);
    ck_assert(vp_lattice_init(&s->places.mercator_to_cell,
                              (vp_lattice_knots){1e6 - 3000, 2e6 - 36000, 1e6 + 44000, 2e6 + 2000, 48, 39}, bend_wide,
                              NULL, NULL));
    *r = (record){.refused = SIZE_MAX, .kind = kind};
    if (kind == VP_CELLS_SHOWN) keep_shown(s);
    s->results.store = (vp_cell_store){.touch = note_asked, .files = r};
    return s;
}

static vp_tile tile_of(uint32_t zoom, double x, double y)
{
    vp_bounds world = vp_tile_bounds((vp_tile){0, 0, 0});
    double side = (world.east - world.west) / (double)(UINT32_C(1) << zoom);
    return (vp_tile){zoom, (uint32_t)((x - world.west) / side), (uint32_t)((world.north - y) / side)};
}

static size_t count_asked(const record *r)
{
    size_t asked = 0;
    for (size_t i = 0; i < (size_t)WIDE * HIGH; i++) asked += r->asked[i];
    return asked;
}

/* What was not asked for does not show: other values there give the same picture. Gives how many were. */
static size_t draw_twice(vp_snapshot *s, record *r, vp_tile tile)
{
    vp_buffer before = {0}, after = {0};
    vp_error err = {0};
    float *cells = vp_grid_edit(s->results.surfaces[0]);
    uint8_t *shown = s->results.shown ? s->results.shown[0] : NULL;
    *r = (record){.refused = SIZE_MAX, .kind = r->kind};
    for (size_t i = 0; i < (size_t)WIDE * HIGH; i++) {
        cells[i] = 5;
        if (shown) shown[i] = VP_SHOWN_CLASS;
    }
    ck_assert(vp_raster_tile_draw(s, 0, tile, &before, &err));
    for (size_t i = 0; i < (size_t)WIDE * HIGH; i++) {
        cells[i] = r->asked[i] ? 5 : POISON;
        if (shown) shown[i] = (uint8_t)(VP_SHOWN_CLASS + !r->asked[i]);
    }
    ck_assert(vp_raster_tile_draw(s, 0, tile, &after, &err));
    ck_assert_uint_eq(before.length, after.length);
    ck_assert_mem_eq(before.bytes, after.bytes, before.length);
    vp_buffer_clear(&before);
    vp_buffer_clear(&after);
    return count_asked(r);
}

static void check_asked(uint32_t zoom, vp_result_cells kind)
{
    static record r;
    vp_snapshot *s = new_wide_snapshot(&r, kind);
    size_t most = 0;
    for (int place = 0; place < 12; place++) {
        size_t asked = draw_twice(s, &r, tile_of(zoom, 1e6 + 4000 + 1700 * place, 2e6 - 9000 - 1100 * place));
        if (asked > most) most = asked;
    }
    ck_assert_uint_gt(most, 1000);
    ck_assert(zoom < 14 || most < WIDE * HIGH / 2); /* a small part of the grid needs a part of it only */
    vp_snapshot_release(s);
}

START_TEST(only_cells_that_were_asked_for_are_read) /* at zoom _i */
{
    check_asked((uint32_t)_i, VP_CELLS_SURFACE);
    check_asked((uint32_t)_i, VP_CELLS_SHOWN);
}
END_TEST

START_TEST(no_picture_of_damaged_cells) /* of a surface, or of what is shown of it */
{
    static record r;
    vp_snapshot *s = new_wide_snapshot(&r, _i ? VP_CELLS_SHOWN : VP_CELLS_SURFACE);
    vp_buffer png = {0};
    vp_error err = {0};
    r.refused = (size_t)HIGH / 2 * WIDE + WIDE / 2;
    ck_assert(!vp_raster_tile_draw(s, 0, tile_of(9, 1e6 + 14000, 2e6 - 11000), &png, &err));
    ck_assert_int_eq(err.kind, VP_IO);
    ck_assert_ptr_null(png.bytes);
    vp_snapshot_release(s);
}
END_TEST

/* As docs and clients know them: so many classes, the last one open, and a grey of its own where no path leads. */
START_TEST(classes_and_colours_are_those_of_the_legend)
{
    static const struct {
        vp_reach reach;
        size_t count;
        double first, last; /* the outermost edges that part two classes */
    } rows[] = {{VP_REACH_TRAVEL_TIME, 7, 15, 120},
                {VP_REACH_ROUND_TRIP, 7, 15, 120},
                {VP_REACH_DISTANCE, 7, 1000, 15000},
                {VP_REACH_SIGNAL, 7, 34, 74},
                {VP_REACH_AREA, 4, 1e-6, 1 - 1e-6}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const vp_ramp *ramp = vp_ramp_of(rows[i].reach);
        size_t n = ramp->class_count, shift = ramp->more_is_better ? 1 : 0;
        ck_assert_uint_eq(n, rows[i].count);
        ck_assert_double_eq(ramp->classes[shift].edge, rows[i].first);
        ck_assert_double_eq(ramp->classes[n - 2 + shift].edge, rows[i].last);
        ck_assert(isinf(ramp->classes[shift ? 0 : n - 1].edge));
        ck_assert_uint_eq(ramp_class(ramp, 1e9), n - 1);
    }
    const vp_colour grey = vp_ramp_unreachable;
    ck_assert(grey.red == 0x9E && grey.green == 0x9E && grey.blue == 0x9E);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("raster tile");
    TCase *cases = tcase_create("pictures");
    tcase_add_loop_test(cases, every_pixel_shows_the_cell_at_its_middle, 0, 4 * VP_REACH_COUNT);
    tcase_add_test(cases, a_tile_elsewhere_is_empty);
    tcase_add_test(cases, tiles_beyond_the_180th_meridian_are_the_first);
    tcase_add_test(cases, every_pixel_has_its_cells_value);
    tcase_add_loop_test(cases, the_nearest_facility_is_a_tint_within_a_line, 0, 2);
    tcase_add_loop_test(cases, people_are_painted_by_the_square_kilometre, 0, 2);
    tcase_add_test(cases, every_pixel_of_the_relief_has_its_cells_tone);
    tcase_add_loop_test(cases, only_cells_that_were_asked_for_are_read, 8, 16);
    tcase_add_loop_test(cases, no_picture_of_damaged_cells, 0, 2);
    tcase_add_test(cases, classes_and_colours_are_those_of_the_legend);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
