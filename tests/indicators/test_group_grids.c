/* Groups that population grids of their own count, alone and combined with conditions, shares and each other, held on
 * random small provinces against sums over the cells made here: shares, ranges, joint reach, gaps, shortages,
 * settlements, loads of facilities and demand for sites. */
#include "../support/thorough.h"
#include "base/random.h"
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/analysis.h>
#include <vungphu/facility_load.h>
#include <vungphu/gaps.h>
#include <vungphu/group.h>
#include <vungphu/group_people.h>
#include <vungphu/indicators.h>
#include <vungphu/limit.h>
#include <vungphu/settlement_cells.h>
#include <vungphu/settlements.h>
#include <vungphu/shortage.h>
#include <vungphu/sites_on_terrain.h>
#include <vungphu/unit_weights.h>

enum { SIDE = 12, CELLS = SIDE * SIDE, UNITS = 6, FACILITIES = 5, SERVICES = 3, GRIDS = 5, GROUPS = 4, PLACES = 4 };
enum { EVERYONE, EVERYONE_LATER, YOUNG, OLD, OLD_LATER };
static const double columns[] = {0, 4.5, 8.25, 12}, rows[] = {0, 5.5, 12};
static const double limit = 300;

typedef struct {
    vp_random random;
    vp_region region;
    vp_unit units[UNITS];
    vp_unit_set set;
    vp_facility facilities[FACILITIES];
    size_t lists[2][FACILITIES];
    vp_service services[SERVICES];
    vp_group groups[GROUPS + 1];
    bool member_of[GROUPS][UNITS], *member[GROUPS];
    double share_of[GROUPS][UNITS], *share[GROUPS];
    vp_population populations[GRIDS];
    vp_joint joint;
    vp_settlement places[PLACES];
    vp_weights **weights;
    vp_coverage *coverage;
    float surfaces[2][CELLS];
} world;

static double draw(world *w) { return (double)(vp_random_next(&w->random) >> 11) * 0x1p-53; }

static bool plain_map(void *context, size_t count, double u[], double v[])
{
    (void)context;
    for (size_t i = 0; i < count; i++) u[i] = 105 + u[i] / 1000, v[i] = 22 - v[i] / 1000;
    return true;
}

static void lay_units(world *w)
{
    static char code[UNITS][2] = {"1", "2", "3", "4", "5", "6"}, level[] = "commune", vintage[] = "2025";
    for (size_t u = 0; u < UNITS; u++) {
        double west = columns[u % 3] * 100, east = columns[u % 3 + 1] * 100, north = (SIDE - rows[u / 3]) * 100,
               south = (SIDE - rows[u / 3 + 1]) * 100;
        vp_point corners[] = {{west, south}, {east, south}, {east, north}, {west, north}, {west, south}};
        size_t sizes[] = {5};
        w->units[u] = (vp_unit){.code = code[u], .name = code[u]};
        ck_assert(vp_shape_init(&w->units[u].shape, corners, sizes, 1, NULL));
    }
    w->set = (vp_unit_set){level, vintage, w->units, UNITS};
}

/* Remote is a condition, minority a share, the young and the old have grids, the old two of them. */
static void make_groups(world *w)
{
    static char ids[GROUPS][10] = {"remote", "minority", "young", "old"}, nothing[] = "", file[] = "people.tif";
    for (size_t g = 0; g < GROUPS; g++) {
        w->member[g] = w->member_of[g];
        w->share[g] = w->share_of[g];
        for (size_t u = 0; u < UNITS; u++) {
            w->member_of[g][u] = g > 0 || vp_random_below(&w->random, 2);
            w->share_of[g][u] = g == 1 ? draw(w) : 1;
        }
        w->groups[g] = (vp_group){.id = ids[g],
                                  .title_vi = ids[g],
                                  .title_en = ids[g],
                                  .definition = nothing,
                                  .member = &w->member[g],
                                  .share = &w->share[g],
                                  .grid = g > 1 ? file : NULL};
    }
}

static void make_grids(world *w)
{
    static char labels[GRIDS][8] = {"now", "later", "young", "old", "old2"};
    vp_grid_geometry geometry = {SIDE, SIDE, 100, 0, SIDE * 100};
    for (size_t p = 0; p < GRIDS; p++)
        w->populations[p] = (vp_population){.label = labels[p],
                                            .people = vp_grid_new(geometry, 0, NULL),
                                            .of_group = p >= YOUNG,
                                            .group = p == YOUNG ? 2 : 3};
    for (size_t i = 0; i < CELLS; i++) {
        bool known = vp_random_below(&w->random, 12) > 0, lived_in = vp_random_below(&w->random, 3) > 0;
        double people = lived_in ? 60 * draw(w) : 0,
               parts[GRIDS] = {1, 0.8 + 0.4 * draw(w), 0.8 * draw(w), 0.8 * draw(w), 0};
        parts[OLD_LATER] = parts[OLD] * parts[EVERYONE_LATER];
        for (size_t p = 0; p < GRIDS; p++)
            vp_grid_edit(w->populations[p].people)[i] = known ? (float)(people * parts[p]) : NAN;
    }
}

