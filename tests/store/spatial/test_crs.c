/* Systems by their text: which can carry metres, what a metre of them is on the ground, which to take instead. */
#include "store/spatial/crs.h"
#include "store/spatial/proj_database.h"
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define TM_105 "+proj=tmerc +lat_0=0 +lon_0=105.5 +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84 +units=m +no_defs +type=crs"

typedef struct {
    const char *crs, *refused; /* NULL: it can be computed in */
} metric_case;
static const metric_case metric[] = {
    {"EPSG:32648", NULL},
    {"EPSG:3405", NULL},
    {"EPSG:9210", NULL},
    {"ESRI:102028", NULL},
    {TM_105, NULL},
    {"+proj=tmerc +lon_0=105.5 +k=0.9999 +x_0=500000 +ellps=WGS84 "
     "+towgs84=-191.90441429,-39.30318279,-111.45032835,-0.00928836,0.01975479,-0.00427372,0.252906278 +units=m "
     "+type=crs",
     NULL},
    {"EPSG:4326", "in degrees"},
    {"EPSG:4756", "in degrees"},
    {"EPSG:2225", "not in metres"},
    {"EPSG:4978", "not a projected system"},
    {"EPSG:99999", "not a coordinate system that PROJ knows"},
    {"", "not a coordinate system that PROJ knows"},
};

START_TEST(only_projected_metres_can_be_computed_in)
{
    vp_error err = {0};
    bool ok = vp_crs_is_metric(metric[_i].crs, &err);
    ck_assert_msg(ok == !metric[_i].refused, "%s: %s", metric[_i].crs, err.message);
    if (!ok) ck_assert_msg(strstr(err.message, metric[_i].refused), "%s", err.message);
}
END_TEST

typedef struct {
    const char *crs;
    vp_bounds area;
    double metre;
    const char *use; /* NULL: taken */
} scale_case;

/* Metres on the ground: of UTM at its middle 1 / 0.9996; of web Mercator, northwards, cos(latitude) times the radius of
 * the meridian (Snyder 1987, 4-18) over that of the equator; of the ellipsoid's Mercator cos(latitude) times the radius
 * of the prime vertical over that of the equator. */
static const scale_case scales[] = {
    {"EPSG:32648", {490000, 2390000, 510000, 2410000}, 1 / 0.9996, NULL},
    {"EPSG:3405", {490000, 2390000, 510000, 2410000}, 1 / 0.9996, NULL},
    {"EPSG:9210", {490000, 2390000, 510000, 2410000}, 1 / 0.9999, NULL},
    {"EPSG:3857", {11688000, 2390000, 11694000, 2396000}, 0.9283, "EPSG:32648 (WGS 84 / UTM zone 48N) or EPSG:3405"},
    {"EPSG:3395", {11688000, 2390000, 11694000, 2396000}, 0.9330, "EPSG:32648"},
    {"EPSG:4087", {11688000, 2390000, 11694000, 2396000}, 0.9307, "EPSG:32648"},
    {"EPSG:3857", {12200000, 1200000, 12210000, 1210000}, 0.9760, "EPSG:32649 (WGS 84 / UTM zone 49N) or EPSG:3406"},
    {"EPSG:3857", {4000000, -1600000, 4010000, -1590000}, 0.9634, "EPSG:32736 (WGS 84 / UTM zone 36S)"},
    {"EPSG:32648", {-900000, 2390000, -890000, 2400000}, 0.9770, "EPSG:3264"},
};

START_TEST(a_metre_is_one_on_the_earth_or_refused)
{
    const scale_case *c = &scales[_i];
    vp_error err = {0};
    double metre = vp_crs_ground_metre(c->crs, c->area);
    ck_assert_msg(fabs(metre - c->metre) < 0.0005, "%s: %.5f, not %.5f", c->crs, metre, c->metre);
    bool ok = vp_crs_check_scale(c->crs, c->area, &err);
    ck_assert_msg(ok == !c->use, "%s: %s", c->crs, err.message);
    if (!ok) ck_assert_msg(strstr(err.message, c->use), "%s", err.message);
}
END_TEST

START_TEST(what_has_no_place_is_refused)
{
    vp_error err = {0};
    ck_assert(isnan(vp_crs_ground_metre("EPSG:32648", (vp_bounds){1e12, 1e12, 2e12, 2e12})));
    ck_assert(!vp_crs_check_scale("EPSG:32648", (vp_bounds){1e12, 1e12, 2e12, 2e12}, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "no place on the earth"));
}
END_TEST

#define PRJ(datum)                                                                                                     \
    "PROJCS[\"VN\",GEOGCS[\"Unknown\",DATUM[\"" datum                                                                  \
    "\",SPHEROID[\"WGS_1984\",6378137.0,298.257223563]],PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]" \
    "],PROJECTION[\"Transverse_Mercator\"],PARAMETER[\"False_Easting\",500000.0],PARAMETER[\"False_Northing\",0.0],"   \
    "PARAMETER[\"Central_Meridian\",105.0],PARAMETER[\"Scale_Factor\",0.9996],PARAMETER[\"Latitude_Of_Origin\",0.0],"  \
    "UNIT[\"Meter\",1.0]]"

