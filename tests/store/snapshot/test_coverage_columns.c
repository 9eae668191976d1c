/* Every column of coverage.sqlite holds what it is called, worked out by hand for the small dataset. */
#include "base/buffer.h"
#include "store/snapshot/coverage_database.h"
#include "store/support_snapshot.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static char *directory;
static small_results made;
static vp_database *database;

#define TEXT(text) ((char *)(uintptr_t)(text))

/* In a unit, for a group; and in no unit. */
static vp_gap two_gaps[] = {{.service = 0,
                             .group = 0,
                             .limit = 30.5,
                             .unit = 1,
                             .people = 12.25,
                             .x = 583500,
                             .y = 2401500,
                             .lon = 105.75,
                             .lat = 21.5,
                             .unreachable_people = 3.5,
                             .mean = 44.25,
                             .worst = 99.5,
                             .area_square_metres = 2500000,
                             .first_cell = 17},
                            {.service = 1,
                             .group = VP_NONE,
                             .limit = 2000,
                             .unit = VP_NONE,
                             .people = 1,
                             .x = 580500,
                             .y = 2400500,
                             .lon = 1,
                             .lat = 2,
                             .mean = NAN,
                             .worst = INFINITY,
                             .first_cell = 3}};

/* With a place, with an outline (added below), and with neither. */
static const vp_quality_row three_findings[] = {{.kind = TEXT("stale"),
                                                 .severity = TEXT("warning"),
                                                 .file = TEXT("a.tif"),
                                                 .layer = TEXT("l"),
                                                 .field = TEXT("f"),
                                                 .value = TEXT("v"),
                                                 .reason = TEXT("old"),
                                                 .row = 7,
                                                 .lon = 105.5,
                                                 .lat = 21.25,
                                                 .x = 580250,
                                                 .y = 2400250},
                                                {.kind = TEXT("overlap"),
                                                 .severity = TEXT("note"),
                                                 .reason = TEXT("two"),
                                                 .lon = NAN,
                                                 .lat = NAN,
                                                 .x = NAN,
                                                 .y = NAN},
                                                {.kind = TEXT("import"),
                                                 .severity = TEXT("note"),
                                                 .reason = TEXT("none"),
                                                 .lon = NAN,
                                                 .lat = NAN,
                                                 .x = NAN,
                                                 .y = NAN}};

static void write_coverage(void)
{
    vp_error err = {0};
    directory = temporary_directory();
    write_small_dataset(directory);
    made = analyse_small(directory);
    const vp_point outline[] = {{580000, 2400000}, {581000, 2400000}, {581000, 2401000}, {580000, 2400000}};
    vp_shape triangle;
    ck_assert(vp_shape_init(&triangle, outline, (size_t[]){4}, 1, &err));
    vp_quality_row with_outline[3];
    memcpy(with_outline, three_findings, sizeof three_findings);
    with_outline[1].shape = triangle;
    vp_history history = {0};
    const vp_history_point point = {.indicator = TEXT("near_share"),
                                    .snapshot = TEXT("s0"),
                                    .question = TEXT("q"),
                                    .territory = TEXT("commune 2025 *"),
                                    .as_of = "2025-12-31",
                                    .value = 0.125};
    OK(vp_history_put(&history, &point, &err));
    const vp_source source = {TEXT("r"),   TEXT("p"),   TEXT("y"),   TEXT("2025"), TEXT("MIT"),
                              TEXT("who"), TEXT("why"), TEXT("abc"), TEXT("then")};
    size_t outer = VP_CONTOUR_OUTER;
    const vp_isochrone isochrone = {.service = 1, .limit = 2000, .contour = {triangle, &outer}};
    char *path = path_in(directory, "coverage.sqlite");
    vp_coverage_content content = {.id = "s1",
                                   .made_at = "now",
                                   .region = made.region,
                                   .coverage = made.coverage,
                                   .gaps = &(vp_gaps){two_gaps, 2},
                                   .history = &history,
                                   .quality = &(vp_quality){with_outline, 3},
                                   .sources = &source,
                                   .source_count = 1,
                                   .isochrones = &isochrone,
                                   .isochrone_count = 1};
    OK(vp_coverage_measure_all(&content, &err));
    OK(vp_coverage_database_write(path, &content, &err));
    vp_coverage_forget_measured(&content);
    database = vp_database_open(path, &err);
    ck_assert_msg(database != NULL, "%s", err.message);
    vp_history_clear(&history);
    vp_shape_clear(&triangle);
    free(path);
}

