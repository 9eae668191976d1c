/* The least radius at which few enough sites cover everyone (Minieka 1970): bisection over
 * the distinct costs, each asked as a set cover on the reduced problem. */
#include "sites/sites_internal.h"
#include <stdlib.h>
#include <string.h>

static int ascending(const void *left, const void *right)
{
    const double *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

static bool serves(const vp_sites_problem *p, size_t site)
{
    return !p->states || p->states[site] != VP_SITE_FORBIDDEN;
}
static bool counts(const vp_sites_problem *p, size_t demand) { return !p->weights || p->weights[demand] > 0; }

/* No radius below this serves everyone, even with all sites. INFINITY: somebody has no path. */
static double least_radius(const vp_sites_problem *p)
{
    double radius = 0;
    for (size_t d = 0; d < p->costs->demand_count; d++) {
        if (!counts(p, d)) continue;
        size_t k = p->costs->demand_start[d], end = p->costs->demand_start[d + 1];
        while (k < end && !serves(p, p->costs->demand_site[k])) k++;
        if (k == end) return INFINITY;
        radius = fmax(radius, p->costs->demand_cost[k]);
    }
    return radius;
}

/* Distinct costs from least on, ascending; least itself even when nobody counts. */
static double *candidate_radii(const vp_sites_problem *p, double least, size_t *count, vp_error *err)
{
    const vp_costs *c = p->costs;
    double *radii = malloc((c->entry_count + 2) * sizeof *radii);
    if (!radii) return vp_fail_memory(err, c->entry_count * sizeof *radii), NULL;
    radii[0] = least;
    *count = 1;
    for (size_t d = 0; d < c->demand_count; d++)
        for (size_t k = c->demand_start[d]; counts(p, d) && k < c->demand_start[d + 1]; k++)
            if (c->demand_cost[k] >= least && serves(p, c->demand_site[k])) radii[(*count)++] = c->demand_cost[k];
    qsort(radii, *count, sizeof *radii, ascending);
    size_t distinct = 0;
    for (size_t k = 0; k < *count; k++)
        if (distinct == 0 || radii[k] != radii[distinct - 1]) radii[distinct++] = radii[k];
    *count = distinct;
    return radii;
}

/* The largest cost that the open and kept sites leave; INFINITY: somebody is not served. */
static double radius_of(const vp_sites_problem *p, const bool open[])
{
    double radius = 0;
    for (size_t d = 0; d < p->costs->demand_count; d++) {
        if (!counts(p, d)) continue;
        size_t k = p->costs->demand_start[d], end = p->costs->demand_start[d + 1];
        for (; k < end; k++) {
            uint32_t site = p->costs->demand_site[k];
            if (open[site] || (p->states && p->states[site] == VP_SITE_KEPT)) break;
        }
        if (k == end) return INFINITY;
        radius = fmax(radius, p->costs->demand_cost[k]);
    }
    return radius;
}

typedef enum { NO, YES, UNKNOWN } reply;

/* Demands that have no site within the radius are not part of the instance: count them. */
static bool someone_is_out(const vp_sites_problem *p, double radius)
{
    for (size_t d = 0; d < p->costs->demand_count; d++) {
        if (!counts(p, d)) continue;
        size_t k = p->costs->demand_start[d], end = p->costs->demand_start[d + 1];
        while (k < end && !serves(p, p->costs->demand_site[k])) k++;
        if (k == end || p->costs->demand_cost[k] > radius) return true;
    }
    return false;
}

/* Can it be done within the radius? YES leaves the choice in open. */
static bool ask(const vp_sites_problem *p, double radius, bool open[], vp_random *random, vp_time_budget *budget,
                reply *said, vp_error *err)
{
    *said = NO;
    if (someone_is_out(p, radius)) return true;
    bool ok = false;
    vp_instance *full = vp_instance_covering(p, radius, true, err);
    vp_instance *reduced = full ? vp_reduction_make(full, true, err) : NULL;
    vp_cover_answer answer = {.value = INFINITY};
    if (!reduced) goto done;
    answer.open = calloc(reduced->site_count + 1, 1);
    if (!answer.open) {
        vp_fail_memory(err, reduced->site_count);
        goto done;
    }
    double enough = isfinite(p->budget) ? p->budget : (double)p->count;
    if (!vp_cover_all(reduced, 0, enough, random, budget, &answer, err)) goto done;
    ok = true;
    *said = answer.found && answer.value <= enough ? YES : answer.bound > enough ? NO : UNKNOWN;
    if (*said != YES) goto done;
    memset(open, false, p->costs->site_count);
    for (size_t j = 0; j < full->site_count; j++) open[full->origin[j]] = full->fixed[j];
    for (size_t j = 0; j < reduced->site_count; j++) open[reduced->origin[j]] |= answer.open[j];
done:
    vp_instance_free(full);
    vp_instance_free(reduced);
    free(answer.open);
    return ok;
}

static size_t position(const double radii[], size_t count, double radius)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (radii[middle] < radius)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool vp_center_solve(const vp_sites_problem *p, vp_random *random, vp_time_budget *budget, vp_center *center,
                     vp_error *err)
{
    *center = (vp_center){.open = calloc(p->costs->site_count + 1, 1), .radius = INFINITY, .bound = INFINITY};
    bool *open = calloc(p->costs->site_count + 1, 1);
    double *radii = NULL;
    bool ok = false;
    if (!center->open || !open) {
        vp_fail_memory(err, 2 * p->costs->site_count);
        goto done;
    }
    double least = least_radius(p);
    if (!isfinite(least)) {
        ok = true;
        goto done;
    }
    size_t count = 0;
    radii = candidate_radii(p, least, &count, err);
    if (!radii) goto done;
    /* Everything below radii[low] is proven impossible; radii[high] is not asked yet or done. */
    size_t low = 0, high = count, ask_low = 0;
    while (ask_low < high && vp_time_budget_on(budget, center->radius, low < count ? radii[low] : INFINITY, NAN)) {
        size_t middle = ask_low + (high - ask_low) / 2;
        reply said;
        if (!ask(p, radii[middle], open, random, budget, &said, err)) goto done;
        if (said == YES) {
            center->found = true;
            center->radius = radius_of(p, open);
            memcpy(center->open, open, p->costs->site_count);
            high = position(radii, count, center->radius);
        } else {
            if (said == NO) low = middle + 1;
            ask_low = middle + 1;
        }
    }
    center->bound = low < count ? radii[low] : INFINITY;
    if (center->bound > center->radius) center->bound = center->radius;
    ok = true;
done:
    free(open);
    free(radii);
    if (!ok) {
        free(center->open);
        center->open = NULL;
    }
    return ok;
}
