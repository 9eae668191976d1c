#include "sites/terrain/road_internal.h"
#include <stdlib.h>
#include <string.h>

vp_road_question vp_road_defaults(void)
{
    return (vp_road_question){.travel = vp_travel_defaults(),
                              .group = VP_NONE,
                              .limit = NAN,
                              .objective = VP_OBJECTIVE_COVERAGE,
                              .beyond = 240,
                              .count = 1,
                              .budget = INFINITY};
}

/* ------------------------------------------------------------ the question */

static bool check(const vp_road_question *q, vp_error *err)
{
    const vp_service *service = &q->region->definitions.services[q->service];
    if (service->reach != VP_REACH_TRAVEL_TIME && service->reach != VP_REACH_ROUND_TRIP)
        return vp_fail(err, VP_BAD_INPUT, "%s is not reached by travel time: roads change nothing for it", service->id);
    if (strchr(service->mode, '|'))
        return vp_fail(err, VP_BAD_INPUT,
                       "%s is reached by several modes (%s); road links are compared for a service of one mode",
                       service->id, service->mode);
    if (q->objective != VP_OBJECTIVE_COVERAGE && q->objective != VP_OBJECTIVE_P_MEDIAN)
        return vp_fail(err, VP_BAD_INPUT, "road links are compared by coverage or p-median");
    if (q->link_count == 0) return vp_fail(err, VP_NOT_FOUND, "there is no road link to compare");
    if (q->link_count > VP_ROAD_LINKS_MOST)
        return vp_fail(err, VP_BAD_INPUT, "%zu road links: at most %d are compared", q->link_count, VP_ROAD_LINKS_MOST);
    if (q->count < 1 || q->count > VP_ROAD_COUNT_MOST)
        return vp_fail(err, VP_BAD_INPUT, "1 to %d links are chosen, not %zu", VP_ROAD_COUNT_MOST, q->count);
    if (!(q->beyond > 0) || isinf(q->beyond) || !(q->budget >= 0))
        return vp_fail(err, VP_BAD_INPUT, "minutes without a path are above 0, a budget 0 or more");
    for (size_t l = 0; isfinite(q->budget) && l < q->link_count; l++)
        if (!(q->links[l].price >= 0))
            return vp_fail(err, VP_BAD_INPUT, "a budget needs a price of every link; link %zu has none", l + 1);
    return true;
}

static bool find_facilities(vp_road_work *w, vp_error *err)
{
    const vp_region *region = w->question->region;
    w->facility_cells = malloc((w->service->facility_count + 1) * sizeof *w->facility_cells);
    if (!w->facility_cells) return vp_fail_memory(err, w->service->facility_count * sizeof *w->facility_cells);
    for (size_t i = 0; i < w->service->facility_count; i++) {
        const vp_facility *facility = &region->supply.facilities[w->service->facilities[i]];
        if (!vp_grid_geometry_locate(region->geometry, facility->x, facility->y, &w->facility_cells[i]))
            w->facility_cells[i] = SIZE_MAX;
    }
    return true;
}

static bool open_sides(vp_road_work *w, vp_error *err)
{
    const vp_road_question *q = w->question;
    const vp_region *region = q->region;
    const float *heights = region->land.elevation ? vp_grid_cells(region->land.elevation) : NULL;
    vp_travel_options options = q->travel;
    options.limit_minutes =
        q->objective == VP_OBJECTIVE_COVERAGE ? w->result->limit : fmax(q->beyond, w->result->limit);
    w->terrain = vp_terrain_new(region, w->service->mode, w->service->season, err);
    for (size_t s = 0; w->terrain && s < 1 + (w->service->reach == VP_REACH_ROUND_TRIP); s++) {
        options.from_facility = s == 1;
        w->sides[s] = vp_quicker_new(w->terrain, heights, w->facility_cells, w->service->facility_count, &options, err);
        if (!w->sides[s]) return false;
    }
    return w->terrain != NULL;
}

static bool allocate(vp_road_work *w, vp_error *err)
{
    vp_road_result *r = w->result;
    size_t links = w->question->link_count;
    r->unit_count = w->question->main_weights->zone_count;
    w->alone = calloc(links + 1, sizeof *w->alone);
    w->alone_most = calloc(links + 1, sizeof *w->alone_most);
    r->gains = calloc(links + 1, sizeof *r->gains);
    r->link_units = calloc(links * r->unit_count + 1, sizeof *r->link_units);
    r->units = calloc(r->unit_count + 1, sizeof *r->units);
    return (w->alone && w->alone_most && r->gains && r->link_units && r->units) ||
           vp_fail_memory(err, links * r->unit_count * sizeof(double));
}

