/* A profile of its own for every cell: the plain method. */
#include "broadcast/sweep_internal.h"
#include <stdlib.h>

typedef struct {
    double *km, *terrain, *clutter;
    uint8_t *zones;
} room;

/* The transmitter may stand far outside the grid. */
static size_t points_most(const vp_sweep *sweep) { return (size_t)(vp_sweep_farthest(sweep) / sweep->step_metres) + 4; }

static void room_free(void *own)
{
    room *r = own;
    if (!r) return;
    free(r->km);
    free(r->terrain);
    free(r->clutter);
    free(r->zones);
    free(r);
}

static void *room_new(void *job, vp_error *err)
{
    size_t points = points_most(job);
    room *r = calloc(1, sizeof *r);
    if (r)
        *r = (room){calloc(points, sizeof(double)), calloc(points, sizeof(double)), calloc(points, sizeof(double)),
                    calloc(points, 1)};
    if (r && r->km && r->terrain && r->clutter && r->zones) return r;
    room_free(r);
    vp_fail_memory(err, 3 * points * sizeof(double));
    return NULL;
}

/* Equal steps, the last point at the receiver. */
static vp_profile sample(const vp_sweep *sweep, room *r, size_t cell, double x, double y, const vp_bearing *bearing)
{
    const vp_transmitter *t = sweep->transmitter;
    double steps = fmax(2, round(bearing->metres / sweep->step_metres));
    size_t count = (size_t)steps + 1;
    bool zoned = sweep->terrain->zones != NULL;
    for (size_t i = 0; i < count; i++) {
        double part = (double)i / steps, px = t->x + (x - t->x) * part, py = t->y + (y - t->y) * part;
        r->km[i] = bearing->metres * bearing->km_per_metre * part;
        r->terrain[i] = vp_sweep_height(sweep, px, py);
        r->clutter[i] = vp_sweep_clutter(sweep, px, py);
        if (zoned) r->zones[i] = vp_sweep_zone(sweep, px, py);
    }
    r->terrain[0] = sweep->site_metres;
    r->terrain[count - 1] = (double)sweep->terrain->elevation[cell];
    return (vp_profile){
        .count = count, .km = r->km, .terrain = r->terrain, .clutter = r->clutter, .zones = zoned ? r->zones : NULL};
}

static void cell_value(vp_sweep *sweep, room *r, size_t cell)
{
    double x, y;
    vp_grid_geometry_centre(sweep->terrain->geometry, cell, &x, &y);
    vp_bearing bearing = vp_sweep_bearing(sweep, x, y);
    double km = bearing.metres * bearing.km_per_metre;
    if (km > sweep->options->radius_km) return;
    bearing.pattern_db += vp_sweep_vertical(sweep, km, cell);
    double most = vp_sweep_most(sweep, km, bearing.pattern_db);
    if (vp_sweep_spares(sweep, (uint32_t)cell, most)) return;
    vp_profile profile = sample(sweep, r, cell, x, y, &bearing);
    vp_path path;
    vp_loss loss;
    vp_path_measure(&sweep->constants, &profile, &path);
    path.latitude_degrees = (sweep->transmitter->lat + bearing.latitude_degrees) / 2;
    vp_path_loss(&sweep->constants, &path, &loss);
    double field = vp_field_strength(sweep->constants.frequency_ghz, loss.lb, 1);
    vp_sweep_enter(sweep, cell, field + sweep->power_db + bearing.pattern_db, most);
}

static bool place_task(void *job, void *own, size_t place, vp_error *err)
{
    (void)err;
    cell_value(job, own, vp_sweep_cell(job, place));
    return true;
}

bool vp_sweep_exact(vp_sweep *sweep, vp_error *err)
{
    vp_sweep_work work = {.count = vp_sweep_places(sweep),
                          .chunk = 256,
                          .threads = sweep->options->threads,
                          .task = place_task,
                          .job = sweep,
                          .own_new = room_new,
                          .own_free = room_free};
    return vp_sweep_share(&work, err);
}
