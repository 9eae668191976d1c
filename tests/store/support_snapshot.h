/* The small dataset analysed and published. */
#pragma once
#include "snapshot/snapshot.h"
#include "support_region.h"

/* Everything that a snapshot is made from, kept for comparison. */
typedef struct {
    vp_region *region;
    vp_weights **weights;
    vp_coverage *coverage;
    vp_gaps gaps;
    vp_grid *surfaces[8]; /* [service]; NULL where not analysed */
    int32_t *nearest[8];
} small_results;

/* directory holds the small dataset. */
small_results analyse_small(const char *directory);
void clear_small(small_results *results);

/* Publishes; false and err as vp_snapshot_finish says. Free *id. */
bool publish_small(const char *directory, const small_results *results, char **id, vp_error *err);

/* For tests of a snapshot a case. The results are made once, by an unchecked fixture; each case has a directory of its
 * own with the small dataset, by a checked one. */
extern small_results small_made;
extern char *small_directory;
void make_small_results(void);
void drop_small_results(void);
void make_small_directory(void);
void drop_small_directory(void);
char *publish_small_case(void); /* the id; free it */
vp_snapshot *load_small_case(void);
