#include <stdlib.h>
#include <string.h>
#include <vungphu/burn.h>
#include <vungphu/distance.h>
#include <vungphu/group_people.h>
#include <vungphu/limit.h>
#include <vungphu/siting.h>
#include <vungphu/travel_surface.h>

/* A question being answered. */
typedef struct {
    const vp_siting_question *question;
    vp_siting_result *result;
    vp_terrain *terrain;
    vp_grid *remade;      /* the surface without the closed facilities; NULL: as published */
    const float *surface; /* before */
    vp_demand everyone;   /* of the group, wherever the surface has data */
    vp_demand demand;     /* of everyone, those whom the question is about */
    double *before;       /* [demand] minutes now */
    double *prices, *capacities;
    size_t *zone_start;
    uint32_t *zone_demand;
    double *zone_weight, *zone_whole, *zone_reached;
    float *nearest; /* [cell of the grid] minutes from the new sites */
} run;

static const vp_service *service_of(const vp_siting_question *q)
{
    return &q->region->definitions.services[q->service];
}

static bool is_straight(const vp_siting_question *q) { return service_of(q)->reach == VP_REACH_DISTANCE; }

/* A service of straight lines has no mode: its sites stand where people can walk, or by the first mode there is. */
static const char *mode_of(const vp_siting_question *q)
{
    const vp_service *service = service_of(q);
    const vp_speed_table *t = &q->region->speed_table;
    if (service->mode && *service->mode) return service->mode;
    for (size_t i = 0; i < t->speed_count; i++)
        if (strcmp(t->speeds[i].mode, "walk") == 0) return t->speeds[i].mode;
    return t->speed_count ? t->speeds[0].mode : "walk";
}

static void clear(run *r)
{
    vp_terrain_free(r->terrain);
    vp_grid_free(r->remade);
    vp_demand_clear(&r->everyone);
    vp_demand_clear(&r->demand);
    free(r->before);
    free(r->prices);
    free(r->capacities);
    free(r->zone_start);
    free(r->zone_demand);
    free(r->zone_weight);
    free(r->zone_whole);
    free(r->zone_reached);
    free(r->nearest);
}

/* ---- checks */

static bool check(const vp_siting_question *q, vp_error *err)
{
    const vp_service *service = service_of(q);
    bool covering = q->objective == VP_OBJECTIVE_COVERAGE, set_cover = q->objective == VP_OBJECTIVE_SET_COVER;
    if (service->reach != VP_REACH_TRAVEL_TIME && service->reach != VP_REACH_ROUND_TRIP && !is_straight(q))
        return vp_fail(err, VP_BAD_INPUT,
                       "sites are found for services that are reached by travel time or distance; %s is not",
                       service->id);
    if (service->reach == VP_REACH_ROUND_TRIP && !covering && !set_cover)
        return vp_fail(err, VP_BAD_INPUT, "%s is for one-way travel times; %s counts there and back",
                       vp_objective_names[q->objective], service->id);
    if (is_straight(q) && !covering && !set_cover)
        return vp_fail(err, VP_BAD_INPUT, "%s is for travel times; %s is reached by distance",
                       vp_objective_names[q->objective], service->id);
    if (isfinite(q->budget) && !q->prices) return vp_fail(err, VP_BAD_INPUT, "a budget needs candidates with prices");
    if ((isfinite(q->capacity) || q->capacities) && !covering && !set_cover)
        return vp_fail(err, VP_BAD_INPUT, "a capacity goes with coverage or set-cover");
    if ((q->minimum_share > 0 || q->worst_first) && !covering)
        return vp_fail(err, VP_BAD_INPUT, "shares of units go with the objective coverage");
    if (!(q->capacity >= 0) || !(q->separation >= 0) || !(q->slope_most >= 0) || !(q->minimum_share >= 0) ||
        q->minimum_share > 1)
        return vp_fail(err, VP_BAD_INPUT, "capacity, separation, slope and share are 0 or more, a share at most 1");
    if (q->moved > q->closed_count)
        return vp_fail(err, VP_BAD_INPUT, "%zu facilities are moved, but %zu are closed", q->moved, q->closed_count);
    return true;
}