static void make_services(world *w)
{
    static char ids[SERVICES][8] = {"school", "clinic", "bus"}, nothing[] = "", name[] = "f";
    for (size_t f = 0; f < FACILITIES; f++) {
        vp_facility *it = &w->facilities[f];
        *it = (vp_facility){.id = name, .x = draw(w) * SIDE * 100, .y = draw(w) * SIDE * 100, .open = true};
        it->lon = 105 + it->x / 1e5, it->lat = 22 - (SIDE * 100 - it->y) / 1e5;
        w->lists[f % 2][f / 2] = f;
    }
    for (size_t s = 0; s < SERVICES; s++)
        w->services[s] = (vp_service){.id = ids[s],
                                      .mode = nothing,
                                      .scope = nothing,
                                      .reach = s == 2 ? VP_REACH_TRAVEL_TIME : VP_REACH_DISTANCE,
                                      .default_limit = limit,
                                      .capacity = VP_NONE,
                                      .group = VP_NONE,
                                      .facilities = w->lists[s % 2],
                                      .facility_count = s == 2 ? 0
                                                        : s    ? 2
                                                               : 3};
    w->joint = (vp_joint){.services = {0, 1},
                          .service_count = 2,
                          .limits = {limit, limit},
                          .parts = {0, 1},
                          .part_count = 2,
                          .at_least = 1};
}

static bool keep(void *context, size_t service, const vp_grid *values, const int32_t *nearest, vp_error *err)
{
    (void)nearest, (void)err;
    if (service < 2) memcpy(((world *)context)->surfaces[service], vp_grid_cells(values), CELLS * sizeof(float));
    return true;
}

static world *make(uint64_t seed)
{
    world *w = calloc(1, sizeof *w);
    vp_error err = {0};
    w->random = (vp_random){seed};
    lay_units(w);
    make_groups(w);
    make_grids(w);
    make_services(w);
    for (size_t i = 0; i < PLACES; i++)
        w->places[i] = (vp_settlement){
            .x = draw(w) * SIDE * 100, .y = draw(w) * SIDE * 100, .people = NAN, .households = NAN, .difficult = NAN};
    w->region =
        (vp_region){.as_of = "2026-12-31",
                    .geometry = {SIDE, SIDE, 100, 0, SIDE * 100},
                    .units = {.sets = &w->set, .set_count = 1},
                    .people = {.populations = w->populations, .population_count = GRIDS},
                    .supply = {.facilities = w->facilities, .facility_count = FACILITIES},
                    .settlements = {.items = w->places, .count = PLACES},
                    .definitions = {w->services, SERVICES, w->groups, GROUPS, NULL, 0, &w->joint, 1, NULL, 0, NULL, 0}};
    ck_assert(
        vp_lattice_init(&w->region.cell_to_lonlat, (vp_lattice_knots){0, 0, SIDE, SIDE, 5, 5}, plain_map, NULL, NULL));
    for (size_t i = 0; i < PLACES; i++)
        w->places[i].lon = 105 + w->places[i].x / 1e5, w->places[i].lat = 22 - (SIDE * 100 - w->places[i].y) / 1e5;
    ck_assert(vp_settlement_cells_assign(&w->region, &err));
    w->weights = vp_unit_weights_of_region(&w->region, &err);
    vp_analysis_options options = {.travel = vp_travel_defaults(), .surface_ready = keep, .context = w};
    w->coverage = vp_analysis_run(&w->region, w->weights, &options, &err);
    ck_assert_msg(w->coverage != NULL, "%s", err.message);
    return w;
}

static void discard(world *w)
{
    for (size_t u = 0; u < UNITS; u++) vp_shape_clear(&w->units[u].shape);
    for (size_t p = 0; p < GRIDS; p++) vp_grid_free(w->populations[p].people);
    vp_weights_free(w->weights[0]);
    free(w->weights);
    free(w->region.settlements.of_cell);
    vp_lattice_clear(&w->region.cell_to_lonlat);
    vp_coverage_free(w->coverage);
    free(w);
}

/* ------------------------------------------------------------ summed plainly */

