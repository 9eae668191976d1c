/* The tables of `vungphu locate`: every figure and every refusal worked out by hand. */
#include "store/plain/instance_file.h"
#include "store/support_province.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *directory;
static vp_findings findings;
static vp_cost_table table;
static vp_error err;

static void make(void)
{
    directory = temporary_directory();
    findings = (vp_findings){0};
    table = (vp_cost_table){0};
    err = (vp_error){0};
}

static void drop(void)
{
    remove_directory(directory);
    vp_findings_clear(&findings);
    if (table.demands) vp_cost_table_clear(&table);
}

/* Texts of the tables; NULL: there is none. */
static bool read_texts(const char *costs, const char *graph, const char *demand, const char *sites)
{
    const char *texts[] = {costs, graph, demand, sites},
               *names[] = {"costs.csv", "graph.csv", "demand.csv", "sites.csv"};
    char *paths[4] = {NULL};
    for (size_t i = 0; i < 4; i++) {
        if (!texts[i]) continue;
        write_text(directory, names[i], texts[i]);
        paths[i] = path_in(directory, names[i]);
    }
    vp_cost_files files = {paths[0], paths[1], paths[2], paths[3]};
    bool ok = vp_cost_table_read(&files, &table, &findings, &err);
    for (size_t i = 0; i < 4; i++) free(paths[i]);
    return ok;
}

static double cost(const char *demand, const char *site)
{
    size_t d = vp_names_find(table.demands, demand), s = vp_names_find(table.sites, site);
    ck_assert_uint_lt(d, table.costs->demand_count);
    for (size_t k = table.costs->demand_start[d]; k < table.costs->demand_start[d + 1]; k++)
        if (table.costs->demand_site[k] == s) return table.costs->demand_cost[k];
    return NAN;
}

START_TEST(costs_are_read_by_the_names_of_their_columns)
{
    OK(read_texts("Site,COST,demand\ns1,3,a\ns2,5,a\ns1,0,b\n", NULL, NULL, NULL));
    ck_assert_uint_eq(vp_names_count(table.demands), 2);
    ck_assert_uint_eq(vp_names_count(table.sites), 2);
    ck_assert_str_eq(vp_names_text(table.demands, 1), "b");
    ck_assert_uint_eq(vp_names_find(table.sites, "s3"), SIZE_MAX);
    ck_assert_uint_eq(table.costs->entry_count, 3);
    ck_assert_double_eq(cost("a", "s1"), 3);
    ck_assert_double_eq(cost("a", "s2"), 5);
    ck_assert_double_eq(cost("b", "s1"), 0);
    ck_assert_double_nan(cost("b", "s2"));
    ck_assert_ptr_null(table.weights);
    ck_assert_ptr_null(table.states);
    ck_assert_uint_eq(table.count, SIZE_MAX);
    ck_assert_uint_eq(findings.count, 0);
}
END_TEST

static const char costs[] = "demand,site,cost\na,s1,3\na,s2,5\nb,s1,1\n";

START_TEST(weights_states_prices_and_capacities)
{
    OK(read_texts(costs, NULL, "demand,weight\nb,2.5\na,10\nc,0\n",
                  "site,state,price,capacity\ns1,fixed,7,\ns2,,0,12\ns3,kept,1,0\ns4,Fixed,2,3\ns5,free,1,1\n"));
    ck_assert_uint_eq(vp_names_count(table.demands), 3);
    static const double weights[] = {10, 2.5, 0}, prices[] = {7, 0, 1, 2, 1}, capacities[] = {INFINITY, 12, 0, 3, 1};
    static const uint8_t states[] = {VP_SITE_FIXED, VP_SITE_FREE, VP_SITE_KEPT, VP_SITE_FIXED, VP_SITE_FORBIDDEN};
    for (size_t d = 0; d < 3; d++) ck_assert_double_eq(table.weights[d], weights[d]);
    for (size_t s = 0; s < 5; s++) {
        ck_assert_uint_eq(table.states[s], states[s]);
        ck_assert_double_eq(table.prices[s], prices[s]);
        ck_assert(table.capacities[s] == capacities[s]);
    }
    ck_assert_uint_eq(table.costs->demand_count, 3);
    ck_assert_uint_eq(table.costs->site_count, 5);
    ck_assert_uint_eq(findings.warnings, 4);
    ck_assert_uint_eq(count_findings(&findings, VP_FINDING_WARNING, "demand \"c\": no site has a cost for it"), 1);
    ck_assert_uint_eq(
        count_findings(&findings, VP_FINDING_WARNING, "no demand has a cost to it: it serves nobody and is never"), 2);
    ck_assert_uint_eq(count_findings(&findings, VP_FINDING_WARNING,
                                     "row 5 site \"s4\": no demand has a cost to it: it serves nobody, but is fixed"),
                      1);
}
END_TEST

