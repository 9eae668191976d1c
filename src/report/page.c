/* What all printed documents share: the page and its tables, numbers and words as Vietnamese has them. */
#include "report/output.h"
#include "report/report_internal.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

const char *const vp_report_statuses[VP_STATUS_COUNT] = {"Đạt",      "Đúng tiến độ",     "Chậm",
                                                         "Chưa đạt", "Không có dữ liệu", "Kế hoạch không nêu số"};

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
    ".behind{color:#9a3412}.unmet{color:#7c4a03}.no_data,.not_defined{color:#555}.page{break-before:page}figure{margin:"
    "0 0 4mm;break-inside:"
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
    int decimals = !percent && fabs(shown) >= 1000 ? 0 : percent || fabs(shown) >= 10 ? 1 : 2;
    const double bounds[] = {percent ? 100 * n->target : n->target, 100};
    vp_report_format(shown, vp_output_decimals(shown, bounds, percent ? 2 : 1, decimals), text);
    if (percent && isfinite(value)) strncat(text, " %", sizeof(vp_report_number) - strlen(text) - 1);
}

void vp_report_table(vp_markup *m, const char *class_name, const char *const heads[], size_t count)
{
    vp_markup_begin(m, "table");
    vp_markup_attribute(m, "class", class_name);
    vp_markup_begin(m, "thead");
    vp_markup_begin(m, "tr");
    for (size_t i = 0; i < count; i++) vp_markup_element(m, "th", NULL, heads[i]);
    vp_markup_end(m);
    vp_markup_end(m);
    vp_markup_begin(m, "tbody");
}

void vp_report_table_end(vp_markup *m)
{
    vp_markup_end(m);
    vp_markup_end(m);
}
