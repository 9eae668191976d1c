#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/group_people.h>
#include <vungphu/growth.h>
#include <vungphu/levels.h>

#define NOT_STATED INFINITY /* of a factor: no row is of it; NaN: rows are, but not for these years */

/* Rows of one place and group, and the moments between which people grow; in years, a year's end being the next one's
 * beginning. */
typedef struct {
    const vp_region *region;
    const vp_coverage *coverage;
    size_t group;
    double from, to;
    size_t *base;            /* [set] whose units make it up */
    double *const *everyone; /* [set][unit] factors of all people, where the question is of a group */
} question;

/* 2026-07-02 is about 2026.5, 2026-12-31 exactly 2027. */
static double moment_of(const vp_date date)
{
    vp_date first, last;
    int year = atoi(date);
    snprintf(first, sizeof first, "%04u-01-01", (unsigned)year % 10000U);
    snprintf(last, sizeof last, "%04u-12-31", (unsigned)year % 10000U);
    double begin = vp_date_days(first), end = vp_date_days(last) + 1;
    return year + (vp_date_days(date) + 1 - begin) / (end - begin);
}

bool vp_growth_check(const vp_region *region, int year, vp_error *err)
{
    int now = atoi(region->as_of);
    if (year < now || year > now + VP_GROWTH_YEARS_MOST)
        return vp_fail(err, VP_BAD_INPUT, "the year %d is not one from %d to %d: the figures are of %s", year, now,
                       now + VP_GROWTH_YEARS_MOST, region->as_of);
    return region->people.growth_count ||
           vp_fail(err, VP_NOT_FOUND, "nothing states how people grow: growth.csv of the province folder does");
}

/* ------------------------------------------------------------ the rows of one place */

static bool is_of(const vp_growth *g, size_t set, size_t unit, size_t group)
{
    return g->set == set && g->unit == unit && g->group == group;
}

/* The rate that holds at a moment: of the last row that has begun, else of the first. */
static const vp_growth *row_at(const question *q, size_t set, size_t unit, double moment)
{
    const vp_growth *found = NULL, *first = NULL;
    for (size_t i = 0; i < q->region->people.growth_count; i++) {
        const vp_growth *g = &q->region->people.growth[i];
        if (!is_of(g, set, unit, q->group) || isnan(g->rate)) continue;
        if (!first || g->year < first->year) first = g;
        if (g->year + 1 <= moment && (!found || g->year > found->year)) found = g;
    }
    return found ? found : first;
}

/* The next moment after one at which another rate begins. */
static double next_change(const question *q, size_t set, size_t unit, double moment)
{
    double next = q->to;
    for (size_t i = 0; i < q->region->people.growth_count; i++) {
        const vp_growth *g = &q->region->people.growth[i];
        if (is_of(g, set, unit, q->group) && !isnan(g->rate) && g->year + 1 > moment) next = fmin(next, g->year + 1);
    }
    return next;
}

/* Product of (1 + rate)^years over the stretches of one rate. */
static double by_rates(const question *q, size_t set, size_t unit)
{
    double factor = 1;
    for (double at = q->from; at < q->to;) {
        double next = next_change(q, set, unit, at);
        factor *= pow(1 + row_at(q, set, unit, at)->rate, next - at);
        at = next;
    }
    return factor;
}

/* People of the group in the place as they are counted now, of the first population. */
static double counted(const question *q, size_t set, size_t unit)
{
    const vp_units *units = &q->region->units;
    const vp_group *group = q->group == VP_NONE ? NULL : &q->region->definitions.groups[q->group];
    size_t asked = set == VP_NONE ? units->main_set : set, base = q->base[asked];
    double sum = 0;
    size_t grid = vp_group_estimate(&q->region->people, vp_group_is_gridded(group) ? q->group : VP_NONE, 0);
    for (size_t u = 0; u < units->sets[base].unit_count; u++) {
        double people = q->coverage->people[base][grid][u];
        if (unit != VP_NONE && vp_levels_parent(units, base, u, asked) != unit) continue;
        if (group) people *= group->member[base][u] ? group->share[base][u] : 0;
        if (!isnan(people)) sum += people;
    }
    return sum;
}

typedef struct {
    double moment, people;
} count;

/* People at a moment, growing at one rate from each stated count to the next; NaN before the first and after the
 * last. */
