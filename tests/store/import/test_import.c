/* Bad data of every kind in a small province: what is left out, what stops the import, what is said. */
#include "store/region/load.h"
#include "store/sqlite/grid_store.h"
#include "store/support_province.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *folder;
static void make(void) { folder = mini_province(); }
static void drop(void) { remove_directory(folder); }

START_TEST(a_good_province_is_imported_whole)
{
    vp_findings findings = {0};
    vp_error err = {0};
    OK(import_province(folder, &findings, &err));
    ck_assert_uint_eq(findings.errors, 0);
    ck_assert_double_eq(ask(folder, "SELECT count(*) FROM unit"), 4);
    ck_assert_double_eq(ask(folder, "SELECT round(sum(ST_Area(geom))) FROM unit"), 36e6);
    ck_assert_double_eq(ask(folder, "SELECT ST_SRID(geom) FROM unit LIMIT 1"), 32648);
    ck_assert_double_eq(
        ask(folder,
            "SELECT count(*) FROM unit WHERE rowid IN (SELECT rowid FROM SpatialIndex WHERE f_table_name = 'unit'"
            " AND search_frame = BuildMbr(500010, 2400010, 500020, 2400020, 32648))"),
        1);
    ck_assert_double_eq(ask(folder, "SELECT columns * 1000 + rows FROM grid"), 80080);
    ck_assert_double_eq(ask(folder, "SELECT count(*) FROM source WHERE length(checksum) = 64 AND imported_at LIKE "
                                    "'20__-__-__T%' AND features > 0"),
                        2);
    ck_assert_double_eq(
        ask(folder, "SELECT count(*) FROM setting WHERE key IN ('id', 'crs', 'as_of', 'software', 'made_at', 'frame')"),
        6);
    ck_assert_double_eq(ask(folder, "SELECT count(*) FROM finding"), (double)findings.count);
    ck_assert_double_eq(ask(folder, "SELECT (SELECT count(*) FROM service) * 100 + (SELECT count(*) FROM speed) * 10 + "
                                    "(SELECT count(*) FROM indicator)"),
                        431);
    ck_assert_uint_eq(count_findings(&findings, VP_FINDING_WARNING, "2 units of 2025 have this name (00002, 00004)"),
                      1);
    vp_findings_clear(&findings);
}
END_TEST

/* ------------------------------------------------------------ units */

#define SQUARE(w, s, e, n) "\"POLYGON((" #w " " #s "," #e " " #s "," #e " " #n "," #w " " #n "," #w " " #s "))\"\n"

typedef struct {
    const char *row, *said;
    vp_severity severity;
    bool failed;
} unit_case;
static const unit_case units[] = {
    {"00002,Đôi," SQUARE(506000, 2400000, 507000, 2401000), "rows 3 and 6 are both", VP_FINDING_ERROR, true},
    {",Không mã," SQUARE(506000, 2400000, 507000, 2401000), "has no code", VP_FINDING_ERROR, true},
    {"00005,Không khép,\"POLYGON((506000 2400000,507000 2400000,507000 2401000,506000 2401000))\"\n", "not closed",
     VP_FINDING_WARNING, true},
    {"00005,Nơ,\"POLYGON((506000 2400000,507000 2401000,507000 2400000,506000 2401000,506000 2400000))\"\n",
     "Self-intersection", VP_FINDING_WARNING, true},
    {"00005,Dẹt,\"POLYGON((506000 2400000,507000 2400000,506500 2400000,506000 2400000))\"\n", "area is zero",
     VP_FINDING_WARNING, true},
    {"00005,Điểm,POINT(506000 2400000)\n", "units needs polygons", VP_FINDING_WARNING, true},
    {"00005,Vô hạn,\"POLYGON((506000 2400000,1e308 2400000,507000 2401000,506000 2400000))\"\n", "reaches, far from",
     VP_FINDING_WARNING, true},
    {"00005,Xa,\"POLYGON((105 21,105.1 21,105.1 21.1,105 21))\"\n", "look like degrees", VP_FINDING_WARNING, true},
    {"00005,Đảo,\"POLYGON((2400000 506000,2401000 506000,2401000 507000,2400000 506000))\"\n", "look swapped",
     VP_FINDING_WARNING, true},
    {"00005,Chồng," SQUARE(505000, 2400000, 508000, 2403000), "overlap by 3.000 km²", VP_FINDING_WARNING, false},
    {"00005,Chồng," SQUARE(505000, 2400000, 508000, 2403000), "1 overlaps of together 3.0000 km²", VP_FINDING_WARNING,
     false},
    {"00005,H\xF2"
     "a," SQUARE(506000, 2400000, 507000, 2401000),
     "is not UTF-8", VP_FINDING_WARNING, true},
    {"00005,P\xC2\xB8"
     "c N\xC3\x86m," SQUARE(506000, 2400000, 507000, 2401000),
     "declare encoding TCVN3", VP_FINDING_ERROR, true},
};

