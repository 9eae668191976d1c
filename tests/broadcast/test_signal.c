/* Sweeps against each other, against drawn terrain, and the rules of a service. */
#include "platform/team.h"
#include "support/thorough.h"
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/signal.h>

enum { SIDE = 120, CELLS = SIDE * SIDE };
static float heights[CELLS];
static uint8_t cover[CELLS];

static vp_grid_geometry geometry(void)
{
    return (vp_grid_geometry){.columns = SIDE, .rows = SIDE, .cell_metres = 300, .west = 0, .north = SIDE * 300.0};
}

/* Ridges and valleys without a period that the cells share. */
static void draw_hills(void)
{
    for (size_t i = 0; i < CELLS; i++) {
        double x = (double)(i % SIDE), y = (double)(i / SIDE);
        heights[i] =
            (float)(300 + 150 * sin(x / 9 + y / 31) + 90 * cos(y / 5.3 - x / 17) + 20 * sin(x * 1.7 + y * 0.9));
        cover[i] = (uint8_t)((i / 7 + i / SIDE) % 5 == 0 ? 10 : 40);
    }
}

static void draw_flat(float height)
{
    for (size_t i = 0; i < CELLS; i++) heights[i] = height;
    memset(cover, 40, sizeof cover);
}

static vp_signal_terrain terrain(bool with_cover)
{
    return (vp_signal_terrain){.geometry = geometry(), .elevation = heights, .land_cover = with_cover ? cover : NULL};
}

static size_t cell_at(size_t column, size_t row) { return row * SIDE + column; }

/* On the centre of a cell. */
static vp_transmitter mast_at(size_t column, size_t row)
{
    vp_transmitter t = {.id = "T",
                        .system = "fm",
                        .mast_metres = 50,
                        .frequency_mhz = 100,
                        .erp_kw = 1,
                        .lat = 21.6,
                        .lon = 105.8,
                        .open = true};
    vp_grid_geometry f = geometry();
    vp_grid_geometry_centre(f, cell_at(column, row), &t.x, &t.y);
    return t;
}

static vp_grid *field_of(const vp_signal_terrain *g, const vp_transmitter *t, const vp_signal_options *o)
{
    vp_error err;
    vp_grid *grid = vp_signal_field(g, t, o, &err);
    ck_assert_msg(grid != NULL, "%s", err.message);
    return grid;
}

/* ------------------------------------------------------------ radial against exact */

static double rms_between(const vp_signal_terrain *g, const vp_transmitter *t, vp_signal_options o)
{
    o.method = VP_SIGNAL_RADIAL;
    vp_grid *radial = field_of(g, t, &o);
    o.method = VP_SIGNAL_EXACT;
    vp_grid *exact = field_of(g, t, &o);
    double sum = 0;
    for (size_t i = 0; i < CELLS; i++) {
        double gap = (double)(vp_grid_cells(radial)[i] - vp_grid_cells(exact)[i]);
        ck_assert_msg(isfinite(gap), "cell %zu: %g, %g", i, (double)vp_grid_cells(radial)[i],
                      (double)vp_grid_cells(exact)[i]);
        sum += gap * gap;
    }
    vp_grid_free(radial);
    vp_grid_free(exact);
    return sqrt(sum / CELLS);
}

START_TEST(radial_is_within_a_decibel_of_exact)
{
    draw_hills();
    const double times[] = {50, 10, 1};
    const struct {
        size_t column, row;
        double mhz;
    } masts[] = {{60, 60, 100}, {3, 100, 514}, {119, 0, 58}};
    for (int covered = 0; covered < 2; covered++)
        for (size_t m = 0; m < 3; m++) {
            if ((size_t)covered == m % 2 && !vp_thorough(0, 1)) continue;
            vp_signal_terrain g = terrain(covered);
            vp_transmitter t = mast_at(masts[m].column, masts[m].row);
            t.frequency_mhz = masts[m].mhz;
            vp_signal_options o = vp_signal_defaults();
            o.time_percent = times[m];
            double rms = rms_between(&g, &t, o);
            ck_assert_msg(rms <= 1, "mast %zu, clutter %d: %.3f dB", m, covered, rms);
        }
}
END_TEST

/* Along a line of cells through the mast both see the same points, so they must agree closely. */
START_TEST(radial_and_exact_agree_on_flat_ground)
{
    draw_flat(20);
    vp_signal_terrain g = terrain(true);
    vp_transmitter t = mast_at(60, 60);
    double rms = rms_between(&g, &t, vp_signal_defaults());
    ck_assert_msg(rms < 0.05, "%.4f dB", rms);
}
END_TEST

START_TEST(threads_change_nothing)
{
    draw_hills();
    vp_signal_terrain g = terrain(true);
    vp_transmitter t = mast_at(40, 70);
    for (int method = 0; method < 3; method++) {
        vp_signal_options o = vp_signal_defaults();
        o.method = (vp_signal_method)method;
        o.threads = 1;
        vp_grid *one = field_of(&g, &t, &o);
        o.threads = 5;
        vp_grid *five = field_of(&g, &t, &o);
        ck_assert_mem_eq(vp_grid_cells(one), vp_grid_cells(five), CELLS * sizeof(float));
        vp_grid_free(one);
        vp_grid_free(five);
    }
}
END_TEST

/* ------------------------------------------------------------ sea, coast and inland */

static uint8_t zones[CELLS];

/* Sea east of a winding shore, 2 cells of coastal land before it. */
static void draw_coast(void)
{
    draw_hills();
    for (size_t i = 0; i < CELLS; i++) {
        double past = (double)(i % SIDE) - 62 - 6 * sin((double)(i / SIDE) / 11);
        zones[i] = past > 0 ? VP_ZONE_SEA : past > -2 ? VP_ZONE_COASTAL : VP_ZONE_INLAND;
        if (past > 0) heights[i] = 0;
    }
}

