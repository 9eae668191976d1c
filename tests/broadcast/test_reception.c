/* Thresholds by their derivation, and what a checker says of bad transmitters and schemes. */
#include "broadcast/check.h"
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/reception.h>
#include <vungphu/signal.h>

static double threshold(const char *system, const char *quality, const char *surroundings, double mhz)
{
    vp_error err;
    double value;
    ck_assert_msg(vp_threshold_find(system, quality, surroundings, mhz, &value, &err), "%s", err.message);
    return value;
}

START_TEST(dvb_t2_is_derived)
{
    ck_assert_double_eq_tol(threshold("dvb_t2", "acceptable", "rural", 500), 45.9, 0.05);
    ck_assert_double_eq_tol(threshold("dvb_t2", "good", "rural", 500), 52.1, 0.05);
    ck_assert_double_eq_tol(threshold("dvb_t2", "acceptable", "rural", 650), 48.2, 0.05);
    ck_assert_double_eq_tol(threshold("dvb_t2", "good", "rural", 650), 54.3, 0.05);
}
END_TEST

/* The steps by hand at 500 MHz: k T0 B = -135.07 dBW, noise -129.07, power -109.07, aperture -3.29. */
START_TEST(every_step_is_shown)
{
    vp_reception reception = vp_reception_dvb_t2(500, 95);
    vp_reception_steps s;
    vp_error err;
    ck_assert(vp_reception_derive(&reception, &s, &err));
    ck_assert_double_eq_tol(s.noise_dbw, -129.07, 0.01);
    ck_assert_double_eq_tol(s.least_power_dbw, -109.07, 0.01);
    ck_assert_double_eq_tol(s.aperture_dbm2, -3.28, 0.01);
    ck_assert_double_eq_tol(s.flux_dbw_m2, -109.07 + 3.28 + 3, 0.02);
    ck_assert_double_eq_tol(s.least_dbuv_m, s.flux_dbw_m2 + 145.8, 0.01);
    ck_assert_double_eq_tol(s.location_db, 9.05, 0.005);
    ck_assert_double_eq_tol(s.threshold_dbuv_m, s.least_dbuv_m + s.location_db, 1e-9);
}
END_TEST

START_TEST(aerials_follow_their_table)
{
    ck_assert_double_eq_tol(vp_reception_dvb_t2(650, 50).aerial_dbd, 11, 1e-9);
    ck_assert_double_eq_tol(vp_reception_dvb_t2(650, 50).feeder_db, 4, 1e-9);
    ck_assert_double_eq_tol(vp_reception_dvb_t2(200, 50).aerial_dbd, 7, 1e-9);
    ck_assert_double_eq_tol(vp_reception_dvb_t2(860, 50).feeder_db, 5, 1e-9);
    ck_assert_double_eq_tol(vp_reception_dvb_t2(40, 50).aerial_dbd, 3, 1e-9);
}
END_TEST

START_TEST(fm_is_bs_412)
{
    ck_assert_double_eq(threshold("fm", "stereo", "rural", 100), 54);
    ck_assert_double_eq(threshold("fm", "stereo", "urban", 100), 66);
    ck_assert_double_eq(threshold("fm", "stereo", "large_city", 100), 74);
    ck_assert_double_eq(threshold("fm", "mono", "rural", 100), 48);
    ck_assert_double_eq(threshold("fm", "mono", "urban", 100), 60);
    ck_assert_double_eq(threshold("fm", "mono", "large_city", 100), 70);
}
END_TEST

/* threshold(650) - threshold(f) of both qualities, worked out by hand: 20 log(650 / f) where gain and feeder grow
 * alike (500 to 800 MHz), and 2 dB less of net gain at 200 MHz (7 - 2 against 10 - 3): -20 log(200 / 650) - 2. */
