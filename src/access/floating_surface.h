/* Floating catchments over the terrain (E2SFCA): cells of people against the facilities of a travel service.
 *
 * What a facility gives to a cell is added in whole numbers of 2^-60 per person, so that the order does not matter
 * and a facility that goes is taken out to the bit: a facility added or removed costs its own catchment. */
#pragma once
#include <vungphu/coverage.h>
#include <vungphu/modes.h>

typedef struct vp_floating_surface vp_floating_surface;

/* What journeys of catchments within so many minutes are solved with, for all surfaces of these modes in turn. */
vp_modes_engine *vp_floating_surface_engine(const vp_modes *modes, const vp_travel_options *travel, double minutes,
                                            vp_error *err);
/* Of a travel service, for now without facilities. The demand is the people of the main set's units; the limit is
 * the service's default. region must outlive it; weights and modes are read, not kept. NULL on failure. */
vp_floating_surface *vp_floating_surface_new(const vp_region *region, const vp_weights *main_weights, size_t service,
                                             const vp_modes *modes, const vp_travel_options *travel, vp_error *err);
/* The same with such an engine of the service's modes and limit, which is borrowed. */
vp_floating_surface *vp_floating_surface_new_on(const vp_region *region, const vp_weights *main_weights, size_t service,
                                                vp_modes_engine *engine, vp_error *err);
void vp_floating_surface_free(vp_floating_surface *surface); /* NULL is fine */
/* Makes the facilities those of the service in region, which may be a changed one of the same grid. Those that
 * state no capacity take no part. After a failure free it. */
bool vp_floating_surface_follow(vp_floating_surface *surface, const vp_region *region, vp_error *err);
/* As after the first follow of the surface's own region, from what that gave (vp_floating_surface_access): without
 * travelling. Once, instead of it. */
bool vp_floating_surface_resume(vp_floating_surface *surface, const int64_t access[], vp_error *err);
/* The same from what the facilities of another region's service gave: of the same grid, people, units, terrain and
 * limit. */
bool vp_floating_surface_resume_from(vp_floating_surface *surface, const vp_region *region, size_t service,
                                     const int64_t access[], vp_error *err);
/* Per cell what facilities give a person there, in whole numbers of 2^-60; NULL where one does not fit. The surface's
 * own. */
const int64_t *vp_floating_surface_access(const vp_floating_surface *surface);
/* Capacity per 10,000 people of each zone: the mean over its people, NaN where there are none. NULL when no facility
 * takes part. The caller frees *access. */
bool vp_floating_surface_means(const vp_floating_surface *surface, const vp_weights *weights, double **access,
                               vp_error *err);
size_t vp_floating_surface_bytes(const vp_floating_surface *surface);

/* People of every unit set by unit in the catchments of the facilities that are open or will be. NULL on failure. */
vp_catchments *vp_floating_surface_catchments(vp_floating_surface *surface, vp_weights *const weights[], vp_error *err);

/* Whether there are people and facilities whose capacity may be stated. */
bool vp_floating_surface_is_counted(const vp_region *region, size_t service);
/* Fills coverage->floating[set][service] for every unit set; left empty where no facility states a capacity. Where
 * people grow, coverage->catchments[service] too. After follow. */
bool vp_floating_surface_count(vp_floating_surface *surface, vp_weights *const weights[], vp_coverage *coverage,
                               vp_error *err);
