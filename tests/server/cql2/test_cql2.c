/* CQL2 against a made-up province whose answers are worked out by hand. */
#include "server/ogc/collections.h"
#include "server/support_world.h"
#include "snapshot/outlines.h"
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/lattice.h>

static vp_snapshot *world;

static void start(void)
{
    vp_error err = {0};
    world = vp_world_new("s1", 0);
    world->places.outlines = vp_outlines_new(world->region, &err);
    ck_assert_msg(world->places.outlines != NULL, "%s", err.message);
}

static void stop(void) { vp_snapshot_release(world); }

static const vp_collection *collection(const char *id)
{
    for (size_t i = 0; i < vp_collection_count; i++)
        if (strcmp(vp_collections[i]->id, id) == 0) return vp_collections[i];
    ck_abort_msg("no collection %s", id);
    return NULL;
}

static vp_cql2_schema schema_of_units(void)
{
    static vp_view view;
    static vp_collection_row any;
    view = (vp_view){world, world->region->units.main_set};
    any = (vp_collection_row){collection("units"), &view, 0};
    return vp_collection_schema(&any, NULL);
}

/* Ids of the features of which the filter is true, between blanks. */
static void found(const char *id, const char *text, char ids[200])
{
    const vp_collection *c = collection(id);
    vp_view view = {world, world->region->units.main_set};
    vp_error err = {0};
    vp_cql2_schema schema = vp_collection_schema(&(vp_collection_row){c, &view, 0}, NULL);
    vp_cql2 *filter = (*text == '{' ? vp_cql2_parse_json : vp_cql2_parse)(text, &schema, &err);
    ck_assert_msg(filter != NULL, "%s: %s", text, err.message);
    *ids = '\0';
    for (size_t row = 0; row < c->count(&view); row++) {
        vp_property_value field;
        c->properties[0].get(&view, row, &field);
        vp_collection_row at = {c, &view, row};
        vp_cql2_feature feature = vp_collection_feature(&at);
        if (!vp_cql2_holds(filter, &feature)) continue;
        if (*ids) strcat(ids, " ");
        strcat(ids, field.text);
    }
    vp_cql2_free(filter);
}

/* People: 10 a cell of 0.25 km2, none counted in the first row (20 cells of
 * 00001 and of 00002): 3800, 3800, 4000, 3840, 160. */
