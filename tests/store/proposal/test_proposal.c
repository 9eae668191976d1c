/* Guesses from looks that are made here: what a layer is, and what of it goes where. */
#include "store/proposal/drawn_looks.h"
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const vp_proposed_source *source(const char *role, const char *path)
{
    for (size_t i = 0; i < proposal.source_count; i++)
        if (strcmp(proposal.sources[i].role, role) == 0 && strcmp(proposal.sources[i].path, path) == 0)
            return &proposal.sources[i];
    ck_abort_msg("no %s from %s", role, path);
}

static bool understood(const char *text)
{
    for (size_t i = 0; i < proposal.understood_count; i++)
        if (strstr(proposal.understood[i], text)) return true;
    return false;
}

static vp_look *communes(void)
{
    vp_look *look = add("xa_2025.gpkg", VP_LOOK_AREAS, 4);
    column(look, "stt", "1,2,3,4");
    column(look, "ma_xa", "05501,05502,05503,05504");
    column(look, "ten_xa", "A,B,C,D");
    return look;
}

START_TEST(units_and_their_tables_are_joined_by_content)
{
    communes();
    vp_look *table = add("dan_so_2024.xlsx", VP_LOOK_TABLE, 4);
    column(table, "dvhc", "5501,5502,5503,5504"); /* no word names it: the values do */
    column(table, "dan_so", "1000,2000,3000,4000");
    column(table, "nu", "500,1000,1500,2000");
    propose(NULL);
    ck_assert_str_eq(source("units", "xa_2025.gpkg")->fields, "code=ma_xa;name=ten_xa;level:=commune");
    ck_assert_str_eq(source("units", "xa_2025.gpkg")->vintage, "2025");
    ck_assert_str_eq(source("population_units", "dan_so_2024.xlsx")->fields, "code=dvhc;people=dan_so");
    ck_assert_str_eq(source("population_units", "dan_so_2024.xlsx")->vintage, "2024");
    ck_assert_str_eq(source("records", "dan_so_2024.xlsx")->fields, "code=dvhc");
    ck_assert_double_eq(proposal.people, 10000);
    ck_assert_uint_eq(proposal.group_count, 1);
    ck_assert_str_eq(proposal.groups[0].share, "nu/dan_so");
    ck_assert(!proposal.squares);
}
END_TEST

START_TEST(of_several_years_the_last_that_is_not_to_come_counts)
{
    communes();
    vp_look *table = add("dan_so.csv", VP_LOOK_TABLE, 4);
    column(table, "ma_xa", "05501,05502,05503,05504");
    column(table, "pop_2015", "1000,2000,3000,4000");
    column(table, "pop_2023", "1500,2500,3500,4500");
    column(table, "pop_2050", "2500,3500,4500,5500");
    propose(NULL);
    ck_assert_str_eq(source("population_units", "dan_so.csv")->fields, "code=ma_xa;people=pop_2023");
}
END_TEST

/* Each unit in three rows a year: only the one of the last year that is of everybody counts. */
START_TEST(of_several_rows_a_unit_the_one_of_all_people_counts)
{
    communes();
    vp_look *table = add("dan_so.csv", VP_LOOK_TABLE, 12);
    column(table, "xa", "5501,5501,5501,5502,5502,5502,5503,5503,5503,5501,5502,5503");
    column(table, "year", "2023,2023,2023,2023,2023,2023,2023,2023,2023,2020,2020,2020");
    column(table, "sex", "f,m,all,f,m,all,f,m,all,all,all,all");
    column(table, "population", "1,2,3,4,5,9,6,7,13,1,2,3");
    propose(NULL);
    ck_assert_str_eq(source("population_units", "dan_so.csv")->filter, "\"year\" = '2023' AND \"sex\" = 'all'");
    looks[1].columns[2].values[2].key[0] = 'x'; /* nothing says which is of everybody */
    propose(NULL);
    ck_assert(understood("dan_so.csv: no people of it are taken: it has units in several rows"));
}
END_TEST

