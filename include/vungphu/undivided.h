/* The capacitated p-median: each demand at one site alone (docs/methods.md, "Undivided"). */
#pragma once
#include <vungphu/sites.h>

VP_BEGIN_DECLS

/* As vp_sites_solve, of a problem that is undivided; gains are NaN, and so are all totals but the last, since fewer of
 * the sites may have no room. With a budget, a separation or more than 30 million pairs it is vp_sites_solve. */
VP_API vp_sites_answer *vp_undivided_solve(const vp_sites_problem *problem, const vp_sites_options *options,
                                           vp_error *err);

VP_END_DECLS
