/* What the files of vungphu/catchments.h share. */
#pragma once
#include <vungphu/catchments.h>

enum { VP_CATCHMENT_KINDS = 2 }; /* of units: those with the limit, those with the other one */

typedef struct {
    uint32_t demand;
    vp_division_choice choice;
} vp_catchment_pair;

typedef struct {
    const vp_region *region;
    const vp_weights *weights;
    const vp_catchment_question *q;
    const vp_service *service;
    vp_catchment_map *out;
    double limits[VP_CATCHMENT_KINDS], limit_most;
    uint8_t *kinds;                        /* [cell] bits of the kinds that have a part of it */
    double *people[VP_CATCHMENT_KINDS];    /* [cell] */
    uint32_t *demands[VP_CATCHMENT_KINDS]; /* [cell] where it has people */
    vp_division_problem problem;
    double *demand_people;
    size_t *starts;
    vp_division_choice *choices;
    double *places;
    vp_catchment_pair *pairs;
    size_t pair_count, pair_room;
    vp_division division;
    float *values, *best; /* [cell] of its owner: minutes or metres, and with the price */
} vp_catchment_work;

/* Whether anybody of the group lives in the cell; context is the work. */
static inline bool vp_catchment_has_people(const void *work, size_t cell)
{
    const vp_catchment_work *w = work;
    return w->people[0][cell] > 0 || w->people[1][cell] > 0;
}
/* Closes small facilities while nobody loses a place. catchment_merging.c */
bool vp_catchment_merge(vp_catchment_work *work, vp_error *err);
/* Whose each cell is, and the areas of it. catchment_areas.c */
bool vp_catchment_areas(vp_catchment_work *work, const vp_travel_options *travel, vp_error *err);
