/* Whether a part that is computed on cells of its own rests on what the whole rests on. Its grids cannot be compared
 * with the whole's cell by cell: the sources can. */
#pragma once
#include "store/snapshot/manifest.h"

typedef struct {
    const char *id;
    const vp_manifest *manifest; /* of its snapshot */
    const char *dataset;         /* which that was made from */
} vp_built_part;

/* dataset: the whole's. differs: [service of the whole] the first input of its surface that is another,
 * VP_INPUTS_OF_SURFACE where none is. */
bool vp_part_sources_compare(const vp_built_part *part, const vp_region *whole, const char *dataset,
                             const vp_travel_options *travel, vp_input differs[], vp_error *err);
