#include "report/invest_report.h"
#include "report/figures.h"
#include "report/gain_map.h"
#include "report/invest_curve.h"
#include "report/siting_print.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct {
    vp_report page;
    const vp_invest_shown *s;
} sheet;

static const char *const kinds[] = {"xây mới / build", "mở rộng / expand", "sửa chữa / mend", "đường / road"};
/* Of the services, in turn: apart from each other for colour-blind readers too, dark enough for white numbers. */
static const char *const colours[] = {"#b91c1c", "#1d4ed8", "#7c3aed", "#92400e", "#0f766e", "#374151"};
enum { COLOURS = sizeof colours / sizeof *colours };

static const char *or_dash(const char *text) { return text && *text ? text : "–"; }

static const char *unit_of(const sheet *t)
{
    return t->s->question->at_end ? "người cuối kỳ / people at the end" : "năm-người / person-years";
}

static void service_title(const sheet *t, size_t need, char *text, size_t size)
{
    const vp_service *service = vp_invest_json_service(t->s, need);
    snprintf(text, size, "%s / %s", or_dash(service->title_vi), or_dash(service->title_en));
}

/* ---- the first page */

static void write_front(const sheet *t)
{
    const vp_invest_question *q = t->s->question;
    vp_markup *m = t->page.m;
    char heading[100];
    snprintf(heading, sizeof heading, "Kế hoạch đầu tư %d–%d · Investment plan", q->years[0],
             q->years[q->year_count - 1]);
    vp_figure_front(&t->page, heading, VP_NONE);
    if (!t->s->made_up) return;
    vp_markup_begin(m, "div");
    vp_markup_attribute(m, "class", "notice");
    vp_markup_element(m, "b", NULL, "Giá và ngân sách / prices and budgets. ");
    vp_markup_text(m, t->s->made_up);
    vp_markup_end(m);
}

static void write_result(const sheet *t)
{
    static const char *const heads[] = {"Đề nghị thông qua / Put to the vote", ""};
    const vp_investment_answer *a = t->s->result->answer;
    vp_markup *m = t->page.m;
    bool people = t->s->question->goal == VP_INVEST_PEOPLE;
    vp_report_table(m, NULL, heads, 2);
    vp_figure_row_text(m, "Mục tiêu / goal",
                       people ? "nhiều người được phục vụ nhất với số tiền này / most people for the money"
                              : "đạt các mục tiêu với ít tiền nhất / the targets for the least money");
    vp_figure_row(m, "Số dự án / projects", "projects", (double)a->chosen_count, 0);
    vp_figure_row(m, "Kinh phí / cost", "cost", a->cost, 0);
    if (t->s->money) vp_figure_row_text(m, "Đơn vị tiền / unit of money", t->s->money);
    char label[160];
    snprintf(label, sizeof label, "Thêm được / gained, %s", unit_of(t));
    vp_figure_row(m, label, "worth", a->worth, 0);
    vp_figure_row(m,
                  people ? "Không kế hoạch nào thêm được hơn / no plan gains more than"
                         : "Không kế hoạch nào đạt mục tiêu với ít hơn / no plan meets the targets for less than",
                  "bound", a->bound, 0);
    vp_figure_row(m, "Khoảng cách tới cận, % / gap, %", "gap_percent", 100 * a->gap, 3);
    vp_figure_row_text(m, "Chứng minh / proof",
                       a->proven ? "đã chứng minh là tốt nhất / proven to be the best possible"
                                 : "chưa chứng minh; xem cận / not proven; see the bound");
    if (t->s->question->target_count)
        vp_figure_row_text(m, "Đạt mọi mục tiêu / every target met", a->met ? "có / yes" : "không / no");
    vp_report_table_end(m);
}

/* ---- years and services */