static double overlap(double a, double b, double c, double d) { return fmax(0, fmin(b, d) - fmax(a, c)); }

/* Part of the cell that is in the unit. */
static double part_in(size_t cell, size_t unit)
{
    size_t row = cell / SIDE;
    double x = (double)(cell % SIDE), y = (double)row;
    return overlap(x, x + 1, columns[unit % 3], columns[unit % 3 + 1]) *
           overlap(y, y + 1, rows[unit / 3], rows[unit / 3 + 1]);
}

typedef struct {
    double low, high;
} ends;

/* n everyone, y the young and o the old of any set of people in the unit. */
typedef ends rule(const world *, size_t unit, double n, double y, double o);
static ends same(double value) { return (ends){value, value}; }
static bool remote(const world *w, size_t u) { return w->member_of[0][u]; }
static double many(const world *w, size_t u, double n) { return w->share_of[1][u] * n; }
static ends of_young(const world *w, size_t u, double n, double y, double o)
{
    (void)w, (void)u, (void)n, (void)o;
    return same(y);
}
static ends of_remote_young(const world *w, size_t u, double n, double y, double o)
{
    (void)n, (void)o;
    return same(remote(w, u) ? y : 0);
}
static ends of_grown(const world *w, size_t u, double n, double y, double o)
{
    (void)w, (void)u, (void)o;
    return same(n - y);
}
static ends of_remote_or_young(const world *w, size_t u, double n, double y, double o)
{
    (void)o;
    return same(remote(w, u) ? n : y);
}
static ends of_young_minority(const world *w, size_t u, double n, double y, double o)
{
    (void)o;
    return (ends){fmax(0, many(w, u, n) + y - n), fmin(many(w, u, n), y)};
}
static ends of_young_or_old(const world *w, size_t u, double n, double y, double o)
{
    (void)w, (void)u;
    return (ends){fmax(y, o), fmin(n, y + o)};
}
static ends of_remote_young_or_old(const world *w, size_t u, double n, double y, double o)
{
    return remote(w, u) ? of_young_or_old(w, u, n, y, o) : same(0);
}
static ends of_minority_or_grown(const world *w, size_t u, double n, double y, double o)
{
    (void)o;
    return (ends){fmax(many(w, u, n), n - y), fmin(n, many(w, u, n) + n - y)};
}

static const struct {
    const char *text;
    rule *of;
    bool bounded, counts_everyone, counts_old;
} asked[] = {{"young", of_young, false, false, false},
             {"remote+young", of_remote_young, false, true, false},
             {"-young", of_grown, false, true, false},
             {"remote|young", of_remote_or_young, false, true, false},
             {"young+minority", of_young_minority, true, true, false},
             {"young|old", of_young_or_old, true, true, true},
             {"remote+(young|old)", of_remote_young_or_old, true, true, true},
             {"minority|-young", of_minority_or_grown, true, true, false}};

static double in_grid(const world *w, size_t grid, size_t cell)
{
    double people = (double)vp_grid_cells(w->populations[grid].people)[cell];
    return isnan(people) ? 0 : people;
}

/* Whether the service reaches the cell, or any of both with service 2. */
static bool reaches(const world *w, size_t service, size_t cell)
{
    bool first = vp_limit_holds(limit, (double)w->surfaces[0][cell]),
         second = vp_limit_holds(limit, (double)w->surfaces[1][cell]);
    return service == 2 ? first || second : service ? second : first;
}

/* Of one unit, those within (beyond) the limit together. */
static ends in_unit(const world *w, size_t question, size_t unit, size_t service, bool within, size_t estimate)
{
    double n = 0, y = 0, o = 0;
    for (size_t i = 0; i < CELLS; i++) {
        if (reaches(w, service, i) != within) continue;
        n += part_in(i, unit) * in_grid(w, EVERYONE + estimate, i);
        y += part_in(i, unit) * in_grid(w, YOUNG, i);
        o += part_in(i, unit) * in_grid(w, OLD + estimate, i);
    }
    return asked[question].of(w, unit, n, y, o);
}

/* value, low and high of the share reached, of one unit or of all (UNITS). */
static void share_plainly(const world *w, size_t question, size_t service, size_t unit, double out[3])
{
    out[1] = INFINITY, out[2] = -INFINITY;
    for (size_t estimate = 0; estimate < (asked[question].counts_everyone ? 2 : 1); estimate++) {
        ends within = {0, 0}, beyond = {0, 0};
        for (size_t u = 0; u < UNITS; u++) {
            if (unit != UNITS && unit != u) continue;
            ends a = in_unit(w, question, u, service, true, estimate),
                 b = in_unit(w, question, u, service, false, estimate);
            within.low += a.low, within.high += a.high, beyond.low += b.low, beyond.high += b.high;
        }
        double part = (within.low + within.high) / 2, rest = (beyond.low + beyond.high) / 2;
        if (!estimate) out[0] = part / (part + rest);
        out[1] = fmin(out[1], part / (part + rest)), out[2] = fmax(out[2], part / (part + rest));
        if (within.low + beyond.high > 0) out[1] = fmin(out[1], within.low / (within.low + beyond.high));
        if (within.high + beyond.low > 0) out[2] = fmax(out[2], within.high / (within.high + beyond.low));
    }
}

