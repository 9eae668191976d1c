/* Files as offices send them: code pages, zips, spreadsheets, decimal commas, coordinates in every form, places twice,
 * units in pieces. Each is made here, small. */
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

/* A text from directory/dataset.sqlite; "" when there is none. */
static const char *ask_text(const char *sql)
{
    static char answer[400];
    char *path = path_in(folder, "dataset.sqlite");
    vp_error err = {0};
    vp_database *database = vp_database_open(path, &err);
    ck_assert_msg(database != NULL, "%s", err.message);
    sqlite3_stmt *query = vp_database_prepare(database, sql, &err);
    bool row = false;
    ck_assert_msg(query && vp_statement_next(query, &row, &err), "%s: %s", sql, err.message);
    snprintf(answer, sizeof answer, "%s", row && vp_statement_text(query, 0) ? vp_statement_text(query, 0) : "");
    sqlite3_finalize(query);
    vp_database_close(database);
    free(path);
    return answer;
}

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

/* The import fails with an error that says so. */
static void refused(const char *said)
{
    char *path = path_in(folder, "dataset.sqlite");
    remove(path); /* of an import before */
    free(path);
    expect_finding(folder, true, VP_FINDING_ERROR, said);
}

static void write_bytes(const char *name, const char *bytes, size_t length)
{
    char *path = path_in(folder, name);
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, length, file), length);
    fclose(file);
    free(path);
}

static void set_sources(const char *units, const char *more)
{
    char text[2000];
    snprintf(text, sizeof text,
             "role,path,layer,vintage,crs,encoding,decimal,fields,filter\n%s\npopulation,people.tif,,2020,,,,,\n%s",
             units, more);
    write_text(folder, "datasets.csv", text);
}

#define UNITS_CSV "units,units.csv,,2025,EPSG:32648,,,level:=commune,"

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
        char wkt[200], code[8];
        int west = 500000 + i % 2 * 3000, south = 2400000 + i / 2 * 3000;
        snprintf(wkt, sizeof wkt, "POLYGON((%d %d,%d %d,%d %d,%d %d,%d %d))", west, south, west + 3000, south,
                 west + 3000, south + 3000, west, south + 3000, west, south);
        snprintf(code, sizeof code, "0000%d", i + 1);
        OGRFeatureH feature = OGR_F_Create(OGR_L_GetLayerDefn(layer));
        OGRGeometryH shape = NULL;
        char *at = wkt;
        ck_assert_int_eq(OGR_G_CreateFromWkt(&at, NULL, &shape), OGRERR_NONE);
        OGR_F_SetGeometryDirectly(feature, shape);
        OGR_F_SetFieldString(feature, 0, code);
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

START_TEST(utf8_under_a_latin_page_is_told)
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

START_TEST(bytes_of_no_stated_page_are_told)
{
    write_shapefile("name", "Ho\xE0", 0);
    set_sources("units,u.shp,,2025,,,,level:=commune,", "");
    expect_finding(folder, true, VP_FINDING_WARNING, "byte 3 (0xE0) is not UTF-8; declare the encoding");
}
END_TEST

START_TEST(text_converted_twice_is_told_and_read_when_declared)
{
    write_text(folder, "more.csv",
               "code,name,WKT\n1,HoÃ\xC2\xA0 BÃ¬nh,\"POLYGON((506000 2400000,507000 2400000,507000 "
               "2401000,506000 2400000))\"\n");
    set_sources(UNITS_CSV, "units,more.csv,,2009,EPSG:32648,,,level:=commune,\n");
    refused("converted to UTF-8 once more");
    set_sources(UNITS_CSV, "units,more.csv,,2009,EPSG:32648,UTF-8 twice,,level:=commune,\n");
    imported(VP_FINDING_NOTE, "");
    ck_assert_str_eq(ask_text("SELECT name FROM unit WHERE code = '1'"), "Hoà Bình");
}
END_TEST

