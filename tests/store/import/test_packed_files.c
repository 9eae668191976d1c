/* Zips that hold any format, and tables that GDAL alone would misread: rows of another width, stray quotes, names
 * twice. Each is made here, small. */
#include "store/support_province.h"
#include <cpl_conv.h>
#include <gdal.h>
#include <math.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *folder;
static void make(void) { folder = mini_province(); }
static void drop(void) { remove_directory(folder); }

/* Imports and wants no error; the number of findings that say so. */
static size_t imported(vp_severity severity, const char *said)
{
    vp_findings findings = {0};
    vp_error err = {0};
    bool ok = import_province(folder, &findings, &err);
    if (!ok) print_findings(&findings);
    ck_assert_msg(ok, "%s", err.message);
    size_t count = count_findings(&findings, severity, said);
    vp_findings_clear(&findings);
    return count;
}

static void refused(const char *said)
{
    char *path = path_in(folder, "dataset.sqlite");
    remove(path); /* of an import before */
    free(path);
    expect_finding(folder, true, VP_FINDING_ERROR, said);
}

static void set_sources(const char *units, const char *people, const char *more)
{
    char text[2000];
    snprintf(text, sizeof text, "role,path,layer,vintage,crs,encoding,decimal,fields,filter\n%s\n%s\n%s", units, people,
             more);
    write_text(folder, "datasets.csv", text);
}

#define UNITS_CSV "units,units.csv,,2025,EPSG:32648,,,level:=commune,"
#define PEOPLE    "population,people.tif,,2020,,,,,"

static void zip(const char *archive, const char *from, const char *as)
{
    char *path = path_in(folder, archive), *source = path_in(folder, from), *to = NULL;
    ck_assert_int_gt(asprintf(&to, "/vsizip/%s/%s", path, as), 0);
    ck_assert_int_eq(CPLCopyFile(to, source), 0);
    free(to);
    free(source);
    free(path);
}

/* Four communes, or four places of a table without geometry, by this driver. */
static void write_layers(const char *driver, const char *name, const char *const layers[], bool table)
{
    char *path = path_in(folder, name);
    GDALAllRegister();
    GDALDatasetH set = GDALCreate(GDALGetDriverByName(driver), path, 0, 0, 0, GDT_Unknown, NULL);
    ck_assert_ptr_nonnull(set);
    OGRSpatialReferenceH crs = OSRNewSpatialReference(NULL);
    OSRImportFromEPSG(crs, 32648);
    for (size_t l = 0; layers[l]; l++) {
        OGRLayerH layer =
            GDALDatasetCreateLayer(set, layers[l], table ? NULL : crs, table ? wkbNone : wkbPolygon, NULL);
        static const char *const columns[] = {"code", "name", "lon", "lat"};
        for (size_t i = 0; i < (table ? 4 : 2); i++) {
            OGRFieldDefnH field = OGR_Fld_Create(columns[i], i < 2 ? OFTString : OFTReal);
            ck_assert_int_eq(OGR_L_CreateField(layer, field, 0), OGRERR_NONE);
            OGR_Fld_Destroy(field);
        }
        for (int i = 0; i < 4; i++) {
            OGRFeatureH feature = commune_feature(layer, i);
            if (table) {
                OGR_F_SetFieldDouble(feature, 2, 105.01 + 0.001 * i);
                OGR_F_SetFieldDouble(feature, 3, 21.72);
            }
            OGR_F_SetFieldString(feature, 1, "Hoà Bình");
            ck_assert_int_eq(OGR_L_CreateFeature(layer, feature), OGRERR_NONE);
            OGR_F_Destroy(feature);
        }
    }
    GDALClose(set);
    OSRDestroySpatialReference(crs);
    free(path);
}

/* ------------------------------------------------------------ zips */

static void expect_units_from(const char *source)
{
    char row[200];
    snprintf(row, sizeof row, "units,%s,2025,EPSG:32648,,,level:=commune,", source);
    set_sources(row, PEOPLE, "");
    imported(VP_FINDING_NOTE, "");
    ck_assert_double_eq(ask(folder, "SELECT count(*) FROM unit WHERE name = 'Hoà Bình'"), 4);
}

