/* A bounded store of the ready-made answers last used, in memory or in files. */
#pragma once
#include "base/blob.h"
#include <stdint.h>

/* Least recently used leaves first. All calls are safe from any thread; a lookup holds
 * the lock for one hash chain. */
typedef struct vp_tile_cache vp_tile_cache;

typedef struct {
    uint64_t hits, misses;
    size_t entries, bytes, file_bytes;
} vp_tile_cache_figures;

/* bytes_most counts keys, blobs in memory, for what was made of one VP_TILE_CACHE_ATTACHED_WEIGHT, and for each file
 * VP_TILE_CACHE_FILE_WEIGHT; the files together may be VP_TILE_CACHE_FILES_TIMES as long. 0 keeps nothing. */
#define VP_TILE_CACHE_FILE_WEIGHT     ((size_t)128 * 1024) /* so that descriptors are few */
#define VP_TILE_CACHE_FILES_TIMES     8
#define VP_TILE_CACHE_ATTACHED_WEIGHT ((size_t)2048) /* the head of an answer, in many small pieces */
vp_tile_cache *vp_tile_cache_new(size_t bytes_most, vp_error *err);
void vp_tile_cache_free(vp_tile_cache *cache);
/* NULL when it is not there; release what you get. */
vp_blob *vp_tile_cache_find(vp_tile_cache *cache, const char *key);
/* Keeps a share of blob. A blob larger than a quarter of what there is for its kind, or one that memory is
 * short for, is quietly not kept. */
void vp_tile_cache_keep(vp_tile_cache *cache, const char *key, vp_blob *blob);
void vp_tile_cache_clear(vp_tile_cache *cache);
vp_tile_cache_figures vp_tile_cache_count(vp_tile_cache *cache);