START_TEST(text_in_a_vni_font_is_told)
{
    write_shapefile("name", "Hoaø Bình", 0);
    set_sources("units,u.shp,,2025,,,,level:=commune,", "");
    ck_assert_uint_eq(imported(VP_FINDING_WARNING, "reads like text in a VNI font"), 1);
    write_shapefile("name", "Hoà Bình", 0);
    ck_assert_uint_eq(imported(VP_FINDING_WARNING, "VNI"), 0);
}
END_TEST

static const char *const vague[] = {"D_Unknown_based_on_WGS_1984_ellipsoid", "D_unknown",
                                    "Not_specified_based_on_GRS80"};

START_TEST(an_unknown_datum_is_told)
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

/* ------------------------------------------------------------ tables */

#define CLINIC "facilities,f.csv,,2025,EPSG:4326,,%s,id=id;name=name;%s;beds=beds;service:=school,%s\n"

static void set_clinics(const char *decimal, const char *place, const char *filter)
{
    char row[400];
    snprintf(row, sizeof row, CLINIC, decimal, place, filter);
    set_sources(UNITS_CSV, row);
}

/* Places A at 105.014, 21.716 with 1234.5 beds, to 10 cm and to the bit. */
static void expect_place_a(void)
{
    ck_assert_double_eq_tol(ask(folder, "SELECT lon FROM facility WHERE code = 'A'"), 105.014, 1e-9);
    ck_assert_double_eq_tol(ask(folder, "SELECT lat FROM facility WHERE code = 'A'"), 21.716, 1e-9);
    ck_assert_double_eq(ask(folder, "SELECT number FROM facility_attribute JOIN facility f ON f.id = facility WHERE "
                                    "code = 'A'"),
                        1234.5);
}

static const struct {
    const char *decimal, *place, *text;
} tables[] = {
    {"", "lon=lon;lat=lat", "id;name;lon;lat;beds\nA;Trạm;105,014;21,716;1234,5\n"},
    {"", "lon=lon;lat=lat", "id;name;lon;lat;beds\nA;Trạm;105,014;21,716;1.234,5\n"},
    {"", "lon=lon;lat=lat", "id,name,lon,lat,beds\nA,Trạm,\"105,014\",\"21,716\",\"1.234,5\"\n"},
    {"", "lon=lon;lat=lat", "id,name,lon,lat,beds\nA,Trạm,105.014,21.716,\"1,234.5\"\n"},
    {"", "lon=lon;lat=lat", "id,name,lon,lat,beds\nA,Trạm,105.014,21.716,1 234.5\n"},
    {"", "lon=lon;lat=lat", "id;name;lon;lat;beds\nA;Trạm;105,014;21,716;1'234,5\n"},
    {"", "lon=lon;lat=lat",
     "id;name;lon;lat;beds\nA;Trạm;105,014;21,716;1\xC2\xA0"
     "234,5\n"},
    {"", "lon=lon;lat=lat", "id\tname\tlon\tlat\tbeds\nA\tTrạm\t105,014\t21,716\t1.234,5\n"},
    {"comma", "lon=lon;lat=lat", "id;name;lon;lat;beds\nA;Trạm;105,014;21,716;1.234,5\n"},
    {"point", "lon=lon;lat=lat", "id,name,lon,lat,beds\nA,Trạm,105.014,21.716,\"1,234.5\"\n"},
    {"", "lon=lon;lat=lat", "sep=;\nid;name;lon;lat;beds\nA;Trạm;105,014;21,716;1234,5\n"},
    {"", "lon=lon;lat=lat", "\xEF\xBB\xBFsep=;\r\nid;name;lon;lat;beds\r\nA;Trạm;105,014;21,716;1234,5\r\n"},
    {"", "lon=lon;lat=lat", "\"sep=,\"\nid,name,lon,lat,beds\nA,Trạm,105.014,21.716,1234.5\n"},
    {"", "lon=lon;lat=lat", "\xEF\xBB\xBFid;name;lon;lat;beds\nA;Trạm;105,014;21,716;1234,5\n"},
    {"", "lon=lon;lat=lat", "id,name,lon,lat,beds\nA,Trạm,\"105°00'50.4\"\"E\",\"21°42'57.6\"\"N\",1234.5\n"},
    {"", "lon=lon;lat=lat", "id;name;lon;lat;beds\nA;Trạm;\"105°00'50,4\"\"Đ\";\"21°42'57,6\"\"B\";1234,5\n"},
    {"", "lon=lon;lat=lat", "id,name,lon,lat,beds\nA,Trạm,105 0 50.4,21 42 57.6,1234.5\n"},
    {"", "lonlat=gps", "id,name,gps,beds\nA,Trạm,21.716 105.014 0 0,1234.5\n"},
    {"", "lon=gps;lat=gps", "id,name,gps,beds\nA,Trạm,\"21.716 105.014 0 0\",1234.5\n"},
    {"", "lonlat=gps", "id,name,gps,beds\nA,Trạm,\"21.716, 105.014\",1234.5\n"},
    {"", "lonlat=gps", "id;name;gps;beds\nA;Trạm;21,716 105,014;1234,5\n"},
    {"", "lonlat=gps", "id,name,gps,beds\nA,Trạm,\"105.014,21.716\",1234.5\n"},
    {"", "lonlat=gps", "id,name,gps,beds\nA,Trạm,POINT (105.014 21.716),1234.5\n"},
    {"", "lonlat=gps", "id,name,gps,beds\nA,Trạm,\"21°42'57.6\"\"N 105°0'50.4\"\"E\",1234.5\n"},
};

