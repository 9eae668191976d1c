#include "store/parts/part_places.h"
#include "store/spatial/transform.h"
#include <math.h>
#include <stdlib.h>

/* Between two nodes places are interpolated. A straight line bends by less than 5e-8 a metre from one transverse
 * Mercator to the next, so that 16 cells of 100 m are off by 2 cm. */
enum { STEP = 16 };

struct vp_part_places {
    vp_grid_geometry part;
    size_t across;
    vp_point nodes[]; /* of cells 0, 16, 32 … of the window, row by row, in the part's metres */
};

static bool place_nodes(vp_part_places *p, size_t down, vp_grid_geometry window, vp_transform *to_part)
{
    for (size_t j = 0; j < down; j++)
        for (size_t i = 0; i < p->across; i++)
            p->nodes[j * p->across + i] = (vp_point){window.west + ((double)(i * STEP) + 0.5) * window.cell_metres,
                                                     window.north - ((double)(j * STEP) + 0.5) * window.cell_metres};
    return vp_transform_forward(to_part, p->nodes, p->across * down);
}

vp_part_places *vp_part_places_new(const char *whole_crs, vp_grid_geometry window, const char *part_crs,
                                   vp_grid_geometry part, vp_error *err)
{
    size_t across = window.columns / STEP + 2, down = window.rows / STEP + 2;
    vp_transform *to_part = vp_transform_new(whole_crs, part_crs, err);
    if (!to_part) return NULL;
    vp_part_places *p = malloc(sizeof *p + across * down * sizeof *p->nodes);
    bool ok = p || vp_fail_memory(err, across * down * sizeof *p->nodes);
    if (ok) {
        *p = (vp_part_places){part, across};
        ok = place_nodes(p, down, window, to_part) ||
             vp_fail(err, VP_BAD_INPUT, "%s has no place for all of the part's cells", part_crs);
    }
    vp_transform_free(to_part);
    if (ok) return p;
    free(p);
    return NULL;
}

void vp_part_places_free(vp_part_places *places) { free(places); }

static double between(double a, double b, double share) { return a + (b - a) * share; }

bool vp_part_places_find(const vp_part_places *p, size_t column, size_t row, size_t *cell)
{
    const vp_point *n = &p->nodes[row / STEP * p->across + column / STEP], *below = n + p->across;
    double right = (double)(column % STEP) / STEP, down = (double)(row % STEP) / STEP;
    double x = between(between(n[0].x, n[1].x, right), between(below[0].x, below[1].x, right), down),
           y = between(between(n[0].y, n[1].y, right), between(below[0].y, below[1].y, right), down);
    return vp_grid_geometry_locate(p->part, x, y, cell);
}
