/* Cells that no path reaches over known terrain, but one would if the unknown cells could be crossed: whether they are
 * reached is not known. docs/methods.md, "Across unknown terrain". */
#pragma once
#include <vungphu/travel_surface.h>

/* The cell's cover is not known or, where the slope counts, its height: whether a mode can be there is not known. */
bool vp_cut_off_is_unknown(const vp_travel_solved *solved, size_t cell);

typedef struct {
    uint32_t *cells;
    size_t count, room;
} vp_cut_off;

/* minutes: of each cell, INFINITY where there is no path within the limit; cells that cannot be crossed are not looked
 * at. Appends the cells that are cut off, in no order. Costs nothing where every cell that can be crossed is reached,
 * and else in proportion to those that are not and to the unknown ones beside them; a second solve when there is a
 * limit. */
bool vp_cut_off_find(const vp_travel_solved *solved, const float minutes[], vp_cut_off *out, vp_error *err);
void vp_cut_off_clear(vp_cut_off *cut);
