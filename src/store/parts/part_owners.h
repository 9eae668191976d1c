/* The parts of a nation as its dataset names them, and which of them each cell of the whole's grids belongs to. */
#pragma once
#include <vungphu/region.h>

typedef struct {
    char *id, *level, *vintage; /* vintage "": any */
    char *units;                /* codes joined by | */
    char *crs;                  /* that it is computed in, on cells of its own; "": that of the whole */
    vp_grid_geometry window;    /* of the whole's cells, that it is computed on, or lies on */
} vp_part;

/* Of the dataset, in the order of parts.csv; *count 0 where it names none. False and err when it cannot be read. */
bool vp_parts_load(const char *dataset, vp_part **parts, size_t *count, vp_error *err);
void vp_parts_free(vp_part *parts, size_t count);
/* Of the dataset of a part: its grids are a window of these. */
bool vp_parts_whole(const char *dataset, vp_grid_geometry *whole, vp_error *err);
/* Marks with bits the cells of the region of which the part's units have half or more. */
bool vp_part_mark(const vp_region *region, const vp_part *part, uint32_t bits, uint32_t mask[], vp_error *err);

enum { VP_NO_PART = UINT16_MAX };
/* Where cell 0 of a window lies in the whole; false when it is no window of it. */
bool vp_part_corner(vp_grid_geometry whole, vp_grid_geometry window, size_t *column, size_t *row);
/* [cell] The part that has half of the cell or more; of others the part that is fewest cells away among those whose
 * window has the cell, VP_NO_PART where none has. Free it; NULL and err when memory is short. */
uint16_t *vp_part_owners(const vp_region *whole, const vp_part parts[], size_t count, vp_error *err);

/* Cells of which units of parts have a part and others another. */
typedef struct {
    uint32_t cell;
    uint16_t part;
} vp_shared_cell;
/* All of them, by part where a cell has several; *count. Free it; NULL and err when memory is short. */
vp_shared_cell *vp_part_shared_cells(const vp_region *whole, const vp_part parts[], size_t part_count, size_t *count,
                                     vp_error *err);
