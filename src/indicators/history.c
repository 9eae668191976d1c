/* Values by day and territory: what a line may start from. */
#include "base/array.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/group_people.h>
#include <vungphu/joint.h>
#include <vungphu/levels.h>
#include <vungphu/score.h>

/* ------------------------------------------------------------ the points */

static void clear_point(vp_history_point *point)
{
    free(point->indicator);
    free(point->question);
    free(point->snapshot);
    free(point->territory);
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
    if (!order) order = strcmp(a->indicator, b->indicator);
    return order ? order : strcmp(a->territory, b->territory);
}

bool vp_history_put(vp_history *history, const vp_history_point *point, vp_error *err)
{
    vp_history_point copy = {.indicator = strdup(point->indicator),
                             .question = strdup(point->question),
                             .snapshot = strdup(point->snapshot),
                             .territory = strdup(point->territory),
                             .value = point->value};
    memcpy(copy.as_of, point->as_of, sizeof copy.as_of);
    bool whole =
        (copy.indicator && copy.question && copy.snapshot && copy.territory) || vp_fail_memory(err, sizeof copy);
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

/* ------------------------------------------------------------ what compares */

char *vp_history_territory(const vp_units *units, vp_territory territory, vp_error *err)
{
    char *text = NULL;
    const vp_unit_set *set = &units->sets[territory.set];
    if (asprintf(&text, "%s %s %s", set->level, set->vintage, vp_territory_code(units, territory)) >= 0) return text;
    vp_fail_memory(err, 64);
    return NULL;
}

static const char *group_id(const vp_definitions *definitions, size_t group)
{
    return group < definitions->group_count ? definitions->groups[group].id : "-";
}

/* Whom the group holds, or "-". */
static const char *group_rule(const vp_definitions *definitions, size_t group)
{
    const char *rule = group < definitions->group_count ? definitions->groups[group].definition : NULL;
    return rule && *rule ? rule : "-";
}

static const char *population_of(const vp_region *region, const vp_indicator *n)
{
    bool counts = vp_measures[n->measure].of_people && region->people.population_count > 0;
    if (counts && n->people) return n->people;
    const char *label = counts ? vp_group_population(region, n->group) : NULL;
    return label ? label : "-";
}

char *vp_history_question(const vp_region *region, vp_territory territory, const vp_indicator *n, vp_error *err)
{
    char *text = NULL, joint[VP_JOINT_TEXT] = "";
    const vp_definitions *d = &region->definitions;
    const vp_service *service = n->service < d->service_count ? &d->services[n->service] : NULL;
    const vp_unit_set *units = &region->units.sets[vp_levels_base(&region->units, territory.set)];
    if (vp_measures[n->measure].of_joint) vp_joint_write(d, &d->joints[n->joint], joint);
    if (asprintf(&text, "%s %s%s %s %s %.9g %.9g %.9g %s %s %s of %s %s on %s where %s / %s",
                 vp_measures[n->measure].name, service ? service->id : "-", joint, group_id(d, n->group),
                 group_id(d, n->other_group), isnan(n->limit) && service ? service->default_limit : n->limit,
                 n->other_limit, n->threshold, n->numerator ? n->numerator : "-", n->denominator ? n->denominator : "-",
                 n->unit ? n->unit : "-", units->level, units->vintage, population_of(region, n),
                 group_rule(d, n->group), group_rule(d, n->other_group)) >= 0)
        return text;
    vp_fail_memory(err, 128);
    return NULL;
}

/* ------------------------------------------------------------ making points */

static bool put_now(vp_history *history, const vp_board *board, const vp_indicator *n, const char *snapshot,
                    vp_error *err)
{
    vp_question question = vp_question_of(board->territory.set, board->territory.unit);
    vp_measurement m;
    vp_history_point point = {.indicator = n->id, .snapshot = (char *)(uintptr_t)snapshot};
    memcpy(point.as_of, board->region->as_of, sizeof point.as_of);
    point.question = vp_history_question(board->region, board->territory, n, err);
    point.territory = point.question ? vp_history_territory(&board->region->units, board->territory, err) : NULL;
    bool ok = point.territory && vp_indicator_measure(board->region, board->coverage, n, &question, &m, err);
    if (ok) point.value = m.value;
    ok = ok && vp_history_put(history, &point, err);
    free(point.question);
    free(point.territory);
    return ok;
}

bool vp_history_put_region(vp_history *history, const vp_region *region, const vp_coverage *coverage,
                           const char *snapshot, vp_error *err)
{
    vp_board plan = {region, coverage, NULL, vp_territory_of_plan(&region->units)}, whole = plan;
    whole.territory = (vp_territory){region->units.main_set, VP_NONE};
    bool ok = true;
    for (size_t i = 0; ok && i < region->definitions.indicator_count; i++) {
        const vp_indicator *n = &region->definitions.indicators[i];
        ok = put_now(history, &plan, n, snapshot, err) &&
             (vp_territory_is(plan.territory, whole.territory) || put_now(history, &whole, n, snapshot, err));
    }
    return ok;
}

/* ------------------------------------------------------------ series */

static bool add_snapshots(const vp_board *board, const vp_history_point *like, vp_history *out, vp_error *err)
{
    bool ok = true;
    for (size_t i = 0; ok && board->history && i < board->history->count; i++) {
        const vp_history_point *p = &board->history->points[i];
        if (strcmp(p->indicator, like->indicator) == 0 && strcmp(p->territory, like->territory) == 0 &&
            strcmp(p->question, like->question) == 0 && strcmp(p->as_of, board->region->as_of) < 0)
            ok = vp_history_put(out, p, err);
    }
    return ok;
}

/* A year of fewer units than reported for now compares with nothing. */
static bool add_year(const vp_board *board, const vp_indicator *n, int year, size_t without_data,
                     const vp_history_point *like, vp_history *out, vp_error *err)
{
    vp_question question = vp_question_of(board->territory.set, board->territory.unit);
    vp_measurement then;
    vp_history_point point = *like;
    question.year = year;
    snprintf(point.as_of, sizeof point.as_of, "%04u-12-31", (unsigned)year % 10000U);
    if (strcmp(point.as_of, board->region->as_of) >= 0) return true;
    if (!vp_indicator_measure(board->region, board->coverage, n, &question, &then, err)) return false;
    if (isnan(then.value) || then.units_without_data > without_data) return true;
    point.value = then.value;
    return vp_history_put(out, &point, err);
}

static bool add_years(const vp_board *board, const vp_indicator *n, const vp_history_point *like, vp_history *out,
                      vp_error *err)
{
    vp_question question = vp_question_of(board->territory.set, board->territory.unit);
    vp_measurement now;
    const vp_units *units = &board->region->units;
    if (!vp_measures[n->measure].of_records || !units->year_count) return true;
    bool ok = vp_indicator_measure(board->region, board->coverage, n, &question, &now, err);
    for (size_t y = 0; ok && y < units->year_count; y++)
        ok = add_year(board, n, units->years[y], now.units_without_data, like, out, err);
    return ok;
}

bool vp_history_series(const vp_board *board, const vp_indicator *n, vp_history *out, vp_error *err)
{
    static char records[] = "records";
    vp_history_point like = {.indicator = n->id, .snapshot = records};
    like.question = vp_history_question(board->region, board->territory, n, err);
    like.territory = like.question ? vp_history_territory(&board->region->units, board->territory, err) : NULL;
    bool ok = like.territory && add_snapshots(board, &like, out, err) && add_years(board, n, &like, out, err);
    free(like.question);
    free(like.territory);
    if (!ok) vp_history_clear(out);
    return ok;
}