START_TEST(columns_that_are_not_there_are_not_guessed)
{
    OK(read_texts(costs, NULL, NULL, "site,price\ns2,4\ns1,6\n"));
    ck_assert_ptr_null(table.capacities);
    ck_assert_double_eq(table.prices[0], 6);
    ck_assert_uint_eq(table.states[0], VP_SITE_FREE);
    vp_cost_table_clear(&table);
    OK(read_texts(costs, NULL, NULL, "site,capacity\ns2,4\n")); /* of s1 any weight */
    ck_assert_ptr_null(table.prices);
    ck_assert(isinf(table.capacities[0]));
    ck_assert_double_eq(table.capacities[1], 4);
    vp_cost_table_clear(&table);
    OK(read_texts(costs, NULL, NULL, "site,state\ns2,forbidden\n"));
    ck_assert_uint_eq(table.states[1], VP_SITE_FORBIDDEN);
    ck_assert_ptr_null(table.prices);
}
END_TEST

/* said: of a finding "file row column value reason", or of the failure. */
static const struct {
    const char *costs, *graph, *demand, *sites, *said;
} refusals[] = {
    {"demand,site\na,s\n", NULL, NULL, NULL, "costs.csv: row 1 cost \"\": the column is missing from the header"},
    {"demand,site,cost\na,s,1\n,s,1\n", NULL, NULL, NULL, "costs.csv: row 3 demand \"\": the field is empty"},
    {"demand,site,cost\na,,1\n", NULL, NULL, NULL, "costs.csv: row 2 site \"\": the field is empty"},
    {"demand,site,cost\na,s,x\n", NULL, NULL, NULL, "costs.csv: row 2 cost \"x\": a cost is a finite number"},
    {"demand,site,cost\na,s,-1\n", NULL, NULL, NULL, "costs.csv: row 2 cost \"-1\": a cost is 0 or more"},
    {"demand,site,cost\na,s,1\nb,s,1\na,s,2\n", NULL, NULL, NULL,
     "site \"s\": demand a and this site have more than one cost"},
    {"demand,site,cost\n", NULL, NULL, NULL, "costs.csv has no costs"},
    {costs, NULL, "demand\na\nb\n", NULL, "demand.csv: row 1 weight \"\": the column is missing from the header"},
    {costs, NULL, "demand,weight\na,x\nb,1\n", NULL, "demand.csv: row 2 weight \"x\": a weight is a finite number"},
    {costs, NULL, "demand,weight\na,1\nb,-1\n", NULL, "demand.csv: row 3 weight \"-1\": a weight is 0 or more"},
    {costs, NULL, "demand,weight\na,1\nb,1\na,2\n", NULL,
     "demand.csv: row 4 demand \"a\": it was given in row 2 already"},
    {costs, NULL, "demand,weight\na,1\n", NULL, "demand \"b\": it is in the table of costs, but has no weight here"},
    {costs, NULL, "demand,weight\na,1\n,1\n", NULL, "demand.csv: row 3 demand \"\": the field is empty"},
    {costs, NULL, NULL, "site,state\ns1,open\n",
     "sites.csv: row 2 state \"open\": a state is free, kept, fixed or forbidden"},
    {costs, NULL, NULL, "site,price\ns1,1\ns2,x\n", "sites.csv: row 3 price \"x\": a price is a finite number"},
    {costs, NULL, NULL, "site,price\ns1,1\ns2,-2\n", "sites.csv: row 3 price \"-2\": a price is 0 or more"},
    {costs, NULL, NULL, "site,price\ns1,1\n", "site \"s2\": it is in the table of costs, but has no price here"},
    {costs, NULL, NULL, "site,capacity\ns1,-1\n", "sites.csv: row 2 capacity \"-1\": a capacity is a finite number"},
    {costs, NULL, NULL, "site,capacity\ns1,x\n", "sites.csv: row 2 capacity \"x\": a capacity is a finite number"},
    {costs, NULL, NULL, "site,capacity\ns1,1\ns1,2\n", "sites.csv: row 3 site \"s1\": it was given in row 2 already"},
    {costs, NULL, NULL, "site,capacity\n,1\n", "sites.csv: row 2 site \"\": the field is empty"},
    {costs, NULL, NULL, "site,price\n", "sites.csv has no sites"},
    {costs, NULL, NULL, "site\ns1\n", "none of the columns state, price, capacity"},
    {NULL, "a,b,2\na,c,x\n", NULL, NULL, "graph.csv: row 2 length \"x\": a length is a finite number"},
    {NULL, "a,b,2\na,c,-1\n", NULL, NULL, "graph.csv: row 2 length \"-1\": a length is 0 or more"},
    {NULL, "a,b,2\na,,1\n", NULL, NULL, "graph.csv: row 2 node \"\": the field is empty"},
    {NULL, "from,to,km\n", NULL, NULL, "graph.csv has no edges"},
    {NULL, "a,b,2\n", "demand,weight\na,1\nb,1\nz,1\n", NULL,
     "demand.csv: row 4 demand \"z\": it is no node of the graph"},
    {NULL, "a,b,2\n", NULL, "site,capacity\nz,1\n", "sites.csv: row 2 site \"z\": it is no node of the graph"},
    {NULL, "0 0 1\n", NULL, NULL, "the first line must be nodes (to 20000), edges and p"},
    {NULL, "20001 0 1\n", NULL, NULL, "the first line must be nodes (to 20000), edges and p"},
    {NULL, "3 -1 1\n", NULL, NULL, "the first line must be nodes (to 20000), edges and p"},
    {NULL, "3 1 0\n1 2 3\n", NULL, NULL, "the first line must be nodes (to 20000), edges and p"},
    {NULL, "3 1 4\n1 2 3\n", NULL, NULL, "the first line must be nodes (to 20000), edges and p"},
    {NULL, "3 2 1\n1 2 4\n", NULL, NULL, "declares 2 edges and has 1"},
    {NULL, "3 2 1\n1 2 4\n1 4 2\n", NULL, NULL, "row 3: the edge 1 4 2 needs nodes from 1 to 3"},
    {NULL, "3 1 1\n0 2 4\n", NULL, NULL, "row 2: the edge 0 2 4 needs nodes"},
    {NULL, "3 1 1\n2 0 4\n", NULL, NULL, "row 2: the edge 2 0 4 needs nodes"},
    {NULL, "3 1 1\n4 2 4\n", NULL, NULL, "row 2: the edge 4 2 4 needs nodes"},
    {NULL, "3 1 1\n1 2 -4\n", NULL, NULL, "row 2: the edge 1 2 -4 needs nodes"},
};

