/* The question of an investment plan, from its tables and a snapshot: what command and process share. */
#pragma once
#include "snapshot/land_view.h"
#include "snapshot/year_view.h"
#include "store/plain/candidates.h"
#include "store/plain/invest_tables.h"
#include "store/plain/road_list.h"
#include <vungphu/invest.h>

typedef struct {
    vp_invest_tables tables;
    vp_invest_question question;
    const char *projects_name, *budgets_name, *targets_name; /* of the tables, for messages; borrowed */
    double growth; /* a year, of everyone, where the snapshot states none; NaN: nobody grows */
    bool grows;    /* people of years to come are known */
    /* Owned: */
    vp_year_view *views; /* [year] */
    vp_region *regions;
    const vp_region **region_list;
    int *years;
    double *budgets;
    vp_invest_need *needs;
    const float **surfaces; /* [need · years + year] */
    vp_invest_row *rows;
    vp_siting_mast *masts;    /* [row] */
    vp_candidate_list *lists; /* [row] */
    vp_road_list *roads;      /* [row] */
    vp_invest_target *targets;
    double ***factors; /* [year][set][unit] of growth */
} vp_invest_setup;

/* From tables that were read; last_year 0: that of the last budget or target. Lists of candidates are files whose
 * names stand in the table, from directory on (NULL: none may be named). Clear it also on failure. */
bool vp_invest_setup_make(vp_invest_setup *setup, const vp_land_view *view, int first_year, int last_year,
                          const char *directory, vp_findings *findings, vp_error *err);
/* [row] of the list, [place]; NULL: a row has none. To be freed alone. NULL without memory. */
char *const **vp_invest_setup_names(const vp_invest_setup *setup, vp_error *err);
void vp_invest_setup_clear(vp_invest_setup *setup);