static bool open_work(vp_road_work *w, vp_error *err)
{
    const vp_road_question *q = w->question;
    if (!check(q, err)) return false;
    w->service = &q->region->definitions.services[q->service];
    w->result->limit = isnan(q->limit) ? w->service->default_limit : q->limit;
    if (!allocate(w, err) || !find_facilities(w, err) || !open_sides(w, err) || !vp_road_find_people(w, err))
        return false;
    vp_road_count_people(w);
    return vp_road_find_lines(w, err);
}

static void close_work(vp_road_work *w)
{
    for (size_t l = 0; w->lines && l < w->question->link_count; l++) {
        free(w->lines[l].cells);
        free(w->lines[l].paths);
    }
    free(w->lines);
    vp_road_caps_free(w->caps);
    free(w->alone);
    free(w->alone_most);
    vp_quicker_free(w->sides[0]);
    vp_quicker_free(w->sides[1]);
    vp_terrain_free(w->terrain);
    free(w->facility_cells);
    free(w->pieces);
    free(w->cells);
    free(w->people);
    free(w->worth);
    free(w->within);
    free(w->changed);
    free(w->stamps);
    free(w->demand_of);
}

/* ------------------------------------------------------------ answers */

static double minutes_saved(const vp_road_work *w)
{
    return w->question->objective == VP_OBJECTIVE_P_MEDIAN ? w->value : NAN;
}

/* Of each demand what the link gave it, whose worth then stands in part, or half of what its quickest path would give;
 * the whole of that where the link was not measured (INFINITY). */
static void take_parts(const vp_road_work *w, vp_road_line *line)
{
    for (size_t i = 0; i < line->path_count; i++) {
        vp_road_path *path = &line->paths[i];
        double now = w->worth[path->demand], most = vp_road_worth(w, path->demand, (double)path->minutes) - now;
        double part = isinf(path->part) ? most : fmax((double)path->part - now, most / 2);
        path->part = nextafterf((float)part, INFINITY);
    }
}

/* There was no time to measure it: it gives no more than the quickest paths over it would. */
static void leave_out(vp_road_work *w, size_t link)
{
    vp_road_line *line = &w->lines[link];
    for (size_t i = 0; i < line->path_count; i++) line->paths[i].part = INFINITY;
    take_parts(w, line);
    w->result->gains[link].people = w->result->gains[link].minutes = NAN;
    w->alone_most[link] = 2 * vp_road_most(w, link, 0);
}

static bool measure_alone(vp_road_work *w, vp_error *err)
{
    for (size_t l = 0; l < w->question->link_count; l++) {
        if (!vp_time_budget_on(w->time, NAN, NAN, (double)l / (double)w->question->link_count)) {
            leave_out(w, l);
            continue;
        }
        double *units = w->result->link_units + l * w->result->unit_count;
        if (!vp_road_push(w, l, err)) return false;
        vp_road_gain_by_unit(w, units);
        w->result->gains[l].people = vp_road_people_gained(w);
        w->result->gains[l].minutes = minutes_saved(w);
        w->alone[l] = w->value;
        w->alone_most[l] = vp_road_most(w, l, w->value);
        vp_road_line *line = &w->lines[l];
        for (size_t i = 0; i < line->path_count; i++)
            line->paths[i].part = nextafterf((float)w->worth[line->paths[i].demand], INFINITY);
        vp_road_pop(w);
        take_parts(w, line);
        w->value = 0;
    }
    return true;
}

/* With every link there: what no set can exceed, and who could use which. */
static bool measure_all(vp_road_work *w, vp_error *err)
{
    bool ok = vp_road_lay_all(w, SIZE_MAX, err);
    w->result->all = 0;
    for (size_t d = 0; ok && d < w->demand_count; d++)
        w->result->all += vp_road_worth(w, d, vp_road_minutes_of(w, w->cells[d])) - w->worth[d];
    ok = ok && vp_road_find_paths(w, err);
    if (ok) vp_road_lift(w);
    return ok;
}

static bool find_caps(vp_road_work *w, vp_error *err)
{
    if (!w->paths_known || w->question->count < 2) return true;
    w->caps = vp_road_caps_new(w, err);
    return w->caps != NULL;
}

