/* Why there is no value: one case a cause, and which cause goes before which. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/indicators.h>

enum { REMOTE, NOBODY, UNKNOWN, PART, GROUPS };
enum { CLINIC, EMPTY };

static char *record_names[] = {"rich", "households", "house"};
static vp_unit units[2] = {{.code = "A"}, {.code = "B"}};
static vp_unit_set set = {.level = "commune", .vintage = "2025", .units = units, .unit_count = 2};
static bool members[GROUPS][2] = {{true, false}, {false, false}, {true, true}, {true, true}};
static double shares[GROUPS][2] = {{1, NAN}, {1, 1}, {NAN, NAN}, {1, 0.5}};
static bool *member_of[GROUPS][1] = {{members[0]}, {members[1]}, {members[2]}, {members[3]}};
static double *share_of[GROUPS][1] = {{shares[0]}, {shares[1]}, {shares[2]}, {shares[3]}};
static vp_group groups[GROUPS];
static vp_service services[2] = {{.id = "clinic", .facility_count = 1, .capacity = VP_NONE},
                                 {.id = "empty", .capacity = VP_NONE}};
static vp_facts facts;
static vp_facts *of_clinic[1] = {&facts}, *of_empty[1] = {NULL};
static vp_facts **of_services[2] = {of_clinic, of_empty};
static vp_facts ***of_sets[1] = {of_services};

static const struct {
    vp_measure measure;
    const char *numerator, *denominator;
    size_t service, group, populations;
    const char *id;
} rows[] = {
    {VP_MEASURE_RECORDED_SHARE, "poor", "households", CLINIC, VP_NONE, 1, "no_record"},
    {VP_MEASURE_RECORDED_SHARE, "rich", "house+hold", CLINIC, VP_NONE, 1, "no_record"},
    {VP_MEASURE_RECORDED_SHARE, "rich+poor", "households", CLINIC, VP_NONE, 1, "no_record"},
    {VP_MEASURE_RECORDED_SHARE, "househol", "households", CLINIC, VP_NONE, 1, "no_record"},
    {VP_MEASURE_RECORDED_SHARE, "rich+house", "households", CLINIC, VP_NONE, 1, "not_recorded_here"},
    {VP_MEASURE_RECORDED_SUM, "house", NULL, CLINIC, VP_NONE, 1, "not_recorded_here"},
    {VP_MEASURE_RECORDED_SHARE, "poor", "households", CLINIC, NOBODY, 1, "no_record"},
    {VP_MEASURE_RECORDED_SHARE, "rich", "households", CLINIC, NOBODY, 1, "no_such_units"},
    {VP_MEASURE_RECORDED_SHARE, "rich", "households", CLINIC, UNKNOWN, 1, "group_not_recorded"},
    {VP_MEASURE_RECORDED_SHARE, "rich", "households", CLINIC, PART, 1, "not_by_people"},
    {VP_MEASURE_RECORDED_SHARE, "rich", "households", CLINIC, REMOTE, 1, "not_recorded_here"},
    {VP_MEASURE_REACHED_SHARE, NULL, NULL, CLINIC, NOBODY, 1, "no_such_units"},
    {VP_MEASURE_REACHED_SHARE, NULL, NULL, CLINIC, UNKNOWN, 1, "group_not_recorded"},
    {VP_MEASURE_REACHED_SHARE, NULL, NULL, CLINIC, PART, 1, "no_data"},
    {VP_MEASURE_REACHED_SHARE, NULL, NULL, EMPTY, VP_NONE, 1, "service_unknown"},
    {VP_MEASURE_REACHED_SHARE, NULL, NULL, CLINIC, VP_NONE, 0, "service_unknown"},
    {VP_MEASURE_REACHED_UNITS, NULL, NULL, CLINIC, VP_NONE, 1, "no_data"},
    {VP_MEASURE_FACILITIES_WITH, "latrine", NULL, CLINIC, VP_NONE, 1, "no_attribute"},
    {VP_MEASURE_FACILITIES_WITH, "latrine", NULL, EMPTY, VP_NONE, 1, "service_unknown"},
    {VP_MEASURE_FACILITIES_WITH, "latrine", NULL, CLINIC, PART, 1, "not_by_people"},
    {VP_MEASURE_PER_10000, NULL, NULL, CLINIC, PART, 1, "no_attribute"},
    {VP_MEASURE_RECORDED_LESS_REACHED, "poor", "households", CLINIC, VP_NONE, 1, "no_record"},
    {VP_MEASURE_RECORDED_LESS_REACHED, "rich", "households", CLINIC, NOBODY, 1, "no_such_units"},
    {VP_MEASURE_RECORDED_LESS_REACHED, "rich", "households", CLINIC, PART, 1, "not_by_people"},
    {VP_MEASURE_RECORDED_LESS_REACHED, "rich", "households", EMPTY, VP_NONE, 1, "service_unknown"},
    {VP_MEASURE_RECORDED_LESS_REACHED, "rich", "households", CLINIC, VP_NONE, 1, "not_recorded_here"},
    {VP_MEASURE_REACH_RATIO, NULL, NULL, CLINIC, REMOTE, 1, "no_ratio"},
    {VP_MEASURE_REACH_RATIO, NULL, NULL, EMPTY, REMOTE, 1, "service_unknown"},
};

START_TEST(a_missing_value_has_its_reason)
{
    for (size_t g = 0; g < GROUPS; g++) groups[g] = (vp_group){.member = member_of[g], .share = share_of[g]};
    vp_region region = {
        .units = {.sets = &set, .set_count = 1, .record_names = record_names, .record_count = 3},
        .definitions = {.services = services, .service_count = 2, .groups = groups, .group_count = GROUPS}};
    vp_coverage coverage = {
        .set_count = 1, .service_count = 2, .population_count = rows[_i].populations, .facts = of_sets};
    vp_indicator n = {.measure = rows[_i].measure,
                      .numerator = (char *)(uintptr_t)rows[_i].numerator,
                      .denominator = (char *)(uintptr_t)rows[_i].denominator,
                      .service = rows[_i].service,
                      .group = VP_NONE};
    vp_question q = vp_question_of(0, VP_NONE);
    q.group = rows[_i].group;
    const vp_reason *reason = vp_indicator_reason(&region, &coverage, &n, &q, &(vp_measurement){.value = NAN});
    ck_assert_ptr_nonnull(reason);
    ck_assert_str_eq(reason->id, rows[_i].id);
    ck_assert(*reason->vi && *reason->en);
    q.group = VP_NONE;
    n.group = rows[_i].group; /* the indicator's own */
    ck_assert_ptr_eq(vp_indicator_reason(&region, &coverage, &n, &q, &(vp_measurement){.value = NAN}), reason);
    ck_assert_ptr_null(vp_indicator_reason(&region, &coverage, &n, &q, &(vp_measurement){.value = 0}));
}
END_TEST

