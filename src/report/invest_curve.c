#include "report/invest_curve.h"
#include "report/figures.h"
#include <math.h>

enum { WIDE = 620, HIGH = 260, LEFT = 70, BOTTOM = 34 };

typedef struct {
    vp_markup *m;
    const vp_investment_answer *a;
    double money, worth; /* at the ends of the axes */
} chart;

static double x_of(const chart *c, double money) { return LEFT + (WIDE - LEFT - 10) * money / c->money; }
static double y_of(const chart *c, double worth) { return HIGH - BOTTOM - (HIGH - BOTTOM - 10) * worth / c->worth; }

static void put_line(const chart *c, const char *colour, const char *dashes, double (*worth)(const vp_curve_point *))
{
    vp_buffer d = {0};
    vp_buffer_format(&d, "M%.1f %.1f", x_of(c, 0), y_of(c, 0));
    for (size_t k = 0; k < c->a->curve_count; k++) {
        const vp_curve_point *p = &c->a->curve[k];
        if (isfinite(worth(p))) vp_buffer_format(&d, "L%.1f %.1f", x_of(c, p->money), y_of(c, worth(p)));
    }
    vp_markup_begin(c->m, "path");
    vp_markup_attribute(c->m, "d", d.failed ? "" : d.bytes);
    vp_markup_attribute(c->m, "fill", "none");
    vp_markup_attribute(c->m, "stroke", colour);
    vp_markup_attribute(c->m, "stroke-width", "2");
    vp_markup_attribute(c->m, "stroke-dasharray", dashes);
    vp_markup_end(c->m);
    vp_buffer_clear(&d);
}

static double best_of(const vp_curve_point *p) { return p->best; }
static double bound_of(const vp_curve_point *p) { return p->bound; }
static double kept_of(const vp_curve_point *p) { return p->kept; }

static void put_text(const chart *c, double x, double y, const char *anchor, const char *text)
{
    vp_markup_begin(c->m, "text");
    vp_markup_attribute_format(c->m, "x", "%.1f", x);
    vp_markup_attribute_format(c->m, "y", "%.1f", y);
    vp_markup_attribute(c->m, "font-size", "10");
    vp_markup_attribute(c->m, "text-anchor", anchor);
    vp_markup_attribute(c->m, "fill", "#1c2321");
    vp_markup_text(c->m, text);
    vp_markup_end(c->m);
}

static void put_axes(const chart *c)
{
    for (int k = 0; k <= 4; k++) {
        vp_report_number text;
        vp_report_format(c->worth * k / 4, 0, text);
        put_text(c, LEFT - 6, y_of(c, c->worth * k / 4) + 3, "end", text);
        vp_report_format(c->money * k / 4, 0, text);
        put_text(c, x_of(c, c->money * k / 4), HIGH - BOTTOM + 14, k == 4 ? "end" : "middle", text);
    }
    vp_markup_begin(c->m, "path");
    vp_markup_attribute_format(c->m, "d", "M%d 10V%dH%d", LEFT, HIGH - BOTTOM, WIDE - 10);
    vp_markup_attribute(c->m, "fill", "none");
    vp_markup_attribute(c->m, "stroke", "#5b6763");
    vp_markup_end(c->m);
}

static void put_knee(const chart *c)
{
    if (c->a->knee == SIZE_MAX) return;
    const vp_curve_point *p = &c->a->curve[c->a->knee];
    vp_markup_begin(c->m, "circle");
    vp_markup_attribute_format(c->m, "cx", "%.1f", x_of(c, p->money));
    vp_markup_attribute_format(c->m, "cy", "%.1f", y_of(c, p->best));
    vp_markup_attribute(c->m, "r", "5");
    vp_markup_attribute(c->m, "fill", "#b45309");
    vp_markup_end(c->m);
    put_text(c, x_of(c, p->money) + 8, y_of(c, p->best) + 14, "start", "điểm gãy / knee");
}

static void write_chart(const chart *c)
{
    vp_markup *m = c->m;
    vp_markup_begin(m, "figure");
    vp_markup_begin(m, "svg");
    vp_markup_attribute(m, "xmlns", "http://www.w3.org/2000/svg");
    vp_markup_attribute_format(m, "viewBox", "0 0 %d %d", WIDE, HIGH + 46);
    vp_markup_attribute(m, "role", "img");
    vp_markup_attribute(m, "aria-label", "Tiền và người / Money and people");
    put_axes(c);
    put_line(c, "#9ca3af", "5 4", bound_of);
    put_line(c, "#0b4f45", NULL, best_of);
    put_line(c, "#b91c1c", "2 3", kept_of);
    put_knee(c);
    put_text(c, LEFT, HIGH + 8, "start", "—— kế hoạch riêng cho số tiền đó / a plan for just that money");
    put_text(c, LEFT, HIGH + 22, "start", "– – không kế hoạch nào hơn / no plan passes it");
    put_text(c, LEFT, HIGH + 36, "start", "···· kế hoạch này nếu bị cắt ở đó / this plan, if it is cut there");
    vp_markup_end(m);
    vp_markup_end(m);
}

void vp_invest_curve_write(vp_markup *m, const vp_invest_shown *s)
{
    static const char *const heads[] = {"Phần ngân sách, % / part of the budgets, %",
                                        "Tiền / money",
                                        "Kế hoạch riêng / a plan for it",
                                        "Không hơn / at most",
                                        "Kế hoạch này bị cắt / this plan, cut",
                                        "Giữ được, % / kept, %"};
    chart c = {.m = m, .a = s->result->answer};
    if (c.a->curve_count == 0) return;
    for (size_t k = 0; k < c.a->curve_count; k++) {
        const vp_curve_point *p = &c.a->curve[k];
        c.money = fmax(c.money, p->money);
        c.worth = fmax(c.worth, isfinite(p->bound) ? p->bound : p->best);
    }
    vp_markup_element(m, "h2", NULL, "Nhiều hay ít tiền hơn / More money or less");
    if (c.money > 0 && c.worth > 0) write_chart(&c);
    vp_report_table(m, "curve", heads, 6);
    for (size_t k = 0; k < c.a->curve_count; k++) {
        const vp_curve_point *p = &c.a->curve[k];
        vp_markup_begin(m, "tr");
        vp_figure_cell(m, "part", 100 * p->part, 0);
        vp_figure_cell(m, "money", p->money, 0);
        vp_figure_cell(m, k == c.a->knee ? "best knee" : "best", p->best, 0);
        vp_figure_cell(m, "curve_bound", p->bound, 0);
        vp_figure_cell(m, "kept", p->kept, 0);
        vp_figure_cell(m, "kept_percent", p->best > 0 ? 100 * p->kept / p->best : (double)NAN, 1);
        vp_markup_end(m);
    }
    vp_report_table_end(m);
}
