/* Sources as hostile or broken files: what the confined reader refuses, and that its parent goes on. */
#include "store/sandbox/format.h"
#include "store/sandbox/source.h"
#include "store/support_pbf.h"
#include "store/support_province.h"
#include <cpl_conv.h>
#include <gdal.h>
#include <math.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *directory;
static vp_findings findings;
static void make(void) { directory = temporary_directory(); }
static void drop(void)
{
    remove_directory(directory);
    vp_findings_clear(&findings);
}

/* Reads a vector or raster to its end; the sentence of the failure, or "" and the number of features. */
static const char *read_all(const char *name, const char *layer, size_t *features)
{
    static vp_error err;
    err = (vp_error){0};
    *features = 0;
    char *path = path_in(directory, name);
    vp_source_request request = {path, name, layer, "", "", "", {0}, NULL};
    if (vp_source_format_of(name)->raster) {
        vp_raster_header header;
        bool ok = vp_source_raster_header(&request, &header, &findings, &err);
        double *cells = ok ? vp_source_raster_cells(&request, (vp_raster_window){0, 0, header.columns, header.rows},
                                                    &findings, &err)
                           : NULL;
        free(cells);
        vp_raster_header_clear(&header);
    } else {
        vp_source *source = vp_source_open(&request, &findings, &err);
        vp_source_feature feature;
        bool more = source != NULL;
        while (more && vp_source_next(source, &feature, &more, &err)) *features += more;
        vp_source_close(source);
    }
    free(path);
    return err.message;
}

static void refused(const char *name, const char *layer, const char *said)
{
    size_t features;
    const char *sentence = read_all(name, layer, &features);
    ck_assert_msg(strstr(sentence, said) != NULL, "%s: \"%s\"", name, sentence);
    ck_assert_msg(strncmp(sentence, name, strlen(name)) == 0, "names the file: %s", sentence);
}

/* ------------------------------------------------------------ disguises */

static const char *const disguises[] = {"x.geojson", "x.json", "x.csv", "x.shp", "x.tif",
                                        "x.kml",     "x.gpkg", "x.fgb", "x.hgt"};

START_TEST(a_vrt_in_disguise_is_refused)
{
    char vrt[800];
    write_text(directory, "secret.csv", "a,b\nsecret,1\n");
    snprintf(vrt, sizeof vrt,
             "%s<OGRVRTDataSource><OGRVRTLayer "
             "name=\"x\"><SrcDataSource>%s/secret.csv</SrcDataSource><SrcLayer>secret</SrcLayer>"
             "</OGRVRTLayer></OGRVRTDataSource>",
             _i % 2 ? "\xEF\xBB\xBF \n" : "", directory);
    write_text(directory, disguises[_i], vrt);
    refused(disguises[_i], "", "GDAL VRT");
    write_text(directory, disguises[_i], "<VRTDataset rasterXSize=\"1\" rasterYSize=\"1\"></VRTDataset>");
    refused(disguises[_i], "", "GDAL VRT");
}
END_TEST

