/* The cells of a geometry shared out to radials of a transmitter, each radial swept once. */
#include "broadcast/ray_internal.h"
#include "broadcast/sweep_internal.h"
#include <stdlib.h>

/* Cells by radial: order[starts[r] .. starts[r + 1]) are those nearest to radial r. radial_of: of the places. */
typedef struct {
    vp_sweep *sweep;
    double reach; /* metres on the plane */
    size_t radials, points_most;
    uint32_t *radial_of, *order;
    size_t *starts;
} fan;

/* A cell on its radial. */
typedef struct {
    double metres;
    uint32_t cell;
} receiver;

/* A thread's memory. */
typedef struct {
    vp_ray ray;
    receiver *receivers, *sorted;
    size_t *counts;
} room;

/* ------------------------------------------------------------ who belongs to which radial */

/* Neighbouring radials are one cell apart at the farthest. */
static size_t radials_for(double metres, double cell) { return (size_t)fmax(64, ceil(2 * M_PI * metres / cell)); }

static bool assign_place(void *job, void *own, size_t place, vp_error *err)
{
    (void)own;
    (void)err;
    fan *f = job;
    const vp_transmitter *t = f->sweep->transmitter;
    double x, y, per_radian = (double)f->radials / (2 * M_PI), most = f->reach * f->reach;
    vp_grid_geometry_centre(f->sweep->terrain->geometry, vp_sweep_cell(f->sweep, place), &x, &y);
    double dx = x - t->x, dy = y - t->y;
    f->radial_of[place] = UINT32_MAX;
    if (dx * dx + dy * dy > most) return true;
    double turn = atan2(dx, dy) * per_radian;
    size_t radial = (size_t)(turn < 0 ? turn + (double)f->radials + 0.5 : turn + 0.5);
    f->radial_of[place] = (uint32_t)(radial >= f->radials ? radial - f->radials : radial);
    return true;
}

static bool assign(fan *f, vp_error *err)
{
    vp_sweep_work work = {.count = vp_sweep_places(f->sweep),
                          .chunk = 1 << 14,
                          .threads = f->sweep->options->threads,
                          .task = assign_place,
                          .job = f};
    return vp_sweep_share(&work, err);
}

static void sort_out(fan *f)
{
    size_t places = vp_sweep_places(f->sweep);
    for (size_t p = 0; p < places; p++)
        if (f->radial_of[p] != UINT32_MAX) f->starts[f->radial_of[p] + 1]++;
    for (size_t r = 0; r < f->radials; r++) f->starts[r + 1] += f->starts[r];
    for (size_t p = 0; p < places; p++)
        if (f->radial_of[p] != UINT32_MAX) f->order[f->starts[f->radial_of[p]]++] = vp_sweep_cell(f->sweep, p);
    for (size_t r = f->radials; r > 0; r--) f->starts[r] = f->starts[r - 1];
    f->starts[0] = 0;
}

static void fan_clear(fan *f)
{
    free(f->radial_of);
    free(f->order);
    free(f->starts);
}

static bool fan_init(fan *f, vp_sweep *sweep, vp_error *err)
{
    size_t places = vp_sweep_places(sweep);
    double reach = vp_sweep_farthest(sweep);
    *f = (fan){.sweep = sweep, .reach = reach, .radials = radials_for(reach, sweep->terrain->geometry.cell_metres)};
    f->points_most = (size_t)(reach / sweep->step_metres) + 3;
    f->radial_of = malloc((places + 1) * sizeof *f->radial_of);
    f->order = malloc((places + 1) * sizeof *f->order);
    f->starts = calloc(f->radials + 1, sizeof *f->starts);
    if (!f->radial_of || !f->order || !f->starts) {
        fan_clear(f);
        return vp_fail_memory(err, places * 2 * sizeof(uint32_t));
    }
    if (!assign(f, err)) {
        fan_clear(f);
        return false;
    }
    sort_out(f);
    return true;
}

/* ------------------------------------------------------------ a thread's memory */

static void room_free(void *own)
{
    room *r = own;
    if (!r) return;
    vp_ray_clear(&r->ray);
    free(r->receivers);
    free(r->sorted);
    free(r->counts);
    free(r);
}

static size_t most_on_a_radial(const fan *f)
{
    size_t most = 1;
    for (size_t r = 0; r < f->radials; r++)
        if (f->starts[r + 1] - f->starts[r] > most) most = f->starts[r + 1] - f->starts[r];
    return most;
}

