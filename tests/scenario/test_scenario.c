/* What a what-if answers from what changes alone is, to the bit, what a whole analysis of the changed region gives. */
#include "scenario/scenario_internal.h"
#include "support_random_province.h"
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static vp_change *change(vp_scenario *scenario, vp_change_kind kind, const char *service, const char *facility)
{
    vp_change *c = vp_scenario_add(scenario);
    c->kind = kind;
    c->service = service ? strdup(service) : NULL;
    c->facility = facility ? strdup(facility) : NULL;
    return c;
}

static vp_change *put(vp_change *c, vp_grid_geometry f, double column, double row)
{
    c->x = f.west + column * f.cell_metres;
    c->y = f.north - row * f.cell_metres;
    c->lon = 105 + column / 1100;
    c->lat = 22 - row / 1200;
    return c;
}

/* ------------------------------------------------------------ the comparison */

static province *compared;
static const vp_scenario_result *answered;
static size_t incremental_services; /* of all answers checked */

static bool same_surface(void *context, size_t service, const vp_grid *values, const int32_t *nearest, vp_error *err)
{
    (void)nearest;
    size_t cells = vp_grid_geometry_cells(compared->region.geometry);
    const vp_grid *base = compared->surfaces[service];
    vp_grid *mine = NULL;
    for (size_t i = 0; i < answered->service_count; i++)
        if (answered->services[i].service == service)
            mine = vp_scenario_surface(&answered->services[i], compared->region.geometry, base, err);
    const float *is = vp_grid_cells(mine ? mine : base), *should = vp_grid_cells(values);
    for (size_t i = 0; i < cells; i++)
        ck_assert_msg(is[i] == should[i] || (isnan(is[i]) && isnan(should[i])), "%s: service %zu, cell %zu: %a, not %a",
                      (const char *)context, service, i, (double)is[i], (double)should[i]);
    vp_grid_free(mine);
    return true;
}

static void check_facts(const vp_coverage *is, const vp_coverage *should, size_t set, size_t service, const char *what)
{
    for (size_t k = 0; k < POPULATIONS; k++) {
        const vp_facts *a = is->facts[set][service][k], *b = should->facts[set][service][k];
        ck_assert_msg(!a == !b, "%s: facts of service %zu", what, service);
        if (!a) continue;
        size_t numbers = b->unit_count * (b->scale.bins + 3);
        for (size_t i = 0; i < numbers; i++)
            ck_assert_msg(a->by_bin[i] == b->by_bin[i],
                          "%s: service %zu, set %zu, population %zu, number %zu: %a, not %a", what, service, set, k, i,
                          a->by_bin[i], b->by_bin[i]);
    }
    const double *a = is->floating[set][service], *b = should->floating[set][service];
    ck_assert_msg(!a == !b, "%s: access of service %zu", what, service);
    for (size_t u = 0; a && u < 2; u++) ck_assert_double_eq(a[u], b[u]);
}

static size_t joints_changed; /* of all answers checked: those whose people are others than before */

static void check_joint(const vp_coverage *is, const vp_coverage *should, size_t set, size_t joint, const char *what)
{
    for (size_t k = 0; k < POPULATIONS; k++) {
        const vp_facts *a = is->joint[set][joint][k], *b = should->joint[set][joint][k];
        const vp_facts *before = compared->coverage->joint[set][joint][k];
        ck_assert_msg(!a == !b, "%s: facts of joint question %zu", what, joint);
        if (!a) continue;
        for (size_t i = 0; i < b->unit_count * 4; i++)
            ck_assert_msg(a->by_bin[i] == b->by_bin[i], "%s: joint question %zu, set %zu, number %zu: %a, not %a", what,
                          joint, set, i, a->by_bin[i], b->by_bin[i]);
        joints_changed += before && memcmp(before->by_bin, a->by_bin, b->unit_count * sizeof(double)) != 0;
    }
}

