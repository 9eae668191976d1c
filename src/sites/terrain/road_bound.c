/* A bound on what any set of links gives, demand by demand.
 *
 * A demand d gains no more than all links together give it, A(d); no more than the sum of its parts a(l, d) over the
 * set (road_search.c says why); and, where the set lacks link e, no more than B(e, d), what all links but e give. Each
 * of these is linear in which links are chosen, so a mean of them by any weights is a bound too, and the most that a
 * mean allows is found by sorting. Weights are those of a game in which demands answer the links chosen so far, and
 * links the demands (Brown 1951): each round's mean is a true bound, the least is kept. */
#include "base/array.h"
#include "sites/terrain/road_internal.h"
#include <stdlib.h>
#include <string.h>

static const double lacking_part = 0.2, rounds_part = 0.3; /* of the time left */
static const size_t rounds_most = 300;

/* What a demand gets at most without the link. */
typedef struct {
    uint32_t demand, link;
    double most;
} lack;

struct vp_road_caps {
    double *most;        /* [demand] with all links */
    size_t *start;       /* [demand] into parts */
    vp_road_part *parts; /* by demand */
    lack *lacks;         /* by demand, the least first */
    size_t lack_count, room, *lack_start;
};

void vp_road_caps_free(vp_road_caps *c)
{
    if (!c) return;
    free(c->most);
    free(c->start);
    free(c->parts);
    free(c->lacks);
    free(c->lack_start);
    free(c);
}

/* ---- what demands get at most */

static bool list_parts(const vp_road_work *w, vp_road_caps *c, vp_error *err)
{
    size_t links = w->question->link_count, count = 0;
    c->start = calloc(w->demand_count + 2, sizeof *c->start);
    for (size_t l = 0; l < links; l++) count += w->lines[l].path_count;
    c->parts = malloc((count + 1) * sizeof *c->parts);
    if (!c->start || !c->parts) return vp_fail_memory(err, count * sizeof *c->parts);
    for (size_t l = 0; l < links; l++)
        for (size_t i = 0; i < w->lines[l].path_count; i++) c->start[w->lines[l].paths[i].demand + 2]++;
    for (size_t d = 0; d < w->demand_count; d++) c->start[d + 2] += c->start[d + 1];
    for (size_t l = 0; l < links; l++)
        for (size_t i = 0; i < w->lines[l].path_count; i++) {
            const vp_road_path *path = &w->lines[l].paths[i];
            c->parts[c->start[path->demand + 1]++] = (vp_road_part){(uint32_t)l, path->part};
        }
    return true;
}

static int by_demand(const void *a, const void *b)
{
    const lack *p = a, *q = b;
    if (p->demand != q->demand) return p->demand < q->demand ? -1 : 1;
    if (p->most != q->most) return p->most < q->most ? -1 : 1;
    return p->link < q->link ? -1 : p->link > q->link;
}

static bool find_lacks(const vp_road_work *w, vp_road_caps *c, size_t link, vp_error *err)
{
    for (size_t d = 0; d < w->demand_count; d++) {
        if (!(c->most[d] > 0)) continue;
        double most = vp_road_worth(w, d, vp_road_minutes_of(w, w->cells[d])) - w->worth[d];
        if (!(most < c->most[d])) continue;
        if (!VP_ARRAY_FIT(c->lacks, c->room, c->lack_count + 1, err)) return false;
        c->lacks[c->lack_count++] = (lack){(uint32_t)d, (uint32_t)link, most};
    }
    return true;
}

/* Every link but one, one after the other; those that there was no time for bound nothing. */
static bool lack_each(vp_road_work *w, vp_road_caps *c, vp_error *err)
{
    size_t links = w->question->link_count;
    double until = vp_clock_now() + lacking_part * vp_time_budget_left(w->time);
    bool ok = true;
    for (size_t l = 0; ok && l < links; l++) {
        if (w->lines[l].path_count == 0) continue;
        if (vp_clock_now() > until || !vp_time_budget_on(w->time, NAN, NAN, NAN)) break;
        ok = vp_road_lay_all(w, l, err) && find_lacks(w, c, l, err);
        if (ok) vp_road_lift(w);
    }
    if (!ok) return false;
    c->lack_start = calloc(w->demand_count + 2, sizeof *c->lack_start);
    if (!c->lack_start) return vp_fail_memory(err, w->demand_count * sizeof *c->lack_start);
    if (c->lack_count) qsort(c->lacks, c->lack_count, sizeof *c->lacks, by_demand);
    for (size_t i = 0; i < c->lack_count; i++) c->lack_start[c->lacks[i].demand + 1]++;
    for (size_t d = 0; d < w->demand_count; d++) c->lack_start[d + 1] += c->lack_start[d];
    return true;
}

