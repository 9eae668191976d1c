/* How unevenly a value is spread over units, each unit weighing as many people as it has. */
#pragma once
#include <stddef.h>
#include <vungphu/api.h>
#include <vungphu/error.h>

VP_BEGIN_DECLS

typedef struct {
    size_t units;              /* with a value and people; the others are left out */
    double least, most, ratio; /* ratio = most / least; NaN when least is not above 0 */
    double gini;               /* 0 all the same … towards 1; NaN when the mean is 0 */
    double worst_tenth;        /* mean over the tenth of the people in the worst units */
    double worst_tenth_people; /* how many that are */
} vp_inequality;

/* values[unit] (NaN no data), people[unit]. better: +1 more is better, -1 less is better: says which
 * units are the worst. Everything is NaN (units 0) without a single value.
 * Gini: people-weighted, Σᵢ Σⱼ pᵢ pⱼ |vᵢ − vⱼ| / (2 μ P²) (Sen 1973, On Economic Inequality, 2.8). */
VP_API bool vp_inequality_of(const double values[], const double people[], size_t count, int better, vp_inequality *out,
                             vp_error *err);

VP_END_DECLS
