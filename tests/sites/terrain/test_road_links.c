/* Road links on small random provinces: every set of links is built and solved anew, and the answer must be the best
 * of all; minutes after a push are those of the rebuilt terrain, to the bit. */
#include "support/thorough.h"
#include "travel/quicker.h"
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/burn.h>
#include <vungphu/limit.h>
#include <vungphu/road_links.h>
#include <vungphu/travel_surface.h>

enum { SIDE = 13, CELLS = SIDE * SIDE, LINKS = 3, UNITS = 2 };

static vp_speed speeds[] = {{"walk", VP_SURFACE_LAND_COVER, "10", 2, true, VP_SEASON_ALWAYS},
                            {"walk", VP_SURFACE_LAND_COVER, "40", 3, true, VP_SEASON_ALWAYS},
                            {"walk", VP_SURFACE_LAND_COVER, "80", 0, false, VP_SEASON_ALWAYS},
                            {"walk", VP_SURFACE_ROAD, "track", 4, true, VP_SEASON_ALWAYS},
                            {"walk", VP_SURFACE_ROAD, "paved", 5, true, VP_SEASON_ALWAYS},
                            {"walk", VP_SURFACE_ROAD, "steps", 4.9, false, VP_SEASON_ALWAYS},
                            {"bus", VP_SURFACE_LAND_COVER, "*", 2, false, VP_SEASON_ALWAYS},
                            {"bus", VP_SURFACE_ROAD, "track", 9, false, VP_SEASON_ALWAYS},
                            {"bus", VP_SURFACE_ROAD, "paved", 30, false, VP_SEASON_ALWAYS}};
static char *classes[] = {"track", "paved"};
static char id[] = "clinic", walk[] = "walk", bus[] = "bus", modes[] = "walk|bus";

static struct {
    vp_region region;
    uint8_t land_cover[CELLS];
    uint32_t roads[CELLS];
    vp_facility facilities[2];
    size_t open[2];
    vp_service service;
    vp_population population;
    vp_run runs[2 * SIDE];
    vp_weights weights;
    vp_road_link links[LINKS];
    vp_road_question question;
    vp_road_result result;
    vp_error err;
    uint32_t state;
} small;

static double drawn(double most)
{
    small.state = small.state * 1664525u + 1013904223u;
    return most * (double)(small.state >> 8) / (double)(1u << 24);
}

static vp_point place(void) { return (vp_point){500000 + 100 * drawn(SIDE), 2400000 - 100 * drawn(SIDE)}; }

static void draw_land(void)
{
    vp_region *region = &small.region;
    region->geometry = (vp_grid_geometry){SIDE, SIDE, 100, 500000, 2400000};
    region->land.elevation = vp_grid_new(region->geometry, 0, NULL);
    small.population.people = vp_grid_new(region->geometry, 0, NULL);
    for (size_t i = 0; i < CELLS; i++) {
        double kind = drawn(1);
        small.land_cover[i] = kind < 0.25 ? 80 : kind < 0.7 ? 10 : 40;
        small.roads[i] = drawn(1) < 0.1;
        vp_grid_edit(region->land.elevation)[i] = (float)drawn(60);
        if (drawn(1) < 0.5) vp_grid_edit(small.population.people)[i] = (float)ceil(drawn(9));
    }
    region->land.land_cover = small.land_cover;
    region->land.roads = small.roads;
    memcpy(region->land.road_classes, classes, sizeof classes);
    region->land.road_class_count = 2;
    region->speed_table.speeds = speeds;
    region->speed_table.speed_count = sizeof speeds / sizeof *speeds;
    region->people.populations = &small.population;
    region->people.population_count = 1;
}

static void draw_links(void)
{
    for (size_t l = 0; l < LINKS; l++) {
        vp_point points[] = {place(), place(), place()};
        const size_t sizes[] = {3};
        ck_assert(vp_shape_init(&small.links[l].line, points, sizes, 1, NULL));
        small.links[l].class_name = classes[drawn(1) < 0.7];
        small.links[l].price = ceil(drawn(5));
    }
}