START_TEST(a_file_of_another_kind_is_refused)
{
    write_text(directory, "x.tif", "code,name\n1,a\n");
    refused("x.tif", "", "none of the rasters that are read");
    write_text(directory, "x.geojson", "code,name\n1,a\n");
    refused("x.geojson", "", "cannot be read as GeoJSON");
    write_text(directory, "x.gpkg", "code,name\n1,a\n");
    refused("x.gpkg", "", "does not begin as");
    write_text(directory, "x.csv", "");
    refused("x.csv", "", "empty");
    write_text(directory, "x.json", "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",");
    refused("x.json", "", "cannot be read as GeoJSON");
}
END_TEST

START_TEST(deep_json_and_billion_laughs_do_no_harm)
{
    char *deep = malloc(300001);
    ck_assert_ptr_nonnull(deep);
    memset(deep, '[', 300000);
    deep[300000] = '\0';
    write_text(directory, "deep.geojson", "{\"type\":\"FeatureCollection\",\"features\":");
    append_text(directory, "deep.geojson", deep);
    free(deep);
    size_t features;
    ck_assert_str_ne(read_all("deep.geojson", "", &features), "");
    write_text(
        directory, "laugh.kml",
        "<?xml version=\"1.0\"?><!DOCTYPE kml [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">"
        "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;\">"
        "<!ENTITY e \"&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;\"><!ENTITY f \"&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;\">"
        "<!ENTITY g \"&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;\"><!ENTITY h \"&g;&g;&g;&g;&g;&g;&g;&g;&g;&g;\">]>"
        "<kml "
        "xmlns=\"http://www.opengis.net/kml/2.2\"><Document><Placemark><name>&h;</name></Placemark></Document></kml>");
    read_all("laugh.kml", "", &features); /* ends, with a sentence or with nothing to read */
    ck_assert_uint_eq(features, 0);
}
END_TEST

/* ------------------------------------------------------------ shapefiles */

enum { SHAPES = 200 };

static void write_shapefile(void)
{
    char *path = path_in(directory, "p.shp");
    GDALAllRegister();
    GDALDatasetH set = GDALCreate(GDALGetDriverByName("ESRI Shapefile"), path, 0, 0, 0, GDT_Unknown, NULL);
    ck_assert_ptr_nonnull(set);
    OGRLayerH layer = GDALDatasetCreateLayer(set, "p", NULL, wkbPoint, NULL);
    OGRFieldDefnH name = OGR_Fld_Create("name", OFTString);
    ck_assert_int_eq(OGR_L_CreateField(layer, name, 0), OGRERR_NONE);
    OGR_Fld_Destroy(name);
    for (int i = 0; i < SHAPES; i++) {
        OGRFeatureH feature = OGR_F_Create(OGR_L_GetLayerDefn(layer));
        OGRGeometryH point = OGR_G_CreateGeometry(wkbPoint);
        OGR_G_SetPoint_2D(point, 0, 105 + i * 0.001, 21.7);
        OGR_F_SetGeometryDirectly(feature, point);
        OGR_F_SetFieldString(feature, 0, "Hòa");
        ck_assert_int_eq(OGR_L_CreateFeature(layer, feature), OGRERR_NONE);
        OGR_F_Destroy(feature);
    }
    GDALClose(set);
    free(path);
}

static void cut(const char *name, double part)
{
    char *path = path_in(directory, name);
    FILE *file = fopen(path, "rb");
    ck_assert_ptr_nonnull(file);
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    fclose(file);
    ck_assert_int_eq(truncate(path, (off_t)((double)size * part)), 0);
    free(path);
}

START_TEST(a_whole_shapefile_is_read)
{
    size_t features;
    write_shapefile();
    ck_assert_str_eq(read_all("p.shp", "", &features), "");
    ck_assert_uint_eq(features, SHAPES);
    ck_assert_uint_eq(findings.count, 0);
}
END_TEST

static const struct {
    const char *name;
    double part;
    const char *said;
} cuts[] = {
    {"p.shp", 0.5, "declares 200 shapes, has 98"},  {"p.dbf", 0.5, "declares 200 rows, has 99"},
    {"p.shx", 0.5, "declares 200 records, has 93"}, {"p.shx", 0.02, "heading is not whole"},
    {"p.dbf", 0.0, "heading is not whole"},         {"p.shp", 0.0005, "does not begin"},
};

START_TEST(a_cut_shapefile_says_how_much_is_left)
{
    write_shapefile();
    cut(cuts[_i].name, cuts[_i].part);
    refused("p.shp", "", cuts[_i].said);
}
END_TEST

START_TEST(a_missing_part_of_a_shapefile_is_named)
{
    const char *part = _i ? "p.dbf" : "p.shx";
    write_shapefile();
    char *path = path_in(directory, part);
    ck_assert_int_eq(remove(path), 0);
    free(path);
    refused("p.shp", "", _i ? "(.dbf) are missing" : "(.shx) is missing");
}
END_TEST

/* ------------------------------------------------------------ databases and rasters */

static void run_sql(const char *name, const char *sql)
{
    char *path = path_in(directory, name);
    sqlite3 *handle;
    ck_assert_int_eq(sqlite3_open(path, &handle), SQLITE_OK);
    char *said = NULL;
    ck_assert_msg(sqlite3_exec(handle, sql, NULL, NULL, &said) == SQLITE_OK, "%s", said);
    sqlite3_close(handle);
    free(path);
}

static void write_geopackage(void)
{
    char *path = path_in(directory, "g.gpkg");
    GDALAllRegister();
    GDALDatasetH set = GDALCreate(GDALGetDriverByName("GPKG"), path, 0, 0, 0, GDT_Unknown, NULL);
    OGRSpatialReferenceH crs = OSRNewSpatialReference(NULL);
    OSRImportFromEPSG(crs, 32648);
    OGRLayerH layer = GDALDatasetCreateLayer(set, "places", crs, wkbPoint, NULL);
    OGRFieldDefnH code = OGR_Fld_Create("code", OFTString);
    OGR_L_CreateField(layer, code, 0);
    OGR_Fld_Destroy(code);
    for (int i = 0; i < 500; i++) {
        OGRFeatureH feature = OGR_F_Create(OGR_L_GetLayerDefn(layer));
        OGRGeometryH point = OGR_G_CreateGeometry(wkbPoint);
        OGR_G_SetPoint_2D(point, 0, 500000 + i, 2400000);
        OGR_F_SetGeometryDirectly(feature, point);
        OGR_F_SetFieldString(feature, 0, "x");
        ck_assert_int_eq(OGR_L_CreateFeature(layer, feature), OGRERR_NONE);
        OGR_F_Destroy(feature);
    }
    GDALClose(set);
    OSRDestroySpatialReference(crs);
    free(path);
}

START_TEST(a_view_is_no_layer)
{
    write_geopackage();
    run_sql("g.gpkg", "CREATE VIEW trap AS SELECT fid, geom, readfile('/etc/passwd') AS code FROM places;"
                      "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ('trap', "
                      "'features', 'trap', 32648);"
                      "INSERT INTO gpkg_geometry_columns VALUES ('trap', 'geom', 'POINT', 32648, 0, 0)");
    refused("g.gpkg", "trap", "is a view");
    size_t features;
    ck_assert_str_eq(read_all("g.gpkg", "places", &features), "");
    ck_assert_uint_eq(features, 500);
    refused("g.gpkg", "", "name one in the column layer");
    refused("g.gpkg", "nothing", "there is no layer nothing; there are: places");
}
END_TEST

/* A trigger would fire on a write; the reader never writes. */
START_TEST(a_hostile_trigger_never_fires)
{
    write_geopackage();
    run_sql("g.gpkg", "CREATE TABLE marks (n); CREATE TRIGGER trap BEFORE UPDATE ON gpkg_contents BEGIN INSERT INTO "
                      "marks VALUES (1); END;"
                      "CREATE TRIGGER trap2 AFTER INSERT ON places BEGIN DELETE FROM places; END");
    size_t features;
    ck_assert_str_eq(read_all("g.gpkg", "places", &features), "");
    ck_assert_uint_eq(features, 500);
    sqlite3 *handle;
    char *path = path_in(directory, "g.gpkg");
    sqlite3_stmt *query;
    ck_assert_int_eq(sqlite3_open(path, &handle), SQLITE_OK);
    ck_assert_int_eq(sqlite3_prepare_v2(handle, "SELECT count(*) FROM marks", -1, &query, NULL), SQLITE_OK);
    ck_assert_int_eq(sqlite3_step(query), SQLITE_ROW);
    ck_assert_int_eq(sqlite3_column_int(query, 0), 0);
    sqlite3_finalize(query);
    sqlite3_close(handle);
    free(path);
}
END_TEST

static uint32_t big_endian(const unsigned char *b)
{
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static void add_words(uint32_t sums[2], unsigned char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i += 8) {
        sums[0] += big_endian(bytes + i) + sums[1];
        sums[1] += big_endian(bytes + i + 4) + sums[0];
    }
}

static void put_sums(const uint32_t sums[2], unsigned char *at)
{
    for (size_t i = 0; i < 8; i++) at[i] = (unsigned char)(sums[i / 4] >> (24 - i % 4 * 8));
}

/* The -wal as a machine of the other byte order sums it: sqlite.org/walformat.html. */
static void turn_sums(const char *path)
{
    static unsigned char bytes[1 << 20];
    uint32_t sums[2] = {0};
    FILE *file = fopen(path, "r+b");
    ck_assert_ptr_nonnull(file);
    size_t length = fread(bytes, 1, sizeof bytes, file), page = big_endian(bytes + 8);
    ck_assert(length > 32 && length < sizeof bytes);
    bytes[3] ^= 1;
    add_words(sums, bytes, 24);
    put_sums(sums, bytes + 24);
    for (unsigned char *entry = bytes + 32; entry < bytes + length; entry += 24 + page) {
        add_words(sums, entry, 8);
        add_words(sums, entry + 24, page);
        put_sums(sums, entry + 16);
    }
    rewind(file);
    ck_assert_uint_eq(fwrite(bytes, 1, length, file), length);
    fclose(file);
}

/* A row fewer, which only the -wal knows of; SQLite has it open still. */
START_TEST(what_a_wal_holds_is_read)
{
    size_t before, after;
    sqlite3 *handle = NULL;
    write_geopackage();
    char *path = path_in(directory, "g.gpkg");
    ck_assert_str_eq(read_all("g.gpkg", "places", &before), "");
    ck_assert_int_eq(sqlite3_open(path, &handle), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(handle, "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0", NULL, NULL, NULL),
                     SQLITE_OK);
    ck_assert_str_eq(read_all("g.gpkg", "places", &after), ""); /* in this mode, and nothing in the -wal yet */
    ck_assert_uint_eq(after, before);
    ck_assert_int_eq(sqlite3_exec(handle, "DELETE FROM places WHERE fid = 1", NULL, NULL, NULL), SQLITE_OK);
    ck_assert_str_eq(read_all("g.gpkg", "places", &after), "");
    ck_assert_uint_eq(after, before - 1);
    char *ahead = path_in(directory, "g.gpkg-wal");
    turn_sums(ahead);
    ck_assert_str_eq(read_all("g.gpkg", "places", &after), "");
    ck_assert_uint_eq(after, before - 1);
    turn_sums(ahead); /* the words of it stay big-endian: nothing of it is summed any more, so nothing counts */
    ck_assert_str_eq(read_all("g.gpkg", "places", &after), "");
    ck_assert_uint_eq(after, before);
    free(ahead);
    sqlite3_close(handle);
    ck_assert_str_eq(read_all("g.gpkg", "places", &after), "");
    ck_assert_uint_eq(after, before - 1);
    free(path);
}
END_TEST

START_TEST(a_damaged_database_is_refused)
{
    write_geopackage();
    cut("g.gpkg", 0.6);
    refused("g.gpkg", "places", "damaged");
    write_text(directory, "s.gpkg", "SQLite format 3");
    refused("s.gpkg", "places", "s.gpkg: ");
}
END_TEST

START_TEST(a_cut_raster_is_refused)
{
    float *cells = calloc(300 * 300, sizeof *cells);
    ck_assert_ptr_nonnull(cells);
    write_raster(directory, "r.tif", (raster_place){32648, (double[]){500000, 100, 0, 2406000, 0, -100}, 300, 300},
                 cells, NAN);
    free(cells);
    size_t features;
    ck_assert_str_eq(read_all("r.tif", "", &features), "");
    cut("r.tif", 0.5);
    refused("r.tif", "", "r.tif: ");
}
END_TEST

START_TEST(a_window_beyond_the_cap_is_refused)
{
    vp_error err = {0};
    vp_source_request request = {"/nowhere.tif", "nowhere.tif", "", "", "", "", {0}, NULL};
    ck_assert_ptr_null(vp_source_raster_cells(&request, (vp_raster_window){0, 0, 100000, 100000}, &findings, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "at most"));
}
END_TEST

START_TEST(a_filter_that_is_none_is_refused)
{
    write_text(directory, "x.csv", "code,name\n1,a\n2,b\n");
    char *path = path_in(directory, "x.csv");
    vp_error err = {0};
    vp_source_request request = {path, "x.csv", "", "nothing = = 1", "", "", {0}, NULL};
    ck_assert_ptr_null(vp_source_open(&request, &findings, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "the filter is not a condition"));
    request.filter = "name = 'b'";
    vp_source *source = vp_source_open(&request, &findings, &err);
    ck_assert_msg(source != NULL, "%s", err.message);
    vp_source_feature feature;
    bool more;
    ck_assert(vp_source_next(source, &feature, &more, &err) && more);
    ck_assert_str_eq(feature.values[0], "2");
    ck_assert_int_eq(feature.row, 3); /* the line of the file */
    ck_assert(vp_source_next(source, &feature, &more, &err) && !more);
    vp_source_close(source);
    free(path);
}
END_TEST

/* ------------------------------------------------------------ every format */

static const struct {
    const char *name, *driver;
} written[] = {{"f.geojson", "GeoJSON"},
               {"f.fgb", "FlatGeobuf"},
               {"f.kml", "KML"},
               {"f.gpkg", "GPKG"},
               {"f.shp", "ESRI Shapefile"}};

START_TEST(every_format_is_read)
{
    char *path = path_in(directory, written[_i].name);
    GDALAllRegister();
    GDALDatasetH set = GDALCreate(GDALGetDriverByName(written[_i].driver), path, 0, 0, 0, GDT_Unknown, NULL);
    ck_assert_ptr_nonnull(set);
    OGRSpatialReferenceH crs = OSRNewSpatialReference(NULL);
    OSRImportFromEPSG(crs, 4326);
    OSRSetAxisMappingStrategy(crs, OAMS_TRADITIONAL_GIS_ORDER);
    OGRLayerH layer = GDALDatasetCreateLayer(set, "f", crs, wkbPoint, NULL);
    OGRFieldDefnH field = OGR_Fld_Create("title", OFTString);
    OGR_L_CreateField(layer, field, 0);
    OGR_Fld_Destroy(field);
    OGRFeatureH feature = OGR_F_Create(OGR_L_GetLayerDefn(layer));
    OGRGeometryH point = OGR_G_CreateGeometry(wkbPoint);
    OGR_G_SetPoint_2D(point, 0, 105.5, 21.5);
    OGR_F_SetGeometryDirectly(feature, point);
    OGR_F_SetFieldString(feature, 0, "Hoa");
    ck_assert_int_eq(OGR_L_CreateFeature(layer, feature), OGRERR_NONE);
    OGR_F_Destroy(feature);
    GDALClose(set);
    OSRDestroySpatialReference(crs);
    vp_error err = {0};
    vp_source_request request = {path, written[_i].name, "", "", "", "", {0}, NULL};
    vp_source *source = vp_source_open(&request, &findings, &err);
    ck_assert_msg(source != NULL, "%s", err.message);
    ck_assert_msg(strstr(vp_source_about(source)->crs, "WGS 84") != NULL, "%s", vp_source_about(source)->crs);
    vp_source_feature read;
    bool more;
    OK(vp_source_next(source, &read, &more, &err));
    ck_assert(more && read.wkb_length == 21);
    double x;
    memcpy(&x, read.wkb + 5, sizeof x);
    ck_assert_double_eq(x, 105.5); /* x is the longitude, whatever the system's own order */
    OK(vp_source_next(source, &read, &more, &err));
    ck_assert(!more);
    vp_source_close(source);
    free(path);
}
END_TEST

static void zip(const char *archive, const char *names[])
{
    char *path = path_in(directory, archive), *to = NULL;
    for (size_t i = 0; names[i]; i++) {
        char *from = path_in(directory, names[i]);
        ck_assert_int_gt(asprintf(&to, "/vsizip/%s/%s", path, names[i]), 0);
        ck_assert_int_eq(CPLCopyFile(to, from), 0);
        free(from);
        free(to);
    }
    free(path);
}

START_TEST(a_zipped_shapefile_is_read_and_a_bomb_is_not)
{
    size_t features;
    write_shapefile();
    zip("p.zip", (const char *[]){"p.shp", "p.shx", "p.dbf", NULL});
    ck_assert_str_eq(read_all("p.zip", "", &features), "");
    ck_assert_uint_eq(features, SHAPES);
    char *bomb = path_in(directory, "p.dbf"); /* 400 MB of nothing pack to 400 kB */
    ck_assert_int_eq(truncate(bomb, 400 << 20), 0);
    zip("bomb.zip", (const char *[]){"p.shp", "p.shx", "p.dbf", NULL});
    refused("bomb.zip", "", "more than allowed");
    free(bomb);
}
END_TEST

/* The value of a column of the first row; "" when it has none. */
static const char *first_value(const char *name, const char *layer, const char *column)
{
    static char value[100];
    vp_error err = {0};
    char *path = path_in(directory, name);
    vp_source_request request = {path, name, layer, "", "", "", {0}, NULL};
    vp_source *source = vp_source_open(&request, &findings, &err);
    vp_source_feature feature;
    bool more;
    ck_assert_msg(source != NULL, "%s: %s", name, err.message);
    OK(vp_source_next(source, &feature, &more, &err));
    ck_assert(more && feature.wkb_length > 0);
    const vp_source_header *header = vp_source_about(source);
    *value = '\0';
    for (size_t i = 0; i < header->column_count; i++)
        if (strcmp(header->columns[i], column) == 0 && feature.values[i])
            snprintf(value, sizeof value, "%s", feature.values[i]);
    vp_source_close(source);
    free(path);
    return value;
}

START_TEST(an_openstreetmap_file_is_read_in_a_zip_too)
{
    static const char *const names[] = {"small.osm.pbf", "small.zip"};
    size_t features;
    write_pbf(directory, "small.osm.pbf");
    zip("small.zip", (const char *[]){"small.osm.pbf", NULL});
    for (size_t i = 0; i < 2; i++) {
        ck_assert_str_eq(read_all(names[i], "lines", &features), "");
        ck_assert_uint_eq(features, 1);
        ck_assert_str_eq(first_value(names[i], "lines", "highway"), "primary");
        ck_assert_str_eq(first_value(names[i], "lines", "name"), "Đường 1");
        ck_assert_str_eq(read_all(names[i], "points", &features), "");
        ck_assert_uint_eq(features, 1);
    }
    char *cut = path_in(directory, "small.osm.pbf");
    ck_assert_int_eq(truncate(cut, 120), 0);
    free(cut);
    zip("cut.zip", (const char *[]){"small.osm.pbf", NULL});
    size_t errors = findings.errors;
    const char *said = read_all("cut.zip", "lines", &features);
    ck_assert(*said || findings.errors > errors);
}
END_TEST

START_TEST(openstreetmap_roads_are_read)
{
    size_t features;
    if (access(VP_SHARED "/data/porto-alegre/poa_osm.pbf", R_OK) != 0) {
        puts("left out: no " VP_SHARED "/data/porto-alegre/poa_osm.pbf");
        return;
    }
    copy_file(VP_SHARED "/data/porto-alegre/poa_osm.pbf", directory, "poa.osm.pbf");
    ck_assert_str_eq(read_all("poa.osm.pbf", "lines", &features), "");
    ck_assert_uint_gt(features, 10000);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("source");
    TCase *tests = tcase_create("source");
    tcase_add_checked_fixture(tests, make, drop);
    tcase_add_loop_test(tests, a_vrt_in_disguise_is_refused, 0, (int)(sizeof disguises / sizeof *disguises));
    tcase_add_test(tests, a_file_of_another_kind_is_refused);
    tcase_add_test(tests, deep_json_and_billion_laughs_do_no_harm);
    tcase_add_test(tests, a_whole_shapefile_is_read);
    tcase_add_loop_test(tests, a_cut_shapefile_says_how_much_is_left, 0, (int)(sizeof cuts / sizeof *cuts));
    tcase_add_loop_test(tests, a_missing_part_of_a_shapefile_is_named, 0, 2);
    tcase_add_test(tests, a_view_is_no_layer);
    tcase_add_test(tests, a_hostile_trigger_never_fires);
    tcase_add_test(tests, what_a_wal_holds_is_read);
    tcase_add_test(tests, a_damaged_database_is_refused);
    tcase_add_test(tests, a_cut_raster_is_refused);
    tcase_add_test(tests, a_window_beyond_the_cap_is_refused);
    tcase_add_test(tests, a_filter_that_is_none_is_refused);
    tcase_add_loop_test(tests, every_format_is_read, 0, (int)(sizeof written / sizeof *written));
    tcase_add_test(tests, a_zipped_shapefile_is_read_and_a_bomb_is_not);
    tcase_add_test(tests, an_openstreetmap_file_is_read_in_a_zip_too);
    tcase_add_test(tests, openstreetmap_roads_are_read);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