START_TEST(all_inland_is_the_same_as_no_zones)
{
    draw_hills();
    memset(zones, VP_ZONE_INLAND, sizeof zones);
    vp_transmitter t = mast_at(40, 70);
    for (int run = 0; run < 6; run++) {
        vp_signal_options o = vp_signal_defaults();
        o.method = (vp_signal_method)(run % 3);
        o.time_percent = run < 3 ? 50 : 1;
        vp_signal_terrain g = terrain(true);
        vp_grid *without = field_of(&g, &t, &o);
        g.zones = zones;
        vp_grid *with = field_of(&g, &t, &o);
        ck_assert_mem_eq(vp_grid_cells(without), vp_grid_cells(with), CELLS * sizeof(float));
        vp_grid_free(without);
        vp_grid_free(with);
    }
}
END_TEST

/* Profile of cell centres eastwards along the mast's row, as the exact sweep must take it. */
static double single_path(const vp_transmitter *t, const vp_signal_options *o, size_t from, size_t to, size_t row)
{
    double km[SIDE], level[SIDE], none[SIDE] = {0};
    uint8_t along[SIDE];
    size_t count = to - from + 1;
    for (size_t i = 0; i < count; i++) {
        km[i] = (double)i * 0.3;
        level[i] = (double)heights[cell_at(from + i, row)];
        along[i] = zones[cell_at(from + i, row)];
    }
    vp_link link = vp_link_defaults();
    link.frequency_mhz = t->frequency_mhz;
    link.transmitter_metres = t->mast_metres;
    link.time_percent = o->time_percent;
    link.latitude_degrees = t->lat;
    vp_link_constants c;
    vp_error err;
    vp_path path;
    vp_loss loss;
    ck_assert(vp_link_prepare(&link, &c, &err));
    vp_profile p = {.count = count, .km = km, .terrain = level, .clutter = none, .zones = along};
    vp_path_measure(&c, &p, &path);
    vp_path_loss(&c, &path, &loss);
    return vp_field_strength(c.frequency_ghz, loss.lb, t->erp_kw);
}

START_TEST(a_coast_counts_as_on_a_single_path)
{
    draw_coast();
    draw_flat(0); /* a low mast, so that the sea's part in eq. (59) is felt behind the horizon */
    vp_signal_terrain g = terrain(false), dry = g;
    g.zones = zones;
    const double times[] = {50, 1};
    for (size_t i = 0; i < 2; i++) {
        vp_transmitter t = mast_at(30, 60);
        t.mast_metres = 5;
        vp_signal_options o = vp_signal_defaults();
        o.method = VP_SIGNAL_EXACT;
        o.time_percent = times[i];
        vp_grid *wet_field = field_of(&g, &t, &o), *dry_field = field_of(&dry, &t, &o);
        double moved = 0;
        for (size_t column = 32; column < SIDE; column++) {
            float got = vp_grid_cells(wet_field)[cell_at(column, 60)];
            /* a float of about 100 dB is known to 4e-6 */
            ck_assert_float_eq_tol(got, (float)single_path(&t, &o, 30, column, 60), 8e-6f);
            moved = fmax(moved, (double)fabsf(got - vp_grid_cells(dry_field)[cell_at(column, 60)]));
        }
        ck_assert_msg(times[i] > 1 || moved > 0.5, "at 1 %% of time the sea changes no more than %.3f dB", moved);
        vp_grid_free(wet_field);
        vp_grid_free(dry_field);
    }
}
END_TEST

START_TEST(radial_is_within_a_decibel_of_exact_on_a_coast)
{
    const double times[] = {50, 10, 1};
    const size_t columns[] = {30, 64, 100}; /* inland, at the shore, at sea */
    for (size_t m = 0; m < 3; m++) {
        draw_coast();
        vp_signal_terrain g = terrain(m == 1);
        g.zones = zones;
        vp_transmitter t = mast_at(columns[m], 60);
        vp_signal_options o = vp_signal_defaults();
        o.time_percent = times[m];
        double rms = rms_between(&g, &t, o);
        ck_assert_msg(rms <= 1, "mast %zu: %.3f dB", m, rms);
    }
}
END_TEST

/* Flat: what differs between the sweeps is only the zones of the points, a cell aside at most. */
START_TEST(radial_and_exact_share_the_zones)
{
    draw_coast();
    draw_flat(0);
    vp_signal_terrain g = terrain(false);
    g.zones = zones;
    vp_transmitter t = mast_at(30, 60);
    vp_signal_options o = vp_signal_defaults();
    o.time_percent = 1;
    double rms = rms_between(&g, &t, o);
    ck_assert_msg(rms < 0.1, "%.4f dB", rms);
}
END_TEST

/* ------------------------------------------------------------ terrain and sight */

START_TEST(a_hole_hides_what_lies_behind_it)
{
    for (int method = 0; method < 3; method++) {
        draw_flat(20);
        heights[cell_at(80, 60)] = NAN;
        vp_signal_terrain g = terrain(false);
        vp_transmitter t = mast_at(60, 60);
        vp_signal_options o = vp_signal_defaults();
        o.method = (vp_signal_method)method;
        vp_grid *grid = field_of(&g, &t, &o);
        const float *e = vp_grid_cells(grid);
        ck_assert(isnan(e[cell_at(80, 60)]));
        ck_assert(isnan(e[cell_at(90, 60)]));
        ck_assert(isnan(e[cell_at(119, 60)]));
        ck_assert(isfinite(e[cell_at(78, 60)]));
        ck_assert(isfinite(e[cell_at(30, 60)]));
        ck_assert(isfinite(e[cell_at(90, 70)]));
        vp_grid_free(grid);
    }
}
END_TEST

/* The same hills, of which the grid is only the part east of a column and the rest a wider layer. */
enum { SEAM = 40, EAST = SIDE - SEAM };
static float east_heights[EAST * SIDE];

static vp_signal_terrain eastern(const vp_grid *wide)
{
    for (size_t row = 0; row < SIDE; row++)
        memcpy(&east_heights[row * EAST], &heights[cell_at(SEAM, row)], EAST * sizeof(float));
    vp_signal_terrain g = {.geometry = geometry(), .elevation = east_heights, .wide = wide};
    g.geometry.columns = EAST;
    g.geometry.west = SEAM * 300.0;
    return g;
}

static vp_grid *wide_layer(void)
{
    vp_error err;
    vp_grid *wide = vp_grid_new(geometry(), 0, &err);
    ck_assert_ptr_nonnull(wide);
    memcpy(vp_grid_edit(wide), heights, sizeof heights);
    return wide;
}

