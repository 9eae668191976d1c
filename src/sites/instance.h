/* A location problem in the one form that the methods work on, without what is decided already.
 *
 * Covering and p-median are one problem: choose sites so that Σ over demands of
 * min(beyond, cost of the nearest chosen site) is least. In covering a pair costs 0 and
 * `beyond` is the demand's weight, so the sum is the weight not covered. Kept sites are
 * folded into beyond; forbidden sites, demands without weight and pairs that cannot help
 * are gone. Costs are weighted. */
#pragma once
#include <vungphu/sites.h>

typedef struct {
    size_t demand_count, site_count, entry_count;
    size_t *site_start;
    uint32_t *site_demand; /* ascending */
    double *site_cost;     /* NULL: covering */
    size_t *demand_start;
    uint32_t *demand_site; /* cost ascending, then site */
    double *demand_cost;   /* NULL: covering */
    double *beyond;        /* [demand] above 0 */
    bool *fixed;           /* [site] must be chosen */
    double *price;         /* [site]; NULL: no budget */
    uint32_t *origin;      /* [site] number in the problem */
    size_t count;          /* most sites; at most site_count */
    double budget;
    bool integral; /* every value of the objective is a whole number */
    double big;    /* a beyond that stands for "must be served"; 0: there is none */
} vp_instance;

vp_instance *vp_instance_new(const vp_sites_problem *problem, vp_error *err);
/* Covering at a radius, whatever the problem's own objective. Every demand weighs 1 when unweighted. */
vp_instance *vp_instance_covering(const vp_sites_problem *problem, double radius, bool unweighted, vp_error *err);
/* Room for the counts that instance states; false leaves nothing allocated. */
bool vp_instance_allocate(vp_instance *instance, bool costed, bool priced, vp_error *err);
/* The pairs by site from those by demand, whose site_start is zero yet; demands ascend within a site. */
bool vp_instance_fill_by_site(vp_instance *instance, vp_error *err);
void vp_instance_free(vp_instance *instance);
/* The value of a choice: open[site]. */
double vp_instance_value(const vp_instance *instance, const bool open[]);
bool vp_instance_allows(const vp_instance *instance, const bool open[]); /* count, budget, fixed */
