/* On the strip of land of strip.h: where one of several services that count together is sited. */
#include "sites/terrain/strip.h"
#include "support/thorough.h"

enum { SERVICES = 4 };

static vp_service services[SERVICES];
static float others[SERVICES][CELLS]; /* [service] surfaces as published; of the sited one strip.surface */
static const float *surfaces[SERVICES];
static vp_joint joint;

/* The services in their order, each a part of its own unless set otherwise; the first is sited. */
static void count_together(size_t count, size_t at_least)
{
    static char ids[SERVICES][2] = {"a", "b", "c", "d"};
    joint = (vp_joint){.service_count = count, .part_count = count, .at_least = at_least};
    for (size_t s = 0; s < count; s++) {
        services[s] = strip.service;
        services[s].id = ids[s];
        joint.services[s] = joint.parts[s] = s;
        joint.limits[s] = 2;
        surfaces[s] = s ? others[s] : NULL;
    }
    strip.region.definitions.services = services;
    strip.region.definitions.service_count = count;
    strip.question.joint = &joint;
    strip.question.joint_surfaces = surfaces;
}

static void reach_columns(size_t service, size_t first, size_t last)
{
    for (size_t c = 0; c < COLUMNS; c++) others[service][LAND + c] = c >= first && c <= last ? 0 : 9;
}

/* ------------------------------------------------------------ by hand */

START_TEST(a_site_stands_where_it_completes_most_people)
{
    count_together(2, 2);
    reach_columns(1, 0, 4); /* the school is within reach in columns 9 to 11, the clinic in 0 to 4: nowhere both */
    const vp_siting_result *r = ask();
    ck_assert_double_eq(r->answer->objective, 15);
    ck_assert_double_eq(r->answer->weight, 15);
    ck_assert_int_eq(site(0), 2); /* alone it would stand in column 6 */
    ck_assert_double_eq(r->site_people[0], 15);
    ck_assert_double_eq(r->lacking_more, 63);
    check_people(0, 15);
    check_unit(0, 21, 0, 15);
    check_unit(1, 57, 0, 0);
}
END_TEST

START_TEST(where_either_will_do_only_those_without_any_count)
{
    count_together(2, 1);
    reach_columns(1, 4, 8); /* what is left are columns 0 to 3 */
    const vp_siting_result *r = ask();
    ck_assert_double_eq(r->answer->weight, 1 + 2 + 3 + 4);
    ck_assert_double_eq(r->answer->objective, 10);
    ck_assert_double_eq(r->lacking_more, 0);
    check_people(5 + 6 + 7 + 8 + 9 + 33, 78);
    joint.part_count = joint.at_least = 1; /* the same, said as one part of two services */
    joint.parts[1] = 0;
    ck_assert_double_eq(ask()->answer->objective, 10);
}
END_TEST

START_TEST(a_share_of_all_may_be_out_of_reach_of_one_service)
{
    count_together(2, 2);
    reach_columns(1, 0, 4);
    strip.question.objective = VP_OBJECTIVE_SET_COVER;
    strip.question.count = SIZE_MAX;
    strip.question.share = 0.19; /* 14.82 of 78 people: all 15 that can be completed */
    ck_assert_uint_eq(ask()->answer->chosen_count, 1);
    strip.question.share = 0.2;
    refuse(VP_NOT_FOUND, "out of reach of a alone");
}
END_TEST

START_TEST(what_does_not_go_with_services_together_is_refused)
{
    count_together(2, 2);
    reach_columns(1, 0, 4);
    strip.question.objective = VP_OBJECTIVE_P_MEDIAN;
    refuse(VP_BAD_INPUT, "coverage and set-cover");
    strip.question.objective = VP_OBJECTIVE_COVERAGE;
    strip.question.people_per_place = 1;
    refuse(VP_BAD_INPUT, "places are not looked at");
    strip.question.people_per_place = NAN;
    joint.services[0] = 1;
    refuse(VP_BAD_INPUT, "none of the services");
}
END_TEST

START_TEST(a_joint_question_says_what_is_sited)
{
    const vp_definitions *d = &strip.region.definitions;
    vp_siting_question q = vp_siting_defaults();
    count_together(2, 2);
    joint.limits[1] = 7;
    ck_assert(!vp_siting_of_joint(d, &joint, VP_NONE, &q, &strip.err));
    ck_assert_msg(strstr(strip.err.message, "a, b: say which of them"), "%s", strip.err.message);
    ck_assert(vp_siting_of_joint(d, &joint, 1, &q, &strip.err));
    ck_assert_uint_eq(q.service, 1);
    ck_assert_double_eq(q.limit, 7);
    q.limit = 3; /* asked for: it stays */
    ck_assert(vp_siting_of_joint(d, &joint, 1, &q, &strip.err));
    ck_assert_double_eq(q.limit, 3);
    joint.service_count = joint.part_count = joint.at_least = 1;
    ck_assert(vp_siting_of_joint(d, &joint, VP_NONE, &q, &strip.err));
    ck_assert_uint_eq(q.service, 0);
    ck_assert(!vp_siting_of_joint(d, &joint, 1, &q, &strip.err));
}
END_TEST

/* ------------------------------------------------------------ every choice looked at */

