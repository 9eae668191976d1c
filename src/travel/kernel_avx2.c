/* The kernel for AVX2: compiled with -mavx2 and without fused multiply-add, run only where
 * the processor has it.
 *
 * 8 and 16 neighbours: their cells are gathered into registers without an empty lane (packed_lane in
 * kernel.c): the eight that touch the cell,
 *     lane   0 1 2    6   7    3 4 5        above, beside, below
 * and the eight at the ends of knight's moves. What those cross besides lies in the first register.
 *
 * 32 neighbours: a register holds a row of eight cells around the cell, lanes x = -3 … 4.
 * inner(row) brings to each lane the cell next towards the column of the start, of the long
 * moves, outer(row) the one next to the lane itself:
 *     lane   -3 -2 -1  0  1  2  3
 *     inner  -1 -1  0  0  0  1  1
 *     outer  -2 -1 -1  0  1  1  2
 * With them the cells that the moves cross are whole registers (places of vp_lanes). */
#include "travel/kernel.h"

#ifdef VP_HAS_AVX2
#include <immintrin.h>

enum { OWN = VP_STEP_REACH, ROWS = VP_LANE_ROWS };

VP_INLINE __m256 inner(__m256 row) { return _mm256_permutevar8x32_ps(row, _mm256_setr_epi32(2, 2, 3, 3, 3, 4, 4, 7)); }
VP_INLINE __m256 outer(__m256 row) { return _mm256_permutevar8x32_ps(row, _mm256_setr_epi32(1, 2, 2, 3, 4, 4, 5, 7)); }
VP_INLINE __m256 centre(__m256 row) { return _mm256_permutevar8x32_ps(row, _mm256_set1_epi32(3)); }

VP_INLINE __m256 weighed(__m256 a, __m256 b, const float weights[VP_LANE_COLUMNS])
{
    return _mm256_mul_ps(_mm256_add_ps(a, b), _mm256_loadu_ps(weights));
}

/* sums[row]: the minutes of all 32 moves, from the paces c of the rows. */
VP_INLINE void sum_rows(const __m256 c[ROWS], __m256 sums[ROWS], const vp_lanes *lanes)
{
    __m256 here = centre(c[OWN]);
    sums[OWN] = weighed(here, c[OWN], lanes->end[OWN]);
    __m256 own_inner = inner(c[OWN]);
    for (int side = -1; side <= 1; side += 2) {
        int one = OWN + side, two = OWN + 2 * side, three = OWN + 3 * side;
        __m256 one_inner = inner(c[one]), one_outer = outer(c[one]);
        sums[one] =
            _mm256_add_ps(weighed(here, c[one], lanes->end[one]), weighed(own_inner, one_outer, lanes->near[one]));
        __m256 middle = weighed(one_inner, one_outer, lanes->middle[two]);
        sums[two] = weighed(here, c[two], lanes->end[two]);
        __m256 two_outer = outer(c[two]);
        sums[two] = _mm256_add_ps(sums[two], weighed(own_inner, two_outer, lanes->near[two]));
        sums[two] = _mm256_add_ps(sums[two], middle);
        sums[three] = _mm256_add_ps(weighed(here, c[three], lanes->end[three]),
                                    weighed(centre(c[one]), c[two], lanes->near[three]));
        sums[three] = _mm256_add_ps(sums[three], weighed(one_inner, two_outer, lanes->middle[three]));
    }
}

VP_INLINE __m256 term_pair(__m256 rest, float first, float second)
{
    return _mm256_add_ps(_mm256_mul_ps(_mm256_set1_ps(first), rest), _mm256_set1_ps(second));
}

