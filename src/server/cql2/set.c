#include "base/array.h"
#include "server/cql2/set_internal.h"
#include <stdlib.h>
#include <string.h>

vp_buffer *vp_cql2_set_add(vp_cql2_set *set, char kind)
{
    if (!VP_ARRAY_FIT(set->items, set->room, set->count + 1, NULL)) return set->failed = true, NULL;
    vp_buffer *item = &set->items[set->count++];
    *item = (vp_buffer){0};
    vp_buffer_append(item, &kind, 1);
    return item;
}

static int order(const void *first, const void *second)
{
    const vp_buffer *a = first, *b = second;
    int sign = memcmp(a->bytes, b->bytes, a->length < b->length ? a->length : b->length);
    return sign ? sign : (a->length > b->length) - (a->length < b->length);
}

bool vp_cql2_set_seal(vp_cql2_set *set)
{
    for (size_t i = 0; i < set->count; i++) set->failed |= set->items[i].failed;
    if (set->failed || set->count == 0) return !set->failed;
    qsort(set->items, set->count, sizeof *set->items, order);
    size_t kept = 1;
    for (size_t i = 1; i < set->count; i++) {
        if (order(&set->items[i], &set->items[kept - 1]) == 0)
            vp_buffer_clear(&set->items[i]);
        else
            set->items[kept++] = set->items[i];
    }
    set->count = kept;
    return true;
}

void vp_cql2_set_write(const vp_cql2_set *set, vp_buffer *out)
{
    for (size_t i = 0; i < set->count; i++) {
        vp_buffer_format(out, "%zu ", set->items[i].length);
        vp_buffer_append(out, set->items[i].bytes, set->items[i].length);
    }
}

void vp_cql2_set_clear(vp_cql2_set *set)
{
    for (size_t i = 0; i < set->count; i++) vp_buffer_clear(&set->items[i]);
    free(set->items);
    memset(set, 0, sizeof *set);
}

static size_t count_shared(const vp_cql2_set *a, const vp_cql2_set *b)
{
    size_t shared = 0, i = 0, j = 0;
    while (i < a->count && j < b->count) {
        int sign = order(&a->items[i], &b->items[j]);
        shared += sign == 0;
        i += sign <= 0;
        j += sign >= 0;
    }
    return shared;
}

bool vp_cql2_set_stands(vp_cql2_set_relation relation, const vp_cql2_set *a, const vp_cql2_set *b)
{
    size_t shared = count_shared(a, b);
    switch (relation) {
    case VP_CQL2_SAME: return shared == a->count && shared == b->count;
    case VP_CQL2_HOLDS_ALL: return shared == b->count;
    case VP_CQL2_HELD_BY: return shared == a->count;
    default: return shared > 0;
    }
}
