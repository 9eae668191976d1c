/* Years to come on random small provinces, held against the plain method: each cell's people
 * multiplied year by year, the facilities of that year's end, and the whole analysis done again. */
#include "../support/thorough.h"
#include "base/random.h"
#include "snapshot/year_view.h"
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/analysis.h>
#include <vungphu/gaps.h>
#include <vungphu/group.h>
#include <vungphu/indicators.h>
#include <vungphu/planned.h>
#include <vungphu/unit_weights.h>

enum { SIDE = 12, CELLS = SIDE * SIDE, UNITS = 6, FACILITIES = 8, SERVICES = 2, GROUPS = 3, NOW = 2026, LAST = 2033 };

/* Two levels of one vintage (six communes, two districts) and four old communes of which the new ones are made. */
typedef struct {
    vp_random random;
    vp_region region;
    vp_unit communes[UNITS], districts[2], old[4];
    vp_unit_set sets[3];
    vp_crosswalk crosswalk[UNITS];
    vp_facility facilities[FACILITIES];
    size_t lists[SERVICES][FACILITIES];
    vp_service services[SERVICES];
    vp_group groups[GROUPS];
    bool *members[GROUPS][3], members_of[GROUPS][3][UNITS];
    double *shares[GROUPS][3], shares_of[GROUPS][3][UNITS];
    vp_population populations[2]; /* of everyone, and of the poor alone */
    vp_growth growth[12];
    vp_joint joint;
    vp_indicator indicators[4];
    vp_planned_service planned[SERVICES * 8];
} world;

static double draw(world *w) { return (double)(vp_random_next(&w->random) >> 11) * 0x1p-53; }
static size_t below(world *w, size_t count) { return vp_random_below(&w->random, count); }

static bool plain_map(void *context, size_t count, double u[], double v[])
{
    (void)context;
    for (size_t i = 0; i < count; i++) u[i] = 105 + u[i] / 1000, v[i] = 22 - v[i] / 1000;
    return true;
}

/* A block of cells: column, row, columns, rows. */
static void place_unit(vp_unit *unit, double column, double row, double columns, double rows)
{
    double west = column * 100, north = (SIDE - row) * 100, east = west + columns * 100, south = north - rows * 100;
    vp_point corners[] = {{west, south}, {east, south}, {east, north}, {west, north}, {west, south}};
    size_t sizes[] = {5};
    ck_assert(vp_shape_init(&unit->shape, corners, sizes, 1, NULL));
}

static char codes[8][2] = {"0", "1", "2", "3", "4", "5", "6", "7"};
static char commune[] = "commune", district[] = "district", now_vintage[] = "2025", old_vintage[] = "2024";

/* Communes 0-2 are of district 6, 3-5 of district 7; old commune k is half of communes of its row of the map, so that
 * borders of old and new cross. */
static void lay_units(world *w)
{
    for (size_t u = 0; u < UNITS; u++) {
        w->communes[u] = (vp_unit){.code = codes[u], .name = codes[u], .parent_code = codes[u < 3 ? 6 : 7]};
        place_unit(&w->communes[u], (double)(u % 3) * 4, u < 3 ? 0 : 6, 4, 6);
    }
    for (size_t d = 0; d < 2; d++) {
        w->districts[d] = (vp_unit){.code = codes[6 + d], .name = codes[6 + d]};
        place_unit(&w->districts[d], 0, d ? 6 : 0, 12, 6);
    }
    for (size_t o = 0; o < 4; o++) {
        w->old[o] = (vp_unit){.code = codes[o], .name = codes[o]};
        place_unit(&w->old[o], 0, (double)o * 3, 12, 3);
    }
    for (size_t u = 0; u < UNITS; u++)
        w->crosswalk[u] = (vp_crosswalk){codes[u < 3 ? 0 : 2], old_vintage, codes[u], now_vintage, 1.0 / 3, false, 0};
    w->sets[0] = (vp_unit_set){commune, now_vintage, w->communes, UNITS};
    w->sets[1] = (vp_unit_set){district, now_vintage, w->districts, 2};
    w->sets[2] = (vp_unit_set){commune, old_vintage, w->old, 4};
}

