/* Tables of factors of suitability and of an investment plan: what their cells become, and each refusal. */
#include "snapshot/snapshot.h"
#include "store/plain/invest_tables.h"
#include "store/plain/suitability.h"
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static vp_findings findings;
static vp_error err;

static void begin(void)
{
    findings = (vp_findings){0};
    err = (vp_error){0};
}

static void end(void) { vp_findings_clear(&findings); }

/* How many findings of a column say so. */
static size_t said(const char *column, const char *words)
{
    size_t count = 0;
    for (size_t i = 0; i < findings.count; i++) {
        const vp_finding *f = &findings.items[i];
        count += f->column && strcmp(f->column, column) == 0 && strstr(f->reason, words) != NULL;
    }
    return count;
}

/* ------------------------------------------------------------ factors */

enum { COLUMNS = 4, ROWS = 3, CELLS = COLUMNS * ROWS };
static const float heights[CELLS] = {0, 10, 20, 30, 0, 10, 20, 30, 0, 10, 20, NAN};
static const float minutes[CELLS] = {0, 1, 2, 3, 4, 5, INFINITY, NAN, 8, 9, 10, 11};
static const uint8_t cover[CELLS] = {10, 20, 30, 0, 10, 10, 30, 30, 20, 20, 20, 10};
static const uint32_t roads[CELLS] = {1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 2, 0};

static vp_service services[] = {{.id = "station", .reach = VP_REACH_TRAVEL_TIME},
                                {.id = "water", .reach = VP_REACH_AREA},
                                {.id = "new", .reach = VP_REACH_TRAVEL_TIME}};
static vp_region region;
static vp_snapshot snapshot;
static vp_grid *surfaces[3];

static void make_land(void)
{
    begin();
    region = (vp_region){.geometry = {COLUMNS, ROWS, 100, 500000, 2400000}};
    region.definitions.services = services;
    region.definitions.service_count = 3;
    region.land.elevation = vp_grid_new(region.geometry, 0, NULL);
    surfaces[0] = vp_grid_new(region.geometry, 0, NULL);
    memcpy(vp_grid_edit(region.land.elevation), heights, sizeof heights);
    memcpy(vp_grid_edit(surfaces[0]), minutes, sizeof minutes);
    region.land.land_cover = (uint8_t *)(uintptr_t)cover;
    region.land.roads = (uint32_t *)(uintptr_t)roads;
    region.land.road_classes[0] = (char *)(uintptr_t) "primary";
    region.land.road_classes[1] = (char *)(uintptr_t) "track";
    region.land.road_class_count = 2;
    memset(&snapshot, 0, sizeof snapshot);
    snapshot.region = &region;
    snapshot.results.surfaces = surfaces;
}

static void clear_land(void)
{
    vp_grid_free(region.land.elevation);
    vp_grid_free(surfaces[0]);
    end();
}

static bool read_factors(const char *text, vp_suitability *out)
{
    const vp_suitability_source source = {"factors.csv", text, &snapshot, &region};
    return vp_suitability_read(&source, out, &findings, &err);
}

START_TEST(a_factor_is_a_number_of_each_cell)
{
    vp_suitability s;
    ck_assert_msg(read_factors("factor,class,service,least,most,zero,one,weight,name\n"
                               "elevation,,,,25,,,,height\n"
                               "travel,,station,,,60,0,2,\n"
                               "land_cover,10|20,,1,,,,,\n"
                               "road,track,,,,max,min,,\n"
                               "slope,,,,80,,,,\n",
                               &s),
                  "%s: %s", err.message, findings.count ? findings.items[0].reason : "");
    ck_assert_uint_eq(findings.count, 0);
    ck_assert_uint_eq(s.count, 5);
    ck_assert_str_eq(s.factors[0].name, "height");
    ck_assert_str_eq(s.factors[1].name, "travel station");
    ck_assert_str_eq(s.factors[3].name, "road track, m");
    ck_assert(isinf(s.factors[0].least) && s.factors[0].most == 25 && s.factors[0].weight == 0);
    ck_assert(s.factors[1].zero == 60 && s.factors[1].one == 0 && s.factors[1].weight == 2);
    ck_assert(s.factors[3].zero == INFINITY && s.factors[3].one == -INFINITY && s.factors[3].weight == 1);
    for (size_t i = 0; i < CELLS; i++) {
        size_t row = i / COLUMNS;
        double metres = 100 * hypot((double)(i % COLUMNS) - 2, (double)row - 2),
               covered = cover[i] == 10 || cover[i] == 20;
        double wanted[] = {(double)heights[i], (double)minutes[i], cover[i] ? covered : NAN, metres};
        for (size_t k = 0; k < 4; k++) {
            double got = s.factors[k].values[i];
            ck_assert_msg(got == wanted[k] || (isnan(got) && isnan(wanted[k])) || fabs(got - wanted[k]) < 1e-6,
                          "factor %zu of cell %zu is %g, not %g", k, i, got, wanted[k]);
        }
    }
    ck_assert_double_eq_tol(s.factors[4].values[5], 10, 1e-4); /* ten metres a cell of a hundred */
    vp_suitability_clear(&s);
}
END_TEST

