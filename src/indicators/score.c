#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/group_people.h>
#include <vungphu/levels.h>
#include <vungphu/score.h>

#define SAME 1e-12 /* a value this close to the target or the line has met it: rounding of sums */

const char *const vp_status_names[VP_STATUS_COUNT] = {"met", "on_track", "behind", "unmet", "no_data", "not_defined"};

static void year_end(int year, vp_date date)
{
    snprintf(date, sizeof(vp_date), "%04d-12-31", (int)((unsigned)year % 10000U));
}

/* ------------------------------------------------------------ the line */

static void start_from(vp_target_line *line, const char *date, double value, bool baseline)
{
    if (isnan(value) || isnan(vp_date_days(date)) || (*line->start && strcmp(line->start, date) <= 0)) return;
    snprintf(line->start, sizeof line->start, "%.10s", date);
    line->start_value = value;
    line->from_baseline = baseline;
}

static bool find_start(const vp_board *board, const vp_indicator *n, vp_target_line *line, vp_error *err)
{
    vp_history series = {0};
    vp_date baseline;
    year_end(n->baseline_year, baseline);
    if (n->baseline_year > 0 && strcmp(baseline, board->region->as_of) < 0)
        start_from(line, baseline, n->baseline, true);
    bool ok = vp_history_series(board, n, &series, err);
    for (size_t i = 0; ok && i < series.count; i++)
        start_from(line, series.points[i].as_of, series.points[i].value, false);
    vp_history_clear(&series);
    return ok;
}

/* A point of the line, on a day counted as vp_date_days does. */
typedef struct {
    double day, value;
} node;

/* Between two points: v0 + (v1 - v0) (t - t0) / (t1 - t0), t in days. */
static double between(node from, node to, double day)
{
    return from.value + (to.value - from.value) * (day - from.day) / (to.day - from.day);
}

static double last_day(int year)
{
    vp_date date;
    year_end(year, date);
    return vp_date_days(date);
}

/* From the start, if any, through the milestones after it to the target. */
static double expected_at(const vp_indicator *n, const vp_target_line *line, double now)
{
    node from = {*line->start ? vp_date_days(line->start) : (double)NAN, line->start_value};
    for (size_t i = 0; i <= n->milestone_count; i++) {
        bool last = i == n->milestone_count;
        if (!last && n->milestones[i].year >= n->target_year) continue;
        node to = {last_day(last ? n->target_year : n->milestones[i].year), last ? n->target : n->milestones[i].value};
        if (from.day < to.day && from.day <= now && now <= to.day) return between(from, to, now);
        if (isnan(from.day) || from.day < to.day) from = to;
    }
    return NAN;
}

