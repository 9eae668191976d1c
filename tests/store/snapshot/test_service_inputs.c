/* Each thing that a service rests on changes the sum of its kind, and no other; what it does not rest on changes none.
 */
#include "store/snapshot/service_inputs.h"
#include "store/support_region.h"
#include <stdlib.h>
#include <string.h>

#define OF(kind) (1u << VP_INPUT_##kind)

/* Services of the small dataset: station (walking; for all) and near (straight line; for remote people). */
typedef struct {
    const char *what;
    void (*make)(vp_region *region);
    unsigned station, near; /* the sums that change */
} change;

static vp_service *station_of(vp_region *r) { return &r->definitions.services[0]; }
static vp_service *near_of(vp_region *r) { return &r->definitions.services[1]; }

static void rename_to(char **text, const char *name)
{
    free(*text);
    *text = strdup(name);
    ck_assert_ptr_nonnull(*text);
}

static void province_name(vp_region *r) { rename_to(&r->name_en, "Other"); }
static void unit_name(vp_region *r) { rename_to(&r->units.sets[0].units[0].name, "Other"); }
static void unit_code(vp_region *r) { rename_to(&r->units.sets[0].units[0].code, "other"); }
static void unit_outline(vp_region *r) { r->units.sets[0].units[0].shape.points[1].x += 1; }
static void crs(vp_region *r) { rename_to(&r->crs, "EPSG:32649"); }
static void height(vp_region *r) { vp_grid_edit(r->land.elevation)[3] += 1; }
static void wide_height(vp_region *r)
{
    vp_error err = {0};
    if (!r->land.elevation_wide) r->land.elevation_wide = vp_grid_new(r->geometry, 0, &err);
    vp_grid_edit(r->land.elevation_wide)[1] += 1;
}
static void land_cover(vp_region *r) { r->land.land_cover[5]++; }
static void road(vp_region *r) { r->land.roads[5] ^= 1; }
static void barrier(vp_region *r) { r->land.barriers[5] ^= 1; }
static void road_class(vp_region *r) { rename_to(&r->land.road_classes[0], "motorway"); }
static void clutter(vp_region *r) { r->land.clutter_heights[0].metres += 1; }
static void own_speed(vp_region *r) { r->speed_table.speeds[0].km_per_h += 1; }
static void other_speed(vp_region *r) { rename_to(&r->speed_table.speeds[0].mode, "walking_far"); }
static void speed_class(vp_region *r) { rename_to(&r->speed_table.speeds[0].class_name, "other"); }
static void speed_surface(vp_region *r)
{
    vp_speed *speed = &r->speed_table.speeds[0];
    speed->surface = speed->surface == VP_SURFACE_ROAD ? VP_SURFACE_BARRIER : VP_SURFACE_ROAD;
}
static void speed_slope(vp_region *r) { r->speed_table.speeds[0].slope = !r->speed_table.speeds[0].slope; }
static void speed_season(vp_region *r) { r->speed_table.speeds[0].season = VP_SEASON_FLOOD; }
static void season(vp_region *r) { r->season = VP_SEASON_FLOOD; }
static void own_season(vp_region *r) { station_of(r)->season = VP_SEASON_DRY; }
static void mode_change(vp_region *r) { r->speed_table.mode_changes[0].minutes += 1; }
static void several_modes(vp_region *r) { rename_to(&station_of(r)->mode, "motorbike|walking"); }
static void change_of_modes(vp_region *r)
{
    several_modes(r);
    mode_change(r);
}
static void title(vp_region *r) { rename_to(&near_of(r)->title_en, "Other"); }
static void queue(vp_region *r) { station_of(r)->queue_minutes += 1; }
static void facility(vp_region *r) { r->supply.facilities[near_of(r)->facilities[0]].x += 1; }
static void facility_name(vp_region *r) { rename_to(&r->supply.facilities[0].name, "Other"); }
static void capacity(vp_region *r)
{
    station_of(r)->capacity = 0;
    r->supply.facilities[station_of(r)->facilities[0]].attributes[0] = 7;
}
static void follow(size_t facilities[], size_t count, size_t last)
{
    for (size_t i = 0; i < count; i++)
        facilities[i] = facilities[i] == 0 ? last : facilities[i] == last ? 0 : facilities[i];
}

