#include "sites/sites_internal.h"
#include <stdlib.h>
#include <string.h>

/* A family of sets: the demands of sites, or the sites of demands. */
typedef struct {
    const size_t *start;
    const uint32_t *member;
    size_t count;
} family;

typedef struct {
    uint64_t hash;
    uint32_t set;
} signature;

static size_t size_of(const family *f, size_t set) { return f->start[set + 1] - f->start[set]; }

static bool equal(const family *f, size_t a, size_t b)
{
    return size_of(f, a) == size_of(f, b) &&
           memcmp(f->member + f->start[a], f->member + f->start[b], size_of(f, a) * sizeof *f->member) == 0;
}

/* Members ascend in both. */
static bool within(const family *f, size_t small, size_t large)
{
    size_t at = f->start[large], end = f->start[large + 1];
    for (size_t k = f->start[small]; k < f->start[small + 1]; k++) {
        while (at < end && f->member[at] < f->member[k]) at++;
        if (at == end || f->member[at] != f->member[k]) return false;
    }
    return true;
}

static int by_hash(const void *left, const void *right)
{
    const signature *a = left, *b = right;
    if (a->hash != b->hash) return a->hash < b->hash ? -1 : 1;
    return (a->set > b->set) - (a->set < b->set);
}

/* into[set]: the lowest set equal to it. */
static bool merge_equal(const family *f, uint32_t into[], vp_error *err)
{
    signature *signatures = malloc((f->count + 1) * sizeof *signatures);
    if (!signatures) return vp_fail_memory(err, f->count * sizeof *signatures);
    for (uint32_t s = 0; s < f->count; s++) {
        uint64_t hash = size_of(f, s);
        for (size_t k = f->start[s]; k < f->start[s + 1]; k++) hash = vp_random_mix(hash * 31 + f->member[k] + 1);
        signatures[s] = (signature){.hash = hash, .set = s};
    }
    qsort(signatures, f->count, sizeof *signatures, by_hash);
    for (size_t i = 0; i < f->count; i++) {
        into[signatures[i].set] = signatures[i].set;
        /* Sets that share a hash without being equal are next to each other too. */
        for (size_t b = i; b > 0 && signatures[b - 1].hash == signatures[i].hash; b--) {
            uint32_t earlier = signatures[b - 1].set;
            if (!equal(f, earlier, signatures[i].set)) continue;
            into[signatures[i].set] = into[earlier];
            break;
        }
    }
    free(signatures);
    return true;
}

/* One bit per member modulo 64: a set within another has no bit that the other lacks. */
static uint64_t *bits_of(const family *f, vp_error *err)
{
    uint64_t *bits = calloc(f->count + 1, sizeof *bits);
    if (!bits) return vp_fail_memory(err, f->count * sizeof *bits), NULL;
    for (size_t s = 0; s < f->count; s++)
        for (size_t k = f->start[s]; k < f->start[s + 1]; k++)
            bits[s] |= (uint64_t)1 << (vp_random_mix(f->member[k]) & 63);
    return bits;
}

/* The set of `other` with fewest members among those that hold a member of set s: every set
 * that contains s is listed there. */
static uint32_t rarest(const family *f, size_t s, const family *other)
{
    uint32_t best = f->member[f->start[s]];
    for (size_t k = f->start[s]; k < f->start[s + 1]; k++)
        if (size_of(other, f->member[k]) < size_of(other, best)) best = f->member[k];
    return best;
}

/* Drops sites that another one makes useless: it covers all theirs and costs no more. Of
 * equals the lowest stays. */
static void drop_dominated_sites(const vp_instance *instance, const family *sites, const family *demands,
                                 const uint64_t bits[], bool keep[])
{
    for (uint32_t s = 0; s < sites->count; s++) {
        if (!keep[s] || instance->fixed[s]) continue;
        if (size_of(sites, s) == 0) {
            keep[s] = false;
            continue;
        }
        uint32_t pivot = rarest(sites, s, demands);
        for (size_t k = demands->start[pivot]; keep[s] && k < demands->start[pivot + 1]; k++) {
            uint32_t t = demands->member[k];
            size_t a = size_of(sites, s), b = size_of(sites, t);
            if (t == s || !keep[t] || b < a || (bits[s] & ~bits[t])) continue;
            double dearer = instance->price ? instance->price[t] - instance->price[s] : 0;
            if (!instance->fixed[t] && dearer > 0) continue;
            if (!instance->fixed[t] && b == a && dearer == 0 && t > s) continue; /* equals: t goes in its turn */
            if (within(sites, s, t)) keep[s] = false;
        }
    }
}

/* Drops demands that are covered whenever another is: all sites of the other are among theirs. */
static void drop_dominating_demands(const family *demands, const family *sites, const uint64_t bits[], bool keep[])
{
    for (uint32_t d = 0; d < demands->count; d++) {
        if (!keep[d]) continue;
        uint32_t pivot = rarest(demands, d, sites);
        for (size_t k = sites->start[pivot]; k < sites->start[pivot + 1]; k++) {
            uint32_t t = sites->member[k];
            if (t == d || !keep[t] || size_of(demands, t) < size_of(demands, d) || (bits[d] & ~bits[t])) continue;
            if (within(demands, d, t)) keep[t] = false;
        }
    }
}

