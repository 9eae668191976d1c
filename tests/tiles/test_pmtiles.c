/* PMTiles: numbers along the curve, and an archive that is read back by hand. */
#include "tiles/pmtiles.h"
#include <check.h>
#include <libdeflate.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The first five by hand along the curve, the sixth as the specification's own tests have it. */
static const struct {
    vp_tile tile;
    uint64_t number;
} numbers[] = {{{0, 0, 0}, 0},
               {{1, 0, 0}, 1},
               {{1, 0, 1}, 2},
               {{1, 1, 1}, 3},
               {{1, 1, 0}, 4},
               {{2, 0, 0}, 5},
               {{12, 3423, 1763}, 19078479}};

START_TEST(tiles_are_numbered_along_the_curve)
{
    ck_assert_uint_eq(vp_pmtiles_number(numbers[_i].tile), numbers[_i].number);
}
END_TEST

START_TEST(every_number_of_a_zoom_is_taken_once)
{
    enum { ZOOM = 6, SIDE = 64, CELLS = 4096 };
    static bool seen[CELLS];
    uint64_t first = (((uint64_t)1 << (2 * ZOOM)) - 1) / 3, before = 0;
    memset(seen, 0, sizeof seen);
    vp_tile along[CELLS];
    for (uint32_t i = 0; i < CELLS; i++) {
        vp_tile tile = {ZOOM, i % SIDE, i / SIDE};
        uint64_t number = vp_pmtiles_number(tile) - first;
        ck_assert_uint_lt(number, CELLS);
        ck_assert(!seen[number]);
        seen[number] = true;
        along[number] = tile;
    }
    for (before = 0; before + 1 < CELLS; before++) { /* and each touches the next */
        uint32_t dx = along[before].column - along[before + 1].column, dy = along[before].row - along[before + 1].row;
        ck_assert((dx == 0 && (dy == 1 || dy == UINT32_MAX)) || (dy == 0 && (dx == 1 || dx == UINT32_MAX)));
    }
}
END_TEST

static uint64_t whole(const unsigned char *at, size_t bytes)
{
    uint64_t value = 0;
    while (bytes > 0) value = value << 8 | at[--bytes];
    return value;
}

static uint64_t take_varint(const unsigned char **at)
{
    uint64_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
        unsigned char byte = *(*at)++;
        value |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80) return value;
    }
}

static int by_number(const void *left, const void *right)
{
    uint64_t a = vp_pmtiles_number(((const vp_pyramid_tile *)left)->tile),
             b = vp_pmtiles_number(((const vp_pyramid_tile *)right)->tile);
    return a < b ? -1 : a > b;
}