/* ---- the surface without the closed facilities */

static bool is_closed(const vp_siting_question *q, size_t facility)
{
    for (size_t k = 0; k < q->closed_count; k++)
        if (q->closed[k] == facility) return true;
    return false;
}

static vp_grid *surface_without(const vp_siting_question *q, const vp_service *left, vp_error *err)
{
    if (!is_straight(q)) return vp_travel_surface_minutes(q->region, left, &q->travel, err);
    int32_t *nearest = NULL;
    const vp_distance_plane plane = vp_distance_plane_of(q->region);
    vp_grid *made = vp_distance_surface(&plane, left->facilities, left->facility_count, &nearest, err);
    free(nearest);
    return made;
}

static bool close_facilities(run *r, vp_error *err)
{
    const vp_siting_question *q = r->question;
    r->surface = q->surface;
    if (q->closed_count == 0) return true;
    vp_service service = *service_of(q);
    size_t *left = malloc((service.facility_count + 1) * sizeof *left), count = 0;
    if (!left) return vp_fail_memory(err, service.facility_count * sizeof *left);
    for (size_t k = 0; k < service.facility_count; k++)
        if (!is_closed(q, service.facilities[k])) left[count++] = service.facilities[k];
    bool ok = true;
    if (service.facility_count - count < q->closed_count)
        ok = vp_fail(err, VP_NOT_FOUND, "a facility to be closed is not open in %s", service.id);
    service.facilities = left;
    service.facility_count = count;
    if (ok) r->remade = surface_without(q, &service, err);
    if (r->remade) r->surface = vp_grid_cells(r->remade);
    free(left);
    return r->remade != NULL;
}

/* ---- who is asked about */

/* Coverage: those beyond the limit. Else everyone whom a site could bring nearer. */
static bool find_demand(run *r, vp_error *err)
{
    const vp_siting_question *q = r->question;
    vp_siting_result *out = r->result;
    out->limit = isnan(q->limit) ? service_of(q)->default_limit : q->limit;
    vp_demand_question everyone = {r->surface, q->service, q->group, -1};
    if (!vp_sites_demand(q->region, q->main_weights, &everyone, &r->everyone, err)) return false;
    size_t count = r->everyone.count;
    r->demand =
        (vp_demand){.cells = malloc((count + 1) * sizeof(uint32_t)), .people = malloc((count + 1) * sizeof(double))};
    r->before = malloc((count + 1) * sizeof *r->before);
    if (!r->demand.cells || !r->demand.people || !r->before) return vp_fail_memory(err, count * sizeof(double));
    bool limited = q->objective == VP_OBJECTIVE_COVERAGE || q->objective == VP_OBJECTIVE_SET_COVER;
    for (size_t d = 0; d < count; d++) {
        uint32_t cell = r->everyone.cells[d];
        double people = r->everyone.people[d], minutes = (double)r->surface[cell];
        out->people += people;
        if (vp_limit_holds(out->limit, (double)q->surface[cell])) out->published += people;
        if (vp_limit_holds(out->limit, minutes)) out->before += people;
        if (limited ? vp_limit_holds(out->limit, minutes) : minutes <= 0) continue;
        r->demand.cells[r->demand.count] = cell;
        r->before[r->demand.count] = minutes;
        r->demand.people[r->demand.count++] = people;
    }
    return true;
}

/* ---- candidates */

