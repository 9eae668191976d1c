/* Who is within a limit, as the processes answer it. */
#pragma once
#include <jansson.h>
#include <vungphu/region.h>
#include <vungphu/zonal.h>

/* Whom to count, all borrowed: people by cell, and the units that they are counted in. */
typedef struct {
    const float *people; /* [cell]; NaN: no data */
    const vp_weights *weights;
    const vp_unit_set *units; /* the zones of weights */
} vp_counted_people;

/* Of the first population, by the units of the main set, which weights are of. */
vp_counted_people vp_counted_people_of(const vp_region *region, const vp_weights *main_weights);

/* {province: {people, reached, share}, units: [{code, name, people, reached, share}]}: people on cells whose value is
 * at most limit (at_least: at least); cells of no data (NaN) are left out of both reached and people and counted as
 * no_data. INFINITY is no path at all, or no signal. NULL and err when memory is short. */
json_t *vp_counted_people_within(const vp_counted_people *counted, const float values[], double limit, bool at_least,
                                 vp_error *err);
