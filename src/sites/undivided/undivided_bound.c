#include "sites/undivided/undivided_internal.h"
#include <stdlib.h>
#include <string.h>

static const double step_first = 1.5, step_part = 0.6, memory = 0.3;
static const size_t stalls_most = 12;

bool vp_undivided_bound_init(vp_undivided_bound *b, const vp_undivided *p, vp_error *err)
{
    size_t n = p->demands + 1, m = p->sites + 1, cells = p->most_whole ? n * (p->most_whole + 1) : 1;
    *b = (vp_undivided_bound){.u = calloc(n, sizeof *b->u),
                              .direction = calloc(n, sizeof *b->direction),
                              .taken = calloc(n, sizeof *b->taken),
                              .best_u = calloc(n, sizeof *b->best_u),
                              .worth = calloc(m, sizeof *b->worth),
                              .picked = calloc(m, sizeof *b->picked),
                              .item = calloc(n, sizeof *b->item),
                              .gain = calloc(n, sizeof *b->gain),
                              .table = calloc(p->most_whole + 2, sizeof *b->table),
                              .kept = calloc(cells, 1),
                              .bound = -INFINITY,
                              .step = step_first};
    if (!b->u || !b->direction || !b->taken || !b->best_u || !b->worth || !b->picked || !b->item || !b->gain ||
        !b->table || !b->kept) {
        vp_undivided_bound_clear(b);
        return vp_fail_memory(err, cells);
    }
    for (size_t d = 0; d < p->demands; d++) {
        double least = INFINITY, second = INFINITY;
        for (size_t s = 0; s < p->sites; s++) {
            double cost = vp_undivided_cost(p, d, s);
            second = fmin(second, fmax(cost, least));
            least = fmin(least, cost);
        }
        b->u[d] = isfinite(second) ? second : isfinite(least) ? least : 0;
    }
    return true;
}

void vp_undivided_bound_clear(vp_undivided_bound *b)
{
    free(b->u);
    free(b->direction);
    free(b->taken);
    free(b->best_u);
    free(b->worth);
    free(b->picked);
    free(b->item);
    free(b->gain);
    free(b->table);
    free(b->kept);
    *b = (vp_undivided_bound){0};
}

/* ---- knapsacks: what a site saves at most, by whom it takes */

/* Demands that save something there and fit. */
static size_t list_items(const vp_undivided *p, vp_undivided_bound *b, size_t site)
{
    size_t count = 0;
    for (size_t d = 0; d < p->demands; d++) {
        double gain = b->u[d] - vp_undivided_cost(p, d, site);
        if (!(gain > 0) || p->load[d] > p->room[site] * (1 + 1e-12)) continue;
        b->item[count] = (uint32_t)d;
        b->gain[count++] = gain;
    }
    return count;
}

static double total_of(const vp_undivided *p, const vp_undivided_bound *b, size_t count, double *load)
{
    double gain = 0;
    *load = 0;
    for (size_t k = 0; k < count; k++) {
        gain += b->gain[k];
        *load += p->load[b->item[k]];
    }
    return gain;
}

/* By a table of room used (Bellman 1957); take: also who is in it. */
static double fill_table(const vp_undivided *p, vp_undivided_bound *b, size_t site, size_t count, bool take)
{
    size_t room = (size_t)floor(p->room[site] * (1 + 1e-12)), row = p->most_whole + 1;
    memset(b->table, 0, (room + 1) * sizeof *b->table);
    for (size_t k = 0; k < count; k++) {
        size_t load = (size_t)p->load[b->item[k]];
        if (take) memset(b->kept + k * row, 0, room + 1);
        for (size_t r = room + 1; r-- > load;) {
            double with = b->table[r - load] + b->gain[k];
            if (with <= b->table[r]) continue;
            b->table[r] = with;
            if (take) b->kept[k * row + r] = 1;
        }
    }
    for (size_t k = count, r = room; take && k-- > 0;) {
        if (!b->kept[k * row + r]) continue;
        b->taken[b->item[k]] += 1;
        r -= (size_t)p->load[b->item[k]];
    }
    return b->table[room];
}

