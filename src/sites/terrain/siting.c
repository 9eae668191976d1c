#include "sites/terrain/siting_internal.h"
#include "travel/tiles.h"
#include <stdlib.h>
#include <string.h>
#include <vungphu/distance.h>
#include <vungphu/limit.h>
#include <vungphu/travel_surface.h>

static void free_window(vp_siting_window *w)
{
    if (!w) return;
    free(w->terrain.minutes_per_metre);
    free(w->terrain.slope_applies);
    free(w->elevation);
    free(w->candidates);
    free(w->cells);
    free(w->people);
    free(w->limits);
    free(w);
}

void vp_siting_close(vp_siting_work *r)
{
    vp_terrain_free(r->terrain);
    free_window(r->window);
    vp_grid_free(r->remade);
    vp_grid_free(r->other);
    vp_demand_clear(&r->everyone);
    vp_demand_clear(&r->demand);
    vp_siting_forget_served(r);
    free(r->joint_now);
    free(r->joint_then);
    free(r->joint_published);
    free(r->before);
    free(r->limits);
    free(r->lacking);
    free(r->demand_limits);
    free(r->prices);
    free(r->capacities);
    free(r->road_metres);
    free(r->barrier_metres);
    free(r->score);
    free(r->worth);
    free(r->zone_start);
    free(r->zone_demand);
    free(r->zone_weight);
    free(r->zone_whole);
    free(r->zone_reached);
    free(r->nearest);
    vp_siting_close_areas(&r->areas);
}

/* ---- checks */

static bool check_mend(const vp_siting_question *q, vp_error *err)
{
    if (q->mend == VP_NONE) return true;
    if (q->mend == q->service)
        return vp_fail(err, VP_BAD_INPUT,
                       "what may be mended are facilities of another service: of all, working or not");
    bool area = vp_siting_service(q)->reach == VP_REACH_AREA;
    if (area != (q->region->definitions.services[q->mend].reach == VP_REACH_AREA))
        return vp_fail(err, VP_BAD_INPUT, "of %s and %s one is an area: what is mended and what it serves are alike",
                       vp_siting_service(q)->id, q->region->definitions.services[q->mend].id);
    if (vp_siting_is_signal(q) || q->cells || !isnan(q->prominence) || q->prices)
        return vp_fail(err, VP_BAD_INPUT,
                       "what may be mended are the candidates: no list, summits, prices or masts besides");
    return true;
}

static bool check_must(const vp_siting_question *q, vp_error *err)
{
    if (q->must_count == 0) return true;
    if (q->objective != VP_OBJECTIVE_COVERAGE && q->objective != VP_OBJECTIVE_SET_COVER)
        return vp_fail(err, VP_BAD_INPUT, "sites that are built in any case go with coverage and set-cover");
    if (q->prices && !q->must_prices)
        return vp_fail(err, VP_BAD_INPUT,
                       "where candidates have prices, sites that are built in any case have them too");
    if (q->count != SIZE_MAX && q->must_count > q->count + q->moved)
        return vp_fail(err, VP_BAD_INPUT, "%zu sites are built in any case, but at most %zu are asked for",
                       q->must_count, q->count + q->moved);
    return true;
}