static const struct {
    const char *collection, *filter, *ids;
} cases[] = {
    {"units", "code = '00003'", "00003"},
    {"units", "'00003' = code", "00003"},
    {"units", "code <> '00003'", "00001 00002 00004 00005"},
    {"units", "code < '00003'", "00001 00002"},
    {"units", "area_km2 < 4.001", "00005"},
    {"units", "people > 100 AND people < 3820", "00001 00002 00005"},
    {"units", "(code = '00001' OR code = '00002') AND code > '00001'", "00002"},
    {"units", "code = '00001' OR code = '00002' AND code > '00002'", "00001"},
    {"units", "NOT code = '00001' AND NOT NOT code < '00003'", "00002"},
    {"units", "NOT (code = '00001' OR code = '00002')", "00003 00004 00005"},
    {"units", "code IN ('00005', '00002', 'x')", "00002 00005"},
    {"units", "code NOT IN ('00005', '00002', 'x')", "00001 00003 00004"},
    {"units", "people BETWEEN 3800 AND 3840", "00001 00002 00004"},
    {"units", "people NOT BETWEEN 3800 AND 3840", "00003 00005"},
    {"units", "people BETWEEN 3800 AND 3840 AND code > '00002'", "00004"},
    {"units", "name LIKE 'Xã %'", "00001 00004 00005"},
    {"units", "name NOT LIKE 'Xã %'", "00002 00003"},
    {"units", "name LIKE '%Đức%'", "00003"},
    {"units", "name LIKE 'X_ Th_n S_'", "00005"}, /* _ is one letter, not one byte */
    {"units", "name LIKE '%a'", "00005"},
    {"units", "name LIKE 'xã%'", ""},
    {"units", "CASEI(name) LIKE CASEI('XÃ%NHAI')", "00004"},
    {"units", "CASEI(name) LIKE 'phường đức xuân'", "00003"},
    {"units", "ACCENTI(name) LIKE 'Phuong Duc%'", "00003"},
    {"units", "ACCENTI(CASEI(name)) LIKE 'phuong duc%'", "00003"},
    {"units", "casei(accenti(name)) like '%than sa'", "00005"},
    {"units", "ACCENTI(name) LIKE ACCENTI('%Định Hóa%')", "00001"}, /* both spellings of the tone mark */
    {"units", "name LIKE '=HYPER%(\"x\")'", "00002"},
    {"units", "name LIKE '%\\%%'", ""},
    {"units", "people / 2 > 1910 AND people / area_km2 < 40.001", "00003 00004"},
    {"units", "people - 10 * 100 = 2800", "00001 00002"},
    {"units", "-people < -3900", "00003"},
    {"units", "2 + 3 * 4 = 14 AND (2 + 3) * 4 = 2e1 AND 7 - 2 - 1 = 4 AND 8 / 4 / 2 = 1.",
     "00001 00002 00003 00004 00005"},
    {"units", "people / 0 > 1 OR people / 0 <= 1", ""}, /* no value, not infinity */
    {"units", "7 % 3 = 1 AND -7 % 3 = -1 AND 7 div 2 = 3 AND -7 DIV 2 = -3 AND 2 ^ 3 = 8 AND 2 * 3 ^ 2 = 18",
     "00001 00002 00003 00004 00005"},
    {"units", "people % 1000 = 800 AND people div 1000 = 3", "00001 00002"},
    {"units",
     "people % 0 IS NULL AND people div 0 IS NULL AND (0 - 1) ^ 0.5 IS NULL AND 9 ^ 999 IS NULL AND code = '00003'",
     "00003"},
    {"units", "TRUE", "00001 00002 00003 00004 00005"},
    {"units", "FALSE OR code = '00001'", "00001"},
    {"units", "\"code\" = '00001'", "00001"},
    {"units", "name = 'it''s'", ""},
    {"units", "parent_code IS NULL AND code = '00001'", "00001"},
    {"units", "parent_code IS NOT NULL", ""},
    {"units", "parent_code = 'x' OR parent_code <> 'x' OR NOT parent_code = 'x'", ""}, /* unknown stays unknown */
    {"units", "NOT (parent_code = 'x' AND code = '00001')", "00002 00003 00004 00005"},
    {"units", "parent_code = 'x' OR code = '00001'", "00001"},
    {"units", "geometry IS NULL", ""},
    {"units", "geom IS NOT NULL AND valid_to IS NULL AND code < '00003'", "00001 00002"},
    {"units", "people / 0 IS NULL AND people IS NOT NULL", "00001 00002 00003 00004 00005"},
    {"units", "CASEI(parent_code) IS NULL AND CASEI(code) = '00004'", "00004"},
    {"units", "(parent_code = 'x') IS NULL AND (code = '00001') IS NOT NULL AND code < '00002'", "00001"},
    {"units", "valid_from = DATE('2025-07-01') AND code = '00005'", "00005"},
    {"facilities", "open_to IS NULL", "hs-1 hs-2 hs-3 sc-1"},
    {"facilities", "open_to IS NOT NULL OR services IS NULL OR moved_metres IS NULL", "hs-3"},
    {"quality", "geometry IS NULL", "2"},
    {"quality", "NOT geometry IS NULL", "1 3"},
    {"units", "parent_code IN ('x') OR parent_code NOT IN ('x') OR parent_code NOT LIKE 'x'", ""},
    {"units", "A_EQUALS(((1 + 2) * 3, (1)), (9, (1))) AND code < '00003'", "00001 00002"}, /* a sum, and an array */
    {"units",
     "A_EQUALS((1, 2), (2, 1, 1)) AND A_CONTAINS((1, 2), (2)) AND NOT A_CONTAINS((1), (1, 2)) AND code < '00002'",
     "00001"},
};

START_TEST(a_filter_finds_what_was_worked_out_by_hand)
{
    char ids[200];
    found(cases[_i].collection, cases[_i].filter, ids);
    ck_assert_msg(strcmp(ids, cases[_i].ids) == 0, "%s: '%s', not '%s'", cases[_i].filter, ids, cases[_i].ids);
}
END_TEST

START_TEST(a_place_is_found_by_point_and_box)
{
    char text[200], ids[200];
    double lon = vp_world_lon(30), lat = vp_world_lat(30); /* the middle of the hole of 00004 */
    snprintf(text, sizeof text, "S_INTERSECTS(geometry, POINT(%.9f %.9f))", lon, lat);
    found("units", text, ids);
    ck_assert_str_eq(ids, "00005");
    snprintf(text, sizeof text, "not s_intersects(geom,BBOX(%.9f,%.9f,%.9f,%.9f))", vp_world_lon(18), vp_world_lat(12),
             vp_world_lon(22), vp_world_lat(8));
    found("units", text, ids);
    ck_assert_str_eq(ids, "00003 00004 00005");
    found("units", "S_INTERSECTS(geometry, BBOX(170,-90,106.5,90)) AND code < '00003'", ids); /* round the back */
    ck_assert_str_eq(ids, "00001 00002");
    found("units", "S_INTERSECTS(geometry, BBOX(170,-90,-170,90))", ids);
    ck_assert_str_eq(ids, "");
    /* Boxes without an area: a point, a line to the east, one to the south. */
    snprintf(text, sizeof text, "S_INTERSECTS(geometry,BBOX(%.9f,%.9f,%.9f,%.9f))", lon, lat, lon, lat);
    found("units", text, ids);
    ck_assert_str_eq(ids, "00005");
    snprintf(text, sizeof text, "S_INTERSECTS(geometry,BBOX(%.9f,%.9f,%.9f,%.9f))", lon, lat, vp_world_lon(38), lat);
    found("units", text, ids);
    ck_assert_str_eq(ids, "00004 00005");
    snprintf(text, sizeof text, "S_INTERSECTS(geometry,BBOX(%.9f,%.9f,%.9f,%.9f))", lon, vp_world_lat(38), lon, lat);
    found("units", text, ids);
    ck_assert_str_eq(ids, "00004 00005");
}
END_TEST

