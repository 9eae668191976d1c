#include "base/array.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/joint.h>
#include <vungphu/score.h>

#define SAME 1e-12 /* a value this close to the target or the line has met it: rounding of sums */

const char *const vp_status_names[VP_STATUS_COUNT] = {"met", "on_track", "behind", "no_data", "not_defined"};

static void year_end(int year, vp_date date)
{
    snprintf(date, sizeof(vp_date), "%04d-12-31", (int)((unsigned)year % 10000U));
}

/* ------------------------------------------------------------ history */

static void clear_point(vp_history_point *point)
{
    free(point->indicator);
    free(point->question);
    free(point->snapshot);
}

void vp_history_clear(vp_history *history)
{
    for (size_t i = 0; i < history->count; i++) clear_point(&history->points[i]);
    free(history->points);
    *history = (vp_history){0};
}

static int compare(const vp_history_point *a, const vp_history_point *b)
{
    int order = strcmp(a->as_of, b->as_of);
    return order ? order : strcmp(a->indicator, b->indicator);
}

bool vp_history_put(vp_history *history, const vp_history_point *point, vp_error *err)
{
    vp_history_point copy = {.indicator = strdup(point->indicator),
                             .question = strdup(point->question),
                             .snapshot = strdup(point->snapshot),
                             .value = point->value};
    memcpy(copy.as_of, point->as_of, sizeof copy.as_of);
    bool whole = (copy.indicator && copy.question && copy.snapshot) || vp_fail_memory(err, sizeof copy);
    if (!whole || !vp_array_resize(VP_ARRAY(history->points), history->count + 1, err)) {
        clear_point(&copy);
        return false;
    }
    vp_history_point *points = history->points;
    size_t at = history->count;
    while (at > 0 && compare(&points[at - 1], &copy) > 0) at--;
    if (at > 0 && compare(&points[at - 1], &copy) == 0) {
        clear_point(&points[at - 1]);
        points[at - 1] = copy;
        return true;
    }
    memmove(points + at + 1, points + at, (history->count - at) * sizeof *points);
    points[at] = copy;
    history->count++;
    return true;
}

static const char *group_id(const vp_definitions *definitions, size_t group)
{
    return group < definitions->group_count ? definitions->groups[group].id : "-";
}

char *vp_history_question(const vp_definitions *definitions, const vp_indicator *n, vp_error *err)
{
    char *text = NULL, joint[VP_JOINT_TEXT];
    *joint = 0;
    if (vp_measures[n->measure].of_joint) vp_joint_write(definitions, &definitions->joints[n->joint], joint);
    double limit = isnan(n->limit) && n->service < definitions->service_count
                       ? definitions->services[n->service].default_limit
                       : n->limit;
    if (asprintf(&text, "%s %s %s %s %.9g %.9g %.9g %s %s %s%s%s", vp_measures[n->measure].name,
                 n->service < definitions->service_count ? definitions->services[n->service].id : "-",
                 group_id(definitions, n->group), group_id(definitions, n->other_group), limit, n->other_limit,
                 n->threshold, n->numerator ? n->numerator : "-", n->denominator ? n->denominator : "-",
                 n->unit ? n->unit : "-", *joint ? " " : "", joint) >= 0)
        return text;
    vp_fail_memory(err, 128);
    return NULL;
}

bool vp_history_put_region(vp_history *history, const vp_region *region, const vp_coverage *coverage,
                           const char *snapshot, vp_error *err)
{
    bool ok = true;
    for (size_t i = 0; ok && i < region->definitions.indicator_count; i++) {
        vp_question question = vp_question_of(region->units.main_set, VP_NONE);
        vp_measurement m;
        vp_history_point point = {.indicator = region->definitions.indicators[i].id,
                                  .snapshot = (char *)(uintptr_t)snapshot};
        memcpy(point.as_of, region->as_of, sizeof point.as_of);
        point.question = vp_history_question(&region->definitions, &region->definitions.indicators[i], err);
        ok = point.question &&
             vp_indicator_measure(region, coverage, &region->definitions.indicators[i], &question, &m, err);
        if (ok) point.value = m.value;
        ok = ok && vp_history_put(history, &point, err);
        free(point.question);
    }
    return ok;
}

/* ------------------------------------------------------------ the line */

static void start_from(vp_target_line *line, const char *date, double value, bool baseline)
{
    if (isnan(value) || isnan(vp_date_days(date)) || (*line->start && strcmp(line->start, date) <= 0)) return;
    snprintf(line->start, sizeof line->start, "%.10s", date);
    line->start_value = value;
    line->from_baseline = baseline;
}

/* expected(t) = v0 + (target - v0) (t - t0) / (t1 - t0), t in days. */
static bool find_line(const vp_region *region, const vp_indicator *n, const vp_history *history, vp_target_line *line,
                      vp_error *err)
{
    *line = (vp_target_line){.start_value = NAN, .expected = NAN};
    if (isnan(n->target) || n->target_year <= 0) return true;
    vp_date end, baseline;
    year_end(n->target_year, end);
    year_end(n->baseline_year, baseline);
    if (n->baseline_year > 0 && strcmp(baseline, region->as_of) < 0) start_from(line, baseline, n->baseline, true);
    char *question = vp_history_question(&region->definitions, n, err);
    if (!question) return false;
    for (size_t i = 0; history && i < history->count; i++) {
        const vp_history_point *p = &history->points[i];
        if (strcmp(p->indicator, n->id) == 0 && strcmp(p->question, question) == 0 &&
            strcmp(p->as_of, region->as_of) < 0)
            start_from(line, p->as_of, p->value, false);
    }
    free(question);
    double first = vp_date_days(line->start), last = vp_date_days(end), now = vp_date_days(region->as_of);
    if (first < last && now <= last)
        line->expected = line->start_value + (n->target - line->start_value) * (now - first) / (last - first);
    return true;
}

