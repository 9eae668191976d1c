/* What each kind of change makes of a region, by hand: four services, three facilities, ten by ten cells of 100 m. */
#include "scenario/scenario.h"
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CLINIC, SCHOOL, RADIO, TRIP, SERVICES };
enum { A, B, C, FACILITIES };
enum { SIDE = 10 };

static double attributes[FACILITIES][2]; /* beds, seats */
static vp_facility facilities[FACILITIES];
static vp_service services[SERVICES];
static size_t of_clinic[2], of_school[1], of_trip[1];
static vp_transmitter transmitter;
static uint32_t roads[SIDE * SIDE];
static vp_region region;
static vp_scenario scenario;
static vp_changed changed;
static vp_error err;

static void make(void)
{
    static char *names[] = {"beds", "seats"};
    static char *const ids[] = {"a", "b", "c"};
    of_clinic[0] = A, of_clinic[1] = B, of_school[0] = B, of_trip[0] = A;
    for (size_t f = 0; f < FACILITIES; f++) {
        facilities[f] = (vp_facility){.id = ids[f],
                                      .name = ids[f],
                                      .kind = "house",
                                      .unit_code = "u",
                                      .dataset = "d",
                                      .open = f != C,
                                      .attributes = attributes[f]};
        for (size_t k = 0; k < 2; k++) attributes[f][k] = 10 * (double)f + (double)k;
    }
    strcpy(facilities[C].open_from, "2028-01-01");
    services[CLINIC] = (vp_service){.id = "clinic",
                                    .reach = VP_REACH_TRAVEL_TIME,
                                    .mode = "walk",
                                    .capacity = 0,
                                    .facilities = of_clinic,
                                    .facility_count = 2};
    services[SCHOOL] = (vp_service){.id = "school",
                                    .reach = VP_REACH_DISTANCE,
                                    .mode = "",
                                    .capacity = 1,
                                    .facilities = of_school,
                                    .facility_count = 1};
    services[RADIO] = (vp_service){.id = "radio", .reach = VP_REACH_SIGNAL, .mode = "fm", .capacity = VP_NONE};
    services[TRIP] = (vp_service){.id = "trip",
                                  .reach = VP_REACH_ROUND_TRIP,
                                  .mode = "walk",
                                  .season = VP_SEASON_FLOOD,
                                  .capacity = VP_NONE,
                                  .facilities = of_trip,
                                  .facility_count = 1};
    transmitter = (vp_transmitter){.id = "t1", .system = "fm"};
    for (size_t i = 0; i < SIDE * SIDE; i++) roads[i] = 5;
    region = (vp_region){.as_of = "2026-12-31",
                         .geometry = {.columns = SIDE, .rows = SIDE, .cell_metres = 100, .west = 0, .north = 1000}};
    region.definitions.services = services;
    region.definitions.service_count = SERVICES;
    region.supply = (vp_supply){facilities, FACILITIES, names, 2, &transmitter, 1, NULL, 0};
    region.land.roads = roads;
    scenario = (vp_scenario){0};
    changed = (vp_changed){0};
    err = (vp_error){0};
}

static void drop(void)
{
    vp_changed_clear(&changed);
    vp_scenario_clear(&scenario);
}

/* service, facility: NULL where the kind does without. */
static vp_change *change(vp_change_kind kind, const char *service, const char *facility)
{
    vp_change *c = vp_scenario_add(&scenario);
    ck_assert_ptr_nonnull(c);
    c->kind = kind;
    c->service = service ? strdup(service) : NULL;
    c->facility = facility ? strdup(facility) : NULL;
    if (kind == VP_CHANGE_TRANSMITTER) c->system = strdup("fm");
    return c;
}

static void apply(void)
{
    ck_assert_msg(vp_scenario_apply(&region, &scenario, &changed, &err), "%s", err.message);
    for (size_t f = 0; f < FACILITIES; f++)
        ck_assert_ptr_eq(facilities[f].attributes, attributes[f]); /* the base stays */
    ck_assert(services[CLINIC].facility_count == 2 && of_clinic[0] == A && of_clinic[1] == B && facilities[B].open);
}

