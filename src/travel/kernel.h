/* The inner loops of the travel time engine: steps from the cells of one tile.
 *
 * A kernel looks at all steps from a cell at once, one lane a step, and answers with a bit
 * for each lane that leads on. There is a portable kernel and one for AVX2; both do the
 * arithmetic of step.h in the same order and give the same bits. */
#pragma once
#include "travel/tiles.h"

enum { VP_LANES = 56, VP_LANE_ROWS = 7, VP_LANE_COLUMNS = 8, VP_BUCKETS = 256 };

/* The moves as vector registers of eight. 32 neighbours: prepared as the 7 rows of 8 cells around a cell, from
 * (-3, -3) to (+4, +3), what a row of a grid looks like. 8 and 16: gathered into the first one or two.
 * INFINITY where there is no move. */
typedef struct {
    float end[VP_LANE_ROWS][VP_LANE_COLUMNS], near[VP_LANE_ROWS][VP_LANE_COLUMNS],
        middle[VP_LANE_ROWS][VP_LANE_COLUMNS];
    float per_metre[VP_LANE_ROWS][VP_LANE_COLUMNS], walk_sixtieth[VP_LANE_ROWS][VP_LANE_COLUMNS];
} vp_lanes;

typedef struct vp_kernel vp_kernel;

/* A problem's constants, and the window of minutes at work. */
typedef struct {
    vp_step steps[VP_STEPS_MOST];
    int neighbours;
    vp_lanes lanes;
    const vp_kernel *kernel;
    const vp_step *step_of_lane[VP_LANES];
    ptrdiff_t offset_of_lane[VP_LANES];
    float window_start, window_end, buckets_per_minute;
    bool may_vanish; /* steps within the window, in the rounding of their sums (vp_step_may_vanish) */
    float limit;     /* minutes beyond are not kept */
    bool records;    /* cells taken go to their tile's changed list */
} vp_spread;

/* What one thread works with; kept from tile to tile. */
typedef struct {
    vp_locals buckets[VP_BUCKETS]; /* cells of the window by minutes */
    vp_locals outgoing;            /* halo cells that improved */
    vp_mailbox outbox;
    bool short_of_memory;
} vp_worker;

/* Takes the steps of all cells in the worker's buckets, and of those that they reach within
 * the window: for minutes alone, or for minutes and the nearest facility. */
typedef void vp_loop(vp_worker *worker, vp_tile *tile, const vp_spread *spread);

/* Which lanes a kernel reports: those whose minutes are below the target's, below or equal, or equal. Never those of
 * no path. */
typedef enum { VP_BETTER, VP_AS_GOOD, VP_EXACT } vp_wanted;

/* What a loop is made for. Constant where a kernel is called, so that the compiler leaves out all else. */
typedef struct {
    vp_wanted wanted;
    int neighbours;
    vp_tile_relief relief;
    bool may_vanish; /* else sums need no look at vp_step_least_sum: the same bits */
} vp_kernel_case;

/* Bits of the lanes, whose minutes the kernel fills. */
typedef uint64_t vp_kernel_lanes(const vp_tile *t, const vp_spread *spread, size_t cell, float minutes[VP_LANES]);

struct vp_kernel {
    const char *name;
    vp_loop *reach[3][VP_RELIEF_COUNT], *reach_named[3][VP_RELIEF_COUNT]; /* by 8, 16, 32 neighbours */
    vp_kernel_lanes *exact[3][VP_RELIEF_COUNT];
    bool lane_is_step; /* else lanes are those of vp_lanes */
};

extern const vp_kernel vp_kernel_portable;
extern const vp_kernel vp_kernel_avx2; /* only where VP_HAS_AVX2 */

/* The fastest kernel of this machine. */
const vp_kernel *vp_kernel_choose(void);
/* Makes the engine work with another one: results do not change. */
void vp_travel_engine_use(vp_travel_engine *engine, const vp_kernel *kernel);
/* Fills steps, lanes and lane tables. */
void vp_spread_init(vp_spread *spread, const vp_kernel *kernel, const vp_travel_options *options, double cell_metres);