static const struct {
    const char *driver, *name, *inside;
} vectors[] = {
    {"GPKG", "x.gpkg", "x.gpkg"},         {"GPKG", "x.gpkg", "Ranh giới/xã 2025.gpkg"},
    {"GeoJSON", "x.geojson", "a/x.json"}, {"FlatGeobuf", "x.fgb", "a/b/x.fgb"},
    {"GPKG", "x.gpkg", "__x/RANH.GPKG"},
};

START_TEST(a_zip_may_hold_any_vector_format)
{
    write_layers(vectors[_i].driver, vectors[_i].name, (const char *const[]){"communes", NULL}, false);
    zip("z.zip", vectors[_i].name, vectors[_i].inside);
    write_text(folder, "junk", "Mac OS X");
    zip("z.zip", "junk", "__MACOSX/._x.gpkg");
    zip("z.zip", "junk", ".DS_Store");
    expect_units_from("z.zip,");
}
END_TEST

START_TEST(a_layer_of_a_geopackage_in_a_zip_is_named)
{
    write_layers("GPKG", "x.gpkg", (const char *const[]){"communes", "districts", NULL}, false);
    zip("z.zip", "x.gpkg", "a/x.gpkg");
    set_sources("units,z.zip,,2025,,,,level:=commune,", PEOPLE, "");
    refused("the file has 2 layers; name one in the column layer: communes, districts");
    expect_units_from("z.zip,communes");
}
END_TEST

START_TEST(a_workbook_in_a_zip_is_read)
{
    write_layers("XLSX", "x.xlsx", (const char *const[]){"Trường", NULL}, true);
    zip("z.zip", "x.xlsx", "bảng/x.xlsx");
    set_sources(UNITS_CSV, PEOPLE, "facilities,z.zip,,2025,,,,id=code;lon=lon;lat=lat;service:=school,\n");
    imported(VP_FINDING_NOTE, "");
    ck_assert_double_eq_tol(ask(folder, "SELECT sum(lon) FROM facility"), 4 * 105.01 + 0.006, 1e-9);
}
END_TEST

START_TEST(a_name_twice_in_a_workbook_is_reported)
{
    static const char *const columns[] = {"id", "lon", "lat", "beds", "beds"};
    char *path = path_in(folder, "f.xlsx");
    GDALAllRegister();
    GDALDatasetH set = GDALCreate(GDALGetDriverByName("XLSX"), path, 0, 0, 0, GDT_Unknown, NULL);
    OGRLayerH layer = GDALDatasetCreateLayer(set, "x", NULL, wkbNone, NULL);
    for (size_t i = 0; i < 5; i++) {
        OGRFieldDefnH field = OGR_Fld_Create(columns[i], i ? OFTReal : OFTString);
        ck_assert_int_eq(OGR_L_CreateField(layer, field, 0), OGRERR_NONE);
        OGR_Fld_Destroy(field);
    }
    OGRFeatureH feature = OGR_F_Create(OGR_L_GetLayerDefn(layer));
    const double numbers[] = {0, 105.01, 21.72, 10, 99};
    OGR_F_SetFieldString(feature, 0, "A");
    for (int i = 1; i < 5; i++) OGR_F_SetFieldDouble(feature, i, numbers[i]);
    ck_assert_int_eq(OGR_L_CreateFeature(layer, feature), OGRERR_NONE);
    OGR_F_Destroy(feature);
    GDALClose(set);
    free(path);
    set_sources(UNITS_CSV, PEOPLE, "facilities,f.xlsx,,2025,,,,beds=beds;service:=school,\n");
    ck_assert_uint_eq(imported(VP_FINDING_WARNING, "columns 4 and 5 have this name; the first is read"), 1);
    ck_assert_double_eq(ask(folder, "SELECT number FROM facility_attribute"), 10);
}
END_TEST

START_TEST(a_format_that_is_not_read_comes_with_a_remedy)
{
    write_text(folder, "f.xls", "x");
    set_sources(UNITS_CSV, PEOPLE, "facilities,f.xls,,2025,,,,service:=school,\n");
    refused("save it as .xlsx");
}
END_TEST

