#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/levels.h>
#include <vungphu/vintages.h>

#define SAME             1e-12 /* shares this close to 1 are all of a unit */
#define BOUNDED_TOGETHER 12    /* divided parts of one unit whose sides are all tried; beyond, wider bounds */

static bool is_passage(const vp_units *units, const vp_crosswalk *c, size_t from, size_t to)
{
    return strcmp(c->old_vintage, units->sets[from].vintage) == 0 &&
           strcmp(c->new_vintage, units->sets[to].vintage) == 0;
}

size_t vp_vintages_source(const vp_units *units, size_t set, const char *vintage)
{
    size_t base = vp_levels_base(units, set);
    for (size_t i = 0; i < units->crosswalk_count; i++)
        for (size_t s = 0; s < units->set_count; s++) {
            if (strcmp(units->sets[s].vintage, vintage) != 0) continue;
            const vp_crosswalk *c = &units->crosswalk[i];
            if (is_passage(units, c, s, base) && vp_unit_set_find(&units->sets[s], c->old_code) != VP_NONE &&
                vp_unit_set_find(&units->sets[base], c->new_code) != VP_NONE)
                return s;
        }
    return VP_NONE;
}

/* ------------------------------------------------------------ carrying values over */

/* A part of an old unit that went to a unit asked for. */
typedef struct {
    size_t unit, old;
    double share;
} part;

typedef struct {
    const vp_region *region;
    const vp_indicator *indicator;
    const vp_question *question;
    size_t source, base;
    part *parts;
    size_t part_count;
    vp_measurement *old; /* [unit of source] */
} carriage;

static bool collect_parts(carriage *c, vp_error *err)
{
    const vp_region *region = c->region;
    c->parts = calloc(region->units.crosswalk_count ? region->units.crosswalk_count : 1, sizeof *c->parts);
    if (!c->parts) return vp_fail_memory(err, region->units.crosswalk_count * sizeof *c->parts);
    for (size_t i = 0; i < region->units.crosswalk_count; i++) {
        const vp_crosswalk *w = &region->units.crosswalk[i];
        if (!is_passage(&region->units, w, c->source, c->base)) continue;
        size_t old = vp_unit_set_find(&region->units.sets[c->source], w->old_code),
               new = vp_unit_set_find(&region->units.sets[c->base], w->new_code);
        size_t unit = new == VP_NONE ? VP_NONE : vp_levels_parent(&region->units, c->base, new, c->question->set);
        if (old == VP_NONE || unit == VP_NONE) continue;
        size_t at = 0;
        while (at < c->part_count && (c->parts[at].unit != unit || c->parts[at].old != old)) at++;
        if (at == c->part_count) c->parts[c->part_count++] = (part){unit, old, 0};
        c->parts[at].share += w->share;
    }
    if (c->part_count) return true;
    return vp_fail(err, VP_BAD_INPUT, "the crosswalk has no passage from the units of %s to those of %s",
                   region->units.sets[c->source].vintage, region->units.sets[c->base].vintage);
}

/* What is added up: of the share of units reached, the people. */
static bool measure_old(carriage *c, const vp_coverage *coverage, vp_error *err)
{
    size_t count = c->region->units.sets[c->source].unit_count;
    vp_indicator summed = *c->indicator;
    if (summed.measure == VP_MEASURE_REACHED_UNITS) summed.measure = VP_MEASURE_REACHED_SHARE;
    if (summed.measure == VP_MEASURE_JOINT_UNITS) summed.measure = VP_MEASURE_JOINT_SHARE;
    vp_question question = *c->question;
    question.set = c->source;
    c->old = calloc(count ? count : 1, sizeof *c->old);
    if (!c->old) return vp_fail_memory(err, count * sizeof *c->old);
    for (question.unit = 0; question.unit < count; question.unit++)
        if (!vp_indicator_measure(c->region, coverage, &summed, &question, &c->old[question.unit], err)) return false;
    return true;
}

static double value_of(const carriage *c, double numerator, double denominator)
{
    switch (vp_measures[c->indicator->measure].parts) {
    case VP_PARTS_SUM: return denominator > 0 ? numerator : NAN;
    case VP_PARTS_PER_10000: return denominator > 0 ? 1e4 * numerator / denominator : NAN;
    case VP_PARTS_APART: return NAN;
    case VP_PARTS_UNITS: {
        double threshold = isnan(c->question->threshold) ? c->indicator->threshold : c->question->threshold;
        return denominator > 0 ? (double)(numerator / denominator >= threshold - SAME) : NAN;
    }
    default: return denominator > 0 ? numerator / denominator : NAN;
    }
}

static void widen(vp_measurement *out, double value)
{
    out->low = fmin(out->low, value);
    out->high = fmax(out->high, value);
}

/* Bounds of more parts than can be tried together: each of the two sums at its own worst. */
static void widen_apart(const carriage *c, double numerator, double denominator, const vp_measurement *parts[],
                        size_t count, vp_measurement *out)
{
    double n = numerator, d = denominator;
    for (size_t k = 0; k < count; k++) n += parts[k]->numerator, d += parts[k]->denominator;
    widen(out, value_of(c, numerator, d));
    widen(out, value_of(c, n, denominator > 0 ? denominator : d));
    widen(out, value_of(c, n, d));
}

