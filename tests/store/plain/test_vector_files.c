/* Every format of a layer keeps every row, also those without a place: GDAL's FlatGeobuf leaves them out. */
#include "store/plain/plain_file.h"
#include "store/plain/travel_areas.h"
#include "store/support_province.h"
#include <gdal.h>
#include <math.h>
#include <ogr_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *directory;
static vp_error err;
static void make(void) { directory = temporary_directory(); }
static void drop(void) { remove_directory(directory); }

static const char *const formats[] = {"gpkg", "fgb", "geojson"};

static OGRLayerH open_layer(const char *path, GDALDatasetH *set)
{
    *set = GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY, NULL, NULL, NULL);
    ck_assert_ptr_nonnull(*set);
    return GDALDatasetGetLayer(*set, 0);
}

static char *path_as(const char *stem, const char *extension)
{
    char *path = NULL;
    ck_assert_int_gt(asprintf(&path, "%s/%s.%s", directory, stem, extension), 0);
    return path;
}

#define ROW(geometry, properties) "{\"type\":\"Feature\",\"properties\":{" properties "},\"geometry\":" geometry "}"
#define POINT                     "{\"type\":\"Point\",\"coordinates\":[105.5,21.5]}"

/* Types as GDAL finds them in GeoJSON: whole, long, real, yes or no, text, day, moment, nothing at all. */
#define FULL                                                                                                           \
    "\"whole\":-7,\"long\":12345678901,\"real\":0.1,\"yes\":true,\"text\":\"Định Hoá\",\"day\":\"2026-11-29\","    \
    "\"moment\":\"2026-11-29T07:05:09Z\",\"none\":null"
#define OTHER                                                                                                          \
    "\"whole\":8,\"long\":-12345678901,\"real\":-2.5,\"yes\":false,\"text\":\"\",\"day\":\"1999-01-02\","              \
    "\"moment\":\"1999-01-02T00:00:00Z\",\"none\":1.5"

START_TEST(a_layer_that_is_converted_keeps_every_row)
{
    static const struct {
        const char *rows;
        int count, placeless;
    } cases[] = {
        {ROW("null", FULL) "," ROW(POINT, OTHER) "," ROW("null", OTHER) "," ROW(POINT, FULL), 4, 2},
        {ROW("null", FULL) "," ROW("null", OTHER), 2, 2},
        {ROW("null", FULL), 1, 1},
        {ROW(POINT, FULL) "," ROW(POINT, OTHER), 2, 0},
        {ROW("{\"type\":\"GeometryCollection\",\"geometries\":[]}", FULL) "," ROW(POINT, OTHER), 2, 1},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        char text[4000];
        snprintf(text, sizeof text, "{\"type\":\"FeatureCollection\",\"features\":[%s]}", cases[k].rows);
        write_text(directory, "in.geojson", text);
        char *in = path_in(directory, "in.geojson"), *out = path_as("out", formats[_i]);
        OK(vp_plain_convert(in, out, "sites", &err));
        GDALDatasetH set;
        OGRLayerH layer = open_layer(out, &set);
        ck_assert_int_eq(OGR_L_GetFeatureCount(layer, 1), cases[k].count);
        OGRFeatureH f;
        int count = 0, placeless = 0;
        while ((f = OGR_L_GetNextFeature(layer))) {
            count++;
            placeless += !OGR_F_GetGeometryRef(f) || OGR_G_IsEmpty(OGR_F_GetGeometryRef(f));
            bool full = OGR_F_GetFieldAsInteger(f, OGR_F_GetFieldIndex(f, "whole")) == -7;
            ck_assert(full || OGR_F_GetFieldAsInteger(f, OGR_F_GetFieldIndex(f, "whole")) == 8);
            ck_assert_int_eq(OGR_F_GetFieldAsInteger64(f, OGR_F_GetFieldIndex(f, "long")),
                             full ? 12345678901 : -12345678901);
            ck_assert_double_eq(OGR_F_GetFieldAsDouble(f, OGR_F_GetFieldIndex(f, "real")), full ? 0.1 : -2.5);
            ck_assert_int_eq(OGR_F_GetFieldAsInteger(f, OGR_F_GetFieldIndex(f, "yes")), full);
            ck_assert_str_eq(OGR_F_GetFieldAsString(f, OGR_F_GetFieldIndex(f, "text")), full ? "Định Hoá" : "");
            ck_assert(strncmp(OGR_F_GetFieldAsString(f, OGR_F_GetFieldIndex(f, "day")),
                              full ? "2026/11/29" : "1999/01/02", 10) == 0);
            ck_assert(strncmp(OGR_F_GetFieldAsString(f, OGR_F_GetFieldIndex(f, "moment")),
                              full ? "2026/11/29 07:05:09" : "1999/01/02 00:00:00", 19) == 0);
            ck_assert_int_eq(OGR_F_IsFieldSetAndNotNull(f, OGR_F_GetFieldIndex(f, "none")), !full);
            OGR_F_Destroy(f);
        }
        ck_assert_int_eq(count, cases[k].count);
        ck_assert_int_eq(placeless, cases[k].placeless);
        GDALClose(set);
        free(in);
        free(out);
    }
}
END_TEST

