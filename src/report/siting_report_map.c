#include "report/siting_report_map.h"
#include <stdio.h>
#include <string.h>

enum { CLASSES = 4, SIDE = 620 };
static const char *const none = "#fafafa";
static const char *const colours[CLASSES] = {"#d9f0d3", "#a6dba0", "#5aae61", "#1b7837"};

typedef struct {
    vp_bounds box;
    double scale, height, most; /* most: people that one unit gains */
} drawing;

static double gained(const vp_siting_shown *s, size_t u)
{
    return s->result->units[u].after - s->result->units[u].before;
}

static const char *fill_of(const drawing *d, const vp_siting_unit *unit)
{
    double gain = unit->after - unit->before;
    if (!(unit->people > 0)) return "url(#none)";
    if (!(gain > 1e-6)) return none;
    int c = (int)(gain / d->most * CLASSES);
    return colours[c < CLASSES ? c : CLASSES - 1];
}

/* A circle at a place given in Web Mercator metres. */
static void put_circle(vp_markup *m, double x, double y, double radius, const char *fill)
{
    vp_markup_begin(m, "circle");
    vp_markup_attribute_format(m, "cx", "%.1f", x);
    vp_markup_attribute_format(m, "cy", "%.1f", y);
    vp_markup_attribute_format(m, "r", "%g", radius);
    vp_markup_attribute(m, "fill", fill);
    vp_markup_end(m);
}

static bool is_closed(const vp_siting_question *q, const char *id)
{
    for (size_t k = 0; k < q->closed_count; k++)
        if (strcmp(q->region->supply.facilities[q->closed[k]].id, id) == 0) return true;
    return false;
}

static void put_facilities(const vp_report *page, const vp_siting_shown *s, const drawing *d)
{
    const vp_region *region = page->snapshot->region;
    const vp_service *service = &region->definitions.services[s->question->service];
    for (size_t k = 0; k < service->facility_count; k++) {
        size_t f = service->facilities[k];
        vp_point at = page->outlines->facilities[f];
        put_circle(page->m, (at.x - d->box.west) * d->scale, (d->box.north - at.y) * d->scale, 2.2,
                   is_closed(s->question, region->supply.facilities[f].id) ? "#ffffff" : "#333333");
    }
}

static void put_sites(const vp_report *page, const vp_siting_shown *s, const drawing *d)
{
    static const double radius_metres = 6378137, degree = 0.017453292519943295;
    vp_markup *m = page->m;
    for (size_t k = s->result->answer->chosen_count; k-- > 0;) { /* the first on top */
        double lon, lat;
        vp_snapshot_lonlat(s->snapshot->region, s->result->cells[s->result->answer->chosen[k].site], &lon, &lat);
        double x = (radius_metres * lon * degree - d->box.west) * d->scale;
        double y = (d->box.north - radius_metres * asinh(tan(lat * degree))) * d->scale;
        put_circle(m, x, y, 8, "#b91c1c");
        vp_markup_begin(m, "text");
        vp_markup_attribute(m, "class", "site");
        vp_markup_attribute_format(m, "x", "%.1f", x);
        vp_markup_attribute_format(m, "y", "%.1f", y + 3.5);
        vp_markup_attribute(m, "font-size", "10");
        vp_markup_attribute(m, "font-weight", "700");
        vp_markup_attribute(m, "text-anchor", "middle");
        vp_markup_attribute(m, "fill", "#ffffff");
        vp_markup_attribute(m, "stroke", "none");
        vp_markup_format(m, "%zu", k + 1);
        vp_markup_end(m);
    }
}

static void put_legend(const vp_report *page, const drawing *d)
{
    double y = d->height + 8;
    for (int c = 0; d->most > 0 && c < CLASSES; c++, y += 14) {
        vp_report_number from, to;
        char text[160];
        vp_report_format(d->most * c / CLASSES, 0, from);
        vp_report_format(d->most * (c + 1) / CLASSES, 0, to);
        snprintf(text, sizeof text, "tăng / gains %s – %s người / people", from, to);
        vp_report_legend(page, y, colours[c], text);
    }
    vp_report_legend(page, y, none, "không tăng / no gain");
    vp_report_legend(page, y + 14, "url(#none)",
                     "không có dữ liệu hoặc không có người của nhóm / no data or nobody of the group");
    vp_report_legend(page, y + 28, "#333333",
                     "cơ sở hiện có (trắng: đóng hoặc dời) / existing facility (white: closed or moved)");
    vp_report_legend(page, y + 42, "#b91c1c", "địa điểm mới, theo thứ tự / new site, in order");
}

bool vp_siting_report_map(const vp_report *page, const vp_siting_shown *s, vp_error *err)
{
    const vp_region *region = page->snapshot->region;
    size_t count = region->units.sets[region->units.main_set].unit_count;
    drawing d = {.box = vp_report_bounds(page)};
    double width = d.box.east - d.box.west, height = d.box.north - d.box.south;
    if (!(width > 0) || !(height > 0)) return vp_fail(err, VP_NOT_FOUND, "the units have no outlines for a map");
    d.scale = SIDE / fmax(width, height);
    d.height = height * d.scale;
    for (size_t u = 0; u < count; u++) d.most = fmax(d.most, gained(s, u));
    vp_markup *m = page->m;
    vp_markup_begin(m, "figure");
    vp_markup_begin(m, "svg");
    vp_markup_attribute(m, "xmlns", "http://www.w3.org/2000/svg");
    vp_markup_attribute_format(m, "viewBox", "-4 -4 %g %g", width * d.scale + 8, d.height + 126);
    vp_markup_attribute(m, "stroke", "#5b6763");
    vp_markup_attribute(m, "stroke-width", ".6");
    vp_markup_attribute(m, "fill-rule", "evenodd");
    vp_markup_attribute(m, "role", "img");
    vp_markup_attribute(m, "aria-label", "Bản đồ địa điểm mới / Map of the new sites");
    vp_report_hatch(m);
    for (size_t u = 0; u < count; u++) {
        vp_report_number text;
        vp_report_format(gained(s, u), 0, text);
        vp_report_unit(page, u, d.box, d.scale, fill_of(&d, &s->result->units[u]), text);
    }
    put_facilities(page, s, &d);
    put_sites(page, s, &d);
    put_legend(page, &d);
    vp_markup_end(m);
    vp_markup_end(m);
    return true;
}
