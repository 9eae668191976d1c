/* A binary heap of numbers below a limit, each in it at most once, so that one whose order has changed can be moved.
 *
 * What a number stands for and which comes before which is the caller's: a function that is given the caller's context
 * and, since all is inline here, costs no call. Numbers that neither comes before the other may come in any order. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <vungphu/error.h>

#define VP_HEAP_NOT_IN UINT32_MAX

typedef struct {
    uint32_t *numbers; /* the first of all at 0; before those at 2i + 1 and 2i + 2 comes the one at i */
    uint32_t *place;   /* [number] where it stands in numbers; VP_HEAP_NOT_IN */
    size_t count;
} vp_heap;

typedef bool vp_heap_before(const void *context, uint32_t a, uint32_t b);

/* An empty heap for numbers 0 .. limit - 1. */
bool vp_heap_init(vp_heap *heap, size_t limit, vp_error *err);
void vp_heap_clear(vp_heap *heap);

/* Of numbers with a key each (double[], the context): the larger key first, of equals the lower number. */
static inline bool vp_heap_larger(const void *keys, uint32_t a, uint32_t b)
{
    const double *key = keys;
    return key[a] != key[b] ? key[a] > key[b] : a < b;
}

#define VP_HEAP_INLINE static inline __attribute__((always_inline))

VP_HEAP_INLINE void vp_heap_set(vp_heap *heap, size_t at, uint32_t number)
{
    heap->numbers[at] = number;
    heap->place[number] = (uint32_t)at;
}

VP_HEAP_INLINE void vp_heap_rise(vp_heap *heap, size_t at, vp_heap_before *before, const void *context)
{
    uint32_t number = heap->numbers[at];
    while (at > 0 && before(context, number, heap->numbers[(at - 1) / 2])) {
        vp_heap_set(heap, at, heap->numbers[(at - 1) / 2]);
        at = (at - 1) / 2;
    }
    vp_heap_set(heap, at, number);
}

VP_HEAP_INLINE void vp_heap_sink(vp_heap *heap, size_t at, vp_heap_before *before, const void *context)
{
    uint32_t number = heap->numbers[at];
    for (size_t child; (child = 2 * at + 1) < heap->count; at = child) {
        if (child + 1 < heap->count && before(context, heap->numbers[child + 1], heap->numbers[child])) child++;
        if (!before(context, heap->numbers[child], number)) break;
        vp_heap_set(heap, at, heap->numbers[child]);
    }
    vp_heap_set(heap, at, number);
}

/* The number goes in, or to its new place when it is in and its order has changed. */
VP_HEAP_INLINE void vp_heap_put(vp_heap *heap, uint32_t number, vp_heap_before *before, const void *context)
{
    if (heap->place[number] == VP_HEAP_NOT_IN) vp_heap_set(heap, heap->count++, number);
    vp_heap_rise(heap, heap->place[number], before, context);
    vp_heap_sink(heap, heap->place[number], before, context);
}

/* Takes the first of all out; there must be one. */
VP_HEAP_INLINE uint32_t vp_heap_take(vp_heap *heap, vp_heap_before *before, const void *context)
{
    uint32_t first = heap->numbers[0], last = heap->numbers[--heap->count];
    heap->place[first] = VP_HEAP_NOT_IN;
    if (heap->count == 0) return first;
    vp_heap_set(heap, 0, last);
    vp_heap_sink(heap, 0, before, context);
    return first;
}