static bool check(const vp_siting_question *q, vp_error *err)
{
    const vp_service *service = vp_siting_service(q);
    bool covering = q->objective == VP_OBJECTIVE_COVERAGE, set_cover = q->objective == VP_OBJECTIVE_SET_COVER;
    bool travel = service->reach == VP_REACH_TRAVEL_TIME, round = service->reach == VP_REACH_ROUND_TRIP;
    if (round && !covering && !set_cover)
        return vp_fail(err, VP_BAD_INPUT, "%s is for one-way travel times; %s counts there and back",
                       vp_objective_names[q->objective], service->id);
    if (vp_siting_is_straight(q) && !covering && !set_cover)
        return vp_fail(err, VP_BAD_INPUT, "%s is for travel times; %s is reached by distance",
                       vp_objective_names[q->objective], service->id);
    if (vp_siting_is_signal(q) && !covering && !set_cover)
        return vp_fail(err, VP_BAD_INPUT, "%s is for travel times; %s is reached by signal",
                       vp_objective_names[q->objective], service->id);
    if (vp_siting_is_signal(q) && (q->closed_count || isfinite(q->capacity) || q->capacities))
        return vp_fail(err, VP_BAD_INPUT, "%s is a signal: a mast has no capacity, and none is closed or moved here",
                       service->id);
    if (q->other_group != VP_NONE && (!(q->other_limit >= 0) || isinf(q->other_limit)))
        return vp_fail(err, VP_BAD_INPUT, "a limit of their own for the units of a group must be finite and 0 or more");
    if (q->other_group != VP_NONE && (vp_siting_is_signal(q) || (!covering && !set_cover)))
        return vp_fail(err, VP_BAD_INPUT,
                       "a limit of their own for the units of a group goes with coverage and set-cover by time or "
                       "distance");
    bool crowded = !isnan(q->people_per_place) && !vp_siting_has_areas(q), area = service->reach == VP_REACH_AREA;
    if (crowded && ((!travel && service->reach != VP_REACH_DISTANCE) || q->closed_count || q->other_group != VP_NONE))
        return vp_fail(err, VP_BAD_INPUT,
                       "places of existing facilities go with one limit of time or distance and no closed facility");
    if (crowded && !covering && !set_cover)
        return vp_fail(err, VP_BAD_INPUT, "places of existing facilities go with coverage and set-cover");
    if (!isnan(q->expand) && (!crowded || !(q->expand > 0) || q->separation > 0))
        return vp_fail(err, VP_BAD_INPUT,
                       "a facility gains places, above 0, where the places there are count, and without a separation");
    if (!isnan(q->expand) && q->prices && !(q->expand_price >= 0))
        return vp_fail(err, VP_BAD_INPUT, "where candidates have prices, more places for a facility have one");
    if (area && q->closed_count)
        return vp_fail(err, VP_BAD_INPUT, "%s is an area, of which no facility is closed or moved here", service->id);
    if (isfinite(q->budget) && !q->prices) return vp_fail(err, VP_BAD_INPUT, "a budget needs candidates with prices");
    if ((isfinite(q->capacity) || q->capacities) && !covering && !set_cover)
        return vp_fail(err, VP_BAD_INPUT, "a capacity goes with coverage or set-cover");
    if ((q->minimum_share > 0 || q->worst_first) && !covering)
        return vp_fail(err, VP_BAD_INPUT, "shares of units go with the objective coverage");
    if (!(q->capacity >= 0) || !(q->separation >= 0) || !(q->slope_most >= 0) || !(q->minimum_share >= 0) ||
        q->minimum_share > 1)
        return vp_fail(err, VP_BAD_INPUT, "capacity, separation, slope and share are 0 or more, a share at most 1");
    if (!(q->road_most >= 0) || !(q->barrier_least >= 0) || isinf(q->barrier_least))
        return vp_fail(err, VP_BAD_INPUT, "metres to a road or a barrier are 0 or more");
    if (isfinite(q->road_most) && !q->region->land.roads)
        return vp_fail(err, VP_NOT_FOUND, "the dataset has no roads that a site could be near");
    if (q->barrier_least > 0 && !q->region->land.barriers)
        return vp_fail(err, VP_NOT_FOUND, "the dataset has no barriers that a site could be away from");
    if (q->moved > q->closed_count)
        return vp_fail(err, VP_BAD_INPUT, "%zu facilities are moved, but %zu are closed", q->moved, q->closed_count);
    return check_must(q, err) && check_mend(q, err) && vp_siting_check_areas(q, err) && vp_siting_check_joint(q, err) &&
           vp_siting_check_factors(q, err);
}

/* ---- the surface without the closed facilities */

static vp_grid *surface_without(const vp_siting_question *q, const vp_service *left, vp_error *err)
{
    if (!vp_siting_is_straight(q)) return vp_travel_surface_minutes(q->region, left, &q->travel, err);
    int32_t *nearest = NULL;
    const vp_distance_plane plane = vp_distance_plane_of(q->region);
    vp_grid *made = vp_distance_surface(&plane, left->facilities, left->facility_count, &nearest, err);
    free(nearest);
    return made;
}

