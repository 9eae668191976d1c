/* The parts of the search for shares of zones, each against every choice of small random problems: what bounds say,
 * what inequalities cut, which sites are dropped, and that swaps end where none helps. */
#include "base/random.h"
#include "sites/share_internal.h"
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEMANDS = 14, SITES = 9, ZONES = 3, CHOICES = 1 << SITES };

typedef struct {
    vp_sites_problem problem;
    double weight[DEMANDS], zone_weight[DEMANDS], whole[ZONES], reached[ZONES];
    bool near[SITES][DEMANDS];
    size_t start[ZONES + 1];
    uint32_t members[DEMANDS];
    vp_start_pairs pairs;
    vp_share_table table;
    vp_share_asked asked;
    vp_share_core core;
    double share;
} shared;

static void make(shared *s, uint64_t seed)
{
    vp_random random = {seed};
    vp_error err = {0};
    vp_cost entries[SITES * DEMANDS];
    size_t count = 0;
    *s = (shared){.problem = vp_sites_problem_defaults()};
    for (uint32_t d = 0; d < DEMANDS; d++) {
        s->weight[d] = 1 + (double)vp_random_below(&random, 9);
        for (uint32_t k = 0; k < SITES; k++)
            if (vp_random_below(&random, 10) < 4) {
                s->near[k][d] = true;
                entries[count++] = (vp_cost){d, k, 0};
            }
    }
    for (size_t z = 0, at = 0; z < ZONES; z++) {
        s->start[z] = at;
        s->reached[z] = (double)vp_random_below(&random, 4);
        s->whole[z] = s->reached[z];
        for (uint32_t d = (uint32_t)z; d < DEMANDS; d += ZONES) {
            s->members[at] = d;
            s->zone_weight[at++] = s->weight[d];
            s->whole[z] += s->weight[d];
        }
        s->start[z + 1] = at;
    }
    s->problem.costs = vp_costs_new(DEMANDS, SITES, entries, count, &err);
    s->problem.weights = s->weight;
    s->problem.count = 2 + vp_random_below(&random, 3);
    s->problem.zone_count = ZONES;
    s->problem.zone_start = s->start;
    s->problem.zone_demand = s->members;
    s->problem.zone_weight = s->zone_weight;
    s->problem.zone_whole = s->whole;
    s->problem.zone_reached = s->reached;
    s->share = 0.3 + 0.1 * (double)vp_random_below(&random, 6);
    uint32_t all[SITES];
    for (uint32_t k = 0; k < SITES; k++) all[k] = k;
    ck_assert(s->problem.costs && vp_start_pairs_make(&s->pairs, &s->problem, &err) &&
              vp_share_table_make(&s->table, &s->pairs, &err) &&
              vp_share_asked_make(&s->asked, &s->table, s->share, false, &err) &&
              vp_share_core_make(&s->core, &s->asked, all, SITES, &err));
}

static void clear(shared *s)
{
    vp_share_core_clear(&s->core);
    vp_share_asked_clear(&s->asked);
    vp_share_table_clear(&s->table);
    vp_start_pairs_clear(&s->pairs);
    vp_costs_free((vp_costs *)s->problem.costs);
}

/* People whom a set of sites serves; lack: of the zones' shares, in people. */
static double value_of(const shared *s, unsigned set, double *lack)
{
    double value = 0, have[ZONES];
    memcpy(have, s->reached, sizeof have);
    for (size_t d = 0; d < DEMANDS; d++) {
        bool served = false;
        for (size_t k = 0; k < SITES; k++) served |= (set >> k & 1) && s->near[k][d];
        if (!served) continue;
        value += s->weight[d];
        have[d % ZONES] += s->weight[d];
    }
    *lack = 0;
    for (size_t z = 0; z < ZONES; z++) *lack += fmax(0, s->share * s->whole[z] - have[z]);
    return value;
}

static bool is_allowed(const shared *s, unsigned set) { return (size_t)__builtin_popcount(set) <= s->problem.count; }

static double most_of(const shared *s)
{
    double most = -INFINITY, lack = 0;
    for (unsigned set = 0; set < CHOICES; set++) {
        double value = is_allowed(s, set) ? value_of(s, set, &lack) : -INFINITY;
        if (isfinite(value) && lack < 1e-9) most = fmax(most, value);
    }
    return most;
}

/* Every choice that gives the shares and is better than the one known keeps every inequality that was added. */
static void expect_valid(const shared *s, const vp_share_rows *rows)
{
    for (unsigned set = 0; set < CHOICES; set++) {
        double lack;
        if (!is_allowed(s, set)) continue;
        if (value_of(s, set, &lack) <= s->asked.value + 1e-6 || lack > 1e-9) continue;
        for (size_t i = 0; i < rows->count; i++) {
            double sum = 0;
            for (size_t k = 0; k < SITES; k++) sum += (set >> k & 1) ? (double)rows->rows[i][k] : 0;
            ck_assert_msg(sum >= 1 - 1e-6, "row %zu cuts choice %x: %g", i, set, sum);
        }
    }
}

