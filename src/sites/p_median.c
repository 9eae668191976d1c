/* Interchange by gains and losses (Whitaker 1983; Resende and Werneck 2007): a pass costs
 * one look at every pair, whatever the number of open sites. */
#include "sites/sites_internal.h"
#include <stdlib.h>
#include <string.h>

#define NOBODY UINT32_MAX

typedef struct {
    const vp_siting *siting;
    bool *open;
    double *first, *second;           /* [demand] cost of the nearest and second nearest open site, or beyond */
    uint32_t *nearest, *next_nearest; /* NOBODY where it is beyond */
    double *loss;                     /* [site] what closing it costs */
    double *saved;                    /* [site] how much less, with the site being tried */
    uint32_t *touched;
    uint32_t *open_sites;
    size_t open_count;
    double price;
} median;

typedef struct {
    double profit;
    uint32_t in, out;
} move;

static void clear(median *m)
{
    free(m->first);
    free(m->second);
    free(m->nearest);
    free(m->next_nearest);
    free(m->loss);
    free(m->saved);
    free(m->touched);
    free(m->open_sites);
}

static double price_of(const vp_siting *s, size_t site) { return s->price ? s->price[site] : 0; }

/* The two nearest open sites, from the list that is sorted by cost. */
static void assign(median *m, uint32_t d)
{
    const vp_siting *s = m->siting;
    m->first[d] = m->second[d] = s->beyond[d];
    m->nearest[d] = m->next_nearest[d] = NOBODY;
    for (size_t k = s->demand_start[d]; k < s->demand_start[d + 1]; k++) {
        uint32_t site = s->demand_site[k];
        if (!m->open[site]) continue;
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
    if (m->nearest[d] != NOBODY) m->loss[m->nearest[d]] += sign * (m->second[d] - m->first[d]);
}

static void list_open(median *m)
{
    m->open_count = 0;
    m->price = 0;
    for (uint32_t j = 0; j < m->siting->site_count; j++) {
        if (!m->open[j]) continue;
        m->open_sites[m->open_count++] = j;
        m->price += price_of(m->siting, j);
    }
}

static void close(median *m, uint32_t site)
{
    const vp_siting *s = m->siting;
    m->open[site] = false;
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
    const vp_siting *s = m->siting;
    m->open[site] = true;
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

static bool init(median *m, const vp_siting *s, bool open[], vp_error *err)
{
    *m = (median){.siting = s,
                  .open = open,
                  .first = malloc((s->demand_count + 1) * sizeof *m->first),
                  .second = malloc((s->demand_count + 1) * sizeof *m->second),
                  .nearest = malloc((s->demand_count + 1) * sizeof *m->nearest),
                  .next_nearest = malloc((s->demand_count + 1) * sizeof *m->next_nearest),
                  .loss = calloc(s->site_count + 1, sizeof *m->loss),
                  .saved = calloc(s->site_count + 1, sizeof *m->saved),
                  .touched = malloc((s->site_count + 1) * sizeof *m->touched),
                  .open_sites = malloc((s->site_count + 1) * sizeof *m->open_sites)};
    if (!m->first || !m->second || !m->nearest || !m->next_nearest || !m->loss || !m->saved || !m->touched ||
        !m->open_sites) {
        clear(m);
        return vp_fail_memory(err, s->demand_count * 2 * sizeof *m->first);
    }
    for (uint32_t d = 0; d < s->demand_count; d++) {
        assign(m, d);
        count_loss(m, d, 1);
    }
    list_open(m);
    return true;
}

static move try(median *m, uint32_t in)
{
    const vp_siting *s = m->siting;
    double gain = 0;
    size_t touched = 0;
    for (size_t k = s->site_start[in]; k < s->site_start[in + 1]; k++) {
        uint32_t d = s->site_demand[k];
        double cost = s->site_cost[k];
        if (cost >= m->second[d]) continue;
        double saving = m->second[d] - (cost < m->first[d] ? m->first[d] : cost);
        if (cost < m->first[d]) gain += m->first[d] - cost;
        uint32_t site = m->nearest[d];
        if (site == NOBODY || saving <= 0) continue;
        if (m->saved[site] == 0) m->touched[touched++] = site;
        m->saved[site] += saving;
    }
    move best = {.profit = -INFINITY, .in = in, .out = NOBODY};
    double room = s->budget - m->price - price_of(s, in);
    if (m->open_count < s->count && room >= 0) best.profit = gain;
    for (size_t k = 0; k < m->open_count; k++) {
        uint32_t out = m->open_sites[k];
        double profit = gain - m->loss[out] + m->saved[out];
        if (s->fixed[out] || profit <= best.profit || room + price_of(s, out) < 0) continue;
        best.profit = profit;
        best.out = out;
    }
    for (size_t k = 0; k < touched; k++) m->saved[m->touched[k]] = 0;
    return best;
}

bool vp_p_median_improve(const vp_siting *siting, bool open[], double *value, vp_error *err)
{
    median m;
    if (!init(&m, siting, open, err)) return false;
    double least = 1e-9 * (1 + *value); /* smaller profits are rounding */
    size_t quiet = 0;
    for (uint32_t in = 0; quiet < siting->site_count && siting->site_count;
         in = (in + 1) % (uint32_t)siting->site_count) {
        quiet++;
        if (m.open[in]) continue;
        move found = try(&m, in);
        if (found.profit <= least) continue;
        if (found.out != NOBODY) close(&m, found.out);
        open_site(&m, in);
        list_open(&m);
        quiet = 0;
    }
    clear(&m);
    *value = vp_siting_value(siting, open);
    return true;
}
