/* Units of one level seen through those of another of the same vintage: what a district is made of. */
#pragma once
#include <vungphu/api.h>
#include <vungphu/region.h>

VP_BEGIN_DECLS

/* The finest set of the same vintage whose units make up every unit of the set by their parent codes
 * (districts out of communes); the set itself where there is none. */
VP_API size_t vp_levels_base(const vp_units *units, size_t set);
/* The unit of upper that a unit of set belongs to by parent codes, through sets between them if need be;
 * VP_NONE when it belongs to none. A set belongs to itself. */
VP_API size_t vp_levels_parent(const vp_units *units, size_t set, size_t unit, size_t upper);

/* Looks all of that up once, when every set is in: with an index both answer at once. */
VP_API bool vp_levels_prepare(vp_units *units, vp_error *err);
VP_API void vp_levels_forget(vp_units *units);

VP_END_DECLS
