#include "base/heap.h"
#include "sites/sites_internal.h"
#include <stdlib.h>
#include <string.h>

bool vp_search_improve(const vp_instance *instance, bool open[], double *value, vp_error *err)
{
    return instance->site_cost ? vp_p_median_improve(instance, open, value, err)
                               : vp_covering_improve(instance, open, value, err);
}

/* ---- greedy */

static double gain_of(const vp_instance *s, const double value[], uint32_t site)
{
    double gain = 0;
    for (size_t k = s->site_start[site]; k < s->site_start[site + 1]; k++) {
        double less = value[s->site_demand[k]] - (s->site_cost ? s->site_cost[k] : 0);
        if (less > 0) gain += less;
    }
    return gain;
}

static void take(const vp_instance *s, double value[], uint32_t site)
{
    for (size_t k = s->site_start[site]; k < s->site_start[site + 1]; k++) {
        double cost = s->site_cost ? s->site_cost[k] : 0;
        if (cost < value[s->site_demand[k]]) value[s->site_demand[k]] = cost;
    }
}

static double key_of(const vp_instance *s, double gain, uint32_t site, bool per_price)
{
    if (!per_price || !s->price) return gain;
    return s->price[site] > 0 ? gain / s->price[site] : gain > 0 ? INFINITY : 0;
}

/* Gains only fall as sites are added, so a key that is still the highest after it was
 * computed anew is the true highest (Minoux 1978). */
bool vp_search_greedy(const vp_instance *s, bool open[], bool per_price, double enough, vp_error *err)
{
    double *value = malloc((s->demand_count + 1) * sizeof *value);
    double *keys = malloc((s->site_count + 1) * sizeof *keys);
    vp_heap h = {0};
    bool ok = value && keys && vp_heap_init(&h, s->site_count, NULL);
    if (!ok) {
        vp_fail_memory(err, s->demand_count * sizeof *value);
        goto done;
    }
    memcpy(value, s->beyond, s->demand_count * sizeof *value);
    size_t count = 0;
    double price = 0;
    for (uint32_t j = 0; j < s->site_count; j++) {
        open[j] |= s->fixed[j];
        if (!open[j]) continue;
        take(s, value, j);
        count++;
        price += s->price ? s->price[j] : 0;
    }
    double sum = 0;
    for (size_t d = 0; d < s->demand_count; d++) sum += value[d];
    for (uint32_t j = 0; j < s->site_count; j++) {
        if (open[j]) continue;
        keys[j] = key_of(s, gain_of(s, value, j), j, per_price);
        vp_heap_put(&h, j, vp_heap_larger, keys);
    }
    while (h.count > 0 && count < s->count && sum > enough) {
        uint32_t site = h.numbers[0];
        double key = key_of(s, gain_of(s, value, site), site, per_price);
        bool affordable = !s->price || price + s->price[site] <= s->budget;
        if (affordable && key > 0 && key < keys[site]) {
            keys[site] = key;
            vp_heap_put(&h, site, vp_heap_larger, keys);
            continue;
        }
        vp_heap_take(&h, vp_heap_larger, keys);
        if (!affordable || key <= 0) continue;
        open[site] = true;
        sum -= gain_of(s, value, site);
        take(s, value, site);
        count++;
        price += s->price ? s->price[site] : 0;
    }
done:
    free(value);
    free(keys);
    vp_heap_clear(&h);
    return ok;
}

/* ---- iterated search */

static const size_t rounds_a_restart = 8;

/* Closes some open sites and opens others at random, within count and budget. */
static void shake(const vp_instance *s, bool open[], size_t exchanges, uint32_t list[], vp_random *random)
{
    size_t opened = 0, closed = s->site_count;
    double price = 0;
    for (uint32_t j = 0; j < s->site_count; j++) {
        if (open[j] && s->price) price += s->price[j];
        if (open[j] && !s->fixed[j]) list[opened++] = j;
        if (!open[j]) list[--closed] = j;
    }
    size_t shut = s->site_count - closed;
    for (size_t e = 0; e < exchanges && opened > 0 && shut > 0; e++) {
        size_t out = vp_random_below(random, opened), in = closed + vp_random_below(random, shut);
        double after = s->price ? price - s->price[list[out]] + s->price[list[in]] : 0;
        if (after > s->budget) continue;
        price = after;
        open[list[out]] = false;
        open[list[in]] = true;
        uint32_t swapped = list[out];
        list[out] = list[in];
        list[in] = swapped;
    }
}

bool vp_search_iterate(const vp_instance *s, vp_search_state *state, size_t rounds, double enough, vp_random *random,
                       vp_time_budget *budget, vp_error *err)
{
    bool ok = false;
    bool *trial = malloc(s->site_count + 1);
    uint32_t *list = malloc((s->site_count + 1) * sizeof *list);
    if (!trial || !list) {
        vp_fail_memory(err, s->site_count * sizeof *list);
        goto done;
    }
    size_t open_count = 0;
    for (size_t j = 0; j < s->site_count; j++) open_count += state->open[j];
    for (size_t round = 0; round < rounds && state->value > enough; round++) {
        if (!vp_time_budget_on(budget, state->value, NAN, NAN)) break;
        memcpy(trial, state->open, s->site_count);
        /* Now and then far from the best one, so that the search leaves its neighbourhood. */
        size_t exchanges = round % rounds_a_restart == rounds_a_restart - 1 ? open_count / 2 : open_count / 10;
        shake(s, trial, 2 + vp_random_below(random, 1 + exchanges), list, random);
        double found = vp_instance_value(s, trial);
        if (!vp_search_improve(s, trial, &found, err)) goto done;
        if (found <= state->value) {
            state->value = found;
            memcpy(state->open, trial, s->site_count);
        }
    }
    ok = true;
done:
    free(trial);
    free(list);
    return ok;
}
