/* Archives: the bytes by hand, every damage refused. */
#include "base/random.h"
#include "store/files/archive.h"
#include "store/files/file_bytes.h"
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct {
    size_t whole;
    double number;
    int integer;
    bool flag;
    char *text, *none;
    double *numbers;
    size_t number_count;
    char **names;
    size_t name_count;
    bool *flags; /* 2 */
} thing;

static bool walk(vp_archive *a, void *subject)
{
    thing *t = subject;
    vp_archive_whole(a, &t->whole);
    vp_archive_number(a, &t->number);
    vp_archive_int(a, &t->integer);
    vp_archive_flag(a, &t->flag);
    vp_archive_text(a, &t->text);
    vp_archive_text(a, &t->none);
    vp_archive_whole(a, &t->number_count);
    t->numbers = vp_archive_block(a, t->numbers, t->number_count, sizeof *t->numbers);
    t->names = vp_archive_array(a, t->names, &t->name_count, sizeof *t->names);
    for (size_t i = 0; !a->failed && i < t->name_count; i++) vp_archive_text(a, &t->names[i]);
    t->flags = vp_archive_zeros(a, t->flags, 2, sizeof *t->flags);
    for (size_t i = 0; !a->failed && i < 2; i++) vp_archive_flag(a, &t->flags[i]);
    vp_archive_expect(a, 77, "it is not 77");
    return !a->failed;
}

static void clear(thing *t)
{
    free(t->text);
    free(t->none);
    free(t->numbers);
    for (size_t i = 0; t->names && i < t->name_count; i++) free(t->names[i]);
    free(t->names);
    free(t->flags);
    *t = (thing){0};
}

static thing sample(void)
{
    static double numbers[] = {1.5, -2};
    static char hello[] = "ab", empty[] = "", *names[] = {hello, NULL, empty};
    static bool flags[] = {true, false};
    return (thing){SIZE_MAX, 0.5, -2, true, hello, NULL, numbers, 2, names, 3, flags};
}

/* What sample() is in an archive: whole numbers as 8 bytes and int as 4, the low one first; a text is its length + 1
 * and its bytes, 0 for none. */
static const unsigned char plain[] = {
    255,  255,  255,  255,  255, 255, 255,  255,            /* SIZE_MAX */
    0,    0,    0,    0,    0,   0,   0xe0, 0x3f,           /* 0.5 */
    0xfe, 0xff, 0xff, 0xff,                                 /* -2 */
    1,                                                      /* true */
    3,    0,    0,    0,    0,   0,   0,    0,    'a', 'b', /* "ab" */
    0,    0,    0,    0,    0,   0,   0,    0,              /* none */
    2,    0,    0,    0,    0,   0,   0,    0,              /* two numbers: 1.5, -2 */
    0,    0,    0,    0,    0,   0,   0xf8, 0x3f, 0,   0,   0, 0, 0, 0, 0, 0xc0, 3, 0, 0, 0, 0, 0, 0, 0, /* three names
                                                                                                          */
    3,    0,    0,    0,    0,   0,   0,    0,    'a', 'b', 0, 0, 0, 0, 0, 0,    0, 0, 1, 0, 0, 0, 0, 0, 0,
    0,    1,    0,                             /* two flags */
    77,   0,    0,    0,    0,   0,   0,    0, /* what is expected */
};

START_TEST(an_archive_is_its_bytes)
{
    thing t = sample();
    vp_error err = {0};
    vp_archive a = {.writing = true, .name = "x", .err = &err};
    ck_assert(walk(&a, &t));
    ck_assert_uint_eq(a.out.length, sizeof plain);
    ck_assert_mem_eq(a.out.bytes, plain, sizeof plain);
    vp_buffer_clear(&a.out);
}
END_TEST

static void check_sample(const thing *t)
{
    ck_assert_uint_eq(t->whole, SIZE_MAX);
    ck_assert_double_eq(t->number, 0.5);
    ck_assert_int_eq(t->integer, -2);
    ck_assert(t->flag && t->flags[0] && !t->flags[1]);
    ck_assert_str_eq(t->text, "ab");
    ck_assert_ptr_null(t->none);
    ck_assert_uint_eq(t->number_count, 2);
    ck_assert_double_eq(t->numbers[0], 1.5);
    ck_assert_double_eq(t->numbers[1], -2);
    ck_assert_uint_eq(t->name_count, 3);
    ck_assert_str_eq(t->names[0], "ab");
    ck_assert_ptr_null(t->names[1]);
    ck_assert_str_eq(t->names[2], "");
}