static void write_years(const sheet *t)
{
    static const char *const heads[] = {"Năm / year", "Ngân sách / budget", "Chi / spent", "Dự án / projects",
                                        "Cộng dồn chi / spent so far"};
    const vp_invest_question *q = t->s->question;
    const vp_investment_answer *a = t->s->result->answer;
    vp_markup *m = t->page.m;
    double so_far = 0;
    vp_report_table(m, "years", heads, 5);
    for (size_t y = 0; y < q->year_count; y++) {
        size_t projects = 0;
        for (size_t k = 0; k < a->chosen_count; k++) projects += a->chosen[k].period == y;
        so_far += a->spent[y];
        vp_markup_begin(m, "tr");
        vp_markup_begin(m, "td");
        vp_markup_format(m, "%d", q->years[y]);
        vp_markup_end(m);
        vp_figure_cell(m, "budget", q->budgets ? q->budgets[y] : (double)NAN, 0);
        vp_figure_cell(m, "spent", a->spent[y], 0);
        vp_figure_cell(m, "year_projects", (double)projects, 0);
        vp_figure_cell(m, "spent_so_far", so_far, 0);
        vp_markup_end(m);
    }
    vp_report_table_end(m);
}

static void write_services(const sheet *t)
{
    static const char *const heads[] = {"Dịch vụ / service",
                                        "Năm / year",
                                        "Người / people",
                                        "Có sẵn, % / without the plan, %",
                                        "Theo kế hoạch, % / with it, %",
                                        "Thêm / gained"};
    const vp_invest_question *q = t->s->question;
    const vp_invest_result *r = t->s->result;
    vp_markup *m = t->page.m;
    vp_report_table(m, "services", heads, 6);
    for (size_t n = 0; n < q->need_count; n++)
        for (size_t y = 0; y < q->year_count; y++) {
            size_t at = n * q->year_count + y;
            char title[400];
            service_title(t, n, title, sizeof title);
            vp_markup_begin(m, "tr");
            vp_markup_element(m, "td", NULL, y ? "" : title);
            vp_markup_begin(m, "td");
            vp_markup_format(m, "%d", q->years[y]);
            vp_markup_end(m);
            vp_figure_cell(m, "people", r->people[at], 0);
            vp_figure_cell(m, "before_percent", 100 * r->before[at] / r->people[at], 2);
            vp_figure_cell(m, "after_percent", 100 * r->after[at] / r->people[at], 2);
            vp_figure_cell(m, "gained", r->after[at] - r->before[at], 0);
            vp_markup_end(m);
        }
    vp_report_table_end(m);
}

static void write_targets(const sheet *t)
{
    static const char *const heads[] = {
        "Dịch vụ / service",        "Nhóm / group",    "Năm / year", "Mục tiêu, % / target, %",
        "Đạt được, % / reached, %", "Kết quả / result"};
    const vp_invest_question *q = t->s->question;
    const vp_definitions *d = &q->regions[0]->definitions;
    vp_markup *m = t->page.m;
    if (q->target_count == 0) return;
    vp_markup_element(m, "h2", NULL, "Mục tiêu / Targets");
    vp_report_table(m, "targets", heads, 6);
    for (size_t k = 0; k < q->target_count; k++) {
        const vp_invest_target *target = &q->targets[k];
        double reached = t->s->result->target_share[k];
        char title[400] = "mọi dịch vụ / all services";
        if (target->need != VP_NONE) service_title(t, target->need, title, sizeof title);
        vp_markup_begin(m, "tr");
        vp_markup_element(m, "td", NULL, title);
        vp_markup_element(m, "td", NULL,
                          target->group == VP_NONE ? "mọi người / everyone"
                                                   : or_dash(d->groups[target->group].title_vi));
        vp_markup_begin(m, "td");
        vp_markup_format(m, "%d", q->years[target->year]);
        vp_markup_end(m);
        vp_figure_cell(m, "target_percent", 100 * target->share, 1);
        vp_figure_cell(m, "reached_percent", 100 * reached, 2);
        vp_markup_element(m, "td", NULL, reached >= target->share - 1e-6 ? "đạt / met" : "chưa đạt / not met");
        vp_markup_end(m);
    }
    vp_report_table_end(m);
}

/* ---- projects */

