/* What a nation's build rests on, as sums: all of it by files, and each part by what lies near it. */
#pragma once
#include "store/parts/part_owners.h"
#include "store/province/province.h"
#include "store/spatial/input_sum.h"

typedef char vp_files_sum[20];

/* Of the tables, the files that they name, and the program, by size and time: who touches a file has the parts looked
 * at again. */
void vp_inputs_sum_files(const vp_province *province, const char *folder, vp_files_sum sum);

/* Of what a part rests on. Of facilities, those that may stand on its grids, from dataset, an import of units and
 * facilities; without one (NULL), and for a part with a system of its own, their files. Other layers of places and the
 * tables of questions are the merge's. That an edit was seen here is not needed: the merge compares what the parts rest
 * on themselves. */
bool vp_inputs_sum_part(const vp_province *province, const char *folder, const char *dataset, const vp_part *part,
                        vp_input_sum sum, vp_error *err);
