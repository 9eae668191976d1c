/* Looks into small files made here. */
#include "store/look/file_look.h"
#include "store/support_province.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *folder;
static vp_looks looks;
static void make(void) { folder = temporary_directory(); }
static void drop(void)
{
    vp_looks_clear(&looks);
    remove_directory(folder);
}

static const vp_look *look_at(const char *name)
{
    char *path = path_in(folder, name);
    vp_error err = {0};
    ck_assert_msg(vp_file_look(&looks, path, name, &err), "%s", err.message);
    free(path);
    return &looks.items[looks.count - 1];
}

START_TEST(a_table_is_counted)
{
    write_text(folder, "t.csv", "Mã xã;Dân số;Tọa độ\n0101;1.234.567;21.5 105.8 0 0\n0102;;21.6 105.9 0 0\n0101;7;x\n");
    const vp_look *look = look_at("t.csv");
    ck_assert_int_eq(look->kind, VP_LOOK_TABLE);
    ck_assert_uint_eq(look->rows, 3);
    ck_assert_uint_eq(look->column_count, 3);
    ck_assert_str_eq(look->columns[0].key, "ma_xa");
    ck_assert(!look->columns[0].unique && look->columns[0].code_count == 2);
    ck_assert_uint_eq(look->columns[1].filled, 2);
    ck_assert_double_eq(look->columns[1].sum, 1234574);
    ck_assert_uint_eq(look->columns[2].lonlat, 2);
    ck_assert_str_eq(look->encoding, "");
}
END_TEST

/* "Xã Phú Lộc", "Bình" and "Trạm" in VNI; and a Finnish name that only looks so. */
START_TEST(old_fonts_are_known)
{
    write_text(folder, "v.csv",
               "id,ten\n1,B\xECnh\n2,Xa\xF5 Phu\xF9 Lo\xE4"
               "c\n3,Tra\xEFm\n");
    ck_assert_str_eq(look_at("v.csv")->encoding, "VNI");
    write_text(folder, "f.csv", "id,nimi\n1,Pime\xE4\n2,K\xE4rki\n");
    ck_assert_str_eq(look_at("f.csv")->encoding, "windows-1252");
}
END_TEST

/* Each kind of geometry in a layer of several is looked at by itself. */
START_TEST(a_layer_of_several_kinds_is_several)
{
    write_text(folder, "m.geojson",
               "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"code\":\"x\"},"
               "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[5,10],[6,10],[6,11],[5,11],[5,10]]]}},"
               "{\"type\":\"Feature\",\"properties\":{\"code\":\"y\"},\"geometry\":{\"type\":\"Point\",\"coordinates\":"
               "[5.5,10.5]}}]}");
    const vp_look *areas = look_at("m.geojson"), *points = areas - 1;
    ck_assert(looks.count == 2 && areas->kind == VP_LOOK_AREAS && points->kind == VP_LOOK_POINTS);
    ck_assert(areas->rows == 1 && points->rows == 1 && fabs(areas->covered - 1) < 1e-9);
    ck_assert_str_eq(points->filter, "OGR_GEOMETRY IN ('POINT', 'MULTIPOINT')");
}
END_TEST

START_TEST(codes_agree_whatever_zeros_they_lost)
{
    write_text(folder, "a.csv", "code,name\n05501,A\n05502,B\n05503,C\n");
    write_text(folder, "b.csv", "k,v\n5501,1\n5502.0,2\n9,3\n");
    look_at("a.csv");
    look_at("b.csv");
    ck_assert_double_eq_tol(vp_look_agreement(&looks.items[1].columns[0], &looks.items[0].columns[0]), 2.0 / 3, 1e-12);
}
END_TEST

START_TEST(coordinates_in_columns_give_places)
{
    write_text(folder, "p.csv", "id,latitude,longitude\n1,13.5,2.1\n2,13.6,2.3\n3,,\n");
    const vp_look *look = look_at("p.csv");
    ck_assert_uint_eq(look->point_count, 2);
    ck_assert(look->bounds.west == 2.1 && look->bounds.north == 13.6 && look->bounds.east == 2.3);
}
END_TEST

START_TEST(a_heading_below_a_title_is_found)
{
    write_text(folder, "p.csv", "Danh sách trạm, năm 2025\n\nid;kinh_do;vi_do\n1;2,1;13,5\n2;2,3;13,6\n");
    const vp_look *look = look_at("p.csv");
    ck_assert_uint_eq(look->rows, 2);
    ck_assert_uint_eq(look->point_count, 2);
    ck_assert(look->bounds.west == 2.1 && look->bounds.north == 13.6);
    write_text(folder, "r.csv", "Biểu 1\nma_xa,dan\n0101,7\n");
    ck_assert_str_eq(look_at("r.csv")->columns[1].key, "dan");
}
END_TEST

