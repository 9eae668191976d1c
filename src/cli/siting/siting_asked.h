/* Which service, whom to count and within which limits: --service or --indicator, --group, --other-group. */
#pragma once
#include <vungphu/siting.h>

/* As they were given; NULL: not. */
typedef struct {
    const char *service, *indicator, *group, *other_group;
} vp_siting_asked;

/* Sets service, groups and what an indicator adds of limits. VP_NOT_FOUND, VP_BAD_INPUT with a sentence. */
bool vp_siting_asked_find(const vp_siting_asked *asked, const vp_definitions *definitions, vp_siting_question *question,
                          vp_error *err);