/* ------------------------------------------------------------ the gap */

/* The gap as a number of people, units, beds …; NaN where it has no meaning. */
static double count_of_gap(const vp_measure_row *measure, double gap, double denominator)
{
    if (measure->gap == VP_GAP_IN_UNITS || measure->gap == VP_GAP_IN_FACILITIES) /* whole ones */
        return ceil(gap * denominator - SAME * denominator);
    switch (measure->parts) {
    case VP_PARTS_RATIO:
    case VP_PARTS_UNITS: return gap * denominator;
    case VP_PARTS_PER_10000: return gap * denominator / 1e4;
    case VP_PARTS_SUM: return gap;
    default: return NAN;
    }
}

static const char *capacity_name(const vp_region *region, const vp_indicator *n)
{
    if (n->numerator && *n->numerator) return n->numerator;
    size_t capacity =
        n->service < region->definitions.service_count ? region->definitions.services[n->service].capacity : VP_NONE;
    return capacity >= region->supply.attribute_count ? "" : region->supply.attribute_names[capacity];
}

static const char *gap_of(const vp_region *region, const vp_indicator *n)
{
    switch (vp_measures[n->measure].gap) {
    case VP_GAP_IN_PEOPLE: return "people";
    case VP_GAP_IN_UNITS: return region->units.sets[region->units.main_set].level;
    case VP_GAP_IN_DENOMINATOR: return n->denominator ? n->denominator : "";
    case VP_GAP_IN_FACILITIES: return "facilities";
    case VP_GAP_IN_CAPACITY: return capacity_name(region, n);
    case VP_GAP_IN_NUMERATOR: return n->numerator ? n->numerator : "";
    default: return "";
    }
}

/* Above 0: the value misses the target by that much. */
static double missing(const vp_indicator *n, double value)
{
    double by = n->better >= 0 ? n->target - value : value - n->target;
    return by <= SAME * fmax(1, fabs(n->target)) ? 0 : by;
}

/* A target of units, a sum or a ratio between groups is not one that each unit has. */
static bool is_of_each_unit(vp_parts_rule parts) { return parts == VP_PARTS_RATIO || parts == VP_PARTS_PER_10000; }

static bool count_units(const vp_region *region, const vp_coverage *coverage, const vp_indicator *n, vp_score *out,
                        vp_error *err)
{
    out->units_short = out->units_counted = NAN;
    if (isnan(n->target) || !is_of_each_unit(vp_measures[n->measure].parts)) return true;
    out->units_short = out->units_counted = 0;
    const vp_unit_set *set = &region->units.sets[region->units.main_set];
    for (size_t u = 0; u < set->unit_count; u++) {
        vp_question question = vp_question_of(region->units.main_set, u);
        vp_measurement m;
        if (!vp_indicator_measure(region, coverage, n, &question, &m, err)) return false;
        if (isnan(m.value)) continue;
        out->units_counted++;
        out->units_short += missing(n, m.value) > 0;
    }
    return true;
}

static void name_data(const vp_region *region, const vp_indicator *n, char data[96])
{
    const vp_measure_row *measure = &vp_measures[n->measure];
    const char *text = "";
    if (measure->of_records) text = region->units.sets[region->units.main_set].vintage;
    if (measure->of_people && region->people.population_count > 0) text = region->people.populations[0].label;
    snprintf(data, 96, "%s", text ? text : "");
}

bool vp_indicator_score(const vp_region *region, const vp_coverage *coverage, const vp_indicator *n,
                        const vp_history *history, vp_score *out, vp_error *err)
{
    vp_question question = vp_question_of(region->units.main_set, VP_NONE);
    *out = (vp_score){.gap = NAN, .gap_count = NAN, .status = VP_STATUS_NOT_DEFINED};
    if (!vp_indicator_measure(region, coverage, n, &question, &out->measured, err) ||
        !find_line(region, n, history, &out->line, err) || !count_units(region, coverage, n, out, err))
        return false;
    name_data(region, n, out->data);
    double value = out->measured.value;
    if (isnan(value)) out->status = VP_STATUS_NO_DATA;
    if (isnan(value) || isnan(n->target)) return true;
    out->gap = missing(n, value);
    out->gap_count = count_of_gap(&vp_measures[n->measure], out->gap, out->measured.denominator);
    if (!isnan(out->gap_count)) snprintf(out->gap_of, sizeof out->gap_of, "%s", gap_of(region, n));
    double ahead = (value - out->line.expected) * (n->better >= 0 ? 1 : -1);
    out->status = out->gap == 0                                        ? VP_STATUS_MET
                  : ahead >= -SAME * fmax(1, fabs(out->line.expected)) ? VP_STATUS_ON_TRACK
                                                                       : VP_STATUS_BEHIND;
    return true;
}