static void write_project(const sheet *t, size_t k)
{
    const vp_invest_shown *s = t->s;
    const vp_invested *c = &s->result->answer->chosen[k];
    const vp_invest_project *p = vp_invest_json_project(s, k);
    const vp_invest_row *row = &s->question->rows[p->row];
    const vp_unit *unit = vp_siting_print_unit(s->snapshot, p->cell);
    const char *name = vp_invest_json_name(s, k);
    vp_report_number north, east;
    double lon, lat;
    vp_markup *m = t->page.m;
    vp_snapshot_lonlat(s->snapshot->region, p->cell, &lon, &lat);
    vp_report_format(lat, 5, north);
    vp_report_format(lon, 5, east);
    vp_markup_begin(m, "tr");
    vp_figure_cell(m, "order", (double)k + 1, 0);
    vp_markup_begin(m, "td");
    vp_markup_format(m, "%d", s->question->years[c->period]);
    vp_markup_end(m);
    vp_markup_element(m, "td", NULL, kinds[row->kind]);
    vp_markup_begin(m, "td");
    vp_markup_format(m, "%s%s%s", or_dash(vp_invest_json_service(s, row->need)->title_vi), name ? ": " : "",
                     name ? name : "");
    vp_markup_end(m);
    vp_markup_element(m, "td", NULL, unit ? unit->name : "–");
    vp_markup_begin(m, "td");
    vp_markup_format(m, "%s; %s", north, east);
    vp_markup_end(m);
    vp_figure_cell(m, "price", vp_invest_json_price(s, k), 0);
    vp_figure_cell(m, "project_cost", c->cost, 0);
    vp_figure_cell(m, "project_people", s->result->chosen_people[k], 0);
    vp_figure_cell(m, "gain", c->gain, 0);
    vp_markup_end(m);
}

static void write_projects(const sheet *t)
{
    static const char *const heads[] = {"STT / No.",         "Năm / year",        "Việc / kind",
                                        "Dịch vụ / service", "Xã / commune",      "Vĩ độ; kinh độ / lat; lon",
                                        "Giá / price",       "Cộng dồn / so far", "Người cuối kỳ / people at the end",
                                        "Thêm / gain"};
    vp_report_table(t->page.m, "projects", heads, 10);
    for (size_t k = 0; k < t->s->result->answer->chosen_count; k++) write_project(t, k);
    vp_report_table_end(t->page.m);
}

/* ---- who gains */

static void gains_heads(const sheet *t, const char *first, const char *class_name, char texts[][400],
                        const char *heads[])
{
    heads[0] = first;
    for (size_t n = 0; n < t->s->question->need_count && n < COLOURS; n++) {
        service_title(t, n, texts[n], sizeof texts[n]);
        heads[n + 1] = texts[n];
    }
    size_t shown = t->s->question->need_count < COLOURS ? t->s->question->need_count : COLOURS;
    heads[shown + 1] = "Cộng / sum";
    heads[shown + 2] = "Tỷ lệ người còn thiếu được lợi, % / of those left out, %";
    vp_report_table(t->page.m, class_name, heads, shown + 3);
}

static void gains_row(const sheet *t, const char *title, const double gained[], const double left[])
{
    double sum = 0, out = 0;
    vp_markup *m = t->page.m;
    vp_markup_begin(m, "tr");
    vp_markup_element(m, "td", NULL, title);
    for (size_t n = 0; n < t->s->question->need_count; n++) {
        if (n < COLOURS) vp_figure_cell(m, "service_gained", gained[n], 0);
        if (isnan(gained[n])) continue;
        sum += gained[n];
        out += left[n];
    }
    vp_figure_cell(m, "gained", sum, 0);
    vp_figure_cell(m, "gained_percent", out > 0 ? 100 * sum / out : (double)NAN, 1);
    vp_markup_end(m);
}

