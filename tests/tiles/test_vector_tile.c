/* The encoder alone: what it writes is read back by tile_reader.h. */
#include "base/random.h"
#include "tile_reader.h"
#include "tiles/vector_tile.h"
#include <math.h>
#include <stdio.h>

static vp_tile_geometry geometry;

static read_layer *encode(const vp_tile_property properties[], size_t count)
{
    vp_error err = {0};
    vp_buffer bytes = {0};
    vp_vector_layer *layer = vp_vector_layer_new("test", &err);
    ck_assert(vp_vector_layer_add(layer, 7, &geometry, properties, count, &err));
    ck_assert(vp_vector_layer_write(layer, &bytes, &err));
    vp_vector_layer_free(layer);
    static char kept[1 << 16]; /* what the reader points into */
    ck_assert_uint_lt(bytes.length, sizeof kept);
    if (bytes.length) memcpy(kept, bytes.bytes, bytes.length);
    size_t length = bytes.length;
    vp_buffer_clear(&bytes);
    vp_tile_geometry_clear(&geometry);
    return read_tile(kept, length);
}

static void polygon(void) { vp_tile_geometry_begin(&geometry, VP_GEOMETRY_POLYGON); }

START_TEST(a_point_comes_back_with_its_properties)
{
    const vp_tile_property properties[] = {
        {"name", "Xã Định Hoá", NAN}, {"people", NULL, 1234.5}, {"none", NULL, NAN}, {"again", NULL, 1234.5}};
    vp_tile_geometry_begin(&geometry, VP_GEOMETRY_POINT);
    vp_tile_geometry_point(&geometry, 25, 17);
    read_layer *layer = encode(properties, 4);
    ck_assert_str_eq(layer->name, "test");
    ck_assert_uint_eq(layer->version, 2);
    ck_assert_uint_eq(layer->extent, 4096);
    ck_assert_uint_eq(layer->value_count, 2); /* equal values are kept once */
    const read_feature *f = &layer->features[0];
    ck_assert_uint_eq(f->id, 7);
    ck_assert_uint_eq(f->kind, 1);
    ck_assert_int_eq(f->rings[0].points[0][0], 25);
    ck_assert_int_eq(f->rings[0].points[0][1], 17);
    ck_assert(read_text_is(layer, f, "name", "Xã Định Hoá"));
    ck_assert_double_eq(read_number(layer, f, "people"), 1234.5);
    const uint8_t *bytes;
    size_t length;
    ck_assert(!read_property(layer, f, "none", &bytes, &length));
    read_free(layer);
}
END_TEST

START_TEST(rings_are_wound_however_they_come)
{
    const vp_point square[] = {{0, 0}, {10, 0}, {10, 10}, {0, 10}}, reversed[] = {{0, 10}, {10, 10}, {10, 0}, {0, 0}};
    const vp_point hole[] = {{2, 2}, {4, 2}, {4, 4}, {2, 4}};
    for (int backwards = 0; backwards < 2; backwards++) {
        polygon();
        ck_assert(vp_tile_geometry_ring(&geometry, backwards ? reversed : square, 4, false));
        ck_assert(vp_tile_geometry_ring(&geometry, hole, 4, true));
        read_layer *layer = encode(NULL, 0);
        ck_assert_double_eq(layer->features[0].rings[0].area, 100);
        ck_assert_double_eq(layer->features[0].rings[1].area, -4);
        read_free(layer);
    }
}
END_TEST

START_TEST(points_that_do_not_bend_a_ring_and_spikes_are_left_out)
{
    const vp_point ring[] = {{0, 0}, {5, 0}, {5, 0}, {10, 0}, {10, 5}, {20, 5}, {10, 5}, {10, 10}, {0, 10}, {0, 4}};
    polygon();
    ck_assert(vp_tile_geometry_ring(&geometry, ring, 10, false));
    read_layer *layer = encode(NULL, 0);
    ck_assert_uint_eq(layer->features[0].rings[0].count, 4);
    ck_assert_double_eq(layer->features[0].rings[0].area, 100);
    read_free(layer);
}
END_TEST

START_TEST(what_has_no_area_is_not_added)
{
    const vp_point line[] = {{0, 0}, {10, 10}, {5, 5}}, twice[] = {{1, 1}, {1, 1}, {1, 1}};
    polygon();
    ck_assert(!vp_tile_geometry_ring(&geometry, line, 3, false));
    ck_assert(!vp_tile_geometry_ring(&geometry, twice, 3, false));
    ck_assert_ptr_null(encode(NULL, 0)); /* an empty tile has no layer */
}
END_TEST

