/* Styles of the made-up province, and the tiles of several layers that they draw. */
#include "server/support_answers.h"
#include "server/tiles/style_ramps.h"
#include "snapshot/unit_table.h"
#include "tiles/layers.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static vp_blob *tile_of(const char *layers)
{
    char path[200];
    snprintf(path, sizeof path, "/tiles/%s/8/203/112.mvt", layers); /* 105.8 E, 21.6 N */
    vp_reply reply = reply_to(path, NULL);
    ck_assert_msg(reply.status == 200, "%s: %u", path, reply.status);
    vp_blob *body = vp_blob_share(reply.body);
    vp_reply_clear(&reply);
    return body;
}

/* Layers of a tile are parts of one message: those of several follow one another. */
START_TEST(a_tile_of_several_layers_is_theirs_one_after_the_other)
{
    vp_blob *units = tile_of("units"), *gaps = tile_of("gaps"), *both = tile_of("gaps,units");
    ck_assert_uint_gt(units->length, 0);
    ck_assert_uint_gt(gaps->length, 0);
    ck_assert_uint_eq(both->length, units->length + gaps->length);
    ck_assert_mem_eq(both->bytes, gaps->bytes, gaps->length);
    ck_assert_mem_eq(both->bytes + gaps->length, units->bytes, units->length);
    vp_blob_release(units);
    vp_blob_release(gaps);
    vp_blob_release(both);
    json_t *about = json_of("/tiles/gaps,units.json", NULL, 200), *layers = json_object_get(about, "vector_layers");
    ck_assert_uint_eq(json_array_size(layers), 2);
    ck_assert_str_eq(json_string_value(json_object_get(json_array_get(layers, 1), "id")), "units");
    json_decref(about);
    static const char *const refused[] = {"gaps,nothing", "gaps,gaps", "gaps,", ",gaps", "gaps,reach_school"};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        char path[100];
        snprintf(path, sizeof path, "/tiles/%s/8/203/112.mvt", refused[i]);
        json_decref(json_of(path, NULL, 404));
        snprintf(path, sizeof path, "/tiles/%s.json", refused[i]);
        json_decref(json_of(path, NULL, 404));
    }
}
END_TEST

/* Layers name sources of the style, and source layers that the source's tiles have. */
static void check_style(const char *id)
{
    char path[200];
    json_t *layer;
    size_t i, vectors = 0;
    snprintf(path, sizeof path, "/styles/%s", id);
    json_t *style = json_of(path, NULL, 200), *sources = json_object_get(style, "sources");
    const char *tiles = json_string_value(json_array_get(json_object_get(json_object_get(sources, "map"), "tiles"), 0));
    ck_assert_int_eq(strncmp(tiles, "http://map.example:8080/tiles/", 30), 0);
    ck_assert_ptr_nonnull(strstr(tiles, ".mvt?v=s1"));
    ck_assert_double_eq(number(style, "version"), 8);
    json_array_foreach(json_object_get(style, "layers"), i, layer)
    {
        const char *source = json_string_value(json_object_get(layer, "source")),
                   *part = json_string_value(json_object_get(layer, "source-layer"));
        ck_assert_msg(!source || json_object_get(sources, source), "%s: no source %s", id, source);
        if (!part) continue;
        ck_assert_msg(vp_layers_find(part) && strstr(tiles, part), "%s: no layer %s", id, part);
        vectors++;
    }
    ck_assert_uint_gt(vectors, 3);
    json_decref(style);
}

START_TEST(every_style_is_whole)
{
    json_t *list = json_of("/styles", NULL, 200), *style, *about = json_of("/indicators", NULL, 200);
    size_t i;
    json_array_foreach(json_object_get(list, "styles"), i, style)
        check_style(json_string_value(json_object_get(style, "id")));
    ck_assert_uint_gt(i, json_array_size(json_object_get(about, "indicators"))); /* and the base, and surfaces */
    ck_assert_str_eq(json_string_value(json_object_get(list, "default")), "base");
    json_decref(about);
    json_decref(list);
    json_decref(json_of("/styles/nothing", NULL, 404));
    json_decref(json_of("/styles/reach_fm", NULL, 404)); /* not analysed */
    json_decref(json_of("/styles/indicator_", NULL, 404));
}
END_TEST

/* Whether a value passes [">=" or "<", ID, break]. */
static bool passes(json_t *condition, double value)
{
    double at = json_number_value(json_array_get(condition, 2));
    return strcmp(json_string_value(json_array_get(condition, 0)), "<") == 0 ? value < at : value >= at;
}

