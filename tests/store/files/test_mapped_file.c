/* Mapped files: what is written is read where it lies, every damage is refused when it is first asked for. */
#include "store/files/file_bytes.h"
#include "store/files/mapped_file.h"
#include <check.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { BLOCK_INTS = 16384, BLOCKS = 5, COUNT = (BLOCKS - 1) * BLOCK_INTS + 100, BYTES = COUNT * 4 };

static char path[] = "/tmp/vungphu-mapped-XXXXXX";
static int32_t numbers[COUNT];

static void write_file(void)
{
    vp_error err = {0};
    memcpy(path + sizeof path - 7, "XXXXXX", 7);
    int file = mkstemp(path);
    ck_assert_int_ge(file, 0);
    close(file);
    ck_assert_int_eq(unlink(path), 0);
    for (int32_t i = 0; i < COUNT; i++) numbers[i] = i % 1000 - 1;
    ck_assert_msg(vp_mapped_file_write(path, "rows", numbers, sizeof numbers, &err), "%s", err.message);
}

static void remove_file(void) { unlink(path); }

static vp_mapped_file *open_file(void)
{
    vp_error err = {0};
    vp_mapped_file *file = vp_mapped_file_open(path, "rows", BYTES, &err);
    ck_assert_msg(file != NULL, "%s", err.message);
    return file;
}

static void refused(const char *kind, size_t length, const char *what)
{
    vp_error err = {0};
    ck_assert_ptr_null(vp_mapped_file_open(path, kind, length, &err));
    ck_assert_msg(strstr(err.message, path) && strstr(err.message, what), "%s", err.message);
}

static void flip(off_t at)
{
    int file = open(path, O_RDWR);
    unsigned char byte;
    ck_assert_int_eq(pread(file, &byte, 1, at), 1);
    byte ^= 0x10;
    ck_assert_int_eq(pwrite(file, &byte, 1, at), 1);
    close(file);
}

START_TEST(what_was_written_is_read_where_it_lies)
{
    vp_error err = {0};
    vp_mapped_file *file = open_file();
    const int32_t *rows = vp_mapped_file_bytes(file);
    ck_assert_uint_eq((uintptr_t)rows % 4096, 0);
    ck_assert(vp_mapped_file_touch(file, 0, BYTES, &err));
    ck_assert_mem_eq(rows, numbers, BYTES);
    vp_mapped_file_give_back(file);
    ck_assert_mem_eq(rows, numbers, BYTES);
    vp_mapped_file_close(file);
}
END_TEST

/* The layout by hand: head, one sum a block, zeros to the page, the numbers. */
START_TEST(the_layout_is_as_it_is_written_down)
{
    vp_error err = {0};
    size_t length;
    unsigned char *bytes = vp_file_bytes(path, &length, &err);
    uint64_t said[3];
    ck_assert_uint_eq(length, 4096 + BYTES);
    ck_assert_mem_eq(bytes, "vungmap", 8);
    ck_assert_mem_eq(bytes + 8, "rows\0\0\0\0\0\0\0\0\0\0\0\0", 16);
    memcpy(said, bytes + 32, sizeof said);
    ck_assert_uint_eq(said[0], BYTES);
    ck_assert_uint_eq(said[1], 4096);
    for (size_t i = VP_MAPPED_HEAD + BLOCKS * 8; i < 4096; i++) ck_assert_uint_eq(bytes[i], 0);
    ck_assert_mem_eq(bytes + 4096, numbers, BYTES);
    free(bytes);
}
END_TEST