START_TEST(a_ring_far_larger_than_the_tile_is_cut_to_its_buffer)
{
    const vp_point around[] = {{-1e9, -1e9}, {1e9, -1e9}, {1e9, 1e9}, {-1e9, 1e9}};
    const vp_point corner[] = {{2048, -1e9}, {1e9, -1e9}, {1e9, 2048}, {2048, 2048}};
    polygon();
    ck_assert(vp_tile_geometry_ring(&geometry, around, 4, false));
    read_layer *layer = encode(NULL, 0);
    ck_assert_double_eq(layer->features[0].rings[0].area, 4224.0 * 4224.0);
    read_free(layer);
    polygon();
    ck_assert(vp_tile_geometry_ring(&geometry, corner, 4, false));
    layer = encode(NULL, 0);
    ck_assert_double_eq(layer->features[0].rings[0].area, (4160.0 - 2048) * (2048 + 64));
    read_free(layer);
    const vp_point outside[] = {{5000, 0}, {6000, 0}, {6000, 100}};
    polygon();
    ck_assert(!vp_tile_geometry_ring(&geometry, outside, 3, false));
    vp_tile_geometry_clear(&geometry);
}
END_TEST

START_TEST(a_tile_is_the_bytes_that_the_standard_asks_for)
{
    /* Worked out by hand from Mapbox Vector Tile 2.1: 1a tag of a layer and its length; 78 version, 0a name,
     * 12 feature (08 id, 12 tags, 18 type, 22 geometry), 1a keys, 22 values, 28 extent. */
    static const unsigned char expected[] = {0x1a, 0x36, 0x78, 2,    0x0a, 1,   't',  0x12, 22,   /**/ 0x08, 0xac,
                                             0x02, 0x12, 4,    0,    0,    1,   1,    0x18, 3,    0x22,      9,
                                             9,    0,    0,    18,   20,   0,   19,   20,   15, /* to (0, 0); lines by
                                                                                                   (10, 0) and (-10,
                                                                                                   10); close */
                                             0x1a, 1,    'a',  0x1a, 1,    'n', 0x22, 3,    0x0a, 1,         'b',
                                             0x22, 9,    0x19, 0,    0,    0,   0,    0,    0,    0,         0x40,
                                             0x28, 0x80, 0x20};
    const vp_point triangle[] = {{0, 0}, {10, 0}, {0, 10}};
    const vp_tile_property properties[] = {{"a", "b", NAN}, {"n", NULL, 2}};
    vp_vector_layer *layer = vp_vector_layer_new("t", NULL);
    vp_buffer bytes = {0};
    polygon();
    ck_assert(vp_tile_geometry_ring(&geometry, triangle, 3, false));
    ck_assert(vp_vector_layer_add(layer, 300, &geometry, properties, 2, NULL));
    ck_assert(vp_vector_layer_write(layer, &bytes, NULL));
    ck_assert_uint_eq(bytes.length, sizeof expected);
    ck_assert_mem_eq(bytes.bytes, expected, sizeof expected);
    vp_vector_layer_free(layer);
    vp_buffer_clear(&bytes);
    vp_tile_geometry_clear(&geometry);
}
END_TEST

/* A layer of points whose id is 127 + their row; each has its own number, text and one of 100 keys, and all share
 * one text. */
static vp_vector_layer *many_points(int count)
{
    vp_vector_layer *layer = vp_vector_layer_new("many", NULL);
    for (int i = 0; i < count; i++) {
        char key[16], own[16];
        snprintf(key, sizeof key, "key%d", i % 100);
        snprintf(own, sizeof own, "own%d", i);
        const vp_tile_property properties[] = {{"n", NULL, i}, {key, own, NAN}, {"shared", "the same", NAN}};
        vp_tile_geometry_begin(&geometry, VP_GEOMETRY_POINT);
        vp_tile_geometry_point(&geometry, i, -i);
        ck_assert(vp_vector_layer_add(layer, (uint64_t)i + 127, &geometry, properties, 3, NULL));
    }
    vp_tile_geometry_clear(&geometry);
    return layer;
}