static const struct {
    const char *table, *column, *says;
} bad_factors[] = {
    {"factor,most\nheight,25\n", "factor", "there is no such factor; there are road, barrier"},
    {"factor,most,class\nelevation,25,10\n", "class", "the factor elevation has no class"},
    {"factor,most\nelevation,high\n", "most", "it is not a number"},
    {"factor,zero,one\nelevation,high,0\n", "zero", "it is a number, or min or max"},
    {"factor,least,most\nelevation,9,8\n", "most", "it is less than the least"},
    {"factor,zero\nelevation,9\n", "one", "a score needs both"},
    {"factor,one\nelevation,9\n", "zero", "a score needs both"},
    {"factor,zero,one\nelevation,9,9\n", "one", "the same value cannot score 0 and 1"},
    {"factor,most,weight\nelevation,9,1\n", "zero", "a weight needs a score"},
    {"factor,zero,one,weight\nelevation,9,1,-1\n", "weight", "it must be 0 or more"},
    {"factor\nelevation\n", "factor", "the row says nothing"},
    {"factor,most,class\nroad,9,highway\n", "class", "no such class; it has primary, track"},
    {"factor,most,class\nbarrier,9,\n", "factor", "the dataset has none"},
    {"factor,most,class\nland_cover,9,\n", "class", "which classes of land cover"},
    {"factor,most,class\nland_cover,9,90\n", "class", "no cell of the dataset has such a class"},
    {"factor,most,service\ntravel,9,school\n", "service", "there is no such service"},
    {"factor,most,service\ntravel,9,water\n", "service", "give their polygons as a layer"},
    {"factor,most,service\ntravel,9,new\n", "service", "it was not analysed"},
    {"factor,most,service\nfacility,9,new\n", "service", "it has no facility"},
    {"kind,most\nelevation,9\n", "factor", "the column is missing"},
};

START_TEST(a_factor_that_cannot_be_is_refused) /* row _i */
{
    vp_suitability s;
    ck_assert(!read_factors(bad_factors[_i].table, &s));
    ck_assert_uint_eq(s.count, 0);
    ck_assert_int_eq(err.kind, VP_BAD_INPUT);
    ck_assert_msg(said(bad_factors[_i].column, bad_factors[_i].says) == 1, "%s: %s: %s", bad_factors[_i].table,
                  findings.count ? findings.items[0].column : "",
                  findings.count ? findings.items[0].reason : "nothing");
}
END_TEST

START_TEST(a_column_that_no_factor_has_is_named)
{
    vp_suitability s;
    ck_assert(read_factors("factor,most,wieght\nelevation,25,1\n", &s));
    ck_assert_uint_eq(said("wieght", "this table has no such column"), 1);
    ck_assert_uint_eq(findings.count, 1);
    vp_suitability_clear(&s);
}
END_TEST

/* ------------------------------------------------------------ people about, and shapes drawn into the table */

