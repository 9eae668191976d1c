/* Which territory a level, a vintage and a code name. Codes repeat: 19 is a province before and after the merger. */
#include <check.h>
#include <vungphu/territory.h>

static vp_unit old_communes[] = {{.code = "01", .name = "a", .parent_code = "19"}, {.code = "02", .name = "b"}},
               new_communes[] = {{.code = "01", .name = "c"}},
               old_provinces[] = {{.code = "06", .name = "Bắc Kạn"}, {.code = "19", .name = "old"}},
               new_province[] = {{.code = "19", .name = "new", .full_name = "Tỉnh mới"}};
static vp_unit_set sets[] = {{"commune", "2024", old_communes, 2},
                             {"commune", "2025", new_communes, 1},
                             {"province", "2024", old_provinces, 2},
                             {"province", "2025", new_province, 1}};
static vp_region region = {.name_vi = "Tỉnh", .units = {.sets = sets, .set_count = 4, .main_set = 1}};

static const struct {
    const char *level, *vintage, *code;
    vp_territory found; /* set VP_NONE: there is none */
} cases[] = {
    {NULL, NULL, NULL, {1, VP_NONE}},
    {"province", NULL, NULL, {3, VP_NONE}},
    {"province", "2024", NULL, {2, VP_NONE}},
    {"province", "2024", "19", {2, 1}},
    {NULL, NULL, "19", {3, 0}},
    {NULL, NULL, "06", {2, 0}},
    {NULL, "2024", NULL, {0, VP_NONE}},
    {NULL, NULL, "02", {0, 1}},
    {"commune", NULL, "01", {1, 0}},
    {"province", "2024", "01", {VP_NONE, 0}},
    {"district", NULL, NULL, {VP_NONE, 0}},
    {NULL, "2030", NULL, {VP_NONE, 0}},
};

START_TEST(a_question_names_its_territory)
{
    vp_territory t;
    vp_error err = {0};
    bool found = vp_territory_find(&region.units, cases[_i].level, cases[_i].vintage, cases[_i].code, &t, &err);
    ck_assert_int_eq(found, cases[_i].found.set != VP_NONE);
    if (!found) {
        ck_assert_int_eq(err.kind, VP_NOT_FOUND);
        return;
    }
    ck_assert_uint_eq(t.set, cases[_i].found.set);
    ck_assert_uint_eq(t.unit, cases[_i].found.unit);
}
END_TEST

START_TEST(the_plan_names_its_own)
{
    vp_region planned = region;
    planned.units.plan_is_named = true;
    planned.units.plan = (vp_territory){2, 1};
    vp_territory t;
    ck_assert(vp_territory_find(&planned.units, NULL, NULL, NULL, &t, NULL));
    ck_assert(vp_territory_is(t, vp_territory_of_plan(&planned.units)) && t.set == 2 && t.unit == 1);
    ck_assert_str_eq(vp_territory_code(&planned.units, t), "19");
    ck_assert_str_eq(vp_territory_name(&planned, t), "old");
    ck_assert_str_eq(vp_territory_name(&planned, (vp_territory){3, 0}), "Tỉnh mới");
    ck_assert_str_eq(vp_territory_name(&planned, (vp_territory){1, VP_NONE}), "Tỉnh");
    ck_assert_str_eq(vp_territory_code(&planned.units, (vp_territory){1, VP_NONE}), "*");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("territory");
    TCase *one = tcase_create("territories");
    tcase_add_loop_test(one, a_question_names_its_territory, 0, sizeof cases / sizeof *cases);
    tcase_add_test(one, the_plan_names_its_own);
    suite_add_tcase(suite, one);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