static void refused(vp_error_kind kind, const char *said)
{
    ck_assert(!vp_scenario_apply(&region, &scenario, &changed, &err));
    ck_assert_int_eq(err.kind, kind);
    ck_assert_str_eq(err.message, said);
    drop();
}

/* Of each service what changed. */
static void check_kinds(vp_service_change clinic, vp_service_change school, vp_service_change radio,
                        vp_service_change trip)
{
    const vp_service_change expected[] = {clinic, school, radio, trip};
    for (size_t s = 0; s < SERVICES; s++)
        ck_assert_msg(changed.changed[s] == expected[s], "service %zu: %d", s, (int)changed.changed[s]);
}

/* The places of a service, such as "031". */
static void check_places(size_t service, const char *expected)
{
    const vp_service *s = &changed.region.definitions.services[service];
    char found[16] = "";
    ck_assert_uint_lt(s->facility_count, sizeof found);
    for (size_t k = 0; k < s->facility_count; k++) found[k] = (char)('0' + s->facilities[k]);
    ck_assert_msg(strcmp(found, expected) == 0, "service %zu: %s, expected %s", service, found, expected);
}

#define SAME   VP_SERVICE_SAME
#define PLACES VP_SERVICE_PLACES

/* ------------------------------------------------------------ facilities */

START_TEST(a_new_facility_serves_its_service)
{
    vp_change *c = change(VP_CHANGE_ADD, "clinic", NULL);
    c->lon = 105, c->lat = 21, c->x = 250, c->y = 350, c->capacity = 7;
    c = change(VP_CHANGE_ADD, "school", NULL);
    c->name = strdup("New school");
    c = change(VP_CHANGE_ADD, "trip", "mine");
    apply();
    check_kinds(PLACES, PLACES, SAME, PLACES);
    check_places(CLINIC, "013");
    check_places(SCHOOL, "14");
    check_places(TRIP, "05");
    const vp_facility *f = changed.region.supply.facilities;
    ck_assert_uint_eq(changed.region.supply.facility_count, 6);
    ck_assert_uint_eq(changed.first_new, 3);
    for (size_t k = 0; k < 3; k++) ck_assert_uint_eq(changed.replaced[k], VP_NONE);
    ck_assert_str_eq(f[3].id, "new_1");
    ck_assert_str_eq(f[3].name, "new_1");
    ck_assert_str_eq(f[3].kind, "");
    ck_assert_str_eq(f[3].dataset, "scenario");
    ck_assert(f[3].open && f[3].x == 250 && f[3].y == 350 && f[3].lon == 105 && f[3].lat == 21);
    ck_assert_double_eq(f[3].attributes[0], 7);
    ck_assert_double_nan(f[3].attributes[1]);
    ck_assert_str_eq(f[4].id, "new_2");
    ck_assert_str_eq(f[4].name, "New school");
    ck_assert_double_nan(f[4].attributes[1]); /* none was given */
    ck_assert_str_eq(f[5].id, "mine");
}
END_TEST

START_TEST(a_facility_opens_on_its_day)
{
    strcpy(change(VP_CHANGE_ADD, "clinic", NULL)->open_from, "2027-01-01");
    apply();
    check_kinds(SAME, SAME, SAME, SAME);
    check_places(CLINIC, "01");
    ck_assert(!changed.region.supply.facilities[3].open);
    ck_assert_str_eq(changed.region.supply.facilities[3].open_from, "2027-01-01");
    drop();
    strcpy(change(VP_CHANGE_ADD, "clinic", NULL)->open_from, "2026-12-31");
    apply();
    check_places(CLINIC, "013");
    ck_assert(changed.region.supply.facilities[3].open);
}
END_TEST