/* Horn's slope (1981) of the 3 by 3 cells, per cent; NaN at unknown heights, which no limit excludes. */
static double slope_at(const vp_terrain *t, const float *height, size_t cell)
{
    size_t stride = t->geometry.columns, column = cell % stride, row = cell / stride;
    if (!height || column == 0 || row == 0 || column + 1 >= stride || row + 1 >= t->geometry.rows) return NAN;
    const float *n = height + cell - stride, *s = height + cell + stride, *m = height + cell;
    double across = (double)(n[1] + 2 * m[1] + s[1]) - (double)(n[-1] + 2 * m[-1] + s[-1]);
    double down = (double)(s[-1] + 2 * s[0] + s[1]) - (double)(n[-1] + 2 * n[0] + n[1]);
    return 100 * hypot(across, down) / (8 * t->geometry.cell_metres);
}

static bool is_near_facility(const run *r, double x, double y)
{
    const vp_siting_question *q = r->question;
    const vp_service *service = service_of(q);
    for (size_t k = 0; k < service->facility_count; k++) {
        const vp_facility *f = &q->region->supply.facilities[service->facilities[k]];
        if (!is_closed(q, service->facilities[k]) && hypot(f->x - x, f->y - y) < q->separation) return true;
    }
    return false;
}

enum { INSIDE = 1, EXCLUDED = 2 };

static bool is_allowed(const run *r, const uint32_t mask[], uint32_t cell)
{
    const vp_siting_question *q = r->question;
    const float *height = q->region->land.elevation ? vp_grid_cells(q->region->land.elevation) : NULL;
    double x, y;
    if (!isfinite(r->terrain->minutes_per_metre[cell])) return false;
    if (q->within_count && !(mask[cell] & INSIDE)) return false;
    if (mask[cell] & EXCLUDED) return false;
    if (isfinite(q->slope_most) && slope_at(r->terrain, height, cell) > q->slope_most) return false;
    vp_grid_geometry_centre(r->terrain->geometry, cell, &x, &y);
    return !(q->separation > 0) || !is_near_facility(r, x, y);
}

static bool keep_allowed(run *r, const uint32_t mask[], vp_error *err)
{
    const vp_siting_question *q = r->question;
    vp_siting_result *out = r->result;
    size_t count = out->cell_count;
    out->listed = q->cells ? malloc((count + 1) * sizeof *out->listed) : NULL;
    r->prices = q->prices ? malloc((count + 1) * sizeof *r->prices) : NULL;
    bool limited = q->capacities || isfinite(q->capacity);
    r->capacities = limited ? malloc((count + 1) * sizeof *r->capacities) : NULL;
    if ((q->cells && !out->listed) || (q->prices && !r->prices) || (limited && !r->capacities))
        return vp_fail_memory(err, count * sizeof(double));
    out->cell_count = 0;
    for (size_t k = 0; k < count; k++) {
        if (!is_allowed(r, mask, out->cells[k])) continue;
        size_t to = out->cell_count++;
        out->cells[to] = out->cells[k];
        if (out->listed) out->listed[to] = k;
        if (r->prices) r->prices[to] = q->prices[k];
        if (limited) r->capacities[to] = q->capacities && !isnan(q->capacities[k]) ? q->capacities[k] : q->capacity;
    }
    out->excluded = count - out->cell_count;
    if (out->cell_count) return true;
    return vp_fail(err, VP_NOT_FOUND,
                   "none of the %zu candidate sites is allowed: each lies outside the polygon, in "
                   "an excluded place, too near a facility, too steep, or cannot be crossed",
                   count);
}

static bool find_candidates(run *r, vp_error *err)
{
    const vp_siting_question *q = r->question;
    vp_siting_result *out = r->result;
    vp_grid_geometry geometry = r->terrain->geometry;
    if (q->cells) {
        out->cells = malloc((q->cell_count + 1) * sizeof *out->cells);
        if (!out->cells) return vp_fail_memory(err, q->cell_count * sizeof *out->cells);
        if (q->cell_count) memcpy(out->cells, q->cells, q->cell_count * sizeof *out->cells);
        out->cell_count = q->cell_count;
    } else if (!vp_sites_candidates(r->terrain, q->main_weights, q->spacing, &out->cells, &out->cell_count, err)) {
        return false;
    }
    uint32_t *mask = calloc(vp_grid_geometry_cells(geometry), sizeof *mask);
    bool ok = mask || vp_fail_memory(err, vp_grid_geometry_cells(geometry) * sizeof *mask);
    ok = ok && vp_burn_shapes(geometry, q->within, q->within_count, INSIDE, mask, err) &&
         vp_burn_shapes(geometry, q->excluded, q->excluded_count, EXCLUDED, mask, err) && keep_allowed(r, mask, err);
    free(mask);
    return ok;
}

