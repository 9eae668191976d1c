/* Units coloured by an indicator: five equal classes of its range, as SVG. */
#include "report/report_internal.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAPS = 4, CLASSES = 5, SIDE = 300 };
static const char *const colours[CLASSES] = {"#f1eef6", "#bdc9e1", "#74a9cf", "#2b8cbe", "#045a8d"};

typedef struct {
    const vp_indicator *indicator;
    double *values; /* [unit] */
    double low, high;
} theme;

/* One indicator a department: the first whose units differ. */
static bool read_theme(const vp_report *r, const vp_indicator *n, theme *t, vp_error *err)
{
    const vp_region *region = r->snapshot->region;
    size_t count = region->units.sets[region->units.main_set].unit_count;
    *t = (theme){n, calloc(count + 1, sizeof(double)), INFINITY, -INFINITY};
    if (!t->values) return vp_fail_memory(err, count * sizeof(double));
    for (size_t u = 0; u < count; u++) {
        vp_question question = vp_question_of(region->units.main_set, u);
        vp_measurement m;
        if (!vp_indicator_measure(region, r->snapshot->results.coverage, n, &question, &m, err)) {
            free(t->values);
            return false;
        }
        t->values[u] = m.value;
        if (!isfinite(m.value)) continue;
        t->low = fmin(t->low, m.value);
        t->high = fmax(t->high, m.value);
    }
    return true;
}

static int class_of(const theme *t, double value)
{
    int c = (int)floor((value - t->low) / (t->high - t->low) * CLASSES);
    return c < 0 ? 0 : c >= CLASSES ? CLASSES - 1 : c;
}

vp_bounds vp_report_bounds(const vp_report *r)
{
    const vp_region *region = r->snapshot->region;
    vp_bounds all = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t u = 0; u < region->units.sets[region->units.main_set].unit_count; u++) {
        vp_bounds b = r->outlines->sets[region->units.main_set][u].bounds;
        if (b.west > b.east) continue;
        all = (vp_bounds){fmin(all.west, b.west), fmin(all.south, b.south), fmax(all.east, b.east),
                          fmax(all.north, b.north)};
    }
    return all;
}

/* The rings as one path; a border is simplified once for both its sides, to a quarter of a unit of the drawing. */
static void add_path(vp_buffer *d, const vp_outline *outline, const vp_shape *shape, vp_bounds box, double scale)
{
    double tolerance = 0.5 / scale, least = tolerance * tolerance;
    for (size_t ring = 0; ring < shape->ring_count; ring++) {
        bool first = true;
        for (size_t i = shape->ring_starts[ring]; i + 1 < shape->ring_starts[ring + 1]; i++) {
            if ((double)outline->weights[i] < least) continue;
            vp_buffer_format(d, "%s%.1f %.1f", first ? "M" : "L", (outline->points[i].x - box.west) * scale,
                             (box.north - outline->points[i].y) * scale);
            first = false;
        }
        if (!first) vp_buffer_text(d, "Z");
    }
}

void vp_report_unit(const vp_report *r, size_t u, vp_bounds box, double scale, const char *fill, const char *value)
{
    const vp_region *region = r->snapshot->region;
    const vp_unit *unit = &region->units.sets[region->units.main_set].units[u];
    vp_buffer d = {0};
    add_path(&d, &r->outlines->sets[region->units.main_set][u], &unit->lonlat, box, scale);
    vp_markup_begin(r->m, "path");
    vp_markup_attribute(r->m, "d", vp_buffer_terminated(&d));
    vp_markup_attribute(r->m, "fill", fill);
    vp_markup_begin(r->m, "title");
    vp_markup_format(r->m, "%s: %s", unit->name, value);
    vp_markup_end(r->m);
    vp_markup_end(r->m);
    if (d.failed) r->m->out->failed = true;
    vp_buffer_clear(&d);
}

static void draw_unit(const vp_report *r, const theme *t, size_t u, vp_bounds box, double scale)
{
    vp_report_number text;
    vp_report_value(t->indicator, t->values[u], text);
    vp_report_unit(r, u, box, scale, isfinite(t->values[u]) ? colours[class_of(t, t->values[u])] : "url(#none)", text);
}

static void box_at(vp_markup *m, double x, double y, const char *fill)
{
    vp_markup_begin(m, "rect");
    vp_markup_attribute_format(m, "x", "%g", x);
    vp_markup_attribute_format(m, "y", "%g", y);
    vp_markup_attribute(m, "width", "10");
    vp_markup_attribute(m, "height", "10");
    vp_markup_attribute(m, "fill", fill);
    vp_markup_end(m);
}

