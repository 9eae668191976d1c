/* The abstract tests of OGC API – Features, Part 2 (18-058r1) and Part 3 (19-079r2), and a condition of each class of
 * CQL2 (21-065r2), by hand, on the made-up province. */
#include "server/message/reference.h"
#include "server/ogc/standard_answers.h"
#include <math.h>
#include <stdlib.h>

/* ------------------------------------------------------------ Part 2 */

static void crs_lists(void)
{
    json_t *root = get("/collections", NULL), *c, *system;
    size_t i, k;
    json_array_foreach(json_object_get(root, "collections"), i, c)
    {
        bool has_crs84 = false, has_storage = false;
        json_array_foreach(json_object_get(c, "crs"), k, system)
        {
            const char *uri = json_string_value(system);
            ck_assert_int_eq(strncmp(uri, "http://www.opengis.net/def/crs/", 31), 0);
            has_crs84 |= strcmp(uri, "http://www.opengis.net/def/crs/OGC/1.3/CRS84") == 0;
            has_storage |= strcmp(uri, text(c, "storageCrs")) == 0;
        }
        ck_assert(has_crs84 && has_storage);
    }
    json_decref(root);
    static const char *const names[] = {"crs", "bbox-crs"};
    for (size_t n = 0; n < COUNT(names); n++) json_decref(defined(names[n]));
}

static void crs_response(void)
{
    json_t *first = get("/collections/facilities/items", "limit=1"),
           *degrees = json_object_get(
               json_object_get(json_array_get(json_object_get(first, "features"), 0), "geometry"), "coordinates");
    double lon = json_number_value(json_array_get(degrees, 0)), lat = json_number_value(json_array_get(degrees, 1));
    const double expected[][2] = {
        {lon, lat}, {lat, lon}, {lon * 111319.490793, log(tan((90 + lat) * 0.00872664625997165)) * 6378137}};
    for (size_t i = 0; i < 3; i++) {
        char query[200], header[200];
        snprintf(query, sizeof query, "limit=1&crs=%s", vp_references[i].uri);
        snprintf(header, sizeof header, "%s", vp_references[i].uri);
        answer a = ask("GET", "/collections/facilities/items", query, NULL, NULL);
        json_t *at = json_object_get(
            json_object_get(json_array_get(json_object_get(a.root, "features"), 0), "geometry"), "coordinates");
        ck_assert_str_eq(a.reply.reference, header); /* Content-Crs */
        for (size_t k = 0; k < 2; k++)
            ck_assert_double_eq_tol(json_number_value(json_array_get(at, k)), expected[i][k], i == 2 ? 0.02 : 1e-6);
        release(&a);
    }
    answer plain = ask("GET", "/collections/facilities/items", "limit=1", NULL, NULL);
    ck_assert_str_eq(plain.reply.reference, vp_references[0].uri);
    release(&plain);
    json_decref(first);
}

static void bbox_crs(void)
{
    char query[400];
    double w = vp_world_lon(29), s = vp_world_lat(31), e = vp_world_lon(31), n = vp_world_lat(29);
    snprintf(query, sizeof query, "bbox=%f,%f,%f,%f&bbox-crs=%s", s, w, n, e, vp_references[1].uri);
    ck_assert_uint_eq(matched("units", query), 1);
    snprintf(query, sizeof query, "bbox=%f,%f,%f,%f&bbox-crs=%s", w * 111319.490793,
             log(tan((90 + s) * 0.00872664625997165)) * 6378137, e * 111319.490793,
             log(tan((90 + n) * 0.00872664625997165)) * 6378137, vp_references[2].uri);
    ck_assert_uint_eq(matched("units", query), 1);
    expect_bad("/collections/units/items", "bbox=0,0,1,1&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/99999");
    expect_bad("/collections/units/items", "crs=http://www.opengis.net/def/crs/EPSG/0/99999");
}

/* ------------------------------------------------------------ Part 3 */

static void queryables(void)
{
    json_t *root = get("/collections", NULL), *c;
    size_t i;
    json_array_foreach(json_object_get(root, "collections"), i, c)
    {
        char path[100], id[200];
        expect_link(c, "http://www.opengis.net/def/rel/ogc/1.0/queryables", "application/schema+json");
        snprintf(path, sizeof path, "/collections/%s/queryables", text(c, "id"));
        snprintf(id, sizeof id, BASE "%s", path);
        answer a = ask("GET", path, "lang=vi", "application/schema+json", NULL);
        ck_assert_str_eq(a.reply.type, "application/schema+json");
        ck_assert_str_eq(text(a.root, "$schema"), "https://json-schema.org/draft/2019-09/schema");
        ck_assert_str_eq(text(a.root, "$id"), id);
        ck_assert_str_eq(text(a.root, "type"), "object");
        ck_assert_str_eq(text(json_object_get(json_object_get(a.root, "properties"), "geometry"), "format"),
                         "geometry-any");
        release(&a);
    }
    json_decref(root);
}

static void queryables_as_parameters(void)
{
    ck_assert_uint_eq(matched("units", "code=00003"), 1);
    ck_assert_uint_eq(matched("units", "kind=none"), 0);
    ck_assert_uint_eq(matched("units", "parent_code="), 5);
    json_decref(parameter(items_path, "code"));
}