/* ---- solving */

static vp_terrain_problem problem_of(const run *r)
{
    const vp_siting_question *q = r->question;
    const vp_service *service = service_of(q);
    size_t count = q->count;
    if (count != SIZE_MAX) count += q->moved;
    return (vp_terrain_problem){.objective = q->objective,
                                .terrain = r->terrain,
                                .travel = q->travel,
                                .limit_minutes = r->result->limit,
                                .straight = is_straight(q) ? &q->region->cell_to_lonlat : NULL,
                                .round_trip = service->reach == VP_REACH_ROUND_TRIP,
                                .queue_minutes = service->queue_minutes,
                                .demand_cells = r->demand.cells,
                                .people = r->demand.people,
                                .demand_count = r->demand.count,
                                .candidate_cells = r->result->cells,
                                .candidate_count = r->result->cell_count,
                                .count = count,
                                .share = NAN,
                                .before = r->before,
                                .beyond = q->beyond,
                                .prices = r->prices,
                                .capacities = r->capacities,
                                .budget = q->budget,
                                .separation = q->separation,
                                .threads = q->travel.threads};
}

/* The share of all people as one of the demand's. */
static bool set_share(const run *r, vp_terrain_problem *problem, vp_error *err)
{
    const vp_siting_question *q = r->question;
    const vp_siting_result *out = r->result;
    if (q->objective != VP_OBJECTIVE_SET_COVER || isnan(q->share)) return true;
    if (!(q->share > 0 && q->share <= 1))
        return vp_fail(err, VP_BAD_INPUT, "the share %g is not above 0 and at most 1", q->share);
    double wanted = q->share * out->people - out->before, left = out->people - out->before;
    if (wanted <= 0)
        return vp_fail(err, VP_NOT_FOUND, "%.6g of the people are within the limit of %g already: no site is needed",
                       out->before / out->people, out->limit);
    problem->share = fmin(1, wanted / left);
    return true;
}

/* ---- shares of units */

/* Part of the people of the cell that count in the unit; 0 where the surface has no data. */
static double people_of(const run *r, size_t cell, uint32_t zone, double share)
{
    const vp_group_cells group = vp_group_cells_of(r->question->region, r->question->group);
    const vp_group_unit unit = vp_group_unit_of(&group, zone);
    vp_group_there there = vp_group_there_of(&unit, cell);
    double people = share * there.part.middle * (double)there.people;
    return people > 0 && !isnan(r->surface[cell]) ? people : 0;
}

/* place_of[cell]: number in the demand plus 1; fill false: only counts. */
static void add_to_zone(run *r, const uint32_t place_of[], size_t cell, uint32_t zone, double share, bool fill)
{
    double people = people_of(r, cell, zone, share);
    if (!(people > 0)) return;
    if (!fill) {
        r->zone_whole[zone] += people;
        if (!place_of[cell]) r->zone_reached[zone] += people;
        r->zone_start[zone + 1] += place_of[cell] > 0;
    } else if (place_of[cell]) {
        size_t at = r->zone_start[zone]++;
        r->zone_demand[at] = place_of[cell] - 1;
        r->zone_weight[at] = people;
    }
}

static void walk_zones(run *r, const uint32_t place_of[], bool fill)
{
    const vp_weights *w = r->question->main_weights;
    for (size_t k = 0; k < w->run_count; k++)
        for (uint32_t i = 0; i < w->runs[k].cell_count; i++)
            add_to_zone(r, place_of, w->runs[k].first_cell + i, w->runs[k].zone, 1, fill);
    for (size_t k = 0; k < w->partial_count; k++)
        add_to_zone(r, place_of, w->partials[k].cell, w->partials[k].zone, w->partials[k].share, fill);
}