START_TEST(a_bad_unit_is_found)
{
    append_text(folder, "units.csv", units[_i].row);
    expect_finding(folder, units[_i].failed, units[_i].severity, units[_i].said);
}
END_TEST

static const struct {
    const char *rows;
    vp_severity severity; /* VP_FINDING_NOTE: there is no such finding */
    const char *said;
} plans[] = {
    {"plan_level,district\nplan_vintage,2024\nplan_code,164\n", VP_FINDING_WARNING,
     "stands on all units of level commune"},
    {"plan_vintage,1999\n", VP_FINDING_WARNING, "no source has units of the territory that the plan binds"},
    {"plan_level,commune\nplan_code,00009\n", VP_FINDING_ERROR, "no unit of plan_level and plan_vintage has this code"},
    {"plan_code,00009\n", VP_FINDING_ERROR, "no unit of plan_level and plan_vintage has this code"},
    {"plan_level,commune\nplan_code,00001\n", VP_FINDING_NOTE, "plan"},
    {"plan_level,commune\n", VP_FINDING_NOTE, "plan"},
};

START_TEST(a_territory_that_is_not_there_is_found)
{
    append_text(folder, "province.csv", plans[_i].rows);
    if (plans[_i].severity != VP_FINDING_NOTE) {
        expect_finding(folder, plans[_i].severity == VP_FINDING_ERROR, plans[_i].severity, plans[_i].said);
        return;
    }
    vp_findings findings = {0};
    vp_error err = {0};
    OK(import_province(folder, &findings, &err));
    ck_assert_uint_eq(count_findings(&findings, VP_FINDING_WARNING, plans[_i].said), 0);
    vp_findings_clear(&findings);
}
END_TEST

START_TEST(a_bow_tie_is_repaired_when_asked_with_the_areas)
{
    append_text(folder, "province.csv", "repair,yes\n");
    append_text(folder, "units.csv",
                "00005,Nơ,\"POLYGON((506000 2400000,508000 2402000,508000 2400000,506000 2402000,506000 2400000))\"\n"
                "00006,Hở,\"POLYGON((500000 2406000,501000 2406000,501000 2407000,500000 2407000))\"\n");
    expect_finding(folder, false, VP_FINDING_WARNING, "repaired, area 0.000000 km² before and 2.000000 km² after");
    ck_assert_double_eq_tol(ask(folder, "SELECT ST_Area(geom) FROM unit WHERE code = '00005'"), 2e6, 1);
    ck_assert_double_eq_tol(ask(folder, "SELECT ST_Area(geom) FROM unit WHERE code = '00006'"), 1e6, 1);
}
END_TEST

START_TEST(a_gap_is_measured)
{
    write_text(folder, "units.csv",
               "code,name,WKT\n"
               "00001,A," SQUARE(500000, 2400000, 506000, 2402000) "00002,B," SQUARE(
                   500000, 2404000, 506000, 2406000) "00003,C," SQUARE(500000, 2402000, 502000,
                                                                       2404000) "00004,D," SQUARE(504000, 2402000,
                                                                                                  506000, 2404000));
    expect_finding(folder, false, VP_FINDING_WARNING, "1 gaps of 4.0000 km²");
}
END_TEST

START_TEST(a_shifted_layer_is_noticed)
{
    write_text(folder, "district.csv", "code,name,WKT\n001,Huyện," SQUARE(500190, 2399890, 506190, 2405890));
    append_text(folder, "datasets.csv", "units,district.csv,,2025,EPSG:32648,,level:=district,,,,,\n");
    expect_finding(folder, false, VP_FINDING_WARNING, "its centre lies 190 m east and 110 m south");
}
END_TEST