void vp_report_legend(const vp_report *r, double y, const char *fill, const char *text)
{
    box_at(r->m, 2, y, fill);
    vp_markup_begin(r->m, "text");
    vp_markup_attribute(r->m, "x", "16");
    vp_markup_attribute_format(r->m, "y", "%g", y + 9);
    vp_markup_attribute(r->m, "font-size", "10");
    vp_markup_attribute(r->m, "stroke", "none");
    vp_markup_text(r->m, text);
    vp_markup_end(r->m);
}

static void draw_legend(const vp_report *r, const theme *t, double top)
{
    bool missing = false;
    const vp_region *region = r->snapshot->region;
    for (size_t u = 0; u < region->units.sets[region->units.main_set].unit_count; u++)
        missing |= !isfinite(t->values[u]);
    for (int c = 0; c < CLASSES; c++) {
        double step = (t->high - t->low) / CLASSES;
        vp_report_number from, to;
        char text[120];
        vp_report_value(t->indicator, t->low + c * step, from);
        vp_report_value(t->indicator, t->low + (c + 1) * step, to);
        snprintf(text, sizeof text, "%s – %s", from, to);
        vp_report_legend(r, top + c * 13, colours[c], text);
    }
    if (missing) vp_report_legend(r, top + CLASSES * 13, "url(#none)", "không có dữ liệu");
}

void vp_report_hatch(vp_markup *m)
{
    vp_markup_begin(m, "pattern");
    vp_markup_attribute(m, "id", "none");
    vp_markup_attribute(m, "width", "5");
    vp_markup_attribute(m, "height", "5");
    vp_markup_attribute(m, "patternUnits", "userSpaceOnUse");
    vp_markup_begin(m, "path");
    vp_markup_attribute(m, "d", "M0 5L5 0");
    vp_markup_attribute(m, "stroke", "#999");
    vp_markup_attribute(m, "fill", "none");
    vp_markup_end(m);
    vp_markup_end(m);
}

static void draw_map(const vp_report *r, const theme *t)
{
    vp_markup *m = r->m;
    vp_bounds box = vp_report_bounds(r);
    double scale = SIDE / fmax(box.east - box.west, box.north - box.south);
    const vp_region *region = r->snapshot->region;
    double height = (box.north - box.south) * scale;
    vp_report_number value;
    vp_markup_begin(m, "figure");
    vp_markup_begin(m, "svg");
    vp_markup_attribute(m, "xmlns", "http://www.w3.org/2000/svg");
    vp_markup_attribute_format(m, "viewBox", "-2 -2 %d %g", SIDE + 4, height + 90);
    vp_markup_attribute(m, "stroke", "#5b6763");
    vp_markup_attribute(m, "stroke-width", ".5");
    vp_markup_attribute(m, "fill-rule", "evenodd");
    vp_markup_attribute(m, "role", "img");
    vp_markup_attribute(m, "aria-label", t->indicator->title_vi);
    vp_report_hatch(m);
    for (size_t u = 0; u < region->units.sets[region->units.main_set].unit_count; u++) draw_unit(r, t, u, box, scale);
    draw_legend(r, t, height + 6);
    vp_markup_end(m);
    vp_report_value(t->indicator, r->scores[t->indicator - region->definitions.indicators].measured.value, value);
    vp_markup_begin(m, "figcaption");
    vp_markup_element(m, "b", NULL, t->indicator->id);
    vp_markup_format(m, " %s. Toàn tỉnh: %s.", t->indicator->title_vi, value);
    vp_markup_end(m);
    vp_markup_end(m);
}

static bool same_text(const char *a, const char *b) { return a == b || (a && b && strcmp(a, b) == 0); }

bool vp_report_maps(const vp_report *r, vp_error *err)
{
    const vp_region *region = r->snapshot->region;
    const char *departments[MAPS];
    size_t drawn = 0;
    vp_markup_element(
        r->m, "p", "small",
        "Một chỉ tiêu cho mỗi cơ quan: chỉ tiêu đầu tiên có giá trị khác nhau giữa các đơn vị. Năm bậc bằng "
        "nhau từ giá trị nhỏ nhất đến lớn nhất.");
    vp_markup_begin(r->m, "div");
    vp_markup_attribute(r->m, "class", "maps");
    for (size_t i = 0; i < region->definitions.indicator_count && drawn < MAPS; i++) {
        const vp_indicator *n = &region->definitions.indicators[i];
        bool known = vp_measures[n->measure].parts == VP_PARTS_SUM || isnan(r->scores[i].measured.value);
        for (size_t k = 0; k < drawn; k++) known |= same_text(departments[k], n->department);
        theme t;
        if (known) continue;
        if (!read_theme(r, n, &t, err)) return false;
        if (t.high > t.low) {
            draw_map(r, &t);
            departments[drawn++] = n->department;
        }
        free(t.values);
    }
    vp_markup_end(r->m);
    return true;
}