/* A point in Web Mercator, and one with its latitude first. */
START_TEST(positions_are_of_the_system_that_is_named)
{
    char text[200];
    double x, y, lon = vp_world_lon(30), lat = vp_world_lat(30);
    vp_mercator_from_lonlat(lon, lat, &x, &y);
    for (size_t r = 1; r < 3; r++) {
        const vp_view view = {world, world->region->units.main_set};
        const vp_cql2_schema schema =
            vp_collection_schema(&(vp_collection_row){collection("units"), &view, 0}, &vp_references[r]);
        vp_error err = {0};
        if (vp_references[r].latitude_first)
            snprintf(text, sizeof text, "S_WITHIN(POINT(%.9f %.9f), geometry)", lat, lon);
        else
            snprintf(text, sizeof text, "S_INTERSECTS(geometry, BBOX(%.3f,%.3f,%.3f,%.3f))", x, y, x + 1, y + 1);
        vp_cql2 *filter = vp_cql2_parse(text, &schema, &err);
        ck_assert_msg(filter != NULL, "%s: %s", text, err.message);
        for (size_t row = 0; row < 5; row++) {
            vp_collection_row at = {collection("units"), &view, row};
            vp_cql2_feature feature = vp_collection_feature(&at);
            ck_assert_msg(vp_cql2_holds(filter, &feature) == (row == 4), "%s of row %zu", text, row);
        }
        vp_cql2_free(filter);
    }
}
END_TEST

#define CODE   "{\"property\":\"code\"}"
#define NAME   "{\"property\":\"name\"}"
#define PEOPLE "{\"property\":\"people\"}"
static const struct {
    const char *json, *ids;
} encoded[] = {
    {"{\"op\":\"=\",\"args\":[" CODE ",\"00003\"]}", "00003"},
    {"{\"op\":\"<>\",\"args\":[" CODE ",\"00003\"]}", "00001 00002 00004 00005"},
    {"{\"op\":\"<\",\"args\":[" PEOPLE ",3800]}", "00005"},
    {"{\"op\":\"<=\",\"args\":[" PEOPLE ",3800.0]}", "00001 00002 00005"},
    {"{\"op\":\">\",\"args\":[" PEOPLE ",3.84e3]}", "00003"},
    {"{\"op\":\">=\",\"args\":[" PEOPLE ",3840]}", "00003 00004"},
    {"{\"op\":\">\",\"args\":[" PEOPLE ",-1]}", "00001 00002 00003 00004 00005"},
    {"{\"op\":\"and\",\"args\":[{\"op\":\">\",\"args\":[" PEOPLE ",100]},{\"op\":\"<\",\"args\":[" PEOPLE
     ",3820]},{\"op\":\">\",\"args\":[" CODE ",\"00001\"]}]}",
     "00002 00005"},
    {"{\"op\":\"or\",\"args\":[{\"op\":\"=\",\"args\":[" CODE
     ",\"00001\"]},{\"op\":\"and\",\"args\":[{\"op\":\"=\",\"args\":[" CODE ",\"00002\"]},false]}]}",
     "00001"},
    {"{\"op\":\"and\",\"args\":[{\"op\":\"or\",\"args\":[true,false]},{\"op\":\"=\",\"args\":[" CODE ",\"00004\"]}]}",
     "00004"},
    {"{\"op\":\"not\",\"args\":[{\"op\":\"=\",\"args\":[" CODE ",\"00003\"]}]}", "00001 00002 00004 00005"},
    {"{\"op\":\"like\",\"args\":[" NAME ",\"Xã %\"]}", "00001 00004 00005"},
    {"{\"op\":\"like\",\"args\":[{\"op\":\"casei\",\"args\":[" NAME "]},{\"op\":\"casei\",\"args\":[\"XÃ%NHAI\"]}]}",
     "00004"},
    {"{\"op\":\"like\",\"args\":[{\"op\":\"accenti\",\"args\":[{\"op\":\"casei\",\"args\":[" NAME
     "]}]},\"phuong duc%\"]}",
     "00003"},
    {"{\"op\":\"like\",\"args\":[{\"accenti\":{\"casei\":" NAME "}},\"phuong duc%\"]}", "00003"},
    {"{\"op\":\"between\",\"args\":[" PEOPLE ",3800,3840]}", "00001 00002 00004"},
    {"{\"op\":\"in\",\"args\":[" CODE ",[\"00005\",\"00002\",\"x\"]]}", "00002 00005"},
    {"{\"op\":\"not\",\"args\":[{\"op\":\"in\",\"args\":[" CODE ",[\"00005\"]]}]}", "00001 00002 00003 00004"},
    {"{\"op\":\"isNull\",\"args\":[{\"property\":\"parent_code\"}]}", "00001 00002 00003 00004 00005"},
    {"{\"op\":\"isNull\",\"args\":[{\"property\":\"geometry\"}]}", ""},
    {"{\"op\":\"=\",\"args\":[{\"op\":\"-\",\"args\":[" PEOPLE ",{\"op\":\"-\",\"args\":[1000,1]}]},2801]}",
     "00001 00002"},
    {"{\"op\":\"=\",\"args\":[{\"op\":\"*\",\"args\":[{\"op\":\"+\",\"args\":[2,3]},4]},{\"op\":\"/"
     "\",\"args\":[40,2]}]}",
     "00001 00002 00003 00004 00005"},
    {"{\"op\":\"and\",\"args\":[{\"op\":\"=\",\"args\":[{\"property\":\"valid_from\"},{\"date\":\"2025-07-01\"}]},{"
     "\"op\":\"=\",\"args\":[" CODE ",\"00005\"]}]}",
     "00005"},
    {"{\"op\":\"=\",\"args\":[{\"op\":\"%\",\"args\":[" PEOPLE
     ",{\"op\":\"^\",\"args\":[10,{\"op\":\"div\",\"args\":[7,2]}]}]},800]}",
     "00001 00002"},
    {"{\"op\":\"<\",\"args\":[{\"property\":\"valid_from\"},{\"timestamp\":\"1999-12-31T00:00:00Z\"}]}", ""},
    {"{\"op\":\"=\",\"args\":[" NAME ",\"it's ' OR 1=1\"]}", ""},
    {"{\"op\":\"s_intersects\",\"args\":[{\"property\":\"geometry\"},{\"bbox\":[170,-90,-170,90]}]}", ""},
    {"{\"op\":\"s_intersects\",\"args\":[{\"property\":\"geom\"},{\"bbox\":[-180,-90,180,90]}]}",
     "00001 00002 00003 00004 00005"},
};

