#include "base/heap.h"
#include "base/random.h"
#include <check.h>
#include <stdlib.h>

enum { LIMIT = 200 };

/* Few keys, so that many are equal: then the lower number comes first. */
static bool is_first(const void *keys, uint32_t a, uint32_t b)
{
    const int *key = keys;
    return key[a] != key[b] ? key[a] < key[b] : a < b;
}

static bool is_ordered(const vp_heap *heap, const int key[])
{
    for (size_t i = 0; i < heap->count; i++) {
        if (heap->place[heap->numbers[i]] != i) return false;
        if (i > 0 && is_first(key, heap->numbers[i], heap->numbers[(i - 1) / 2])) return false;
    }
    return true;
}

/* What a heap must give: the first of all by looking at each. */
static uint32_t first_of(const bool in[], const int key[])
{
    uint32_t first = VP_HEAP_NOT_IN;
    for (uint32_t n = 0; n < LIMIT; n++)
        if (in[n] && (first == VP_HEAP_NOT_IN || is_first(key, n, first))) first = n;
    return first;
}

/* Numbers come, change their order upwards or downwards, and go, a thousand times. */
START_TEST(it_gives_what_a_search_through_all_gives)
{
    vp_random random = {(uint64_t)_i};
    int key[LIMIT];
    bool in[LIMIT] = {false};
    size_t count = 0;
    vp_heap heap;
    ck_assert(vp_heap_init(&heap, LIMIT, NULL));
    for (int turn = 0; turn < 1000; turn++) {
        if (count == 0 || vp_random_below(&random, 3) > 0) {
            uint32_t number = (uint32_t)vp_random_below(&random, LIMIT);
            key[number] = (int)vp_random_below(&random, 40);
            vp_heap_put(&heap, number, is_first, key);
            count += !in[number];
            in[number] = true;
        } else {
            uint32_t first = first_of(in, key);
            ck_assert_uint_eq(vp_heap_take(&heap, is_first, key), first);
            ck_assert_uint_eq(heap.place[first], VP_HEAP_NOT_IN);
            in[first] = false;
            count--;
        }
        ck_assert_uint_eq(heap.count, count);
        ck_assert(is_ordered(&heap, key));
    }
    vp_heap_clear(&heap);
}
END_TEST

START_TEST(emptied_it_can_be_filled_again)
{
    int key[] = {3, 1, 2};
    vp_heap heap;
    ck_assert(vp_heap_init(&heap, 3, NULL));
    for (int round = 0; round < 2; round++) {
        for (uint32_t n = 0; n < 3; n++) vp_heap_put(&heap, n, is_first, key);
        ck_assert_uint_eq(vp_heap_take(&heap, is_first, key), 1);
        ck_assert_uint_eq(vp_heap_take(&heap, is_first, key), 2);
        ck_assert_uint_eq(vp_heap_take(&heap, is_first, key), 0);
        ck_assert_uint_eq(heap.count, 0);
    }
    vp_heap_clear(&heap);
    ck_assert(vp_heap_init(&heap, 0, NULL));
    vp_heap_clear(&heap);
    ck_assert_ptr_null(heap.numbers);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("heap");
    TCase *cases = tcase_create("order");
    tcase_add_loop_test(cases, it_gives_what_a_search_through_all_gives, 1, 21);
    tcase_add_test(cases, emptied_it_can_be_filled_again);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
