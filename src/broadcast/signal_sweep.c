#include "broadcast/signal_internal.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>
#include <vungphu/distance.h>

static const double PI = 3.14159265358979323846;

/* ------------------------------------------------------------ the ground */

/* Position between cell centres, kept within the outermost centres; the part behind in *part. */
static size_t between_centres(double at, size_t count, double *part)
{
    double inner = fmin(fmax(at - 0.5, 0), (double)(count - 1));
    size_t first = (size_t)inner;
    if (first + 1 == count && count > 1) first--;
    *part = inner - (double)first;
    return first;
}

static double height_on(const vp_frame *f, const float *cells, double x, double y)
{
    double u = (x - f->west) / f->cell_metres, v = (f->north - y) / f->cell_metres, s, t;
    if (!(u >= 0 && v >= 0 && u <= (double)f->columns && v <= (double)f->rows)) return NAN;
    size_t c = between_centres(u, f->columns, &s), r = between_centres(v, f->rows, &t);
    size_t right = f->columns > 1, below = f->rows > 1 ? f->columns : 0;
    const float *at = cells + r * f->columns + c;
    double upper = (double)at[0] * (1 - s) + (double)at[right] * s;
    double lower = (double)at[below] * (1 - s) + (double)at[below + right] * s;
    return upper * (1 - t) + lower * t;
}

double vp_signal_height(const vp_signal_ground *ground, double x, double y)
{
    double fine = height_on(&ground->frame, ground->elevation, x, y);
    if (!isnan(fine) || !ground->wide) return fine;
    vp_frame wide = vp_grid_frame(ground->wide);
    return height_on(&wide, vp_grid_cells(ground->wide), x, y);
}

double vp_sweep_height(const vp_sweep *sweep, double x, double y) { return vp_signal_height(sweep->ground, x, y); }

double vp_sweep_clutter(const vp_sweep *sweep, double x, double y)
{
    size_t cell;
    if (!sweep->ground->land_cover || !vp_frame_locate(sweep->ground->frame, x, y, &cell)) return 0;
    return (double)sweep->clutter[sweep->ground->land_cover[cell]];
}

uint8_t vp_sweep_zone(const vp_sweep *sweep, double x, double y)
{
    size_t cell;
    if (!sweep->ground->zones || !vp_frame_locate(sweep->ground->frame, x, y, &cell)) return VP_ZONE_INLAND;
    return sweep->ground->zones[cell];
}

/* ------------------------------------------------------------ one transmitter */

static vp_link link_of(const vp_transmitter *t, const vp_signal_options *o)
{
    vp_link link = VP_LINK_DEFAULTS;
    link.frequency_mhz = t->frequency_mhz;
    link.time_percent = o->time_percent;
    link.location_percent = o->location_percent;
    link.location_sigma_db = o->location_sigma_db;
    link.transmitter_metres = t->mast_metres;
    link.receiver_metres = o->receiver_metres;
    link.polarisation = t->polarisation;
    link.latitude_degrees = t->lat;
    link.n0 = o->n0;
    link.delta_n = o->delta_n;
    return link;
}

static bool named_failure(const vp_transmitter *t, const vp_error *why, vp_error *err)
{
    return vp_fail(err, why->kind, "transmitter %s: %s", t->id ? t->id : "?", why->message);
}

bool vp_sweep_init(vp_sweep *sweep, const vp_signal_ground *ground, const vp_transmitter *transmitter,
                   const vp_signal_options *options, vp_error *err)
{
    *sweep = (vp_sweep){.ground = ground, .transmitter = transmitter, .options = options};
    vp_link link = link_of(transmitter, options);
    vp_error why;
    if (!vp_link_prepare(&link, &sweep->constants, &why)) return named_failure(transmitter, &why, err);
    if (!(transmitter->erp_kw > 0) || !isfinite(transmitter->erp_kw)) {
        vp_fail(&why, VP_BAD_INPUT, "its radiated power of %g kW must be above 0", transmitter->erp_kw);
        return named_failure(transmitter, &why, err);
    }
    sweep->site_metres = vp_sweep_height(sweep, transmitter->x, transmitter->y);
    sweep->step_metres = ground->frame.cell_metres;
    sweep->kilowatt_db = vp_field_strength(sweep->constants.frequency_ghz, 0, 1);
    sweep->power_db = 10 * log10(transmitter->erp_kw);
    for (int i = 0; i < 256; i++)
        sweep->clutter[i] = options->clutter_metres ? options->clutter_metres[i] : vp_clutter_metres((uint8_t)i);
    return true;
}

double vp_sweep_farthest(const vp_sweep *sweep)
{
    const vp_frame *f = &sweep->ground->frame;
    double west = sweep->transmitter->x - f->west, north = f->north - sweep->transmitter->y;
    double east = (double)f->columns * f->cell_metres - west, south = (double)f->rows * f->cell_metres - north;
    double corner = hypot(fmax(west, east), fmax(north, south));
    return fmin(corner, sweep->options->radius_km * 1000 * 1.001); /* the map's scale is within 0.1 % */
}