/* The colour of the one class whose filter a value passes. */
static const char *colour_at(json_t *style, double value)
{
    const char *colour = NULL;
    json_t *layer, *condition;
    size_t i, k;
    json_array_foreach(json_object_get(style, "layers"), i, layer)
    {
        json_t *filter = json_object_get(layer, "filter");
        bool all = filter && strcmp(json_string_value(json_array_get(filter, 0)), "all") == 0 &&
                   strncmp(json_string_value(json_object_get(layer, "id")), "units_", 6) == 0;
        json_array_foreach(filter, k, condition) if (k > 1) all = all && passes(condition, value);
        if (!all) continue;
        ck_assert_msg(!colour, "%g is in two classes", value);
        colour = json_string_value(json_object_get(json_object_get(layer, "paint"), "fill-color"));
    }
    ck_assert_msg(colour != NULL, "%g is in no class", value);
    return colour;
}

/* Five communes of different values are of five colours. */
START_TEST(units_are_coloured_by_fifths)
{
    json_t *root = json_of("/collections/indicators/items", NULL, 200), *features = json_object_get(root, "features");
    json_t *about = json_of("/indicators", NULL, 200), *indicator;
    size_t i, checked = 0;
    json_array_foreach(json_object_get(about, "indicators"), i, indicator)
    {
        const char *id = json_string_value(json_object_get(indicator, "id"));
        char path[200];
        snprintf(path, sizeof path, "/styles/indicator_%s", id);
        json_t *style = json_of(path, NULL, 200);
        for (size_t a = 0; a < json_array_size(features); a++)
            for (size_t b = 0; b < json_array_size(features); b++) {
                json_t *va = json_object_get(json_object_get(json_array_get(features, a), "properties"), id),
                       *vb = json_object_get(json_object_get(json_array_get(features, b), "properties"), id);
                if (!json_is_number(va) || !json_is_number(vb) || json_number_value(va) == json_number_value(vb))
                    continue;
                bool same =
                    strcmp(colour_at(style, json_number_value(va)), colour_at(style, json_number_value(vb))) == 0;
                ck_assert_msg(!same, "%s: %g and %g", id, json_number_value(va), json_number_value(vb));
                checked++;
            }
        json_decref(style);
    }
    ck_assert_uint_gt(checked, 0);
    json_decref(about);
    json_decref(root);
}
END_TEST

START_TEST(colours_are_those_of_the_web_map)
{
    json_t *colours = json_load_file(VP_SOURCE "/tiles/colours.json", 0, NULL),
           *ramp = json_object_get(colours, "sequential"), *one;
    size_t i, found = 0;
    ck_assert_ptr_nonnull(ramp);
    json_array_foreach(ramp, i, one) /* in their order */
        found += found < VP_STYLE_CLASSES && strcmp(json_string_value(one), vp_style_sequential[found]) == 0;
    ck_assert_uint_eq(found, VP_STYLE_CLASSES);
    ck_assert_str_eq(json_string_value(json_object_get(json_object_get(colours, "no_data"), "ground")),
                     vp_style_no_data);
    json_decref(colours);
}
END_TEST

/* ------------------------------------------------------------ names */

static const char *const made[] = {"/glyphs", "/glyphs/Be Vietnam Pro", "/glyphs/Be Vietnam Pro/0-255.pbf"};
static char web[sizeof "/tmp/vp_glyphs_XXXXXX"];