START_TEST(units_without_a_system_are_refused)
{
    write_text(folder, "datasets.csv",
               "role,path,vintage,fields\nunits,units.csv,2025,level:=commune\npopulation,people.tif,2020,\n");
    expect_finding(folder, true, VP_FINDING_ERROR, "neither the file nor datasets.csv says which coordinate system");
}
END_TEST

START_TEST(names_are_composed_and_converted)
{
    write_text(folder, "more.csv",
               "code;name;WKT\n"
               "1;P\xB8"
               "c N\xC6m;POLYGON((506000 2400000,507000 2400000,507000 2401000,506000 2400000))\n");
    append_text(folder, "datasets.csv", "units,more.csv,,2009,EPSG:32648,TCVN3,level:=commune,,,,,\n");
    append_text(folder, "units.csv",
                "00005,Ho\xCC\x80"
                "a," SQUARE(506000, 2400000, 507000, 2401000));
    vp_findings findings = {0};
    vp_error err = {0};
    OK(import_province(folder, &findings, &err));
    ck_assert_double_eq(ask(folder, "SELECT count(*) FROM unit WHERE name = 'Pác Nặm'"), 1);
    ck_assert_double_eq(ask(folder, "SELECT count(*) FROM unit WHERE name = 'Hòa'"), 1);
    vp_findings_clear(&findings);
}
END_TEST

/* ------------------------------------------------------------ places */

typedef struct {
    const char *row, *said;
    vp_severity severity;
    int kept; /* of the good row and this one */
} place_case;
static const place_case places[] = {
    {"S2,B,105.0145,21.717,00001,5\n", "", VP_FINDING_NOTE, 2},
    {"S2,B,21.717,105.0145,00001,5\n", "look swapped", VP_FINDING_WARNING, 1},
    {"S2,B,nan,21.717,00001,5\n", "missing or not a number", VP_FINDING_WARNING, 1},
    {"S2,B,inf,21.717,00001,5\n", "missing or not a number", VP_FINDING_WARNING, 1},
    {"S2,B,1e308,21.717,00001,5\n", "out of range", VP_FINDING_WARNING, 1},
    {"S2,B,105.0145,91,00001,5\n", "out of range", VP_FINDING_WARNING, 1},
    {"S2,B,,21.717,00001,5\n", "missing or not a number", VP_FINDING_WARNING, 1},
    {"S2,B,106.5,22.5,00001,5\n", "outside the province", VP_FINDING_WARNING, 1},
    {"S2,B,501500,2401500,00001,5\n", "these are not degrees", VP_FINDING_WARNING, 1},
    {"S2,B,104.995,21.717,,5\n", "outside every unit, within the margin", VP_FINDING_NOTE, 2},
    {"S1,B,105.0145,21.717,00001,5\n", "rows 2 and 3 have the same id", VP_FINDING_WARNING, 1},
    {",B,105.0145,21.717,00001,5\n", "it has no id", VP_FINDING_WARNING, 1},
    {"S2,B,105.0145,21.717,00009,5\n", "no unit has this code; near: 00001 Hoà Bình", VP_FINDING_WARNING, 2},
    {"S2,B,105.0145,21.717,Tân Lập,5\n", "near: 00002 Tân Lập, 00004 Tân Lập (names alone never join)",
     VP_FINDING_WARNING, 2},
    {"S2,B,105.0145,21.717,Hòa Bình,5\n", "near: 00001 Hoà Bình", VP_FINDING_WARNING, 2},
    {"S2,B,105.0145,21.717,1.0,5\n", "have leading zeros that the units' do not have", VP_FINDING_WARNING, 2},
    {"S2,B,105.05,21.75,00001,5\n", "outside the unit it states", VP_FINDING_WARNING, 2},
    {"S2,B,105.0145,21.717,00001,-5\n", "below 0; it counts as no data", VP_FINDING_WARNING, 2},
    {"S2,B,105.0145,21.717,00001,many\n", "not a number; it counts as no data", VP_FINDING_WARNING, 2},
    {"S2,\xFF,105.0145,21.717,00001,5\n", "not UTF-8", VP_FINDING_WARNING, 1},
};