/* ------------------------------------------------------------ against it */

static size_t ask_group(world *w, size_t question)
{
    vp_error err = {0};
    if (question == 0) return 2;
    ck_assert_msg(
        vp_group_combine(&w->region.definitions, &w->region.units, asked[question].text, &w->groups[GROUPS], &err),
        "%s", err.message);
    w->region.definitions.group_count = GROUPS + 1;
    ck_assert_int_eq(vp_group_is_bounded(&w->groups[GROUPS]) && asked[question].bounded,
                     vp_group_is_bounded(&w->groups[GROUPS]));
    ck_assert_str_eq(w->groups[GROUPS].grid, "people.tif");
    return GROUPS;
}

static void end_group(world *w, size_t question)
{
    if (question) vp_group_clear(&w->groups[GROUPS], 1);
    w->region.definitions.group_count = GROUPS;
}

static void check_shares(const world *w, size_t question, size_t group, size_t service)
{
    vp_indicator n = vp_indicator_of_reach(service, group, NAN);
    if (service == 2) n.measure = VP_MEASURE_JOINT_SHARE, n.service = VP_NONE;
    for (size_t u = 0; u <= UNITS; u++) {
        vp_question q = vp_question_of(0, u == UNITS ? VP_NONE : u);
        vp_measurement m;
        double wanted[3];
        ck_assert(vp_indicator_measure(&w->region, w->coverage, &n, &q, &m, NULL));
        share_plainly(w, question, service, u, wanted);
        if (isnan(wanted[0])) {
            ck_assert_msg(isnan(m.value), "%s unit %zu: %g, and nobody lives there", asked[question].text, u, m.value);
            continue;
        }
        const double got[3] = {m.value, m.low, m.high};
        for (int i = 0; i < 3; i++)
            ck_assert_msg(fabs(got[i] - wanted[i]) < 1e-6, "%s service %zu unit %zu, %d: %.9f not %.9f",
                          asked[question].text, service, u, i, got[i], wanted[i]);
    }
}

/* People of cells beyond the limit of one service, or of both: each cell by itself. settlement: on its cells alone. */
static ends left_out_plainly(const world *w, size_t question, bool of_both, uint32_t settlement)
{
    ends sum = {0, 0};
    for (size_t i = 0; i < CELLS; i++)
        for (size_t u = 0; u < UNITS; u++) {
            double part = part_in(i, u);
            if (reaches(w, of_both ? 2 : 0, i)) continue;
            if (settlement != UINT32_MAX && w->region.settlements.of_cell[i] != settlement) continue;
            ends e = asked[question].of(w, u, part * in_grid(w, EVERYONE, i), part * in_grid(w, YOUNG, i),
                                        part * in_grid(w, OLD, i));
            sum.low += e.low, sum.high += e.high;
        }
    return sum;
}

static void check_people(double got, double wanted, const char *what, size_t question)
{
    ck_assert_msg(fabs(got - wanted) <= 2e-5 * fmax(1, wanted), "%s of %s: %.6f not %.6f", what, asked[question].text,
                  got, wanted);
}

static void check_places(const world *w, size_t question, size_t group)
{
    vp_gap_question q = {0, group, NAN, 0, 0};
    vp_shortage_question both = {.services = {0, 1}, .service_count = 2, .limits = {NAN, NAN}, .group = group};
    const float *const surfaces[] = {w->surfaces[0], w->surfaces[1]};
    vp_gaps gaps;
    vp_shortages shortages;
    double sum[3] = {0};
    ends wanted = left_out_plainly(w, question, false, UINT32_MAX);
    ck_assert(vp_gaps_find(&w->region, w->weights[0], w->surfaces[0], &q, &gaps, NULL));
    for (size_t i = 0; i < gaps.gap_count; i++)
        sum[0] += gaps.gaps[i].people, sum[1] += gaps.gaps[i].people_low, sum[2] += gaps.gaps[i].people_high;
    check_people(sum[0], (wanted.low + wanted.high) / 2, "gaps", question);
    check_people(sum[1], wanted.low, "gaps, least", question);
    check_people(sum[2], wanted.high, "gaps, most", question);
    ck_assert(vp_shortages_find(&w->region, w->weights[0], surfaces, &both, &shortages, NULL));
    wanted = left_out_plainly(w, question, true, UINT32_MAX);
    check_people(shortages.people, (wanted.low + wanted.high) / 2, "shortages", question);
    vp_gaps_clear(&gaps);
    vp_shortages_clear(&shortages);
}

