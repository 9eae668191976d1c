#include "sites/sites_internal.h"
#include <stdlib.h>
#include <string.h>

/* An open set with what a swap needs to know: how many open sites cover a demand, and the
 * sum of their numbers, which is the one site's number where there is one. */
typedef struct {
    const vp_siting *siting;
    bool *open;
    uint32_t *covers;   /* [demand] */
    uint64_t *site_sum; /* [demand] */
    double *loss;       /* [site] weight that only it covers */
    double *saved;      /* [site] part of loss that the site being tried would take over */
    uint32_t *touched;
    uint32_t *open_sites;
    size_t open_count;
    double price;
} covering;

typedef struct {
    double profit;
    uint32_t in, out;
} move; /* UINT32_MAX: nothing goes out */

static void clear(covering *c)
{
    free(c->covers);
    free(c->site_sum);
    free(c->loss);
    free(c->saved);
    free(c->touched);
    free(c->open_sites);
}

static double price_of(const vp_siting *s, size_t site) { return s->price ? s->price[site] : 0; }

/* Adds (by 1) or takes away (by -1) a site, keeping every loss right. */
static void turn(covering *c, uint32_t site, int by)
{
    const vp_siting *s = c->siting;
    for (size_t k = s->site_start[site]; k < s->site_start[site + 1]; k++) {
        uint32_t d = s->site_demand[k];
        double weight = s->beyond[d];
        if (c->covers[d] == 1) c->loss[c->site_sum[d]] -= weight;
        c->covers[d] = by > 0 ? c->covers[d] + 1 : c->covers[d] - 1;
        c->site_sum[d] = by > 0 ? c->site_sum[d] + site : c->site_sum[d] - site;
        if (c->covers[d] == 1) c->loss[c->site_sum[d]] += weight;
    }
    c->open[site] = by > 0;
    c->price += by > 0 ? price_of(s, site) : -price_of(s, site);
    c->open_count = 0;
    for (uint32_t j = 0; j < s->site_count; j++)
        if (c->open[j]) c->open_sites[c->open_count++] = j;
}

static bool init(covering *c, const vp_siting *s, bool open[], vp_error *err)
{
    *c = (covering){.siting = s,
                    .open = open,
                    .covers = calloc(s->demand_count + 1, sizeof *c->covers),
                    .site_sum = calloc(s->demand_count + 1, sizeof *c->site_sum),
                    .loss = calloc(s->site_count + 1, sizeof *c->loss),
                    .saved = calloc(s->site_count + 1, sizeof *c->saved),
                    .touched = malloc((s->site_count + 1) * sizeof *c->touched),
                    .open_sites = malloc((s->site_count + 1) * sizeof *c->open_sites)};
    if (!c->covers || !c->site_sum || !c->loss || !c->saved || !c->touched || !c->open_sites) {
        clear(c);
        return vp_fail_memory(err, s->demand_count * sizeof *c->site_sum);
    }
    for (uint32_t j = 0; j < s->site_count; j++) {
        if (!open[j]) continue;
        open[j] = false;
        turn(c, j, 1);
    }
    return true;
}

/* The best swap, or addition, that brings site in. */
static move try(covering *c, uint32_t in)
{
    const vp_siting *s = c->siting;
    double gain = 0;
    size_t touched = 0;
    for (size_t k = s->site_start[in]; k < s->site_start[in + 1]; k++) {
        uint32_t d = s->site_demand[k];
        if (c->covers[d] == 0) {
            gain += s->beyond[d];
        } else if (c->covers[d] == 1) {
            uint32_t only = (uint32_t)c->site_sum[d];
            if (c->saved[only] == 0) c->touched[touched++] = only;
            c->saved[only] += s->beyond[d];
        }
    }
    move best = {.profit = -INFINITY, .in = in, .out = UINT32_MAX};
    double room = s->budget - c->price - price_of(s, in);
    if (c->open_count < s->count && room >= 0) best.profit = gain;
    for (size_t k = 0; k < c->open_count; k++) {
        uint32_t out = c->open_sites[k];
        double profit = gain - c->loss[out] + c->saved[out];
        if (s->fixed[out] || profit <= best.profit || room + price_of(s, out) < 0) continue;
        best.profit = profit;
        best.out = out;
    }
    for (size_t k = 0; k < touched; k++) c->saved[c->touched[k]] = 0;
    return best;
}

bool vp_covering_improve(const vp_siting *siting, bool open[], double *value, vp_error *err)
{
    covering c;
    if (!init(&c, siting, open, err)) return false;
    double least = 1e-9 * (1 + *value); /* smaller profits are rounding */
    size_t quiet = 0;
    for (uint32_t in = 0; quiet < siting->site_count && siting->site_count;
         in = (in + 1) % (uint32_t)siting->site_count) {
        quiet++;
        if (c.open[in]) continue;
        move found = try(&c, in);
        if (found.profit <= least) continue;
        if (found.out != UINT32_MAX) turn(&c, found.out, -1);
        turn(&c, in, 1);
        quiet = 0;
    }
    clear(&c);
    *value = vp_siting_value(siting, open);
    return true;
}
