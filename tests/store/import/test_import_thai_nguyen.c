/* The real tables on the small cut of the real province: every count as in its truth.json. */
#include "store/region/load.h"
#include "store/snapshot/quality_collect.h"
#include "store/support_province.h"
#include "store/support_snapshot.h"
#include <gdal.h>
#include <jansson.h>
#include <math.h>
#include <ogr_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <vungphu/analysis.h>
#include <vungphu/unit_weights.h>

#define SMALL VP_SHARED "/data/thai-nguyen/small"

/* gis-data/thai-nguyen with the paths of the cut; sources that the cut lacks are left out. */
static void write_datasets(const char *folder)
{
    static const char *const absent[] = {"provinces_2024", "crosswalk_legacy", "worldpop_2020_1km", "dem_30s",
                                         "points.gpkg"};
    FILE *file = fopen(VP_SOURCE "/gis-data/thai-nguyen/datasets.csv", "rb");
    ck_assert_ptr_nonnull(file);
    write_text(folder, "datasets.csv", "");
    char line[8192];
    while (fgets(line, sizeof line, file)) {
        bool kept = true;
        for (size_t i = 0; i < sizeof absent / sizeof *absent; i++) kept = kept && !strstr(line, absent[i]);
        char *part = strstr(line, ",synthetic/");
        if (part) memmove(part + 1, part + strlen(",synthetic/"), strlen(part + strlen(",synthetic/")) + 1);
        if (kept) append_text(folder, "datasets.csv", line);
    }
    fclose(file);
}

static char *cut_folder; /* imported once for all tests */
static vp_findings cut_findings;

static void import_cut(void)
{
    static const char *const tables[] = {"province.csv", "services.csv", "speeds.csv", "groups.csv", "indicators.csv"};
    cut_folder = temporary_directory();
    char *path = path_in(cut_folder, "dataset.sqlite");
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        char from[4096];
        snprintf(from, sizeof from, "%s/gis-data/thai-nguyen/%s", VP_SOURCE, tables[i]);
        copy_file(from, cut_folder, tables[i]);
    }
    write_datasets(cut_folder);
    vp_error err = {0};
    vp_province *province = vp_province_read(cut_folder, SMALL, &cut_findings, &err);
    if (!province) print_findings(&cut_findings);
    ck_assert_msg(province != NULL, "%s", err.message);
    bool ok = vp_import(province, path, NULL, &cut_findings, &err);
    if (!ok) print_findings(&cut_findings);
    ck_assert_msg(ok, "%s", err.message);
    ck_assert_uint_eq(cut_findings.errors, 0);
    vp_province_free(province);
    free(path);
}

static void drop_cut(void)
{
    vp_findings_clear(&cut_findings);
    remove_directory(cut_folder);
}

static double truth(const json_t *all, const char *name)
{
    const json_t *value = json_object_get(all, name);
    ck_assert_msg(json_is_number(value), "truth.json has no %s", name);
    return json_number_value(value);
}

/* Features of a layer, those outside the grids too. */
static double features(const char *layer)
{
    char sql[200];
    snprintf(sql, sizeof sql, "SELECT sum(features) FROM source WHERE layer = '%s' AND role <> 'crosswalk'", layer);
    return ask(cut_folder, sql);
}

START_TEST(the_small_cut_has_what_its_truth_says)
{
    json_error_t bad;
    json_t *all = json_load_file(SMALL "/truth.json", 0, &bad);
    ck_assert_msg(all != NULL, "%s", bad.text);
    const json_t *counts = json_object_get(all, "counts");
    static const char *const layers[] = {"roads",          "health_stations", "hospitals",
                                         "schools",        "water_schemes",   "info_points",
                                         "social_centres", "communes_2025",   "communes_2024_derived",
                                         "districts_2024"};
    for (size_t i = 0; i < sizeof layers / sizeof *layers; i++)
        ck_assert_msg(features(layers[i]) == truth(counts, layers[i]), "%s: %g", layers[i], features(layers[i]));
    double places = 0;
    for (size_t i = 1; i <= 6; i++)
        places += i == 4   ? truth(counts, "water_schemes")
                  : i == 6 ? truth(counts, "social_centres")
                           : truth(counts, layers[i]);
    ck_assert_double_eq(ask(cut_folder, "SELECT count(*) FROM facility"), places);
    ck_assert_double_eq(
        ask(cut_folder,
            "SELECT sum(rejected) FROM source WHERE role IN ('units', 'facilities', 'records', 'service_areas')"),
        0);
    ck_assert_double_eq(ask(cut_folder, "SELECT count(DISTINCT code) FROM service_area"), truth(counts, "water_areas"));
    ck_assert_double_eq(ask(cut_folder, "SELECT count(*) FROM (SELECT DISTINCT vintage, code FROM record)"),
                        truth(counts, "units.csv"));
    ck_assert_double_eq(ask(cut_folder, "SELECT count(*) FROM road WHERE class IS NULL"), 0);
    ck_assert_double_eq_tol(
        ask(cut_folder, "SELECT sum(number) FROM record WHERE name = 'population' AND vintage = '2025'"),
        truth(all, "population_in_communes_2025"), 1);
    json_decref(all);
}
END_TEST