START_TEST(thousands_of_a_yearbook_are_counted_as_such)
{
    communes();
    vp_look *table = add("nien_giam.csv", VP_LOOK_TABLE, 4);
    column(table, "ma_xa", "05501,05502,05503,05504");
    vp_look_column *people = column(table, "dan_so", "4.1,5,6.25,7.3");
    propose(NULL);
    ck_assert_str_eq(source("population_units", "nien_giam.csv")->fields, "code=ma_xa;people=dan_so;times:=1000");
    ck_assert_double_eq_tol(proposal.people, 22650, 1e-6);
    people->finer = 2; /* an estimate */
    propose(NULL);
    ck_assert(!understood("thousands"));
}
END_TEST

START_TEST(numbers_of_rows_are_no_codes)
{
    vp_look *look = add("wards.gpkg", VP_LOOK_AREAS, 4);
    column(look, "objectid", "1,2,3,4");
    column(look, "lc", "LC01,LC02,LC03,LC04");
    vp_look *table = add("clinics.csv", VP_LOOK_TABLE, 4);
    column(table, "objectid", "1,2,3,4");
    column(table, "state", "1,1,1,1");
    propose(NULL);
    ck_assert_str_eq(source("units", "wards.gpkg")->fields, "code=lc;name=lc;level:=commune");
    ck_assert(understood("clinics.csv: not used"));
}
END_TEST

START_TEST(primary_care_is_no_school)
{
    vp_look *look = add("health_facilities.gpkg", VP_LOOK_POINTS, 4);
    column(look, "category", "primary,primary,primary,secondary");
    column(look, "type", "health_post,clinic,clinic,hospital");
    propose(NULL);
    ck_assert_str_eq(proposal.services[0].id, "health_station");
}
END_TEST

START_TEST(squares_with_people_are_people_and_buildings_are_nothing)
{
    communes();
    vp_look *squares = add("carreaux.gpkg", VP_LOOK_AREAS, 300), *houses = add("buildings.gpkg", VP_LOOK_AREAS, 900);
    column(squares, "idcar", "a");
    vp_look_column *people = column(squares, "population", "5");
    people->numbers = people->whole = people->filled;
    column(houses, "osm_id", "1");
    squares->covered = houses->covered = 1;
    propose(NULL);
    ck_assert_str_eq(source("population_points", "carreaux.gpkg")->fields, "people=population");
    ck_assert_str_eq(source("units", "xa_2025.gpkg")->fields, "code=ma_xa;name=ten_xa;level:=commune");
}
END_TEST

START_TEST(a_table_of_names_alone_is_not_joined)
{
    communes();
    vp_look *table = add("xa.csv", VP_LOOK_TABLE, 4);
    column(table, "ten_xa", "A,B,C,D");
    column(table, "dan_so", "11,12,13,14");
    propose(NULL);
    ck_assert(understood("xa.csv: not used: it has no coordinates, and no column with the units' codes"));
    ck_assert_uint_eq(proposal.source_count, 1);
}
END_TEST

START_TEST(the_finest_units_are_those_of_most_rows)
{
    communes();
    vp_look *province = add("tinh_2025.gpkg", VP_LOOK_AREAS, 1);
    column(province, "ma_tinh", "19");
    propose(NULL);
    ck_assert_str_eq(proposal.level, "commune");
    ck_assert_str_eq(source("units", "tinh_2025.gpkg")->fields, "code=ma_tinh;name=ma_tinh;level:=province");
}
END_TEST

