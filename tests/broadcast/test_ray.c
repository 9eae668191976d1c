/* A ray that takes the terrain in point by point, against the whole profile measured at once. */
#include "base/random.h"
#include "broadcast/ray_internal.h"
#include "broadcast/stored_profile.h"
#include <check.h>
#include <math.h>
#include <string.h>

enum { STEPS = 40, PATHS = 400 };

/* Flat country with a few spikes, most of them near the receiver: horizons lie on the last points, and on one of them
 * for both aerials. Kilometres are quarters of a step, so that they are the same numbers in whatever order they are
 * added. */
static void draw(stored_profile *p, vp_ray_end *end, vp_random *random)
{
    *end = (vp_ray_end){.tail_count = 1 + vp_random_below(random, VP_RAY_TAIL)};
    memset(p->terrain, 0, sizeof p->terrain);
    p->count = STEPS + 1 + end->tail_count + 1;
    for (size_t i = 0; i < p->count; i++) {
        p->km[i] = i <= STEPS ? 0.5 * (double)i : 0.5 * STEPS + 0.125 * (double)(i - STEPS);
        p->terrain[i] = (double)vp_random_below(random, 20);
        p->clutter[i] = 0;
        p->zones[i] = VP_ZONE_INLAND;
    }
    for (size_t spikes = vp_random_below(random, 4); spikes > 0; spikes--) {
        size_t last = vp_random_below(random, 3), at = last ? STEPS + 1 + vp_random_below(random, end->tail_count + 1)
                                                            : 1 + vp_random_below(random, STEPS);
        p->terrain[at] += 40 + (double)vp_random_below(random, 300);
    }
    if (vp_random_below(random, 8) == 0) p->terrain[1] += 200; /* the aerial stands below a wall */
    for (size_t i = 0; i < end->tail_count; i++)
        end->tail[i] = (vp_ray_point){p->km[STEPS + 1 + i], p->terrain[STEPS + 1 + i], 0};
    end->km = p->km[p->count - 1];
    end->terrain = p->terrain[p->count - 1];
}

static vp_path along_the_ray(const vp_link_constants *constants, const stored_profile *p, const vp_ray_end *end)
{
    vp_error err;
    vp_ray ray;
    vp_path path;
    ck_assert(vp_ray_init(&ray, STEPS + 1, &err));
    vp_ray_begin(&ray, constants, p->terrain[0], 0.5, false);
    for (size_t i = 1; i <= STEPS; i++) vp_ray_extend(&ray, p->terrain[i], 0);
    vp_ray_measure(&ray, end, &path);
    vp_ray_complete(&ray, end, &path);
    vp_ray_clear(&ray);
    return path;
}

START_TEST(horizons_and_what_rises_between_them_are_those_of_the_profile)
{
    vp_link link = vp_link_defaults();
    link.frequency_mhz = 600;
    link.time_percent = 1;
    link.transmitter_metres = 40;
    link.latitude_degrees = 21.6;
    vp_link_constants constants;
    vp_error err;
    ck_assert_msg(vp_link_prepare(&link, &constants, &err), "%s", err.message);
    vp_random random = {7};
    size_t behind = 0, on_last = 0, on_one = 0;
    for (size_t n = 0; n < PATHS; n++) {
        stored_profile p;
        vp_ray_end end;
        draw(&p, &end, &random);
        vp_profile seen = view(&p);
        vp_path whole, path = along_the_ray(&constants, &p, &end);
        vp_path_measure(&constants, &seen, &whole);
        ck_assert_int_eq(path.transhorizon, whole.transhorizon);
        ck_assert_msg(path.dlt == whole.dlt && path.dlr == whole.dlr, "path %zu: %g and %g km, not %g and %g", n,
                      path.dlt, path.dlr, whole.dlt, whole.dlr);
        ck_assert_msg(fabs(path.hm - whole.hm) < 1e-6, "path %zu: %.9g m between the horizons, not %.9g", n, path.hm,
                      whole.hm);
        ck_assert_double_eq_tol(path.theta, whole.theta, 1e-9);
        const double got[] = {path.hst,         path.hsr, path.hstd, path.hsrd,    path.hst_ducting,
                              path.hsr_ducting, path.hte, path.hre,  path.theta_t, path.theta_r};
        const double wanted[] = {whole.hst,         whole.hsr, whole.hstd, whole.hsrd,    whole.hst_ducting,
                                 whole.hsr_ducting, whole.hte, whole.hre,  whole.theta_t, whole.theta_r};
        for (size_t i = 0; i < sizeof got / sizeof *got; i++)
            ck_assert_msg(fabs(got[i] - wanted[i]) < 1e-6, "path %zu: figure %zu is %.9g, not %.9g", n, i, got[i],
                          wanted[i]);
        behind += whole.transhorizon;
        on_last += whole.transhorizon && whole.dlt > 0.5 * STEPS;
        on_one += whole.transhorizon && whole.dlt > 0.5 * STEPS && whole.dlt == whole.km - whole.dlr;
    }
    ck_assert_msg(behind > PATHS / 4 && on_last > 20 && on_one > 20 && behind < PATHS, "%zu, %zu, %zu", behind, on_last,
                  on_one);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("ray");
    TCase *cases = tcase_create("ray");
    tcase_add_test(cases, horizons_and_what_rises_between_them_are_those_of_the_profile);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
