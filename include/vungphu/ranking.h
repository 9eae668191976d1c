/* Units ranked by what they lack of several services at once. */
#pragma once
#include <vungphu/api.h>
#include <vungphu/error.h>

VP_BEGIN_DECLS

/* One unit; ranks begin with 1, the unit that lacks most. */
typedef struct {
    double index; /* Σ weight · share of people left out ÷ Σ weight, over the services that are known; 0..1,
                     NaN where none is */
    size_t rank;  /* by index, of equal ones the first unit first; 0 without an index */
    size_t rank_least, rank_most;     /* over weights of which any one is a third more or a third less */
    size_t missing, known;            /* services that reach less than the threshold, of those that are known */
    size_t worst_rank, worst_service; /* of its ranks by the share left out of each service, the foremost; 0: none */
} vp_ranked;

/* shares[unit * services + service]: people reached, 0..1; NaN where not known. weights[service]: 0 or more, not all 0.
 * threshold: 0..1. out[unit]. O(services² · units · log units). */
VP_API bool vp_ranking_of(const double shares[], size_t units, size_t services, const double weights[],
                          double threshold, vp_ranked out[], vp_error *err);

VP_END_DECLS