/* Degrees of a place so many metres east and south of the grid's corner, on a map that is Web Mercator's own. */
static const double corner_east = 11700000, corner_north = 2450000;
static char *degrees_of(double east, double south)
{
    static char text[8][60];
    static unsigned next;
    double lon, lat;
    vp_mercator_to_lonlat(corner_east + east, corner_north - south, &lon, &lat);
    char *into = text[next++ % 8];
    snprintf(into, sizeof text[0], "%.9f %.9f", lon, lat);
    return into;
}

static bool to_cells(void *context, size_t count, double u[], double v[])
{
    (void)context;
    for (size_t i = 0; i < count; i++) u[i] = (u[i] - corner_east) / 100, v[i] = (corner_north - v[i]) / 100;
    return true;
}

static void make_map(void)
{
    make_land();
    const vp_lattice_knots knots = {corner_east - 500, corner_north - 800, corner_east + 900, corner_north + 500, 2, 2};
    ck_assert(vp_lattice_init(&snapshot.places.mercator_to_cell, knots, to_cells, NULL, &err));
}

static void clear_map(void)
{
    vp_lattice_clear(&snapshot.places.mercator_to_cell);
    clear_land();
}

/* Middles of cells against a line, a point of several and an area with a hole, by plane geometry. */
START_TEST(shapes_in_the_table_are_measured)
{
    char table[2000];
    vp_suitability s;
    snprintf(table, sizeof table,
             "factor,geometry,most,name\n"
             "layer,\"LINESTRING (%s, %s)\",9e9,line\n"
             "layer,\"multipoint((%s),(%s))\",9e9,points\n"
             "area,\" POLYGON ( ( %s , %s , %s , %s , %s ) , (%s, %s, %s, %s, %s) ) \",9e9,area\n",
             degrees_of(0, 250), degrees_of(399, 250), degrees_of(50, 50), degrees_of(350, 50), /* kept: 4 of 8 texts */
             "@", "@", "@", "@", "@", "@", "@", "@", "@", "@");
    char *at = table, whole[4000] = "";
    size_t length = 0;
    const double ring[10][2] = {{10, 10},   {390, 10},  {390, 290}, {10, 290},  {10, 10},
                                {110, 110}, {290, 110}, {290, 190}, {110, 190}, {110, 110}};
    for (size_t k = 0; *at; at++) {
        const char one[2] = {*at, '\0'}, *text = *at == '@' ? degrees_of(ring[k][0], ring[k][1]) : one;
        length += (size_t)snprintf(whole + length, sizeof whole - length, "%s", text);
        ck_assert_uint_lt(length, sizeof whole);
        k += *at == '@';
    }
    ck_assert_msg(read_factors(whole, &s), "%s: %s", err.message, findings.count ? findings.items[0].reason : "");
    ck_assert_uint_eq(s.count, 3);
    for (size_t i = 0; i < CELLS; i++) {
        size_t row = i / COLUMNS;
        double x = 50 + 100 * (double)(i % COLUMNS), y = 50 + 100 * (double)row;
        bool in_hole = x > 110 && x < 290 && y > 110 && y < 190;
        ck_assert_double_eq_tol(s.factors[0].values[i], fabs(y - 250), 0.01);
        ck_assert_double_eq_tol(s.factors[1].values[i], fmin(hypot(x - 50, y - 50), hypot(x - 350, y - 50)), 0.01);
        ck_assert_double_eq(s.factors[2].values[i], !in_hole);
    }
    vp_suitability_clear(&s);
}
END_TEST

/* Geometries that are none, each refused by its own sentence; P is a place of the grid. */
static const struct {
    const char *geometry, *says;
} bad_shapes[] = {
    {"CIRCLE (P)", "it is WKT in degrees"},
    {"POINT P", "it is WKT in degrees"},
    {"POINT (P", "it is WKT in degrees"},
    {"POINT (105.8)", "it is WKT in degrees"},
    {"POINT (P) x", "it is WKT in degrees"},
    {"POINT ((P))", "it is WKT in degrees"},
    {"POINT (181 21)", "it is WKT in degrees"},
    {"POINT (105 91)", "it is WKT in degrees"},
    {"MULTIPOINT ((P) (P))", "it is WKT in degrees"},
    {"POINT (0 0)", "a point lies outside the province's grid"},
    {"POINT (B)", "a point lies outside the province's grid"},
    {"LINESTRING (P)", "a line has two points at least"},
    {"POLYGON ((P, Q, P))", "the ring of a polygon has four points at least"},
    {"POLYGON ((P, Q, P, Q))", "the ring of a polygon has four points at least"},
};