/* The same facilities in other rows. */
static void rows(vp_region *r)
{
    vp_facility *all = r->supply.facilities, first = all[0];
    size_t last = r->supply.facility_count - 1;
    vp_definitions *d = &r->definitions;
    all[0] = all[last];
    all[last] = first;
    for (size_t s = 0; s < d->service_count; s++)
        follow(d->services[s].facilities, d->services[s].facility_count, last);
    for (size_t i = 0; i < d->planned_count; i++) follow(d->planned[i].facilities, d->planned[i].facility_count, last);
}

static void limit(vp_region *r) { near_of(r)->default_limit = 3000; }
static void offered_limits(vp_region *r) { near_of(r)->limits[0] = 1000; }
static void people(vp_region *r) { vp_grid_edit(r->people.populations[0].people)[2] += 1; }
static void settlement(vp_region *r) { r->settlements.items[0].people = 300; }
static void settlement_name(vp_region *r) { rename_to(&r->settlements.items[0].name, "Other"); }
static void group_members(vp_region *r)
{
    bool *member = r->definitions.groups[near_of(r)->group].member[r->units.main_set];
    member[0] = !member[0];
}
static double **bounds_of_group(const vp_region *r)
{
    size_t set = r->units.main_set, units = r->units.sets[set].unit_count;
    double **bounds = calloc(r->units.set_count, sizeof *bounds);
    ck_assert_ptr_nonnull(bounds);
    bounds[set] = calloc(units, sizeof **bounds);
    ck_assert_ptr_nonnull(bounds[set]);
    bounds[set][0] = 0.25;
    return bounds;
}
static void group_share(vp_region *r) { r->definitions.groups[near_of(r)->group].share[r->units.main_set][0] = 0.375; }
static void group_low(vp_region *r) { r->definitions.groups[near_of(r)->group].low = bounds_of_group(r); }
static void group_high(vp_region *r) { r->definitions.groups[near_of(r)->group].high = bounds_of_group(r); }
static void other_group(vp_region *r)
{
    for (size_t g = 0; g < r->definitions.group_count; g++)
        if (g != near_of(r)->group) rename_to(&r->definitions.groups[g].id, "other");
}
static void transmitter(vp_region *r) { r->supply.transmitters[0].erp_kw += 1; }
static void target(vp_region *r) { r->definitions.indicators[0].target = 0.9; }

#define BOTH(kind) OF(kind), OF(kind)

static const change changes[] = {
    {"name of the province", province_name, 0, 0},
    {"name of a unit", unit_name, 0, 0},
    {"name of a facility", facility_name, 0, 0},
    {"name of a settlement", settlement_name, 0, 0},
    {"limits on offer", offered_limits, 0, 0},
    {"target", target, 0, 0},
    {"another group", other_group, 0, 0},
    {"speed of another mode", other_speed, OF(SPEEDS), 0}, /* one row less of its own */
    {"change to a mode it has not", mode_change, 0, 0},
    {"transmitter", transmitter, 0, 0},
    {"clutter", clutter, 0, 0},
    {"heights far around", wide_height, 0, 0},
    {"code of a unit", unit_code, BOTH(UNITS)},
    {"outline of a unit", unit_outline, BOTH(UNITS)},
    {"coordinate system", crs, BOTH(GRID)},
    {"height", height, OF(TERRAIN), 0},
    {"land cover", land_cover, OF(TERRAIN), 0},
    {"road", road, OF(TERRAIN), 0},
    {"class of roads", road_class, OF(TERRAIN), 0},
    {"barrier", barrier, OF(TERRAIN), 0},
    {"speed", own_speed, OF(SPEEDS), 0},
    {"class of a speed", speed_class, OF(SPEEDS), 0},
    {"surface of a speed", speed_surface, OF(SPEEDS), 0},
    {"slope of a speed", speed_slope, OF(SPEEDS), 0},
    {"season of a speed", speed_season, OF(SPEEDS), 0},
    {"season of the region, when it has its own", season, 0, 0},
    {"its season", own_season, OF(SPEEDS), 0},
    {"title", title, 0, OF(SERVICE)},
    {"queue", queue, OF(SERVICE), 0},
    {"place of a facility", facility, OF(FACILITIES) | OF(LOAD), OF(FACILITIES) | OF(LOAD)},
    {"capacity", capacity, OF(LOAD), 0},
    {"rows", rows, BOTH(ROWS)},
    {"limit", limit, 0, OF(LOAD)},
    {"people", people, BOTH(PEOPLE)},
    {"people of a settlement", settlement, BOTH(SETTLEMENTS)},
    {"who is of its group", group_members, 0, OF(GROUP)},
    {"shares of its group", group_share, 0, OF(GROUP)},
    {"least shares of its group", group_low, 0, OF(GROUP)},
    {"most shares of its group", group_high, 0, OF(GROUP)}};

