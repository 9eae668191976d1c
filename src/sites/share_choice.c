/* Choices on a core of sites: first the people that zones lack, then people, by greedy, swaps and random swaps. */
#include "sites/share_internal.h"
#include <stdlib.h>
#include <string.h>

static const size_t exchanged_most = 3;

void vp_share_choice_clear(vp_share_choice *c)
{
    free(c->open);
    free(c->list);
    free(c->times);
    free(c->have);
    free(c->add);
    free(c->before);
}

bool vp_share_choice_make(vp_share_choice *c, const vp_share_core *core, vp_error *err)
{
    size_t sites = core->site_count + 1, zones = core->asked->count + 1;
    *c = (vp_share_choice){.core = core,
                           .open = calloc(sites, sizeof *c->open),
                           .list = malloc(sites * sizeof *c->list),
                           .times = calloc(core->class_count + 1, sizeof *c->times),
                           .have = calloc(zones, sizeof *c->have),
                           .add = calloc(zones, sizeof *c->add),
                           .before = calloc(sites, sizeof *c->before)};
    if (c->open && c->list && c->times && c->have && c->add && c->before) {
        vp_share_choice_set(c, c->before);
        return true;
    }
    vp_share_choice_clear(c);
    return vp_fail_memory(err, core->class_count * sizeof *c->times);
}

static double price_of(const vp_share_choice *c, uint32_t site)
{
    const vp_sites_problem *p = c->core->asked->table->pairs->problem;
    return p->prices ? p->prices[c->core->sites[site]] : 0;
}

static void count_lack(vp_share_choice *c)
{
    const vp_share_asked *a = c->core->asked;
    c->lack = 0;
    for (size_t z = 0; z < a->count; z++) c->lack += fmax(0, a->need[z] - c->have[z]);
}

static void list(vp_share_choice *c, uint32_t site, bool open)
{
    c->open[site] = open;
    c->paid += open ? price_of(c, site) : -price_of(c, site);
    if (open) {
        c->list[c->count++] = site;
        return;
    }
    size_t at = 0;
    while (c->list[at] != site) at++;
    memmove(c->list + at, c->list + at + 1, (--c->count - at) * sizeof *c->list);
}

static void turn(vp_share_choice *c, uint32_t site, bool open)
{
    const vp_share_core *k = c->core;
    list(c, site, open);
    for (size_t e = k->site_start[site]; e < k->site_start[site + 1]; e++) {
        uint32_t class = k->site_class[e];
        bool alone = open ? c->times[class]++ == 0 : --c->times[class] == 0;
        if (!alone) continue;
        double sign = open ? 1 : -1;
        c->value += sign * k->weight[class];
        for (size_t i = k->zone_start[class]; i < k->zone_start[class + 1]; i++)
            c->have[k->zone[i]] += sign * k->part[i];
    }
    count_lack(c);
}

static bool is_near(const vp_start_pairs *q, uint32_t site, uint32_t other)
{
    for (size_t k = q->near_start[site]; k < q->near_start[site + 1]; k++)
        if (q->near[k] == other) return true;
    return false;
}

static bool may_add(const vp_share_choice *c, uint32_t site)
{
    const vp_start_pairs *q = c->core->asked->table->pairs;
    if (c->open[site] || c->core->states[site] == VP_SITE_FORBIDDEN || c->count >= q->problem->count ||
        c->paid + price_of(c, site) > q->problem->budget)
        return false;
    if (q->problem->apart_count == 0) return true;
    for (size_t k = 0; k < c->count; k++)
        if (is_near(q, c->core->sites[site], c->core->sites[c->list[k]])) return false;
    return true;
}

/* From nothing, so that sums hold no rounding of earlier turns. */
void vp_share_choice_set(vp_share_choice *c, const bool open[])
{
    const vp_share_core *k = c->core;
    memset(c->times, 0, k->class_count * sizeof *c->times);
    memset(c->have, 0, k->asked->count * sizeof *c->have);
    memset(c->open, 0, k->site_count * sizeof *c->open);
    c->value = c->paid = 0;
    c->count = 0;
    for (uint32_t s = 0; s < k->site_count; s++)
        if (k->states[s] == VP_SITE_FIXED) turn(c, s, true);
    for (uint32_t s = 0; s < k->site_count; s++)
        if (open[s] && may_add(c, s)) turn(c, s, true);
    count_lack(c);
}