static double price_of(const vp_road_work *w, const vp_road_set *set)
{
    double price = 0;
    for (size_t i = 0; i < set->count; i++) price += w->question->links[set->links[i]].price;
    return price;
}

/* The set's links one after the other, the one that gives most first; leaves them pushed. */
static bool lay_set(vp_road_work *w, vp_road_set *set, vp_error *err)
{
    for (size_t k = 0; k < set->count; k++) {
        double value = w->value, most = -1;
        size_t best = k;
        for (size_t i = k; i < set->count; i++) {
            if (!vp_road_push(w, set->links[i], err)) return false;
            if (w->value - value > most) most = w->value - value, best = i;
            vp_road_pop(w);
        }
        size_t link = set->links[best];
        set->links[best] = set->links[k];
        set->links[k] = link;
        set->gains[k] = most;
        if (!vp_road_push(w, link, err)) return false;
    }
    return true;
}

static bool describe(vp_road_work *w, vp_road_set *set, bool last, vp_error *err)
{
    if (!lay_set(w, set, err)) return false;
    set->minutes = minutes_saved(w);
    set->price = price_of(w, set);
    set->people = vp_road_people_gained(w);
    if (last) vp_road_count_units(w);
    for (size_t k = 0; k < set->count; k++) vp_road_pop(w);
    return true;
}

/* Each size has its part of the time that is left, so that the last ones are looked for too. */
static bool search_for(vp_road_work *w, size_t count, const vp_road_set *smaller, vp_road_set *set, vp_error *err)
{
    vp_time_budget *whole = w->time, part;
    vp_sites_options options = *whole->options;
    options.seconds = vp_time_budget_left(whole) / (double)(w->question->count - count + 1);
    vp_time_budget_start(&part, &options);
    w->time = &part;
    bool ok = vp_road_search(w, count, smaller, set, err);
    w->time = whole;
    whole->stopped = whole->stopped || part.stopped;
    return ok;
}

static bool find_sets(vp_road_work *w, vp_error *err)
{
    vp_road_result *r = w->result;
    for (size_t k = isfinite(w->question->budget) ? w->question->count : 1; k <= w->question->count; k++) {
        vp_road_set *set = &r->sets[r->set_count];
        if (!search_for(w, k, r->set_count ? set - 1 : NULL, set, err) ||
            !describe(w, set, k == w->question->count, err))
            return false;
        r->set_count++;
    }
    return true;
}

bool vp_road_links_run(const vp_road_question *question, const vp_sites_options *options, vp_road_result *result,
                       vp_error *err)
{
    *result = (vp_road_result){0};
    vp_time_budget time;
    vp_sites_options search = *options;
    search.gap = 0; /* each set has a gap of its own: see vp_road_search */
    vp_time_budget_start(&time, &search);
    vp_road_work w = {.question = question, .result = result, .time = &time, .gap = options->gap};
    bool ok = open_work(&w, err) && measure_all(&w, err) && measure_alone(&w, err) && find_caps(&w, err) &&
              find_sets(&w, err);
    result->stopped = time.stopped;
    result->seconds = vp_clock_now() - time.started;
    close_work(&w);
    if (!ok) vp_road_result_clear(result);
    return ok;
}

bool vp_road_each(const vp_road_question *question, const vp_sites_options *options, vp_road_take *take, void *context,
                  vp_error *err)
{
    vp_road_result result = {0};
    vp_time_budget time;
    vp_time_budget_start(&time, options);
    vp_road_work w = {.question = question, .result = &result, .time = &time};
    bool ok = open_work(&w, err);
    uint32_t *cells = ok ? malloc((w.demand_count + 1) * sizeof *cells) : NULL;
    if (ok && !cells) ok = vp_fail_memory(err, w.demand_count * sizeof *cells);
    for (size_t l = 0; ok && l < question->link_count; l++) {
        ok = vp_time_budget_on(&time, NAN, NAN, 0) ||
             vp_fail(err, VP_CANCELLED, "stopped before each road link was measured: allow more time");
        ok = ok && vp_road_push(&w, l, err) && take(context, l, cells, vp_road_newly_within(&w, cells), err);
        if (ok) vp_road_pop(&w);
    }
    free(cells);
    close_work(&w);
    vp_road_result_clear(&result);
    return ok;
}

void vp_road_result_clear(vp_road_result *result)
{
    free(result->gains);
    free(result->link_units);
    free(result->units);
    *result = (vp_road_result){0};
}
