/* The files of `vungphu travel-time`, in and out: five by four cells of 100 m, every figure by hand. */
#include "store/plain/terrain_files.h"
#include "store/plain/travel_areas.h"
#include "store/plain/travel_paths.h"
#include "store/support_province.h"
#include <gdal.h>
#include <math.h>
#include <ogr_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/modes.h>
#include <vungphu/travel_surface.h>

static char *directory;
static vp_findings findings;
static vp_error err;
static vp_region region;
static vp_raster_place place;

enum { COLUMNS = 5, ROWS = 4, CELLS = COLUMNS * ROWS };
static const double transform[6] = {500000, 100, 0, 2400000, 0, -100};

static void make(void)
{
    directory = temporary_directory();
    findings = (vp_findings){0};
    err = (vp_error){0};
    region = (vp_region){0};
    place = (vp_raster_place){0};
    float classes[CELLS];
    for (int i = 0; i < CELLS; i++) classes[i] = 10;
    classes[7] = -1; /* unknown */
    classes[19] = 80;
    write_raster(directory, "cover.tif", (raster_place){32648, transform, COLUMNS, ROWS}, classes, -1);
}

static void drop(void)
{
    remove_directory(directory);
    vp_findings_clear(&findings);
    vp_terrain_files_clear(&region);
    vp_raster_place_clear(&place);
}

#define SPEEDS "mode,surface,class,km_per_h,slope,season\n"
#define WALK                                                                                                           \
    SPEEDS "walk,land_cover,10,6,,\nwalk,road,primary,12,1,flood\nwalk,road,primary,13,,dry\nwalk,barrier,lake,0,no,"  \
           "\nboat,land_cover,80,9.5,YES,dry\n"

/* speeds: the table's text; roads, barriers: names of files, or NULL. */
static bool read_terrain(const char *speeds, const char *roads, const char *barriers, const char *column)
{
    write_text(directory, "speeds.csv", speeds);
    char *paths[] = {path_in(directory, "cover.tif"), path_in(directory, "speeds.csv"),
                     roads ? path_in(directory, roads) : NULL, barriers ? path_in(directory, barriers) : NULL};
    vp_terrain_files files = {paths[0],
                              paths[1],
                              {.path = paths[2], .name_column = column},
                              {.path = paths[3], .name_column = column},
                              &findings};
    vp_terrain_files_clear(&region);
    vp_raster_place_clear(&place);
    bool ok = vp_terrain_files_read(&files, &region, &place, &err);
    for (size_t i = 0; i < 4; i++) free(paths[i]);
    return ok;
}

#define FEATURES(members)                                                                                              \
    "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"urn:ogc:def:crs:EPSG::"     \
    "32648\"}},\"features\":[" members "]}"
#define FEATURE(properties, kind, coordinates)                                                                         \
    "{\"type\":\"Feature\",\"properties\":{" properties "},\"geometry\":{\"type\":\"" kind                             \
    "\",\"coordinates\":" coordinates "}}"

START_TEST(speeds_and_land_cover)
{
    OK(read_terrain(WALK, NULL, NULL, NULL));
    ck_assert_uint_eq(region.geometry.columns, COLUMNS);
    ck_assert_double_eq(place.geometry.north, 2400000);
    ck_assert_uint_eq(region.land.land_cover[6], 10);
    ck_assert_uint_eq(region.land.land_cover[7], 0);
    ck_assert_uint_eq(region.land.land_cover[19], 80);
    ck_assert_uint_eq(region.speed_table.speed_count, 5);
    static const struct {
        const char *mode, *class_name;
        vp_surface_kind surface;
        double km_per_h;
        bool slope;
        vp_season season;
    } expected[] = {{"walk", "10", VP_SURFACE_LAND_COVER, 6, false, VP_SEASON_ALWAYS},
                    {"walk", "primary", VP_SURFACE_ROAD, 12, true, VP_SEASON_FLOOD},
                    {"walk", "primary", VP_SURFACE_ROAD, 13, false, VP_SEASON_DRY},
                    {"walk", "lake", VP_SURFACE_BARRIER, 0, false, VP_SEASON_ALWAYS},
                    {"boat", "80", VP_SURFACE_LAND_COVER, 9.5, true, VP_SEASON_DRY}};
    for (size_t i = 0; i < 5; i++) {
        const vp_speed *s = &region.speed_table.speeds[i];
        ck_assert_str_eq(s->mode, expected[i].mode);
        ck_assert_str_eq(s->class_name, expected[i].class_name);
        ck_assert_int_eq(s->surface, expected[i].surface);
        ck_assert_double_eq(s->km_per_h, expected[i].km_per_h);
        ck_assert_int_eq(s->slope, expected[i].slope);
        ck_assert_int_eq(s->season, expected[i].season);
    }
    ck_assert_ptr_null(region.land.roads);
    ck_assert_uint_eq(region.land.road_class_count, 0);
}
END_TEST