/* The grid of 60 m holds what the raster of 100 m held, cell for cell: none lost within the grid. */
START_TEST(the_people_of_the_cut_are_all_there)
{
    ck_assert_double_eq(ask(cut_folder, "SELECT count(*) FROM grid WHERE role = 'population'"), 1);
    char said[60];
    json_error_t bad;
    json_t *all = json_load_file(SMALL "/truth.json", 0, &bad);
    ck_assert_msg(all != NULL, "%s", bad.text);
    snprintf(said, sizeof said, "%.2f people on the grids", truth(all, "population_raster_total"));
    if (count_findings(&cut_findings, VP_FINDING_NOTE, said) != 1) print_findings(&cut_findings);
    ck_assert_uint_eq(count_findings(&cut_findings, VP_FINDING_NOTE, said), 1);
    json_decref(all);
}
END_TEST

/* The 2009 communes overlap on 28 km² and leave gaps: each cell's shares sum to 1 at most, and the people of all units
 * together to no more than the grid has. */
static void expect_nobody_twice(const char *path)
{
    vp_error err = {0};
    vp_region *region = vp_region_load(path, &err);
    ck_assert_msg(region != NULL, "%s", err.message);
    size_t set = 0;
    while (set < region->units.set_count && strcmp(region->units.sets[set].vintage, "2009") != 0) set++;
    ck_assert_uint_lt(set, region->units.set_count);
    ck_assert_uint_eq(region->units.sets[set].unit_count, 303);
    vp_weights **weights = vp_unit_weights_of_region(region, &err);
    ck_assert_msg(weights != NULL, "%s", err.message);
    const vp_weights *w = weights[set];
    ck_assert_double_gt(w->overlap_square_metres, 10e6);
    size_t cells = vp_grid_geometry_cells(region->geometry);
    double *shares = calloc(cells, sizeof *shares), *sums = calloc(w->zone_count, sizeof *sums), everyone = 0,
           counted = 0;
    for (size_t r = 0; r < w->run_count; r++)
        for (size_t i = 0; i < w->runs[r].cell_count; i++) shares[w->runs[r].first_cell + i] += 1;
    for (size_t p = 0; p < w->partial_count; p++) shares[w->partials[p].cell] += w->partials[p].share;
    const float *people = vp_grid_cells(region->people.populations[0].people);
    for (size_t i = 0; i < cells; i++) {
        ck_assert_double_le(shares[i], 1 + 1e-9);
        if (!isnan(people[i])) everyone += (double)people[i];
    }
    vp_zonal_sum(w, people, sums, NULL);
    for (size_t z = 0; z < w->zone_count; z++) counted += sums[z];
    ck_assert_double_gt(counted, 1e6);
    ck_assert_double_le(counted, everyone);
    free(shares);
    free(sums);
    for (size_t s = 0; s < region->units.set_count; s++) vp_weights_free(weights[s]);
    free(weights);
    vp_region_free(region);
}

/* The layers that are known to be dirty are noticed: the outline lies 190 m off, the 2009 communes overlap. */
START_TEST(known_faults_of_the_real_layers_are_noticed)
{
    vp_findings findings = {0};
    vp_error err = {0};
    char *folder = mini_province(), *path = path_in(folder, "dataset.sqlite");
    write_text(folder, "datasets.csv",
               "role,path,layer,vintage,crs,fields\n"
               "units,boundaries.gpkg,communes_2025,2025,,level:=commune\n"
               "units,boundaries.gpkg,province_2025,2025,,level:=province\n"
               "units,boundaries.gpkg,communes_2009_raw,2009,,code=census_id;level:=commune\n"
               "population,worldpop_2020_1km_unadj.tif,,2020,,\n");
    write_text(folder, "province.csv",
               "key,value\nid,x\nname_vi,x\ncrs,EPSG:32648\ncell_metres,500\nas_of,2026-12-31\nunit_level,commune\n");
    vp_province *province = vp_province_read(folder, VP_SHARED "/data/thai-nguyen", &findings, &err);
    ck_assert_msg(province != NULL, "%s", err.message);
    bool ok = vp_import(province, path, NULL, &findings, &err);
    if (!ok) print_findings(&findings);
    ck_assert_msg(ok, "%s", err.message);
    size_t shifted = count_findings(&findings, VP_FINDING_WARNING, "shifted layer"),
           dirty = count_findings(&findings, VP_FINDING_WARNING, "gaps of");
    if (shifted != 1 || dirty != 1) print_findings(&findings);
    ck_assert_uint_eq(shifted, 1);
    ck_assert_uint_eq(dirty, 1);
    expect_nobody_twice(path);
    vp_province_free(province);
    vp_findings_clear(&findings);
    free(path);
    remove_directory(folder);
}
END_TEST