START_TEST(a_table_is_read_as_its_office_wrote_it)
{
    write_text(folder, "f.csv", tables[_i].text);
    set_clinics(tables[_i].decimal, tables[_i].place, "");
    imported(VP_FINDING_NOTE, "");
    expect_place_a();
}
END_TEST

/* UTF-16 of text, little- or big-endian, with or without the mark. */
static void write_utf16(const char *name, const char *text, bool big, bool mark)
{
    char bytes[2000];
    size_t length = 0;
    for (const unsigned char *at = (const unsigned char *)text; *at || mark;) {
        unsigned point = 0xFEFF;
        if (!mark && *at < 0x80)
            point = *at++;
        else if (!mark)
            point = (at[0] & 0x0Fu) << 12 | (at[1] & 0x3Fu) << 6 | (at[2] & 0x3Fu), at += 3;
        mark = false;
        bytes[length + big] = (char)(point & 0xFF);
        bytes[length + !big] = (char)(point >> 8);
        length += 2;
    }
    write_bytes(name, bytes, length);
}

START_TEST(unicode_text_of_a_spreadsheet_is_read)
{
    write_utf16("f.csv", "id\tname\tlon\tlat\tbeds\r\nA\tTrạm\t105,014\t21,716\t1234,5\r\n", _i & 1, _i & 2);
    set_clinics("", "lon=lon;lat=lat", "");
    imported(VP_FINDING_NOTE, "");
    expect_place_a();
    ck_assert_str_eq(ask_text("SELECT name FROM facility"), "Trạm");
}
END_TEST

START_TEST(rows_are_counted_from_the_first_line_of_the_file)
{
    write_text(folder, "f.csv", "sep=;\nid;name;lon;lat;beds\nA;Trạm;105,014;21,716;5\nB;Trạm;x;21,716;5\n");
    set_clinics("", "lon=lon;lat=lat", "");
    ck_assert_uint_eq(imported(VP_FINDING_WARNING, "f.csv: row 4 lon \"x\""), 1);
}
END_TEST

static const struct {
    const char *filter;
    int kept; /* -1: refused */
} filters[] = {
    {"beds > 0", 2},
    {"beds > 9", 1},
    {"beds > 9 AND kind = '3'", 1},
    {"kind = '3'", 2},
    {"beds >= 5 AND code = '007'", 1},
    {"name LIKE 'Tr%'", 3},
    {"beds IS NULL", 1},
    {"FID = 1", 1},
    {"beds > ", -1},
    {"beds + 1 > 11", 1},
    {"nothing > 0", -1},
};

