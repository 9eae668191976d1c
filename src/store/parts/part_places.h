/* Where the cells of the whole lie in a part that is computed in a projected system of its own. */
#pragma once
#include <vungphu/grid.h>

typedef struct vp_part_places vp_part_places;

/* window: of the whole's cells, those that may be asked for. NULL and err when memory is short or a system unknown. */
vp_part_places *vp_part_places_new(const char *whole_crs, vp_grid_geometry window, const char *part_crs,
                                   vp_grid_geometry part, vp_error *err);
void vp_part_places_free(vp_part_places *places); /* NULL is fine */
/* The part's cell that holds the middle of the window's; false when none does. */
bool vp_part_places_find(const vp_part_places *places, size_t column, size_t row, size_t *cell);