static void open_facilities(world *w)
{
    static char name[] = "f";
    for (size_t f = 0; f < FACILITIES; f++) {
        vp_facility *it = &w->facilities[f];
        *it = (vp_facility){.id = name, .x = draw(w) * SIDE * 100, .y = draw(w) * SIDE * 100};
        it->lon = 105 + it->x / 1e5, it->lat = 22 - (SIDE * 100 - it->y) / 1e5;
        if (f > 1 && below(w, 2)) snprintf(it->open_from, sizeof it->open_from, "%zu-06-01", 2020 + below(w, 13));
        if (f > 1 && below(w, 3) == 0) snprintf(it->open_to, sizeof it->open_to, "%zu-12-31", 2027 + below(w, 6));
    }
}

static size_t list_open(const world *w, size_t service, int year, size_t list[])
{
    vp_date day;
    size_t count = 0;
    snprintf(day, sizeof day, "%04u-12-31", (unsigned)year % 10000U);
    for (size_t f = service; f < FACILITIES; f += SERVICES)
        if (vp_date_within(w->facilities[f].open_from, w->facilities[f].open_to, day)) list[count++] = f;
    return count;
}

static void make_services(world *w)
{
    static char ids[SERVICES][8] = {"school", "clinic"}, nothing[] = "";
    for (size_t s = 0; s < SERVICES; s++)
        w->services[s] = (vp_service){.id = ids[s],
                                      .mode = nothing,
                                      .scope = nothing,
                                      .reach = VP_REACH_DISTANCE,
                                      .default_limit = 300,
                                      .capacity = VP_NONE,
                                      .group = VP_NONE,
                                      .facilities = w->lists[s],
                                      .facility_count = list_open(w, s, NOW, w->lists[s])};
}

/* As the store does, year by year. */
static void plan(world *w)
{
    vp_definitions *d = &w->region.definitions;
    for (size_t s = 0; s < SERVICES; s++) {
        size_t last[FACILITIES], now[FACILITIES], last_count = list_open(w, s, NOW, last);
        for (int year = NOW + 1; year <= LAST; year++) {
            size_t count = list_open(w, s, year, now);
            if (count == last_count && memcmp(now, last, count * sizeof *now) == 0) continue;
            size_t *copy = calloc(FACILITIES, sizeof *copy);
            memcpy(copy, now, sizeof now);
            memcpy(last, now, sizeof now);
            last_count = count;
            w->planned[d->planned_count++] = (vp_planned_service){s, year, copy, count};
        }
    }
    d->planned = w->planned;
    ck_assert(vp_planned_joints_list(d, NULL));
}

static void make_groups(world *w)
{
    static char ids[GROUPS][8] = {"remote", "young", "poor"}, nothing[] = "";
    for (size_t g = 0; g < GROUPS; g++) {
        for (size_t s = 0; s < 3; s++) {
            w->members[g][s] = w->members_of[g][s];
            w->shares[g][s] = w->shares_of[g][s];
            for (size_t u = 0; u < UNITS; u++) {
                w->members_of[g][s][u] = g > 0 || u % 2 == 0;
                w->shares_of[g][s][u] = g == 0 ? 1 : 0.05 + 0.9 * draw(w);
            }
        }
        if (g == 2)
            for (size_t u = 0; u < UNITS; u++)
                w->shares_of[g][0][u] = w->shares_of[g][1][u] = w->shares_of[g][2][u] = 1;
        w->groups[g] =
            (vp_group){ids[g], ids[g], ids[g], nothing, w->members[g], w->shares[g], NULL, NULL, NULL, NULL, 0, false};
    }
    w->groups[2].grid = ids[2];
}

