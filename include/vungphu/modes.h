/* Travel by several modes: each traveller takes the fastest, and may change en route.
 *
 * A state is a cell and the mode one is in. Steps lead from cell to cell within a mode; where two modes can
 * both be, a change leads from one to the other for its minutes. The minutes of a cell are the least over the
 * modes one may set out in. docs/methods.md, "Several modes". */
#pragma once
#include <vungphu/api.h>
#include <vungphu/travel_time.h>

VP_BEGIN_DECLS

enum { VP_MODES_MOST = 8 };

typedef struct vp_modes {
    size_t count;
    char *names[VP_MODES_MOST];
    vp_terrain *terrains[VP_MODES_MOST];                 /* owned */
    double change_minutes[VP_MODES_MOST][VP_MODES_MOST]; /* [from][to]; INFINITY: not possible */
} vp_modes;

/* The modes of a service, joined by '|', in a season, with the region's changes between them. */
VP_API vp_modes *vp_modes_new(const vp_region *region, const char *names, vp_season season, vp_error *err);
/* The name at an index of such a list, not ended by a zero: its length; 0 when there is none. */
VP_API size_t vp_modes_name(const char *names, size_t index, const char **name);
VP_API void vp_modes_free(vp_modes *modes); /* NULL is fine */
/* Whether any mode can be in the cell. */
VP_API bool vp_modes_passable(const vp_modes *modes, size_t cell);
/* vp_terrain_snap to the nearest terrain of any mode. */
VP_API bool vp_modes_snap(const vp_modes *modes, double x, double y, double most_metres, size_t *cell, double *metres);

/* Free with vp_modes_travel_clear. */
typedef struct {
    vp_grid *minutes; /* NaN where no mode can be; INFINITY where none has a path */
    int32_t *nearest; /* as vp_travel; NULL for without_nearest */
    int32_t *mode;    /* the mode one sets out in, or comes in from the facility: the first of equals; -1 where
                         minutes is not finite. NULL for one mode */
} vp_modes_travel;

VP_API void vp_modes_travel_clear(vp_modes_travel *travel);

/* For several sets of facilities; the terrains are read, not kept. */
typedef struct vp_modes_engine vp_modes_engine;
VP_API vp_modes_engine *vp_modes_engine_new(const vp_modes *modes, const vp_travel_options *options, vp_error *err);
VP_API void vp_modes_engine_free(vp_modes_engine *engine);
/* One mode: the very result of vp_travel_engine_solve. */
VP_API bool vp_modes_engine_solve(vp_modes_engine *engine, const size_t facility_cells[], size_t facility_count,
                                  vp_modes_travel *travel, vp_error *err);
/* What the minutes are taken from: layers[mode], of those who are in the mode at the cell and may change en route.
 * The caller clears each. */
VP_API bool vp_modes_engine_solve_layers(vp_modes_engine *engine, const size_t facility_cells[], size_t facility_count,
                                         vp_travel layers[], vp_error *err);
/* The fastest of such layers; they are left as they are. */
VP_API bool vp_modes_fastest(const vp_travel layers[], size_t count, vp_modes_travel *travel, vp_error *err);
/* Minutes of these cells only, as vp_travel_engine_minutes. */
VP_API bool vp_modes_engine_minutes(vp_modes_engine *engine, const size_t facility_cells[], size_t facility_count,
                                    const size_t cells[], size_t cell_count, float minutes[], vp_error *err);
/* As vp_travel_engine_reached, by the fastest mode. */
VP_API bool vp_modes_engine_reached(vp_modes_engine *engine, const size_t facility_cells[], size_t facility_count,
                                    vp_reached *reached, vp_error *err);

VP_END_DECLS
