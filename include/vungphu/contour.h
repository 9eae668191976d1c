/* The area where a surface is at most a limit, as polygons with smooth borders: isochrones.
 *
 * Marching squares over the centres of cells (Lorensen and Cline 1987 in the plane; docs/methods.md,
 * "Isochrones"): borders cross the line between two neighbours where the value interpolated between
 * them is the limit; between cells that are reached and cells without a finite value (no path, no
 * data, outside the geometry) half way, which is the cell's edge. Rings never touch or cross
 * themselves or each other, so the polygons are valid, and those of a lower limit lie within those of
 * a higher one. */
#pragma once
#include <vungphu/api.h>
#include <vungphu/grid.h>
#include <vungphu/shape.h>

VP_BEGIN_DECLS

typedef struct {
    vp_shape shape; /* projected metres; outer rings counter-clockwise, holes clockwise */
    size_t *outer;  /* [ring] the ring it is a hole of; VP_CONTOUR_OUTER for an outer ring */
} vp_contour;

#define VP_CONTOUR_OUTER ((size_t)-1)

/* The cells that count are those with mask[cell] not 0 (NULL: all) and label[cell] == wanted (NULL: all). */
typedef struct {
    const float *values; /* one a cell of the geometry; what is not finite is never within the limit */
    const uint8_t *mask;
    const int32_t *labels;
    int32_t label;
} vp_contour_field;

/* An area of nobody is a contour without rings. Any limit is taken: INFINITY is wherever the value is
 * finite, NaN is refused as VP_BAD_INPUT. Only cells of [column, row] within the box are looked at; a
 * box of {0, 0, 0, 0} is the whole geometry. Cost: one pass over the box and the length of the border. */
typedef struct {
    size_t first_column, first_row, columns, rows;
} vp_contour_box;
VP_API bool vp_contour_at(vp_grid_geometry geometry, const vp_contour_field *field, vp_contour_box box, double limit,
                          vp_contour *contour, vp_error *err);
VP_API void vp_contour_clear(vp_contour *contour);

VP_END_DECLS