static const struct {
    const char *file, *said;
    bool failed;
} dirty[] = {
    {"bad-featurelist.geojson", "cannot be read as GeoJSON", true},
    {"bad-json.geojson", "cannot be read as GeoJSON", true},
    {"badcoord.geojson", "cannot be read as GeoJSON", true},
    {"badfeature.geojson", "", true},
    {"latin1.shp", "(.shx) is missing", true},
    {"corrupt_too_long.shp", "", true},
};

START_TEST(dirty_files_are_refused)
{
    static const char *const ends[] = {".shp", ".shx", ".dbf", ".geojson"};
    char *folder = mini_province(), row[300];
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        char from[4096], name[200];
        snprintf(name, sizeof name, "%.*s%s", (int)strcspn(dirty[_i].file, "."), dirty[_i].file, ends[i]);
        snprintf(from, sizeof from, "%s/data/dirty/%s", VP_SHARED, name);
        if (access(from, R_OK) == 0) copy_file(from, folder, name);
    }
    snprintf(row, sizeof row, "facilities,%s,,,EPSG:4326,,id=id;service:=school,,,,,\n", dirty[_i].file);
    append_text(folder, "datasets.csv", row);
    expect_finding(folder, dirty[_i].failed, VP_FINDING_ERROR, dirty[_i].said);
    remove_directory(folder);
}
END_TEST

/* 298 communes in TCVN3: converted when declared, refused with a hint when not. */
START_TEST(the_tcvn3_communes_are_converted)
{
    char *folder = mini_province();
    copy_file(VP_SHARED "/data/dirty/communes_tcvn3.csv", folder, "c.csv");
    append_text(folder, "units.csv",
                "01864,Pác Nặm,\"POLYGON((506000 2400000,507000 2400000,507000 2401000,506000 2400000))\"\n");
    append_text(folder, "datasets.csv",
                _i ? "records,c.csv,,2025,,TCVN3,code=C_CODE,,,,,\n" : "records,c.csv,,2025,,,code=C_CODE,,,,,\n");
    if (_i)
        expect_finding(folder, false, VP_FINDING_WARNING, "no unit of 2025 has this code");
    else
        expect_finding(folder, true, VP_FINDING_ERROR, "declare encoding TCVN3");
    if (_i)
        ck_assert_double_eq(
            ask(folder, "SELECT count(*) FROM record WHERE name = 'C_NAMEVI' AND text = 'Bộc Bố' AND code = '01864'"),
            1);
    remove_directory(folder);
}
END_TEST

/* ------------------------------------------------------------ wrong populations */

/* The official list names no codes: a commune is known by where its seat stands. Writes code and population. */
static void write_official_list(const char *folder)
{
    GDALAllRegister();
    const char *const open[] = {"AUTODETECT_TYPE=YES", NULL};
    GDALDatasetH list =
        GDALOpenEx(VP_SHARED "/data/thai-nguyen/communes_2025_sapnhap.csv", GDAL_OF_VECTOR, NULL, open, NULL);
    ck_assert_ptr_nonnull(list);
    OGRLayerH rows = GDALDatasetExecuteSQL(
        list,
        "SELECT b.code, c.dansonguoi FROM communes_2025_sapnhap c JOIN '" VP_SHARED
        "/data/thai-nguyen/boundaries.gpkg'.communes_2025 b ON abs(b.seat_lon - c.kinhdo) < 0.0011 AND "
        "abs(b.seat_lat - c.vido) < 0.0011",
        NULL, "SQLITE");
    ck_assert_ptr_nonnull(rows);
    write_text(folder, "official.csv", "code,population\n");
    int count = 0;
    for (OGRFeatureH f; (f = OGR_L_GetNextFeature(rows)); count++) {
        char line[80];
        snprintf(line, sizeof line, "%s,%.0f\n", OGR_F_GetFieldAsString(f, 0), OGR_F_GetFieldAsDouble(f, 1));
        append_text(folder, "official.csv", line);
        OGR_F_Destroy(f);
    }
    ck_assert_int_eq(count, 92); /* each once */
    GDALDatasetReleaseResultSet(list, rows);
    GDALClose(list);
}

