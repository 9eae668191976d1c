/* Geometries as bytes: what is read, and each way in which bytes are none, by its own sentence. */
#include "base/buffer.h"
#include "store/spatial/vector_geometry.h"
#include <check.h>
#include <geos_c.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { POINT = 1, LINE, POLYGON, MULTIPOINT, MULTILINE, MULTIPOLYGON, COLLECTION };

static vp_buffer wkb;
static vp_vector_geometry geometry;
static void begin(void) { wkb.length = 0; }
static void end(void)
{
    vp_vector_geometry_clear(&geometry);
    vp_buffer_clear(&wkb);
}

static void put_number(uint32_t number) { vp_buffer_append(&wkb, &number, sizeof number); }
static void put_type(uint32_t type)
{
    const char little = 1;
    vp_buffer_append(&wkb, &little, 1);
    put_number(type);
}
static void put_points(size_t count, const double xy[]) { vp_buffer_append(&wkb, xy, 2 * count * sizeof *xy); }

static void expect_refused(const char *says)
{
    vp_error err = {0};
    ck_assert(!vp_vector_geometry_read(&geometry, (const uint8_t *)wkb.bytes, wkb.length, &err));
    ck_assert_int_eq(err.kind, VP_BAD_INPUT);
    ck_assert_msg(strstr(err.message, says) != NULL, "%s", err.message);
    wkb.length = 0;
}

static const double square[] = {0, 0, 4, 0, 4, 3, 0, 3, 0, 0}, hole[] = {1, 1, 1, 2, 2, 2, 1, 1};

static void put_polygon(void)
{
    put_type(POLYGON);
    put_number(2);
    put_number(5), put_points(5, square);
    put_number(4), put_points(4, hole);
}

START_TEST(parts_and_rings_are_read)
{
    vp_error err = {0};
    put_type(MULTIPOLYGON);
    put_number(2);
    put_polygon();
    put_polygon();
    ck_assert_msg(vp_vector_geometry_read(&geometry, (const uint8_t *)wkb.bytes, wkb.length, &err), "%s", err.message);
    ck_assert(geometry.kind == VP_SHAPE_AREA && geometry.point_count == 18 && geometry.ring_count == 4);
    ck_assert(geometry.part_count == 2 && geometry.ring_ends[0] == 5 && geometry.ring_ends[1] == 9);
    ck_assert(geometry.ring_ends[3] == 18 && geometry.part_ends[0] == 2 && geometry.part_ends[1] == 4);
    vp_bounds b = vp_vector_geometry_bounds(&geometry);
    ck_assert(b.west == 0 && b.south == 0 && b.east == 4 && b.north == 3);
    ck_assert_uint_eq(vp_vector_geometry_unclosed(&geometry), 0);
    wkb.length = 0;
    put_type(COLLECTION);
    put_number(2);
    for (size_t k = 0; k < 2; k++) put_type(POINT), put_points(1, square + 2 + 2 * k);
    ck_assert(vp_vector_geometry_read(&geometry, (const uint8_t *)wkb.bytes, wkb.length, &err));
    ck_assert(geometry.kind == VP_SHAPE_POINT && geometry.part_count == 2 && geometry.points[1].y == 3);
}
END_TEST

START_TEST(bytes_that_are_no_geometry_are_refused)
{
    put_type(COLLECTION), put_number(0), expect_refused("the geometry is empty");
    put_type(MULTIPOINT), put_number(0), expect_refused("the geometry is empty");
    put_type(POINT), put_points(1, square), put_type(POINT), expect_refused("not well-formed"); /* more behind it */
    put_type(POINT), put_number(7), expect_refused("not well-formed");
    put_type(LINE), put_number(3), put_points(2, square), expect_refused("not well-formed");
    put_type(LINE), put_number(0), expect_refused("a line or ring without points");
    put_type(POLYGON), put_number(0), expect_refused("a polygon without rings");
    put_type(POLYGON), put_number(1), put_number(0), expect_refused("a line or ring without points");
    put_type(8), expect_refused("geometries of type 8 are not read");
    put_type(0), expect_refused("geometries of type 0 are not read");
    put_type(COLLECTION), put_number(2), put_type(POINT), put_points(1, square), put_type(LINE), put_number(2);
    put_points(2, square), expect_refused("the geometry mixes points, lines and polygons");
    for (int k = 0; k < 4; k++) {
        const double bad[] = {k == 0 ? NAN : k == 1 ? INFINITY : 1, k == 2 ? NAN : k == 3 ? -INFINITY : 1};
        put_type(POINT), put_points(1, bad), expect_refused("a coordinate is not a finite number");
    }
    for (int depth = 0; depth < 12; depth++) put_type(COLLECTION), put_number(1);
    put_type(POINT), put_points(1, square), expect_refused("not well-formed"); /* no end of boxes in boxes */
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("bytes");
    tcase_add_checked_fixture(cases, begin, end);
    tcase_add_test(cases, parts_and_rings_are_read);
    tcase_add_test(cases, bytes_that_are_no_geometry_are_refused);
    Suite *suite = suite_create("vector geometry");
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