static inline size_t vp_neighbours_row(int neighbours) { return neighbours == 8 ? 0 : neighbours == 16 ? 1 : 2; }

/* Inlined by force: what the loops take for each cell, in two times 24 copies that a compiler finds too many. */
#define VP_INLINE static inline __attribute__((always_inline))

/* The cell goes into a list; a failure is noted and ends the solve. */
VP_INLINE void vp_worker_add(vp_worker *worker, vp_locals *list, size_t cell)
{
    if (list->count == list->room && !vp_locals_grow(list)) {
        worker->short_of_memory = true;
        return;
    }
    list->cells[list->count++] = (vp_local)cell;
}

VP_INLINE size_t vp_bucket_of(const vp_spread *spread, float minutes)
{
    size_t bucket = (size_t)((minutes - spread->window_start) * spread->buckets_per_minute);
    return bucket < VP_BUCKETS ? bucket : VP_BUCKETS - 1;
}

/* A better time for a cell: kept, and the cell put where its turn will come. */
VP_INLINE void vp_worker_offer(vp_worker *worker, vp_tile *t, const vp_spread *spread, size_t cell, float minutes)
{
    uint8_t flags = t->flags[cell];
    if (flags & VP_HALO) {
        if (minutes > spread->limit) return;
        t->minutes[cell] = minutes;
        if (flags & VP_SENT) return;
        t->flags[cell] = flags | VP_SENT;
        vp_worker_add(worker, &worker->outgoing, cell);
    } else if (minutes < spread->window_end) {
        t->minutes[cell] = minutes;
        t->flags[cell] = flags | VP_WAITING;
        vp_worker_add(worker, &worker->buckets[vp_bucket_of(spread, minutes)], cell);
    } else if (minutes <= spread->limit) {
        t->minutes[cell] = minutes;
        t->later_from = minutes < t->later_from ? minutes : t->later_from;
        if (flags & VP_LATER) return;
        t->flags[cell] = flags | VP_LATER;
        vp_worker_add(worker, &t->later, cell);
    }
}

/* The same with the facility that they lead to: of equal minutes the lower index is better. */
VP_INLINE void vp_worker_offer_named(vp_worker *worker, vp_tile *t, const vp_spread *spread, size_t cell, float minutes,
                                     int32_t nearest)
{
    if (minutes == t->minutes[cell] && t->nearest[cell] <= nearest) return;
    if (minutes <= spread->limit) t->nearest[cell] = nearest;
    vp_worker_offer(worker, t, spread, cell, minutes);
}

/* Leaves out the lanes that a closed corner forbids. */
VP_INLINE uint64_t vp_open_lanes(const vp_tile *t, const vp_spread *spread, size_t cell, uint64_t lanes)
{
    for (uint64_t rest = lanes; rest; rest &= rest - 1) {
        int lane = __builtin_ctzll(rest);
        if (vp_step_corner_shut(t->crossing, cell, spread->step_of_lane[lane])) lanes &= ~((uint64_t)1 << lane);
    }
    return lanes;
}

VP_INLINE void vp_reach_with(vp_worker *worker, vp_tile *t, const vp_spread *spread, vp_kernel_lanes *lanes_of,
                             bool named)
{
    float minutes[VP_LANES];
    for (size_t b = 0; b < VP_BUCKETS; b++) {
        vp_locals *bucket = &worker->buckets[b];
        for (size_t q = 0; q < bucket->count; q++) {
            size_t cell = bucket->cells[q];
            if (!(t->flags[cell] & VP_WAITING)) continue; /* taken already, with better minutes */
            t->flags[cell] &= (uint8_t)~VP_WAITING;
            if (spread->records) vp_worker_add(worker, &t->changed, cell);
            uint64_t lanes = lanes_of(t, spread, cell, minutes);
            if (t->flags[cell] & VP_CORNER) lanes = vp_open_lanes(t, spread, cell, lanes);
            for (; lanes; lanes &= lanes - 1) {
                int lane = __builtin_ctzll(lanes);
                size_t end = cell + (size_t)spread->offset_of_lane[lane];
                if (named)
                    vp_worker_offer_named(worker, t, spread, end, minutes[lane], t->nearest[cell]);
                else
                    vp_worker_offer(worker, t, spread, end, minutes[lane]);
            }
        }
        bucket->count = 0;
    }
}