/* Answers the scenario, compares it with an analysis of the whole changed region, and clears it. */
static size_t check(province *p, vp_scenario *scenario, bool incremental, const char *what)
{
    vp_error err = {0};
    vp_changed changed;
    ck_assert_msg(vp_scenario_apply(&p->region, scenario, &changed, &err), "%s", err.message);
    ck_assert_msg(vp_single_is_incremental(p->what_if, &changed) == incremental, "%s", what);
    vp_scenario_result *result = vp_what_if_answer(p->what_if, &changed, &err);
    ck_assert_msg(result != NULL, "%s: %s", what, err.message);
    compared = p;
    answered = result;
    vp_analysis_options options = {
        .travel = vp_travel_defaults(), .surface_ready = same_surface, .context = (void *)(uintptr_t)what};
    vp_coverage *whole = vp_analysis_run(&changed.region, p->weights, &options, &err);
    ck_assert_msg(whole != NULL, "%s", err.message);
    vp_coverage *mine = vp_scenario_coverage(&p->region, p->coverage, &changed, result, &err);
    ck_assert_msg(mine != NULL, "%s", err.message);
    for (size_t s = 0; s < SETS; s++) {
        for (size_t v = 0; v < SERVICES; v++) check_facts(mine, whole, s, v, what);
        for (size_t j = 0; j < 2; j++) check_joint(mine, whole, s, j, what);
        for (size_t f = 0; f < changed.region.supply.facility_count; f++)
            ck_assert_uint_eq(mine->facility_unit[s][f], whole->facility_unit[s][f]);
    }
    size_t cells = 0;
    for (size_t i = 0; i < result->service_count; i++) {
        cells += result->services[i].value_count;
        incremental_services += result->services[i].incremental;
    }
    ck_assert_uint_ge(vp_scenario_result_bytes(result), cells * sizeof(float));
    vp_scenario_coverage_free(mine);
    vp_coverage_free(whole);
    vp_scenario_result_free(result);
    vp_changed_clear(&changed);
    vp_scenario_clear(scenario);
    return cells;
}

/* ------------------------------------------------------------ the tests */

static const char *const quick[] = {"walk", "car", "water", "straight", "beds"};

/* Adds, moves and removals of one to three facilities, one scenario after the other on one what-if. */
START_TEST(what_changes_gives_what_a_whole_analysis_gives)
{
    vp_random random = {500 + (uint64_t)_i};
    province *p = random_province(random.state, 20 + (size_t)_i * 7 % 31, 18 + (size_t)_i * 5 % 23, 0);
    size_t cells = 0;
    for (size_t turn = 0; turn < 5; turn++) {
        vp_scenario scenario = {0};
        vp_grid_geometry f = p->region.geometry;
        for (size_t k = 0; k <= turn % 3; k++) {
            vp_change *c = change(&scenario, VP_CHANGE_ADD, quick[vp_random_next(&random) % 5], NULL);
            put(c, f, random_share(&random) * (double)f.columns, random_share(&random) * (double)f.rows);
            if (strcmp(c->service, "beds") == 0 && vp_random_next(&random) % 4)
                c->capacity = 20 * random_share(&random);
        }
        cells += check(p, &scenario, true, "added");
    }
    ck_assert_uint_gt(cells, 0);
    random_province_free(p);
}
END_TEST

static bool serves(const province *p, size_t facility)
{
    for (size_t s = 0; s < SERVICES; s++)
        for (size_t k = 0; k < p->services[s].facility_count; k++)
            if (p->services[s].facilities[k] == facility) return true;
    return false;
}

