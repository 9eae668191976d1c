/* Candidates that are areas, on the strip of land of strip.h: rectangles whose borders lie on sixteenths of a cell, so
 * that 256 points a cell count the people inside exactly. */
#include "sites/terrain/strip.h"
#include "support/thorough.h"
#include <vungphu/service_areas.h>

enum { PARTS = 16, ACROSS = COLUMNS * PARTS, AREAS_MOST = 8 };

typedef struct {
    int west, east, north, south; /* sixteenths of a cell, from the strip's own corner */
} box;

static struct {
    box boxes[AREAS_MOST];
    bool working[AREAS_MOST], candidate[AREAS_MOST]; /* a broken one is the candidate alone */
    size_t count;
    vp_service_area areas[2 * AREAS_MOST];
    const vp_shape *listed[AREAS_MOST];
    char names[AREAS_MOST][3];
    vp_service services[2];
    vp_grid *served;
} given;

static char all_id[] = "all", works_id[] = "works";

static bool holds(const box *b, int x, int y) { return x >= b->west && x < b->east && y >= b->north && y < b->south; }

static void add_area(const box *b, char *name, size_t service)
{
    const double left = 500000, top = 2400000 - 100, part = 100.0 / PARTS;
    double w = left + b->west * part, e = left + b->east * part, n = top - b->north * part, s = top - b->south * part;
    const vp_point ring[] = {{w, n}, {e, n}, {e, s}, {w, s}, {w, n}};
    const size_t size = 5;
    vp_service_area *a = &given.areas[strip.region.supply.service_area_count++];
    *a = (vp_service_area){.id = name, .service = service};
    ck_assert(vp_shape_init(&a->shape, ring, &size, 1, &strip.err));
}

/* Service 0 has what works, service 1 all. */
static void lay_areas(void)
{
    given.services[0] = (vp_service){.id = works_id, .reach = VP_REACH_AREA, .capacity = VP_NONE};
    given.services[1] = (vp_service){.id = all_id, .reach = VP_REACH_AREA, .capacity = VP_NONE};
    strip.region.definitions.services = given.services;
    strip.region.definitions.service_count = 2;
    strip.region.supply.facility_count = 0;
    strip.region.supply.service_areas = given.areas;
    strip.region.supply.service_area_count = 0;
    for (size_t k = 0; k < given.count; k++) {
        given.names[k][0] = 'a';
        given.names[k][1] = (char)('0' + k);
        add_area(&given.boxes[k], given.names[k], 1);
        if (given.working[k]) add_area(&given.boxes[k], given.names[k], 0);
    }
    given.served = vp_service_areas_surface(strip.region.geometry, given.areas, strip.region.supply.service_area_count,
                                            0, &strip.err);
    memcpy(strip.surface, vp_grid_cells(given.served), sizeof strip.surface);
    strip.question.mend = 1;
}

static void lift_areas(void)
{
    for (size_t k = 0; k < strip.region.supply.service_area_count; k++) vp_shape_clear(&given.areas[k].shape);
    vp_grid_free(given.served);
    given.served = NULL;
}

/* People at points that one of the areas of the mask holds; of columns first to last. */
static double inside(uint32_t mask, int first, int last)
{
    double sum = 0;
    for (int x = first * PARTS; x < last * PARTS; x++)
        for (int y = 0; y < PARTS; y++)
            for (size_t k = 0; k < given.count; k++) {
                if (!(mask >> k & 1) || !holds(&given.boxes[k], x, y)) continue;
                int people = x / PARTS + 1;
                sum += people / (double)(PARTS * PARTS);
                break;
            }
    return sum;
}

static uint32_t working_mask(void)
{
    uint32_t mask = 0;
    for (size_t k = 0; k < given.count; k++) mask |= (uint32_t)given.working[k] << k;
    return mask;
}

/* The most that count more areas add, and by which. */
static double best_of(size_t count)
{
    uint32_t now = working_mask();
    double best = 0, before = inside(now, 0, COLUMNS);
    for (uint32_t mask = 0; mask < 1u << given.count; mask++) {
        if ((mask & now) || (size_t)__builtin_popcount(mask) > count) continue;
        best = fmax(best, inside(mask | now, 0, COLUMNS) - before);
    }
    return best;
}

static uint64_t state;
static int draw(int count)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (int)((state >> 33) % (uint64_t)count);
}

static void lay_random(void)
{
    given.count = 3 + (size_t)draw(AREAS_MOST - 2);
    for (size_t k = 0; k < given.count; k++) {
        box *b = &given.boxes[k];
        b->west = draw(ACROSS - 1);
        b->east = b->west + 1 + draw(ACROSS - b->west < 3 * PARTS ? ACROSS - b->west : 3 * PARTS);
        b->north = draw(3) ? 0 : draw(PARTS - 1);
        b->south = draw(3) ? PARTS : b->north + 1 + draw(PARTS - b->north);
        given.working[k] = k > 1 && draw(3) == 0;
    }
    lay_areas();
}

static size_t named(const char *name) { return (size_t)(name[1] - '0'); }

