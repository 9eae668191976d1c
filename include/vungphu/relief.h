/* What the terrain of a unit is like: how much of it lies high, how much is steep. */
#pragma once
#include <vungphu/api.h>
#include <vungphu/grid.h>
#include <vungphu/zonal.h>

VP_BEGIN_DECLS

/* A commune is mountainous when at least two thirds of its area lie at 200 m above the sea or
 * higher, or at least two thirds have a slope of 15 % or more (Decree 272/2025/NĐ-CP). */
#define VP_RELIEF_HIGH_METRES   200.0
#define VP_RELIEF_STEEP_PERCENT 15.0
#define VP_RELIEF_MOST_OF_IT    (2.0 / 3.0)

/* Shares 0..1 of the unit's area on the geometry; what has no data is in neither of a pair, so
 * high <= 1 - height_unknown. All NaN for a unit without any cell. */
typedef struct {
    double high, height_unknown; /* at or above 200 m; without an elevation */
    double steep, slope_unknown; /* 15 % or more; without a slope */
    double mean_metres;          /* area-weighted, of what is known; NaN without any */
} vp_relief;

/* Slope in percent (100 · rise / run) by Horn's weighted differences over the eight neighbours (Horn 1981,
 * "Hill shading and the reflectance map", Proc. IEEE 69(1)): exact on a plane. NaN where the cell or a
 * neighbour has no elevation, and on the grid's outermost cells. */
VP_API vp_grid *vp_relief_slope(const vp_grid *elevation, vp_error *err);

/* How light land is under a sun in the north-west, 45° above the horizon, its heights exaggerated so many times (Horn
 * 1981): 1 facing the sun, 0 turned away from it. NaN where the slope is. */
#define VP_RELIEF_LEVEL_LIGHT 0.70710678118654752 /* of level land: sin 45° */
VP_API vp_grid *vp_relief_light(const vp_grid *elevation, double exaggeration, vp_error *err);

/* relief[zone] of the weights, by the exact shares of cells. slope: vp_relief_slope of the elevation. */
VP_API bool vp_relief_of_zones(const vp_grid *elevation, const vp_grid *slope, const vp_weights *weights,
                               vp_relief relief[], vp_error *err);

/* 1 mountainous, 0 not, NaN where what is unknown could decide it. */
VP_API double vp_relief_is_mountainous(const vp_relief *relief);

VP_END_DECLS
