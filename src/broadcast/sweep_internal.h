/* One transmitter over the terrain: what exact, radial and sight sweeps share. */
#pragma once
#include "broadcast/propagation_internal.h"
#include <vungphu/signal.h>

/* Field strengths by cell, raised by one transmitter after the other. */
typedef struct {
    float *best;    /* strongest known value; -INFINITY: none yet */
    float *unknown; /* the most that paths across holes could give */
} vp_sweep_field;

typedef struct {
    const vp_signal_terrain *terrain;
    const vp_transmitter *transmitter;
    const vp_signal_options *options;
    vp_link_constants constants;
    double site_metres; /* terrain under the mast; NaN: not known, and so is every path */
    double step_metres; /* between points of a profile, on the map plane */
    double power_db;    /* 10 log10(kW) */
    double kilowatt_db; /* field strength of 1 kW over a path without loss */
    float clutter[256];
    vp_sweep_field field;
    const float *enough;  /* [cell] or NULL: a path that cannot beat it is left out */
    double least;         /* a path that cannot give as much is left out; -INFINITY: none is */
    const uint32_t *only; /* the cells that are asked about; NULL: all of the geometry */
    size_t only_count;
} vp_sweep;

/* How many cells are asked about, and which the place-th of them is. */
size_t vp_sweep_places(const vp_sweep *sweep);
static inline uint32_t vp_sweep_cell(const vp_sweep *sweep, size_t place)
{
    return sweep->only ? sweep->only[place] : (uint32_t)place;
}
/* Nothing that a path could give at most would be of use at the cell. */
bool vp_sweep_spares(const vp_sweep *sweep, uint32_t cell, double most);

/* The path to a place on the map plane. */
typedef struct {
    double metres;       /* on the plane */
    double km_per_metre; /* true length of the path / metres / 1000 */
    double pattern_db;
    double latitude_degrees; /* of the place */
} vp_bearing;

/* Upper bound of the path to any cell within the radius, metres on the plane. */
double vp_sweep_farthest(const vp_sweep *sweep);
vp_bearing vp_sweep_bearing(const vp_sweep *sweep, double x, double y);
/* Terrain (NaN where not known) and clutter (0 outside the geometry) at a point of the map plane. */
double vp_sweep_height(const vp_sweep *sweep, double x, double y);
double vp_sweep_clutter(const vp_sweep *sweep, double x, double y);
/* Of the cell; inland outside the geometry and without zones. */
uint8_t vp_sweep_zone(const vp_sweep *sweep, double x, double y);
/* The strongest field that any path of that length can give. */
double vp_sweep_most(const vp_sweep *sweep, double km, double pattern_db);
/* Reduction in dB of the vertical pattern towards a cell's receiver, over the median earth; 0, the most there can
 * be, where a height is not known. */
double vp_sweep_vertical(const vp_sweep *sweep, double km, size_t cell);
/* Enters a result for a cell; NaN: not known, but no more than most. */
void vp_sweep_enter(vp_sweep *sweep, size_t cell, double value, double most);

/* A worker's share of a job: called for each index once, by any thread; false stops all. */
typedef bool vp_sweep_task(void *job, void *own, size_t index, vp_error *err);
typedef struct {
    size_t count, chunk;
    int threads;
    vp_sweep_task *task;
    void *job;
    void *(*own_new)(void *job, vp_error *err); /* memory of one thread at a time; may be NULL */
    void (*own_free)(void *own);
} vp_sweep_work;
bool vp_sweep_share(const vp_sweep_work *work, vp_error *err);

bool vp_sweep_exact(vp_sweep *sweep, vp_error *err);
bool vp_sweep_radial(vp_sweep *sweep, vp_error *err); /* sight too */
bool vp_sweep_init(vp_sweep *sweep, const vp_signal_terrain *terrain, const vp_transmitter *transmitter,
                   const vp_signal_options *options, vp_error *err);
/* By the options' method. */
bool vp_sweep_run(vp_sweep *sweep, vp_error *err);

/* Enters wanted where it is protected from the others that disturb it: its field is at least the
 * sum of theirs at 1 % of time plus the protection ratio. Where that is not known, unknown is raised. */
bool vp_sweep_protected(const vp_signal_terrain *terrain, const vp_transmitter *wanted, const vp_transmitter others[],
                        size_t other_count, const vp_signal_options *options, vp_sweep_field field, vp_error *err);
