#include "broadcast/ray_internal.h"
#include <stdlib.h>

/* ------------------------------------------------------------ upper convex hull */

static void hull_push(vp_hull *hull, double km, double y, size_t index)
{
    vp_corner *c = hull->corners;
    size_t n = hull->count;
    while (n >= 2 && (c[n - 1].y - c[n - 2].y) * (km - c[n - 1].km) <= (y - c[n - 1].y) * (c[n - 1].km - c[n - 2].km))
        n--;
    c[n] = (vp_corner){km, y, index};
    hull->count = n + 1;
}

/* The corner that the line from (km, y), right of all, touches at the steepest; the last of equals. */
static const vp_corner *hull_tangent(const vp_hull *hull, double km, double y)
{
    const vp_corner *c = hull->corners;
    size_t low = 0, high = hull->count - 1;
    while (low < high) {
        size_t middle = (low + high) / 2;
        const vp_corner *a = &c[middle], *b = a + 1;
        if ((b->y - y) * (km - a->km) >= (a->y - y) * (km - b->km))
            low = middle + 1;
        else
            high = middle;
    }
    return &c[low];
}

/* Greatest y - slope · km. */
static double hull_most(const vp_hull *hull, double slope)
{
    const vp_corner *c = hull->corners;
    size_t low = 0, high = hull->count - 1;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (c[middle + 1].y - c[middle].y >= slope * (c[middle + 1].km - c[middle].km))
            low = middle + 1;
        else
            high = middle;
    }
    return c[low].y - slope * c[low].km;
}

/* ------------------------------------------------------------ memory */

static bool line_init(vp_line *line, size_t points)
{
    line->y = calloc(points, sizeof *line->y);
    line->block_most = calloc(points / VP_RAY_BLOCK + 1, sizeof *line->block_most);
    return line->y && line->block_most;
}

static void line_clear(vp_line *line)
{
    free(line->y);
    free(line->block_most);
}

static bool hull_init(vp_hull *hull, size_t points)
{
    hull->corners = calloc(points, sizeof *hull->corners);
    return hull->corners != NULL;
}

bool vp_ray_init(vp_ray *ray, size_t points, vp_error *err)
{
    *ray = (vp_ray){.room = points};
    bool ok = line_init(&ray->bare, points) && line_init(&ray->flat, points) && line_init(&ray->cover[0], points) &&
              line_init(&ray->cover[1], points) && hull_init(&ray->bare_hull, points) &&
              hull_init(&ray->flat_hull, points) && hull_init(&ray->cover_hull[0], points) &&
              hull_init(&ray->cover_hull[1], points);
    if (ok) return true;
    vp_ray_clear(ray);
    return vp_fail_memory(err, points * 4 * (sizeof(double) + sizeof(vp_corner)));
}

void vp_ray_clear(vp_ray *ray)
{
    line_clear(&ray->bare);
    line_clear(&ray->flat);
    free(ray->bare_hull.corners);
    free(ray->flat_hull.corners);
    for (int i = 0; i < 2; i++) {
        line_clear(&ray->cover[i]);
        free(ray->cover_hull[i].corners);
    }
    *ray = (vp_ray){0};
}

/* ------------------------------------------------------------ taking points in */

void vp_ray_begin(vp_ray *ray, const vp_link_constants *constants, double site_metres, double step_km, bool covered)
{
    ray->constants = constants;
    ray->reached = 0;
    ray->step_km = step_km;
    ray->site = ray->last_height = site_metres;
    ray->hts = site_metres + constants->link.transmitter_metres;
    ray->bend[0] = 500 / constants->median_radius_km;
    ray->bend[1] = 500 / constants->beta_radius_km;
    ray->beta_wanted = constants->link.time_percent < 50;
    ray->covered = covered;
    ray->zoned = false;
    ray->v1 = ray->v2 = 0;
    ray->alpha = ray->horizon = ray->stim[0] = ray->stim[1] = -INFINITY;
    ray->horizon_at = ray->sight_hint = ray->cover_hint[0] = ray->cover_hint[1] = 1;
    ray->bare_hull.count = ray->flat_hull.count = ray->cover_hull[0].count = ray->cover_hull[1].count = 0;
}