/* Initial great-circle course, degrees from true north. */
static double course(double lon1, double lat1, double lon2, double lat2)
{
    double a = lat1 * PI / 180, b = lat2 * PI / 180, turn = (lon2 - lon1) * PI / 180;
    return atan2(cos(b) * sin(turn), cos(a) * sin(b) - sin(a) * cos(b) * cos(turn)) * 180 / PI;
}

vp_bearing vp_sweep_bearing(const vp_sweep *sweep, double x, double y)
{
    const vp_transmitter *t = sweep->transmitter;
    const vp_frame *f = &sweep->ground->frame;
    double dx = x - t->x, dy = y - t->y, metres = hypot(dx, dy), lon, lat;
    double azimuth = atan2(dx, dy) * 180 / PI;
    vp_bearing b = {.metres = metres, .km_per_metre = 1e-3, .latitude_degrees = t->lat};
    const vp_lattice *map = sweep->ground->lonlat;
    double column = (x - f->west) / f->cell_metres, row = (f->north - y) / f->cell_metres;
    if (map && metres > 0 && vp_lattice_at(map, column, row, &lon, &lat)) {
        b.km_per_metre = vp_distance_metres(t->lon, t->lat, lon, lat) / metres / 1000;
        b.latitude_degrees = lat;
        azimuth = course(t->lon, t->lat, lon, lat);
    }
    b.pattern_db = vp_transmitter_pattern(t, azimuth);
    return b;
}

double vp_sweep_vertical(const vp_sweep *sweep, double km, size_t cell)
{
    if (sweep->transmitter->vertical_count == 0 || !(km > 0)) return 0;
    double ground = (double)sweep->ground->elevation[cell];
    double fall = sweep->site_metres + sweep->transmitter->mast_metres - ground - sweep->options->receiver_metres;
    double below = atan(fall / 1000 / km + km / 2 / sweep->constants.median_radius_km) * 180 / PI;
    return isnan(below) ? 0 : vp_transmitter_vertical(sweep->transmitter, below);
}

double vp_sweep_most(const vp_sweep *sweep, double km, double pattern_db)
{
    return vp_field_strength_most(&sweep->constants, km, 1) + sweep->power_db + pattern_db;
}

bool vp_sweep_run(vp_sweep *sweep, vp_error *err)
{
    return sweep->options->method == VP_SIGNAL_EXACT ? vp_sweep_exact(sweep, err) : vp_sweep_radial(sweep, err);
}

void vp_sweep_enter(vp_sweep *sweep, size_t cell, double value, double most)
{
    if (isnan(value))
        sweep->unknown[cell] = fmaxf(sweep->unknown[cell], (float)most);
    else
        sweep->best[cell] = fmaxf(sweep->best[cell], (float)value);
}

/* ------------------------------------------------------------ threads */

typedef struct {
    const vp_sweep_work *work;
    atomic_size_t next;
    atomic_bool stop;
    pthread_mutex_t lock;
    vp_error failure;
    bool failed;
} shared_work;

static void give_up(shared_work *s, const vp_error *why)
{
    pthread_mutex_lock(&s->lock);
    if (!s->failed) s->failure = *why;
    s->failed = true;
    pthread_mutex_unlock(&s->lock);
    atomic_store(&s->stop, true);
}

static void *worker(void *argument)
{
    shared_work *s = argument;
    const vp_sweep_work *w = s->work;
    vp_error why;
    void *own = w->own_new ? w->own_new(w->job, &why) : NULL;
    if (w->own_new && !own) {
        give_up(s, &why);
        return NULL;
    }
    while (!atomic_load(&s->stop)) {
        size_t first = atomic_fetch_add(&s->next, w->chunk);
        if (first >= w->count) break;
        size_t end = first + w->chunk < w->count ? first + w->chunk : w->count;
        for (size_t i = first; i < end; i++)
            if (!w->task(w->job, own, i, &why)) {
                give_up(s, &why);
                break;
            }
    }
    if (w->own_free) w->own_free(own);
    return NULL;
}

static size_t thread_count(int wanted)
{
    long cores = wanted > 0 ? wanted : sysconf(_SC_NPROCESSORS_ONLN);
    return cores < 1 ? 1 : cores > 64 ? 64 : (size_t)cores;
}

bool vp_sweep_share(const vp_sweep_work *work, vp_error *err)
{
    shared_work s = {.work = work, .lock = PTHREAD_MUTEX_INITIALIZER};
    pthread_t others[64];
    size_t started = 0, wanted = thread_count(work->threads) - 1;
    while (started < wanted && pthread_create(&others[started], NULL, worker, &s) == 0) started++;
    worker(&s); /* fewer threads than wished for only take longer */
    for (size_t i = 0; i < started; i++) pthread_join(others[i], NULL);
    pthread_mutex_destroy(&s.lock);
    return !s.failed || vp_fail(err, s.failure.kind, "%s", s.failure.message);
}