START_TEST(inequalities_and_bounds_pass_over_no_choice)
{
    size_t possible = 0, impossible = 0, cut = 0, dropped = 0;
    for (uint64_t seed = 1; seed <= 150; seed++) {
        shared s;
        make(&s, seed);
        double most = most_of(&s), amount[SITES + 1];
        vp_error err = {0};
        vp_time_budget budget;
        vp_sites_options options = vp_sites_defaults();
        vp_time_budget_start(&budget, &options);
        s.asked.value = most - 2; /* a choice a little worse is known */
        vp_share_relaxed relaxed;
        vp_share_rows rows = {0};
        ck_assert(vp_share_relaxed_init(&relaxed, &s.asked, &s.core, &err));
        for (int round = 0; round < 3; round++) {
            size_t added = 0;
            vp_share_relaxed_run(&relaxed, 60, 1, &budget);
            ck_assert(vp_share_separate(&relaxed, &rows, &added, &err));
            cut += added;
        }
        expect_valid(&s, &rows);
        vp_share_relaxed_clear(&relaxed);
        vp_share_rows_clear(&rows);
        ck_assert(vp_share_descend(&s.asked, &s.core, 1, amount, &budget, &err));
        ck_assert(vp_share_price_all(&s.asked, &err));
        if (isfinite(most)) {
            possible++;
            ck_assert_msg(s.asked.bound >= most - 1e-6, "seed %u: %g, below %g", (unsigned)seed, s.asked.bound, most);
            ck_assert(!vp_share_is_impossible(&s.asked));
        }
        if (!isfinite(most)) impossible++;
        for (unsigned set = 0; set < CHOICES; set++) { /* a better choice has no dropped site */
            double lack = 0, value = is_allowed(&s, set) ? value_of(&s, set, &lack) : -INFINITY;
            if (!isfinite(value) || lack > 1e-9 || !(value > s.asked.value + 1e-6)) continue;
            for (size_t k = 0; k < SITES; k++) ck_assert(!(set >> k & 1) || !s.asked.dropped[k]);
        }
        for (size_t k = 0; k < SITES; k++) dropped += s.asked.dropped[k];
        clear(&s);
    }
    ck_assert_msg(possible > 30 && impossible > 5 && cut > 50 && dropped > 20, "%zu %zu %zu %zu", possible, impossible,
                  cut, dropped);
}
END_TEST

/* No site given up for the one that then lacks least and serves most is a better choice; the sums are of the set. */
START_TEST(swaps_end_where_none_helps)
{
    size_t passes = 0;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        shared s;
        vp_share_choice c;
        vp_error err = {0};
        make(&s, seed);
        ck_assert(vp_share_choice_make(&c, &s.core, &err));
        bool worst[SITES] = {false}; /* begins with sites that serve least */
        for (size_t k = 0; k < s.problem.count; k++) {
            size_t least = SITES;
            double lack, few = INFINITY;
            for (size_t j = 0; j < SITES; j++) {
                double value = value_of(&s, 1u << j, &lack);
                if (!worst[j] && value < few) few = value, least = j;
            }
            worst[least] = true;
        }
        vp_share_choice_set(&c, worst);
        vp_share_choice_improve(&c, INFINITY);
        unsigned set = 0;
        for (unsigned k = 0; k < SITES; k++) set |= (unsigned)c.open[k] << k;
        double lack, value = value_of(&s, set, &lack);
        ck_assert(is_allowed(&s, set));
        ck_assert_double_eq_tol(c.value, value, 1e-9);
        ck_assert_double_eq_tol(c.lack, lack, 1e-6);
        for (unsigned k = 0; k < SITES; k++)
            for (unsigned j = 0; j < SITES; j++) {
                unsigned other = (set & ~(1u << k)) | 1u << j;
                double its_lack, its = value_of(&s, other, &its_lack);
                if (!(set >> k & 1) || (set >> j & 1)) continue;
                bool better = its_lack < lack - 1e-6 || (its_lack <= lack + 1e-9 && its > value + 1e-6);
                ck_assert_msg(!better, "seed %u: %u for %u", (unsigned)seed, j, k);
            }
        passes += set != 0;
        vp_share_choice_clear(&c);
        clear(&s);
    }
    ck_assert_uint_gt(passes, 200);
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("parts");
    tcase_add_test(cases, inequalities_and_bounds_pass_over_no_choice);
    tcase_add_test(cases, swaps_end_where_none_helps);
    Suite *suite = suite_create("parts of the search for shares");
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
