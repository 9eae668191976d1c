/* How many targets stand how, and each share against its target, as SVG. */
#include "report/report_internal.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const fills[VP_STATUS_COUNT] = {"#2166ac", "#4d9a5f", "#d9722e", "#e8b27a", "#b9c1be", "#e4e8e6"};

static void svg(vp_markup *m, double width, double height, const char *label)
{
    vp_markup_begin(m, "svg");
    vp_markup_attribute(m, "xmlns", "http://www.w3.org/2000/svg");
    vp_markup_attribute_format(m, "viewBox", "0 0 %g %g", width, height);
    vp_markup_attribute(m, "role", "img");
    vp_markup_attribute(m, "aria-label", label);
}

static void rect(vp_markup *m, vp_bounds b, const char *fill)
{
    vp_markup_begin(m, "rect");
    vp_markup_attribute_format(m, "x", "%.2f", b.west);
    vp_markup_attribute_format(m, "y", "%.2f", b.south);
    vp_markup_attribute_format(m, "width", "%.2f", b.east - b.west);
    vp_markup_attribute_format(m, "height", "%.2f", b.north - b.south);
    vp_markup_attribute(m, "fill", fill);
    vp_markup_end(m);
}

static void label(vp_markup *m, double x, double y, const char *anchor, const char *text)
{
    vp_markup_begin(m, "text");
    vp_markup_attribute_format(m, "x", "%.2f", x);
    vp_markup_attribute_format(m, "y", "%.2f", y);
    vp_markup_attribute(m, "font-size", "10");
    vp_markup_attribute(m, "text-anchor", anchor);
    vp_markup_attribute(m, "fill", "#1c2321");
    vp_markup_text(m, text);
    vp_markup_end(m);
}

void vp_report_status_chart(const vp_report *r)
{
    vp_markup *m = r->m;
    size_t counts[VP_STATUS_COUNT] = {0}, all = r->snapshot->region->definitions.indicator_count;
    for (size_t i = 0; i < all; i++) counts[r->scores[i].status]++;
    vp_markup_begin(m, "p");
    vp_markup_format(
        m,
        "Bảng theo dõi %zu chỉ tiêu: %zu đạt, %zu đúng tiến độ, %zu chậm, %zu chưa đạt, %zu không có dữ liệu, %zu mà "
        "kế hoạch không nêu con số. Đúng tiến độ là khi giá trị nằm trên đường nối giá trị đầu tiên đã biết, các mốc "
        "giữa kỳ và mục tiêu ở năm đích; chậm là khi nằm dưới đường ấy; chưa có giá trị trước đó để vẽ đường thì chỉ "
        "ghi là chưa đạt.",
        all, counts[0], counts[1], counts[2], counts[3], counts[4], counts[5]);
    vp_markup_end(m);
    vp_markup_begin(m, "figure");
    svg(m, 640, 42, "Số chỉ tiêu theo tình trạng");
    double x = 0;
    for (int s = 0; s < VP_STATUS_COUNT && all; s++) {
        double width = 640 * (double)counts[s] / (double)all;
        rect(m, (vp_bounds){x, 0, x + width, 20}, fills[s]);
        x += width;
    }
    static const double steps[VP_STATUS_COUNT] = {62, 108, 70, 80, 142, 0};
    x = 0;
    for (int s = 0; s < VP_STATUS_COUNT; x += steps[s++]) {
        char text[96];
        snprintf(text, sizeof text, "%s: %zu", vp_report_statuses[s], counts[s]);
        rect(m, (vp_bounds){x, 29, x + 9, 38}, fills[s]);
        label(m, x + 13, 37, "start", text);
    }
    vp_markup_end(m);
    vp_markup_end(m);
}

/* Shares with a target, by the order of the table; the furthest behind are what a reader looks for. */
static size_t worst_first(const vp_report *r, size_t rows[], size_t most)
{
    size_t count = 0;
    for (size_t i = 0; i < r->snapshot->region->definitions.indicator_count; i++) {
        const vp_indicator *n = &r->snapshot->region->definitions.indicators[i];
        double gap = r->scores[i].gap;
        if (isnan(gap) || gap <= 0 || strcmp(n->unit ? n->unit : "", "percent") != 0 || n->better < 0) continue;
        size_t at = count < most ? count++ : most;
        while (at > 0 && gap > r->scores[rows[at - 1]].gap) {
            if (at < most) rows[at] = rows[at - 1];
            at--;
        }
        if (at < most) rows[at] = i;
    }
    return count;
}

/* At most `most` characters of UTF-8 text. */
static void cut(const char *text, size_t most, char out[200])
{
    size_t bytes = 0, characters = 0;
    for (; text[bytes] && bytes < 190; bytes++) {
        bool begins = ((unsigned char)text[bytes] & 0xC0U) != 0x80U;
        if (begins && characters++ == most) break;
    }
    snprintf(out, 200, "%.*s%s", (int)bytes, text, text[bytes] ? "…" : "");
}

void vp_report_target_chart(const vp_report *r)
{
    enum { MOST = 16, ROW = 19, LEFT = 340, WIDE = 230 };
    vp_markup *m = r->m;
    size_t rows[MOST], count = worst_first(r, rows, MOST);
    if (!count) return;
    vp_markup_element(m, "h3", NULL, "Các tỷ lệ còn cách mục tiêu xa nhất");
    vp_markup_begin(m, "figure");
    svg(m, 640, (double)(count * ROW + 18), "Giá trị và mục tiêu");
    for (size_t i = 0; i < count; i++) {
        const vp_indicator *n = &r->snapshot->region->definitions.indicators[rows[i]];
        const vp_score *s = &r->scores[rows[i]];
        double top = (double)(i * ROW), value = fmax(0, fmin(1, s->measured.value)),
               target = fmax(0, fmin(1, n->target));
        char title[200], full[400];
        vp_report_number text;
        snprintf(full, sizeof full, "%s %s", n->id, n->title_vi);
        cut(full, 62, title);
        label(m, LEFT - 6, top + 12, "end", title);
        rect(m, (vp_bounds){LEFT, top + 3, LEFT + WIDE, top + 15}, "#eef2f1");
        rect(m, (vp_bounds){LEFT, top + 3, LEFT + WIDE * value, top + 15}, fills[s->status]);
        rect(m, (vp_bounds){LEFT + WIDE * target - 1, top + 1, LEFT + WIDE * target + 1, top + 17}, "#1c2321");
        vp_report_value(n, s->measured.value, text);
        label(m, 640, top + 12, "end", text);
    }
    label(m, LEFT, (double)(count * ROW) + 13, "start", "0 %");
    label(m, LEFT + WIDE, (double)(count * ROW) + 13, "end", "100 %");
    vp_markup_end(m);
    vp_markup_element(m, "figcaption", NULL, "Thanh: giá trị hiện nay; vạch đen: mục tiêu của kế hoạch.");
    vp_markup_end(m);
}
