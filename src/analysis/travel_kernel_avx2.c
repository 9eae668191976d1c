/* The kernel for AVX2: compiled with -mavx2 and without fused multiply-add, run only where
 * the processor has it. A register holds a row of eight cells around the cell, lanes x = -3 … 4.
 *
 * inner(row) brings to each lane the cell next towards the column of the start, of the long
 * moves, outer(row) the one next to the lane itself:
 *     lane   -3 -2 -1  0  1  2  3
 *     inner  -1 -1  0  0  0  1  1
 *     outer  -2 -1 -1  0  1  1  2
 * With them the cells that the moves cross are whole registers (places of vp_lanes). */
#include "analysis/travel_kernel.h"

#ifdef VP_HAS_AVX2
#include <immintrin.h>

enum { OWN = VP_STEP_REACH, ROWS = VP_LANE_ROWS };

#define INLINE static inline __attribute__((always_inline))

INLINE __m256 inner(__m256 row) { return _mm256_permutevar8x32_ps(row, _mm256_setr_epi32(2, 2, 3, 3, 3, 4, 4, 7)); }
INLINE __m256 outer(__m256 row) { return _mm256_permutevar8x32_ps(row, _mm256_setr_epi32(1, 2, 2, 3, 4, 4, 5, 7)); }
INLINE __m256 centre(__m256 row) { return _mm256_permutevar8x32_ps(row, _mm256_set1_epi32(3)); }

INLINE __m256 weighed(__m256 a, __m256 b, const float weights[VP_LANE_COLUMNS])
{
    return _mm256_mul_ps(_mm256_add_ps(a, b), _mm256_loadu_ps(weights));
}

/* sums[row]: the minutes of all moves that end in the row, from the paces c of the rows. */
INLINE void sum_moves(const __m256 c[ROWS], __m256 sums[ROWS], const vp_lanes *lanes, int neighbours)
{
    __m256 here = centre(c[OWN]);
    sums[OWN] = weighed(here, c[OWN], lanes->end[OWN]);
    if (neighbours == 8) {
        for (int row = OWN - 1; row <= OWN + 1; row += 2) {
            __m256 half = weighed(here, c[row], lanes->end[row]);
            sums[row] = _mm256_add_ps(half, half);
        }
        return;
    }
    __m256 own_inner = inner(c[OWN]);
    for (int side = -1; side <= 1; side += 2) {
        int one = OWN + side, two = OWN + 2 * side, three = OWN + 3 * side;
        __m256 one_inner = inner(c[one]), one_outer = outer(c[one]);
        sums[one] =
            _mm256_add_ps(weighed(here, c[one], lanes->end[one]), weighed(own_inner, one_outer, lanes->near[one]));
        __m256 middle = weighed(one_inner, one_outer, lanes->middle[two]);
        sums[two] = weighed(here, c[two], lanes->end[two]);
        if (neighbours == 32) {
            __m256 two_outer = outer(c[two]);
            sums[two] = _mm256_add_ps(sums[two], weighed(own_inner, two_outer, lanes->near[two]));
            sums[three] = _mm256_add_ps(weighed(here, c[three], lanes->end[three]),
                                        weighed(centre(c[one]), c[two], lanes->near[three]));
            sums[three] = _mm256_add_ps(sums[three], weighed(one_inner, two_outer, lanes->middle[three]));
        }
        sums[two] = _mm256_add_ps(sums[two], middle);
    }
}

/* vp_slope_factor of eight slopes. */
INLINE __m256 slope_factor(__m256 slope)
{
    const __m256 rate = _mm256_set1_ps(VP_SLOPE_RATE), rounder = _mm256_set1_ps(VP_EXP2_ROUNDER);
    __m256 off_best = _mm256_andnot_ps(_mm256_set1_ps(-0.0f), _mm256_add_ps(slope, _mm256_set1_ps(VP_SLOPE_BEST)));
    __m256 x = _mm256_sub_ps(_mm256_mul_ps(off_best, rate), _mm256_set1_ps(VP_SLOPE_BEST * VP_SLOPE_RATE));
    x = _mm256_min_ps(x, _mm256_set1_ps(VP_EXP2_LARGEST));
    __m256 shifted = _mm256_add_ps(x, rounder), rest = _mm256_sub_ps(x, _mm256_sub_ps(shifted, rounder));
    __m256 power = _mm256_set1_ps(vp_exp2_terms[0]);
    for (int k = 1; k < 5; k++) power = _mm256_add_ps(_mm256_mul_ps(power, rest), _mm256_set1_ps(vp_exp2_terms[k]));
    power = _mm256_add_ps(_mm256_mul_ps(power, rest), _mm256_set1_ps(1));
    __m256i whole = _mm256_slli_epi32(_mm256_castps_si256(shifted), 23);
    return _mm256_castsi256_ps(_mm256_add_epi32(_mm256_castps_si256(power), whole));
}

