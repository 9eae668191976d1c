/* The inside of a what-if, for the files that share it: answer.c (the whole), single.c (one grid),
 * prepare.c (services prepared), engines.c (travel engines),
 * signals.c (transmitters), roads.c (closed roads), parted.c (a nation), joints.c (services together), difference.c
 * (cells and people that change). */
#pragma once
#include "access/floating_surface.h"
#include "platform/clock.h"
#include "scenario/scenario.h"
#include <pthread.h>

/* A travel engine for a mode and season, which holds the minutes of one service at a time. */
typedef struct {
    const char *mode; /* of the base's definitions */
    vp_season season;
    bool from_facility;
    vp_travel_engine *engine;
    vp_modes *modes; /* where unknown terrain may cut off known cells; else NULL */
    size_t service;  /* whose minutes; VP_NONE before the first */
    size_t *cells;   /* of the engine's facilities; SIZE_MAX: removed */
    size_t cell_count, cell_room;
    uint64_t used; /* the answer that last asked for it */
    size_t bytes;
} vp_ready_engine;
/* About, before they are made: sloped terrain, some of it unknown. */
#define VP_ENGINE_BYTES_A_CELL   24
#define VP_FLOATING_BYTES_A_CELL 25

/* A service prepared: who shares its capacity, as it is now. */
typedef struct {
    size_t service;
    uint64_t used;
    size_t engine_count;           /* travel 1, round trip 2, distance 0 */
    vp_ready_engine *engines[2];   /* while an answer is found */
    vp_floating_surface *floating; /* NULL when nobody asks for the service's access */
    size_t bytes;
} vp_prepared;

typedef struct vp_ready_part vp_ready_part;

struct vp_what_if {
    vp_what_if_base base;
    pthread_mutex_t lock;
    pthread_mutex_t part_lock; /* of parts */
    vp_ready_part **parts;
    size_t part_count, part_room;
    uint64_t part_uses;
    vp_weights **weights;
    vp_prepared **prepared; /* there is room for every service */
    size_t prepared_count;
    vp_ready_engine **engines;
    size_t engine_count, engine_room;
    uint64_t answers;
    bool *taken_up;    /* [2 service + from facility] an engine took up the base's minutes once */
    float *minutes[2]; /* [cell] as an answer reads them from engines; NULL before the first */
};

/* ---- scenario.c */

/* Closes what the scenario closes, on roads that apply left alone. */
void vp_scenario_close_roads(const vp_scenario *scenario, vp_grid_geometry geometry, uint32_t roads[]);

/* ---- difference.c */

/* The cell's value becomes value. Cells come in order; false without memory. */
bool vp_difference_cell(vp_service_result *result, size_t cell, float value);
/* People of the units in which a cell's step changes, of every set and population, counted again. The result has its
 * cells. */
bool vp_difference_recount(const vp_what_if *w, vp_service_result *result, vp_error *err);
/* Notes where facts of a service differ from the base's; after may have none. */
bool vp_difference_facts(const vp_what_if *w, const vp_coverage *after, vp_service_result *result, vp_error *err);
/* access[set][unit], owned by the caller, or all NULL: kept in result where it differs from the base's. */
bool vp_difference_floating(const vp_what_if *w, double *const access[], vp_service_result *result, vp_error *err);
bool vp_difference_surface(vp_what_if *w, const vp_grid *after, vp_service_result *result, vp_error *err);

/* ---- single.c */

vp_what_if *vp_single_new(const vp_what_if_base *base, vp_error *err);
void vp_single_free(vp_what_if *w); /* NULL is fine */
/* Without joint questions, and without what is put together of parts: of such services the result has a row. */
vp_scenario_result *vp_single_answer(vp_what_if *w, const vp_changed *changed, vp_error *err);
/* For tests: whether every service it changes can be answered from what changes alone. */
bool vp_single_is_incremental(const vp_what_if *w, const vp_changed *changed);
/* For tests: prepares a service before it is asked about. VP_CONFLICT when what it solves is not base's surface: base
 * was analysed with other options. */
