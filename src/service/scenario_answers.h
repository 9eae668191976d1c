/* Answers to scenarios, computed in turn and kept while there is room. Any thread. */
#pragma once
#include "model/scenario_record.h"
#include "scenario/scenario.h"
#include "snapshot/snapshot.h"

/* An answer, shared until it is released: only what changes. vp_scenario_coverage makes the whole of it for a reader.
 */
typedef struct {
    const vp_changed *changed; /* of the snapshot's region */
    const vp_scenario_result *result;
    void *kept;
} vp_scenario_answer;

typedef struct vp_scenario_answers vp_scenario_answers;

vp_scenario_answers *vp_scenario_answers_new(size_t changes_most, vp_error *err);
/* Gives up what is computed; who waits does so no more. */
void vp_scenario_answers_stop(vp_scenario_answers *answers);
void vp_scenario_answers_free(vp_scenario_answers *answers); /* the same first; NULL is fine */

/* Waits so many seconds at most (0: not at all): *ready is false while it is still being computed. VP_BUSY when
 * too much is being computed. */
bool vp_scenario_answers_ask(vp_scenario_answers *answers, const vp_snapshot *snapshot,
                             const vp_scenario_record *record, double seconds, bool *ready, vp_scenario_answer *out,
                             vp_error *err);
/* Whether an answer is there already; asks for nothing. */
bool vp_scenario_answers_have(vp_scenario_answers *answers, const vp_snapshot *snapshot,
                              const vp_scenario_record *record);
void vp_scenario_answers_release(vp_scenario_answers *answers, vp_scenario_answer *answer);