START_TEST(what_is_wrong_is_named)
{
    const char *said = refusals[_i].said;
    ck_assert(!read_texts(refusals[_i].costs, refusals[_i].graph, refusals[_i].demand, refusals[_i].sites));
    size_t found = count_findings(&findings, VP_FINDING_ERROR, said);
    ck_assert_msg(found == 1 || strstr(err.message, said), "%s: %s", said, err.message);
    ck_assert_uint_eq(findings.errors, found);
    ck_assert_int_eq(err.kind, VP_BAD_INPUT);
    ck_assert_ptr_null(table.demands);
}
END_TEST

START_TEST(a_graph_gives_shortest_paths)
{
    OK(read_texts(NULL, "from,to,km\na,b,2\nb,c,3\na,c,9\n", NULL, NULL));
    ck_assert_uint_eq(vp_names_count(table.sites), 3);
    ck_assert_double_eq(cost("a", "c"), 5);
    ck_assert_double_eq(cost("c", "a"), 5);
    ck_assert_double_eq(cost("b", "b"), 0);
    ck_assert_uint_eq(table.count, SIZE_MAX);
    vp_cost_table_clear(&table);
    OK(read_texts(NULL, "a;b;2\nb;c;0\n", NULL, NULL)); /* no heading */
    ck_assert_uint_eq(vp_names_count(table.demands), 3);
    ck_assert_double_eq(cost("a", "c"), 2);
    vp_cost_table_clear(&table);
    OK(read_texts(NULL, "3 3 3\n1 2 4\n2 3 0\n1 3 9\n", NULL, NULL));
    ck_assert_uint_eq(table.count, 3);
    ck_assert_str_eq(vp_names_text(table.sites, 0), "1");
    ck_assert_double_eq(cost("1", "3"), 4);
}
END_TEST