static bool close_facilities(vp_siting_work *r, vp_error *err)
{
    const vp_siting_question *q = r->question;
    r->surface = q->surface;
    if (q->closed_count == 0) return true;
    vp_service service = *vp_siting_service(q);
    size_t *left = malloc((service.facility_count + 1) * sizeof *left), count = 0;
    if (!left) return vp_fail_memory(err, service.facility_count * sizeof *left);
    for (size_t k = 0; k < service.facility_count; k++)
        if (!vp_siting_is_closed(q, service.facilities[k])) left[count++] = service.facilities[k];
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

/* ---- solving */

static vp_terrain_problem problem_of(const vp_siting_work *r)
{
    const vp_siting_question *q = r->question;
    const vp_service *service = vp_siting_service(q);
    bool areas = vp_siting_has_areas(q);
    size_t count = q->count;
    if (count != SIZE_MAX) count += q->moved;
    return (vp_terrain_problem){.objective = q->objective,
                                .terrain = r->terrain,
                                .travel = q->travel,
                                .limit_minutes = areas              ? 0
                                                 : r->demand_limits ? fmax(r->result->limit, q->other_limit)
                                                                    : r->result->limit,
                                .limits = r->demand_limits,
                                .limit_least = fmin(r->result->limit, q->other_limit),
                                .given_start = r->areas.start,
                                .given = r->areas.demand,
                                .straight = vp_siting_is_straight(q) && !areas ? &q->region->cell_to_lonlat : NULL,
                                .masts = vp_siting_is_signal(q) ? &r->masts : NULL,
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
                                .worth = r->worth,
                                .fixed = r->result->must,
                                .budget = q->budget,
                                .separation = q->separation,
                                .threads = q->travel.threads,
                                .serves = vp_siting_is_signal(q) ? vp_siting_keep_served : NULL};
}

/* The share of all people as one of the demand's. */
static bool set_share(const vp_siting_work *r, vp_terrain_problem *problem, vp_error *err)
{
    const vp_siting_question *q = r->question;
    const vp_siting_result *out = r->result;
    if (q->objective != VP_OBJECTIVE_SET_COVER || isnan(q->share)) return true;
    if (!(q->share > 0 && q->share <= 1))
        return vp_fail(err, VP_BAD_INPUT, "the share %g is not above 0 and at most 1", q->share);
    double wanted = q->share * out->people - out->before, left = out->people - out->before - out->lacking_more;
    if (wanted <= 0 && vp_siting_has_areas(q))
        return vp_fail(err, VP_NOT_FOUND, "%.6g of the people are inside areas that serve already: none is needed",
                       out->before / out->people);
    if (wanted <= 0)
        return vp_fail(err, VP_NOT_FOUND, "%.6g of the people are within the limit of %g already: no site is needed",
                       out->before / out->people, out->limit);
    if (out->lacking_more > 0 && wanted > left * (1 + 1e-9))
        return vp_fail(
            err, VP_NOT_FOUND,
            "the share %g is out of reach of %s alone: with it everywhere %.4g of the people are reached, the "
            "others lack more of what is counted together",
            q->share, vp_siting_service(q)->id, (out->before + left) / out->people);
    problem->share = fmin(1, wanted / left);
    return true;
}

vp_siting_question vp_siting_defaults(void)
{
    return (vp_siting_question){.travel = vp_travel_defaults(),
                                .group = VP_NONE,
                                .limit = NAN,
                                .other_group = VP_NONE,
                                .mend = VP_NONE,
                                .other_limit = NAN,
                                .people_per_place = NAN,
                                .expand = NAN,
                                .expand_price = NAN,
                                .count = SIZE_MAX,
                                .share = NAN,
                                .beyond = 240,
                                .budget = INFINITY,
                                .capacity = INFINITY,
                                .prominence = NAN,
                                .spacing = 500,
                                .slope_most = INFINITY,
                                .road_most = INFINITY};
}

bool vp_siting_of_indicator(const vp_indicator *n, vp_siting_question *q, vp_error *err)
{
    if ((n->measure != VP_MEASURE_REACHED_SHARE && n->measure != VP_MEASURE_REACHED_UNITS) || n->service == VP_NONE)
        return vp_fail(err, VP_BAD_INPUT, "%s does not count people whom one service reaches", n->id);
    q->service = n->service;
    q->group = n->group;
    if (isnan(q->limit)) q->limit = n->limit;
    if (n->other_limit > 0 && n->other_group != VP_NONE && q->other_group == VP_NONE) {
        q->other_group = n->other_group;
        q->other_limit = n->other_limit;
    }
    return true;
}

bool vp_siting_open(vp_siting_work *r, vp_terrain_problem *problem, vp_error *err)
{
    const vp_siting_question *q = r->question;
    if (!check(q, err)) return false;
    r->terrain = vp_terrain_new(q->region, vp_siting_mode(q->region, q->service), vp_siting_service(q)->season, err);
    if (!r->terrain || !close_facilities(r, err) || !vp_siting_find_demand(r, err) || !vp_siting_find_masts(r, err) ||
        !vp_siting_find_candidates(r, err) || !vp_siting_find_parts(r, err))
        return false;
    *problem = problem_of(r);
    return true;
}

/* ---- a window: where candidates stand in a part of the grid only, their catchments are worked out on the terrain
 * around them: of a nation a province. Candidates and people are those of the whole, and so is the answer. */

enum { SPARE_CELLS = 8 }; /* a step to one of 32 neighbours spans three */
enum { SMALLER = 2 };     /* a window is worth its copies where the grid is so many times as large */

typedef struct {
    size_t west, north, east, south; /* columns and rows; east and south: behind the last */
} box;

/* Metres a minute of the mode, wherever it is fastest. */
static double fastest(const vp_region *region, const char *mode)
{
    double most = 0;
    for (size_t i = 0; i < region->speed_table.speed_count; i++)
        if (strcmp(region->speed_table.speeds[i].mode, mode) == 0)
            most = fmax(most, region->speed_table.speeds[i].km_per_h);
    return most * 1000 / 60 * VP_SLOPE_FASTEST;
}

static box around_candidates(const vp_siting_work *r, double metres)
{
    vp_grid_geometry g = r->terrain->geometry;
    size_t reach = (size_t)fmin(ceil(metres / g.cell_metres) + SPARE_CELLS, 1e9);
    box b = {g.columns, g.rows, 0, 0};
    for (size_t i = 0; i < r->result->cell_count; i++) {
        size_t column = r->result->cells[i] % g.columns, row = r->result->cells[i] / g.columns;
        b.west = column < b.west ? column : b.west;
        b.north = row < b.north ? row : b.north;
        b.east = column + 1 > b.east ? column + 1 : b.east;
        b.south = row + 1 > b.south ? row + 1 : b.south;
    }
    b.west = b.west > reach ? (b.west - reach) / VP_TILE_INSIDE * VP_TILE_INSIDE : 0; /* where the tiles begin */
    b.north = b.north > reach ? (b.north - reach) / VP_TILE_INSIDE * VP_TILE_INSIDE : 0;
    b.east = b.east + reach < g.columns ? b.east + reach : g.columns;
    b.south = b.south + reach < g.rows ? b.south + reach : g.rows;
    return b;
}

static bool may_narrow(const vp_siting_work *r, const vp_terrain_problem *p)
{
    const vp_siting_question *q = r->question;
    bool limited = p->objective == VP_OBJECTIVE_COVERAGE || p->objective == VP_OBJECTIVE_SET_COVER;
    return limited && !vp_siting_has_areas(q) && !p->straight && !p->masts && !p->zone_count && isnan(p->share) &&
           r->result->cell_count && q->travel.slope_rule == VP_SLOPE_TOBLER;
}

static void *cut(const void *cells, size_t each, const vp_siting_window *w, bool *ok)
{
    vp_grid_geometry g = w->terrain.geometry;
    char *out = cells && *ok ? malloc(vp_grid_geometry_cells(g) * each) : NULL;
    *ok = *ok && (out || !cells);
    for (size_t row = 0; out && row < g.rows; row++)
        memcpy(out + row * g.columns * each, (const char *)cells + ((w->north + row) * w->columns + w->west) * each,
               g.columns * each);
    return out;
}

static bool cut_terrain(const vp_terrain *whole, box b, vp_siting_window *w, vp_error *err)
{
    vp_grid_geometry g = whole->geometry;
    bool ok = true;
    *w = (vp_siting_window){.columns = g.columns, .west = b.west, .north = b.north};
    w->terrain.geometry =
        (vp_grid_geometry){b.east - b.west, b.south - b.north, g.cell_metres, g.west + (double)b.west * g.cell_metres,
                           g.north - (double)b.north * g.cell_metres};
    w->terrain.minutes_per_metre = cut(whole->minutes_per_metre, sizeof(float), w, &ok);
    w->terrain.slope_applies = cut(whole->slope_applies, sizeof(uint8_t), w, &ok);
    w->elevation = cut(whole->elevation, sizeof(float), w, &ok);
    w->terrain.elevation = w->elevation;
    return ok || vp_fail_memory(err, vp_grid_geometry_cells(w->terrain.geometry) * sizeof(float));
}

/* Candidates as cells of the window, and the people within it. */
static bool take_problem(vp_siting_window *w, const vp_terrain_problem *p, vp_error *err)
{
    w->candidates = malloc((p->candidate_count + 1) * sizeof *w->candidates);
    w->cells = malloc((p->demand_count + 1) * sizeof *w->cells);
    w->people = malloc((p->demand_count + 1) * sizeof *w->people);
    w->limits = malloc((p->demand_count + 1) * sizeof *w->limits);
    if (!w->candidates || !w->cells || !w->people || !w->limits)
        return vp_fail_memory(err, p->demand_count * sizeof *w->people);
    for (size_t i = 0; i < p->candidate_count; i++)
        w->candidates[i] = (uint32_t)vp_siting_in_window(w, p->candidate_cells[i]);
    size_t count = 0;
    for (size_t d = 0; d < p->demand_count; d++) {
        size_t cell = vp_siting_in_window(w, p->demand_cells[d]);
        if (cell == SIZE_MAX) {
            w->left_out += p->people[d];
            continue;
        }
        w->cells[count] = (uint32_t)cell;
        w->people[count] = p->people[d];
        if (p->limits) w->limits[count] = p->limits[d];
        count++;
    }
    w->count = count;
    return true;
}

static void pose(const vp_siting_window *w, vp_terrain_problem *p)
{
    p->terrain = &w->terrain;
    p->candidate_cells = w->candidates;
    p->demand_cells = w->cells;
    p->people = w->people;
    if (p->limits) p->limits = w->limits;
    p->before = NULL;
    p->demand_count = w->count;
}

static bool narrow(vp_siting_work *r, vp_terrain_problem *p, vp_error *err)
{
    if (!may_narrow(r, p)) return true;
    const char *mode = vp_siting_mode(r->question->region, r->question->service);
    box b = around_candidates(r, fastest(r->question->region, mode) * p->limit_minutes);
    if ((b.east - b.west) * (b.south - b.north) * SMALLER > vp_grid_geometry_cells(r->terrain->geometry)) return true;
    vp_siting_window *w = r->window = calloc(1, sizeof *w);
    if (!w) return vp_fail_memory(err, sizeof *w);
    if (!cut_terrain(r->terrain, b, w, err) || !take_problem(w, p, err)) return false;
    if (w->count == 0) { /* nobody lives there: as it is said of the whole */
        free_window(w);
        r->window = NULL;
        return true;
    }
    pose(w, p);
    vp_terrain_free(r->terrain); /* a nation's engines are to have the room */
    r->terrain = NULL;
    return true;
}

/* ---- the whole */

bool vp_siting_run(const vp_siting_question *question, const vp_sites_options *options, vp_siting_result *result,
                   vp_error *err)
{
    *result = (vp_siting_result){0};
    vp_siting_work r = {.question = question, .options = options, .result = result};
    vp_terrain_problem problem = {0};
    bool ok =
        vp_siting_open(&r, &problem, err) && set_share(&r, &problem, err) && vp_siting_find_zones(&r, &problem, err);
    problem.context = &r;
    ok = ok && narrow(&r, &problem, err);
    if (ok) result->answer = vp_sites_on_terrain(&problem, options, &result->effort, err);
    if (result->answer && r.window) result->answer->weight += r.window->left_out;
    r.problem = &problem;
    ok = result->answer && vp_siting_count_gains(&r, err);
    vp_siting_close(&r);
    if (!ok) vp_siting_result_clear(result);
    return ok;
}

void vp_siting_result_clear(vp_siting_result *result)
{
    vp_sites_answer_free(result->answer);
    free(result->cells);
    free(result->listed);
    free(result->expands);
    free(result->mends);
    free(result->schemes);
    free(result->must);
    free(result->factors);
    free(result->scores);
    free(result->units);
    free(result->site_people);
    *result = (vp_siting_result){0};
}
