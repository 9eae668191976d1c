/* The inside of a what-if, for the files that share it: answer.c (the whole), prepare.c (services
 * prepared), signals.c (transmitters), roads.c (closed roads), joints.c (services together), difference.c (cells and
 * people that change). */
#pragma once
#include "access/floating_surface.h"
#include "access/people_sums.h"
#include "platform/clock.h"
#include "scenario/scenario.h"
#include <pthread.h>

#define VP_MOVES_NONE UINT32_MAX

/* A service prepared: how it is solved, and its people by step as they are now. */
typedef struct {
    size_t service;
    uint64_t used; /* the answer that last asked for it */
    vp_travel_engine *engines[2];
    vp_travel travels[2]; /* as the engines left them */
    size_t engine_count;  /* travel 1, round trip 2, distance 0 */
    vp_modes *modes;      /* where unknown terrain may cut off known cells; else NULL */
    size_t *cells;        /* of the engines' facilities; SIZE_MAX: removed */
    size_t cell_count, cell_room;
    vp_floating_surface *floating; /* NULL when nobody asks for the service's access */
    vp_people_sum **sums;          /* [set · populations + population][unit · width + step], before any change */
    size_t bytes;
} vp_prepared;

struct vp_what_if {
    vp_what_if_base base;
    pthread_mutex_t lock;
    vp_weights **weights;
    vp_prepared *prepared;
    size_t prepared_count;
    uint64_t answers;
    uint32_t *moves;                   /* [cell] old step << 16 | new step of the service in hand; VP_MOVES_NONE */
    uint32_t *first_moved, *end_moved; /* [row] columns between which cells have moves */
};

/* ---- difference.c */

/* The cell's value becomes value: notes it in result, and in moves when its step changes. Cells come in order. */
bool vp_difference_cell(vp_what_if *w, vp_service_result *result, size_t cell, float value);
/* People moved from step to step, for every set and population of result; then moves are forgotten. */
bool vp_difference_count(vp_what_if *w, vp_prepared *prepared, vp_service_result *result, vp_error *err);
void vp_difference_forget(vp_what_if *w, const vp_service_result *result);
/* The same without a service prepared: the people of the units whose steps change are counted again. The result has
 * its cells. */
bool vp_difference_recount(const vp_what_if *w, vp_service_result *result, vp_error *err);
/* Notes where facts of a service differ from the base's; after may have none. */
bool vp_difference_facts(const vp_what_if *w, const vp_coverage *after, vp_service_result *result, vp_error *err);
/* access[set][unit], owned by the caller, or all NULL: kept in result where it differs from the base's. */
bool vp_difference_floating(const vp_what_if *w, double *const access[], vp_service_result *result, vp_error *err);
bool vp_difference_surface(vp_what_if *w, const vp_grid *after, vp_service_result *result, vp_error *err);

/* ---- answer.c, for tests */

/* Whether every service it changes can be answered from what changes alone. */
bool vp_what_if_is_incremental(const vp_what_if *what_if, const vp_changed *changed);
/* Prepares a service before it is asked about. VP_CONFLICT when what it solves is not base's surface: base was
 * analysed with other options. */
bool vp_what_if_prepare(vp_what_if *what_if, size_t service, vp_error *err);

/* ---- signals.c */

/* Whether the base shows what one more transmitter changes in the service. */
bool vp_signals_are_known(const vp_what_if *w, size_t service);
/* Answers all services of result whose kind is VP_SERVICE_SIGNALS and that are incremental. */
bool vp_signals_answer(vp_what_if *w, const vp_changed *changed, vp_scenario_result *result, vp_error *err);

/* ---- roads.c */

/* Whether closed roads are all that changes for the service, and the base shows what depends on them. */
bool vp_roads_are_known(const vp_what_if *w, const vp_changed *changed, size_t service);
/* The same for VP_SERVICE_ROADS. A service whose surface does not show it after all is left to be solved anew: it is
 * not incremental any more. */
bool vp_roads_answer(vp_what_if *w, const vp_changed *changed, vp_scenario_result *result, vp_error *err);

/* ---- joints.c */

/* Counts the joint questions of which a service of result changes. */
bool vp_joints_answer(const vp_what_if *w, vp_scenario_result *result, vp_error *err);

/* ---- prepare.c */

/* Cells on the grid of a service's facilities; those outside reach nobody. The caller frees them. */
size_t *vp_scenario_cells(const vp_region *region, const vp_service *service, size_t *count, vp_error *err);

/* The service prepared, made when it is not; the one longest unused makes room. */
vp_prepared *vp_prepared_take(vp_what_if *w, size_t service, vp_error *err);
/* Solves it for the facilities of changed and notes the cells that differ from the base. */
bool vp_prepared_change(vp_what_if *w, vp_prepared *prepared, const vp_changed *changed, vp_service_result *result,
                        vp_error *err);
/* After a failure its state is not known: it is given up. */
void vp_prepared_drop(vp_what_if *w, size_t service);
void vp_prepared_free_all(vp_what_if *w);