/* The first limit is met nowhere; in the second three runs no limit is. */
START_TEST(an_area_of_nothing_is_a_row)
{
    const size_t side = 3, count = side * side;
    vp_raster_place place = {.geometry = {side, side, 100, 500000, 2400000}};
    vp_grid *minutes = vp_grid_new(place.geometry, 0, &err);
    int32_t nearest[9] = {0};
    char *names[] = {"post"};
    for (size_t i = 0; i < count; i++) vp_grid_edit(minutes)[i] = 20;
    vp_travel travel = {minutes, nearest};
    vp_features facilities = {.names = names, .count = 1};
    vp_travel_areas areas = {&place, &travel, &facilities, NULL, {0}, 0};
    ck_assert(vp_travel_areas_limits(&areas, _i / 3 ? "5,10" : "10,30"));
    char *path = path_as("i", formats[_i % 3]);
    OK(vp_travel_areas_isochrones(&areas, path, &err));
    GDALDatasetH set;
    OGRLayerH layer = open_layer(path, &set);
    ck_assert_int_eq(OGR_L_GetFeatureCount(layer, 1), 2);
    double area = 0, limits = 0;
    OGRFeatureH f;
    while ((f = OGR_L_GetNextFeature(layer))) {
        area += OGR_F_GetFieldAsDouble(f, OGR_F_GetFieldIndex(f, "area_km2"));
        limits += OGR_F_GetFieldAsDouble(f, OGR_F_GetFieldIndex(f, "limit_minutes"));
        OGR_F_Destroy(f);
    }
    ck_assert_double_eq(limits, _i / 3 ? 15 : 40);
    ck_assert_int_eq(area > 0, _i < 3);
    GDALClose(set);
    free(path);
    vp_grid_free(minutes);
}
END_TEST

START_TEST(a_layer_without_rows_can_be_opened)
{
    vp_raster_place place = {.geometry = {3, 3, 100, 500000, 2400000}};
    char *path = path_as("none", formats[_i]);
    OK(vp_plain_paths_write(path, &place, NULL, 0, &err));
    GDALDatasetH set;
    OGRLayerH layer = open_layer(path, &set);
    ck_assert_int_eq(OGR_L_GetFeatureCount(layer, 1), 0);
    ck_assert_ptr_null(OGR_L_GetNextFeature(layer));
    GDALClose(set);
    free(path);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("vector files");
    TCase *tests = tcase_create("vector files");
    tcase_add_checked_fixture(tests, make, drop);
    tcase_add_loop_test(tests, a_layer_that_is_converted_keeps_every_row, 0, 2); /* GeoJSON is what it comes from */
    tcase_add_loop_test(tests, an_area_of_nothing_is_a_row, 0, 6);
    tcase_add_loop_test(tests, a_layer_without_rows_can_be_opened, 0, 3);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