START_TEST(geometries_are_told_apart_and_lie_somewhere)
{
    write_text(folder, "a.geojson",
               "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"code\":\"x\"},"
               "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[5,10],[6,10],[6,11],[5,10]]]}}]}");
    write_text(
        folder, "l.geojson",
        "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"highway\":\"path\"},"
        "\"geometry\":{\"type\":\"LineString\",\"coordinates\":[[5,10],[6,10]]}}]}");
    const vp_look *areas = look_at("a.geojson");
    ck_assert_int_eq(areas->kind, VP_LOOK_AREAS);
    ck_assert_double_eq_tol(areas->bounds.east, 6, 1e-9);
    ck_assert_int_eq(look_at("l.geojson")->kind, VP_LOOK_LINES);
}
END_TEST

START_TEST(encodings_are_found)
{
    write_text(folder, "old.csv",
               "id,ten\n1,X\xB7 \xA7\xD0nh\n2,P\xB8"
               "c N\xC6m\n");
    const vp_look *look = look_at("old.csv");
    ck_assert_str_eq(look->encoding, "TCVN3");
    ck_assert_str_eq(look->columns[1].values[1].key, "pac_nam");
    write_text(folder, "latin.csv", "id,nome\n1,S\xE3o Jo\xE3o\n");
    ck_assert_str_eq(look_at("latin.csv")->encoding, "windows-1252");
}
END_TEST

START_TEST(a_raster_is_measured)
{
    float cells[400];
    for (int i = 0; i < 400; i++) cells[i] = (float)(10 * (1 + i % 4));
    write_raster(folder, "c.tif", (raster_place){4326, (double[]){105, 0.01, 0, 22, 0, -0.01}, 20, 20}, cells, -1);
    const vp_look *look = look_at("c.tif");
    ck_assert_int_eq(look->kind, VP_LOOK_RASTER);
    ck_assert(look->raster.whole && look->raster.class_count == 4 && look->raster.classes[40]);
    ck_assert_double_eq_tol(look->raster.cell_metres, 1113.2, 0.1);
    ck_assert_double_eq_tol(look->bounds.south, 21.8, 1e-9);
    for (int y = 0; y < 20; y++)
        for (int x = 0; x < 20; x++) cells[y * 20 + x] = (float)(x + y); /* a slope: neighbours differ little */
    write_raster(folder, "d.tif", (raster_place){4326, (double[]){105, 0.01, 0, 22, 0, -0.01}, 20, 20}, cells, -1);
    ck_assert(look_at("d.tif")->raster.roughness < 0.2);
}
END_TEST

START_TEST(what_cannot_be_read_says_why)
{
    vp_error err = {0};
    write_text(folder, "v.geojson", "<OGRVRTDataSource></OGRVRTDataSource>");
    char *path = path_in(folder, "v.geojson");
    ck_assert(!vp_file_look(&looks, path, "v.geojson", &err));
    ck_assert_msg(strstr(err.message, "v.geojson: the file is a GDAL VRT"), "%s", err.message);
    ck_assert_uint_eq(looks.count, 0);
    free(path);
}
END_TEST

START_TEST(what_offices_send_has_a_remedy)
{
    static const char *const kinds[][2] = {
        {"people.xls", "people.xls: files of this kind are not read; save it as .xlsx"},
        {"STATIONS.ODS", "save it as .xlsx"},
        {"report.pdf", "copy its table into a spreadsheet"},
        {"roads.dxf", "ogr2ogr OUT.gpkg IN makes a GeoPackage of it"},
        {"units.geojson.gz", "units.geojson.gz: files of this kind are not read; unpack it"},
        {"a workbook", "an old workbook or document of Office, so it is refused; save it as .xlsx"},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        vp_error err = {0};
        write_text(folder, kinds[i][0], "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
        char *path = path_in(folder, kinds[i][0]);
        ck_assert(!vp_file_look(&looks, path, kinds[i][0], &err));
        ck_assert_msg(strstr(err.message, kinds[i][1]), "%s", err.message);
        free(path);
    }
    ck_assert_uint_eq(looks.count, 0);
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("look");
    tcase_add_checked_fixture(cases, make, drop);
    tcase_add_test(cases, a_table_is_counted);
    tcase_add_test(cases, codes_agree_whatever_zeros_they_lost);
    tcase_add_test(cases, old_fonts_are_known);
    tcase_add_test(cases, a_layer_of_several_kinds_is_several);
    tcase_add_test(cases, coordinates_in_columns_give_places);
    tcase_add_test(cases, a_heading_below_a_title_is_found);
    tcase_add_test(cases, geometries_are_told_apart_and_lie_somewhere);
    tcase_add_test(cases, encodings_are_found);
    tcase_add_test(cases, a_raster_is_measured);
    tcase_add_test(cases, what_cannot_be_read_says_why);
    tcase_add_test(cases, what_offices_send_has_a_remedy);
    Suite *suite = suite_create("look");
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
