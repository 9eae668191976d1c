/* JSON under short memory: each allocation fails in turn, and no other. What is made then is whole or not there, never
 * without a member. */
#pragma once
#include <check.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static size_t short_memory_left; /* allocations until the one that fails */
static bool short_memory_failed;

static void *short_memory_malloc(size_t size)
{
    if (short_memory_left-- > 0) return malloc(size);
    short_memory_failed = true;
    return NULL;
}

/* make: NULL, or a new text that free takes. Nothing else of the program may allocate JSON meanwhile. step: 1, or every
 * so many allocations of a long document. */
static inline void short_memory_try(char *make(void *context), void *context, size_t step)
{
    char *whole = make(context);
    ck_assert_ptr_nonnull(whole);
    size_t failures = 0;
    for (bool more = true; more; failures += step) {
        short_memory_left = failures;
        short_memory_failed = false;
        json_set_alloc_funcs(short_memory_malloc, free);
        char *made = make(context);
        json_set_alloc_funcs(malloc, free);
        more = short_memory_failed;
        ck_assert_msg(!made || strcmp(made, whole) == 0, "something is missing"); /* else what failed was not needed */
        ck_assert_msg(more || made, "nothing is made where nothing failed");
        free(made);
    }
    ck_assert_uint_gt(failures, 2 * step);
    free(whole);
}
