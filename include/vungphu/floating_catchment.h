/* Access that accounts for crowding: how much of a facility's supply is left for each place.
 *
 * 2SFCA    Luo and Wang 2003; E2SFCA Luo and Qi 2009; 3SFCA Wan, Zou and Sternberg 2012;
 * RAAM     Saxon and Snow 2020, "A rational agent model for the spatial accessibility of primary
 *          health care". Formulas in docs/methods.md, "Floating catchments". */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <vungphu/api.h>
#include <vungphu/cost.h>
#include <vungphu/error.h>

VP_BEGIN_DECLS

typedef enum { VP_FLOATING_2SFCA, VP_FLOATING_E2SFCA, VP_FLOATING_3SFCA, VP_FLOATING_RAAM } vp_floating_method;
VP_API extern const char *const vp_floating_names[4]; /* 2sfca, e2sfca, 3sfca, raam */

/* How the weight of a site falls with its cost. */
typedef enum {
    VP_DECAY_STEPS,    /* weights[k] for cost <= ends[k] (ends ascending), 0 beyond the last */
    VP_DECAY_GRAVITY,  /* (max(cost, nearest) / scale)^-power (Hansen 1959; Joseph and Bantock 1982) */
    VP_DECAY_GAUSSIAN, /* exp(-cost^2 / (2 sigma^2)); with sigma 0 Dai's (2010), which is 0 at the limit */
} vp_decay;
VP_API extern const char *const vp_decay_names[3]; /* steps, gravity, gaussian */

enum { VP_DECAY_STEPS_MOST = 32 };

typedef struct {
    vp_floating_method method;
    vp_decay decay;
    double limit; /* sites at a higher cost weigh 0; INFINITY: none */
    double ends[VP_DECAY_STEPS_MOST], weights[VP_DECAY_STEPS_MOST];
    size_t step_count;
    double scale, power, nearest; /* gravity: all in costs but power; 1, 1 and 0 */
    double sigma;                 /* Gaussian: in costs; 0 */
    double tau;                   /* RAAM: the cost that weighs as much as average crowding (60) */
} vp_floating_options;

/* The method's usual weights within a limit: 2SFCA one step of 1; E2SFCA and 3SFCA thirds of the
 * limit weighing 1, 0.68 and 0.22; RAAM counts every cost up to the limit (INFINITY: all). */
VP_API vp_floating_options vp_floating_defaults(vp_floating_method method, double limit);

typedef struct {
    const vp_cost *costs;
    size_t cost_count; /* pairs not listed cannot be reached */
    const double *demand;
    size_t demand_count; /* people, >= 0 */
    const double *supply;
    size_t site_count; /* beds, doctors …, >= 0 */
} vp_floating_problem;

/* access[demand]: supply per person (RAAM: the least cost, travel / tau + crowding: less is better),
 * 0 where nothing is in reach (RAAM: NaN). NaN also where a site in reach has supply but no people in
 * its catchment (so the place itself has none): its supply per person is not defined. VP_BAD_INPUT for a
 * pair that names no demand or site, a negative or missing number, or a weight that is not finite
 * (gravity at cost 0 without nearest). RAAM stops at a relative equilibrium gap of 1e-9. */
VP_API bool vp_floating_access(const vp_floating_problem *problem, const vp_floating_options *options, double access[],
                               vp_error *err);

/* ------------------------------------------------------------ capacity */

typedef enum {
    VP_CAPACITY_IN_ORDER, /* sites take people one after the other, nearest first (AccessMod's) */
    VP_CAPACITY_BY_NEED,  /* every site shares its capacity over all who are left, until nothing moves:
                             the order of the sites does not matter */
} vp_capacity_method;

/* served[demand]: people who find a place within limit; used[site]: capacity taken up.
 * order: sites in the order of filling (IN_ORDER); NULL as numbered.
 * A band of people at one cost that does not fit is served by (capacity − inner) / band. */
VP_API bool vp_capacity_fill(const vp_floating_problem *problem, vp_capacity_method method, double limit,
                             const size_t order[], double served[], double used[], vp_error *err);

VP_END_DECLS