START_TEST(a_wider_layer_carries_paths_from_beyond)
{
    draw_hills();
    for (size_t row = 0; row < SIDE; row++) heights[cell_at(25, row)] = 700; /* a wall beyond the grid */
    vp_grid *wide = wide_layer();
    vp_signal_terrain whole = terrain(false), east = eastern(wide), alone = eastern(NULL);
    vp_transmitter t = mast_at(10, 60);
    for (int method = 0; method < 3; method++) {
        vp_signal_options o = vp_signal_defaults();
        o.method = (vp_signal_method)method;
        vp_grid *from_all = field_of(&whole, &t, &o), *from_two = field_of(&east, &t, &o),
                *without = field_of(&alone, &t, &o);
        double squares = 0;
        size_t sight_differs = 0, cells = 0;
        for (size_t row = 0; row < SIDE; row++)
            for (size_t column = 0; column < EAST; column++) {
                float a = vp_grid_cells(from_all)[cell_at(SEAM + column, row)],
                      b = vp_grid_cells(from_two)[row * EAST + column];
                ck_assert(isnan(vp_grid_cells(without)[row * EAST + column]));
                ck_assert(!isnan(a) && !isnan(b));
                cells++;
                sight_differs += isinf(a) != isinf(b);
                if (isfinite(a) && isfinite(b)) squares += pow((double)(a - b), 2);
            }
        /* the grid's outermost half cell is not interpolated: the only difference */
        ck_assert_msg(sqrt(squares / (double)cells) < 0.2, "method %d: %.3f dB", method, sqrt(squares / (double)cells));
        ck_assert_uint_le(sight_differs, cells / 500);
        vp_grid_free(from_all);
        vp_grid_free(from_two);
        vp_grid_free(without);
    }
    vp_grid_free(wide);
}
END_TEST

/* What one layer does not know the other may; what neither knows stays unknown. */
START_TEST(a_hole_in_both_layers_stays_a_hole)
{
    draw_flat(20);
    vp_grid *wide = wide_layer();
    vp_grid_edit(wide)[cell_at(20, 60)] = NAN; /* beyond the grid */
    heights[cell_at(80, 30)] = heights[cell_at(80, 90)] = NAN;
    vp_grid_edit(wide)[cell_at(80, 90)] = NAN;
    vp_signal_terrain g = eastern(wide);
    for (int method = 0; method < 3; method++) {
        vp_signal_options o = vp_signal_defaults();
        o.method = (vp_signal_method)method;
        const size_t rows[] = {60, 30, 90};
        const bool known[] = {false, true, false};
        for (size_t i = 0; i < 3; i++) {
            vp_transmitter t = mast_at(10, rows[i]);
            vp_grid *field = field_of(&g, &t, &o);
            float behind = vp_grid_cells(field)[rows[i] * EAST + 90 - SEAM],
                  at_hole = vp_grid_cells(field)[rows[i] * EAST + 80 - SEAM];
            ck_assert_msg(isnan(behind) == !known[i], "method %d, row %zu: %g", method, rows[i], (double)behind);
            ck_assert(i == 0 || isnan(at_hole)); /* a receiver needs the grid's own elevation */
            vp_grid_free(field);
        }
    }
    vp_grid_free(wide);
}
END_TEST

START_TEST(a_wall_throws_a_shadow)
{
    draw_flat(20);
    for (size_t row = 0; row < SIDE; row++) heights[cell_at(80, row)] = 600;
    vp_signal_terrain g = terrain(false);
    vp_transmitter t = mast_at(60, 60);
    for (int method = 0; method < 3; method++) {
        vp_signal_options o = vp_signal_defaults();
        o.method = (vp_signal_method)method;
        vp_grid *grid = field_of(&g, &t, &o);
        float behind = vp_grid_cells(grid)[cell_at(85, 60)], mirrored = vp_grid_cells(grid)[cell_at(35, 60)];
        ck_assert(isfinite(mirrored));
        if (o.method == VP_SIGNAL_SIGHT)
            ck_assert(behind == INFINITY);
        else
            ck_assert_float_lt(behind, mirrored - 15);
        vp_grid_free(grid);
    }
}
END_TEST

/* In sight a kilowatt gives 106.9 - 20 log km (P.525). */
START_TEST(sight_is_free_space)
{
    draw_flat(20);
    vp_signal_terrain g = terrain(false);
    vp_transmitter t = mast_at(60, 60);
    vp_signal_options o = vp_signal_defaults();
    o.method = VP_SIGNAL_SIGHT;
    vp_grid *grid = field_of(&g, &t, &o);
    ck_assert_float_eq_tol(vp_grid_cells(grid)[cell_at(90, 60)], (float)(106.96 - 20 * log10(9)), 0.05f);
    o.radius_km = 5;
    vp_grid *near = field_of(&g, &t, &o);
    ck_assert(vp_grid_cells(near)[cell_at(90, 60)] == INFINITY);
    ck_assert(isfinite(vp_grid_cells(near)[cell_at(70, 60)]));
    vp_grid_free(grid);
    vp_grid_free(near);
}
END_TEST

START_TEST(field_falls_with_distance_over_flat_ground)
{
    draw_flat(20);
    vp_signal_terrain g = terrain(false);
    vp_transmitter t = mast_at(0, 60);
    vp_signal_options o = vp_signal_defaults();
    vp_grid *grid = field_of(&g, &t, &o);
    for (size_t column = 2; column < SIDE; column++)
        ck_assert_float_le(vp_grid_cells(grid)[cell_at(column, 60)],
                           vp_grid_cells(grid)[cell_at(column - 1, 60)] + 0.01f);
    vp_grid_free(grid);
}
END_TEST

/* ------------------------------------------------------------ direction and scale */