static void filter_parameters(void)
{
    static const char *const names[] = {"filter", "filter-lang", "filter-crs"};
    for (size_t i = 0; i < COUNT(names); i++) json_decref(defined(names[i]));
    json_t *p = parameter(items_path, "filter-lang");
    ck_assert_str_eq(json_string_value(json_array_get(json_object_get(json_object_get(p, "schema"), "enum"), 0)),
                     "cql2-text");
    json_decref(p);
    ck_assert_uint_eq(matched("units", "filter=code='00003'"), 1);
    ck_assert_uint_eq(matched("units", "filter=code='00003'&filter-lang=cql2-text"), 1);
    ck_assert_uint_eq(matched("units", "filter=code='00003'%20AND%0D%0A%09people%20%3E%201"), 1); /* on two lines */
    expect_bad("/collections/units/items", "name=a%0Ab");
    ck_assert_uint_eq(
        matched("units", "filter-lang=cql2-json&filter={\"op\":\"=\",\"args\":[{\"property\":\"code\"},\"00003\"]}"),
        1);
}

/* filter, bbox, datetime and properties hold together. */
static void mixed_filters(void)
{
    ck_assert_uint_eq(matched("units", "filter=code%20IN%20('00001','00003')&name=none"), 0);
    ck_assert_uint_eq(matched("units", "filter=code%20IN%20('00001','00003')&code=00003&datetime=2026-01-01"), 1);
    ck_assert_uint_eq(matched("units", "filter=code%20IN%20('00001','00003')&bbox=0,0,1,1"), 0);
}

static void filter_crs(void)
{
    char query[400];
    double x = vp_world_lon(30), y = vp_world_lat(30);
    snprintf(query, sizeof query, "filter=S_INTERSECTS(geometry,POINT(%f%%20%f))", x, y);
    ck_assert_uint_eq(matched("units", query), 1);
    snprintf(query, sizeof query, "filter=S_INTERSECTS(geometry,POINT(%f%%20%f))&filter-crs=%s", y, x,
             vp_references[1].uri);
    ck_assert_uint_eq(matched("units", query), 1);
}

/* ------------------------------------------------------------ CQL2 */

/* A condition of each conformance class, with how many of the five communes it is true of. */
static const struct {
    const char *class, *condition;
    size_t count;
} classes[] = {
    {"basic-cql2", "code%20%3C%3E%20'00003'%20AND%20NOT%20(people%20IS%20NULL)", 4},
    {"advanced-comparison-operators", "code%20IN%20('00001','00002')%20OR%20people%20BETWEEN%203840%20AND%204000", 4},
    {"case-insensitive-comparison", "CASEI(name)%20LIKE%20CASEI('X%C3%83%25')", 3},
    {"accent-insensitive-comparison", "ACCENTI(name)%20LIKE%20ACCENTI('Phuong%25')", 1},
    {"basic-spatial-functions", "S_INTERSECTS(geometry,BBOX(100,20,110,25))", 5},
    {"basic-spatial-functions-plus", "S_INTERSECTS(geometry,MULTIPOLYGON(((100%2020,110%2020,110%2025,100%2020))))", 5},
    {"spatial-functions", "S_DISJOINT(geometry,POLYGON((0%200,1%200,1%201,0%200)))", 5},
    {"temporal-functions", "T_AFTER(INTERVAL(valid_from,'..'),DATE('2020-01-01'))", 5},
    {"array-functions", "A_OVERLAPS(('a','b'),('b','c'))", 5},
    {"property-property", "code%20%3C%3E%20name", 5},
    {"arithmetic", "(people%20*%202%20-%20people)%20%3E%203800", 2},
};

static void cql2_classes(void)
{
    for (size_t i = 0; i < COUNT(classes); i++) {
        char query[300];
        snprintf(query, sizeof query, "filter=%s", classes[i].condition);
        size_t found = matched("units", query);
        ck_assert_msg(found == classes[i].count, "%s: %s is true of %zu", classes[i].class, classes[i].condition,
                      found);
        printf("CQL2 /conf/%s: pass\n", classes[i].class);
    }
    json_t *root = get("/conformance", NULL),
           *one; /* all that is declared is tried; the encodings in filter_parameters */
    size_t i, k;
    json_array_foreach(json_object_get(root, "conformsTo"), i, one)
    {
        const char *name = strstr(json_string_value(one), "/cql2/1.0/conf/");
        if (!name || strstr(name, "cql2-text") || strstr(name, "cql2-json")) continue;
        for (k = 0; k < COUNT(classes) && strcmp(classes[k].class, name + strlen("/cql2/1.0/conf/")) != 0; k++)
            continue;
        ck_assert_msg(k < COUNT(classes), "nothing tries %s", name);
    }
    json_decref(root);
    expect_bad("/collections/units/items", "filter=avg(people)%20%3E%201");
}

/* ------------------------------------------------------------ the list */

static const standard_item items[] = {
    {"Part 2 /conf/crs/crs-uri, fc-md-crs-list, fc-md-storageCrs, fc-crs-definition, fc-bbox-crs-definition",
     crs_lists},
    {"Part 2 /conf/crs/crs-action, ogc-crs-header, ogc-crs-header-value", crs_response},
    {"Part 2 /conf/crs/bbox-crs-action, fc-crs-valid-value, fc-bbox-crs-valid-value", bbox_crs},
    {"Part 3 /conf/queryables/queryables-link, get-queryables-op, get-queryables-response", queryables},
    {"Part 3 /conf/queryables-query-parameters/parameters", queryables_as_parameters},
    {"Part 3 /conf/filter/filter-param, filter-lang-param", filter_parameters},
    {"Part 3 /conf/filter/mixing-expressions; features-filter", mixed_filters},
    {"Part 3 /conf/filter/filter-crs-wgs84, filter-crs-param", filter_crs},
    {"CQL2", cql2_classes},
};

int main(void) { return try_items("standard_filters", items, COUNT(items)); }
