/* Field strength of broadcast transmitters over an area, and what a receiver needs.
 *
 * Each cell is a receiver at its centre; the path is the straight line on the map plane,
 * which in a conformal projection lies within metres of the great circle, with its true
 * length and azimuth (docs/methods.md, "Broadcast"). Heights are bilinear between cells,
 * clutter is that of the cell. Values are dB(µV/m). */
#pragma once
#include <math.h>
#include <vungphu/api.h>
#include <vungphu/propagation.h>
#include <vungphu/region.h>

VP_BEGIN_DECLS

typedef enum {
    VP_SIGNAL_RADIAL, /* P.1812, cells share the work along a radial: the default */
    VP_SIGNAL_EXACT,  /* P.1812, a profile of its own for every cell: slow, the oracle */
    VP_SIGNAL_SIGHT,  /* free space where the aerials see each other over the median earth */
} vp_signal_method;

typedef struct {
    vp_signal_method method;
    double receiver_metres;                     /* aerial above ground */
    double time_percent;                        /* 50 for service, 1 for interference */
    double location_percent, location_sigma_db; /* 50: medians, which thresholds are stated for */
    double n0, delta_n;
    double radius_km;            /* nothing is received farther away */
    const float *clutter_metres; /* [256] by land-cover class. NULL: the region's, or built in */
    const uint8_t *zones;        /* services only: [cell] vp_radio_zone of the region. NULL: all inland */
    /* Services only: a transmitter counts only where it is protected from all others on air
     * on its channel with another programme (docs/methods.md, "Broadcast"). */
    bool interference;
    /* Services and vp_signal_field_at: each field is raised by vp_threshold_shift, so that a limit stated at the
     * system's reference frequency holds for transmitters of all frequencies. */
    bool at_reference;
    int threads; /* at most; 0: one per core */
    /* Progress 0..1 after each transmitter; returning false cancels. May be NULL. */
    bool (*progress)(void *context, double done);
    void *context;
} vp_signal_options;

/* Along radials, median of time and locations, N0 325, ΔN 45, receiver at 10 m, out to 300 km. */
VP_API vp_signal_options vp_signal_defaults(void);

/* The row of a land-cover class: of own, a region's clutter_heights, else the built-in one (P.1812 table 2 by ESA
 * WorldCover codes), else NULL, which is 0 m. Borrowed. */
VP_API const vp_clutter_height *vp_clutter_of(const vp_clutter_height own[], size_t own_count,
                                              uint8_t land_cover_class);
/* The heights of all classes so found. */
VP_API void vp_clutter_fill(const vp_clutter_height own[], size_t own_count, float metres[256]);
/* The built-in height of a class. */
VP_API float vp_clutter_metres(uint8_t land_cover_class);

/* The terrain that signals cross. All borrowed. A height is that of elevation where it is known, else that of wide;
 * where neither knows it, no path across is known. Land cover and zones are those of the geometry: beyond it the
 * terrain is bare and inland. */
typedef struct {
    vp_grid_geometry geometry;
    const float *elevation;    /* [cell] metres above sea level, NaN unknown */
    const uint8_t *land_cover; /* [cell]. NULL: no clutter */
    const uint8_t *zones;      /* [cell] vp_radio_zone. NULL: all inland */
    const vp_grid *wide;       /* heights on a coarser geometry of its own, for what lies beyond. NULL: none */
    const vp_lattice *lonlat;  /* (column, row), fractional → degrees. NULL: the plane is taken as true */
} vp_signal_terrain;

/* Bilinear height at a place of the map plane; NaN where it is not known. */
VP_API double vp_signal_height(const vp_signal_terrain *terrain, double x, double y);

/* One transmitter. INFINITY where nothing is received (beyond the radius; without sight),
 * NaN where a hole in the elevation lies on the path: everywhere, when the transmitter itself
 * stands in one or outside. VP_BAD_INPUT when the transmitter is outside the method. */
VP_API vp_grid *vp_signal_field(const vp_signal_terrain *terrain, const vp_transmitter *transmitter,
                                const vp_signal_options *options, vp_error *err);

/* Some of the cells of a terrain's geometry, and what is asked of them. */
typedef struct {
    const uint32_t *cells; /* each once */
    size_t count;
    double
        least; /* only whether a field is at least that: where it surely is below, INFINITY may stand; -INFINITY: all */
} vp_signal_places;

/* The same at some cells alone, field[k] of cells[k], raised by vp_threshold_shift with options->at_reference. A radial
 * takes its true length from the farthest of the cells that are asked about: within 0.002 dB of vp_signal_field's. */
VP_API bool vp_signal_field_at(const vp_signal_terrain *terrain, const vp_transmitter *transmitter,
                               const vp_signal_options *options, const vp_signal_places *places, float field[],
                               vp_error *err);

/* other is on air on wanted's channel, with another programme: the same programme is a
 * single-frequency network. */
VP_API bool vp_signal_disturbs(const vp_transmitter *wanted, const vp_transmitter *other);

/* The surfaces of a region's signal services: the best of the open transmitters of the
 * service's mode and scope. Scope `both` is the weaker of the best national and the best
 * local, so that both reach a limit; `either` is the stronger. A value is known only when
 * no path across a hole could beat it; else NaN. INFINITY: there is no such transmitter. */
typedef struct vp_signal vp_signal;

/* region and what options point to must outlive the result. VP_NOT_FOUND without elevation. */
VP_API vp_signal *vp_signal_new(const vp_region *region, const vp_signal_options *options, vp_error *err);
VP_API void vp_signal_free(vp_signal *signal);
/* Takes over what an earlier signal with the same options made when the region had only its first transmitter_count
 * transmitters: values and best as vp_signal_service gave them for a service of the system whose scope is national or
 * local alone. Only transmitters after those are swept for it. best may be NULL: then nothing is known of whose the
 * values are. VP_BAD_INPUT where vp_signal_can_take_over is false, or with interference, since a new transmitter may
 * disturb the others. */
VP_API bool vp_signal_take_over(vp_signal *signal, const vp_service *service, const vp_grid *values,
                                const int32_t best[], size_t transmitter_count, vp_error *err);
/* Whether it can be: the service is of one scope, and values are unknown only where the terrain is. */
VP_API bool vp_signal_can_take_over(const vp_region *region, const vp_service *service, const vp_grid *values);
/* The service's surface on region->geometry; the caller frees it. What a system and scope
 * need is computed once and kept for later services. best: NULL, or of each cell the index in
 * region->supply.transmitters of the one whose field the value is, -1 where nothing is received or not known; of
 * equal fields the one of higher power, then the one listed first; of scope `both` the weaker of the two. */
VP_API vp_grid *vp_signal_service(vp_signal *signal, const vp_service *service, int32_t best[], vp_error *err);
/* The same for one service alone. */
VP_API vp_grid *vp_signal_surface(const vp_region *region, const vp_service *service, const vp_signal_options *options,
                                  vp_error *err);

VP_END_DECLS