START_TEST(kinds_in_a_column_are_services_with_a_filter)
{
    vp_look *look = add("places.csv", VP_LOOK_TABLE, 4);
    column(look, "id", "1,2,3,4");
    column(look, "loai", "hospital,clinic,o'clinic,church");
    column(look, "lon", "105.1,105.2,105.3,105.4");
    column(look, "lat", "21.1,21.2,21.3,21.4");
    looks[0].columns[1].values[2].key[1] = '_'; /* as folding leaves it */
    propose(NULL);
    ck_assert_uint_eq(proposal.service_count, 2);
    ck_assert_str_eq(proposal.sources[0].filter, "loai IN ('clinic', 'o''clinic')");
    ck_assert_str_eq(proposal.sources[0].fields, "id=id;lon=lon;lat=lat;service:=health_station");
    ck_assert_str_eq(proposal.sources[0].crs, "EPSG:4326");
    propose("education");
    ck_assert_uint_eq(proposal.service_count, 0);
    ck_assert(proposal.squares);
}
END_TEST

START_TEST(places_with_people_and_counts_beside_them)
{
    vp_look *look = add("hexagons.csv", VP_LOOK_TABLE, 4);
    column(look, "id", "a,b,c,d");
    column(look, "lat", "105.1,105.2,105.3,105.4"); /* under each other's names */
    column(look, "lon", "21.1,21.2,21.3,21.4");
    column(look, "population", "10,0,30,60");
    column(look, "schools", "0,1,0,2");
    propose(NULL);
    ck_assert_str_eq(source("population_points", "hexagons.csv")->fields, "people=population;lon=lat;lat=lon");
    ck_assert_str_eq(source("facilities", "hexagons.csv")->filter, "schools > 0");
    ck_assert(understood("2 places of the service school"));
    ck_assert_double_eq(proposal.people, 100);
}
END_TEST

/* As DHIS2 exports them: districts as polygons and facilities as points in one table. */
START_TEST(of_features_of_several_types_the_points_are_places)
{
    vp_look *look = add("benh_vien.csv", VP_LOOK_TABLE, 4);
    column(look, "id", "1,2,3,4");
    column(look, "feature_type", "polygon,point,point,zone");
    column(look, "lon", "105.1,105.2,105.3,105.4");
    column(look, "lat", "21.1,21.2,21.3,21.4");
    propose(NULL);
    ck_assert_str_eq(source("facilities", "benh_vien.csv")->filter, "\"feature_type\" = 'point'");
    ck_assert(understood("2 places of the service hospital"));
    end();
    begin();
    look = add("benh_vien.csv", VP_LOOK_TABLE, 2);
    column(look, "id", "1,2");
    column(look, "feature_type", "point,point");
    column(look, "lon", "105.1,105.2");
    column(look, "lat", "21.1,21.2");
    propose(NULL);
    ck_assert_str_eq(source("facilities", "benh_vien.csv")->filter, "");
}
END_TEST

START_TEST(metres_without_a_system_are_marked)
{
    vp_look *look = add("benh_vien.csv", VP_LOOK_TABLE, 2);
    column(look, "id", "1,2");
    column(look, "x", "430000,440000");
    column(look, "y", "2380000,2390000");
    propose(NULL);
    ck_assert_str_eq(source("facilities", "benh_vien.csv")->crs, VP_PROPOSED_ZONE);
}
END_TEST

START_TEST(openstreetmap_is_taken_apart)
{
    vp_look *lines = add("x.pbf", VP_LOOK_LINES, 10);
    column(lines, "osm_id", "1,2,3,4,5,6,7,8,9,10");
    column(lines, "highway", "primary,residential,path,residential,proposed")->filled = 5;
    column(lines, "waterway", "river,stream")->filled = 2;
    column(lines, "other_tags", "");
    vp_look *points = add("x.pbf", VP_LOOK_POINTS, 3);
    column(points, "osm_id", "1,2,3");
    column(points, "other_tags", "");
    column(points, "amenity", "hospital,bench,bench")->in_tags = true;
    propose(NULL);
    ck_assert_str_eq(source("roads", "x.pbf")->fields, "class=highway");
    ck_assert_str_eq(source("roads", "x.pbf")->filter,
                     "highway IS NOT NULL AND highway NOT IN ('construction', 'proposed', 'platform')");
    ck_assert_str_eq(source("barriers", "x.pbf")->filter, "waterway IN ('river', 'canal')");
    ck_assert_str_eq(source("facilities", "x.pbf")->filter, "other_tags LIKE '%\"amenity\"=>\"hospital\"%'");
    ck_assert_str_eq(source("roads", "x.pbf")->licence, "ODbL-1.0");
}
END_TEST

