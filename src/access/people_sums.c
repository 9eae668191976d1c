#include "access/people_sums.h"
#include <string.h>

/* Cells with people are few and far between: they are gathered first, since a branch for each would mostly be
 * guessed wrong. */
static void count_run(vp_people_sum row[], vp_run run, const uint16_t steps[], const float people[])
{
    enum { TOGETHER = 256 };
    size_t peopled[TOGETHER], end = (size_t)run.first_cell + run.cell_count;
    for (size_t first = run.first_cell; first < end; first += TOGETHER) {
        size_t count = 0, last = end - first < TOGETHER ? end : first + TOGETHER;
        for (size_t i = first; i < last; i++) {
            peopled[count] = i;
            count += people[i] > 0;
        }
        for (size_t k = 0; k < count; k++)                                         /* as many are set */
            row[steps[peopled[k]]] += vp_people_whole((double)people[peopled[k]]); // NOLINT(*uninitialized*)
    }
}

/* Whole cells and then partial ones while their values are in cache; row NULL: passed over. */
void vp_people_sums_count_zone(vp_people_sum row[], const vp_weights *weights, vp_people_sums_place *at, size_t zone,
                               const uint16_t steps[], const float people[])
{
    for (; at->run < weights->run_count && weights->runs[at->run].zone == zone; at->run++)
        if (row) count_run(row, weights->runs[at->run], steps, people);
    for (; at->partial < weights->partial_count && weights->partials[at->partial].zone == zone; at->partial++) {
        vp_partial partial = weights->partials[at->partial];
        if (row && people[partial.cell] > 0)
            row[steps[partial.cell]] += vp_people_whole(partial.share * (double)people[partial.cell]);
    }
}

void vp_people_sums_count(vp_people_sum sums[], size_t width, const vp_weights *weights, const uint16_t steps[],
                          const float people[])
{
    vp_people_sums_place at = {0};
    for (size_t zone = 0; zone < weights->zone_count; zone++)
        vp_people_sums_count_zone(sums + zone * width, weights, &at, zone, steps, people);
}

static void move_cell(vp_people_sum row[], vp_people_sums_move steps, size_t cell, double people)
{
    if (steps.before[cell] == steps.now[cell] || !(people > 0)) return;
    vp_people_sum whole = vp_people_whole(people);
    row[steps.before[cell]] -= whole;
    row[steps.now[cell]] += whole;
}

void vp_people_sums_move_zone(vp_people_sum row[], const vp_weights *weights, vp_people_sums_place *at, size_t zone,
                              vp_people_sums_move steps, const float people[])
{
    for (; at->run < weights->run_count && weights->runs[at->run].zone == zone; at->run++) {
        vp_run run = weights->runs[at->run];
        size_t first = run.first_cell, end = first + run.cell_count;
        if (memcmp(steps.before + first, steps.now + first, run.cell_count * sizeof *steps.now) == 0) continue;
        for (size_t i = first; i < end; i++) move_cell(row, steps, i, (double)people[i]);
    }
    for (; at->partial < weights->partial_count && weights->partials[at->partial].zone == zone; at->partial++) {
        vp_partial partial = weights->partials[at->partial];
        move_cell(row, steps, partial.cell, partial.share * (double)people[partial.cell]);
    }
}

static double people_of(vp_people_sum sum) { return (double)sum / VP_PEOPLE_WHOLE; }

void vp_people_sums_give(const vp_people_sum row[], vp_facts *facts, size_t unit)
{
    size_t bins = facts->scale.bins;
    for (size_t k = 0; k < bins; k++) facts->by_bin[unit * bins + k] = row[k] ? people_of(row[k]) : 0;
    facts->beyond[unit] = people_of(row[bins + VP_STEP_BEYOND]);
    facts->unreachable[unit] = people_of(row[bins + VP_STEP_UNREACHABLE]);
    facts->no_data[unit] = people_of(row[bins + VP_STEP_NO_DATA]);
}