static const char *const bad_speeds[][2] = {
    {"mode,surface,class\n", "row 1, km_per_h \"\": the column is missing"},
    {"surface,class,km_per_h\n", "row 1, mode \"\": the column is missing"},
    {SPEEDS ",road,a,1,,\n", "row 2, mode \"\": empty"},
    {SPEEDS "walk,roads,a,1,,\n", "row 2, surface \"roads\": must be land_cover, road or barrier"},
    {SPEEDS "walk,road,,1,,\n", "row 2, class \"\": empty"},
    {SPEEDS "walk,road,a,fast,,\n", "row 2, km_per_h \"fast\": must be a number from 0 to 300"},
    {SPEEDS "walk,road,a,-1,,\n", "row 2, km_per_h \"-1\": must be"},
    {SPEEDS "walk,road,b,300,,\nwalk,road,a,300.5,,\n", "row 3, km_per_h \"300.5\": must be"},
    {SPEEDS "walk,road,a,1,,wet\n", "row 2, season \"wet\": must be dry, flood or empty"},
    {SPEEDS "walk,road,a,1,,dry\nrun,road,a,1,,dry\nwalk,barrier,a,1,,dry\nwalk,road,b,1,,dry\nwalk,road,a,1,,\nwalk,"
            "road,a,2,,dry\n",
     "row 7, class \"a\": an earlier row gives this speed already"},
};

START_TEST(a_bad_speed_is_named)
{
    ck_assert(!read_terrain(bad_speeds[_i][0], NULL, NULL, NULL));
    ck_assert_msg(strstr(err.message, bad_speeds[_i][1]) != NULL, "%s", err.message);
}
END_TEST

static const char roads[] =
    FEATURES(FEATURE("\"kind\":\"primary\"", "LineString", "[[500050,2399850],[500450,2399850]]") "," FEATURE(
        "\"kind\":\"track\"", "MultiLineString",
        "[[[500250,2399950],[500250,2399650]],[[500050,2399650],[500060,2399650]]]") "," FEATURE("\"kind\":\"primary\"",
                                                                                                 "LineString",
                                                                                                 "[[500010,2399990],["
                                                                                                 "500020,2399990]]"));
static const char lakes[] =
    FEATURES(FEATURE("\"name\":\"x\",\"class\":\"lake\"", "Polygon",
                     "[[[500005,2399795],[500195,2399795],[500195,2399605],[500005,2399605],[500005,2399795]]]"));