/* Everywhere a rate; a rate that changes in one commune, counts of another, and what becomes of the young. */
static void make_growth(world *w)
{
    const double no = (double)NAN;
    size_t n = 0;
    w->growth[n++] = (vp_growth){VP_NONE, VP_NONE, VP_NONE, 0, 0.04 * draw(w) - 0.02, no, NULL};
    w->growth[n++] = (vp_growth){0, 1, VP_NONE, NOW, 0.1 * draw(w), no, NULL};
    w->growth[n++] = (vp_growth){0, 1, VP_NONE, NOW + 3, -0.1 * draw(w), no, NULL};
    w->growth[n++] = (vp_growth){0, 2, VP_NONE, NOW + 2, no, 500 + 900 * draw(w), NULL};
    w->growth[n++] = (vp_growth){0, 2, VP_NONE, LAST, no, 500 + 900 * draw(w), NULL};
    if (below(w, 2)) w->growth[n++] = (vp_growth){1, 1, VP_NONE, 0, 0.05 * draw(w), no, NULL}; /* a district */
    w->growth[n++] = (vp_growth){VP_NONE, VP_NONE, 1, 0, 0.06 * draw(w) - 0.05, no, NULL};
    w->growth[n++] = (vp_growth){0, 4, 1, NOW, 0.3, no, NULL};                   /* the young there become everyone */
    if (below(w, 2)) w->growth[n++] = (vp_growth){0, 3, 2, NOW, 0.08, no, NULL}; /* the poor there grow apart */
    w->region.people.growth = w->growth;
    w->region.people.growth_count = n;
}

static void make_indicators(world *w)
{
    w->joint = (vp_joint){
        .services = {0, 1}, .service_count = 2, .limits = {300, 400}, .parts = {0, 1}, .part_count = 2, .at_least = 2};
    for (size_t i = 0; i < 4; i++) w->indicators[i] = vp_indicator_of_reach(i % 2, VP_NONE, NAN);
    w->indicators[1].group = 1;
    w->indicators[2].measure = VP_MEASURE_JOINT_SHARE;
    w->indicators[2].service = VP_NONE;
    w->indicators[3].measure = VP_MEASURE_REACHED_UNITS;
    w->indicators[3].threshold = 0.4;
    for (size_t i = 0; i < 4; i++) w->indicators[i].id = codes[i];
}

static void make(world *w, uint64_t seed)
{
    *w = (world){.random = {seed}};
    static char label[] = "grid";
    vp_grid_geometry geometry = {SIDE, SIDE, 100, 0, SIDE * 100};
    lay_units(w);
    for (size_t p = 0; p < 2; p++)
        w->populations[p] = (vp_population){
            .label = label, .people = vp_grid_new(geometry, 0, NULL), .of_group = p > 0, .group = 2 * p};
    float *people = vp_grid_edit(w->populations[0].people), *poor = vp_grid_edit(w->populations[1].people);
    for (size_t i = 0; i < CELLS; i++) people[i] = below(w, 4) ? (float)below(w, 60) : 0;
    for (size_t i = 0; i < CELLS; i++) poor[i] = people[i] > 0 ? (float)below(w, (size_t)people[i] + 1) : 0;
    w->region =
        (vp_region){.as_of = "2026-12-31",
                    .geometry = geometry,
                    .units = {.sets = w->sets, .set_count = 3, .crosswalk = w->crosswalk, .crosswalk_count = UNITS},
                    .people = {.populations = w->populations, .population_count = 2},
                    .supply = {.facilities = w->facilities, .facility_count = FACILITIES},
                    .definitions = {.services = w->services,
                                    .service_count = SERVICES,
                                    .groups = w->groups,
                                    .group_count = GROUPS,
                                    .indicators = w->indicators,
                                    .indicator_count = 4,
                                    .joints = &w->joint,
                                    .joint_count = 1}};
    ck_assert(
        vp_lattice_init(&w->region.cell_to_lonlat, (vp_lattice_knots){0, 0, SIDE, SIDE, 5, 5}, plain_map, NULL, NULL));
    open_facilities(w);
    make_services(w);
    make_groups(w);
    make_growth(w);
    make_indicators(w);
    plan(w);
}

static void clear(world *w)
{
    for (size_t u = 0; u < UNITS; u++) vp_shape_clear(&w->communes[u].shape);
    for (size_t u = 0; u < 2; u++) vp_shape_clear(&w->districts[u].shape);
    for (size_t u = 0; u < 4; u++) vp_shape_clear(&w->old[u].shape);
    for (size_t i = 0; i < w->region.definitions.planned_count; i++) free(w->planned[i].facilities);
    free(w->region.definitions.planned_joints);
    vp_lattice_clear(&w->region.cell_to_lonlat);
    for (size_t p = 0; p < 2; p++) vp_grid_free(w->populations[p].people);
}