static void line_put(vp_line *line, size_t i, double y)
{
    line->y[i] = y;
    double *most = &line->block_most[i / VP_RAY_BLOCK];
    *most = i % VP_RAY_BLOCK == 0 || i == 1 ? y : vp_greater(*most, y);
}

static void put_cover(vp_ray *ray, int which, size_t i, double km, double top)
{
    double y = top - ray->bend[which] * km * km;
    line_put(&ray->cover[which], i, y);
    hull_push(&ray->cover_hull[which], km, y, i);
    ray->stim[which] = vp_greater(ray->stim[which], (y - ray->hts) / km);
}

void vp_ray_extend(vp_ray *ray, double terrain, double clutter)
{
    size_t i = ++ray->reached;
    double km = (double)i * ray->step_km, before = km - ray->step_km;
    ray->v1 += ray->step_km * (terrain + ray->last_height);                                         /* (85) */
    ray->v2 += ray->step_km * (terrain * (2 * km + before) + ray->last_height * (km + 2 * before)); /* (86) */
    ray->last_height = terrain;
    ray->alpha = vp_greater(ray->alpha, (terrain - ray->hts) / km);
    double y = terrain - ray->bend[0] * km * km, seen = (y - ray->hts) / km;
    if (seen > ray->horizon) {
        ray->horizon = seen;
        ray->horizon_at = i;
    }
    line_put(&ray->flat, i, terrain);
    line_put(&ray->bare, i, y);
    hull_push(&ray->flat_hull, km, terrain, i);
    hull_push(&ray->bare_hull, km, y, i);
    if (ray->covered || ray->beta_wanted) put_cover(ray, 0, i, km, terrain + clutter);
    if (ray->beta_wanted) put_cover(ray, 1, i, km, terrain + clutter);
}

void vp_ray_begin_zones(vp_ray *ray, uint8_t zone)
{
    ray->zoned = true;
    ray->zones = vp_zone_runs_begin(zone);
}

void vp_ray_extend_zone(vp_ray *ray, uint8_t zone)
{
    vp_zone_runs_next(&ray->zones, (double)ray->reached * ray->step_km, zone);
}

/* ------------------------------------------------------------ looking again, in blocks */

/* A straight line y = start + slope · km from the transmitter to a receiver km away. */
typedef struct {
    double start, slope, km;
} sight_line;

/* The point that comes nearest to the line, measured by the Fresnel zone: least a² / (d (D - d)) with
 * a metres under the line. *least_square goes in as the bound that counts and comes out no greater;
 * all points lie under the line. */
static size_t nearest_point(const vp_ray *ray, const vp_line *line, sight_line s, size_t hint, double *least_square)
{
    const double step = ray->step_km;
    double best = *least_square;
    size_t at = hint;
    if (hint >= 1 && hint <= ray->reached) {
        double d = (double)hint * step, a = s.start + s.slope * d - line->y[hint];
        best = vp_smaller(best, a * a / (d * (s.km - d)));
    }
    for (size_t block = 0; block <= ray->reached / VP_RAY_BLOCK; block++) {
        size_t first = block ? block * VP_RAY_BLOCK : 1, last = block * VP_RAY_BLOCK + VP_RAY_BLOCK - 1;
        if (last > ray->reached) last = ray->reached;
        double d0 = (double)first * step, d1 = (double)last * step;
        double under = vp_smaller(s.start + s.slope * d0, s.start + s.slope * d1) - line->block_most[block];
        double middle = d1 < s.km / 2 ? d1 : d0 > s.km / 2 ? d0 : s.km / 2;
        if (under > 0 && under * under >= best * middle * (s.km - middle)) continue;
        for (size_t i = first; i <= last; i++) {
            double d = (double)i * step, a = s.start + s.slope * d - line->y[i];
            double square = a * a, width = d * (s.km - d);
            if (square < best * width) {
                best = square / width;
                at = i;
            }
        }
    }
    *least_square = best;
    return at;
}