enum { MANY = 1000 };

START_TEST(a_thousand_names_keep_their_numbers)
{
    char *text = malloc((size_t)32 * MANY), *at = text;
    at += sprintf(at, "demand,site,cost\n");
    for (int i = 0; i < MANY; i++) at += sprintf(at, "d%d,s%d,%d\n", i, i % 7, i);
    OK(read_texts(text, NULL, NULL, NULL));
    free(text);
    ck_assert_uint_eq(vp_names_count(table.demands), MANY);
    ck_assert_uint_eq(vp_names_count(table.sites), 7);
    for (int i = 0; i < MANY; i++) {
        char demand[16], site[16];
        snprintf(demand, sizeof demand, "d%d", i);
        snprintf(site, sizeof site, "s%d", i % 7);
        ck_assert_uint_eq(vp_names_find(table.demands, demand), (size_t)i);
        ck_assert_double_eq(cost(demand, site), i);
    }
}
END_TEST

/* Rows that nobody can reach (count), or that are wrong. */
static void read_many(int count, const char *weight)
{
    char *text = malloc(64 + 32 * (size_t)count), *at = text;
    at += sprintf(at, "demand,weight\na,1\nb,1\n");
    for (int i = 0; i < count; i++) at += sprintf(at, "z%d,%s\n", i, weight);
    read_texts(costs, NULL, text, NULL);
    free(text);
}

START_TEST(warnings_and_errors_have_an_end)
{
    read_many(200, "1");
    ck_assert_uint_eq(findings.warnings, 200);
    vp_cost_table_clear(&table);
    vp_findings_clear(&findings);
    read_many(205, "1");
    ck_assert_uint_eq(findings.warnings, 201);
    ck_assert_uint_eq(count_findings(&findings, VP_FINDING_WARNING, "5 more rows like these"), 1);
    ck_assert_uint_eq(vp_names_count(table.demands), 207); /* all were read */
    vp_cost_table_clear(&table);
    vp_findings_clear(&findings);
    read_many(205, "-1");
    ck_assert_uint_eq(findings.errors, 200);
}
END_TEST

/* ---- published instances: numbers alone */

static bool read_instance(const char *text, size_t number)
{
    if (table.demands) vp_cost_table_clear(&table);
    write_text(directory, "instance.txt", text);
    char *path = path_in(directory, "instance.txt");
    err = (vp_error){0};
    bool ok = vp_instance_file_read(path, number, &table, &err);
    if (!ok) table = (vp_cost_table){0};
    free(path);
    return ok;
}

