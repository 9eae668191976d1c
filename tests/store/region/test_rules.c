/* What the rules of province.csv make of the small dataset: people and facilities moved, shares of divided units,
 * terrain that is not there, zones of health care. Every figure by hand. */
#include "store/region/load.h"
#include "store/support_region.h"
#include <math.h>
#include <spatialite.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/unit_weights.h>

/* change_dataset of geometries. */
static void change_places(const char *sql)
{
    sqlite3 *handle;
    void *cache = spatialite_alloc_connection();
    char *message = NULL;
    ck_assert_int_eq(sqlite3_open(dataset_path, &handle), SQLITE_OK);
    spatialite_init_ex(handle, cache, 0);
    ck_assert_msg(sqlite3_exec(handle, sql, NULL, NULL, &message) == SQLITE_OK, "%s", message ? message : "?");
    sqlite3_close(handle);
    spatialite_cleanup_ex(cache);
}

#define SET(key, value) "INSERT INTO setting VALUES ('" key "', '" value "');"

/* ------------------------------------------------------------ official totals */

static double people_in(const vp_region *region, size_t population, size_t unit)
{
    double sums[2];
    size_t main_set = region->units.main_set;
    vp_weights *weights = vp_unit_weights_new(&region->units.sets[main_set], region->geometry, false, NULL);
    ck_assert_ptr_nonnull(weights);
    vp_zonal_sum(weights, vp_grid_cells(region->people.populations[population].people), sums, NULL);
    vp_weights_free(weights);
    return sums[unit];
}

/* Unit A states as many people as it has half again; B states ten times as many, which is more likely wrong. */
START_TEST(the_first_grid_comes_to_official_totals)
{
    vp_region *plain = load_small_dataset();
    ck_assert_uint_eq(plain->people.population_count, 1); /* nobody states totals */
    double a = people_in(plain, 0, 0), b = people_in(plain, 0, 1);
    vp_region_free(plain);
    char sql[400];
    snprintf(sql, sizeof sql,
             SET("people_total", "official") "INSERT INTO record (source, vintage, code, name, number, text) VALUES"
                                             " (NULL, '2025', 'A', 'official', %f, ''), (NULL, '2025', 'B', "
                                             "'official', %f, '');",
             a * 1.5, b * 10);
    change_dataset(dataset_directory, sql);
    vp_region *region = load_small_dataset();
    ck_assert_uint_eq(region->people.population_count, 2);
    ck_assert_str_eq(region->people.populations[0].label, "worldpop_2020_official");
    ck_assert_str_eq(region->people.populations[1].label, "worldpop_2020");
    ck_assert_double_eq_tol(people_in(region, 0, 0), a * 1.5, 1e-3);
    ck_assert_double_eq_tol(people_in(region, 1, 0), a, 1e-3);
    ck_assert_double_eq_tol(people_in(region, 1, 1), b, 1e-3);
    size_t factor = vp_region_record(&region->units, "computed_people_factor");
    const vp_unit_set *set = &region->units.sets[region->units.main_set];
    ck_assert_double_eq_tol(set->units[0].records[factor].number, 1.5, 1e-6);
    ck_assert(isnan(set->units[1].records[factor].number));
    vp_region_free(region);
}
END_TEST

START_TEST(where_no_unit_states_a_total_the_grid_stays)
{
    change_dataset(
        dataset_directory,
        SET("people_total", "official") "INSERT INTO record (source, vintage, code, name, number, text) VALUES"
                                        " (NULL, '2025', 'A', 'official', NULL, 'not counted'), (NULL, '2025', 'B', "
                                        "'official', NULL, '');");
    vp_region *region = load_small_dataset();
    ck_assert_uint_eq(region->people.population_count, 1);
    ck_assert_str_eq(region->people.populations[0].label, "worldpop_2020");
    vp_region_free(region);
}
END_TEST

