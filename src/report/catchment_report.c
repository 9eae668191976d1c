#include "report/catchment_report.h"
#include "report/catchment_map.h"
#include "report/figures.h"
#include <math.h>

typedef struct {
    vp_report page;
    const vp_catchment_shown *s;
} sheet;

static const char *or_dash(const char *text) { return text && *text ? text : "–"; }

static const vp_service *service_of(const sheet *t)
{
    return &t->s->region->definitions.services[t->s->question->service];
}

static void write_result(const sheet *t)
{
    static const char *const heads[] = {"Kết quả / Result", ""};
    const vp_catchment_map *map = t->s->map;
    double placed = map->all.people - map->all.beyond - map->all.no_place;
    vp_markup *m = t->page.m;
    vp_report_table(m, NULL, heads, 2);
    vp_figure_row(m, "Người trong nhóm có dữ liệu / people of the group with data", "people", map->all.people, 0);
    vp_figure_row(m, "Ngoài giới hạn của mọi cơ sở / beyond the limit of every facility", "beyond", map->all.beyond, 0);
    vp_figure_row(m, "Trong giới hạn nhưng không còn chỗ / within it, but all places are taken", "no_place",
                  map->all.no_place, 0);
    vp_figure_row(m, "Có chỗ / have a place", "placed", placed, 0);
    vp_figure_row(m, "Đường đi trung bình / travel on average", "mean", map->all.cost / placed, 1);
    vp_figure_row(m, "Người có chỗ, nếu đến nơi gần nhất / those with a place, were they to go to the nearest",
                  "mean_nearest", map->mean_nearest, 1);
    vp_figure_row(m, "Đường đi dài nhất / longest travel", "most", map->most, 0);
    vp_figure_row(m, "Không cách chia nào ngắn hơn, trung bình / no division is shorter on average than", "mean_bound",
                  map->bound / placed, 1);
    vp_report_table_end(m);
}

static void write_facilities(const sheet *t)
{
    static const char *const heads[] = {
        "Mã / id",      "Cơ sở / facility", "Đơn vị / unit",         "Gần nhất / nearest", "Người / people",
        "Chỗ / places", "Còn / room",       "Đi nơi khác / sent on", "Trung bình / mean",  "Xa nhất / most",
        "km²"};
    vp_markup *m = t->page.m;
    vp_report_table(m, "facilities", heads, 11);
    for (size_t j = 0; j < t->s->map->count; j++) {
        const vp_catchment *c = &t->s->map->items[j];
        const vp_facility *f = vp_catchment_facility(t->s, j);
        vp_markup_begin(m, "tr");
        vp_markup_element(m, "td", "code", f->id);
        vp_markup_element(m, "td", NULL, or_dash(f->name));
        vp_markup_element(m, "td", "code", or_dash(f->unit_code));
        vp_figure_cell(m, "facility_nearest", c->nearest, 0);
        vp_figure_cell(m, "facility_people", c->people, 0);
        vp_figure_cell(m, "facility_places", c->places, 0);
        vp_figure_cell(m, "facility_room", c->places - c->people, 0);
        vp_figure_cell(m, "facility_sent", c->sent, 0);
        vp_figure_cell(m, "facility_mean", c->mean, 0);
        vp_figure_cell(m, "facility_most", c->most, 0);
        vp_figure_cell(m, "facility_area", vp_shape_area(&c->area.shape) / 1e6, 1);
        vp_markup_end(m);
    }
    vp_report_table_end(m);
}

static size_t in_order(const sheet *t, size_t order)
{
    size_t j = 0;
    while (j < t->s->map->count && t->s->map->items[j].merged != order) j++;
    return j;
}

static void write_merged(const sheet *t)
{
    static const char *const heads[] = {"STT / No.",         "Mã / id",
                                        "Cơ sở / facility",  "Người / people",
                                        "Chủ yếu về / into", "Người × đường đi thêm / people × travel added"};
    vp_markup *m = t->page.m;
    vp_report_table(m, "merged", heads, 6);
    for (size_t order = 1; order <= t->s->map->merged; order++) {
        size_t j = in_order(t, order);
        const vp_catchment *c = &t->s->map->items[j];
        vp_markup_begin(m, "tr");
        vp_figure_cell(m, "merged", (double)order, 0);
        vp_markup_element(m, "td", "code", vp_catchment_facility(t->s, j)->id);
        vp_markup_element(m, "td", NULL, or_dash(vp_catchment_facility(t->s, j)->name));
        vp_figure_cell(m, "merged_people", c->merged_people, 0);
        vp_markup_element(m, "td", NULL,
                          c->into == VP_NONE ? "–" : or_dash(vp_catchment_facility(t->s, c->into)->name));
        vp_figure_cell(m, "merged_cost", c->merged_cost, 0);
        vp_markup_end(m);
    }
    vp_report_table_end(m);
}