/* ------------------------------------------------------------ rasters */

static vp_look *grid(const char *path, double least, double most, double roughness, bool whole)
{
    vp_look *look = add(path, VP_LOOK_RASTER, 0);
    look->raster = (vp_look_raster){.cell_metres = 90,
                                    .least = least,
                                    .most = most,
                                    .roughness = roughness,
                                    .known = 1000,
                                    .whole = whole,
                                    .has_crs = true};
    return look;
}

START_TEST(rasters_are_known_by_name_else_by_cells)
{
    grid("vnm_ppp_2020.tif", 0, 50, 0.9, false);
    grid("a.tif", 12, 1400, 0.05, true);
    vp_look *cover = grid("b.tif", 10, 80, 1, true);
    for (int i = 10; i <= 80; i += 10) cover->raster.classes[i] = true;
    cover->raster.class_count = 8;
    grid("c.tif", 0, 80, 0.9, false);
    grid("mat_do.tif", 0, 800, 0.1, false);
    looks[4].raster.cell_metres = 1000;
    propose(NULL);
    ck_assert_str_eq(source("population", "vnm_ppp_2020.tif")->vintage, "2020");
    source("elevation", "a.tif");
    source("land_cover", "b.tif");
    source("population", "c.tif");
    ck_assert_str_eq(source("population", "mat_do.tif")->fields, "density:=km2");
    ck_assert(!proposal.other_classes && proposal.raster_people);
    vp_proposal_clear(&proposal);
    cover->raster.bytes = true; /* Esri's legend, whose file says nothing */
    cover->raster.classes[11] = true;
    propose(NULL);
    source("land_cover", "b.tif");
    ck_assert(proposal.other_classes);
    ck_assert_double_eq(proposal.finest_metres, 90);
}
END_TEST

START_TEST(estimates_of_one_year_have_two_labels)
{
    static const char *const paths[] = {"vnm_ppp_2020.tif", "vnm_ppp_2020_unadj.tif", "vnm_f_0_2020.tif"};
    for (size_t i = 0; i < 3; i++)
        add(paths[i], VP_LOOK_RASTER, 0)->raster =
            (vp_look_raster){.cell_metres = 93, .known = 9, .most = 5, .roughness = 1, .has_crs = true};
    communes();
    propose(NULL);
    ck_assert_str_eq(source("population", paths[0])->vintage, "2020");
    ck_assert_str_eq(source("population", paths[1])->vintage, "2020_2");
    for (size_t i = 0; i < proposal.source_count; i++) ck_assert_str_ne(proposal.sources[i].path, paths[2]);
    ck_assert(understood("people of one sex or age alone"));
}
END_TEST

static void of_ages(const char *pattern, const char *sexes)
{
    static const int ages[] = {0, 1, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80};
    char path[40];
    for (const char *sex = sexes; *sex; sex++)
        for (size_t i = 0; i < sizeof ages / sizeof *ages; i++) {
            snprintf(path, sizeof path, pattern, *sex, ages[i]);
            add(path, VP_LOOK_RASTER, 0)->raster =
                (vp_look_raster){.cell_metres = 93, .known = 9, .most = 5, .has_crs = true};
        }
}

static size_t rows_with(const char *fields)
{
    size_t count = 0;
    for (size_t i = 0; i < proposal.source_count; i++) count += strstr(proposal.sources[i].fields, fields) != NULL;
    return count;
}