/* Facilities of all services, the one with access included. */
START_TEST(moves_and_removals_give_what_a_whole_analysis_gives)
{
    vp_random random = {900 + (uint64_t)_i};
    province *p = random_province(random.state, 20 + (size_t)_i * 7 % 31, 18 + (size_t)_i * 5 % 23, 0);
    vp_scenario scenario = {0};
    vp_grid_geometry f = p->region.geometry;
    change(&scenario, VP_CHANGE_REMOVE, NULL, "f0");
    check(p, &scenario, true, "removed");
    put(change(&scenario, VP_CHANGE_MOVE, NULL, "f0"), f, random_share(&random) * (double)f.columns, 3.5);
    put(change(&scenario, VP_CHANGE_ADD, "walk", "new"), f, 2.5, random_share(&random) * (double)f.rows);
    put(change(&scenario, VP_CHANGE_MOVE, NULL, "new"), f, 4.5, random_share(&random) * (double)f.rows);
    check(p, &scenario, true, "moved");
    change(&scenario, VP_CHANGE_CAPACITY, NULL, "f0")->capacity = 77;
    check(p, &scenario, true, "capacity");
    strcpy(change(&scenario, VP_CHANGE_OPENING, NULL, "f0")->open_from, "2027-01-01");
    check(p, &scenario, true, "opened later");
    vp_change *road = change(&scenario, VP_CHANGE_CLOSE_ROAD, NULL, NULL);
    road->points = malloc(sizeof *road->points);
    road->points[0] = (vp_point){f.west + (double)f.columns * 50, f.north - (double)f.rows * 60};
    road->point_count = 1;
    road->metres = 250;
    ck_assert_uint_gt(check(p, &scenario, false, "road closed"), 0);
    change(&scenario, VP_CHANGE_SEASON, NULL, NULL)->season = VP_SEASON_FLOOD;
    ck_assert_uint_gt(check(p, &scenario, false, "flood"), 0);
    for (size_t k = 0; k < FACILITIES; k++)
        if (serves(p, k)) change(&scenario, VP_CHANGE_REMOVE, NULL, p->ids[k]);
    check(p, &scenario, false, "nothing left");
    put(change(&scenario, VP_CHANGE_ADD, "straight", NULL), f, 1.5, 1.5);
    check(p, &scenario, true, "after all that");
    random_province_free(p);
}
END_TEST

/* Stretches of the two roads, and places off them; with a facility more the service is solved anew. */
START_TEST(closed_roads_give_what_a_whole_analysis_gives)
{
    vp_random random = {70 + (uint64_t)_i};
    province *p = random_province(random.state, 60, 45, 0);
    vp_grid_geometry f = p->region.geometry;
    size_t cells = 0;
    incremental_services = 0;
    for (size_t turn = 0; turn < 8; turn++) {
        vp_scenario scenario = {0};
        for (size_t k = 0; k <= turn % 2; k++) {
            vp_change *road = change(&scenario, VP_CHANGE_CLOSE_ROAD, NULL, NULL);
            road->points = malloc(2 * sizeof *road->points);
            double column = k ? 60 * random_share(&random) : 30.5, row = k ? 15.5 : 45 * random_share(&random);
            road->points[0] = (vp_point){f.west + column * 100, f.north - row * 100};
            road->points[1] = (vp_point){road->points[0].x + 300 * random_share(&random), road->points[0].y};
            road->point_count = 2;
            road->metres = 30 + 150 * random_share(&random);
        }
        if (turn == 7) put(change(&scenario, VP_CHANGE_ADD, "walk", NULL), f, 20, 20);
        cells += check(p, &scenario, false, "road closed");
    }
    ck_assert_uint_gt(cells, 0);
    ck_assert_uint_gt(joints_changed, 0);
    ck_assert_uint_gt(incremental_services, 8); /* of walk and car, where not too much depends on the road */
    random_province_free(p);
}
END_TEST

