/* The bound raised until it meets the best choice. */
#pragma once
#include "sites/bounds.h"
#include "sites/search.h"

/* Root relaxation with choices improved meanwhile, then branch and bound over nodes_most nodes. random: iterated
 * search goes on between the nodes; NULL: none. */
bool vp_branch_root(vp_relaxation *relaxation, vp_search_state *state, size_t iterations, vp_time_budget *budget,
                    vp_error *err);
bool vp_branch_search(vp_relaxation *relaxation, vp_search_state *state, size_t nodes_most, vp_random *random,
                      vp_time_budget *budget, vp_error *err);