/* As many tiles as asked (16,384 at most), some with the same content; read back from root and leaves. */
static void write_and_read(size_t count, bool leaves)
{
    char path[] = "/tmp/vungphu-pmtiles-XXXXXX";
    int made = mkstemp(path);
    ck_assert_int_ge(made, 0);
    close(made);
    vp_pyramid p = {.tiles = calloc(count, sizeof *p.tiles), .count = count, .zoom_most = 14};
    for (size_t i = 0; i < count; i++) { /* each in a column of its own, far from the next */
        p.tiles[i].tile = (vp_tile){14, (uint32_t)i, (uint32_t)i * 2654435761U >> 18};
        vp_buffer_format(&p.tiles[i].bytes, "content %zu", i % 512 < 8 ? 7 : i);
    }
    vp_error err = {0};
    ck_assert_msg(vp_pmtiles_write(&p, "{\"a\":1}", (vp_bounds){105, 21, 106, 22}, path, &err), "%s", err.message);
    if (count) qsort(p.tiles, count, sizeof *p.tiles, by_number);
    FILE *file = fopen(path, "rb");
    static unsigned char bytes[1 << 24];
    size_t size = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    unlink(path);
    ck_assert_mem_eq(bytes, "PMTiles\003", 8);
    ck_assert_uint_eq(whole(bytes + 72, 8), count);
    ck_assert_int_eq(whole(bytes + 48, 8) > 0, leaves);
    ck_assert_uint_eq(whole(bytes + 56, 8) + whole(bytes + 64, 8), size);
    ck_assert_uint_le(whole(bytes + 8, 8) + whole(bytes + 16, 8), 16384);
    ck_assert_int_eq((int)whole(bytes + 102, 4), 1050000000);
    struct libdeflate_decompressor *d = libdeflate_alloc_decompressor();
    static unsigned char root[1 << 22], leaf[1 << 22];
    size_t found = 0, entries = 0, length;
    ck_assert_int_eq(
        libdeflate_gzip_decompress(d, bytes + whole(bytes + 8, 8), whole(bytes + 16, 8), root, sizeof root, &length),
        0);
    enum { ENTRIES_MOST = 1 << 18 };
    static uint64_t lists[2][4][ENTRIES_MOST]; /* root, leaf: number, run, length, offset */
    const unsigned char *at = root;
    size_t root_count = take_varint(&at);
    for (size_t level = 0, i = 0; level == 0 || i < root_count; level = 1) {
        size_t here = level == 0 ? root_count : 0;
        if (level == 1) {
            if (lists[0][1][i] != 0) break; /* the root has the tiles themselves */
            const unsigned char *from = bytes + whole(bytes + 40, 8) + lists[0][3][i];
            ck_assert_int_eq(libdeflate_gzip_decompress(d, from, lists[0][2][i], leaf, sizeof leaf, &length), 0);
            at = leaf;
            here = take_varint(&at);
            i++;
        }
        uint64_t(*list)[ENTRIES_MOST] = lists[level];
        for (size_t k = 0; k < here; k++) list[0][k] = take_varint(&at) + (k ? list[0][k - 1] : 0);
        for (size_t k = 0; k < here; k++) list[1][k] = take_varint(&at);
        for (size_t k = 0; k < here; k++) list[2][k] = take_varint(&at);
        for (size_t k = 0; k < here; k++) {
            uint64_t offset = take_varint(&at);
            list[3][k] = offset ? offset - 1 : list[3][k - 1] + list[2][k - 1];
        }
        for (size_t k = 0; k < here; k++)
            for (uint64_t n = 0; n < list[1][k]; n++, found++) {
                const vp_pyramid_tile *next = &p.tiles[found];
                ck_assert_uint_eq(list[0][k] + n, vp_pmtiles_number(next->tile));
                ck_assert_uint_eq(list[2][k], next->bytes.length);
                ck_assert_mem_eq(bytes + whole(bytes + 56, 8) + list[3][k], next->bytes.bytes, next->bytes.length);
            }
        entries += here;
    }
    ck_assert_uint_eq(whole(bytes + 80, 8) + (leaves ? root_count : 0), entries);
    libdeflate_free_decompressor(d);
    ck_assert_uint_eq(found, count);
    vp_pyramid_clear(&p);
}

/* A tile above its four neighbours, which are one picture: two entries, the second of four tiles; and all that a header
 * says. Bounds that go on beyond 180 degrees are of the whole world. */
