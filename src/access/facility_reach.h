/* The cells within a limit of each facility of a service. */
#pragma once
#include <vungphu/travel_time.h>

/* of a cell, whether it is asked for */
typedef bool vp_facility_wanted(const void *context, size_t cell);
/* Facility (by number in the service) and cell are within the limit, so many minutes or metres apart. False: no memory.
 */
typedef bool vp_facility_reached(void *context, size_t facility, size_t cell, float value);

typedef struct {
    const vp_region *region;   /* with its terrain */
    const vp_service *service; /* reached by travel time or distance */
    double limit;
    const vp_travel_options *travel; /* as the surfaces were made */
    vp_facility_wanted *wanted;
    vp_facility_reached *reached;
    void *context; /* of both */
} vp_facility_reach;

/* VP_BAD_INPUT unless the service is reached by travel time or distance and has people, and the limit is one. */
bool vp_facility_reach_check(const vp_region *region, const vp_service *service, double limit, vp_error *err);
/* Facilities of a cell come in the order of the service. One bounded search a facility. */
bool vp_facility_reach_all(const vp_facility_reach *reach, vp_error *err);