START_TEST(rasters_in_a_zip_come_with_what_lies_beside_them)
{
    write_text(folder, "aux",
               "<PAMDataset><PAMRasterBand band=\"1\"><NoDataValue>10</NoDataValue></PAMRasterBand>"
               "</PAMDataset>");
    zip("z.zip", "people.tif", "dân số/people.tif");
    set_sources(UNITS_CSV, "population,z.zip,,2020,,,,,", "");
    imported(VP_FINDING_NOTE, "");
    ck_assert_double_eq(ask(folder, "SELECT count(*) FROM grid WHERE role = 'population'"), 1);
    zip("y.zip", "people.tif", "dân số/people.tif"); /* whose every cell holds 10 */
    zip("y.zip", "aux", "dân số/people.tif.aux.xml");
    set_sources(UNITS_CSV, "population,y.zip,,2020,,,,,", "");
    ck_assert_uint_ge(imported(VP_FINDING_WARNING, "100.00 % of the province's area has no data"), 1);
    zip("two.zip", "people.tif", "a/p2020.tif");
    zip("two.zip", "people.tif", "a/p2025.tif");
    set_sources(UNITS_CSV, "population,two.zip,,2020,,,,,", "");
    refused("the zip holds 2 sources; name one in the column layer, or unpack it: a/p2020.tif, a/p2025.tif");
    set_sources(UNITS_CSV, "population,two.zip,p2025,2020,,,,,", "");
    imported(VP_FINDING_NOTE, "");
}
END_TEST

START_TEST(what_a_zip_does_not_hold_is_reported_with_what_it_does)
{
    zip("z.zip", "people.tif", "a/people.tif");
    set_sources("units,z.zip,,2025,,,,level:=commune,", PEOPLE, "");
    refused("the zip holds no vector or table source");
    refused("it holds: a/people.tif");
    zip("u.zip", "units.csv", "units.csv");
    set_sources(UNITS_CSV, "population,u.zip,,2020,,,,,", "");
    refused("the zip holds no raster (tif, hgt, asc); it holds: units.csv");
    zip("out.zip", "z.zip", "cũ/z.zip");
    set_sources("units,out.zip,,2025,,,,level:=commune,", PEOPLE, "");
    refused("the zip holds another zip, cũ/z.zip, which is not read; unpack it once");
    zip("out.zip", "units.csv", "units.csv");
    set_sources("units,out.zip,,2025,EPSG:32648,,,level:=commune,", PEOPLE, "");
    ck_assert_uint_eq(imported(VP_FINDING_NOTE, "the zip inside the zip, cũ/z.zip, was not read"), 1);
}
END_TEST

START_TEST(damage_inside_a_zip_is_noticed)
{
    write_text(folder, "x.gpkg", "SQLite format 3");
    zip("z.zip", "x.gpkg", "x.gpkg");
    set_sources("units,z.zip,,2025,,,,level:=commune,", PEOPLE, "");
    refused("the database is damaged");
    write_text(folder, "x.tif", "<VRTDataset rasterXSize=\"1\" rasterYSize=\"1\"></VRTDataset>");
    zip("v.zip", "x.tif", "x.tif");
    set_sources(UNITS_CSV, "population,v.zip,,2020,,,,,", "");
    refused("GDAL VRT");
}
END_TEST

/* ------------------------------------------------------------ tables that GDAL alone would misread */

#define CLINICS "facilities,%s,,2025,EPSG:4326,,,id=id;lon=lon;lat=lat;service:=school,\n"

static void set_clinics(const char *file, const char *text)
{
    char row[200];
    write_text(folder, file, text);
    snprintf(row, sizeof row, CLINICS, file);
    set_sources(UNITS_CSV, PEOPLE, row);
}

#define HEAD "id,name,lon,lat\n"
#define GOOD "A,Trạm,105.014,21.716\n"

static const struct {
    const char *text, *said;
} broken[] = {
    {HEAD GOOD "B,Trạm,105,014,21,716\n", "f.csv: row 3  \"\": the row has 6 cells and the heading 4"},
    {HEAD "A,Trạm 1, xã 2,105.014,21.716\n", "row 2  \"\": the row has 5 cells and the heading 4"},
    {HEAD GOOD "B,\"Trạm,105.014,21.716\nC,Trạm,105.014,21.717\n", "a quote that is opened in row 3 is never closed"},
    {HEAD "\"A\",\"Trạm\n2\",105.014,21.716\nB,1,2,3,4\n", "row 4  \"\": the row has 5 cells"},
};