static void expect_header(bool raster, vp_bounds bounds, const int degrees[6])
{
    char path[] = "/tmp/vungphu-pmtiles-XXXXXX";
    close(mkstemp(path));
    vp_pyramid_tile tiles[5] = {{.tile = {0, 0, 0}}};
    vp_pyramid p = {.tiles = tiles, .count = 5, .zoom_most = 1, .is_raster = raster};
    for (uint32_t i = 0; i < 5; i++) {
        if (i) tiles[i].tile = (vp_tile){1, (i - 1) & 1, (i - 1) >> 1};
        vp_buffer_text(&tiles[i].bytes, i ? "four" : "above");
    }
    vp_error err = {0};
    ck_assert_msg(vp_pmtiles_write(&p, "{\"a\":1}", bounds, path, &err), "%s", err.message);
    unsigned char bytes[1000], plain[100];
    size_t size, length, at = 127;
    FILE *file = fopen(path, "rb");
    size = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    unlink(path);
    for (size_t part = 0; part < 4; part++) { /* one behind the other */
        ck_assert_uint_eq(whole(bytes + 8 + 16 * part, 8), at);
        at += whole(bytes + 16 + 16 * part, 8);
    }
    ck_assert_uint_eq(at, size);
    ck_assert(whole(bytes + 72, 8) == 5 && whole(bytes + 80, 8) == 2 && whole(bytes + 88, 8) == 2);
    const unsigned char kinds[] = {1, 2, raster ? 1 : 2, raster ? 2 : 1, 0, 1};
    ck_assert_mem_eq(bytes + 96, kinds, sizeof kinds);
    for (size_t i = 0; i < 4; i++)
        ck_assert_int_eq((int32_t)whole(bytes + 102 + 4 * i, 4), (intmax_t)degrees[i] * 10000000);
    ck_assert_int_eq((int32_t)whole(bytes + 119, 4), (intmax_t)degrees[4] * 10000000);
    ck_assert_int_eq((int32_t)whole(bytes + 123, 4), (intmax_t)degrees[5] * 10000000);
    struct libdeflate_decompressor *d = libdeflate_alloc_decompressor();
    ck_assert_int_eq(libdeflate_gzip_decompress(d, bytes + 127, whole(bytes + 16, 8), plain, sizeof plain, &length), 0);
    static const unsigned char root[] = {2, 0, 1, 1, 4, 5, 4, 1, 0}; /* numbers, runs, lengths, offsets */
    ck_assert_uint_eq(length, sizeof root);
    ck_assert_mem_eq(plain, root, sizeof root);
    ck_assert_int_eq(
        libdeflate_gzip_decompress(d, bytes + whole(bytes + 24, 8), whole(bytes + 32, 8), plain, sizeof plain, &length),
        0);
    ck_assert(length == 7 && memcmp(plain, "{\"a\":1}", 7) == 0);
    ck_assert_mem_eq(bytes + whole(bytes + 56, 8), "abovefour", 9);
    libdeflate_free_decompressor(d);
    for (size_t i = 0; i < 5; i++) vp_buffer_clear(&tiles[i].bytes);
}

START_TEST(a_header_says_what_the_archive_holds)
{
    expect_header(false, (vp_bounds){105, 21, 107, 23}, (int[]){105, 21, 107, 23, 106, 22});
    expect_header(true, (vp_bounds){178, -20, 184, -12}, (int[]){-180, -20, 180, -12, -179, -16});
    vp_error err = {0};
    const vp_pyramid none = {0};
    ck_assert(!vp_pmtiles_write(&none, "{}", (vp_bounds){0, 0, 1, 1}, "/nowhere/at/all.pmtiles", &err));
    ck_assert_msg(strstr(err.message, "/nowhere/at/all.pmtiles: cannot be written") != NULL, "%s", err.message);
}
END_TEST

/* Of a layer of which the province has nothing: a site lists it all the same. */
START_TEST(a_small_archive_has_its_tiles_in_the_root)
{
    write_and_read(300, false);
    write_and_read(0, false);
}
END_TEST

START_TEST(a_large_archive_has_leaves) { write_and_read(16000, true); }
END_TEST

int main(void)
{
    Suite *suite = suite_create("pmtiles");
    TCase *tests = tcase_create("pmtiles");
    tcase_add_loop_test(tests, tiles_are_numbered_along_the_curve, 0, sizeof numbers / sizeof *numbers);
    tcase_add_test(tests, every_number_of_a_zoom_is_taken_once);
    tcase_add_test(tests, a_header_says_what_the_archive_holds);
    tcase_add_test(tests, a_small_archive_has_its_tiles_in_the_root);
    tcase_add_test(tests, a_large_archive_has_leaves);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
