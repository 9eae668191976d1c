/* On the strip of land of strip.h: factors by which places suit. */
#include "sites/terrain/strip.h"
#include "support/thorough.h"

static double values[3][CELLS];
static vp_siting_factor factors[3];

/* A factor of which every column has the value that a function of it gives. */
static void add_factor(double (*of)(size_t column))
{
    size_t k = strip.question.factor_count++;
    for (size_t i = 0; i < CELLS; i++) values[k][i] = of(i % COLUMNS);
    factors[k] = (vp_siting_factor){
        .name = "a factor", .values = values[k], .least = -INFINITY, .most = INFINITY, .zero = NAN, .one = NAN};
    strip.question.factors = factors;
}

static double to_column_2(size_t column) { return 100 * fabs((double)column - 2); }
static double eastward(size_t column) { return column == 5 ? (double)NAN : (double)column; }

START_TEST(sites_stand_where_factors_allow)
{
    add_factor(to_column_2);
    factors[0].most = 200;
    const vp_siting_result *r = ask();
    ck_assert_int_eq(site(0), 4);
    ck_assert_uint_eq(r->cell_count, 5);
    ck_assert_uint_eq(r->excluded, 7);
    ck_assert_uint_eq(r->places, 12);
    ck_assert_uint_eq(r->places_left, 5);
    ck_assert_uint_eq(r->factors[0].excluded, 7);
    ck_assert_uint_eq(r->factors[0].alone, 7);
    ck_assert_double_eq(r->factors[0].quantiles[0], 0);
    ck_assert_double_eq(r->factors[0].quantiles[2], 100);
    ck_assert_double_eq(r->factors[0].quantiles[4], 200);
    ck_assert_ptr_null(r->scores);
    factors[0].most = 199;
    ck_assert_uint_eq(ask()->cell_count, 3);
    factors[0].most = INFINITY;
    factors[0].least = 400; /* at that distance a site may stand */
    ck_assert_uint_eq(ask()->cell_count, 6);
    add_factor(eastward); /* of which column 5 has none, and which says nothing else: no site there */
    factors[0].least = 300;
    r = ask();
    ck_assert_uint_eq(r->factors[1].unknown, 1);
    ck_assert_uint_eq(r->factors[1].alone, 1);
    ck_assert_uint_eq(r->places_left, 6);
    factors[0].least = 1e6;
    refuse(VP_NOT_FOUND, "none of the 12 candidate sites is allowed");
}
END_TEST

START_TEST(scores_are_means_by_weight_and_what_they_are_worth_counts)
{
    vp_siting_question *q = &strip.question;
    add_factor(to_column_2);
    add_factor(eastward);
    factors[0].zero = 400, factors[0].one = 0, factors[0].weight = 3; /* 1 in column 2, 0 from column 6 on */
    factors[1].zero = -INFINITY, factors[1].one = INFINITY, factors[1].weight = 1; /* 0 in column 0, 1 in 11 */
    const vp_siting_result *r = ask();
    ck_assert_int_eq(site(0), 6); /* scores decide nothing by themselves */
    ck_assert_uint_eq(r->cell_count, 11);
    ck_assert_double_eq_tol(r->scores[r->answer->chosen[0].site], 6.0 / 11 / 4, 1e-12);
    ck_assert_double_eq(r->factors[1].zero, 0);
    ck_assert_double_eq(r->factors[1].one, 11);
    q->score_worth = 100; /* column 3: 2 + 3 + 4 + 5 + 6 and (3 · 3/4 + 3/11) / 4 of 100; column 6: 35 and 13.6 */
    r = ask();
    ck_assert_int_eq(site(0), 2);
    ck_assert_double_eq_tol(r->answer->objective, 15 + 100 * (3 + 2.0 / 11) / 4, 1e-9);
    ck_assert(r->answer->proven);
    ck_assert_double_eq_tol(r->answer->chosen[0].gain, 15, 1e-9);
    ck_assert_double_eq_tol(r->answer->weight_covered, 15, 1e-9);
    ck_assert_double_eq_tol(r->answer->weight, 45, 1e-9);
    check_people(33, 48);
    q->score_worth = 0;
    q->score_least = 0.7; /* columns 2 and 3: .795, .63 */
    r = ask();
    ck_assert_uint_eq(r->cell_count, 1);
    ck_assert_uint_eq(r->places_low, 10);
    ck_assert_int_eq(site(0), 2);
    q->score_least = 1;
    refuse(VP_NOT_FOUND, "none of the 12");
}
END_TEST

