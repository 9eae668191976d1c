#include "report/road_report.h"
#include "report/figures.h"
#include "report/gain_map.h"
#include <stdio.h>
#include <stdlib.h>

typedef struct {
    vp_report page;
    const vp_road_shown *s;
} sheet;

static const vp_service *service_of(const sheet *t)
{
    return &t->page.snapshot->region->definitions.services[t->s->question->service];
}

static const char *or_dash(const char *text) { return text && *text ? text : "–"; }

static void write_result(const sheet *t)
{
    static const char *const heads[] = {"Kết quả / Result", ""};
    const vp_road_result *r = t->s->result;
    const vp_road_set *set = vp_road_print_set(t->s);
    bool people = t->s->question->objective == VP_OBJECTIVE_COVERAGE;
    vp_markup *m = t->page.m;
    vp_report_table(m, NULL, heads, 2);
    vp_figure_row(m, "Số tuyến được chọn / links chosen", "count", (double)set->count, 0);
    vp_figure_row(m,
                  people ? "Số người mới vào trong giới hạn / people newly within the limit"
                         : "Phút-người tiết kiệm / person-minutes saved",
                  "objective", set->objective, 0);
    vp_figure_row(m, "Không tập tuyến nào vượt quá / no set gives more than", "bound", set->bound, 0);
    vp_figure_row(m, "Khoảng cách tới cận, % / gap, %", "gap_percent", 100 * set->gap, 3);
    vp_figure_row_text(m, "Chứng minh / proof",
                       set->proven ? "đã chứng minh là tốt nhất / proven to be the best possible"
                                   : "chưa chứng minh; xem cận / not proven; see the bound");
    vp_figure_row(m, "Tổng giá / price in all", "price", set->price, 0);
    vp_figure_row(m, "Người trong nhóm có dữ liệu / people of the group with data", "people", r->people, 0);
    vp_figure_row(m, "Trong giới hạn hiện nay / within the limit now", "people_before", r->before, 0);
    vp_figure_row(m, "Trong giới hạn sau đó / within the limit afterwards", "people_after", r->before + set->people, 0);
    vp_figure_row(m, "Nếu làm tất cả các tuyến / with all links", "all", r->all, 0);
    vp_report_table_end(m);
}

static void write_links(const sheet *t)
{
    static const char *const heads[] = {"STT / No.",
                                        "Tuyến / link",
                                        "Loại đường / class",
                                        "km",
                                        "Giá / price",
                                        "Riêng tuyến này, người / alone, people",
                                        "Phút-người / person-minutes",
                                        "Thứ tự trong tập chọn / order in the set",
                                        "Thêm / adds"};
    vp_markup *m = t->page.m;
    vp_report_table(m, "links", heads, 9);
    for (size_t l = 0; l < t->s->question->link_count; l++) {
        const vp_road_gain *g = &t->s->result->gains[l];
        size_t order = vp_road_print_order(t->s, l);
        vp_markup_begin(m, "tr");
        vp_figure_cell(m, "link", (double)l + 1, 0);
        vp_markup_element(m, "td", NULL, or_dash(t->s->names[l]));
        vp_markup_element(m, "td", NULL, t->s->question->links[l].class_name);
        vp_figure_cell(m, "km", g->metres / 1000, 2);
        vp_figure_cell(m, "link_price", t->s->question->links[l].price, 0);
        vp_figure_cell(m, "alone", g->people, 0);
        vp_figure_cell(m, "alone_minutes", g->minutes, 0);
        vp_figure_cell(m, "order", order ? (double)order : (double)NAN, 0);
        vp_figure_cell(m, "gain", order ? vp_road_print_set(t->s)->gains[order - 1] : (double)NAN, 0);
        vp_markup_end(m);
    }
    vp_report_table_end(m);
}

static void write_sets(const sheet *t)
{
    static const char *const heads[] = {"Nhiều nhất / at most", "Tuyến / links", "Kết quả / gives", "Cận / bound",
                                        "Khoảng cách, % / gap, %"};
    vp_markup *m = t->page.m;
    vp_report_table(m, "sets", heads, 5);
    for (size_t k = 0; k < t->s->result->set_count; k++) {
        const vp_road_set *set = &t->s->result->sets[k];
        vp_markup_begin(m, "tr");
        vp_figure_cell(m, "at_most", t->s->result->set_count == 1 ? (double)t->s->question->count : (double)k + 1, 0);
        vp_markup_begin(m, "td");
        for (size_t i = 0; i < set->count; i++) vp_markup_format(m, "%s%zu", i ? " + " : "", set->links[i] + 1);
        vp_markup_end(m);
        vp_figure_cell(m, "set_gives", set->objective, 0);
        vp_figure_cell(m, "set_bound", set->bound, 0);
        vp_figure_cell(m, "set_gap", 100 * set->gap, 3);
        vp_markup_end(m);
    }
    vp_report_table_end(m);
}