START_TEST(roads_and_barriers_lie_on_their_cells)
{
    write_text(directory, "roads.geojson", roads);
    write_text(directory, "lakes.geojson", lakes);
    OK(read_terrain(WALK, "roads.geojson", "lakes.geojson", NULL));
    static const uint32_t on_roads[CELLS] = {1, 0, 2, 0, 0, 1, 1, 3, 1, 1, 0, 0, 2, 0, 0, 2, 0, 2, 0, 0};
    static const uint32_t on_lakes[CELLS] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0};
    for (size_t i = 0; i < CELLS; i++) {
        ck_assert_msg(region.land.roads[i] == on_roads[i], "cell %zu: %u", i, region.land.roads[i]);
        ck_assert_msg(region.land.barriers[i] == on_lakes[i], "cell %zu: %u", i, region.land.barriers[i]);
    }
    ck_assert_uint_eq(region.land.road_class_count, 2);
    ck_assert_str_eq(region.land.road_classes[0], "primary");
    ck_assert_str_eq(region.land.road_classes[1], "track");
    ck_assert_str_eq(region.land.barrier_classes[0], "lake");
    OK(read_terrain(WALK, NULL, "lakes.geojson", "name")); /* the column that was named */
    ck_assert_str_eq(region.land.barrier_classes[0], "x");
    ck_assert(!read_terrain(WALK, "roads.geojson", NULL, "type"));
    ck_assert(strstr(err.message, "has no column type") != NULL);
}
END_TEST

START_TEST(features_without_a_class_or_a_place_are_refused)
{
    static const char line[] = "[[500050,2399850],[500450,2399850]]";
    char text[9000];
    snprintf(text, sizeof text, FEATURES("%s,%s"),
             FEATURE("\"highway\":\"a\"", "LineString", "[[500050,2399850],[500450,2399850]]"),
             FEATURE("\"highway\":\"\"", "LineString", "[[500050,2399850],[500450,2399850]]"));
    write_text(directory, "r.geojson", text);
    ck_assert(!read_terrain(WALK, "r.geojson", NULL, NULL));
    ck_assert_uint_eq(count_findings(&findings, VP_FINDING_ERROR, "feature 2 has no class"), 1);
    write_text(directory, "r.geojson", FEATURES(FEATURE("\"highway\":\"a\"", "Point", "[500050,2399850]")));
    ck_assert(!read_terrain(WALK, "r.geojson", NULL, NULL));
    ck_assert_uint_eq(count_findings(&findings, VP_FINDING_ERROR, "feature 1 has no line or polygon"), 1);
    write_text(directory, "r.geojson",
               FEATURES(FEATURE("\"size\":\"a\"", "LineString", "[[500050,2399850],[500450,2399850]]")));
    ck_assert(!read_terrain(WALK, "r.geojson", NULL, NULL));
    ck_assert(strstr(err.message, "has no column class, highway or kind") != NULL);
    for (int classes = VP_ROAD_CLASSES_MOST; classes <= VP_ROAD_CLASSES_MOST + 1; classes++) {
        char *at = text;
        for (int k = 0; k < classes; k++)
            at += sprintf(at,
                          "%s{\"type\":\"Feature\",\"properties\":{\"class\":\"c%d\"},\"geometry\":{\"type\":"
                          "\"LineString\",\"coordinates\":%s}}",
                          k ? ","
                            : "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":"
                              "\"urn:ogc:def:crs:EPSG::32648\"}},\"features\":[",
                          k, line);
        sprintf(at, "]}");
        write_text(directory, "r.geojson", text);
        ck_assert_int_eq(read_terrain(WALK, "r.geojson", NULL, NULL), classes == VP_ROAD_CLASSES_MOST);
    }
    ck_assert(strstr(err.message, "has more than 32 classes") != NULL);
}
END_TEST

/* ------------------------------------------------------------ areas */