/* In a year to come records are not carried on, and people only where growth is stated; but a service that is not known
 * is none then either. */
START_TEST(a_year_to_come_has_its_own_reasons)
{
    static const struct {
        vp_measure measure;
        size_t service;
        const char *id;
    } later[] = {{VP_MEASURE_REACHED_SHARE, CLINIC, "growth_not_stated"},
                 {VP_MEASURE_REACH_RATIO, CLINIC, "growth_not_stated"},
                 {VP_MEASURE_REACHED_SHARE, EMPTY, "service_unknown"},
                 {VP_MEASURE_RECORDED_SHARE, CLINIC, "not_carried"},
                 {VP_MEASURE_FACILITIES_WITH, CLINIC, "no_attribute"}};
    vp_region region = {
        .units = {.sets = &set, .set_count = 1, .record_names = record_names, .record_count = 3},
        .definitions = {.services = services, .service_count = 2, .groups = groups, .group_count = GROUPS}};
    region.people.factors = (void *)&region; /* only that there are some is asked */
    vp_coverage coverage = {.set_count = 1, .service_count = 2, .population_count = 1, .facts = of_sets};
    for (size_t i = 0; i < sizeof later / sizeof *later; i++) {
        vp_indicator n = {.measure = later[i].measure,
                          .numerator = "rich",
                          .denominator = "households",
                          .service = later[i].service,
                          .group = VP_NONE};
        vp_question q = vp_question_of(0, VP_NONE);
        const vp_reason *reason = vp_indicator_reason(&region, &coverage, &n, &q, &(vp_measurement){.value = NAN});
        ck_assert_ptr_nonnull(reason);
        ck_assert_str_eq(reason->id, later[i].id);
    }
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("reasons");
    tcase_add_loop_test(cases, a_missing_value_has_its_reason, 0, (int)(sizeof rows / sizeof *rows));
    tcase_add_test(cases, a_year_to_come_has_its_own_reasons);
    Suite *suite = suite_create("reasons");
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