START_TEST(what_cannot_be_added_is_refused)
{
    change(VP_CHANGE_ADD, "shop", NULL);
    refused(VP_NOT_FOUND, "change 1: there is no service shop");
    change(VP_CHANGE_ADD, "clinic", NULL);
    change(VP_CHANGE_ADD, "radio", NULL);
    refused(VP_BAD_INPUT, "change 2: radio is not served from places; facilities cannot be added to it");
    change(VP_CHANGE_ADD, "trip", NULL)->capacity = 0;
    refused(VP_BAD_INPUT, "change 1: trip counts no capacity");
    change(VP_CHANGE_ADD, "clinic", "c");
    refused(VP_BAD_INPUT, "change 1: there is a facility c already");
    change(VP_CHANGE_REMOVE, NULL, "a");
    change(VP_CHANGE_ADD, "clinic", "a"); /* its name is free again */
    apply();
    check_places(CLINIC, "13");
}
END_TEST

START_TEST(a_moved_facility_serves_from_its_new_place)
{
    vp_change *c = change(VP_CHANGE_MOVE, NULL, "b");
    c->lon = 106, c->lat = 22, c->x = 10, c->y = 20;
    apply();
    check_kinds(PLACES, PLACES, SAME, SAME);
    check_places(CLINIC, "03");
    check_places(SCHOOL, "3");
    const vp_facility *f = &changed.region.supply.facilities[3];
    ck_assert_str_eq(f->id, "b");
    ck_assert(f->x == 10 && f->y == 20 && f->lon == 106 && f->lat == 22 && f->open);
    ck_assert_ptr_null(f->unit_code); /* that of the old place */
    ck_assert_double_eq(f->attributes[1], 11);
    ck_assert_uint_eq(changed.replaced[0], B);
    vp_changed_clear(&changed);
    change(VP_CHANGE_MOVE, NULL, "b")->x = 30; /* and again: it stands for the same one */
    apply();
    check_places(CLINIC, "04");
    ck_assert_uint_eq(changed.replaced[1], B);
    ck_assert_double_eq(changed.region.supply.facilities[4].x, 30);
    drop();
    change(VP_CHANGE_MOVE, NULL, "z");
    refused(VP_NOT_FOUND, "change 1: there is no facility z");
    facilities[C].id = "a";
    change(VP_CHANGE_MOVE, NULL, "a");
    refused(VP_BAD_INPUT, "change 1: two facilities have the id a");
}
END_TEST

START_TEST(a_removed_facility_closes_in_all_its_services)
{
    change(VP_CHANGE_REMOVE, NULL, "a");
    apply();
    check_kinds(PLACES, SAME, SAME, PLACES);
    check_places(CLINIC, "1");
    check_places(TRIP, "");
    check_places(SCHOOL, "1");
    ck_assert(!changed.region.supply.facilities[A].open && facilities[A].open);
    drop();
    change(VP_CHANGE_REMOVE, NULL, "a");
    change(VP_CHANGE_CAPACITY, NULL, "a")->capacity = 1;
    refused(VP_NOT_FOUND, "change 2: there is no facility a");
    change(VP_CHANGE_REMOVE, NULL, "c");
    refused(VP_NOT_FOUND, "change 1: no service has an open facility c");
    facilities[C].id = "b"; /* two of one id: both go */
    change(VP_CHANGE_REMOVE, NULL, "b");
    apply();
    check_places(CLINIC, "0");
    ck_assert(!changed.region.supply.facilities[B].open);
}
END_TEST