static double between(const count counts[], size_t n, double moment)
{
    for (size_t i = 0; i < n; i++) {
        if (counts[i].moment == moment) return counts[i].people;
        if (i == 0 || !(counts[i - 1].moment < moment && moment < counts[i].moment)) continue;
        double part = (moment - counts[i - 1].moment) / (counts[i].moment - counts[i - 1].moment);
        return counts[i - 1].people * pow(counts[i].people / counts[i - 1].people, part);
    }
    return NAN;
}

static int earlier(const void *left, const void *right)
{
    const count *a = left, *b = right;
    return (a->moment > b->moment) - (a->moment < b->moment);
}

/* Counts that begin after now begin at those counted on the grid. */
static double by_counts(const question *q, size_t set, size_t unit)
{
    enum { MOST = 64 };
    count counts[MOST];
    size_t n = 0;
    for (size_t i = 0; i < q->region->people.growth_count && n + 1 < MOST; i++) {
        const vp_growth *g = &q->region->people.growth[i];
        if (is_of(g, set, unit, q->group) && !isnan(g->people)) counts[n++] = (count){g->year + 1, g->people};
    }
    qsort(counts, n, sizeof *counts, earlier);
    if (n && counts[0].moment > q->from) {
        memmove(counts + 1, counts, n++ * sizeof *counts);
        counts[0] = (count){q->from, counted(q, set, unit)};
    }
    double now = between(counts, n, q->from), then = between(counts, n, q->to);
    return now > 0 ? then / now : (double)NAN;
}

/* Whether the place has rows; of rates or of counts, the table's check sees to it that not of both. */
static bool has_rows(const question *q, size_t set, size_t unit, double *factor)
{
    for (size_t i = 0; i < q->region->people.growth_count; i++) {
        const vp_growth *g = &q->region->people.growth[i];
        if (!is_of(g, set, unit, q->group)) continue;
        *factor = isnan(g->rate) ? by_counts(q, set, unit) : by_rates(q, set, unit);
        return true;
    }
    return false;
}

/* ------------------------------------------------------------ which place's rows a unit takes */

/* Its own, or of the nearest unit above it: of the sets of its vintage the one with most units. */
static bool of_units(const question *q, size_t set, size_t unit, double *factor)
{
    const vp_units *units = &q->region->units;
    size_t best = VP_NONE;
    if (has_rows(q, set, unit, factor)) return true;
    for (size_t s = 0; s < units->set_count; s++) {
        double upper_factor;
        if (s == set || strcmp(units->sets[s].vintage, units->sets[set].vintage) != 0) continue;
        if (units->sets[s].unit_count >= units->sets[set].unit_count) continue;
        if (best != VP_NONE && units->sets[s].unit_count <= units->sets[best].unit_count) continue;
        size_t upper = vp_levels_parent(units, set, unit, s);
        if (upper == VP_NONE || !has_rows(q, s, upper, &upper_factor)) continue;
        best = s;
        *factor = upper_factor;
    }
    return best != VP_NONE || has_rows(q, set, VP_NONE, factor);
}

/* The unit at the other end of a passage, if the passage is the unit's; weight: people that both have, in one unit
 * or another. */
static size_t counterpart(const question *q, const vp_crosswalk *c, size_t set, size_t unit, size_t other,
                          double *weight)
{
    const vp_units *units = &q->region->units;
    const char *code = units->sets[set].units[unit].code, *vintage = units->sets[set].vintage,
               *other_vintage = units->sets[other].vintage;
    *weight = c->share;
    if (strcmp(c->old_vintage, vintage) == 0 && strcmp(c->new_vintage, other_vintage) == 0)
        return strcmp(c->old_code, code) == 0 ? vp_unit_set_find(&units->sets[other], c->new_code) : VP_NONE;
    if (strcmp(c->new_vintage, vintage) != 0 || strcmp(c->old_vintage, other_vintage) != 0) return VP_NONE;
    size_t old = strcmp(c->new_code, code) == 0 ? vp_unit_set_find(&units->sets[other], c->old_code) : VP_NONE;
    if (old != VP_NONE) *weight *= q->coverage->people[other][0][old];
    return old;
}

/* Mean by people of the units of another set that share them, where one of those has rows; NaN where another has none
 * and nothing holds everywhere. */
static bool of_set(const question *q, size_t set, size_t unit, size_t other, double *factor)
{
    const vp_units *units = &q->region->units;
    double sum = 0, whole = 0, weight;
    bool any = false;
    for (size_t i = 0; i < units->crosswalk_count; i++) {
        double one = (double)NAN;
        size_t found = counterpart(q, &units->crosswalk[i], set, unit, other, &weight);
        if (found == VP_NONE || !(weight > 0)) continue;
        if (of_units(q, other, found, &one))
            any = true;
        else
            has_rows(q, VP_NONE, VP_NONE, &one);
        sum += weight * one;
        whole += weight;
    }
    *factor = sum / whole;
    return any;
}