START_TEST(a_shift_puts_a_field_beside_the_limit_of_another_frequency)
{
    static const struct {
        double mhz, shift;
    } cases[] = {{500, 2.2789}, {514, 2.0390}, {594, 0.7826}, {650, 0}, {800, -1.8035}, {200, 10.2377 - 2}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double shift = vp_threshold_shift("dvb_t2", cases[i].mhz);
        ck_assert_double_eq_tol(shift, cases[i].shift, 1e-3);
        for (int k = 0; k < 2; k++) {
            vp_reception_steps own, reference;
            vp_reception at = vp_reception_dvb_t2(cases[i].mhz, k ? 70 : 95),
                         there = vp_reception_dvb_t2(650, k ? 70 : 95);
            ck_assert(vp_reception_derive(&at, &own, NULL) && vp_reception_derive(&there, &reference, NULL));
            ck_assert_double_eq_tol(own.threshold_dbuv_m + shift, reference.threshold_dbuv_m, 1e-9);
        }
    }
    ck_assert_double_eq(vp_threshold_shift("fm", 100), 0);
    ck_assert_double_eq(vp_threshold_shift("dvb_t2", 0), 0);
    ck_assert_double_eq(vp_threshold_shift(NULL, 500), 0);
}
END_TEST

START_TEST(what_is_not_there_is_refused)
{
    double value;
    vp_error err;
    ck_assert(!vp_threshold_find("dab", "good", "rural", 200, &value, &err));
    ck_assert_int_eq(err.kind, VP_NOT_FOUND);
    ck_assert(!vp_threshold_find("dvb_t2", "good", "rural", 0, &value, &err));
    ck_assert_int_eq(err.kind, VP_BAD_INPUT);
    vp_reception bad = vp_reception_dvb_t2(500, 100);
    vp_reception_steps steps;
    ck_assert(!vp_reception_derive(&bad, &steps, &err));
}
END_TEST

/* ------------------------------------------------------------ transmitters */

static float level[100];

static vp_signal_terrain terrain(void)
{
    for (size_t i = 0; i < 100; i++) level[i] = 10;
    level[0] = NAN;
    return (vp_signal_terrain){.geometry = {.columns = 10, .rows = 10, .cell_metres = 100, .north = 1000},
                               .elevation = level};
}

static vp_transmitter good(void)
{
    return (vp_transmitter){.id = "T",
                            .programme = "VOV1",
                            .system = "fm",
                            .mast_metres = 50,
                            .frequency_mhz = 100,
                            .erp_kw = 5,
                            .x = 500,
                            .y = 500,
                            .lon = 105.8,
                            .lat = 21.6,
                            .open = true};
}

static vp_findings findings_of(vp_transmitter t)
{
    vp_findings found = {0};
    vp_signal_terrain g = terrain();
    vp_transmitter_check(&t, &g, (vp_place){.file = "transmitters.csv", .row = 7}, &found);
    ck_assert(!found.failed);
    return found;
}

/* Exactly one finding, of that severity and column. */
static void expect(vp_transmitter t, vp_severity severity, const char *column, const char *word)
{
    vp_findings found = findings_of(t);
    ck_assert_msg(found.count == 1, "%zu findings for %s", found.count, column);
    ck_assert_int_eq(found.items[0].severity, severity);
    ck_assert_str_eq(found.items[0].column, column);
    ck_assert_int_eq(found.items[0].row, 7);
    double value = strcmp(column, "erp_kw") == 0          ? t.erp_kw
                   : strcmp(column, "mast_metres") == 0   ? t.mast_metres
                   : strcmp(column, "frequency_mhz") == 0 ? t.frequency_mhz
                                                          : NAN;
    if (!isnan(value)) ck_assert_double_eq_tol(strtod(found.items[0].value, NULL), value, 1e-9 + 1e-5 * fabs(value));
    ck_assert_msg(strstr(found.items[0].reason, word) != NULL, "\"%s\" says nothing of %s", found.items[0].reason,
                  word);
    vp_findings_clear(&found);
}

static void expect_none(vp_transmitter t)
{
    vp_findings found = findings_of(t);
    ck_assert_msg(found.count == 0, "%s", found.count ? found.items[0].reason : "");
    vp_findings_clear(&found);
}

START_TEST(a_good_transmitter_has_no_findings) { expect_none(good()); }
END_TEST

