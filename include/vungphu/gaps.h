/* Where people are left out: connected places of people a service does not reach. */
#pragma once
#include <vungphu/api.h>
#include <vungphu/coverage.h>

VP_BEGIN_DECLS

typedef struct {
    size_t service, group;
    double limit;
    size_t unit;                    /* of the main set: the unit with most of its people */
    double people;                  /* of the group, not reached within limit */
    double people_low, people_high; /* of a combined group that lies between two (group.h); else people */
    double x, y;                    /* the place's people-weighted centre moved to its nearest own cell */
    double lon, lat;                /* filled by the store or the server; NaN before */
    double unreachable_people;      /* of them, those with no path at all (or no signal) */
    double mean;                    /* people-weighted value of the others; NaN when there are none */
    double worst;                   /* NaN where some of the place has no path at all */
    double area_square_metres;
    size_t first_cell;        /* its cell of lowest index: a stable identity */
    size_t settlement;        /* with most of its people; VP_NONE: none is near, or none is known */
    double settlement_people; /* those of them; 0 without a settlement */
} vp_gap;

typedef struct {
    vp_gap *gaps;
    size_t gap_count;
} vp_gaps;

typedef struct {
    size_t service, group;
    double limit;        /* NaN: the service's default */
    double least_people; /* smaller places are left out of the list, not of the sums */
    size_t most;         /* so many places with most people are listed; 0: all */
} vp_gap_question;

/* Places: cells with people and a value beyond limit, joined over eight neighbours within one unit
 * of the main set; most people first. Cells without data are no gaps. */
VP_API bool vp_gaps_find(const vp_region *region, const vp_weights *main_weights, const float surface[],
                         const vp_gap_question *question, vp_gaps *out, vp_error *err);
/* Moves all of `from` behind those of `into`; from is empty afterwards. Both stay as they were on failure. */
VP_API bool vp_gaps_append(vp_gaps *into, vp_gaps *from, vp_error *err);
VP_API void vp_gaps_clear(vp_gaps *gaps);

VP_END_DECLS