START_TEST(a_sector_turns_with_its_azimuth)
{
    draw_flat(20);
    vp_signal_terrain g = terrain(false);
    double azimuths[] = {0, 90, 180, 270}, db[] = {0, -12, -20, -12};
    vp_transmitter open = mast_at(60, 60), sector = open;
    sector.pattern_azimuth_degrees = azimuths;
    sector.pattern_db = db;
    sector.pattern_count = 4;
    vp_signal_options o = vp_signal_defaults();
    vp_grid *all = field_of(&g, &open, &o), *part = field_of(&g, &sector, &o);
    const struct {
        size_t column, row;
        double db;
    } looks[] = {{60, 30, 0}, {90, 60, -12}, {60, 90, -20}, {30, 60, -12}, {90, 30, -6}};
    for (size_t i = 0; i < 5; i++) {
        size_t cell = cell_at(looks[i].column, looks[i].row);
        ck_assert_float_eq_tol(vp_grid_cells(part)[cell] - vp_grid_cells(all)[cell], (float)looks[i].db, 0.15f);
    }
    ck_assert_double_eq_tol(vp_transmitter_pattern(&sector, 315), -6, 1e-12);
    ck_assert_double_eq_tol(vp_transmitter_pattern(&sector, -45), -6, 1e-12);
    ck_assert_double_eq_tol(vp_transmitter_pattern(&open, 77), 0, 1e-12);
    vp_grid_free(all);
    vp_grid_free(part);
}
END_TEST

/* A beam: nothing lost when the pattern is 0 everywhere; over flat terrain the reduction at the depression angle
 * atan(fall / distance + distance / 2ae), by hand: mast 300 m, receiver 10 m, 9 km away, ae 8929 km:
 * 0.032222 + 0.000504 = 1.8744 degrees. Tilting the beam down gives the near and takes from the far. */
START_TEST(a_beam_follows_the_depression_angle)
{
    draw_flat(20);
    vp_signal_terrain g = terrain(false);
    double angles[] = {-1, 0, 4}, none[] = {0, 0, 0}, slope[] = {0, 0, -20}, tilt[] = {-20, -10, 0};
    vp_transmitter open = mast_at(60, 60);
    open.mast_metres = 300;
    vp_transmitter round = open, beam = open, tilted = open;
    round.vertical_degrees = beam.vertical_degrees = tilted.vertical_degrees = angles;
    round.vertical_count = beam.vertical_count = tilted.vertical_count = 3;
    round.vertical_db = none;
    beam.vertical_db = slope;
    tilted.vertical_db = tilt;
    for (int method = 0; method < 3; method++) {
        vp_signal_options o = vp_signal_defaults();
        o.method = (vp_signal_method)method;
        vp_grid *all = field_of(&g, &open, &o), *same = field_of(&g, &round, &o), *part = field_of(&g, &beam, &o),
                *down = field_of(&g, &tilted, &o);
        size_t cell = cell_at(90, 60), far = cell_at(119, 60), near = cell_at(67, 60);
        ck_assert_mem_eq(vp_grid_cells(all), vp_grid_cells(same), CELLS * sizeof(float));
        ck_assert_float_eq_tol(vp_grid_cells(part)[cell] - vp_grid_cells(all)[cell], (float)(-20 * 1.8744 / 4), 2e-3f);
        ck_assert_float_eq_tol(vp_grid_cells(down)[near], vp_grid_cells(all)[near], 1e-5f);
        ck_assert_float_lt(vp_grid_cells(down)[far], vp_grid_cells(all)[far] - 5);
        vp_grid_free(all);
        vp_grid_free(same);
        vp_grid_free(part);
        vp_grid_free(down);
    }
}
END_TEST

/* A map at twice the true size, turned by a quarter: true lengths and directions must count. */
static bool half_size(void *context, size_t count, double u[], double v[])
{
    (void)context;
    const double degree = 111319.49; /* metres on the equator */
    for (size_t i = 0; i < count; i++) {
        double east = (u[i] - 60.5) * 300 / 2, south = (v[i] - 60.5) * 300 / 2;
        u[i] = 105.8 - south / degree; /* the map's south is true west */
        v[i] = -east / 110574.3;       /* the map's east is true south */
    }
    return true;
}

START_TEST(true_length_and_azimuth_are_used)
{
    draw_flat(20);
    vp_lattice lonlat;
    vp_error err;
    ck_assert(vp_lattice_init(&lonlat, 0, 0, SIDE, SIDE, 50, 50, half_size, NULL, &err));
    vp_signal_terrain g = terrain(false);
    g.lonlat = &lonlat;
    double azimuths[] = {0, 90, 180, 270}, db[] = {0, -10, -20, -30};
    vp_transmitter t = mast_at(60, 60);
    t.lat = 0;
    t.pattern_azimuth_degrees = azimuths;
    t.pattern_db = db;
    t.pattern_count = 4;
    vp_signal_options o = vp_signal_defaults();
    o.method = VP_SIGNAL_SIGHT;
    vp_grid *grid = field_of(&g, &t, &o);
    float free_space = (float)(106.96 - 20 * log10(4.5)); /* 30 cells of 300 m on the map are 4.5 km */
    ck_assert_float_eq_tol(vp_grid_cells(grid)[cell_at(90, 60)], free_space - 20, 0.1f);
    ck_assert_float_eq_tol(vp_grid_cells(grid)[cell_at(60, 90)], free_space - 30, 0.1f);
    ck_assert_float_eq_tol(vp_grid_cells(grid)[cell_at(30, 60)], free_space, 0.1f);
    vp_grid_free(grid);
    vp_lattice_clear(&lonlat);
}
END_TEST

/* A mast of 60 m in a pit of 200 m: its aerial is 140 m below the land around. The value is known everywhere, never
 * above that of the same mast on the land, and far below it beyond the rim, in both modes. */
START_TEST(an_aerial_below_the_land_around_is_shadowed_not_unknown)
{
    vp_transmitter t = mast_at(60, 60);
    for (int method = VP_SIGNAL_RADIAL; method <= VP_SIGNAL_EXACT; method++) {
        vp_signal_options o = vp_signal_defaults();
        o.method = (vp_signal_method)method;
        draw_flat(220);
        vp_signal_terrain g = terrain(false);
        vp_grid *level = field_of(&g, &t, &o);
        heights[cell_at(60, 60)] = 20;
        g = terrain(false);
        vp_grid *pit = field_of(&g, &t, &o);
        for (size_t i = 0; i < CELLS; i++) {
            ck_assert(isfinite(vp_grid_cells(pit)[i]));
            ck_assert_float_le(vp_grid_cells(pit)[i], vp_grid_cells(level)[i] + 0.01f);
        }
        ck_assert_float_lt(vp_grid_cells(pit)[cell_at(70, 60)], vp_grid_cells(level)[cell_at(70, 60)] - 20);
        ck_assert_float_lt(vp_grid_cells(pit)[cell_at(60, 110)], vp_grid_cells(level)[cell_at(60, 110)] - 10);
        vp_grid_free(level);
        vp_grid_free(pit);
    }
}
END_TEST