/* Greatest y - m d of the points between two distances; -INFINITY when there is none. */
static double greatest_between(const vp_ray *ray, double m, double from_km, double to_km)
{
    double most = -INFINITY, first_at = ceil(from_km / ray->step_km - 1e-6),
           last_at = floor(to_km / ray->step_km + 1e-6);
    if (last_at > (double)ray->reached) last_at = (double)ray->reached;
    if (last_at < first_at) return most;
    size_t from = (size_t)first_at, to = (size_t)last_at;
    for (size_t block = from / VP_RAY_BLOCK; block <= to / VP_RAY_BLOCK; block++) {
        size_t first = block * VP_RAY_BLOCK, last = first + VP_RAY_BLOCK - 1;
        if (first < from) first = from;
        if (last > to) last = to;
        double d0 = (double)first * ray->step_km, d1 = (double)last * ray->step_km;
        if (ray->flat.block_most[block] - vp_smaller(m * d0, m * d1) <= most) continue;
        for (size_t i = first; i <= last; i++) most = vp_greater(most, ray->flat.y[i] - m * (double)i * ray->step_km);
    }
    return most;
}

/* ------------------------------------------------------------ the geometry of a path */

/* The last points of a path, with heights of the same kind as those of the ray's line that they continue. */
typedef struct {
    const vp_ray_end *end;
    double y[VP_RAY_TAIL];
} last_points;

static void last_points_init(last_points *tail, const vp_ray_end *end, double bend, bool covered)
{
    tail->end = end;
    for (size_t i = 0; i < end->tail_count; i++) {
        const vp_ray_point *p = &end->tail[i];
        tail->y[i] = p->terrain + (covered ? p->clutter : 0) - bend * p->km * p->km;
    }
}

/* A straight line to a receiver at (km, y): what the points of a hull and of the tail rise to. */
static double steepest_back(const vp_hull *hull, const last_points *tail, double y, double *at_km)
{
    const vp_ray_end *end = tail->end;
    double most = -INFINITY;
    if (hull->count) {
        const vp_corner *c = hull_tangent(hull, end->km, y);
        most = (c->y - y) / (end->km - c->km);
        *at_km = c->km;
    }
    for (size_t i = 0; i < end->tail_count; i++) {
        double slope = (tail->y[i] - y) / (end->km - end->tail[i].km);
        if (slope >= most) {
            most = slope;
            *at_km = end->tail[i].km;
        }
    }
    return most;
}

static void measure_smooth(const vp_ray *ray, const vp_ray_end *end, vp_path *path)
{
    double a = (double)ray->reached * ray->step_km, h = ray->last_height, v1 = ray->v1, v2 = ray->v2;
    double slope = (path->hrs - path->hts) / path->km, alpha_t = ray->alpha, alpha_r = 0, hobs = -INFINITY, any;
    last_points flat = {.end = end};
    for (size_t i = 0; i <= end->tail_count; i++) {
        bool last = i == end->tail_count;
        double b = last ? end->km : end->tail[i].km, next = last ? end->terrain : end->tail[i].terrain;
        v1 += (b - a) * (next + h);
        v2 += (b - a) * (next * (2 * b + a) + h * (b + 2 * a));
        a = b;
        h = next;
        if (last) break;
        flat.y[i] = next;
        alpha_t = vp_greater(alpha_t, (next - path->hts) / b);
        hobs = vp_greater(hobs, next - slope * b);
    }
    alpha_t -= slope;
    if (alpha_t > 0) { /* some point stands above the straight line, so hobs > 0 */
        if (ray->reached) hobs = vp_greater(hobs, hull_most(&ray->flat_hull, slope));
        alpha_r = steepest_back(&ray->flat_hull, &flat, path->hrs, &any) + slope;
        hobs -= path->hts;
    }
    vp_path_smooth(path, v1, v2, alpha_t > 0 ? hobs : 0, alpha_t, alpha_r);
}

