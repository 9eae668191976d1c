/* The region of a snapshot with what lies on its cells, for whoever travels, radiates or sites on it anew. Nothing is
 * copied: it may be made for each question, and each may add a population group of its own. */
#pragma once
#include "snapshot/snapshot.h"

typedef struct {
    const vp_snapshot *snapshot; /* held */
    vp_region region;            /* what the snapshot has, borrowed */
    /* Owned: */
    vp_group combined;
    vp_group *groups;
} vp_land_view;

/* Every block of the land is checked, once while the snapshot lives: NULL figures and err where one is damaged. The
 * view must not be moved. Clear it also on failure. */
bool vp_land_view_init(vp_land_view *view, const vp_snapshot *snapshot, vp_error *err);
/* The same of who asks for a window alone: before cells are read they are touched, count of them from first on. */
void vp_land_view_init_untouched(vp_land_view *view, const vp_snapshot *snapshot);
bool vp_land_view_touch(const vp_land_view *view, size_t first, size_t count, vp_error *err);
/* A combination that a question asks for stands behind the groups (vp_group_find); NULL and single ids change nothing.
 * Once a view. */
bool vp_land_view_add_group(vp_land_view *view, const char *text, vp_error *err);
void vp_land_view_clear(vp_land_view *view); /* also of zeros */
