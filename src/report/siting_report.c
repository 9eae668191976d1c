#include "report/siting_report.h"
#include "report/figures.h"
#include "report/siting_report_map.h"
#include "report/siting_suitability.h"
#include <string.h>
#include <vungphu/joint.h>

typedef struct {
    vp_report page;
    const vp_siting_report *report;
    const vp_siting_shown *s;
} sheet;

static bool sums_gains(const sheet *t)
{
    vp_objective o = t->s->question->objective;
    return o == VP_OBJECTIVE_COVERAGE || o == VP_OBJECTIVE_SET_COVER;
}

static const char *or_dash(const char *text) { return text && *text ? text : "–"; }

static void write_result(const sheet *t)
{
    static const char *const heads[] = {"Kết quả / Result", ""};
    static const char *const meaning[] = {
        "Số người mới được phục vụ / people newly reached", "Phút-người / person-minutes",
        "Chuyến đi dài nhất, phút / longest journey, minutes", "Số địa điểm / number of sites"};
    const vp_siting_result *r = t->s->result;
    const vp_sites_answer *a = r->answer;
    vp_objective objective = t->s->question->objective;
    vp_report_table(t->page.m, NULL, heads, 2);
    vp_figure_row_text(t->page.m, "Mục tiêu / objective", vp_objective_names[objective]);
    vp_figure_row(t->page.m, meaning[objective], "objective", a->objective, objective == VP_OBJECTIVE_P_CENTER ? 1 : 0);
    vp_figure_row(t->page.m,
                  objective == VP_OBJECTIVE_COVERAGE ? "Không lựa chọn nào vượt quá / no choice exceeds"
                                                     : "Không lựa chọn nào thấp hơn / no choice is below",
                  "bound", a->bound, objective == VP_OBJECTIVE_P_CENTER ? 1 : 0);
    vp_figure_row(t->page.m, "Khoảng cách tới cận, % / gap, %", "gap_percent", 100 * a->gap, 3);
    vp_figure_row_text(t->page.m, "Chứng minh / proof",
                       a->proven ? "đã chứng minh là tốt nhất / proven to be the best possible"
                                 : "chưa chứng minh; xem cận / not proven; see the bound");
    vp_figure_row(t->page.m, "Người trong nhóm có dữ liệu / people of the group with data", "people", r->people, 0);
    vp_figure_row(t->page.m, "Trong giới hạn hiện nay / within the limit now", "people_published", r->published, 0);
    vp_figure_row(t->page.m, "… sau khi đóng cơ sở đã chọn / … without the facilities closed", "people_before",
                  r->before, 0);
    bool full = isfinite(t->s->question->capacity) || t->s->question->capacities;
    vp_figure_row(
        t->page.m,
        full ? "Trong giới hạn sau khi xây, dù còn chỗ hay không / within the limit afterwards, whether or not a "
               "site has room"
             : "Trong giới hạn sau khi xây / within the limit afterwards",
        "people_after", r->after, 0);
    vp_figure_row(t->page.m, "Tỷ lệ nhỏ nhất trong các đơn vị / least share of all units", "least_share",
                  a->least_share, 4);
    vp_figure_row(t->page.m, "Không cách chọn nào cho mọi đơn vị nhiều hơn / no choice gives every unit more",
                  "least_share_bound", a->least_share_bound, 4);
    vp_report_table_end(t->page.m);
}

