#include "indicators/measures_internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/levels.h>

static bool resolve_year(view *v, int year, vp_error *err)
{
    const vp_units *units = &v->region->units;
    v->year = VP_NONE;
    if (year == 0) return true;
    for (size_t y = 0; y < units->year_count + units->later_count; y++)
        if (units->years[y] == year) v->year = y;
    return v->year != VP_NONE || vp_fail(err, VP_BAD_INPUT, "nothing is recorded of the year %d", year);
}

static bool resolve(view *v, const vp_question *question, vp_error *err)
{
    const vp_indicator *n = v->indicator;
    v->asked = v->set = question->set;
    v->unit = question->unit;
    v->group = question->group != VP_NONE ? question->group : n->group;
    v->threshold = !isnan(question->threshold) ? question->threshold : n->threshold;
    v->limit = !isnan(question->limit) ? question->limit : n->limit;
    if (n->service != VP_NONE && isnan(v->limit)) v->limit = v->region->definitions.services[n->service].default_limit;
    if (v->set >= v->region->units.set_count) return vp_fail(err, VP_BAD_INPUT, "there is no unit set %zu", v->set);
    if (v->unit != VP_NONE && v->unit >= v->region->units.sets[v->set].unit_count)
        return vp_fail(err, VP_BAD_INPUT, "there is no unit %zu in the set", v->unit);
    if (!isnan(question->threshold) && !(v->threshold >= 0 && v->threshold <= 1))
        return vp_fail(err, VP_BAD_INPUT, "the threshold %g is not a share from 0 to 1", v->threshold);
    v->set = vp_levels_base(&v->region->units, v->asked);
    v->other_limit = NAN;
    if (!vp_measures[n->measure].takes_limit) return true;
    vp_scale scale = vp_scale_of(v->region->definitions.services[n->service].reach);
    if (n->measure != VP_MEASURE_REACH_RATIO && isnan(question->limit) && n->other_limit > 0 &&
        n->other_group < v->region->definitions.group_count)
        v->other_limit = n->other_limit;
    return vp_scale_check(scale, v->limit, err) &&
           (isnan(v->other_limit) || vp_scale_check(scale, v->other_limit, err));
}

static void widen(vp_measurement *out, double value)
{
    out->low = fmin(out->low, value); /* fmin and fmax ignore a NaN */
    out->high = fmax(out->high, value);
}

/* Of each unit the end that makes the ratio of the sums larger (sign 1) or smaller (-1) than value. */
static double step_towards(const view *v, adder *add, double sign, double value)
{
    view low = *v, high = *v;
    parts sum = {0};
    low.end = VP_GROUP_LOW;
    high.end = VP_GROUP_HIGH;
    for (size_t unit = vp_measure_first(v), end = vp_measure_end(v); unit < end; unit++) {
        parts a = {0}, b = {0};
        if (!vp_measure_is_selected(v, unit)) continue;
        add(&low, unit, &a);
        add(&high, unit, &b);
        double gain = b.numerator - a.numerator - value * (b.denominator - a.denominator);
        const parts *chosen = sign * gain > 0 ? &b : &a;
        sum.numerator += chosen->numerator;
        sum.denominator += chosen->denominator;
    }
    return ratio(sum.numerator, sum.denominator);
}

/* How large (sign 1) or small (-1) the ratio of the sums can be while each unit's share lies between its ends: W.
 * Dinkelbach, Management Science 13 (1967), 492-498. Each step is nearer, and there are few. */
static double extreme(const view *v, adder *add, double sign)
{
    enum { STEPS_MOST = 100 };
    parts middle = vp_measure_sum(v, add);
    double value = ratio(middle.numerator, middle.denominator);
    for (int i = 0; i < STEPS_MOST && !isnan(value); i++) {
        double next = step_towards(v, add, sign, value);
        if (!(sign * (next - value) > SAME * fabs(value))) break;
        value = next;
    }
    return value;
}

/* Into what a value can be, where nothing says how far two groups overlap. */
static void widen_by_group(const view *v, vp_measurement *out)
{
    adder *add = vp_measures[v->indicator->measure].people;
    if (v->group == VP_NONE || !vp_group_is_bounded(&v->region->definitions.groups[v->group]) || !add) return;
    double factor = vp_measures[v->indicator->measure].parts == VP_PARTS_PER_10000 ? 1e4 : 1;
    if (v->indicator->measure == VP_MEASURE_REACH_RATIO) {
        view other = *v;
        parts whole;
        other.group = v->indicator->other_group;
        factor = ratio(1, vp_measure_share(&other, &whole));
    }
    widen(out, factor * extreme(v, add, 1));
    widen(out, factor * extreme(v, add, -1));
}

