/* The data quality report of a build. */
#pragma once
#include "snapshot/quality.h"
#include "snapshot/snapshot.h"
#include "store/snapshot/kept_results.h"

#define VP_QUALITY_FACTOR                                                                                              \
    2.0                          /* a recorded population this many times the grid's, or a fraction of it,             \
                                unless province.csv has quality_population_tolerance */
#define VP_QUALITY_YEARS       5 /* a source this much older than the day described is stale */
#define VP_QUALITY_TWIN_METRES 50.0

typedef struct {
    const vp_source *sources;
    size_t source_count;
    vp_kept_results *kept;     /* NULL: nothing is */
    const vp_weights *weights; /* of the main set of units */
} vp_quality_from;

/* Findings of the import (in DIRECTORY/dataset.sqlite) with their places, transmitters and water schemes, recorded
 * shares far from what served polygons give, overlaps and gaps of units as polygons, recorded populations (records
 * named population…) far from the grid's, facilities of one name and kind within 50 m, facilities
 * that travellers cannot set out from, and sources older than five
 * years. Overlaps and gaps are taken from what is kept where the units are the same. Clear quality also on
 * failure. */
bool vp_quality_collect(const char *directory, const vp_region *region, const vp_coverage *coverage,
                        const vp_quality_from *from, vp_quality *quality, vp_error *err);