static void write_units(const sheet *t)
{
    static const char *const heads[] = {"Mã / code", "Đơn vị / unit", "Người / people", "Ngoài giới hạn / beyond",
                                        "Không còn chỗ / no place"};
    const vp_unit_set *set = &t->s->region->units.sets[t->s->region->units.main_set];
    vp_markup *m = t->page.m;
    vp_report_table(m, "units", heads, 5);
    for (size_t u = 0; u < t->s->map->unit_count; u++) {
        const vp_catchment_unit *unit = &t->s->map->units[u];
        vp_markup_begin(m, "tr");
        vp_markup_element(m, "td", "code", set->units[u].code);
        vp_markup_element(m, "td", NULL, set->units[u].name);
        vp_figure_cell(m, "unit_people", unit->people, 0);
        vp_figure_cell(m, "unit_beyond", unit->beyond, 0);
        vp_figure_cell(m, "unit_no_place", unit->no_place, 0);
        vp_markup_end(m);
    }
    vp_report_table_end(m);
}

static void write_assumed(const sheet *t)
{
    static const char *const heads[] = {"Điều kiện / Condition", ""};
    const vp_catchment_question *q = t->s->question;
    const vp_definitions *d = &t->s->region->definitions;
    const vp_group *group = q->group == VP_NONE ? NULL : &d->groups[q->group];
    const vp_group *other = q->other_group == VP_NONE ? NULL : &d->groups[q->other_group];
    bool minutes = service_of(t)->reach == VP_REACH_TRAVEL_TIME;
    vp_markup *m = t->page.m;
    vp_report_table(m, "assumed", heads, 2);
    vp_figure_row(m, minutes ? "Giới hạn, phút / limit, minutes" : "Giới hạn, mét / limit, metres", "limit",
                  t->s->map->limit, 1);
    if (other) {
        vp_figure_row_text(m, "Nơi có giới hạn khác / units of another limit",
                           or_dash(other->title_vi ? other->title_vi : other->id));
        vp_figure_row(m, "Giới hạn ở đó / limit there", "other_limit", q->other_limit, 1);
    }
    vp_figure_row_text(m, "Nhóm người / people counted",
                       group ? or_dash(group->title_vi ? group->title_vi : group->id) : "mọi người / everyone");
    vp_figure_row(m, "Số người một chỗ nhận / people to a place", "people_per_place", q->people_per_place, 2);
    vp_figure_row(m, "Xét gộp cơ sở có ít người hơn / merging of those with fewer people than", "merge_below",
                  q->merge_below, 0);
    if (q->merge_only)
        vp_figure_row_text(m, "Chỉ loại hoặc tên có / only of this kind or with this in their name", q->merge_only);
    vp_figure_row_text(m, "Cách chia / division",
                       isnan(q->people_per_place)
                           ? "ai cũng đến nơi gần nhất / everyone to the nearest"
                           : "nhiều người có chỗ nhất, rồi tổng đường đi ngắn nhất, không nơi nào quá số chỗ / most "
                             "people placed, then least travel in all, nowhere more people than places");
    vp_report_table_end(m);
}

static bool write_body(const vp_report *page, const void *context, vp_error *err)
{
    const sheet t = {*page, context};
    vp_markup *m = t.page.m;
    vp_figure_front(page, "Vùng phục vụ của từng cơ sở · Catchments", t.s->question->service);
    write_result(&t);
    vp_markup_element(m, "h2", NULL, "Bản đồ / Map");
    if (!vp_catchment_map_draw(page, t.s, err)) return false;
    vp_markup_element(m, "h2", NULL, "Từng cơ sở / Each facility");
    write_facilities(&t);
    if (!isnan(t.s->question->merge_below)) {
        vp_markup_element(m, "h2", NULL, "Có thể gộp mà ai cũng còn chỗ / Could close, everyone keeps a place");
        write_merged(&t);
    }
    vp_markup_element(m, "h2", NULL, "Theo đơn vị / By unit");
    write_units(&t);
    vp_markup_element(m, "h2", NULL, "Giả định / What was assumed");
    write_assumed(&t);
    return true;
}

bool vp_catchment_report_write(const vp_catchment_shown *shown, vp_buffer *out, vp_error *err)
{
    return vp_figure_document(shown->snapshot, "Vùng phục vụ của từng cơ sở", write_body, shown, out, err);
}