/* ------------------------------------------------------------ what the analysis gives */

typedef struct {
    vp_weights **weights;
    vp_coverage *coverage;
    vp_grid *surfaces[SERVICES];
} analysed;

static bool keep(void *context, size_t service, const vp_grid *values, const int32_t *nearest, vp_error *err)
{
    analysed *a = context;
    (void)nearest;
    a->surfaces[service] = vp_grid_new(vp_grid_geometry_of(values), 0, err);
    memcpy(vp_grid_edit(a->surfaces[service]), vp_grid_cells(values), CELLS * sizeof(float));
    return true;
}

static analysed analyse(const vp_region *region)
{
    vp_error err = {0};
    analysed a = {.weights = vp_unit_weights_of_region(region, &err)};
    vp_analysis_options options = {.travel = vp_travel_defaults(), .surface_ready = keep, .context = &a};
    a.coverage = a.weights ? vp_analysis_run(region, a.weights, &options, &err) : NULL;
    ck_assert_msg(a.coverage != NULL, "%s", err.message);
    return a;
}

static void forget(analysed *a)
{
    for (size_t s = 0; s < SERVICES; s++) vp_grid_free(a->surfaces[s]);
    for (size_t s = 0; s < 3; s++) vp_weights_free(a->weights[s]);
    free(a->weights);
    vp_coverage_free(a->coverage);
}

/* ------------------------------------------------------------ the plain method */

static double people_in(const world *w, size_t unit)
{
    double sum = 0;
    for (size_t i = 0; i < CELLS; i++)
        if (i / SIDE / 6 * 3 + i % SIDE / 4 == unit) sum += (double)vp_grid_cells(w->populations[0].people)[i];
    return sum;
}

/* Year after year by the rate of that year; a commune with counts on the straight line of logarithms between them. */
static double plain_factor(const world *w, size_t unit, int year)
{
    const vp_growth *g = w->growth;
    double factor = 1, own = unit >= 3 && g[5].set == 1 ? g[5].rate : g[0].rate;
    if (unit == 2) {
        double now = people_in(w, 2), years = year - NOW;
        if (!(now > 0)) return NAN;
        if (years <= 2) return exp(log(g[3].people / now) * years / 2);
        double middle = g[3].people / now, end = g[4].people / now;
        return exp(log(middle) + (log(end) - log(middle)) * (years - 2) / (LAST - NOW - 2));
    }
    for (int y = NOW + 1; y <= year; y++) factor *= 1 + (unit == 1 ? g[y <= NOW + 3 ? 1 : 2].rate : own);
    return factor;
}

static double plain_share(const world *w, size_t group, size_t unit, int year, double factor)
{
    const vp_growth *young = &w->growth[6 - (w->growth[5].set != 1)];
    double share = w->shares_of[group][0][unit], rate = young->rate;
    if (group != 1) return share;
    if (unit == 4) rate = 0.3;
    return fmin(1, share * pow(1 + rate, year - NOW) / factor);
}

/* Of the poor, who grow as everyone does but where a row says otherwise. */
static double plain_factor_of_poor(const world *w, size_t unit, int year)
{
    const vp_growth *last = &w->growth[w->region.people.growth_count - 1];
    if (last->group == 2 && last->unit == unit) return pow(1 + last->rate, year - NOW);
    return plain_factor(w, unit, year);
}

/* The world of that year as if it were today. */
static void age(world *then, const world *w, int year)
{
    *then = *w;
    for (size_t p = 0; p < 2; p++) {
        vp_grid *grown = vp_grid_new(w->region.geometry, 0, NULL);
        for (size_t i = 0; i < CELLS; i++) {
            size_t unit = i / SIDE / 6 * 3 + i % SIDE / 4;
            double factor = p ? plain_factor_of_poor(w, unit, year) : plain_factor(w, unit, year);
            vp_grid_edit(grown)[i] = (float)((double)vp_grid_cells(w->populations[p].people)[i] * factor);
        }
        then->populations[p].people = grown;
    }
    then->region.people.populations = then->populations;
    then->region.people.growth_count = 0;
    then->region.definitions.services = then->services;
    then->region.definitions.groups = then->groups;
    then->region.definitions.planned_count = then->region.definitions.planned_joint_count = 0;
    for (size_t s = 0; s < SERVICES; s++) {
        then->services[s].facilities = then->lists[s];
        then->services[s].facility_count = list_open(w, s, year, then->lists[s]);
    }
    for (size_t g = 0; g < GROUPS; g++) {
        then->shares[g][0] = then->shares_of[g][0];
        then->groups[g].share = then->shares[g];
        for (size_t u = 0; u < UNITS; u++)
            then->shares_of[g][0][u] = plain_share(w, g, u, year, plain_factor(w, u, year));
    }
}

