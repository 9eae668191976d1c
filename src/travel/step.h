/* The arithmetic of one step from a cell to a neighbour: the one definition that every
 * solver shares, so that all agree to the last bit (docs/methods.md, "Travel time").
 *
 * All in float32 and in the order written here: no fused multiply-add, no reordering.
 * Grids of a solver carry a halo of VP_STEP_REACH cells that cannot be crossed, so that no
 * step needs to look where the edge is. */
#pragma once
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <vungphu/grid.h>

enum { VP_STEP_REACH = 3, VP_STEPS_MOST = 32 };

/* crossing: minutes to cross a cell straight on level terrain; negative where the slope
 * counts, INFINITY where there is no path. elevation in metres; NULL when no cell is
 * negative. Both with the same stride. */
typedef struct {
    const float *crossing, *elevation;
    bool langmuir; /* VP_SLOPE_LANGMUIR: crossing has no negative cells, elevation is not NULL */
} vp_step_terrain;

/* A move, as offsets from its first cell. Its length inside each crossed cell weighs that
 * cell: both ends alike, both near cells alike, both middle cells alike. */
typedef struct {
    int dx, dy; /* columns east, rows south */
    ptrdiff_t end, near_cells[2], middle_cells[2], corner_cells[2];
    float end_weight, near_weight, middle_weight; /* in sides of a cell; 0: has no such cells */
    bool crosses_corner;                          /* between corner_cells, which it only touches */
    float walk_sixtieth;                          /* length in metres / 60 */
    float per_metre;                              /* ± 1 / length: slope met on the walk per metre of rise to end */
} vp_step;

/* The first `neighbours` (8, 16, 32) moves: straight, diagonal, knight's, then 1:3 and 2:3.
 * Walkers go from end to the first cell unless from_facility: a search starts at facilities. */
void vp_steps_init(vp_step steps[VP_STEPS_MOST], int neighbours, ptrdiff_t stride, double cell_metres,
                   bool from_facility);

/* Tobler's rule as a factor on the pace of level terrain: exp(3.5 (|s + 0.05| - 0.05)), at
 * most 2^60; within 2e-6 of the exact value to slopes of 3, and exactly 1 at s = 0. The power
 * of two is a minimax polynomial (relative error 9e-8) on the fraction. */
#define VP_SLOPE_RATE   5.0494325f /* 3.5 log2(e) */
#define VP_SLOPE_BEST   0.05f      /* the descent that is fastest */
#define VP_SLOPE_LEAST  0.8394f    /* no factor is below: exp(-0.175) = 0.83946 */
#define VP_EXP2_LARGEST 60.0f
#define VP_EXP2_ROUNDER 12582912.0f /* 1.5 · 2^23: added, it leaves the nearest whole number in the low bits */
static const float vp_exp2_terms[5] = {0.00132647273f, 0.00967151299f, 0.0555073358f, 0.240222424f, 0.693147004f};

static inline float vp_slope_factor(float slope)
{
    float x = fabsf(slope + VP_SLOPE_BEST) * VP_SLOPE_RATE - VP_SLOPE_BEST * VP_SLOPE_RATE;
    x = x < VP_EXP2_LARGEST ? x : VP_EXP2_LARGEST;
    float shifted = x + VP_EXP2_ROUNDER;
    float rest = x - (shifted - VP_EXP2_ROUNDER);
    const float *term = vp_exp2_terms;
    float square = rest * rest; /* pairs of terms first: fewer operations wait for each other */
    float power = (term[0] * rest + term[1]) * square + (term[2] * rest + term[3]);
    power = power * square + (term[4] * rest + 1.0f);
    uint32_t bits, whole;
    memcpy(&bits, &power, sizeof bits);
    memcpy(&whole, &shifted, sizeof whole);
    bits += whole << 23;
    memcpy(&power, &bits, sizeof power);
    return power;
}

/* Seconds that a metre of walking takes (Naismith 1892, Langmuir 1984; constants of r.walk). */
#define VP_LANGMUIR_LEVEL 0.72f
#define VP_LANGMUIR_UP    6.0f
#define VP_LANGMUIR_DOWN  1.9998f
#define VP_LANGMUIR_STEEP (-0.2125f)
#define VP_LANGMUIR_LEAST 0.295f /* at the steepest of the moderate slopes */

static inline float vp_langmuir_seconds(float slope)
{
    float rate = slope >= 0 ? VP_LANGMUIR_UP : slope < VP_LANGMUIR_STEEP ? -VP_LANGMUIR_DOWN : VP_LANGMUIR_DOWN;
    return slope * rate + VP_LANGMUIR_LEVEL;
}

static inline float vp_step_flat_part(float crossing) { return crossing > 0 ? crossing : 0; }
static inline float vp_step_slope_part(float crossing) { return crossing < 0 ? -crossing : 0; }

