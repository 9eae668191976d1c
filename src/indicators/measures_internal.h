/* What a measure's formula reads and adds up: measures.c has the formulas, indicators.c asks them. */
#pragma once
#include <math.h>
#include <vungphu/group.h>
#include <vungphu/group_people.h>
#include <vungphu/indicators.h>

#define SAME 1e-12 /* a share this close below a threshold or target has met it: rounding of sums */

/* Everything a formula reads, resolved once. */
typedef struct vp_measure_view {
    const vp_region *region;
    const vp_coverage *coverage;
    const vp_indicator *indicator;
    /* asked: the set of the question; set: its base, whose units are summed */
    size_t asked, set, unit, group, estimate; /* estimate: which of the grids of everyone, or of the group */
    size_t year;                              /* among the units' years; VP_NONE: what is valid now */
    double limit, other_limit, threshold;     /* other_limit: in units of the indicator's other group; NaN: limit */
    vp_group_end end;                         /* of a group whose share lies between two */
} view;

typedef struct vp_measure_parts {
    double numerator, denominator;
    size_t without_data;
} parts;

/* What one unit adds to both parts. */
typedef void adder(const view *, size_t, parts *);

static inline double ratio(double part, double whole) { return whole > 0 ? part / whole : NAN; }

bool vp_measure_is_selected(const view *v, size_t unit);
/* No unit outside first to end - 1 is: one of thousands is not looked for among all. */
size_t vp_measure_first(const view *v);
size_t vp_measure_end(const view *v);
const vp_group *vp_measure_group(const view *v); /* NULL: everyone */
parts vp_measure_sum(const view *v, adder *add); /* over the selected units */
double vp_measure_share(const view *v, parts *out);
/* People of the unit beyond the limit. */
vp_group_people vp_measure_left_out(const view *v, size_t unit);