static void set_up(uint32_t seed)
{
    memset(&small, 0, sizeof small);
    small.state = seed;
    draw_land();
    draw_links();
    for (size_t f = 0; f < 2; f++) {
        vp_point at = place();
        small.facilities[f] = (vp_facility){.x = at.x, .y = at.y, .open = true};
        small.open[f] = f;
    }
    small.region.supply.facilities = small.facilities;
    small.region.supply.facility_count = 2;
    bool round = drawn(1) < 0.3;
    small.service = (vp_service){.id = id,
                                 .reach = round ? VP_REACH_ROUND_TRIP : VP_REACH_TRAVEL_TIME,
                                 .queue_minutes = 3,
                                 .mode = drawn(1) < 0.5 ? walk : bus,
                                 .default_limit = round ? 24 : 11,
                                 .facilities = small.open,
                                 .facility_count = 2};
    small.region.definitions.services = &small.service;
    small.region.definitions.service_count = 1;
    for (uint32_t row = 0; row < SIDE; row++) {
        small.runs[row] = (vp_run){row * SIDE, 6, 0};
        small.runs[SIDE + row] = (vp_run){row * SIDE + 6, SIDE - 6, 1};
    }
    small.weights = (vp_weights){
        .geometry = small.region.geometry, .zone_count = UNITS, .runs = small.runs, .run_count = (size_t)2 * SIDE};
    small.question = vp_road_defaults();
    small.question.region = &small.region;
    small.question.main_weights = &small.weights;
    small.question.links = small.links;
    small.question.link_count = LINKS;
    small.question.count = 1 + (size_t)drawn(3);
    small.question.travel.threads = 1;
    small.question.travel.open_corners = drawn(1) < 0.3;
    small.question.travel.neighbours = drawn(1) < 0.5 ? 32 : 8;
    if (drawn(1) < 0.4) small.question.objective = VP_OBJECTIVE_P_MEDIAN;
    small.question.beyond = 20;
    if (drawn(1) < 0.3) small.question.budget = ceil(drawn(9));
}

static void tear_down(void)
{
    vp_road_result_clear(&small.result);
    vp_grid_free(small.population.people);
    vp_grid_free(small.region.land.elevation);
    for (size_t l = 0; l < LINKS; l++) vp_shape_clear(&small.links[l].line);
}

/* Minutes of the province with the links of the set. */
static vp_grid *rebuilt(size_t set)
{
    uint32_t roads[CELLS];
    memcpy(roads, small.roads, sizeof roads);
    for (size_t l = 0; l < LINKS; l++)
        if (set >> l & 1)
            vp_burn_line(small.region.geometry, small.links[l].line.points, small.links[l].line.point_count,
                         small.links[l].class_name == classes[0] ? 1 : 2, roads);
    vp_region region = small.region;
    region.land.roads = roads;
    vp_grid *minutes = vp_travel_surface_minutes(&region, &small.service, &small.question.travel, &small.err);
    ck_assert_msg(minutes != NULL, "%s", small.err.message);
    return minutes;
}

static double worth(const float minutes[], const float first[])
{
    double sum = 0;
    const vp_road_question *q = &small.question;
    for (size_t i = 0; i < CELLS; i++) {
        double people = (double)vp_grid_cells(small.population.people)[i], now = (double)minutes[i];
        if (isnan(first[i])) continue;
        if (q->objective == VP_OBJECTIVE_COVERAGE)
            sum += vp_limit_holds(small.service.default_limit, now) ? people : 0;
        else
            sum += people * (q->beyond - fmin(q->beyond, now));
    }
    return sum;
}

static double price_of(size_t set)
{
    double price = 0;
    for (size_t l = 0; l < LINKS; l++) price += set >> l & 1 ? small.links[l].price : 0;
    return price;
}

static size_t set_of(const vp_road_set *set)
{
    size_t links = 0;
    for (size_t i = 0; i < set->count; i++) links |= (size_t)1 << set->links[i];
    return links;
}