static void write_sites(const sheet *t)
{
    static const char *const heads[] = {"STT / No.",
                                        "Vĩ độ; kinh độ / lat; lon",
                                        "Đơn vị / unit",
                                        "Tên / name",
                                        "Tăng thêm / gain",
                                        "Cộng dồn / total",
                                        "Còn lại / left",
                                        "Người gần nhất / people nearest",
                                        "Người trong vùng / people inside",
                                        "Chưa được phục vụ / not served",
                                        "Không công trình nào khác phục vụ được / whom no other could serve"};
    const vp_siting_result *r = t->s->result;
    vp_markup *m = t->page.m;
    double total = 0;
    vp_report_table(m, "sites", heads, r->schemes ? 11 : sums_gains(t) ? 8 : 7);
    for (size_t k = 0; k < r->answer->chosen_count; k++) {
        const vp_chosen *c = &r->answer->chosen[k];
        uint32_t at = r->cells[c->site];
        const vp_unit *unit = vp_siting_print_unit(t->s->snapshot, at);
        const char *name = vp_siting_print_name(t->s, c->site);
        vp_report_number north, east;
        double lon, lat;
        vp_snapshot_lonlat(t->s->snapshot->region, at, &lon, &lat);
        vp_report_format(lat, 5, north);
        vp_report_format(lon, 5, east);
        total = sums_gains(t) ? total + c->gain : c->total;
        vp_markup_begin(m, "tr");
        vp_figure_cell(t->page.m, "order", (double)k + 1, 0);
        vp_markup_begin(m, "td");
        vp_markup_format(m, "%s; %s", north, east);
        vp_markup_end(m);
        vp_markup_element(m, "td", NULL, unit ? unit->name : "–");
        vp_markup_element(m, "td", NULL, or_dash(name));
        vp_figure_cell(t->page.m, "gain", c->gain, 0);
        vp_figure_cell(t->page.m, "total", total, 0);
        if (sums_gains(t)) vp_figure_cell(t->page.m, "left", r->answer->weight - total, 0);
        vp_figure_cell(t->page.m, "site_people", r->site_people[k], 0);
        const vp_siting_scheme *scheme = vp_siting_print_scheme(t->s, c->site);
        if (scheme) {
            vp_figure_cell(t->page.m, "area_people", scheme->people, 0);
            vp_figure_cell(t->page.m, "area_not_served", scheme->left, 0);
            vp_figure_cell(t->page.m, "area_alone", scheme->alone, 0);
        }
        vp_markup_end(m);
    }
    vp_report_table_end(m);
}

static void write_units(const sheet *t)
{
    static const char *const heads[] = {"Mã / code",
                                        "Đơn vị / unit",
                                        "Người / people",
                                        "Trước / before",
                                        "Sau / after",
                                        "Tăng / gained",
                                        "Tỷ lệ sau, % / share after, %"};
    const vp_region *region = t->page.snapshot->region;
    const vp_unit_set *set = &region->units.sets[region->units.main_set];
    vp_markup *m = t->page.m;
    vp_report_table(m, "units", heads, 7);
    for (size_t u = 0; u < set->unit_count; u++) {
        const vp_siting_unit *unit = &t->s->result->units[u];
        vp_markup_begin(m, "tr");
        vp_markup_element(m, "td", "code", set->units[u].code);
        vp_markup_element(m, "td", NULL, set->units[u].name);
        vp_figure_cell(t->page.m, "unit_people", unit->people, 0);
        vp_figure_cell(t->page.m, "unit_before", unit->before, 0);
        vp_figure_cell(t->page.m, "unit_after", unit->after, 0);
        vp_figure_cell(t->page.m, "unit_gained", unit->after - unit->before, 0);
        vp_figure_cell(t->page.m, "unit_share", unit->people > 0 ? 100 * unit->after / unit->people : (double)NAN, 1);
        vp_markup_end(m);
    }
    vp_report_table_end(m);
}

static void write_mast(const sheet *t, const vp_siting_mast *m)
{
    vp_figure_row(t->page.m, "Cột anten, m / mast, m", "mast_metres", m->metres, 0);
    vp_figure_row(t->page.m, "Tần số, MHz / frequency, MHz", "frequency_mhz", m->frequency_mhz, 2);
    vp_figure_row(t->page.m, "Công suất bức xạ, kW / radiated power, kW", "erp_kw", m->erp_kw, 3);
    vp_figure_row_text(t->page.m, "Phân cực / polarisation", m->polarisation == VP_POLARISATION_VERTICAL ? "V" : "H");
    vp_figure_row_text(t->page.m, "Chương trình phát / programmes carried",
                       m->carries ? m->carries : "mọi chương trình mà dịch vụ đòi hỏi / all that the service asks for");
    vp_figure_row_text(t->page.m, "Can nhiễu / interference",
                       "không tính: trạm mới không làm yếu trạm khác / not counted: a new mast weakens no other");
}

static void write_candidates(const sheet *t)
{
    const vp_siting_question *q = t->s->question;
    bool summits = !q->cells && !isnan(q->prominence);
    vp_figure_row_text(t->page.m, "Ứng viên / candidates",
                       t->report->candidates ? t->report->candidates
                       : q->areas            ? "vùng dự kiến / planned areas"
                       : q->mend != VP_NONE  ? "công trình hỏng / what is broken"
                       : summits             ? "đỉnh núi, đồi / summits"
                                             : "ô đi lại được / passable cells");
    if (summits)
        vp_figure_row(t->page.m, "Cao hơn yên ngựa ít nhất, m / above the saddle at least, m", "prominence",
                      q->prominence, 0);
    if (q->mend != VP_NONE)
        vp_figure_row_text(t->page.m, "Trong số cơ sở của / of the facilities of",
                           q->region->definitions.services[q->mend].id);
    if (!t->report->candidates && !q->areas && q->mend == VP_NONE)
        vp_figure_row(t->page.m,
                      summits ? "Đỉnh cách nhau ít nhất, m / summits apart at least, m"
                              : "Một ứng viên mỗi ô vuông, m / one in each square of, m",
                      "spacing", q->spacing, 0);
    vp_figure_row(t->page.m, "Số ứng viên / candidates", "candidates", (double)t->s->result->cell_count, 0);
    vp_figure_row(t->page.m, "Bị loại trừ / excluded", "candidates_excluded", (double)t->s->result->excluded, 0);
}

