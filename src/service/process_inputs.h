/* What a client sent to a process, checked against its row. What was not sent is the fallback. */
#pragma once
#include "snapshot/land_view.h"
#include <jansson.h>
#include <stdbool.h>
#include <vungphu/region.h>
#include <vungphu/shape.h>

double vp_inputs_number(const json_t *inputs, const char *name, double fallback);
const char *vp_inputs_text(const json_t *inputs, const char *name, const char *fallback);
bool vp_inputs_yes(const json_t *inputs, const char *name);
/* Number [index] of an input of numbers; NaN where there is none. */
double vp_inputs_number_at(const json_t *inputs, const char *name, size_t index);
/* How many points, areas or numbers an input has; 0 when it was not sent. */
size_t vp_inputs_points(const json_t *inputs, const char *name);

/* The grid that places are found on. */
typedef struct {
    vp_grid_geometry geometry;
    const vp_lattice *mercator_to_cell;
} vp_inputs_grid;

typedef struct {
    double lon, lat; /* degrees, WGS 84 */
    double x, y;     /* projected metres */
    size_t cell;
} vp_input_place;

/* Where points[index] of an input lies; VP_BAD_INPUT outside the grid. */
bool vp_inputs_place(const json_t *inputs, const char *name, size_t index, const vp_inputs_grid *grid,
                     vp_input_place *out, vp_error *err);
/* Polygon [index] of an input of areas, projected; vp_shape_clear. VP_BAD_INPUT where a corner lies outside the grid,
 * or its border crosses itself. */
bool vp_inputs_area(const json_t *inputs, const char *name, size_t index, const vp_inputs_grid *grid, vp_shape *out,
                    vp_error *err);
/* An input that names a service of the region; VP_NONE when it was not sent. */
bool vp_inputs_service(const json_t *inputs, const char *name, const vp_definitions *definitions, size_t *service,
                       vp_error *err);
/* A group, which may be a combination (vungphu/group.h): then it is put into the view, once. */
bool vp_inputs_group(const json_t *inputs, const char *name, vp_land_view *view, size_t *group, vp_error *err);
