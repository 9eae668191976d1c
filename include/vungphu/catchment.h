/* Who a facility serves: the cells within a limit of it with their minutes, packed, and their people.
 *
 * Packed: runs of cells along the rows as (gap, length), then for each cell the difference of its
 * minutes' bits from the cell before, all as variable-length whole numbers; nothing is rounded. */
#pragma once
#include <vungphu/api.h>
#include <vungphu/travel_time.h>

VP_BEGIN_DECLS

typedef enum {
    VP_CATCHMENT_SERVES,  /* somebody or nobody: at least the facility's own cell */
    VP_CATCHMENT_OUTSIDE, /* the facility lies outside the geometry: no cells */
    VP_CATCHMENT_BARRED,  /* it stands on ground that cannot be crossed: no cells */
} vp_catchment_state;

typedef struct {
    vp_catchment_state state;
    uint8_t *bytes;
    size_t byte_count, cell_count;
} vp_catchment;

VP_API void vp_catchment_clear(vp_catchment *catchment);

/* Cells whose minutes are finite and at most limit, and of those only the ones where mask is not 0 (NULL: all)
 * and nearest is the facility (nearest NULL: all). VP_BAD_INPUT for a limit that is NaN or below 0; 0 is the
 * facility's own cell, INFINITY all that can be reached. */
typedef struct {
    const float *minutes;
    const int32_t *nearest;
    int32_t facility;
    const uint8_t *mask;
    double limit;
} vp_catchment_source;
VP_API bool vp_catchment_init(vp_catchment *catchment, vp_grid_geometry geometry, const vp_catchment_source *source,
                              vp_error *err);

/* Reads the cells back in ascending order; false after the last. Begin with {.catchment = …}. */
typedef struct {
    const vp_catchment *catchment;
    size_t at, left, next_cell; /* bytes read; cells left in the run */
    uint32_t bits;
} vp_catchment_reader;
VP_API bool vp_catchment_next(vp_catchment_reader *reader, size_t *cell, float *minutes);

/* Σ people[cell]; cells of NaN count as nobody. 0 for a catchment of nobody. */
VP_API double vp_catchment_people(const vp_catchment *catchment, const float people[]);

/* Each facility alone, so that catchments overlap: one bounded run each. options.limit_minutes is the limit;
 * cells of SIZE_MAX lie outside. out[facility_count]: clear each. */
VP_API bool vp_catchments_overlapping(const vp_terrain *terrain, const size_t facility_cells[], size_t facility_count,
                                      const vp_travel_options *options, vp_catchment out[], vp_error *err);
/* Each cell in the catchment of its nearest facility: the parts of travel, as vp_travel_time gave it for the
 * facility_cells. One pass for all. A facility that shares its cell with an earlier one has no cells of its own. */
VP_API bool vp_catchments_nearest(const size_t facility_cells[], size_t facility_count, const vp_travel *travel,
                                  double limit, vp_catchment out[], vp_error *err);

VP_END_DECLS