/* What a kernel has for one number of neighbours and one kind of relief, from
 * lanes_of(tile, spread, cell, minutes, case). */
#define VP_KERNEL_LANES(name, lanes_of, wanted, count, kind, vanish)                                                   \
    VP_INLINE uint64_t name##_##count##_##kind(const vp_tile *t, const vp_spread *spread, size_t cell,                 \
                                               float minutes[VP_LANES])                                                \
    {                                                                                                                  \
        return lanes_of(t, spread, cell, minutes, (vp_kernel_case){wanted, count, VP_RELIEF_##kind, vanish});          \
    }
#define VP_KERNEL_LOOP(loop, better, count, kind, named)                                                               \
    static void loop##_##count##_##kind(vp_worker *worker, vp_tile *t, const vp_spread *spread)                        \
    {                                                                                                                  \
        if (spread->may_vanish)                                                                                        \
            vp_reach_with(worker, t, spread, careful_##better##_##count##_##kind, named);                              \
        else                                                                                                           \
            vp_reach_with(worker, t, spread, better##_##count##_##kind, named);                                        \
    }
#define VP_KERNEL_LOOPS(lanes_of, count, kind)                                                                         \
    VP_KERNEL_LANES(better, lanes_of, VP_BETTER, count, kind, false)                                                   \
    VP_KERNEL_LANES(as_good, lanes_of, VP_AS_GOOD, count, kind, false)                                                 \
    VP_KERNEL_LANES(careful_better, lanes_of, VP_BETTER, count, kind, true)                                            \
    VP_KERNEL_LANES(careful_as_good, lanes_of, VP_AS_GOOD, count, kind, true)                                          \
    VP_KERNEL_LANES(exact, lanes_of, VP_EXACT, count, kind, true)                                                      \
    VP_KERNEL_LOOP(reach, better, count, kind, false)                                                                  \
    VP_KERNEL_LOOP(named, as_good, count, kind, true)

#define VP_KERNEL_ALL_LOOPS(lanes_of)                                                                                  \
    VP_KERNEL_LOOPS(lanes_of, 8, LEVEL)                                                                                \
    VP_KERNEL_LOOPS(lanes_of, 8, SLOPED)                                                                               \
    VP_KERNEL_LOOPS(lanes_of, 8, MIXED)                                                                                \
    VP_KERNEL_LOOPS(lanes_of, 8, LANGMUIR)                                                                             \
    VP_KERNEL_LOOPS(lanes_of, 16, LEVEL)                                                                               \
    VP_KERNEL_LOOPS(lanes_of, 16, SLOPED)                                                                              \
    VP_KERNEL_LOOPS(lanes_of, 16, MIXED)                                                                               \
    VP_KERNEL_LOOPS(lanes_of, 16, LANGMUIR)                                                                            \
    VP_KERNEL_LOOPS(lanes_of, 32, LEVEL)                                                                               \
    VP_KERNEL_LOOPS(lanes_of, 32, SLOPED)                                                                              \
    VP_KERNEL_LOOPS(lanes_of, 32, MIXED)                                                                               \
    VP_KERNEL_LOOPS(lanes_of, 32, LANGMUIR)

#define VP_KERNEL_ROW(loop, count)                                                                                     \
    {                                                                                                                  \
        loop##_##count##_LEVEL, loop##_##count##_SLOPED, loop##_##count##_MIXED, loop##_##count##_LANGMUIR             \
    }
#define VP_KERNEL_TABLE(loop)                                                                                          \
    {                                                                                                                  \
        VP_KERNEL_ROW(loop, 8), VP_KERNEL_ROW(loop, 16), VP_KERNEL_ROW(loop, 32)                                       \
    }
