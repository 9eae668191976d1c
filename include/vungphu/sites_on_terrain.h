/* Where to put P facilities on a terrain: the problem of sites.h whose costs are travel times, worked out only for the
 * candidates that could be part of a better choice; and what such a problem begins with, demands and candidates
 * (docs/methods.md, "Sites"). */
#pragma once
#include <vungphu/lattice.h>
#include <vungphu/signal.h>
#include <vungphu/sites.h>
#include <vungphu/travel_time.h>
#include <vungphu/zonal.h>

VP_BEGIN_DECLS

/* The mast that stands on every chosen site: whoever receives it is covered. */
typedef struct {
    vp_signal_terrain terrain;  /* of the geometry of the problem's terrain */
    vp_transmitter transmitter; /* what it radiates; its place is not read */
    vp_signal_options options;  /* but threads and progress */
    const float *other;         /* [cell] a field that must reach the limit there as well; NULL: none */
} vp_terrain_masts;

/* Demands and candidate sites are cells of a terrain; who covers whom is decided by travel time, straight line or
 * field strength. */
typedef struct {
    vp_objective objective;
    const vp_terrain *terrain;
    vp_travel_options travel;   /* as the service's surface was made; its limit and threads are not read */
    double limit_minutes;       /* people within it are covered; metres when straight */
    const vp_lattice *straight; /* (column, row), fractional → degrees: who is covered is decided by the straight line
                                   between the cells' centres (coverage, set cover); NULL: by travel time */
    const vp_terrain_masts *masts; /* who is covered is decided by their field, of at least limit_minutes dB(µV/m)
                                      (coverage, set cover); NULL: by travel time */
    const size_t *given_start; /* [candidate] into given: whom each covers, ascending, whatever lies between (coverage,
                                  set cover); NULL: as above */
    const uint32_t *given;
    bool round_trip; /* minutes there and back, and queue_minutes, together */
    double queue_minutes;
    const uint32_t *demand_cells; /* ascending, each once; with limits a cell may come twice, where covers are given
                                     more often */
    const double *limits; /* [demand] of its own, limit_least to limit_minutes (coverage, set cover; not of masts);
                             NULL: limit_minutes */
    double limit_least;
    const double *people; /* [demand] above 0 */
    size_t demand_count;
    const uint32_t *candidate_cells; /* each once */
    size_t candidate_count;
    const double *before;              /* [demand] p-median, p-center: minutes now, INFINITY: no path */
    double beyond;                     /* p-median: minutes of somebody without a path, and the most that count */
    size_t count;                      /* but set cover: at most this many */
    const double *prices, *capacities; /* [candidate]; NULL: none */
    const double *worth; /* [candidate] coverage: what its choice is worth besides the people; 0 and more; NULL:
                            nothing. Objective and bound count it, gains and weights do not */
    const bool *fixed;   /* [candidate] must be chosen, and counts (coverage, set cover); NULL: none */
    double budget;       /* INFINITY: none */
    double separation;   /* metres between two chosen sites; 0: none */
    size_t zone_count;   /* as in vp_sites_problem */
    const size_t *zone_start;
    const uint32_t *zone_demand;
    const double *zone_weight, *zone_whole, *zone_reached;
    double zone_least;
    bool worst_first;
    double share; /* set cover: of the demands' people; NaN: all that some candidate reaches */
    int threads;  /* at most; 0: one per core */
    /* Coverage, set cover: called with each chosen candidate and whom it serves, [demand] ascending, as it was worked
     * out; of a later choice again, from the first on. May be NULL. */
    bool (*serves)(void *context, size_t number, size_t candidate, const uint32_t demands[], size_t count,
                   vp_error *err);
    void *context;
} vp_terrain_problem;

typedef struct {
    size_t catchments; /* worked out, of candidate_count */
    size_t open;       /* candidates neither worked out nor proven useless; 0: the bound is that of the catchments */
} vp_terrain_effort;

/* As vp_sites_solve; a chosen site is a number of candidate_cells. effort may be NULL. */
VP_API vp_sites_answer *vp_sites_on_terrain(const vp_terrain_problem *problem, const vp_sites_options *options,
                                            vp_terrain_effort *effort, vp_error *err);

typedef struct {
    uint32_t *cells;
    double *people;
    size_t count;
} vp_demand;

typedef struct {
    const float *surface;  /* [cell] of the service, minutes, metres or dB(µV/m) */
    size_t service, group; /* group VP_NONE: everyone */
    double limit;          /* NaN: everyone with data is asked for */
    const bool *units;     /* [unit of the weights] whose people are asked for; NULL: all */
} vp_demand_question;

/* People of the group whom the surface does not reach within limit, by cell. */
VP_API bool vp_sites_demand(const vp_region *region, const vp_weights *main_weights, const vp_demand_question *question,
                            vp_demand *out, vp_error *err);
VP_API void vp_demand_clear(vp_demand *demand);

/* Cells along a side of a square of about spacing_metres, above 0. */
VP_API size_t vp_sites_square(vp_grid_geometry geometry, double spacing_metres);
/* One cell of each square of about spacing_metres: the passable one of a unit that is nearest to
 * its centre. *cells is freed by the caller. */
VP_API bool vp_sites_candidates(const vp_terrain *terrain, const vp_weights *main_weights, double spacing_metres,
                                uint32_t **cells, size_t *count, vp_error *err);

VP_END_DECLS
