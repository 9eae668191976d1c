/* The best set of road links: every set is looked at but those that a bound rules out.
 *
 * Links help each other, so what a set gives is no sum of what each gives alone. But a path of less minutes than before
 * uses one link of the set alone, and then the link gives as much by itself, or two at least, and then it takes no less
 * than the quickest path over each of them with every link there. So of a demand each link counts the larger of what it
 * gives by itself and half of what its quickest path would give, and no set gives more than the sum over its links. */
#include "sites/terrain/road_internal.h"
#include <stdlib.h>

/* A link that may still be chosen. */
typedef struct {
    size_t link;
    double most; /* that it can add, with others or alone */
} option;

typedef struct {
    vp_road_work *w;
    vp_road_set *best;
    size_t count; /* of links at most */
    size_t chosen[VP_ROAD_COUNT_MOST], depth;
    double money;
    double open;            /* no set that was not looked at gives more */
    vp_road_scores *scores; /* NULL: none */
    double scored;          /* of those chosen */
    vp_error *err;
    bool failed;
} search;

static double price_of(const search *s, size_t link)
{
    return isfinite(s->w->question->budget) ? s->w->question->links[link].price : 0;
}

/* Sets that can add no more than this beyond the best are not worth looking at. */
static double enough(const search *s) { return s->best->objective * (1 + fmax(s->w->gap, 1e-12)); }

static void remember(search *s, size_t link, double value)
{
    if (value <= s->best->objective) return;
    s->best->objective = value;
    s->best->count = s->depth + 1;
    for (size_t i = 0; i < s->depth; i++) s->best->links[i] = s->chosen[i];
    s->best->links[s->depth] = link;
}

/* What each of those that can be paid gives now; false when it was not found out. Without any link it is known. */
static bool measure(search *s, option options[], size_t *count)
{
    vp_road_work *w = s->w;
    size_t kept = 0;
    double value = w->value;
    for (size_t i = 0; i < *count; i++) {
        size_t link = options[i].link;
        if (price_of(s, link) > s->money) continue;
        if (s->depth == 0) {
            remember(s, link, w->alone[link]);
            if (isnan(w->result->gains[link].people))
                s->open = fmax(s->open, fmin(w->result->all, w->alone_most[link]));
            options[kept++] = (option){link, w->alone_most[link]};
            continue;
        }
        if (!vp_time_budget_on(w->time, s->best->objective, s->open, NAN)) return false;
        if (!vp_road_push(w, link, s->err)) return s->failed = true, false;
        remember(s, link, w->value);
        options[kept++] = (option){link, vp_road_most(w, link, w->value - value)};
        vp_road_pop(w);
    }
    *count = kept;
    return true;
}

static int by_most(const void *a, const void *b)
{
    const option *p = a, *q = b;
    if (p->most != q->most) return p->most > q->most ? -1 : 1;
    return p->link < q->link ? -1 : p->link > q->link;
}

/* The most that so many of the options, which are sorted, add for the money: parts of one are allowed. */
static double sum_of(const search *s, const option options[], size_t count, size_t take, double money)
{
    double sum = 0;
    for (size_t i = 0; i < count && i < take; i++) sum += options[i].most;
    if (!isfinite(s->w->question->budget)) return sum;
    double bought = 0, left = money;
    bool used[VP_ROAD_LINKS_MOST] = {false};
    for (size_t n = 0; n < count && left > 0; n++) {
        size_t best = count;
        for (size_t i = 0; i < count; i++)
            if (!used[i] && (best == count || options[i].most * price_of(s, options[best].link) >
                                                  options[best].most * price_of(s, options[i].link)))
                best = i;
        used[best] = true;
        double price = price_of(s, options[best].link), part = price > left ? left / price : 1;
        bought += part * options[best].most;
        left -= part * price;
    }
    return fmin(sum, bought);
}

/* The same of scores, of options from the first on; any set that is allowed. */
static double top_of(const search *s, const option options[], size_t count, size_t take, double money)
{
    option *scored = malloc((count + 1) * sizeof *scored);
    double sum = INFINITY; /* without memory nothing is claimed */
    for (size_t i = 0; scored && i < count; i++)
        scored[i] = (option){options[i].link, s->scores->score[options[i].link]};
    if (scored) {
        qsort(scored, count, sizeof *scored, by_most);
        sum = sum_of(s, scored, count, take, money);
    }
    free(scored);
    return sum;
}

/* As vp_road_top. */
static double top_links(void *context, const double score[], bool taken[])
{
    const search *s = context;
    size_t links = s->w->question->link_count;
    option options[VP_ROAD_LINKS_MOST];
    double money = s->money;
    for (size_t l = 0; l < links; l++) {
        options[l] = (option){l, score[l]};
        taken[l] = false;
    }
    qsort(options, links, sizeof *options, by_most);
    for (size_t i = 0, n = 0; i < links && n < s->count; i++) {
        if (price_of(s, options[i].link) > money) continue;
        money -= price_of(s, options[i].link);
        taken[options[i].link] = true;
        n++;
    }
    return sum_of(s, options, links, s->count, s->money);
}

