/* Shares of units, of whom every unit is to have its part. */
#include "sites/terrain/siting_internal.h"
#include <stdlib.h>
#include <string.h>

/* Of a cell with two limits, the number plus 1 of the demand that has the unit's; 0: reached already. */
static uint32_t place_in(const vp_siting_work *r, uint32_t first, uint32_t zone)
{
    if (!first || !r->demand_limits) return first;
    double limit = vp_siting_limit(r, zone);
    for (uint32_t d = first - 1; d < r->demand.count && r->demand.cells[d] == r->demand.cells[first - 1]; d++)
        if (r->demand_limits[d] == limit) return d + 1;
    return 0;
}

/* Demands of one cell that are parts of its people. */
static size_t parts_from(const vp_siting_work *r, size_t first)
{
    size_t count = 1;
    while (r->areas.parts && first + count < r->demand.count &&
           r->demand.cells[first + count] == r->demand.cells[first])
        count++;
    return count;
}

/* place_of[cell]: number in the demand plus 1; fill false: only counts. */
static void add_to_zone(vp_siting_work *r, const uint32_t place_of[], size_t cell, uint32_t zone, double share,
                        bool fill)
{
    double people = vp_siting_people(r, cell, zone, share);
    if (!(people > 0)) return;
    uint32_t place = place_in(r, place_of[cell], zone);
    double served = people * vp_siting_served(r, cell, vp_siting_limit(r, zone));
    if (!fill) {
        r->zone_whole[zone] += people;
        r->zone_reached[zone] += served; /* whoever has no place in the demand cannot gain */
        r->zone_start[zone + 1] += place ? parts_from(r, place - 1) : 0;
    } else if (place) {
        size_t at = r->zone_start[zone], count = parts_from(r, place - 1);
        for (size_t k = 0; k < count; k++) {
            r->zone_demand[at + k] = place - 1 + (uint32_t)k;
            r->zone_weight[at + k] =
                (people * vp_siting_completed(r, cell) - served) * (r->areas.parts ? r->areas.parts[place - 1 + k] : 1);
        }
        r->zone_start[zone] += count;
    }
}

static void walk_zones(vp_siting_work *r, const uint32_t place_of[], bool fill)
{
    const vp_weights *w = r->question->main_weights;
    for (size_t k = 0; k < w->run_count; k++)
        for (uint32_t i = 0; i < w->runs[k].cell_count; i++)
            add_to_zone(r, place_of, w->runs[k].first_cell + i, w->runs[k].zone, 1, fill);
    for (size_t k = 0; k < w->partial_count; k++)
        add_to_zone(r, place_of, w->partials[k].cell, w->partials[k].zone, w->partials[k].share, fill);
}

bool vp_siting_find_zones(vp_siting_work *r, vp_terrain_problem *problem, vp_error *err)
{
    const vp_siting_question *q = r->question;
    size_t zones = q->main_weights->zone_count;
    if (!(q->minimum_share > 0) && !q->worst_first) return true;
    uint32_t *place_of = calloc(vp_grid_geometry_cells(q->region->geometry), sizeof *place_of);
    r->zone_start = calloc(zones + 2, sizeof *r->zone_start);
    r->zone_whole = calloc(zones + 1, sizeof *r->zone_whole);
    r->zone_reached = calloc(zones + 1, sizeof *r->zone_reached);
    bool ok = place_of && r->zone_start && r->zone_whole && r->zone_reached;
    if (!ok) vp_fail_memory(err, vp_grid_geometry_cells(q->region->geometry) * sizeof *place_of);
    for (uint32_t d = 0; ok && d < r->demand.count; d++)
        if (!place_of[r->demand.cells[d]]) place_of[r->demand.cells[d]] = d + 1;
    if (ok) walk_zones(r, place_of, false);
    for (size_t z = 0; ok && z < zones; z++) r->zone_start[z + 1] += r->zone_start[z];
    size_t entries = ok ? r->zone_start[zones] : 0;
    r->zone_demand = malloc((entries + 1) * sizeof *r->zone_demand);
    r->zone_weight = malloc((entries + 1) * sizeof *r->zone_weight);
    if (ok && (!r->zone_demand || !r->zone_weight)) ok = vp_fail_memory(err, entries * sizeof *r->zone_weight);
    if (ok) {
        walk_zones(r, place_of, true);
        memmove(r->zone_start + 1, r->zone_start, zones * sizeof *r->zone_start);
        r->zone_start[0] = 0;
        problem->zone_count = zones;
        problem->zone_start = r->zone_start;
        problem->zone_demand = r->zone_demand;
        problem->zone_weight = r->zone_weight;
        problem->zone_whole = r->zone_whole;
        problem->zone_reached = r->zone_reached;
        problem->zone_least = q->minimum_share;
        problem->worst_first = q->worst_first;
    }
    free(place_of);
    return ok;
}