START_TEST(a_filter_compares_numbers_of_a_csv)
{
    write_text(folder, "f.csv",
               "id,name,lon,lat,beds,kind,code\nA,Trạm,105.014,21.716,\"10,5\",3,007\nB,Trạm B,105.02,21.72,5,3,008\n"
               "C,Trạm C,105.03,21.72,,2,009\n");
    set_clinics("", "lon=lon;lat=lat", filters[_i].filter);
    if (filters[_i].kept < 0) {
        refused("the filter is not a condition on this layer");
        return;
    }
    imported(VP_FINDING_NOTE, "");
    ck_assert_double_eq(ask(folder, "SELECT count(*) FROM facility"), filters[_i].kept);
}
END_TEST

static const struct {
    const char *decimal, *text;
    vp_severity severity;
    const char *said; /* NULL: nothing is in doubt */
    double first;     /* population of 00001; not asked when it is an error */
} doubts[] = {
    {"", "code;population\n00001;1.234\n00002;900\n00003;12.345\n", VP_FINDING_ERROR, "may be 1.234 or 1234", 0},
    {"", "code,population\n00001,\"1,234\"\n00002,900\n", VP_FINDING_ERROR, "may be 1.234 or 1234", 0},
    {"", "code;population\n00001;1.234\n00002;1.234.567\n", VP_FINDING_ERROR, "may be 1.234 or 1234", 0},
    {"", "code;population\n00001;1.234\n00002;0,5\n", VP_FINDING_ERROR, "may be 1.234 or 1234", 0},
    {"", "code;population\n00001;1.234\n00002;2.345\n", VP_FINDING_WARNING, "were read as fractions", 1.234},
    {"", "code;population\n00001;1.234\n00002;0.5\n00003;7\n", VP_FINDING_NOTE, NULL, 1.234},
    {"", "code;population\n00001;1,234\n00002;0,5\n", VP_FINDING_NOTE, NULL, 1.234},
    {"comma", "code;population\n00001;1.234\n00002;900\n00003;12.345\n", VP_FINDING_NOTE, NULL, 1234},
    {"point", "code;population\n00001;1.234\n00002;900\n", VP_FINDING_NOTE, NULL, 1.234},
    {"point", "code,population\n00001,\"1,234\"\n00002,900\n", VP_FINDING_NOTE, NULL, 1234},
    {"", "code;population\n00001;1 234\n00002;900\n", VP_FINDING_NOTE, NULL, 1234},
};

START_TEST(thousands_are_told_or_declared)
{
    char row[200];
    write_text(folder, "r.csv", doubts[_i].text);
    snprintf(row, sizeof row, "records,r.csv,,2025,,,%s,,\n", doubts[_i].decimal);
    set_sources(UNITS_CSV, row);
    if (doubts[_i].severity == VP_FINDING_ERROR) {
        refused(doubts[_i].said);
        return;
    }
    size_t told = imported(VP_FINDING_WARNING, "thousands");
    ck_assert_uint_eq(told, doubts[_i].said != NULL);
    ck_assert_double_eq(ask(folder, "SELECT number FROM record WHERE code = '00001'"), doubts[_i].first);
}
END_TEST

static void write_xlsx(bool two_filled)
{
    char *path = path_in(folder, "f.xlsx");
    GDALAllRegister();
    GDALDatasetH set = GDALCreate(GDALGetDriverByName("XLSX"), path, 0, 0, 0, GDT_Unknown, NULL);
    static const struct {
        const char *name;
        OGRFieldType type;
    } columns[] = {{"id", OFTString}, {"name", OFTString}, {"lon", OFTReal}, {"lat", OFTReal}, {"beds", OFTReal}};
    for (int s = 0; s < 1 + two_filled; s++) {
        OGRLayerH sheet = GDALDatasetCreateLayer(set, s ? "Cũ" : "Trạm y tế", NULL, wkbNone, NULL);
        for (size_t i = 0; i < 5; i++) {
            OGRFieldDefnH field = OGR_Fld_Create(columns[i].name, columns[i].type);
            ck_assert_int_eq(OGR_L_CreateField(sheet, field, 0), OGRERR_NONE);
            OGR_Fld_Destroy(field);
        }
        OGRFeatureH feature = OGR_F_Create(OGR_L_GetLayerDefn(sheet));
        OGR_F_SetFieldString(feature, 0, s ? "B" : "A");
        OGR_F_SetFieldString(feature, 1, "Trạm");
        OGR_F_SetFieldDouble(feature, 2, 105.014);
        OGR_F_SetFieldDouble(feature, 3, 21.716);
        OGR_F_SetFieldDouble(feature, 4, 1234.5);
        ck_assert_int_eq(OGR_L_CreateFeature(sheet, feature), OGRERR_NONE);
        OGR_F_Destroy(feature);
    }
    GDALClose(set);
    free(path);
}

