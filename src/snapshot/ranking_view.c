#include "snapshot/ranking_view.h"
#include "snapshot/joint_view.h"
#include <math.h>
#include <stdlib.h>

static bool measure(vp_ranking_view *view, const vp_snapshot *s, const vp_ranking_question *q, double shares[],
                    vp_error *err)
{
    size_t services = q->services.service_count;
    for (size_t i = 0; i < services; i++) {
        const vp_indicator n = vp_indicator_of_reach(q->services.services[i], q->group, NAN);
        vp_question question = vp_question_of(q->set, VP_NONE);
        question.limit = q->services.limits[i];
        for (size_t u = 0; u < view->unit_count; u++) {
            vp_measurement *m = &view->reached[u * services + i];
            question.unit = u;
            if (!vp_indicator_measure(s->region, s->results.coverage, &n, &question, m, err)) return false;
            shares[u * services + i] = m->value;
        }
    }
    return true;
}

/* People who lack at least so many of n services are those whom fewer than n - least + 1 reach. */
static bool count_missing(vp_ranking_view *view, const vp_snapshot *s, const vp_ranking_question *q, vp_error *err)
{
    vp_joint_view joint_view = {0};
    vp_joint joint = q->services;
    joint.at_least = joint.part_count - q->least + 1;
    bool ok = vp_joint_view_init(&joint_view, s, &joint, q->set, NAN, err);
    vp_question question = vp_question_of(q->set, VP_NONE);
    question.group = q->group;
    for (size_t u = 0; ok && u < view->unit_count; u++) {
        vp_measurement m;
        question.unit = u;
        ok = vp_indicator_measure(s->region, &joint_view.coverage, &joint_view.indicator, &question, &m, err);
        if (!ok) break;
        view->people[u] = m.denominator;
        view->people_missing[u] = isnan(m.value) ? (double)NAN : m.denominator - m.numerator;
    }
    vp_joint_view_clear(&joint_view);
    return ok;
}

/* Ranks are 1 to n, each once; the others follow in the set's order. */
static void order_units(vp_ranking_view *view)
{
    size_t ranked = 0, rest = 0;
    for (size_t u = 0; u < view->unit_count; u++) ranked += view->ranked[u].rank ? 1 : 0;
    for (size_t u = 0; u < view->unit_count; u++)
        view->order[view->ranked[u].rank ? view->ranked[u].rank - 1 : ranked + rest++] = u;
}

static bool check(const vp_ranking_question *q, vp_error *err)
{
    if (!q->services.service_count) return vp_fail(err, VP_BAD_INPUT, "no service is named");
    if (q->services.part_count != q->services.service_count)
        return vp_fail(err, VP_BAD_INPUT, "services are ranked one by one: between commas, not |");
    return (q->least >= 1 && q->least <= q->services.service_count) ||
           vp_fail(err, VP_BAD_INPUT, "%zu of %zu services cannot be lacking", q->least, q->services.service_count);
}

bool vp_ranking_view_init(vp_ranking_view *view, const vp_snapshot *s, const vp_ranking_question *q, vp_error *err)
{
    *view = (vp_ranking_view){0};
    if (!check(q, err)) return false;
    size_t units = s->region->units.sets[q->set].unit_count, services = q->services.service_count, room = units + 1;
    view->unit_count = units;
    view->ranked = calloc(room, sizeof *view->ranked);
    view->reached = calloc(room * services, sizeof *view->reached);
    view->people = calloc(room, sizeof *view->people);
    view->people_missing = calloc(room, sizeof *view->people_missing);
    view->order = calloc(room, sizeof *view->order);
    double *shares = calloc(room * services, sizeof *shares);
    bool ok = (view->ranked && view->reached && view->people && view->people_missing && view->order && shares) ||
              vp_fail_memory(err, room * services * sizeof *view->reached);
    ok = ok && measure(view, s, q, shares, err) &&
         vp_ranking_of(shares, units, services, q->weights, q->threshold, view->ranked, err) &&
         count_missing(view, s, q, err);
    if (ok) order_units(view);
    free(shares);
    return ok;
}

void vp_ranking_view_clear(vp_ranking_view *view)
{
    free(view->ranked);
    free(view->reached);
    free(view->people);
    free(view->people_missing);
    free(view->order);
    *view = (vp_ranking_view){0};
}
