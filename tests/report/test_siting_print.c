/* The answer of a siting as JSON: all of it or an error. */
#include "report/siting_print.h"
#include "support/short_memory.h"
#include "json/json.h"
#include <math.h>
#include <string.h>

/* Two units and two chosen sites of nine cells; what a siting of a loaded snapshot leaves. */
static vp_unit units[] = {{.code = "A", .name = "Xã Đề"}, {.code = "B", .name = "Xã Bình"}};
static vp_unit_set sets[] = {{.units = units, .unit_count = 2}};
static vp_service services[] = {{.id = "clinic"}};
static vp_group groups[] = {{.id = "children"}};
static vp_run runs[] = {{.first_cell = 0, .cell_count = 5, .zone = 0}, {.first_cell = 5, .cell_count = 4, .zone = 1}};
static vp_chosen chosen[] = {{.site = 1, .gain = 30, .total = 30}, {.site = 0, .gain = 12.5, .total = 42.5}};
static vp_sites_answer answer = {.chosen = chosen,
                                 .chosen_count = 2,
                                 .objective = 42.5,
                                 .bound = 50,
                                 .gap = 7.5 / 42.5,
                                 .method = "greedy",
                                 .weight = 60,
                                 .least_share = 0.5,
                                 .least_share_bound = NAN};
static uint32_t cells[] = {2, 7};
static size_t listed[] = {1, 0};
static double site_people[] = {30, 12.5};
static vp_siting_unit counted[] = {{50, 10, 40}, {40, 20, 32.5}};
static char *const names[] = {"Trạm Đông", "Trạm Tây"};

static char *json_of(void *geo)
{
    vp_region region = {.geometry = {3, 3, 100, 0, 0}};
    region.units.sets = sets;
    region.definitions.services = services;
    region.definitions.groups = groups;
    vp_weights weights = {.runs = runs, .run_count = 2};
    vp_snapshot snapshot = {.region = &region};
    char id[] = "20260101T000000Z-abcdef";
    snapshot.provenance.id = id;
    snapshot.results.main_weights = &weights;
    double knots[] = {105, 106, 105, 106}, rows[] = {22, 22, 21, 21};
    region.cell_to_lonlat = (vp_lattice){.a = knots, .b = rows, .columns = 2, .rows = 2, .du = 3, .dv = 3};
    vp_siting_question question = vp_siting_defaults();
    question.group = 0;
    question.region = &region;
    vp_siting_result result = {.answer = &answer,
                               .cells = cells,
                               .listed = listed,
                               .cell_count = 2,
                               .limit = 30,
                               .people = 90,
                               .before = 30,
                               .after = 72.5,
                               .units = counted,
                               .site_people = site_people};
    vp_siting_shown shown = {.question = &question, .result = &result, .snapshot = &snapshot, .names = names};
    json_t *made = vp_siting_print_json(&shown, geo != NULL);
    char *text = vp_json_dump(made, JSON_COMPACT);
    json_decref(made);
    return text;
}

START_TEST(sites_and_units_are_listed_with_their_people)
{
    char *text = json_of(NULL);
    json_t *root = json_loads(text, 0, NULL), *sites = json_object_get(root, "sites"),
           *first = json_array_get(sites, 0);
    ck_assert_uint_eq(json_array_size(sites), 2);
    ck_assert_str_eq(json_string_value(json_object_get(first, "name")), "Trạm Đông");
    ck_assert_str_eq(json_string_value(json_object_get(json_object_get(first, "unit"), "code")), "B");
    ck_assert_double_eq(json_real_value(json_object_get(json_array_get(sites, 1), "total")), 42.5);
    ck_assert_str_eq(json_string_value(json_object_get(root, "group")), "children");
    ck_assert_double_eq(json_real_value(json_object_get(root, "least_share")), 0.5);
    ck_assert_ptr_null(json_object_get(root, "least_share_bound"));
    json_t *unit = json_array_get(json_object_get(root, "units"), 1);
    ck_assert_double_eq(json_real_value(json_object_get(unit, "after")), 32.5);
    json_decref(root);
    free(text);
}
END_TEST

/* No site, unit or figure is left out of a result that is said to be whole. */
START_TEST(short_memory_leaves_nothing_out)
{
    short_memory_try(json_of, NULL, 1);
    short_memory_try(json_of, "geo", 1);
}
END_TEST

/* A figure that is not known is null, and its site stays in the list. */
START_TEST(what_is_not_known_is_null)
{
    site_people[1] = NAN;
    char *text = json_of(NULL);
    ck_assert_ptr_nonnull(strstr(text, "\"total\":42.5,\"people\":null"));
    free(text);
    site_people[1] = 12.5;
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("siting_print");
    TCase *tests = tcase_create("siting_print");
    tcase_add_test(tests, sites_and_units_are_listed_with_their_people);
    tcase_add_test(tests, short_memory_leaves_nothing_out);
    tcase_add_test(tests, what_is_not_known_is_null);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