START_TEST(bad_figures_are_found)
{
    vp_transmitter t = good();
    t.erp_kw = 0;
    expect(t, VP_FINDING_ERROR, "erp_kw", "above 0");
    t.erp_kw = 1e9;
    expect(t, VP_FINDING_ERROR, "erp_kw", "kW");
    t.erp_kw = NAN;
    expect(t, VP_FINDING_ERROR, "erp_kw", "above 0");
    t.erp_kw = 900;
    expect(t, VP_FINDING_WARNING, "erp_kw", "unusually");
    t = good();
    t.mast_metres = -5;
    expect(t, VP_FINDING_ERROR, "mast_metres", "1 to 1000");
    t = good();
    t.frequency_mhz = 5;
    expect(t, VP_FINDING_ERROR, "frequency_mhz", "30 to 6000");
    t.frequency_mhz = 50000;
    expect(t, VP_FINDING_ERROR, "frequency_mhz", "30 to 6000");
    t.frequency_mhz = 300;
    expect(t, VP_FINDING_WARNING, "frequency_mhz", "bands");
    t = good();
    t.system = "telepathy";
    expect(t, VP_FINDING_WARNING, "system", "fm, dvb_t2 and loudspeaker");
    t = good();
    t.programme = "";
    expect(t, VP_FINDING_WARNING, "programme", "no programme");
}
END_TEST

/* A band's ends are in it, a little beyond is not; and so for the bounds of the other figures. */
START_TEST(figures_are_within_their_bounds_or_found)
{
    static const struct {
        char *system;
        double least, most;
    } bands[] = {
        {"fm", 65.8, 74}, {"fm", 87.5, 108}, {"loudspeaker", 54, 68}, {"dvb_t2", 174, 230}, {"dvb_t2", 470, 862}};
    for (size_t i = 0; i < sizeof bands / sizeof *bands; i++) {
        vp_transmitter t = good();
        t.system = bands[i].system;
        for (int end = 0; end < 2; end++) {
            t.frequency_mhz = end ? bands[i].most : bands[i].least;
            expect_none(t);
            t.frequency_mhz += end ? 0.1 : -0.1;
            expect(t, VP_FINDING_WARNING, "frequency_mhz", "bands");
        }
    }
    vp_transmitter t = good();
    t.mast_metres = 1, expect_none(t);
    t.mast_metres = 0.9, expect(t, VP_FINDING_ERROR, "mast_metres", "1 to 1000");
    t.mast_metres = 1000, expect_none(t);
    t.mast_metres = 1000.1, expect(t, VP_FINDING_ERROR, "mast_metres", "1 to 1000");
    t = good();
    t.erp_kw = 500, expect_none(t);
    t.erp_kw = 500.1, expect(t, VP_FINDING_WARNING, "erp_kw", "unusually");
    t.erp_kw = 5000, expect(t, VP_FINDING_WARNING, "erp_kw", "unusually");
    t.erp_kw = 5000.1, expect(t, VP_FINDING_ERROR, "erp_kw", "at most 5000");
    t = good();
    t.frequency_mhz = 30, expect(t, VP_FINDING_WARNING, "frequency_mhz", "bands");
    t.frequency_mhz = 29.9, expect(t, VP_FINDING_ERROR, "frequency_mhz", "30 to 6000");
    t.frequency_mhz = 6000, expect(t, VP_FINDING_WARNING, "frequency_mhz", "bands");
    t.frequency_mhz = 6000.1, expect(t, VP_FINDING_ERROR, "frequency_mhz", "30 to 6000");
}
END_TEST

/* Of another programme, on the air, less than a channel apart; of a system that nobody knows nothing is said. */
START_TEST(who_is_within_a_channel_disturbs)
{
    static const struct {
        char *system;
        double apart;
        bool disturbs;
    } rows[] = {{"fm", 0, true},        {"fm", 0.049, true},     {"fm", 0.051, false},    {"fm", -0.049, true},
                {"dvb_t2", 3.99, true}, {"dvb_t2", 4.01, false}, {"telepathy", 0, false}, {NULL, 0, false}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        vp_transmitter wanted = good(), other = good();
        wanted.system = rows[i].system;
        wanted.programme = "VOV1", other.programme = "VOV2";
        other.frequency_mhz = wanted.frequency_mhz + rows[i].apart;
        ck_assert_msg(vp_signal_disturbs(&wanted, &other) == rows[i].disturbs, "row %zu", i);
        ck_assert(!vp_signal_disturbs(&wanted, &wanted));
        other.open = false;
        ck_assert(!vp_signal_disturbs(&wanted, &other));
    }
}
END_TEST

