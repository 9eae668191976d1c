#include "base/heap.h"
#include <stdlib.h>

bool vp_heap_init(vp_heap *heap, size_t limit, vp_error *err)
{
    *heap =
        (vp_heap){.numbers = calloc(limit + 1, sizeof *heap->numbers), .place = calloc(limit + 1, sizeof *heap->place)};
    if (!heap->numbers || !heap->place) {
        vp_heap_clear(heap);
        return vp_fail_memory(err, 2 * limit * sizeof *heap->place);
    }
    for (size_t i = 0; i < limit; i++) heap->place[i] = VP_HEAP_NOT_IN;
    return true;
}

void vp_heap_clear(vp_heap *heap)
{
    free(heap->numbers);
    free(heap->place);
    *heap = (vp_heap){0};
}