START_TEST(bytes_are_read_back)
{
    thing t = {0};
    vp_error err = {0};
    vp_archive a = {.in = plain, .length = sizeof plain, .name = "x", .err = &err};
    ck_assert_msg(walk(&a, &t), "%s", err.message);
    ck_assert_uint_eq(a.at, sizeof plain);
    check_sample(&t);
    clear(&t);
}
END_TEST

START_TEST(whatever_ends_too_early_is_refused)
{
    for (size_t length = 0; length < sizeof plain; length++) {
        unsigned char *part = malloc(length + 1); /* of its own, so that a sanitizer sees reading beyond */
        memcpy(part, plain, length);
        part = realloc(part, length ? length : 1);
        thing t = {0};
        vp_error err = {0};
        vp_archive a = {.in = part, .length = length, .name = "x", .err = &err};
        ck_assert_msg(!walk(&a, &t), "%zu bytes are enough", length);
        ck_assert_int_eq(err.kind, VP_BAD_INPUT);
        ck_assert_ptr_nonnull(strstr(err.message, "x: is damaged"));
        clear(&t);
        free(part);
    }
}
END_TEST

static void refuse(size_t at, unsigned char value, const char *words)
{
    unsigned char bytes[sizeof plain];
    memcpy(bytes, plain, sizeof plain);
    bytes[at] = value;
    thing t = {0};
    vp_error err = {0};
    vp_archive a = {.in = bytes, .length = sizeof bytes, .name = "x", .err = &err};
    ck_assert(!walk(&a, &t));
    ck_assert_msg(strstr(err.message, words) != NULL, "%s", err.message);
    clear(&t);
}

START_TEST(wrong_bytes_are_refused_with_what_is_wrong)
{
    refuse(20, 2, "neither 0 nor 1");
    refuse(21, 200, "a text is longer");
    refuse(29, 0, "a text holds a NUL");
    refuse(39, 200, "a block is longer");
    refuse(63, 200, "a list is longer");
    refuse(sizeof plain - 8, 78, "it is not 77");
}
END_TEST