START_TEST(totals_that_no_source_has_are_refused)
{
    vp_error err = {0};
    change_dataset(dataset_directory, SET("people_total", "census"));
    ck_assert_ptr_null(vp_region_load(dataset_path, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "people_total is census, which no source of records has"));
}
END_TEST

START_TEST(an_indicator_names_a_grid_that_there_is)
{
    vp_error err = {0};
    change_dataset(dataset_directory, "UPDATE indicator SET people = 'worldpop_2020' WHERE position = 1");
    vp_region_free(load_small_dataset());
    change_dataset(dataset_directory, "UPDATE indicator SET people = 'census' WHERE position = 1");
    ck_assert_ptr_null(vp_region_load(dataset_path, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "near_share stands on people census; there is: worldpop_2020"));
}
END_TEST

/* ------------------------------------------------------------ people on barriers */

/* Cells 4, 10, 16 and 22 lie in the river, 18 and 19 in the lake; 13 is the hole of unit A. Of two cells as near the
 * lower one takes them. */
START_TEST(people_on_barriers_move_within_their_unit)
{
    static const struct {
        size_t cell;
        float people;
    } expected[] = {{18, 0},         {19, 0},         {4, 0},          {10, 0},      {16, 0},
                    {22, 0},         {12, 120 + 180}, {20, 200 + 190}, {3, 30 + 40}, {9, 90 + 100},
                    {15, 150 + 160}, {21, 210 + 220}, {13, 130},       {5, 50}};
    change_dataset(dataset_directory, SET("people_on_barriers", " move "));
    change_dataset(dataset_directory,
                   "INSERT INTO grid SELECT id + 50, source, role, 'worldpop_2030', columns, rows, "
                   "cell_metres, west, north, type, strip_rows, population_group FROM grid WHERE role = 'population';"
                   "INSERT INTO grid_strip SELECT grid + 50, strip, bytes FROM grid_strip WHERE grid = "
                   "(SELECT id FROM grid WHERE label = 'worldpop_2020')");
    vp_region *region = load_small_dataset();
    ck_assert_uint_eq(region->people.population_count, 2);
    for (size_t p = 0; p < 2; p++)
        for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
            ck_assert_float_eq(vp_grid_cells(region->people.populations[p].people)[expected[i].cell],
                               expected[i].people);
    ck_assert(isnan(vp_grid_cells(region->people.populations[0].people)[23]));
    ck_assert_double_eq(region->people.moved, 180 + 190 + 40 + 100 + 160 + 220); /* of the first grid */
    vp_region_free(region);
}
END_TEST

/* The border runs through the river: half of each of its cells goes to either side. */
START_TEST(people_of_a_divided_cell_move_to_either_side)
{
    change_dataset(dataset_directory, SET("people_on_barriers", "move"));
    change_places("UPDATE unit SET geom = ST_GeomFromText('MULTIPOLYGON(((580000 2400000, 584500 2400000, 584500 "
                  "2404000, 580000 2404000, 580000 2400000)))', 32648) WHERE code = 'A';"
                  "UPDATE unit SET geom = ST_GeomFromText('MULTIPOLYGON(((584500 2400000, 586000 2400000, 586000 "
                  "2404000, 584500 2404000, 584500 2400000)))', 32648) WHERE code = 'B'");
    vp_region *region = load_small_dataset();
    const float *people = vp_grid_cells(region->people.populations[0].people);
    ck_assert_float_eq_tol(people[4], 0, 1e-4f);
    ck_assert_float_eq_tol(people[3], 30 + 20, 1e-4f);
    ck_assert_float_eq_tol(people[5], 50 + 20, 1e-4f);
    ck_assert_float_eq_tol(people[17], 170 + 80, 1e-4f);
    ck_assert_float_eq_tol(people[23], 110, 1e-4f); /* nothing was known there: now these are */
    ck_assert_double_eq_tol(region->people.moved, 890, 1e-3);
    vp_region_free(region);
}
END_TEST