/* A hole in the elevation leaves values that another transmitter could make known: then all are swept again. */
START_TEST(transmitters_more_give_what_a_whole_analysis_gives)
{
    vp_random random = {40 + (uint64_t)_i};
    province *p = random_province(random.state, 30, 25, TRANSMITTERS);
    vp_grid_geometry f = p->region.geometry;
    size_t cells = 0;
    for (size_t turn = 0; turn < 4; turn++) {
        vp_scenario scenario = {0};
        for (size_t k = 0; k <= turn % 2; k++) {
            vp_change *c = change(&scenario, VP_CHANGE_TRANSMITTER, NULL, NULL);
            put(c, f, random_share(&random) * (double)f.columns, random_share(&random) * (double)f.rows);
            c->system = strdup("fm");
            c->scope = (turn + k) % 2 ? VP_SCOPE_LOCAL : VP_SCOPE_NATIONAL;
            c->mast_metres = 10 + 30 * random_share(&random);
            c->frequency_mhz = 90 + 15 * random_share(&random);
            c->erp_kw = 0.05 * random_share(&random);
        }
        cells += check(p, &scenario, true, "one more on air");
    }
    ck_assert_uint_gt(cells, 0);
    vp_grid_edit(p->surfaces[LOCAL])[77] = NAN;
    vp_scenario scenario = {0};
    vp_change *c = put(change(&scenario, VP_CHANGE_TRANSMITTER, NULL, NULL), f, 7, 7);
    c->system = strdup("fm");
    c->mast_metres = 30, c->frequency_mhz = 95, c->erp_kw = 1;
    vp_changed changed;
    ck_assert(vp_scenario_apply(&p->region, &scenario, &changed, NULL));
    ck_assert(!vp_single_is_incremental(p->what_if, &changed));
    vp_changed_clear(&changed);
    vp_scenario_clear(&scenario);
    random_province_free(p);
}
END_TEST

static vp_error_kind refused(province *p, vp_scenario *scenario)
{
    vp_error err = {0};
    vp_changed changed;
    bool ok = vp_scenario_apply(&p->region, scenario, &changed, &err);
    vp_changed_clear(&changed);
    vp_scenario_clear(scenario);
    ck_assert(!ok && strncmp(err.message, "change ", 7) == 0);
    return err.kind;
}

START_TEST(changes_without_sense_are_refused_by_number)
{
    province *p = random_province(1, 12, 12, 0);
    vp_scenario scenario = {0};
    vp_grid_geometry f = p->region.geometry;
    put(change(&scenario, VP_CHANGE_ADD, "nothing", NULL), f, 1, 1);
    ck_assert_int_eq(refused(p, &scenario), VP_NOT_FOUND);
    change(&scenario, VP_CHANGE_REMOVE, NULL, "f0");
    put(change(&scenario, VP_CHANGE_MOVE, NULL, "f0"), f, 1, 1);
    ck_assert_int_eq(refused(p, &scenario), VP_NOT_FOUND);
    put(change(&scenario, VP_CHANGE_ADD, "walk", NULL), f, 1, 1)->capacity = 3;
    ck_assert_int_eq(refused(p, &scenario), VP_BAD_INPUT);
    put(change(&scenario, VP_CHANGE_ADD, "walk", "f1"), f, 1, 1);
    ck_assert_int_eq(refused(p, &scenario), VP_BAD_INPUT);
    change(&scenario, VP_CHANGE_TRANSMITTER, NULL, NULL)->system = strdup("dvb_t2");
    ck_assert_int_eq(refused(p, &scenario), VP_BAD_INPUT);
    random_province_free(p);
}
END_TEST

/* An opening after the day the region is of changes nothing of that day. */
START_TEST(a_facility_that_opens_later_is_not_there_yet)
{
    province *p = random_province(2, 12, 12, 0);
    vp_scenario scenario = {0};
    strcpy(put(change(&scenario, VP_CHANGE_ADD, "walk", NULL), p->region.geometry, 6, 6)->open_from, "2027-01-01");
    ck_assert_uint_eq(check(p, &scenario, true, "not yet open"), 0);
    random_province_free(p);
}
END_TEST

