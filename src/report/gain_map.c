#include "report/gain_map.h"
#include <math.h>
#include <stdio.h>

enum { CLASSES = 4, SIDE = 620, LINE = 14 };
static const char *const none = "#fafafa";
static const char *const colours[CLASSES] = {"#d9f0d3", "#a6dba0", "#5aae61", "#1b7837"};

typedef struct {
    const vp_report *page;
    const vp_gain_map *map;
    vp_bounds box;
    double scale, height, most; /* most: people that one unit gains */
} drawing;

static const char *fill_of(const drawing *d, double gain)
{
    if (isnan(gain)) return "url(#none)";
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

static void put_facilities(const drawing *d)
{
    for (size_t k = 0; k < d->map->facility_count; k++) {
        vp_point at = d->page->outlines->facilities[d->map->facilities[k]];
        bool closed = d->map->closed && d->map->closed[k];
        put_circle(d->page->m, (at.x - d->box.west) * d->scale, (d->box.north - at.y) * d->scale, 2.2,
                   closed ? "#ffffff" : "#333333");
    }
}

static void put_places(const drawing *d)
{
    static const double radius_metres = 6378137, degree = 0.017453292519943295;
    vp_markup *m = d->page->m;
    for (size_t k = d->map->place_count; k-- > 0;) {
        const vp_gain_place *place = &d->map->places[k];
        double x = (radius_metres * place->lon * degree - d->box.west) * d->scale;
        double y = (d->box.north - radius_metres * asinh(tan(place->lat * degree))) * d->scale;
        bool long_number = place->number > 99;
        put_circle(m, x, y, long_number ? 9 : 8, place->fill);
        vp_markup_begin(m, "text");
        vp_markup_attribute(m, "class", "site");
        vp_markup_attribute_format(m, "x", "%.1f", x);
        vp_markup_attribute_format(m, "y", "%.1f", y + 3.5);
        vp_markup_attribute(m, "font-size", long_number ? "8.5" : "10");
        vp_markup_attribute(m, "font-weight", "700");
        vp_markup_attribute(m, "text-anchor", "middle");
        vp_markup_attribute(m, "fill", "#ffffff");
        vp_markup_attribute(m, "stroke", "none");
        vp_markup_format(m, "%zu", place->number);
        vp_markup_end(m);
    }
}

static void put_legend(const drawing *d)
{
    const vp_gain_map *map = d->map;
    double y = d->height + 8;
    for (int c = 0; d->most > 0 && c < CLASSES; c++, y += LINE) {
        vp_report_number from, to;
        char text[160];
        vp_report_format(d->most * c / CLASSES, 0, from);
        vp_report_format(d->most * (c + 1) / CLASSES, 0, to);
        snprintf(text, sizeof text, "tăng / gains %s – %s người / people", from, to);
        vp_report_legend(d->page, y, colours[c], text);
    }
    vp_report_legend(d->page, y, none, "không tăng / no gain");
    vp_report_legend(d->page, y += LINE, "url(#none)",
                     "không có dữ liệu hoặc không có người của nhóm / no data or nobody of the group");
    if (map->facility_count)
        vp_report_legend(d->page, y += LINE, "#333333",
                         map->closed
                             ? "cơ sở hiện có (trắng: đóng hoặc dời) / existing facility (white: closed or moved)"
                             : "cơ sở hiện có / existing facility");
    for (size_t k = 0; k < map->text_count; k++) vp_report_legend(d->page, y += LINE, map->fills[k], map->texts[k]);
}

bool vp_gain_map_draw(const vp_report *page, const vp_gain_map *map, vp_error *err)
{
    const vp_region *region = page->snapshot->region;
    size_t count = region->units.sets[region->units.main_set].unit_count;
    drawing d = {.page = page, .map = map, .box = vp_report_bounds(page)};
    double width = d.box.east - d.box.west, height = d.box.north - d.box.south;
    if (!(width > 0) || !(height > 0)) return vp_fail(err, VP_NOT_FOUND, "the units have no outlines for a map");
    d.scale = SIDE / fmax(width, height);
    d.height = height * d.scale;
    for (size_t u = 0; u < count; u++) d.most = fmax(d.most, map->gained[u]);
    size_t lines = (size_t)CLASSES + 2 + (map->facility_count ? 1U : 0U) + map->text_count;
    vp_markup *m = page->m;
    vp_markup_begin(m, "figure");
    vp_markup_begin(m, "svg");
    vp_markup_attribute(m, "xmlns", "http://www.w3.org/2000/svg");
    vp_markup_attribute_format(m, "viewBox", "-4 -4 %g %g", width * d.scale + 8, d.height + 14 + LINE * (double)lines);
    vp_markup_attribute(m, "stroke", "#5b6763");
    vp_markup_attribute(m, "stroke-width", ".6");
    vp_markup_attribute(m, "fill-rule", "evenodd");
    vp_markup_attribute(m, "role", "img");
    vp_markup_attribute(m, "aria-label", map->label);
    vp_report_hatch(m);
    for (size_t u = 0; u < count; u++) {
        vp_report_number text;
        vp_report_format(map->gained[u], 0, text);
        vp_report_unit(page, u, d.box, d.scale, fill_of(&d, map->gained[u]), text);
    }
    put_facilities(&d);
    put_places(&d);
    put_legend(&d);
    vp_markup_end(m);
    vp_markup_end(m);
    return true;
}
