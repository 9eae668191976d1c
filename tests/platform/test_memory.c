/* How much memory the process holds, and what control groups grant it. */
#include "platform/memory.h"
#include <check.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

START_TEST(what_is_taken_is_counted)
{
    enum { BYTES = 64 << 20, MEGABYTE = 1 << 20 };
    size_t before = vp_memory_own();
    char *taken = malloc(BYTES);
    ck_assert_ptr_nonnull(taken);
    memset(taken, 1, BYTES);
    size_t after = vp_memory_own();
    ck_assert_uint_gt(before, 0);
    ck_assert_msg(after >= before + BYTES - MEGABYTE && after < before + (size_t)2 * BYTES, "%zu, then %zu", before,
                  after);
    free(taken);
}
END_TEST

static void put(const char *folder, const char *text)
{
    char path[200];
    snprintf(path, sizeof path, "%s/memory.max", folder);
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
}

START_TEST(the_least_of_all_groups_above_counts)
{
    char mount[] = "/tmp/vungphu-memory-XXXXXX", above[100], below[100], path[200];
    ck_assert_ptr_nonnull(mkdtemp(mount));
    snprintf(above, sizeof above, "%s/a", mount);
    snprintf(below, sizeof below, "%s/a/b", mount);
    ck_assert(mkdir(above, 0700) == 0 && mkdir(below, 0700) == 0);
    ck_assert_uint_eq(vp_memory_granted_to(mount, "/a/b"), SIZE_MAX);
    put(below, "max\n");
    put(above, "3000\n");
    ck_assert_uint_eq(vp_memory_granted_to(mount, "/a/b"), 3000);
    put(below, "2000\n");
    ck_assert_uint_eq(vp_memory_granted_to(mount, "/a/b"), 2000);
    ck_assert_uint_eq(vp_memory_granted_to(mount, "/a"), 3000);
    const char *const folders[] = {below, above};
    for (size_t i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%s/memory.max", folders[i]);
        unlink(path);
        rmdir(folders[i]);
    }
    rmdir(mount);
}
END_TEST

START_TEST(the_machine_grants_something)
{
    size_t granted = vp_memory_granted();
    ck_assert(granted > vp_memory_own() && granted <= SIZE_MAX);
}
END_TEST

START_TEST(a_large_array_is_given_back_and_a_small_one_is_as_it_was)
{
    enum { SMALL = 100, BIG = 32 << 20 };
    unsigned char *small = vp_memory_new(SMALL), *big = vp_memory_new(BIG), *none = vp_memory_new(0);
    ck_assert(small && big && none);
    ck_assert_uint_eq((uintptr_t)small % 64, 0);
    memset(small, 1, SMALL);
    memset(big, 1, BIG);
    size_t full = vp_memory_own();
    vp_memory_give_back(small, SMALL);
    vp_memory_give_back(big, BIG);
    ck_assert_uint_le(vp_memory_own() + BIG / 2, full);
    ck_assert(small[0] == 1 && small[SMALL - 1] == 1);
    big[BIG - 1] = 2; /* and is there again */
    free(small);
    free(big);
    free(none);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("memory");
    TCase *tests = tcase_create("memory");
    tcase_add_test(tests, what_is_taken_is_counted);
    tcase_add_test(tests, the_least_of_all_groups_above_counts);
    tcase_add_test(tests, the_machine_grants_something);
    tcase_add_test(tests, a_large_array_is_given_back_and_a_small_one_is_as_it_was);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