/* A web folder with the letters of one font. */
static void start_with_letters(void)
{
    char path[100];
    snprintf(web, sizeof web, "/tmp/vp_glyphs_XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(web));
    for (size_t i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%s%s", web, made[i]);
        ck_assert_int_eq(mkdir(path, 0700), 0);
    }
    snprintf(path, sizeof path, "%s%s", web, made[2]);
    FILE *file = fopen(path, "wb");
    ck_assert(file && fputs("letters", file) > 0 && fclose(file) == 0);
    start_answering_with(web);
}

static void stop_with_letters(void)
{
    char path[100];
    stop_answering();
    for (size_t i = 3; i > 0; i--) {
        snprintf(path, sizeof path, "%s%s", web, made[i - 1]);
        ck_assert_int_eq(remove(path), 0);
    }
    ck_assert_int_eq(rmdir(web), 0);
}

static json_t *layer_of(json_t *style, const char *id)
{
    json_t *layer;
    size_t i;
    json_array_foreach(json_object_get(style, "layers"), i,
                       layer) if (strcmp(json_string_value(json_object_get(layer, "id")), id) == 0) return layer;
    return NULL;
}

static void expect_same(json_t *ours, json_t *map, const char *part, const char *member)
{
    json_t *a = json_object_get(json_object_get(ours, part), member),
           *b = json_object_get(json_object_get(map, part), member);
    ck_assert_msg(a && json_equal(a, b), "%s: %s differs from the map's",
                  json_string_value(json_object_get(ours, "id")), member);
}

START_TEST(names_are_written_as_the_web_map_writes_them)
{
    json_t *map = json_load_file(VP_SOURCE "/tiles/map-style.json", 0, NULL), *layer;
    json_t *style = json_of("/styles/base", NULL, 200);
    size_t i, names = 0;
    ck_assert_str_eq(json_string_value(json_object_get(style, "glyphs")),
                     "http://map.example:8080/glyphs/{fontstack}/{range}.pbf");
    ck_assert_str_eq(json_string_value(json_object_get(style, "sprite")), "http://map.example:8080/sprite");
    json_array_foreach(json_object_get(style, "layers"), i, layer)
    {
        if (strcmp(json_string_value(json_object_get(layer, "type")), "symbol") != 0) continue;
        json_t *same = layer_of(map, json_string_value(json_object_get(layer, "id")));
        expect_same(layer, same, "layout", "text-font");
        expect_same(layer, same, "layout", "text-size");
        expect_same(layer, same, "paint", "text-color");
        expect_same(layer, same, "paint", "text-halo-width");
        names++;
    }
    ck_assert_uint_eq(names, 6);
    json_decref(style);
    json_decref(map);
    check_style("base");
}
END_TEST

/* The letters of a path; the fonts of a stack are tried in order, and a range without letters is an empty one. */
static void expect_letters(const char *path, const char *bytes, size_t length)
{
    vp_reply reply = reply_to(path, NULL);
    ck_assert_msg(reply.status == 200, "%s: %u", path, reply.status);
    ck_assert_str_eq(reply.type, "application/x-protobuf");
    ck_assert_uint_eq(reply.body->length, length);
    ck_assert_mem_eq(reply.body->bytes, bytes, length);
    vp_reply_clear(&reply);
}

START_TEST(letters_are_those_of_the_first_font_that_there_is)
{
    static const char none[] = "\x0a\x1b\x0a\x0e"
                               "Be Vietnam Pro"
                               "\x12\x09"
                               "7680-7935";
    expect_letters("/glyphs/Be Vietnam Pro/0-255.pbf", "letters", 7);
    expect_letters("/glyphs/Arial,Be Vietnam Pro,Noto/0-255.pbf", "letters", 7);
    expect_letters("/glyphs/Be Vietnam Pro/7680-7935.pbf", none, sizeof none - 1);
    static const struct {
        const char *path;
        unsigned status;
    } refused[] = {{"/glyphs/Arial/0-255.pbf", 404},
                   {"/glyphs/../0-255.pbf", 400},
                   {"/glyphs/,/0-255.pbf", 404},
                   {"/glyphs/Be Vietnam Pro/1-256.pbf", 400},
                   {"/glyphs/Be Vietnam Pro/0-256.pbf", 400},
                   {"/glyphs/Be Vietnam Pro/65536-65791.pbf", 400},
                   {"/glyphs/Be Vietnam Pro/00-255.pbf", 400}};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        json_decref(json_of(refused[i].path, NULL, refused[i].status));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("styles");
    TCase *cases = tcase_create("styles");
    tcase_add_checked_fixture(cases, start_answering, stop_answering);
    tcase_add_test(cases, a_tile_of_several_layers_is_theirs_one_after_the_other);
    tcase_add_test(cases, every_style_is_whole);
    tcase_add_test(cases, units_are_coloured_by_fifths);
    tcase_add_test(cases, colours_are_those_of_the_web_map);
    suite_add_tcase(suite, cases);
    TCase *named = tcase_create("names");
    tcase_add_checked_fixture(named, start_with_letters, stop_with_letters);
    tcase_add_test(named, names_are_written_as_the_web_map_writes_them);
    tcase_add_test(named, letters_are_those_of_the_first_font_that_there_is);
    suite_add_tcase(suite, named);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