/* A hole between the other transmitter and a cell: what disturbs there is not known, so what is received is not. */
START_TEST(an_unknown_disturbance_leaves_the_field_unknown)
{
    vp_error err = {0};
    vp_transmitter masts[2] = {good(), good()};
    masts[0].x = 250, masts[0].y = 750; /* cell (2, 2); the other on (8, 8) of the same channel */
    masts[1].x = 850, masts[1].y = 150;
    masts[1].programme = "VOV2";
    vp_region region = {.geometry = {.columns = 10, .rows = 10, .cell_metres = 100, .north = 1000},
                        .supply = {.transmitters = masts, .transmitter_count = 2}};
    region.land.elevation = vp_grid_new(region.geometry, 10, &err);
    vp_grid_edit(region.land.elevation)[55] = NAN;
    const vp_service service = {.id = "radio", .mode = "fm", .scope = "national", .reach = VP_REACH_SIGNAL};
    for (int disturbed = 0; disturbed < 2; disturbed++) {
        vp_signal_options o = vp_signal_defaults();
        o.interference = true;
        o.at_reference = true; /* of FM a shift of nothing */
        masts[1].open = disturbed;
        vp_grid *surface = vp_signal_surface(&region, &service, &o, &err);
        ck_assert_msg(surface != NULL, "%s", err.message);
        const float *field = vp_grid_cells(surface);
        ck_assert(isnan(field[44]) == disturbed && isnan(field[33]) == disturbed);
        ck_assert(isnan(field[55]) && !isnan(field[28]) && !isnan(field[82]));
        ck_assert(disturbed || (isfinite(field[44]) && isnan(field[66])));
        vp_grid_free(surface);
    }
    vp_grid_free(region.land.elevation);
}
END_TEST

START_TEST(bad_patterns_are_found)
{
    double azimuths[] = {0, 90, 180, 270}, db[] = {0, -3, -6, -3};
    vp_transmitter t = good();
    t.pattern_azimuth_degrees = azimuths;
    t.pattern_db = db;
    t.pattern_count = 4;
    vp_findings none = findings_of(t);
    ck_assert_uint_eq(none.count, 0);
    t.pattern_count = 3; /* from 180 round to 0 */
    expect(t, VP_FINDING_ERROR, "pattern", "gap");
    t.pattern_count = 4;
    static const double beyond[] = {3, 0.1, -100.1, NAN};
    for (size_t i = 0; i < 4; i++) {
        db[2] = beyond[i];
        expect(t, VP_FINDING_ERROR, "pattern", "reductions");
    }
    db[2] = -100;
    expect_none(t);
    db[2] = -6;
    azimuths[1] = 0;
    vp_findings found = findings_of(t);
    ck_assert_uint_ge(found.errors, 1);
    vp_findings_clear(&found);
}
END_TEST

START_TEST(bad_vertical_patterns_are_found)
{
    double angles[] = {-10, 0, 2, 20}, db[] = {-20, 0, 0, -20};
    vp_transmitter t = good();
    t.vertical_degrees = angles;
    t.vertical_db = db;
    t.vertical_count = 4;
    vp_findings none = findings_of(t);
    ck_assert_uint_eq(none.count, 0);
    angles[3] = 48;
    expect(t, VP_FINDING_ERROR, "vertical_pattern", "gap");
    angles[3] = 20;
    db[1] = 2;
    expect(t, VP_FINDING_ERROR, "vertical_pattern", "reductions");
    db[1] = 0;
    t.vertical_degrees = angles + 2;
    t.vertical_db = db + 2;
    t.vertical_count = 2;
    expect(t, VP_FINDING_ERROR, "vertical_pattern", "leaves out the horizontal");
}
END_TEST