static bool find_zones(run *r, vp_terrain_problem *problem, vp_error *err)
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
    for (uint32_t d = 0; ok && d < r->demand.count; d++) place_of[r->demand.cells[d]] = d + 1;
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

/* ---- what becomes true */

/* Minutes or metres of everyone's cells to one place. */
typedef struct {
    vp_travel_engine *there, *back; /* back: of a round trip; none of straight lines */
    size_t *cells;
    float *minutes, *returning;
} probe;

static bool measure_travel(const run *r, const probe *p, size_t site, vp_error *err)
{
    size_t count = r->everyone.count;
    if (!vp_travel_engine_minutes(p->there, &site, 1, p->cells, count, p->minutes, err)) return false;
    if (!p->back) return true;
    if (!vp_travel_engine_minutes(p->back, &site, 1, p->cells, count, p->returning, err)) return false;
    for (size_t d = 0; d < count; d++) p->minutes[d] += p->returning[d] + (float)service_of(r->question)->queue_minutes;
    return true;
}

static bool lonlat_of(const vp_region *region, size_t cell, double *lon, double *lat, vp_error *err)
{
    size_t stride = region->geometry.columns, row = cell / stride;
    return vp_lattice_at(&region->cell_to_lonlat, (double)(cell % stride) + 0.5, (double)row + 0.5, lon, lat) ||
           vp_fail(err, VP_BAD_INPUT, "cell %zu lies nowhere on the earth", cell);
}

static bool measure_lines(const run *r, const probe *p, size_t site, vp_error *err)
{
    const vp_region *region = r->question->region;
    double lon, lat, site_lon, site_lat;
    bool ok = lonlat_of(region, site, &site_lon, &site_lat, err);
    for (size_t d = 0; ok && d < r->everyone.count; d++) {
        ok = lonlat_of(region, p->cells[d], &lon, &lat, err);
        if (ok) p->minutes[d] = (float)vp_distance_metres(lon, lat, site_lon, site_lat);
    }
    return ok;
}

static bool open_probe(const run *r, probe *p, vp_error *err)
{
    size_t count = r->everyone.count + 1;
    vp_travel_options options = r->question->travel;
    options.without_nearest = true;
    options.limit_minutes = INFINITY;
    p->cells = malloc(count * sizeof *p->cells);
    p->minutes = malloc(count * sizeof *p->minutes);
    p->returning = malloc(count * sizeof *p->returning);
    if (!p->cells || !p->minutes || !p->returning) return vp_fail_memory(err, count * sizeof *p->cells);
    for (size_t d = 0; d < r->everyone.count; d++) p->cells[d] = r->everyone.cells[d];
    if (is_straight(r->question)) return true;
    p->there = vp_travel_engine_new(r->terrain, &options, err);
    options.from_facility = true;
    bool round = service_of(r->question)->reach == VP_REACH_ROUND_TRIP;
    if (p->there && round) p->back = vp_travel_engine_new(r->terrain, &options, err);
    return p->there && (!round || p->back);
}

static void close_probe(probe *p)
{
    vp_travel_engine_free(p->there);
    vp_travel_engine_free(p->back);
    free(p->cells);
    free(p->minutes);
    free(p->returning);
}