static void *room_new(void *job, vp_error *err)
{
    const fan *f = job;
    size_t most = most_on_a_radial(f);
    room *r = calloc(1, sizeof *r);
    if (!r || !vp_ray_init(&r->ray, f->points_most, err)) {
        if (!r) vp_fail_memory(err, sizeof *r);
        free(r);
        return NULL;
    }
    r->receivers = malloc(most * sizeof *r->receivers);
    r->sorted = malloc(most * sizeof *r->sorted);
    r->counts = malloc((f->points_most + 1) * sizeof *r->counts);
    if (r->receivers && r->sorted && r->counts) return r;
    vp_fail_memory(err, most * 2 * sizeof *r->receivers);
    room_free(r);
    return NULL;
}

/* ------------------------------------------------------------ one radial */

/* Points of the radial that lie before a receiver's own: the last is half to one and a half
 * steps from the first of those. */
static size_t points_before(const vp_sweep *sweep, double metres)
{
    double steps = metres / sweep->step_metres - VP_RAY_TAIL - 0.5;
    return steps > 0 ? (size_t)steps : 0;
}

/* The receiver's own points, a step apart on its true line; nearer sites have fewer. */
static void end_of_path(const vp_sweep *sweep, const receiver *to, double km_per_metre, vp_ray_end *end)
{
    double x, y, tx = sweep->transmitter->x, ty = sweep->transmitter->y;
    vp_grid_geometry_centre(sweep->terrain->geometry, to->cell, &x, &y);
    *end = (vp_ray_end){.km = to->metres * km_per_metre, .terrain = (double)sweep->terrain->elevation[to->cell]};
    for (int back = VP_RAY_TAIL; back > 0; back--) {
        double metres = to->metres - back * sweep->step_metres, part = metres / to->metres;
        if (metres < sweep->step_metres / 2) continue;
        double px = tx + (x - tx) * part, py = ty + (y - ty) * part;
        end->tail[end->tail_count++] =
            (vp_ray_point){metres * km_per_metre, vp_sweep_height(sweep, px, py), vp_sweep_clutter(sweep, px, py)};
    }
}

static void zones_of_end(const vp_sweep *sweep, const receiver *to, vp_ray_end *end)
{
    double x, y, tx = sweep->transmitter->x, ty = sweep->transmitter->y;
    vp_grid_geometry_centre(sweep->terrain->geometry, to->cell, &x, &y);
    for (size_t i = 0; i < end->tail_count; i++) {
        double part = end->tail[i].km / end->km;
        end->zones[i] = vp_sweep_zone(sweep, tx + (x - tx) * part, ty + (y - ty) * part);
    }
    end->zones[end->tail_count] = sweep->terrain->zones[to->cell];
}

/* The radial's receivers from near to far, by the points before them. */
static size_t gather(const fan *f, room *r, size_t radial)
{
    const vp_sweep *sweep = f->sweep;
    size_t count = f->starts[radial + 1] - f->starts[radial], slots = 0;
    for (size_t i = 0; i < count; i++) {
        double x, y;
        uint32_t cell = f->order[f->starts[radial] + i];
        vp_grid_geometry_centre(sweep->terrain->geometry, cell, &x, &y);
        double dx = x - sweep->transmitter->x, dy = y - sweep->transmitter->y, metres = sqrt(dx * dx + dy * dy);
        r->receivers[i] = (receiver){metres, cell};
        size_t slot = points_before(sweep, metres);
        for (; slots <= slot + 1; slots++) r->counts[slots] = 0;
        r->counts[slot + 1]++;
    }
    for (size_t s = 1; s < slots; s++) r->counts[s] += r->counts[s - 1];
    for (size_t i = 0; i < count; i++) {
        size_t slot = points_before(sweep, r->receivers[i].metres);
        r->sorted[r->counts[slot]++] = r->receivers[i];
    }
    return count;
}

/* The direction of a radial, and the true length along it as far as its last receiver. */
typedef struct {
    double east, north; /* of a metre */
    vp_bearing bearing;
    bool blind; /* a hole has been met */
} course;

static course course_of(const fan *f, size_t radial, const receiver *last)
{
    double x, y, turn = 2 * M_PI * (double)radial / (double)f->radials;
    vp_grid_geometry_centre(f->sweep->terrain->geometry, last->cell, &x, &y);
    return (course){.east = sin(turn),
                    .north = cos(turn),
                    .bearing = vp_sweep_bearing(f->sweep, x, y),
                    .blind = isnan(f->sweep->site_metres)};
}