START_TEST(a_damaged_block_is_refused_and_the_others_are_read) /* block _i */
{
    vp_error err = {0};
    flip((off_t)(4096 + (size_t)_i * VP_MAPPED_BLOCK + 77));
    vp_mapped_file *file = open_file();
    for (int twice = 0; twice < 2; twice++)
        for (int block = 0; block < BLOCKS; block++) {
            bool ok = vp_mapped_file_touch(file, (size_t)block * VP_MAPPED_BLOCK + 80, 4, &err);
            ck_assert_int_eq(ok, block != _i);
        }
    ck_assert_int_eq(err.kind, VP_IO);
    ck_assert(strstr(err.message, path) && strstr(err.message, "is damaged"));
    ck_assert(!vp_mapped_file_touch(file, 0, BYTES, &err));
    vp_mapped_file_close(file);
}
END_TEST

START_TEST(every_byte_before_the_numbers_is_guarded)
{
    for (off_t at = 0; at < 4096; at++) {
        flip(at);
        refused("rows", BYTES, at >= 24 && at < 28 ? "version" : "is damaged");
        flip(at);
    }
    vp_mapped_file_close(open_file());
}
END_TEST

/* Two blocks that changed places are each as they were written, but not where. */
START_TEST(blocks_that_changed_places_are_found)
{
    char one[4096], other[4096];
    vp_error err = {0};
    int file = open(path, O_RDWR);
    for (size_t at = 0; at < VP_MAPPED_BLOCK; at += sizeof one) {
        off_t first = (off_t)(4096 + at), second = first + (off_t)VP_MAPPED_BLOCK;
        ck_assert(pread(file, one, sizeof one, first) > 0 && pread(file, other, sizeof other, second) > 0);
        ck_assert(pwrite(file, other, sizeof one, first) > 0 && pwrite(file, one, sizeof one, second) > 0);
    }
    close(file);
    vp_mapped_file *mapped = open_file();
    ck_assert(!vp_mapped_file_touch(mapped, 0, 4, &err));
    ck_assert(!vp_mapped_file_touch(mapped, VP_MAPPED_BLOCK, 4, &err));
    vp_mapped_file_close(mapped);
}
END_TEST

START_TEST(another_kind_or_length_is_refused)
{
    refused("surface", BYTES, "kind");
    refused("row", BYTES, "kind");
    refused("rows", BYTES - 4, "more or fewer");
    ck_assert_int_eq(truncate(path, 4096 + BYTES - 1), 0);
    refused("rows", BYTES, "not as long");
    ck_assert_int_eq(truncate(path, 4096 + BYTES + 1), 0);
    refused("rows", BYTES, "not as long");
    ck_assert_int_eq(truncate(path, 10), 0);
    refused("rows", BYTES, "too short");
    ck_assert_int_eq(unlink(path), 0);
    refused("rows", BYTES, "cannot be read");
}
END_TEST

/* Shortened after it was opened: a block that was not read yet is an error, not SIGBUS. */
START_TEST(a_file_shortened_meanwhile_is_an_error)
{
    vp_error err = {0};
    vp_mapped_file *file = open_file();
    ck_assert_int_eq(truncate(path, 4096 + 2 * (off_t)VP_MAPPED_BLOCK), 0);
    ck_assert(vp_mapped_file_touch(file, VP_MAPPED_BLOCK, 4, &err));
    ck_assert(!vp_mapped_file_touch(file, 3 * VP_MAPPED_BLOCK, 4, &err));
    ck_assert_msg(strstr(err.message, "shorter than it was"), "%s", err.message);
    vp_mapped_file_close(file);
}
END_TEST

START_TEST(rows_that_are_not_there_are_refused)
{
    vp_error err = {0};
    vp_mapped_file *file = open_file();
    vp_mapped_file_holds_rows(file, 999, "facility");
    ck_assert(vp_mapped_file_touch(file, 0, BYTES, &err)); /* -1 to 998 */
    vp_mapped_file_close(file);
    file = open_file();
    vp_mapped_file_holds_rows(file, 998, "facility");
    ck_assert(!vp_mapped_file_touch(file, 0, BYTES, &err));
    ck_assert_msg(strstr(err.message, "names facility 998, which is not there"), "%s", err.message);
    vp_mapped_file_close(file);
}
END_TEST