/* vp_slope_factor of eight slopes. */
VP_INLINE __m256 slope_factor(__m256 slope)
{
    const __m256 rate = _mm256_set1_ps(VP_SLOPE_RATE), rounder = _mm256_set1_ps(VP_EXP2_ROUNDER);
    __m256 off_best = _mm256_andnot_ps(_mm256_set1_ps(-0.0f), _mm256_add_ps(slope, _mm256_set1_ps(VP_SLOPE_BEST)));
    __m256 x = _mm256_sub_ps(_mm256_mul_ps(off_best, rate), _mm256_set1_ps(VP_SLOPE_BEST * VP_SLOPE_RATE));
    x = _mm256_min_ps(x, _mm256_set1_ps(VP_EXP2_LARGEST));
    __m256 shifted = _mm256_add_ps(x, rounder), rest = _mm256_sub_ps(x, _mm256_sub_ps(shifted, rounder));
    __m256 square = _mm256_mul_ps(rest, rest);
    __m256 power = _mm256_mul_ps(term_pair(rest, vp_exp2_terms[0], vp_exp2_terms[1]), square);
    power = _mm256_add_ps(power, term_pair(rest, vp_exp2_terms[2], vp_exp2_terms[3]));
    power = _mm256_add_ps(_mm256_mul_ps(power, square), term_pair(rest, vp_exp2_terms[4], 1));
    __m256i whole = _mm256_slli_epi32(_mm256_castps_si256(shifted), 23);
    return _mm256_castsi256_ps(_mm256_add_epi32(_mm256_castps_si256(power), whole));
}

/* vp_langmuir_seconds of eight slopes. */
VP_INLINE __m256 langmuir_seconds(__m256 slope)
{
    __m256 up = _mm256_cmp_ps(slope, _mm256_setzero_ps(), _CMP_GE_OQ);
    __m256 steep = _mm256_cmp_ps(slope, _mm256_set1_ps(VP_LANGMUIR_STEEP), _CMP_LT_OQ);
    __m256 rate = _mm256_blendv_ps(_mm256_set1_ps(VP_LANGMUIR_DOWN), _mm256_set1_ps(-VP_LANGMUIR_DOWN), steep);
    rate = _mm256_blendv_ps(rate, _mm256_set1_ps(VP_LANGMUIR_UP), up);
    return _mm256_add_ps(_mm256_mul_ps(slope, rate), _mm256_set1_ps(VP_LANGMUIR_LEVEL));
}

VP_INLINE __m256 slopes_to(__m256 there, __m256 here, const float per_metre[VP_LANE_COLUMNS])
{
    __m256 rise = _mm256_sub_ps(there, here);
    __m256 slope = _mm256_mul_ps(rise, _mm256_loadu_ps(per_metre));
    return _mm256_and_ps(slope, _mm256_cmp_ps(rise, rise, _CMP_ORD_Q)); /* unknown: level */
}

/* The part of the paces where the slope counts, and the one where it does not. */
VP_INLINE __m256 sloped_part(__m256 c, vp_tile_relief relief)
{
    const __m256 sign = _mm256_set1_ps(-0.0f);
    return relief == VP_RELIEF_SLOPED ? _mm256_andnot_ps(sign, c)
                                      : _mm256_max_ps(_mm256_xor_ps(c, sign), _mm256_setzero_ps());
}

VP_INLINE __m256 flat_part(__m256 c, vp_tile_relief relief)
{
    return relief == VP_RELIEF_MIXED ? _mm256_max_ps(c, _mm256_setzero_ps()) : c;
}

typedef struct {
    __m256 so_far, least_sum, dither, height;
} start;

VP_INLINE start start_of(const vp_tile *t, size_t cell, vp_tile_relief relief)
{
    float minutes = t->minutes[cell];
    return (start){_mm256_set1_ps(minutes), _mm256_set1_ps(vp_step_least_sum(minutes)),
                   _mm256_set1_ps(vp_step_dither(minutes, vp_tile_place(t, cell))),
                   relief == VP_RELIEF_LEVEL ? _mm256_setzero_ps() : _mm256_set1_ps(t->elevation[cell])};
}

/* What the moves of a register take, from the sums of their flat and sloped parts. */
VP_INLINE __m256 step_of(__m256 flat, __m256 sloped, __m256 slopes, const float walk_sixtieth[VP_LANE_COLUMNS],
                         vp_tile_relief relief)
{
    if (relief == VP_RELIEF_LEVEL) return flat;
    if (relief == VP_RELIEF_LANGMUIR)
        return _mm256_add_ps(flat, _mm256_mul_ps(langmuir_seconds(slopes), _mm256_loadu_ps(walk_sixtieth)));
    __m256 step = _mm256_mul_ps(slope_factor(slopes), sloped);
    return relief == VP_RELIEF_MIXED ? _mm256_add_ps(flat, step) : step;
}

