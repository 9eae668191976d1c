/* Exact sums of people by unit and step of a scale: whole numbers of 2^-40 person, so that the order
 * of adding does not matter and what was added can be taken away again to the bit. */
#pragma once
#include <math.h>
#include <vungphu/coverage.h>

__extension__ typedef __int128 vp_people_sum;

#define VP_PEOPLE_WHOLE 0x1p40

/* Through 64 bits where they hold it, which is many times quicker. */
static inline vp_people_sum vp_people_whole(double people)
{
    double whole = people * VP_PEOPLE_WHOLE;
    const double rounder = 0x1.8p52; /* added, it leaves the nearest whole number, as rint does */
    if (whole < 0x1p50) return (vp_people_sum)(int64_t)(whole + rounder - rounder);
    whole = rint(whole);
    return whole < 0x1p62 ? (vp_people_sum)(int64_t)whole : (vp_people_sum)whole;
}

/* Adds to sums[zone · width + steps[cell]], width = bins + VP_STEPS_BESIDE_BINS, what each zone has of each
 * cell's people. */
void vp_people_sums_count(vp_people_sum sums[], size_t width, const vp_weights *weights, const uint16_t steps[],
                          const float people[]);
/* The same of one zone after the other: where the next one's cells begin; zeroed for the first. row NULL: none. */
typedef struct {
    size_t run, partial;
} vp_people_sums_place;
void vp_people_sums_count_zone(vp_people_sum row[], const vp_weights *weights, vp_people_sums_place *at, size_t zone,
                               const uint16_t steps[], const float people[]);
/* Of the next zone in order, whose row was counted with the steps before: takes from each step and gives to another
 * the people of cells that lie elsewhere now. */
typedef struct {
    const uint16_t *before, *now;
} vp_people_sums_move;
void vp_people_sums_move_zone(vp_people_sum row[], const vp_weights *weights, vp_people_sums_place *at, size_t zone,
                              vp_people_sums_move steps, const float people[]);
/* Sets one unit's facts to the sums of its row. */
void vp_people_sums_give(const vp_people_sum row[], vp_facts *facts, size_t unit);
