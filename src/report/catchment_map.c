#include "report/catchment_map.h"
#include <math.h>

enum { SIDE = 620, LINE = 14 };

/* How full a facility is. */
enum { ROOMY, FILLING, FULL, SHORT, UNKNOWN, CLASSES };
static const char *const colours[CLASSES] = {"#cfe8d5", "#8cc79a", "#f4c95d", "#d9704a", "#d5dbe3"};
static const char *const meanings[CLASSES] = {
    "dưới 80 % chỗ / below 80 % of its places", "80 % chỗ trở lên / 80 % and more",
    "hết chỗ, có người phải đi nơi khác / full, some go elsewhere",
    "hết chỗ, thêm một chỗ là thêm một người có chỗ / full, one place more takes one who has none",
    "không nêu số chỗ, hoặc không xét / states no places, or they are not looked at"};

typedef struct {
    const vp_report *page;
    const vp_catchment_shown *s;
    vp_bounds box;
    double scale;
} drawing;

static int class_of(const vp_catchment *c)
{
    if (isnan(c->places)) return UNKNOWN;
    if (c->wanted) return SHORT;
    if (c->price > 0 || c->people >= c->places) return FULL;
    return c->people < 0.8 * c->places ? ROOMY : FILLING;
}

static vp_point point_of(const drawing *d, vp_point at)
{
    const vp_region *region = d->s->region;
    const vp_grid_geometry f = region->geometry;
    double lon = 0, lat = 0, x, y;
    vp_lattice_at(&region->cell_to_lonlat, (at.x - f.west) / f.cell_metres, (f.north - at.y) / f.cell_metres, &lon,
                  &lat);
    vp_mercator_from_lonlat(lon, lat, &x, &y);
    return (vp_point){(x - d->box.west) * d->scale, (d->box.north - y) * d->scale};
}

/* Corners that look the same as the one before are left out. */
static void put_ring(const drawing *d, const vp_shape *shape, size_t ring, vp_buffer *path)
{
    vp_point last = {NAN, NAN};
    for (size_t k = shape->ring_starts[ring]; k < shape->ring_starts[ring + 1]; k++) {
        vp_point p = point_of(d, shape->points[k]);
        if (hypot(p.x - last.x, p.y - last.y) < 0.4) continue;
        vp_buffer_format(path, "%s%.1f %.1f", isnan(last.x) ? "M" : "L", p.x, p.y);
        last = p;
    }
    vp_buffer_format(path, "Z");
}

static void put_area(const drawing *d, const vp_catchment *c)
{
    vp_markup *m = d->page->m;
    vp_buffer path = {0};
    for (size_t r = 0; r < c->area.shape.ring_count; r++) put_ring(d, &c->area.shape, r, &path);
    vp_markup_begin(m, "path");
    vp_markup_attribute(m, "d", vp_buffer_terminated(&path));
    vp_markup_attribute(m, "fill", colours[class_of(c)]);
    vp_markup_attribute(m, "stroke-width", ".4");
    vp_markup_element(m, "title", NULL, d->s->region->supply.facilities[c->facility].name);
    vp_markup_end(m);
    if (path.failed) m->out->failed = true;
    vp_buffer_clear(&path);
}

static void put_facility(const drawing *d, const vp_catchment *c)
{
    const vp_facility *f = &d->s->region->supply.facilities[c->facility];
    vp_point at = point_of(d, (vp_point){f->x, f->y});
    vp_markup *m = d->page->m;
    vp_markup_begin(m, "circle");
    vp_markup_attribute_format(m, "cx", "%.1f", at.x);
    vp_markup_attribute_format(m, "cy", "%.1f", at.y);
    vp_markup_attribute(m, "r", "1.4");
    vp_markup_attribute(m, "fill", "#26332f");
    vp_markup_attribute(m, "stroke", "none");
    vp_markup_end(m);
}

bool vp_catchment_map_draw(const vp_report *page, const vp_catchment_shown *s, vp_error *err)
{
    const vp_region *region = page->snapshot->region;
    drawing d = {.page = page, .s = s, .box = vp_report_bounds(page)};
    double width = d.box.east - d.box.west, height = d.box.north - d.box.south;
    if (!(width > 0) || !(height > 0)) return vp_fail(err, VP_NOT_FOUND, "the units have no outlines for a map");
    d.scale = SIDE / fmax(width, height);
    vp_markup *m = page->m;
    vp_markup_begin(m, "figure");
    vp_markup_begin(m, "svg");
    vp_markup_attribute(m, "xmlns", "http://www.w3.org/2000/svg");
    vp_markup_attribute_format(m, "viewBox", "-4 -4 %g %g", width * d.scale + 8,
                               height * d.scale + 14 + LINE * (double)(CLASSES + 1));
    vp_markup_attribute(m, "stroke", "#5b6763");
    vp_markup_attribute(m, "stroke-width", ".6");
    vp_markup_attribute(m, "fill-rule", "evenodd");
    vp_markup_attribute(m, "role", "img");
    vp_markup_attribute(m, "aria-label", "Bản đồ vùng phục vụ / Map of catchments");
    size_t units = region->units.sets[region->units.main_set].unit_count;
    for (size_t u = 0; u < units; u++) vp_report_unit(page, u, d.box, d.scale, "#fafafa", "");
    for (size_t j = 0; j < s->map->count; j++)
        if (s->map->items[j].area.shape.ring_count) put_area(&d, &s->map->items[j]);
    for (size_t u = 0; u < units; u++) vp_report_unit(page, u, d.box, d.scale, "none", "");
    for (size_t j = 0; j < s->map->count; j++) put_facility(&d, &s->map->items[j]);
    double y = height * d.scale + 8;
    for (int c = 0; c < CLASSES; c++, y += LINE) vp_report_legend(page, y, colours[c], meanings[c]);
    vp_report_legend(page, y, "#fafafa", "không thuộc vùng nào / nobody's catchment");
    vp_markup_end(m);
    vp_markup_end(m);
    return true;
}
