/* A question being answered: what the files of siting share. */
#pragma once
#include "sites/terrain/masts_internal.h"
#include <vungphu/siting.h>

/* Candidates that are areas. A cell that borders cross is several demands, of one part of its people each. */
typedef struct {
    const vp_shape **shapes; /* of the candidates and of what serves already */
    size_t *owner;           /* [shape] its candidate; VP_NONE: excluded; vp_siting_working: it serves already */
    size_t shape_count, room;
    vp_partial *pieces; /* by cell, then shape (zone) */
    size_t piece_count;
    double *parts;    /* [demand] of those in its cell who are not served */
    size_t *start;    /* [candidate] into demand: whom it serves */
    uint32_t *demand; /* ascending */
    double *gained;   /* [cell of the geometry] of those who are not served, the part that is then */
} vp_siting_areas;

static const size_t vp_siting_working = VP_NONE - 1;

/* The terrain around the candidates, and the problem on it. */
typedef struct {
    size_t columns, west, north; /* of the whole grid; the window's first cell in it */
    vp_terrain terrain;
    float *elevation;     /* the terrain's */
    uint32_t *candidates; /* cells of the window */
    uint32_t *cells;      /* [demand of the window] */
    double *people, *limits;
    size_t count;    /* of them */
    double left_out; /* people of the demand elsewhere, whom no candidate reaches */
} vp_siting_window;

typedef struct {
    const vp_siting_question *question;
    const vp_sites_options *options;
    vp_siting_result *result;
    vp_terrain *terrain;                             /* NULL once there is a window */
    vp_siting_window *window;                        /* NULL: the whole grid is needed */
    vp_grid *remade;                                 /* the surface without the closed facilities; NULL: as published */
    const float *surface;                            /* before */
    float *joint_now, *joint_then, *joint_published; /* [cell] of a joint question: the part that is reached, that would
                                                        be with a new site, that is as published; else NULL */
    vp_demand everyone;                              /* of the group, wherever the surface has data */
    double *limits;                                  /* [everyone] of their own */
    vp_demand demand;                                /* of everyone, those whom the question is about */
    double *lacking;       /* [cell] of who is within the limit, the part without a place; NULL: none */
    double *demand_limits; /* [demand] NULL: all have the result's */
    double *before;        /* [demand] minutes now */
    double *prices, *capacities;
    double *road_metres, *barrier_metres; /* [cell] where the question asks; else NULL */
    double *score;                        /* [cell] NaN: no site; NULL without factors */
    double *worth;                        /* [candidate] of its score, in people; NULL: nothing */
    size_t *zone_start;
    uint32_t *zone_demand;
    double *zone_weight, *zone_whole, *zone_reached;
    float *nearest;         /* [of everyone] minutes from the new sites; of masts 0 or INFINITY */
    vp_terrain_masts masts; /* of a service of signals */
    uint8_t **served; /* [number of the chosen mast][demand] whom it serves, as it was worked out; NULL: not kept */
    size_t *served_site, served_count; /* [number] its candidate */
    vp_siting_areas areas;
    float clutter[256];
    vp_grid *other;                    /* masts.other, where it was worked out here */
    const vp_terrain_problem *problem; /* that was solved */
} vp_siting_work;

static inline const vp_service *vp_siting_service(const vp_siting_question *q)
{
    return &q->region->definitions.services[q->service];
}

static inline bool vp_siting_is_straight(const vp_siting_question *q)
{
    return vp_siting_service(q)->reach == VP_REACH_DISTANCE || vp_siting_service(q)->reach == VP_REACH_AREA;
}

static inline bool vp_siting_is_signal(const vp_siting_question *q)
{
    return vp_siting_service(q)->reach == VP_REACH_SIGNAL;
}

