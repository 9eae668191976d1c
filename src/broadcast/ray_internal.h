/* The terrain along one radial, taken in point by point, so that the geometry of a path to
 * any receiver ahead costs O(log n) instead of O(n).
 *
 * From heights the earth's curvature is taken off (y = h - 500 d²/a), which makes every
 * line of sight straight. Then the smooth-earth sums are running sums; what is seen from
 * the transmitter are running maxima; what is seen from the receiver is a tangent to the
 * upper convex hull of the points behind it; and only a clear line of sight, and the
 * roughness between two horizons, look at points again, in blocks of 16. */
#pragma once
#include "broadcast/propagation_internal.h"
#include <stdint.h>

typedef struct {
    double km, y;
    size_t index;
} vp_corner;

typedef struct {
    vp_corner *corners;
    size_t count;
} vp_hull;

enum { VP_RAY_BLOCK = 16 };

/* Heights along the ray with the greatest of each block. */
typedef struct {
    double *y, *block_most;
} vp_line;

typedef struct {
    const vp_link_constants *constants;
    size_t room, reached;      /* points 1..reached are taken in */
    double step_km, hts, site; /* point i is i·step_km away */
    double bend[2];            /* 500 / earth radius: median, β0 */
    bool beta_wanted, covered; /* the second radius is needed; there is clutter */
    double last_height, v1, v2, alpha, horizon, stim[2];
    size_t horizon_at, sight_hint, cover_hint[2];
    vp_line bare, flat, cover[2]; /* terrain bent by ae; as it is; with clutter bent by both */
    vp_hull bare_hull, flat_hull, cover_hull[2];
    bool zoned; /* the radio-climatic zones count; else all is inland */
    vp_zone_runs zones;
} vp_ray;

bool vp_ray_init(vp_ray *ray, size_t points, vp_error *err);
void vp_ray_clear(vp_ray *ray);
/* Starts again at a mast. step_km > 0. */
void vp_ray_begin(vp_ray *ray, const vp_link_constants *constants, double site_metres, double step_km, bool covered);
/* The next point, at (reached + 1) · step_km. */
void vp_ray_extend(vp_ray *ray, double terrain, double clutter);
/* Zones from now on: that of the mast, before the first point; then that of each point taken in. */
void vp_ray_begin_zones(vp_ray *ray, uint8_t zone);
void vp_ray_extend_zone(vp_ray *ray, uint8_t zone);
/* A point between the last one taken in and a receiver. */
typedef struct {
    double km, terrain, clutter;
} vp_ray_point;

/* The end of a path: the receiver's terrain and, from far to near, the points before it that
 * are its own. What stands close to the receiver decides most, so these lie on the true path. */
enum { VP_RAY_TAIL = 3 };
typedef struct {
    double km, terrain;
    vp_ray_point tail[VP_RAY_TAIL];
    size_t tail_count;
    uint8_t zones[VP_RAY_TAIL + 1]; /* of the tail's points, then of the receiver: read only where zones count */
} vp_ray_end;

/* Geometry of the path to a receiver beyond all points taken in, but for what only ducting asks for:
 * hm, and dlt and dlr when the aerials see each other. vp_ray_complete adds that. */
void vp_ray_measure(vp_ray *ray, const vp_ray_end *end, vp_path *path);
void vp_ray_complete(vp_ray *ray, const vp_ray_end *end, vp_path *path);
/* The aerials see each other. */
bool vp_ray_sees(const vp_ray *ray, const vp_ray_end *end);
