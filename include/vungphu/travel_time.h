/* Least travel time from each cell to its nearest facility, over a grid of paces.
 *
 * A step costs Σ (length inside the cell) · pace · slope factor over the cells that it
 * crosses (2 for a neighbour, 4 for a knight's move …). docs/methods.md, "Travel time". */
#pragma once
#include <math.h>
#include <vungphu/api.h>
#include <vungphu/pace.h>

VP_BEGIN_DECLS

/* What the slope does to the pace of the cells where it applies. */
typedef enum {
    VP_SLOPE_TOBLER,   /* multiplies it by exp(3.5 (|s + 0.05| - 0.05)) */
    VP_SLOPE_LANGMUIR, /* the pace comes on top of walking by Naismith and Langmuir, as in GRASS r.walk: a
                          metre takes 0.72 s, a metre up 6 s more, a metre down 2 s less, or 2 s more
                          where it falls by more than 0.2125. Applies to all steps */
} vp_slope_rule;

typedef struct {
    int neighbours;       /* 8, 16 or 32 */
    bool open_corners;    /* allow a diagonal step between two barriers that touch at a corner */
    bool from_facility;   /* minutes from the facility instead of towards it */
    double limit_minutes; /* cells at the limit are kept (limit.h). INFINITY: as far as there is a path; 0: only
                             the facilities' own cells */
    int threads;          /* at most; 0: one per core. The result is the same to the last bit */
    vp_slope_rule slope_rule;
    bool without_nearest; /* only minutes: less time and memory */
} vp_travel_options;

/* 32 neighbours, as far as there is a path. */
VP_API vp_travel_options vp_travel_defaults(void);

typedef struct {
    vp_grid *minutes; /* float32, never rounded; INFINITY where there is no path within the
                         limit; NaN where the terrain itself cannot be crossed, or follows
                         the slope and has no known height */
    int32_t *nearest; /* index into facility_cells; -1 where minutes is not finite.
                         Ties go to the lower index. NULL when not asked for */
} vp_travel;

/* Fills travel (free with vp_travel_clear). Without a facility all minutes are INFINITY. A geometry without cells,
 * or of 2^31 cells and more, is refused (VP_BAD_INPUT) before anything is allocated. A facility on terrain that cannot
 * be crossed reaches nobody; facility_cells of SIZE_MAX are skipped. */
VP_API bool vp_travel_time(const vp_terrain *terrain, const size_t facility_cells[], size_t facility_count,
                           const vp_travel_options *options, vp_travel *travel, vp_error *err);
VP_API void vp_travel_clear(vp_travel *travel);

/* The same for several sets of facilities on one terrain: what is prepared once serves all. */
typedef struct vp_travel_engine vp_travel_engine;

/* The terrain is read, not kept. */
VP_API vp_travel_engine *vp_travel_engine_new(const vp_terrain *terrain, const vp_travel_options *options,
                                              vp_error *err);
VP_API void vp_travel_engine_free(vp_travel_engine *engine);          /* NULL is fine */
VP_API size_t vp_travel_engine_bytes(const vp_travel_engine *engine); /* of its grids */
VP_API const vp_travel_options *vp_travel_engine_options(const vp_travel_engine *engine);
/* Minutes beyond are not kept: the limit asked for and its slack. */
VP_API float vp_travel_engine_limit(const vp_travel_engine *engine);
/* travel may be NULL, here and below: the engine has it, to be read by vp_travel_engine_read. */
VP_API bool vp_travel_engine_solve(vp_travel_engine *engine, const size_t facility_cells[], size_t facility_count,
                                   vp_travel *travel, vp_error *err);
/* Cells where a path may also begin with minutes on the clock, beside the facilities with 0. */
typedef struct {
    const float *minutes;   /* per cell of the geometry, 0 or more; INFINITY or NaN: none begins here */
    const int32_t *nearest; /* per cell: the label that goes with it. NULL for engines without_nearest */
} vp_travel_starts;

/* As vp_travel_engine_solve; starts may be NULL. Facilities cannot be added or removed afterwards. */
VP_API bool vp_travel_engine_solve_from(vp_travel_engine *engine, const size_t facility_cells[], size_t facility_count,
                                        const vp_travel_starts *starts, vp_travel *travel, vp_error *err);
/* Minutes of these cells only, as vp_travel_engine_solve gives them: cheaper than a whole grid.
 * minutes[i] is of cells[i]. */
VP_API bool vp_travel_engine_minutes(vp_travel_engine *engine, const size_t facility_cells[], size_t facility_count,
                                     const size_t cells[], size_t cell_count, float minutes[], vp_error *err);

/* Cells that are reached, and their minutes. Zeroed before the first use; room is kept from use to use. */
typedef struct {
    uint32_t *cells;
    float *minutes;
    size_t count, room;
} vp_reached;
VP_API void vp_reached_clear(vp_reached *reached);
VP_API bool vp_reached_add(vp_reached *reached, size_t cell, float minutes, vp_error *err);

/* The cells with finite minutes, as vp_travel_engine_solve gives them: when the limit leaves out most of the grid this
 * costs in proportion to what is reached. Their order depends on the geometry and on them alone. */
VP_API bool vp_travel_engine_reached(vp_travel_engine *engine, const size_t facility_cells[], size_t facility_count,
                                     vp_reached *reached, vp_error *err);

/* One facility more, or less, after a solve: travel, as the solve and the changes since left it, becomes
 * what a full solve of the changed set gives, to the last bit; only what changes is computed.
 * A new facility takes the next index; a removed one leaves its index empty. Not for engines
 * without_nearest. After a failure solve again. */
VP_API bool vp_travel_engine_add(vp_travel_engine *engine, size_t facility_cell, vp_travel *travel, vp_error *err);
VP_API bool vp_travel_engine_remove(vp_travel_engine *engine, size_t facility, vp_travel *travel, vp_error *err);
/* As add, at an index that is empty. */
VP_API bool vp_travel_engine_put(vp_travel_engine *engine, size_t facility, size_t facility_cell, vp_travel *travel,
                                 vp_error *err);

/* What a solve gave. */
typedef struct {
    const float *minutes;    /* per cell of the geometry; not finite: not reached, whatever the reason */
    const int32_t *nearest;  /* per cell; where minutes are finite a row of position */
    const int32_t *position; /* [row] index into facility_cells, -1 none; NULL: rows are indices themselves */
    size_t row_count;
    /* An engine of the same terrain and options took up these minutes before: they are not compared again, and only
     * laid where a change comes to. minutes and nearest then outlive the engine's next solve or resumption. */
    bool is_known;
} vp_travel_found;

/* The engine as vp_travel_engine_solve leaves it for these facilities, without solving: found must be what that
 * gives. One cell in 61 is compared with the steps that lead to it: VP_CONFLICT where it is of another terrain, other
 * options or other facilities; then solve. Not for engines without_nearest. */
VP_API bool vp_travel_engine_resume(vp_travel_engine *engine, const size_t facility_cells[], size_t facility_count,
                                    const vp_travel_found *found, vp_error *err);
/* Minutes as the last solve, resumption or change left them, per cell of the geometry. */
VP_API void vp_travel_engine_read(vp_travel_engine *engine, float minutes[]);

VP_END_DECLS
