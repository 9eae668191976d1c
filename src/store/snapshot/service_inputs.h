/* What the results of a service rest on, as sums by kind: where the sums of two builds are equal, so are the results,
 * to the bit. */
#pragma once
#include "store/spatial/input_sum.h"
#include <vungphu/region.h>
#include <vungphu/travel_time.h>

typedef enum {
    VP_INPUT_PROGRAM,    /* the program and the libraries that it computes with */
    VP_INPUT_GRID,       /* where the cells lie */
    VP_INPUT_TERRAIN,    /* heights, land cover, roads, barriers, as far as its reach looks at them */
    VP_INPUT_SPEEDS,     /* of its modes, and how travel is solved */
    VP_INPUT_SERVICE,    /* its reach, modes, season, title */
    VP_INPUT_FACILITIES, /* who gives it, and where, in their order; of those who are travelled to, within the grids */
    VP_INPUTS_OF_SURFACE,
    VP_INPUT_UNITS = VP_INPUTS_OF_SURFACE, /* outlines and codes, of every level and vintage */
    VP_INPUT_PEOPLE,                       /* every population */
    VP_INPUT_LOAD,                         /* its limit, capacities, and facilities of years to come */
    VP_INPUTS_OF_COUNTS,
    VP_INPUT_GROUP = VP_INPUTS_OF_COUNTS, /* whom it is for */
    VP_INPUT_SETTLEMENTS,
    VP_INPUTS_OF_PLACES,
    VP_INPUT_ROWS =
        VP_INPUTS_OF_PLACES, /* where those who give it stand among all: what surfaces of the nearest name */
    VP_INPUT_COUNT
} vp_input;
extern const char *const vp_input_names[VP_INPUT_COUNT]; /* program, grid, terrain … */

typedef struct {
    char *service; /* its id */
    vp_input_sum sums[VP_INPUT_COUNT];
} vp_service_inputs;

/* Of every service, in the region's order, with its terrain: *count of them, each with its own id; free them by
 * vp_service_inputs_free. NULL and err when memory is short or the program cannot read itself. */
vp_service_inputs *vp_service_inputs_of(const vp_region *region, const vp_travel_options *travel, size_t *count,
                                        vp_error *err);
void vp_service_inputs_free(vp_service_inputs *inputs, size_t count); /* NULL is fine */

/* Of two lists of facilities with the same sum: rows[row of was] the row in is of who stands at the same place among
 * those that count, -1 of others. was and is: the lists' regions; rows has one for each facility of was. */
void vp_service_inputs_follow(const vp_region *was, size_t service_then, const vp_region *is, size_t service,
                              int32_t rows[]);