static void check_random(void)
{
    strip.question.count = 1 + (size_t)draw(3);
    double best = best_of(strip.question.count);
    if (!(best > 0)) return;
    const vp_siting_result *r = ask();
    uint32_t now = working_mask(), chosen = now;
    ck_assert_double_eq_tol(r->answer->objective, best, 1e-5);
    ck_assert(r->answer->proven);
    for (size_t k = 0; k < r->answer->chosen_count; k++) {
        const vp_siting_scheme *s = &r->schemes[r->answer->chosen[k].site];
        size_t area = named(given.areas[s->area].id);
        uint32_t others = ((1u << given.count) - 1) & ~(1u << area);
        chosen |= 1u << area;
        ck_assert_double_eq_tol(s->people, inside(1u << area, 0, COLUMNS), 1e-5);
        ck_assert_double_eq_tol(s->left, inside(now | 1u << area, 0, COLUMNS) - inside(now, 0, COLUMNS), 1e-5);
        ck_assert_double_eq_tol(s->alone, inside(others | 1u << area, 0, COLUMNS) - inside(others, 0, COLUMNS), 1e-5);
    }
    ck_assert_double_eq_tol(r->before, inside(now, 0, COLUMNS), 1e-5);
    ck_assert_double_eq_tol(r->after, inside(chosen, 0, COLUMNS), 1e-5);
    ck_assert_double_eq_tol(r->units[0].after, inside(chosen, 0, 6), 1e-5);
    ck_assert_double_eq_tol(r->units[1].after, inside(chosen, 6, COLUMNS), 1e-5);
}

START_TEST(every_choice_of_broken_areas_was_looked_at)
{
    uint64_t rounds = (uint64_t)vp_thorough(300, 10000);
    for (uint64_t seed = 1; seed <= rounds; seed++) {
        state = seed;
        lay_random();
        check_random();
        lift_areas();
    }
}
END_TEST

/* West has 21 people: a least share of every unit takes an area there, though one in the east holds more. */
static void lay_two(void)
{
    given.count = 3;
    given.boxes[0] = (box){0, 3 * PARTS, 0, PARTS};          /* 1 + 2 + 3 */
    given.boxes[1] = (box){8 * PARTS, 10 * PARTS, 0, PARTS}; /* 9 + 10 */
    given.boxes[2] = (box){9 * PARTS, 12 * PARTS, 0, PARTS}; /* works */
    given.working[0] = given.working[1] = false;
    given.working[2] = true;
    lay_areas();
}

START_TEST(conditions_hold_of_areas_too)
{
    static vp_facility scheme[1];
    double places = 2;
    lay_two();
    ck_assert_double_eq_tol(ask()->answer->objective, 9, 1e-9);
    ck_assert_uint_eq(strip.result.mends[0], VP_NONE);
    strip.question.minimum_share = 0.2;
    ck_assert_double_eq_tol(ask()->answer->objective, 6, 1e-9);
    check_unit(0, 21, 0, 6);
    strip.question.minimum_share = 0;
    strip.question.capacity = 5;
    ck_assert_double_eq_tol(ask()->answer->objective, 5, 1e-9);
    strip.question.capacity = INFINITY;
    scheme[0] = (vp_facility){.id = given.names[1], .x = middle_of(2), .y = 2400000 - 150, .attributes = &places};
    strip.region.supply.facilities = scheme; /* the source lies elsewhere, and has 2 m3 a day */
    strip.region.supply.facility_count = 1;
    given.services[0].capacity = 0;
    strip.question.people_per_place = 3;
    strip.question.count = 2;
    ck_assert_double_eq_tol(ask()->answer->objective, 6 + 6, 1e-9);
    ck_assert_uint_eq(strip.result.cells[1], LAND + 2);
    ck_assert_uint_eq(strip.result.mends[1], 0);
    lift_areas();
}
END_TEST

START_TEST(planned_areas_are_candidates_with_prices)
{
    const double prices[] = {5, 1};
    lay_two();
    const vp_shape *areas[] = {&given.areas[1].shape, &given.areas[0].shape};
    strip.question.mend = VP_NONE;
    strip.question.areas = areas;
    strip.question.area_count = 2;
    strip.question.prices = prices;
    strip.question.budget = 2;
    strip.question.count = SIZE_MAX;
    const vp_siting_result *r = ask();
    ck_assert_double_eq_tol(r->answer->objective, 6, 1e-9);
    ck_assert_uint_eq(r->listed[r->answer->chosen[0].site], 1);
    ck_assert_int_eq(site(0), 1);
    lift_areas();
}
END_TEST

START_TEST(what_areas_do_not_go_with_is_refused)
{
    lay_two();
    strip.question.limit = 100;
    refuse(VP_BAD_INPUT, "without a limit");
    strip.question.limit = NAN;
    strip.question.mend = 0;
    refuse(VP_BAD_INPUT, "of another service");
    strip.question.mend = 1;
    given.services[0].reach = VP_REACH_TRAVEL_TIME;
    refuse(VP_BAD_INPUT, "one is an area");
    given.services[0].reach = VP_REACH_AREA;
    strip.question.expand = 5;
    refuse(VP_BAD_INPUT, "a facility gains places");
    strip.question.expand = NAN;
    const size_t closed[] = {0};
    strip.question.closed = closed;
    strip.question.closed_count = 1;
    refuse(VP_BAD_INPUT, "is an area, of which no facility is closed or moved here");
    strip.question.closed_count = 0;
    for (size_t k = 0; k < strip.region.supply.service_area_count; k++) given.areas[k].service = 0;
    refuse(VP_NOT_FOUND, "nothing to mend");
    lift_areas();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("siting of areas");
    TCase *cases = tcase_create("a strip of land");
    tcase_set_timeout(cases, 0);
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, every_choice_of_broken_areas_was_looked_at);
    tcase_add_test(cases, conditions_hold_of_areas_too);
    tcase_add_test(cases, planned_areas_are_candidates_with_prices);
    tcase_add_test(cases, what_areas_do_not_go_with_is_refused);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
