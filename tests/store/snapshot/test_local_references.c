/* The province's own coordinate systems: which there are, the order of their axes, positions in them. */
#include "store/snapshot/local_references.h"
#include <check.h>
#include <math.h>
#include <string.h>

#define EPSG "http://www.opengis.net/def/crs/EPSG/0/"

static const vp_bounds thai_nguyen = {105.43, 21.33, 106.24, 22.74};

static const vp_reference *find(const vp_local_references *list, const char *uri)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->rows[i].uri, uri) == 0) return &list->rows[i];
    return NULL;
}

/* 105.84° E, 21.59° N, by hand: transverse Mercator by Krüger's series (EPSG guidance note 7-2, 9807) and for VN-2000
 * the seven parameters of EPSG:6960 (191.90441429, 39.30318279, 111.45032835 m and so on); gdaltransform gives the
 * same. */
static const struct {
    const char *uri;
    double east, north, tolerance;
} right[] = {
    {EPSG "32648", 586954.816, 2387681.389, 0.01}, /* UTM zone 48N: middle meridian 105°, 0.9996 */
    {EPSG "3405", 586758.581, 2387789.184, 0.01},  /* the same of VN-2000 */
    {EPSG "9213", 431463.303, 2388417.905, 0.01},  /* TM-3: 106°30', 0.9999 */
    {EPSG "4756", 105.8381100894, 21.5909833817, 1e-7},
};

START_TEST(positions_are_those_of_the_formulas)
{
    vp_error err = {0};
    vp_local_references *list = vp_local_references_new("EPSG:32648", thai_nguyen, &err);
    ck_assert_msg(list != NULL, "%s", err.message);
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        const vp_reference *r = find(list, right[i].uri);
        ck_assert_msg(r != NULL, "no %s", right[i].uri);
        double x = 105.84, y = 21.59;
        ck_assert(r->convert(r, false, 1, &x, &y));
        ck_assert_msg(fabs(x - right[i].east) < right[i].tolerance && fabs(y - right[i].north) < right[i].tolerance,
                      "%s: %.10f %.10f", right[i].uri, x, y);
        ck_assert(r->convert(r, true, 1, &x, &y));
        ck_assert_msg(fabs(x - 105.84) < 2e-8 && fabs(y - 21.59) < 2e-8, "%.12f %.12f", x, y);
        ck_assert_int_eq(r->latitude_first, strcmp(right[i].uri, EPSG "4756") == 0);
    }
    list->free(list);
}
END_TEST

START_TEST(what_has_no_place_is_no_number)
{
    vp_error err = {0};
    vp_local_references *list = vp_local_references_new("EPSG:32648", thai_nguyen, &err);
    ck_assert_ptr_nonnull(list);
    const vp_reference *r = find(list, EPSG "32648");
    double x = NAN, y = 95;
    ck_assert(!r->convert(r, false, 1, &x, &y));
    list->free(list);
}
END_TEST

/* Zones that do not meet the province and deprecated ones are not asked; another country has none of Viet Nam's. */
START_TEST(systems_are_those_of_the_place)
{
    vp_error err = {0};
    vp_local_references *list = vp_local_references_new("EPSG:32648", thai_nguyen, &err);
    ck_assert_ptr_nonnull(list);
    ck_assert_str_eq(list->rows[0].uri, EPSG "32648");
    ck_assert_ptr_null(find(list, EPSG "3406")); /* UTM zone 49N: from 108° */
    ck_assert_ptr_null(find(list, EPSG "6957")); /* deprecated */
    list->free(list);
    list = vp_local_references_new("EPSG:32633", (vp_bounds){13, 47, 14, 48}, &err);
    ck_assert_ptr_nonnull(list);
    ck_assert_uint_eq(list->count, 1);
    list->free(list);
    list = vp_local_references_new("ESRI:102028", (vp_bounds){1, 0, -1, 0}, &err); /* no code of EPSG, no place */
    ck_assert_ptr_nonnull(list);
    ck_assert_uint_eq(list->count, 0);
    list->free(list);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("local_references");
    TCase *cases = tcase_create("local_references");
    tcase_add_test(cases, positions_are_those_of_the_formulas);
    tcase_add_test(cases, what_has_no_place_is_no_number);
    tcase_add_test(cases, systems_are_those_of_the_place);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
