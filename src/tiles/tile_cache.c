#include "tiles/tile_cache.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define CHAINS 4096 /* a power of two; thousands of tiles are usual */

typedef struct entry {
    struct entry *next_in_chain, *newer, *older;
    vp_blob *blob;
    uint64_t hash;
    size_t bytes, file_bytes; /* what it counts for */
    bool attached;            /* counted already: what was made of the blob */
    char key[];
} entry;

struct vp_tile_cache {
    pthread_mutex_t lock;
    entry *chains[CHAINS];
    entry *newest, *oldest;
    size_t bytes, bytes_most, file_bytes, entries;
    uint64_t hits, misses;
};

/* FNV-1a. */
static uint64_t hash_of(const char *key)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (const unsigned char *c = (const unsigned char *)key; *c; c++) hash = (hash ^ *c) * UINT64_C(0x100000001b3);
    return hash;
}

vp_tile_cache *vp_tile_cache_new(size_t bytes_most, vp_error *err)
{
    vp_tile_cache *cache = calloc(1, sizeof *cache);
    if (!cache) {
        vp_fail_memory(err, sizeof *cache);
        return NULL;
    }
    cache->bytes_most = bytes_most;
    pthread_mutex_init(&cache->lock, NULL);
    return cache;
}

void vp_tile_cache_free(vp_tile_cache *cache)
{
    if (!cache) return;
    vp_tile_cache_clear(cache);
    pthread_mutex_destroy(&cache->lock);
    free(cache);
}

static entry **place_of(vp_tile_cache *cache, const char *key, uint64_t hash)
{
    entry **at = &cache->chains[hash & (CHAINS - 1)];
    while (*at && ((*at)->hash != hash || strcmp((*at)->key, key) != 0)) at = &(*at)->next_in_chain;
    return at;
}

static void unlink_age(vp_tile_cache *cache, entry *e)
{
    *(e->newer ? &e->newer->older : &cache->newest) = e->older;
    *(e->older ? &e->older->newer : &cache->oldest) = e->newer;
}

static void link_newest(vp_tile_cache *cache, entry *e)
{
    e->newer = NULL;
    e->older = cache->newest;
    *(cache->newest ? &cache->newest->newer : &cache->oldest) = e;
    cache->newest = e;
}

static void drop(vp_tile_cache *cache, entry **place)
{
    entry *e = *place;
    *place = e->next_in_chain;
    unlink_age(cache, e);
    cache->bytes -= e->bytes;
    cache->file_bytes -= e->file_bytes;
    cache->entries--;
    vp_blob_release(e->blob);
    free(e);
}

/* Oldest first, until so many bytes more have room. */
static void make_room(vp_tile_cache *cache, size_t bytes, size_t file_bytes, size_t files_most)
{
    while (cache->oldest && (cache->bytes + bytes > cache->bytes_most || cache->file_bytes + file_bytes > files_most))
        drop(cache, place_of(cache, cache->oldest->key, cache->oldest->hash));
}

/* Readers make something of a blob after it was kept (base/blob.h). */
static void count_attached(vp_tile_cache *cache, entry *e)
{
    if (e->attached || !vp_blob_attached(e->blob)) return;
    e->attached = true;
    e->bytes += VP_TILE_CACHE_ATTACHED_WEIGHT;
    cache->bytes += VP_TILE_CACHE_ATTACHED_WEIGHT;
    make_room(cache, 0, 0, SIZE_MAX);
}

vp_blob *vp_tile_cache_find(vp_tile_cache *cache, const char *key)
{
    uint64_t hash = hash_of(key);
    vp_blob *blob = NULL;
    pthread_mutex_lock(&cache->lock);
    entry *e = *place_of(cache, key, hash);
    if (e) {
        unlink_age(cache, e);
        link_newest(cache, e);
        blob = vp_blob_share(e->blob);
        cache->hits++;
        count_attached(cache, e);
    } else {
        cache->misses++;
    }
    pthread_mutex_unlock(&cache->lock);
    return blob;
}

void vp_tile_cache_keep(vp_tile_cache *cache, const char *key, vp_blob *blob)
{
    bool is_file = blob->file >= 0;
    size_t key_bytes = strlen(key) + 1, file_bytes = is_file ? blob->length : 0;
    size_t bytes = sizeof(entry) + key_bytes + (is_file ? VP_TILE_CACHE_FILE_WEIGHT : blob->length);
    size_t files_most = cache->bytes_most * VP_TILE_CACHE_FILES_TIMES;
    if (bytes > cache->bytes_most / 4 || file_bytes > files_most / 4) return;
    entry *e = malloc(sizeof *e + key_bytes);
    if (!e) return;
    *e = (entry){.blob = vp_blob_share(blob), .hash = hash_of(key), .bytes = bytes, .file_bytes = file_bytes};
    memcpy(e->key, key, key_bytes);

    pthread_mutex_lock(&cache->lock);
    entry **place = place_of(cache, key, e->hash);
    if (*place) drop(cache, place);
    make_room(cache, bytes, file_bytes, files_most);
    entry **chain = &cache->chains[e->hash & (CHAINS - 1)];
    e->next_in_chain = *chain;
    *chain = e;
    link_newest(cache, e);
    cache->bytes += bytes;
    cache->file_bytes += file_bytes;
    cache->entries++;
    pthread_mutex_unlock(&cache->lock);
}

void vp_tile_cache_clear(vp_tile_cache *cache)
{
    pthread_mutex_lock(&cache->lock);
    while (cache->oldest) drop(cache, place_of(cache, cache->oldest->key, cache->oldest->hash));
    pthread_mutex_unlock(&cache->lock);
}

vp_tile_cache_figures vp_tile_cache_count(vp_tile_cache *cache)
{
    pthread_mutex_lock(&cache->lock);
    vp_tile_cache_figures figures = {cache->hits, cache->misses, cache->entries, cache->bytes, cache->file_bytes};
    pthread_mutex_unlock(&cache->lock);
    return figures;
}
