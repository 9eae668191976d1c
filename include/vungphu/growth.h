/* People of a year to come, from what growth.csv states: rates a year, or people at the end of years.
 *
 * A unit takes the rows of its own, else of the nearest unit above it, else of its whole level, else the mean of
 * the units that the crosswalk shares its people with, else the rows that hold everywhere. Where nothing is stated
 * its people are not known then. */
#pragma once
#include <vungphu/api.h>
#include <vungphu/coverage.h>
#include <vungphu/region.h>

VP_BEGIN_DECLS

enum { VP_GROWTH_YEARS_MOST = 100 }; /* from as_of on */

/* Whether people can be carried to the end of the year: VP_BAD_INPUT with a sentence when it lies before as_of or too
 * far, VP_NOT_FOUND when nothing is stated at all. */
VP_API bool vp_growth_check(const vp_region *region, int year, vp_error *err);

/* factors[set][unit]: people at the end of the year ÷ people as counted; NaN where nothing is stated. The caller frees
 * each and the array (vp_growth_free). coverage gives the people that stated ones are divided by. */
VP_API double **vp_growth_factors(const vp_region *region, const vp_coverage *coverage, int year, vp_error *err);
VP_API void vp_growth_free(const vp_units *units, double **values);

/* shares[set][unit] of a group then: share · growth of the group ÷ growth of everyone, at most 1; the same as now
 * where the group has no growth of its own. factors as above. NULL with err, or NULL alone when the group has no rows.
 * Of a group that grids count: factors of those grids instead. */
VP_API double **vp_growth_shares(const vp_region *region, const vp_coverage *coverage, size_t group, int year,
                                 double *const factors[], vp_error *err);

VP_END_DECLS