static vp_service_inputs *sums_of(const vp_region *region, const vp_travel_options *travel, size_t *count)
{
    vp_error err = {0};
    vp_service_inputs *inputs = vp_service_inputs_of(region, travel, count, &err);
    ck_assert_msg(inputs != NULL, "%s", err.message);
    return inputs;
}

static unsigned differing(const vp_service_inputs *a, const vp_service_inputs *b)
{
    unsigned bits = 0;
    for (unsigned k = 0; k < VP_INPUT_COUNT; k++) {
        ck_assert_uint_eq(strlen(a->sums[k]), sizeof(vp_input_sum) - 1);
        if (strcmp(a->sums[k], b->sums[k]) != 0) bits |= 1u << k;
    }
    return bits;
}

/* The sums of a region that is prepared for several changes. */
static vp_service_inputs *before_changes(void (*prepare)(vp_region *), size_t *count)
{
    vp_region *region = load_small_dataset();
    const vp_travel_options travel = vp_travel_defaults();
    if (prepare) prepare(region);
    vp_service_inputs *inputs = sums_of(region, &travel, count);
    vp_region_free(region);
    return inputs;
}

/* What each change alters of the services. */
static void try_changes(const change list[], size_t number, void (*prepare)(vp_region *))
{
    size_t count;
    vp_service_inputs *before = before_changes(prepare, &count);
    const vp_travel_options travel = vp_travel_defaults();
    for (const change *c = list; c < list + number; c++) {
        vp_region *region = load_small_dataset();
        if (prepare) prepare(region);
        c->make(region);
        vp_service_inputs *after = sums_of(region, &travel, &count);
        ck_assert_msg(differing(&before[0], &after[0]) == c->station, "%s: station %x", c->what,
                      differing(&before[0], &after[0]));
        ck_assert_msg(differing(&before[1], &after[1]) == c->near, "%s: near %x", c->what,
                      differing(&before[1], &after[1]));
        vp_service_inputs_free(after, count);
        vp_region_free(region);
    }
    vp_service_inputs_free(before, count);
}

START_TEST(each_change_touches_its_kind_alone) { try_changes(changes, sizeof changes / sizeof *changes, NULL); }
END_TEST

static void hear(vp_region *r)
{
    near_of(r)->reach = VP_REACH_SIGNAL;
    rename_to(&near_of(r)->mode, "fm");
}

START_TEST(a_signal_rests_on_what_it_meets)
{
    static const change heard[] = {{"transmitter", transmitter, 0, OF(FACILITIES)},
                                   {"clutter", clutter, 0, OF(TERRAIN)},
                                   {"heights far around", wide_height, 0, OF(TERRAIN)},
                                   {"height", height, OF(TERRAIN), OF(TERRAIN)},
                                   {"land cover", land_cover, OF(TERRAIN), OF(TERRAIN)},
                                   {"road", road, OF(TERRAIN), 0},
                                   {"speed", own_speed, OF(SPEEDS), 0}};
    try_changes(heard, sizeof heard / sizeof *heard, hear);
}
END_TEST

START_TEST(modes_and_changes_between_them_count)
{
    const change mode = {"modes", several_modes, OF(SERVICE) | OF(SPEEDS), 0};
    const change between = {"change", change_of_modes, OF(SERVICE) | OF(SPEEDS), 0};
    const change minutes = {"minutes of the change", mode_change, OF(SPEEDS), 0};
    try_changes(&mode, 1, NULL);
    try_changes(&between, 1, NULL);
    try_changes(&minutes, 1, several_modes);
}
END_TEST

