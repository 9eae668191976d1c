#include "travel/step.h"
#include <stdlib.h>

/* Moves of the first octant turned and mirrored: east of north-south, so |dx| <= |dy|. */
static const struct {
    int across, along;
    double end, near, middle; /* weights as multiples of the move's length */
} kinds[] = {
    {0, 1, 1. / 2, 0, 0},
    {1, 1, 1. / 2, 0, 0},
    {1, 2, 1. / 4, 1. / 4, 0},
    {1, 3, 1. / 6, 1. / 3, 0},
    {2, 3, 1. / 6, 1. / 12, 1. / 4},
};

/* Inner cells of the kind as (across, along) pairs: two near the ends, two in the middle,
 * then the two that the move touches at a corner. */
static const int inner[][6][2] = {
    {{0, 0}, {0, 0}, {0, 0}, {0, 0}, {0, 0}, {0, 0}}, {{0, 0}, {0, 0}, {0, 0}, {0, 0}, {1, 0}, {0, 1}},
    {{0, 1}, {1, 1}, {0, 0}, {0, 0}, {0, 0}, {0, 0}}, {{0, 1}, {1, 2}, {0, 0}, {0, 0}, {1, 1}, {0, 2}},
    {{0, 1}, {2, 2}, {1, 1}, {1, 2}, {0, 0}, {0, 0}},
};

typedef struct {
    int kind, sign_x, sign_y;
    bool swapped; /* along is x */
} turn;

static ptrdiff_t offset(turn t, const int cell[2], ptrdiff_t stride)
{
    int x = t.swapped ? cell[1] : cell[0], y = t.swapped ? cell[0] : cell[1];
    return (ptrdiff_t)(y * t.sign_y) * stride + x * t.sign_x;
}

static vp_step make(turn t, ptrdiff_t stride, double cell_metres, bool from_facility)
{
    int end[2] = {kinds[t.kind].across, kinds[t.kind].along};
    double length = sqrt(end[0] * end[0] + end[1] * end[1]);
    const int(*cells)[2] = inner[t.kind];
    return (vp_step){
        .dx = (t.swapped ? end[1] : end[0]) * t.sign_x,
        .dy = (t.swapped ? end[0] : end[1]) * t.sign_y,
        .end = offset(t, end, stride),
        .near_cells = {offset(t, cells[0], stride), offset(t, cells[1], stride)},
        .middle_cells = {offset(t, cells[2], stride), offset(t, cells[3], stride)},
        .corner_cells = {offset(t, cells[4], stride), offset(t, cells[5], stride)},
        .end_weight = (float)(length * kinds[t.kind].end),
        .near_weight = (float)(length * kinds[t.kind].near),
        .middle_weight = (float)(length * kinds[t.kind].middle),
        .crosses_corner = t.kind == 1 || t.kind == 3,
        .walk_sixtieth = (float)(length * cell_metres / 60),
        .per_metre = (float)((from_facility ? 1 : -1) / (length * cell_metres)),
    };
}

void vp_steps_init(vp_step steps[VP_STEPS_MOST], int neighbours, ptrdiff_t stride, double cell_metres,
                   bool from_facility)
{
    int count = 0;
    for (int kind = 0; count < neighbours; kind++) {
        int across = kinds[kind].across;
        for (int swapped = 0; swapped < (kind == 1 ? 1 : 2); swapped++)
            for (int sign_y = -1; sign_y <= 1; sign_y += 2)
                for (int sign_x = -1; sign_x <= 1; sign_x += 2) {
                    /* A straight move has no mirror image across its own line. */
                    if (across == 0 && (swapped ? sign_y : sign_x) < 0) continue;
                    turn t = {kind, sign_x, sign_y, swapped};
                    steps[count++] = make(t, stride, cell_metres, from_facility);
                }
    }
}