static void write_demands(const sheet *t)
{
    const vp_siting_question *q = t->s->question;
    if (q->count != SIZE_MAX) vp_figure_row(t->page.m, "Nhiều nhất / at most", "most", (double)q->count, 0);
    vp_figure_row(t->page.m, "Tỷ lệ cần đạt / share wanted", "share", q->share, 3);
    vp_figure_row(t->page.m, "Ngân sách / budget", "budget", q->budget, 2);
    vp_figure_row(t->page.m, "Sức chứa một nơi / capacity of a site", "capacity", q->capacity, 0);
    vp_figure_row(t->page.m, "Người cho một chỗ hiện có / people per existing place", "people_per_place",
                  q->people_per_place, 2);
    vp_figure_row(t->page.m, "Cơ sở hiện có thêm chỗ cho, người / places that a facility may gain, people", "expand",
                  q->expand, 0);
    vp_figure_row(t->page.m, "Dốc nhất, % / steepest, %", "slope", q->slope_most, 1);
    vp_figure_row(t->page.m, "Cách đường nhiều nhất, m / from a road at most, m", "road_most", q->road_most, 0);
    if (q->barrier_least > 0)
        vp_figure_row(t->page.m, "Cách sông hồ ít nhất, m / from a barrier at least, m", "barrier_least",
                      q->barrier_least, 0);
    if (q->separation > 0)
        vp_figure_row(t->page.m, "Cách nhau ít nhất, m / apart at least, m", "separation", q->separation, 0);
    if (q->minimum_share > 0)
        vp_figure_row(t->page.m, "Mỗi đơn vị ít nhất / every unit at least", "minimum", q->minimum_share, 3);
    if (q->worst_first)
        vp_figure_row_text(t->page.m, "Công bằng / equity", "đơn vị kém nhất trước / worst-off unit first");
    if (q->objective == VP_OBJECTIVE_P_MEDIAN)
        vp_figure_row(t->page.m, "Không có đường tính là, phút / without a path counts, minutes", "beyond", q->beyond,
                      0);
    if (q->must_count)
        vp_figure_row(t->page.m, "Địa điểm chắc chắn xây / sites built in any case", "must", (double)q->must_count, 0);
    if (t->report->suitability)
        vp_figure_row_text(t->page.m, "Bảng nơi thích hợp / table of suitability", t->report->suitability);
    if (t->report->within) vp_figure_row_text(t->page.m, "Chỉ trong / only within", t->report->within);
    if (t->report->excluded) vp_figure_row_text(t->page.m, "Không trong / not within", t->report->excluded);
    for (size_t k = 0; k < q->closed_count; k++)
        vp_figure_row_text(t->page.m, "Đóng hoặc dời / closed or moved",
                           q->region->supply.facilities[q->closed[k]].name);
    vp_figure_row_text(t->page.m, "Cách tìm / method", t->s->result->answer->method);
    vp_figure_row(t->page.m, "Hạt giống ngẫu nhiên / seed", "seed", (double)t->report->seed, 0);
}

static void write_joint(const sheet *t)
{
    char text[VP_JOINT_TEXT];
    const vp_siting_question *q = t->s->question;
    if (!q->joint) return;
    vp_joint_write(&q->region->definitions, q->joint, text);
    vp_figure_row_text(t->page.m, "Đếm người được phục vụ cùng lúc bởi / counted are people reached together by", text);
    vp_figure_row_text(t->page.m, "Chỉ chọn địa điểm cho / sited is only",
                       q->region->definitions.services[q->service].id);
    vp_figure_row(t->page.m, "Còn thiếu thứ khác, không được lợi / people who lack others besides, and gain nothing",
                  "lacking_more", t->s->result->lacking_more, 0);
}