bool vp_single_prepare(vp_what_if *w, size_t service, vp_error *err);

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

/* ---- parted.c */

/* Whether the service's surface is put together of parts. */
static inline bool vp_parted_has(const vp_what_if *w, size_t service)
{
    vp_reach reach = w->base.region->definitions.services[service].reach;
    return w->base.parts && (reach == VP_REACH_TRAVEL_TIME || reach == VP_REACH_ROUND_TRIP);
}
/* Answers all such services of result. */
bool vp_parted_answer(vp_what_if *w, const vp_changed *changed, vp_scenario_result *result, vp_error *err);
void vp_parted_free(vp_what_if *w);

/* ---- shares.c */

/* Whether what a nation's facilities give to whom can be answered around those that change. */
bool vp_shares_are_known(const vp_what_if *w, const vp_changed *changed, const vp_service_result *result);
/* *known false: a number did not fit, and the whole grid is to answer. */
bool vp_shares_answer(vp_what_if *w, const vp_changed *changed, vp_service_result *result, bool *known, vp_error *err);

/* ---- joints.c */

/* Counts the joint questions of which a service of result changes. */
bool vp_joints_answer(const vp_what_if *w, vp_scenario_result *result, vp_error *err);

/* ---- engines.c */

/* Cells on the grid of a service's facilities; those outside reach nobody. The caller frees them. */
size_t *vp_scenario_cells(const vp_region *region, const vp_service *service, size_t *count, vp_error *err);
/* The engine of the service's mode and season with the service's minutes, as the base has them or as the last answer
 * left them. *solved becomes true where the base does not have them: then whoever asks compares. VP_CONFLICT where the
 * base's minutes are no solution. NULL: the service is to be dropped. */
vp_ready_engine *vp_engines_take(vp_what_if *w, size_t service, bool from_facility, bool *solved, vp_error *err);
bool vp_engines_has(const vp_what_if *w, size_t service, bool from_facility); /* else it is made: needs room */
/* Brings it to these facilities. After a failure drop the service. */
bool vp_engines_bring(const vp_what_if *w, vp_ready_engine *e, const size_t wanted[], size_t count, vp_error *err);
/* VP_CONFLICT: the base was made otherwise. */
bool vp_engines_fail_base(const vp_what_if *w, size_t service, vp_error *err);
bool vp_engines_hold(const vp_what_if *w, size_t service, size_t count); /* whether so many have its minutes */
void vp_engines_forget(vp_what_if *w, size_t service);                   /* they have none of it any more */
void vp_engines_drop(vp_what_if *w, size_t service);                     /* those with its minutes are freed */
void vp_ready_engine_free(vp_ready_engine *e);

/* ---- prepare.c */

/* The service prepared, with its engines; made when it is not. What is longest unused makes room. */
vp_prepared *vp_prepared_take(vp_what_if *w, size_t service, vp_error *err);
/* Solves it for the facilities of changed and notes the cells that differ from the base. */
bool vp_prepared_change(vp_what_if *w, vp_prepared *prepared, const vp_changed *changed, vp_service_result *result,
                        vp_error *err);
/* Who shares the capacities of a service as changed, of a service whose surface is answered otherwise; nothing where
 * nobody asks. */
bool vp_access_answer(vp_what_if *w, const vp_changed *changed, vp_service_result *result, vp_error *err);
/* After a failure its state is not known: it is given up. */
void vp_prepared_drop(vp_what_if *w, size_t service);
void vp_prepared_free_all(vp_what_if *w);
size_t vp_what_if_bytes(const vp_what_if *w); /* of all that is kept prepared */
/* Gives up what is longest unused, but for what the answer in hand uses, until there is room for so many bytes. */
void vp_what_if_make_room(vp_what_if *w, size_t bytes);