START_TEST(people_stay_where_nobody_asks_or_nobody_travels)
{
    change_dataset(dataset_directory, SET("people_on_barriers", "keep"));
    vp_region *region = load_small_dataset();
    ck_assert_float_eq(vp_grid_cells(region->people.populations[0].people)[18], 180);
    ck_assert_double_eq(region->people.moved, 0);
    vp_region_free(region);
    change_dataset(
        dataset_directory,
        "UPDATE setting SET value = 'move' WHERE key = 'people_on_barriers'; DELETE FROM service WHERE id = 'station';"
        "UPDATE service_area SET service = 'near'; DELETE FROM facility_service WHERE service = 'station'");
    region = load_small_dataset();
    ck_assert_float_eq(vp_grid_cells(region->people.populations[0].people)[18], 180);
    vp_region_free(region);
    change_dataset(dataset_directory,
                   "DELETE FROM speed WHERE surface = 'land_cover'"); /* no unit has any cell to go to */
    vp_region_free(load_small_dataset());
}
END_TEST

/* ------------------------------------------------------------ facilities on barriers */

START_TEST(facilities_move_to_the_nearest_terrain)
{
    change_places("UPDATE facility SET geom = ST_GeomFromText('POINT(584400 2403500)', 32648) WHERE id = 5");
    change_dataset(dataset_directory, SET("snap_metres", "1000"));
    vp_region *region = load_small_dataset();
    const vp_facility *f = &region->supply.facilities[0];
    ck_assert_double_eq(f->x, 583500); /* 900 m to the west, 1100 m to the east */
    ck_assert_double_eq(f->y, 2403500);
    ck_assert_double_eq_tol(f->moved_metres, 900, 1e-6);
    ck_assert_double_eq(f->lon, 105.78);                               /* as the source has it */
    ck_assert_double_eq(region->supply.facilities[2].moved_metres, 0); /* stands well */
    vp_region_free(region);
    change_dataset(dataset_directory, "UPDATE setting SET value = '800' WHERE key = 'snap_metres'");
    region = load_small_dataset();
    ck_assert_double_eq(region->supply.facilities[0].x, 584400);
    ck_assert_double_eq(region->supply.facilities[0].moved_metres, 0);
    vp_region_free(region);
}
END_TEST

static double moved_in(const char *sql)
{
    change_dataset(dataset_directory, sql);
    vp_region *region = load_small_dataset();
    double moved = region->supply.facilities[0].moved_metres;
    vp_region_free(region);
    return moved;
}

/* 900 m to the west, and 500 m from the northern side. */
START_TEST(where_the_grids_of_a_part_end_none_is_moved)
{
    change_places("UPDATE facility SET geom = ST_GeomFromText('POINT(584400 2403500)', 32648) WHERE id = 5");
    ck_assert_double_eq_tol(moved_in(SET("snap_metres", "1000") SET("whole", "9 4 1000 580000 2404000")), 900, 1e-6);
    ck_assert_double_eq(moved_in("UPDATE setting SET value = '6 6 1000 580000 2406000' WHERE key = 'whole'"), 0);
    /* it may be moved as far as that side */
    change_places("UPDATE facility SET geom = ST_GeomFromText('POINT(584300 2403000)', 32648) WHERE id = 5");
    ck_assert_double_eq_tol(moved_in("UPDATE setting SET value = '1000' WHERE key = 'snap_metres'"), hypot(800, 500),
                            1e-6);
}
END_TEST

/* Boats of the second service, which cannot be where walkers are, find terrain 1000 m farther on. */
START_TEST(a_facility_of_two_modes_is_moved_no_further_in_all)
{
    change_places("UPDATE facility SET geom = ST_GeomFromText('POINT(584400 2403500)', 32648) WHERE id = 5");
    ck_assert_double_eq_tol(
        moved_in(SET("snap_metres", "1000") "UPDATE service SET reach = 'travel_time', mode = 'boat' WHERE id = 'near';"
                                            "INSERT INTO speed VALUES (4, 'boat', 'land_cover', '40', 8, 0, NULL)"),
        900, 1e-6);
    ck_assert_double_eq_tol(moved_in("UPDATE setting SET value = '2000' WHERE key = 'snap_metres'"), 1900, 1e-6);
}
END_TEST