START_TEST(a_bad_place_is_left_out_with_a_hint)
{
    write_text(folder, "schools.csv", "id,name,lon,lat,commune,places\nS1,A,105.0145,21.717,00001,100\n");
    append_text(folder, "schools.csv", places[_i].row);
    append_text(folder, "datasets.csv",
                "facilities,schools.csv,,,,,unit_code=commune;places=places;service:=school,,,,,\n");
    expect_finding(folder, false, places[_i].severity, places[_i].said);
    ck_assert_double_eq(ask(folder, "SELECT count(*) FROM facility"), places[_i].kept);
    ck_assert_double_eq(ask(folder, "SELECT rejected FROM source WHERE role = 'facilities'"), 2 - places[_i].kept);
    ck_assert_double_eq(ask(folder, "SELECT count(*) FROM facility_service WHERE service = 'school'"), places[_i].kept);
    ck_assert_double_eq_tol(ask(folder, "SELECT ST_X(geom) FROM facility WHERE code = 'S1'"), 501500, 2);
    ck_assert_double_eq(ask(folder, "SELECT count(*) FROM facility_attribute WHERE number < 0"), 0);
}
END_TEST

START_TEST(settlements_keep_what_they_state)
{
    write_text(folder, "villages.csv",
               "ma,ten,dan,kho,lon,lat\nV1,Bản Tèn,214,có,105.0145,21.717\nV2,Đồng Xa,,0,105.0146,21.718\n"
               "V2,Lặp,1,0,105.0146,21.718\nV3,,5,0,105.0146,21.718\nV4,Sai,-3,maybe,105.0147,21.718\n");
    append_text(folder, "datasets.csv",
                "settlements,villages.csv,,,EPSG:4326,,id=ma;name=ten;people=dan;difficult=kho,,,,,\n");
    expect_finding(folder, false, VP_FINDING_WARNING, "neither yes nor no");
    ck_assert_double_eq(ask(folder, "SELECT count(*) FROM settlement"), 3);
    ck_assert_double_eq(ask(folder, "SELECT people + difficult FROM settlement WHERE code = 'V1'"), 215);
    ck_assert_double_eq(ask(folder, "SELECT count(*) FROM settlement WHERE people IS NULL"), 2);
    ck_assert_double_eq(ask(folder, "SELECT count(*) FROM settlement WHERE difficult IS NULL"), 1);
    ck_assert_double_eq(ask(folder, "SELECT rejected FROM source WHERE role = 'settlements'"), 2);
}
END_TEST

START_TEST(a_layer_all_elsewhere_stops_the_import)
{
    write_text(folder, "schools.csv", "id,name,lon,lat\nS1,A,21.717,105.0145\nS2,B,21.718,105.0146\n");
    append_text(folder, "datasets.csv", "facilities,schools.csv,,,,,service:=school,,,,,\n");
    expect_finding(folder, true, VP_FINDING_ERROR,
                   "none of its 2 rows lies in the province: longitude and latitude look swapped");
}
END_TEST

START_TEST(a_missing_column_lists_those_there_are)
{
    write_text(folder, "schools.csv", "id,ten,lon,lat\nS1,A,105.0145,21.717\n");
    append_text(folder, "datasets.csv", "facilities,schools.csv,,,,,name=title;service:=school,,,,,\n");
    expect_finding(folder, true, VP_FINDING_ERROR, "no column title; it has: id, ten, lon, lat");
}
END_TEST

START_TEST(a_declared_system_is_taken_over_the_files_with_a_warning)
{
    write_text(folder, "p.geojson",
               "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"id\":\"S1\"},"
               "\"geometry\":{\"type\":\"Point\",\"coordinates\":[501500,2401500]}}]}");
    append_text(folder, "datasets.csv", "facilities,p.geojson,,,EPSG:32648,,service:=school,,,,,\n");
    expect_finding(folder, false, VP_FINDING_WARNING,
                   "the file says its coordinates are in WGS 84, datasets.csv says EPSG:32648");
    ck_assert_double_eq_tol(ask(folder, "SELECT lat FROM facility"), 21.71696897863, 1e-7);
}
END_TEST