#define XLSX "facilities,f.xlsx,%s,2025,,,,id=id;name=name;lon=lon;lat=lat;beds=beds;service:=school,%s\n"

static void set_xlsx(const char *layer, const char *filter)
{
    char row[300];
    snprintf(row, sizeof row, XLSX, layer, filter);
    set_sources(UNITS_CSV, row);
}

START_TEST(a_spreadsheet_is_a_source)
{
    write_xlsx(false);
    set_xlsx("", "beds > 1000");
    imported(VP_FINDING_NOTE, "");
    expect_place_a();
    ck_assert_str_eq(ask_text("SELECT name FROM facility"), "Trạm");
}
END_TEST

START_TEST(one_sheet_of_several_is_named)
{
    write_xlsx(true);
    set_xlsx("", "");
    refused("has 2 layers; name one in the column layer: Trạm y tế, Cũ");
    set_xlsx("Trạm y tế", "");
    imported(VP_FINDING_NOTE, "");
    expect_place_a();
    write_text(folder, "f.xlsx", "id;name\n");
    set_xlsx("", "");
    refused("does not begin as a .xlsx file does");
}
END_TEST

/* ------------------------------------------------------------ places and units */

START_TEST(a_place_without_a_coordinate_is_told_how)
{
    write_text(folder, "f.csv", "id,name,gps,beds\nA,Trạm,21.716 105.014 0 0,10\nB,Trạm,21.716,10\n");
    set_clinics("", "lonlat=gps", "");
    ck_assert_uint_eq(imported(VP_FINDING_WARNING, "two coordinates are needed here"), 1);
    write_text(folder, "f.csv", "id,name,lon,lat,beds\nA,Trạm,105.014,21.716,1\nB,Trạm,21°42'N,105°0'E,10\n");
    set_clinics("", "lon=lon;lat=lat", "");
    ck_assert_uint_eq(imported(VP_FINDING_WARNING, "it is a latitude; longitude and latitude look swapped"), 1);
}
END_TEST

START_TEST(a_source_that_loses_all_its_rows_is_an_error)
{
    write_text(folder, "f.csv", "id,name,lon,lat,beds\nA,Trạm,x,21.716,10\nB,Trạm,y,21.739,5\n");
    set_clinics("", "lon=lon;lat=lat", "");
    refused("none of its 2 rows could be taken; the first: row 2, lon:");
    write_text(folder, "r.csv", "code,population\n99991,5\n99992,6\n");
    set_sources(UNITS_CSV, "records,r.csv,,2025,,,,,\n");
    refused("none of its 2 rows could be taken; the first: row 2, code:");
}
END_TEST