START_TEST(a_shape_that_is_none_is_refused) /* row _i */
{
    char table[500] = "factor,geometry,most\nlayer,\"";
    size_t length = strlen(table);
    vp_suitability s;
    for (const char *at = bad_shapes[_i].geometry; *at; at++) {
        char one[2] = {*at, '\0'};
        bool place = at[1] == ')' || at[1] == ',' || at[1] == '\0';
        const char *text = !place       ? one
                           : *at == 'P' ? degrees_of(50, 50)
                           : *at == 'Q' ? degrees_of(150, 90)
                           : *at == 'B' ? degrees_of(450, 50) /* on the lattice, beside the grid */
                                        : one;
        length += (size_t)snprintf(table + length, sizeof table - length, "%s", text);
        ck_assert_uint_lt(length, sizeof table);
    }
    length += (size_t)snprintf(table + length, sizeof table - length, "\",9\n");
    ck_assert_uint_lt(length, sizeof table);
    ck_assert(!read_factors(table, &s));
    ck_assert_msg(said("geometry", bad_shapes[_i].says) == 1, "%s: %s", table,
                  findings.count ? findings.items[0].reason : "nothing");
}
END_TEST

/* In a table that is sent, no file is named; a layer is a file or a geometry, and points have no inside. */
START_TEST(a_layer_without_shapes_is_refused)
{
    const struct {
        const char *rows, *column, *says;
    } rows[] = {{"layer,,roads.gpkg,9\n", "file", "a file cannot be named here"},
                {"raster,,relief.tif,9\n", "file", "a file cannot be named here"},
                {"raster,,,9\n", "file", "which raster file?"},
                {"layer,,,9\n", "file", "either a file of points, lines or polygons, or a geometry"},
                {"area,POINT (@),,9\n", "factor", "of areas, but there are only points and lines"}};
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        char table[300];
        vp_suitability s;
        const char *gap = strchr(rows[k].rows, '@');
        snprintf(table, sizeof table, "factor,geometry,file,most\n%.*s%s%s", (int)(gap ? gap - rows[k].rows : 0),
                 rows[k].rows, gap ? degrees_of(50, 50) : "", gap ? gap + 1 : rows[k].rows);
        vp_findings_clear(&findings);
        ck_assert(!read_factors(table, &s));
        ck_assert_msg(said(rows[k].column, rows[k].says) == 1, "%s: %s", table,
                      findings.count ? findings.items[0].reason : "nothing");
    }
}
END_TEST

/* People within a radius of a cell's middle, by looking at every pair of cells; nobody is known of two cells. */
START_TEST(people_about_are_counted)
{
    vp_population everyone = {.people = vp_grid_new(region.geometry, 0, NULL)};
    float *people = vp_grid_edit(everyone.people);
    for (size_t i = 0; i < CELLS; i++) people[i] = (float)(1 << i);
    people[5] = NAN, people[6] = INFINITY;
    region.people.populations = &everyone;
    region.people.population_count = 1;
    const double radii[] = {0, 100, 145, 250, 1e6};
    for (size_t k = 0; k < sizeof radii / sizeof *radii; k++) {
        char table[200];
        vp_suitability s;
        snprintf(table, sizeof table, "factor,radius,most\npeople,%g,9e9\n", radii[k]);
        ck_assert_msg(read_factors(table, &s), "%s", findings.count ? findings.items[0].reason : err.message);
        for (size_t i = 0; i < CELLS; i++) {
            double sum = 0;
            for (size_t j = 0; j < CELLS; j++) {
                size_t row = i / COLUMNS, other_row = j / COLUMNS;
                double metres =
                    100 * hypot((double)(i % COLUMNS) - (double)(j % COLUMNS), (double)row - (double)other_row);
                if (metres <= radii[k] && isfinite(people[j])) sum += (double)people[j];
            }
            ck_assert_msg(s.factors[0].values[i] == sum, "%g m about cell %zu: %g, not %g", radii[k], i,
                          s.factors[0].values[i], sum);
        }
        vp_suitability_clear(&s);
    }
    vp_suitability s;
    ck_assert(!read_factors("factor,radius,most\npeople,-1,9\n", &s));
    ck_assert(!read_factors("factor,radius,most\npeople,1000001,9\n", &s));
    ck_assert_uint_eq(said("radius", "within how many metres are people counted?"), 2);
    region.people.population_count = 0;
    ck_assert(!read_factors("factor,radius,most\npeople,100,9\n", &s));
    ck_assert_uint_eq(said("factor", "the dataset has no people"), 1);
    vp_grid_free(everyone.people);
}
END_TEST

