#include "server/memory_look.h"
#include "platform/log.h"
#include "platform/memory.h"
#include "server/figures.h"
#include "tiles/tile_cache.h"
#include <malloc.h>

#define LOOK_AFTER ((size_t)64 << 20) /* bytes more than were held in vain */

/* Bytes that are held, and not for who asked the allocator for them: they were freed, or never given out. */
static size_t in_vain(size_t own)
{
    struct mallinfo2 heap = mallinfo2();
    size_t used = heap.uordblks + heap.hblkhd;
    return own > used ? own - used : 0;
}

/* The allocator keeps what was freed, and a grid that was freed makes it keep all later ones: it goes back to the
 * system whenever much more is held in vain than after the last time. Returns what is held then. */
static size_t trim(size_t *held, size_t own)
{
    size_t vain = in_vain(own);
    if (vain < *held) *held = vain;
    if (vain <= *held + LOOK_AFTER) return own;
    malloc_trim(0);
    own = vp_memory_own();
    *held = in_vain(own);
    return own;
}

/* Of what the served snapshot has mapped. */
static void rest_files(vp_publication *publication)
{
    const vp_snapshot *snapshot = vp_publication_acquire(publication);
    if (snapshot && snapshot->results.store.rest) snapshot->results.store.rest(snapshot->results.store.files);
    vp_snapshot_release(snapshot);
}

/* Where freed memory and ready-made answers are not enough, what needs much memory is refused until they are. */
void vp_memory_look(const vp_backends *backends, vp_publication *publication, size_t *held)
{
    vp_figures *figures = backends->figures;
    rest_files(publication);
    size_t own = figures->memory_most ? trim(held, vp_memory_own()) : 0;
    if (own > figures->memory_most) {
        if (!atomic_load(&figures->memory_full)) vp_tile_cache_clear(backends->cache);
        malloc_trim(0);
        own = vp_memory_own();
    }
    bool full = own > figures->memory_most;
    atomic_store(&figures->memory, own);
    if (atomic_exchange(&figures->memory_full, full) == full) return;
    vp_log(VP_LOG_WARNING, "memory: %zu of %zu MB are held: what needs much is %s", own >> 20,
           figures->memory_most >> 20, full ? "refused" : "taken again");
}
