#include "support_region.h"
#include "store/region/load.h"
#include "store/sqlite/grid_store.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const vp_grid_geometry geometry = {
    .columns = 6, .rows = 4, .cell_metres = 1000, .west = 580000, .north = 2404000};

static const char definitions[] =
    "INSERT INTO setting VALUES ('id', 'small'), ('name_vi', 'Nhỏ'), ('name_en', 'Small'), ('crs', 'EPSG:32648'),"
    " ('cell_metres', '1000'), ('as_of', '2026-12-31'), ('unit_level', 'commune'), ('software', 'test'), ('made_at', "
    "'then');"
    "INSERT INTO source (id, role, path, layer, vintage, licence, attribution, checksum, bytes, imported_at) VALUES"
    " (1, 'units', 'units.gpkg', 'communes', '2025', 'MIT', 'nobody', 'abc', 10, '2026-11-23T00:00:00Z'),"
    " (2, 'facilities', 'places.gpkg', 'stations', NULL, NULL, NULL, 'def', 20, '2026-11-23T00:00:00Z');"
    "INSERT INTO unit_set VALUES (1, 'commune', '2024'), (2, 'commune', '2025'), (3, 'commune', '2027'), (4, "
    "'province', '2025');"
    "INSERT INTO unit (unit_set, code, name, full_name, kind, parent_code, valid_from, valid_to, geom) VALUES"
    " (1, '100', 'Bắc', NULL, 'xã', 'P', NULL, '2025-06-30',"
    "  ST_GeomFromText('MULTIPOLYGON(((580000 2402000, 586000 2402000, 586000 2404000, 580000 2404000, 580000 "
    "2402000)))', 32648)),"
    " (1, '200', 'Nam', NULL, 'xã', 'P', NULL, '2025-06-30',"
    "  ST_GeomFromText('MULTIPOLYGON(((580000 2400000, 586000 2400000, 586000 2402000, 580000 2402000, 580000 "
    "2400000)))', 32648)),"
    " (2, 'B', 'Đông', 'Xã Đông', 'xã', NULL, '2025-07-01', NULL,"
    "  ST_GeomFromText('MULTIPOLYGON(((583000 2400000, 586000 2400000, 586000 2404000, 583000 2404000, 583000 "
    "2400000)))', 32648)),"
    " (2, 'A', 'Tây', 'Phường Tây', 'phường', NULL, '2025-07-01', NULL,"
    "  ST_GeomFromText('MULTIPOLYGON(((580000 2400000, 583000 2400000, 583000 2404000, 580000 2404000, 580000 2400000),"
    "   (581000 2401000, 582000 2401000, 582000 2402000, 581000 2402000, 581000 2401000)))', 32648)),"
    " (3, 'C', 'Mai sau', NULL, 'xã', NULL, '2027-01-01', NULL,"
    "  ST_GeomFromText('MULTIPOLYGON(((580000 2400000, 586000 2400000, 586000 2404000, 580000 2400000)))', 32648)),"
    " (4, 'P', 'Tỉnh', NULL, 'tỉnh', NULL, NULL, NULL,"
    "  ST_GeomFromText('MULTIPOLYGON(((580000 2400000, 586000 2400000, 586000 2404000, 580000 2404000, 580000 "
    "2400000)))', 32648));"
    "INSERT INTO record (source, vintage, code, name, number, text) VALUES (NULL, '2025', 'A', 'population', 1200, "
    "'1200'), (NULL, '2025', 'B', 'population', 800, "
    "'800'),"
    " (NULL, '2025', 'A', 'region', NULL, 'I'), (NULL, '2025', 'B', 'region', NULL, 'III'),"
    " (NULL, '2025', 'A', 'children', 300, '300'), (NULL, '2025', 'B', 'children', NULL, NULL);"
    "INSERT INTO crosswalk VALUES (NULL, '100', '2024', 'A', '2025', 0.5, 0), (NULL, '100', '2024', 'B', '2025', 0.5, "
    "0);"
    "INSERT INTO population_group VALUES (1, 'remote', 'Vùng sâu', 'Remote', 'region = ''III''', NULL),"
    " (2, 'children', 'Trẻ em', 'Children', NULL, 'children/population');"
    "INSERT INTO service VALUES (1, 'station', 'Trạm y tế', 'Health station', 'health', 'travel_time', 'walking', "
    "NULL, '60|30',"
    "  30, NULL, 'beds', NULL, 'flood'), (2, 'near', 'Gần', 'Near', 'health', 'distance', NULL, NULL, '2000', 2000, "
    "NULL, NULL, 'remote', NULL);"
    "INSERT INTO speed VALUES (1, 'walking', 'land_cover', '*', 5, 0, NULL), (2, 'walking', 'road', 'track', 6, 0, "
    "'dry'), (3, 'walking', 'barrier', '*', 0, 0, NULL);"
    "INSERT INTO mode_change VALUES (1, 'walking', 'motorbike', 2.5);"
    "INSERT INTO clutter_height VALUES (1, 10, 20.5, 'rừng', 'forest', 'measured'), (2, 7, 3, NULL, NULL, NULL);"
    "INSERT INTO indicator (position, id, title_vi, title_en, department, measure, servi"
    "ce, population_group, other_group, limit_value, threshold, numerator, denominator, target,"
    " target_year, better, unit, source, definition, other_limit, baseline, baseline_year, at_least)"
    " VALUES (1, 'near_share', 'Tỷ lệ', 'Share', 'health', 'reached_share', 'near', NULL, NULL, "
    "NULL, NULL,"
    "  NULL, NULL, 0.75, 2030, 'more', NULL, 'plan, page 1', 'people within 2 km', NULL, NULL, NULL, NULL),"
    " (2, 'children_share', 'Trẻ em', 'Children', 'education', 'recorded_share', NULL, NULL, NULL, NULL, NULL, "
    "'children',"
    "  'population', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);";

