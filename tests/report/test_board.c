/* What a reader of the printed report sees: figures as Vietnamese writes them, the board's rows, charts to scale. */
#include "report/report_internal.h"
#include <check.h>
#include <math.h>
#include <string.h>

static vp_buffer out;
static vp_markup m;

static void set_up(void)
{
    out = (vp_buffer){0};
    m = (vp_markup){.out = &out};
}

static void tear_down(void) { vp_buffer_clear(&out); }

static const char *written(void)
{
    ck_assert(!out.failed && m.depth == 0);
    return vp_buffer_terminated(&out);
}

/* The document has these in this order. */
static void expect_in_order(const char *const texts[], size_t count)
{
    const char *at = written();
    for (size_t i = 0; i < count; i++) {
        const char *found = strstr(at, texts[i]);
        ck_assert_msg(found, "\"%s\" is not in %s", texts[i], at);
        at = found + strlen(texts[i]);
    }
}
#define EXPECT(...)                                                                                                    \
    expect_in_order((const char *const[]){__VA_ARGS__}, sizeof(const char *const[]){__VA_ARGS__} / sizeof(char *))

START_TEST(numbers_have_points_between_thousands_and_a_comma_before_decimals)
{
    static const struct {
        double value;
        int decimals;
        const char *text;
    } rows[] = {{1234567.84, 1, "1.234.567,8"},
                {999.96, 1, "1.000,0"},
                {999, 0, "999"},
                {1000, 0, "1.000"},
                {0, 2, "0,00"},
                {-12.5, 1, "−12,5"},
                {-1234.5, 1, "−1.234,5"},
                {-0.04, 1, "0,0"}, /* not −0,0 */
                {NAN, 1, "–"},
                {INFINITY, 0, "–"},
                {2e18, 0, "1.000.000.000.000.000"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        vp_report_number text;
        vp_report_format(rows[i].value, rows[i].decimals, text);
        ck_assert_str_eq(text, rows[i].text);
    }
}
END_TEST

static char percent[] = "percent", beds[] = "per_10000", nothing[] = "";

START_TEST(values_come_in_the_unit_of_their_indicator)
{
    static const struct {
        char *unit;
        double target, value;
        const char *text;
    } rows[] = {{percent, 0.9, 0.684, "68,4 %"}, {percent, 0.95, 0.94996, "94,996 %"}, /* not 95,0 %, which is met */
                {percent, 0.9, 1, "100,0 %"},    {percent, 0.9, NAN, "–"},
                {beds, 60, 12.34, "12,3"},       {beds, 60, 5.678, "5,68"},
                {beds, 60, 59.98, "59,98"},      {beds, 60, 1234.7, "1.235"},
                {NULL, NAN, 7, "7,00"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        vp_report_number text;
        vp_report_value(&(vp_indicator){.unit = rows[i].unit, .target = rows[i].target}, rows[i].value, text);
        ck_assert_str_eq(text, rows[i].text);
    }
}
END_TEST

/* ------------------------------------------------------------ the board */

static char reached[] = "reached_share", deaths[] = "under5_deaths", unknown[] = "unknown", wells[] = "wells",
            health[] = "Sở Y tế", farming[] = "Sở <Nông nghiệp>", title[] = "Chỉ tiêu";

static vp_indicator indicators[] = {{.id = reached,
                                     .title_vi = title,
                                     .department = health,
                                     .unit = percent,
                                     .measure = VP_MEASURE_REACHED_SHARE,
                                     .target = 0.9,
                                     .target_year = 2030,
                                     .better = 1},
                                    {.id = deaths,
                                     .title_vi = title,
                                     .department = health,
                                     .unit = nothing,
                                     .measure = VP_MEASURE_PER_10000,
                                     .target = 12,
                                     .target_year = 2028,
                                     .better = -1},
                                    {.id = unknown,
                                     .title_vi = title,
                                     .department = farming,
                                     .unit = percent,
                                     .measure = VP_MEASURE_REACHED_SHARE,
                                     .target = 0.5,
                                     .better = 1},
                                    {.id = wells,
                                     .title_vi = title,
                                     .department = farming,
                                     .unit = percent,
                                     .measure = VP_MEASURE_REACHED_SHARE,
                                     .target = 1,
                                     .target_year = 2030,
                                     .better = 1}};
enum { INDICATORS = sizeof indicators / sizeof *indicators };

static const vp_score scores[INDICATORS] = {
    {.measured = {.value = 0.684, .low = 0.671, .high = 0.684},
     .status = VP_STATUS_BEHIND,
     .gap = 0.216,
     .gap_count = 43210,
     .gap_of = "people"},
    {.measured = {.value = 11.5, .low = 11.5, .high = 11.5}, .status = VP_STATUS_MET, .gap = 0, .gap_count = 0},
    {.measured = {.value = NAN, .low = NAN, .high = NAN}, .status = VP_STATUS_NO_DATA, .gap = NAN, .gap_count = NAN},
    {.measured = {.value = 0.25, .low = 0.25, .high = 0.25},
     .status = VP_STATUS_BEHIND,
     .gap = 0.75,
     .gap_count = 1200,
     .gap_of = "households"}};

static vp_region region = {.definitions = {.indicators = indicators, .indicator_count = INDICATORS}};
static const vp_snapshot snapshot = {.region = &region};
static const vp_report report = {.m = &m, .snapshot = &snapshot, .scores = scores, .territory = {0, VP_NONE}};

START_TEST(a_row_has_value_range_target_gap_and_status)
{
    vp_report_board(&report);
    EXPECT("<tr class=\"dept\"><td colspan=\"6\">Sở Y tế</td></tr>",
           "<tr><td class=\"id\">reached_<wbr>share</td><td>Chỉ tiêu</td><td class=\"n\"><b>68,4 %</b><br>"
           "<span class=\"small\">67,1 % – 68,4 %</span></td><td class=\"n\">≥ 90,0 % (2030)</td>"
           "<td class=\"r\">21,6 điểm; 43.210 người</td><td class=\"behind\">Chậm</td></tr>",
           /* less is better, one figure, nothing is missing */
           "<tr><td class=\"id\">under5_<wbr>deaths</td><td>Chỉ tiêu</td><td class=\"n\"><b>11,5</b></td>"
           "<td class=\"n\">≤ 12,0 (2028)</td><td class=\"r\"></td><td class=\"met\">Đạt</td></tr>",
           "Sở &lt;Nông nghiệp&gt;</td></tr>",
           "<b>–</b></td><td class=\"n\">≥ 50,0 %</td><td class=\"r\"></td><td class=\"no_data\">Không có dữ liệu",
           "75,0 điểm; 1.200 hộ");
    const char *first = strstr(written(), "Sở Y tế");
    ck_assert_ptr_null(strstr(first + 1, "Sở Y tế")); /* one heading for its two */
}
END_TEST

START_TEST(a_status_is_as_wide_as_its_share_of_all)
{
    vp_report_status_chart(&report);
    EXPECT("4 chỉ tiêu: 1 đạt, 0 đúng tiến độ, 2 chậm, 0 chưa đạt, 1 không có dữ liệu, 0 mà",
           "x=\"0.00\" y=\"0.00\" width=\"160.00\" height=\"20.00\" fill=\"#2166ac\"",
           "x=\"160.00\" y=\"0.00\" width=\"0.00\"",
           "x=\"160.00\" y=\"0.00\" width=\"320.00\" height=\"20.00\" fill=\"#d9722e\"",
           "x=\"480.00\" y=\"0.00\" width=\"160.00\" height=\"20.00\" fill=\"#b9c1be\"", ">Đạt: 1<",
           ">Đúng tiến độ: 0<", ">Chậm: 2<", ">Không có dữ liệu: 1<");
}
END_TEST

/* 230 wide from 340 on; what is met, of no share or without data is no bar. */
START_TEST(bars_are_to_scale_and_the_furthest_from_its_target_comes_first)
{
    vp_report_target_chart(&report);
    EXPECT("wells Chỉ tiêu", "x=\"340.00\" y=\"3.00\" width=\"57.50\"", "x=\"569.00\" y=\"1.00\" width=\"2.00\"",
           ">25,0 %<", "reached_share Chỉ tiêu", "x=\"340.00\" y=\"22.00\" width=\"157.32\"",
           "x=\"546.00\" y=\"20.00\" width=\"2.00\"", ">68,4 %<", ">0 %<", ">100 %<");
    ck_assert_ptr_null(strstr(written(), "under5"));
    ck_assert_ptr_null(strstr(written(), "unknown"));
}
END_TEST

/* ------------------------------------------------------------ places left out */

static bool same(void *context, size_t count, double u[], double v[])
{
    (void)context;
    for (size_t i = 0; i < count; i++) {
        u[i] = 105 + u[i] / 10;
        v[i] = 22 - v[i] / 10;
    }
    return true;
}

START_TEST(a_place_left_out_says_whom_by_how_much_and_where)
{
    static char walk[] = "Đi bộ", water[] = "Nước", name[] = "Xã A";
    vp_service services[] = {{.title_vi = walk, .reach = VP_REACH_TRAVEL_TIME},
                             {.title_vi = water, .reach = VP_REACH_AREA}};
    vp_unit unit = {.name = name};
    vp_unit_set set = {.units = &unit, .unit_count = 1};
    vp_region small = {.definitions = {.services = services, .service_count = 2},
                       .units = {.sets = &set, .set_count = 1},
                       .geometry = {.columns = 10, .rows = 10, .cell_metres = 100, .west = 0, .north = 1000}};
    ck_assert(vp_lattice_init(&small.cell_to_lonlat, (vp_lattice_knots){0, 0, 10, 10, 2, 2}, same, NULL, NULL));
    const vp_gap near = {
        .service = 0, .limit = 30, .unit = 0, .people = 1234, .x = 250, .y = 650, .lon = NAN, .lat = NAN, .mean = 47.6};
    vp_gap gaps[] = {near, near, near, near, near};
    gaps[0].unreachable_people = 40;
    gaps[4] =
        (vp_gap){.service = 1, .limit = NAN, .unit = VP_NONE, .people = 9, .lon = 105.5, .lat = 21.75, .mean = NAN};
    const vp_snapshot listed = {.region = &small, .listings.gaps = {gaps, 5}};
    vp_report_gaps(&(vp_report){.m = &m, .snapshot = &listed, .territory = {0, VP_NONE}});
    EXPECT("3 nơi cho mỗi dịch vụ và 30 nơi cho cả bảng. Toàn bộ 5 nơi",
           "<td class=\"n\">1</td><td>Đi bộ</td><td>Xã A</td><td class=\"n\">1.234</td><td class=\"n\">30 phút</td>"
           "<td class=\"n\">48<br>(40 không tới được)</td><td class=\"n\">21,6500; 105,2500</td>",
           "<td class=\"n\">3</td><td>Đi bộ</td>", /* the fourth of a service is left out of the table */
           "<td class=\"n\">4</td><td>Nước</td><td>–</td><td class=\"n\">9</td><td class=\"n\">ngoài vùng phục vụ</td>"
           "<td class=\"n\">–</td><td class=\"n\">21,7500; 105,5000</td>");
    ck_assert_ptr_null(strstr(written(), "<td class=\"n\">5</td>"));
    vp_lattice_clear(&small.cell_to_lonlat);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("board");
    TCase *cases = tcase_create("board");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, numbers_have_points_between_thousands_and_a_comma_before_decimals);
    tcase_add_test(cases, values_come_in_the_unit_of_their_indicator);
    tcase_add_test(cases, a_row_has_value_range_target_gap_and_status);
    tcase_add_test(cases, a_status_is_as_wide_as_its_share_of_all);
    tcase_add_test(cases, bars_are_to_scale_and_the_furthest_from_its_target_comes_first);
    tcase_add_test(cases, a_place_left_out_says_whom_by_how_much_and_where);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
