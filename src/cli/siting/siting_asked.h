/* Which service, whom to count and within which limits: --service or --indicator, --group, --other-group. */
#pragma once
#include "service/siting_joint.h"

/* As they were given; NULL: not. */
typedef struct {
    const char *service, *indicator, *group, *other_group, *services; /* services: counted together */
    size_t at_least;                                                  /* of services; 0: all */
} vp_siting_asked;

/* Sets service, groups and what an indicator or `services` add; joint NULL: one service alone can be asked about.
 * VP_NOT_FOUND, VP_BAD_INPUT with a sentence. */
bool vp_siting_asked_find(const vp_siting_asked *asked, const vp_definitions *definitions, vp_siting_joint *joint,
                          vp_siting_question *question, vp_error *err);