START_TEST(a_capacity_is_that_of_the_service)
{
    change(VP_CHANGE_CAPACITY, NULL, "a")->capacity = 99;
    change(VP_CHANGE_CAPACITY, "school", "b")->capacity = 55;
    apply();
    check_kinds(VP_SERVICE_CAPACITY, VP_SERVICE_CAPACITY, SAME, VP_SERVICE_CAPACITY);
    const vp_facility *f = changed.region.supply.facilities;
    ck_assert(f[A].attributes[0] == 99 && f[A].attributes[1] == 1);
    ck_assert(f[B].attributes[0] == 10 && f[B].attributes[1] == 55);
    ck_assert(attributes[A][0] == 0 && attributes[B][1] == 11);
    check_places(CLINIC, "01");
    drop();
    change(VP_CHANGE_CAPACITY, NULL, "b")->capacity = 1;
    refused(VP_BAD_INPUT, "change 1: the services of b count different capacities (beds, seats): name the service");
    change(VP_CHANGE_CAPACITY, NULL, "c")->capacity = 1;
    refused(VP_BAD_INPUT, "change 1: no service of c counts a capacity");
    change(VP_CHANGE_CAPACITY, "trip", "a")->capacity = 1;
    refused(VP_BAD_INPUT, "change 1: no service of a counts a capacity");
    change(VP_CHANGE_CAPACITY, "shop", "a")->capacity = 1;
    refused(VP_NOT_FOUND, "change 1: there is no service shop");
    services[SCHOOL].capacity = 0; /* both count beds now */
    change(VP_CHANGE_CAPACITY, NULL, "b")->capacity = 3;
    apply();
    ck_assert_double_eq(changed.region.supply.facilities[B].attributes[0], 3);
}
END_TEST

START_TEST(the_greater_change_of_a_service_stands)
{
    change(VP_CHANGE_REMOVE, NULL, "a");
    change(VP_CHANGE_CAPACITY, "clinic", "b")->capacity = 1;
    change(VP_CHANGE_SEASON, "trip", NULL)->season = VP_SEASON_DRY;
    change(VP_CHANGE_CLOSE_ROAD, NULL, NULL);
    apply();
    check_kinds(VP_SERVICE_ROADS, VP_SERVICE_CAPACITY, SAME, VP_SERVICE_TERRAIN);
}
END_TEST

START_TEST(an_opening_day_opens_and_closes)
{
    strcpy(change(VP_CHANGE_OPENING, NULL, "b")->open_from, "2027-01-01");
    strcpy(change(VP_CHANGE_OPENING, "trip", "c")->open_from, "2026-12-31");
    strcpy(change(VP_CHANGE_OPENING, NULL, "a")->open_from, "2020-01-01"); /* open before and after */
    apply();
    check_kinds(PLACES, PLACES, SAME, PLACES);
    check_places(CLINIC, "0");
    check_places(SCHOOL, "");
    check_places(TRIP, "02");
    const vp_facility *f = changed.region.supply.facilities;
    ck_assert(!f[B].open && f[C].open && f[A].open);
    ck_assert_str_eq(f[A].open_from, "2020-01-01");
    drop();
    strcpy(change(VP_CHANGE_OPENING, NULL, "c")->open_from, "2027-06-01"); /* closed before and after */
    apply();
    check_kinds(SAME, SAME, SAME, SAME);
    ck_assert_str_eq(changed.region.supply.facilities[C].open_from, "2027-06-01");
    drop();
    strcpy(facilities[C].open_to, "2026-12-30"); /* gone the day before */
    change(VP_CHANGE_OPENING, "clinic", "c");
    apply();
    check_places(CLINIC, "01");
    drop();
    strcpy(facilities[C].open_to, "2026-12-31");
    change(VP_CHANGE_OPENING, "clinic", "c");
    apply();
    check_places(CLINIC, "012");
    drop();
    change(VP_CHANGE_OPENING, NULL, "c");
    refused(VP_BAD_INPUT, "change 1: c was not open on 2026-12-31: name the service that it opens for");
    change(VP_CHANGE_OPENING, "radio", "c");
    refused(VP_BAD_INPUT, "change 1: radio is not served from places");
    change(VP_CHANGE_OPENING, "shop", "c");
    refused(VP_NOT_FOUND, "change 1: there is no service shop");
}
END_TEST