vp_road_caps *vp_road_caps_new(vp_road_work *w, vp_error *err)
{
    vp_road_caps *c = calloc(1, sizeof *c);
    if (!c) return vp_fail_memory(err, sizeof *c), NULL;
    c->most = malloc((w->demand_count + 1) * sizeof *c->most);
    bool ok = c->most || vp_fail_memory(err, w->demand_count * sizeof *c->most);
    ok = ok && vp_road_lay_all(w, SIZE_MAX, err);
    for (size_t d = 0; ok && d < w->demand_count; d++)
        c->most[d] = vp_road_worth(w, d, vp_road_minutes_of(w, w->cells[d])) - w->worth[d];
    if (ok) vp_road_lift(w);
    if (ok && list_parts(w, c, err) && lack_each(w, c, err)) return c;
    vp_road_caps_free(c);
    return NULL;
}

/* ---- the bound */

/* So many links miss one of so many and one more: what a demand gets then at most. */
static double most_of(const vp_road_caps *c, size_t d, size_t count)
{
    size_t first = c->lack_start[d];
    return c->lack_start[d + 1] - first > count ? c->lacks[first + count].most : c->most[d];
}

/* Which of what bounds the demand is the least at these parts of links: its constant, and slopes added to score. */
static double answer_of(const vp_road_caps *c, size_t d, double most, const double chosen[], double score[])
{
    double sum = 0, least = most;
    const lack *lacking = NULL;
    for (size_t i = c->start[d]; i < c->start[d + 1]; i++) sum += (double)c->parts[i].part * chosen[c->parts[i].link];
    for (size_t i = c->lack_start[d]; i < c->lack_start[d + 1]; i++) {
        const lack *one = &c->lacks[i];
        double value = one->most + (most - one->most) * chosen[one->link];
        if (!(one->most < most) || value >= least) continue;
        least = value;
        lacking = one;
    }
    if (sum < least) {
        for (size_t i = c->start[d]; i < c->start[d + 1]; i++) score[c->parts[i].link] += (double)c->parts[i].part;
        return 0;
    }
    if (!lacking) return most;
    score[lacking->link] += most - lacking->most;
    return lacking->most;
}

bool vp_road_bound(const vp_road_work *w, size_t count, vp_road_top *top, void *context, vp_road_scores *out,
                   vp_error *err)
{
    const vp_road_caps *c = w->caps;
    size_t links = w->question->link_count;
    double *mean = calloc(links + 1, sizeof *mean), *score = calloc(links + 1, sizeof *score),
           *chosen = calloc(links + 1, sizeof *chosen), fixed = 0, best = INFINITY;
    double until = vp_clock_now() + rounds_part * vp_time_budget_left(w->time);
    bool *taken = calloc(links + 1, sizeof *taken);
    bool ok = (mean && score && chosen && taken) || vp_fail_memory(err, links * sizeof *mean);
    for (size_t l = 0; ok && l < links; l++) chosen[l] = fmin(1, (double)count / (double)links);
    for (size_t t = 0; ok && t < rounds_most && (t == 0 || vp_clock_now() < until); t++) {
        double step = 2 / ((double)t + 2), sum = 0;
        memset(score, 0, links * sizeof *score);
        for (size_t d = 0; d < w->demand_count; d++)
            if (c->most[d] > 0) sum += answer_of(c, d, most_of(c, d, count), chosen, score);
        fixed += step * (sum - fixed);
        for (size_t l = 0; l < links; l++) mean[l] += step * (score[l] - mean[l]);
        double bound = fixed + top(context, mean, taken);
        if (bound < best) {
            best = bound;
            out->fixed = fixed;
            memcpy(out->score, mean, links * sizeof *mean);
        }
        for (size_t l = 0; l < links; l++) chosen[l] += step * ((taken[l] ? 1 : 0) - chosen[l]);
    }
    free(mean);
    free(score);
    free(chosen);
    free(taken);
    return ok;
}