/* first[d]: the chosen site that is nearest. */
static bool add_minutes(run *r, const probe *p, size_t first[], vp_error *err)
{
    const vp_siting_result *out = r->result;
    size_t count = r->everyone.count;
    for (size_t d = 0; d < count; d++) {
        first[d] = SIZE_MAX;
        r->nearest[d] = INFINITY;
    }
    for (size_t k = 0; k < out->answer->chosen_count; k++) {
        size_t site = out->cells[out->answer->chosen[k].site];
        if (!(is_straight(r->question) ? measure_lines : measure_travel)(r, p, site, err)) return false;
        for (size_t d = 0; d < count; d++) {
            if (!(p->minutes[d] < r->nearest[d])) continue;
            r->nearest[d] = p->minutes[d];
            first[d] = k;
        }
    }
    for (size_t d = 0; d < count; d++)
        if (!vp_limit_holds(out->limit, (double)r->surface[p->cells[d]]) &&
            vp_limit_holds(out->limit, (double)r->nearest[d]))
            out->site_people[first[d]] += r->everyone.people[d];
    return true;
}

static bool travel_to_chosen(run *r, vp_error *err)
{
    size_t count = r->everyone.count + 1, *first = malloc(count * sizeof *first);
    probe p = {0};
    r->nearest = malloc(count * sizeof *r->nearest);
    r->result->site_people = calloc(r->result->answer->chosen_count + 1, sizeof(double));
    bool ok = (first && r->nearest && r->result->site_people) || vp_fail_memory(err, count * sizeof *first);
    ok = ok && open_probe(r, &p, err) && add_minutes(r, &p, first, err);
    close_probe(&p);
    free(first);
    return ok;
}

/* after: minutes of each cell from the new sites. */
static void count_cell(run *r, const float after[], size_t cell, uint32_t zone, double share)
{
    double people = people_of(r, cell, zone, share);
    if (!(people > 0)) return;
    vp_siting_unit *unit = &r->result->units[zone];
    unit->people += people;
    if (vp_limit_holds(r->result->limit, (double)r->surface[cell])) unit->before += people;
    if (vp_limit_holds(r->result->limit, (double)fminf(r->surface[cell], after[cell]))) unit->after += people;
}

static bool count_units(run *r, vp_error *err)
{
    const vp_siting_question *q = r->question;
    const vp_weights *w = q->main_weights;
    size_t cells = vp_grid_geometry_cells(w->geometry);
    float *after = malloc(cells * sizeof *after);
    r->result->units = calloc(w->zone_count + 1, sizeof *r->result->units);
    bool ok = after && r->result->units;
    if (!ok) vp_fail_memory(err, cells * sizeof *after);
    for (size_t i = 0; ok && i < cells; i++) after[i] = INFINITY;
    for (size_t d = 0; ok && d < r->everyone.count; d++) after[r->everyone.cells[d]] = r->nearest[d];
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

vp_siting_question vp_siting_defaults(void)
{
    return (vp_siting_question){.travel = vp_travel_defaults(),
                                .group = VP_NONE,
                                .limit = NAN,
                                .count = SIZE_MAX,
                                .share = NAN,
                                .beyond = 240,
                                .budget = INFINITY,
                                .capacity = INFINITY,
                                .spacing = 500,
                                .slope_most = INFINITY};
}

bool vp_siting_run(const vp_siting_question *question, const vp_sites_options *options, vp_siting_result *result,
                   vp_error *err)
{
    *result = (vp_siting_result){0};
    run r = {.question = question, .result = result};
    bool ok = check(question, err);
    if (ok) r.terrain = vp_terrain_new(question->region, mode_of(question), service_of(question)->season, err);
    ok = r.terrain && close_facilities(&r, err) && find_demand(&r, err) && find_candidates(&r, err);
    vp_terrain_problem problem = {0};
    if (ok) {
        problem = problem_of(&r);
        ok = set_share(&r, &problem, err) && find_zones(&r, &problem, err);
    }
    if (ok) result->answer = vp_sites_on_terrain(&problem, options, &result->effort, err);
    ok = result->answer && travel_to_chosen(&r, err) && count_units(&r, err);
    clear(&r);
    if (!ok) vp_siting_result_clear(result);
    return ok;
}

void vp_siting_result_clear(vp_siting_result *result)
{
    vp_sites_answer_free(result->answer);
    free(result->cells);
    free(result->listed);
    free(result->units);
    free(result->site_people);
    *result = (vp_siting_result){0};
}
