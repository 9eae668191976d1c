/* What if: a list of changes to a region, and what they change in the results.
 *
 * A scenario is applied to a region as a whole (vp_scenario_apply) and answered by a what-if, which
 * keeps the services that it was asked about prepared on their terrain, so that a facility added or removed costs
 * only what it changes. The facts are those of a full analysis of the changed region, to the bit.
 * docs/methods.md, "Scenarios". */
#pragma once
#include <vungphu/analysis.h>

typedef enum {
    VP_CHANGE_ADD,         /* a facility of a service: place, capacity, open_from */
    VP_CHANGE_MOVE,        /* a facility to another place */
    VP_CHANGE_REMOVE,      /* a facility closes, in all its services */
    VP_CHANGE_CAPACITY,    /* a facility's capacity, as its service counts it */
    VP_CHANGE_OPENING,     /* a facility's opening day */
    VP_CHANGE_CLOSE_ROAD,  /* no road within metres of a line or point, or inside a polygon */
    VP_CHANGE_SEASON,      /* travel as in a season: of a service, or of all that name none of their own */
    VP_CHANGE_TRANSMITTER, /* a transmitter more */
    VP_CHANGE_COUNT
} vp_change_kind;
extern const char *const vp_change_names[VP_CHANGE_COUNT]; /* add, move, remove … */

/* Only what the kind names is read. Texts and points are owned. */
typedef struct {
    vp_change_kind kind;
    char *service;  /* add: the service. capacity, opening: which of the facility's, or NULL. season: which, or NULL for
                       all */
    char *facility; /* its id; add, transmitter: the id of the new one, or NULL for new_1, new_2 … */
    char *name;     /* add: what readers call it, or NULL */
    double lon, lat;   /* add, move, transmitter: degrees, WGS 84 */
    double x, y;       /* the same in projected metres, filled by vp_scenario_locate */
    double capacity;   /* NaN: not given (a facility that states none) */
    vp_date open_from; /* "": open already */
    vp_point *points;  /* close_road: degrees, then projected metres after vp_scenario_locate */
    size_t point_count;
    bool polygon; /* the points are a ring */
    double metres;
    vp_season season;         /* dry or flood */
    char *system, *programme; /* transmitter: a mode of signal services */
    vp_scope scope;
    vp_polarisation polarisation;
    double mast_metres, frequency_mhz, erp_kw;
    double cost; /* in the planner's own currency; NaN: not given. Nothing is computed from it */
} vp_change;

typedef struct {
    vp_change *changes;
    size_t change_count;
} vp_scenario;

/* Room for one more change, zeroed but for NaN numbers; NULL when memory is short. */
vp_change *vp_scenario_add(vp_scenario *scenario);
void vp_scenario_clear(vp_scenario *scenario);

/* Projects the places once: mercator_to_cell is a snapshot's. VP_BAD_INPUT, with the number of the change, where a
 * place lies outside the geometry. */
bool vp_scenario_locate(vp_scenario *scenario, vp_grid_geometry geometry, const vp_lattice *mercator_to_cell,
                        vp_error *err);

/* ------------------------------------------------------------ the region as changed */

typedef enum {
    VP_SERVICE_SAME,
    VP_SERVICE_CAPACITY, /* only what facilities hold: the surface is the same */
    VP_SERVICE_PLACES,   /* facilities added, moved or removed */
    VP_SERVICE_SIGNALS,  /* transmitters more */
    VP_SERVICE_ROADS,    /* roads closed, and perhaps other places */
    VP_SERVICE_TERRAIN,  /* another season: to be solved anew */
    VP_SERVICE_CHANGE_COUNT
} vp_service_change;
extern const char *const vp_service_change_names[VP_SERVICE_CHANGE_COUNT]; /* same, capacity, places … */

typedef struct {
    vp_region region;            /* as changed; borrows what did not change */
    vp_service_change *changed;  /* [service] */
    size_t first_new;            /* facilities from here on are the scenario's */
    size_t *replaced;            /* [facility - first_new]: the moved or altered one it stands for, or VP_NONE */
    const vp_scenario *scenario; /* borrowed */
    void *owned;
} vp_changed;

/* The base and the scenario outlive out. VP_NOT_FOUND names a service or facility that is not there, VP_BAD_INPUT a
 * change that makes no sense, VP_CONFLICT two changes of one facility; each with the number of the change. Clear out
 * also on failure. Works on a region without grids; roads are closed only where there are roads. */
bool vp_scenario_apply(const vp_region *base, const vp_scenario *scenario, vp_changed *out, vp_error *err);
void vp_changed_clear(vp_changed *changed);

/* ------------------------------------------------------------ what changes */

/* Cells one after the other, with new values. */
typedef struct {
    uint32_t first, count;
} vp_cells;

/* One unit's facts, steps first to first + count; 0 elsewhere. */
typedef struct {
    uint32_t unit, first, count;
    double *by_bin;
    double beyond, unreachable, no_data;
} vp_unit_facts;