static void visit(search *s, const option given[], size_t given_count, double bound);

/* Below the choice of options[i]: only those after it, since the others were tried with all. */
static void descend(search *s, const option options[], size_t count, size_t i, double bound)
{
    if (!vp_road_push(s->w, options[i].link, s->err)) {
        s->failed = true;
        return;
    }
    s->chosen[s->depth++] = options[i].link;
    s->money -= price_of(s, options[i].link);
    if (s->scores) s->scored += s->scores->score[options[i].link];
    visit(s, options + i + 1, count - i - 1, bound);
    s->money += price_of(s, options[i].link);
    if (s->scores) s->scored -= s->scores->score[options[i].link];
    s->depth--;
    vp_road_pop(s->w);
}

/* No set of those below gives more than bound. */
static void visit(search *s, const option given[], size_t count, double below)
{
    option *options = malloc((count + 1) * sizeof *options);
    if (!options) {
        s->failed = !vp_fail_memory(s->err, count * sizeof *options);
        return;
    }
    for (size_t i = 0; i < count; i++) options[i] = given[i];
    double value = s->w->value, all = s->w->result->all;
    bool ok = measure(s, options, &count);
    if (!ok) s->open = fmax(s->open, below);
    if (ok && s->depth + 1 < s->count) {
        qsort(options, count, sizeof *options, by_most);
        for (size_t i = 0; i < count && !s->failed; i++) {
            double left = s->money - price_of(s, options[i].link);
            double bound =
                value + options[i].most + sum_of(s, options + i + 1, count - i - 1, s->count - s->depth - 1, left);
            bound = fmin(bound, fmin(below, all));
            if (s->scores && bound > enough(s))
                bound = fmin(bound, s->scores->fixed + s->scored + s->scores->score[options[i].link] +
                                        top_of(s, options + i + 1, count - i - 1, s->count - s->depth - 1, left));
            if (bound <= enough(s) || !vp_time_budget_on(s->w->time, s->best->objective, fmax(s->open, bound), NAN))
                s->open = fmax(s->open, bound);
            else
                descend(s, options, count, i, bound);
        }
    }
    free(options);
}

/* The set of one link less with the best one more: a choice to begin with, also when time is short. */
static bool begin(search *s, const vp_road_set *smaller)
{
    vp_road_work *w = s->w;
    for (size_t k = 0; k < smaller->count; k++) {
        if (!vp_road_push(w, smaller->links[k], s->err)) return false;
        s->chosen[s->depth++] = smaller->links[k];
    }
    if (s->depth) remember(s, s->chosen[--s->depth], w->value);
    s->depth = smaller->count;
    for (size_t l = 0; l < w->question->link_count && s->depth < s->count; l++) {
        bool chosen = false;
        for (size_t k = 0; k < s->depth; k++) chosen = chosen || s->chosen[k] == l;
        if (chosen || w->alone_most[l] <= 0) continue;
        if (!vp_time_budget_on(w->time, s->best->objective, NAN, NAN)) break;
        if (!vp_road_push(w, l, s->err)) return false;
        remember(s, l, w->value);
        vp_road_pop(w);
    }
    for (; s->depth > 0; s->depth--) vp_road_pop(w);
    return true;
}

bool vp_road_search(vp_road_work *w, size_t count, const vp_road_set *smaller, vp_road_set *set, vp_error *err)
{
    size_t links = w->question->link_count;
    search s = {.w = w, .best = set, .count = count, .money = w->question->budget, .err = err};
    *set = (vp_road_set){0};
    option *options = malloc((links + 1) * sizeof *options);
    if (!options) return vp_fail_memory(err, links * sizeof *options);
    for (size_t l = 0; l < links; l++) options[l] = (option){l, 0};
    w->value = 0;
    double most = w->result->all;
    bool ok = !smaller || begin(&s, smaller);
    if (ok && w->caps && count > 1) {
        s.scores = calloc(1, sizeof *s.scores);
        ok = s.scores ? vp_road_bound(w, count, top_links, &s, s.scores, err) : vp_fail_memory(err, sizeof *s.scores);
    }
    if (ok && s.scores) most = fmin(most, s.scores->fixed + top_of(&s, options, links, count, s.money));
    if (ok) visit(&s, options, links, most);
    free(options);
    free(s.scores);
    double bound = w->paths_known || count == 1 ? fmax(fmin(s.open, most), set->objective) : w->result->all;
    set->bound = bound;
    set->gap = set->objective > 0 ? (bound - set->objective) / set->objective : bound > 0 ? INFINITY : 0;
    set->proven = bound <= set->objective * (1 + 1e-9);
    if (set->proven) set->gap = 0;
    return ok && !s.failed;
}
