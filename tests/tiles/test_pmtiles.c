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
    size_t found = 0, length;
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
            for (uint64_t n = 0; n < list[1][k]; n++, found++)
                ck_assert_mem_eq(bytes + whole(bytes + 56, 8) + list[3][k], "content ", 8);
    }
    libdeflate_free_decompressor(d);
    ck_assert_uint_eq(found, count);
    vp_pyramid_clear(&p);
}

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
    tcase_add_test(tests, a_small_archive_has_its_tiles_in_the_root);
    tcase_add_test(tests, a_large_archive_has_leaves);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