START_TEST(a_row_that_would_be_misread_is_an_error)
{
    set_clinics("f.csv", broken[_i].text);
    refused(broken[_i].said);
}
END_TEST

static const struct {
    const char *file, *text;
    int count; /* of places */
    vp_severity severity;
    const char *said; /* NULL: no word about the file's rows */
} odd[] = {
    {"f.csv", HEAD GOOD ",,,\n,,,\n", 1, VP_FINDING_NOTE, NULL},
    {"f.csv", "id,name,lon,lat,,\nA,Trạm,105.014,21.716,,\n", 1, VP_FINDING_NOTE, NULL},
    {"f.csv", HEAD "\n\nA,Trạm,105.014,21.716\n\n", 1, VP_FINDING_NOTE, NULL},
    {"f.csv", HEAD GOOD "B,Trạm,105.014\n", 1, VP_FINDING_WARNING,
     "row 3  \"\": the row has 3 cells and the heading 4"},
    {"f.csv", "id,name,lon,lat,name\nA,Trạm,105.014,21.716,X\n", 1, VP_FINDING_WARNING,
     "columns 2 and 5 have the same name, name"},
    {"f.csv", HEAD "A,\"Trạm\nxá\",105.014,21.716\n\nB,Trạm,x,21.7\n", 1, VP_FINDING_WARNING, "f.csv: row 5 lon \"x\""},
    {"f.tsv", "id\tname\tlon\tlat\nA\tTrạm\t105.014\t21.716\n", 1, VP_FINDING_NOTE, NULL},
    {"f.txt", "id\tname\tlon\tlat\nA\tTrạm\t105,014\t21,716\n", 1, VP_FINDING_NOTE, NULL},
    {"f.csv", "id;\"họ, tên\";lon;lat\nA;Trạm;105,014;21,716\n", 1, VP_FINDING_NOTE, NULL},
    {"f.csv", "id;họ, tên;lon;lat\nA;Trạm;105,014;21,716\n", 1, VP_FINDING_NOTE, NULL},
    {"f.csv", "id;họ, \"\"tên\"\";lon;lat\nA;\"Trạm \"\"1\"\"; x\";105,014;21,716\n", 1, VP_FINDING_NOTE, NULL},
    {"f.csv", "id|name|lon|lat\nA|Trạm, xã|105.014|21.716\n", 1, VP_FINDING_NOTE, NULL},
    {"f.csv", "sep=;\nid;họ, tên;lon;lat\nA;Trạm;105,014;21,716\n", 1, VP_FINDING_NOTE, NULL},
    {"f.csv", "id,name,lon,lat\rA,Trạm,105.014,21.716\r", 1, VP_FINDING_NOTE, NULL},
};

START_TEST(odd_tables_are_read_or_reported)
{
    set_clinics(odd[_i].file, odd[_i].text);
    size_t said = imported(odd[_i].severity, odd[_i].said ? odd[_i].said : "f.csv: row");
    ck_assert_uint_eq(said, odd[_i].said ? 1 : 0);
    ck_assert_double_eq(ask(folder, "SELECT count(*) FROM facility"), odd[_i].count);
    ck_assert_double_eq_tol(ask(folder, "SELECT lon FROM facility WHERE code = 'A'"), 105.014, 1e-9);
}
END_TEST

/* ------------------------------------------------------------ what a phone or a browser sends */

#define KML                                                                                                            \
    "<?xml version=\"1.0\"?><kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document><Schema name=\"s\" id=\"s\">"      \
    "<SimpleField name=\"beds\" type=\"int\"/></Schema><Folder><name>Trạm</name><Placemark><name>A</name>"           \
    "<ExtendedData><SchemaData schemaUrl=\"#s\"><SimpleData name=\"beds\">7</SimpleData></SchemaData></ExtendedData>"  \
    "<Point><coordinates>105.014,21.716,0</coordinates></Point></Placemark></Folder></Document></kml>"
#define GPX                                                                                                            \
    "<?xml version=\"1.0\"?><gpx version=\"1.1\" creator=\"x\" xmlns=\"http://www.topografix.com/GPX/1/1\">"           \
    "<wpt lat=\"21.716\" lon=\"105.014\"><name>A</name><ele>7</ele></wpt></gpx>"