static void refuse_instance(const char *text, size_t number, const char *said)
{
    ck_assert_msg(!read_instance(text, number), "not refused: %s", text);
    ck_assert_int_eq(err.kind, VP_BAD_INPUT);
    ck_assert_msg(strstr(err.message, said) != NULL, "%s", err.message);
}

/* Places 1 at (0, 0), 2 at (3, 4), 3 at (0, 2): whole distances 5, 2, 3 (of 3.606). */
static void check_places(bool whole)
{
    const double third = whole ? 3 : sqrt(13);
    ck_assert_int_eq(table.objective, VP_OBJECTIVE_P_MEDIAN);
    ck_assert(table.stated && table.undivided && table.count == 2 && !table.prices && !table.weights);
    ck_assert_uint_eq(table.costs->entry_count, 9);
    ck_assert_double_eq(cost("1", "1"), 0);
    ck_assert_double_eq(cost("1", "2"), 5);
    ck_assert_double_eq(cost("3", "1"), 2);
    ck_assert_double_eq(cost("2", "3"), third);
    for (size_t k = 0; k < 3; k++) ck_assert_double_eq(table.loads[k], (double)k + 6);
}

START_TEST(instances_of_capacitated_medians_are_known_by_their_numbers)
{
    OK(read_instance("4 100 3 2 10\n1 0 0 6\n2 3 4 7\n3 0 2 8\n", 0)); /* number best n p capacity */
    check_places(true);
    for (size_t k = 0; k < 3; k++) ck_assert_double_eq(table.capacities[k], 10);
    const char *two = "2 1 9 1 1 5 1 7 7 3 4 100 3 2 10 1 0 0 6 2 3 4 7 3 0 2 8";
    OK(read_instance(two, 2));
    check_places(true);
    OK(read_instance(two, 1));
    ck_assert(table.count == 1 && table.costs->entry_count == 1 && table.loads[0] == 3 && table.capacities[0] == 5);
    refuse_instance(two, 0, "has 2 problems: say which (1 to 2)");
    refuse_instance(two, 3, "has 2 problems: there is no number 3");
    OK(read_instance("1 1 9 1 1 5 1 7 7 3", 0));                 /* a file of one says so too */
    OK(read_instance("3 2\n0 0 11 6\n3 4 12 7\n0 2 13 8\n", 0)); /* n p, x y capacity demand */
    check_places(false);
    for (size_t k = 0; k < 3; k++) ck_assert_double_eq(table.capacities[k], (double)k + 11);
    refuse_instance("3 2\n0 0 11 6\n3 4 12 7\n0 2 13 8\n", 2, "has one problem, not 2");
    OK(read_instance("3 2\n0 5 2\n5 0 3\n2 3 0\n6 7 8\n11 12 13\n", 0)); /* n p, a matrix, demands, capacities */
    check_places(true);
    for (size_t k = 0; k < 3; k++) ck_assert_double_eq(table.capacities[k], (double)k + 11);
    refuse_instance("3 2\n0 5 2\n5 0 3\n2 3 0\n6 -7 8\n11 12 13\n", 0, "place 2 has a demand or capacity below 0");
    refuse_instance("3 2\n0 0 11 6\n3 4 12 7\n0 2 -1 8\n", 0, "place 3 has a demand or capacity below 0");
    refuse_instance("4 100 3 2 -1\n1 0 0 6\n2 3 4 7\n3 0 2 8\n", 0, "place 1 has a demand or capacity below 0");
}
END_TEST

/* Rows 1 to 3, columns 1 and 2 for 4 and 5: the first covers 1 and 2, the other 2 and 3. */
static void check_cover(void)
{
    ck_assert_int_eq(table.objective, VP_OBJECTIVE_SET_COVER);
    ck_assert(table.stated && !table.undivided && table.count == SIZE_MAX && !table.loads);
    ck_assert(vp_names_count(table.demands) == 3 && vp_names_count(table.sites) == 2 && table.costs->entry_count == 4);
    ck_assert(table.prices[0] == 4 && table.prices[1] == 5);
    static const char *const pairs[][2] = {{"1", "1"}, {"2", "1"}, {"2", "2"}, {"3", "2"}};
    for (size_t k = 0; k < 4; k++) ck_assert_double_eq(cost(pairs[k][0], pairs[k][1]), 0);
}

