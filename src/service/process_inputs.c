#include "service/process_inputs.h"
#include "store/spatial/ring_check.h"
#include <math.h>
#include <stdlib.h>
#include <vungphu/group.h>

double vp_inputs_number(const json_t *inputs, const char *name, double fallback)
{
    const json_t *value = json_object_get(inputs, name);
    return value ? json_number_value(value) : fallback;
}

double vp_inputs_number_at(const json_t *inputs, const char *name, size_t index)
{
    const json_t *value = json_array_get(json_object_get(inputs, name), index);
    return value ? json_number_value(value) : (double)NAN;
}

const char *vp_inputs_text(const json_t *inputs, const char *name, const char *fallback)
{
    const char *value = json_string_value(json_object_get(inputs, name));
    return value ? value : fallback;
}

bool vp_inputs_yes(const json_t *inputs, const char *name) { return json_is_true(json_object_get(inputs, name)); }

size_t vp_inputs_points(const json_t *inputs, const char *name)
{
    return json_array_size(json_object_get(inputs, name));
}

/* Where a point lies; member: what it is, for the sentence. */
static bool locate(const json_t *point, const char *member, size_t index, const vp_inputs_grid *grid,
                   vp_input_place *out, vp_error *err)
{
    double east, north, column, row;
    vp_grid_geometry f = grid->geometry;
    out->lon = json_number_value(json_array_get(point, 0));
    out->lat = json_number_value(json_array_get(point, 1));
    vp_mercator_from_lonlat(out->lon, out->lat, &east, &north);
    if (!vp_lattice_at(grid->mercator_to_cell, east, north, &column, &row) || column < 0 || row < 0 ||
        column >= (double)f.columns || row >= (double)f.rows)
        return vp_fail(err, VP_BAD_INPUT, "inputs.%s[%zu] (%g, %g) lies outside the province's grid", member, index,
                       out->lon, out->lat);
    out->x = f.west + column * f.cell_metres;
    out->y = f.north - row * f.cell_metres;
    out->cell = (size_t)row * f.columns + (size_t)column;
    return true;
}

bool vp_inputs_place(const json_t *inputs, const char *name, size_t index, const vp_inputs_grid *grid,
                     vp_input_place *out, vp_error *err)
{
    return locate(json_array_get(json_object_get(inputs, name), index), name, index, grid, out, err);
}

bool vp_inputs_area(const json_t *inputs, const char *name, size_t index, const vp_inputs_grid *grid, vp_shape *out,
                    vp_error *err)
{
    const json_t *ring = json_array_get(json_object_get(inputs, name), index);
    size_t corners = json_array_size(ring), count = corners + 1;
    vp_point *points = malloc(2 * count * sizeof *points), *degrees = points + count;
    if (!points) return vp_fail_memory(err, count * sizeof *points);
    bool ok = true;
    for (size_t k = 0; ok && k < count; k++) {
        vp_input_place at = {0};
        ok = locate(json_array_get(ring, k % corners), name, index, grid, &at, err);
        points[k] = (vp_point){at.x, at.y};
        degrees[k] = (vp_point){at.lon, at.lat};
    }
    ok = ok && vp_ring_check(degrees, count, name, index, err) && vp_shape_init(out, points, &count, 1, err);
    free(points);
    return ok;
}

bool vp_inputs_service(const json_t *inputs, const char *name, const vp_definitions *definitions, size_t *service,
                       vp_error *err)
{
    const char *id = vp_inputs_text(inputs, name, NULL);
    *service = id ? vp_region_service(definitions, id) : VP_NONE;
    return !id || *service != VP_NONE || vp_fail(err, VP_NOT_FOUND, "inputs.%s: there is no service %.100s", name, id);
}

bool vp_inputs_group(const json_t *inputs, const char *name, vp_land_view *view, size_t *group, vp_error *err)
{
    const char *id = vp_inputs_text(inputs, name, NULL);
    *group = VP_NONE;
    if (!vp_land_view_add_group(view, id, err)) return false;
    if (id) *group = vp_group_find(&view->region.definitions, id);
    return !id || *group != VP_NONE || vp_fail(err, VP_NOT_FOUND, "inputs.%s: there is no group %.100s", name, id);
}