static const char places[] =
    "INSERT INTO facility (id, source, code, name, kind, unit_code, open_from, open_to, lon, lat, geom) VALUES"
    " (5, 2, 's1', '=HYPERLINK(\"x\")', 'station', 'A', '2001-01-01', NULL, 105.78, 21.73,"
    "  ST_GeomFromText('POINT(580500 2403500)', 32648)),"
    " (7, 2, 's2', 'Trạm Hai', 'station', 'B', '2027-01-01', NULL, 105.83, 21.70, ST_GeomFromText('POINT(585500 "
    "2400500)', 32648)),"
    " (9, 2, 's3', 'Trạm Ba', 'station', 'B', NULL, '2026-12-31', 105.81, 21.71, ST_GeomFromText('POINT(583500 "
    "2401500)', 32648));"
    "INSERT INTO facility_service VALUES (5, 'station'), (7, 'station'), (9, 'station'), (5, 'near');"
    "INSERT INTO facility_attribute VALUES (5, 'doctors', 2), (9, 'doctors', NULL);"
    "INSERT INTO transmitter (code, site, programme, system, scope, polarisation, mast_metres, frequency_mhz, erp_kw, "
    "pattern,"
    " lon, lat, geom) VALUES ('T1', 'Núi', 'VOV1', 'fm', 'national', 'H', 60, 102.5, 10, '0:0;90:-3;180:-10', 105.8, "
    "21.7,"
    " ST_GeomFromText('POINT(583000 2402000)', 32648));"
    "INSERT INTO service_area (code, service, unit_code, households_connected, geom) VALUES ('W1', 'near|station', "
    "'A', 12,"
    " ST_GeomFromText('MULTIPOLYGON(((580000 2400000, 581000 2400000, 581000 2401000, 580000 2400000)))', 32648));"
    "INSERT INTO settlement (code, name, people, difficult, lon, lat, geom) VALUES"
    " ('v1', 'Bản Tèn', 214, 1, 105.78, 21.73, ST_GeomFromText('POINT(580500 2403500)', 32648)),"
    " ('v2', 'Đồng Xa', NULL, 0, 105.82, 21.70, ST_GeomFromText('POINT(585500 2400500)', 32648));"
    "INSERT INTO road (class, geom) VALUES ('track', ST_GeomFromText('LINESTRING(580500 2403500, 585500 2403500)', "
    "32648)),"
    " ('primary', ST_GeomFromText('LINESTRING(582500 2403900, 582500 2400100)', 32648));"
    "INSERT INTO barrier (class, geom) VALUES ('river', ST_GeomFromText('LINESTRING(584200 2403900, 584700 2400100)', "
    "32648)),"
    " ('lake', ST_GeomFromText('POLYGON((580000 2400000, 581600 2400000, 581600 2401000, 580000 2401000, 580000 "
    "2400000))',"
    "  32648));";

