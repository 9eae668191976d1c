/* What becomes true with the sites that were chosen: people by site and by unit. */
#include "sites/terrain/reach_internal.h"
#include "sites/terrain/siting_internal.h"
#include "sites/terrain/straight_internal.h"
#include <stdlib.h>
#include <string.h>
#include <vungphu/distance.h>
#include <vungphu/limit.h>

/* Minutes or metres of everyone's cells to one place, INFINITY where they are beyond the longest limit; of a mast there
 * 0 or INFINITY. */
typedef struct {
    vp_travel_engine *there, *back; /* back: of a round trip; none of straight lines and masts */
    size_t *cells;
    size_t *near, near_count;    /* cells of the terrain that is travelled, whose minutes are measured */
    size_t *near_of, *in_window; /* of a window: which of everyone they are, and the cells; else NULL */
    size_t margin;               /* of straight lines: columns or rows; nobody further off is within a limit */
    float *minutes, *returning;
} probe;

static bool measure_travel(const vp_siting_work *r, const probe *p, size_t site, vp_error *err)
{
    size_t count = p->near_count;
    if (r->window) site = vp_siting_in_window(r->window, site);
    if (!vp_travel_engine_minutes(p->there, &site, 1, p->near, count, p->minutes, err)) return false;
    if (p->back && !vp_travel_engine_minutes(p->back, &site, 1, p->near, count, p->returning, err)) return false;
    for (size_t d = 0; p->back && d < count; d++)
        p->minutes[d] += p->returning[d] + (float)vp_siting_service(r->question)->queue_minutes;
    if (!r->window) return true;
    for (size_t d = r->everyone.count; d-- > 0;) /* from behind: each moves to its place, which is not before it */
        p->minutes[d] = count && p->near_of[count - 1] == d ? p->minutes[--count] : INFINITY;
    return true;
}

/* Of everyone those within the window, beyond which nobody is reached within the limit. */
static bool list_near(const vp_siting_work *r, probe *p, vp_error *err)
{
    p->near_count = r->everyone.count;
    p->near = p->cells;
    if (!r->window) return true;
    p->near_of = calloc(r->everyone.count + 1, sizeof *p->near_of);
    p->in_window = calloc(r->everyone.count + 1, sizeof *p->in_window);
    if (!p->near_of || !p->in_window) return vp_fail_memory(err, r->everyone.count * sizeof *p->in_window);
    p->near = p->in_window;
    p->near_count = 0;
    for (size_t d = 0; d < r->everyone.count; d++) {
        size_t cell = vp_siting_in_window(r->window, p->cells[d]);
        if (cell == SIZE_MAX) continue;
        p->near_of[p->near_count] = d;
        p->in_window[p->near_count++] = cell;
    }
    return true;
}

static bool lonlat_of(const vp_region *region, size_t cell, double *lon, double *lat, vp_error *err)
{
    size_t stride = region->geometry.columns, row = cell / stride;
    return vp_lattice_at(&region->cell_to_lonlat, (double)(cell % stride) + 0.5, (double)row + 0.5, lon, lat) ||
           vp_fail(err, VP_BAD_INPUT, "cell %zu lies nowhere on the earth", cell);
}

static bool measure_lines(const vp_siting_work *r, const probe *p, size_t site, vp_error *err)
{
    const vp_region *region = r->question->region;
    size_t stride = region->geometry.columns, row = site / stride;
    size_t first = (row > p->margin ? row - p->margin : 0) * stride, end = (row + p->margin + 1) * stride;
    double lon, lat, site_lon, site_lat;
    bool ok = lonlat_of(region, site, &site_lon, &site_lat, err);
    for (size_t d = 0; ok && d < r->everyone.count; d++) {
        size_t cell = p->cells[d];
        p->minutes[d] = INFINITY;
        if (cell < first || cell >= end) continue;
        size_t east = cell % stride - site % stride; /* below 0: wraps */
        if (east + p->margin > 2 * p->margin) continue;
        ok = lonlat_of(region, cell, &lon, &lat, err);
        if (ok) p->minutes[d] = (float)vp_distance_metres(lon, lat, site_lon, site_lat);
    }
    return ok;
}

/* The demand alone: whoever else there is has been reached before. */
static bool measure_masts(const vp_siting_work *r, const probe *p, size_t candidate, vp_error *err)
{
    size_t count = r->demand.count, at = 0;
    float *served = p->returning;
    const uint8_t *kept = vp_siting_served_by(r, candidate);
    for (size_t d = 0; kept && d < count; d++) served[d] = kept[d] ? 0 : INFINITY;
    if (!kept && !vp_masts_serve(r->problem, r->result->cells[candidate], r->demand.cells, count, served, err))
        return false;
    for (size_t d = 0; d < r->everyone.count; d++) {
        bool asked = at < count && r->demand.cells[at] == r->everyone.cells[d];
        p->minutes[d] = asked ? served[at++] : INFINITY;
    }
    return true;
}

static bool measure(const vp_siting_work *r, const probe *p, size_t candidate, vp_error *err)
{
    size_t site = r->result->cells[candidate];
    if (vp_siting_is_signal(r->question)) return measure_masts(r, p, candidate, err);
    return (vp_siting_is_straight(r->question) ? measure_lines : measure_travel)(r, p, site, err);
}

