/* The small made-up province of store/support_region.h, analysed and published in a directory of its own. */
#pragma once
#include "snapshot/snapshot.h"

char *published_directory(void);           /* remove_directory frees it */
void publish_again(const char *directory); /* the same dataset as a new snapshot */
void damage_last_byte(const char *path);
vp_snapshot *served(const char *directory);                                 /* the current one; release it */
vp_point lonlat_of(const vp_snapshot *snapshot, double column, double row); /* degrees of a place in cells */
