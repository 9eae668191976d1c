/* A joint question that no indicator asks: its facts beside those of a snapshot, counted on its cells. */
#pragma once
#include "snapshot/snapshot.h"
#include <vungphu/indicators.h>
#include <vungphu/joint.h>

typedef struct {
    vp_coverage coverage;   /* the snapshot's with the question as its only joint one; for the view's set alone */
    vp_indicator indicator; /* joint_share of it, of everyone; its id is the list (vp_joint_write) */
    /* Owned: */
    vp_facts ****sets, ***joints, **facts;
    char text[VP_JOINT_TEXT];
} vp_joint_view;

/* For questions of one unit set; sets that do not rest on the main one take some hundred milliseconds more. threshold:
 * unless it is NaN, the indicator counts units (joint_units). VP_NOT_FOUND when the snapshot has no surface of a
 * service. The snapshot must outlive the view; the view must not be moved. */
bool vp_joint_view_init(vp_joint_view *view, const vp_snapshot *snapshot, const vp_joint *joint, size_t set,
                        double threshold, vp_error *err);
void vp_joint_view_clear(vp_joint_view *view); /* also of one that failed, and of zeros */
