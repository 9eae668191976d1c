#include "platform/clock.h"
#include "sites/terrain/invest_internal.h"
#include <math.h>
#include <stdlib.h>

const char *const vp_invest_kind_names[] = {"build", "expand", "mend", "road"};

static const double catchments_part = 0.6; /* of the time, at most */

static void clear(vp_invest_work *w)
{
    for (size_t n = 0; w->demands && n < w->question->need_count; n++) {
        free(w->demands[n].cells);
        free(w->demands[n].limits);
        free(w->demands[n].people);
        free(w->demands[n].target);
    }
    for (size_t k = 0; w->targets && k < w->question->target_count; k++) {
        free((void *)(uintptr_t)w->targets[k].demands);
        free((void *)(uintptr_t)w->targets[k].weights);
    }
    for (size_t k = 0; w->target_names && k < w->question->target_count; k++) free(w->target_names[k]);
    free(w->target_names);
    free(w->targets);
    free(w->demands);
    free(w->start);
    free(w->covered);
    free(w->prices);
    free(w->worth);
    free(w->first);
    free(w->kinds);
    free(w->most);
}

/* ---- the question */

static bool check_row(const vp_invest_question *q, size_t k, vp_error *err)
{
    const vp_invest_row *row = &q->rows[k];
    if (row->need >= q->need_count || row->first >= q->year_count)
        return vp_fail(err, VP_BAD_INPUT, "row %zu of what may be built: its service or first year is out of range",
                       k + 1);
    const char *service = q->regions[0]->definitions.services[q->needs[row->need].service].id;
    if (row->kind == VP_INVEST_ROAD) return vp_invest_check_links(q, row, err);
    if (!row->prices && (!(row->price >= 0) || isinf(row->price)))
        return vp_fail(err, VP_BAD_INPUT, "%s, %s: a price is 0 or more", service, vp_invest_kind_names[row->kind]);
    if (!(row->takes > 0))
        return vp_fail(err, VP_BAD_INPUT, "%s, %s: people that one takes are above 0", service,
                       vp_invest_kind_names[row->kind]);
    if (row->kind == VP_INVEST_EXPAND && (isnan(q->needs[row->need].people_per_place) || isinf(row->takes)))
        return vp_fail(err, VP_BAD_INPUT,
                       "%s, expand: it needs people_per_place, so that the places there are count, and for how many "
                       "people places are added (takes)",
                       service);
    if (row->kind == VP_INVEST_MEND && !row->cells)
        return vp_fail(err, VP_BAD_INPUT, "%s, mend: it needs a list of the places to be mended (candidates)", service);
    return true;
}

static bool check(const vp_invest_question *q, vp_error *err)
{
    if (q->year_count == 0 || q->year_count > VP_INVESTMENT_PERIODS_MOST)
        return vp_fail(err, VP_BAD_INPUT, "a plan is for 1 to %d years", VP_INVESTMENT_PERIODS_MOST);
    if (q->need_count == 0 || q->row_count == 0) return vp_fail(err, VP_BAD_INPUT, "nothing may be built");
    for (size_t n = 0; n < q->need_count; n++)
        if (!(q->needs[n].weight > 0) || isinf(q->needs[n].weight))
            return vp_fail(err, VP_BAD_INPUT, "what one person reached counts is above 0");
    for (size_t k = 0; k < q->row_count; k++)
        if (!check_row(q, k, err)) return false;
    for (size_t k = 0; k < q->target_count; k++) {
        const vp_invest_target *target = &q->targets[k];
        if (target->year >= q->year_count || !(target->share > 0 && target->share <= 1))
            return vp_fail(err, VP_BAD_INPUT, "target %zu: a share is above 0 and at most 1, in a year of the plan",
                           k + 1);
        if (!target->of_gain && target->need >= q->need_count)
            return vp_fail(err, VP_BAD_INPUT, "target %zu is of a service for which nothing may be built", k + 1);
    }
    return true;
}