START_TEST(an_unknown_datum_is_known_as_such)
{
    static const char *const unknown[] = {
        PRJ("D_Unknown_based_on_WGS_1984_ellipsoid"),  PRJ("D_Unknown"), PRJ("Unknown based on WGS 84 ellipsoid"),
        PRJ("Not_specified_based_on_WGS_84_spheroid"), "EPSG:4030",      TM_105,
    };
    static const char *const stated[] = {PRJ("D_WGS_1984"),
                                         PRJ("D_Vietnam_2000"),
                                         "EPSG:32648",
                                         "EPSG:3405",
                                         "EPSG:4326",
                                         "OGC:CRS84",
                                         "+proj=utm +zone=48 +datum=WGS84 +type=crs"};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        ck_assert_msg(vp_crs_datum_is_unknown(unknown[i]), "%s", unknown[i]);
    for (size_t i = 0; i < sizeof stated / sizeof *stated; i++)
        ck_assert_msg(!vp_crs_datum_is_unknown(stated[i]), "%s", stated[i]);
}
END_TEST

/* Zone 60 ends at 180 degrees, 811 km east of its origin at 17 degrees south (Fiji); its middle is at 500 km. */
START_TEST(the_180th_meridian_is_crossed_or_not)
{
    ck_assert(vp_crs_crosses_180("EPSG:32760", (vp_bounds){780000, 8100000, 850000, 8200000}));
    ck_assert(!vp_crs_crosses_180("EPSG:32760", (vp_bounds){500000, 8100000, 800000, 8200000}));
    ck_assert(!vp_crs_crosses_180("EPSG:32701", (vp_bounds){500000, 7600000, 600000, 7700000})); /* Tonga */
    ck_assert(vp_crs_crosses_180("EPSG:3460", (vp_bounds){1990000, 3900000, 2200000, 4100000}));
    ck_assert(!vp_crs_crosses_180("EPSG:32648", (vp_bounds){490000, 2390000, 510000, 2410000}));
    ck_assert_double_eq(vp_crs_longitude_near(-179.5, 179.5), 180.5);
    ck_assert_double_eq(vp_crs_longitude_near(179.5, -179), -180.5);
    ck_assert_double_eq(vp_crs_longitude_near(105, 106), 105);
}
END_TEST

START_TEST(every_system_has_a_number)
{
    static const struct {
        const char *crs;
        int srid;
        bool epsg;
        const char *in;
    } systems[] = {{"EPSG:32648", 32648, true, "'EPSG'"},
                   {"EPSG:9210", 9210, true, "'EPSG'"},
                   {"ESRI:102028", 102028, false, "'ESRI'"},
                   {TM_105, 990001, false, "+lon_0=105.5"}};
    for (size_t i = 0; i < sizeof systems / sizeof *systems; i++) {
        vp_crs_row row;
        vp_error err = {0};
        ck_assert_msg(vp_crs_row_init(&row, systems[i].crs, &err), "%s", err.message);
        ck_assert_int_eq(row.srid, systems[i].srid);
        ck_assert_int_eq(row.epsg, systems[i].epsg);
        ck_assert_msg(strstr(row.insert, systems[i].in), "%s", row.insert);
        vp_crs_row_clear(&row);
    }
}
END_TEST

/* ------------------------------------------------------------ PROJ's contexts */

/* A child of fork closes its parent's files, and the database may be one of them. */
START_TEST(a_returned_context_is_taken_again_but_not_by_a_child)
{
    PJ_CONTEXT *first = vp_proj_context_take(), *second = vp_proj_context_take();
    ck_assert(first && second && first != second);
    vp_proj_context_return(second);
    vp_proj_context_return(first);
    ck_assert_ptr_eq(vp_proj_context_take(), first);
    vp_proj_context_return(first);
    pid_t child = fork();
    if (child == 0) {
        PJ_CONTEXT *own = vp_proj_context_take();
        bool ok = own && own != first && own != second && vp_proj_database_check(own, NULL);
        vp_proj_context_return(own);
        _exit(!(ok && vp_proj_context_take() == own));
    }
    int status = -1;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(status, 0);
    vp_proj_context_return(NULL);
}
END_TEST

/* What a context could not do for want of something may be done by another. */
START_TEST(a_context_that_failed_is_not_taken_again)
{
    PJ_CONTEXT *context = vp_proj_context_take();
    ck_assert_ptr_null(proj_create(context, "+proj=nothing"));
    vp_proj_context_return(context);
    PJ_CONTEXT *next = vp_proj_context_take();
    ck_assert_int_eq(proj_context_errno(next), 0);
    ck_assert(vp_proj_database_check(next, NULL));
    vp_proj_context_return(next);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("crs");
    TCase *tests = tcase_create("crs");
    tcase_add_loop_test(tests, only_projected_metres_can_be_computed_in, 0, sizeof metric / sizeof *metric);
    tcase_add_loop_test(tests, a_metre_is_one_on_the_earth_or_refused, 0, sizeof scales / sizeof *scales);
    tcase_add_test(tests, what_has_no_place_is_refused);
    tcase_add_test(tests, an_unknown_datum_is_known_as_such);
    tcase_add_test(tests, the_180th_meridian_is_crossed_or_not);
    tcase_add_test(tests, every_system_has_a_number);
    tcase_add_test(tests, a_returned_context_is_taken_again_but_not_by_a_child);
    tcase_add_test(tests, a_context_that_failed_is_not_taken_again);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
