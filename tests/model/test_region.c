/* Rows found by their ids, seasons by their names, units of one level in those of another. */
#include <check.h>
#include <string.h>
#include <vungphu/levels.h>
#include <vungphu/region.h>

#define TEXT(text) ((char *)(uintptr_t)(text))

START_TEST(a_row_is_found_by_its_id)
{
    vp_service services[] = {{.id = TEXT("a")}, {.id = NULL}, {.id = TEXT("ab")}};
    vp_group groups[] = {{.id = TEXT("remote")}, {.id = TEXT("all")}};
    vp_indicator indicators[] = {{.id = TEXT("B1")}, {.id = TEXT("B2")}, {.id = TEXT("B2")}};
    char *records[] = {TEXT("population"), TEXT("children")}, *attributes[] = {TEXT("beds"), TEXT("doctors")};
    vp_region r = {.definitions.services = services,
                   .definitions.service_count = 3,
                   .definitions.groups = groups,
                   .definitions.group_count = 2,
                   .definitions.indicators = indicators,
                   .definitions.indicator_count = 3,
                   .units.record_names = records,
                   .units.record_count = 2,
                   .supply.attribute_names = attributes,
                   .supply.attribute_count = 2};
    ck_assert_uint_eq(vp_region_service(&r.definitions, "a"), 0);
    ck_assert_uint_eq(vp_region_service(&r.definitions, "ab"), 2);
    ck_assert_uint_eq(vp_region_service(&r.definitions, "b"), VP_NONE);
    ck_assert_uint_eq(vp_region_service(&r.definitions, NULL), VP_NONE);
    ck_assert_uint_eq(vp_region_group(&r.definitions, "all"), 1);
    ck_assert_uint_eq(vp_region_group(&r.definitions, "al"), VP_NONE);
    ck_assert_uint_eq(vp_region_indicator(&r.definitions, "B2"), 1);
    ck_assert_uint_eq(vp_region_indicator(&r.definitions, "B3"), VP_NONE);
    ck_assert_uint_eq(vp_region_record(&r.units, "children"), 1);
    ck_assert_uint_eq(vp_region_record(&r.units, "beds"), VP_NONE);
    ck_assert_uint_eq(vp_region_attribute(&r.supply, "beds"), 0);
    ck_assert_uint_eq(vp_region_attribute(&r.supply, ""), VP_NONE);
    r.definitions.service_count = 2;
    ck_assert_uint_eq(vp_region_service(&r.definitions, "ab"), VP_NONE);
}
END_TEST

START_TEST(seasons_have_names)
{
    ck_assert_int_eq((int)vp_season_named(NULL), (int)VP_SEASON_ALWAYS);
    ck_assert_int_eq((int)vp_season_named(""), (int)VP_SEASON_ALWAYS);
    ck_assert_int_eq((int)vp_season_named("dry"), (int)VP_SEASON_DRY);
    ck_assert_int_eq((int)vp_season_named("flood"), (int)VP_SEASON_FLOOD);
    ck_assert_int_eq((int)vp_season_named("Dry"), (int)VP_SEASON_COUNT);
    static const char *const bases[] = {"whole", "stated", "people", "area", "equal"};
    for (size_t i = 0; i < VP_SHARE_COUNT; i++) ck_assert_str_eq(vp_share_basis_names[i], bases[i]);
    vp_region_free(NULL);
}
END_TEST

/* ------------------------------------------------------------ levels */

static vp_unit unit(const char *code, const char *parent)
{
    return (vp_unit){.code = TEXT(code), .parent_code = TEXT(parent)};
}

/* 2024: four communes in two districts of one province; 2025: two communes that stand in the province alone, and one
 * that stands nowhere. */
enum { COMMUNES, DISTRICTS, PROVINCES, NEW_COMMUNES, NEW_PROVINCES, SETS };
static vp_unit communes[4], districts[2], provinces[1], new_communes[3], new_provinces[1];
static vp_unit_set sets[SETS];
static vp_region region = {.units.sets = sets, .units.set_count = SETS};