START_TEST(transmitters_are_checked)
{
    write_text(folder, "t.csv",
               "id,lon,lat,m,f,p,pol,sys,scope,pat\n"
               "T1,105.0145,21.717,60,102.5,10,H,fm,national,0:0;90:-3.5;180:-10\n"
               "T2,105.0145,21.717,60,102.5,10,V,fm,local,\n"
               "T3,105.0145,21.717,60,102.5,10,X,fm,local,\n"
               "T4,105.0145,21.717,60,102.5,-1,V,fm,local,\n"
               "T5,105.0145,21.717,60,102.5,10,V,fm,local,90:0;10:-3\n"
               "T6,105.0145,21.717,60,102.5,10,V,fm,abroad,\n");
    write_text(folder, "beam.csv",
               "id,lon,lat,m,f,p,pol,sys,scope,beam\n"
               "B1,105.0145,21.717,60,102.5,10,H,fm,national,-5:-12;0:-1;1.5:0\n"
               "B2,105.0145,21.717,60,102.5,10,H,fm,national,1.5:0;0:-1\n"
               "B3,105.0145,21.717,60,102.5,10,H,fm,national,0:0;91:-1\n");
    append_text(folder, "datasets.csv",
                "transmitters,beam.csv,,,EPSG:4326,,mast_metres=m;frequency_mhz=f;erp_kw=p;polarisation=pol;system=sys;"
                "vertical_pattern=beam,,,,,\n");
    append_text(folder, "datasets.csv",
                "transmitters,t.csv,,,EPSG:4326,,mast_metres=m;frequency_mhz=f;erp_kw=p;polarisation=pol;system=sys;"
                "pattern=pat,,,,,\n");
    expect_finding(folder, false, VP_FINDING_WARNING, "must be H or V");
    ck_assert_double_eq(ask(folder, "SELECT count(*) FROM transmitter WHERE code LIKE 'T%'"), 2);
    ck_assert_double_eq(ask(folder, "SELECT count(*) FROM transmitter WHERE code LIKE 'B%'"), 1);
    ck_assert_double_eq(ask(folder, "SELECT count(*) FROM transmitter WHERE vertical_pattern = '-5:-12;0:-1;1.5:0'"),
                        1);
    ck_assert_double_eq(ask(folder, "SELECT sum(rejected) FROM source WHERE role = 'transmitters'"), 6);
    ck_assert_double_eq(
        ask(folder,
            "SELECT count(*) FROM transmitter WHERE polarisation = 'horizontal' AND pattern = '0:0;90:-3.5;180:-10'"),
        1);
}
END_TEST

START_TEST(lines_and_areas_keep_their_parts)
{
    write_text(folder, "roads.csv",
               "class,bridge,WKT\nprimary,no,\"LINESTRING(500000 2400000,501000 2401000)\"\n"
               "track,yes,\"MULTILINESTRING((502000 2400000,502000 2401000),(503000 2400000,503000 2401000))\"\n"
               "track,,\"LINESTRING(900000 2400000,901000 2401000)\"\n"
               ",,\"LINESTRING(500000 2400000,501000 2401000)\"\n");
    write_text(folder, "lakes.csv",
               "name,WKT\nHồ,\"POLYGON((500000 2400000,501000 2400000,501000 2401000,500000 2400000))\"\n"
               "Sông,\"LINESTRING(500000 2400000,501000 2401000)\"\n");
    write_text(folder, "areas.csv",
               "scheme,hh,WKT\nW1,12," SQUARE(500000, 2400000, 501000, 2401000) "W2,-3," SQUARE(500000, 2400000, 501000,
                                                                                                2401000));
    append_text(folder, "datasets.csv",
                "roads,roads.csv,,,EPSG:32648,,,,,,,\nbarriers,lakes.csv,,,EPSG:32648,,class:=water,,,,,\n"
                "service_areas,areas.csv,,,EPSG:32648,,id=scheme;households_connected=hh;service:=water|school,,,,,\n");
    expect_finding(folder, false, VP_FINDING_NOTE, "1 of 4 rows lie outside the grids");
    ck_assert_double_eq(ask(folder, "SELECT count(*) FROM road"), 3);
    ck_assert_double_eq(ask(folder, "SELECT sum(bridge) FROM road"), 2);
    ck_assert_double_eq(ask(folder, "SELECT count(*) FROM barrier WHERE class = 'water'"), 2);
    ck_assert_double_eq(ask(folder, "SELECT sum(households_connected) FROM service_area WHERE service = 'water'"),
                        12); /* -3 is no data */
}
END_TEST

/* ------------------------------------------------------------ tables by code */