/* Walkers on cells of odd number, boats on even ones: the walker's nearest is 13, 1414 m off, the boat's 12, 1000 m. */
START_TEST(facilities_move_to_the_nearest_terrain_of_any_mode)
{
    change_places("UPDATE facility SET geom = ST_GeomFromText('POINT(580500 2400500)', 32648) WHERE id = 5");
    change_dataset(dataset_directory,
                   SET("snap_metres", "3000") "UPDATE service SET mode = 'walking|boat' WHERE id = 'station';"
                                              "UPDATE speed SET class = '10' WHERE position = 1;"
                                              "INSERT INTO speed VALUES (4, 'boat', 'land_cover', '40', 8, 0, NULL), "
                                              "(5, 'boat', 'barrier', '*', 0, 0, NULL)");
    vp_region *region = load_small_dataset();
    ck_assert_double_eq(region->supply.facilities[0].x, 580500);
    ck_assert_double_eq(region->supply.facilities[0].y, 2401500);
    ck_assert_double_eq_tol(region->supply.facilities[0].moved_metres, 1000, 1e-6);
    vp_region_free(region);
}
END_TEST

/* ------------------------------------------------------------ divided units */

START_TEST(shares_that_are_not_stated_are_those_of_the_people)
{
    change_dataset(dataset_directory, "UPDATE crosswalk SET share = NULL");
    vp_region *region = load_small_dataset();
    double west = 0 + 10 + 20 + 60 + 70 + 80, east = 30 + 40 + 50 + 90 + 100 + 110; /* of the two rows of unit 100 */
    for (size_t i = 0; i < 2; i++) {
        const vp_crosswalk *c = &region->units.crosswalk[i];
        ck_assert_double_eq_tol(c->share, (strcmp(c->new_code, "A") == 0 ? west : east) / (west + east), 1e-9);
        ck_assert_int_eq(c->basis, VP_SHARE_PEOPLE);
    }
    vp_region_free(region);
}
END_TEST

START_TEST(without_people_shares_are_those_of_the_area)
{
    change_dataset(dataset_directory, "UPDATE crosswalk SET share = NULL");
    /* Cell 0, where nobody lives, and half of cell 23, of which nothing is known. */
    change_places("UPDATE unit SET geom = ST_GeomFromText('MULTIPOLYGON(((580000 2403000, 581000 2403000, 581000 "
                  "2404000, 580000 2404000, 580000 2403000)),"
                  "((585000 2400000, 585500 2400000, 585500 2401000, 585000 2401000, 585000 2400000)))', 32648) WHERE "
                  "code = '100'");
    vp_region *region = load_small_dataset();
    for (size_t i = 0; i < 2; i++) {
        const vp_crosswalk *c = &region->units.crosswalk[i];
        ck_assert_double_eq_tol(c->share, strcmp(c->new_code, "A") == 0 ? 2 / 3.0 : 1 / 3.0, 1e-9);
        ck_assert_int_eq(c->basis, VP_SHARE_AREA);
    }
    vp_region_free(region);
}
END_TEST

START_TEST(without_places_shares_are_equal)
{
    change_dataset(dataset_directory,
                   "INSERT INTO crosswalk VALUES (NULL, '200', '2024', 'B', '2025', 1, 0);"
                   "INSERT INTO crosswalk VALUES (NULL, '300', '2024', 'B', '2025', NULL, 0), (NULL, '300', "
                   "'2024', 'A', '2025', NULL, 0)");
    vp_region *region = load_small_dataset();
    ck_assert_uint_eq(region->units.crosswalk_count, 5);
    for (size_t i = 0; i < 5; i++) {
        const vp_crosswalk *c = &region->units.crosswalk[i];
        bool unknown = strcmp(c->old_code, "300") == 0;
        ck_assert_double_eq(c->share, strcmp(c->old_code, "200") == 0 ? 1 : 0.5);
        ck_assert_int_eq(c->basis == VP_SHARE_EQUAL, unknown);
    }
    vp_region_free(region);
}
END_TEST

