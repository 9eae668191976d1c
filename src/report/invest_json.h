/* An investment plan as one object, and the figures that all its forms share. */
#pragma once
#include "snapshot/snapshot.h"
#include <jansson.h>
#include <vungphu/invest.h>

typedef struct {
    const vp_invest_question *question;
    const vp_invest_result *result;
    const vp_snapshot *snapshot;
    char *const *const *names; /* [row] of its list, [place]; NULL: a row has none */
    const char *money;         /* the unit of prices and budgets, as million VND; NULL: not said */
    const char *made_up;       /* a sentence where prices are examples; NULL: they are whose they are */
    double growth;             /* a year, that the user gave; NaN: as the snapshot states */
    bool grows;                /* people of years to come are known */
    uint64_t seed;
} vp_invest_shown;

/* Of the chosen with that number in the plan's order. */
const vp_invest_project *vp_invest_json_project(const vp_invest_shown *shown, size_t chosen);
const char *vp_invest_json_name(const vp_invest_shown *shown, size_t chosen); /* NULL: it has none */
const vp_service *vp_invest_json_service(const vp_invest_shown *shown, size_t need);
double vp_invest_json_price(const vp_invest_shown *shown, size_t chosen);
/* What people of a group gain of a need at the end of the last year, and how many are left out without the plan; false
 * where the need counts only a part of people, and the group is another part of them. */
bool vp_invest_json_group(const vp_invest_shown *shown, size_t group, size_t need, double *gained, double *left);
/* Of groups of whole units, that with the least part of its left out gaining, of all needs; VP_NONE: none. */
size_t vp_invest_json_least(const vp_invest_shown *shown, double *share);

/* geo: a FeatureCollection. NULL when memory is short. */
json_t *vp_invest_json(const vp_invest_shown *shown, bool geo);
