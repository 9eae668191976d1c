/* Shapefiles and zips as offices send them: code pages, texts converted twice, fonts, folders and what macOS adds. Each
 * is made here, small. */
#include "store/support_import.h"
#include <cpl_conv.h>
#include <gdal.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ------------------------------------------------------------ shapefiles and their code pages */

static void patch(const char *name, long at, char byte)
{
    char *path = path_in(folder, name);
    FILE *file = fopen(path, "r+b");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(fseek(file, at, SEEK_SET), 0);
    fputc(byte, file);
    fclose(file);
    free(path);
}

/* Four communes, the first of this name, raw bytes in the .dbf; no .cpg. */
static void write_shapefile(const char *name_column, const char *first_name, int ldid)
{
    char *path = path_in(folder, "u.shp");
    GDALAllRegister();
    GDALDatasetH set = GDALCreate(GDALGetDriverByName("ESRI Shapefile"), path, 0, 0, 0, GDT_Unknown, NULL);
    OGRSpatialReferenceH crs = OSRNewSpatialReference(NULL);
    OSRImportFromEPSG(crs, 32648);
    char *raw[] = {"ENCODING=", NULL};
    OGRLayerH layer = GDALDatasetCreateLayer(set, "u", crs, wkbPolygon, raw);
    const char *const columns[] = {"code", name_column};
    for (size_t i = 0; i < 2; i++) {
        OGRFieldDefnH field = OGR_Fld_Create(columns[i], OFTString);
        ck_assert_int_eq(OGR_L_CreateField(layer, field, 0), OGRERR_NONE);
        OGR_Fld_Destroy(field);
    }
    for (int i = 0; i < 4; i++) {
        OGRFeatureH feature = commune_feature(layer, i);
        OGR_F_SetFieldString(feature, 1, i ? "Xa" : first_name);
        ck_assert_int_eq(OGR_L_CreateFeature(layer, feature), OGRERR_NONE);
        OGR_F_Destroy(feature);
    }
    GDALClose(set);
    OSRDestroySpatialReference(crs);
    free(path);
    path = path_in(folder, "u.cpg");
    remove(path);
    free(path);
    patch("u.dbf", 29, (char)ldid);
}

static const struct {
    int ldid;
    const char *cpg; /* NULL: no file */
    const char *bytes, *name;
} pages[] = {
    {0, "UTF-8", "Hoà Bình", "Hoà Bình"},
    {0, "65001\r\n", "Hoà Bình", "Hoà Bình"},
    {0, NULL, "Hoà Bình", "Hoà Bình"},
    {0x57, NULL, "Hoà Bình", "Hoà Bình"}, /* UTF-8 under a Latin page */
    {0x57, "1252", "Hoà Bình", "Hoà Bình"},
    {0x57, NULL, "Ho\xE0 B\xECnh", "Hoà Bình"},
    {0x03, NULL, "\x80", "€"},
    {0, "1258", "Ho\xE0 Bi\xCCnh", "Hoà Bình"}, /* a mark after its letter */
    {0, "1258", "Thuy\xF2", "Thuỵ"},            /* at the very end */
    {0, "ANSI 1258", "L\xE2\xF2p", "Lập"},
    {0, "windows-1258\n", "L\xE2\xF2p", "Lập"},
    {0, "CP1250", "\x8A\x9E", "Šž"},
    {0xC8, NULL, "\x8A\x9E", "Šž"},
    {0x7C, NULL, "\xA1\xD2\xC3", "การ"},
    {0x50, NULL, "\xA1\xD2\xC3", "การ"},
    {0, "874", "\xA1\xD2\xC3", "การ"},
    {0x01, NULL, "\x82t\x82", "été"},
    {0x02, NULL, "\x82t\x82", "été"},
    {0, "OEM 437", "\x82t\x82", "été"},
    {0x65, NULL, "\x8C\xAE", "Мо"},
    {0xC9, NULL, "\xCC\xEE", "Мо"},
    {0, "ISO-8859-15", "\xA4", "€"},
    {0, "88591", "\xE9", "é"},
    {0, "KOI8-R", "\xED\xCF", "Мо"},
    {0x4D, NULL, "\xC4\xFA", "您"},
    {0, "GB18030", "\xC4\xFA", "您"},
    {0x7B, NULL, "\x93\x8C", "東"},
    {0, "Big5", "\xA4\xA4", "中"},
};

