/* Arrays that grow, at least twofold each time, so that n items appended one by one cost O(n) moves.
 *
 * An array is a pointer to its items, NULL at first, and the number of items that there is room for; several
 * arrays may share one such number. How many items are in use is the caller's to count:
 *
 *     if (!VP_ARRAY_FIT(list->cells, list->room, list->count + 1, err)) return false;
 *     list->cells[list->count++] = cell;
 *
 * What fails leaves the items as they were and says how much memory was asked for. free() frees them. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <vungphu/error.h>

typedef struct {
    void *items; /* where the pointer to the first item stands */
    size_t item_size;
} vp_array;

#define VP_ARRAY(items) ((vp_array){&(items), sizeof *(items)})

/* Room for at least `needed` items in each of the arrays; room is that of all of them and changes last. */
bool vp_array_grow(const vp_array arrays[], size_t array_count, size_t *room, size_t needed, vp_error *err);

/* Room for exactly that many items, for arrays that grow seldom and keep no room; the pointer is never NULL after. */
bool vp_array_resize(vp_array array, size_t count, vp_error *err);

/* The same as vp_array_grow for one array, without a call while there is room. */
#define VP_ARRAY_FIT(items, room, needed, err)                                                                         \
    ((needed) <= (room) || vp_array_grow(&VP_ARRAY(items), 1, &(room), (needed), (err)))

/* For arrays that share their room: VP_ARRAYS_FIT(room, needed, err, VP_ARRAY(xs), VP_ARRAY(ys)). */
#define VP_ARRAYS_FIT(room, needed, err, ...)                                                                          \
    ((needed) <= (room) ||                                                                                             \
     vp_array_grow((const vp_array[]){__VA_ARGS__}, sizeof((const vp_array[]){__VA_ARGS__}) / sizeof(vp_array),        \
                   &(room), (needed), (err)))