static void write_groups(const sheet *t, double gained[], double left[])
{
    const vp_definitions *d = &t->s->question->regions[t->s->question->year_count - 1]->definitions;
    char texts[COLOURS][400];
    const char *heads[COLOURS + 3];
    gains_heads(t, "Nhóm / group", "groups", texts, heads);
    for (size_t g = 0; g < d->group_count; g++) {
        double out = 0;
        char title[400];
        for (size_t n = 0; n < t->s->question->need_count; n++) {
            if (!vp_invest_json_group(t->s, g, n, &gained[n], &left[n])) gained[n] = left[n] = NAN;
            if (left[n] > 0) out += left[n];
        }
        snprintf(title, sizeof title, "%s / %s", or_dash(d->groups[g].title_vi), or_dash(d->groups[g].title_en));
        if (out > 0.5) gains_row(t, title, gained, left);
    }
    vp_report_table_end(t->page.m);
    double share;
    size_t least = vp_invest_json_least(t->s, &share);
    if (least == VP_NONE) return;
    vp_markup_begin(t->page.m, "p");
    vp_markup_format(t->page.m,
                     "Nhóm địa bàn được lợi ít nhất so với số người còn thiếu / territorial group that gains "
                     "least of those left out: %s / %s, ",
                     or_dash(d->groups[least].title_vi), or_dash(d->groups[least].title_en));
    vp_figure(t->page.m, "least_percent", 100 * share, 1);
    vp_markup_text(t->page.m, " %.");
    vp_markup_end(t->page.m);
}

static void write_units(const sheet *t, double gained[], double left[])
{
    const vp_invest_result *r = t->s->result;
    const vp_region *region = t->page.snapshot->region;
    const vp_unit_set *set = &region->units.sets[region->units.main_set];
    char texts[COLOURS][400];
    const char *heads[COLOURS + 3];
    gains_heads(t, "Xã / commune", "units", texts, heads);
    for (size_t u = 0; u < r->unit_count; u++) {
        for (size_t n = 0; n < t->s->question->need_count; n++) {
            size_t at = n * r->unit_count + u;
            gained[n] = r->unit_after[at] - r->unit_before[at];
            left[n] = r->unit_people[at] - r->unit_before[at];
        }
        char title[300];
        snprintf(title, sizeof title, "%s (%s)", or_dash(set->units[u].name), set->units[u].code);
        gains_row(t, title, gained, left);
    }
    vp_report_table_end(t->page.m);
}

static bool write_gains(const sheet *t, vp_error *err)
{
    size_t needs = t->s->question->need_count + 1;
    double *gained = calloc(2 * needs, sizeof *gained);
    if (!gained) return vp_fail_memory(err, needs * sizeof *gained);
    vp_markup_element(t->page.m, "h2", NULL, "Ai được lợi, theo nhóm / Who gains, by group");
    write_groups(t, gained, gained + needs);
    vp_markup_element(t->page.m, "h2", NULL, "Ai được lợi, theo xã / Who gains, by commune");
    write_units(t, gained, gained + needs);
    free(gained);
    return true;
}

static bool write_map(const sheet *t, vp_error *err)
{
    const vp_invest_result *r = t->s->result;
    const vp_investment_answer *a = r->answer;
    size_t needs = t->s->question->need_count, shown = needs < COLOURS ? needs : COLOURS;
    double *gained = calloc(r->unit_count + 1, sizeof *gained);
    vp_gain_place *places = calloc(a->chosen_count + 1, sizeof *places);
    bool ok = (gained && places) || vp_fail_memory(err, a->chosen_count * sizeof *places);
    char titles[COLOURS][400];
    const char *texts[COLOURS];
    for (size_t n = 0; n < shown; n++) {
        service_title(t, n, titles[n], sizeof titles[n]);
        texts[n] = titles[n];
    }
    for (size_t u = 0; ok && u < r->unit_count; u++)
        for (size_t n = 0; n < needs; n++)
            gained[u] += r->unit_after[n * r->unit_count + u] - r->unit_before[n * r->unit_count + u];
    for (size_t k = 0; ok && k < a->chosen_count; k++) {
        const vp_invest_project *p = vp_invest_json_project(t->s, k);
        places[k] = (vp_gain_place){.fill = colours[t->s->question->rows[p->row].need % COLOURS], .number = k + 1};
        vp_snapshot_lonlat(t->s->snapshot->region, p->cell, &places[k].lon, &places[k].lat);
    }
    const vp_gain_map map = {.gained = gained,
                             .places = places,
                             .place_count = a->chosen_count,
                             .fills = colours,
                             .texts = texts,
                             .text_count = shown,
                             .label = "Bản đồ các dự án / Map of the projects"};
    ok = ok && vp_gain_map_draw(&t->page, &map, err);
    free(gained);
    free(places);
    return ok;
}

/* ---- what was assumed */

