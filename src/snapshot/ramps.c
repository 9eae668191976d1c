#include "snapshot/ramps.h"
#include <math.h>

/* Viridis (van der Walt and Smith, 2015) in seven steps, light for near or strong: even to the eye, and
 * told apart with any colour vision. */
#define STEP1                                                                                                          \
    {                                                                                                                  \
        0xFD, 0xE7, 0x25                                                                                               \
    }
#define STEP2                                                                                                          \
    {                                                                                                                  \
        0x90, 0xD7, 0x43                                                                                               \
    }
#define STEP3                                                                                                          \
    {                                                                                                                  \
        0x35, 0xB7, 0x79                                                                                               \
    }
#define STEP4                                                                                                          \
    {                                                                                                                  \
        0x21, 0x91, 0x8C                                                                                               \
    }
#define STEP5                                                                                                          \
    {                                                                                                                  \
        0x31, 0x68, 0x8E                                                                                               \
    }
#define STEP6                                                                                                          \
    {                                                                                                                  \
        0x44, 0x39, 0x83                                                                                               \
    }
#define STEP7                                                                                                          \
    {                                                                                                                  \
        0x44, 0x01, 0x54                                                                                               \
    }

const vp_colour vp_ramp_unreachable = {0x9E, 0x9E, 0x9E};

static const vp_ramp minutes = {
    false, {{15, STEP1}, {30, STEP2}, {45, STEP3}, {60, STEP4}, {90, STEP5}, {120, STEP6}, {INFINITY, STEP7}}, 7};
static const vp_ramp metres = {
    false,
    {{1000, STEP1}, {2000, STEP2}, {3000, STEP3}, {5000, STEP4}, {10000, STEP5}, {15000, STEP6}, {INFINITY, STEP7}},
    7};
/* The edges are thresholds of planning: FM mono and stereo in the country, in towns, in large cities. */
static const vp_ramp dbuv_m = {
    true, {{-INFINITY, STEP7}, {34, STEP6}, {48, STEP5}, {54, STEP4}, {60, STEP3}, {66, STEP2}, {74, STEP1}}, 7};
/* The served share of a cell. */
static const vp_ramp served = {true, {{-INFINITY, STEP7}, {1e-6, STEP5}, {0.5, STEP3}, {1 - 1e-6, STEP1}}, 4};

static const vp_ramp *const ramps[VP_REACH_COUNT] = {
    [VP_REACH_TRAVEL_TIME] = &minutes, [VP_REACH_ROUND_TRIP] = &minutes, [VP_REACH_DISTANCE] = &metres,
    [VP_REACH_SIGNAL] = &dbuv_m,       [VP_REACH_AREA] = &served,
};

const vp_ramp *vp_ramp_of(vp_reach reach) { return ramps[reach]; }

vp_ramp_limits vp_ramp_limits_of(const vp_ramp *ramp)
{
    vp_ramp_limits l = {.count = ramp->class_count - 1};
    for (size_t i = 0; i < l.count; i++) {
        double edge = ramp->more_is_better ? ramp->classes[i + 1].edge : ramp->classes[i].edge;
        float near = (float)edge;
        /* value >= edge: above the greatest float below it; value > edge: above the greatest not above it. */
        bool itself_counts = ramp->more_is_better;
        while (itself_counts ? (double)near >= edge : (double)near > edge) near = nextafterf(near, -INFINITY);
        l.below[i] = near;
    }
    return l;
}

enum { BLOCK = 256 };

static void show_block(const vp_ramp_limits *l, const float *restrict values, uint8_t *restrict shown, size_t count)
{
    uint32_t class[BLOCK];
    for (size_t i = 0; i < count; i++) class[i] = VP_SHOWN_CLASS;
    for (size_t k = 0; k < l->count; k++) {
        float below = l->below[k];
        for (size_t i = 0; i < count; i++) class[i] += values[i] > below;
    }
    for (size_t i = 0; i < count; i++) {
        uint32_t there = fabsf(values[i]) == INFINITY ? VP_SHOWN_UNREACHABLE : class[i];
        shown[i] = (uint8_t)(isnan(values[i]) ? VP_SHOWN_NOTHING : there);
    }
}

void vp_ramp_show(const vp_ramp_limits *limits, const float values[], uint8_t shown[], size_t count)
{
    for (size_t i = 0; i < count; i += BLOCK)
        show_block(limits, values + i, shown + i, count - i < BLOCK ? count - i : BLOCK);
}
