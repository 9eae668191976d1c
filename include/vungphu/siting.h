/* Where new facilities of a service should stand on a region's own terrain: the question in the
 * planner's words, turned into a problem of sites.h and its answer given in people and units.
 *
 * Everything is in memory: whoever asks (a command, a job of the server) brings region, weights and
 * surface, and may run it on any thread. docs/methods.md, "Sites". */
#pragma once
#include <vungphu/api.h>
#include <vungphu/sites_on_terrain.h>

VP_BEGIN_DECLS

/* What a new site of a service of signals radiates, the same in all directions. */
typedef struct {
    double metres, frequency_mhz, erp_kw; /* of the aerial above ground; effective radiated power */
    vp_polarisation polarisation;
    const char *carries;       /* programmes: national, local or both; NULL: those that the service's scope asks for */
    const float *other;        /* [cell] of a service whose scope is both, when only one is carried: the surface of the
                                  system's other scope; NULL: it is worked out */
    vp_signal_options options; /* as the service's surface was made; threads and progress are not read */
} vp_siting_mast;

/* What a place is judged by: a number of each cell, which sites may stand by it, and how much it counts. */
typedef struct {
    const char *name;     /* for readers */
    const double *values; /* [cell of the region]; NaN: not known, and no site stands there; INFINITY: no path */
    double least, most;   /* a site stands where the value is within; -INFINITY, INFINITY: anywhere */
    double zero, one;     /* what scores 0 and 1, in between in proportion, never less or more; INFINITY: the greatest
                             value of all places left by least and most of all factors, -INFINITY: the least one */
    double weight;        /* of its score in that of the place; 0: it has none */
} vp_siting_factor;

typedef struct {
    const vp_region *region;        /* with its terrain (elevation, land cover, roads) */
    const vp_weights *main_weights; /* of the region's main set */
    const float *surface; /* the service's minutes (of straight lines metres, of signals dB(µV/m)) per cell, as
                             published */
    vp_travel_options
        travel; /* as the surface was made (the snapshot says so: vp_snapshot.travel); its limit is not read */
    size_t service;
    size_t group;       /* whom to count; VP_NONE: everyone */
    double limit;       /* minutes, metres or dB(µV/m), of areas the metres that a new source's pipes reach; NaN: the
                     service's       default, which areas have none */
    size_t other_group; /* whose units (of the main set) have the limit other_limit; VP_NONE: none */
    double other_limit;
    /* People whom one of the existing facilities' capacity takes: who is within the limit and finds no place there, by
     * need (facility_load.h), is left out as well, and who has one keeps it. NaN: their capacity is not looked at. */
    double people_per_place;
    double expand, expand_price; /* with people_per_place: a facility may gain places for so many people, as a candidate
                                    of its own; NaN: none may */
    size_t
        mend; /* a service of which some facilities are broken, as all water points: those that `service` (as those that
                 work) has not are the candidates, and serve it again once mended, of areas whoever lives in the
                 polygons of one id, of stated capacity people_per_place for each; VP_NONE: new sites are asked for */
    /* Of a service of areas: the candidates are these polygons, as of planned schemes, whose people each serves; prices
     * and capacities are theirs. NULL: none are listed. */
    const vp_shape *const *areas;
    size_t area_count;
    const vp_siting_mast *mast; /* services of signals; else not read */
    const vp_joint *joint; /* what counts is whom these services reach together, of which `service` is one; its limit is
                              the question's (coverage, set cover); NULL: whom `service` reaches */
    const float *const *joint_surfaces; /* [service of joint] as published; of the sited one not read */

    vp_objective objective;
    size_t count;         /* at most this many new sites; SIZE_MAX: no limit (set cover, or with a budget) */
    double share;         /* set cover: of all people of the group, those reached already included; NaN: of
                             all that some candidate can still reach */
    double beyond;        /* p-median: minutes that somebody without a path counts, and the most that anyone does */
    double budget;        /* INFINITY: none; else prices are needed */
    double separation;    /* metres between two new sites, and to a facility that stays; 0: none */
    double capacity;      /* coverage, set cover: people that one new site can take; INFINITY: any number */
    double minimum_share; /* coverage: of the people of each unit, reached afterwards; 0: none */
    bool worst_first;     /* coverage: first the least share of all units as large as can be, then people */

    /* Candidates: these cells (each once), or, when NULL, the summits of a prominence in metres that are spacing metres
     * apart, the most prominent first, or, when that is NaN, one in each square of spacing metres. */
    const uint32_t *cells;
    const double *prices, *capacities; /* [cell] of the list; NULL: 1 each; capacity */
    size_t cell_count;
    /* Sites that are built in any case, wherever they stand: they count and cost as the others do (coverage, set
     * cover). */
    const uint32_t *must;      /* cells, each once */
    const double *must_prices; /* [must]; where candidates have prices */
    size_t must_count;
    double prominence, spacing;
    const vp_shape *const *within; /* candidates inside any of these; none: everywhere */
    size_t within_count;
    const vp_shape *const *excluded; /* none inside these */
    size_t excluded_count;
    double slope_most;    /* per cent; INFINITY: any */
    double road_most;     /* metres to the nearest road at most; INFINITY: any */
    double barrier_least; /* metres to every barrier (river, lake) at least; 0: any */
    /* A place's score is the mean of its factors' by their weights, 0 to 1. Of a square's cells that are allowed the
     * one with the largest score is the candidate, of equals the nearest to the middle. */
    const vp_siting_factor *factors;
    size_t factor_count;
    double score_least; /* of a candidate; 0: any */
    double score_worth; /* coverage: people that a site of score 1 is worth more than one of score 0: what is made large
                           is people + worth · Σ score; 0: people alone */

    const size_t *closed; /* facilities (of region) that the service loses */
    size_t closed_count;
    size_t moved; /* so many of closed are sited anew, on top of count */
} vp_siting_question;