START_TEST(keys_and_values_are_kept_once_however_many_they_are)
{
    enum { COUNT = 300 };
    vp_vector_layer *made = many_points(COUNT);
    vp_buffer bytes = {0};
    ck_assert(vp_vector_layer_write(made, &bytes, NULL));
    read_layer *layer = read_tile(bytes.bytes, bytes.length);
    ck_assert_uint_eq(layer->feature_count, COUNT);
    ck_assert_uint_eq(layer->key_count, 102);             /* n, shared and the 100 */
    ck_assert_uint_eq(layer->value_count, 2 * COUNT + 1); /* the numbers, the texts and the shared one */
    for (int i = 0; i < COUNT; i++) {
        const read_feature *f = &layer->features[i];
        char key[16], own[16];
        snprintf(key, sizeof key, "key%d", i % 100);
        snprintf(own, sizeof own, "own%d", i);
        ck_assert_uint_eq(f->id, (uint64_t)i + 127);
        ck_assert_double_eq(read_number(layer, f, "n"), i);
        ck_assert(read_text_is(layer, f, key, own) && read_text_is(layer, f, "shared", "the same"));
        ck_assert_int_eq(f->rings[0].points[0][0], i);
        ck_assert_int_eq(f->rings[0].points[0][1], -i);
    }
    read_free(layer);
    vp_buffer_clear(&bytes);
    vp_vector_layer_free(made);
}
END_TEST

START_TEST(an_empty_geometry_adds_nothing_and_0_is_no_id)
{
    vp_vector_layer *made = vp_vector_layer_new("test", NULL);
    vp_buffer bytes = {0};
    polygon();
    ck_assert(vp_vector_layer_add(made, 1, &geometry, NULL, 0, NULL));
    ck_assert(vp_vector_layer_write(made, &bytes, NULL));
    ck_assert_uint_eq(bytes.length, 0);
    vp_tile_geometry_begin(&geometry, VP_GEOMETRY_POINT);
    vp_tile_geometry_point(&geometry, 3, 4);
    ck_assert(vp_vector_layer_add(made, 0, &geometry, NULL, 0, NULL));
    ck_assert(vp_vector_layer_write(made, &bytes, NULL));
    /* layer {version, name, feature {no tags, type 1, one point}, extent} */
    static const unsigned char expected[] = {0x1a, 22, 0x78, 2, 0x0a, 4, 't', 'e', 's', 't',  0x12, 9,
                                             0x12, 0,  0x18, 1, 0x22, 3, 9,   6,   8,   0x28, 0x80, 0x20};
    ck_assert_uint_eq(bytes.length, sizeof expected);
    ck_assert_mem_eq(bytes.bytes, expected, sizeof expected);
    vp_vector_layer_free(made);
    vp_buffer_clear(&bytes);
    vp_tile_geometry_clear(&geometry);
}
END_TEST

START_TEST(a_geometry_that_memory_was_short_for_is_refused)
{
    vp_error err = {0};
    vp_vector_layer *layer = vp_vector_layer_new("test", NULL);
    vp_tile_geometry_begin(&geometry, VP_GEOMETRY_POINT);
    vp_tile_geometry_point(&geometry, 3, 4);
    geometry.failed = true;
    ck_assert(!vp_vector_layer_add(layer, 1, &geometry, NULL, 0, &err));
    ck_assert_int_eq(err.kind, VP_NO_MEMORY);
    vp_vector_layer_free(layer);
    vp_tile_geometry_clear(&geometry);
}
END_TEST

/* A ring of a single feature, read back; NULL when nothing of it is left. */
static read_layer *ring_of(const vp_point points[], size_t count)
{
    polygon();
    vp_tile_geometry_ring(&geometry, points, count, false);
    return encode(NULL, 0);
}

START_TEST(a_ring_of_many_points_keeps_them_all)
{
    enum { COUNT = 400 };
    vp_point points[COUNT];
    for (int i = 0; i < COUNT; i++) { /* a star: no three points on a line */
        double angle = 2 * 3.14159265358979 * i / COUNT, radius = i % 2 ? 1900 : 2000;
        points[i] = (vp_point){rint(2048 + radius * cos(angle)), rint(2048 + radius * sin(angle))};
    }
    double twice = 0;
    for (int i = 0; i < COUNT; i++) {
        vp_point a = points[i], b = points[(i + 1) % COUNT];
        twice += a.x * b.y - b.x * a.y;
    }
    read_layer *layer = ring_of(points, COUNT);
    ck_assert_uint_eq(layer->features[0].rings[0].count, COUNT);
    ck_assert_double_eq(layer->features[0].rings[0].area, twice / 2);
    for (int i = 0; i < COUNT; i++) ck_assert_int_eq(layer->features[0].rings[0].points[i][0], (int)points[i].x);
    read_free(layer);
}
END_TEST

