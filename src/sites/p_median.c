#include "sites/exchange_internal.h"
#include "sites/sites_internal.h"
#include <stdlib.h>

#define NOBODY UINT32_MAX

/* An open set with the two nearest open sites of each demand. The loss of a site is what its demands pay more at their
 * second nearest. */
typedef struct {
    vp_exchange exchange;
    double *first, *second;           /* [demand] cost of the nearest and second nearest open site, or beyond */
    uint32_t *nearest, *next_nearest; /* NOBODY where it is beyond */
} median;

static void clear(median *m)
{
    vp_exchange_clear(&m->exchange);
    free(m->first);
    free(m->second);
    free(m->nearest);
    free(m->next_nearest);
}

/* The two nearest open sites, from the list that is sorted by cost. */
static void assign(median *m, uint32_t d)
{
    const vp_instance *s = m->exchange.instance;
    m->first[d] = m->second[d] = s->beyond[d];
    m->nearest[d] = m->next_nearest[d] = NOBODY;
    for (size_t k = s->demand_start[d]; k < s->demand_start[d + 1]; k++) {
        uint32_t site = s->demand_site[k];
        if (!m->exchange.open[site]) continue;
        if (m->nearest[d] == NOBODY) {
            m->first[d] = s->demand_cost[k];
            m->nearest[d] = site;
        } else {
            m->second[d] = s->demand_cost[k];
            m->next_nearest[d] = site;
            break;
        }
    }
}

static void count_loss(median *m, uint32_t d, double sign)
{
    if (m->nearest[d] != NOBODY) m->exchange.loss[m->nearest[d]] += sign * (m->second[d] - m->first[d]);
}

static void close(median *m, uint32_t site)
{
    const vp_instance *s = m->exchange.instance;
    m->exchange.open[site] = false;
    for (size_t k = s->site_start[site]; k < s->site_start[site + 1]; k++) {
        uint32_t d = s->site_demand[k];
        if (m->nearest[d] != site && m->next_nearest[d] != site) continue;
        count_loss(m, d, -1);
        assign(m, d);
        count_loss(m, d, 1);
    }
}

static void open_site(median *m, uint32_t site)
{
    const vp_instance *s = m->exchange.instance;
    m->exchange.open[site] = true;
    for (size_t k = s->site_start[site]; k < s->site_start[site + 1]; k++) {
        uint32_t d = s->site_demand[k];
        double cost = s->site_cost[k];
        if (cost >= m->second[d]) continue;
        count_loss(m, d, -1);
        if (cost < m->first[d]) {
            m->second[d] = m->first[d];
            m->next_nearest[d] = m->nearest[d];
            m->first[d] = cost;
            m->nearest[d] = site;
        } else {
            m->second[d] = cost;
            m->next_nearest[d] = site;
        }
        count_loss(m, d, 1);
    }
}

static void turn(void *context, uint32_t site, bool open)
{
    if (open)
        open_site(context, site);
    else
        close(context, site);
}

static bool init(median *m, const vp_instance *s, bool open[], vp_error *err)
{
    if (!vp_exchange_init(&m->exchange, s, open, err)) return false;
    m->first = malloc((s->demand_count + 1) * sizeof *m->first);
    m->second = malloc((s->demand_count + 1) * sizeof *m->second);
    m->nearest = malloc((s->demand_count + 1) * sizeof *m->nearest);
    m->next_nearest = malloc((s->demand_count + 1) * sizeof *m->next_nearest);
    if (!m->first || !m->second || !m->nearest || !m->next_nearest) {
        clear(m);
        return vp_fail_memory(err, s->demand_count * 2 * sizeof *m->first);
    }
    for (uint32_t d = 0; d < s->demand_count; d++) {
        assign(m, d);
        count_loss(m, d, 1);
    }
    return true;
}

static double gain(void *context, uint32_t in)
{
    median *m = context;
    const vp_instance *s = m->exchange.instance;
    double sum = 0;
    for (size_t k = s->site_start[in]; k < s->site_start[in + 1]; k++) {
        uint32_t d = s->site_demand[k];
        double cost = s->site_cost[k];
        if (cost >= m->second[d]) continue;
        double saving = m->second[d] - (cost < m->first[d] ? m->first[d] : cost);
        if (cost < m->first[d]) sum += m->first[d] - cost;
        if (m->nearest[d] != NOBODY && saving > 0) vp_exchange_save(&m->exchange, m->nearest[d], saving);
    }
    return sum;
}

bool vp_p_median_improve(const vp_instance *instance, bool open[], double *value, vp_error *err)
{
    median m;
    if (!init(&m, instance, open, err)) return false;
    vp_exchange_improve(&m.exchange, &(vp_exchange_sites){&m, gain, turn}, *value);
    clear(&m);
    *value = vp_instance_value(instance, open);
    return true;
}
