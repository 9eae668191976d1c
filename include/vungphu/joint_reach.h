/* People whom several services reach together, counted on the cells: shares of units cannot be multiplied, since
 * those whom one service leaves out are mostly those whom the next one does. */
#pragma once
#include <vungphu/api.h>
#include <vungphu/coverage.h>

VP_BEGIN_DECLS

/* shares[cell]: of the people of the cell, 0..1, whom at least joint->at_least of the parts reach; NaN where any
 * of their surfaces has no data. surfaces[i] belongs to joint->services[i]. Of several services of polygons that each
 * serve a part of a cell, the smaller part is taken to lie within the larger. */
VP_API void vp_joint_shares(const vp_definitions *definitions, const vp_joint *joint, const float *const surfaces[],
                            size_t cell_count, float shares[]);

/* Facts of one unit set, [population], from such shares. coverage gives the units' people.
 * The caller frees them, also on failure. */
VP_API bool vp_joint_count(const vp_region *region, const vp_weights *weights, size_t set, const float shares[],
                           const vp_coverage *coverage, vp_facts *facts[], vp_error *err);

VP_END_DECLS