/* ------------------------------------------------------------ layers that are not there */

#define WITHOUT(role)                                                                                                  \
    "DELETE FROM grid_strip WHERE grid = (SELECT id FROM grid WHERE role = '" role                                     \
    "'); DELETE FROM grid WHERE role = '" role "';"

START_TEST(terrain_without_land_cover_has_a_walking_speed)
{
    change_dataset(dataset_directory, WITHOUT("land_cover") "UPDATE speed SET class = '10' WHERE position = 1; UPDATE "
                                                            "indicator SET service = 'station' WHERE position = 1");
    vp_region *region = load_small_dataset();
    for (size_t i = 0; i < 24; i++) ck_assert_uint_eq(region->land.land_cover[i], 255);
    ck_assert_uint_eq(region->speed_table.speed_count, 4); /* one for the one mode */
    const vp_speed *added = &region->speed_table.speeds[3];
    ck_assert_str_eq(added->mode, "walking");
    ck_assert_int_eq(added->surface, VP_SURFACE_LAND_COVER);
    ck_assert_str_eq(added->class_name, "*");
    ck_assert_double_eq(added->km_per_h, 3);
    ck_assert(added->slope);
    const char *definition = region->definitions.indicators[0].definition;
    ck_assert_ptr_eq(strstr(definition, "people within 2 km Ngoài đường: 3 km/h"), definition);
    ck_assert_ptr_nonnull(strstr(definition, "Off roads: 3 km/h on level terrain, since there is no land cover"));
    ck_assert_ptr_null(strstr(definition, "Slopes"));
    ck_assert_ptr_null(strstr(region->definitions.indicators[1].definition, "km/h")); /* does not rest on travel */
    vp_region_free(region);
}
END_TEST

START_TEST(a_speed_of_the_province_goes_before_the_usual_one)
{
    change_dataset(dataset_directory, WITHOUT("land_cover") "UPDATE speed SET class = '10' WHERE position = 1;" SET(
                                          "off_road_km_per_h", "2.5"));
    vp_region *region = load_small_dataset();
    ck_assert_double_eq(region->speed_table.speeds[3].km_per_h, 2.5);
    ck_assert_str_eq(region->definitions.indicators[0].definition,
                     "people within 2 km"); /* of a distance: no word on travel */
    vp_region_free(region);
    change_dataset(dataset_directory, "UPDATE speed SET class = '*' WHERE position = 1");
    region = load_small_dataset();
    ck_assert_uint_eq(region->speed_table.speed_count, 3);
    vp_region_free(region);
}
END_TEST

START_TEST(terrain_without_elevation_is_level)
{
    change_dataset(dataset_directory,
                   WITHOUT("elevation") "UPDATE indicator SET service = 'station' WHERE position = 1");
    vp_region *region = load_small_dataset();
    ck_assert_str_eq(region->definitions.indicators[0].definition, "people within 2 km"); /* no speed would feel it */
    vp_region_free(region);
    change_dataset(dataset_directory, "UPDATE speed SET slope = 1 WHERE position = 1");
    region = load_small_dataset();
    ck_assert(!region->speed_table.speeds[0].slope);
    ck_assert_ptr_nonnull(
        strstr(region->definitions.indicators[0].definition, " Slopes are not felt, since there is no elevation."));
    ck_assert_uint_eq(region->land.land_cover[1], 10);
    vp_region_free(region);
    change_dataset(dataset_directory, WITHOUT("land_cover"));
    region = load_small_dataset(); /* there are roads: off them one walks */
    ck_assert_uint_eq(region->land.land_cover[1], 255);
    ck_assert_uint_eq(region->speed_table.speed_count, 3);
    vp_region_free(region);
    change_places("DELETE FROM road");
    region = load_small_dataset(); /* nothing at all is known of the terrain */
    ck_assert_ptr_null(region->land.land_cover);
    vp_region_free(region);
}
END_TEST

