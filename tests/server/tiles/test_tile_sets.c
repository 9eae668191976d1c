/* OGC API – Tiles: sets lead to tiles, and the tile matrix set is the standard's. */
#include "server/support_answers.h"
#include "tiles/web_mercator.h"
#include <stdio.h>
#include <string.h>

/* A member of a link by its relation; "" without. Borrowed. */
static const char *of_link(json_t *object, const char *relation, const char *member)
{
    json_t *link;
    size_t i;
    json_array_foreach(json_object_get(object, "links"), i, link)
    {
        if (strcmp(json_string_value(json_object_get(link, "rel")), relation) == 0)
            return json_string_value(json_object_get(link, member));
    }
    return "";
}

/* The href of a link by its relation; "" without. Borrowed. */
static const char *href(json_t *object, const char *relation)
{
    json_t *link;
    size_t i;
    json_array_foreach(json_object_get(object, "links"), i,
                       link) if (strcmp(json_string_value(json_object_get(link, "rel")), relation) ==
                                 0) return json_string_value(json_object_get(link, "href"));
    return "";
}

START_TEST(tile_sets_lead_to_tiles)
{
    json_t *all = json_of("/tiles", NULL, 200), *set;
    size_t i, maps = 0;
    json_array_foreach(json_object_get(all, "tilesets"), i, set)
    {
        const char *self = href(set, "self"), *item = href(set, "item");
        char path[300], *brace;
        json_t *whole = json_of(self + strlen("http://map.example:8080"), NULL, 200);
        ck_assert_uint_gt(json_array_size(json_object_get(whole, "tileMatrixSetLimits")), 0);
        ck_assert_str_eq(href(whole, "item"), item);
        bool vector = strcmp(json_string_value(json_object_get(set, "dataType")), "vector") == 0;
        ck_assert_str_eq(of_link(set, "item", "type"), vector ? "application/vnd.mapbox-vector-tile" : "image/png");
        ck_assert_ptr_null(json_object_get(set, "tileMatrixSetLimits")); /* of the set alone, not in a list */
        /* The row stands before the column. */
        snprintf(path, sizeof path, "%s", item + strlen("http://map.example:8080"));
        ck_assert_ptr_nonnull(brace = strstr(path, "{tileMatrix}/{tileRow}/{tileCol}"));
        vp_tile tile = {9, 406, 224};
        strcpy(brace, "9/224/406");
        vp_reply standard = reply_to(path, NULL);
        ck_assert_uint_eq(standard.status, 200);
        bool map = strcmp(json_string_value(json_object_get(set, "dataType")), "map") == 0;
        maps += map;
        char *slash = strchr(path + 1, '/');
        int length = (int)strcspn(slash + 1, "/");
        char ours[300];
        snprintf(ours, sizeof ours, "/tiles/%.*s/%u/%u/%u.%s", length, slash + 1, tile.zoom, tile.column, tile.row,
                 map ? "png" : "mvt");
        vp_reply plain = reply_to(ours, NULL);
        ck_assert_msg(plain.status == 200, "%s", ours);
        ck_assert_msg(plain.body->length > (map ? 100 : 0), "%s is empty: support_world.c lacks what it draws", ours);
        ck_assert_uint_eq(standard.body->length, plain.body->length);
        ck_assert_mem_eq(standard.body->bytes, plain.body->bytes, plain.body->length);
        ck_assert_str_eq(standard.type, plain.type);
        vp_reply_clear(&plain);
        vp_reply_clear(&standard);
        json_decref(whole);
    }
    ck_assert_uint_eq(maps, 3); /* health_station and school have surfaces; the relief */
    json_decref(all);
}
END_TEST