START_TEST(wherever_a_ring_begins_its_straight_points_and_spikes_go)
{
    static const vp_point rings[][6] = {
        {{5, 0}, {10, 0}, {10, 10}, {0, 10}, {0, 5}, {0, 0}},    /* begins on a side */
        {{0, 0}, {10, 0}, {10, 10}, {0, 10}, {0, 8}, {0, 3}},    /* ends with two points on a side */
        {{0, -20}, {0, 0}, {10, 0}, {10, 10}, {0, 10}, {0, -5}}, /* begins and ends with a spike */
        {{0, 0}, {0, 0}, {10, 0}, {10, 10}, {0, 10}, {0, 0}},    /* points twice, at both ends */
    };
    for (size_t r = 0; r < sizeof rings / sizeof *rings; r++)
        for (size_t first = 0; first < 6; first++) {
            vp_point points[6];
            for (size_t i = 0; i < 6; i++) points[i] = rings[r][(first + i) % 6];
            read_layer *layer = ring_of(points, 6);
            ck_assert_uint_eq(layer->features[0].rings[0].count, 4);
            ck_assert_double_eq(layer->features[0].rings[0].area, 100);
            read_free(layer);
        }
}
END_TEST

/* A point drawn for the left side, seen from side 0 left, 1 right, 2 top, 3 bottom. */
static vp_point on_side(int side, double x, double y)
{
    vp_point p = {side % 2 ? 4096 - x : x, y};
    return side < 2 ? p : (vp_point){p.y, p.x};
}

/* Twice the area of a ring of points, by the sum over its edges. */
static double twice(const vp_point p[], size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++) sum += p[i].x * p[(i + 1) % count].y - p[(i + 1) % count].x * p[i].y;
    return sum;
}

/* Rings of few places, so that points repeat, lie on lines and turn back, wherever they begin: what is drawn has the
 * area, bends at each of its points, and is nothing just where the area is nothing. */
START_TEST(random_rings_keep_their_area_and_bend_everywhere)
{
    vp_random random = {5};
    size_t drawn = 0;
    for (int trial = 0; trial < 4000; trial++) {
        vp_point ring[9];
        size_t count = 3 + vp_random_below(&random, 7);
        for (size_t i = 0; i < count; i++)
            ring[i] =
                (vp_point){(double)(100 * vp_random_below(&random, 4)), (double)(100 * vp_random_below(&random, 3))};
        vp_tile_geometry drawing = {0};
        vp_tile_geometry_begin(&drawing, VP_GEOMETRY_POLYGON);
        bool added = vp_tile_geometry_ring(&drawing, ring, count, false);
        ck_assert_int_eq(added, twice(ring, count) != 0);
        if (added) {
            vp_point back[9];
            size_t kept = 0;
            int32_t x = 0, y = 0;
            for (size_t at = 0; at + 1 < drawing.count;) { /* MoveTo 1, LineTo n, ClosePath */
                size_t pairs = drawing.commands[at] >> 3;
                if ((drawing.commands[at++] & 7) == 7) continue;
                for (size_t k = 0; k < pairs; k++, at += 2) {
                    x += (int32_t)(drawing.commands[at] >> 1) ^ -(int32_t)(drawing.commands[at] & 1);
                    y += (int32_t)(drawing.commands[at + 1] >> 1) ^ -(int32_t)(drawing.commands[at + 1] & 1);
                    back[kept++] = (vp_point){x, y};
                }
            }
            ck_assert_double_eq(twice(back, kept), fabs(twice(ring, count)));
            for (size_t i = 0; i < kept; i++) {
                const vp_point bend[] = {back[i], back[(i + 1) % kept], back[(i + 2) % kept]};
                ck_assert_msg(twice(bend, 3) != 0, "trial %d: point %zu of %zu", trial, i, kept);
            }
            drawn++;
        }
        vp_tile_geometry_clear(&drawing);
    }
    ck_assert_uint_gt(drawn, 2000);
}
END_TEST