/* Squares of three columns, whose middle ones are 1, 4, 7 and 10. */
START_TEST(of_a_square_the_cell_that_suits_best_is_the_candidate)
{
    strip.question.spacing = 300;
    const vp_siting_result *r = ask();
    ck_assert_uint_eq(r->cell_count, 4);
    for (size_t k = 0; k < 4; k++) ck_assert_uint_eq(r->cells[k], LAND + 3 * k + 1);
    add_factor(eastward);
    factors[0].zero = 3, factors[0].one = 7, factors[0].weight = 1; /* 0 up to column 3, 1 from column 7 on */
    r = ask();
    const size_t expected[] = {1, 4, 7, 10}; /* of 3, 4, 5 the last has no value; of equals the middle one */
    for (size_t k = 0; k < 4; k++) ck_assert_uint_eq(r->cells[k], LAND + expected[k]);
    factors[0].zero = 11, factors[0].one = 0; /* now the west suits best */
    r = ask();
    for (size_t k = 0; k < 4; k++) ck_assert_uint_eq(r->cells[k], LAND + 3 * k);
    strip.question.factor_count = 0;
    strip.question.separation = 250; /* a square whose middle is too near the facility has its candidate elsewhere */
    r = ask();
    ck_assert_uint_eq(r->cell_count, 3);
    strip.question.separation = 150;
    ck_assert_uint_eq(ask()->cells[3], LAND + 9);
}
END_TEST

START_TEST(sites_that_are_built_in_any_case_count)
{
    const uint32_t there[] = {LAND + 1};
    vp_siting_question *q = &strip.question;
    q->must = there;
    q->must_count = 1;
    ask();
    ck_assert_int_eq(site(0), 1);
    check_people(33, 33 + 1 + 2 + 3 + 4);
    add_factor(to_column_2);
    factors[0].least = 200; /* which does not hold it back */
    q->count = 2;
    const vp_siting_result *r = ask();
    ck_assert_uint_eq(r->answer->chosen_count, 2);
    ck_assert_double_eq(r->answer->objective, 10 + 35);
    ck_assert(r->answer->proven);
    ck_assert_uint_eq(r->cell_count, 9 + 1);
    for (size_t k = 0; k < r->cell_count; k++) ck_assert_int_eq(r->must[k], r->cells[k] == LAND + 1);
    q->count = 0;
    refuse(VP_BAD_INPUT, "1 sites are built in any case, but at most 0");
    q->count = 1;
    q->objective = VP_OBJECTIVE_P_MEDIAN;
    refuse(VP_BAD_INPUT, "go with coverage and set-cover");
}
END_TEST

START_TEST(factors_that_say_nothing_clear_are_refused)
{
    add_factor(eastward);
    strip.question.score_worth = 5;
    refuse(VP_BAD_INPUT, "no factor has a weight");
    factors[0].weight = 1;
    refuse(VP_BAD_INPUT, "a score needs two values");
    factors[0].zero = 1, factors[0].one = 2;
    strip.question.objective = VP_OBJECTIVE_SET_COVER;
    refuse(VP_BAD_INPUT, "goes with the objective coverage");
    strip.question.score_worth = 0;
    strip.question.score_least = 1.5;
    refuse(VP_BAD_INPUT, "from 0 to 1");
    strip.question.score_least = 0;
    factors[0].least = 5, factors[0].most = 4;
    refuse(VP_BAD_INPUT, "nothing is 5 at least and 4 at most");
    factors[0].least = 0, factors[0].weight = -1;
    refuse(VP_BAD_INPUT, "0 or more");
}
END_TEST

/* ---- every choice of random questions */

static double random_part(void) { return rand() / (double)RAND_MAX; }

static void draw_factor(void)
{
    size_t k = strip.question.factor_count++;
    for (size_t i = 0; i < CELLS; i++) {
        int kind = rand() % 12;
        values[k][i] = kind == 0 ? (double)NAN : kind == 1 ? (double)INFINITY : rand() % 20;
    }
    factors[k] = (vp_siting_factor){.name = "a factor",
                                    .values = values[k],
                                    .least = rand() % 2 ? -(double)INFINITY : rand() % 5,
                                    .most = rand() % 3 ? (double)INFINITY : 12 + rand() % 8,
                                    .zero = rand() % 20,
                                    .weight = rand() % 4};
    factors[k].one = factors[k].zero + (rand() % 2 ? 1 : -1) * (1 + rand() % 15);
    strip.question.factors = factors;
}

