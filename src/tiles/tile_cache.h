/* A bounded store of the ready-made answers last used. */
#pragma once
#include "base/blob.h"
#include <stdint.h>

/* Least recently used leaves first. All calls are safe from any thread; a lookup holds
 * the lock for one hash chain. */
typedef struct vp_tile_cache vp_tile_cache;

typedef struct {
    uint64_t hits, misses;
    size_t entries, bytes;
} vp_tile_cache_figures;

/* bytes_most counts keys and blobs; 0 keeps nothing. */
vp_tile_cache *vp_tile_cache_new(size_t bytes_most, vp_error *err);
void vp_tile_cache_free(vp_tile_cache *cache);
/* NULL when it is not there; release what you get. */
vp_blob *vp_tile_cache_find(vp_tile_cache *cache, const char *key);
/* Keeps a share of blob. A blob larger than a quarter of the cache, or one that memory is
 * short for, is quietly not kept. */
void vp_tile_cache_keep(vp_tile_cache *cache, const char *key, vp_blob *blob);
void vp_tile_cache_clear(vp_tile_cache *cache);
vp_tile_cache_figures vp_tile_cache_count(vp_tile_cache *cache);