/* ------------------------------------------------------------ plans */

START_TEST(a_plan_is_what_its_tables_say)
{
    const vp_invest_source projects = {"projects.csv", "service,kind,price,spacing,limit,weight,nmae\n"
                                                       "station,build,8000,300,,,\n"
                                                       "station,build,9000.5,,45,2,\n"},
                           budgets = {"budgets.csv", "year,budget,note\n2028,70,later\n2027,50,\n"},
                           targets = {"targets.csv",
                                      "service,year,share,of,who\nstation,2028,0.9,,x\nall,,0.5,left_out,\n"};
    vp_invest_tables t;
    ck_assert_msg(vp_invest_tables_read(&projects, &budgets, &targets, &t, &findings, &err), "%s: %s", err.message,
                  findings.count ? findings.items[0].reason : "");
    ck_assert_uint_eq(said("nmae", "this table has no such column"), 1);
    ck_assert_uint_eq(said("who", "this table has no such column"), 1);
    ck_assert_uint_eq(findings.count, 2);
    ck_assert_uint_eq(t.offer_count, 2);
    ck_assert_str_eq(t.offers[1].service, "station");
    ck_assert(t.offers[0].kind == VP_INVEST_BUILD && t.offers[0].price == 8000 && t.offers[0].spacing == 300);
    ck_assert(isnan(t.offers[0].limit) && t.offers[1].limit == 45 && t.offers[1].weight == 2);
    ck_assert(t.offers[1].price == 9000.5 && t.offers[1].row == 3);
    ck_assert_uint_eq(t.budget_count, 2);
    ck_assert(t.budgets[0].year == 2027 && t.budgets[0].money == 50 && t.budgets[1].year == 2028);
    ck_assert_uint_eq(t.aim_count, 2);
    ck_assert(t.aims[0].year == 2028 && t.aims[0].share == 0.9 && !t.aims[0].of_gain && t.aims[1].of_gain &&
              !*t.aims[1].service && t.aims[1].year == 0);
    vp_invest_tables_clear(&t);
}
END_TEST