START_TEST(names_of_a_shapefile_are_whole_in_every_code_page)
{
    write_shapefile("name", pages[_i].bytes, pages[_i].ldid);
    if (pages[_i].cpg) write_text(folder, "u.cpg", pages[_i].cpg);
    set_sources("units,u.shp,,2025,,,,level:=commune,", "");
    imported(VP_FINDING_NOTE, "");
    ck_assert_str_eq(ask_text("SELECT name FROM unit WHERE code = '00001'"), pages[_i].name);
    ck_assert_double_eq(ask(folder, "SELECT count(*) FROM unit"), 4);
}
END_TEST

START_TEST(utf8_under_a_latin_page_is_reported)
{
    write_shapefile("name", "Hoà Bình", 0x57);
    set_sources("units,u.shp,,2025,,,,level:=commune,", "");
    ck_assert_uint_eq(imported(VP_FINDING_NOTE, "are in code page CP1252, but their bytes are UTF-8"), 1);
    /* What datasets.csv declares goes before what the file says. */
    set_sources("units,u.shp,,2025,,windows-1252,,level:=commune,", "");
    imported(VP_FINDING_NOTE, "");
    ck_assert_str_eq(ask_text("SELECT name FROM unit WHERE code = '00001'"), "HoÃ\xC2\xA0 BÃ¬nh");
}
END_TEST

START_TEST(column_names_have_the_code_page_too)
{
    write_shapefile("t\xEAn", "Lap", 0);
    write_text(folder, "u.cpg", "1258");
    set_sources("units,u.shp,,2025,,,,name=tên;level:=commune,", "");
    imported(VP_FINDING_NOTE, "");
    ck_assert_str_eq(ask_text("SELECT name FROM unit WHERE code = '00001'"), "Lap");
    set_sources("units,u.shp,,2025,,,,name=tê;level:=commune,", ""); /* as GDAL and QGIS show it */
    ck_assert_uint_eq(imported(VP_FINDING_WARNING, "the column is tên: GDAL and QGIS cut the last letter"), 1);
    ck_assert_str_eq(ask_text("SELECT name FROM unit WHERE code = '00001'"), "Lap");
    set_sources("units,u.shp,,2025,,,,name=t;level:=commune,", "");
    refused("has no column t; it has: code, tên");
    write_shapefile("name", "Lap", 0x57); /* another code page cuts nothing */
    set_sources("units,u.shp,,2025,,,,name=nam;level:=commune,", "");
    refused("has no column nam; it has: code, name; is name meant?");
}
END_TEST

START_TEST(a_filter_finds_letters_of_a_code_page)
{
    write_shapefile("name", "L\xE2\xF2p", 0);
    write_text(folder, "u.cpg", "1258");
    set_sources("units,u.shp,,2025,,,,level:=commune,name = 'Lập'", "");
    imported(VP_FINDING_NOTE, "");
    ck_assert_double_eq(ask(folder, "SELECT count(*) FROM unit"), 1);
}
END_TEST

START_TEST(an_unknown_page_is_named)
{
    write_shapefile("name", "Xa", 0);
    write_text(folder, "u.cpg", "NO-SUCH-CODE-PAGE\n");
    set_sources("units,u.shp,,2025,,,,level:=commune,", "");
    refused("names the encoding \"NO-SUCH-CODE-PAGE\", which is not known");
}
END_TEST

START_TEST(bytes_of_no_stated_page_are_reported)
{
    write_shapefile("name", "Ho\xE0", 0);
    set_sources("units,u.shp,,2025,,,,level:=commune,", "");
    expect_finding(folder, true, VP_FINDING_WARNING, "byte 3 (0xE0) is not UTF-8; declare the encoding");
}
END_TEST