vp_question vp_question_of(size_t set, size_t unit)
{
    return (vp_question){.set = set, .unit = unit, .group = VP_NONE, .limit = NAN, .threshold = NAN};
}

vp_indicator vp_indicator_of_reach(size_t service, size_t group, double limit)
{
    return (vp_indicator){.measure = VP_MEASURE_REACHED_SHARE,
                          .service = service,
                          .group = group,
                          .other_group = VP_NONE,
                          .limit = limit,
                          .threshold = NAN,
                          .target = NAN};
}

vp_indicator vp_indicator_of_joint(size_t group, double threshold)
{
    return (vp_indicator){.measure = isnan(threshold) ? VP_MEASURE_JOINT_SHARE : VP_MEASURE_JOINT_UNITS,
                          .service = VP_NONE,
                          .group = group,
                          .other_group = VP_NONE,
                          .limit = NAN,
                          .other_limit = NAN,
                          .threshold = threshold,
                          .target = NAN,
                          .baseline = NAN,
                          .better = 1};
}

/* Which of the populations that count the same people it is. */
static size_t number_of(const vp_people *people, size_t population)
{
    size_t number = 0;
    const vp_population *of = &people->populations[population];
    for (size_t p = 0; p < population; p++)
        number += of->of_group ? people->populations[p].of_group && people->populations[p].group == of->group
                               : !people->populations[p].of_group;
    return number;
}

/* The population that the indicator stands on. */
static size_t first_population(const vp_people *people, const vp_indicator *n)
{
    for (size_t p = 0; n->people && p < people->population_count; p++)
        if (people->populations[p].label && strcmp(people->populations[p].label, n->people) == 0)
            return number_of(people, p);
    return 0;
}

/* How many populations give the range: those of everyone, and of a group that has its own. */
static size_t estimates_of(const view *v)
{
    const vp_people *people = &v->region->people;
    const vp_group *group = vp_measure_group(v);
    if (group && group->grid && !group->terms) return vp_group_estimates(people, v->group);
    size_t most = vp_group_estimates(people, VP_NONE);
    for (size_t i = 0; group && i < group->term_count; i++) {
        if (group->terms[i].sign != VP_GROUP_NAME) continue;
        size_t own = vp_group_estimates(people, group->terms[i].group);
        if (own > most) most = own;
    }
    return most;
}

bool vp_indicator_measure(const vp_region *region, const vp_coverage *coverage, const vp_indicator *indicator,
                          const vp_question *question, vp_measurement *out, vp_error *err)
{
    view v = {.region = region, .coverage = coverage, .indicator = indicator};
    bool to_come = vp_measures[indicator->measure].of_records && region->people.factors && question->year == 0;
    int year = to_come ? (int)strtol(region->as_of, NULL, 10) : question->year;
    if (!resolve_year(&v, year, err)) {
        *out = (vp_measurement){NAN, NAN, NAN, NAN, NAN, 0}; /* nothing is stated of the year to come */
        return to_come;
    }
    if (!resolve(&v, question, err)) return false;
    v.estimate = first_population(&region->people, indicator);
    size_t chosen = v.estimate, estimates = estimates_of(&v);
    parts first = {0};
    double value = vp_measures[indicator->measure].value(&v, &first);
    *out = (vp_measurement){value, first.numerator, first.denominator, value, value, first.without_data};
    widen_by_group(&v, out);
    for (v.estimate = 0; v.estimate < estimates; v.estimate++) {
        if (v.estimate == chosen) continue;
        parts other = {0};
        widen(out, vp_measures[indicator->measure].value(&v, &other));
        widen_by_group(&v, out);
    }
    return true;
}

bool vp_indicator_left_out(const vp_region *region, const vp_coverage *coverage, const vp_indicator *indicator,
                           const vp_question *question, vp_group_people *out, vp_error *err)
{
    view v = {.region = region, .coverage = coverage, .indicator = indicator, .year = VP_NONE};
    if (!resolve(&v, question, err)) return false;
    *out = vp_measure_left_out(&v, question->unit);
    return true;
}

bool vp_indicator_value(const vp_region *region, const vp_coverage *coverage, const vp_indicator *indicator,
                        const vp_question *question, size_t estimate, double *value, vp_error *err)
{
    view v = {.region = region, .coverage = coverage, .indicator = indicator, .year = VP_NONE};
    parts ignored = {0};
    if (!resolve(&v, question, err)) return false;
    v.estimate = estimate == VP_NONE ? first_population(&region->people, indicator) : estimate;
    *value = vp_measures[indicator->measure].value(&v, &ignored);
    return true;
}

size_t vp_indicator_estimates(const vp_region *region, const vp_indicator *indicator)
{
    const view v = {.region = region, .group = indicator->group};
    return estimates_of(&v);
}
