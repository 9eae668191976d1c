/* Units of one vintage seen through those of another: how values of old units are carried over to the new ones
 * through the crosswalk. */
#pragma once
#include <vungphu/api.h>
#include <vungphu/indicators.h>

VP_BEGIN_DECLS

/* A set by vintage with a passage in the crosswalk to the base of set; VP_NONE without one. */
VP_API size_t vp_vintages_source(const vp_units *units, size_t set, const char *vintage);

/* What older units say of newer ones. The caller has units and divided. */
typedef struct {
    vp_measurement *units; /* [unit of the newer set] */
    size_t *divided;       /* [unit] divided old units with a part in it; NULL: not asked */
    vp_measurement whole;  /* the sum over the set */
} vp_carried;

/* The indicator measured on the units of source (an older vintage) and carried over to those of
 * question->set: each old unit's numerator and denominator are shared out as its people were, so that counts add up
 * to the old total and shares are weighted by what they count. low and high are the bounds: all of a divided unit's
 * people on one side or on the other. reach_ratio is carried for the whole only. Membership of groups is that of the
 * old units. VP_BAD_INPUT when the crosswalk has no passage between the sets. */
VP_API bool vp_vintages_carry(const vp_region *region, const vp_coverage *coverage, const vp_indicator *indicator,
                              const vp_question *question, size_t source, vp_carried *out, vp_error *err);

VP_END_DECLS