static const struct {
    const char *name, *text, *zip, *column;
} sent[] = {{"a.kml", KML, NULL, "id=Name;beds=beds"},
            {"doc.kml", KML, "a.kmz", "id=Name;beds=beds"},
            {"doc.kml", KML, "a.zip", "id=Name;beds=beds"},
            {"a.gpx", GPX, NULL, "id=name;beds=ele"},
            {"a.gpx", GPX, "a.zip", "id=name;beds=ele"}};

START_TEST(places_of_a_phone_are_read_with_what_they_say)
{
    char row[300];
    write_text(folder, sent[_i].name, sent[_i].text);
    if (sent[_i].zip) zip(sent[_i].zip, sent[_i].name, sent[_i].name);
    snprintf(row, sizeof row, "facilities,%s,,2025,,,,%s;service:=school,\n",
             sent[_i].zip ? sent[_i].zip : sent[_i].name, sent[_i].column);
    set_sources(UNITS_CSV, PEOPLE, row);
    imported(VP_FINDING_NOTE, "");
    ck_assert_double_eq_tol(ask(folder, "SELECT lat FROM facility WHERE code = 'A'"), 21.716, 1e-9);
    ck_assert_double_eq(ask(folder, "SELECT number FROM facility_attribute WHERE name = 'beds'"), 7);
}
END_TEST

/* ------------------------------------------------------------ rasters of no stated datum */

START_TEST(an_unknown_datum_of_a_raster_is_reported)
{
    static const char vague[] =
        "PROJCS[\"VN\",GEOGCS[\"Unknown\",DATUM[\"Unknown_based_on_WGS_84_ellipsoid\",SPHEROID[\"WGS "
        "84\",6378137,298.257223563]],PRIMEM[\"Greenwich\",0],UNIT[\"degree\",0.0174532925199433]],PROJECTION["
        "\"Transverse_Mercator\"],PARAMETER[\"latitude_of_origin\",0],PARAMETER[\"central_meridian\",105],PARAMETER["
        "\"scale_factor\",0.9996],PARAMETER[\"false_easting\",500000],PARAMETER[\"false_northing\",0],UNIT[\"metre\",1]"
        "]";
    char *path = path_in(folder, "people.tif");
    GDALAllRegister();
    GDALDatasetH set = GDALOpen(path, GA_Update);
    ck_assert_ptr_nonnull(set);
    ck_assert_int_eq(GDALSetProjection(set, vague), CE_None);
    GDALClose(set);
    free(path);
    set_sources(UNITS_CSV, PEOPLE, "");
    ck_assert_uint_eq(imported(VP_FINDING_WARNING, "does not say on which datum its coordinates are"), 1);
    set_sources(UNITS_CSV, "population,people.tif,,2020,EPSG:32648,,,,", "");
    ck_assert_uint_eq(imported(VP_FINDING_WARNING, "does not say on which datum"), 0);
}
END_TEST

#define LOOP(test, table) tcase_add_loop_test(tests, test, 0, sizeof(table) / sizeof *(table))

int main(void)
{
    Suite *suite = suite_create("packed files");
    TCase *tests = tcase_create("packed files");
    tcase_add_checked_fixture(tests, make, drop);
    LOOP(a_zip_may_hold_any_vector_format, vectors);
    tcase_add_test(tests, a_layer_of_a_geopackage_in_a_zip_is_named);
    tcase_add_test(tests, a_workbook_in_a_zip_is_read);
    tcase_add_test(tests, a_name_twice_in_a_workbook_is_reported);
    tcase_add_test(tests, a_format_that_is_not_read_comes_with_a_remedy);
    tcase_add_test(tests, rasters_in_a_zip_come_with_what_lies_beside_them);
    tcase_add_test(tests, what_a_zip_does_not_hold_is_reported_with_what_it_does);
    tcase_add_test(tests, damage_inside_a_zip_is_noticed);
    LOOP(a_row_that_would_be_misread_is_an_error, broken);
    LOOP(odd_tables_are_read_or_reported, odd);
    LOOP(places_of_a_phone_are_read_with_what_they_say, sent);
    tcase_add_test(tests, an_unknown_datum_of_a_raster_is_reported);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
