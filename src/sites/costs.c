#include <stdlib.h>
#include <string.h>
#include <vungphu/sites.h>

typedef struct {
    double cost;
    uint32_t site;
} link;

static int by_cost(const void *left, const void *right)
{
    const link *a = left, *b = right;
    if (a->cost != b->cost) return a->cost < b->cost ? -1 : 1;
    return (a->site > b->site) - (a->site < b->site);
}

static bool check(size_t demand_count, size_t site_count, const vp_cost entries[], size_t entry_count, vp_error *err)
{
    if (demand_count == 0 || site_count == 0) return vp_fail(err, VP_BAD_INPUT, "there are no demands or no sites");
    if (demand_count >= UINT32_MAX || site_count >= UINT32_MAX)
        return vp_fail(err, VP_BAD_INPUT, "%zu demands or %zu sites are above %u", demand_count, site_count,
                       UINT32_MAX - 1);
    for (size_t k = 0; k < entry_count; k++) {
        const vp_cost *e = &entries[k];
        if (e->demand >= demand_count || e->site >= site_count)
            return vp_fail(err, VP_BAD_INPUT, "cost %zu is of demand %u, site %u: there are %zu and %zu", k, e->demand,
                           e->site, demand_count, site_count);
        if (!(e->cost >= 0) || !isfinite(e->cost))
            return vp_fail(err, VP_BAD_INPUT, "cost %zu is %g; costs are finite and 0 or more", k, e->cost);
    }
    return true;
}

static vp_costs *allocate(size_t demand_count, size_t site_count, size_t entry_count, vp_error *err)
{
    vp_costs *costs = calloc(1, sizeof *costs);
    if (!costs) goto fail;
    *costs = (vp_costs){.demand_count = demand_count,
                        .site_count = site_count,
                        .entry_count = entry_count,
                        .site_start = calloc(site_count + 1, sizeof(size_t)),
                        .site_demand = calloc(entry_count + 1, sizeof(uint32_t)),
                        .site_cost = calloc(entry_count + 1, sizeof(double)),
                        .demand_start = calloc(demand_count + 1, sizeof(size_t)),
                        .demand_site = calloc(entry_count + 1, sizeof(uint32_t)),
                        .demand_cost = calloc(entry_count + 1, sizeof(double))};
    if (costs->site_start && costs->site_demand && costs->site_cost && costs->demand_start && costs->demand_site &&
        costs->demand_cost)
        return costs;
fail:
    vp_fail_memory(err, entry_count * (2 * sizeof(double) + 2 * sizeof(uint32_t)));
    vp_costs_free(costs);
    return NULL;
}

/* Counting sort by site of entries that come by demand, so the demands of a site ascend. */
static bool fill_by_site(vp_costs *costs)
{
    size_t *next = malloc((costs->site_count + 1) * sizeof *next);
    if (!next) return false;
    for (size_t k = 0; k < costs->entry_count; k++) costs->site_start[costs->demand_site[k] + 1]++;
    for (size_t s = 0; s < costs->site_count; s++) costs->site_start[s + 1] += costs->site_start[s];
    memcpy(next, costs->site_start, (costs->site_count + 1) * sizeof *next);
    for (size_t d = 0; d < costs->demand_count; d++) {
        for (size_t k = costs->demand_start[d]; k < costs->demand_start[d + 1]; k++) {
            size_t at = next[costs->demand_site[k]]++;
            costs->site_demand[at] = (uint32_t)d;
            costs->site_cost[at] = costs->demand_cost[k];
        }
    }
    free(next);
    return true;
}