/* ------------------------------------------------------------ roads, seasons, transmitters */

static void add_points(vp_change *c, size_t count, const vp_point points[])
{
    c->points = malloc(count * sizeof *points);
    memcpy(c->points, points, count * sizeof *points);
    c->point_count = count;
}

/* A row of ten letters a row of cells: x where the road is closed. */
static void check_roads(const char *drawing)
{
    char found[SIDE * SIDE + 1] = "";
    for (size_t i = 0; i < SIDE * SIDE; i++) {
        ck_assert_uint_eq(roads[i], 5);
        found[i] = changed.region.land.roads[i] == 5 ? '.' : changed.region.land.roads[i] == 0 ? 'x' : '?';
    }
    ck_assert_str_eq(found, drawing);
}

#define FREE ".........."

/* Along the middle of the fifth row, from the second cell to the fifth. */
START_TEST(roads_near_a_line_are_closed)
{
    vp_change *c = change(VP_CHANGE_CLOSE_ROAD, NULL, NULL);
    add_points(c, 2, (vp_point[]){{150, 550}, {450, 550}});
    c->metres = 99;
    apply();
    check_kinds(VP_SERVICE_ROADS, SAME, SAME, VP_SERVICE_ROADS);
    check_roads(FREE FREE FREE FREE ".xxxx....." FREE FREE FREE FREE FREE);
    vp_changed_clear(&changed);
    c->metres = 100; /* the distance itself counts; the corners lie 141 m off */
    apply();
    check_roads(FREE FREE FREE ".xxxx....."
                               "xxxxxx...."
                               ".xxxx....." FREE FREE FREE FREE);
    vp_changed_clear(&changed);
    c = change(VP_CHANGE_CLOSE_ROAD, NULL, NULL); /* and around a point, in the corner */
    add_points(c, 1, (vp_point[]){{950, 50}});
    c->metres = 120;
    apply();
    check_roads(FREE FREE FREE ".xxxx....."
                               "xxxxxx...."
                               ".xxxx....." FREE FREE ".........x"
                               "........xx");
}
END_TEST

/* (150, 950) to (650, 450): a diagonal, and up its other side. The cells beside it lie 70.7 m off. */
START_TEST(a_line_of_two_pieces_closes_along_both)
{
    vp_change *c = change(VP_CHANGE_CLOSE_ROAD, NULL, NULL);
    add_points(c, 3, (vp_point[]){{150, 950}, {450, 650}, {750, 950}});
    c->metres = 60;
    apply();
    check_roads(".x.....x.."
                "..x...x..."
                "...x.x...."
                "....x....." FREE FREE FREE FREE FREE FREE);
}
END_TEST

START_TEST(roads_inside_a_polygon_are_closed)
{
    vp_change *c = change(VP_CHANGE_CLOSE_ROAD, NULL, NULL);
    add_points(c, 5, (vp_point[]){{100, 500}, {300, 500}, {300, 700}, {100, 700}, {100, 500}});
    c->polygon = true;
    c->metres = 500; /* of lines */
    apply();
    check_roads(FREE FREE FREE ".xx......."
                               ".xx......." FREE FREE FREE FREE FREE);
    drop();
    region.land.roads = NULL;
    change(VP_CHANGE_CLOSE_ROAD, NULL, NULL);
    apply();
    check_kinds(VP_SERVICE_ROADS, SAME, SAME, VP_SERVICE_ROADS);
    ck_assert_ptr_null(changed.region.land.roads);
}
END_TEST