/* Whether both cells that the move squeezes between are impassable. */
static inline bool vp_step_corner_shut(const float crossing[], size_t i, const vp_step *step)
{
    if (!step->crosses_corner) return false;
    const float *c = crossing + i;
    return c[step->corner_cells[0]] == INFINITY && c[step->corner_cells[1]] == INFINITY;
}

#define VP_STEP_SUM(part)                                                                                              \
    float part##_sum = (vp_step_##part##_part(c[0]) + vp_step_##part##_part(c[step->end])) * step->end_weight;         \
    if (step->near_weight > 0)                                                                                         \
        part##_sum +=                                                                                                  \
            (vp_step_##part##_part(c[step->near_cells[0]]) + vp_step_##part##_part(c[step->near_cells[1]])) *          \
            step->near_weight;                                                                                         \
    if (step->middle_weight > 0)                                                                                       \
    part##_sum +=                                                                                                      \
        (vp_step_##part##_part(c[step->middle_cells[0]]) + vp_step_##part##_part(c[step->middle_cells[1]])) *          \
        step->middle_weight

/* Rounding of a sum. Thousands of equal steps would all be rounded the same way; so before it is added a step is
 * moved by up to half a unit in the last place of the minutes, by an amount that its first cell's place on the map
 * gives and that is 0 on average along every move (docs/methods.md, "Precision"). Minutes after a step still grow with
 * those before it, so the least minutes are as well defined as without. A place is 2^32 times a multiple of two
 * irrational-like steps, east and south, all whose sums over the 32 moves are hard to approximate by fractions. */
#define VP_PLACE_EAST  0x85359F99u
#define VP_PLACE_SOUTH (VP_PLACE_EAST * 252u) /* so that within a tile's rows of 252 a place is EAST · number */

/* The place of a geometry's first cell: the same wherever the grid is cut from a wider one. */
static inline uint32_t vp_step_place(vp_grid_geometry geometry)
{
    const double unlikely = 0.31; /* edges of cells are at whole, half … multiples of their side */
    int64_t column = (int64_t)floor(geometry.west / geometry.cell_metres + unlikely),
            row = (int64_t)floor(-geometry.north / geometry.cell_metres + unlikely);
    return (uint32_t)column * VP_PLACE_EAST + (uint32_t)row * VP_PLACE_SOUTH;
}

static inline uint32_t vp_step_place_of(vp_grid_geometry geometry, size_t cell)
{
    return vp_step_place(geometry) + (uint32_t)(cell % geometry.columns) * VP_PLACE_EAST +
           (uint32_t)(cell / geometry.columns) * VP_PLACE_SOUTH;
}

/* What a step from these minutes at this place is moved by: less than 1/2 · 2^-23 of their power of two. */
static inline __attribute__((always_inline)) float vp_step_dither(float minutes, uint32_t place)
{
    uint32_t bits;
    memcpy(&bits, &minutes, sizeof bits);
    bits &= 0x7F800000u;
    memcpy(&minutes, &bits, sizeof minutes);
    return minutes * (((float)(int16_t)(place >> 16) + 0.5f) * 0x1p-39f);
}

/* The next float32 after these minutes, which are finite: no step takes less, so that minutes grow along every path
 * however quick a cell is. */
static inline float vp_step_least_sum(float minutes)
{
    uint32_t bits;
    memcpy(&bits, &minutes, sizeof bits);
    bits++;
    memcpy(&minutes, &bits, sizeof minutes);
    return minutes;
}

static inline float vp_step_sum(float minutes, float step, float dither)
{
    float sum = minutes + (step + dither), least = vp_step_least_sum(minutes);
    return least > sum ? least : sum;
}

/* Whether the sum of some step, none below least_step, from some minutes up to these could be below that next float32.
 * Those are at most minutes · 2^-23 apart, a dither is half of that, and a step of twice as much always leads on. */
static inline bool vp_step_may_vanish(float least_step, float minutes)
{
    return !(least_step >= minutes * 0x1p-22f && least_step > 0x1p-100f);
}

/* Minutes of the move from cell i; INFINITY when a cell on it is impassable. A step that ends on
 * a road of unknown height counts as level (cells where slope counts have a height). */
static inline float vp_step_minutes(const vp_step_terrain *terrain, size_t i, const vp_step *step)
{
    const float *c = terrain->crossing + i;
    VP_STEP_SUM(flat);
    if (!terrain->elevation) return flat_sum;
    float rise = terrain->elevation[i + (size_t)step->end] - terrain->elevation[i];
    float slope = rise == rise ? rise * step->per_metre : 0;
    if (terrain->langmuir) return flat_sum + vp_langmuir_seconds(slope) * step->walk_sixtieth;
    VP_STEP_SUM(slope);
    return flat_sum + vp_slope_factor(slope) * slope_sum;
}