START_TEST(records_join_by_code_only)
{
    write_text(
        folder, "r.csv",
        "code,vintage,people,remote,kind\n00001,2025,100,1,a\n00002,2025,-7,0,b\n3.0,2025,50,0,\n00003,2025,60,0,\n"
        "Tân Lập,2025,1,1,c\n00004,2024,5,1,c\n00004,2025,many,1,c\n");
    append_text(folder, "datasets.csv", "records,r.csv,,,,,,,,,,\n");
    append_text(folder, "groups.csv", "g,Nhóm,,remote = 1,\n");
    append_text(folder, "indicators.csv", "R,Số,,,recorded_sum,,,,,,,,,\n");
    write_text(folder, "indicators.csv", "id,title_vi,measure,numerator\nR,Số,recorded_sum,people\n");
    vp_findings findings = {0};
    vp_error err = {0};
    OK(import_province(folder, &findings, &err));
    ck_assert_uint_eq(count_findings(&findings, VP_FINDING_WARNING, "rows 4 and 5 have the same code"), 1);
    ck_assert_uint_eq(count_findings(&findings, VP_FINDING_WARNING, "names alone never join"), 1);
    ck_assert_uint_eq(count_findings(&findings, VP_FINDING_WARNING, "no units of this vintage"), 1);
    ck_assert_uint_eq(
        count_findings(&findings, VP_FINDING_WARNING, "1 codes have leading zeros that the units' do not"), 1);
    ck_assert_uint_eq(count_findings(&findings, VP_FINDING_WARNING, "unit 00002 of 2025: below 0"), 1);
    ck_assert_double_eq(ask(folder, "SELECT count(DISTINCT code) FROM record"), 4);
    ck_assert_double_eq(ask(folder, "SELECT sum(number) FROM record WHERE name = 'people'"), 150);
    ck_assert_double_eq(ask(folder, "SELECT count(*) FROM record WHERE name = 'kind' AND text IS NULL"), 1);
    vp_findings_clear(&findings);
}
END_TEST

START_TEST(a_column_that_changes_type_names_both_rows)
{
    write_text(folder, "r.csv", "code,people\n00001,100\n00002,7\n00003,8\n00004,9\n");
    append_text(
        folder, "units.csv",
        "00005,E," SQUARE(506000, 2400000, 507000, 2401000) "00006,F," SQUARE(506000, 2401000, 507000, 2402000));
    append_text(folder, "r.csv", "00005,10\n00006,about 5\n");
    append_text(folder, "datasets.csv", "records,r.csv,,2025,,,,,,,,\n");
    expect_finding(folder, false, VP_FINDING_WARNING, "row 2 has a number, row 7 a text");
}
END_TEST

START_TEST(shares_above_one_are_left_out)
{
    write_text(folder, "r.csv", "code,share,part,whole\n00001,0.5,10,100\n00002,1.5,120,100\n00003,,0,0\n");
    append_text(folder, "datasets.csv", "records,r.csv,,2025,,,,,,,,\n");
    append_text(folder, "groups.csv", "g,Nhóm,,,share\n");
    write_text(folder, "indicators.csv",
               "id,title_vi,measure,numerator,denominator\nR,Tỷ lệ,recorded_share,part,whole\n");
    vp_findings findings = {0};
    vp_error err = {0};
    OK(import_province(folder, &findings, &err));
    ck_assert_uint_eq(
        count_findings(&findings, VP_FINDING_WARNING,
                       "groups.csv: row 2 share_field \"share\": a share is from 0 to 1, and 1 of 2 values of "
                       "share are not: units 00002 of 2025 (1.5)"),
        1);
    ck_assert_uint_eq(count_findings(&findings, VP_FINDING_WARNING, "a share above 100 %"), 1);
    ck_assert_double_eq(ask(folder, "SELECT sum(number) FROM record WHERE name = 'share'"), 0.5);
    ck_assert_double_eq(ask(folder, "SELECT sum(number) FROM record WHERE name = 'part'"), 10);
    ck_assert_double_eq(ask(folder, "SELECT count(*) FROM record WHERE name = 'share' AND text = '1.5'"),
                        1); /* as it was, for readers */
    vp_findings_clear(&findings);
}
END_TEST