static size_t number(const bool keep[], size_t count, uint32_t of[])
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) of[i] = keep[i] ? (uint32_t)kept++ : UINT32_MAX;
    return kept;
}

static bool allocate(vp_instance *to, const vp_instance *from, size_t demand_count, size_t site_count)
{
    to->demand_count = demand_count;
    to->site_count = site_count;
    to->site_start = calloc(site_count + 2, sizeof(size_t));
    to->site_demand = malloc((from->entry_count + 1) * sizeof(uint32_t));
    to->demand_start = calloc(demand_count + 2, sizeof(size_t));
    to->demand_site = malloc((from->entry_count + 1) * sizeof(uint32_t));
    to->beyond = calloc(demand_count + 1, sizeof(double));
    to->fixed = calloc(site_count + 1, sizeof(bool));
    to->origin = malloc((site_count + 1) * sizeof(uint32_t));
    to->price = from->price ? malloc((site_count + 1) * sizeof(double)) : NULL;
    return to->site_start && to->site_demand && to->demand_start && to->demand_site && to->beyond && to->fixed &&
           to->origin && (!from->price || to->price);
}

/* from without what is not kept; into says which demand takes over a merged one's weight. */
static vp_instance *rebuild(const vp_instance *from, const bool keep_site[], const bool keep_demand[],
                            const uint32_t into[], vp_error *err)
{
    vp_instance *to = calloc(1, sizeof *to);
    uint32_t *site_of = malloc((from->site_count + 1) * sizeof *site_of);
    uint32_t *demand_of = malloc((from->demand_count + 1) * sizeof *demand_of);
    bool ok = to && site_of && demand_of;
    if (ok) {
        size_t site_count = number(keep_site, from->site_count, site_of);
        size_t demand_count = number(keep_demand, from->demand_count, demand_of);
        *to = (vp_instance){.count = from->count, .budget = from->budget, .integral = from->integral};
        ok = allocate(to, from, demand_count, site_count);
    }
    if (!ok) {
        vp_fail_memory(err, from->entry_count * 2 * sizeof(uint32_t));
        goto done;
    }
    if (to->count > to->site_count) to->count = to->site_count;
    for (size_t d = 0; d < from->demand_count; d++)
        if (demand_of[into[d]] != UINT32_MAX) to->beyond[demand_of[into[d]]] += from->beyond[d];
    size_t at = 0;
    for (size_t j = 0; j < from->site_count; j++) {
        if (site_of[j] == UINT32_MAX) continue;
        to->origin[site_of[j]] = from->origin[j];
        to->fixed[site_of[j]] = from->fixed[j];
        if (to->price) to->price[site_of[j]] = from->price[j];
        for (size_t k = from->site_start[j]; k < from->site_start[j + 1]; k++)
            if (demand_of[from->site_demand[k]] != UINT32_MAX) to->site_demand[at++] = demand_of[from->site_demand[k]];
        to->site_start[site_of[j] + 1] = at;
    }
    to->entry_count = at;
    at = 0;
    for (size_t d = 0; d < from->demand_count; d++) {
        if (demand_of[d] == UINT32_MAX) continue;
        for (size_t k = from->demand_start[d]; k < from->demand_start[d + 1]; k++)
            if (site_of[from->demand_site[k]] != UINT32_MAX) to->demand_site[at++] = site_of[from->demand_site[k]];
        to->demand_start[demand_of[d] + 1] = at;
    }
done:
    free(site_of);
    free(demand_of);
    if (!ok) {
        vp_instance_free(to);
        return NULL;
    }
    return to;
}

/* One round: first demands, then sites. */
static vp_instance *reduce_once(const vp_instance *from, bool everyone, vp_error *err)
{
    family sites = {from->site_start, from->site_demand, from->site_count};
    family demands = {from->demand_start, from->demand_site, from->demand_count};
    vp_instance *to = NULL;
    bool *keep_site = malloc(from->site_count + 1), *keep_demand = malloc(from->demand_count + 1);
    uint32_t *into = malloc((from->demand_count + 1) * sizeof *into);
    uint64_t *site_bits = bits_of(&sites, err), *demand_bits = site_bits ? bits_of(&demands, err) : NULL;
    if (!site_bits || !demand_bits) goto done;
    if (!keep_site || !keep_demand || !into) {
        vp_fail_memory(err, from->demand_count * sizeof *into);
        goto done;
    }
    memset(keep_site, true, from->site_count);
    if (!merge_equal(&demands, into, err)) goto done;
    for (size_t d = 0; d < from->demand_count; d++) keep_demand[d] = into[d] == d && size_of(&demands, d) > 0;
    if (everyone) drop_dominating_demands(&demands, &sites, demand_bits, keep_demand);
    drop_dominated_sites(from, &sites, &demands, site_bits, keep_site);
    to = rebuild(from, keep_site, keep_demand, into, err);
done:
    free(keep_site);
    free(keep_demand);
    free(into);
    free(site_bits);
    free(demand_bits);
    return to;
}

vp_instance *vp_reduction_make(const vp_instance *instance, bool everyone, vp_error *err)
{
    vp_instance *now = reduce_once(instance, everyone, err);
    for (int round = 0; now && round < 20; round++) {
        vp_instance *next = reduce_once(now, everyone, err);
        bool settled = next && next->demand_count == now->demand_count && next->site_count == now->site_count;
        vp_instance_free(now);
        now = next;
        if (settled) break;
    }
    return now;
}