START_TEST(vertical_patterns_are_read_from_text)
{
    vp_error err = {0};
    vp_transmitter t = good();
    ck_assert(vp_transmitter_set_vertical(&t, "-10:-20;0:-1;1.5:0;5:-7", &err));
    ck_assert_uint_eq(t.vertical_count, 4);
    ck_assert_double_eq_tol(vp_transmitter_vertical(&t, 3.25), -3.5, 1e-12);
    ck_assert_double_eq_tol(vp_transmitter_vertical(&t, -5), -10.5, 1e-12);
    ck_assert_double_eq_tol(vp_transmitter_vertical(&t, 80), -7, 1e-12); /* beyond its ends as at them */
    ck_assert_double_eq_tol(vp_transmitter_vertical(&t, -80), -20, 1e-12);
    const char *const bad[] = {"0", "0:", "0:-3;0:-6", "9:-3;0:-6", "0:3", "-91:0", "91:0", "x:-3", "nan:0"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ck_assert_msg(!vp_transmitter_set_vertical(&t, bad[i], &err), "%s", bad[i]);
        ck_assert_uint_eq(t.vertical_count, 0);
    }
    ck_assert_double_eq(vp_transmitter_vertical(&t, 12), 0);
    free(t.vertical_degrees);
    free(t.vertical_db);
}
END_TEST

START_TEST(patterns_are_read_from_text)
{
    vp_error err = {0};
    vp_transmitter t = good();
    ck_assert(vp_transmitter_set_pattern(&t, "0:-10;60:-6;120:0;300:-6.5", &err));
    ck_assert_uint_eq(t.pattern_count, 4);
    ck_assert_double_eq(t.pattern_azimuth_degrees[3], 300);
    ck_assert_double_eq(t.pattern_db[3], -6.5);
    ck_assert_double_eq_tol(vp_transmitter_pattern(&t, 30), -8, 1e-12);
    ck_assert_double_eq_tol(vp_transmitter_pattern(&t, 330), -8.25, 1e-12);
    char *written = vp_transmitter_pattern_text(t.pattern_azimuth_degrees, t.pattern_db, t.pattern_count, &err);
    ck_assert_str_eq(written, "0:-10;60:-6;120:0;300:-6.5");
    free(written);
    ck_assert(vp_transmitter_set_pattern(&t, "", &err));
    ck_assert_uint_eq(t.pattern_count, 0);
    const char *const bad[] = {"0",     "0:",         "0:-3;0:-6", "90:-3;0:-6", "0:3", "-1:0",
                               "360:0", "0:-3,90:-3", "x:-3",      "0:nan",      ";"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ck_assert_msg(!vp_transmitter_set_pattern(&t, bad[i], &err), "%s", bad[i]);
        ck_assert_int_eq(err.kind, VP_BAD_INPUT);
        ck_assert_uint_eq(t.pattern_count, 0);
    }
    free(t.pattern_azimuth_degrees);
    free(t.pattern_db);
}
END_TEST

START_TEST(sites_without_terrain_are_found)
{
    vp_transmitter t = good();
    t.x = 5000;
    expect(t, VP_FINDING_WARNING, "geometry", "outside the elevation");
    t.x = NAN;
    expect(t, VP_FINDING_WARNING, "geometry", "outside the elevation");
    t.x = 50;
    t.y = 950;
    expect(t, VP_FINDING_WARNING, "geometry", "hole");
}
END_TEST

/* ------------------------------------------------------------ service areas */

typedef struct {
    vp_region region;
    vp_service_area areas[2];
    vp_service service;
    vp_population population;
    vp_unit unit;
    vp_unit_set set;
    vp_record record;
    char *names[1];
} water;

static vp_shape square(double west, double south, double side)
{
    vp_point ring[5] = {
        {west, south}, {west + side, south}, {west + side, south + side}, {west, south + side}, {west, south}};
    size_t sizes[] = {5};
    vp_shape shape;
    vp_error err;
    ck_assert(vp_shape_init(&shape, ring, sizes, 1, &err));
    return shape;
}

