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
    double left_out;  /* of the catchment, whom no facility within the limit has a place for; NaN where the facility
                         states no capacity, or nothing is said of how many a place takes */
} vp_facility_load;

typedef struct {
    size_t service;          /* reached by travel time or distance */
    size_t group;            /* VP_NONE: everyone */
    double limit;            /* NaN: the service's default */
    double people_per_place; /* whom one of the capacity can take; NaN: nothing is said of who finds no place */
} vp_load_question;

/* 1 where those who are counted are the group that the service is for, whose members take a place each (a seat a
 * child); else NaN. */
VP_API double vp_facility_load_default(const vp_service *service, size_t group);
/* Most people who depend on it alone first, then the largest catchment. */
VP_API void vp_facility_loads_sort(vp_facility_load loads[], size_t count);

/* loads[i] belongs to facilities[i] of the service. People of the first population in units of the main set. travel:
 * as the surfaces were made. The region has its terrain. One bounded search a facility. */
/* Places are given to all who reach them by need (vp_capacity_fill); who reaches a facility that states no capacity is
 * not left out. */
VP_API bool vp_facility_loads(const vp_region *region, const vp_weights *main_weights, const vp_load_question *question,
                              const vp_travel_options *travel, vp_facility_load loads[], vp_error *err);
/* lacking[cell]: of the cell's people who are within the limit of some facility, the part that no facility within it
 * has a place for; 0 where none is. people_per_place is a number. */
VP_API bool vp_facility_lacking(const vp_region *region, const vp_weights *main_weights,
                                const vp_load_question *question, const vp_travel_options *travel, double lacking[],
                                vp_error *err);

VP_END_DECLS
