/* What the parts of a nation, each built alone, give the whole: of each service the surface of each part's own cells,
 * where the part rests on what the whole has now. */
#pragma once
#include "snapshot/quality.h"
#include <vungphu/region.h>
#include <vungphu/travel_time.h>

typedef struct vp_part_results vp_part_results;

/* The parts that the whole's dataset names, as published in DIRECTORY/parts/ID. whole, its region, and the dataset
 * outlive it; travel is how the whole would be computed. VP_BAD_INPUT where the dataset names no part. A part that is
 * not there, cannot be read, or rests on other inputs is no failure: see below. */
vp_part_results *vp_part_results_open(const char *directory, const char *dataset, const vp_region *whole,
                                      const vp_travel_options *travel, vp_error *err);
void vp_part_results_free(vp_part_results *results); /* NULL is fine */

/* Whether parts give a service at all. */
bool vp_part_results_has(const vp_service *service);

/* The surface of a service that people travel to, whom it leads to and by which mode (NULL: none), until the next one
 * is asked for. No data in the cells of parts that cannot give it. values NULL: straight lines, areas and signals are
 * not known, since the radials and the map's lattice of a window are not the whole's. */
bool vp_part_results_surface(vp_part_results *results, size_t service, const float **values, const int32_t **nearest,
                             const int32_t **mode, vp_error *err);

/* The parts that gave nothing, or not all, each with the reason and what to do, and journeys that may leave the grids
 * of a part, as rows of quality. */
bool vp_part_results_report(const vp_part_results *results, vp_quality *quality, vp_error *err);