static void draw(void)
{
    communes[0] = unit("c1", "d1"), communes[1] = unit("c2", "d1"), communes[2] = unit("c3", "d2");
    communes[3] = unit("c4", NULL);
    districts[0] = unit("d1", "p"), districts[1] = unit("d2", "p");
    provinces[0] = unit("p", NULL);
    new_communes[0] = unit("n1", "p"), new_communes[1] = unit("n2", "p"), new_communes[2] = unit("n3", "x");
    new_provinces[0] = unit("p", NULL);
    sets[COMMUNES] = (vp_unit_set){TEXT("commune"), TEXT("2024"), communes, 4};
    sets[DISTRICTS] = (vp_unit_set){TEXT("district"), TEXT("2024"), districts, 2};
    sets[PROVINCES] = (vp_unit_set){TEXT("province"), TEXT("2024"), provinces, 1};
    sets[NEW_COMMUNES] = (vp_unit_set){TEXT("commune"), TEXT("2025"), new_communes, 3};
    sets[NEW_PROVINCES] = (vp_unit_set){TEXT("province"), TEXT("2025"), new_provinces, 1};
}

START_TEST(a_unit_has_a_parent_through_the_levels_between)
{
    draw();
    if (_i) ck_assert(vp_levels_prepare(&region.units, NULL)); /* looked up before, or each time */
    ck_assert_uint_eq(vp_levels_parent(&region.units, COMMUNES, 2, COMMUNES), 2);
    ck_assert_uint_eq(vp_levels_parent(&region.units, COMMUNES, 0, DISTRICTS), 0);
    ck_assert_uint_eq(vp_levels_parent(&region.units, COMMUNES, 2, DISTRICTS), 1);
    ck_assert_uint_eq(vp_levels_parent(&region.units, COMMUNES, 3, DISTRICTS), VP_NONE);
    ck_assert_uint_eq(vp_levels_parent(&region.units, COMMUNES, 2, PROVINCES), 0); /* by its district */
    ck_assert_uint_eq(vp_levels_parent(&region.units, COMMUNES, 3, PROVINCES), VP_NONE);
    ck_assert_uint_eq(vp_levels_parent(&region.units, NEW_COMMUNES, 1, NEW_PROVINCES), 0);
    ck_assert_uint_eq(vp_levels_parent(&region.units, NEW_COMMUNES, 2, NEW_PROVINCES), VP_NONE);
    /* 2024's districts do not lead to 2025's province. */
    ck_assert_uint_eq(vp_levels_parent(&region.units, COMMUNES, 0, NEW_PROVINCES), VP_NONE);
    ck_assert_uint_eq(vp_levels_base(&region.units, PROVINCES), COMMUNES);
    vp_levels_forget(&region.units);
}
END_TEST

START_TEST(the_base_of_a_level_is_the_finest_that_makes_it_up)
{
    draw();
    ck_assert_uint_eq(vp_levels_base(&region.units, DISTRICTS), COMMUNES);
    ck_assert_uint_eq(vp_levels_base(&region.units, PROVINCES), COMMUNES);
    ck_assert_uint_eq(vp_levels_base(&region.units, COMMUNES), COMMUNES);
    ck_assert_uint_eq(vp_levels_base(&region.units, NEW_PROVINCES), NEW_COMMUNES);
    communes[2].parent_code = NULL; /* nobody is left in d2: only the districts make up the province */
    ck_assert_uint_eq(vp_levels_base(&region.units, DISTRICTS), DISTRICTS);
    ck_assert_uint_eq(vp_levels_base(&region.units, PROVINCES), COMMUNES);
    communes[0].parent_code = communes[1].parent_code = NULL;
    ck_assert_uint_eq(vp_levels_base(&region.units, PROVINCES), DISTRICTS);
    sets[DISTRICTS].vintage = TEXT("2023");
    ck_assert_uint_eq(vp_levels_base(&region.units, PROVINCES), PROVINCES);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("region");
    TCase *cases = tcase_create("region");
    tcase_add_test(cases, a_row_is_found_by_its_id);
    tcase_add_test(cases, seasons_have_names);
    tcase_add_loop_test(cases, a_unit_has_a_parent_through_the_levels_between, 0, 2);
    tcase_add_test(cases, the_base_of_a_level_is_the_finest_that_makes_it_up);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
