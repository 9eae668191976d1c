/* What a nation's build consists of, what its parts will need, and which of them are missing. */
#pragma once
#include "cli/nation/inputs.h"
#include "cli/nation/task.h"
#include <stddef.h>

typedef struct {
    char id[72];
    size_t cells;              /* of its window */
    double megabytes, minutes; /* that it is given */
    vp_input_sum near;         /* what it rests on today; "": that was not asked for */
    bool wanted;               /* it is not done with that */
} vp_planned_part;

typedef struct {
    char directory[4096];
    vp_task_place place;
    vp_planned_part *parts;
    size_t part_count;
    vp_planned_part merge;
    vp_files_sum inputs;
} vp_nation_plan;

/* Reads the tables; with windows the units too, for the sizes. anew: every part is wanted. */
bool vp_nation_plan_read(vp_nation_plan *plan, const char *folder, const char *data, const char *output, bool windows,
                         bool anew, vp_error *err);
void vp_nation_plan_clear(vp_nation_plan *plan);
