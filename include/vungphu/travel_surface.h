/* The surface of a service that is reached by travel time: minutes to its nearest facility, or there and back plus
 * the queue. */
#pragma once
#include <vungphu/api.h>
#include <vungphu/modes.h>

VP_BEGIN_DECLS

/* modes: those of the service's mode and season. nearest counts in region->supply.facilities. Without facilities nobody
 * has a path. Marked as below. Free with vp_modes_travel_clear. */
VP_API bool vp_travel_surface_of(const vp_region *region, const vp_service *service, const vp_modes *modes,
                                 const vp_travel_options *options, vp_modes_travel *surface, vp_error *err);
/* A place of a service before or after an edit of its facilities. */
typedef struct {
    size_t cell;      /* SIZE_MAX: outside the grid */
    int32_t facility; /* index into region->supply.facilities; -1: it is gone */
    bool is_new;
} vp_travel_place;

/* A surface of the same terrain, service and options as it was before such an edit. */
typedef struct {
    const float *minutes;    /* as vp_travel_surface_of gave them */
    const int32_t *nearest;  /* the same; */
    const int32_t *position; /* [row that nearest names] of places; -1: of another service */
    size_t row_count;
    const vp_travel_place *places; /* in an order that is that of the list before and that of the list now */
    size_t place_count;
} vp_travel_before;

/* The engine that follows, with the options that surfaces are solved with: one for all services of the mode. */
VP_API vp_travel_engine *vp_travel_surface_engine(const vp_modes *modes, const vp_travel_options *options,
                                                  vp_error *err);
/* The same as vp_travel_surface_of, to the bit, from a surface of before: only what changes is solved. For a service
 * one way by one mode. */
VP_API bool vp_travel_surface_follow(vp_travel_engine *engine, const vp_region *region, const vp_service *service,
                                     const vp_modes *modes, const vp_travel_before *before, vp_modes_travel *surface,
                                     vp_error *err);
/* Its minutes alone, with modes made for it. */
VP_API vp_grid *vp_travel_surface_minutes(const vp_region *region, const vp_service *service,
                                          const vp_travel_options *options, vp_error *err);

/* What minutes were solved over. */
typedef struct {
    const vp_region *region;
    const vp_modes *modes;
    const size_t *facility_cells; /* SIZE_MAX: outside the grid */
    size_t facility_count;
    const vp_travel_options *options;
} vp_travel_solved;

/* Travel time from the engine as a published surface: NaN only where it is not known: where the terrain's cover or,
 * where the slope counts, its height is unknown, and where a path within the limit leads only across such terrain, by
 * the fastest pace that the mode has. People on terrain that cannot be crossed (a house on a river cell) have no path,
 * INFINITY, which is an answer. */
VP_API bool vp_travel_surface_mark_unknown(const vp_travel_solved *solved, vp_grid *minutes, vp_error *err);

/* Minutes for readers that compare them with a limit themselves: those that float32 has within its error of a hundredth
 * of a minute are that hundredth, and none lies above limit. They are no longer sums of steps: paths are traced before.
 */
VP_API void vp_travel_surface_settle(vp_grid *minutes, double limit);

VP_END_DECLS