START_TEST(text_converted_twice_is_reported_and_read_when_declared)
{
    write_text(folder, "more.csv",
               "code,name,WKT\n1,HoÃ\xC2\xA0 BÃ¬nh,\"POLYGON((506000 2400000,507000 2400000,507000 "
               "2401000,506000 2400000))\"\n");
    set_sources(UNITS_CSV, "units,more.csv,,2009,EPSG:32648,,,level:=commune,\n");
    refused("converted to UTF-8 a second time");
    set_sources(UNITS_CSV, "units,more.csv,,2009,EPSG:32648,UTF-8 twice,,level:=commune,\n");
    imported(VP_FINDING_NOTE, "");
    ck_assert_str_eq(ask_text("SELECT name FROM unit WHERE code = '1'"), "Hoà Bình");
}
END_TEST

START_TEST(text_in_a_vni_font_is_reported_and_read_when_declared)
{
    static const char *const bytes[] = {"Hoaø Bình", "Hoa\xF8 B\xECnh", "Hoaø Bình"}, *const declared[] = {"VNI", "vni",
                                                                                                           "UTF-8"};
    for (size_t i = 0; i < 3; i++) {
        char row[100];
        write_shapefile("name", bytes[i], 0);
        snprintf(row, sizeof row, "units,u.shp,,2025,,%s,,level:=commune,", declared[i]);
        set_sources(row, "");
        ck_assert_uint_eq(imported(VP_FINDING_WARNING, "VNI"), 0);
        ck_assert_str_eq(ask_text("SELECT name FROM unit WHERE code = '00001'"), i < 2 ? "Hoà Bình" : bytes[2]);
    }
    write_shapefile("name", "Bộ", 0);
    set_sources("units,u.shp,,2025,,VNI,,level:=commune,", "");
    char *set = path_in(folder, "dataset.sqlite"); /* of the import before */
    remove(set);
    free(set);
    expect_finding(folder, true, VP_FINDING_WARNING, "is not a letter of VNI");
    write_shapefile("name", "Hoaø Bình", 0);
    set_sources("units,u.shp,,2025,,,,level:=commune,", "");
    ck_assert_uint_eq(
        imported(VP_FINDING_WARNING, "reads like text in a VNI font; declare encoding VNI in datasets.csv"), 1);
    write_shapefile("name", "Hoà Bình", 0);
    ck_assert_uint_eq(imported(VP_FINDING_WARNING, "VNI"), 0);
}
END_TEST

static const char *const vague[] = {"D_Unknown_based_on_WGS_1984_ellipsoid", "D_unknown",
                                    "Not_specified_based_on_GRS80"};

START_TEST(an_unknown_datum_is_reported)
{
    char prj[800];
    write_shapefile("name", "Xa", 0);
    snprintf(prj, sizeof prj,
             "PROJCS[\"VN\",GEOGCS[\"Unknown\",DATUM[\"%s\",SPHEROID[\"WGS_1984\",6378137.0,298.257223563]],"
             "PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]],PROJECTION[\"Transverse_Mercator\"],"
             "PARAMETER[\"False_Easting\",500000.0],PARAMETER[\"False_Northing\",0.0],PARAMETER[\"Central_Meridian\","
             "105.0],PARAMETER[\"Scale_Factor\",0.9996],PARAMETER[\"Latitude_Of_Origin\",0.0],UNIT[\"Meter\",1.0]]",
             vague[_i]);
    write_text(folder, "u.prj", prj);
    set_sources("units,u.shp,,2025,,,,level:=commune,", "");
    ck_assert_uint_eq(imported(VP_FINDING_WARNING, "does not say on which datum"), 1);
    set_sources("units,u.shp,,2025,EPSG:3405,,,level:=commune,", "");
    ck_assert_uint_eq(imported(VP_FINDING_WARNING, "does not say on which datum"), 0);
}
END_TEST

/* ------------------------------------------------------------ zips */

static void zip(const char *archive, const char *from, const char *as)
{
    char *path = path_in(folder, archive), *source = path_in(folder, from), *to = NULL;
    ck_assert_int_gt(asprintf(&to, "/vsizip/%s/%s", path, as), 0);
    ck_assert_int_eq(CPLCopyFile(to, source), 0);
    free(to);
    free(source);
    free(path);
}

static void zip_shapefile(const char *archive, const char *inside, const char *stem)
{
    static const char *const parts[] = {"shp", "shx", "dbf", "prj"};
    for (size_t i = 0; i < 4; i++) {
        char from[20], as[200];
        snprintf(from, sizeof from, "u.%s", parts[i]);
        snprintf(as, sizeof as, "%s%s.%s", inside, stem, parts[i]);
        zip(archive, from, as);
    }
}

