/* Where several services are missing at once: connected places of people whom at least so many of the
 * services asked for do not reach. */
#pragma once
#include <vungphu/api.h>
#include <vungphu/coverage.h>

VP_BEGIN_DECLS

enum { VP_SHORTAGE_MOST = 16 }; /* services of one question */

typedef struct {
    size_t services[VP_SHORTAGE_MOST], service_count; /* rows of the region, each once */
    double limits[VP_SHORTAGE_MOST];                  /* NaN: the service's default */
    size_t least;                                     /* how many must be missing; 0: all of them */
    size_t group;                                     /* VP_NONE: everyone */
    double least_people;                              /* smaller places are left out of the list, not of the sum */
} vp_shortage_question;

typedef struct {
    double people;                  /* of the group, whom at least `least` of the services do not reach */
    double people_low, people_high; /* of a combined group that lies between two (group.h); else people */
    /* By service of the question, of the place's people: */
    double lacking[VP_SHORTAGE_MOST];     /* how many it does not reach */
    double unreachable[VP_SHORTAGE_MOST]; /* how many have no path to it at all */
    double unknown[VP_SHORTAGE_MOST];     /* of how many nothing is known of it; they are not lacking */
    double mean[VP_SHORTAGE_MOST];        /* mean value of the others; NaN when there are none */
    size_t unit;                          /* of the main set */
    double x, y;                          /* the place's people-weighted centre moved to its nearest own cell */
    double area_square_metres;
    size_t first_cell; /* its cell of lowest index */
} vp_shortage;

typedef struct {
    vp_shortage *items; /* most people first */
    size_t count;
    double people; /* of all places, also of those too small to be listed */
} vp_shortages;

/* surfaces[i] belongs to question->services[i]. Cells join over eight neighbours within one unit of the main set.
 * Where a surface has no data its service is not missing. A service of polygons is missing in a cell of which
 * less than half is served. */
VP_API bool vp_shortages_find(const vp_region *region, const vp_weights *main_weights, const float *const surfaces[],
                              const vp_shortage_question *question, vp_shortages *out, vp_error *err);
VP_API void vp_shortages_clear(vp_shortages *shortages);

VP_END_DECLS