START_TEST(people_by_sex_and_age_are_everyone_and_groups)
{
    of_ages("vnm_%c_%d_2020.tif", "fm");
    communes();
    propose(NULL);
    ck_assert_uint_eq(rows_with("part:="), 36 + 4 + 7 + 10);
    ck_assert_uint_eq(rows_with("group:=children_under_5;part:=f_"), 2);
    ck_assert_uint_eq(rows_with("group:=women_15_49;part:=f_"), 7);
    ck_assert_uint_eq(rows_with("group:=people_60_and_over;part:=m_"), 5);
    ck_assert_uint_eq(proposal.group_count, 3);
    ck_assert(proposal.raster_people);
    ck_assert_str_eq(source("population", "vnm_f_0_2020.tif")->fields, "part:=f_0");
    ck_assert(understood("their sum is the population of 2020"));
}
END_TEST

/* Of both sexes together, beside a raster of everyone; and a file that is a group by itself. */
START_TEST(people_of_an_age_are_groups_beside_everyone)
{
    static const char *const paths[] = {"vnm_pop_2025_CN_100m.tif", "vnm_t_00_2025_CN_100m.tif",
                                        "vnm_t_01_2025_CN_100m.tif", "vnm_elderly_60_plus_2020.tif"};
    for (size_t i = 0; i < 4; i++)
        add(paths[i], VP_LOOK_RASTER, 0)->raster =
            (vp_look_raster){.cell_metres = 93, .known = 9, .most = 5, .roughness = 1, .has_crs = true};
    communes();
    propose(NULL);
    ck_assert_str_eq(source("population", paths[0])->fields, "");
    ck_assert_str_eq(source("population", paths[2])->fields, "group:=children_under_5;part:=t_1");
    ck_assert_str_eq(source("population", paths[3])->fields, "group:=people_60_and_over");
    ck_assert_uint_eq(proposal.source_count, 5);
}
END_TEST

/* Buildings are more than communes, and cover next to nothing; levels in one layer: the finest. */
START_TEST(units_cover_the_place)
{
    vp_look *houses = add("houses.gpkg", VP_LOOK_AREAS, 9);
    column(houses, "id", "1,2,3,4,5,6,7,8,9");
    houses->covered = 0.001;
    vp_look *areas = add("ou.geojson", VP_LOOK_AREAS, 4);
    column(areas, "code", "C0,C1,C2,C3");
    column(areas, "level", "1,3,3,3");
    areas->covered = 1.8;
    snprintf(areas->filter, sizeof areas->filter, "OGR_GEOMETRY IN ('POLYGON', 'MULTIPOLYGON')");
    propose(NULL);
    vp_look *outlines = add("export.geojson", VP_LOOK_AREAS, 2);
    column(outlines, "name; local", "A,B");
    column(outlines, "amenity", "hospital,clinic");
    outlines->covered = 0.001;
    vp_proposal_clear(&proposal);
    propose(NULL);
    ck_assert(strncmp(source("facilities", "export.geojson")->fields, "id=\"name; local\";", 17) == 0);
    ck_assert_str_eq(source("units", "ou.geojson")->filter,
                     "OGR_GEOMETRY IN ('POLYGON', 'MULTIPOLYGON') AND CAST(\"level\" AS character(20)) = '3'");
}
END_TEST

START_TEST(people_stand_below_years_or_a_total)
{
    communes();
    vp_look *table = add("dan_so.csv", VP_LOOK_TABLE, 4);
    column(table, "code", "05501,05502,05503,05504");
    column(table, "2022", "5,6,7,8");
    column(table, "2023", "15,16,17,18");
    propose(NULL);
    ck_assert_str_eq(source("population_units", "dan_so.csv")->fields, "code=code;people=2023");
}
END_TEST

START_TEST(boundaries_of_openstreetmap_are_units)
{
    vp_look *look = add("osm.gpkg", VP_LOOK_AREAS, 6);
    column(look, "osm_id", "1,2,3,4,5,6");
    column(look, "other_tags", "");
    column(look, "name", "A,B,C,D,E,F");
    column(look, "boundary", "administrative");
    column(look, "admin_level", "8,8,8,6,6,2");
    propose(NULL);
    ck_assert_str_eq(source("units", "osm.gpkg")->filter,
                     "boundary = 'administrative' AND admin_level = '8' AND name IS NOT NULL");
    ck_assert_str_eq(source("units", "osm.gpkg")->fields, "code=osm_id;name=name;level:=commune");
    ck_assert(!proposal.squares);
}
END_TEST

