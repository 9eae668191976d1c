#include "sites/exchange_internal.h"
#include <math.h>
#include <stdlib.h>

#define NOBODY UINT32_MAX

typedef struct {
    double profit;
    uint32_t out; /* NOBODY: nothing goes out */
} move;

static double price_of(const vp_instance *s, size_t site) { return s->price ? s->price[site] : 0; }

static void list_open(vp_exchange *x)
{
    x->open_count = 0;
    x->price = 0;
    for (uint32_t j = 0; j < x->instance->site_count; j++) {
        if (!x->open[j]) continue;
        x->open_sites[x->open_count++] = j;
        x->price += price_of(x->instance, j);
    }
}

bool vp_exchange_init(vp_exchange *x, const vp_instance *s, bool open[], vp_error *err)
{
    *x = (vp_exchange){.instance = s,
                       .open = open,
                       .loss = calloc(s->site_count + 1, sizeof *x->loss),
                       .saved = calloc(s->site_count + 1, sizeof *x->saved),
                       .touched = malloc((s->site_count + 1) * sizeof *x->touched),
                       .open_sites = malloc((s->site_count + 1) * sizeof *x->open_sites)};
    if (x->loss && x->saved && x->touched && x->open_sites) return true;
    vp_exchange_clear(x);
    return vp_fail_memory(err, s->site_count * sizeof *x->loss);
}

void vp_exchange_clear(vp_exchange *x)
{
    free(x->loss);
    free(x->saved);
    free(x->touched);
    free(x->open_sites);
    *x = (vp_exchange){0};
}

/* The best swap, or addition, that brings site in. */
static move try(vp_exchange *x, const vp_exchange_sites *sites, uint32_t in)
{
    const vp_instance *s = x->instance;
    x->touched_count = 0;
    double gain = sites->gain(sites->context, in), room = s->budget - x->price - price_of(s, in);
    move best = {.profit = -INFINITY, .out = NOBODY};
    if (x->open_count < s->count && room >= 0) best.profit = gain;
    for (size_t k = 0; k < x->open_count; k++) {
        uint32_t out = x->open_sites[k];
        double profit = gain - x->loss[out] + x->saved[out];
        if (s->fixed[out] || profit <= best.profit || room + price_of(s, out) < 0) continue;
        best.profit = profit;
        best.out = out;
    }
    for (size_t k = 0; k < x->touched_count; k++) x->saved[x->touched[k]] = 0;
    return best;
}

void vp_exchange_improve(vp_exchange *x, const vp_exchange_sites *sites, double value)
{
    uint32_t count = (uint32_t)x->instance->site_count;
    double least = 1e-9 * (1 + value); /* smaller profits are rounding */
    list_open(x);
    for (uint32_t in = 0, quiet = 0; quiet < count; in = (in + 1) % count) {
        quiet++;
        if (x->open[in]) continue;
        move found = try(x, sites, in);
        if (found.profit <= least) continue;
        if (found.out != NOBODY) sites->turn(sites->context, found.out, false);
        sites->turn(sites->context, in, true);
        list_open(x);
        quiet = 0;
    }
}