/* ------------------------------------------------------------ services of a region */

typedef struct {
    vp_region region;
    vp_transmitter transmitters[4];
    vp_service service;
} small_region;

static void region_init(small_region *r, float (*height)(size_t))
{
    vp_error err;
    *r = (small_region){.region = {.geometry = geometry(), .supply.transmitter_count = 4}};
    r->region.land.elevation = vp_grid_new(geometry(), 20, &err);
    ck_assert_ptr_nonnull(r->region.land.elevation);
    for (size_t i = 0; height && i < CELLS; i++) vp_grid_edit(r->region.land.elevation)[i] = height(i);
    r->region.supply.transmitters = r->transmitters;
    r->transmitters[0] = mast_at(20, 20);
    r->transmitters[1] = mast_at(100, 30);
    r->transmitters[2] = mast_at(60, 100);
    r->transmitters[2].scope = VP_SCOPE_LOCAL;
    r->transmitters[3] = mast_at(60, 60);
    r->transmitters[3].open = false;
    r->transmitters[1].erp_kw = 4;
    r->service = (vp_service){.id = "radio", .mode = "fm", .scope = "national", .reach = VP_REACH_SIGNAL};
}

static vp_grid *surface_of(small_region *r, const char *mode, const char *scope)
{
    vp_error err;
    r->service.mode = (char *)(uintptr_t)mode;
    r->service.scope = (char *)(uintptr_t)scope;
    vp_signal_options o = vp_signal_defaults();
    vp_grid *grid = vp_signal_surface(&r->region, &r->service, &o, &err);
    ck_assert_msg(grid != NULL, "%s", err.message);
    return grid;
}

START_TEST(scopes_choose_and_join_transmitters)
{
    small_region r;
    region_init(&r, NULL);
    draw_flat(20);
    vp_signal_terrain g = terrain(false);
    vp_signal_options o = vp_signal_defaults();
    vp_grid *single[3], *national = surface_of(&r, "fm", "national"), *local = surface_of(&r, "fm", "local");
    vp_grid *both = surface_of(&r, "fm", "both"), *either = surface_of(&r, "fm", "either");
    for (int t = 0; t < 3; t++) single[t] = field_of(&g, &r.transmitters[t], &o);
    for (size_t i = 0; i < CELLS; i++) {
        float best = fmaxf(vp_grid_cells(single[0])[i], vp_grid_cells(single[1])[i]),
              other = vp_grid_cells(single[2])[i];
        ck_assert_float_eq(vp_grid_cells(national)[i], best); /* the closed one would be stronger about its site */
        ck_assert_float_eq(vp_grid_cells(local)[i], other);
        ck_assert_float_eq(vp_grid_cells(both)[i], fminf(best, other));
        ck_assert_float_eq(vp_grid_cells(either)[i], fmaxf(best, other));
    }
    for (int t = 0; t < 3; t++) vp_grid_free(single[t]);
    vp_grid_free(national);
    vp_grid_free(local);
    vp_grid_free(both);
    vp_grid_free(either);
    vp_grid_free(r.region.land.elevation);
}
END_TEST

START_TEST(no_transmitter_reaches_nobody)
{
    small_region r;
    region_init(&r, NULL);
    vp_grid *none = surface_of(&r, "dvb_t2", "national"), *either = surface_of(&r, "dvb_t2", "either");
    r.transmitters[2].open = false;
    vp_grid *both = surface_of(&r, "fm", "both"), *one = surface_of(&r, "fm", "either");
    for (size_t i = 0; i < CELLS; i++) {
        ck_assert(vp_grid_cells(none)[i] == INFINITY);
        ck_assert(vp_grid_cells(either)[i] == INFINITY);
        ck_assert(vp_grid_cells(both)[i] == INFINITY);
        ck_assert(isfinite(vp_grid_cells(one)[i]));
    }
    vp_grid_free(none);
    vp_grid_free(either);
    vp_grid_free(both);
    vp_grid_free(one);
    vp_grid_free(r.region.land.elevation);
}
END_TEST

/* A hole between the second mast and the west: what the first surely gives better is known. */
static float holed(size_t cell) { return cell % SIDE == 90 && cell / SIDE > 25 && cell / SIDE < 35 ? NAN : 20; }

START_TEST(unknown_paths_matter_only_where_they_could_win)
{
    small_region r;
    region_init(&r, holed);
    vp_grid *grid = surface_of(&r, "fm", "national");
    const float *e = vp_grid_cells(grid);
    ck_assert(isfinite(e[cell_at(22, 22)])); /* beside the first mast */
    ck_assert(isnan(e[cell_at(80, 30)]));    /* behind the hole, near the second */
    ck_assert(isnan(e[cell_at(90, 30)]));    /* in the hole */
    ck_assert(isfinite(e[cell_at(110, 30)]));
    vp_grid_free(grid);
    vp_grid_free(r.region.land.elevation);
}
END_TEST

/* A mast beyond the elevation: no data wherever it could be the strongest, its distance being known. */
START_TEST(a_site_outside_the_elevation_is_unknown)
{
    small_region r;
    region_init(&r, NULL);
    for (int run = 0; run < 6; run++) {
        r.transmitters[0].x = run < 3 ? -1000 : -150e3; /* farther than the grid is wide: the way has more points */
        int method = run % 3;
        vp_signal_terrain g = {.geometry = geometry(), .elevation = vp_grid_cells(r.region.land.elevation)};
        vp_signal_options o = vp_signal_defaults();
        o.method = (vp_signal_method)method;
        vp_grid *field = field_of(&g, &r.transmitters[0], &o);
        for (size_t i = 0; i < CELLS; i++) ck_assert(isnan(vp_grid_cells(field)[i]));
        vp_grid_free(field);
    }
    vp_grid *grid = surface_of(&r, "fm", "national");
    ck_assert(isnan(vp_grid_cells(grid)[cell_at(5, 20)]));
    ck_assert(isfinite(vp_grid_cells(grid)[cell_at(102, 30)]));
    vp_grid_free(grid);
    vp_grid_free(r.region.land.elevation);
}
END_TEST