START_TEST(what_lies_elsewhere_is_left_out)
{
    communes();
    vp_look *look = add("clinics.geojson", VP_LOOK_POINTS, 2), *turned = add("schools.geojson", VP_LOOK_POINTS, 2);
    look->elsewhere = turned->turned = true;
    propose(NULL);
    ck_assert_uint_eq(proposal.service_count, 0);
    ck_assert(understood("clinics.geojson: not used: it lies elsewhere"));
    ck_assert(understood("schools.geojson: not used: latitude and longitude"));
}
END_TEST

START_TEST(cells_are_about_a_million)
{
    ck_assert_double_eq(vp_proposal_cell_metres((vp_bounds){105, 21, 105.05, 21.05}, 0), 30);
    ck_assert_double_eq(vp_proposal_cell_metres((vp_bounds){105, 21, 106, 22}, 0), 150);
    double wide = vp_proposal_cell_metres((vp_bounds){100, 10, 110, 20}, 0);
    ck_assert_msg(wide == 2000, "%g", wide);
    ck_assert_double_eq(vp_proposal_cell_metres((vp_bounds){105, 21, 105.05, 21.05}, 926), 100);
}
END_TEST

START_TEST(squares_hold_all_points_and_no_others)
{
    vp_point points[] = {{2.0, 13.0}, {2.09, 13.0}, {2.04, 13.09}};
    size_t count;
    vp_error err = {0};
    vp_proposed_square *squares = vp_proposal_squares((vp_bounds){2, 13, 2.09, 13.09}, points, 3, &count, &err);
    ck_assert_ptr_nonnull(squares);
    for (size_t p = 0; p < 3; p++) {
        size_t holding = 0;
        for (size_t i = 0; i < count; i++)
            holding += points[p].x >= squares[i].degrees.west && points[p].x < squares[i].degrees.east &&
                       points[p].y >= squares[i].degrees.south && points[p].y < squares[i].degrees.north;
        ck_assert_uint_eq(holding, 1);
    }
    ck_assert(count >= 3 && count <= 12);
    free(squares);
    squares = vp_proposal_squares((vp_bounds){2, 13, 2.09, 13.09}, NULL, 0, &count, &err);
    ck_assert(count > 60 && count <= 150);
    free(squares);
}
END_TEST

/* Radio and television by their bands; what no column says is assumed, and the note says so. */
START_TEST(transmitters_are_known_by_frequency_and_power)
{
    vp_look *t = add("cot_phat.csv", VP_LOOK_TABLE, 3);
    column(t, "ma", "a,b,c");
    column(t, "kinh_do", "105.1,105.2,105.3");
    column(t, "vi_do", "21.1,21.2,21.3");
    column(t, "tan_so_mhz", "102.5,98.5,650");
    column(t, "cong_suat_kw", "5,1,2");
    column(t, "chieu_cao_cot", "60,40,80");
    column(t, "scope", "national,local,local");
    propose(NULL);
    ck_assert_uint_eq(proposal.source_count, 2);
    const vp_proposed_source *fm = &proposal.sources[0], *tv = &proposal.sources[1];
    ck_assert_str_eq(fm->role, "transmitters");
    ck_assert_ptr_nonnull(
        strstr(fm->fields, "frequency_mhz=tan_so_mhz;erp_kw=cong_suat_kw;mast_metres=chieu_cao_cot;system:=fm"));
    ck_assert_ptr_nonnull(strstr(fm->fields, "scope=scope;polarisation:=V"));
    ck_assert_str_eq(fm->note, "assumed: polarisation V");
    ck_assert_str_eq(fm->filter, "\"tan_so_mhz\" >= 87.5 AND \"tan_so_mhz\" <= 108");
    ck_assert_ptr_nonnull(strstr(tv->fields, "system:=dvb_t2"));
    ck_assert_ptr_nonnull(strstr(tv->fields, "polarisation:=H"));
    ck_assert_uint_eq(proposal.service_count, 2);
    ck_assert_int_eq(proposal.services[0].reach, VP_PROPOSED_SIGNAL);
    ck_assert_str_eq(proposal.services[0].system, "fm");
    propose("health"); /* radio is none of its services */
    ck_assert_uint_eq(proposal.source_count, 0);
    ck_assert_uint_eq(proposal.service_count, 0);
}
END_TEST

