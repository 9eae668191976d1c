#include "sites/exchange_internal.h"
#include "sites/sites_internal.h"
#include <stdlib.h>

/* An open set with what a swap needs to know: how many open sites cover a demand, and the
 * sum of their numbers, which is the one site's number where there is one. The loss of a site
 * is the weight that only it covers. */
typedef struct {
    vp_exchange exchange;
    uint32_t *covers;   /* [demand] */
    uint64_t *site_sum; /* [demand] */
} covering;

static void clear(covering *c)
{
    vp_exchange_clear(&c->exchange);
    free(c->covers);
    free(c->site_sum);
}

static void turn(void *context, uint32_t site, bool open)
{
    covering *c = context;
    const vp_instance *s = c->exchange.instance;
    double *loss = c->exchange.loss;
    for (size_t k = s->site_start[site]; k < s->site_start[site + 1]; k++) {
        uint32_t d = s->site_demand[k];
        double weight = s->beyond[d];
        if (c->covers[d] == 1) loss[c->site_sum[d]] -= weight;
        c->covers[d] = open ? c->covers[d] + 1 : c->covers[d] - 1;
        c->site_sum[d] = open ? c->site_sum[d] + site : c->site_sum[d] - site;
        if (c->covers[d] == 1) loss[c->site_sum[d]] += weight;
    }
    c->exchange.open[site] = open;
}

static bool init(covering *c, const vp_instance *s, bool open[], vp_error *err)
{
    if (!vp_exchange_init(&c->exchange, s, open, err)) return false;
    c->covers = calloc(s->demand_count + 1, sizeof *c->covers);
    c->site_sum = calloc(s->demand_count + 1, sizeof *c->site_sum);
    if (!c->covers || !c->site_sum) {
        clear(c);
        return vp_fail_memory(err, s->demand_count * sizeof *c->site_sum);
    }
    for (uint32_t j = 0; j < s->site_count; j++)
        if (open[j]) turn(c, j, true);
    return true;
}

static double gain(void *context, uint32_t in)
{
    covering *c = context;
    const vp_instance *s = c->exchange.instance;
    double sum = 0;
    for (size_t k = s->site_start[in]; k < s->site_start[in + 1]; k++) {
        uint32_t d = s->site_demand[k];
        if (c->covers[d] == 0)
            sum += s->beyond[d];
        else if (c->covers[d] == 1)
            vp_exchange_save(&c->exchange, (uint32_t)c->site_sum[d], s->beyond[d]);
    }
    return sum;
}

bool vp_covering_improve(const vp_instance *instance, bool open[], double *value, vp_error *err)
{
    covering c;
    if (!init(&c, instance, open, err)) return false;
    vp_exchange_improve(&c.exchange, &(vp_exchange_sites){&c, gain, turn}, *value);
    clear(&c);
    *value = vp_instance_value(instance, open);
    return true;
}
