/* An investment plan being made of a province: what the files of invest share. */
#pragma once
#include "sites/terrain/lazy_cover_internal.h"
#include "sites/terrain/siting_internal.h"
#include <vungphu/invest.h>

/* A year of a need: whom its facilities leave out then. */
typedef struct {
    vp_siting_question asked;
    vp_siting_result found;
    vp_siting_work work;
} vp_invest_year;

/* Whom the facilities that there are leave out in any of the years. */
typedef struct {
    uint32_t *cells; /* ascending; with limits a cell may come twice */
    double *limits;  /* NULL: one for all */
    double *people;  /* [demand · years + year] left out */
    size_t count;
    size_t first;   /* number of its first demand among those of all needs */
    double *target; /* room for one number a demand */
} vp_invest_demand;

typedef struct {
    const vp_invest_question *question;
    vp_invest_result *result;
    vp_invest_demand *demands; /* [need] */
    size_t demand_count;
    size_t *start; /* [project + 1] into covered, which numbers demands of all needs */
    uint32_t *covered;
    size_t project_count, covered_room, project_room;
    double *prices, *worth;
    uint8_t *first;
    uint32_t *kinds;
    size_t *most;
    vp_investment_target *targets;
    char **target_names;
} vp_invest_work;

/* ---- invest_needs.c */

/* Close it also on failure. */
bool vp_invest_year_open(const vp_invest_question *question, size_t need, size_t year, vp_invest_year *out,
                         vp_error *err);
void vp_invest_year_close(vp_invest_year *year);
bool vp_invest_find_demands(vp_invest_work *work, vp_error *err);
/* Of every piece of a cell in a unit: whom the need counts there, whom its facilities leave out of them, and the number
 * of their demand among the need's (SIZE_MAX: none). */
typedef void vp_invest_visit(void *context, uint32_t unit, size_t demand, double people, double left);
bool vp_invest_walk(const vp_invest_work *work, size_t need, size_t year, vp_invest_visit *visit, void *context,
                    vp_error *err);

/* ---- invest_projects.c */
bool vp_invest_find_projects(vp_invest_work *work, const vp_sites_options *options, vp_error *err);
/* ---- invest_roads.c: rows of road links */
bool vp_invest_check_links(const vp_invest_question *question, const vp_invest_row *row, vp_error *err);
bool vp_invest_find_links(vp_invest_work *work, size_t row, const vp_sites_options *options, vp_error *err);
/* Room for so many projects more, which serve so many demands together. invest_needs.c */
bool vp_invest_grow(vp_invest_work *work, size_t projects, size_t covered, vp_error *err);
/* ---- invest_targets.c */
bool vp_invest_find_targets(vp_invest_work *work, vp_error *err);
/* ---- invest_gains.c */
bool vp_invest_count_gains(vp_invest_work *work, vp_error *err);