START_TEST(json_says_the_same)
{
    char ids[200];
    found("units", encoded[_i].json, ids);
    ck_assert_msg(strcmp(ids, encoded[_i].ids) == 0, "%s: '%s'", encoded[_i].json, ids);
}
END_TEST

START_TEST(a_point_in_json_finds_its_unit)
{
    char text[200], ids[200];
    snprintf(text, sizeof text,
             "{\"op\":\"s_intersects\",\"args\":[{\"property\":\"geometry\"},{\"type\":\"Point\",\"coordinates\":[%.9f,"
             "%.9f]}]}",
             vp_world_lon(30), vp_world_lat(30));
    found("units", text, ids);
    ck_assert_str_eq(ids, "00005");
    found("units", "\"geometry\" IS NOT NULL AND S_INTERSECTS(\"geometry\", BBOX(170,-90,-170,90))", ids);
    ck_assert_str_eq(ids, "");
}
END_TEST

static const struct {
    const char *text, *says;
} wrong_json[] = {
    {"", "no JSON at byte 0: unexpected token near end of file"},
    {"{", "no JSON at byte 1: string or '}' expected near end of file"},
    {"[]", "a property, a number or a 'text' expected at byte 1, \"[]\""},
    {"null", "null stands where a value is wanted"},
    {"1", "a condition expected before byte 2, not a number"},
    {"\"code\"", "a condition expected before byte 7, not a text"},
    {CODE, "a condition expected before byte 7, not a text such as the property code"},
    {"{\"op\":\"=\"}", "another number of arguments is wanted by ="},
    {"{\"op\":\"=\",\"args\":[" CODE "]}", "another number of arguments is wanted by ="},
    {"{\"op\":\"=\",\"args\":[" CODE ",null]}", "null stands where a value is wanted"},
    {"{\"op\":\"=\",\"args\":[" CODE ",1]}", "a text expected before byte 12, not a number"},
    {"{\"op\":\"=\",\"args\":[" CODE ",[\"1\"]]}", "a property, a number or a 'text' expected at byte 11, \"['1'])\""},
    {"{\"op\":\"like\",\"args\":[" PEOPLE ",\"1\"]}",
     "a text expected before byte 15, not a number such as the property people"},
    {"{\"op\":\"and\",\"args\":[true]}", "another number of arguments is wanted by and"},
    {"{\"op\":\"not\",\"args\":[" CODE "]}",
     "a condition expected before byte 12, not a text such as the property code"},
    {"{\"op\":\"lower\",\"args\":[" CODE "]}", "there is no operation lower"},
    {"{\"op\":\"in\",\"args\":[" CODE ",[]]}", "a list is empty"},
    {"{\"op\":\"in\",\"args\":[" CODE ",\"1\"]}", "a list is empty"},
    {"{\"op\":\"between\",\"args\":[" PEOPLE ",1]}", "another number of arguments is wanted by between"},
    {"{\"op\":\"=\",\"args\":[{\"property\":\"code\\\" = \\\"code\"},\"1\"]}", "there is no property code\" = \"code"},
    {"{\"op\":\"=\",\"args\":[{\"property\":\"height\"},1]}",
     "there is no property 'height'; /collections/units/queryables lists them"},
    {"{\"op\":\"=\",\"args\":[" NAME ",{\"date\":\"2025\"}]}", "'2025' is not a day such as 2025-07-01"},
    {"{\"op\":\"=\",\"args\":[" NAME ",{\"date\":1}]}", "DATE is no text"},
    {"{\"op\":\"s_intersects\",\"args\":[{\"property\":\"geometry\"},{\"bbox\":[1,2,3]}]}",
     "coordinates that are not those of a bbox"},
    {"{\"op\":\"s_intersects\",\"args\":[{\"property\":\"geometry\"},{\"type\":\"Point\",\"coordinates\":[1,\"2\"]}]}",
     "coordinates that are not those of a Point"},
    {"{\"op\":\"s_intersects\",\"args\":[" NAME ",{\"bbox\":[1,2,3,4]}]}",
     "a geometry expected before byte 20, not a text such as the property name"},
    {"{\"op\":\"s_intersects\",\"args\":[{\"property\":\"geometry\"},{\"bbox\":[1,2,3,4,5]}]}",
     "coordinates that are not those of a bbox"},
    {"{\"op\":\"s_intersects\",\"args\":[{\"property\":\"geometry\"}]}",
     "another number of arguments is wanted by s_intersects"},
    {"{\"op\":\"s_(\",\"args\":[1,2]}", "there is no operation s_("},
    {"{\"op\":\"s_near\",\"args\":[{\"property\":\"geometry\"},{\"bbox\":[1,2,3,4]}]}",
     "there is no function 's_near'"},
    {"{\"op\":\"s_within\",\"args\":[{\"property\":\"geometry\"},{\"type\":\"Circle\",\"coordinates\":[1,2]}]}",
     "there is no geometry of type Circle"},
    {"{\"op\":\"s_within\",\"args\":[{\"property\":\"geometry\"},{\"type\":\"Polygon\",\"coordinates\":[1,2]}]}",
     "coordinates that are not those of a Polygon"},
    {"{\"op\":\"s_within\",\"args\":[{\"property\":\"geometry\"},{\"type\":\"Polygon\"}]}",
     "coordinates that are not those of a Polygon"},
    {"{\"op\":\"s_within\",\"args\":[{\"property\":\"geometry\"},{\"type\":\"GeometryCollection\",\"geometries\":[]}]}",
     "coordinates that are not those of a GeometryCollection"},
    {"{\"op\":\"t_after\",\"args\":[{\"date\":\"2025-01-01\"},{\"interval\":[\"..\"]}]}", "an interval has two ends"},
    {"{\"op\":\"t_after\",\"args\":[{\"date\":\"2025-01-01\"},{\"interval\":[1,2]}]}",
     "an instant expected before byte 38, not a number"},
    {"{\"op\":\"a_equals\",\"args\":[[1],2]}", "an array expected before byte 15, not a number"},
    {"{\"op\":\"=\",\"args\":[" NAME ",{\"name\":1}]}",
     "an op, property, date, timestamp, interval, bbox or geometry expected"},
    {"{\"op\":\"=\",\"args\":[" NAME ",{\"casei\":null}]}", "null stands where a value is wanted"},
    {"{\"op\":\"and\",\"op\":\"or\",\"args\":[true,true]}", "no JSON at byte 16: duplicate object key near '\"op\"'"},
};