/* One broken cell or heading each: of what may be built, of money, of targets. */
static const struct {
    char table; /* p, b or t */
    const char *text, *column, *says;
} bad_plans[] = {
    {'p', "service,kind,price\n,build,8\n", "service", "which service is it for?"},
    {'p', "service,kind,price\nstation,wish,8\n", "kind", "it is build (a new facility)"},
    {'p', "service,kind,price\nstation,build,-1\n", "price", "it must be a number from 0 to 1e+15"},
    {'p', "service,kind,price\nstation,build,\n", "price", "what one costs is missing"},
    {'p', "service,kind,price,limit\nstation,build,8,0\n", "limit", "it must be a number from 0.001 to 1e+06"},
    {'p', "service,kind,price,takes\nstation,build,8,0\n", "takes", "it must be a number from 0.001 to 1e+09"},
    {'p', "service,kind,price,most\nstation,build,8,-1\n", "most", "it must be a number from 0 to 1e+06"},
    {'p', "service,kind,price,most\nstation,build,8,1.5\n", "most", "it must be a whole number"},
    {'p', "service,kind,price,first_year\nstation,build,8,1899\n", "first_year",
     "it must be a number from 1900 to 2200"},
    {'p', "service,kind,price,first_year\nstation,build,8,2201\n", "first_year",
     "it must be a number from 1900 to 2200"},
    {'p', "service,kind,price,spacing\nstation,build,8,0.9\n", "spacing", "it must be a number from 1 to 1e+06"},
    {'p', "service,kind,price,people_per_place\nstation,build,8,0\n", "people_per_place",
     "a number from 0.001 to 1e+06"},
    {'p', "service,kind,price,prominence\nstation,build,8,0\n", "prominence", "it must be a number from 1 to 10000"},
    {'p', "service,kind,price,mast\nstation,build,8,1001\n", "mast", "it must be a number from 1 to 1000"},
    {'p', "service,kind,price,frequency\nstation,build,8,29\n", "frequency", "it must be a number from 30 to 6000"},
    {'p', "service,kind,price,erp\nstation,build,8,0\n", "erp", "it must be a number from 1e-06 to 10000"},
    {'p', "service,kind,price,weight\nstation,build,8,0\n", "weight", "it must be a number from 1e-06 to 1e+06"},
    {'p', "service,kind,price,gaps,class\nstation,road,8,501,tertiary\n", "gaps", "it must be a number from 1 to 500"},
    {'p', "service,kind,price,gaps,class\nstation,road,8,,tertiary\n", "gaps", "a road is one of a list"},
    {'p', "service,kind,price,gaps,candidates,class\nstation,road,8,3,list.csv,x\n", "gaps", "a road is one of a list"},
    {'p', "service,kind,price,gaps\nstation,road,8,3\n", "class", "which class of road does it become?"},
    {'p', "service,kind,price\nstation,build,many\n", "price", "it must be a number"},
    {'p', "service,price\nstation,8\n", "kind", "the column is missing from the heading"},
    {'b', "year,budget\n2027.5,8\n", "year", "a year is missing or no whole number"},
    {'b', "year,budget\n,8\n", "year", "a year is missing or no whole number"},
    {'b', "year,budget\n1899,8\n", "year", "it must be a number from 1900 to 2200"},
    {'b', "year,budget\n2027,\n", "budget", "the money of the year is missing"},
    {'b', "year,budget\n2027,-1\n", "budget", "it must be a number from 0 to 1e+15"},
    {'b', "year,budget\n2027,1\n2027,2\n", "year", "this year has a budget already"},
    {'t', "service,share\nstation,1.1\n", "share", "it must be a number from 1e-06 to 1"},
    {'t', "service,share\nstation,\n", "share", "it must be above 0 and at most 1"},
    {'t', "service,share,of\nstation,0.5,all\n", "of", "it is people"},
    {'t', "service,share\nall,0.5\n", "service", "a share of people is of one service"},
    {'t', "service,share,year\nstation,0.5,2201\n", "year", "it must be a number from 1900 to 2200"},
};

START_TEST(a_plan_that_cannot_be_is_refused) /* row _i */
{
    const char *text = bad_plans[_i].text;
    char table = bad_plans[_i].table;
    const vp_invest_source projects = {"projects.csv", table == 'p' ? text : "service,kind,price\nstation,build,8\n"},
                           budgets = {"budgets.csv", table == 'b' ? text : "year,budget\n2027,0\n"},
                           targets = {"targets.csv", table == 't' ? text : "service,share\nstation,1\n"};
    vp_invest_tables t;
    ck_assert(!vp_invest_tables_read(&projects, &budgets, &targets, &t, &findings, &err));
    ck_assert_int_eq(err.kind, VP_BAD_INPUT);
    ck_assert_uint_eq(t.offer_count + t.budget_count + t.aim_count, 0);
    ck_assert_uint_eq(findings.count, 1);
    const vp_finding *f = &findings.items[0];
    ck_assert_msg(said(bad_plans[_i].column, bad_plans[_i].says) == 1, "%s: %s: %s", text, f->column, f->reason);
    ck_assert_str_eq(f->file, table == 'p' ? projects.name : table == 'b' ? budgets.name : targets.name);
    bool of_heading = strstr(f->reason, "heading") != NULL;
    ck_assert_int_eq(f->row, of_heading ? 1 : strstr(f->reason, "a budget already") ? 3 : 2);
}
END_TEST

