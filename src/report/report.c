#include "report/report_internal.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const vp_report_statuses[VP_STATUS_COUNT] = {"Đạt", "Đúng tiến độ", "Chậm", "Không có dữ liệu",
                                                         "Kế hoạch không nêu số"};

/* For a page of A4 in portrait; the browser's own page boxes number the pages. */
const char vp_report_style[] =
    "@page{size:A4;margin:17mm 15mm 18mm;@bottom-center{content:counter(page) \" / \" counter(pages);font:8pt "
    "sans-serif;"
    "color:#555}}"
    "*{box-sizing:border-box}body{font:10pt/1.4 \"Noto Sans\",\"Be Vietnam Pro\",\"DejaVu Sans\",\"Liberation "
    "Sans\",Arial,"
    "sans-serif;color:#1c2321;max-width:180mm;margin:0 auto;-webkit-print-color-adjust:exact;print-color-adjust:exact}"
    "h1{font-size:20pt;line-height:1.2;margin:6mm 0 2mm;color:#0b4f45}h2{font-size:14pt;margin:9mm 0 3mm;color:#0b4f45;"
    "border-bottom:.6mm solid #0b4f45;padding-bottom:1mm;break-after:avoid}h3{font-size:10.5pt;margin:4mm 0 "
    "1.5mm;break-after:avoid}p{margin:0 0 2.5mm}.place{font-size:11pt;font-weight:600;letter-spacing:.02em}.meta{color:"
    "#555;font-size:9pt}.notice{border:.4mm solid #b45309;background:#fff7ed;padding:2.5mm 3.5mm;margin:4mm "
    "0;break-inside:"
    "avoid}.notice b{color:#92400e}table{border-collapse:collapse;width:100%;font-size:8pt;line-height:1.3;margin:0 0 "
    "4mm}"
    "th,td{text-align:left;vertical-align:top;padding:1mm 1.4mm;border-bottom:.2mm solid #c9d2cf}th{background:#e8f1ef;"
    "border-bottom:.4mm solid #0b4f45;font-weight:600}thead{display:table-header-group}tr{break-inside:avoid}"
    ".n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}.s{white-space:nowrap}.dept "
    "td{background:"
    "#f4f7f6;font-weight:600;break-after:avoid}tr.dept{break-after:avoid}.met{color:#0d4478}.on_track{color:#1b6b3a}"
    ".behind{color:#9a3412}.no_data,.not_defined{color:#555}.page{break-before:page}figure{margin:0 0 4mm;break-inside:"
    "avoid}figcaption{font-size:8.5pt;margin-top:1mm}.maps{display:grid;grid-template-columns:1fr 1fr;gap:4mm "
    "5mm}.maps "
    "figure{margin:0}svg{display:block;width:100%;height:auto}.small{font-size:8pt;color:#444}.defs td{font-size:7.5pt}"
    ".r{text-align:right}.id{overflow-wrap:break-word}h2+p{break-after:avoid}.maps svg{max-height:96mm}"
    ".board,.defs{table-layout:fixed}.board th:nth-child(1){width:24mm}.board th:nth-child(3){width:27mm}"
    ".board th:nth-child(4){width:25mm}.board th:nth-child(5){width:27mm}.board th:nth-child(6){width:24mm}"
    ".defs th:nth-child(1){width:24mm}.defs th:nth-child(3){width:30mm}.defs th:nth-child(4){width:54mm}"
    "@media screen{body{padding:8mm}}";

void vp_report_format(double value, int decimals, vp_report_number text)
{
    char plain[40];
    if (!isfinite(value)) {
        snprintf(text, sizeof(vp_report_number), "–");
        return;
    }
    snprintf(plain, sizeof plain, "%.*f", decimals, fabs(value) < 1e15 ? fabs(value) : 1e15);
    size_t whole = strcspn(plain, "."), at = 0;
    bool zero = strspn(plain, "0.") == strlen(plain);
    if (value < 0 && !zero) at += (size_t)snprintf(text, sizeof(vp_report_number), "−");
    for (size_t i = 0; plain[i] && at + 2 < sizeof(vp_report_number); i++) {
        if (i > 0 && i < whole && (whole - i) % 3 == 0) text[at++] = '.';
        text[at++] = plain[i] == '.' ? ',' : plain[i];
    }
    text[at] = 0;
}

void vp_report_value(const vp_indicator *n, double value, vp_report_number text)
{
    bool percent = strcmp(n->unit ? n->unit : "", "percent") == 0;
    double shown = percent ? 100 * value : value;
    vp_report_format(shown, percent || fabs(shown) >= 10 ? 1 : 2, text);
    if (!percent && fabs(shown) >= 1000) vp_report_format(shown, 0, text);
    if (percent && isfinite(value)) strncat(text, " %", sizeof(vp_report_number) - strlen(text) - 1);
}

/* 2026-12-31 as 31/12/2026. */
static void day_of(const char *date, char text[16])
{
    if (strlen(date) == 10)
        snprintf(text, 16, "%.2s/%.2s/%.4s", date + 8, date + 5, date);
    else
        snprintf(text, 16, "–");
}

