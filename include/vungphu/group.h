/* Population groups combined on the spot: "remote+minority" (both; a blank or a comma says the same),
 * "remote|disabled" (either), "-minority" (not), with brackets; + binds closer than |.
 *
 * A group is a part 0..1 of each unit's people. Where at most one of those that meet is a part between 0 and 1 the
 * combination is exact. Where two are, nothing says how far they overlap: the part lies between the bounds of Fréchet
 * (max(0, a + b - 1) to min(a, b) for both, max(a, b) to min(1, a + b) for either), and nothing narrower is true
 * of every overlap. A group that a grid counts is such a part of the people of each cell (group_people.h). */
#pragma once
#include <vungphu/api.h>
#include <vungphu/error.h>
#include <vungphu/region.h>

VP_BEGIN_DECLS

/* In a definition, before the file of the grid that counts the group, and ")" behind it. */
#define VP_GROUP_GRID_BEFORE " (lưới dân số / population grid: "

/* Whether a text is more than the id of one group. */
VP_API bool vp_group_is_combined(const char *text);
/* The combination, owned by the caller (vp_group_clear); its id is the text with single signs, its titles are those of
 * its groups. low and high are filled where they differ in some unit, share is then their middle. VP_BAD_INPUT with
 * a sentence for a text that is none, for a group that there is not, and for a group of shares that stands twice, whose
 * bounds would be too wide. */
VP_API bool vp_group_combine(const vp_definitions *definitions, const vp_units *units, const char *text, vp_group *out,
                             vp_error *err);
/* Puts the group behind the others, where it is a combination and stands not there already: of definitions that own
 * their groups, such as a loaded region's. NULL and single ids change nothing. */
VP_API bool vp_group_append(vp_definitions *definitions, const vp_units *units, const char *text, vp_error *err);
/* The row of an id; of a combination the last row, if that is one: definitions hold the one that is asked for
 * (snapshot/group_view.h). VP_NONE when there is none. */
VP_API size_t vp_group_find(const vp_definitions *definitions, const char *text);
VP_API void vp_group_clear(vp_group *group, size_t set_count); /* also of zeros */

typedef enum { VP_GROUP_MIDDLE, VP_GROUP_LOW, VP_GROUP_HIGH } vp_group_end;
/* The part 0..1 of a unit's people; 0 of a unit that is no member, NaN where it is not known. NULL: everyone. */
VP_API double vp_group_part(const vp_group *group, size_t set, size_t unit, vp_group_end end);
/* Whether low and high differ somewhere, also of terms. NULL: no. */
VP_API bool vp_group_is_bounded(const vp_group *group);

VP_END_DECLS