START_TEST(a_base_of_other_options_is_refused)
{
    province *p = random_province(3, 30, 30, 0);
    vp_what_if_base base = {.region = &p->region,
                            .coverage = p->coverage,
                            .surfaces = p->surfaces,
                            .nearest = p->nearest,
                            .travel = vp_travel_defaults(),
                            .prepared_bytes = SIZE_MAX};
    base.travel.neighbours = 8;
    vp_error err = {0};
    vp_what_if *other = vp_what_if_new(&base, &err);
    ck_assert(!vp_single_prepare(other, WALK, &err) && err.kind == VP_CONFLICT);
    ck_assert(vp_single_prepare(p->what_if, WALK, &err));
    vp_what_if_free(other);
    random_province_free(p);
}
END_TEST

static bool is_prepared(const vp_what_if *w, size_t service)
{
    for (size_t i = 0; i < w->prepared_count; i++)
        if (w->prepared[i]->service == service) return true;
    return false;
}

static bool has_engine(const vp_what_if *w, const char *mode, bool from_facility)
{
    for (size_t i = 0; i < w->engine_count; i++)
        if (strcmp(w->engines[i]->mode, mode) == 0 && w->engines[i]->from_facility == from_facility) return true;
    return false;
}

/* Services of one mode share its engine; the longest unused make room when more bytes are held than may be. */
START_TEST(what_is_longest_unused_makes_room)
{
    province *p = random_province(4, 30, 30, 0);
    vp_what_if_base base = {.region = &p->region,
                            .coverage = p->coverage,
                            .surfaces = p->surfaces,
                            .nearest = p->nearest,
                            .travel = vp_travel_defaults(),
                            .prepared_bytes = SIZE_MAX};
    vp_error err = {0};
    vp_what_if *w = vp_what_if_new(&base, &err);
    ck_assert(vp_single_prepare(w, CAR, &err) && vp_single_prepare(w, WALK, &err));
    ck_assert(vp_single_prepare(w, STRAIGHT, &err));
    ck_assert(w->engine_count == 2 && w->prepared_count == 3);
    size_t before = vp_what_if_bytes(w), cells = 900;
    ck_assert_uint_gt(before, 2 * cells * 17);
    ck_assert(vp_single_prepare(w, FLOATING, &err));
    ck_assert(w->engine_count == 2); /* on foot, as the other */
    ck_assert_uint_ge(vp_what_if_bytes(w), before + cells * 20);
    w->base.prepared_bytes = vp_what_if_bytes(w) + 40000;  /* more than half an engine of the other mode has */
    ck_assert(vp_single_prepare(w, THERE_AND_BACK, &err)); /* an engine more, from facilities */
    ck_assert_uint_le(vp_what_if_bytes(w), w->base.prepared_bytes);
    ck_assert(is_prepared(w, THERE_AND_BACK) && is_prepared(w, FLOATING) && !is_prepared(w, CAR));
    ck_assert(has_engine(w, "walk", false) && has_engine(w, "walk", true) && !has_engine(w, "car", false));
    w->base.prepared_bytes = 1;
    ck_assert(vp_single_prepare(w, WALK, &err));
    ck_assert(w->prepared_count == 1 && is_prepared(w, WALK) && w->engine_count == 1);
    vp_what_if_free(w);
    random_province_free(p);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("scenario");
    TCase *tests = tcase_create("scenario");
    tcase_add_loop_test(tests, what_changes_gives_what_a_whole_analysis_gives, 0, 5);
    tcase_add_loop_test(tests, moves_and_removals_give_what_a_whole_analysis_gives, 0, 3);
    tcase_add_test(tests, changes_without_sense_are_refused_by_number);
    tcase_add_test(tests, a_facility_that_opens_later_is_not_there_yet);
    tcase_add_test(tests, a_base_of_other_options_is_refused);
    tcase_add_test(tests, what_is_longest_unused_makes_room);
    tcase_add_loop_test(tests, closed_roads_give_what_a_whole_analysis_gives, 0, 2);
    tcase_add_loop_test(tests, transmitters_more_give_what_a_whole_analysis_gives, 0, 3);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
