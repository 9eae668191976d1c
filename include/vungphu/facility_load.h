/* What each facility of a service carries: who goes to it, who could, and who depends on it alone. */
#pragma once
#include <vungphu/api.h>
#include <vungphu/modes.h>
#include <vungphu/zonal.h>

VP_BEGIN_DECLS

typedef struct {
    size_t facility;  /* of the region */
    double catchment; /* people for whom it is the nearest within the limit; of equal ones the first in the service */
    double within;    /* people within the limit of it */
    double alone;     /* of those, whom no other facility of the service reaches: who is left out if it closes */
    double capacity;  /* as the service counts it; NaN: not stated, or the service has none */
} vp_facility_load;

typedef struct {
    size_t service; /* reached by travel time or distance */
    size_t group;   /* VP_NONE: everyone */
    double limit;   /* NaN: the service's default */
} vp_load_question;

/* loads[i] belongs to facilities[i] of the service. People of the first population in units of the main set. travel:
 * as the surfaces were made. The region has its terrain. One bounded search a facility. */
VP_API bool vp_facility_loads(const vp_region *region, const vp_weights *main_weights, const vp_load_question *question,
                              const vp_travel_options *travel, vp_facility_load loads[], vp_error *err);

VP_END_DECLS