/* Two masts of one channel: with another programme each is lost where the other's rare field, 37 dB
 * raised, is above it; with the same programme, or another channel, nothing changes. */
START_TEST(one_channel_disturbs_itself)
{
    small_region r;
    region_init(&r, NULL);
    r.transmitters[2].open = false;
    r.transmitters[0].programme = "VOV1";
    r.transmitters[1].programme = "VOV2";
    vp_error err;
    vp_signal_options o = vp_signal_defaults();
    r.service.mode = "fm";
    r.service.scope = "national";
    vp_grid *free_of = vp_signal_surface(&r.region, &r.service, &o, &err);
    o.interference = true;
    vp_grid *disturbed = vp_signal_surface(&r.region, &r.service, &o, &err);
    r.transmitters[1].programme = "VOV1";
    vp_grid *network = vp_signal_surface(&r.region, &r.service, &o, &err);
    r.transmitters[1].programme = "VOV2";
    r.transmitters[1].frequency_mhz = 100.2;
    vp_grid *apart = vp_signal_surface(&r.region, &r.service, &o, &err);
    ck_assert(free_of && disturbed && network && apart);
    r.transmitters[1].frequency_mhz = 100;
    vp_signal_terrain g = {.geometry = geometry(), .elevation = vp_grid_cells(r.region.land.elevation)};
    vp_grid *wanted[2], *rare[2];
    for (int t = 0; t < 2; t++) {
        o.time_percent = 50;
        wanted[t] = field_of(&g, &r.transmitters[t], &o);
        o.time_percent = 1;
        rare[t] = field_of(&g, &r.transmitters[t], &o);
    }
    size_t lost = 0;
    for (size_t i = 0; i < CELLS; i++) {
        float expected = INFINITY;
        for (int t = 0; t < 2; t++)
            if (vp_grid_cells(wanted[t])[i] >= vp_grid_cells(rare[1 - t])[i] + 37)
                expected = isinf(expected) ? vp_grid_cells(wanted[t])[i] : fmaxf(expected, vp_grid_cells(wanted[t])[i]);
        lost += isinf(expected) != 0;
        bool same = expected == vp_grid_cells(disturbed)[i];
        float gap = fabsf(vp_grid_cells(wanted[0])[i] - vp_grid_cells(rare[1])[i] - 37);
        ck_assert_msg(same || gap < 1e-3f, "cell %zu: %g, expected %g", i, (double)vp_grid_cells(disturbed)[i],
                      (double)expected);
        ck_assert_float_eq(vp_grid_cells(network)[i], vp_grid_cells(free_of)[i]);
        ck_assert(isfinite(vp_grid_cells(apart)[i]));
    }
    ck_assert_uint_gt(lost, CELLS / 10);
    ck_assert_uint_lt(lost, CELLS);
    for (int t = 0; t < 2; t++) {
        vp_grid_free(wanted[t]);
        vp_grid_free(rare[t]);
    }
    vp_grid_free(free_of);
    vp_grid_free(disturbed);
    vp_grid_free(network);
    vp_grid_free(apart);
    vp_grid_free(r.region.land.elevation);
}
END_TEST

/* The surface of the region's transmitters and whose it is; free both. */
static vp_grid *surface_and_best(small_region *r, const char *scope, bool at_reference, int32_t best[])
{
    vp_error err;
    vp_signal_options o = vp_signal_defaults();
    o.at_reference = at_reference;
    r->service.scope = (char *)(uintptr_t)scope;
    vp_signal *signal = vp_signal_new(&r->region, &o, &err);
    ck_assert_ptr_nonnull(signal);
    vp_grid *grid = vp_signal_service(signal, &r->service, best, &err);
    ck_assert_msg(grid != NULL, "%s", err.message);
    vp_signal_free(signal);
    return grid;
}

/* 0 and 1 are national, 2 is local, 3 is off the air: each is the best near itself, and everywhere the one whose
 * field alone is the value. */
START_TEST(the_best_server_is_the_one_whose_field_it_is)
{
    static int32_t best[CELLS];
    small_region r;
    region_init(&r, NULL);
    vp_error err;
    vp_signal_options o = vp_signal_defaults();
    o.method = VP_SIGNAL_RADIAL;
    vp_signal_terrain g = {.geometry = geometry(), .elevation = vp_grid_cells(r.region.land.elevation)};
    vp_grid *alone[3];
    for (int t = 0; t < 3; t++) ck_assert_ptr_nonnull(alone[t] = vp_signal_field(&g, &r.transmitters[t], &o, &err));
    vp_grid *grid = surface_and_best(&r, "national", false, best);
    ck_assert_int_eq(best[cell_at(21, 20)], 0);
    ck_assert_int_eq(best[cell_at(99, 30)], 1);
    for (size_t i = 0; i < CELLS; i++) {
        ck_assert_int_ge(best[i], 0);
        ck_assert_int_le(best[i], 1);
        ck_assert_float_eq(vp_grid_cells(grid)[i], vp_grid_cells(alone[best[i]])[i]);
        ck_assert(vp_grid_cells(alone[1 - best[i]])[i] <= vp_grid_cells(grid)[i]);
    }
    vp_grid_free(grid);
    grid = surface_and_best(&r, "either", false, best);
    ck_assert_int_eq(best[cell_at(21, 20)], 0);
    ck_assert_int_eq(best[cell_at(60, 99)], 2);
    vp_grid_free(grid);
    grid = surface_and_best(&r, "both", false, best); /* the weaker decides: near the local one a national one */
    ck_assert_int_eq(best[cell_at(21, 20)], 2);
    ck_assert_int_lt(best[cell_at(60, 99)], 2);
    for (size_t i = 0; i < CELLS; i++) ck_assert_float_eq(vp_grid_cells(grid)[i], vp_grid_cells(alone[best[i]])[i]);
    vp_grid_free(grid);
    r.transmitters[2].open = false;
    grid = surface_and_best(&r, "both", false, best);
    for (size_t i = 0; i < CELLS; i++) ck_assert_int_eq(best[i], -1); /* no local programme: none has both */
    vp_grid_free(grid);
    for (int t = 0; t < 3; t++) vp_grid_free(alone[t]);
    vp_grid_free(r.region.land.elevation);
}
END_TEST