static void compare(const double values[])
{
    const vp_road_question *q = &small.question;
    const vp_road_result *r = &small.result;
    bool coverage = q->objective == VP_OBJECTIVE_COVERAGE;
    for (size_t l = 0; l < LINKS; l++)
        ck_assert_double_eq_tol(coverage ? r->gains[l].people : r->gains[l].minutes, values[(size_t)1 << l], 1e-9);
    ck_assert_double_eq_tol(r->all, values[((size_t)1 << LINKS) - 1], 1e-9);
    for (size_t k = 0; k < r->set_count; k++) {
        const vp_road_set *set = &r->sets[k];
        size_t most = isfinite(q->budget) ? q->count : k + 1;
        double best = 0;
        for (size_t s = 0; s < (size_t)1 << LINKS; s++)
            if ((size_t)__builtin_popcountll(s) <= most && price_of(s) <= q->budget) best = fmax(best, values[s]);
        ck_assert_uint_le(set->count, most);
        ck_assert(set->proven);
        ck_assert_double_eq_tol(set->objective, best, 1e-9);
        ck_assert_double_ge(set->bound, best - 1e-9);
        ck_assert_double_eq_tol(values[set_of(set)], best, 1e-9);
        double sum = 0;
        for (size_t i = 0; i < set->count; i++) sum += set->gains[i];
        ck_assert_double_eq_tol(sum, best, 1e-9);
        if (coverage) ck_assert_double_eq_tol(set->people, best, 1e-9);
    }
    double gained = 0;
    for (size_t u = 0; u < UNITS; u++) gained += r->units[u].after - r->units[u].before;
    ck_assert_double_eq_tol(gained, r->sets[r->set_count - 1].people, 1e-9);
}

/* Each set against a rebuilt province, whatever the bound left out. */
static void answer_random(uint32_t seed)
{
    set_up(seed);
    double values[1 << LINKS];
    vp_grid *first = rebuilt(0);
    small.question.surface = vp_grid_cells(first);
    double now = worth(vp_grid_cells(first), vp_grid_cells(first));
    for (size_t s = 0; s < (size_t)1 << LINKS; s++) {
        vp_grid *minutes = rebuilt(s);
        values[s] = worth(vp_grid_cells(minutes), vp_grid_cells(first)) - now;
        vp_grid_free(minutes);
    }
    vp_sites_options options = vp_sites_defaults();
    ck_assert_msg(vp_road_links_run(&small.question, &options, &small.result, &small.err), "%s", small.err.message);
    compare(values);
    vp_grid_free(first);
    tear_down();
}

START_TEST(the_best_set_is_the_best_of_all)
{
    for (uint32_t seed = 1; seed <= (uint32_t)vp_thorough(300, 10000); seed++) answer_random(seed);
}
END_TEST

/* ------------------------------------------------------------ minutes to the bit */

static size_t take_cells(size_t link, vp_quicker_cell cells[])
{
    uint32_t mask[CELLS] = {0};
    size_t count = 0;
    bool track = small.links[link].class_name == classes[0], walks = small.service.mode == walk;
    double speed = walks ? (track ? 4 : 5) : (track ? 9 : 30);
    vp_burn_line(small.region.geometry, small.links[link].line.points, 3, 1, mask);
    for (uint32_t i = 0; i < CELLS; i++)
        if (mask[i]) cells[count++] = (vp_quicker_cell){i, walks, (float)(0.06 / speed)};
    return count;
}

static void check_minutes(const vp_quicker *q, size_t set)
{
    vp_grid *minutes = rebuilt(set);
    for (size_t i = 0; i < CELLS; i++) {
        float full = vp_grid_cells(minutes)[i];
        ck_assert_msg(vp_quicker_minutes(q, i) == (isnan(full) ? INFINITY : full), "cell %zu of set %zu: %a, not %a", i,
                      set, (double)vp_quicker_minutes(q, i), (double)full);
    }
    vp_grid_free(minutes);
}

