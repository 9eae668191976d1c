/* Units of a snapshot ranked across services, whatever limits, weights and group are asked for. */
#pragma once
#include "snapshot/snapshot.h"
#include <vungphu/indicators.h>
#include <vungphu/ranking.h>

typedef struct {
    vp_joint services; /* every service a part of its own; at_least is not read. */
    double weights[VP_JOINT_MOST];
    size_t set, group; /* VP_NONE: everyone */
    double threshold;  /* share of people below which a unit lacks a service */
    size_t least;      /* people_missing: who lack at least so many; 1 to the number of services */
} vp_ranking_question;

typedef struct {
    vp_ranked *ranked;       /* [unit], in the set's order */
    vp_measurement *reached; /* [unit * services + service] */
    double *people;          /* [unit] of the group */
    double *people_missing;  /* [unit] who lack at least `least` of the services, counted on the cells; NaN not known */
    size_t *order;           /* units by rank; those without an index at the end */
    size_t unit_count;
} vp_ranking_view;

/* VP_NOT_FOUND when the snapshot has no surface of a service. Clear it also on failure. */
bool vp_ranking_view_init(vp_ranking_view *view, const vp_snapshot *snapshot, const vp_ranking_question *question,
                          vp_error *err);
void vp_ranking_view_clear(vp_ranking_view *view);
