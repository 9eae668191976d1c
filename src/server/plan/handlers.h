/* Handlers of the plan: indicators, targets, gaps, units, files; what they answer stands in server/endpoints. */
#pragma once
#include "server/call.h"

vp_handler vp_get_indicators, vp_get_indicator; /* indicators.c */
vp_handler vp_get_joint;                        /* indicators.c */
vp_handler vp_get_indicator_groups;             /* indicator_groups.c */
vp_handler vp_get_indicator_limits;             /* indicator_limits.c */
vp_handler vp_get_crosswalk;                    /* crosswalk.c */
vp_handler vp_get_targets;                      /* targets.c */
vp_handler vp_get_territories;                  /* territories.c */
vp_handler vp_get_gaps;                         /* gaps.c */
vp_long_answer vp_gaps_are_long;
vp_handler vp_get_ranking;                /* ranking.c */
vp_handler vp_get_settlements;            /* settlements.c */
vp_handler vp_get_isochrone;              /* isochrones.c */
vp_handler vp_get_quality;                /* quality.c */
vp_handler vp_get_unit;                   /* units.c */
vp_handler vp_get_reach;                  /* reach.c */
vp_handler vp_get_exports, vp_get_export; /* exports.c */
vp_long_answer vp_export_is_long;