static sight_line line_between(const vp_path *path, double bend)
{
    return (sight_line){path->hts, (path->hrs - path->hts) / path->km - bend * path->km, path->km};
}

/* Steepest slope from the transmitter over the points and the tail, and where it is; the first of equals. */
static double steepest_out(const vp_ray *ray, const vp_ray_end *end, double bend, double stim, bool covered,
                           double *at_km)
{
    for (size_t i = 0; i < end->tail_count; i++) {
        const vp_ray_point *p = &end->tail[i];
        double top = p->terrain + (covered ? p->clutter : 0), slope = (top - bend * p->km * p->km - ray->hts) / p->km;
        if (slope > stim) {
            stim = slope;
            *at_km = p->km;
        }
    }
    return stim;
}

/* The same search as nearest_point, with the tail. */
static double nearest_km(const vp_ray *ray, const last_points *tail, const vp_line *line, sight_line s, size_t *hint,
                         double *least_square)
{
    const vp_ray_end *end = tail->end;
    double before = *least_square, at_km;
    *hint = nearest_point(ray, line, s, *hint, least_square);
    at_km = *least_square < before ? (double)*hint * ray->step_km : s.km / 2;
    for (size_t i = 0; i < end->tail_count; i++) {
        double d = end->tail[i].km, a = s.start + s.slope * d - tail->y[i], square = a * a / (d * (s.km - d));
        if (square <= *least_square) {
            *least_square = square;
            at_km = d;
        }
    }
    return at_km;
}

static double rough_height(const vp_ray *ray, const vp_ray_end *end, const vp_path *path, double lr_km)
{
    double from = vp_smaller(path->dlt, lr_km), to = vp_greater(path->dlt, lr_km);
    double m = (path->hsr_ducting - path->hst_ducting) / path->km; /* (93) */
    double most = greatest_between(ray, m, from, to);
    for (size_t i = 0; i < end->tail_count; i++)
        if (end->tail[i].km >= from && end->tail[i].km <= to)
            most = vp_greater(most, end->tail[i].terrain - m * end->tail[i].km);
    return most - path->hst_ducting; /* (95) */
}

/* Angles to the horizons; where these lie only when they are obstacles. */
static void measure_horizons(vp_ray *ray, const vp_ray_end *end, vp_path *path)
{
    double D = path->km, slope = (path->hrs - path->hts) / D, far = ray->bend[0] * D, direct = slope - far;
    double lt_km = (double)ray->horizon_at * ray->step_km, lr_km = 0, receiver = -slope - far;
    double horizon = steepest_out(ray, end, ray->bend[0], ray->horizon, false, &lt_km);
    path->transhorizon = horizon > direct;
    if (path->transhorizon) {
        last_points bare = {0};
        last_points_init(&bare, end, ray->bend[0], false);
        receiver = steepest_back(&ray->bare_hull, &bare, path->hrs - far * D, &lr_km) - 2 * far;
        path->dlt = lt_km;
        path->dlr = D - lr_km;
    }
    path->theta_t = 1000 * atan((path->transhorizon ? horizon : direct) / 1000);
    path->theta_r = 1000 * atan(receiver / 1000);
    path->theta = 1000 * D / ray->constants->median_radius_km + path->theta_t + path->theta_r;
}

void vp_ray_complete(vp_ray *ray, const vp_ray_end *end, vp_path *path)
{
    double any = INFINITY;
    last_points bare;
    if (path->kind != VP_PATH_FULL) return;
    if (!path->transhorizon) {
        last_points_init(&bare, end, ray->bend[0], false);
        path->dlt = nearest_km(ray, &bare, &ray->bare, line_between(path, ray->bend[0]), &ray->sight_hint, &any);
        path->dlr = path->km - path->dlt;
    }
    path->hm = rough_height(ray, end, path, path->km - path->dlr);
}