START_TEST(percentages_are_no_shares)
{
    write_text(folder, "r.csv", "code,kinh\n00001,45.5\n00002,1.5\n00003,\n00004,0.5\n");
    append_text(folder, "datasets.csv", "records,r.csv,,2025,,,,,,,,\n");
    append_text(folder, "groups.csv", "g,Nhóm,,,kinh\n");
    expect_finding(
        folder, true, VP_FINDING_ERROR,
        "a share is from 0 to 1, and 2 of 3 values of kinh are not: units 00001 of 2025 (45.5), 00002 of 2025 "
        "(1.5); they are percentages: write share_field as kinh / 100");
}
END_TEST

START_TEST(a_group_of_no_record_stops_the_import)
{
    append_text(folder, "groups.csv", "g,Nhóm,,remote = 1,\n");
    expect_finding(folder, true, VP_FINDING_ERROR, "no records source has a column remote");
}
END_TEST

START_TEST(the_crosswalk_shares_people_out)
{
    write_text(folder, "old.csv",
               "code,name,WKT\n"
               "10001,X," SQUARE(500000, 2400000, 506000, 2403000) "10002,Y," SQUARE(
                   500000, 2403000, 506000, 2406000) "10003,Z," SQUARE(500000, 2406000, 500500, 2406500));
    write_text(folder, "cross.csv",
               "old,new\n10001.0,00001\n10001,00002\n10002,00003\n10002,00003\n10009,00001\n10003,00004\n");
    write_text(folder, "cross2.csv", "old,new,share\n10002,00001,0.5\n10002,00004,0.75\n10002,00002,1.5\n");
    append_text(
        folder, "datasets.csv",
        "units,old.csv,,2024,EPSG:32648,,level:=commune,,,,,\n"
        "crosswalk,cross.csv,,,,,old_code=old;new_code=new;old_vintage:=2024;new_vintage:=2025,old <> '10003',,,,\n"
        "crosswalk,cross2.csv,,,,,old_code=old;new_code=new;share=share;old_vintage:=2024;new_vintage:=2025,,,,,\n");
    vp_findings findings = {0};
    vp_error err = {0};
    OK(import_province(folder, &findings, &err));
    ck_assert_uint_eq(count_findings(&findings, VP_FINDING_WARNING, "10001 was divided among 2 units"), 1);
    ck_assert_uint_eq(count_findings(&findings, VP_FINDING_WARNING, "rows 4 and 5 are the same passage"), 1);
    ck_assert_uint_eq(count_findings(&findings, VP_FINDING_WARNING, "no unit of 2024 has this code"), 1);
    ck_assert_uint_eq(count_findings(&findings, VP_FINDING_WARNING, "Z of 2024 has no passage"), 1);
    ck_assert_uint_eq(count_findings(&findings, VP_FINDING_WARNING, "sum to 1.25"), 1);
    ck_assert_uint_eq(count_findings(&findings, VP_FINDING_WARNING, "from 0 to 1"), 1);
    ck_assert_double_eq(
        ask(folder, "SELECT count(*) FROM crosswalk WHERE old_code = '10001' AND share IS NULL AND exact = 0"), 2);
    ck_assert_double_eq(
        ask(folder, "SELECT share FROM crosswalk WHERE old_code = '10002' AND new_code = '00003' AND exact = 1"), 1);
    ck_assert_double_eq_tol(ask(folder, "SELECT share FROM crosswalk WHERE old_code = '10002' AND new_code = '00004'"),
                            0.6, 1e-12);
    vp_findings_clear(&findings);
}
END_TEST

/* ------------------------------------------------------------ the run */

static bool stop_at_once(void *context, const char *step, double done)
{
    (void)step;
    ck_assert(done >= 0 && done <= 1);
    return ++*(int *)context < 3;
}

START_TEST(a_cancelled_import_leaves_what_was)
{
    vp_findings findings = {0};
    vp_error err = {0};
    int steps = 0;
    char *path = path_in(folder, "dataset.sqlite"), *left = path_in(folder, ".dataset.sqlite.draft-aB3xYz");
    write_text(folder, "dataset.sqlite", "the last one");
    ck_assert_int_eq(mkdir(left, 0700), 0); /* of an import that was killed */
    write_text(left, "dataset.sqlite", "half of it");
    vp_province *province = vp_province_read(folder, NULL, &findings, &err);
    ck_assert_ptr_nonnull(province);
    vp_import_options options = {.progress = stop_at_once, .context = &steps};
    ck_assert(!vp_import(province, path, &options, &findings, &err));
    ck_assert_int_eq(err.kind, VP_CANCELLED);
    ck_assert_int_eq(access(left, F_OK), -1);
    FILE *file = fopen(path, "rb");
    char text[20] = "";
    ck_assert_ptr_nonnull(file);
    ck_assert_ptr_nonnull(fgets(text, sizeof text, file));
    fclose(file);
    ck_assert_str_eq(text, "the last one");
    OK(vp_import(province, path, NULL, &findings, &err)); /* and a retry works */
    ck_assert_double_eq(ask(folder, "SELECT count(*) FROM unit"), 4);
    vp_province_free(province);
    vp_findings_clear(&findings);
    free(path);
    free(left);
}
END_TEST