static void clear(void)
{
    vp_database_close(database);
    clear_small(&made);
    remove_directory(directory);
}

/* Columns joined by '|', NULL as '-', rows by newlines. */
static void expect(const char *sql, const char *wanted)
{
    vp_error err = {0};
    vp_buffer all = {0};
    sqlite3_stmt *query = vp_database_prepare(database, sql, &err);
    ck_assert_msg(query != NULL, "%s", err.message);
    for (bool row; vp_statement_next(query, &row, &err) && row;) {
        if (all.length) ck_assert(vp_buffer_append(&all, "\n", 1));
        for (int i = 0; i < sqlite3_column_count(query); i++) {
            const char *text = (const char *)sqlite3_column_text(query, i);
            if (i) ck_assert(vp_buffer_append(&all, "|", 1));
            ck_assert(vp_buffer_append(&all, text ? text : "-", text ? strlen(text) : 1));
        }
    }
    ck_assert(vp_buffer_append(&all, "", 1));
    ck_assert_msg(strcmp(all.bytes, wanted) == 0, "%s gives\n%s\nnot\n%s", sql, all.bytes, wanted);
    sqlite3_finalize(query);
    vp_buffer_clear(&all);
}

START_TEST(gaps)
{
    expect("SELECT fid, id, service, population_group, limit_value, unit_code, unit_name, people, mean,"
           " unreachable_people, worst, area_km2, lon, lat, ST_X(geom), ST_Y(geom), ST_SRID(geom) FROM gaps",
           "1|station-17|station|remote|30.5|B|Đông|12.25|44.25|3.5|99.5|2.5|105.75|21.5|583500.0|2401500.0|32648\n"
           "2|near-3|near|-|2000.0|-|-|1.0|-|0.0|-|0.0|1.0|2.0|580500.0|2400500.0|32648");
}
END_TEST

START_TEST(findings)
{
    expect("SELECT fid, kind, severity, file, layer, row, field, value, reason, lon, lat,"
           " CASE WHEN geom IS NULL THEN 'nowhere' ELSE ST_AsText(geom) END FROM quality",
           "1|stale|warning|a.tif|l|7|f|v|old|105.5|21.25|POINT(580250 2400250)\n"
           "2|overlap|note|-|-|-|-|-|two|-|-|MULTIPOLYGON(((580000 2400000, 581000 2400000, 581000 2401000, 580000 "
           "2400000)))\n"
           "3|import|note|-|-|-|-|-|none|-|-|nowhere");
}
END_TEST

/* s1 alone is open; doctors is its attribute. */
START_TEST(facilities)
{
    expect(
        "SELECT fid, id, kind, services, unit_code, dataset, open_from, open_to, open, lon, lat, doctors, ST_X(geom),"
        " ST_Y(geom) FROM facilities ORDER BY id",
        "0|s1|station|station,near|A|stations|2001-01-01|-|1|105.78|21.73|2.0|580500.0|2403500.0\n"
        "1|s2|station|-|B|stations|2027-01-01|-|0|105.83|21.7|-|585500.0|2400500.0\n"
        "2|s3|station|station|B|stations|-|2026-12-31|1|105.81|21.71|-|583500.0|2401500.0");
    expect("SELECT name FROM facilities WHERE id = 's2'", "Trạm Hai");
}
END_TEST

/* A is 12 km² less its hole of one; its people are those of its cells. Of a cell of A the height is not known, of one
 * of B the people. */