#define IN_SQUARE "x BETWEEN 501000 AND 501300 AND y BETWEEN 2401000 AND 2401300 AND "
static const struct {
    const char *wkt, *inside; /* condition on x and y of the point */
} grounds[] = {
    {"POLYGON((501000 2401000,501200 2401000,501200 2401200,501000 2401200,501000 2401000))",
     "x = 501100 AND y = 2401100"},
    {"MULTIPOLYGON(((501000 2401000,501200 2401000,501200 2401200,501000 2401200,501000 2401000)))",
     "x = 501100 AND y = 2401100"},
    /* a yard in the middle, a horseshoe, a bow-tie: none has its centroid inside */
    {"POLYGON((501000 2401000,501300 2401000,501300 2401300,501000 2401300,501000 2401000),(501050 2401050,501050 "
     "2401250,501250 2401250,501250 2401050,501050 2401050))",
     IN_SQUARE "NOT (x > 501050 AND x < 501250 AND y > 2401050 AND y < 2401250)"},
    {"POLYGON((501000 2401000,501300 2401000,501300 2401300,501250 2401300,501250 2401050,501050 2401050,501050 "
     "2401300,501000 2401300,501000 2401000))",
     IN_SQUARE "NOT (x > 501050 AND x < 501250 AND y > 2401050)"},
    {"POLYGON((501000 2401000,501200 2401200,501200 2401000,501000 2401200,501000 2401000))",
     IN_SQUARE "abs(x - 501100) >= abs(y - 2401100)"},
};

START_TEST(an_area_becomes_a_point_inside)
{
    char text[900], sql[900];
    snprintf(text, sizeof text, "id,name,WKT\nA,Bệnh viện,\"%s\"\nB,Trạm,POINT(502000 2402000)\n", grounds[_i].wkt);
    write_text(folder, "f.csv", text);
    set_sources(UNITS_CSV, "facilities,f.csv,,2025,EPSG:32648,,,service:=school,\n");
    ck_assert_uint_eq(imported(VP_FINDING_NOTE, "1 places are areas in the source"), 1);
    ck_assert_double_eq(ask(folder, "SELECT count(*) FROM facility"), 2);
    snprintf(sql, sizeof sql,
             "SELECT count(*) FROM (SELECT ST_X(geom) x, ST_Y(geom) y FROM facility WHERE code = 'A') WHERE %s",
             grounds[_i].inside);
    ck_assert_double_eq(ask(folder, sql), 1);
}
END_TEST

#define SQUARE(w, s, e, n) "\"POLYGON((" #w " " #s "," #e " " #s "," #e " " #n "," #w " " #n "," #w " " #s "))\"\n"

START_TEST(a_unit_in_pieces_is_joined_when_asked)
{
    append_text(folder, "units.csv",
                "00005,Đảo," SQUARE(506000, 2400000, 507000, 2401000) "00005,đảo," SQUARE(
                    508000, 2400000, 509000, 2402000) "00005,Đảo," SQUARE(506500, 2400000, 507500, 2401000));
    refused("rows 6 and 7 are both the unit of this code; repair = yes");
    append_text(folder, "province.csv", "repair,yes\n");
    expect_finding(folder, false, VP_FINDING_WARNING,
                   "rows 6 and 7 are one unit: joined by its code, 1.000000 km² and 2.000000 km² make 3.000000 km²");
    ck_assert_double_eq(ask(folder, "SELECT count(*) FROM unit WHERE code = '00005'"), 1);
    ck_assert_double_eq_tol(ask(folder, "SELECT ST_Area(geom) FROM unit WHERE code = '00005'"), 3.5e6, 1e-3);
    ck_assert_double_eq(ask(folder, "SELECT count(*) FROM unit WHERE code = '00005' AND rowid IN (SELECT rowid FROM "
                                    "SpatialIndex WHERE f_table_name = 'unit' AND search_frame = BuildMbr(508400, "
                                    "2401500, 508500, 2401600, 32648))"),
                        1);
    append_text(folder, "units.csv", "00005,Khác," SQUARE(508000, 2403000, 509000, 2404000));
    refused("are both the unit of this code, under two names");
}
END_TEST

static const struct {
    const char *rows, *said;
    vp_severity severity;
} twins[] = {
    {"A,Trạm A,105.014,21.716,10\nA2,Trạm  a,105.014,21.716,10\n", "lie 0 m apart", VP_FINDING_WARNING},
    {"A,Trạm A,105.014,21.716,10\nA2,Trạm A,105.015,21.716,10\n", "lie 103 m apart", VP_FINDING_WARNING},
    {"A,Trạm A,105.014,21.716,10\nA2,TYT xã,105.014,21.716,10\n", "stand on one spot", VP_FINDING_NOTE},
    {"A,Trạm A,105.014,21.716,10\nA2,Trạm A,105.024,21.716,10\n", NULL, VP_FINDING_WARNING},
    {"A,Trạm A,105.014,21.716,10\nA2,Trạm B,105.015,21.716,10\n", NULL, VP_FINDING_WARNING},
};

