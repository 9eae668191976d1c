/* Sweeps against each other and against drawn terrain. */
#include "base/random.h"
#include "drawn_terrain.h"
#include "platform/team.h"
#include "support/thorough.h"

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
START_TEST(radial_and_exact_agree_on_flat_terrain)
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
    return path_field(t, o, km, level, none, along, count);
}

/* The field of some cells alone is that of the whole; what cannot give as much as asked need not be worked out. */
START_TEST(some_cells_have_the_field_of_all)
{
    static const uint32_t cells[] = {5, 700, 3000, 7321, 14000};
    draw_flat(20);
    vp_signal_terrain g = terrain(false);
    vp_transmitter t = mast_at(60, 60);
    vp_error err = {0};
    for (int method = 0; method < 3; method++) {
        vp_signal_options o = vp_signal_defaults();
        o.method = (vp_signal_method)method;
        vp_grid *whole = field_of(&g, &t, &o);
        float field[5], enough[5];
        const float *all = vp_grid_cells(whole);
        vp_signal_places places = {.cells = cells, .count = 5, .least = -INFINITY};
        ck_assert_msg(vp_signal_field_at(&g, &t, &o, &places, field, &err), "%s", err.message);
        places.least = 200; /* more than it gives next to the mast */
        ck_assert(vp_signal_field_at(&g, &t, &o, &places, enough, &err));
        for (size_t k = 0; k < 5; k++) {
            ck_assert_float_eq(field[k], all[cells[k]]);
            ck_assert_float_eq(enough[k], INFINITY);
        }
        vp_grid_free(whole);
    }
    t.erp_kw = 0;
    float none[5];
    vp_signal_options o = vp_signal_defaults();
    ck_assert(!vp_signal_field_at(&g, &t, &o, &(vp_signal_places){.cells = cells, .count = 5}, none, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "power"));
}
END_TEST

START_TEST(exact_takes_each_cell_between)
{
    vp_random random = {3};
    vp_transmitter t = mast_at(30, 60);
    vp_signal_options o = vp_signal_defaults();
    o.method = VP_SIGNAL_EXACT;
    o.time_percent = 10, o.location_percent = 80, o.location_sigma_db = 6; /* none as it would be anyway */
    o.receiver_metres = 25, o.n0 = 360, o.delta_n = 60;
    t.polarisation = VP_POLARISATION_VERTICAL;
    draw_coast();
    for (size_t i = 0; i < CELLS; i++) heights[i] = (float)vp_random_below(&random, 120);
    vp_signal_terrain g = terrain(false);
    g.zones = zones;
    vp_grid *field = field_of(&g, &t, &o);
    for (size_t column = 32; column < SIDE; column++)
        ck_assert_float_eq_tol(vp_grid_cells(field)[cell_at(column, 60)], (float)single_path(&t, &o, 30, column, 60),
                               1e-4f);
    vp_grid_free(field);
}
END_TEST

/* The path to the next cell has one point between its ends: where trees of 15 m stand between low aerials, it decides.
 */
START_TEST(exact_sees_the_trees_before_the_next_cell)
{
    draw_flat(20);
    memset(cover, 10, sizeof cover);
    vp_signal_terrain g = terrain(true);
    vp_transmitter t = mast_at(30, 60);
    vp_signal_options o = vp_signal_defaults();
    o.method = VP_SIGNAL_EXACT;
    o.receiver_metres = 2;
    t.mast_metres = 10;
    const double km[] = {0, 0.15, 0.3}, level[] = {20, 20, 20}, trees[] = {15, 15, 15};
    vp_grid *field = field_of(&g, &t, &o);
    ck_assert_float_eq_tol(vp_grid_cells(field)[cell_at(31, 60)], (float)path_field(&t, &o, km, level, trees, NULL, 3),
                           1e-4f);
    vp_grid_free(field);
}
END_TEST

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

START_TEST(field_falls_with_distance_over_flat_terrain)
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
    ck_assert(vp_lattice_init(&lonlat, (vp_lattice_knots){0, 0, SIDE, SIDE, 50, 50}, half_size, NULL, &err));
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
 * above that of the same mast on the land, and far below it beyond the halo, in both modes. */
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

int main(void)
{
    vp_team_set_budget(5); /* more than there may be cores */
    TCase *cases = tcase_create("signal");
    tcase_add_test(cases, an_aerial_below_the_land_around_is_shadowed_not_unknown);
    tcase_add_test(cases, radial_is_within_a_decibel_of_exact);
    tcase_add_test(cases, radial_and_exact_agree_on_flat_terrain);
    tcase_add_test(cases, threads_change_nothing);
    tcase_add_test(cases, all_inland_is_the_same_as_no_zones);
    tcase_add_test(cases, some_cells_have_the_field_of_all);
    tcase_add_test(cases, exact_takes_each_cell_between);
    tcase_add_test(cases, exact_sees_the_trees_before_the_next_cell);
    tcase_add_test(cases, a_coast_counts_as_on_a_single_path);
    tcase_add_test(cases, radial_is_within_a_decibel_of_exact_on_a_coast);
    tcase_add_test(cases, radial_and_exact_share_the_zones);
    tcase_add_test(cases, a_hole_hides_what_lies_behind_it);
    tcase_add_test(cases, a_wider_layer_carries_paths_from_beyond);
    tcase_add_test(cases, a_hole_in_both_layers_stays_a_hole);
    tcase_add_test(cases, a_wall_throws_a_shadow);
    tcase_add_test(cases, sight_is_free_space);
    tcase_add_test(cases, field_falls_with_distance_over_flat_terrain);
    tcase_add_test(cases, a_sector_turns_with_its_azimuth);
    tcase_add_test(cases, a_beam_follows_the_depression_angle);
    tcase_add_test(cases, true_length_and_azimuth_are_used);
    Suite *suite = suite_create("sweep");
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