/* ------------------------------------------------------------ relief and health zones */

static const vp_record *record(const vp_region *region, size_t set, size_t unit, const char *name)
{
    size_t at = vp_region_record(&region->units, name);
    ck_assert_uint_ne(at, VP_NONE);
    return &region->units.sets[set].units[unit].records[at];
}

static double value(const vp_region *region, size_t set, size_t unit, const char *name)
{
    return record(region, set, unit, name)->number;
}

#define LIKE(text, part) ck_assert_msg((text) && strstr(text, part), "\"%s\" lacks \"%s\"", (text) ? (text) : "", part)

START_TEST(relief_is_that_of_known_cells)
{
    vp_region *region = load_small_dataset();
    ck_assert_double_eq_tol(value(region, 1, 0, "computed_mean_metres"),
                            (1 + 2 + 6 + 7 + 8 + 12 + 14 + 18 + 19 + 20) / 10.0, 1e-6);
    ck_assert_double_eq_tol(value(region, 1, 1, "computed_mean_metres"), 13, 1e-6);
    ck_assert_double_eq(value(region, 1, 0, "computed_share_high"), 0);
    ck_assert_double_eq(value(region, 1, 1, "computed_share_steep"), 0);
    ck_assert_double_nan(value(region, 1, 1, "computed_remote"));
    ck_assert_double_nan(value(region, 1, 1, "computed_stations"));
    vp_region_free(region);
}
END_TEST

static const char care[] = SET("zone_station_service", "station") SET("zone_hospital_service", "near");

/* Stations s1 in A and s3 in B; s1 is also the only hospital. On the ellipsoid a degree here is 110.726 km by
 * 103.465 km: s3 lies 0.02° and 0.03° from s1, 3.813 km; s2, when it is open, 0.03° and 0.05°, 6.148 km. */
START_TEST(zones_follow_the_distance_to_a_hospital)
{
    change_dataset(dataset_directory, care);
    change_dataset(dataset_directory,
                   SET("zone_mountain_where", "region = ''III''") SET("remote_where", "population < 1000"));
    vp_region *region = load_small_dataset();
    for (size_t s = 0; s < 2; s++) { /* the communes of 2024 and of 2025 */
        ck_assert_double_eq(value(region, s, 0, "computed_stations"), 1);
        ck_assert_double_nan(value(region, s, 0, "computed_hospital_km_least")); /* itself does not count */
        ck_assert_double_eq_tol(value(region, s, 1, "computed_hospital_km_least"), 3.813, 0.003);
        ck_assert_double_eq_tol(value(region, s, 1, "computed_hospital_km_most"), 3.813, 0.003);
        ck_assert_double_nan(value(region, s, 1, "computed_health_zone"));
        LIKE(record(region, s, 0, "computed_health_zone_reason")->text, "no hospital is known");
    }
    ck_assert_double_eq(value(region, 1, 0, "computed_remote"), 0);
    ck_assert_double_eq(value(region, 1, 1, "computed_remote"), 1);
    ck_assert_double_nan(value(region, 0, 0, "computed_remote"));
    ck_assert_double_eq(value(region, 1, 0, "computed_health_zone_least"), 1);
    ck_assert_double_eq(value(region, 1, 0, "computed_health_zone_most"), 3);
    ck_assert_double_eq(value(region, 1, 1, "computed_health_zone_least"), 2); /* 5 km, or 3 km in difficult terrain */
    ck_assert_double_eq(value(region, 1, 1, "computed_health_zone_most"), 3);
    LIKE(record(region, 1, 1, "computed_health_zone_reason")->text, "especially difficult terrain is not recorded");
    LIKE(record(region, 0, 1, "computed_health_zone_reason")->text, "not known whether it is mountainous or remote");
    ck_assert_double_nan(value(region, 3, 0, "computed_stations")); /* the province is no commune */
    vp_region_free(region);
}
END_TEST

