#include "tiles/tile_cache.h"
#include <check.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static vp_blob *blob_of(size_t length, char fill)
{
    vp_buffer bytes = {0};
    vp_buffer_reserve(&bytes, length + 1);
    memset(bytes.bytes, fill, length);
    bytes.length = length;
    vp_blob *blob = vp_blob_new(&bytes, NULL);
    ck_assert_ptr_nonnull(blob);
    return blob;
}

static void keep(vp_tile_cache *cache, const char *key, size_t length, char fill)
{
    vp_blob *blob = blob_of(length, fill);
    vp_tile_cache_keep(cache, key, blob);
    vp_blob_release(blob);
}

static bool has(vp_tile_cache *cache, const char *key)
{
    vp_blob *blob = vp_tile_cache_find(cache, key);
    vp_blob_release(blob);
    return blob != NULL;
}

START_TEST(the_least_recently_used_leaves_first)
{
    vp_tile_cache *cache = vp_tile_cache_new(10000, NULL);
    keep(cache, "a", 2200, 'a');
    keep(cache, "b", 2200, 'b');
    keep(cache, "c", 2200, 'c');
    ck_assert(has(cache, "a")); /* now b is the oldest */
    keep(cache, "d", 2200, 'd');
    keep(cache, "e", 2200, 'e');
    ck_assert(has(cache, "a") && has(cache, "d") && has(cache, "e"));
    ck_assert(!has(cache, "b"));
    vp_tile_cache_figures figures = vp_tile_cache_count(cache);
    ck_assert_uint_le(figures.bytes, 10000);
    vp_tile_cache_free(cache);
}
END_TEST

START_TEST(what_is_too_large_is_not_kept)
{
    vp_tile_cache *cache = vp_tile_cache_new(1000, NULL);
    keep(cache, "small", 10, 's');
    keep(cache, "large", 900, 'l');
    ck_assert(has(cache, "small") && !has(cache, "large"));
    vp_tile_cache_free(cache);
}
END_TEST

static int freed;
static void count_freed(vp_attached *attached)
{
    (void)attached;
    freed++;
}

/* What readers made of a blob counts from the next look on, and goes with it. */
START_TEST(what_was_made_of_a_blob_counts)
{
    vp_attached head = {count_freed}, other = {count_freed};
    vp_tile_cache *cache = vp_tile_cache_new(2 * VP_TILE_CACHE_ATTACHED_WEIGHT, NULL);
    keep(cache, "b", 100, 'b');
    vp_blob *a = blob_of(100, 'a');
    vp_tile_cache_keep(cache, "a", a);
    size_t before = vp_tile_cache_count(cache).bytes;
    ck_assert(vp_blob_attach(a, &head) && !vp_blob_attach(a, &other) && vp_blob_attached(a) == &head);
    ck_assert(has(cache, "a") && has(cache, "a"));
    ck_assert_uint_eq(vp_tile_cache_count(cache).bytes, before + VP_TILE_CACHE_ATTACHED_WEIGHT);
    keep(cache, "c", VP_TILE_CACHE_ATTACHED_WEIGHT / 2, 'c');
    vp_blob *b = vp_tile_cache_find(cache, "b");
    ck_assert(b && vp_blob_attach(b, &other));
    ck_assert(has(cache, "b") && !has(cache, "a")); /* too much with that: the oldest left */
    ck_assert_int_eq(freed, 0);
    vp_blob_release(a);
    ck_assert_int_eq(freed, 1);
    vp_blob_release(b);
    vp_tile_cache_free(cache);
    ck_assert_int_eq(freed, 2);
}
END_TEST

static void keep_file(vp_tile_cache *cache, const char *key, size_t length)
{
    vp_blob *blob = vp_blob_of_file(open("/dev/null", O_RDONLY | O_CLOEXEC), length, NULL);
    vp_tile_cache_keep(cache, key, blob);
    vp_blob_release(blob);
}

START_TEST(files_have_a_room_of_their_own)
{
    size_t memory = 10 * VP_TILE_CACHE_FILE_WEIGHT, files = memory * VP_TILE_CACHE_FILES_TIMES;
    vp_tile_cache *cache = vp_tile_cache_new(memory, NULL);
    keep_file(cache, "too long", files / 4 + 1);
    ck_assert(!has(cache, "too long"));
    keep(cache, "memory", 100, 'm');
    for (char key[] = "0"; *key < '4'; ++*key) keep_file(cache, key, files / 4);
    ck_assert(has(cache, "0") && has(cache, "memory")); /* four fill the room; now 1 is the oldest of them */
    ck_assert_uint_eq(vp_tile_cache_count(cache).file_bytes, files / 4 * 4);
    keep_file(cache, "4", 10);
    ck_assert(!has(cache, "1") && has(cache, "0") && has(cache, "4") && has(cache, "memory"));
    for (char key[] = "a"; *key <= 'z'; ++*key) keep_file(cache, key, 1);
    vp_tile_cache_figures figures = vp_tile_cache_count(cache);
    ck_assert_uint_le(figures.bytes, memory); /* many short ones: their descriptors count */
    ck_assert_uint_le(figures.entries, 10);
    vp_tile_cache_clear(cache);
    ck_assert_uint_eq(vp_tile_cache_count(cache).file_bytes, 0);
    vp_tile_cache_free(cache);
}
END_TEST

START_TEST(a_blob_outlives_its_place_in_the_cache)
{
    vp_tile_cache *cache = vp_tile_cache_new(10000, NULL);
    keep(cache, "a", 100, 'a');
    vp_blob *held = vp_tile_cache_find(cache, "a");
    keep(cache, "a", 100, 'b'); /* the key's newer blob */
    vp_tile_cache_clear(cache);
    ck_assert_int_eq(held->bytes[99], 'a');
    vp_blob_release(held);
    vp_tile_cache_free(cache);
}
END_TEST

static void *use(void *context)
{
    vp_tile_cache *cache = context;
    char key[16];
    for (unsigned i = 0; i < 5000; i++) {
        snprintf(key, sizeof key, "%u", i * 7919 % 300);
        vp_blob *blob = vp_tile_cache_find(cache, key);
        if (blob && blob->bytes[0] != key[0]) return cache; /* another key's bytes */
        if (!blob) keep(cache, key, 100, key[0]);
        vp_blob_release(blob);
    }
    return NULL;
}

START_TEST(threads_share_it)
{
    vp_tile_cache *cache = vp_tile_cache_new(20000, NULL);
    pthread_t threads[4];
    for (int i = 0; i < 4; i++) pthread_create(&threads[i], NULL, use, cache);
    for (int i = 0; i < 4; i++) {
        void *wrong;
        pthread_join(threads[i], &wrong);
        ck_assert_ptr_null(wrong);
    }
    ck_assert_uint_le(vp_tile_cache_count(cache).bytes, 20000);
    vp_tile_cache_free(cache);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("tile cache");
    TCase *cases = tcase_create("cache");
    tcase_add_test(cases, the_least_recently_used_leaves_first);
    tcase_add_test(cases, what_is_too_large_is_not_kept);
    tcase_add_test(cases, what_was_made_of_a_blob_counts);
    tcase_add_test(cases, files_have_a_room_of_their_own);
    tcase_add_test(cases, a_blob_outlives_its_place_in_the_cache);
    tcase_add_test(cases, threads_share_it);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