/* All people of each divided unit on this side or on the other, in every combination. */
static void bound(const carriage *c, double numerator, double denominator, const vp_measurement *parts[], size_t count,
                  vp_measurement *out)
{
    out->low = out->high = out->value;
    if (count > BOUNDED_TOGETHER) {
        widen_apart(c, numerator, denominator, parts, count, out);
        return;
    }
    for (size_t sides = 0; sides < (size_t)1 << count; sides++) {
        double n = numerator, d = denominator;
        for (size_t k = 0; k < count; k++)
            if (sides >> k & 1) n += parts[k]->numerator, d += parts[k]->denominator;
        widen(out, value_of(c, n, d));
    }
}

/* The unit's sum: what came whole, and the divided parts by their shares. Returns how many those are. */
static size_t carry_unit(const carriage *c, size_t unit, const vp_measurement *split[], vp_measurement *out)
{
    double numerator = 0, denominator = 0, n = 0, d = 0;
    size_t splits = 0, missing = 0;
    for (size_t i = 0; i < c->part_count; i++) {
        if (c->parts[i].unit != unit) continue;
        const vp_measurement *old = &c->old[c->parts[i].old];
        missing += old->units_without_data;
        if (old->units_without_data || isnan(old->numerator) || isnan(old->denominator)) continue;
        double share = c->parts[i].share >= 1 - SAME ? 1 : c->parts[i].share;
        n += share * old->numerator, d += share * old->denominator;
        if (share == 1)
            numerator += old->numerator, denominator += old->denominator;
        else
            split[splits++] = old;
    }
    *out = (vp_measurement){value_of(c, n, d), n, d, NAN, NAN, missing};
    bound(c, numerator, denominator, split, splits, out);
    if (vp_measures[c->indicator->measure].parts == VP_PARTS_UNITS)
        out->numerator = out->value, out->denominator = isnan(out->value) ? 0 : 1;
    return splits;
}

/* The set as one: parts of an old unit that all stay in it are not divided. */
static void carry_whole(const carriage *c, const vp_measurement units[], vp_measurement *whole)
{
    *whole = (vp_measurement){NAN, 0, 0, NAN, NAN, 0};
    if (vp_measures[c->indicator->measure].parts == VP_PARTS_UNITS) {
        double low = 0, high = 0;
        for (size_t u = 0; u < c->region->units.sets[c->question->set].unit_count; u++) {
            if (isnan(units[u].value)) {
                whole->units_without_data++;
                continue;
            }
            whole->numerator += units[u].numerator, whole->denominator += 1;
            low += units[u].low, high += units[u].high;
        }
        double all = whole->denominator > 0 ? whole->denominator : (double)NAN;
        whole->value = whole->numerator / all, whole->low = low / all, whole->high = high / all;
        return;
    }
    for (size_t o = 0; o < c->region->units.sets[c->source].unit_count; o++) {
        double share = 0;
        for (size_t i = 0; i < c->part_count; i++)
            if (c->parts[i].old == o) share += c->parts[i].share;
        if (c->old[o].units_without_data || share < 1 - SAME) whole->units_without_data++;
        if (c->old[o].units_without_data) continue;
        if (share >= 1 - SAME) share = 1;
        whole->numerator += share * c->old[o].numerator, whole->denominator += share * c->old[o].denominator;
    }
    whole->value = whole->low = whole->high = value_of(c, whole->numerator, whole->denominator);
}

static bool carry(carriage *c, const vp_coverage *coverage, vp_carried *out, vp_error *err)
{
    if (!collect_parts(c, err) || !measure_old(c, coverage, err)) return false;
    const vp_measurement **split = calloc(c->part_count, sizeof(const vp_measurement *));
    if (!split) return vp_fail_memory(err, c->part_count * sizeof *split);
    for (size_t u = 0; u < c->region->units.sets[c->question->set].unit_count; u++) {
        size_t count = carry_unit(c, u, split, &out->units[u]);
        if (out->divided) out->divided[u] = count;
    }
    free(split);
    carry_whole(c, out->units, &out->whole);
    if (vp_measures[c->indicator->measure].parts != VP_PARTS_APART) return true;
    vp_question question = *c->question;
    question.set = c->source;
    question.unit = VP_NONE;
    return vp_indicator_measure(c->region, coverage, c->indicator, &question, &out->whole, err);
}

bool vp_vintages_carry(const vp_region *region, const vp_coverage *coverage, const vp_indicator *indicator,
                       const vp_question *question, size_t source, vp_carried *out, vp_error *err)
{
    carriage c = {.region = region,
                  .indicator = indicator,
                  .question = question,
                  .source = source,
                  .base = vp_levels_base(&region->units, question->set)};
    bool ok = carry(&c, coverage, out, err);
    free(c.parts);
    free(c.old);
    return ok;
}