static bool find_line(const vp_board *board, const vp_indicator *n, vp_target_line *line, vp_error *err)
{
    *line = (vp_target_line){.start_value = NAN, .expected = NAN};
    if (isnan(n->target) || n->target_year <= 0) return true;
    if (!find_start(board, n, line, err)) return false;
    line->expected = expected_at(n, line, vp_date_days(board->region->as_of));
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

static const char *gap_of(const vp_board *board, const vp_indicator *n)
{
    const vp_region *region = board->region;
    switch (vp_measures[n->measure].gap) {
    case VP_GAP_IN_PEOPLE: return "people";
    case VP_GAP_IN_UNITS: return region->units.sets[vp_levels_base(&region->units, board->territory.set)].level;
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

/* Whether the value is at the target, or beyond it where the plan asks for that. */
static bool reaches(const vp_indicator *n, double value)
{
    double beyond = n->better >= 0 ? value - n->target : n->target - value;
    return n->strict ? beyond > SAME * fmax(1, fabs(n->target)) : missing(n, value) == 0;
}

/* A target of units, a sum or a ratio between groups is not one that each unit has. */
static bool is_of_each_unit(vp_parts_rule parts) { return parts == VP_PARTS_RATIO || parts == VP_PARTS_PER_10000; }

/* The units that make up the territory: its own set's, or the finer ones that it is made of. */
static bool count_units(const vp_board *board, const vp_indicator *n, vp_score *out, vp_error *err)
{
    out->units_short = out->units_counted = NAN;
    if (isnan(n->target) || !is_of_each_unit(vp_measures[n->measure].parts)) return true;
    out->units_short = out->units_counted = 0;
    const vp_units *units = &board->region->units;
    vp_territory within = board->territory;
    size_t base = vp_levels_base(units, within.set);
    for (size_t u = 0; u < units->sets[base].unit_count; u++) {
        size_t upper = vp_levels_parent(units, base, u, within.set);
        if (upper == VP_NONE || (within.unit != VP_NONE && upper != within.unit)) continue;
        vp_question question = vp_question_of(base, u);
        vp_measurement m;
        if (!vp_indicator_measure(board->region, board->coverage, n, &question, &m, err)) return false;
        if (isnan(m.value)) continue;
        out->units_counted++;
        out->units_short += !reaches(n, m.value);
    }
    return true;
}

/* Whether names, joined by +, hold the record's. */
static bool names_record(const char *names, const char *record)
{
    size_t length = strlen(record);
    for (const char *at = names; at && *at; at += strcspn(at, "+"), at += *at == '+')
        if (strcspn(at, "+") == length && strncmp(at, record, length) == 0) return true;
    return false;
}

/* The latest year of which the set has one of the indicator's records; 0 where they are not dated. */
static int latest_year(const vp_units *units, size_t set, const vp_indicator *n)
{
    for (size_t y = units->year_count; y-- > 0;)
        for (size_t r = 0; r < units->dated_count; r++) {
            if (!names_record(n->numerator, units->record_names[r])) continue;
            for (size_t u = 0; u < units->sets[set].unit_count; u++)
                if (units->sets[set].units[u].yearly &&
                    !isnan(units->sets[set].units[u].yearly[y * units->dated_count + r]))
                    return units->years[y];
        }
    return 0;
}

static void name_data(const vp_board *board, const vp_indicator *n, char data[96])
{
    const vp_region *region = board->region;
    const vp_measure_row *measure = &vp_measures[n->measure];
    size_t set = vp_levels_base(&region->units, board->territory.set);
    const char *text = "";
    int year = measure->of_records ? latest_year(&region->units, set, n) : 0;
    if (measure->of_records) text = region->units.sets[set].vintage;
    if (measure->of_people && region->people.population_count > 0)
        text = n->people ? n->people : vp_group_population(region, n->group);
    if (region->people.factors && measure->of_people)
        snprintf(data, 96, "%s, growth.csv to %.4s", text ? text : "", region->as_of);
    else if (year > 0)
        snprintf(data, 96, "%s, %d", text ? text : "", year);
    else
        snprintf(data, 96, "%s", text ? text : "");
}

static vp_status status_of(const vp_indicator *n, const vp_score *score, const vp_date as_of)
{
    double value = score->measured.value, expected = score->line.expected;
    if (reaches(n, value)) return VP_STATUS_MET;
    bool is_late = n->target_year > 0 && vp_date_days(as_of) > last_day(n->target_year);
    if (isnan(expected)) return is_late ? VP_STATUS_BEHIND : VP_STATUS_UNMET;
    double ahead = (value - expected) * (n->better >= 0 ? 1 : -1);
    return ahead >= -SAME * fmax(1, fabs(expected)) ? VP_STATUS_ON_TRACK : VP_STATUS_BEHIND;
}

bool vp_indicator_score(const vp_board *board, const vp_indicator *n, vp_score *out, vp_error *err)
{
    vp_question question = vp_question_of(board->territory.set, board->territory.unit);
    *out = (vp_score){.gap = NAN, .gap_count = NAN, .status = VP_STATUS_NOT_DEFINED};
    if (!vp_indicator_measure(board->region, board->coverage, n, &question, &out->measured, err) ||
        !find_line(board, n, &out->line, err) || !count_units(board, n, out, err))
        return false;
    name_data(board, n, out->data);
    double value = out->measured.value;
    if (isnan(value)) out->status = VP_STATUS_NO_DATA;
    if (isnan(value) || isnan(n->target)) return true;
    out->gap = missing(n, value);
    out->gap_count = count_of_gap(&vp_measures[n->measure], out->gap, out->measured.denominator);
    if (!isnan(out->gap_count)) snprintf(out->gap_of, sizeof out->gap_of, "%s", gap_of(board, n));
    out->status = status_of(n, out, board->region->as_of);
    return true;
}