/* A person per cell of 100 m; two schemes of 3 by 3 and 2.5 by 2.5 cells in a unit of 12 households. */
static void water_init(water *w)
{
    vp_error err;
    *w = (water){.names = {"households"}, .record = {.number = 12}, .service = {.id = "water"}};
    w->unit = (vp_unit){.code = "00001", .records = &w->record};
    w->set = (vp_unit_set){.units = &w->unit, .unit_count = 1};
    w->areas[0] =
        (vp_service_area){.id = "A", .unit_code = "00001", .households_connected = 5, .shape = square(100, 100, 300)};
    w->areas[1] =
        (vp_service_area){.id = "B", .unit_code = "00001", .households_connected = 6, .shape = square(500, 500, 250)};
    w->region = (vp_region){.geometry = {.columns = 10, .rows = 10, .cell_metres = 100, .north = 1000}};
    w->population.people = vp_grid_new(w->region.geometry, 1, &err);
    w->region.people.populations = &w->population;
    w->region.people.population_count = 1;
    w->region.definitions.services = &w->service;
    w->region.definitions.service_count = 1;
    w->region.supply.service_areas = w->areas;
    w->region.supply.service_area_count = 2;
    w->region.units.sets = &w->set;
    w->region.units.set_count = 1;
    w->region.units.record_names = w->names;
    w->region.units.record_count = 1;
}

static void water_clear(water *w)
{
    vp_grid_free(w->population.people);
    vp_shape_clear(&w->areas[0].shape);
    vp_shape_clear(&w->areas[1].shape);
}

static size_t water_findings(water *w, const char *word)
{
    vp_findings found = {0};
    vp_error err;
    size_t count = 0;
    ck_assert(vp_broadcast_check(&w->region, &found, &err));
    for (size_t i = 0; i < found.count; i++) {
        ck_assert_int_eq(found.items[i].severity, VP_FINDING_WARNING);
        ck_assert_str_eq(found.items[i].column, "households_connected");
        ck_assert_str_eq(found.items[i].layer, found.items[i].row == 1 ? "A" : "B");
        count += strstr(found.items[i].reason, word) != NULL;
    }
    vp_findings_clear(&found);
    return count;
}

START_TEST(more_connections_than_people_or_households_are_found)
{
    water w;
    water_init(&w);
    ck_assert_uint_eq(water_findings(&w, ""), 0);
    w.areas[1].households_connected = 7; /* 6.25 people live inside: 7 can still be, by rounding */
    ck_assert_uint_eq(water_findings(&w, ""), 0);
    w.areas[1].households_connected = 8;
    ck_assert_uint_eq(water_findings(&w, "live inside the scheme"), 1);
    ck_assert_uint_eq(water_findings(&w, "unit 00001"), 1); /* 13 of 12, reported once */
    w.areas[1].households_connected = NAN;
    ck_assert_uint_eq(water_findings(&w, ""), 0);
    w.record.number = NAN;
    w.areas[0].households_connected = 9;
    ck_assert_uint_eq(water_findings(&w, ""), 0);
    water_clear(&w);
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("reception");
    tcase_add_test(cases, dvb_t2_is_derived);
    tcase_add_test(cases, every_step_is_shown);
    tcase_add_test(cases, aerials_follow_their_table);
    tcase_add_test(cases, fm_is_bs_412);
    tcase_add_test(cases, what_is_not_there_is_refused);
    tcase_add_test(cases, a_shift_puts_a_field_beside_the_limit_of_another_frequency);
    tcase_add_test(cases, a_good_transmitter_has_no_findings);
    tcase_add_test(cases, bad_figures_are_found);
    tcase_add_test(cases, figures_are_within_their_bounds_or_found);
    tcase_add_test(cases, who_is_within_a_channel_disturbs);
    tcase_add_test(cases, an_unknown_disturbance_leaves_the_field_unknown);
    tcase_add_test(cases, bad_patterns_are_found);
    tcase_add_test(cases, patterns_are_read_from_text);
    tcase_add_test(cases, bad_vertical_patterns_are_found);
    tcase_add_test(cases, vertical_patterns_are_read_from_text);
    tcase_add_test(cases, sites_without_terrain_are_found);
    tcase_add_test(cases, more_connections_than_people_or_households_are_found);
    Suite *suite = suite_create("reception");
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