static void write_rows(const sheet *t)
{
    static const char *const heads[] = {"Dịch vụ / service",
                                        "Việc / kind",
                                        "Giá / price",
                                        "Giới hạn / limit",
                                        "Người mỗi nơi / people each",
                                        "Nhiều nhất / at most",
                                        "Ứng viên mỗi ô, m / one candidate in, m"};
    const vp_invest_question *q = t->s->question;
    vp_markup *m = t->page.m;
    vp_report_table(m, "rows", heads, 7);
    for (size_t k = 0; k < q->row_count; k++) {
        const vp_invest_row *row = &q->rows[k];
        char title[400];
        service_title(t, row->need, title, sizeof title);
        vp_markup_begin(m, "tr");
        vp_markup_element(m, "td", NULL, title);
        vp_markup_element(m, "td", NULL, kinds[row->kind]);
        vp_figure_cell(m, "row_price", row->price, 0);
        vp_figure_cell(m, "row_limit", q->needs[row->need].limit, 0);
        vp_figure_cell(m, "row_takes", row->takes, 0);
        vp_figure_cell(m, "row_most", row->most == SIZE_MAX ? (double)NAN : (double)row->most, 0);
        vp_figure_cell(m, "row_spacing", row->cells || row->kind == VP_INVEST_EXPAND ? (double)NAN : row->spacing, 0);
        vp_markup_end(m);
    }
    vp_report_table_end(m);
}

static void write_assumed(const sheet *t)
{
    static const char *const heads[] = {"Giả định / Assumption", ""};
    const vp_invest_shown *s = t->s;
    vp_markup *m = t->page.m;
    write_rows(t);
    vp_report_table(m, NULL, heads, 2);
    vp_figure_row_text(m, "Tăng dân số / growth of people",
                       !s->grows ? "không nêu: số người hôm nay cho mọi năm / not stated: today's people in every year"
                       : isnan(s->growth) ? "theo growth.csv / as growth.csv states"
                                          : "một tỷ lệ cho mọi nơi / one rate everywhere");
    if (!isnan(s->growth)) vp_figure_row(m, "Mỗi năm, % / a year, %", "growth", 100 * s->growth, 2);
    vp_figure_row_text(m, "Tính / counted", unit_of(t));
    vp_figure_row_text(m, "Tiền còn lại cuối năm / money left at the end of a year",
                       s->question->carry ? "chuyển sang năm sau / carried to the next year" : "mất / lost");
    vp_figure_row_text(m, "Thứ tự / order",
                       s->question->nested
                           ? "lồng nhau: cắt tiền ở đâu cũng dùng được / nested: good wherever the money ends"
                           : "theo năm, rồi theo lợi ích trên tiền / by year, then by gain for the money");
    vp_figure_row(m, "Số ứng viên / candidates", "candidates", (double)s->result->project_count, 0);
    vp_figure_row_text(m, "Cách tìm / method", s->result->answer->method);
    vp_figure_row(m, "Hạt giống ngẫu nhiên / seed", "seed", (double)s->seed, 0);
    vp_report_table_end(m);
}

static bool write_body(const vp_report *page, const void *context, vp_error *err)
{
    const sheet t = {.page = *page, .s = context};
    vp_markup *m = t.page.m;
    write_front(&t);
    write_result(&t);
    vp_markup_element(m, "h2", NULL, "Từng năm / Year by year");
    write_years(&t);
    write_targets(&t);
    vp_markup_element(m, "h2", NULL, "Dịch vụ / Services");
    write_services(&t);
    vp_invest_curve_write(m, t.s);
    vp_markup_element(m, "h2", NULL, "Bản đồ / Map");
    if (!write_map(&t, err)) return false;
    vp_markup_element(m, "h2", NULL, "Dự án / Projects");
    write_projects(&t);
    if (!write_gains(&t, err)) return false;
    vp_markup_element(m, "h2", NULL, "Giả định / What was assumed");
    write_assumed(&t);
    return true;
}

bool vp_invest_report_write(const vp_invest_shown *shown, vp_buffer *out, vp_error *err)
{
    return vp_figure_document(shown->snapshot, "Kế hoạch đầu tư", write_body, shown, out, err);
}
