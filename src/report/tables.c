/* The score board, the places left out, definitions and sources as tables. */
#include "report/report_internal.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

/* What gap_of names, in Vietnamese: the program's own names, and records as province folders call them. The row
 * whose beginning is the name's wins. */
static const char *counted(const char *name)
{
    static const char *const words[][2] = {{"people", "người"},
                                           {"population", "người"},
                                           {"commune", "xã"},
                                           {"district", "huyện"},
                                           {"facilities", "cơ sở"},
                                           {"households", "hộ"},
                                           {"beds", "giường"},
                                           {"doctors", "bác sĩ"},
                                           {"nurses", "điều dưỡng"},
                                           {"pharmacists", "dược sĩ"},
                                           {"children", "trẻ"},
                                           {"under", "trẻ"},
                                           {"settlements", "điểm dân cư"},
                                           {"schools", "trường"},
                                           {"stations", "trạm"},
                                           {"wastewater", "m³"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strncmp(words[i][0], name, strlen(words[i][0])) == 0) return words[i][1];
    return name;
}

/* An id, which may be broken after each of its low lines. */
static void put_id(vp_markup *m, const char *id)
{
    vp_markup_begin(m, "td");
    vp_markup_attribute(m, "class", "id");
    for (const char *at = id; *at;) {
        int length = (int)strcspn(at, "_");
        length += at[length] == '_';
        vp_markup_format(m, "%.*s", length, at);
        at += length;
        if (!*at) break;
        vp_markup_begin(m, "wbr");
        vp_markup_void_end(m);
    }
    vp_markup_end(m);
}

static void gap_words(const vp_indicator *n, const vp_score *s, char text[200])
{
    vp_report_number points, count;
    text[0] = 0;
    if (!(s->gap > 0)) return;
    bool percent = strcmp(n->unit ? n->unit : "", "percent") == 0;
    vp_report_format(percent ? 100 * s->gap : s->gap, percent || s->gap >= 10 ? 1 : 2, points);
    vp_report_format(s->gap_count, 0, count);
    int used = snprintf(text, 200, "%s%s", points, percent ? " điểm" : "");
    if (!isnan(s->gap_count) && vp_measures[n->measure].parts != VP_PARTS_SUM && used > 0)
        snprintf(text + used, 200 - (size_t)used, "; %s %s", count, counted(s->gap_of));
}

static void put_score(const vp_report *r, size_t i)
{
    static const char *const signs[2][2] = {{"≥ ", "> "}, {"≤ ", "< "}};
    vp_markup *m = r->m;
    const vp_indicator *n = &r->snapshot->region->definitions.indicators[i];
    const vp_score *s = &r->scores[i];
    vp_report_number value, target, low, high;
    char gap[200], range[120] = "";
    vp_report_value(n, s->measured.value, value);
    vp_report_value(n, n->target, target);
    vp_report_value(n, s->measured.low, low);
    vp_report_value(n, s->measured.high, high);
    if (strcmp(low, high) != 0) snprintf(range, sizeof range, "%s – %s", low, high);
    gap_words(n, s, gap);
    vp_markup_begin(m, "tr");
    put_id(m, n->id);
    vp_markup_element(m, "td", NULL, n->title_vi);
    vp_markup_begin(m, "td");
    vp_markup_attribute(m, "class", "n");
    vp_markup_element(m, "b", NULL, value);
    if (*range) {
        vp_markup_begin(m, "br");
        vp_markup_void_end(m);
        vp_markup_element(m, "span", "small", range);
    }
    vp_markup_end(m);
    vp_markup_begin(m, "td");
    vp_markup_attribute(m, "class", "n");
    vp_markup_text(m, isnan(n->target) ? "–" : signs[n->better < 0][n->strict]);
    if (!isnan(n->target)) vp_markup_text(m, target);
    if (!isnan(n->target) && n->target_year > 0) vp_markup_format(m, " (%d)", n->target_year);
    vp_markup_end(m);
    vp_markup_element(m, "td", "r", gap);
    vp_markup_begin(m, "td");
    vp_markup_attribute(m, "class", vp_status_names[s->status]);
    vp_markup_text(m, vp_report_statuses[s->status]);
    vp_markup_end(m);
    vp_markup_end(m);
}

static bool is_new_department(const vp_definitions *definitions, size_t i)
{
    const char *own = definitions->indicators[i].department,
               *last = i ? definitions->indicators[i - 1].department : NULL;
    const char *after = definitions->indicators[i].owner_after,
               *before = i ? definitions->indicators[i - 1].owner_after : NULL;
    return i == 0 || strcmp(own ? own : "", last ? last : "") != 0 ||
           strcmp(after ? after : "", before ? before : "") != 0;
}

void vp_report_board(const vp_report *r)
{
    static const char *const heads[] = {"Mã", "Chỉ tiêu", "Giá trị", "Mục tiêu (năm)", "Còn thiếu", "Tình trạng"};
    vp_markup *m = r->m;
    const vp_region *region = r->snapshot->region;
    vp_report_table(m, "board", heads, sizeof heads / sizeof *heads);
    for (size_t i = 0; i < region->definitions.indicator_count; i++) {
        if (is_new_department(&region->definitions, i)) {
            const char *name = region->definitions.indicators[i].department;
            vp_markup_begin(m, "tr");
            vp_markup_attribute(m, "class", "dept");
            vp_markup_begin(m, "td");
            vp_markup_attribute(m, "colspan", "6");
            const char *after = region->definitions.indicators[i].owner_after;
            vp_markup_text(m, name && *name ? name : "Kế hoạch không nêu cơ quan");
            if (after && *after && strcmp(after, name ? name : "") != 0) vp_markup_format(m, " – từ 2025: %s", after);
            vp_markup_end(m);
            vp_markup_end(m);
        }
        put_score(r, i);
    }
    vp_report_table_end(m);
    vp_markup_element(
        m, "p", "small",
        "Khoảng dưới giá trị: từ nhỏ nhất đến lớn nhất khi tính với từng lưới dân số. “–”: không có dữ liệu hoặc "
        "kế hoạch không nêu con số; không phải số 0.");
}

static const char *unit_of(vp_reach reach)
{
    switch (reach) {
    case VP_REACH_TRAVEL_TIME:
    case VP_REACH_ROUND_TRIP: return "phút";
    case VP_REACH_DISTANCE: return "m";
    case VP_REACH_SIGNAL: return "dBµV/m";
    default: return "";
    }
}

static void put_gap(const vp_report *r, size_t rank, const vp_gap *g)
{
    vp_markup *m = r->m;
    const vp_region *region = r->snapshot->region;
    const vp_service *service = &region->definitions.services[g->service];
    const vp_unit *unit = g->unit == VP_NONE ? NULL : &region->units.sets[region->units.main_set].units[g->unit];
    vp_report_number people, limit, mean, lon, lat, cut_off;
    double x, y;
    vp_gap_place(r->snapshot->region, g, &x, &y);
    vp_report_format(g->people, 0, people);
    vp_report_format(g->limit, 0, limit);
    vp_report_format(g->mean, 0, mean);
    vp_report_format(x, 4, lon);
    vp_report_format(y, 4, lat);
    vp_markup_begin(m, "tr");
    vp_markup_begin(m, "td");
    vp_markup_attribute(m, "class", "n");
    vp_markup_format(m, "%zu", rank);
    vp_markup_end(m);
    vp_markup_element(m, "td", NULL, service->title_vi);
    vp_markup_element(m, "td", NULL, unit ? unit->name : "–");
    vp_markup_element(m, "td", "n", people);
    vp_markup_begin(m, "td");
    vp_markup_attribute(m, "class", "n");
    if (service->reach == VP_REACH_AREA)
        vp_markup_text(m, "ngoài vùng phục vụ");
    else
        vp_markup_format(m, "%s %s", limit, unit_of(service->reach));
    vp_markup_end(m);
    vp_markup_begin(m, "td");
    vp_markup_attribute(m, "class", "n");
    vp_markup_text(m, service->reach == VP_REACH_AREA ? "–" : mean);
    if (g->unreachable_people >= 0.5) {
        vp_report_format(g->unreachable_people, 0, cut_off);
        vp_markup_begin(m, "br");
        vp_markup_void_end(m);
        vp_markup_format(m, "(%s không tới được)", cut_off);
    }
    vp_markup_end(m);
    vp_markup_begin(m, "td");
    vp_markup_attribute(m, "class", "n");
    vp_markup_format(m, "%s; %s", lat, lon);
    vp_markup_end(m);
    vp_markup_end(m);
}

/* Whether the place lies in the territory. */
static bool is_within(const vp_report *r, const vp_gap *gap)
{
    if (r->territory.unit == VP_NONE) return true;
    const vp_region *region = r->snapshot->region;
    double lon, lat;
    vp_gap_place(region, gap, &lon, &lat);
    const vp_unit *unit = &region->units.sets[r->territory.set].units[r->territory.unit];
    return vp_shape_contains(&unit->lonlat, (vp_point){lon, lat});
}

void vp_report_gaps(const vp_report *r)
{
    enum { LISTED = 30, EACH = 3 };
    static const char *const heads[] = {"Hạng",     "Dịch vụ",        "Đơn vị",        "Số người",
                                        "Giới hạn", "Trung bình nay", "Vĩ độ; kinh độ"};
    const vp_gaps *gaps = &r->snapshot->listings.gaps;
    vp_markup_begin(r->m, "p");
    vp_markup_format(
        r->m,
        "Cụm ô lưới liền nhau có người mà dịch vụ không đến được trong giới hạn; đông người nhất trước, nhiều "
        "nhất %d nơi cho mỗi dịch vụ và %d nơi cho cả bảng. Toàn bộ %zu nơi có trong tệp gaps.",
        EACH, LISTED, gaps->gap_count);
    vp_markup_end(r->m);
    vp_report_table(r->m, NULL, heads, sizeof heads / sizeof *heads);
    size_t rank = 0;
    for (size_t i = 0; i < gaps->gap_count && rank < LISTED; i++) {
        size_t before = 0;
        if (!is_within(r, &gaps->gaps[i])) continue;
        for (size_t k = 0; k < i && before < EACH; k++)
            before += gaps->gaps[k].service == gaps->gaps[i].service && is_within(r, &gaps->gaps[k]);
        if (before < EACH) put_gap(r, ++rank, &gaps->gaps[i]);
    }
    vp_report_table_end(r->m);
}

void vp_report_definitions(const vp_report *r)
{
    static const char *const heads[] = {"Mã", "Cách tính ở đây", "Công thức", "Nguồn trong kế hoạch"};
    const vp_region *region = r->snapshot->region;
    vp_report_table(r->m, "defs", heads, sizeof heads / sizeof *heads);
    for (size_t i = 0; i < region->definitions.indicator_count; i++) {
        const vp_indicator *n = &region->definitions.indicators[i];
        vp_markup_begin(r->m, "tr");
        put_id(r->m, n->id);
        vp_markup_element(r->m, "td", NULL, n->definition);
        vp_markup_element(r->m, "td", NULL, vp_measures[n->measure].formula_vi);
        vp_markup_element(r->m, "td", NULL, n->source);
        vp_markup_end(r->m);
    }
    vp_report_table_end(r->m);
}

void vp_report_sources(const vp_report *r)
{
    static const char *const heads[] = {"Vai trò", "Tệp, lớp", "Thời điểm", "Giấy phép", "Ghi công"};
    vp_report_table(r->m, NULL, heads, sizeof heads / sizeof *heads);
    for (size_t i = 0; i < r->snapshot->provenance.source_count; i++) {
        const vp_source *s = &r->snapshot->provenance.sources[i];
        vp_markup_begin(r->m, "tr");
        vp_markup_element(r->m, "td", "s", s->role);
        vp_markup_begin(r->m, "td");
        vp_markup_format(r->m, "%s%s%s", s->path ? s->path : "", s->layer && *s->layer ? ", " : "",
                         s->layer ? s->layer : "");
        vp_markup_end(r->m);
        vp_markup_element(r->m, "td", "s", s->vintage);
        vp_markup_element(r->m, "td", NULL, s->licence);
        vp_markup_element(r->m, "td", NULL, s->attribution);
        vp_markup_end(r->m);
    }
    vp_report_table_end(r->m);
}
