#include "server/memory_look.h"
#include "platform/log.h"
#include "platform/memory.h"
#include "server/figures.h"
#include "tiles/tile_cache.h"
#include <malloc.h>

#define LOOK_AFTER ((size_t)64 << 20) /* bytes more than were held */

/* The allocator keeps what was freed, and a grid that was freed makes it keep all later ones: it goes back to the
 * system whenever much more is held than after the last time. Returns what is held then. */
static size_t trim(size_t *held, size_t own)
{
    if (own < *held) *held = own;
    if (own <= *held + LOOK_AFTER) return own;
    malloc_trim(0);
    return *held = vp_memory_own();
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