static void write_grids(vp_database *database)
{
    float people[24], elevation[24];
    uint8_t cover[24];
    vp_error err = {0};
    for (size_t i = 0; i < 24; i++) {
        people[i] = (float)(i * 10);
        elevation[i] = (float)i;
        cover[i] = i % 2 ? 10 : 40;
    }
    people[23] = NAN;
    elevation[0] = NAN;
    OK(vp_grid_store_write(database, &(vp_grid_row){1, "population", "worldpop_2020", geometry, VP_STRIP_FLOAT32, NULL},
                           people, &err));
    OK(vp_grid_store_write(database, &(vp_grid_row){1, "elevation", "dem", geometry, VP_STRIP_FLOAT32, NULL}, elevation,
                           &err));
    OK(vp_grid_store_write(database, &(vp_grid_row){1, "land_cover", "cover", geometry, VP_STRIP_UINT8, NULL}, cover,
                           &err));
}

static char *kept;

void keep_small_dataset(void)
{
    char *directory = temporary_directory();
    write_small_dataset(directory);
    kept = directory;
}

void drop_small_dataset(void)
{
    remove_directory(kept);
    kept = NULL;
}

void write_small_dataset(const char *directory)
{
    if (kept) {
        char *from = path_in(kept, "dataset.sqlite");
        copy_file(from, directory, "dataset.sqlite");
        free(from);
        return;
    }
    vp_error err = {0};
    char *path = path_in(directory, "dataset.sqlite");
    vp_database *database = empty_dataset(path);
    free(path);
    OK(vp_database_run(database, "BEGIN", &err));
    OK(vp_database_run(database, definitions, &err));
    OK(vp_database_run(database, places, &err));
    write_grids(database);
    OK(vp_database_run(database, "COMMIT", &err));
    OK(vp_database_finish(database, &err));
}

void change_dataset(const char *directory, const char *sql)
{
    char *path = path_in(directory, "dataset.sqlite");
    sqlite3 *handle;
    ck_assert_int_eq(sqlite3_open(path, &handle), SQLITE_OK);
    char *message = NULL;
    ck_assert_msg(sqlite3_exec(handle, sql, NULL, NULL, &message) == SQLITE_OK, "%s", message ? message : "?");
    sqlite3_close(handle);
    free(path);
}

char *dataset_directory, *dataset_path;

void make_small_dataset(void)
{
    dataset_directory = temporary_directory();
    dataset_path = path_in(dataset_directory, "dataset.sqlite");
    write_small_dataset(dataset_directory);
}

void remove_small_dataset(void)
{
    free(dataset_path);
    remove_directory(dataset_directory);
}

vp_region *load_small_dataset(void)
{
    vp_error err = {0};
    vp_region *region = vp_region_load(dataset_path, &err);
    ck_assert_msg(region != NULL, "%s", err.message);
    return region;
}
