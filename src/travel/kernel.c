/* The portable kernel, and the choice of a kernel. */
#include "travel/kernel.h"

VP_INLINE uint64_t lanes_of(const vp_tile *t, const vp_spread *spread, size_t cell, float minutes[VP_LANES],
                            vp_kernel_case made)
{
    vp_step_terrain terrain = {t->crossing, made.relief == VP_RELIEF_LEVEL ? NULL : t->elevation,
                               made.relief == VP_RELIEF_LANGMUIR};
    const float so_far = t->minutes[cell], dither = vp_step_dither(so_far, vp_tile_place(t, cell));
    uint64_t lanes = 0;
    for (int k = 0; k < made.neighbours; k++) {
        const vp_step *step = &spread->steps[k];
        float target = t->minutes[cell + (size_t)step->end];
        float taken = vp_step_minutes(&terrain, cell, step);
        minutes[k] = made.may_vanish ? vp_step_sum(so_far, taken, dither) : so_far + (taken + dither);
        lanes |= (uint64_t)(made.wanted == VP_EXACT     ? minutes[k] == target && target < INFINITY
                            : made.wanted == VP_AS_GOOD ? minutes[k] <= target && minutes[k] < INFINITY
                                                        : minutes[k] < target)
                 << k;
    }
    return lanes;
}

VP_KERNEL_ALL_LOOPS(lanes_of)

const vp_kernel vp_kernel_portable = {
    .name = "portable",
    .reach = VP_KERNEL_TABLE(reach),
    .reach_named = VP_KERNEL_TABLE(named),
    .exact = VP_KERNEL_TABLE(exact),
    .lane_is_step = true,
};

const vp_kernel *vp_kernel_choose(void)
{
#ifdef VP_HAS_AVX2
    if (__builtin_cpu_supports("avx2")) return &vp_kernel_avx2;
#endif
    return &vp_kernel_portable;
}

/* By dy + 2 and dx + 2: the eight cells that touch, then those at the ends of knight's moves, in the order in which
 * the fewest loads bring them together. */
static const int packed_lane[5][5] = {
    {-1, 9, -1, 11, -1}, {8, 0, 1, 2, 12}, {-1, 6, -1, 7, -1}, {10, 3, 4, 5, 14}, {-1, 13, -1, 15, -1},
};

static int lane_of(const vp_step *step, int neighbours)
{
    if (neighbours < 32) return packed_lane[step->dy + 2][step->dx + 2];
    return (step->dy + VP_STEP_REACH) * VP_LANE_COLUMNS + step->dx + VP_STEP_REACH;
}

static void place_in_lane(vp_lanes *lanes, const vp_step *step, int neighbours)
{
    int lane = lane_of(step, neighbours), row = lane / VP_LANE_COLUMNS, column = lane % VP_LANE_COLUMNS;
    lanes->end[row][column] = step->end_weight;
    lanes->near[row][column] = step->near_weight;
    lanes->middle[row][column] = step->middle_weight;
    lanes->per_metre[row][column] = step->per_metre;
    lanes->walk_sixtieth[row][column] = step->walk_sixtieth;
    if (neighbours < 32) return;
    /* So that every lane is (ends · end + near · near) + middle · middle, whatever its move: a straight or diagonal
     * move has its own ends for near cells, a knight's move across rows has its inner cells where other moves of that
     * row have their middle ones. */
    bool touching = step->near_weight <= 0, own_row = step->dy == 0,
         steep_knight = step->dy * step->dy == 4 && step->dx * step->dx == 1;
    if (touching && !own_row) lanes->end[row][column] = step->end_weight / 2;
    if (touching) lanes->near[row][column] = step->end_weight / 2;
    if (steep_knight) lanes->near[row][column] = 0;
    if (steep_knight) lanes->middle[row][column] = step->near_weight;
}

static void lay_out_lanes(vp_spread *spread)
{
    vp_lanes *lanes = &spread->lanes;
    for (int row = 0; row < VP_LANE_ROWS; row++)
        for (int column = 0; column < VP_LANE_COLUMNS; column++) {
            lanes->end[row][column] = lanes->near[row][column] = lanes->middle[row][column] = INFINITY;
            lanes->per_metre[row][column] = lanes->walk_sixtieth[row][column] = 0;
        }
    for (int k = 0; k < spread->neighbours; k++) place_in_lane(lanes, &spread->steps[k], spread->neighbours);
}

void vp_spread_init(vp_spread *spread, const vp_kernel *kernel, const vp_travel_options *options, double cell_metres)
{
    *spread = (vp_spread){.neighbours = options->neighbours, .kernel = kernel};
    vp_steps_init(spread->steps, options->neighbours, VP_TILE_SIDE, cell_metres, options->from_facility);
    lay_out_lanes(spread);
    for (int k = 0; k < options->neighbours; k++) {
        const vp_step *step = &spread->steps[k];
        int lane = kernel->lane_is_step ? k : lane_of(step, options->neighbours);
        spread->step_of_lane[lane] = step;
        spread->offset_of_lane[lane] = step->end;
    }
}
