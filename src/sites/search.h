/* Good choices for an instance: greedy, exchange, and exchange after random changes. */
#pragma once
#include "base/random.h"
#include "sites/instance.h"
#include "sites/time_budget.h"

/* The best choice so far and what is proven about any. */
typedef struct {
    bool *open;
    double value, bound;
} vp_search_state;

/* Improves open by adding and swapping sites until neither helps; value holds its value
 * before and after. */
bool vp_search_improve(const vp_instance *instance, bool open[], double *value, vp_error *err);
/* Adds sites to open, most gain (per price) first, gains recomputed only when they could win;
 * until the value is at most `enough` or no site may be added. */
bool vp_search_greedy(const vp_instance *instance, bool open[], bool per_price, double enough, vp_error *err);
/* Random exchanges, then improvement, the best kept; rounds times. Stops below enough. */
bool vp_search_iterate(const vp_instance *instance, vp_search_state *state, size_t rounds, double enough,
                       vp_random *random, vp_time_budget *budget, vp_error *err);
