/* Road links being compared: what the files of it share. */
#pragma once
#include "sites/time_budget.h"
#include "travel/quicker.h"
#include <vungphu/road_links.h>

/* People of a cell in a unit. */
typedef struct {
    uint32_t cell, unit;
    double people;
} vp_road_piece;

/* Minutes of a demand if it used the link, at least. */
typedef struct {
    uint32_t demand;
    float minutes;
    float part; /* no set gives the demand more than the sum of these over its links */
} vp_road_path;

typedef struct {
    vp_quicker_cell *cells;
    size_t cell_count;
    vp_road_path *paths; /* of demands that could gain by it */
    size_t path_count, path_room;
} vp_road_line;

typedef struct {
    const vp_road_question *question;
    vp_road_result *result;
    const vp_service *service;
    vp_terrain *terrain;
    vp_quicker *sides[2];  /* there, back; back of a round trip alone */
    vp_road_piece *pieces; /* by cell */
    size_t piece_count, piece_room;
    uint32_t *cells; /* [demand] ascending */
    double *people;  /* [demand] */
    size_t demand_count;
    int32_t *demand_of; /* [cell] -1: none */
    double *worth;      /* [demand] as things are */
    bool *within;       /* [demand] of the limit without links */
    uint32_t *changed;  /* demands that the last push or pop changed, each once */
    size_t changed_count;
    uint32_t *stamps, stamp;    /* [demand] */
    double value;               /* its sum, less that without links */
    vp_road_line *lines;        /* [link] */
    double *alone, *alone_most; /* [link] what it gives alone; vp_road_most then */
    size_t *facility_cells;
    vp_time_budget *time;
    double gap;                /* good enough */
    struct vp_road_caps *caps; /* NULL: not known */
    bool paths_known;          /* else only what all links together give bounds a set */
} vp_road_work;

/* What a demand gets of a link at most. */
typedef struct {
    uint32_t link;
    float part;
} vp_road_part;

/* No set of links gives more than fixed and the sum of its scores. */
typedef struct {
    double fixed;
    double score[VP_ROAD_LINKS_MOST];
} vp_road_scores;

typedef struct vp_road_caps vp_road_caps;

/* ---- road_people.c: who is counted */
bool vp_road_find_people(vp_road_work *work, vp_error *err);
void vp_road_count_people(vp_road_work *work); /* people, before */
/* Of the demands that the last push changed, the cells newly within the limit; out has room for changed_count. */
size_t vp_road_newly_within(const vp_road_work *work, uint32_t out[]);
void vp_road_count_units(vp_road_work *work);
/* The people newly within the limit by the last push, the only one, by unit, added to out[unit]. */
void vp_road_gain_by_unit(const vp_road_work *work, double out[]);
double vp_road_people_gained(const vp_road_work *work); /* newly within the limit, by all that is pushed */
double vp_road_minutes_of(const vp_road_work *work, size_t cell);
double vp_road_worth(const vp_road_work *work, size_t demand, double minutes);
/* ---- road_lines.c: their cells, and who could use them */
bool vp_road_find_lines(vp_road_work *work, vp_error *err);
bool vp_road_find_paths(vp_road_work *work, vp_error *err);
/* After the link was pushed and gained so much: the most that it can add, alone or with others. A demand counts by what
 * it gained and half of what its quickest path would give beyond that: no less than the larger of both. */
double vp_road_most(const vp_road_work *work, size_t link, double gained);
/* ---- road_state.c: a link more, and the last one less; lay: cells alone, nothing is counted */
bool vp_road_lay(vp_road_work *work, const vp_road_line *line, vp_error *err);
/* The cells of every link but one (SIZE_MAX: of all), and back. */
bool vp_road_lay_all(vp_road_work *work, size_t without, vp_error *err);
void vp_road_lift(vp_road_work *work);
bool vp_road_push(vp_road_work *work, size_t link, vp_error *err);
void vp_road_pop(vp_road_work *work);
/* Of each link the cells of people whom it alone brings within the limit. */
typedef bool vp_road_take(void *context, size_t link, const uint32_t cells[], size_t count, vp_error *err);
bool vp_road_each(const vp_road_question *question, const vp_sites_options *options, vp_road_take *take, void *context,
                  vp_error *err);
/* ---- road_bound.c: after the paths are known and each link was measured alone */
vp_road_caps *vp_road_caps_new(vp_road_work *work, vp_error *err);
void vp_road_caps_free(vp_road_caps *caps);
/* The largest sum of scores of a set that is allowed, or more; taken: a set that comes near it. */
typedef double vp_road_top(void *context, const double score[], bool taken[]);
/* For sets of at most so many links. */
bool vp_road_bound(const vp_road_work *work, size_t count, vp_road_top *top, void *context, vp_road_scores *out,
                   vp_error *err);
/* ---- road_search.c: the best set of at most so many */
/* smaller: the best found of one less; NULL: none was looked for. */
bool vp_road_search(vp_road_work *work, size_t count, const vp_road_set *smaller, vp_road_set *set, vp_error *err);
