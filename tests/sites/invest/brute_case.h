/* What the tests of a plan's parts share: the case of a random problem, and a plan's score from plain matrices. */
#pragma once
#include "sites/invest/brute_invest.h"
#include "sites/invest/invest_internal.h"
#include <check.h>

static inline vp_invest_case *case_of(const brute *b)
{
    vp_error err = {0};
    vp_invest_case *c = vp_invest_case_new(&b->problem, &err);
    ck_assert_msg(c != NULL, "%s", err.message);
    return c;
}

/* aimed: [target] weight that the plan covers in time. */
static inline double score_of(const brute *b, const vp_invest_case *c, const size_t when[], double aimed[],
                              double *worth, double *cost)
{
    double lack = 0;
    *worth = *cost = 0;
    for (size_t r = 0; r < c->targets; r++) aimed[r] = 0;
    for (size_t d = 0; d < b->demands; d++) {
        size_t since = brute_since(b, when, d);
        for (size_t t = since; t < b->periods; t++) *worth += b->worth[d * b->periods + t];
        for (size_t r = 0; r < c->targets; r++)
            if (since <= b->targets[r].period) aimed[r] += b->weights[r][d];
    }
    for (size_t j = 0; j < b->projects; j++)
        if (when[j] < b->periods) *cost += b->prices[j];
    for (size_t r = 0; r < c->targets; r++) lack += c->penalty[r] * fmax(0, c->need[r] - aimed[r]);
    return (b->problem.goal == VP_INVEST_PEOPLE ? *worth : -*cost) - lack;
}
