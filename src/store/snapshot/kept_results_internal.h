/* What is known of the last snapshot, shared by kept_results.c and kept_cover.c. */
#pragma once
#include "store/snapshot/kept_results.h"
#include "store/snapshot/snapshot_store.h"

struct vp_kept_results {
    const vp_region *region;
    const vp_service_inputs *inputs; /* [service] of the new region */
    char *directory;                 /* of the snapshot; NULL: none */
    vp_manifest manifest;
    vp_snapshot *snapshot;          /* this one's own: what is taken from it is gone */
    size_t *then;                   /* [service] its row in the snapshot; VP_NONE: not known */
    const vp_service_inputs **sums; /* [service] what it rests on there; NULL where then is VP_NONE */
    int32_t *nearest;               /* of the surface that was asked for last, where rows changed */
};

/* The path of one of its files, that is as it was when it was made, to its sum; NULL: it is not. Free it. */
char *vp_kept_results_file(const vp_kept_results *kept, const char *name);