static void take_in(const vp_sweep *sweep, vp_ray *ray, double x, double y, double terrain)
{
    vp_ray_extend(ray, terrain, vp_sweep_clutter(sweep, x, y));
    if (sweep->terrain->zones) vp_ray_extend_zone(ray, vp_sweep_zone(sweep, x, y));
}

static void advance(const vp_sweep *sweep, vp_ray *ray, course *c, size_t points)
{
    while (ray->reached < points && !c->blind) {
        double metres = (double)(ray->reached + 1) * sweep->step_metres;
        double x = sweep->transmitter->x + c->east * metres, y = sweep->transmitter->y + c->north * metres;
        double terrain = vp_sweep_height(sweep, x, y);
        if (isnan(terrain))
            c->blind = true;
        else
            take_in(sweep, ray, x, y, terrain);
    }
}

static double path_field(const vp_sweep *sweep, vp_ray *ray, const course *c, const vp_ray_end *end, double share,
                         double pattern_db)
{
    vp_path path;
    vp_loss loss;
    vp_ray_measure(ray, end, &path);
    double home = sweep->transmitter->lat;
    path.latitude_degrees = home + (c->bearing.latitude_degrees - home) * share / 2;
    double horizons_km = path.transhorizon ? path.dlt + path.dlr : path.km;
    if (!vp_path_loss_without_ducts(&sweep->constants, &path, horizons_km, &loss.lb)) {
        vp_ray_complete(ray, end, &path);
        vp_path_loss(&sweep->constants, &path, &loss);
    }
    return sweep->kilowatt_db - loss.lb + sweep->power_db + pattern_db;
}

static bool has_hole(const vp_ray_end *end)
{
    bool hole = isnan(end->terrain);
    for (size_t i = 0; i < end->tail_count; i++) hole |= isnan(end->tail[i].terrain);
    return hole;
}

static void receive(vp_sweep *sweep, vp_ray *ray, course *c, const receiver *to)
{
    double km = to->metres * c->bearing.km_per_metre, value = NAN;
    if (km > sweep->options->radius_km) return;
    double pattern_db = c->bearing.pattern_db + vp_sweep_vertical(sweep, km, to->cell);
    double most = vp_sweep_most(sweep, km, pattern_db);
    if (vp_sweep_spares(sweep, to->cell, most)) return;
    vp_ray_end end;
    end_of_path(sweep, to, c->bearing.km_per_metre, &end);
    if (sweep->terrain->zones) zones_of_end(sweep, to, &end);
    advance(sweep, ray, c, points_before(sweep, to->metres));
    if (!c->blind && !has_hole(&end)) {
        bool sight = sweep->options->method == VP_SIGNAL_SIGHT;
        if (!sight)
            value = path_field(sweep, ray, c, &end, to->metres / c->bearing.metres, pattern_db);
        else
            value = vp_ray_sees(ray, &end) ? most : -INFINITY;
    }
    vp_sweep_enter(sweep, to->cell, value, most);
}

static bool radial_task(void *job, void *own, size_t radial, vp_error *err)
{
    (void)err;
    const fan *f = job;
    room *r = own;
    size_t count = gather(f, r, radial);
    if (!count) return true;
    course c = course_of(f, radial, &r->sorted[count - 1]);
    double step_km = f->sweep->step_metres * c.bearing.km_per_metre;
    vp_ray_begin(&r->ray, &f->sweep->constants, f->sweep->site_metres, step_km, f->sweep->terrain->land_cover != NULL);
    if (f->sweep->terrain->zones)
        vp_ray_begin_zones(&r->ray, vp_sweep_zone(f->sweep, f->sweep->transmitter->x, f->sweep->transmitter->y));
    for (size_t i = 0; i < count; i++) receive(f->sweep, &r->ray, &c, &r->sorted[i]);
    return true;
}

bool vp_sweep_radial(vp_sweep *sweep, vp_error *err)
{
    fan f;
    if (!fan_init(&f, sweep, err)) return false;
    vp_sweep_work work = {.count = f.radials,
                          .chunk = 16,
                          .threads = sweep->options->threads,
                          .task = radial_task,
                          .job = &f,
                          .own_new = room_new,
                          .own_free = room_free};
    bool ok = vp_sweep_share(&work, err);
    fan_clear(&f);
    return ok;
}