/* The whole province on 500 m cells, without a service. Free with clear_small. */
static small_results official_province(const char *folder, const char *tolerance)
{
    vp_findings findings = {0};
    vp_error err = {0};
    char *path = path_in(folder, "dataset.sqlite");
    write_text(folder, "province.csv",
               "key,value\nid,x\nname_vi,x\ncrs,EPSG:32648\ncell_metres,500\nas_of,2026-12-31\nunit_level,commune\n");
    append_text(folder, "province.csv", tolerance);
    copy_file(VP_SHARED "/data/thai-nguyen/boundaries.gpkg", folder, "boundaries.gpkg");
    copy_file(VP_SHARED "/data/thai-nguyen/worldpop_2020_1km_unadj.tif", folder, "people.tif");
    write_text(folder, "datasets.csv",
               "role,path,layer,vintage,crs,fields\n"
               "units,boundaries.gpkg,communes_2025,2025,,level:=commune\n"
               "records,official.csv,,2025,,code=code\n"
               "population,people.tif,,2020,,\n");
    vp_province *province = vp_province_read(folder, NULL, &findings, &err);
    bool ok = province && vp_import(province, path, NULL, &findings, &err);
    if (!ok) print_findings(&findings);
    ck_assert_msg(ok, "%s", err.message);
    vp_province_free(province);
    vp_findings_clear(&findings);
    free(path);
    return analyse_small(folder);
}

static size_t wrong_populations(const vp_quality *found, const char *code)
{
    size_t count = 0;
    for (size_t i = 0; i < found->count; i++)
        count += strcmp(found->rows[i].kind, "population") == 0 && strstr(found->rows[i].reason, code);
    return count;
}

/* The 17 figures of the official list that cannot be: eleven of a few hundred or thousand people where the grid and
 * the census have five to fifteen times as many, six the other way round. All others are within 2.1 times. */
START_TEST(the_17_wrong_populations_are_found)
{
    static const char *const wrong[] = {"05725", "05488", "01954", "01921", "01840", "01882", "05953", "05890",
                                        "01969", "05755", "02116", "05881", "02143", "02104", "05605", "02086"};
    char *folder = mini_province();
    write_official_list(folder);
    small_results made = official_province(folder, "quality_population_tolerance,2.25\n");
    vp_quality found;
    vp_error err = {0};
    bool ok = vp_quality_collect(folder, made.region, made.coverage, &(vp_quality_from){0}, &found, &err);
    ck_assert_msg(ok, "%s", err.message);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char code[12];
        snprintf(code, sizeof code, "(%s,", wrong[i]);
        ck_assert_msg(wrong_populations(&found, code) == 1, "%s was not found", wrong[i]);
    }
    ck_assert_uint_eq(wrong_populations(&found, "Điềm Th"), 1); /* the 17th */
    ck_assert_uint_eq(wrong_populations(&found, ""), 17);
    vp_quality_clear(&found);
    clear_small(&made);
    remove_directory(folder);
}
END_TEST

int main(void)
{
    if (access(SMALL "/truth.json", R_OK) != 0) {
        puts("no " SMALL ": skipped");
        return 77;
    }
    Suite *suite = suite_create("import_thai_nguyen");
    TCase *cut = tcase_create("cut"), *tests = tcase_create("import"), *wrong = tcase_create("wrong_populations");
    tcase_add_unchecked_fixture(cut, import_cut, drop_cut); /* only read */
    tcase_add_test(cut, the_small_cut_has_what_its_truth_says);
    tcase_add_test(cut, the_people_of_the_cut_are_all_there);
    tcase_add_test(tests, known_faults_of_the_real_layers_are_noticed);
    tcase_add_loop_test(tests, dirty_files_are_refused, 0, (int)(sizeof dirty / sizeof *dirty));
    tcase_add_loop_test(tests, the_tcvn3_communes_are_converted, 0, 2);
    tcase_add_test(wrong, the_17_wrong_populations_are_found);
    tcase_set_timeout(wrong, 60);
    suite_add_tcase(suite, wrong);
    suite_add_tcase(suite, cut);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