static void write_units(const sheet *t)
{
    static const char *const heads[] = {"Mã / code",      "Đơn vị / unit", "Người / people",
                                        "Trước / before", "Sau / after",   "Tăng / gained"};
    const vp_region *region = t->page.snapshot->region;
    const vp_unit_set *set = &region->units.sets[region->units.main_set];
    vp_markup *m = t->page.m;
    vp_report_table(m, "units", heads, 6);
    for (size_t u = 0; u < set->unit_count; u++) {
        const vp_siting_unit *unit = &t->s->result->units[u];
        vp_markup_begin(m, "tr");
        vp_markup_element(m, "td", "code", set->units[u].code);
        vp_markup_element(m, "td", NULL, set->units[u].name);
        vp_figure_cell(m, "unit_people", unit->people, 0);
        vp_figure_cell(m, "unit_before", unit->before, 0);
        vp_figure_cell(m, "unit_after", unit->after, 0);
        vp_figure_cell(m, "unit_gained", unit->after - unit->before, 0);
        vp_markup_end(m);
    }
    vp_report_table_end(m);
}

static void write_assumed(const sheet *t)
{
    static const char *const heads[] = {"Điều kiện / Condition", ""};
    const vp_road_question *q = t->s->question;
    const vp_region *region = q->region;
    const vp_group *group = q->group == VP_NONE ? NULL : &region->definitions.groups[q->group];
    vp_markup *m = t->page.m;
    vp_report_table(m, "assumed", heads, 2);
    vp_figure_row(m, "Giới hạn, phút / limit, minutes", "limit", t->s->result->limit, 1);
    vp_figure_row_text(m, "Nhóm người / people counted",
                       group ? or_dash(group->title_vi ? group->title_vi : group->id) : "mọi người / everyone");
    vp_figure_row_text(m, "Nguồn các tuyến / where the links come from", or_dash(t->s->source));
    vp_figure_row(m, "Nhiều nhất / at most", "most", (double)q->count, 0);
    vp_figure_row(m, "Ngân sách / budget", "budget", q->budget, 2);
    if (q->objective == VP_OBJECTIVE_P_MEDIAN)
        vp_figure_row(m, "Không có đường tính là, phút / without a path counts, minutes", "beyond", q->beyond, 0);
    vp_figure_row_text(m, "Tốc độ trên tuyến / speed on a link",
                       "như loại đường trong speeds.csv, không nơi nào chậm hơn trước / as its class in speeds.csv, "
                       "nowhere slower than before");
    vp_figure_row(m, "Số lần tính lại mạng đường / changes of roads solved", "evaluated",
                  (double)t->s->result->evaluated, 0);
    vp_report_table_end(m);
}

/* The middle point of a link's longest list of points. */
static void place_of(const sheet *t, size_t link, vp_gain_place *place)
{
    const vp_shape *line = &t->s->question->links[link].line;
    const vp_grid_geometry f = t->page.snapshot->region->geometry;
    vp_point at = line->points[line->point_count / 2];
    place->lon = place->lat = 0;
    vp_lattice_at(&t->page.snapshot->region->cell_to_lonlat, (at.x - f.west) / f.cell_metres,
                  (f.north - at.y) / f.cell_metres, &place->lon, &place->lat);
}

static bool draw_map(const sheet *t, vp_error *err)
{
    static const char *const fills[] = {"#b91c1c"}, *const texts[] = {"giữa tuyến được chọn / middle of a link chosen"};
    const vp_road_set *set = vp_road_print_set(t->s);
    const vp_service *service = service_of(t);
    vp_gain_place places[VP_ROAD_COUNT_MOST];
    double *gained = calloc(t->s->result->unit_count + 1, sizeof *gained);
    if (!gained) return vp_fail_memory(err, t->s->result->unit_count * sizeof *gained);
    for (size_t u = 0; u < t->s->result->unit_count; u++) {
        const vp_siting_unit *unit = &t->s->result->units[u];
        gained[u] = unit->people > 0 ? unit->after - unit->before : (double)NAN;
    }
    for (size_t k = 0; k < set->count; k++) {
        places[k] = (vp_gain_place){.fill = fills[0], .number = set->links[k] + 1};
        place_of(t, set->links[k], &places[k]);
    }
    const vp_gain_map map = {.gained = gained,
                             .facilities = service->facilities,
                             .facility_count = service->facility_count,
                             .places = places,
                             .place_count = set->count,
                             .fills = fills,
                             .texts = texts,
                             .text_count = 1,
                             .label = "Bản đồ các tuyến / Map of the links"};
    bool ok = vp_gain_map_draw(&t->page, &map, err);
    free(gained);
    return ok;
}

static bool write_body(const vp_report *page, const void *context, vp_error *err)
{
    const sheet t = {*page, context};
    vp_markup *m = t.page.m;
    vp_figure_front(page, "Đường cần mở, xây, nâng cấp · Road links", t.s->question->service);
    write_result(&t);
    vp_markup_element(m, "h2", NULL, "Bản đồ / Map");
    if (!draw_map(&t, err)) return false;
    vp_markup_element(m, "h2", NULL, "Từng tuyến / Each link");
    write_links(&t);
    vp_markup_element(m, "h2", NULL, "Tập tuyến tốt nhất / Best sets");
    write_sets(&t);
    vp_markup_element(m, "h2", NULL, "Người trong giới hạn theo đơn vị / People within the limit by unit");
    write_units(&t);
    vp_markup_element(m, "h2", NULL, "Giả định / What was assumed");
    write_assumed(&t);
    return true;
}

bool vp_road_report_write(const vp_road_shown *shown, vp_buffer *out, vp_error *err)
{
    return vp_figure_document(shown->snapshot, "Đường cần mở, xây, nâng cấp", write_body, shown, out, err);
}