/* Two masts at one place with one power: the first listed, also when a weaker one is listed before. */
START_TEST(equal_fields_belong_to_the_first_listed)
{
    static int32_t best[CELLS];
    small_region r;
    region_init(&r, NULL);
    r.transmitters[2] = r.transmitters[1] = mast_at(60, 60);
    r.transmitters[0] = mast_at(60, 60);
    r.transmitters[0].erp_kw = r.transmitters[1].erp_kw / 2;
    vp_grid *grid = surface_and_best(&r, "national", false, best);
    for (size_t i = 0; i < CELLS; i++) ck_assert_int_eq(best[i], 1);
    vp_grid_free(grid);
    vp_grid_free(r.region.land.elevation);
}
END_TEST

/* A hole in the elevation: where it leaves the strongest open, nobody is named. */
START_TEST(an_unknown_value_has_no_server)
{
    static int32_t best[CELLS];
    small_region r;
    region_init(&r, NULL);
    vp_grid_edit(r.region.land.elevation)[cell_at(18, 20)] = NAN;
    vp_grid *grid = surface_and_best(&r, "national", false, best);
    size_t unknown = 0;
    for (size_t i = 0; i < CELLS; i++) {
        unknown += isnan(vp_grid_cells(grid)[i]) != 0;
        ck_assert_int_eq(best[i] < 0, isnan(vp_grid_cells(grid)[i]) != 0);
    }
    ck_assert_uint_gt(unknown, 0);
    vp_grid_free(grid);
    vp_grid_free(r.region.land.elevation);
}
END_TEST

/* DVB-T2 at 500, 650 and 800 MHz: stated at 650 MHz, fields rise by 20 log(650 / f); FM is left as it is. */
START_TEST(digital_fields_compare_as_at_one_frequency)
{
    static const double mhz[] = {500, 650, 800}, raised[] = {2.2789, 0, -1.8035};
    small_region r;
    region_init(&r, NULL);
    r.region.supply.transmitter_count = 1;
    r.service.mode = "dvb_t2";
    for (int k = 0; k < 3; k++) {
        r.transmitters[0].system = "dvb_t2";
        r.transmitters[0].frequency_mhz = mhz[k];
        vp_grid *plain = surface_and_best(&r, "national", false, NULL),
                *stated = surface_and_best(&r, "national", true, NULL);
        for (size_t i = 0; i < CELLS; i++)
            ck_assert_float_eq_tol(vp_grid_cells(stated)[i] - vp_grid_cells(plain)[i], (float)raised[k], 1e-4f);
        vp_grid_free(plain);
        vp_grid_free(stated);
    }
    r.service.mode = r.transmitters[0].system = "fm";
    vp_grid *plain = surface_and_best(&r, "national", false, NULL),
            *stated = surface_and_best(&r, "national", true, NULL);
    ck_assert_mem_eq(vp_grid_cells(plain), vp_grid_cells(stated), CELLS * sizeof(float));
    vp_grid_free(plain);
    vp_grid_free(stated);
    vp_grid_free(r.region.land.elevation);
}
END_TEST

/* The shift is judged after the protection: what is lost is lost at any reference. */
START_TEST(a_reference_frequency_does_not_change_what_is_disturbed)
{
    small_region r;
    region_init(&r, NULL);
    r.transmitters[2].open = false;
    r.transmitters[0].programme = "VTV";
    r.transmitters[1].programme = "TN";
    vp_error err;
    vp_grid *grids[2];
    for (int t = 0; t < 2; t++) {
        r.transmitters[t].system = "dvb_t2";
        r.transmitters[t].frequency_mhz = 500;
    }
    r.service.mode = "dvb_t2";
    for (int with = 0; with < 2; with++) {
        vp_signal_options o = vp_signal_defaults();
        o.interference = true;
        o.at_reference = with;
        grids[with] = vp_signal_surface(&r.region, &r.service, &o, &err);
        ck_assert_ptr_nonnull(grids[with]);
    }
    size_t kept = 0;
    for (size_t i = 0; i < CELLS; i++) {
        float a = vp_grid_cells(grids[0])[i], b = vp_grid_cells(grids[1])[i];
        ck_assert_int_eq(isinf(a) != 0, isinf(b) != 0);
        kept += isinf(a) == 0;
        if (isfinite(a)) ck_assert_float_eq_tol(b - a, 2.2789f, 1e-4f);
    }
    ck_assert_uint_gt(kept, 0);
    ck_assert_uint_lt(kept, CELLS);
    vp_grid_free(grids[0]);
    vp_grid_free(grids[1]);
    vp_grid_free(r.region.land.elevation);
}
END_TEST

START_TEST(a_kept_signal_answers_as_a_fresh_one)
{
    small_region r;
    region_init(&r, NULL);
    vp_error err;
    vp_signal_options o = vp_signal_defaults();
    vp_signal *kept = vp_signal_new(&r.region, &o, &err);
    ck_assert_ptr_nonnull(kept);
    const char *scopes[] = {"either", "national", "both", "local"};
    for (int i = 0; i < 4; i++) {
        vp_grid *fresh = surface_of(&r, "fm", scopes[i]);
        vp_grid *again = vp_signal_service(kept, &r.service, NULL, &err);
        ck_assert_ptr_nonnull(again);
        ck_assert_mem_eq(vp_grid_cells(fresh), vp_grid_cells(again), CELLS * sizeof(float));
        vp_grid_free(fresh);
        vp_grid_free(again);
    }
    vp_signal_free(kept);
    vp_grid_free(r.region.land.elevation);
}
END_TEST

/* ------------------------------------------------------------ what is refused */

static void refused(vp_transmitter t, const char *named)
{
    draw_flat(20);
    vp_signal_terrain g = terrain(false);
    vp_signal_options o = vp_signal_defaults();
    vp_error err = {0};
    ck_assert_ptr_null(vp_signal_field(&g, &t, &o, &err));
    ck_assert_int_eq(err.kind, VP_BAD_INPUT);
    ck_assert_msg(strstr(err.message, named) != NULL, "\"%s\" says nothing of %s", err.message, named);
}

