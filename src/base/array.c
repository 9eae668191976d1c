#include "base/array.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_BYTES = 1024, FIRST_ITEMS = 8 }; /* the larger of both is what an array begins with */

bool vp_array_resize(vp_array array, size_t count, vp_error *err)
{
    if (count > PTRDIFF_MAX / array.item_size)
        return vp_fail(err, VP_NO_MEMORY, "no memory for %zu items of %zu bytes", count, array.item_size);
    size_t bytes = count ? count * array.item_size : 1;
    void *items;
    memcpy(&items, array.items, sizeof items); /* a pointer to the items' own type, whatever that is */
    items = realloc(items, bytes);
    if (!items) return vp_fail_memory(err, bytes);
    memcpy(array.items, &items, sizeof items);
    return true;
}

static size_t larger(const vp_array arrays[], size_t array_count, size_t room, size_t needed)
{
    size_t item_size = 1;
    for (size_t i = 0; i < array_count; i++)
        if (arrays[i].item_size > item_size) item_size = arrays[i].item_size;
    size_t first = FIRST_BYTES / item_size > FIRST_ITEMS ? FIRST_BYTES / item_size : FIRST_ITEMS;
    size_t twice = room == 0 ? first : room <= PTRDIFF_MAX / item_size / 2 ? 2 * room : needed;
    return twice > needed ? twice : needed;
}

bool vp_array_grow(const vp_array arrays[], size_t array_count, size_t *room, size_t needed, vp_error *err)
{
    if (needed <= *room) return true;
    size_t more = larger(arrays, array_count, *room, needed);
    for (size_t i = 0; i < array_count; i++)
        if (!vp_array_resize(arrays[i], more, err)) return false;
    *room = more;
    return true;
}