static void write_head(const vp_report *r)
{
    vp_markup *m = r->m;
    vp_markup_begin(m, "head");
    vp_markup_begin(m, "meta");
    vp_markup_attribute(m, "charset", "utf-8");
    vp_markup_void_end(m);
    vp_markup_begin(m, "title");
    vp_markup_format(m, "Báo cáo vùng phủ dịch vụ công – %s", r->snapshot->region->name_vi);
    vp_markup_end(m);
    vp_markup_style(m, vp_report_style);
    vp_markup_end(m);
}

static double people_of(const vp_snapshot *s)
{
    size_t set = s->region->main_set;
    double sum = s->coverage->population_count ? 0 : (double)NAN;
    for (size_t u = 0; s->coverage->population_count && u < s->region->unit_sets[set].unit_count; u++)
        if (!isnan(s->coverage->people[set][0][u])) sum += s->coverage->people[set][0][u];
    return sum;
}

static void write_front(const vp_report *r)
{
    vp_markup *m = r->m;
    const vp_snapshot *s = r->snapshot;
    char day[16], made[16];
    vp_report_number people;
    day_of(s->region->as_of, day);
    char cut[11];
    snprintf(cut, sizeof cut, "%.10s", s->made_at ? s->made_at : "");
    day_of(cut, made);
    vp_report_format(people_of(s), 0, people);
    vp_markup_element(m, "p", "place", s->region->name_vi);
    vp_markup_element(m, "h1", NULL, "Báo cáo vùng phủ dịch vụ công và tiến độ mục tiêu kế hoạch");
    vp_markup_begin(m, "p");
    vp_markup_attribute(m, "class", "meta");
    vp_markup_format(m, "Số liệu tính cho ngày %s · %zu đơn vị hành chính (%s) · %s người theo lưới dân số %s", day,
                     s->region->unit_sets[s->region->main_set].unit_count,
                     s->region->unit_sets[s->region->main_set].vintage, people,
                     s->region->population_count ? s->region->populations[0].label : "–");
    vp_markup_begin(m, "br");
    vp_markup_void_end(m);
    vp_markup_format(m, "Lập ngày %s bằng Vùng Phủ %s từ bản công bố %s", made, s->software ? s->software : "", s->id);
    vp_markup_end(m);
    if (!s->region->notice_vi || !*s->region->notice_vi) return;
    vp_markup_begin(m, "div");
    vp_markup_attribute(m, "class", "notice");
    vp_markup_element(m, "b", NULL, "Lưu ý về dữ liệu. ");
    vp_markup_text(m, s->region->notice_vi);
    vp_markup_end(m);
}

static bool write_body(const vp_report *r, vp_error *err)
{
    vp_markup *m = r->m;
    vp_markup_begin(m, "body");
    write_front(r);
    vp_markup_element(m, "h2", NULL, "1. Tóm tắt");
    vp_report_status_chart(r);
    vp_report_target_chart(r);
    vp_markup_element(m, "h2", "page", "2. Bản đồ");
    if (!vp_report_maps(r, err)) return false;
    vp_markup_element(m, "h2", "page", "3. Bảng điểm mục tiêu");
    vp_report_board(r);
    vp_markup_element(m, "h2", NULL, "4. Nơi còn thiếu dịch vụ");
    vp_report_gaps(r);
    vp_markup_element(m, "h2", NULL, "5. Cách tính từng chỉ tiêu");
    vp_report_definitions(r);
    vp_markup_element(m, "h2", NULL, "6. Nguồn dữ liệu");
    vp_report_sources(r);
    vp_markup_end(m);
    return true;
}

static bool write_document(const vp_report *r, vp_error *err)
{
    vp_buffer_text(r->m->out, "<!DOCTYPE html>\n");
    vp_markup_begin(r->m, "html");
    vp_markup_attribute(r->m, "lang", "vi");
    write_head(r);
    if (!write_body(r, err)) return false;
    vp_markup_end(r->m);
    return !r->m->out->failed || vp_fail(err, VP_NO_MEMORY, "no memory for the report");
}

bool vp_report_write(const vp_snapshot *snapshot, vp_buffer *out, vp_error *err)
{
    const vp_region *region = snapshot->region;
    vp_score *scores = calloc(region->indicator_count + 1, sizeof *scores);
    vp_outlines *own = snapshot->outlines ? NULL : vp_outlines_new(region, err);
    vp_markup m = {.out = out};
    vp_report r = {&m, snapshot, snapshot->outlines ? snapshot->outlines : own, scores};
    bool ok = r.outlines != NULL;
    if (ok && !scores) ok = vp_fail_memory(err, region->indicator_count * sizeof *scores);
    for (size_t i = 0; ok && i < region->indicator_count; i++)
        ok =
            vp_indicator_score(region, snapshot->coverage, &region->indicators[i], &snapshot->history, &scores[i], err);
    ok = ok && write_document(&r, err);
    vp_outlines_free(own);
    free(scores);
    return ok;
}