START_TEST(units)
{
    expect("SELECT fid, code, name, name_en, full_name, kind, parent_code, valid_from, valid_to, area_km2, people,"
           " people_known, terrain_known, children_share, ST_Area(geom) FROM units_commune_2025 ORDER BY code",
           "1|A|Tây|-|Phường Tây|phường|-|2025-07-01|-|11.0|1070.0|1.0|0.909090909090909|0.25|11000000.0\n"
           "2|B|Đông|-|Xã Đông|xã|-|2025-07-01|-|12.0|1330.0|0.916666666666667|1.0|-|12000000.0");
    expect("SELECT code, parent_code, valid_to FROM units_commune_2024 ORDER BY code",
           "100|P|2025-06-30\n200|P|2025-06-30");
}
END_TEST

/* The triangle is half a square kilometre; within 2 km of s1 are 360 people. */
START_TEST(isochrones)
{
    expect("SELECT fid, service, title_vi, title_en, limit_minutes, area_km2, ST_Area(geom) FROM isochrones",
           "1|near|Gần|Near|2000.0|0.5|500000.0");
    expect("SELECT round(people, 6) FROM isochrones", "360.0");
}
END_TEST

START_TEST(tables)
{
    expect("SELECT id, made_at, province, name_vi, name_en, crs, as_of, units_layer FROM snapshot",
           "s1|now|small|Nhỏ|Small|EPSG:32648|2026-12-31|units_commune_2025");
    expect("SELECT * FROM services", "0|station|Trạm y tế|Health station|health|walking|min|30.0|2\n"
                                     "1|near|Gần|Near|health||m|2000.0|1");
    expect("SELECT * FROM sources", "0|r|p|y|2025|MIT|who|why|abc|then");
    expect("SELECT * FROM history", "near_share|2025-12-31|s0|0.125|q|commune 2025 *");
    expect("SELECT position, id, title_vi, title_en FROM population_groups",
           "0|remote|Vùng sâu|Remote\n1|children|Trẻ em|Children");
    expect("SELECT position, id, title_vi, title_en, department, measure, service, population_group, limit_value,"
           " target, target_year, column_name FROM indicators",
           "0|near_share|Tỷ lệ|Share|health|reached_share|near|-|2000.0|0.75|2030|near_share\n"
           "1|children_share|Trẻ em|Children|education|recorded_share|-|-|-|-|-|children_share");
    expect("SELECT source, definition FROM indicators WHERE position = 0", "plan, page 1|people within 2 km");
    expect("SELECT indicator, level, vintage, code, name, value FROM indicator_values WHERE indicator ="
           " 'children_share' AND vintage = '2025' AND level = 'commune'",
           "children_share|commune|2025|A|Tây|0.25\nchildren_share|commune|2025|B|Đông|-");
    expect("SELECT round(numerator, 6), denominator FROM indicators WHERE position = 0", "360.0|2400.0");
}
END_TEST

START_TEST(targets)
{
    expect("SELECT position, indicator, title_vi, title_en, department, round(value, 9), target, target_year, better,"
           " status, round(gap, 9), round(gap_points, 6), round(gap_count, 6), gap_of, data_date, definition, source"
           " FROM targets WHERE position = 0",
           "0|near_share|Tỷ lệ|Share|health|0.15|0.75|2030|more|unmet|0.6|60.0|1440.0|people|2026-12-31|people within"
           " 2 km|plan, page 1");
    expect("SELECT indicator, target, status FROM targets WHERE position = 1", "children_share|-|not_defined");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("coverage_columns");
    TCase *tests = tcase_create("coverage_columns");
    tcase_add_unchecked_fixture(tests, write_coverage, clear); /* only read */
    tcase_add_test(tests, gaps);
    tcase_add_test(tests, findings);
    tcase_add_test(tests, facilities);
    tcase_add_test(tests, units);
    tcase_add_test(tests, isochrones);
    tcase_add_test(tests, tables);
    tcase_add_test(tests, targets);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