START_TEST(a_collection_lists_its_one_set)
{
    json_t *root = json_of("/collections/units/tiles", NULL, 200), *sets = json_object_get(root, "tilesets"),
           *set = json_array_get(sets, 0), *limits;
    ck_assert_uint_eq(json_array_size(sets), 1);
    ck_assert_ptr_null(json_object_get(set, "tileMatrixSetLimits"));
    ck_assert_str_eq(json_string_value(json_object_get(set, "title")), "Administrative units");
    json_decref(root);
    /* The world is 105.8 to 105.993 E, 21.6 to 21.781 N. Of 512 tiles of zoom 9 that is column 406, and as
     * asinh(tan 21.69°) / π = 0.1233, row (1 - 0.1233) / 2 · 512 = 224. */
    root = json_of("/collections/units/tiles/WebMercatorQuad", NULL, 200);
    limits = json_array_get(json_object_get(root, "tileMatrixSetLimits"), 9);
    ck_assert_str_eq(json_string_value(json_object_get(limits, "tileMatrix")), "9");
    static const char *const ends[] = {"minTileRow", "maxTileRow", "minTileCol", "maxTileCol"};
    static const double wanted[] = {224, 224, 406, 406};
    for (size_t i = 0; i < 4; i++) ck_assert_double_eq(number(limits, ends[i]), wanted[i]);
    size_t last = json_array_size(json_object_get(root, "tileMatrixSetLimits")) - 1;
    json_decref(root);
    /* Beside the limits, and of matrices that the set has not, there is no tile: the first of a matrix neither. */
    char path[100];
    const size_t outside[][3] = {{9, 223, 406}, {9, 225, 406}, {9, 224, 405}, {9, 224, 407}, {last + 1, 0, 0}};
    for (size_t i = 0; i < 5; i++) {
        snprintf(path, sizeof path, "/collections/units/tiles/WebMercatorQuad/%zu/%zu/%zu", outside[i][0],
                 outside[i][1], outside[i][2]);
        json_decref(json_of(path, NULL, 404));
    }
}
END_TEST

/* GDAL 3.6 opens them only so: the box in the system of the tiles, and no part of a matrix. */
START_TEST(a_map_lies_where_gdal_looks_for_it)
{
    json_t *root = json_of("/maps/relief", NULL, 200), *sets = json_of("/maps/relief/tiles/WebMercatorQuad", NULL, 200),
           *spatial = json_object_get(json_object_get(root, "extent"), "spatial"),
           *box = json_array_get(json_object_get(spatial, "bbox"), 0), *limit;
    const double metres = 111319.490793; /* a degree of the equator */
    size_t i;
    unsigned zoom;
    ck_assert_str_eq(json_string_value(json_object_get(spatial, "crs")), "http://www.opengis.net/def/crs/EPSG/0/3857");
    ck_assert_double_eq_tol(json_number_value(json_array_get(box, 0)), WORLD_WEST * metres, 1);
    json_array_foreach(json_object_get(sets, "tileMatrixSetLimits"), i, limit)
    {
        ck_assert_int_eq(sscanf(json_string_value(json_object_get(limit, "tileMatrix")), "%u", &zoom), 1);
        ck_assert_uint_eq(zoom, i + 3); /* 20 km are 21.5 in the web map's metres, a pixel of zoom 3 is 19.6 */
        ck_assert_double_eq(number(limit, "minTileRow") + number(limit, "minTileCol"), 0);
        ck_assert_double_eq(number(limit, "maxTileRow"), (double)(UINT64_C(1) << zoom) - 1);
        ck_assert_double_eq(number(limit, "maxTileCol"), (double)(UINT64_C(1) << zoom) - 1);
    }
    json_decref(sets);
    json_decref(root);
}
END_TEST

START_TEST(the_tile_matrix_set_is_the_standards)
{
    json_t *root = json_of("/tileMatrixSets/WebMercatorQuad", NULL, 200),
           *matrices = json_object_get(root, "tileMatrices");
    /* OGC 17-083r4, annex D.1, rows 0, 1 and 12. */
    static const struct {
        size_t zoom;
        double denominator, size;
        json_int_t width;
    } rows[] = {{0, 559082264.028717, 156543.033928041, 1},
                {1, 279541132.014358, 78271.5169640204, 2},
                {12, 136494.693366386, 38.2185141425881, 4096}};
    for (size_t i = 0; i < 3; i++) {
        json_t *matrix = json_array_get(matrices, rows[i].zoom);
        ck_assert_double_eq_tol(number(matrix, "scaleDenominator"), rows[i].denominator, 1e-9 * rows[i].denominator);
        ck_assert_double_eq_tol(number(matrix, "cellSize"), rows[i].size, 1e-9 * rows[i].size);
        ck_assert_int_eq(json_integer_value(json_object_get(matrix, "matrixWidth")), rows[i].width);
    }
    ck_assert_str_eq(json_string_value(json_object_get(root, "crs")), "http://www.opengis.net/def/crs/EPSG/0/3857");
    json_decref(root);
    json_t *sets = json_of("/tileMatrixSets", NULL, 200);
    ck_assert_uint_eq(json_array_size(json_object_get(sets, "tileMatrixSets")), 1);
    json_decref(sets);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("tile_sets");
    TCase *cases = tcase_create("tile_sets");
    tcase_add_checked_fixture(cases, start_answering, stop_answering);
    tcase_add_test(cases, tile_sets_lead_to_tiles);
    tcase_add_test(cases, a_collection_lists_its_one_set);
    tcase_add_test(cases, a_map_lies_where_gdal_looks_for_it);
    tcase_add_test(cases, the_tile_matrix_set_is_the_standards);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