/* Sorts each demand's links by cost; false with err when a pair comes twice. */
static bool sort_demands(vp_costs *costs, link links[], const size_t start[], vp_error *err)
{
    size_t *last = malloc(costs->site_count * sizeof *last);
    if (!last) return vp_fail_memory(err, costs->site_count * sizeof *last);
    for (size_t s = 0; s < costs->site_count; s++) last[s] = SIZE_MAX;
    bool ok = true;
    for (size_t d = 0; ok && d < costs->demand_count; d++) {
        qsort(links + start[d], start[d + 1] - start[d], sizeof *links, by_cost);
        for (size_t k = start[d]; ok && k < start[d + 1]; k++) {
            if (last[links[k].site] == d)
                ok = vp_fail(err, VP_BAD_INPUT, "demand %zu and site %u have two costs", d, links[k].site);
            last[links[k].site] = d;
            costs->demand_site[k] = links[k].site;
            costs->demand_cost[k] = links[k].cost;
        }
    }
    free(last);
    return ok;
}

vp_costs *vp_costs_new(size_t demand_count, size_t site_count, const vp_cost entries[], size_t entry_count,
                       vp_error *err)
{
    if (!check(demand_count, site_count, entries, entry_count, err)) return NULL;
    vp_costs *costs = allocate(demand_count, site_count, entry_count, err);
    if (!costs) return NULL;
    bool ok = false;
    link *links = malloc((entry_count + 1) * sizeof *links);
    size_t *next = malloc((demand_count + 1) * sizeof *next);
    if (!links || !next) {
        vp_fail_memory(err, entry_count * sizeof *links);
        goto done;
    }
    for (size_t k = 0; k < entry_count; k++) costs->demand_start[entries[k].demand + 1]++;
    for (size_t d = 0; d < demand_count; d++) costs->demand_start[d + 1] += costs->demand_start[d];
    memcpy(next, costs->demand_start, (demand_count + 1) * sizeof *next);
    for (size_t k = 0; k < entry_count; k++)
        links[next[entries[k].demand]++] = (link){.cost = entries[k].cost, .site = entries[k].site};
    if (!sort_demands(costs, links, costs->demand_start, err)) goto done;
    ok = fill_by_site(costs);
    if (!ok) vp_fail_memory(err, site_count * sizeof(size_t));
done:
    free(links);
    free(next);
    if (!ok) {
        vp_costs_free(costs);
        return NULL;
    }
    return costs;
}

vp_costs *vp_costs_of_covers(size_t demand_count, size_t site_count, size_t *site_start, uint32_t *site_demand,
                             vp_error *err)
{
    size_t entry_count = site_start[site_count];
    vp_costs *costs = calloc(1, sizeof *costs);
    size_t *next = malloc((demand_count + 1) * sizeof *next);
    if (costs)
        *costs = (vp_costs){.demand_count = demand_count,
                            .site_count = site_count,
                            .entry_count = entry_count,
                            .demand_start = calloc(demand_count + 2, sizeof(size_t)),
                            .demand_site = malloc((entry_count + 1) * sizeof(uint32_t))};
    if (!costs || !next || !costs->demand_start || !costs->demand_site) {
        vp_fail_memory(err, entry_count * sizeof(uint32_t));
        free(next);
        free(site_start);
        free(site_demand);
        vp_costs_free(costs);
        return NULL;
    }
    costs->site_start = site_start;
    costs->site_demand = site_demand;
    for (size_t k = 0; k < entry_count; k++) costs->demand_start[site_demand[k] + 1]++;
    for (size_t d = 0; d < demand_count; d++) costs->demand_start[d + 1] += costs->demand_start[d];
    memcpy(next, costs->demand_start, (demand_count + 1) * sizeof *next);
    for (size_t s = 0; s < site_count; s++)
        for (size_t k = site_start[s]; k < site_start[s + 1]; k++)
            costs->demand_site[next[site_demand[k]]++] = (uint32_t)s;
    free(next);
    return costs;
}

void vp_costs_free(vp_costs *costs)
{
    if (!costs) return;
    free(costs->site_start);
    free(costs->site_demand);
    free(costs->site_cost);
    free(costs->demand_start);
    free(costs->demand_site);
    free(costs->demand_cost);
    free(costs);
}