static void check_settlements(const world *w, size_t question, size_t group)
{
    vp_gap_question q = {0, group, NAN, 0, 0};
    vp_settlement_list list;
    ck_assert(vp_settlements_reach(&w->region, w->weights[0], w->surfaces[0], &q, &list, NULL));
    for (size_t i = 0; i < list.count; i++) {
        ends wanted = left_out_plainly(w, question, false, (uint32_t)list.items[i].settlement);
        check_people(list.items[i].left_out, (wanted.low + wanted.high) / 2, "settlement", question);
    }
    vp_settlements_clear(&list);
}

static void check_supply(const world *w, size_t question, size_t group)
{
    vp_load_question q = {0, group, NAN, NAN};
    vp_travel_options travel = vp_travel_defaults();
    vp_facility_load loads[FACILITIES];
    vp_demand_question asks = {.service = 2, .group = group, .surface = w->surfaces[0], .limit = limit};
    vp_demand demand;
    double sum = 0, all = 0;
    ends wanted = left_out_plainly(w, question, false, UINT32_MAX), every;
    ck_assert(vp_sites_demand(&w->region, w->weights[0], &asks, &demand, NULL));
    for (size_t i = 0; i < demand.count; i++) sum += demand.people[i];
    check_people(sum, (wanted.low + wanted.high) / 2, "demand", question);
    vp_demand_clear(&demand);
    ck_assert(vp_facility_loads(&w->region, w->weights[0], &q, &travel, loads, NULL));
    for (size_t i = 0; i < w->services[0].facility_count; i++) all += loads[i].catchment;
    sum = 0;
    for (size_t i = 0; i < CELLS; i++)
        for (size_t u = 0; u < UNITS; u++) {
            double part = reaches(w, 0, i) ? part_in(i, u) : 0;
            every = asked[question].of(w, u, part * in_grid(w, EVERYONE, i), part * in_grid(w, YOUNG, i),
                                       part * in_grid(w, OLD, i));
            sum += (every.low + every.high) / 2;
        }
    check_people(all, sum, "catchments", question);
}

START_TEST(figures_of_a_group_are_those_of_its_grid)
{
    for (int i = 0; i < vp_thorough(25, 600); i++) {
        world *w = make((uint64_t)i * 7919 + 1);
        for (size_t question = 0; question < sizeof asked / sizeof *asked; question++) {
            size_t group = ask_group(w, question);
            for (size_t service = 0; service < 3; service++) check_shares(w, question, group, service);
            check_places(w, question, group);
            check_settlements(w, question, group);
            check_supply(w, question, group);
            end_group(w, question);
        }
        discard(w);
    }
}
END_TEST

/* Figures of whole units say nothing of a group that a grid counts, and a grid may stand once in a combination. */
START_TEST(a_grid_is_a_part_of_every_unit)
{
    world *w = make(5);
    char record[] = "x";
    vp_indicator n = {.measure = VP_MEASURE_RECORDED_SUM, .numerator = record, .group = 2, .service = VP_NONE};
    vp_question q = vp_question_of(0, VP_NONE);
    vp_measurement m;
    vp_group out;
    vp_error err = {0};
    w->region.units.record_names = (char *[]){record};
    w->region.units.record_count = 1;
    ck_assert(vp_indicator_measure(&w->region, w->coverage, &n, &q, &m, NULL));
    ck_assert(isnan(m.value));
    ck_assert_str_eq(vp_indicator_reason(&w->region, w->coverage, &n, &q, &m)->id, "not_by_people");
    ck_assert(!vp_group_combine(&w->region.definitions, &w->region.units, "young|-young", &out, &err));
    ck_assert_str_eq(err.message, "young is a share of each unit and stands twice in 'young|-young'");
    ck_assert_str_eq(vp_group_population(&w->region, 2), "young");
    ck_assert_str_eq(vp_group_population(&w->region, 1), "now");
    discard(w);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("group_grids");
    TCase *tests = tcase_create("group_grids");
    tcase_set_timeout(tests, 600);
    tcase_add_test(tests, figures_of_a_group_are_those_of_its_grid);
    tcase_add_test(tests, a_grid_is_a_part_of_every_unit);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