START_TEST(a_triangle_is_cut_at_each_side_wherever_it_begins)
{
    /* One corner 100 units beyond the buffer, two 200 units within: two thirds of both sides are left, down to
     * y = 1966.7 and 2033.3 on the edge, rounded; a trapezoid of 66 and 200 by 200 units. */
    for (int side = 0; side < 4; side++)
        for (int first = 0; first < 3; first++) {
            const double corners[3][2] = {{-164, 2000}, {136, 1900}, {136, 2100}};
            vp_point points[3];
            for (int i = 0; i < 3; i++)
                points[i] = on_side(side, corners[(first + i) % 3][0], corners[(first + i) % 3][1]);
            read_layer *layer = ring_of(points, 3);
            ck_assert_uint_eq(layer->features[0].rings[0].count, 4);
            ck_assert_double_eq(layer->features[0].rings[0].area, 26600);
            read_free(layer);
        }
}
END_TEST

START_TEST(what_lies_beyond_one_side_is_not_drawn)
{
    for (int side = 0; side < 4; side++) {
        vp_point points[] = {on_side(side, -65, 10), on_side(side, -90, 10), on_side(side, -90, 30)};
        ck_assert_ptr_null(ring_of(points, 3));
        vp_point touching[] = {on_side(side, -64, 10), on_side(side, -90, 10), on_side(side, -64, 30)};
        ck_assert_ptr_null(ring_of(touching, 3)); /* only its side reaches the buffer's edge */
        vp_point within[] = {on_side(side, -64, 10), on_side(side, -54, 10), on_side(side, -64, 30)};
        read_layer *layer = ring_of(within, 3);
        ck_assert_double_eq(layer->features[0].rings[0].area, 100);
        read_free(layer);
        vp_point one_beyond[] = {on_side(side, -65, 10), on_side(side, -54, 10), on_side(side, -54, 30),
                                 on_side(side, -65, 30)};
        layer = ring_of(one_beyond, 4);
        ck_assert_double_eq(layer->features[0].rings[0].area, 200); /* cut to 10 by 20 */
        read_free(layer);
    }
}
END_TEST

/* What of a line is drawn, as rings of x, y; -1 ends one. */
static void expect_line(const vp_point line[], size_t count, const int32_t expected[])
{
    vp_tile_geometry_begin(&geometry, VP_GEOMETRY_LINE);
    ck_assert_int_eq(vp_tile_geometry_line(&geometry, line, count), expected[0] != -1);
    if (expected[0] == -1) return;
    read_layer *layer = encode(NULL, 0);
    const read_feature *f = &layer->features[0];
    ck_assert_uint_eq(f->kind, 2);
    for (size_t r = 0; r < f->ring_count; r++, expected++)
        for (size_t i = 0; i < f->rings[r].count; i++, expected += 2) {
            ck_assert_int_eq(f->rings[r].points[i][0], expected[0]);
            ck_assert_int_eq(f->rings[r].points[i][1], expected[1]);
        }
    ck_assert_int_eq(*expected, -1);
    read_free(layer);
}

START_TEST(a_line_is_cut_where_it_leaves_the_tile)
{
    const vp_point inside[] = {{1, 1}, {5, 9}, {20, 20}}, out[] = {{100, 100}, {100, 9000}},
                   through[] = {{-5000, 7}, {9000, 7}},
                   away_and_back[] = {{10, 10}, {5000, 10}, {5000, 30}, {10, 30}, {10, 40}},
                   beyond_corner[] = {{-100, 50}, {50, -100}}, beside[] = {{-65, 0}, {-65, 100}},
                   far[] = {{-1e6, -1e6}, {-1e6, 1e6}, {1e6, 1e6}};
    expect_line(inside, 3, (int32_t[]){1, 1, 5, 9, 20, 20, -1, -1});
    expect_line(out, 2, (int32_t[]){100, 100, 100, 4160, -1, -1});
    expect_line(through, 2, (int32_t[]){-64, 7, 4160, 7, -1, -1});
    expect_line(away_and_back, 5, (int32_t[]){10, 10, 4160, 10, -1, 4160, 30, 10, 30, 10, 40, -1, -1});
    expect_line(beyond_corner, 2, (int32_t[]){-64, 14, 14, -64, -1, -1});
    expect_line(beside, 2, (int32_t[]){-1});
    expect_line(far, 3, (int32_t[]){-1});
}
END_TEST

START_TEST(a_line_keeps_its_ends_and_what_bends_it)
{
    const vp_point straight[] = {{0, 0}, {0, 0}, {4, 4}, {8, 8}, {8, 8}}, back[] = {{0, 0}, {9, 0}, {3, 0}},
                   none[] = {{5, 5}, {5, 5}, {5, 5}};
    expect_line(straight, 5, (int32_t[]){0, 0, 8, 8, -1, -1});
    expect_line(back, 3, (int32_t[]){0, 0, 9, 0, 3, 0, -1, -1});
    expect_line(none, 3, (int32_t[]){-1});
    expect_line(straight, 1, (int32_t[]){-1});
}
END_TEST

