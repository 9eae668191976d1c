#include "base/array.h"
#include <check.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

typedef struct {
    char bytes[23];
} odd;

START_TEST(items_appended_one_by_one_are_kept_and_moved_seldom)
{
    uint32_t *items = NULL;
    size_t room = 0, moves = 0;
    for (uint32_t i = 0; i < 100000; i++) {
        size_t before = room;
        if (!VP_ARRAY_FIT(items, room, (size_t)i + 1, NULL)) ck_abort_msg("no room for item %u", i);
        moves += room != before;
        items[i] = i * 7;
    }
    size_t kept = 0;
    for (uint32_t i = 0; i < 100000; i++) kept += items[i] == i * 7;
    ck_assert_uint_eq(kept, 100000);
    ck_assert_uint_le(moves, 10); /* from 1 KiB on, each time twofold */
    free(items);
}
END_TEST

/* Whatever is asked for, in any order: room is never less, and never falls. */
START_TEST(there_is_always_room_for_what_was_asked)
{
    odd *items = NULL;
    size_t room = 0, most = 0;
    uint32_t state = 1;
    for (int turn = 0; turn < 500; turn++) {
        state = state * 1664525 + 1013904223;
        size_t needed = state >> 8 & 0xFFFF, before = room;
        ck_assert(VP_ARRAY_FIT(items, room, needed, NULL));
        ck_assert_uint_ge(room, needed);
        ck_assert_uint_ge(room, before);
        if (needed > most) memset(&items[most], turn, (needed - most) * sizeof *items), most = needed;
        if (room == before) continue;
        ck_assert(needed > before && (before == 0 || room >= 2 * before));
    }
    free(items);
}
END_TEST

START_TEST(arrays_that_share_their_room_grow_together)
{
    double *large = NULL;
    uint8_t *small = NULL;
    size_t room = 0;
    for (size_t i = 0; i < 3000; i++) {
        ck_assert(VP_ARRAYS_FIT(room, i + 1, NULL, VP_ARRAY(large), VP_ARRAY(small)));
        large[i] = (double)i / 2;
        small[i] = (uint8_t)i;
    }
    for (size_t i = 0; i < 3000; i++) ck_assert(large[i] == (double)i / 2 && small[i] == (uint8_t)i);
    free(large);
    free(small);
}
END_TEST

/* As many items as would make the bytes wrap round to few: of 8 and of 23 bytes, by all three doors. */
START_TEST(a_number_of_bytes_that_overflows_is_refused)
{
    static const size_t counts[] = {SIZE_MAX, SIZE_MAX / 2, SIZE_MAX / sizeof(double) + 2,
                                    (size_t)PTRDIFF_MAX / sizeof(double) + 1};
    double *items = NULL;
    odd *others = NULL;
    size_t room = 0;
    vp_error err;
    ck_assert(VP_ARRAY_FIT(items, room, 5, &err));
    items[4] = 3;
    double *before = items;
    size_t room_before = room;
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        err = (vp_error){0};
        ck_assert(!VP_ARRAY_FIT(items, room, counts[i], &err));
        ck_assert_int_eq(err.kind, VP_NO_MEMORY);
        ck_assert_ptr_nonnull(strstr(err.message, "of 8 bytes"));
        ck_assert(!VP_ARRAYS_FIT(room, counts[i], NULL, VP_ARRAY(items), VP_ARRAY(others)));
        ck_assert(!vp_array_resize(VP_ARRAY(others), counts[i], NULL));
    }
    ck_assert(!vp_array_resize(VP_ARRAY(others), SIZE_MAX / sizeof(odd) + 1, &err)); /* 17 bytes, were it to wrap */
    ck_assert_str_eq(err.message, "no memory for 802032351030850071 items of 23 bytes");
    ck_assert_ptr_eq(items, before);
    ck_assert_uint_eq(room, room_before);
    ck_assert(items[4] == 3);
    ck_assert_ptr_null(others);
    free(items);
}
END_TEST

START_TEST(an_array_of_exact_size_is_never_null)
{
    int *items = NULL;
    ck_assert(vp_array_resize(VP_ARRAY(items), 0, NULL));
    ck_assert_ptr_nonnull(items);
    ck_assert(vp_array_resize(VP_ARRAY(items), 3, NULL));
    items[2] = 9;
    ck_assert(vp_array_resize(VP_ARRAY(items), 400, NULL));
    ck_assert_int_eq(items[2], 9);
    free(items);
}
END_TEST

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
START_TEST(what_the_system_refuses_leaves_the_items_as_they_were)
{
    const struct rlimit limit = {(rlim_t)1 << 30, (rlim_t)1 << 30};
    ck_assert_int_eq(setrlimit(RLIMIT_AS, &limit), 0); /* of this test's own process */
    double *items = NULL;
    size_t room = 0;
    vp_error err = {0};
    ck_assert(VP_ARRAY_FIT(items, room, 1, &err));
    items[0] = 11;
    size_t before = room;
    ck_assert(!VP_ARRAY_FIT(items, room, (size_t)1 << 28, &err));
    ck_assert_int_eq(err.kind, VP_NO_MEMORY);
    ck_assert_str_eq(err.message, "no memory for 2147483648 bytes");
    ck_assert(items[0] == 11);
    ck_assert_uint_eq(room, before);
    free(items);
}
END_TEST
#endif

int main(void)
{
    Suite *suite = suite_create("array");
    TCase *cases = tcase_create("growth");
    tcase_add_test(cases, items_appended_one_by_one_are_kept_and_moved_seldom);
    tcase_add_test(cases, there_is_always_room_for_what_was_asked);
    tcase_add_test(cases, arrays_that_share_their_room_grow_together);
    tcase_add_test(cases, a_number_of_bytes_that_overflows_is_refused);
    tcase_add_test(cases, an_array_of_exact_size_is_never_null);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    tcase_add_test(cases, what_the_system_refuses_leaves_the_items_as_they_were);
#endif
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
