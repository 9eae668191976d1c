/* Who gains by a plan. */
#include "sites/terrain/invest_internal.h"
#include <stdlib.h>

/* since[demand]: year from which the plan serves it; years: never. */
static void follow(vp_invest_work *w, uint8_t since[])
{
    const vp_investment_answer *a = w->result->answer;
    size_t years = w->question->year_count;
    for (size_t d = 0; d < w->demand_count; d++) since[d] = (uint8_t)years;
    for (size_t k = 0; k < a->chosen_count; k++) {
        uint32_t j = a->chosen[k].project;
        size_t need = w->question->rows[w->kinds[j]].need;
        const vp_invest_demand *of = &w->demands[need];
        for (size_t at = w->start[j]; at < w->start[j + 1]; at++) {
            uint32_t d = w->covered[at];
            if (since[d] == years) w->result->chosen_people[k] += of->people[(d - of->first) * years + years - 1];
            if (a->chosen[k].period < since[d]) since[d] = (uint8_t)a->chosen[k].period;
        }
    }
}

static void count_years(vp_invest_work *w, const uint8_t since[])
{
    vp_invest_result *r = w->result;
    size_t years = w->question->year_count;
    for (size_t n = 0; n < w->question->need_count; n++) {
        const vp_invest_demand *d = &w->demands[n];
        for (size_t t = 0; t < years; t++) {
            double *after = &r->after[n * years + t];
            *after = r->before[n * years + t];
            for (size_t k = 0; k < d->count; k++)
                if (since[d->first + k] <= t) *after += d->people[k * years + t];
        }
    }
}

typedef struct {
    vp_invest_work *work;
    const uint8_t *since;
    size_t need;
} counting;

static void count(void *context, uint32_t unit, size_t demand, double people, double left)
{
    counting *c = context;
    vp_invest_result *r = c->work->result;
    size_t at = c->need * r->unit_count + unit;
    bool gains =
        demand != SIZE_MAX && c->since[c->work->demands[c->need].first + demand] < c->work->question->year_count;
    r->unit_people[at] += people;
    r->unit_before[at] += people - left;
    r->unit_after[at] += gains ? people : people - left;
}

bool vp_invest_count_gains(vp_invest_work *w, vp_error *err)
{
    vp_invest_result *r = w->result;
    const vp_invest_question *q = w->question;
    uint8_t *since = malloc(w->demand_count + 1);
    r->chosen_people = calloc(r->answer->chosen_count + 1, sizeof *r->chosen_people);
    r->target_share = calloc(q->target_count + 1, sizeof *r->target_share);
    bool ok = (since && r->chosen_people && r->target_share) || vp_fail_memory(err, w->demand_count);
    if (ok) {
        follow(w, since);
        count_years(w, since);
    }
    for (size_t n = 0; ok && n < q->need_count; n++) {
        counting c = {w, since, n};
        ok = vp_invest_walk(w, n, q->year_count - 1, count, &c, err);
    }
    for (size_t k = 0; ok && k < q->target_count; k++)
        r->target_share[k] = (w->targets[k].reached + r->answer->covered[k]) / w->targets[k].whole;
    free(since);
    return ok;
}
