/* A snapshot in which one more population group stands: a combination that a question asks for (vungphu/group.h). */
#pragma once
#include "snapshot/snapshot.h"

typedef struct {
    vp_snapshot snapshot; /* what the other has, borrowed; never to be held or released */
    /* Owned: */
    vp_region region;
    vp_group combined;
    vp_group *groups;
} vp_group_view;

/* Puts a combination behind the groups of a region that borrows them; *combined and *groups are the caller's to clear,
 * also on failure. text NULL or a single id: nothing is added. */
bool vp_group_view_add(vp_region *region, const char *text, vp_group *combined, vp_group **groups, vp_error *err);

/* text NULL or a single id: nothing is added; else vp_group_find has the combination's row. The snapshot must outlive
 * the view; the view must not be moved. Clear it also on failure. */
bool vp_group_view_init(vp_group_view *view, const vp_snapshot *snapshot, const char *text, vp_error *err);
void vp_group_view_clear(vp_group_view *view);