typedef struct {
    vp_unit_facts *units;
    size_t count, room;
} vp_fact_changes;

typedef struct {
    size_t service;
    vp_service_change kind;
    bool incremental; /* else solved anew, whole */
    double seconds;
    bool unknown; /* no facts and no surface any more: nothing is known of where the service is given */
    vp_cells *cells;
    size_t cell_run_count, cell_run_room;
    float *values; /* of the cells, in order */
    size_t value_count, value_room;
    vp_fact_changes *facts;  /* [set · population_count + population] */
    size_t fact_table_count; /* sets · populations */
    double **floating;       /* [set][unit]; NULL: as before. Entries NULL: not computed */
    size_t floating_count;
} vp_service_result;

/* Facts of a joint question as changed, whole. */
typedef struct {
    size_t joint;
    vp_facts **facts;        /* [set · population_count + population]; NULL: a service of it is not known now */
    size_t fact_table_count; /* sets · populations */
} vp_joint_result;

typedef struct {
    vp_service_result *services; /* those whose surface or access changes */
    size_t service_count;
    vp_joint_result *joints; /* of the definitions, those of which a service's surface changes */
    size_t joint_count;
    double seconds;
} vp_scenario_result;

/* Whether a change touches what the indicator measures: its service, or one of its joint question. */
bool vp_changed_touches(const vp_changed *changed, const vp_indicator *indicator);

void vp_scenario_result_free(vp_scenario_result *result); /* NULL is fine */
size_t vp_scenario_result_bytes(const vp_scenario_result *result);

/* The coverage of the changed region, for vp_indicator_measure: base with the changes laid over it. It
 * borrows from base and must not be freed but by vp_scenario_coverage_free. */
vp_coverage *vp_scenario_coverage(const vp_region *base_region, const vp_coverage *base, const vp_changed *changed,
                                  const vp_scenario_result *result, vp_error *err);
void vp_scenario_coverage_free(vp_coverage *coverage);
/* The surface of a changed service; base may be NULL when there was none. NULL without err: unknown now. */
vp_grid *vp_scenario_surface(const vp_service_result *result, vp_grid_geometry geometry, const vp_grid *base,
                             vp_error *err);

/* ------------------------------------------------------------ answering */

typedef struct vp_what_if vp_what_if;

/* A nation's surfaces of travel are those of parts, each solved within its window of the grid. */
typedef struct {
    size_t count;
    const vp_grid_geometry *windows; /* [part] */
    /* Which cells the nation takes from which part (zone), within rows. */
    const vp_run *own;
    size_t own_count;
    /* The region within a part's window, with its land. NULL and err when it cannot be given. */
    vp_region *(*cut)(const void *context, size_t part, vp_error *err);
    /* The same within any window of the grid. */
    vp_region *(*cut_window)(const void *context, vp_grid_geometry window, vp_error *err);
    void (*free_cut)(vp_region *cut);
    /* The region's land may be read whole from here on: signals and shared capacities need it. Its roads; NULL and err
     * where it is damaged, NULL alone where there are none. */
    const uint32_t *(*whole_roads)(const void *context, vp_error *err);
    const void *context;
} vp_what_if_parts;

/* All borrowed, for as long as the what-if lives. */
typedef struct {
    const vp_region *region;     /* with its grids */
    const vp_coverage *coverage; /* of an analysis of region with travel's options */
    vp_grid *const *surfaces;    /* [service], of the same analysis; NULL where not analysed */
    int32_t *const *nearest;     /* [service] facility per cell; NULL where it has no meaning */
    int64_t *const *access;      /* [service] as vp_analysis_options.access_ready gave it; NULL, or of a service NULL:
                                    found when it is needed */
    /* Before count cells of a service from first on are read (SIZE_MAX: all), from a thread that asks; false and err
     * where they are damaged. May be NULL. */
    bool (*touch)(const void *touched, size_t service, size_t first, size_t count, vp_error *err);
    const void *touched;
    /* NULL: every surface is of the whole grid. Else the region has no roads: they are the parts'. */
    const vp_what_if_parts *parts;
    vp_travel_options travel;
    /* What is kept prepared holds at most so many bytes, but for what the service in hand needs: travel engines about
     * 24 bytes a cell for each mode, access 25. */
    size_t prepared_bytes;
    /* Between the steps of what is solved anew, from the thread that asks; false: VP_CANCELLED. May be NULL. */
    bool (*progress)(void *context, const char *step, double done);
    void *context;
} vp_what_if_base;

vp_what_if *vp_what_if_new(const vp_what_if_base *base, vp_error *err);
void vp_what_if_free(vp_what_if *what_if); /* NULL is fine */

/* changed is of an apply to base->region. Any thread: callers wait for each other at services that are prepared, and
 * solve the others anew at the same time. */
vp_scenario_result *vp_what_if_answer(vp_what_if *what_if, const vp_changed *changed, vp_error *err);