/* What two processes map is one memory: the system's cache. */
START_TEST(maps_are_shared)
{
    unsigned char before = 0, after = 0;
    vp_mapped_file *one = open_file(), *other = open_file();
    const volatile unsigned char *a = vp_mapped_file_bytes(one), *b = vp_mapped_file_bytes(other);
    before = b[5];
    flip(4096 + 5);
    after = b[5];
    ck_assert_uint_eq(after, before ^ 0x10);
    ck_assert_uint_eq(a[5], after);
    vp_mapped_file_close(one);
    vp_mapped_file_close(other);
}
END_TEST

START_TEST(an_empty_file_is_one)
{
    vp_error err = {0};
    remove_file();
    ck_assert(vp_mapped_file_write(path, "rows", numbers, 0, &err));
    vp_mapped_file *file = vp_mapped_file_open(path, "rows", 0, &err);
    ck_assert_msg(file != NULL, "%s", err.message);
    ck_assert(vp_mapped_file_touch(file, 0, 0, &err));
    vp_mapped_file_close(file);
    ck_assert(!vp_mapped_file_write(path, "rows", numbers, 4, &err)); /* never over another */
}
END_TEST

/* ------------------------------------------------------------ many first touches at once */

enum { THREADS = 4, ROUNDS = 20 };

typedef struct {
    vp_mapped_file *file;
    int bad; /* block; -1: none */
    atomic_size_t wrong;
} scene;

static void *touch_all(void *context)
{
    scene *s = context;
    for (int block = 0; block < BLOCKS; block++) {
        vp_error err = {0};
        size_t first = (size_t)block * VP_MAPPED_BLOCK;
        bool ok = vp_mapped_file_touch(s->file, first, 400, &err);
        const int32_t *rows = vp_mapped_file_bytes(s->file);
        if (ok != (block != s->bad)) atomic_fetch_add(&s->wrong, 1);
        if (ok && memcmp(rows + first / 4, numbers + first / 4, 400) != 0) atomic_fetch_add(&s->wrong, 1);
        if (block == 2) vp_mapped_file_give_back(s->file);
    }
    return NULL;
}

START_TEST(many_touch_first_at_once) /* with damage in block 3 where _i */
{
    if (_i) flip(4096 + 3 * (off_t)VP_MAPPED_BLOCK);
    for (int round = 0; round < ROUNDS; round++) {
        pthread_t threads[THREADS];
        scene s = {.file = open_file(), .bad = _i ? 3 : -1};
        for (int t = 0; t < THREADS; t++) ck_assert_int_eq(pthread_create(&threads[t], NULL, touch_all, &s), 0);
        for (int t = 0; t < THREADS; t++) pthread_join(threads[t], NULL);
        ck_assert_uint_eq(atomic_load(&s.wrong), 0);
        vp_mapped_file_close(s.file);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("mapped_file");
    TCase *cases = tcase_create("mapped_file");
    tcase_add_checked_fixture(cases, write_file, remove_file);
    tcase_add_test(cases, what_was_written_is_read_where_it_lies);
    tcase_add_test(cases, the_layout_is_as_it_is_written_down);
    tcase_add_loop_test(cases, a_damaged_block_is_refused_and_the_others_are_read, 0, BLOCKS);
    tcase_add_test(cases, every_byte_before_the_numbers_is_guarded);
    tcase_add_test(cases, blocks_that_changed_places_are_found);
    tcase_add_test(cases, another_kind_or_length_is_refused);
    tcase_add_test(cases, a_file_shortened_meanwhile_is_an_error);
    tcase_add_test(cases, rows_that_are_not_there_are_refused);
    tcase_add_test(cases, maps_are_shared);
    tcase_add_test(cases, an_empty_file_is_one);
    tcase_add_loop_test(cases, many_touch_first_at_once, 0, 2);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