START_TEST(a_check_leaves_nothing_behind)
{
    vp_findings findings = {0};
    vp_error err = {0};
    char *scratch = path_in(folder, "scratch");
    ck_assert_int_eq(mkdir(scratch, 0700), 0);
    char *usual = getenv("TMPDIR") ? strdup(getenv("TMPDIR")) : NULL;
    setenv("TMPDIR", scratch, 1);
    vp_province *province = vp_province_read(folder, NULL, &findings, &err);
    bool checked = province && vp_import_check(province, NULL, &findings, &err);
    if (usual)
        setenv("TMPDIR", usual, 1);
    else
        unsetenv("TMPDIR");
    free(usual);
    ck_assert_msg(checked, "%s", err.message);
    ck_assert_int_eq(rmdir(scratch), 0); /* empty */
    vp_province_free(province);
    vp_findings_clear(&findings);
    free(scratch);
}
END_TEST

START_TEST(a_flood_of_findings_is_counted)
{
    write_text(folder, "schools.csv", "id,lon,lat\nS0,105.0145,21.717\n");
    for (int i = 0; i < 500; i++) {
        char row[60];
        snprintf(row, sizeof row, "S%d,105.0145,\n", i + 1);
        append_text(folder, "schools.csv", row);
    }
    append_text(folder, "datasets.csv", "facilities,schools.csv,,,,,service:=school,,,,,\n");
    expect_finding(folder, false, VP_FINDING_WARNING, "and 440 more findings like these");
    ck_assert_double_eq(ask(folder, "SELECT rejected FROM source WHERE role = 'facilities'"), 500);
}
END_TEST

static void add_cases(TCase *tests)
{
    tcase_add_test(tests, a_good_province_is_imported_whole);
    tcase_add_loop_test(tests, a_bad_unit_is_found, 0, (int)(sizeof units / sizeof *units));
    tcase_add_loop_test(tests, a_territory_that_is_not_there_is_found, 0, (int)(sizeof plans / sizeof *plans));
    tcase_add_test(tests, a_bow_tie_is_repaired_when_asked_with_the_areas);
    tcase_add_test(tests, a_gap_is_measured);
    tcase_add_test(tests, a_shifted_layer_is_noticed);
    tcase_add_test(tests, units_without_a_system_are_refused);
    tcase_add_test(tests, names_are_composed_and_converted);
    tcase_add_loop_test(tests, a_bad_place_is_left_out_with_a_hint, 0, (int)(sizeof places / sizeof *places));
    tcase_add_test(tests, settlements_keep_what_they_state);
    tcase_add_test(tests, a_layer_all_elsewhere_stops_the_import);
    tcase_add_test(tests, a_missing_column_lists_those_there_are);
    tcase_add_test(tests, a_declared_system_is_taken_over_the_files_with_a_warning);
    tcase_add_test(tests, transmitters_are_checked);
    tcase_add_test(tests, lines_and_areas_keep_their_parts);
    tcase_add_test(tests, records_join_by_code_only);
    tcase_add_test(tests, a_column_that_changes_type_names_both_rows);
    tcase_add_test(tests, shares_above_one_are_left_out);
    tcase_add_test(tests, percentages_are_no_shares);
    tcase_add_test(tests, a_group_of_no_record_stops_the_import);
    tcase_add_test(tests, the_crosswalk_shares_people_out);
    tcase_add_test(tests, a_cancelled_import_leaves_what_was);
    tcase_add_test(tests, a_check_leaves_nothing_behind);
    tcase_add_test(tests, a_flood_of_findings_is_counted);
}

int main(void)
{
    Suite *suite = suite_create("import");
    TCase *tests = tcase_create("import");
    tcase_add_checked_fixture(tests, make, drop);
    add_cases(tests);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
