/* Arrays as sets: what items they have, each as bytes that are the same for the same item. */
#pragma once
#include "base/buffer.h"
#include "server/cql2/cql2_internal.h"

typedef struct {
    vp_buffer *items; /* sorted, each once, when sealed */
    size_t count, room;
    bool failed;  /* memory is short */
    bool missing; /* an item has no value */
} vp_cql2_set;

/* An item begun by its kind, to be filled by the caller; NULL when memory is short. */
vp_buffer *vp_cql2_set_add(vp_cql2_set *set, char kind);
/* Sorts, and leaves each item once; no more can be added. False when memory was short. */
bool vp_cql2_set_seal(vp_cql2_set *set);
/* The items of a sealed set, as part of an item of another. */
void vp_cql2_set_write(const vp_cql2_set *set, vp_buffer *out);
void vp_cql2_set_clear(vp_cql2_set *set);

/* Of sealed sets. */
bool vp_cql2_set_stands(vp_cql2_set_relation relation, const vp_cql2_set *a, const vp_cql2_set *b);