/* Length of the stretch within the buffered tile, by small steps. */
static double length_within(vp_point a, vp_point b)
{
    enum { STEPS = 4000 };
    size_t within = 0;
    for (int i = 0; i < STEPS; i++) {
        double part = (i + 0.5) / STEPS, x = a.x + part * (b.x - a.x), y = a.y + part * (b.y - a.y);
        within += x >= -64 && x <= 4160 && y >= -64 && y <= 4160;
    }
    return hypot(b.x - a.x, b.y - a.y) * (double)within / STEPS;
}

/* Lines of few places at, within and beyond the edges of the buffer: what is drawn is as long as what lies within,
 * stays there, and is nothing just where nothing lies there. */
START_TEST(random_lines_keep_what_lies_within)
{
    static const double places[] = {-3000, -65, -64, -63, 50, 2000, 4159, 4160, 4161, 7000};
    vp_random random = {11};
    for (int trial = 0; trial < 300; trial++) {
        vp_point line[6], at = {0, 0};
        size_t count = 2 + vp_random_below(&random, 5);
        double wanted = 0, drawn = 0;
        for (size_t i = 0; i < count; i++)
            line[i] = (vp_point){places[vp_random_below(&random, 10)], places[vp_random_below(&random, 10)]};
        for (size_t i = 1; i < count; i++) wanted += length_within(line[i - 1], line[i]);
        vp_tile_geometry drawing = {0};
        vp_tile_geometry_begin(&drawing, VP_GEOMETRY_LINE);
        bool any = vp_tile_geometry_line(&drawing, line, count);
        ck_assert_int_eq(any, drawing.count > 0);
        for (size_t k = 0; k < drawing.count;) {
            size_t kind = drawing.commands[k] & 7, pairs = drawing.commands[k] >> 3;
            ck_assert(kind == 1 ? pairs == 1 : kind == 2 && pairs > 0);
            for (k++; pairs > 0; pairs--, k += 2) {
                vp_point to = {at.x + ((int32_t)(drawing.commands[k] >> 1) ^ -(int32_t)(drawing.commands[k] & 1)),
                               at.y +
                                   ((int32_t)(drawing.commands[k + 1] >> 1) ^ -(int32_t)(drawing.commands[k + 1] & 1))};
                if (kind == 2) drawn += hypot(to.x - at.x, to.y - at.y);
                ck_assert(to.x >= -64 && to.x <= 4160 && to.y >= -64 && to.y <= 4160);
                at = to;
            }
        }
        ck_assert_msg(fabs(drawn - wanted) <= 6 * (double)count, "trial %d: %g, not %g", trial, drawn, wanted);
        vp_tile_geometry_clear(&drawing);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("vector tiles");
    TCase *cases = tcase_create("encoder");
    tcase_add_test(cases, a_point_comes_back_with_its_properties);
    tcase_add_test(cases, rings_are_wound_however_they_come);
    tcase_add_test(cases, points_that_do_not_bend_a_ring_and_spikes_are_left_out);
    tcase_add_test(cases, what_has_no_area_is_not_added);
    tcase_add_test(cases, a_ring_far_larger_than_the_tile_is_cut_to_its_buffer);
    tcase_add_test(cases, a_tile_is_the_bytes_that_the_standard_asks_for);
    tcase_add_test(cases, keys_and_values_are_kept_once_however_many_they_are);
    tcase_add_test(cases, an_empty_geometry_adds_nothing_and_0_is_no_id);
    tcase_add_test(cases, a_geometry_that_memory_was_short_for_is_refused);
    tcase_add_test(cases, a_ring_of_many_points_keeps_them_all);
    tcase_add_test(cases, wherever_a_ring_begins_its_straight_points_and_spikes_go);
    tcase_add_test(cases, a_triangle_is_cut_at_each_side_wherever_it_begins);
    tcase_add_test(cases, random_rings_keep_their_area_and_bend_everywhere);
    tcase_add_test(cases, what_lies_beyond_one_side_is_not_drawn);
    tcase_add_test(cases, a_line_is_cut_where_it_leaves_the_tile);
    tcase_add_test(cases, a_line_keeps_its_ends_and_what_bends_it);
    tcase_add_test(cases, random_lines_keep_what_lies_within);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