/* Bits of the lanes that lead on; there: minutes at the ends. */
VP_INLINE uint64_t arrive(start from, __m256 step, __m256 known, float there[VP_LANE_COLUMNS], vp_kernel_case made)
{
    const vp_wanted wanted = made.wanted;
    __m256 sum = _mm256_add_ps(from.so_far, _mm256_add_ps(step, from.dither));
    if (made.may_vanish)
        sum = _mm256_max_ps(from.least_sum, sum); /* where the sum is not a number, max gives it back */
    __m256 hit = wanted == VP_EXACT     ? _mm256_cmp_ps(sum, known, _CMP_EQ_OQ)
                 : wanted == VP_AS_GOOD ? _mm256_cmp_ps(sum, known, _CMP_LE_OQ)
                                        : _mm256_cmp_ps(sum, known, _CMP_LT_OQ);
    if (wanted != VP_BETTER) hit = _mm256_and_ps(hit, _mm256_cmp_ps(sum, _mm256_set1_ps(INFINITY), _CMP_LT_OQ));
    _mm256_storeu_ps(there, sum);
    return (uint64_t)(unsigned)_mm256_movemask_ps(hit);
}

/* ------------------------------------------------------------ 8 and 16 neighbours */

/* The eight cells that touch the one at p. */
VP_INLINE __m256 touching(const float *p)
{
    __m256 above = _mm256_loadu_ps(p - VP_TILE_SIDE - 1), below = _mm256_loadu_ps(p + VP_TILE_SIDE - 1 - 3);
    __m256 west = _mm256_loadu_ps(p - 1 - 6), east = _mm256_loadu_ps(p + 1 - 7);
    return _mm256_blend_ps(_mm256_blend_ps(above, below, 0x38), _mm256_blend_ps(west, east, 0x80), 0xC0);
}

/* The eight at the ends of knight's moves: lanes 0, 4 and 2, 6 in the rows next to p, 1, 3 and 5, 7 in the next but
 * one. */
VP_INLINE __m256 knights(const float *p)
{
    __m256 above = _mm256_loadu_ps(p - VP_TILE_SIDE - 2), below = _mm256_loadu_ps(p + VP_TILE_SIDE - 2 - 2);
    __m256 high = _mm256_loadu_ps(p - 2 * VP_TILE_SIDE - 1 - 1), low = _mm256_loadu_ps(p + 2 * VP_TILE_SIDE - 1 - 5);
    return _mm256_blend_ps(_mm256_blend_ps(above, below, 0x44), _mm256_blend_ps(high, low, 0xA0), 0xAA);
}

VP_INLINE __m256 sum_knights(__m256 here, __m256 near, __m256 far, const vp_lanes *lanes)
{
    __m256 straight = _mm256_permutevar8x32_ps(near, _mm256_setr_epi32(6, 1, 6, 1, 7, 4, 7, 4));
    __m256 diagonal = _mm256_permutevar8x32_ps(near, _mm256_setr_epi32(0, 0, 3, 2, 2, 3, 5, 5));
    return _mm256_add_ps(weighed(here, far, lanes->end[1]), weighed(straight, diagonal, lanes->near[1]));
}