/* Each number at either end of what it may be, and a row that says no more than it must. */
START_TEST(a_plan_is_taken_up_to_its_bounds)
{
    const vp_invest_source projects = {"projects.csv",
                                       "service,kind,price,limit,takes,most,first_year,spacing,people_per_place,"
                                       "prominence,mast,frequency,erp,weight,gaps,class,candidates\n"
                                       "s,build,0,0.001,0.001,0,1900,1,0.001,1,1,30,0.000001,0.000001,,,\n"
                                       "s,EXPAND,1e15,1e6,1e9,1e6,2200,1e6,1e6,1e4,1000,6000,1e4,1e6,,,\n"
                                       "s,road,7,,,,,,,,,,,,500,tertiary,\n"
                                       "s,mend,,,,,,,,,,,,,,,list.csv\n"},
                           none = {0};
    vp_invest_tables t;
    ck_assert_msg(vp_invest_tables_read(&projects, &none, &none, &t, &findings, &err), "%s: %s", err.message,
                  findings.count ? findings.items[0].reason : "");
    ck_assert_uint_eq(t.offer_count, 4);
    const vp_invest_offer *a = &t.offers[0], *b = &t.offers[1];
    const double
        low[] = {a->price,      a->limit, a->takes,     a->most, a->first_year, a->spacing, a->people_per_place,
                 a->prominence, a->mast,  a->frequency, a->erp,  a->weight},
        high[] = {b->price,      b->limit, b->takes,     b->most, b->first_year, b->spacing, b->people_per_place,
                  b->prominence, b->mast,  b->frequency, b->erp,  b->weight},
        least[] = {0, 1e-3, 1e-3, 0, 1900, 1, 1e-3, 1, 1, 30, 1e-6, 1e-6},
        most[] = {1e15, 1e6, 1e9, 1e6, 2200, 1e6, 1e6, 1e4, 1000, 6000, 1e4, 1e6};
    for (size_t k = 0; k < sizeof low / sizeof *low; k++) {
        ck_assert_double_eq(low[k], least[k]);
        ck_assert_double_eq(high[k], most[k]);
    }
    ck_assert(b->kind == VP_INVEST_EXPAND && t.offers[2].kind == VP_INVEST_ROAD && t.offers[3].kind == VP_INVEST_MEND);
    ck_assert(t.offers[2].gaps == 500 && strcmp(t.offers[2].class_name, "tertiary") == 0);
    ck_assert(isnan(t.offers[3].price) && strcmp(t.offers[3].candidates, "list.csv") == 0);
    vp_invest_tables_clear(&t);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("siting tables");
    TCase *factors = tcase_create("factors"), *plans = tcase_create("plans");
    tcase_add_checked_fixture(factors, make_land, clear_land);
    tcase_add_test(factors, a_factor_is_a_number_of_each_cell);
    tcase_add_loop_test(factors, a_factor_that_cannot_be_is_refused, 0,
                        (int)(sizeof bad_factors / sizeof *bad_factors));
    tcase_add_test(factors, a_column_that_no_factor_has_is_named);
    TCase *shapes = tcase_create("shapes");
    tcase_add_checked_fixture(shapes, make_map, clear_map);
    tcase_add_test(shapes, shapes_in_the_table_are_measured);
    tcase_add_loop_test(shapes, a_shape_that_is_none_is_refused, 0, (int)(sizeof bad_shapes / sizeof *bad_shapes));
    tcase_add_test(shapes, a_layer_without_shapes_is_refused);
    tcase_add_test(shapes, people_about_are_counted);
    suite_add_tcase(suite, shapes);
    tcase_add_checked_fixture(plans, begin, end);
    tcase_add_test(plans, a_plan_is_what_its_tables_say);
    tcase_add_loop_test(plans, a_plan_that_cannot_be_is_refused, 0, (int)(sizeof bad_plans / sizeof *bad_plans));
    tcase_add_test(plans, a_plan_is_taken_up_to_its_bounds);
    suite_add_tcase(suite, factors);
    suite_add_tcase(suite, plans);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
