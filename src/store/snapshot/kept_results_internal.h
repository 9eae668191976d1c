/* What is known of the last snapshot, shared by kept_results.c and kept_cover.c. */
#pragma once
#include "store/snapshot/kept_check.h"
#include "store/snapshot/kept_results.h"
#include "store/snapshot/snapshot_store.h"
#include <stdatomic.h>

struct vp_kept_results {
    const vp_region *region;
    const vp_service_inputs *inputs; /* [service] of the new region */
    char *directory;                 /* of the snapshot; NULL: none */
    vp_manifest manifest;
    vp_snapshot *snapshot;          /* this one's own: what is taken from it is gone */
    size_t *then;                   /* [service] its row in the snapshot; VP_NONE: not known */
    const vp_service_inputs **sums; /* [service] what it rests on there; NULL where then is VP_NONE */
    atomic_bool *damaged;           /* [service] its cells turned out so: nothing of it is taken */
    vp_kept_check *check;           /* owned; NULL: no file is good */
    vp_database *coverage;          /* its coverage.sqlite, when it was first asked for; NULL: not yet */
    bool no_coverage;               /* it cannot be read */
    vp_facts ***facts;              /* [set] of what was asked for last before its facilities changed */
    int32_t *nearest;               /* of the surface that was asked for last, where rows changed */
};

/* Its tables and layers as they were made; NULL: they are not. */
vp_database *vp_kept_results_coverage(vp_kept_results *kept);