/* The part of the column's people who have it all, within reach of a new site or not; -1: no data. */
static double part_of(size_t column, bool reached)
{
    double parts[SERVICES] = {0}, value;
    for (size_t s = 0; s < joint.service_count; s++) {
        value = (double)(s ? others[s] : strip.surface)[LAND + column];
        if (isnan(value)) return -1;
        vp_reach reach = services[s].reach;
        double x = reach == VP_REACH_AREA     ? value
                   : reach == VP_REACH_SIGNAL ? isfinite(value) && value >= joint.limits[s]
                                              : value <= joint.limits[s];
        if (s == 0 && reached) x = 1;
        parts[joint.parts[s]] = fmax(parts[joint.parts[s]], x);
    }
    for (size_t k = 0; k < joint.at_least; k++) {
        size_t most = k;
        for (size_t p = k; p < joint.part_count; p++)
            if (parts[p] > parts[most]) most = p;
        value = parts[most];
        parts[most] = parts[k];
        parts[k] = value;
    }
    return parts[joint.at_least - 1];
}

static double parts_of[COLUMNS][2]; /* without and within reach of a new site */

/* People who have it all with sites in the columns of the set; NaN where a unit falls below the least share. */
static double people_with(unsigned set, double least)
{
    double people[2] = {0}, have[2] = {0};
    for (size_t c = 0; c < COLUMNS; c++) {
        bool reached = (set << 2 >> c & 31U) != 0; /* two columns on either side */
        double part = parts_of[c][reached];
        if (part < 0) continue;
        people[c >= 6] += (double)c + 1;
        have[c >= 6] += part * ((double)c + 1);
    }
    for (size_t u = 0; u < 2; u++)
        if (have[u] < least * people[u] - 1e-6) return NAN;
    return have[0] + have[1];
}

static double best_of(size_t most, double least)
{
    double best = NAN;
    for (unsigned set = 0; set < 1U << COLUMNS; set++)
        if ((size_t)__builtin_popcount(set) <= most) best = fmax(best, people_with(set, least));
    return best;
}

static size_t below(uint64_t *state, size_t most)
{
    *state = *state * 6364136223846793005U + 1442695040888963407U;
    return (size_t)(*state >> 33) % most;
}

static float some_value(vp_reach reach, uint64_t *random)
{
    if (below(random, 20) == 0) return NAN;
    if (reach == VP_REACH_AREA) return (float)below(random, 5) / 4;
    return below(random, 8) == 0 ? INFINITY : (float)below(random, 5);
}

static void make_question(uint64_t *random)
{
    static const vp_reach kinds[] = {VP_REACH_TRAVEL_TIME, VP_REACH_SIGNAL, VP_REACH_AREA};
    size_t count = 1 + below(random, SERVICES);
    count_together(count, 1);
    for (size_t s = 0; s < count; s++) {
        services[s].reach = s ? kinds[below(random, 3)] : VP_REACH_TRAVEL_TIME;
        joint.parts[s] = s == 0 ? 0 : joint.parts[s - 1] + (below(random, 3) > 0);
        for (size_t c = 0; c < COLUMNS; c++) {
            float value = some_value(services[s].reach, random);
            if (services[s].reach == VP_REACH_AREA && isinf(value)) value = 1;
            (s ? others[s] : strip.surface)[LAND + c] = value;
        }
    }
    joint.part_count = joint.parts[count - 1] + 1;
    joint.at_least = 1 + below(random, joint.part_count);
    strip.question.count = 1 + below(random, 3);
    strip.question.minimum_share = below(random, 3) == 0 ? 0.2 : 0;
}

static bool answers(void)
{
    vp_sites_options options = vp_sites_defaults();
    vp_siting_result_clear(&strip.result);
    if (vp_siting_run(&strip.question, &options, &strip.result, &strip.err)) return true;
    ck_assert_msg(strip.err.kind == VP_NOT_FOUND || strip.err.kind == VP_BAD_INPUT, "%s", strip.err.message);
    return false;
}

static void compare(void)
{
    for (size_t c = 0; c < COLUMNS; c++)
        for (int reached = 0; reached < 2; reached++) parts_of[c][reached] = part_of(c, reached);
    double least = strip.question.minimum_share, none = people_with(0, 0), all = people_with((1U << COLUMNS) - 1, 0);
    double best = best_of(strip.question.count, least);
    if (!answers()) { /* nobody can gain, or no choice gives every unit its share */
        ck_assert(all - none < 1e-9 || isnan(best));
        return;
    }
    const vp_siting_result *r = &strip.result;
    unsigned set = 0;
    for (size_t k = 0; k < r->answer->chosen_count; k++) set |= 1U << site(k);
    ck_assert_double_eq_tol(r->before, none, 1e-6);
    ck_assert_double_eq_tol(r->after, people_with(set, 0), 1e-6);
    ck_assert_double_eq_tol(r->lacking_more, r->people - all, 1e-6);
    ck_assert_double_eq_tol(r->answer->objective, best - none, 1e-6);
    ck_assert_double_ge(r->answer->bound, best - none - 1e-6);
    ck_assert(!isnan(people_with(set, least)));
}

START_TEST(every_random_choice_is_the_best_of_all)
{
    size_t rounds = (size_t)vp_thorough(300, 10000);
    for (size_t round = 0; round < rounds; round++) {
        uint64_t random = 40700 + round;
        make_question(&random);
        compare();
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("siting for services that count together");
    TCase *cases = tcase_create("a strip of land");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_set_timeout(cases, 0);
    tcase_add_test(cases, a_site_stands_where_it_completes_most_people);
    tcase_add_test(cases, where_either_will_do_only_those_without_any_count);
    tcase_add_test(cases, a_share_of_all_may_be_out_of_reach_of_one_service);
    tcase_add_test(cases, what_does_not_go_with_services_together_is_refused);
    tcase_add_test(cases, a_joint_question_says_what_is_sited);
    tcase_add_test(cases, every_random_choice_is_the_best_of_all);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
