/* Cells of the whole in a part of another zone, against PROJ cell by cell. */
#include "store/parts/part_places.h"
#include "store/spatial/transform.h"
#include <check.h>

static const vp_grid_geometry window = {
    .columns = 700, .rows = 333, .cell_metres = 100, .west = 760000, .north = 1300000};

START_TEST(cells_lie_where_proj_has_them)
{
    vp_error err = {0};
    vp_transform *t = vp_transform_new("EPSG:32648", "EPSG:32649", &err);
    ck_assert(t != NULL);
    vp_point corner = {window.west + 30000, window.north - 10000};
    ck_assert(vp_transform_forward(t, &corner, 1));
    const vp_grid_geometry part = {300, 200, 100, corner.x, corner.y};
    vp_part_places *places = vp_part_places_new("EPSG:32648", window, "EPSG:32649", part, &err);
    ck_assert_msg(places != NULL, "%s", err.message);
    size_t inside = 0, apart = 0;
    for (size_t i = 0; i < vp_grid_geometry_cells(window); i++) {
        vp_point p;
        size_t own, here;
        vp_grid_geometry_centre(window, i, &p.x, &p.y);
        ck_assert(vp_transform_forward(t, &p, 1));
        bool is = vp_grid_geometry_locate(part, p.x, p.y, &own);
        bool found = vp_part_places_find(places, i % window.columns, i / window.columns, &here);
        inside += is;
        apart += is != found || (is && own != here);
    }
    ck_assert_uint_gt(inside, 55000);
    ck_assert_uint_lt(apart, inside / 1000); /* 2 cm of 100 m: middles on an edge */
    vp_part_places_free(places);
    vp_transform_free(t);
}
END_TEST

START_TEST(an_unknown_system_is_refused)
{
    vp_error err = {0};
    ck_assert(vp_part_places_new("EPSG:32648", window, "EPSG:1", window, &err) == NULL);
    ck_assert(*err.message);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("part_places");
    TCase *cases = tcase_create("part_places");
    tcase_add_test(cases, cells_lie_where_proj_has_them);
    tcase_add_test(cases, an_unknown_system_is_refused);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
