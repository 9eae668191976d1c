/* The steps of an analysis in order: people, then of each service its surface and its facts. */
#pragma once
#include <vungphu/api.h>
#include <vungphu/coverage.h>
#include <vungphu/signal.h>
#include <vungphu/travel_time.h>

VP_BEGIN_DECLS

/* A surface that was made before, of the same inputs. values outlive the analysis, unless they are passing; they and
 * the others then hold until the next one is asked for. NULL where the service has none; values NULL: not known. */
typedef struct {
    const float *values;
    bool passing;
    const int32_t *nearest, *mode;
} vp_known_surface;

/* Floating catchments before an edit: of which region and service, and what they gave (access_ready). */
typedef struct {
    const vp_region *region;
    size_t service;
    const int64_t *access;
} vp_known_access;

/* A surface before an edit of its facilities: of which region and service, and what it was. */
typedef struct {
    const vp_region *region;
    const vp_service *service; /* its facilities are rows of that region */
    const float *values;
    const int32_t *nearest;
    vp_facts *const *const *facts; /* [set][population] what was counted of it, of the same units and people; NULL: not
                                      known */
    vp_facts_sums *const *sums;    /* [set · populations + population] of that surface, for others that follow it, too;
                                      NULL: not kept */
} vp_known_before;

/* What need not be computed, since it was before, of the same inputs to the bit. surface says what is known; the others
 * put what they have into the coverage, which owns it then, and say whether they did. */
typedef struct {
    bool (*surface)(void *context, size_t service, vp_known_surface *out, vp_error *err); /* this and the next: NULL:
                                                                                             none is */
    bool (*counts)(void *context, size_t service, vp_coverage *coverage);        /* facts and floating catchments */
    bool (*planned)(void *context, size_t planned, vp_coverage *coverage);       /* row of definitions.planned */
    bool (*joint)(void *context, size_t joint, vp_coverage *coverage);           /* row of definitions.joints */
    bool (*planned_joint)(void *context, size_t planned, vp_coverage *coverage); /* of definitions.planned_joints */
    /* What the facilities gave that a service had then: the whole of a surface that other facilities change by their
     * own catchments. False: not known, or of other inputs than facilities and capacities. May be NULL. */
    bool (*access)(void *context, size_t service, vp_known_access *out);
    /* The same of a surface that is not known: then only what other facilities change is computed. May be NULL. */
    bool (*before)(void *context, size_t service, vp_known_before *out);
    void *context;
} vp_analysis_known;

/* Terrain that runs one after the other go on with. Zeroed before the first, cleared after the last. */
typedef struct {
    struct vp_modes *modes;
    const char *mode;
    vp_season season;
    vp_travel_engine *engine;         /* of one mode; NULL: not needed so far */
    struct vp_modes_engine *floating; /* of catchments within floating_minutes; the same */
    double floating_minutes;
} vp_analysis_terrain;

typedef struct {
    vp_travel_options travel;
    vp_analysis_terrain *terrain; /* NULL: each run makes its own */
    bool journeys_only; /* of a part of a nation: surfaces of travel alone; who is reached is counted by the whole */
    const vp_analysis_known *known; /* NULL: nothing is */
    /* Progress 0..1 with the name of the step; returning false cancels. May be NULL. */
    bool (*progress)(void *context, const char *step, double done);
    /* A finished surface, or one that was known, borrowed for the call: value per cell and, unless NULL, the index
     * of the nearest facility in region->supply.facilities, of a signal service that of the strongest transmitter in
     * region->supply.transmitters (-1 none). False stops the analysis. */
    bool (*surface_ready)(void *context, size_t service, const vp_grid *values, const int32_t *nearest, vp_error *err);
    /* After it, of a surface that was made: takes both, in place of freeing them. nearest may be NULL. May be NULL. */
    void (*surface_done)(void *context, size_t service, vp_grid *values, int32_t *nearest);
    /* What was shown of services whose surface was made and that have years to come (vp_analysis_holds) is freed after
     * this, once, also where the analysis fails; until then it need not be copied. May be NULL. */
    void (*let_go)(void *context);
    /* Before surface_done, for a service of several modes: of each cell the index into its modes of the one that is
     * set out in, -1 where there is no path. May be NULL. */
    bool (*mode_ready)(void *context, size_t service, const int32_t *mode, vp_error *err);
    /* Before surface_ready, of a service whose access an indicator asks for (vp_analysis_wants_floating): per cell what
     * its facilities give a person there, in whole numbers of 2^-60. NULL: its counts were known, or a number does not
     * fit. May be NULL. */
    bool (*access_ready)(void *context, size_t service, const int64_t *access, vp_error *err);
    void *context;
} vp_analysis_options;

/* Runs everything for every service that the region has the inputs for. A service whose
 * inputs are missing (no elevation for a signal …) is left without facts. */
VP_API vp_coverage *vp_analysis_run(const vp_region *region, vp_weights *const weights[],
                                    const vp_analysis_options *options, vp_error *err);

/* How signal services are computed by all of the above. */
VP_API vp_signal_options vp_analysis_signal_options(const vp_analysis_options *options);
/* Some of the services (services NULL: the first count), into a coverage whose people are counted. */
VP_API bool vp_analysis_services(const vp_region *region, vp_weights *const weights[], const size_t services[],
                                 size_t count, const vp_analysis_options *options, vp_coverage *coverage,
                                 vp_error *err);
/* Whether vp_analysis_run holds the service's surface, nearest facilities and access until let_go, where it makes the
 * surface: years to come begin from them. */
VP_API bool vp_analysis_holds(const vp_definitions *definitions, size_t service);
/* Whether an indicator asks for the service's floating catchments. */
VP_API bool vp_analysis_wants_floating(const vp_definitions *definitions, size_t service);

/* Counts the people of units into coverage: what does not depend on a service. From the source's own
 * cells where the region has them, so that the sum is the grid's to rounding. */
VP_API bool vp_analysis_count_people(const vp_region *region, vp_weights *const weights[], vp_coverage *coverage,
                                     vp_error *err);

/* The share of each unit's area whose land cover or height is not known. */
VP_API bool vp_analysis_measure_terrain(const vp_region *region, vp_weights *const weights[], vp_coverage *coverage,
                                        vp_error *err);

/* Adds one surface's facts for every unit set and population, after vp_analysis_count_people. */
VP_API bool vp_analysis_count_reached(const vp_region *region, vp_weights *const weights[], size_t service,
                                      const float surface[], vp_coverage *coverage, vp_error *err);

VP_END_DECLS