/* The mode by which people get to a new site: a service of straight lines or signals has none, and its sites stand
 * where people can walk, or by the first mode there is. */
VP_API const char *vp_siting_mode(const vp_region *region, size_t service);

/* Everyone within the service's limit, one candidate in each square of 500 m, 240 minutes without a path. */
VP_API vp_siting_question vp_siting_defaults(void);
/* Asks about what an indicator of people or units reached counts: its service, group and limits, where the question has
 * no limit or other limit yet. VP_BAD_INPUT for another measure. */
VP_API bool vp_siting_of_indicator(const vp_indicator *indicator, vp_siting_question *question, vp_error *err);
/* Asks where facilities of one of its services (VP_NONE: its only one) complete most people of a joint question, which
 * stays the caller's; the limit, where the question has none yet, is the joint's. Surfaces are the caller's to bring.
 * VP_BAD_INPUT when the service is none of its. */
VP_API bool vp_siting_of_joint(const vp_definitions *definitions, const vp_joint *joint, size_t service,
                               vp_siting_question *question, vp_error *err);

/* A candidate that is an area: of the group, who lives in it, who of them is not served, and whom of those no other
 * candidate could serve. */
typedef struct {
    size_t area; /* of region.supply.service_areas, the first of its polygons; VP_NONE: a listed one */
    size_t listed;
    double people, left, alone;
} vp_siting_scheme;

typedef struct {
    double people, before, after; /* of the group with data; within the limit before (without the closed) and after */
} vp_siting_unit;

enum { VP_SITING_QUANTILES = 5 }; /* least, lower quartile, median, upper quartile, greatest */

/* What a factor says of the places where a site could stand. */
typedef struct {
    size_t unknown, excluded, alone; /* without a value; outside least and most; of both those that no other factor
                                        excludes */
    double zero, one;                /* used */
    double quantiles[VP_SITING_QUANTILES]; /* of its values at the places that no factor excludes */
} vp_siting_judged;

typedef struct {
    vp_sites_answer *answer; /* chosen sites are numbers of cells; with a worth of the score objective and bound are of
                                both together, gains and weights of people alone */
    vp_terrain_effort effort;
    uint32_t *cells;           /* candidates after exclusions */
    bool *must;                /* [cell] it is built in any case; NULL without any */
    size_t *listed;            /* [cell] its number in the question's list, VP_NONE: none; NULL without a list */
    size_t *expands;           /* [cell] the facility (of region) that gains places, VP_NONE: none; NULL without any */
    size_t *mends;             /* [cell] the facility that is mended, VP_NONE: of an area none has the id; NULL unless
                                  question.mend */
    vp_siting_scheme *schemes; /* [cell], which is the facility's place or one inside; NULL unless they are areas */
    size_t cell_count, excluded; /* candidates left, and taken out by exclusions: listed ones, summits or squares */
    size_t excluded_cells;       /* passable ones inside the question's excluded shapes */
    vp_siting_judged *factors;   /* [factor of the question] */
    size_t places, places_left, places_low; /* cells (or listed ones, summits) judged; that no factor excludes; of those
                                               below score_least */
    double score_quantiles[VP_SITING_QUANTILES]; /* of the places left */
    double *scores;                              /* [cell] NaN: none; NULL without a score */
    double limit;                                /* used; NaN: candidates are areas */
    double people, published, before,
        after;             /* of the group: all with data; within the limit as published, without the
                              closed, with the new sites whatever their capacity (answer->objective: whom they have room for) */
    double lacking_more;   /* of a joint question: people not reached whom a new site alone does not complete; else 0 */
    vp_siting_unit *units; /* [unit] of the main set */
    double
        *site_people; /* [chosen] people newly within the limit whose nearest new site it is, whatever its capacity */
} vp_siting_result;

/* False and err (VP_BAD_INPUT, VP_NOT_FOUND: nobody left out, no candidates; VP_CANCELLED) or the result,
 * which the caller clears. options: progress may cancel; the best so far is the answer then, unless it is unwanted. */
VP_API bool vp_siting_run(const vp_siting_question *question, const vp_sites_options *options, vp_siting_result *result,
                          vp_error *err);
VP_API void vp_siting_result_clear(vp_siting_result *result);

VP_END_DECLS