START_TEST(what_is_not_of_the_language_in_json_is_refused)
{
    vp_error err = {0};
    vp_cql2_schema units = schema_of_units();
    ck_assert_msg(!vp_cql2_parse_json(wrong_json[_i].text, &units, &err), "taken: %s", wrong_json[_i].text);
    ck_assert_int_eq(err.kind, VP_BAD_INPUT);
    ck_assert_msg(strncmp(err.message, "filter: ", 8) == 0, "%s", err.message);
    ck_assert_str_eq(err.message + 8, wrong_json[_i].says);
}
END_TEST

START_TEST(days_are_compared_as_days)
{
    char ids[200], later[200], never[200];
    found("facilities", "open_from > DATE('2026-11-30')", later);
    found("facilities", "NOT open_from <= DATE('2026-11-30')", ids);
    ck_assert_str_ne(later, "");
    ck_assert_str_eq(ids, later);
    found("facilities", "open = false", ids); /* text of the property, truth of the language */
    ck_assert_str_eq(ids, later);
    found("facilities", "open = 'false'", ids);
    ck_assert_str_eq(ids, later);
    found("facilities", "open_from > TIMESTAMP('2999-12-31T23:59:59Z')", never);
    ck_assert_str_eq(never, "");
}
END_TEST

static const struct {
    const char *text, *says;
} wrong[] = {
    {"", "a property, a number or a 'text' expected at byte 1, \"the end\""},
    {" ", "a property, a number or a 'text' expected at byte 2, \"the end\""},
    {"code", "a condition expected before byte 5, not a text such as the property code"},
    {"code =", "a property, a number or a 'text' expected at byte 7, \"the end\""},
    {"= '1'", "a property, a number or a 'text' expected at byte 1, \"= '1'\""},
    {"code = 1", "a text expected before byte 9, not a number"},
    {"area_km2 = '1'", "a number expected before byte 15, not a text"},
    {"area_km2 LIKE '1'", "a text expected before byte 14, not a number such as the property area_km2"},
    {"code = '1", "a 'text' that ends with ' expected at byte 8, \"'1\""},
    {"code == '1'", "a property, a number or a 'text' expected at byte 7, \"= '1'\""},
    {"code = '1' code", "AND, OR or the end expected at byte 12, \"code\""},
    {"code = '1' AND", "a property, a number or a 'text' expected at byte 15, \"the end\""},
    {"AND", "a property, a number or a 'text' expected at byte 1, \"AND\""},
    {"NOT", "a property, a number or a 'text' expected at byte 4, \"the end\""},
    {"(code = '1'", "')' expected at byte 12, \"the end\""},
    {"code = '1')", "AND, OR or the end expected at byte 11, \")\""},
    {"code IN ()", "a property, a number or a 'text' expected at byte 10, \")\""},
    {"code IN ('1',)", "a property, a number or a 'text' expected at byte 14, \")\""},
    {"code IN '1'", "'(' expected at byte 9, \"'1'\""},
    {"code IN (1)", "a text expected before byte 11, not a number"},
    {"area_km2 BETWEEN 1", "AND expected at byte 19, \"the end\""},
    {"area_km2 BETWEEN 1 OR 2", "AND expected at byte 20, \"OR 2\""},
    {"code NOT = '1'", "LIKE, ILIKE, BETWEEN or IN expected at byte 10, \"= '1'\""},
    {"code IS 1", "NULL expected at byte 9, \"1\""},
    {"code IS NOT 1", "NULL expected at byte 13, \"1\""},
    {"TRUE = 1", "a condition expected before byte 9, not a number"},
    {"(code = '1') = code", "a condition expected before byte 20, not a text such as the property code"},
    {"geometry", "a condition expected before byte 9, not a geometry"},
    {"geometry = '1'", "a text expected before byte 11, not a geometry"},
    {"geometry IS 1", "NULL expected at byte 13, \"1\""},
    {"NOT geometry", "a condition expected before byte 13, not a geometry"},
    {"CASEI(geometry) = '1'", "a text expected before byte 15, not a geometry"},
    {"geometry + 1 IS NULL", "a number expected before byte 11, not a geometry"},
    {"code IN (geometry)", "a text expected before byte 18, not a geometry"},
    {"nothing = 1", "there is no property 'nothing'; /collections/units/queryables lists them"},
    {"\"code = '1'", "a property, a number or a 'text' expected at byte 1, \"\"code = '1'\""},
    {"CASEI(area_km2) = '1'", "a text expected before byte 15, not a number such as the property area_km2"},
    {"CASEI(code = '1'", "')' expected at byte 12, \"= '1'\""},
    {"LOWER(code) = '1'", "there is no function 'LOWER'"},
    {"code + 1 = 2", "a number expected before byte 7, not a text such as the property code"},
    {"1 + TRUE = 2", "a number expected before byte 10, not a condition"},
    {"1 AND code = '1'", "a condition expected before byte 6, not a number"},
    {"NOT code", "a condition expected before byte 9, not a text such as the property code"},
    {"area_km2 = 1e400", "a number of filter is not a number: '1e400'"},
    {"area_km2 = 1.2.3", "a number of filter is not a number: '1.2.3'"},
    {"area_km2 = 12abc", "a number expected at byte 12, \"12abc\""},
    {"DATE('2025') = name", "'2025' is not a day such as 2025-07-01"},
    {"name = DATE('2025-07-0x')", "'2025-07-0x' is not a day such as 2025-07-01"},
    {"name = TIMESTAMP('2025-07-01')", "'2025-07-01' is not an instant such as 2025-07-01T00:00:00Z"},
    {"S_INTERSECTS(name, POINT(1 2))", "a geometry expected before byte 18, not a text such as the property name"},
    {"S_INTERSECTS(geometry, POINT(1,2))", "a number expected at byte 31, \",2))\""},
    {"S_INTERSECTS(geometry, POINT(1 200))",
     "a position before byte 35 lies outside the world of http://www.opengis.net/def/crs/OGC/1.3/CRS84"},
    {"S_INTERSECTS(geometry, BBOX(4,2,5,1))", "a box has its south above its north"},
    {"S_INTERSECTS(geometry, BBOX(1,2,3))", "BBOX(west,south,east,north) expected at byte 35, \")\""},
    {"S_NEAR(geometry, POINT(1 2))", "there is no function 'S_NEAR'"},
    {"S_WITHIN(geometry)", "',' expected at byte 18, \")\""},
    {"S_WITHIN(geometry, POINT(1 2), POINT(1 2))", "')' expected at byte 30, \", POINT(1 2))\""},
    {"S_INTERSECTS(geometry, POINT(1))", "a number expected at byte 31, \"))\""},
    {"S_INTERSECTS(geometry, POINT(1 2 3 4))", "')' expected at byte 36, \"4))\""},
    {"S_INTERSECTS(geometry, POINT(1 2)", "')' expected at byte 34, \"the end\""},
    {"S_INTERSECTS(geometry, LINESTRING(1 2))", "fewer than 2 positions before byte 39"},
    {"S_INTERSECTS(geometry, POLYGON((0 0,1 1,0 0)))", "fewer than 4 positions before byte 45"},
    {"S_INTERSECTS(geometry, POLYGON((0 0,1 1,1 0,2 2)))", "the ring before byte 49 does not end where it begins"},
    {"S_INTERSECTS(geometry, POLYGON(0 0,1 1,1 0,0 0))", "'(' expected at byte 32, \"0 0,1 1,1 0,0 0))\""},
    {"S_INTERSECTS(geometry, MULTIPOLYGON((0 0,1 1,1 0,0 0)))", "'(' expected at byte 38, \"0 0,1 1,1 0,0 0)))\""},
    {"S_INTERSECTS(geometry, GEOMETRYCOLLECTION(code))", "a geometry expected at byte 43, \"code))\""},
    {"S_INTERSECTS(geometry, GEOMETRYCOLLECTION())", "a geometry expected at byte 43, \"))\""},
    {"S_INTERSECTS(geometry, LINESTRING(105 21,106 95))",
     "a position before byte 48 lies outside the world of http://www.opengis.net/def/crs/OGC/1.3/CRS84"},
    {"S_INTERSECTS(geometry, POLYGON((105 21,200 21,106 22,105 21)))",
     "a position before byte 46 lies outside the world of http://www.opengis.net/def/crs/OGC/1.3/CRS84"},
    {"S_INTERSECTS(geometry, POINT(105 95))",
     "a position before byte 36 lies outside the world of http://www.opengis.net/def/crs/OGC/1.3/CRS84"},
    {"S_INTERSECTS(geometry, LINESTRING(105 21))", "fewer than 2 positions before byte 42"},
    {"S_INTERSECTS(geometry, BBOX(1,2,3,4,5))", "BBOX(west,south,east,north) expected at byte 39, \")\""},
    {"S_INTERSECTS(geometry, BBOX(1,2,3,4,5,6,7))", "')' behind six numbers expected at byte 41, \"7))\""},
    {"S_INTERSECTS(geometry, 'POINT(1 2)')", "a geometry expected before byte 36, not a text"},
    {"POINT(1 2) = POINT(1 2)", "a text expected before byte 13, not a geometry"},
    {"T_AFTER(valid_from, '2025-01-01')", "an instant expected before byte 33, not a text"},
    {"T_AFTER(people, DATE('2025-01-01'))",
     "an instant expected before byte 15, not a number such as the property people"},
    {"T_AFTER(valid_from, INTERVAL('2025-01-01'))", "',' expected at byte 42, \"))\""},
    {"T_AFTER(valid_from, INTERVAL('2025-01-02', '2025-01-01'))", "an interval ends before it begins"},
    {"T_AFTER(valid_from, INTERVAL('...', '2025-01-01'))", "'...' is not a day, an instant or .. for no bound"},
    {"T_AFTER(valid_from, INTERVAL('2025-01-01", "a 'text' that ends with ' expected at byte 30, \"'2025-01-01\""},
    {"T_AFTER(valid_from, INTERVAL('..', '2025", "a 'text' that ends with ' expected at byte 36, \"'2025\""},
    {"T_AFTER(valid_from, INTERVAL(people, '2025-01-01'))",
     "an instant expected before byte 36, not a number such as the property people"},
    {"T_LATER(valid_from, DATE('2025-01-01'))", "there is no function 'T_LATER'"},
    {"INTERVAL('..', '..') = DATE('2025-01-01')", "a text expected before byte 23, not an interval"},
    {"name = TIMESTAMP('2025-07-01T00:00:00')", "'2025-07-01T00:00:00' is not an instant such as 2025-07-01T00:00:00Z"},
    {"name = TIMESTAMP('2025-07-01T24:00:00Z')",
     "'2025-07-01T24:00:00Z' is not an instant such as 2025-07-01T00:00:00Z"},
    {"name = TIMESTAMP('2025-07-01T00:00:00.Z')",
     "'2025-07-01T00:00:00.Z' is not an instant such as 2025-07-01T00:00:00Z"},
    {"people = DATE('2025-07-01')", "an instant expected before byte 28, not a number such as the property people"},
    {"A_EQUALS(name, 'x')", "an array expected before byte 19, not a text"},
    {"A_EQUALS(nothing, (1))", "there is no property 'nothing'; /collections/units/queryables lists them"},
    {"A_EQUALS(", "a property, a number or a 'text' expected at byte 10, \"the end\""},
    {"A_EQUALS(name, (1,))", "a property, a number or a 'text' expected at byte 19, \"))\""},
    {"A_EQUALS(name, (1)", "')' expected at byte 19, \"the end\""},
    {"A_EQUALS((1), 1 + 1)", "an array expected before byte 20, not a number"},
    {"A_LIKE(name, (1))", "there is no function 'A_LIKE'"},
    {"(1, 2) = (1, 2)", "')' expected at byte 3, \", 2) = (1, 2)\""},
    {"my_function(name) = 1", "there is no function 'my_function'"},
    {"' OR 1=1--", "a 'text' that ends with ' expected at byte 1, \"' OR 1=1--\""},
    {"code = '1'; DROP TABLE units", "AND, OR or the end expected at byte 11, \"; DROP TABLE units\""},
    {"code = '\xff\xfe'", "a text is not UTF-8"},
    {"select * from units", "there is no property 'select'; /collections/units/queryables lists them"},
    {"code\001= '1'", "a condition expected before byte 5, not a text such as the property code"},
};