static bool of_crosswalk(const question *q, size_t set, size_t unit, double *factor)
{
    for (size_t other = 0; other < q->region->units.set_count; other++)
        if (other != set && q->base[other] == other && of_set(q, set, unit, other, factor)) return true;
    return false;
}

static double factor_of(const question *q, size_t set, size_t unit)
{
    double factor;
    bool found = of_units(q, set, unit, &factor) || of_crosswalk(q, set, unit, &factor) ||
                 has_rows(q, VP_NONE, VP_NONE, &factor);
    return found ? factor : NOT_STATED;
}

/* What share of a unit's people the group then is, from its growth and everyone's; of a grid of its own how it grows.
 */
static double share_of(const question *q, size_t set, size_t unit, double everyone)
{
    const vp_group *group = &q->region->definitions.groups[q->group];
    double now = group->share[set][unit], growth = factor_of(q, set, unit);
    if (group->grid) return growth == NOT_STATED ? everyone : growth;
    double then = growth == NOT_STATED ? now : now * growth / everyone;
    return then > 1 ? 1 : then;
}

static double value_of(const question *q, size_t set, size_t unit)
{
    if (q->group != VP_NONE) return share_of(q, set, unit, q->everyone[set][unit]);
    double factor = factor_of(q, set, unit);
    return factor == NOT_STATED ? (double)NAN : factor;
}

/* Of a unit that is made of finer ones: their mean by people, of shares by those then. */
static double value_of_upper(const question *q, size_t set, size_t unit, const double values[])
{
    const vp_units *units = &q->region->units;
    size_t base = q->base[set];
    double sum = 0, whole = 0;
    bool own = q->group != VP_NONE && q->region->definitions.groups[q->group].grid;
    size_t grid = vp_group_estimate(&q->region->people, own ? q->group : VP_NONE, 0);
    for (size_t u = 0; u < units->sets[base].unit_count; u++) {
        double people = q->coverage->people[base][grid][u] * (q->group == VP_NONE || own ? 1 : q->everyone[base][u]);
        if (vp_levels_parent(units, base, u, set) != unit || !(people > 0) || isnan(values[u])) continue;
        sum += people * values[u];
        whole += people;
    }
    return whole > 0 ? sum / whole : (double)NAN;
}

static bool fill(const question *q, double **values)
{
    const vp_units *units = &q->region->units;
    for (int upper = 0; upper < 2; upper++)
        for (size_t s = 0; s < units->set_count; s++) {
            if ((q->base[s] != s) != upper) continue;
            values[s] = calloc(units->sets[s].unit_count + 1, sizeof **values);
            for (size_t u = 0; values[s] && u < units->sets[s].unit_count; u++)
                values[s][u] = upper ? value_of_upper(q, s, u, values[q->base[s]]) : value_of(q, s, u);
            if (!values[s]) return false;
        }
    return true;
}

void vp_growth_free(const vp_units *units, double **values)
{
    for (size_t s = 0; values && s < units->set_count; s++) free(values[s]);
    free(values);
}

static double **values_of(question q, int year, vp_error *err)
{
    const vp_region *region = q.region;
    size_t sets = region->units.set_count;
    q.from = moment_of(region->as_of);
    q.to = year + 1;
    q.base = calloc(sets + 1, sizeof *q.base);
    double **values = calloc(sets + 1, sizeof *values);
    for (size_t s = 0; q.base && s < sets; s++) q.base[s] = vp_levels_base(&region->units, s);
    bool ok = q.base && values && fill(&q, values);
    free(q.base);
    if (ok) return values;
    vp_growth_free(&region->units, values);
    vp_fail_memory(err, sets * sizeof *values);
    return NULL;
}

double **vp_growth_factors(const vp_region *region, const vp_coverage *coverage, int year, vp_error *err)
{
    question q = {.region = region, .coverage = coverage, .group = VP_NONE};
    return vp_growth_check(region, year, err) ? values_of(q, year, err) : NULL;
}

double **vp_growth_shares(const vp_region *region, const vp_coverage *coverage, size_t group, int year,
                          double *const factors[], vp_error *err)
{
    bool stated = false;
    for (size_t i = 0; i < region->people.growth_count; i++) stated |= region->people.growth[i].group == group;
    question q = {.region = region, .coverage = coverage, .group = group, .everyone = factors};
    return stated ? values_of(q, year, err) : NULL;
}
