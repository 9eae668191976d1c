/* What the server needs of whoever keeps scenarios and answers them (src/app joins the two). Any thread calls it. */
#pragma once
#include "model/scenario_record.h"
#include "snapshot/snapshot.h"
#include <vungphu/scenario.h>

/* An answer, shared until it is let go. */
typedef struct {
    const vp_changed *changed; /* of the snapshot's region */
    const vp_scenario_result *result;
    const vp_coverage *coverage; /* of changed->region */
    void *held;
} vp_scenario_answer;

typedef struct vp_scenario_service {
    void *context;
    size_t changes_most;
    /* As the functions of src/store/scenario_store.h of these names. */
    bool (*create)(void *context, vp_scenario_record *record, vp_error *err);
    bool (*put)(void *context, vp_scenario_record *record, int64_t expected, vp_error *err);
    bool (*remove)(void *context, const char *id, int64_t expected, vp_error *err);
    bool (*get)(void *context, const char *id, int64_t version, vp_scenario_record *record, vp_error *err);
    bool (*list)(void *context, const char *id, vp_scenario_record **records, size_t *count, vp_error *err);
    /* Waits a few seconds at most: *ready is false while it is still being computed. VP_CONFLICT when the dataset is
     * not what the snapshot was made from, VP_BUSY when it is absent or too much is being computed. */
    bool (*answer)(void *context, const vp_snapshot *snapshot, const vp_scenario_record *record, bool *ready,
                   vp_scenario_answer *out, vp_error *err);
    void (*let_go)(void *context, vp_scenario_answer *answer);
} vp_scenario_service;