VP_INLINE uint64_t packed_lanes(const vp_tile *t, const vp_spread *spread, size_t cell, float minutes[VP_LANES],
                                vp_kernel_case made)
{
    const vp_tile_relief relief = made.relief;
    const bool knight = made.neighbours == 16;
    const vp_lanes *lanes = &spread->lanes;
    const bool slope = relief == VP_RELIEF_SLOPED || relief == VP_RELIEF_MIXED, level = relief == VP_RELIEF_LEVEL;
    const start from = start_of(t, cell, relief);
    const __m256 zero = _mm256_setzero_ps();
    __m256 here = _mm256_set1_ps(t->crossing[cell]), near = touching(t->crossing + cell),
           far = knight ? knights(t->crossing + cell) : zero;
    __m256 flat[2] = {zero, zero}, sloped[2] = {zero, zero}, slopes[2] = {zero, zero};
    if (relief != VP_RELIEF_SLOPED) {
        __m256 a = flat_part(here, relief), b = flat_part(near, relief);
        flat[0] = weighed(a, b, lanes->end[0]);
        if (knight) flat[1] = sum_knights(a, b, flat_part(far, relief), lanes);
    }
    if (slope) {
        __m256 a = sloped_part(here, relief), b = sloped_part(near, relief);
        sloped[0] = weighed(a, b, lanes->end[0]);
        if (knight) sloped[1] = sum_knights(a, b, sloped_part(far, relief), lanes);
    }
    if (!level) slopes[0] = slopes_to(touching(t->elevation + cell), from.height, lanes->per_metre[0]);
    if (!level && knight) slopes[1] = slopes_to(knights(t->elevation + cell), from.height, lanes->per_metre[1]);
    __m256 step = step_of(flat[0], sloped[0], slopes[0], lanes->walk_sixtieth[0], relief);
    uint64_t found = arrive(from, step, touching(t->minutes + cell), minutes, made);
    if (!knight) return found;
    step = step_of(flat[1], sloped[1], slopes[1], lanes->walk_sixtieth[1], relief);
    return found | arrive(from, step, knights(t->minutes + cell), minutes + VP_LANE_COLUMNS, made) << VP_LANE_COLUMNS;
}

/* ------------------------------------------------------------ 32 neighbours */

VP_INLINE uint64_t row_lanes(const vp_tile *t, const vp_spread *spread, size_t cell, float minutes[VP_LANES],
                             vp_kernel_case made)
{
    const vp_tile_relief relief = made.relief;
    const size_t corner = cell - VP_STEP_REACH * (VP_TILE_SIDE + 1);
    const vp_lanes *lanes = &spread->lanes;
    const start from = start_of(t, cell, relief);
    __m256 c[ROWS], part[ROWS], sums[ROWS], sloped[ROWS];
    for (int row = 0; row < ROWS; row++) {
        c[row] = _mm256_loadu_ps(t->crossing + corner + row * VP_TILE_SIDE);
        part[row] = sloped_part(c[row], relief);
        c[row] = flat_part(c[row], relief);
        sums[row] = sloped[row] = _mm256_setzero_ps();
    }
    if (relief == VP_RELIEF_SLOPED || relief == VP_RELIEF_MIXED) sum_rows(part, sloped, lanes);
    if (relief != VP_RELIEF_SLOPED) sum_rows(c, sums, lanes);
    uint64_t found = 0;
    for (int row = 0; row < ROWS; row++) {
        size_t first = corner + (size_t)(row * VP_TILE_SIDE);
        __m256 slopes = _mm256_setzero_ps();
        if (relief != VP_RELIEF_LEVEL)
            slopes = slopes_to(_mm256_loadu_ps(t->elevation + first), from.height, lanes->per_metre[row]);
        __m256 step = step_of(sums[row], sloped[row], slopes, lanes->walk_sixtieth[row], relief);
        found |= arrive(from, step, _mm256_loadu_ps(t->minutes + first), minutes + (size_t)row * VP_LANE_COLUMNS, made)
                 << (row * VP_LANE_COLUMNS);
    }
    return found;
}

VP_INLINE uint64_t lanes_of(const vp_tile *t, const vp_spread *spread, size_t cell, float minutes[VP_LANES],
                            vp_kernel_case made)
{
    return made.neighbours == 32 ? row_lanes(t, spread, cell, minutes, made)
                                 : packed_lanes(t, spread, cell, minutes, made);
}

VP_KERNEL_ALL_LOOPS(lanes_of)

const vp_kernel vp_kernel_avx2 = {
    .name = "avx2",
    .reach = VP_KERNEL_TABLE(reach),
    .reach_named = VP_KERNEL_TABLE(named),
    .exact = VP_KERNEL_TABLE(exact),
};
#endif
