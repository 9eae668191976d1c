/* Whom a service leaves out, by the names of the places they live in. */
#pragma once
#include <vungphu/api.h>
#include <vungphu/coverage.h>
#include <vungphu/gaps.h>

VP_BEGIN_DECLS

typedef struct {
    size_t settlement;
    double people;      /* of the group, on the settlement's own cells in units of the main set */
    double left_out;    /* of them, whom the service does not reach within the limit */
    double unreachable; /* of those, who have no path at all (or no signal) */
    double unknown;     /* people of the group on its cells without data of the service, in none of the above */
    double mean;        /* value of its people who have one, weighted; NaN when nobody has */
    double value;       /* at the settlement's own point; infinite: no path; NaN: no data, or outside the grid */
    bool unserved;      /* more than half of its people are left out; where nobody lives, its point is */
} vp_settlement_reach;

typedef struct {
    vp_settlement_reach *items;       /* of those that lie in a unit, or have people in one */
    size_t count, unserved;           /* the unserved stand first */
    double people, left_out, unknown; /* of all of them */
} vp_settlement_list;

/* How a service reaches every settlement: the unserved first, of them most people left out first. surface is the
 * service's; question->least_people leaves out rows with fewer people left out, unless it is 0. People on cells without
 * data of the service are not counted, nor those of no settlement. A settlement that states its people has its figures
 * scaled to them. */
VP_API bool vp_settlements_reach(const vp_region *region, const vp_weights *main_weights, const float surface[],
                                 const vp_gap_question *question, vp_settlement_list *out, vp_error *err);
VP_API void vp_settlements_clear(vp_settlement_list *list);

/* One that a service leaves out at its own limit, of its own group. */
typedef struct {
    size_t service;
    vp_settlement_reach reach; /* unserved */
} vp_unserved;

typedef struct {
    vp_unserved *items; /* service by service as they were added, most people left out first */
    size_t count;
} vp_unserved_list;

/* Puts the settlements that the service leaves out behind the others; none where no settlements are known. */
VP_API bool vp_unserved_add(const vp_region *region, const vp_weights *main_weights, const float surface[],
                            size_t service, vp_unserved_list *into, vp_error *err);
VP_API void vp_unserved_clear(vp_unserved_list *list);

VP_END_DECLS
