#include "base/random.h"
#include <check.h>
#include <stdlib.h>

/* The first numbers of seed 1234567, as the authors' own program gives them (prng.di.unimi.it/splitmix64.c; the
 * same list stands in Rosetta Code's "Pseudo-random numbers/Splitmix64"). */
START_TEST(it_is_splitmix64)
{
    static const uint64_t wanted[] = {6457827717110365317u, 3203168211198807973u, 9817491932198370423u,
                                      4593380528125082431u, 16408922859458223821u};
    vp_random random = {1234567};
    for (size_t i = 0; i < 5; i++) ck_assert_uint_eq(vp_random_next(&random), wanted[i]);
}
END_TEST

START_TEST(the_same_seed_gives_the_same_and_another_another)
{
    vp_random a = {42}, b = {42}, c = {43};
    size_t same = 0;
    for (int i = 0; i < 1000; i++) {
        uint64_t number = vp_random_next(&a);
        ck_assert_uint_eq(number, vp_random_next(&b));
        same += number == vp_random_next(&c);
    }
    ck_assert_uint_eq(same, 0);
}
END_TEST

/* 10,000 draws of each number of sides: every side within six standard deviations of its share. */
START_TEST(each_side_comes_as_often_as_the_others)
{
    size_t sides = (size_t)_i, drawn = 10000 * sides, counted = 0, *times = calloc(sides, sizeof *times);
    vp_random random = {sides};
    for (size_t i = 0; i < drawn; i++) {
        size_t side = vp_random_below(&random, sides);
        if (side < sides) times[side]++;
    }
    for (size_t s = 0; s < sides; s++) ck_assert_double_eq_tol((double)times[s], 10000, 600);
    for (size_t s = 0; s < sides; s++) counted += times[s];
    ck_assert_uint_eq(counted, drawn);
    free(times);
}
END_TEST

/* A bit more in changes about half of the bits that come out. */
START_TEST(mixing_reaches_every_bit)
{
    for (unsigned bit = 0; bit < 64; bit++) {
        int changed = 0;
        for (uint64_t n = 1; n <= 200; n++)
            changed += __builtin_popcountll(vp_random_mix(n) ^ vp_random_mix(n ^ (uint64_t)1 << bit));
        ck_assert_double_eq_tol(changed / 200.0, 32, 4);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("random");
    TCase *cases = tcase_create("splitmix64");
    tcase_add_test(cases, it_is_splitmix64);
    tcase_add_test(cases, the_same_seed_gives_the_same_and_another_another);
    tcase_add_loop_test(cases, each_side_comes_as_often_as_the_others, 1, 12);
    tcase_add_test(cases, mixing_reaches_every_bit);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