START_TEST(indexes_are_below_their_count)
{
    const struct {
        size_t value, limit;
        bool or_none, right;
    } cases[] = {{2, 3, false, true},         {3, 3, false, false},      {0, 0, false, false},
                 {SIZE_MAX, 3, false, false}, {SIZE_MAX, 3, true, true}, {3, 3, true, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        vp_error err = {0};
        vp_archive a = {.name = "x", .err = &err};
        vp_archive_below(&a, cases[i].value, cases[i].limit, cases[i].or_none, "too far");
        ck_assert_int_eq(a.failed, !cases[i].right);
    }
}
END_TEST

/* ------------------------------------------------------------ files */

static char folder[32];

static void make_folder(void)
{
    strcpy(folder, "/tmp/vp_archive_XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

static char *path_of(const char *name)
{
    static char path[64];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void remove_folder(void)
{
    remove(path_of("a"));
    rmdir(folder);
}

static unsigned char bytes[1024];

static size_t written(void)
{
    thing t = sample();
    vp_error err = {0};
    ck_assert_msg(vp_archive_write(path_of("a"), "thing", walk, &t, &err), "%s", err.message);
    FILE *file = fopen(path_of("a"), "rb");
    ck_assert_ptr_nonnull(file);
    size_t length = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    return length;
}

static bool read_thing(size_t length, const char *kind, thing *t, vp_error *err)
{
    return vp_archive_read("a", bytes, length, kind, walk, t, err);
}

START_TEST(a_file_is_read_back)
{
    size_t length = written();
    ck_assert_mem_eq(bytes, "vungphu", 8);
    ck_assert_str_eq((const char *)bytes + 8, "thing");
    thing t = {0};
    vp_error err = {0};
    ck_assert_msg(read_thing(length, "thing", &t, &err), "%s", err.message);
    check_sample(&t);
    clear(&t);
}
END_TEST

START_TEST(a_file_that_is_there_is_not_overwritten)
{
    written();
    thing t = sample();
    vp_error err = {0};
    ck_assert(!vp_archive_write(path_of("a"), "thing", walk, &t, &err));
    ck_assert_int_eq(err.kind, VP_IO);
    ck_assert(!vp_archive_write("/nowhere/a", "thing", walk, &t, &err));
}
END_TEST

START_TEST(damaged_files_are_refused)
{
    size_t length = written();
    thing t = {0};
    vp_error err = {0};
    ck_assert(!read_thing(length, "other", &t, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "no file of kind other"));
    ck_assert(!read_thing(length - 1, "thing", &t, &err) && !read_thing(10, "thing", &t, &err));
    enum { HEADER = 48 };                    /* without the sum, which a packed file has no use for */
    for (size_t at = 0; at < length; at++) { /* a bit wrong anywhere: refused, or one that zlib does not use */
        bytes[at] ^= 1;
        bool ok = read_thing(length, "thing", &t, &err);
        ck_assert_msg(!ok || at >= HEADER, "byte %zu", at);
        if (ok) check_sample(&t);
        if (at == 24) ck_assert_ptr_nonnull(strstr(err.message, "is of version 2; this program reads 3"));
        clear(&t);
        bytes[at] ^= 1;
    }
    bytes[36] = 1; /* 4 GiB more than there are, before any memory is asked for */
    ck_assert(!read_thing(length, "thing", &t, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "is damaged"));
}
END_TEST

enum { NUMBERS = 2000 };

static bool walk_numbers(vp_archive *a, void *subject)
{
    uint64_t *numbers = subject;
    vp_archive_block(a, numbers, NUMBERS, sizeof *numbers);
    return !a->failed;
}

/* The bytes of the file that numbers make; a bit wrong every so often is refused. */
static size_t bytes_of_numbers(uint64_t numbers[NUMBERS])
{
    vp_error err = {0};
    uint64_t back[NUMBERS] = {0};
    size_t length;
    remove(path_of("a"));
    ck_assert_msg(vp_archive_write(path_of("a"), "numbers", walk_numbers, numbers, &err), "%s", err.message);
    unsigned char *file = vp_file_bytes(path_of("a"), &length, &err);
    ck_assert(vp_archive_read("a", file, length, "numbers", walk_numbers, back, &err));
    ck_assert_mem_eq(back, numbers, sizeof back);
    for (size_t at = 0; at < length; at += 7) {
        file[at] ^= 1;
        bool ok = vp_archive_read("a", file, length, "numbers", walk_numbers, back, &err);
        ck_assert_msg(!ok || memcmp(back, numbers, sizeof back) == 0, "byte %zu goes unnoticed", at);
        file[at] ^= 1;
    }
    free(file);
    return length;
}

START_TEST(what_would_stay_long_is_not_packed)
{
    enum { HEADER = 56, PLAIN = NUMBERS * 8 };
    uint64_t numbers[NUMBERS];
    for (size_t i = 0; i < NUMBERS; i++) numbers[i] = i % 3;
    ck_assert_uint_lt(bytes_of_numbers(numbers), HEADER + PLAIN / 2);
    vp_random random = {5};
    for (size_t i = 0; i < NUMBERS; i++) numbers[i] = vp_random_next(&random);
    ck_assert_uint_eq(bytes_of_numbers(numbers), HEADER + PLAIN);
    for (size_t i = 0; i < NUMBERS; i++) numbers[i] >>= 24; /* three zeros in eight bytes: more than half is left */
    ck_assert_uint_eq(bytes_of_numbers(numbers), HEADER + PLAIN);
}
END_TEST

static bool walk_part(vp_archive *a, void *subject)
{
    vp_archive_whole(a, subject);
    return true;
}

static bool walk_not(vp_archive *a, void *subject)
{
    (void)subject;
    return vp_fail(a->err, VP_NOT_FOUND, "no");
}

/* ------------------------------------------------------------ views */

typedef struct {
    bool flag;
    const double *numbers, *more; /* 3 and 1 */
} viewed;

static bool walk_views(vp_archive *a, void *subject)
{
    viewed *v = subject;
    vp_archive_flag(a, &v->flag);
    v->numbers = vp_archive_view(a, v->numbers, 3, sizeof *v->numbers);
    vp_archive_flag(a, &v->flag);
    v->more = vp_archive_view(a, v->more, 1, sizeof *v->more);
    return !a->failed;
}

START_TEST(views_lie_in_the_file_itself)
{
    char path[] = "/tmp/vungphu_views_XXXXXX";
    int made = mkstemp(path);
    ck_assert_int_ge(made, 0);
    close(made);
    unlink(path);
    vp_error err = {0};
    viewed written = {true, (const double[]){1.5, -2, 1e300}, (const double[]){7}}, read = {0};
    ck_assert(vp_archive_write_mapped(path, "views", walk_views, &written, &err));
    vp_mapped_file *file = vp_mapped_file_open(path, "views", SIZE_MAX, &err);
    ck_assert_msg(file != NULL, "%s", err.message);
    ck_assert_uint_eq(vp_mapped_file_length(file), 8 + 3 * 8 + 8 + 8); /* each array at a multiple of 8 */
    ck_assert_msg(vp_archive_read_mapped(file, "v", walk_views, &read, &err), "%s", err.message);
    const char *first = vp_mapped_file_bytes(file);
    ck_assert_ptr_eq(read.numbers, first + 8);
    ck_assert_ptr_eq(read.more, first + 40);
    ck_assert(read.flag && read.numbers[0] == 1.5 && read.numbers[2] == 1e300 && read.more[0] == 7);
    vp_mapped_file_close(file);
    for (size_t length = 0; length < 48; length++) { /* what ends too early, or goes on */
        unsigned char whole[56] = {1};
        vp_archive a = {.in = whole, .in_stays = true, .length = length, .name = "v", .err = &err};
        ck_assert(!walk_views(&a, &read));
    }
    unlink(path);
}
END_TEST

START_TEST(bytes_left_over_in_a_mapped_file_are_damage)
{
    char path[] = "/tmp/vungphu_views_XXXXXX";
    ck_assert_int_ge(mkstemp(path), 0);
    unlink(path);
    vp_error err = {0};
    viewed read = {0};
    ck_assert(vp_mapped_file_write(path, "views", (const unsigned char[56]){1}, 56, &err));
    vp_mapped_file *file = vp_mapped_file_open(path, "views", SIZE_MAX, &err);
    ck_assert_ptr_nonnull(file);
    ck_assert(!vp_archive_read_mapped(file, "v.bin", walk_views, &read, &err));
    ck_assert_str_eq(err.message, "v.bin: is damaged: bytes are left over");
    vp_mapped_file_close(file);
    unlink(path);
}
END_TEST

START_TEST(bytes_left_over_are_damage)
{
    size_t length = written(), whole = 0;
    vp_error err = {0};
    ck_assert(!vp_archive_read("a", bytes, length, "thing", walk_part, &whole, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "left over"));
    ck_assert(!vp_archive_read("a", bytes, length, "thing", walk_not, &whole, &err));
    ck_assert_int_eq(err.kind, VP_NOT_FOUND);
    ck_assert(!vp_archive_write(path_of("b"), "thing", walk_not, &whole, &err));
    ck_assert_int_ne(access(path_of("b"), F_OK), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("archive");
    TCase *memory = tcase_create("in memory"), *files = tcase_create("files");
    tcase_add_test(memory, an_archive_is_its_bytes);
    tcase_add_test(memory, bytes_are_read_back);
    tcase_add_test(memory, whatever_ends_too_early_is_refused);
    tcase_add_test(memory, wrong_bytes_are_refused_with_what_is_wrong);
    tcase_add_test(memory, indexes_are_below_their_count);
    tcase_add_checked_fixture(files, make_folder, remove_folder);
    tcase_add_test(files, a_file_is_read_back);
    tcase_add_test(files, a_file_that_is_there_is_not_overwritten);
    tcase_add_test(files, damaged_files_are_refused);
    tcase_add_test(files, what_would_stay_long_is_not_packed);
    tcase_add_test(files, bytes_left_over_are_damage);
    tcase_add_test(files, views_lie_in_the_file_itself);
    tcase_add_test(files, bytes_left_over_in_a_mapped_file_are_damage);
    suite_add_tcase(suite, memory);
    suite_add_tcase(suite, files);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