START_TEST(what_is_not_of_the_language_is_refused_with_a_sentence)
{
    vp_error err = {0};
    vp_cql2_schema units = schema_of_units();
    vp_cql2 *filter = vp_cql2_parse(wrong[_i].text, &units, &err);
    ck_assert_msg(filter == NULL, "taken: %s", wrong[_i].text);
    ck_assert_int_eq(err.kind, VP_BAD_INPUT);
    bool plain = strstr(err.message, "of filter") != NULL;
    ck_assert_msg(plain || strncmp(err.message, "filter: ", 8) == 0, "%s", err.message);
    ck_assert_str_eq(err.message + (plain ? 0 : 8), wrong[_i].says);
}
END_TEST

/* The part so many times, then the rest. */
static const char *repeated(const char *part, size_t times, const char *rest)
{
    static char text[20000];
    char *at = text;
    for (; times > 0; times--) at = stpcpy(at, part);
    strcpy(at, rest);
    return text;
}

START_TEST(a_sign_that_is_missing_is_named)
{
    const vp_cql2_schema units = schema_of_units();
    vp_error err = {0};
    ck_assert_ptr_null(vp_cql2_parse("code IN ('1'", &units, &err));
    ck_assert_str_eq(err.message, "filter: ')' expected at byte 13, \"the end\"");
}
END_TEST