START_TEST(one_place_under_two_ids_is_told)
{
    char text[300];
    snprintf(text, sizeof text, "id,name,lon,lat,beds\n%s", twins[_i].rows);
    write_text(folder, "f.csv", text);
    set_clinics("", "lon=lon;lat=lat", "");
    if (twins[_i].said)
        ck_assert_uint_eq(imported(twins[_i].severity, twins[_i].said), 1);
    else
        ck_assert_uint_eq(imported(VP_FINDING_WARNING, "duplicate"), 0);
}
END_TEST

static const struct {
    const char *name, *text;
} empty[] = {
    {"r.geojson", "{\"type\":\"FeatureCollection\",\"features\":[]}"},
    {"r.geojson", "{\"type\":\"FeatureCollection\",\"name\":\"r\",\"features\":[ ]}"},
    {"r.csv", "class,WKT\n"},
};

START_TEST(an_empty_layer_is_none_and_told)
{
    char row[100];
    write_text(folder, empty[_i].name, empty[_i].text);
    snprintf(row, sizeof row, "roads,%s,,,EPSG:32648,,,class=class,\n", empty[_i].name);
    set_sources(UNITS_CSV, row);
    ck_assert_uint_eq(imported(VP_FINDING_WARNING, "the layer has no row: no roads from it"), 1);
    ck_assert_double_eq(ask(folder, "SELECT count(*) FROM road"), 0);
}
END_TEST

/* ------------------------------------------------------------ everything at once */

/* Findings of one check, all of which must be there. */
static void expect_all(const char *const said[])
{
    vp_findings findings = {0};
    vp_error err = {0};
    ck_assert(!import_province(folder, &findings, &err));
    for (size_t i = 0; said[i]; i++) {
        if (!count_findings(&findings, VP_FINDING_ERROR, said[i])) print_findings(&findings);
        ck_assert_msg(count_findings(&findings, VP_FINDING_ERROR, said[i]), "no error says \"%s\"", said[i]);
    }
    vp_findings_clear(&findings);
}

#define BAD_SOURCES                                                                                                    \
    "facilities,f.csv,,2025,EPSG:4326,,,lon=lon;lat=lat;service:=school,\nrecords,r.csv,,2025,,,,,\n"                  \
    "roads,r.geojson,,,,,,,\nelevation,dem.tif,,,EPSG:99999,,,,\n"

static void write_bad_sources(void)
{
    write_text(folder, "f.csv", "id,lon,lat\nA,x,21.7\n");
    write_text(folder, "r.csv", "code;population\n00001;1.234\n00002;900\n");
    write_text(folder, "r.geojson", "not json");
    write_raster(folder, "dem.tif", 0, (double[]){500000, 100, 0, 2406000, 0, -100}, 2, 2, (float[]){1, 2, 3, 4}, NAN);
}

START_TEST(no_finding_hides_behind_units_without_geometry)
{
    write_bad_sources();
    write_text(folder, "units.csv", "code,name\n00001,A\n");
    set_sources("units,units.csv,,2025,,,,level:=commune,", BAD_SOURCES);
    expect_all((const char *[]){"the layer has no geometry", "no unit of this level",
                                "none of its 1 rows could be taken", "cannot be read as GeoJSON", "EPSG:99999", NULL});
}
END_TEST

START_TEST(no_finding_hides_behind_the_tables_or_the_system)
{
    write_bad_sources();
    append_text(folder, "province.csv", "margin_metres,far\n");
    append_text(folder, "services.csv", "school,Hai,Two,,nonsense,,,,,,,\n");
    append_text(folder, "groups.csv", "half,Nửa,Half,population >,\n");
    set_sources(UNITS_CSV, BAD_SOURCES "units,../x.csv,,2025,,,,,\nnothing,y.csv,,2025,,,,,\n");
    expect_all((const char *[]){"not a number", "nonsense", "../x.csv", "nothing", "population >",
                                "none of its 1 rows could be taken", "may be 1.234 or 1234",
                                "cannot be read as GeoJSON", "EPSG:99999", NULL});
}
END_TEST