/* Best gain for the load first, the last one in part (Dantzig 1957): never less than the table's. */
static double fill_parts(const vp_undivided *p, vp_undivided_bound *b, size_t site, size_t count, bool take)
{
    double room = p->room[site], sum = 0;
    for (size_t filled = 0; filled < count; filled++) {
        size_t best = filled;
        for (size_t k = filled + 1; k < count; k++)
            if (b->gain[k] * p->load[b->item[best]] > b->gain[best] * p->load[b->item[k]]) best = k;
        uint32_t item = b->item[best];
        double gain = b->gain[best], part = p->load[item] > room ? room / p->load[item] : 1;
        b->item[best] = b->item[filled];
        b->gain[best] = b->gain[filled];
        b->item[filled] = item;
        b->gain[filled] = gain;
        sum += part * gain;
        if (take) b->taken[item] += part;
        room -= part * p->load[item];
        if (part < 1) break;
    }
    return sum;
}

static double fill(const vp_undivided *p, vp_undivided_bound *b, size_t site, bool take)
{
    double load;
    size_t count = list_items(p, b, site);
    double all = total_of(p, b, count, &load);
    if (load <= p->room[site]) {
        for (size_t k = 0; take && k < count; k++) b->taken[b->item[k]] += 1;
        return all;
    }
    return (p->most_whole ? fill_table : fill_parts)(p, b, site, count, take);
}

/* ---- the bound at the multipliers */

/* The sites that save most, so many as may be; kept and fixed ones in any case. */
static void pick(const vp_undivided *p, vp_undivided_bound *b)
{
    size_t room = p->count;
    for (size_t s = 0; s < p->sites; s++) {
        b->picked[s] = p->state[s] == VP_SITE_KEPT || p->state[s] == VP_SITE_FIXED;
        if (p->state[s] == VP_SITE_FIXED) room--;
    }
    for (; room > 0; room--) {
        size_t best = SIZE_MAX;
        for (size_t s = 0; s < p->sites; s++)
            if (!b->picked[s] && p->state[s] == VP_SITE_FREE && (best == SIZE_MAX || b->worth[s] < b->worth[best]))
                best = s;
        if (best == SIZE_MAX || !(b->worth[best] < 0)) break;
        b->picked[best] = true;
    }
}

static void value_at(const vp_undivided *p, vp_undivided_bound *b)
{
    double sum = 0;
    for (size_t s = 0; s < p->sites; s++) b->worth[s] = p->state[s] == VP_SITE_FORBIDDEN ? 0 : -fill(p, b, s, false);
    pick(p, b);
    memset(b->taken, 0, (p->demands + 1) * sizeof *b->taken);
    for (size_t d = 0; d < p->demands; d++) sum += b->u[d];
    for (size_t s = 0; s < p->sites; s++) {
        if (!b->picked[s]) continue;
        sum += b->worth[s];
        fill(p, b, s, true);
    }
    b->value = sum;
}

void vp_undivided_bound_back(const vp_undivided *p, vp_undivided_bound *b)
{
    memcpy(b->u, b->best_u, p->demands * sizeof *b->u);
    value_at(p, b);
}

void vp_undivided_bound_step(const vp_undivided *p, vp_undivided_bound *b, double upper)
{
    value_at(p, b);
    if (b->value > b->bound + 1e-7 * fabs(b->bound)) {
        b->stalled = 0;
    } else if (++b->stalled >= stalls_most) {
        b->stalled = 0;
        b->step *= step_part;
        memcpy(b->u, b->best_u, p->demands * sizeof *b->u);
        memset(b->direction, 0, p->demands * sizeof *b->direction);
        value_at(p, b);
    }
    if (b->value > b->bound) {
        b->bound = b->value;
        memcpy(b->best_u, b->u, p->demands * sizeof *b->u);
    }
    double length = 0, aim = isfinite(upper) ? fmax(upper - b->value, 1e-4 * fabs(upper)) : 0.1 * fabs(b->value) + 1;
    for (size_t d = 0; d < p->demands; d++) {
        b->direction[d] = 1 - b->taken[d] + memory * b->direction[d];
        length += b->direction[d] * b->direction[d];
    }
    if (!(length > 0)) return;
    for (size_t d = 0; d < p->demands; d++) b->u[d] += b->step * aim / length * b->direction[d];
}