START_TEST(how_travel_is_solved_is_a_speed)
{
    size_t count;
    vp_region *region = load_small_dataset();
    vp_travel_options travel = vp_travel_defaults();
    vp_service_inputs *before = sums_of(region, &travel, &count);
    travel.neighbours = 8;
    vp_service_inputs *fewer = sums_of(region, &travel, &count);
    travel = vp_travel_defaults();
    travel.open_corners = true;
    vp_service_inputs *open = sums_of(region, &travel, &count);
    travel = vp_travel_defaults();
    travel.threads = 1; /* has no part in a result */
    vp_service_inputs *alone = sums_of(region, &travel, &count);
    ck_assert_uint_eq(differing(&before[0], &fewer[0]), OF(SPEEDS));
    ck_assert_uint_eq(differing(&before[0], &open[0]), OF(SPEEDS));
    ck_assert_uint_eq(differing(&before[0], &alone[0]), 0);
    ck_assert_uint_eq(differing(&before[1], &fewer[1]), 0);
    ck_assert_str_eq(before[0].service, "station");
    ck_assert_str_eq(before[1].service, "near");
    vp_service_inputs_free(before, count);
    vp_service_inputs_free(fewer, count);
    vp_service_inputs_free(open, count);
    vp_service_inputs_free(alone, count);
    vp_region_free(region);
}
END_TEST

static void facility_beyond(vp_region *r) { r->supply.facilities[0].x = 1e6; }
static void farther_beyond(vp_region *r) { r->supply.facilities[0].x += 1000; }
static void nobody_at_all(vp_region *r) { station_of(r)->facility_count = 0; }
static void nobody_within(vp_region *r)
{
    for (size_t i = 0; i < r->supply.facility_count; i++) r->supply.facilities[i].x = 1e6;
}

/* Straight lines lead there all the same. */
START_TEST(a_journey_begins_on_the_grids)
{
    const change farther = {"a facility beyond", farther_beyond, OF(LOAD), OF(FACILITIES) | OF(LOAD)};
    try_changes(&farther, 1, facility_beyond);
    const change nobody = {"nobody at all", nobody_at_all, OF(FACILITIES) | OF(LOAD) | OF(ROWS), 0};
    try_changes(&nobody, 1, nobody_within);
}
END_TEST

static void list_station(vp_region *r, size_t first, size_t second, size_t third)
{
    vp_service *s = station_of(r);
    free(s->facilities);
    s->facilities = malloc(3 * sizeof *s->facilities);
    ck_assert_ptr_nonnull(s->facilities);
    s->facilities[0] = first, s->facilities[1] = second, s->facilities[2] = third;
    s->facility_count = 3;
}

/* The second of three stands beyond the grids; then the first does, and the others are in other rows. */
START_TEST(rows_follow_those_within)
{
    vp_region *was = load_small_dataset(), *is = load_small_dataset();
    int32_t rows[3];
    list_station(was, 0, 1, 2);
    list_station(is, 1, 2, 0);
    was->supply.facilities[1].x = is->supply.facilities[1].x = 1e6;
    vp_service_inputs_follow(was, 0, is, 0, rows);
    ck_assert_int_eq(rows[0], 2);
    ck_assert_int_eq(rows[1], -1);
    ck_assert_int_eq(rows[2], 0);
    vp_region_free(was);
    vp_region_free(is);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("service inputs");
    TCase *tests = tcase_create("service inputs");
    tcase_add_checked_fixture(tests, make_small_dataset, remove_small_dataset);
    tcase_add_test(tests, each_change_touches_its_kind_alone);
    tcase_add_test(tests, a_signal_rests_on_what_it_meets);
    tcase_add_test(tests, modes_and_changes_between_them_count);
    tcase_add_test(tests, how_travel_is_solved_is_a_speed);
    tcase_add_test(tests, a_journey_begins_on_the_grids);
    tcase_add_test(tests, rows_follow_those_within);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
