/* People by which facilities they can go to: cells of one set have the same choices, and there are far fewer sets than
 * pairs of a cell and a facility. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <vungphu/error.h>

typedef struct vp_reach_sets vp_reach_sets;
vp_reach_sets *vp_reach_sets_new(vp_error *err);
void vp_reach_sets_free(vp_reach_sets *sets); /* NULL is fine */

/* *set (0: no facility) becomes that with the facility too, which it must not have. Facilities are added in the same
 * order everywhere. False: no memory. */
bool vp_reach_sets_add(vp_reach_sets *sets, uint32_t *set, uint32_t facility);
void vp_reach_sets_people(vp_reach_sets *sets, uint32_t set, double people);

/* Gives the places (people, NaN: not known) of facilities to all who reach them, by need (vp_capacity_fill). Sets with
 * a facility whose places are not known take no part. */
bool vp_reach_sets_fill(vp_reach_sets *sets, const double places[], size_t facility_count, vp_error *err);
/* After it: the part 0..1 of the set's people who find no place. */
double vp_reach_sets_left(const vp_reach_sets *sets, uint32_t set);
