/* Ready-made answers, shared by all readers, and a bounded store of the ones last used. */
#pragma once
#include "base/buffer.h"
#include <stdatomic.h>
#include <stdint.h>
#include <vungphu/error.h>

/* Bytes that never change, freed when their last holder lets go. */
typedef struct {
    _Atomic int references;
    bool gzip; /* the bytes are a gzip stream of the content */
    size_t length;
    char *bytes;
} vp_blob;

/* Takes the buffer's bytes and leaves it empty, also on failure. */
vp_blob *vp_blob_new(vp_buffer *buffer, vp_error *err);
vp_blob *vp_blob_share(vp_blob *blob); /* the same blob, one holder more */
void vp_blob_release(vp_blob *blob);   /* NULL is fine */

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