START_TEST(pushed_and_popped_minutes_are_those_of_the_rebuilt_terrain)
{
    for (uint32_t seed = 1; seed <= 40; seed++) {
        set_up(seed);
        small.service.reach = VP_REACH_TRAVEL_TIME;
        vp_terrain *terrain = vp_terrain_new(&small.region, small.service.mode, VP_SEASON_ALWAYS, &small.err);
        size_t at[2];
        for (size_t f = 0; f < 2; f++)
            vp_grid_geometry_locate(small.region.geometry, small.facilities[f].x, small.facilities[f].y, &at[f]);
        vp_quicker *q = vp_quicker_new(terrain, vp_grid_cells(small.region.land.elevation), at, 2,
                                       &small.question.travel, &small.err);
        ck_assert_ptr_nonnull(q);
        vp_quicker_cell cells[CELLS];
        check_minutes(q, 0);
        for (size_t l = 0; l < LINKS; l++) {
            ck_assert(vp_quicker_push(q, cells, take_cells(l, cells), &small.err));
            check_minutes(q, ((size_t)2 << l) - 1);
        }
        for (size_t l = LINKS; l-- > 0;) {
            vp_quicker_pop(q);
            check_minutes(q, ((size_t)1 << l) - 1);
        }
        vp_quicker_free(q);
        vp_terrain_free(terrain);
        tear_down();
    }
}
END_TEST

/* ------------------------------------------------------------ refusals */

static void refuse(vp_error_kind kind, const char *words)
{
    vp_sites_options options = vp_sites_defaults();
    ck_assert(!vp_road_links_run(&small.question, &options, &small.result, &small.err));
    ck_assert_int_eq(small.err.kind, kind);
    ck_assert_msg(strstr(small.err.message, words) != NULL, "%s", small.err.message);
}

START_TEST(questions_that_make_no_sense_are_refused)
{
    set_up(1);
    vp_grid *first = rebuilt(0);
    small.question.surface = vp_grid_cells(first);
    small.question.budget = INFINITY;
    small.service.mode = modes;
    refuse(VP_BAD_INPUT, "several modes");
    small.service.mode = walk;
    small.links[2].class_name = "motorway";
    refuse(VP_BAD_INPUT, "no speed above 0 on roads of class motorway");
    small.links[2].class_name = "steps";
    refuse(VP_BAD_INPUT, "cannot be compared together");
    small.links[2].class_name = classes[0];
    small.question.budget = 3;
    small.links[1].price = NAN;
    refuse(VP_BAD_INPUT, "link 2 has none");
    small.question.budget = INFINITY;
    small.question.count = 0;
    refuse(VP_BAD_INPUT, "1 to 20 links are chosen, not 0");
    small.question.count = 21;
    refuse(VP_BAD_INPUT, "1 to 20 links are chosen, not 21");
    small.question.count = 1;
    small.question.objective = VP_OBJECTIVE_SET_COVER;
    refuse(VP_BAD_INPUT, "by coverage or p-median");
    small.question.objective = VP_OBJECTIVE_COVERAGE;
    small.question.link_count = VP_ROAD_LINKS_MOST + 1;
    refuse(VP_BAD_INPUT, "road links: at most");
    small.question.link_count = LINKS;
    small.question.beyond = 0;
    refuse(VP_BAD_INPUT, "minutes without a path are above 0, a budget 0 or more");
    small.question.beyond = INFINITY;
    refuse(VP_BAD_INPUT, "minutes without a path are above 0, a budget 0 or more");
    small.question.beyond = 20;
    small.question.budget = -1;
    refuse(VP_BAD_INPUT, "minutes without a path are above 0, a budget 0 or more");
    small.question.budget = INFINITY;
    for (size_t k = 0; k < small.links[1].line.point_count; k++) small.links[1].line.points[k].x += 100 * SIDE;
    refuse(VP_BAD_INPUT, "link 2 lies outside the province's grid");
    for (size_t k = 0; k < small.links[1].line.point_count; k++) small.links[1].line.points[k].x -= 100 * SIDE;
    small.service.reach = VP_REACH_DISTANCE;
    refuse(VP_BAD_INPUT, "roads change nothing");
    small.service.reach = VP_REACH_TRAVEL_TIME;
    small.question.link_count = 0;
    refuse(VP_NOT_FOUND, "no road link");
    vp_grid_free(first);
    tear_down();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("road links");
    TCase *links = tcase_create("links");
    tcase_set_timeout(links, 0);
    tcase_add_test(links, the_best_set_is_the_best_of_all);
    tcase_add_test(links, pushed_and_popped_minutes_are_those_of_the_rebuilt_terrain);
    tcase_add_test(links, questions_that_make_no_sense_are_refused);
    suite_add_tcase(suite, links);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