START_TEST(transmitters_without_masts_are_said)
{
    vp_look *t = add("transmitters.csv", VP_LOOK_TABLE, 2);
    column(t, "lon", "105.1,105.2");
    column(t, "lat", "21.1,21.2");
    column(t, "frequency", "102.5,98.5");
    column(t, "erp_kw", "5,1");
    propose(NULL);
    ck_assert_uint_eq(proposal.source_count, 0);
    ck_assert(understood("the height of their masts"));
}
END_TEST

START_TEST(areas_of_schemes_serve)
{
    vp_look *a = add("vung_cap_nuoc.gpkg", VP_LOOK_AREAS, 2);
    column(a, "id", "p,q");
    column(a, "so_ho_dau_noi", "100,200");
    propose("water");
    const vp_proposed_source *row = source("service_areas", "vung_cap_nuoc.gpkg");
    ck_assert_str_eq(row->fields, "id=id;households_connected=so_ho_dau_noi;service:=water_area");
    ck_assert_int_eq(proposal.services[0].reach, VP_PROPOSED_AREA);
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("proposal");
    tcase_add_checked_fixture(cases, begin, end);
    tcase_add_test(cases, units_and_their_tables_are_joined_by_content);
    tcase_add_test(cases, of_several_years_the_last_that_is_not_to_come_counts);
    tcase_add_test(cases, of_several_rows_a_unit_the_one_of_all_people_counts);
    tcase_add_test(cases, thousands_of_a_yearbook_are_counted_as_such);
    tcase_add_test(cases, numbers_of_rows_are_no_codes);
    tcase_add_test(cases, primary_care_is_no_school);
    tcase_add_test(cases, squares_with_people_are_people_and_buildings_are_nothing);
    tcase_add_test(cases, a_table_of_names_alone_is_not_joined);
    tcase_add_test(cases, the_finest_units_are_those_of_most_rows);
    tcase_add_test(cases, kinds_in_a_column_are_services_with_a_filter);
    tcase_add_test(cases, places_with_people_and_counts_beside_them);
    tcase_add_test(cases, of_features_of_several_types_the_points_are_places);
    tcase_add_test(cases, metres_without_a_system_are_marked);
    tcase_add_test(cases, openstreetmap_is_taken_apart);
    tcase_add_test(cases, rasters_are_known_by_name_else_by_cells);
    tcase_add_test(cases, estimates_of_one_year_have_two_labels);
    tcase_add_test(cases, people_by_sex_and_age_are_everyone_and_groups);
    tcase_add_test(cases, units_cover_the_place);
    tcase_add_test(cases, people_stand_below_years_or_a_total);
    tcase_add_test(cases, people_of_an_age_are_groups_beside_everyone);
    tcase_add_test(cases, boundaries_of_openstreetmap_are_units);
    tcase_add_test(cases, what_lies_elsewhere_is_left_out);
    tcase_add_test(cases, cells_are_about_a_million);
    tcase_add_test(cases, squares_hold_all_points_and_no_others);
    Suite *suite = suite_create("proposal");
    tcase_add_test(cases, transmitters_are_known_by_frequency_and_power);
    tcase_add_test(cases, transmitters_without_masts_are_said);
    tcase_add_test(cases, areas_of_schemes_serve);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
