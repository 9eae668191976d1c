/* Where files lie, as the others say: a layer of communes at 105 to 105.2 east, 21 to 21.2 north, beside which each
 * stands. */
#include "store/look/among.h"
#include "store/support_province.h"
#include <stdlib.h>
#include <string.h>

static char *folder;
static vp_looks looks;
static void make(void) { folder = temporary_directory(); }
static void drop(void)
{
    vp_looks_clear(&looks);
    remove_directory(folder);
}

#define LAYER(geometry)                                                                                                \
    "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"code\":\"1\"},"             \
    "\"geometry\":" geometry "}]}"

static const vp_look *beside_communes(const char *name, const char *text)
{
    vp_error err = {0};
    char *first = path_in(folder, "communes.geojson"), *second = path_in(folder, name);
    write_text(
        folder, "communes.geojson",
        LAYER("{\"type\":\"Polygon\",\"coordinates\":[[[105,21],[105.2,21],[105.2,21.2],[105,21.2],[105,21]]]}"));
    write_text(folder, name, text);
    ck_assert_msg(vp_file_look(&looks, first, "communes.geojson", &err), "%s", err.message);
    ck_assert_msg(vp_file_look(&looks, second, name, &err), "%s", err.message);
    vp_looks_place_among(&looks);
    free(first);
    free(second);
    return &looks.items[looks.count - 1];
}

/* x of 500 km is the central meridian: that of zone 48 is 105 degrees, where the communes begin; seen from 105 degrees
 * 30 minutes they lie 52 to 31 km to the west. */
START_TEST(metres_are_of_the_system_that_puts_them_here)
{
    const vp_look *look = beside_communes("a.csv", "id,x,y\n1,503000,2325000\n2,515000,2340000\n");
    ck_assert_msg(strcmp(look->crs, "EPSG:32648") == 0, "%s", look->crs);
    ck_assert(look->bounds.west > 105 && look->bounds.east < 105.2);
    vp_looks_clear(&looks);
    look = beside_communes("b.csv", "id,x,y\n1,451000,2325000\n2,463000,2340000\n");
    ck_assert_msg(strcmp(look->crs, "EPSG:9209") == 0, "%s", look->crs); /* VN-2000 / TM-3 105-30 */
}
END_TEST

START_TEST(columns_without_a_name_are_known_by_what_they_hold)
{
    const vp_look *look = beside_communes("a.csv", "ລະຫັດ,ກ,ຂ\n1,21.05,105.05\n2,21.15,105.15\n");
    ck_assert_uint_eq(look->lon, 3);
    ck_assert_uint_eq(look->lat, 2);
    ck_assert(!look->elsewhere && look->bounds.west == 105.05 && look->bounds.north == 21.15);
}
END_TEST

START_TEST(latitude_in_the_place_of_longitude_is_seen)
{
    const vp_look *look = beside_communes("b.geojson", LAYER("{\"type\":\"Point\",\"coordinates\":[21.05,105.05]}"));
    ck_assert(look->turned && !look->elsewhere);
}
END_TEST

START_TEST(a_file_of_another_place_is_said)
{
    const vp_look *look = beside_communes("a.csv", "id,longitude,latitude\n1,103.05,10.05\n");
    ck_assert(look->elsewhere && !look->turned && !looks.items[0].elsewhere);
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("among");
    tcase_add_checked_fixture(cases, make, drop);
    tcase_add_test(cases, metres_are_of_the_system_that_puts_them_here);
    tcase_add_test(cases, columns_without_a_name_are_known_by_what_they_hold);
    tcase_add_test(cases, latitude_in_the_place_of_longitude_is_seen);
    tcase_add_test(cases, a_file_of_another_place_is_said);
    Suite *suite = suite_create("among");
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
