/* Connected places of marked cells, joined over eight neighbours within one unit of the main set. The cells of a place
 * come row by row, in which order their people are summed, so that a figure is the same to the bit at each asking.
 *
 * Most cells lie whole in one unit, and a mark says just which; a cell of which units have parts has a row of its own.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <vungphu/coverage.h>
#include <vungphu/group_people.h>

typedef struct {
    uint32_t unit; /* with most of the cell; of equals the first that claimed it */
    float best;    /* share of that unit */
    vp_group_people people;
} vp_shared_cell;

/* Marked cells of one unit that lie side by side in a row. */
typedef struct {
    uint32_t first, count;
    uint32_t unit;
    bool is_shared; /* some of them have rows of their own */
    /* While places are joined: an earlier stretch of the same place, itself in the first one; the next of the place,
     * UINT32_MAX none; in the first one the last. */
    uint32_t earlier, next, last;
} vp_cell_stretch;

typedef struct {
    vp_grid_geometry geometry;
    uint32_t unit_count;
    uint32_t *marks; /* per cell: 0; 1 + unit; 1 + unit_count + row of shared */
    vp_shared_cell *shared;
    size_t shared_count, shared_room;
    double *x, *y;              /* of the centres of columns and rows, projected metres */
    vp_cell_stretch *stretches; /* of all places, row by row; NULL before the first is asked for */
    size_t stretch_count, stretch_room, searched;
    /* The place in hand: */
    vp_cell_stretch *own;
    size_t own_count, own_room;
    double *people; /* of their cells, one stretch after the other: filled by whoever marked them */
    size_t count, room;
    uint32_t unit;
} vp_cell_places;

bool vp_cell_places_init(vp_cell_places *places, vp_grid_geometry geometry, size_t unit_count, vp_error *err);
void vp_cell_places_clear(vp_cell_places *places); /* also after a failed init */

/* Whether none of these cells is marked. */
bool vp_cell_places_are_free(const vp_cell_places *places, size_t first, size_t count);
/* How a question marks cells. */
typedef struct {
    /* Cells that lie whole in the unit of the run and in no other: into marks. */
    void (*mark)(const void *question, vp_run run);
    /* A part of a cell; by vp_cell_places_share. */
    bool (*claim)(void *question, vp_partial part, vp_error *err);
} vp_cell_marker;

/* Every cell and part of one in the weights, but for units without people of the group. */
bool vp_cell_places_mark(vp_cell_places *places, const vp_weights *weights, const vp_group_unit units[],
                         vp_cell_marker marker, void *question, vp_error *err);
/* The row of a cell, for people to be added; NULL without memory. *whole: the unit that it was marked with, whose
 * people the row does not hold yet; else VP_NONE. */
vp_shared_cell *vp_cell_places_share(vp_cell_places *places, vp_partial part, size_t *whole, vp_error *err);
/* NULL: all of the cell is the unit's. */
static inline const vp_shared_cell *vp_cell_places_row(const vp_cell_places *places, uint32_t cell)
{
    uint32_t mark = places->marks[cell];
    return mark > places->unit_count ? &places->shared[mark - places->unit_count - 1] : NULL;
}

/* Once all cells are marked, the place with the lowest cell that is left, in own, count and unit. With count 0: there
 * is none. */
bool vp_cell_places_next(vp_cell_places *places, vp_error *err);

typedef struct {
    double people, x, y; /* the people's centre moved to the place's nearest cell */
    double area_square_metres;
} vp_cell_place;
/* Of the place in hand, by its people. */
vp_cell_place vp_cell_places_measure(const vp_cell_places *places);

/* [unit of the main set]; NULL and err without memory; free it. */
vp_group_unit *vp_cell_places_units(const vp_group_cells *counted, vp_error *err);