START_TEST(instances_of_covers_and_graphs_are_known_by_their_numbers)
{
    OK(read_instance("3 2\n4 5\n1 1\n2 1 2\n1 2\n", 0)); /* by rows */
    check_cover();
    OK(read_instance("3 2\n4 2 1 2\n5 2 2 3\n", 0)); /* by columns */
    check_cover();
    refuse_instance("3 2\n4 -5\n1 1\n2 1 2\n1 2\n", 0, "column 2 has a price below 0");
    refuse_instance("3 2\n4 5\n1 1\n2 1 1\n1 2\n", 0, "is no instance that is known: its 11 numbers");
    refuse_instance("3 2\n4 5\n1 1\n2 1 3\n1 2\n", 0, "is no instance that is known");
    refuse_instance("3 2\n4 5\n1 1\n2 1 2\n1 0\n", 0, "is no instance that is known");
    refuse_instance("3 2\n4 5\n1 1\n2 1 2\n1 2 2\n", 0, "is no instance that is known");
    OK(read_instance("3 2 1\n2 3 2.5\n1 2 5\n", 0)); /* n m p, edges */
    ck_assert_int_eq(table.objective, VP_OBJECTIVE_P_MEDIAN);
    ck_assert(table.stated && !table.undivided && table.count == 1 && table.costs->entry_count == 9);
    ck_assert_double_eq(cost("1", "3"), 7.5);
    ck_assert_double_eq(cost("3", "2"), 2.5);
    refuse_instance("3 2 1\n2 3 5\n2 4 2\n", 0, "edge 2 needs nodes from 1 to 3 and a length of 0 or more");
    refuse_instance("3 2 1\n0 2 5\n2 3 2\n", 0, "edge 1 needs nodes from 1 to 3");
    refuse_instance("3 2 1\n2 3 5\n1 2 -2\n", 0, "edge 2 needs nodes from 1 to 3");
    OK(read_instance("3 2 3\n2 3 5\n1 2 2\n", 0));
    ck_assert(table.objective == VP_OBJECTIVE_P_MEDIAN && table.count == 3);
    refuse_instance("3 2 4\n2 3 5\n1 2 2\n", 0, "is no instance that is known"); /* more medians than nodes */
    refuse_instance("3 2 x\n", 0, "\"x\" is no number; an instance has numbers alone");
    refuse_instance("3 2 inf\n", 0, "\"inf\" is no number");
    refuse_instance("3 2 1\n", 0, "has no instance");
    refuse_instance("", 0, "has no instance");
    ck_assert(!vp_instance_file_read("/nowhere/at/all", 0, &table, &err));
    table = (vp_cost_table){0};
    ck_assert_msg(err.kind == VP_IO && strstr(err.message, "/nowhere/at/all cannot be opened: "), "%s", err.message);
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("tables");
    tcase_add_checked_fixture(cases, make, drop);
    tcase_add_test(cases, costs_are_read_by_the_names_of_their_columns);
    tcase_add_test(cases, weights_states_prices_and_capacities);
    tcase_add_test(cases, columns_that_are_not_there_are_not_guessed);
    tcase_add_loop_test(cases, what_is_wrong_is_named, 0, (int)(sizeof refusals / sizeof *refusals));
    tcase_add_test(cases, a_graph_gives_shortest_paths);
    tcase_add_test(cases, a_thousand_names_keep_their_numbers);
    tcase_add_test(cases, warnings_and_errors_have_an_end);
    tcase_add_test(cases, instances_of_capacitated_medians_are_known_by_their_numbers);
    tcase_add_test(cases, instances_of_covers_and_graphs_are_known_by_their_numbers);
    Suite *suite = suite_create("cost_table");
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
