#include "server/ogc/page_map.h"
#include "base/html.h"
#include <ctype.h>
#include <math.h>
#include <string.h>

#define SIDE   640.0 /* of the longer side, in units of the drawing */
#define FINEST 0.5   /* corners nearer to the one before are left out */

void vp_page_map_encode(vp_buffer *out, const char *text)
{
    for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
        if (isalnum(*c) || strchr("-._~", *c))
            vp_buffer_append(out, c, 1);
        else
            vp_buffer_format(out, "%%%02X", *c);
    }
}

typedef struct {
    double x, y;
} point;

static void extend(vp_bounds *box, json_t *coordinates)
{
    if (json_is_number(json_array_get(coordinates, 0))) {
        double x = json_number_value(json_array_get(coordinates, 0)),
               y = json_number_value(json_array_get(coordinates, 1));
        *box = (vp_bounds){fmin(box->west, x), fmin(box->south, y), fmax(box->east, x), fmax(box->north, y)};
        return;
    }
    for (size_t i = 0; i < json_array_size(coordinates); i++) extend(box, json_array_get(coordinates, i));
}

static json_t *coordinates_of(json_t *feature)
{
    return json_object_get(json_object_get(feature, "geometry"), "coordinates");
}

static point at_of(const vp_page_map *v, json_t *position)
{
    return (point){(json_number_value(json_array_get(position, 0)) - v->box.west) * v->narrowed * v->scale,
                   (v->box.north - json_number_value(json_array_get(position, 1))) * v->scale};
}

static void draw_ring(vp_buffer *out, const vp_page_map *v, json_t *ring)
{
    point before = {NAN, NAN};
    for (size_t i = 0; i < json_array_size(ring); i++) {
        point at = at_of(v, json_array_get(ring, i));
        at = (point){rint(at.x * 10) / 10, rint(at.y * 10) / 10};
        if (i > 0 && fabs(at.x - before.x) < FINEST && fabs(at.y - before.y) < FINEST) continue;
        vp_buffer_format(out, "%s%g %g", i ? "L" : "M", at.x, at.y);
        before = at;
    }
    vp_buffer_text(out, "Z");
}

/* Polygons are lists of rings of positions, multipolygons lists of those. */
static void draw_rings(vp_buffer *out, const vp_page_map *v, json_t *coordinates)
{
    json_t *first = json_array_get(json_array_get(json_array_get(coordinates, 0), 0), 0);
    for (size_t i = 0; i < json_array_size(coordinates); i++)
        (json_is_number(first) ? draw_ring : draw_rings)(out, v, json_array_get(coordinates, i));
}

void vp_page_map_add(const vp_page_map *v, json_t *feature, const char *items, vp_buffer *out)
{
    json_t *coordinates = coordinates_of(feature), *properties = json_object_get(feature, "properties");
    const char *id = json_string_value(json_object_get(feature, "id")),
               *name = json_string_value(json_object_get(properties, "name"));
    if (!json_array_size(coordinates)) return;
    vp_buffer_format(out, "<a href=\"%s/", items);
    vp_page_map_encode(out, id ? id : "");
    vp_buffer_text(out, "?f=html\"><title>");
    vp_html_escape(out, name ? name : id ? id : "");
    vp_buffer_text(out, "</title>");
    if (json_is_number(json_array_get(coordinates, 0))) {
        point at = at_of(v, coordinates);
        vp_buffer_format(out, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\"/>", at.x, at.y);
    } else {
        vp_buffer_text(out, "<path d=\"");
        draw_rings(out, v, coordinates);
        vp_buffer_text(out, "\"/>");
    }
    vp_buffer_text(out, "</a>\n");
}

bool vp_page_map_begin(vp_page_map *map, vp_bounds box, vp_buffer *out)
{
    const double least = 0.001; /* degrees: one point alone */
    if (box.west > box.east) return false;
    double margin = fmax(least, 0.02 * fmax(box.east - box.west, box.north - box.south));
    box = (vp_bounds){box.west - margin, box.south - margin, box.east + margin, box.north + margin};
    double narrowed = cos((box.south + box.north) / 2 * 3.14159265358979323846 / 180);
    *map = (vp_page_map){box, SIDE / fmax((box.east - box.west) * narrowed, box.north - box.south), narrowed};
    vp_buffer_format(out, "<svg role=\"img\" viewBox=\"0 0 %.0f %.0f\" fill-rule=\"evenodd\">\n",
                     (box.east - box.west) * narrowed * map->scale, (box.north - box.south) * map->scale);
    return true;
}

void vp_page_map_end(vp_buffer *out) { vp_buffer_text(out, "</svg>\n"); }

void vp_page_map_draw(vp_buffer *out, json_t *feature, const char *items)
{
    vp_page_map map;
    vp_bounds box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    extend(&box, coordinates_of(feature));
    if (!vp_page_map_begin(&map, box, out)) return;
    vp_page_map_add(&map, feature, items, out);
    vp_page_map_end(out);
}