static bool room(vp_invest_work *w, vp_error *err)
{
    const vp_invest_question *q = w->question;
    vp_invest_result *r = w->result;
    size_t years = q->need_count * q->year_count + 1;
    r->unit_count = q->main_weights->zone_count;
    size_t units = q->need_count * r->unit_count + 1;
    w->demands = calloc(q->need_count + 1, sizeof *w->demands);
    w->most = malloc((q->row_count + 1) * sizeof *w->most);
    w->targets = calloc(q->target_count + 1, sizeof *w->targets);
    w->target_names = calloc(q->target_count + 1, sizeof *w->target_names);
    r->people = calloc(years, sizeof *r->people);
    r->before = calloc(years, sizeof *r->before);
    r->after = calloc(years, sizeof *r->after);
    r->unit_people = calloc(units, sizeof *r->unit_people);
    r->unit_before = calloc(units, sizeof *r->unit_before);
    r->unit_after = calloc(units, sizeof *r->unit_after);
    if (!w->demands || !w->most || !w->targets || !w->target_names || !r->people || !r->before || !r->after ||
        !r->unit_people || !r->unit_before || !r->unit_after)
        return vp_fail_memory(err, units * sizeof *r->unit_people);
    for (size_t k = 0; k < q->row_count; k++) w->most[k] = q->rows[k].most;
    return true;
}

/* ---- solving */

static bool find_worth(vp_invest_work *w, vp_error *err)
{
    const vp_invest_question *q = w->question;
    size_t years = q->year_count;
    w->worth = calloc(w->demand_count * years + 1, sizeof *w->worth);
    if (!w->worth) return vp_fail_memory(err, w->demand_count * years * sizeof *w->worth);
    for (size_t n = 0; n < q->need_count; n++) {
        const vp_invest_demand *d = &w->demands[n];
        for (size_t k = 0; k < d->count; k++)
            for (size_t t = q->at_end ? years - 1 : 0; t < years; t++)
                w->worth[(d->first + k) * years + t] = q->needs[n].weight * d->people[k * years + t];
    }
    return true;
}

/* Takes start and covered. */
static vp_costs *covers_of(vp_invest_work *w, vp_error *err)
{
    vp_costs *covers = vp_costs_of_covers(w->demand_count, w->project_count, w->start, w->covered, err);
    w->start = covers ? covers->site_start : NULL;
    w->covered = covers ? covers->site_demand : NULL;
    return covers;
}

static bool solve(vp_invest_work *w, const vp_sites_options *options, vp_error *err)
{
    const vp_invest_question *q = w->question;
    vp_costs *covers = covers_of(w, err);
    const vp_investment_problem problem = {.goal = q->goal,
                                           .period_count = q->year_count,
                                           .covers = covers,
                                           .worth = w->worth,
                                           .prices = w->prices,
                                           .first = w->first,
                                           .budgets = q->budgets,
                                           .carry = q->carry,
                                           .kinds = w->kinds,
                                           .most = w->most,
                                           .kind_count = q->row_count,
                                           .targets = w->targets,
                                           .target_count = q->target_count,
                                           .nested = q->nested};
    if (covers) w->result->answer = vp_investment_solve(&problem, options, err);
    bool ok = w->result->answer && vp_invest_count_gains(w, err);
    vp_costs_free(covers);
    w->start = NULL;
    w->covered = NULL;
    return ok;
}

bool vp_invest_run(const vp_invest_question *question, const vp_sites_options *options, vp_invest_result *result,
                   vp_error *err)
{
    *result = (vp_invest_result){0};
    vp_invest_work w = {.question = question, .result = result};
    double started = vp_clock_now();
    vp_sites_options part = *options;
    part.seconds = catchments_part * options->seconds;
    bool ok = check(question, err) && room(&w, err) && vp_invest_find_demands(&w, err) &&
              vp_invest_find_targets(&w, err) && vp_invest_find_projects(&w, &part, err) && find_worth(&w, err);
    part.seconds = fmax(0, options->seconds - (vp_clock_now() - started));
    ok = ok && solve(&w, &part, err);
    if (ok) result->answer->seconds = vp_clock_now() - started;
    clear(&w);
    if (!ok) vp_invest_result_clear(result);
    return ok;
}

void vp_invest_result_clear(vp_invest_result *r)
{
    vp_investment_answer_free(r->answer);
    free(r->projects);
    free(r->people);
    free(r->before);
    free(r->after);
    free(r->unit_people);
    free(r->unit_before);
    free(r->unit_after);
    free(r->chosen_people);
    free(r->target_share);
    *r = (vp_invest_result){0};
}