static void check_same(const vp_measurement *a, const vp_measurement *b, const char *what, size_t i)
{
    const double got[] = {a->value, a->numerator, a->denominator, a->low, a->high},
                 wanted[] = {b->value, b->numerator, b->denominator, b->low, b->high};
    for (size_t k = 0; k < 5; k++)
        ck_assert_msg((isnan(got[k]) && isnan(wanted[k])) ||
                          fabs(got[k] - wanted[k]) <= 1e-5 * fmax(1, fabs(wanted[k])),
                      "%s %zu: figure %zu is %.9g, not %.9g", what, i, k, got[k], wanted[k]);
}

static void check_indicators(const vp_snapshot *s, const world *then, const analysed *a)
{
    for (size_t i = 0; i < 4; i++)
        for (size_t u = 0; u <= UNITS + 2; u++) {
            vp_question question = vp_question_of(u > UNITS, u < UNITS ? u : u == UNITS ? VP_NONE : u - UNITS - 1);
            vp_measurement got, wanted;
            question.group = i == 3 ? 2 : VP_NONE;
            ck_assert(vp_indicator_measure(s->region, s->results.coverage, &s->region->definitions.indicators[i],
                                           &question, &got, NULL));
            ck_assert(vp_indicator_measure(&then->region, a->coverage, &then->indicators[i], &question, &wanted, NULL));
            check_same(&got, &wanted, "indicator", i);
        }
}

static void check_gaps(const vp_snapshot *s, const world *then, const analysed *a, size_t service)
{
    vp_gap_question question = {.service = service, .group = 1, .limit = 250};
    vp_gaps got, wanted;
    double people = 0, other = 0;
    const float *surface = vp_results_surface(&s->results, service, 0, VP_EVERY_CELL, NULL);
    ck_assert_mem_eq(surface, vp_grid_cells(a->surfaces[service]), CELLS * sizeof(float));
    ck_assert(vp_gaps_find(s->region, a->weights[0], surface, &question, &got, NULL));
    ck_assert(
        vp_gaps_find(&then->region, a->weights[0], vp_grid_cells(a->surfaces[service]), &question, &wanted, NULL));
    ck_assert_uint_eq(got.gap_count, wanted.gap_count);
    for (size_t i = 0; i < got.gap_count; i++) people += got.gaps[i].people, other += wanted.gaps[i].people;
    ck_assert_double_eq_tol(people, other, 1e-4 * fmax(1, other));
    vp_gaps_clear(&got);
    vp_gaps_clear(&wanted);
}

static void check_year(const vp_snapshot *now, const world *w, int year)
{
    vp_year_view view;
    vp_error err = {0};
    world then;
    age(&then, w, year);
    analysed a = analyse(&then.region);
    ck_assert_msg(vp_year_view_init(&view, now, year, &err), "%s", err.message);
    check_indicators(&view.snapshot, &then, &a);
    for (size_t s = 0; s < SERVICES; s++)
        if (then.services[s].facility_count) check_gaps(&view.snapshot, &then, &a, s);
    vp_year_view_clear(&view);
    forget(&a);
    for (size_t p = 0; p < 2; p++) vp_grid_free(then.populations[p].people);
}

