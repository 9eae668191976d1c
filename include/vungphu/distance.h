/* Straight-line distance to the nearest facility, and to marked cells. */
#pragma once
#include <vungphu/api.h>
#include <vungphu/region.h>

VP_BEGIN_DECLS

/* Metres along the ellipsoid (WGS 84) between two points at most some 200 km apart: the straight
 * chord through the earth, lengthened to its arc. Within 1.2e-7 · (metres / 1e5)² of the geodesic, relative: 11 mm
 * at 100 km (docs/methods.md, "Straight-line distance"). */
VP_API double vp_distance_metres(double lon_a, double lat_a, double lon_b, double lat_b);

/* What distances are measured on: cells, where they lie on the earth, and the places that offer a service. Borrowed. */
typedef struct {
    vp_grid_geometry geometry;
    const vp_lattice *cell_to_lonlat; /* (column, row), fractional → degrees */
    const vp_facility *facilities;    /* all; those of a service are indexes of it */
} vp_distance_plane;

/* The plane of a region. */
VP_API vp_distance_plane vp_distance_plane_of(const vp_region *region);

/* For each cell the distance from its centre to the facility nearest on the map plane, and that
 * facility (index into plane->facilities; *nearest is freed by the caller). INFINITY and -1
 * everywhere when there is no facility.
 * One lower envelope of parabolas a row: O(rows · (facilities + columns)). */
VP_API vp_grid *vp_distance_surface(const vp_distance_plane *plane, const size_t facilities[], size_t facility_count,
                                    int32_t **nearest, vp_error *err);

/* Called for a cell: the metres to its nearest facility and that facility; false stops. */
typedef bool vp_distance_cell(void *context, size_t cell, float metres, int32_t nearest);
/* The same, row by row, of the cells whose nearest facility is not the one in before (per cell of the grid; NULL:
 * all cells). facility_count > 0. False when visit stopped or memory was short. */
VP_API bool vp_distance_changes(const vp_distance_plane *plane, const size_t facilities[], size_t facility_count,
                                const int32_t before[], vp_distance_cell *visit, void *context);
/* Brings a surface up to date in place: metres and nearest of each cell are those of facilities of before; nearest is
 * -1, or a row that no facility has any more, where it must be looked at again. facility_count > 0. False:
 * VP_NO_MEMORY. */
VP_API bool vp_distance_renew(const vp_distance_plane *plane, const size_t facilities[], size_t facility_count,
                              float metres[], int32_t nearest[], vp_error *err);
/* The same of all cells, bands of rows beside each other: visit is called for each cell once, on several threads. */
VP_API bool vp_distance_everywhere(const vp_distance_plane *plane, const size_t facilities[], size_t facility_count,
                                   vp_distance_cell *visit, void *context);

/* metres[cell] from the cell's centre to the nearest centre of a cell with any of the bits, on the map plane; INFINITY:
 * there is none. Squares are whole numbers, so it is exact: O(cells). */
VP_API bool vp_distance_to_cells(vp_grid_geometry geometry, const uint32_t mask[], uint32_t bits, double metres[],
                                 vp_error *err);

VP_END_DECLS