/* ν over terrain and clutter, eq. (13)–(19). */
static double terrain_nu(vp_ray *ray, const vp_ray_end *end, const vp_path *path, int which)
{
    double D = path->km, bend = ray->bend[which], any;
    bool bare = which == 0 && !ray->covered && !ray->beta_wanted;
    const vp_line *line = bare ? &ray->bare : &ray->cover[which];
    const vp_hull *hull = bare ? &ray->bare_hull : &ray->cover_hull[which];
    double stim = steepest_out(ray, end, bend, bare ? ray->horizon : ray->stim[which], true, &any);
    last_points covered;
    last_points_init(&covered, end, bend, true);
    sight_line s = line_between(path, bend);
    if (stim < s.slope) {
        double scale = 0.002 * D / ray->constants->wavelength_metres,
               square = 0.78 * 0.78 / scale; /* J is 0 farther off */
        nearest_km(ray, &covered, line, s, &ray->cover_hint[which], &square);
        return -sqrt(square * scale);
    }
    double srim = steepest_back(hull, &covered, path->hrs - bend * D * D, &any) - bend * D;
    return vp_bullington_edge(ray->constants, D, path->hts, path->hrs, stim + bend * D, srim);
}

static double within(double value, double low, double high) { return vp_smaller(vp_greater(value, low), high); }

/* The same over the smooth earth, where the points are everywhere: the maxima in closed form. */
static double smooth_nu(const vp_ray *ray, const vp_ray_end *last, const vp_path *path, int which)
{
    double D = path->km, bend = ray->bend[which], near = ray->step_km, end = last->tail[last->tail_count - 1].km;
    double t = path->hts - path->hstd, r = path->hrs - path->hsrd;
    double d = within(sqrt(t / bend), near, end), stim = bend * (D - d) - t / d;
    if (stim < (r - t) / D) {
        double a = within(vp_sphere_nearest(D, t, r, bend), near, end);
        double over = bend * a * (D - a) - (t * (D - a) + r * a) / D;
        return vp_clearance_nu(ray->constants->wavelength_metres, over, a, D - a);
    }
    double b = within(D - sqrt(r / bend), near, end), srim = bend * b - r / (D - b);
    return vp_bullington_edge(ray->constants, D, t, r, stim, srim);
}

static void measure_zones(const vp_ray *ray, const vp_ray_end *end, vp_path *path)
{
    vp_zone_runs runs = ray->zones;
    for (size_t i = 0; i < end->tail_count; i++) vp_zone_runs_next(&runs, end->tail[i].km, end->zones[i]);
    vp_zone_runs_next(&runs, end->km, end->zones[end->tail_count]);
    vp_zone_runs_end(runs, path);
}

void vp_ray_measure(vp_ray *ray, const vp_ray_end *end, vp_path *path)
{
    vp_path_begin(ray->constants, end->km, ray->site, end->terrain, path);
    if (path->kind == VP_PATH_FULL && end->tail_count == 0) path->kind = VP_PATH_FREE_SPACE;
    if (path->kind != VP_PATH_FULL) return;
    if (ray->zoned) measure_zones(ray, end, path);
    measure_smooth(ray, end, path);
    measure_horizons(ray, end, path);
    for (int i = 0; i < (ray->beta_wanted ? 2 : 1); i++) {
        path->nu_terrain[i] = terrain_nu(ray, end, path, i);
        path->nu_smooth[i] = smooth_nu(ray, end, path, i);
    }
}

bool vp_ray_sees(const vp_ray *ray, const vp_ray_end *end)
{
    double hrs = end->terrain + ray->constants->link.receiver_metres, any;
    return steepest_out(ray, end, ray->bend[0], ray->horizon, false, &any) <=
           (hrs - ray->hts) / end->km - ray->bend[0] * end->km;
}
