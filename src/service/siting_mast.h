/* The mast of a siting question on a service of signals, as the published surfaces were made. */
#pragma once
#include "snapshot/snapshot.h"
#include <vungphu/siting.h>

/* Nothing is given yet; every figure is NaN. */
vp_siting_mast vp_siting_mast_none(void);
/* Puts mast into the question where its service is one of signals: with the options of the build (but the method of
 * mast's) and what it is joined with; and asks for summits where neither a list nor cells are. The question's snapshot,
 * region and service are set. VP_BAD_INPUT when a figure is missing, or when the service needs none. */
bool vp_siting_mast_take(const vp_snapshot *snapshot, vp_siting_mast *mast, vp_siting_question *question,
                         vp_error *err);