START_TEST(zones_are_decided_where_all_is_known)
{
    change_dataset(dataset_directory, care);
    change_dataset(dataset_directory,
                   SET("zone_mountain_where", "region = ''X''") SET("remote_where", "region = ''III''")
                       SET("zone_difficult_where", "region = ''III''"));
    vp_region *region = load_small_dataset();
    ck_assert_double_eq(value(region, 1, 1, "computed_health_zone"), 3); /* remote and difficult: from 3 km */
    ck_assert_ptr_null(record(region, 1, 1, "computed_health_zone_reason")->text);
    vp_region_free(region);
    change_dataset(dataset_directory,
                   "UPDATE setting SET value = 'region = ''X''' WHERE key IN ('remote_where', 'zone_difficult_where')");
    region = load_small_dataset();
    ck_assert_double_eq(value(region, 1, 1, "computed_health_zone"), 2); /* lowland, from 3 to 15 km */
    vp_region_free(region);
    change_dataset(dataset_directory,
                   "UPDATE setting SET value = 'region = ''III''' WHERE key = 'zone_mountain_where'; UPDATE "
                   "facility SET open_from = NULL WHERE id = 7");
    region = load_small_dataset(); /* mountainous: 5 km lie between its two stations */
    ck_assert_double_eq(value(region, 1, 1, "computed_stations"), 2);
    ck_assert_double_eq_tol(value(region, 1, 1, "computed_hospital_km_least"), 3.813, 0.003);
    ck_assert_double_eq_tol(value(region, 1, 1, "computed_hospital_km_most"), 6.148, 0.005);
    LIKE(record(region, 1, 1, "computed_health_zone_reason")->text, "its stations fall in different zones");
    vp_region_free(region);
    change_dataset(dataset_directory, "UPDATE facility SET open_to = '2020-01-01' WHERE id = 5");
    region = load_small_dataset();
    ck_assert_double_eq(value(region, 1, 0, "computed_stations"), 0);
    LIKE(record(region, 1, 0, "computed_health_zone_reason")->text, "no open station in the unit");
    LIKE(record(region, 1, 1, "computed_health_zone_reason")->text, "no hospital is known");
    vp_region_free(region);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rules");
    TCase *tests = tcase_create("rules");
    tcase_add_unchecked_fixture(tests, keep_small_dataset, drop_small_dataset);
    tcase_add_checked_fixture(tests, make_small_dataset, remove_small_dataset);
    tcase_add_test(tests, the_first_grid_comes_to_official_totals);
    tcase_add_test(tests, where_no_unit_states_a_total_the_grid_stays);
    tcase_add_test(tests, totals_that_no_source_has_are_refused);
    tcase_add_test(tests, an_indicator_names_a_grid_that_there_is);
    tcase_add_test(tests, people_on_barriers_move_within_their_unit);
    tcase_add_test(tests, people_of_a_divided_cell_move_to_either_side);
    tcase_add_test(tests, people_stay_where_nobody_asks_or_nobody_travels);
    tcase_add_test(tests, facilities_move_to_the_nearest_terrain);
    tcase_add_test(tests, where_the_grids_of_a_part_end_none_is_moved);
    tcase_add_test(tests, a_facility_of_two_modes_is_moved_no_further_in_all);
    tcase_add_test(tests, facilities_move_to_the_nearest_terrain_of_any_mode);
    tcase_add_test(tests, shares_that_are_not_stated_are_those_of_the_people);
    tcase_add_test(tests, without_people_shares_are_those_of_the_area);
    tcase_add_test(tests, without_places_shares_are_equal);
    tcase_add_test(tests, terrain_without_land_cover_has_a_walking_speed);
    tcase_add_test(tests, a_speed_of_the_province_goes_before_the_usual_one);
    tcase_add_test(tests, terrain_without_elevation_is_level);
    tcase_add_test(tests, relief_is_that_of_known_cells);
    tcase_add_test(tests, zones_follow_the_distance_to_a_hospital);
    tcase_add_test(tests, zones_are_decided_where_all_is_known);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