START_TEST(a_season_is_of_those_that_name_none)
{
    change(VP_CHANGE_SEASON, NULL, NULL)->season = VP_SEASON_FLOOD;
    apply();
    check_kinds(VP_SERVICE_TERRAIN, SAME, SAME, SAME);
    ck_assert_int_eq(changed.region.season, VP_SEASON_FLOOD);
    ck_assert_int_eq(region.season, VP_SEASON_ALWAYS);
    drop();
    change(VP_CHANGE_SEASON, "trip", NULL)->season = VP_SEASON_DRY;
    apply();
    check_kinds(SAME, SAME, SAME, VP_SERVICE_TERRAIN);
    ck_assert_int_eq(changed.region.season, VP_SEASON_ALWAYS);
    ck_assert_int_eq(changed.region.definitions.services[TRIP].season, VP_SEASON_DRY);
    drop();
    change(VP_CHANGE_SEASON, "school", NULL)->season = VP_SEASON_DRY;
    refused(VP_BAD_INPUT, "change 1: nobody travels to school; a season does not change it");
    change(VP_CHANGE_SEASON, "shop", NULL)->season = VP_SEASON_DRY;
    refused(VP_NOT_FOUND, "change 1: there is no service shop");
}
END_TEST

START_TEST(a_transmitter_more_is_on_air)
{
    vp_change *c = change(VP_CHANGE_TRANSMITTER, NULL, NULL);
    c->x = 1, c->y = 2, c->lon = 3, c->lat = 4, c->mast_metres = 5, c->frequency_mhz = 90, c->erp_kw = 7;
    c->scope = VP_SCOPE_LOCAL, c->polarisation = VP_POLARISATION_VERTICAL;
    c = change(VP_CHANGE_TRANSMITTER, NULL, "t2");
    c->name = strdup("Hill");
    c->programme = strdup("News");
    strcpy(c->open_from, "2026-12-31");
    apply();
    check_kinds(SAME, SAME, VP_SERVICE_SIGNALS, SAME);
    ck_assert_uint_eq(changed.region.supply.transmitter_count, 3);
    ck_assert_uint_eq(region.supply.transmitter_count, 1);
    const vp_transmitter *t = &changed.region.supply.transmitters[1], *u = &changed.region.supply.transmitters[2];
    ck_assert_str_eq(changed.region.supply.transmitters[0].id, "t1");
    ck_assert_str_eq(t->id, "new_1");
    ck_assert_str_eq(t->site, "new_1");
    ck_assert_str_eq(t->programme, "new_1");
    ck_assert(t->x == 1 && t->y == 2 && t->lon == 3 && t->lat == 4 && t->mast_metres == 5 && t->frequency_mhz == 90 &&
              t->erp_kw == 7);
    ck_assert(t->open && t->scope == VP_SCOPE_LOCAL && t->polarisation == VP_POLARISATION_VERTICAL);
    ck_assert_str_eq(u->id, "t2");
    ck_assert_str_eq(u->site, "Hill");
    ck_assert_str_eq(u->programme, "News");
    ck_assert(u->open && strcmp(u->open_from, "2026-12-31") == 0);
}
END_TEST

START_TEST(a_transmitter_that_nobody_receives_is_refused)
{
    memcpy(change(VP_CHANGE_TRANSMITTER, NULL, NULL)->open_from, "2027-01-01", sizeof "2027-01-01");
    apply();
    check_kinds(SAME, SAME, SAME, SAME); /* not on air yet */
    ck_assert(!changed.region.supply.transmitters[1].open);
    drop();
    change(VP_CHANGE_TRANSMITTER, NULL, "t1");
    refused(VP_BAD_INPUT, "change 1: there is a transmitter t1 already");
    vp_change *c = change(VP_CHANGE_TRANSMITTER, NULL, NULL);
    free(c->system);
    c->system = strdup("dvb_t2");
    refused(VP_BAD_INPUT, "change 1: no service is received as dvb_t2");
}
END_TEST

/* ------------------------------------------------------------ places */

static const double earth_radius = 6378137;

static double lon_of(double east) { return east / earth_radius * 180 / M_PI; }
static double lat_of(double north) { return atan(sinh(north / earth_radius)) * 180 / M_PI; }

