/* Which places suit new sites, by the factors of a question: those that each factor excludes, and the score of the
 * others, the mean of their factors' scores by weight. docs/methods.md, "Sites", "Suitability". */
#include "sites/terrain/siting_internal.h"
#include <stdlib.h>
#include <string.h>

bool vp_siting_has_score(const vp_siting_question *q)
{
    for (size_t k = 0; k < q->factor_count; k++)
        if (q->factors[k].weight > 0) return true;
    return false;
}

bool vp_siting_check_factors(const vp_siting_question *q, vp_error *err)
{
    for (size_t k = 0; k < q->factor_count; k++) {
        const vp_siting_factor *f = &q->factors[k];
        if (!(f->least <= f->most))
            return vp_fail(err, VP_BAD_INPUT, "%s: nothing is %g at least and %g at most", f->name, f->least, f->most);
        if (!(f->weight >= 0) || isinf(f->weight))
            return vp_fail(err, VP_BAD_INPUT, "%s: a weight of %g: it must be 0 or more", f->name, f->weight);
        if (f->weight > 0 && (isnan(f->zero) || isnan(f->one) || f->zero == f->one))
            return vp_fail(err, VP_BAD_INPUT, "%s: a score needs two values, one that scores 0 and one that scores 1",
                           f->name);
    }
    if (!(q->score_least >= 0 && q->score_least <= 1) || !(q->score_worth >= 0) || isinf(q->score_worth))
        return vp_fail(err, VP_BAD_INPUT, "a least score is from 0 to 1, what it is worth 0 people or more");
    if ((q->score_least > 0 || q->score_worth > 0) && !vp_siting_has_score(q))
        return vp_fail(err, VP_BAD_INPUT, "no factor has a weight, so that places have no score");
    if (q->score_worth > 0 && q->objective != VP_OBJECTIVE_COVERAGE)
        return vp_fail(err, VP_BAD_INPUT, "what a score is worth in people goes with the objective coverage");
    return true;
}

static bool is_within(const vp_siting_factor *f, double value) { return value >= f->least && value <= f->most; }

/* Counts whom each factor excludes, and keeps those that none does: left[], in order. */
static size_t exclude(const vp_siting_work *r, const uint32_t cells[], size_t count, uint32_t left[])
{
    const vp_siting_question *q = r->question;
    vp_siting_judged *judged = r->result->factors;
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        size_t bad = 0, last = 0;
        for (size_t k = 0; k < q->factor_count; k++) {
            double value = q->factors[k].values[cells[i]];
            if (is_within(&q->factors[k], value)) continue; /* NaN never is */
            ++*(isnan(value) ? &judged[k].unknown : &judged[k].excluded);
            last = k;
            bad++;
        }
        if (bad == 1) judged[last].alone++;
        if (bad == 0) left[kept++] = cells[i];
    }
    return kept;
}

static int ascending(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* Nearest ranks; NaN without values. Sorts them. */
static void find_quantiles(double values[], size_t count, double quantiles[VP_SITING_QUANTILES])
{
    qsort(values, count, sizeof *values, ascending);
    for (size_t i = 0; i < VP_SITING_QUANTILES; i++)
        quantiles[i] = count ? values[(count - 1) * i / (VP_SITING_QUANTILES - 1)] : (double)NAN;
}

/* The greatest that is finite, or the least. */
static double end_of(const double sorted[], size_t count, bool greatest)
{
    while (greatest && count && isinf(sorted[count - 1])) count--;
    return count == 0 ? (double)NAN : greatest ? sorted[count - 1] : sorted[0];
}

static double part_of(double value, double zero, double one)
{
    if (isinf(value)) return (value > 0) == (one > zero) ? 1 : 0;
    return fmin(1, fmax(0, (value - zero) / (one - zero)));
}

/* One factor at the places left: its quantiles, and its part of their scores. room: [left] */
static void score(const vp_siting_work *r, size_t factor, const uint32_t left[], size_t count, double room[])
{
    const vp_siting_factor *f = &r->question->factors[factor];
    vp_siting_judged *judged = &r->result->factors[factor];
    double sum = 0;
    for (size_t k = 0; k < r->question->factor_count; k++) sum += r->question->factors[k].weight;
    for (size_t i = 0; i < count; i++) room[i] = f->values[left[i]];
    find_quantiles(room, count, judged->quantiles);
    judged->zero = isinf(f->zero) ? end_of(room, count, f->zero > 0) : f->zero;
    judged->one = isinf(f->one) ? end_of(room, count, f->one > 0) : f->one;
    if (!(f->weight > 0)) return;
    bool flat = judged->zero == judged->one; /* all places are alike */
    for (size_t i = 0; i < count; i++) {
        double part = flat ? 1 : part_of(f->values[left[i]], judged->zero, judged->one);
        r->score[left[i]] += f->weight / sum * part;
    }
}

/* Scores of the places left; those below the least are left out. */
static void score_all(vp_siting_work *r, const uint32_t left[], size_t count, double room[])
{
    const vp_siting_question *q = r->question;
    vp_siting_result *out = r->result;
    bool scored = vp_siting_has_score(q);
    for (size_t i = 0; i < count; i++) r->score[left[i]] = 0;
    for (size_t k = 0; k < q->factor_count; k++) score(r, k, left, count, room);
    for (size_t i = 0; i < count; i++) {
        room[i] = r->score[left[i]] = fmin(1, r->score[left[i]]);
        if (!(room[i] < q->score_least)) continue;
        r->score[left[i]] = NAN;
        out->places_low++;
    }
    if (scored) find_quantiles(room, count, out->score_quantiles);
}

bool vp_siting_judge(vp_siting_work *r, const uint32_t cells[], size_t count, vp_error *err)
{
    const vp_siting_question *q = r->question;
    vp_siting_result *out = r->result;
    size_t all = vp_grid_geometry_cells(r->terrain->geometry);
    for (size_t i = 0; i < VP_SITING_QUANTILES; i++) out->score_quantiles[i] = NAN;
    if (!q->factor_count) return true;
    uint32_t *left = malloc((count + 1) * sizeof *left);
    double *room = malloc((count + 1) * sizeof *room);
    r->score = malloc(all * sizeof *r->score);
    out->factors = calloc(q->factor_count, sizeof *out->factors);
    bool ok = (left && room && r->score && out->factors) || vp_fail_memory(err, all * sizeof *r->score);
    for (size_t i = 0; ok && i < all; i++) r->score[i] = NAN;
    if (ok) {
        out->places = count;
        out->places_left = exclude(r, cells, count, left);
        score_all(r, left, out->places_left, room);
    }
    free(left);
    free(room);
    return ok;
}

/* The scores of the candidates, and what their choice is worth. */
bool vp_siting_score_candidates(vp_siting_work *r, vp_error *err)
{
    const vp_siting_question *q = r->question;
    vp_siting_result *out = r->result;
    if (!vp_siting_has_score(q)) return true;
    out->scores = malloc((out->cell_count + 1) * sizeof *out->scores);
    r->worth = q->score_worth > 0 ? calloc(out->cell_count + 1, sizeof *r->worth) : NULL;
    if (!out->scores || (q->score_worth > 0 && !r->worth)) return vp_fail_memory(err, out->cell_count * sizeof(double));
    for (size_t k = 0; k < out->cell_count; k++) {
        bool expands = out->expands && out->expands[k] != VP_NONE; /* it stands already */
        out->scores[k] = expands ? (double)NAN : r->score[out->cells[k]];
        if (r->worth && !isnan(out->scores[k])) r->worth[k] = q->score_worth * out->scores[k]; /* else built anyway */
    }
    return true;
}