START_TEST(a_check_sees_what_only_the_whole_dataset_shows)
{
    vp_findings findings = {0};
    vp_error err = {0};
    write_text(folder, "r.csv", "code,population,children\n00001,900,50\n00002,900,1000\n00003,900,5\n00004,900,5\n");
    set_sources(UNITS_CSV, "records,r.csv,,2025,,,,,\n");
    append_text(folder, "groups.csv", "young,Trẻ,Young,,children/population\n");
    vp_province *province = vp_province_read(folder, NULL, &findings, &err);
    ck_assert_ptr_nonnull(province);
    ck_assert(vp_import_check(province, &findings, &err));
    if (!count_findings(&findings, VP_FINDING_ERROR,
                        "group young: children/population must be a share from 0 to 1, and is not in 1 units, 00002 of "
                        "2025 first, where it is 1.11"))
        print_findings(&findings);
    ck_assert_uint_eq(count_findings(&findings, VP_FINDING_ERROR,
                                     "group young: children/population must be a share from 0 to 1, and is not in 1 "
                                     "units, 00002 of 2025 first, where it is 1.11"),
                      1);
    vp_province_free(province);
    vp_findings_clear(&findings);
}
END_TEST

#define LOOP(test, table) tcase_add_loop_test(tests, test, 0, sizeof(table) / sizeof *(table))

int main(void)
{
    Suite *suite = suite_create("sent files");
    TCase *tests = tcase_create("sent files");
    tcase_add_checked_fixture(tests, make, drop);
    LOOP(names_of_a_shapefile_are_whole_in_every_code_page, pages);
    tcase_add_test(tests, utf8_under_a_latin_page_is_told);
    tcase_add_test(tests, column_names_have_the_code_page_too);
    tcase_add_test(tests, a_filter_finds_letters_of_a_code_page);
    tcase_add_test(tests, an_unknown_page_is_named);
    tcase_add_test(tests, bytes_of_no_stated_page_are_told);
    tcase_add_test(tests, text_converted_twice_is_told_and_read_when_declared);
    tcase_add_test(tests, text_in_a_vni_font_is_told);
    LOOP(an_unknown_datum_is_told, vague);
    LOOP(a_zip_is_read_whatever_folder_it_holds, zips);
    tcase_add_test(tests, one_of_several_in_a_zip_is_chosen_by_layer);
    tcase_add_test(tests, other_texts_in_a_zip_are_read);
    tcase_add_test(tests, a_cut_shapefile_in_a_zip_is_noticed);
    LOOP(a_table_is_read_as_its_office_wrote_it, tables);
    tcase_add_loop_test(tests, unicode_text_of_a_spreadsheet_is_read, 0, 4);
    tcase_add_test(tests, rows_are_counted_from_the_first_line_of_the_file);
    LOOP(a_filter_compares_numbers_of_a_csv, filters);
    LOOP(thousands_are_told_or_declared, doubts);
    tcase_add_test(tests, a_spreadsheet_is_a_source);
    tcase_add_test(tests, one_sheet_of_several_is_named);
    tcase_add_test(tests, a_place_without_a_coordinate_is_told_how);
    tcase_add_test(tests, a_source_that_loses_all_its_rows_is_an_error);
    LOOP(an_area_becomes_a_point_inside, grounds);
    tcase_add_test(tests, a_unit_in_pieces_is_joined_when_asked);
    LOOP(one_place_under_two_ids_is_told, twins);
    LOOP(an_empty_layer_is_none_and_told, empty);
    tcase_add_test(tests, no_finding_hides_behind_units_without_geometry);
    tcase_add_test(tests, no_finding_hides_behind_the_tables_or_the_system);
    tcase_add_test(tests, a_check_sees_what_only_the_whole_dataset_shows);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