START_TEST(a_year_to_come_is_as_if_it_were_built)
{
    for (int i = 0; i < vp_thorough(40, 1000); i++) {
        world *w = malloc(sizeof *w);
        make(w, (uint64_t)_i * 100003 + (uint64_t)i);
        analysed a = analyse(&w->region);
        vp_grid *surfaces[SERVICES] = {a.surfaces[0], a.surfaces[1]};
        vp_snapshot now = {.region = &w->region,
                           .results = {.coverage = a.coverage, .main_weights = a.weights[0], .surfaces = surfaces}};
        for (int year = NOW; year <= LAST; year += 1 + (int)below(w, 4)) check_year(&now, w, year);
        forget(&a);
        clear(w);
        free(w);
    }
}
END_TEST

/* Old commune 0 went in equal parts to the three communes of the first district: it grows as they do on the mean. Old
 * commune 1 went nowhere that is known: as everywhere. */
START_TEST(units_of_another_vintage_grow_as_those_that_share_their_people)
{
    world *w = malloc(sizeof *w);
    make(w, 7);
    analysed a = analyse(&w->region);
    vp_snapshot now = {.region = &w->region, .results = {.coverage = a.coverage}};
    vp_year_view view;
    ck_assert(vp_year_view_init(&view, &now, 2030, NULL));
    double mean = (plain_factor(w, 0, 2030) + plain_factor(w, 1, 2030) + plain_factor(w, 2, 2030)) / 3;
    ck_assert_double_eq_tol(view.factors[2][0], mean, 1e-9);
    ck_assert_double_eq_tol(view.factors[2][1], pow(1 + w->growth[0].rate, 4), 1e-9);
    vp_year_view_clear(&view);
    forget(&a);
    clear(w);
    free(w);
}
END_TEST

/* What cannot be carried, and what nothing is stated of, is no data and says why; other years are refused. */
START_TEST(what_is_not_known_of_a_year_is_no_data)
{
    world *w = malloc(sizeof *w);
    make(w, 3);
    w->region.people.growth += 1; /* nothing holds everywhere */
    w->region.people.growth_count = 2;
    char record[] = "x";
    vp_indicator recorded = {.measure = VP_MEASURE_RECORDED_SUM, .numerator = record, .group = VP_NONE};
    analysed a = analyse(&w->region);
    vp_snapshot now = {.region = &w->region, .results = {.coverage = a.coverage}};
    vp_year_view view;
    vp_measurement m;
    vp_error err = {0};
    ck_assert(vp_year_view_init(&view, &now, 2030, NULL));
    vp_question everywhere = vp_question_of(0, VP_NONE), unstated = vp_question_of(0, 0);
    ck_assert(vp_indicator_measure(&view.region, &view.coverage, &recorded, &everywhere, &m, NULL));
    ck_assert(isnan(m.value));
    ck_assert_str_eq(vp_indicator_reason(&view.region, &view.coverage, &recorded, &everywhere, &m)->id, "not_carried");
    ck_assert(vp_indicator_measure(&view.region, &view.coverage, &w->indicators[0], &unstated, &m, NULL));
    ck_assert(isnan(m.value));
    ck_assert_str_eq(vp_indicator_reason(&view.region, &view.coverage, &w->indicators[0], &unstated, &m)->id,
                     "growth_not_stated");
    ck_assert(vp_indicator_measure(&view.region, &view.coverage, &w->indicators[0], &everywhere, &m, NULL));
    ck_assert_uint_eq(m.units_without_data, UNITS - 1); /* commune 1 alone has rows */
    vp_year_view_clear(&view);
    ck_assert(!vp_year_view_init(&view, &now, 2025, &err));
    ck_assert_str_eq(err.message, "the year 2025 is not one from 2026 to 2126: the figures are of 2026-12-31");
    vp_year_view_clear(&view);
    w->region.people.growth_count = 0;
    ck_assert(!vp_year_view_init(&view, &now, 2030, &err));
    ck_assert_int_eq(err.kind, VP_NOT_FOUND);
    vp_year_view_clear(&view);
    forget(&a);
    clear(w);
    free(w);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("year view");
    TCase *tests = tcase_create("years");
    suite_add_tcase(suite, tests);
    tcase_set_timeout(tests, 600);
    tcase_add_loop_test(tests, a_year_to_come_is_as_if_it_were_built, 0, 2);
    tcase_add_test(tests, units_of_another_vintage_grow_as_those_that_share_their_people);
    tcase_add_test(tests, what_is_not_known_of_a_year_is_no_data);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
