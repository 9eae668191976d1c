/* The values of all indicators for all units of a set: one wide table, made when it is first asked for. */
#pragma once
#include "snapshot/snapshot.h"

typedef struct vp_unit_table vp_unit_table;
vp_unit_table *vp_unit_table_new(vp_error *err);
void vp_unit_table_free(vp_unit_table *table); /* NULL is fine */

/* [unit * indicator_count + indicator], NaN without data; lives as long as the snapshot. Some milliseconds for a set at
 * first. Any thread. */
const double *vp_unit_table_of(const vp_snapshot *snapshot, size_t set, vp_error *err);