START_TEST(limits_are_numbers_with_commas)
{
    vp_travel_areas a;
    ck_assert(vp_travel_areas_limits(&a, "15,30,60.5"));
    ck_assert_uint_eq(a.limit_count, 3);
    ck_assert_double_eq(a.limits[0], 15);
    ck_assert_double_eq(a.limits[2], 60.5);
    ck_assert(vp_travel_areas_limits(&a, "0"));
    ck_assert(vp_travel_areas_limits(&a, "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16"));
    static const char *const bad[] = {"",   ",",   "x",    "15;30",
                                      "-1", "nan", "15,x", "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(!vp_travel_areas_limits(&a, bad[i]), "%s", bad[i]);
}
END_TEST

typedef struct {
    const char *facility; /* NULL: not set */
    double limit, people, area;
} area_row;

static void check_areas(const char *name, const area_row rows[], size_t count)
{
    char *path = path_in(directory, name);
    GDALDatasetH set = GDALOpenEx(path, GDAL_OF_VECTOR, NULL, NULL, NULL);
    ck_assert_ptr_nonnull(set);
    OGRLayerH layer = GDALDatasetGetLayer(set, 0);
    ck_assert_str_eq(OGR_L_GetName(layer), "areas");
    ck_assert_int_eq(OGR_L_GetFeatureCount(layer, 1), (int)count);
    for (size_t i = 0; i < count; i++) {
        OGRFeatureH f = OGR_L_GetNextFeature(layer);
        int facility = OGR_F_GetFieldIndex(f, "facility"), people = OGR_F_GetFieldIndex(f, "people");
        ck_assert_int_eq(OGR_F_IsFieldSetAndNotNull(f, facility), rows[i].facility != NULL);
        if (rows[i].facility) ck_assert_str_eq(OGR_F_GetFieldAsString(f, facility), rows[i].facility);
        ck_assert_double_eq(OGR_F_GetFieldAsDouble(f, OGR_F_GetFieldIndex(f, "limit_minutes")), rows[i].limit);
        ck_assert_int_eq(OGR_F_IsFieldSetAndNotNull(f, people), !isnan(rows[i].people));
        if (!isnan(rows[i].people)) ck_assert_double_eq(OGR_F_GetFieldAsDouble(f, people), rows[i].people);
        int area = OGR_F_GetFieldIndex(f, "area_km2");
        ck_assert_int_eq(OGR_F_IsFieldSetAndNotNull(f, area), !isnan(rows[i].area));
        if (!isnan(rows[i].area)) ck_assert_double_eq_tol(OGR_F_GetFieldAsDouble(f, area), rows[i].area / 1e6, 1e-9);
        OGRGeometryH geometry = OGR_F_GetGeometryRef(f);
        ck_assert_int_eq(geometry != NULL, rows[i].area > 0);
        if (geometry) ck_assert_double_eq_tol(OGR_G_Area(geometry), rows[i].area, 1e-3);
        OGR_F_Destroy(f);
    }
    GDALClose(set);
    free(path);
}

/* Ten minutes a column; nobody gets to the last row; 1, 2 … 20 people in the cells. The border lies half way to what is
 * not reached, and cuts a corner of 50 m by 50 m, 1250 m², off each of the four. */
START_TEST(isochrones_and_catchments)
{
    float people[CELLS];
    int32_t nearest[CELLS];
    OK(read_terrain(WALK, NULL, NULL, NULL));
    vp_grid *minutes = vp_grid_new(place.geometry, 0, &err);
    for (size_t i = 0; i < CELLS; i++) {
        size_t column = i % COLUMNS;
        bool reached = i / COLUMNS < 3;
        people[i] = (float)(i + 1);
        nearest[i] = !reached ? -1 : column < 2 ? 0 : 1;
        vp_grid_edit(minutes)[i] = reached ? (float)(10 * column) : NAN;
    }
    people[10] = NAN; /* of 11 people nothing is known */
    char *names[] = {"west", "east", "south"};
    vp_point points[3];
    vp_grid_geometry_centre(place.geometry, 0, &points[0].x, &points[0].y);
    vp_grid_geometry_centre(place.geometry, 2, &points[1].x, &points[1].y);
    vp_grid_geometry_centre(place.geometry, (size_t)3 * COLUMNS, &points[2].x,
                            &points[2].y); /* nothing is known there */
    vp_travel travel = {minutes, nearest};
    vp_features facilities = {.names = names, .points = points, .count = 3};
    vp_travel_areas areas = {&place, &travel, &facilities, people, {0}, 0};
    ck_assert(vp_travel_areas_limits(&areas, "15,25"));
    char *path = path_in(directory, "i.gpkg"), *other = path_in(directory, "c.gpkg"),
         *plain = path_in(directory, "n.gpkg"), *bad = path_in(directory, "n.txt");
    OK(vp_travel_areas_isochrones(&areas, path, &err));
    check_areas("i.gpkg",
                (area_row[]){{NULL, 15, 1 + 2 + 6 + 7 + 12, 200 * 300 - 5000},
                             {NULL, 25, 1 + 2 + 3 + 6 + 7 + 8 + 12 + 13, 300 * 300 - 5000}},
                2);
    OK(vp_travel_areas_catchments(&areas, other, &err));
    check_areas("c.gpkg",
                (area_row[]){{"west", 15, 28, 55000},
                             {"east", 15, 0, 0},
                             {"south", 15, NAN, NAN},
                             {"west", 25, 28, 55000},
                             {"east", 25, 3 + 8 + 13, 100 * 300 - 5000},
                             {"south", 25, NAN, NAN}},
                6);
    areas.people = NULL;
    areas.limit_count = 1;
    OK(vp_travel_areas_catchments(&areas, plain, &err));
    check_areas("n.gpkg", (area_row[]){{"west", 15, NAN, 55000}, {"east", 15, NAN, 0}, {"south", 15, NAN, NAN}}, 3);
    OK(vp_travel_areas_isochrones(&areas, plain, &err)); /* it takes the other's place */
    check_areas("n.gpkg", (area_row[]){{NULL, 15, NAN, 55000}}, 1);
    ck_assert(!vp_travel_areas_isochrones(&areas, bad, &err));
    ck_assert(strstr(err.message, "must end in .gpkg, .geojson or .fgb") != NULL);
    free(path);
    free(other);
    free(plain);
    free(bad);
    vp_grid_free(minutes);
}
END_TEST

/* ------------------------------------------------------------ paths */

static const char *const formats[] = {"gpkg", "geojson", "fgb"};

/* The line that the paths of `places` are: 6 km/h are 100 m a minute. */
static void check_line(OGRFeatureH f, const char *from, double minutes, double first_x, double last_x)
{
    ck_assert_str_eq(OGR_F_GetFieldAsString(f, OGR_F_GetFieldIndex(f, "from")), from);
    OGRGeometryH line = OGR_F_GetGeometryRef(f);
    bool found = !isnan(minutes), outside = strcmp(from, "out") == 0;
    ck_assert_str_eq(OGR_F_GetFieldAsString(f, OGR_F_GetFieldIndex(f, "status")), found     ? "reached"
                                                                                  : outside ? "not_known"
                                                                                            : "no_path");
    ck_assert_int_eq(OGR_F_IsFieldSetAndNotNull(f, OGR_F_GetFieldIndex(f, "facility")), found);
    if (found) {
        ck_assert_str_eq(OGR_F_GetFieldAsString(f, OGR_F_GetFieldIndex(f, "facility")), "post");
        ck_assert_double_eq_tol(OGR_F_GetFieldAsDouble(f, OGR_F_GetFieldIndex(f, "minutes")), minutes, 1e-5);
        ck_assert_double_eq_tol(OGR_F_GetFieldAsDouble(f, OGR_F_GetFieldIndex(f, "metres")), minutes * 100, 1e-6);
        ck_assert_str_eq(OGR_F_GetFieldAsString(f, OGR_F_GetFieldIndex(f, "modes")), "walk");
    }
    ck_assert_int_eq(line != NULL && OGR_G_GetPointCount(line) > 1, found && minutes > 0);
    bool degrees = line && OGR_G_GetX(line, 0) < 360; /* GeoJSON */
    if (!found || minutes == 0 || degrees) return;
    ck_assert_double_eq(OGR_G_GetX(line, 0), first_x);
    ck_assert_double_eq(OGR_G_GetX(line, OGR_G_GetPointCount(line) - 1), last_x);
    ck_assert_double_eq(OGR_G_GetY(line, 0), 2399950);
}

START_TEST(paths_are_lines_in_the_direction_of_travel) /* there and back, in every format */
{
    OK(read_terrain(SPEEDS "walk,land_cover,10,6,,\n", NULL, NULL, NULL));
    vp_modes *modes = vp_modes_new(&region, "walk", VP_SEASON_ALWAYS, &err);
    ck_assert_msg(modes != NULL, "%s", err.message);
    vp_travel_options options = vp_travel_defaults();
    bool back = _i % 2;
    options.from_facility = back;
    vp_modes_engine *engine = vp_modes_engine_new(modes, &options, &err);
    vp_travel layer = {0};
    size_t post = 0;
    OK(vp_modes_engine_solve_layers(engine, &post, 1, &layer, &err));
    OK(vp_travel_surface_mark_unknown(&(vp_travel_solved){&region, modes, &post, 1, &options}, layer.minutes, &err));
    write_text(directory, "from.csv",
               "id,x,y\nfar,500450,2399950\nhere,500030,2399990\nwater,500450,2399650\nout,499000,2399650\n");
    char *from = path_in(directory, "from.csv"), *to = NULL, *name = "post";
    ck_assert_int_gt(asprintf(&to, "%s/paths.%s", directory, formats[_i / 2]), 0);
    vp_features facilities = {.names = &name, .count = 1};
    vp_travel_paths paths = {&place, modes, &options, &layer, layer.minutes, &facilities, NULL};
    OK(vp_travel_paths_write(&paths, &(vp_feature_file){.path = from, .findings = &findings}, to, &err));
    GDALDatasetH set = GDALOpenEx(to, GDAL_OF_VECTOR, NULL, NULL, NULL);
    OGRLayerH lines = GDALDatasetGetLayer(set, 0);
    ck_assert_int_eq(OGR_L_GetFeatureCount(lines, 1), 4);
    for (int k = 0; k < 4; k++) {
        OGRFeatureH f = OGR_L_GetNextFeature(lines);
        const char *id = OGR_F_GetFieldAsString(f, 0);
        if (strcmp(id, "far") == 0)
            check_line(f, "far", 4, back ? 500050 : 500450, back ? 500450 : 500050);
        else if (strcmp(id, "here") == 0)
            check_line(f, "here", 0, 0, 0);
        else
            check_line(f, strcmp(id, "water") == 0 ? "water" : "out", NAN, 0, 0);
        OGR_F_Destroy(f);
    }
    GDALClose(set);
    free(from);
    free(to);
    vp_grid_free(layer.minutes);
    free(layer.nearest);
    vp_modes_engine_free(engine);
    vp_modes_free(modes);
}
END_TEST

/* ------------------------------------------------------------ features */

static bool read_points(const char *name, const char *text, const char *column, vp_features *out)
{
    write_text(directory, name, text);
    char *path = path_in(directory, name);
    bool ok = vp_plain_points_read(&(vp_feature_file){.path = path, .name_column = column, .findings = &findings},
                                   &place, out, &err);
    free(path);
    return ok;
}

START_TEST(points_come_in_the_rasters_system)
{
    vp_features f;
    OK(read_terrain(WALK, NULL, NULL, NULL));
    OK(read_points("p.csv", "name,code,x,y\nA,a1,500100,2399900\nB,b1,500200.5,2399800\n", NULL, &f));
    ck_assert_uint_eq(f.count, 2);
    ck_assert_str_eq(f.names[1], "b1"); /* code before name */
    ck_assert_double_eq(f.points[1].x, 500200.5);
    ck_assert_double_eq(f.points[1].y, 2399800);
    vp_features_clear(&f);
    OK(read_points("p.csv", "lon,lat,name\n105.01,21.69,A\n", "name", &f));
    ck_assert_str_eq(f.names[0], "A");
    ck_assert_double_eq_tol(f.points[0].x, 501034.4, 1); /* 0.01° east of the meridian of zone 48: 0.9996 N cos φ Δλ */
    ck_assert_double_eq_tol(f.points[0].y, 2398516.2, 10);
    vp_features_clear(&f);
    OK(read_points("p.geojson", FEATURES(FEATURE("\"size\":1", "MultiPoint", "[[500100,2399900]]")), NULL, &f));
    ck_assert_str_eq(f.names[0], "0"); /* its number */
    ck_assert_double_eq_tol(f.points[0].x, 500100, 1e-6);
    vp_features_clear(&f);
    ck_assert(
        !read_points("p.geojson", FEATURES(FEATURE("\"size\":1", "MultiPoint", "[[500100,2399900],[1,2]]")), NULL, &f));
    ck_assert_uint_eq(count_findings(&findings, VP_FINDING_ERROR, "feature 1 has no point that lies on the map"), 1);
    OK(read_points("p.csv", "Danh sách trạm\n\nname;X;Y\nA;500100;2399900,5\n", "name", &f)); /* below a title */
    ck_assert_int_eq(f.rows[0], 4);
    ck_assert_double_eq(f.points[0].y, 2399900.5);
    vp_features_clear(&f);
    ck_assert(!read_points("p.csv", "name,x,y\nA,1,2\n", "title", &f));
    ck_assert_int_eq(err.kind, VP_NOT_FOUND);
    ck_assert(!read_points("p.xyz", "x,y\n1,2\n", NULL, &f));
    ck_assert(strstr(err.message, "no format is known by this ending") != NULL);
    free(place.crs);
    place.crs = NULL;
    OK(read_points("p.csv", "x,y\n1,2\n", NULL, &f));
    vp_features_clear(&f);
    ck_assert(!read_points("p.csv", "lon,lat\n105,21\n", NULL, &f)); /* degrees on a raster that lies nowhere */
    ck_assert_msg(strstr(err.message, "the raster states no coordinate system") != NULL, "%s", err.message);
}
END_TEST

START_TEST(polygons_are_read_and_nothing_else)
{
    vp_features f;
    OK(read_terrain(WALK, NULL, NULL, NULL));
    write_text(directory, "lakes.geojson", lakes);
    write_text(directory, "roads.geojson", roads);
    write_text(directory, "none.geojson", FEATURES(""));
    char *path = path_in(directory, "lakes.geojson"), *other = path_in(directory, "roads.geojson"),
         *none = path_in(directory, "none.geojson");
    OK(vp_plain_polygons_read(&(vp_feature_file){.path = path, .findings = &findings}, &place, &f, &err));
    ck_assert_str_eq(f.names[0], "x");
    ck_assert_double_eq_tol(vp_shape_area(&f.shapes[0]), 190 * 190, 1e-3);
    vp_features_clear(&f);
    ck_assert(!vp_plain_polygons_read(&(vp_feature_file){.path = other, .findings = &findings}, &place, &f, &err));
    ck_assert_uint_eq(count_findings(&findings, VP_FINDING_ERROR, "feature 1 has no polygon that lies on the map"), 1);
    ck_assert(!vp_plain_polygons_read(&(vp_feature_file){.path = none, .findings = &findings}, &place, &f, &err));
    ck_assert(!vp_plain_polygons_read(&(vp_feature_file){.path = path, .layer = "ponds", .findings = &findings}, &place,
                                      &f, &err));
    ck_assert_msg(strstr(err.message, "ponds") != NULL, "%s", err.message);
    free(path);
    free(other);
    free(none);
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("files");
    tcase_add_checked_fixture(cases, make, drop);
    tcase_add_test(cases, speeds_and_land_cover);
    tcase_add_loop_test(cases, a_bad_speed_is_named, 0, (int)(sizeof bad_speeds / sizeof *bad_speeds));
    tcase_add_test(cases, roads_and_barriers_lie_on_their_cells);
    tcase_add_test(cases, features_without_a_class_or_a_place_are_refused);
    tcase_add_test(cases, limits_are_numbers_with_commas);
    tcase_add_test(cases, isochrones_and_catchments);
    tcase_add_loop_test(cases, paths_are_lines_in_the_direction_of_travel, 0, 6);
    tcase_add_test(cases, points_come_in_the_rasters_system);
    tcase_add_test(cases, polygons_are_read_and_nothing_else);
    Suite *suite = suite_create("travel_files");
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
