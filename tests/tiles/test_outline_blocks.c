/* A long, winding outline: what a tile leaves out before it clips changes nothing of what is drawn. */
#include "drawn_snapshot.h"
#include "tiles/vector_tile.h"

enum { POINTS = 3000 }; /* of the ring; of its hole a third */

/* Degrees: a circle whose edge is wound in waves of several lengths. */
static void wind(vp_point *points, size_t count, double radius)
{
    for (size_t i = 0; i <= count; i++) {
        double turn = (double)(i % count) / (double)count * 2 * acos(-1.0);
        double away = radius * (1 + 0.2 * sin(7 * turn) + 0.05 * sin(61 * turn) + 0.01 * sin(997 * turn));
        points[i] = (vp_point){105.8 + away * cos(turn), 21.6 + away * sin(turn)};
    }
}

static vp_snapshot *new_winding(void)
{
    vp_snapshot *s = new_snapshot(1, 0);
    static vp_point points[POINTS + 1 + POINTS / 3 + 1];
    const size_t sizes[2] = {POINTS + 1, POINTS / 3 + 1};
    wind(points, POINTS, 0.1);
    wind(points + POINTS + 1, POINTS / 3, 0.03);
    ck_assert(vp_shape_init(&s->region->units.sets[0].units[0].lonlat, points, sizes, 2, NULL));
    vp_outlines_free(s->places.outlines);
    s->places.outlines = vp_outlines_new(s->region, NULL);
    ck_assert_ptr_nonnull(s->places.outlines);
    ck_assert_ptr_nonnull(s->places.outlines->sets[0][0].blocks);
    return s;
}

/* A ring in units of the tile, each point looked at. */
static size_t snap_all(const vp_snapshot *s, size_t r, vp_tile tile, vp_point *ring)
{
    const vp_outline *o = &s->places.outlines->sets[0][0];
    const vp_shape *shape = &s->region->units.sets[0].units[0].lonlat;
    double unit = unit_metres(tile.zoom), half = vp_tile_bounds(world_tile).east, least = 16 * unit * unit;
    size_t count = 0;
    for (size_t i = shape->ring_starts[r]; i + 1 < shape->ring_starts[r + 1]; i++) {
        if ((double)o->weights[i] < least) continue;
        vp_point p = {rint((o->points[i].x + half) / unit) - tile.column * 4096.0,
                      rint((half - o->points[i].y) / unit) - tile.row * 4096.0};
        if (count == 0 || p.x != ring[count - 1].x || p.y != ring[count - 1].y) ring[count++] = p;
    }
    return count;
}

static read_layer *draw_plainly(const vp_snapshot *s, vp_tile tile)
{
    static vp_point ring[POINTS];
    static vp_buffer bytes; /* what the reader points into */
    vp_tile_geometry geometry = {0};
    vp_vector_layer *layer = vp_vector_layer_new("units", NULL);
    vp_buffer_clear(&bytes);
    vp_tile_geometry_begin(&geometry, VP_GEOMETRY_POLYGON);
    if (vp_tile_geometry_ring(&geometry, ring, snap_all(s, 0, tile, ring), false))
        vp_tile_geometry_ring(&geometry, ring, snap_all(s, 1, tile, ring), true);
    ck_assert(vp_vector_layer_add(layer, 1, &geometry, NULL, 0, NULL) && vp_vector_layer_write(layer, &bytes, NULL));
    vp_vector_layer_free(layer);
    vp_tile_geometry_clear(&geometry);
    return read_tile(bytes.bytes, bytes.length);
}

/* The same rings; one may begin at another of its points. */
static void assert_same(const read_layer *a, const read_layer *b)
{
    ck_assert_int_eq(a != NULL, b != NULL);
    if (!a) return;
    const read_feature *f = a->features, *g = b->features;
    ck_assert_uint_eq(f->ring_count, g->ring_count);
    for (size_t r = 0; r < f->ring_count; r++) {
        const read_ring *one = &f->rings[r], *other = &g->rings[r];
        size_t shift = 0, count = one->count;
        ck_assert_uint_eq(count, other->count);
        while (shift < count && memcmp(one->points[0], other->points[shift], sizeof *one->points) != 0) shift++;
        for (size_t i = 0; i < count; i++)
            ck_assert_mem_eq(one->points[i], other->points[(i + shift) % count], sizeof *one->points);
    }
}

START_TEST(each_tile_has_what_clipping_alone_leaves) /* a zoom a round */
{
    vp_snapshot *s = new_winding();
    vp_outline *outline = &s->places.outlines->sets[0][0];
    const vp_outline_block *blocks = outline->blocks;
    double side = 4096 * unit_metres((uint32_t)_i), half = vp_tile_bounds(world_tile).east;
    uint32_t west = (uint32_t)((outline->bounds.west + half) / side),
             east = (uint32_t)((outline->bounds.east + half) / side),
             north = (uint32_t)((half - outline->bounds.north) / side),
             south = (uint32_t)((half - outline->bounds.south) / side);
    for (uint32_t row = north; row <= south; row++)
        for (uint32_t column = west; column <= east; column++) {
            vp_tile tile = {(uint32_t)_i, column, row};
            read_layer *plain = draw_plainly(s, tile), *drawn = draw(s, "units", tile);
            assert_same(plain, drawn);
            if (drawn) read_free(drawn);
            outline->blocks = NULL;
            drawn = draw(s, "units", tile);
            assert_same(plain, drawn);
            outline->blocks = blocks;
            if (plain) read_free(plain);
            if (drawn) read_free(drawn);
        }
    vp_snapshot_release(s);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("outline_blocks");
    TCase *cases = tcase_create("blocks");
    tcase_add_loop_test(cases, each_tile_has_what_clipping_alone_leaves, 8, 15);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
