/* What to build where in which period: a plan of projects within the money of each period, with a bound that no plan
 * can beat (docs/methods.md, "Investment plan").
 *
 * A project covers demands from the period it opens in, for good; each demand says what it is worth to be covered in
 * each period. Pure combinatorics: sites/terrain makes such problems of a province. */
#pragma once
#include <vungphu/sites.h>

VP_BEGIN_DECLS

enum { VP_INVESTMENT_PERIODS_MOST = 40, VP_INVESTMENT_CURVE_MOST = 32 };

typedef enum {
    VP_INVEST_PEOPLE, /* most worth for the money; targets must be met too */
    VP_INVEST_COST,   /* the targets for the least money */
} vp_invest_goal;

/* By the end of the period the covered demands must weigh so much. */
typedef struct {
    size_t period;
    double need;
    size_t entry_count;
    const uint32_t *demands; /* each once */
    const double *weights;   /* >= 0 */
    const char *name;        /* for messages; NULL: its number */
    double whole, reached;   /* for who asks: of what need is a share; not read */
} vp_investment_target;

typedef struct {
    vp_invest_goal goal;
    size_t period_count;
    const vp_costs *covers; /* sites are projects; costs are not read */
    const double *worth;    /* [demand · period_count + period] >= 0 */
    const double *prices;   /* [project] >= 0 */
    const uint8_t *first;   /* [project] earliest period; NULL: the first one */
    const double *budgets;  /* [period]; NULL: as much as it takes */
    bool carry;             /* what a period leaves is there in the next one */
    const uint32_t *kinds;  /* [project] of which kind; NULL: all of one */
    const size_t *most;     /* [kind] at most so many; SIZE_MAX: any number. NULL: any number */
    size_t kind_count;
    const vp_investment_target *targets;
    size_t target_count;
    bool nested; /* the order of projects is for budgets that may be cut: see vp_investment_answer.curve */
} vp_investment_problem;

typedef struct {
    uint32_t project;
    size_t period;
    double gain;  /* worth that it adds after those before it */
    double total; /* worth with all up to this one */
    double cost;  /* money with all up to this one */
} vp_invested;

/* So much of each budget: what the plan's order keeps when money ends there, a plan made for just that money, and what
 * no plan for it passes. */
typedef struct {
    double part, money; /* of the budgets; their sum */
    double kept, kept_cost;
    double best, best_cost;
    double bound;
} vp_curve_point;

typedef struct {
    vp_invested *chosen; /* by period; within one the most worth for the money first. nested: in the order to keep */
    size_t chosen_count;
    double objective; /* people: worth; cost: money */
    double bound;     /* people: no plan is worth more; cost: none takes less */
    double gap;       /* |objective - bound| / |objective| */
    bool proven, stopped;
    bool met;    /* every target */
    double cost; /* money of the plan */
    double worth;
    double *spent;   /* [period] */
    double *covered; /* [target] weight */
    double *reach;   /* [target] weight with every project open as early as may be */
    vp_curve_point curve[VP_INVESTMENT_CURVE_MOST];
    size_t curve_count; /* 0: no budgets */
    size_t knee;        /* of the curve: where more money begins to give less; SIZE_MAX: nowhere */
    const char *method;
    double seconds;
} vp_investment_answer;

/* VP_BAD_INPUT for a malformed problem and for targets that all projects together do not meet; VP_NOT_FOUND when it is
 * proven that no plan within the budgets meets them. When none was found, met is false and the plan is the one that
 * comes nearest. */
VP_API vp_investment_answer *vp_investment_solve(const vp_investment_problem *problem, const vp_sites_options *options,
                                                 vp_error *err);
VP_API void vp_investment_answer_free(vp_investment_answer *answer);

VP_END_DECLS
