/* A raster: the size of its cells, where it lies, and what a window from its middle holds. */
#include "store/look/look_internal.h"
#include "store/spatial/crs.h"
#include "store/spatial/transform.h"
#include "store/text/text.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SIDE = 1200 }; /* cells of the window, most */

void vp_look_widen(vp_look_reach *reach, vp_point p)
{
    vp_bounds *b = &reach->plain;
    double turned = p.x < 0 ? p.x + 360 : p.x;
    b->west = fmin(b->west, p.x), b->east = fmax(b->east, p.x);
    b->south = fmin(b->south, p.y), b->north = fmax(b->north, p.y);
    reach->west = fmin(reach->west, turned), reach->east = fmax(reach->east, turned);
}

vp_bounds vp_look_narrower(const vp_look_reach *reach)
{
    vp_bounds b = reach->plain;
    if (b.east - b.west <= 180 || reach->east - reach->west >= 180) return b;
    return (vp_bounds){reach->west, b.south, reach->east, b.north};
}

bool vp_look_degrees(const char *crs, vp_bounds b, vp_bounds *degrees)
{
    enum { STEPS = 8 };
    vp_point points[(STEPS + 1) * (STEPS + 1)];
    vp_transform *projection = vp_transform_new(crs, "EPSG:4326", NULL);
    size_t count = 0;
    for (int i = 0; i <= STEPS; i++)
        for (int k = 0; k <= STEPS; k++)
            points[count++] =
                (vp_point){b.west + (b.east - b.west) * i / STEPS, b.south + (b.north - b.south) * k / STEPS};
    bool ok = projection && vp_transform_forward(projection, points, count);
    vp_look_reach all = VP_LOOK_NOWHERE;
    for (size_t i = 0; ok && i < count; i++) vp_look_widen(&all, points[i]);
    if (ok) *degrees = vp_look_narrower(&all);
    vp_transform_free(projection);
    return ok;
}

static void count_classes(vp_look_raster *r, double value)
{
    if (floor(value) != value) r->whole = false;
    if (!(value >= 0 && value <= 255) || floor(value) != value) return;
    r->class_count += !r->classes[(int)value];
    r->classes[(int)value] = true;
}

static void measure(vp_look_raster *r, const double cells[], size_t columns, size_t rows)
{
    double sum = 0, squares = 0, steps = 0;
    size_t pairs = 0;
    r->whole = true;
    for (size_t i = 0; i < columns * rows; i++) {
        double v = cells[i];
        if (isnan(v)) continue;
        r->least = r->known ? fmin(r->least, v) : v, r->most = r->known ? fmax(r->most, v) : v;
        r->known++;
        sum += v, squares += v * v;
        count_classes(r, v);
        if ((i + 1) % columns && !isnan(cells[i + 1])) steps += fabs(cells[i + 1] - v), pairs++;
    }
    double count = (double)r->known,
           spread = count > 1 ? sqrt(fmax(0, squares / count - sum * sum / count / count)) : 0;
    r->roughness = pairs && spread > 0 ? steps / (double)pairs / spread : 1;
}

bool vp_look_raster_cells(vp_look *look, const vp_source_request *request, vp_error *err)
{
    vp_raster_header h;
    vp_findings ignored = {0};
    vp_look_raster *r = &look->raster;
    look->kind = VP_LOOK_RASTER;
    if (!vp_source_raster_header(request, &h, &ignored, err)) {
        vp_findings_clear(&ignored);
        return false;
    }
    vp_raster_window w = {.columns = h.columns < SIDE ? h.columns : SIDE, .rows = h.rows < SIDE ? h.rows : SIDE};
    w.column = (h.columns - w.columns) / 2, w.row = (h.rows - w.rows) / 2;
    double *cells = vp_source_raster_cells(request, w, &ignored, err);
    bool ok = cells != NULL;
    if (ok) {
        const double *t = h.transform;
        vp_bounds own = {t[0], t[3] + t[5] * (double)h.rows, t[0] + t[1] * (double)h.columns, t[3]};
        measure(r, cells, w.columns, w.rows);
        r->bytes = h.type && strcmp(h.type, "Byte") == 0;
        r->has_crs = *h.crs != '\0';
        r->words = vp_text_fold(h.words);
        if (r->has_crs) vp_look_degrees(h.crs, own, &look->bounds);
        r->cell_metres = r->has_crs && vp_crs_is_geographic(h.crs) ? -t[5] * 111320 : t[1];
    }
    free(cells);
    vp_raster_header_clear(&h);
    vp_findings_clear(&ignored);
    return ok;
}