static void expect_units_from(const char *source)
{
    char row[200];
    snprintf(row, sizeof row, "units,%s,2025,,,,level:=commune,", source);
    set_sources(row, "");
    imported(VP_FINDING_NOTE, "");
    ck_assert_double_eq(ask(folder, "SELECT count(*) FROM unit"), 4);
}

static const struct {
    const char *inside;
    bool macos;
} zips[] = {{"", false}, {"ranh gioi/", false}, {"a/b/c/", false}, {"", true}, {"Ranh giới/", true}};

START_TEST(a_zip_is_read_whatever_folder_it_holds)
{
    char junk[100];
    write_shapefile("name", "Xa", 0);
    zip_shapefile("z.zip", zips[_i].inside, "u");
    write_text(folder, "junk", "Mac OS X");
    for (size_t i = 0; zips[_i].macos && i < 3; i++) {
        static const char *const names[] = {"__MACOSX/%s._u.shp", "%s.DS_Store", "%s._u.shp"};
        snprintf(junk, sizeof junk, names[i], zips[_i].inside);
        zip("z.zip", "junk", junk);
    }
    expect_units_from("z.zip,");
}
END_TEST

START_TEST(one_of_several_in_a_zip_is_chosen_by_layer)
{
    write_shapefile("name", "Xa", 0);
    zip_shapefile("z.zip", "xa/", "u");
    zip_shapefile("z.zip", "huyen/", "v");
    set_sources("units,z.zip,,2025,,,,level:=commune,", "");
    refused("the zip holds 2 sources; name one in the column layer");
    expect_units_from("z.zip,v");
}
END_TEST

START_TEST(other_texts_in_a_zip_are_read)
{
    zip("csv.zip", "units.csv", "bang/units.csv");
    set_sources("units,csv.zip,,2025,EPSG:32648,,,level:=commune,", "");
    imported(VP_FINDING_NOTE, "");
    ck_assert_double_eq(ask(folder, "SELECT count(*) FROM unit"), 4);
    write_text(folder, "vrt.geojson", "<OGRVRTDataSource><OGRVRTLayer name=\"x\"/></OGRVRTDataSource>");
    zip("vrt.zip", "vrt.geojson", "x.geojson");
    set_sources("units,vrt.zip,,2025,,,,level:=commune,", "");
    refused("GDAL VRT under the name of .geojson");
}
END_TEST

START_TEST(a_cut_shapefile_in_a_zip_is_noticed)
{
    write_shapefile("name", "Xa", 0);
    char *path = path_in(folder, "u.dbf");
    ck_assert_int_eq(truncate(path, 200), 0);
    free(path);
    zip_shapefile("z.zip", "a/", "u");
    set_sources("units,z.zip,,2025,,,,level:=commune,", "");
    refused("declares 4 rows, has 0");
}
END_TEST

#define LOOP(test, table) tcase_add_loop_test(tests, test, 0, sizeof(table) / sizeof *(table))

int main(void)
{
    Suite *suite = suite_create("sent files");
    TCase *tests = tcase_create("sent files");
    tcase_add_checked_fixture(tests, make_folder, drop_folder);
    LOOP(names_of_a_shapefile_are_whole_in_every_code_page, pages);
    tcase_add_test(tests, utf8_under_a_latin_page_is_reported);
    tcase_add_test(tests, column_names_have_the_code_page_too);
    tcase_add_test(tests, a_filter_finds_letters_of_a_code_page);
    tcase_add_test(tests, an_unknown_page_is_named);
    tcase_add_test(tests, bytes_of_no_stated_page_are_reported);
    tcase_add_test(tests, text_converted_twice_is_reported_and_read_when_declared);
    tcase_add_test(tests, text_in_a_vni_font_is_reported_and_read_when_declared);
    LOOP(an_unknown_datum_is_reported, vague);
    LOOP(a_zip_is_read_whatever_folder_it_holds, zips);
    tcase_add_test(tests, one_of_several_in_a_zip_is_chosen_by_layer);
    tcase_add_test(tests, other_texts_in_a_zip_are_read);
    tcase_add_test(tests, a_cut_shapefile_in_a_zip_is_noticed);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