/* NaN: no site may stand there. */
static double score_of(size_t column)
{
    const vp_siting_question *q = &strip.question;
    double sum = 0, weights = 0;
    for (size_t k = 0; k < q->factor_count; k++) {
        double value = values[k][LAND + column], part = (value - factors[k].zero) / (factors[k].one - factors[k].zero);
        if (isnan(value) || value < factors[k].least || value > factors[k].most) return NAN;
        weights += factors[k].weight;
        sum += factors[k].weight * (part < 0 ? 0 : part > 1 ? 1 : part);
    }
    double score = weights > 0 ? sum / weights : 0;
    return score < q->score_least ? (double)NAN : score;
}

static double worth_of(const size_t columns[], size_t count)
{
    bool served[COLUMNS] = {false};
    double sum = 0;
    for (size_t k = 0; k < count; k++) {
        double score = score_of(columns[k]);
        sum += isnan(score) ? 0 : strip.question.score_worth * score; /* of one that is built in any case */
        for (size_t c = 0; c < 9; c++) served[c] |= c + 2 >= columns[k] && c <= columns[k] + 2;
    }
    for (size_t c = 0; c < 9; c++) sum += served[c] ? (double)c + 1 : 0;
    return sum;
}

static uint32_t must_cell;
static size_t must; /* the column of a site that is built in any case; SIZE_MAX: none */

static void draw_must(void)
{
    vp_siting_question *q = &strip.question;
    must = rand() % 3 ? SIZE_MAX : (size_t)rand() % COLUMNS;
    must_cell = LAND + (uint32_t)must;
    q->must = &must_cell;
    q->must_count = must != SIZE_MAX;
}

/* NaN where no site may stand at all. */
static double best_of_all(void)
{
    double best = NAN;
    for (size_t a = 0; a < COLUMNS; a++)
        for (size_t b = a; b < COLUMNS; b++) {
            const size_t both[] = {a, b};
            bool needed = strip.question.must_count == 0 || a == must || b == must;
            if ((isnan(score_of(a)) && a != must) || (isnan(score_of(b)) && b != must)) continue;
            if (!needed || (a != b && strip.question.count < 2)) continue;
            best = fmax(best, worth_of(both, a == b ? 1 : 2));
        }
    return best;
}

START_TEST(random_questions_equal_a_look_at_every_choice)
{
    srand(7);
    for (int i = 0; i < vp_thorough(300, 10000); i++) {
        vp_siting_question *q = &strip.question;
        q->factor_count = 0;
        for (int k = rand() % 3; k >= 0; k--) draw_factor();
        q->count = 1 + (size_t)rand() % 2;
        factors[0].weight += 1;
        q->score_least = rand() % 2 ? 0 : 0.6 * random_part();
        q->score_worth = rand() % 3 ? 60 * random_part() : 0;
        draw_must();
        double best = best_of_all();
        if (isnan(best)) {
            refuse(VP_NOT_FOUND, "none of the 12");
            continue;
        }
        const vp_siting_result *r = ask();
        ck_assert_msg(fabs(r->answer->objective - best) < 1e-9, "question %d: %g, not %g", i, r->answer->objective,
                      best);
        ck_assert_double_ge(r->answer->bound, best - 1e-9);
        ck_assert(r->answer->proven);
        size_t chosen[2] = {0};
        for (size_t k = 0; k < r->answer->chosen_count; k++) chosen[k] = (size_t)site(k);
        ck_assert_double_eq_tol(worth_of(chosen, r->answer->chosen_count), best, 1e-9);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("suitability");
    TCase *cases = tcase_create("a strip of land");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, sites_stand_where_factors_allow);
    tcase_add_test(cases, scores_are_means_by_weight_and_what_they_are_worth_counts);
    tcase_add_test(cases, of_a_square_the_cell_that_suits_best_is_the_candidate);
    tcase_add_test(cases, sites_that_are_built_in_any_case_count);
    tcase_add_test(cases, factors_that_say_nothing_clear_are_refused);
    tcase_add_test(cases, random_questions_equal_a_look_at_every_choice);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