/* Web Mercator metres to cells: a kilometre each, ten by ten, the upper left corner at (0, 10 km). */
static bool to_cell(void *context, size_t count, double u[], double v[])
{
    (void)context;
    for (size_t i = 0; i < count; i++) u[i] /= 1000, v[i] = (10000 - v[i]) / 1000;
    return true;
}

START_TEST(places_are_found_on_the_grid)
{
    vp_lattice lattice;
    ck_assert(vp_lattice_init(&lattice, (vp_lattice_knots){-5000, -5000, 15000, 15000, 3, 3}, to_cell, NULL, &err));
    vp_change *c = change(VP_CHANGE_MOVE, NULL, "a");
    c->lon = lon_of(2500), c->lat = lat_of(7250);
    c = change(VP_CHANGE_CLOSE_ROAD, NULL, NULL);
    add_points(c, 2, (vp_point[]){{lon_of(0), lat_of(10000)}, {lon_of(9990), lat_of(10)}});
    change(VP_CHANGE_REMOVE, NULL, "b"); /* has no place */
    ck_assert_msg(vp_scenario_locate(&scenario, region.geometry, &lattice, &err), "%s", err.message);
    ck_assert_double_eq_tol(scenario.changes[0].x, 250, 1e-6);
    ck_assert_double_eq_tol(scenario.changes[0].y, 725, 1e-6);
    ck_assert_double_eq_tol(scenario.changes[1].points[1].x, 999, 1e-6);
    ck_assert_double_eq_tol(scenario.changes[1].points[1].y, 1, 1e-6);
    static const vp_point outside[] = {{-1, 5000}, {10001, 5000}, {5000, -1}, {5000, 10001}, {20000, 5000}};
    for (size_t i = 0; i < sizeof outside / sizeof *outside; i++) {
        c = &scenario.changes[0];
        c->kind = i % 2 ? VP_CHANGE_ADD : VP_CHANGE_TRANSMITTER;
        c->lon = lon_of(outside[i].x), c->lat = lat_of(outside[i].y);
        ck_assert(!vp_scenario_locate(&scenario, region.geometry, &lattice, &err));
        ck_assert_int_eq(err.kind, VP_BAD_INPUT);
        ck_assert_ptr_eq(strstr(err.message, "change 1: "), err.message);
    }
    scenario.changes[0].kind = VP_CHANGE_REMOVE;
    scenario.changes[1].points[0] = (vp_point){lon_of(5000), lat_of(5000)};
    scenario.changes[1].points[1] = (vp_point){50, 60};
    ck_assert(!vp_scenario_locate(&scenario, region.geometry, &lattice, &err));
    ck_assert_str_eq(err.message, "change 2: 50, 60 lies outside the province's grid");
    vp_lattice_clear(&lattice);
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("changes");
    tcase_add_checked_fixture(cases, make, drop);
    tcase_add_test(cases, a_new_facility_serves_its_service);
    tcase_add_test(cases, a_facility_opens_on_its_day);
    tcase_add_test(cases, what_cannot_be_added_is_refused);
    tcase_add_test(cases, a_moved_facility_serves_from_its_new_place);
    tcase_add_test(cases, a_removed_facility_closes_in_all_its_services);
    tcase_add_test(cases, a_capacity_is_that_of_the_service);
    tcase_add_test(cases, the_greater_change_of_a_service_stands);
    tcase_add_test(cases, an_opening_day_opens_and_closes);
    tcase_add_test(cases, roads_near_a_line_are_closed);
    tcase_add_test(cases, a_line_of_two_pieces_closes_along_both);
    tcase_add_test(cases, roads_inside_a_polygon_are_closed);
    tcase_add_test(cases, a_season_is_of_those_that_name_none);
    tcase_add_test(cases, a_transmitter_more_is_on_air);
    tcase_add_test(cases, a_transmitter_that_nobody_receives_is_refused);
    tcase_add_test(cases, places_are_found_on_the_grid);
    Suite *suite = suite_create("changes");
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
