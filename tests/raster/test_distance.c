/* Straight lines on the ellipsoid against published geodesics and against plain search. */
#include <check.h>
#include <geodesic.h>
#include <math.h>
#include <stdlib.h>
#include <vungphu/distance.h>

/* Geodesics from PROJ's geod (Karney's algorithm), WGS 84, to 0.1 mm. */
static const struct {
    double lon_a, lat_a, lon_b, lat_b, metres;
} published[] = {
    {105.8, 21.5, 105.4, 22.2, 87848.7589},
    {105.9, 21.6, 105.95, 21.6, 5177.4612},
    {105.5, 22.7, 106.2, 21.3, 171045.2156},
    {-51.2, -30.0, -51.1, -30.1, 14693.0968},
};

START_TEST(geodesics_come_out_to_a_millionth)
{
    double d = vp_distance_metres(published[_i].lon_a, published[_i].lat_a, published[_i].lon_b, published[_i].lat_b);
    ck_assert_double_eq_tol(d, published[_i].metres, 1e-6 * published[_i].metres);
}
END_TEST

static double random_share(void) { return rand() / (double)RAND_MAX; }

/* PROJ's own function from a random place of the earth in a random direction, near and far. */
START_TEST(random_pairs_are_as_far_apart_as_geodesics_say)
{
    struct geod_geodesic wgs84;
    geod_init(&wgs84, 6378137, 1 / 298.257223563);
    srand((unsigned)_i);
    for (size_t i = 0; i < 20000; i++) {
        double lat = 180 / M_PI * asin(2 * random_share() - 1), lon = 360 * random_share() - 180;
        double metres = 300e3 * pow(random_share(), 3), other_lat, other_lon, straight;
        geod_direct(&wgs84, lat, lon, 360 * random_share(), metres, &other_lat, &other_lon, NULL);
        geod_inverse(&wgs84, lat, lon, other_lat, other_lon, &straight, NULL, NULL);
        double d = vp_distance_metres(lon, lat, other_lon, other_lat), most = 1.2e-7 * pow(straight / 100e3, 2);
        ck_assert_double_eq_tol(d, straight, most * straight + 1e-8); /* 1e-8 m: the coordinates' own last digits */
    }
}
END_TEST

/* A small piece of the earth on which a degree is 111,195 m in both directions. */
static bool plain_map(void *context, size_t count, double u[], double v[])
{
    (void)context;
    for (size_t i = 0; i < count; i++) {
        u[i] = 105.8 + u[i] * 1000 / (111195 * cos(21.6 * M_PI / 180));
        v[i] = 21.6 - v[i] * 1000 / 111195;
    }
    return true;
}

enum { SIDE = 30, SITES = 25 };

START_TEST(the_nearest_of_random_facilities_is_found)
{
    vp_region region = {.geometry = {SIDE, SIDE, 1000, 0, SIDE * 1000}};
    vp_facility facilities[SITES] = {{0}};
    size_t order[SITES];
    srand((unsigned)_i);
    ck_assert(
        vp_lattice_init(&region.cell_to_lonlat, (vp_lattice_knots){0, 0, SIDE, SIDE, 31, 31}, plain_map, NULL, NULL));
    for (size_t i = 0; i < SITES; i++) {
        vp_facility *f = &facilities[i];
        f->x = rand() % 30000;
        f->y = rand() % 30000;
        if (i % 5 == 4) f->x = facilities[i - 1].x; /* several in one column of the plane */
        if (i == 7) *f = facilities[6];             /* and two at one place */
        f->lon = f->x / 1000;
        f->lat = SIDE - f->y / 1000;
        plain_map(NULL, 1, &f->lon, &f->lat);
        order[i] = i;
    }
    facilities[7].lon = facilities[6].lon;
    facilities[7].lat = facilities[6].lat;
    region.supply.facilities = facilities;
    vp_distance_plane plane = vp_distance_plane_of(&region);
    int32_t *nearest;
    vp_grid *grid = vp_distance_surface(&plane, order, SITES, &nearest, NULL);
    ck_assert_ptr_nonnull(grid);
    for (size_t cell = 0; cell < SIDE * SIDE; cell++) {
        double x, y, least = INFINITY;
        vp_grid_geometry_centre(region.geometry, cell, &x, &y);
        for (size_t i = 0; i < SITES; i++) least = fmin(least, hypot(facilities[i].x - x, facilities[i].y - y));
        const vp_facility *chosen = &facilities[nearest[cell]];
        ck_assert_double_eq_tol(hypot(chosen->x - x, chosen->y - y), least, 1e-6);
        ck_assert_double_eq_tol((double)vp_grid_cells(grid)[cell], least, 0.01 * least + 1);
    }
    vp_grid_free(grid);
    free(nearest);
    vp_lattice_clear(&region.cell_to_lonlat);
}
END_TEST

START_TEST(without_a_facility_nothing_is_reached)
{
    vp_region region = {.geometry = {2, 2, 1000, 0, 2000}};
    vp_distance_plane plane = vp_distance_plane_of(&region);
    int32_t *nearest;
    vp_grid *grid = vp_distance_surface(&plane, NULL, 0, &nearest, NULL);
    for (size_t i = 0; i < 4; i++) {
        ck_assert(isinf(vp_grid_cells(grid)[i]));
        ck_assert_int_eq(nearest[i], -1);
    }
    vp_grid_free(grid);
    free(nearest);
}
END_TEST

START_TEST(cells_are_as_far_from_marked_ones_as_a_look_at_each_says)
{
    enum { ACROSS = 23, DOWN = 17, ALL = ACROSS * DOWN };
    const vp_grid_geometry geometry = {ACROSS, DOWN, 30, 0, 0};
    static const int one_in[] = {0, ALL / 2, 40, 5, 2};
    uint32_t mask[ALL];
    double metres[ALL];
    srand((unsigned)_i);
    for (size_t i = 0; i < ALL; i++) mask[i] = one_in[_i % 5] && rand() % one_in[_i % 5] == 0 ? 1u << rand() % 3 : 0;
    ck_assert(vp_distance_to_cells(geometry, mask, 5, metres, NULL)); /* bits 0 and 2 */
    for (size_t i = 0; i < ALL; i++) {
        double least = INFINITY;
        for (size_t k = 0; k < ALL; k++) {
            size_t row = i / ACROSS, other = k / ACROSS;
            double across = (double)(i % ACROSS) - (double)(k % ACROSS), down = (double)row - (double)other;
            if (mask[k] & 5) least = fmin(least, 30 * sqrt(across * across + down * down));
        }
        ck_assert_msg(metres[i] == least, "cell %zu: %g, not %g", i, metres[i], least);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("distance");
    TCase *cases = tcase_create("straight lines");
    tcase_add_loop_test(cases, geodesics_come_out_to_a_millionth, 0, 4);
    tcase_add_loop_test(cases, random_pairs_are_as_far_apart_as_geodesics_say, 1, 6);
    tcase_add_loop_test(cases, cells_are_as_far_from_marked_ones_as_a_look_at_each_says, 0, 25);
    tcase_add_loop_test(cases, the_nearest_of_random_facilities_is_found, 0, 20);
    tcase_add_test(cases, without_a_facility_nothing_is_reached);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