static void write_conditions(const sheet *t)
{
    static const char *const heads[] = {"Điều kiện / Condition", ""};
    const vp_siting_question *q = t->s->question;
    const vp_region *region = q->region;
    const vp_group *group = q->group == VP_NONE ? NULL : &region->definitions.groups[q->group];
    vp_report_table(t->page.m, "assumed", heads, 2);
    vp_reach reach = region->definitions.services[q->service].reach;
    vp_figure_row(t->page.m,
                  reach == VP_REACH_DISTANCE || reach == VP_REACH_AREA ? "Giới hạn, m / limit, m"
                  : reach == VP_REACH_SIGNAL                           ? "Giới hạn, dB(µV/m) / limit, dB(µV/m)"
                                                                       : "Giới hạn, phút / limit, minutes",
                  "limit", t->s->result->limit, 1);
    if (q->other_group != VP_NONE) {
        const vp_group *other = &region->definitions.groups[q->other_group];
        vp_figure_row(t->page.m, "Giới hạn riêng / limit of its own", "other_limit", q->other_limit, 1);
        vp_figure_row_text(t->page.m, "… ở các đơn vị / … in units of",
                           or_dash(other->title_vi ? other->title_vi : other->id));
    }
    write_joint(t);
    if (q->mast) write_mast(t, q->mast);
    vp_figure_row_text(t->page.m, "Nhóm người / people counted",
                       group ? or_dash(group->title_vi ? group->title_vi : group->id) : "mọi người / everyone");
    if (group) vp_figure_row_text(t->page.m, "Định nghĩa nhóm / group's definition", or_dash(group->definition));
    vp_figure_row_text(t->page.m, "Lưới dân số / population",
                       region->people.population_count ? region->people.populations[0].label : "–");
    write_candidates(t);
    write_demands(t);
    vp_report_table_end(t->page.m);
}
/* mode is one of modes, which are joined by '|'. */
static bool is_mode_of(const char *modes, const char *mode)
{
    size_t length = strlen(mode);
    for (const char *at = modes; (at = strstr(at, mode)); at += length)
        if ((at == modes || at[-1] == '|') && (at[length] == 0 || at[length] == '|')) return true;
    return false;
}

static void write_speeds(const sheet *t)
{
    static const char *const heads[] = {"Cách đi / mode", "Bề mặt / surface", "Lớp / class",
                                        "km/h",           "Mùa / season",     "Theo dốc / slope"};
    static const char *const kinds[] = {"lớp phủ / land cover", "đường / road", "vật cản / barrier"};
    const vp_region *region = t->s->question->region;
    const vp_service *service = &region->definitions.services[t->s->question->service];
    vp_markup *m = t->page.m;
    vp_report_table(m, "speeds", heads, 6);
    for (size_t i = 0; i < region->speed_table.speed_count; i++) {
        const vp_speed *speed = &region->speed_table.speeds[i];
        if (!is_mode_of(service->mode, speed->mode)) continue;
        vp_markup_begin(m, "tr");
        vp_markup_element(m, "td", NULL, speed->mode);
        vp_markup_element(m, "td", NULL, kinds[speed->surface]);
        vp_markup_element(m, "td", NULL, speed->class_name);
        vp_figure_cell(t->page.m, "speed", speed->km_per_h, 1);
        vp_markup_element(m, "td", NULL, or_dash(vp_season_names[speed->season]));
        vp_markup_element(m, "td", NULL, speed->slope ? "Tobler" : "–");
        vp_markup_end(m);
    }
    vp_report_table_end(m);
}

static bool write_body(const vp_report *page, const void *context, vp_error *err)
{
    const vp_siting_report *report = context;
    const sheet t = {.page = *page, .report = report, .s = report->shown};
    vp_markup *m = t.page.m;
    vp_figure_front(page, "Chọn địa điểm cơ sở mới · New facility sites", t.s->question->service);
    write_result(&t);
    vp_markup_element(m, "h2", NULL, "Bản đồ / Map");
    if (!vp_siting_report_map(page, t.s, err)) return false;
    vp_markup_element(m, "h2", NULL, "Địa điểm theo thứ tự tăng thêm / Sites in order of gain");
    write_sites(&t);
    vp_markup_element(m, "h2", NULL, "Người trong giới hạn theo đơn vị / People within the limit by unit");
    write_units(&t);
    vp_markup_element(m, "h2", NULL, "Giả định / What was assumed");
    write_conditions(&t);
    vp_siting_suitability_write(page, t.s);
    if (!t.s->question->mast) {
        vp_markup_element(m, "h3", NULL, "Tốc độ / Speeds");
        write_speeds(&t);
    }
    return true;
}

bool vp_siting_report_write(const vp_siting_report *report, vp_buffer *out, vp_error *err)
{
    return vp_figure_document(report->shown->snapshot, "Chọn địa điểm", write_body, report, out, err);
}
