/* The territory that a score board stands on: the one that the plan binds, or any other set of units, or a unit. */
#pragma once
#include <vungphu/api.h>
#include <vungphu/region.h>

VP_BEGIN_DECLS

/* What province.csv names (plan_level, plan_vintage, plan_code); else all of the main set. */
VP_API vp_territory vp_territory_of_plan(const vp_units *units);

/* By level, vintage and code, each NULL where it is not asked for; the plan's when none is. Without a vintage the
 * main set's goes before others and a newer one before an older; without a code it is the set as a whole. */
VP_API bool vp_territory_find(const vp_units *units, const char *level, const char *vintage, const char *code,
                              vp_territory *out, vp_error *err);

VP_API bool vp_territory_is(vp_territory a, vp_territory b);
/* The unit's code, "*" for a set as a whole. Borrowed from the units, as the next. */
VP_API const char *vp_territory_code(const vp_units *units, vp_territory territory);
VP_API const char *vp_territory_name(const vp_region *region, vp_territory territory);

VP_END_DECLS
