/* What a siting counts where that is several services together, of which one is sited. */
#pragma once
#include "snapshot/snapshot.h"
#include <vungphu/siting.h>

typedef struct {
    vp_joint joint; /* with the limit that the question has for the sited service */
    const float *surfaces[VP_JOINT_MOST];
} vp_siting_joint;

/* What was given: an indicator, or a list as of `vungphu indicators --services`, and the service that is sited
 * (VP_NONE: none was named). */
typedef struct {
    const vp_indicator *indicator; /* NULL: list */
    const char *list;
    size_t at_least; /* of the list; 0: all */
    size_t service;
} vp_siting_counted;

/* Sets the question's service, limits and, of an indicator, group. VP_BAD_INPUT where the service does not fit. */
bool vp_siting_joint_find(const vp_definitions *definitions, const vp_siting_counted *counted, vp_siting_joint *joint,
                          vp_siting_question *question, vp_error *err);
/* The surfaces of what the question counts together, if it does; `joint` keeps them. */
bool vp_siting_joint_take(const vp_snapshot *snapshot, vp_siting_joint *joint, vp_siting_question *question,
                          vp_error *err);
