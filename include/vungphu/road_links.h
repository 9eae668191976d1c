/* Which roads to build, open or upgrade: what each of a list of links gives alone, and the sets that give most, with a
 * bound that no set can beat. On a region's own terrain, as siting.h. docs/methods.md, "Road links". */
#pragma once
#include <vungphu/siting.h>

VP_BEGIN_DECLS

enum { VP_ROAD_LINKS_MOST = 1000, VP_ROAD_COUNT_MOST = 20 };

typedef struct {
    vp_shape line;          /* projected metres: parts as rings, open or not */
    const char *class_name; /* the class of road that it becomes */
    double price;           /* NaN: not given */
} vp_road_link;

typedef struct {
    const vp_region *region;        /* with its terrain */
    const vp_weights *main_weights; /* of the region's main set */
    const float *surface;           /* the service's, per cell, as published: where it has no data nobody is counted */
    vp_travel_options travel;
    size_t service, group;  /* reached by travel time or round trip, by one mode; group VP_NONE: everyone */
    double limit;           /* minutes; NaN: the service's default */
    vp_objective objective; /* coverage: people newly within the limit; p-median: person-minutes saved */
    double beyond;          /* p-median: minutes of somebody without a path, and the most that count */
    const vp_road_link *links;
    size_t link_count;
    size_t count;  /* at most so many, up to VP_ROAD_COUNT_MOST */
    double budget; /* INFINITY: none; else all links have prices */
} vp_road_question;

/* Everyone, the service's limit, one link, 240 minutes without a path. */
VP_API vp_road_question vp_road_defaults(void);

VP_API double vp_road_length(const vp_shape *line); /* metres */

/* What one link gives alone. */
typedef struct {
    double people;         /* newly within the limit; NaN: there was no time to find out */
    double minutes;        /* person-minutes saved; NaN: not asked for */
    double metres;         /* of its line */
    size_t cells, quicker; /* of its line; of them, those that become quicker */
} vp_road_gain;

/* The best set found of so many links at most. */
typedef struct {
    size_t links[VP_ROAD_COUNT_MOST]; /* numbers of the list; the one that gives most first */
    double gains[VP_ROAD_COUNT_MOST]; /* what it adds after those before it, in the objective */
    size_t count;
    double objective, bound, gap; /* people, or person-minutes saved; no set gives more than bound */
    bool proven;
    double people, minutes, price; /* as vp_road_gain; price NaN: not known */
} vp_road_set;

typedef struct {
    double limit, people, before;         /* used; of the group, with data; within it now */
    double all;                           /* objective with every link */
    vp_road_gain *gains;                  /* [link] */
    double *link_units;                   /* [link · units + unit] people newly within the limit by the link alone */
    vp_road_set sets[VP_ROAD_COUNT_MOST]; /* of at most 1, 2 … links; with a budget the last one alone */
    size_t set_count;
    vp_siting_unit *units;        /* [unit] of the main set, with the last set */
    size_t unit_count, evaluated; /* sets whose minutes were worked out */
    bool stopped;                 /* time ran out or the caller cancelled */
    double seconds;
} vp_road_result;

/* False and err, or the result, which the caller clears. */
VP_API bool vp_road_links_run(const vp_road_question *question, const vp_sites_options *options, vp_road_result *result,
                              vp_error *err);
VP_API void vp_road_result_clear(vp_road_result *result);

VP_END_DECLS