/* What a site adds, in people and in people that some zone lacks. */
static double gain_of(vp_share_choice *c, uint32_t site, double *lacked)
{
    const vp_share_core *k = c->core;
    double sum = 0;
    bool any = false;
    for (size_t e = k->site_start[site]; e < k->site_start[site + 1]; e++) {
        uint32_t class = k->site_class[e];
        if (c->times[class]) continue;
        sum += k->weight[class];
        for (size_t i = k->zone_start[class]; c->lack > 0 && i < k->zone_start[class + 1]; i++) {
            c->add[k->zone[i]] += k->part[i];
            any = true;
        }
    }
    *lacked = 0;
    for (size_t z = 0; any && z < k->asked->count; z++) {
        *lacked += fmin(c->add[z], fmax(0, k->asked->need[z] - c->have[z]));
        c->add[z] = 0;
    }
    return sum;
}

/* Adds the best site by what is lacked, then by people (by_price: of each for its price); false: none may be added. */
static bool add_best(vp_share_choice *c, bool by_price)
{
    uint32_t best = UINT32_MAX;
    double most_lacked = 0, most = 0;
    for (uint32_t k = 0; k < c->core->site_count; k++) {
        if (!may_add(c, k)) continue;
        double lacked, gain = gain_of(c, k, &lacked), divisor = by_price ? fmax(price_of(c, k), 1e-9) : 1;
        gain /= divisor;
        lacked /= divisor;
        if (lacked < most_lacked || (lacked == most_lacked && gain <= most)) continue;
        best = k;
        most_lacked = lacked;
        most = gain;
    }
    if (best == UINT32_MAX) return false;
    turn(c, best, true);
    return true;
}

static void grow(vp_share_choice *c, bool by_price)
{
    while (add_best(c, by_price)) continue;
}

static bool is_better(double lack, double value, double than_lack, double than_value)
{
    if (lack < than_lack - 1e-9 * (1 + than_lack)) return true;
    return lack <= than_lack && value > than_value + 1e-9 * (1 + fabs(than_value));
}

/* Gives up one site after the other for what is then the best. */
static void swap(vp_share_choice *c, double until)
{
    for (bool moved = true; moved;) {
        moved = false;
        for (uint32_t k = 0; k < c->core->site_count; k++) {
            if (!c->open[k] || c->core->states[k] == VP_SITE_FIXED) continue;
            if (vp_clock_now() >= until) return;
            memcpy(c->before, c->open, c->core->site_count * sizeof *c->before);
            double lack = c->lack, value = c->value;
            turn(c, k, false);
            grow(c, false);
            if (is_better(c->lack, c->value, lack, value))
                moved = true;
            else
                vp_share_choice_set(c, c->before);
        }
    }
}

void vp_share_choice_improve(vp_share_choice *c, double until)
{
    grow(c, c->core->asked->table->pairs->problem->prices != NULL);
    swap(c, until);
}

static void shake(vp_share_choice *c, vp_random *random)
{
    for (size_t left = 1 + vp_random_below(random, exchanged_most); left && c->count; left--) {
        uint32_t site = c->list[vp_random_below(random, c->count)];
        if (c->core->states[site] != VP_SITE_FIXED) turn(c, site, false);
    }
    uint32_t any = (uint32_t)vp_random_below(random, c->core->site_count);
    if (vp_random_below(random, 2) && may_add(c, any)) turn(c, any, true);
}

bool vp_share_choice_iterate(vp_share_choice *c, size_t rounds, vp_random *random, double until, vp_error *err)
{
    size_t sites = c->core->site_count;
    bool *best = malloc((sites + 1) * sizeof *best);
    if (!best) return vp_fail_memory(err, sites);
    memcpy(best, c->open, sites * sizeof *best);
    for (size_t i = 0; i < rounds && sites && vp_clock_now() < until; i++) {
        double lack = c->lack, value = c->value;
        shake(c, random);
        grow(c, false);
        swap(c, until);
        if (is_better(c->lack, c->value, lack, value))
            memcpy(best, c->open, sites * sizeof *best);
        else
            vp_share_choice_set(c, best);
    }
    free(best);
    return true;
}
