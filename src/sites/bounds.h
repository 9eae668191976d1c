/* Lagrangian relaxation of an instance: a bound that no choice can beat, and what it decides about sites. */
#pragma once
#include "sites/instance.h"

typedef enum { VP_SITE_OPEN_OR_NOT, VP_SITE_OPEN, VP_SITE_CLOSED } vp_decision;

typedef struct {
    const vp_instance *instance; /* what the bound is of */
    const vp_instance *choices;  /* what choices are valued and improved on; the same unless narrowed */
    uint8_t *decision;           /* [site] vp_decision; made from reduced costs, valid for choices below upper */
    double *multiplier;          /* [demand] those of the best bound, 0..beyond */
    double *trial, *direction;   /* [demand] */
    double *served;              /* [demand] by the last trial's set */
    double *score, *average;     /* [site] its reduced cost (<= 0); how often it was chosen of late */
    uint32_t *order;
    double *amount;    /* [site] 0..1, chosen by the last trial */
    uint32_t *changed; /* sites decided, in order */
    size_t changed_count;
    double bound; /* no choice that respects the decisions is below this */
    double upper; /* value of the best choice known */
    double step;
    size_t stalled;
} vp_relaxation;

bool vp_relaxation_init(vp_relaxation *relaxation, const vp_instance *instance, const bool open[], double upper,
                        vp_error *err);
void vp_relaxation_clear(vp_relaxation *relaxation);
/* Iterations of the subgradient; true when the bound proves that nothing is below upper. */
bool vp_relaxation_run(vp_relaxation *relaxation, size_t iterations);
/* Only choices strictly below this are still of interest. */
double vp_relaxation_cutoff(const vp_instance *instance, double upper);
/* The most that the demand costs in a choice that is still of interest. */
double vp_relaxation_most(const vp_relaxation *relaxation, size_t demand);
/* The sites of the last trial, completed to an allowed choice. */
bool vp_relaxation_choice(const vp_relaxation *relaxation, bool open[], vp_error *err);
void vp_relaxation_decide(vp_relaxation *relaxation, uint32_t site, vp_decision decision);
void vp_relaxation_undo(vp_relaxation *relaxation, size_t changed_count); /* back to that many decisions */

/* Goes on with an instance of the same sites and demands that has every choice below upper at its value. */
void vp_relaxation_narrow(vp_relaxation *relaxation, const vp_instance *instance, const vp_instance *choices);

/* What of an instance may still be part of a better choice. With multipliers u and their bound L, a choice S is worth
 * at least L + Σ_d max(0, cost of d in S - u_d) (docs/methods.md, "Sites"). So in a choice below the best one known
 * every demand is served at u_d + (cutoff - L) or less, and sites decided closed are not in it: all else goes. The
 * pairs of `from`, which has costs, whose site is not decided closed and, near_only, whose cost such a choice may have;
 * sites decided open are fixed. Sites and demands keep their numbers. */
vp_instance *vp_relaxation_core(const vp_relaxation *relaxation, const vp_instance *from, bool near_only,
                                vp_error *err);
size_t vp_relaxation_core_pairs(const vp_relaxation *relaxation, const vp_instance *from, bool near_only);