/* ---- siting.c: the question of a work, whose result is set, as a problem; close it also on failure */
bool vp_siting_open(vp_siting_work *work, vp_terrain_problem *problem, vp_error *err);
void vp_siting_close(vp_siting_work *work);
/* The window's cell of one of the whole; SIZE_MAX: outside. */
static inline size_t vp_siting_in_window(const vp_siting_window *w, size_t cell)
{
    size_t row = cell / w->columns - w->north, column = cell % w->columns - w->west;
    vp_grid_geometry g = w->terrain.geometry;
    return row < g.rows && column < g.columns ? row * g.columns + column : SIZE_MAX; /* before the first: wraps */
}

/* ---- siting_demand.c: who is asked about, and who is served */
bool vp_siting_is_closed(const vp_siting_question *question, size_t facility);
/* The limit of who lives in a unit of the main set. */
double vp_siting_limit(const vp_siting_work *work, uint32_t zone);
/* The part 0..1 of a cell's people who are served before, who were as published, and who are with a new site within
 * the limit. */
double vp_siting_served(const vp_siting_work *work, size_t cell, double limit);
double vp_siting_published(const vp_siting_work *work, size_t cell, double limit);
double vp_siting_completed(const vp_siting_work *work, size_t cell);
/* What says where there is data. */
const float *vp_siting_data(const vp_siting_work *work);
/* Part of the people of the cell that count in the unit; 0 where the surface has no data. */
double vp_siting_people(const vp_siting_work *work, size_t cell, uint32_t zone, double share);

bool vp_siting_find_demand(vp_siting_work *work, vp_error *err);
/* ---- siting_joint.c: of a joint question, what its other services add */
bool vp_siting_check_joint(const vp_siting_question *question, vp_error *err);
bool vp_siting_find_joint(vp_siting_work *work, vp_error *err);
static inline bool vp_siting_has_areas(const vp_siting_question *q)
{
    return q->areas || (q->mend != VP_NONE && q->region->definitions.services[q->mend].reach == VP_REACH_AREA);
}
/* ---- siting_areas.c: candidates that are areas */
bool vp_siting_check_areas(const vp_siting_question *question, vp_error *err);
/* The candidates, each with a place. */
bool vp_siting_find_schemes(vp_siting_work *work, vp_error *err);
/* kept[number before]: the candidate, VP_NONE: excluded. */
void vp_siting_renumber_schemes(vp_siting_work *work, const size_t kept[]);
void vp_siting_close_areas(vp_siting_areas *areas);
/* The demand cell by cell as parts that the same candidates serve, and who is served then. */
bool vp_siting_find_parts(vp_siting_work *work, vp_error *err);
bool vp_siting_gain_parts(vp_siting_work *work, vp_error *err);
/* ---- siting_masts.c: of a service of signals, what stands on a new site */
bool vp_siting_find_masts(vp_siting_work *work, vp_error *err);
/* Keeps whom chosen masts serve, since a sweep is not worth doing twice; and who is served by the candidate, NULL:
 * not kept. */
bool vp_siting_keep_served(void *work, size_t number, size_t candidate, const uint32_t demands[], size_t count,
                           vp_error *err);
const uint8_t *vp_siting_served_by(const vp_siting_work *work, size_t candidate);
void vp_siting_forget_served(vp_siting_work *work);
/* ---- siting_candidates.c */
bool vp_siting_find_candidates(vp_siting_work *work, vp_error *err);
/* ---- suitability.c */
bool vp_siting_check_factors(const vp_siting_question *question, vp_error *err);
bool vp_siting_has_score(const vp_siting_question *question);
/* Scores the cells at which sites could stand, and counts what each factor says of them. */
bool vp_siting_judge(vp_siting_work *work, const uint32_t cells[], size_t count, vp_error *err);
bool vp_siting_score_candidates(vp_siting_work *work, vp_error *err);
/* ---- siting_shares.c: shares of units, when the question sets any */
bool vp_siting_find_zones(vp_siting_work *work, vp_terrain_problem *problem, vp_error *err);
/* ---- siting_gains.c: what becomes true with the sites chosen */
bool vp_siting_count_gains(vp_siting_work *work, vp_error *err);