START_TEST(bad_transmitters_are_refused_by_name)
{
    vp_transmitter t = mast_at(60, 60);
    t.erp_kw = 0;
    refused(t, "power");
    t = mast_at(60, 60);
    t.mast_metres = -5;
    refused(t, "transmitting aerial");
    t = mast_at(60, 60);
    t.frequency_mhz = 50000;
    refused(t, "frequency");
}
END_TEST

START_TEST(a_scope_that_is_none_is_refused)
{
    small_region r;
    region_init(&r, NULL);
    vp_error err;
    vp_signal_options o = vp_signal_defaults();
    r.service.scope = (char *)(uintptr_t) "galactic";
    ck_assert_ptr_null(vp_signal_surface(&r.region, &r.service, &o, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "galactic"));
    vp_grid_free(r.region.land.elevation);
    r.region.land.elevation = NULL;
    ck_assert_ptr_null(vp_signal_surface(&r.region, &r.service, &o, &err));
    ck_assert_int_eq(err.kind, VP_NOT_FOUND);
}
END_TEST

static bool never(void *context, double done)
{
    *(int *)context += 1;
    return done < 0;
}

START_TEST(progress_can_cancel)
{
    small_region r;
    region_init(&r, NULL);
    vp_error err;
    int calls = 0;
    vp_signal_options o = vp_signal_defaults();
    o.progress = never;
    o.context = &calls;
    ck_assert_ptr_null(vp_signal_surface(&r.region, &r.service, &o, &err));
    ck_assert_int_eq(err.kind, VP_CANCELLED);
    ck_assert_int_eq(calls, 1);
    vp_grid_free(r.region.land.elevation);
}
END_TEST

START_TEST(clutter_heights_follow_the_table)
{
    ck_assert_float_eq(vp_clutter_metres(10), 15);
    ck_assert_float_eq(vp_clutter_metres(50), 10);
    ck_assert_float_eq(vp_clutter_metres(40), 0);
    ck_assert_float_eq(vp_clutter_metres(0), 0);
}
END_TEST

/* The province's heights make the very field that the same heights given as an option make, and not the built-in one.
 */
START_TEST(a_regions_own_clutter_goes_before_the_built_in)
{
    small_region r;
    region_init(&r, NULL);
    static uint8_t trees[CELLS];
    memset(trees, 10, sizeof trees);
    vp_clutter_height own[] = {{.land_cover_class = 10, .metres = 40}};
    float given[256];
    for (int i = 0; i < 256; i++) given[i] = i == 10 ? 40 : vp_clutter_metres((uint8_t)i);
    r.region.land.land_cover = trees;
    vp_grid *built_in = surface_of(&r, "fm", "national");
    r.region.land.clutter_heights = own;
    r.region.land.clutter_height_count = 1;
    vp_grid *of_region = surface_of(&r, "fm", "national");
    vp_signal_options o = vp_signal_defaults();
    vp_error err;
    r.region.land.clutter_heights = NULL;
    r.region.land.clutter_height_count = 0;
    o.clutter_metres = given;
    vp_grid *as_option = vp_signal_surface(&r.region, &r.service, &o, &err);
    ck_assert_ptr_nonnull(as_option);
    ck_assert_mem_eq(vp_grid_cells(of_region), vp_grid_cells(as_option), CELLS * sizeof(float));
    size_t weaker = 0;
    for (size_t i = 0; i < CELLS; i++) weaker += vp_grid_cells(of_region)[i] < vp_grid_cells(built_in)[i];
    ck_assert_uint_gt(weaker, CELLS / 10);
    vp_grid_free(built_in);
    vp_grid_free(of_region);
    vp_grid_free(as_option);
    vp_grid_free(r.region.land.elevation);
}
END_TEST

int main(void)
{
    vp_team_set_budget(5); /* more than there may be cores */
    TCase *cases = tcase_create("signal");
    tcase_add_test(cases, the_best_server_is_the_one_whose_field_it_is);
    tcase_add_test(cases, equal_fields_belong_to_the_first_listed);
    tcase_add_test(cases, an_unknown_value_has_no_server);
    tcase_add_test(cases, digital_fields_compare_as_at_one_frequency);
    tcase_add_test(cases, a_reference_frequency_does_not_change_what_is_disturbed);
    tcase_add_test(cases, an_aerial_below_the_land_around_is_shadowed_not_unknown);
    tcase_add_test(cases, radial_is_within_a_decibel_of_exact);
    tcase_add_test(cases, radial_and_exact_agree_on_flat_ground);
    tcase_add_test(cases, threads_change_nothing);
    tcase_add_test(cases, all_inland_is_the_same_as_no_zones);
    tcase_add_test(cases, a_coast_counts_as_on_a_single_path);
    tcase_add_test(cases, radial_is_within_a_decibel_of_exact_on_a_coast);
    tcase_add_test(cases, radial_and_exact_share_the_zones);
    tcase_add_test(cases, a_hole_hides_what_lies_behind_it);
    tcase_add_test(cases, a_wider_layer_carries_paths_from_beyond);
    tcase_add_test(cases, a_hole_in_both_layers_stays_a_hole);
    tcase_add_test(cases, a_wall_throws_a_shadow);
    tcase_add_test(cases, sight_is_free_space);
    tcase_add_test(cases, field_falls_with_distance_over_flat_ground);
    tcase_add_test(cases, a_sector_turns_with_its_azimuth);
    tcase_add_test(cases, a_beam_follows_the_depression_angle);
    tcase_add_test(cases, true_length_and_azimuth_are_used);
    tcase_add_test(cases, scopes_choose_and_join_transmitters);
    tcase_add_test(cases, no_transmitter_reaches_nobody);
    tcase_add_test(cases, unknown_paths_matter_only_where_they_could_win);
    tcase_add_test(cases, a_site_outside_the_elevation_is_unknown);
    tcase_add_test(cases, one_channel_disturbs_itself);
    tcase_add_test(cases, a_kept_signal_answers_as_a_fresh_one);
    tcase_add_test(cases, bad_transmitters_are_refused_by_name);
    tcase_add_test(cases, a_scope_that_is_none_is_refused);
    tcase_add_test(cases, progress_can_cancel);
    tcase_add_test(cases, clutter_heights_follow_the_table);
    tcase_add_test(cases, a_regions_own_clutter_goes_before_the_built_in);
    Suite *suite = suite_create("signal");
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