static bool open_probe(const vp_siting_work *r, probe *p, vp_error *err)
{
    size_t count = r->everyone.count + 1;
    vp_travel_options options = r->question->travel;
    options.without_nearest = true;
    p->cells = calloc(count, sizeof *p->cells);
    p->minutes = calloc(count, sizeof *p->minutes);
    p->returning = calloc(count, sizeof *p->returning);
    if (!p->cells || !p->minutes || !p->returning) return vp_fail_memory(err, count * sizeof *p->cells);
    for (size_t d = 0; d < r->everyone.count; d++) p->cells[d] = r->everyone.cells[d];
    if (vp_siting_is_straight(r->question)) p->margin = vp_straight_margin(r->problem);
    if (vp_siting_is_straight(r->question) || vp_siting_is_signal(r->question)) return true;
    const vp_terrain *terrain = r->window ? &r->window->terrain : r->terrain;
    if (!list_near(r, p, err)) return false;
    options.limit_minutes = vp_reach_one_way(r->problem);
    p->there = vp_travel_engine_new(terrain, &options, err);
    options.from_facility = true;
    bool round = r->problem->round_trip;
    if (p->there && round) p->back = vp_travel_engine_new(terrain, &options, err);
    return p->there && (!round || p->back);
}

static void close_probe(probe *p)
{
    vp_travel_engine_free(p->there);
    vp_travel_engine_free(p->back);
    free(p->cells);
    free(p->near_of);
    free(p->in_window);
    free(p->minutes);
    free(p->returning);
}

static double limit_of(const vp_siting_work *r, size_t d) { return r->limits ? r->limits[d] : r->result->limit; }

/* first[d]: the chosen site that is nearest, of those within the longest limit. */
static bool add_minutes(vp_siting_work *r, const probe *p, size_t first[], vp_error *err)
{
    const vp_siting_result *out = r->result;
    size_t count = r->everyone.count;
    for (size_t d = 0; d < count; d++) {
        first[d] = SIZE_MAX;
        r->nearest[d] = INFINITY;
    }
    for (size_t k = 0; k < out->answer->chosen_count; k++) {
        if (r->options->is_unwanted && r->options->is_unwanted(r->options->context))
            return vp_fail(err, VP_CANCELLED, "stopped: nobody waits for the answer");
        if (!measure(r, p, out->answer->chosen[k].site, err)) return false;
        for (size_t d = 0; d < count; d++) {
            if (!(p->minutes[d] < r->nearest[d])) continue;
            r->nearest[d] = p->minutes[d];
            first[d] = k;
        }
    }
    for (size_t d = 0; d < count; d++)
        if (vp_limit_holds(limit_of(r, d), (double)r->nearest[d]))
            out->site_people[first[d]] += r->everyone.people[d] * (vp_siting_completed(r, p->cells[d]) -
                                                                   vp_siting_served(r, p->cells[d], limit_of(r, d)));
    return true;
}

static bool travel_to_chosen(vp_siting_work *r, vp_error *err)
{
    size_t count = r->everyone.count + 1, *first = calloc(count, sizeof *first);
    probe p = {0};
    r->nearest = calloc(count, sizeof *r->nearest);
    r->result->site_people = calloc(r->result->answer->chosen_count + 1, sizeof(double));
    bool ok = (first && r->nearest && r->result->site_people) || vp_fail_memory(err, count * sizeof *first);
    ok = ok && open_probe(r, &p, err) && add_minutes(r, &p, first, err);
    close_probe(&p);
    free(first);
    return ok;
}

/* after: minutes of each cell from the new sites. */
static void count_cell(vp_siting_work *r, const float after[], size_t cell, uint32_t zone, double share)
{
    double people = vp_siting_people(r, cell, zone, share);
    if (!(people > 0)) return;
    vp_siting_unit *unit = &r->result->units[zone];
    unit->people += people;
    double limit = vp_siting_limit(r, zone);
    double before = people * vp_siting_served(r, cell, limit);
    unit->before += before;
    double most = people * vp_siting_completed(r, cell);
    if (r->areas.gained)
        unit->after += before + (most - before) * r->areas.gained[cell];
    else
        unit->after += vp_limit_holds(limit, (double)after[cell]) ? most : before;
}

static bool count_units(vp_siting_work *r, vp_error *err)
{
    const vp_siting_question *q = r->question;
    const vp_weights *w = q->main_weights;
    size_t cells = vp_grid_geometry_cells(w->geometry);
    float *after = malloc(cells * sizeof *after);
    r->result->units = calloc(w->zone_count + 1, sizeof *r->result->units);
    bool ok = after && r->result->units;
    if (!ok) vp_fail_memory(err, cells * sizeof *after);
    for (size_t i = 0; ok && i < cells; i++) after[i] = INFINITY;
    for (size_t d = 0; ok && r->nearest && d < r->everyone.count; d++) after[r->everyone.cells[d]] = r->nearest[d];
    for (size_t k = 0; ok && k < w->run_count; k++)
        for (uint32_t i = 0; i < w->runs[k].cell_count; i++)
            count_cell(r, after, w->runs[k].first_cell + i, w->runs[k].zone, 1);
    for (size_t k = 0; ok && k < w->partial_count; k++)
        count_cell(r, after, w->partials[k].cell, w->partials[k].zone, w->partials[k].share);
    r->result->after = r->result->before;
    for (size_t k = 0; ok && k < r->result->answer->chosen_count; k++) r->result->after += r->result->site_people[k];
    free(after);
    return ok;
}

bool vp_siting_count_gains(vp_siting_work *r, vp_error *err)
{
    bool areas = vp_siting_has_areas(r->question);
    return (areas ? vp_siting_gain_parts(r, err) : travel_to_chosen(r, err)) && count_units(r, err);
}