/* vp_langmuir_seconds of eight slopes. */
INLINE __m256 langmuir_seconds(__m256 slope)
{
    __m256 up = _mm256_cmp_ps(slope, _mm256_setzero_ps(), _CMP_GE_OQ);
    __m256 steep = _mm256_cmp_ps(slope, _mm256_set1_ps(VP_LANGMUIR_STEEP), _CMP_LT_OQ);
    __m256 rate = _mm256_blendv_ps(_mm256_set1_ps(VP_LANGMUIR_DOWN), _mm256_set1_ps(-VP_LANGMUIR_DOWN), steep);
    rate = _mm256_blendv_ps(rate, _mm256_set1_ps(VP_LANGMUIR_UP), up);
    return _mm256_add_ps(_mm256_mul_ps(slope, rate), _mm256_set1_ps(VP_LANGMUIR_LEVEL));
}

INLINE __m256 slopes_to(const float *elevation, __m256 here, const float per_metre[VP_LANE_COLUMNS])
{
    __m256 rise = _mm256_sub_ps(_mm256_loadu_ps(elevation), here);
    __m256 slope = _mm256_mul_ps(rise, _mm256_loadu_ps(per_metre));
    return _mm256_and_ps(slope, _mm256_cmp_ps(rise, rise, _CMP_ORD_Q)); /* unknown: level */
}

INLINE uint64_t lanes_of(const vp_tile *t, const vp_spread *spread, size_t cell, float minutes[VP_LANES], bool exact,
                         int neighbours, vp_ground ground)
{
    const int reach = neighbours == 8 ? 1 : neighbours == 16 ? 2 : 3;
    const size_t corner = cell - VP_STEP_REACH * (VP_TILE_SIDE + 1);
    const vp_lanes *lanes = &spread->lanes;
    __m256 c[ROWS], sums[ROWS], sloped[ROWS];
    for (int row = OWN - reach; row <= OWN + reach; row++)
        c[row] = _mm256_loadu_ps(t->crossing + corner + row * VP_TILE_SIDE);
    if (ground == VP_GROUND_SLOPED || ground == VP_GROUND_MIXED) {
        __m256 part[ROWS];
        const __m256 sign = _mm256_set1_ps(-0.0f), zero = _mm256_setzero_ps();
        for (int row = OWN - reach; row <= OWN + reach; row++) {
            part[row] = ground == VP_GROUND_SLOPED ? _mm256_andnot_ps(sign, c[row])
                                                   : _mm256_max_ps(_mm256_xor_ps(c[row], sign), zero);
            if (ground == VP_GROUND_MIXED) c[row] = _mm256_max_ps(c[row], zero);
        }
        sum_moves(part, sloped, lanes, neighbours);
    }
    if (ground != VP_GROUND_SLOPED) sum_moves(c, sums, lanes, neighbours);
    const __m256 so_far = _mm256_set1_ps(t->minutes[cell]);
    const __m256 dither = _mm256_set1_ps(vp_step_dither(t->minutes[cell], vp_tile_place(t, cell)));
    const __m256 height = ground == VP_GROUND_LEVEL ? so_far : _mm256_set1_ps(t->elevation[cell]);
    uint64_t found = 0;
    for (int row = OWN - reach; row <= OWN + reach; row++) {
        size_t first = corner + (size_t)(row * VP_TILE_SIDE);
        __m256 step;
        if (ground == VP_GROUND_LEVEL)
            step = sums[row];
        else if (ground == VP_GROUND_LANGMUIR) {
            __m256 seconds = langmuir_seconds(slopes_to(t->elevation + first, height, lanes->per_metre[row]));
            step = _mm256_add_ps(sums[row], _mm256_mul_ps(seconds, _mm256_loadu_ps(lanes->walk_sixtieth[row])));
        } else {
            step = _mm256_mul_ps(slope_factor(slopes_to(t->elevation + first, height, lanes->per_metre[row])),
                                 sloped[row]);
            if (ground == VP_GROUND_MIXED) step = _mm256_add_ps(sums[row], step);
        }
        __m256 there = _mm256_add_ps(so_far, _mm256_add_ps(step, dither)), known = _mm256_loadu_ps(t->minutes + first);
        __m256 hit = exact ? _mm256_cmp_ps(there, known, _CMP_EQ_OQ) : _mm256_cmp_ps(there, known, _CMP_LT_OQ);
        if (exact) hit = _mm256_and_ps(hit, _mm256_cmp_ps(there, _mm256_set1_ps(INFINITY), _CMP_LT_OQ));
        found |= (uint64_t)(unsigned)_mm256_movemask_ps(hit) << (row * VP_LANE_COLUMNS);
        _mm256_storeu_ps(minutes + row * VP_LANE_COLUMNS, there);
    }
    return found;
}

VP_KERNEL_ALL_LOOPS(lanes_of)

const vp_kernel vp_kernel_avx2 = {
    .name = "avx2",
    .reach = VP_KERNEL_TABLE(reach),
    .name_nearest = VP_KERNEL_TABLE(name),
    .exact = VP_KERNEL_TABLE(exact),
};
#endif