START_TEST(a_filter_has_bounds)
{
    const vp_cql2_schema units = schema_of_units();
    static const char *const parts[] = {"(", "CASEI(", "- -", "NOT ", "1+", "TRUE OR ", "TRUE AND ", "''"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        vp_error err = {0};
        vp_cql2 *filter = vp_cql2_parse(repeated(parts[i], 900, i < 4 ? "code = '1'" : "1 = 1"), &units, &err);
        if (!filter) ck_assert_int_eq(err.kind, VP_BAD_INPUT);
        vp_cql2_free(filter);
    }
    char ids[200], closing[VP_CQL2_DEPTH_MOST + 32] = "code = '00001'";
    for (size_t i = 1; i < VP_CQL2_DEPTH_MOST; i++) strcat(closing, ")");
    found("units", repeated("(", VP_CQL2_DEPTH_MOST - 1, closing), ids);
    ck_assert_str_eq(ids, "00001");
    strcat(closing, ")");
    ck_assert_ptr_null(vp_cql2_parse(repeated("(", VP_CQL2_DEPTH_MOST, closing), &units, &(vp_error){0}));
    found("units", repeated(" ", VP_CQL2_LENGTH_MOST - 4, "TRUE"), ids);
    ck_assert_str_ne(ids, "");
    ck_assert_ptr_null(vp_cql2_parse(repeated(" ", VP_CQL2_LENGTH_MOST - 3, "TRUE"), &units, &(vp_error){0}));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cql2");
    TCase *tests = tcase_create("cql2");
    tcase_add_checked_fixture(tests, start, stop);
    tcase_add_loop_test(tests, a_filter_finds_what_was_worked_out_by_hand, 0, (int)(sizeof cases / sizeof *cases));
    tcase_add_test(tests, a_place_is_found_by_point_and_box);
    tcase_add_loop_test(tests, json_says_the_same, 0, (int)(sizeof encoded / sizeof *encoded));
    tcase_add_test(tests, a_point_in_json_finds_its_unit);
    tcase_add_test(tests, positions_are_of_the_system_that_is_named);
    tcase_add_loop_test(tests, what_is_not_of_the_language_in_json_is_refused, 0,
                        (int)(sizeof wrong_json / sizeof *wrong_json));
    tcase_add_test(tests, days_are_compared_as_days);
    tcase_add_loop_test(tests, what_is_not_of_the_language_is_refused_with_a_sentence, 0,
                        (int)(sizeof wrong / sizeof *wrong));
    tcase_add_test(tests, a_sign_that_is_missing_is_named);
    tcase_add_test(tests, a_filter_has_bounds);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
