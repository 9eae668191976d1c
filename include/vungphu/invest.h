/* An investment plan of a province: what to build, enlarge or mend for several services in which year, so that most
 * people gain for the money of each year, or targets are met for the least; who gains. On a region's own terrain, as
 * siting.h; the plan itself is investment.h. docs/methods.md, "Investment plan". */
#pragma once
#include <vungphu/investment.h>
#include <vungphu/road_links.h>
#include <vungphu/siting.h>

VP_BEGIN_DECLS

typedef enum {
    VP_INVEST_BUILD,  /* a new facility on a candidate cell */
    VP_INVEST_EXPAND, /* more places at a facility there is */
    VP_INVEST_MEND,   /* a listed facility that does not work now */
    VP_INVEST_ROAD,   /* a road link: serves whom it brings within the limit by itself (road_links.h) */
    VP_INVEST_KIND_COUNT
} vp_invest_kind;
VP_API extern const char *const vp_invest_kind_names[]; /* build, expand, mend, road */

/* Whom a service is to reach. */
typedef struct {
    size_t service, group; /* group VP_NONE: everyone */
    double limit;          /* as vp_siting_question */
    size_t other_group;
    double other_limit;
    double people_per_place;
    double weight;                /* what one person reached counts, above 0; 1 as a rule */
    const float *const *surfaces; /* [year] of the service */
} vp_invest_need;

/* What may be done for a need, and at what price each. */
typedef struct {
    size_t need;
    vp_invest_kind kind;
    double price; /* of each; of a list with prices not read */
    double takes; /* people that each one takes, the nearest by straight line first; INFINITY: any number */
    size_t most;  /* SIZE_MAX: any number */
    size_t first; /* year, counted from 0, in which the first may open */
    double spacing, prominence; /* candidates as vp_siting_question has them */
    const uint32_t *cells;      /* the list; NULL: by spacing or prominence */
    const double *prices;       /* of the list; NULL: price */
    size_t cell_count;
    const vp_siting_mast *mast; /* services of signals */
    const vp_road_link *links;  /* roads: the list, each with its price */
    size_t link_count;
} vp_invest_row;

/* By the end of the year this share of the need's people is reached, or, of a gain, of those who would be left out. */
typedef struct {
    size_t need;  /* of a gain VP_NONE: of all needs together */
    size_t year;  /* counted from 0 */
    size_t group; /* those in its units, by its share of them; VP_NONE: all */
    double share;
    bool of_gain;
} vp_invest_target;

typedef struct {
    vp_invest_goal goal;
    const vp_region *const *regions; /* [year] people and facilities as at its end; the first has the terrain */
    const int *years;                /* one after the other */
    size_t year_count;
    const vp_weights *main_weights;
    vp_travel_options travel;
    const vp_invest_need *needs;
    size_t need_count;
    const vp_invest_row *rows;
    size_t row_count;
    const vp_invest_target *targets;
    size_t target_count;
    const double *budgets; /* [year]; NULL: none */
    bool carry, nested;
    bool at_end; /* people count who are reached at the end of the last year; else people in every year */
} vp_invest_question;

typedef struct {
    size_t row;
    uint32_t cell;
    size_t listed;   /* in the row's list, also of links; VP_NONE: none */
    size_t facility; /* of the first region, that gains places; VP_NONE: none */
} vp_invest_project;

typedef struct {
    vp_investment_answer *answer;
    vp_invest_project *projects; /* numbers as in the answer */
    size_t project_count, excluded, demand_count;
    double *people, *before,
        *after; /* [need · years + year] of the group with data, reached without and with the plan */
    double *unit_people, *unit_before, *unit_after; /* [need · units + unit], at the end of the last year */
    double *chosen_people; /* [chosen] whom it is the first to reach, at the end of the last year */
    double *target_share;  /* [target] that is met */
    size_t unit_count;
} vp_invest_result;

/* False and err, or the result, which the caller clears. options: progress may cancel; the best so far is the answer
 * then. */
VP_API bool vp_invest_run(const vp_invest_question *question, const vp_sites_options *options, vp_invest_result *result,
                          vp_error *err);
VP_API void vp_invest_result_clear(vp_invest_result *result);

VP_END_DECLS
