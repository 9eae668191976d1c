/* Targets of a plan as weights of demands. */
#include "sites/terrain/invest_internal.h"
#include <stdio.h>
#include <stdlib.h>

typedef struct {
    const double *part; /* [unit] of its people that count */
    double *left;       /* [demand of the need] */
    double people, reached;
} counting;

static void count(void *context, uint32_t unit, size_t demand, double people, double left)
{
    counting *c = context;
    c->people += people * c->part[unit];
    c->reached += (people - left) * c->part[unit];
    if (demand != SIZE_MAX) c->left[demand] += left * c->part[unit];
}

static double *parts_of(const vp_invest_question *q, size_t group, size_t year, vp_error *err)
{
    const vp_region *region = q->regions[year];
    size_t units = q->main_weights->zone_count, set = region->units.main_set;
    double *part = malloc((units + 1) * sizeof *part);
    if (!part) return vp_fail_memory(err, units * sizeof *part), NULL;
    const vp_group *of = group == VP_NONE ? NULL : &region->definitions.groups[group];
    for (size_t u = 0; u < units; u++) {
        part[u] = !of ? 1 : of->member[set][u] && of->share[set][u] > 0 ? of->share[set][u] : 0;
    }
    if (!of || !of->grid) return part;
    free(part);
    vp_fail(err, VP_BAD_INPUT,
            "the group %s is counted by a grid of its own: a target is for a group of units or of shares", of->id);
    return NULL;
}

/* Adds the demands of one need to a target. */
static bool add_need(vp_invest_work *w, size_t need, const vp_invest_target *asked, counting *c,
                     vp_investment_target *out, vp_error *err)
{
    vp_invest_demand *d = &w->demands[need];
    uint32_t *demands = realloc((void *)(uintptr_t)out->demands, (out->entry_count + d->count + 1) * sizeof *demands);
    if (demands) out->demands = demands;
    double *weights = realloc((void *)(uintptr_t)out->weights, (out->entry_count + d->count + 1) * sizeof *weights);
    if (weights) out->weights = weights;
    if (!demands || !weights) return vp_fail_memory(err, d->count * sizeof *weights);
    c->left = d->target;
    for (size_t k = 0; k < d->count; k++) c->left[k] = 0;
    if (!vp_invest_walk(w, need, asked->year, count, c, err)) return false;
    for (size_t k = 0; k < d->count; k++) {
        if (!(c->left[k] > 0)) continue;
        demands[out->entry_count] = (uint32_t)(d->first + k);
        weights[out->entry_count++] = c->left[k];
    }
    return true;
}

static char *name_of(const vp_invest_question *q, const vp_invest_target *asked)
{
    char *text = malloc(300);
    const vp_definitions *d = &q->regions[0]->definitions;
    if (text)
        snprintf(text, 300, "%.100s%s%.100s in %d, %g %%%s",
                 asked->need == VP_NONE ? "all services" : d->services[q->needs[asked->need].service].id,
                 asked->group == VP_NONE ? "" : ", ", asked->group == VP_NONE ? "" : d->groups[asked->group].id,
                 q->years[asked->year], 100 * asked->share, asked->of_gain ? " of those left out" : "");
    return text;
}

static bool find_one(vp_invest_work *w, size_t number, vp_error *err)
{
    const vp_invest_question *q = w->question;
    const vp_invest_target *asked = &q->targets[number];
    vp_investment_target *out = &w->targets[number];
    double *part = parts_of(q, asked->group, asked->year, err);
    counting c = {.part = part};
    bool ok = part != NULL;
    for (size_t n = 0; ok && n < q->need_count; n++)
        if (asked->need == VP_NONE || asked->need == n) ok = add_need(w, n, asked, &c, out, err);
    free(part);
    double left = c.people - c.reached;
    out->period = asked->year;
    out->need = asked->of_gain ? asked->share * left : fmax(0, asked->share * c.people - c.reached);
    out->name = w->target_names[number] = ok ? name_of(q, asked) : NULL;
    out->whole = asked->of_gain ? left : c.people;
    out->reached = asked->of_gain ? 0 : c.reached;
    if (ok && !out->name) ok = vp_fail_memory(err, 300);
    if (ok && !(c.people > 0)) ok = vp_fail(err, VP_BAD_INPUT, "the target %s is of nobody", out->name);
    return ok;
}

bool vp_invest_find_targets(vp_invest_work *w, vp_error *err)
{
    bool ok = true;
    for (size_t k = 0; ok && k < w->question->target_count; k++) ok = find_one(w, k, err);
    return ok;
}
